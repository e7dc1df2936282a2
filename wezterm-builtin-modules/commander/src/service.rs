//! What the module does for whoever asks: judge a command, run it behind the walls that it is due, and tell
//! what came of it.
//!
//! It hides how rules, sandbox and executor come together; Lua, tools, the bus and the MCP server are
//! faces of it. Runs on the background runtime; [`Commander::look`] looks at the disk.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use wezterm_module_framework::sandbox::{Level, Walls};
use wezterm_module_framework::{CallId, Scope, ToolError, Touched, Verdict};

use crate::capture::{self, Shown};
use crate::confinement::{self, SandboxSettings};
use crate::decide::{Approved, Asked, Decision, Principal, Rules, environment};
use crate::executor::{CommandExecutor, CommandOutput, Confinement, Invocation, Stream};
use crate::program::Program;
use crate::redact::Redactor;
use crate::{decide, shell};

/// How much of each stream a model is shown.
const SHOWN: usize = 16 * 1024;
/// How many questions are remembered for what they were about.
const REMEMBERED: usize = 4096;
/// What runs a script.
const SHELL: &str = "bash";

/// What somebody wants to run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The program.
    pub program: OsString,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// The script, where the program is the shell that runs one.
    pub script: Option<String>,
    /// Where; a default where nobody says.
    pub cwd: Option<PathBuf>,
    /// What is added to its environment.
    pub environment: Vec<(OsString, OsString)>,
    /// How long it may run.
    pub limit: Option<Duration>,
    /// The call that it is for, where a person may have been asked about it.
    pub call: Option<CallId>,
}

impl Wanted {
    /// Returns a script as what is run: the shell, without its files of settings.
    pub fn script(script: &str) -> Self {
        Self {
            program: SHELL.into(),
            args: vec![
                "--noprofile".into(),
                "--norc".into(),
                "-c".into(),
                script.into(),
            ],
            script: Some(script.to_owned()),
            ..Self::default()
        }
    }

    /// Returns it as what a call is for that a person may have been asked about.
    pub fn of_call(self, call: CallId) -> Self {
        Self {
            call: Some(call),
            ..self
        }
    }

    fn texts(&self) -> Vec<String> {
        let texts = self
            .args
            .iter()
            .map(|arg| arg.to_string_lossy().into_owned());
        texts.collect()
    }

    /// Returns the first name in its arguments that is one of what usually holds secrets.
    pub fn secret(&self) -> Option<String> {
        // What a shell, an option or an address puts around a name is not of it.
        let around = |c: char| c.is_whitespace() || "/=:;,|&<>()'\"`@".contains(c);
        let args = self.texts();
        let mut words = args.iter().flat_map(|arg| arg.split(around));
        words.find(|word| is_secret(word)).map(str::to_owned)
    }

    /// Says what it touches, by its names.
    pub fn scope(&self) -> Scope {
        let program = self.program.to_string_lossy().into_owned();
        let Some(inside) = decide::programs(&program, &self.texts()) else {
            return Scope::Everything;
        };
        let mut touched = vec![Touched::Command {
            prefix: inside.prefix.unwrap_or_else(|| self.line()),
            program,
        }];
        touched.extend(inside.programs.into_iter().map(Touched::Program));
        Scope::Only(touched)
    }

    /// Returns it as a person would write it at a shell's prompt, word for word. What hides in it is for
    /// whoever shows it to write out.
    pub fn text(&self) -> String {
        let program = self.program.to_string_lossy();
        let words = self.texts();
        let words = std::iter::once(program.as_ref()).chain(words.iter().map(String::as_str));
        words.map(edged).collect::<Vec<_>>().join(" ")
    }

    /// Returns it as a line that shows where each word begins and ends, with nothing hidden.
    pub fn line(&self) -> String {
        let program = self.program.to_string_lossy();
        let words = self.texts();
        let words = std::iter::once(program.as_ref()).chain(words.iter().map(String::as_str));
        words.map(quoted).collect::<Vec<_>>().join(" ")
    }
}

/// What is known of a command before it runs.
#[derive(Debug)]
pub struct Look {
    /// What happens to it.
    pub decision: Decision,
    /// What it is run as.
    pub program: Program,
}

