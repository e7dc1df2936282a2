//! Writing, moving, copying and deleting: nothing outside is changed, nothing is left half done.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use filesystem::TABLE;
use filesystem::job::Asker;
use filesystem::{Asked, find};
use serde_json::{Value, json};
use wezterm_module_framework::Effect;

use crate::child;
use crate::world::{World, asked, each_world, layers, text};

/// Returns a call of every tool that changes `path`, with `other` for what it needs besides.
fn writes(path: &str, other: &str) -> Vec<(&'static str, Value)> {
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
fn all_below(folder: &Path) -> Vec<(PathBuf, Option<Vec<u8>>)> {
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
fn f59_what_other_programs_obey_is_not_written_without_a_persons_word() {
    each_world(|world| {
        fs::create_dir_all(world.a(".git/hooks")).unwrap();
        fs::write(world.a(".git/config"), "[core]\n").unwrap();
        world.link(".git/hooks", "innocent");
        world.link("../.git", "sub/g");
        world.link(world.a(".git/config"), "conf");
        let before = all_below(&world.a(""));
        for path in [
            ".git/hooks/pre-commit",
            ".git/config",
            ".GIT/hooks/pre-commit",
            ".bashrc",
            "sub/.envrc",
            ".vscode/tasks.json",
            ".VSCode/tasks.json",
            "wezterm.lua",
            ".cargo/config.toml",
            ".mcp.json",
            "innocent/pre-commit",
            "sub/g/config",
            "sub/g/hooks/deep/er",
            "conf",
        ] {
            let path = text(world.a(path));
            for make_parents in [false, true] {
                let args = json!({"path": path, "content": "x", "make_parents": make_parents});
                let code = world.code("write_file", args);
                // Where its folder is missing that is said first.
                let fine = code == "protected" || !make_parents && code == "not_found";
                assert!(fine, "{path}: {code}");
            }
            if !path.ends_with("conf") {
                for tool in ["move_file", "copy_path"] {
                    let args = json!({"source": text(world.a("a.txt")), "destination": path, "overwrite": true});
                    let code = world.code(tool, args);
                    assert!(
                        ["protected", "not_found"].contains(&code.as_str()),
                        "{tool} {path}: {code}"
                    );
                }
            }
            if path.ends_with("config") || path.ends_with("conf") {
                let edits = json!([{"oldText": "[core]", "newText": "x"}]);
                assert_eq!(
                    world.code("edit_file", json!({"path": path, "edits": edits})),
                    "protected"
                );
            }
        }
        let hooks = json!({"path": text(world.a(".git/hooks/made"))});
        assert_eq!(world.code("create_directory", hooks), "protected");
        let delete = json!({"path": text(world.a(".git/config")), "permanently": true});
        assert_eq!(world.code("delete_path", delete), "protected");
        // A folder that brings such a name with it.
        fs::create_dir_all(world.a("evil/hooks")).unwrap();
        fs::write(world.a("evil/hooks/pre-commit"), "x").unwrap();
        fs::rename(world.a(".git"), world.a("was.git")).unwrap();
        for tool in ["move_file", "copy_path"] {
            let args =
                json!({"source": text(world.a("evil")), "destination": text(world.a(".git"))});
            match world.call(tool, args) {
                Err(error) => assert_eq!(error.code.to_string(), "protected", "{tool}"),
                Ok(done) => assert!(
                    done["skipped"].to_string().contains("protected"),
                    "{tool} {done}"
                ),
            }
            assert!(!world.a(".git/hooks/pre-commit").exists(), "{tool}");
            let _ = fs::remove_dir_all(world.a(".git"));
        }
        // A link that brings it with it, by itself or in a folder.
        fs::create_dir(world.a("project")).unwrap();
        world.link("evil", "l");
        world.link("../evil", "project/l");
        for tool in ["copy_path", "move_file"] {
            let args = json!({"source": text(world.a("l")), "destination": text(world.a(".git"))});
            assert_eq!(world.code(tool, args), "protected", "{tool}");
        }
        fs::rename(world.a("project/l"), world.a("project/.git")).unwrap();
        let args =
            json!({"source": text(world.a("project")), "destination": text(world.a("sub/p"))});
        assert_eq!(world.code("move_file", args.clone()), "protected");
        let done = world.ok("copy_path", args);
        assert!(done["skipped"].to_string().contains("protected"), "{done}");
        fs::remove_dir_all(world.a("sub/p")).unwrap();
        fs::remove_dir_all(world.a("project")).unwrap();
        fs::remove_file(world.a("l")).unwrap();
        fs::rename(world.a("was.git"), world.a(".git")).unwrap();
        fs::remove_dir_all(world.a("evil")).unwrap();
        assert_eq!(all_below(&world.a("")), before);
        // With a person's word it is done.
        let approved = Asked {
            approved: true,
            ..asked(Asker::Assistant)
        };
        let args = json!({"path": text(world.a(".envrc")), "content": "x"});
        world
            .settings(|_| {})
            .call_as(approved, "write_file", args)
            .unwrap();
        assert_eq!(fs::read(world.a(".envrc")).unwrap(), b"x");
    });
}

#[test]
fn f60_what_may_hold_secrets_is_not_read_without_a_persons_word() {
    each_world(|world| {
        for name in [".env", "id_rsa", "cert.pem", "sub/.ENV"] {
            fs::write(world.a(name), "PASSWORD=inside").unwrap();
        }
        world.link(".env", "innocent.txt");
        world.link(world.a("id_rsa"), "key.txt");
        let calls = world.settings(|_| {});
        for name in [
            ".env",
            "id_rsa",
            "cert.pem",
            "sub/.ENV",
            "innocent.txt",
            "key.txt",
        ] {
            let path = text(world.a(name));
            for asker in [Asker::Assistant, Asker::Program] {
                for (tool, args) in [
                    ("read_text_file", json!({"path": path})),
                    (
                        "read_text_file",
                        json!({"path": path, "encoding": "base64"}),
                    ),
                    ("head_file", json!({"path": path})),
                    ("hash_file", json!({"path": path})),
                    ("read_media_file", json!({"path": path})),
                    (
                        "search_files_content",
                        json!({"path": path, "query": "PASS"}),
                    ),
                ] {
                    let error = calls.call_as(asked(asker), tool, args).unwrap_err();
                    assert_eq!(error.code.to_string(), "protected", "{tool} {name}");
                }
            }
            let read = |asked: Asked| {
                calls
                    .call_as(asked, "read_text_file", json!({"path": path}))
                    .map(|_| ())
            };
            read(asked(Asker::Person)).unwrap();
            read(Asked {
                approved: true,
                ..asked(Asker::Assistant)
            })
            .unwrap();
            let strict = world.settings(|options| options.rules.deny_secrets = true);
            let approved = Asked {
                approved: true,
                ..asked(Asker::Assistant)
            };
            let denied = strict.call_as(approved, "read_text_file", json!({"path": path}));
            assert_eq!(denied.unwrap_err().code.to_string(), "protected");
        }
        let found = world.ok(
            "search_files_content",
            json!({"path": text(world.a("")), "query": "PASS"}),
        );
        assert_eq!(found["matches"], json!([]));
        assert_eq!(found["skipped"].as_array().unwrap().len(), 4, "{found}");
        // Nor by a copy with another name.
        let copy =
            json!({"source": text(world.a(".env")), "destination": text(world.a("copy.txt"))});
        assert_eq!(world.code("copy_path", copy), "protected");
        let edit = json!({"path": text(world.a(".env")), "edits": [{"oldText": "PASSWORD", "newText": "x"}]});
        assert_eq!(world.code("edit_file", edit), "protected");
    });
}

#[test]
fn f60_a_secret_that_is_moved_to_another_name_is_a_secret_still() {
    let world = World::new(layers().remove(0));
    fs::write(world.a(".env"), "PASSWORD=inside").unwrap();
    let args = json!({"source": text(world.a(".env")), "destination": text(world.a("x.txt"))});
    assert_eq!(world.code("move_file", args), "protected");
    let args =
        json!({"source": text(world.a(".env")), "destination": text(world.a("sub/.env.local"))});
    world.ok("move_file", args);
    fs::create_dir(world.a(".ssh")).unwrap();
    fs::write(world.a(".ssh/config"), "inside").unwrap();
    let args = json!({"source": text(world.a(".ssh")), "destination": text(world.a("x"))});
    assert_eq!(world.code("move_file", args), "protected");
    assert!(world.a(".ssh/config").exists());
}

#[test]
fn f65_where_nothing_may_be_changed_every_tool_that_changes_is_refused() {
    each_world(|world| {
        let calls = world.settings(|options| options.rules.read_only = true);
        let before = all_below(&world.a(""));
        let all = writes(&text(world.a("sub")), &text(world.a("a.txt")));
        let all = all
            .into_iter()
            .chain(writes(&text(world.a("a.txt")), &text(world.a("sub/b.txt"))));
        let mut met = Vec::new();
        for (tool, args) in all {
            // The superuser of rules is the person, and these hold for the person too.
            for asked in [
                asked(Asker::Person),
                Asked {
                    approved: true,
                    ..asked(Asker::Assistant)
                },
            ] {
                let error = calls.call_as(asked, tool, args.clone()).expect_err(tool);
                assert_eq!(
                    error.code.to_string(),
                    "read_only",
                    "{tool} {args}: {error}"
                );
            }
            met.push(tool);
        }
        for row in TABLE.iter().filter(|row| row.effect != Effect::Read) {
            assert!(met.contains(&row.name), "{} is not tested", row.name);
        }
        assert_eq!(all_below(&world.a("")), before);
        assert_eq!(calls.read(world.a("a.txt")).unwrap(), "inside\n");
    });
}

#[test]
fn what_was_allowed_is_not_another_file_by_the_time_it_is_opened() {
    each_world(|world| {
        // A person allowed one file outside of the project; then it became a link to its neighbour.
        let asked = Asked {
            asker: Asker::Assistant,
            cwd: Some(world.a("")),
            allowed: vec![world.a("sub/b.txt")],
            approved: true,
            narrowed: None,
        };
        fs::write(world.a("sub/other.txt"), "not allowed").unwrap();
        let calls = world.settings(|options| {
            options.allowed = None;
            options.home = world.t().to_owned();
        });
        let here = Asked {
            cwd: Some(world.a("sub/deep")),
            ..asked
        };
        let path = json!({"path": text(world.a("sub/b.txt"))});
        let read = |tool: &str| calls.call_as(here.clone(), tool, path.clone());
        read("read_text_file").unwrap();
        fs::remove_file(world.a("sub/b.txt")).unwrap();
        world.link("other.txt", "sub/b.txt");
        for tool in [
            "read_text_file",
            "hash_file",
            "read_media_file",
            "head_file",
        ] {
            assert_eq!(
                read(tool).unwrap_err().code.to_string(),
                "conflict",
                "{tool}"
            );
        }
        fs::remove_file(world.a("sub/b.txt")).unwrap();
        world.link("..", "sub/b.txt");
        for tool in ["list_directory", "directory_tree"] {
            let code = read(tool).unwrap_err().code.to_string();
            assert!(
                ["conflict", "outside_roots"].contains(&code.as_str()),
                "{tool}: {code}"
            );
        }
    });
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
