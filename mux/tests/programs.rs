//! Panes with real programs: what is written, read, told and left behind.

mod support;

use mux::grid::{Grid, Size};
use mux::input::{Key, KeyEvent, Mods};
use mux::{MuxEvent, Pane, PaneSize, ProcessInfo, Processes, SpawnError, SystemProcesses};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};
use support::{Fixture, SIZE, canonical, command, eventually, number_after, runs};

#[test]
fn a_shell_reads_keys_and_writes_to_the_screen() {
    let mut fixture = Fixture::new();
    let pane = fixture.start(&["/bin/sh"]);
    fixture.wait_until(&pane, "the prompt", |text| text.starts_with('$'));
    for letter in "echo $TERM $TERM_PROGRAM $COLORTERM".chars() {
        pane.key(&Key::Char(letter).into()).unwrap();
    }
    pane.key(&Key::Enter.into()).unwrap();
    fixture.wait_until(&pane, "the variables", |text| {
        text.contains("\nxterm-256color WezTerm truecolor\n$")
    });
    pane.text_input("exit 3\r").unwrap();
    let status = fixture.wait_exit(&pane);
    assert_eq!((status.code, status.signal), (3, None));
    assert_eq!(pane.facts().exit.map(|status| status.code), Some(3));
    assert!(pane.write(b"x").is_err(), "the program has ended");
}

#[test]
fn all_output_is_seen_before_the_end_is_told() {
    let mut fixture = Fixture::new();
    let pane = fixture
        .script("i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done; printf last");
    fixture.wait_exit(&pane);
    assert_eq!(pane.text().lines().last(), Some("last"));
    assert_eq!(pane.tail_text(2), "line 2999\nlast");
}

#[test]
fn a_signal_that_ends_a_program_is_told() {
    let mut fixture = Fixture::new();
    let pane = fixture.script("kill -KILL $$");
    let status = fixture.wait_exit(&pane);
    assert!(!status.success());
    assert_eq!(status.to_string(), "ended by signal: Killed");
}

#[test]
fn ctrl_c_interrupts() {
    let mut fixture = Fixture::new();
    let pane = fixture.start(&["cat"]);
    pane.text_input("here\r").unwrap();
    fixture.wait_until(&pane, "what cat writes", |text| text == "here\nhere");
    pane.key(&KeyEvent::new(Key::Char('c'), Mods::CTRL))
        .unwrap();
    let status = fixture.wait_exit(&pane);
    assert_eq!(status.signal.as_deref(), Some("Interrupt"));
}

#[test]
fn a_program_is_told_its_size_and_each_change() {
    let mut fixture = Fixture::new();
    let pane =
        fixture.script("stty size; trap 'stty size' WINCH; echo ready; while :; do read x; done");
    fixture.wait_until(&pane, "the size", |text| text.starts_with("12 60\nready"));
    let size = PaneSize {
        cells: Size::new(33, 7),
        pixel_width: 330,
        pixel_height: 140,
        dpi: 96,
    };
    fixture.mux.resize_window(fixture.window, size);
    // The trap runs when the read is over.
    pane.write(b"\n").unwrap();
    fixture.wait_until(&pane, "the new size", |text| text.contains("7 33"));
    assert_eq!(pane.size(), Size::new(33, 7));
}

#[test]
fn a_storm_of_sizes_ends_with_the_last_one() {
    let mut fixture = Fixture::new();
    let pane = fixture.script(
        "trap 'echo again' WINCH; seq 100; echo ready; while :; do read x && stty size; done",
    );
    fixture.wait_until(&pane, "the start", |text| text.ends_with("ready"));
    let sizes = [(1, 1), (10_000, 10_000), (3, 200), (500, 2), (1, 1)];
    for (cols, rows) in sizes.into_iter().cycle().take(sizes.len() * 2) {
        let size = PaneSize::of_cells(Size::new(cols, rows));
        fixture.mux.resize_window(fixture.window, size);
    }
    for cols in (20..200).chain([61]) {
        let size = PaneSize::of_cells(Size::new(cols, 13));
        fixture.mux.resize_window(fixture.window, size);
    }
    pane.write(b"\n\n").unwrap();
    fixture.wait_until(&pane, "the last size", |text| text.contains("\n13 61"));
    let text = pane.tail_text(1000);
    assert!(text.contains("\n99\n100\nready"), "{text}");
}

