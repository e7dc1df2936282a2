//! Finding lines in files.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};

use grep_matcher::Matcher as _;
use grep_regex::{RegexMatcher, RegexMatcherBuilder};
use grep_searcher::{
    BinaryDetection, Encoding, MmapChoice, Searcher, SearcherBuilder, Sink, SinkContext,
    SinkContextKind, SinkMatch,
};
use memchr::memmem::Finder;
use rustix::fs::{FileType, Mode, OFlags, fstat, openat};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::remarks;
use super::search::{path_bytes, path_of};
use super::{count, excludes, threads};
use crate::error::{Code, FsError};
use crate::job::{Job, Looked};
use crate::names::{Name, shown};
use crate::page::Page;
use crate::pattern::Pattern;
use crate::roots::{Opened, READ, Spot};
use crate::table::{Operation, Skipped, Touch, skip};
use crate::text;
use crate::walk::{self, Entry, Next, Visitor, walk};

/// How many lines are found where nothing is said.
const FOUND: usize = 1_000;
/// The most in one page.
const MOST: usize = 50_000;
/// The most lines of context on each side.
const CONTEXT: usize = 20;
/// The longest part of a line that is shown, in bytes.
const SHOWN: usize = 500;
/// A file up to this size is read at once.
const AT_ONCE: u64 = 1 << 20;
/// What a search engine may hold of a file that has no line ends.
const HEAP: usize = 16 << 20;
/// The largest automaton that a regular expression may become.
const AUTOMATON: usize = 1 << 20;
/// The longest expression.
const EXPRESSION: usize = 10_000;

/// What comes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Report {
    /// Each line.
    #[default]
    Lines,
    /// How many lines each file has.
    Count,
    /// The files' names alone.
    Files,
}

/// Finds lines in the text files below a folder. Binary files are passed over.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchFilesContent {
    /// The folder or the file, absolute or relative to the current directory.
    #[serde(alias = "root_path")]
    path: Name,
    /// A glob of the files that are searched: `*.rs` matches names at any depth.
    #[serde(default = "every")]
    pattern: String,
    /// What is looked for: text, or a regular expression where is_regex is true.
    query: String,
    /// Whether the query is a regular expression (of the Rust crate `regex`).
    #[serde(default)]
    is_regex: bool,
    /// Whether large and small letters are the same.
    #[serde(default)]
    ignore_case: bool,
    /// Whether an expression may match across line ends.
    #[serde(default)]
    multiline: bool,
    /// How many lines around each are returned, 20 at most.
    #[serde(default, deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    context: Option<usize>,
    /// What is returned: `lines`, `count` (lines in each file) or `files` (names alone).
    #[serde(default)]
    report: Report,
    /// Globs of what is left out, with what lies below it.
    #[serde(default, alias = "excludePatterns", alias = "exclude_patterns")]
    exclude: Vec<String>,
    /// Whether what .gitignore names is left out.
    #[serde(default)]
    gitignore: bool,
    /// The encoding of the files, where it is not UTF-8 and they have no byte order mark.
    #[serde(default)]
    encoding: Option<String>,
    /// Only files of at least so many bytes.
    #[serde(default, alias = "min_bytes")]
    min_size: Option<u64>,
    /// Only files of at most so many bytes.
    #[serde(default, alias = "max_bytes")]
    max_size: Option<u64>,
    /// The most lines (or files) that are found; 1000 where left out.
    #[serde(default, alias = "limit", deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    max_matches: Option<usize>,
    /// Where the next page begins: `next_cursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

fn every() -> String {
    "*".into()
}

/// A line that was found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Match {
    /// The file.
    pub file: Name,
    /// The line, counted from 1.
    pub line: u64,
    /// Where the match begins in it, in characters, counted from 1.
    pub column: u64,
    /// The line without its end; a long one is cut around the match.
    pub text: String,
    /// The lines before it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<String>,
    /// The lines after it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
}

/// How often something was found in a file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Count {
    /// The file.
    pub file: Name,
    /// The number of lines.
    pub count: u64,
}

/// What was found.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct FoundLines {
    /// The lines, in the order of the files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matches: Option<Vec<Match>>,
    /// The files with the number of their lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<Vec<Count>>,
    /// The files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<Name>>,
    /// Whether there are more.
    pub truncated: bool,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// What could not be searched.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

