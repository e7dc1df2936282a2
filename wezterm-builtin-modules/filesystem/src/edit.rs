//! Replacing parts of a file's bytes by other text, so that no other byte changes.
//!
//! It hides encodings and line ends: what is to be found and what comes in its place is given as
//! text, and everything outside of it stays as it is, be it valid or not. Pure functions, which run
//! wherever they are called. Nothing is half done: all edits are applied, or none.

mod fuzzy;
mod view;

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;
use std::time::{Duration, Instant};

use memchr::memmem::Finder;
use similar::{Algorithm, capture_diff_slices_deadline};

use crate::text::{self, Encoding, TextError};
use view::View;

/// How many edits are made at once.
const EDITS: usize = 10_000;
/// How many places one edit changes.
const PLACES: usize = 1_000_000;
/// How long the lines of a place with mixed ends are compared with those that replace them, where
/// there are more than [`FEW`].
const COMPARED: Duration = Duration::from_millis(20);
/// So many lines are compared however long it takes, so that the outcome is always the same.
const FEW: usize = 1_000;
/// How many places are named where there are several.
const NAMED: usize = 10;
/// How much of a line is shown.
const SHOWN: usize = 200;

/// One text in place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is there.
    pub old_text: String,
    /// What shall be there.
    pub new_text: String,
}

/// How edits are applied.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether every place is edited where there are several.
    pub replace_all: bool,
    /// How many places each edit must find; all of them are edited.
    pub expected_count: Option<usize>,
    /// Whether lines are also compared without the blanks around them where nothing else is found.
    pub fuzzy: bool,
    /// The encoding; without this, the one that the file has.
    pub encoding: Option<Encoding>,
    /// How large the outcome may be.
    pub max_bytes: usize,
    /// How long it may take.
    pub patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            replace_all: false,
            expected_count: None,
            fuzzy: false,
            encoding: None,
            max_bytes: 64 * 1024 * 1024,
            patience: Duration::from_secs(10),
        }
    }
}

/// What edits came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The bytes of the file.
    pub content: Vec<u8>,
    /// How many places each edit changed.
    pub counts: Vec<usize>,
    /// In which line the first place of each edit was.
    pub lines: Vec<u64>,
    /// The edits for which only a comparison without blanks found a place.
    pub fuzzy: Vec<usize>,
    /// The encoding that was edited in.
    pub encoding: Encoding,
}

/// Why nothing was edited. Edits are counted from 0, lines from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// There is nothing to look for.
    #[error("edit {edit}: the old text is empty")]
    EmptyOldText {
        /// The edit.
        edit: usize,
    },
    /// The options or the number of edits make no sense.
    #[error("{0}")]
    BadOptions(&'static str),
    /// The old text is not there.
    #[error("edit {edit}: the old text is not in the file{}", nearest_hint(.nearest))]
    NoMatch {
        /// The edit.
        edit: usize,
        /// The line that comes nearest to what was looked for.
        nearest: Option<(u64, String)>,
    },
    /// The old text is there more than once.
    #[error("edit {edit}: the old text is in the file {count} times, in {}", in_lines(.lines, *.count))]
    Ambiguous {
        /// The edit.
        edit: usize,
        /// How often.
        count: usize,
        /// The lines where the first ones begin.
        lines: Vec<u64>,
    },
    /// The old text is there more or less often than was said.
    #[error("edit {edit}: the old text is in the file {found} times, not {expected}")]
    CountDiffers {
        /// The edit.
        edit: usize,
        /// How often it should be there.
        expected: usize,
        /// How often it is.
        found: usize,
    },
    /// The file is no text, or cannot hold the new text.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The outcome would be too large.
    #[error("edit {edit}: the file would be larger than {limit} bytes")]
    TooLarge {
        /// The edit.
        edit: usize,
        /// How large it may be.
        limit: usize,
    },
    /// There are more places than are changed at once.
    #[error("edit {edit}: the old text is in the file more than {PLACES} times")]
    TooMany {
        /// The edit.
        edit: usize,
    },
    /// It took too long.
    #[error("edit {edit}: the edits took too long")]
    TimedOut {
        /// The edit.
        edit: usize,
    },
}

impl EditError {
    /// Returns the stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            EditError::EmptyOldText { .. } | EditError::BadOptions(_) => "bad_argument",
            EditError::NoMatch { .. } => "no_match",
            EditError::Ambiguous { .. } => "ambiguous",
            EditError::CountDiffers { .. } => "conflict",
            EditError::Text(error) => error.code(),
            EditError::TooLarge { .. } => "too_large",
            EditError::TooMany { .. } => "limit",
            EditError::TimedOut { .. } => "timeout",
        }
    }
}

fn nearest_hint(nearest: &Option<(u64, String)>) -> String {
    match nearest {
        Some((line, text)) => format!("; what comes nearest is line {line}: {text}"),
        None => String::new(),
    }
}

