//! The whole loop with a real shell below it and two pipes for a host, of which one can be full.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::thread::JoinHandle;

use config::{Environment, LoadOptions};
use mux::Spawn;
use mux::terminal::{EngineEvent, EngineOptions, TerminalEngine, new_engine};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;

use super::*;
use crate::app::AppOptions;
use crate::folders::Folders;

/// How long a condition may take; generous, because the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// A configuration whose handler tells what the main thread has come to.
const CONFIGURATION: &str = "
    local wezterm = require 'wezterm'
    wezterm.on('user-var-changed', function(window, pane, name, value)
        io.open(wezterm.home_dir .. '/' .. value, 'w'):close()
    end)
    return { enable_tab_bar = false, enable_module_framework = false }";

fn factory(home: &Path) -> AppFactory {
    std::fs::write(home.join(".wezterm.lua"), CONFIGURATION).expect("written");
    let load = LoadOptions {
        environment: Environment {
            home: Some(home.to_owned()),
            ..Environment::default()
        },
        time_limit: PATIENCE,
        ..LoadOptions::default()
    };
    let set = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let spawn = Spawn {
        program: Some(vec!["/bin/sh".to_owned()]),
        cwd: Some(home.to_owned()),
        env: vec![set("PS1", "$ "), set("ENV", ""), set("LC_ALL", "C.UTF-8")],
        ..Spawn::default()
    };
    let options = AppOptions {
        builtins: Some(Vec::new),
        socket: false,
        signals: false,
        ..AppOptions::new(load, spawn, Folders::below(&home.join("f")))
    };
    Box::new(move |setup| App::new(options, setup))
}

/// A host whose screen is not read yet and has no room left.
struct Host {
    home: tempfile::TempDir,
    keyboard: File,
    screen: File,
    output: File,
    /// How many bytes were there before the program wrote anything.
    before: usize,
    program: JoinHandle<anyhow::Result<i32>>,
}

impl Host {
    fn that_stands_still() -> Host {
        let pipe = || {
            let (reader, writer) = std::io::pipe().expect("a pipe");
            let files = (OwnedFd::from(reader), OwnedFd::from(writer));
            (File::from(files.0), File::from(files.1))
        };
        let ((input, keyboard), (screen, output)) = (pipe(), pipe());
        let before = fill(&output);
        let home = tempfile::tempdir().expect("a temporary folder");
        let folder = home.path().to_owned();
        let theirs = output.try_clone().expect("a descriptor");
        let program = std::thread::spawn(move || {
            let (wakes, arrivals) = mpsc::channel();
            let terminal = Terminal {
                input,
                output: theirs,
            };
            serve(factory(&folder), terminal, wakes, &arrivals)
        });
        Host {
            home,
            keyboard,
            screen,
            output,
            before,
            program,
        }
    }

    fn type_(&mut self, text: &str) {
        self.keyboard.write_all(text.as_bytes()).expect("typed");
    }

    fn wait_for_file(&self, name: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.home.path().join(name).exists() {
            assert!(Instant::now() < until, "waited in vain for {name}");
            std::thread::park_timeout(Duration::from_millis(5));
        }
    }
}

/// Fills a pipe; returns how many bytes it took.
fn fill(mut output: &File) -> usize {
    let flags = rustix::fs::fcntl_getfl(output).expect("flags");
    rustix::fs::fcntl_setfl(output, flags | OFlags::NONBLOCK).expect("no waiting");
    let mut count = 0;
    loop {
        match output.write(&[b'#'; 4096]) {
            Ok(written) => count += written,
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(error) => panic!("{error}"),
        }
    }
    rustix::fs::fcntl_setfl(output, flags).expect("waiting again");
    count
}

fn has_room(output: &File) -> bool {
    let mut sources = [PollFd::new(output, PollFlags::OUT)];
    poll(&mut sources, Some(&Timespec::default())).expect("a look") > 0
}

/// A screen that is read from now on.
struct Screen {
    engine: Box<dyn TerminalEngine>,
    events: Vec<EngineEvent>,
    chunks: mpsc::Receiver<Vec<u8>>,
}

impl Screen {
    fn read(mut screen: File, before: usize) -> Screen {
        let (sender, chunks) = mpsc::channel();
        std::thread::spawn(move || {
            screen
                .read_exact(&mut vec![0; before])
                .expect("what was there");
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = screen.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let options = EngineOptions {
            size: mux::PaneSize::default(),
            scrollback_lines: 0,
            scrollback_bytes: 1 << 20,
            palette: mux::Palette::default(),
            settings: mux::TerminalSettings::default(),
            images: mux::images::Budget::default(),
            program_version: String::new(),
            shell_token: None,
        };
        Screen {
            engine: new_engine(options, Arc::new(|_| {})),
            events: Vec::new(),
            chunks,
        }
    }

    /// Waits until the screen shows exactly this.
    fn wait_for(&mut self, text: &str) {
        let until = Instant::now() + PATIENCE;
        while self.engine.text().trim_end() != text {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(chunk) = self.chunks.recv_timeout(left) else {
                panic!("never saw {text:?} but:\n{}", self.engine.text());
            };
            self.engine.advance(&chunk, &mut self.events);
        }
    }

    /// Reads what is left until the program lets go of the screen.
    fn read_to_end(&mut self) {
        for chunk in &self.chunks {
            self.engine.advance(&chunk, &mut self.events);
        }
    }
}

#[test]
fn a_host_that_stands_still_does_not_stop_the_shell_and_sees_the_latest_screen_afterwards() {
    let mut host = Host::that_stands_still();
    host.type_("echo > typed\r");
    host.wait_for_file("typed");
    let many = "i=0; while [ $i -lt 500 ]; do i=$((i+1));\
        printf '\\a\\033]2;title %s\\007\\033]52;c;b2xk\\007 flood ' $i; done\r";
    host.type_(many);
    host.type_("printf '\\033]52;c;bmV3\\007\\033]1337;SetUserVar=a=aGVhcmQ=\\007'\r");
    host.wait_for_file("heard");
    host.type_("clear; echo end-$((40+2)); printf '\\033]1337;SetUserVar=a=ZHJhd24=\\007'\r");
    host.wait_for_file("drawn");
    assert!(!has_room(&host.output), "nothing was read");

    let mut screen = Screen::read(host.screen.try_clone().expect("a descriptor"), host.before);
    screen.wait_for("end-42\n$");
    host.type_("exit\r");
    let Host {
        program, output, ..
    } = host;
    let ended = program.join().expect("no panic");
    assert_eq!(ended.expect("no error"), 0);
    drop(output);
    screen.read_to_end();
    let told = screen.events.into_iter();
    let told: Vec<_> = told
        .filter(|event| matches!(event, EngineEvent::Bell | EngineEvent::Clipboard(_)))
        .collect();
    let expected = [EngineEvent::Clipboard("new".to_owned()), EngineEvent::Bell];
    assert_eq!(told, expected);
    assert!(
        !screen.engine.facts().alt_screen,
        "the screen is given back"
    );
}
