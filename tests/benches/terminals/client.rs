//! The program that runs in each terminal: it does what the benchmark asks for, over a socket.
//!
//! It is this executable once more. What it measures ends with the terminal's answer to a question
//! (device status, `CSI 5 n`), which stands behind all that was sent: so the terminal has read and
//! understood everything, and did not only take it into a buffer.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::termios::{OptionalActions, tcgetattr, tcgetwinsize, tcsetattr};

use super::streams;

/// The first argument of the client; then come the socket, the columns and the rows.
pub const ARGUMENT: &str = "--client";
/// The first argument of the program that writes a log; then comes its length in bytes.
pub const LOG_ARGUMENT: &str = "--write-log";

/// The mark that eyes look for: pure magenta and pure green, which each 256-colour palette has.
pub const MAGENTA: [u8; 3] = [255, 0, 255];
pub const GREEN: [u8; 3] = [0, 255, 0];
const PAINTS: [&str; 2] = ["\x1b[48;5;201m", "\x1b[48;5;46m"];

/// What a flood is made of, line by line.
const FLOOD: &str = "a line of a flood, and another one";

/// How long a terminal may take to get its size.
const LIMIT: Duration = Duration::from_secs(10);

/// Rows and columns of the mark.
const MARK: (usize, usize) = (4, 40);

/// Does what the benchmark says until it hangs up.
pub fn run(socket: &Path, (cols, rows): (usize, usize)) -> anyhow::Result<()> {
    let stdin = rustix::stdio::stdin();
    let before = tcgetattr(stdin).context("a client of the benchmark runs in a terminal")?;
    let mut raw = before.clone();
    raw.make_raw();
    tcsetattr(stdin, OptionalActions::Now, &raw)?;
    // Some start their program before they know how large their window is.
    let begun = Instant::now();
    loop {
        let size = tcgetwinsize(stdin)?;
        if (usize::from(size.ws_col), usize::from(size.ws_row)) == (cols, rows) {
            break;
        }
        anyhow::ensure!(begun.elapsed() < LIMIT, "the terminal is not {cols}x{rows}");
        std::thread::park_timeout(Duration::from_millis(1));
    }
    let mut terminal = Terminal {
        input: std::io::stdin(),
        output: std::io::stdout(),
    };
    paint_all(&mut terminal, cols, rows)?;
    terminal.ask()?;
    let mut peer = UnixStream::connect(socket).context("the benchmark listens")?;
    writeln!(peer, "ready")?;
    let streams = streams::all(cols, rows);
    for line in BufReader::new(peer.try_clone()?).lines() {
        let line = line?;
        let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let reply = match word {
            "stream" => {
                let (millis, name) = rest.split_once(' ').context("stream MILLIS NAME")?;
                let stream = streams.iter().find(|stream| stream.name == name);
                let stream = stream.with_context(|| format!("no stream {name:?}"))?;
                send(
                    &mut terminal,
                    stream,
                    Duration::from_millis(millis.parse()?),
                )?
            }
            "lines" => {
                lines(&mut terminal, rest.parse()?)?;
                "written".to_owned()
            }
            "echo" => {
                writeln!(peer, "listening")?;
                echo(&mut terminal, rest.parse()?)?;
                "echoed".to_owned()
            }
            "flood" | "log" => {
                // The line discipline turns Ctrl+C into a signal, as in front of a shell.
                tcsetattr(stdin, OptionalActions::Now, &before)?;
                let done = match word {
                    "log" => {
                        let mut writer = Command::new(std::env::current_exe()?);
                        flood(&mut peer, writer.args([LOG_ARGUMENT, rest]))
                    }
                    _ => flood(&mut peer, Command::new("yes").arg(FLOOD)),
                };
                tcsetattr(stdin, OptionalActions::Now, &raw)?;
                done?;
                mark(&mut terminal, 0)?;
                terminal.ask()?;
                "prompt".to_owned()
            }
            "mark" => {
                mark(&mut terminal, 0)?;
                terminal.ask()?;
                "marked".to_owned()
            }
            _ => bail!("the benchmark asks for {word:?}"),
        };
        writeln!(peer, "{reply}")?;
    }
    tcsetattr(stdin, OptionalActions::Now, &before)?;
    Ok(())
}

struct Terminal {
    input: std::io::Stdin,
    output: std::io::Stdout,
}

