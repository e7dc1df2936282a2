//! The tab bar in both styles: what it says, and what the mouse does on it.

use mux::grid::{Color, Rect};
use mux::input::{Mods, MouseButton, MouseEvent, MouseKind};

use super::harness::{Running, Start};
use crate::frame::{Bar, BarShape, Outline, Scrolled, WindowChange, WindowRequest};

/// Starts with so many tabs, the last of which is shown.
fn tabs(settings: &str, count: usize) -> Running {
    let lua = format!("return {{ {settings} }}");
    let mut running = Start::lua(&lua).run().at_prompt();
    for _ in 1..count {
        running.key("Ctrl+Shift+t");
    }
    running.wait("the tabs", |running| running.app.tabs().0.len() == count);
    for (index, tab) in running.app.tabs().0.into_iter().enumerate() {
        running.app.set_tab_title(tab, &format!("tab{index}"));
    }
    running
}

fn bar(running: &mut Running) -> Bar {
    let frame = running.app.frame();
    frame.bar.clone().expect("a bar beside the grid")
}

fn words(running: &mut Running) -> String {
    bar(running).words.text()
}

/// Returns the column of a text on a fancy bar.
fn column(running: &mut Running, text: &str) -> usize {
    let words = words(running);
    let at = words
        .find(text)
        .unwrap_or_else(|| panic!("{text} in {words}"));
    mux::grid::text_width(&words[..at])
}

fn on_bar(running: &mut Running, kind: MouseKind, x: usize, clicks: u8) {
    running.app.mouse_on_bar(MouseEvent {
        kind,
        x,
        y: 0,
        mods: Mods::empty(),
        clicks,
    });
}

const LEFT: MouseButton = MouseButton::Left;

#[test]
fn a_fancy_bar_stands_beside_the_grid_and_leaves_all_rows_to_the_panes() {
    let mut running = tabs("", 2);
    let rows = |running: &Running| {
        running.app.mux().layout(running.app.tabs().0[0]).panes[0]
            .1
            .rows
    };
    assert_eq!(rows(&running), 15);
    running.app.front_end_has_pixels();
    assert_eq!(rows(&running), 16);
    let bar = bar(&mut running);
    assert_eq!(bar.words.text().trim_end(), " 1: tab0    2: tab1 ×  +");
    assert!(!bar.at_bottom);
    let shapes: Vec<_> = bar
        .shapes
        .iter()
        .map(|shape| (shape.x, shape.cols))
        .collect();
    assert_eq!(shapes, [(0, 11), (11, 11), (22, 3)]);
    // The tab that is shown goes over into the screen below it.
    assert_eq!(bar.shapes[1].ground, Color::Default);
    assert_ne!(bar.shapes[0].ground, Color::Default);
    assert!(!running.screen().contains("tab1"));
}

#[test]
fn a_plain_bar_stays_a_row_of_cells() {
    let mut running = tabs("use_fancy_tab_bar = false", 2);
    running.app.front_end_has_pixels();
    assert_eq!(running.app.frame().bar, None);
    assert_eq!(running.row(0).trim_end(), " 1: tab0  2: tab1  +");
    let style = running.app.frame().grid.cell(11, 0).style;
    assert_eq!((style.fg, style.bg), (Color::Default, Color::Default));
}

#[test]
fn a_plain_bar_names_the_button_for_a_new_tab_as_one_likes() {
    let settings = "use_fancy_tab_bar = false,
        tab_bar_style = { new_tab = '\\x1b[31m<new>', new_tab_hover = '<NEW TAB>' }";
    let mut running = tabs(settings, 1);
    assert_eq!(running.row(0).trim_end(), " 1: tab0 <new>");
    let (x, _) = running.place_of("<new>");
    let red = running.app.frame().grid.cell(x, 0).style.fg;
    assert_eq!(red, Color::Palette(1));
    running.mouse(MouseKind::Move(None), x, 0, 0);
    assert_eq!(running.row(0).trim_end(), " 1: tab0 <NEW TAB>");
    running.click(x, 0);
    running.wait("the second tab", |running| running.app.tabs().0.len() == 2);
}

