//! A pane: one program in a pty together with its screen.
//!
//! The pane's pump reads what the program writes, parses it and applies it under the pane's lock;
//! the main thread draws and asks under the same lock, each for as short as it can. Input is queued
//! and never waits for the program. A pane knows nothing of its place in a tab.

mod input;
mod looks;
mod sight;
mod told;

use crate::event::{EventSink, ExitStatus, MuxEvent};
use crate::grid::Size;
use crate::images::{Budget, Work};
use crate::mux::MuxOptions;
use crate::palette::Palette;
use crate::processes::{ProcessInfo, Processes};
use crate::pty::{Input, Opened, Output, Pty, Running, waiter_name};
use crate::shell;
use crate::spawn::{LOCAL_DOMAIN, Prepared, Spawn, SpawnError, likely_name, prepare};
use crate::terminal::{
    DEFAULT_SCROLLBACK_BYTES, Directory, EngineEvent, EngineOptions, HeldCells, PaneSize, Position,
    Progress, TerminalEngine, TerminalSettings, TextLine, Zone, new_engine,
};
use crate::{CommandBlock, PaneId, StableRow};
use looks::Looks;
use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use told::Told;

/// What a pane says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaneFacts {
    /// The title that the program set, else the program's name.
    pub title: String,
    /// The working directory to show and to start new panes in: the one that the shell told, else
    /// the one that the program in the foreground was last seen in. `None` while the shell runs on
    /// another machine.
    ///
    /// Whatever can print to the pane can set it, a file as well as a shell elsewhere. What a
    /// directory gives rights to comes from [`Pane::real_directory`].
    pub shown_cwd: Option<PathBuf>,
    /// The user variables that programs set (OSC 1337).
    pub user_vars: BTreeMap<String, String>,
    /// How far the program says that it is.
    pub progress: Progress,
    /// The size in cells.
    pub size: Size,
    /// How many rows there are above the screen.
    pub scrollback_rows: usize,
    /// The name of the program that was last seen in the foreground; [`Pane::program`] looks.
    pub program: String,
    /// The process id of the program that was started.
    pub pid: Option<u32>,
    /// How it ended, once it has.
    pub exit: Option<ExitStatus>,
    /// Whether the alternate screen is shown, as by an editor.
    pub alt_screen: bool,
    /// Whether the program wants to have mouse events.
    pub mouse_grabbed: bool,
    /// Whether the program wants pasted text to be bracketed.
    pub bracketed_paste: bool,
}

/// How many bytes of a thread's name the system keeps.
const LONGEST_THREAD_NAME: usize = 15;
/// How long the pump keeps the screen to itself while there is more to apply, when nobody else wants
/// it: events of what it has applied wait as long.
const LONGEST_TURN: Duration = Duration::from_millis(1);
/// How many bytes the pump applies between two looks at the clock and at who wants the screen: who
/// draws or types waits no longer than for these.
const PIECE: usize = 2048;

/// The screen, behind a lock that lets nobody starve.
///
/// Whoever wants it queues for the turn first. The pump takes the lock again right after it gave it
/// up, and without the turn a program that floods its pane would keep the main thread waiting.
struct Screen {
    turn: Mutex<()>,
    /// How many wait for the turn or have it.
    waiting: AtomicUsize,
    engine: Mutex<Box<dyn TerminalEngine>>,
    /// When held output is due: the pump asks after each look at the pty, and would keep the screen from itself.
    held_until: Mutex<Option<Instant>>,
}

impl Screen {
    fn new(engine: Box<dyn TerminalEngine>) -> Self {
        Self {
            turn: Mutex::new(()),
            waiting: AtomicUsize::new(0),
            engine: Mutex::new(engine),
            held_until: Mutex::new(None),
        }
    }

    fn held_until(&self) -> MutexGuard<'_, Option<Instant>> {
        self.held_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Box<dyn TerminalEngine>> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        drop(turn);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        engine
    }

    /// Returns whether somebody else waits for who has it now.
    fn is_wanted(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }
}

