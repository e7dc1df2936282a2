//! The program inside another terminal: the built binary in a pty, its screen read as text.
//!
//! The hosts are a terminal that answers the keyboard queries (`mux`) and one that does not (a real
//! tmux). What the front end draws and decodes in detail is tested in `wezterm-gui`; here it is that
//! the whole program works and gives the terminal back.

use std::collections::BTreeSet;
use std::path::Path;

use mux::input::{Mods, MouseButton, MouseEvent, MouseKind};
use rustix::process::Signal;
use tests::{Home, HostTerminal, KNOWN_PROMPT, MODEL, SOON, can_use, wait_for};

const QUESTION: &str = "How do I list all files recursively?";
const COMMAND: &str = "find . -type f";

/// Says whether a shell of any kind waits for a command on the screen.
fn has_prompt(screen: &str) -> bool {
    let prompts = ["$", "#", "ready>"];
    let mut lines = screen.lines().map(str::trim_end);
    lines.any(|line| prompts.iter().any(|prompt| line.ends_with(prompt)))
}

/// Starts the program in a home whose shell's prompt is `ready> ` and waits for it.
fn ready(home: &Home) -> HostTerminal {
    home.configure(KNOWN_PROMPT);
    let host = HostTerminal::wezterm(home, &[]);
    host.wait_for_text("ready>");
    host
}

/// Says whether this prompt is on the screen with nothing typed behind it.
fn waits(screen: &str, prompt: &str) -> bool {
    screen.lines().any(|line| line.trim_end() == prompt)
}

fn run(host: &HostTerminal, command: &str) {
    host.type_text(command);
    host.key("Enter");
}

#[test]
fn the_first_start_has_a_shell_and_names_the_key() {
    let home = Home::new();
    let host = HostTerminal::wezterm(&home, &[]);
    host.wait_until("a prompt", SOON, has_prompt);
    host.wait_for_text("Ctrl+Shift+A");
    run(&host, "echo $((6 * 7)) from $TERM_PROGRAM");
    host.wait_for_text("42 from WezTerm");
    run(&host, "exit");
    assert_eq!(host.wait_for_exit(), 0);
    home.wait_until_alone();
}

#[test]
fn the_assistant_answers_over_the_pane() {
    let home = Home::new();
    let host = ready(&home);
    host.key("Ctrl+Shift+A");
    host.wait_for_text("starter");
    host.type_text(QUESTION);
    host.wait_for_text(QUESTION);
    host.key("Ctrl+Enter");
    // The footer names this key once the answer is complete.
    let screen = host.wait_until("the answer", MODEL, |screen| screen.contains("Ctrl+R"));
    assert!(screen.contains(COMMAND), "{screen}");
    host.key("Escape");
    host.wait_until("the assistant is closed", SOON, |screen| {
        !screen.contains(COMMAND) && screen.contains("ready>")
    });
    run(&host, "echo still $((1 + 1)) here");
    host.wait_for_text("still 2 here");
}

#[test]
fn a_host_that_knows_only_old_keys_has_others() {
    if !can_use("a_host_that_knows_only_old_keys_has_others", &["tmux"]) {
        return;
    }
    let home = Home::new();
    home.configure(KNOWN_PROMPT);
    let binary = tests::binary().display().to_string();
    let socket = home.path("run/tmux").display().to_string();
    let tmux = ["tmux", "-S", &socket, "-f", "/dev/null", "new-session"];
    let host = HostTerminal::run(&home, &[tmux.as_slice(), &[binary.as_str()]].concat());
    host.wait_for_text("ready>");
    host.wait_until("the keys are named", SOON, |screen| {
        screen.contains("F12 opens the assistant") && screen.contains("Ctrl-] sends")
    });
    run(&host, "echo \"[$TMUX$TMUX_PANE]\" in $TERM_PROGRAM");
    host.wait_for_text("[] in WezTerm");
    host.key("F12");
    host.wait_for_text("starter");
    host.type_text(QUESTION);
    host.wait_for_text(QUESTION);
    host.key("Ctrl+]");
    host.wait_until("the answer", MODEL, |screen| screen.contains(COMMAND));
    host.close();
    let mut kill = home.command("tmux", &["-S", &socket, "kill-server"]);
    kill.stdin(std::process::Stdio::null());
    // Closing the terminal may have ended the server with its last session.
    home.answer(kill, "", SOON);
    home.wait_until_alone();
}

