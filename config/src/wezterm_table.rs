//! The `wezterm` table that wezterm.lua requires: actions, events, fonts, text, and the rest.
//!
//! Hides how each Lua function is made. Runs on the thread of the Lua state. It has nothing of
//! windows, panes or modules: the roof and the modules add those to the same table.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use mlua::{Function, IntoLua, Lua, MultiValue, Table, UserData, UserDataMethods, Value, Variadic};
use rustix::system::uname;

use crate::actions::{self, Argument};
use crate::builder;
use crate::color::{self, Colors, Rgba};
use crate::load::Notes;
use crate::lua::{self, Files, Guard};
use crate::problem::{self, Problem};
use crate::spawn;
use crate::timer::Timer;
use crate::value::{self, Fault};
use crate::wezterm_text as text;

/// The version that Lua sees; files compare it as text.
pub const VERSION: &str = concat!("20261101-000000-wezterm-ai-", env!("CARGO_PKG_VERSION"));

/// What `wezterm.GLOBAL` holds: plain data that outlives a reload. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct GlobalStore(Arc<Mutex<serde_json::Map<String, serde_json::Value>>>);

/// What the table is made from.
pub(crate) struct Surroundings {
    pub(crate) home_dir: PathBuf,
    pub(crate) config_dir: PathBuf,
    pub(crate) config_file: Option<PathBuf>,
    pub(crate) executable_dir: PathBuf,
    pub(crate) global: GlobalStore,
    pub(crate) guard: Rc<Guard>,
    pub(crate) files: Files,
    pub(crate) notes: Notes,
}

/// Makes the table, as a global and for `require`.
pub(crate) fn install(lua: &Lua, around: &Surroundings) -> mlua::Result<()> {
    let wezterm = lua.create_table()?;
    facts(lua, &wezterm, around)?;
    events(lua, &wezterm)?;
    logging(lua, &wezterm)?;
    fonts(lua, &wezterm)?;
    texts(lua, &wezterm)?;
    data(lua, &wezterm)?;
    colors(lua, &wezterm, &around.notes)?;
    system(lua, &wezterm, around)?;
    permutations(lua, &wezterm)?;
    gui(lua, &wezterm)?;
    wezterm.raw_set("action", action_table(lua)?)?;
    let has_action = |_: &Lua, name: String| Ok(actions::find(&name).is_ok());
    wezterm.raw_set("has_action", lua.create_function(has_action)?)?;
    wezterm.raw_set("GLOBAL", global(lua, &around.global)?)?;
    let notes = Rc::clone(&around.notes);
    wezterm.raw_set("exec_domain", lua.create_function(spawn::exec_domain)?)?;
    let config_builder = lua.create_function(move |lua, ()| builder::new(lua, &notes))?;
    wezterm.raw_set("config_builder", config_builder)?;
    absent(lua, &wezterm)?;

    lua.globals().set("wezterm", &wezterm)?;
    let package: Table = lua.globals().get("package")?;
    package.get::<Table>("loaded")?.raw_set("wezterm", &wezterm)
}

fn raise(fault: Fault) -> mlua::Error {
    mlua::Error::runtime(fault)
}

/// Strings that describe where the configuration runs.
fn facts(lua: &Lua, wezterm: &Table, around: &Surroundings) -> mlua::Result<()> {
    let path = |path: &Path| lua.create_string(path.as_os_str().as_encoded_bytes());
    wezterm.raw_set("version", VERSION)?;
    wezterm.raw_set("target_triple", target_triple())?;
    wezterm.raw_set("home_dir", path(&around.home_dir)?)?;
    wezterm.raw_set("config_dir", path(&around.config_dir)?)?;
    wezterm.raw_set("executable_dir", path(&around.executable_dir)?)?;
    if let Some(file) = &around.config_file {
        wezterm.raw_set("config_file", path(file)?)?;
    }
    let hostname = |_: &Lua, ()| Ok(uname().nodename().to_string_lossy().into_owned());
    wezterm.raw_set("hostname", lua.create_function(hostname)?)?;
    let wsl = |_: &Lua, ()| {
        let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        Ok(release.to_lowercase().contains("microsoft"))
    };
    wezterm.raw_set("running_under_wsl", lua.create_function(wsl)?)
}