/// Does the module's work.
pub struct Commander {
    /// Who runs programs.
    pub executor: CommandExecutor,
    /// What may run.
    pub rules: Rules,
    /// Around what the assistant and modules run.
    pub sandbox: SandboxSettings,
    /// The person's home folder.
    pub home: PathBuf,
    /// Where a command runs whose caller is nowhere.
    pub cwd: PathBuf,
    /// How long a program may run where nobody says.
    pub limit: Duration,
    /// What a model is not shown.
    pub redactor: Redactor,
    /// What the last questions were about, so that the answer is for nothing else.
    pub asked: Mutex<VecDeque<(CallId, Approved)>>,
}

impl Commander {
    /// Returns where a command runs.
    pub fn place(&self, wanted: &Wanted, cwd: Option<&Path>) -> PathBuf {
        let base = cwd.unwrap_or(&self.cwd);
        match &wanted.cwd {
            Some(own) => base.join(confinement::below_home(own, &self.home)),
            None => base.to_owned(),
        }
    }

    /// Finds a command's program and says what happens to it. Blocks.
    pub fn look(
        &self,
        wanted: &Wanted,
        principal: Principal,
        cwd: Option<&Path>,
    ) -> Result<Look, ToolError> {
        if principal == Principal::Module && cwd.is_none() && wanted.cwd.is_none() {
            // A module is nowhere, and an answer from anywhere would pass for one from where it meant.
            let why = "say cwd: a module's command has no directory of its own to run in; in / nothing is \
                       opened but the system's programs";
            return Err(ToolError::Model(why.into()));
        }
        let place = self.place(wanted, cwd);
        for (name, _) in &wanted.environment {
            environment::may_set(principal, &name.to_string_lossy()).map_err(ToolError::Model)?;
        }
        let find = |name: &str| self.executor.find_program(name.as_ref(), &place);
        let program = self.executor.find_program(&wanted.program, &place);
        let program = program.map_err(|error| ToolError::Model(error.to_string()))?;
        let decision = match &wanted.script {
            Some(script) => self
                .rules
                .judge_script(principal, &shell::read(script), &find),
            None => {
                let asked = Asked {
                    program: &program,
                    args: &wanted.texts(),
                    principal,
                };
                self.rules.judge(&asked, &find)
            }
        };
        Ok(Look { decision, program })
    }

    /// Returns how a command is confined: what is not the person's own always is. Blocks.
    pub fn confinement(
        &self,
        wanted: &Wanted,
        principal: Principal,
        cwd: Option<&Path>,
    ) -> Result<Option<Confinement>, ToolError> {
        if principal == Principal::UserLua {
            return Ok(None);
        }
        let place = self.place(wanted, cwd);
        let confinement = match principal {
            Principal::Module if opens_nothing(wanted, cwd) => Ok(self.sandbox.nowhere(&self.home)),
            _ => self.sandbox.confinement(&place, &self.home),
        };
        let confinement = confinement.map_err(|error| ToolError::Model(error.to_string()))?;
        Ok(Some(confinement))
    }

    /// Returns why the sandbox here is weaker than it has to be, if it is.
    pub fn too_weak(&self, walls: &Walls) -> Option<String> {
        let required = self.sandbox.require.level();
        (walls.level < required).then(|| {
            format!(
                "the sandbox here is weaker than {}: {walls}",
                required.word()
            )
        })
    }

    /// Tells whether a command would run outside of the project that its caller is in. Blocks.
    pub fn is_elsewhere(&self, wanted: &Wanted, cwd: Option<&Path>) -> bool {
        let home = &self.home;
        let nothing = opens_nothing(wanted, cwd);
        wanted.cwd.is_some()
            && !nothing
            && !confinement::in_project(&self.place(wanted, cwd), cwd, home)
    }

    /// Keeps what a person is asked about, so that their answer is for nothing else.
    pub fn remember(&self, call: CallId, wanted: &Wanted, look: &Look, cwd: Option<&Path>) {
        let approved = self.approved(wanted, &look.program, cwd);
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.iter().any(|(known, _)| *known == call) {
            // It is looked at more than once; what was seen first is on the card.
            return;
        }
        asked.push_back((call, approved));
        if asked.len() > REMEMBERED {
            asked.pop_front();
        }
    }