#[test]
fn the_bar_is_below_or_away_where_the_configuration_says_so() {
    let mut running = tabs("tab_bar_at_bottom = true", 1);
    running.app.front_end_has_pixels();
    assert!(bar(&mut running).at_bottom);
    let mut running = tabs("hide_tab_bar_if_only_one_tab = true", 1);
    running.app.front_end_has_pixels();
    assert_eq!(running.app.bar_beside_grid(), None);
    running.key("Ctrl+Shift+t");
    running.wait("the second tab", |running| running.app.tabs().0.len() == 2);
    assert_eq!(running.app.bar_beside_grid(), Some(false));
}

#[test]
fn a_click_shows_a_tab_and_its_button_or_the_middle_one_closes_it() {
    let mut running = tabs("", 3);
    running.app.front_end_has_pixels();
    let first = column(&mut running, "tab0");
    on_bar(&mut running, MouseKind::Press(LEFT), first, 1);
    on_bar(&mut running, MouseKind::Release(LEFT), first, 0);
    let (all, shown) = running.app.tabs();
    assert_eq!(shown, Some(all[0]));
    let button = column(&mut running, "×");
    on_bar(&mut running, MouseKind::Press(LEFT), button, 1);
    on_bar(&mut running, MouseKind::Release(LEFT), button, 0);
    running.wait("one tab less", |running| running.app.tabs().0 == all[1..]);
    let last = column(&mut running, "tab2");
    on_bar(&mut running, MouseKind::Press(MouseButton::Middle), last, 1);
    running.wait("another one less", |running| {
        running.app.tabs().0 == all[1..2]
    });
}

#[test]
fn the_button_that_closes_comes_with_the_pointer_and_goes_with_it() {
    let mut running = tabs("", 2);
    running.app.front_end_has_pixels();
    let first = column(&mut running, "tab0");
    on_bar(&mut running, MouseKind::Move(None), first, 0);
    assert_eq!(words(&mut running).matches('×').count(), 2);
    let lit = bar(&mut running).shapes[0].ground;
    running.app.mouse_left_bar();
    assert_eq!(words(&mut running).matches('×').count(), 1);
    assert_ne!(bar(&mut running).shapes[0].ground, lit);
}

#[test]
fn a_tab_is_dragged_to_another_place_in_both_styles() {
    for fancy in [true, false] {
        let mut running = tabs(&format!("use_fancy_tab_bar = {fancy}"), 3);
        running.app.front_end_has_pixels();
        let all = running.app.tabs().0;
        let (from, to) = match fancy {
            true => (column(&mut running, "tab0"), column(&mut running, "tab2")),
            false => (running.place_of("tab0").0, running.place_of("tab2").0),
        };
        let send = |running: &mut Running, kind, x| match fancy {
            true => on_bar(running, kind, x, 1),
            false => running.mouse(kind, x, 0, 1),
        };
        send(&mut running, MouseKind::Press(LEFT), from);
        send(&mut running, MouseKind::Move(Some(LEFT)), to);
        send(&mut running, MouseKind::Release(LEFT), to);
        assert_eq!(running.app.tabs().0, [all[1], all[2], all[0]], "{fancy}");
        // Let go: nothing is moved any longer.
        send(&mut running, MouseKind::Move(None), from);
        assert_eq!(running.app.tabs().0, [all[1], all[2], all[0]], "{fancy}");
    }
}

#[test]
fn the_empty_part_moves_the_window_and_makes_it_large() {
    let mut running = tabs("", 1);
    running.app.front_end_has_pixels();
    on_bar(&mut running, MouseKind::Press(LEFT), 50, 1);
    on_bar(&mut running, MouseKind::Move(Some(LEFT)), 51, 0);
    running.wait_request(&WindowRequest::DragWindow);
    on_bar(&mut running, MouseKind::Release(LEFT), 51, 0);
    on_bar(&mut running, MouseKind::Press(LEFT), 50, 2);
    running.wait_request(&WindowRequest::Change(WindowChange::ToggleMaximize));
}

