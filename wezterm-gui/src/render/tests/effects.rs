//! Golden tests of what goes beyond cells and their colours: what is behind them, what fades, where lines run,
//! icons, and letters that run from the right to the left.

use std::sync::Arc;

use mux::grid::{Blink, Rect};

use super::*;
use crate::fonts::{BarFont, Extent, Lines, Overflow};

/// A painted scene with its opacity.
struct Glass {
    pixels: Vec<u32>,
    width: u32,
    list: DrawList,
}

impl Glass {
    fn of(scene: &Scene<'_>) -> Self {
        let mut fonts = fonts();
        let (list, width, height) = composed_scene(&mut fonts, scene);
        Self {
            pixels: translucent(&fonts, &list, width, height),
            width,
            list,
        }
    }

    fn at(&self, x: u32, y: u32) -> u32 {
        self.pixels[(y * self.width + x) as usize]
    }
}

fn shown<'a>(grid: &'a Grid, theme: &'a Theme, effects: Effects) -> Scene<'a> {
    Scene {
        effects,
        ..scene_of(grid, theme, CursorLook::Shown)
    }
}

/// Two blanks: one plain, one on blue.
fn plain_and_blue() -> Grid {
    let mut grid = grid(&["  "]);
    let blue = Style::default().bg(Color::Rgb(0, 0, 0xff));
    grid.put(1, 0, " ", blue);
    grid
}

#[test]
fn an_opaque_window_has_opaque_pixels_everywhere() {
    let grid = with_cursor(busy_grid(), 3, CursorShape::Block);
    let glass = Glass::of(&shown(&grid, &theme(), Effects::default()));
    assert!(glass.pixels.iter().all(|pixel| pixel >> 24 == 255));
}

#[test]
fn a_window_lets_through_what_is_behind_it_but_not_behind_other_colours() {
    let theme = Theme {
        opacity: 128,
        ground_opacity: 255,
        ..theme()
    };
    let grid = plain_and_blue();
    let glass = Glass::of(&shown(&grid, &theme, Effects::default()));
    // 10,14,18 at half of its strength, and blue as it is.
    assert_eq!(glass.at(0, 0), 0x8008_0a0c);
    assert_eq!(glass.at(glass.width - 1, 0), 0xff00_00ff);
    let theme = Theme {
        ground_opacity: 0,
        ..theme
    };
    let glass = Glass::of(&shown(&grid, &theme, Effects::default()));
    assert_eq!(glass.at(glass.width - 1, 0), 0x8008_0a0c);
}

#[test]
fn text_on_a_window_without_ground_keeps_its_colour() {
    let theme = Theme {
        opacity: 0,
        ..theme()
    };
    let grid = grid(&["█x"]);
    let glass = Glass::of(&shown(&grid, &theme, Effects::default()));
    assert_eq!(glass.at(0, 0), 0xff00_0000 | TEXT);
    assert_eq!(glass.at(glass.width - 1, 0), 0, "nothing is there");
    let multiplied = |pixel: &u32| {
        let parts = [16, 8, 0].map(|shift| pixel >> shift & 255);
        parts.into_iter().all(|part| part <= pixel >> 24)
    };
    assert!(glass.pixels.iter().all(multiplied));
}

#[test]
fn a_colour_that_a_program_asked_for_is_not_the_background_even_where_it_is_the_same() {
    let theme = Theme {
        opacity: 128,
        ..theme()
    };
    let mut grid = grid(&[" "]);
    grid.put(0, 0, " ", Style::default().bg(Color::Rgb(0x10, 0x14, 0x18)));
    let glass = Glass::of(&shown(&grid, &theme, Effects::default()));
    assert_eq!(glass.at(0, 0), 0xff00_0000 | GROUND);
}

/// A backdrop of vertical stripes, every other one half transparent.
fn stripes(width: u32, height: u32) -> Arc<Backdrop> {
    let stripe = |x: u32| match x % 2 {
        0 => 0xffaa_0000,
        _ => 0x8000_5500,
    };
    let row: Vec<u32> = (0..width).map(stripe).collect();
    Arc::new(Backdrop {
        pixels: row.repeat(height as usize),
        width,
        height,
    })
}

