//! Writing, moving, copying and deleting: nothing outside is changed, nothing is left half done.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use filesystem::TABLE;
use filesystem::find;
use filesystem::job::Asker;
use serde_json::{Value, json};
use wezterm_module_framework::Effect;

use crate::child;
use crate::world::{World, asked, each_world, layers, text};

/// Returns a call of every tool that changes `path`, with `other` for what it needs besides.
pub fn writes(path: &str, other: &str) -> Vec<(&'static str, Value)> {
    let all = vec![
        ("write_file", json!({"path": path, "content": "new"})),
        (
            "write_file",
            json!({"path": path, "content": "new", "make_parents": true, "mode": "append"}),
        ),
        (
            "edit_file",
            json!({"path": path, "edits": [{"oldText": "content", "newText": "new"}]}),
        ),
        ("create_directory", json!({"path": format!("{path}/made")})),
        (
            "move_file",
            json!({"source": path, "destination": format!("{other}.moved")}),
        ),
        (
            "move_file",
            json!({"source": other, "destination": path, "overwrite": true}),
        ),
        (
            "copy_path",
            json!({"source": path, "destination": format!("{other}.copy")}),
        ),
        (
            "copy_path",
            json!({"source": other, "destination": path, "overwrite": true}),
        ),
        (
            "delete_path",
            json!({"path": path, "recursive": true, "permanently": true}),
        ),
        (
            "zip_files",
            json!({"input_files": [path], "target_zip_file": format!("{other}.zip")}),
        ),
        (
            "zip_files",
            json!({"input_files": [other], "target_zip_file": path}),
        ),
        (
            "zip_directory",
            json!({"input_directory": path, "target_zip_file": format!("{other}.zip")}),
        ),
        (
            "unzip_file",
            json!({"zip_file": path, "target_path": format!("{other}.d")}),
        ),
    ];
    let known = |(tool, _): &(&str, Value)| find(tool).is_some();
    all.into_iter().filter(known).collect()
}

/// Returns all that stands below a folder, with what it holds.
pub fn all_below(folder: &Path) -> Vec<(PathBuf, Option<Vec<u8>>)> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let facts = fs::symlink_metadata(&path).unwrap();
            if facts.is_dir() {
                folders.push(path.clone());
            }
            let content = facts.is_file().then(|| fs::read(&path).unwrap());
            all.push((path, content));
        }
    }
    all.sort();
    all
}

#[test]
fn f01_to_f04_nothing_outside_is_written_moved_or_deleted() {
    each_world(|world| {
        let before = (world.neighbourhood(), all_below(&world.a("")));
        let a = text(world.a(""));
        for path in [
            format!("{a}/../outside.txt"),
            format!("{a}/sub/../../outside/plain.txt"),
            text(world.outside("plain.txt")),
            text(world.outside("new")),
            text(world.t().join("A_sibling")),
            text(world.t().join("A ")),
            "/etc/hostname".into(),
            "/proc/self/mem".into(),
        ] {
            for (tool, args) in writes(&path, &text(world.a("a.txt"))) {
                assert_eq!(
                    world.code(tool, args.clone()),
                    "outside_roots",
                    "{tool} {args}"
                );
            }
        }
        assert_eq!((world.neighbourhood(), all_below(&world.a(""))), before);
    });
}

#[test]
fn f05_dot_dot_through_a_missing_folder_creates_nothing() {
    each_world(|world| {
        let before = (world.neighbourhood(), all_below(&world.a("")));
        for path in [
            "new/../../evil",
            "new/../evil",
            "sub/new/../../evil",
            "new/../sub/evil",
        ] {
            for make_parents in [false, true] {
                let path = format!("{}/{path}", text(world.a("")));
                let args = json!({"path": path, "content": "x", "make_parents": make_parents});
                let code = world.code("write_file", args);
                assert!(
                    ["outside_roots", "not_found"].contains(&code.as_str()),
                    "{code}"
                );
            }
            let args = json!({"path": format!("{}/{path}", text(world.a("")))});
            let code = world.code("create_directory", args);
            assert!(
                ["outside_roots", "not_found"].contains(&code.as_str()),
                "{code}"
            );
        }
        assert_eq!((world.neighbourhood(), all_below(&world.a(""))), before);
    });
}