#[test]
fn the_windows_buttons_stand_at_the_end_of_a_fancy_bar_and_do_what_they_show() {
    let mut running = tabs("window_decorations = 'INTEGRATED_BUTTONS|RESIZE'", 1);
    assert!(!running.row(0).contains('□'), "no window of ours");
    running.app.front_end_has_pixels();
    assert!(!running.app.wants_title_bar());
    let text = words(&mut running);
    assert!(text.trim_end().ends_with("−    □    ×"), "{text}");
    let button = |running: &mut Running, sign| {
        let x = column(running, sign);
        on_bar(running, MouseKind::Press(LEFT), x, 1);
        on_bar(running, MouseKind::Release(LEFT), x, 0);
    };
    button(&mut running, "−");
    running.wait_request(&WindowRequest::Change(WindowChange::Minimize));
    button(&mut running, "□");
    running.wait_request(&WindowRequest::Change(WindowChange::ToggleMaximize));
    running.type_("cat\nhello\n");
    running.wait("cat's answer", |running| {
        running.screen().matches("hello").count() == 2
    });
    // The last × is the window's, beside that of the tab.
    on_bar(&mut running, MouseKind::Press(LEFT), 57, 1);
    running.wait_for("cat is running");
    assert_eq!(running.exit, None);
}

#[test]
fn the_windows_buttons_are_in_the_order_on_the_side_and_in_the_look_that_one_likes() {
    let settings = "
        window_decorations = 'INTEGRATED_BUTTONS|RESIZE',
        integrated_title_buttons = { 'Close', 'Hide' },
        integrated_title_button_alignment = 'Left',
        integrated_title_button_color = '#010203',
        integrated_title_button_style = 'Gnome'";
    let mut running = tabs(settings, 1);
    running.app.front_end_has_pixels();
    let bar = bar(&mut running);
    assert_eq!(bar.words.text().trim_end(), " ×   −   1: tab0 ×  +");
    assert_eq!(bar.words.cell(1, 0).style.fg, Color::Rgb(1, 2, 3));
    assert_ne!(bar.words.cell(9, 0).style.fg, Color::Rgb(1, 2, 3));
    let circles = |shape: &&BarShape| shape.outline == Outline::Circle;
    let circles: Vec<_> = bar.shapes.iter().filter(circles).collect();
    assert_eq!(circles.len(), 2);
    assert_eq!((circles[0].x, circles[0].cols, circles[1].x), (0, 3, 4));
    assert_ne!(circles[0].ground, bar.ground);
    on_bar(&mut running, MouseKind::Move(None), 1, 0);
    let lit = self::bar(&mut running).shapes;
    assert!(
        lit.iter()
            .all(|shape| shape.x != 0 || shape.ground != circles[0].ground)
    );
}

#[test]
fn a_plain_bar_has_the_windows_buttons_in_ones_own_words() {
    let settings = "
        use_fancy_tab_bar = false,
        window_decorations = 'INTEGRATED_BUTTONS|RESIZE',
        tab_bar_style = { window_close = '[x]', window_close_hover = '[CLOSE]' }";
    let mut running = tabs(settings, 1);
    running.app.front_end_has_pixels();
    let row = running.row(0);
    assert!(row.starts_with(" 1: tab0  + "), "{row}");
    assert!(row.ends_with(" −  □ [x]"), "{row}");
    running.mouse(MouseKind::Move(None), 58, 0, 0);
    let row = running.row(0);
    assert!(row.ends_with(" −  □ [CLOSE]"), "{row}");
    let (x, y) = running.place_of("□");
    running.click(x, y);
    running.wait_request(&WindowRequest::Change(WindowChange::ToggleMaximize));
}

#[test]
fn the_desktops_title_bar_stays_where_no_tab_bar_has_its_buttons() {
    let mut running = tabs(
        "window_decorations = 'INTEGRATED_BUTTONS|RESIZE', hide_tab_bar_if_only_one_tab = true",
        1,
    );
    running.app.front_end_has_pixels();
    assert!(running.app.wants_title_bar());
    running.key("Ctrl+Shift+t");
    running.wait("the second tab", |running| running.app.tabs().0.len() == 2);
    assert!(!running.app.wants_title_bar());
    for (settings, title) in [
        ("", true),
        ("window_decorations = 'RESIZE'", false),
        ("window_decorations = 'TITLE|INTEGRATED_BUTTONS'", true),
        (
            "window_decorations = 'INTEGRATED_BUTTONS', enable_tab_bar = false",
            true,
        ),
    ] {
        let mut running = tabs(settings, 1);
        running.app.front_end_has_pixels();
        assert_eq!(running.app.wants_title_bar(), title, "{settings}");
    }
}

