//! What Lua starts and asks of the system: `wezterm.run_child_process` and its like, `wezterm.procinfo`,
//! `wezterm.reload_configuration`.
//!
//! Hides how a program is run to its end with what it prints, and ended where nobody waits for it any
//! longer. The functions are called on the main thread; programs are started, waited for and read on
//! threads of their own. It confines nothing: a person's own configuration may run what the person may.

use std::ffi::OsString;
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use ::mux::{ProcessInfo, Processes, SystemProcesses};
use config::{Asker, is_loading, slow_function};
use mlua::{BString, IntoLua, Lua, Table, Value};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use super::process_table;
use crate::commands::detached;
use crate::tasks::Mailbox;

/// What a program may print; more would be a program that never ends.
const MOST_OUTPUT: u64 = 32 << 20;

/// How often it is seen that nobody waits any longer.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Puts the functions in the place of the configuration's own, which say that they need a program.
pub fn register(lua: &Lua, mailbox: Option<&Mailbox>) -> mlua::Result<()> {
    let wezterm: Table = lua.globals().get("wezterm")?;
    let run = slow_function(
        lua,
        "wezterm.run_child_process",
        |args: Vec<OsString>, asker| run_to_end(&args, asker),
    )?;
    wezterm.raw_set("run_child_process", run)?;
    let name = "wezterm.background_child_process";
    let start = slow_function(lua, name, |args: Vec<OsString>, _| start_alone(&args))?;
    wezterm.raw_set("background_child_process", start)?;
    let open = |_: &Lua, (what, with): (OsString, Option<OsString>)| {
        open_with(what, with)
            .map_err(|why| mlua::Error::runtime(format!("wezterm.open_with: {why}")))
    };
    wezterm.raw_set("open_with", lua.create_function(open)?)?;
    let mailbox = mailbox.cloned();
    let reload = move |lua: &Lua, ()| {
        if is_loading(lua) {
            log::warn!(
                "wezterm.reload_configuration: the configuration is being read, and is not read again for that"
            );
            return Ok(());
        }
        let Some(mailbox) = &mailbox else {
            let text = "wezterm.reload_configuration: it needs a running terminal";
            return Err(mlua::Error::runtime(text));
        };
        mailbox.post(|app| app.reload_config());
        Ok(())
    };
    wezterm.raw_set("reload_configuration", lua.create_function(reload)?)?;
    add_procinfo(lua, &wezterm.get("procinfo")?)
}

fn add_procinfo(lua: &Lua, procinfo: &Table) -> mlua::Result<()> {
    let directory = |_: &Lua, pid: u32| Ok(SystemProcesses.remembered_directory(pid));
    procinfo.raw_set(
        "current_working_dir_for_pid",
        lua.create_function(directory)?,
    )?;
    let executable = |_: &Lua, pid: u32| Ok(SystemProcesses.executable(pid));
    procinfo.raw_set("executable_path_for_pid", lua.create_function(executable)?)?;
    // It looks at all processes, and may wait for one of them.
    let info = slow_function(lua, "wezterm.procinfo.get_info_for_pid", |pid: u32, _| {
        Ok(Info(SystemProcesses.tree(pid)))
    })?;
    procinfo.raw_set("get_info_for_pid", info)
}

/// A process on its way to Lua.
struct Info(Option<ProcessInfo>);

impl IntoLua for Info {
    fn into_lua(self, lua: &Lua) -> mlua::Result<Value> {
        match self.0 {
            Some(process) => process_table(lua, &process).map(Value::Table),
            None => Ok(Value::Nil),
        }
    }
}

fn command(args: &[OsString]) -> Result<Command, String> {
    let Some((program, args)) = args.split_first() else {
        return Err("expected a program and its arguments, got an empty list".to_owned());
    };
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null());
    // What it starts can be ended with it, and keys of a terminal front end do not reach it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    Ok(command)
}

fn spawned(command: &mut Command) -> Result<Child, String> {
    let child = command.spawn();
    child.map_err(|error| unstarted(command, &error))
}

fn unstarted(command: &Command, error: &std::io::Error) -> String {
    let program = command.get_program().to_string_lossy();
    format!("{program} cannot be started: {error}")
}

