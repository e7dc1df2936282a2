//! Choosing a pane by a label that is drawn over it, and what is then done with the pane.
//!
//! A view over the tab like a menu: keys and mouse in, shaded panes with large labels out. Hides the
//! letters' shapes, how large they are drawn, and that a zoomed tab shows all its panes meanwhile. Main
//! thread only.

mod letters;

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::rc::Rc;

use config::{PaneSelectArgs, PaneSelectMode as Mode, Rgba};
use mux::grid::{Color, Grid, Rect, Style, text_width};
use mux::input::{Key, KeyEvent, Mods, MouseButton, MouseEvent, MouseKind};
use mux::{Palette, PaneId, Rgb};
use unicode_segmentation::UnicodeSegmentation;
use wezterm_module_framework::{Cx, Event, View};

use super::App;
use super::panel::Place;
use super::picker::labels::{Typed, labels, typed};
use super::views::Purpose;

/// Where the panes of the tab stand in it, as they are moved while they are chosen from.
pub(super) type Places = Rc<RefCell<Vec<(PaneId, Rect)>>>;

/// How panes are shaded and labelled.
struct Look {
    palette: Palette,
    shade: Rgba,
    label: Rgb,
    /// How many cells a dot of a letter is wide; none where labels have the size of the text.
    scale: Option<usize>,
    show_ids: bool,
}

/// The view.
struct PaneSelect {
    panes: Vec<PaneId>,
    labels: Vec<String>,
    /// The letters of a label that have been typed so far.
    label: String,
    places: Places,
    /// The pane on which the mouse button went down.
    pressed: Option<PaneId>,
    look: Look,
    chosen: Rc<Cell<Option<PaneId>>>,
}

impl App {
    /// Lets a person choose a pane of the tab by its label.
    pub(crate) fn select_pane(&mut self, args: &PaneSelectArgs, active: PaneId) {
        let Some(tab) = self.mux.tab_of(active) else {
            return;
        };
        let zoomed = self.mux.zoomed_pane(tab);
        if let Some(pane) = zoomed {
            self.zoom_in_tab(pane, false);
        }
        let alphabet = args.alphabet.as_deref().filter(|own| !own.is_empty());
        let alphabet = alphabet.unwrap_or(&self.shown.config.quick_select_alphabet);
        let panes = self.mux.tab_panes(tab);
        let labels = labels(alphabet, panes.len());
        let look = Look {
            palette: self.shown.palette.clone(),
            shade: self.shown.config.pane_select_bg_color,
            label: self.shown.config.pane_select_fg_color.parts(),
            scale: letters::scale(
                self.shown.config.pane_select_font_size / self.shown.config.font_size,
            ),
            show_ids: args.show_pane_ids,
        };
        let places = Places::default();
        let chosen = Rc::new(Cell::new(None));
        let view = PaneSelect {
            panes,
            labels,
            label: String::new(),
            places: Rc::clone(&places),
            pressed: None,
            look,
            chosen: Rc::clone(&chosen),
        };
        let (mode, done) = (args.mode, chosen);
        self.open_menu(
            active,
            (Place::Through, Purpose::Other),
            view,
            move |app| match done.get() {
                Some(pane) => app.pane_selected(mode, (active, pane), zoomed.is_some()),
                None => zoomed
                    .into_iter()
                    .for_each(|pane| app.zoom_in_tab(pane, true)),
            },
        );
        self.keep_places(places);
    }

    fn pane_selected(&mut self, mode: Mode, (active, pane): (PaneId, PaneId), zoomed: bool) {
        if !self.mux.has_pane(pane) {
            return;
        }
        let moved = match mode {
            Mode::Activate => {
                self.focus_pane(pane);
                if zoomed && !self.shown.config.unzoom_on_switch_pane {
                    self.set_zoom(pane, true);
                }
                Ok(())
            }
            Mode::SwapWithActive => {
                self.swap_panes(active, pane);
                self.focus_pane(pane);
                Ok(())
            }
            Mode::SwapWithActiveKeepFocus => {
                self.swap_panes(active, pane);
                self.focus_pane(active);
                Ok(())
            }
            Mode::MoveToNewTab => self.move_to_new_tab(pane, None).map(|tab| {
                self.activate_tab(tab);
            }),
            Mode::MoveToNewWindow => self.move_to_new_window(pane, None).map(|_| ()),
        };
        if let Err(error) = moved {
            self.toast("Not moved".to_owned(), format!("{error:#}"), None);
        }
    }
}

impl PaneSelect {
    fn choose(&mut self, pane: PaneId, cx: &Cx<'_, Infallible>) {
        self.chosen.set(Some(pane));
        cx.close();
    }

    fn key(&mut self, event: KeyEvent, cx: &Cx<'_, Infallible>) {
        match (event.key, event.mods - Mods::SHIFT) {
            (Key::Escape, _) => cx.close(),
            (Key::Char('c' | 'C' | 'g' | 'G'), Mods::CTRL) => cx.close(),
            (_, held) if !held.is_empty() => {}
            (Key::Backspace, _) => self.label.clear(),
            (Key::Char(letter), _) => self.letter(letter, cx),
            _ => {}
        }
    }

    fn letter(&mut self, letter: char, cx: &Cx<'_, Infallible>) {
        let before = !self.label.is_empty();
        self.label.push(letter);
        match typed(&self.labels, &self.label) {
            Typed::Chosen(index) => self.choose(self.panes[index], cx),
            Typed::Begun => {}
            Typed::Nothing => {
                self.label.clear();
                if before {
                    // The letter may begin another label.
                    self.letter(letter, cx);
                }
            }
        }
    }

