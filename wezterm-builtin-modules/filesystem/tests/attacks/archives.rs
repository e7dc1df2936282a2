//! Archives made to do harm, unpacked through the service: refused as a whole, with nothing left behind.
//! What each single byte of an archive may be is tested beside the extractor.

use std::fs;
use std::io::{Cursor, Write as _};
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

use crate::world::{CONTENT, World, each_world, text};

/// Makes an archive of names, modes and contents.
fn archive(entries: &[(&str, u32, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, mode, content) in entries {
        let options = SimpleFileOptions::default().unix_permissions(*mode);
        match name.strip_suffix('/') {
            Some(folder) => writer.add_directory(folder, options).unwrap(),
            None => {
                writer.start_file(*name, options).unwrap();
                writer.write_all(content).unwrap();
            }
        }
    }
    writer.finish().unwrap().into_inner()
}

fn unzip(world: &World, archive: &[u8]) -> Result<Value, String> {
    fs::write(world.a("a.zip"), archive).unwrap();
    let args = json!({"zip_file": text(world.a("a.zip")), "target_path": text(world.a("out"))});
    world
        .call("unzip_file", args)
        .map_err(|error| error.code.to_string())
}

/// Checks that an archive is refused with one of these codes and that nothing is left of it.
fn assert_refused(world: &World, archive: &[u8], codes: &[&str]) {
    let before = world.neighbourhood();
    let code = unzip(world, archive).unwrap_err();
    assert!(codes.contains(&code.as_str()), "{code}");
    assert_eq!(world.neighbourhood(), before);
    let mut names: Vec<_> = fs::read_dir(world.a(""))
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["a.txt", "a.zip", "sub"]);
}

#[test]
fn f52_names_that_lead_out_are_refused_before_anything_is_written() {
    each_world(|world| {
        let absolute = text(world.outside("evil"));
        for name in [
            "../evil",
            "ok/../../evil",
            "/tmp/evil",
            &absolute,
            "..\\evil",
            "C:\\x",
            "C:x",
            "\\\\srv\\share\\x",
            "ok/..",
        ] {
            let bad = archive(&[("ok.txt", 0o644, b"x"), (name, 0o644, b"x")]);
            assert_refused(world, &bad, &["outside_roots", "bad_argument"]);
        }
    });
}

#[test]
fn f53_a_link_in_an_archive_is_refused_and_nothing_is_written_through_one() {
    each_world(|world| {
        let outside = text(world.outside(""));
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        writer.add_symlink("lnk", &outside, options).unwrap();
        writer.start_file("lnk/pwn", options).unwrap();
        writer.write_all(b"x").unwrap();
        let bad = writer.finish().unwrap().into_inner();
        assert_refused(world, &bad, &["not_regular"]);
        // One that stands there already.
        world.link(world.outside(""), "out");
        let before = world.neighbourhood();
        let code = unzip(world, &archive(&[("pwn", 0o644, b"x")])).unwrap_err();
        assert!(
            ["outside_roots", "exists", "not_directory"].contains(&code.as_str()),
            "{code}"
        );
        assert_eq!(world.neighbourhood(), before);
        fs::remove_file(world.a("out")).unwrap();
        fs::create_dir(world.a("out")).unwrap();
        std::os::unix::fs::symlink(world.outside(""), world.a("out/lnk")).unwrap();
        let code = unzip(world, &archive(&[("lnk/pwn", 0o644, b"x")])).unwrap_err();
        assert!(
            ["outside_roots", "exists", "not_directory"].contains(&code.as_str()),
            "{code}"
        );
        assert_eq!(world.neighbourhood(), before);
    });
}

#[test]
fn f54_folders_and_the_right_to_run_are_kept_and_setuid_is_not() {
    each_world(|world| {
        let good = archive(&[
            ("d/", 0o755, b""),
            ("d/run", 0o755, b"#!"),
            ("suid", 0o6755, b"x"),
            ("plain", 0o644, b"x"),
        ]);
        unzip(world, &good).unwrap();
        let mode = |name: &str| fs::metadata(world.a(name)).unwrap().permissions().mode() & 0o7777;
        assert!(world.a("out/d").is_dir());
        assert_eq!(mode("out/d/run") & 0o100, 0o100);
        assert_eq!(mode("out/suid") & 0o7000, 0);
        assert_eq!(mode("out/plain") & 0o111, 0);
    });
}

#[test]
fn f55_an_archive_that_grows_beyond_measure_is_refused_and_leaves_nothing() {
    each_world(|world| {
        let zeros = vec![0; 64 << 20];
        assert_refused(world, &archive(&[("bomb", 0o644, &zeros)]), &["limit"]);
        let deep = "d/".repeat(70) + "f";
        assert_refused(world, &archive(&[(&deep, 0o644, b"x")]), &["limit"]);
    });
}

#[test]
fn f56_names_that_clash_are_refused_and_what_is_there_is_kept() {
    each_world(|world| {
        assert_refused(
            world,
            &archive(&[("f", 0o644, b"1"), ("F", 0o644, b"2")]),
            &["exists"],
        );
        assert_refused(
            world,
            &archive(&[("f", 0o644, b"1"), ("f/x", 0o644, b"2")]),
            &["exists"],
        );
        fs::create_dir(world.a("out")).unwrap();
        fs::write(world.a("out/f"), "old").unwrap();
        let clash = archive(&[("new", 0o644, b"1"), ("f", 0o644, b"2")]);
        assert_eq!(unzip(world, &clash), Err("exists".into()));
        assert_eq!(fs::read(world.a("out/f")).unwrap(), b"old");
        assert!(!world.a("out/new").exists());
    });
}

#[test]
fn f59_an_archive_brings_nothing_that_other_programs_obey() {
    each_world(|world| {
        for name in [
            ".git/hooks/pre-commit",
            ".GIT/config",
            "x/.envrc",
            ".vscode/tasks.json",
        ] {
            assert_refused(
                world,
                &archive(&[("a", 0o644, b"x"), (name, 0o755, b"x")]),
                &["protected"],
            );
        }
    });
}

#[test]
fn f60_an_archive_takes_no_secrets_along() {
    each_world(|world| {
        fs::write(world.a("sub/.env"), CONTENT).unwrap();
        let args = json!({
            "input_directory": text(world.a("sub")), "target_zip_file": text(world.a("z.zip")),
        });
        world.ok("zip_directory", args);
        let listed = world.ok("list_archive", json!({"zip_file": text(world.a("z.zip"))}));
        assert!(!listed.to_string().contains(".env"), "{listed}");
    });
}
