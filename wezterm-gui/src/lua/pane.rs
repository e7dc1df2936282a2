//! The Lua object `pane`: one shell or program, by its id.
//!
//! Hides how a pane is found again for each call. Main thread only; what the system is asked about
//! many processes, a thread of its own asks. It starts nothing. What it tells it tells without waiting.

use std::sync::Arc;

use config::LuaUrl;
use futures::channel::oneshot;
use mlua::{IntoLua, Lua, Table, UserData, UserDataMethods, UserDataRef, Value};
use mux::grid::{Cursor, CursorShape};
use mux::terminal::Position;
use mux::{Pane, PaneId, Progress, StableRow, Zone};

use super::blocks::{kind_name, zone_table};
use super::facts::{gone, now};
use super::{ask, process_table};
use crate::app::read_rows;
use crate::tasks::Mailbox;
use crate::tty::rows_as_escapes;

/// A pane as Lua holds it.
#[derive(Clone)]
pub struct PaneObject {
    /// Which pane.
    pub id: PaneId,
    /// The way to the program.
    pub mailbox: Mailbox,
}

impl PaneObject {
    /// Returns the pane, or raises that it is gone.
    fn pane(&self, lua: &Lua) -> mlua::Result<Arc<Pane>> {
        now(lua, |facts| facts.pane(self.id))?.ok_or_else(|| gone("pane", self.id))
    }
}

type This = UserDataRef<PaneObject>;

impl UserData for PaneObject {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_method("pane_id", |_, this, ()| Ok(this.id.0));
        methods.add_meta_method("__tostring", |_, this, ()| Ok(format!("pane {}", this.id)));
        methods.add_method("has_unseen_output", |lua, this, ()| {
            let unseen = now(lua, |facts| Some(facts.panes.get(&this.id)?.unseen))?;
            unseen.ok_or_else(|| gone("pane", this.id))
        });
        methods.add_method("get_progress", |lua, this, ()| {
            progress_value(lua, this.pane(lua)?.facts().progress)
        });
        methods.add_method("get_title", |lua, this, ()| {
            Ok(this.pane(lua)?.facts().title)
        });
        methods.add_method("get_current_working_dir", |lua, this, ()| {
            let cwd = this.pane(lua)?.facts().shown_cwd;
            Ok(cwd.and_then(|path| LuaUrl::file("", &path)))
        });
        methods.add_method("get_user_vars", |lua, this, ()| {
            lua.create_table_from(this.pane(lua)?.facts().user_vars)
        });
        methods.add_method("get_metadata", |lua, this, ()| {
            let table = lua.create_table()?;
            table.set("password_input", this.pane(lua)?.hides_input())?;
            Ok(table)
        });
        add_process_methods(methods);
        methods.add_method("is_alt_screen_active", |lua, this, ()| {
            Ok(this.pane(lua)?.facts().alt_screen)
        });
        add_text_methods(methods);
        add_input_methods(methods);
        methods.add_method("get_dimensions", |lua, this, ()| {
            let pane = this.pane(lua)?;
            let (facts, top) = (pane.facts(), pane.top_row(0));
            let table = lua.create_table()?;
            table.set("cols", facts.size.cols)?;
            table.set("viewport_rows", facts.size.rows)?;
            table.set("scrollback_rows", facts.scrollback_rows + facts.size.rows)?;
            table.set("physical_top", top.0)?;
            table.set("scrollback_top", top.0 - facts.scrollback_rows as i64)?;
            Ok(table)
        });
        methods.add_method("get_cursor_position", |lua, this, ()| {
            let pane = this.pane(lua)?;
            let ((cursor, shown), top) = (pane.cursor(), pane.top_row(0));
            let table = lua.create_table()?;
            table.set("x", cursor.x)?;
            table.set("y", top.0 + cursor.y as i64)?;
            table.set("shape", shape_name(cursor))?;
            table.set("visibility", visibility_name(shown))?;
            Ok(table)
        });
        add_block_methods(methods);
        super::mux::add_place_methods(methods);
    }
}

