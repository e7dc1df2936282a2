//! What is left of the old and the new file, whatever happens meanwhile.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::*;
use crate::error::Code;
use crate::roots::{Root, Roots};

/// Names the file that a test's child process writes.
const CHILD: &str = "FILESYSTEM_TEST_REPLACES";

fn parent(file: &Path) -> Parent {
    let root = Arc::new(Root::open(file.parent().unwrap()).unwrap());
    let roots = Roots::new(vec![root], crate::beneath::layer());
    roots.open_target(&roots.locate(file).unwrap()).unwrap()
}

fn put(file: &Path, overwrite: bool, content: &[u8]) -> Result<(), FsError> {
    replace(
        &parent(file),
        Mode::from_raw_mode(0o666),
        overwrite,
        |file| {
            file.write_all(content)
                .map_err(|error| FsError::io(Path::new("x"), &error))
        },
    )
}

fn names(folder: &Path) -> Vec<OsString> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    names
}

#[test]
fn a_new_file_appears_with_its_content_and_an_old_one_stays_unless_it_may_be_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    put(&file, false, b"one").unwrap();
    assert_eq!(fs::read(&file).unwrap(), b"one");
    assert_eq!(put(&file, false, b"two").unwrap_err().code, Code::Exists);
    assert_eq!(fs::read(&file).unwrap(), b"one");
    put(&file, true, b"three").unwrap();
    assert_eq!(fs::read(&file).unwrap(), b"three");
    assert_eq!(names(folder.path()), ["a.txt"]);
}

#[test]
fn a_file_that_appears_meanwhile_is_not_replaced_by_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    let outcome = replace(&parent(&file), Mode::from_raw_mode(0o666), false, |_| {
        fs::write(&file, "somebody else's").unwrap();
        Ok(())
    });
    assert_eq!(outcome.unwrap_err().code, Code::Exists);
    assert_eq!(fs::read(&file).unwrap(), b"somebody else's");
    assert_eq!(names(folder.path()), ["a.txt"]);
}

#[test]
fn what_fails_or_is_no_file_changes_nothing_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    fs::write(&file, "old").unwrap();
    let outcome: Result<(), _> = replace(&parent(&file), Mode::RUSR, true, |draft| {
        draft.write_all(b"half").unwrap();
        Err(FsError::new(Code::Cancelled, "enough"))
    });
    assert_eq!(outcome.unwrap_err().code, Code::Cancelled);
    assert_eq!(fs::read(&file).unwrap(), b"old");
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    assert_eq!(put(&inner, true, b"x").unwrap_err().code, Code::NotRegular);
    assert_eq!(names(folder.path()), ["a.txt", "inner"]);
}

#[test]
fn a_draft_with_a_name_takes_its_place_or_goes_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let long = "n".repeat(255);
    let parent = parent(&folder.path().join(&long));
    let draft = |overwrite: bool, content: &[u8]| {
        let at = parent.folder.as_fd();
        let (mut file, name) = with_name(at, &parent.name, Mode::RUSR | Mode::WUSR).unwrap();
        assert!(name.as_bytes().len() <= LONGEST_NAME, "{name:?}");
        assert!(folder.path().join(&name).exists());
        file.write_all(content).unwrap();
        let draft = Draft {
            folder: at,
            target: &parent.name,
            file,
            name: Some(name),
        };
        draft.take_place(overwrite)
    };
    draft(false, b"one").unwrap();
    assert_eq!(draft(false, b"two"), Err(Errno::EXIST));
    assert_eq!(fs::read(folder.path().join(&long)).unwrap(), b"one");
    draft(true, b"three").unwrap();
    assert_eq!(fs::read(folder.path().join(&long)).unwrap(), b"three");
    assert_eq!(names(folder.path()), [OsString::from(long)]);
}

#[test]
fn f17_another_name_of_the_file_keeps_what_it_was() {
    let outside = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir_in(outside.path()).unwrap();
    let original = outside.path().join("original");
    fs::write(&original, "mine").unwrap();
    let link = folder.path().join("hl");
    fs::hard_link(&original, &link).unwrap();
    put(&link, true, b"theirs").unwrap();
    assert_eq!(fs::read(&original).unwrap(), b"mine");
    assert_eq!(fs::read(&link).unwrap(), b"theirs");
    assert_eq!(fs::metadata(&original).unwrap().nlink(), 1);
}

