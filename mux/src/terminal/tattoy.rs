//! The engine: WezTerm's terminal as the `tattoy-wezterm-term` crate publishes it.
//!
//! Bytes are parsed here and each action is looked at before it is applied, because the engine drops
//! or cannot do some of what is needed: exit statuses of commands, synchronised output, window
//! reports, kitty's keyboard protocol, images.
//! Used under the pane's lock.

mod answers;
mod areas;
mod asked;
mod budget;
mod charsets;
mod marks;
mod page;
mod parsing;
mod pictures;
mod request;
mod resizing;
mod special;
mod titles;

pub(super) use self::pictures::part_of;

use self::asked::{ReplyWriter, Reports, Settings};
use self::budget::ROW_COST;
use self::page::{Guard, Page, is_text};
use self::pictures::Pictures;
use self::resizing::Before;
use self::special::SpecialColors;
use self::titles::Titles;
use super::bounds::{MAX_LINK_BYTES, StringGuard, bound_count};
use super::colors::Changed;
use super::convert::{Converter, Pieces, cursor_shape};
use super::modes::{
    ALT_SCREENS, COLUMNS_132, Modes, MouseTracking, asks_for_synchronised_output, mode_number,
    shown_after, synchronised_output,
};
use super::osc::{self, ShellMark, StatusReader};
use super::rows;
use super::{
    Directory, EngineEvent, EngineFacts, EngineOptions, HeldCells, MAX_HOLD, PaneSize, Position,
    Progress, Reply, TerminalEngine, TerminalSettings, TextLine, Zone, ZoneKind, encode_paste,
    keys, lines, mouse,
};
use crate::blocks::{BlockTracker, CommandBlock, Mark, StableRow};
use crate::grid::{Cursor, CursorShape, Grid};
use crate::images::work::{Done, Work};
use crate::input::{KeyStroke, MouseEvent, Spot};
use crate::palette::Palette;
use rustix::system::uname;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tattoy_wezterm_escape_parser::csi::{
    CSI, Cursor as CursorControl, Device, Edit, EraseInDisplay, Mode, Sgr,
};
use tattoy_wezterm_escape_parser::osc::ITermProprietary;
use tattoy_wezterm_escape_parser::parser::Parser;
use tattoy_wezterm_escape_parser::{
    Action, ControlCode, DeviceControlMode, Esc, EscCode, OperatingSystemCommand as Osc,
};
use tattoy_wezterm_surface::{CursorShape as EngineCursor, CursorVisibility};
use tattoy_wezterm_term::{
    CellAttributes, Clipboard, SemanticType, SemanticZone, Terminal, TerminalSize,
};

/// How much output is held back before it is applied anyway: its bytes, which stand for what actions
/// have boxed, and the list of its actions, in bytes.
const MAX_HELD_BYTES: usize = 16 * 1024 * 1024;
/// After how much output the rows above the screen are priced again.
const PRICED_BYTES: usize = 16 * 1024;
/// What is answered to the question what the terminal is: a VT500 with sixels, selective erase,
/// windows, colour and clipboard access.
const DEVICE_ATTRIBUTES: &str = "\x1b[?65;4;6;18;22;52c";

/// Locks plain data, which no panic can leave half-changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Output that waits for the end of synchronised output.
struct Held {
    until: Instant,
    actions: Vec<Action>,
    bytes: usize,
}

/// What is to be done with an action.
enum Step {
    /// The engine applies it.
    Apply,
    /// It means something here; it is applied too.
    Mark(ShellMark),
    /// The whole terminal is reset, which the engine does not report.
    Reset,
    /// The engine applies it and may show its other screen then.
    Switch,
    /// The engine applies it, and what stands from the cursor or the whole screen's begin on is gone.
    Erase(EraseInDisplay),
    /// The engine applies these in its place.
    Instead(Vec<Action>),
    /// It is answered here, not by the engine.
    Answer(String),
    /// It stands for an image that was found.
    Image,
    /// What is to be done with it depends on the actions before: [`TattoyEngine::ask`].
    Ask,
    /// It is dropped.
    Drop,
}

