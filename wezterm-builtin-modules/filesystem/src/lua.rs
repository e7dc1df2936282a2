//! `wezterm.fs`: every tool by its name, `tool(name, args)` for its result as programs read it, and
//! `history` and `undo` for what the assistant changed.
//!
//! It hides that names and contents need not be text: in Lua they are strings of bytes. Functions wait
//! without holding up a frame, and go through the gate as the person's own. Main thread.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mlua::{Function, IntoLuaMulti, Lua, MultiValue, Table, Value as LuaValue};
use serde_json::{Map, Number, Value, json};
use wezterm_module_framework::{ToolCall, loading_guard, namespace, on_runtime, wezterm};

use crate::Running;
use crate::error::FsError;
use crate::job::Asker;
use crate::names::Name;
use crate::table::{Reply, Row, TABLE, find};
use crate::tools;
use crate::watch::{Kind, Notice, Watch};

/// How deep tables may lie in tables.
const DEPTH: usize = 32;
/// The largest file that Lua may read whole.
const WHOLE_FILE: u64 = 16 << 20;
/// As many as there may be in one list.
const ALL: u64 = 200_000;

/// Adds the functions.
pub fn register(lua: &Lua, running: &Running) -> mlua::Result<()> {
    let fs = namespace(lua, "fs")?;
    for row in TABLE {
        fs.raw_set(row.name, by_name(lua, running, row)?)?;
    }
    for (name, function) in [
        ("read_file", read_file(lua, running)?),
        ("write_file", write_file(lua, running)?),
        ("search_files", search_files(lua, running)?),
        ("search_content", search_content(lua, running)?),
        ("list_directory", list_directory(lua, running)?),
        ("tool", tool(lua, running)?),
        ("history", history(lua, running)?),
        ("undo", undo(lua, running)?),
        ("watch", watch(lua, running)?),
    ] {
        fs.raw_set(name, function)?;
    }
    Ok(())
}

impl Running {
    /// Calls a tool through the gate, as the person's own Lua.
    async fn call(&self, row: &'static Row, args: Value) -> mlua::Result<Reply> {
        let (host, files) = (Arc::clone(&self.host), Arc::clone(&self.files));
        let gate = host.gate();
        let asked = ToolCall {
            name: row.name.into(),
            args: args.clone(),
        };
        let working = async move {
            let (give, reply) = tokio::sync::oneshot::channel();
            let work = move |cx| async move {
                let reply = tools::answer(files, row, args, Asker::Person, cx).await?;
                // Whoever waits for it is in this same future.
                let _ = give.send(reply);
                Ok(Value::Null)
            };
            gate.serve_lua(asked, work).await?;
            reply.await.map_err(|_| {
                wezterm_module_framework::ToolError::Model("the call was stopped".into())
            })
        };
        let outcome = on_runtime(host, working)
            .await
            .map_err(mlua::Error::external)?;
        outcome.map_err(mlua::Error::runtime)
    }
}

/// Makes of a function that returns whether it failed one that raises what it says: a text that begins with
/// the code, and nothing else, where the level is 0.
const RAISING: &str = r#"
local inner, error = ..., error
local function finish(ok, value, level, ...)
  if ok then return value, level, ... end
  error(value, level)
end
return function(...) return finish(inner(...)) end
"#;

fn failed(lua: &Lua, error: &mlua::Error, level: u8) -> mlua::Result<MultiValue> {
    let text = match error {
        mlua::Error::RuntimeError(text) => text.clone(),
        other => other.to_string(),
    };
    // Behind the position of a caller.
    let level = if level == 0 { 0 } else { level + 1 };
    (false, text, level).into_lua_multi(lua)
}

