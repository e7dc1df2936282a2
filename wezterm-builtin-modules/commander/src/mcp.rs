//! The tools for other programs, over the Model Context Protocol: `wezterm mcp serve commander`.
//!
//! It hides the protocol, which is the framework's. There is no gate and nobody to ask: what a person would
//! be asked about is refused with a reason. What runs is confined to the folders of the command line, as
//! the assistant's commands are to the project.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use wezterm_module_framework::sandbox::Launcher;
use wezterm_module_framework::serve::{CancellationToken, Reply, Served, ServedTool, ServerInfo};
use wezterm_module_framework::{Capabilities, Effect, ModuleCapability, ToolCall, Verdict};

use crate::Settings;
use crate::confinement::{self, Required, SandboxSettings};
use crate::decide::{Origin, Principal, RuleSettings};
use crate::executor::{CommandExecutor, Confinement};
use crate::program::shown;
use crate::service::{Commander, Wanted};
use crate::tools::{LONGEST, USUAL};

/// What a client is told about the tools.
const INSTRUCTIONS: &str = "Runs programs in a sandbox: execute runs one program with its arguments and no \
    shell; shell runs a bash script, all of whose parts must be allowed. Files can be changed beneath the \
    server's folders only. Only programs that the server's command line allows run; others are refused \
    with a reason.";

/// What a server may run, and where.
#[derive(Clone, Debug, Default)]
pub struct ServerOptions {
    /// The folders that commands may change, and run in.
    pub roots: Vec<PathBuf>,
    /// What may run: programs, or programs and the words that their arguments begin with.
    pub allow: Vec<String>,
    /// What is refused, whatever it is wrapped in.
    pub deny: Vec<String>,
    /// Whether commands may talk to other machines.
    pub network: bool,
    /// How strong the sandbox has to be.
    pub require: Required,
}

/// Serves the tools on this process' standard streams until the client is gone. Blocks.
pub fn serve_stdio(options: ServerOptions) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let home = dirs::home_dir().unwrap_or_else(|| PathBuf::from("/"));
    let launcher = Launcher::new("/proc/self/exe".into(), Some(home.clone()));
    let server = Server::new(options, home, Arc::new(launcher))?;
    for warning in server.warnings() {
        eprintln!("warning: {warning}");
    }
    let outcome = runtime.block_on(async {
        let walls = server.commander.executor.walls().await;
        if let Some(why) = server.commander.too_weak(&walls) {
            anyhow::bail!("{why}: start it with --require none to run commands all the same");
        }
        wezterm_module_framework::serve::serve_stdio(Arc::new(server)).await
    });
    // A blocked write to a client that does not read cannot be waited for.
    runtime.shutdown_background();
    outcome
}

/// The server.
pub struct Server {
    commander: Arc<Commander>,
    roots: Vec<PathBuf>,
}

impl Server {
    /// Looks at the folders and reads the rules; fails where one of them cannot be meant.
    pub fn new(
        options: ServerOptions,
        home: PathBuf,
        launcher: Arc<Launcher>,
    ) -> anyhow::Result<Self> {
        let roots = options.roots.iter().map(|root| {
            let real = root.canonicalize();
            let real =
                real.map_err(|error| anyhow::anyhow!("--root {}: {error}", root.display()))?;
            anyhow::ensure!(real.is_dir(), "--root {} is no folder", root.display());
            if let Some(why) = confinement::too_much(&real, &home) {
                anyhow::bail!("--root {} {why}", root.display());
            }
            Ok(real)
        });
        let roots = roots.collect::<anyhow::Result<Vec<_>>>()?;
        let lines = |lines: Vec<String>| Some(lines.into_iter().map(Value::String).collect());
        let settings = Settings {
            rules: RuleSettings {
                allow: lines(options.allow),
                deny: lines(options.deny),
                origin: Origin::CommandLine,
                ..RuleSettings::default()
            },
            sandbox: SandboxSettings {
                network: options.network,
                write: Some(roots.clone()),
                require: options.require,
                ..SandboxSettings::default()
            },
            ..Settings::default()
        };
        let variables: Vec<_> = std::env::vars_os().collect();
        let capabilities = Capabilities::new("commander", [ModuleCapability::ProcessSpawn]);
        let executor = CommandExecutor::new(variables.clone(), capabilities, Some(launcher));
        let (mut commander, problems) = Commander::new(settings, variables, home, executor);
        anyhow::ensure!(problems.is_empty(), "{}", problems.join("\n"));
        if let Some(first) = roots.first() {
            commander.cwd.clone_from(first);
        }
        Ok(Self {
            commander: Arc::new(commander),
            roots,
        })
    }