#[test]
fn marks_of_a_real_shell_make_blocks() {
    let mut fixture = Fixture::new();
    let script = r#"
        mark() { printf '\033]133;%s\007' $1; }
        printf '\033]7;file:///usr\007'
        mark A; printf '> '; mark B; printf '\033]2;ready\007'; read -r line; mark C
        sh -c "$line"; mark 'D;'$?
        printf '\033]1337;SetUserVar=%s=%s\007' stage ZG9uZQ==
        read -r end
    "#;
    let pane = fixture.script(script);
    let id = pane.id();
    fixture.wait_for(&pane, "the title behind the prompt", |event| {
        (*event == MuxEvent::TitleChanged(id)).then_some(())
    });
    pane.text_input("echo out; exit 7\r").unwrap();
    let block = fixture.wait_for(&pane, "the command's end", |event| match event {
        MuxEvent::CommandFinished { pane, block } if *pane == id => Some(block.clone()),
        _ => None,
    });
    assert_eq!(block.command.as_deref(), Some("echo out; exit 7"));
    assert_eq!(block.exit_status, Some(7));
    assert_eq!(block.cwd.as_deref(), Some("/usr".as_ref()));
    assert!(block.duration.is_some());
    assert_eq!(pane.block_text(&block), "out");
    assert_eq!(pane.blocks(), [block]);
    let variable = fixture.wait_for(&pane, "the variable", |event| match event {
        MuxEvent::UserVarChanged { name, value, .. } => Some((name.clone(), value.clone())),
        _ => None,
    });
    assert_eq!(variable, ("stage".to_owned(), "done".to_owned()));
    assert_eq!(pane.facts().user_vars["stage"], "done");
    assert_eq!(pane.facts().shown_cwd.as_deref(), Some("/usr".as_ref()));
}

#[test]
fn a_directory_that_was_printed_is_shown_and_is_not_the_real_one() {
    let told = [
        (r"\033]7;file:///etc\007", Some("/etc")),
        (r"\033]7;file://localhost/etc\007", Some("/etc")),
        (r"\033]7;file://elsewhere.example/etc\007", None),
        (r"\033]1337;CurrentDir=/etc\007", Some("/etc")),
        (r"\033]633;P;Cwd=/etc\007", Some("/etc")),
    ];
    for (sequence, shown) in told {
        let mut fixture = Fixture::new();
        let home = canonical(fixture.home.path());
        let pane = fixture.script(&format!("printf '{sequence}ready'; read x"));
        fixture.wait_until(&pane, sequence, |text| text.contains("ready"));
        assert_eq!(pane.real_directory(), Some(home), "{sequence}");
        let told = pane.facts().shown_cwd;
        assert_eq!(told.as_deref(), shown.map(Path::new), "{sequence}");
    }
}

#[test]
fn the_real_directory_is_that_of_the_foreground_while_it_is_there() {
    let mut fixture = Fixture::new();
    let home = canonical(fixture.home.path());
    let gone = home.join("gone");
    std::fs::create_dir(&gone).unwrap();
    let pane = bash(&mut fixture);
    assert_eq!(pane.real_directory(), Some(home.clone()));
    pane.text_input("clear; (cd /usr; echo there; exec cat)\r")
        .unwrap();
    fixture.wait_until(&pane, "the program", |text| text == "there");
    eventually("the program's name", || pane.program() == "cat");
    assert_eq!(pane.real_directory(), Some(PathBuf::from("/usr")));
    pane.text_input("\u{4}cd gone; rmdir ../gone; clear; echo left\r")
        .unwrap();
    fixture.wait_until(&pane, "the shell", |text| text.starts_with("left"));
    assert_eq!(pane.real_directory(), None, "{} is no more", gone.display());
    fixture.mux.remove_pane(pane.id());
    fixture.wait_exit(&pane);
    assert_eq!(pane.real_directory(), None);
}

