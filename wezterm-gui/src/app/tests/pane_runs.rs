//! Programs in panes for modules that wait for them: real ones, and a person who may type in between.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::channel::oneshot;
use mux::PaneId;
use mux::input::MouseKind;
use wezterm_module_framework::{Host, HostError, PaneOutcome, PaneRun};

use super::harness::{Running, Start};
use crate::app::RunId;

type Outcome = Result<PaneOutcome, HostError>;

fn start() -> Running {
    Start::lua("return { enable_tab_bar = false }")
        .run()
        .at_prompt()
}

fn shell(script: &str) -> PaneRun {
    PaneRun {
        program: "/bin/sh".into(),
        args: vec!["-c".into(), script.into()],
        ..PaneRun::default()
    }
}

fn host(running: &Running) -> Arc<dyn Host> {
    running.app.modules().expect("the framework is on").host()
}

/// Runs a program as a module does, to its end.
fn outcome(running: &mut Running, run: PaneRun) -> Outcome {
    let (host, bell) = (host(running), running.bell());
    let told: Arc<Mutex<Option<Outcome>>> = Arc::default();
    let (waiting, slot) = (host.run_in_pane(run), Arc::clone(&told));
    host.spawn(Box::pin(async move {
        *slot.lock().unwrap() = Some(waiting.await);
        bell();
    }));
    running.wait("what became of it", |_| told.lock().unwrap().is_some());
    told.lock().unwrap().take().expect("just seen")
}

/// Runs a program; what becomes of it is known at once.
fn watched(running: &mut Running, run: PaneRun) -> oneshot::Receiver<Outcome> {
    let (answer, told) = oneshot::channel();
    running.app.run_in_pane(RunId(u64::MAX), run, answer);
    told
}

fn panes(running: &Running) -> Vec<PaneId> {
    let panes = running.app.mux().list();
    panes.into_iter().map(|row| row.pane).collect()
}

/// Returns the pane besides the first one.
fn new_pane(running: &Running) -> PaneId {
    *panes(running).last().expect("there are two")
}

/// Returns the number that a program has written behind `pid=`.
fn pid_in(text: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.split_once("pid="))?.1;
    line.split_once('.').map(|(pid, _)| pid.to_owned())
}

fn runs(pid: &str) -> bool {
    Path::new("/proc").join(pid).exists()
}

#[test]
fn output_and_status_come_back_and_the_pane_stays_until_a_key_closes_it() {
    let mut running = start();
    let run = PaneRun {
        cwd: Some("/usr".into()),
        env: vec![("WORD".into(), "set".into())],
        title: "a\u{1b}]title".into(),
        ..shell("pwd; echo $WORD-$((1+1)) | tr - :; exit 3")
    };
    let ended = outcome(&mut running, run);
    let pane = new_pane(&running);
    let expected = PaneOutcome {
        pane,
        exit: Some(3),
        output: "/usr\nset:2".into(),
        taken_over: false,
        closed: false,
        timed_out: false,
    };
    assert_eq!(ended, Ok(expected));
    running.wait_for("[exit status 3; a key closes this pane]");
    let title = running.app.mux().pane(pane).expect("open").facts().title;
    assert_eq!(title, "a]title");

    // The keyboard has stayed where it was.
    running.type_("echo still-$((1+1))\n");
    running.wait_for("still-2");
    assert_eq!(panes(&running).len(), 2);
    running.key("Ctrl+Shift+DownArrow");
    assert_eq!(running.app.active_pane(), Some(pane));
    running.key("x");
    assert_eq!(panes(&running).len(), 1);
    running.type_("cho\n");
    running.wait_gone("exit status 3");
}

