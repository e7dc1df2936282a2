//! The events that handlers are told: one table, from which editors' annotations and the table of coverage are made.
//!
//! Plain data. The program tells them; a test there looks that it does.

use super::functions::Standing;

/// An event that `wezterm.on` can be given a handler for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LuaEvent {
    /// The name.
    pub name: &'static str,
    /// The type of a handler as LuaLS writes it.
    pub signature: &'static str,
    /// When it is told, in one sentence.
    pub doc: &'static str,
    /// What comes of having a handler.
    pub standing: Standing,
}

const fn event(name: &'static str, signature: &'static str, doc: &'static str) -> LuaEvent {
    LuaEvent {
        name,
        signature,
        doc,
        standing: Standing::Works,
    }
}

const fn missing(name: &'static str, signature: &'static str, doc: &'static str) -> LuaEvent {
    LuaEvent {
        standing: Standing::Missing("there is no server of panes"),
        ..event(name, signature, doc)
    }
}

/// Returns every event that WezTerm tells.
pub fn events() -> &'static [LuaEvent] {
    EVENTS
}

#[rustfmt::skip]
const EVENTS: &[LuaEvent] = &[
    event("gui-startup", "fun(command: SpawnCommand?)", "Told once before the first window; what it opens stands for the default program."),
    event("gui-attached", "fun(domain: MuxDomain)", "Told once, when the first pane is there."),
    missing("mux-startup", "fun()", "Told once when a server of panes starts."),
    event("mux-is-process-stateful", "fun(process: LocalProcessInfo): boolean?", "Asked whether closing loses what a process holds."),
    event("augment-command-palette", "fun(window: Window, pane: Pane): table[]", "Asked for more rows of the palette."),
    event("bell", "fun(window: Window, pane: Pane)", "Told when a program rings."),
    event("format-tab-title", "fun(tab: TabInformation, tabs: TabInformation[], panes: PaneInformation[], config: Config, hover: boolean, max_width: integer): string|FormatItem[]|nil", "Asked for the text of a tab."),
    event("format-window-title", "fun(tab: TabInformation, pane: PaneInformation, tabs: TabInformation[], panes: PaneInformation[], config: Config): string?", "Asked for the window's title."),
    event("new-tab-button-click", "fun(window: Window, pane: Pane, button: string, default_action: KeyAssignment?): boolean?", "Told when the button for a new tab is pressed."),
    event("open-uri", "fun(window: Window, pane: Pane, uri: string): boolean?", "Told when a link is opened."),
    event("update-right-status", "fun(window: Window, pane: Pane)", "Told now and then: the older name of `update-status`."),
    event("update-status", "fun(window: Window, pane: Pane)", "Told now and then, to set the statuses."),
    event("user-var-changed", "fun(window: Window, pane: Pane, name: string, value: string)", "Told when a program sets a variable."),
    event("window-config-reloaded", "fun(window: Window, pane: Pane)", "Told when other options hold."),
    event("window-focus-changed", "fun(window: Window, pane: Pane)", "Told when the keyboard comes or goes."),
    event("window-resized", "fun(window: Window, pane: Pane)", "Told when the window has another size."),
];
