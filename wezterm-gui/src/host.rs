//! The terminal as modules see it, and the modules as the terminal holds them.
//!
//! `TerminalHost` turns what modules ask for into messages to the main thread; `Modules` owns the
//! manager and the background runtime, which does not exist before something runs on it. `Host`'s
//! methods may be called from any thread; `Modules` belongs to the main thread. What is asked for
//! is done by `app`.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use config::{Config, Problem};
use futures::channel::oneshot;
use futures::future::BoxFuture;
use sandbox::Launcher;
use tokio::runtime::{Handle, Runtime};
use tokio::task::AbortHandle;
use wezterm_module_framework::{
    Approval, Approver, AuditFile, Gate, GateOptions, Host, HostError, ManagerOptions,
    ModuleDescriptor, ModuleManager, ModulesHandle, PaneId, PaneOutcome, PaneRun, StateFile,
    TerminalContext, ToolRegistry, ViewId,
};

use crate::app::RunId;
use crate::builtins;
use crate::folders::Folders;
use crate::frame::WindowRequest;
use crate::tasks::{AppMessage, Mailbox};

/// How long a disk may take to tell where a pane's program is.
const LOOK_DEADLINE: Duration = Duration::from_secs(2);
/// How long one module may take to shut down.
const SHUTDOWN_DEADLINE: Duration = Duration::from_millis(1500);
/// How long shutting down may take altogether.
const END_DEADLINE: Duration = Duration::from_secs(5);
/// How long work that cannot be interrupted may hold up the end.
const RUNTIME_DEADLINE: Duration = Duration::from_secs(1);

/// This executable as its own helper: the very file that runs, whatever lies in its place by now.
pub const OWN_HELPER: &str = "/proc/self/exe";

/// The background runtime, made when it is first needed.
#[derive(Default)]
pub struct Background {
    handle: OnceLock<Handle>,
    runtime: Mutex<Option<Runtime>>,
    /// Nothing where this executable cannot be its own helper.
    launcher: Option<Arc<Launcher>>,
}

impl Background {
    /// Returns the way to run something on it.
    pub fn handle(&self) -> &Handle {
        self.handle.get_or_init(|| {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .thread_name("modules")
                .enable_all()
                .build()
                .expect("the operating system gives no threads to the background runtime");
            let handle = runtime.handle().clone();
            *self.runtime.lock().unwrap_or_else(PoisonError::into_inner) = Some(runtime);
            handle
        })
    }

    /// Makes one whose programs are started by `helper`, an executable that is started with
    /// [`sandbox::HELPER_ARGUMENT`] when the first program is.
    pub fn with_helper(helper: Option<PathBuf>) -> Self {
        let launcher = helper.map(|helper| Arc::new(Launcher::new(helper, dirs::home_dir())));
        Self {
            launcher,
            ..Self::default()
        }
    }

    /// Returns what starts programs.
    pub fn launcher(&self) -> Option<Arc<Launcher>> {
        self.launcher.clone()
    }

    /// Says whether it has been needed.
    pub fn is_started(&self) -> bool {
        self.handle.get().is_some()
    }

    /// Ends it; what still runs is dropped.
    pub fn end(&self) {
        let runtime = self
            .runtime
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(runtime) = runtime {
            runtime.shutdown_timeout(RUNTIME_DEADLINE);
        }
    }
}

/// The terminal as modules see it.
pub struct TerminalHost {
    mailbox: Mailbox,
    background: Arc<Background>,
    gate: Arc<Gate>,
    /// How many programs were to run in panes.
    runs: AtomicU64,
}

impl TerminalHost {
    /// Makes a host that reaches the main thread by `mailbox`, and lends this door to the tools.
    pub fn new(mailbox: Mailbox, background: Arc<Background>, gate: Gate) -> TerminalHost {
        TerminalHost {
            mailbox,
            background,
            gate: Arc::new(gate),
            runs: AtomicU64::new(0),
        }
    }
}

