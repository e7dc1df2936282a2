//! A whole line: its commands, what flows between them, and what its redirections overwrite.
//!
//! It hides how shell text is taken apart; text that the parser does not understand is cut at
//! blanks and separators instead, so that a foreign shell's syntax hides nothing plain.

use std::collections::HashSet;

use super::call::{Arg, Call, is_device, is_important};
use super::constants::Constants;
use super::wrappers::{self, SHELLS};
use super::{DEEPEST, Family, Found, Place};
use crate::shell::{self, Redirect, RedirectKind, Script, Simple, Unclear};

const INTERPRETERS: &[&str] = &[
    "python",
    "python2",
    "python3",
    "perl",
    "ruby",
    "node",
    "nodejs",
    "php",
    "deno",
    "bun",
    "lua",
    "osascript",
    "pwsh",
    "powershell",
    "tclsh",
    "iex",
    "invoke-expression",
];

pub(super) fn script(text: &str, depth: usize, found: &mut Found) {
    if text.trim().is_empty() || !found.may(if depth == 0 { 0 } else { text.len() }) {
        return;
    }
    if depth > DEEPEST {
        return found.add(Family::Obscured, text, "hides a command in too many others");
    }
    let read = shell::read(text);
    if read.unclear.contains(&Unclear::TooLong) {
        return found.give_up();
    }
    hidden_text(text, found);
    let line = Line::new(read, text, depth);
    for (index, simple) in line.read.commands.iter().enumerate() {
        one(&line, index, simple, found);
    }
    if line.read.unclear.contains(&Unclear::Syntax) {
        cut(text, depth, found);
    }
    downloaded(&line, found);
    looked_up(&line, found);
}

/// A text taken apart.
struct Line {
    read: Script,
    /// The words of each command, with what is known of its variables put in.
    words: Vec<Vec<Arg>>,
    /// The targets of each command's redirections, likewise.
    targets: Vec<Vec<Option<Arg>>>,
    /// The pipelines that each command is a part of, and its place there.
    pipes: Vec<Vec<(usize, usize)>>,
    depth: usize,
}

impl Line {
    fn new(read: Script, text: &str, depth: usize) -> Self {
        let mut constants = Constants::new(&read, text);
        let (mut words, mut targets) = (Vec::new(), Vec::new());
        for simple in &read.commands {
            words.push(
                simple
                    .words
                    .iter()
                    .flat_map(|word| constants.args(word))
                    .collect(),
            );
            let target = |redirect: &Redirect| {
                let target = redirect.target.as_ref()?;
                constants.args(target).into_iter().next()
            };
            targets.push(simple.redirects.iter().map(target).collect());
            constants.learn(simple);
        }
        let mut pipes = vec![Vec::new(); read.commands.len()];
        for (pipe, members) in read.pipelines.iter().enumerate() {
            for (at, member) in members.iter().enumerate() {
                if let Some(pipes) = pipes.get_mut(*member) {
                    pipes.push((pipe, at));
                }
            }
        }
        Self {
            read,
            words,
            targets,
            pipes,
            depth,
        }
    }

    /// The commands whose output flows into this one, the nearest last.
    fn before(&self, index: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let pipes = self.pipes.get(index).map_or(&[][..], Vec::as_slice);
        pipes.iter().flat_map(|(pipe, at)| {
            let members = self.read.pipelines.get(*pipe);
            let members = members.and_then(|members| members.get(..*at));
            members.unwrap_or(&[]).iter().copied()
        })
    }
}

