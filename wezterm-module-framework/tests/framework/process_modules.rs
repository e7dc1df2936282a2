//! Modules that are programs speaking MCP: real processes, well behaved and not.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use wezterm_module_framework::lua::wezterm;
use wezterm_module_framework::sandbox::Launcher;
use wezterm_module_framework::testing::FakeHost;
use wezterm_module_framework::{
    Effect, HealthStatus, Host, IpcHandle, ModuleManager, ModuleState, ToolContext, ToolError,
};

use crate::folders::Modules;
use crate::support::{assert_failed, options};

const PATIENCE: Duration = Duration::from_secs(20);

/// A server with tools that do what their names say.
const SERVER: &str = r#"
answer() { printf '{"jsonrpc":"2.0","id":%s,%s}\n' "$id" "$1"; }
text() { answer "\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"$1\"}]}"; }
sleep 1000 & child=$!
while IFS= read -r line; do
  id=$(printf '%s' "$line" | sed -n 's/.*"id":\([0-9]*\).*/\1/p')
  case $line in
    *'"method":"initialize"'*)
      echo '{"jsonrpc":"2.0","id":"p","method":"ping"}'
      answer '"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"t","version":"1"}}' ;;
    *'"cursor":"more"'*)
      answer '"result":{"tools":[{"name":"die"},{"name":"hang"},{"name":"huge"},{"name":"refuse"},{"name":"odd name"}]}' ;;
    *'"method":"tools/list"'*)
      answer '"result":{"nextCursor":"more","tools":[{"name":"look","description":"Looks","inputSchema":{"type":"object","properties":{"x":{"type":"string"}}},"annotations":{"readOnlyHint":true}},{"name":"where"}]}' ;;
    *'"result":{}'*) ponged=yes ;;
    *'"name":"look"'*) text "${ponged-no} ${GREETING} ${SECRET-unset}" ;;
    *'"name":"where"'*) text "$(pwd) $$ $child" ;;
    *'"name":"odd name"'*) text odd ;;
    *'"name":"die"'*) echo 'I am done' >&2; exit 3 ;;
    *'"name":"huge"'*) head -c 100000000 /dev/zero | tr '\0' x ;;
    *'"name":"refuse"'*) answer '"result":{"isError":true,"content":[{"type":"text","text":"not today"}]}' ;;
  esac
done
"#;

/// A terminal with one module called `m`, which is `sh server.sh`.
struct World {
    manager: ModuleManager,
    host: Arc<FakeHost>,
    modules: Modules,
}

impl World {
    async fn start(more: &str, server: &str) -> Self {
        Self::granted("ProcessSpawn = [\"sh\"]", more, server).await
    }

    async fn granted(grant: &str, more: &str, server: &str) -> Self {
        let modules = Modules::new();
        let manifest = format!(
            "name = \"m\"\nkind = \"process\"\nlua_namespace = \"m\"\n[capabilities]\n{grant}\n\
             [process]\ncommand = [\"sh\", \"server.sh\"]\n{more}"
        );
        modules.add("m", &[("module.toml", &manifest), ("server.sh", server)]);
        Self::of(modules).await
    }

    /// Starts a terminal with the modules that are there.
    async fn of(modules: Modules) -> Self {
        Self::on(FakeHost::new(), modules).await
    }

    async fn on(host: Arc<FakeHost>, modules: Modules) -> Self {
        let mut options = options(&host);
        options.modules_dir = modules.path("");
        options.cache_dir = modules.path(".cache");
        let manager = ModuleManager::new(options);
        manager.discover();
        manager.start_all().await;
        Self {
            manager,
            host,
            modules,
        }
    }

    /// Starts a terminal that can confine programs, with this in the manifest.
    async fn confined(grant: &str, server: &str) -> Self {
        let modules = Modules::new();
        let manifest = format!(
            "name = \"m\"\nkind = \"process\"\n[capabilities]\nProcessSpawn = [\"sh\"]\n{grant}\n\
             [process]\ncommand = [\"sh\", \"server.sh\"]"
        );
        modules.add("m", &[("module.toml", &manifest), ("server.sh", server)]);
        let host = FakeHost::new();
        let helper = env!("CARGO_BIN_EXE_framework-helper");
        host.start_programs_with(Launcher::new(helper.into(), None));
        Self::on(host, modules).await
    }

    /// Waits until what the program's start told is on the disk, and starts the terminal again.
    async fn again(self) -> Self {
        let memory = self.modules.path(".cache/m/tools.json");
        let begun = Instant::now();
        while !memory.exists() {
            assert!(begun.elapsed() < PATIENCE, "nothing was remembered");
            tokio::task::yield_now().await;
        }
        assert_eq!(self.manager.shutdown_all().await, []);
        Self::of(self.modules).await
    }