fn in_lines(lines: &[u64], count: usize) -> String {
    let named: Vec<String> = lines.iter().map(u64::to_string).collect();
    let more = if count > lines.len() { " and more" } else { "" };
    format!("lines {}{more}", named.join(", "))
}

/// Applies edits one after another, each to the outcome of the one before.
pub fn apply(content: &[u8], edits: &[Edit], options: &Options) -> Result<Edited, EditError> {
    if edits.is_empty() || edits.len() > EDITS {
        return Err(EditError::BadOptions("there must be 1 to 10000 edits"));
    }
    if options.expected_count == Some(0) {
        return Err(EditError::BadOptions(
            "the expected count must be at least 1",
        ));
    }
    if let Some(edit) = edits.iter().position(|edit| edit.old_text.is_empty()) {
        return Err(EditError::EmptyOldText { edit });
    }
    let encoding = match options.encoding {
        Some(encoding) => encoding,
        None if text::is_binary(content) => return Err(TextError::Binary.into()),
        None => text::detect(content)?,
    };
    if encoding.charset == encoding_rs::ISO_2022_JP {
        // What a byte means depends on all that stand before it.
        return Err(TextError::Unsupported("ISO-2022-JP, which keeps a state").into());
    }
    let begun = Instant::now();
    let mut edited = Edited {
        content: content.to_vec(),
        counts: Vec::new(),
        lines: Vec::new(),
        fuzzy: Vec::new(),
        encoding,
    };
    for (number, edit) in edits.iter().enumerate() {
        if begun.elapsed() > options.patience {
            return Err(EditError::TimedOut { edit: number });
        }
        apply_one(&mut edited, number, edit, options)?;
    }
    Ok(edited)
}

/// A place in the file and the bytes for it.
struct Change {
    span: Range<usize>,
    bytes: Rc<[u8]>,
}

fn apply_one(
    edited: &mut Edited,
    number: usize,
    edit: &Edit,
    options: &Options,
) -> Result<(), EditError> {
    let encoding = edited.encoding;
    let written_out = edit.old_text.contains('\r');
    if written_out {
        // Line ends that are written out are meant, where the file has them.
        let view = View::new(&edited.content, encoding, false);
        let places = find(&view, number, &edit.old_text, options)?;
        if !places.is_empty() {
            check_size(number, &edit.new_text, places.len(), options)?;
            let changes = repeated(view.spans(&places), &edit.new_text, encoding)?;
            let line = view.lines_of(&places[..1])[0];
            return finish(edited, number, line, changes, options);
        }
    }
    let old = edit.old_text.replace("\r\n", "\n");
    let new = match written_out {
        true => Cow::Owned(edit.new_text.replace("\r\n", "\n")),
        false => Cow::Borrowed(edit.new_text.as_str()),
    };
    let joined = old.contains('\n') || options.fuzzy;
    let view = View::new(&edited.content, encoding, joined);
    let places = find(&view, number, &old, options)?;
    if !places.is_empty() {
        check_size(number, &new, places.len(), options)?;
        let spans = view.spans(&places);
        let changes = if new.contains('\n') {
            let change = |span| Change::adapted(&view, span, &old, &new);
            spans.into_iter().map(change).collect::<Result<_, _>>()?
        } else {
            repeated(spans, &new, encoding)?
        };
        let line = view.lines_of(&places[..1])[0];
        return finish(edited, number, line, changes, options);
    }
    if options.fuzzy {
        let blocks = fuzzy::find(&view.text, &old, PLACES);
        check_count(&view, number, &blocks.places, options, blocks.count)?;
        if let Some(first) = blocks.places.first() {
            check_size(number, &new, blocks.places.len(), options)?;
            let line = view.lines_of(std::slice::from_ref(first))[0];
            let replaced = |place| fuzzy::replacement(&view.text, place, &old, &new);
            let (places, texts): (Vec<_>, Vec<_>) = blocks.places.into_iter().map(replaced).unzip();
            let spans = view.spans(&places).into_iter();
            let change = |(span, text): (_, String)| Change::adapted(&view, span, "", &text);
            let changes = spans.zip(texts).map(change).collect::<Result<_, _>>()?;
            edited.fuzzy.push(number);
            return finish(edited, number, line, changes, options);
        }
    }
    Err(EditError::NoMatch {
        edit: number,
        nearest: fuzzy::nearest(&view.text, &old).map(|(line, text)| (line, shown(&text))),
    })
}

/// Finds the places of a text that are to be edited, in the view.
fn find(
    view: &View<'_>,
    edit: usize,
    old: &str,
    options: &Options,
) -> Result<Vec<Range<usize>>, EditError> {
    let finder = Finder::new(old.as_bytes());
    let places = finder.find_iter(&view.text).take(PLACES + 1);
    let places: Vec<Range<usize>> = places.map(|at| at..at + old.len()).collect();
    let mut count = places.len();
    if let [only] = places.as_slice() {
        // A place that overlaps with it makes it no less ambiguous.
        let end = view.text.len().min(only.end + old.len() - 1);
        let again = finder.find(&view.text[only.start + 1..end]);
        count += usize::from(again.is_some());
    }
    check_count(view, edit, &places, options, count)?;
    Ok(places)
}