/// Reports what makes a text read otherwise than it looks.
fn hidden_text(text: &str, found: &mut Found) {
    if text.chars().any(|c| {
        (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    }) {
        found.add(
            Family::Obscured,
            text,
            "has characters that hide what it says",
        );
    }
    let bare = unquoted(text);
    bomb(&bare, text, found);
    let braces = |piece: &str| {
        let first = piece.split_whitespace().next().unwrap_or("");
        first.starts_with('{') && first.contains(',')
    };
    if bare.split([';', '|', '&', '\n']).any(braces) {
        let what = "runs a program whose name is only known when it runs";
        found.add(Family::Obscured, text, what);
    }
    let again = |word: &str| matches!(word, "!!" | "!$" | "!*") || word.starts_with("!-");
    if bare.split_whitespace().any(again) {
        found.add(
            Family::Obscured,
            text,
            "repeats an earlier command that is not shown",
        );
    }
}

/// Returns a text without its comments and without what stands in quotes.
fn unquoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quote = None;
    let mut chars = text.chars();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, '#') if before.is_whitespace() => {
                chars.by_ref().find(|c| *c == '\n');
                out.push('\n');
            }
            (None, '\'' | '"') => {
                quote = Some(c);
                out.push('_');
            }
            (None | Some('"'), '\\') => {
                chars.next();
            }
            (Some(open), _) if open == c => quote = None,
            (None, _) => out.push(c),
            _ => {}
        }
        before = c;
    }
    out
}

fn one(line: &Line, index: usize, simple: &Simple, found: &mut Found) {
    let words = line.words.get(index).map_or(&[][..], Vec::as_slice);
    let last = line.before(index).next_back();
    let given = simple.redirects.iter().any(|redirect| {
        matches!(
            redirect.kind,
            RedirectKind::Read | RedirectKind::HereDoc | RedirectKind::HereString
        )
    });
    let place = Place {
        depth: line.depth,
        fed: given || last.is_some(),
        many: false,
    };
    super::command(words, place, found);
    assignments(simple, line.depth, found);
    redirects(line, index, simple, found);
    if runs_input(words) {
        match last {
            None => here(simple, words, line.depth, found),
            Some(last) => {
                let name = line.words.get(last).and_then(|words| words.first());
                let name = name.map_or("a command", |word| word.value.as_str());
                let what = format!("runs the output of {name} as a program");
                found.add(Family::PipesToShell, &simple.text, what);
            }
        }
    }
    let sources = words
        .first()
        .is_some_and(|first| matches!(first.value.as_str(), "source" | "."));
    if sources
        && words
            .iter()
            .any(|word| word.value.starts_with("<(") && fetches(&word.value))
    {
        found.add(Family::PipesToShell, &simple.text, "runs what it downloads");
    }
}

/// Reports a program, or an option, whose name cannot be read.
pub(super) fn hidden_words(words: &[Arg], whole: &str, found: &mut Found) {
    const USUAL: &[&str] = &[
        "EDITOR",
        "VISUAL",
        "PAGER",
        "SHELL",
        "BROWSER",
        "PYTHON",
        "CC",
        "CXX",
        "MAKE",
        "GIT",
        "SUDO",
        "CARGO",
        "NODE",
        "JAVA",
        "JAVA_HOME",
        "HOME",
        "PWD",
        "VIRTUAL_ENV",
        "GOPATH",
    ];
    let Some((first, rest)) = words.split_first() else {
        return;
    };
    // In `--up${x}-file` the variable decides which option it is, in `--file=$x` it does not.
    let builds = |arg: &&Arg| {
        let name = arg.value.split('=').next().unwrap_or("");
        !arg.literal
            && name.strip_prefix("--").is_some_and(|name| {
                name.starts_with(|c: char| c.is_alphanumeric()) && name.contains('$')
            })
    };
    if let Some(option) = rest.iter().find(builds) {
        let what = format!("is given an option that cannot be read: {}", option.value);
        found.add(Family::Obscured, whole, what);
    }
    if first.literal {
        return;
    }
    let text = first.value.as_str();
    let variable: String = text
        .trim_start_matches(['$', '{'])
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    let path = text.ends_with(|c: char| c.is_alphanumeric()) && text.contains('/');
    let plain_path = path && !text.contains(['?', '*', '[', '`']) && !text.contains("$(");
    if !USUAL.contains(&variable.as_str()) && !plain_path && !text.starts_with("~/") {
        let what = "runs a program whose name is only known when it runs";
        found.add(Family::Obscured, whole, what);
    }
}

