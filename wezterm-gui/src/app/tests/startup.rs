//! What the configuration says of a start, and a second start while the first one runs.

use mux::Spawn;

use super::commands::ask;
use super::harness::Start;
use crate::frame::{WindowChange, WindowRequest, WindowSupport};
use crate::startup::{Joining, Startup, join};

const IMPLIED: Startup = Startup {
    implied: true,
    joining: Joining::Never,
};

#[test]
fn a_start_without_a_command_is_what_the_configuration_says() {
    let args = "{ 'start', '--cwd', '/usr', '--', '/bin/sh', '-c', 'echo in $(pwd); cat' }";
    let lua = format!("return {{ default_gui_startup_args = {args} }}");
    let mut running = Start {
        startup: IMPLIED,
        ..Start::lua(&lua)
    }
    .run();
    running.wait_for("in /usr");
    // Who names a program gets that one.
    let mut running = Start::lua(&lua).run().at_prompt();
    assert!(!running.screen().contains("in /usr"));
}

#[test]
fn a_start_that_cannot_be_what_the_configuration_says_is_told_so_and_opens_a_shell() {
    let mut running = Start {
        startup: IMPLIED,
        ..Start::lua("return { default_gui_startup_args = { 'connect', 'unix' } }")
    }
    .run()
    .at_prompt();
    running.wait_for("default_gui_startup_args");
}

#[test]
fn a_second_start_becomes_a_tab_in_the_window_in_front() {
    let mut running = Start {
        socket: true,
        windows: WindowSupport::Many,
        ..Start::new()
    }
    .run()
    .at_prompt();
    assert_eq!(running.app.tabs().0.len(), 1);
    let newcomer = Spawn {
        program: Some(
            ["/bin/sh", "-c", "echo from $(pwd); cat"]
                .map(str::to_owned)
                .into(),
        ),
        cwd: Some("/usr".into()),
        ..Spawn::default()
    };
    running.app.focus(false);
    assert!(ask(&mut running, move |socket| join(&[socket], &newcomer)));
    running.wait_for("from /usr");
    assert_eq!(running.app.tabs().0.len(), 2);
    running.wait_request(&WindowRequest::Change(WindowChange::Focus));
}

#[test]
fn a_terminal_that_has_no_windows_takes_no_tab() {
    let mut running = Start {
        socket: true,
        ..Start::new()
    }
    .run()
    .at_prompt();
    assert!(!ask(&mut running, |socket| join(
        &[socket],
        &Spawn::default()
    )));
    assert_eq!(running.app.tabs().0.len(), 1);
}
