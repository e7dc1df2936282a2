//! Whether a command runs, is asked about, or is refused.
//!
//! It hides the rules of the settings, the table of programs that only read, and what wrappers and shells
//! would run. Pure functions over programs that were found and their arguments: what has to be looked for on
//! the disk is looked for by the function that the caller gives. A decision says whether a person is
//! asked; what a program can do once it runs is the sandbox's.

pub mod environment;
mod rules;
pub mod tables;
mod wrappers;

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use serde_json::{Value, json};
use wezterm_module_framework::Verdict;

use crate::program::{FindError, Program, shown};
use crate::service::quoted;
use crate::shell;
pub use rules::{Origin, RuleForm, RuleSettings, RuleTable};
use rules::{Reach, Rule};
use tables::Word;
use wrappers::{BUILTINS, Command, Inside};

/// Finds the program that a name means where the command runs.
pub type Find<'a> = &'a dyn Fn(&str) -> Result<Program, FindError>;

/// Is called with a command, the program that it names, and what is inside it.
type Back<'a> = &'a mut dyn FnMut(&Command, Option<&Program>, Option<&Inside>);

/// How many words all the commands inside one command may have together. What has more is wrapped in so much
/// that nobody means it, and reading on would take longer than anybody waits.
const MOST_WORDS: usize = 500_000;

/// What follows from a rule that cannot be used.
const UNTIL: &str = "; until then every command asks";

/// Who wants a command to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Principal {
    /// The person's own Lua.
    UserLua,
    /// The assistant.
    Assistant,
    /// A client of the MCP server.
    Client,
    /// A module.
    Module,
}

/// A command that somebody wants to run.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The program.
    pub program: &'a Program,
    /// Its arguments.
    pub args: &'a [String],
    /// Who asks.
    pub principal: Principal,
}

/// What happens to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it runs.
    pub verdict: Verdict,
    /// Why, for people; names the rule or the table.
    pub reason: String,
    /// What "always allow" would save, where the verdict is to ask and an answer may be remembered.
    pub remember: Option<Prefix>,
    /// Whether it is allowed only in a sandbox; where there is none, a person is to be asked.
    pub needs_sandbox: bool,
}

impl Decision {
    fn new(verdict: Verdict, reason: impl Into<String>) -> Self {
        Self {
            verdict,
            reason: reason.into(),
            remember: None,
            needs_sandbox: false,
        }
    }
}

/// What is remembered of a command that a person always allows: no more than was seen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Prefix {
    /// The program.
    pub program: PathBuf,
    /// What its arguments begin with.
    pub args: Vec<String>,
    /// Whether there may be no others.
    pub exact: bool,
}

impl Prefix {
    /// Returns it as a rule for `config.modules.commander.allow`.
    pub fn rule(&self) -> Value {
        json!({ "program": self.program.to_string_lossy(), "args": self.args, "exact": self.exact })
    }
}

impl std::fmt::Display for Prefix {
    /// Writes it as a person is shown it before it is saved.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // All of it, with the words' edges: what is remembered is told apart by this.
        write!(out, "{}", quoted(&self.program.to_string_lossy()))?;
        self.args
            .iter()
            .try_for_each(|arg| write!(out, " {}", quoted(arg)))?;
        // A word that is called so would be quoted.
        out.write_str(if self.exact { "" } else { " …" })
    }
}

/// Everything that a person's approval is about. A command is run by an approval only while it is equal to what
/// was approved.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Approved {
    program: Program,
    args: Vec<OsString>,
    cwd: PathBuf,
    environment: Vec<(OsString, OsString)>,
    rules: u64,
}

/// Sub-commands with which a program does the same kind of thing whatever follows: to build, to test.
const SAME_KIND: &[(&str, &[&str])] = &[
    (
        "cargo",
        &["build", "check", "test", "clippy", "fmt", "doc", "bench"],
    ),
    ("go", &["build", "test", "vet"]),
    ("npm", &["test"]),
    ("pnpm", &["test"]),
    ("yarn", &["test"]),
    ("dotnet", &["build", "test"]),
    ("swift", &["build", "test"]),
    ("zig", &["build", "test"]),
    ("mix", &["test"]),
];

