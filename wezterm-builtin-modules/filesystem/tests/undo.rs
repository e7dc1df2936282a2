//! What the assistant changed is had back, whole and only where nobody else has changed it since.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use filesystem::error::{Code, FsError};
use filesystem::job::Asker;
use filesystem::{Asked, FileSystemService, Rules, ServiceOptions, beneath, find};
use serde_json::{Value, json};
use tempfile::TempDir;
use wezterm_module_framework::{Capabilities, ModuleCapability};

/// A project, what keeps its changes, and a trash.
struct World {
    folder: TempDir,
    files: Arc<FileSystemService>,
    runtime: tokio::runtime::Runtime,
}

/// Every path with what is there: content, permissions, target.
type Picture = BTreeMap<PathBuf, (u32, Option<Vec<u8>>, Option<PathBuf>)>;

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        let project = top.join("project");
        fs::create_dir_all(project.join("src/deep")).unwrap();
        fs::write(project.join("src/main.rs"), "fn main() {}\n").unwrap();
        fs::write(project.join("src/deep/data"), b"\0\xff").unwrap();
        fs::write(project.join("notes.txt"), "one\ntwo\n").unwrap();
        fs::set_permissions(project.join("notes.txt"), fs::Permissions::from_mode(0o600)).unwrap();
        symlink("notes.txt", project.join("link")).unwrap();
        let options = ServiceOptions {
            home: top.join("home"),
            allowed: Some(vec![project]),
            whole_disk: false,
            rules: Rules::new(None).unwrap(),
            layer: beneath::layer(),
            undo: Some(top.join("undo")),
            trash: Some(top.join("Trash")),
        };
        let rights = [
            ModuleCapability::FileSystemRead,
            ModuleCapability::FileSystemWrite,
        ];
        let capabilities = Capabilities::new("filesystem", rights);
        Self {
            files: Arc::new(FileSystemService::new(options, capabilities).unwrap()),
            runtime: tokio::runtime::Runtime::new().unwrap(),
            folder,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder
            .path()
            .canonicalize()
            .unwrap()
            .join("project")
            .join(name)
    }

    /// Calls a tool as the assistant.
    fn call(&self, tool: &str, args: Value) -> Result<Value, FsError> {
        let row = find(tool).unwrap();
        let call = row.understand(args).unwrap();
        let asked = Asked {
            asker: Asker::Assistant,
            cwd: Some(self.path("")),
            ..Asked::by_person()
        };
        let called = Arc::clone(&self.files).call(row, call, asked);
        self.runtime.block_on(called).map(|reply| reply.data)
    }

    fn undo(&self, step: Option<&str>) -> Result<usize, FsError> {
        let undone = Arc::clone(&self.files).undo_step(step.map(ToOwned::to_owned));
        self.runtime.block_on(undone).map(|paths| paths.len())
    }

    fn picture(&self) -> Picture {
        let mut picture = Picture::new();
        let mut folders = vec![self.path("")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                let facts = fs::symlink_metadata(&path).unwrap();
                let content = facts.is_file().then(|| fs::read(&path).unwrap());
                let target = facts.is_symlink().then(|| fs::read_link(&path).unwrap());
                if facts.is_dir() {
                    folders.push(path.clone());
                }
                picture.insert(path, (facts.mode(), content, target));
            }
        }
        picture
    }
}

fn zipped(world: &World) {
    let zip = json!({ "input_directory": "src", "target_zip_file": "src.zip" });
    world.call("zip_directory", zip).unwrap();
}