/// What runs in the pane, as it was last seen.
struct Seen {
    /// The name of the program that was started.
    started: String,
    program: String,
    directory: Option<PathBuf>,
    /// What is typed is not shown.
    hides_input: bool,
    looks: Looks,
}

/// What a pane stands in.
pub(crate) struct Around {
    /// The pane in whose directory the program starts when it has none of its own.
    pub(crate) like: Option<Arc<Pane>>,
    pub(crate) sink: Arc<dyn EventSink>,
    pub(crate) processes: Arc<dyn Processes>,
    /// What all panes' images take their memory from.
    pub(crate) images: Budget,
}

/// Makes engines for a size.
type Engines = Box<dyn Fn(PaneSize) -> Box<dyn TerminalEngine> + Send + Sync>;

/// What the pane and its pump share.
struct Shared {
    id: PaneId,
    screen: Screen,
    sink: Arc<dyn EventSink>,
    told: Told,
    running: Running,
    processes: Arc<dyn Processes>,
    seen: Mutex<Seen>,
    /// The program could not be started, which was told instead of its end.
    failed: AtomicBool,
    /// Makes a new screen when the engine has failed.
    remake: Engines,
}

impl Shared {
    /// Changes the screen and passes on what came of it.
    fn change(&self, change: impl FnOnce(&mut dyn TerminalEngine, &mut Vec<EngineEvent>)) {
        let mut events = Vec::new();
        let mut engine = self.screen.lock();
        let size = engine.size();
        let result = catch_unwind(AssertUnwindSafe(|| change(&mut **engine, &mut events)));
        if result.is_err() {
            // Whatever the program wrote, the pane goes on: with an empty screen that says why.
            log::error!(
                "pane {}: the terminal engine failed; the screen was reset",
                self.id
            );
            *engine = (self.remake)(size);
            engine.advance(
                b"[the screen was lost to an error in the terminal]\r\n",
                &mut events,
            );
        }
        *self.screen.held_until() = engine.held_until();
        drop(engine);
        self.output();
        for event in events {
            self.sink.send(self.mux_event(event));
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what is about to be started.
    fn found(&self, prepared: &Prepared) {
        let mut seen = self.seen();
        let renamed = seen.program != prepared.name;
        seen.started.clone_from(&prepared.name);
        seen.program.clone_from(&prepared.name);
        seen.directory = prepared.command.get_cwd().map(PathBuf::from);
        seen.looks.output(Instant::now());
        drop(seen);
        if let Some(notice) = &prepared.notice {
            self.bytes(format!("\x1b[31m{notice}\x1b[m\r\n").as_bytes());
        }
        if renamed {
            self.sink.send(MuxEvent::TitleChanged(self.id));
        }
    }

    /// Looks what runs in the foreground, and tells when what is shown of it has changed.
    fn look(&self) {
        self.seen().looks.begin(Instant::now());
        let Some(&foreground) = self.running.processes().first() else {
            return;
        };
        let program = self.name_of(foreground);
        let directory = self.processes.remembered_directory(foreground);
        let hides_input = self.running.hides_input();
        let mut seen = self.seen();
        let other_cursor = std::mem::replace(&mut seen.hides_input, hides_input) != hides_input;
        let new_program = program.filter(|program| *program != seen.program);
        let new_directory = directory.filter(|path| seen.directory.as_ref() != Some(path));
        let changed = (new_program.is_some(), new_directory.is_some());
        seen.program = new_program.unwrap_or_else(|| std::mem::take(&mut seen.program));
        seen.directory = new_directory.or_else(|| seen.directory.take());
        drop(seen);
        if other_cursor {
            self.output();
        }
        let told = self.screen.lock().facts();
        if changed.0 && told.title.is_empty() {
            self.sink.send(MuxEvent::TitleChanged(self.id));
        }
        if changed.1 && told.directory.is_none() {
            self.sink.send(MuxEvent::DirectoryChanged(self.id));
        }
    }

    /// Returns the name of the program in the foreground now.
    fn program(&self) -> String {
        let running = self.running.processes();
        let name = running.first().and_then(|pid| self.name_of(*pid));
        name.unwrap_or_else(|| self.seen().started.clone())
    }

    /// Returns the name of a program, once its process has become it.
    fn name_of(&self, pid: u32) -> Option<String> {
        let name = self.processes.name(pid)?;
        let mut of_thread = waiter_name(&format!("pane {}", self.id));
        of_thread.truncate(LONGEST_THREAD_NAME);
        (name != of_thread).then_some(name)
    }

    fn output(&self) {
        if self.told.wrote() {
            self.sink.send(MuxEvent::PaneOutput(self.id));
        }
    }

    fn mux_event(&self, event: EngineEvent) -> MuxEvent {
        let pane = self.id;
        match event {
            EngineEvent::Title => MuxEvent::TitleChanged(pane),
            EngineEvent::Directory => MuxEvent::DirectoryChanged(pane),
            EngineEvent::UserVar { name, value } => MuxEvent::UserVarChanged { pane, name, value },
            EngineEvent::Bell => MuxEvent::Bell(pane),
            EngineEvent::Clipboard(text) => MuxEvent::SetClipboard { pane, text },
            EngineEvent::Notification { title, body } => {
                MuxEvent::Notification { pane, title, body }
            }
            EngineEvent::CommandStarted(block) => MuxEvent::CommandStarted { pane, block },
            EngineEvent::CommandFinished(block) => MuxEvent::CommandFinished { pane, block },
        }
    }

    /// Decodes images while others may have the screen.
    fn do_work(&self, mut work: Option<Work>) {
        while let Some(next) = work.take() {
            let done = next.run();
            self.change(|engine, events| work = engine.go_on(done, events));
        }
    }

    /// Shows output that is held back.
    fn release_held(&self) {
        let mut work = None;
        self.change(|engine, events| work = engine.begin_release(events));
        self.do_work(work);
    }
}

impl Output for Shared {
    fn bytes(&self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let mut work = None;
            self.change(|engine, events| {
                let begun = Instant::now();
                loop {
                    // Taken off first: what makes the engine fail is not tried again.
                    let (piece, later) = rest.split_at(piece_of(rest));
                    rest = later;
                    work = engine.begin(piece, events);
                    let over = begun.elapsed() >= LONGEST_TURN || self.screen.is_wanted();
                    if rest.is_empty() || over || work.is_some() {
                        break;
                    }
                }
            });
            self.do_work(work.take());
        }
        self.seen().looks.output(Instant::now());
    }

    fn due_at(&self) -> Option<Instant> {
        let held_until = *self.screen.held_until();
        held_until.into_iter().chain(self.seen().looks.due).min()
    }

    fn due(&self) {
        let is_due = |at: Option<Instant>| at.is_some_and(|at| at <= Instant::now());
        let held_until = *self.screen.held_until();
        if is_due(held_until) {
            self.release_held();
        }
        let look = self.seen().looks.due;
        if is_due(look) {
            self.look();
        }
    }

    fn failed(&self, error: &SpawnError) {
        self.failed.store(true, Ordering::Release);
        self.sink.send(MuxEvent::StartFailed {
            pane: self.id,
            error: error.clone(),
        });
    }

    fn ended(&self, status: ExitStatus) {
        if self.failed.load(Ordering::Acquire) {
            return;
        }
        self.release_held();
        self.change(|engine, events| engine.program_ended(events));
        let mut seen = self.seen();
        seen.program = seen.started.clone();
        seen.hides_input = false;
        drop(seen);
        self.sink.send(MuxEvent::PaneExited {
            pane: self.id,
            status,
        });
    }
}

/// Returns how many of these bytes are applied at once: cut where two ASCII characters meet, if they
/// do, since what comes after a part of a grapheme has been applied is drawn as another one.
fn piece_of(bytes: &[u8]) -> usize {
    if bytes.len() <= PIECE {
        return bytes.len();
    }
    let meet = |at: &usize| bytes[at - 1].is_ascii() && bytes[*at].is_ascii();
    (PIECE / 2..=PIECE).rev().find(meet).unwrap_or(PIECE)
}

/// Returns what makes a pane's engines, all with the same settings and with answers to `input`.
fn engines(
    options: &MuxOptions,
    images: Budget,
    shell_token: Option<String>,
    input: Input,
) -> Engines {
    let engine_options = EngineOptions {
        size: PaneSize::default(),
        scrollback_lines: options.scrollback_lines,
        scrollback_bytes: DEFAULT_SCROLLBACK_BYTES,
        palette: options.palette.clone(),
        settings: options.terminal.clone(),
        images,
        program_version: options.program_version.clone(),
        shell_token,
    };
    Box::new(move |size| {
        let input = input.clone();
        let options = EngineOptions {
            size,
            ..engine_options.clone()
        };
        new_engine(options, Arc::new(move |bytes: &[u8]| input.answer(bytes)))
    })
}

/// One program in a pty with its screen.
pub struct Pane {
    shared: Arc<Shared>,
    pty: Arc<Pty>,
    domain: String,
}

impl Pane {
    /// Makes a pane and has its own thread start a program in it; input waits for the program.
    pub(crate) fn start(
        id: PaneId,
        mut spawn: Spawn,
        size: PaneSize,
        options: &MuxOptions,
        around: Around,
    ) -> Result<Arc<Self>, SpawnError> {
        let name = likely_name(&spawn, options);
        let domain = match spawn.domain.as_str() {
            "" => LOCAL_DOMAIN.to_owned(),
            domain => domain.to_owned(),
        };
        let shell_token = options.shell_integration.as_ref().and(shell::new_token());
        if let Some(token) = &shell_token {
            let variable = shell::TOKEN_VARIABLE.to_owned();
            spawn.env.push((variable, token.clone()));
        }
        let fail = |reason: String| SpawnError::Pty {
            program: name.clone(),
            reason,
        };
        let opened = Opened::open(size).map_err(|error| fail(format!("{error:#}")))?;
        let remake = engines(options, around.images, shell_token, opened.input());
        let engine = remake(size);
        let shared = Arc::new(Shared {
            id,
            screen: Screen::new(engine),
            sink: around.sink,
            told: Told::default(),
            running: opened.running(),
            processes: around.processes,
            seen: Mutex::new(Seen {
                started: name.clone(),
                program: name.clone(),
                directory: None,
                hides_input: false,
                looks: Looks::default(),
            }),
            failed: AtomicBool::new(false),
            remake,
        });
        let launching = shared.clone();
        let options = options.clone();
        let launch = move || {
            if spawn.cwd.is_none() {
                spawn.cwd = around.like.as_deref().and_then(Self::directory_for_another);
            }
            let prepared = prepare(&spawn, &options, id)?;
            launching.found(&prepared);
            Ok(prepared)
        };
        let pty = opened
            .start(&format!("pane {id}"), Box::new(launch), shared.clone())
            .map_err(|error| fail(error.to_string()))?;
        Ok(Arc::new(Self {
            shared,
            pty: Arc::new(pty),
            domain,
        }))
    }

