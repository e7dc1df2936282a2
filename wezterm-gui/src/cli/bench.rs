//! `wezterm ai bench`: how quickly a model answers here.
//!
//! Hides how the figures are shown; measuring is `ai_assistant::bench`'s. Runs on the main thread of a
//! process of its own and blocks it.

use std::io::Write;

use ai_assistant::bench::{BenchOptions, BenchReport, BenchStep, Spread, bench as measure};
use ai_assistant::models::in_words;
use clap::Args;
use config::LoadOptions;

use super::ConfigArgs;
use super::audit::safe;
use super::model_args::ModelArgs;
use crate::folders::Folders;

/// What to measure.
#[derive(Clone, Debug, Args)]
pub struct BenchArgs {
    #[command(flatten)]
    pub model: ModelArgs,
    /// Tokens of the prompt, with what the chat template adds.
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = count(1))]
    pub prompt_tokens: usize,
    /// Tokens of the answer.
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = count(2))]
    pub tokens: usize,
    /// How often to measure.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = count(1))]
    pub runs: usize,
    /// Write everything as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Accepts what is worth counting.
fn count(least: i64) -> impl clap::builder::TypedValueParser<Value = usize> {
    use clap::builder::TypedValueParser;
    clap::value_parser!(u32)
        .range(least..=1_000_000)
        .map(|number| number as usize)
}

/// Measures; returns the exit status.
pub fn bench(args: &BenchArgs, config: &ConfigArgs, folders: &Folders) -> anyhow::Result<i32> {
    let (mut output, mut notes) = (std::io::stdout(), std::io::stderr());
    run(
        args,
        &config.load_options(),
        folders,
        &mut output,
        &mut notes,
    )
}

/// Measures, and writes the figures to `output` and how far it is to `notes`.
pub(crate) fn run(
    args: &BenchArgs,
    load: &LoadOptions,
    folders: &Folders,
    output: &mut dyn Write,
    notes: &mut dyn Write,
) -> anyhow::Result<i32> {
    let (model, _) = args.model.settings(load, folders, notes)?;
    let options = BenchOptions {
        prompt_tokens: args.prompt_tokens,
        tokens: args.tokens,
        runs: args.runs,
    };
    let cache = folders.cache.join("ai-assistant");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let mut broken = None;
    let on_step = |step| {
        let told = match step {
            BenchStep::Loading => writeln!(notes, "loading"),
            BenchStep::Calibrating => writeln!(notes, "finding the length of the prompt"),
            BenchStep::Run(number) => writeln!(notes, "run {number} of {}", args.runs),
        };
        broken = told.err().or(broken.take());
    };
    let report = runtime
        .block_on(measure(&model, cache, options, on_step))
        .map_err(|error| anyhow::anyhow!("{}", safe(&error.explained())))?;
    if let Some(error) = broken {
        log::warn!("cannot tell how far it is: {error}");
    }
    match args.json {
        true => writeln!(output, "{}", serde_json::to_string_pretty(&report)?)?,
        false => show(&report, output)?,
    }
    Ok(0)
}

