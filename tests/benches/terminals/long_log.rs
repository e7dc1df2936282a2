//! A log of a gigabyte through each terminal: how fast, in how much memory, and whether Ctrl+C is answered at
//! half time.
//!
//! It takes minutes, so it runs only when it is asked for (`--log`, or `--log=64` for 64 MB). The log is made as
//! it is written (`client::write_log`).

use std::time::{Duration, Instant};

use anyhow::Context;

use super::peers::Peer;
use super::screen::{CONTROL, LETTER};
use super::session::Session;
use super::tables::{Figures, Table, median, shown};
use super::{Bench, SEEN, client};

/// The length of the log in MB, where none is said.
const MEGABYTES: usize = 1_000;

/// How long a terminal may take for the log.
const LIMIT: Duration = Duration::from_secs(15 * 60);

/// Returns how many MB of log are asked for; none where no log is.
pub fn asked_for(arguments: &[String]) -> anyhow::Result<Option<usize>> {
    let mut said = arguments
        .iter()
        .filter_map(|word| word.strip_prefix("--log"));
    match said.next() {
        None => Ok(None),
        Some("") => Ok(Some(MEGABYTES)),
        Some(length) => {
            let number = length.strip_prefix('=').unwrap_or(length).parse();
            Ok(Some(number.context("--log=MEGABYTES")?))
        }
    }
}

impl Bench {
    /// Sends the log twice through each terminal: to its end, and until Ctrl+C at half time.
    pub fn long_log(&self, megabytes: usize) -> anyhow::Result<()> {
        let mut figures = Figures::default();
        for peer in self.seen_peers() {
            let took = self.whole_log(peer, megabytes, &mut figures)?;
            self.half_a_log(peer, megabytes, took / 2, &mut figures)?;
        }
        let title = format!("A log of {megabytes} MB");
        let mut table = Table::new(&title, self.names());
        let rows = [
            ("MB/s", "speed"),
            ("peak of memory before it, MB", "before"),
            ("peak of memory after it, MB", "after"),
            ("Ctrl+C at half time: the log is interrupted, ms", "reached"),
            ("the prompt after it is read, ms", "answered"),
            ("the prompt after it is seen, ms", "seen"),
        ];
        for (row, kind) in rows {
            let of = |name: &str| shown(median(figures.of(kind, name)));
            table.row(row, self.names().map(of).collect());
        }
        table.print();
        Ok(())
    }

    /// Returns a terminal with the mark on its screen and the keyboard, and where the mark is seen.
    fn marked(&self, peer: &Peer) -> anyhow::Result<(Session, (i16, i16))> {
        let mut session = self.start(peer)?;
        session.ask("mark")?;
        session.expect("marked")?;
        let place = self.find(client::MAGENTA)?;
        self.screen.focus()?;
        Ok((session, place))
    }

    /// Returns how long the whole log takes.
    fn whole_log(
        &self,
        peer: &Peer,
        megabytes: usize,
        figures: &mut Figures,
    ) -> anyhow::Result<Duration> {
        let (mut session, _) = self.marked(peer)?;
        let mut peak = |session: &Session, when: &str| {
            figures.add(when, peer.name, session.usage().peak as f64 / 1e3);
        };
        peak(&session, "before");
        session.ask(&format!("log {}", megabytes * 1_000_000))?;
        let (begun, _) = session.expect("flooding")?;
        session.expect_within("over", LIMIT)?;
        let (read, _) = session.expect_within("prompt", LIMIT)?;
        peak(&session, "after");
        let took = read - begun;
        figures.add("speed", peer.name, megabytes as f64 / took.as_secs_f64());
        Ok(took)
    }

    /// Interrupts the log when so much time has gone by.
    fn half_a_log(
        &self,
        peer: &Peer,
        megabytes: usize,
        half: Duration,
        figures: &mut Figures,
    ) -> anyhow::Result<()> {
        let (mut session, place) = self.marked(peer)?;
        session.ask(&format!("log {}", megabytes * 1_000_000))?;
        session.expect("flooding")?;
        std::thread::park_timeout(half);
        let pressed = self.screen.press(&[CONTROL, LETTER])?;
        let reached = match session.expect_within("interrupted", LIMIT) {
            Ok((reached, _)) => reached,
            Err(error) => {
                println!("\n{}: Ctrl+C is not answered: {error:#}", peer.name);
                return Ok(());
            }
        };
        let (answered, _) = session.expect("prompt")?;
        let seen = self.screen.wait_for(place, client::MAGENTA, SEEN)?;
        let mut add = |kind: &str, at: Instant| {
            let millis = at.saturating_duration_since(pressed).as_secs_f64() * 1e3;
            figures.add(kind, peer.name, millis);
        };
        add("reached", reached);
        add("answered", answered);
        if let Some(seen) = seen {
            add("seen", seen);
        }
        Ok(())
    }
}
