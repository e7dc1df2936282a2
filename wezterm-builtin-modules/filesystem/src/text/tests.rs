//! Encodings told apart, read and written, and lines cut out of files.

use std::io::Cursor;

use proptest::prelude::*;

use super::lines::{self, Lines, Scan, Wanted};
use super::*;

const RUSSIAN: &str = "Съешь ещё этих мягких французских булок, да выпей чаю.\n";

fn named(label: &str) -> Encoding {
    Encoding::named(label).unwrap()
}

fn written(text: &str, label: &str) -> Vec<u8> {
    encode(text, named(label)).unwrap()
}

fn read(bytes: &[u8]) -> (String, String, bool) {
    let decoded = decode(bytes, None).unwrap();
    (decoded.text, decoded.encoding.to_string(), decoded.lossy)
}

#[test]
fn a_byte_order_mark_says_the_encoding_and_is_no_text() {
    let text = "grüße 日本語 👍\r\n";
    for label in ["utf-8-bom", "utf-16le-bom", "utf-16be-bom"] {
        let bytes = written(text, label);
        let decoded = decode(&bytes, None).unwrap();
        let expected = Decoded {
            text: text.into(),
            encoding: named(label),
            had_bom: true,
            lossy: false,
        };
        assert_eq!(decoded, expected);
        assert_eq!(encode(text, decoded.encoding).unwrap(), bytes);
    }
}

#[test]
fn utf_16_without_a_mark_is_told_by_its_zero_bytes() {
    for label in ["utf-16le", "utf-16be"] {
        for text in ["plain text\n", "naïve café\n", &RUSSIAN.repeat(3)] {
            let bytes = written(text, label);
            assert_eq!(read(&bytes), (text.into(), label.into(), false));
            assert!(!is_binary(&bytes));
        }
    }
}

#[test]
fn utf_32_is_refused_by_name() {
    let unsupported = Err(TextError::Unsupported("UTF-32"));
    assert_eq!(decode(b"\xff\xfe\0\0a\0\0\0", None), unsupported);
    assert_eq!(decode(b"\0\0\xfe\xff\0\0\0a", None), unsupported);
    assert_eq!(decode(b"a", Some("utf-32le")), unsupported);
    assert_eq!(TextError::Unsupported("UTF-32").code(), "encoding");
}

#[test]
fn f24_zero_bytes_that_are_no_utf_16_are_binary() {
    for bytes in [
        &b"ab\0cd"[..],
        b"ab\0d",
        b"\0\x01\x02\x03",
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"GIF89a\x01\0\x01\0",
    ] {
        assert_eq!(decode(bytes, None), Err(TextError::Binary), "{bytes:?}");
        assert!(is_binary(bytes), "{bytes:?}");
    }
    let mut late = vec![b'a'; 100_000];
    late.push(0);
    assert!(is_binary(&late), "a zero byte far behind counts too");
    assert!(!is_binary(b""));
    assert!(
        decode(b"ab\0cd", Some("utf-8")).is_ok(),
        "whoever names an encoding means it"
    );
}

#[test]
fn f25_texts_of_old_are_read_by_what_they_look_like() {
    let latin = b"Stra\xdfe, caf\xe9, na\xefve, Gr\xfc\xdfe aus K\xf6ln\n";
    let text = "Straße, café, naïve, Grüße aus Köln\n";
    assert_eq!(read(latin), (text.into(), "windows-1252".into(), false));
    let cyrillic = written(RUSSIAN, "windows-1251");
    assert_eq!(
        read(&cyrillic),
        (RUSSIAN.into(), "windows-1251".into(), false)
    );
    let japanese = "これは日本語のテキストです。漢字も使います。\n";
    for label in ["shift_jis", "euc-jp"] {
        let bytes = written(japanese, label);
        assert_eq!(read(&bytes), (japanese.into(), label.into(), false));
    }
}

#[test]
fn f25_latin_1_loses_no_byte() {
    let all: Vec<u8> = (0..=255).collect();
    let decoded = decode(&all, Some("latin-1")).unwrap();
    assert!(!decoded.lossy);
    assert_eq!(encode(&decoded.text, decoded.encoding).unwrap(), all);
}

