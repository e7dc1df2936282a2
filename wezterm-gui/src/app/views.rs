//! Opening and closing views: modules' overlays, the panes that they draw, the terminal's own menus.
//!
//! Hides that a module may still be starting when its view is asked for. Main thread only. Where the
//! open views stand is `overlays`'.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use mux::grid::Style;
use mux::input::{Key, KeyEvent, Mods};
use mux::{PaneId, SplitAt};
use wezterm_module_framework::{
    Gate, Host, OverlayContext, Placement, Policy, View, ViewId, erase,
};

use super::App;
use super::closing::Target;
use super::pane_select::Places;
use super::panel::Place;
use super::picker::{Picker, PickerOptions};
use crate::frame::KeySupport;
use crate::host::{Background, TerminalHost};

/// Which menu is open, where that makes a difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Purpose {
    /// The palette, which the key that opened it closes.
    Palette,
    /// The question whether to close something; asking for it again answers it.
    Closing(Target),
    /// The character picker, which has keys of its own.
    Characters,
    /// The debug overlay, which shows the log as it grows.
    Debug,
    /// Another one.
    Other,
}

/// What a menu that was opened is for.
pub(super) struct Menu {
    view: ViewId,
    purpose: Purpose,
    /// Is called once, when the menu is gone for whatever reason.
    done: Box<dyn FnOnce(&mut App)>,
    /// Where the panes of its tab stand in it, for one that wants to know.
    places: Option<Places>,
}

/// The keys with which menus are moved in and text is edited: while a menu has the keyboard they mean
/// nothing else, whatever is bound to them.
fn is_for_menu(event: KeyEvent) -> bool {
    const EDITED: &str = "abcdefghjknptuwy";
    const BY_WORD: &str = "bdf";
    let of = |letters: &str, letter: char| letters.contains(letter.to_ascii_lowercase());
    let shifted = event.mods.contains(Mods::SHIFT);
    match (event.key, event.mods - Mods::SHIFT) {
        (Key::Char(_) | Key::Tab | Key::Enter | Key::Escape, held) if held.is_empty() => true,
        (Key::Backspace | Key::Delete | Key::Home | Key::End, held) if held.is_empty() => true,
        (Key::Left | Key::Right | Key::Up | Key::Down, held) if held.is_empty() => true,
        (Key::PageUp | Key::PageDown, held) if held.is_empty() => true,
        (Key::Char(letter), Mods::CTRL) => !shifted && of(EDITED, letter),
        (Key::Char(letter), Mods::ALT) => !shifted && of(BY_WORD, letter),
        (Key::Left | Key::Right | Key::Backspace | Key::Delete, Mods::CTRL | Mods::ALT) => !shifted,
        (Key::Home | Key::End, Mods::CTRL) => !shifted,
        _ => false,
    }
}

/// The keys that show another group of characters.
fn is_other_group(event: KeyEvent) -> bool {
    let letter = matches!(event.key, Key::Char('r' | 'R'));
    let tab = event.key == Key::Tab && event.mods == Mods::SHIFT;
    tab || (letter && event.mods - Mods::SHIFT == Mods::CTRL)
}

impl App {
    /// Opens a module's overlay over the active pane, or closes it when it has the keyboard.
    pub(crate) fn toggle_overlay(&mut self, module: &str) {
        let Some(pane) = self.active_pane() else {
            return;
        };
        if let Some(open) = self.shown.overlays.of_module(module, pane) {
            let id = open.id;
            if self.shown.overlays.focus() == Some(id) {
                self.close_view(id);
            } else {
                self.shown.overlays.set_focus(Some(id));
                self.relayout();
            }
            return;
        }
        let name = module.to_owned();
        let opened = self.once_settled(module, move |app| app.open_overlay(&name, pane));
        self.told_where_off(opened);
    }

    fn told_where_off(&mut self, outcome: anyhow::Result<()>) {
        if let Err(error) = outcome {
            self.toast(
                "Modules are switched off".to_owned(),
                error.to_string(),
                None,
            );
        }
    }

