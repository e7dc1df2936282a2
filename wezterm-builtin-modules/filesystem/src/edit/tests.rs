//! Edits that change what they say and nothing else.

use proptest::prelude::*;

use super::*;

fn edit(old: &str, new: &str) -> Edit {
    Edit {
        old_text: old.into(),
        new_text: new.into(),
    }
}

fn exact(content: &[u8], old: &str, new: &str) -> Result<Vec<u8>, EditError> {
    let edited = apply(content, &[edit(old, new)], &Options::default());
    edited.map(|edited| edited.content)
}

fn fuzzy(content: &str, old: &str, new: &str) -> Result<String, EditError> {
    let options = Options {
        fuzzy: true,
        ..Options::default()
    };
    let edited = apply(content.as_bytes(), &[edit(old, new)], &options)?;
    Ok(String::from_utf8(edited.content).unwrap())
}

fn everywhere() -> Options {
    Options {
        replace_all: true,
        ..Options::default()
    }
}

#[test]
fn f26_invalid_bytes_elsewhere_stay_as_they_are() {
    let content = b"\xc3\xa4gr\xc3\xbc\xc3\x9fe\n\xff bad\nold\n\x80";
    let edited = exact(content, "old", "n\u{e9}w").unwrap();
    assert_eq!(
        edited,
        b"\xc3\xa4gr\xc3\xbc\xc3\x9fe\n\xff bad\nn\xc3\xa9w\n\x80"
    );
}

#[test]
fn f26_a_latin_1_file_is_edited_in_latin_1() {
    let content = b"Stra\xdfe nach K\xf6ln\nGr\xfc\xdfe, caf\xe9\n";
    let edited = exact(content, "Grüße", "Größe").unwrap();
    assert_eq!(edited, b"Stra\xdfe nach K\xf6ln\nGr\xf6\xdfe, caf\xe9\n");
    let refused = exact(content, "Grüße", "日本").unwrap_err();
    assert_eq!(refused.code(), "encoding");
    assert!(
        refused.to_string().contains("windows-1252 cannot hold"),
        "{refused}"
    );
}

#[test]
fn f26_bytes_that_only_look_like_the_text_are_not_edited() {
    // The second half of a character of Shift JIS is a backslash.
    let encoding = Encoding::named("shift_jis").unwrap();
    let content = text::encode("表\\x\n", encoding).unwrap();
    let options = Options {
        encoding: Some(encoding),
        ..Options::default()
    };
    let edited = apply(&content, &[edit("\\", "/")], &options).unwrap();
    assert_eq!(edited.content, text::encode("表/x\n", encoding).unwrap());
}

#[test]
fn f27_mark_encoding_and_line_ends_are_kept() {
    for label in ["utf-8-bom", "utf-16le-bom", "utf-16be-bom", "utf-16le"] {
        let encoding = Encoding::named(label).unwrap();
        let content = text::encode("one\r\ntwo 👍\r\nthree\r\n", encoding).unwrap();
        let edited = exact(&content, "two 👍\nthree", "2\n2½\nthree").unwrap();
        let expected = text::encode("one\r\n2\r\n2½\r\nthree\r\n", encoding).unwrap();
        assert_eq!(edited, expected, "{label}");
    }
}

#[test]
fn f28_only_the_edited_span_changes() {
    let content = b"one\r\ntwo\nthree\r";
    assert_eq!(exact(content, "two", "2").unwrap(), b"one\r\n2\nthree\r");
    assert_eq!(
        exact(content, "one\ntwo", "1\ntwo").unwrap(),
        b"1\r\ntwo\nthree\r"
    );
    assert_eq!(
        exact(content, "two\nthree", "2\n3").unwrap(),
        b"one\r\n2\n3\r"
    );
    assert_eq!(
        exact(content, "one\ntwo\nth", "one\nx\ntwo\nTH").unwrap(),
        b"one\r\nx\r\ntwo\nTHree\r"
    );
}