/// The terminal engine of this program.
pub(super) struct TattoyEngine {
    terminal: Terminal,
    parser: Parser,
    strings: StringGuard,
    statuses: StatusReader,
    settings: Arc<Settings>,
    reports: Reports,
    modes: Modes,
    blocks: BlockTracker,
    /// The main screen's rows, while the alternate one is shown.
    behind_alt: Option<Before>,
    held: Option<Held>,
    pictures: Pictures,
    held_cells: HeldCells,
    size: PaneSize,
    page: Page,
    /// Whether what was applied last was text.
    wrote: bool,
    titles: Titles,
    /// Styles that the program put aside (XTPUSHSGR), the last one last.
    styles: Vec<CellAttributes>,
    special: SpecialColors,
    directory: Option<Directory>,
    user: Option<Arc<str>>,
    user_vars: BTreeMap<String, String>,
    changed: Changed,
    wanted_scrollback: usize,
    /// How many bytes were applied since the rows above the screen were priced.
    unpriced: usize,
    scrollback_bytes: usize,
    this_host: String,
}

impl TattoyEngine {
    /// Returns a terminal whose answers go to `reply`.
    pub(super) fn new(options: EngineOptions, reply: Reply) -> Self {
        let size = options.size.clamped();
        // The engine reserves room for all rows at once, so the wish is held to what the byte budget can fill.
        let scrollback_lines = options
            .scrollback_lines
            .min(options.scrollback_bytes / ROW_COST);
        let settings = Arc::new(Settings {
            palette: Mutex::new(options.palette),
            chosen: Mutex::new(options.settings),
            generation: AtomicUsize::new(0),
            scrollback_lines: AtomicUsize::new(scrollback_lines),
            answer: Mutex::new(String::new()),
        });
        let reports = Reports::default();
        let mut terminal = Terminal::new(
            engine_size(&size),
            settings.clone(),
            "WezTerm",
            &options.program_version,
            Box::new(ReplyWriter(reply)),
        );
        terminal.set_notification_handler(Box::new(reports.clone()));
        let clipboard: Arc<dyn Clipboard> = Arc::new(reports.clone());
        terminal.set_clipboard(&clipboard);
        Self {
            terminal,
            parser: Parser::new(),
            strings: StringGuard::default(),
            statuses: StatusReader::default(),
            settings,
            reports,
            modes: Modes::default(),
            blocks: BlockTracker::new(options.shell_token),
            behind_alt: None,
            held: None,
            pictures: Pictures::new(&options.images),
            held_cells: HeldCells::default(),
            size,
            page: Page::default(),
            wrote: false,
            titles: Titles::default(),
            styles: Vec::new(),
            special: SpecialColors::default(),
            directory: None,
            user: None,
            user_vars: BTreeMap::new(),
            changed: Changed::default(),
            wanted_scrollback: scrollback_lines,
            unpriced: 0,
            scrollback_bytes: options.scrollback_bytes,
            this_host: uname().nodename().to_string_lossy().into_owned(),
        }
    }

    /// Applies actions in order, holding them back from the point where a program asks for it.
    fn take_actions(&mut self, actions: Vec<Action>, bytes: usize, events: &mut Vec<EngineEvent>) {
        let mut batch = Vec::with_capacity(actions.len());
        for action in actions {
            let marked = synchronised_output(&action);
            if marked.is_some() {
                self.apply(std::mem::take(&mut batch), events);
            }
            if self.pictures.is_waiting() {
                self.pictures.waiting.push(action);
                continue;
            }
            match marked {
                Some(true) if self.held.is_none() => {
                    self.held = Some(Held {
                        until: Instant::now() + MAX_HOLD,
                        actions: Vec::new(),
                        bytes: 0,
                    });
                }
                // Asked for again it begins nothing: kept with what is held, it would when that is applied.
                Some(true) => {}
                Some(false) => self.apply_held(events),
                None => match &mut self.held {
                    Some(_) if asks_for_synchronised_output(&action) => {
                        self.answer("\x1b[?2026;1$y".to_owned());
                    }
                    Some(held) => held.actions.push(action),
                    None => batch.push(action),
                },
            }
        }
        self.apply(batch, events);
        if let Some(held) = &mut self.held {
            held.bytes += bytes;
            let actions = held.actions.capacity() * size_of::<Action>();
            if held.bytes + actions > MAX_HELD_BYTES {
                self.apply_held(events);
            }
        }
    }