#[test]
fn a_backdrop_is_in_the_place_of_the_background_as_far_as_it_goes() {
    let grid = plain_and_blue();
    let theme = theme();
    let effects = Effects {
        backdrop: Some(stripes(4, 3)),
        ..Effects::default()
    };
    let glass = Glass::of(&shown(&grid, &theme, effects));
    let seen = [0, 1, 3, 4].map(|x| glass.at(x, 2));
    let ground = 0xff00_0000 | GROUND;
    assert_eq!(seen, [0xffaa_0000, 0x8000_5500, 0x8000_5500, ground]);
    assert_eq!(glass.at(0, 3), ground);
    assert_eq!(glass.at(glass.width - 1, 0), 0xff00_00ff);
}

fn faded(grid: &mut Grid) {
    let all = Rect::of_size(grid.size());
    grid.restyle(all, |style| style.faded = true);
}

#[test]
fn panes_without_the_keyboard_are_faded_with_all_that_is_on_them() {
    let theme = Theme {
        faded: Factors {
            brightness: 0.5,
            ..Factors::NONE
        },
        ..theme()
    };
    let mut grid = plain_and_blue();
    grid.put(0, 0, "█", Style::default());
    faded(&mut grid);
    let picture = Picture::drawn(&mut fonts(), &shown(&grid, &theme, Effects::default()));
    assert!(
        picture
            .cell(0, 0)
            .concat()
            .iter()
            .all(|pixel| *pixel == 0x686868)
    );
    assert!(
        picture
            .cell(1, 0)
            .concat()
            .iter()
            .all(|pixel| *pixel == 0x000080)
    );
    let mut blank = super::grid(&[" "]);
    faded(&mut blank);
    let picture = Picture::drawn(&mut fonts(), &shown(&blank, &theme, Effects::default()));
    assert!(picture.pixels.iter().all(|pixel| *pixel == 0x080a0c));
    // What shines through cannot be multiplied, and is shaded.
    let effects = Effects {
        backdrop: Some(stripes(99, 99)),
        ..Effects::default()
    };
    let glass = Glass::of(&shown(&blank, &theme, effects));
    assert_eq!(glass.at(0, 0), 0xff55_0000);
}

#[test]
fn a_cursor_fades_with_the_text_on_it() {
    let grid = with_cursor(grid(&["█ "]), 0, CursorShape::Block);
    let corner = |cursor| {
        let effects = Effects {
            cursor,
            ..Effects::default()
        };
        Picture::drawn(&mut fonts(), &shown(&grid, &theme(), effects)).at(0, 0)
    };
    assert_eq!([corner(0), corner(255)], [TEXT, UNDER_CURSOR]);
    assert_eq!(corner(128), 0x686868, "half of d0 and of nothing");
    let blank = with_cursor(super::grid(&["  "]), 0, CursorShape::Bar);
    let effects = Effects {
        cursor: 128,
        ..Effects::default()
    };
    let bar = Picture::drawn(&mut fonts(), &shown(&blank, &theme(), effects));
    assert_eq!(bar.at(0, 0), 0x306e48);
}

#[test]
fn cursors_have_the_thickness_and_the_colour_that_are_asked_for() {
    let theme = Theme {
        cursor_border: Some((1, 2, 3)),
        ..theme()
    };
    let bar = with_cursor(grid(&["  "]), 0, CursorShape::Bar);
    let widths = [None, Some(Extent::Pixels(4.0)), Some(Extent::Cells(0.2))].map(|thickness| {
        let mut fonts = fonts();
        fonts.configure(FontOptions {
            lines: Lines {
                cursor_thickness: thickness,
                ..Lines::default()
            },
            ..FontOptions::default()
        });
        let picture = Picture::drawn(&mut fonts, &shown(&bar, &theme, Effects::default()));
        let row = 0..picture.width;
        row.filter(|x| picture.at(*x, 5) == 0x010203).count()
    });
    assert_eq!(widths, [2, 4, 4]);
    let block = with_cursor(grid(&["  "]), 0, CursorShape::Block);
    let picture = Picture::drawn(&mut fonts(), &shown(&block, &theme, Effects::default()));
    assert_eq!(picture.at(0, 0), CURSOR);
}

