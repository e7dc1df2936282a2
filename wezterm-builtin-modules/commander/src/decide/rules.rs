//! The rules that a person writes: their forms in the settings, and which commands they reach.
//!
//! Pure functions; the programs that rules name are looked up once, when they are read, by the function that
//! is given. What follows from a rule is [`super`]'s.

use std::collections::HashSet;
use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use wezterm_module_framework::lua_list;

use super::Find;
use super::tables::Word;
use super::wrappers::Command;
use crate::program::{FindError, Program, shown};

/// The part of `config.modules.commander` that says what may run.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RuleSettings {
    /// The programs that may run. Once this is set your own Lua runs nothing else, and an empty list allows
    /// nothing to anybody. For the assistant these come beside the commands that only read.
    #[serde(deserialize_with = "lua_list")]
    #[schemars(with = "Option<Vec<RuleForm>>")]
    pub allow: Option<Vec<Value>>,
    /// What is refused, whoever asks and whatever it is wrapped in; stronger than `ask` and `allow`.
    #[serde(deserialize_with = "lua_list")]
    #[schemars(with = "Option<Vec<RuleForm>>")]
    pub deny: Option<Vec<Value>>,
    /// What a person is asked about each time; stronger than `allow`.
    #[serde(deserialize_with = "lua_list")]
    #[schemars(with = "Option<Vec<RuleForm>>")]
    pub ask: Option<Vec<Value>>,
    /// Whether everything may run that `deny` and `ask` do not reach.
    pub allow_all: bool,
    /// What beside the rules cannot be read, if anything: it may have been meant as a rule.
    #[serde(skip)]
    pub unreadable: Option<String>,
    /// Where the rules are written.
    #[serde(skip)]
    pub origin: Origin,
}

/// Where a person writes rules, and so how they are told of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// wezterm.lua.
    #[default]
    Settings,
    /// The command line of the MCP server.
    CommandLine,
}

impl Origin {
    /// Returns the name of a list of rules.
    pub fn list(self, key: &str) -> String {
        match self {
            Self::Settings => format!("config.modules.commander.{key}"),
            Self::CommandLine => format!("--{key}"),
        }
    }

    /// Returns the name of one rule in a list.
    pub fn entry(self, key: &str, index: usize, rule: &Value) -> String {
        match (self, rule) {
            (Self::CommandLine, Value::String(rule)) => format!("--{key} \"{}\"", shown(rule)),
            _ => format!("{}[{}]", self.list(key), index + 1),
        }
    }
}

/// A rule as it is written.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RuleForm {
    /// A program and the words that its arguments begin with, divided by blanks.
    Line(String),
    /// The same, with more to say.
    Table(RuleTable),
}

/// A rule as a table.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleTable {
    /// The program: a name, or an absolute path.
    pub program: String,
    /// The words that its arguments begin with.
    #[serde(default, deserialize_with = "lua_list")]
    pub args: Option<Vec<String>>,
    /// Whether there may be no arguments but these.
    #[serde(default)]
    pub exact: bool,
    /// Commands that the rule must reach; one that it does not reach makes every command ask.
    #[serde(default, rename = "match", deserialize_with = "lua_list")]
    pub matches: Option<Vec<String>>,
    /// Commands that the rule must not reach, likewise.
    #[serde(default, deserialize_with = "lua_list")]
    pub not_match: Option<Vec<String>>,
}

/// Whether a rule reaches a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// It does not.
    No,
    /// It may: not all of the command's words can be told.
    Maybe,
    /// It does.
    Yes,
}

/// A rule in force.
#[derive(Clone, Debug)]
pub struct Rule {
    program: String,
    args: Vec<String>,
    exact: bool,
    found: Option<Program>,
    /// Why it reaches nothing here, where that is known. One that takes rights away does by its name what it
    /// can: its program may come.
    pub idle: Option<String>,
}

/// Files that are many programs, by the name under which they are started; their links are not one program.
const MANY_IN_ONE: &[&str] = &[
    "busybox",
    "toybox",
    "coreutils",
    "uutils",
    "rustup",
    "lvm",
    "kmod",
    "systemctl",
    "pgrep",
    "xtables-nft-multi",
    "xtables-legacy-multi",
    "ip6tables",
    "mtools",
    "volta-shim",
    "mise",
    "asdf",
    "ccache",
    "snap",
    "sbase-box",
    "multicall",
    "firejail",
    "update-alternatives",
    "git-shell",
    "openssl",
];

/// Flags of common programs that stand before a sub-command and have no value.
const WITHOUT_VALUE: &[&str] = &[
    "--no-pager",
    "--paginate",
    "-p",
    "-P",
    "--bare",
    "--no-replace-objects",
    "--literal-pathspecs",
    "--no-optional-locks",
    "--verbose",
    "-v",
    "--quiet",
    "-q",
    "--frozen",
    "--locked",
    "--offline",
    "-y",
    "--yes",
];

