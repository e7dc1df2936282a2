//! What a person reads on the card before a command runs: the command word for word, where it runs and what
//! holds it, what is dangerous about it, and what an answer would allow.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use wezterm_module_framework::sandbox::Launcher;
use wezterm_module_framework::testing::{FakeHost, ModuleTester};
use wezterm_module_framework::{
    Approval, Caller, Capabilities, Decision, Hold, Host, Lifetime, ModuleCapability,
    ScopedCapability, ToolCall,
};

/// What was on a card.
#[derive(Clone, Debug)]
struct Card {
    summary: String,
    reason: String,
    scope: Vec<String>,
    runs: Vec<String>,
    warnings: Vec<String>,
    hold: Option<Hold>,
    cwd: Option<PathBuf>,
    offered: Vec<Lifetime>,
}

/// The module, a project, and a person who answers each question in the same way.
struct Asked {
    module: ModuleTester,
    project: tempfile::TempDir,
    cards: Arc<Mutex<Vec<Card>>>,
}

impl Asked {
    async fn new(settings: Value, decision: Decision) -> Self {
        let host = FakeHost::new();
        let helper = env!("CARGO_BIN_EXE_commander-helper");
        host.start_programs_with(Launcher::new(helper.into(), dirs::home_dir()));
        let cards: Arc<Mutex<Vec<Card>>> = Arc::default();
        let seen = Arc::clone(&cards);
        host.answer_with(move |approval: Approval| {
            seen.lock().unwrap().push(Card {
                summary: approval.summary,
                reason: approval.reason,
                scope: approval.scope,
                runs: approval.runs,
                warnings: approval.warnings,
                hold: approval.hold,
                cwd: approval.cwd,
                offered: approval.choices.iter().map(|one| one.lifetime).collect(),
            });
            let _ = approval.reply.send(decision);
        });
        let descriptor = commander::descriptor(Value::Null);
        let module = ModuleTester::start_on(host, descriptor, settings).await;
        let project = tempfile::tempdir().unwrap();
        std::fs::create_dir(project.path().join(".git")).unwrap();
        Self {
            module,
            project,
            cards,
        }
    }

    fn path(&self) -> PathBuf {
        self.project.path().canonicalize().unwrap()
    }

    async fn call(&self, caller: Caller, tool: &str, args: Value) -> Result<String, String> {
        let gate = self.module.host().gate().for_caller(caller);
        let gate = gate.in_directory(self.path());
        let name = tool.into();
        let outcome = gate.run(ToolCall { name, args }).await;
        outcome.map_err(|error| error.to_string())
    }

    /// Returns the only card of a call of the assistant.
    async fn card(&self, tool: &str, args: Value) -> Card {
        let _ = self.call(assistant(), tool, args.clone()).await;
        self.only(&args)
    }

    fn only(&self, about: &Value) -> Card {
        let cards = std::mem::take(&mut *self.cards.lock().unwrap());
        let [card] = cards.as_slice() else {
            panic!("{about}: {cards:?}");
        };
        card.clone()
    }
}

fn assistant() -> Caller {
    let rights = Capabilities::new("ai-assistant", [ModuleCapability::ToolExecution]);
    Caller::Module(rights)
}

/// Returns a module that a person has granted these programs.
fn module(programs: &[&str]) -> Caller {
    let given = json!({ "ToolExecution": true, "ProcessSpawn": programs });
    let rights = ScopedCapability::read_all(&given).unwrap();
    Caller::Module(Capabilities::scoped("runner", rights))
}

fn execute(program: &str, args: &[&str]) -> Value {
    json!({ "program": program, "args": args })
}