    /// Tells whether a command is another by now than when it was asked about, which is then forgotten.
    fn has_changed(&self, wanted: &Wanted, program: &Program, cwd: Option<&Path>) -> bool {
        let Some(call) = wanted.call else {
            return false;
        };
        let now = self.approved(wanted, program, cwd);
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let place = asked.iter().position(|(known, _)| *known == call);
        let then = place.and_then(|place| asked.remove(place));
        then.is_some_and(|(_, then)| then != now)
    }

    fn approved(&self, wanted: &Wanted, program: &Program, cwd: Option<&Path>) -> Approved {
        let place = self.place(wanted, cwd);
        self.rules.approved(program, &wanted.args, place, [])
    }

    /// Looks at a command that is about to run and returns what it is run as, unless that is another than
    /// was asked about. Blocks.
    pub fn look_again(
        &self,
        wanted: &Wanted,
        principal: Principal,
        cwd: Option<&Path>,
    ) -> Result<Program, ToolError> {
        let look = self.look(wanted, principal, cwd)?;
        if look.decision.verdict == Verdict::Deny {
            return Err(ToolError::Model(refused(&look.decision)));
        }
        if self.has_changed(wanted, &look.program, cwd) {
            let why =
                "the program or where it runs is another than when this was asked about: ask again";
            return Err(ToolError::Model(why.into()));
        }
        Ok(look.program)
    }

    /// Runs a command that may run, for somebody who is in `cwd`.
    pub async fn run(
        self: &Arc<Self>,
        wanted: Wanted,
        principal: Principal,
        cwd: Option<&Path>,
        confinement: Option<Confinement>,
        told: impl FnMut(Stream, &[u8]) + Send,
    ) -> Result<CommandOutput, ToolError> {
        let failed = |error: &dyn std::fmt::Display| ToolError::Model(error.to_string());
        let (looking, asked, base) = (Arc::clone(self), wanted.clone(), cwd.map(Path::to_owned));
        let look = move || looking.look_again(&asked, principal, base.as_deref());
        let program = blocking(look).await?;
        let identity = Some(program.identity);
        let place = self.place(&wanted, cwd);
        let call = Invocation {
            cwd: place,
            program: wanted.program,
            args: wanted.args,
            environment: wanted.environment,
            limit: wanted.limit.unwrap_or(self.limit),
            confinement,
        };
        let running = self.executor.execute_streaming(call, identity, told);
        running.await.map_err(|error| failed(&error))
    }

    /// Writes what came of a command for a model: both ends of what is long, nothing that could be taken for
    /// anything but text, no secrets.
    pub fn report(&self, output: &CommandOutput) -> String {
        let mut text = ended(output);
        let [out, errors] = self.streams(output);
        for (name, shown) in [("output", out.text), ("errors", errors.text)] {
            if !shown.is_empty() {
                text.push_str(&format!("{name}:\n{}\n", shown.trim_end()));
            }
        }
        for path in &output.created {
            let path = path.display().to_string();
            text.push_str(&format!(
                "it made {}, which other programs obey without asking: a person should look at it first\n",
                path.escape_debug()
            ));
        }
        text
    }

    /// Writes output as a model is shown it; `missing` is how many bytes of it were not kept.
    pub fn for_model(&self, bytes: &[u8], missing: u64) -> Shown {
        let (clean, _) = self.redactor.redact(bytes);
        capture::shown(&clean, missing, SHOWN)
    }

    fn streams(&self, output: &CommandOutput) -> [Shown; 2] {
        let [out, err] = output.left_out();
        [
            self.for_model(&output.stdout, out),
            self.for_model(&output.stderr, err),
        ]
    }

    /// Returns what came of a command as data for a program that has a model behind it.
    pub fn data(&self, output: &CommandOutput) -> Value {
        let streams = self.streams(output);
        let is_cut = streams.iter().any(|stream| stream.is_cut);
        data(output, streams.map(|stream| stream.text), is_cut)
    }
}

