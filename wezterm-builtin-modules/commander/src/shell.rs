//! What a line or a script of a shell would run, as far as reading it can tell.
//!
//! It hides tree-sitter-bash: only this file names the parser and its node kinds. Nothing here is
//! executed, nothing is looked up on the disk, and any thread may call it. It is not a shell and
//! not a wall: what it calls clear is the input of the rules, and what it cannot place is named in
//! [`Script::unclear`], so that the rules ask. Only the kinds in [`PLAIN`] are known; everything
//! else is still read for the commands inside it, which the danger gate needs.

mod words;

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use tree_sitter::{Node, ParseOptions, ParseState, Parser, Tree};

pub use words::Word;

/// The longest script that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// The most `|` in a script that is read: the parser's time grows with the square of a pipeline's
/// length.
const MOST_PIPES: usize = 1_000;

/// The most members that all pipelines of a script have together: one that stands inside of another
/// is counted in both.
const MOST_MEMBERS: usize = 100_000;

/// How long the parser may take; the longest script takes it a tenth of this.
const LONGEST_PARSE: Duration = Duration::from_secs(1);

/// The node kinds that a clear script consists of.
const PLAIN: &[&str] = &[
    "program",
    "list",
    "pipeline",
    "command",
    "command_name",
    "word",
    "string",
    "string_content",
    "raw_string",
    "ansi_c_string",
    "concatenation",
    "number",
    "comment",
    "&&",
    "||",
    ";",
    "|",
    "\n",
    "\"",
];

/// Words that are syntax where a command's name is expected; the parser takes some of them for
/// names when it recovers from an error.
const RESERVED: &[&str] = &[
    "if", "then", "else", "elif", "fi", "do", "done", "for", "while", "until", "case", "esac",
    "function", "select", "in", "{", "}", "[[", "]]", "!", "coproc",
];

/// What a script would run, as far as it can be told by reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// Every command in the order in which it is written, those inside of others too.
    pub commands: Vec<Simple>,
    /// The indices into `commands` of each pipeline with two or more, in order.
    pub pipelines: Vec<Vec<usize>>,
    /// What was not understood, each thing once; a script without any is clear.
    pub unclear: Vec<Unclear>,
}

/// One command: a program or a builtin with its words, or assignments or redirections alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Simple {
    /// The program and its arguments; empty where only assignments or redirections are written.
    pub words: Vec<Word>,
    /// `NAME=value` before the program, or as a command of its own.
    pub assignments: Vec<(String, Word)>,
    /// Where its streams go.
    pub redirects: Vec<Redirect>,
    /// The command as written.
    pub text: String,
    /// Whether it, or what it belongs to, is followed by `&`.
    pub background: bool,
    /// Whether it stands inside a substitution, loop, condition, function, group or subshell.
    pub nested: bool,
}

/// A redirection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The file descriptor, where it is written.
    pub fd: Option<u32>,
    /// What is done to the target.
    pub kind: RedirectKind,
    /// The file, the descriptor, or the text of a here-document.
    pub target: Option<Word>,
}

/// What a redirection does to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectKind {
    /// `<`
    Read,
    /// `>` and `&>`: the file is emptied first.
    Write,
    /// `>>` and `&>>`
    Append,
    /// `>|`: the file is emptied, whatever the shell's options say.
    Clobber,
    /// `<>`
    ReadWrite,
    /// `>&1`, `<&-`
    Duplicate,
    /// `<<`
    HereDoc,
    /// `<<<`
    HereString,
}

/// Why a script is not clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// The parser found an error, or read the text differently than this file does.
    Syntax,
    /// A kind of syntax that is not in the list of known ones.
    Kind(String),
    /// The script is longer than what is read, has more pipes, or takes the parser too long.
    TooLong,
}

