//! Recordings played in real terminals, with somebody who presses keys.

use std::thread::JoinHandle;

use super::super::tests::{Outer, open};
use super::*;

const HOUR: Duration = Duration::from_secs(3600);

fn args(speed: f64) -> ReplayArgs {
    ReplayArgs {
        file: PathBuf::new(),
        speed,
        idle_limit: None,
        explain: false,
    }
}

/// Returns a recording with these events.
fn recording(events: &[(f64, &str)]) -> String {
    let events = events.iter().map(|(at, data)| {
        let event = serde_json::json!([at, "o", data]);
        format!("{event}\n")
    });
    let events: String = events.collect();
    format!("{{\"version\":2,\"width\":80,\"height\":24}}\n{events}")
}

/// Plays a recording in `outer`, from another thread.
fn start(outer: &Outer, text: String, args: ReplayArgs) -> JoinHandle<anyhow::Result<i32>> {
    let terminal = outer.terminal();
    std::thread::spawn(move || {
        let recording = open(&text).expect("a recording");
        play(recording, &args, Some(&terminal.input), &terminal.output)
    })
}

fn status(playing: JoinHandle<anyhow::Result<i32>>) -> i32 {
    playing.join().expect("no panic").expect("it is played")
}

/// What a program shows that cleans up after itself.
const FIXTURE: &[(f64, &str)] = &[
    (0.1, "$ ls\r\n"),
    (0.1, "\u{1b}[1;34mdir\u{1b}[0m  日本 🎉\r\n"),
    (1.5, "\u{1b}[?1049h\u{1b}[?25l\u{1b}[2J\u{1b}[5;5Hx\u{1b}["),
    (2.0, "1mbold\u{1b}[m\u{1b}[?25h\u{1b}[?1049l"),
    (
        9.0,
        "\u{1b}]0;title\u{7}$ \ttab\u{8}\u{7}\r\nbare\nline feed",
    ),
];

#[test]
fn a_recording_is_played_byte_by_byte() {
    let whole: String = FIXTURE.iter().map(|(_, data)| *data).collect();
    let outer = Outer::open();
    let before = outer.modes();
    let playing = start(&outer, recording(FIXTURE), args(1e6));
    assert_eq!(status(playing), 0);
    outer.wait("all of it", |shown| shown == whole);
    assert_eq!(outer.modes(), before);
    // A pipe gets the same, and nothing is put right there.
    let (mut read, write) = std::io::pipe().expect("a pipe");
    let write = File::from(std::os::fd::OwnedFd::from(write));
    let left = recording(&[(0.0, "\u{1b}[1mbold")]);
    for (text, expected) in [
        (recording(FIXTURE), whole.as_str()),
        (left, "\u{1b}[1mbold"),
    ] {
        let played = play(open(&text).expect("a recording"), &args(1e6), None, &write);
        assert_eq!(played.expect("played"), 0);
        let mut bytes = vec![0; expected.len()];
        read.read_exact(&mut bytes).expect("all of it");
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
    }
    drop(write);
    assert_eq!(read.read(&mut [0]).expect("the end"), 0);
}

#[test]
fn keys_step_and_end_and_the_terminal_is_put_right() {
    let text = recording(&[
        (0.0, "\u{1b}[?1049h\u{1b}[1mone"),
        (3600.0, "two"),
        (7200.0, "three"),
        (9000.0, "four"),
    ]);
    let mut outer = Outer::open();
    let before = outer.modes();
    let playing = start(&outer, text.clone(), args(1.0));
    outer.wait_for("one");
    outer.type_(".");
    outer.wait_for("two");
    // Neither an answer of the terminal nor a key without a meaning does anything.
    outer.type_("x\u{1b}]11;rgb:. q\u{7}\u{1b}[?62;4c");
    outer.type_(" .");
    let shown = outer.wait_for("three");
    assert!(!shown.contains("four"), "{shown:?}");
    outer.type_("q");
    assert_eq!(status(playing), 0);
    let all = "\u{1b}[?1049h\u{1b}[1monetwothree\u{1b}[0m\u{1b}[?1049l";
    outer.wait("the terminal put right", |shown| shown == all);
    assert_eq!(outer.modes(), before);
    let playing = start(&outer, text, args(1.0));
    outer.wait("one again", |shown| shown.ends_with("one"));
    outer.type_("\u{3}");
    assert_eq!(status(playing), 130);
    assert_eq!(outer.modes(), before);
}

/// A recording that never ends and never pauses.
struct Flood(usize);

impl Read for Flood {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let line = b"[0, \"o\", \"flood\"]\n";
        for byte in bytes.iter_mut() {
            *byte = line[self.0 % line.len()];
            self.0 += 1;
        }
        Ok(bytes.len())
    }
}