#[test]
fn a_cursor_in_reverse_shows_its_cell_the_other_way_round() {
    let theme = Theme {
        reverse_cursor: true,
        ..theme()
    };
    let mut grid = grid(&["  "]);
    grid.put(0, 0, "▌", Style::default().fg(Color::Rgb(9, 8, 7)));
    let grid = with_cursor(grid, 0, CursorShape::Block);
    let picture = Picture::drawn(&mut fonts(), &shown(&grid, &theme, Effects::default()));
    let right = picture.metrics.width - 1;
    assert_eq!([picture.at(0, 0), picture.at(right, 0)], [GROUND, 0x090807]);
}

#[test]
fn a_bell_flashes_behind_the_cells_of_its_pane_or_in_the_cursor() {
    let theme = Theme {
        flash: (0xff, 0xff, 0xff),
        ..theme()
    };
    let mut grid = with_cursor(plain_and_blue(), 1, CursorShape::Block);
    let flash = |target| Effects {
        flash: Some(Flash {
            target,
            strength: 128,
        }),
        ..Effects::default()
    };
    let ground = flash(FlashTarget::Ground(Rect::new(0, 0, 1, 1)));
    let picture = Picture::drawn(&mut fonts(), &shown(&grid, &theme, ground));
    assert!(
        picture
            .cell(0, 0)
            .concat()
            .iter()
            .all(|pixel| *pixel == 0x888a8c)
    );
    assert_eq!(picture.cell(1, 0)[0][0], CURSOR);
    let cursor = flash(FlashTarget::Cursor);
    let picture = Picture::drawn(&mut fonts(), &shown(&grid, &theme, cursor));
    assert_eq!(picture.cell(0, 0)[0][0], GROUND);
    assert_eq!(picture.cell(1, 0)[0][0], 0xa8e4bc);
    // A pane that is larger than the window flashes as far as it is seen.
    grid.cursor = None;
    let beyond = flash(FlashTarget::Ground(Rect::new(1, 0, 99, 99)));
    let picture = Picture::drawn(&mut fonts(), &shown(&grid, &theme, beyond));
    assert_eq!(picture.cell(0, 0)[0][0], GROUND);
}

#[test]
fn what_is_behind_a_pane_at_the_edge_reaches_to_the_edge_of_the_window() {
    let theme = Theme {
        faded: Factors {
            brightness: 0.5,
            ..Factors::NONE
        },
        flash: (0xff, 0xff, 0xff),
        ..theme()
    };
    let mut grid = grid(&["   "]);
    grid.put(1, 0, " ", Style::default().bg(Color::Rgb(0, 0, 0xff)));
    grid.restyle(Rect::new(0, 0, 1, 1), |style| style.faded = true);
    let effects = Effects {
        margins: Margins {
            left: 3,
            right: 4,
            top: 2,
            bottom: 5,
        },
        flash: Some(Flash {
            target: FlashTarget::Ground(Rect::new(2, 0, 1, 1)),
            strength: 255,
        }),
        ..Effects::default()
    };
    let mut fonts = fonts();
    let scene = Scene {
        origin: (3, 2),
        ..shown(&grid, &theme, effects)
    };
    let (list, width, height) = composed_scene(&mut fonts, &scene);
    let (width, height) = (width + 7, height + 7);
    let pixels = painted(&fonts, &list, width, height);
    let at = |x: u32, y: u32| pixels[(y * width + x) as usize];
    let (right, bottom) = (width - 1, height - 1);
    assert_eq!([at(0, 0), at(0, bottom)], [0x080a0c; 2], "faded");
    assert_eq!([at(right, 0), at(right, bottom)], [0xffffff; 2], "flashing");
    let middle = 3 + fonts.metrics().width + 1;
    let seen = [at(middle, 0), at(middle, 2), at(middle, bottom)];
    assert_eq!(seen, [GROUND, 0x0000ff, GROUND], "a program's own ground");
}