    /// Returns what of the command line does nothing, for people.
    pub fn warnings(&self) -> Vec<String> {
        let rules = &self.commander.rules;
        let nothing =
            "nothing is allowed, so that every command is refused: name programs with --allow";
        let nothing = rules.allows_nothing().then(|| nothing.to_owned());
        rules.idle().iter().cloned().chain(nothing).collect()
    }

    async fn answer(&self, call: ToolCall) -> Result<Reply, String> {
        let wanted = wanted(call)?;
        let (commander, roots) = (Arc::clone(&self.commander), self.roots.clone());
        let looking = tokio::task::spawn_blocking(move || look(&commander, &roots, wanted));
        let (wanted, confinement) = looking.await.map_err(|error| error.to_string())??;
        let running = self.commander.run(
            wanted,
            Principal::Client,
            None,
            Some(confinement),
            |_, _| {},
        );
        let output = running.await.map_err(|error| error.to_string())?;
        Ok(Reply {
            text: self.commander.report(&output),
            data: Some(self.commander.data(&output)),
            media: Vec::new(),
            failed: false,
        })
    }
}

/// Returns a command that may run, in the directory without links, which the sandbox has, and how it is
/// confined. Blocks.
fn look(
    commander: &Commander,
    roots: &[PathBuf],
    wanted: Wanted,
) -> Result<(Wanted, Confinement), String> {
    let place = commander.place(&wanted, None);
    let real = place.canonicalize();
    let real = real.map_err(|error| format!("cwd {}: {error}", shown_path(&place)))?;
    if !roots.iter().any(|root| real.starts_with(root)) {
        let names: Vec<String> = roots.iter().map(|root| shown_path(root)).collect();
        return Err(format!(
            "cwd {} is in none of the server's folders: {}",
            shown_path(&place),
            names.join(", ")
        ));
    }
    let wanted = Wanted {
        cwd: Some(real),
        ..wanted
    };
    let looked = commander.look(&wanted, Principal::Client, None);
    let decision = looked.map_err(|error| error.to_string())?.decision;
    match decision.verdict {
        Verdict::Allow => {
            let confinement = commander.sandbox.nowhere(&commander.home);
            Ok((wanted, confinement))
        }
        Verdict::Deny => Err(crate::service::refused(&decision)),
        Verdict::Ask => Err(format!(
            "a person would be asked about this, and nobody can be asked here, so it is refused: {}",
            decision.reason
        )),
    }
}

fn shown_path(path: &Path) -> String {
    path.to_string_lossy().escape_debug().to_string()
}

/// Reads the arguments of a call, each by its name.
struct Arguments {
    tool: &'static str,
    given: Map<String, Value>,
}

impl Arguments {
    /// Takes what a client has sent; fails where an argument is none of `known`.
    fn new(tool: &'static str, given: Value, known: &[&str]) -> Result<Self, String> {
        let given = match given {
            Value::Null => Map::new(),
            Value::Object(given) => given,
            other => return Err(format!("the arguments must be an object, not {other}")),
        };
        let unknown = given.keys().filter(|key| !known.contains(&key.as_str()));
        let mut unknown: Vec<_> = unknown.map(|key| format!("`{}`", shown(key))).collect();
        unknown.sort_unstable();
        if unknown.is_empty() {
            return Ok(Self { tool, given });
        }
        Err(format!(
            "`{tool}` has no argument {}; it takes {}",
            unknown.join(", "),
            known.join(", ")
        ))
    }

    fn take<T: DeserializeOwned>(&self, key: &str, expected: &str) -> Result<Option<T>, String> {
        let Some(value) = self.given.get(key).filter(|value| !value.is_null()) else {
            return Ok(None);
        };
        let wrong = |_| format!("`{key}` of `{}` must be {expected}", self.tool);
        serde_json::from_value(value.clone())
            .map(Some)
            .map_err(wrong)
    }

    fn needed(&self, key: &str) -> Result<String, String> {
        let missing = || format!("missing field `{key}`: `{}` needs it, a text", self.tool);
        self.take(key, "a text")?.ok_or_else(missing)
    }

    fn limit(&self) -> Result<Duration, String> {
        let expected = format!("a whole number of milliseconds from 1 to {LONGEST}");
        let limit = self.take("timeout_ms", &expected)?.unwrap_or(USUAL);
        match limit {
            1..=LONGEST => Ok(Duration::from_millis(limit)),
            _ => Err(format!(
                "`timeout_ms` of `{}` must be {expected}, not {limit}",
                self.tool
            )),
        }
    }

