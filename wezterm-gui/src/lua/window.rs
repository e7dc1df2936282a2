//! The Lua object `window`: a window as the front end shows it.
//!
//! Hides how the program is reached, and that a window may be gone. Main thread only. What a window holds,
//! shown or not, is a [`MuxWindowObject`]'s.

use std::sync::Arc;
use std::time::Duration;

use mlua::{Lua, UserData, UserDataMethods, UserDataRef, Value};
use mux::WindowId;

use super::facts::{self, now};
use super::{MuxWindowObject, PaneObject, TabObject, ask};
use crate::app::{App, DesktopFacts};
use crate::frame::WindowRequest;
use crate::tasks::Mailbox;

/// A window as Lua holds it.
#[derive(Clone)]
pub struct WindowObject {
    /// Which window.
    pub id: WindowId,
    /// The way to the program.
    pub mailbox: Mailbox,
}

type This = UserDataRef<WindowObject>;
type PaneArg = UserDataRef<PaneObject>;

impl WindowObject {
    /// Runs `work` on the window while it is there, or raises that it is gone.
    pub(super) async fn with<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut App) -> R + Send + 'static,
    ) -> mlua::Result<R> {
        let id = self.id;
        let answer = ask(&self.mailbox, move |app| app.within(id, work)).await?;
        answer.ok_or_else(|| facts::gone("window", id))
    }

    /// Reads what is known of it, or raises that it is gone.
    pub(super) fn now<R>(
        &self,
        lua: &Lua,
        read: impl FnOnce(&DesktopFacts) -> R,
    ) -> mlua::Result<R> {
        let told = now(lua, |facts| facts.desktop.get(&self.id).map(read))?;
        told.ok_or_else(|| facts::gone("window", self.id))
    }
}

impl UserData for WindowObject {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_method("window_id", |_, this, ()| Ok(this.id.0));
        methods.add_meta_method("__tostring", |_, this, ()| {
            Ok(format!("window {}", this.id))
        });
        methods.add_method("gui_window", |_, this, ()| Ok(this.clone()));
        methods.add_method("mux_window", |_, this, ()| {
            Ok(MuxWindowObject {
                id: this.id,
                mailbox: this.mailbox.clone(),
            })
        });
        methods.add_method("active_tab", |lua, this, ()| {
            let tab = now(lua, |facts| facts.windows.get(&this.id)?.active)?;
            Ok(tab.map(|id| TabObject {
                id,
                mailbox: this.mailbox.clone(),
            }))
        });
        methods.add_method("active_workspace", |lua, _, ()| {
            now(lua, |facts| facts.workspace.clone())
        });
        methods.add_method("active_pane", |lua, this, ()| {
            let id = now(lua, |facts| facts.active_pane(this.id))?;
            Ok(id.map(|id| PaneObject {
                id,
                mailbox: this.mailbox.clone(),
            }))
        });
        methods.add_method("is_focused", |lua, this, ()| {
            this.now(lua, |facts| facts.focused)
        });
        methods.add_method("get_title", |lua, this, ()| {
            this.now(lua, |facts| facts.title.clone())
        });
        methods.add_async_method(
            "get_selection_text_for_pane",
            async |_, this: This, pane: PaneArg| {
                let id = pane.id;
                let text = this.with(move |app| app.selection_text(id)).await?;
                Ok(text.unwrap_or_default())
            },
        );
        methods.add_async_method(
            "perform_action",
            async |_, this: This, (action, pane): (Value, Option<PaneArg>)| {
                let action = config::read_action(&action).map_err(mlua::Error::runtime)?;
                let pane = pane.map(|pane| pane.id);
                this.with(move |app| app.perform(&action, pane)).await
            },
        );
        methods.add_async_method(
            "get_selection_escapes_for_pane",
            async |_, this: This, pane: PaneArg| {
                let id = pane.id;
                let text = this.with(move |app| app.selection_escapes(id)).await?;
                Ok(text.unwrap_or_default())
            },
        );
        super::window_place::add_place_methods(methods);
        super::window_place::add_input_methods(methods);
        add_notice_methods(methods);
        add_config_methods(methods);
    }
}

fn add_config_methods<M: UserDataMethods<WindowObject>>(methods: &mut M) {
    use mlua::LuaSerdeExt;
    methods.add_method("active_key_table", |lua, this, ()| {
        this.now(lua, |facts| facts.key_table.clone())
    });
    methods.add_method("leader_is_active", |lua, this, ()| {
        this.now(lua, |facts| facts.leader)
    });
    methods.add_method("set_config_overrides", |lua, this, overrides: Value| {
        let overrides: serde_json::Value = match overrides {
            Value::Nil => serde_json::Value::Null,
            Value::Table(_) => config::settings_as_json(&overrides)
                .map_err(|why| mlua::Error::runtime(format!("set_config_overrides: {why}")))?,
            other => {
                return Err(mlua::Error::runtime(format!(
                    "set_config_overrides needs a table of settings, got a {}",
                    other.type_name()
                )));
            }
        };
        this.now(lua, |_| ())?;
        facts::keep_overrides(lua, this.id, &overrides)?;
        let id = this.id;
        this.mailbox.post(move |app| {
            app.within(id, |app| app.set_overrides(overrides));
        });
        Ok(())
    });
    methods.add_method(
        "get_config_overrides",
        |lua, this, ()| match facts::overrides(lua, this.id)? {
            serde_json::Value::Null => Ok(Value::Nil),
            overrides => lua.to_value(&overrides),
        },
    );
    methods.add_async_method("effective_config", async |lua, this: This, ()| {
        let settings = this.with(|app| (Arc::clone(app.config()), app.overrides().clone()));
        let (config, overrides) = settings.await?;
        let overrides = match overrides {
            serde_json::Value::Null => None,
            overrides => lua.to_value(&overrides)?.as_table().cloned(),
        };
        config::effective(&lua, &config, overrides.as_ref())
    });
}

fn add_notice_methods<M: UserDataMethods<WindowObject>>(methods: &mut M) {
    methods.add_async_method(
        "toast_notification",
        async |_, this: This, args: (String, String, Option<String>, Option<u64>)| {
            let (title, body, url, milliseconds) = args;
            let body = match url {
                Some(url) => format!("{body}\n{url}"),
                None => body,
            };
            let time = milliseconds.map(Duration::from_millis);
            this.with(move |app| app.toast(title, body, time)).await
        },
    );
    methods.add_async_method(
        "copy_to_clipboard",
        async |_, this: This, (text, target): (String, Option<String>)| {
            let requests = match target.as_deref() {
                None | Some("Clipboard") => vec![WindowRequest::SetClipboard(text)],
                Some("PrimarySelection") => vec![WindowRequest::SetPrimary(text)],
                Some("ClipboardAndPrimarySelection") => {
                    vec![
                        WindowRequest::SetClipboard(text.clone()),
                        WindowRequest::SetPrimary(text),
                    ]
                }
                Some(other) => {
                    return Err(mlua::Error::runtime(format!(
                        "there is no clipboard {other:?}; there are \"Clipboard\", \
                         \"PrimarySelection\" and \"ClipboardAndPrimarySelection\""
                    )));
                }
            };
            let post = move |app: &mut App| {
                requests
                    .into_iter()
                    .for_each(|request| app.request(request));
            };
            this.with(post).await
        },
    );
    methods.add_async_method("set_left_status", async |_, this: This, text: String| {
        this.with(move |app| app.set_status(Some(text), None)).await
    });
    methods.add_async_method("set_right_status", async |_, this: This, text: String| {
        this.with(move |app| app.set_status(None, Some(text))).await
    });
}
