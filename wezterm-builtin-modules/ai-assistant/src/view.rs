//! The overlay: what was asked and answered above, the composer below, a header and a line of keys.
//!
//! A view in the sense of the framework: keys and messages in, cells out, on the main thread. It hides
//! scrolling, the running answer and the keys. Answers are generated elsewhere and arrive as messages;
//! dropping the turn stops them. It is not the conversation's home: that outlives the overlay (see
//! [`crate::conversation`]).

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use wezterm_module_framework::grid::{Grid, Size};
use wezterm_module_framework::input::{Key, KeyEvent, Mods, MouseButton, MouseEvent, MouseKind};
use wezterm_module_framework::{Cx, Event, PaneId, Task, View};

use crate::answer::{as_one_line, commands};
use crate::assistant::{Asked, Assistant, Progress, run_turn};
use crate::conversation::{Exchange, Outcome};
use crate::llm::{EndReason, LlmError};
use crate::metrics::Figures;
use crate::models::{Inventory, NameError};

mod browser;
mod composer;
mod draw;
mod figures;
mod layout;

use browser::{Browser, Wish};
use composer::Composer;
use layout::Line;

/// How often the time shown while a person waits is renewed.
const TICK: Duration = Duration::from_millis(100);
/// How many rows the wheel scrolls.
const WHEEL_ROWS: isize = 3;

type ViewCx<'a> = Cx<'a, Message>;

/// What background work reports to the overlay.
pub(crate) enum Message {
    /// Time has passed.
    Tick,
    /// The running question has come further.
    Step(Progress),
    /// The text that would be sent is known.
    Preview(String),
    /// These models were found.
    Models(Arc<Inventory>, Option<String>),
    /// This command was read for what it would do: what a person should know of it, one thing each.
    Judged(String, Vec<String>),
}

/// See the top of the file.
pub(crate) struct AssistantView {
    assistant: Arc<Assistant>,
    pane: Option<PaneId>,
    size: Size,
    composer: Composer,
    exchanges: Vec<Exchange>,
    turn: Option<Turn>,
    /// What the last answer cost.
    figures: Option<Figures>,
    /// The first row shown; `None` follows the end.
    top: Option<usize>,
    /// The text that would be sent, or the session's figures, while shown instead of the conversation.
    preview: Option<Preview>,
    /// The model browser, while it is shown instead of the conversation.
    browser: Option<Browsing>,
    notice: Option<Notice>,
    /// The command that is being put at the prompt.
    inserting: Option<Inserting>,
    /// What is read ahead, and the text that was typed when that began.
    ahead: Option<(String, Task)>,
    cache: RefCell<Cache>,
}

/// An answer that is being generated.
struct Turn {
    question: String,
    notices: Vec<String>,
    answer: String,
    phase: Phase,
    ticks: usize,
    _task: Task,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Loading,
    Thinking,
    Answering,
}

enum Preview {
    Asked {
        _task: Task,
    },
    Shown(String),
    /// What the answers cost, shown in the same place.
    Figures,
}

/// The model browser and what keeps it current.
struct Browsing {
    browser: Browser,
    _watch: Task,
}

/// A command on its way to the prompt.
enum Inserting {
    /// It is read for what it would do.
    Judged { _task: Task },
    /// What it would do was said, and the same key again puts it there.
    Warned(String),
}

/// A line about what a key did; it goes with the next key.
struct Notice {
    text: String,
    is_error: bool,
}

/// The lines of the finished exchanges, which change only with the width, the model's name and where
/// the part begins that is sent along.
#[derive(Default)]
struct Cache {
    width: usize,
    model: String,
    exchanges: usize,
    /// How many of the exchanges are no longer sent along.
    left_out: usize,
    lines: Vec<Line>,
}

impl AssistantView {
    pub(crate) fn new(assistant: Arc<Assistant>, pane: Option<PaneId>, size: Size) -> Self {
        let exchanges = assistant.conversation().exchanges().to_vec();
        let asked = exchanges.iter().map(|exchange| exchange.question.clone());
        Self {
            composer: Composer::with_history(asked.collect()),
            assistant,
            pane,
            size,
            exchanges,
            turn: None,
            figures: None,
            top: None,
            preview: None,
            browser: None,
            notice: None,
            inserting: None,
            ahead: None,
            cache: RefCell::default(),
        }
    }

