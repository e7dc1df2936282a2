//! What changes from one text to another, as a unified diff.
//!
//! It hides how lines are compared and for how long. Pure functions, which run wherever they are
//! called. The outcome is right whatever the time was; with more of it, it is shorter. Bytes are
//! compared, and shown as text: what a terminal would obey is for whoever shows it to escape.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline, group_diff_ops};

use crate::{names, text};

/// How many lines stand around a change.
const AROUND: usize = 3;
/// How many lines of each side are compared with each other.
const COMPARED: usize = 200_000;
/// So many are compared however long it takes, so that the outcome is always the same.
const FEW: usize = 1_000;

/// One side of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The name of the file, as bytes.
    pub name: &'a [u8],
    /// What is in it; nothing where there is no file.
    pub content: Option<&'a [u8]>,
}

/// How much a diff may be, and how long it may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many lines it has.
    pub lines: usize,
    /// How many bytes it has.
    pub bytes: usize,
    /// How long a shorter diff is looked for.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lines: 2_000,
            bytes: 256 * 1024,
            patience: Duration::from_millis(100),
        }
    }
}

/// What changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// The unified diff; empty where nothing changes.
    pub text: String,
    /// How many lines are new.
    pub added: usize,
    /// How many lines are gone.
    pub removed: usize,
    /// Whether the text leaves out lines.
    pub truncated: bool,
    /// Whether a side is no text, so that no lines are compared.
    pub binary: bool,
}

/// Compares two files.
pub fn unified(old: Side<'_>, new: Side<'_>, limits: &Limits) -> Diff {
    let (before, after) = (old.content.unwrap_or(b""), new.content.unwrap_or(b""));
    if before == after && old.content.is_some() == new.content.is_some() {
        return Diff::default();
    }
    let labels = [label("a/", old), label("b/", new)];
    let read = |bytes| text::decode(bytes, None);
    let (Ok(before), Ok(after)) = (read(before), read(after)) else {
        return Diff {
            text: format!("Binary files {} and {} differ\n", labels[0], labels[1]),
            binary: true,
            ..Diff::default()
        };
    };
    let mut diff = Diff::default();
    if before.encoding != after.encoding && old.content.is_some() && new.content.is_some() {
        diff.text = format!("encoding {} becomes {}\n", before.encoding, after.encoding);
    }
    if before.text == after.text && before.encoding == after.encoding {
        // They differ in bytes that are no characters, or one of them is missing and one empty.
        let what = match (old.content, new.content) {
            (None, _) => "an empty file is made",
            (_, None) => "an empty file is removed",
            _ => "bytes that are no text differ",
        };
        diff.text = format!("--- {}\n+++ {}\n{what}\n", labels[0], labels[1]);
        return diff;
    }
    compare(&mut diff, &labels, [&before.text, &after.text], limits);
    diff
}

fn label(prefix: &str, side: Side<'_>) -> String {
    match side.content {
        Some(_) => format!("{prefix}{}", names::shown(side.name)),
        None => "/dev/null".into(),
    }
}

fn compare(diff: &mut Diff, labels: &[String; 2], texts: [&str; 2], limits: &Limits) {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let lines = texts.map(|text| text.split_inclusive('\n').collect::<Vec<&str>>());
    let ids = lines.each_ref().map(|lines| {
        let id = |line| {
            let next = known.len();
            *known.entry(line).or_insert(next)
        };
        lines.iter().copied().map(id).collect::<Vec<usize>>()
    });
    let ops = operations(&ids, limits.patience);
    for op in &ops {
        if !matches!(op, DiffOp::Equal { .. }) {
            diff.removed += op.old_range().len();
            diff.added += op.new_range().len();
        }
    }
    if diff.removed + diff.added == 0 {
        return;
    }
    let mut out = Output {
        diff,
        limits,
        lines: 0,
    };
    out.line(&format!("--- {}\n+++ {}\n", labels[0], labels[1]));
    for group in group_diff_ops(ops, AROUND) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else {
            continue;
        };
        let old = counted(first.old_range().start..last.old_range().end);
        let new = counted(first.new_range().start..last.new_range().end);
        out.line(&format!("@@ -{old} +{new} @@\n"));
        for op in &group {
            if let DiffOp::Equal { .. } = op {
                out.lines(' ', &lines[0][op.old_range()]);
            } else {
                out.lines('-', &lines[0][op.old_range()]);
                out.lines('+', &lines[1][op.new_range()]);
            }
        }
    }
    let left = out.lines.saturating_sub(limits.lines);
    if diff.truncated {
        let more = if left > 0 {
            format!("{left} more lines")
        } else {
            "more".into()
        };
        let _ = writeln!(diff.text, "... {more}");
    }
}

/// Compares lines by their numbers; where there are very many, only what both begin and end with.
fn operations(ids: &[Vec<usize>; 2], patience: Duration) -> Vec<DiffOp> {
    let [old, new] = ids;
    if old.len().max(new.len()) <= COMPARED {
        let few = old.len().max(new.len()) <= FEW;
        let deadline = Instant::now().checked_add(patience).filter(|_| !few);
        return capture_diff_slices_deadline(Algorithm::Myers, old, new, deadline);
    }
    let same = |(one, two): &(&usize, &usize)| one == two;
    let most = old.len().min(new.len());
    let head = old.iter().zip(new).take_while(same).count();
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(same);
    let tail = tail.count().min(most - head);
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let equal = |old_index, new_index, len| DiffOp::Equal {
        old_index,
        new_index,
        len,
    };
    let mut ops = vec![
        equal(0, 0, head),
        DiffOp::Replace {
            old_index: head,
            old_len: old_end - head,
            new_index: head,
            new_len: new_end - head,
        },
        equal(old_end, new_end, tail),
    ];
    ops.retain(|op| !op.old_range().is_empty() || !op.new_range().is_empty());
    ops
}

