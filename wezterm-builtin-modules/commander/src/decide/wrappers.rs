//! What a command would run besides itself: wrappers (`env rm x`), shells (`sh -c 'rm x'`), `find -exec`, and
//! programs with code among their arguments, of which nothing can be told.
//!
//! Pure functions over words. This decides whether a person is asked; it does not keep anything from
//! running, and whatever a script or a file of settings would run is not read.

mod carriers;
mod table;

use super::environment;
use super::tables::{Flags, Word, skip_flags};
use crate::program::shown;
use crate::shell;
use table::{WRAPPERS, Wrapper, flags};

/// A command inside another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its words, the program's first; `None` for one that cannot be told.
    pub words: Vec<Word>,
    /// Whether more arguments are added when it runs.
    pub more: bool,
}

/// What a command would run besides itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inside {
    /// The commands that can be told.
    pub commands: Vec<Command>,
    /// Why there may be others.
    pub untold: Option<String>,
    /// Whether the command does nothing beside running what is inside: if that may run, so may this.
    pub transparent: bool,
    /// Whether there is a script that is longer than is read.
    pub too_long: bool,
}

impl Inside {
    fn untold(why: impl Into<String>) -> Self {
        Self {
            untold: Some(why.into()),
            ..Self::default()
        }
    }

    fn one(words: &[Word]) -> Self {
        let mut inside = Self::default();
        inside.push(words.to_vec(), false);
        inside
    }

    fn push(&mut self, words: Vec<Word>, more: bool) {
        if !words.is_empty() {
            self.commands.push(Command { words, more });
        }
    }

    fn and(mut self, other: Self) -> Self {
        self.commands.extend(other.commands);
        self.untold = self.untold.or(other.untold);
        self.too_long |= other.too_long;
        self
    }
}

/// Shells whose scripts are read, and shells whose scripts have another syntax.
const SHELLS: &[&str] = &[
    "sh", "bash", "dash", "zsh", "ksh", "mksh", "ash", "rbash", "lksh", "yash", "oksh",
];
const OTHER_SHELLS: &[&str] = &[
    "fish",
    "csh",
    "tcsh",
    "nu",
    "elvish",
    "pwsh",
    "powershell",
    "xonsh",
    "rc",
];

/// Builtins of shells that change what the words after them mean, or run something that is not among their words.
pub const BUILTINS: &[&str] = &[
    "export",
    "alias",
    "unalias",
    "eval",
    "source",
    ".",
    "trap",
    "typeset",
    "declare",
    "local",
    "readonly",
    "set",
    "unset",
    "shopt",
    "setopt",
    "unsetopt",
    "enable",
    "hash",
    "builtin",
    "exec",
    "bind",
    "bindkey",
    "complete",
    "compgen",
    "compdef",
    "mapfile",
    "readarray",
    "fc",
    "let",
    "read",
    "getopts",
    "umask",
    "ulimit",
    "coproc",
    "autoload",
    "zmodload",
    "functions",
    "emulate",
    "disable",
    "rehash",
    "pushd",
    "popd",
    "dirs",
    "wait",
    "jobs",
    "bg",
    "fg",
    "disown",
    "suspend",
    "logout",
    "history",
    "integer",
    "float",
    "nameref",
    "zle",
    "sched",
];

/// Tells what a command would run besides itself; `None` where it is no wrapper. `names` are the names by which
/// the program may be known.
pub fn inside(names: &[&str], args: &[Word]) -> Option<Inside> {
    names.iter().find_map(|name| one(plain_name(name), args))
}

/// Returns a name without the version at its end: `python3.11` is python.
pub fn plain_name(name: &str) -> &str {
    let kept =
        name.trim_end_matches(|last: char| last.is_ascii_digit() || last == '.' || last == '-');
    // These are names, not versions.
    if kept.is_empty()
        || [
            "linux32",
            "linux64",
            "run0",
            "i386",
            "x86_64",
            "uname26",
            "proxychains4",
        ]
        .contains(&name)
    {
        name
    } else {
        kept
    }
}