    fn apply_held(&mut self, events: &mut Vec<EngineEvent>) {
        if let Some(held) = self.held.take() {
            self.apply(held.actions, events);
        }
    }

    /// Applies actions, stopping at each one that means something here, and at an image that is to be
    /// decoded first.
    fn apply(&mut self, actions: Vec<Action>, events: &mut Vec<EngineEvent>) {
        let mut batch = Vec::with_capacity(actions.len());
        let mut actions = actions.into_iter();
        while let Some(mut action) = actions.next() {
            self.modes.follow(&action);
            self.page.follow(&action, self.size.cells);
            bound_count(&mut action, self.size.cells);
            self.page.bound_place(&mut action, self.size.cells);
            if self.page.charsets.translates() {
                self.page.charsets.translate(&mut action);
            }
            // REP repeats what was written just before it, and nothing else.
            if matches!(action, Action::CSI(CSI::Edit(Edit::Repeat(_))))
                && !batch.last().map_or(self.wrote, is_text)
            {
                continue;
            }
            let mut step = self.step(&action);
            if matches!(step, Step::Ask) {
                self.perform(std::mem::take(&mut batch), events);
                step = self.ask(&action, events);
            }
            match step {
                Step::Apply | Step::Ask => batch.push(action),
                Step::Drop => {}
                Step::Instead(mut others) => {
                    for other in &others {
                        self.page.follow(other, self.size.cells);
                    }
                    batch.append(&mut others);
                }
                Step::Image => {
                    self.perform(std::mem::take(&mut batch), events);
                    self.take_found(events);
                    if self.pictures.is_waiting() {
                        self.pictures.waiting.extend(actions);
                        return;
                    }
                }
                Step::Reset => {
                    self.perform(std::mem::take(&mut batch), events);
                    self.switch_screen(action, events);
                    self.titles.reset();
                    self.styles.clear();
                    self.special = SpecialColors::default();
                    self.find_changed_colors();
                    self.erased(EraseInDisplay::EraseDisplay);
                }
                Step::Erase(what) => {
                    self.perform(std::mem::take(&mut batch), events);
                    self.erased(what);
                    batch.push(action);
                }
                Step::Switch => {
                    self.perform(std::mem::take(&mut batch), events);
                    batch.extend(shown_after(&action));
                    self.switch_screen(action, events);
                }
                Step::Answer(answer) => {
                    self.perform(std::mem::take(&mut batch), events);
                    self.answer(answer);
                }
                Step::Mark(mark) => {
                    // Where output ends must be read before the engine moves to a fresh line.
                    self.perform(std::mem::take(&mut batch), events);
                    let before = self.cursor_mark();
                    self.perform(vec![action], events);
                    self.mark(mark, before, events);
                }
            }
        }
        self.perform(batch, events);
    }

    fn perform(&mut self, actions: Vec<Action>, events: &mut Vec<EngineEvent>) {
        let Some(last) = actions.last() else {
            return;
        };
        self.wrote = is_text(last);
        self.bound_cursor();
        self.terminal.perform_actions(actions);
        let reports = std::mem::take(&mut *lock(&self.reports.0));
        for report in reports {
            self.report(report, events);
        }
    }

    /// Writes an answer in its turn.
    ///
    /// The engine answers through a thread of its own. Answers made here would overtake those, and
    /// programs rely on the order (they end a list of questions with one that every terminal
    /// answers), so the engine writes ours too: as the answer to an enquiry.
    fn answer(&mut self, answer: String) {
        *lock(&self.settings.answer) = answer;
        self.terminal
            .perform_actions(vec![Action::Control(ControlCode::Enquiry)]);
    }