#[test]
fn a_picture_reaches_the_host_and_the_log_says_nothing_of_it() {
    let home = Home::new();
    let host = ready(&home);
    run(
        &host,
        r"printf '\033Pq#0;2;100;0;0#0!40~-!40~\033\\'; echo sh''own",
    );
    host.wait_for_text("shown");
    host.wait("the picture", SOON, || {
        let grid = host.grid();
        let has_image = |y: usize| grid.row(y).iter().any(|cell| cell.images.is_some());
        (0..grid.size().rows).any(has_image).then_some(())
    });
    assert!(!home.log().contains("decode"), "{}", home.log());
}

/// Returns the paths below a folder, relative to it, without the folders that hold something.
fn all_below(root: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let before = found.len() + folders.len();
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                true => folders.push(entry.path()),
                false => {
                    found.insert(relative(root, &entry.path()));
                }
            }
        }
        if found.len() + folders.len() == before {
            found.insert(relative(root, &folder));
        }
    }
    found
}

fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    below.display().to_string()
}

/// Returns the names of a process's threads; a thread without one has its process's.
fn threads(pid: u32) -> Vec<String> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).into_iter();
    let names = tasks.flatten().flatten().filter_map(|task| {
        let name = std::fs::read_to_string(task.path().join("comm")).ok()?;
        Some(name.trim_end().to_owned())
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn with_the_framework_off_the_program_has_no_thread_and_no_file_of_modules() {
    let home = Home::new();
    home.configure(
        "return { default_prog = { '/bin/sh' }, enable_module_framework = false, keys = {
           { key = 'F1', action = require('wezterm').action.ActivateAiAssistant } } }",
    );
    let host = HostTerminal::wezterm(&home, &[]);
    host.wait_for_text("ready>");
    // What would start a module, were there one, is told that there is none.
    host.key("F1");
    host.wait_for_text("Modules are switched off");
    let pid = home.main_process().expect("the program");
    // The two without a name are the main thread and the one that looks at files for the watcher.
    let own = [
        "config watcher",
        "pane 2 pump",
        "pane 2 waiter",
        "signals",
        "socket",
        "tty-reader",
        "tty-signals",
        "tty-writer",
        "wezterm",
        "wezterm",
    ];
    wait_for(
        "the terminal's own threads and no others",
        SOON,
        || (threads(pid) == own).then_some(()),
        || format!("{:#?}", threads(pid)),
    );
    let files = all_below(&home.path(""));
    let shell = |path: &str| path.starts_with("cache/wezterm-ai/shell/");
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let others: Vec<&str> = files.into_iter().filter(|path| !shell(path)).collect();
    let socket = format!("run/wezterm-ai/gui-sock-{pid}");
    let token = format!("{socket}.token");
    assert_eq!(
        others,
        [
            "config/wezterm/wezterm.lua",
            "data",
            &socket,
            &token,
            "state/wezterm-ai/wezterm.log",
        ]
    );
}