    /// Returns the pane's id.
    pub fn id(&self) -> PaneId {
        self.shared.id
    }

    /// Returns the name of the domain that the program was started in.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Allows the next `PaneOutput` event; to be called before drawing what the last one announced. Returns
    /// whether the screen has changed again since that was told.
    pub fn output_seen(&self) -> bool {
        self.shared.told.see()
    }

    /// Returns whether the screen has changed since the last `PaneOutput` event, of which none comes before
    /// `output_seen` is called.
    pub fn has_untold_output(&self) -> bool {
        self.shared.told.has_more()
    }

    /// Returns what is known about the pane. Looks nothing up, so it may be asked for each frame:
    /// what runs is what the pump saw last.
    pub fn facts(&self) -> PaneFacts {
        let engine = self.shared.screen.lock();
        let size = engine.size().cells;
        let facts = engine.facts();
        drop(engine);
        let seen = self.shared.seen();
        let (program, directory) = (seen.program.clone(), seen.directory.clone());
        drop(seen);
        let shown_cwd = match facts.directory {
            Some(Directory::Local(path)) => Some(path),
            Some(Directory::Remote { .. }) => None,
            None => directory,
        };
        PaneFacts {
            title: if facts.title.is_empty() {
                program.clone()
            } else {
                facts.title
            },
            shown_cwd,
            user_vars: facts.user_vars,
            progress: facts.progress,
            size,
            scrollback_rows: facts.scrollback_rows,
            program,
            pid: self.shared.running.pid(),
            exit: self.shared.running.exit(),
            alt_screen: facts.alt_screen,
            mouse_grabbed: facts.mouse_grabbed,
            bracketed_paste: facts.bracketed_paste,
        }
    }