impl Operation for SearchFilesContent {
    type Output = FoundLines;
    const NAME: &'static str = "search_files_content";
    const ALIASES: &'static [&'static str] = &["search_content"];

    fn summary(&self) -> String {
        format!(
            "search {} below {}",
            shown(self.query.as_bytes()),
            self.path.shown()
        )
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![(self.path.clone(), Touch::ReadTree)]
    }

    fn run(self, job: &Job) -> Result<FoundLines, FsError> {
        let top = job.locate(&self.path)?;
        let search = Search::new(&self)?;
        // Of lines with others around them fewer fit.
        let around = 1 + 2 * self.context.unwrap_or(0).min(CONTEXT);
        let limit = self.max_matches.unwrap_or(FOUND).min(MOST / around);
        let page = Page::new(limit, self.cursor.as_deref())?;
        let options = walk::Options {
            gitignore: self.gitignore,
            ..walk::Options::default()
        };
        let new = || LineVisitor {
            job,
            search: &search,
            searcher: search.searcher(),
            top: &top,
            buffer: Vec::new(),
            folder: None,
            page: page.same(),
            skipped: Vec::new(),
        };
        let mut visitors: Vec<LineVisitor<'_>> = (0..threads()).map(|_| new()).collect();
        match job.roots.open(&top, crate::roots::FOLDER) {
            Ok(_) => walk(job, &top, &options, &mut visitors)?,
            // The one file that is named.
            Err(error) if error.code == Code::NotDirectory => visitors[0].named_file()?,
            Err(error) => return Err(error),
        }
        let (mut page, mut skipped) = (page, Vec::new());
        for visitor in visitors {
            page.merge(visitor.page);
            skipped.extend(visitor.skipped);
        }
        Ok(search.report(page, skipped, &top.named))
    }

    fn text(output: &FoundLines) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        for found in output.matches.iter().flatten() {
            let file = found.file.shown();
            let first = found.line - found.before.len() as u64;
            for (line, before) in (first..).zip(&found.before) {
                let _ = writeln!(text, "{file}-{line}-{}", visible(before));
            }
            let _ = writeln!(text, "{file}:{}:{}", found.line, visible(&found.text));
            for (line, after) in (found.line + 1..).zip(&found.after) {
                let _ = writeln!(text, "{file}-{line}-{}", visible(after));
            }
        }
        for found in output.counts.iter().flatten() {
            let _ = writeln!(text, "{}:{}", found.file.shown(), found.count);
        }
        for file in output.files.iter().flatten() {
            let _ = writeln!(text, "{}", file.shown());
        }
        if text.is_empty() {
            text.push_str("nothing was found\n");
        }
        remarks(&mut text, output.next_cursor.as_deref(), &output.skipped);
        text
    }
}

/// A line may hold escape sequences; tabs may stay.
fn visible(line: &str) -> String {
    crate::names::visible(line)
}

/// The query, made ready once for each call.
struct Search<'a> {
    asked: &'a SearchFilesContent,
    matcher: RegexMatcher,
    /// Finds the query by itself, where it is plain text.
    finder: Option<Finder<'static>>,
    pattern: Pattern,
    exclude: Option<Pattern>,
    encoding: Option<Encoding>,
}

impl<'a> Search<'a> {
    fn new(asked: &'a SearchFilesContent) -> Result<Self, FsError> {
        let bad = |why: String| FsError::new(Code::BadPattern, why);
        if asked.query.is_empty() {
            return Err(bad("the query is empty".into()));
        }
        if asked.query.len() > EXPRESSION {
            return Err(bad(format!(
                "the query has {} bytes, and at most {EXPRESSION} are taken",
                asked.query.len()
            )));
        }
        let multiline = asked.multiline || asked.query.contains('\n');
        let mut builder = RegexMatcherBuilder::new();
        builder
            .case_insensitive(asked.ignore_case)
            .multi_line(true)
            .fixed_strings(!asked.is_regex)
            .size_limit(AUTOMATON)
            .dfa_size_limit(8 * AUTOMATON)
            .nest_limit(100);
        if !multiline {
            builder.line_terminator(Some(b'\n')).ban_byte(Some(b'\0'));
        }
        let matcher = builder.build(&asked.query).map_err(|error| {
            let why: String = error.to_string().chars().take(500).collect();
            bad(format!("the query cannot be used: {why}"))
        })?;
        let encoding = asked.encoding.as_deref().filter(|label| *label != "auto");
        let encoding = encoding.map(|label| {
            Encoding::new(label).map_err(|_| {
                FsError::new(
                    Code::Encoding,
                    format!("`{}` is no encoding", shown(label.as_bytes())),
                )
            })
        });
        let plain = !asked.is_regex && !asked.ignore_case;
        Ok(Self {
            matcher,
            finder: plain.then(|| Finder::new(asked.query.as_bytes()).into_owned()),
            pattern: Pattern::new(&asked.pattern, asked.ignore_case)?,
            exclude: excludes(&asked.exclude)?,
            encoding: encoding.transpose()?,
            asked,
        })
    }

