//! What may happen without asking, what asks, and what never happens.
//!
//! It hides how rules are read and how they weigh against each other: a rule that denies beats one
//! that asks, which beats one that allows, in whatever order they stand; where none matches, the
//! default rights hold. A project's own rules are heard last and only take away. Plain data; asking
//! the disk is [`super::scope`]'s affair, remembering what a person said is [`super::grants`]'s.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::scope::{Extent, Reach, cover, meet, plain, real_path};
use crate::module::ModuleCapability;
use crate::tool::{Effect, Known};

/// What happens to a call; what is stricter is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It runs.
    Allow,
    /// A person is asked.
    Ask,
    /// It does not run.
    Deny,
}

/// One rule, as `config.tool_policy` and a project's file write it. What is left out matches all.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What happens to the calls that it matches.
    pub decision: Verdict,
    /// Who calls: a module's name, `user-lua`, `mcp:NAME`, `mcp:*` or `*`.
    #[serde(default)]
    pub principal: Option<String>,
    /// The tool's name.
    #[serde(default)]
    pub tool: Option<String>,
    /// The kind of change.
    #[serde(default)]
    pub effect: Option<Effect>,
    /// What the module that offers the tool must be allowed to do.
    #[serde(default)]
    pub capability: Option<ModuleCapability>,
    /// A file or folder with what lies below it.
    #[serde(default)]
    pub path: Option<PathBuf>,
    /// A program.
    #[serde(default)]
    pub program: Option<String>,
    /// A host, or `*.` and a domain.
    #[serde(default)]
    pub host: Option<String>,
}

impl Rule {
    /// Returns a rule that matches every call.
    pub fn all(decision: Verdict) -> Self {
        Self {
            decision,
            principal: None,
            tool: None,
            effect: None,
            capability: None,
            path: None,
            program: None,
            host: None,
        }
    }

    /// Makes paths absolute and says what cannot be meant.
    fn settle(&mut self, base: Option<&Path>, home: Option<&Path>) -> Result<(), String> {
        let scopes = [
            self.path.is_some(),
            self.program.is_some(),
            self.host.is_some(),
        ];
        if scopes.into_iter().filter(|given| *given).count() > 1 {
            return Err("has more than one of path, program and host: write two rules".into());
        }
        let Some(path) = self.path.take() else {
            return Ok(());
        };
        let whole = match path.strip_prefix("~") {
            Ok(rest) => home
                .ok_or("begins with ~ and there is no home folder")?
                .join(rest),
            Err(_) => base.unwrap_or(Path::new("")).join(&path),
        };
        if !whole.is_absolute() {
            return Err(format!(
                "has the path {}: begin it with / or ~",
                path.display()
            ));
        }
        self.path = Some(plain(&whole));
        Ok(())
    }
}

/// A rule in force.
#[derive(Clone, Debug)]
struct Held {
    rule: Rule,
    /// Where its path leads, looked up once: whoever may write there must not move the rule.
    real: OnceLock<Option<PathBuf>>,
}

impl Held {
    fn new(rule: Rule) -> Self {
        Self {
            rule,
            real: OnceLock::new(),
        }
    }

    /// Returns what it reaches: the path as written, and the path that it leads to. Blocks once.
    fn extents(&self) -> Vec<Extent> {
        let rule = &self.rule;
        if let Some(path) = &rule.path {
            let real = self.real.get_or_init(|| real_path(path)).clone();
            let mut extents: Vec<Extent> = real.map(Extent::Below).into_iter().collect();
            // What allows reaches only where the path led; what forbids holds for the name as well.
            if self.rule.decision != Verdict::Allow {
                extents.push(Extent::Below(path.clone()));
            }
            return extents;
        }
        vec![match (&rule.program, &rule.host) {
            (Some(program), _) => Extent::Program(program.clone()),
            (_, Some(host)) => Extent::Host(host.clone()),
            _ => Extent::Everything,
        }]
    }

    /// Tells whether the rule's tool is the one that is called. What forbids holds by any name that the
    /// tool can be called by; what allows is one tool's.
    fn names(&self, tool: &str, call: &Facts<'_>) -> bool {
        let restricts = self.rule.decision != Verdict::Allow;
        tool == call.tool || (restricts && call.aliases.iter().any(|alias| alias == tool))
    }