#[test]
fn f28_new_lines_end_as_the_lines_of_the_file_do() {
    assert_eq!(
        exact(b"a\r\nb\r\n", "b", "b\nc").unwrap(),
        b"a\r\nb\r\nc\r\n"
    );
    assert_eq!(exact(b"a\nb\n", "b", "b\nc").unwrap(), b"a\nb\nc\n");
    // Who sends CRLF for everything does not change a file that has none.
    assert_eq!(
        exact(b"a\nb\nc\n", "a\r\nb\r\n", "x\r\ny\r\n").unwrap(),
        b"x\ny\nc\n"
    );
    // Who writes out the line ends that are there means what is put in their place.
    assert_eq!(exact(b"a\r\nb", "a\r\n", "a\n").unwrap(), b"a\nb");
    assert_eq!(exact(b"a\nb", "a\n", "a\r\n").unwrap(), b"a\r\nb");
}

#[test]
fn f28_a_line_end_is_taken_whole() {
    assert_eq!(exact(b"a\r\n\r\nb", "\n\n", "\n").unwrap(), b"a\r\nb");
    assert_eq!(exact(b"a\r\nb", "\n", "").unwrap(), b"ab");
}

#[test]
fn f29_two_matches_are_ambiguous_and_nothing_is_edited() {
    let ambiguous = Err(EditError::Ambiguous {
        edit: 0,
        count: 2,
        lines: vec![1, 3],
    });
    assert_eq!(exact(b"a\nb\na\n", "a", "x"), ambiguous);
    let overlapping = exact(b"aaa\n", "aa", "x").unwrap_err();
    assert_eq!(overlapping.code(), "ambiguous");
    let edited = apply(b"a\nb\na\n", &[edit("a", "xy")], &everywhere()).unwrap();
    assert_eq!(
        (edited.content.as_slice(), edited.counts),
        (&b"xy\nb\nxy\n"[..], vec![2])
    );
}

#[test]
fn f29_a_count_that_was_said_must_be_right() {
    let expecting = |count| Options {
        expected_count: Some(count),
        ..Options::default()
    };
    let edited = apply(b"a b a", &[edit("a", "x")], &expecting(2)).unwrap();
    assert_eq!(edited.content, b"x b x");
    let differs = apply(b"a b a", &[edit("a", "x")], &expecting(3));
    let expected = EditError::CountDiffers {
        edit: 0,
        expected: 3,
        found: 2,
    };
    assert_eq!(differs, Err(expected));
    let none = apply(b"a", &[edit("a", "x")], &expecting(0)).unwrap_err();
    assert_eq!(none.code(), "bad_argument");
}

#[test]
fn f29_what_is_not_there_is_told_with_what_comes_nearest() {
    let content = b"fn main() {\n    let count = 1;\n    print(count);\n}\n";
    let nearest = |old: &str| match exact(content, old, "x") {
        Err(EditError::NoMatch { edit: 0, nearest }) => nearest,
        other => panic!("{other:?}"),
    };
    let line = |number, text: &str| Some((number, text.to_owned()));
    assert_eq!(
        nearest("    let counts = 1;"),
        line(2, "    let count = 1;")
    );
    assert_eq!(
        nearest("fn main() {\n    let count = 2;\n"),
        line(2, "    let count = 1;")
    );
    assert_eq!(
        nearest("let count = 1;\n    write"),
        line(2, "    let count = 1;")
    );
    assert_eq!(nearest("zzzz qqqq"), None);
    assert_eq!(nearest("\n\n\n"), None);
}

#[test]
fn f30_an_empty_old_text_is_refused() {
    for options in [Options::default(), everywhere()] {
        let edits = [edit("a", "b"), edit("", "x")];
        let refused = apply(b"a", &edits, &options).unwrap_err();
        assert_eq!(refused, EditError::EmptyOldText { edit: 1 });
        assert_eq!(refused.code(), "bad_argument");
    }
    assert_eq!(
        apply(b"a", &[], &Options::default()).unwrap_err().code(),
        "bad_argument"
    );
}

