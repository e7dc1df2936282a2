//! Modules written in Lua, as folders: what they export, what they see, and what they cannot do.

use std::os::unix::fs::symlink;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use wezterm_module_framework::lua::wezterm;
use wezterm_module_framework::testing::FakeHost;
use wezterm_module_framework::{
    Decision, Effect, HealthStatus, Host, HostError, Lifetime, ModuleManager, ModuleMessage,
    ModuleState, Scope, TerminalContext, Tool, ToolCall, ToolContext, ToolError,
};

use crate::folders::Modules;
use crate::support::{Puppet, assert_failed, options};

const PATIENCE: Duration = Duration::from_secs(20);

/// A terminal with one Lua module called `m`.
struct World {
    manager: ModuleManager,
    host: Arc<FakeHost>,
    modules: Modules,
}

impl World {
    async fn start(manifest: &str, code: &str) -> Self {
        let modules = Modules::new();
        let text = format!("name = \"m\"\nkind = \"lua\"\nlua_namespace = \"m\"\n{manifest}");
        modules.add("m", &[("module.toml", &text), ("init.lua", code)]);
        Self::start_in(modules).await
    }

    async fn start_in(modules: Modules) -> Self {
        let host = FakeHost::new();
        let mut options = options(&host);
        options.modules_dir = modules.folder.path().to_owned();
        options.init_deadline = PATIENCE;
        let manager = ModuleManager::new(options);
        let echo = Puppet::new("echo", &[]).answering(|message| {
            Box::pin(async move {
                let ModuleMessage::Request {
                    from,
                    method,
                    params,
                    ..
                } = &message
                else {
                    return Ok(message);
                };
                if method == "never" {
                    std::future::pending::<()>().await;
                }
                Ok(message.answer(json!({ "from": from, "method": method, "params": params })))
            })
        });
        manager.register_builtin(echo.descriptor());
        manager.discover();
        manager.start_all().await;
        Self {
            manager,
            host,
            modules,
        }
    }

    #[track_caller]
    fn runs(self) -> Self {
        assert_eq!(self.manager.state("m"), Some(ModuleState::Loaded));
        self
    }

    async fn call(&self, function: &str, params: Value) -> Result<Value, String> {
        let bus = self.manager.ipc().system();
        let answer = bus.request_within(PATIENCE, "m", function, params).await;
        answer.map_err(|error| error.to_string())
    }

    /// Runs a line of wezterm.lua.
    async fn wezterm_lua(&self, code: &str) -> Result<String, String> {
        let lua = mlua::Lua::new();
        let module = self.manager.module("m").unwrap();
        module.register_lua_api(&lua).unwrap();
        lua.globals()
            .set("wezterm", wezterm(&lua).unwrap())
            .unwrap();
        let value = lua.load(code).eval_async::<mlua::Value>().await;
        value
            .and_then(|value| value.to_string())
            .map_err(|error| error.to_string())
    }
}

/// Starts a module whose `f` runs this code, and returns what it gives.
async fn f(manifest: &str, code: &str) -> Result<Value, String> {
    let code = format!("return {{ f = function(arg) {code} end }}");
    World::start(manifest, &code)
        .await
        .runs()
        .call("f", Value::Null)
        .await
}

#[track_caller]
fn refused(outcome: Result<Value, String>, words: &str) {
    let why = outcome.unwrap_err();
    assert!(why.contains(words), "{why}");
}

#[tokio::test]
async fn an_error_on_the_bus_names_the_module_once_and_a_wrong_action_hears_which_there_are() {
    let code = "local function oops() error('oops') end
        return { f = oops, actions = {
            greet = { description = 'g', run = oops },
            bad = { description = 'b', run = oops },
        } }";
    let world = World::start("", code).await.runs();
    let told = |outcome: Result<Value, String>| outcome.unwrap_err();
    for method in ["f", "action.bad"] {
        let why = told(world.call(method, Value::Null).await);
        assert_eq!(why, "module `m`: init.lua:1: oops");
    }
    assert_eq!(
        told(world.call("action.gret", Value::Null).await),
        "module `m`: no action `gret`; there are bad, greet"
    );
}