impl Rule {
    /// Reads a rule as it stands in the settings, looks its program up and tries its examples; otherwise says
    /// what is wrong with it. `restricts` tells a rule that takes rights away from one that gives them.
    pub fn read(given: &Value, restricts: bool, find: Find<'_>) -> Result<Self, String> {
        let table = match given {
            Value::String(line) => {
                let mut words = line.split_whitespace().map(str::to_owned);
                RuleTable {
                    program: words.next().unwrap_or_default(),
                    args: Some(words.collect()),
                    ..RuleTable::default()
                }
            }
            Value::Object(_) => serde_json::from_value(given.clone())
                .map_err(|error| format!("is no table like {{ program = \"git\" }}: {error}"))?,
            other => {
                return Err(format!(
                    "is {other}, and not a text like \"git status\" or a table like {{ program = \"git\" }}"
                ));
            }
        };
        if table.program.is_empty() {
            return Err("names no program: write its name or its absolute path first".into());
        }
        if table.program.contains('/') && !Path::new(&table.program).is_absolute() {
            return Err(format!(
                "names the program {}, which is another in each directory: write its name or its absolute path",
                shown(&table.program)
            ));
        }
        let found = find(&table.program);
        if let (false, Err(FindError::Untrusted(why))) = (restricts, &found) {
            return Err(format!("names a program that cannot be relied on: {why}"));
        }
        let in_vain = in_vain(&table, given.is_string(), &found, find);
        if let (true, Some(why)) = (restricts, in_vain.clone()) {
            return Err(format!("can reach nothing: {why}"));
        }
        let missing = |error: &FindError| match restricts {
            true => format!("holds by its name alone: {error}"),
            false => format!("allows nothing here: {error}"),
        };
        let idle = in_vain.map(|why| format!("can allow nothing: {why}"));
        let rule = Self {
            idle: idle.or_else(|| found.as_ref().err().map(missing)),
            found: found.ok(),
            program: table.program,
            args: table.args.unwrap_or_default(),
            exact: table.exact,
        };
        let examples = |list: Option<Vec<String>>| list.unwrap_or_default();
        for (example, wanted) in examples(table.matches)
            .into_iter()
            .map(|example| (example, true))
            .chain(
                examples(table.not_match)
                    .into_iter()
                    .map(|example| (example, false)),
            )
        {
            if rule.is_shown_by(&example, restricts) != wanted {
                let (list, does) = if wanted {
                    ("match", "does not reach")
                } else {
                    ("not_match", "reaches")
                };
                return Err(format!(
                    "{does} its own example {} of `{list}`: mend the rule or the example",
                    shown(&example)
                ));
            }
        }
        Ok(rule)
    }

    fn is_shown_by(&self, example: &str, restricts: bool) -> bool {
        let words: Vec<Word> = example
            .split_whitespace()
            .map(|word| Some(word.to_owned()))
            .collect();
        let command = Command { words, more: false };
        if !restricts {
            let Some((Some(program), args)) = command.words.split_first() else {
                return false;
            };
            return *program == self.program && self.begins(args, false);
        }
        let mut reached = Reach::No;
        super::each_inside(command, &mut |part| {
            reached = reached.max(self.reaches(None, part));
        });
        reached == Reach::Yes
    }

    /// Tells whether the rule allows a command: the program is the very file, under the same name, and the
    /// arguments begin with the rule's.
    pub fn allows(&self, program: Option<&Program>, args: &[Word], more: bool) -> bool {
        let (Some(found), Some(program)) = (&self.found, program) else {
            return false;
        };
        found.real == program.real
            && found.file_name() == program.file_name()
            && self.begins(args, more)
    }

    fn begins(&self, args: &[Word], more: bool) -> bool {
        let begins = args.len() >= self.args.len()
            && self
                .args
                .iter()
                .zip(args)
                .all(|(wanted, arg)| arg.as_deref() == Some(wanted.as_str()));
        begins && (!self.exact || (args.len() == self.args.len() && !more))
    }

    /// Tells whether the rule takes a command away. It is the program under any name and in any place, and the
    /// arguments may have flags before and between the rule's words; where that cannot be told, it may be.
    pub fn reaches(&self, program: Option<&Program>, command: &Command) -> Reach {
        let Some((Some(name), args)) = command.words.split_first() else {
            return Reach::Maybe;
        };
        if !self.is_program(program, name) {
            return Reach::No;
        }
        if self.exact {
            let told = args.iter().all(Option::is_some) && !command.more;
            return match (self.begins(args, command.more), told) {
                (true, _) => Reach::Yes,
                (_, false) => Reach::Maybe,
                _ => Reach::No,
            };
        }
        self.operands_reach(args, command.more)
            .min(self.flags_reach(args, command.more))
    }

    fn is_program(&self, program: Option<&Program>, name: &str) -> bool {
        let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let Some(program) = program else {
            return match self.program.contains('/') {
                true => name == self.program || !name.contains('/') && last(&self.program) == name,
                false => last(name) == self.program,
            };
        };
        let named = !self.program.contains('/')
            && (program.file_name() == self.program
                || program.real_name() == self.program
                || last(name) == self.program);
        let same_file = self.found.as_ref().is_some_and(|found| {
            found.real == program.real
                && (!is_many_in_one(found) || found.file_name() == program.file_name())
        });
        named || same_file || program.path == Path::new(&self.program)
    }

