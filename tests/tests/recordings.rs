//! `wezterm record`, `replay` and `imgcat`, as a person or script runs them.
//!
//! The built binary in a terminal of our own engine, or with its streams piped. The format, the keys
//! and what goes wrong are tested beside the code; here it is that the commands do what they say.

use tests::{Home, HostTerminal, SOON};

/// An image of one pixel, and what it is in base64.
const PIXEL: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\
    \x01\0\x01\0\0\x02\x01D\0;";
const PIXEL_BASE64: &str = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

#[test]
fn what_is_recorded_can_be_replayed() {
    let home = Home::new();
    let script = "echo one; read x; echo got-$x; exit 3";
    let record = ["record", "-o", "a.cast", "--", "/bin/sh", "-c", script];
    let terminal = HostTerminal::wezterm(&home, &record);
    terminal.wait_for_text("one");
    terminal.type_text("two");
    terminal.key("Enter");
    assert_eq!(terminal.wait_for_exit(), 3);
    let screen = terminal.wait_for_text("wezterm replay a.cast");
    assert!(screen.contains("got-two"), "{screen}");
    let recording = std::fs::read_to_string(home.path("a.cast")).expect("a recording");
    let header = recording.lines().next().expect("a header");
    let header: serde_json::Value = serde_json::from_str(header).expect("JSON");
    assert_eq!(
        (&header["version"], &header["width"], &header["height"]),
        (&2.into(), &100.into(), &30.into())
    );
    assert_eq!(header["env"]["TERM"], "xterm-256color");
    let replay = home.wezterm(&["replay", "--speed", "1000", "a.cast"]);
    let replayed = home.answer(replay, "", SOON);
    assert_eq!(replayed.status, Some(0), "{replayed:?}");
    assert_eq!(replayed.stdout, "one\r\ntwo\r\ngot-two\r\n");
    let explain = home.wezterm(&["replay", "--explain", "a.cast"]);
    let explained = home.answer(explain, "", SOON);
    assert!(
        explained.stdout.contains("carriage return"),
        "{explained:?}"
    );
    // It is not replaced unless that is asked for.
    let again = HostTerminal::wezterm(&home, &["record", "-o", "a.cast", "--", "true"]);
    assert_eq!(again.wait_for_exit(), 1);
    again.wait_for_text("--force");
    let same = std::fs::read_to_string(home.path("a.cast")).expect("a recording");
    assert_eq!(same, recording);
    home.wait_until_alone();
}

#[test]
fn a_replay_is_ended_by_a_key_and_leaves_the_terminal_as_it_was() {
    let home = Home::new();
    let events = "[0.0, \"o\", \"\\u001b[?1049h\\u001b[?25lfirst\"]\n[3600.0, \"o\", \"second\"]\n\
                  [7200.0, \"o\", \"third\"]\n";
    let recording = format!("{{\"version\":2,\"width\":80,\"height\":24}}\n{events}");
    home.write("a.cast", &recording);
    let binary = tests::binary().display().to_string();
    let script = format!("echo before; {binary} replay a.cast; echo status=$?; read x; echo =$x=");
    let terminal = HostTerminal::run(&home, &["/bin/sh", "-c", &script]);
    terminal.wait_for_text("first");
    terminal.type_text(" ");
    terminal.type_text(".");
    terminal.wait_for_text("second");
    terminal.type_text("q");
    let screen = terminal.wait_for_text("status=0");
    assert!(screen.contains("before"), "{screen}");
    assert!(!screen.contains("first"), "{screen}");
    assert!(terminal.grid().cursor.is_some(), "the cursor is shown");
    // Lines are edited and echoed again.
    terminal.type_text("typed");
    terminal.key("Enter");
    terminal.wait_for_text("=typed=");
    assert_eq!(terminal.wait_for_exit(), 0);
}

#[test]
fn an_image_is_written_as_it_is_and_our_own_terminal_takes_it() {
    let home = Home::new();
    std::fs::write(home.path("a.gif"), PIXEL).expect("an image");
    let imgcat = home.wezterm(&["imgcat", "--width", "10", "--height", "50%", "a.gif"]);
    let shown = home.answer(imgcat, "", SOON);
    assert_eq!(shown.status, Some(0), "{shown:?}");
    assert_eq!(
        shown.stdout,
        format!(
            "\x1b]1337;File=name=YS5naWY=;size={};width=10;height=50%;inline=1:{PIXEL_BASE64}\x07\n",
            PIXEL.len()
        )
    );
    let binary = tests::binary().display().to_string();
    let script = format!("echo above; {binary} imgcat --hold a.gif; echo below");
    let terminal = HostTerminal::run(&home, &["/bin/sh", "-c", &script]);
    terminal.wait_for_text("Press Enter");
    terminal.key("Enter");
    let screen = terminal.wait_for_text("below");
    assert!(screen.contains("above"), "{screen}");
    for part in ["1337", "File", &PIXEL_BASE64[..8]] {
        assert!(!screen.contains(part), "{screen}");
    }
}

#[test]
fn what_cannot_be_recorded_played_or_shown_is_named() {
    let home = Home::new();
    home.write("text", "hello\n");
    let table: &[(&[&str], &[&str])] = &[
        (&["record", "true"], &["no terminal"]),
        (&["replay", "nothing"], &["nothing"]),
        (&["replay", "text"], &["text", "line 1", "asciicast"]),
        (&["replay", "--speed", "0", "text"], &["--speed"]),
        (&["imgcat", "text"], &["text", "not an image", "hello"]),
        (&["imgcat", "nothing"], &["nothing"]),
        (&["imgcat", "--width", "wide", "text"], &["--width", "50%"]),
    ];
    for (arguments, names) in table {
        let answer = home.answer(home.wezterm(arguments), "", SOON);
        assert!(!matches!(answer.status, Some(0) | None), "{answer:?}");
        for name in *names {
            assert!(answer.stderr.contains(name), "{name:?}: {answer:?}");
        }
        assert!(!answer.stderr.contains("panicked"), "{answer:?}");
        assert_eq!(answer.stdout, "");
    }
    let empty = home.answer(home.wezterm(&["imgcat"]), "", SOON);
    assert!(empty.stderr.contains("standard input"), "{empty:?}");
}