#[test]
fn a_handler_that_words_tabs_is_told_where_the_pointer_is() {
    let lua = "
        local wezterm = require 'wezterm'
        wezterm.on('format-tab-title', function(tab, tabs, panes, config, hover)
            return hover and ' under ' or ' apart '
        end)
        return { use_fancy_tab_bar = false }";
    let mut running = Start::lua(lua).run().at_prompt();
    assert!(running.row(0).contains("apart"));
    running.mouse(MouseKind::Move(None), 2, 0, 0);
    assert!(running.row(0).contains("under"));
    running.mouse(MouseKind::Move(None), 2, 5, 0);
    assert!(running.row(0).contains("apart"));
}

#[test]
fn colours_of_the_frame_and_of_tabs_are_those_of_the_configuration() {
    let settings = "
        window_frame = { active_titlebar_bg = '#010203' },
        colors = { tab_bar = {
            active_tab = { bg_color = '#0a0b0c' },
            inactive_tab = { bg_color = '#040506' },
            inactive_tab_hover = { bg_color = '#070809' },
        } }";
    let mut running = tabs(settings, 2);
    running.app.front_end_has_pixels();
    let bar_of = bar(&mut running);
    assert_eq!(bar_of.ground, Color::Rgb(1, 2, 3));
    let grounds: Vec<_> = bar_of.shapes.iter().map(|shape| shape.ground).collect();
    assert_eq!(grounds[..2], [Color::Rgb(4, 5, 6), Color::Rgb(10, 11, 12)]);
    let first = column(&mut running, "tab0");
    on_bar(&mut running, MouseKind::Move(None), first, 0);
    assert_eq!(bar(&mut running).shapes[0].ground, Color::Rgb(7, 8, 9));
    // The shape is the words' background, and no cell hides its corners.
    let words = bar(&mut running).words;
    let size = Rect::of_size(words.size());
    assert!((0..size.cols).all(|x| words.cell(x, 0).style.bg == Color::Default));
}

#[test]
fn a_colour_that_a_handler_gives_a_title_is_the_whole_tabs_with_its_button() {
    let lua = "
        local wezterm = require 'wezterm'
        wezterm.on('format-tab-title', function(tab)
            return {
                { Background = { Color = tab.is_active and '#800000' or '#008000' } },
                { Foreground = { Color = '#ffffff' } },
                { Text = ' t' .. tab.tab_index .. ' ' },
                { Background = { Color = '#000080' } },
                { Text = '!' },
            }
        end)
        return {}";
    let mut running = Start::lua(lua).run().at_prompt();
    running.key("Ctrl+Shift+t");
    running.wait("two tabs", |running| running.app.tabs().0.len() == 2);
    running.app.front_end_has_pixels();
    let bar = bar(&mut running);
    assert_eq!(bar.words.text().trim_end(), " t0 !   t1 !×  +");
    let shapes: Vec<_> = bar.shapes.iter().collect();
    let (green, red) = (Color::Rgb(0, 0x80, 0), Color::Rgb(0x80, 0, 0));
    assert_eq!([shapes[0].ground, shapes[1].ground], [green, red]);
    assert_eq!([shapes[0].cols, shapes[1].cols], [7, 7]);
    // No cell lies over the shape but those of another colour.
    let grounds = |x: usize| bar.words.cell(x, 0).style.bg;
    let marked: Vec<usize> = (0..bar.words.size().cols)
        .filter(|x| grounds(*x) != Color::Default)
        .collect();
    assert_eq!(marked, [4, 11]);
    assert_eq!(grounds(11), Color::Rgb(0, 0, 0x80));
}

