//! What is shown and told of the programs that run in the panes, and who looks that up.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use std::thread::{self, ThreadId};

use mux::{ProcessInfo, Processes, SystemProcesses};
use wezterm_module_framework::TerminalContext;

use super::harness::{Running, Start};
use crate::frame::WindowRequest;

/// The real processes, and on which threads they were asked for.
#[derive(Default)]
pub(super) struct Watched {
    asked_on: Mutex<Vec<ThreadId>>,
    /// While it is set, the disk does not tell where anything is.
    stuck: Mutex<bool>,
    freed: Condvar,
}

impl Watched {
    fn asked(&self) {
        let mut asked_on = self.asked_on.lock().expect("not poisoned");
        asked_on.push(thread::current().id());
    }

    pub(super) fn set_stuck(&self, stuck: bool) {
        *self.stuck.lock().expect("not poisoned") = stuck;
        self.freed.notify_all();
    }

    fn asked_here(&self) -> usize {
        let asked_on = self.asked_on.lock().expect("not poisoned");
        let here = thread::current().id();
        asked_on.iter().filter(|thread| **thread == here).count()
    }
}

impl Processes for Watched {
    fn name(&self, pid: u32) -> Option<String> {
        self.asked();
        SystemProcesses.name(pid)
    }

    fn remembered_directory(&self, pid: u32) -> Option<PathBuf> {
        self.asked();
        SystemProcesses.remembered_directory(pid)
    }

    fn directory(&self, pid: u32) -> Option<PathBuf> {
        self.asked();
        let stuck = self.stuck.lock().expect("not poisoned");
        let freed = self.freed.wait_while(stuck, |stuck| *stuck);
        drop(freed.expect("not poisoned"));
        SystemProcesses.directory(pid)
    }

    fn executable(&self, pid: u32) -> Option<PathBuf> {
        self.asked();
        SystemProcesses.executable(pid)
    }

    fn tree(&self, pid: u32) -> Option<ProcessInfo> {
        self.asked();
        let stuck = self.stuck.lock().expect("not poisoned");
        let freed = self.freed.wait_while(stuck, |stuck| *stuck);
        drop(freed.expect("not poisoned"));
        SystemProcesses.tree(pid)
    }
}

#[test]
fn a_frame_shows_what_runs_and_looks_nothing_up() {
    let watched = Arc::new(Watched::default());
    let start = Start {
        processes: watched.clone(),
        ..Start::new()
    };
    let mut running = start.run().at_prompt();
    running.key("Ctrl+Shift+T");
    running.wait("two tabs", |running| running.row(0).contains("2:"));
    let before = watched.asked_here();
    for _ in 0..100 {
        running.type_("x");
        running.turn();
        let frame = running.app.frame();
        assert!(frame.title.starts_with("[2/2]"), "{}", frame.title);
        running.app.pane_list();
    }
    assert_eq!(watched.asked_here(), before, "lookups for 100 frames");
    running.key("Ctrl+u");
    running.type_("exec cat\n");
    running.wait("the program's name", |running| {
        running.row(0).contains("cat") && running.app.frame().title.ends_with("cat")
    });
    assert_eq!(watched.asked_here(), before, "lookups for a new name");
    assert!(!watched.asked_on.lock().expect("not poisoned").is_empty());
}

#[test]
fn a_tab_opens_at_once_while_the_disk_is_stuck_and_keeps_what_is_typed() {
    let watched = Arc::new(Watched::default());
    let start = Start {
        processes: watched.clone(),
        ..Start::new()
    };
    let mut running = start.run().at_prompt();
    running.type_("cd /usr; echo to-$((1+1))\n");
    running.wait_for("to-2");
    let before = watched.asked_here();
    watched.set_stuck(true);
    for key in ["Ctrl+Shift+T", "Ctrl+Shift+Alt+%"] {
        running.key(key);
        assert_eq!(watched.asked_here(), before, "{key} asks elsewhere");
        running.type_("echo in=$PWD=\n");
        running.turn();
        assert!(!running.screen().contains("in=/usr="));
        watched.set_stuck(false);
        running.wait_for("in=/usr=");
        running.type_("clear\n");
        running.wait_gone("in=/usr=");
        watched.set_stuck(true);
    }
    // One beside another that is not there yet waits until it is known where that one is.
    running.key("Ctrl+Shift+T");
    running.key("Ctrl+Shift+Alt+%");
    running.type_("echo in=$PWD=\n");
    running.turn();
    watched.set_stuck(false);
    running.wait_for("in=/usr=");
    running.app.shutdown();
}