#[tokio::test]
async fn a_module_that_hangs_outside_of_luas_own_instructions_is_unhealthy() {
    // The pattern backtracks for seconds, and nothing can be told of it meanwhile.
    let code = "return { f = function()
        return ('a'):rep(25):find(('a*'):rep(8) .. 'b')
    end }";
    let world = World::start("lua.call_ms = 20", code).await.runs();
    let healthy = world.manager.health("m").await.unwrap();
    assert_eq!(healthy.status, HealthStatus::Healthy);
    let hang = world.call("f", Value::Null);
    let told = async {
        loop {
            let health = world.manager.health("m").await.unwrap();
            if health.status == HealthStatus::Unhealthy {
                return health.message.unwrap();
            }
        }
    };
    tokio::select! {
        why = told => assert!(why.contains("without a pause and answers nothing"), "{why}"),
        outcome = hang => panic!("it came back, and never was unhealthy: {outcome:?}"),
    }
}

#[tokio::test]
async fn a_wrong_setting_is_not_given_to_the_module() {
    let modules = Modules::new();
    let schema = "lua_namespace = \"m\"\n[settings]\nproperties.greeting = { type = \"string\" }\n\
                  properties.most = { type = \"integer\" }";
    modules.add_lua("m", schema);
    let code = "return { f = function() return wezterm.config end }";
    modules.add("m", &[("init.lua", code)]);
    let host = FakeHost::new();
    let mut options = options(&host);
    options.modules_dir = modules.folder.path().to_owned();
    let settings = json!({ "greeting": 5, "most": 2 });
    options.settings.insert("m".into(), settings);
    let manager = ModuleManager::new(options);
    manager.discover();
    assert_eq!(manager.setting_problems().len(), 1);
    manager.start_all().await;
    let given = manager.ipc().system().request("m", "f", Value::Null).await;
    assert_eq!(given, Ok(json!({ "most": 2 })));
}

#[tokio::test]
async fn what_init_lua_returns_is_reachable_from_wezterm_lua_and_from_the_bus() {
    let code = "return {
        add = function(a, b) return a + b, 'more' end,
        count = function(params) return { n = #params.list } end,
    }";
    let world = World::start("", code).await.runs();
    assert_eq!(
        world.call("count", json!({ "list": [1, 2] })).await,
        Ok(json!({ "n": 2 }))
    );
    refused(
        world.call("nothing", Value::Null).await,
        "unknown method `nothing`",
    );
    let sum = "local a, b = wezterm.m.add(1, 2) return a .. b";
    assert_eq!(world.wezterm_lua(sum).await.unwrap(), "3more");
    let wrong = world
        .wezterm_lua("return wezterm.m.add(1, { x = print })")
        .await
        .unwrap_err();
    assert!(
        wrong.contains("add: argument 2.x is a function: only nil"),
        "{wrong}"
    );
    let error = world
        .wezterm_lua("return wezterm.m.add(1, {})")
        .await
        .unwrap_err();
    assert!(
        error.contains("module `m`: init.lua:2: attempt to perform arithmetic"),
        "{error}"
    );
    assert!(
        !error.contains("stack traceback:\n\t[C]: in metamethod"),
        "{error}"
    );
}

#[tokio::test]
async fn a_call_waits_for_another_module_and_the_others_go_on_meanwhile() {
    let code = "local w = require 'wezterm' return {
        slow = function() return w.modules.call('echo', 'never') end,
        ask = function(p) return w.modules.call('echo', 'hello', p) end,
    }";
    let world = World::start("", code).await.runs();
    let slow = world.call("slow", Value::Null);
    tokio::pin!(slow);
    assert!(futures::poll!(slow.as_mut()).is_pending());
    assert_eq!(
        world.call("ask", json!({ "x": [] })).await,
        Ok(json!({ "from": "m", "method": "hello", "params": { "x": [] } }))
    );
    let problems = world.manager.shutdown_all().await;
    assert_eq!(problems, []);
    refused(slow.await, "stopped before it answered");
}