fn target_triple() -> String {
    let arch = std::env::consts::ARCH;
    match std::env::consts::OS {
        "macos" => format!("{arch}-apple-darwin"),
        "windows" => format!("{arch}-pc-windows-msvc"),
        os if cfg!(target_env = "musl") => format!("{arch}-unknown-{os}-musl"),
        os => format!("{arch}-unknown-{os}-gnu"),
    }
}

fn events(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    let on =
        |lua: &Lua, (event, handler): (String, Function)| lua::add_handler(lua, &event, handler);
    wezterm.raw_set("on", lua.create_function(on)?)?;

    let emit = |lua: Lua, mut args: MultiValue| {
        let event = args.pop_front().unwrap_or(Value::Nil);
        async move {
            let event = value::text(&event).map_err(|fault| raise(fault.within("event name")))?;
            lua::run_handlers(lua, event, args).await
        }
    };
    wezterm.raw_set("emit", lua.create_async_function(emit)?)?;

    let count = std::cell::Cell::new(0_u64);
    let action_callback = move |lua: &Lua, handler: Function| {
        count.set(count.get() + 1);
        let event = format!("user-defined-{}", count.get());
        lua::add_handler(lua, &event, handler)?;
        lua.create_table_from([("EmitEvent", event)])
    };
    wezterm.raw_set("action_callback", lua.create_function(action_callback)?)
}

/// `print`, `wezterm.log_info` and their kin.
fn logging(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    let logger = |level: log::Level| {
        lua.create_function(move |_, values: Variadic<Value>| {
            let words: Vec<String> = values.iter().map(|value| shown(value, 0)).collect();
            log::log!(target: "lua", level, "{}", words.join(" "));
            Ok(())
        })
    };
    wezterm.raw_set("log_info", logger(log::Level::Info)?)?;
    wezterm.raw_set("log_warn", logger(log::Level::Warn)?)?;
    wezterm.raw_set("log_error", logger(log::Level::Error)?)?;
    lua.globals().set("print", logger(log::Level::Info)?)?;
    let to_string = |_: &Lua, value: Value| Ok(shown_inside(&value, 0));
    wezterm.raw_set("to_string", lua.create_function(to_string)?)
}

/// A value as a person reads it; strings stand bare.
fn shown(value: &Value, depth: usize) -> String {
    match value {
        Value::String(s) => s.to_string_lossy(),
        other => shown_inside(other, depth),
    }
}

fn shown_inside(value: &Value, depth: usize) -> String {
    const MAX_DEPTH: usize = 8;
    const MAX_FIELDS: usize = 200;
    match value {
        Value::String(s) => format!("{:?}", s.to_string_lossy()),
        Value::Table(_) if depth >= MAX_DEPTH => "{…}".to_owned(),
        Value::Table(table) => {
            let mut parts = Vec::new();
            for (key, value) in table.pairs::<Value, Value>().flatten().take(MAX_FIELDS) {
                let value = shown_inside(&value, depth + 1);
                parts.push(match key {
                    Value::Integer(_) => value,
                    Value::String(name) => format!("{} = {value}", name.to_string_lossy()),
                    key => format!("[{}] = {value}", shown_inside(&key, depth + 1)),
                });
            }
            format!("{{{}}}", parts.join(", "))
        }
        Value::UserData(object) => match object.borrow::<Rgba>() {
            Ok(color) => color.to_string(),
            Err(_) => "userdata".to_owned(),
        },
        other => value::describe(other),
    }
}