#[test]
fn each_kind_of_change_is_had_back_and_then_made_again() {
    type Prepare = fn(&World);
    let nothing: Prepare = |_| {};
    let changes: [(&str, Value, Prepare); 14] = [
        (
            "write_file",
            json!({ "path": "notes.txt", "content": "three" }),
            nothing,
        ),
        (
            "write_file",
            json!({ "path": "a/b/new.txt", "content": "x", "make_parents": true }),
            nothing,
        ),
        (
            "write_file",
            json!({ "path": "notes.txt", "content": "+", "mode": "append" }),
            nothing,
        ),
        (
            "write_file",
            json!({ "path": "link", "content": "through the link" }),
            nothing,
        ),
        (
            "edit_file",
            json!({ "path": "src/main.rs", "edits": [{ "old_text": "{}", "new_text": "{ }" }] }),
            nothing,
        ),
        ("create_directory", json!({ "path": "x/y/z" }), nothing),
        (
            "move_file",
            json!({ "source": "src", "destination": "moved" }),
            nothing,
        ),
        (
            "move_file",
            json!({ "source": "src/main.rs", "destination": "notes.txt", "overwrite": true }),
            nothing,
        ),
        (
            "copy_path",
            json!({ "source": "src", "destination": "copy" }),
            nothing,
        ),
        (
            "delete_path",
            json!({ "path": "src", "recursive": true }),
            nothing,
        ),
        (
            "delete_path",
            json!({ "path": "notes.txt", "permanently": true }),
            nothing,
        ),
        ("delete_path", json!({ "path": "link" }), nothing),
        (
            "unzip_file",
            json!({ "zip_file": "src.zip", "target_path": "out" }),
            zipped,
        ),
        (
            "unzip_file",
            json!({ "zip_file": "src.zip", "target_path": "src", "overwrite": true }),
            |world| {
                zipped(world);
                fs::write(world.path("src/main.rs"), "changed\n").unwrap();
                fs::remove_file(world.path("src/deep/data")).unwrap();
            },
        ),
    ];
    for (tool, args, prepare) in changes {
        let world = World::new();
        prepare(&world);
        let before = world.picture();
        world
            .call(tool, args.clone())
            .unwrap_or_else(|error| panic!("{tool} {args}: {error}"));
        let after = world.picture();
        assert_ne!(before, after, "{tool} {args}");
        let count = world
            .undo(None)
            .unwrap_or_else(|error| panic!("undo of {tool} {args}: {error}"));
        assert!(count > 0);
        assert_eq!(world.picture(), before, "{tool} {args}");
        // Undoing is a step of its own; those whose result was a whole tree cannot be made again.
        let last = world.files.history().into_iter().next().unwrap();
        assert_eq!(last.tool, "undo");
        if last.lost.is_none() {
            world
                .undo(Some(&last.id))
                .unwrap_or_else(|error| panic!("again {tool} {args}: {error}"));
            assert_eq!(world.picture(), after, "{tool} {args}");
        }
    }
}

#[test]
fn what_somebody_else_changed_since_is_never_touched() {
    for (tool, args, meanwhile) in [
        (
            "write_file",
            json!({ "path": "notes.txt", "content": "three" }),
            "notes.txt",
        ),
        (
            "write_file",
            json!({ "path": "new.txt", "content": "x" }),
            "new.txt",
        ),
        (
            "copy_path",
            json!({ "source": "src", "destination": "copy" }),
            "copy/main.rs",
        ),
        ("delete_path", json!({ "path": "notes.txt" }), "notes.txt"),
        (
            "move_file",
            json!({ "source": "notes.txt", "destination": "b.txt" }),
            "notes.txt",
        ),
    ] {
        let world = World::new();
        world.call(tool, args.clone()).unwrap();
        fs::write(world.path(meanwhile), "somebody else's").unwrap();
        let before = world.picture();
        let error = world.undo(None).unwrap_err();
        assert_eq!(error.code, Code::Conflict, "{tool} {args}: {error}");
        assert!(error.what.contains(meanwhile), "{error}");
        assert_eq!(world.picture(), before, "{tool} {args}");
    }
    // A folder that was made may be in use by now; then nothing of the step is taken back.
    let world = World::new();
    let new = json!({ "path": "x/y/new", "content": "", "make_parents": true });
    world.call("write_file", new).unwrap();
    fs::write(world.path("x/mine"), "").unwrap();
    assert_eq!(world.undo(None).unwrap_err().code, Code::Conflict);
    assert!(world.path("x/mine").exists() && world.path("x/y/new").exists());
}

#[test]
fn what_cannot_be_had_back_is_said_or_refused() {
    let world = World::new();
    let gone = json!({ "path": "src", "recursive": true, "permanently": true });
    world.call("delete_path", gone).unwrap();
    let step = world.files.history().into_iter().next().unwrap();
    assert_eq!(step.lost.as_deref(), Some("it was deleted for good"));
    assert_eq!(world.undo(None).unwrap_err().code, Code::Conflict);

    let large = fs::File::create(world.path("large")).unwrap();
    large.set_len(65 << 20).unwrap();
    let error = world
        .call("write_file", json!({ "path": "large", "content": "" }))
        .unwrap_err();
    assert_eq!(error.code, Code::TooLarge, "{error}");
    assert_eq!(fs::metadata(world.path("large")).unwrap().len(), 65 << 20);

    assert_eq!(
        world.undo(Some("../../etc")).unwrap_err().code,
        Code::BadArgument
    );
    assert_eq!(world.undo(Some("123-4")).unwrap_err().code, Code::NotFound);
}

