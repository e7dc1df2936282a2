//! `wezterm.cmd`: running programs from the person's own Lua, with what came of it as a table, or as it comes.
//!
//! It hides that programs run elsewhere: Lua waits without holding up a frame, and what is no text arrives as
//! its bytes. Every call goes through the gate as the person's own. Main thread.

mod given;

use std::ffi::OsString;
use std::sync::Arc;
use std::time::Instant;

use mlua::{Function, Lua, Table, Value as LuaValue};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use wezterm_module_framework::{
    PaneOutcome, ToolCall, ToolContext, ToolError, Verdict, loading_guard, namespace, on_runtime,
};

use crate::Running;
use crate::capture::Capture;
use crate::danger;
use crate::decide::Principal;
use crate::executor::{CommandOutput, Confinement, KEPT, Stream};
use crate::panes::{self, Place};
use crate::service::{Wanted, blocking, milliseconds};

use given::{Given, IN_PANE, Options, UNSEEN};

/// How many pieces of output wait for Lua; what comes when there are more is left out.
const PIECES: usize = 64;
/// What is longer is not put before a person, nor written down whole, in bytes.
const READABLE: usize = 8 * 1024;

/// A piece of output.
type Piece = (Stream, Vec<u8>);

/// Adds the functions.
pub fn register(lua: &Lua, running: &Running) -> mlua::Result<()> {
    let cmd = namespace(lua, "cmd")?;
    cmd.raw_set("execute", execute(lua, running)?)?;
    cmd.raw_set("execute_timeout", execute_timeout(lua, running)?)?;
    cmd.raw_set("stream", stream(lua, running)?)?;
    cmd.raw_set("run_in_pane", run_in_pane(lua, running)?)?;
    cmd.raw_set("find_program", find_program(lua, running)?)?;
    cmd.raw_set("dangers", dangers(lua)?)
}

fn execute(lua: &Lua, running: &Running) -> mlua::Result<Function> {
    const GIVEN: Given = Given("execute");
    let running = running.clone();
    lua.create_async_function(
        move |lua, (program, args, options): (LuaValue, LuaValue, LuaValue)| {
            let running = running.clone();
            async move {
                loading_guard(&lua)?;
                let (program, args) = (GIVEN.program(program)?, GIVEN.args(args)?);
                let options = GIVEN.options(options, UNSEEN)?;
                let output = running.run(program, args, options, None).await?;
                table(&lua, output)
            }
        },
    )
}

fn execute_timeout(lua: &Lua, running: &Running) -> mlua::Result<Function> {
    const GIVEN: Given = Given("execute_timeout");
    let running = running.clone();
    lua.create_async_function(
        move |lua, (program, args, limit): (LuaValue, LuaValue, LuaValue)| {
            let running = running.clone();
            async move {
                loading_guard(&lua)?;
                let (program, args) = (GIVEN.program(program)?, GIVEN.args(args)?);
                let options = Options {
                    limit: Some(GIVEN.limit(&limit)?),
                    ..Options::default()
                };
                let output = running.run(program, args, options, None).await?;
                table(&lua, output)
            }
        },
    )
}

/// Returns the function that calls another with each piece of output as it comes, and with which of the
/// streams it is of. One that returns false, or fails, ends the program.
fn stream(lua: &Lua, running: &Running) -> mlua::Result<Function> {
    const GIVEN: Given = Given("stream");
    let running = running.clone();
    lua.create_async_function(
        move |lua, (program, args, each, options): (LuaValue, LuaValue, LuaValue, LuaValue)| {
            let running = running.clone();
            async move {
                loading_guard(&lua)?;
                let (program, args) = (GIVEN.program(program)?, GIVEN.args(args)?);
                let each = GIVEN.callback(each)?;
                let options = GIVEN.options(options, UNSEEN)?;
                let mut seen = Seen::new();
                let (give, mut pieces) = mpsc::channel::<Piece>(PIECES);
                let mut run = std::pin::pin!(running.run(program, args, options, Some(give)));
                let mut output = None;
                loop {
                    tokio::select! {
                        // What was written comes before how it ended.
                        biased;
                        piece = pieces.recv() => match piece {
                            Some((stream, bytes)) => {
                                let name = match stream {
                                    Stream::Out => "stdout",
                                    Stream::Err => "stderr",
                                };
                                seen.push(stream, &bytes);
                                let bytes = lua.create_string(bytes)?;
                                let goes_on: LuaValue = each.call_async((bytes, name)).await?;
                                if goes_on == LuaValue::Boolean(false) {
                                    // What runs ends as this is left.
                                    return seen.table(&lua);
                                }
                            }
                            None => match output.take() {
                                Some(output) => return table(&lua, output),
                                None => {
                                    let output = run.as_mut().await?;
                                    return table(&lua, output);
                                }
                            },
                        },
                        ended = &mut run, if output.is_none() => output = Some(ended?),
                    }
                }
            }
        },
    )
}