fn show(report: &BenchReport, output: &mut dyn Write) -> anyhow::Result<()> {
    let memory = report.peak_memory.map_or("unknown".to_owned(), in_words);
    let kernels = match report.kernels.as_slice() {
        [] => "portable".to_owned(),
        sets => sets.join(", "),
    };
    let run = report.runs.first();
    let counted = |of: fn(&ai_assistant::bench::BenchRun) -> usize| run.map_or(0, of);
    let ms = |spread: &Spread| figure(spread, 0, "ms");
    let rate = |spread: &Spread| figure(spread, 1, "tokens/s");
    let follow_up = counted(|run| run.follow_up_prompt_tokens);
    let cached = run.and_then(|run| run.follow_up_cached_tokens);
    let cached = cached.map_or(String::new(), |count| format!(", {count} of them at hand"));
    let lines = [
        ("model", safe(&report.model)),
        ("stored as", safe(&report.quantization)),
        ("device", safe(&report.device)),
        ("kernels", kernels),
        ("threads", report.threads.to_string()),
        ("loaded in", format!("{:.2} s", report.load_s)),
        (
            "prompt",
            format!("{} tokens", counted(|run| run.prompt_tokens)),
        ),
        ("first token", ms(&report.first_token_ms)),
        ("reading", rate(&report.prompt_tokens_per_second)),
        ("answer", format!("{} tokens", counted(|run| run.tokens))),
        ("answering", rate(&report.tokens_per_second)),
        ("next question", format!("{follow_up} tokens{cached}")),
        ("its first token", ms(&report.follow_up_first_token_ms)),
        (
            "CPU per token",
            format!(
                "{} reading, {} answering",
                figure(&report.prompt_cpu_ms_per_token, 2, "ms"),
                figure(&report.cpu_ms_per_token, 2, "ms")
            ),
        ),
        ("peak memory", memory),
    ];
    for (head, line) in lines {
        writeln!(output, "{:<17}{line}", format!("{head}:"))?;
    }
    for note in &report.notes {
        writeln!(output, "{:<17}{note}", "note:")?;
    }
    Ok(())
}

/// Writes the middle of several measurements, and their ends where they differ.
fn figure(spread: &Spread, digits: usize, unit: &str) -> String {
    let shown = |value: f64| format!("{value:.digits$}");
    let (least, greatest) = (shown(spread.least), shown(spread.greatest));
    match least == greatest {
        true => format!("{least} {unit}"),
        false => format!("{} {unit} ({least} to {greatest})", shown(spread.median)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_figure_tells_its_spread_where_there_is_one() {
        let spread = Spread {
            median: 11.96,
            least: 11.5,
            greatest: 12.04,
        };
        assert_eq!(
            figure(&spread, 1, "tokens/s"),
            "12.0 tokens/s (11.5 to 12.0)"
        );
        let alike = Spread {
            median: 12.0,
            least: 12.0,
            greatest: 12.0,
        };
        assert_eq!(figure(&alike, 0, "ms"), "12 ms");
    }

    fn args(line: &[&str]) -> BenchArgs {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            args: BenchArgs,
        }
        let line = ["bench"].iter().chain(line);
        <Line as clap::Parser>::try_parse_from(line)
            .unwrap_or_else(|error| panic!("{error}"))
            .args
    }

    fn measured(line: &[&str]) -> (anyhow::Result<i32>, String, tempfile::TempDir) {
        let root = tempfile::tempdir().expect("a folder");
        let load = LoadOptions {
            skip_config: true,
            ..LoadOptions::default()
        };
        let (mut output, mut notes) = (Vec::new(), Vec::new());
        let folders = Folders::below(root.path());
        let outcome = run(&args(line), &load, &folders, &mut output, &mut notes);
        let output = String::from_utf8(output).expect("UTF-8");
        (outcome, output, root)
    }

    #[test]
    fn the_starter_is_measured_and_told_as_json() {
        let line = [
            "--model",
            "starter",
            "--prompt-tokens",
            "40",
            "--tokens",
            "8",
            "--json",
        ];
        let (outcome, output, _root) = measured(&[&line[..], &["--runs", "1"]].concat());
        assert_eq!(outcome.expect("measured"), 0);
        let report: Value = serde_json::from_str(&output).expect("JSON");
        assert_eq!(report["model"], "starter model");
        assert_eq!(report["runs"][0]["prompt_tokens"], 40);
        assert_eq!(report["runs"][0]["tokens"], 8);
        assert!(report["kernels"].is_array() && report["threads"].as_u64() > Some(0));
    }

    #[test]
    fn what_cannot_be_measured_is_named() {
        let (outcome, ..) = measured(&["--model", "/no/such/model"]);
        let error = outcome.expect_err("refused").to_string();
        assert!(
            error.starts_with("there is no model at /no/such/model"),
            "{error}"
        );
        let (outcome, ..) = measured(&["--device", "toaster"]);
        let error = outcome.expect_err("refused").to_string();
        assert!(error.starts_with("--device: "), "{error}");
    }
}