/// Somebody waits for a program in a pane; when they no longer do, it is nobody's.
struct Waiting {
    mailbox: Mailbox,
    run: RunId,
    limit: Option<AbortHandle>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(limit) = &self.limit {
            limit.abort();
        }
        let run = self.run;
        self.mailbox.post(move |app| app.pane_run_given_up(run));
    }
}

/// Returns a door to no tools yet, with the rules that hold when nothing is configured. What is
/// remembered lies in `state`, what is recorded in the state folder; who is asked, if anybody, is
/// `approver`.
pub fn gate(folders: &Folders, state: Arc<StateFile>, approver: Option<Arc<dyn Approver>>) -> Gate {
    let options = GateOptions {
        home: dirs::home_dir(),
        approver,
        grants: state,
        audit: Arc::new(AuditFile::in_folder(&folders.state)),
        ..GateOptions::default()
    };
    Gate::with(Arc::new(ToolRegistry::default()), options)
}

/// The person at the terminal, as the gate reaches them.
pub struct Person(pub Mailbox);

impl Approver for Person {
    fn ask(&self, approval: Approval) {
        self.0.post(move |app| app.ask_person(approval));
    }

    fn notice(&self, text: &str) {
        let text = text.to_owned();
        self.0
            .post(move |app| app.toast("Tools".to_owned(), text, None));
    }
}

impl Host for TerminalHost {
    fn spawn(&self, work: BoxFuture<'static, ()>) -> tokio::task::AbortHandle {
        self.background.handle().spawn(work).abort_handle()
    }

    fn wake(&self, view: ViewId) {
        self.mailbox.send(AppMessage::Wake(view));
    }

    fn gate(&self) -> Arc<Gate> {
        Arc::clone(&self.gate)
    }

    fn launcher(&self) -> Option<Arc<Launcher>> {
        self.background.launcher()
    }

    fn run_in_pane(&self, wanted: PaneRun) -> BoxFuture<'static, Result<PaneOutcome, HostError>> {
        let run = RunId(self.runs.fetch_add(1, Ordering::Relaxed));
        let limit = wanted.limit.map(|limit| {
            let mailbox = self.mailbox.clone();
            self.spawn(Box::pin(async move {
                tokio::time::sleep(limit).await;
                mailbox.post(move |app| app.pane_run_over_time(run));
            }))
        });
        let (answer, outcome) = oneshot::channel();
        self.mailbox
            .post(move |app| app.run_in_pane(run, wanted, answer));
        let waiting = Waiting {
            mailbox: self.mailbox.clone(),
            run,
            limit,
        };
        Box::pin(async move {
            let _waiting = waiting;
            let closing = |_| HostError::Unavailable("the terminal is being closed".to_owned());
            outcome.await.map_err(closing)?
        })
    }

    fn emit_event(&self, name: &str, args: Vec<serde_json::Value>) {
        let name = name.to_owned();
        self.mailbox.post(move |app| app.emit_json(&name, &args));
    }

    fn terminal_context(&self, pane: Option<PaneId>) -> BoxFuture<'static, TerminalContext> {
        let answer = self.mailbox.call(move |app| app.terminal_context(pane));
        let background = Arc::clone(&self.background);
        Box::pin(async move {
            let (mut context, pane) = answer.await.unwrap_or_default();
            if let Some(pane) = pane {
                let looking = async move {
                    let look = move || (pane.program(), pane.real_directory());
                    tokio::time::timeout(LOOK_DEADLINE, tokio::task::spawn_blocking(look)).await
                };
                match background.handle().spawn(looking).await {
                    Ok(Ok(Ok((program, directory)))) => {
                        context.shell = program;
                        context.real_cwd = directory;
                    }
                    _ => log::warn!("the disk did not tell a pane's directory in time"),
                }
            }
            context
        })
    }

    fn toast(&self, title: &str, body: &str) {
        let (title, body) = (title.to_owned(), body.to_owned());
        self.mailbox.post(move |app| app.toast(title, body, None));
    }

    fn set_clipboard(&self, text: String) -> Result<(), HostError> {
        self.mailbox
            .post(move |app| app.request(WindowRequest::SetClipboard(text)));
        Ok(())
    }

    fn insert_text(&self, pane: PaneId, text: String) -> Result<(), HostError> {
        self.mailbox
            .post(move |app| app.insert_at_prompt(pane, &text));
        Ok(())
    }
}

