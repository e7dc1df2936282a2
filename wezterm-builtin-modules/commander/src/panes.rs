//! Running a program in a pane of its own, where a person sees it and can take it over.
//!
//! It hides which file a program's name means: the pane is given the one that was judged. What runs here
//! is in no sandbox, has the environment of the person's shells, and may leave programs behind when it
//! ends. Runs on the background runtime; the pane is the terminal's.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use wezterm_module_framework::{
    Effect, Hold, PaneId, PaneOutcome, PaneRun, Scope, Surroundings, Tool, ToolContext, ToolError,
    Verdict,
};

use crate::decide::Principal;
use crate::service::{Commander, Wanted, blocking};
use crate::{Running, danger, tools};

/// Why a person is asked although they may have allowed the program: what they allowed ran in a sandbox.
const IN_A_PANE: &str = "what runs in a pane is asked about each time";
/// What holds a program in a pane.
const NO_SANDBOX: &str = "no sandbox: with all of your rights";

/// Where a program in a pane is put.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The pane beside it; the active one where nobody says.
    pub near: Option<PaneId>,
    /// What it is called; by the command where this is empty.
    pub title: String,
}

/// Runs a program in a pane of its own, where the person sees it, and waits until it has ended. For what
/// they want to watch or have to answer: a long build, a program that asks for something. The first key
/// that they press there makes it theirs, and no more is heard of it. It is not a shell: nothing is
/// expanded. There is no sandbox around it, so the person is asked each time unless a rule of theirs allows
/// the command: use `execute` for what need not be seen.
#[derive(Clone, Deserialize, JsonSchema)]
pub struct RunInPaneInput {
    /// The program's name or path.
    #[serde(alias = "command")]
    program: String,
    /// Its arguments, one by one.
    #[serde(default)]
    args: Vec<String>,
    /// The directory that it runs in; where it is left out, the one that the person is in.
    #[serde(default)]
    cwd: Option<PathBuf>,
    /// How many milliseconds it may run; until it ends where it is left out.
    #[serde(default)]
    timeout_ms: Option<u64>,
}

impl RunInPaneInput {
    fn wanted(&self) -> Wanted {
        Wanted {
            program: self.program.clone().into(),
            args: self.args.iter().map(Into::into).collect(),
            cwd: self.cwd.clone(),
            limit: self.timeout_ms.map(Duration::from_millis),
            ..Wanted::default()
        }
    }
}

/// Runs a program in a pane.
pub struct RunInPane(pub Running);

impl Tool for RunInPane {
    type Input = RunInPaneInput;
    const NAME: &'static str = "run_in_pane";
    const EFFECT: Effect = Effect::Execute;

    fn summary(&self, input: &RunInPaneInput) -> String {
        format!("run in a pane: {}", input.wanted().text())
    }

    fn scope(&self, input: &RunInPaneInput, cx: &ToolContext) -> Result<Scope, ToolError> {
        tools::scope(&self.0.commander, &input.wanted(), cx)
    }

    fn caution(
        &self,
        input: &RunInPaneInput,
        cx: &ToolContext,
        _places: &[PathBuf],
    ) -> Option<String> {
        let dangers = danger::of_command(&input.program, &input.args);
        caution(&self.0.commander, &input.wanted(), &dangers, cx)
    }

    fn surroundings(&self, input: &RunInPaneInput, cx: &ToolContext) -> Surroundings {
        let commander = &self.0.commander;
        Surroundings {
            directory: Some(commander.place(&input.wanted(), cx.cwd.as_deref())),
            hold: Some(Hold::Nothing(NO_SANDBOX.into())),
        }
    }

    fn warnings(&self, input: &RunInPaneInput, _cx: &ToolContext) -> Vec<String> {
        let dangers = danger::of_command(&input.program, &input.args);
        tools::warnings(&input.wanted(), dangers)
    }

