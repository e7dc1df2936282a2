//! The tools that the assistant is offered: running a program, running a script, and finding where a program
//! lies.
//!
//! They say what a call is, touches and would do; the gate asks. What runs is [`crate::service`]'s.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use wezterm_module_framework::sandbox::{Level, Network, Walls};
use wezterm_module_framework::{
    AnyTool, Effect, Hold, ModuleCapability, Scope, Surroundings, Tool, ToolContext, ToolError,
    Verdict,
};

use crate::danger;
use crate::decide::{Decision, Principal};
use crate::executor::Confinement;
use crate::service::{Commander, Wanted, blocking, quoted, refused};

/// How long a program may run when the model does not say.
pub const USUAL: u64 = 60_000;
/// How long a model may let a program run.
pub const LONGEST: u64 = 600_000;

/// What holds what the person's own Lua runs as it is.
const LUA: &str =
    "no sandbox: your own Lua runs it with all of your rights (sandbox = true gives it one)";

/// Returns the tools.
pub fn all(commander: &Arc<Commander>) -> Vec<Arc<dyn AnyTool>> {
    vec![
        Arc::new(Execute(Arc::clone(commander))),
        Arc::new(Shell(Arc::clone(commander))),
        Arc::new(FindProgram(Arc::clone(commander))),
    ]
}

/// Returns who a caller of the gate is to the rules.
pub fn principal(caller: &str) -> Principal {
    match caller {
        "user-lua" => Principal::UserLua,
        "terminal" | "ai-assistant" => Principal::Assistant,
        caller if caller.starts_with("mcp:") => Principal::Client,
        _ => Principal::Module,
    }
}

/// Runs a program with arguments and returns what it wrote. It is not a shell: nothing is expanded,
/// and there are no pipes or redirections. It runs in a sandbox, without network, and can change files only
/// in the project around its directory.
#[derive(Clone, Deserialize, JsonSchema)]
pub struct ExecuteInput {
    /// The program's name or path.
    #[serde(alias = "command")]
    pub program: String,
    /// Its arguments, one by one.
    #[serde(default)]
    pub args: Vec<String>,
    /// The directory that it runs in; where it is left out, the one that the person is in.
    #[serde(default)]
    pub cwd: Option<PathBuf>,
    /// How many milliseconds it may run: 60000 where it is left out, 600000 at most.
    #[serde(default)]
    pub timeout_ms: Option<u64>,
    /// Whether the person's own Lua has asked for a sandbox; what anybody else runs always has one.
    #[serde(default)]
    #[schemars(skip)]
    pub sandbox: bool,
}

impl ExecuteInput {
    pub fn wanted(&self) -> Wanted {
        Wanted {
            program: self.program.clone().into(),
            args: self.args.iter().map(Into::into).collect(),
            cwd: self.cwd.clone(),
            limit: Some(limit(self.timeout_ms)),
            ..Wanted::default()
        }
    }
}

/// Runs a script in bash, for what takes pipes, redirections or several commands. It runs in a sandbox, as
/// `execute` does.
#[derive(Clone, Deserialize, JsonSchema)]
pub struct ShellInput {
    /// The script.
    script: String,
    /// The directory that it runs in; where it is left out, the one that the person is in.
    #[serde(default)]
    cwd: Option<PathBuf>,
    /// How many milliseconds it may run: 60000 where it is left out, 600000 at most.
    #[serde(default)]
    timeout_ms: Option<u64>,
}

impl ShellInput {
    pub fn wanted(&self) -> Wanted {
        Wanted {
            cwd: self.cwd.clone(),
            limit: Some(limit(self.timeout_ms)),
            ..Wanted::script(&self.script)
        }
    }
}

fn limit(given: Option<u64>) -> Duration {
    Duration::from_millis(given.unwrap_or(USUAL).clamp(1, LONGEST))
}

/// Says what a call touches, or that it is refused whoever is asked.
pub fn scope(commander: &Commander, wanted: &Wanted, cx: &ToolContext) -> Result<Scope, ToolError> {
    let look = commander.look(wanted, principal(&cx.caller), cx.cwd.as_deref())?;
    match look.decision.verdict {
        Verdict::Deny => Err(ToolError::Model(refused(&look.decision))),
        _ => Ok(wanted.scope()),
    }
}

/// Returns what the rules say to a command, which is remembered as it is now, and why each call of it is asked
/// about, where a rule says so or what would run is not one thing that could be remembered.
pub fn judged(
    commander: &Commander,
    wanted: &Wanted,
    cx: &ToolContext,
) -> Option<(Decision, Option<String>)> {
    let cwd = cx.cwd.as_deref();
    let look = commander.look(wanted, principal(&cx.caller), cwd).ok()?;
    commander.remember(cx.call, wanted, &look, cwd);
    let decision = look.decision;
    let each_time = decision.verdict == Verdict::Ask && decision.remember.is_none();
    let each_time = each_time.then(|| decision.reason.clone());
    Some((decision, each_time))
}

