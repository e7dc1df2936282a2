//! The program between a front end and everything it shows: one state machine on the main thread.
//!
//! `App` owns the shells (`mux`), the modules and their open views, the Lua state, the key table and
//! the composed frame. A front end feeds it keys, mouse, text and sizes, calls `turn` when poked, and
//! draws `frame`. Nothing here blocks, and nothing here knows winit, wgpu or a host terminal; tests
//! drive it without any. Pieces: `layout` and `compose` (the picture), `keys` and `mouse` (input),
//! `approvals`, `panes` and `pane_runs`, `windows`, `domains`, `blocks`, `text` and `closing`, `desktop`, `events` (what
//! happens elsewhere), `overlays` and `views`, `picker` and `launcher`, `module_keys`, `notices`, `selection`, `modes`, `links`, `reload`, `watch`.

mod approvals;
mod blocks;
mod char_select;
mod closing;
mod compose;
mod debug_overlay;
mod desktop;
mod dividers;
mod domains;
mod events;
mod keys;
mod launcher;
mod layout;
mod line;
mod links;
mod modes;
mod module_keys;
mod mouse;
mod mouse_bindings;
mod notices;
mod overlays;
mod palette;
mod pane_runs;
mod pane_select;
mod panel;
mod panes;
mod picker;
mod prompt;
mod prompts;
mod question;
mod reload;
mod selection;
mod stateful;
mod statuses;
mod styled;
mod tab_bar;
#[cfg(test)]
mod tests;
mod text;
mod titles;
mod typing;
mod views;
mod watch;
mod watchers;
mod window_state;
mod windows;
mod wording;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;

use anyhow::Context;
use config::{AsSet, Config, KeyAssignment, LoadOptions, LuaState};
use futures::future::AbortHandle;
use mux::grid::Grid;
use mux::{
    Mux, Palette, Pane, PaneId, PaneSize, Processes, Spawn, StableRow, SystemProcesses, WindowId,
};
use wezterm_module_framework::gate::card::Clock;
use wezterm_module_framework::{ModuleDescriptor, StateFile, ViewEvent};

use crate::builtins::{BUILT_IN, NOT_BUILT};
use crate::commands;
use crate::folders::Folders;
use crate::frame::{
    Frame, FrontendSetup, HostColors, KeySupport, Turn, WindowRequest, WindowSupport,
};
use crate::host::{self, Background, Modules, Person, Places, TerminalHost};
use crate::limits;
use crate::logging;
use crate::lua::Picture;
use crate::module_report::FRAMEWORK_OFF;
use crate::socket;
use crate::startup::{self, Startup};
use crate::tasks::{self, AppMessage, Inbox, Mailbox};
pub use desktop::{Appearance, DesktopFacts, Look};
use keys::KeyTable;
pub(crate) use keys::{event_of, key_mods};
pub(crate) use reload::{Program, Reach, load as load_config};
use window_state::{Screen, WindowState};

pub(crate) use events::block_json;
pub(crate) use pane_runs::RunId;
pub(crate) use text::read_rows;
pub(crate) use watchers::{Coming, Events, Wanted};

/// The number that no pane has.
const NO_PANE: PaneId = PaneId(0);
/// How many messages one turn handles before a frame may be drawn.
const MESSAGES_PER_TURN: usize = 2048;

/// What a program is started with.
#[derive(Clone)]
pub struct AppOptions {
    /// Where the configuration comes from.
    pub load: LoadOptions,
    /// What runs in the first pane.
    pub spawn: Spawn,
    /// How it was started.
    pub startup: Startup,
    /// Where things are kept.
    pub folders: Folders,
    /// The modules that are part of the program. Without a list it knows no modules, not even those of
    /// the modules folder.
    pub builtins: Option<fn() -> Vec<ModuleDescriptor>>,
    /// Whether to listen on a socket for the command line.
    pub socket: bool,
    /// Whether to end on SIGTERM, SIGHUP and SIGINT; only one program in a process can.
    pub signals: bool,
    /// What tells what runs in the panes.
    pub processes: Arc<dyn Processes>,
    /// The executable that starts modules' programs, so that they can be confined and ended. Without one they
    /// have the rights of the person, and commands are not run.
    pub helper: Option<std::path::PathBuf>,
    /// The last messages of the log.
    pub log: logging::Recent,
}

