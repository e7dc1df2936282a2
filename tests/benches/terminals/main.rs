//! This terminal beside the others that are installed, in one run and by turns.
//!
//! `cargo bench --profile dev -p tests --bench terminals [-- --quick]` starts each terminal under Xvfb
//! (foot in a weston there) with a client in it and prints tables: bytes through the pty beside
//! the engine alone, start to a prompt, a key to its pixel, Ctrl+C in a flood, memory, and what an idle
//! one does; with `--log` only what `long_log` measures, with `--streams[=NAME,NAME]` only bytes
//! through the pty, with `--only=NAME,NAME` only these terminals. There is no GPU in it: terminals that draw with
//! OpenGL do so by software there. Figures of one run are to be compared with each other and with nothing
//! else; docs/benchmarks.md has some.

mod client;
mod long_log;
mod peers;
mod screen;
mod session;
mod streams;
mod tables;

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use mux::PaneSize;
use mux::grid::Size;
use mux::terminal::{DEFAULT_SCROLLBACK_BYTES, EngineOptions, new_engine};
use peers::{Peer, Shape};
use screen::{CONTROL, LETTER, Screen};
use session::{Displays, Session, Usage};
use tables::{Figures, Table, median, percentile};
use tests::{Desktop, Home, Running};

/// The size of each terminal, in cells, and what is kept above the screen.
const SHAPE: Shape = Shape {
    cols: 120,
    rows: 40,
    scrollback: 10_000,
};
/// How many lines are kept where memory is measured.
const LONG: usize = 100_000;
/// The size at which our own frames are measured.
const LARGE: Shape = Shape {
    cols: 200,
    rows: 50,
    scrollback: 10_000,
};

/// How much is measured.
struct Effort {
    rounds: usize,
    stream: Duration,
    starts: usize,
    keys: usize,
    floods: usize,
    idle: Duration,
}

const FULL: Effort = Effort {
    rounds: 11,
    stream: Duration::from_secs(1),
    starts: 15,
    keys: 200,
    floods: 10,
    idle: Duration::from_secs(10),
};
const QUICK: Effort = Effort {
    rounds: 1,
    stream: Duration::from_millis(700),
    starts: 5,
    keys: 40,
    floods: 3,
    idle: Duration::from_secs(10),
};

