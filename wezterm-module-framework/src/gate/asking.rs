//! Whether a call may run, and asking the person where neither rules nor grants say so.
//!
//! It hides what a person is offered and what becomes of their answer. Part of [`Gate::run`], in the
//! caller's task. What a question looks like is [`super::card`]'s affair.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::approval::{Approval, Choice, Decision};
use super::grants::{Grant, Lifetime, Span};
use super::policy::{Judgement, Verdict};
use super::record::Record;
use super::scope::{Item, Reach};
use super::{Allowed, Examined, Gate, caught};
use crate::run::seconds;
use crate::tool::ToolError;

/// Programs that run whatever they are given.
const INTERPRETERS: [&str; 24] = [
    "sh", "bash", "dash", "zsh", "fish", "ksh", "env", "sudo", "doas", "su", "xargs", "ssh",
    "python", "python3", "perl", "ruby", "node", "lua", "php", "awk", "find", "make", "busybox",
    "nohup",
];

/// How many warnings of a tool are shown.
const WARNINGS: usize = 8;
/// How long one of them may be, in bytes.
const WARNING: usize = 300;

/// How long the person may take, where the answer goes, and what ends when nobody waits for it.
type Line = (Duration, oneshot::Sender<Decision>, oneshot::Receiver<()>);

impl Gate {
    /// Returns by whose word the call runs, having asked the person where nobody else has said so.
    pub(super) async fn approve(
        &self,
        call: &Examined,
        limit: Duration,
        record: &mut Record,
    ) -> Result<Allowed, ToolError> {
        let tool = call.known.tool.name();
        let mut open = Vec::new();
        let mut words = Vec::new();
        for (principal, judged) in &call.judged {
            match judged.verdict {
                Verdict::Deny => {
                    record.denied(&judged.source);
                    return Err(ToolError::Model(format!(
                        "the policy does not allow `{tool}` here ({})",
                        judged.source
                    )));
                }
                Verdict::Allow => words.push(judged.source.clone()),
                Verdict::Ask => match self.granted(principal, judged, call) {
                    Some(word) => words.push(word),
                    None => open.push((principal.as_str(), judged)),
                },
            }
        }
        if open.is_empty() {
            words.dedup();
            return Ok(Allowed {
                word: words.join(", "),
                asked: false,
            });
        }
        let decision = self.ask(call, &open, limit).await.inspect_err(|error| {
            record.denied(&error.to_string());
        })?;
        let word = match (decision, open.as_slice()) {
            (lifetime, [(principal, judged)]) => {
                self.remember(principal, judged, lifetime, call).await
            }
            _ => word_of(Lifetime::Once).into(),
        };
        Ok(Allowed { word, asked: true })
    }

    /// Returns by which grant a principal may, if by any.
    fn granted(&self, principal: &str, judged: &Judgement, call: &Examined) -> Option<String> {
        // The tool has said that no memory answers for the person.
        if call.caution.is_some() {
            return None;
        }
        let tool = call.known.tool.name();
        let root = call.root.as_deref();
        let allows = |grant: &Grant| grant.allows(principal, tool, &call.reach, root);
        if let Some(span) = self.shared.grants.find_passing(&self.spans(), allows) {
            let word = match span {
                Span::Turn(_) => "allowed for this turn",
                Span::Pane(_) => "allowed for this pane",
            };
            return Some(word.into());
        }
        // A rule that asks wants a person each time, and no memory of one.
        if judged.every_time {
            return None;
        }
        let grant = call.kept.iter().find(|grant| allows(grant))?;
        Some(format!("grant {}", grant.id()))
    }

    async fn ask(
        &self,
        call: &Examined,
        open: &[(&str, &Judgement)],
        limit: Duration,
    ) -> Result<Lifetime, ToolError> {
        let denied = |why: &str| Err(ToolError::Model(why.to_owned()));
        let Some(approver) = &self.shared.approver else {
            return denied("nobody can be asked here, so the call is denied");
        };
        let (preview, surroundings) = tokio::join!(self.preview(call), self.surroundings(call));
        let (reply, answer) = oneshot::channel();
        let (_waiting, given_up) = oneshot::channel();
        approver.ask(Approval {
            preview,
            hold: surroundings.hold,
            cwd: surroundings.directory.or_else(|| self.cwd.clone()),
            ..self.question(call, open, (limit, reply, given_up))
        });
        match tokio::time::timeout(limit, answer).await {
            Ok(Ok(Decision::Allow(lifetime))) => Ok(lifetime),
            Ok(Ok(Decision::Deny)) => denied("the user denied this call"),
            Ok(Err(_)) => denied("the question was closed unanswered, so the call is denied"),
            Err(_) => {
                let limit = seconds(limit);
                denied(&format!(
                    "nobody answered within {limit}, so the call is denied"
                ))
            }
        }
    }

    fn question(
        &self,
        call: &Examined,
        open: &[(&str, &Judgement)],
        (limit, reply, given_up): Line,
    ) -> Approval {
        let mut reasons: Vec<String> = open
            .iter()
            .map(|(_, judged)| judged.source.clone())
            .collect();
        reasons.dedup();
        let choices = self.choices(call, open);
        let longer = choices.len() > 1;
        Approval {
            principal: self.caller.name(),
            chain: self.chain.clone(),
            tool: call.known.tool.name().to_owned(),
            effect: call.known.tool.effect(),
            summary: call.summary.clone(),
            scope: call.reach.touched(),
            runs: call.reach.runs(longer),
            hold: None,
            cwd: None,
            pane: self.pane,
            reason: reasons.join(", "),
            warnings: self.warnings(call, longer),
            preview: None,
            choices,
            limit,
            reply,
            given_up,
        }
    }

