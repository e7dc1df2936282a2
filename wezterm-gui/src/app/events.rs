//! What happens when something happens: shells' events, Lua handlers, modules' wishes.
//!
//! Hides which event goes to whom. Main thread only; Lua handlers run as futures of the main thread
//! and reach the program by the mailbox, so that nothing borrows it twice.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures::StreamExt;
use futures::channel::oneshot;
use futures::stream::FuturesUnordered;
use mlua::{IntoLua, Lua, MultiValue};
use mux::{CommandBlock, ExitStatus, MuxEvent, Pane, PaneId, SpawnError};
use serde_json::{Value, json};
use wezterm_module_framework::{EventData, ModuleMessage, Subscription, TerminalContext, ViewId};

use super::App;
use crate::frame::WindowRequest;
use crate::lua::{PaneObject, WindowObject, block_table, shape_name, visibility_name};
use crate::socket::time_json;
use crate::tasks::AppMessage;

mod window;

pub(super) use window::{FOCUS, RELOADED, RESIZED, Told};

/// How many finished commands the assistant is told about.
const RECENT_COMMANDS: usize = 20;

/// What a pane says that stays without a program.
const ENTER_CLOSES: &str = "Enter closes this pane";

/// How many broadcasts' Lua handlers may wait for something at the same time.
const BROADCASTS_AT_ONCE: usize = 16;

/// Returns a block as modules, clients of the socket and Lua see it: times are seconds since 1970,
/// durations seconds.
pub(crate) fn block_json(block: &CommandBlock) -> Value {
    let seconds = |moment: SystemTime| {
        moment
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs_f64()
    };
    // A directory's name is bytes, which need be no text.
    let cwd = block.cwd.as_deref().map(Path::to_string_lossy);
    json!({
        "id": block.id,
        "command": block.command,
        "cwd": cwd,
        "host": block.host,
        "user": block.user,
        "trusted": block.trusted,
        "cleared": block.cleared,
        "exit_status": block.exit_status,
        "started": seconds(block.started),
        "finished": block.finished.map(seconds),
        "duration": block.duration.map(|time| time.as_secs_f64()),
        "prompt_row": block.prompt_row.0,
        "output_start": block.output.start.0,
        "output_end": block.output.end.0,
    })
}

/// Returns text without the lines that only begin or end code in Markdown, as an assistant's answer
/// has them: a notification shows it as it is.
fn without_fences(text: &str) -> String {
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("```"));
    lines.collect::<Vec<&str>>().join("\n")
}

impl App {
    pub(super) fn handle(&mut self, message: AppMessage) {
        match message {
            AppMessage::Mux(event) => {
                let pane = event.pane();
                self.at_pane(pane, |app| app.mux_event(event));
            }
            AppMessage::Wake(view) => self.wake_view(view),
            AppMessage::Task(task) => {
                self.picture.take(self);
                task.run();
            }
            AppMessage::Call(work) => work(self),
            AppMessage::Signal(signal) => {
                log::info!("ending because of signal {signal}");
                self.quit(128 + signal);
            }
            AppMessage::ConfigTouched => self.config_touched(),
        }
    }

    fn wake_view(&mut self, id: ViewId) {
        let Some(window) = self.window_of_view(id) else {
            return;
        };
        self.within(window, |app| {
            if let Some(open) = app.shown.overlays.get_mut(id) {
                app.shown.screen.dirty |= open.view.pump();
            }
        });
    }

