//! Finding a program, and telling whether its file can be relied on: real folders, files and links.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use commander::program::{FindError, Untrusted, find, fixed_path, trusted};
use tempfile::TempDir;

/// Folders with programs: `bin` that is searched, and `project` in which the sandbox may write.
struct World {
    _folder: TempDir,
    root: PathBuf,
    search: Vec<PathBuf>,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for name in ["bin", "other", "project/bin"] {
            fs::create_dir_all(root.join(name)).unwrap();
        }
        let world = Self {
            search: vec![root.join("bin"), root.join("other")],
            _folder: folder,
            root,
        };
        world.program("bin/ls");
        world.program("other/ls");
        world.program("other/cat");
        world.program("project/ls");
        world
    }

    fn program(&self, path: &str) -> PathBuf {
        let path = self.root.join(path);
        fs::write(&path, "#!/bin/sh\n").unwrap();
        mode(&path, 0o755);
        path
    }

    fn project(&self) -> PathBuf {
        self.root.join("project")
    }

    fn find(&self, name: &str) -> Result<PathBuf, FindError> {
        find(OsStr::new(name), &self.project(), &self.search).map(|program| program.path)
    }

    fn trusts(&self, path: &Path) -> Result<(), Untrusted> {
        let program = find(path.as_os_str(), &self.project(), &self.search).unwrap();
        trusted(&program, &[self.project()])
    }
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn c03_a_bare_name_is_the_first_in_the_searched_folders_and_a_path_is_itself() {
    let world = World::new();
    let project = world.project();
    assert_eq!(world.find("ls"), Ok(world.root.join("bin/ls")));
    assert_eq!(world.find("cat"), Ok(world.root.join("other/cat")));
    assert_eq!(world.find("./ls"), Ok(project.join("./ls")));
    assert_eq!(world.find("../bin/ls"), Ok(project.join("../bin/ls")));
    let named = find(OsStr::new("../bin/ls"), &project, &[]).unwrap();
    let bare = find(OsStr::new("ls"), &project, &world.search).unwrap();
    assert_eq!((&named.real, named.identity), (&bare.real, bare.identity));
    let local = find(OsStr::new("./ls"), &project, &world.search).unwrap();
    assert_ne!(local.real, bare.real);
}

#[test]
fn c03_names_that_are_nearly_a_programs_are_not_found() {
    let world = World::new();
    for name in [
        "", "ls ", " ls", "LS", "ls\0x", "\0", "ls\n", ".", "..", "rm", "ls;", "ls -l",
    ] {
        assert!(world.find(name).is_err(), "{name:?}");
    }
    let bytes = OsString::from_vec(vec![b'l', b's', 0xff]);
    assert!(find(&bytes, &world.project(), &world.search).is_err());
}

#[test]
fn c04_relative_and_empty_folders_are_not_searched() {
    let world = World::new();
    let search = [PathBuf::new(), ".".into(), "project".into(), "bin".into()];
    assert!(find(OsStr::new("ls"), &world.project(), &search).is_err());
}

#[test]
fn c04_the_fixed_path_begins_with_the_systems_and_has_no_folder_that_others_may_write_to() {
    let world = World::new();
    let (open, sticky, own) = (
        world.root.join("open"),
        world.root.join("sticky"),
        world.root.join("own"),
    );
    for (folder, bits) in [(&open, 0o777), (&sticky, 0o1777), (&own, 0o755)] {
        fs::create_dir(folder).unwrap();
        mode(folder, bits);
    }
    let below = open.join("below");
    fs::create_dir(&below).unwrap();
    let link = world.root.join("link");
    symlink(&below, &link).unwrap();
    let missing = world.root.join("missing");
    let given = std::env::join_paths([
        Path::new("."),
        Path::new(""),
        Path::new("bin"),
        &open,
        &sticky,
        &below,
        &link,
        &missing,
        &own,
        Path::new("/usr/bin"),
    ]);
    let path = fixed_path(Some(&given.unwrap()));
    let system = fixed_path(None);
    assert_eq!(system[0], Path::new("/usr/local/sbin"));
    let expected: Vec<PathBuf> = system.into_iter().chain([own]).collect();
    assert_eq!(path, expected);
}