    fn operands_reach(&self, args: &[Word], more: bool) -> Reach {
        let mut wanted = self.args.iter().filter(|word| !is_flag(word)).peekable();
        let (mut after_dashes, mut may_be_value) = (false, false);
        for arg in args {
            let Some(next) = wanted.peek() else { break };
            let Some(arg) = arg else { return Reach::Maybe };
            if !after_dashes && is_flag(arg) {
                after_dashes = arg == "--";
                may_be_value =
                    !after_dashes && !arg.contains('=') && !WITHOUT_VALUE.contains(&arg.as_str());
                continue;
            }
            if arg == *next {
                wanted.next();
            } else if !may_be_value {
                return Reach::No;
            }
            may_be_value = false;
        }
        match (wanted.peek(), more) {
            (None, _) => Reach::Yes,
            (_, true) => Reach::Maybe,
            _ => Reach::No,
        }
    }

    fn flags_reach(&self, args: &[Word], more: bool) -> Reach {
        let told: Vec<&str> = args.iter().flatten().map(String::as_str).collect();
        let letters: HashSet<char> = told
            .iter()
            .filter(|arg| is_flag(arg) && !arg.starts_with("--"))
            .flat_map(|arg| arg.chars().skip(1))
            .collect();
        let has = |flag: &str| {
            let same = |arg: &&str| {
                let name = arg.split('=').next().unwrap_or_default();
                // Many programs take the beginning of a long flag for the flag.
                *arg == flag
                    || name == flag
                    || (name.len() > 3 && name.starts_with("--") && flag.starts_with(name))
            };
            told.iter().any(same)
                || (!flag.starts_with("--")
                    && flag.chars().skip(1).all(|letter| letters.contains(&letter)))
        };
        let missing = self.args.iter().any(|word| is_flag(word) && !has(word));
        match (missing, more || told.len() < args.len()) {
            (false, _) => Reach::Yes,
            (true, true) => Reach::Maybe,
            (true, false) => Reach::No,
        }
    }
}

/// Says why a rule reaches nothing whatever runs, and so does not mean what it says: it has what only a shell
/// reads, or no program can be called so. A program that is not there may come, and is nothing of this.
fn in_vain(
    table: &RuleTable,
    is_line: bool,
    found: &Result<Program, FindError>,
    find: Find<'_>,
) -> Option<String> {
    const PATTERN: &str = "patterns are not read, and what follows a rule's words is free: name the program, and the \
                           words that matter";
    const SHELL: &str = "only a shell reads that: write one program and the words that its arguments begin with, \
                         or args = { … } where they are meant as they are";
    let name = &table.program;
    let has = |what: &[char]| name.chars().find(|c| what.contains(c));
    if let Err(error) = found {
        let whose = shown(name);
        if has(&['*', '?', '[', ']', '{', '}']).is_some() {
            return Some(format!("{whose} is no program's name; {PATTERN}"));
        }
        let shells = [
            '|', ';', '&', '<', '>', '(', ')', '$', '`', '\\', '\'', '"', '~', '!', '=', '#',
        ];
        if has(&shells).is_some() {
            return Some(format!("{whose} is no program's name; {SHELL}"));
        }
        if name.chars().any(|c| c.is_whitespace() || c.is_control()) || name.starts_with('-') {
            return Some(format!(
                "{whose} is no program's name: write program = 'git', args = {{ 'push' }}"
            ));
        }
        if matches!(error, FindError::Name(_) | FindError::NotAProgram { .. })
            || name == "."
            || name == ".."
        {
            return Some(error.to_string());
        }
        let small = name.to_lowercase();
        if small != *name && find(&small).is_ok() {
            return Some(format!(
                "there is no program {whose}; did you mean {}?",
                shown(&small)
            ));
        }
    }
    let words = table.args.iter().flatten().filter(|_| is_line);
    words.into_iter().find_map(|word| {
        let operator = |c: char| "|;&<>".contains(c);
        let shells = word.starts_with(operator)
            || word.ends_with(operator)
            || word
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .starts_with(['<', '>'])
            || word.starts_with(['$', '`', '#'])
            || word.contains(['\'', '"']);
        match (shells, word.contains('*')) {
            (true, _) => Some(format!("it has {}; {SHELL}", shown(word))),
            (_, true) => Some(format!("it has {}; {PATTERN}", shown(word))),
            _ => None,
        }
    })
}

/// Tells whether a program is one of many in the same file.
pub fn is_many_in_one(program: &Program) -> bool {
    MANY_IN_ONE.contains(&program.real_name().as_str())
}

fn is_flag(word: &str) -> bool {
    word.len() > 1 && word.starts_with('-')
}

impl std::fmt::Display for Rule {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", shown(&self.program))?;
        self.args
            .iter()
            .try_for_each(|arg| write!(out, " {}", shown(arg)))
    }
}