impl AppOptions {
    /// Returns what an ordinary start of the terminal uses.
    pub fn new(load: LoadOptions, spawn: Spawn, folders: Folders) -> AppOptions {
        AppOptions {
            load,
            spawn,
            startup: Startup::default(),
            folders,
            builtins: BUILT_IN,
            socket: true,
            signals: true,
            processes: Arc::new(SystemProcesses),
            helper: Some(host::OWN_HELPER.into()),
            log: logging::Recent::default(),
        }
    }
}

/// Since when the program runs, and when the person at it did something.
struct Attention {
    begun: Instant,
    /// The last key, text or mouse event.
    touched: Instant,
}

impl Attention {
    fn begin() -> Attention {
        let now = Instant::now();
        Attention {
            begun: now,
            touched: now,
        }
    }
}

/// The program.
pub struct App {
    options: AppOptions,
    mailbox: Mailbox,
    inbox: Inbox,
    /// The settings of the file, without what a handler laid over them in a window.
    file_config: Arc<Config>,
    lua: LuaState,
    /// What Lua is told without waiting.
    picture: Picture,
    /// Ends what calls later what `lua` was told to.
    timers: Option<AbortHandle>,
    watcher: Option<watch::Watcher>,
    /// The file that the configuration came from.
    config_file: Option<std::path::PathBuf>,
    mux: Mux,
    /// The default domain that Lua chose instead of the configuration's.
    default_domain: Option<String>,
    /// The window that is worked on: the one in front, or that something is about.
    shown: WindowState,
    /// The windows that are not, those of other workspaces among them.
    others: BTreeMap<WindowId, WindowState>,
    /// The window that had the keyboard last.
    front: WindowId,
    /// How many of the windows the front end shows.
    support: WindowSupport,
    /// The front end draws with pixels, and a fancy tab bar beside the grid.
    pixels: bool,
    watchers: watchers::Watchers,
    pane_runs: pane_runs::PaneRuns,
    /// Those of the terminal that the program is drawn in, where it is drawn in one.
    host_colors: Option<HostColors>,
    modules: Option<Modules>,
    /// What the person chose in earlier runs and in this one.
    state: Arc<StateFile>,
    /// What was chosen of which list, and is being written to it.
    unwritten: RefCell<Vec<(&'static str, String, JoinHandle<()>)>>,
    /// What the debug overlay shows, and what was typed into it.
    debug: debug_overlay::Repl,
    /// Questions that wait until the one before them is answered.
    questions: Vec<approvals::Question>,
    /// Tells cards the time.
    clock: Clock,
    attention: Attention,
    /// Panes that showed something while they had not the keyboard.
    unseen: HashSet<PaneId>,
    /// Panes that told of output, and tell of more once a picture is made.
    heard: Vec<PaneId>,
    /// What the next pane is drawn into: its memory is kept from picture to picture.
    spare: Grid,
    /// The first row shown of panes that are scrolled back.
    scroll: HashMap<PaneId, StableRow>,
    /// The settings of the file before overrides.
    as_set: Arc<AsSet>,
    /// How the desktop looks.
    look: Look,
    /// Events whose handlers failed, with what was said of it.
    failed_handlers: RefCell<HashSet<(String, String)>>,
    modes: modes::Modes,
    /// What the front end is asked for, and in which window.
    requests: Vec<(WindowId, WindowRequest)>,
    socket: Option<socket::Server>,
    signals: Option<signal_hook::iterator::Handle>,
    exit: Option<i32>,
    ended: bool,
}

/// Makes the modules known without starting one; none where there is no list of them.
fn known_modules(
    options: &AppOptions,
    mailbox: &Mailbox,
    state: &Arc<StateFile>,
) -> Option<Modules> {
    let builtins = options.builtins?;
    let background = Arc::new(Background::with_helper(options.helper.clone()));
    let person = Arc::new(Person(mailbox.clone()));
    let gate = host::gate(&options.folders, Arc::clone(state), Some(person));
    let host = TerminalHost::new(mailbox.clone(), Arc::clone(&background), gate);
    let places = Places {
        folders: &options.folders,
        state,
    };
    let stopped = mailbox.clone();
    let on_stop = move |name: &str| {
        let name = name.to_owned();
        stopped.post(move |app| app.close_views_of(&name));
    };
    Some(Modules::new(
        Arc::new(host),
        background,
        &places,
        builtins(),
        on_stop,
    ))
}

impl App {
    /// Loads the configuration, starts the first shell, and starts the modules in the background. Fails with
    /// [`startup::TakenIn`] where a terminal that runs has done the work.
    pub fn new(mut options: AppOptions, setup: FrontendSetup) -> anyhow::Result<App> {
        let (mailbox, inbox) = tasks::inbox(setup.poke);
        let (state, state_problems) = StateFile::open(&options.folders.state);
        let state = Arc::new(state);
        let modules = known_modules(&options, &mailbox, &state);
        let reach = match &modules {
            Some(modules) => Reach::Modules(modules),
            None => Reach::Nothing(NOT_BUILT),
        };
        let look = Look::default();
        let picture = Picture::default();
        let program = Program {
            mailbox: &mailbox,
            look: &look,
            picture: &picture,
        };
        let loaded = reload::load(&options.load, reach, Some(program));
        let config = reload::config_of(loaded.config, &options);
        let startup_problems = startup::settle(&mut options, &config)?;
        limits::raise(&config);
        let modules = modules.filter(|_| config.enable_module_framework);
        let socket = match options.socket {
            true => socket::Server::start(&options.folders, mailbox.clone())
                .inspect_err(|error| log::error!("`wezterm cli` will not work: {error:#}"))
                .ok(),
            false => None,
        };
        let palette = reload::palette(&config);
        let mux_options = reload::mux_options(
            &config,
            loaded.source.as_deref(),
            &palette,
            socket.as_ref(),
            &options.folders,
        );
        let processes = Arc::clone(&options.processes);
        let mut mux = Mux::with_processes(mux_options, Arc::new(mailbox.clone()), processes);
        mux.activate_workspace(&config.default_workspace);
        let window = mux.open_window();
        let size = setup.size.unwrap_or_else(|| {
            PaneSize::of_cells(mux::grid::Size {
                cols: config.initial_cols,
                rows: config.initial_rows,
            })
        });
        let mut app = App {
            shown: WindowState::new(
                window,
                Screen::new(size, setup.keys),
                KeyTable::new(&config, setup.keys).for_front_end(setup.windows),
                Arc::clone(&config),
                Default::default(),
            ),
            others: BTreeMap::new(),
            front: window,
            support: setup.windows,
            pixels: false,
            file_config: config,
            attention: Attention::begin(),
            options,
            mailbox,
            inbox,
            lua: loaded.lua,
            picture,
            timers: None,
            watcher: None,
            config_file: loaded.source,
            mux,
            default_domain: None,
            watchers: watchers::Watchers::default(),
            pane_runs: pane_runs::PaneRuns::default(),
            host_colors: None,
            modules,
            state,
            unwritten: RefCell::default(),
            debug: Default::default(),
            questions: Vec::new(),
            clock: Rc::new(Instant::now),
            unseen: HashSet::new(),
            heard: Vec::new(),
            spare: Grid::default(),
            scroll: HashMap::new(),
            as_set: loaded.as_set,
            look,
            failed_handlers: Default::default(),
            modes: Default::default(),
            requests: Vec::new(),
            socket,
            signals: None,
            exit: None,
            ended: false,
        };
        let mut problems = loaded.problems;
        let of_state = state_problems.iter().map(ToString::to_string);
        problems.extend(of_state.map(config::Problem::warning));
        problems.extend(startup_problems);
        app.begin(problems, &loaded.watched)?;
        Ok(app)
    }

