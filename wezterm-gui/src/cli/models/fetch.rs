//! `wezterm ai models pull` and `recommend`: what could be fetched, the question whether to, and how
//! far it has come.
//!
//! Hides the runtime that a fetch runs on. Ctrl+C ends the process, which leaves what has arrived for
//! the next time.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use ai_assistant::models::in_words;
use ai_assistant::models::pull::{Plan, PullError, Step, Wanted, fetch, plan};
use ai_assistant::models::recommend::{Candidate, Spare, candidates, recommended};
use anyhow::Context;
use serde_json::{Value, json};

use super::super::audit::safe;
use super::super::talk::{ListFormat, write_list};
use super::{Desk, PullArgs};

/// How often a line that is rewritten is rewritten.
const REWRITE: Duration = Duration::from_millis(200);

/// Names what fits this machine.
pub(super) fn recommend(format: ListFormat, desk: &mut Desk<'_>) -> anyhow::Result<()> {
    let hub = Wanted::of_user("", &[])
        .context("there is no home folder")?
        .hub;
    let spare = Spare::measure(&hub);
    let all = candidates(spare);
    let best = recommended(&all);
    if format == ListFormat::Json {
        let rows = all.iter().map(|one| {
            json!({
                "id": one.model.id,
                "file": one.model.file,
                "size": one.model.size,
                "memory": one.memory,
                "fits": one.fits,
                "recommended": Some(*one) == best,
                "about": one.model.about,
            })
        });
        let rows: Value = rows.collect();
        writeln!(desk.output, "{}", serde_json::to_string_pretty(&rows)?)?;
        return Ok(());
    }
    let known = |bytes: Option<u64>| bytes.map_or("an unknown amount".to_owned(), in_words);
    writeln!(
        desk.output,
        "free here: {} of memory, {} on the disk of {}\n",
        known(spare.memory),
        known(spare.disk),
        safe(&hub.display().to_string())
    )?;
    let rows = all.iter().map(|one| {
        json!({
            "id": one.model.id,
            "size": in_words(one.model.size),
            "memory": in_words(one.memory),
            "fits": if one.fits { "yes" } else { "no" },
            "about": one.model.about,
        })
    });
    let columns = [
        ("MODEL", "id"),
        ("FETCH", "size"),
        ("MEMORY", "memory"),
        ("FITS", "fits"),
        ("GOOD-FOR", "about"),
    ];
    write_list(&rows.collect(), &columns, format, desk.output)?;
    match best {
        Some(Candidate { model, .. }) => writeln!(
            desk.output,
            "\nThe largest that fits:\n  wezterm ai models pull {} --file '{}'\n  wezterm ai models use {}",
            model.id, model.file, model.id
        )?,
        None => writeln!(
            desk.output,
            "\nNone of them fits; the starter model inside the program goes on answering."
        )?,
    }
    Ok(())
}

/// Fetches a model, once a person has agreed; returns the exit status.
pub(super) fn pull(args: &PullArgs, desk: &mut Desk<'_>) -> anyhow::Result<i32> {
    let wanted = Wanted::of_user(&args.id, &args.files).context("there is no home folder")?;
    pull_from(&wanted, args, desk)
}

pub(super) fn pull_from(
    wanted: &Wanted,
    args: &PullArgs,
    desk: &mut Desk<'_>,
) -> anyhow::Result<i32> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let planned = runtime.block_on(plan(wanted)).map_err(explained)?;
    tell(&planned, desk.notes)?;
    if planned.missing > 0 && !args.yes && !desk.confirm("Fetch it?")? {
        writeln!(desk.notes, "nothing was fetched")?;
        return Ok(1);
    }
    let mut progress = Progress::new(std::io::stderr().is_terminal());
    let notes = &mut *desk.notes;
    let mut broken = None;
    let fetched = runtime.block_on(fetch(&planned, |step| {
        if let Err(error) = progress.tell(&step, notes) {
            broken = Some(error);
        }
    }));
    progress.end(notes)?;
    let folder = fetched.map_err(explained)?;
    if let Some(error) = broken {
        log::warn!("cannot tell how far it is: {error}");
    }
    writeln!(desk.output, "{}", safe(&folder.display().to_string()))?;
    writeln!(
        desk.notes,
        "use it: wezterm ai models use {}",
        safe(&args.id)
    )?;
    Ok(0)
}