    fn say(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice {
            text: text.into(),
            is_error: false,
        });
    }

    fn complain(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice {
            text: text.into(),
            is_error: true,
        });
    }

    fn key(&mut self, event: KeyEvent, cx: &ViewCx<'_>) {
        self.notice = None;
        if matches!(self.inserting, Some(Inserting::Judged { .. })) {
            // Whoever goes on typing does not want the overlay to close under their fingers.
            self.inserting = None;
        }
        if let Some(browsing) = &mut self.browser {
            let wish = browsing.browser.key(event);
            return self.browse(wish, cx);
        }
        let mods = event.mods;
        let by_word = mods.intersects(Mods::CTRL | Mods::ALT);
        let field = self.field_width();
        match event.key {
            Key::Enter if mods.intersects(Mods::SHIFT | Mods::ALT) => self.composer.insert("\n"),
            Key::Enter => self.send(cx),
            Key::Escape => self.escape(cx),
            Key::Tab => self.copy(cx),
            Key::Backspace if by_word => self.composer.delete_word_before(),
            Key::Backspace => self.composer.backspace(),
            Key::Delete => self.composer.delete(),
            Key::Left if by_word => self.composer.word_left(),
            Key::Right if by_word => self.composer.word_right(),
            Key::Left => self.composer.left(),
            Key::Right => self.composer.right(),
            Key::Home if mods.contains(Mods::CTRL) => self.top = Some(0),
            Key::End if mods.contains(Mods::CTRL) => self.top = None,
            Key::Home => self.composer.home(),
            Key::End => self.composer.end(),
            Key::Up if mods.contains(Mods::CTRL) => self.scroll(-1),
            Key::Down if mods.contains(Mods::CTRL) => self.scroll(1),
            Key::Up => self.composer.up(field),
            Key::Down => self.composer.down(field),
            Key::PageUp => self.scroll(-self.page()),
            Key::PageDown => self.scroll(self.page()),
            Key::Char(c) if mods.contains(Mods::CTRL) => {
                self.control_key(c.to_ascii_lowercase(), cx);
            }
            Key::Char(c) if mods.contains(Mods::ALT) => self.alt_key(c.to_ascii_lowercase(), cx),
            Key::Char(c) if !mods.contains(Mods::SUPER) => {
                self.composer.insert(c.encode_utf8(&mut [0; 4]));
            }
            _ => {}
        }
    }

    fn control_key(&mut self, c: char, cx: &ViewCx<'_>) {
        let field = self.field_width();
        match c {
            ']' | 'm' => self.send(cx),
            'j' => self.composer.insert("\n"),
            'y' => self.copy(cx),
            'i' => self.insert_at_prompt(cx),
            'o' => self.toggle_preview(cx),
            'r' => self.ask_again(cx),
            'l' => self.begin_anew(),
            'c' => self.interrupt(),
            'a' => self.composer.home(),
            'e' => self.composer.end(),
            'b' => self.composer.left(),
            'f' => self.composer.right(),
            'd' => self.composer.delete(),
            'h' => self.composer.backspace(),
            'w' => self.composer.delete_word_before(),
            'u' => self.composer.delete_to_line_start(),
            'k' => self.composer.delete_to_line_end(),
            'p' => self.composer.up(field),
            'n' => self.composer.down(field),
            _ => {}
        }
    }

    fn alt_key(&mut self, c: char, cx: &ViewCx<'_>) {
        match c {
            'i' => self.insert_at_prompt(cx),
            'b' => self.composer.word_left(),
            'f' => self.composer.word_right(),
            'm' => self.open_browser(cx),
            's' => self.toggle_figures(),
            _ => {}
        }
    }

    /// Shows the models, and goes on looking for them while they are shown.
    fn open_browser(&mut self, cx: &ViewCx<'_>) {
        let assistant = Arc::clone(&self.assistant);
        let watch = cx.spawn(move |out| async move {
            let (send, mut found) = tokio::sync::mpsc::unbounded_channel();
            // Nobody looks any more when this fails.
            let asked = Arc::clone(&assistant);
            let tell = move |all: Arc<Inventory>| {
                let used = asked.used(&all);
                drop(send.send((all, used)));
            };
            let watching = assistant.watch_models(tell);
            let _watch = match watching {
                Ok(watch) => watch,
                Err(error) => return log::warn!("models are not looked for: {error}"),
            };
            while let Some((inventory, used)) = found.recv().await {
                out.send(Message::Models(inventory, used));
            }
        });
        self.browser = Some(Browsing {
            browser: Browser::default(),
            _watch: watch,
        });
    }

    /// Does what a key in the browser asks for.
    fn browse(&mut self, wish: Wish, cx: &ViewCx<'_>) {
        match wish {
            Wish::Nothing => {}
            Wish::Close => self.browser = None,
            // Opening it begins with a look.
            Wish::Refresh => self.open_browser(cx),
            Wish::Use(Some(model)) if model.problem.is_some() => {
                let why = model.problem.unwrap_or_default();
                let name = model.name;
                self.complain(NameError::Useless { name, why }.to_string());
            }
            Wish::Use(model) => {
                self.assistant.use_id(model.map(|model| model.id));
                self.browser = None;
                let name = self.assistant.model_name();
                self.say(format!("{name} answers from now on"));
            }
        }
    }

    fn mouse(&mut self, mouse: MouseEvent, cx: &ViewCx<'_>) {
        match mouse.kind {
            MouseKind::WheelUp => self.scroll(-WHEEL_ROWS),
            MouseKind::WheelDown => self.scroll(WHEEL_ROWS),
            MouseKind::Press(MouseButton::Left) => {
                if let Some(command) = self.command_on_row(mouse.y) {
                    self.notice = None;
                    self.copy_text(&command, cx);
                }
            }
            _ => {}
        }
    }

    /// Asks what was typed.
    fn send(&mut self, cx: &ViewCx<'_>) {
        if self.turn.is_some() {
            return self.say("an answer is on its way: Esc stops it");
        }
        match self.assistant.check_question(self.composer.text()) {
            Ok(question) => {
                self.composer.take();
                self.preview = None;
                self.begin(question, cx);
            }
            Err(error) => self.complain(error.explained()),
        }
    }

    fn begin(&mut self, question: String, cx: &ViewCx<'_>) {
        self.inserting = None;
        let assistant = Arc::clone(&self.assistant);
        let host = Arc::clone(cx.host());
        let asked = Asked {
            pane: self.pane,
            question: question.clone(),
            history: self.assistant.history(),
            ..Asked::default()
        };
        let task = cx.spawn_or(
            move |out| async move {
                let ticks = async {
                    loop {
                        tokio::time::sleep(TICK).await;
                        out.send(Message::Tick);
                    }
                };
                let report = |step| out.send(Message::Step(step));
                let answer = run_turn(assistant, host, asked, report);
                tokio::select! {
                    () = answer => {}
                    () = ticks => {}
                }
            },
            |why| {
                let error = LlmError::engine(format!("the assistant broke: {why}"));
                Message::Step(Progress::Failed(error))
            },
        );
        self.top = None;
        self.figures = None;
        self.turn = Some(Turn {
            question,
            notices: Vec::new(),
            answer: String::new(),
            phase: Phase::Thinking,
            ticks: 0,
            _task: task,
        });
    }

    /// Has the model read what is typed so far, in place of what was typed before; not while it answers.
    fn read_ahead(&mut self, cx: &ViewCx<'_>) {
        if self.turn.is_some() {
            self.ahead = None;
            return;
        }
        let typed = self.composer.text();
        if self.ahead.as_ref().is_some_and(|(read, _)| read == typed) {
            return;
        }
        let typed = typed.to_owned();
        let (assistant, host) = (Arc::clone(&self.assistant), Arc::clone(cx.host()));
        let (pane, text) = (self.pane, typed.clone());
        let task = cx.spawn(move |_| async move {
            assistant.read_ahead(host.as_ref(), pane, &text).await;
        });
        self.ahead = Some((typed, task));
    }

    fn step(&mut self, step: Progress) {
        let Some(turn) = &mut self.turn else {
            return;
        };
        match step {
            Progress::Loading => turn.phase = Phase::Loading,
            Progress::Thinking | Progress::Reasoning(_) => turn.phase = Phase::Thinking,
            Progress::Notice(text) => turn.notices.push(text),
            Progress::Text(text) => {
                turn.phase = Phase::Answering;
                turn.answer.push_str(&text);
            }
            Progress::Done { reason, figures } => {
                let full = figures.as_ref().and_then(Figures::full_context);
                self.figures = figures;
                self.finish(match reason {
                    EndReason::Complete | EndReason::ToolCalls => Outcome::Complete,
                    EndReason::MaxTokens => full.map_or(Outcome::CutOff, Outcome::Full),
                    EndReason::Refused => Outcome::Failed {
                        message: "the provider refused to go on".into(),
                        hint: "ask in other words".into(),
                    },
                });
            }
            Progress::Failed(error) => self.finish(Outcome::Failed {
                message: error.to_string(),
                hint: error.hint().to_owned(),
            }),
        }
    }

    /// Ends the running answer and keeps what there is of it.
    fn finish(&mut self, outcome: Outcome) {
        let Some(turn) = self.turn.take() else {
            return;
        };
        let exchange = Exchange {
            question: turn.question,
            notices: turn.notices,
            answer: turn.answer,
            outcome,
        };
        self.assistant.conversation().push(exchange.clone());
        self.exchanges.push(exchange);
    }

    fn escape(&mut self, cx: &ViewCx<'_>) {
        if self.preview.take().is_some() {
            self.top = None;
        } else if self.turn.is_some() {
            self.finish(Outcome::Stopped);
        } else {
            cx.close();
        }
    }

    /// Stops the answer, or empties the composer.
    fn interrupt(&mut self) {
        if self.turn.is_some() {
            self.finish(Outcome::Stopped);
        } else {
            self.composer.set("");
        }
    }

    fn ask_again(&mut self, cx: &ViewCx<'_>) {
        if self.turn.is_some() {
            return self.say("an answer is on its way: Esc stops it");
        }
        match self.exchanges.last().map(|last| last.question.clone()) {
            Some(question) => {
                self.preview = None;
                self.begin(question, cx);
            }
            None => self.say("nothing was asked yet"),
        }
    }

    fn begin_anew(&mut self) {
        self.turn = None;
        self.preview = None;
        self.figures = None;
        self.top = None;
        self.exchanges.clear();
        self.assistant.conversation().clear();
        self.say("a new conversation");
    }

    /// Returns the last command of the last answer that has one.
    fn last_command(&self) -> Option<String> {
        self.exchanges
            .iter()
            .rev()
            .find_map(|exchange| commands(&exchange.answer).pop())
    }

    /// Returns the command to copy or insert, or says why there is none.
    fn wanted_command(&mut self) -> Option<String> {
        if self.turn.is_some() {
            self.say("the answer is not finished yet");
            return None;
        }
        let command = self.last_command();
        if command.is_none() {
            self.say("no answer holds a command yet");
        }
        command
    }

    fn copy(&mut self, cx: &ViewCx<'_>) {
        if let Some(command) = self.wanted_command() {
            self.copy_text(&command, cx);
        }
    }

    fn copy_text(&mut self, command: &str, cx: &ViewCx<'_>) {
        match cx.host().set_clipboard(command.to_owned()) {
            Ok(()) => self.say(format!("copied: {}", command.replace('\n', " ⏎ "))),
            Err(error) => self.complain(format!("cannot copy: {error}")),
        }
    }

    /// Puts the command at the pane's prompt, where a person can look at it before running it. What it would
    /// do that cannot be undone is said first, and the same key again puts it there.
    fn insert_at_prompt(&mut self, cx: &ViewCx<'_>) {
        let Some(command) = self.wanted_command() else {
            return;
        };
        let Some(line) = as_one_line(&command) else {
            return self
                .complain("the command has several lines, and each would run: Tab copies it");
        };
        if self.pane.is_none() {
            return self.complain("there is no pane to put it into: Tab copies it");
        }
        if matches!(&self.inserting, Some(Inserting::Warned(known)) if *known == line) {
            return self.insert(line, cx);
        }
        let assistant = Arc::clone(&self.assistant);
        let task = cx.spawn(move |out| async move {
            let warnings = assistant.judge(&line).await;
            out.send(Message::Judged(line, warnings));
        });
        self.inserting = Some(Inserting::Judged { _task: task });
    }

    /// Puts a command that was read at the prompt, or says what it would do.
    fn judged(&mut self, line: String, warnings: &[String], cx: &ViewCx<'_>) {
        if !matches!(self.inserting, Some(Inserting::Judged { .. })) {
            return;
        }
        if warnings.is_empty() {
            return self.insert(line, cx);
        }
        self.complain(format!(
            "it {}: Alt+I again inserts it",
            warnings.join(", ")
        ));
        self.inserting = Some(Inserting::Warned(line));
    }

    fn insert(&mut self, line: String, cx: &ViewCx<'_>) {
        self.inserting = None;
        let Some(pane) = self.pane else {
            return;
        };
        match cx.host().insert_text(pane, line) {
            Ok(()) => cx.close(),
            Err(error) => self.complain(format!("cannot insert: {error}")),
        }
    }

    /// Shows the exact text that the next question would be sent with.
    fn toggle_preview(&mut self, cx: &ViewCx<'_>) {
        if let Some(Preview::Asked { .. } | Preview::Shown(_)) = self.preview.take() {
            self.top = None;
            return;
        }
        let assistant = Arc::clone(&self.assistant);
        let host = Arc::clone(cx.host());
        let pane = self.pane;
        let typed = self.composer.text().trim().to_owned();
        let task = cx.spawn(move |out| async move {
            let context = assistant.context(host.as_ref(), pane).await;
            let question = if typed.is_empty() {
                "(your question)"
            } else {
                &typed
            };
            let history = assistant.history();
            out.send(Message::Preview(
                assistant.preview(question, &context, &history),
            ));
        });
        self.preview = Some(Preview::Asked { _task: task });
        self.top = Some(0);
    }

    /// Shows what the answers of the session cost.
    fn toggle_figures(&mut self) {
        let shown = matches!(self.preview, Some(Preview::Figures));
        self.preview = (!shown).then_some(Preview::Figures);
        self.top = (!shown).then_some(0);
    }

    fn page(&self) -> isize {
        let rows = self.areas().transcript.rows;
        isize::try_from(rows.saturating_sub(1).max(1)).unwrap_or(1)
    }

    /// Scrolls by rows; at the end the view follows what is added.
    fn scroll(&mut self, by: isize) {
        let (top, last) = self.position();
        let wanted = top.saturating_add_signed(by);
        self.top = (wanted < last).then_some(wanted);
    }
}

