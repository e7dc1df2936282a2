//! A whole line: its commands, what flows between them, and what its redirections overwrite.
//!
//! It hides how shell text is taken apart; text that the parser does not understand is cut at
//! blanks and separators instead, so that a foreign shell's syntax hides nothing plain.

use super::call::{Arg, Call, is_device, is_important};
use super::wrappers::SHELLS;
use super::{DEEPEST, Family, Found, Place};
use crate::shell::{self, RedirectKind, Script, Simple, Unclear};

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
    if text.trim().is_empty() {
        return;
    }
    if depth > DEEPEST {
        return found.add(Family::Obscured, text, "hides a command in too many others");
    }
    let read = shell::read(text);
    if read.unclear.contains(&Unclear::TooLong) {
        return found.add(Family::Obscured, "", "is too long to be read");
    }
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
    bomb(text, found);
    for (index, simple) in read.commands.iter().enumerate() {
        one(&read, index, simple, depth, found);
    }
    if read.unclear.contains(&Unclear::Syntax) {
        cut(text, depth, found);
    }
    let braces = |piece: &str| {
        let first = piece.split_whitespace().next().unwrap_or("");
        first.starts_with('{') && first.contains(',')
    };
    if text.split([';', '|', '&', '\n']).any(braces) {
        let what = "runs a program whose name is only known when it runs";
        found.add(Family::Obscured, text, what);
    }
    downloaded(&read, found);
    let again = |word: &str| matches!(word, "!!" | "!$" | "!*") || word.starts_with("!-");
    if text.split_whitespace().any(again) {
        found.add(
            Family::Obscured,
            text,
            "repeats an earlier command that is not shown",
        );
    }
}

fn words(simple: &Simple) -> Vec<Arg> {
    simple.words.iter().map(Arg::new).collect()
}

fn one(read: &Script, index: usize, simple: &Simple, depth: usize, found: &mut Found) {
    let words = words(simple);
    let before: Vec<&Simple> = read
        .pipelines
        .iter()
        .filter_map(|members| {
            let at = members.iter().position(|member| *member == index)?;
            Some(members.get(..at)?.iter())
        })
        .flatten()
        .filter_map(|member| read.commands.get(*member))
        .collect();
    let given = simple.redirects.iter().any(|redirect| {
        matches!(
            redirect.kind,
            RedirectKind::Read | RedirectKind::HereDoc | RedirectKind::HereString
        )
    });
    let place = Place {
        depth,
        fed: given || !before.is_empty(),
        many: false,
    };
    super::command(&words, place, found);
    assignments(simple, found);
    redirects(simple, &words, &before, found);
    if runs_input(&words) {
        if before.is_empty() {
            here(simple, depth, found);
        } else {
            let what = format!("runs the output of {} as a program", name(before.last()));
            found.add(Family::PipesToShell, &simple.text, what);
        }
    }
    if let Some(first) = simple.words.first() {
        hidden_name(first, simple, found);
        let sources = matches!(first.text.as_str(), "source" | ".");
        if sources
            && simple
                .words
                .iter()
                .any(|word| word.text.starts_with("<(") && fetches(&word.text))
        {
            found.add(Family::PipesToShell, &simple.text, "runs what it downloads");
        }
    }
}

fn name(simple: Option<&&Simple>) -> String {
    let word = simple.and_then(|simple| simple.words.first());
    word.map_or_else(|| "a command".into(), |word| word.text.clone())
}

/// Reports a program whose name cannot be read.
fn hidden_name(first: &shell::Word, simple: &Simple, found: &mut Found) {
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
    if first.literal.is_some() {
        return;
    }
    let text = first.text.trim_matches('"');
    let variable: String = text
        .trim_start_matches(['$', '{'])
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    let path = text.ends_with(|c: char| c.is_alphanumeric()) && text.contains('/');
    let plain_path = path && !text.contains(['?', '*', '[', '`']) && !text.contains("$(");
    if !USUAL.contains(&variable.as_str()) && !plain_path && !text.starts_with("~/") {
        let what = "runs a program whose name is only known when it runs";
        found.add(Family::Obscured, &simple.text, what);
    }
}

