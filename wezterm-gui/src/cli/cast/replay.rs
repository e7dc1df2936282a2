//! `wezterm replay`: plays a recording in the present terminal, or writes it to a pipe, with the
//! times that it was made with.
//!
//! Hides the clock that can be paused and stepped, and what is put right in the terminal when the
//! recording is left in its middle.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGHUP, SIGINT};

use super::explain;
use super::restore::Changes;
use super::sequences::{Kind, Sequences};
use super::terminal::{Ends, Raw};
use super::{Broken, Event, Recording};

/// What Ctrl+C sends.
const INTERRUPT: char = '\x03';

/// How a recording is played.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// The recording.
    pub file: PathBuf,
    /// Play it that many times as fast.
    #[arg(long, value_name = "N", default_value = "1", value_parser = parse_speed)]
    pub speed: f64,
    /// Wait at most that many seconds where nothing happens; without it, as the recording says.
    #[arg(long, value_name = "S", value_parser = parse_seconds)]
    pub idle_limit: Option<Duration>,
    /// Write what each part of the recording does, instead of playing it.
    #[arg(long)]
    pub explain: bool,
}

fn parse_speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if speed.is_finite() && speed > 0.0 => Ok(speed),
        _ => Err("expected a number above 0, as in 2 or 0.5".to_owned()),
    }
}

fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().ok();
    let seconds = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| "expected seconds, as in 2 or 0.5".to_owned())
}

/// Plays a recording; returns the exit status.
pub fn replay(args: &ReplayArgs) -> anyhow::Result<i32> {
    let path = args.file.display();
    let file = File::open(&args.file).with_context(|| format!("cannot read {path}"))?;
    let recording = Recording::open(BufReader::new(file)).with_context(|| path.to_string())?;
    if args.explain {
        let mut output = std::io::stdout().lock();
        return explained(recording, &mut output).with_context(|| path.to_string());
    }
    let (stdin, stdout) = (std::io::stdin(), std::io::stdout());
    let keys = match stdin.is_terminal() && stdout.is_terminal() {
        true => Some(File::from(stdin.as_fd().try_clone_to_owned()?)),
        false => None,
    };
    let output = File::from(stdout.as_fd().try_clone_to_owned()?);
    play(recording, args, keys.as_ref(), &output).with_context(|| path.to_string())
}

/// Writes what each part of a recording does.
fn explained(recording: Recording<impl BufRead>, output: &mut dyn Write) -> anyhow::Result<i32> {
    let mut sequences = Sequences::new();
    for event in whole_events(recording) {
        let Event { at, code, data } = event?;
        let at = at.as_secs_f64();
        if code != "o" {
            writeln!(output, "{at:10.6} {}", explain::event(&code, &data))?;
            continue;
        }
        for sequence in sequences.feed(&data) {
            writeln!(output, "{at:10.6} {}", explain::sequence(&sequence))?;
        }
    }
    Ok(0)
}

/// Returns the events of a recording; that it was not ended is told at the end of it.
fn whole_events(recording: Recording<impl BufRead>) -> impl Iterator<Item = Result<Event, Broken>> {
    recording.filter(|event| match event {
        Err(cut @ Broken::CutOff(_)) => {
            eprintln!("wezterm: {cut}");
            false
        }
        _ => true,
    })
}

/// Plays a recording: `keys` is the terminal where there is one, `output` where it is shown.
fn play(
    recording: Recording<impl BufRead>,
    args: &ReplayArgs,
    keys: Option<&File>,
    output: &File,
) -> anyhow::Result<i32> {
    let limit = match args.idle_limit {
        Some(limit) => Some(limit),
        None => recording
            .idle_time_limit
            .and_then(|limit| Duration::try_from_secs_f64(limit).ok()),
    };
    let ends = Ends::listen()?;
    // Dropped after `shown`, which puts right what raw mode is no part of.
    let _raw = keys.map(|keys| Raw::enter(keys, true)).transpose()?;
    let mut player = Player {
        clock: Clock::new(args.speed, Instant::now()),
        shown: Shown::new(output, keys.is_some()),
        keys,
        typed: Sequences::new(),
        ends,
    };
    let (mut last, mut position) = (Duration::ZERO, Duration::ZERO);
    for event in whole_events(recording) {
        let event = event?;
        let gap = event.at.saturating_sub(last);
        position += limit.map_or(gap, |limit| gap.min(limit));
        last = event.at;
        if event.code != "o" {
            continue;
        }
        if let Some(status) = player.wait_for(position)? {
            return Ok(status);
        }
        player.shown.write(&event.data)?;
    }
    Ok(0)
}

/// How far a recording is played.
struct Clock {
    speed: f64,
    /// The place where it was last started or stopped.
    position: Duration,
    /// Since when it runs from there; none while it is paused.
    running: Option<Instant>,
}