    /// Follows that the display is erased, before the engine does it.
    fn erased(&mut self, what: EraseInDisplay) {
        self.pictures.may_be_unseen = true;
        if self.terminal.is_alt_screen_active() {
            return;
        }
        let from = match what {
            EraseInDisplay::EraseToEndOfDisplay => self.cursor_mark(),
            EraseInDisplay::EraseDisplay => Mark {
                col: 0,
                row: self.top_row(0),
            },
            // Rows that were only blanked, or that are above the screen, still belong to who wrote them.
            EraseInDisplay::EraseToStartOfDisplay | EraseInDisplay::EraseScrollback => return,
        };
        self.blocks.erased(from);
    }

    fn step(&mut self, action: &Action) -> Step {
        match action {
            Action::Print(_) | Action::PrintString(_) => Step::Apply,
            action if self.page.charsets.choose(action) => Step::Drop,
            Action::Esc(Esc::Code(EscCode::FullReset)) => Step::Reset,
            Action::Sixel(_) => Step::Image,
            Action::CSI(CSI::Keyboard(_)) if !lock(&self.settings.chosen).kitty_keyboard => {
                Step::Drop
            }
            Action::CSI(CSI::Keyboard(request)) => self
                .modes
                .keyboard(request)
                .map_or(Step::Drop, Step::Answer),
            Action::Control(ControlCode::Enquiry) => {
                let answer = lock(&self.settings.chosen).answerback.clone();
                Step::Answer(answer)
            }
            // The question is answered at once while output is held, so the mode is off here.
            action if asks_for_synchronised_output(action) => {
                Step::Answer("\x1b[?2026;2$y".to_owned())
            }
            Action::CSI(CSI::Mode(
                Mode::SetDecPrivateMode(mode)
                | Mode::ResetDecPrivateMode(mode)
                | Mode::RestoreDecPrivateMode(mode),
            )) if ALT_SCREENS.contains(&mode_number(mode)) => Step::Switch,
            Action::CSI(CSI::Mode(Mode::RestoreDecPrivateMode(mode))) => {
                let restored = self.modes.restored(mode);
                restored.map_or(Step::Apply, |restored| Step::Instead(vec![restored]))
            }
            Action::CSI(CSI::Mode(
                Mode::SetDecPrivateMode(mode) | Mode::ResetDecPrivateMode(mode),
            )) if mode_number(mode) == COLUMNS_132 => Step::Ask,
            Action::CSI(CSI::Mode(Mode::QueryDecPrivateMode(_) | Mode::QueryMode(_))) => Step::Ask,
            Action::CSI(CSI::Edit(Edit::InsertLine(_) | Edit::DeleteLine(_))) => Step::Ask,
            Action::CSI(CSI::Edit(_)) if self.page.guards_from_erasure => Step::Ask,
            Action::CSI(CSI::Sgr(Sgr::Reset)) if self.page.guard != Guard::None => {
                Step::Instead(vec![action.clone(), self.guard_mark()])
            }
            Action::CSI(CSI::Sgr(Sgr::VerticalAlign(_))) => Step::Drop,
            Action::CSI(CSI::Cursor(CursorControl::SetLeftAndRightMargins { .. }))
                if self.page.level < 4 =>
            {
                Step::Drop
            }
            Action::CSI(CSI::Edit(Edit::EraseInDisplay(what))) => Step::Erase(*what),
            Action::CSI(CSI::Device(device)) => match **device {
                Device::RequestPrimaryDeviceAttributes => {
                    Step::Answer(DEVICE_ATTRIBUTES.to_owned())
                }
                Device::XtSmGraphics(ref asked) => Step::Answer(self.graphics_report(asked)),
                // It shows the main screen.
                Device::SoftReset => Step::Switch,
                _ => Step::Apply,
            },
            Action::CSI(CSI::Unspecified(_) | CSI::Window(_))
            | Action::DeviceControl(DeviceControlMode::ShortDeviceControl(_))
            | Action::Control(ControlCode::HTS)
            | Action::Esc(Esc::Unspecified { .. })
            | Action::Esc(Esc::Code(
                EscCode::HorizontalTabSet
                | EscCode::DecBackIndex
                | EscCode::StartOfGuardedArea
                | EscCode::EndOfGuardedArea,
            )) => Step::Ask,
            Action::OperatingSystemCommand(command) => self.osc_step(command),
            Action::Esc(Esc::Code(EscCode::ReturnTerminalId)) => {
                Step::Answer(DEVICE_ATTRIBUTES.to_owned())
            }
            _ => Step::Apply,
        }
    }

