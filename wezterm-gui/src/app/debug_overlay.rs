//! The debug overlay: the last messages of the log, facts about the program, and a prompt for Lua.
//!
//! A view over the tab like a menu. What it shows and what was typed lives in the program (`Repl`), so that it
//! is there again when the overlay is opened anew. Hides what runs for a chunk that was typed: a function
//! of the configuration's own Lua state, as its handlers are, with their limits. Main thread only.

mod history;
mod transcript;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::rc::Rc;
use std::sync::Arc;

use config::CopyDestination;
use futures::future::AbortHandle;
use log::Level;
use mux::grid::{Color, Grid, Rect, Size, Style, text_width};
use mux::input::{Key, KeyEvent, Mods, MouseButton, MouseEvent, MouseKind};
use mux::{PaneId, WindowId};
use wezterm_module_framework::{Cx, Event, View};

use super::App;
use super::line::Line;
use super::panel::{self, Place};
use super::views::Purpose;
use crate::builtins::VERSION;
use crate::commands;
use crate::logging::time_of_day;
use crate::lua::typed::{self, Typed};
use crate::tasks::Mailbox;
use history::History;
use transcript::{Kind, Shown, Transcript};

/// What stands before what is typed, and before its further lines.
const PROMPT: &str = "> ";
const FURTHER: &str = "… ";

/// The rows that the prompt takes at most.
const MOST_PROMPT_ROWS: usize = 8;
/// The rows that one step of the wheel scrolls.
const WHEEL_ROWS: usize = 3;
/// On fewer rows than this what the keys do is not said.
const ROWS_FOR_KEYS: usize = 8;

const TITLE: &str = " Debug: log and Lua";
const KEYS: &str = "Enter runs · Esc leaves · ↑↓ earlier lines · PgUp/PgDn scroll · a drag copies · Alt+Enter breaks the line";

/// What is shown and typed, as long as the program runs.
#[derive(Default)]
pub(super) struct Repl {
    state: Rc<RefCell<State>>,
}

struct State {
    transcript: Transcript,
    line: Line,
    history: History,
    /// The number of the message of the log that comes next.
    next_message: u64,
    facts: Vec<String>,
    /// What runs, by its number, and the way to give it up.
    running: Option<(u64, AbortHandle)>,
    /// How much has been run.
    runs: u64,
    /// What was typed and is not run yet.
    waiting: VecDeque<Chunk>,
}

/// What was typed.
struct Chunk {
    /// The pane that the overlay was opened over.
    pane: PaneId,
    text: String,
    /// Whether it is taken as it is, although it goes on.
    last: bool,
}

impl Default for State {
    fn default() -> State {
        State {
            transcript: Transcript::default(),
            line: Line::with_breaks(),
            history: History::default(),
            next_message: 0,
            facts: Vec::new(),
            running: None,
            runs: 0,
            waiting: VecDeque::new(),
        }
    }
}

impl State {
    fn say(&mut self, kind: Kind, text: &str) {
        self.transcript.push(kind, text);
    }
}

impl App {
    /// Opens the debug overlay over the tab of a pane.
    pub(crate) fn show_debug_overlay(&mut self, pane: PaneId) {
        self.tell_facts();
        self.tell_log();
        let state = Rc::clone(&self.debug.state);
        let view = DebugOverlay {
            pane,
            state,
            shown: RefCell::new(Shown::default()),
            size: Size::default(),
            window: self.shown.window,
            mailbox: self.mailbox.clone(),
        };
        self.open_menu(pane, (Place::Tab, Purpose::Debug), view, |_| {});
        let mailbox = self.mailbox.clone();
        let watcher = move || mailbox.post(App::log_grew);
        self.options.log.watch(Some(Arc::new(watcher)));
    }

    fn log_grew(&mut self) {
        self.tell_log();
        let mut is_shown = false;
        self.in_each_window(|app| {
            let shows = app.menu_purpose() == Some(Purpose::Debug);
            app.shown.screen.dirty |= shows;
            is_shown |= shows;
        });
        if !is_shown {
            self.options.log.watch(None);
        }
    }

    fn tell_log(&mut self) {
        let mut state = self.debug.state.borrow_mut();
        for message in self.options.log.from(state.next_message) {
            state.next_message = message.number + 1;
            let time = time_of_day(message.time);
            let text = format!(
                "{time} {} {}: {}",
                message.level, message.target, message.text
            );
            state.say(Kind::Log(message.level), &text);
        }
    }

