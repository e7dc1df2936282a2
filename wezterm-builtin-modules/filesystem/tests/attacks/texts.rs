//! Contents and names that are no plain text: encodings, line ends, hostile names.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use filesystem::find;
use filesystem::job::Asker;
use serde_json::{Value, json};

use crate::world::{World, asked, layers, text};

fn world() -> World {
    World::new(layers().remove(0))
}

fn edit(world: &World, name: &str, old: &str, new: &str) -> Result<Value, String> {
    let edits = json!([{"oldText": old, "newText": new}]);
    let outcome = world.call(
        "edit_file",
        json!({"path": text(world.a(name)), "edits": edits}),
    );
    outcome.map_err(|error| error.code.to_string())
}

#[test]
fn f24_a_binary_file_is_no_text_unless_its_bytes_are_asked_for() {
    let world = world();
    fs::write(world.a("bin"), b"ELF\0\x01\x02\0\0text\n\0").unwrap();
    let path = text(world.a("bin"));
    assert_eq!(world.read(world.a("bin")), Err("binary".into()));
    for tool in ["head_file", "tail_file", "read_file_lines"] {
        assert_eq!(world.code(tool, json!({"path": path})), "binary", "{tool}");
    }
    assert_eq!(edit(&world, "bin", "text", "x"), Err("binary".into()));
    let read = world.ok(
        "read_text_file",
        json!({"path": path, "encoding": "base64"}),
    );
    assert_eq!(read["content"], json!("RUxGAAECAAB0ZXh0CgA="));
    let found = world.ok(
        "search_files_content",
        json!({"path": text(world.a("")), "query": "text"}),
    );
    assert_eq!(found["matches"], json!([]));
}

#[test]
fn f25_a_text_that_is_not_utf8_is_read_and_its_encoding_said() {
    let world = world();
    let content = b"Le caf\xe9 est tr\xe8s bon, d\xe9j\xe0 vu.\nUne ligne.\n".repeat(20);
    fs::write(world.a("latin"), &content).unwrap();
    let path = text(world.a("latin"));
    let read = world.ok("read_text_file", json!({"path": path}));
    assert!(
        read["content"]
            .as_str()
            .unwrap()
            .starts_with("Le café est très bon, déjà vu.\n")
    );
    assert!(
        read["encoding"]
            .as_str()
            .unwrap()
            .to_lowercase()
            .contains("1252"),
        "{}",
        read["encoding"]
    );
    assert_eq!(read.get("lossy"), None);
    let read = world.ok("read_text_file", json!({"path": path, "encoding": "utf-8"}));
    assert_eq!(read["lossy"], json!(true));
    let code = world.code(
        "read_text_file",
        json!({"path": path, "encoding": "no-such"}),
    );
    assert!(["encoding", "bad_argument"].contains(&code.as_str()));
}

#[test]
fn f26_an_edit_leaves_bytes_that_are_no_utf8_as_they_are() {
    let world = world();
    let content = b"d\xe9j\xe0 vu\nline two\ncaf\xe9\n".repeat(3);
    let content = [&content[..], b"only once\n\xff\xfe\x80\n"].concat();
    fs::write(world.a("latin"), &content).unwrap();
    match edit(&world, "latin", "only once", "done") {
        Ok(_) => {
            let expected = [
                &b"d\xe9j\xe0 vu\nline two\ncaf\xe9\n".repeat(3)[..],
                b"done\n\xff\xfe\x80\n",
            ];
            assert_eq!(fs::read(world.a("latin")).unwrap(), expected.concat());
        }
        Err(code) => {
            assert_eq!(code, "encoding");
            assert_eq!(fs::read(world.a("latin")).unwrap(), content);
        }
    }
}