#[test]
fn a_tab_whose_program_is_missing_goes_and_says_why() {
    let lua = r#"
        local wezterm = require 'wezterm'
        local missing = wezterm.action.SpawnCommandInNewTab { args = { 'no-such-program' } }
        return { keys = { { key = 'F5', action = missing } } }
    "#;
    let mut running = Start::lua(lua).run().at_prompt();
    running.type_("echo first-$((0+1))\n");
    running.wait_for("first-1");
    running.key("F5");
    running.wait_for("no-such-program");
    running.wait_for("first-1");
    assert_eq!(running.app.tabs().0.len(), 1);
    assert_eq!(running.exit, None);
}

/// Asks as a module does, while the program runs here.
fn context(running: &mut Running) -> TerminalContext {
    let host = running.app.modules.as_ref().expect("modules").host();
    let bell = running.bell();
    let (reply, answer) = mpsc::channel();
    let asking = thread::spawn(move || {
        let context = futures::executor::block_on(host.terminal_context(None));
        reply.send(context).expect("somebody waits");
        bell();
    });
    let mut told = None;
    running.wait("the context", |_| {
        told = answer.try_recv().ok();
        told.is_some()
    });
    asking.join().expect("no panic");
    told.expect("told")
}

#[test]
fn a_printed_directory_is_told_as_shown_and_never_as_real() {
    let watched = Arc::new(Watched::default());
    let start = Start {
        processes: watched.clone(),
        ..Start::new()
    };
    let mut running = start.run().at_prompt();
    running.type_("cd /usr; printf '\\033]7;file:///etc\\007'; echo to-$((1+1))\n");
    running.wait_for("to-2");
    let before = watched.asked_here();
    let told = context(&mut running);
    assert_eq!(told.shown_cwd.as_deref(), Some(Path::new("/etc")));
    assert_eq!(told.real_cwd.as_deref(), Some(Path::new("/usr")));
    assert_eq!(watched.asked_here(), before, "the disk is asked elsewhere");
}

#[test]
fn a_command_without_a_status_is_told_without_one() {
    let mut running = Start::new().run().at_prompt();
    let marks = "\\033]133;B\\007made\\n\\033]133;C\\007\\033]133;D";
    for end in ["", ";0"] {
        running.type_(&format!("printf '{marks}{end}\\007'; echo to-$((1+1))\n"));
    }
    running.wait("both", |running| {
        running.screen().matches("to-2").count() == 2
    });
    let told = context(&mut running).recent_commands;
    let statuses: Vec<_> = told.iter().map(|block| block.exit_status).collect();
    assert_eq!(statuses, [None, Some(0)]);
}

#[test]
fn a_command_for_the_prompt_is_copied_while_a_program_runs() {
    let mut running = Start::new().run().at_prompt();
    let pane = running.app.active_pane().expect("a pane");
    running.app.insert_at_prompt(pane, "echo at-prompt");
    running.wait_for("$ echo at-prompt");
    running.key("Ctrl+u");
    running.type_("exec cat\nhere\n");
    running.wait("cat", |running| {
        running.screen().matches("here").count() == 2
    });
    running.app.insert_at_prompt(pane, "rm -r x");
    running.wait_for("Copied, not inserted");
    running.wait_request(&WindowRequest::SetClipboard("rm -r x".to_owned()));
    assert!(!running.screen().contains("rm -r x"));
}