    fn mux_event(&mut self, event: MuxEvent) {
        match event {
            MuxEvent::PaneOutput(id) => {
                if let Some(pane) = self.mux.pane(id) {
                    self.heard.push(id);
                    self.saw_output(&pane);
                }
                self.shown.screen.dirty = true;
            }
            MuxEvent::TitleChanged(pane) => {
                self.shown.screen.dirty = true;
                self.tell_modules("title-changed", Some(pane), Value::Null);
            }
            MuxEvent::DirectoryChanged(pane) => {
                self.shown.screen.dirty = true;
                self.tell_modules("directory-changed", Some(pane), Value::Null);
            }
            MuxEvent::StartFailed { pane, error } => self.start_failed(pane, &error),
            MuxEvent::PaneExited { pane, status } => self.pane_exited(pane, &status),
            MuxEvent::UserVarChanged { pane, name, value } => {
                let details = json!({ "name": name, "value": value });
                self.tell_modules("user-var-changed", Some(pane), details);
                self.emit_to_lua("user-var-changed", Some(pane), vec![name, value]);
            }
            MuxEvent::Bell(pane) => {
                if self.shown.config.audible_bell != config::AudibleBell::Disabled {
                    self.request(WindowRequest::Bell);
                }
                let panes = self.visible_panes();
                let place = panes.iter().find(|(shown, _)| *shown == pane);
                if let Some((_, place)) = place
                    && self.shown.config.look.visual_bell.is_seen()
                {
                    self.request(WindowRequest::Flash(*place));
                }
                self.tell_modules("bell", Some(pane), Value::Null);
                self.emit_to_lua("bell", Some(pane), Vec::new());
            }
            MuxEvent::SetClipboard { text, .. } => self.request(WindowRequest::SetClipboard(text)),
            MuxEvent::Notification { pane, .. } if !self.shows_notifications_of(pane) => {}
            MuxEvent::Notification { title, body, .. } => {
                self.toast(title.unwrap_or_else(|| "Terminal".to_owned()), body, None);
            }
            MuxEvent::CommandStarted { pane, block } => {
                self.command_changed("command-started", pane, &block);
            }
            MuxEvent::CommandFinished { pane, block } => {
                if self.watchers.is_awaited(pane) {
                    let all = self.mux.pane(pane).map(|pane| pane.blocks());
                    let all = all.unwrap_or_default();
                    self.watchers.command_finished(pane, &block, &all);
                }
                self.command_changed("command-finished", pane, &block);
            }
        }
    }

    /// Takes note that a pane of the window that is worked on shows something else.
    fn saw_output(&mut self, pane: &Pane) {
        self.mode_saw_output(pane);
        if !self.shown.screen.focused || self.active_pane() != Some(pane.id()) {
            self.unseen.insert(pane.id());
        }
    }

    /// Has panes tell of output again, once for each picture, so that a flood wakes this thread no more often. What
    /// they wrote since they told counts as told.
    pub(super) fn listen(&mut self) {
        for id in std::mem::take(&mut self.heard) {
            let Some(pane) = self.mux.pane(id) else {
                continue;
            };
            if pane.output_seen() {
                self.at_pane(id, |app| app.saw_output(&pane));
                if self.modes.is_open(id) {
                    // When a search is due is asked in a turn.
                    self.mailbox.poke_again();
                }
            }
        }
    }

    /// Returns whether a pane shows more than it has told of.
    pub(super) fn has_untold_output(&self, pane: PaneId) -> bool {
        let heard = self.heard.contains(&pane);
        heard
            && self
                .mux
                .pane(pane)
                .is_some_and(|pane| pane.has_untold_output())
    }

    /// Takes away what was opened for a program that cannot be started, and says why.
    fn start_failed(&mut self, id: PaneId, error: &SpawnError) {
        self.pane_run_failed(id, error);
        if self.mux.list().len() == 1
            && let Some(pane) = self.mux.pane(id)
        {
            // Without it there would be nothing left to read the reason in.
            let said = format!("\x1b[31m{error}\x1b[m\r\n\x1b[2m[{ENTER_CLOSES}]\x1b[m\r\n");
            pane.inject_output(said.as_bytes());
            self.hold_pane(id);
            return;
        }
        let (window, shown) = (self.shown.window, self.mux.active_tab(self.shown.window));
        self.close_pane(id);
        let tab_is_gone = !self
            .mux
            .window_tabs(self.shown.window)
            .iter()
            .any(|tab| Some(*tab) == shown);
        let here = tab_is_gone && self.shown.window == window;
        if let Some(tab) = self.last_tab().filter(|_| here) {
            self.activate_tab(tab);
        }
        self.toast("Not started".to_owned(), error.to_string(), None);
    }

    fn command_changed(&mut self, event: &str, pane: PaneId, block: &CommandBlock) {
        self.tell_modules(event, Some(pane), block_json(block));
        let (window, object) = self.lua_objects(Some(pane));
        self.run_handlers(event, |lua| {
            let block = block_table(lua, block)?;
            Ok(vec![window.into_lua(lua)?, object.into_lua(lua)?, block])
        });
    }

    fn pane_exited(&mut self, id: PaneId, status: &ExitStatus) {
        let keep = match self.shown.config.exit_behavior {
            config::ExitBehavior::Close => false,
            config::ExitBehavior::CloseOnCleanExit => {
                !status.success()
                    && !self
                        .shown
                        .config
                        .clean_exit_codes
                        .contains(&status.code.into())
            }
            config::ExitBehavior::Hold => true,
        };
        self.tell_modules("pane-exited", Some(id), json!({ "code": status.code }));
        if self.pane_run_ended(id, status) {
            return;
        }
        if keep {
            self.write_how_it_ended(id, status);
            self.hold_pane(id);
            return;
        }
        self.close_pane(id);
    }

