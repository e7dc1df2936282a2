//! What is found twice, empty and in sum.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::error::Code;
use crate::job::Asker;
use crate::ops::testing::{World, call};

/// Returns the paths of a list, from the folder that may be touched.
fn paths(world: &World, list: &Value) -> Vec<String> {
    let inside = world.path("").into_os_string().into_string().unwrap();
    let paths = list.as_array().unwrap().iter().map(|path| {
        let path = path.as_str().or_else(|| path["path"].as_str()).unwrap();
        path.strip_prefix(&inside).unwrap_or(path).to_owned()
    });
    paths.collect()
}

#[test]
fn copies_are_found_by_content_and_other_names_of_one_file_are_no_copies() {
    let world = World::new();
    let long = vec![b'x'; 20_000];
    let mut middle = long.clone();
    middle[10_000] = b'y';
    world.write("a.bin", &long);
    world.write("sub/b.bin", &long);
    // The same ends, and the same size.
    world.write("c.bin", &middle);
    world.write("one.txt", "short");
    world.write("two.txt", "short");
    world.write("other.txt", "SHORT");
    world.write("empty1", "");
    world.write("empty2", "");
    fs::hard_link(world.path("a.bin"), world.path("z.bin")).unwrap();
    symlink("a.bin", world.path("link")).unwrap();
    fs::hard_link(world.path("c.bin"), world.path("c2.bin")).unwrap();
    let found = world
        .call("find_duplicate_files", json!({"root_path": "."}))
        .unwrap();
    let groups = found["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 2, "{found}");
    assert_eq!(
        paths(&world, &groups[0]["copies"]),
        ["./a.bin", "./sub/b.bin"]
    );
    assert_eq!(paths(&world, &groups[0]["copies"][0]["links"]), ["./z.bin"]);
    assert_eq!(
        (&groups[0]["wasted"], &groups[0]["count"]),
        (&json!(20_000), &json!(2))
    );
    assert_eq!(
        paths(&world, &groups[1]["copies"]),
        ["./one.txt", "./two.txt"]
    );
    assert_eq!(
        groups[1]["sha256"],
        "f9b0078b5df596d2ea19010c001bbd009e651de2c57e8fb7e355f31eb9d3f739"
    );
    assert_eq!(found["wasted"], 20_005);
    let empty = json!({"path": ".", "min_bytes": 0, "max_bytes": 0, "output_format": "json"});
    let found = world.call("find_duplicate_files", empty).unwrap();
    assert_eq!(
        paths(&world, &found["groups"][0]["copies"]),
        ["./empty1", "./empty2"]
    );
    let some = json!({"path": ".", "pattern": "*.txt", "exclude_patterns": ["two*"]});
    let found = world.call("find_duplicate_files", some).unwrap();
    assert_eq!(
        (&found["groups"], &found["wasted"]),
        (&json!([]), &json!(0))
    );
    let first = json!({"path": ".", "limit": 1});
    let first = world.call("find_duplicate_files", first).unwrap();
    assert_eq!(first["truncated"], true);
    let next = json!({"path": ".", "limit": 1, "cursor": first["next_cursor"]});
    let next = world.call("find_duplicate_files", next).unwrap();
    assert_eq!(
        paths(&world, &next["groups"][0]["copies"]),
        ["./one.txt", "./two.txt"]
    );
    assert_eq!(next["truncated"], false);
}

#[test]
fn f60_what_may_hold_secrets_is_not_compared_for_the_assistant() {
    let world = World::new();
    world.write(".env", "PASSWORD=1");
    world.write("guess", "PASSWORD=1");
    let mut job = world.job();
    assert_eq!(
        call(&job, "find_duplicate_files", json!({"path": "."})).unwrap()["wasted"],
        10
    );
    job.asker = Asker::Assistant;
    let found = call(&job, "find_duplicate_files", json!({"path": "."})).unwrap();
    assert_eq!(found["groups"], json!([]));
    let why = found["skipped"][0]["why"].as_str().unwrap();
    assert!(why.starts_with("protected"), "{why}");
}

#[test]
fn folders_without_files_are_found_at_any_depth() {
    let world = World::new();
    for folder in ["a/b/c", "d/e", "f", "g/kept", "h/node_modules"] {
        fs::create_dir_all(world.path(folder)).unwrap();
    }
    world.write("d/file", "x");
    world.write("f/.DS_Store", "x");
    symlink("nowhere", world.path("g/kept/link")).unwrap();
    let args = json!({"path": ".", "exclude_patterns": ["node_modules"]});
    let found = world.call("find_empty_directories", args).unwrap();
    let found = paths(&world, &found["directories"]);
    assert_eq!(found, ["./a", "./a/b", "./a/b/c", "./d/e", "./f"]);
    let first = world
        .call("find_empty_directories", json!({"path": "a", "limit": 2}))
        .unwrap();
    assert_eq!(paths(&world, &first["directories"]), ["a", "a/b"]);
    let args = json!({"path": "a", "limit": 2, "cursor": first["next_cursor"]});
    let rest = world.call("find_empty_directories", args).unwrap();
    assert_eq!(paths(&world, &rest["directories"]), ["a/b/c"]);
}

#[test]
fn a_sum_counts_each_file_once_and_says_what_it_takes_on_the_disk() {
    let world = World::new();
    let file = world.write("a", vec![b'x'; 10_000]);
    world.write("sub/b", "12345");
    fs::hard_link(&file, world.path("sub/same")).unwrap();
    symlink("a", world.path("link")).unwrap();
    let sparse = fs::File::create(world.path("sparse")).unwrap();
    sparse.set_len(1 << 30).unwrap();
    let sum = world
        .call("calculate_directory_size", json!({"root_path": "."}))
        .unwrap();
    let allocated: u64 = ["", "a", "sub", "sub/b", "link", "sparse"]
        .iter()
        .map(|path| fs::symlink_metadata(world.path(path)).unwrap().blocks() * 512)
        .sum();
    assert_eq!(
        sum,
        json!({
            "bytes": 10_005 + (1_u64 << 30), "allocated_bytes": allocated, "files": 3,
            "directories": 1, "symlinks": 1, "others": 0, "hard_links": 1
        })
    );
    assert_eq!(
        world.code("calculate_directory_size", json!({"path": "a"})),
        Code::NotDirectory
    );
    assert_eq!(
        world.code("calculate_directory_size", json!({"path": ".."})),
        Code::OutsideRoots
    );
}

#[test]
fn an_analysis_ends_when_nobody_waits_for_it() {
    let world = World::new();
    world.write("a", "x");
    let job = world.job();
    job.cancel.cancel();
    for tool in [
        "find_duplicate_files",
        "find_empty_directories",
        "calculate_directory_size",
    ] {
        assert_eq!(
            call(&job, tool, json!({"path": "."})).unwrap_err().code,
            Code::Cancelled,
            "{tool}"
        );
    }
    let mut read_only = world.job();
    Arc::get_mut(&mut read_only.rules).unwrap().read_only = true;
    assert!(call(&read_only, "find_duplicate_files", json!({"path": "."})).is_ok());
}