/// The rules in force.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    allow: Option<Vec<Rule>>,
    deny: Vec<Rule>,
    ask: Vec<Rule>,
    allow_all: bool,
    /// What of the settings could not be used, so that what it would have forbidden is not known.
    broken: Option<String>,
    origin: Origin,
    /// Rules that do nothing here, for people.
    idle: Vec<String>,
    stamp: u64,
}

/// Where a command's right to run comes from.
enum Right {
    /// A rule of the person's.
    Rule(String),
    /// The table, inside the sandbox only.
    Table,
    /// There is none, and why.
    None(String),
}

impl Rules {
    /// Reads the rules and says what in them cannot be used. Where there is such a rule, every command asks
    /// that nothing forbids: it may have been meant to forbid. Looks the rules' programs up with `find`.
    pub fn from_settings(settings: &RuleSettings, find: Find<'_>) -> (Self, Vec<String>) {
        let (mut problems, mut idle) = (Vec::new(), Vec::new());
        let origin = settings.origin;
        let mut stamp = DefaultHasher::new();
        let mut take = |key: &str, given: &Option<Vec<Value>>| -> Vec<Rule> {
            let mut rules = Vec::new();
            for (index, value) in given.iter().flatten().enumerate() {
                let name = || origin.entry(key, index, value);
                match Rule::read(value, key != "allow", find) {
                    Ok(rule) => {
                        idle.extend(rule.idle.iter().map(|why| format!("{} {why}", name())));
                        rules.push(rule);
                    }
                    Err(why) if origin == Origin::CommandLine => {
                        problems.push(format!("{} {why}", name()));
                    }
                    Err(why) => {
                        problems.push(format!("{} {why}{UNTIL}", name()));
                    }
                }
            }
            format!("{key} {given:?}").hash(&mut stamp);
            rules
        };
        let rules = Self {
            deny: take("deny", &settings.deny),
            ask: take("ask", &settings.ask),
            allow: settings
                .allow
                .is_some()
                .then(|| take("allow", &settings.allow)),
            allow_all: settings.allow_all,
            broken: None,
            origin,
            idle: Vec::new(),
            stamp: 0,
        };
        settings.allow_all.hash(&mut stamp);
        settings.unreadable.hash(&mut stamp);
        let broken = settings.unreadable.as_ref().or(problems.first()).cloned();
        let rules = Self {
            broken,
            idle,
            stamp: stamp.finish(),
            ..rules
        };
        (rules, problems)
    }

    /// Returns which rules do nothing here, and why, for people: a program may come later.
    pub fn idle(&self) -> &[String] {
        &self.idle
    }

    /// Tells whether no rule gives anybody the right to run anything here.
    pub fn allows_nothing(&self) -> bool {
        !self.allow_all && self.allow.iter().flatten().all(|rule| rule.idle.is_some())
    }

    /// Returns the decision where something in the settings could not be used.
    fn unsure(&self) -> Option<Decision> {
        let why = self.broken.as_ref()?;
        let why = why.strip_suffix(UNTIL).unwrap_or(why);
        let reason = format!("{why}: until it is mended every command asks");
        Some(Decision::new(Verdict::Ask, reason))
    }

    /// Says what happens to a command. `find` looks for the programs inside it.
    pub fn judge(&self, asked: &Asked<'_>, find: Find<'_>) -> Decision {
        let find = &remembering(find);
        let mut words = vec![Some(asked.program.name.clone())];
        words.extend(asked.args.iter().cloned().map(Some));
        let command = Command { words, more: false };
        let given = Some(asked.program);
        if let Some(decision) = self.restricted(&command, given, find) {
            return decision;
        }
        if let Some(decision) = self.unsure() {
            return decision;
        }
        let mut decision = self.permitted(
            asked.principal,
            self.right(&command, given, asked.principal, find),
        );
        // Where there is no sandbox, what needs one is asked about, too.
        if decision.verdict == Verdict::Ask || decision.needs_sandbox {
            decision.remember = remembered(asked);
        }
        decision
    }