    /// Writes into a pane that stays how its program ended.
    fn write_how_it_ended(&self, id: PaneId, status: &ExitStatus) {
        let Some(pane) = self.mux.pane(id) else {
            return;
        };
        let program = pane.program();
        let why = match self.shown.config.exit_behavior {
            config::ExitBehavior::Hold => "Hold",
            _ => "CloseOnCleanExit",
        };
        let said = match self.shown.config.exit_behavior_messaging {
            config::ExitMessage::None => return,
            config::ExitMessage::Terse => format!("[{status}]"),
            config::ExitMessage::Brief => format!("[{program}: {status}; {ENTER_CLOSES}]"),
            config::ExitMessage::Verbose => format!(
                "[{program}: {status}; {ENTER_CLOSES}]\r\n[It stays because exit_behavior is \"{why}\".]"
            ),
        };
        pane.inject_output(format!("\r\n\x1b[0;2m{said}\x1b[m\r\n").as_bytes());
    }

    /// Returns whether a person wants to see notifications of a pane's program.
    fn shows_notifications_of(&self, pane: PaneId) -> bool {
        use config::NotificationHandling as Handling;
        let focused = self.shown.screen.focused;
        match self.shown.config.notification_handling {
            Handling::AlwaysShow => true,
            Handling::NeverShow => false,
            Handling::SuppressFromFocusedPane => !(focused && self.active_pane() == Some(pane)),
            Handling::SuppressFromFocusedTab => {
                !(focused && self.mux.tab_of(pane) == self.mux.active_tab(self.shown.window))
            }
            Handling::SuppressFromFocusedWindow => {
                let tab = self.mux.tab_of(pane);
                let window = tab.and_then(|tab| self.mux.window_of(tab));
                !(focused && window == Some(self.shown.window))
            }
        }
    }

    /// Takes a pane away with everything that belongs to it; the last one ends the program.
    pub(crate) fn close_pane(&mut self, id: PaneId) {
        self.at_pane(id, |app| app.close_own_pane(id));
    }

    /// Takes a pane of the window that is worked on away.
    fn close_own_pane(&mut self, id: PaneId) {
        self.shown.overlays.close_of_pane(id);
        self.forget_questions(id);
        self.scroll.remove(&id);
        self.unseen.remove(&id);
        self.heard.retain(|pane| *pane != id);
        self.forget_modes_of(id);
        self.shown
            .selection
            .take_if(|selection| selection.pane == id);
        self.pane_run_closed(id);
        let shown = self.mux.active_tab(self.shown.window);
        let before = self.mux.last_tab(self.shown.window);
        let removed = self.mux.remove_pane(id);
        if self.shown.config.switch_to_last_active_tab_when_closing_tab
            && removed.tab.is_some()
            && removed.tab == shown
            && let Some(before) = before
        {
            self.mux.activate_tab(before);
        }
        self.watchers.pane_closed(id);
        self.tell_modules("pane-removed", Some(id), Value::Null);
        self.panes_changed();
    }

    /// Tells modules, and who follows events over the socket.
    fn tell_modules(&mut self, name: &str, pane: Option<PaneId>, args: Value) {
        self.watchers.tell(name, pane, &args);
        if let Some(modules) = &self.modules {
            let event = EventData {
                name: name.to_owned(),
                pane,
                args,
            };
            modules.manager().dispatch_event(&event);
        }
    }

    /// Runs the Lua handlers of an event with (window, pane, arguments).
    pub(crate) fn emit_to_lua(&self, event: &str, pane: Option<PaneId>, args: Vec<String>) {
        let (window, pane) = self.lua_objects(pane);
        self.run_handlers(event, move |lua| {
            let mut values = vec![window.into_lua(lua)?, pane.into_lua(lua)?];
            for arg in args {
                values.push(arg.into_lua(lua)?);
            }
            Ok(values)
        });
    }

    /// Runs the Lua handlers of an event with JSON arguments.
    pub fn emit_json(&self, event: &str, args: &[Value]) {
        self.run_handlers(event, |lua| {
            use mlua::LuaSerdeExt;
            args.iter().map(|arg| lua.to_value(arg)).collect()
        });
    }