    fn mouse(&mut self, event: MouseEvent, cx: &Cx<'_, Infallible>) {
        let places = self.places.borrow();
        let mut hit = places.iter().filter(|(pane, _)| self.panes.contains(pane));
        let under = hit.find(|(_, place)| place.contains(event.x, event.y));
        let under = under.map(|(pane, _)| *pane);
        drop(places);
        match event.kind {
            MouseKind::Press(MouseButton::Left) => self.pressed = under,
            MouseKind::Release(MouseButton::Left) => {
                let pressed = self.pressed.take().filter(|pane| Some(*pane) == under);
                if let Some(pane) = pressed {
                    self.choose(pane, cx);
                }
            }
            _ => {}
        }
    }

    fn draw_pane(&self, grid: &mut Grid, pane: PaneId, place: Rect) {
        if place.is_empty() {
            return;
        }
        let shade = &self.look;
        grid.restyle(place, |style| shade.darken(style));
        let index = self.panes.iter().position(|known| *known == pane);
        let Some(label) = index.and_then(|index| self.labels.get(index)) else {
            return;
        };
        let begun = label.starts_with(&self.label);
        let done = if begun { self.label.len() } else { 0 };
        let behind = Color::from(shade.over(self.look.palette.background));
        let front = match begun {
            true => self.look.label,
            // What was typed begins other labels.
            false => shade.over(self.look.label),
        };
        let style = Style::default().bg(behind).fg(Color::from(front));
        let id = format!("pane {pane}");
        let caption = self.look.show_ids.then_some(id.as_str());
        if !self.draw_large(grid, place, label, done, caption, style) {
            let text = match caption {
                Some(id) => format!(" {label} · {id} "),
                None => format!(" {label} "),
            };
            let shown: String = cut(&text, place.cols);
            let x = place.x + (place.cols - text_width(&shown)) / 2;
            grid.put(x, place.y + place.rows / 2, &shown, style.bold());
        }
    }

    /// Draws a label of large letters in the middle of a pane; false where it does not fit or the letters
    /// have no shapes.
    fn draw_large(
        &self,
        grid: &mut Grid,
        place: Rect,
        label: &str,
        done: usize,
        caption: Option<&str>,
        style: Style,
    ) -> bool {
        let Some(mut scale) = self.look.scale else {
            return false;
        };
        let shapes: Option<Vec<_>> = label.chars().map(letters::shape).collect();
        let Some(shapes) = shapes.filter(|shapes| !shapes.is_empty()) else {
            return false;
        };
        let caption_rows = usize::from(caption.is_some());
        let size = |scale: usize| {
            let cols = shapes.len() * (letters::COLS + 1) * scale + scale + 2;
            let rows = letters::rows(scale) + 2 + caption_rows;
            (cols, rows)
        };
        while scale > 1 && (size(scale).0 > place.cols || size(scale).1 > place.rows) {
            scale -= 1;
        }
        let (cols, rows) = size(scale);
        if cols > place.cols || rows > place.rows {
            return false;
        }
        let x = place.x + (place.cols - cols) / 2;
        let y = place.y + (place.rows - rows) / 2;
        grid.fill(Rect::new(x, y, cols, rows), style);
        let typed = label[..done].chars().count();
        for (index, shape) in shapes.into_iter().enumerate() {
            let mut style = style;
            style.dim = index < typed;
            let left = x + 1 + scale + index * (letters::COLS + 1) * scale;
            letters::draw(grid, left, y + 1, shape, scale, style);
        }
        if let Some(caption) = caption {
            let caption = cut(caption, cols);
            let x = x + (cols - text_width(&caption)) / 2;
            grid.put(x, y + rows - 1, &caption, style);
        }
        true
    }
}

impl Look {
    /// Returns a colour under the shade.
    fn over(&self, (red, green, blue): Rgb) -> Rgb {
        let alpha = u32::from(self.shade.a);
        let mix = |below: u8, above: u8| {
            let sum = u32::from(below) * (255 - alpha) + u32::from(above) * alpha;
            u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
        };
        let shade = self.shade;
        (mix(red, shade.r), mix(green, shade.g), mix(blue, shade.b))
    }

    fn darken(&self, style: &mut Style) {
        let look_up = |color: Color, own: Rgb| match color {
            Color::Default => own,
            Color::Palette(index) => self.palette.colors[usize::from(index)],
            Color::Rgb(red, green, blue) => (red, green, blue),
        };
        style.fg = Color::from(self.over(look_up(style.fg, self.palette.foreground)));
        style.bg = Color::from(self.over(look_up(style.bg, self.palette.background)));
        if style.underline_color != Color::Default {
            style.underline_color =
                Color::from(self.over(look_up(style.underline_color, (0, 0, 0))));
        }
    }
}

/// Returns as much of a text as has room in so many columns.
fn cut(text: &str, cols: usize) -> String {
    let mut width = 0;
    let fits = |grapheme: &&str| {
        width += text_width(grapheme);
        width <= cols
    };
    text.graphemes(true).take_while(fits).collect()
}

impl View for PaneSelect {
    type Message = Infallible;

    fn update(&mut self, event: Event<Infallible>, cx: &Cx<'_, Infallible>) {
        match event {
            Event::Key(key) => self.key(key, cx),
            Event::Text(text) => {
                for letter in text.chars() {
                    self.letter(letter, cx);
                }
            }
            Event::Mouse(mouse) => self.mouse(mouse, cx),
            Event::Resize(_) | Event::Focus(_) => {}
            Event::Message(never) => match never {},
        }
    }

    fn draw(&self, grid: &mut Grid) {
        for (pane, place) in self.places.borrow().iter() {
            self.draw_pane(grid, *pane, *place);
        }
    }
}