/// Runs a program to its end; ends it where nobody waits for it any longer.
fn run_to_end(args: &[OsString], asker: &Asker) -> Result<(bool, BString, BString), String> {
    let mut command = command(args)?;
    let mut child = spawned(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    match printed(&mut child, asker) {
        Ok((status, [out, err])) => Ok((status.success(), out.into(), err.into())),
        Err(why) => {
            end(&mut child);
            Err(why)
        }
    }
}

/// Reads what a program prints until it has ended.
fn printed(child: &mut Child, asker: &Asker) -> Result<(ExitStatus, [Vec<u8>; 2]), String> {
    let (sender, receiver) = mpsc::channel();
    let streams: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|stream| Box::new(stream) as _),
        child.stderr.take().map(|stream| Box::new(stream) as _),
    ];
    for (which, stream) in streams.into_iter().enumerate() {
        let Some(stream) = stream else { continue };
        let sender = sender.clone();
        let read = move || {
            let mut bytes = Vec::new();
            let outcome = stream.take(MOST_OUTPUT + 1).read_to_end(&mut bytes);
            // Whoever ran the program may be gone.
            let _ = sender.send((which, outcome.map(|_| bytes)));
        };
        let reader = std::thread::Builder::new().name("child output".into());
        reader
            .spawn(read)
            .map_err(|error| format!("no thread can be started: {error}"))?;
    }
    let of_end = sender.clone();
    let pid = Pid::from_child(child);
    let watch = move || {
        // The program is only looked at: whoever ran it waits for it, so that its number stays its own until then.
        let outcome = waitid(
            WaitId::Pid(pid),
            WaitIdOptions::EXITED | WaitIdOptions::NOWAIT,
        );
        if let Err(error) = outcome {
            log::debug!("the end of {pid:?} is not seen: {error}");
        }
        drop(of_end);
    };
    let watcher = std::thread::Builder::new().name("child end".into());
    watcher
        .spawn(watch)
        .map_err(|error| format!("no thread can be started: {error}"))?;
    drop(sender);
    let mut output = [Vec::new(), Vec::new()];
    loop {
        match receiver.recv_timeout(LOOK_EVERY) {
            Ok((which, Ok(bytes))) if bytes.len() as u64 <= MOST_OUTPUT => output[which] = bytes,
            Ok((_, Ok(_))) => {
                let most = MOST_OUTPUT >> 20;
                return Err(format!("the program printed more than {most} MiB"));
            }
            Ok((_, Err(error))) => return Err(format!("its output cannot be read: {error}")),
            Err(RecvTimeoutError::Timeout) => {}
            // Its output and it itself have ended.
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if asker.is_gone() {
            return Err("nobody waits for it any longer".to_owned());
        }
    }
    let status = child.wait();
    status
        .map(|status| (status, output))
        .map_err(|error| format!("its end cannot be seen: {error}"))
}

/// Ends a program with what it started in its group, and waits for it.
fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        // It is not waited for yet, so that the number is still its own.
        if let Err(error) = kill_process_group(Pid::from_child(child), Signal::KILL) {
            log::warn!("a program that Lua ran cannot be ended: {error}");
        }
    }
    if let Err(error) = child.kill().and_then(|()| child.wait()) {
        log::warn!("a program that Lua ran cannot be waited for: {error}");
    }
}

/// Starts a program that goes on by itself.
fn start_alone(args: &[OsString]) -> Result<(), String> {
    let mut command = command(args)?;
    detached(&mut command).map_err(|error| unstarted(&command, &error))
}

/// Opens something with the desktop's application, or with the named one; nobody waits for it.
fn open_with(what: OsString, with: Option<OsString>) -> Result<(), String> {
    let args = match with {
        Some(program) => vec![program, what],
        None if cfg!(target_os = "macos") => vec!["open".into(), what],
        None if cfg!(windows) => vec!["explorer".into(), what],
        None => vec!["xdg-open".into(), what],
    };
    // Finding a program may wait for a disk.
    let open = move || {
        if let Err(why) = start_alone(&args) {
            log::error!("wezterm.open_with: {why}");
        }
    };
    let opener = std::thread::Builder::new().name("open_with".into());
    let started = opener.spawn(open);
    started
        .map(|_| ())
        .map_err(|error| format!("no thread can be started: {error}"))
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use futures::FutureExt as _;
    use mlua::Function;

    use super::*;

    fn lua() -> (Lua, Table) {
        let lua = Lua::new();
        let wezterm = lua.create_table().expect("a table");
        let procinfo = lua.create_table().expect("a table");
        wezterm.set("procinfo", procinfo).expect("a field");
        lua.globals().set("wezterm", &wezterm).expect("a global");
        register(&lua, None).expect("functions");
        (lua, wezterm)
    }

    fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
        let end = Instant::now() + Duration::from_secs(60);
        while !condition() {
            assert!(Instant::now() < end, "never: {what}");
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_program_that_nobody_waits_for_any_longer_is_ended_with_what_it_started() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("pids");
        let script = format!("sleep 1000 & echo $$ $! > {}; wait", file.display());
        let (_lua, wezterm) = lua();
        let run: Function = wezterm.get("run_child_process").expect("a function");
        let mut running =
            Box::pin(run.call_async::<bool>(vec!["/bin/sh".to_owned(), "-c".to_owned(), script]));
        assert!((&mut running).now_or_never().is_none());
        let mut pids = Vec::new();
        wait_until("both have started", || {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            pids = text
                .split_whitespace()
                .filter_map(|pid| pid.parse::<u32>().ok())
                .collect();
            text.ends_with('\n') && pids.len() == 2
        });
        drop(running);
        let ended = |pid: &u32| {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            stat.is_empty() || stat.contains(") Z ")
        };
        wait_until("both have ended", || pids.iter().all(ended));
    }

    #[test]
    fn a_program_that_prints_without_end_is_ended() {
        let args = ["/bin/sh", "-c", "while :; do cat /proc/self/maps; done"].map(OsString::from);
        let why = run_to_end(&args, &Asker::default()).expect_err("an error");
        assert_eq!(why, "the program printed more than 32 MiB");
    }
}