    /// Says what happens to a script, every part of which has to be allowed.
    pub fn judge_script(
        &self,
        principal: Principal,
        script: &shell::Script,
        find: Find<'_>,
    ) -> Decision {
        let find = &remembering(find);
        let mut strictest: Option<Decision> = None;
        let mut needs_sandbox = false;
        let mut moved = false;
        let mut add = |decision: Decision| {
            needs_sandbox |= decision.needs_sandbox;
            if strictest
                .as_ref()
                .is_none_or(|held| decision.verdict > held.verdict)
            {
                strictest = Some(decision);
            }
        };
        for simple in &script.commands {
            let words: Vec<Word> = simple
                .words
                .iter()
                .map(|word| word.literal.clone())
                .collect();
            let command = Command { words, more: false };
            // After the first denial nothing can become stricter.
            let known = self
                .restricted(&command, None, find)
                .or_else(|| self.unsure());
            let mut decision =
                known.unwrap_or_else(|| self.part(principal, simple, &command, moved, find));
            moved |= matches!(command.words.first(), Some(Some(first)) if first == "cd");
            let _ = write!(decision.reason, " (in {})", shown(&simple.text));
            decision.remember = None;
            let denied = decision.verdict == Verdict::Deny;
            add(decision);
            if denied {
                break;
            }
        }
        if let Some((verdict, why)) = self.unclear(principal, script) {
            add(Decision::new(verdict, why));
        }
        let mut decision = strictest.unwrap_or_else(|| {
            Decision::new(Verdict::Ask, "there is nothing in it that would run")
        });
        decision.needs_sandbox = needs_sandbox && decision.verdict == Verdict::Allow;
        decision
    }