/// Returns the rules for tools: those of `config.tool_policy`, and that what the filesystem module
/// is told to open may be read.
fn tool_policy(config: &Config) -> serde_json::Value {
    let mut policy = config.tool_policy.clone();
    let own = config.module("filesystem");
    let folders = own.and_then(|own| own.get("allowed_directories"));
    let Some(folders) = folders.and_then(|folders| folders.as_array()) else {
        return policy;
    };
    if policy.is_null() {
        policy = serde_json::json!({});
    }
    let rule = |folder| {
        serde_json::json!({
            "decision": "allow",
            "effect": "read",
            "capability": "FileSystemRead",
            "path": folder,
        })
    };
    let allowed = folders.iter().filter(|folder| folder.is_string()).map(rule);
    if let Some(table) = policy.as_object_mut() {
        let rules = table
            .entry("rules")
            .or_insert_with(|| serde_json::json!([]));
        if rules.as_object().is_some_and(|rules| rules.is_empty()) {
            *rules = serde_json::json!([]);
        }
        // Behind the person's own, so that those keep their numbers.
        if let Some(rules) = rules.as_array_mut() {
            rules.extend(allowed);
        }
    }
    policy
}

/// Puts a model into the assistant's settings and returns what they say of it.
pub(crate) fn choose_model<'a>(
    settings: &'a mut serde_json::Map<String, serde_json::Value>,
    model: &str,
) -> &'a mut serde_json::Value {
    // Where both stand, the module reads the one that Lua can write with a dot.
    let hyphened = settings.contains_key("ai-assistant") && !settings.contains_key("ai_assistant");
    let name = match hyphened {
        true => "ai-assistant",
        false => "ai_assistant",
    };
    let entry = settings
        .entry(name)
        .or_insert_with(|| serde_json::json!({}));
    if let serde_json::Value::Bool(on) = *entry {
        *entry = serde_json::json!({ "enabled": on });
    }
    if !entry.is_object() {
        *entry = serde_json::json!({});
    }
    if !entry["model"].is_object() {
        entry["model"] = serde_json::json!({});
    }
    let chosen = &mut entry["model"];
    chosen["model_id"] = serde_json::json!(model);
    chosen
}

/// Returns the model that wezterm.lua settles, which wins over what a person chose.
pub(crate) fn model_of_lua(config: &Config) -> Option<String> {
    let model = config.module("ai_assistant")?.get("model")?;
    let text = |name: &str| model.get(name).and_then(serde_json::Value::as_str);
    let other = text("engine").filter(|engine| *engine != "mistral");
    text("model_id").or(other).map(str::to_owned)
}

/// Says why a choice of a model would have no effect.
pub(crate) fn settled_by_lua(model: &str) -> String {
    format!(
        "wezterm.lua settles the model ({model}): take config.modules.ai_assistant.model.model_id out of it \
         to choose one here"
    )
}

/// Where modules keep things, and what a person chose for them.
pub struct Places<'a> {
    /// The program's folders.
    pub folders: &'a Folders,
    /// What a person chose.
    pub state: &'a Arc<StateFile>,
}

/// The manager, the host that it lends, and the runtime behind both.
pub struct Modules {
    manager: ModulesHandle,
    host: Arc<dyn Host>,
    background: Arc<Background>,
    state: Arc<StateFile>,
}