#[test]
fn without_marks_the_directory_and_name_are_those_of_the_program() {
    let mut fixture = Fixture::new();
    let home = canonical(fixture.home.path());
    let pane = fixture.script("echo ready; read x; cd /usr && echo moved; read x");
    fixture.wait_until(&pane, "the start", |text| text.contains("ready"));
    let facts = pane.facts();
    assert_eq!(facts.shown_cwd, Some(home.clone()));
    assert_eq!(pane.real_directory(), Some(home));
    assert_eq!(facts.title, facts.program);
    assert!(facts.pid.is_some_and(runs));
    pane.write(b"\n").unwrap();
    fixture.wait_until(&pane, "the move", |text| text.contains("moved"));
    assert_eq!(pane.real_directory(), Some(PathBuf::from("/usr")));
    let id = pane.id();
    fixture.wait_for(&pane, "the new directory", |event| {
        (*event == MuxEvent::DirectoryChanged(id)).then_some(())
    });
    assert_eq!(pane.facts().shown_cwd, Some(PathBuf::from("/usr")));
    pane.inject_output(b"\x1b]2;a title\x07");
    assert_eq!(pane.facts().title, "a title");
}

#[test]
fn a_large_paste_does_not_wait_for_a_program_that_does_not_read() {
    let mut fixture = Fixture::new();
    let pane = fixture.script("stty raw -echo; echo ready; exec sleep 1000");
    fixture.wait_until(&pane, "the start", |text| text.contains("ready"));
    let text = "0123456789".repeat(1_000_000);
    let before = Instant::now();
    pane.paste(&text).unwrap();
    pane.key(&Key::Enter.into()).unwrap();
    let took = before.elapsed();
    assert!(took < Duration::from_secs(5), "pasting took {took:?}");
    // More than can wait is refused, not forgotten silently.
    let refused = (0..10).find_map(|_| pane.paste(&text).err());
    let error = refused.expect("a hundred megabytes were taken");
    assert!(
        error.to_string().contains("does not read its input"),
        "{error}"
    );
}

#[test]
fn a_large_paste_arrives_whole() {
    let mut fixture = Fixture::new();
    let pane = fixture.script("stty raw -echo; echo ready; head -c 10000000 | cksum; read x");
    fixture.wait_until(&pane, "the start", |text| text.contains("ready"));
    let text = "0123456789".repeat(1_000_000);
    pane.paste(&text).unwrap();
    fixture.wait_until(&pane, "the checksum", |text| text.contains("10000000"));
    let shown = pane.text();
    let file = fixture.home.path().join("same");
    std::fs::write(&file, &text).unwrap();
    let other = fixture.start(&["cksum", &file.to_string_lossy()]);
    fixture.wait_exit(&other);
    let sum = other.text().split(' ').next().unwrap().to_owned();
    assert!(shown.contains(&format!("{sum} 10000000")), "{sum}: {shown}");
}

#[test]
fn a_bracketed_paste_is_bracketed() {
    let mut fixture = Fixture::new();
    let pane = fixture.script(
        r"stty raw -echo; printf '\033[?2004hready'; head -c 16 | od -An -c | tr -d ' \n'; read x",
    );
    fixture.wait_until(&pane, "the start", |text| text.contains("ready"));
    assert!(pane.facts().bracketed_paste);
    pane.paste("hi\x1b[\n").unwrap();
    let expected = r"ready033[200~hi[\r033[201~";
    fixture.wait_until(&pane, "the paste", |text| text.contains(expected));
}

