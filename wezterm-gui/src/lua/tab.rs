//! The Lua object `MuxTab`: one tab, by its id.
//!
//! Hides how a tab is found again for each call. Main thread only. It draws nothing.

use ::mux::{Direction, PaneId, PaneRow, TabId};
use mlua::{Lua, Table, UserData, UserDataMethods, UserDataRef};

use super::facts::{TabFacts, gone, now};
use super::{MuxWindowObject, PaneObject, ask, size_table};
use crate::app::App;
use crate::tasks::Mailbox;

/// A tab as Lua holds it.
#[derive(Clone)]
pub struct TabObject {
    /// Which tab.
    pub id: TabId,
    /// The way to the program.
    pub mailbox: Mailbox,
}

impl TabObject {
    /// Runs `work` while the tab is there, or raises that it is gone.
    async fn with<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut App, TabId) -> R + Send + 'static,
    ) -> mlua::Result<R> {
        let id = self.id;
        let answer = ask(&self.mailbox, move |app| {
            app.mux().window_of(id)?;
            Some(work(app, id))
        });
        answer.await?.ok_or_else(|| gone("tab", id))
    }

    /// Reads what is known of it, or raises that it is gone.
    fn now<R>(&self, lua: &Lua, read: impl FnOnce(&TabFacts) -> R) -> mlua::Result<R> {
        let told = now(lua, |facts| facts.tabs.get(&self.id).map(read))?;
        told.ok_or_else(|| gone("tab", self.id))
    }

    fn pane(&self, id: PaneId) -> PaneObject {
        PaneObject {
            id,
            mailbox: self.mailbox.clone(),
        }
    }
}

type This = UserDataRef<TabObject>;

impl UserData for TabObject {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_method("tab_id", |_, this, ()| Ok(this.id.0));
        methods.add_meta_method("__tostring", |_, this, ()| Ok(format!("tab {}", this.id)));
        methods.add_method("get_title", |lua, this, ()| {
            this.now(lua, |tab| tab.title.clone())
        });
        methods.add_async_method("set_title", async |_, this: This, title: String| {
            this.with(move |app, tab| app.set_tab_title(tab, &title))
                .await
        });
        methods.add_async_method("activate", async |_, this: This, ()| {
            this.with(|app, tab| app.show_tab(tab)).await
        });
        methods.add_method("window", |lua, this, ()| {
            Ok(MuxWindowObject {
                id: this.now(lua, |tab| tab.window)?,
                mailbox: this.mailbox.clone(),
            })
        });
        methods.add_method("get_size", |lua, this, ()| {
            size_table(lua, this.now(lua, |tab| tab.size)?)
        });
        add_pane_methods(methods);
    }
}

fn add_pane_methods<M: UserDataMethods<TabObject>>(methods: &mut M) {
    methods.add_method("active_pane", |lua, this, ()| {
        let pane = this.now(lua, |tab| tab.active)?;
        Ok(pane.map(|id| this.pane(id)))
    });
    methods.add_method("panes", |lua, this, ()| {
        let panes = this.now(lua, |tab| tab.panes.clone())?;
        let panes = panes.into_iter().map(|id| this.pane(id));
        Ok(panes.collect::<Vec<_>>())
    });
    methods.add_async_method("panes_with_info", async |lua, this: This, ()| {
        let (rows, size, active) = this
            .with(|app, tab| {
                let rows = app.mux().list().into_iter();
                let rows: Vec<PaneRow> = rows.filter(|row| row.tab == tab).collect();
                let size = app.mux().tab_size(tab).unwrap_or_default();
                (rows, size, app.mux().active_pane_of(tab))
            })
            .await?;
        let mut infos = Vec::new();
        for (index, row) in rows.into_iter().enumerate() {
            let info: Table = lua.create_table()?;
            let size = size.with_cells(row.place.size());
            info.set("index", index)?;
            info.set("is_active", active == Some(row.pane))?;
            info.set("is_zoomed", row.zoomed)?;
            info.set("left", row.place.x)?;
            info.set("top", row.place.y)?;
            info.set("width", row.place.cols)?;
            info.set("height", row.place.rows)?;
            info.set("pixel_width", size.pixel_width)?;
            info.set("pixel_height", size.pixel_height)?;
            info.set("pane", this.pane(row.pane))?;
            infos.push(info);
        }
        Ok(infos)
    });
    methods.add_async_method(
        "get_pane_direction",
        async |_, this: This, direction: String| {
            let (side, by) = match direction.as_str() {
                "Left" => (Some(Direction::Left), 0),
                "Right" => (Some(Direction::Right), 0),
                "Up" => (Some(Direction::Up), 0),
                "Down" => (Some(Direction::Down), 0),
                "Next" => (None, 1),
                "Prev" => (None, -1),
                _ => {
                    return Err(mlua::Error::runtime(format!(
                        "there is no direction {direction:?}; there are \"Left\", \"Right\", \
                         \"Up\", \"Down\", \"Next\" and \"Prev\""
                    )));
                }
            };
            let found = this.with(move |app, tab| {
                let from = app.mux().active_pane_of(tab)?;
                match side {
                    Some(side) => app.mux().neighbour(from, side),
                    None => app.mux().pane_beside(from, by),
                }
            });
            Ok(found.await?.map(|id| this.pane(id)))
        },
    );
    methods.add_async_method("set_zoomed", async |_, this: This, zoom: bool| {
        this.with(move |app, tab| {
            let before = app.mux().zoomed_pane(tab).is_some();
            if let Some(pane) = app.mux().active_pane_of(tab) {
                app.zoom_in_tab(pane, zoom);
            }
            before
        })
        .await
    });
    methods.add_async_method("rotate_clockwise", async |_, this: This, ()| {
        this.with(|app, tab| app.rotate_panes(tab, true)).await
    });
    methods.add_async_method("rotate_counter_clockwise", async |_, this: This, ()| {
        this.with(|app, tab| app.rotate_panes(tab, false)).await
    });
}