#[test]
fn f27_an_edit_keeps_the_byte_order_mark_and_the_encoding() {
    let world = world();
    let utf16 = |text: &str, big: bool| {
        let mut bytes = if big {
            vec![0xfe, 0xff]
        } else {
            vec![0xff, 0xfe]
        };
        for unit in text.encode_utf16() {
            bytes.extend(if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            });
        }
        bytes
    };
    for big in [false, true] {
        fs::write(
            world.a("f"),
            utf16("one\r\ntwö\r\n\u{1f600} three\r\n", big),
        )
        .unwrap();
        edit(&world, "f", "twö", "zwei €").unwrap();
        let expected = utf16("one\r\nzwei €\r\n\u{1f600} three\r\n", big);
        assert_eq!(fs::read(world.a("f")).unwrap(), expected);
        assert_eq!(
            world
                .read(world.a("f"))
                .unwrap()
                .trim_start_matches('\u{feff}')
                .len(),
            27
        );
    }
    fs::write(world.a("f"), "\u{feff}one\r\ntwo\r\n").unwrap();
    edit(&world, "f", "one", "1").unwrap();
    assert_eq!(
        fs::read(world.a("f")).unwrap(),
        "\u{feff}1\r\ntwo\r\n".as_bytes()
    );
}

#[test]
fn f28_an_edit_changes_the_edited_span_alone() {
    let world = world();
    for (before, old, new, after) in [
        ("one\r\ntwo\nthree\r", "two", "2", "one\r\n2\nthree\r"),
        ("one\r\ntwo\nthree\r", "three", "3", "one\r\ntwo\n3\r"),
        ("a\r\nb\r\nc\r\n", "a\nb", "x\ny", "x\r\ny\r\nc\r\n"),
        ("no end", "end", "END", "no END"),
        ("\n\n\nx\n\n\n", "x", "y", "\n\n\ny\n\n\n"),
    ] {
        fs::write(world.a("f"), before).unwrap();
        edit(&world, "f", old, new).unwrap();
        assert_eq!(
            fs::read_to_string(world.a("f")).unwrap(),
            after,
            "{before:?}"
        );
    }
}

#[test]
fn f29_two_places_are_ambiguous_and_nothing_is_written() {
    let world = world();
    fs::write(world.a("f"), "x = 1\ny = 2\nx = 1\n").unwrap();
    let edits =
        json!([{"oldText": "y = 2", "newText": "y = 3"}, {"oldText": "x = 1", "newText": "x = 2"}]);
    let path = text(world.a("f"));
    let error = world
        .call("edit_file", json!({"path": path, "edits": edits}))
        .unwrap_err();
    assert_eq!(error.code.to_string(), "ambiguous");
    assert!(error.what.contains('2'), "{error}");
    assert_eq!(
        fs::read_to_string(world.a("f")).unwrap(),
        "x = 1\ny = 2\nx = 1\n"
    );
    let edits = json!([{"oldText": "x = 1", "newText": "x = 2"}]);
    let all = json!({"path": path, "edits": edits, "replace_all": true});
    assert_eq!(world.ok("edit_file", all)["replacements"], json!([2]));
    let wrong =
        json!({"path": path, "edits": [{"oldText": "x", "newText": "z"}], "expected_count": 3});
    assert_ne!(world.code("edit_file", wrong), "");
    assert_eq!(
        fs::read_to_string(world.a("f")).unwrap(),
        "x = 2\ny = 2\nx = 2\n"
    );
}

#[test]
fn f30_an_empty_old_text_is_refused() {
    let world = world();
    for replace_all in [false, true] {
        for path in ["a.txt", "sub/b.txt"] {
            let edits = json!([{"oldText": "", "newText": "x"}]);
            let args =
                json!({"path": text(world.a(path)), "edits": edits, "replace_all": replace_all});
            assert_eq!(world.code("edit_file", args), "bad_argument");
        }
    }
    let none = json!({"path": text(world.a("a.txt")), "edits": []});
    assert_eq!(world.code("edit_file", none), "bad_argument");
    assert_eq!(world.read(world.a("a.txt")).unwrap(), "inside\n");
}