fn asynchronous<A, R, F>(lua: &Lua, running: &Running, work: F) -> mlua::Result<Function>
where
    A: mlua::FromLuaMulti + 'static,
    R: mlua::IntoLuaMulti + 'static,
    F: AsyncFn(Lua, Running, A) -> mlua::Result<R> + Clone + 'static,
{
    let running = running.clone();
    let inner = lua.create_async_function(move |lua, args: A| {
        let (running, work) = (running.clone(), work.clone());
        async move {
            if let Err(error) = loading_guard(&lua) {
                return failed(&lua, &error, 2);
            }
            match work(lua.clone(), running, args).await {
                Ok(result) => {
                    let mut values = result.into_lua_multi(&lua)?;
                    values.push_front(LuaValue::Boolean(true));
                    Ok(values)
                }
                Err(error) => failed(&lua, &error, 0),
            }
        }
    })?;
    lua.load(RAISING).set_name("=wezterm.fs").call(inner)
}

/// Returns the function of a tool: it takes a table of named arguments, or them in their order.
fn by_name(lua: &Lua, running: &Running, row: &'static Row) -> mlua::Result<Function> {
    asynchronous(
        lua,
        running,
        async move |lua, running: Running, args: MultiValue| {
            let reply = running.call(row, arguments(row, args)?).await?;
            to_lua(&lua, reply)
        },
    )
}

fn tool(lua: &Lua, running: &Running) -> mlua::Result<Function> {
    asynchronous(
        lua,
        running,
        async move |lua, running: Running, (name, args): (String, Option<Table>)| {
            let row = find(&name).ok_or_else(|| {
                let names: Vec<&str> = TABLE.iter().map(|row| row.name).collect();
                let why = format!("there is no tool `{name}`; there are {}", names.join(", "));
                mlua::Error::runtime(FsError::argument(why))
            })?;
            let args = match args {
                Some(table) => from_lua(&LuaValue::Table(table), 0)?,
                None => Value::Null,
            };
            let reply = running.call(row, args).await?;
            to_lua(&lua, reply)
        },
    )
}

fn read_file(lua: &Lua, running: &Running) -> mlua::Result<Function> {
    let row = row("read_text_file")?;
    asynchronous(
        lua,
        running,
        async move |lua, running: Running, path: LuaValue| {
            let path = from_lua(&path, 0)?;
            // The bytes as they are, whatever they mean.
            let args = json!({"path": path, "encoding": "base64", "max_bytes": WHOLE_FILE});
            let reply = running.call(row, args).await?;
            if reply.data["truncated"] == true {
                let why = format!(
                    "it has {} bytes, and at most {WHOLE_FILE} are read at once: read_text_file reads parts",
                    reply.data["size"]
                );
                return Err(mlua::Error::runtime(FsError::new(
                    crate::Code::TooLarge,
                    why,
                )));
            }
            let content = STANDARD.decode(reply.data["content"].as_str().unwrap_or_default());
            lua.create_string(content.map_err(mlua::Error::external)?)
        },
    )
}

fn write_file(lua: &Lua, running: &Running) -> mlua::Result<Function> {
    let row = row("write_file")?;
    asynchronous(
        lua,
        running,
        async move |_,
                    running: Running,
                    (path, content, options): (LuaValue, LuaValue, Option<Table>)| {
            let LuaValue::String(content) = content else {
                let why = format!("the content must be a string, not {}", content.type_name());
                return Err(mlua::Error::runtime(FsError::argument(why)));
            };
            let mut args = with_options(options, json!({"path": from_lua(&path, 0)?}))?;
            match content.to_str() {
                Ok(text) => args["content"] = Value::String(text.to_owned()),
                Err(_) => {
                    args["content_base64"] = Value::String(STANDARD.encode(content.as_bytes()))
                }
            }
            running.call(row, args).await.map(|_| ())
        },
    )
}

fn search_files(lua: &Lua, running: &Running) -> mlua::Result<Function> {
    let row = row("search_files")?;
    asynchronous(
        lua,
        running,
        async move |lua,
                    running: Running,
                    (path, pattern, options): (LuaValue, LuaValue, Option<Table>)| {
            let own = json!({"path": from_lua(&path, 0)?, "pattern": from_lua(&pattern, 0)?, "limit": ALL});
            let reply = running.call(row, with_options(options, own)?).await?;
            whole_list(&lua, &reply, "files")
        },
    )
}