#[test]
fn c05_a_program_below_what_the_sandbox_may_write_to_is_refused() {
    let world = World::new();
    let inside = world.program("project/bin/tool");
    assert!(matches!(
        world.trusts(&inside),
        Err(Untrusted::Writable { .. })
    ));
    assert_eq!(world.trusts(&world.root.join("bin/ls")), Ok(()));
}

#[test]
fn c05_a_program_behind_a_link_that_the_sandbox_may_change_is_refused() {
    let world = World::new();
    let outside = world.root.join("bin/ls");
    // Into the root, and out of it again.
    let through = world.project().join("through");
    symlink(&outside, &through).unwrap();
    let link = world.root.join("bin/tool");
    symlink(&through, &link).unwrap();
    assert!(matches!(
        world.trusts(&link),
        Err(Untrusted::Writable { .. })
    ));
    // A folder on the way.
    symlink(world.root.join("bin"), world.project().join("folder")).unwrap();
    let by_folder = world.project().join("folder/ls");
    assert!(matches!(
        world.trusts(&by_folder),
        Err(Untrusted::Writable { .. })
    ));
    // Into the root really, though not by name.
    let other = world.root.join("bin/inward");
    world.program("project/bin/tool");
    symlink(world.project().join("bin/tool"), &other).unwrap();
    assert!(matches!(
        world.trusts(&other),
        Err(Untrusted::Writable { .. })
    ));
    // A link that stays outside is as good as the file.
    let good = world.root.join("other/good");
    symlink("../bin/ls", &good).unwrap();
    assert_eq!(world.trusts(&good), Ok(()));
}

#[test]
fn c04_a_program_that_everybody_may_replace_is_refused() {
    let world = World::new();
    let open = world.root.join("open");
    fs::create_dir(&open).unwrap();
    let program = world.program("open/tool");
    for bits in [0o777, 0o1777] {
        mode(&open, bits);
        assert!(
            matches!(world.trusts(&program), Err(Untrusted::Everybody { .. })),
            "{bits:o}"
        );
    }
    mode(&open, 0o755);
    assert_eq!(world.trusts(&program), Ok(()));
    mode(&program, 0o757);
    assert!(matches!(
        world.trusts(&program),
        Err(Untrusted::Everybody { .. })
    ));
}

#[test]
fn c05_a_program_that_was_replaced_since_it_was_found_is_refused() {
    let world = World::new();
    let link = world.root.join("other/tool");
    symlink(world.root.join("bin/ls"), &link).unwrap();
    let program = find(link.as_os_str(), &world.project(), &[]).unwrap();
    fs::remove_file(&link).unwrap();
    symlink(world.root.join("other/cat"), &link).unwrap();
    assert!(matches!(
        trusted(&program, &[]),
        Err(Untrusted::Lost { .. })
    ));
}

#[test]
fn what_is_no_executable_file_is_not_a_program_and_the_message_says_what_to_do() {
    let world = World::new();
    fs::write(world.project().join("text"), "").unwrap();
    symlink("loop", world.project().join("loop")).unwrap();
    for (name, says) in [
        ("./text", "chmod +x"),
        ("./bin", "name the program in it"),
        ("./missing", "there is no program at"),
        ("./loop", "there is no program at"),
        ("/dev/null", "no regular file"),
        ("rm", "install it"),
        ("", "give a name like ls"),
    ] {
        let why = world.find(name).unwrap_err().to_string();
        assert!(why.contains(says), "{name}: {why}");
    }
    // A name cannot disturb the line in which it is told.
    let why = world.find("a\n\u{202e}b\u{1b}[2J").unwrap_err().to_string();
    assert!(!why.contains(['\n', '\u{202e}', '\u{1b}']), "{why}");
}