/// What a function was called with until it ended the program.
struct Seen {
    streams: [Capture; 2],
    begun: Instant,
}

impl Seen {
    fn new() -> Self {
        Self {
            streams: [Capture::new(KEPT), Capture::new(KEPT)],
            begun: Instant::now(),
        }
    }

    fn push(&mut self, stream: Stream, bytes: &[u8]) {
        let index = match stream {
            Stream::Out => 0,
            Stream::Err => 1,
        };
        self.streams[index].push(bytes);
    }

    /// Returns it as a result; there is no exit code, as nobody waits for one.
    fn table(self, lua: &Lua) -> mlua::Result<Table> {
        let truncated = self.streams.iter().any(|one| one.left_out() > 0);
        let [stdout, stderr] = self.streams.map(Capture::into_bytes);
        let table = lua.create_table()?;
        table.raw_set("stdout", lua.create_string(stdout)?)?;
        table.raw_set("stderr", lua.create_string(stderr)?)?;
        table.raw_set("ended", true)?;
        table.raw_set("timed_out", false)?;
        table.raw_set("truncated", truncated)?;
        table.raw_set("duration_ms", milliseconds(self.begun.elapsed()))?;
        Ok(table)
    }
}

/// Returns the function that runs a program in a pane of its own and waits until it has ended.
fn run_in_pane(lua: &Lua, running: &Running) -> mlua::Result<Function> {
    const GIVEN: Given = Given("run_in_pane");
    let running = running.clone();
    lua.create_async_function(
        move |lua, (program, args, options): (LuaValue, LuaValue, LuaValue)| {
            let running = running.clone();
            async move {
                loading_guard(&lua)?;
                let (program, args) = (GIVEN.program(program)?, GIVEN.args(args)?);
                let options = GIVEN.options(options, IN_PANE)?;
                let place = Place {
                    near: options.near,
                    title: options.title,
                };
                let wanted = Wanted {
                    program,
                    args,
                    cwd: options.cwd,
                    environment: options.environment,
                    limit: options.limit,
                    ..Wanted::default()
                };
                let outcome = running.run_in_pane(wanted, place).await?;
                let table = lua.create_table()?;
                table.raw_set("pane_id", outcome.pane.0)?;
                table.raw_set("exit_code", outcome.exit)?;
                table.raw_set("output", outcome.output)?;
                table.raw_set("taken_over", outcome.taken_over)?;
                table.raw_set("closed", outcome.closed)?;
                table.raw_set("timed_out", outcome.timed_out)?;
                Ok(table)
            }
        },
    )
}

fn find_program(lua: &Lua, running: &Running) -> mlua::Result<Function> {
    let running = running.clone();
    lua.create_async_function(move |lua, program: LuaValue| {
        let running = running.clone();
        async move {
            loading_guard(&lua)?;
            let program = Given("find_program").program(program)?;
            let commander = Arc::clone(&running.commander);
            let looking = async move {
                let looking = tokio::task::spawn_blocking(move || {
                    commander.executor.find_program(&program, &commander.cwd)
                });
                looking.await
            };
            let found = on_runtime(Arc::clone(&running.host), looking)
                .await
                .map_err(mlua::Error::external)?
                .map_err(mlua::Error::external)?;
            Ok(found.ok().map(|program| program.path))
        }
    })
}

/// Returns the function that reads a line as a shell would and lists what of it is dangerous.
fn dangers(lua: &Lua) -> mlua::Result<Function> {
    lua.create_function(|lua, line: LuaValue| {
        let LuaValue::String(line) = line else {
            let why = "wezterm.cmd.dangers needs a line as a shell reads it, a text";
            return Err(mlua::Error::runtime(why));
        };
        let line = line.to_string_lossy();
        let list = lua.create_table()?;
        for danger in danger::of_script(&line) {
            let entry = lua.create_table()?;
            entry.raw_set("family", danger.family.word())?;
            entry.raw_set("what", danger.what)?;
            entry.raw_set("text", danger.text)?;
            list.raw_push(entry)?;
        }
        Ok(list)
    })
}