/// Runs the program below a shell that notes the terminal's modes before and after, ends it by
/// `end`, and checks that the terminal is as it was.
fn gives_the_terminal_back(end: impl Fn(&Home, &HostTerminal), status: &str) {
    let home = Home::new();
    home.configure(KNOWN_PROMPT);
    let binary = tests::binary().display().to_string();
    let script =
        format!("stty -a >before; {binary}; s=$?; stty -a >after; echo ended $s; exec cat");
    let host = HostTerminal::run(&home, &["/bin/sh", "-c", &script]);
    host.wait_for_text("ready>");
    // Something that must not survive its terminal.
    run(&host, "sleep 12345");
    wait_for(
        "the shell's child runs",
        SOON,
        || {
            let processes = home.processes().into_iter();
            let mut sleeping = processes.filter(|(_, command)| command.starts_with("sleep 12345"));
            sleeping.next()
        },
        || format!("{}\n{}", host.screen(), home.log()),
    );
    end(&home, &host);
    let screen = host.wait_for_text(&format!("ended {status}"));
    assert!(
        !screen.contains("ready>"),
        "the first screen is back:\n{screen}"
    );
    // Control keys are sent in the old way again, and shown by the terminal's own echo.
    host.key("Ctrl+a");
    host.wait_for_text("^A");
    let facts = host.pane().facts();
    assert!(
        !facts.alt_screen && !facts.mouse_grabbed && !facts.bracketed_paste,
        "{facts:?}"
    );
    assert!(host.grid().cursor.is_some(), "the cursor is shown");
    let modes = |name: &str| std::fs::read_to_string(home.path(name)).expect("stty");
    assert_eq!(modes("before"), modes("after"));
    // The shell itself becomes `cat` a moment after it has told the status.
    wait_for(
        "only cat is left",
        SOON,
        || {
            let mut left = home.processes().into_iter();
            left.all(|(_, command)| command.starts_with("cat"))
                .then_some(())
        },
        || format!("{:?}", home.processes()),
    );
}

#[test]
fn leaving_the_shell_gives_the_terminal_back() {
    let leave = |_: &Home, host: &HostTerminal| {
        host.key("Ctrl+c");
        // An interrupt discards what was typed ahead.
        host.wait_until("the next prompt", SOON, |screen| {
            screen.matches("ready>").count() == 2
        });
        run(host, "exit");
    };
    gives_the_terminal_back(leave, "0");
}

fn signal_the_program(home: &Home, signal: Signal) {
    let program = home.main_process().expect("the program runs");
    home.signal(program, signal);
}

#[test]
fn sigterm_gives_the_terminal_back() {
    gives_the_terminal_back(|home, _| signal_the_program(home, Signal::TERM), "143");
}

#[test]
fn sighup_gives_the_terminal_back() {
    gives_the_terminal_back(|home, _| signal_the_program(home, Signal::HUP), "129");
}

/// Returns a screen of which every cell has a colour of its own.
fn colourful(seed: usize) -> String {
    let cells = (0..100 * 29).map(|cell| {
        let (red, green) = ((cell + seed) % 251, (cell * 7 + seed) % 241);
        format!("\x1b[38;2;{red};{green};{seed}mx")
    });
    format!("\x1b[H{}", cells.collect::<String>())
}

