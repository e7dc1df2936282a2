//! The format: what is written is read again, what is broken is named, nothing makes it panic; and
//! the terminal in which recording and replaying are tested.

use std::fs::File;
use std::io::{Cursor, PipeReader, PipeWriter};
use std::os::unix::fs::OpenOptionsExt;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::Instant;

use filedescriptor::FileDescriptor;
use portable_pty::{MasterPty, PtySize, SlavePty, native_pty_system};
use proptest::prelude::*;
use rustix::event::{PollFd, PollFlags, poll};
use serde_json::json;

use super::terminal::Borrowed;
use super::*;
use crate::logging::Terminal;

/// How long anything may take, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Default)]
struct Screen {
    bytes: Mutex<Vec<u8>>,
    changed: Condvar,
}

impl Screen {
    fn fill(&self, mut output: File, stopped: &PipeReader) {
        let mut chunk = [0; 4096];
        loop {
            let mut sources = [
                PollFd::new(&output, PollFlags::IN),
                PollFd::new(stopped, PollFlags::IN),
            ];
            poll(&mut sources, None).expect("a look");
            if !sources[1].revents().is_empty() {
                return;
            }
            let Ok(count @ 1..) = output.read(&mut chunk) else {
                return;
            };
            let mut bytes = self.bytes.lock().expect("not poisoned");
            bytes.extend_from_slice(&chunk[..count]);
            self.changed.notify_all();
        }
    }
}

impl Drop for Outer {
    fn drop(&mut self) {
        // Nobody holds the terminal open any more when the thread has ended.
        self.stop = None;
        if let Some(reader) = self.reader.take() {
            reader.join().expect("no panic");
        }
    }
}

/// A terminal of 80 by 24 cells with a person in front of it.
pub(super) struct Outer {
    pub(super) master: Box<dyn MasterPty + Send>,
    _slave: Box<dyn SlavePty + Send>,
    keyboard: File,
    screen: Arc<Screen>,
    stop: Option<PipeWriter>,
    reader: Option<JoinHandle<()>>,
}

impl Outer {
    pub(super) fn open() -> Outer {
        let pair = native_pty_system().openpty(cells(80, 24)).expect("a pty");
        let raw = pair.master.as_raw_fd().expect("a descriptor");
        let keyboard = FileDescriptor::dup(&Borrowed(raw)).expect("duplicated");
        let keyboard = keyboard.as_file().expect("a file");
        let output = keyboard.try_clone().expect("duplicated");
        let screen = Arc::new(Screen::default());
        let shown = Arc::clone(&screen);
        let (stopped, stop) = std::io::pipe().expect("a pipe");
        let reader = std::thread::spawn(move || shown.fill(output, &stopped));
        Outer {
            master: pair.master,
            _slave: pair.slave,
            keyboard,
            screen,
            stop: Some(stop),
            reader: Some(reader),
        }
    }

    /// Opens the side that a program has.
    pub(super) fn terminal(&self) -> Terminal {
        let path = self.master.tty_name().expect("a name");
        let mut how = File::options();
        how.read(true).write(true);
        how.custom_flags(rustix::fs::OFlags::NOCTTY.bits().cast_signed());
        let open = || how.open(&path).expect("the terminal opens");
        Terminal {
            input: open(),
            output: open(),
        }
    }

    pub(super) fn type_(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("typed");
    }

    pub(super) fn resize(&self, cols: u16, rows: u16) {
        self.master.resize(cells(cols, rows)).expect("resized");
    }

    /// Waits until what was shown is as `done` says, and returns it.
    pub(super) fn wait(&self, what: &str, done: impl Fn(&str) -> bool) -> String {
        let until = Instant::now() + PATIENCE;
        let mut bytes = self.screen.bytes.lock().expect("not poisoned");
        loop {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if done(&text) {
                return text;
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "never saw {what}: {text:?}");
            bytes = self
                .screen
                .changed
                .wait_timeout(bytes, left)
                .expect("not poisoned")
                .0;
        }
    }

    pub(super) fn wait_for(&self, text: &str) -> String {
        self.wait(text, |shown| shown.contains(text))
    }

    /// Returns the modes of the terminal, in words.
    pub(super) fn modes(&self) -> String {
        let terminal = self.terminal();
        format!(
            "{:?}",
            rustix::termios::tcgetattr(&terminal.input).expect("modes")
        )
    }
}

fn cells(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        ..PtySize::default()
    }
}

pub(super) fn open(text: &str) -> Result<Recording<Cursor<Vec<u8>>>, Broken> {
    Recording::open(Cursor::new(text.as_bytes().to_vec()))
}

/// Returns the events of a recording as seconds, code and data, and what is wrong with it.
fn read(text: &str) -> (Vec<(f64, String, String)>, Option<String>) {
    let mut events = Vec::new();
    let recording = match open(text) {
        Ok(recording) => recording,
        Err(broken) => return (events, Some(broken.to_string())),
    };
    for event in recording {
        match event {
            Ok(Event { at, code, data }) => events.push((at.as_secs_f64(), code, data)),
            Err(broken) => return (events, Some(broken.to_string())),
        }
    }
    (events, None)
}

fn event(at: f64, code: &str, data: &str) -> (f64, String, String) {
    (at, code.to_owned(), data.to_owned())
}