    /// Returns the name of the program in the foreground at this moment; asks the system, so it is
    /// for a person's action and not for a frame.
    pub fn program(&self) -> String {
        self.shared.program()
    }

    /// Returns the file of the program in the foreground at this moment, where this user may know it.
    pub fn program_file(&self) -> Option<PathBuf> {
        let foreground = *self.shared.running.processes().first()?;
        self.shared.processes.executable(foreground)
    }

    /// Returns the program in the foreground at this moment, with everything that it has started. It
    /// looks at all processes: not for the main thread.
    pub fn foreground_process(&self) -> Option<ProcessInfo> {
        let foreground = *self.shared.running.processes().first()?;
        self.shared.processes.tree(foreground)
    }

    /// Returns the program that was started, while it runs, with everything that it has started. It
    /// looks at all processes: not for the main thread.
    pub fn process(&self) -> Option<ProcessInfo> {
        let started = *self.shared.running.processes().last()?;
        self.shared.processes.tree(started)
    }

    /// Returns the directory that the program in the foreground is in at this moment, else the one
    /// of the program that was started, by what the system says and by nothing that was printed.
    /// `None` when they have ended or are not this user's.
    ///
    /// This is the directory that gives rights. It may wait for a disk: not for the main thread.
    pub fn real_directory(&self) -> Option<PathBuf> {
        let running = &self.shared.running;
        running.processes().into_iter().find_map(|pid| {
            let directory = self.shared.processes.directory(pid)?;
            // A process that has ended meanwhile may have left its number to another one.
            running.processes().contains(&pid).then_some(directory)
        })
    }