    async fn starts(&self) -> f64 {
        self.manager.health("m").await.unwrap().metrics["starts"]
    }

    async fn call(&self, tool: &str) -> Result<String, String> {
        let tool = self
            .manager
            .tools()
            .get(&format!("m__{tool}"))
            .expect("the tool");
        let said = tool.run(json!({}), ToolContext::default()).await;
        said.map_err(|error: ToolError| error.to_string())
    }

    /// Calls a tool as the person's own Lua does.
    async fn lua_calls(&self, tool: &str) -> Result<String, String> {
        let lua = mlua::Lua::new();
        let module = self.manager.module("m").expect("it runs");
        module.register_lua_api(&lua).expect("it has a place");
        let table = wezterm(&lua).expect("a table");
        lua.globals().set("wezterm", table).expect("room for it");
        let call = lua.load(format!("return wezterm.m['{tool}'] {{}}"));
        let said = call.eval_async::<String>().await;
        said.map_err(|error| error.to_string())
    }

    async fn health(&self) -> (HealthStatus, String) {
        let health = self.manager.health("m").await.unwrap();
        (health.status, health.message.unwrap_or_default())
    }
}

/// Waits until a process is gone, or is only a memory that its parent has not collected.
async fn gone(pid: &str) {
    let begun = Instant::now();
    let stat = PathBuf::from(format!("/proc/{pid}/stat"));
    while let Ok(text) = fs::read_to_string(&stat) {
        let state = text.rsplit(')').next().unwrap_or_default().trim_start();
        if state.starts_with(['Z', 'X']) {
            return;
        }
        assert!(
            begun.elapsed() < PATIENCE,
            "process {pid} is still there: {text}"
        );
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_tools_of_a_program_are_those_of_its_module() {
    let env = "env = { GREETING = \"hello\" }\neffects = { look = \"read\" }";
    let world = World::start(env, SERVER).await;
    assert_eq!(world.manager.state("m"), Some(ModuleState::Loaded));
    let specs = world.manager.tools().specs();
    let names: Vec<&str> = specs.iter().map(|spec| spec.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "m__die",
            "m__hang",
            "m__huge",
            "m__look",
            "m__odd_name",
            "m__refuse",
            "m__where"
        ]
    );
    let look = specs.iter().find(|spec| spec.name == "m__look").unwrap();
    assert_eq!(
        (look.description.as_str(), look.effect),
        ("Looks", Effect::Read)
    );
    assert_eq!(look.schema["properties"]["x"]["type"], "string");
    // What it says of itself is no reason to trust it.
    let hang = specs.iter().find(|spec| spec.name == "m__hang").unwrap();
    assert_eq!(hang.effect, Effect::Execute);

    assert_eq!(world.call("look").await, Ok("yes hello unset".into()));
    assert_eq!(world.call("odd_name").await, Ok("odd".into()));
    assert_eq!(
        world.call("refuse").await,
        Err("module `m`: not today".into())
    );
    let bus = world.manager.ipc().user_lua();
    let answer = bus.request("m", "look", Value::Null).await;
    assert_eq!(answer.unwrap(), json!("yes hello unset"));
    assert_eq!(world.lua_calls("look").await, Ok("yes hello unset".into()));
}

#[tokio::test]
async fn whoever_wants_a_tool_of_a_program_goes_by_the_rules_and_on_record() {
    let world = World::start("", SERVER).await;
    let rules = json!({ "rules": [
        { "decision": "deny", "principal": "user-lua", "tool": "m__look" },
    ] });
    assert_eq!(world.host.gate().configure(&rules), Vec::<String>::new());
    let denied = "the policy does not allow `m__look` here (rule 1 of config.tool_policy)";
    let said = world.lua_calls("look").await.unwrap_err();
    assert!(said.contains(denied), "{said}");
    let over_the_bus = |ipc: IpcHandle| async move {
        let said = ipc.request("m", "look", Value::Null).await;
        said.map_err(|error| error.to_string())
    };
    let said = over_the_bus(world.manager.ipc().user_lua()).await;
    assert_eq!(said, Err(format!("module `m`: {denied}")));
    // The terminal has no rule of its own, so a person is asked, and nobody answers here.
    let said = over_the_bus(world.manager.ipc().system()).await;
    let closed = "module `m`: the question was closed unanswered, so the call is denied";
    assert_eq!(said, Err(closed.into()));
    let rows = world.host.audit();
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.principal.as_str(),
                row.tool.as_str(),
                row.decision.as_str(),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("user-lua", "m__look", "deny"),
            ("user-lua", "m__look", "deny"),
            ("terminal", "m__look", "deny"),
        ]
    );
}