fn search_content(lua: &Lua, running: &Running) -> mlua::Result<Function> {
    let row = row("search_files_content")?;
    asynchronous(
        lua,
        running,
        async move |lua,
                    running: Running,
                    (path, pattern, query, options): (
            LuaValue,
            LuaValue,
            LuaValue,
            Option<Table>,
        )| {
            let own = json!({
                "path": from_lua(&path, 0)?,
                "pattern": from_lua(&pattern, 0)?,
                "query": from_lua(&query, 0)?,
                "max_matches": ALL,
            });
            let reply = running.call(row, with_options(options, own)?).await?;
            whole_list(&lua, &reply, "matches")
        },
    )
}

fn list_directory(lua: &Lua, running: &Running) -> mlua::Result<Function> {
    let row = row("list_directory")?;
    asynchronous(
        lua,
        running,
        async move |lua, running: Running, (path, options): (LuaValue, Option<Table>)| {
            let own = json!({"path": from_lua(&path, 0)?, "limit": ALL});
            let reply = running.call(row, with_options(options, own)?).await?;
            whole_list(&lua, &reply, "entries")
        },
    )
}

fn history(lua: &Lua, running: &Running) -> mlua::Result<Function> {
    asynchronous(lua, running, async move |lua, running: Running, ()| {
        let files = Arc::clone(&running.files);
        let looking = async move { tokio::task::spawn_blocking(move || files.history()).await };
        let steps = on_runtime(Arc::clone(&running.host), looking).await;
        let steps = steps
            .map_err(mlua::Error::external)?
            .map_err(mlua::Error::external)?;
        let steps = serde_json::to_value(steps).map_err(mlua::Error::external)?;
        value_to_lua(&lua, &steps)
    })
}

fn undo(lua: &Lua, running: &Running) -> mlua::Result<Function> {
    asynchronous(
        lua,
        running,
        async move |lua, running: Running, id: Option<String>| {
            let files = Arc::clone(&running.files);
            let working = async move { files.undo_step(id).await };
            let paths = on_runtime(Arc::clone(&running.host), working).await;
            let paths = paths
                .map_err(mlua::Error::external)?
                .map_err(mlua::Error::runtime)?;
            let paths = serde_json::to_value(paths).map_err(mlua::Error::external)?;
            value_to_lua(&lua, &paths)
        },
    )
}

/// A folder that is watched, until `stop` or until Lua has forgotten it.
struct Watching(Option<Watch>);

impl mlua::UserData for Watching {
    fn add_methods<M: mlua::UserDataMethods<Self>>(methods: &mut M) {
        methods.add_method_mut("stop", |_, watching, ()| {
            watching.0 = None;
            Ok(())
        });
    }
}

/// Returns the function that has another called for what changes in a folder: with a list of
/// `{path, kind}`, whether more changed than is in it, and at the end of the watch why it ended.
fn watch(lua: &Lua, running: &Running) -> mlua::Result<Function> {
    asynchronous(
        lua,
        running,
        async move |lua,
                    running: Running,
                    (path, handler, options): (LuaValue, Function, Option<Table>)| {
            let path = from_lua(&path, 0)?;
            let options = watch_options(options)?;
            // Looking at the folder is what is judged and recorded.
            running
                .call(row("list_directory")?, json!({"path": path, "limit": 1}))
                .await?;
            let event = format!("filesystem-watch-{:016x}", crate::random());
            let LuaValue::Function(on) = wezterm(&lua)?.raw_get::<LuaValue>("on")? else {
                return Err(mlua::Error::runtime("there is no wezterm.on here"));
            };
            on.call::<()>((event.as_str(), handler))?;
            let (files, host) = (Arc::clone(&running.files), Arc::clone(&running.host));
            let starting = async move {
                let folder = files.real_folder(&path).await?;
                let teller = Arc::clone(&host);
                let sink = move |notice| teller.emit_event(&event, notice_for_lua(notice));
                let starting = move || Watch::start(&folder, options, sink);
                let started = tokio::task::spawn_blocking(starting).await;
                started
                    .map_err(|_| FsError::new(crate::Code::Cancelled, "the module was stopped"))?
            };
            let started = on_runtime(Arc::clone(&running.host), starting).await;
            let watch = started
                .map_err(mlua::Error::external)?
                .map_err(mlua::Error::runtime)?;
            Ok(Watching(Some(watch)))
        },
    )
}

