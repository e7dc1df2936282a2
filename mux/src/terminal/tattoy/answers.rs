//! Questions of programs that the engine leaves to its host: window operations, settings, modes and
//! reports of the device; and what else it does not do when it is asked to.
//!
//! Sequences and answers are those of xterm's ctlseqs (XTWINOPS, DECRQSS, DECRQM, DSR); the report of
//! the colour scheme is Contour's, which kitty and others have too. A pane is the whole screen of its
//! program: it is asked for its size as a window would be, and cannot move or change it. Used under
//! the pane's lock.

use super::super::colors::Changed;
use super::super::convert::Converter;
use super::super::modes::{CURSOR_BLINK, mode_number};
use super::super::{EngineEvent, PaneSize};
use super::page::Guard;
use super::request::Request;
use super::{Step, TattoyEngine, lock};
use crate::grid::CursorShape;
use tattoy_wezterm_escape_parser::csi::{CSI, DecPrivateMode, Edit, Mode, Unspecified, Window};
use tattoy_wezterm_escape_parser::parser::Parser;
use tattoy_wezterm_escape_parser::{
    Action, ControlCode, DeviceControlMode, Esc, EscCode, OperatingSystemCommand as Osc,
    ShortDeviceControl,
};
use tattoy_wezterm_term::CellAttributes;

/// How many styles a program may put aside, as xterm limits it.
const MAX_STYLES: usize = 10;
/// What makes a page new: no margins, nothing on it, the cursor at home.
const NEW_PAGE: &[u8] = b"\x1b[?69l\x1b[r\x1b[2J\x1b[H";
/// The level of the VT500, which the device attributes tell.
pub(super) const HIGHEST_LEVEL: u8 = 5;

impl Step {
    /// Returns what is to be done when the engine is to apply this, if anything.
    fn of(action: Option<Action>) -> Self {
        action.map_or(Self::Drop, |action| Self::Instead(vec![action]))
    }
}

impl TattoyEngine {
    /// Returns what is to be done with a question, once everything before it is applied.
    pub(super) fn ask(&mut self, action: &Action, events: &mut Vec<EngineEvent>) -> Step {
        let answer = match action {
            Action::CSI(CSI::Window(window)) => return self.window_step(window, events),
            // A VT200 has no such question.
            Action::CSI(CSI::Mode(Mode::QueryDecPrivateMode(_) | Mode::QueryMode(_)))
                if self.page.level < 3 =>
            {
                return Step::Drop;
            }
            Action::CSI(CSI::Mode(Mode::QueryDecPrivateMode(mode))) => self.mode_report(mode),
            Action::CSI(CSI::Mode(Mode::QueryMode(mode))) => self.modes.ansi_report(mode),
            // DECCOLM, which is asked here about alone.
            Action::CSI(CSI::Mode(_)) => return self.choose_columns(events),
            Action::CSI(CSI::Unspecified(request)) => return self.sequence_step(request, events),
            // The cursor goes to the left margin, as in DEC's terminals.
            Action::CSI(CSI::Edit(Edit::InsertLine(_) | Edit::DeleteLine(_))) => {
                return match self.cursor_between_margins() {
                    Some(_) => Step::Instead(vec![
                        action.clone(),
                        Action::Control(ControlCode::CarriageReturn),
                    ]),
                    None => Step::Drop,
                };
            }
            Action::CSI(CSI::Edit(edit)) => {
                if let Edit::EraseInDisplay(what) = edit {
                    self.erased(*what);
                }
                let guarded = self.guarded_from(edit);
                self.perform(vec![action.clone()], events);
                self.put_back(guarded);
                return Step::Drop;
            }
            Action::OperatingSystemCommand(command) => return self.command_step(command),
            Action::Esc(Esc::Code(EscCode::DecBackIndex)) => return Step::of(self.back_index()),
            Action::Esc(Esc::Unspecified {
                intermediate: None,
                control: b'9',
            }) => return Step::of(self.forward_index()),
            Action::Esc(Esc::Code(EscCode::StartOfGuardedArea)) => {
                self.set_guard(Guard::Erasure);
                return Step::Drop;
            }
            Action::Esc(Esc::Code(EscCode::EndOfGuardedArea)) => {
                self.set_guard(Guard::None);
                return Step::Drop;
            }
            Action::DeviceControl(DeviceControlMode::ShortDeviceControl(request)) => {
                self.setting_report(request)
            }
            // A resize may leave the cursor behind the last column, where the engine has no tab stop.
            Action::Control(_) | Action::Esc(_)
                if self.terminal.cursor_pos().x >= self.size.cells.cols =>
            {
                return Step::Drop;
            }
            _ => None,
        };
        answer.map_or(Step::Apply, Step::Answer)
    }