#[test]
fn f34_mode_attributes_and_owner_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("script");
    fs::write(&file, "old").unwrap();
    for mode in [0o600, 0o755, 0o640] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        put(&file, true, b"new").unwrap();
        assert_eq!(fs::metadata(&file).unwrap().mode() & 0o7777, mode);
    }
    let open = File::open(&file).unwrap();
    let flags = rustix::fs::XattrFlags::empty();
    let has_attributes = fsetxattr(&open, "user.note", b"kept", flags).is_ok();
    // Only root can have a file that is somebody else's.
    let given = fchown(&open, Some(Uid::from_raw(1234)), Some(Gid::from_raw(2345))).is_ok();
    let old = fs::metadata(&file).unwrap();
    put(&file, true, b"newer").unwrap();
    let new = fs::metadata(&file).unwrap();
    assert_ne!(new.ino(), old.ino());
    assert_eq!(
        (new.uid(), new.gid()),
        (old.uid(), old.gid()),
        "given away: {given}"
    );
    if has_attributes {
        let mut value = [0_u8; 16];
        let length = fgetxattr(File::open(&file).unwrap(), "user.note", &mut value[..]).unwrap();
        assert_eq!(&value[..length], b"kept");
    }
}

#[test]
fn f34_a_new_content_is_not_setuid_as_the_old_was() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tool");
    fs::write(&file, "old").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o6755)).unwrap();
    put(&file, true, b"new").unwrap();
    assert_eq!(fs::metadata(&file).unwrap().mode() & 0o7777, 0o755);
}

/// Runs the test of this name once more, as a child that writes to `file`; `limit` comes before it in a
/// shell.
fn child(test: &str, limit: &str, file: &Path) -> Child {
    let script = format!("{limit} exec \"$0\" --exact replace::tests::{test} --nocapture");
    Command::new("/bin/sh")
        .args(["-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env(CHILD, file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn f33_a_full_disk_leaves_the_old_content() {
    let content = vec![b'x'; 64 * 1024];
    if let Some(file) = std::env::var_os(CHILD) {
        let code = put(&PathBuf::from(file), true, &content).map_err(|error| error.code);
        let too_large = Err(Code::Io(Errno::FBIG.raw_os_error()));
        std::process::exit(if code == too_large { 42 } else { 1 });
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    fs::write(&file, "old").unwrap();
    // Blocks of 512 or 1024 bytes, whatever the shell: less than the content.
    let mut small = child(
        "f33_a_full_disk_leaves_the_old_content",
        "trap '' XFSZ; ulimit -f 8;",
        &file,
    );
    assert_eq!(small.wait().unwrap().code(), Some(42));
    assert_eq!(fs::read(&file).unwrap(), b"old");
    assert_eq!(names(folder.path()), ["a.txt"]);
    // Without anybody who catches it, the limit kills.
    let mut killed = child(
        "f33_a_full_disk_leaves_the_old_content",
        "ulimit -c 0; ulimit -f 8;",
        &file,
    );
    assert!(killed.wait().unwrap().signal().is_some());
    assert_eq!(fs::read(&file).unwrap(), b"old");
    assert_eq!(names(folder.path()), ["a.txt"]);
}

#[test]
fn f33_a_kill_while_it_writes_leaves_the_old_content() {
    if let Some(file) = std::env::var_os(CHILD) {
        let file = PathBuf::from(file);
        let said = file.with_extension("said");
        let outcome = replace(&parent(&file), Mode::RUSR, true, |draft| {
            let started = Instant::now();
            while started.elapsed() < Duration::from_secs(60) {
                draft.write_all(&[b'x'; 4096]).unwrap();
                draft.set_len(4096).unwrap();
                fs::write(&said, "half").unwrap();
            }
            Ok(())
        });
        panic!("nobody killed it: {outcome:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    fs::write(&file, "old").unwrap();
    let mut writer = child(
        "f33_a_kill_while_it_writes_leaves_the_old_content",
        "",
        &file,
    );
    let started = Instant::now();
    while !file.with_extension("said").exists() {
        assert!(
            started.elapsed() < Duration::from_secs(50),
            "the child did not begin to write"
        );
        std::thread::yield_now();
    }
    writer.kill().unwrap();
    assert_eq!(writer.wait().unwrap().signal(), Some(9));
    assert_eq!(fs::read(&file).unwrap(), b"old");
    assert_eq!(names(folder.path()), ["a.said", "a.txt"]);
}