    async fn run(&self, input: RunInPaneInput, cx: ToolContext) -> Result<String, ToolError> {
        let principal = tools::principal(&cx.caller);
        let place = Place::default();
        let wanted = input.wanted().of_call(cx.call);
        let outcome = run(&self.0, wanted, place, principal, cx.cwd).await?;
        Ok(report(&self.0.commander, &outcome))
    }
}

/// Returns why a person is asked whatever they have allowed before, unless a rule of theirs allows the
/// command with or without a sandbox, or it is their own Lua that runs it.
fn caution(
    commander: &Commander,
    wanted: &Wanted,
    dangers: &[danger::Danger],
    cx: &ToolContext,
) -> Option<String> {
    let (decision, each_time) = tools::judged(commander, wanted, cx)?;
    if tools::principal(&cx.caller) == Principal::UserLua {
        return each_time;
    }
    let mut reasons: Vec<String> = tools::secret(wanted).into_iter().collect();
    reasons.extend(tools::ruin(commander, dangers));
    reasons.extend(each_time);
    let ruled = decision.verdict == Verdict::Allow && !decision.needs_sandbox;
    if reasons.is_empty() && !ruled {
        reasons.push(IN_A_PANE.to_owned());
    }
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// Runs a command that may run in a pane, for somebody who is in `cwd`. Dropping the future ends it.
pub async fn run(
    running: &Running,
    wanted: Wanted,
    place: Place,
    principal: Principal,
    cwd: Option<PathBuf>,
) -> Result<PaneOutcome, ToolError> {
    let commander = Arc::clone(&running.commander);
    let prepare = move || prepared(&commander, &wanted, place, principal, cwd.as_deref());
    let prepared = blocking(prepare).await?;
    let outcome = running.host.run_in_pane(prepared).await;
    outcome.map_err(|error| ToolError::Model(error.to_string()))
}

/// Looks once more whether a command may run, and says how. Blocks.
fn prepared(
    commander: &Commander,
    wanted: &Wanted,
    place: Place,
    principal: Principal,
    cwd: Option<&Path>,
) -> Result<PaneRun, ToolError> {
    let program = commander.look_again(wanted, principal, cwd)?;
    let text = |word: &OsString| {
        let why = || ToolError::Model(format!("{word:?} is no text, which a pane's program takes"));
        word.to_str().map(str::to_owned).ok_or_else(why)
    };
    let directory = commander.place(wanted, cwd);
    if !directory.is_dir() {
        // The pane would fall back on another one.
        let why = format!("{} is no directory", directory.display());
        return Err(ToolError::Model(why));
    }
    let env = wanted.environment.iter();
    let env = env.map(|(name, value)| Ok((text(name)?, text(value)?)));
    Ok(PaneRun {
        program: text(&wanted.program)?,
        file: Some(program.path),
        args: wanted.args.iter().map(text).collect::<Result<_, _>>()?,
        cwd: Some(directory),
        env: env.collect::<Result<_, ToolError>>()?,
        title: match place.title.is_empty() {
            true => wanted.line(),
            false => place.title,
        },
        near: place.near,
        limit: wanted.limit,
    })
}

/// Writes what became of a program for a model.
fn report(commander: &Commander, outcome: &PaneOutcome) -> String {
    let pane = outcome.pane;
    let mut text = if outcome.taken_over {
        format!("the person has taken it over: it goes on in pane {pane}, and is theirs\n")
    } else if outcome.timed_out {
        "ended, as its time was over\n".to_owned()
    } else if outcome.closed {
        "the person closed its pane before it had ended\n".to_owned()
    } else {
        match outcome.exit {
            Some(code) => format!("exit code {code}\n"),
            None => "ended\n".to_owned(),
        }
    };
    let shown = commander.for_model(outcome.output.as_bytes(), 0).text;
    if !shown.trim().is_empty() {
        text.push_str(&format!("output:\n{}\n", shown.trim_end()));
    }
    text
}
