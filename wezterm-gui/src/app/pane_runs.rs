//! Programs in panes of their own, for somebody who waits to be told what becomes of them; and the panes
//! that stay after their program has ended.
//!
//! Hides whose such a program is: it is watched until a person types into its pane, from when on the
//! pane is one like any other. Once the program has ended the pane stays, with what it wrote, until a
//! key closes it; one that `exit_behavior` keeps, until Enter does. Main thread only; the clock and who waits are `host`'s.

use std::collections::{HashMap, HashSet};

use futures::channel::oneshot;
use mux::input::{Key, KeyEvent};
use mux::{Direction, ExitStatus, Pane, PaneId, Spawn, SpawnError};
use wezterm_module_framework::{HostError, PaneOutcome, PaneRun};

use super::App;

/// How many columns leave room for two panes side by side.
const WIDE: usize = 160;
/// How many characters of a title are shown.
const TITLE: usize = 120;
/// How many rows are told of what a program wrote, of its end.
const TOLD_ROWS: usize = 2000;
/// How many bytes are told of them.
const TOLD_BYTES: usize = 64 * 1024;

/// Names a program that is to run in a pane, before it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RunId(pub(crate) u64);

/// Where it is told what became of a program.
pub(crate) type Answer = oneshot::Sender<Result<PaneOutcome, HostError>>;

struct Watched {
    run: RunId,
    /// Nothing when nobody waits any more.
    answer: Option<Answer>,
    timed_out: bool,
}

impl Watched {
    /// Returns whether the program was killed, and only its end is still to come.
    fn is_killed(&self) -> bool {
        self.timed_out || self.answer.is_none()
    }

    fn tell(self, outcome: PaneOutcome) {
        if let Some(answer) = self.answer {
            // Nobody waits any more when this fails.
            let _ = answer.send(Ok(outcome));
        }
    }
}

/// The programs that are watched, and the panes of those that have ended.
#[derive(Default)]
pub(super) struct PaneRuns {
    watched: HashMap<PaneId, Watched>,
    ended: HashSet<PaneId>,
    /// The panes that stay for another reason.
    held: HashSet<PaneId>,
}

impl PaneRuns {
    fn find(&mut self, run: RunId) -> Option<(PaneId, &mut Watched)> {
        let mut all = self.watched.iter_mut();
        let found = all.find(|(_, watched)| watched.run == run)?;
        Some((*found.0, found.1))
    }
}

impl App {
    /// Runs a program in a pane beside another one; the keyboard stays where it is, so that a key that
    /// was meant for another program takes nothing over.
    pub(crate) fn run_in_pane(&mut self, run: RunId, wanted: PaneRun, answer: Answer) {
        if answer.is_canceled() {
            return;
        }
        match self.open_run(wanted) {
            Ok(pane) => {
                let watched = Watched {
                    run,
                    answer: Some(answer),
                    timed_out: false,
                };
                self.pane_runs.watched.insert(pane, watched);
            }
            Err(error) => {
                // Nobody waits any more when this fails.
                let _ = answer.send(Err(error));
            }
        }
    }

    fn open_run(&mut self, wanted: PaneRun) -> Result<PaneId, HostError> {
        let unavailable = |why: String| HostError::Unavailable(why);
        let near = wanted.near.or_else(|| self.active_pane());
        let near = near.ok_or_else(|| unavailable("there is no pane to open one beside".into()))?;
        let tab = self.mux.tab_of(near).ok_or(HostError::NoSuchPane(near))?;
        let keyboard = self.mux.active_pane_of(tab);
        let program = match wanted.file {
            Some(file) => file
                .into_os_string()
                .into_string()
                .map_err(|file| unavailable(format!("{file:?} is no text")))?,
            None => wanted.program,
        };
        let spawn = Spawn {
            program: Some(std::iter::once(program).chain(wanted.args).collect()),
            cwd: wanted.cwd,
            like: Some(near),
            env: wanted.env,
            ..Spawn::default()
        };
        let wide = self.mux.pane(near).is_some_and(|p| p.size().cols >= WIDE);
        let (first, second) = match wide {
            true => (Direction::Right, Direction::Down),
            false => (Direction::Down, Direction::Right),
        };
        let opened = match self.mux.open_split(near, first, spawn.clone()) {
            Err(SpawnError::TooSmall(_)) => self.mux.open_split(near, second, spawn),
            opened => opened,
        };
        let opened = opened.map_err(|error| unavailable(error.to_string()))?;
        if let Some(keyboard) = keyboard {
            let window = self.mux.window_of(tab);
            let shown = window.and_then(|window| self.mux.active_tab(window));
            self.mux.activate_pane(keyboard);
            if let Some(shown) = shown.filter(|shown| *shown != tab) {
                self.mux.activate_tab(shown);
            }
        }
        let title = wanted.title.chars().filter(|c| !c.is_control());
        let title: String = title.take(TITLE).collect();
        if let Some(pane) = self.mux.pane(opened).filter(|_| !title.is_empty()) {
            pane.inject_output(format!("\x1b]2;{title}\x07").as_bytes());
        }
        self.at_pane(opened, App::relayout);
        Ok(opened)
    }

    /// Ends a program whose time is over.
    pub(crate) fn pane_run_over_time(&mut self, run: RunId) {
        if let Some((pane, watched)) = self.pane_runs.find(run) {
            watched.timed_out = true;
            self.kill_pane(pane);
        }
    }