    /// Tells what the program is and where it runs, unless that has been told.
    fn tell_facts(&mut self) {
        let file = match &self.config_file {
            Some(file) => file.display().to_string(),
            None => "none; everything is as it is by default".to_owned(),
        };
        let lua: String = self.lua.lua().globals().get("_VERSION").unwrap_or_default();
        let modules = match self.modules_or_why() {
            Ok(modules) => format!("{} known", modules.manager().list().len()),
            Err(why) => why.to_owned(),
        };
        let log = self.options.folders.state.join("wezterm.log");
        let mut facts = vec![
            ("wezterm", VERSION.to_owned()),
            ("Configuration", file),
            ("Lua", lua),
            ("Modules", modules),
            ("Log", log.display().to_string()),
        ];
        facts.extend(self.drawn_by().iter().cloned());
        let widest = facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let facts: Vec<String> = facts
            .into_iter()
            .map(|(name, fact)| format!("{:<1$} {fact}", format!("{name}:"), widest + 1))
            .collect::<Vec<String>>();
        let mut state = self.debug.state.borrow_mut();
        if state.facts != facts {
            for fact in &facts {
                state.say(Kind::Fact, fact.as_str());
            }
            state.facts = facts;
        }
    }

    /// Runs what was typed, one after the other.
    fn run_typed(&mut self) {
        self.shown.screen.dirty = true;
        loop {
            let mut state = self.debug.state.borrow_mut();
            if state.running.is_some() {
                return;
            }
            let Some(next) = state.waiting.pop_front() else {
                return;
            };
            drop(state);
            self.begin_typed(next);
        }
    }

    /// Begins to run what was typed; a chunk that goes on is put back and gets another line.
    fn begin_typed(&mut self, typed: Chunk) {
        let Chunk { pane, text, last } = typed;
        if text.trim().is_empty() {
            return;
        }
        let pane = Some(pane).filter(|pane| self.mux.pane(*pane).is_some());
        let (window, pane) = self.lua_objects(pane);
        let compiled = typed::compile(&self.lua, &text, window, pane);
        let function = match compiled {
            Ok(Typed::Begun) if !last => {
                let mut state = self.debug.state.borrow_mut();
                match state.waiting.pop_front() {
                    // What was typed meanwhile goes on with it.
                    Some(next) => {
                        let text = format!("{text}\n{}", next.text);
                        state.waiting.push_front(Chunk { text, ..next });
                    }
                    None => {
                        let further = state.line.take();
                        state.line.set(&format!("{text}\n{further}"));
                    }
                }
                return;
            }
            Ok(Typed::Whole(function)) => Ok(function),
            Ok(Typed::Begun) => Err("it has no end".to_owned()),
            Ok(Typed::Wrong(error)) | Err(error) => Err(self.lua.problem(&error).to_string()),
        };
        let mut state = self.debug.state.borrow_mut();
        for (index, line) in text.lines().enumerate() {
            let before = if index == 0 { PROMPT } else { FURTHER };
            state.say(Kind::Typed, &format!("{before}{line}"));
        }
        state.history.add(text.trim_end().to_owned());
        drop(state);
        match function {
            Ok(function) => self.run_function(&function),
            Err(why) => self.debug.state.borrow_mut().say(Kind::Failure, &why),
        }
    }

    fn run_function(&mut self, function: &mlua::Function) {
        let (lua, mailbox) = (self.lua.clone(), self.mailbox.clone());
        let window = self.shown.window;
        let call = self.lua.call(function, ());
        let (call, handle) = futures::future::abortable(async move {
            // What tells about itself may be Lua.
            let shown = |values: mlua::MultiValue| {
                lua.bounded(|_| {
                    Ok(values
                        .iter()
                        .map(config::shown_value)
                        .collect::<Vec<String>>())
                })
            };
            let outcome = call.await.and_then(shown);
            outcome.map_err(|error| lua.problem(&error).to_string())
        });
        let mut state = self.debug.state.borrow_mut();
        state.runs += 1;
        let number = state.runs;
        state.running = Some((number, handle));
        drop(state);
        self.mailbox.spawn_local(async move {
            let Ok(outcome) = call.await else { return };
            mailbox.post(move |app| {
                app.in_window_or_here(window, |app| app.typed_ended(number, outcome));
            });
        });
    }

    fn typed_ended(&mut self, number: u64, outcome: Result<Vec<String>, String>) {
        // What it wrote into the log stands before what it returned.
        self.tell_log();
        let mut state = self.debug.state.borrow_mut();
        let own = state.running.take_if(|(running, _)| *running == number);
        if own.is_none() {
            // It was given up meanwhile.
            return;
        }
        match outcome {
            Ok(values) => {
                for value in values {
                    state.say(Kind::Value, &value);
                }
            }
            Err(why) => state.say(Kind::Failure, &why),
        }
        drop(state);
        self.run_typed();
    }
}

