//! The kind `process`: a program that speaks MCP over its standard input and output.
//!
//! It hides the process: that it is started by the first call where its tools are remembered, that it is started again after it died, and that it
//! and its children are gone with the module. Its tools are tools of the module. It is on the
//! background runtime. How far the program reaches is [`start`]'s.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures::future::BoxFuture;
use mlua::{Lua, Value as LuaValue};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, BufReader};
use tokio::sync::watch;

use super::Loader;
use super::journal::Journal;
use super::lua::data::{from_json, to_json};
use super::manifest::{Manifest, Problem, Section, inside};
use crate::gate::{Caller, ToolCall};
use crate::host::{Host, HostError};
use crate::lua::{loading_guard, namespace};
use crate::module::{
    Capabilities, ModuleCapability, ModuleContext, ModuleHealth, ModuleMessage, ModuleMetadata,
    WezTermModule,
};
use crate::run::{AbortOnDrop, on_runtime, seconds};
use crate::tool::{AnyTool, Effect, ToolContext, ToolError};

mod mcp;
mod memory;
mod start;

use memory::Memory;
use start::{Process, Start, Started};

use mcp::{Client, Limits, ToolFacts};

/// The variables of the terminal's environment that a program is given.
const PASSED: [&str; 9] = [
    "HOME", "LANG", "LC_ALL", "LC_CTYPE", "LOGNAME", "PATH", "TMPDIR", "TZ", "USER",
];
/// What callers of a module that was stopped are told.
const STOPPED: &str = "the module was stopped";
/// How many tools of one program are offered.
const TOOLS: usize = 256;
/// How long a tool's name may be, with its module's.
const TOOL_NAME: usize = 64;
/// How long a description of a tool may be, in characters.
const DESCRIPTION: usize = 4096;
/// How long a line of the program's complaints may be.
const COMPLAINT: usize = 4096;
/// A program that lived shorter died quickly.
const QUICK: Duration = Duration::from_secs(10);
/// How many quick deaths in a row are enough.
const DEATHS: u32 = 3;
/// How long the first restart is put off; each further one twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// A call waits so long for a restart; where it takes longer it fails.
const WAITED: Duration = Duration::from_secs(2);
/// How long a restart is put off at most.
const LAST_PAUSE: Duration = Duration::from_secs(60);

/// What the manifest says of the program.
#[derive(Clone)]
struct Program {
    command: Vec<String>,
    env: Vec<(String, String)>,
    effects: BTreeMap<String, Effect>,
    limits: Limits,
}

/// Reads `[process]`.
pub(super) fn read(section: &mut Section<'_>, folder: &Path) -> Result<Loader, Problem> {
    let example = "it is missing: write command = [\"./server\"]";
    let Some(command) = section.list("command")? else {
        return Err(section.problem("command", example));
    };
    let Some(program) = command.first() else {
        return Err(section.problem("command", "it is empty: name a program"));
    };
    if let Some(own) = program.strip_prefix("./") {
        section.check("command", inside(folder, own))?;
    } else if program.is_empty() || program.contains('/') && !program.starts_with('/') {
        let why = "a program is a name, a whole path, or begins with `./` in the module's folder";
        return Err(section.problem("command", why));
    }
    if command.iter().any(|word| word.contains('\0')) {
        return Err(section.problem("command", "it has a control character"));
    }
    let env = section.texts("env")?;
    let mut effects = BTreeMap::new();
    for (tool, effect) in section.texts("effects")? {
        let Some(effect) = Effect::named(&effect) else {
            let why = format!("`{tool}` must be read, write, execute or network");
            return Err(section.problem("effects", why));
        };
        effects.insert(tool, effect);
    }
    let seconds = |count| Duration::from_secs(count);
    let limits = Limits {
        handshake: seconds(section.number("handshake_s", 10, 1..=300)?),
        call: seconds(section.number("call_s", 30, 1..=3600)?),
        line: usize::try_from(section.number("reply_mb", 16, 1..=16)? << 20).unwrap_or(usize::MAX),
    };
    let program = Program {
        command,
        env,
        effects,
        limits,
    };
    Ok(Arc::new(move |manifest: &Manifest, terminal| {
        Ok(Arc::new(ProcessModule {
            terminal,
            metadata: manifest.metadata.clone(),
            folder: manifest.folder.clone(),
            program: program.clone(),
            running: Mutex::default(),
        }))
    }))
}