fn one(name: &str, args: &[Word]) -> Option<Inside> {
    if SHELLS.contains(&name) {
        return Some(shell_program(name, args));
    }
    if ["ld-linux", "ld-musl", "ld.so", "ld64.so"]
        .iter()
        .any(|loader| name.starts_with(loader))
    {
        return Some(loader(name, args));
    }
    if OTHER_SHELLS.contains(&name) {
        return Some(
            Inside::untold(format!("what {name} runs is not read")).and(shell_program(name, args)),
        );
    }
    Some(match name {
        "find" | "gfind" => return find(args),
        "fd" | "fdfind" => return fd(args),
        "xargs" | "gxargs" => xargs(args),
        "env" => env(args),
        "eval" => joined(args),
        "trap" => trap(args),
        "su" | "runuser" => su(args),
        "script" => script_program(args),
        "watch" => watch(args),
        "parallel" | "rust-parallel" => parallel(args),
        "setarch" => setarch(args),
        "ssh" | "autossh" | "sshpass" | "mosh" => ssh(args),
        "command" if first_is(args, &["-v", "-V", "-pv", "-pV"]) => Inside {
            transparent: true,
            ..Inside::default()
        },
        "sudo" | "sudo-rs" if first_is(args, &["-e", "--edit", "-l", "-ll", "--list"]) => {
            Inside::untold("sudo starts an editor or lists")
        }
        _ => match WRAPPERS
            .iter()
            .find(|wrapper| wrapper.names.contains(&name))
        {
            Some(wrapper) => wrapper.inside(name, args),
            None => return carriers::code(name, args),
        },
    })
}

fn first_is(args: &[Word], options: &[&str]) -> bool {
    matches!(args.first(), Some(Some(first)) if options.contains(&first.as_str()))
}

/// Returns the words up to the first that cannot be told.
fn known(args: &[Word]) -> Vec<&str> {
    args.iter().map_while(Option::as_deref).collect()
}

impl Wrapper {
    fn inside(&self, name: &str, args: &[Word]) -> Inside {
        let words = known(args);
        let (skipped, found) = match skip_flags(name, &self.flags, &words) {
            Ok(skipped) => skipped,
            Err(why) => return Inside::untold(format!("what {name} runs cannot be told: {why}")),
        };
        let mut transparent = self.transparent;
        // Elsewhere, a relative path is another file.
        transparent &= !["-C", "--chdir", "--argv0"]
            .iter()
            .any(|flag| found.iter().any(|has| has == flag));
        let mut at = skipped;
        while self.assigns
            && let Some((variable, _)) = words.get(at).and_then(|word| word.split_once('='))
        {
            transparent &= environment::is_harmless(variable);
            at += 1;
        }
        if words.len() < at + self.operands && words.len() < args.len() {
            return Inside::untold(format!(
                "what {name} runs cannot be told: not all of its words can"
            ));
        }
        at += self.operands;
        let rest = args.get(at..).unwrap_or_default();
        if name == "flock" && first_is(rest, &["-c", "--command"]) {
            return text(rest.get(1));
        }
        if rest.is_empty() {
            let asks_for_a_shell = ["-s", "-i", "--shell", "--login"];
            let shell = self.or_a_shell
                || found
                    .iter()
                    .any(|flag| asks_for_a_shell.contains(&flag.as_str()));
            return match shell {
                true => Inside::untold(format!("{name} starts a shell, which reads its input")),
                false => Inside::default(),
            };
        }
        Inside {
            transparent,
            ..Inside::one(rest)
        }
    }
}

/// Returns the commands of a script.
pub fn of_script(script: &shell::Script) -> Inside {
    let mut inside = Inside::default();
    for command in &script.commands {
        let refused = command
            .assignments
            .iter()
            .find(|(name, _)| environment::is_refused(name));
        if let Some((name, _)) = refused {
            inside.untold = Some(format!("{} is set, which changes what runs", shown(name)));
        }
        let words = command
            .words
            .iter()
            .map(|word| word.literal.clone())
            .collect();
        inside.push(words, false);
    }
    for unclear in &script.unclear {
        match unclear {
            shell::Unclear::Syntax => inside.untold = Some("a script cannot be read".into()),
            shell::Unclear::TooLong => inside.too_long = true,
            shell::Unclear::Kind(_) => {}
        }
    }
    inside
}

fn text(script: Option<&Word>) -> Inside {
    match script {
        Some(Some(script)) => of_script(&shell::read(script)),
        Some(None) => Inside::untold("a script is made when it runs"),
        None => Inside::default(),
    }
}

