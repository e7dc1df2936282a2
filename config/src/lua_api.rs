//! The `wezterm` table that wezterm.lua requires: actions, events, fonts, text, and the rest.
//!
//! Hides how each Lua function is made: every file below lists its own, with their types and what they do.
//! Runs on the thread of the Lua state. It has nothing of windows, panes or modules: the roof and the
//! modules add those to the same table.

use std::path::PathBuf;
use std::rc::Rc;

use mlua::{Lua, Table, Value};

use crate::load::Notes;
use crate::lua::{Files, Guard};
use crate::value::Fault;

mod actions;
mod color;
mod data;
mod elsewhere;
mod event_table;
mod events;
mod facts;
mod fonts;
mod functions;
mod glob;
mod global;
mod gui;
mod log;
mod members;
mod nerdfonts;
mod shown;
mod ssh;
mod system;
mod text;
mod time;
mod url;

pub(crate) use color::palette;
pub use event_table::{LuaEvent, events};
pub(crate) use events::CALLBACK;
pub use events::callback_number;
pub use functions::{LuaFunction, Standing, functions};
pub use global::GlobalStore;
pub(crate) use global::{Shared, unshared};
pub use members::{LuaMember, members};
pub use nerdfonts::nerd_font_glyphs;
pub use shown::shown_value;
pub use url::LuaUrl;

/// The version that Lua sees; files compare it as text.
pub const VERSION: &str = concat!("20261101-000000-wezterm-ai-", env!("CARGO_PKG_VERSION"));

/// Every row of the `wezterm` table.
const TABLES: &[&[LuaFunction]] = &[
    facts::FUNCTIONS,
    actions::FUNCTIONS,
    events::FUNCTIONS,
    log::FUNCTIONS,
    fonts::FUNCTIONS,
    text::FUNCTIONS,
    data::FUNCTIONS,
    time::FUNCTIONS,
    url::FUNCTIONS,
    glob::FUNCTIONS,
    global::FUNCTIONS,
    nerdfonts::FUNCTIONS,
    ssh::FUNCTIONS,
    system::FUNCTIONS,
    gui::FUNCTIONS,
    elsewhere::FUNCTIONS,
];

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
    for rows in TABLES {
        functions::install(lua, &wezterm, around, rows)?;
    }
    color::colors(lua, &wezterm, around)?;
    log::print(lua)?;

    lua.globals().set("wezterm", &wezterm)?;
    let package: Table = lua.globals().get("package")?;
    package.get::<Table>("loaded")?.raw_set("wezterm", &wezterm)
}

/// Returns a value as Lua would write it; a table that is deep or has many fields is shortened.
pub(crate) fn written(value: &Value) -> String {
    shown::in_line(value)
}

fn raise(fault: Fault) -> mlua::Error {
    mlua::Error::runtime(fault)
}