#[test]
fn f31_a_fuzzy_edit_is_asked_for_and_keeps_indentation_and_the_end() {
    let world = world();
    let content = "fn a() {\n        if x {\n            y();\n        }\n}\n\n\n";
    fs::write(world.a("f"), content).unwrap();
    let edits = json!([{"oldText": "if x {\n    y();\n}", "newText": "if x {\n    z();\n}"}]);
    let args = |fuzzy: bool| json!({"path": text(world.a("f")), "edits": edits, "fuzzy": fuzzy});
    assert_eq!(world.code("edit_file", args(false)), "no_match");
    assert_eq!(fs::read_to_string(world.a("f")).unwrap(), content);
    world.ok("edit_file", args(true));
    assert_eq!(
        fs::read_to_string(world.a("f")).unwrap(),
        content.replace("y()", "z()")
    );
}

#[test]
fn f32_what_was_changed_since_it_was_read_is_not_written() {
    let world = world();
    let path = text(world.a("a.txt"));
    let hash = world.ok("read_text_file", json!({"path": path}))["hash"].clone();
    fs::write(world.a("a.txt"), "somebody else's\n").unwrap();
    let edits = json!([{"oldText": "else", "newText": "x"}]);
    for (tool, args) in [
        (
            "write_file",
            json!({"path": path, "content": "mine", "if_hash": hash}),
        ),
        (
            "write_file",
            json!({"path": path, "content": "mine", "if_hash": hash, "mode": "append"}),
        ),
        (
            "edit_file",
            json!({"path": path, "edits": edits, "if_hash": hash}),
        ),
    ] {
        assert_eq!(world.code(tool, args), "conflict", "{tool}");
    }
    assert_eq!(world.read(world.a("a.txt")).unwrap(), "somebody else's\n");
    let gone = json!({"path": text(world.a("gone")), "content": "mine", "if_hash": hash});
    assert_eq!(world.code("write_file", gone), "conflict");
    assert!(!world.a("gone").exists());
    let hash = world.ok("read_text_file", json!({"path": path}))["hash"].clone();
    world.ok(
        "edit_file",
        json!({"path": path, "edits": edits, "if_hash": hash}),
    );
    assert_eq!(world.read(world.a("a.txt")).unwrap(), "somebody x's\n");
}

#[test]
fn f35_a_name_that_is_not_utf8_is_listed_and_usable() {
    let world = world();
    fs::write(world.a(OsStr::from_bytes(b"\xff\xfe.txt")), "inside\n").unwrap();
    let found = world.ok(
        "search_files",
        json!({"path": text(world.a("")), "pattern": "*.txt"}),
    );
    let file = found["files"]
        .as_array()
        .unwrap()
        .iter()
        .find(|file| !file.is_string());
    let file = file.expect("a name that is no text").clone();
    let read = world.ok("read_text_file", json!({"path": file}));
    assert_eq!(read["content"], json!("inside\n"));
    assert_eq!(read["path"], file);
    let lines = world.ok(
        "search_files_content",
        json!({"path": file, "query": "inside"}),
    );
    assert_eq!(lines["matches"][0]["file"], file);
    let edits = json!([{"oldText": "inside", "newText": "changed"}]);
    world.ok("edit_file", json!({"path": file, "edits": edits}));
    world.ok("delete_path", json!({"path": file, "permanently": true}));
    assert!(!world.a(OsStr::from_bytes(b"\xff\xfe.txt")).exists());
    // Bytes that lead out lead out in this form, too.
    let outside = json!({"path": {"bytes_b64": "L2V0Yy9wYXNzd2Q="}});
    assert_eq!(world.code("read_text_file", outside), "outside_roots");
}

/// Returns the calls that say a name in their text.
fn sayings(name: &str, world: &World) -> Vec<(&'static str, Value)> {
    let (top, path) = (text(world.a("")), text(world.a(name)));
    vec![
        ("list_directory", json!({"path": top})),
        ("list_directory_with_sizes", json!({"path": top})),
        ("directory_tree", json!({"path": top})),
        ("search_files", json!({"path": top, "pattern": "*"})),
        (
            "search_files_content",
            json!({"path": top, "query": "inside"}),
        ),
        ("read_multiple_files", json!({"paths": [path]})),
        ("get_file_info", json!({"path": path})),
        ("hash_file", json!({"path": path})),
        ("read_media_file", json!({"path": path})),
        (
            "edit_file",
            json!({"path": path, "edits": [{"oldText": "inside", "newText": "x"}], "dry_run": true}),
        ),
        (
            "write_file",
            json!({"path": path, "content": "x", "dry_run": true}),
        ),
        (
            "copy_path",
            json!({"source": path, "destination": format!("{path}2")}),
        ),
        (
            "move_file",
            json!({"source": format!("{path}2"), "destination": format!("{path}3")}),
        ),
        (
            "delete_path",
            json!({"path": format!("{path}3"), "permanently": true}),
        ),
    ]
}

