//! What a mode draws over its pane: marks on the text, a line at the bottom, the mode's own cursor.
//!
//! Reads the state of modes and changes none. Main thread only. The text under it is the pane's.

use config::{CopyModeAction as C, KeyAssignment, MarkColor};
use mux::grid::{Color, Cursor, CursorShape, Grid, Rect, Size, Style, text_width};
use mux::{Pane, StableRow};
use unicode_segmentation::UnicodeSegmentation;

use super::super::App;
use super::super::keys::event_of;
use super::super::selection::places_of;
use super::quick::Quick;
use super::search::{Found, Search};
use super::{COPY_TABLE, Mode, SEARCH_TABLE};

/// Black whatever the colour scheme and in bold text.
const BLACK: Color = Color::Rgb(0, 0, 0);

/// The marks over text, each with its colours where none are chosen.
#[derive(Clone, Copy)]
enum Mark {
    /// A match.
    Match,
    /// The match that is chosen.
    Chosen,
    /// What has a label.
    Hit,
    /// The label.
    Label,
}

impl Mark {
    /// Returns the names of its colours, and its colours by default.
    fn colors(self) -> ([&'static str; 2], [Color; 2]) {
        match self {
            Mark::Match => (
                [
                    "copy_mode_inactive_highlight_fg",
                    "copy_mode_inactive_highlight_bg",
                ],
                [BLACK, Color::Palette(3)],
            ),
            Mark::Chosen => (
                [
                    "copy_mode_active_highlight_fg",
                    "copy_mode_active_highlight_bg",
                ],
                [BLACK, Color::Palette(10)],
            ),
            Mark::Hit => (
                ["quick_select_match_fg", "quick_select_match_bg"],
                [Color::Palette(15), Color::Palette(8)],
            ),
            Mark::Label => (
                ["quick_select_label_fg", "quick_select_label_bg"],
                [BLACK, Color::Palette(11)],
            ),
        }
    }
}

/// A word of the line at the bottom, with its style.
type Words = Vec<(String, Style)>;

impl App {
    /// Draws the mode that is open over a pane; where the mode has a cursor of its own, that takes the place of the
    /// pane's.
    pub(in super::super) fn draw_mode(&self, cells: &mut Grid, pane: &Pane, scroll: usize) {
        let Some(open) = self.modes.open.get(&pane.id()) else {
            return;
        };
        let size = cells.size();
        let top = pane.top_row(scroll);
        match &open.mode {
            Mode::Copy { cursor, search } => {
                self.mark_found(cells, search, top);
                let row = usize::try_from(cursor.at.row.0 - top.0).ok();
                let row = row.filter(|row| *row < size.rows);
                cells.cursor = row.map(|y| Cursor {
                    x: cursor.at.col.min(size.cols.saturating_sub(1)),
                    y,
                    shape: CursorShape::Block,
                    blinking: false,
                });
                if search.editing {
                    let last = top.plus(size.rows as i64 - 1);
                    let covers = |found: Found| found.start.0 <= last && found.end.0 >= last;
                    let y = bar_row(size, search.current.is_some_and(covers));
                    self.draw_search_bar(cells, search, y);
                } else {
                    self.draw_place(cells, search, pane, scroll);
                }
            }
            Mode::Quick(quick) => {
                cells.cursor = None;
                self.draw_hits(cells, quick, top);
                let last = top.plus(size.rows as i64 - 1);
                let y = bar_row(size, !quick.in_rows(last, last).is_empty());
                self.draw_quick_bar(cells, quick, y);
            }
        }
    }

    fn mark_style(&self, mark: Mark) -> impl Fn(&mut Style) + use<> {
        let (names, usual) = mark.colors();
        let color = |name: &str, usual: Color| match self.shown.config.colors.mark(name) {
            None => usual,
            Some(MarkColor::Default) => Color::Default,
            Some(MarkColor::Entry(entry)) => Color::Palette(entry),
            Some(MarkColor::Own(own)) => own.parts().into(),
        };
        let (fg, bg) = (color(names[0], usual[0]), color(names[1], usual[1]));
        move |style: &mut Style| {
            style.fg = fg;
            style.bg = bg;
            style.inverse = false;
            style.dim = false;
            style.hidden = false;
        }
    }

    fn mark_found(&self, cells: &mut Grid, search: &Search, top: StableRow) {
        let size = cells.size();
        let last = top.plus(size.rows as i64 - 1);
        for found in search.in_rows(top, last) {
            let mark = match search.current == Some(*found) {
                true => Mark::Chosen,
                false => Mark::Match,
            };
            let style = self.mark_style(mark);
            for place in places_of(found.span(), top, size) {
                cells.restyle(place, &style);
            }
        }
    }