    /// Tells the Lua handlers of `wezterm.modules.on` of what modules broadcast. While too many of them
    /// wait for something, broadcasts wait in their queue, and those that find it full are counted.
    pub(super) fn hear_broadcasts(&self, mut broadcasts: Subscription) {
        let mailbox = self.mailbox.clone();
        self.mailbox.spawn_local(async move {
            let mut told = 0;
            let mut running = FuturesUnordered::new();
            while let Some(message) = broadcasts.recv().await {
                let missed = broadcasts.missed();
                let handled = mailbox.call(move |app| app.broadcast_to_lua(message, missed - told));
                told = missed;
                let Ok(finished) = handled.await else { return };
                running.push(finished);
                if running.len() >= BROADCASTS_AT_ONCE {
                    running.next().await;
                }
            }
        });
    }

    /// Runs the Lua handlers of a broadcast; the answer comes when they are through.
    fn broadcast_to_lua(&self, message: ModuleMessage, missed: u64) -> oneshot::Receiver<()> {
        let (done, finished) = oneshot::channel();
        if let ModuleMessage::Broadcast { from, event, data } = message {
            let about = json!({ "from": from, "event": event, "missed": missed });
            let event = format!("{}{event}", wezterm_module_framework::BROADCAST_EVENT);
            let args = |lua: &Lua| {
                use mlua::LuaSerdeExt;
                Ok(vec![lua.to_value(&data)?, lua.to_value(&about)?])
            };
            self.run_handlers_then(&event, args, move |_| {
                let _ = done.send(());
            });
        }
        finished
    }

    /// Runs the first Lua handler of an event here and now; it may not wait. None when there is no handler.
    pub(super) fn ask_handler(
        &self,
        event: &str,
        args: MultiValue,
    ) -> mlua::Result<Option<MultiValue>> {
        self.picture.take(self);
        self.lua.call_first(event, args)
    }

    pub(super) fn run_handlers(
        &self,
        event: &str,
        args: impl FnOnce(&Lua) -> mlua::Result<Vec<mlua::Value>>,
    ) {
        self.run_handlers_then(event, args, |_| {});
    }

    /// Runs the Lua handlers of an event, if there are any; `then` hears whether none of them returned false.
    pub(super) fn run_handlers_then(
        &self,
        event: &str,
        args: impl FnOnce(&Lua) -> mlua::Result<Vec<mlua::Value>>,
        then: impl FnOnce(bool) + 'static,
    ) {
        let lua = self.lua.clone();
        if !lua.has_handlers(event) {
            return;
        }
        let (name, mailbox) = (event.to_owned(), self.mailbox.clone());
        let args = match args(lua.lua()) {
            Ok(args) => MultiValue::from_vec(args),
            Err(error) => {
                log::error!("the event {name} cannot be told to Lua: {error}");
                return then(true);
            }
        };
        self.mailbox.spawn_local(async move {
            let go_on = lua.emit(&name, args).await.unwrap_or_else(|error| {
                let problem = lua.problem(&error).to_string();
                mailbox.post(move |app| app.handler_failed(&name, &problem));
                true
            });
            then(go_on);
        });
    }

    /// Begins to call what the configuration asked to have called later; what an earlier one asked for goes.
    pub(super) fn run_timers(&mut self) {
        let (lua, mailbox) = (self.lua.clone(), self.mailbox.clone());
        let timers = self.lua.timers(move |error| {
            let problem = lua.problem(error).to_string();
            let title = "wezterm.time.call_after failed".to_owned();
            mailbox.post(move |app| app.toast(title, problem, None));
        });
        let (timers, handle) = futures::future::abortable(timers);
        self.mailbox.spawn_local(async move {
            // It ends when another configuration takes its place.
            let _ = timers.await;
        });
        if let Some(before) = self.timers.replace(handle) {
            before.abort();
        }
    }

    /// Returns the objects that Lua handlers are called with.
    pub(super) fn lua_objects(&self, pane: Option<PaneId>) -> (WindowObject, Option<PaneObject>) {
        let pane = pane.or_else(|| self.active_pane());
        let own = pane.and_then(|pane| self.window_of_pane(pane));
        let window = WindowObject {
            id: own.unwrap_or(self.shown.window),
            mailbox: self.mailbox.clone(),
        };
        (
            window,
            pane.map(|id| PaneObject {
                id,
                mailbox: self.mailbox.clone(),
            }),
        )
    }

    /// Shows a short notice in the window that is worked on; on the desktop too while nobody looks at it.
    pub fn toast(&mut self, title: String, body: String, time: Option<Duration>) {
        let body = without_fences(&body);
        if !self.shown.screen.focused {
            self.request(WindowRequest::Toast {
                title: title.clone(),
                body: body.clone(),
            });
        }
        self.shown.notices.toast(title, body, time);
        self.shown.screen.dirty = true;
    }

    /// Asks the front end for something in the window that is worked on.
    pub fn request(&mut self, request: WindowRequest) {
        self.requests.push((self.shown.window, request));
    }

