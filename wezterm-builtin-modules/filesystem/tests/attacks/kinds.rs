//! What is no ordinary file: pipes, sockets, devices, files with several names, without a size, too large.

use std::fs;
use std::os::unix::net::UnixListener;
use std::time::{Duration, Instant};

use filesystem::job::Asker;
use rustix::fs::{CWD, FileType, Mode, mknodat};
use serde_json::json;

use crate::child::{self, Place};
use crate::world::{CONTENT, World, asked, each_world, text};

fn pipe(world: &World, name: &str) {
    mknodat(CWD, world.a(name), FileType::Fifo, Mode::RWXU, 0).unwrap();
}

fn kinds(world: &World) -> Vec<(String, String)> {
    let listing = world.ok("list_directory", json!({"path": text(world.a(""))}));
    let entries = listing["entries"].as_array().unwrap().iter();
    let pair = |entry: &serde_json::Value| {
        let part = |key: &str| entry[key].as_str().unwrap().to_owned();
        (part("name"), part("kind"))
    };
    entries.map(pair).collect()
}

#[test]
fn f16_a_hard_link_is_read_unless_the_configuration_denies_it() {
    each_world(|world| {
        fs::hard_link(world.outside("plain.txt"), world.a("hl")).unwrap();
        let search = json!({"path": text(world.a("")), "query": CONTENT});
        let calls = world.settings(|_| {});
        let (found, _) = calls
            .call_unseen(
                asked(Asker::Program),
                "search_files_content",
                search.clone(),
            )
            .unwrap();
        assert_eq!(found["matches"][0]["file"], json!(text(world.a("hl"))));
        let strict = world.settings(|options| options.rules.deny_hardlinks = true);
        assert_eq!(strict.read(world.a("hl")), Err("protected".into()));
        assert_eq!(strict.read(world.a("a.txt")).unwrap(), "inside\n");
        let found = strict.ok("search_files_content", search);
        assert_eq!(found["matches"], json!([]));
        assert_eq!(found["skipped"][0]["path"], json!(text(world.a("hl"))));
    });
}

#[test]
fn f18_a_pipe_is_no_file_and_nobody_waits_for_it() {
    each_world(|world| {
        pipe(world, "fifo");
        world.link("fifo", "to-fifo");
        world.link(world.a("fifo"), "by-absolute-link");
        for name in ["fifo", "to-fifo", "by-absolute-link"] {
            // The shortest of a few: other tests want the processor, too.
            let times = (0..5).map(|_| {
                let started = Instant::now();
                assert_eq!(
                    world.read(world.a(name)),
                    Err("not_regular".into()),
                    "{name}"
                );
                started.elapsed()
            });
            assert!(times.min().unwrap() < Duration::from_millis(50), "{name}");
        }
        let folder = json!({"path": text(world.a("fifo"))});
        assert_eq!(
            world.code("list_directory", folder.clone()),
            "not_directory"
        );
        assert_eq!(world.code("directory_tree", folder), "not_directory");
    });
}

