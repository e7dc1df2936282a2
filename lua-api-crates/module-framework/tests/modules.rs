//! `wezterm.modules` and the modules' namespaces as a configuration sees them, in a real Lua state.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use mlua::{FromLuaMulti, Lua};
use serde_json::{Value, json};
use tokio::sync::Notify;
use wezterm_module_framework::lua::LOADING;
use wezterm_module_framework::testing::{FakeClock, FakeHost};
use wezterm_module_framework::{
    Clock, Host, ManagerOptions, ModuleCapability, ModuleContext, ModuleDescriptor, ModuleHealth,
    ModuleManager, ModuleMessage, ModuleMetadata, ModuleState, ModulesHandle, WezTermModule,
    async_trait, loading_guard, lua_error, namespace, wezterm,
};

/// A module whose parts a test can hold up.
#[derive(Clone, Default)]
struct Puppet {
    may_start: Option<Arc<Notify>>,
    stuck: Option<Arc<(Mutex<bool>, Condvar)>>,
    registered: Arc<AtomicUsize>,
    broken: bool,
    clock: Arc<FakeClock>,
}

#[async_trait]
impl WezTermModule for Puppet {
    fn metadata(&self) -> ModuleMetadata {
        ModuleMetadata {
            name: "my-module".into(),
            version: "1.2.3".into(),
            author: "a test".into(),
            description: "a puppet".into(),
            capabilities: vec![ModuleCapability::UIOverlay, ModuleCapability::ToolExecution],
            dependencies: vec![],
            lua_namespace: Some("my".into()),
        }
    }

    async fn initialize(&self, _context: ModuleContext) -> anyhow::Result<()> {
        if let Some(may_start) = &self.may_start {
            may_start.notified().await;
        }
        Ok(())
    }

    fn register_lua_api(&self, lua: &Lua) -> anyhow::Result<()> {
        self.registered.fetch_add(1, Ordering::Relaxed);
        assert!(!self.broken, "no functions today");
        add_functions(lua, &self.clock).map_err(lua_error)
    }

    async fn handle_message(&self, message: ModuleMessage) -> anyhow::Result<ModuleMessage> {
        Ok(match &message {
            ModuleMessage::Request { method, params, .. } if method == "double" => {
                match params["n"].as_i64() {
                    Some(n) => message.answer(json!({ "n": n * 2 })),
                    None => message.refuse("`double` needs params.n, a number"),
                }
            }
            _ => message.unknown_method(),
        })
    }

    fn health_check(&self) -> ModuleHealth {
        if let Some(stuck) = &self.stuck {
            let _open = stuck
                .1
                .wait_while(stuck.0.lock().unwrap(), |open| !*open)
                .unwrap();
        }
        ModuleHealth::degraded("half asleep").metric("queue", 3.0)
    }
}

fn add_functions(lua: &Lua, clock: &Arc<FakeClock>) -> mlua::Result<()> {
    let clock = Arc::clone(clock);
    let dawdle = lua.create_function(move |_, millis: u64| {
        clock.advance(Duration::from_millis(millis));
        if millis == 999 {
            return Err(mlua::Error::runtime("too late"));
        }
        Ok((millis, "done"))
    })?;
    let add = lua.create_async_function(|lua, (a, b): (i64, i64)| async move {
        loading_guard(&lua)?;
        tokio::task::yield_now().await;
        Ok(a + b)
    })?;
    let table = namespace(lua, "my")?;
    table.set("dawdle", dawdle)?;
    table.set("add", add)?;
    table.set("limit", 7)
}

fn manager(puppet: &Puppet, settings: Value) -> ModulesHandle {
    let nowhere = PathBuf::from("/nonexistent/wezterm");
    let host = FakeHost::new() as Arc<dyn Host>;
    let mut options = ManagerOptions::new(host, nowhere.clone(), nowhere.clone(), nowhere);
    options.health_deadline = Duration::from_millis(50);
    options.settings = settings.as_object().cloned().unwrap_or_default();
    options.clock = Arc::clone(&puppet.clock) as Arc<dyn Clock>;
    let manager = ModuleManager::new(options);
    let puppet = puppet.clone();
    let metadata = puppet.metadata();
    manager.register_builtin(ModuleDescriptor::built_in(
        metadata,
        Value::Null,
        move |_| Ok(Arc::new(puppet.clone())),
    ));
    Arc::new(manager)
}