    fn matches(&self, call: &Facts<'_>) -> bool {
        let rule = &self.rule;
        let by_name = rule
            .principal
            .as_deref()
            .is_none_or(|pattern| principal_matches(pattern, call.principal))
            && rule
                .tool
                .as_deref()
                .is_none_or(|tool| self.names(tool, call))
            && rule.effect.is_none_or(|effect| effect == call.effect)
            && rule.capability.is_none_or(|need| need == call.capability);
        let extents = self.extents();
        by_name
            && match self.rule.decision {
                Verdict::Allow => cover(&extents, call.reach),
                _ => extents.iter().any(|extent| meet(extent, call.reach)),
            }
    }
}

fn principal_matches(pattern: &str, principal: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some("") => true,
        Some(kind) => kind.ends_with(':') && principal.starts_with(kind),
        None => pattern == principal,
    }
}

/// What is known of a call when it is judged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) principal: &'a str,
    pub(crate) tool: &'a str,
    /// The other names that the tool can be called by.
    pub(crate) aliases: &'a [String],
    pub(crate) effect: Effect,
    pub(crate) capability: ModuleCapability,
    pub(crate) reach: &'a Reach,
    /// The project's root.
    pub(crate) root: Option<&'a Path>,
    /// The folders in which the person's own Lua need not ask, without links.
    pub(crate) own: &'a [PathBuf],
    /// Whether the principal is a module whose own grants reach as far.
    pub(crate) granted: bool,
    /// Why the tool says that nobody need be asked, where it is part of this program.
    pub(crate) harmless: Option<&'a str>,
}

/// What happens to a call, and by whose word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) verdict: Verdict,
    pub(crate) source: String,
    /// Whether a rule says to ask, so that nothing that was remembered answers for the person.
    pub(crate) every_time: bool,
}

impl Judgement {
    /// Returns it where the tool itself has a reason to ask each time. What is denied stays denied.
    pub(crate) fn with_caution(self, reason: &str) -> Self {
        let source = match self.verdict {
            Verdict::Deny => return self,
            Verdict::Allow => reason.to_owned(),
            Verdict::Ask => format!("{}, {reason}", self.source),
        };
        Self {
            verdict: Verdict::Ask,
            source,
            every_time: true,
        }
    }
}

/// The rules, and how long things may take.
#[derive(Clone, Debug)]
pub struct Policy {
    rules: Vec<Held>,
    /// Where the rules stand, for people.
    place: String,
    /// A rule could not be read, so what it would have forbidden is not known.
    broken: bool,
    /// How long a person may take to answer.
    pub approval_timeout: Duration,
    /// How long a tool may run.
    pub time_limit: Duration,
}

impl Default for Policy {
    /// No rules: the default rights hold, five minutes to answer, ten to run.
    fn default() -> Self {
        Self {
            rules: Vec::new(),
            place: "config.tool_policy".into(),
            broken: false,
            approval_timeout: Duration::from_secs(5 * 60),
            time_limit: Duration::from_secs(10 * 60),
        }
    }
}

/// The keys of `config.tool_policy`.
const SETTINGS: [&str; 3] = ["rules", "approval_timeout", "time_limit"];

impl Policy {
    /// Returns the default rights under these rules.
    pub fn with_rules(rules: impl IntoIterator<Item = Rule>) -> Self {
        let mut policy = Self::default();
        for mut rule in rules {
            match rule.settle(None, None) {
                Ok(()) => policy.rules.push(Held::new(rule)),
                Err(why) => policy.cannot_use(&why),
            }
        }
        policy
    }

