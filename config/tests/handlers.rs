//! Event handlers and callbacks after loading: order, awaiting, errors, limits, and the
//! examples of the design document.

use std::cell::RefCell;
use std::rc::Rc;

use config::{KeyAssignment, LoadOptions, Loaded, Setup, load};
use futures::channel::oneshot;
use futures::executor::{LocalPool, block_on};
use futures::task::LocalSpawnExt;
use mlua::{IntoLuaMulti, Lua, MultiValue, Table, Value};
use tempfile::TempDir;

struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(TempDir::new().expect("a temporary folder"))
    }

    fn load(&self, text: &str, setups: &[Setup]) -> Loaded {
        let file = self.0.path().join("wezterm.lua");
        std::fs::write(&file, text).expect("a file");
        let options = LoadOptions {
            config_file: Some(file),
            ..LoadOptions::below(self.0.path())
        };
        let loaded = load(&options, setups);
        assert_eq!(loaded.problems, []);
        loaded
    }
}

fn args(loaded: &Loaded, args: impl IntoLuaMulti) -> MultiValue {
    args.into_lua_multi(loaded.lua.lua()).expect("arguments")
}

fn global(loaded: &Loaded, name: &str) -> Value {
    loaded.lua.lua().globals().get(name).expect("a global")
}

fn text(value: &Value) -> String {
    value.to_string().expect("a string")
}

#[test]
fn handlers_run_in_order_until_one_returns_false() {
    let loaded = Home::new().load(
        "log = ''
        wezterm.on('ping', function(x) log = log .. 'a' .. x end)
        wezterm.on('ping', function(x) log = log .. 'b'; return x ~= 2 end)
        wezterm.on('ping', function(x) log = log .. 'c' end)
        return {}",
        &[],
    );
    assert!(loaded.lua.has_handlers("ping"));
    assert!(!loaded.lua.has_handlers("pong"));
    assert!(block_on(loaded.lua.emit("ping", args(&loaded, 1))).expect("no error"));
    assert!(!block_on(loaded.lua.emit("ping", args(&loaded, 2))).expect("no error"));
    assert!(block_on(loaded.lua.emit("pong", args(&loaded, ()))).expect("no error"));
    assert_eq!(text(&global(&loaded, "log")), "a1bca2b");
}

#[test]
fn a_failing_handler_is_told_with_its_line_and_the_others_run() {
    let home = Home::new();
    let loaded = home.load(
        "wezterm.on('ping', function()\n  error('no ping')\nend)\nwezterm.on('ping', function() ran = true end)\nreturn {}",
        &[],
    );
    let error = block_on(loaded.lua.emit("ping", MultiValue::new())).expect_err("an error");
    let problem = loaded.lua.problem(&error);
    assert_eq!(problem.message, "no ping");
    assert_eq!(problem.line, Some(2));
    assert_eq!(problem.file, loaded.source);
    assert_eq!(global(&loaded, "ran"), Value::Boolean(true));
}

/// A module's namespace with a function that answers when the test says so.
type Waiting = Rc<RefCell<Vec<oneshot::Sender<String>>>>;

fn add_ai(lua: &Lua, waiting: &Waiting) -> mlua::Result<()> {
    let waiting = Rc::clone(waiting);
    let query = lua.create_async_function(move |lua, question: String| {
        let loading = config::is_loading(&lua);
        let (answer, wait) = oneshot::channel();
        waiting.borrow_mut().push(answer);
        async move {
            if loading {
                return Err(mlua::Error::runtime("not while the configuration loads"));
            }
            let answer = wait.await.map_err(mlua::Error::external)?;
            Ok(format!("{question} -> {answer}"))
        }
    })?;
    let ai = lua.create_table_from([("query", query)])?;
    lua.globals().get::<Table>("wezterm")?.set("ai", ai)
}

/// §10.3 of the design document.
const CUSTOM_EVENT_HANDLERS: &str = include_str!("../../docs/examples/explain-selection.lua");

