//! Recorded bytes in, screen out: one folder per case below `tests/cases`.
//!
//! `input` holds the bytes that a program wrote to a terminal of 40 columns and 10 rows, `screen`
//! what must then be seen: the rows, and where the cursor is. Where there are such files, `styles`
//! holds the rows with what sets a style before the first cell that has it, `answer` what the
//! terminal told the program, `size` the terminal's columns and rows, and `differs` why it is known to
//! do something else.
//!
//! A case that is named by a control's mnemonic holds what its item in xterm's ctlseqs, and the
//! manuals that it refers to (VT510, ECMA-48), say; the others are recorded programs. The screens of
//! vttest's pages are what xterm 379 shows of them.

use mux::grid::{Grid, Size, Style};
use mux::terminal::{DEFAULT_SCROLLBACK_BYTES, EngineOptions, Reply, new_engine};
use mux::{Palette, PaneSize};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// The size of a terminal where a case tells none.
const SIZE: Size = Size::new(40, 10);
/// How long an answer may take; reached only by failures.
const LIMIT: Duration = Duration::from_secs(20);
/// A question that every terminal answers, and its answer: what came before it is complete.
const LAST_QUESTION: &[u8] = b"\x1b[5n";
const LAST_ANSWER: &[u8] = b"\x1b[0n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// What came of the bytes of a case.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    screen: String,
    styles: Option<String>,
    answer: Option<String>,
}

/// What the terminal tells its program.
#[derive(Default)]
struct Answers {
    bytes: Mutex<Vec<u8>>,
    came: Condvar,
}

impl Answers {
    /// Waits for the answer to the last question, which `alike` answers before it look like.
    fn until_the_last(&self, alike: usize) -> String {
        let bytes = self.bytes.lock().unwrap();
        let waits = |bytes: &mut Vec<u8>| {
            let all = bytes.windows(LAST_ANSWER.len());
            let last = all.filter(|part| *part == LAST_ANSWER).count() > alike;
            !(last && bytes.ends_with(LAST_ANSWER))
        };
        let (bytes, timeout) = self.came.wait_timeout_while(bytes, LIMIT, waits).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!timeout.timed_out(), "the last answer is missing: {text:?}");
        text[..text.len() - LAST_ANSWER.len()].to_owned()
    }
}

/// Returns what is seen after the bytes, handed over in pieces of this length, as far as `expected`
/// tells it.
fn seen(bytes: &[u8], size: Size, piece: usize, expected: &Seen) -> Seen {
    let options = EngineOptions {
        size: PaneSize {
            pixel_width: size.cols * 10,
            pixel_height: size.rows * 20,
            ..PaneSize::of_cells(size)
        },
        scrollback_lines: 100,
        scrollback_bytes: DEFAULT_SCROLLBACK_BYTES,
        palette: Palette::default(),
        settings: mux::TerminalSettings::default(),
        images: mux::images::Budget::default(),
        program_version: "0".to_owned(),
        shell_token: None,
    };
    let answers = Arc::new(Answers::default());
    let heard = answers.clone();
    let reply: Reply = Arc::new(move |bytes: &[u8]| {
        heard.bytes.lock().unwrap().extend_from_slice(bytes);
        heard.came.notify_all();
    });
    let mut engine = new_engine(options, reply);
    for piece in bytes.chunks(piece) {
        engine.advance(piece, &mut Vec::new());
    }
    let mut grid = Grid::new(size);
    engine.draw(0, &mut grid);
    let cursor = match grid.cursor {
        Some(cursor) => format!("{},{}", cursor.x, cursor.y),
        None => "hidden".to_owned(),
    };
    let answer = expected.answer.as_ref().map(|expected| {
        engine.advance(LAST_QUESTION, &mut Vec::new());
        let last = std::str::from_utf8(LAST_ANSWER).unwrap();
        answers.until_the_last(expected.matches(last).count())
    });
    Seen {
        screen: format!("{}\n--- cursor {cursor}\n", grid.text()),
        styles: expected.styles.as_ref().map(|_| styles(&grid)),
        answer,
    }
}

