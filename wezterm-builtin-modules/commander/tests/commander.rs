//! Running real programs: what they are given, what comes back, and that nothing is left of them.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use std::sync::Arc;

use commander::{CommandError, CommandExecutor, CommandOutput, Invocation};
use serde_json::{Value, json};
use wezterm_module_framework::lua::LOADING;
use wezterm_module_framework::sandbox::{LaunchError, Launcher, Walls};
use wezterm_module_framework::testing::{FakeHost, ModuleTester, asked_by_lua_on};
use wezterm_module_framework::{
    Approval, Capabilities, Decision, Effect, Host, Lifetime, ModuleCapability, ScopedCapability,
    ToolCall, ToolError,
};

const PATIENCE: Duration = Duration::from_secs(20);

fn executor() -> CommandExecutor {
    let environment = [
        ("PATH", "relative:/usr/local/bin:/usr/bin:/bin"),
        ("HOME", "/tmp"),
        ("LANG", "C.UTF-8"),
        ("SECRET_TOKEN", "hunter2"),
        ("LD_PRELOAD", "/nonexistent.so"),
    ];
    let environment = environment.map(|(name, value)| (name.into(), value.into()));
    let capabilities = Capabilities::new("commander", [ModuleCapability::ProcessSpawn]);
    CommandExecutor::new(environment, capabilities, Some(Arc::new(launcher())))
}

fn launcher() -> Launcher {
    let helper = env!("CARGO_BIN_EXE_commander-helper");
    Launcher::new(helper.into(), dirs::home_dir())
}

/// Returns a terminal in which programs can be started.
fn host() -> Arc<FakeHost> {
    let host = FakeHost::new();
    host.start_programs_with(launcher());
    host
}

fn call(program: &str, args: &[&str], limit: Duration) -> Invocation {
    Invocation {
        program: program.into(),
        args: args.iter().map(OsString::from).collect(),
        cwd: "/".into(),
        environment: Vec::new(),
        limit,
        confinement: None,
    }
}

async fn run(program: &str, args: &[&str]) -> CommandOutput {
    let outcome = executor().execute(call(program, args, PATIENCE)).await;
    match outcome {
        Ok(output) => output,
        Err(error) => panic!("{program} {args:?}: {error}"),
    }
}

async fn shell(script: &str) -> CommandOutput {
    run("sh", &["-c", script]).await
}

#[tokio::test]
async fn a_scope_names_the_only_programs_that_start() {
    let grants =
        ScopedCapability::read_all(&json!({ "ProcessSpawn": ["true", "/bin/echo"] })).unwrap();
    let environment = [("PATH".into(), "/usr/bin:/bin".into())];
    let capabilities = Capabilities::scoped("commander", grants);
    let executor = CommandExecutor::new(environment, capabilities, Some(Arc::new(launcher())));
    for program in ["true", "/bin/echo"] {
        assert!(executor.execute(call(program, &[], PATIENCE)).await.is_ok());
    }
    for program in ["sh", "echo", "/bin/true", "./true"] {
        let error = executor.execute(call(program, &[], PATIENCE)).await;
        let error = error.map(|_| ()).unwrap_err().to_string();
        let words = format!("ProcessSpawn for true, /bin/echo only, not for {program}");
        assert!(error.contains(&words), "{error}");
    }
}

