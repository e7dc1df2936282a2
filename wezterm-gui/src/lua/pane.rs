//! The Lua object `pane`: one shell or program, by its id.
//!
//! Hides how a pane is found again for each call. Main thread only. It draws nothing and starts
//! nothing.

use std::path::Path;

use mlua::{Lua, Table, UserData, UserDataMethods, UserDataRef, Value};
use mux::grid::{CursorShape, Grid};
use mux::{Pane, PaneId, Zone};

use super::ask;
use super::blocks::{kind_name, zone_table};
use crate::app::App;
use crate::tasks::Mailbox;

/// A pane as Lua holds it.
#[derive(Clone)]
pub struct PaneObject {
    /// Which pane.
    pub id: PaneId,
    /// The way to the program.
    pub mailbox: Mailbox,
}

impl PaneObject {
    /// Runs `work` on the pane, or raises that it is gone.
    async fn with<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut App, &Pane) -> R + Send + 'static,
    ) -> mlua::Result<R> {
        let id = self.id;
        let answer = ask(&self.mailbox, move |app| {
            let pane = app.mux().pane(id)?;
            Some(work(app, &pane))
        });
        answer
            .await?
            .ok_or_else(|| mlua::Error::runtime(format!("pane {id} is gone")))
    }
}

type This = UserDataRef<PaneObject>;

impl UserData for PaneObject {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_method("pane_id", |_, this, ()| Ok(this.id.0));
        methods.add_meta_method("__tostring", |_, this, ()| Ok(format!("pane {}", this.id)));
        methods.add_async_method("get_title", async |_, this: This, ()| {
            this.with(|_, pane| pane.facts().title).await
        });
        methods.add_async_method("get_current_working_dir", async |lua, this: This, ()| {
            let cwd = this.with(|_, pane| pane.facts().shown_cwd).await?;
            cwd.map(|path| url_of(&lua, &path)).transpose()
        });
        methods.add_async_method("get_user_vars", async |lua, this: This, ()| {
            let vars = this.with(|_, pane| pane.facts().user_vars).await?;
            lua.create_table_from(vars)
        });
        methods.add_async_method("get_foreground_process_name", async |_, this: This, ()| {
            this.with(|_, pane| pane.facts().program).await
        });
        methods.add_async_method("is_alt_screen_active", async |_, this: This, ()| {
            this.with(|_, pane| pane.facts().alt_screen).await
        });
        add_text_methods(methods);
        add_input_methods(methods);
        methods.add_async_method("get_dimensions", async |lua, this: This, ()| {
            let (facts, top) = this.with(|_, pane| (pane.facts(), pane.top_row(0))).await?;
            let table = lua.create_table()?;
            table.set("cols", facts.size.cols)?;
            table.set("viewport_rows", facts.size.rows)?;
            table.set("scrollback_rows", facts.scrollback_rows + facts.size.rows)?;
            table.set("physical_top", top.0)?;
            table.set("scrollback_top", top.0 - facts.scrollback_rows as i64)?;
            Ok(table)
        });
        methods.add_async_method("get_cursor_position", async |lua, this: This, ()| {
            let (cursor, top) = this
                .with(|_, pane| {
                    let mut grid = Grid::new(pane.facts().size);
                    pane.draw(0, &mut grid);
                    (grid.cursor, pane.top_row(0))
                })
                .await?;
            let table = lua.create_table()?;
            let cursor_or_origin = cursor.map_or((0, 0), |cursor| (cursor.x, cursor.y));
            table.set("x", cursor_or_origin.0)?;
            table.set("y", top.0 + cursor_or_origin.1 as i64)?;
            table.set(
                "shape",
                cursor.map_or("Default", |cursor| shape_name(cursor.shape)),
            )?;
            table.set(
                "visibility",
                if cursor.is_some() {
                    "Visible"
                } else {
                    "Hidden"
                },
            )?;
            Ok(table)
        });
        add_block_methods(methods);
        super::mux::add_place_methods(methods);
    }
}