impl Running {
    /// Runs a program in the background, from where the active pane is; the Lua thread goes on meanwhile.
    async fn run(
        &self,
        program: OsString,
        args: Vec<OsString>,
        options: Options,
        pieces: Option<mpsc::Sender<Piece>>,
    ) -> mlua::Result<CommandOutput> {
        let mut wanted = Wanted {
            program,
            args,
            cwd: options.cwd,
            call: None,
            environment: options.environment,
            limit: options.limit,
            script: None,
        };
        let gate = self.host.gate();
        let (commander, host) = (Arc::clone(&self.commander), Arc::clone(&self.host));
        let sandbox = options.sandbox;
        let working = async move {
            let active = host.terminal_context(None).await;
            wanted.cwd = Some(commander.place(&wanted, active.real_cwd.as_deref()));
            let mut asked = readable(&commander, "execute", &wanted).await?;
            if sandbox {
                asked.args["sandbox"] = Value::Bool(true);
            }
            let (give, output) = oneshot::channel();
            let work = move |cx: ToolContext| async move {
                let wanted = Wanted {
                    // What is too long to be read was not asked about.
                    call: (wanted.line().len() <= READABLE).then_some(cx.call),
                    ..wanted
                };
                let confinement = match sandbox {
                    true => confinement(&commander, &wanted).await?,
                    false => None,
                };
                let told = move |stream, bytes: &[u8]| {
                    if let Some(pieces) = &pieces {
                        // The result has both ends of all of it.
                        let _ = pieces.try_send((stream, bytes.to_vec()));
                    }
                };
                let running = commander.run(wanted, Principal::UserLua, None, confinement, told);
                // Whoever waits for it is in this same future.
                let _ = give.send(running.await?);
                Ok(Value::Null)
            };
            gate.serve_lua(asked, work).await?;
            output
                .await
                .map_err(|_| ToolError::Model("the program was ended".into()))
        };
        let outcome = on_runtime(Arc::clone(&self.host), working).await;
        outcome
            .map_err(mlua::Error::external)?
            .map_err(mlua::Error::runtime)
    }

    /// Runs a program in a pane, from where the pane beside it is; the Lua thread goes on meanwhile.
    async fn run_in_pane(&self, mut wanted: Wanted, place: Place) -> mlua::Result<PaneOutcome> {
        let (running, gate) = (self.clone(), self.host.gate());
        let working = async move {
            let beside = running.host.terminal_context(place.near).await;
            let base = beside.real_cwd.as_deref();
            wanted.cwd = Some(running.commander.place(&wanted, base));
            let asked = readable(&running.commander, "run_in_pane", &wanted).await?;
            let (give, outcome) = oneshot::channel();
            let work = move |cx: ToolContext| async move {
                let wanted = Wanted {
                    // What is too long to be read was not asked about.
                    call: (wanted.line().len() <= READABLE).then_some(cx.call),
                    ..wanted
                };
                let run = panes::run(&running, wanted, place, Principal::UserLua, None);
                // Whoever waits for it is in this same future.
                let _ = give.send(run.await?);
                Ok(Value::Null)
            };
            gate.serve_lua(asked, work).await?;
            outcome
                .await
                .map_err(|_| ToolError::Model("the program was ended".into()))
        };
        let outcome = on_runtime(Arc::clone(&self.host), working).await;
        outcome
            .map_err(mlua::Error::external)?
            .map_err(mlua::Error::runtime)
    }
}

/// Returns the call as it is judged and written down. What is too long for that is judged as it is, and must
/// be allowed without a question.
async fn readable(
    commander: &Arc<crate::service::Commander>,
    tool: &str,
    wanted: &Wanted,
) -> Result<ToolCall, ToolError> {
    let text = |text: &OsString| text.to_string_lossy().into_owned();
    let mut args: Vec<String> = wanted.args.iter().map(text).collect();
    if wanted.line().len() > READABLE {
        let (commander, asked) = (Arc::clone(commander), wanted.clone());
        let looked = blocking(move || commander.look(&asked, Principal::UserLua, None)).await?;
        if looked.decision.verdict == Verdict::Ask {
            let why = "the arguments are too long to be asked about: write what is long to a file";
            return Err(ToolError::Model(why.into()));
        }
        let length: usize = wanted.args.iter().map(|arg| arg.len()).sum();
        args = vec![format!("… ({} arguments, {length} bytes)", args.len())];
    }
    Ok(ToolCall {
        name: tool.into(),
        args: json!({ "program": text(&wanted.program), "args": args, "cwd": wanted.cwd }),
    })
}

async fn confinement(
    commander: &Arc<crate::service::Commander>,
    wanted: &Wanted,
) -> Result<Option<Confinement>, ToolError> {
    let (commander, wanted) = (Arc::clone(commander), wanted.clone());
    // As for the assistant, whose commands always are.
    blocking(move || commander.confinement(&wanted, Principal::Assistant, None)).await
}

fn table(lua: &Lua, output: CommandOutput) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    table.raw_set("stdout", lua.create_string(output.stdout)?)?;
    table.raw_set("stderr", lua.create_string(output.stderr)?)?;
    table.raw_set("exit_code", output.exit_code)?;
    table.raw_set("signal", output.signal)?;
    table.raw_set("timed_out", output.timed_out)?;
    table.raw_set("truncated", output.truncated)?;
    table.raw_set("duration_ms", milliseconds(output.duration))?;
    table.raw_set("sandbox", output.sandbox.to_string())?;
    table.raw_set("created", output.created)?;
    Ok(table)
}
