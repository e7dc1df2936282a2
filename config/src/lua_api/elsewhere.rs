//! The rows whose functions are made elsewhere: colours by `color`, `wezterm.plugin` by `plugin`, `wezterm.mux` by the program, and what
//! is not here.
//!
//! Plain data.

use super::functions::{LuaFunction, Standing, elsewhere, row};

pub(super) const FUNCTIONS: &[LuaFunction] = &[
    elsewhere(
        "wezterm.gradient_colors",
        "fun(gradient: table, count: integer): Color[]",
        "The older name of `wezterm.color.gradient`.",
    ),
    elsewhere(
        "wezterm.get_builtin_color_schemes",
        "fun(): table<string, Palette>",
        "The older name of `wezterm.color.get_builtin_schemes`.",
    ),
    elsewhere(
        "wezterm.color.from_hsla",
        "fun(hue: number, saturation: number, lightness: number, alpha: number): Color",
        "Makes a colour of its hue in degrees and of parts from 0 to 1.",
    ),
    elsewhere(
        "wezterm.color.get_builtin_schemes",
        "fun(): table<string, Palette>",
        "Returns the colour schemes that are built in.",
    ),
    elsewhere(
        "wezterm.color.parse",
        "fun(text: string): Color",
        "Reads a colour: `#rrggbb`, a name, or a function of CSS.",
    ),
    row(
        "wezterm.color.extract_colors_from_image",
        "fun(file: string, options: table?): Color[]",
        "Returns the colours that an image has most of.",
        |make| {
            make.needs(
                "a reader of pictures, which the configuration has none of; name the colours",
            )
        },
    )
    .standing(Standing::Raises("a reader of pictures")),
    elsewhere(
        "wezterm.color.get_default_colors",
        "fun(): Palette",
        "Returns the default palette.",
    ),
    elsewhere(
        "wezterm.color.gradient",
        "fun(gradient: table, count: integer): Color[]",
        "Returns colours along a gradient.",
    ),
    elsewhere(
        "wezterm.color.load_base16_scheme",
        "fun(file: string): Palette, table",
        "Reads a colour scheme of base16.",
    ),
    elsewhere(
        "wezterm.color.load_scheme",
        "fun(file: string): Palette, table",
        "Reads a colour scheme of WezTerm's own format.",
    ),
    elsewhere(
        "wezterm.color.load_terminal_sexy_scheme",
        "fun(file: string): Palette, table",
        "Reads a colour scheme of terminal.sexy.",
    ),
    elsewhere(
        "wezterm.color.save_scheme",
        "fun(palette: Palette, metadata: table, file: string)",
        "Writes a colour scheme in WezTerm's own format.",
    ),
    elsewhere(
        "wezterm.mux.all_domains",
        "fun(): MuxDomain[]",
        "Returns the domains.",
    ),
    elsewhere(
        "wezterm.mux.all_windows",
        "fun(): MuxWindow[]",
        "Returns the windows of the multiplexer.",
    ),
    elsewhere(
        "wezterm.mux.get_active_workspace",
        "fun(): string",
        "Returns the name of the active workspace.",
    ),
    elsewhere(
        "wezterm.mux.get_domain",
        "fun(name_or_id: string|integer|nil): MuxDomain?",
        "Returns a domain, or the default one; nil where there is none of that name.",
    ),
    elsewhere(
        "wezterm.mux.get_pane",
        "fun(id: integer): Pane?",
        "Returns a pane; nil where there is none of that number.",
    ),
    elsewhere(
        "wezterm.mux.get_tab",
        "fun(id: integer): MuxTab?",
        "Returns a tab; nil where there is none of that number.",
    ),
    elsewhere(
        "wezterm.mux.get_window",
        "fun(id: integer): MuxWindow?",
        "Returns a window of the multiplexer; nil where there is none of that number.",
    ),
    elsewhere(
        "wezterm.mux.get_workspace_names",
        "fun(): string[]",
        "Returns the names of the workspaces.",
    ),
    elsewhere(
        "wezterm.mux.rename_workspace",
        "fun(old: string, new: string)",
        "Gives a workspace another name.",
    ),
    elsewhere(
        "wezterm.mux.set_active_workspace",
        "fun(name: string)",
        "Shows a workspace; it raises where there is none of that name.",
    ),
    elsewhere(
        "wezterm.mux.set_default_domain",
        "fun(domain: MuxDomain)",
        "Has programs started in another domain where none is named.",
    ),
    elsewhere(
        "wezterm.mux.spawn_window",
        "fun(command: SpawnCommand): MuxTab, Pane, MuxWindow",
        "Opens a window with a program.",
    ),
    elsewhere(
        "wezterm.plugin.list",
        "fun(): { url: string, component: string, plugin_dir: string }[]",
        "Returns the plugins.",
    ),
    elsewhere(
        "wezterm.plugin.require",
        "fun(url: string): any",
        "Returns what a plugin returns; one that was not fetched is a table that does nothing, with a warning.",
    ),
    elsewhere(
        "wezterm.plugin.update_all",
        "fun()",
        "Fetches the plugins anew, which the command line does here: `wezterm plugin update`.",
    )
    .standing(Standing::Raises(
        "the network, which nothing uses while the terminal runs; `wezterm plugin update`",
    )),
];
