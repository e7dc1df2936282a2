//! Images on the engine's screen.
//!
//! The engine keeps, scrolls, wraps and erases what is attached to its cells, so each cell of an image
//! is given a number that only [`crate::images`] can tell the meaning of: the engine is never handed
//! an image. What is deleted loses its meaning, and what no cell shows any more is found by the
//! handles that the engine's cells share. Used under the pane's lock.

use super::super::rows;
use super::super::{EngineEvent, PaneSize};
use super::{TattoyEngine, lock};
use crate::grid::PixelRect;
use crate::images::kitty::{Control, KittyError, Named};
use crate::images::scan::{Found, Scanner};
use crate::images::shelf::{FrameEdit, Key, Layout, Number, Shelf};
use crate::images::work::{Done, Outcome, Work};
use crate::images::{Animation, Budget, MAX_PANE_BYTES, sixel, sizes};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use tattoy_wezterm_escape_parser::csi::{CSI, Cursor, XtSmGraphics, XtSmGraphicsItem};
use tattoy_wezterm_escape_parser::{Action, Esc, EscCode, Sixel};
use tattoy_wezterm_term::image::{ImageCell, ImageData, ImageDataType, TextureCoordinate};

/// How many pictures one cell shows.
const MAX_LAYERS: usize = 16;
/// How many cells placements are attached to before others may have the screen.
const MAX_ATTACHED: usize = 50_000;
/// How large a cell is taken to be where nobody knows.
const USUAL_CELL: (u32, u32) = (8, 16);
/// How many columns and rows an image may be told to cover.
const MAX_CELLS: u32 = 2000;

/// The images of an engine.
pub(super) struct Pictures {
    pub(super) scanner: Scanner,
    /// What was found and not done yet; each has an action that stands for it.
    pub(super) found: VecDeque<Found>,
    pub(super) shelf: Shelf,
    /// What the engine's cells share, for each placement that may be seen.
    handles: HashMap<Number, Arc<ImageData>>,
    /// An image that is to be decoded or drawn before anything else is done.
    pub(super) work: Option<Work>,
    /// It is being worked on somewhere.
    pub(super) is_out: bool,
    /// What came after it.
    pub(super) waiting: Vec<Action>,
    /// How many cells were attached to since others could have the screen.
    attached: usize,
    /// Something was erased, so that images may be seen no more.
    pub(super) may_be_unseen: bool,
}

/// Where the cursor goes once an image is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaves {
    /// It stays, and nothing scrolls.
    Cursor,
    /// It goes to the image's last row, so many columns to the right.
    LastRow(usize),
}

/// Columns and rows.
type Cells = (usize, usize);

impl Pictures {
    pub(super) fn new(budget: &Budget) -> Self {
        Self {
            scanner: Scanner::default(),
            found: VecDeque::new(),
            shelf: Shelf::new(budget.part(MAX_PANE_BYTES)),
            handles: HashMap::new(),
            work: None,
            is_out: false,
            waiting: Vec::new(),
            attached: 0,
            may_be_unseen: false,
        }
    }

    /// Returns whether nothing can be done before an image is there.
    pub(super) fn is_waiting(&self) -> bool {
        self.is_out || self.work.is_some()
    }

    /// Hands out what is to be decoded or drawn.
    pub(super) fn hand_out(&mut self) -> Option<Work> {
        self.attached = 0;
        let work = self.work.take();
        self.is_out |= work.is_some();
        work
    }

    /// Gives up images that no cell shows any more.
    pub(super) fn forget_unseen(&mut self) {
        self.may_be_unseen = false;
        if self.shelf.is_empty() {
            return;
        }
        self.handles
            .retain(|_, handle| Arc::strong_count(handle) > 1);
        let handles = &self.handles;
        self.shelf
            .forget_unseen(|number| handles.contains_key(&number));
    }
}

/// Returns the action that stands for something that was found.
pub(super) fn stand_in() -> Action {
    Action::Sixel(Box::new(Sixel {
        pan: 1,
        pad: 1,
        pixel_width: None,
        pixel_height: None,
        background_is_transparent: true,
        horizontal_grid_size: None,
        data: Vec::new(),
    }))
}

/// Returns the placement that a cell shows a part of, and which part: its column and row.
pub(in crate::terminal) fn part_of(cell: &ImageCell) -> Option<(Number, u16, u16)> {
    let at = cell.top_left();
    let whole = |value: f32| value as u16;
    Some((cell.image_id()?, whole(*at.x), whole(*at.y)))
}