#[tokio::test]
async fn broadcasts_are_heard_and_sent() {
    let code = "
        wezterm.modules.on('ping', function(data, from)
            wezterm.modules.broadcast('pong', { data = data, from = from })
        end)
        wezterm.modules.on('ping', function() error('only this one') end)
    ";
    let world = World::start("", code).await.runs();
    let bus = world.manager.ipc().system();
    let mut heard = bus.subscribe();
    for _ in 0..2 {
        bus.broadcast("ping", json!([1]));
        let pong = loop {
            let message = tokio::time::timeout(PATIENCE, heard.recv())
                .await
                .unwrap()
                .unwrap();
            if let ModuleMessage::Broadcast { event, data, .. } = message
                && event == "pong"
            {
                break data;
            }
        };
        assert_eq!(pong, json!({ "data": [1], "from": "system" }));
    }
}

#[tokio::test]
async fn a_tool_of_a_module_has_its_modules_name_and_an_action_is_a_request() {
    let code = "return {
        tools = { shout = {
            description = 'Says it loudly', effect = 'read',
            parameters = { type = 'object', properties = { text = { type = 'string' } } },
            run = function(args) return args.text:upper() end,
        } },
        actions = { greet = { description = 'Greets', run = function(p) wezterm.toast('hi', p.who) end } },
    }";
    let world = World::start("capabilities = [\"ToolExecution\"]", code)
        .await
        .runs();
    let spec = world.manager.tools().specs().remove(0);
    assert_eq!(
        (spec.name.as_str(), spec.description.as_str()),
        ("m__shout", "Says it loudly")
    );
    assert_eq!(spec.effect, Effect::Read);
    assert_eq!(
        spec.schema["properties"],
        json!({ "text": { "type": "string" } })
    );
    let tool = world.manager.tools().get("m__shout").unwrap();
    let said = tool
        .run(json!({ "text": "ho" }), ToolContext::default())
        .await;
    assert_eq!(said, Ok("HO".into()));
    assert!(matches!(tool.summary(&json!([])), Err(ToolError::Model(_))));
    let module = world.manager.module("m").unwrap();
    assert_eq!(module.actions()[0].name, "greet");
    assert_eq!(
        world.call("action.greet", json!({ "who": "Ada" })).await,
        Ok(Value::Null)
    );
    assert_eq!(world.host.toasts(), [("hi".to_owned(), "Ada".to_owned())]);
    refused(
        world.call("action.leave", Value::Null).await,
        "no action `leave`; there are greet",
    );
    world.manager.shutdown_all().await;
    assert_eq!(world.manager.tools().specs(), []);
    let late = tool
        .run(json!({}), ToolContext::default())
        .await
        .unwrap_err();
    assert_eq!(late.to_string(), "module `m` is not running");
}

#[tokio::test]
async fn a_tool_from_outside_that_says_it_only_reads_is_on_record_before_it_runs() {
    let code = "return { tools = { look = {
        description = 'Looks', effect = 'read', run = function() return 'seen' end,
    } } }";
    let world = World::start("capabilities = [\"ToolExecution\"]", code)
        .await
        .runs();
    world.host.answer_with(|approval| {
        let _ = approval.reply.send(Decision::Allow(Lifetime::Once));
    });
    let look = ToolCall {
        name: "m__look".into(),
        args: json!({}),
    };
    assert_eq!(world.host.gate().run(look).await, Ok("seen".into()));
    let rows = world.host.audit().into_iter();
    let outcomes: Vec<String> = rows.map(|row| row.outcome).collect();
    assert_eq!(outcomes, ["started", "ok"]);
}