    /// Returns what an approval of a command is about.
    pub fn approved(
        &self,
        program: &Program,
        args: &[OsString],
        cwd: PathBuf,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Approved {
        let mut environment: Vec<_> = environment.into_iter().collect();
        environment.sort();
        Approved {
            program: program.clone(),
            args: args.to_vec(),
            cwd,
            environment,
            rules: self.stamp,
        }
    }

    /// Returns the decision of the rules that take rights away, if one of them reaches the command or anything
    /// inside it.
    fn restricted(
        &self,
        command: &Command,
        given: Option<&Program>,
        find: Find<'_>,
    ) -> Option<Decision> {
        if self.deny.is_empty() && self.ask.is_empty() {
            return None;
        }
        let mut strictest: Option<Decision> = None;
        let mut add = |verdict: Verdict, reason: String| {
            if strictest.as_ref().is_none_or(|held| verdict > held.verdict) {
                strictest = Some(Decision::new(verdict, reason));
            }
        };
        let (mut first, mut too_long) = (true, false);
        let read = each_inside_found(
            command.clone(),
            given,
            find,
            &mut |part, program, inside| {
                let through = match std::mem::take(&mut first) {
                    true => String::new(),
                    false => format!("it would run {}: ", line(&part.words)),
                };
                for (rules, key, verdict) in [
                    (&self.deny, "deny", Verdict::Deny),
                    (&self.ask, "ask", Verdict::Ask),
                ] {
                    for rule in rules {
                        match rule.reaches(program, part) {
                            Reach::No => {}
                            Reach::Yes => add(
                                verdict,
                                format!("{through}{} has {rule}", self.origin.list(key)),
                            ),
                            Reach::Maybe => add(
                                Verdict::Ask,
                                format!(
                                    "{through}{} has {rule}, which may reach it",
                                    self.origin.list(key)
                                ),
                            ),
                        }
                    }
                }
                too_long |= inside.is_some_and(|inside| inside.too_long);
                if let Some(why) = inside.and_then(|inside| inside.untold.as_ref()) {
                    let whose = match self.origin {
                        Origin::Settings => "config.modules.commander",
                        Origin::CommandLine => "--deny",
                    };
                    add(
                        Verdict::Ask,
                        format!("{through}{why}, and a rule of {whose} may reach it"),
                    );
                }
            },
        );
        if !read || too_long {
            // To ask instead would let whoever writes more than is read around what is denied.
            add(
                Verdict::Deny,
                "it has more in it than is read: make it shorter".into(),
            );
        }
        strictest
    }

    /// Says what happens to one command of a script that no rule restricts.
    fn part(
        &self,
        principal: Principal,
        simple: &shell::Simple,
        command: &Command,
        moved: bool,
        find: Find<'_>,
    ) -> Decision {
        if self.is_open(principal) {
            return self.permitted(principal, self.right(command, None, principal, find));
        }
        let Some(Some(name)) = command.words.first() else {
            return Decision::new(Verdict::Ask, "what it runs is only known when it runs");
        };
        if simple.background {
            return Decision::new(Verdict::Ask, "it goes on in the background");
        }
        if BUILTINS.contains(&name.as_str()) {
            return Decision::new(Verdict::Ask, format!("{name} changes what the shell does"));
        }
        let harmless = match name.as_str() {
            ":" | "exit" | "return" | "break" | "continue" | "shift" => true,
            "cd" => matches!(&command.words[1..], [Some(folder)] if !folder.starts_with('-')),
            _ => false,
        };
        if harmless {
            let set_and_empty = self.allow.as_ref().is_some_and(Vec::is_empty);
            return match principal {
                _ if set_and_empty => self.permitted(principal, Right::None(String::new())),
                _ => Decision::new(Verdict::Allow, format!("{name} is the shell's own")),
            };
        }
        if moved && name.contains('/') && !name.starts_with('/') {
            return Decision::new(
                Verdict::Ask,
                "which file it is depends on the directory that it changes to",
            );
        }
        self.permitted(principal, self.right(command, None, principal, find))
    }

    /// Says what happens to a script for what in it is not known, and why.
    fn unclear(&self, principal: Principal, script: &shell::Script) -> Option<(Verdict, String)> {
        let strictest = script
            .unclear
            .iter()
            .max_by_key(|unclear| matches!(unclear, shell::Unclear::TooLong))?;
        let restricted = !self.deny.is_empty() || !self.ask.is_empty();
        if self.is_open(principal) && !restricted {
            return None;
        }
        Some(match strictest {
            shell::Unclear::TooLong if restricted => {
                (Verdict::Deny, "the script is longer than is read".into())
            }
            shell::Unclear::TooLong => (Verdict::Ask, "the script is longer than is read".into()),
            shell::Unclear::Syntax => (Verdict::Ask, "the script cannot be read".into()),
            shell::Unclear::Kind(kind) => (
                Verdict::Ask,
                format!(
                    "the script has something that is not followed: {}",
                    shown(&kind.replace('_', " "))
                ),
            ),
        })
    }

    /// Tells whether somebody may run whatever no rule takes away.
    fn is_open(&self, principal: Principal) -> bool {
        self.allow_all || (principal == Principal::UserLua && self.allow.is_none())
    }

    /// Finds what gives a command the right to run. Wrappers that do nothing else are looked through.
    fn right(
        &self,
        command: &Command,
        given: Option<&Program>,
        principal: Principal,
        find: Find<'_>,
    ) -> Right {
        if self.is_open(principal) {
            return Right::Rule(match self.allow_all {
                true => "config.modules.commander.allow_all is set".into(),
                false => "your own configuration may run any program".into(),
            });
        }
        let mut command = command.clone();
        let mut given = given.cloned();
        // Each round looks at fewer words.
        let mut words = 0;
        let mut why = None;
        loop {
            let Some((Some(name), args)) = command.words.split_first() else {
                return Right::None("what it runs is only known when it runs".into());
            };
            let program = given.take().or_else(|| find(name).ok());
            if let Some(rule) = self
                .allow
                .iter()
                .flatten()
                .find(|rule| rule.allows(program.as_ref(), args, command.more))
            {
                let allow = self.origin.list("allow");
                return Right::Rule(format!("{allow} has {rule}"));
            }
            let table = match &program {
                Some(program) => table(program, args, command.more, find),
                None => Err(format!(
                    "there is no program {} in the usual folders",
                    shown(name)
                )),
            };
            match table {
                Ok(()) => return Right::Table,
                Err(reason) => why.get_or_insert(reason),
            };
            let names = names(program.as_ref(), name);
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let inside = wrappers::inside(&names, args)
                .filter(|inside| inside.transparent && inside.untold.is_none());
            let Some(mut inside) = inside.filter(|_| is_the_systems(program.as_ref(), name, find))
            else {
                return Right::None(why.unwrap_or_default());
            };
            words += command.words.len();
            match inside.commands.pop() {
                Some(inner) if words < MOST_WORDS && inside.commands.is_empty() => command = inner,
                // `command -v` tells where a program is.
                None if name == "command" => return Right::Table,
                _ => return Right::None(why.unwrap_or_default()),
            }
        }
    }

    fn permitted(&self, principal: Principal, right: Right) -> Decision {
        let set_and_empty = self.allow.as_ref().is_some_and(Vec::is_empty);
        let reads = matches!(principal, Principal::Assistant | Principal::Module) && !set_and_empty;
        let none = "nothing allows it";
        match right {
            Right::Rule(reason) => Decision::new(Verdict::Allow, reason),
            Right::Table if reads => Decision {
                needs_sandbox: true,
                ..Decision::new(
                    Verdict::Allow,
                    "it is in the table of commands that only read",
                )
            },
            Right::None(why) if reads => {
                Decision::new(Verdict::Ask, if why.is_empty() { none.into() } else { why })
            }
            _ if set_and_empty && principal != Principal::Client => Decision::new(
                Verdict::Deny,
                "config.modules.commander.allow is empty, which allows nothing: name programs in it, or leave it out",
            ),
            _ if principal == Principal::Client => Decision::new(
                Verdict::Deny,
                "the server's command line does not allow it: start the server with --allow and the program's name",
            ),
            _ => Decision::new(
                Verdict::Deny,
                "config.modules.commander.allow does not have it: add it there to let it run",
            ),
        }
    }
}

/// The programs that a command would run, as far as its words tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Programs {
    /// What "always allow" would save of it, for people.
    pub prefix: Option<String>,
    /// Those inside it, by the names that they are called by.
    pub programs: Vec<String>,
}