#[test]
fn f07_nothing_is_written_through_a_link_that_leads_out() {
    each_world(|world| {
        world.link(world.outside(""), "ld");
        world.link("../outside", "rd");
        world.link(world.outside("plain.txt"), "file");
        world.link("../outside/plain.txt", "rfile");
        let before = (world.neighbourhood(), all_below(&world.a("")));
        for path in [
            "ld/new",
            "rd/new",
            "ld/plain.txt",
            "rd/folder",
            "ld/new/deep",
        ] {
            for (tool, args) in writes(&text(world.a(path)), &text(world.a("a.txt"))) {
                assert_eq!(
                    world.code(tool, args.clone()),
                    "outside_roots",
                    "{tool} {args}"
                );
            }
        }
        for path in ["file", "rfile"] {
            let path = text(world.a(path));
            let edits = json!([{"oldText": "content", "newText": "x"}]);
            assert_eq!(
                world.code("write_file", json!({"path": path, "content": "x"})),
                "outside_roots"
            );
            assert_eq!(
                world.code("edit_file", json!({"path": path, "edits": edits})),
                "outside_roots"
            );
        }
        assert_eq!((world.neighbourhood(), all_below(&world.a(""))), before);
    });
}

#[test]
fn f08_a_link_to_nothing_outside_creates_nothing_there() {
    each_world(|world| {
        world.link(world.t().join("nonexist"), "dang");
        world.link("../nonexist", "rdang");
        world.link("dang", "to-dang");
        world.link(world.outside("none/deep"), "ddang");
        let before = world.neighbourhood();
        for name in ["dang", "rdang", "to-dang", "ddang"] {
            let path = text(world.a(name));
            for args in [
                json!({"path": path, "content": "x"}),
                json!({"path": path, "content": "x", "make_parents": true}),
                json!({"path": path, "content": "x", "mode": "create"}),
                json!({"path": path, "content": "x", "mode": "append"}),
            ] {
                assert_eq!(world.code("write_file", args), "outside_roots", "{name}");
            }
            assert_eq!(
                world.code("create_directory", json!({"path": path})),
                "outside_roots"
            );
            let copy = json!({"source": text(world.a("a.txt")), "destination": path});
            assert_eq!(world.code("copy_path", copy.clone()), "exists");
            assert_eq!(world.code("move_file", copy), "exists");
        }
        assert_eq!(world.neighbourhood(), before);
        // One whose target would lie inside makes that.
        world.link("sub/new.txt", "inner");
        world.ok(
            "write_file",
            json!({"path": text(world.a("inner")), "content": "x"}),
        );
        assert_eq!(fs::read(world.a("sub/new.txt")).unwrap(), b"x");
        assert!(fs::symlink_metadata(world.a("inner")).unwrap().is_symlink());
    });
}

#[test]
fn f17_writing_a_hard_link_leaves_the_other_name_as_it_was() {
    each_world(|world| {
        for name in ["w", "e", "p"] {
            fs::write(world.outside(name), "content").unwrap();
            fs::hard_link(world.outside(name), world.a(name)).unwrap();
        }
        let path = |name| text(world.a(name));
        world.ok("write_file", json!({"path": path("w"), "content": "new"}));
        let edits = json!([{"oldText": "content", "newText": "new"}]);
        world.ok("edit_file", json!({"path": path("e"), "edits": edits}));
        let append = json!({"path": path("p"), "content": " new", "mode": "append"});
        world.ok("write_file", append);
        for (name, content) in [("w", "new"), ("e", "new"), ("p", "content new")] {
            assert_eq!(fs::read(world.a(name)).unwrap(), content.as_bytes());
            assert_eq!(fs::read(world.outside(name)).unwrap(), b"content");
            assert_eq!(fs::metadata(world.outside(name)).unwrap().nlink(), 1);
        }
    });
}

/// The file that a child process writes again and again.
const VICTIM: &str = "WEZTERM_ATTACKS_VICTIM";
/// So many bytes of one letter are in it.
const WHOLE: usize = 3 << 20;

/// Writes the file whole, in turn with one letter and another, for as long as it lives.
fn write_for_ever(a: &Path) {
    let world = World::at(a, layers().remove(0));
    for letter in ["n", "o"].iter().cycle() {
        let content = letter.repeat(WHOLE);
        let written = world.call(
            "write_file",
            json!({"path": text(a.join("victim")), "content": content}),
        );
        if let Err(error) = written {
            println!("refused: {error}");
            return;
        }
    }
}

fn victim_is_whole(world: &World) -> bool {
    let content = fs::read(world.a("victim")).unwrap();
    let letter = content[0];
    content.len() == WHOLE && content.iter().all(|byte| *byte == letter)
}