#[tokio::test]
async fn only_what_the_grants_open_is_there() {
    let names = [
        ("set_clipboard", "ClipboardAccess"),
        ("read_file", "FileSystemRead"),
        ("list_directory", "FileSystemRead"),
        ("execute", "ProcessSpawn"),
        ("query", "LLMInference"),
        ("call_tool", "ToolExecution"),
    ];
    for (name, capability) in names {
        let why = f("", &format!("return wezterm.{name}('x')")).await;
        let missing = HostError::CapabilityMissing {
            module: "m".into(),
            capability: capability.parse().unwrap(),
        };
        refused(why, &format!("wezterm.{name}: {missing}"));
        let granted = format!("[capabilities]\n{capability} = true");
        let there = f(&granted, &format!("return type(wezterm.{name})")).await;
        assert_eq!(there, Ok(json!("function")));
    }
    let world = World::start(
        "capabilities = [\"ClipboardAccess\", \"FileSystemRead\", \"ToolExecution\"]",
        "return {
            clip = function(text) wezterm.set_clipboard(text) end,
            read = function(path) return wezterm.read_file(path) end,
            tool = function(name) return wezterm.call_tool(name, {}) end,
            here = function(pane) return wezterm.call_tool('where', {}, { pane = pane }) end,
        }",
    )
    .await
    .runs();
    assert_eq!(world.call("clip", json!("text")).await, Ok(Value::Null));
    assert_eq!(world.host.clipboard(), Some("text".into()));
    // The door is another module's, and here it is shut.
    refused(
        world.call("read", json!("/x")).await,
        "module `filesystem` is not running",
    );
    refused(
        world.call("tool", json!("fly")).await,
        "there is no tool `fly`",
    );
    let call = ToolCall {
        name: "x".into(),
        args: json!({}),
    };
    assert!(world.host.gate().run(call).await.is_err());
    // A call may be about a pane, and begins where that pane's program is.
    let folder = tempfile::tempdir().unwrap();
    world.host.gate().tools().unwrap().add(Where);
    world.host.set_terminal_context(TerminalContext {
        real_cwd: Some(folder.path().to_owned()),
        ..TerminalContext::default()
    });
    let shown = folder.path().display().to_string();
    assert_eq!(world.call("here", json!(3)).await, Ok(json!(shown)));
}

/// Tells where it is called.
struct Where;

#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Nothing {}

impl Tool for Where {
    type Input = Nothing;
    const NAME: &'static str = "where";
    const EFFECT: Effect = Effect::Read;

    fn summary(&self, _: &Nothing) -> String {
        "where".into()
    }

    fn scope(&self, _: &Nothing, _: &ToolContext) -> Result<Scope, ToolError> {
        Ok(Scope::path("."))
    }

    async fn run(&self, _: Nothing, cx: ToolContext) -> Result<String, ToolError> {
        Ok(cx.cwd.unwrap_or_default().display().to_string())
    }
}

#[tokio::test]
async fn the_doors_of_lua_are_not_there() {
    let code = "
        local seen = {}
        for _, path in ipairs {
            'io', 'debug', 'package', 'dofile', 'loadfile', 'os.execute', 'os.remove', 'os.rename',
            'os.exit', 'os.getenv', 'os.tmpname', 'os.setlocale', 'string.dump', 'warn', 'loadlib',
        } do
            local at = _G
            for part in path:gmatch('[^.]+') do at = at and at[part] end
            if at ~= nil then seen[#seen + 1] = path end
        end
        return { seen = seen, here = type(os.time()) .. type(string.format) .. type(utf8.char) }
    ";
    assert_eq!(
        f("", code).await,
        Ok(json!({ "seen": {}, "here": "numberfunctionfunction" }))
    );
    let bytecode = "assert(load('\\27Lua', 'x', 'b', {}))";
    refused(f("", bytecode).await, "attempt to load a binary chunk");
    let own = "return load('return wezterm ~= nil and io == nil')() and load('return x', 'x', 't', { x = 1 })()";
    assert_eq!(f("", own).await, Ok(json!(1)));
    for name in ["__gc", "__close"] {
        let code = format!("setmetatable({{}}, {{ {name} = print }})");
        refused(
            f("", &code).await,
            &format!("there is no {name} for modules"),
        );
    }
    assert_eq!(
        f("", "return ('x'):rep(3) .. #('abc'):upper()").await,
        Ok(json!("xxx3"))
    );
}

#[tokio::test]
async fn require_stays_in_the_folder() {
    let modules = Modules::new();
    let outside = Modules::new();
    let secret = outside.add("secret", &[("init.lua", "return 'secret'")]);
    let folder = modules.add_lua("m", "");
    modules.add(
        "m/lib",
        &[("init.lua", "loads = (loads or 0) + 1 return { n = loads }")],
    );
    modules.add("m/lib", &[("deep.lua", "return require('lib').n + 1")]);
    modules.add(
        "m",
        &[("me.lua", "return require 'me'"), ("bad.lua", "return )")],
    );
    symlink(secret.join("init.lua"), folder.join("out.lua")).unwrap();
    let code = "return {
        good = function() return { require('lib').n, require('lib.deep'), require('lib').n } end,
        try = function(name) return require(name) end,
    }";
    modules.add("m", &[("init.lua", code)]);
    let world = World::start_in(modules).await.runs();
    assert_eq!(world.call("good", Value::Null).await, Ok(json!([1, 2, 1])));
    for (name, words) in [
        ("out", "out.lua lies outside of the module's folder"),
        ("../secret/init", "is no name that require knows here"),
        ("/etc/passwd", "is no name that require knows here"),
        ("..x", "is no name that require knows here"),
        (
            "missing",
            "module `missing` not found; there is no missing.lua in",
        ),
        ("me", "`me` requires itself"),
        ("bad", "bad.lua:1:"),
        ("io", "not found"),
    ] {
        refused(world.call("try", json!(name)).await, words);
    }
}