#[test]
fn a_host_that_stands_still_gets_its_screen_back_too() {
    if !can_use(
        "a_host_that_stands_still_gets_its_screen_back_too",
        &["tmux"],
    ) {
        return;
    }
    let home = Home::new();
    home.configure(KNOWN_PROMPT);
    home.write("one", &colourful(1));
    home.write("two", &colourful(2));
    let binary = tests::binary().display().to_string();
    let socket = home.path("run/tmux").display().to_string();
    let script =
        format!("stty -a >before; {binary}; s=$?; stty -a >after; echo ended $s; exec cat");
    let tmux = ["tmux", "-S", &socket, "-f", "/dev/null", "new-session"];
    let host = HostTerminal::run(&home, &[tmux.as_slice(), &[script.as_str()]].concat());
    host.wait_for_text("ready>");
    run(
        &host,
        "n=0; while cat one two; do n=$((n + 1)); echo $n >rounds; done",
    );
    let rounds = || -> usize {
        let rounds = std::fs::read_to_string(home.path("rounds"));
        // The shell may be in the middle of writing it.
        rounds.ok().and_then(|n| n.trim().parse().ok()).unwrap_or(0)
    };
    let evidence = || format!("{} rounds\n{}", rounds(), home.log());
    wait_for("colours", SOON, || (rounds() > 0).then_some(()), evidence);
    let stopped: Vec<u32> = home
        .processes()
        .into_iter()
        .filter(|(_, command)| command.starts_with("tmux"))
        .map(|(process, _)| process)
        .collect();
    for process in &stopped {
        home.signal(*process, Signal::STOP);
    }
    // Far more frames than any terminal keeps for a host that does not read.
    let enough = rounds() + 200;
    wait_for(
        "the shell goes on",
        SOON,
        || (rounds() > enough).then_some(()),
        evidence,
    );
    signal_the_program(&home, Signal::TERM);
    let modes = |name: &str| std::fs::read_to_string(home.path(name)).unwrap_or_default();
    wait_for(
        "the modes are as before",
        SOON,
        || (modes("after") == modes("before")).then_some(()),
        || format!("{}\n{}", modes("after"), home.log()),
    );
    for process in &stopped {
        home.signal(*process, Signal::CONT);
    }
    let screen = host.wait_for_text("ended 143");
    assert!(
        !screen.contains("xxx"),
        "the first screen is back:\n{screen}"
    );
    host.close();
    let mut kill = home.command("tmux", &["-S", &socket, "kill-server"]);
    kill.stdin(std::process::Stdio::null());
    // Closing the terminal may have ended the server with its last session.
    home.answer(kill, "", SOON);
    home.wait_until_alone();
}

#[test]
fn closing_the_host_in_mid_answer_leaves_no_process() {
    let home = Home::new();
    let host = ready(&home);
    host.key("Ctrl+Shift+A");
    host.wait_for_text("starter");
    host.type_text(QUESTION);
    host.wait_for_text(QUESTION);
    host.key("Enter");
    host.close();
    home.wait_until_alone();
}

#[test]
fn the_shell_follows_the_size_of_the_host() {
    let home = Home::new();
    let mut host = ready(&home);
    // The size takes its way through the program while keys take theirs: the shell waits for it.
    run(
        &host,
        "until [ \"$(stty size | cut -d' ' -f2)\" = 60 ]; do :; done; echo $((59 + 1)) cols",
    );
    host.resize(60, 20);
    host.wait_for_text("60 cols");
}

#[test]
fn the_mouse_selects_and_what_was_copied_can_be_pasted() {
    let home = Home::new();
    let host = ready(&home);
    run(&host, "clear; echo alpha_beta_gamma");
    let screen = host.wait_until("the printed word on a line of its own", SOON, |screen| {
        screen
            .lines()
            .any(|line| line.trim_end() == "alpha_beta_gamma")
    });
    let y = screen
        .lines()
        .position(|line| line.trim_end() == "alpha_beta_gamma")
        .expect("the line");
    let mouse = |kind, x| {
        host.mouse(MouseEvent {
            kind,
            x,
            y,
            mods: Mods::empty(),
            clicks: 0,
        });
    };
    mouse(MouseKind::Press(MouseButton::Left), 6);
    mouse(MouseKind::Move(Some(MouseButton::Left)), 9);
    mouse(MouseKind::Release(MouseButton::Left), 9);
    host.key("Ctrl+Shift+C");
    host.type_text("echo got_");
    host.key("Ctrl+Shift+V");
    host.key("Enter");
    host.wait_until("the pasted word", SOON, |screen| {
        screen.lines().any(|line| line.trim_end() == "got_beta")
    });
}

#[test]
fn a_paste_of_the_host_reaches_the_shell() {
    let home = Home::new();
    let host = ready(&home);
    host.pane()
        .paste("echo pasted $((40 + 2))")
        .expect("pasted");
    host.wait_for_text("echo pasted");
    host.key("Enter");
    host.wait_for_text("pasted 42");
}