/// Returns the programs that a command would run, by their names alone; nothing where that is only known when it
/// runs.
pub fn programs(program: &str, args: &[String]) -> Option<Programs> {
    let mut words = vec![Some(program.to_owned())];
    words.extend(args.iter().cloned().map(Some));
    let nothing = |name: &str| Err(FindError::Name(name.to_owned()));
    let mut programs = Vec::new();
    let mut told = true;
    let command = Command { words, more: false };
    let read = each_inside_found(command, None, &nothing, &mut |part, _, inside| {
        told &= inside.is_none_or(|inside| inside.untold.is_none() && !inside.too_long);
        match part.words.first() {
            Some(Some(name)) if !programs.contains(name) => programs.push(name.clone()),
            Some(None) => told = false,
            _ => {}
        }
    });
    if !read || !told {
        return None;
    }
    programs.retain(|name| name != program);
    let named = Program {
        path: program.into(),
        real: program.into(),
        name: program.to_owned(),
        identity: (0, 0),
    };
    let asked = Asked {
        program: &named,
        args,
        principal: Principal::Assistant,
    };
    Some(Programs {
        prefix: remembered(&asked).map(|prefix| prefix.to_string()),
        programs,
    })
}

/// Returns a function that looks each name up once.
fn remembering<'a>(find: Find<'a>) -> impl Fn(&str) -> Result<Program, FindError> + 'a {
    let held: RefCell<HashMap<String, Result<Program, FindError>>> = RefCell::default();
    move |name: &str| {
        if let Some(found) = held.borrow().get(name) {
            return found.clone();
        }
        let found = find(name);
        held.borrow_mut().insert(name.to_owned(), found.clone());
        found
    }
}