/// A module that is a program.
struct ProcessModule {
    /// Whose door others go through to its tools.
    terminal: Arc<dyn Host>,
    metadata: ModuleMetadata,
    folder: PathBuf,
    program: Program,
    running: Mutex<Option<Arc<Keeper>>>,
}

impl ProcessModule {
    fn keeper(&self) -> Option<Arc<Keeper>> {
        lock(&self.running).clone()
    }
}

#[async_trait]
impl WezTermModule for ProcessModule {
    fn metadata(&self) -> ModuleMetadata {
        self.metadata.clone()
    }

    async fn initialize(&self, context: ModuleContext) -> anyhow::Result<()> {
        let (program, folder) = (self.program.clone(), self.folder.clone());
        let own = [context.data_dir.clone(), context.cache_dir.clone()];
        let cache = context.cache_dir;
        let looking = move || {
            let memory = Memory::of(&program, &folder, &cache);
            let tools = memory.recall();
            (memory, tools)
        };
        let (memory, remembered) = tokio::task::spawn_blocking(looking).await?;
        let known = remembered.is_some();
        let keeper = Keeper {
            memory: Arc::new(memory),
            module: self.metadata.name.as_str().into(),
            folder: self.folder.clone(),
            own,
            program: self.program.clone(),
            capabilities: context.capabilities,
            host: context.host,
            tools: Mutex::new(remembered.unwrap_or_default()),
            life: tokio::sync::Mutex::default(),
            stopped: watch::Sender::new(false),
            journal: Arc::new(Journal::new(self.metadata.name.as_str().into())),
            last_words: Arc::default(),
        };
        let keeper = Arc::new(keeper);
        if known {
            keeper.check_grant()?;
        } else {
            keeper.client().await.map_err(anyhow::Error::msg)?;
        }
        *lock(&self.running) = Some(keeper);
        Ok(())
    }

    fn register_lua_api(&self, lua: &Lua) -> anyhow::Result<()> {
        let Some((place, keeper)) = self.metadata.lua_namespace.as_ref().zip(self.keeper()) else {
            return Ok(());
        };
        let table = namespace(lua, place).map_err(crate::lua::lua_error)?;
        let limit = self.program.limits.line;
        for (tool, name) in named(&keeper.module, &lock(&keeper.tools)) {
            let Some(name) = name else { continue };
            let function = exported(lua, Arc::clone(&self.terminal), &name, limit);
            let function = function.map_err(crate::lua::lua_error)?;
            table
                .raw_set(tool.name.as_str(), function)
                .map_err(crate::lua::lua_error)?;
        }
        Ok(())
    }

    async fn handle_message(&self, message: ModuleMessage) -> anyhow::Result<ModuleMessage> {
        let (ModuleMessage::Request { method, params, .. }, Some(keeper)) =
            (&message, self.keeper())
        else {
            return Ok(message.unknown_method());
        };
        let Some(name) = keeper.name_of(method) else {
            return Ok(message.unknown_method());
        };
        let (args, tool) = (params.clone(), method.clone());
        let call = ToolCall {
            name,
            args: args.clone(),
        };
        let calling = Arc::clone(&keeper);
        let work = |_| async move {
            let said = calling.call(&tool, args).await;
            said.map(Value::String).map_err(ToolError::Model)
        };
        // Whoever asks for a tool, and by whatever way, is checked, asked about and recorded.
        Ok(match keeper.host.gate().serve(call, work).await {
            Ok(text) => message.answer(text),
            Err(error) => message.refuse(error.to_string()),
        })
    }

    fn tools(&self) -> Vec<Arc<dyn AnyTool>> {
        let Some(keeper) = self.keeper() else {
            return Vec::new();
        };
        keeper.offered()
    }

    async fn shutdown(&self) -> anyhow::Result<()> {
        let keeper = lock(&self.running).take();
        if let Some(keeper) = keeper {
            // A start that is under way ends at once.
            keeper.stopped.send_replace(true);
            keeper.life.lock().await.stop();
        }
        Ok(())
    }

