//! Functions that reach outside: sleeping, watching files, the battery, rules for links.
//!
//! Runs on the thread of the Lua state.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use mlua::{Lua, Table, Value, Variadic};

use super::functions::{LuaFunction, Maker, Standing, row};
use crate::builder;
use crate::spawn;
use crate::timer::Timer;
use crate::waiting::by_loading;

pub(super) const FUNCTIONS: &[LuaFunction] = &[
    row(
        "wezterm.add_to_config_reload_watch_list",
        "fun(...: string)",
        "Has the configuration read again when one of these files changes, too.",
        |make| {
            let files = Rc::clone(&make.around.files);
            make.function(move |_, paths: Variadic<PathBuf>| {
                files.borrow_mut().extend(paths);
                Ok(())
            })
        },
    ),
    row(
        "wezterm.battery_info",
        "fun(): { state_of_charge: number, vendor: string, model: string, serial: string, state: string, \
         time_to_full: number?, time_to_empty: number? }[]",
        "Returns the batteries of this machine; their times are seconds.",
        |make| make.function(|lua, ()| batteries(lua, Path::new("/sys/class/power_supply"))),
    )
    .standing(Standing::Partly("Linux; elsewhere there are none")),
    row(
        "wezterm.config_builder",
        "fun(): Config",
        "Returns a table of settings that looks at each as it is assigned.",
        |make| {
            let notes = Rc::clone(&make.around.notes);
            make.function(move |lua, ()| builder::new(lua, &notes))
        },
    ),
    row(
        "wezterm.default_hyperlink_rules",
        "fun(): { regex: string, format: string, highlight: integer? }[]",
        "Returns the rules for links in text that hold where no others are given.",
        |make| make.function(|lua, ()| crate::links::default_rules_table(lua)),
    ),
    row(
        "wezterm.default_wsl_domains",
        "fun(): table[]",
        "Returns the domains of Windows' Subsystem for Linux.",
        |make| make.function(|lua, ()| lua.create_table()),
    )
    .standing(Standing::Empty("it is of Windows")),
    row(
        "wezterm.exec_domain",
        "fun(name: string, fixup: fun(command: SpawnCommand): SpawnCommand, label: any): table",
        "Makes a domain whose programs are started by another command line.",
        |make| make.function(spawn::exec_domain),
    ),
    row(
        "wezterm.sleep_ms",
        "fun(milliseconds: number)",
        "Waits. While the file is read, that is within the time that reading may take.",
        sleep_ms,
    ),
];

/// The batteries that Linux tells of; elsewhere none.
fn batteries(lua: &Lua, folder: &Path) -> mlua::Result<Table> {
    let batteries = lua.create_table()?;
    let supplies = std::fs::read_dir(folder);
    let mut folders: Vec<PathBuf> = supplies
        .into_iter()
        .flatten()
        .flatten()
        .map(|supply| supply.path())
        .collect();
    folders.sort();
    for folder in folders {
        let fact = |name: &str| {
            let text = std::fs::read_to_string(folder.join(name)).ok()?;
            Some(text.trim().to_owned())
        };
        if fact("type").as_deref() != Some("Battery") {
            continue;
        }
        let number = |names: [&str; 2]| {
            let facts = names.iter().find_map(|name| fact(name));
            facts.and_then(|text| text.parse::<f64>().ok())
        };
        let battery = lua.create_table()?;
        let charge = number(["capacity", "capacity"]).unwrap_or(0.0);
        battery.raw_set("state_of_charge", charge / 100.0)?;
        let state = match fact("status").as_deref() {
            Some("Charging") => "Charging",
            Some("Discharging") => "Discharging",
            Some("Full") => "Full",
            _ if charge == 0.0 => "Empty",
            _ => "Unknown",
        };
        battery.raw_set("state", state)?;
        let names = [
            ("vendor", "manufacturer"),
            ("model", "model_name"),
            ("serial", "serial_number"),
        ];
        for (name, file) in names {
            battery.raw_set(name, fact(file).unwrap_or_else(|| "unknown".to_owned()))?;
        }
        let now = number(["energy_now", "charge_now"]);
        let full = number(["energy_full", "charge_full"]);
        let rate = number(["power_now", "current_now"]).filter(|rate| *rate > 0.0);
        if let (Some(now), Some(full), Some(rate)) = (now, full, rate) {
            const SECONDS: f64 = 3600.0;
            match state {
                "Charging" => {
                    battery.raw_set("time_to_full", (full - now).max(0.0) / rate * SECONDS)?
                }
                "Discharging" => battery.raw_set("time_to_empty", now / rate * SECONDS)?,
                _ => {}
            }
        }
        batteries.raw_push(battery)?;
    }
    Ok(batteries)
}

/// While the file is evaluated nothing can be awaited, so sleeping blocks then, within the time
/// that loading may take.
fn sleep_ms(make: &Maker<'_>) -> mlua::Result<Value> {
    const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
    let duration = |ms: f64| {
        Duration::try_from_secs_f64(ms / 1000.0)
            .unwrap_or_default()
            .min(LONGEST)
    };
    let (lua, guard) = (make.lua, Rc::clone(&make.around.guard));
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
    by_loading(lua, now, later).map(Value::Function)
}