#[test]
fn questions_of_a_program_are_answered() {
    let mut fixture = Fixture::new();
    let pane = fixture.script(
        r"stty raw -echo; printf '\033[18t\033[5n'; head -c 14 | od -An -c | tr -d ' \n'; read x",
    );
    fixture.wait_until(&pane, "the answers", |text| {
        text.contains(r"033[8;12;60t033[0n")
    });
}

#[test]
fn a_flood_is_one_event_until_it_is_seen_and_leaves_room_to_draw() {
    let mut fixture = Fixture::new();
    let pane = fixture.script("exec yes 'a line of the flood'");
    let id = pane.id();
    fixture.wait_for(&pane, "output", |event| {
        (*event == MuxEvent::PaneOutput(id)).then_some(())
    });
    let mut grid = Grid::new(SIZE.cells);
    for _ in 0..50 {
        let before = Instant::now();
        pane.draw(0, &mut grid);
        let took = before.elapsed();
        assert!(took < Duration::from_secs(2), "drawing took {took:?}");
    }
    assert!(grid.text().contains("a line of the flood"));
    assert_eq!(fixture.count(|event| *event == MuxEvent::PaneOutput(id)), 0);
    pane.output_seen();
    fixture.wait_for(&pane, "output", |event| {
        (*event == MuxEvent::PaneOutput(id)).then_some(())
    });
}

#[test]
fn held_output_is_shown_when_its_time_is_over() {
    let mut fixture = Fixture::new();
    let pane = fixture.script(r"printf '\033[?2026hheld'; exec sleep 1000");
    fixture.wait_until(&pane, "the held output", |text| text == "held");
}

#[test]
fn a_program_that_is_missing_is_an_error() {
    let mut fixture = Fixture::new();
    let error = fixture
        .mux
        .spawn_tab(fixture.window, command(&["no-such-program"]), SIZE)
        .unwrap_err();
    assert!(matches!(error, SpawnError::Program { .. }), "{error:?}");
    assert!(error.to_string().contains("no-such-program"));
    assert!(fixture.mux.panes().is_empty());
    assert!(fixture.mux.window_tabs(fixture.window).is_empty());
}

#[test]
fn a_program_that_is_missing_is_told_once_its_pane_is_there() {
    let mut fixture = Fixture::new();
    let (tab, id) = fixture
        .mux
        .open_tab(fixture.window, command(&["no-such-program"]), SIZE)
        .unwrap();
    let pane = fixture.mux.pane(id).unwrap();
    let told = fixture.wait_for(&pane, "the failure", |event| match event {
        MuxEvent::StartFailed { pane, error } if *pane == id => Some(error.clone()),
        _ => None,
    });
    assert_eq!(pane.wait_started(), Err(told.clone()));
    assert!(told.to_string().contains("no-such-program"), "{told}");
    assert_eq!(pane.facts().pid, None);
    eventually("the end of the pane", || pane.write(b"x").is_err());
    assert_eq!(fixture.mux.remove_pane(id).tab, Some(tab));
    fixture.mux.shutdown();
    let is_end = |event: &MuxEvent| matches!(event, MuxEvent::PaneExited { .. });
    assert_eq!(fixture.count(is_end), 0, "what never began has no end");
}

#[test]
fn a_default_shell_that_is_missing_gives_way_to_sh() {
    let missing = Some(vec!["/no/such/shell".to_owned()]);
    let mut fixture = Fixture::with_options(|options| options.default_program = missing);
    let (_, pane) = fixture
        .mux
        .spawn_tab(fixture.window, mux::Spawn::default(), SIZE)
        .unwrap();
    let pane = fixture.mux.pane(pane).unwrap();
    fixture.wait_until(&pane, "the notice and a prompt", |text| {
        let text = text.replace('\n', "");
        text.contains("\"/no/such/shell\": there is no such file") && text.ends_with(['$', '#'])
    });
    pane.text_input("echo works $0\r").unwrap();
    fixture.wait_until(&pane, "the shell", |text| text.contains("works -sh"));
}