/// `wezterm.font` and `wezterm.font_with_fallback`.
fn fonts(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    /// One font: its family, with the attributes that hold for all of them.
    fn one(lua: &Lua, family: &Value, attributes: Option<&Table>) -> mlua::Result<Table> {
        let font = lua.create_table()?;
        let mut tables = Vec::from_iter(attributes);
        match family {
            Value::String(_) => font.raw_set("family", family)?,
            Value::Table(table) => tables.push(table),
            other => return Err(raise(value::expected("a font family", other))),
        }
        for table in tables {
            for pair in table.pairs::<Value, Value>() {
                let (key, value) = pair?;
                font.raw_set(key, value)?;
            }
        }
        let family: Value = font.raw_get("family")?;
        value::text(&family).map_err(|fault| raise(fault.within("family")))?;
        Ok(font)
    }
    fn all(lua: &Lua, families: &[Value], attributes: Option<Table>) -> mlua::Result<Table> {
        let fonts = families
            .iter()
            .map(|family| one(lua, family, attributes.as_ref()))
            .collect::<mlua::Result<Vec<Table>>>()?;
        lua.create_table_from([("font", lua.create_sequence_from(fonts)?)])
    }
    let font =
        |lua: &Lua, (family, attributes): (Value, Option<Table>)| all(lua, &[family], attributes);
    let with_fallback = |lua: &Lua, (families, attributes): (Value, Option<Table>)| {
        let families = value::list(&families, |family| Ok(family.clone())).map_err(raise)?;
        all(lua, &families, attributes)
    };
    wezterm.raw_set("font", lua.create_function(font)?)?;
    wezterm.raw_set("font_with_fallback", lua.create_function(with_fallback)?)
}

fn texts(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    type Sized = (String, usize);
    let set = |name: &str, function: Function| wezterm.raw_set(name, function);
    set(
        "column_width",
        lua.create_function(|_, s: String| Ok(unicode_width::UnicodeWidthStr::width(s.as_str())))?,
    )?;
    set(
        "pad_left",
        lua.create_function(|_, (s, n): Sized| Ok(text::pad_left(&s, n)))?,
    )?;
    set(
        "pad_right",
        lua.create_function(|_, (s, n): Sized| Ok(text::pad_right(&s, n)))?,
    )?;
    set(
        "truncate_left",
        lua.create_function(|_, (s, n): Sized| Ok(text::truncate_left(&s, n)))?,
    )?;
    set(
        "truncate_right",
        lua.create_function(|_, (s, n): Sized| Ok(text::truncate_right(&s, n)))?,
    )?;
    set(
        "split_by_newlines",
        lua.create_function(|_, s: String| {
            Ok(s.lines().map(str::to_owned).collect::<Vec<String>>())
        })?,
    )?;
    set(
        "shell_quote_arg",
        lua.create_function(|_, s: String| Ok(text::shell_quote(&s)))?,
    )?;
    set(
        "shell_join_args",
        lua.create_function(|_, args: Vec<String>| {
            let quoted: Vec<String> = args.iter().map(|arg| text::shell_quote(arg)).collect();
            Ok(quoted.join(" "))
        })?,
    )?;
    set(
        "shell_split",
        lua.create_function(|_, s: String| text::shell_split(&s).map_err(raise))?,
    )?;
    set(
        "format",
        lua.create_function(|_, items: Value| text::format(&items).map_err(raise))?,
    )?;
    // Lua's own os.date knows the time zone.
    let dates = "local date = os.date
        return function(format) return date(format) end,
            function(format) return date('!' .. format) end";
    let (local, utc): (Function, Function) = lua.load(dates).set_name(lua::INTERNAL).eval()?;
    set("strftime", local)?;
    set("strftime_utc", utc)
}