#[test]
fn f31_other_indentation_is_not_found_unless_it_is_asked_for() {
    let content = "if x {\n\tone();\n\ttwo();\n}\n\n\n";
    let old = "    one();\n    two();\n";
    assert_eq!(
        exact(content.as_bytes(), old, "").unwrap_err().code(),
        "no_match"
    );
    let new = "    if y {\n        one();\n    }\n    three();\n";
    let expected = "if x {\n\tif y {\n\t    one();\n\t}\n\tthree();\n}\n\n\n";
    assert_eq!(fuzzy(content, old, new).unwrap(), expected);
}

#[test]
fn f31_indentation_that_both_show_is_the_files() {
    let content = "\tif y {\n\t\tone();\n\t}\n\n\n";
    let old = "  if y {\n    one();\n  }";
    let new = "  if y {\n    one();\n    two();\n  }\n  end();";
    let expected = "\tif y {\n\t\tone();\n\t\ttwo();\n\t}\n\tend();\n\n\n";
    assert_eq!(fuzzy(content, old, new).unwrap(), expected);
    // Less deep than the block is less deep in the file.
    assert_eq!(
        fuzzy("    a\n    b\n", "  a\n  b", "  a\nc").unwrap(),
        "    a\n  c\n"
    );
}

#[test]
fn f31_the_end_of_the_file_is_kept() {
    assert_eq!(fuzzy("a\n b\n\n\n", "b\n", "c\n").unwrap(), "a\n c\n\n\n");
    assert_eq!(fuzzy("a\n  b", " b\n", " c\n").unwrap(), "a\n  c");
    assert_eq!(fuzzy("a\n  b", "\tb", "\tb\n\tc").unwrap(), "a\n  b\n  c");
    assert_eq!(fuzzy("a\n  b\nc\n", "\tb\n", "").unwrap(), "a\nc\n");
    assert_eq!(
        fuzzy("  b\r\nc\r\n", " b\n c\n", " b\n x\n c\n").unwrap(),
        "  b\r\n  x\r\nc\r\n"
    );
}

#[test]
fn f31_two_places_that_are_alike_are_ambiguous() {
    for (content, old) in [("  a \n\ta\n", " a  "), (" x\n x\n x\n", "x \nx \n")] {
        let refused = fuzzy(content, old, "b").unwrap_err();
        assert!(
            matches!(refused, EditError::Ambiguous { count: 2, .. }),
            "{refused:?}"
        );
    }
    let options = Options {
        fuzzy: true,
        ..everywhere()
    };
    let edited = apply(b"  a \n\ta\n", &[edit("   a", "   b")], &options).unwrap();
    assert_eq!(edited.content, b"  b\n\tb\n");
    assert_eq!((edited.counts, edited.fuzzy), (vec![2], vec![0]));
    let blank = fuzzy("a\n\nb\n", "   ", "x").unwrap_err();
    assert_eq!(blank.code(), "no_match");
}

#[test]
fn edits_follow_one_another_or_none_is_made() {
    let edits = [edit("a", "b"), edit("b", "c\nd"), edit("d", "e")];
    let edited = apply(b"x\na\n", &edits, &Options::default()).unwrap();
    let expected = Edited {
        content: b"x\nc\ne\n".into(),
        counts: vec![1, 1, 1],
        lines: vec![2, 2, 3],
        fuzzy: vec![],
        encoding: Encoding::UTF_8,
    };
    assert_eq!(edited, expected);
    let refused = apply(
        b"x\na\n",
        &[edit("a", "b"), edit("a", "c")],
        &Options::default(),
    );
    assert_eq!(refused.unwrap_err().code(), "no_match");
}

#[test]
fn f24_what_is_no_text_is_not_edited() {
    assert_eq!(exact(b"a\0b\x01", "a", "b").unwrap_err().code(), "binary");
    let stateful = Options {
        encoding: Some(Encoding::named("iso-2022-jp").unwrap()),
        ..Options::default()
    };
    let refused = apply(b"a", &[edit("a", "b")], &stateful).unwrap_err();
    assert_eq!(refused.code(), "encoding");
}

