//! The Lua object `MuxWindow`: one window of the mux, by its id, whether or not it is shown.
//!
//! Hides how a window is found again for each call. Main thread only. What belongs to a desktop is
//! [`WindowObject`]'s.

use ::mux::WindowId;
use mlua::{Lua, UserData, UserDataMethods, UserDataRef, Value};

use super::facts::{WindowFacts, gone, now};
use super::mux::{Asked, asked};
use super::{PaneObject, TabObject, WindowObject, ask};
use crate::app::App;
use crate::tasks::Mailbox;

/// A window of the mux as Lua holds it.
#[derive(Clone)]
pub struct MuxWindowObject {
    /// Which window.
    pub id: WindowId,
    /// The way to the program.
    pub mailbox: Mailbox,
}

impl MuxWindowObject {
    /// Runs `work` while the window is there, or raises that it is gone.
    async fn with<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut App, WindowId) -> R + Send + 'static,
    ) -> mlua::Result<R> {
        let id = self.id;
        let answer = ask(&self.mailbox, move |app| {
            app.mux().window_workspace(id)?;
            Some(work(app, id))
        });
        answer.await?.ok_or_else(|| gone("window", id))
    }

    /// Reads what is known of it, or raises that it is gone.
    fn now<R>(&self, lua: &Lua, read: impl FnOnce(&WindowFacts) -> R) -> mlua::Result<R> {
        let told = now(lua, |facts| facts.windows.get(&self.id).map(read))?;
        told.ok_or_else(|| gone("window", self.id))
    }

    fn tab(&self, id: ::mux::TabId) -> TabObject {
        TabObject {
            id,
            mailbox: self.mailbox.clone(),
        }
    }
}

type This = UserDataRef<MuxWindowObject>;

impl UserData for MuxWindowObject {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_method("window_id", |_, this, ()| Ok(this.id.0));
        methods.add_meta_method("__tostring", |_, this, ()| {
            Ok(format!("mux window {}", this.id))
        });
        methods.add_method("gui_window", |lua, this, ()| {
            // Only windows of the workspace that is shown stand on the desktop.
            this.now(lua, |_| ())?;
            let shown = now(lua, |facts| facts.shown_windows().any(|id| id == this.id))?;
            Ok(shown.then(|| WindowObject {
                id: this.id,
                mailbox: this.mailbox.clone(),
            }))
        });
        methods.add_method("get_title", |lua, this, ()| {
            this.now(lua, |window| window.title.clone())
        });
        methods.add_async_method("set_title", async |_, this: This, title: String| {
            this.with(move |app, window| app.set_window_title(window, &title))
                .await
        });
        methods.add_method("get_workspace", |lua, this, ()| {
            this.now(lua, |window| window.workspace.clone())
        });
        methods.add_async_method("set_workspace", async |_, this: This, name: String| {
            this.with(move |app, window| app.set_window_workspace(window, &name))
                .await
        });
        methods.add_method("active_pane", |lua, this, ()| {
            this.now(lua, |_| ())?;
            let pane = now(lua, |facts| facts.active_pane(this.id))?;
            Ok(pane.map(|id| PaneObject {
                id,
                mailbox: this.mailbox.clone(),
            }))
        });
        methods.add_method("active_tab", |lua, this, ()| {
            let tab = this.now(lua, |window| window.active)?;
            Ok(tab.map(|id| this.tab(id)))
        });
        methods.add_method("tabs", |lua, this, ()| {
            let tabs = this.now(lua, |window| window.tabs.clone())?;
            let tabs = tabs.into_iter().map(|id| this.tab(id));
            Ok(tabs.collect::<Vec<_>>())
        });
        methods.add_method("tabs_with_info", |lua, this, ()| {
            let (tabs, active) = this.now(lua, |window| (window.tabs.clone(), window.active))?;
            let mut infos = Vec::new();
            for (index, id) in tabs.into_iter().enumerate() {
                let info = lua.create_table()?;
                info.set("index", index)?;
                info.set("is_active", active == Some(id))?;
                info.set("tab", this.tab(id))?;
                infos.push(info);
            }
            Ok(infos)
        });
        methods.add_async_method("spawn_tab", async |lua, this: This, args: Value| {
            let Asked { command, .. } = asked(&lua, &args, &[])?;
            let pane = this.with(move |app, window| {
                let from = app.mux().active_pane(window);
                let spawn = app.prepare(&command, from)?;
                app.spawn_tab_in(window, spawn)
            });
            let pane = pane.await?.map_err(super::raised)?;
            super::mux::opened(&this.mailbox, pane).await
        });
    }
}
