//! The tools that the assistant is offered: running a program, and finding where one lies.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use wezterm_module_framework::{Effect, Scope, Tool, ToolContext, ToolError};

use crate::capture::Capture;
use crate::executor::{CommandExecutor, CommandOutput, Invocation};

/// How much of each stream a model is shown.
const SHOWN: usize = 16 * 1024;
/// How long a program may run when the model does not say.
const USUAL: u64 = 60;
/// How long a model may let a program run.
const LONGEST: u64 = 600;

/// Runs a program with arguments and returns what it wrote. It is not a shell: nothing is expanded,
/// and there are no pipes or redirections.
#[derive(Deserialize, JsonSchema)]
pub struct ExecuteInput {
    /// The program's name or path.
    program: String,
    /// Its arguments, one by one.
    #[serde(default)]
    args: Vec<String>,
    /// How many seconds it may run.
    #[serde(default)]
    timeout_seconds: Option<u64>,
}

/// Runs a program.
pub struct Execute {
    /// Who runs it.
    pub executor: Arc<CommandExecutor>,
    /// Where it runs when nobody says.
    pub home: PathBuf,
}

impl Tool for Execute {
    type Input = ExecuteInput;
    const NAME: &'static str = "execute";
    const EFFECT: Effect = Effect::Execute;

    fn summary(&self, input: &ExecuteInput) -> String {
        let mut words = vec![quoted(&input.program)];
        words.extend(input.args.iter().map(|arg| quoted(arg)));
        format!("run {}", words.join(" "))
    }

    fn scope(&self, input: &ExecuteInput, _cx: &ToolContext) -> Result<Scope, ToolError> {
        Ok(Scope::program(&input.program))
    }

    async fn run(&self, input: ExecuteInput, cx: ToolContext) -> Result<String, ToolError> {
        let limit = input.timeout_seconds.unwrap_or(USUAL).clamp(1, LONGEST);
        let output = self.executor.execute(Invocation {
            program: input.program.into(),
            args: input.args.into_iter().map(Into::into).collect(),
            cwd: cx.cwd.unwrap_or_else(|| self.home.clone()),
            limit: Duration::from_secs(limit),
        });
        match output.await {
            Ok(output) => Ok(report(output, limit)),
            Err(error) => Err(ToolError::Model(error.to_string())),
        }
    }
}

/// Finds where a program lies on the PATH.
#[derive(Deserialize, JsonSchema)]
pub struct FindProgramInput {
    /// The program's name.
    program: String,
}

/// Finds a program.
pub struct FindProgram {
    /// Who would run it.
    pub executor: Arc<CommandExecutor>,
    /// Where relative paths begin when nobody says.
    pub home: PathBuf,
}

impl Tool for FindProgram {
    type Input = FindProgramInput;
    const NAME: &'static str = "find_program";
    const EFFECT: Effect = Effect::Read;
    const CAPABILITY: wezterm_module_framework::ModuleCapability =
        wezterm_module_framework::ModuleCapability::ProcessSpawn;

    fn summary(&self, input: &FindProgramInput) -> String {
        format!("look for the program {}", quoted(&input.program))
    }

    fn scope(&self, input: &FindProgramInput, _cx: &ToolContext) -> Result<Scope, ToolError> {
        // The PATH tells nobody's secrets; a path would ask the disk about any file.
        Ok(match input.program.contains('/') {
            true => Scope::path(&input.program),
            false => Scope::nothing(),
        })
    }

    async fn run(&self, input: FindProgramInput, cx: ToolContext) -> Result<String, ToolError> {
        let executor = Arc::clone(&self.executor);
        let cwd = cx.cwd.unwrap_or_else(|| self.home.clone());
        let program = input.program.clone();
        let looking =
            tokio::task::spawn_blocking(move || executor.find_program(program.as_ref(), &cwd));
        let found = looking
            .await
            .map_err(|error| ToolError::Model(error.to_string()))?;
        Ok(match found {
            Some(path) => path.display().to_string(),
            None => format!("`{}` is not on the PATH", input.program),
        })
    }
}

/// Writes an argument so that where it begins and ends can be seen, and nothing in it is hidden.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    if word.chars().any(char::is_control) {
        return format!("$'{}'", word.escape_default());
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn report(output: CommandOutput, limit: u64) -> String {
    let mut text = if output.timed_out {
        format!("killed after {limit} s\n")
    } else {
        format!("exit code {}\n", output.exit_code)
    };
    for (name, bytes) in [("output", output.stdout), ("errors", output.stderr)] {
        if bytes.is_empty() {
            continue;
        }
        let mut shown = Capture::new(SHOWN);
        shown.push(&bytes);
        let shown = shown.into_bytes();
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{name}:\n{}",
            String::from_utf8_lossy(&shown).trim_end()
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_is_shown_with_its_edges_and_without_control_characters() {
        assert_eq!(quoted("--all=x"), "--all=x");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted("a\u{1b}[2Kb"), r"$'a\u{1b}[2Kb'");
    }

    #[test]
    fn a_report_names_what_happened_and_leaves_empty_streams_out() {
        let output = CommandOutput {
            stdout: b"hello\n".to_vec(),
            stderr: Vec::new(),
            exit_code: 3,
            timed_out: false,
        };
        assert_eq!(report(output, 60), "exit code 3\noutput:\nhello\n");
    }
}