/// Variables whose value other programs run as a command.
const COMMANDS: &[&str] = &[
    "EDITOR",
    "VISUAL",
    "PAGER",
    "MANPAGER",
    "BROWSER",
    "GIT_EDITOR",
    "GIT_SEQUENCE_EDITOR",
    "GIT_PAGER",
    "GIT_SSH_COMMAND",
    "GIT_SSH",
    "GIT_EXTERNAL_DIFF",
    "GIT_ASKPASS",
    "SSH_ASKPASS",
    "SUDO_ASKPASS",
    "LESSOPEN",
    "LESSCLOSE",
    "PROMPT_COMMAND",
    "RSYNC_RSH",
    "TAR_OPTIONS",
    "FCEDIT",
    "SUDO_EDITOR",
    "SYSTEMD_EDITOR",
    "KUBE_EDITOR",
    "GIT_PROXY_COMMAND",
];

fn assignments(simple: &Simple, depth: usize, found: &mut Found) {
    for (name, value) in &simple.assignments {
        if let (true, Some(code)) = (COMMANDS.contains(&name.as_str()), &value.literal) {
            script(code, depth + 1, found);
        }
        let loads = matches!(
            name.as_str(),
            "LD_PRELOAD" | "LD_AUDIT" | "DYLD_INSERT_LIBRARIES" | "BASH_ENV" | "PROMPT_COMMAND"
        );
        if loads && !value.text.is_empty() {
            let what = format!("makes other programs load {}", value.text);
            found.add(Family::Obscured, &simple.text, what);
        }
        if name == "HISTFILE" || (name == "HISTSIZE" && value.text == "0") {
            found.add(
                Family::System,
                &simple.text,
                "hides what is typed from the history",
            );
        }
    }
}

/// Returns whether a command runs its standard input as a program.
fn runs_input(words: &[Arg]) -> bool {
    let mut words = words;
    // Only the wrappers that pass their input on, with options that take no value.
    while let Some((first, rest)) = words.split_first() {
        let value = first.value.as_str();
        let passes = [
            "sudo", "doas", "env", "nohup", "nice", "exec", "command", "time", "busybox",
        ];
        let option = value.starts_with('-') && value.len() > 1;
        if passes.contains(&value) || option || value.contains('=') {
            let user = matches!(value, "-u" | "-n");
            words = rest.get(usize::from(user)..).unwrap_or(&[]);
        } else {
            break;
        }
    }
    let Some(call) = Call::new(words, Place::default()) else {
        return false;
    };
    let python = call.name.starts_with("python") || call.name.starts_with("pypy");
    let first = call.operands_after(&["-o", "-O", "-W", "-X"]);
    let input = |arg: &Arg| matches!(arg.value.as_str(), "-" | "/dev/stdin");
    let alone = first.first().is_none_or(|arg| input(arg));
    if call.is(SHELLS) {
        let code = call.args.iter().any(|arg| {
            let flags = arg.value.strip_prefix('-');
            flags.is_some_and(|flags| !flags.starts_with('-') && flags.ends_with('c'))
        });
        return !code && (alone || call.short(&['s']));
    }
    if call.is(&["source", "."]) {
        return call
            .args
            .first()
            .is_some_and(|arg| arg.value == "/dev/stdin");
    }
    if call.is(&["at", "batch"]) {
        return true;
    }
    if call.is(INTERPRETERS) || python {
        let code = call.short(&['c', 'e', 'm', 'r', 'p', 'n', 'V', 'v', 'h']);
        return alone && !code && !call.long(&["--eval", "--version", "--help", "--print"]);
    }
    false
}