    /// Returns the directory that a new pane beside this one starts in; waits for this one's program,
    /// without which nobody can say where it is, and may wait for a disk.
    fn directory_for_another(&self) -> Option<PathBuf> {
        self.wait_started().ok()?;
        let told = self.shared.screen.lock().facts().directory;
        match told {
            Some(Directory::Local(path)) => Some(path),
            Some(Directory::Remote { .. }) => None,
            None => self.real_directory(),
        }
    }

    /// Waits until the program is started, or returns why it could not be. It may wait for a disk:
    /// not for the main thread, which is told by [`MuxEvent::StartFailed`].
    pub fn wait_started(&self) -> Result<(), SpawnError> {
        self.pty.wait_started()
    }

    /// Returns the live screen as text.
    pub fn text(&self) -> String {
        self.shared.screen.lock().text()
    }

    /// Returns the last `rows` rows that hold text, of the screen and above it.
    pub fn tail_text(&self, rows: usize) -> String {
        self.shared.screen.lock().tail_text(rows)
    }

    /// Returns the same rows with wrapped lines joined, from the beginning of the first one's line.
    pub fn tail_lines(&self, rows: usize) -> String {
        self.shared.screen.lock().tail_lines(rows)
    }

    /// Returns the first row below the last one that holds text.
    pub fn text_end(&self) -> StableRow {
        self.shared.screen.lock().text_end()
    }

    /// Returns the path of the pty's device, while the program runs.
    pub fn tty_name(&self) -> Option<PathBuf> {
        self.shared.running.tty_name()
    }

    /// Tells whether what is typed is read by the line and not shown, as programs read a password.
    pub fn hides_input(&self) -> bool {
        self.shared.running.hides_input()
    }

    /// Tells whether that was so when the pump looked last, some time after the last output; asks nobody.
    pub fn was_hiding_input(&self) -> bool {
        self.shared.seen().hides_input
    }