impl TattoyEngine {
    /// Does what was found next.
    pub(super) fn take_found(&mut self, events: &mut Vec<EngineEvent>) {
        let Some(found) = self.pictures.found.pop_front() else {
            return;
        };
        let shelf = &mut self.pictures.shelf;
        let file = match found {
            Found::Sixel(string) => {
                // What the screen has now, which a program may have changed (OSC 11).
                let (red, green, blue, _) = self.terminal.palette().background.to_srgb_u8();
                self.pictures.work = Some(Work::sixels(string, [red, green, blue]));
                return;
            }
            Found::Kitty(control, data) => {
                if lock(&self.settings.chosen).kitty_graphics {
                    self.kitty(control, data, events);
                }
                return;
            }
            Found::File(facts, data) => Some((facts, data)),
            Found::FileBegin(facts) => {
                shelf.begin_file(facts);
                None
            }
            Found::FilePart(part) => {
                shelf.file_part(part);
                None
            }
            Found::FileEnd => shelf.end_file(),
        };
        if let Some((facts, data)) = file.filter(|(facts, _)| facts.inline) {
            self.pictures.work = Some(Work::file(facts, data));
        }
    }

    /// Goes on with an image that was decoded or drawn.
    pub(super) fn take_done(&mut self, done: Done, events: &mut Vec<EngineEvent>) {
        match done.0 {
            Outcome::Sixels(None) | Outcome::Rested => {}
            Outcome::Sixels(Some(picture)) => self.show_sixels(picture, events),
            Outcome::Frame(named, made) => {
                let shelf = &mut self.pictures.shelf;
                let result = made.and_then(|edited| shelf.take_edited(edited));
                self.kitty_answer(&named, &result);
            }
            Outcome::Kitty(control, Ok(part)) if control.action() == b'f' => {
                let mut named = Named::of(&control);
                self.pictures.forget_unseen();
                let shelf = &mut self.pictures.shelf;
                let found = shelf.find_named(&mut named);
                let edit = found.and_then(|key| shelf.frame(key, &control, part));
                self.kitty_edit(named, edit);
            }
            Outcome::Kitty(control, loaded) => {
                let mut named = Named::of(&control);
                let result = loaded.and_then(|animation| {
                    self.kitty_loaded(&control, animation, &mut named, events)
                });
                self.kitty_answer(&named, &result);
            }
            Outcome::File(_, Err(reason)) => log::debug!("an image is not shown: {reason}"),
            Outcome::File(facts, Ok(animation)) => {
                let cell = self.cell();
                let image = (animation.width, animation.height);
                let cells = self.size.cells;
                let room = (cells.cols as u32 * cell.0, cells.rows as u32 * cell.1);
                let size = facts.size(image, cell, room);
                let Some((number, cells)) = self.placed(animation, size) else {
                    return;
                };
                let leaves = match facts.moves_cursor {
                    true => Leaves::LastRow(cells.0),
                    false => Leaves::Cursor,
                };
                self.show(number, cells, leaves, events);
            }
        }
    }

    fn show_sixels(&mut self, picture: Animation, events: &mut Vec<EngineEvent>) {
        let size = (picture.width, picture.height);
        let Some((number, cells)) = self.placed(picture, size) else {
            return;
        };
        if self.modes.sixels_stay() {
            let rows = cells.1.min(self.size.cells.rows);
            (0..rows).for_each(|row| self.attach(number, 0, row, row, cells.0));
            return;
        }
        let right = self.modes.sixels_move_right();
        let leaves = Leaves::LastRow(if right { cells.0 } else { 0 });
        self.show(number, cells, leaves, events);
    }

    /// Keeps an image that has no name; returns its placement and the cells that it touches.
    fn placed(&mut self, image: Animation, size: (u32, u32)) -> Option<(Number, Cells)> {
        self.pictures.forget_unseen();
        let kept = self.pictures.shelf.keep(image);
        let Some(key) = kept else {
            log::debug!("an image is not shown: there is no room for it");
            return None;
        };
        let cell = self.cell();
        let layout = Layout {
            size,
            cell,
            ..Layout::default()
        };
        let cells = sizes::touched((0, 0), size, cell);
        Some((self.pictures.shelf.place(key, layout), cells))
    }

    /// Returns how large a cell is, in pixels.
    pub(in crate::terminal) fn cell(&self) -> (u32, u32) {
        cell_of(&self.size)
    }