    fn osc_step(&mut self, command: &Osc) -> Step {
        if let Some(mark) = osc::shell_mark(command) {
            return Step::Mark(mark);
        }
        match command {
            Osc::CurrentWorkingDirectory(text) => Step::Mark(ShellMark::Directory(text.clone())),
            Osc::ITermProprietary(ITermProprietary::CurrentDir(path)) => {
                Step::Mark(ShellMark::Directory(path.clone()))
            }
            Osc::ITermProprietary(ITermProprietary::File(_)) => Step::Drop,
            Osc::SetIconNameAndWindowTitle(_)
            | Osc::SetWindowTitle(_)
            | Osc::SetIconName(_)
            | Osc::Unspecified(_) => Step::Ask,
            // The text that follows must not get the link before.
            Osc::SetHyperlink(Some(link)) if link.uri().len() > MAX_LINK_BYTES => {
                let none = Osc::SetHyperlink(None);
                Step::Instead(vec![Action::OperatingSystemCommand(Box::new(none))])
            }
            _ => Step::Apply,
        }
    }

    fn find_changed_colors(&mut self) {
        let in_force = self.terminal.palette();
        self.changed = Changed::between(&lock(&self.settings.palette), &in_force);
    }

    /// Returns the cursor's row, counted from the oldest one.
    fn cursor_row(&self) -> usize {
        self.terminal
            .screen()
            .phys_row(self.terminal.cursor_pos().y)
    }

    /// Returns a cursor's shape and whether it blinks.
    fn shape_of(&self, shape: EngineCursor) -> (CursorShape, bool) {
        cursor_shape(shape).unwrap_or_else(|| lock(&self.settings.chosen).cursor)
    }

    fn cursor_mark(&self) -> Mark {
        Mark {
            col: self.terminal.cursor_pos().x,
            row: rows::stable(self.terminal.screen(), self.cursor_row()),
        }
    }

    /// Returns the first row of the screen with this `scroll`, counted from the oldest row.
    fn first_row(&self, scroll: usize) -> usize {
        let screen = self.terminal.screen();
        rows::row_count(screen)
            .saturating_sub(screen.physical_rows)
            .saturating_sub(scroll)
    }
}

fn engine_size(size: &PaneSize) -> TerminalSize {
    TerminalSize {
        rows: size.cells.rows,
        cols: size.cells.cols,
        pixel_width: size.pixel_width,
        pixel_height: size.pixel_height,
        dpi: size.dpi,
    }
}

impl TerminalEngine for TattoyEngine {
    fn begin(&mut self, bytes: &[u8], events: &mut Vec<EngineEvent>) -> Option<Work> {
        let actions = self.parse(bytes);
        self.take_actions(actions, bytes.len(), events);
        self.unpriced += bytes.len();
        if self.unpriced >= PRICED_BYTES {
            self.unpriced = 0;
            self.limit_scrollback();
            self.pictures.may_be_unseen = true;
        }
        if self.pictures.may_be_unseen {
            self.pictures.forget_unseen();
        }
        self.pictures.hand_out()
    }

    fn go_on(&mut self, done: Done, events: &mut Vec<EngineEvent>) -> Option<Work> {
        if !std::mem::take(&mut self.pictures.is_out) {
            return None;
        }
        self.take_done(done, events);
        let waiting = std::mem::take(&mut self.pictures.waiting);
        self.take_actions(waiting, 0, events);
        self.pictures.hand_out()
    }