/// JSON, under its old and its new name.
fn data(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    let encode =
        lua.create_function(|_, value: Value| Ok(value::json(&value).map_err(raise)?.to_string()))?;
    let pretty = lua.create_function(|_, value: Value| {
        serde_json::to_string_pretty(&value::json(&value).map_err(raise)?)
            .map_err(mlua::Error::external)
    })?;
    let decode = lua.create_function(|lua, text: String| {
        let value: serde_json::Value = serde_json::from_str(&text)
            .map_err(|error| mlua::Error::runtime(format!("not JSON: {error}")))?;
        value::from_json(lua, &value)
    })?;
    wezterm.raw_set("json_encode", &encode)?;
    wezterm.raw_set("json_parse", &decode)?;
    let serde = lua.create_table()?;
    serde.raw_set("json_encode", encode)?;
    serde.raw_set("json_encode_pretty", pretty)?;
    serde.raw_set("json_decode", decode)?;
    wezterm.raw_set("serde", serde)
}

/// `wezterm.color`.
fn colors(lua: &Lua, wezterm: &Table, notes: &Notes) -> mlua::Result<()> {
    let color = lua.create_table()?;
    let parse = |_: &Lua, text: Value| color::color(&text).map_err(raise);
    color.raw_set("parse", lua.create_function(parse)?)?;
    let from_hsla = |_: &Lua, (h, s, l, a): (f64, f64, f64, f64)| Ok(Rgba::from_hsla(h, s, l, a));
    color.raw_set("from_hsla", lua.create_function(from_hsla)?)?;
    let notes = Rc::clone(notes);
    let unknown = lua.create_function(move |lua, (_, name): (Value, Value)| {
        let name = shown(&name, 0);
        let problem = Problem::warning(format!("there is no built-in colour scheme {name:?}"));
        let (file, line) = problem::caller(lua);
        notes.borrow_mut().push(Problem {
            file,
            line,
            ..problem
        });
        lua.create_table()
    })?;
    let schemes = lua.create_function(move |lua, ()| {
        let schemes = lua.create_table()?;
        for (name, colors) in color::builtin_schemes() {
            schemes.raw_set(name, palette(lua, &colors)?)?;
        }
        // A scheme that is not here is an empty palette, so that a file which changes one loads.
        schemes.set_metatable(Some(lua.create_table_from([("__index", &unknown)])?))?;
        Ok(schemes)
    })?;
    color.raw_set("get_builtin_schemes", &schemes)?;
    wezterm.raw_set("get_builtin_color_schemes", schemes)?;
    wezterm.raw_set("color", color)
}

/// A palette as `config.color_schemes` takes it.
fn palette(lua: &Lua, colors: &Colors) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    for (name, color) in colors.named() {
        table.raw_set(name, color.to_string())?;
    }
    for (name, eight) in [("ansi", &colors.ansi), ("brights", &colors.brights)] {
        let texts = eight.iter().flatten().map(Rgba::to_string);
        table.raw_set(name, lua.create_sequence_from(texts)?)?;
    }
    Ok(table)
}

impl UserData for Rgba {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        type Parts = (f64, f64, f64);
        fn changed(color: Rgba, change: impl FnOnce(Parts) -> Parts) -> Rgba {
            let (h, s, l) = change(color.hsl());
            Rgba {
                a: color.a,
                ..Rgba::from_hsla(h, s, l, 1.0)
            }
        }
        methods.add_meta_method("__tostring", |_, this, ()| Ok(this.to_string()));
        methods.add_meta_method("__eq", |_, this, other: mlua::UserDataRef<Rgba>| {
            Ok(*this == *other)
        });
        methods.add_method("lighten", |_, this, f: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s, l + (1.0 - l) * f)))
        });
        methods.add_method("lighten_fixed", |_, this, n: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s, l + n)))
        });
        methods.add_method("darken", |_, this, f: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s, l - l * f)))
        });
        methods.add_method("darken_fixed", |_, this, n: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s, l - n)))
        });
        methods.add_method("saturate", |_, this, f: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s + (1.0 - s) * f, l)))
        });
        methods.add_method("saturate_fixed", |_, this, n: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s + n, l)))
        });
        methods.add_method("desaturate", |_, this, f: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s - s * f, l)))
        });
        methods.add_method("desaturate_fixed", |_, this, n: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s - n, l)))
        });
        methods.add_method("adjust_hue_fixed", |_, this, degrees: f64| {
            Ok(changed(*this, |(h, s, l)| (h + degrees, s, l)))
        });
        methods.add_method("complement", |_, this, ()| {
            Ok(changed(*this, |(h, s, l)| (h + 180.0, s, l)))
        });
        methods.add_method("hsla", |_, this, ()| {
            let (h, s, l) = this.hsl();
            Ok((h, s, l, f64::from(this.a) / 255.0))
        });
        methods.add_method("srgba_u8", |_, this, ()| {
            Ok((this.r, this.g, this.b, this.a))
        });
    }
}