    /// Returns the text from one cell to another, both included and in either order. Lines that
    /// were wrapped are joined, blanks at the ends of lines are dropped.
    pub fn text_between(&self, a: Position, b: Position) -> String {
        self.shared.screen.lock().text_between(a, b)
    }

    /// Returns the lines that begin in these rows, each of them whole: in adjoining ranges each line is found once.
    pub fn lines_beginning_in(&self, rows: Range<StableRow>) -> Vec<TextLine> {
        self.shared.screen.lock().lines_beginning_in(rows)
    }

    /// Returns the lines that have a part in these rows, each of them whole.
    pub fn lines_across(&self, rows: Range<StableRow>) -> Vec<TextLine> {
        self.shared.screen.lock().lines_across(rows)
    }

    /// Keeps cells in mind, in place of those before: they stay on their text when a resize wraps it anew.
    pub fn hold(&self, cells: Vec<Position>) {
        self.shared.screen.lock().hold(cells);
    }

    /// Returns the cells that are kept in mind, where they are now.
    pub fn held(&self) -> HeldCells {
        self.shared.screen.lock().held()
    }

    /// Returns the text of a command's output, as far as it is still kept; nothing while the
    /// alternate screen hides it.
    pub fn block_text(&self, block: &CommandBlock) -> String {
        let engine = self.shared.screen.lock();
        if block.output.is_empty() || engine.facts().alt_screen {
            return String::new();
        }
        let last = block.output.end.plus(-1);
        engine.text_between((0, block.output.start), (usize::MAX, last))
    }

    /// Returns the number of the first row that is drawn with this `scroll`.
    pub fn top_row(&self, scroll: usize) -> StableRow {
        self.shared.screen.lock().top_row(scroll)
    }

    /// Returns the commands that the shell marked, oldest first; the last may still be running.
    pub fn blocks(&self) -> Vec<CommandBlock> {
        self.shared.screen.lock().blocks()
    }

    /// Returns the parts that shells' marks divide everything that is kept into, from the top.
    pub fn zones(&self) -> Vec<Zone> {
        self.shared.screen.lock().zones()
    }

    /// Changes the size of the screen and tells the program.
    pub fn resize(&self, size: PaneSize) {
        if self.shared.screen.lock().size() == size.clamped() {
            return;
        }
        self.shared.change(|engine, _| engine.resize(size));
        self.pty.resize(size);
    }

    /// Ends the program and what is in the foreground: a hangup now, and a kill to what is still
    /// there a moment later.
    pub fn kill(&self) {
        self.pty.hang_up();
    }

    /// Shows bytes as if the program had written them, escape sequences included.
    pub fn inject_output(&self, bytes: &[u8]) {
        self.shared
            .change(|engine, events| engine.advance(bytes, events));
    }

    /// Drops the rows above the screen.
    pub fn clear_scrollback(&self) {
        self.shared.change(|engine, _| engine.clear_scrollback());
    }

    /// Changes how many rows are kept and the colours.
    pub(crate) fn set_options(
        &self,
        scrollback_lines: usize,
        palette: &Palette,
        settings: &TerminalSettings,
    ) {
        self.shared.change(|engine, _| {
            engine.set_options(scrollback_lines, palette.clone(), settings.clone())
        });
    }

    /// Returns the program's part of the pane, which can outlive the screen.
    pub(crate) fn pty(&self) -> Arc<Pty> {
        self.pty.clone()
    }
}

impl std::fmt::Debug for Pane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pane")
            .field("id", &self.shared.id)
            .field("name", &self.shared.seen().started)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_ends_where_no_grapheme_is_cut() {
        let mut bytes = vec![b'a'; 2 * PIECE];
        assert_eq!(piece_of(&bytes), PIECE);
        assert_eq!(piece_of(&bytes[..PIECE]), PIECE);
        let family = "\u{1f469}\u{200d}\u{1f467}".as_bytes();
        bytes[PIECE - 5..PIECE - 5 + family.len()].copy_from_slice(family);
        assert_eq!(piece_of(&bytes), PIECE - 6);
        // Nothing else can be done with a text that has no ASCII.
        assert_eq!(piece_of(&[0xcc; 2 * PIECE]), PIECE);
    }
}