/// Returns the rows with the parameters of SGR where the style changes, without plain blanks at the
/// ends of rows and without rows of them at the end.
fn styles(grid: &Grid) -> String {
    let mut text = String::new();
    for y in 0..grid.size().rows {
        let row = grid.row(y);
        let plain = |cell: &&mux::grid::Cell| cell.text == " " && cell.style == Style::default();
        let shown = row.len() - row.iter().rev().take_while(plain).count();
        let mut last = Style::default();
        for cell in &row[..shown] {
            if cell.style != last {
                last = cell.style;
                text.push_str(&format!("<{}>", last.sgr()));
            }
            text.push_str(&cell.text);
        }
        text.push('\n');
    }
    text.truncate(text.trim_end_matches('\n').len());
    text.push('\n');
    text
}

fn check(name: &str) {
    let case = folder().join(name);
    let read = |file: &str| {
        let path = case.join(file);
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let read_if_there = |file: &str| {
        let text = std::fs::read_to_string(case.join(file));
        text.ok()
    };
    let input = read("input");
    let expected = Seen {
        screen: String::from_utf8(read("screen")).unwrap(),
        styles: read_if_there("styles"),
        answer: read_if_there("answer"),
    };
    let differs = read_if_there("differs");
    let size = read_if_there("size").map_or(SIZE, |text| {
        let (cols, rows) = text.trim().split_once('x').expect("COLSxROWS");
        Size::new(cols.parse().unwrap(), rows.parse().unwrap())
    });
    // However a read cuts the bytes, the screen is the same.
    for piece in [input.len().max(1), 1, 7] {
        let seen = seen(&input, size, piece, &expected);
        if let Some(why) = &differs {
            assert_ne!(seen, expected, "it is as it must be now, so not: {why}");
            continue;
        }
        let Seen {
            screen,
            styles,
            answer,
        } = &seen;
        let styles = styles.as_deref().unwrap_or_default();
        let answer = answer.as_deref().unwrap_or_default().escape_debug();
        assert_eq!(
            seen, expected,
            "in pieces of {piece}, the screen is:\n{screen}{styles}{answer}"
        );
    }
}

macro_rules! cases {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )*

        #[test]
        fn every_folder_is_a_case() {
            let declared: BTreeSet<String> = [$(stringify!($name).to_owned()),*].into();
            let entries = std::fs::read_dir(folder()).unwrap();
            let present: BTreeSet<String> = entries
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            assert_eq!(present, declared);
        }
    };
}