    /// Reads `config.tool_policy` and says what in it cannot be used. Where that is a rule, every
    /// call asks that nothing forbids: it may have been meant to forbid.
    pub fn from_settings(settings: &Value, home: Option<&Path>) -> (Self, Vec<String>) {
        let mut policy = Self::default();
        let mut problems = Vec::new();
        let place = policy.place.clone();
        let table = match settings {
            Value::Null => return (policy, problems),
            Value::Object(table) => table,
            _ => {
                problems.push(format!("{place} must be a table: every tool call asks now"));
                policy.broken = true;
                return (policy, problems);
            }
        };
        for key in table.keys().filter(|key| !SETTINGS.contains(&key.as_str())) {
            let known = SETTINGS.join(", ");
            problems.push(format!("{place}.{key} is not a setting; there are {known}"));
        }
        let times = [
            ("approval_timeout", &mut policy.approval_timeout),
            ("time_limit", &mut policy.time_limit),
        ];
        for (key, time) in times {
            let Some(given) = table.get(key) else {
                continue;
            };
            match given.as_f64().map(Duration::try_from_secs_f64) {
                Some(Ok(given)) if !given.is_zero() => *time = given,
                _ => problems.push(format!("{place}.{key} must be a number of seconds above 0")),
            }
        }
        let rules = match table.get("rules") {
            None => Vec::new(),
            Some(Value::Array(rules)) => rules.clone(),
            // An empty Lua table.
            Some(Value::Object(rules)) if rules.is_empty() => Vec::new(),
            Some(_) => {
                policy.broken = true;
                problems.push(format!(
                    "{place}.rules must be a list: every tool call asks now"
                ));
                Vec::new()
            }
        };
        for (index, rule) in rules.into_iter().enumerate() {
            if let Err(why) = policy.take(rule, None, home) {
                let number = index + 1;
                problems.push(format!(
                    "{place}.rules[{number}] {why}; until it is mended, every tool call asks"
                ));
            }
        }
        (policy, problems)
    }

    /// Reads a project's file; `root` is where its relative paths begin. Only what takes rights
    /// away is kept. Says what was not.
    pub(crate) fn from_project(
        text: &str,
        root: &Path,
        home: Option<&Path>,
    ) -> (Self, Vec<String>) {
        let mut policy = Self {
            place: PROJECT_FILE.into(),
            ..Self::default()
        };
        let mut problems = Vec::new();
        let rules = match toml::from_str::<ProjectFile>(text) {
            Ok(file) => file.rules,
            Err(error) => {
                policy.broken = true;
                let why = error.message();
                problems.push(format!("cannot be read, so every tool call asks: {why}"));
                Vec::new()
            }
        };
        for (index, rule) in rules.into_iter().enumerate() {
            let rule = match serde_json::to_value(rule) {
                Ok(rule) => policy.take(rule, Some(root), home),
                Err(error) => Err(error.to_string()),
            };
            if let Err(why) = rule {
                policy.broken = true;
                let number = index + 1;
                problems.push(format!("rule {number} {why}, so every tool call asks"));
            }
        }
        let rules = policy.rules.len();
        policy
            .rules
            .retain(|held| held.rule.decision != Verdict::Allow);
        let ignored = rules - policy.rules.len();
        if ignored > 0 {
            problems.push(format!(
                "{ignored} of its rules allow something and are ignored: a project can only take \
                 rights away"
            ));
        }
        (policy, problems)
    }

    fn take(
        &mut self,
        rule: Value,
        base: Option<&Path>,
        home: Option<&Path>,
    ) -> Result<(), String> {
        let taken = serde_json::from_value::<Rule>(rule)
            .map_err(|error| format!("cannot be used: {error}"))
            .and_then(|mut rule| rule.settle(base, home).map(|()| rule));
        match taken {
            Ok(rule) => {
                self.rules.push(Held::new(rule));
                Ok(())
            }
            Err(why) => {
                self.cannot_use(&why);
                Err(why)
            }
        }
    }

    fn cannot_use(&mut self, why: &str) {
        log::warn!("a rule of {} {why}", self.place);
        self.broken = true;
    }

    /// Says what happens to a call by these rules and the default rights.
    pub(crate) fn judge(&self, call: &Facts<'_>) -> Judgement {
        let strictest = self.strictest(call);
        let judged = match strictest {
            Some((verdict, source)) => Judgement {
                verdict,
                source,
                every_time: verdict == Verdict::Ask,
            },
            None => by_default(call),
        };
        if self.broken && judged.verdict == Verdict::Allow {
            return Judgement {
                verdict: Verdict::Ask,
                source: format!("{} has a rule that cannot be read", self.place),
                every_time: true,
            };
        }
        judged
    }