#[tokio::test]
async fn what_names_a_secret_is_asked_about_each_time_and_the_card_says_what() {
    let asked = Asked::new(json!({}), Decision::Allow(Lifetime::Always)).await;
    std::fs::write(asked.path().join(".env"), "KEY=1\n").unwrap();
    let script = |script: &str| json!({ "script": script });
    for (tool, args, name) in [
        ("execute", execute("cat", &[".env"]), ".env"),
        ("execute", execute("cat", &["a/.env.local"]), ".env.local"),
        ("execute", execute("ls", &["--ignore=id_rsa"]), "id_rsa"),
        (
            "execute",
            execute("grep", &["x", "server.pem"]),
            "server.pem",
        ),
        ("shell", script("cat \".env\""), ".env"),
        ("shell", script("cat <.env;ls"), ".env"),
        ("run_in_pane", execute("cat", &[".env"]), ".env"),
    ] {
        for caller in [assistant(), module(&["cat", "ls", "grep", "bash"])] {
            for _ in 0..2 {
                let _ = asked.call(caller.clone(), tool, args.clone()).await;
                let card = asked.only(&args);
                let words = format!("it names {name}, which usually holds secrets");
                assert!(card.reason.contains(&words), "{args}: {card:?}");
                assert_eq!(card.offered, [Lifetime::Once], "{args}");
                let words = words.strip_prefix("it ").unwrap();
                assert_eq!(card.warnings.first().unwrap(), words, "{args}");
            }
        }
    }
    // What is only called in a similar way, and the person's own Lua, are not in the way.
    let args = execute("ls", &["environment"]);
    let _ = asked.call(assistant(), "execute", args).await;
    let own = asked.call(Caller::UserLua, "execute", execute("cat", &[".env"]));
    assert!(own.await.is_ok());
    assert!(asked.cards.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_card_says_where_a_command_runs_and_what_holds_it() {
    let asked = Asked::new(json!({ "ask": ["touch"] }), Decision::Deny).await;
    let inside = asked.path().join("src");
    std::fs::create_dir(&inside).unwrap();
    let walls = |card: &Card| match &card.hold {
        Some(Hold::Sandbox(words)) => words.clone(),
        other => panic!("{other:?}"),
    };
    let writes = format!("no network, writes only in {}", asked.path().display());
    for (tool, args) in [
        (
            "execute",
            json!({ "program": "touch", "args": ["x"], "cwd": "src" }),
        ),
        ("shell", json!({ "script": "touch x", "cwd": "src" })),
    ] {
        let card = asked.card(tool, args).await;
        let words = walls(&card);
        assert!(
            words.starts_with("sandbox ") && words.ends_with(&writes),
            "{words}"
        );
        assert_eq!(card.cwd.as_ref(), Some(&inside));
        assert!(!card.summary.contains("src"), "{card:?}");
    }
    let card = asked.card("run_in_pane", execute("touch", &["x"])).await;
    let none = Hold::Nothing("no sandbox: with all of your rights".into());
    assert_eq!((card.hold, card.cwd), (Some(none), Some(asked.path())));
    assert!(!card.reason.contains("sandbox"), "{}", card.reason);

    // A folder that is too wide for the sandbox.
    let card = asked
        .card("execute", json!({ "program": "touch", "cwd": "/" }))
        .await;
    let words = walls(&card);
    assert!(
        words.starts_with("it will not run: the sandbox does not open /"),
        "{words}"
    );

    // A module that is nowhere and says nowhere is told to say where, and nobody is asked.
    let gate = asked.module.host().gate().for_caller(module(&["touch"]));
    let call = ToolCall {
        name: "execute".into(),
        args: execute("touch", &["x"]),
    };
    let error = gate.run(call).await.unwrap_err().to_string();
    assert!(error.contains("say cwd"), "{error}");
    assert!(asked.cards.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_card_says_whether_the_persons_own_lua_asked_for_a_sandbox() {
    let asked = Asked::new(json!({ "ask": ["touch"] }), Decision::Deny).await;
    let lua = asked.module.lua();
    lua.globals().set("dir", asked.path()).unwrap();
    let run = async |options: &str| {
        let code = format!("wezterm.cmd.execute('touch', {{ 'x' }}, {{ cwd = dir{options} }})");
        assert!(lua.load(&code).exec_async().await.is_err());
        asked.only(&json!(options))
    };
    let card = run("").await;
    let Some(Hold::Nothing(words)) = &card.hold else {
        panic!("{card:?}");
    };
    assert!(
        words.starts_with("no sandbox: your own Lua runs it"),
        "{words}"
    );
    assert_eq!(card.cwd, Some(asked.path()));
    let card = run(", sandbox = true").await;
    let Some(Hold::Sandbox(words)) = &card.hold else {
        panic!("{card:?}");
    };
    assert!(words.starts_with("sandbox "), "{words}");
}

#[tokio::test]
async fn a_command_is_shown_word_for_word() {
    let asked = Asked::new(json!({}), Decision::Deny).await;
    let script = "for f in *; do\n\trm -f \"$f\"\ndone\ngit push # \\n";
    let card = asked.card("shell", json!({ "script": script })).await;
    assert_eq!(card.summary, format!("run in a shell:\n{script}"));
    let card = asked.card("shell", json!({ "script": "rm \"$x\"" })).await;
    assert_eq!(card.summary, "run in a shell: rm \"$x\"");
    let code = "print(\"hi\")\nx = 'ü'";
    for (tool, begins) in [("execute", "run"), ("run_in_pane", "run in a pane:")] {
        let card = asked.card(tool, execute("python3", &["-c", code])).await;
        let wanted = format!("{begins} python3 -c 'print(\"hi\")\nx = '\\''ü'\\'''");
        assert_eq!(card.summary, wanted);
    }
}

#[tokio::test]
async fn the_card_says_what_an_answer_lets_run_and_no_more() {
    let asked = Asked::new(json!({}), Decision::Deny).await;
    let lets = async |program: &str, args: &[&str]| {
        let card = asked.card("execute", execute(program, args)).await;
        assert_eq!(card.scope, Vec::<String>::new());
        assert_eq!(
            card.warnings.iter().find(|one| one.contains("longer")),
            None
        );
        (card.runs, card.offered.contains(&Lifetime::Always))
    };
    let exactly = |words: &str| (vec![format!("`{words}` exactly")], true);
    assert_eq!(lets("rm", &["-rf", "build"]).await, exactly("rm -rf build"));
    assert_eq!(lets("touch", &["a", "…"]).await, exactly("touch a '…'"));
    // Of these one way is allowed, and not whatever they are given.
    assert_eq!(lets("make", &["x"]).await, exactly("make x"));
    let wide = vec!["`cargo test …`, with anything after it".to_owned()];
    assert_eq!(lets("cargo", &["test", "-q"]).await, (wide, true));
    // What is allowed once is what stands above.
    let inside = vec!["`touch`".to_owned()];
    assert_eq!(lets("env", &["touch", "x"]).await, (inside, false));
}

#[tokio::test]
async fn what_leaves_nothing_is_never_offered_for_longer() {
    let home = dirs::home_dir().unwrap().display().to_string();
    let asked = Asked::new(json!({}), Decision::Deny).await;
    for args in [
        vec!["rm", "-rf", "/"],
        vec!["rm", "-rf", "--no-preserve-root", "/*"],
        vec!["rm", "-r", &home],
        vec!["rm", "-rf", "/tmp/../usr/"],
        vec!["rm", "-rf", "/home/somebody"],
        vec!["chown", "-R", "nobody", "/"],
        vec!["dd", "if=/dev/zero", "of=/dev/sda"],
        vec!["cp", "x", "/dev/sda"],
    ] {
        let card = asked.card("execute", execute(args[0], &args[1..])).await;
        assert_eq!(card.offered, [Lifetime::Once], "{args:?}");
        assert!(card.reason.contains("asked about each time"), "{card:?}");
    }
    for args in [
        vec!["rm", "-rf", "./*"],
        vec!["rm", "-rf", "/tmp/x"],
        vec!["dd", "if=/dev/zero", "of=image"],
        vec!["cp", "x", "/dev/null"],
    ] {
        let card = asked.card("execute", execute(args[0], &args[1..])).await;
        assert_eq!(
            card.offered,
            [Lifetime::Once, Lifetime::Project, Lifetime::Always]
        );
    }
}