#[test]
fn a_step_is_undone_once_and_one_that_changed_nothing_is_not_kept() {
    let world = World::new();
    assert_eq!(world.undo(None).unwrap_err().code, Code::NotFound);
    let error = world.call(
        "edit_file",
        json!({ "path": "notes.txt", "edits": [{ "old_text": "none", "new_text": "" }] }),
    );
    assert_eq!(error.unwrap_err().code, Code::NoMatch);
    assert!(world.files.history().is_empty());
    let written = world
        .call(
            "write_file",
            json!({ "path": "notes.txt", "content": "three" }),
        )
        .unwrap();
    let step = written["undo"].as_str().unwrap().to_owned();
    world.undo(Some(&step)).unwrap();
    assert_eq!(world.undo(Some(&step)).unwrap_err().code, Code::Conflict);
}

#[test]
fn a_record_that_was_torn_by_a_crash_still_undoes_what_was_done() {
    let world = World::new();
    let before = world.picture();
    world
        .call(
            "write_file",
            json!({ "path": "notes.txt", "content": "three" }),
        )
        .unwrap();
    let step = world.files.history().into_iter().next().unwrap().id;
    let record = world
        .folder
        .path()
        .join("undo")
        .join(&step)
        .join("record.jsonl");
    let text = fs::read_to_string(&record).unwrap();
    // As if the program had died while it wrote the last line.
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    let torn = &lines[2][..lines[2].len() / 2];
    fs::write(&record, format!("{}\n{}\n{torn}", lines[0], lines[1])).unwrap();
    // What is there now is not known to be the step's: it is left alone, and nothing is lost.
    assert_eq!(world.undo(Some(&step)).unwrap_err().code, Code::Conflict);
    assert_eq!(
        fs::read_to_string(world.path("notes.txt")).unwrap(),
        "three"
    );
    // Where the change had not been made yet there is nothing to do.
    fs::write(world.path("notes.txt"), "one\ntwo\n").unwrap();
    world.undo(Some(&step)).unwrap();
    assert_eq!(world.picture(), before);
}

#[test]
fn only_the_assistants_changes_are_kept() {
    let world = World::new();
    let row = find("write_file").unwrap();
    let path: &Path = &world.path("notes.txt");
    let call = row
        .understand(json!({ "path": path, "content": "mine" }))
        .unwrap();
    let called = Arc::clone(&world.files).call(row, call, Asked::by_person());
    let reply = world.runtime.block_on(called).unwrap();
    assert_eq!(reply.data.get("undo"), None);
    assert!(world.files.history().is_empty());
}

#[test]
fn what_was_only_shown_to_a_person_takes_no_room_from_what_was_done() {
    let world = World::new();
    let row = find("write_file").unwrap();
    for _ in 0..3 {
        let call = row
            .understand(json!({ "path": "notes.txt", "content": "x" }))
            .unwrap();
        let asked = Asked {
            asker: Asker::Assistant,
            cwd: Some(world.path("")),
            ..Asked::by_person()
        };
        let shown = Arc::clone(&world.files).preview(row, call, asked);
        assert!(
            world
                .runtime
                .block_on(shown)
                .unwrap()
                .unwrap()
                .contains("+x")
        );
    }
    let refused = json!({ "path": "notes.txt", "content": "x", "mode": "create" });
    assert!(world.call("write_file", refused).is_err());
    let kept = world.folder.path().join("undo");
    let count = fs::read_dir(kept).map_or(0, Iterator::count);
    assert_eq!(count, 0, "a step without a change stays");
}

#[test]
fn a_step_of_very_many_files_is_undone_with_few_open() {
    let world = World::new();
    fs::create_dir(world.path("many")).unwrap();
    for number in 0..1_100 {
        fs::write(world.path(&format!("many/{number}")), "x").unwrap();
    }
    let before = world.picture();
    world
        .call(
            "copy_path",
            json!({ "source": "many", "destination": "copy" }),
        )
        .unwrap();
    let step = world.files.history().into_iter().next().unwrap().id;
    let prepared = world.files.undo().unwrap().prepare(&step).unwrap();
    assert_eq!(prepared.roots.len(), 2);
    drop(prepared);
    assert_eq!(world.undo(None).unwrap(), 1_101);
    assert_eq!(world.picture(), before);
}

#[test]
fn what_the_assistant_made_is_taken_back_however_large_it_became() {
    let world = World::new();
    let before = world.picture();
    let large = fs::File::create(world.path("src/large")).unwrap();
    large.set_len(65 << 20).unwrap();
    world
        .call(
            "copy_path",
            json!({ "source": "src/large", "destination": "copy" }),
        )
        .unwrap();
    world.undo(None).unwrap();
    fs::remove_file(world.path("src/large")).unwrap();
    assert_eq!(world.picture(), before);
}