    /// Puts text at a pane's prompt without running it, and shows where it went.
    pub fn insert_at_prompt(&mut self, id: PaneId, text: &str) {
        self.at_pane(id, |app| app.insert_at_own_prompt(id, text));
    }

    fn insert_at_own_prompt(&mut self, id: PaneId, text: &str) {
        let Some(pane) = self.mux.pane(id) else {
            self.toast(
                "Not inserted".to_owned(),
                format!("pane {id} is gone"),
                None,
            );
            return;
        };
        let busy = self.busy_program(id);
        let busy = busy.or_else(|| {
            pane.facts()
                .alt_screen
                .then(|| "a full-screen program".to_owned())
        });
        if let Some(program) = busy {
            // To it the text would be keys.
            self.request(WindowRequest::SetClipboard(text.to_owned()));
            self.toast(
                "Copied, not inserted".to_owned(),
                format!("{program} is running, so there is no prompt: paste it when there is one"),
                None,
            );
            return;
        }
        self.scroll.remove(&id);
        super::mouse::report(&pane.paste(text), id);
        self.focus_pane(id);
    }

    /// Tells what helps to answer a question about a pane, or about the active one: all but the
    /// pane's real directory, which is to be looked up on another thread.
    pub fn terminal_context(&self, pane: Option<PaneId>) -> (TerminalContext, Option<Arc<Pane>>) {
        let Some(pane) = pane
            .or_else(|| self.active_pane())
            .and_then(|id| self.mux.pane(id))
        else {
            return (TerminalContext::default(), None);
        };
        let facts = pane.facts();
        let mut recent_commands = pane.blocks();
        let surplus = recent_commands.len().saturating_sub(RECENT_COMMANDS);
        recent_commands.drain(..surplus);
        let context = TerminalContext {
            pane: Some(pane.id()),
            shown_cwd: facts.shown_cwd,
            real_cwd: None,
            shell: facts.program,
            size: facts.size,
            recent_commands,
            user_vars: facts.user_vars,
            selection: self.selection_text(pane.id()),
        };
        (context, Some(pane))
    }

    /// Returns what the command line tells of the front end, and of the person at it.
    pub fn front_end(&self) -> Value {
        json!({
            "kind": "front-end",
            "pid": std::process::id(),
            "connection_elapsed": time_json(self.attention.begun.elapsed()),
            "idle_time": time_json(self.attention.touched.elapsed()),
            "workspace": self.mux.active_workspace(),
            "focused_pane_id": self.active_pane().map(|pane| pane.0),
        })
    }

    /// Returns the panes as the command line lists them.
    pub fn pane_list(&self) -> Value {
        let rows = self.mux.list().into_iter().map(|row| {
            let cwd = row
                .shown_cwd
                .map(|path| format!("file://{}", path.display()));
            let pane = self.mux.pane(row.pane);
            let state = self.state_of(row.window).unwrap_or(&self.shown);
            let drawn = state.screen.size.with_cells(row.size);
            let size = pane.as_ref().map_or(drawn, |pane| pane.pixel_size());
            // A module draws its own cursor, if any.
            let (cursor, shown) = pane.as_ref().map(|pane| pane.cursor()).unwrap_or_default();
            let tty = pane.and_then(|pane| pane.tty_name());
            json!({
                "window_id": row.window.0,
                "tab_id": row.tab.0,
                "tab_title": row.tab_title,
                "window_title": row.window_title,
                "is_zoomed": row.zoomed,
                "pane_id": row.pane.0,
                "workspace": row.workspace,
                "size": {
                    "rows": size.cells.rows,
                    "cols": size.cells.cols,
                    "pixel_width": size.pixel_width,
                    "pixel_height": size.pixel_height,
                    "dpi": size.dpi,
                },
                "cursor_x": cursor.x,
                "cursor_y": cursor.y,
                "cursor_shape": shape_name(cursor),
                "cursor_visibility": visibility_name(shown),
                "tty_name": tty.map(|tty| tty.to_string_lossy().into_owned()),
                "left_col": row.place.x,
                "top_row": row.place.y,
                "title": row.title,
                "cwd": cwd,
                "program": row.program,
                "domain": row.domain,
                "is_active": row.active,
            })
        });
        Value::Array(rows.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notification_shows_code_without_its_fences() {
        let answer = "```sh\nfind . -type f\n```\nLists `files`.";
        assert_eq!(without_fences(answer), "find . -type f\nLists `files`.");
        assert_eq!(without_fences("plain"), "plain");
    }
}
