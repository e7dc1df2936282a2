//! What answers cost, as people read it: a line for the header, and a page about the session.
//!
//! It hides which figures matter most where there is little room. Pure. Where figures come from is
//! [`crate::metrics`]'s.

use std::time::Duration;

use wezterm_module_framework::grid::text_width;

use super::layout::{self, Line, styles};
use crate::metrics::{Figures, Session};

/// How much of the context is used, in percent, when a person should know it in any case.
const NEARLY_FULL: usize = 75;
/// Between figures.
const DOT: &str = " · ";

/// Tells whether an answer has left little room in the model's context.
pub(super) fn is_nearly_full(figures: &Figures) -> bool {
    figures
        .context_percent()
        .is_some_and(|percent| percent >= NEARLY_FULL)
}

/// Returns what an answer cost, as much of it as has room in `room` columns and at least the most
/// important; nothing where the engine tells no tokens.
pub(super) fn line(figures: &Figures, room: usize) -> Option<String> {
    let usage = figures.usage?;
    let tokens = match figures.tokens_per_second() {
        Some(rate) => format!("{} tokens, {}/s", usage.completion_tokens, rated(rate)),
        None => format!("{} tokens", usage.completion_tokens),
    };
    let first = figures
        .first_token
        .map(|time| format!("first after {}", timed(time)));
    let cached = usage.cached_tokens.filter(|cached| *cached > 0);
    let cached = cached.map(|cached| format!("{cached} of {} cached", usage.prompt_tokens));
    let context = context(figures);
    // The most important first; a nearly full context more than all else.
    let mut parts: Vec<String> = [Some(tokens), first, cached]
        .into_iter()
        .flatten()
        .collect();
    match (context, figures.context_percent()) {
        (Some(_), Some(percent)) if percent >= NEARLY_FULL => {
            parts.insert(0, format!("context {percent} % full"));
        }
        (context, _) => parts.extend(context),
    }
    while parts.len() > 1 && text_width(&parts.join(DOT)) > room {
        parts.pop();
    }
    Some(parts.join(DOT))
}

/// Returns the lines of the page about a session.
pub(super) fn page(session: &Session, answers: &[Figures], width: usize) -> Vec<Line> {
    let mut lines = layout::wrap("This session", styles::heading(), width);
    let mut say = |text: String| lines.extend(layout::wrap(&text, styles::text(), width));
    say(ended(session));
    let tokens = |label: &str, count: Option<usize>| count.map(|count| format!("{count} {label}"));
    let known = [
        tokens("tokens read", session.prompt_tokens),
        tokens("written", session.completion_tokens),
        session
            .tokens_per_second()
            .map(|rate| format!("{} a second", rated(rate))),
        session
            .first_token()
            .map(|time| format!("first after {} on average", timed(time))),
    ];
    let known: Vec<String> = known.into_iter().flatten().collect();
    if !known.is_empty() {
        say(known.join(DOT));
    }
    if let (Some(hits), Some(cached)) = (session.cache_hits, session.cached_tokens) {
        say(format!(
            "the beginning was at hand for {hits} of them, {cached} tokens in all"
        ));
    }
    for (number, figures) in answers.iter().rev().enumerate() {
        lines.push(Line::default());
        if number == 0 {
            let title = "The last answers, the newest first";
            lines.extend(layout::wrap(title, styles::heading(), width));
        }
        for text in answer(figures) {
            lines.extend(layout::wrap(&text, styles::text(), width));
        }
    }
    lines
}

fn ended(session: &Session) -> String {
    let counted = [
        (session.complete, "complete"),
        (session.cut_off, "cut off"),
        (session.stopped, "stopped"),
        (session.failed, "failed"),
    ];
    let counted = counted.into_iter().filter(|(count, _)| *count > 0);
    let counted: Vec<String> = counted
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    match session.answers() {
        0 => "no answers yet".into(),
        1 => format!("1 answer: {}", counted.join(", ")),
        answers => format!("{answers} answers: {}", counted.join(", ")),
    }
}

