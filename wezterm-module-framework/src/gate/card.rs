//! The question whether a tool may run, as a person sees it.
//!
//! A view: events in, a drawn grid out; main thread. It hides how an accident is told from an
//! answer: denying is marked at first, a letter or an arrow marks another line and Enter confirms
//! it, so that no key that is held can allow anything; keys count only after the card was seen and
//! nothing was typed for a moment, keys that come as fast as a paste never allow, and what does not
//! fit must have been scrolled past. It decides nothing and remembers nothing: the gate does.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use mux::grid::{Color, Grid, Rect, Size, Style, text_width};
use mux::input::{Key, KeyEvent, Mods, MouseButton, MouseEvent, MouseKind};
use tokio::sync::oneshot;

use super::approval::{Approval, Choice, Decision};
use super::grants::Lifetime;
use super::scope::Reach;
use super::show::shown;
use crate::tool::{Effect, Hold};
use crate::view::{Cx, Event, Task, View};

mod text;

use text::{Line, Text};

/// How long nothing may have been typed before keys count.
const QUIET: Duration = Duration::from_millis(400);
/// Keys that follow each other faster than this are no person's.
const BURST: Duration = Duration::from_millis(40);
/// The least size in which a card can be read and answered.
const LEAST: Size = Size { cols: 24, rows: 7 };
/// The most columns that a card takes.
const WIDEST: usize = 100;

/// Tells the time. Tests have their own.
pub type Clock = Rc<dyn Fn() -> Instant>;

/// What a card's background work reports.
pub enum Report {
    /// Nobody waits for the answer any more.
    GivenUp,
}

/// The card.
pub struct ApprovalCard {
    title: String,
    effect: Effect,
    facts: Text,
    choices: Vec<Choice>,
    limit: Duration,
    /// The marked choice; the one behind the last denies.
    marked: usize,
    top: usize,
    size: Size,
    reply: Option<oneshot::Sender<Decision>>,
    given_up: Option<oneshot::Receiver<()>>,
    waiting: Option<Task>,
    clock: Clock,
    first_seen: Cell<Option<Instant>>,
    last_key: Option<Instant>,
    armed: bool,
    /// How many lines from the first on have been shown.
    read: Cell<usize>,
    wanted: Rc<Cell<usize>>,
}

impl ApprovalCard {
    /// Makes the card of a question.
    pub fn new(approval: Approval, clock: Clock) -> Self {
        let mut card = Self {
            title: title(&approval),
            effect: approval.effect,
            facts: facts(&approval),
            marked: approval.choices.len(),
            choices: approval.choices,
            limit: approval.limit,
            top: 0,
            size: Size::default(),
            reply: Some(approval.reply),
            given_up: Some(approval.given_up),
            waiting: None,
            clock,
            first_seen: Cell::new(None),
            last_key: None,
            armed: false,
            read: Cell::new(0),
            wanted: Rc::default(),
        };
        card.want();
        card
    }

    /// Returns how many rows it would like to have, as it changes.
    pub fn wanted_rows(&self) -> Rc<Cell<usize>> {
        Rc::clone(&self.wanted)
    }

    fn want(&mut self) {
        let cols = if self.size.cols == 0 {
            80
        } else {
            self.size.cols
        };
        // With the rows that it wants the choices have lines of their own.
        let body = self.body_where(false, inner_cols(cols)).len();
        self.wanted.set(body + self.choices.len() + 1 + 4);
    }

    /// Returns the choice whose stored lines are shown: the marked one where it stores something,
    /// else the one that reaches furthest.
    fn kept(&self) -> Option<&Choice> {
        let stores = |choice: &&Choice| choice.stores.is_some();
        let marked = self.choices.get(self.marked).filter(stores);
        marked.or_else(|| self.choices.iter().rfind(stores))
    }

    /// Tells whether all that is to be read has been shown.
    fn is_read(&self) -> bool {
        let lines = self.layout().map(|layout| self.body(layout.body.cols));
        lines.is_some_and(|lines| self.read.get() >= lines.len())
    }