/// Functions that reach outside: sleeping, watching files, reading folders.
fn system(lua: &Lua, wezterm: &Table, around: &Surroundings) -> mlua::Result<()> {
    wezterm.raw_set("sleep_ms", sleep_ms(lua, &around.guard)?)?;

    let files = Rc::clone(&around.files);
    let watch = move |_: &Lua, paths: Variadic<String>| {
        files.borrow_mut().extend(paths.iter().map(PathBuf::from));
        Ok(())
    };
    wezterm.raw_set(
        "add_to_config_reload_watch_list",
        lua.create_function(watch)?,
    )?;

    let read_dir = |lua: &Lua, path: String| {
        let failed = |error: std::io::Error| mlua::Error::runtime(format!("{path}: {error}"));
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(&path).map_err(failed)? {
            entries.push(entry.map_err(failed)?.path());
        }
        entries.sort();
        let entries = entries
            .iter()
            .map(|path| lua.create_string(path.as_os_str().as_encoded_bytes()))
            .collect::<mlua::Result<Vec<_>>>()?;
        lua.create_sequence_from(entries)
    };
    wezterm.raw_set("read_dir", lua.create_function(read_dir)?)?;

    wezterm.raw_set("battery_info", lua.create_function(battery_info)?)?;

    let rule = lua.create_table_from([
        (
            "regex",
            r#"\b[a-z][a-z0-9+.-]*://[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}]"#,
        ),
        ("format", "$0"),
    ])?;
    let rules = move |lua: &Lua, ()| lua.create_sequence_from([&rule]);
    wezterm.raw_set("default_hyperlink_rules", lua.create_function(rules)?)?;
    for name in ["default_ssh_domains", "default_wsl_domains"] {
        wezterm.raw_set(name, lua.create_function(|lua, ()| lua.create_table())?)?;
    }
    Ok(())
}

/// The batteries that Linux tells of; elsewhere none.
fn battery_info(lua: &Lua, (): ()) -> mlua::Result<Table> {
    let batteries = lua.create_table()?;
    let supplies = std::fs::read_dir("/sys/class/power_supply");
    for supply in supplies.into_iter().flatten().flatten() {
        let fact = |name: &str| {
            let text = std::fs::read_to_string(supply.path().join(name)).ok()?;
            Some(text.trim().to_owned())
        };
        if fact("type").as_deref() != Some("Battery") {
            continue;
        }
        let battery = lua.create_table()?;
        let charge: Option<f64> = fact("capacity").and_then(|percent| percent.parse().ok());
        battery.raw_set("state_of_charge", charge.unwrap_or(0.0) / 100.0)?;
        let facts = [
            ("state", "status"),
            ("vendor", "manufacturer"),
            ("model", "model_name"),
            ("serial", "serial_number"),
        ];
        for (name, file) in facts {
            battery.raw_set(name, fact(file).unwrap_or_else(|| "unknown".to_owned()))?;
        }
        batteries.raw_push(battery)?;
    }
    Ok(batteries)
}