fn answer(figures: &Figures) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(model) = &figures.model {
        let parts = [&model.name, &model.quantization, &model.device];
        lines.push(parts.map(String::as_str).join(DOT));
    }
    let times = [
        figures
            .load
            .map(|time| format!("loaded in {}", timed(time))),
        figures
            .first_token
            .map(|time| format!("first after {}", timed(time))),
        Some(format!("{} in all", timed(figures.total))),
        Some(figures.ended.name().replace('_', " ")),
    ];
    lines.push(times.into_iter().flatten().collect::<Vec<_>>().join(DOT));
    let Some(usage) = figures.usage else {
        return lines;
    };
    let rate = |rate: Option<f32>| rate.map_or_else(String::new, |r| format!(", {}/s", rated(r)));
    let tokens = [
        Some(format!(
            "{} tokens read{}",
            usage.prompt_tokens,
            rate(figures.prompt_tokens_per_second())
        )),
        usage.cached_tokens.map(|cached| format!("{cached} cached")),
        Some(format!(
            "{} written{}",
            usage.completion_tokens,
            rate(figures.tokens_per_second())
        )),
        context(figures),
    ];
    lines.push(tokens.into_iter().flatten().collect::<Vec<_>>().join(DOT));
    lines
}

fn context(figures: &Figures) -> Option<String> {
    let (used, max) = (figures.context_used()?, figures.context_max()?);
    Some(format!("context {used}/{max}"))
}

fn rated(rate: f32) -> String {
    match rate < 10.0 {
        true => format!("{rate:.1}"),
        false => format!("{rate:.0}"),
    }
}

fn timed(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        ..1.0 => format!("{:.0} ms", seconds * 1000.0),
        ..100.0 => format!("{seconds:.1} s"),
        _ => format!("{seconds:.0} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::{ModelInfo, Usage};
    use crate::metrics::Ended;

    fn figures(prompt_tokens: usize) -> Figures {
        Figures {
            model: Some(ModelInfo {
                name: "tiny".into(),
                device: "CPU (as configured)".into(),
                quantization: "Q4_0".into(),
                context_tokens: Some(1000),
                vision: false,
            }),
            ended: Ended::Complete,
            load: None,
            first_token: Some(Duration::from_millis(42)),
            total: Duration::from_millis(1300),
            usage: Some(Usage {
                prompt_tokens,
                completion_tokens: 20,
                cached_tokens: Some(100),
                prompt_tokens_per_second: Some(812.4),
                tokens_per_second: Some(45.2),
            }),
        }
    }

    #[test]
    fn where_there_is_less_room_the_less_important_figures_go() {
        let figures = figures(310);
        for (room, expected) in [
            (
                80,
                "20 tokens, 45/s · first after 42 ms · 100 of 310 cached · context 330/1000",
            ),
            (
                60,
                "20 tokens, 45/s · first after 42 ms · 100 of 310 cached",
            ),
            (40, "20 tokens, 45/s · first after 42 ms"),
            (20, "20 tokens, 45/s"),
            (0, "20 tokens, 45/s"),
        ] {
            assert_eq!(line(&figures, room).as_deref(), Some(expected), "{room}");
        }
    }

    #[test]
    fn a_context_that_is_nearly_full_comes_first() {
        let full = figures(780);
        assert!(is_nearly_full(&full) && !is_nearly_full(&figures(729)));
        assert_eq!(line(&full, 10).as_deref(), Some("context 80 % full"));
        assert_eq!(
            line(&full, 40).as_deref(),
            Some("context 80 % full · 20 tokens, 45/s")
        );
    }

    #[test]
    fn what_an_engine_does_not_tell_is_not_shown() {
        let silent = Figures {
            usage: None,
            ..figures(0)
        };
        assert_eq!(line(&silent, 80), None);
        let unknown = Figures {
            model: None,
            first_token: None,
            usage: figures(5).usage.map(|usage| Usage {
                cached_tokens: None,
                tokens_per_second: None,
                ..usage
            }),
            ..figures(0)
        };
        assert_eq!(line(&unknown, 80).as_deref(), Some("20 tokens"));
    }

    #[test]
    fn times_and_rates_have_as_many_digits_as_mean_something() {
        let times = [4, 999, 1000, 65_400, 100_000].map(Duration::from_millis);
        assert_eq!(
            times.map(timed),
            ["4 ms", "999 ms", "1.0 s", "65.4 s", "100 s"]
        );
        assert_eq!([4.25, 9.96, 44.6].map(rated), ["4.2", "10.0", "45"]);
    }
}