/// Waits until a process is gone, or is only a memory that its parent has not collected.
async fn gone(pid: &str) {
    let stat = PathBuf::from(format!("/proc/{pid}/stat"));
    let begun = Instant::now();
    while let Ok(text) = fs::read_to_string(&stat) {
        let state = text.rsplit(')').next().unwrap_or_default().trim_start();
        if state.starts_with(['Z', 'X']) {
            return;
        }
        assert!(
            begun.elapsed() < PATIENCE,
            "process {pid} still runs: {text}"
        );
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn arguments_arrive_as_they_are_and_both_streams_and_the_code_come_back() {
    let output = run("printf", &["%s|", "a b", "$HOME", "*", "; echo x", ""]).await;
    let expected = CommandOutput {
        stdout: b"a b|$HOME|*|; echo x||".to_vec(),
        stderr: Vec::new(),
        written: [22, 0],
        exit_code: 0,
        signal: None,
        timed_out: false,
        truncated: false,
        duration: output.duration,
        sandbox: Walls::default(),
        created: Vec::new(),
    };
    assert_eq!(output, expected);
    let output = shell("echo out; echo err >&2; exit 7").await;
    let expected = CommandOutput {
        stdout: b"out\n".to_vec(),
        stderr: b"err\n".to_vec(),
        written: [4, 4],
        exit_code: 7,
        duration: output.duration,
        ..expected
    };
    assert_eq!(output, expected);
    let output = shell("kill -9 $$").await;
    assert_eq!((output.exit_code, output.signal), (137, Some(9)));
}

#[tokio::test]
async fn the_environment_holds_what_is_listed_and_no_secret() {
    let output = run("env", &[]).await;
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    let expected = [
        "HOME=/tmp",
        "LANG=C.UTF-8",
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "TERM=dumb",
    ];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn there_is_nothing_to_read_and_the_group_is_its_own() {
    // A program that reads would wait for ever on our own input.
    let output = run("cat", &[]).await;
    assert_eq!((output.stdout.len(), output.exit_code), (0, 0));
    let output = shell("cut -d' ' -f5 /proc/$$/stat; echo $$").await;
    let text = String::from_utf8(output.stdout).unwrap();
    let (group, leader) = text.trim().split_once('\n').unwrap();
    assert_eq!(group, leader);
}

#[tokio::test]
async fn long_output_is_read_to_the_end_on_both_streams_and_kept_in_part() {
    let script = "head -c 5000000 /dev/zero | tr '\\0' e >&2; \
                  echo begin; head -c 5000000 /dev/zero | tr '\\0' x; echo end";
    let output = shell(script).await;
    assert_eq!(output.exit_code, 0);
    for stream in [&output.stdout, &output.stderr] {
        assert!(stream.len() < 1024 * 1024 + 100, "{}", stream.len());
        let text = String::from_utf8_lossy(stream);
        assert!(text.contains("bytes left out ...]"), "no marker");
    }
    assert!(output.stdout.starts_with(b"begin\n"));
    assert!(output.stdout.ends_with(b"xend\n"));
}

#[tokio::test]
async fn at_the_deadline_the_whole_group_is_killed() {
    let script = "sleep 300 & echo $!; echo $$; trap '' TERM INT; sleep 300";
    let limit = Duration::from_millis(300);
    let output = executor().execute(call("sh", &["-c", script], limit)).await;
    let output = output.unwrap();
    assert!(output.timed_out);
    assert_eq!(output.exit_code, 137);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    for pid in text.lines() {
        gone(pid).await;
    }
}

#[tokio::test]
async fn what_a_program_leaves_behind_holds_nobody_up_and_is_killed() {
    let begun = Instant::now();
    let output = shell("sleep 300 & echo $!").await;
    assert!(begun.elapsed() < PATIENCE);
    assert_eq!((output.exit_code, output.timed_out), (0, false));
    gone(String::from_utf8(output.stdout).unwrap().trim()).await;
}

#[tokio::test]
async fn a_program_that_closes_its_output_is_still_waited_for() {
    let output = shell("exec >&- 2>&-; sleep 0.2; exit 5").await;
    assert_eq!((output.exit_code, output.timed_out), (5, false));
}

#[tokio::test]
async fn dropping_the_call_kills_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pids");
    let script = format!("sleep 300 & echo $! $$ > {}; sleep 300", file.display());
    let executor = executor();
    let running = executor.execute(call("sh", &["-c", &script], PATIENCE));
    let written = async {
        loop {
            match fs::read_to_string(&file) {
                Ok(text) if text.ends_with('\n') => return text,
                _ => tokio::task::yield_now().await,
            }
        }
    };
    let pids = tokio::select! {
        outcome = running => panic!("it ended: {outcome:?}"),
        pids = written => pids,
    };
    for pid in pids.split_whitespace() {
        gone(pid).await;
    }
}

#[tokio::test]
async fn what_cannot_be_run_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("plain");
    fs::write(&plain, "echo no").unwrap();
    let broken = folder.path().join("broken");
    fs::write(&broken, "no program").unwrap();
    fs::set_permissions(&broken, fs::Permissions::from_mode(0o755)).unwrap();
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    for program in [
        "no-such-program".to_owned(),
        text(&plain),
        "/".into(),
        String::new(),
    ] {
        let outcome = executor().execute(call(&program, &[], PATIENCE)).await;
        assert!(
            matches!(&outcome, Err(CommandError::NotFound(_))),
            "{program}: {outcome:?}"
        );
    }
    let outcome = executor()
        .execute(call(&text(&broken), &[], PATIENCE))
        .await;
    assert!(
        matches!(
            outcome,
            Err(CommandError::Start {
                error: LaunchError::Failed { .. },
                ..
            })
        ),
        "{outcome:?}"
    );
    let outcome = executor().execute(call("echo", &["a\0b"], PATIENCE)).await;
    assert!(
        matches!(outcome, Err(CommandError::Start { .. })),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn without_the_capability_nothing_runs() {
    let executor = CommandExecutor::new([], Capabilities::new("commander", []), None);
    let outcome = executor.execute(call("true", &[], PATIENCE)).await;
    assert!(
        matches!(outcome, Err(CommandError::NotAllowed(_))),
        "{outcome:?}"
    );
}

#[test]
fn programs_are_found_in_absolute_folders_only() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("relative")).unwrap();
    let program = folder.path().join("relative/only-here");
    fs::write(&program, "").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let executor = executor();
    let find = |name: &str| executor.find_program(name.as_ref(), folder.path());
    assert!(find("only-here").is_err());
    assert_eq!(find("relative/only-here").unwrap().path, program);
    assert_eq!(find("sh").unwrap().file_name(), "sh");
}

async fn start(settings: Value) -> ModuleTester {
    ModuleTester::start_on(host(), commander::descriptor(Value::Null), settings).await
}

#[tokio::test]
async fn lua_gets_output_errors_and_code_and_time_limits() {
    let module = start(json!({})).await;
    let lua = module.lua();
    let code = "local r = wezterm.cmd.execute('sh', {'-c', 'echo out; echo err >&2; exit 3'}) \
                return r.stdout .. r.stderr .. r.exit_code .. tostring(r.timed_out)";
    let text: String = lua.load(code).eval_async().await.unwrap();
    assert_eq!(text, "out\nerr\n3false");
    let code = "local r = wezterm.cmd.execute_timeout('sleep', {'300'}, 50) \
                return r.exit_code .. tostring(r.timed_out)";
    let text: String = lua.load(code).eval_async().await.unwrap();
    assert_eq!(text, "143true");
    let code = "local ok, why = pcall(wezterm.cmd.execute, 'no-such-program') \
                return tostring(why)";
    let why: String = lua.load(code).eval_async().await.unwrap();
    assert!(
        why.contains("there is no program \"no-such-program\" in /usr/local/sbin"),
        "{why}"
    );
    let code = "return wezterm.cmd.find_program('sh'), wezterm.cmd.find_program('no-such-program')";
    let found: (String, Option<String>) = lua.load(code).eval_async().await.unwrap();
    assert!(found.0.ends_with("/sh"), "{found:?}");
    assert_eq!(found.1, None);

    lua.set_named_registry_value(LOADING, true).unwrap();
    for code in [
        "wezterm.cmd.execute('true')",
        "wezterm.cmd.execute_timeout('true', {}, 1)",
        "wezterm.cmd.find_program('true')",
    ] {
        let error = lua.load(code).exec_async().await.unwrap_err().to_string();
        assert!(
            error.contains("not while the configuration loads"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn lua_goes_on_while_a_program_runs() {
    let module = start(json!({})).await;
    let lua = module.lua();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("go");
    lua.globals().set("file", file).unwrap();
    // The first program ends only when the second has run.
    let waits = "local r = wezterm.cmd.execute_timeout('sh', {'-c', \
                 'until [ -e \"$0\" ]; do sleep 0.01; done; echo done', file}, 20000) \
                 return r.stdout";
    let opens = "wezterm.cmd.execute('touch', {file})";
    let (waited, opened) = tokio::join!(
        lua.load(waits).eval_async::<String>(),
        lua.load(opens).exec_async(),
    );
    opened.unwrap();
    assert_eq!(waited.unwrap(), "done\n");
}

#[tokio::test]
async fn the_assistant_runs_a_program_only_when_a_person_says_so() {
    let module = start(json!({})).await;
    let folder = tempfile::tempdir().unwrap();
    let gate = module.host().gate().in_directory(folder.path());
    let touch = || ToolCall {
        name: "execute".into(),
        args: json!({ "program": "touch", "args": ["new file"] }),
    };
    module.host().answer_with(|approval: Approval| {
        approval.reply.send(Decision::Deny).unwrap();
    });
    let denied = gate.run(touch()).await;
    assert_eq!(
        denied,
        Err(ToolError::Model("the user denied this call".into()))
    );
    assert!(!folder.path().join("new file").exists());
    let cwd = folder.path().to_owned();
    module.host().answer_with(move |approval: Approval| {
        assert_eq!(approval.summary, "run touch 'new file'");
        assert_eq!(approval.effect, Effect::Execute);
        assert_eq!(approval.runs, ["`touch 'new file'` exactly"]);
        assert_eq!(approval.cwd.as_ref(), Some(&cwd));
        let once = Decision::Allow(Lifetime::Once);
        approval.reply.send(once).unwrap();
    });
    assert_eq!(
        gate.run(touch()).await,
        Ok("exit code 0; sandbox full\n".into())
    );
    assert!(folder.path().join("new file").exists());

    let find = ToolCall {
        name: "find_program".into(),
        args: json!({ "program": "no-such-program" }),
    };
    module.host().answer_with(drop);
    let found = gate.run(find).await;
    assert!(
        found
            .unwrap()
            .starts_with("there is no program \"no-such-program\"")
    );
}

/// Starts this module and one in Lua that has these capabilities and whose `f` runs this code.
async fn beside_lua(settings: Value, capabilities: &str, code: &str) -> Result<Value, String> {
    let module = commander::descriptor(Value::Null);
    asked_by_lua_on(host(), module, settings, capabilities, code).await
}

#[tokio::test]
async fn c58_a_lua_module_starts_what_its_own_grant_names_and_no_more() {
    let run = "local out = wezterm.execute('echo', { 'hello' }, 20000, '/') return out.stdout .. out.exit_code";
    let answer = beside_lua(Value::Null, "ProcessSpawn = [\"echo\"]", run).await;
    assert_eq!(answer, Ok(json!("hello\n0")));
    let error = beside_lua(Value::Null, "ProcessSpawn = [\"git\"]", run)
        .await
        .unwrap_err();
    let only = "module `asker` has the capability ProcessSpawn for git only, not for echo";
    assert!(error.contains(only), "{error}");
    // Nor by asking for it in other words.
    let around =
        "return wezterm.modules.call('commander', 'execute', { program = 'echo', cwd = '/' })";
    let error = beside_lua(Value::Null, "", around).await.unwrap_err();
    assert!(
        error.contains("module `asker` does not have the capability ProcessSpawn"),
        "{error}"
    );
    // Where it runs is said: an answer from elsewhere would pass for one from where it meant.
    let nowhere = "return wezterm.execute('ls', { '-A' })";
    let error = beside_lua(Value::Null, "ProcessSpawn = true", nowhere)
        .await
        .unwrap_err();
    assert!(error.contains("say cwd"), "{error}");
    // A directory that would be opened is asked about, here by nobody.
    let folder = tempfile::tempdir().unwrap();
    let cwd = folder.path().canonicalize().unwrap().display().to_string();
    let here = format!("return wezterm.execute('ls', {{}}, nil, '{cwd}').stdout");
    let error = beside_lua(Value::Null, "ProcessSpawn = true", &here)
        .await
        .unwrap_err();
    assert!(error.contains("closed unanswered"), "{error}");
    let odd = "return wezterm.execute('echo', 'hello')";
    let error = beside_lua(Value::Null, "ProcessSpawn = true", odd)
        .await
        .unwrap_err();
    assert!(error.contains("`execute` needs params.program"), "{error}");
}

#[tokio::test]
async fn over_the_bus_a_line_is_read_for_what_it_would_do() {
    let tester = ModuleTester::start(commander::descriptor(Value::Null), json!({})).await;
    let system = tester.manager().ipc().system();
    let asked = system.request(
        "commander",
        "dangers",
        json!({ "script": "ls; rm -r build" }),
    );
    let answer = asked.await.expect("it is answered");
    let what: Vec<_> = answer["dangers"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|danger| danger["what"].as_str().expect("a text").to_owned())
        .collect();
    assert_eq!(what, ["removes build and all below it"]);
    let error = system.request("commander", "dangers", json!({})).await;
    let error = error.expect_err("it says no line").to_string();
    assert!(error.contains("params.script"), "{error}");
}