    fn health_check(&self) -> ModuleHealth {
        let Some(keeper) = self.keeper() else {
            return ModuleHealth::unhealthy("it is not running");
        };
        let Ok(life) = keeper.life.try_lock() else {
            return ModuleHealth::degraded("its program is being started");
        };
        let health = match (&life.failed, &life.running) {
            (Some(why), _) => ModuleHealth::unhealthy(why.clone()),
            (None, Some(running)) if running.client.ended().is_none() => ModuleHealth::healthy(),
            // The first call starts it.
            (None, None) if life.starts == 0 => ModuleHealth::healthy(),
            _ => ModuleHealth::degraded("its program ended; the next call starts it again"),
        };
        health.metric("starts", f64::from(life.starts))
    }
}

/// Keeps one program running for whoever calls its tools.
struct Keeper {
    module: Arc<str>,
    folder: PathBuf,
    /// Folders that it may write to.
    own: [PathBuf; 2],
    program: Program,
    capabilities: Capabilities,
    host: Arc<dyn Host>,
    /// As they are offered, which is as they were when the module was started.
    tools: Mutex<Vec<ToolFacts>>,
    memory: Arc<Memory>,
    life: tokio::sync::Mutex<Life>,
    /// True once the module is stopped.
    stopped: watch::Sender<bool>,
    /// Its way into the log, the same for each start of its program.
    journal: Arc<Journal>,
    /// The last line of its standard error.
    last_words: Arc<Mutex<String>>,
}

/// Where the program is in its life.
#[derive(Default)]
struct Life {
    running: Option<Running>,
    starts: u32,
    quick_deaths: u32,
    /// No start before.
    not_before: Option<Instant>,
    /// Why there will be none any more.
    failed: Option<String>,
}

impl Life {
    fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.client.end(STOPPED);
        }
        self.failed = Some(STOPPED.into());
    }
}

/// A program that runs. Dropping it ends it: one of its tasks holds it.
struct Running {
    client: Arc<Client>,
    since: Instant,
    _tasks: [AbortOnDrop; 4],
}

/// Waits for the process to end.
async fn watch_over(process: Process, client: Arc<Client>) {
    // Where it cannot be waited for, the end of its output tells.
    if process.ended().await.is_some() {
        client.end("it ended");
    }
}

impl Keeper {
    /// Returns under which name a tool of the program is offered, if it is.
    fn name_of(&self, tool: &str) -> Option<String> {
        named(&self.module, &lock(&self.tools))
            .find(|(facts, _)| facts.name == tool)
            .and_then(|(_, name)| name)
    }

    /// Returns the tools of the program that have a name to be called by.
    fn offered(self: &Arc<Self>) -> Vec<Arc<dyn AnyTool>> {
        let mut tools: Vec<Arc<dyn AnyTool>> = Vec::new();
        for (facts, name) in named(&self.module, &lock(&self.tools)) {
            let Some(name) = name else {
                let shown = facts.name.escape_debug();
                log::warn!(
                    "module `{}`: its tool `{shown}` is not offered",
                    self.module
                );
                continue;
            };
            let mut schema = facts.schema.clone();
            schema.entry("type").or_insert_with(|| json!("object"));
            schema.entry("properties").or_insert_with(|| json!({}));
            let description: String = facts.description.chars().take(DESCRIPTION).collect();
            schema.insert("description".into(), Value::String(description));
            let effect = self.program.effects.get(&facts.name).copied();
            tools.push(Arc::new(ProcessTool {
                name,
                key: facts.name.clone(),
                effect: effect.unwrap_or(Effect::Execute),
                schema: Value::Object(schema),
                keeper: Arc::downgrade(self),
            }));
        }
        tools
    }

    async fn call(&self, tool: &str, args: Value) -> Result<String, String> {
        let named = |why: String| format!("module `{}`: {why}", self.module);
        // Whoever it is for must be allowed to have the program run, as the module is.
        self.check_grant().map_err(|error| error.to_string())?;
        let client = self.client().await.map_err(named)?;
        let args = if args.is_null() { json!({}) } else { args };
        client.call(tool, args).await.map_err(named)
    }