#[test]
fn it_runs_inside_itself() {
    let home = Home::new();
    let host = ready(&home);
    let binary = tests::binary().display().to_string();
    run(&host, "PS1='outer> '; clear");
    // The prompts are also part of what is typed: those that wait stand alone.
    host.wait_until("a clear screen", SOON, |screen| {
        waits(screen, "outer>") && !screen.contains("clear")
    });
    run(&host, &format!("PS1='inner> ' {binary}"));
    host.wait_until("the inner prompt", SOON, |screen| {
        waits(screen, "inner>") && !screen.contains("outer")
    });
    run(&host, "echo in $((20 + 3))");
    host.wait_for_text("in 23");
    run(&host, "exit");
    // The inner program discards what is typed while it gives the terminal back.
    host.wait_until("the outer shell", SOON, |screen| {
        waits(screen, "outer>") && !screen.contains("in 23")
    });
    run(&host, "exit");
    assert_eq!(host.wait_for_exit(), 0);
    home.wait_until_alone();
}

#[test]
fn wide_and_coloured_text_arrives() {
    let home = Home::new();
    let host = ready(&home);
    run(&host, "printf '\\033[1;38;2;10;20;30m漢字\\033[0m|\\n'");
    let screen = host.wait_until("the text", SOON, |screen| {
        screen.lines().any(|line| line.starts_with("漢字|"))
    });
    let y = screen
        .lines()
        .position(|line| line.starts_with("漢字|"))
        .expect("the line");
    let grid = host.grid();
    let cell = grid.cell(0, y);
    assert_eq!(cell.width, 2);
    assert!(cell.style.bold);
    assert_eq!(cell.style.fg, mux::grid::Color::Rgb(10, 20, 30));
    assert_eq!(grid.cell(4, y).text.as_str(), "|");
}

#[test]
fn without_a_display_and_a_terminal_there_is_an_error() {
    let home = Home::new();
    let answer = home.answer(home.wezterm(&[]), "", SOON);
    assert!(!matches!(answer.status, Some(0) | None), "{answer:?}");
    assert!(answer.stderr.contains("display"), "{answer:?}");
    assert!(answer.stderr.contains("terminal"), "{answer:?}");
    assert_eq!(answer.stdout, "");
    home.wait_until_alone();
}

#[test]
fn a_configuration_with_an_error_is_shown_and_the_shell_runs() {
    let home = Home::new();
    home.configure("local config = {}\nconfig.font_size = = 3\nreturn config\n");
    let host = HostTerminal::wezterm(&home, &[]);
    host.wait_until("a prompt", SOON, has_prompt);
    host.wait_for_text("wezterm.lua:2");
    run(&host, "echo runs $((2 + 3)) anyway");
    host.wait_for_text("runs 5 anyway");
}

#[test]
fn a_configuration_that_loops_for_ever_is_stopped_with_its_line() {
    let home = Home::new();
    home.configure("local n = 0\nwhile true do n = n + 1 end\n");
    let host = HostTerminal::wezterm(&home, &[]);
    host.wait_until("a prompt", SOON, has_prompt);
    host.wait_for_text("wezterm.lua:2");
}

#[test]
fn a_shell_that_does_not_exist_gives_way_to_one_that_does() {
    let home = Home::new();
    home.configure("return { default_prog = { '/no/such/shell' } }");
    let host = HostTerminal::wezterm(&home, &[]);
    host.wait_for_text("/no/such/shell");
    host.wait_until("a prompt", SOON, has_prompt);
}