impl Clock {
    fn new(speed: f64, now: Instant) -> Clock {
        Clock {
            speed,
            position: Duration::ZERO,
            running: Some(now),
        }
    }

    /// Returns how far it is.
    fn at(&self, now: Instant) -> Duration {
        let ran = self
            .running
            .map(|since| now.saturating_duration_since(since));
        let ran = ran.unwrap_or_default().as_secs_f64() * self.speed;
        let ran = Duration::try_from_secs_f64(ran).unwrap_or(Duration::MAX);
        self.position.saturating_add(ran)
    }

    /// Returns how long it takes until it is there; none while it is paused.
    fn until(&self, position: Duration, now: Instant) -> Option<Duration> {
        self.running?;
        let left = position.saturating_sub(self.at(now)).as_secs_f64() / self.speed;
        Some(Duration::try_from_secs_f64(left).unwrap_or(Duration::MAX))
    }

    /// Pauses, or goes on.
    fn toggle(&mut self, now: Instant) {
        self.position = self.at(now);
        self.running = match self.running {
            Some(_) => None,
            None => Some(now),
        };
    }

    /// Goes to a place without waiting; a clock that is paused stays so.
    fn jump(&mut self, position: Duration, now: Instant) {
        self.position = position.max(self.at(now));
        self.running = self.running.map(|_| now);
    }
}

struct Player<'a> {
    clock: Clock,
    shown: Shown<'a>,
    keys: Option<&'a File>,
    /// What is typed, told apart from what the terminal answers to questions in the recording.
    typed: Sequences,
    ends: Ends,
}

impl Player<'_> {
    /// Waits until a place is reached; returns a status where the person wants no more.
    fn wait_for(&mut self, position: Duration) -> anyhow::Result<Option<i32>> {
        loop {
            if let Some(signal) = self.ends.take() {
                return Ok(Some(128 + signal));
            }
            let left = self.clock.until(position, Instant::now());
            let mut sources: Vec<PollFd<'_>> = Vec::new();
            for end in self.ends.sources() {
                sources.push(PollFd::new(end, PollFlags::IN));
            }
            let typed = sources.len();
            if let Some(keys) = &self.keys {
                sources.push(PollFd::new(*keys, PollFlags::IN));
            }
            let left = left.and_then(|left| Timespec::try_from(left).ok());
            match poll(&mut sources, left.as_ref()) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => return Err(error).context("cannot wait for the next event"),
            }
            let is_typed = sources
                .get(typed)
                .is_some_and(|keys| !keys.revents().is_empty());
            if is_typed && let Some(outcome) = self.obey(position)? {
                return Ok(outcome);
            }
            if self.clock.until(position, Instant::now()) == Some(Duration::ZERO) {
                return Ok(None);
            }
        }
    }

    /// Does what was typed. Returns none to wait on, or whether to go on or with which status to end.
    fn obey(&mut self, position: Duration) -> anyhow::Result<Option<Option<i32>>> {
        let mut bytes = [0; 1024];
        let count = match self.keys.map(|mut keys| keys.read(&mut bytes)) {
            Some(Ok(count @ 1..)) => count,
            Some(Err(error)) if error.kind() == std::io::ErrorKind::Interrupted => 0,
            None => 0,
            // The terminal is gone.
            Some(_) => return Ok(Some(Some(128 + SIGHUP))),
        };
        let text = String::from_utf8_lossy(&bytes[..count]);
        let mut step = false;
        for sequence in self.typed.feed(&text) {
            if !matches!(sequence.kind, Kind::Text | Kind::Control) {
                continue;
            }
            for key in sequence.text.chars() {
                match key {
                    ' ' => self.clock.toggle(Instant::now()),
                    '.' => step = true,
                    'q' => return Ok(Some(Some(0))),
                    INTERRUPT => return Ok(Some(Some(128 + SIGINT))),
                    _ => {}
                }
            }
        }
        if step {
            self.clock.jump(position, Instant::now());
        }
        Ok(step.then_some(None))
    }
}

/// Where a recording is shown; what it has changed of the terminal is put right at the end.
struct Shown<'a> {
    output: &'a File,
    is_terminal: bool,
    changes: Changes,
}

impl Shown<'_> {
    fn new(output: &File, is_terminal: bool) -> Shown<'_> {
        Shown {
            output,
            is_terminal,
            changes: Changes::new(),
        }
    }

    fn write(&mut self, data: &str) -> anyhow::Result<()> {
        if self.is_terminal {
            self.changes.follow(data);
        }
        let mut output = self.output;
        output.write_all(data.as_bytes())?;
        Ok(())
    }
}

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        let mut output = self.output;
        // This fails only where the terminal is gone, and then there is nothing to put right.
        let _ = output.write_all(self.changes.undo().as_bytes());
    }
}

#[cfg(test)]
mod tests;