    fn draw_hits(&self, cells: &mut Grid, quick: &Quick, top: StableRow) {
        let size = cells.size();
        if self.shown.config.quick_select_remove_styling {
            cells.restyle(Rect::of_size(size), |style| *style = Style::default());
        }
        let last = top.plus(size.rows as i64 - 1);
        for (found, label) in quick.in_rows(top, last) {
            let Some(rest) = label.strip_prefix(quick.typed.as_str()) else {
                // What cannot be meant any more steps back.
                for place in places_of(found.span(), top, size) {
                    cells.restyle(place, |style| style.dim = true);
                }
                continue;
            };
            for place in places_of(found.span(), top, size) {
                cells.restyle(place, self.mark_style(Mark::Hit));
            }
            let y = found.start.0.0 - top.0;
            if let Ok(y) = usize::try_from(y) {
                let mut style = Style::default().bold();
                self.mark_style(Mark::Label)(&mut style);
                cells.put(found.start.1, y, rest, style);
            }
        }
    }

    /// Says in a corner that copy mode is open and where in the text the view is, unless the cursor is there.
    fn draw_place(&self, cells: &mut Grid, search: &Search, pane: &Pane, scroll: usize) {
        let rows = pane.facts().scrollback_rows;
        let matches = match (search.is_sought(), search.place()) {
            (false, _) => String::new(),
            (true, place) => format!("{} · ", count(search, place)),
        };
        let text = format!(" {matches}copy {scroll}/{rows} ");
        let width = text_width(&text);
        let cols = cells.size().cols;
        let Some(x) = cols.checked_sub(width).filter(|x| *x > 0) else {
            return;
        };
        let in_the_way = |cursor: Cursor| cursor.y == 0 && cursor.x + 1 >= x;
        if !cells.cursor.is_some_and(in_the_way) {
            cells.put(x, 0, &text, self.mode_bar_style());
        }
    }

    fn draw_search_bar(&self, cells: &mut Grid, search: &Search, y: usize) {
        let style = self.mode_bar_style();
        let place = match search.is_sought() {
            false => String::new(),
            true => count(search, search.place()),
        };
        let mut right: Words = vec![(format!(" {place} "), style.bold())];
        right.push((format!("· {} ", search.kind.name()), style));
        let key = |action| self.key_of(SEARCH_TABLE, action);
        let both = key(C::PriorMatch).zip(key(C::NextMatch));
        let keys = [
            (both.map(|(up, down)| format!("{up}/{down}")), "go"),
            (key(C::Close), "close"),
            (key(C::CycleMatchType), "kind"),
            (key(C::AcceptPattern), "accept"),
            (key(C::ClearPattern), "clear"),
        ];
        let mut hints: Words = Vec::new();
        for (key, word) in keys {
            if let Some(key) = key {
                hints.push((format!("· {key}"), style.bold()));
                hints.push((format!(" {word} "), style));
            }
        }
        if let Some(problem) = &search.problem {
            right = vec![(format!(" {problem} "), style.fg(Color::Palette(9)).bold())];
            hints.clear();
        }
        let room = draw_bar(cells, y, " Find ", (&mut right, &mut hints), style);
        let shown = if search.fresh { style.inverse() } else { style };
        cells.cursor = None;
        search.line.draw(cells, room, shown);
    }

    fn draw_quick_bar(&self, cells: &mut Grid, quick: &Quick, y: usize) {
        let style = self.mode_bar_style();
        let what = quick.args.label.as_deref().unwrap_or("copy");
        let found = match (quick.over, quick.labels.len()) {
            (false, _) => "looking".to_owned(),
            (true, 0) => "nothing was found".to_owned(),
            (true, 1) => "1 found".to_owned(),
            (true, many) => format!("{many} found"),
        };
        let mut right: Words = vec![(format!(" {found} "), style.bold())];
        let mut hints: Words = vec![
            ("· Shift".to_owned(), style.bold()),
            (" and paste ".to_owned(), style),
            ("· Escape".to_owned(), style.bold()),
            (" close ".to_owned(), style),
        ];
        let title = format!(" {what}: type a label ");
        let room = draw_bar(cells, y, &title, (&mut right, &mut hints), style);
        cells.put(
            room.x,
            y,
            first_columns(&quick.typed, room.cols),
            style.bold(),
        );
    }

    fn mode_bar_style(&self) -> Style {
        let palette = &self.shown.palette;
        let words = Style::default().fg(palette.on_selection().into());
        words.bg(palette.selection_bg.into())
    }