/// A Lua state with `wezterm` in it, as a configuration has it.
fn state(modules: &ModulesHandle) -> Lua {
    let lua = Lua::new();
    lua.globals()
        .set("wezterm", wezterm(&lua).unwrap())
        .unwrap();
    module_framework_lua::register(&lua, modules).unwrap();
    lua
}

async fn run<T: FromLuaMulti>(lua: &Lua, code: &str) -> T {
    match lua.load(code).eval_async().await {
        Ok(value) => value,
        Err(error) => panic!("{code}: {error}"),
    }
}

async fn error(lua: &Lua, code: &str) -> String {
    match lua.load(code).exec_async().await {
        Ok(()) => panic!("{code}: it should have failed"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn list_info_and_health_have_the_documented_fields() {
    let modules = manager(&Puppet::default(), Value::Null);
    modules.start_all().await;
    let lua = state(&modules);
    let row: String = run(
        &lua,
        "local m = wezterm.modules.list(); \
         return #m .. ' ' .. m[1].name .. ' ' .. m[1].version .. ' ' .. m[1].status",
    )
    .await;
    assert_eq!(row, "1 my-module 1.2.3 loaded");
    let info: String = run(
        &lua,
        "local i = wezterm.modules.get_info('my-module'); \
         return table.concat({ i.name, i.version, i.author, i.description, i.lua_namespace, \
             i.status, table.concat(i.capabilities, '+'), table.concat(i.granted, '+'), \
             #i.dependencies, tostring(i.builtin) }, ',')",
    )
    .await;
    assert_eq!(
        info,
        "my-module,1.2.3,a test,a puppet,my,loaded,UIOverlay+ToolExecution,\
         UIOverlay+ToolExecution,0,true"
    );
    let health: String = run(
        &lua,
        "local h = wezterm.modules.health_check('my-module'); \
         return h.status .. ' ' .. h.message .. ' ' .. h.metrics.queue",
    )
    .await;
    assert_eq!(health, "Degraded half asleep 3.0");
    let nothing: bool = run(&lua, "return wezterm.modules.get_info('nobody') == nil").await;
    assert!(nothing);
    let unknown = error(&lua, "wezterm.modules.health_check('nobody')").await;
    assert!(unknown.contains("there is no module `nobody`"), "{unknown}");
}

#[tokio::test]
async fn a_hung_health_check_cannot_hang_the_caller() {
    let stuck = Arc::new((Mutex::new(false), Condvar::new()));
    let puppet = Puppet {
        stuck: Some(Arc::clone(&stuck)),
        ..Puppet::default()
    };
    let modules = manager(&puppet, Value::Null);
    modules.start_all().await;
    let lua = state(&modules);
    let code = "local h = wezterm.modules.health_check('my-module'); \
                return h.status .. ': ' .. h.message";
    let health: String = run(&lua, code).await;
    assert_eq!(health, "Unhealthy: no answer within 0.05 s");
    // The module itself is not blamed for it, and works on.
    assert_eq!(modules.state("my-module"), Some(ModuleState::Loaded));
    let sum: i64 = run(&lua, "return wezterm.my.add(1, 2)").await;
    assert_eq!(sum, 3);
    *stuck.0.lock().unwrap() = true;
    stuck.1.notify_all();
}

#[tokio::test]
async fn names_may_be_kept_while_the_configuration_loads_and_called_only_later() {
    let may_start = Arc::new(Notify::new());
    let puppet = Puppet {
        may_start: Some(Arc::clone(&may_start)),
        ..Puppet::default()
    };
    let modules = manager(&puppet, Value::Null);
    let lua = state(&modules);
    lua.set_named_registry_value(LOADING, true).unwrap();
    let code = "add = wezterm.my.add; return type(add)";
    assert_eq!(run::<String>(&lua, code).await, "function");
    let early = error(&lua, "wezterm.my.add(1, 2)").await;
    assert!(
        early.contains("not while the configuration loads"),
        "{early}"
    );
    let early = error(&lua, "wezterm.modules.health_check('my-module')").await;
    assert!(
        early.contains("not while the configuration loads"),
        "{early}"
    );
    assert_eq!(
        run::<String>(&lua, "return wezterm.modules.list()[1].status").await,
        "known"
    );
    lua.set_named_registry_value(LOADING, false).unwrap();

    // The first call comes before the module is ready, and waits for it.
    let first = run::<i64>(&lua, "return add(20, 3)");
    let start = async {
        let starting = modules.start_all();
        tokio::pin!(starting);
        tokio::select! {
            () = &mut starting => panic!("it should wait"),
            () = tokio::task::yield_now() => {}
        }
        assert_eq!(puppet.registered.load(Ordering::Relaxed), 0);
        may_start.notify_one();
        starting.await;
    };
    let (sum, ()) = tokio::join!(first, start);
    assert_eq!(sum, 23);

    // From then on the module's own table is there, and it was made once.
    assert_eq!(run::<i64>(&lua, "return wezterm.my.limit").await, 7);
    assert_eq!(run::<i64>(&lua, "return add(1, 1)").await, 2);
    assert!(run::<bool>(&lua, "return wezterm.my.subtract == nil").await);
    assert_eq!(puppet.registered.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_name_that_the_module_does_not_have_is_named_at_the_call() {
    let modules = manager(&Puppet::default(), Value::Null);
    let lua = state(&modules);
    run::<()>(&lua, "subtract = wezterm.my.subtract").await;
    modules.start_all().await;
    let wrong = error(&lua, "subtract(1)").await;
    assert!(
        wrong.contains("wezterm.my has no function subtract"),
        "{wrong}"
    );
}

#[tokio::test]
async fn a_module_whose_registration_fails_is_marked_and_says_why() {
    let puppet = Puppet {
        broken: true,
        ..Puppet::default()
    };
    let modules = manager(&puppet, Value::Null);
    let lua = state(&modules);
    modules.start_all().await;
    let why = error(&lua, "wezterm.my.add(1, 2)").await;
    assert!(why.contains("no functions today"), "{why}");
    match modules.state("my-module") {
        Some(ModuleState::Failed(why)) => assert!(why.contains("no functions today"), "{why}"),
        other => panic!("{other:?}"),
    }
    // It is asked once only; later calls name the state.
    let why = error(&lua, "wezterm.my.add(1, 2)").await;
    assert!(
        why.contains("module `my-module` is not running: it is failed"),
        "{why}"
    );
    assert_eq!(puppet.registered.load(Ordering::Relaxed), 1);
    let shown: String = run(
        &lua,
        "local m = wezterm.modules.list()[1]; return m.status .. ': ' .. m.error",
    )
    .await;
    assert_eq!(
        shown,
        "failed: `register_lua_api` panicked: no functions today"
    );
}

#[tokio::test]
async fn the_functions_of_a_folder_with_a_broken_manifest_say_what_is_wrong_with_it() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("broken-manifest");
    std::fs::create_dir_all(folder.join("weather")).unwrap();
    let manifest = "name = \"weather\"\nkind = \"lau\"\nlua_namespace = \"sky\"\n";
    std::fs::write(folder.join("weather/module.toml"), manifest).unwrap();
    let nowhere = PathBuf::from("/nonexistent/wezterm");
    let host = FakeHost::new() as Arc<dyn Host>;
    let mut options = ManagerOptions::new(host, nowhere.clone(), nowhere.clone(), nowhere);
    options.modules_dir = folder;
    let modules = Arc::new(ModuleManager::new(options));
    modules.discover();
    let lua = state(&modules);
    let why = error(&lua, "wezterm.sky.greet('Ada')").await;
    assert!(
        why.contains("module `weather` is not running: it is failed: "),
        "{why}"
    );
    assert!(why.contains("module.toml:2: "), "{why}");
}

#[tokio::test]
async fn a_module_that_is_switched_off_says_so() {
    let modules = manager(
        &Puppet::default(),
        json!({ "my_module": { "enabled": false } }),
    );
    let lua = state(&modules);
    modules.start_all().await;
    let why = error(&lua, "wezterm.my.add(1, 2)").await;
    assert!(
        why.contains("module `my-module` is disabled by config.modules.my_module.enabled = false"),
        "{why}"
    );
}

#[tokio::test]
async fn a_reloaded_configuration_gets_the_functions_of_the_running_module() {
    let puppet = Puppet::default();
    let modules = manager(&puppet, Value::Null);
    let first = state(&modules);
    modules.start_all().await;
    assert_eq!(run::<i64>(&first, "return wezterm.my.add(1, 2)").await, 3);
    let second = state(&modules);
    assert_eq!(run::<i64>(&second, "return wezterm.my.limit").await, 7);
    assert_eq!(puppet.registered.load(Ordering::Relaxed), 2);
    // Saying it twice changes nothing.
    module_framework_lua::register(&second, &modules).unwrap();
    assert_eq!(puppet.registered.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn without_the_framework_the_functions_say_that_it_is_off() {
    let modules = manager(&Puppet::default(), Value::Null);
    let lua = state(&modules);
    drop(modules);
    for code in ["wezterm.my.add(1, 2)", "wezterm.modules.list()"] {
        let why = error(&lua, code).await;
        assert!(why.contains("the module framework is off"), "{why}");
    }
}

#[tokio::test]
async fn functions_of_a_module_that_is_off_raise_and_work_again_once_it_is_on() {
    let puppet = Puppet::default();
    let modules = manager(&puppet, Value::Null);
    let lua = state(&modules);
    modules.start_all().await;
    run::<()>(&lua, "add, my = wezterm.my.add, wezterm.my").await;
    assert_eq!(run::<i64>(&lua, "return add(1, 2)").await, 3);

    let answer: String = run(
        &lua,
        "local change = wezterm.modules.disable('my-module'); \
         return table.concat(change.stopped, ',') .. #change.started .. #change.remarks",
    )
    .await;
    assert_eq!(answer, "my-module00");
    let hint = "module `my-module` is disabled; wezterm.modules.enable('my-module') starts it";
    for code in ["add(1, 2)", "my.add(1, 2)", "wezterm.my.later()"] {
        let why = error(&lua, code).await;
        assert!(why.contains(hint), "{why}");
    }
    // It says so where nothing can be awaited, too.
    let at_once = lua.load("add(1, 2)").exec().unwrap_err().to_string();
    assert!(at_once.contains(hint), "{at_once}");
    let info: String = run(
        &lua,
        "local i = wezterm.modules.get_info('my-module'); \
         return i.status .. ' ' .. tostring(i.enabled) .. ' ' .. i.decided_by",
    )
    .await;
    assert_eq!(info, "disabled false state.toml");

    run::<()>(&lua, "wezterm.modules.enable('my-module')").await;
    assert_eq!(run::<i64>(&lua, "return add(1, 2)").await, 3);
    assert!(run::<bool>(&lua, "return add == my.add and my == wezterm.my").await);
    // A new instance adds its functions once.
    assert_eq!(puppet.registered.load(Ordering::Relaxed), 2);
    run::<()>(&lua, "wezterm.modules.reload('my-module')").await;
    assert_eq!(run::<i64>(&lua, "return my.limit + add(0, 1)").await, 8);
    assert_eq!(puppet.registered.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn a_modules_table_can_be_walked_through() {
    let modules = manager(&Puppet::default(), Value::Null);
    modules.start_all().await;
    let lua = state(&modules);
    let code = "local all = {}; for key, value in pairs(wezterm.my) do \
                table.insert(all, key .. '=' .. type(value)) end; \
                table.sort(all); return table.concat(all, ' ')";
    let all: String = run(&lua, code).await;
    assert_eq!(all, "add=function dawdle=function limit=number");
}

#[tokio::test]
async fn the_third_function_that_holds_up_the_terminal_switches_its_module_off() {
    let modules = manager(&Puppet::default(), Value::Null);
    modules.start_all().await;
    let lua = state(&modules);
    let code = "local a, b = wezterm.my.dawdle(101); return a .. b";
    assert_eq!(run::<String>(&lua, code).await, "101done");
    run::<()>(&lua, "for _ = 1, 9 do wezterm.my.dawdle(100) end").await;
    // Raising is no way around.
    let why = error(&lua, "wezterm.my.dawdle(999)").await;
    assert!(why.contains("too late"), "{why}");
    let calls: i64 = run(
        &lua,
        "return wezterm.modules.get_info('my-module').metrics.slow_calls",
    )
    .await;
    assert_eq!(calls, 2);
    run::<()>(&lua, "wezterm.my.dawdle(5000)").await;
    let why = error(&lua, "wezterm.my.dawdle(1)").await;
    assert!(why.contains("module `my-module` is disabled"), "{why}");
    let reason: String = run(
        &lua,
        "local i = wezterm.modules.get_info('my-module'); return i.decided_by .. ': ' .. i.reason",
    )
    .await;
    assert_eq!(
        reason,
        "health: 3 slow calls, the last: `wezterm.my.dawdle` held up the terminal for 5000 ms"
    );
}

#[tokio::test]
async fn lua_calls_a_module_on_the_bus_and_hears_why_it_refuses() {
    let modules = manager(&Puppet::default(), Value::Null);
    modules.start_all().await;
    let lua = state(&modules);
    let code = "return wezterm.modules.call('my-module', 'double', { n = 21 }).n";
    assert_eq!(run::<i64>(&lua, code).await, 42);
    for (code, words) in [
        (
            "wezterm.modules.call('my-module', 'double')",
            "module `my-module`: `double` needs params.n",
        ),
        (
            "wezterm.modules.call('my-module', 'halve', {})",
            "unknown method `halve`",
        ),
        (
            "wezterm.modules.call('nobody', 'x')",
            "there is no module `nobody`",
        ),
        (
            "wezterm.modules.enable('nobody')",
            "there is no module `nobody`",
        ),
    ] {
        let why = error(&lua, code).await;
        assert!(why.contains(words), "{why}");
    }
    let mut heard = modules.ipc().system().subscribe();
    let code = "return wezterm.modules.broadcast('build-done', { ok = true })";
    assert_eq!(run::<i64>(&lua, code).await, 1);
    assert_eq!(
        heard.recv().await,
        Some(ModuleMessage::Broadcast {
            from: "user-lua".into(),
            event: "build-done".into(),
            data: json!({ "ok": true }),
        })
    );
}

#[tokio::test]
async fn everything_in_wezterm_modules_is_in_the_table_with_signature_and_words() {
    let modules = manager(&Puppet::default(), Value::Null);
    let lua = state(&modules);
    let code = "local all = {}; for key in pairs(wezterm.modules) do table.insert(all, key) end; \
                table.sort(all); return table.concat(all, ' ')";
    let all: String = run(&lua, code).await;
    let mut listed: Vec<&str> = module_framework_lua::FUNCTIONS
        .iter()
        .map(|function| function.name)
        .collect();
    listed.sort_unstable();
    assert_eq!(all, listed.join(" "));
    for function in module_framework_lua::FUNCTIONS {
        assert!(function.signature.starts_with("fun("), "{}", function.name);
        assert!(function.doc.ends_with('.'), "{}", function.name);
    }
}

#[tokio::test]
async fn the_annotations_in_docs_are_those_of_the_table_and_are_lua() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/wezterm-modules.lua");
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let made = module_framework_lua::annotations();
    assert_eq!(
        kept, made,
        "write it anew: wezterm modules annotations > docs/wezterm-modules.lua"
    );
    let lua = Lua::new();
    let wezterm: mlua::Table = lua.load(made).eval().unwrap();
    let described: mlua::Table = wezterm.get("modules").unwrap();
    for function in module_framework_lua::FUNCTIONS {
        described.get::<mlua::Function>(function.name).unwrap();
    }
}

#[tokio::test]
async fn a_namespace_that_wezterm_has_itself_is_refused() {
    let modules = manager(&Puppet::default(), Value::Null);
    modules.start_all().await;
    let lua = Lua::new();
    let table = wezterm(&lua).unwrap();
    table.set("my", "taken").unwrap();
    lua.globals().set("wezterm", table).unwrap();
    module_framework_lua::register(&lua, &modules).unwrap();
    assert_eq!(run::<String>(&lua, "return wezterm.my").await, "taken");
    match modules.state("my-module") {
        Some(ModuleState::Failed(why)) => {
            assert_eq!(why, "`wezterm.my` is something else already");
        }
        other => panic!("{other:?}"),
    }
}