/// The first example of the design document, with a model that lies on this machine.
fn basic_example() -> String {
    let starter = tests::repository().join("wezterm-builtin-modules/ai-assistant/starter/weights");
    format!(
        r#"local wezterm = require 'wezterm'
local config = {{}}

config.enable_module_framework = true

config.modules = {{
  ai_assistant = {{
    enabled = true,
    model = {{
      engine = "mistral",
      model_id = "{}",
      quantization = "Q4_0",  -- Balance of speed/quality
      max_tokens = 2048,
      temperature = 0.7,
    }},
    ui = {{
      keybinding = {{ key = 'a', mods = 'CTRL|SHIFT' }},
      position = "overlay",
    }}
  }}
}}

return config
"#,
        starter.display()
    )
}

#[test]
fn the_overlay_says_who_answers_for_a_model_that_is_not_there() {
    let home = Home::new();
    home.configure(
        "return { modules = { ai_assistant = { model = { model_id = '/no/such/model' } } } }",
    );
    let host = HostTerminal::wezterm(&home, &[]);
    host.wait_until("a prompt", SOON, has_prompt);
    host.key("Ctrl+Shift+A");
    host.wait_for_text("Ask about the shell");
    host.type_text(QUESTION);
    host.wait_for_text(QUESTION);
    host.key("Ctrl+Enter");
    host.wait_until("an answer and whose it is", MODEL, |screen| {
        screen.contains("there is no model at /no/such/model")
            && screen.contains("the starter model")
            && screen.contains("find")
    });
}

#[test]
fn the_basic_example_of_the_design_answers() {
    let home = Home::new();
    home.configure(&basic_example());
    let host = HostTerminal::wezterm(&home, &[]);
    host.wait_until("a prompt", SOON, has_prompt);
    host.key("Ctrl+Shift+A");
    host.wait_for_text("weights");
    host.type_text(QUESTION);
    host.wait_for_text(QUESTION);
    host.key("Ctrl+Enter");
    host.wait_until("an answer", MODEL, |screen| screen.contains("find"));
}

/// §10.3 of the design document.
const EVENTS_EXAMPLE: &str = include_str!("../../docs/examples/explain-selection.lua");

#[test]
fn the_key_of_the_design_asks_about_the_selection() {
    let home = Home::new();
    home.configure(&EVENTS_EXAMPLE.replace(
        "local config = {}",
        "local config = { default_prog = { '/bin/sh' } }",
    ));
    let host = HostTerminal::wezterm(&home, &[]);
    host.wait_for_text("ready>");
    run(&host, "clear; echo list all files");
    let screen = host.wait_until("the printed words", SOON, |screen| {
        screen
            .lines()
            .any(|line| line.trim_end() == "list all files")
    });
    let y = screen
        .lines()
        .position(|line| line.trim_end() == "list all files")
        .expect("the line");
    for (kind, x) in [
        (MouseKind::Press(MouseButton::Left), 0),
        (MouseKind::Move(Some(MouseButton::Left)), 13),
        (MouseKind::Release(MouseButton::Left), 13),
    ] {
        host.mouse(MouseEvent {
            kind,
            x,
            y,
            mods: Mods::empty(),
            clicks: 0,
        });
    }
    host.key("Ctrl+Shift+Q");
    host.wait_until("the notification", MODEL, |screen| {
        screen.contains("AI Assistant")
    });
    let log = home.path(".wezterm-ai.log");
    wait_for(
        "the response is logged by the event's handler",
        SOON,
        || {
            std::fs::read_to_string(&log)
                .ok()
                .filter(|text| text.contains(": "))
        },
        || home.log(),
    );
    run(&host, "echo alive $((3 + 4))");
    host.wait_for_text("alive 7");
}