/// Returns what a shell would run that is given words which it joins to a script.
fn joined(args: &[Word]) -> Inside {
    let words = known(args);
    if words.len() == args.len() {
        return of_script(&shell::read(&words.join(" ")));
    }
    Inside::untold("a script is made when it runs").and(Inside::one(args))
}

fn shell_program(name: &str, args: &[Word]) -> Inside {
    let (mut script, mut input) = (false, false);
    let mut at = 0;
    loop {
        let word = match args.get(at) {
            None => break,
            Some(None) => {
                return Inside::untold(format!(
                    "what {name} runs cannot be told: not all of its words can"
                ));
            }
            Some(Some(word)) => word,
        };
        let Some(letters) = word.strip_prefix(['-', '+']) else {
            break;
        };
        at += 1;
        if word == "--" || word == "-" {
            break;
        }
        if let Some(long) = word.strip_prefix("--") {
            if ["version", "help"].contains(&long) {
                return Inside::default();
            }
            at += usize::from(["rcfile", "init-file", "emulate"].contains(&long));
            script |= long == "command";
            continue;
        }
        script |= word.starts_with('-') && letters.contains('c');
        input |= word.starts_with('-') && letters.contains('s');
        // Each of these has a word of its own.
        at += letters
            .chars()
            .filter(|letter| matches!(letter, 'o' | 'O'))
            .count();
    }
    let rest = args.get(at..).unwrap_or_default();
    match rest.first() {
        Some(_) if script => text(rest.first()),
        // A file is a program like any other, and is looked for like one.
        Some(Some(file)) if !input && !file.starts_with("/dev/") && !file.starts_with("/proc/") => {
            Inside::one(rest)
        }
        _ => Inside::untold(format!("{name} reads what it runs from its input")),
    }
}

/// The system's loader of programs, which can be given one to run.
fn loader(name: &str, args: &[Word]) -> Inside {
    const FLAGS: Flags = Flags {
        long: &[
            "list verify inhibit-cache library-path= glibc-hwcaps-prepend= glibc-hwcaps-mask= inhibit-rpath= audit= preload= \
           argv0=",
        ],
        ..Flags::NONE
    };
    match skip_flags(name, &FLAGS, &known(args)) {
        Ok((at, _)) => Inside::one(&args[at..]),
        Err(why) => Inside::untold(why),
    }
}

fn find(args: &[Word]) -> Option<Inside> {
    const ACTIONS: [&str; 4] = ["-exec", "-execdir", "-ok", "-okdir"];
    let mut inside = Inside::default();
    let mut at = 0;
    while let Some(word) = args.get(at) {
        at += 1;
        match word {
            None => inside.untold = Some("not all words of find can be told".into()),
            Some(word) if ACTIONS.contains(&word.as_str()) => {
                let rest = &args[at..];
                let is_plus = |place: usize| {
                    rest[place].as_deref() == Some("+")
                        && place > 0
                        && rest[place - 1].as_deref() == Some("{}")
                };
                let end = (0..rest.len())
                    .find(|place| rest[*place].as_deref() == Some(";") || is_plus(*place));
                let words = &rest[..end.unwrap_or(rest.len())];
                inside.push(replaced(words, "{}"), false);
                at += words.len() + 1;
            }
            Some(_) => {}
        }
    }
    (inside != Inside::default()).then_some(inside)
}

fn fd(args: &[Word]) -> Option<Inside> {
    const LONG: [&str; 3] = ["--exec", "--exec-batch", "--list-details"];
    let action = |word: &Word| {
        word.as_deref().is_some_and(|word| {
            LONG.contains(&word)
                || (word.starts_with('-') && !word.starts_with("--") && word.contains(['x', 'X']))
        })
    };
    let at = args.iter().position(action)?;
    let words: Vec<Word> = args[at + 1..]
        .iter()
        .take_while(|word| word.as_deref() != Some(";"))
        .cloned()
        .collect();
    let mut inside = Inside::default();
    let words = words
        .into_iter()
        .map(|word| word.filter(|word| !word.contains('{')))
        .collect();
    inside.push(words, true);
    Some(inside)
}

/// Returns words in which those that a program will fill in are not told.
fn replaced(words: &[Word], mark: &str) -> Vec<Word> {
    words
        .iter()
        .map(|word| word.clone().filter(|word| !word.contains(mark)))
        .collect()
}