impl Modules {
    /// Makes the modules known without starting one; `on_stop` is told of each that is about to be shut
    /// down.
    pub fn new(
        host: Arc<dyn Host>,
        background: Arc<Background>,
        places: &Places<'_>,
        builtins: Vec<ModuleDescriptor>,
        on_stop: impl Fn(&str) + Send + Sync + 'static,
    ) -> Modules {
        let folders = places.folders;
        let mut options = ManagerOptions::new(
            Arc::clone(&host),
            folders.config.clone(),
            folders.data.clone(),
            folders.cache.clone(),
        );
        options.shutdown_deadline = SHUTDOWN_DEADLINE;
        options.state = Arc::clone(places.state);
        options.on_stop = Arc::new(on_stop);
        let manager = Arc::new(ModuleManager::new(options));
        for descriptor in builtins {
            manager.register_builtin(descriptor);
        }
        Modules {
            manager,
            host,
            background,
            state: Arc::clone(places.state),
        }
    }

    /// Returns the manager.
    pub fn manager(&self) -> &ModulesHandle {
        &self.manager
    }

    /// Returns the host as the terminal itself holds it: nothing is forbidden.
    pub fn host(&self) -> Arc<dyn Host> {
        Arc::clone(&self.host)
    }

    /// Says whether anything has run in the background.
    pub fn runs(&self) -> bool {
        self.background.is_started()
    }

    /// Takes `config.modules`, which counts for modules that start afterwards, and says what is
    /// wrong with it.
    pub fn configure(&self, config: &Config) -> Vec<Problem> {
        let mut settings = config.modules.clone();
        if let Some(chosen) = self.state.chosen_model()
            && model_of_lua(config).is_none()
        {
            choose_model(&mut settings, &chosen);
        }
        self.manager.configure(settings);
        let limit = config.module_request_timeout;
        self.manager.ipc().set_request_timeout(limit);
        let mut problems: Vec<Problem> = self
            .manager
            .setting_problems()
            .into_iter()
            .map(Problem::warning)
            .collect();
        let rules = self.host.gate().configure(&tool_policy(config));
        problems.extend(rules.into_iter().map(Problem::error));
        problems.extend(builtins::setting_problems(config));
        problems
    }

    /// Starts all modules in the background and returns at once; `then` hears, on any thread, when each
    /// runs or never will.
    pub fn start(&self, then: impl FnOnce() + Send + 'static) {
        let manager = Arc::clone(&self.manager);
        self.background.handle().spawn(async move {
            manager.start_all().await;
            then();
        });
    }

    /// Makes the running modules what [`Modules::configure`] was told, in the background; `then` hears,
    /// on any thread, what a person should know of it.
    pub fn apply(&self, then: impl FnOnce(Vec<String>) + Send + 'static) {
        let manager = Arc::clone(&self.manager);
        self.background.handle().spawn(async move {
            then(match manager.apply_settings().await {
                Ok(change) => change.remarks,
                Err(error) => vec![error.to_string()],
            });
        });
    }

    /// Stops all modules in reverse order, once, and ends the runtime. Waits, but not for ever.
    pub fn end(&self) {
        if !self.background.is_started() {
            return;
        }
        // The limit is this thread's own: a module that blocks the runtime's threads blocks its
        // timers too.
        let manager = Arc::clone(&self.manager);
        let (done, ended) = std::sync::mpsc::channel();
        self.background.handle().spawn(async move {
            // Nobody may be waiting any more.
            let _ = done.send(manager.shutdown_all().await);
        });
        match ended.recv_timeout(END_DEADLINE) {
            Ok(problems) => {
                for (module, why) in problems {
                    log::warn!("module {module} did not shut down: {why}");
                }
            }
            Err(_) => log::warn!("the modules did not shut down within {END_DEADLINE:?}"),
        }
        self.background.end();
    }
}