/// How long something may take to be seen.
const SEEN: Duration = Duration::from_secs(10);

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, socket, cols, rows] = arguments.as_slice()
        && first == client::ARGUMENT
    {
        return client::run(Path::new(socket), (cols.parse()?, rows.parse()?));
    }
    if let [first, bytes] = arguments.as_slice()
        && first == client::LOG_ARGUMENT
    {
        return Ok(client::write_log(bytes.parse()?)?);
    }
    let says = |word: &str| arguments.iter().any(|argument| argument == word);
    let only = arguments
        .iter()
        .find_map(|argument| argument.strip_prefix("--only="));
    let effort = if says("--quick") { QUICK } else { FULL };
    let home = Home::new();
    let desktop = Desktop::start_sized("the benchmark", &home, (1920, 1200));
    let desktop = desktop.context("it needs the packages that ./test installs")?;
    let weston = Weston::start(&home);
    let displays = Displays {
        x11: desktop.display().to_owned(),
        wayland: weston.as_ref().map(|weston| weston.socket.clone()),
    };
    let mut peers = peers::installed(&tests::binary());
    peers.retain(|peer| displays.wayland.is_some() || !peer.wayland);
    peers.retain(|peer| only.is_none_or(|only| only.split(',').any(|name| name == peer.name)));
    let bench = Bench {
        screen: Screen::open(&displays.x11)?,
        displays,
        peers,
        effort,
    };
    let begun = Instant::now();
    bench.versions();
    if let Some(megabytes) = long_log::asked_for(&arguments)? {
        return bench.long_log(megabytes);
    }
    let named = arguments
        .iter()
        .find_map(|argument| match argument.as_str() {
            "--streams" => Some(""),
            argument => argument.strip_prefix("--streams="),
        });
    bench.throughput(named.unwrap_or_default())?;
    if named.is_some() {
        return Ok(());
    }
    bench.starts()?;
    bench.keys()?;
    bench.floods()?;
    bench.memory_and_idleness()?;
    bench.frames()?;
    println!("\n{:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

/// What weston is told: nothing that moves.
const WESTON: &str =
    "[core]\nidle-time=0\n[shell]\npanel-position=none\nanimation=none\nstartup-animation=none\n";

/// A Wayland compositor in a window of an X server of its own: without a window it has no keyboard,
/// and foot does not run.
struct Weston {
    socket: std::path::PathBuf,
    // Ended in this order.
    _running: Running,
    _desktop: Desktop,
}

impl Weston {
    /// Starts it where it is installed, and foot is.
    fn start(home: &Home) -> Option<Self> {
        peers::on_path("weston")?;
        peers::on_path("foot")?;
        let desktop = Desktop::start_sized("foot", home, (1920, 1200))?;
        let config = home.write("weston.ini", WESTON).display().to_string();
        let config = format!("--config={config}");
        let arguments = [
            "--backend=x11-backend.so",
            "--use-pixman",
            &config,
            "--width=1600",
            "--height=1000",
            "--socket=bench",
        ];
        let mut command = home.command("weston", &arguments);
        command.env("DISPLAY", desktop.display());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let running = Running::start(command);
        let socket = home.path("run/bench");
        tests::wait_for(
            "weston listens",
            tests::SOON,
            || socket.exists().then_some(()),
            String::new,
        );
        Some(Self {
            socket,
            _running: running,
            _desktop: desktop,
        })
    }
}

struct Bench {
    displays: Displays,
    screen: Screen,
    peers: Vec<Peer>,
    effort: Effort,
}

impl Bench {
    fn versions(&self) {
        let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpu.lines().find_map(|line| line.strip_prefix("model name"));
        let model = model
            .unwrap_or_default()
            .trim_start_matches(['\t', ' ', ':']);
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').next().unwrap_or_default().to_owned();
        println!(
            "{cores} x {model}, load {load} at the begin; {}x{} cells\n",
            SHAPE.cols, SHAPE.rows
        );
        for peer in &self.peers {
            println!("* {}: {}", peer.name, peer.version);
        }
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.peers.iter().map(|peer| peer.name)
    }

    fn start(&self, peer: &Peer) -> anyhow::Result<Session> {
        Session::start(peer, &SHAPE, &self.displays).with_context(|| peer.name.to_owned())
    }

    /// Measures the streams of these names, parted by commas; all of them without a name.
    fn throughput(&self, names: &str) -> anyhow::Result<()> {
        let mut streams = streams::all(SHAPE.cols, SHAPE.rows);
        let wanted: Vec<&str> = names.split(',').filter(|name| !name.is_empty()).collect();
        let known: Vec<&str> = streams.iter().map(|stream| stream.name).collect();
        for name in &wanted {
            anyhow::ensure!(
                known.contains(name),
                "no stream {name:?}: there are {known:?}"
            );
        }
        streams.retain(|stream| wanted.is_empty() || wanted.contains(&stream.name));
        let mut figures = Figures::default();
        for _ in 0..self.effort.rounds {
            for (index, peer) in self.peers.iter().enumerate() {
                let mut session = self.start(peer)?;
                for stream in &streams {
                    // Right before ours, as the machine may be slower a moment later.
                    if index == 0 {
                        let alone = engine_alone(stream, self.effort.stream);
                        figures.add(stream.name, "engine alone", alone);
                    }
                    let speed = session.stream(stream.name, self.effort.stream);
                    let speed = speed.with_context(|| format!("{}, {}", peer.name, stream.name))?;
                    figures.add(stream.name, peer.name, speed);
                }
            }
        }
        let columns = ["engine alone", "wezterm / alone"]
            .into_iter()
            .chain(self.names());
        let mut table = Table::new("MB/s through the pty", columns);
        for stream in &streams {
            let of = |who: &str| median(figures.of(stream.name, who));
            let alone = of("engine alone");
            let first = self.peers.first().filter(|peer| peer.name == "wezterm");
            let ratios = first.map(|ours| {
                let pairs = figures.of(stream.name, ours.name).iter();
                let pairs = pairs.zip(figures.of(stream.name, "engine alone"));
                pairs
                    .map(|(ours, alone)| ours / alone)
                    .collect::<Vec<f64>>()
            });
            let ratio = median(&ratios.unwrap_or_default());
            let mut row = vec![format!("{alone:.1}"), format!("{ratio:.2}")];
            row.extend(self.names().map(|name| format!("{:.1}", of(name))));
            table.row(stream.name, row);
        }
        table.print();
        Ok(())
    }

    fn starts(&self) -> anyhow::Result<()> {
        let mut figures = Figures::default();
        for round in 0..=self.effort.starts {
            for peer in &self.peers {
                let session = self.start(peer)?;
                let seen = match peer.wayland {
                    true => None,
                    false => self.screen.wait_for((200, 200), client::MAGENTA, SEEN)?,
                };
                // The first one of each fills the caches of the system.
                if round > 0 {
                    let millis = |at: Instant| (at - session.started).as_secs_f64() * 1e3;
                    figures.add("answered", peer.name, millis(session.answered));
                    if let Some(seen) = seen {
                        figures.add("seen", peer.name, millis(seen.max(session.answered)));
                    }
                    let busy = session.usage().busy.as_secs_f64() * 1e3;
                    figures.add("processor", peer.name, busy);
                }
            }
        }
        let rows = [
            ("a prompt that the terminal has read", "answered"),
            ("a prompt that is seen", "seen"),
            ("processor time until then", "processor"),
        ];
        self.print_beside("Start, ms (median)", &rows, &figures, 50);
        Ok(())
    }

    /// Prints a row for each kind of figure, and a percentile of each terminal beside alacritty's.
    fn print_beside(
        &self,
        title: &str,
        rows: &[(&str, &str)],
        figures: &Figures,
        hundredths: usize,
    ) {
        let mut table = Table::new(title, self.names().chain(["wezterm / alacritty"]));
        for (row, kind) in rows {
            let of = |name: &str| percentile(figures.of(kind, name), hundredths);
            let mut cells: Vec<String> = self.names().map(|name| tables::shown(of(name))).collect();
            let ratio = of("wezterm") / of("alacritty");
            cells.push(if ratio.is_nan() {
                "-".into()
            } else {
                format!("{ratio:.2}")
            });
            table.row(row, cells);
        }
        table.print();
    }

    fn seen_peers(&self) -> impl Iterator<Item = &Peer> {
        self.peers.iter().filter(|peer| !peer.wayland)
    }

    fn keys(&self) -> anyhow::Result<()> {
        let mut figures = Figures::default();
        'peers: for peer in self.seen_peers() {
            let mut session = self.start(peer)?;
            session.ask("mark")?;
            session.expect("marked")?;
            let place = self.find(client::MAGENTA)?;
            self.screen.focus()?;
            session.ask(&format!("echo {}", self.effort.keys))?;
            session.expect("listening")?;
            for key in 0..self.effort.keys {
                // A person's next key comes when everything is at rest again.
                std::thread::park_timeout(Duration::from_millis(25 + key as u64 % 10));
                let expected = [client::GREEN, client::MAGENTA][key % 2];
                let pressed = self.screen.press(&[LETTER])?;
                let Some(seen) = self.screen.wait_for(place, expected, SEEN)? else {
                    println!("\n{}: key {key} is not seen", peer.name);
                    continue 'peers;
                };
                figures.add("key", peer.name, (seen - pressed).as_secs_f64() * 1e3);
            }
            session.expect("echoed")?;
        }
        for hundredths in [50, 95] {
            let title = format!("Key to pixel, ms (percentile {hundredths})");
            self.print_beside(&title, &[("a key", "key")], &figures, hundredths);
        }
        Ok(())
    }

    /// Returns where a mark is seen.
    fn find(&self, colour: [u8; 3]) -> anyhow::Result<(i16, i16)> {
        let end = Instant::now() + SEEN;
        loop {
            if let Some(place) = self.screen.find(colour)? {
                return Ok(place);
            }
            anyhow::ensure!(Instant::now() < end, "the mark is not seen");
            std::thread::park_timeout(Duration::from_millis(20));
        }
    }

    fn floods(&self) -> anyhow::Result<()> {
        let mut figures = Figures::default();
        for peer in self.seen_peers() {
            let mut session = self.start(peer)?;
            session.ask("mark")?;
            session.expect("marked")?;
            let place = self.find(client::MAGENTA)?;
            self.screen.focus()?;
            for _ in 0..self.effort.floods {
                session.ask("flood")?;
                session.expect("flooding")?;
                std::thread::park_timeout(Duration::from_millis(500));
                let pressed = self.screen.press(&[CONTROL, LETTER])?;
                let (reached, _) = session.expect("interrupted")?;
                let (answered, _) = session.expect("prompt")?;
                let Some(seen) = self.screen.wait_for(place, client::MAGENTA, SEEN)? else {
                    println!("\n{}: the prompt is not seen", peer.name);
                    break;
                };
                let millis =
                    |at: Instant| at.saturating_duration_since(pressed).as_secs_f64() * 1e3;
                figures.add("reached", peer.name, millis(reached));
                figures.add("answered", peer.name, millis(answered));
                figures.add("seen", peer.name, millis(seen));
            }
        }
        let rows = [
            ("the flooding program is interrupted", "reached"),
            ("the prompt after it is read", "answered"),
            ("the prompt after it is seen", "seen"),
        ];
        self.print_beside("Ctrl+C in a flood, ms (the worst)", &rows, &figures, 100);
        Ok(())
    }

    fn memory_and_idleness(&self) -> anyhow::Result<()> {
        let long = Shape {
            scrollback: LONG,
            ..SHAPE
        };
        let mut table = Table::new(
            "Memory and idleness",
            [
                "at the prompt: MB",
                "of it its own",
                "with 100,000 lines: MB",
                "of it its own",
                "idle: ms of processor",
                "times woken",
            ],
        );
        let mut sessions = Vec::new();
        for peer in &self.peers {
            let mut session = Session::start(peer, &long, &self.displays)?;
            let fresh = settled(&session);
            session.ask(&format!("lines {LONG}"))?;
            session.expect("written")?;
            let full = settled(&session);
            sessions.push((peer, session, fresh, full));
        }
        let before: Vec<Usage> = sessions
            .iter()
            .map(|(_, session, ..)| session.usage())
            .collect();
        std::thread::park_timeout(self.effort.idle);
        for ((peer, session, fresh, full), before) in sessions.iter().zip(before) {
            let after = session.usage();
            let mb = |kb: u64| format!("{:.1}", kb as f64 / 1e3);
            table.row(
                peer.name,
                vec![
                    mb(fresh.proportional),
                    mb(fresh.private),
                    mb(full.proportional),
                    mb(full.private),
                    format!(
                        "{:.2}",
                        (after.busy.saturating_sub(before.busy)).as_secs_f64() * 1e3
                    ),
                    format!("{}", after.wakes.saturating_sub(before.wakes)),
                ],
            );
        }
        table.print();
        println!("Idle for {} s.", self.effort.idle.as_secs());
        Ok(())
    }

    /// Frames of our own window while a program floods it, by its own clock.
    fn frames(&self) -> anyhow::Result<()> {
        let Some(ours) = self.peers.first().filter(|peer| peer.name == "wezterm") else {
            return Ok(());
        };
        let log = [("WEZTERM_LOG", "wezterm_gui::window=debug")];
        let mut session = Session::start_with(ours, &LARGE, &self.displays, &log)?;
        session.ask("mark")?;
        session.expect("marked")?;
        self.find(client::MAGENTA)?;
        self.screen.focus()?;
        session.ask(&format!("echo {}", self.effort.keys))?;
        session.expect("listening")?;
        for _ in 0..self.effort.keys {
            std::thread::park_timeout(Duration::from_millis(30));
            self.screen.press(&[LETTER])?;
        }
        session.expect("echoed")?;
        let keys = times(&session.home.log(), "key: ");
        let before = times(&session.home.log(), "frame: ").len();
        for name in ["dense cells", "a log"] {
            session.stream(name, self.effort.stream)?;
        }
        let frames = times(&session.home.log(), "frame: ").split_off(before);
        let mut table = Table::new(
            "wezterm at 200x50, ms by its own clock",
            ["how many", "median", "percentile 95", "the worst"],
        );
        for (row, times) in [
            (
                "a frame in a flood, composed, painted and handed over",
                frames,
            ),
            ("from a key to the frame with what came of it", keys),
        ] {
            let at = |hundredths| tables::shown(percentile(&times, hundredths));
            table.row(row, vec![times.len().to_string(), at(50), at(95), at(100)]);
        }
        table.print();
        Ok(())
    }
}