    /// Attaches an image to the cells from the cursor on, one row after the other.
    fn show(
        &mut self,
        number: Number,
        (cols, rows): Cells,
        leaves: Leaves,
        events: &mut Vec<EngineEvent>,
    ) {
        let last_col = self.size.cells.cols - 1;
        let (x, top) = (
            self.terminal.cursor_pos().x.min(last_col),
            self.cursor_line(),
        );
        for row in 0..rows.min(MAX_CELLS as usize) {
            if leaves == Leaves::Cursor {
                if top + row < self.size.cells.rows {
                    self.attach(number, x, top + row, row, cols);
                }
                continue;
            }
            if row > 0 {
                self.perform(vec![Action::Esc(Esc::Code(EscCode::Index))], events);
            }
            self.attach(number, x, self.cursor_line(), row, cols);
        }
        if let Leaves::LastRow(right @ 1..) = leaves {
            let right = u32::try_from(right).unwrap_or(u32::MAX);
            let right = right.min(self.size.cells.cols as u32);
            let moved = Action::CSI(CSI::Cursor(Cursor::Right(right)));
            self.perform(vec![moved], events);
        }
    }

    /// Returns the cursor's row on the screen.
    fn cursor_line(&self) -> usize {
        usize::try_from(self.terminal.cursor_pos().y).unwrap_or(0)
    }

    /// Attaches one row of an image to cells of one row of the screen; the edge cuts it.
    fn attach(&mut self, number: Number, x: usize, y: usize, row: usize, cols: usize) {
        let end = x.saturating_add(cols).min(self.size.cells.cols);
        self.pictures.attached += 1 + end.saturating_sub(x);
        let shelf = &self.pictures.shelf;
        let kitty = shelf.placement(number).is_some_and(|placed| placed.kitty);
        let handles = &mut self.pictures.handles;
        let handle = handles
            .entry(number)
            // Not as raw data: the engine would try to make an image of it and log that it cannot.
            .or_insert_with(|| {
                Arc::new(ImageData::with_data(ImageDataType::EncodedFile(Vec::new())))
            });
        let seqno = self.terminal.current_seqno();
        let screen = self.terminal.screen_mut();
        let line = screen.line_mut(screen.phys_row(y as i64));
        if line.len() < end {
            line.resize(end, seqno);
        }
        let cells = line.cells_mut_for_attr_changes_only();
        for (col, cell) in cells.iter_mut().take(end).skip(x).enumerate() {
            let attributes = cell.attrs_mut();
            let before = attributes.images().unwrap_or_default();
            attributes.clear_images();
            // One picture of a program that knows no layers takes the place of another.
            let stays = |other: &&ImageCell| {
                let other = part_of(other).and_then(|(number, ..)| shelf.placement(number));
                other.is_some_and(|other| other.kitty || kitty)
            };
            let mut kept: Vec<&ImageCell> = before.iter().filter(stays).collect();
            // The newest of many: each is copied with its cell, and drawn.
            kept.sort_unstable_by_key(|other| other.image_id());
            for other in &kept[kept.len().saturating_sub(MAX_LAYERS - 1)..] {
                attributes.attach_image(Box::new((*other).clone()));
            }
            let at = TextureCoordinate::new_f32(col as f32, row as f32);
            // The engine keeps images with a placement where text is written.
            let placement = kitty.then_some(1);
            let part = ImageCell::with_z_index(
                at,
                at,
                handle.clone(),
                0,
                0,
                0,
                0,
                0,
                Some(number),
                placement,
            );
            attributes.attach_image(Box::new(part));
        }
        line.update_last_change_seqno(seqno);
    }