    /// A sequence that the parser knows no name for.
    fn sequence_step(&mut self, sequence: &Unspecified, events: &mut Vec<EngineEvent>) -> Step {
        let Some(request) = Request::of(sequence) else {
            return Step::Apply;
        };
        if self.change_area(&request) {
            return Step::Drop;
        }
        match (request.marker, request.between.as_slice(), request.last) {
            (Some(b'?'), b"", 'n') => {
                let report = self.status_report(&request);
                return report.map_or(Step::Apply, Step::Answer);
            }
            // XTQMODKEYS, of the one resource that is followed.
            (Some(b'?'), b"", 'm') if request.number(0) == Some(4) => {
                return Step::Answer(format!("\x1b[>4;{}m", self.modes.modify_other_keys));
            }
            (Some(b'>'), b"", 't') => self.titles.set_modes(&request.numbers_from(0), true),
            (Some(b'>'), b"", 'T') => self.titles.set_modes(&request.numbers_from(0), false),
            (None, b"#", '{' | 'p') => {
                if self.styles.len() < MAX_STYLES {
                    self.styles.push(self.terminal.pen());
                }
            }
            (None, b"#", '}' | 'q') => {
                if let Some(style) = self.styles.pop() {
                    self.set_style(&style);
                }
            }
            // ECMA-48's SD.
            (None, b"", '^') => {
                let rows = request.count().min(self.size.cells.rows);
                let rows = u32::try_from(rows).unwrap_or(u32::MAX);
                return Step::of(Some(Action::CSI(CSI::Edit(Edit::ScrollDown(rows)))));
            }
            (None, b"\"", 'p') => self.set_level(&request, events),
            _ => return Step::Apply,
        }
        Step::Drop
    }

    /// Titles and colours.
    fn command_step(&mut self, command: &Osc) -> Step {
        let meant = |text: &str, title: fn(String) -> Osc| {
            let title = self.titles.meant(text).map(title);
            title.map_or(Step::Apply, |title| {
                Step::Instead(vec![Action::OperatingSystemCommand(Box::new(title))])
            })
        };
        match command {
            Osc::SetIconNameAndWindowTitle(text) => meant(text, Osc::SetIconNameAndWindowTitle),
            Osc::SetWindowTitle(text) => meant(text, Osc::SetWindowTitle),
            Osc::SetIconName(text) => meant(text, Osc::SetIconName),
            Osc::Unspecified(fields) => {
                let text = lock(&self.settings.palette).foreground;
                let answers = self.special.command(fields, text);
                answers.map_or(Step::Apply, Step::Answer)
            }
            _ => Step::Apply,
        }
    }

    /// DECCOLM: the page is as after a change of columns, where xterm's mode 40 allows one; how many
    /// there are is the window's.
    fn choose_columns(&mut self, events: &mut Vec<EngineEvent>) -> Step {
        if self.modes.chooses_columns() {
            let mut actions = Vec::new();
            Parser::new().parse(NEW_PAGE, |action| actions.push(action));
            self.apply(actions, events);
        }
        Step::Drop
    }

    /// XTPOPSGR.
    fn set_style(&mut self, style: &CellAttributes) {
        let sgr = format!("\x1b[{}m", as_set(style));
        let mut actions = Vec::new();
        Parser::new().parse(sgr.as_bytes(), |action| actions.push(action));
        self.terminal.perform_actions(actions);
        self.mark_pen();
    }

    /// DECSCL: as a terminal of another level, after a full reset.
    fn set_level(&mut self, request: &Request, events: &mut Vec<EngineEvent>) {
        let Some(level @ 61..=65) = request.number(0) else {
            return;
        };
        let reset = Action::Esc(Esc::Code(EscCode::FullReset));
        self.apply(vec![reset], events);
        self.page.level = u8::try_from(level - 60).unwrap_or(HIGHEST_LEVEL);
    }

    /// XTWINOPS.
    fn window_step(&mut self, window: &Window, events: &mut Vec<EngineEvent>) -> Step {
        let PaneSize {
            cells,
            pixel_width,
            pixel_height,
            ..
        } = self.size;
        let (cell_width, cell_height) = self.size.cell_pixels();
        Step::Answer(match window {
            // It is not iconified, and stands where its screen begins.
            Window::ReportWindowState => "\x1b[1t".to_owned(),
            Window::ReportWindowPosition | Window::ReportTextAreaPosition => {
                "\x1b[3;0;0t".to_owned()
            }
            Window::ReportTextAreaSizePixels | Window::ReportWindowSizePixels => {
                format!("\x1b[4;{pixel_height};{pixel_width}t")
            }
            Window::ReportScreenSizePixels => format!("\x1b[5;{pixel_height};{pixel_width}t"),
            Window::ReportCellSizePixels => format!("\x1b[6;{cell_height};{cell_width}t"),
            Window::ReportTextAreaSizeCells => format!("\x1b[8;{};{}t", cells.rows, cells.cols),
            Window::ReportScreenSizeCells => format!("\x1b[9;{};{}t", cells.rows, cells.cols),
            // A program could type with a title that it set before, so they are told only where a
            // person wants that.
            Window::ReportWindowTitle if self.tells_titles() => {
                format!("\x1b]l{}\x1b\\", self.titles.told(&self.titles.window))
            }
            Window::ReportIconLabel if self.tells_titles() => {
                format!("\x1b]L{}\x1b\\", self.titles.told(&self.titles.icon))
            }
            Window::ReportWindowTitle | Window::ReportIconLabel => return Step::Drop,
            Window::PushIconAndWindowTitle | Window::PushWindowTitle | Window::PushIconTitle => {
                self.titles.put_aside();
                return Step::Drop;
            }
            Window::PopIconAndWindowTitle => return self.bring_titles_back(true, true, events),
            Window::PopIconTitle => return self.bring_titles_back(true, false, events),
            Window::PopWindowTitle => return self.bring_titles_back(false, true, events),
            _ => return Step::Apply,
        })
    }

