//! `wezterm ai doctor`: what the assistant runs with here, and whether it can answer.
//!
//! Hides how the findings are shown; finding them is `ai_assistant::doctor`'s. Runs on the main thread
//! of a process of its own and blocks it. It changes nothing but the cache.

use std::io::Write;

use ai_assistant::doctor::{Finding, examine};
use clap::Args;
use config::LoadOptions;
use serde_json::{Map, Value, json};

use super::ConfigArgs;
use super::audit::safe;
use super::model_args::ModelArgs;
use crate::folders::Folders;

/// What to look at.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Exit status: 0 all is well, 1 something is wrong, and it says what to do, 2 wrong usage.")]
pub struct DoctorArgs {
    #[command(flatten)]
    pub model: ModelArgs,
    /// Write everything as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Looks at everything; returns the exit status.
pub fn doctor(args: &DoctorArgs, config: &ConfigArgs, folders: &Folders) -> anyhow::Result<i32> {
    let (mut output, mut notes) = (std::io::stdout(), std::io::stderr());
    run(
        args,
        &config.load_options(),
        folders,
        &mut output,
        &mut notes,
    )
}

/// Looks at everything, and writes what was found to `output`.
pub(crate) fn run(
    args: &DoctorArgs,
    load: &LoadOptions,
    folders: &Folders,
    output: &mut dyn Write,
    notes: &mut dyn Write,
) -> anyhow::Result<i32> {
    let (model, problems) = args.model.settings(load, folders, notes)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let cache = folders.cache.join("ai-assistant");
    let findings = runtime.block_on(examine(&model, &problems, cache));
    match args.json {
        true => writeln!(
            output,
            "{}",
            serde_json::to_string_pretty(&as_json(&findings))?
        )?,
        false => show(&findings, output)?,
    }
    Ok(i32::from(findings.iter().any(|one| !one.ok)))
}

/// Writes the findings as one object, by what they are about.
fn as_json(findings: &[Finding]) -> Value {
    let rows = findings.iter().map(|one| {
        let row = json!({
            "shown": one.shown,
            "value": one.value,
            "ok": one.ok,
            "advice": one.advice,
        });
        (one.about.replace(' ', "_"), row)
    });
    Value::Object(rows.collect::<Map<_, _>>())
}

fn show(findings: &[Finding], output: &mut dyn Write) -> anyhow::Result<()> {
    for one in findings {
        let mark = if one.ok { "" } else { "wrong: " };
        let head = format!("{}:", one.about);
        // Paths and messages hold names that others chose.
        writeln!(output, "{head:<15}{mark}{}", safe(&one.shown))?;
        if let Some(advice) = one.advice.as_deref().filter(|text| !text.is_empty()) {
            writeln!(output, "{:<15}→ {}", "", safe(advice))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &[&str]) -> (i32, String) {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            args: DoctorArgs,
        }
        let line = ["doctor"].iter().chain(line);
        let line =
            <Line as clap::Parser>::try_parse_from(line).unwrap_or_else(|error| panic!("{error}"));
        let root = tempfile::tempdir().expect("a folder");
        let load = LoadOptions {
            skip_config: true,
            ..LoadOptions::default()
        };
        let (mut output, mut notes) = (Vec::new(), Vec::new());
        let folders = Folders::below(root.path());
        let status = run(&line.args, &load, &folders, &mut output, &mut notes);
        let output = String::from_utf8(output).expect("UTF-8");
        (status.expect("it looks"), output)
    }

    #[test]
    fn all_is_well_with_the_starter() {
        let (status, output) = told(&["--model", "starter", "--json"]);
        assert_eq!(status, 0, "{output}");
        let found: Value = serde_json::from_str(&output).expect("JSON");
        assert_eq!(found["network"]["shown"], "not needed");
        assert_eq!(found["prefix_cache"]["ok"], true);
        assert!(found["speed"]["value"]["tokens_per_second"].is_number());
    }

    #[test]
    fn what_is_wrong_is_marked_with_what_to_do_and_a_status() {
        let (status, output) = told(&["--model", "/no/such/model"]);
        assert_eq!(status, 1, "{output}");
        let wrong = "model:         wrong: there is no model at /no/such/model\n               → ";
        assert!(output.contains(wrong), "{output}");
    }
}