#[test]
fn a_callback_awaits_an_answer_without_blocking() {
    let waiting = Waiting::default();
    let with = Rc::clone(&waiting);
    let setup = move |lua: &Lua| add_ai(lua, &with);
    let loaded = Home::new().load(CUSTOM_EVENT_HANDLERS, &[&setup]);
    let bindings = loaded.config.key_bindings();
    let action = bindings
        .iter()
        .find(|b| b.key == "q")
        .map(|b| b.action.clone());
    let Some(KeyAssignment::EmitEvent(event)) = action else {
        panic!("expected an event, got {action:?}");
    };

    let window: Table = loaded
        .lua
        .lua()
        .load(
            "return { get_selection_text_for_pane = function(_, pane) return pane end,
                toast_notification = function(_, title, text, url, ms) toast = title .. ': ' .. text end }",
        )
        .eval()
        .expect("a window");
    let mut pool = LocalPool::new();
    let done = Rc::new(RefCell::new(None));
    let task = {
        let done = Rc::clone(&done);
        let run = loaded.lua.emit(&event, args(&loaded, (window, "tar -x")));
        async move { *done.borrow_mut() = Some(run.await) }
    };
    pool.spawner().spawn_local(task).expect("a task");
    pool.run_until_stalled();
    assert!(done.borrow().is_none(), "the handler waits");
    assert_eq!(waiting.borrow().len(), 1, "the question was asked");
    assert_eq!(global(&loaded, "toast"), Value::Nil);

    let answer = waiting.borrow_mut().pop().expect("a question");
    answer.send("unpacks".to_owned()).expect("someone waits");
    pool.run_until_stalled();
    assert!(matches!(*done.borrow(), Some(Ok(true))));
    assert_eq!(
        text(&global(&loaded, "toast")),
        "AI Assistant: Explain: tar -x -> unpacks"
    );
}

#[test]
fn the_response_event_writes_its_log() {
    let home = Home::new();
    let loaded = home.load(CUSTOM_EVENT_HANDLERS, &[]);
    let run = loaded
        .lua
        .emit("ai-assistant-response", args(&loaded, "use find"));
    assert!(block_on(run).expect("no error"));
    let log = std::fs::read_to_string(home.0.path().join(".wezterm-ai.log")).expect("the log");
    assert!(log.ends_with(": use find\n"), "{log}");
}

#[test]
fn a_dropped_run_ends_its_handler() {
    let waiting = Waiting::default();
    let with = Rc::clone(&waiting);
    let setup = move |lua: &Lua| add_ai(lua, &with);
    let loaded = Home::new().load(
        "wezterm.on('ask', function() answered = wezterm.ai.query('x') end) return {}",
        &[&setup],
    );
    let mut run = Box::pin(loaded.lua.emit("ask", MultiValue::new()));
    assert!(futures::FutureExt::now_or_never(&mut run).is_none());
    drop(run);
    let answer = waiting.borrow_mut().pop().expect("a question");
    assert!(
        answer.send("late".to_owned()).is_err(),
        "nobody waits any more"
    );
    assert_eq!(global(&loaded, "answered"), Value::Nil);
}

#[test]
fn module_functions_can_know_that_the_file_is_being_evaluated() {
    let waiting = Waiting::default();
    let setup = move |lua: &Lua| add_ai(lua, &waiting);
    let loaded = Home::new().load(
        "local ok, message = pcall(wezterm.ai.query, 'x')
        assert(not ok)
        refused = tostring(message)
        return {}",
        &[&setup],
    );
    let refused = text(&global(&loaded, "refused"));
    assert!(
        refused.contains("not while the configuration loads"),
        "{refused}"
    );
}

#[test]
fn a_handler_that_loops_is_stopped_with_its_line() {
    let loaded = Home::new().load(
        "wezterm.on('spin', function()\n  local n = 0\n  while true do n = n + 1 end\nend)\nwezterm.on('ping', function() return true end)\nreturn {}",
        &[],
    );
    let error = block_on(loaded.lua.emit("spin", MultiValue::new())).expect_err("it is stopped");
    let problem = loaded.lua.problem(&error);
    assert_eq!(problem.line, Some(3), "{problem}");
    assert!(
        problem.message.contains("stopped after running for 2 s"),
        "{problem}"
    );
    assert!(block_on(loaded.lua.emit("ping", MultiValue::new())).expect("others still run"));
}

#[test]
fn a_synchronous_event_uses_its_first_handler() {
    let loaded = Home::new().load(
        "wezterm.on('format-window-title', function(title) return title .. '!' end)
        wezterm.on('format-window-title', function() error('never') end)
        return {}",
        &[],
    );
    let given = args(&loaded, "sh");
    let title = loaded
        .lua
        .call_first("format-window-title", given)
        .expect("no error");
    assert_eq!(
        title.and_then(|v| v.front().map(text)).as_deref(),
        Some("sh!")
    );
    let nobody = loaded.lua.call_first("nothing", MultiValue::new());
    assert!(nobody.expect("no error").is_none());
}