#[tokio::test]
async fn a_call_that_runs_too_long_ends_and_the_module_goes_on() {
    let loops = [
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "while true do xpcall(function() while true do end end, function() while true do end end) end",
        "while true do coroutine.wrap(function() pcall(function() while true do end end) end)() end",
        "error(setmetatable({}, { __tostring = function() while true do end end }))",
        "local function again() return again() end again()",
        "table.move({}, 1, 1 << 60, 2)",
        "table.insert(setmetatable({}, { __len = function() return 1 << 60 end }), 1, 1)",
        "table.remove(setmetatable({}, { __len = function() return 1 << 60 end }), 1)",
        "for _ in ipairs(setmetatable({}, { __index = rawlen })) do end",
        "load(function() return ' ' end)",
        "return setmetatable({}, { __index = function(t, k) return t[k .. 'x'] end }).x",
    ];
    let mut code = "return { well = function() return 'well' end,".to_owned();
    for (index, work) in loops.iter().enumerate() {
        code.push_str(&format!("f{index} = function() {work} end,"));
    }
    let world = World::start("[lua]\ncall_ms = 50\nmemory_mb = 16", &format!("{code} }}"))
        .await
        .runs();
    for (index, work) in loops.iter().enumerate() {
        let why = world
            .call(&format!("f{index}"), Value::Null)
            .await
            .unwrap_err();
        assert!(
            [
                "ran longer than 0.05 s",
                "stack overflow",
                "more than 16 MiB"
            ]
            .iter()
            .any(|w| why.contains(w)),
            "{work}: {why}"
        );
        assert_eq!(
            world.call("well", Value::Null).await,
            Ok(json!("well")),
            "{work}"
        );
    }
}

#[tokio::test]
async fn what_would_loop_outside_of_luas_instructions_is_refused_or_short() {
    let cases = [
        (
            "return #string.rep('', 1 << 60)",
            "resulting string too large",
        ),
        (
            "return #string.rep('', '999999999999999')",
            "resulting string too large",
        ),
        (
            "return table.concat(setmetatable({}, { __index = tostring }), '', 1, 1 << 60)",
            "without a metatable",
        ),
        (
            "table.sort(setmetatable({}, { __len = function() return 1 << 30 end, __index = rawlen }))",
            "without a metatable",
        ),
    ];
    for (code, words) in cases {
        refused(f("", code).await, words);
    }
}

#[tokio::test]
async fn memory_and_results_have_limits_and_the_module_goes_on() {
    let code = "return {
        eat = function() local kept = {} for i = 1, 1e9 do kept[i] = ('x'):rep(1000) .. i end end,
        spit = function() return ('x'):rep(2 << 20) end,
        many = function() local t = {} for i = 1, 100000 do t[i] = i end return t end,
        well = function() return 'well' end,
    }";
    let limits = "[lua]\nmemory_mb = 8\nreply_mb = 1";
    let world = World::start(limits, code).await.runs();
    refused(
        world.call("eat", Value::Null).await,
        "it used more than 8 MiB of memory",
    );
    refused(
        world.call("spit", Value::Null).await,
        "what `spit` returns (1) makes it larger than 1048576 bytes",
    );
    refused(
        world.call("many", Value::Null).await,
        "makes it larger than 1048576 bytes",
    );
    refused(
        world.call("well", json!("x".repeat(10 << 20))).await,
        "more than 8 MiB",
    );
    assert_eq!(world.call("well", Value::Null).await, Ok(json!("well")));
}