    /// Returns what is to be read whichever choice is marked: the facts, and what the choices mean where
    /// their own lines have no room for it.
    fn fixed(&self, compact: bool, cols: usize) -> Text {
        let mut text = self.facts.clone();
        if compact || form(&self.rows(), cols) == Form::Cut {
            text.blank();
            for row in &self.rows() {
                let label = format!("{}  ", row.letter);
                let words = format!("{}: {}", row.name, row.short);
                text.unknown(&label, &words, Style::default());
            }
        }
        text
    }

    /// Returns the choices as they are listed, denying last.
    fn rows(&self) -> Vec<Row<'_>> {
        let allowing = self.choices.iter().map(|choice| {
            let (letter, words) = name_of(choice.lifetime);
            let (name, short) = short_of(choice.lifetime);
            let meaning = choice.meaning.as_str();
            Row {
                letter,
                words,
                meaning,
                name,
                short,
            }
        });
        let denying = Row {
            letter: 'n',
            words: "deny",
            meaning: "whoever asked is told so",
            name: "deny",
            short: "whoever asked is told so",
        };
        allowing.chain([denying]).collect()
    }

    /// Returns all that is to be read, in lines of at most `cols` columns.
    fn body(&self, cols: usize) -> Vec<Line> {
        self.body_where(self.is_compact(), cols)
    }

    fn is_compact(&self) -> bool {
        self.layout().is_some_and(|layout| layout.compact)
    }

    fn body_where(&self, compact: bool, cols: usize) -> Vec<Line> {
        let mut text = self.fixed(compact, cols);
        if let Some((choice, stores)) = self.kept().and_then(|c| Some((c, c.stores.as_ref()?))) {
            text.blank();
            let (_, words) = name_of(choice.lifetime);
            text.plain(
                &format!("“{words}” keeps this in state.toml, word for word:"),
                quiet(),
            );
            for line in stores.lines() {
                text.unknown("  ", line, Style::default().fg(Color::Palette(6)));
            }
        }
        text.wrapped(cols)
    }

    fn layout(&self) -> Option<Layout> {
        let size = self.size;
        if size.cols < LEAST.cols || size.rows < LEAST.rows {
            return None;
        }
        let cols = size.cols.min(WIDEST);
        let frame = Rect::new((size.cols - cols) / 2, 0, cols, size.rows);
        let listed = self.choices.len() + 1;
        // Two lines of the frame, one that divides, one that tells the keys, two to read in.
        let compact = size.rows < listed + 6;
        let footer = if compact { 1 } else { listed };
        let inner = Rect::new(frame.x + 2, 1, inner_cols(size.cols), size.rows - 2);
        let body = Rect {
            rows: inner.rows - footer - 2,
            ..inner
        };
        Some(Layout {
            frame,
            body,
            divider: body.bottom(),
            choices: Rect::new(inner.x, body.bottom() + 1, inner.cols, footer),
            keys: body.bottom() + 1 + footer,
            compact,
        })
    }

    fn scroll(&mut self, by: isize) {
        let Some(layout) = self.layout() else { return };
        let lines = self.body(layout.body.cols).len();
        let last = lines.saturating_sub(layout.body.rows);
        self.top = self.top.saturating_add_signed(by).min(last);
    }

    /// Shows what has not been read.
    fn read_on(&mut self) {
        self.top = self.read.get();
        self.scroll(0);
    }

    fn page(&self) -> isize {
        let rows = self.layout().map_or(1, |layout| layout.body.rows);
        isize::try_from(rows.saturating_sub(1).max(1)).unwrap_or(1)
    }

    fn mark(&mut self, choice: usize) {
        let before = self.kept().map(|choice| choice.lifetime);
        self.marked = choice.min(self.choices.len());
        self.want();
        if self.kept().map(|choice| choice.lifetime) != before {
            // Other lines stand at the end now, which were not read yet.
            let cols = inner_cols(self.size.cols);
            let fixed = self.fixed(self.is_compact(), cols).wrapped(cols).len();
            let all = self.read.get() >= fixed;
            self.read.set(self.read.get().min(fixed));
            if all {
                self.scroll(isize::MAX);
            }
        }
    }

    fn key(&mut self, event: KeyEvent, cx: &Cx<'_, Report>) {
        let now = (self.clock)();
        let Some(seen) = self.first_seen.get() else {
            return;
        };
        let before = self.last_key.replace(now).unwrap_or(seen);
        let pause = now.saturating_duration_since(before.max(seen));
        // It was meant for what had the keyboard before.
        if !self.armed && pause < QUIET {
            return;
        }
        self.armed = true;
        let held = event.mods - Mods::SHIFT;
        match (event.key, held) {
            (Key::Escape, _) => self.answer(Decision::Deny, cx),
            (Key::Char('c' | 'g'), Mods::CTRL) => self.answer(Decision::Deny, cx),
            (_, held) if !held.is_empty() => self.mark(self.choices.len()),
            (Key::Enter, _) if pause >= BURST => self.confirm(cx),
            (Key::Up, _) => self.mark(self.marked.checked_sub(1).unwrap_or(self.choices.len())),
            (Key::Down | Key::Tab, _) => {
                self.mark((self.marked + 1) % (self.choices.len() + 1));
            }
            (Key::PageUp, _) => self.scroll(-self.page()),
            (Key::PageDown, _) => self.scroll(self.page()),
            (Key::Home, _) => self.scroll(isize::MIN),
            (Key::End, _) => self.scroll(isize::MAX),
            (Key::Char(letter), _) => {
                let letter = letter.to_ascii_lowercase();
                let named = |choice: &Choice| name_of(choice.lifetime).0 == letter;
                // Any other letter takes back what was marked.
                let found = self.choices.iter().position(named);
                self.mark(found.unwrap_or(self.choices.len()));
            }
            _ => self.mark(self.choices.len()),
        }
    }

    fn confirm(&mut self, cx: &Cx<'_, Report>) {
        let Some(choice) = self.choices.get(self.marked) else {
            return self.answer(Decision::Deny, cx);
        };
        if self.layout().is_none() {
            return;
        }
        if !self.is_read() {
            return self.read_on();
        }
        self.answer(Decision::Allow(choice.lifetime), cx);
    }

    fn answer(&mut self, decision: Decision, cx: &Cx<'_, Report>) {
        if let Some(reply) = self.reply.take() {
            // The call was given up a moment ago when this fails.
            let _ = reply.send(decision);
        }
        cx.close();
    }

    fn mouse(&mut self, event: MouseEvent) {
        match event.kind {
            MouseKind::WheelUp => self.scroll(-3),
            MouseKind::WheelDown => self.scroll(3),
            MouseKind::Press(MouseButton::Left) => {
                let Some(layout) = self.layout() else { return };
                let hit = layout.choices.contains(event.x, event.y);
                if hit && !layout.compact && self.first_seen.get().is_some() {
                    self.mark(event.y - layout.choices.y);
                }
            }
            _ => {}
        }
    }

    fn draw_frame(&self, grid: &mut Grid, layout: &Layout, more: usize) {
        let style = Style::default().fg(color_of(self.effect));
        let Layout { frame, divider, .. } = *layout;
        let bar = "─".repeat(frame.cols - 2);
        let bottom = frame.bottom() - 1;
        for (y, left, right) in [(0, "╭", "╮"), (divider, "├", "┤"), (bottom, "╰", "╯")]
        {
            grid.put(frame.x, y, &format!("{left}{bar}{right}"), style);
        }
        for y in (1..bottom).filter(|y| *y != divider) {
            grid.put(frame.x, y, "│", style);
            grid.put(frame.right() - 1, y, "│", style);
        }
        let mut x = frame.x + 2;
        let room = frame.cols - 6;
        x += grid.put(x, 0, " ", style);
        let mut title = Text::default();
        title.unknown("", &self.title, style.bold());
        if let Some(line) = title.wrapped(room).first() {
            x += line.draw(grid, x, 0);
        }
        grid.put(x, 0, " ", style);
        if more > 0 {
            let lines = if more == 1 { "line" } else { "lines" };
            let words = format!(" {more} more {lines} · PageDown ");
            let fits = text_width(&words) + 4 <= frame.cols;
            let words = if fits { words } else { " more ↓ ".into() };
            grid.put(frame.x + 2, divider, &words, style.bold());
        }
    }

    fn draw_choices(&self, grid: &mut Grid, layout: &Layout) {
        let rows = self.rows();
        if layout.compact {
            return self.draw_compact(grid, layout, &rows);
        }
        let form = form(&rows, layout.choices.cols);
        for (index, row) in rows.iter().enumerate() {
            let (y, place) = (layout.choices.y + index, layout.choices);
            let marked = index == self.marked;
            let style = match marked {
                true => Style::default().inverse().bold(),
                false => Style::default(),
            };
            if marked {
                grid.fill(Rect::new(place.x, y, place.cols, 1), style);
            }
            let mark = if marked { "▸" } else { " " };
            grid.put(place.x, y, mark, style);
            let key = style.fg(color_of(self.effect)).bold();
            let key = if marked { style } else { key };
            grid.put(place.x + 2, y, &row.letter.to_string(), key);
            let (words, at) = match form {
                Form::Columns(at) => (row.words.to_owned(), at),
                Form::Short => (format!("{}: ", row.name), 5 + row.name.len() + 2),
                Form::Cut => (row.words.to_owned(), place.cols),
            };
            grid.put(place.x + 5, y, &words, style);
            let room = place.cols.saturating_sub(at);
            let dim = if marked { style } else { quiet() };
            let whole = matches!(form, Form::Columns(_));
            for meaning in [row.meaning, row.short]
                .into_iter()
                .skip(usize::from(!whole))
            {
                let mut text = Text::default();
                text.unknown("", meaning, dim);
                // What needs more room is above, word for word, in what is stored.
                if let ([line], true) = (text.wrapped(room.max(1)).as_slice(), room > 0) {
                    line.draw(grid, place.x + at, y);
                    break;
                }
            }
        }
    }

    fn draw_compact(&self, grid: &mut Grid, layout: &Layout, rows: &[Row<'_>]) {
        let (mut x, y) = (layout.choices.x, layout.choices.y);
        let short = rows.iter().map(|row| row.words.len() + 4).sum::<usize>();
        for (index, Row { letter, words, .. }) in rows.iter().enumerate() {
            let style = match index == self.marked {
                true => Style::default().inverse().bold(),
                false => Style::default(),
            };
            let text = match (short > layout.choices.cols, index == self.marked) {
                (true, false) => format!(" {letter} "),
                _ => format!(" {letter} {words} "),
            };
            x += grid.put(x, y, &text, style);
        }
    }

    fn keys_line(&self, cols: usize) -> String {
        let allows = self.marked < self.choices.len();
        let (first, short) = match allows && !self.is_read() {
            true => (
                "Enter reads on: all of it must have been seen",
                "Enter reads on",
            ),
            false if allows => ("Enter allows it", "Enter allows it"),
            false => (
                "Enter or Esc denies · a letter marks another line",
                "Enter or Esc denies",
            ),
        };
        let minutes = self.limit.as_secs().div_ceil(60);
        let long = match allows {
            true => format!("{first} · Esc denies · denied by itself after {minutes} min"),
            false => format!("{first} · denied by itself after {minutes} min"),
        };
        let fitting = [long.as_str(), first, short];
        let fits = |words: &&str| text_width(words) <= cols;
        let fitting = fitting.into_iter().find(fits);
        fitting.unwrap_or_default().to_owned()
    }
}

