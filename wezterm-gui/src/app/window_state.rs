//! What belongs to one window: its size and picture, what is open over its panes, its keys and settings.
//!
//! Plain data that the parts of `App` work on; one of them is the current one (`App::shown`). Main thread
//! only. What all windows have together (the shells, the modules, the Lua state) is `App`'s, and which
//! window is current is `windows`' affair.

use std::cell::RefCell;
use std::sync::Arc;

use config::Config;
use mux::{Palette, PaneSize, WindowId};

use super::keys::KeyTable;
use super::mouse::Mouse;
use super::notices::Notices;
use super::overlays::{Overlays, ViewIds};
use super::selection::Selection;
use super::typing::HeldKey;
use super::{desktop, events, links, statuses, titles, views};
use crate::frame::{Frame, KeySupport};

/// The picture as it was last made, and the room there is for the next.
pub(super) struct Screen {
    pub(super) size: PaneSize,
    pub(super) focused: bool,
    /// Whether something has changed since the title was made.
    pub(super) dirty: bool,
    /// Whether the title was made since the picture was.
    pub(super) undrawn: bool,
    pub(super) frame: Frame,
    pub(super) shown_title: String,
    pub(super) keys: KeySupport,
    pub(super) font_scale: f64,
    /// The columns of a bar that the front end draws, once it has told them.
    pub(super) bar_cols: Option<usize>,
}

impl Screen {
    pub(super) fn new(size: PaneSize, keys: KeySupport) -> Screen {
        Screen {
            size,
            focused: true,
            dirty: true,
            undrawn: false,
            frame: Frame {
                grid: mux::grid::Grid::new(size.cells),
                title: "wezterm".to_owned(),
                moves_at: None,
                bar: None,
                scrolled: None,
                line_ends: Vec::new(),
            },
            shown_title: String::new(),
            keys,
            font_scale: 1.0,
            bar_cols: None,
        }
    }

    /// Says whether something has changed since the picture was made.
    pub(super) fn is_old(&self) -> bool {
        self.dirty || self.undrawn
    }
}

/// A window, whether or not a front end shows it.
pub(super) struct WindowState {
    /// Which window.
    pub(super) window: WindowId,
    pub(super) screen: Screen,
    pub(super) overlays: Overlays,
    /// What is done when the menu is gone.
    pub(super) menu: Option<views::Menu>,
    pub(super) notices: Notices,
    pub(super) selection: Option<Selection>,
    /// The mouse's bindings, and what is known of it between two events.
    pub(super) pointer: Mouse,
    pub(super) keys: KeyTable,
    /// The keys that are held and that programs were told of.
    pub(super) held_keys: Vec<HeldKey>,
    /// What Lua shows at the two ends of the tab bar.
    pub(super) status: (String, String),
    pub(super) statuses: statuses::Statuses,
    /// What the front end told of the window's surroundings.
    pub(super) desktop: desktop::Desktop,
    /// The events of the window that handlers work on.
    pub(super) told: events::Told,
    pub(super) worded: RefCell<titles::Worded>,
    /// The links that rules have found.
    pub(super) links: RefCell<links::Links>,
    /// The settings that hold here: those of the file with the overrides that a handler made.
    pub(super) config: Arc<Config>,
    pub(super) overrides: serde_json::Value,
    pub(super) palette: Palette,
    /// The settings as Lua sees them, once somebody has asked.
    pub(super) config_table: RefCell<Option<mlua::Table>>,
}

impl WindowState {
    /// Returns a window that nobody has used yet, with the settings of the file.
    pub(super) fn new(
        window: WindowId,
        screen: Screen,
        keys: KeyTable,
        config: Arc<Config>,
        ids: ViewIds,
    ) -> WindowState {
        WindowState {
            window,
            screen,
            overlays: Overlays::new(ids),
            menu: None,
            notices: Notices::default(),
            selection: None,
            pointer: Mouse::new(&config),
            keys,
            held_keys: Vec::new(),
            status: Default::default(),
            statuses: Default::default(),
            desktop: Default::default(),
            told: Default::default(),
            worded: Default::default(),
            links: Default::default(),
            palette: super::reload::palette(&config),
            config,
            overrides: serde_json::Value::Null,
            config_table: Default::default(),
        }
    }
}