    fn held_until(&self) -> Option<Instant> {
        self.held.as_ref().map(|held| held.until)
    }

    fn begin_release(&mut self, events: &mut Vec<EngineEvent>) -> Option<Work> {
        if self.pictures.is_out {
            return None;
        }
        self.apply_held(events);
        self.pictures.hand_out()
    }

    fn resize(&mut self, size: PaneSize) {
        self.change_size(size);
    }

    fn size(&self) -> PaneSize {
        self.size
    }

    fn set_options(
        &mut self,
        scrollback_lines: usize,
        palette: Palette,
        settings: TerminalSettings,
    ) {
        if !settings.kitty_keyboard {
            self.modes.forget_kitty();
        }
        *lock(&self.settings.chosen) = settings;
        let scrollback_lines = scrollback_lines.min(self.scrollback_bytes / ROW_COST);
        self.wanted_scrollback = scrollback_lines;
        self.settings
            .scrollback_lines
            .store(scrollback_lines, Ordering::Relaxed);
        *lock(&self.settings.palette) = palette;
        self.settings.generation.fetch_add(1, Ordering::Relaxed);
        self.terminal.implicit_palette_reset_if_same_as_configured();
        self.find_changed_colors();
        self.limit_scrollback();
    }

    fn draw(&self, scroll: usize, grid: &mut Grid) -> Option<Instant> {
        grid.cursor = None;
        let screen = self.terminal.screen();
        let first = self.first_row(scroll);
        let shown = grid.size().rows.min(screen.physical_rows);
        let pieces = Pieces::new(&self.pictures.shelf);
        let converter = Converter {
            colors: &self.changed,
            reverse: self.terminal.get_reverse_video(),
            pieces: pieces.as_ref(),
        };
        let mut drawn = 0;
        rows::each_row(screen, first..first + shown, |row, line| {
            let y = row - first;
            grid.clear_rows(drawn..y);
            converter.line(line, grid.row_mut(y));
            drawn = y + 1;
        });
        grid.clear_rows(drawn..grid.size().rows);
        let (cursor, visible) = self.cursor();
        let y = self.cursor_row().saturating_sub(first);
        if visible && y < shown {
            let x = cursor.x.min(grid.size().cols.saturating_sub(1));
            grid.cursor = Some(Cursor { x, y, ..cursor });
        }
        pieces.and_then(|pieces| pieces.next_change())
    }

    fn cursor(&self) -> (Cursor, bool) {
        let cursor = self.terminal.cursor_pos();
        let (shape, blinking) = self.shape_of(cursor.shape);
        let stands = Cursor {
            x: cursor.x.min(self.size.cells.cols.saturating_sub(1)),
            y: self.cursor_row().saturating_sub(self.first_row(0)),
            shape,
            blinking,
        };
        (stands, cursor.visibility == CursorVisibility::Visible)
    }

    fn top_row(&self, scroll: usize) -> StableRow {
        rows::stable(self.terminal.screen(), self.first_row(scroll))
    }

    fn facts(&self) -> EngineFacts {
        EngineFacts {
            title: self.titles.window.clone(),
            directory: self.directory.clone(),
            user_vars: self.user_vars.clone(),
            scrollback_rows: self.first_row(0),
            alt_screen: self.terminal.is_alt_screen_active(),
            mouse_grabbed: self.modes.mouse_tracking() != MouseTracking::Off,
            bracketed_paste: self.modes.bracketed_paste(),
            progress: match self.terminal.get_progress() {
                tattoy_wezterm_term::Progress::None => Progress::None,
                tattoy_wezterm_term::Progress::Percentage(done) => Progress::Percentage(done),
                tattoy_wezterm_term::Progress::Error(done) => Progress::Error(done),
                tattoy_wezterm_term::Progress::Indeterminate => Progress::Indeterminate,
            },
        }
    }

    fn text(&self) -> String {
        let first = self.first_row(0);
        let screen = self.terminal.screen();
        rows::screen_text(screen, first..first + screen.physical_rows)
    }