struct Layout {
    frame: Rect,
    body: Rect,
    divider: usize,
    choices: Rect,
    keys: usize,
    /// Whether the choices stand in one line.
    compact: bool,
}

impl View for ApprovalCard {
    type Message = Report;

    fn update(&mut self, event: Event<Report>, cx: &Cx<'_, Report>) {
        if let Some(given_up) = self.given_up.take() {
            self.waiting = Some(cx.spawn(|sender| async move {
                // It never says anything: it ends when the call does.
                let _ = given_up.await;
                sender.send(Report::GivenUp);
            }));
        }
        match event {
            Event::Key(key) => self.key(key, cx),
            // A paste is no answer.
            Event::Text(_) => self.mark(self.choices.len()),
            Event::Mouse(mouse) => self.mouse(mouse),
            Event::Resize(size) => {
                self.size = size;
                self.top = 0;
                self.read.set(0);
                self.want();
            }
            Event::Focus(_) => {}
            Event::Message(Report::GivenUp) => cx.close(),
        }
    }

    fn draw(&self, grid: &mut Grid) {
        let Some(layout) = self.layout() else {
            grid.put(0, 0, "A tool asks to run", Style::default().bold());
            grid.put(0, 1, "Make the window", Style::default());
            grid.put(0, 2, "larger to read it.", Style::default());
            grid.put(0, 3, "Esc denies.", Style::default());
            self.first_seen
                .set(self.first_seen.get().or(Some((self.clock)())));
            return;
        };
        let lines = self.body(layout.body.cols);
        let end = (self.top + layout.body.rows).min(lines.len());
        let more = lines.len() - end;
        self.draw_frame(grid, &layout, more);
        for (row, line) in lines[self.top.min(end)..end].iter().enumerate() {
            line.draw(grid, layout.body.x, layout.body.y + row);
        }
        if self.top <= self.read.get() {
            self.read.set(self.read.get().max(end));
        }
        self.draw_choices(grid, &layout);
        let keys = self.keys_line(layout.choices.cols);
        grid.put(layout.choices.x, layout.keys, &keys, quiet());
        self.first_seen
            .set(self.first_seen.get().or(Some((self.clock)())));
    }
}