/// Tells whether a text can do nothing to a terminal or to who reads it.
fn is_harmless(text: &str) -> bool {
    let hidden = [
        '\u{202e}', '\u{2066}', '\u{200b}', '\u{200d}', '\u{feff}', '\u{2028}', '\u{ad}',
    ];
    !text
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t' || hidden.contains(&c))
}

fn assert_said_harmlessly(world: &World, name: &str) {
    fs::write(world.a(name), "inside\n").unwrap();
    let calls = world.settings(|_| {});
    for (tool, args) in sayings(name, world) {
        let row = find(tool).unwrap();
        let summary = row.understand(args.clone()).unwrap().summary();
        assert!(
            is_harmless(&summary) && !summary.contains('\n'),
            "{tool}: {summary:?}"
        );
        let (_, said) = calls
            .call_unseen(asked(Asker::Program), tool, args)
            .unwrap();
        assert!(is_harmless(&said), "{tool}: {said:?}");
        assert!(!said.contains("\n[DIR] fake"), "{tool}: {said:?}");
    }
    fs::remove_file(world.a(name)).unwrap();
    // And when it is refused.
    for (tool, args) in sayings(name, world).into_iter().skip(5) {
        if let Err(error) = world.call(tool, args) {
            let said = error.to_string();
            assert!(
                is_harmless(&said) && !said.contains('\n'),
                "{tool}: {said:?}"
            );
        }
    }
}

#[test]
fn f37_a_line_end_in_a_name_is_escaped() {
    let world = world();
    assert_said_harmlessly(&world, "x\n[DIR] fake");
    fs::write(world.a("x\n[DIR] fake"), "").unwrap();
    let listing = world.ok("list_directory", json!({"path": text(world.a(""))}));
    assert!(crate::world::names(&listing).contains(&"x\n[DIR] fake"));
}

#[test]
fn f38_an_escape_sequence_in_a_name_is_escaped() {
    let world = world();
    for name in [
        "\u{1b}]52;c;cm0gLXJm\u{7}",
        "\u{1b}[2J",
        "\u{9b}31m",
        "a\rb",
        "a\u{8}b",
        "\u{7f}",
    ] {
        assert_said_harmlessly(&world, name);
    }
}

#[test]
fn f39_invisible_and_reversing_characters_in_a_name_are_escaped() {
    let world = world();
    for name in [
        "txt.\u{202e}exe",
        "a\u{200b}b",
        "\u{2066}x\u{2069}",
        "a\u{feff}",
        "a\u{2028}b",
    ] {
        assert_said_harmlessly(&world, name);
    }
}

#[test]
fn f40_of_names_that_look_the_same_the_exact_one_is_meant_and_no_other() {
    let world = world();
    let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}");
    fs::write(world.a(composed), "composed").unwrap();
    fs::write(world.a(decomposed), "decomposed").unwrap();
    assert_eq!(world.read(world.a(composed)).unwrap(), "composed");
    assert_eq!(world.read(world.a(decomposed)).unwrap(), "decomposed");
    fs::remove_file(world.a(composed)).unwrap();
    let code = world.read(world.a(composed)).unwrap_err();
    assert!(
        ["not_found", "ambiguous"].contains(&code.as_str()),
        "{code}"
    );
    world.ok(
        "write_file",
        json!({"path": text(world.a(composed)), "content": "new"}),
    );
    assert_eq!(world.read(world.a(decomposed)).unwrap(), "decomposed");
    // Where several could be meant and none is, it is said.
    fs::write(world.a("Readme"), "one").unwrap();
    fs::write(world.a("README"), "other").unwrap();
    assert_eq!(world.read(world.a("readme")), Err("ambiguous".into()));
}
