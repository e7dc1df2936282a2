//! Programs in panes: what a person is asked, what the terminal is told to run, and what comes of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use wezterm_module_framework::testing::{FakeHost, ModuleTester};
use wezterm_module_framework::{
    Approval, Decision, Effect, Host, HostError, Lifetime, PaneId, PaneOutcome, PaneRun,
    TerminalContext, ToolCall, ToolError,
};

/// What the terminal was told to run.
type Told = Arc<Mutex<Vec<PaneRun>>>;
/// What a person was asked: the call, why, and what they should know.
type Asked = Arc<Mutex<Vec<(String, String, Vec<String>)>>>;

fn ended() -> PaneOutcome {
    PaneOutcome {
        pane: PaneId(7),
        exit: Some(2),
        output: "it \u{1b}[31mwrote".into(),
        taken_over: false,
        closed: false,
        timed_out: false,
    }
}

/// Starts the module on a terminal whose programs in panes all end like this.
async fn start(
    settings: Value,
    outcome: Result<PaneOutcome, HostError>,
) -> (ModuleTester, Told, Asked) {
    let (host, told, asked) = (FakeHost::new(), Told::default(), Asked::default());
    let runs = Arc::clone(&told);
    host.run_in_panes(move |run| {
        runs.lock().unwrap().push(run);
        outcome.clone()
    });
    let questions = Arc::clone(&asked);
    host.answer_with(move |approval: Approval| {
        assert_eq!(approval.effect, Effect::Execute);
        let question = (approval.summary, approval.reason, approval.warnings);
        questions.lock().unwrap().push(question);
        let once = Decision::Allow(Lifetime::Once);
        approval.reply.send(once).unwrap();
    });
    let module = ModuleTester::start_on(host, commander::descriptor(Value::Null), settings).await;
    (module, told, asked)
}

async fn call(module: &ModuleTester, cwd: &Path, args: Value) -> Result<String, ToolError> {
    let gate = module.host().gate().in_directory(cwd);
    let name = "run_in_pane".into();
    gate.run(ToolCall { name, args }).await
}

/// Returns the file that a name means.
fn file(name: &str) -> PathBuf {
    let folders = ["/usr/local/bin", "/usr/bin", "/bin"];
    let files = folders.map(|folder| Path::new(folder).join(name));
    files.into_iter().find(|file| file.exists()).expect(name)
}

#[tokio::test]
async fn a_person_is_asked_with_what_is_dangerous_and_the_very_file_is_run() {
    let (module, told, asked) = start(json!({}), Ok(ended())).await;
    let folder = tempfile::tempdir().unwrap();
    let args = json!({ "program": "rm", "args": ["-rf", "a b"], "timeout_ms": 5000 });
    let answer = call(&module, folder.path(), args).await;
    assert_eq!(
        answer,
        Ok("exit code 2\noutput:\nit \\u{1b}[31mwrote\n".into())
    );
    let run = PaneRun {
        program: "rm".into(),
        file: Some(file("rm")),
        args: vec!["-rf".into(), "a b".into()],
        cwd: Some(folder.path().to_owned()),
        env: Vec::new(),
        title: "rm -rf 'a b'".into(),
        near: None,
        limit: Some(std::time::Duration::from_secs(5)),
    };
    assert_eq!(*told.lock().unwrap(), [run]);
    let asked = asked.lock().unwrap();
    let [(summary, reason, warnings)] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    assert_eq!(summary, "run in a pane: rm -rf 'a b'");
    assert!(
        reason.contains("what runs in a pane is asked about each time"),
        "{reason}"
    );
    assert!(!warnings.is_empty());
}

#[tokio::test]
async fn what_runs_unasked_in_a_sandbox_is_asked_about_for_a_pane() {
    let (module, told, asked) = start(json!({}), Ok(ended())).await;
    let args = json!({ "program": "ls" });
    for count in 1..=2 {
        call(&module, Path::new("/"), args.clone()).await.unwrap();
        assert_eq!(asked.lock().unwrap().len(), count);
    }
    assert_eq!(told.lock().unwrap().len(), 2);
    let reason = asked.lock().unwrap()[1].1.clone();
    assert!(reason.contains("asked about each time"), "{reason}");

    // A rule says nothing of a sandbox, and what it allows may be allowed for longer.
    let (module, _told, asked) = start(json!({ "allow": ["ls"] }), Ok(ended())).await;
    call(&module, Path::new("/"), args).await.unwrap();
    let reason = asked.lock().unwrap()[0].1.clone();
    assert!(!reason.contains("each time"), "{reason}");
}