/// Reads what a shell is given as a here-document or a here-string.
fn here(simple: &Simple, words: &[Arg], depth: usize, found: &mut Found) {
    for redirect in &simple.redirects {
        let text = redirect.target.as_ref();
        if let (RedirectKind::HereDoc | RedirectKind::HereString, Some(text)) =
            (redirect.kind, text)
        {
            let code = text.literal.as_ref().unwrap_or(&text.text);
            if fetches(code) && text.literal.is_none() {
                let what = "runs what it downloads or decodes";
                found.add(Family::PipesToShell, &simple.text, what);
            }
            script(code, depth + 1, found);
            if let Some(call) = Call::new(words, Place::default()) {
                super::inline::code(&call, code, found);
            }
        }
    }
}

/// Returns whether a text has a program in it that downloads or decodes.
pub(super) fn fetches(text: &str) -> bool {
    const FETCH: &[&str] = &[
        "curl", "wget", "fetch", "base64", "base32", "xxd", "nc", "ncat", "openssl", "lynx",
        "aria2c", "http", "gunzip", "zcat", "urlopen", "iwr", "socat", "rev", "uudecode", "dig",
    ];
    text.split(|c: char| !c.is_alphanumeric())
        .any(|word| FETCH.contains(&word))
}

fn redirects(line: &Line, index: usize, simple: &Simple, found: &mut Found) {
    let words = line.words.get(index).map_or(&[][..], Vec::as_slice);
    let targets = line.targets.get(index).map_or(&[][..], Vec::as_slice);
    let writes =
        |redirect: &Redirect| matches!(redirect.kind, RedirectKind::Write | RedirectKind::Clobber);
    // What the command and those that write to it read, looked up once for all of its targets.
    let mut read: HashSet<&str> = HashSet::new();
    if simple.redirects.iter().any(writes) {
        let before = line
            .before(index)
            .filter_map(|before| line.words.get(before));
        read.extend(words.iter().skip(1).map(|word| word.value.as_str()));
        read.extend(before.flatten().map(|word| word.value.as_str()));
    }
    let first = words.first().map_or("", |word| word.value.as_str());
    let empties = empties(first, words);
    for (redirect, target) in simple.redirects.iter().zip(targets) {
        let Some(path) = target.as_ref().map(|target| target.value.as_str()) else {
            continue;
        };
        let writes = writes(redirect);
        let appends = redirect.kind == RedirectKind::Append;
        if at_target(path, writes, appends, &simple.text, found) {
            continue;
        }
        let clobbers = redirect.kind == RedirectKind::Clobber;
        let replaces = empties || clobbers || read.contains(path) || !throwaway(path, first);
        if writes && !path.starts_with("/dev/") && replaces {
            let how = if empties { "empties" } else { "overwrites" };
            found.add(Family::Overwrites, &simple.text, format!("{how} {path}"));
        }
    }
}

/// Reports a redirection whose target alone makes it one to see; returns whether it is.
fn at_target(path: &str, writes: bool, appends: bool, text: &str, found: &mut Found) -> bool {
    if path.contains("/dev/tcp/") || path.contains("/dev/udp/") {
        let what = format!("opens a connection to {path}");
        found.add(Family::SendsOut, text, what);
    } else if (writes || appends) && is_device(path) {
        found.add(Family::Device, text, format!("writes to {path}"));
    } else if (writes || appends) && is_important(path) {
        let how = if appends { "appends to" } else { "overwrites" };
        found.add(Family::Overwrites, text, format!("{how} {path}"));
    } else {
        return false;
    }
    true
}

/// Returns whether a command writes nothing, so that a redirection only empties the file.
fn empties(first: &str, words: &[Arg]) -> bool {
    let rest: Vec<&str> = words
        .iter()
        .skip(1)
        .map(|word| word.value.as_str())
        .collect();
    match first {
        "" | ":" | "true" => true,
        "cat" => rest == ["/dev/null"],
        "echo" | "printf" => matches!(rest.as_slice(), [] | ["-n"] | [""] | ["-n", ""]),
        _ => false,
    }
}

/// Endings of files that can be made again.
const ENDINGS: &[&str] = &[
    "log", "out", "err", "tmp", "temp", "diff", "patch", "lst", "prof", "bak", "trace", "svg",
    "png", "dot", "gz", "tgz", "xz", "zst", "md5", "sha256", "sum",
];