/// Reads a script.
pub fn read(script: &str) -> Script {
    let mut reader = Reader {
        source: script,
        out: Script::default(),
        covered: 0,
        spans: Vec::new(),
        by_node: HashMap::new(),
        members: 0,
    };
    if script.len() > LONGEST || script.matches('|').count() > MOST_PIPES {
        reader.unclear(Unclear::TooLong);
        return reader.out;
    }
    if script.chars().any(hides) {
        reader.unclear(Unclear::Syntax);
    }
    // No shell takes a text with NUL in it, and the parser may take minutes for many, in which it
    // never asks whether it is late.
    if script.contains('\0') {
        return reader.out;
    }
    let mut parser = Parser::new();
    let language = tree_sitter_bash::LANGUAGE.into();
    let tree = match parser.set_language(&language) {
        Ok(()) => parse(&mut parser, script),
        Err(_) => None,
    };
    let Some(tree) = tree else {
        reader.unclear(Unclear::TooLong);
        return reader.out;
    };
    if tree.root_node().has_error() {
        reader.unclear(Unclear::Syntax);
    }
    reader.walk(tree.root_node());
    reader.out
}

/// Parses a script, unless that takes far longer than any of its length that was not made to: where
/// nothing fits, the parser's time grows with the square of the length, and it counts no steps by
/// which that could be told.
fn parse(parser: &mut Parser, script: &str) -> Option<Tree> {
    let begun = Instant::now();
    let mut late = |_: &ParseState| match begun.elapsed() > LONGEST_PARSE {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    };
    let bytes = script.as_bytes();
    let mut text = |at: usize, _| bytes.get(at..).unwrap_or(&[]);
    let options = ParseOptions::new().progress_callback(&mut late);
    parser.parse_with_options(&mut text, None, Some(options))
}