fn xargs(args: &[Word]) -> Inside {
    const FLAGS: Flags = flags(
        &["0a:d:E:e::I:i::L:l::n:oP:prR:S:s:tx"],
        &[
            "arg-file= delimiter= eof? replace? max-lines? max-args= max-procs= interactive no-run-if-empty max-chars= \
           verbose exit show-limits null process-slot-var= open-tty",
        ],
        false,
    );
    let words = known(args);
    let (skipped, found) = match skip_flags("xargs", &FLAGS, &words) {
        Ok(skipped) => skipped,
        Err(why) => return Inside::untold(format!("what xargs runs cannot be told: {why}")),
    };
    let rest = &args[skipped..];
    let replaces = found
        .iter()
        .any(|flag| ["-I", "-i", "--replace", "-J"].contains(&flag.as_str()));
    let mut inside = Inside {
        transparent: true,
        ..Inside::default()
    };
    if replaces {
        // Which mark is meant does not matter when no word but the program's is relied on.
        let mark = words[..skipped].iter().rev().find_map(|word| {
            let value = word
                .strip_prefix("-I")
                .or(word.strip_prefix("-i"))
                .or(word.strip_prefix("--replace="));
            value.filter(|value| !value.is_empty())
        });
        let mark = mark.or(words[..skipped]
            .windows(2)
            .find(|pair| pair[0] == "-I")
            .map(|pair| pair[1]));
        inside.push(replaced(rest, mark.unwrap_or("{}")), false);
    } else {
        inside.push(rest.to_vec(), true);
    }
    inside
}

fn env(args: &[Word]) -> Inside {
    let wrapper = &WRAPPERS[0];
    let mut args = args.to_vec();
    // Each round takes a flag off the words, so this ends.
    loop {
        let words = known(&args);
        let split = words
            .iter()
            .take_while(|word| word.starts_with('-') || word.contains('='))
            .position(|word| {
                word.starts_with("-S")
                    || word.starts_with("--split-string")
                    || word.starts_with("-vS")
                    || word.starts_with("-iS")
            });
        let Some(at) = split else {
            return wrapper.inside("env", &args);
        };
        let word = words[at];
        let (value, used) = match word.split_once('=').filter(|_| word.starts_with("--")) {
            Some((_, value)) => (Some(value), 1),
            None if word.starts_with("--") => (words.get(at + 1).copied(), 2),
            None => match word.split_once('S') {
                Some((_, "")) | None => (words.get(at + 1).copied(), 2),
                Some((_, value)) => (Some(value), 1),
            },
        };
        let Some(value) = value.filter(|value| !value.contains(['\\', '$', '\'', '"', '#'])) else {
            return Inside::untold("what env runs is in a text that is not read");
        };
        let split: Vec<Word> = value
            .split_whitespace()
            .map(|word| Some(word.to_owned()))
            .collect();
        args = [&args[..at], &split, &args[at + used..]].concat();
    }
}

fn trap(args: &[Word]) -> Inside {
    match args.iter().find(|word| word.as_deref() != Some("--")) {
        Some(Some(word)) if word.starts_with('-') => Inside::default(),
        script => text(script),
    }
}

/// Returns the value of a flag wherever it stands.
fn value_of<'a>(args: &'a [Word], short: &str, long: &str) -> Option<&'a Word> {
    args.iter()
        .position(|word| {
            word.as_deref()
                .is_some_and(|word| word == short || word == long)
        })
        .and_then(|at| args.get(at + 1))
}

fn su(args: &[Word]) -> Inside {
    let script = value_of(args, "-c", "--command").or(value_of(args, "", "--session-command"));
    if script.is_some() {
        return text(script);
    }
    if value_of(args, "-u", "--user").is_some() {
        const FLAGS: Flags = flags(
            &["u:g:G:lm"],
            &["user= group= supp-group= login preserve-environment"],
            false,
        );
        return match skip_flags("runuser", &FLAGS, &known(args)) {
            Ok((at, _)) => Inside::one(&args[at..]),
            Err(why) => Inside::untold(why),
        };
    }
    for word in args.iter().flatten() {
        let given = word.strip_prefix("-c").or(word.strip_prefix("--command="));
        if let Some(given) = given {
            return of_script(&shell::read(given));
        }
    }
    Inside::untold("it starts a shell, which reads its input")
}

