//! The tools for other programs, over the Model Context Protocol: `wezterm mcp serve commander`.
//!
//! It hides the protocol, which is the framework's. There is no gate and nobody to ask: what a person would
//! be asked about is refused with a reason. What runs is confined to the folders of the command line, as
//! the assistant's commands are to the project.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wezterm_module_framework::sandbox::Launcher;
use wezterm_module_framework::serve::{CancellationToken, Reply, Served, ServedTool, ServerInfo};
use wezterm_module_framework::{Capabilities, Effect, ModuleCapability, ToolCall, Verdict};

use crate::Settings;
use crate::confinement::{Required, SandboxSettings};
use crate::decide::{Principal, RuleSettings};
use crate::executor::{CommandExecutor, Confinement};
use crate::service::{Commander, Wanted};
use crate::tools::{ExecuteInput, ShellInput};

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
            anyhow::ensure!(
                real.parent().is_some() && !home.starts_with(&real),
                "--root {} is too wide: it holds your home folder; name a folder in it",
                root.display()
            );
            Ok(real)
        });
        let roots = roots.collect::<anyhow::Result<Vec<_>>>()?;
        let lines = |lines: Vec<String>| Some(lines.into_iter().map(Value::String).collect());
        let settings = Settings {
            rules: RuleSettings {
                allow: lines(options.allow),
                deny: lines(options.deny),
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
        if let Some(problem) = problems.first() {
            let problem = problem.replace("config.modules.commander.", "--");
            anyhow::bail!("{problem}");
        }
        if let Some(first) = roots.first() {
            commander.cwd.clone_from(first);
        }
        Ok(Self {
            commander: Arc::new(commander),
            roots,
        })
    }

    async fn answer(&self, call: ToolCall) -> Result<Reply, String> {
        let wanted = match call.name.as_str() {
            "execute" => ExecuteInput::from(parse::<CommandInput>(call.args)?).wanted(),
            "shell" => parse::<ShellInput>(call.args)?.wanted(),
            other => {
                return Err(format!(
                    "there is no tool `{other}`; there are execute and shell"
                ));
            }
        };
        let (commander, roots) = (Arc::clone(&self.commander), self.roots.clone());
        let asked = wanted.clone();
        let looking = tokio::task::spawn_blocking(move || look(&commander, &roots, &asked));
        let confinement = looking.await.map_err(|error| error.to_string())??;
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

/// Says whether a command may run and how it is confined. Blocks.
fn look(commander: &Commander, roots: &[PathBuf], wanted: &Wanted) -> Result<Confinement, String> {
    let place = commander.place(wanted, None);
    let real = place.canonicalize();
    let real = real.map_err(|error| format!("cwd {}: {error}", place.display()))?;
    if !roots.iter().any(|root| real.starts_with(root)) {
        let names: Vec<String> = roots.iter().map(|root| shown(root)).collect();
        return Err(format!(
            "cwd {} is in none of the server's folders: {}",
            shown(&place),
            names.join(", ")
        ));
    }
    let looked = commander.look(wanted, Principal::Client, None);
    let decision = looked.map_err(|error| error.to_string())?.decision;
    match decision.verdict {
        Verdict::Allow => Ok(commander.sandbox.nowhere(&commander.home)),
        Verdict::Deny => Err(crate::service::refused(&decision)),
        Verdict::Ask => Err(format!(
            "a person would be asked about this, and nobody can be asked here, so it is refused: {}",
            decision.reason
        )),
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().escape_debug().to_string()
}

fn parse<T: DeserializeOwned>(args: Value) -> Result<T, String> {
    serde_json::from_value(args).map_err(|error| format!("the arguments are wrong: {error}"))
}

/// Runs a program with arguments and returns what it wrote, its exit code and which walls stood around it.
/// It is not a shell: nothing is expanded, and there are no pipes or redirections.
#[derive(Deserialize, JsonSchema)]
struct CommandInput {
    /// The program's name, or its absolute path.
    #[serde(alias = "program")]
    command: String,
    /// Its arguments, one by one.
    #[serde(default)]
    args: Vec<String>,
    /// The directory that it runs in, beneath one of the server's folders; the first of them where it is
    /// left out.
    #[serde(default)]
    cwd: Option<PathBuf>,
    /// How many milliseconds it may run: 60000 where it is left out, 600000 at most.
    #[serde(default)]
    timeout_ms: Option<u64>,
}

impl From<CommandInput> for ExecuteInput {
    fn from(input: CommandInput) -> Self {
        Self {
            program: input.command,
            args: input.args,
            cwd: input.cwd,
            timeout_ms: input.timeout_ms,
        }
    }
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
    /// Whether more was written than was kept.
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
            tool::<CommandInput>("execute", "Run a program"),
            tool::<ShellInput>("shell", "Run a script"),
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
