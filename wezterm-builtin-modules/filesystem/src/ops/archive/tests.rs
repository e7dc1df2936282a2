//! What archives do, and what those that were made to do harm do not.

use std::fs;
use std::io::{Cursor, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::sync::Arc;

use serde_json::json;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::ZipDirectory;
use crate::error::Code;
use crate::job::Asker;
use crate::ops::testing::{World, call};
use crate::table::Operation as _;

/// An archive that is written byte by byte, so that it can say what no program would write.
#[derive(Default)]
struct Raw {
    content: Vec<u8>,
    index: Vec<u8>,
    entries: u16,
}

impl Raw {
    fn add(mut self, name: &[u8], content: &[u8]) -> Self {
        let at = self.local(name, content);
        self.list(name, content, 0o100_644, at);
        self
    }

    fn add_with_mode(mut self, name: &[u8], content: &[u8], mode: u32) -> Self {
        let at = self.local(name, content);
        self.list(name, content, mode, at);
        self
    }

    fn local(&mut self, name: &[u8], content: &[u8]) -> u32 {
        let at = u32::try_from(self.content.len()).unwrap();
        self.content
            .extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0\0\0\x21\0");
        sizes(&mut self.content, name, content);
        self.content.extend_from_slice(&[0, 0]);
        self.content.extend_from_slice(name);
        self.content.extend_from_slice(content);
        at
    }

    fn list(&mut self, name: &[u8], content: &[u8], mode: u32, at: u32) {
        self.index
            .extend_from_slice(b"PK\x01\x02\x14\x03\x14\0\0\0\0\0\0\0\x21\0");
        sizes(&mut self.index, name, content);
        self.index.extend_from_slice(&[0; 8]);
        self.index.extend_from_slice(&(mode << 16).to_le_bytes());
        self.index.extend_from_slice(&at.to_le_bytes());
        self.index.extend_from_slice(name);
        self.entries = self.entries.wrapping_add(1);
    }

    fn finish(self) -> Vec<u8> {
        let mut archive = self.content;
        let (start, length) = (archive.len() as u32, self.index.len() as u32);
        archive.extend_from_slice(&self.index);
        archive.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        archive.extend_from_slice(&self.entries.to_le_bytes());
        archive.extend_from_slice(&self.entries.to_le_bytes());
        archive.extend_from_slice(&length.to_le_bytes());
        archive.extend_from_slice(&start.to_le_bytes());
        archive.extend_from_slice(&[0, 0]);
        archive
    }
}

fn sizes(to: &mut Vec<u8>, name: &[u8], content: &[u8]) {
    to.extend_from_slice(&crc32(content).to_le_bytes());
    to.extend_from_slice(&(content.len() as u32).to_le_bytes());
    to.extend_from_slice(&(content.len() as u32).to_le_bytes());
    to.extend_from_slice(&(name.len() as u16).to_le_bytes());
}

fn crc32(content: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in content {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

/// An archive with one packed file of zeros.
fn zeros(count: usize) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file("zeros", packed).unwrap();
    zip.write_all(&vec![0; count]).unwrap();
    zip.finish().unwrap().into_inner()
}

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
fn f52_names_that_lead_out_are_refused_before_anything_is_written() {
    let names: [(&[u8], Code); 15] = [
        (b"../evil", Code::OutsideRoots),
        (b"sub/../../evil", Code::OutsideRoots),
        (b"sub/..", Code::OutsideRoots),
        (b"/tmp/evil", Code::OutsideRoots),
        (b"//evil", Code::OutsideRoots),
        (b"..\\evil", Code::OutsideRoots),
        (b"sub\\evil", Code::OutsideRoots),
        (b"C:\\x", Code::OutsideRoots),
        (b"c:x", Code::OutsideRoots),
        (b"evil\0.txt", Code::BadArgument),
        (b"sub//evil", Code::BadArgument),
        (b"sub/./evil", Code::BadArgument),
        (b"", Code::BadArgument),
        (b"a.txt//", Code::BadArgument),
        (&[b'n'; 300], Code::BadArgument),
    ];
    let world = World::new();
    for (name, code) in names {
        let archive = Raw::default()
            .add(b"good.txt", b"good")
            .add(name, b"evil")
            .finish();
        assert_eq!(
            world.unzip(&archive, json!({})),
            Err(code),
            "{:?}",
            name.escape_ascii().to_string()
        );
        assert_eq!(world.tree(), ["a.zip"]);
        let listed = world
            .call("list_archive", json!({"zip_file": "a.zip"}))
            .unwrap();
        let entries = listed["entries"].as_array().unwrap();
        let problems: Vec<_> = entries
            .iter()
            .filter(|entry| entry.get("problem").is_some())
            .collect();
        assert_eq!(problems.len(), 1, "{listed}");
    }
    assert!(!world.outside("evil").exists());
    // The folder itself, and paths that begin with it, are what some programs pack.
    let archive = Raw::default()
        .add(b"./", b"")
        .add(b"./a.txt", b"a")
        .finish();
    world.unzip(&archive, json!({})).unwrap();
    assert_eq!(world.tree(), ["a.zip", "out/", "out/a.txt"]);
}

#[test]
fn f53_a_link_is_refused_and_none_that_is_there_is_followed() {
    let world = World::new();
    fs::create_dir(world.outside("outdir")).unwrap();
    let link = world
        .outside("outdir")
        .into_os_string()
        .into_encoded_bytes();
    let archive = Raw::default()
        .add_with_mode(b"lnk", &link, 0o120_777)
        .add(b"lnk/pwn", b"pwn")
        .finish();
    assert_eq!(world.unzip(&archive, json!({})), Err(Code::NotRegular));
    let mut pipe = Raw::default()
        .add_with_mode(b"pipe", b"", 0o010_644)
        .finish();
    assert_eq!(world.unzip(&pipe, json!({})), Err(Code::NotRegular));
    // The same from a system that knows no pipes.
    let made_by = pipe
        .windows(4)
        .position(|bytes| bytes == b"PK\x01\x02")
        .unwrap()
        + 5;
    pipe[made_by] = 0;
    assert_eq!(world.unzip(&pipe, json!({})), Err(Code::NotRegular));
    assert_eq!(world.tree(), ["a.zip"]);
    // A link that is there already, to the outside or to a folder inside.
    fs::create_dir(world.path("out")).unwrap();
    fs::create_dir(world.path("inner")).unwrap();
    symlink(world.outside("outdir"), world.path("out/lnk")).unwrap();
    symlink("../inner", world.path("out/in")).unwrap();
    for name in [&b"lnk/pwn"[..], b"in/pwn", b"lnk"] {
        let archive = Raw::default()
            .add(b"a.txt", b"a")
            .add(name, b"pwn")
            .finish();
        let outcome = world.unzip(&archive, json!({"overwrite": true}));
        assert_eq!(outcome, Err(Code::Exists));
    }
    assert_eq!(
        world.tree(),
        ["a.zip", "inner/", "out/", "out/in", "out/lnk"]
    );
    assert_eq!(fs::read_dir(world.outside("outdir")).unwrap().count(), 0);
}

#[test]
fn f54_folders_are_made_and_programs_stay_programs_and_nothing_more() {
    let world = World::new();
    let archive = Raw::default()
        .add_with_mode(b"bin/", b"", 0o041_777)
        .add_with_mode(b"bin/tool", b"#!/bin/sh\n", 0o106_755)
        .add_with_mode(b"plain", b"x", 0o100_600)
        .add_with_mode(b"locked/", b"", 0o040_500)
        .add_with_mode(b"locked/file", b"x", 0o100_000)
        .finish();
    let unpacked = world.unzip(&archive, json!({})).unwrap();
    assert_eq!(
        (&unpacked["files"], &unpacked["directories"]),
        (&json!(3), &json!(2))
    );
    let mode = |path: &str| fs::metadata(world.path(path)).unwrap().mode() & 0o7777;
    assert_eq!(mode("out/bin/tool"), 0o755);
    assert_eq!(mode("out/bin") & 0o7000, 0);
    assert_eq!(mode("out/plain"), 0o600);
    assert_eq!(mode("out/locked"), 0o700);
    assert_eq!(mode("out/locked/file") & 0o600, 0o600);
}

#[test]
fn f55_what_is_more_than_fits_is_refused_by_what_the_archive_says() {
    let world = World::new();
    let bomb = zeros(30 << 20);
    assert!(bomb.len() < 40_000, "{}", bomb.len());
    assert_eq!(world.unzip(&bomb, json!({})), Err(Code::Limit));
    // So much is allowed of anything.
    world.unzip(&zeros(9 << 20), json!({})).unwrap();
    fs::remove_dir_all(world.path("out")).unwrap();
    let deep = Raw::default().add("d/".repeat(70).as_bytes(), b"").finish();
    assert_eq!(world.unzip(&deep, json!({})), Err(Code::Limit));
    let deep = Raw::default().add("d/".repeat(64).as_bytes(), b"").finish();
    world.unzip(&deep, json!({})).unwrap();
}

#[test]
fn f55_entries_that_overlap_are_refused() {
    let world = World::new();
    let mut raw = Raw::default();
    let at = raw.local(b"a", &[b'x'; 10_000]);
    for name in [b"a", b"b", b"c"] {
        raw.list(name, &[b'x'; 10_000], 0o100_644, at);
    }
    assert_eq!(world.unzip(&raw.finish(), json!({})), Err(Code::Limit));
    assert_eq!(world.tree(), ["a.zip"]);
}

#[test]
fn f55_a_size_that_lies_is_found_out_and_nothing_is_left() {
    let world = World::new();
    let honest = zeros(1 << 20);
    let index = honest
        .windows(4)
        .rposition(|bytes| bytes == b"PK\x01\x02")
        .unwrap();
    for claim in [10_u32, (1 << 20) + 1, u32::MAX - 1] {
        let mut lying = honest.clone();
        lying[index + 24..index + 28].copy_from_slice(&claim.to_le_bytes());
        lying[22..26].copy_from_slice(&claim.to_le_bytes());
        let outcome = world.unzip(&lying, json!({}));
        assert!(outcome.is_err(), "{claim}: {outcome:?}");
        assert_eq!(world.tree(), ["a.zip"]);
    }
    let mut broken = honest;
    broken[60] ^= 0xff;
    assert_eq!(world.unzip(&broken, json!({})), Err(Code::BadArgument));
    assert_eq!(world.tree(), ["a.zip"]);
}

#[test]
fn f55_more_entries_than_are_read_are_refused_without_room_for_them() {
    let world = World::new();
    // An announcement of the 64-bit kind, in a file that has no such entries.
    let mut archive = vec![0_u8; 4096];
    archive.extend_from_slice(b"PK\x06\x06");
    archive.extend_from_slice(&44_u64.to_le_bytes());
    archive.extend_from_slice(&[0; 12]);
    let (entries, place) = (1_u64 << 40, 4096_u64);
    for number in [entries, entries, entries * 46, 0] {
        archive.extend_from_slice(&number.to_le_bytes());
    }
    archive.extend_from_slice(b"PK\x06\x07\0\0\0\0");
    archive.extend_from_slice(&place.to_le_bytes());
    archive.extend_from_slice(&1_u32.to_le_bytes());
    archive.extend_from_slice(
        b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0",
    );
    assert_eq!(world.unzip(&archive, json!({})), Err(Code::Limit));
    assert_eq!(
        world.code("list_archive", json!({"zip_file": "a.zip"})),
        Code::Limit
    );
    // Long names in a short file are as good as many entries.
    let mut raw = Raw::default();
    for number in 0..1_100_u32 {
        let name = format!("{number:0>65000}");
        raw.list(name.as_bytes(), b"", 0o100_644, 0);
    }
    assert_eq!(world.unzip(&raw.finish(), json!({})), Err(Code::Limit));
    assert_eq!(world.tree(), ["a.zip"]);
}

#[test]
fn f56_names_that_clash_are_refused_and_nothing_is_half_done() {
    let world = World::new();
    let archives: [&[&[u8]]; 6] = [
        &[b"f", b"f"],
        &[b"f", b"F"],
        &["\u{e4}/x".as_bytes(), "\u{c4}/y".as_bytes()],
        &[b"f", b"f/x"],
        &[b"f/x", b"f"],
        &[b"f/", b"f"],
    ];
    for names in archives {
        let mut raw = Raw::default().add(b"first", b"x");
        for name in names {
            raw = raw.add(name, b"x");
        }
        assert_eq!(
            world.unzip(&raw.finish(), json!({})),
            Err(Code::Exists),
            "{names:?}"
        );
        assert_eq!(world.tree(), ["a.zip"]);
    }
}

#[test]
fn f56_what_is_there_is_replaced_only_when_that_was_asked_for() {
    let world = World::new();
    world.write("out/sub/old", "old");
    world.write("out/mine", "mine");
    let archive = Raw::default()
        .add(b"sub/new", b"new")
        .add(b"sub/old", b"newer")
        .add(b"more/x", b"x")
        .finish();
    assert_eq!(world.unzip(&archive, json!({})), Err(Code::Exists));
    assert_eq!(
        world.tree(),
        ["a.zip", "out/", "out/mine", "out/sub/", "out/sub/old"]
    );
    let unpacked = world.unzip(&archive, json!({"overwrite": true})).unwrap();
    assert_eq!(
        (&unpacked["files"], &unpacked["replaced"]),
        (&json!(3), &json!(1))
    );
    assert_eq!(
        world.tree(),
        [
            "a.zip",
            "out/",
            "out/mine",
            "out/more/",
            "out/more/x",
            "out/sub/",
            "out/sub/new",
            "out/sub/old"
        ]
    );
    assert_eq!(fs::read(world.path("out/sub/old")).unwrap(), b"newer");
    // A folder is not replaced by a file, nor a file by a folder.
    let archive = Raw::default()
        .add(b"first", b"x")
        .add(b"sub", b"x")
        .finish();
    assert_eq!(
        world.unzip(&archive, json!({"overwrite": true})),
        Err(Code::Exists)
    );
    let archive = Raw::default()
        .add(b"first", b"x")
        .add(b"mine/x", b"x")
        .finish();
    assert_eq!(
        world.unzip(&archive, json!({"overwrite": true})),
        Err(Code::Exists)
    );
    assert!(!world.path("out/first").exists());
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