#[test]
fn f33_a_program_that_is_killed_while_it_writes_leaves_the_old_or_the_new_file() {
    if let Some(a) = std::env::var_os(VICTIM) {
        return write_for_ever(Path::new(&a));
    }
    let here =
        "writes::f33_a_program_that_is_killed_while_it_writes_leaves_the_old_or_the_new_file";
    let world = World::new(layers().remove(0));
    fs::write(world.a("victim"), "o".repeat(WHOLE)).unwrap();
    for round in 0..12_u64 {
        let before = fs::metadata(world.a("victim")).unwrap().ino();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", here, "--test-threads", "1"]);
        let mut child = command
            .env(VICTIM, world.a(""))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // Once it has written, it is killed at another moment in each round.
        let wrote = || fs::metadata(world.a("victim")).unwrap().ino() != before;
        crate::world::wait_until("the first write", wrote);
        for _ in 0..round * 700 {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(victim_is_whole(&world), "round {round}");
    }
    // What it had not finished has no name, or one that is known for what it is.
    for (path, _) in all_below(&world.a("")) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let known = ["a.txt", "b.txt", "sub", "deep", "victim"].contains(&name.as_str());
        assert!(known || name.starts_with(".victim.wezterm-"), "{name}");
    }
}

#[test]
fn f33_a_file_that_may_not_grow_so_far_leaves_the_old_one() {
    if let Some(a) = std::env::var_os(VICTIM) {
        return write_for_ever(Path::new(&a));
    }
    let here = "writes::f33_a_file_that_may_not_grow_so_far_leaves_the_old_one";
    let world = World::new(layers().remove(0));
    fs::write(world.a("victim"), "o".repeat(WHOLE)).unwrap();
    // `trap` makes the write fail where the signal would end the program.
    for prepare in ["", "trap '' XFSZ; "] {
        let script = format!(
            "ulimit -f 1024; {prepare}exec \"$0\" --exact {here} --test-threads 1 --nocapture"
        );
        let mut command = Command::new("sh");
        command
            .args(["-c", &script])
            .arg(std::env::current_exe().unwrap());
        let outcome = command.env(VICTIM, world.a("")).output().unwrap();
        let said = String::from_utf8_lossy(&outcome.stdout);
        // EFBIG, or death by the signal.
        assert!(
            said.contains("refused: io:27") || !outcome.status.success(),
            "{said}"
        );
        assert_eq!(
            fs::read(world.a("victim")).unwrap(),
            "o".repeat(WHOLE).as_bytes()
        );
        let names: Vec<_> = all_below(&world.a(""))
            .into_iter()
            .map(|(path, _)| path)
            .collect();
        assert_eq!(names.len(), 5, "{names:?}");
    }
}

#[test]
fn f34_permissions_attributes_and_owner_are_kept() {
    each_world(|world| {
        for mode in [0o600, 0o755, 0o444, 0o640] {
            let path = world.a("kept");
            fs::write(&path, "content").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let flags = rustix::fs::XattrFlags::empty();
            let marked = rustix::fs::setxattr(&path, "user.mark", b"m", flags).is_ok();
            if child::is_root() {
                std::os::unix::fs::chown(&path, Some(1_234), Some(1_235)).unwrap();
            }
            let edits = json!([{"oldText": "content", "newText": "new"}]);
            if mode & 0o200 == 0 && !child::is_root() {
                // What its owner made read-only stays as it is.
                let edit = json!({"path": text(&path), "edits": edits});
                assert_eq!(world.code("edit_file", edit), "io:13");
                assert_eq!(fs::read(&path).unwrap(), b"content");
                fs::remove_file(path).unwrap();
                continue;
            }
            world.ok("edit_file", json!({"path": text(&path), "edits": edits}));
            world.ok(
                "write_file",
                json!({"path": text(&path), "content": "newer"}),
            );
            let facts = fs::metadata(&path).unwrap();
            assert_eq!(facts.mode() & 0o7777, mode, "{mode:o}");
            if child::is_root() {
                assert_eq!((facts.uid(), facts.gid()), (1_234, 1_235));
            }
            if marked {
                let mut value = [0; 8];
                let length = rustix::fs::getxattr(&path, "user.mark", &mut value[..]).unwrap();
                assert_eq!(&value[..length], b"m");
            }
            fs::remove_file(path).unwrap();
        }
    });
}

#[test]
fn f57_what_is_there_is_not_overwritten_unless_that_is_said() {
    each_world(|world| {
        fs::write(world.a("dest"), "old").unwrap();
        let before = all_below(&world.a(""));
        for destination in ["dest", "sub", "sub/b.txt"] {
            let args = json!({"source": text(world.a("a.txt")), "destination": text(world.a(destination))});
            assert_eq!(world.code("move_file", args.clone()), "exists");
            assert_eq!(world.code("copy_path", args.clone()), "exists");
            let create = json!({"path": text(world.a("dest")), "content": "x", "mode": "create"});
            assert_eq!(world.code("write_file", create), "exists");
        }
        // A folder is never replaced by a file.
        let over = json!({
            "source": text(world.a("a.txt")), "destination": text(world.a("sub")), "overwrite": true,
        });
        assert_eq!(world.code("move_file", over.clone()), "not_regular");
        assert_eq!(world.code("copy_path", over), "not_regular");
        assert_eq!(all_below(&world.a("")), before);
        let over = json!({
            "source": text(world.a("a.txt")), "destination": text(world.a("dest")), "overwrite": true,
        });
        world.ok("move_file", over);
        assert_eq!(fs::read(world.a("dest")).unwrap(), b"inside\n");
        assert!(!world.a("a.txt").exists());
    });
}