    fn begin(
        &mut self,
        mut problems: Vec<config::Problem>,
        watched: &[std::path::PathBuf],
    ) -> anyhow::Result<()> {
        if self.options.signals {
            self.listen_to_signals()?;
        }
        if let Some(modules) = &self.modules {
            problems.extend(modules.configure(&self.shown.config));
            let mailbox = self.mailbox.clone();
            modules.start(move || {
                mailbox.post(App::check_module_keys);
            });
            let broadcasts = modules.manager().ipc().system().subscribe();
            self.hear_broadcasts(broadcasts);
        }
        self.show_problems(&problems);
        self.run_timers();
        self.watch_config(watched);
        self.refresh_hints();
        self.start_up(self.options.spawn.clone())
    }

    fn listen_to_signals(&mut self) -> anyhow::Result<()> {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT])
            .context("cannot listen to signals")?;
        self.signals = Some(signals.handle());
        let mailbox = self.mailbox.clone();
        std::thread::Builder::new()
            .name("signals".into())
            .spawn(move || {
                for signal in signals.forever() {
                    if !mailbox.send(AppMessage::Signal(signal)) {
                        return;
                    }
                }
            })
            .context("cannot start the thread that listens to signals")?;
        Ok(())
    }

    /// Takes the size of the whole window that is worked on.
    pub fn resize(&mut self, size: PaneSize) {
        if self.shown.screen.size != size {
            self.follow_wraps();
            self.shown.screen.size = size;
            self.relayout();
            self.tell_window(events::RESIZED);
        }
    }

    /// Returns what a status may say of the keys.
    fn key_mode(&self) -> (Option<String>, bool) {
        let table = self.shown.keys.active().map(str::to_owned);
        (table, self.shown.keys.leader_is_active())
    }

    /// Uses a key table from now on.
    pub(crate) fn activate_key_table(&mut self, how: &config::KeyTableUse) {
        if let Err(why) = self.shown.keys.activate(how, Instant::now()) {
            self.toast("No such key table".to_owned(), why, None);
        }
        self.statuses_are_old();
    }

    /// Leaves the key table that is used, or all of them.
    pub(crate) fn leave_key_tables(&mut self, all: bool) {
        match all {
            true => self.shown.keys.clear(),
            false => self.shown.keys.pop(),
        }
        self.statuses_are_old();
    }

    /// Escape takes the problems away, then the first-start line, unless a program on the alternate
    /// screen or a view may want it.
    fn dismiss_with_escape(&mut self) -> bool {
        let mut dismissed = self.dismiss_problems();
        if !dismissed
            && self.shown.overlays.focus().is_none()
            && !self.mode_has_keys()
            && self.shown.notices.has_hint()
        {
            let pane = self.active_pane().and_then(|id| self.mux.pane(id));
            let wanted_elsewhere = pane.is_some_and(|pane| pane.facts().alt_screen);
            dismissed = !wanted_elsewhere && self.dismiss_hint();
        }
        if dismissed {
            self.relayout();
        }
        dismissed
    }

    /// Typing goes to the live screen and ends a selection. Returns whether there is a program that it
    /// is for.
    fn input_begins(&mut self, pane: &Pane) -> bool {
        if !self.typed_into(pane) {
            return false;
        }
        if self.shown.config.scroll_to_bottom_on_input {
            self.scroll.remove(&pane.id());
        }
        self.shown.selection = None;
        true
    }

    /// Handles text that is no key press: an input method's, or composed characters.
    pub fn text(&mut self, text: &str) {
        self.attention.touched = Instant::now();
        self.shown.screen.dirty = true;
        if let Some(open) = self.shown.overlays.focused_mut() {
            open.view.event(ViewEvent::Text(text.to_owned()));
        } else if self.mode_text(text) {
            // It was for the mode.
        } else if let Some(pane) = self.active_pane().and_then(|id| self.mux.pane(id))
            && self.input_begins(&pane)
        {
            mouse::report(&pane.text_input(text), pane.id());
        }
    }

    /// Handles pasted text.
    pub fn paste(&mut self, text: &str) {
        self.attention.touched = Instant::now();
        self.shown.screen.dirty = true;
        if let Some(open) = self.shown.overlays.focused_mut() {
            open.view.event(ViewEvent::Text(text.to_owned()));
        } else if self.mode_paste(text) {
            // It was for the mode.
        } else if let Some(pane) = self.active_pane().and_then(|id| self.mux.pane(id))
            && self.input_begins(&pane)
        {
            mouse::report(&pane.paste(text), pane.id());
        }
    }

    /// Takes note that the window gained or lost the keyboard.
    pub fn focus(&mut self, focused: bool) {
        if focused {
            self.came_to_front();
        }
        if std::mem::replace(&mut self.shown.screen.focused, focused) != focused {
            self.tell_window(events::FOCUS);
        }
        self.shown.screen.dirty = true;
        if focused {
            self.shown.pointer.window_focused();
        }
        if !focused {
            self.release_keys();
        }
        match self.shown.overlays.focused_mut() {
            Some(open) => open.view.event(ViewEvent::Focus(focused)),
            None => {
                if let Some(pane) = self.active_pane().and_then(|id| self.mux.pane(id)) {
                    mouse::report(&pane.focus(focused), pane.id());
                }
            }
        }
    }

    /// Says whether the window has the keyboard.
    pub fn is_focused(&self) -> bool {
        self.shown.screen.focused
    }

    /// Takes note of the keys that the front end can deliver, once a host terminal has said so.
    pub fn keys_supported(&mut self, keys: KeySupport) {
        self.in_each_window(|app| {
            if app.shown.screen.keys != keys {
                app.shown.screen.keys = keys;
                app.read_keys();
                app.refresh_hints();
                app.relayout();
            }
        });
    }

    /// Makes keys start what the settings of the window that is worked on say.
    fn read_keys(&mut self) {
        let keys = KeyTable::new(&self.shown.config, self.shown.screen.keys);
        self.shown.keys = keys.for_front_end(self.support);
    }

    /// Handles everything that waits and says what the front end has to do.
    pub fn turn(&mut self) -> Turn {
        self.enter_front();
        let (messages, more) = self.inbox.take(MESSAGES_PER_TURN);
        for message in messages {
            self.handle(message);
            self.enter_front();
        }
        if more {
            self.mailbox.poke_again();
        }
        self.in_each_window(App::close_finished_views);
        self.enter_front();
        let (now, windows) = (Instant::now(), self.windows_to_show());
        let (mut redraw, mut deadline) = (Vec::new(), None);
        for window in &windows {
            let due = self.within(*window, |app| {
                app.window_turn(now);
                (app.shown.screen.is_old(), app.window_deadline())
            });
            let Some((dirty, due)) = due else { continue };
            redraw.extend(dirty.then_some(*window));
            deadline = [deadline, due].into_iter().flatten().min();
        }
        Turn {
            windows,
            redraw,
            exit: self.exit,
            requests: std::mem::take(&mut self.requests),
            deadline,
        }
    }

    /// Does what is due in the window that is worked on.
    fn window_turn(&mut self, now: Instant) {
        let seen = self.active_pane().filter(|_| self.shown.screen.focused);
        if let Some(pane) = seen {
            self.unseen.remove(&pane);
        }
        self.shown.screen.dirty |= self.shown.notices.expire(now);
        let moves_at = self.shown.screen.frame.moves_at;
        self.shown.screen.dirty |= moves_at.is_some_and(|at| at <= now);
        self.search_again(now);
        self.drag_on(now);
        self.sync_key_table();
        if self.shown.keys.expire(now) {
            self.statuses_are_old();
            self.shown.screen.dirty = true;
        }
        self.update_statuses(now);
        if self.shown.screen.dirty {
            self.announce_title();
        }
    }

    /// Returns when something is due in the window that is worked on, although nothing happens.
    fn window_deadline(&self) -> Option<Instant> {
        let moves_at = self.shown.screen.frame.moves_at;
        let deadlines = [
            self.shown.notices.deadline(),
            self.statuses_due(),
            self.shown.keys.deadline(),
            self.search_due(),
            self.shown.pointer.deadline(),
            // What is not drawn does not move.
            moves_at.filter(|_| !self.shown.screen.is_old()),
        ];
        deadlines.into_iter().flatten().min()
    }

    /// Makes the title, for the next picture too, and has the front end show a new one.
    fn announce_title(&mut self) {
        let title = self.title();
        self.shown.screen.dirty = false;
        self.shown.screen.undrawn = true;
        if title != self.shown.screen.shown_title {
            self.shown.screen.shown_title.clone_from(&title);
            self.request(WindowRequest::SetTitle(title));
        }
    }

    /// Returns the picture of the window that is worked on, made anew when something has changed. All panes, those
    /// of other windows too, tell of output again from then on: a front end without pictures hears of it once.
    pub fn frame(&mut self) -> &Frame {
        self.listen();
        if self.shown.screen.is_old() {
            self.shown.screen.frame = self.compose();
            self.shown.screen.dirty = false;
            self.shown.screen.undrawn = false;
        }
        &self.shown.screen.frame
    }

    /// Returns the picture as [`App::frame`] does, for somebody beside the front end: what has changed is still
    /// to be drawn there, and panes are not listened to.
    pub(crate) fn look(&mut self) -> &Frame {
        if self.shown.screen.is_old() {
            self.shown.screen.frame = self.compose();
        }
        &self.shown.screen.frame
    }

    /// Returns the configuration.
    pub fn config(&self) -> &Arc<Config> {
        &self.shown.config
    }

    /// Returns the colours behind palette indexes.
    pub fn palette(&self) -> &Palette {
        &self.shown.palette
    }

    /// Returns the shells.
    pub fn mux(&self) -> &Mux {
        &self.mux
    }

    /// Returns the modules; none while the framework is switched off.
    pub fn modules(&self) -> Option<&Modules> {
        self.modules.as_ref()
    }

    /// Returns the modules, or says why there are none.
    pub(crate) fn modules_or_why(&self) -> Result<&Modules, &'static str> {
        self.modules.as_ref().ok_or(match self.options.builtins {
            Some(_) => FRAMEWORK_OFF,
            None => NOT_BUILT,
        })
    }

    /// Returns the last messages of the log.
    pub fn log(&self) -> &logging::Recent {
        &self.options.log
    }

    /// Returns the way for others to reach the program.
    pub fn mailbox(&self) -> &Mailbox {
        &self.mailbox
    }

    /// Returns the pane that has the keyboard when no view has it.
    pub fn active_pane(&self) -> Option<PaneId> {
        self.mux.active_pane(self.shown.window)
    }

    /// Returns whether a pane has shown something since it had the keyboard.
    pub fn has_unseen_output(&self, pane: PaneId) -> bool {
        if !self.unseen.contains(&pane) && !self.has_untold_output(pane) {
            return false;
        }
        let window = self.window_of_pane(pane);
        let state = window.and_then(|window| self.state_of(window));
        let focused = state.is_some_and(|state| state.screen.focused);
        let active = window.and_then(|window| self.mux.active_pane(window));
        let seen = focused && active == Some(pane);
        !seen
    }

    /// Returns the whole window's size.
    pub fn size(&self) -> PaneSize {
        self.shown.screen.size
    }

    /// Returns the path of the socket that children and the command line use.
    pub fn socket_path(&self) -> Option<&std::path::Path> {
        self.socket.as_ref().map(socket::Server::path)
    }

    /// Carries out an action, on `pane` in its window or on the active one.
    pub fn perform(&mut self, action: &KeyAssignment, pane: Option<PaneId>) {
        // Until the first pane is there, actions that need one find none.
        let pane = pane.or_else(|| self.active_pane()).unwrap_or(NO_PANE);
        self.at_pane(pane, |app| {
            app.shown.screen.dirty = true;
            commands::run(app, action, pane);
            app.sync_key_table();
        });
    }

    /// Ends the program at the end of this turn.
    pub fn quit(&mut self, status: i32) {
        self.exit.get_or_insert(status);
    }

    /// Ends everything that was started, once: views, modules in reverse order, shells.
    pub fn shutdown(&mut self) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        self.socket = None;
        self.watcher = None;
        self.shown.overlays.clear();
        self.others.clear();
        self.pane_runs = pane_runs::PaneRuns::default();
        if let Some(modules) = &self.modules {
            modules.end();
        }
        self.mux.shutdown();
        if let Some(signals) = self.signals.take() {
            signals.close();
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.shutdown();
    }
}
