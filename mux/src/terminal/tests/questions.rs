//! Tests of what programs ask the terminal, and of what asks too much of it.

use super::*;

/// Asks each question and compares the answers, which must come in their order.
fn ask(terminal: &mut Fixture, table: &[(&str, &str)]) {
    for (question, answer) in table {
        terminal.write(question);
        // What is not answered is found by the answer to the next question.
        terminal.write("\x1b[5n");
        terminal.expect_answer(&format!("{answer}\x1b[0n"));
    }
}

#[test]
fn window_operations_are_answered_for_the_pane() {
    let mut terminal = Fixture::new(40, 10);
    ask(
        &mut terminal,
        &[
            ("\x1b[11t", "\x1b[1t"),
            ("\x1b[13t", "\x1b[3;0;0t"),
            ("\x1b[13;2t", "\x1b[3;0;0t"),
            ("\x1b[14t", "\x1b[4;200;400t"),
            ("\x1b[14;2t", "\x1b[4;200;400t"),
            ("\x1b[15t", "\x1b[5;200;400t"),
            ("\x1b[16t", "\x1b[6;20;10t"),
            ("\x1b[18t", "\x1b[8;10;40t"),
            ("\x1b[19t", "\x1b[9;10;40t"),
            ("\x1b[8;5;5t\x1b[18t", "\x1b[8;10;40t"),
        ],
    );
}

#[test]
fn a_title_that_was_put_aside_comes_back() {
    let mut terminal = Fixture::new(40, 10);
    terminal.write("\x1b]2;shell\x07\x1b[22;0t");
    assert_eq!(terminal.write("\x1b]2;editor\x07"), [EngineEvent::Title]);
    assert_eq!(terminal.write("\x1b[23;0t"), [EngineEvent::Title]);
    assert_eq!(terminal.engine.facts().title, "shell");
    assert_eq!(terminal.write("\x1b[23;0t\x1b[23;2t"), [], "none is left");
    for count in 0..100 {
        terminal.write(format!("\x1b]2;{count}\x07\x1b[22;2t"));
    }
    terminal.write("\x1b[23;2t".repeat(100));
    assert_eq!(terminal.engine.facts().title, "84", "sixteen are kept");
}

#[test]
fn modes_are_told_as_they_are() {
    let mut terminal = Fixture::new(40, 10);
    // Number, and whether it is on at first.
    let modes = [
        (1, false),
        (5, false),
        (6, false),
        (7, true),
        (9, false),
        (25, true),
        (45, false),
        (47, false),
        (69, false),
        (1000, false),
        (1002, false),
        (1003, false),
        (1004, false),
        (1006, false),
        (1007, true),
        (1016, false),
        (1047, false),
        (1049, false),
        (2004, false),
    ];
    let value = |on: bool| if on { 1 } else { 2 };
    for (number, first) in modes {
        let question = format!("\x1b[?{number}$p");
        let answer = |on| format!("\x1b[?{number};{}$y", value(on));
        let [on, off] = ["h", "l"].map(|set| format!("\x1b[?{number}{set}{question}"));
        ask(&mut terminal, &[(&question, &answer(first))]);
        ask(&mut terminal, &[(&on, &answer(true))]);
        ask(&mut terminal, &[(&off, &answer(false))]);
        terminal.write("\x1bc");
    }
    ask(
        &mut terminal,
        &[
            ("\x1b[?12$p\x1b[1 q\x1b[?12$p", "\x1b[?12;2$y\x1b[?12;1$y"),
            ("\x1b[?2027$p", "\x1b[?2027;3$y"),
            ("\x1b[?31337$p", "\x1b[?31337;0$y"),
            ("\x1b[4$p\x1b[4h\x1b[4$p", "\x1b[4;2$y\x1b[4;1$y"),
            ("\x1b[99$p", "\x1b[99;0$y"),
        ],
    );
}

