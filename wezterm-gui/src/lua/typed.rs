//! Lua that a person types while the terminal runs.
//!
//! Hides that an expression may stand alone, and how a chunk that goes on is told from one that is wrong. Main
//! thread only. It runs nothing: the caller does, as it runs handlers.

use config::LuaState;
use mlua::{ChunkMode, Function, Table, Value};

use super::{PaneObject, WindowObject};

/// What the places of errors in it begin with.
const NAME: &str = "=typed";

/// What text that was typed is.
#[derive(Debug)]
pub(crate) enum Typed {
    /// A chunk that can be run.
    Whole(Function),
    /// The beginning of one.
    Begun,
    /// No Lua.
    Wrong(mlua::Error),
}

/// Makes a function of a chunk or of an expression. Beside the globals, which it may change, it knows
/// `wezterm`, `window` and `pane`.
pub(crate) fn compile(
    state: &LuaState,
    text: &str,
    window: WindowObject,
    pane: Option<PaneObject>,
) -> mlua::Result<Typed> {
    let around = surroundings(state, window, pane)?;
    let read = |text: String| {
        let chunk = state.lua().load(text).set_name(NAME);
        let chunk = chunk.set_mode(ChunkMode::Text);
        chunk.set_environment(around.clone()).into_function()
    };
    let as_expression = match read(format!("return {text}")) {
        Ok(function) => return Ok(Typed::Whole(function)),
        Err(error) => error,
    };
    Ok(match read(text.to_owned()) {
        Ok(function) => Typed::Whole(function),
        Err(error) if is_begun(&error) || is_begun(&as_expression) => Typed::Begun,
        Err(error) => Typed::Wrong(error),
    })
}

fn is_begun(error: &mlua::Error) -> bool {
    matches!(
        error,
        mlua::Error::SyntaxError {
            incomplete_input: true,
            ..
        }
    )
}

fn surroundings(
    state: &LuaState,
    window: WindowObject,
    pane: Option<PaneObject>,
) -> mlua::Result<Table> {
    let lua = state.lua();
    let globals = lua.globals();
    let around = lua.create_table()?;
    let require: Function = globals.get("require")?;
    around.raw_set("wezterm", require.call::<Value>("wezterm")?)?;
    around.raw_set("window", window)?;
    around.raw_set("pane", pane)?;
    let meta = lua.create_table()?;
    meta.raw_set("__index", &globals)?;
    meta.raw_set("__newindex", &globals)?;
    around.set_metatable(Some(meta))?;
    Ok(around)
}