/// Words in the names of such files.
const WORDS: &[&str] = &[
    "out",
    "output",
    "result",
    "results",
    "report",
    "list",
    "sample",
    "backup",
    "dump",
    "new",
    "filtered",
    "sorted",
    "log",
    "logs",
    "tmp",
    "temp",
    "test",
    "errors",
    "debug",
    "stats",
    "summary",
    "checksums",
    "unique",
    "uniq",
    "merged",
    "combined",
    "requirements",
    "freeze",
    "formatted",
    "pretty",
    "copy",
    "export",
    "snapshot",
    "inventory",
    "tree",
    "history",
];

/// Programs whose output is a listing.
const REPORTS: &[&str] = &[
    "ls",
    "find",
    "grep",
    "rg",
    "ps",
    "df",
    "du",
    "make",
    "cargo",
    "npm",
    "git",
    "sort",
    "uniq",
    "date",
    "env",
    "dmesg",
    "tree",
    "pip",
    "docker",
    "kubectl",
    "diff",
    "wc",
    "top",
    "journalctl",
    "uname",
    "lsof",
    "history",
    "pytest",
    "go",
    "nproc",
    "lscpu",
    "brew",
    "man",
    "sha256sum",
    "md5sum",
    "netstat",
    "ss",
    "apt",
    "dpkg",
    "crontab",
    "fd",
    "comm",
    "time",
];

/// Returns whether a file that is written with `>` is by its name one that can be made again: a
/// log, a report, a dump, something temporary.
pub(super) fn throwaway(path: &str, by: &str) -> bool {
    if [
        "/tmp/",
        "/var/tmp/",
        "$TMPDIR",
        "${TMPDIR}",
        "$tmp",
        "/dev/",
        "build/",
        "target/",
        "dist/",
        "logs/",
    ]
    .iter()
    .any(|start| path.starts_with(start))
    {
        return true;
    }
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let named = stem
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| WORDS.contains(&word));
    ENDINGS.contains(&ending)
        || named
        || (REPORTS.contains(&by) && matches!(ending, "txt" | "csv" | "" | "json" | "yaml" | "yml"))
}

/// Reports a function that starts itself twice, over and over.
fn bomb(bare: &str, text: &str, found: &mut Found) {
    let dense: String = bare.chars().filter(|c| !c.is_whitespace()).collect();
    let Some((before, after)) = dense.split_once("(){") else {
        return;
    };
    let name: String = before
        .chars()
        .rev()
        .take_while(|c| c.is_alphanumeric() || matches!(c, ':' | '_' | '.'))
        .collect();
    let name: String = name.chars().rev().collect();
    let name = name.strip_prefix("function").unwrap_or(&name);
    if !name.is_empty() && after.contains(&format!("{name}|{name}")) {
        found.add(
            Family::System,
            text,
            "starts itself over and over until the machine is full",
        );
    }
}

/// Reports a file that is downloaded and then run.
fn downloaded(line: &Line, found: &mut Found) {
    let mut files: HashSet<String> = HashSet::new();
    let plain = |path: &str| path.trim_start_matches("./").to_owned();
    for (simple, words) in line.read.commands.iter().zip(&line.words) {
        let inner = wrappers::innermost(words);
        let Some(call) = Call::new(inner, Place::default()) else {
            continue;
        };
        let starts = call.is(SHELLS) || call.is(INTERPRETERS) || call.is(&["source", "."]);
        let runs: Vec<&str> = match starts {
            true => call
                .operands()
                .iter()
                .map(|arg| arg.value.as_str())
                .collect(),
            false => vec![inner[0].value.as_str()],
        };
        if !files.is_empty() && runs.iter().any(|path| files.contains(&plain(path))) {
            found.add(
                Family::PipesToShell,
                &simple.text,
                "runs what it downloaded",
            );
        }
        if call.is(&["curl", "wget", "aria2c", "fetch", "axel", "http", "xh"]) {
            files.extend(fetched(&call).iter().map(|file| plain(file)));
        }
        if !simple.redirects.is_empty() && fetches(&simple.text) {
            let targets = simple.redirects.iter().filter_map(|to| to.target.as_ref());
            files.extend(targets.map(|target| plain(&target.text.replace('"', ""))));
        }
    }
}