/// While the file is evaluated nothing can be awaited, so sleeping blocks then, within the time
/// that loading may take.
fn sleep_ms(lua: &Lua, guard: &Rc<Guard>) -> mlua::Result<Function> {
    const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
    let duration = |ms: f64| {
        Duration::try_from_secs_f64(ms / 1000.0)
            .unwrap_or_default()
            .min(LONGEST)
    };
    let guard = Rc::clone(guard);
    let now = lua.create_function(move |_, ms: f64| {
        if guard.left().is_some_and(|left| left < duration(ms)) {
            let text = "wezterm.sleep_ms: longer than loading the configuration may take";
            return Err(mlua::Error::runtime(text));
        }
        std::thread::sleep(duration(ms));
        Ok(())
    })?;
    let timer = Timer::default();
    let later = lua.create_async_function(move |_, ms: f64| {
        let sleep = timer.sleep(duration(ms));
        async move {
            let failed = |error| format!("wezterm.sleep_ms: cannot start the clock: {error}");
            sleep.map_err(failed).map_err(mlua::Error::runtime)?.await;
            Ok(())
        }
    })?;
    let loading = lua.create_function(|lua, ()| Ok(lua::is_loading(lua)))?;
    let choose = "local loading, now, later = ...
        return function(ms) if loading() then return now(ms) end return later(ms) end";
    lua.load(choose)
        .set_name(lua::INTERNAL)
        .call((loading, now, later))
}

/// Copies of a binding with every set of modifiers.
fn permutations(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    fn permuted(lua: &Lua, binding: &Table, from: usize) -> mlua::Result<Table> {
        let names = ["SHIFT", "CTRL", "ALT", "SUPER"];
        let copies = lua.create_table()?;
        for set in from..16 {
            let held: Vec<&str> = (0..4)
                .filter(|i| set >> i & 1 == 1)
                .map(|i| names[i])
                .collect();
            let copy = lua.create_table()?;
            for pair in binding.pairs::<Value, Value>() {
                let (key, value) = pair?;
                copy.raw_set(key, value)?;
            }
            let mods = if held.is_empty() {
                "NONE".to_owned()
            } else {
                held.join("|")
            };
            copy.raw_set("mods", mods)?;
            copies.raw_push(copy)?;
        }
        Ok(copies)
    }
    let any = |lua: &Lua, binding: Table| permuted(lua, &binding, 1);
    let any_or_none = |lua: &Lua, binding: Table| permuted(lua, &binding, 0);
    wezterm.raw_set("permute_any_mods", lua.create_function(any)?)?;
    wezterm.raw_set("permute_any_or_no_mods", lua.create_function(any_or_none)?)
}

/// The parts of `wezterm.gui` that need no window; the roof adds the others.
fn gui(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    let gui = lua.create_table()?;
    gui.raw_set("get_appearance", lua.create_function(|_, ()| Ok("Dark"))?)?;
    gui.raw_set(
        "enumerate_gpus",
        lua.create_function(|lua, ()| lua.create_table())?,
    )?;
    let tables = |lua: &Lua, ()| {
        let names = ["copy_mode", "search_mode"];
        let tables = lua.create_table()?;
        for name in names {
            tables.raw_set(name, lua.create_table()?)?;
        }
        Ok(tables)
    };
    gui.raw_set("default_key_tables", lua.create_function(tables)?)?;
    wezterm.raw_set("gui", gui)?;

    // Icon fonts are not bundled: a name gives no glyph, and the file that uses it loads.
    let glyphs = lua.create_table()?;
    let meta = lua.create_table()?;
    meta.raw_set("__index", lua.create_function(|_, _: MultiValue| Ok(""))?)?;
    glyphs.set_metatable(Some(meta))?;
    wezterm.raw_set("nerdfonts", glyphs)
}

