//! Functions that reach outside: sleeping, watching files, reading folders.

use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use mlua::{Function, Lua, Table, Variadic};

use super::Surroundings;
use crate::lua::{self, Guard};
use crate::timer::Timer;

/// Functions that reach outside: sleeping, watching files, reading folders.
pub(super) fn system(lua: &Lua, wezterm: &Table, around: &Surroundings) -> mlua::Result<()> {
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