/// The files that a program which downloads writes to.
fn fetched(call: &Call<'_>) -> Vec<String> {
    let (letter, takes) = match call.name.as_str() {
        "wget" => ('O', "OoaPUeltTwQ"),
        _ => ('o', "oHXuAebcxmwrKECUyYzdFT"),
    };
    let mut files = Vec::new();
    files.extend(call.grouped(letter, takes));
    files.extend(call.value_text(&["--output", "--output-document", "--out"]));
    let folder = call.value_text(&["-P", "--directory-prefix", "--output-dir", "-d", "--dir"]);
    for arg in call.operands() {
        if let Some((_, last)) = arg.value.rsplit_once('/') {
            files.push(last.to_owned());
            files.extend(folder.as_ref().map(|folder| {
                let folder = folder.trim_end_matches('/');
                format!("{folder}/{last}")
            }));
        }
    }
    files.retain(|file| !file.is_empty() && file != "-");
    files
}

/// Reports names that are looked up and have text in them which another command encodes: each
/// lookup carries a part of it to whoever answers for the domain.
fn looked_up(line: &Line, found: &mut Found) {
    const ENCODES: &[&str] = &[
        "xxd", "base64", "base32", "basenc", "od", "hexdump", "gpg", "openssl", "uuencode", "gzip",
        "xz", "zstd",
    ];
    const ASKS: &[&str] = &[
        "dig",
        "host",
        "nslookup",
        "drill",
        "ping",
        "ping6",
        "getent",
        "resolvectl",
        "kdig",
        "doggo",
    ];
    let named = |words: &[Arg], names: &[&str]| {
        let name = |word: &Arg| word.value.rsplit('/').next().unwrap_or("").to_owned();
        words
            .iter()
            .take(6)
            .any(|word| names.contains(&name(word).as_str()))
    };
    let secret = |word: &Arg| {
        [
            "/.ssh/",
            ".netrc",
            ".pgpass",
            "/.aws/",
            "/.gnupg/",
            "/etc/shadow",
            ".env",
            "/.kube/",
        ]
        .iter()
        .any(|part| word.value.contains(part))
    };
    let has_secret = |words: &Vec<Arg>| named(words, ENCODES) || words.iter().any(secret);
    if !line.words.iter().any(has_secret) {
        return;
    }
    for (simple, words) in line.read.commands.iter().zip(&line.words) {
        let carries = |word: &Arg| {
            let expands = !word.literal && word.value.contains('$') || word.value.contains("{}");
            expands && word.value.contains('.')
        };
        if named(words, ASKS) && words.iter().any(carries) {
            let what = "sends the output of a command in the names that it looks up";
            found.add(Family::SendsOut, &simple.text, what);
        }
    }
}

/// Cuts a text that is no shell syntax at separators and blanks, and reads each piece.
fn cut(text: &str, depth: usize, found: &mut Found) {
    for piece in text
        .split([';', '|', '&', '\n', '\r', '(', ')', '`', '{', '}'])
        .take(256)
    {
        let words: Vec<Arg> = piece
            .split_whitespace()
            .map(|word| Arg::literal(&word.replace(['"', '\'', '\\'], "")))
            .collect();
        for target in piece.split('>').skip(1).take(64) {
            let target = target.split_whitespace().next().unwrap_or("");
            let target = target.replace(['"', '\'', '\\'], "");
            at_target(&target, true, false, piece.trim(), found);
        }
        let place = Place {
            depth: depth + 1,
            ..Place::default()
        };
        super::command(&words, place, found);
    }
}