#[test]
fn a_command_is_waited_for_from_outside() {
    let home = Home::new();
    home.configure("return { default_prog = { '/bin/bash' } }");
    home.write(".bashrc", "PS1='ready> '\n");
    let host = HostTerminal::wezterm(&home, &[]);
    host.wait_for_text("ready>");
    let cli = |arguments: &[&str]| {
        let arguments = [&["cli"], arguments].concat();
        home.answer(home.wezterm(&arguments), "", SOON)
    };
    let sent = cli(&["send-text", "--no-paste", "echo one; (exit 7)\r"]);
    assert_eq!(sent.status, Some(0), "{sent:?}");
    let waited = cli(&["wait-for-command", "--after", "0", "--output"]);
    assert_eq!(
        (waited.status, waited.stdout.as_str()),
        (Some(7), "one\n"),
        "{waited:?}"
    );
    let blocks = cli(&["blocks"]);
    let line = blocks.stdout.lines().nth(1).unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!((words.first(), words.get(1)), (Some(&"1"), Some(&"7")));
    assert!(line.ends_with(" echo one; (exit 7)"), "{blocks:?}");
    assert!(words.contains(&"true"), "it is trusted: {blocks:?}");
    let split = cli(&[
        "split-pane",
        "--right",
        "--",
        "/bin/sh",
        "-c",
        "echo beside; cat",
    ]);
    host.wait_for_text("beside");
    let list = cli(&["list"]);
    let listed = list
        .stdout
        .lines()
        .any(|line| line.split_whitespace().nth(2) == Some(split.stdout.trim()));
    assert!(listed, "{split:?} {list:?}");
    let closed = cli(&["kill-pane", "--pane-id", split.stdout.trim()]);
    assert_eq!(closed.status, Some(0), "{closed:?}");
    host.wait_until("the pane is gone", SOON, |screen| {
        !screen.contains("beside")
    });
}

/// Runs `wezterm modules` and returns what it wrote; it must succeed.
fn modules(home: &Home, arguments: &[&str]) -> String {
    let command = home.wezterm(&[&["modules"], arguments].concat());
    let answer = home.answer(command, "", SOON);
    assert_eq!(answer.status, Some(0), "{answer:?}");
    answer.stdout
}

fn leave(home: &Home, host: &HostTerminal) {
    run(host, "exit");
    assert_eq!(host.wait_for_exit(), 0);
    home.wait_until_alone();
}

#[test]
fn a_module_that_was_disabled_stays_so_after_a_restart_and_is_enabled_again() {
    let home = Home::new();
    let host = ready(&home);
    assert_eq!(
        modules(&home, &["disable", "commander"]),
        "commander is disabled\n"
    );
    leave(&home, &host);
    let files = home.answer(home.wezterm(&["modules", "info", "commander"]), "", SOON);
    assert!(
        files.stdout.contains("status:      disabled\n"),
        "{files:?}"
    );
    assert!(files.stderr.contains("no terminal runs"), "{files:?}");

    let host = ready(&home);
    let state = || {
        let written = modules(&home, &["info", "commander", "--format", "json"]);
        let info: serde_json::Value = serde_json::from_str(&written).expect("JSON");
        let word = |name: &str| info[name].as_str().unwrap_or_default().to_owned();
        (word("status"), word("decided_by"))
    };
    let settled = || {
        // It is known until the modules are started, which is soon after the first pane.
        wait_for(
            "the modules to be settled",
            SOON,
            || Some(state()).filter(|(status, _)| status != "known" && status != "starting"),
            || home.log(),
        )
    };
    assert_eq!(settled(), ("disabled".to_owned(), "state.toml".to_owned()));
    assert_eq!(
        modules(&home, &["enable", "commander"]),
        "commander is enabled\n"
    );
    assert_eq!(state(), ("loaded".to_owned(), "default".to_owned()));
    let health = modules(&home, &["health", "commander"]);
    assert!(health.contains("commander Healthy"), "{health}");
    leave(&home, &host);

    let host = ready(&home);
    assert_eq!(settled(), ("loaded".to_owned(), "default".to_owned()));
    let unknown = home.answer(home.wezterm(&["modules", "disable", "comander"]), "", SOON);
    assert_eq!(unknown.status, Some(1), "{unknown:?}");
    assert!(
        unknown.stderr.contains("did you mean `commander`?"),
        "{unknown:?}"
    );
    leave(&home, &host);
}