#[test]
fn the_end_is_told_while_others_go_on_writing() {
    let mut fixture = Fixture::new();
    let pane = fixture.script("(trap '' HUP; exec yes flood) & echo left $! behind; read x");
    fixture.wait_until(&pane, "the flood", |text| text.contains("flood"));
    pane.write(b"\n").unwrap();
    assert!(fixture.wait_exit(&pane).success());
    // With the terminal gone the flood ends by itself.
}

#[test]
fn the_end_is_told_while_others_keep_the_terminal_open() {
    let mut fixture = Fixture::new();
    let pane = fixture.script("trap '' HUP; sleep 1000 & echo left $! behind");
    assert!(fixture.wait_exit(&pane).success());
    let left = number_after(&pane.text(), "left").unwrap();
    // A shell that ended by itself may leave others: they are not ours to kill.
    assert!(runs(left));
    end(left);
}

#[test]
fn shutdown_ends_a_program_that_ignores_the_hangup() {
    let mut fixture = Fixture::new();
    let pane = fixture.script("trap '' HUP; echo ready; while :; do sleep 1000; done");
    fixture.wait_until(&pane, "the trap", |text| text.contains("ready"));
    let pid = pane.facts().pid.unwrap();
    assert!(runs(pid));
    fixture.mux.shutdown();
    assert!(
        !std::path::Path::new(&format!("/proc/{pid}")).exists(),
        "{pid} is not reaped"
    );
    let status = fixture.wait_exit(&pane);
    assert_eq!(status.signal.as_deref(), Some("Killed"));
}

#[test]
fn shutdown_ends_what_a_program_has_started() {
    let mut fixture = Fixture::new();
    let plain = fixture.script("sleep 1000 & echo child $! .; wait");
    // Its leader ends at once, and it ignores the hangup.
    let stubborn = fixture.script("(trap '' HUP; exec sleep 1000) & echo child $! .; wait");
    let stopped = fixture.script("sleep 1000 & echo child $! .; kill -STOP $!; wait");
    let mut children = Vec::new();
    for pane in [&plain, &stubborn, &stopped] {
        fixture.wait_until(pane, "the child", |text| {
            number_after(text, "child").is_some()
        });
        children.push(number_after(&pane.text(), "child").unwrap());
        children.push(pane.facts().pid.unwrap());
    }
    // The shell prints the number before its child has set the trap.
    eventually("the trap", || {
        let name = std::fs::read_to_string(format!("/proc/{}/comm", children[2]));
        name.is_ok_and(|name| name.trim() == "sleep")
    });
    assert!(children.iter().all(|pid| runs(*pid)));
    fixture.mux.shutdown();
    for pid in children {
        eventually("the end of a child", || !runs(pid));
    }
}

#[test]
fn a_closed_pane_ends_its_program() {
    let mut fixture = Fixture::new();
    let pane = fixture.script(
        "trap '' HUP; (trap '' HUP; exec sleep 1000) & echo child $! .; while :; do wait; done",
    );
    fixture.wait_until(&pane, "the child", |text| {
        number_after(text, "child").is_some()
    });
    let child = number_after(&pane.text(), "child").unwrap();
    let removed = fixture.mux.remove_pane(pane.id());
    assert_eq!(removed.window, Some(fixture.window));
    assert_eq!(fixture.wait_exit(&pane).signal.as_deref(), Some("Killed"));
    eventually("the end of the child", || !runs(child));
}

#[test]
fn a_program_in_a_flood_is_shut_down() {
    let mut fixture = Fixture::new();
    let pane = fixture.script("trap '' HUP; while :; do echo flood; done");
    fixture.wait_until(&pane, "the flood", |text| text.contains("flood"));
    let before = Instant::now();
    fixture.mux.shutdown();
    let took = before.elapsed();
    assert!(
        took < Duration::from_secs(20),
        "shutting down took {took:?}"
    );
    assert!(!pane.facts().pid.is_some_and(runs));
}

