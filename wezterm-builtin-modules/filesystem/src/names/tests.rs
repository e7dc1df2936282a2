//! Names that attack, and that they come back as they were.

use proptest::prelude::*;
use serde_json::json;

use super::*;

#[test]
fn f35_a_name_that_is_no_utf_8_is_shown_and_sent_and_comes_back() {
    let name = Name::new(*b"\xff\xfe.txt");
    assert_eq!(name.to_string(), "\\xff\\xfe.txt");
    assert_eq!(meant("\\xff\\xfe.txt").as_deref(), Some(name.as_bytes()));
    let sent = serde_json::to_value(&name).unwrap();
    assert_eq!(sent, json!({ "bytes_b64": "//4udHh0" }));
    assert_eq!(serde_json::from_value::<Name>(sent).unwrap(), name);
    let plain = Name::new("grüße.txt");
    assert_eq!(serde_json::to_value(&plain).unwrap(), json!("grüße.txt"));
    assert_eq!(
        serde_json::from_value::<Name>(json!("grüße.txt")).unwrap(),
        plain
    );
}

#[test]
fn f35_what_is_neither_a_text_nor_bytes_is_no_name() {
    for wrong in [
        json!(1),
        json!(null),
        json!(["a"]),
        json!({}),
        json!({ "bytes_b64": "?" }),
        json!({ "bytes_b64": 1 }),
        json!({ "bytes_b64": "YQ==", "more": 1 }),
    ] {
        let read = serde_json::from_value::<Name>(wrong.clone());
        assert!(read.is_err(), "{wrong} was read as {read:?}");
    }
}

#[test]
fn f36_a_zero_byte_is_in_no_path() {
    assert_eq!(Name::new("a.txt\0.png").path(), Err(NameError::Zero));
    assert_eq!(Name::new("a.txt").path(), Ok("a.txt".into()));
    assert_eq!(shown(b"a.txt\0.png"), "a.txt\\x00.png");
}

#[test]
fn f37_a_line_end_in_a_name_makes_no_line() {
    assert_eq!(shown(b"x\n[DIR] fake"), "x\\n[DIR] fake");
    assert_eq!(
        shown("x\r\u{2028}\u{85}y".as_bytes()),
        "x\\r\\u{2028}\\u{85}y"
    );
}

#[test]
fn f38_no_escape_sequence_passes() {
    assert_eq!(shown(b"\x1b]52;c;aGk=\x07"), "\\x1b]52;c;aGk=\\a");
    assert_eq!(shown("\u{9b}2J\x7f".as_bytes()), "\\u{9b}2J\\x7f");
    // A name that is spelled like an escape does not pass for what it stands for.
    assert_eq!(shown(b"\\n"), "\\\\n");
}

#[test]
fn f39_what_turns_or_hides_text_is_written_out() {
    assert_eq!(shown("x\u{202e}gpj.exe".as_bytes()), "x\\u{202e}gpj.exe");
    assert_eq!(
        shown("a\u{200b}\u{feff}\u{2066}b".as_bytes()),
        "a\\u{200b}\\u{feff}\\u{2066}b"
    );
    assert_eq!(
        shown("a\u{a0}\u{e000}\u{e0041}".as_bytes()),
        "a\\u{a0}\\u{e000}\\u{e0041}"
    );
    for plain in ["grüße.txt", "привет", "日本語", "a b'\"$", "👍"] {
        assert_eq!(shown(plain.as_bytes()), plain);
    }
}

#[test]
fn f40_a_composition_and_its_parts_are_twins() {
    assert!(are_twins("caf\u{e9}", "cafe\u{301}"));
    assert!(are_twins("\u{c5}.txt", "\u{212b}.txt"));
    assert!(are_twins("\u{d55c}", "\u{1112}\u{1161}\u{11ab}"));
    assert!(
        !are_twins("caf\u{e9}", "caf\u{e9}"),
        "a name is not its own twin"
    );
    assert!(!are_twins("caf\u{e9}", "cafe"));
    assert!(!are_twins("caf\u{e9}", "caf\u{e8}"));
    assert!(
        !are_twins("a.txt", "\u{430}.txt"),
        "a Cyrillic letter is another letter"
    );
    assert!(!are_twins("l1", "I1"));
    assert!(!are_twins("caf\u{e9}", "caf\u{e9}s"));
}

