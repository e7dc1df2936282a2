//! `wezterm.mux`: the windows, tabs, panes, workspaces and domains there are, and new ones.
//!
//! Hides how a table of Lua becomes a program to start somewhere. Main thread only. Every function
//! posts what it wants to the program and awaits the answer; while the configuration is evaluated
//! there is no program yet, which it says.

use ::mux::grid::Size;
use ::mux::{Direction, PaneId, SplitAt, SplitSize, TabId, WindowId};
use config::{LOCAL_DOMAIN, SpawnCommand, is_loading, read_spawn};
use mlua::{Lua, Table, UserData, UserDataMethods, UserDataRef, Value};

use super::facts::now;
use super::{MuxWindowObject, PaneObject, TabObject, ask, raised};
use crate::app::App;
use crate::frame::{Origin, WindowPlace, WindowRequest};
use crate::tasks::Mailbox;

/// The columns or rows that a window is opened with, at most.
const MOST_CELLS: f64 = 2000.0;

/// What a function was asked to start: the command, and the fields beside it.
pub(super) struct Asked {
    pub(super) command: SpawnCommand,
    beside: Vec<(&'static str, Value)>,
}

impl Asked {
    fn get(&self, name: &str) -> &Value {
        let found = self.beside.iter().find(|(known, _)| *known == name);
        found.map_or(&Value::Nil, |(_, value)| value)
    }