/// Returns the range of a hunk as its header has it.
fn counted(range: Range<usize>) -> String {
    match range.len() {
        // An empty range is named by the line before it.
        0 => format!("{},0", range.start),
        1 => format!("{}", range.start + 1),
        count => format!("{},{count}", range.start + 1),
    }
}

/// The text of a diff as it comes about.
struct Output<'a> {
    diff: &'a mut Diff,
    limits: &'a Limits,
    lines: usize,
}

impl Output<'_> {
    fn lines(&mut self, sign: char, lines: &[&str]) {
        for line in lines {
            if self.diff.truncated {
                self.lines += 1;
                continue;
            }
            match line.ends_with('\n') {
                true => self.line(&format!("{sign}{line}")),
                false => self.line(&format!("{sign}{line}\n\\ No newline at end of file\n")),
            }
        }
    }

    fn line(&mut self, line: &str) {
        self.lines += 1;
        let room = self.limits.bytes.saturating_sub(self.diff.text.len());
        if self.lines > self.limits.lines || line.len() > room {
            self.diff.truncated = true;
        } else if !self.diff.truncated {
            self.diff.text.push_str(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(content: &[u8]) -> Side<'_> {
        Side {
            name: b"f.txt",
            content: Some(content),
        }
    }

    fn diff(old: &[u8], new: &[u8]) -> Diff {
        unified(side(old), side(new), &Limits::default())
    }

    #[test]
    fn a_changed_line_stands_with_three_lines_around_it() {
        let old = b"1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let new = b"1\n2\n3\n4\nfive\n6\n7\n8\n9\n";
        let text = "--- a/f.txt\n+++ b/f.txt\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n";
        let expected = Diff {
            text: text.into(),
            added: 1,
            removed: 1,
            ..Diff::default()
        };
        assert_eq!(diff(old, new), expected);
    }

    #[test]
    fn a_last_line_without_an_end_is_said() {
        let text = "--- a/f.txt\n+++ b/f.txt\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n";
        assert_eq!(diff(b"a", b"a\n").text, text);
    }

    #[test]
    fn line_ends_alone_are_a_change() {
        let text = "--- a/f.txt\n+++ b/f.txt\n@@ -1 +1 @@\n-a\r\n+a\n";
        assert_eq!(diff(b"a\r\n", b"a\n").text, text);
    }

    #[test]
    fn a_new_file_and_a_removed_one_are_compared_with_nothing() {
        let none = Side {
            name: b"f.txt",
            content: None,
        };
        let limits = Limits::default();
        let made = unified(none, side(b"a\nb\n"), &limits);
        assert_eq!(
            made.text,
            "--- /dev/null\n+++ b/f.txt\n@@ -0,0 +1,2 @@\n+a\n+b\n"
        );
        let removed = unified(side(b"a\n"), none, &limits);
        assert_eq!(
            removed.text,
            "--- a/f.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"
        );
        let empty = unified(none, side(b""), &limits);
        assert_eq!(
            empty.text,
            "--- /dev/null\n+++ b/f.txt\nan empty file is made\n"
        );
    }

    #[test]
    fn equal_files_have_no_diff_and_binary_ones_no_lines() {
        assert_eq!(diff(b"a\0\n", b"a\0\n"), Diff::default());
        let expected = Diff {
            text: "Binary files a/f.txt and b/f.txt differ\n".into(),
            binary: true,
            ..Diff::default()
        };
        assert_eq!(diff(b"a\n", b"a\0\x01b"), expected);
    }

    #[test]
    fn another_encoding_of_the_same_text_is_said() {
        let text = "encoding utf-8 becomes utf-8-bom\n";
        assert_eq!(diff(b"a\n", b"\xef\xbb\xbfa\n").text, text);
    }

    #[test]
    fn a_long_diff_is_cut_and_says_so_and_counts_all() {
        let old: String = (0..100).map(|line| format!("{line}\n")).collect();
        let limits = Limits {
            lines: 12,
            ..Limits::default()
        };
        let diff = unified(side(old.as_bytes()), side(b"x\n"), &limits);
        assert_eq!((diff.added, diff.removed, diff.truncated), (1, 100, true));
        assert_eq!(diff.text.lines().count(), 14);
        assert!(
            diff.text.ends_with("\n-9\n... 91 more lines\n"),
            "{}",
            diff.text
        );
    }

    #[test]
    fn one_line_without_end_is_cut_too() {
        let long = vec![b'x'; 1_000_000];
        let diff = diff(b"a\n", &long);
        assert!(
            diff.truncated && diff.text.len() < 1_000,
            "{}",
            diff.text.len()
        );
    }

    #[test]
    fn f38_names_in_labels_are_escaped() {
        let new = Side {
            name: b"x\n+++ \x1b]52;c;\x07",
            content: Some(b"a\n"),
        };
        let diff = unified(side(b"b\n"), new, &Limits::default());
        let label = "+++ b/x\\n+++ \\x1b]52;c;\\a\n";
        assert!(diff.text.contains(label), "{}", diff.text);
    }

    #[test]
    fn texts_that_have_nothing_in_common_are_compared_in_bounded_time() {
        let lines =
            |of: usize| -> String { (0..60_000).map(|n| format!("{}\n", n * of)).collect() };
        let (old, new) = (lines(7), lines(11));
        let begun = Instant::now();
        let diff = unified(
            side(old.as_bytes()),
            side(new.as_bytes()),
            &Limits::default(),
        );
        assert!(diff.added > 0 && diff.added - diff.removed == 0);
        // It is a tenth of a second and the reading; a comparison to the end takes far longer.
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
}