fn watch_options(options: Option<Table>) -> mlua::Result<crate::watch::Options> {
    let mut read = crate::watch::Options::default();
    let Some(options) = options else {
        return Ok(read);
    };
    for pair in options.pairs::<String, LuaValue>() {
        match pair? {
            (name, LuaValue::Boolean(yes)) if name == "recursive" => read.recursive = yes,
            (name, value) if name == "debounce_ms" && value.as_u64().is_some() => {
                read.pause = Duration::from_millis(value.as_u64().unwrap_or_default());
            }
            (name, _) => {
                let why = format!(
                    "watch knows recursive (true or false) and debounce_ms (a number), not {name}"
                );
                return Err(mlua::Error::runtime(FsError::argument(why)));
            }
        }
    }
    Ok(read)
}

fn notice_for_lua(notice: Notice) -> Vec<Value> {
    match notice {
        Notice::Changed { changes, overflow } => {
            let changes = changes.into_iter().map(|change| {
                let kind = match change.kind {
                    Kind::Created => "created",
                    Kind::Changed => "changed",
                    Kind::Removed => "removed",
                };
                json!({"path": Name::from(change.path), "kind": kind})
            });
            vec![changes.collect(), Value::Bool(overflow)]
        }
        Notice::Ended(why) => vec![
            Value::Array(Vec::new()),
            Value::Bool(false),
            Value::String(why),
        ],
    }
}

fn row(name: &str) -> mlua::Result<&'static Row> {
    find(name).ok_or_else(|| mlua::Error::runtime(format!("there is no tool {name}")))
}

/// Returns a list that is whole, or says that it is not.
fn whole_list(lua: &Lua, reply: &Reply, key: &str) -> mlua::Result<LuaValue> {
    if reply.data["truncated"] == true {
        let why = format!(
            "there are more than fit into one list: wezterm.fs.tool with a limit returns pages of {key}"
        );
        return Err(mlua::Error::runtime(FsError::new(crate::Code::Limit, why)));
    }
    match &reply.data[key] {
        // Another report was asked for than the list.
        Value::Null => value_to_lua(lua, &reply.data),
        list => value_to_lua(lua, list),
    }
}

/// Returns the arguments of a function, with those of its last table.
fn with_options(options: Option<Table>, own: Value) -> mlua::Result<Value> {
    let mut args = match options {
        Some(table) => from_lua(&LuaValue::Table(table), 0)?,
        None => Value::Null,
    };
    if !args.is_object() {
        args = Value::Object(Map::new());
    }
    if let (Value::Object(args), Value::Object(own)) = (&mut args, own) {
        for (key, value) in own {
            // A limit of one's own counts, by whichever name.
            let limits = ["limit", "max_matches"];
            let own_limit = limits.iter().any(|name| args.contains_key(*name));
            if !(limits.contains(&key.as_str()) && own_limit) {
                args.insert(key, value);
            }
        }
    }
    Ok(args)
}

/// Returns the named arguments of a call.
fn arguments(row: &Row, args: MultiValue) -> mlua::Result<Value> {
    let args: Vec<LuaValue> = args.into_iter().collect();
    if let [LuaValue::Table(table)] = args.as_slice()
        && table.raw_len() == 0
    {
        return match from_lua(&args[0], 0)? {
            // An empty table is no list here.
            Value::Array(_) => Ok(Value::Null),
            named => Ok(named),
        };
    }
    let schema = (row.schema)();
    let names: Vec<String> = schema["properties"]
        .as_object()
        .map(|properties| properties.keys().cloned().collect())
        .unwrap_or_default();
    let mut named = Map::new();
    let count = args.len();
    for (index, value) in args.iter().enumerate() {
        let last_table = index + 1 == count
            && index > 0
            && matches!(value, LuaValue::Table(table) if table.raw_len() == 0);
        if last_table {
            if let Value::Object(options) = from_lua(value, 0)? {
                named.extend(options);
            }
            continue;
        }
        let Some(name) = names.get(index) else {
            let why = format!(
                "`{}` takes at most {} arguments: {}",
                row.name,
                names.len(),
                names.join(", ")
            );
            return Err(mlua::Error::runtime(FsError::argument(why)));
        };
        if !value.is_nil() {
            named.insert(name.clone(), from_lua(value, 0)?);
        }
    }
    Ok(Value::Object(named))
}