    /// Has a module do one of its actions, about a pane; the person is told where it fails.
    pub(crate) fn run_module_action(&mut self, module: &str, action: &str, pane: PaneId) {
        let (name, wanted) = (module.to_owned(), action.to_owned());
        let method = format!("action.{action}");
        let started = self.once_settled(module, move |app| {
            let title = format!("{name}: {method}");
            if let Some(why) = app.why_no_action(&name, &wanted) {
                app.toast(title, why, None);
                return;
            }
            let Some(modules) = &app.modules else { return };
            let (system, mailbox) = (modules.manager().ipc().system(), app.mailbox.clone());
            app.mailbox.spawn_local(async move {
                let about = serde_json::json!({ "pane": pane.0 });
                if let Err(error) = system.request(&name, &method, about).await {
                    mailbox.post(move |app| app.toast(title, error.to_string(), None));
                }
            });
        });
        self.told_where_off(started);
    }

    /// Does something once a module runs, or cannot be made to; it may still be starting.
    pub(crate) fn once_settled(
        &mut self,
        module: &str,
        work: impl FnOnce(&mut App) + Send + 'static,
    ) -> anyhow::Result<()> {
        let modules = self.modules_or_why().map_err(anyhow::Error::msg)?;
        let (manager, mailbox) = (Arc::clone(modules.manager()), self.mailbox.clone());
        let (module, window) = (module.to_owned(), self.shown.window);
        self.mailbox.spawn_local(async move {
            manager.settled(&module).await;
            // Where the window is gone, who asked is told in the one in front.
            mailbox.post(move |app| app.in_window_or_here(window, work));
        });
        Ok(())
    }

    /// Puts a pane that a module draws beside another pane, and gives it the keyboard, once the
    /// module runs; the person is told where that fails.
    pub(crate) fn split_module_pane(&mut self, module: &str, beside: PaneId, at: SplitAt) {
        let name = module.to_owned();
        let opened = self.once_settled(module, move |app| {
            if let Err(error) = app.open_module_pane(&name, beside, at) {
                app.not_opened(&name, &error);
            }
        });
        if let Err(error) = opened {
            self.not_opened(module, &error);
        }
    }

    fn not_opened(&mut self, module: &str, error: &anyhow::Error) {
        log::error!("the pane of {module} cannot be opened: {error:#}");
        self.toast("Not opened".to_owned(), format!("{error:#}"), None);
    }

    /// Puts a pane that a running module draws beside another pane, and gives it the keyboard.
    pub(crate) fn open_module_pane(
        &mut self,
        name: &str,
        beside: PaneId,
        at: SplitAt,
    ) -> anyhow::Result<PaneId> {
        self.at_pane(beside, |app| app.open_own_module_pane(name, beside, at))
    }

    fn open_own_module_pane(
        &mut self,
        name: &str,
        beside: PaneId,
        at: SplitAt,
    ) -> anyhow::Result<PaneId> {
        let view = self.shown.overlays.next_id();
        let modules = self.modules_or_why().map_err(anyhow::Error::msg)?;
        let context = OverlayContext {
            view,
            host: modules.host(),
            pane: Some(beside),
            size: self.areas().shells.size(),
        };
        let mut overlay = modules.manager().create_pane(name, context)?;
        overlay.placement = Placement::Over;
        let pane = self.mux.open_view_split(beside, at, name.to_owned())?;
        self.shown.overlays.open(view, name, pane, overlay);
        self.focus_pane(pane);
        Ok(pane)
    }

    fn open_overlay(&mut self, module: &str, pane: PaneId) {
        let Some(modules) = &self.modules else { return };
        if self.mux.pane(pane).is_none() || self.shown.overlays.of_module(module, pane).is_some() {
            return;
        }
        let view = self.shown.overlays.next_id();
        let size = self.areas().shells.size();
        let context = OverlayContext {
            view,
            host: modules.host(),
            pane: Some(pane),
            size,
        };
        match modules.manager().create_overlay(module, context) {
            Ok(overlay) => {
                self.shown.overlays.open(view, module, pane, overlay);
                // Where keys are missed, the line names more of them than the assistant's.
                if self.shown.screen.keys == KeySupport::Full {
                    self.dismiss_hint();
                }
                self.relayout();
            }
            Err(error) => {
                log::error!("the overlay of {module} cannot be opened: {error}");
                self.toast("Not opened".to_owned(), error.to_string(), None);
            }
        }
    }

    /// Closes a view, and the pane that it draws when it draws one.
    fn close_view(&mut self, id: ViewId) {
        match self.shown.overlays.pane_of(id) {
            Some(pane) if self.mux.view_title(pane).is_some() => self.close_pane(pane),
            _ => {
                self.shown.overlays.close(id);
                self.relayout();
            }
        }
    }