cases! {
    a_control_within_a_sequence_is_done
    alternate_screen
    an_escape_begins_a_sequence_anew
    ansi_conformance_levels_show_nothing
    apc_shows_nothing
    bash_session
    bel_shows_nothing
    bs_leaves_the_pending_wrap
    bs_stops_in_the_first_column
    can_breaks_a_sequence_off
    cbt_goes_back_by_stops
    cbt_stops_in_the_first_column
    cha_goes_to_a_column
    cha_stops_in_the_last_column
    cht_goes_forward_by_stops
    cnl_goes_to_the_beginning_of_a_later_line
    cpl_goes_to_the_beginning_of_an_earlier_line
    cr_goes_to_the_first_column
    cr_left_of_the_margins_returns_to_the_first_column
    cr_returns_to_the_left_margin
    csi_as_one_character
    csi_that_is_unknown_shows_nothing
    cub_goes_left
    cub_left_of_the_margins_stops_in_the_first_column
    cub_stops_at_the_left_margin
    cub_stops_in_the_first_column
    cud_below_the_margins_stops_at_the_bottom
    cud_goes_down
    cud_stops_at_the_bottom
    cud_stops_at_the_bottom_margin
    cuf_goes_right
    cuf_of_zero_goes_right_by_one
    cuf_stops_at_the_right_margin
    cuf_stops_in_the_last_column
    cup_counts_from_the_left_margin_in_origin_mode
    cup_counts_from_the_margins_in_origin_mode
    cup_goes_to_a_place
    cup_of_zeroes_goes_home
    cup_stops_at_the_bottom_margin_in_origin_mode
    cup_stops_in_the_last_corner
    cup_without_numbers_goes_home
    cuu_above_the_margins_stops_at_the_top
    cuu_goes_up
    cuu_stops_at_the_top
    cuu_stops_at_the_top_margin
    da2_tells_kind_and_version
    da3_tells_a_unit
    da_tells_level_and_features
    dch_deletes_characters
    dch_of_many_empties_the_line
    dch_stays_within_the_right_margin
    dcs_that_is_unknown_shows_nothing
    decaln_fills_the_screen
    decaln_resets_the_margins
    decbi_at_the_left_margin_pushes_within_the_margins
    decbi_in_the_first_column_pushes_the_text
    decbi_moves_back
    deccara_changes_the_style_of_a_rectangle
    deccara_changes_the_style_of_a_stream
    deccra_copies_an_area
    deccra_copies_over_itself
    decdc_deletes_columns
    decdc_stays_within_the_margins
    decdhl_keeps_the_text
    decdsr_15_has_no_printer
    decdsr_25_has_unlocked_keys
    decdsr_26_has_an_american_keyboard
    decdsr_53_has_no_locator
    decdsr_56_knows_no_kind_of_locator
    decdsr_62_has_no_room_for_macros
    decdsr_63_sums_no_macros_up
    decdsr_6_tells_the_place_and_the_page
    decdsr_75_has_no_errors
    decdsr_85_has_one_session
    decdwl_keeps_the_text
    decera_erases_an_area
    decera_without_numbers_erases_all
    decfi_at_the_right_margin_pulls_within_the_margins
    decfi_in_the_last_column_pulls_the_text
    decfi_moves_forward
    decfra_counts_from_the_margins_in_origin_mode
    decfra_fills_an_area
    decic_inserts_columns
    decic_outside_the_margins_does_nothing
    decic_stays_within_the_margins
    decid_is_answered_as_da_is
    deckpam_and_deckpnm_show_nothing
    decrara_reverses_the_style_of_a_rectangle
    decrc_alone_goes_home
    decreqtparm_tells_parameters
    decrqcra_sums_characters_up
    decrqm_of_a_mode_that_is_unknown
    decrqm_of_ansi_modes
    decrqm_of_modes_that_are_off
    decrqm_of_modes_that_are_on
    decrqpsr_tells_the_tab_stops
    decrqss_of_the_columns
    decrqss_of_the_cursor
    decrqss_of_the_extent
    decrqss_of_the_guard
    decrqss_of_the_level
    decrqss_of_the_lines
    decrqss_of_the_margins
    decrqss_of_the_side_margins
    decrqss_of_the_style
    decrqss_of_what_there_is_not
    decrst_1047_clears_the_other_screen
    decrst_25_hides_the_cursor
    decrst_47_shows_the_first_screen
    decrst_69_forgets_the_side_margins
    decrst_6_goes_home
    decrst_7_writes_over_the_last_column
    decsc_and_decrc_keep_the_place
    decsc_keeps_the_character_set
    decsc_keeps_the_origin_mode
    decsc_keeps_the_pending_wrap
    decsc_keeps_the_style
    decsca_guards_from_decsed
    decsca_is_reset_by_decstr
    decscl_keeps_to_level_four
    decsed_erases_above_what_is_not_guarded
    decsed_erases_all_where_nothing_is_guarded
    decsed_erases_below_what_is_not_guarded
    decsel_erases_the_line
    decsel_erases_to_the_left
    decsel_erases_to_the_right
    decsera_erases_what_is_not_guarded
    decset_1047_shows_the_other_screen
    decset_1048_keeps_the_place
    decset_1049_clears_the_other_screen_and_returns
    decset_25_shows_the_cursor
    decset_3_without_40_does_nothing
    decset_45_goes_back_over_a_wrap
    decset_47_shows_the_other_screen
    decset_5_shows_the_screen_in_reverse
    decset_69_and_decslrm_wrap_within_the_margins
    decset_6_goes_to_the_origin
    decset_7_scrolls_at_the_bottom
    decset_7_waits_with_the_wrap
    decset_7_wraps
    decslrm_goes_home
    decslrm_that_is_too_narrow_is_ignored
    decslrm_without_69_keeps_the_place
    decstbm_goes_home
    decstbm_of_one_line_is_ignored
    decstbm_without_numbers_is_the_whole_screen
    decstr_resets_margins_and_modes
    del_is_nothing
    dl_deletes_lines
    dl_outside_the_margins_does_nothing
    dl_stays_within_the_margins
    dl_stays_within_the_side_margins
    dsr_5_says_that_all_is_well
    dsr_6_at_the_pending_wrap_tells_the_last_column
    dsr_6_counts_from_the_margins_in_origin_mode
    dsr_6_tells_the_place
    ech_does_not_heed_margins
    ech_erases_characters
    ech_of_many_erases_to_the_end
    ed_does_not_heed_margins
    ed_erases_above
    ed_erases_all_and_stays
    ed_erases_below
    ed_erases_what_decsca_guards
    ed_of_saved_lines_keeps_the_screen
    ed_paints_with_the_background
    el_at_the_pending_wrap_erases_the_last_cell
    el_erases_the_line
    el_erases_to_the_left
    el_erases_to_the_right
    el_paints_with_the_background
    enq_answers_nothing_by_default
    ff_is_a_line_feed
    hpa_goes_to_a_column
    hpr_goes_right
    hts_as_one_character
    hts_sets_a_stop
    hvp_goes_to_a_place
    ich_inserts_blanks
    ich_of_zero_inserts_one
    ich_outside_the_margins_does_nothing
    ich_pushes_text_off_the_line
    ich_stays_within_the_right_margin
    ich_without_a_count_inserts_one
    il_inserts_lines
    il_outside_the_margins_does_nothing
    il_returns_to_the_first_column
    il_stays_within_the_margins
    il_stays_within_the_side_margins
    ind_as_one_character
    ind_at_the_bottom_margin_scrolls_the_region
    ind_goes_down
    inserting_and_deleting
    less_paging
    lf_at_the_bottom_margin_scrolls_the_region
    lf_at_the_bottom_scrolls
    lf_below_the_margins_does_not_scroll
    lf_keeps_the_column
    line_drawing
    ls1r_leaves_ascii_as_it_is
    ls2_takes_g2_from_now_on
    ls3_takes_g3_from_now_on
    mc_prints_nothing_here
    nel_as_one_character
    nel_goes_to_the_next_line
    nul_is_nothing
    origin_and_cursor_motion
    osc_0_1_and_2_show_nothing
    osc_104_brings_a_colour_back
    osc_10_changes_and_tells_the_text
    osc_110_brings_the_text_back
    osc_11_changes_and_tells_the_background
    osc_12_changes_and_tells_the_cursor
    osc_4_changes_and_tells_a_colour
    osc_52_tells_no_clipboard
    osc_8_links_text
    osc_that_is_unknown_shows_nothing
    pm_shows_nothing
    rep_repeats_the_last_character
    rep_without_a_character_does_nothing
    rep_wraps
    repeat_and_wrap_modes
    ri_above_the_margins_stops_at_the_top
    ri_at_the_top_margin_scrolls_the_region_down
    ri_at_the_top_scrolls_down
    ri_goes_up
    ris_resets_everything
    rm_of_insertion_writes_over
    s7c1t_shows_nothing
    s8c1t_shows_nothing
    scosc_and_scorc_keep_the_place
    scroll_region
    scs_of_dec_graphics
    scs_of_the_united_kingdom
    sd_of_ecma_scrolls_down
    sd_scrolls_down
    sd_stays_within_the_margins
    sgr_100_to_107_are_bright_backgrounds
    sgr_1_is_bold
    sgr_21_is_double_underline
    sgr_22_ends_bold
    sgr_22_ends_faint
    sgr_23_ends_italic
    sgr_24_ends_underline
    sgr_25_ends_blink
    sgr_27_ends_inverse
    sgr_28_ends_invisible
    sgr_29_ends_crossed_out
    sgr_2_is_faint
    sgr_30_to_37_are_colours
    sgr_38_2_is_a_direct_colour
    sgr_38_5_is_a_colour_of_the_palette
    sgr_39_is_the_default_colour
    sgr_3_is_italic
    sgr_40_to_47_are_backgrounds
    sgr_48_2_is_a_direct_background
    sgr_48_5_is_a_background_of_the_palette
    sgr_49_is_the_default_background
    sgr_4_3_is_a_curly_underline
    sgr_4_is_underline
    sgr_53_is_overline
    sgr_55_ends_overline
    sgr_58_colours_the_underline
    sgr_5_is_blink
    sgr_7_is_inverse
    sgr_8_is_invisible
    sgr_90_to_97_are_bright_colours
    sgr_9_is_crossed_out
    si_and_so_choose_g0_and_g1
    sl_moves_columns_to_the_left
    sm_of_insertion_pushes_the_text
    sm_of_newlines_returns_with_each_line_feed
    sos_shows_nothing
    spa_and_epa_guard_from_ed
    sr_moves_columns_to_the_right
    ss2_takes_one_character_of_g2
    ss3_takes_one_character_of_g3
    st_alone_is_nothing
    su_scrolls_up
    su_stays_within_the_margins
    su_stays_within_the_side_margins
    tab_goes_to_every_eighth_column
    tab_stops_in_the_last_column
    tabs_and_erasing
    tbc_clears_a_stop
    tbc_clears_all_stops
    tmux_splits
    utf8_is_chosen_already
    vim_editing
    vpa_goes_to_a_line
    vpa_stops_at_the_bottom
    vpr_goes_down
    vt_is_a_line_feed
    vttest_11_1_2_2_1
    vttest_11_1_2_2_2
    vttest_11_1_2_3_1
    vttest_11_1_2_4_1
    vttest_11_1_2_4_2
    vttest_11_1_2_4_3
    vttest_11_3_2_1_1_1
    vttest_11_3_2_1_2_1
    vttest_11_5_1_1
    vttest_11_5_2_1
    vttest_11_5_3_1
    vttest_11_5_4_1
    vttest_11_5_5_1
    vttest_11_5_6_1
    vttest_11_5_7_1
    vttest_11_5_8_1
    vttest_11_5_9_1
    vttest_11_6_2_1
    vttest_11_6_3_1
    vttest_11_6_4_1
    vttest_11_6_4_2
    vttest_11_6_5_1
    vttest_11_6_5_2
    vttest_11_7_1_1_2_1
    vttest_11_7_1_2_1
    vttest_11_7_2_1
    vttest_11_7_3_1
    vttest_11_7_4_1
    vttest_11_7_5_1
    vttest_11_7_6_1
    vttest_11_8_7_3_1
    vttest_11_8_7_3_2
    vttest_11_8_7_4_1
    vttest_11_8_7_4_2
    vttest_11_8_7_5_1
    vttest_11_8_7_5_2
    vttest_1_1
    vttest_1_2
    vttest_1_3
    vttest_1_4
    vttest_1_5
    vttest_1_6
    vttest_2_1
    vttest_2_10
    vttest_2_11
    vttest_2_12
    vttest_2_13
    vttest_2_14
    vttest_2_15
    vttest_2_2
    vttest_2_3
    vttest_2_4
    vttest_2_5
    vttest_2_6
    vttest_2_7
    vttest_2_8
    vttest_2_9
    vttest_3_10_1
    vttest_3_11_1
    vttest_3_11_2
    vttest_3_8_1
    vttest_3_9_1
    vttest_8_1
    vttest_8_10
    vttest_8_11
    vttest_8_12
    vttest_8_13
    vttest_8_14
    vttest_8_2
    vttest_8_3
    vttest_8_4
    vttest_8_5
    vttest_8_6
    vttest_8_7
    vttest_8_8
    vttest_8_9
    what_is_guarded_moves_with_its_line
    what_is_written_over_is_guarded_no_more
    wrapping
    xtgettcap_tells_the_colours
    xtpushsgr_and_xtpopsgr_keep_the_style
    xtqmodkeys_tells_a_resource
    xtsave_and_xtrestore_keep_a_mode
    xtversion_tells_the_name
    xtwinops_11_is_not_iconified
    xtwinops_18_tells_the_cells
    xtwinops_19_tells_the_screen
    xtwinops_21_keeps_the_title_to_itself
    xtwinops_8_does_not_change_the_size
}