fn inner_cols(cols: usize) -> usize {
    cols.min(WIDEST).saturating_sub(4)
}

fn quiet() -> Style {
    Style::default().fg(Color::Palette(8))
}

fn color_of(effect: Effect) -> Color {
    Color::Palette(match effect {
        Effect::Read => 4,
        Effect::Write => 3,
        Effect::Execute => 3,
        Effect::Network => 5,
    })
}

/// Returns the letter that marks it and what it is called.
fn name_of(lifetime: Lifetime) -> (char, &'static str) {
    match lifetime {
        Lifetime::Once => ('y', "allow once"),
        Lifetime::Turn => ('t', "allow this turn"),
        Lifetime::Pane => ('p', "allow in this pane"),
        Lifetime::Project => ('r', "allow in this project"),
        Lifetime::Always => ('a', "allow always"),
    }
}

/// Returns what it is called and what it means where there is little room.
fn short_of(lifetime: Lifetime) -> (&'static str, &'static str) {
    match lifetime {
        Lifetime::Once => ("once", "this call and no other"),
        Lifetime::Turn => ("turn", "until this answer is done"),
        Lifetime::Pane => ("pane", "until it is closed"),
        Lifetime::Project => ("project", "here, till taken back"),
        Lifetime::Always => ("always", "everywhere, from now on"),
    }
}