    fn kitty(
        &mut self,
        control: Control,
        data: Result<Vec<u8>, crate::images::TextError>,
        events: &mut Vec<EngineEvent>,
    ) {
        let mut named = Named::of(&control);
        let shelf = &mut self.pictures.shelf;
        let result = match control.action() {
            _ if named.id != 0 && named.number != 0 => Err(KittyError::invalid(
                "an image has an id or a number, not both (i and I)",
            )),
            b't' | b'T' | b'q' | b'f' => {
                let whole = shelf.upload(control, data);
                self.pictures.work = whole.map(|(control, data)| Work::kitty(control, data));
                return;
            }
            b'd' => {
                shelf.break_off();
                return self.kitty_delete(&control, &named);
            }
            b'p' => {
                let found = shelf.find_named(&mut named);
                let done = found.and_then(|key| self.kitty_put(key, &control, events));
                // A few bytes may cover thousands of rows.
                if self.pictures.attached > MAX_ATTACHED {
                    self.pictures.work = Some(Work::rest());
                }
                done
            }
            // Of these two, only a failure is told.
            b'a' => {
                let found = shelf.find_named(&mut named);
                named.quiet = named.quiet.max(1);
                found.and_then(|key| shelf.animate(key, &control))
            }
            b'c' => {
                let found = shelf.find_named(&mut named);
                named.quiet = named.quiet.max(1);
                let edit = found.and_then(|key| shelf.compose(key, &control));
                return self.kitty_edit(named, edit);
            }
            _ => Err(KittyError::invalid("unknown action (a)")),
        };
        self.kitty_answer(&named, &result);
    }

    fn kitty_answer(&mut self, named: &Named, result: &Result<(), KittyError>) {
        if let Some(answer) = named.answer(result) {
            self.answer(answer);
        }
    }

    /// Has a frame made; what cannot be made is answered.
    fn kitty_edit(&mut self, named: Named, edit: Result<FrameEdit, KittyError>) {
        match edit {
            Ok(edit) => self.pictures.work = Some(Work::frame(named, edit)),
            Err(error) => self.kitty_answer(&named, &Err(error)),
        }
    }

    fn kitty_loaded(
        &mut self,
        control: &Control,
        animation: Animation,
        named: &mut Named,
        events: &mut Vec<EngineEvent>,
    ) -> Result<(), KittyError> {
        self.pictures.forget_unseen();
        let shelf = &mut self.pictures.shelf;
        match control.action() {
            b'q' => Ok(()),
            b'T' => {
                let key = shelf.keep_named(animation, named)?;
                self.kitty_put(key, control, events)
            }
            _ => shelf.keep_named(animation, named).map(drop),
        }
    }

    /// Shows an image as a command says.
    fn kitty_put(
        &mut self,
        key: Key,
        control: &Control,
        events: &mut Vec<EngineEvent>,
    ) -> Result<(), KittyError> {
        let relative = [b'P', b'Q'].iter().any(|key| control.number(*key) != 0);
        if relative {
            return Err(KittyError::invalid(
                "placements relative to others (P and Q) are not supported",
            ));
        }
        let source = self.source(key, control)?;
        let cell = self.cell();
        let cover = |key: u8| control.number(key).min(MAX_CELLS);
        let (cols, rows) = (cover(b'c'), cover(b'r'));
        let size = sizes::covering((source.width, source.height), (cols, rows), cell);
        let within = |offset: u32, cell: u32| offset.min(cell.saturating_sub(1));
        let corner = control.corner(b'X', b'Y');
        let mut layout = Layout {
            source,
            offset: (within(corner.0, cell.0), within(corner.1, cell.1)),
            size,
            cell,
            z: control.signed(b'z'),
        };
        let id = control.number(b'p');
        let shelf = &mut self.pictures.shelf;
        if control.number(b'U') == 1 {
            let (cols, rows) = match (cols, rows) {
                (0, _) | (_, 0) => {
                    let (cols, rows) = sizes::touched((0, 0), size, cell);
                    (cols as u32, rows as u32)
                }
                both => both,
            };
            // The image keeps its shape and lies in the middle of its cells.
            let room = (cols * cell.0, rows * cell.1);
            layout.size = sizes::within((source.width, source.height), room);
            layout.offset = ((room.0 - layout.size.0) / 2, (room.1 - layout.size.1) / 2);
            shelf.place_named(key, id, layout, Some((cols, rows)));
            return Ok(());
        }
        let number = shelf.place_named(key, id, layout, None);
        let cells = sizes::touched(layout.offset, size, cell);
        let leaves = match control.number(b'C') {
            1 => Leaves::Cursor,
            _ if cols > 0 => Leaves::LastRow(cols as usize),
            _ => Leaves::LastRow(cells.0),
        };
        self.show(number, cells, leaves, events);
        Ok(())
    }

    /// Returns which part of an image a command is about.
    fn source(&self, key: Key, control: &Control) -> Result<PixelRect, KittyError> {
        let (width, height) = self.pictures.shelf.size(key);
        let (x, y) = control.corner(b'x', b'y');
        let (wanted_width, wanted_height) = control.corner(b'w', b'h');
        let side = |wanted: u32, from: u32, all: u32| {
            let rest = all.saturating_sub(from);
            if wanted == 0 { rest } else { wanted.min(rest) }
        };
        let source = PixelRect {
            x,
            y,
            width: side(wanted_width, x, width),
            height: side(wanted_height, y, height),
        };
        if source.width == 0 || source.height == 0 {
            return Err(KittyError::invalid("the part to show is not in the image"));
        }
        Ok(source)
    }