/// Returns the times that a log tells behind a word.
fn times(log: &str, word: &str) -> Vec<f64> {
    let lines = log.lines().filter_map(|line| line.split_once(word));
    let times = lines.filter_map(|(_, rest)| rest.split(' ').next()?.parse().ok());
    times.collect()
}

/// Waits until a terminal's memory no longer changes.
fn settled(session: &Session) -> Usage {
    let mut last = session.usage();
    for _ in 0..20 {
        std::thread::park_timeout(Duration::from_millis(250));
        let now = session.usage();
        if now.private == last.private && now.busy - last.busy < Duration::from_millis(5) {
            return now;
        }
        last = now;
    }
    last
}

/// Sends a stream into our engine without a pty and without a window, as long as through the pty, and
/// returns how many million bytes it takes in a second.
fn engine_alone(stream: &streams::Stream, at_least: Duration) -> f64 {
    let options = EngineOptions {
        size: PaneSize::of_cells(Size::new(SHAPE.cols, SHAPE.rows)),
        scrollback_lines: SHAPE.scrollback,
        scrollback_bytes: DEFAULT_SCROLLBACK_BYTES,
        images: mux::images::Budget::default(),
        palette: mux::Palette::default(),
        settings: mux::TerminalSettings::default(),
        program_version: "0".to_owned(),
        shell_token: None,
    };
    let mut engine = new_engine(options, Arc::new(|_: &[u8]| {}));
    engine.advance(stream.before.as_bytes(), &mut Vec::new());
    let begun = Instant::now();
    let mut sent = 0;
    while begun.elapsed() < at_least {
        for chunk in stream.bytes.chunks(64 * 1024) {
            engine.advance(chunk, &mut Vec::new());
        }
        sent += stream.bytes.len();
    }
    sent as f64 / begun.elapsed().as_secs_f64() / 1e6
}