    /// Returns a connection to the program, which is started where it does not run.
    async fn client(&self) -> Result<Arc<Client>, String> {
        let mut life = self.life.lock().await;
        if let Some(why) = &life.failed {
            return Err(why.clone());
        }
        if let Some(running) = &life.running {
            let Some((why, at)) = running.client.ended() else {
                return Ok(Arc::clone(&running.client));
            };
            let lived = at.duration_since(running.since);
            life.running = None;
            self.bury(&mut life, lived, at, &why)?;
        }
        let mut pause = Duration::ZERO;
        if let Some(left) = life
            .not_before
            .and_then(|at| at.checked_duration_since(Instant::now()))
        {
            if left > WAITED {
                let left = seconds(Duration::from_secs(left.as_secs() + 1));
                return Err(format!(
                    "its program ended; it may be started again in {left}"
                ));
            }
            pause = left;
        }
        let mut stopped = self.stopped.subscribe();
        let starting = async {
            tokio::time::sleep(pause).await;
            self.start().await
        };
        let started = tokio::select! {
            // First: a call that was waiting must not start it once more.
            biased;
            _ = stopped.wait_for(|stopped| *stopped) => return Err(STOPPED.into()),
            started = starting => started,
        };
        match started {
            Ok((running, tools)) => {
                life.starts += 1;
                self.learn(tools);
                let client = Arc::clone(&running.client);
                life.running = Some(running);
                Ok(client)
            }
            Err(why) => {
                self.bury(&mut life, Duration::ZERO, Instant::now(), &why)?;
                Err(self.with_last_words(&why))
            }
        }
    }

    /// Takes the program's tools in at its first start, and tells the person where they are others
    /// than those that are offered.
    fn learn(&self, tools: Vec<ToolFacts>) {
        let offered = lock(&self.tools).clone();
        if offered == tools {
            return;
        }
        let (memory, kept) = (Arc::clone(&self.memory), tools.clone());
        // Nobody waits for it.
        drop(tokio::task::spawn_blocking(move || memory.keep(&kept)));
        if offered.is_empty() {
            *lock(&self.tools) = tools;
            return;
        }
        let title = format!("Module {} has other tools than before", self.module);
        let what_to_do = format!("wezterm modules reload {} offers them", self.module);
        log::warn!("{title}; {what_to_do}");
        self.host.toast(&title, &what_to_do);
    }

    fn check_grant(&self) -> Result<(), HostError> {
        self.capabilities.require_program(&self.program.command[0])
    }

    /// Writes down that the program died; fails where that was once too often.
    fn bury(&self, life: &mut Life, lived: Duration, at: Instant, why: &str) -> Result<(), String> {
        life.quick_deaths = if lived < QUICK {
            life.quick_deaths + 1
        } else {
            1
        };
        let pause = FIRST_PAUSE * 2_u32.saturating_pow(life.quick_deaths - 1);
        life.not_before = Some(at + pause.min(LAST_PAUSE));
        log::warn!("the program of module `{}`: {why}", self.module);
        if life.quick_deaths < DEATHS {
            return Ok(());
        }
        let why = self.with_last_words(&format!("its program died {DEATHS} times: {why}"));
        life.failed = Some(why.clone());
        self.host
            .toast(&format!("Module {} stopped working", self.module), &why);
        Err(why)
    }

    fn with_last_words(&self, why: &str) -> String {
        match lock(&self.last_words).as_str() {
            "" => why.to_owned(),
            words => format!("{why}; the last it said is: {words}"),
        }
    }

    async fn start(&self) -> Result<(Running, Vec<ToolFacts>), String> {
        let name = &self.program.command[0];
        self.check_grant().map_err(|error| error.to_string())?;
        let program = match name.strip_prefix("./") {
            Some(own) => inside(&self.folder, own)?,
            None => PathBuf::from(name),
        };
        lock(&self.last_words).clear();
        let passed = std::env::vars_os().filter(|(name, _)| PASSED.iter().any(|one| name == one));
        let own = self.program.env.iter();
        let own = own.map(|(name, value)| (name.into(), value.into()));
        let starting = Start {
            program,
            args: &self.program.command[1..],
            environment: passed.chain(own).collect(),
            folder: &self.folder,
            own: &self.own,
            capabilities: &self.capabilities,
        };
        let started = starting.start(self.host.launcher()).await;
        let started =
            started.map_err(|error| format!("its program {name} cannot be started: {error}"))?;
        let Started {
            input,
            output,
            errors,
            process,
        } = started;
        let (client, speaker, listener) =
            Client::new(Arc::clone(&self.module), self.program.limits);
        let spawn = |work: BoxFuture<'static, ()>| AbortOnDrop(self.host.spawn(work));
        let tasks = [
            spawn(Box::pin(watch_over(process, Arc::clone(&client)))),
            spawn(Box::pin(speaker.speak(input))),
            spawn(Box::pin(listener.listen(BufReader::new(output)))),
            spawn(Box::pin(complain(
                Arc::clone(&self.journal),
                errors,
                Arc::clone(&self.last_words),
            ))),
        ];
        let running = Running {
            client,
            since: Instant::now(),
            _tasks: tasks,
        };
        let tools = running.client.open().await;
        let tools = tools.map_err(|why| match why.as_str() {
            "it ended" => "its program ended before the MCP handshake was done".into(),
            _ => why,
        })?;
        Ok((running, tools))
    }
}