impl View for AssistantView {
    type Message = Message;

    fn update(&mut self, event: Event<Message>, cx: &ViewCx<'_>) {
        // That it has a size does not mean that somebody is there.
        let is_used = !matches!(event, Event::Resize(_));
        match event {
            Event::Key(key) => self.key(key, cx),
            Event::Text(text) => {
                self.notice = None;
                match &mut self.browser {
                    Some(browsing) => browsing.browser.text(&text),
                    None => self.composer.insert(&text),
                }
            }
            Event::Mouse(mouse) => self.mouse(mouse, cx),
            Event::Resize(size) => self.size = size,
            Event::Focus(_) => {}
            Event::Message(Message::Tick) => {
                if let Some(turn) = &mut self.turn {
                    turn.ticks += 1;
                }
            }
            Event::Message(Message::Step(step)) => self.step(step),
            Event::Message(Message::Models(inventory, used)) => {
                if let Some(browsing) = &mut self.browser {
                    browsing.browser.take(inventory, used);
                }
            }
            Event::Message(Message::Judged(line, warnings)) => self.judged(line, &warnings, cx),
            Event::Message(Message::Preview(text)) => {
                if matches!(self.preview, Some(Preview::Asked { .. })) {
                    self.preview = Some(Preview::Shown(text));
                }
            }
        }
        if is_used {
            self.read_ahead(cx);
        }
    }

    fn draw(&self, grid: &mut Grid) {
        self.draw_on(grid);
    }
}

#[cfg(test)]
mod tests;