/// Returns a Lua value as JSON; a string that is no text becomes bytes.
fn from_lua(value: &LuaValue, depth: usize) -> mlua::Result<Value> {
    let refuse = |why: String| Err(mlua::Error::runtime(FsError::argument(why)));
    if depth > DEPTH {
        return refuse("a table lies too deep in tables".into());
    }
    Ok(match value {
        LuaValue::Nil => Value::Null,
        LuaValue::Boolean(yes) => Value::Bool(*yes),
        LuaValue::Integer(number) => Value::from(*number),
        LuaValue::Number(number) => match Number::from_f64(*number) {
            Some(number) => Value::Number(number),
            None => return refuse(format!("{number} is not a finite number")),
        },
        LuaValue::String(text) => match text.to_str() {
            Ok(text) => Value::String(text.to_owned()),
            Err(_) => json!({"bytes_b64": STANDARD.encode(text.as_bytes())}),
        },
        LuaValue::Table(table) if table.raw_len() > 0 => {
            let items = table.sequence_values::<LuaValue>();
            let items = items.map(|item| from_lua(&item?, depth + 1));
            Value::Array(items.collect::<mlua::Result<Vec<Value>>>()?)
        }
        LuaValue::Table(table) => {
            let mut map = Map::new();
            for pair in table.pairs::<LuaValue, LuaValue>() {
                let (key, value) = pair?;
                let LuaValue::String(key) = key else {
                    return refuse(format!(
                        "arguments have names, and {} is none",
                        key.type_name()
                    ));
                };
                map.insert(key.to_str()?.to_owned(), from_lua(&value, depth + 1)?);
            }
            if map.is_empty() {
                Value::Array(Vec::new())
            } else {
                Value::Object(map)
            }
        }
        other => return refuse(format!("a {} cannot be an argument", other.type_name())),
    })
}

/// Returns a result as a table; pictures and sounds are in `media`, as bytes.
fn to_lua(lua: &Lua, reply: Reply) -> mlua::Result<LuaValue> {
    let value = value_to_lua(lua, &reply.data)?;
    if let (LuaValue::Table(table), false) = (&value, reply.media.is_empty()) {
        let list = lua.create_table()?;
        for media in reply.media {
            let row = lua.create_table()?;
            row.raw_set("mime_type", media.mime)?;
            let bytes = STANDARD
                .decode(media.base64)
                .map_err(mlua::Error::external)?;
            row.raw_set("data", lua.create_string(bytes)?)?;
            list.raw_push(row)?;
        }
        table.raw_set("media", list)?;
    }
    Ok(value)
}

/// Returns JSON as a Lua value; what stands for bytes becomes a string of them.
fn value_to_lua(lua: &Lua, value: &Value) -> mlua::Result<LuaValue> {
    Ok(match value {
        Value::Null => LuaValue::Nil,
        Value::Bool(yes) => LuaValue::Boolean(*yes),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => LuaValue::Integer(whole),
            None => LuaValue::Number(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => LuaValue::String(lua.create_string(text)?),
        Value::Array(items) => {
            let table = lua.create_table_with_capacity(items.len(), 0)?;
            for item in items {
                table.raw_push(value_to_lua(lua, item)?)?;
            }
            LuaValue::Table(table)
        }
        Value::Object(map) => {
            if let (1, Some(Value::String(bytes))) = (map.len(), map.get("bytes_b64")) {
                let bytes = STANDARD.decode(bytes).map_err(mlua::Error::external)?;
                return Ok(LuaValue::String(lua.create_string(bytes)?));
            }
            let table = lua.create_table_with_capacity(0, map.len())?;
            for (key, value) in map {
                table.raw_set(key.as_str(), value_to_lua(lua, value)?)?;
            }
            LuaValue::Table(table)
        }
    })
}