/// Returns what came of a command as data, with its streams as they were written down.
pub fn data(output: &CommandOutput, [stdout, stderr]: [String; 2], is_cut: bool) -> Value {
    json!({
        "stdout": stdout,
        "stderr": stderr,
        "exit_code": output.exit_code,
        "signal": output.signal,
        "timed_out": output.timed_out,
        "truncated": is_cut,
        "duration_ms": milliseconds(output.duration),
        "sandbox": output.sandbox.to_string(),
        "created": output.created,
    })
}

/// Does what looks at the disk where it holds up nobody.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ToolError> + Send + 'static,
) -> Result<T, ToolError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(ToolError::Model(error.to_string())))
}

/// Tells whether a file of this name usually holds secrets.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let begins = [
        ".env",
        "id_rsa",
        "id_ed25519",
        "id_ecdsa",
        "id_dsa",
        "credentials",
    ];
    let ends = [".pem", ".key", ".p12", ".pfx", ".kdbx"];
    let is = [
        ".netrc",
        ".npmrc",
        ".pypirc",
        ".pgpass",
        ".git-credentials",
        "secrets.yml",
        "secrets.yaml",
    ];
    begins.iter().any(|begin| name.starts_with(begin))
        || ends
            .iter()
            .any(|end| name.len() > end.len() && name.ends_with(end))
        || is.contains(&name.as_str())
}

/// Tells whether somebody who is nowhere says that a command needs no directory.
fn opens_nothing(wanted: &Wanted, cwd: Option<&Path>) -> bool {
    cwd.is_none() && wanted.cwd.as_deref() == Some(Path::new("/"))
}

/// Returns a denial in words.
pub fn refused(decision: &Decision) -> String {
    format!("the command is refused: {}", decision.reason)
}

/// Returns a time in whole milliseconds.
pub fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn ended(output: &CommandOutput) -> String {
    let mut text = match (output.timed_out, output.signal) {
        (true, _) => format!(
            "ended after {} ms, as its time was over",
            milliseconds(output.duration)
        ),
        (false, Some(signal)) => format!("ended by signal {signal}"),
        (false, None) => format!("exit code {}", output.exit_code),
    };
    if output.sandbox.level != Level::None {
        text.push_str(&format!("; sandbox {}", output.sandbox));
    }
    text.push('\n');
    text
}

/// Writes an argument so that where it begins and ends can be seen, and all else is as it is.
fn edged(word: &str) -> String {
    let common = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(common) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Writes an argument so that where it begins and ends can be seen, and nothing in it is hidden.
pub fn quoted(word: &str) -> String {
    let hidden = |c: char| c.is_control() || is_invisible(c);
    if word.chars().any(hidden) {
        return format!("$'{}'", word.escape_default());
    }
    edged(word)
}

/// Tells whether a character is not seen, or changes the order in which others are.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c56_an_argument_is_shown_with_its_edges_and_with_what_hides() {
        assert_eq!(quoted("--all=x"), "--all=x");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted("a\u{1b}[2Kb"), r"$'a\u{1b}[2Kb'");
        assert_eq!(quoted("a\u{202e}b"), r"$'a\u{202e}b'");
        assert_eq!(quoted("a\nb"), r"$'a\nb'");
        assert_eq!(quoted(&"x".repeat(10_000)).len(), 10_000);
    }

    #[test]
    fn a_scope_names_the_program_and_those_inside() {
        let wanted = |program: &str, args: &[&str]| Wanted {
            program: program.into(),
            args: args.iter().map(OsString::from).collect(),
            ..Wanted::default()
        };
        let Scope::Only(touched) = wanted("env", &["rm", "x"]).scope() else {
            panic!("it can be told");
        };
        assert!(
            touched.contains(&Touched::Program("rm".into())),
            "{touched:?}"
        );
        assert_eq!(wanted("sh", &["-c", "$X"]).scope(), Scope::Everything);
        let Scope::Only(touched) = wanted("cargo", &["test", "-p", "x"]).scope() else {
            panic!("it can be told");
        };
        assert_eq!(
            touched,
            [Touched::Command {
                program: "cargo".into(),
                prefix: "cargo test …".into()
            }]
        );
    }
}