#[test]
fn a_flood_can_be_ended_too() {
    let mut outer = Outer::open();
    let terminal = outer.terminal();
    let playing = std::thread::spawn(move || {
        let header: &[u8] = b"{\"version\":2}\n";
        let recording = Recording::open(BufReader::new(header.chain(Flood(0))));
        let recording = recording.expect("a recording");
        play(
            recording,
            &args(1.0),
            Some(&terminal.input),
            &terminal.output,
        )
    });
    outer.wait_for("flood");
    outer.type_("q");
    assert_eq!(status(playing), 0);
}

#[test]
fn a_broken_line_is_named_after_what_stands_before_it() {
    let text = recording(&[(0.0, "\u{1b}[?25lone")]);
    let outer = Outer::open();
    let before = outer.modes();
    let playing = start(&outer, format!("{text}nonsense\n"), args(1.0));
    let broken = playing.join().expect("no panic").expect_err("broken");
    assert!(broken.to_string().starts_with("line 3:"), "{broken:#}");
    let all = "\u{1b}[?25lone\u{1b}[?25h";
    outer.wait("the terminal put right", |shown| shown == all);
    assert_eq!(outer.modes(), before);
    // The end of a recorder that was killed is the end of the recording.
    let playing = start(&outer, format!("{text}[1.0, \"o\", \"tw"), args(1.0));
    assert_eq!(status(playing), 0);
}

#[test]
fn a_terminal_that_is_closed_ends_it() {
    let outer = Outer::open();
    let text = recording(&[(0.0, "one"), (3600.0, "two")]);
    let playing = start(&outer, text, args(1.0));
    outer.wait_for("one");
    drop(outer);
    assert_eq!(status(playing), 129);
}

#[test]
fn long_silences_are_cut_as_asked_or_as_the_recording_says() {
    let events = [(3600.0, "one"), (9000.0, "two")];
    let short = Some(Duration::from_millis(1));
    let limited =
        recording(&events).replacen("\"version\"", "\"idle_time_limit\":0.001,\"version\"", 1);
    for (text, idle_limit) in [(recording(&events), short), (limited.clone(), None)] {
        let outer = Outer::open();
        let playing = start(
            &outer,
            text,
            ReplayArgs {
                idle_limit,
                ..args(1.0)
            },
        );
        outer.wait_for("onetwo");
        assert_eq!(status(playing), 0);
    }
}

#[test]
fn the_clock_pauses_goes_on_and_jumps() {
    let start = Instant::now();
    let at = |seconds: u64| start + Duration::from_secs(seconds);
    let seconds = Duration::from_secs;
    let mut clock = Clock::new(2.0, start);
    assert_eq!(clock.at(at(10)), seconds(20));
    assert_eq!(clock.until(seconds(30), at(10)), Some(seconds(5)));
    assert_eq!(clock.until(seconds(20), at(10)), Some(Duration::ZERO));
    clock.toggle(at(10));
    assert_eq!(clock.at(at(500)), seconds(20));
    assert_eq!(clock.until(seconds(30), at(500)), None);
    clock.jump(seconds(25), at(500));
    assert_eq!(
        (clock.at(at(600)), clock.until(seconds(30), at(600))),
        (seconds(25), None)
    );
    clock.toggle(at(600));
    assert_eq!(clock.until(seconds(35), at(601)), Some(seconds(4)));
    clock.jump(HOUR, at(602));
    assert_eq!(clock.at(at(603)), HOUR + seconds(2));
    // It never goes back.
    clock.jump(Duration::ZERO, at(603));
    assert_eq!(clock.at(at(603)), HOUR + seconds(2));
    let mut slow = Clock::new(f64::MIN_POSITIVE, start);
    assert_eq!(slow.until(seconds(1), start), Some(Duration::MAX));
    slow.speed = f64::MAX;
    assert_eq!(slow.at(at(1)), Duration::MAX);
}

#[test]
fn speeds_and_limits_are_numbers_that_make_sense() {
    assert_eq!(parse_speed("2.5"), Ok(2.5));
    for wrong in ["0", "-1", "NaN", "inf", "fast"] {
        assert!(parse_speed(wrong).is_err(), "{wrong}");
    }
    assert_eq!(parse_seconds("0.5"), Ok(Duration::from_millis(500)));
    for wrong in ["-1", "NaN", "1e300", "long"] {
        assert!(parse_seconds(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_recording_is_explained_line_by_line() {
    let text =
        "{\"version\":2}\n[0.5,\"o\",\"a\\u001b[?25\"]\n[1,\"o\",\"l\\r\"]\n[2,\"r\",\"90x20\"]\n";
    let mut output = Vec::new();
    let status = explained(open(text).expect("a recording"), &mut output);
    assert_eq!(status.expect("explained"), 0);
    assert_eq!(
        String::from_utf8_lossy(&output),
        "  0.500000 text \"a\"\n  1.000000 csi \"\\e[?25l\"  the cursor is shown: off\n  1.000000 \
         char \"\\r\"  carriage return\n  2.000000 size \"90x20\"\n"
    );
}