    fn searcher(&self) -> Searcher {
        let context = match self.asked.report {
            Report::Lines => self.asked.context.unwrap_or(0).min(CONTEXT),
            _ => 0,
        };
        SearcherBuilder::new()
            .line_number(true)
            .multi_line(self.asked.multiline || self.asked.query.contains('\n'))
            .before_context(context)
            .after_context(context)
            .binary_detection(BinaryDetection::quit(0))
            .memory_map(MmapChoice::never())
            .heap_limit(Some(HEAP))
            .encoding(self.encoding.clone())
            .build()
    }

    fn report(&self, page: Page<Hit>, skipped: Vec<Skipped>, top: &Path) -> FoundLines {
        let (hits, next_cursor) = page.finish();
        let whole = |path: &[u8]| match path {
            [] => Name::from(top.to_owned()),
            path => Name::from(top.join(path_of(path))),
        };
        let mut found = FoundLines {
            truncated: next_cursor.is_some(),
            next_cursor,
            skipped,
            ..FoundLines::default()
        };
        match self.asked.report {
            Report::Lines => {
                let lines = hits.into_iter().map(|hit| Match {
                    file: whole(&hit.path),
                    line: hit.line,
                    column: hit.column,
                    text: hit.text,
                    before: hit.before,
                    after: hit.after,
                });
                found.matches = Some(lines.collect());
            }
            Report::Count => {
                let counts = hits.into_iter().map(|hit| Count {
                    file: whole(&hit.path),
                    count: hit.line,
                });
                found.counts = Some(counts.collect());
            }
            Report::Files => {
                found.files = Some(hits.iter().map(|hit| whole(&hit.path)).collect());
            }
        }
        found
    }
}

/// Something found: a line, or a file with a count in place of the line.
struct Hit {
    path: Vec<u8>,
    line: u64,
    column: u64,
    text: String,
    before: Vec<String>,
    after: Vec<String>,
}

struct LineVisitor<'a> {
    job: &'a Job,
    search: &'a Search<'a>,
    searcher: Searcher,
    top: &'a Spot,
    buffer: Vec<u8>,
    /// The folder whose files are read, and what is known of it.
    folder: Option<(PathBuf, Looked)>,
    page: Page<Hit>,
    skipped: Vec<Skipped>,
}

impl Visitor for LineVisitor<'_> {
    fn entry(&mut self, entry: Entry<'_>) -> Result<Next, FsError> {
        let search = self.search;
        if search
            .exclude
            .as_ref()
            .is_some_and(|exclude| exclude.matches(entry.folder, entry.name))
        {
            return Ok(Next::Past);
        }
        if entry.kind != FileType::RegularFile && entry.kind != FileType::Unknown
            || !search.pattern.matches(entry.folder, entry.name)
        {
            return Ok(Next::Into);
        }
        let path = path_bytes(entry.folder, entry.name);
        // Neither what comes before this page nor what comes after all that fits is searched.
        if self.page.is_choosy()
            && !self
                .page
                .wants_between(&line_key(&path, 0), &line_key(&path, u64::MAX))
        {
            return Ok(Next::Into);
        }
        if let Err(error) = self.one_file(entry, &path) {
            if matches!(error.code, Code::Cancelled | Code::Timeout) {
                return Err(error);
            }
            // It was removed meanwhile, or it is no file.
            if !matches!(error.code, Code::NotFound | Code::NotRegular) {
                skip(
                    &mut self.skipped,
                    self.top.named.join(path_of(&path)),
                    &error,
                );
            }
        }
        Ok(Next::Into)
    }

    fn unreadable(&mut self, relative: &Path, error: FsError) {
        skip(&mut self.skipped, self.top.named.join(relative), &error);
    }
}