    /// Takes away from what was judged what these rules take away, and never gives anything.
    pub(crate) fn tighten(&self, call: &Facts<'_>, judged: Judgement) -> Judgement {
        let own = match self.strictest(call) {
            Some((verdict, source)) => (verdict, source),
            None if self.broken => (Verdict::Ask, format!("{} cannot be read", self.place)),
            None => return judged,
        };
        let every_time = judged.every_time || own.0 == Verdict::Ask;
        if own.0 > judged.verdict || (own.0 == judged.verdict && own.0 == Verdict::Ask) {
            return Judgement {
                verdict: own.0,
                source: own.1,
                every_time,
            };
        }
        judged
    }

    fn strictest(&self, call: &Facts<'_>) -> Option<(Verdict, String)> {
        let numbered = self.rules.iter().enumerate();
        let hits = numbered.filter(|(_, held)| held.matches(call));
        let hits = hits.map(|(index, held)| (held.rule.decision, index));
        // Of equals the first, so that the source does not depend on how they are sorted.
        let (verdict, index) =
            hits.max_by_key(|(verdict, index)| (*verdict, std::cmp::Reverse(*index)))?;
        let mut source = format!("rule {} of {}", index + 1, self.place);
        let scoped = !matches!(self.rules[index].extents().as_slice(), [Extent::Everything]);
        if scoped && *call.reach == Reach::Everything {
            source.push_str(", as it cannot be told beforehand what the tool touches");
        }
        Some((verdict, source))
    }

    /// Tells whether the rules forbid every call of a tool.
    pub(crate) fn forbids(&self, principal: &str, known: &Known) -> bool {
        let nothing = Reach::Only(Vec::new());
        let call = Facts {
            principal,
            tool: known.tool.name(),
            aliases: &known.aliases,
            effect: known.tool.effect(),
            capability: known.tool.capability(),
            reach: &nothing,
            root: None,
            own: &[],
            granted: false,
            harmless: None,
        };
        // What touches nothing is met only by rules without a scope.
        self.judge(&call).verdict == Verdict::Deny
    }
}

/// Where a project's rules stand, below its root.
pub(crate) const PROJECT_FILE: &str = ".wezterm/policy.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProjectFile {
    #[serde(default)]
    rules: Vec<toml::Table>,
}

/// The rights that hold when nothing is configured.
fn by_default(call: &Facts<'_>) -> Judgement {
    let below = |folders: &[PathBuf]| {
        let extents: Vec<Extent> = folders.iter().cloned().map(Extent::Below).collect();
        cover(&extents, call.reach)
    };
    let root: Vec<PathBuf> = call.root.map(Path::to_owned).into_iter().collect();
    let verdict = match (call.principal, call.effect) {
        // A program on this machine that joined by itself: only what it was given.
        (principal, _) if principal.starts_with("mcp:") => Verdict::Deny,
        ("user-lua", effect)
            if runs_programs(effect, call.capability) && runs_programs_only(call.reach) =>
        {
            Verdict::Allow
        }
        ("user-lua", Effect::Read | Effect::Write) if below(call.own) => Verdict::Allow,
        (_, Effect::Read) if below(&root) => Verdict::Allow,
        // Whoever installed a module has read what it asks for, and wezterm.lua may take it away.
        _ if call.granted || call.harmless.is_some() => Verdict::Allow,
        _ => Verdict::Ask,
    };
    let source = match (verdict, call.harmless) {
        (Verdict::Allow, Some(harmless)) => harmless,
        (Verdict::Ask, _) => "no rule of yours allows it",
        _ => "default rights",
    };
    Judgement {
        verdict,
        source: source.into(),
        every_time: false,
    }
}

/// Tells whether the call is the run of a program, whatever that program is said to do.
fn runs_programs(effect: Effect, capability: ModuleCapability) -> bool {
    effect == Effect::Execute || capability == ModuleCapability::ProcessSpawn
}

fn runs_programs_only(reach: &Reach) -> bool {
    match reach {
        Reach::Everything => true,
        Reach::Only(items) => items.iter().all(|item| item.program().is_some()),
    }
}

#[cfg(test)]
mod tests;