/// The view.
struct DebugOverlay {
    pane: PaneId,
    state: Rc<RefCell<State>>,
    shown: RefCell<Shown>,
    size: Size,
    window: WindowId,
    mailbox: Mailbox,
}

/// Where the parts of the view stand.
struct Areas {
    text: Rect,
    prompt: Rect,
    keys: Option<usize>,
}

impl DebugOverlay {
    /// Has the program do something, in the window that this stands in.
    fn post(&self, work: impl FnOnce(&mut App) + Send + 'static) {
        let window = self.window;
        self.mailbox
            .post(move |app| app.in_window_or_here(window, work));
    }

    fn areas(&self) -> Areas {
        let Size { cols, rows } = self.size;
        let wide = cols.saturating_sub(text_width(PROMPT)).max(1);
        let typed = self.state.borrow().line.rows(wide);
        let prompt = typed.min(MOST_PROMPT_ROWS).min(rows.div_ceil(2)).max(1);
        let keys = usize::from(rows >= ROWS_FOR_KEYS);
        let title = usize::from(rows > prompt);
        let text = rows.saturating_sub(title + prompt + keys);
        Areas {
            text: Rect::new(0, title, cols, text),
            prompt: Rect::new(text_width(PROMPT), title + text, wide, prompt),
            keys: (keys > 0).then(|| rows - 1),
        }
    }

    /// Scrolls what is shown; negative is up.
    fn scroll(&self, rows: isize) {
        let area = self.areas().text;
        let state = self.state.borrow();
        let mut shown = self.shown.borrow_mut();
        shown.fit(&state.transcript, area.cols);
        shown.scroll(rows, area.rows);
    }

    fn key(&mut self, event: KeyEvent, cx: &Cx<'_, Infallible>) {
        let page = isize::try_from(self.areas().text.rows.max(2) - 1).unwrap_or(isize::MAX);
        let held = event.mods - Mods::SHIFT;
        match (event.key, held) {
            (Key::Escape, _) => return cx.close(),
            (Key::PageUp, _) => return self.scroll(-page),
            (Key::PageDown, _) => return self.scroll(page),
            (Key::Enter, held) if held == Mods::ALT || event.mods == Mods::SHIFT => {
                self.state.borrow_mut().line.insert("\n");
                return;
            }
            (Key::Enter, _) => return self.enter(),
            (Key::Char('c' | 'C'), Mods::CTRL) => return self.give_up(cx),
            (Key::Char('l' | 'L'), Mods::CTRL) => {
                let mut state = self.state.borrow_mut();
                state.transcript = Transcript::default();
                self.shown.replace(Shown::default());
                return;
            }
            _ => {}
        }
        let mut state = self.state.borrow_mut();
        if state.line.key(&event) {
            self.shown.borrow_mut().follow();
            return;
        }
        let State { line, history, .. } = &mut *state;
        match (event.key, held) {
            (Key::Up, Mods::ALT) | (Key::Char('p'), Mods::CTRL) => history.older(line),
            (Key::Down, Mods::ALT) | (Key::Char('n'), Mods::CTRL) => history.newer(line),
            (Key::Up, held) if held.is_empty() => history.older(line),
            (Key::Down, held) if held.is_empty() => history.newer(line),
            (Key::Char('d'), Mods::CTRL) => {
                cx.close();
            }
            _ => {}
        }
    }

    fn enter(&mut self) {
        self.shown.borrow_mut().follow();
        let mut state = self.state.borrow_mut();
        // On an empty line at its end a chunk is taken as it is.
        let at_end = state.line.cursor() == state.line.text().len();
        let last = at_end && (state.line.text().is_empty() || state.line.text().ends_with('\n'));
        let (pane, text) = (self.pane, state.line.take());
        if text.trim().is_empty() && state.waiting.is_empty() {
            return;
        }
        state.waiting.push_back(Chunk { pane, text, last });
        self.post(App::run_typed);
    }

    /// Gives up what runs, else what is typed, else leaves.
    fn give_up(&mut self, cx: &Cx<'_, Infallible>) {
        let mut state = self.state.borrow_mut();
        let waiting = std::mem::take(&mut state.waiting);
        if let Some((_, running)) = state.running.take() {
            running.abort();
            state.say(Kind::Failure, "given up");
        } else if !waiting.is_empty() {
            state.say(Kind::Failure, "given up");
        } else if !state.line.text().is_empty() {
            state.line.take();
        } else {
            cx.close();
        }
    }

