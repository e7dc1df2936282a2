//! The danger gate: what a command would do that a person should see before it runs.
//!
//! A deterministic reading for the approval card and for insert-at-prompt. It hides the tables of
//! programs (one file for each subject below `danger/`). It looks at nothing but the text, runs
//! nothing, and any thread may call it. It decides nothing: silence means that no known danger
//! was seen, not that a command is safe; `docs/danger.md` says what it cannot see.

mod call;
mod cloud;
mod constants;
mod devices;
mod files;
mod git;
mod inline;
mod line;
mod network;
mod rehearse;
mod rules;
mod system;
mod wrappers;

use call::{Arg, Call};

/// How deep commands in commands are followed.
const DEEPEST: usize = 8;
/// How many dangers one reading reports at most.
const MOST: usize = 64;
/// How much one reading looks at in words, and in bytes of the texts inside of texts, before it
/// gives up: a line can be made so that each of its parts is a text with as many parts.
const MOST_WORK: usize = 400_000;

/// What kind of danger it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Files, packages, containers, tables: something is gone afterwards.
    Removes,
    /// What a file held is replaced.
    Overwrites,
    /// A disk or another device is written to directly.
    Device,
    /// Text from elsewhere runs as a program.
    PipesToShell,
    /// Commits, branches or tags change or go.
    GitHistory,
    /// Changes that are not committed go.
    DirtyTree,
    /// Permissions or owners change widely.
    Permissions,
    /// Data leaves this machine.
    SendsOut,
    /// Somebody gets more rights.
    Privilege,
    /// Services, accounts, the firewall or the machine itself change.
    System,
    /// Processes end.
    Kills,
    /// What would run cannot be seen.
    Obscured,
}

impl Family {
    /// Returns the one word for lists and for the corpus.
    pub fn word(self) -> &'static str {
        match self {
            Self::Removes => "removes",
            Self::Overwrites => "overwrites",
            Self::Device => "device",
            Self::PipesToShell => "pipes-to-shell",
            Self::GitHistory => "git-history",
            Self::DirtyTree => "dirty-tree",
            Self::Permissions => "permissions",
            Self::SendsOut => "sends-out",
            Self::Privilege => "privilege",
            Self::System => "system",
            Self::Kills => "kills",
            Self::Obscured => "obscured",
        }
    }

    /// Returns a sentence for people.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Removes => "It removes something.",
            Self::Overwrites => "It replaces what a file holds.",
            Self::Device => "It writes to a device directly.",
            Self::PipesToShell => "It runs text that comes from elsewhere.",
            Self::GitHistory => "It rewrites git history.",
            Self::DirtyTree => "It discards changes that are not committed.",
            Self::Permissions => "It changes permissions or owners widely.",
            Self::SendsOut => "It sends data out.",
            Self::Privilege => "It gives more rights.",
            Self::System => "It changes the system.",
            Self::Kills => "It ends processes.",
            Self::Obscured => "What it runs cannot be seen.",
        }
    }
}

/// One danger in a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Danger {
    /// Its kind.
    pub family: Family,
    /// What the command does, naming the thing: "removes build and all below it".
    pub what: String,
    /// The part of the command that does it, as written.
    pub text: String,
}

/// Returns the first of these after which nothing is left to put right: a device is written to, or all of the
/// machine, of its system or of somebody's home folder is removed or given away.
pub fn ruin<'a>(dangers: &'a [Danger], home: &str) -> Option<&'a Danger> {
    dangers.iter().find(|danger| match danger.family {
        Family::Device => true,
        Family::Removes | Family::Permissions => {
            let mut words = danger.text.split_whitespace().skip(1);
            words.any(|word| is_whole(word, home))
        }
        _ => false,
    })
}

/// Tells whether a word means all of the machine, of its system or of a home folder.
fn is_whole(word: &str, home: &str) -> bool {
    const SYSTEM: [&str; 12] = [
        "bin", "boot", "dev", "etc", "home", "lib", "opt", "root", "sbin", "srv", "usr", "var",
    ];
    let word = word.trim_matches(['"', '\'']);
    let homes = ["~", "$HOME", "${HOME}"];
    let below = homes.iter().find_map(|name| word.strip_prefix(name));
    let below = below.filter(|rest| rest.is_empty() || rest.starts_with('/'));
    let path = match below {
        Some(rest) => format!("{home}{rest}"),
        None => word.to_owned(),
    };
    if !path.starts_with('/') {
        return false;
    }
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            // All that lies in a folder is the folder.
            "" | "." | "*" | ".*" | "{*,.*}" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let own = home.split('/').filter(|part| !part.is_empty());
    match parts.as_slice() {
        [] | ["home" | "Users", _] => true,
        [one] if SYSTEM.contains(one) => true,
        parts => own.eq(parts.iter().copied()),
    }
}

/// Reads a line as it would be typed at a shell's prompt.
pub fn of_script(script: &str) -> Vec<Danger> {
    let mut found = Found::default();
    line::script(script, 0, &mut found);
    found.list
}

/// Reads a program with its arguments, which no shell sees.
pub fn of_command(program: &str, args: &[String]) -> Vec<Danger> {
    let mut found = Found::default();
    let words: Vec<Arg> = std::iter::once(program)
        .chain(args.iter().map(String::as_str))
        .map(Arg::literal)
        .collect();
    command(&words, Place::default(), &mut found);
    found.list
}

/// What is found so far.
#[derive(Default)]
struct Found {
    list: Vec<Danger>,
    work: usize,
}

impl Found {
    /// Returns whether so much more may be looked at. The first time that it may not is reported.
    fn may(&mut self, more: usize) -> bool {
        let before = self.work;
        self.work = before.saturating_add(more);
        if before <= MOST_WORK && self.work > MOST_WORK {
            self.give_up();
        }
        self.work <= MOST_WORK
    }

    /// Reports that the rest is not looked at, and sees to it that it is not.
    fn give_up(&mut self) {
        self.work = usize::MAX;
        self.list.truncate(MOST - 1);
        let what = "is too long or too entangled to be read to its end";
        self.add(Family::Obscured, "", what);
    }

    fn add(&mut self, family: Family, text: &str, what: impl Into<String>) {
        let danger = Danger {
            family,
            what: what.into(),
            text: text.to_owned(),
        };
        if self.list.len() < MOST && !self.list.contains(&danger) {
            self.list.push(danger);
        }
    }
}

/// What is known about a command besides its words.
#[derive(Clone, Copy, Default)]
struct Place {
    /// How many commands are around it.
    depth: usize,
    /// Whether something is written to its input.
    fed: bool,
    /// Whether it gets the names of many files: by `xargs` or `find`.
    many: bool,
}

/// Reads one command: looks through wrappers, then asks each table.
fn command(words: &[Arg], place: Place, found: &mut Found) {
    if !found.may(words.len() + 8) {
        return;
    }
    if place.depth > DEEPEST {
        let text = call::text(words);
        return found.add(
            Family::Obscured,
            &text,
            "hides a command in too many others",
        );
    }
    let Some(call) = Call::new(words, place) else {
        return;
    };
    if call.only_explains() {
        return;
    }
    line::hidden_words(words, &call.text, found);
    wrappers::look_through(&call, found);
    inline::read(&call, found);
    if rehearse::only(&call) {
        return;
    }
    files::read(&call, found);
    git::read(&call, found);
    network::read(&call, found);
    devices::read(&call, found);
    cloud::read(&call, found);
    system::read(&call, found);
}
