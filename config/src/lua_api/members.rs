//! The objects that Lua meets and what they have: one table, from which editors' annotations and the table of coverage
//! are made.
//!
//! Plain data. The objects themselves are made where what they stand for is; a test there holds them against this
//! table.

use super::functions::Standing;

/// A method or field of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LuaMember {
    /// The object's class, such as `Pane`.
    pub class: &'static str,
    /// The name.
    pub name: &'static str,
    /// Its type as LuaLS writes it, without the object itself among the arguments.
    pub signature: &'static str,
    /// What it does, in one sentence.
    pub doc: &'static str,
    /// What comes of using it.
    pub standing: Standing,
}

const fn member(
    class: &'static str,
    name: &'static str,
    signature: &'static str,
    doc: &'static str,
) -> LuaMember {
    LuaMember {
        class,
        name,
        signature,
        doc,
        standing: Standing::Works,
    }
}

/// Returns every method and field of the objects that Lua meets, by class.
pub fn members() -> &'static [LuaMember] {
    MEMBERS
}

#[rustfmt::skip]
const MEMBERS: &[LuaMember] = &[
    // Pane.
    member("Pane", "activate", "fun()", "Gives it the focus."),
    member("Pane", "get_current_working_dir", "fun(): Url?", "Returns the directory of what runs in it."),
    member("Pane", "get_cursor_position", "fun(): { x: integer, y: integer, shape: string, visibility: string }", "Returns where the cursor is."),
    member("Pane", "get_dimensions", "fun(): { cols: integer, viewport_rows: integer, scrollback_rows: integer, physical_top: integer, scrollback_top: integer }", "Returns its size in cells."),
    member("Pane", "get_domain_name", "fun(): string", "Returns the domain that its program runs in."),
    member("Pane", "get_foreground_process_info", "fun(): LocalProcessInfo?", "Returns what runs in it, with its children."),
    member("Pane", "get_foreground_process_name", "fun(): string?", "Returns the file of what runs in it."),
    member("Pane", "get_lines_as_escapes", "fun(rows: integer?): string", "Returns its last rows with escapes for their styles."),
    member("Pane", "get_lines_as_text", "fun(rows: integer?): string", "Returns its last rows."),
    member("Pane", "get_logical_lines_as_text", "fun(lines: integer?): string", "Returns its last lines, each however many rows it takes."),
    member("Pane", "get_metadata", "fun(): { password_input: boolean?, is_tardy: boolean?, since_last_response_ms: integer? }?", "Returns what else is known of it."),
    member("Pane", "get_progress", "fun(): string|table", "Returns the progress that its program tells."),
    member("Pane", "get_semantic_zone_at", "fun(x: integer, y: integer): SemanticZone?", "Returns the prompt, command or output at a place."),
    member("Pane", "get_semantic_zones", "fun(kind: string?): SemanticZone[]", "Returns prompts, commands and outputs."),
    member("Pane", "get_text_from_region", "fun(x0: integer, y0: integer, x1: integer, y1: integer): string", "Returns the text between two places."),
    member("Pane", "get_text_from_semantic_zone", "fun(zone: SemanticZone): string", "Returns the text of a zone."),
    member("Pane", "get_title", "fun(): string", "Returns its title."),
    member("Pane", "get_tty_name", "fun(): string?", "Returns its device."),
    member("Pane", "get_user_vars", "fun(): table<string, string>", "Returns the variables that its program has set."),
    member("Pane", "has_unseen_output", "fun(): boolean", "Returns whether something was printed that nobody has seen."),
    member("Pane", "inject_output", "fun(text: string)", "Shows text as if its program had printed it."),
    member("Pane", "is_alt_screen_active", "fun(): boolean", "Returns whether a program uses the whole screen."),
    member("Pane", "move_to_new_tab", "fun(): MuxTab, MuxWindow", "Moves it to a new tab."),
    member("Pane", "move_to_new_window", "fun(workspace: string?): MuxTab, MuxWindow", "Moves it to a new window."),
    member("Pane", "mux_pane", "fun(): Pane", "Returns itself."),
    member("Pane", "pane_id", "fun(): integer", "Returns its number."),
    member("Pane", "paste", "fun(text: string)", "The older name of `send_paste`."),
    member("Pane", "send_paste", "fun(text: string)", "Pastes text."),
    member("Pane", "send_text", "fun(text: string)", "Sends text to its program."),
    member("Pane", "split", "fun(options: table?): Pane", "Puts a pane beside it."),
    member("Pane", "tab", "fun(): MuxTab?", "Returns the tab that it is in."),
    member("Pane", "window", "fun(): MuxWindow?", "Returns the window that it is in."),
    member("Pane", "get_command_blocks", "fun(): CommandBlock[]", "Returns the commands that the shell has run (not in WezTerm)."),
    member("Pane", "get_command_output", "fun(block: CommandBlock|integer): string?", "Returns what a command printed (not in WezTerm)."),
    // MuxTab.
    member("MuxTab", "activate", "fun()", "Shows it."),
    member("MuxTab", "active_pane", "fun(): Pane?", "Returns the pane that has the focus."),
    member("MuxTab", "get_pane_direction", "fun(direction: \"Left\"|\"Right\"|\"Up\"|\"Down\"|\"Prev\"|\"Next\"): Pane?", "Returns the pane on that side."),
    member("MuxTab", "get_size", "fun(): { rows: integer, cols: integer, pixel_width: integer, pixel_height: integer, dpi: integer }", "Returns its size."),
    member("MuxTab", "get_title", "fun(): string", "Returns the title that it was given."),
    member("MuxTab", "panes", "fun(): Pane[]", "Returns its panes."),
    member("MuxTab", "panes_with_info", "fun(): table[]", "Returns its panes with where they are."),
    member("MuxTab", "rotate_clockwise", "fun()", "Moves every pane to the next one's place."),
    member("MuxTab", "rotate_counter_clockwise", "fun()", "Moves every pane to the place of the one before."),
    member("MuxTab", "set_title", "fun(title: string)", "Gives it a title."),
    member("MuxTab", "set_zoomed", "fun(zoomed: boolean): boolean", "Shows one pane alone, or all; returns what was before."),
    member("MuxTab", "tab_id", "fun(): integer", "Returns its number."),
    member("MuxTab", "window", "fun(): MuxWindow?", "Returns the window that it is in."),
    // MuxWindow.
    member("MuxWindow", "active_pane", "fun(): Pane?", "Returns the pane that has the focus."),
    member("MuxWindow", "active_tab", "fun(): MuxTab?", "Returns the tab that is shown."),
    member("MuxWindow", "get_title", "fun(): string", "Returns its title."),
    member("MuxWindow", "get_workspace", "fun(): string", "Returns its workspace."),
    member("MuxWindow", "gui_window", "fun(): Window?", "Returns the window on the screen."),
    member("MuxWindow", "set_title", "fun(title: string)", "Gives it a title."),
    member("MuxWindow", "set_workspace", "fun(name: string)", "Moves it to a workspace."),
    member("MuxWindow", "spawn_tab", "fun(command: SpawnCommand?): MuxTab, Pane, MuxWindow", "Opens a tab."),
    member("MuxWindow", "tabs", "fun(): MuxTab[]", "Returns its tabs."),
    member("MuxWindow", "tabs_with_info", "fun(): { index: integer, is_active: boolean, tab: MuxTab }[]", "Returns its tabs with where they are."),
    member("MuxWindow", "window_id", "fun(): integer", "Returns its number."),
    // Window.
    member("Window", "active_key_table", "fun(): string?", "Returns the key table that is used."),
    member("Window", "active_pane", "fun(): Pane?", "Returns the pane that has the focus."),
    member("Window", "active_tab", "fun(): MuxTab?", "Returns the tab that is shown."),
    member("Window", "active_workspace", "fun(): string", "Returns the workspace."),
    member("Window", "composition_status", "fun(): string?", "Returns what is being composed."),
    member("Window", "copy_to_clipboard", "fun(text: string, destination: \"Clipboard\"|\"PrimarySelection\"|\"ClipboardAndPrimarySelection\"|nil)", "Copies text."),
    member("Window", "current_event", "fun(): table?", "Returns the event that is handled."),
    member("Window", "effective_config", "fun(): Config", "Returns every option that holds."),
    member("Window", "focus", "fun()", "Brings it to the front."),
    member("Window", "get_appearance", "fun(): string", "Returns whether the desktop is light or dark."),
    member("Window", "get_config_overrides", "fun(): Config?", "Returns the options that hold here only."),
    member("Window", "get_dimensions", "fun(): { pixel_width: integer, pixel_height: integer, dpi: integer, is_full_screen: boolean }", "Returns its size."),
    member("Window", "get_selection_escapes_for_pane", "fun(pane: Pane): string", "Returns what is selected with escapes for its styles."),
    member("Window", "get_selection_text_for_pane", "fun(pane: Pane): string", "Returns what is selected."),
    member("Window", "is_focused", "fun(): boolean", "Returns whether it has the keyboard."),
    member("Window", "keyboard_modifiers", "fun(): string, string", "Returns the modifiers that are held, and the lights."),
    member("Window", "leader_is_active", "fun(): boolean", "Returns whether the leader was pressed."),
    member("Window", "maximize", "fun()", "Makes it as large as the screen."),
    member("Window", "mux_window", "fun(): MuxWindow?", "Returns the window without its screen."),
    member("Window", "perform_action", "fun(action: KeyAssignment, pane: Pane)", "Does what a key can do."),
    member("Window", "restore", "fun()", "Gives it the size from before."),
    member("Window", "set_config_overrides", "fun(overrides: Config)", "Sets options that hold here only."),
    member("Window", "set_inner_size", "fun(width: integer, height: integer)", "Gives it a size in pixels."),
    member("Window", "set_left_status", "fun(text: string)", "Sets the text left of the tabs."),
    member("Window", "set_position", "fun(x: integer, y: integer)", "Moves it."),
    member("Window", "set_right_status", "fun(text: string)", "Sets the text right of the tabs."),
    member("Window", "toast_notification", "fun(title: string, message: string, url: string?, timeout_milliseconds: integer?)", "Shows a notice."),
    member("Window", "toggle_fullscreen", "fun()", "Makes it fill the screen, or no longer."),
    member("Window", "window_id", "fun(): integer", "Returns its number."),
    // MuxDomain.
    member("MuxDomain", "attach", "fun()", "Connects to it."),
    member("MuxDomain", "detach", "fun()", "Lets go of it."),
    member("MuxDomain", "domain_id", "fun(): integer", "Returns its number."),
    member("MuxDomain", "has_any_panes", "fun(): boolean", "Returns whether something runs in it."),
    member("MuxDomain", "is_spawnable", "fun(): boolean", "Returns whether programs can be started in it."),
    member("MuxDomain", "label", "fun(): string", "Returns its name for people."),
    member("MuxDomain", "name", "fun(): string", "Returns its name."),
    member("MuxDomain", "state", "fun(): \"Attached\"|\"Detached\"", "Returns whether it is connected."),
    // Color.
    member("Color", "adjust_hue_fixed", "fun(degrees: number): Color", "Turns its hue."),
    member("Color", "adjust_hue_fixed_ryb", "fun(degrees: number): Color", "Turns its hue on the painters' wheel."),
    member("Color", "complement", "fun(): Color", "Returns the opposite hue."),
    member("Color", "complement_ryb", "fun(): Color", "Returns the opposite hue on the painters' wheel."),
    member("Color", "contrast_ratio", "fun(other: Color): number", "Returns how well one can be read on the other."),
    member("Color", "darken", "fun(factor: number): Color", "Makes it darker by a share."),
    member("Color", "darken_fixed", "fun(amount: number): Color", "Makes it darker by an amount."),
    member("Color", "delta_e", "fun(other: Color): number", "Returns how different the eye finds the two."),
    member("Color", "desaturate", "fun(factor: number): Color", "Makes it greyer by a share."),
    member("Color", "desaturate_fixed", "fun(amount: number): Color", "Makes it greyer by an amount."),
    member("Color", "hsla", "fun(): number, number, number, number", "Returns hue, saturation, lightness and opacity."),
    member("Color", "laba", "fun(): number, number, number, number", "Returns its place in CIELAB, and its opacity."),
    member("Color", "lighten", "fun(factor: number): Color", "Makes it lighter by a share."),
    member("Color", "lighten_fixed", "fun(amount: number): Color", "Makes it lighter by an amount."),
    member("Color", "linear_rgba", "fun(): number, number, number, number", "Returns its parts in linear light."),
    member("Color", "saturate", "fun(factor: number): Color", "Makes it more colourful by a share."),
    member("Color", "saturate_fixed", "fun(amount: number): Color", "Makes it more colourful by an amount."),
    member("Color", "square", "fun(): Color, Color, Color", "Returns the three that make a square with it."),
    member("Color", "srgba_u8", "fun(): integer, integer, integer, integer", "Returns its parts from 0 to 255."),
    member("Color", "triad", "fun(): Color, Color", "Returns the two that make a triangle with it."),
    // Time.
    member("Time", "format", "fun(format: string): string", "Writes it for this place."),
    member("Time", "format_utc", "fun(format: string): string", "Writes it for Greenwich."),
    member("Time", "sun_times", "fun(latitude: number, longitude: number): { rise: Time?, set: Time?, up: boolean, progression: number }", "Returns where the sun is."),
    // Url.
    member("Url", "scheme", "string", "The part before the colon."),
    member("Url", "username", "string", "Who logs in."),
    member("Url", "password", "string?", "With what."),
    member("Url", "host", "string?", "The machine."),
    member("Url", "port", "integer?", "The port, where one is written."),
    member("Url", "path", "string", "The path as it is written."),
    member("Url", "file_path", "string?", "The path of a file."),
    member("Url", "query", "string?", "What is after the question mark."),
    member("Url", "fragment", "string?", "What is after the #."),
    // PaneInformation.
    member("PaneInformation", "pane_id", "integer", "Its number."),
    member("PaneInformation", "pane_index", "integer", "Its place in the tab, from 0."),
    member("PaneInformation", "is_active", "boolean", "Whether it has the focus in its tab."),
    member("PaneInformation", "is_zoomed", "boolean", "Whether it alone is shown."),
    member("PaneInformation", "has_unseen_output", "boolean", "Whether something was printed that nobody has seen."),
    member("PaneInformation", "left", "integer", "Its first column."),
    member("PaneInformation", "top", "integer", "Its first row."),
    member("PaneInformation", "width", "integer", "Its columns."),
    member("PaneInformation", "height", "integer", "Its rows."),
    member("PaneInformation", "pixel_width", "integer", "Its width in pixels."),
    member("PaneInformation", "pixel_height", "integer", "Its height in pixels."),
    member("PaneInformation", "title", "string", "Its title."),
    member("PaneInformation", "user_vars", "table<string, string>", "The variables that its program has set."),
    member("PaneInformation", "progress", "string|table", "The progress that its program tells."),
    member("PaneInformation", "foreground_process_name", "string", "The file of what runs in it."),
    member("PaneInformation", "tty_name", "string?", "Its device."),
    member("PaneInformation", "current_working_dir", "Url?", "The directory of what runs in it."),
    member("PaneInformation", "domain_name", "string", "The domain that its program runs in."),
    // TabInformation.
    member("TabInformation", "tab_id", "integer", "Its number."),
    member("TabInformation", "tab_index", "integer", "Its place in the window, from 0."),
    member("TabInformation", "is_active", "boolean", "Whether it is shown."),
    member("TabInformation", "active_pane", "PaneInformation", "The pane that has the focus."),
    member("TabInformation", "panes", "PaneInformation[]", "Its panes."),
    member("TabInformation", "window_id", "integer", "The number of its window."),
    member("TabInformation", "window_title", "string", "The title of its window."),
    member("TabInformation", "tab_title", "string", "The title that it was given."),
    member("TabInformation", "is_last_active", "boolean", "Whether it was shown before the one that is (not in WezTerm)."),
    // LocalProcessInfo.
    member("LocalProcessInfo", "pid", "integer", "Its number."),
    member("LocalProcessInfo", "ppid", "integer", "The number of the one that started it."),
    member("LocalProcessInfo", "name", "string", "Its short name."),
    member("LocalProcessInfo", "status", "string", "What it is about."),
    member("LocalProcessInfo", "argv", "string[]", "Its arguments."),
    member("LocalProcessInfo", "executable", "string", "Its file."),
    member("LocalProcessInfo", "cwd", "string", "Its directory."),
    member("LocalProcessInfo", "children", "table<integer, LocalProcessInfo>", "What it has started."),
];