#[tokio::test]
async fn a_module_that_loops_for_ever_ends_with_its_shutdown_and_with_its_deadline() {
    let limits = "[lua]\ncall_ms = 60000";
    let code = "return { f = function() wezterm.toast('began') while true do end end }";
    let world = World::start(limits, code).await.runs();
    let asking = world.call("f", Value::Null);
    tokio::pin!(asking);
    tokio::select! {
        _ = &mut asking => panic!("it has no answer"),
        () = world.host.wait_until("the loop", |host| !host.toasts().is_empty()) => {}
    }
    assert_eq!(world.manager.shutdown_all().await, []);
    assert!(asking.await.is_err());

    let world = World::start("[lua]\ncall_ms = 50", "while true do end").await;
    assert_failed(&world.manager, "m", "it ran longer than 0.05 s");
}

/// A module whose tool and whose function wait for what never comes, and that can answer too.
const WAITS: &str = "
    local function wait() wezterm.toast('waits') return wezterm.modules.call('echo', 'never') end
    return {
        wait = wait,
        well = function() return 'well' end,
        inner = function() return 'inner' end,
        outer = function() return wezterm.modules.call('m', 'inner') end,
        again = function() return wezterm.modules.call('m', 'again') end,
        tools = { wait = { description = 'Waits', effect = 'execute', run = wait } },
    }";

type Waiting = futures::stream::FuturesUnordered<BoxFuture<'static, Result<String, ToolError>>>;

/// Has `caller` call the tool that never ends, this often.
fn calls(world: &World, caller: &str, count: usize) -> Waiting {
    let tool = world.manager.tools().get("m__wait").unwrap();
    let cx = ToolContext {
        caller: caller.to_owned(),
        ..ToolContext::default()
    };
    let call = || -> BoxFuture<'static, Result<String, ToolError>> {
        let (tool, cx) = (Arc::clone(&tool), cx.clone());
        Box::pin(async move { tool.run(json!({}), cx).await })
    };
    (0..count).map(|_| call()).collect()
}

/// Has `caller` call it 40 times, and waits until as many have begun as one caller's may.
async fn flood(world: &World, caller: &str) -> Waiting {
    let before = world.host.toasts().len();
    let mut calls = calls(world, caller, 40);
    tokio::select! {
        ended = calls.next() => panic!("it has no answer: {ended:?}"),
        () = world.host.wait_until("the calls that begin", |host| {
            host.toasts().len() >= before + 32
        }) => {}
    }
    calls
}

#[tokio::test]
async fn a_module_stops_at_once_however_many_calls_wait_in_it() {
    let world = World::start("capabilities = [\"ToolExecution\"]", WAITS)
        .await
        .runs();
    let mut calls = flood(&world, "one").await;
    assert_eq!(world.manager.shutdown_all().await, []);
    while let Some(ended) = calls.next().await {
        let why = ended.unwrap_err().to_string();
        assert_eq!(why, "module `m` stopped before it answered");
    }
}

#[tokio::test]
async fn a_flood_of_one_caller_keeps_no_other_out_and_is_refused_when_it_is_too_much() {
    let world = World::start("capabilities = [\"ToolExecution\"]", WAITS)
        .await
        .runs();
    let _flood = flood(&world, "one").await;
    // Eight of those wait, and 1024 may.
    let mut more = calls(&world, "one", 1024 - 8 + 1);
    let refused = more.next().await.unwrap().unwrap_err().to_string();
    assert_eq!(
        refused,
        "module `m` was not called: too many calls of one wait for it already; wait for some of \
         the answers first"
    );
    assert!(futures::poll!(more.next()).is_pending());
    let _others = flood(&world, "another").await;
    assert_eq!(world.call("well", Value::Null).await, Ok(json!("well")));
    let person = world.wezterm_lua("return wezterm.m.well()").await;
    assert_eq!(person.unwrap(), "well");
}

