//! The `wezterm` table that wezterm.lua requires: actions, events, fonts, text, and the rest.
//!
//! Hides how each Lua function is made. Runs on the thread of the Lua state. It has nothing of
//! windows, panes or modules: the roof and the modules add those to the same table.

use std::path::PathBuf;
use std::rc::Rc;

use mlua::{Function, Lua, MultiValue, Table};

use crate::actions as assignments;
use crate::builder;
use crate::load::Notes;
use crate::lua::{Files, Guard};
use crate::spawn;
use crate::value::Fault;

mod actions;
mod color;
mod data;
mod events;
mod facts;
mod fonts;
mod global;
mod gui;
mod log;
mod system;
mod text;

pub use global::GlobalStore;

/// The version that Lua sees; files compare it as text.
pub const VERSION: &str = concat!("20261101-000000-wezterm-ai-", env!("CARGO_PKG_VERSION"));

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
    facts::facts(lua, &wezterm, around)?;
    events::events(lua, &wezterm)?;
    log::logging(lua, &wezterm)?;
    fonts::fonts(lua, &wezterm)?;
    text::texts(lua, &wezterm)?;
    data::data(lua, &wezterm)?;
    color::colors(lua, &wezterm, around)?;
    system::system(lua, &wezterm, around)?;
    actions::permutations(lua, &wezterm)?;
    gui::gui(lua, &wezterm)?;
    wezterm.raw_set("action", actions::action_table(lua)?)?;
    let has_action = |_: &Lua, name: String| Ok(assignments::find(&name).is_ok());
    wezterm.raw_set("has_action", lua.create_function(has_action)?)?;
    wezterm.raw_set("GLOBAL", global::global(lua, &around.global)?)?;
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

/// WezTerm's functions that are not here yet: calling one says so, naming it.
fn absent(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    let names = [
        "background_child_process",
        "enumerate_ssh_hosts",
        "glob",
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