fn check_count(
    view: &View<'_>,
    edit: usize,
    spans: &[Range<usize>],
    options: &Options,
    count: usize,
) -> Result<(), EditError> {
    let found = spans.len();
    if found > PLACES {
        return Err(EditError::TooMany { edit });
    }
    match options.expected_count {
        Some(expected) if found != 0 && found != expected => Err(EditError::CountDiffers {
            edit,
            expected,
            found,
        }),
        None if count > 1 && !options.replace_all => Err(EditError::Ambiguous {
            edit,
            count,
            lines: view.lines_of(&spans[..spans.len().min(NAMED)]),
        }),
        _ => Ok(()),
    }
}

/// Refuses what would be far too large, before it is made.
fn check_size(edit: usize, new: &str, count: usize, options: &Options) -> Result<(), EditError> {
    let limit = options.max_bytes;
    match new.len().saturating_mul(count) > limit.saturating_mul(2) {
        true => Err(EditError::TooLarge { edit, limit }),
        false => Ok(()),
    }
}

fn encoded(new: &str, encoding: Encoding) -> Result<Rc<[u8]>, EditError> {
    let mut bytes = Vec::new();
    text::encode_into(&mut bytes, new, encoding)?;
    Ok(bytes.into())
}

fn repeated(
    spans: Vec<Range<usize>>,
    new: &str,
    encoding: Encoding,
) -> Result<Vec<Change>, EditError> {
    let bytes = encoded(new, encoding)?;
    let change = |span| Change {
        span,
        bytes: Rc::clone(&bytes),
    };
    Ok(spans.into_iter().map(change).collect())
}

impl Change {
    /// Puts `new` in the place of `old`, with the line ends that the place has.
    fn adapted(
        view: &View<'_>,
        span: Range<usize>,
        old: &str,
        new: &str,
    ) -> Result<Self, EditError> {
        let bytes = encoded(&with_line_ends(view, &span, old, new), view.encoding)?;
        Ok(Self { span, bytes })
    }
}

/// Gives the lines of `new` the ends that they have in the file: those that are also in `old` keep
/// theirs, further ones take the first of the place, or else the one that most lines of the file
/// have. Those that are written out in `new` stay.
fn with_line_ends(view: &View<'_>, span: &Range<usize>, old: &str, new: &str) -> String {
    if !new.contains('\n') {
        return new.to_owned();
    }
    let there = view.line_ends(span.clone());
    let first = there.first().copied().unwrap_or_else(|| view.usual_end());
    let lines: Vec<&str> = new.split('\n').collect();
    let (last, lines) = lines.split_last().unwrap_or((&"", &[]));
    let mut ends = vec![first; lines.len()];
    let before: Vec<&str> = old.split('\n').take(there.len()).collect();
    if there.iter().any(|end| *end != first) && before.len() == there.len() {
        let few = before.len().max(lines.len()) <= FEW;
        let deadline = Instant::now().checked_add(COMPARED).filter(|_| !few);
        for op in capture_diff_slices_deadline(Algorithm::Myers, &before, lines, deadline) {
            for (old, new) in op.old_range().zip(op.new_range()) {
                ends[new] = there[old];
            }
        }
    }
    let mut text = String::with_capacity(new.len() + ends.len());
    for (line, end) in lines.iter().zip(ends) {
        text.push_str(line);
        text.push_str(if line.ends_with('\r') { "\n" } else { end });
    }
    text.push_str(last);
    text
}

/// Makes the changes, which are in order and do not overlap.
fn finish(
    edited: &mut Edited,
    edit: usize,
    line: u64,
    changes: Vec<Change>,
    options: &Options,
) -> Result<(), EditError> {
    let removed: usize = changes.iter().map(|change| change.span.len()).sum();
    let added: usize = changes.iter().map(|change| change.bytes.len()).sum();
    let length = edited.content.len() - removed + added;
    let limit = options.max_bytes.max(edited.content.len());
    if length > limit {
        return Err(EditError::TooLarge { edit, limit });
    }
    edited.counts.push(changes.len());
    edited.lines.push(line);
    if let [change] = changes.as_slice() {
        let bytes = change.bytes.iter().copied();
        edited.content.splice(change.span.clone(), bytes);
        return Ok(());
    }
    let mut content = Vec::with_capacity(length);
    let mut at = 0;
    for change in &changes {
        content.extend_from_slice(&edited.content[at..change.span.start]);
        content.extend_from_slice(&change.bytes);
        at = change.span.end;
    }
    content.extend_from_slice(&edited.content[at..]);
    edited.content = content;
    Ok(())
}

fn shown(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    text::cut(&text, SHOWN).to_owned()
}

#[cfg(test)]
mod tests;