#[test]
fn f25_utf_8_with_a_broken_byte_is_still_utf_8() {
    let bytes = "grüße\n日本語\n".as_bytes().to_vec();
    let broken = [&bytes, &b"\xff\n"[..]].concat();
    assert_eq!(
        read(&broken),
        ("grüße\n日本語\n\u{fffd}\n".into(), "utf-8".into(), true)
    );
}

#[test]
fn an_encoding_that_is_asked_for_is_used_with_the_mark_that_is_there() {
    let decoded = decode(b"\xef\xbb\xbfa", Some("utf-8")).unwrap();
    assert_eq!((decoded.text.as_str(), decoded.had_bom), ("a", true));
    let decoded = decode(b"\xfe\xff\0a", Some("utf-16")).unwrap();
    assert_eq!(
        (decoded.text.as_str(), decoded.encoding),
        ("a", named("utf-16be-bom"))
    );
    let decoded = decode(b"a\0", Some("UTF-16LE")).unwrap();
    assert_eq!((decoded.text.as_str(), decoded.had_bom), ("a", false));
    let unknown = decode(b"a", Some("utf-9"));
    assert_eq!(unknown, Err(TextError::UnknownEncoding("utf-9".into())));
    assert_eq!(unknown.unwrap_err().code(), "bad_argument");
    assert!(Encoding::named("koi8-r-bom").is_err());
}

#[test]
fn what_an_encoding_cannot_hold_is_refused() {
    for (text, label, char) in [
        ("a日", "latin-1", '日'),
        ("aЖ", "windows-1252", 'Ж'),
        ("a👍", "shift_jis", '👍'),
        // The encoder would write a backslash for it.
        ("a\u{a5}", "shift_jis", '\u{a5}'),
    ] {
        let encoding = named(label);
        let refused = Err(TextError::CannotEncode { char, encoding });
        assert_eq!(encode(text, encoding), refused);
    }
}

#[test]
fn a_text_is_cut_between_characters() {
    assert_eq!(cut("aé日", 3), "aé");
    assert_eq!(cut("aé日", 5), "aé");
    assert_eq!(cut("aé日", 2), "a");
    assert_eq!(cut("aé", usize::MAX), "aé");
    let utf_8 = "aé日👍".as_bytes();
    assert_eq!(whole_chars(utf_8, Encoding::UTF_8, 2..5), 3..3);
    assert_eq!(whole_chars(utf_8, Encoding::UTF_8, 2..7), 3..6);
    assert_eq!(whole_chars(utf_8, Encoding::UTF_8, 0..usize::MAX), 0..10);
    let wide = written("a👍b", "utf-16le");
    assert_eq!(whole_chars(&wide, named("utf-16le"), 1..5), 2..2);
    assert_eq!(whole_chars(&wide, named("utf-16le"), 4..8), 6..8);
    let japanese = written("a\n日本", "shift_jis");
    assert_eq!(whole_chars(&japanese, named("shift_jis"), 3..5), 4..4);
}

#[test]
fn lines_are_numbered() {
    assert_eq!(numbered("a\nb", 9), "     9\ta\n    10\tb");
    assert_eq!(numbered("", 1), "");
}

#[test]
fn f50_a_long_line_is_cut_to_what_is_around_the_match() {
    let line = format!(
        "{}é needle é{}",
        "ä".repeat(1_000_000),
        "ö".repeat(1_000_000)
    );
    let at = line.find("needle").unwrap();
    let found = snippet(&line, at..at + 6, 100);
    assert_eq!(&found.text[found.range.clone()], "needle");
    assert!(found.text.len() <= 100 && found.text.len() > 90);
    assert!(found.cut_before && found.cut_after);
    let short = snippet("a needle", 2..8, 100);
    let whole = Snippet {
        text: "a needle".into(),
        range: 2..8,
        cut_before: false,
        cut_after: false,
    };
    assert_eq!(short, whole);
    let all = snippet("éééé", 0..8, 5);
    assert_eq!(
        (all.text.as_str(), all.range, all.cut_after),
        ("éé", 0..4, true)
    );
    assert_eq!(snippet("ab", 1..usize::MAX, usize::MAX).text, "ab");
    assert_eq!(snippet("aé", 2..2, 0).text, "");
}

fn found(bytes: &[u8], count: u64, next_line: Option<u64>, cut: bool) -> Scan {
    Scan::Found(Lines {
        bytes: bytes.into(),
        count,
        next_line,
        cut,
    })
}