fn add_text_methods<M: UserDataMethods<PaneObject>>(methods: &mut M) {
    for name in ["get_lines_as_text", "get_logical_lines_as_text"] {
        methods.add_async_method(name, async |_, this: This, rows: Option<usize>| {
            this.with(move |_, pane| match rows {
                Some(rows) => pane.tail_text(rows),
                None => pane.text(),
            })
            .await
        });
    }
}

fn add_input_methods<M: UserDataMethods<PaneObject>>(methods: &mut M) {
    methods.add_async_method("send_text", async |_, this: This, text: String| {
        this.with(move |_, pane| pane.write(text.as_bytes()))
            .await?
            .map_err(mlua::Error::external)
    });
    for name in ["send_paste", "paste"] {
        methods.add_async_method(name, async |_, this: This, text: String| {
            this.with(move |_, pane| pane.paste(&text))
                .await?
                .map_err(mlua::Error::external)
        });
    }
    methods.add_async_method(
        "inject_output",
        async |_, this: This, text: mlua::String| {
            let bytes = text.as_bytes().to_vec();
            this.with(move |_, pane| pane.inject_output(&bytes)).await
        },
    );
    methods.add_async_method("activate", async |_, this: This, ()| {
        this.with(|app, pane| app.focus_pane(pane.id())).await
    });
}

fn shape_name(shape: CursorShape) -> &'static str {
    match shape {
        CursorShape::Block => "SteadyBlock",
        CursorShape::Underline => "SteadyUnderline",
        CursorShape::Bar => "SteadyBar",
    }
}

/// Makes WezTerm's URL object of a directory: fields, and its text where a string is wanted.
fn url_of(lua: &Lua, path: &Path) -> mlua::Result<Table> {
    let path = path.to_string_lossy().into_owned();
    let url = lua.create_table()?;
    url.set("scheme", "file")?;
    url.set("host", "")?;
    url.set("path", path.as_str())?;
    url.set("file_path", path.as_str())?;
    let text = format!("file://{path}");
    let meta = lua.create_table()?;
    meta.set(
        "__tostring",
        lua.create_function(move |_, _: Value| Ok(text.clone()))?,
    )?;
    url.set_metatable(Some(meta))?;
    Ok(url)
}

fn add_block_methods<M: UserDataMethods<PaneObject>>(methods: &mut M) {
    methods.add_async_method("get_command_blocks", async |lua, this: This, ()| {
        let blocks = this.with(|_, pane| pane.blocks()).await?;
        super::blocks::sequence(&lua, blocks)
    });
    methods.add_async_method("get_command_output", async |_, this: This, block: Value| {
        let id = match &block {
            Value::Table(block) => block.get("id")?,
            id => id.as_u32().map(u64::from).ok_or_else(|| {
                mlua::Error::runtime("pane:get_command_output takes a block or its id")
            })?,
        };
        let output = this.with(move |_, pane| {
            let blocks = pane.blocks();
            let block = blocks.iter().find(|block| block.id == id);
            block.map(|block| pane.block_text(block))
        });
        output.await
    });
    methods.add_async_method(
        "get_semantic_zones",
        async |lua, this: This, kind: Option<String>| {
            if let Some(kind) = &kind
                && !["Prompt", "Input", "Output"].contains(&kind.as_str())
            {
                return Err(mlua::Error::runtime(format!(
                    "there is no zone `{kind}`; there are Prompt, Input and Output"
                )));
            }
            let zones = this.with(|_, pane| pane.zones()).await?;
            let wanted = |zone: &&Zone| {
                kind.as_deref()
                    .is_none_or(|kind| kind_name(zone.kind) == kind)
            };
            let tables = zones.iter().filter(wanted);
            let tables = tables.map(|zone| zone_table(&lua, zone));
            lua.create_sequence_from(tables.collect::<mlua::Result<Vec<_>>>()?)
        },
    );
}