#[test]
fn f19_a_pipe_in_a_tree_is_listed_and_never_opened() {
    each_world(|world| {
        pipe(world, "fifo");
        pipe(world, "sub/other.txt");
        pipe(world, ".gitignore");
        let started = Instant::now();
        assert!(kinds(world).contains(&("fifo".into(), "fifo".into())));
        let top = text(world.a(""));
        let found = world.ok("search_files", json!({"path": top, "pattern": "*.txt"}));
        let files = found["files"].as_array().unwrap();
        assert!(files.contains(&json!(text(world.a("sub/other.txt")))));
        let only = json!({"path": top, "pattern": "*", "kinds": ["fifo"], "gitignore": true});
        let found = world.ok("search_files", only);
        assert_eq!(found["files"].as_array().unwrap().len(), 3);
        let query = json!({"path": top, "query": "inside", "gitignore": true});
        let found = world.ok("search_files_content", query);
        assert_eq!(found["matches"].as_array().unwrap().len(), 2);
        assert_eq!(found.get("skipped"), None);
        let tree = world.ok("directory_tree", json!({"path": top, "gitignore": true}));
        assert!(tree.to_string().contains(r#""type":"fifo""#));
        assert!(started.elapsed() < Duration::from_secs(10));
    });
}

#[test]
fn f20_a_socket_or_a_device_is_no_file() {
    each_world(|world| {
        let _socket = UnixListener::bind(world.a("socket")).unwrap();
        assert_eq!(world.read(world.a("socket")), Err("not_regular".into()));
        assert!(kinds(world).contains(&("socket".into(), "socket".into())));
        if !child::is_root() {
            println!("only the superuser makes devices");
            return;
        }
        // /dev/zero, which never ends, and a disk that is not there.
        let (zero, disk) = (rustix::fs::makedev(1, 5), rustix::fs::makedev(7, 250));
        let made = [
            ("zero", FileType::CharacterDevice, zero),
            ("disk", FileType::BlockDevice, disk),
        ];
        for (name, kind, number) in made {
            mknodat(CWD, world.a(name), kind, Mode::RWXU, number).unwrap();
            assert_eq!(
                world.read(world.a(name)),
                Err("not_regular".into()),
                "{name}"
            );
            assert!(kinds(world).contains(&(name.into(), "device".into())));
        }
        let query = json!({"path": text(world.a("")), "query": "inside"});
        let found = world.ok("search_files_content", query);
        assert_eq!(found["matches"].as_array().unwrap().len(), 2);
    });
}

#[test]
fn f21_a_file_that_claims_to_be_empty_is_read() {
    each_world(|world| {
        let calls = world.settings(|options| {
            options.allowed = Some(vec!["/proc/sys/kernel".into(), "/sys/kernel".into()]);
        });
        let path = "/proc/sys/kernel/ostype";
        assert_eq!(fs::metadata(path).unwrap().len(), 0);
        assert_eq!(calls.read(path).unwrap(), "Linux\n");
        let found = calls.ok(
            "search_files_content",
            json!({"path": "/proc/sys/kernel", "pattern": "ostype", "query": "Linux"}),
        );
        assert_eq!(found["matches"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn f22_a_huge_file_takes_no_memory_of_its_size() {
    if child::alone("kinds::f22_a_huge_file_takes_no_memory_of_its_size") == Place::DoneElsewhere {
        return;
    }
    each_world(|world| {
        let file = fs::File::create(world.a("huge")).unwrap();
        file.set_len(10 << 30).unwrap();
        let lines = fs::File::create(world.a("lines")).unwrap();
        let line = "a line of text that is rather ordinary\n".repeat(1 << 14);
        for _ in 0..112 {
            std::io::Write::write_all(&mut &lines, line.as_bytes()).unwrap();
        }
        assert!(lines.metadata().unwrap().len() > 64 << 20);
        let before = peak();
        let query = json!({"path": text(world.a("huge")), "query": "x"});
        world.ok("search_files_content", query);
        let query = json!({"path": text(world.a("lines")), "query": "ordinary", "max_matches": 10});
        let found = world.ok("search_files_content", query);
        assert_eq!(found["matches"].as_array().unwrap().len(), 10);
        assert_eq!(found["truncated"], json!(true));
        let query = json!({"path": text(world.a("lines")), "query": "not there"});
        world.ok("search_files_content", query);
        let read = world.ok("read_text_file", json!({"path": text(world.a("lines"))}));
        assert_eq!(read["truncated"], json!(true));
        assert!(read["content"].as_str().unwrap().len() <= 1 << 20);
        world.ok(
            "tail_file",
            json!({"path": text(world.a("lines")), "lines": 5}),
        );
        assert_eq!(world.read(world.a("huge")), Err("binary".into()));
        let media = json!({"path": text(world.a("huge"))});
        assert_eq!(world.code("read_media_file", media), "too_large");
        let edits = json!([{"oldText": "x", "newText": "y"}]);
        let edit = json!({"path": text(world.a("huge")), "edits": edits});
        assert_eq!(world.code("edit_file", edit), "too_large");
        let risen = peak() - before;
        assert!(risen < 160 << 10, "{risen} KiB more");
        fs::remove_file(world.a("lines")).unwrap();
    });
}

/// Returns the most memory that this process has held, in KiB.
pub fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
