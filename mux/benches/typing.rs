//! How long a key takes to be seen while another pane floods, beside the same while nothing else runs.
//!
//! A real program (`cat` on a raw pty) gives each letter back; what is measured is the time from the
//! key to a drawn pane that shows it, on one thread that also draws the flooding pane as often as a
//! front end does. Idle and flooded keys are measured in turn, so that a machine which changes its
//! speed changes both. Prints percentiles and their ratios; no criterion, which knows means alone.

use mux::grid::{Grid, Size};
use mux::{EventSink, Mux, MuxEvent, MuxOptions, Pane, PaneId, PaneSize, Spawn};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// How many keys a round has, and how many rounds there are of each kind.
const KEYS: usize = 250;
const ROUNDS: usize = 8;
/// What lies between two keys: a fast typist's tenth, so that a run takes seconds.
const PAUSE: Duration = Duration::from_millis(7);
/// How often a front end draws.
const FRAME: Duration = Duration::from_micros(16_667);
const LIMIT: Duration = Duration::from_secs(20);

struct Events(Sender<MuxEvent>);

impl EventSink for Events {
    fn send(&self, event: MuxEvent) {
        // The benchmark may be over.
        let _ = self.0.send(event);
    }
}

/// The thread that owns everything, as a front end's main thread does.
struct FrontEnd {
    mux: Mux,
    events: Receiver<MuxEvent>,
    grid: Grid,
    flood: Option<(PaneId, Arc<Pane>)>,
    flood_changed: bool,
    drawn: Instant,
}

impl FrontEnd {
    fn new() -> Self {
        let (sender, events) = channel();
        Self {
            mux: Mux::new(MuxOptions::default(), Arc::new(Events(sender))),
            events,
            grid: Grid::new(SIZE.cells),
            flood: None,
            flood_changed: false,
            drawn: Instant::now(),
        }
    }

    fn spawn(&mut self, script: &str) -> Arc<Pane> {
        let window = self.mux.open_window();
        let program = ["/bin/sh", "-c", script].map(str::to_owned).to_vec();
        let spawn = Spawn {
            program: Some(program),
            ..Spawn::default()
        };
        let (_, id) = self.mux.spawn_tab(window, spawn, SIZE).expect("sh runs");
        self.mux.pane(id).expect("the pane is there")
    }

    /// Takes events until `done` says so of a pane's drawn text, or the time is over.
    fn until(&mut self, pane: &Pane, end: Instant, done: impl Fn(&str) -> bool) -> bool {
        loop {
            self.draw_flood();
            let next = if self.flood_changed {
                end.min(self.drawn + FRAME)
            } else {
                end
            };
            let wait = next.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(wait) {
                Ok(MuxEvent::PaneOutput(id)) if id == pane.id() => {
                    pane.output_seen();
                    pane.draw(0, &mut self.grid);
                    if done(&self.grid.text()) {
                        return true;
                    }
                }
                Ok(MuxEvent::PaneOutput(_)) => self.flood_changed = true,
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) if Instant::now() >= end => return false,
                Err(_) => {}
            }
        }
    }

    fn draw_flood(&mut self) {
        if let Some((_, flood)) = &self.flood
            && self.flood_changed
            && self.drawn.elapsed() >= FRAME
        {
            self.flood_changed = false;
            self.drawn = Instant::now();
            flood.output_seen();
            flood.draw(0, &mut self.grid);
        }
    }

    /// Types keys and returns how long each took to be drawn.
    fn type_keys(&mut self, pane: &Pane, seconds: &mut Vec<f64>) {
        for _ in 0..KEYS {
            self.until(pane, Instant::now() + PAUSE, |_| false);
            let letter = char::from(b'a' + (seconds.len() % 26) as u8);
            let begun = Instant::now();
            // The letter stands alone in the first row: a return to its begin comes before it.
            pane.write(format!("\r{letter}").as_bytes()).expect("typed");
            let seen = self.until(pane, begun + LIMIT, |text| text.starts_with(letter));
            assert!(seen, "the letter is given back");
            seconds.push(begun.elapsed().as_secs_f64());
        }
    }
}

const SIZE: PaneSize = PaneSize::of_cells(Size::new(120, 40));

fn percentile(sorted: &[f64], hundredths: usize) -> f64 {
    sorted[(sorted.len() * hundredths / 100).min(sorted.len() - 1)]
}

fn main() {
    let mut front_end = FrontEnd::new();
    let typed = front_end.spawn("stty raw -echo; printf ready; exec cat");
    let ready = front_end.until(&typed, Instant::now() + LIMIT, |text| {
        text.contains("ready")
    });
    assert!(ready, "the program starts");
    let flood =
        front_end.spawn("exec yes 'The quick brown fox jumps over the lazy dog 0123456789'");
    flood.wait_started().expect("yes runs");
    let pid = flood.facts().pid.expect("it runs").to_string();
    let signal = |name: &str| {
        let status = std::process::Command::new("kill")
            .args([name, &pid])
            .status();
        assert!(status.expect("kill runs").success());
    };
    let (mut idle, mut flooded) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        signal("-STOP");
        front_end.flood = None;
        front_end.until(&typed, Instant::now() + Duration::from_millis(200), |_| {
            false
        });
        front_end.type_keys(&typed, &mut idle);
        signal("-CONT");
        front_end.flood = Some((flood.id(), flood.clone()));
        front_end.flood_changed = true;
        front_end.until(&typed, Instant::now() + Duration::from_millis(200), |_| {
            false
        });
        front_end.type_keys(&typed, &mut flooded);
    }
    flood.kill();
    typed.kill();
    idle.sort_by(f64::total_cmp);
    flooded.sort_by(f64::total_cmp);
    println!("key to drawn pane, {} keys of each kind", idle.len());
    for hundredths in [50, 90, 99] {
        let (a, b) = (
            percentile(&idle, hundredths),
            percentile(&flooded, hundredths),
        );
        println!(
            "p{hundredths}: idle {:.0} us, beside a flood {:.0} us, ratio {:.2}",
            a * 1e6,
            b * 1e6,
            b / a
        );
    }
}
