//! Questions of programs that the engine leaves to its host: window operations, settings, modes and
//! reports of the device.
//!
//! Sequences and answers are those of xterm's ctlseqs (XTWINOPS, DECRQSS, DECRQM, DSR); the report of
//! the colour scheme is Contour's, which kitty and others have too. A pane is the whole screen of its
//! program: it is asked for its size as a window would be, and cannot move or change it. Used under
//! the pane's lock.

use super::super::colors::Changed;
use super::super::convert::Converter;
use super::super::modes::{CURSOR_BLINK, mode_number};
use super::super::{EngineEvent, PaneSize};
use super::{Step, TattoyEngine, lock};
use crate::grid::CursorShape;
use tattoy_wezterm_escape_parser::csi::{CSI, CsiParam, DecPrivateMode, Mode, Unspecified, Window};
use tattoy_wezterm_escape_parser::{Action, DeviceControlMode, ShortDeviceControl};

/// How many titles a program may put aside; xterm has ten.
const MAX_TITLES: usize = 16;

impl TattoyEngine {
    /// Returns what is to be done with a question, once everything before it is applied.
    pub(super) fn ask(&mut self, action: &Action, events: &mut Vec<EngineEvent>) -> Step {
        let answer = match action {
            Action::CSI(CSI::Window(window)) => return self.window_step(window, events),
            Action::CSI(CSI::Mode(Mode::QueryDecPrivateMode(mode))) => self.mode_report(mode),
            Action::CSI(CSI::Unspecified(request)) => self.status_report(request),
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
                format!("\x1b]l{}\x1b\\", self.title)
            }
            Window::ReportIconLabel if self.tells_titles() => {
                format!("\x1b]L{}\x1b\\", self.title)
            }
            Window::ReportWindowTitle | Window::ReportIconLabel => return Step::Drop,
            Window::PushIconAndWindowTitle | Window::PushWindowTitle => {
                if self.titles.len() == MAX_TITLES {
                    self.titles.remove(0);
                }
                self.titles.push(self.title.clone());
                return Step::Drop;
            }
            Window::PopIconAndWindowTitle | Window::PopWindowTitle => {
                if let Some(title) = self.titles.pop()
                    && title != self.title
                {
                    self.title = title;
                    events.push(EngineEvent::Title);
                }
                return Step::Drop;
            }
            _ => return Step::Apply,
        })
    }

    fn tells_titles(&self) -> bool {
        lock(&self.settings.chosen).title_reports
    }

    /// DECRQM, for the modes that the engine says nothing of.
    fn mode_report(&self, mode: &DecPrivateMode) -> Option<String> {
        let number = mode_number(mode);
        let on = match number {
            CURSOR_BLINK => self.shape_of(self.terminal.cursor_pos().shape).1,
            number => self.modes.told_here(number)?,
        };
        Some(format!("\x1b[?{number};{}$y", if on { 1 } else { 2 }))
    }

    /// DSR with a question mark, which the parser knows none of.
    fn status_report(&self, request: &Unspecified) -> Option<String> {
        let [CsiParam::P(b'?'), CsiParam::Integer(number)] = request.params.as_slice() else {
            return None;
        };
        if request.control != 'n' {
            return None;
        }
        match number {
            // DECXCPR: the cursor's place, from the screen's corner whatever the origin mode, and page.
            6 => {
                let cursor = self.terminal.cursor_pos();
                let col = cursor.x.min(self.size.cells.cols - 1);
                Some(format!("\x1b[?{};{};1R", cursor.y + 1, col + 1))
            }
            // The colour scheme: 1 is dark, 2 is light.
            996 => {
                let (red, green, blue) = lock(&self.settings.palette).background;
                // ITU-R BT.709's luma, in thousandths.
                let luma = 213 * u32::from(red) + 715 * u32::from(green) + 72 * u32::from(blue);
                let scheme = if luma < 128_000 { 1 } else { 2 };
                Some(format!("\x1b[?997;{scheme}n"))
            }
            _ => None,
        }
    }

    /// DECRQSS: settings that the engine does not report.
    fn setting_report(&self, request: &ShortDeviceControl) -> Option<String> {
        if (request.intermediates.as_slice(), request.byte) != (b"$", b'q') {
            return None;
        }
        let cells = self.size.cells;
        let setting = match request.data.as_slice() {
            b"m" => {
                // As the program set it: what an index looks like is another question.
                let converter = Converter {
                    colors: &Changed::default(),
                    reverse: false,
                    pieces: None,
                };
                format!("{}m", converter.style(&self.terminal.pen()).sgr())
            }
            b" q" => {
                let (shape, blinking) = self.shape_of(self.terminal.cursor_pos().shape);
                let steady = match shape {
                    CursorShape::Block => 2,
                    CursorShape::Underline => 4,
                    CursorShape::Bar => 6,
                };
                format!("{} q", steady - i32::from(blinking))
            }
            b"t" => format!("{}t", cells.rows),
            b"*|" => format!("{}*|", cells.rows),
            b"$|" => format!("{}$|", cells.cols),
            _ => return None,
        };
        Some(format!("\x1bP1$r{setting}\x1b\\"))
    }
}