/// Returns whether a character reads differently than it looks, or differently to the parser than
/// to a shell, for which only blank, tab and newline are white.
fn hides(c: char) -> bool {
    (c.is_control() && c != '\t' && c != '\n')
        || (c.is_whitespace() && !c.is_ascii())
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Where a node stands.
#[derive(Clone, Copy, Default)]
struct Place {
    nested: bool,
    background: bool,
    /// Directly in a command, whose assignments are its own.
    in_command: bool,
    /// In a text whose blanks belong to it.
    in_text: bool,
    /// Directly in a here-document's redirection, whose command has this index or a later one.
    heredoc: Option<usize>,
    /// In a redirected statement whose commands begin at this index.
    body: usize,
}

enum Step<'t> {
    Enter(Node<'t>, Place),
    LeavePipeline(usize),
    LeaveRedirected(Node<'t>, Place),
}

struct Reader<'s> {
    source: &'s str,
    out: Script,
    /// The end of the last leaf, up to which every byte is accounted for.
    covered: usize,
    /// Where each command's text begins and ends.
    spans: Vec<(usize, usize)>,
    by_node: HashMap<usize, usize>,
    /// How many members the pipelines so far have together.
    members: usize,
}

impl<'s> Reader<'s> {
    fn unclear(&mut self, what: Unclear) {
        if !self.out.unclear.contains(&what) {
            self.out.unclear.push(what);
        }
    }

    /// Goes through the tree in the order of the text, with a stack of its own: a script decides
    /// how deep the tree is.
    fn walk(&mut self, root: Node<'_>) {
        let mut stack = vec![Step::Enter(root, Place::default())];
        while let Some(step) = stack.pop() {
            match step {
                Step::Enter(node, place) => self.enter(node, place, &mut stack),
                Step::LeavePipeline(first) => {
                    let members = first..self.out.commands.len();
                    self.members += members.len();
                    if self.members > MOST_MEMBERS {
                        self.unclear(Unclear::TooLong);
                    } else if members.len() > 1 {
                        self.out.pipelines.push(members.collect());
                    }
                }
                Step::LeaveRedirected(node, place) => self.redirected(node, place),
            }
        }
        for (command, (start, end)) in self.out.commands.iter_mut().zip(&self.spans) {
            command.text = self.source.get(*start..*end).unwrap_or("").to_owned();
        }
    }

    fn enter<'t>(&mut self, node: Node<'t>, place: Place, stack: &mut Vec<Step<'t>>) {
        let kind = node.kind();
        if !PLAIN.contains(&kind) {
            self.unclear(Unclear::Kind(kind.to_owned()));
        }
        let mut inner = Place {
            heredoc: None,
            in_command: false,
            ..place
        };
        match kind {
            "command" | "declaration_command" | "unset_command" => {
                self.command(node, place);
                inner.in_command = true;
            }
            "variable_assignment" if !place.in_command => {
                let mut command = Simple::default();
                command.assignments.extend(self.assignment(node));
                self.push(command, node, place);
            }
            "pipeline" => {
                let first = place.heredoc.unwrap_or(self.out.commands.len());
                stack.push(Step::LeavePipeline(first));
            }
            "redirected_statement" => {
                stack.push(Step::LeaveRedirected(node, place));
                inner.body = self.out.commands.len();
            }
            "heredoc_redirect" => inner.heredoc = Some(place.body),
            "string" | "heredoc_body" | "translated_string" => inner.in_text = true,
            "command_substitution" | "process_substitution" => {
                inner.nested = true;
                inner.in_text = false;
            }
            "program" | "list" | "negated_command" | "ERROR" => {}
            _ => inner.nested = true,
        }
        let children = children(node);
        if children.is_empty() {
            self.leaf(node, place);
        }
        for (index, child) in children.iter().enumerate().rev() {
            let followed = children.get(index + 1).map(Node::kind) == Some("&");
            let background = inner.background || followed;
            stack.push(Step::Enter(
                *child,
                Place {
                    background,
                    ..inner
                },
            ));
        }
    }

    /// Accounts for the bytes before a leaf: between two leaves only blanks and joined lines may
    /// stand. The parser also skips an escaped blank, which to a shell is a part of a word.
    fn leaf(&mut self, node: Node<'_>, place: Place) {
        let gap = self.source.get(self.covered..node.start_byte());
        self.covered = self.covered.max(node.end_byte());
        let blank = |gap: &str| {
            gap.replace("\\\n", "")
                .trim_matches([' ', '\t', '\n'])
                .is_empty()
        };
        if !place.in_text && gap.is_some_and(|gap| !blank(gap)) {
            self.unclear(Unclear::Syntax);
        }
    }

    fn push(&mut self, mut command: Simple, node: Node<'_>, place: Place) {
        command.nested = place.nested;
        command.background = place.background;
        self.by_node.insert(node.id(), self.out.commands.len());
        self.spans.push((node.start_byte(), node.end_byte()));
        self.out.commands.push(command);
    }

    fn command(&mut self, node: Node<'_>, place: Place) {
        let mut command = Simple::default();
        let mut end = None;
        for child in children(node) {
            match child.kind() {
                "variable_assignment" if command.words.is_empty() => {
                    command.assignments.extend(self.assignment(child));
                }
                "file_redirect" | "herestring_redirect" => self.redirect(child, &mut command),
                "subshell" | "comment" => {}
                _ => self.add_word(child, &mut end, &mut command),
            }
        }
        let name = command.words.first();
        if let Some(name) = name.filter(|name| RESERVED.contains(&name.text.as_str())) {
            let kind = Unclear::Kind(name.text.clone());
            self.unclear(kind);
        }
        self.push(command, node, place);
    }

    /// Adds a word; where only a joined line stands between it and the one before, the two are one.
    fn add_word(&mut self, node: Node<'_>, end: &mut Option<usize>, command: &mut Simple) {
        let word = self.word(node);
        let gap = end.and_then(|end| self.source.get(end..node.start_byte()));
        *end = Some(node.end_byte());
        match command.words.last_mut() {
            Some(last) if gap == Some("\\\n") => {
                last.join(&word);
                self.unclear(Unclear::Syntax);
            }
            _ => command.words.push(word),
        }
    }

    fn word(&mut self, node: Node<'_>) -> Word {
        let (word, trouble) = words::word(self.source, node);
        for what in trouble {
            self.unclear(what);
        }
        word
    }

    fn assignment(&mut self, node: Node<'_>) -> Option<(String, Word)> {
        let name = node.child_by_field_name("name")?;
        let name = self.source.get(name.byte_range())?.to_owned();
        let value = match node.child_by_field_name("value") {
            Some(value) => self.word(value),
            None => Word::default(),
        };
        Some((name, value))
    }

    /// Reads a redirection. Words after its target are the command's: `> out rm x` runs `rm`.
    fn redirect(&mut self, node: Node<'_>, command: &mut Simple) {
        let mut redirect = Redirect {
            fd: None,
            kind: RedirectKind::Read,
            target: None,
        };
        let mut both = false;
        for child in children(node) {
            match child.kind() {
                "file_descriptor" => {
                    let text = self.source.get(child.byte_range()).unwrap_or("");
                    redirect.fd = text.parse().ok();
                }
                "<" => redirect.kind = RedirectKind::Read,
                ">" | "&>" => redirect.kind = RedirectKind::Write,
                ">>" | "&>>" => redirect.kind = RedirectKind::Append,
                ">|" => redirect.kind = RedirectKind::Clobber,
                "<<<" => redirect.kind = RedirectKind::HereString,
                "<&" | "<&-" | ">&-" => redirect.kind = RedirectKind::Duplicate,
                ">&" => both = true,
                _ if redirect.target.is_none() => {
                    let word = self.word(child);
                    if both {
                        let number = word.text.trim_end_matches('-');
                        let duplicates = number.bytes().all(|byte| byte.is_ascii_digit());
                        redirect.kind = match duplicates {
                            true => RedirectKind::Duplicate,
                            false => RedirectKind::Write,
                        };
                    }
                    redirect.target = Some(word);
                }
                _ => {
                    let word = self.word(child);
                    command.words.push(word);
                }
            }
        }
        command.redirects.push(redirect);
    }

    /// Gives the redirections of a statement to the command that they belong to: the last one of
    /// a pipeline or a list, or one without words where a loop or a group is redirected.
    fn redirected(&mut self, node: Node<'_>, place: Place) {
        let mut more = Simple::default();
        let mut end = node.start_byte();
        let mut waiting = vec![];
        for child in children(node) {
            if child.kind().ends_with("_redirect") {
                waiting.push(child);
            }
        }
        waiting.reverse();
        while let Some(child) = waiting.pop() {
            if child.kind() != "heredoc_redirect" {
                self.redirect(child, &mut more);
                end = end.max(child.end_byte());
                continue;
            }
            let mut target = None;
            for part in children(child) {
                match part.kind() {
                    "file_redirect" | "herestring_redirect" => waiting.push(part),
                    "heredoc_body" => target = Some(words::body(self.source, part)),
                    "heredoc_start" => end = end.max(part.end_byte()),
                    "word"
                    | "string"
                    | "raw_string"
                    | "concatenation"
                    | "number"
                    | "ansi_c_string"
                    | "simple_expansion"
                    | "expansion"
                    | "command_substitution" => {
                        let word = self.word(part);
                        more.words.push(word);
                    }
                    _ => {}
                }
            }
            more.redirects.push(Redirect {
                fd: None,
                kind: RedirectKind::HereDoc,
                target,
            });
        }
        let owner = rightmost(node).and_then(|command| self.by_node.get(&command.id()).copied());
        let Some(index) = owner else {
            return self.push(more, node, place);
        };
        if let (Some(command), Some(span)) =
            (self.out.commands.get_mut(index), self.spans.get_mut(index))
        {
            command.words.extend(more.words);
            command.redirects.extend(more.redirects);
            span.1 = span.1.max(end);
        }
    }
}

/// Returns the command at the end of a redirected statement's body, if that is a plain one.
fn rightmost(node: Node<'_>) -> Option<Node<'_>> {
    let mut at = node.child_by_field_name("body")?;
    while matches!(
        at.kind(),
        "list" | "pipeline" | "negated_command" | "redirected_statement"
    ) {
        let last = children(at)
            .into_iter()
            .rfind(|child| child.is_named() && !child.kind().ends_with("_redirect"));
        at = last?;
    }
    matches!(
        at.kind(),
        "command" | "declaration_command" | "unset_command" | "variable_assignment"
    )
    .then_some(at)
}

fn children(node: Node<'_>) -> Vec<Node<'_>> {
    node.children(&mut node.walk()).collect()
}