#[test]
fn modes_that_were_saved_come_back() {
    let mut terminal = Fixture::new(10, 4);
    terminal.write("\x1b[?7l\x1b[?7s\x1b[?7h\x1b[?7r0123456789ABC");
    assert_eq!(terminal.engine.text(), "012345678C");
    terminal.write("\x1bc\x1b[?25l\x1b[?25s\x1b[?25h\x1b[?25r");
    assert_eq!(terminal.grid(0).cursor, None);
    // What was never saved stays as it is.
    terminal.write("\x1bc\x1b[?25r\x1b[?7r");
    assert!(terminal.grid(0).cursor.is_some());
}

#[test]
fn a_soft_reset_shows_the_cursor() {
    let mut terminal = Fixture::new(10, 4);
    terminal.write("\x1b[?25l\x1b[?7l\x1b[!p");
    assert!(terminal.grid(0).cursor.is_some());
    ask(&mut terminal, &[("\x1b[?25$p", "\x1b[?25;1$y")]);
    terminal.write("\x1b[?5h\x1b[?1049h\x1b[!p");
    assert!(!terminal.engine.facts().alt_screen);
    let table = [
        ("\x1b[?5$p", "\x1b[?5;2$y"),
        ("\x1b[?1049$p", "\x1b[?1049;2$y"),
    ];
    ask(&mut terminal, &table);
}

#[test]
fn settings_are_told_as_they_are() {
    let mut terminal = Fixture::new(40, 10);
    ask(
        &mut terminal,
        &[
            ("\x1bP$qm\x1b\\", "\x1bP1$r0m\x1b\\"),
            // What a program made of the colours is not what it set.
            (
                "\x1b]10;#010203\x1b\\\x1b]4;1;#010203\x1b\\\x1b[31m\x1bP$qm\x1b\\\x1b[m",
                "\x1bP1$r0;31m\x1b\\",
            ),
            ("\x1b[2;5r\x1bP$qr\x1b\\", "\x1bP1$r2;5r\x1b\\"),
            ("\x1bP$q q\x1b\\", "\x1bP1$r2 q\x1b\\"),
            ("\x1b[3 q\x1bP$q q\x1b\\", "\x1bP1$r3 q\x1b\\"),
            ("\x1b[6 q\x1bP$q q\x1b\\", "\x1bP1$r6 q\x1b\\"),
            ("\x1bP$qt\x1b\\", "\x1bP1$r10t\x1b\\"),
            ("\x1bP$q*|\x1b\\", "\x1bP1$r10*|\x1b\\"),
            ("\x1bP$q$|\x1b\\", "\x1bP1$r40$|\x1b\\"),
            ("\x1bP$qx\x1b\\", "\x1bP0$r\x1b\\"),
        ],
    );
    // What is told sets the same again.
    let sgr = "1;3;5;9;53;4:3;38;2;1;2;3;48;5;200";
    terminal.write(format!("\x1b[{sgr}mx\x1bP$qm\x1b\\\x1b[5n"));
    let told = "0;1;3;5;9;53;4:3;38;2;1;2;3;48;5;200";
    terminal.expect_answer(&format!("\x1bP1$r{told}m\x1b\\\x1b[0n"));
    terminal.write(format!("\x1b[{told}my"));
    let grid = terminal.grid(0);
    let style = |x: usize| grid.row(0)[x].style;
    assert_eq!(style(0), style(1));
}