#[test]
fn an_outcome_that_grows_without_end_is_refused() {
    let doubling = vec![edit("a", "aa"); 60];
    let refused = apply(b"a", &doubling, &everywhere()).unwrap_err();
    assert!(
        matches!(refused.code(), "too_large" | "limit"),
        "{refused:?}"
    );
    let all = vec![b'a'; PLACES + 1];
    let refused = apply(&all, &[edit("a", "b")], &everywhere()).unwrap_err();
    assert_eq!(refused, EditError::TooMany { edit: 0 });
}

#[test]
fn edits_of_a_large_file_take_time_in_proportion() {
    let line = "a line of the file with some words in it\r\n";
    let content = line.repeat(25_000) + "needle\r\n";
    let begun = Instant::now();
    // A machine that is busy elsewhere is no fault of the edits.
    let patient = Options {
        patience: Duration::from_secs(600),
        ..Options::default()
    };
    let edited = exact(content.as_bytes(), "needle", "thread").unwrap();
    assert_eq!(edited.len(), content.len());
    let many: Vec<Edit> = [
        edit("in it\nneedle", "in it\nthread"),
        edit("thread", "needle"),
    ]
    .into_iter()
    .cycle()
    .take(200)
    .collect();
    let edited = apply(content.as_bytes(), &many, &patient).unwrap();
    assert_eq!(edited.content, content.as_bytes());
    let wide = Encoding::named("utf-16le-bom").unwrap();
    let bytes = text::encode(&content, wide).unwrap();
    assert!(exact(&bytes, "in it\nneedle", "x").is_ok());
    // A pattern that nearly matches at every place.
    let near = "ab".repeat(500_000);
    let old = "ab".repeat(100_000) + "c";
    assert!(exact(near.as_bytes(), &old, "x").is_err());
    let options = Options {
        fuzzy: true,
        replace_all: true,
        ..patient
    };
    let same = " x\n".repeat(300_000);
    let old = "x\n".repeat(1_000) + "y\n";
    assert!(apply(same.as_bytes(), &[edit(&old, "z")], &options).is_err());
    // It takes seconds, and the square of it hours.
    assert!(
        begun.elapsed() < Duration::from_secs(600),
        "{:?}",
        begun.elapsed()
    );
}

/// Encodings, and what the file has around the place.
fn encodings() -> impl Strategy<Value = Encoding> {
    let labels = [
        "utf-8",
        "utf-8-bom",
        "utf-16le",
        "utf-16le-bom",
        "utf-16be-bom",
        "latin1",
        "koi8-r",
        "shift_jis",
        "euc-jp",
        "euc-kr",
        "gbk",
        "gb18030",
        "big5",
    ];
    prop::sample::select(labels.to_vec()).prop_map(|label| Encoding::named(label).unwrap())
}

fn with_encoding(encoding: Encoding, all: bool) -> Options {
    Options {
        encoding: Some(encoding),
        replace_all: all,
        ..Options::default()
    }
}