#[test]
fn the_first_key_takes_the_program_over_and_a_wheel_does_not() {
    let mut running = start();
    // Without an echo of what the wheel sends, which the first line takes.
    let script =
        "stty -echo; printf '\\033[?1049hready'; read wheel; read line; echo got-$line; read line";
    let full_screen = shell(script);
    let mut told = watched(&mut running, full_screen);
    running.wait_for("ready");
    let pane = new_pane(&running);
    running.key("Ctrl+Shift+DownArrow");
    let (x, y) = running.place_of("ready");
    running.mouse(MouseKind::WheelUp, x, y, 0);
    assert_eq!(told.try_recv(), Ok(None));

    running.key("Enter");
    let expected = PaneOutcome {
        pane,
        exit: None,
        output: "ready".into(),
        taken_over: true,
        closed: false,
        timed_out: false,
    };
    assert_eq!(told.try_recv(), Ok(Some(Ok(expected))));
    running.app.text("typed");
    running.key("Enter");
    running.wait_for("got-typed");
    // It is a pane like any other, which goes with its program; neither clock nor caller reach it.
    running.app.pane_run_over_time(RunId(u64::MAX));
    running.app.pane_run_given_up(RunId(u64::MAX));
    running.key("Enter");
    running.wait("the end of the pane", |running| panes(running).len() == 1);
}

#[test]
fn a_pane_that_is_closed_is_told_with_what_was_written() {
    let mut running = start();
    let mut told = watched(&mut running, shell("echo begun; exec sleep 1000"));
    running.wait_for("begun");
    let pane = new_pane(&running);
    running.app.close_pane(pane);
    let expected = PaneOutcome {
        pane,
        exit: None,
        output: "begun".into(),
        taken_over: false,
        closed: true,
        timed_out: false,
    };
    assert_eq!(told.try_recv(), Ok(Some(Ok(expected))));
}

#[test]
fn a_program_whose_time_is_over_is_killed() {
    let mut running = start();
    let run = PaneRun {
        limit: Some(Duration::from_millis(300)),
        ..shell("trap '' HUP; echo pid=$$.; exec sleep 1000")
    };
    let ended = outcome(&mut running, run).expect("it ran");
    assert!(
        ended.timed_out && !ended.taken_over && !ended.closed,
        "{ended:?}"
    );
    assert_eq!(ended.exit, None);
    // On a busy machine its time may have been over before it wrote anything.
    if let Some(pid) = pid_in(&ended.output) {
        assert!(!runs(&pid));
    }
    running.wait_for("[killed, as its time was over");
    assert_eq!(panes(&running).len(), 2);
}

#[test]
fn a_program_that_nobody_waits_for_any_more_is_killed() {
    let mut running = start();
    let waiting = host(&running).run_in_pane(shell("echo pid=$$.; exec sleep 1000"));
    let mut pid = None;
    running.wait("the whole pid", |running| {
        pid = pid_in(&running.screen());
        pid.is_some()
    });
    drop(waiting);
    running.wait_for("[killed, as nobody waited for it any more");
    assert!(!runs(&pid.expect("just seen")));
    assert_eq!(panes(&running).len(), 2);
    // What is given up before the terminal gets to it is not even opened.
    drop(host(&running).run_in_pane(shell("exec sleep 1000")));
    running.turn();
    assert_eq!(panes(&running).len(), 2);
}

#[test]
fn what_cannot_be_run_or_placed_is_an_error() {
    let mut running = start();
    let missing = PaneRun {
        program: "no-such-program".into(),
        ..PaneRun::default()
    };
    let error = outcome(&mut running, missing).unwrap_err().to_string();
    assert!(error.contains("cannot run \"no-such-program\""), "{error}");
    running.wait("one pane", |running| panes(running).len() == 1);
    let nowhere = PaneRun {
        near: Some(PaneId(4321)),
        ..shell("true")
    };
    let gone = HostError::NoSuchPane(PaneId(4321));
    assert_eq!(outcome(&mut running, nowhere), Err(gone));
    // A file that the name means to who asks is what runs.
    let renamed = PaneRun {
        file: Some("/bin/sh".into()),
        program: "no-such-program".into(),
        ..shell("echo it ran")
    };
    let ended = outcome(&mut running, renamed).expect("it ran");
    assert_eq!((ended.exit, ended.output.as_str()), (Some(0), "it ran"));
}