#[test]
fn text_blinks_with_its_lines_and_the_list_says_that_there_is_some() {
    let blinking = |blink| Style {
        blink,
        ..Style::default()
            .strikethrough()
            .underline(Underline::Single)
    };
    let picture = |effects: Effects| {
        let grid = styled("█", blinking(Blink::Slow));
        Picture::drawn(&mut fonts(), &shown(&grid, &theme(), effects))
    };
    let dark = picture(Effects {
        slow_text: 0,
        ..Effects::default()
    });
    assert!(dark.pixels.iter().all(|pixel| *pixel == GROUND));
    let half = picture(Effects {
        slow_text: 128,
        ..Effects::default()
    });
    assert_eq!(half.at(0, 0), 0x707274);
    let flags = [Blink::None, Blink::Slow, Blink::Rapid].map(|blink| {
        let grid = styled("x", blinking(blink));
        let list = Glass::of(&shown(&grid, &theme(), Effects::default())).list;
        (list.slow_text, list.rapid_text)
    });
    assert_eq!(flags, [(false, false), (true, false), (false, true)]);
}

#[test]
fn lines_run_where_they_are_asked_to() {
    let red = Style::default()
        .underline(Underline::Single)
        .strikethrough()
        .fg(Color::Rgb(0xff, 0, 0));
    let grid = styled(" ", red);
    let rows = |lines| {
        let mut fonts = fonts();
        fonts.configure(FontOptions {
            lines,
            ..FontOptions::default()
        });
        let scene = scene_of(&grid, &theme(), CursorLook::Shown).effects;
        let theme = theme();
        let picture = Picture::drawn(&mut fonts, &shown(&grid, &theme, scene));
        (picture.full_rows(0, 0, 0xff0000), picture.metrics)
    };
    let (usual, metrics) = rows(Lines::default());
    let base = metrics.baseline as usize;
    assert_eq!(usual, [metrics.strikethrough as usize, base + 2]);
    let (thick, _) = rows(Lines {
        underline_thickness: Some(Extent::Times(2.0)),
        underline_position: Some(Extent::Pixels(-1.0)),
        strikethrough_position: Some(Extent::Cells(0.0)),
        ..Lines::default()
    });
    assert_eq!(thick, [0, 1, base + 1, base + 2]);
    let (beyond, metrics) = rows(Lines {
        underline_position: Some(Extent::Pixels(-1e9)),
        strikethrough_position: Some(Extent::Points(f32::NAN)),
        ..Lines::default()
    });
    assert_eq!(beyond.last(), Some(&(metrics.height as usize - 1)));
}

/// An icon of Nerd Fonts, which is as wide as it is high.
const ICON: &str = "\u{f09b}";

#[test]
fn an_icon_covers_the_next_cell_where_nothing_stands_there() {
    let inked = |text: &str, overflow| {
        let mut fonts = fonts();
        fonts.configure(FontOptions {
            overflow,
            ..FontOptions::default()
        });
        let theme = theme();
        let grid = grid(&[text]);
        let scene = shown(&grid, &theme, Effects::default());
        let picture = Picture::drawn(&mut fonts, &scene);
        let ink = |column| {
            let pixels = picture.cell(column, 0).concat();
            pixels.iter().filter(|pixel| **pixel != GROUND).count()
        };
        (ink(0) > 10, ink(1) > 0)
    };
    let alone = format!("{ICON}  ");
    let before_line = format!("{ICON}\u{2581} ");
    assert_eq!(inked(&alone, Overflow::WhenFollowedBySpace), (true, true));
    assert_eq!(inked(&alone, Overflow::Never), (true, false));
    let lower_edge = inked(&before_line, Overflow::WhenFollowedBySpace);
    assert_eq!(lower_edge, (true, true), "the line itself");
    let end = format!(" {ICON}");
    assert_eq!(inked(&end, Overflow::Always), (false, true));
}

#[test]
fn edges_of_drawn_characters_are_smooth_or_hard() {
    let colours = |smooth| {
        let mut fonts = fonts();
        fonts.configure(FontOptions {
            smooth_boxes: smooth,
            ..FontOptions::default()
        });
        let theme = theme();
        let grid = grid(&["╱"]);
        let scene = shown(&grid, &theme, Effects::default());
        let mut pixels = Picture::drawn(&mut fonts, &scene).pixels;
        pixels.sort_unstable();
        pixels.dedup();
        pixels.len()
    };
    assert!(colours(true) > 2);
    assert_eq!(colours(false), 2);
}