#[tokio::test]
async fn a_large_result_reaches_a_program_whole() {
    let server = SERVER.replace(
        "*'\"name\":\"refuse\"'*)",
        "*'\"name\":\"hang\"'*) text \"$(head -c 400000 /dev/zero | tr '\\0' x)\" ;;\n    *'\"name\":\"refuse\"'*)",
    );
    let world = World::start("", &server).await;
    assert_eq!(world.lua_calls("hang").await.unwrap().len(), 400_000);
}

#[tokio::test]
async fn a_program_is_gone_when_its_module_has_failed() {
    let world = World::start("", SERVER).await;
    let said = world.call("where").await.unwrap();
    world.manager.fail("m", "made to");
    for pid in said.split(' ').skip(1) {
        gone(pid).await;
    }
}

#[tokio::test]
async fn a_program_is_gone_with_its_children_when_its_module_stops() {
    let world = World::start("", SERVER).await;
    let said = world.call("where").await.unwrap();
    let words: Vec<&str> = said.split(' ').collect();
    let folder = world.modules.path("m").canonicalize().unwrap();
    assert_eq!(words[0], folder.to_str().unwrap());
    let tool = world.manager.tools().get("m__look").unwrap();
    assert_eq!(world.manager.shutdown_all().await, []);
    gone(words[1]).await;
    gone(words[2]).await;
    assert_eq!(world.manager.tools().specs(), []);
    let late = tool.run(json!({}), ToolContext::default()).await;
    assert_eq!(
        late,
        Err(ToolError::Model("its module is not running".into()))
    );

    // And when nobody says goodbye.
    let world = World::start("", SERVER).await;
    let said = world.call("where").await.unwrap();
    drop(world);
    let words: Vec<&str> = said.split(' ').collect();
    gone(words[1]).await;
    gone(words[2]).await;
}

#[tokio::test]
async fn a_program_that_died_is_started_again_until_it_died_too_often() {
    let world = World::start("", SERVER).await;
    for _ in 0..2 {
        assert_eq!(world.call("die").await, Err("module `m`: it ended".into()));
        assert_eq!(world.health().await.0, HealthStatus::Degraded);
        let again = world.call("where").await;
        assert!(again.is_ok(), "{again:?}");
        assert_eq!(world.health().await.0, HealthStatus::Healthy);
    }
    assert_eq!(world.call("die").await, Err("module `m`: it ended".into()));
    let why = world.call("where").await.unwrap_err();
    let words = "its program died 3 times: it ended; the last it said is: I am done";
    assert!(why.contains(words), "{why}");
    assert_eq!(
        world.health().await,
        (HealthStatus::Unhealthy, words.into())
    );
}

#[tokio::test]
async fn an_answer_has_a_time_and_a_size() {
    let world = World::start("call_s = 1\nreply_mb = 1", SERVER).await;
    let late = "module `m`: it did not answer `tools/call` within 1 s";
    assert_eq!(world.call("hang").await, Err(late.into()));
    assert!(world.call("look").await.is_ok());
    let large = "module `m`: it wrote a message of more than 1048576 bytes";
    assert_eq!(world.call("huge").await, Err(large.into()));
}

#[tokio::test]
async fn a_program_that_does_not_speak_mcp_fails_its_module_and_says_how() {
    let cases = [
        (
            "sleep 1000",
            "it did not finish the MCP handshake within 1 s",
        ),
        (
            "echo 'no licence' >&2",
            "its program ended before the MCP handshake was done",
        ),
        ("yes", "it wrote what is not MCP to its standard output"),
        (
            "yes '{}'",
            "it wrote what is not MCP to its standard output: `jsonrpc` must be \"2.0\"",
        ),
        (
            "yes '{\"jsonrpc\":\"2.0\",\"method\":\"x\"}'",
            "it wrote more than 10000 messages unasked",
        ),
        (
            "head -c 100000000 /dev/zero | tr '\\0' x",
            "it wrote a message of more than 16777216 bytes",
        ),
        (
            "read -r line; echo '{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":1,\"message\":\"too old\"}}'; read -r line",
            "too old",
        ),
        (
            "read -r line; echo '{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}'; read -r line",
            "it answered a request that was not made",
        ),
        (
            "read -r line; echo '{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{}}'; read -r line",
            "its answer to `initialize` is not one: missing field `protocolVersion`",
        ),
        (
            concat!(
                "read -r line; echo '{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":",
                r#"{"protocolVersion":"2024-11-05","capabilities":{},"serverInfo":{"name":"t","version":"1"}}}'; "#,
                "read -r line; read -r line; ",
                "echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}'; read -r line",
            ),
            "it answered tools/list without a list",
        ),
    ];
    for (server, words) in cases {
        let world = World::start("handshake_s = 1", server).await;
        assert_failed(&world.manager, "m", words);
    }
}