/// Puts what a program writes to its standard error into the log.
async fn complain(
    journal: Arc<Journal>,
    errors: impl AsyncRead + Unpin,
    last_words: Arc<Mutex<String>>,
) {
    use tokio::io::{AsyncBufReadExt, AsyncReadExt};
    let mut errors = BufReader::new(errors);
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut part = (&mut errors).take(COMPLAINT as u64);
        match part.read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let text = String::from_utf8_lossy(&line);
        let text: String = text
            .trim_end()
            .chars()
            .filter(|c| !c.is_control())
            .collect();
        if !text.is_empty() {
            journal.write(log::Level::Info, &text);
            *lock(&last_words) = text;
        }
    }
}

/// Lists the tools of a program by the names under which they are offered; nothing where one
/// cannot have a name.
fn named<'a>(
    module: &'a str,
    tools: &'a [ToolFacts],
) -> impl Iterator<Item = (&'a ToolFacts, Option<String>)> {
    let mut names = BTreeSet::new();
    tools.iter().map(move |facts| {
        let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let key: String = facts
            .name
            .chars()
            .map(|c| if legal(c) { c } else { '_' })
            .collect();
        let name = format!("{module}__{key}");
        let offered = !key.is_empty()
            && name.len() <= TOOL_NAME
            && names.len() < TOOLS
            && names.insert(name.clone());
        (facts, offered.then_some(name))
    })
}

/// A tool that a program offers. What it says of itself gives it no rights: unless the manifest
/// says otherwise it counts as one that runs a program.
struct ProcessTool {
    name: String,
    /// What the program calls it.
    key: String,
    effect: Effect,
    schema: Value,
    keeper: Weak<Keeper>,
}

impl AnyTool for ProcessTool {
    fn name(&self) -> &str {
        &self.name
    }

    fn effect(&self) -> Effect {
        self.effect
    }

    fn capability(&self) -> ModuleCapability {
        ModuleCapability::ProcessSpawn
    }

    fn schema(&self) -> Value {
        self.schema.clone()
    }

    fn summary(&self, args: &Value) -> Result<String, ToolError> {
        match args {
            Value::Object(_) | Value::Null => Ok(format!("{} {args}", self.name)),
            _ => Err(ToolError::Model(format!(
                "the arguments of `{}` must be an object",
                self.name
            ))),
        }
    }

    fn run(&self, args: Value, _cx: ToolContext) -> BoxFuture<'_, Result<String, ToolError>> {
        Box::pin(async move {
            let Some(keeper) = self.keeper.upgrade() else {
                return Err(ToolError::Model("its module is not running".into()));
            };
            keeper.call(&self.key, args).await.map_err(ToolError::Model)
        })
    }
}

/// Returns the function that wezterm.lua calls: a table of arguments in, a text out. It calls the
/// tool as the person's own Lua, which the rules know as `user-lua`.
fn exported(
    lua: &Lua,
    terminal: Arc<dyn Host>,
    tool: &str,
    limit: usize,
) -> mlua::Result<mlua::Function> {
    let tool: Arc<str> = tool.into();
    lua.create_async_function(move |lua, args: LuaValue| {
        let (terminal, tool) = (Arc::clone(&terminal), Arc::clone(&tool));
        async move {
            loading_guard(&lua)?;
            let args = to_json(&args, &format!("{tool}: argument 1"), limit);
            let call = ToolCall {
                name: tool.to_string(),
                args: args.map_err(mlua::Error::runtime)?,
            };
            let door = terminal.gate().for_caller(Caller::UserLua);
            let text = on_runtime(terminal, async move { door.run_whole(call).await })
                .await
                .map_err(mlua::Error::external)?;
            from_json(&lua, &Value::String(text.map_err(mlua::Error::runtime)?))
        }
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