    fn wanted(&self, wanted: Wanted) -> Result<Wanted, String> {
        Ok(Wanted {
            cwd: self.take("cwd", "a text")?,
            limit: Some(self.limit()?),
            ..wanted
        })
    }
}

fn wanted(call: ToolCall) -> Result<Wanted, String> {
    match call.name.as_str() {
        "execute" => {
            let known = ["command", "args", "cwd", "timeout_ms"];
            let given = Arguments::new("execute", call.args, &known)?;
            let args: Option<Vec<String>> = given.take("args", "a list of texts")?;
            given.wanted(Wanted {
                program: given.needed("command")?.into(),
                args: args.into_iter().flatten().map(Into::into).collect(),
                ..Wanted::default()
            })
        }
        "shell" => {
            let given = Arguments::new("shell", call.args, &["script", "cwd", "timeout_ms"])?;
            given.wanted(Wanted::script(&given.needed("script")?))
        }
        other => Err(format!(
            "there is no tool `{}`; there are execute and shell",
            shown(other)
        )),
    }
}

/// Runs a program with arguments and returns what it wrote, its exit code and which walls stood around it. An
/// exit code that is not 0 is a result like any other. It is not a shell: nothing is expanded, and there are no
/// pipes or redirections.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it only describes")]
struct ExecuteArguments {
    /// The program's name, or its absolute path.
    command: String,
    /// Its arguments, one by one.
    #[serde(default)]
    args: Vec<String>,
    /// The directory that it runs in, below one of the server's roots, absolute or relative to the first; the
    /// first root where it is left out.
    #[serde(default)]
    cwd: Option<PathBuf>,
    /// How many milliseconds it may run: 60000 where it is left out.
    #[serde(default)]
    #[schemars(range(min = 1, max = 600_000))]
    timeout_ms: Option<u64>,
}

/// Runs a script in bash, for what takes pipes or several commands; otherwise like `execute`. Every command in
/// it has to be allowed. What a person would be asked about is refused here: redirections to files, variables,
/// patterns, substitutions, loops, functions, jobs in the background.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it only describes")]
struct ShellArguments {
    /// The script.
    script: String,
    /// The directory that it runs in, below one of the server's roots, absolute or relative to the first; the
    /// first root where it is left out.
    #[serde(default)]
    cwd: Option<PathBuf>,
    /// How many milliseconds it may run: 60000 where it is left out.
    #[serde(default)]
    #[schemars(range(min = 1, max = 600_000))]
    timeout_ms: Option<u64>,
}

/// What came of a command.
#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "it is written by hand and only describes")]
struct Outcome {
    /// What it wrote to its output: both ends, where it is long.
    stdout: String,
    /// What it wrote to its error output, likewise.
    stderr: String,
    /// Its exit code; 128 and the number of the signal that ended it.
    exit_code: i32,
    /// The number of the signal that ended it.
    signal: Option<i32>,
    /// Whether it was ended because its time was over.
    timed_out: bool,
    /// Whether more was written than stands here.
    truncated: bool,
    /// How long it took, in milliseconds.
    duration_ms: u64,
    /// Which walls stood around it.
    sandbox: String,
    /// What it made that other programs obey without asking.
    created: Vec<PathBuf>,
}

fn tool<T: JsonSchema>(name: &str, title: &str) -> ServedTool {
    let mut input = schemars::schema_for!(T).to_value();
    let description = input["description"].as_str().unwrap_or_default().to_owned();
    if let Some(input) = input.as_object_mut() {
        input.remove("description");
    }
    ServedTool {
        name: name.into(),
        aliases: Vec::new(),
        title: title.into(),
        description,
        input,
        output: Some(schemars::schema_for!(Outcome).to_value()),
        effect: Effect::Execute,
        destructive: true,
        idempotent: false,
    }
}

impl Served for Server {
    fn info(&self) -> ServerInfo {
        ServerInfo {
            name: "wezterm-commander".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            instructions: Some(INSTRUCTIONS.into()),
        }
    }

    fn tools(&self) -> Vec<ServedTool> {
        vec![
            tool::<ExecuteArguments>("execute", "Run a program"),
            tool::<ShellArguments>("shell", "Run a script"),
        ]
    }

    fn call(&self, call: ToolCall, _cancelled: CancellationToken) -> BoxFuture<'_, Reply> {
        // Dropped when the client gives it up, which ends what runs.
        async move {
            self.answer(call).await.unwrap_or_else(|why| Reply {
                text: why.clone(),
                data: Some(json!({ "error": why })),
                media: Vec::new(),
                failed: true,
            })
        }
        .boxed()
    }
}