/// WezTerm's functions that are not here yet: calling one says so, naming it.
fn absent(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    let names = [
        "background_child_process",
        "enumerate_ssh_hosts",
        "glob",
        "gradient_colors",
        "open_with",
        "reload_configuration",
        "run_child_process",
        "utf16_to_utf8",
    ];
    for name in names {
        wezterm.raw_set(name, missing(lua, format!("wezterm.{name}"))?)?;
    }
    let plugin = lua.create_table()?;
    for name in ["require", "list", "update_all"] {
        plugin.raw_set(name, missing(lua, format!("wezterm.plugin.{name}"))?)?;
    }
    wezterm.raw_set("plugin", plugin)
}

fn missing(lua: &Lua, name: String) -> mlua::Result<Function> {
    lua.create_function(move |_, _: MultiValue| -> mlua::Result<()> {
        Err(mlua::Error::runtime(format!(
            "{name} is not available here yet"
        )))
    })
}

/// `wezterm.action.Name` and `wezterm.action{Name = argument}`.
fn action_table(lua: &Lua) -> mlua::Result<Table> {
    let action = lua.create_table()?;
    let meta = lua.create_table()?;
    let index = |lua: &Lua, (_, name): (Value, String)| constructor(lua, &name);
    meta.raw_set("__index", lua.create_function(index)?)?;
    let call = |_: &Lua, (_, action): (Value, Value)| match actions::read_action(&action) {
        Ok(_) => Ok(action),
        Err(text) => Err(mlua::Error::runtime(text)),
    };
    meta.raw_set("__call", lua.create_function(call)?)?;
    action.set_metatable(Some(meta))?;
    Ok(action)
}

/// What `wezterm.action.Name` is: the action, or a function that takes its argument, or both.
fn constructor(lua: &Lua, name: &str) -> mlua::Result<Value> {
    let spec = actions::find(name).map_err(raise)?;
    let build = lua.create_function(move |lua, mut args: MultiValue| {
        // An optional action's table is passed to its own __call first.
        if matches!(spec.argument, Argument::Optional(_)) {
            args.pop_front();
        }
        let argument = args.pop_front().unwrap_or(Value::Nil);
        value::finite(&argument)
            .and_then(|()| actions::build(spec, &argument))
            .map_err(raise)?;
        let argument = match argument {
            Value::Nil => Value::Table(lua.create_table()?),
            given => given,
        };
        lua.create_table_from([(spec.name, argument)])
    })?;
    match spec.argument {
        Argument::None => spec.name.into_lua(lua),
        Argument::Required(_) => Ok(Value::Function(build)),
        Argument::Optional(_) => {
            let action = lua.create_table_from([(spec.name, lua.create_table()?)])?;
            let meta = lua.create_table_from([("__call", build)])?;
            action.set_metatable(Some(meta))?;
            Ok(Value::Table(action))
        }
    }
}

/// `wezterm.GLOBAL`: plain data that outlives a reload. Tables read from it are copies.
fn global(lua: &Lua, store: &GlobalStore) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    let meta = lua.create_table()?;
    let from = store.clone();
    let index = move |lua: &Lua, (_, name): (Value, String)| {
        let value = {
            let map = from.0.lock().unwrap_or_else(PoisonError::into_inner);
            map.get(&name).cloned()
        };
        value::from_json(lua, &value.unwrap_or_default())
    };
    meta.raw_set("__index", lua.create_function(index)?)?;
    let into = store.clone();
    let newindex = move |_: &Lua, (_, name, value): (Value, String, Value)| {
        let stored = value::json(&value).map_err(|f| raise(f.within(&name).within("GLOBAL")))?;
        let mut map = into.0.lock().unwrap_or_else(PoisonError::into_inner);
        if stored.is_null() {
            map.remove(&name);
        } else {
            map.insert(name, stored);
        }
        Ok(())
    };
    meta.raw_set("__newindex", lua.create_function(newindex)?)?;
    table.set_metatable(Some(meta))?;
    Ok(table)
}