impl Terminal {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.output.write_all(bytes)
    }

    /// Waits until the terminal has understood everything before.
    fn ask(&mut self) -> anyhow::Result<()> {
        self.write(b"\x1b[5n")?;
        self.output.flush()?;
        let mut seen = Vec::new();
        let mut byte = [0];
        // What else comes is a late answer to something of a stream.
        while !seen.ends_with(b"\x1b[0n") {
            self.input
                .lock()
                .read_exact(&mut byte)
                .context("the answer")?;
            seen.push(byte[0]);
        }
        Ok(())
    }
}

/// Fills the screen with the mark's colour and a word.
fn paint_all(terminal: &mut Terminal, cols: usize, rows: usize) -> anyhow::Result<()> {
    let blank = " ".repeat(cols);
    for row in 1..=rows {
        terminal.write(format!("\x1b[{row};1H{}{blank}", PAINTS[0]).as_bytes())?;
    }
    terminal.write(b"\x1b[m\x1b[1;1Hready> ")?;
    Ok(())
}

/// Puts the mark on an empty screen, in one of its colours.
fn mark(terminal: &mut Terminal, paint: usize) -> anyhow::Result<()> {
    terminal.write(b"\x1b[m\x1b[H\x1b[2J")?;
    repaint(terminal, paint)?;
    terminal.write(b"\x1b[1;1Hready> ")?;
    Ok(())
}

fn repaint(terminal: &mut Terminal, paint: usize) -> anyhow::Result<()> {
    let blank = " ".repeat(MARK.1);
    let paint = PAINTS[paint % 2];
    let rows = (0..MARK.0).map(|row| format!("\x1b[{};5H{paint}{blank}\x1b[m", 8 + row));
    let all: String = rows.collect();
    terminal.write(all.as_bytes())?;
    terminal.output.flush()?;
    Ok(())
}

/// Sends a stream for so long, and tells how many bytes it was in how many nanoseconds.
fn send(
    terminal: &mut Terminal,
    stream: &streams::Stream,
    at_least: Duration,
) -> anyhow::Result<String> {
    terminal.write(stream.before.as_bytes())?;
    terminal.ask()?;
    let begun = Instant::now();
    let mut sent = 0;
    while begun.elapsed() < at_least {
        terminal.write(&stream.bytes)?;
        sent += stream.bytes.len();
    }
    terminal.ask()?;
    let took = begun.elapsed();
    terminal.write(stream.after.as_bytes())?;
    terminal.ask()?;
    Ok(format!("sent {sent} {}", took.as_nanos()))
}

/// Prints numbered lines of 80 characters.
fn lines(terminal: &mut Terminal, count: usize) -> anyhow::Result<()> {
    let words = "the quick brown fox jumps over the lazy dog, again and again, all day long";
    for number in 0..count {
        terminal.write(format!("{number:6} {words:.73}\r\n").as_bytes())?;
    }
    terminal.ask()
}

/// Changes the mark's colour at each of so many keys.
fn echo(terminal: &mut Terminal, keys: usize) -> anyhow::Result<()> {
    let mut byte = [0];
    for key in 0..keys {
        terminal.input.lock().read_exact(&mut byte)?;
        repaint(terminal, key + 1)?;
    }
    Ok(())
}

/// Runs a program until it ends or is interrupted, and says when and which.
fn flood(peer: &mut UnixStream, program: &mut Command) -> anyhow::Result<()> {
    let interrupted = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    // Without a handler the interrupt would end this program too.
    let id = signal_hook::flag::register(signal_hook::consts::SIGINT, interrupted)?;
    let mut running = program.spawn()?;
    writeln!(peer, "flooding")?;
    let status = running.wait()?;
    writeln!(peer, "{}", how_it_ended(status))?;
    signal_hook::low_level::unregister(id);
    Ok(())
}

fn how_it_ended(status: ExitStatus) -> &'static str {
    match status.success() {
        true => "over",
        false => "interrupted",
    }
}

/// Writes so many bytes of a log.
pub fn write_log(bytes: usize) -> std::io::Result<()> {
    let lines = streams::log();
    let mut output = std::io::stdout().lock();
    let mut left = bytes;
    while left > 0 {
        let part = &lines[..left.min(lines.len())];
        output.write_all(part)?;
        left -= part.len();
    }
    output.flush()
}