#[tokio::test]
async fn a_program_needs_the_grant_to_be_started() {
    let world = World::granted("UIOverlay = true", "", SERVER).await;
    assert_failed(
        &world.manager,
        "m",
        "module `m` does not have the capability ProcessSpawn",
    );
    let world = World::granted("ProcessSpawn = [\"git\"]", "", SERVER).await;
    assert_failed(&world.manager, "m", "ProcessSpawn for git only, not for sh");
}

#[tokio::test]
async fn a_program_whose_tools_are_remembered_is_started_by_the_first_call() {
    let world = World::start("", SERVER).await;
    assert_eq!(world.starts().await, 1.0);
    let world = world.again().await;
    assert_eq!(world.starts().await, 0.0);
    assert_eq!(world.health().await, (HealthStatus::Healthy, String::new()));
    assert_eq!(world.manager.tools().specs().len(), 7);
    assert_eq!(world.call("odd_name").await, Ok("odd".into()));
    assert_eq!(world.starts().await, 1.0);

    // What is no memory, or one of another program, is none.
    for change in [".cache/m/tools.json", "m/server.sh", "m/library.sh"] {
        let world = World::start("", SERVER).await.again().await;
        assert_eq!(world.starts().await, 0.0);
        let path = world.modules.path(change);
        let text = fs::read_to_string(&path).unwrap_or_default();
        fs::write(&path, format!("{text}\n#")).unwrap();
        let world = World::of(world.modules).await;
        assert_eq!(world.starts().await, 1.0, "{change}");
    }
}

#[tokio::test]
async fn a_program_with_other_tools_than_are_remembered_says_so() {
    // What it lists depends on something outside of its folder.
    let outside = tempfile::tempdir().unwrap();
    let flag = outside.path().join("flag");
    let server = SERVER.replace(
        "*'\"cursor\":\"more\"'*)",
        &format!("*'\"cursor\":\"more\"'*) if [ -e {} ]; then answer '\"result\":{{\"tools\":[]}}'; continue; fi", flag.display()),
    );
    let world = World::start("", &server).await.again().await;
    fs::write(&flag, "").unwrap();
    assert!(world.call("look").await.is_ok());
    let toasts = world.host.toasts();
    let expected = (
        "Module m has other tools than before".to_owned(),
        "wezterm modules reload m offers them".to_owned(),
    );
    assert_eq!(toasts, [expected]);
    assert_eq!(world.manager.tools().specs().len(), 7);
    let change = world.manager.reload("m").await.unwrap();
    assert_eq!(change.started, ["m"]);
    assert_eq!(world.manager.tools().specs().len(), 2);
}

/// A server whose tool `try` runs this script and says what it wrote.
fn trying(script: &str) -> String {
    let answer = SERVER.replace(
        "*'\"name\":\"where\"'*)",
        &format!("*'\"name\":\"where\"'*) text \"$( ({script}) 2>/dev/null | tr '\\n' ' ')\" ;;\n    *'\"name\":\"never\"'*)"),
    );
    assert_ne!(answer, SERVER);
    answer
}

#[tokio::test]
async fn a_program_reaches_what_its_module_was_granted_and_no_more() {
    let outside = tempfile::tempdir_in("/var/tmp").unwrap();
    let file = outside.path().join("secret");
    fs::write(&file, "of the person").unwrap();
    let script = format!(
        "cat {0}; cat server.sh | head -c 1; echo x > {0}; cat {0}; ls /root | wc -l",
        file.display()
    );
    let world = World::confined("", &trying(&script)).await;
    // Nothing but its own folder.
    assert_eq!(world.call("where").await, Ok(" 0 ".into()));
    assert_eq!(fs::read_to_string(&file).unwrap(), "of the person");
    let granted = format!("FileSystemRead = [\"{}\"]", outside.path().display());
    let world = World::confined(&granted, &trying(&script)).await;
    let said = world.call("where").await.unwrap();
    assert!(said.starts_with("of the person"), "{said}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "of the person");
}

#[tokio::test]
async fn what_a_confined_program_started_ends_with_its_module() {
    let mark = format!("{}.7", 40_000 + std::process::id());
    let server = trying(&format!("setsid sleep {mark} >/dev/null & echo started"));
    let world = World::confined("", &server).await;
    assert_eq!(world.call("where").await, Ok("started ".into()));
    let runs = || {
        let all = fs::read_dir("/proc").unwrap().flatten();
        all.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok())
            // The program itself: `setsid` has the same words, and no session of its own yet.
            .any(|line| line.starts_with(format!("sleep\0{mark}").as_bytes()))
    };
    let begun = Instant::now();
    // The shell answers before its child has become the program.
    while !runs() {
        assert!(begun.elapsed() < PATIENCE, "it never runs");
        tokio::task::yield_now().await;
    }
    world.manager.shutdown_all().await;
    let begun = Instant::now();
    while runs() {
        assert!(begun.elapsed() < PATIENCE, "it still runs");
        tokio::task::yield_now().await;
    }
}