    /// Closes what a module shows, as the module is stopped.
    pub(crate) fn close_views_of(&mut self, module: &str) {
        self.in_each_window(|app| app.close_own_views_of(module));
    }

    fn close_own_views_of(&mut self, module: &str) {
        for id in self.shown.overlays.all_of_module(module) {
            self.close_view(id);
        }
        self.shown.screen.dirty = true;
    }

    /// Lets a person choose from a list, over the tab of a pane; `then` is told which entry, or that the list
    /// was closed.
    pub(super) fn open_picker(
        &mut self,
        pane: PaneId,
        (place, purpose): (Place, Purpose),
        options: PickerOptions,
        then: impl FnOnce(&mut App, Option<usize>) + 'static,
    ) {
        let chosen = Rc::new(Cell::new(None));
        let picker = Picker::new(options, Rc::clone(&chosen));
        self.open_menu(pane, (place, purpose), picker, move |app| {
            then(app, chosen.get());
        });
    }

    /// Shows a menu over the tab of a pane; `done` is called once, when it is gone for whatever reason.
    pub(super) fn open_menu(
        &mut self,
        pane: PaneId,
        (place, purpose): (Place, Purpose),
        view: impl View,
        done: impl FnOnce(&mut App) + 'static,
    ) {
        let host: Arc<dyn Host> = match &self.modules {
            Some(modules) => modules.host(),
            None => Arc::new(TerminalHost::new(
                self.mailbox.clone(),
                Arc::new(Background::default()),
                Gate::new(Arc::default(), Policy::default()),
            )),
        };
        let id = self.shown.overlays.next_id();
        self.shown
            .overlays
            .open_menu(id, pane, place, erase(view, id, host));
        let before = self.shown.menu.replace(Menu {
            view: id,
            purpose,
            done: Box::new(done),
            places: None,
        });
        if let Some(before) = before {
            (before.done)(self);
        }
        self.relayout();
    }

    /// Tells the menu from now on where the panes of its tab stand in it.
    pub(super) fn keep_places(&mut self, places: Places) {
        if let Some(menu) = &mut self.shown.menu {
            menu.places = Some(places);
        }
        self.tell_places();
    }

    /// Tells the menu where the panes of its tab stand, where it wants to know.
    pub(super) fn tell_places(&self) {
        let menu = self.shown.menu.as_ref();
        let places = menu.and_then(|menu| menu.places.as_ref());
        if let (Some(places), Some(tab)) = (places, self.mux.active_tab(self.shown.window)) {
            *places.borrow_mut() = self.mux.layout(tab).panes;
        }
    }

    /// Returns which menu is open.
    pub(super) fn menu_purpose(&self) -> Option<Purpose> {
        self.shown.menu.as_ref().map(|menu| menu.purpose)
    }

    /// Closes the menu without a choice.
    pub(super) fn close_menu(&mut self) {
        if let Some(menu) = self.shown.overlays.menu().map(|menu| menu.id) {
            self.shown.overlays.close(menu);
            self.relayout();
        }
        self.close_finished_views();
    }

    /// Tells whether a key is for the menu that has the keyboard, before it can mean anything else.
    pub(super) fn menu_takes(&self, event: KeyEvent) -> bool {
        let menu = self.shown.overlays.menu().map(|menu| menu.id);
        let turns = self.menu_purpose() == Some(Purpose::Characters) && is_other_group(event);
        let wanted = is_for_menu(event) || turns;
        menu.is_some() && menu == self.shown.overlays.focus() && wanted
    }

    /// Returns the style of the boxes that stand over a tab.
    pub(super) fn box_style(&self) -> Style {
        let config = &self.shown.config;
        Style::default()
            .fg(config.command_palette_fg_color.parts().into())
            .bg(config.command_palette_bg_color.parts().into())
    }

    pub(super) fn close_finished_views(&mut self) {
        for view in self.shown.overlays.finished() {
            self.close_view(view);
        }
        let open = self.shown.overlays.menu().map(|menu| menu.id);
        if let Some(menu) = self.shown.menu.take_if(|menu| Some(menu.view) != open) {
            (menu.done)(self);
        }
        self.ask_next();
    }
}