/// The real processes, on a disk that tells nothing until it is freed.
#[derive(Default)]
struct Stuck {
    /// Whether somebody waits for it, and whether it is freed.
    state: Mutex<(bool, bool)>,
    changed: Condvar,
}

impl Stuck {
    fn wait_until(&self, is_so: impl Fn(&(bool, bool)) -> bool) {
        let state = self.state.lock().unwrap();
        let (_state, waited) = self
            .changed
            .wait_timeout_while(state, support::LIMIT, |state| !is_so(state))
            .unwrap();
        assert!(!waited.timed_out(), "nobody asked the disk");
    }

    fn set(&self, change: impl FnOnce(&mut (bool, bool))) {
        change(&mut self.state.lock().unwrap());
        self.changed.notify_all();
    }
}

impl Processes for Stuck {
    fn name(&self, pid: u32) -> Option<String> {
        SystemProcesses.name(pid)
    }

    fn remembered_directory(&self, pid: u32) -> Option<PathBuf> {
        SystemProcesses.remembered_directory(pid)
    }

    fn directory(&self, pid: u32) -> Option<PathBuf> {
        self.set(|state| state.0 = true);
        self.wait_until(|state| state.1);
        SystemProcesses.directory(pid)
    }

    fn executable(&self, pid: u32) -> Option<PathBuf> {
        SystemProcesses.executable(pid)
    }

    fn tree(&self, pid: u32) -> Option<ProcessInfo> {
        SystemProcesses.tree(pid)
    }
}

/// A system in which no process has become its program yet.
struct Starting;

impl Processes for Starting {
    fn name(&self, _pid: u32) -> Option<String> {
        Some("pane 2 waiter".to_owned())
    }

    fn remembered_directory(&self, pid: u32) -> Option<PathBuf> {
        SystemProcesses.remembered_directory(pid)
    }

    fn directory(&self, pid: u32) -> Option<PathBuf> {
        SystemProcesses.directory(pid)
    }

    fn executable(&self, pid: u32) -> Option<PathBuf> {
        SystemProcesses.executable(pid)
    }

    fn tree(&self, pid: u32) -> Option<ProcessInfo> {
        SystemProcesses.tree(pid)
    }
}

#[test]
fn a_process_that_is_not_its_program_yet_is_called_as_that_will_be() {
    let mut fixture = Fixture::with_processes(Arc::new(Starting));
    let pane = fixture.start(&["cat"]);
    assert_eq!(pane.id().to_string(), "2");
    assert_eq!(pane.program(), "cat");
    pane.write(b"seen\r").unwrap();
    fixture.wait_until(&pane, "an echo", |text| text.contains("seen"));
    assert_eq!(pane.facts().program, "cat");
}

#[test]
fn a_program_whose_pane_is_closed_before_it_is_found_is_not_started() {
    let stuck = Arc::new(Stuck::default());
    let mut fixture = Fixture::with_processes(stuck.clone());
    fixture.start(&["cat"]);
    let spawn = command(&["cat"]);
    let (_, id) = fixture.mux.open_tab(fixture.window, spawn, SIZE).unwrap();
    let pane = fixture.mux.pane(id).unwrap();
    stuck.wait_until(|state| state.0);
    fixture.mux.remove_pane(id);
    stuck.set(|state| state.1 = true);
    assert_eq!(pane.wait_started(), Ok(()));
    assert_eq!(pane.facts().pid, None);
}

/// Starts an interactive bash with job control.
fn bash(fixture: &mut Fixture) -> Arc<Pane> {
    // A job that ignores the hangup and tells its number.
    let job = "trap '' HUP; echo job=$$ .; exec sleep 1000";
    std::fs::write(fixture.home.path().join("job"), job).unwrap();
    let pane = fixture.start(&["/bin/bash", "--norc", "--noprofile", "-i"]);
    fixture.wait_until(&pane, "the prompt", |text| text.ends_with('$'));
    pane
}