#[test]
fn f57_a_move_that_replaced_a_file_can_be_taken_back() {
    let world = World::new(layers().remove(0));
    fs::write(world.a("dest"), "old").unwrap();
    let calls = world.settings(|options| options.undo = Some(world.t().join("undo")));
    let over = json!({
        "source": text(world.a("a.txt")), "destination": text(world.a("dest")), "overwrite": true,
    });
    let done = calls
        .call_as(asked(Asker::Assistant), "move_file", over)
        .unwrap();
    assert_eq!(fs::read(world.a("dest")).unwrap(), b"inside\n");
    calls.undo(done["undo"].as_str().unwrap());
    assert_eq!(fs::read(world.a("dest")).unwrap(), b"old");
    assert_eq!(fs::read(world.a("a.txt")).unwrap(), b"inside\n");
}

#[test]
fn f58_a_link_is_moved_itself_and_no_root_is_moved_at_all() {
    each_world(|world| {
        world.link(world.outside("plain.txt"), "l");
        let before = world.neighbourhood();
        let pair =
            |from: PathBuf, to: PathBuf| json!({"source": text(from), "destination": text(to)});
        world.ok("move_file", pair(world.a("l"), world.a("sub/l")));
        assert_eq!(
            fs::read_link(world.a("sub/l")).unwrap(),
            world.outside("plain.txt")
        );
        world.ok("copy_path", pair(world.a("sub/l"), world.a("l")));
        assert_eq!(
            fs::read_link(world.a("l")).unwrap(),
            world.outside("plain.txt")
        );
        world.ok(
            "delete_path",
            json!({"path": text(world.a("l")), "permanently": true}),
        );
        assert_eq!(world.neighbourhood(), before);
        for from in [world.a(""), world.a("."), world.a("sub/..")] {
            let code = world.code("move_file", pair(from.clone(), world.a("sub/moved")));
            assert_eq!(code, "bad_argument", "{from:?}");
            let delete = json!({"path": text(from), "recursive": true, "permanently": true});
            assert_eq!(world.code("delete_path", delete), "bad_argument");
        }
        for into in ["sub/in", "sub/deep/in"] {
            let args = pair(world.a("sub"), world.a(into));
            assert_eq!(world.code("move_file", args.clone()), "bad_argument");
            assert_eq!(world.code("copy_path", args), "bad_argument");
        }
        assert!(world.a("sub/b.txt").exists());
        let delete = json!({"path": text(world.a("sub")), "permanently": true});
        assert_eq!(world.code("delete_path", delete), "bad_argument");
    });
}

#[test]
fn f58_a_move_to_another_file_system_is_refused_and_loses_nothing() {
    let world = World::new(layers().remove(0));
    let Ok(other) = tempfile::tempdir_in("/dev/shm") else {
        println!("there is no other file system");
        return;
    };
    if fs::metadata(other.path()).unwrap().dev() == fs::metadata(world.t()).unwrap().dev() {
        println!("there is no other file system");
        return;
    }
    let place = other.path().join("there");
    fs::write(&place, "old").unwrap();
    let calls = world.settings(|options| {
        options.allowed = Some(vec![world.a(""), other.path().to_owned()]);
    });
    for overwrite in [false, true] {
        let args = |to: &Path| json!({"source": text(world.a("a.txt")), "destination": text(to), "overwrite": overwrite});
        let code = calls.code("move_file", args(&other.path().join("new")));
        assert_eq!(code, "io:18");
        let code = calls.code("move_file", args(&place));
        assert_eq!(code, if overwrite { "io:18" } else { "exists" });
        assert_eq!(fs::read(&place).unwrap(), b"old");
        assert_eq!(fs::read(world.a("a.txt")).unwrap(), b"inside\n");
    }
}

#[test]
fn every_tool_that_changes_something_is_in_the_sweep() {
    let names: Vec<&str> = writes("/x", "/y")
        .into_iter()
        .map(|(tool, _)| tool)
        .collect();
    for row in TABLE.iter().filter(|row| row.effect != Effect::Read) {
        assert!(names.contains(&row.name), "{}", row.name);
    }
}