    fn text(&self, name: &str) -> mlua::Result<Option<String>> {
        match self.get(name) {
            Value::Nil => Ok(None),
            Value::String(text) => Ok(Some(text.to_string_lossy())),
            other => Err(mlua::Error::runtime(format!(
                "{name}: expected a string, got {}",
                other.type_name()
            ))),
        }
    }
}

/// Reads a command; the fields of these names are kept beside it.
pub(super) fn asked(lua: &Lua, args: &Value, beside: &[&'static str]) -> mlua::Result<Asked> {
    let mut command = args.clone();
    let mut found = Vec::new();
    if let Value::Table(table) = args {
        // The caller's table may be used again.
        let rest = lua.create_table()?;
        for pair in table.pairs::<Value, Value>() {
            let (key, value) = pair?;
            let text = key.as_string().map(|key| key.to_string_lossy());
            match beside.iter().find(|name| text.as_deref() == Some(**name)) {
                Some(name) => found.push((*name, value)),
                None => rest.raw_set(key, value)?,
            }
        }
        command = Value::Table(rest);
    }
    Ok(Asked {
        command: read_spawn(&command).map_err(mlua::Error::runtime)?,
        beside: found,
    })
}

/// Returns the objects of what was opened, in WezTerm's order.
pub(super) async fn opened(
    mailbox: &Mailbox,
    pane: PaneId,
) -> mlua::Result<(Option<TabObject>, PaneObject, Option<MuxWindowObject>)> {
    let place = ask(mailbox, move |app| {
        let tab = app.mux().tab_of(pane)?;
        Some((tab, app.mux().window_of(tab)?))
    });
    let place = place.await?;
    let mailbox = mailbox.clone();
    Ok((
        place.map(|(id, _)| TabObject {
            id,
            mailbox: mailbox.clone(),
        }),
        PaneObject {
            id: pane,
            mailbox: mailbox.clone(),
        },
        place.map(|(_, id)| MuxWindowObject { id, mailbox }),
    ))
}

/// A domain as Lua holds it.
#[derive(Clone)]
pub struct DomainObject {
    /// What it is called.
    pub name: String,
    /// The way to the program.
    pub mailbox: Mailbox,
}

impl DomainObject {
    async fn number(&self) -> mlua::Result<Option<usize>> {
        let name = self.name.clone();
        let place = ask(&self.mailbox, move |app| {
            let mut names = app.domain_names().into_iter();
            names.position(|known| known == name)
        });
        place.await
    }
}

type Domain = UserDataRef<DomainObject>;

impl UserData for DomainObject {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_method("name", |_, this, ()| Ok(this.name.clone()));
        methods.add_meta_method("__tostring", |_, this, ()| {
            Ok(format!("domain {}", this.name))
        });
        methods.add_async_method("domain_id", async |_, this: Domain, ()| this.number().await);
        methods.add_async_method("is_spawnable", async |_, this: Domain, ()| {
            Ok(this.number().await?.is_some())
        });
        methods.add_async_method("label", async |_, this: Domain, ()| {
            let name = this.name.clone();
            ask(&this.mailbox, move |app| app.domain_label(&name)).await
        });
        methods.add_async_method("has_any_panes", async |_, this: Domain, ()| {
            let name = this.name.clone();
            let some = ask(&this.mailbox, move |app| {
                app.mux().panes().iter().any(|pane| pane.domain() == name)
            });
            some.await
        });
        // What starts programs on this machine is always there.
        methods.add_method("state", |_, _, ()| Ok("Attached"));
        methods.add_method("attach", |_, _, ()| Ok(()));
        methods.add_method("detach", |_, this, ()| -> mlua::Result<()> {
            Err(mlua::Error::runtime(format!(
                "the domain {:?} is on this machine and cannot be detached",
                this.name
            )))
        });
    }
}

/// Adds `wezterm.mux`; without a program every function says that it needs one.
pub fn register(lua: &Lua, mailbox: Option<&Mailbox>) -> mlua::Result<()> {
    let wezterm: Table = lua.globals().get("wezterm")?;
    let table = lua.create_table()?;
    let door = Door(mailbox.cloned());
    add_lists(lua, &table, &door)?;
    add_lookups(lua, &table, &door)?;
    add_changes(lua, &table, &door)?;
    wezterm.raw_set("mux", table)
}

/// The way to the program, where there is one.
#[derive(Clone)]
struct Door(Option<Mailbox>);

impl Door {
    fn open(&self, lua: &Lua, name: &str) -> mlua::Result<Mailbox> {
        if is_loading(lua) {
            return Err(mlua::Error::runtime(format!(
                "wezterm.mux.{name} cannot be used while the configuration is evaluated: call it in \
                 a handler, as of wezterm.on('gui-startup', …)"
            )));
        }
        let mailbox = self.0.clone();
        mailbox.ok_or_else(|| {
            mlua::Error::runtime(format!("wezterm.mux.{name} needs a running terminal"))
        })
    }
}

fn add_lists(lua: &Lua, table: &Table, door: &Door) -> mlua::Result<()> {
    let at = door.clone();
    let windows = lua.create_function(move |lua, ()| {
        let mailbox = at.open(lua, "all_windows")?;
        let windows: Vec<WindowId> = now(lua, |facts| facts.windows.keys().copied().collect())?;
        let windows = windows.into_iter().map(|id| MuxWindowObject {
            id,
            mailbox: mailbox.clone(),
        });
        Ok(windows.collect::<Vec<_>>())
    })?;
    table.raw_set("all_windows", windows)?;
    let at = door.clone();
    let domains = lua.create_async_function(move |lua, ()| {
        let at = at.clone();
        async move {
            let mailbox = at.open(&lua, "all_domains")?;
            let names = ask(&mailbox, |app| {
                let names = app.domain_names().into_iter().map(str::to_owned);
                names.collect::<Vec<_>>()
            });
            let domains = names.await?.into_iter().map(|name| DomainObject {
                name,
                mailbox: mailbox.clone(),
            });
            Ok(domains.collect::<Vec<_>>())
        }
    })?;
    table.raw_set("all_domains", domains)?;
    let at = door.clone();
    let workspaces = lua.create_function(move |lua, ()| {
        at.open(lua, "get_workspace_names")?;
        now(lua, |facts| facts.workspaces.clone())
    })?;
    table.raw_set("get_workspace_names", workspaces)?;
    let at = door.clone();
    let active = lua.create_function(move |lua, ()| {
        at.open(lua, "get_active_workspace")?;
        now(lua, |facts| facts.workspace.clone())
    })?;
    table.raw_set("get_active_workspace", active)
}

fn add_lookups(lua: &Lua, table: &Table, door: &Door) -> mlua::Result<()> {
    let at = door.clone();
    let pane = lua.create_function(move |lua, id: u64| {
        let (id, mailbox) = (PaneId(id), at.open(lua, "get_pane")?);
        let there = now(lua, |facts| facts.panes.contains_key(&id))?;
        Ok(there.then_some(PaneObject { id, mailbox }))
    })?;
    table.raw_set("get_pane", pane)?;
    let at = door.clone();
    let tab = lua.create_function(move |lua, id: u64| {
        let (id, mailbox) = (TabId(id), at.open(lua, "get_tab")?);
        let there = now(lua, |facts| facts.tabs.contains_key(&id))?;
        Ok(there.then_some(TabObject { id, mailbox }))
    })?;
    table.raw_set("get_tab", tab)?;
    let at = door.clone();
    let window = lua.create_function(move |lua, id: u64| {
        let (id, mailbox) = (WindowId(id), at.open(lua, "get_window")?);
        let there = now(lua, |facts| facts.windows.contains_key(&id))?;
        Ok(there.then_some(MuxWindowObject { id, mailbox }))
    })?;
    table.raw_set("get_window", window)?;
    let at = door.clone();
    let domain = lua.create_async_function(move |lua, which: Value| {
        let at = at.clone();
        async move {
            let mailbox = at.open(&lua, "get_domain")?;
            let name = which.as_string().map(|name| name.to_string_lossy());
            let number = number(&which).map(|number| number as usize);
            let found = ask(&mailbox, move |app| {
                if name.is_none() && number.is_none() {
                    return Some(app.default_domain().to_owned());
                }
                let names = app.domain_names();
                let place = names
                    .iter()
                    .position(|known| Some(*known) == name.as_deref());
                let found = names.get(number.or(place)?)?;
                Some((*found).to_owned())
            });
            Ok(found.await?.map(|name| DomainObject { name, mailbox }))
        }
    })?;
    table.raw_set("get_domain", domain)
}

fn add_changes(lua: &Lua, table: &Table, door: &Door) -> mlua::Result<()> {
    let at = door.clone();
    let spawn = lua.create_async_function(move |lua, args: Value| {
        let at = at.clone();
        async move {
            let mailbox = at.open(&lua, "spawn_window")?;
            let asked = asked(&lua, &args, &["workspace", "position", "width", "height"])?;
            let workspace = asked.text("workspace")?;
            let (place, cells) = (place(&asked)?, cells(&asked)?);
            let command = asked.command;
            let pane = ask(&mailbox, move |app| {
                let from = app.active_pane();
                let spawn = app.prepare(&command, from)?;
                let pane = app.spawn_window_of(spawn, workspace.as_deref(), cells)?;
                if let Some(place) = place {
                    app.at_pane(pane, |app| app.request(WindowRequest::Place(place)));
                }
                Ok::<PaneId, anyhow::Error>(pane)
            });
            let pane = pane.await?.map_err(raised)?;
            opened(&mailbox, pane).await
        }
    })?;
    table.raw_set("spawn_window", spawn)?;
    let at = door.clone();
    let rename = lua.create_async_function(move |lua, (old, new): (String, String)| {
        let at = at.clone();
        async move {
            let mailbox = at.open(&lua, "rename_workspace")?;
            ask(&mailbox, move |app| app.rename_workspace(&old, &new)).await?;
            Ok(())
        }
    })?;
    table.raw_set("rename_workspace", rename)?;
    let at = door.clone();
    let activate = lua.create_async_function(move |lua, name: String| {
        let at = at.clone();
        async move {
            let mailbox = at.open(&lua, "set_active_workspace")?;
            let window = ask(&mailbox, move |app| {
                let window = app.mux().recent_window(&name);
                window.map(|window| app.show_window(window)).ok_or_else(|| {
                    let names = app.mux().workspaces().join(", ");
                    format!("there is no workspace {name:?}; there are {names}")
                })
            });
            window.await?.map_err(mlua::Error::runtime)
        }
    })?;
    table.raw_set("set_active_workspace", activate)?;
    let at = door.clone();
    let default = lua.create_async_function(move |lua, domain: Domain| {
        let at = at.clone();
        async move {
            let mailbox = at.open(&lua, "set_default_domain")?;
            let name = domain.name.clone();
            ask(&mailbox, move |app| app.set_default_domain(name)).await
        }
    })?;
    table.raw_set("set_default_domain", default)
}

type ThisPane = UserDataRef<PaneObject>;

/// The methods of a pane that are about its place.
pub(super) fn add_place_methods<M: UserDataMethods<PaneObject>>(methods: &mut M) {
    methods.add_method("tab", |lua, this, ()| {
        let tab = now(lua, |facts| facts.panes.get(&this.id)?.tab)?;
        Ok(tab.map(|id| TabObject {
            id,
            mailbox: this.mailbox.clone(),
        }))
    });
    methods.add_method("window", |lua, this, ()| {
        let window = now(lua, |facts| {
            let tab = facts.panes.get(&this.id)?.tab?;
            Some(facts.tabs.get(&tab)?.window)
        });
        Ok(window?.map(|id| MuxWindowObject {
            id,
            mailbox: this.mailbox.clone(),
        }))
    });
    methods.add_method("mux_pane", |_, this, ()| Ok(this.clone()));
    methods.add_method("get_domain_name", |lua, this, ()| {
        let pane = now(lua, |facts| facts.pane(this.id))?;
        Ok(pane.map_or_else(|| LOCAL_DOMAIN.to_owned(), |pane| pane.domain().to_owned()))
    });
    methods.add_async_method("split", async |lua, this: ThisPane, args: Value| {
        let asked = asked(&lua, &args, &["direction", "top_level", "size"])?;
        let (id, at) = (this.id, split_at(&asked)?);
        let new = ask(&this.mailbox, move |app| {
            let spawn = app.prepare(&asked.command, Some(id))?;
            app.split_pane(id, at, spawn)
        });
        Ok(PaneObject {
            id: new.await?.map_err(raised)?,
            mailbox: this.mailbox.clone(),
        })
    });
    methods.add_async_method("move_to_new_tab", async |_, this: ThisPane, ()| {
        let id = this.id;
        let moved = ask(&this.mailbox, move |app| app.move_to_new_tab(id, None)).await?;
        moved.map_err(raised)?;
        let (tab, _, window) = opened(&this.mailbox, id).await?;
        Ok((tab, window))
    });
    methods.add_async_method(
        "move_to_new_window",
        async |_, this: ThisPane, workspace: Option<String>| {
            let id = this.id;
            let work = move |app: &mut App| app.move_to_new_window(id, workspace.as_deref());
            ask(&this.mailbox, work).await?.map_err(raised)?;
            let (tab, _, window) = opened(&this.mailbox, id).await?;
            Ok((tab, window))
        },
    );
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

/// Reads `position`: the pixels from the upper left corner of all screens together, or of one of them.
fn place(asked: &Asked) -> mlua::Result<Option<WindowPlace>> {
    let wanted = "position: expected { x = …, y = … } in whole pixels";
    let wrong = |_| mlua::Error::runtime(wanted);
    match asked.get("position") {
        Value::Nil => Ok(None),
        Value::Table(place) => Ok(Some(WindowPlace {
            x: place.get("x").map_err(wrong)?,
            y: place.get("y").map_err(wrong)?,
            origin: origin(&place.get("origin")?)?,
        })),
        _ => Err(mlua::Error::runtime(wanted)),
    }
}

/// Reads the `origin` of a position.
fn origin(value: &Value) -> mlua::Result<Origin> {
    let text = value.as_string().map(|text| text.to_string_lossy());
    let found = match (text.as_deref(), value) {
        (None, Value::Nil) | (Some("ScreenCoordinateSystem"), _) => Some(Origin::Desktop),
        (Some("MainScreen"), _) => Some(Origin::MainScreen),
        (Some("ActiveScreen"), _) => Some(Origin::ActiveScreen),
        (None, Value::Table(named)) => named.get("Named").ok().map(Origin::Screen),
        _ => None,
    };
    found.ok_or_else(|| {
        mlua::Error::runtime(
            "position.origin: expected \"ScreenCoordinateSystem\", \"MainScreen\", \"ActiveScreen\" or \
             { Named = screen }",
        )
    })
}

/// Reads `width` and `height`: the cells of a window.
fn cells(asked: &Asked) -> mlua::Result<Option<Size>> {
    let count = |name: &str| match asked.get(name) {
        Value::Nil => Ok(None),
        value => match number(value) {
            Some(cells) if (1.0..=MOST_CELLS).contains(&cells) => Ok(Some(cells as usize)),
            _ => Err(mlua::Error::runtime(format!(
                "{name}: expected a number of cells from 1 to {MOST_CELLS}"
            ))),
        },
    };
    match (count("width")?, count("height")?) {
        (None, None) => Ok(None),
        (Some(cols), Some(rows)) => Ok(Some(Size { cols, rows })),
        _ => {
            log::info!("spawn_window: width and height count where both are given");
            Ok(None)
        }
    }
}

/// Reads `direction`, `size` and `top_level`; a size below 1 is a part of the room.
fn split_at(asked: &Asked) -> mlua::Result<SplitAt> {
    let direction = asked.text("direction")?;
    let direction = match direction.as_deref() {
        None | Some("Right") => Direction::Right,
        Some("Left") => Direction::Left,
        Some("Top") => Direction::Up,
        Some("Bottom") => Direction::Down,
        Some(other) => {
            return Err(mlua::Error::runtime(format!(
                "direction: there is no side {other:?}; there are \"Left\", \"Right\", \"Top\" and \
                 \"Bottom\""
            )));
        }
    };
    let size = match asked.get("size") {
        Value::Nil => SplitSize::Percent(50),
        value => match number(value) {
            Some(part) if part > 0.0 && part < 1.0 => {
                SplitSize::Percent((part * 100.0).round() as u8)
            }
            Some(cells) if (1.0..=10_000.0).contains(&cells) => SplitSize::Cells(cells as usize),
            _ => {
                return Err(mlua::Error::runtime(
                    "size: expected a part of the room between 0 and 1, or a number of cells",
                ));
            }
        },
    };
    Ok(SplitAt {
        direction,
        size,
        whole_tab: asked.get("top_level").as_boolean().unwrap_or(false),
    })
}