fn assignments(simple: &Simple, found: &mut Found) {
    for (name, value) in &simple.assignments {
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
fn here(simple: &Simple, depth: usize, found: &mut Found) {
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
            let words = words(simple);
            if let Some(call) = Call::new(&words, Place::default()) {
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

fn redirects(simple: &Simple, words: &[Arg], before: &[&Simple], found: &mut Found) {
    let first = words.first().map_or("", |word| word.value.as_str());
    for redirect in &simple.redirects {
        let Some(target) = redirect.target.as_ref().map(Arg::new) else {
            continue;
        };
        let path = target.value.as_str();
        let writes = matches!(redirect.kind, RedirectKind::Write | RedirectKind::Clobber);
        let appends = redirect.kind == RedirectKind::Append;
        if path.contains("/dev/tcp/") || path.contains("/dev/udp/") {
            found.add(
                Family::SendsOut,
                &simple.text,
                format!("opens a connection to {path}"),
            );
        } else if (writes || appends) && is_device(path) {
            found.add(Family::Device, &simple.text, format!("writes to {path}"));
        } else if (writes || appends) && is_important(path) {
            let how = if appends { "appends to" } else { "overwrites" };
            found.add(Family::Overwrites, &simple.text, format!("{how} {path}"));
        } else if writes && !path.starts_with("/dev/") {
            let reads_it = words
                .iter()
                .skip(1)
                .map(|word| &word.value)
                .chain(
                    before
                        .iter()
                        .flat_map(|one| &one.words)
                        .map(|word| &word.text),
                )
                .any(|word| word == path);
            let empties = empties(first, words);
            let clobbers = redirect.kind == RedirectKind::Clobber;
            if empties || reads_it || clobbers || !throwaway(path, first) {
                let how = if empties { "empties" } else { "overwrites" };
                found.add(Family::Overwrites, &simple.text, format!("{how} {path}"));
            }
        }
    }
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

/// Returns whether a file that is written with `>` is by its name one that can be made again: a
/// log, a report, a dump, something temporary.
pub(super) fn throwaway(path: &str, by: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "log", "out", "err", "tmp", "temp", "diff", "patch", "lst", "prof", "bak", "trace", "svg",
        "png", "dot", "gz", "tgz", "xz", "zst", "md5", "sha256", "sum",
    ];
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
fn bomb(text: &str, found: &mut Found) {
    let dense: String = text.chars().filter(|c| !c.is_whitespace()).collect();
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
fn downloaded(read: &Script, found: &mut Found) {
    let mut files: Vec<String> = Vec::new();
    for simple in &read.commands {
        let words = words(simple);
        let Some(call) = Call::new(&words, Place::default()) else {
            continue;
        };
        let runs: Vec<&str> = match &call {
            call if call.is(SHELLS)
                || call.is(INTERPRETERS)
                || call.is(&["source", ".", "sudo"]) =>
            {
                call.operands()
                    .iter()
                    .map(|arg| arg.value.as_str())
                    .collect()
            }
            _ => vec![words[0].value.as_str()],
        };
        let hit = runs.iter().any(|path| {
            let path = path.trim_start_matches("./");
            files
                .iter()
                .any(|file| file.trim_start_matches("./") == path)
        });
        if hit {
            found.add(
                Family::PipesToShell,
                &simple.text,
                "runs what it downloaded",
            );
        }
        if call.is(&["curl", "wget", "sudo"])
            && (simple.text.contains("curl") || simple.text.contains("wget"))
        {
            files.extend(call.value_text(&["-o", "--output", "-O", "--output-document"]));
            for arg in call.operands() {
                if let Some((_, last)) = arg.value.rsplit_once('/') {
                    files.push(last.to_owned());
                }
            }
            files.retain(|file| !file.is_empty());
        }
        for redirect in &simple.redirects {
            if let (true, Some(target)) = (fetches(&simple.text), &redirect.target) {
                files.push(target.text.clone());
            }
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
        let place = Place {
            depth: depth + 1,
            ..Place::default()
        };
        super::command(&words, place, found);
    }
}
