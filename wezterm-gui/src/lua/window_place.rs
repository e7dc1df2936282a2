//! The methods of `window` about its place on the desktop, and about the keys and the mouse that it gets.
//!
//! Hides how numbers of Lua become pixels. Main thread only.

use mlua::{IntoLua, Lua, Table, UserDataMethods, UserDataRef, Value};
use mux::input::{MouseButton, MouseEvent, MouseKind};

use super::WindowObject;
use super::facts::now;
use crate::app::{App, key_mods};
use crate::frame::{WindowChange, WindowRequest};

type This = UserDataRef<WindowObject>;

/// Pixels that a window has at most in either direction, and is away from the corner of the screen.
const MOST_PIXELS: f64 = 65_535.0;

impl WindowObject {
    async fn request(&self, request: WindowRequest) -> mlua::Result<()> {
        self.with(move |app| app.request(request)).await
    }

    async fn change(&self, change: WindowChange) -> mlua::Result<()> {
        self.request(WindowRequest::Change(change)).await
    }
}

/// Reads a number of pixels, which may be the result of a division.
fn pixels(method: &str, name: &str, least: f64, value: f64) -> mlua::Result<f64> {
    if (least..=MOST_PIXELS).contains(&value) {
        return Ok(value.round());
    }
    Err(mlua::Error::runtime(format!(
        "window:{method}: {name}: expected a number of pixels from {least} to {MOST_PIXELS}, got {value}"
    )))
}

/// Adds the methods that move the window, and size it.
pub(super) fn add_place_methods<M: UserDataMethods<WindowObject>>(methods: &mut M) {
    methods.add_async_method(
        "set_inner_size",
        async |_, this: This, (width, height): (f64, f64)| {
            let width = pixels("set_inner_size", "width", 1.0, width)? as u32;
            let height = pixels("set_inner_size", "height", 1.0, height)? as u32;
            this.change(WindowChange::InnerSize(width, height)).await
        },
    );
    methods.add_async_method("set_position", async |_, this: This, (x, y): (f64, f64)| {
        let x = pixels("set_position", "x", -MOST_PIXELS, x)? as i32;
        let y = pixels("set_position", "y", -MOST_PIXELS, y)? as i32;
        this.change(WindowChange::Position(x, y)).await
    });
    let changes = [
        ("maximize", WindowChange::Maximize),
        ("restore", WindowChange::Restore),
    ];
    for (name, change) in changes {
        methods.add_async_method(name, move |_, this: This, ()| async move {
            this.change(change).await
        });
    }
    methods.add_async_method("focus", async |_, this: This, ()| {
        this.with(App::focus_window).await
    });
    methods.add_async_method("toggle_fullscreen", async |_, this: This, ()| {
        this.request(WindowRequest::ToggleFullScreen).await
    });
    methods.add_method("get_dimensions", |lua, this, ()| {
        let (size, full_screen) = this.now(lua, |facts| (facts.size, facts.full_screen))?;
        let table = lua.create_table()?;
        table.set("pixel_width", size.pixel_width)?;
        table.set("pixel_height", size.pixel_height)?;
        table.set("dpi", size.dpi)?;
        table.set("is_full_screen", full_screen)?;
        Ok(table)
    });
}

/// Adds the methods that tell what a person does, and how the desktop looks.
pub(super) fn add_input_methods<M: UserDataMethods<WindowObject>>(methods: &mut M) {
    methods.add_method("get_appearance", |lua, _, ()| {
        now(lua, |facts| facts.appearance)
    });
    methods.add_method("composition_status", |lua, this, ()| {
        this.now(lua, |facts| facts.composing.clone())
    });
    methods.add_method("keyboard_modifiers", |lua, this, ()| {
        let mods = this.now(lua, |facts| facts.mods)?;
        // No window system that winit speaks to tells of the lights.
        Ok((key_mods(mods).to_string(), ""))
    });
    methods.add_method("current_event", |lua, this, ()| {
        let event = this.now(lua, |facts| facts.mouse)?;
        event.map_or(Ok(Value::Nil), |event| event_table(lua, event))
    });
}

/// Returns a mouse event as a mouse binding names it: `{ Down = { streak = 1, button = "Left" } }`.
fn event_table(lua: &Lua, event: MouseEvent) -> mlua::Result<Value> {
    let button_name = |button| match button {
        MouseButton::Left => "Left",
        MouseButton::Middle => "Middle",
        MouseButton::Right => "Right",
    };
    let wheel = |name: &str| -> mlua::Result<Value> {
        let button = lua.create_table()?;
        button.raw_set(name, 1)?;
        button.into_lua(lua)
    };
    let (what, button) = match event.kind {
        MouseKind::Press(button) => ("Down", button_name(button).into_lua(lua)?),
        MouseKind::Release(button) => ("Up", button_name(button).into_lua(lua)?),
        MouseKind::Move(Some(button)) => ("Drag", button_name(button).into_lua(lua)?),
        MouseKind::WheelUp => ("Down", wheel("WheelUp")?),
        MouseKind::WheelDown => ("Down", wheel("WheelDown")?),
        MouseKind::WheelLeft => ("Down", wheel("WheelLeft")?),
        MouseKind::WheelRight => ("Down", wheel("WheelRight")?),
        MouseKind::Move(None) => return Ok(Value::Nil),
    };
    let told: Table = lua.create_table()?;
    told.raw_set("streak", event.clicks.max(1))?;
    told.raw_set("button", button)?;
    let table = lua.create_table()?;
    table.raw_set(what, told)?;
    table.into_lua(lua)
}