/// Returns why a person is asked whatever they have allowed before: it names a secret, a rule says so, what
/// would run is not one thing that could be remembered or nothing would be left after it, it opens another
/// project, or the sandbox is weak.
fn caution(
    commander: &Commander,
    wanted: &Wanted,
    dangers: &[danger::Danger],
    cx: &ToolContext,
) -> Option<String> {
    let cwd = cx.cwd.as_deref();
    let (decision, each_time) = judged(commander, wanted, cx)?;
    if principal(&cx.caller) == Principal::UserLua {
        return each_time;
    }
    let mut reasons: Vec<String> = secret(wanted).into_iter().collect();
    if decision.verdict == Verdict::Ask {
        reasons.extend(ruin(commander, dangers));
    }
    reasons.extend(each_time);
    if commander.is_elsewhere(wanted, cwd) {
        let place = commander.place(wanted, cwd);
        let place = place.to_string_lossy();
        reasons.push(format!(
            "it would run in {} and open that",
            place.escape_debug()
        ));
    }
    if reasons.is_empty() {
        let walls = walls(commander);
        let weak = commander.too_weak(&walls);
        let none = || (walls.level == Level::None).then(|| "there is no sandbox here".to_owned());
        reasons.extend(weak.or_else(none));
    }
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// Says which secret a command names, if it names one.
pub fn secret(wanted: &Wanted) -> Option<String> {
    wanted
        .secret()
        .map(|name| format!("it names {}", holds(&name)))
}

/// Says what a command does after which nothing is left to put right, if it does that.
pub fn ruin(commander: &Commander, dangers: &[danger::Danger]) -> Option<String> {
    let danger = danger::ruin(dangers, &commander.home.to_string_lossy())?;
    Some(format!(
        "it {}, which is asked about each time",
        danger.what
    ))
}

fn harmless(commander: &Commander, wanted: &Wanted, cx: &ToolContext) -> Option<String> {
    let elsewhere = commander.is_elsewhere(wanted, cx.cwd.as_deref());
    if principal(&cx.caller) != Principal::UserLua && (elsewhere || wanted.secret().is_some()) {
        return None;
    }
    let look = commander.look(wanted, principal(&cx.caller), cx.cwd.as_deref());
    let decision = look.ok()?.decision;
    if decision.needs_sandbox && walls(commander).level == Level::None {
        return None;
    }
    (decision.verdict == Verdict::Allow).then_some(decision.reason)
}

/// Returns which walls can be had. On a thread that may block.
fn walls(commander: &Commander) -> Walls {
    let walls = commander.executor.walls();
    tokio::runtime::Handle::current().block_on(walls)
}

async fn run(
    commander: &Arc<Commander>,
    wanted: Wanted,
    cx: ToolContext,
) -> Result<String, ToolError> {
    let caller = principal(&cx.caller);
    let wanted = wanted.of_call(cx.call);
    let (looking, asked, cwd) = (Arc::clone(commander), wanted.clone(), cx.cwd.clone());
    let confinement = blocking(move || looking.confinement(&asked, caller, cwd.as_deref())).await?;
    let running = commander.run(wanted, caller, cx.cwd.as_deref(), confinement, |_, _| {});
    Ok(commander.report(&running.await?))
}

/// Says where a command would run and what would hold it back. The person's own Lua has a sandbox where it
/// asks for one.
fn surroundings(
    commander: &Commander,
    wanted: &Wanted,
    sandbox: bool,
    cx: &ToolContext,
) -> Surroundings {
    let (caller, cwd) = (principal(&cx.caller), cx.cwd.as_deref());
    let confined = match (caller, sandbox) {
        (Principal::UserLua, true) => Principal::Assistant,
        _ => caller,
    };
    let confinement = commander.confinement(wanted, confined, cwd);
    Surroundings {
        directory: Some(commander.place(wanted, cwd)),
        hold: Some(hold(commander, confinement)),
    }
}

/// Says what the sandbox lets a command do that is confined so.
fn hold(commander: &Commander, confinement: Result<Option<Confinement>, ToolError>) -> Hold {
    let confinement = match confinement {
        Ok(Some(confinement)) => confinement,
        Ok(None) => return Hold::Nothing(LUA.into()),
        Err(error) => return Hold::Sandbox(format!("it will not run: {error}")),
    };
    let walls = walls(commander);
    let missing = walls.missing.join("; ");
    let level = match (walls.level, missing.is_empty()) {
        (Level::None, true) => return Hold::Nothing("no sandbox: this system has none".into()),
        (Level::None, false) => return Hold::Nothing(format!("no sandbox: {missing}")),
        (level, true) => level.word().to_owned(),
        (level, false) => format!("{} ({missing})", level.word()),
    };
    let network = match confinement.policy.network {
        Network::On => "with network",
        Network::Off => "no network",
    };
    let folders = confinement.policy.write.iter();
    let folders: Vec<String> = folders
        .map(|folder| quoted(&folder.to_string_lossy()))
        .collect();
    let writes = match folders.is_empty() {
        true => "writes in no folder of yours".to_owned(),
        false => format!("writes only in {}", folders.join(", ")),
    };
    Hold::Sandbox(format!("sandbox {level}: {network}, {writes}"))
}

/// Returns what a person should know of a command, one thing each.
pub fn warnings(wanted: &Wanted, dangers: Vec<danger::Danger>) -> Vec<String> {
    let secret = wanted
        .secret()
        .map(|name| format!("names {}", holds(&name)));
    let dangers = dangers.into_iter().map(|danger| danger.what);
    secret.into_iter().chain(dangers).collect()
}

fn holds(name: &str) -> String {
    format!("{}, which usually holds secrets", quoted(name))
}

/// Runs a program.
pub struct Execute(pub Arc<Commander>);

impl Tool for Execute {
    type Input = ExecuteInput;
    const NAME: &'static str = "execute";
    const EFFECT: Effect = Effect::Execute;

    fn summary(&self, input: &ExecuteInput) -> String {
        format!("run {}", input.wanted().text())
    }

    fn scope(&self, input: &ExecuteInput, cx: &ToolContext) -> Result<Scope, ToolError> {
        scope(&self.0, &input.wanted(), cx)
    }

    fn caution(
        &self,
        input: &ExecuteInput,
        cx: &ToolContext,
        _places: &[PathBuf],
    ) -> Option<String> {
        let dangers = danger::of_command(&input.program, &input.args);
        caution(&self.0, &input.wanted(), &dangers, cx)
    }

    fn surroundings(&self, input: &ExecuteInput, cx: &ToolContext) -> Surroundings {
        surroundings(&self.0, &input.wanted(), input.sandbox, cx)
    }

    fn harmless(&self, input: &ExecuteInput, cx: &ToolContext) -> Option<String> {
        harmless(&self.0, &input.wanted(), cx)
    }

    fn warnings(&self, input: &ExecuteInput, _cx: &ToolContext) -> Vec<String> {
        let dangers = danger::of_command(&input.program, &input.args);
        warnings(&input.wanted(), dangers)
    }

    async fn run(&self, input: ExecuteInput, cx: ToolContext) -> Result<String, ToolError> {
        run(&self.0, input.wanted(), cx).await
    }
}

/// Runs a script.
pub struct Shell(pub Arc<Commander>);

impl Tool for Shell {
    type Input = ShellInput;
    const NAME: &'static str = "shell";
    const EFFECT: Effect = Effect::Execute;

    fn summary(&self, input: &ShellInput) -> String {
        // A script of several lines begins below, where each of its lines has one.
        let between = if input.script.contains('\n') {
            "\n"
        } else {
            " "
        };
        format!("run in a shell:{between}{}", input.script)
    }

    fn scope(&self, input: &ShellInput, cx: &ToolContext) -> Result<Scope, ToolError> {
        scope(&self.0, &input.wanted(), cx)
    }

    fn caution(&self, input: &ShellInput, cx: &ToolContext, _places: &[PathBuf]) -> Option<String> {
        let dangers = danger::of_script(&input.script);
        caution(&self.0, &input.wanted(), &dangers, cx)
    }

    fn surroundings(&self, input: &ShellInput, cx: &ToolContext) -> Surroundings {
        surroundings(&self.0, &input.wanted(), false, cx)
    }

    fn harmless(&self, input: &ShellInput, cx: &ToolContext) -> Option<String> {
        harmless(&self.0, &input.wanted(), cx)
    }

    fn warnings(&self, input: &ShellInput, _cx: &ToolContext) -> Vec<String> {
        warnings(&input.wanted(), danger::of_script(&input.script))
    }

    async fn run(&self, input: ShellInput, cx: ToolContext) -> Result<String, ToolError> {
        run(&self.0, input.wanted(), cx).await
    }
}

/// Finds where a program lies.
#[derive(Deserialize, JsonSchema)]
pub struct FindProgramInput {
    /// The program's name.
    program: String,
}

/// Finds a program.
pub struct FindProgram(pub Arc<Commander>);

impl Tool for FindProgram {
    type Input = FindProgramInput;
    const NAME: &'static str = "find_program";
    const EFFECT: Effect = Effect::Read;
    const CAPABILITY: ModuleCapability = ModuleCapability::ProcessSpawn;

    fn summary(&self, input: &FindProgramInput) -> String {
        format!("look for the program {}", quoted(&input.program))
    }

    fn scope(&self, input: &FindProgramInput, _cx: &ToolContext) -> Result<Scope, ToolError> {
        // The PATH tells nobody's secrets; a path would ask the disk about any file.
        Ok(match input.program.contains('/') {
            true => Scope::path(&input.program),
            false => Scope::nothing(),
        })
    }

    async fn run(&self, input: FindProgramInput, cx: ToolContext) -> Result<String, ToolError> {
        let commander = Arc::clone(&self.0);
        let looking = tokio::task::spawn_blocking(move || {
            let cwd = cx.cwd.as_deref().unwrap_or(Path::new("/"));
            commander.executor.find_program(input.program.as_ref(), cwd)
        });
        let found = looking
            .await
            .map_err(|error| ToolError::Model(error.to_string()))?;
        Ok(match found {
            Ok(found) => found.path.display().to_string(),
            Err(error) => error.to_string(),
        })
    }
}