#[test]
fn letters_that_run_to_the_left_are_seen_so_with_the_cursor_on_its_letter() {
    let theme = theme();
    let effects = Effects {
        bidi: Some(Bidi::LeftToRight),
        ..Effects::default()
    };
    let grid = with_cursor(grid(&["aאבb"]), 1, CursorShape::Block);
    let picture = Picture::drawn(&mut fonts(), &shown(&grid, &theme, effects));
    let logical = Picture::of(&with_cursor(super::grid(&["aבאb"]), 2, CursorShape::Block));
    for column in [0, 1, 3] {
        assert_eq!(picture.cell(column, 0), logical.cell(column, 0), "{column}");
    }
    assert_eq!(picture.cell(2, 0)[0][0], CURSOR);
    assert_ne!(picture.cell(1, 0)[0][0], CURSOR);
    // Without the option the cells are drawn as they stand.
    let plain = Picture::of(&grid);
    assert_eq!(plain.cell(1, 0)[0][0], CURSOR);
}

#[test]
fn the_gpu_shows_the_same_effects_with_the_same_opacity() {
    let Some(mut gpu) = any_gpu("equal effects") else {
        return;
    };
    let mut fonts = fonts();
    let mut grid = busy_grid();
    grid.put(
        0,
        7,
        "blinks",
        Style {
            blink: Blink::Slow,
            ..Style::default()
        },
    );
    grid.restyle(Rect::new(20, 0, 20, 8), |style| style.faded = true);
    let theme = Theme {
        opacity: 150,
        ground_opacity: 200,
        faded: Factors {
            brightness: 0.7,
            ..Factors::NONE
        },
        ..theme()
    };
    let flash = Flash {
        target: FlashTarget::Ground(Rect::new(0, 0, 10, 4)),
        strength: 77,
    };
    for backdrop in [None, Some(stripes(200, 50)), Some(stripes(90, 200)), None] {
        let effects = Effects {
            backdrop,
            cursor: 100,
            slow_text: 50,
            flash: Some(flash),
            ..Effects::default()
        };
        let (list, width, height) = composed_scene(&mut fonts, &shown(&grid, &theme, effects));
        let by_cpu = translucent(&fonts, &list, width, height);
        let by_gpu = gpu
            .draw(fonts.glyphs(), &list, (width, height))
            .expect("the GPU draws");
        let differing = by_cpu.iter().zip(&by_gpu).filter(|(a, b)| {
            let opacity = (**a >> 24).abs_diff(**b >> 24);
            !alike(**a, **b) || opacity > 2
        });
        assert_eq!(differing.count(), 0);
    }
}

#[test]
fn a_cursor_that_is_a_padlock_leaves_most_of_its_cell_as_it_is() {
    let lock = with_cursor(grid(&["  "]), 0, CursorShape::Lock);
    let picture = Picture::of(&lock);
    let cell = picture.cell(0, 0).concat();
    let covered = cell.iter().filter(|pixel| **pixel == CURSOR).count();
    assert!(
        (cell.len() / 8..cell.len() / 2).contains(&covered),
        "{covered}"
    );
    assert!(!picture.cell_has(1, 0, CURSOR));
}

#[test]
fn words_beside_the_grid_are_drawn_in_the_font_of_the_tab_bar() {
    let (blank, words) = (grid(&["    ", "    ", "    "]), grid(&["M"]));
    let rows = |bar: Option<BarFont>| {
        let mut fonts = fonts();
        fonts.configure(FontOptions {
            bar,
            ..FontOptions::default()
        });
        let strips = [Strip {
            grid: &words,
            origin: (0, 0),
        }];
        let theme = theme();
        let scene = Scene {
            strips: &strips,
            ..shown(&blank, &theme, Effects::default())
        };
        let picture = Picture::drawn(&mut fonts, &scene);
        let ground = picture.at(picture.width - 1, picture.height - 1);
        let inked = |y: &u32| (0..picture.width).any(|x| picture.at(x, *y) != ground);
        (0..picture.height).filter(inked).count()
    };
    let as_text = rows(None);
    let size = |size| {
        Some(BarFont {
            size,
            ..BarFont::default()
        })
    };
    assert!(rows(size(24.0)) > as_text + as_text / 2);
    assert_eq!(rows(size(12.0)), as_text);
}
