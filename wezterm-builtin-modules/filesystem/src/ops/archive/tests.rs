//! What archives do.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::sync::Arc;

use serde_json::json;

use super::ZipDirectory;
use crate::error::Code;
use crate::job::Asker;
use crate::ops::testing::{World, call};
use crate::table::Operation as _;

mod harm;
mod raw;

use raw::Raw;

impl World {
    /// Unpacks an archive into `out`, which is there or not.
    fn unzip(&self, archive: &[u8], more: serde_json::Value) -> Result<serde_json::Value, Code> {
        self.write("a.zip", archive);
        let mut args = json!({"zip_file": "a.zip", "target_path": "out"});
        for (key, value) in more.as_object().unwrap() {
            args[key] = value.clone();
        }
        self.call("unzip_file", args).map_err(|error| error.code)
    }
}

#[test]
fn what_was_packed_is_unpacked_the_same() {
    let world = World::new();
    world.write("src/a.txt", "one");
    world.write("src/deep/b.txt", "two".repeat(100_000));
    fs::create_dir(world.path("src/empty")).unwrap();
    let args = json!({"input_directory": "src", "target_zip_file": "a.zip"});
    let packed = world.call("zip_directory", args).unwrap();
    assert_eq!(
        (&packed["files"], &packed["directories"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(packed["bytes"], 300_003);
    assert_eq!(
        packed["archive_bytes"],
        fs::metadata(world.path("a.zip")).unwrap().len()
    );
    let args = json!({"zip_file": "a.zip", "target_path": "out"});
    let unpacked = world.call("unzip_file", args).unwrap();
    assert_eq!(
        (&unpacked["files"], &unpacked["bytes"]),
        (&json!(2), &json!(300_003))
    );
    assert_eq!(
        world.tree(),
        [
            "a.zip",
            "out/",
            "out/a.txt",
            "out/deep/",
            "out/deep/b.txt",
            "out/empty/",
            "src/",
            "src/a.txt",
            "src/deep/",
            "src/deep/b.txt",
            "src/empty/"
        ]
    );
    assert_eq!(
        fs::read(world.path("out/deep/b.txt")).unwrap(),
        "two".repeat(100_000).as_bytes()
    );
    assert_eq!(fs::read(world.path("out/a.txt")).unwrap(), b"one");
}

#[test]
fn an_archive_does_not_become_part_of_itself_and_the_same_files_make_the_same() {
    let world = World::new();
    world.write("src/a.txt", "one");
    let args = json!({"input_directory": "src", "target_zip_file": "src/a.zip", "overwrite": true});
    let first = world.call("zip_directory", args.clone()).unwrap();
    let bytes = fs::read(world.path("src/a.zip")).unwrap();
    let second = world.call("zip_directory", args).unwrap();
    assert_eq!(first, second);
    assert_eq!(first["files"], 1);
    assert_eq!(fs::read(world.path("src/a.zip")).unwrap(), bytes);
    let args = json!({"input_directory": "src", "target_zip_file": "src/a.zip"});
    assert_eq!(world.code("zip_directory", args), Code::Exists);
}

#[test]
fn links_pipes_secrets_and_names_that_are_no_text_are_left_out_and_said() {
    use std::os::unix::ffi::OsStrExt as _;
    let world = World::new();
    world.write("src/a.txt", "one");
    world.write("src/.env", "PASSWORD=1");
    fs::write(world.outside("secret"), "secret").unwrap();
    symlink(world.outside("secret"), world.path("src/link")).unwrap();
    let pipe = world.path("src/pipe");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o600),
        0,
    )
    .unwrap();
    fs::write(
        world
            .path("src")
            .join(std::ffi::OsStr::from_bytes(b"\xff.txt")),
        "x",
    )
    .unwrap();
    world.write("src/back\\slash", "x");
    let mut job = world.job();
    job.asker = Asker::Assistant;
    let args = json!({"input_directory": "src", "target_zip_file": "a.zip"});
    let zip: ZipDirectory = serde_json::from_value(args).unwrap();
    let packed = zip.run(&job).unwrap();
    assert_eq!(packed.files, 1);
    let whys = packed
        .skipped
        .iter()
        .map(|skipped| skipped.why.split(':').next().unwrap());
    let mut whys: Vec<_> = whys.collect();
    whys.sort_unstable();
    assert_eq!(
        whys,
        [
            "encoding",
            "not_regular",
            "not_regular",
            "outside_roots",
            "protected"
        ]
    );
    let args = json!({"input_files": ["src/a.txt", "src/.env"], "target_zip_file": "b.zip"});
    assert_eq!(
        call(&job, "zip_files", args).unwrap_err().code,
        Code::Protected
    );
    assert!(!world.path("b.zip").exists());
}

#[test]
fn globs_and_gitignore_say_what_is_packed() {
    let world = World::new();
    for file in ["a.rs", "b.txt", "sub/c.rs", "target/d.rs", ".git/config"] {
        world.write(&format!("src/{file}"), "x");
    }
    world.write("src/.gitignore", "target\n");
    let listed = |more: serde_json::Value| {
        let mut args =
            json!({"input_directory": "src", "target_zip_file": "a.zip", "overwrite": true});
        for (key, value) in more.as_object().unwrap() {
            args[key] = value.clone();
        }
        world.call("zip_directory", args).unwrap();
        let listed = world
            .call("list_archive", json!({"zip_file": "a.zip"}))
            .unwrap();
        let entries = listed["entries"].as_array().unwrap().clone();
        let names = entries
            .iter()
            .map(|entry| entry["name"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(
        listed(json!({"pattern": "*.rs"})),
        ["a.rs", "sub/c.rs", "target/d.rs"]
    );
    let args = json!({"pattern": "*.rs", "gitignore": true, "exclude": ["sub"]});
    assert_eq!(listed(args), ["a.rs"]);
    let everything = listed(json!({"pattern": "**/*"}));
    assert_eq!(everything.len(), 9, "{everything:?}");
    let visible = listed(json!({"gitignore": true}));
    assert_eq!(visible, [".gitignore", "a.rs", "b.txt", "sub/", "sub/c.rs"]);
}

#[test]
fn files_are_packed_with_their_paths_below_what_holds_them_all() {
    let world = World::new();
    world.write("src/x/a.txt", "one");
    world.write("src/y/a.txt", "two");
    let files = json!(["src/x/a.txt", "src/y/a.txt", "src/x/../x/a.txt"]);
    let args = json!({"input_files": files, "target_zip_file": "a.zip"});
    assert_eq!(world.call("zip_files", args).unwrap()["files"], 2);
    let listed = world
        .call("list_archive", json!({"zip_file": "a.zip", "limit": 1}))
        .unwrap();
    assert_eq!(listed["entries"][0]["name"], "x/a.txt");
    assert_eq!(listed["entries"][0]["kind"], "file");
    assert_eq!(
        (&listed["total"], &listed["total_size"]),
        (&json!(2), &json!(6))
    );
    let args = json!({"zip_file": "a.zip", "cursor": listed["next_cursor"]});
    let rest = world.call("list_archive", args).unwrap();
    assert_eq!(rest["entries"][0]["name"], "y/a.txt");
    assert_eq!(rest["truncated"], false);
    let one = json!({"input_files": ["src/x/a.txt"], "target_zip_file": "b.zip"});
    world.call("zip_files", one).unwrap();
    let listed = world
        .call("list_archive", json!({"zip_file": "b.zip"}))
        .unwrap();
    assert_eq!(listed["entries"][0]["name"], "a.txt");
    for (files, code) in [
        (json!([]), Code::BadArgument),
        (json!(["src/missing"]), Code::NotFound),
        (json!(["src/x"]), Code::NotRegular),
        (json!(["../secret"]), Code::OutsideRoots),
    ] {
        let args = json!({"input_files": files, "target_zip_file": "c.zip"});
        assert_eq!(world.code("zip_files", args), code);
    }
    assert!(!world.path("c.zip").exists());
}

#[test]
fn times_are_written_down_as_they_are() {
    let world = World::new();
    let file = world.write("src/a.txt", "one");
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_709_210_096);
    fs::File::open(&file).unwrap().set_modified(time).unwrap();
    let args = json!({"input_directory": "src", "target_zip_file": "a.zip"});
    world.call("zip_directory", args).unwrap();
    let listed = world
        .call("list_archive", json!({"zip_file": "a.zip"}))
        .unwrap();
    assert_eq!(listed["entries"][0]["modified"], "2024-02-29 12:34:56");
}

#[test]
fn f59_what_is_protected_is_not_unpacked_without_a_persons_word() {
    let world = World::new();
    fs::create_dir(world.path("out")).unwrap();
    for name in [
        &b".git/hooks/pre-commit"[..],
        b"sub/.GIT/config",
        b".bashrc",
        b".vscode/",
    ] {
        let archive = Raw::default().add(b"a.txt", b"a").add(name, b"").finish();
        assert_eq!(world.unzip(&archive, json!({})), Err(Code::Protected));
        let args = json!({"target_path": "new"});
        assert_eq!(world.unzip(&archive, args), Err(Code::Protected));
        assert_eq!(world.tree(), ["a.zip", "out/"]);
    }
    let mut job = world.job();
    job.approved = true;
    let args = json!({"zip_file": "a.zip", "target_path": "out"});
    call(&job, "unzip_file", args).unwrap();
    assert_eq!(world.tree(), ["a.zip", "out/", "out/.vscode/", "out/a.txt"]);
    let args = json!({"input_files": ["a.zip"], "target_zip_file": ".bashrc"});
    assert_eq!(world.code("zip_files", args), Code::Protected);
}

#[test]
fn f65_where_nothing_may_be_changed_nothing_is_packed_or_unpacked() {
    let world = World::new();
    world.write("a.zip", Raw::default().add(b"a.txt", b"a").finish());
    let mut job = world.job();
    Arc::get_mut(&mut job.rules).unwrap().read_only = true;
    for (tool, args) in [
        (
            "unzip_file",
            json!({"zip_file": "a.zip", "target_path": "out"}),
        ),
        (
            "zip_files",
            json!({"input_files": ["a.zip"], "target_zip_file": "b.zip"}),
        ),
        (
            "zip_directory",
            json!({"input_directory": ".", "target_zip_file": "b.zip"}),
        ),
    ] {
        assert_eq!(
            call(&job, tool, args).unwrap_err().code,
            Code::ReadOnly,
            "{tool}"
        );
    }
    assert_eq!(world.tree(), ["a.zip"]);
    assert!(call(&job, "list_archive", json!({"zip_file": "a.zip"})).is_ok());
}

#[test]
fn an_encrypted_archive_is_refused_and_says_so() {
    let world = World::new();
    let mut archive = Raw::default().add(b"a.txt", b"secret").finish();
    archive[6] |= 1;
    let index = archive
        .windows(4)
        .position(|bytes| bytes == b"PK\x01\x02")
        .unwrap();
    archive[index + 8] |= 1;
    world.write("a.zip", archive);
    let args = json!({"zip_file": "a.zip", "target_path": "out"});
    let error = world.call("unzip_file", args).unwrap_err();
    assert_eq!(error.code, Code::BadArgument);
    assert!(error.what.contains("encrypted"), "{error}");
    assert_eq!(world.tree(), ["a.zip"]);
}

#[test]
fn what_is_no_archive_is_refused_and_names_of_other_times_are_read() {
    let world = World::new();
    for content in [&b""[..], b"PK", b"hello", &[0; 100_000]] {
        assert_eq!(world.unzip(content, json!({})), Err(Code::BadArgument));
    }
    // Code page 437, in which 0x81 is a letter.
    let old = Raw::default().add(b"\x81.txt", b"x").finish();
    world.unzip(&old, json!({})).unwrap();
    assert_eq!(world.tree(), ["a.zip", "out/", "out/\u{fc}.txt"]);
    // The same bytes said to be UTF-8.
    let mut broken = old;
    let index = broken
        .windows(4)
        .position(|bytes| bytes == b"PK\x01\x02")
        .unwrap();
    broken[index + 9] |= 8;
    assert_eq!(
        world.unzip(&broken, json!({"overwrite": true})),
        Err(Code::Encoding)
    );
}

#[test]
fn leading_folders_are_left_off() {
    let world = World::new();
    let archive = Raw::default()
        .add(b"project-1.0/", b"")
        .add(b"project-1.0/src/a.rs", b"a")
        .add(b"README", b"x")
        .finish();
    let unpacked = world.unzip(&archive, json!({"strip": 1})).unwrap();
    assert_eq!(world.tree(), ["a.zip", "out/", "out/src/", "out/src/a.rs"]);
    assert_eq!(unpacked["files"], 1);
    assert_eq!(unpacked["skipped"][0]["path"], "README");
}

#[test]
fn a_target_that_is_a_folder_as_a_whole_or_leads_to_one_can_be_unpacked_into() {
    let world = World::new();
    let archive = Raw::default().add(b"x/a.txt", b"a").finish();
    world.unzip(&archive, json!({"target_path": "."})).unwrap();
    fs::create_dir(world.path("real")).unwrap();
    symlink("real", world.path("link")).unwrap();
    world
        .unzip(&archive, json!({"target_path": "link"}))
        .unwrap();
    assert_eq!(
        world.tree(),
        [
            "a.zip",
            "link",
            "real/",
            "real/x/",
            "real/x/a.txt",
            "x/",
            "x/a.txt"
        ]
    );
    symlink(world.outside("elsewhere"), world.path("out")).unwrap();
    assert_eq!(world.unzip(&archive, json!({})), Err(Code::OutsideRoots));
    assert_eq!(
        world.unzip(&archive, json!({"target_path": "../x"})),
        Err(Code::OutsideRoots)
    );
    assert_eq!(
        world.unzip(&archive, json!({"target_path": "no/x"})),
        Err(Code::NotFound)
    );
    assert_eq!(
        world.unzip(&archive, json!({"target_path": "a.zip"})),
        Err(Code::NotDirectory)
    );
    assert!(!world.outside("elsewhere").exists());
}

#[test]
fn a_call_that_ends_early_leaves_nothing() {
    let world = World::new();
    world.write("a.zip", Raw::default().add(b"a.txt", b"a").finish());
    let mut job = world.job();
    job.deadline = std::time::Instant::now() - std::time::Duration::from_secs(1);
    for (tool, args) in [
        (
            "unzip_file",
            json!({"zip_file": "a.zip", "target_path": "out"}),
        ),
        (
            "zip_files",
            json!({"input_files": ["a.zip"], "target_zip_file": "b.zip"}),
        ),
    ] {
        assert_eq!(
            call(&job, tool, args).unwrap_err().code,
            Code::Timeout,
            "{tool}"
        );
    }
    assert_eq!(world.tree(), ["a.zip"]);
}

#[test]
fn an_archive_in_a_folder_without_room_for_it_is_not_begun() {
    let world = World::new();
    world.write("src/a.txt", "one");
    for target in ["missing/a.zip", "src/a.txt/b.zip", "../a.zip", "."] {
        let args = json!({"input_directory": "src", "target_zip_file": target, "overwrite": true});
        assert!(world.call("zip_directory", args).is_err(), "{target}");
    }
    fs::set_permissions(world.path("src/a.txt"), fs::Permissions::from_mode(0o640)).unwrap();
    let args =
        json!({"input_files": ["src/a.txt"], "target_zip_file": "src/a.txt", "overwrite": true});
    // A file may become the archive that it is in; it keeps who may read it.
    world.call("zip_files", args).unwrap();
    assert_eq!(
        fs::metadata(world.path("src/a.txt")).unwrap().mode() & 0o777,
        0o640
    );
    assert_eq!(world.tree(), ["src/", "src/a.txt"]);
}

#[test]
fn a_thread_that_can_reach_nothing_else_packs_replaces_and_unpacks() {
    let world = World::new();
    world.write("src/a.txt", "one");
    world.write("out/a.txt", "old");
    world.write("a.zip", "old");
    let job = world.job();
    let steps = [
        (
            "zip_directory",
            json!({"input_directory": "src", "target_zip_file": "new.zip"}),
        ),
        (
            "zip_directory",
            json!({"input_directory": "src", "target_zip_file": "a.zip", "overwrite": true}),
        ),
        (
            "unzip_file",
            json!({"zip_file": "a.zip", "target_path": "out", "overwrite": true}),
        ),
        (
            "unzip_file",
            json!({"zip_file": "a.zip", "target_path": "new"}),
        ),
    ];
    std::thread::scope(|scope| {
        let confined = scope.spawn(|| {
            crate::worker::confine(&job, true).unwrap();
            for (tool, args) in steps {
                call(&job, tool, args).unwrap();
            }
        });
        confined.join().unwrap();
    });
    assert_eq!(
        world.tree(),
        [
            "a.zip",
            "new.zip",
            "new/",
            "new/a.txt",
            "out/",
            "out/a.txt",
            "src/",
            "src/a.txt"
        ]
    );
    assert_eq!(fs::read(world.path("out/a.txt")).unwrap(), b"one");
    assert_eq!(
        fs::read(world.path("a.zip")).unwrap(),
        fs::read(world.path("new.zip")).unwrap()
    );
}