#[test]
fn a_scroll_bar_knows_what_part_of_the_pane_is_shown() {
    let mut running = Start::lua("return { enable_scroll_bar = true }")
        .run()
        .at_prompt();
    running.type_("i=0; while [ $i -lt 100 ]; do echo row $i; i=$((i+1)); done\n");
    running.wait_for("row 99");
    let scrolled = |running: &mut Running| running.app.frame().scrolled.expect("a scroll bar");
    let at_end = scrolled(&mut running);
    assert_eq!(at_end.top + at_end.shown, at_end.total);
    running.app.scroll_to_row(20);
    let expected = Scrolled { top: 20, ..at_end };
    assert_eq!(scrolled(&mut running), expected);
    running.app.scroll_to_row(usize::MAX);
    assert_eq!(scrolled(&mut running), at_end);
    let mut plain = Start::new().run().at_prompt();
    assert_eq!(plain.app.frame().scrolled, None);
}

#[test]
fn a_scroll_bar_is_gone_while_a_menu_lies_over_the_pane() {
    let lua = "
        local act = require('wezterm').action
        return { enable_scroll_bar = true, keys = {
            { key = 'F1', action = act.ShowLauncher },
            { key = 'F2', action = act.ActivateCommandPalette },
            { key = 'F3', action = act.ShowTabNavigator },
            { key = 'F4', action = act.PaneSelect },
        } }";
    let mut running = Start::lua(lua).run().at_prompt();
    running.key("Ctrl+Shift+Alt+%");
    running.wait("two panes", |running| running.app.panes_of_tab().len() == 2);
    for key in ["F1", "F2", "F3"] {
        assert!(running.app.frame().scrolled.is_some());
        running.key(key);
        assert_eq!(running.app.frame().scrolled, None, "{key}");
        running.key("Escape");
    }
    // What one chooses a pane by lets the panes be seen.
    running.key("F4");
    assert!(running.app.frame().scrolled.is_some());
}

#[test]
fn many_tabs_leave_room_for_the_button_and_the_status() {
    let statuses = "wezterm.on('update-status', function(window, pane)
          window:set_right_status('the status')
        end)";
    let lua = format!("local wezterm = require 'wezterm'\n{statuses}\nreturn {{}}");
    let mut running = Start::lua(&lua).run().at_prompt();
    running.app.front_end_has_pixels();
    for _ in 1..14 {
        running.key("Ctrl+Shift+t");
    }
    running.wait("the tabs", |running| running.app.tabs().0.len() == 14);
    running.wait("the status", |running| {
        words(running).contains("the status")
    });
    let words = words(&mut running);
    assert!(words.contains(" + "), "{words}");
    assert!(words.contains("14"), "{words}");
}

#[test]
fn of_more_tabs_than_there_is_room_for_the_shown_one_is_in_view() {
    let mut running = tabs("use_fancy_tab_bar = false", 20);
    let shown = |running: &Running| {
        let (all, shown) = running.app.tabs();
        all.iter().position(|tab| Some(*tab) == shown)
    };
    let bar = |running: &mut Running| running.row(0).trim_end().to_owned();
    let last = bar(&mut running);
    assert!(last.starts_with('‹') && last.contains(" 20"), "{last}");
    assert!(!last.contains('›') && last.ends_with(" +"), "{last}");
    // The sign shows the next tab of those that it stands for, and the row goes along.
    running.mouse(MouseKind::Press(LEFT), 0, 0, 1);
    running.mouse(MouseKind::Release(LEFT), 0, 0, 0);
    assert_eq!(shown(&running), Some(6));
    let first = bar(&mut running);
    assert!(first.starts_with(" 1: ") && first.contains(" 7"), "{first}");
    assert!(first.ends_with("› +"), "{first}");
    // A long title has what the short ones leave.
    let mut running = tabs("use_fancy_tab_bar = false", 5);
    let tab = running.app.tabs().0[1];
    running.app.set_tab_title(tab, "a title of twenty-six cols");
    let bar = bar(&mut running);
    let expected = " 1: tab0  2: a title of twent… 3: tab2  4: tab3  5: tab4  +";
    assert_eq!(bar, expected);
}