#[tokio::test]
async fn what_a_rule_denies_and_what_is_not_there_opens_no_pane() {
    let (module, told, asked) = start(json!({ "deny": ["rm"] }), Ok(ended())).await;
    let folder = tempfile::tempdir().unwrap();
    let gone = folder.path().join("gone");
    for (args, why) in [
        (json!({ "program": "rm", "args": ["x"] }), "refused"),
        (json!({ "program": "env", "args": ["rm", "x"] }), "refused"),
        (
            json!({ "program": "no-such-program" }),
            "there is no program",
        ),
        (json!({ "program": "ls", "cwd": gone }), "is no directory"),
    ] {
        let error = call(&module, folder.path(), args).await.unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
    assert_eq!(*told.lock().unwrap(), []);
    // Only the last could have run.
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_model_is_told_what_the_person_did() {
    let taken = PaneOutcome {
        exit: None,
        taken_over: true,
        ..ended()
    };
    let closed = PaneOutcome {
        exit: None,
        closed: true,
        output: String::new(),
        ..ended()
    };
    let late = PaneOutcome {
        exit: None,
        timed_out: true,
        output: String::new(),
        ..ended()
    };
    for (outcome, words) in [
        (taken, "the person has taken it over: it goes on in pane 7"),
        (closed, "the person closed its pane before it had ended\n"),
        (late, "ended, as its time was over\n"),
    ] {
        let (module, _told, _asked) = start(json!({}), Ok(outcome)).await;
        let answer = call(&module, Path::new("/"), json!({ "program": "ls" })).await;
        let answer = answer.unwrap();
        assert!(answer.starts_with(words), "{answer}");
    }
    let error = HostError::NoSuchPane(PaneId(3));
    let (module, _told, _asked) = start(json!({}), Err(error)).await;
    let answer = call(&module, Path::new("/"), json!({ "program": "ls" })).await;
    assert_eq!(answer, Err(ToolError::Model("pane 3 is gone".into())));
}

#[tokio::test]
async fn lua_runs_a_program_in_a_pane_where_the_pane_beside_it_is() {
    let (module, told, asked) = start(json!({}), Ok(ended())).await;
    module.host().set_terminal_context(TerminalContext {
        pane: Some(PaneId(3)),
        real_cwd: Some("/usr".into()),
        ..TerminalContext::default()
    });
    let lua = module.lua();
    let code = "local r = wezterm.cmd.run_in_pane('ls', { '-l' }, { cwd = 'bin', pane = 3, \
                title = 'list', timeout_ms = 1000, env = { WORD = 'x' } }) \
                return r.pane_id .. ' ' .. r.exit_code .. ' ' .. #r.output .. \
                tostring(r.taken_over) .. tostring(r.closed) .. tostring(r.timed_out)";
    let text: String = lua.load(code).eval_async().await.unwrap();
    assert_eq!(text, "7 2 13falsefalsefalse");
    let run = PaneRun {
        program: "ls".into(),
        file: Some(file("ls")),
        args: vec!["-l".into()],
        cwd: Some("/usr/bin".into()),
        env: vec![("WORD".into(), "x".into())],
        title: "list".into(),
        near: Some(PaneId(3)),
        limit: Some(std::time::Duration::from_secs(1)),
    };
    assert_eq!(*told.lock().unwrap(), [run]);
    // The person's own Lua is not asked, and what it did is on record.
    assert!(asked.lock().unwrap().is_empty());
    let tools = module.host().audit().into_iter().map(|row| (row.tool, 1));
    let tools: BTreeMap<String, i32> = tools.collect();
    assert!(tools.contains_key("run_in_pane"), "{tools:?}");

    let code = "wezterm.cmd.run_in_pane('ls', {}, { pane = 'there' })";
    let error = lua.load(code).exec_async().await.unwrap_err().to_string();
    assert!(
        error.contains("pane must be a whole number, not the text 'there'"),
        "{error}"
    );
}

#[tokio::test]
async fn where_panes_cannot_be_seen_the_module_says_so() {
    let settings = json!({ "capabilities": { "ProcessSpawn": ["ls"] } });
    let (module, told, _asked) = start(settings, Ok(ended())).await;
    let answer = call(&module, Path::new("/"), json!({ "program": "ls" })).await;
    let error = answer.unwrap_err().to_string();
    assert!(
        error.contains("does not have the capability UIOverlay"),
        "{error}"
    );
    assert_eq!(*told.lock().unwrap(), []);
}
