//! What a person is told who wrote something wrong, in wezterm.lua or in Lua, and that it is never as if they had
//! written nothing.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use wezterm_module_framework::sandbox::Launcher;
use wezterm_module_framework::testing::{FakeHost, ModuleTester};
use wezterm_module_framework::{Approval, Decision, ModuleState};

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