fn range_of(text: &[u8], first: u64, count: u64, bytes: usize) -> Scan {
    let wanted = Wanted {
        first,
        count,
        bytes,
    };
    lines::range(text, Encoding::UTF_8, wanted, u64::MAX).unwrap()
}

#[test]
fn f23_ranges_of_any_size_are_the_lines_that_are_there() {
    let text = b"a\nb\nc";
    assert_eq!(
        range_of(text, 1, 2, 99),
        found(b"a\nb\n", 2, Some(3), false)
    );
    assert_eq!(range_of(text, 2, 9, 99), found(b"b\nc", 2, None, false));
    assert_eq!(range_of(text, 0, 1, 99), found(b"a\n", 1, Some(2), false));
    assert_eq!(range_of(text, 9, 1, 99), found(b"", 0, None, false));
    assert_eq!(range_of(text, 1, 0, 99), found(b"", 0, Some(1), false));
    let most = found(text, 3, None, false);
    assert_eq!(range_of(text, 1, u64::MAX, usize::MAX), most);
    assert_eq!(
        range_of(text, u64::MAX, u64::MAX, usize::MAX),
        found(b"", 0, None, false)
    );
    let tail = lines::tail(Cursor::new(text), Encoding::UTF_8, u64::MAX, usize::MAX);
    assert_eq!(tail.unwrap(), most);
    let head = lines::head(&text[..], Encoding::UTF_8, 10_000_000_000, usize::MAX);
    assert_eq!(head.unwrap(), most);
}

#[test]
fn f23_a_limit_cuts_a_long_line_between_characters() {
    let text = "éééé\nb\n".as_bytes();
    assert_eq!(
        range_of(text, 1, 9, 5),
        found("éé".as_bytes(), 1, Some(1), true)
    );
    assert_eq!(
        range_of(text, 1, 9, 9),
        found("éééé\n".as_bytes(), 1, Some(2), false)
    );
    assert_eq!(range_of(text, 1, 1, 0), found(b"", 0, Some(1), true));
    let broken = b"\xff\xff\xff\xffa";
    assert_eq!(
        range_of(broken, 1, 1, 3),
        found(b"\xff\xff\xff", 1, Some(1), true)
    );
}

#[test]
fn what_is_not_looked_through_is_not_the_end_of_the_file() {
    let scan = |first, scanned| {
        let wanted = Wanted {
            first,
            count: 9,
            bytes: 99,
        };
        lines::range(&b"a\nb\nc\n"[..], Encoding::UTF_8, wanted, scanned).unwrap()
    };
    assert_eq!(scan(4, 4), Scan::TooFar { line: 3 });
    assert_eq!(scan(2, 4), found(b"b\n", 1, Some(3), false));
    assert_eq!(scan(2, 6), found(b"b\nc\n", 2, None, false));
}

#[test]
fn f24_a_zero_byte_among_the_lines_is_binary() {
    assert_eq!(range_of(b"ab\0cd", 1, 9, 99), Scan::Binary);
    let tail = lines::tail(Cursor::new(b"ab\0cd"), Encoding::UTF_8, 1, 99);
    assert_eq!(tail.unwrap(), Scan::Binary);
}

#[test]
fn the_last_lines_are_read_from_the_end() {
    let tail = |text: &[u8], count, bytes| {
        lines::tail(Cursor::new(text), Encoding::UTF_8, count, bytes).unwrap()
    };
    assert_eq!(tail(b"a\nb\nc\n", 2, 99), found(b"b\nc\n", 2, None, false));
    assert_eq!(tail(b"a\nb\nc", 2, 99), found(b"b\nc", 2, None, false));
    assert_eq!(tail(b"a\n\n\n", 2, 99), found(b"\n\n", 2, None, false));
    assert_eq!(tail(b"a\nb\n", 0, 99), found(b"", 0, None, false));
    assert_eq!(tail(b"", 3, 99), found(b"", 0, None, false));
    assert_eq!(
        tail("aéé".as_bytes(), 1, 3),
        found("é".as_bytes(), 1, None, true)
    );
}