/// A choice as it is listed.
struct Row<'a> {
    letter: char,
    words: &'a str,
    meaning: &'a str,
    /// The words where there is little room.
    name: &'a str,
    /// The meaning where there is little room.
    short: &'a str,
}

/// How the choices are listed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// In columns, the meanings from this one on.
    Columns(usize),
    /// Each with its short name and meaning.
    Short,
    /// Without what they mean.
    Cut,
}

/// Returns how the choices are listed in so many columns.
fn form(rows: &[Row<'_>], cols: usize) -> Form {
    let widest = rows.iter().map(|row| row.words.len()).max().unwrap_or(0);
    let at = 5 + widest + 3;
    let longest = rows.iter().map(|row| row.short.len()).max().unwrap_or(0);
    let short = |row: &Row<'_>| 5 + row.name.len() + 2 + row.short.len();
    if at + longest <= cols {
        Form::Columns(at)
    } else if rows.iter().all(|row| short(row) <= cols) {
        Form::Short
    } else {
        Form::Cut
    }
}

fn title(approval: &Approval) -> String {
    let wish = match approval.effect {
        // Nothing but its own word stands for it: over "everything" the card must not vouch for it.
        Effect::Read if touches_everything(approval) => "call a tool that says it only looks",
        Effect::Read => "look at something",
        Effect::Write => "change something",
        Effect::Execute => "run a program",
        Effect::Network => "talk to another machine",
    };
    let mut title = format!("{} wants to {wish}", approval.principal);
    // Who asked the principal itself comes first.
    for asker in approval.chain.iter().rev() {
        title.push_str(", asked by ");
        title.push_str(asker);
    }
    title
}

fn touches_everything(approval: &Approval) -> bool {
    approval.scope == Reach::Everything.words()
}

/// Returns what is to be read: the call, what is dangerous about it and what holds it back, then the rest,
/// so that a low card begins with what matters.
fn facts(approval: &Approval) -> Text {
    let warning = Style::default().fg(Color::Palette(1)).bold();
    let mut text = Text::default();
    text.lines(&approval.summary, Style::default().bold());
    let mut dangers = Text::default();
    for words in &approval.warnings {
        dangers.own(("! ", warning), words, warning);
    }
    match &approval.hold {
        Some(Hold::Nothing(words)) => dangers.own(("! ", warning), words, warning),
        Some(Hold::Sandbox(words)) => dangers.own(("", quiet()), words, Style::default()),
        None => {}
    }
    let rest = rest(approval);
    let change = approval.preview.as_deref().map(diff);
    let misleads = [&text, &dangers, &rest]
        .into_iter()
        .chain(&change)
        .any(Text::has_escapes);
    if misleads {
        let words = "! What is written \\u{…} hides, misleads or looks like another character.";
        text.plain(words, warning);
    }
    text.append(dangers);
    text.blank();
    text.append(rest);
    if let Some(change) = change {
        text.blank();
        text.plain("It would change this:", quiet());
        text.append(change);
    }
    text
}

/// Returns what tool it is, what it touches and may run, where, and why the person is asked.
fn rest(approval: &Approval) -> Text {
    let mut text = Text::default();
    let label = |name: &str| format!("{name:<11}");
    let plain = Style::default();
    text.unknown(&label("tool"), &approval.tool, plain);
    let longer = approval.choices.len() > 1;
    let runs = if longer { "lets run" } else { "runs" };
    for (name, lines) in [("touches", &approval.scope), (runs, &approval.runs)] {
        for (index, line) in lines.iter().enumerate() {
            let name = if index == 0 { name } else { "" };
            text.unknown(&label(name), line, plain);
        }
    }
    match &approval.cwd {
        // Lossy: what is no text is shown as a replacement, which is escaped in turn.
        Some(cwd) => text.unknown(&label("directory"), &cwd.to_string_lossy(), plain),
        None => text.unknown(&label("directory"), "not known", plain),
    }
    text.own((&label("why"), quiet()), &approval.reason, plain);
    text
}

/// Returns a unified diff as it is shown. A line's mark stands alone in the first column, so that a
/// long line's rest passes for no other line.
fn diff(preview: &str) -> Text {
    let mut text = Text::default();
    let plain = Style::default();
    let colored = |color| plain.fg(Color::Palette(color));
    let mut in_hunk = false;
    for line in preview.strip_suffix('\n').unwrap_or(preview).split('\n') {
        in_hunk |= line.starts_with("@@");
        let style = match line.as_bytes().first() {
            Some(b'@') if line.starts_with("@@") => colored(6),
            // The names of the files come before the first hunk, marked like lines.
            Some(b'+' | b'-') if !in_hunk => plain.bold(),
            Some(b'+') => colored(2),
            Some(b'-') => colored(1),
            _ => plain,
        };
        match line.split_at_checked(1) {
            Some((mark @ ("+" | "-" | " "), rest)) if in_hunk => text.marked(mark, rest, style),
            _ => text.unknown("", line, style),
        }
    }
    text
}

/// Tells whether a text would be shown otherwise than it is.
pub fn is_misleading(text: &str) -> bool {
    shown(text).iter().any(|piece| piece.escaped)
}

#[cfg(test)]
mod tests;