/// Runs the job and returns its process id.
fn run_job(fixture: &mut Fixture, pane: &Pane, line: &str) -> u32 {
    // The job before may still be on the screen.
    let before = number_after(&pane.text(), "job=");
    pane.text_input(&format!("clear; {line}\r")).unwrap();
    fixture.wait_until(pane, "the job", |text| {
        let job = number_after(text, "job=");
        job.is_some() && job != before
    });
    let job = number_after(&pane.text(), "job=").unwrap();
    let shell = pane.facts().pid.unwrap();
    assert_ne!(
        stat_field(job, GROUP),
        stat_field(shell, GROUP),
        "the job has no group of its own"
    );
    job
}

#[test]
fn a_closed_pane_leaves_no_job_behind() {
    let mut fixture = Fixture::new();
    for line in ["sh job", "sh job & fg"] {
        let pane = bash(&mut fixture);
        let job = run_job(&mut fixture, &pane, line);
        eventually("the job to be in the foreground", || {
            stat_field(job, GROUP) == stat_field(job, FOREGROUND)
        });
        fixture.mux.remove_pane(pane.id());
        fixture.window = fixture.mux.open_window();
        eventually("the end of the shell", || {
            !pane.facts().pid.is_some_and(runs)
        });
        eventually(line, || !runs(job));
    }
}

#[test]
fn shutdown_leaves_no_job_behind() {
    let mut fixture = Fixture::new();
    let pane = bash(&mut fixture);
    let background = run_job(&mut fixture, &pane, "sleep 1000 & echo job=$! .");
    let foreground = run_job(&mut fixture, &pane, "sh job");
    fixture.mux.shutdown();
    for pid in [foreground, pane.facts().pid.unwrap()] {
        assert!(!runs(pid), "{pid} still runs");
    }
    // The shell told it, and is not waited for.
    eventually("the end of the background job", || !runs(background));
}

#[test]
fn a_daemon_outlives_its_pane_and_the_terminal() {
    let mut fixture = Fixture::new();
    let (closed, ended) = (bash(&mut fixture), bash(&mut fixture));
    let kept = [
        run_job(&mut fixture, &closed, "sh job & disown"),
        run_job(
            &mut fixture,
            &closed,
            "nohup sh -c 'echo job=$$ . > /dev/tty; exec sleep 1000' > nohup.out 2>&1 &",
        ),
    ];
    let first = run_job(&mut fixture, &closed, "setsid sh job");
    let second = run_job(
        &mut fixture,
        &ended,
        "setsid nohup sh job < /dev/null 2>&1 | cat & disown",
    );
    fixture.mux.remove_pane(closed.id());
    fixture.wait_exit(&closed);
    fixture.mux.shutdown();
    for daemon in kept.into_iter().chain([first, second]) {
        assert!(runs(daemon), "{daemon} was ended");
        end(daemon);
    }
}

#[test]
fn jobs_of_a_shell_that_ended_by_itself_go_on() {
    let mut fixture = Fixture::new();
    let pane = bash(&mut fixture);
    let job = run_job(&mut fixture, &pane, "sh job & disown");
    pane.text_input("exit\r").unwrap();
    fixture.wait_exit(&pane);
    fixture.mux.remove_pane(pane.id());
    fixture.mux.shutdown();
    assert!(runs(job), "{job} was ended");
    end(job);
}

/// Fields of `/proc/PID/stat`, counted from the one behind the name.
const GROUP: usize = 2;
const FOREGROUND: usize = 5;

fn stat_field(pid: u32, field: usize) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let value = stat.rsplit_once(") ")?.1.split(' ').nth(field)?;
    Some(value.to_owned())
}

fn end(pid: u32) {
    let killed = std::process::Command::new("kill")
        .args(["-KILL", &pid.to_string()])
        .status();
    assert!(killed.unwrap().success());
}