    /// Ends a program that nobody waits for any more.
    pub(crate) fn pane_run_given_up(&mut self, run: RunId) {
        if let Some((pane, watched)) = self.pane_runs.find(run) {
            watched.answer = None;
            self.kill_pane(pane);
        }
    }

    fn kill_pane(&self, pane: PaneId) {
        if let Some(pane) = self.mux.pane(pane) {
            pane.kill();
        }
    }

    /// Takes note that a person types into a pane: the program is theirs, and a pane whose program has
    /// ended is closed. Returns whether there is a program to get what is typed.
    pub(super) fn typed_into(&mut self, pane: &Pane) -> bool {
        let id = pane.id();
        if self.pane_runs.ended.contains(&id) {
            self.close_pane(id);
            return false;
        }
        let watched = self.pane_runs.watched.get(&id);
        if watched.is_none_or(Watched::is_killed) {
            return true;
        }
        if pane.facts().exit.is_some() {
            // Its end is about to be told, which is no moment to lose what it wrote.
            return false;
        }
        if let Some(watched) = self.pane_runs.watched.remove(&id) {
            watched.tell(PaneOutcome {
                taken_over: true,
                ..self.unfinished(id)
            });
        }
        true
    }

    /// Lets a pane without a program stay until Enter closes it, which it is to say itself.
    pub(super) fn hold_pane(&mut self, id: PaneId) {
        self.pane_runs.held.insert(id);
    }

    /// Closes a pane that is held when the key is the one that does; false when nothing was closed.
    pub(super) fn closes_held_pane(&mut self, id: PaneId, event: KeyEvent) -> bool {
        let closes = event == KeyEvent::from(Key::Enter) && self.pane_runs.held.contains(&id);
        if closes {
            self.close_pane(id);
        }
        closes
    }

    /// Tells why a program did not start.
    pub(super) fn pane_run_failed(&mut self, id: PaneId, error: &SpawnError) {
        let watched = self.pane_runs.watched.remove(&id);
        if let Some(answer) = watched.and_then(|watched| watched.answer) {
            // Nobody waits any more when this fails.
            let _ = answer.send(Err(HostError::Unavailable(error.to_string())));
        }
    }

    /// Tells how a program ended, there too where it ran; `false` when it was not watched.
    pub(super) fn pane_run_ended(&mut self, id: PaneId, status: &ExitStatus) -> bool {
        let Some(watched) = self.pane_runs.watched.remove(&id) else {
            return false;
        };
        let end = match (watched.timed_out, &watched.answer) {
            (true, _) => "killed, as its time was over".to_owned(),
            (false, None) => "killed, as nobody waited for it any more".to_owned(),
            (false, Some(_)) => status.to_string(),
        };
        let exit = (!watched.is_killed()).then_some(status.code.cast_signed());
        let outcome = PaneOutcome {
            exit,
            timed_out: watched.timed_out,
            ..self.unfinished(id)
        };
        watched.tell(outcome);
        if let Some(pane) = self.mux.pane(id) {
            add_line(&pane, &format!("[{end}; a key closes this pane]"));
        }
        self.pane_runs.ended.insert(id);
        true
    }

    /// Takes note that a pane is about to be taken away.
    pub(super) fn pane_run_closed(&mut self, id: PaneId) {
        self.pane_runs.ended.remove(&id);
        self.pane_runs.held.remove(&id);
        if let Some(watched) = self.pane_runs.watched.remove(&id) {
            let outcome = PaneOutcome {
                closed: true,
                timed_out: watched.timed_out,
                ..self.unfinished(id)
            };
            watched.tell(outcome);
        }
    }

    /// Returns what is known of a program that may still run.
    fn unfinished(&self, id: PaneId) -> PaneOutcome {
        let pane = self.mux.pane(id);
        let text = pane.map_or_else(String::new, |pane| pane.tail_lines(TOLD_ROWS));
        PaneOutcome {
            pane: id,
            exit: None,
            output: end_of(&text, TOLD_BYTES).to_owned(),
            taken_over: false,
            closed: false,
            timed_out: false,
        }
    }
}

/// Writes a line below what a program that has ended left on its screen.
fn add_line(pane: &Pane, line: &str) {
    let (facts, top) = (pane.facts(), pane.top_row(0).0);
    if facts.alt_screen {
        // There the cursor returns to where it was before.
        pane.inject_output(format!("\x1b[?1049l\x1b[m\r\n{line}").as_bytes());
        return;
    }
    let below = usize::try_from(pane.text_end().0 - top).unwrap_or(0);
    let place = match below < facts.size.rows {
        true => format!("\x1b[{};1H", below + 1),
        false => format!("\x1b[{};1H\r\n", facts.size.rows),
    };
    pane.inject_output(format!("\x1b[m\x1b[r{place}{line}").as_bytes());
}

/// Returns the end of a text, at most this long.
fn end_of(text: &str, bytes: usize) -> &str {
    let mut from = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

#[cfg(test)]
mod tests {
    use super::end_of;

    #[test]
    fn of_what_is_long_the_end_is_told_and_no_character_is_cut() {
        assert_eq!(end_of("short", 8), "short");
        assert_eq!(end_of("a long text", 4), "text");
        assert_eq!(end_of("日本語", 4), "語");
        assert_eq!(end_of("日本語", 0), "");
    }
}
