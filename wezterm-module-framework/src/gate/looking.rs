//! What a call is and touches, and what the rules say to it.
//!
//! It hides the disk and the tool's own code, either of which may hang or break: then nothing is
//! known, and the person is asked. The third step of every call, in the caller's task and on a
//! blocking thread. It asks nobody and remembers nothing: see [`super::asking`].

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::grants::Grant;
use super::policy::{Facts, Judgement, Verdict};
use super::project::Project;
use super::scope::{Reach, Scope};
use super::{Examined, Gate, caught};
use crate::module::Capabilities;
use crate::tool::{Known, Provenance, ToolContext, ToolError};

/// How long a call in words may be; a person reads it before they allow it.
const SUMMARY_LIMIT: usize = 16 * 1024;
/// How long the disk may take to tell what a call touches.
const LOOK_LIMIT: Duration = Duration::from_secs(3);
/// How long the reason of a tool's own may be, in bytes.
const REASON_LIMIT: usize = 500;

/// What the disk told of a call.
struct Looked {
    reach: Reach,
    root: Option<PathBuf>,
    judged: Vec<(String, Judgement)>,
    caution: Option<String>,
    kept: Vec<Grant>,
}

impl Gate {
    /// Finds out what the call is and touches, and what the rules say to it.
    pub(super) async fn examine(&self, args: Value, known: Known) -> Result<Examined, ToolError> {
        let tool = &known.tool;
        let name = tool.name();
        let summary = caught(name, || tool.summary(&args))??;
        if summary.len() > SUMMARY_LIMIT {
            return Err(ToolError::Model(format!(
                "the arguments of `{name}` are too long for a person to read"
            )));
        }
        let cx = self.tool_context(Vec::new());
        let (scoping, scoped) = (Arc::clone(tool), args.clone());
        let scoping = tokio::task::spawn_blocking(move || {
            caught(scoping.name(), || scoping.scope(&scoped, &cx))
        });
        let scope = match tokio::time::timeout(LOOK_LIMIT, scoping).await {
            Ok(Ok(scope)) => scope??,
            _ => {
                return Err(ToolError::Model(format!(
                    "what `{name}` would touch cannot be told: the disk does not answer"
                )));
            }
        };
        let (gate, rights) = (self.clone(), self.rights());
        let asked = (known.clone(), args.clone());
        let looking =
            tokio::task::spawn_blocking(move || gate.look(scope, &asked.0, &asked.1, &rights));
        let looked = match tokio::time::timeout(LOOK_LIMIT, looking).await {
            Ok(Ok(looked)) => looked,
            _ => self.not_looked(),
        };
        Ok(Examined {
            known,
            args,
            summary,
            reach: looked.reach,
            root: looked.root,
            judged: looked.judged,
            caution: looked.caution,
            kept: looked.kept,
        })
    }

    /// Looks at the disk and judges. Blocks.
    fn look(&self, scope: Scope, known: &Known, args: &Value, rights: &[Capabilities]) -> Looked {
        let (effect, capability) = (known.tool.effect(), known.tool.capability());
        let home = self.shared.home.as_deref();
        let home = home.and_then(|home| home.canonicalize().ok());
        let cwd = self.cwd.as_deref();
        let mut places = scope.named(cwd);
        let reach = scope.look(cwd);
        places.extend(reach.paths());
        places.sort();
        places.dedup();
        let caution = caution(known, args, &self.tool_context(Vec::new()), &places);
        let project = cwd.and_then(|cwd| Project::around(cwd, home.as_deref()));
        let policy = self.policy();
        let mut own: Vec<PathBuf> = home.iter().cloned().collect();
        if known.provenance == Provenance::BuiltIn {
            own.extend(known.tool.persons_folders());
        }
        let harmless = harmless(known, args, &self.tool_context(Vec::new()));
        let mut judged = Vec::new();
        for principal in self.principals() {
            let facts = Facts {
                principal: &principal,
                tool: known.tool.name(),
                aliases: &known.aliases,
                effect,
                capability,
                reach: &reach,
                root: project.as_ref().map(|project| project.root.as_path()),
                own: &own,
                granted: rights
                    .iter()
                    .any(|rights| rights.module() == principal && rights.cover(capability, &reach)),
                harmless: harmless.as_deref(),
            };
            let mut judgement = policy.judge(&facts);
            if let Some(project) = &project {
                judgement = project.policy.tighten(&facts, judgement);
            }
            if let Some(reason) = &caution {
                judgement = judgement.with_caution(reason);
            }
            judged.push((principal, judgement));
        }
        let kept = self.shared.grants.store().load().unwrap_or_else(|error| {
            self.tell(format!(
                "what was allowed for good cannot be read: {error:#}"
            ));
            Vec::new()
        });
        let (root, problems) = project.map_or((None, Vec::new()), |project| {
            (Some(project.root), project.problems)
        });
        problems.into_iter().for_each(|problem| self.tell(problem));
        Looked {
            reach,
            root,
            judged,
            caution,
            kept,
        }
    }

    /// Returns what is known where the disk gives no answer: nothing, so that the person is asked.
    fn not_looked(&self) -> Looked {
        let ask = |principal| {
            let judgement = Judgement {
                verdict: Verdict::Ask,
                source: "the disk does not tell what the call touches".into(),
                every_time: true,
            };
            (principal, judgement)
        };
        Looked {
            reach: Reach::Everything,
            root: None,
            judged: self.principals().into_iter().map(ask).collect(),
            caution: None,
            kept: Vec::new(),
        }
    }
}

/// Returns why nobody need be asked, where the tool says so and can be believed.
fn harmless(known: &Known, args: &Value, cx: &ToolContext) -> Option<String> {
    if known.provenance != Provenance::BuiltIn {
        return None;
    }
    let name = known.tool.name();
    caught(name, || known.tool.harmless(args, cx))
        .ok()
        .flatten()
}

/// Returns why the tool itself wants a person to be asked, if it does. One that breaks over the
/// question has not said that nobody needs to be.
fn caution(known: &Known, args: &Value, cx: &ToolContext, places: &[PathBuf]) -> Option<String> {
    let name = known.tool.name();
    match caught(name, || known.tool.caution(args, cx, places)) {
        Ok(reason) => reason.map(|mut reason| {
            reason.truncate(reason.floor_char_boundary(REASON_LIMIT));
            reason
        }),
        Err(_) => Some(format!("`{name}` broke when it was asked whether to ask")),
    }
}