#[test]
fn capabilities_colours_and_places_are_told() {
    let mut terminal = Fixture::new(40, 10);
    ask(
        &mut terminal,
        &[
            // Two names at once (Co, RGB), and one that is unknown.
            (
                "\x1bP+q436f;524742\x1b\\",
                "\x1bP1+r436F=323536\x1b\\\x1bP1+r524742=382F382F38\x1b\\",
            ),
            ("\x1bP+q7a7a\x1b\\", "\x1bP0+r7A7A\x1b\\"),
            (
                "\x1b]4;1;rgb:12/34/56\x1b\\\x1b]4;1;?\x1b\\",
                "\x1b]4;1;rgb:1212/3434/5656\x1b\\",
            ),
            (
                "\x1b]10;#010203\x1b\\\x1b]10;?\x1b\\",
                "\x1b]10;rgb:0101/0202/0303\x1b\\",
            ),
            (
                "\x1b]12;#040506\x1b\\\x1b]12;?\x1b\\",
                "\x1b]12;rgb:0404/0505/0606\x1b\\",
            ),
            ("\x1b[3;5H\x1b[?6n", "\x1b[?3;5;1R"),
            ("\x1b[?996n", "\x1b[?997;1n"),
        ],
    );
    let light = Palette {
        background: (250, 250, 240),
        ..Palette::default()
    };
    terminal
        .engine
        .set_options(10, light, TerminalSettings::default());
    ask(&mut terminal, &[("\x1b[?996n", "\x1b[?997;2n")]);
}

#[test]
fn a_long_string_that_ends_is_taken() {
    let mut terminal = Fixture::new(20, 3);
    let text = "dGV4dHRl".repeat(1024 * 1024);
    let events = terminal.write(format!("\x1b]52;c;{text}\x07"));
    assert!(matches!(&events[..], [EngineEvent::Clipboard(text)] if text.len() == 6 * 1024 * 1024));
}

#[test]
fn counts_are_held_to_what_a_screen_can_show() {
    let mut terminal = Fixture::new(20, 3);
    // Unbounded, each of these takes from seconds to a minute.
    terminal.write("ab\x1b[999999999b");
    assert_eq!(
        terminal.engine.text(),
        "b".repeat(20) + "\n" + &"b".repeat(20) + "\n" + &"b".repeat(2)
    );
    for control in [
        "@", "L", "M", "P", "S", "T", "X", "I", "Z", "b", "A", "B", "C", "D", "E", "F",
    ] {
        terminal.write(format!("x\x1b[999999999{control}").repeat(3));
    }
    terminal.write("\x1b[2J\x1b[999;999Hend");
    assert!(terminal.engine.text().contains('e'));
}

#[test]
fn a_tab_stop_behind_the_last_column_is_none() {
    for set in ["\u{88}", "\x1bH"] {
        let mut terminal = Fixture::new(20, 6);
        terminal.write("\x1b[5S");
        terminal.resize(21, 1);
        terminal.write(set);
        terminal.write("\rshown");
        assert_eq!(terminal.engine.text(), "shown");
    }
}

#[test]
fn held_escapes_are_bounded_by_what_they_take() {
    let mut terminal = Fixture::new(20, 3);
    terminal.write("\x1b[?2026h");
    let mut written = 0;
    while terminal.engine.held_until().is_some() {
        terminal.write("\x1b[m".repeat(10_000));
        written += 30_000;
        assert!(written < 4 * 1024 * 1024, "{written} bytes are held");
    }
}

#[test]
fn a_link_that_is_too_long_is_none() {
    let mut terminal = Fixture::new(20, 3);
    let long = "y".repeat(1024 * 1024);
    terminal.write(format!(
        "\x1b]8;;http://x/\x1b\\a\x1b]8;;http://{long}\x1b\\b\x1b]8;;\x1b\\"
    ));
    let grid = terminal.grid(0);
    let links: Vec<_> = grid.row(0)[..2]
        .iter()
        .map(|cell| cell.link.is_some())
        .collect();
    assert_eq!(links, [true, false]);
}

#[test]
fn a_terminal_of_a_lower_level_is_new_and_knows_less() {
    let mut terminal = Fixture::new(20, 4);
    terminal.write("text\x1b[4h\x1b]2;title\x07\x1b[62;1\"p");
    assert_eq!(terminal.engine.text(), "", "it is reset");
    ask(
        &mut terminal,
        &[
            ("\x1bP$q\"p\x1b\\", "\x1bP1$r62;1\"p\x1b\\"),
            ("\x1b[4$p\x1b[?7$p", ""),
            ("\x1b[63;1\"p\x1b[4$p", "\x1b[4;2$y"),
        ],
    );
    terminal.write("\x1b[?69h\x1b[5;8s\x1b[1;5Habcdef");
    assert_eq!(
        terminal.engine.text(),
        "    abcdef",
        "it has no side margins"
    );
    assert_eq!(terminal.engine.facts().title, "title");
}