/// Tells whether a program is the one that its name means where programs are looked for, not another of its name.
fn is_the_systems(program: Option<&Program>, name: &str, find: Find<'_>) -> bool {
    match program {
        Some(program) => find(&program.file_name()).is_ok_and(|found| found.real == program.real),
        // A shell's own: it has no file.
        None => ["command", "time"].contains(&name),
    }
}

fn table(program: &Program, args: &[Word], more: bool, find: Find<'_>) -> Result<(), String> {
    let name = program.file_name();
    if more {
        return Err(format!(
            "{} is given arguments that are only known when it runs",
            shown(&name)
        ));
    }
    tables::only_reads(&name, args)?;
    match is_the_systems(Some(program), &name, find) {
        true => Ok(()),
        false => Err(format!(
            "{} is not the {} of the table",
            shown(&program.path.to_string_lossy()),
            shown(&name)
        )),
    }
}

/// Returns the names by which a program may be known.
fn names(program: Option<&Program>, name: &str) -> Vec<String> {
    let mut names = vec![name.rsplit('/').next().unwrap_or_default().to_owned()];
    if let Some(program) = program {
        names.push(program.file_name());
        if !rules::is_many_in_one(program) {
            names.push(program.real_name());
        }
    }
    names
}

/// Calls back with a command and every command inside it, by their names only.
fn each_inside(command: Command, back: &mut dyn FnMut(&Command)) {
    let nothing = |name: &str| Err(FindError::Name(name.to_owned()));
    each_inside_found(command, None, &nothing, &mut |part, _, _| back(part));
}

/// Calls back with a command and every command inside it. Returns whether all of them were read.
fn each_inside_found(
    command: Command,
    given: Option<&Program>,
    find: Find<'_>,
    back: Back<'_>,
) -> bool {
    let mut left = vec![command];
    let mut given = given.cloned();
    let mut words = 0;
    while let Some(command) = left.pop() {
        words += command.words.len();
        if words > MOST_WORDS {
            return false;
        }
        let Some(first) = command.words.first() else {
            continue;
        };
        let program = match first {
            Some(name) => given.take().or_else(|| find(name).ok()),
            None => None,
        };
        let inside = match first {
            Some(name) => {
                let names = names(program.as_ref(), name);
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                wrappers::inside(&names, &command.words[1..])
            }
            None => Some(Inside {
                untold: Some("what it runs is only known when it runs".into()),
                ..Inside::default()
            }),
        };
        back(&command, program.as_ref(), inside.as_ref());
        left.extend(inside.into_iter().flat_map(|inside| inside.commands));
    }
    true
}

/// Returns what "always allow" would save of a command: the program with the sub-command where whatever follows
/// is of the same kind, otherwise the very command.
fn remembered(asked: &Asked<'_>) -> Option<Prefix> {
    let name = asked.program.file_name();
    let args: Vec<&str> = asked.args.iter().map(String::as_str).collect();
    let words: Vec<Word> = asked.args.iter().cloned().map(Some).collect();
    let names = names(Some(asked.program), &asked.program.name);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let relative = asked.program.name.contains('/') && !asked.program.name.starts_with('/');
    if relative || wrappers::inside(&names, &words).is_some() {
        // What it would run is decided by more than its words: its input, its environment, where it runs.
        return None;
    }
    let same_kind = SAME_KIND
        .iter()
        .find(|(program, _)| *program == name)
        .and_then(|(_, subs)| {
            Some(vec![
                (*subs.iter().find(|sub| args.first() == Some(sub))?).to_owned(),
            ])
        });
    Some(Prefix {
        program: asked.program.path.clone(),
        exact: same_kind.is_none(),
        args: same_kind.unwrap_or_else(|| asked.args.to_vec()),
    })
}

fn line(words: &[Word]) -> String {
    let words: Vec<&str> = words
        .iter()
        .map(|word| word.as_deref().unwrap_or("…"))
        .collect();
    shown(&words.join(" "))
}