    fn bring_titles_back(
        &mut self,
        icon: bool,
        window: bool,
        events: &mut Vec<EngineEvent>,
    ) -> Step {
        if self.titles.bring_back(icon, window) {
            events.push(EngineEvent::Title);
        }
        Step::Drop
    }

    fn tells_titles(&self) -> bool {
        lock(&self.settings.chosen).title_reports
    }

    /// DECRQM, for the modes that the engine says nothing of.
    fn mode_report(&self, mode: &DecPrivateMode) -> Option<String> {
        let number = mode_number(mode);
        let value = match number {
            CURSOR_BLINK if self.shape_of(self.terminal.cursor_pos().shape).1 => 1,
            CURSOR_BLINK => 2,
            number => self.modes.told_here(number)?,
        };
        Some(format!("\x1b[?{number};{value}$y"))
    }

    /// DSR with a question mark, which the parser knows none of. There is no printer, no locator, no
    /// macro and one session.
    fn status_report(&self, request: &Request) -> Option<String> {
        let answer = match request.number(0)? {
            // DECXCPR: the cursor's place and page.
            6 => {
                let cursor = self.terminal.cursor_pos();
                let origin = self.page.origin_area(self.size.cells);
                let col = cursor.x.min(self.size.cells.cols - 1);
                let row = usize::try_from(cursor.y).unwrap_or(0);
                format!(
                    "\x1b[?{};{};1R",
                    row.saturating_sub(origin.rows.start) + 1,
                    col.saturating_sub(origin.cols.start) + 1
                )
            }
            15 => "\x1b[?13n".to_owned(),
            25 => "\x1b[?20n".to_owned(),
            // A North American keyboard that is ready.
            26 => "\x1b[?27;1;0;0n".to_owned(),
            53 | 55 => "\x1b[?50n".to_owned(),
            56 => "\x1b[?57;0n".to_owned(),
            62 => "\x1b[0*{".to_owned(),
            63 => format!("\x1bP{}!~0000\x1b\\", request.number(1).unwrap_or(0)),
            75 => "\x1b[?70n".to_owned(),
            85 => "\x1b[?83n".to_owned(),
            // The colour scheme: 1 is dark, 2 is light.
            996 => {
                let (red, green, blue) = lock(&self.settings.palette).background;
                // ITU-R BT.709's luma, in thousandths.
                let luma = 213 * u32::from(red) + 715 * u32::from(green) + 72 * u32::from(blue);
                let scheme = if luma < 128_000 { 1 } else { 2 };
                format!("\x1b[?997;{scheme}n")
            }
            _ => return None,
        };
        Some(answer)
    }

    /// DECRQSS: settings that the engine does not report.
    fn setting_report(&self, request: &ShortDeviceControl) -> Option<String> {
        if (request.intermediates.as_slice(), request.byte) != (b"$", b'q') {
            return None;
        }
        let cells = self.size.cells;
        let between = self.page.between_margins(cells);
        let setting = match request.data.as_slice() {
            b"m" => format!("{}m", as_set(&self.terminal.pen())),
            b" q" => {
                let (shape, blinking) = self.shape_of(self.terminal.cursor_pos().shape);
                let steady = match shape {
                    CursorShape::Block | CursorShape::Lock => 2,
                    CursorShape::Underline => 4,
                    CursorShape::Bar => 6,
                };
                format!("{} q", steady - i32::from(blinking))
            }
            b"r" => format!("{};{}r", between.rows.start + 1, between.rows.end),
            b"s" => format!("{};{}s", between.cols.start + 1, between.cols.end),
            b"t" => format!("{}t", cells.rows),
            b"*|" => format!("{}*|", cells.rows),
            b"$|" => format!("{}$|", cells.cols),
            b"*x" => format!("{}*x", self.page.extent),
            b"\"q" => format!("{}\"q", i32::from(self.page.guard == Guard::Selective)),
            b"\"p" => format!("6{};1\"p", self.page.level),
            // There is no status line, so what is written goes to the screen.
            b"$~" => "0$~".to_owned(),
            b"$}" => "0$}".to_owned(),
            _ => return None,
        };
        Some(format!("\x1bP1$r{setting}\x1b\\"))
    }
}

/// Returns the parameters of SGR that set a style as a program set it: what an index of the palette
/// looks like is another question.
fn as_set(style: &CellAttributes) -> String {
    let converter = Converter {
        colors: &Changed::default(),
        reverse: false,
        pieces: None,
    };
    converter.style(style).sgr()
}