fn script_program(args: &[Word]) -> Inside {
    let script = value_of(args, "-c", "--command");
    if script.is_some() {
        return text(script);
    }
    const FLAGS: Flags = flags(
        &["aeEfqtT:I:O:B:m:o:c:rp"],
        &[
            "append return echo= flush force quiet log-in= log-out= log-io= log-timing= output-limit= command=",
        ],
        false,
    );
    let words = known(args);
    if let Some(script) = words.iter().find_map(|word| {
        let short = word
            .strip_prefix('-')
            .filter(|rest| !rest.starts_with('-'))?
            .split_once('c')?
            .1;
        (!short.is_empty()).then_some(short)
    }) {
        return of_script(&shell::read(script));
    }
    if let Some(script) = words
        .iter()
        .find_map(|word| word.strip_prefix("--command="))
    {
        return of_script(&shell::read(script));
    }
    // A cluster that ends with `c`: `-qc 'rm x'`.
    let cluster = words
        .iter()
        .position(|word| word.starts_with('-') && !word.starts_with("--") && word.ends_with('c'));
    if let Some(at) = cluster {
        return text(args.get(at + 1));
    }
    match skip_flags("script", &FLAGS, &words) {
        Ok((at, _)) if args.len() > at + 1 => Inside::one(&args[at + 1..]),
        _ => Inside::untold("script starts a shell, which reads its input"),
    }
}

fn watch(args: &[Word]) -> Inside {
    const FLAGS: Flags = flags(
        &["bcdegtxCqrswn:"],
        &[
            "beep color no-color differences? errexit chgexit interval= precise no-rerun no-title no-wrap exec equexit=",
        ],
        false,
    );
    match skip_flags("watch", &FLAGS, &known(args)) {
        Ok((at, found)) if found.iter().any(|flag| flag == "-x" || flag == "--exec") => {
            Inside::one(&args[at..])
        }
        Ok((at, _)) => joined(&args[at..]),
        Err(why) => Inside::untold(why),
    }
}

fn parallel(args: &[Word]) -> Inside {
    const FLAGS: Flags = flags(
        &["0j:kn:N:X:mq:uP:d:I:L:s:tva:"],
        &[
            "jobs= keep-order max-args= null will-cite bar eta progress dry-run halt= joblog= tag verbose no-notice group",
        ],
        false,
    );
    let (at, _) = match skip_flags("parallel", &FLAGS, &known(args)) {
        Ok(skipped) => skipped,
        Err(why) => return Inside::untold(why),
    };
    let rest = &args[at..];
    let end = rest
        .iter()
        .position(|word| word.as_deref().is_some_and(|word| word.starts_with(":::")));
    let words = &rest[..end.unwrap_or(rest.len())];
    let mut inside = joined(words);
    for command in &mut inside.commands {
        command.more = true;
        command.words = replaced(&command.words, "{");
    }
    if inside.commands.is_empty() {
        inside.untold = Some("parallel reads what it runs from its input".into());
    }
    inside
}

fn setarch(args: &[Word]) -> Inside {
    let wrapper = WRAPPERS
        .iter()
        .find(|wrapper| wrapper.names.contains(&"linux64"));
    let names_a_machine = |word: &str| {
        [
            "linux", "i386", "i686", "x86_64", "arm", "aarch64", "ppc", "s390", "mips", "sparc",
            "uname",
        ]
        .iter()
        .any(|machine| word.starts_with(machine))
    };
    let args = match args.first() {
        Some(Some(first)) if names_a_machine(first) => &args[1..],
        _ => args,
    };
    match wrapper {
        Some(wrapper) => wrapper.inside("setarch", args),
        None => Inside::untold("what setarch runs cannot be told"),
    }
}

fn ssh(args: &[Word]) -> Inside {
    const FLAGS: Flags = flags(
        &["46AaCfGgKkMNnqsTtVvXxYyB:b:c:D:E:e:F:I:i:J:L:l:m:O:o:p:Q:R:S:W:w:P:"],
        &[],
        false,
    );
    match skip_flags("ssh", &FLAGS, &known(args)) {
        Ok((_, found))
            if found
                .iter()
                .any(|flag| ["-o", "-F"].contains(&flag.as_str())) =>
        {
            Inside::untold("ssh may run what its settings name")
        }
        Ok((at, _)) if args.len() > at + 1 => joined(&args[at + 1..]),
        Ok(_) => Inside::untold("ssh starts a shell, which reads its input"),
        Err(why) => Inside::untold(why),
    }
}
