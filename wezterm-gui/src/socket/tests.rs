//! What lies at the socket's path already, and who may connect.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::sync::Arc;

use super::*;
use crate::tasks;

/// A program that is gone: what is asked of it is refused at once.
fn nobody() -> Mailbox {
    tasks::inbox(Arc::new(|| {})).0
}

fn folders() -> (tempfile::TempDir, Folders) {
    let root = tempfile::tempdir().expect("a temporary folder");
    let folders = Folders::below(root.path());
    folders::make_private(&folders.runtime).expect("a private folder");
    (root, folders)
}

fn path_in(folders: &Folders) -> PathBuf {
    let name = format!("gui-sock-{}", std::process::id());
    folders.runtime.join(name)
}

fn refusal(folders: &Folders) -> String {
    match Server::start(folders, nobody()) {
        Ok(_) => panic!("it listens at {}", path_in(folders).display()),
        Err(error) => format!("{error:#}"),
    }
}

#[test]
fn a_living_terminal_keeps_its_socket() {
    let (_root, folders) = folders();
    let path = path_in(&folders);
    let _alive = UnixListener::bind(&path).expect("bound");
    let before = std::fs::metadata(&path).expect("there").ino();
    let refused = refusal(&folders);
    assert!(refused.contains("another terminal"), "{refused}");
    assert!(refused.contains(&path.display().to_string()), "{refused}");
    assert_eq!(std::fs::metadata(&path).expect("there").ino(), before);
    UnixStream::connect(&path).expect("it still answers");
}

#[test]
fn a_dead_terminals_socket_is_taken_over() {
    let (_root, folders) = folders();
    let path = path_in(&folders);
    drop(UnixListener::bind(&path).expect("bound"));
    std::fs::write(token_path(&path), "old").expect("written");
    let server = Server::start(&folders, nobody()).expect("it listens");
    assert_eq!(server.path(), path);
    Client::connect(&path).expect("it answers");
    assert_ne!(
        std::fs::read_to_string(token_path(&path)).expect("a token"),
        "old"
    );
}

#[test]
fn files_that_are_no_sockets_are_left_alone() {
    let (root, folders) = folders();
    let path = path_in(&folders);
    let other = folders.runtime.join("gui-sock-1");
    let mine = root.path().join("mine");
    std::fs::write(&mine, "mine").expect("written");
    std::fs::write(&other, "mine").expect("written");
    std::fs::write(&path, "mine").expect("written");
    let plain = refusal(&folders);
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), "mine");
    assert_eq!(std::fs::read_to_string(&other).expect("a file"), "mine");
    std::fs::remove_file(&path).expect("removed");
    std::os::unix::fs::symlink(&mine, &path).expect("linked");
    let link = refusal(&folders);
    assert_eq!(std::fs::read_link(&path).expect("a link"), mine);
    for refused in [plain, link] {
        assert!(refused.contains("not a socket: remove it"), "{refused}");
    }
    assert_eq!(std::fs::read_to_string(&mine).expect("a file"), "mine");
}

#[test]
fn a_folder_that_others_may_enter_is_closed_to_them() {
    let (_root, folders) = folders();
    for mode in [0o777, 0o750, 0o701] {
        let wide = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&folders.runtime, wide).expect("opened");
        let _server = Server::start(&folders, nobody()).expect("it listens");
        let facts = std::fs::metadata(&folders.runtime).expect("there");
        assert_eq!(facts.permissions().mode() & 0o777, 0o700, "{mode:o}");
    }
}

#[test]
fn nothing_listens_in_a_folder_of_another_user() {
    let (_root, mut folders) = folders();
    if rustix::process::getuid().is_root() {
        std::os::unix::fs::chown(&folders.runtime, Some(65_534), None).expect("given away");
    } else {
        folders.runtime = PathBuf::from("/usr");
    }
    let refused = refusal(&folders);
    assert!(refused.contains("not a folder of yours"), "{refused}");
    assert!(!path_in(&folders).exists());
}

#[test]
fn another_user_is_refused() {
    use std::os::unix::process::CommandExt;
    let (root, folders) = folders();
    let server = Server::start(&folders, nobody()).expect("it listens");
    let stream = UnixStream::connect(server.path()).expect("connected");
    let ours = getuid();
    check_peer(&stream, ours).expect("we are ourselves");
    let other = Uid::from_raw(ours.as_raw() ^ 1);
    let refused = check_peer(&stream, other).expect_err("refused");
    let (ours, other) = (ours.as_raw(), other.as_raw());
    assert_eq!(
        refused.to_string(),
        format!("this terminal is user {other}'s and not user {ours}'s")
    );
    // Only root can be somebody else, and only where the folders do not keep that one out.
    if !getuid().is_root() {
        return;
    }
    for path in [root.path(), &folders.runtime, server.path()] {
        let open = std::fs::Permissions::from_mode(0o777);
        std::fs::set_permissions(path, open).expect("opened");
    }
    let script = "my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die; print <$s>";
    let output = std::process::Command::new("perl")
        .args(["-MIO::Socket::UNIX", "-e", script])
        .arg(server.path())
        .uid(65_534)
        .gid(65_534)
        .current_dir("/")
        .output()
        .expect("perl runs");
    let told: Value = serde_json::from_slice(&output.stdout).expect("one answer");
    let why = format!("this terminal is user {ours}'s and not user 65534's");
    assert_eq!(told["error"]["message"], *why, "{output:?}");
}

#[test]
fn more_connections_than_are_served_are_told_so() {
    let (_root, folders) = folders();
    let server = Server::start(&folders, nobody()).expect("it listens");
    let connect = || UnixStream::connect(server.path()).expect("connected");
    let served: Vec<UnixStream> = (0..CONNECTIONS).map(|_| connect()).collect();
    let mut lines = Lines::new(connect(), 1000);
    let told = lines.next(|_| Ok(())).expect("a line").expect("a reason");
    let told: Response = serde_json::from_slice(&told).expect("JSON");
    let error = told.error.expect("an error");
    assert_eq!(error.message, "256 connections are open already");
    drop(served);
}

#[test]
fn a_client_says_what_is_too_long_to_be_sent() {
    let (_root, folders) = folders();
    let server = Server::start(&folders, nobody()).expect("it listens");
    let mut client = Client::connect(server.path()).expect("connected");
    let text = "\u{1}".repeat(1 << 20);
    let refused = client.call("send-text", json!({ "text": text }));
    let refused = refused.expect_err("refused").to_string();
    assert!(refused.contains("at most 4194304 bytes"), "{refused}");
    let next = client.call("fly", Value::Null).expect_err("refused");
    assert_eq!(next.to_string(), "there is no method fly");
}
