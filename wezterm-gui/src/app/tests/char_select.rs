//! The character picker as a person uses it.

use super::harness::{Running, Start};
use crate::frame::WindowRequest;

const LUA: &str = "
    local wezterm = require 'wezterm'
    local act = wezterm.action
    return {
        enable_tab_bar = false,
        keys = {
            { key = 'F1', action = act.CharSelect },
            { key = 'F2', action = act.CharSelect {
                group = 'NerdFonts', copy_on_select = false } },
            { key = 'F3', action = act.CharSelect { group = 'Flags', copy_to = 'PrimarySelection' } },
        },
    }";

/// A terminal that shows what is typed.
fn running() -> Running {
    let mut start = Start::lua(LUA);
    start.size = mux::grid::Size::new(80, 24);
    start.program = vec!["/bin/cat".to_owned()];
    start.run()
}

/// Opens the picker, waiting for the names of all characters.
fn open(running: &mut Running, key: &str) {
    running.key(key);
    running.wait_for("Characters");
}

#[test]
fn a_character_is_sought_by_its_name_typed_into_the_pane_and_copied() {
    let mut running = running();
    open(&mut running, "F1");
    running.wait_for("Smileys & Emotion: ");
    running.wait_for("grinning face");
    running.type_("sparkling heart");
    running.wait_for("💖");
    running.key("Enter");
    running.wait_gone("Characters");
    running.wait_for("💖");
    running.wait_request(&WindowRequest::SetClipboard("💖".to_owned()));
    running.wait_request(&WindowRequest::SetPrimary("💖".to_owned()));
    // It is the first of the usual ones now.
    open(&mut running, "F1");
    running.wait_for("Recently Used: ");
    running.wait_for("sparkling heart");
    running.key("Enter");
    running.wait_gone("Characters");
    running.wait("it twice", |running| {
        running.screen().matches('💖').count() == 2
    });
}

#[test]
fn groups_are_gone_through_and_all_names_are_sought() {
    let mut running = running();
    open(&mut running, "F3");
    running.wait_for("Flags: ");
    running.wait_for("chequered flag");
    running.key("Ctrl+R");
    running.wait_for("Nerd Fonts: ");
    running.key("Shift+Tab");
    running.wait_for("Flags: ");
    running.key("Ctrl+Shift+R");
    running.wait_for("Symbols: ");
    running.key("Tab");
    running.wait_for("Flags: ");
    running.type_("greek small letter alpha");
    running.wait_for("U+03B1");
    running.key("Ctrl+U");
    running.wait_for("chequered flag");
    running.type_("U+4e8c");
    running.wait_for("二");
    running.key("Enter");
    running.wait_gone("Characters");
    running.wait_for("二");
    running.wait_request(&WindowRequest::SetPrimary("二".to_owned()));
    let copied = WindowRequest::SetClipboard("二".to_owned());
    assert!(!running.requests.contains(&copied));
}

#[test]
fn an_emoji_is_listed_once_and_found_by_each_of_its_names() {
    let mut running = running();
    open(&mut running, "F1");
    running.type_("grinning face");
    // The names of all characters come later than the emoji.
    running.wait_for("GRINNING CAT FACE");
    let screen = running.screen();
    assert_eq!(screen.matches('😀').count(), 1, "{screen}");
    for sought in [":smile:", "smiling face with open mouth and smiling eyes"] {
        running.key("Ctrl+U");
        running.type_(sought);
        running.wait_for("grinning face with smiling eyes  ");
        let screen = running.screen();
        assert_eq!(screen.matches('😄').count(), 1, "{screen}");
    }
}

#[test]
fn a_click_picks_and_escape_picks_nothing() {
    let mut running = running();
    open(&mut running, "F2");
    running.wait_for("cod_account");
    let (x, y) = running.place_of("cod_account");
    running.click(x, y);
    running.wait_gone("Characters");
    running.wait_for("\u{eb99}");
    for key in ["Escape", "Ctrl+C", "Ctrl+G"] {
        open(&mut running, "F1");
        running.type_("heart");
        running.key(key);
        running.wait_gone("Characters");
    }
    assert!(!running.screen().contains("heart"), "{}", running.screen());
    running.type_("after");
    running.wait_for("after");
    let copied = |request: &&WindowRequest| matches!(request, WindowRequest::SetClipboard(_));
    assert_eq!(running.requests.iter().find(copied), None);
}

#[test]
fn nothing_that_matches_is_said_and_the_picker_fits_any_window() {
    let mut running = running();
    open(&mut running, "F1");
    running.type_("no such character anywhere");
    running.wait_for("Nothing matches.");
    running.key("Enter");
    running.key("Ctrl+U");
    running.wait_for("grinning face");
    for (cols, rows) in [(1, 1), (5, 2), (16, 3), (30, 60), (300, 2), (80, 24)] {
        running
            .app
            .resize(mux::PaneSize::of_cells(mux::grid::Size::new(cols, rows)));
        for key in ["PageDown", "Down", "End", "Up", "PageUp"] {
            running.key(key);
            running.app.frame();
        }
    }
}

#[test]
fn a_list_of_characters_is_no_reason_to_tell_which_ones_no_font_has() {
    let mut running = running();
    let missing = ["🫠".into()];
    open(&mut running, "F1");
    running.app.glyphs_missing(&missing);
    assert!(!running.screen().contains("No font has"));
    running.key("Escape");
    running.app.glyphs_missing(&missing);
    running.wait_for("No font has");
}

#[test]
fn one_notice_tells_of_all_characters_that_no_font_has() {
    let mut running = running();
    let missing = |codes: std::ops::RangeInclusive<u32>| -> Vec<smol_str::SmolStr> {
        let letters = codes.filter_map(char::from_u32);
        letters.map(|letter| letter.to_string().into()).collect()
    };
    running.app.glyphs_missing(&missing(0x12000..=0x12001));
    running.wait_for("U+12000, U+12001. Install");
    running.app.glyphs_missing(&missing(0x12001..=0x12008));
    running.wait_for("and 3 more");
    let screen = running.screen();
    assert_eq!(screen.matches("No font has").count(), 1, "{screen}");
    assert!(screen.contains("U+12000, U+12001, U+12002"), "{screen}");
    // Nobody looks: the desktop is told once, too.
    let (x, y) = running.place_of("No font has");
    running.click(x, y);
    running.wait_gone("No font has");
    running.app.focus(false);
    for code in [0x13000, 0x13001] {
        running.app.glyphs_missing(&missing(code..=code));
    }
    running.wait_for("U+13000, U+13001. Install");
    assert!(!running.screen().contains("U+12000"));
    let told = |request: &&WindowRequest| matches!(request, WindowRequest::Toast { .. });
    assert_eq!(running.requests.iter().filter(told).count(), 1);
}