    fn kitty_delete(&mut self, control: &Control, named: &Named) {
        let what = control.letter(b'd', b'a');
        let data = what.is_ascii_uppercase();
        let (x, y) = control.corner(b'x', b'y');
        let z = control.signed(b'z');
        let cell = ((x as usize).wrapping_sub(1), (y as usize).wrapping_sub(1));
        let cursor = (self.terminal.cursor_pos().x, self.cursor_line());
        let placements = match what.to_ascii_lowercase() {
            b'i' | b'n' | b'r' => {
                let shelf = &mut self.pictures.shelf;
                let keys = match what.to_ascii_lowercase() {
                    b'r' => shelf.in_range(x, y),
                    _ => shelf.named(named),
                };
                return shelf.unplace_images(&keys, named.placement, data);
            }
            b'f' => {
                let shelf = &mut self.pictures.shelf;
                let keys = shelf.named(named);
                return keys
                    .into_iter()
                    .for_each(|key| shelf.drop_frames(key, data));
            }
            b'a' => self.seen_where(|_, _| true),
            b'c' => self.seen_where(|x, y| (x, y) == cursor),
            b'p' => self.seen_where(|x, y| (x, y) == cell),
            b'q' => {
                let mut there = self.seen_where(|x, y| (x, y) == cell);
                let shelf = &self.pictures.shelf;
                let is_at = |number: &Number| shelf.placement(*number).is_some_and(|p| p.is_at(z));
                there.retain(is_at);
                there
            }
            b'x' => self.seen_where(|x, _| x == cell.0),
            b'y' => self.seen_where(|_, y| y == cell.1),
            b'z' => self.pictures.shelf.at_height(z),
            _ => return,
        };
        self.pictures.shelf.unplace(&placements, data);
    }

    /// Returns the placements that are seen on the screen's cells of which this holds.
    fn seen_where(&self, holds: impl Fn(usize, usize) -> bool) -> Vec<Number> {
        let screen = self.terminal.screen();
        let first = self.first_row(0);
        let mut seen = Vec::new();
        rows::each_row(screen, first..first + screen.physical_rows, |row, line| {
            for cell in line.visible_cells() {
                let width = cell.width().max(1);
                let at = cell.cell_index()..cell.cell_index() + width;
                if !at.clone().any(|x| holds(x, row - first)) {
                    continue;
                }
                let images = cell.attrs().images().unwrap_or_default();
                seen.extend(images.iter().filter_map(part_of).map(|(number, ..)| number));
            }
        });
        seen.sort_unstable();
        seen.dedup();
        seen
    }

    /// XTSMGRAPHICS: how many colours sixels have, and how large they may be.
    pub(super) fn graphics_report(&self, asked: &XtSmGraphics) -> String {
        let (number, values) = match asked.item {
            XtSmGraphicsItem::NumberOfColorRegisters => (1, sixel::COLORS.to_string()),
            XtSmGraphicsItem::SixelGraphicsGeometry => {
                let cell = self.cell();
                let cells = self.size.cells;
                let (width, height) = match asked.action_or_status {
                    4 => (sixel::MAX_SIDE, sixel::MAX_SIDE),
                    _ => (cells.cols * cell.0 as usize, cells.rows * cell.1 as usize),
                };
                (2, format!("{width};{height}"))
            }
            XtSmGraphicsItem::RegisGraphicsGeometry => return "\x1b[?3;1S".to_owned(),
            XtSmGraphicsItem::Unspecified(number) => return format!("\x1b[?{number};1S"),
        };
        match asked.action_or_status {
            1 | 2 | 4 => format!("\x1b[?{number};0;{values}S"),
            // They cannot be changed.
            3 => format!("\x1b[?{number};3S"),
            _ => format!("\x1b[?{number};2S"),
        }
    }
}

/// Returns how large a cell is, in pixels.
fn cell_of(size: &PaneSize) -> (u32, u32) {
    match size.cell_pixels() {
        (0, _) | (_, 0) => USUAL_CELL,
        (width, height) => (width as u32, height as u32),
    }
}