fn explained(error: PullError) -> anyhow::Error {
    // The Hub chose some of the words.
    anyhow::anyhow!("{}; {}", safe(&error.to_string()), error.hint())
}

fn tell(plan: &Plan, notes: &mut dyn Write) -> anyhow::Result<()> {
    for file in &plan.files {
        writeln!(notes, "{:>9}  {}", in_words(file.size), safe(&file.name))?;
    }
    let free = plan.free.map_or(String::new(), |free| {
        format!(", {} are free", in_words(free))
    });
    let folder = safe(&plan.folder.display().to_string());
    match plan.missing {
        0 => writeln!(notes, "all of it is there already, in {folder}")?,
        missing => writeln!(notes, "{} to fetch to {folder}{free}", in_words(missing))?,
    }
    Ok(())
}

/// Says how far a fetch has come: in a line that is rewritten, or in a line for each tenth.
struct Progress {
    rewrites: bool,
    last: Option<Instant>,
    tenth: u64,
}

impl Progress {
    fn new(rewrites: bool) -> Self {
        Self {
            rewrites,
            last: None,
            tenth: 0,
        }
    }

    fn tell(&mut self, step: &Step, notes: &mut dyn Write) -> std::io::Result<()> {
        match step {
            Step::Notice(text) => {
                self.end(notes)?;
                writeln!(notes, "{}", safe(text))
            }
            Step::Bytes { done, total, rate } => {
                let line = line(*done, *total, *rate);
                if self.rewrites {
                    let now = Instant::now();
                    let soon = self.last.is_some_and(|last| now - last < REWRITE);
                    if soon && done < total {
                        return Ok(());
                    }
                    self.last = Some(now);
                    write!(notes, "\r{line}\x1b[K")?;
                    return notes.flush();
                }
                let tenth = (done * 10).checked_div(*total).unwrap_or(10);
                if tenth > self.tenth {
                    self.tenth = tenth;
                    writeln!(notes, "{line}")?;
                }
                Ok(())
            }
        }
    }

    /// Leaves the line that is rewritten.
    fn end(&mut self, notes: &mut dyn Write) -> std::io::Result<()> {
        match self.last.take() {
            Some(_) => writeln!(notes),
            None => Ok(()),
        }
    }
}

fn line(done: u64, total: u64, rate: f64) -> String {
    let percent = (done * 100).checked_div(total).unwrap_or(100);
    let mut line = format!("{percent:>3} %  {} of {}", in_words(done), in_words(total));
    if rate >= 1.0 {
        line.push_str(&format!("  {}/s", in_words(rate as u64)));
        let left = ((total - done) as f64 / rate).ceil() as u64;
        if left > 0 {
            line.push_str(&format!("  {}:{:02} left", left / 60, left % 60));
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(rewrites: bool, steps: &[Step]) -> String {
        let mut progress = Progress::new(rewrites);
        let mut notes = Vec::new();
        for step in steps {
            progress.tell(step, &mut notes).expect("it is written");
        }
        progress.end(&mut notes).expect("it is written");
        String::from_utf8(notes).expect("text")
    }

    fn at(done: u64) -> Step {
        Step::Bytes {
            done: done * 1_000_000,
            total: 200_000_000,
            rate: 2e6,
        }
    }

    #[test]
    fn a_pipe_gets_a_line_for_each_tenth() {
        let steps = [at(1), at(20), at(21), at(60), at(200)];
        assert_eq!(
            told(false, &steps),
            " 10 %  20 MB of 200 MB  2 MB/s  1:30 left\n \
             30 %  60 MB of 200 MB  2 MB/s  1:10 left\n\
             100 %  200 MB of 200 MB  2 MB/s\n"
        );
    }

    #[test]
    fn a_terminal_gets_one_line_that_is_rewritten_and_notices_on_their_own() {
        let notice = Step::Notice("it broke\x1b[2J".into());
        let text = told(true, &[at(20), at(20), notice, at(200)]);
        assert_eq!(text.matches('\r').count(), 2);
        assert_eq!(text.matches('\n').count(), 3);
        assert!(!text.contains("\x1b[2J"), "{text:?}");
    }
}
