//! What a person is told who wrote something wrong, in wezterm.lua or in Lua, and that it is never as if they had
//! written nothing.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use wezterm_module_framework::sandbox::Launcher;
use wezterm_module_framework::testing::{FakeHost, ModuleTester};
use wezterm_module_framework::{Approval, Decision, ModuleState, TerminalContext};

async fn start(settings: Value) -> ModuleTester {
    let host = FakeHost::new();
    let helper = env!("CARGO_BIN_EXE_commander-helper");
    host.start_programs_with(Launcher::new(helper.into(), dirs::home_dir()));
    ModuleTester::start_on(host, commander::descriptor(Value::Null), settings).await
}

/// Runs Lua and returns the error that it raises.
async fn error(module: &ModuleTester, code: &str) -> String {
    let code = format!("local ok, why = pcall(function() {code} end) return ok, tostring(why)");
    let got: (bool, String) = module.lua().load(&code).eval_async().await.unwrap();
    assert!(!got.0, "{code}");
    got.1
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_all_told_and_every_command_asks() {
    for (settings, told) in [
        (
            json!({ "dney": ["rm"] }),
            vec!["config.modules.commander.dney is not a setting; did you mean `deny`?"],
        ),
        (
            json!({ "deny": "rm", "allow_all": "yes", "timeout_ms": "soon" }),
            vec![
                "timeout_ms must be a number of milliseconds, not the text \"soon\"",
                "deny must be a list like { 'rm', 'git push' }, not the text \"rm\": write { 'rm' }",
                "allow_all must be true or false, not the text \"yes\"",
            ],
        ),
        (
            json!({ "deny": ["*", 5, "rm | x"] }),
            vec![
                "deny[1] can reach nothing",
                "deny[2] is 5, and not a text",
                "deny[3] can reach nothing",
            ],
        ),
        (
            json!({ "sandbox": { "requrie": "full" } }),
            vec!["sandbox.requrie is not a setting; did you mean `require`?"],
        ),
        (
            json!("cannot be read"),
            vec!["config.modules.commander could not be read"],
        ),
    ] {
        let module = start(settings.clone()).await;
        assert_eq!(module.state(), Some(ModuleState::Loaded), "{settings}");
        let toasts = module.host().toasts();
        let [(title, body)] = toasts.as_slice() else {
            panic!("{toasts:?}");
        };
        assert_eq!(
            title,
            "Every command asks until config.modules.commander is mended"
        );
        for told in told {
            assert!(body.contains(told), "{body}\nhas no\n{told}");
        }
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&asked);
        module.host().answer_with(move |approval: Approval| {
            kept.lock().unwrap().push(approval.reason.clone());
            approval.reply.send(Decision::Deny).unwrap();
        });
        let why = error(&module, "wezterm.cmd.execute('true')").await;
        assert!(why.contains("denied"), "{why}");
        let asked = asked.lock().unwrap();
        assert!(
            asked.len() == 1 && asked[0].contains("until it is mended every command asks"),
            "{asked:?}"
        );
    }
}

#[tokio::test]
async fn what_a_function_cannot_mean_is_named_in_the_words_of_who_wrote_it() {
    let module = start(json!({})).await;
    for (code, told) in [
        (
            "wezterm.cmd.execute()",
            "wezterm.cmd.execute needs the program's name, a text",
        ),
        (
            "wezterm.cmd.stream(5)",
            "wezterm.cmd.stream needs the program's name, a text",
        ),
        (
            "wezterm.cmd.find_program()",
            "wezterm.cmd.find_program needs the program's name, a text",
        ),
        ("wezterm.cmd.dangers()", "wezterm.cmd.dangers needs a line"),
        (
            "wezterm.cmd.execute('echo', { 'a', nil, 'c' })",
            "wezterm.cmd.execute: argument 2 is missing",
        ),
        (
            "wezterm.cmd.execute('echo', { a = 'b' })",
            "args must be a list of texts, and has the name `a`",
        ),
        (
            "wezterm.cmd.execute('echo', 'a')",
            "args must be a list of texts, not the text 'a'",
        ),
        (
            "wezterm.cmd.run_in_pane('echo', { true })",
            "argument 1 must be a text, not a boolean",
        ),
        (
            "wezterm.cmd.stream('echo', {})",
            "needs a function behind the list of arguments",
        ),
        (
            "wezterm.cmd.execute('echo', {}, { env = { 'A=b' } })",
            "env must be a table like { NAME = 'value' }, and has the entry 1",
        ),
        (
            "wezterm.cmd.execute('echo', {}, { env = { ['A=b'] = 'c' } })",
            "env has the name `A=b`, which no variable is called",
        ),
        (
            "wezterm.cmd.execute('echo', {}, { env = { A = true } })",
            "the name `A` of env must be a text, not a boolean",
        ),
        (
            "wezterm.cmd.execute('echo', {}, { timeout_ms = '200' })",
            "timeout_ms must be a whole number, not the text '200'",
        ),
        (
            "wezterm.cmd.execute_timeout('echo', {}, '200')",
            "the time must be a number of milliseconds, not the text '200'",
        ),
        (
            "wezterm.cmd.execute('echo', {}, 200)",
            "the options must be a table, not the number 200",
        ),
        (
            "wezterm.cmd.execute('echo', {}, { cwdd = '/' })",
            "the options are cwd, env, timeout_ms, sandbox, and not the name `cwdd`",
        ),
    ] {
        let why = error(&module, code).await;
        assert!(why.contains(told), "{code}: {why}\nhas no\n{told}");
    }
    let code = "return wezterm.cmd.execute('echo', { 5, 1.5, 'x' }, { timeout_ms = 2e4, env = { A = 1 } }).stdout";
    let text: String = module.lua().load(code).eval_async().await.unwrap();
    assert_eq!(text, "5 1.5 x\n");
}

#[tokio::test]
async fn lua_runs_where_the_active_pane_is_and_at_home_where_that_is_not_known() {
    let module = start(json!({})).await;
    let pwd = async |options: &str| -> String {
        let code = format!("return wezterm.cmd.execute('pwd', {{}}, {options}).stdout");
        module.lua().load(&code).eval_async().await.unwrap()
    };
    let home = dirs::home_dir().unwrap().canonicalize().unwrap();
    let home = format!("{}\n", home.display());
    assert_eq!(pwd("nil").await, home);
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().canonicalize().unwrap();
    std::fs::create_dir(here.join("below")).unwrap();
    module.host().set_terminal_context(TerminalContext {
        real_cwd: Some(here.clone()),
        ..TerminalContext::default()
    });
    assert_eq!(pwd("nil").await, format!("{}\n", here.display()));
    assert_eq!(
        pwd("{ cwd = 'below' }").await,
        format!("{}/below\n", here.display())
    );
    assert_eq!(pwd("{ cwd = '~' }").await, home);
    assert_eq!(pwd("{ cwd = '~/.' }").await, home);
}
