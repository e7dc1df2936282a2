//! One terminal with the client in it: started, talked to, looked at from outside, ended.
//!
//! Each has a home of its own, so that no terminal reads a configuration or finds another one of its
//! kind running, and so that its processes can be told from all others.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tests::{Home, Running};

use super::client;
use super::peers::{Peer, Shape};

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(60);

/// Where windows are shown.
pub struct Displays {
    pub x11: String,
    /// The socket of a Wayland compositor, where there is one.
    pub wayland: Option<PathBuf>,
}

pub struct Session {
    pub home: Home,
    pub started: Instant,
    /// When the terminal had answered the client's first question.
    pub answered: Instant,
    peer: UnixStream,
    lines: Receiver<(Instant, String)>,
    _running: Running,
}

/// What the system says of the terminal's processes, the programs in it left out.
#[derive(Clone, Copy, Default)]
pub struct Usage {
    /// Time on a processor.
    pub busy: Duration,
    /// How often one of its threads was given a processor.
    pub wakes: u64,
    /// Memory in kB, what is shared with other processes counted by its share.
    pub proportional: u64,
    /// Memory in kB that is nobody else's.
    pub private: u64,
    /// The most memory in kB that was resident at any time, what is shared with other processes included.
    pub peak: u64,
}

impl Session {
    /// Starts a terminal and waits for the client in it.
    pub fn start(peer: &Peer, shape: &Shape, displays: &Displays) -> anyhow::Result<Self> {
        Self::start_with(peer, shape, displays, &[])
    }

    /// The same with more in the environment.
    pub fn start_with(
        peer: &Peer,
        shape: &Shape,
        displays: &Displays,
        variables: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let home = Home::new();
        // A line that is shown until somebody has read it would take a row of the screen.
        home.write(
            "state/wezterm-ai/state.toml",
            "first_start_line_read = true\n",
        );
        let socket = home.path("client");
        let listener = UnixListener::bind(&socket)?;
        let mut arguments = peer.arguments(shape);
        let this = std::env::current_exe()?.display().to_string();
        arguments.extend([
            this,
            client::ARGUMENT.to_owned(),
            socket.display().to_string(),
            shape.cols.to_string(),
            shape.rows.to_string(),
        ]);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut command = home.command(&peer.program.display().to_string(), &arguments);
        match &displays.wayland {
            Some(socket) if peer.wayland => command.env("WAYLAND_DISPLAY", socket),
            _ => command.env("DISPLAY", &displays.x11),
        };
        command.envs(variables.iter().copied());
        let output = std::fs::File::create(home.path("output"))?;
        command.stdout(output.try_clone()?).stderr(output);
        let started = Instant::now();
        let mut running = Running::start(command);
        let (told, accepted) = channel();
        std::thread::spawn(move || {
            // Nobody waits any more for a terminal that did not come up.
            let _ = told.send(listener.accept());
        });
        let stream = loop {
            if let Ok(accepted) = accepted.recv_timeout(Duration::from_millis(200)) {
                break accepted?.0;
            }
            let ended = running.child.try_wait()?;
            if ended.is_some() || started.elapsed() > LIMIT {
                let output = std::fs::read_to_string(home.path("output"))?;
                bail!("{} shows no client ({ended:?}): {output}", peer.name);
            }
        };
        let (sender, lines) = channel();
        let reader = BufReader::new(stream.try_clone()?);
        std::thread::spawn(move || {
            for line in reader.lines().map_while(Result::ok) {
                if sender.send((Instant::now(), line)).is_err() {
                    return;
                }
            }
        });
        let mut session = Self {
            home,
            started,
            answered: started,
            peer: stream,
            lines,
            _running: running,
        };
        session.answered = session.expect("ready")?.0;
        Ok(session)
    }

    /// Asks the client for something.
    pub fn ask(&mut self, line: &str) -> anyhow::Result<()> {
        Ok(writeln!(self.peer, "{line}")?)
    }

    /// Waits for the client's next line, which begins with a word; returns when it came and its rest.
    pub fn expect(&mut self, word: &str) -> anyhow::Result<(Instant, String)> {
        self.expect_within(word, LIMIT)
    }

    /// The same with a limit of its own.
    pub fn expect_within(
        &mut self,
        word: &str,
        limit: Duration,
    ) -> anyhow::Result<(Instant, String)> {
        let (at, line) = self
            .lines
            .recv_timeout(limit)
            .with_context(|| format!("the client does not say {word:?}"))?;
        match line.strip_prefix(word) {
            Some(rest) => Ok((at, rest.trim().to_owned())),
            None => bail!("the client says {line:?} instead of {word:?}"),
        }
    }

    /// Sends a stream for so long and returns how many million bytes went through in a second.
    pub fn stream(&mut self, name: &str, at_least: Duration) -> anyhow::Result<f64> {
        self.ask(&format!("stream {} {name}", at_least.as_millis()))?;
        let (_, sent) = self.expect("sent")?;
        let (bytes, nanos) = sent.split_once(' ').context("bytes and nanoseconds")?;
        Ok(bytes.parse::<f64>()? / nanos.parse::<f64>()? * 1e3)
    }

    /// Looks at the terminal's processes.
    pub fn usage(&self) -> Usage {
        let mut sum = Usage::default();
        let client = std::env::current_exe().unwrap_or_default();
        for (pid, command) in self.home.processes() {
            let program = command.split(' ').next().unwrap_or_default();
            if Path::new(program) != client && program != "yes" {
                sum.add(pid);
            }
        }
        sum
    }
}

impl Usage {
    fn add(&mut self, pid: u32) {
        let tasks = std::fs::read_dir(format!("/proc/{pid}/task"));
        for task in tasks.into_iter().flatten().flatten() {
            let times = std::fs::read_to_string(task.path().join("schedstat"));
            let times = times.unwrap_or_default();
            let mut numbers = times
                .split_whitespace()
                .map(|word| word.parse().unwrap_or(0));
            self.busy += Duration::from_nanos(numbers.next().unwrap_or(0));
            self.wakes += numbers.nth(1).unwrap_or(0);
        }
        let pages = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"));
        for line in pages.unwrap_or_default().lines() {
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let kb = value.split_whitespace().next();
            let kb: u64 = kb.and_then(|kb| kb.parse().ok()).unwrap_or(0);
            match name {
                "Pss" => self.proportional += kb,
                "Private_Clean" | "Private_Dirty" => self.private += kb,
                _ => {}
            }
        }
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"));
        let status = status.unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.split_whitespace().next()?.parse().ok());
        self.peak += peak.unwrap_or(0);
    }
}