#[tokio::test]
async fn calls_that_all_wait_for_a_call_back_into_their_module_are_answered() {
    let world = World::start("", WAITS).await.runs();
    let calls = (0..40).map(|_| world.call("outer", Value::Null));
    let answers = futures::future::join_all(calls).await;
    assert_eq!(answers, vec![Ok(json!("inner")); 40]);
    // One that comes back without end ends all the same.
    let calls = (0..40).map(|_| world.call("again", Value::Null));
    for answer in futures::future::join_all(calls).await {
        refused(answer, "may come through 8 modules at most");
    }
}

#[tokio::test]
async fn a_module_that_does_not_start_says_why() {
    let cases = [
        (
            "return 7",
            "init.lua returns an integer: it must return a table of functions",
        ),
        ("error('no luck')", "init.lua:1: no luck"),
        ("error({})", "table"),
        ("return )", "init.lua:1: unexpected symbol near ')'"),
        (
            "return { x = 7 }",
            "init.lua: `x` is an integer, not a function",
        ),
        ("return { print }", "a table with an integer as a key"),
        (
            "return { tools = { t = {} } }",
            "tools.t.run must be a function",
        ),
        (
            "return { tools = { t = { run = print, efect = 'read' } } }",
            "tools.t has no key `efect`",
        ),
        (
            "return { tools = { t = { run = print, description = 'd', effect = 'fly' } } }",
            "tools.t.effect must be",
        ),
        (
            "return { tools = { ['a b'] = { run = print, description = 'd', effect = 'read' } } }",
            "a tool's name has",
        ),
        (
            "return { actions = { a = { run = print } } }",
            "actions.a.description must be a text",
        ),
        (
            "wezterm.set_clipboard('x')",
            "wezterm.set_clipboard: module `m` does not have",
        ),
    ];
    for (code, words) in cases {
        let world = World::start("", code).await;
        assert_failed(&world.manager, "m", words);
    }
}

#[tokio::test]
async fn health_tells_whether_the_thread_lives() {
    let world = World::start("", "").await.runs();
    let told = async || {
        let health = world.manager.health("m").await.expect("it is known");
        (health.status, health.message)
    };
    assert_eq!(told().await, (HealthStatus::Healthy, None));
    assert_eq!(world.manager.shutdown_all().await, []);
    assert_eq!(
        told().await,
        (HealthStatus::Unhealthy, Some("stopped".to_owned()))
    );
}

#[tokio::test]
async fn a_manifest_that_is_being_written_changes_nothing_of_the_module_that_runs() {
    let world = World::start("", "return { f = function() return 1 end }")
        .await
        .runs();
    let file = world.modules.folder.path().join("m/module.toml");
    std::fs::write(file, "name = \"m").expect("written");
    world.manager.discover();
    assert_eq!(world.manager.state("m"), Some(ModuleState::Loaded));
    assert_eq!(world.call("f", Value::Null).await, Ok(json!(1)));
}

#[tokio::test]
async fn a_start_goes_by_the_manifest_as_it_is_then() {
    let world = World::start("", "return { f = function() return 1 end }")
        .await
        .runs();
    let file = world.modules.folder.path().join("m/module.toml");
    std::fs::write(&file, "name = \"m").expect("written");
    let error = world.manager.reload("m").await.expect_err("refused");
    assert!(error.to_string().contains("m/module.toml:1:"), "{error}");
    let mended = "name = \"m\"\nkind = \"lua\"\ndescription = \"mended\"\n[capabilities]\n\
                  ClipboardAccess = true";
    std::fs::write(&file, mended).expect("written");
    world.manager.enable("m").await.expect("started");
    assert_eq!(world.call("f", Value::Null).await, Ok(json!(1)));
    let info = world.manager.info("m").expect("known");
    assert_eq!(
        (info.metadata.description.as_str(), info.granted.len()),
        ("mended", 1)
    );
}