#[test]
fn f41_what_some_system_takes_for_the_same_is_the_same() {
    for (one, two) in [
        (".git", ".GIT"),
        (".git", ".g\u{200c}it"),
        ("K", "\u{212a}"),
        ("straße", "STRASSE"),
        ("\u{17f}", "S"),
        ("É", "e\u{301}"),
        ("ΣΑΣ", "σας"),
        ("x", "x"),
    ] {
        assert!(same_folded(one, two), "{one} and {two}");
        assert!(same_folded(two, one), "{two} and {one}");
    }
    assert!(!same_folded(".git", ".gitignore"));
    assert!(!same_folded("a", "\u{430}"));
    assert!(!same_folded("", "a"));
}

#[test]
fn f42_names_that_windows_takes_for_something_else_are_told() {
    let device = Some("it names a device");
    for name in [
        "CON",
        "con",
        "nul",
        "NUL.txt",
        "aux.tar.gz",
        "COM1",
        "com9.log",
        "COM\u{b9}",
        "LPT\u{b3}.x",
        "CON ",
        "CON .txt",
        "CONIN$",
        "sub/PRN",
        "sub\\COM1",
        r"\\?\C:\x",
        r"\\.\PhysicalDrive0",
        "//?/x",
        r"\??\C:\x",
    ] {
        assert_eq!(windows_trouble(name), device, "{name}");
    }
    let stream = Some("it names a stream of a file");
    for name in [
        "a.txt::$DATA",
        "ab:c",
        "d/.git::$INDEX_ALLOCATION/x",
        r"C:\a:b",
    ] {
        assert_eq!(windows_trouble(name), stream, "{name}");
    }
    let left_out = Some("the dot or blank at its end is left out");
    for name in ["a.txt.", "a.txt ", ".git.", ".git /config", "..."] {
        assert_eq!(windows_trouble(name), left_out, "{name}");
    }
    let short = Some("it is the short form of another name");
    for name in ["PROGRA~1", "git~1", "GIT~1/config", "LONGNA~2.TXT"] {
        assert_eq!(windows_trouble(name), short, "{name}");
    }
    assert_eq!(
        windows_trouble(r"\\srv\share"),
        Some("it names another computer")
    );
    assert_eq!(
        windows_trouble("//srv/share"),
        Some("it names another computer")
    );
    assert_eq!(
        windows_trouble("C:rel"),
        Some("it is relative to a drive's own folder")
    );
    assert_eq!(
        windows_trouble("a*b"),
        Some("it has a character that names have not")
    );
}

#[test]
fn f42_ordinary_names_are_no_trouble() {
    for name in [
        "a.txt",
        "C:\\Users\\a",
        "c:/x",
        "console",
        "COM10",
        "COMB",
        "LPT",
        "nullable.rs",
        ".git",
        "..",
        "a/../b",
        "backup~",
        "file~old.txt",
        "a~1b",
        "",
        "日本語.txt",
        "long name.txt",
    ] {
        assert_eq!(windows_trouble(name), None, "{name}");
    }
}

#[test]
fn what_is_no_escape_is_read_as_nothing() {
    for wrong in [
        "\\",
        "\\q",
        "\\x1",
        "\\x+1",
        "\\xé",
        "\\u{110000}",
        "\\u{",
        "\\u{}",
        "\\u41",
        "\\u{+1}",
    ] {
        assert_eq!(meant(wrong), None, "{wrong}");
    }
}

proptest! {
    #[test]
    fn f35_every_name_is_shown_in_one_plain_line_and_read_back(name: Vec<u8>) {
        let shown = shown(&name);
        prop_assert!(!shown.chars().any(|c| c.is_control() || is_hidden(c)));
        prop_assert_eq!(meant(&shown), Some(name));
    }

    #[test]
    fn f35_every_name_comes_back_through_json(bytes: Vec<u8>) {
        let name = Name::new(bytes);
        let sent = serde_json::to_string(&name).unwrap();
        prop_assert_eq!(serde_json::from_str::<Name>(&sent).unwrap(), name);
    }

    #[test]
    fn no_text_panics(one: String, two: String) {
        let _ = meant(&one);
        let _ = windows_trouble(&one);
        prop_assert_eq!(are_twins(&one, &two), are_twins(&two, &one));
        prop_assert_eq!(same_folded(&one, &two), same_folded(&two, &one));
        prop_assert!(same_folded(&one, &one.to_lowercase()) || !one.is_ascii());
    }
}