#[test]
fn lines_of_utf_16_are_told_by_whole_units() {
    // U+0A0A and U+000A have the byte of a line end on both sides.
    let text = "a\u{a0a}b\nc\u{10a}\nd";
    for label in ["utf-16le-bom", "utf-16be-bom"] {
        let encoding = named(label);
        let bytes = encode(text, encoding).unwrap();
        let wanted = Wanted {
            first: 2,
            count: 1,
            bytes: 99,
        };
        let mark = encoding.mark().len();
        let second = encode("c\u{10a}\n", encoding).unwrap()[mark..].to_vec();
        let read = lines::range(&bytes[..], encoding, wanted, u64::MAX).unwrap();
        assert_eq!(read, found(&second, 1, Some(3), false));
        let last = encode("d", encoding).unwrap()[mark..].to_vec();
        let read = lines::tail(Cursor::new(&bytes), encoding, 1, 99).unwrap();
        assert_eq!(read, found(&last, 1, None, false));
        assert_eq!(
            lines::count(&bytes[..], encoding, u64::MAX).unwrap(),
            (3, false)
        );
        let Scan::Found(head) = lines::head(&bytes[..], encoding, 1, 99).unwrap() else {
            panic!("it is text");
        };
        assert_eq!(head.bytes, bytes[mark..mark + 8], "the mark is no text");
    }
}

#[test]
fn lines_are_counted() {
    let count = |text: &[u8], scanned| lines::count(text, Encoding::UTF_8, scanned).unwrap();
    assert_eq!(count(b"a\nb", 99), (2, false));
    assert_eq!(count(b"a\nb\n", 99), (2, false));
    assert_eq!(count(b"", 99), (0, false));
    assert_eq!(count(b"a\nb\nc", 2), (1, true));
}

proptest! {
    #[test]
    fn no_bytes_panic_and_what_is_read_without_loss_is_written_back(bytes: Vec<u8>) {
        for label in [None, Some("utf-8"), Some("utf-16le"), Some("latin1"), Some("gb18030")] {
            if let Ok(decoded) = decode(&bytes, label) {
                let again = encode(&decoded.text, decoded.encoding);
                if !decoded.lossy && decoded.encoding.charset != encoding_rs::GB18030 {
                    prop_assert!(again.is_err() || again == Ok(bytes.clone()));
                }
            }
        }
        let _ = is_binary(&bytes);
    }

    #[test]
    fn every_range_of_lines_is_the_one_of_the_model(
        text in "[ab\n]{0,40}",
        first in 1_u64..12,
        count in 0_u64..12,
    ) {
        let all: Vec<&str> = text.split_inclusive('\n').collect();
        let skipped = all.iter().skip(first as usize - 1);
        let expected: String = skipped.take(count as usize).copied().collect();
        let Scan::Found(found) = range_of(text.as_bytes(), first, count, 999) else {
            panic!("it is text");
        };
        prop_assert_eq!(&found.bytes, expected.as_bytes());
        prop_assert_eq!(found.count, expected.split_inclusive('\n').count() as u64);
        prop_assert_eq!(found.next_line.is_some(), all.len() as u64 >= first + count);
        let last: String = all[all.len().saturating_sub(count as usize)..].concat();
        let tail = lines::tail(Cursor::new(&text), Encoding::UTF_8, count, 999).unwrap();
        let Scan::Found(tail) = tail else { panic!("it is text") };
        prop_assert_eq!(tail.bytes, last.as_bytes());
    }

    #[test]
    fn snippets_and_cuts_are_always_within_bounds(
        line: String,
        start in 0_usize..50,
        length in 0_usize..50,
        limit in 0_usize..60,
    ) {
        let found = snippet(&line, start..start + length, limit);
        prop_assert!(found.text.len() <= limit);
        prop_assert!(found.text.get(found.range).is_some());
        for label in ["utf-8", "utf-16le", "shift_jis"] {
            let encoding = Encoding::named(label).unwrap();
            let kept = whole_chars(line.as_bytes(), encoding, start..start + length);
            prop_assert!(kept.start <= kept.end && kept.end <= line.len());
            prop_assert!(kept.is_empty() || kept.start >= start && kept.end <= start + length);
        }
    }

    #[test]
    fn pieces_of_a_large_file_are_put_together(
        line_length in 1_usize..400,
        count in 1_u64..1_200,
    ) {
        let text = format!("{}\n", "x".repeat(line_length)).repeat(1_000);
        let all = text.len();
        let kept = (count.min(1_000) as usize) * (line_length + 1);
        let tail = lines::tail(Cursor::new(&text), Encoding::UTF_8, count, all).unwrap();
        prop_assert_eq!(tail, found(&text.as_bytes()[all - kept..], count.min(1_000), None, false));
    }
}
