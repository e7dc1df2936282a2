//! The Lua object `window`: the one window of this program.
//!
//! Hides how the program is reached. Main thread only. The windows behind the one that is shown are
//! [`MuxWindowObject`]s.

use std::sync::Arc;
use std::time::Duration;

use mlua::{UserData, UserDataMethods, UserDataRef, Value};
use mux::WindowId;

use super::{MuxWindowObject, PaneObject, TabObject, ask};
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
        methods.add_async_method("active_tab", async |_, this: This, ()| {
            let tab = ask(&this.mailbox, |app| app.tabs().1).await?;
            Ok(tab.map(|id| TabObject {
                id,
                mailbox: this.mailbox.clone(),
            }))
        });
        methods.add_async_method("active_workspace", async |_, this: This, ()| {
            ask(&this.mailbox, |app| app.mux().active_workspace().to_owned()).await
        });
        methods.add_async_method("active_pane", async |_, this: This, ()| {
            let id = ask(&this.mailbox, |app| app.active_pane()).await?;
            Ok(id.map(|id| PaneObject {
                id,
                mailbox: this.mailbox.clone(),
            }))
        });
        methods.add_async_method("is_focused", async |_, this: This, ()| {
            ask(&this.mailbox, |app| app.is_focused()).await
        });
        methods.add_async_method("get_title", async |_, this: This, ()| {
            ask(&this.mailbox, |app| app.frame().title.clone()).await
        });
        methods.add_async_method("get_dimensions", async |lua, this: This, ()| {
            let size = ask(&this.mailbox, |app| app.size()).await?;
            let table = lua.create_table()?;
            table.set("pixel_width", size.pixel_width)?;
            table.set("pixel_height", size.pixel_height)?;
            table.set("dpi", size.dpi)?;
            table.set("is_full_screen", false)?;
            Ok(table)
        });
        methods.add_async_method(
            "get_selection_text_for_pane",
            async |_, this: This, pane: PaneArg| {
                let id = pane.id;
                let text = ask(&this.mailbox, move |app| app.selection_text(id)).await?;
                Ok(text.unwrap_or_default())
            },
        );
        methods.add_async_method(
            "perform_action",
            async |_, this: This, (action, pane): (Value, Option<PaneArg>)| {
                let action = config::read_action(&action).map_err(mlua::Error::runtime)?;
                let pane = pane.map(|pane| pane.id);
                ask(&this.mailbox, move |app| app.perform(&action, pane)).await
            },
        );
        add_notice_methods(methods);
        add_config_methods(methods);
    }
}

fn add_config_methods<M: UserDataMethods<WindowObject>>(methods: &mut M) {
    use mlua::LuaSerdeExt;
    methods.add_async_method("active_key_table", async |_, this: This, ()| {
        ask(&this.mailbox, |app| {
            app.active_key_table().map(str::to_owned)
        })
        .await
    });
    methods.add_async_method("leader_is_active", async |_, this: This, ()| {
        ask(&this.mailbox, |app| app.leader_is_active()).await
    });
    methods.add_async_method(
        "set_config_overrides",
        async |lua, this: This, overrides: Value| {
            let overrides: serde_json::Value = match overrides {
                Value::Nil => serde_json::Value::Null,
                Value::Table(_) => lua.from_value(overrides)?,
                other => {
                    return Err(mlua::Error::runtime(format!(
                        "set_config_overrides needs a table of settings, got a {}",
                        other.type_name()
                    )));
                }
            };
            ask(&this.mailbox, move |app| app.set_overrides(overrides)).await
        },
    );
    methods.add_async_method("get_config_overrides", async |lua, this: This, ()| {
        let overrides = ask(&this.mailbox, |app| app.overrides().clone()).await?;
        match overrides {
            serde_json::Value::Null => Ok(Value::Nil),
            overrides => lua.to_value(&overrides),
        }
    });
    methods.add_async_method("effective_config", async |lua, this: This, ()| {
        let (config, overrides) = ask(&this.mailbox, |app| {
            (Arc::clone(app.config()), app.overrides().clone())
        })
        .await?;
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
            ask(&this.mailbox, move |app| app.toast(title, body, time)).await
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
            let post = move |app: &mut crate::app::App| {
                requests
                    .into_iter()
                    .for_each(|request| app.request(request));
            };
            ask(&this.mailbox, post).await
        },
    );
    methods.add_async_method("set_left_status", async |_, this: This, text: String| {
        ask(&this.mailbox, move |app| app.set_status(Some(text), None)).await
    });
    methods.add_async_method("set_right_status", async |_, this: This, text: String| {
        ask(&this.mailbox, move |app| app.set_status(None, Some(text))).await
    });
}