impl LineVisitor<'_> {
    fn named_file(&mut self) -> Result<(), FsError> {
        let opened = self.job.open_file_at(self.top)?;
        {
            let size = opened.size();
            self.search_file(opened.file, size, &[])
        }
    }

    fn one_file(&mut self, entry: Entry<'_>, path: &[u8]) -> Result<(), FsError> {
        self.job.check()?;
        let named = || self.top.named.join(path_of(path));
        // One name in a folder that is open: nothing can be swapped on the way to it.
        let flags = READ | OFlags::NOFOLLOW;
        let file = openat(entry.handle, entry.name, flags, Mode::empty())
            .map_err(|errno| FsError::system(&named(), errno))?;
        let stat = fstat(&file).map_err(|errno| FsError::system(&named(), errno))?;
        let opened = Opened {
            file: File::from(file),
            stat,
            spot: Spot {
                root: std::sync::Arc::clone(&self.top.root),
                relative: self.top.relative.join(path_of(path)),
                named: named(),
            },
        };
        if opened.kind() != FileType::RegularFile {
            return Err(crate::roots::not_regular(&opened.spot.named, opened.kind()));
        }
        let (size, asked) = (opened.size(), self.search.asked);
        if asked.min_size.is_some_and(|min| size < min)
            || asked.max_size.is_some_and(|max| size > max)
        {
            return Ok(());
        }
        let looked = self.look_at(&entry);
        self.job.check_readable_in(looked, entry.name, &opened)?;
        self.search_file(opened.file, size, path)
    }

    fn look_at(&mut self, entry: &Entry<'_>) -> Looked {
        match &self.folder {
            Some((folder, looked)) if folder == entry.folder => *looked,
            _ => {
                let looked = self
                    .job
                    .look_at(entry.handle.as_fd(), &self.top.named.join(entry.folder));
                self.folder = Some((entry.folder.to_owned(), looked));
                looked
            }
        }
    }

    fn search_file(&mut self, mut file: File, size: u64, path: &[u8]) -> Result<(), FsError> {
        let named = self.top.named.join(path_of(path));
        let fault = |error: std::io::Error| FsError::io(&named, &error);
        let mut hits = Hits {
            asked: self.search.asked,
            matcher: &self.search.matcher,
            job: self.job,
            path,
            page: &mut self.page,
            before: Vec::new(),
            last: None,
            lines: 0,
            fault: None,
        };
        let outcome = if size <= AT_ONCE {
            read_whole(&mut file, size, &mut self.buffer).map_err(fault)?;
            if self.buffer.len() as u64 > AT_ONCE {
                // It has grown, or its size was not true.
                file.seek(SeekFrom::Start(0)).map_err(fault)?;
                self.searcher
                    .search_reader(&self.search.matcher, file, &mut hits)
            } else if self.search.cannot_be_in(&self.buffer) {
                return Ok(());
            } else {
                self.searcher
                    .search_slice(&self.search.matcher, &self.buffer, &mut hits)
            }
        } else {
            self.searcher
                .search_reader(&self.search.matcher, file, &mut hits)
        };
        let fault = hits.fault.take();
        hits.done();
        match (fault, outcome) {
            (Some(fault), _) => Err(fault),
            (None, outcome) => outcome.map_err(|error| FsError::io(&named, &error)),
        }
    }
}

impl Search<'_> {
    /// Tells at once of most files that what is looked for is not in them.
    fn cannot_be_in(&self, content: &[u8]) -> bool {
        let Some(finder) = &self.finder else {
            return false;
        };
        let marked = self.encoding.is_some()
            || content.starts_with(&[0xff, 0xfe])
            || content.starts_with(&[0xfe, 0xff]);
        !marked && finder.find(content).is_none()
    }
}

fn line_key(path: &[u8], line: u64) -> Vec<u8> {
    let mut key = Vec::with_capacity(path.len() + 9);
    key.extend_from_slice(path);
    key.push(0);
    key.extend_from_slice(&line.to_be_bytes());
    key
}

/// Takes what the engine finds in one file.
struct Hits<'a> {
    asked: &'a SearchFilesContent,
    matcher: &'a RegexMatcher,
    job: &'a Job,
    path: &'a [u8],
    page: &'a mut Page<Hit>,
    before: Vec<String>,
    last: Option<Hit>,
    lines: u64,
    fault: Option<FsError>,
}