#[test]
fn what_is_written_is_read_again() {
    let header = Header {
        version: 2,
        width: 80,
        height: 24,
        timestamp: 1,
        command: Some("ls".to_owned()),
        title: None,
        env: serde_json::Map::from_iter([("TERM".to_owned(), json!("xterm"))]),
    };
    let mut bytes = Vec::new();
    let mut writer = Writer::new(&mut bytes, &header).expect("written");
    let at = Duration::from_millis;
    writer.output(at(250), b"a\xc3").expect("written");
    writer
        .output(at(500), b"\xa9\"\x1b[m\r\n")
        .expect("written");
    writer.resize(at(750), (100, 30)).expect("written");
    // The first byte of a character that never ends.
    writer.output(at(1000), b"\xe2").expect("written");
    writer.finish().expect("written");
    let text = String::from_utf8(bytes).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines,
        [
            r#"{"version":2,"width":80,"height":24,"timestamp":1,"command":"ls","env":{"TERM":"xterm"}}"#,
            r#"[0.250000, "o", "a"]"#,
            r#"[0.500000, "o", "é\"\u001b[m\r\n"]"#,
            r#"[0.750000, "r", "100x30"]"#,
            r#"[0.750000, "o", "�"]"#,
        ]
    );
    let events = [
        event(0.25, "o", "a"),
        event(0.5, "o", "é\"\x1b[m\r\n"),
        event(0.75, "r", "100x30"),
        event(0.75, "o", "\u{fffd}"),
    ];
    assert_eq!(read(&text), (events.to_vec(), None));
}

#[test]
fn all_three_versions_are_read() {
    let events = vec![event(0.5, "o", "a"), event(2.0, "o", "b")];
    let second =
        "{\"version\":2,\"width\":80,\"height\":24}\n[0.5,\"o\",\"a\"]\n\n[2,\"o\",\"b\"]\n";
    assert_eq!(read(second), (events.clone(), None));
    let first = "{\n \"version\": 1, \"width\": 80, \"height\": 24, \"duration\": 2,\n \"stdout\": \
                 [[0.5, \"a\"],\n [1.5, \"b\"]]\n}\n";
    assert_eq!(read(first), (events.clone(), None));
    assert_eq!(read(&first.replace('\n', "")), (events.clone(), None));
    let third = "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24}}\n# a comment\n\
                 [0.5,\"o\",\"a\"]\n[1.5,\"o\",\"b\"]\n";
    assert_eq!(read(third), (events, None));
}

#[test]
fn a_line_that_is_broken_is_named() {
    let with = |line: &str| read(&format!("{{\"version\":2}}\n[1,\"o\",\"a\"]\n{line}"));
    let before = vec![event(1.0, "o", "a")];
    for line in [
        "nonsense\n",
        "[1]\n",
        "{}\n",
        "[\"1\",\"o\",\"b\"]\n",
        "[1,\"o\",\"\\ud800\"]\n",
        "[1,\"o\",\"a\",3]\n",
    ] {
        let (events, broken) = with(line);
        let broken = broken.expect(line);
        assert!(broken.starts_with("line 3: this is no event"), "{broken}");
        assert_eq!(events, before);
    }
    for time in ["1e300", "1e12"] {
        let (_, broken) = with(&format!("[{time},\"o\",\"b\"]\n"));
        assert_eq!(broken.as_deref(), Some("line 3: there is no such time"));
    }
    // The recorder was killed while it wrote.
    let (events, broken) = with("[1.5,\"o\",\"b");
    assert_eq!(events, before);
    let broken = broken.expect("it is cut off");
    assert!(broken.starts_with("line 3 is cut off"), "{broken}");
    // Time does not go back.
    let (events, broken) = with("[-3,\"o\",\"b\"]\n");
    assert_eq!((events[1].0, broken), (1.0, None));
}

#[test]
fn what_is_no_recording_is_refused() {
    let refused = |text: &str| read(text).1.expect("refused");
    for text in [
        "",
        "\n",
        "[]\n",
        "hello\n",
        "{}\n",
        "{\"version\":\"2\"}\n",
        "{\n",
    ] {
        let refused = refused(text);
        assert!(
            refused.contains("no asciicast recording"),
            "{text:?}: {refused}"
        );
    }
    assert_eq!(
        refused("{\"version\":4}\n"),
        "line 1: version 4 of asciicast is not known; 1, 2 and 3 are"
    );
}

proptest! {
    #[test]
    fn text_may_be_cut_anywhere(pieces in prop::collection::vec(
        prop_oneof![
            prop::collection::vec(any::<u8>(), 0..6),
            "[a-z é€🎉]{0,6}".prop_map(String::into_bytes),
        ],
        0..8,
    ), cut in any::<prop::sample::Index>()) {
        let whole = pieces.concat();
        let cut = cut.index(whole.len() + 1);
        let mut begun = Vec::new();
        let mut text = decode(&mut begun, &whole[..cut]);
        text.push_str(&decode(&mut begun, &whole[cut..]));
        prop_assert!(begun.len() < 4);
        if !begun.is_empty() {
            text.push('\u{fffd}');
        }
        prop_assert_eq!(text, String::from_utf8_lossy(&whole));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(lines in prop::collection::vec(
        prop_oneof![
            Just(b"{\"version\":3}\n".to_vec()),
            Just(b"{\"version\":1,\"stdout\":[[1e9,\"a\"],[-1,\"\"]]}".to_vec()),
            prop::collection::vec(any::<u8>(), 0..40),
            "\\[[0-9e.-]{1,6}, \"[oir]\", \"[a-z\\\\]{0,5}\"\\]\n".prop_map(String::into_bytes),
        ],
        0..8,
    )) {
        if let Ok(recording) = Recording::open(Cursor::new(lines.concat())) {
            let mut last = Duration::ZERO;
            for event in recording.flatten() {
                prop_assert!(event.at >= last);
                last = event.at;
            }
        }
    }
}
