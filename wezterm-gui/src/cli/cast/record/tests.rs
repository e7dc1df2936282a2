//! Programs recorded in real terminals: what is shown is what is written, and nothing else changes.

use std::thread::JoinHandle;

use serde_json::{Value, json};

use super::super::tests::Outer;
use super::*;

/// Records a program in `outer`, from another thread.
fn start<W: Write + Send + 'static>(
    outer: &Outer,
    program: &[&str],
    file: W,
) -> JoinHandle<anyhow::Result<Recorded>> {
    let terminal = outer.terminal();
    let args = RecordArgs {
        title: Some("a title".to_owned()),
        program: program.iter().map(|word| (*word).to_owned()).collect(),
        ..RecordArgs::default()
    };
    std::thread::spawn(move || record_in(&terminal, &args, file))
}

fn ended(recording: JoinHandle<anyhow::Result<Recorded>>) -> Recorded {
    let ended = recording.join().expect("no panic");
    ended.expect("it is recorded")
}

/// Returns the header and the events of a recording that is complete.
fn parsed(path: &Path) -> (Value, Vec<(f64, String, String)>) {
    let text = std::fs::read_to_string(path).expect("a recording");
    assert!(text.ends_with('\n'), "{text:?}");
    let mut lines = text.lines();
    let header = serde_json::from_str(lines.next().expect("a header")).expect("JSON");
    let events = lines.map(|line| serde_json::from_str(line).expect("JSON"));
    (header, events.collect())
}

fn output(events: &[(f64, String, String)]) -> String {
    let output = events.iter().filter(|(_, code, _)| code == "o");
    output.map(|(.., data)| data.as_str()).collect()
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("a.cast");
    (folder, path)
}

#[test]
fn a_program_is_recorded_as_it_is_shown() {
    let (_folder, path) = place();
    let outer = Outer::open();
    let before = outer.modes();
    let script = r"printf 'a\303'; printf '\251\377b\n'; exit 3";
    let program = ["/bin/sh", "-c", script];
    let file = create(&path, false).expect("a new file");
    let recorded = ended(start(&outer, &program, file));
    assert_eq!(recorded.status, 3);
    assert!(recorded.failed.is_none());
    let (mut header, events) = parsed(&path);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = now.expect("after 1970").as_secs();
    let then = header["timestamp"].take().as_u64().expect("a time");
    assert!(now - then < 600, "{then}");
    let variables = ["TERM", "SHELL"].into_iter();
    let variables = variables.filter_map(|name| Some((name, std::env::var(name).ok()?)));
    let expected = json!({
        "version": 2,
        "width": 80,
        "height": 24,
        "timestamp": null,
        "command": quoted(&program.map(str::to_owned)),
        "title": "a title",
        "env": variables.collect::<std::collections::BTreeMap<_, _>>(),
    });
    assert_eq!(header, expected);
    assert_eq!(output(&events), "aé\u{fffd}b\r\n");
    assert!(events.is_sorted_by(|a, b| a.0 <= b.0), "{events:?}");
    outer.wait("the same", |shown| shown == "aé\u{fffd}b\r\n");
    assert_eq!(outer.modes(), before);
}

#[test]
fn what_is_typed_and_the_size_reach_the_program_and_each_event_is_on_disk_at_once() {
    let (_folder, path) = place();
    let mut outer = Outer::open();
    let script = "stty -echo; echo ready; read x; stty size; read y; echo $x-$y";
    let file = create(&path, false).expect("a new file");
    let recording = start(&outer, &["/bin/sh", "-c", script], file);
    outer.wait_for("ready");
    outer.resize(100, 30);
    rustix::process::kill_process(rustix::process::getpid(), Signal::WINCH).expect("signalled");
    // It still runs: what is in the file by now would survive a kill.
    let on_disk = |what: &str| {
        let until = Instant::now() + Duration::from_secs(60);
        while !std::fs::read_to_string(&path).is_ok_and(|text| text.contains(what)) {
            assert!(Instant::now() < until, "{what} is not on disk");
            std::thread::yield_now();
        }
    };
    on_disk("\"ready");
    on_disk("\"r\", \"100x30\"]\n");
    outer.type_("one\r");
    outer.wait_for("30 100");
    outer.type_("two\r");
    assert_eq!(ended(recording).status, 0);
    let (_, events) = parsed(&path);
    assert_eq!(output(&events), "ready\r\n30 100\r\none-two\r\n");
    let sizes: Vec<&str> = events
        .iter()
        .filter(|(_, code, _)| code == "r")
        .map(|(.., data)| data.as_str())
        .collect();
    assert_eq!(sizes, ["100x30"]);
}