impl Hits<'_> {
    fn flush(&mut self) {
        if let Some(hit) = self.last.take() {
            self.page.push(line_key(self.path, hit.line), hit);
        }
    }

    fn done(mut self) {
        self.flush();
        if self.asked.report != Report::Lines && self.lines > 0 {
            let hit = Hit {
                path: self.path.to_vec(),
                line: self.lines,
                column: 0,
                text: String::new(),
                before: Vec::new(),
                after: Vec::new(),
            };
            self.page.push(line_key(self.path, 0), hit);
        }
    }
}

impl Sink for Hits<'_> {
    type Error = std::io::Error;

    fn matched(&mut self, _: &Searcher, found: &SinkMatch<'_>) -> Result<bool, Self::Error> {
        self.lines += 1;
        match self.asked.report {
            Report::Files => return Ok(false),
            Report::Count => return Ok(true),
            Report::Lines => {}
        }
        self.flush();
        let line = found.line_number().unwrap_or(0);
        if self.lines.is_multiple_of(1024)
            && let Err(error) = self.job.check()
        {
            self.fault = Some(error);
            return Ok(false);
        }
        // The lines of a file come in order: behind the last that fits, none does.
        // A page is full only once something was left out, so that it knows that there is more.
        if self.page.is_full() && !self.page.wants(&line_key(self.path, line)) {
            return Ok(false);
        }
        let bytes = found.bytes();
        let span = span_of(self.matcher, bytes);
        let end = bytes
            .iter()
            .rposition(|byte| !matches!(byte, b'\n' | b'\r'))
            .map_or(0, |at| at + 1);
        let whole = &bytes[..end];
        let column = String::from_utf8_lossy(&bytes[..span.0.min(end)])
            .chars()
            .count() as u64
            + 1;
        self.last = Some(Hit {
            path: self.path.to_vec(),
            line,
            column,
            text: snippet(whole, span.0.min(end)..span.1.min(end), SHOWN),
            before: std::mem::take(&mut self.before),
            after: Vec::new(),
        });
        Ok(true)
    }

    fn context(&mut self, _: &Searcher, context: &SinkContext<'_>) -> Result<bool, Self::Error> {
        let bytes = context.bytes();
        let end = bytes
            .iter()
            .rposition(|byte| !matches!(byte, b'\n' | b'\r'))
            .map_or(0, |at| at + 1);
        let line = snippet(&bytes[..end], 0..0, SHOWN);
        match (context.kind(), &mut self.last) {
            (SinkContextKind::After, Some(last)) => last.after.push(line),
            _ => self.before.push(line),
        }
        Ok(true)
    }

    fn binary_data(&mut self, _: &Searcher, _: u64) -> Result<bool, Self::Error> {
        // What stood before the first zero byte was text by accident.
        self.last = None;
        Ok(false)
    }
}

fn span_of(matcher: &RegexMatcher, bytes: &[u8]) -> (usize, usize) {
    match matcher.find(bytes) {
        Ok(Some(found)) => (found.start(), found.end()),
        _ => (0, 0),
    }
}

/// Reads a file of about this size, and no more than fits at once and a byte.
fn read_whole(file: &mut File, size: u64, buffer: &mut Vec<u8>) -> std::io::Result<()> {
    buffer.clear();
    let expected = usize::try_from(size.min(AT_ONCE)).unwrap_or(0);
    if expected > 0 {
        // With room for one byte more, a read that returns as many as are expected has met the end.
        buffer.resize(expected + 1, 0);
        let count = file.read(buffer)?;
        buffer.truncate(count);
        if count == expected {
            return Ok(());
        }
    }
    let left = (AT_ONCE + 1).saturating_sub(buffer.len() as u64);
    file.take(left).read_to_end(buffer).map(|_| ())
}

/// Returns a line, cut around the match where it is long.
fn snippet(line: &[u8], span: std::ops::Range<usize>, limit: usize) -> String {
    if line.len() <= limit {
        return String::from_utf8_lossy(line).into_owned();
    }
    // What is far from the match is not even looked at.
    let from = span.start.saturating_sub(2 * limit);
    let to = span
        .end
        .min(span.start.saturating_add(limit))
        .saturating_add(2 * limit)
        .min(line.len());
    let near = String::from_utf8_lossy(&line[from..to]);
    let at = String::from_utf8_lossy(&line[from..span.start]).len();
    text::snippet(&near, at..at + span.len().min(limit), limit).text
}
