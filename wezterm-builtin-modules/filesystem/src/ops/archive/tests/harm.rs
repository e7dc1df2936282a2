//! Archives that were made to do harm, and what they do not.

use std::fs;
use std::io::{Cursor, Write as _};
use std::os::unix::fs::{MetadataExt as _, symlink};

use serde_json::json;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::raw::Raw;
use crate::error::Code;
use crate::ops::testing::World;

/// An archive with one packed file of zeros.
fn zeros(count: usize) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file("zeros", packed).unwrap();
    zip.write_all(&vec![0; count]).unwrap();
    zip.finish().unwrap().into_inner()
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