    fn tail_text(&self, wanted: usize) -> String {
        let screen = self.terminal.screen();
        let end = rows::used_end(screen);
        rows::screen_text(screen, end.saturating_sub(wanted)..end)
    }

    fn tail_lines(&self, wanted: usize) -> String {
        let screen = self.terminal.screen();
        let end = rows::used_end(screen);
        let first = end.saturating_sub(wanted);
        let starts = rows::line_starts(screen);
        let line = starts.partition_point(|start| *start <= first);
        let first = line.checked_sub(1).map_or(first, |line| starts[line]);
        rows::text(screen, first..end, 0, usize::MAX)
    }

    fn text_end(&self) -> StableRow {
        let screen = self.terminal.screen();
        rows::stable(screen, rows::used_end(screen))
    }

    fn text_between(&self, a: Position, b: Position) -> String {
        rows::between(self.terminal.screen(), a, b)
    }

    fn lines_beginning_in(&self, rows: Range<StableRow>) -> Vec<TextLine> {
        lines::beginning_in(self.terminal.screen(), rows)
    }

    fn lines_across(&self, rows: Range<StableRow>) -> Vec<TextLine> {
        lines::across(self.terminal.screen(), rows)
    }

    fn hold(&mut self, cells: Vec<Position>) {
        self.held_cells.cells = cells;
    }

    fn held(&self) -> HeldCells {
        self.held_cells.clone()
    }

    fn blocks(&self) -> Vec<CommandBlock> {
        if self.terminal.is_alt_screen_active() {
            // What a full-screen program shows is not its output.
            return self.blocks.blocks(StableRow(i64::MIN));
        }
        let end = self.cursor_mark();
        let end_row = if end.col > 0 {
            end.row.plus(1)
        } else {
            end.row
        };
        self.blocks.blocks(end_row)
    }

    fn zones(&mut self) -> Vec<Zone> {
        // The engine has no way to fail here that a caller could do something about.
        let zones = self.terminal.get_semantic_zones().unwrap_or_default();
        let zone = |zone: SemanticZone| Zone {
            kind: match zone.semantic_type {
                SemanticType::Prompt => ZoneKind::Prompt,
                SemanticType::Input => ZoneKind::Input,
                SemanticType::Output => ZoneKind::Output,
            },
            start: (zone.start_x, StableRow(zone.start_y as i64)),
            end: (zone.end_x, StableRow(zone.end_y as i64)),
        };
        zones.into_iter().map(zone).collect()
    }

    fn encode_key(&self, stroke: &KeyStroke) -> Option<Vec<u8>> {
        keys::encode(stroke, &self.modes, &lock(&self.settings.chosen))
    }

    fn encode_text(&self, text: &str) -> Vec<u8> {
        keys::encode_text(text, &self.modes)
    }

    fn encode_paste(&self, text: &str) -> Vec<u8> {
        let newlines = lock(&self.settings.chosen).pasted_newlines;
        encode_paste(text, self.modes.bracketed_paste(), newlines)
    }

    fn encode_mouse(&self, event: &MouseEvent, spot: Option<Spot>) -> Option<Vec<u8>> {
        let settings = lock(&self.settings.chosen);
        mouse::encode(event, spot, &self.modes, &self.size, &settings)
    }

    fn encode_mouse_within(&self, event: &MouseEvent, spot: Spot) -> Option<Vec<u8>> {
        let settings = lock(&self.settings.chosen);
        mouse::encode_within(event, spot, &self.modes, &self.size, &settings)
    }

    fn encode_focus(&self, focused: bool) -> Option<&'static [u8]> {
        let bytes: &[u8] = if focused { b"\x1b[I" } else { b"\x1b[O" };
        self.modes.focus().then_some(bytes)
    }

    fn clear_scrollback(&mut self) {
        self.terminal.erase_scrollback();
        self.pictures.forget_unseen();
    }

    fn program_ended(&mut self, events: &mut Vec<EngineEvent>) {
        let ended = self.blocks.all_ended(self.cursor_mark());
        events.extend(ended.into_iter().map(EngineEvent::CommandFinished));
    }
}