    /// Returns the key of a table that does something within a mode: of several, one with the fewest modifiers.
    fn key_of(&self, table: &str, action: C) -> Option<String> {
        let wanted = KeyAssignment::CopyMode(action);
        let does = |bound: &KeyAssignment| match bound {
            KeyAssignment::Multiple(all) => all.contains(&wanted),
            one => *one == wanted,
        };
        let bindings = self.shown.config.table_bindings(table)?;
        let bound = bindings.iter().filter(|binding| does(&binding.action));
        let keys = bound.filter_map(|binding| event_of(binding.key.name()?, binding.mods));
        let key = keys.min_by_key(|key| key.mods.bits().count_ones())?;
        Some(key.to_string())
    }

    /// Returns what the title of a pane begins with while a mode is open over it.
    pub(in super::super) fn mode_title(&self, pane: mux::PaneId) -> &'static str {
        match self.modes.table_of(pane) {
            Some(COPY_TABLE) => "Copy mode: ",
            Some(_) => "Search: ",
            None => "",
        }
    }
}

/// Says how many matches there are, and which one is chosen.
fn count(search: &Search, place: Option<usize>) -> String {
    let all = search.found.len();
    let more = match (
        search.more,
        search.job.is_some() && search.anew_from.is_none(),
    ) {
        (true, _) => "+",
        (false, true) => "…",
        (false, false) => "",
    };
    match (all, place) {
        (0, _) if more.is_empty() => "no match".to_owned(),
        (0, _) => "…".to_owned(),
        (_, None) => format!("{all}{more}"),
        (_, Some(place)) => format!("{place}/{all}{more}"),
    }
}

/// Returns the row of the line at the bottom: the first one where what counts is in the last.
fn bar_row(size: Size, covers: bool) -> usize {
    match covers {
        true => 0,
        false => size.rows.saturating_sub(1),
    }
}

/// Draws a line over a row: a title on the left, words on the right. The last hints give way first, then the
/// words. Returns the room between.
fn draw_bar(
    cells: &mut Grid,
    y: usize,
    title: &str,
    (right, hints): (&mut Words, &mut Words),
    style: Style,
) -> Rect {
    /// How much room there is for what is typed, at least.
    const TYPED: usize = 16;
    let size = cells.size();
    let line = Rect {
        x: 0,
        y,
        cols: size.cols,
        rows: 1,
    };
    cells.fill(line, style);
    let width = |words: &Words| {
        words
            .iter()
            .map(|(word, _)| text_width(word))
            .sum::<usize>()
    };
    let title_cols = text_width(title);
    let most = size.cols.saturating_sub(title_cols + TYPED);
    while width(right) + width(hints) > most && !hints.is_empty() {
        // A key with its word.
        hints.truncate(hints.len().saturating_sub(2));
    }
    while width(right) > most && right.len() > 1 {
        right.pop();
    }
    let cols = width(right) + width(hints);
    let start = size
        .cols
        .saturating_sub(cols)
        .max(title_cols.min(size.cols));
    cells.put(0, y, title, style.bold());
    let mut x = start;
    for (word, style) in right.iter().chain(hints.iter()) {
        x += cells.put(x, y, word, *style);
    }
    Rect {
        x: title_cols.min(size.cols),
        y,
        cols: start.saturating_sub(title_cols),
        rows: 1,
    }
}

/// Returns the beginning of a text that has room.
fn first_columns(text: &str, cols: usize) -> &str {
    let mut used = 0;
    for (byte, grapheme) in text.grapheme_indices(true) {
        used += text_width(grapheme);
        if used > cols {
            return &text[..byte];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(cols: usize, title: &str, right: &[&str], hints: &[&str]) -> (String, Rect) {
        let mut cells = Grid::new(Size { cols, rows: 2 });
        let style = Style::default();
        let words = |words: &[&str]| -> Words {
            words
                .iter()
                .map(|word| ((*word).to_owned(), style))
                .collect()
        };
        let room = draw_bar(
            &mut cells,
            1,
            title,
            (&mut words(right), &mut words(hints)),
            style,
        );
        (cells.row_text(1), room)
    }

    #[test]
    fn hints_give_way_before_the_count_and_the_count_before_the_text() {
        let all = |cols| {
            bar(
                cols,
                " Find ",
                &[" 3/17 ", "· regex "],
                &["· Esc", " close "],
            )
            .0
        };
        assert_eq!(all(60), format!(" Find {:28} 3/17 · regex · Esc close", ""));
        assert_eq!(all(40), format!(" Find {:20} 3/17 · regex", ""));
        assert_eq!(all(28), format!(" Find {:16} 3/17", ""));
        for cols in 0..30 {
            let (_, room) = bar(cols, " Find ", &[" 3/17 "], &["· Esc", " close "]);
            assert!(room.x + room.cols <= cols.max(room.x), "{cols}");
        }
    }

    #[test]
    fn a_text_that_has_no_room_is_cut_between_characters() {
        assert_eq!(first_columns("a日本", 3), "a日");
        assert_eq!(first_columns("abc", 9), "abc");
    }
}