proptest! {
    #[test]
    fn f26_an_edit_is_what_was_before_the_new_text_and_what_was_behind(
        before in prop::collection::vec(any::<u8>().prop_filter("the mark of the place", |byte| *byte != b'@'), 0..60),
        after in prop::collection::vec(any::<u8>().prop_filter("the mark of the place", |byte| *byte != b'@'), 0..60),
        old in "@[a-z\n]{0,9}@",
        new in "[a-zäß]{0,20}",
    ) {
        let content = [before.as_slice(), old.as_bytes(), &after].concat();
        let options = with_encoding(Encoding::UTF_8, false);
        let edited = apply(&content, &[edit(&old, &new)], &options).unwrap();
        prop_assert_eq!(edited.content, [before.as_slice(), new.as_bytes(), &after].concat());
    }

    #[test]
    fn f27_in_every_encoding_the_other_bytes_are_the_same(
        encoding in encodings(),
        before in prop::collection::vec(any::<u16>(), 0..30),
        after in prop::collection::vec(any::<u16>(), 0..30),
        ends in prop::collection::vec(any::<bool>(), 3),
    ) {
        let other = |units: &[u16]| -> Vec<u8> {
            let bytes = units.iter().flat_map(|unit| unit.to_le_bytes());
            bytes.filter(|byte| *byte != b'@').collect()
        };
        let (mut before, mut after) = (other(&before), other(&after));
        if encoding.width() == 2 {
            before.truncate(before.len() / 2 * 2);
            after.truncate(after.len() / 2 * 2);
            // Half of a pair would make one with what follows.
            before.extend(text::encode("\n", encoding).unwrap().split_off(encoding.mark().len()));
        } else {
            before.push(b'\n');
        }
        let unmarked = |text: &str| text::encode(text, encoding).unwrap().split_off(encoding.mark().len());
        let end = |at: usize| if ends[at] { "\r\n" } else { "\n" };
        let place = |middle: &str| unmarked(&format!("@one{}{middle}{}three@", end(0), end(1)));
        let file = |place: Vec<u8>| [encoding.mark(), &before, &place, &after].concat();
        let edits = [edit("@one\ntwo\nthree@", "@one\n2\nthree@")];
        let edited = apply(&file(place("two")), &edits, &with_encoding(encoding, false)).unwrap();
        prop_assert_eq!(&edited.content, &file(place("2")));
        let back = [edit("@one\n2\nthree@", "@one\ntwo\nthree@")];
        let back = apply(&edited.content, &back, &with_encoding(encoding, false)).unwrap();
        prop_assert_eq!(back.content, file(place("two")));
    }

    #[test]
    fn f28_there_and_back_is_the_file_as_it_was(
        lines in prop::collection::vec(("[a-c]{0,3}", any::<bool>()), 0..12),
        old in "[a-c]{1,3}",
    ) {
        let end = |returned| if returned { "\r\n" } else { "\n" };
        let lines = lines.into_iter().map(|(line, returned)| line + end(returned));
        let content: String = lines.collect();
        let there = apply(content.as_bytes(), &[edit(&old, "<X>")], &everywhere());
        let Ok(there) = there else {
            prop_assert!(!content.contains(&old));
            return Ok(());
        };
        let expected = content.replace(&old, "<X>");
        prop_assert_eq!(&there.content, expected.as_bytes());
        let back = apply(&there.content, &[edit("<X>", &old)], &everywhere()).unwrap();
        prop_assert_eq!(back.content, content.as_bytes());
    }

    #[test]
    fn random_bytes_and_edits_never_panic(
        content: Vec<u8>,
        texts in prop::collection::vec(("[ab\r\n\t é]{0,4}", "[ab\r\n\t é]{0,6}"), 1..5),
        all: bool,
        fuzzy: bool,
        encoding in prop::option::of(encodings()),
    ) {
        let edits: Vec<Edit> = texts.iter().map(|(old, new)| edit(old, new)).collect();
        let options = Options {
            replace_all: all,
            fuzzy,
            encoding,
            ..Options::default()
        };
        if let Ok(edited) = apply(&content, &edits, &options) {
            prop_assert_eq!(edited.counts.len(), edits.len());
        }
    }

    #[test]
    fn random_lines_and_fuzzy_edits_never_panic(
        content in "[ab \t\r\n]{0,30}",
        old in "[ab \t\n]{1,8}",
        new in "[ab \t\n]{0,8}",
        all: bool,
    ) {
        let options = Options {
            replace_all: all,
            fuzzy: true,
            ..Options::default()
        };
        if let Ok(edited) = apply(content.as_bytes(), &[edit(&old, &new)], &options) {
            let longest = content.len() + edited.counts[0] * (3 * new.len() + 30);
            prop_assert!(edited.content.len() <= longest);
        }
    }
}