#[test]
fn sleeping_in_a_handler_is_awaited() {
    let loaded = Home::new().load(
        "wezterm.on('nap', function() wezterm.sleep_ms(250); woke = true end) return {}",
        &[],
    );
    let mut run = Box::pin(loaded.lua.emit("nap", MultiValue::new()));
    assert!(
        futures::FutureExt::now_or_never(&mut run).is_none(),
        "it does not block"
    );
    assert!(block_on(run).expect("no error"));
    assert_eq!(global(&loaded, "woke"), Value::Boolean(true));
}

#[test]
fn lua_can_emit_its_own_events() {
    let loaded = Home::new().load(
        "wezterm.on('outer', function(x) return wezterm.emit('inner', x) end)
        wezterm.on('inner', function(x) seen = x; return false end)
        return {}",
        &[],
    );
    let given = args(&loaded, 7);
    assert!(!block_on(loaded.lua.emit("outer", given)).expect("no error"));
    assert_eq!(global(&loaded, "seen"), Value::Integer(7));
}

#[test]
fn an_event_that_emits_itself_ends_with_an_error() {
    let loaded = Home::new().load(
        "wezterm.on('echo', function() return wezterm.emit('echo') end) return {}",
        &[],
    );
    let error = block_on(loaded.lua.emit("echo", MultiValue::new())).expect_err("an end");
    let problem = loaded.lua.problem(&error);
    assert!(problem.message.contains("overflow"), "{problem}");
}

#[test]
fn a_function_can_be_called_with_arguments_and_awaited() {
    let loaded = Home::new().load(
        "function twice(n) wezterm.sleep_ms(1) return n * 2 end return {}",
        &[],
    );
    let twice: mlua::Function = loaded.lua.lua().globals().get("twice").expect("a function");
    let results = block_on(loaded.lua.call(&twice, 21)).expect("no error");
    assert_eq!(results.front(), Some(&Value::Integer(42)));
}

/// §2.4 of the design document.
const MODULE_CONFIGURATION: &str = include_str!("../../docs/examples/modules.lua");

/// §10.1 of the design document.
const BASIC: &str = include_str!("../../docs/examples/assistant.lua");

/// §10.2 of the design document.
const ADVANCED: &str = include_str!("../../docs/examples/assistant-with-rag.lua");

#[test]
fn the_examples_of_the_design_document_load() {
    let home = Home::new();
    let loaded = home.load(MODULE_CONFIGURATION, &[]);
    let expected = serde_json::json!({
        "enabled": true,
        "model": {
            "engine": "mistral",
            "model_id": "microsoft/Phi-3.5-mini-instruct",
            "quantization": "Q4_0",
            "max_tokens": 2048,
            "temperature": 0.7,
        },
        "rag": {
            "enabled": true,
            "redis_url": "redis://localhost:6379",
            "embedding_model": "sentence-transformers/all-MiniLM-L6-v2",
        },
        "tools": { "filesystem": true, "command_execution": true, "web_search": false },
        "ui": {
            "keybinding": { "key": "a", "mods": "CTRL|SHIFT" },
            "position": "bottom",
            "height_percent": 30,
        },
    });
    assert_eq!(loaded.config.module("ai-assistant"), Some(&expected));

    let loaded = home.load(BASIC, &[]);
    let position = loaded.config.modules["ai_assistant"].pointer("/ui/position");
    assert_eq!(position, Some(&"overlay".into()));

    let loaded = home.load(ADVANCED, &[]);
    let allowed = loaded.config.modules["filesystem"].pointer("/allowed_directories/0");
    assert_eq!(allowed.and_then(|a| a.as_str()), home.0.path().to_str());
}

#[test]
fn a_file_that_is_required_in_a_handler_may_wait_while_it_is_read() {
    let home = Home::new();
    let slow = "require('wezterm').sleep_ms(1) return 'awake'";
    std::fs::write(home.0.path().join("slow.lua"), slow).expect("a file");
    let loaded = home.load(
        "wezterm.on('ping', function()
            first = require 'slow'
            second = dofile(wezterm.config_dir .. '/slow.lua')
        end)
        return {}",
        &[],
    );
    assert!(block_on(loaded.lua.emit("ping", args(&loaded, ()))).expect("no error"));
    assert_eq!(text(&global(&loaded, "first")), "awake");
    assert_eq!(text(&global(&loaded, "second")), "awake");
}