#[test]
fn titles_are_written_and_told_as_digits_where_a_program_asks() {
    let mut terminal = Fixture::with(20, 4, |options| EngineOptions {
        settings: TerminalSettings {
            title_reports: true,
            ..TerminalSettings::default()
        },
        ..options
    });
    ask(
        &mut terminal,
        &[
            (
                "\x1b]2;a\x07\x1b]1;b\x07\x1b[21t\x1b[20t",
                "\x1b]la\x1b\\\x1b]Lb\x1b\\",
            ),
            ("\x1b[>0t\x1b]2;6162\x07\x1b[21t", "\x1b]lab\x1b\\"),
            ("\x1b]2;zz\x07\x1b[21t", "\x1b]l\x1b\\"),
            ("\x1b[>0T\x1b[>1t\x1b]2;ä\x07\x1b[21t", "\x1b]lc3a4\x1b\\"),
            (
                "\x1b[>3t\x1b[22;1t\x1b]0;x\x07\x1b[23;1t\x1b[20t\x1b[21t",
                "\x1b]Lb\x1b\\\x1b]lx\x1b\\",
            ),
        ],
    );
}

#[test]
fn special_colours_are_kept_and_told() {
    let mut terminal = Fixture::new(20, 4);
    ask(
        &mut terminal,
        &[
            (
                "\x1b]10;#010203\x07\x1b]5;0;#0a0b0c\x07\x1b]5;0;?;9;?\x07",
                "",
            ),
            ("\x1b]5;0;?\x07", "\x1b]5;0;rgb:0a0a/0b0b/0c0c\x1b\\"),
            ("\x1b]4;256;?\x07", "\x1b]4;256;rgb:0a0a/0b0b/0c0c\x1b\\"),
            (
                "\x1b]4;260;#0d0e0f\x07\x1b]5;4;?\x07",
                "\x1b]5;4;rgb:0d0d/0e0e/0f0f\x1b\\",
            ),
        ],
    );
    let text = Palette::default().foreground;
    let text = [text.0, text.1, text.2]
        .map(|part| format!("{part:02x}{part:02x}"))
        .join("/");
    let answer = format!("\x1b]5;0;rgb:{text}\x1b\\");
    ask(&mut terminal, &[("\x1b]105;0\x07\x1b]5;0;?\x07", &answer)]);
    // Nothing of that kind brings anything down.
    for odd in [
        "5",
        "5;",
        "5;0",
        "5;99999999999;?",
        "105;x",
        "4;256",
        "104;256;1",
    ] {
        terminal.write(format!("\x1b]{odd}\x07"));
    }
}

#[test]
fn a_change_of_columns_clears_the_page_where_it_is_allowed() {
    let mut terminal = Fixture::new(20, 4);
    terminal.write("kept\x1b[?3h");
    assert_eq!(terminal.engine.text(), "kept");
    terminal.write("\x1b[2;3r\x1b[?40h\x1b[?3h");
    assert_eq!(terminal.engine.text(), "");
    ask(
        &mut terminal,
        &[(
            "\x1b[?3$p\x1bP$qr\x1b\\\x1b[18t",
            "\x1b[?3;1$y\x1bP1$r1;4r\x1b\\\x1b[8;4;20t",
        )],
    );
}

#[test]
fn what_is_written_past_the_last_column_is_in_it() {
    let mut terminal = Fixture::new(10, 2);
    terminal.write("\x1b[1;999Hx\x1b[2;1H\x1b[999Gy\x1b[H\x1b[999`\x1b[1Dz");
    assert_eq!(terminal.engine.text(), "        zx\n         y");
}