fn add_text_methods<M: UserDataMethods<PaneObject>>(methods: &mut M) {
    methods.add_method("get_lines_as_text", |lua, this, rows: Option<usize>| {
        let pane = this.pane(lua)?;
        Ok(match rows {
            Some(rows) => pane.tail_text(rows),
            None => pane.text(),
        })
    });
    methods.add_method(
        "get_logical_lines_as_text",
        |lua, this, rows: Option<usize>| {
            let pane = this.pane(lua)?;
            Ok(pane.tail_lines(rows.unwrap_or(pane.size().rows)))
        },
    );
    methods.add_method("get_lines_as_escapes", |lua, this, rows: Option<usize>| {
        let pane = this.pane(lua)?;
        Ok(tail_escapes(&pane, rows.unwrap_or(pane.size().rows)))
    });
    methods.add_method(
        "get_text_from_region",
        |lua, this, (start_x, start_y, end_x, end_y): (usize, i64, usize, i64)| {
            let (start, end) = ((start_x, StableRow(start_y)), (end_x, StableRow(end_y)));
            Ok(this.pane(lua)?.text_between(start, end))
        },
    );
    methods.add_method("get_text_from_semantic_zone", |lua, this, zone: Table| {
        let start = (zone.get("start_x")?, StableRow(zone.get("start_y")?));
        let end = (zone.get("end_x")?, StableRow(zone.get("end_y")?));
        Ok(this.pane(lua)?.text_between(start, end))
    });
}

/// Returns the last rows that hold text, as escape sequences make them.
fn tail_escapes(pane: &Pane, wanted: usize) -> String {
    let end = pane.text_end().0;
    let wanted = i64::try_from(wanted).unwrap_or(i64::MAX);
    let mut text = String::new();
    read_rows(pane, end.saturating_sub(wanted)..end, |grid, rows| {
        text.push_str(&rows_as_escapes(grid, rows));
    });
    text
}

/// Asks the system on a thread of its own, where others' processes may be waited for.
async fn elsewhere<R: Send + 'static>(
    work: impl FnOnce() -> R + Send + 'static,
) -> mlua::Result<R> {
    let (reply, answer) = oneshot::channel();
    let asking = std::thread::Builder::new().name("ask the system".into());
    let ask = move || {
        // The handler that asked may be gone.
        let _ = reply.send(work());
    };
    asking.spawn(ask).map_err(mlua::Error::external)?;
    answer
        .await
        .map_err(|_| mlua::Error::runtime("the system could not be asked"))
}

fn add_process_methods<M: UserDataMethods<PaneObject>>(methods: &mut M) {
    methods.add_method("get_foreground_process_name", |lua, this, ()| {
        let pane = this.pane(lua)?;
        let file = pane.program_file();
        Ok(file.map_or_else(
            || pane.facts().program,
            |file| file.to_string_lossy().into_owned(),
        ))
    });
    methods.add_async_method(
        "get_foreground_process_info",
        async |lua, this: This, ()| {
            let pane = this.pane(&lua)?;
            let process = elsewhere(move || pane.foreground_process()).await?;
            let table = process.map(|process| process_table(&lua, &process));
            table.transpose()
        },
    );
    methods.add_method("get_tty_name", |lua, this, ()| {
        let name = this.pane(lua)?.tty_name();
        Ok(name.map(|name| name.to_string_lossy().into_owned()))
    });
}

/// Returns WezTerm's word for how far a program is, or a table with one field.
pub(crate) fn progress_value(lua: &Lua, progress: Progress) -> mlua::Result<Value> {
    let (name, done) = match progress {
        Progress::None => return "None".into_lua(lua),
        Progress::Indeterminate => return "Indeterminate".into_lua(lua),
        Progress::Percentage(done) => ("Percentage", done),
        Progress::Error(done) => ("Error", done),
    };
    let table = lua.create_table()?;
    table.set(name, done)?;
    table.into_lua(lua)
}