    /// Returns what the person should know: what the tool says of the call, and, where it can be allowed
    /// for `longer`, of programs that run whatever they are given.
    fn warnings(&self, call: &Examined, longer: bool) -> Vec<String> {
        let tool = &call.known.tool;
        let cx = self.tool_context(call.reach.paths());
        let own = caught(tool.name(), || tool.warnings(&call.args, &cx));
        let own = own.unwrap_or_else(|error| vec![error.to_string()]);
        let own = own.into_iter().take(WARNINGS).map(|mut warning| {
            warning.truncate(warning.floor_char_boundary(WARNING));
            warning
        });
        let any = longer.then(|| warnings(&call.reach));
        own.chain(any.into_iter().flatten()).collect()
    }

    /// Returns the ways in which the person may allow a call.
    fn choices(&self, call: &Examined, open: &[(&str, &Judgement)]) -> Vec<Choice> {
        let choice = |lifetime, meaning: &str| Choice {
            lifetime,
            meaning: meaning.into(),
            stores: None,
        };
        let mut choices = vec![choice(Lifetime::Once, "this call and no other")];
        // A grant is one principal's.
        let [(principal, judged)] = open else {
            return choices;
        };
        if call.caution.is_some() {
            return choices;
        }
        if self.turn.is_some() {
            choices.push(choice(
                Lifetime::Turn,
                "such calls until this answer is done",
            ));
        }
        if self.pane.is_some() {
            choices.push(choice(
                Lifetime::Pane,
                "such calls until the pane is closed",
            ));
        }
        if judged.every_time {
            return choices;
        }
        for lifetime in [Lifetime::Project, Lifetime::Always] {
            let Some(grant) = lasting(principal, lifetime, call) else {
                continue;
            };
            let meaning = match (lifetime, call.root.as_deref()) {
                (Lifetime::Project, Some(root)) => format!("such calls in {}", root.display()),
                _ => "such calls everywhere, from now on".into(),
            };
            choices.push(Choice {
                lifetime,
                meaning,
                stores: grant.text(),
            });
        }
        choices
    }

    /// Remembers what the person said for as long as they said, and returns the word for it.
    async fn remember(
        &self,
        principal: &str,
        judged: &Judgement,
        lifetime: Lifetime,
        call: &Examined,
    ) -> String {
        if call.caution.is_some() {
            return word_of(Lifetime::Once).into();
        }
        let passing = || Grant::of(principal, call.known.tool.name(), &call.reach);
        match (lifetime, self.turn, self.pane) {
            (Lifetime::Turn, Some(turn), _) => {
                self.shared.grants.add_passing(Span::Turn(turn), passing());
            }
            (Lifetime::Pane, _, Some(pane)) => {
                self.shared.grants.add_passing(Span::Pane(pane), passing());
            }
            (Lifetime::Project | Lifetime::Always, ..) if !judged.every_time => {
                let Some(grant) = lasting(principal, lifetime, call) else {
                    return word_of(Lifetime::Once).into();
                };
                let store = Arc::clone(self.shared.grants.store());
                let storing = tokio::task::spawn_blocking(move || store.add(&grant));
                let stored = storing.await.map_err(anyhow::Error::from).flatten();
                if let Err(error) = stored {
                    self.tell(format!("allowed once, and not remembered: {error:#}"));
                    return "allowed once; it could not be remembered".into();
                }
            }
            (Lifetime::Once, ..) => {}
            _ => return word_of(Lifetime::Once).into(),
        }
        word_of(lifetime).into()
    }
}

/// Returns the grant that is stored where the person chooses that lifetime, if it can be.
fn lasting(principal: &str, lifetime: Lifetime, call: &Examined) -> Option<Grant> {
    let grant = Grant::of(principal, call.known.tool.name(), &call.reach);
    let grant = match lifetime {
        Lifetime::Project => grant.in_project(call.root.as_deref()?),
        _ => grant,
    };
    // What is no text cannot be shown word for word.
    grant.text().map(|_| grant)
}

fn word_of(lifetime: Lifetime) -> &'static str {
    match lifetime {
        Lifetime::Once => "allowed once",
        Lifetime::Turn => "allowed for this turn",
        Lifetime::Pane => "allowed for this pane",
        Lifetime::Project => "allowed in this project",
        Lifetime::Always => "allowed always",
    }
}

/// Says of which programs any command would be allowed. Of one that is allowed in one way only that is.
fn warnings(reach: &Reach) -> Vec<String> {
    let Reach::Only(items) = reach else {
        return Vec::new();
    };
    let programs = items.iter().filter_map(|item| match item {
        Item::Program(name) => Some(name),
        _ => None,
    });
    programs
        .filter(|name| {
            let base = Path::new(name).file_name().and_then(|base| base.to_str());
            base.is_some_and(|base| INTERPRETERS.contains(&base))
        })
        .map(|name| {
            format!("{name} runs whatever it is given: to allow it longer allows any command")
        })
        .collect()
}