/// A disk on which little room is left.
struct Full {
    room: usize,
}

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.room = self
            .room
            .checked_sub(bytes.len())
            .ok_or(ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told_and_the_program_runs_on() {
    let mut outer = Outer::open();
    let script = "stty -echo; i=0; while [ $i -lt 200 ]; do echo line-$i; i=$((i+1)); done; \
                  read x; echo got-$x; exit 4";
    let recording = start(&outer, &["/bin/sh", "-c", script], Full { room: 1000 });
    outer.wait_for("line-199");
    outer.type_("this\r");
    outer.wait_for("got-this");
    let recorded = ended(recording);
    assert_eq!(recorded.status, 4);
    let failed = recorded.failed.expect("it is told");
    assert_eq!(failed.kind(), ErrorKind::StorageFull);
    let refused = start(&outer, &["/bin/true"], Full { room: 10 });
    let refused = refused
        .join()
        .expect("no panic")
        .map(|_| ())
        .expect_err("refused");
    assert!(refused.to_string().contains("cannot write"), "{refused:#}");
}

#[test]
fn a_terminal_that_is_closed_ends_the_program() {
    let (_folder, path) = place();
    let outer = Outer::open();
    let file = create(&path, false).expect("a new file");
    let script = "trap '' HUP; echo pid=$$.; read x; read y; exec sleep 1000";
    let recording = start(&outer, &["/bin/sh", "-c", script], file);
    let shown = outer.wait("the whole pid", |shown| shown.contains('.'));
    let pid = shown
        .trim()
        .trim_start_matches("pid=")
        .trim_end_matches('.');
    let process = PathBuf::from(format!("/proc/{pid}"));
    assert!(process.exists(), "{shown:?}");
    drop(outer);
    assert_eq!(ended(recording).status, 129);
    assert!(!process.exists());
    assert_eq!(output(&parsed(&path).1), shown);
}

#[test]
fn a_program_that_a_signal_ends_has_a_shells_status() {
    let outer = Outer::open();
    let program = ["/bin/sh", "-c", "kill -TERM $$"];
    assert_eq!(ended(start(&outer, &program, std::io::sink())).status, 143);
    let missing = start(&outer, &["/no/such program"], std::io::sink());
    let missing = missing
        .join()
        .expect("no panic")
        .map(|_| ())
        .expect_err("refused");
    assert_eq!(missing.to_string(), "cannot start '/no/such program'");
}

#[test]
fn what_a_program_leaves_behind_is_not_waited_for() {
    let outer = Outer::open();
    let script = "trap '' HUP; sleep 1000 & echo pid=$!.; exit 5";
    let recording = start(&outer, &["/bin/sh", "-c", script], std::io::sink());
    assert_eq!(ended(recording).status, 5);
    let shown = outer.wait("the whole pid", |shown| shown.contains('.'));
    let pid = shown
        .trim()
        .trim_start_matches("pid=")
        .trim_end_matches('.');
    let pid = pid.parse().ok().and_then(Pid::from_raw).expect("a number");
    kill_process(pid, Signal::KILL).expect("it was still there");
}

#[test]
fn a_recording_that_is_there_is_replaced_only_by_force() {
    let (_folder, path) = place();
    std::fs::write(&path, "precious").expect("written");
    let refused = create(&path, false).expect_err("refused").to_string();
    assert!(refused.contains("a.cast is there already"), "{refused}");
    assert!(refused.contains("--force"), "{refused}");
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), "precious");
    drop(create(&path, true).expect("replaced"));
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), "");
    let nowhere = create(Path::new("/no/such/folder/a"), true).expect_err("refused");
    assert_eq!(nowhere.to_string(), "cannot write /no/such/folder/a");
}

#[test]
fn a_recording_without_a_name_is_named_after_the_time() {
    let name = |seconds| usual_name(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
    assert_eq!(name(0), "wezterm-1970-01-01-000000.cast");
    assert_eq!(name(1_709_210_096), "wezterm-2024-02-29-123456.cast");
    assert_eq!(name(1_709_251_199), "wezterm-2024-02-29-235959.cast");
    assert_eq!(name(1_709_251_200), "wezterm-2024-03-01-000000.cast");
    assert_eq!(name(4_102_444_799), "wezterm-2099-12-31-235959.cast");
}

#[test]
fn commands_are_written_as_a_shell_reads_them() {
    let command = ["printf", "a b", "it's", "", "--x=1"].map(str::to_owned);
    assert_eq!(quoted(&command), r"printf 'a b' 'it'\''s' '' --x=1");
}