    fn mouse(&mut self, event: MouseEvent) {
        let areas = self.areas();
        let at = (event.x, event.y.saturating_sub(areas.text.y));
        match event.kind {
            MouseKind::WheelUp => self.scroll(-(WHEEL_ROWS as isize)),
            MouseKind::WheelDown => self.scroll(WHEEL_ROWS as isize),
            MouseKind::Press(MouseButton::Left) if areas.text.contains(event.x, event.y) => {
                let state = self.state.borrow();
                let mut shown = self.shown.borrow_mut();
                shown.fit(&state.transcript, areas.text.cols);
                shown.press(&state.transcript, at, event.clicks, areas.text.rows);
            }
            MouseKind::Press(MouseButton::Left) => {
                let mut state = self.state.borrow_mut();
                state.line.point_at(areas.prompt, event.x, event.y);
            }
            MouseKind::Press(MouseButton::Middle) => {
                let paste = crate::frame::WindowRequest::RequestPrimaryPaste;
                self.post(|app| app.request(paste));
            }
            MouseKind::Move(Some(MouseButton::Left)) => {
                if event.y < areas.text.y {
                    self.scroll(-1);
                } else if event.y >= areas.text.bottom() {
                    self.scroll(1);
                }
                self.shown.borrow_mut().drag(at, areas.text.rows);
            }
            MouseKind::Release(MouseButton::Left) => {
                let state = self.state.borrow();
                let marked = self.shown.borrow_mut().release(&state.transcript);
                if let Some(text) = marked {
                    let to = CopyDestination::ClipboardAndPrimarySelection;
                    self.post(move |app| commands::copy(app, text, to));
                }
            }
            _ => {}
        }
    }

    fn draw_heading(&self, grid: &mut Grid, scrolled: usize) {
        let style = Style::default().bold().inverse();
        grid.fill(Rect::new(0, 0, self.size.cols, 1), style);
        grid.put(0, 0, TITLE, style);
        let told = match (self.state.borrow().running.is_some(), scrolled) {
            (true, _) => "running; Ctrl+C gives it up ".to_owned(),
            (false, 0) => format!("{VERSION} "),
            (false, rows) => format!("{rows} rows above the end "),
        };
        let x = self.size.cols.saturating_sub(text_width(&told));
        if x > text_width(TITLE) {
            grid.put(x, 0, &told, style);
        }
    }
}

fn style_of(kind: Kind) -> Style {
    let palette = |index| Style::default().fg(Color::Palette(index));
    match kind {
        Kind::Fact => palette(6),
        Kind::Log(Level::Error) => palette(1),
        Kind::Log(Level::Warn) => palette(3),
        Kind::Log(Level::Info) => Style::default(),
        Kind::Log(Level::Debug | Level::Trace) => palette(8),
        Kind::Typed => Style::default().bold(),
        Kind::Value => palette(2),
        Kind::Failure => palette(9),
    }
}

impl View for DebugOverlay {
    type Message = Infallible;

    fn update(&mut self, event: Event<Infallible>, cx: &Cx<'_, Infallible>) {
        match event {
            Event::Key(key) => self.key(key, cx),
            Event::Text(text) => {
                let mut state = self.state.borrow_mut();
                if !state.line.insert(&text) {
                    state.say(Kind::Failure, "not all of it was put in: it is too long");
                }
            }
            Event::Mouse(mouse) => self.mouse(mouse),
            Event::Resize(size) => self.size = size,
            Event::Focus(_) => {}
            Event::Message(never) => match never {},
        }
    }

    fn draw(&self, grid: &mut Grid) {
        let areas = self.areas();
        let state = self.state.borrow();
        let mut shown = self.shown.borrow_mut();
        shown.fit(&state.transcript, areas.text.cols);
        if areas.text.y > 0 {
            self.draw_heading(grid, shown.scrolled(areas.text.rows));
        }
        for row in shown.rows(&state.transcript, areas.text.rows) {
            let y = areas.text.y + row.y;
            grid.put(0, y, row.text, style_of(row.kind));
            let marked = Rect::new(row.marked.start, y, row.marked.len(), 1);
            grid.restyle(marked, |style| style.inverse = true);
        }
        let quiet = Style::default().fg(Color::Palette(8));
        if let Some(y) = areas.keys {
            let room = self.size.cols.saturating_sub(2);
            grid.put(1, y, &panel::shortened(KEYS, room), quiet);
        }
        for row in 0..areas.prompt.rows {
            let before = if row == 0 { PROMPT } else { FURTHER };
            grid.put(0, areas.prompt.y + row, before, quiet.bold());
        }
        state.line.draw(grid, areas.prompt, Style::default());
    }
}