fn add_input_methods<M: UserDataMethods<PaneObject>>(methods: &mut M) {
    methods.add_method("send_text", |lua, this, text: String| {
        let written = this.pane(lua)?.write(text.as_bytes());
        written.map_err(mlua::Error::external)
    });
    for name in ["send_paste", "paste"] {
        methods.add_method(name, |lua, this, text: String| {
            let pasted = this.pane(lua)?.paste(&text);
            pasted.map_err(mlua::Error::external)
        });
    }
    methods.add_method("inject_output", |lua, this, text: mlua::String| {
        this.pane(lua)?.inject_output(&text.as_bytes());
        Ok(())
    });
    methods.add_async_method("activate", async |_, this: This, ()| {
        let id = this.id;
        let there = ask(&this.mailbox, move |app| {
            let there = app.mux().has_pane(id);
            if there {
                app.show_pane(id);
            }
            there
        });
        match there.await? {
            true => Ok(()),
            false => Err(gone("pane", id)),
        }
    });
}

/// Returns WezTerm's word for a cursor's shape.
pub(crate) fn shape_name(cursor: Cursor) -> &'static str {
    match (cursor.shape, cursor.blinking) {
        (CursorShape::Block | CursorShape::Lock, false) => "SteadyBlock",
        (CursorShape::Block | CursorShape::Lock, true) => "BlinkingBlock",
        (CursorShape::Underline, false) => "SteadyUnderline",
        (CursorShape::Underline, true) => "BlinkingUnderline",
        (CursorShape::Bar, false) => "SteadyBar",
        (CursorShape::Bar, true) => "BlinkingBar",
    }
}

/// Returns WezTerm's word for whether a cursor is shown.
pub(crate) fn visibility_name(shown: bool) -> &'static str {
    if shown { "Visible" } else { "Hidden" }
}

fn add_block_methods<M: UserDataMethods<PaneObject>>(methods: &mut M) {
    methods.add_method("get_command_blocks", |lua, this, ()| {
        super::blocks::sequence(lua, this.pane(lua)?.blocks())
    });
    methods.add_method("get_command_output", |lua, this, block: Value| {
        let id = match &block {
            Value::Table(block) => block.get("id")?,
            id => id.as_u32().map(u64::from).ok_or_else(|| {
                mlua::Error::runtime("pane:get_command_output takes a block or its id")
            })?,
        };
        let pane = this.pane(lua)?;
        let blocks = pane.blocks();
        let block = blocks.iter().find(|block| block.id == id);
        Ok(block.map(|block| pane.block_text(block)))
    });
    methods.add_method("get_semantic_zones", |lua, this, kind: Option<String>| {
        if let Some(kind) = &kind
            && !["Prompt", "Input", "Output"].contains(&kind.as_str())
        {
            return Err(mlua::Error::runtime(format!(
                "there is no zone `{kind}`; there are Prompt, Input and Output"
            )));
        }
        let zones = this.pane(lua)?.zones();
        let wanted = |zone: &&Zone| {
            kind.as_deref()
                .is_none_or(|kind| kind_name(zone.kind) == kind)
        };
        let tables = zones.iter().filter(wanted);
        let tables = tables.map(|zone| zone_table(lua, zone));
        lua.create_sequence_from(tables.collect::<mlua::Result<Vec<_>>>()?)
    });
    methods.add_method("get_semantic_zone_at", |lua, this, (x, y): (usize, i64)| {
        let zones = this.pane(lua)?.zones();
        let at = (StableRow(y), x);
        let place = |(col, row): Position| (row, col);
        let holds = |zone: &&Zone| place(zone.start) <= at && at <= place(zone.end);
        let zone = zones.iter().find(holds);
        zone.map(|zone| zone_table(lua, zone)).transpose()
    });
}
