//! The settings: one table of options with name, kind, meaning and setter.
//!
//! Hides how a Lua value becomes a field of [`Config`], and which of WezTerm's options have an
//! effect here yet. Runs on the thread of the Lua state. It does not read files: `load` does.

use std::path::PathBuf;
use std::time::Duration;

use mlua::Value;

use crate::color::{self, Colors};
use crate::config::{
    AudibleBell, BoldBrightening, Config, CursorStyle, ExitBehavior, FrontEnd, Hsb, Length,
    Padding, WindowCloseConfirmation,
};
use crate::keys;
use crate::spawn;
use crate::suggest::did_you_mean;
use crate::value::{self, Fault, Faults};

/// What kind of value an option takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// True or false.
    Bool,
    /// True or false, or one of the words.
    BoolOr(&'static [&'static str]),
    /// A whole number between the two, inclusive.
    Integer(i64, i64),
    /// A number between the two, inclusive.
    Number(f64, f64),
    /// A string.
    Text,
    /// One of the words.
    OneOf(&'static [&'static str]),
    /// A list of strings.
    Texts,
    /// A list of whole numbers.
    Integers,
    /// A table of strings by name.
    TextMap,
    /// A colour.
    Color,
    /// A palette.
    Colors,
    /// A length such as 3, "2px", "1pt", "0.5cell" or "10%".
    Length,
    /// What wezterm.font or wezterm.font_with_fallback returns, or a family's name.
    Font,
    /// A list of key bindings.
    Keys,
    /// A table with named fields.
    Table,
    /// A list.
    List,
    /// Whatever WezTerm takes; it is not looked at.
    Any,
}

impl Kind {
    fn check(self, value: &Value) -> Result<(), Fault> {
        match self {
            Kind::Bool => value::boolean(value).map(drop),
            Kind::BoolOr(words) => match value {
                Value::Boolean(_) => Ok(()),
                other => one_of(other, words),
            },
            Kind::Integer(min, max) => value::integer(value, min, max).map(drop),
            Kind::Number(min, max) => value::number(value, min, max).map(drop),
            Kind::Text => value::text(value).map(drop),
            Kind::OneOf(words) => one_of(value, words),
            Kind::Texts => value::texts(value).map(drop),
            Kind::Integers => value::list(value, |v| value::integer(v, 0, i64::MAX)).map(drop),
            Kind::TextMap => value::text_map(value).map(drop),
            Kind::Color => color::color(value).map(drop),
            Kind::Length => length(value).map(drop),
            Kind::Font => fonts(value).map(drop),
            Kind::Colors | Kind::Table => value::table(value).map(drop),
            Kind::Keys | Kind::List => value::elements(value::table(value)?).map(drop),
            Kind::Any => Ok(()),
        }
    }
}

fn one_of(value: &Value, words: &[&str]) -> Result<(), Fault> {
    let words: Vec<(&str, ())> = words.iter().map(|word| (*word, ())).collect();
    value::word(value, &words)
}

type Apply = fn(&mut Config, &Value) -> Result<(), Faults>;

/// One option.
#[derive(Clone, Copy, Debug)]
pub struct OptionSpec {
    /// The name in `config`.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What it does, in one line.
    pub meaning: &'static str,
    apply: Option<Apply>,
    acted_on: bool,
}

impl OptionSpec {
    /// Returns whether the terminal acts on it; the others are WezTerm's names, accepted and
    /// checked so that a file written for it loads.
    pub fn has_effect(&self) -> bool {
        self.acted_on
    }
}

/// Returns the table of options.
pub fn options() -> &'static [OptionSpec] {
    OPTIONS
}

const fn setting(
    name: &'static str,
    kind: Kind,
    meaning: &'static str,
    apply: Apply,
) -> OptionSpec {
    OptionSpec {
        name,
        kind,
        meaning,
        apply: Some(apply),
        acted_on: true,
    }
}

/// A setting that is read and kept, and that nothing acts on yet.
const fn kept(name: &'static str, kind: Kind, meaning: &'static str, apply: Apply) -> OptionSpec {
    OptionSpec {
        acted_on: false,
        ..setting(name, kind, meaning, apply)
    }
}

const fn known(name: &'static str, kind: Kind, meaning: &'static str) -> OptionSpec {
    OptionSpec {
        name,
        kind,
        meaning,
        apply: None,
        acted_on: false,
    }
}

/// Sets one option. What is wrong with it comes back, each fault naming the option.
pub(crate) fn set(config: &mut Config, name: &str, value: &Value) -> Result<(), Faults> {
    let Some(option) = OPTIONS.iter().find(|option| option.name == name) else {
        let names = OPTIONS.iter().map(|option| option.name);
        return Err(Fault::warning(format!("unknown option `{name}`"))
            .hint(did_you_mean(name, names))
            .into());
    };
    let outcome = match (value::finite(value), option.apply) {
        (Err(fault), _) => Err(fault.into()),
        (Ok(()), Some(apply)) => apply(config, value),
        (Ok(()), None) => option.kind.check(value).map_err(Faults::from),
    };
    outcome.map_err(|faults| Faults(faults.0.into_iter().map(|f| f.within(name)).collect()))
}

/// Returns whether an option is known and has no effect yet.
pub(crate) fn is_without_effect(name: &str) -> bool {
    OPTIONS
        .iter()
        .any(|option| option.name == name && !option.acted_on)
}

/// Settles what depends on several options together.
pub(crate) fn finish(config: &mut Config) -> Result<(), Faults> {
    let Some(name) = &config.color_scheme else {
        return Ok(());
    };
    match config.color_schemes.get(name) {
        Some(scheme) => {
            config.colors = scheme.clone().overlaid(&config.colors);
            Ok(())
        }
        None => {
            let names = config.color_schemes.keys().map(String::as_str);
            let hint = did_you_mean(name, names)
                .unwrap_or_else(|| "declare it in config.color_schemes".to_owned());
            let text = format!("there is no colour scheme called {name:?}; the default is used");
            Err(Fault::warning(text)
                .hint(Some(hint))
                .within("color_scheme")
                .into())
        }
    }
}

fn count(value: &Value, min: i64, max: i64) -> Result<usize, Fault> {
    value::integer(value, min, max).map(|n| n as usize)
}

const FRONT_END: &[(&str, FrontEnd)] = &[
    ("Auto", FrontEnd::Auto),
    ("OpenGL", FrontEnd::Gpu),
    ("WebGpu", FrontEnd::Gpu),
    ("Software", FrontEnd::Cpu),
];

const EXIT: &[(&str, ExitBehavior)] = &[
    ("Close", ExitBehavior::Close),
    ("CloseOnCleanExit", ExitBehavior::CloseOnCleanExit),
    ("Hold", ExitBehavior::Hold),
];

const CLOSING: &[(&str, WindowCloseConfirmation)] = &[
    ("AlwaysPrompt", WindowCloseConfirmation::AlwaysPrompt),
    ("NeverPrompt", WindowCloseConfirmation::NeverPrompt),
];

const BELL: &[(&str, AudibleBell)] = &[
    ("SystemBeep", AudibleBell::SystemBeep),
    ("Disabled", AudibleBell::Disabled),
];

const CURSOR: &[(&str, CursorStyle)] = &[
    ("SteadyBlock", CursorStyle::SteadyBlock),
    ("BlinkingBlock", CursorStyle::BlinkingBlock),
    ("SteadyUnderline", CursorStyle::SteadyUnderline),
    ("BlinkingUnderline", CursorStyle::BlinkingUnderline),
    ("SteadyBar", CursorStyle::SteadyBar),
    ("BlinkingBar", CursorStyle::BlinkingBar),
];

fn brightening(value: &Value) -> Result<BoldBrightening, Fault> {
    match value {
        Value::Boolean(true) => Ok(BoldBrightening::BrightAndBold),
        Value::Boolean(false) => Ok(BoldBrightening::No),
        other => value::word(
            other,
            &[
                ("No", BoldBrightening::No),
                ("BrightAndBold", BoldBrightening::BrightAndBold),
                ("BrightOnly", BoldBrightening::BrightOnly),
            ],
        ),
    }
}

/// Reads a length such as `12`, "12px", "9pt", "0.5cell" or "2%".
fn length(value: &Value) -> Result<Length, Fault> {
    const LIMIT: f64 = 100_000.0;
    if !matches!(value, Value::String(_)) {
        return value::number(value, -LIMIT, LIMIT).map(Length::Pixels);
    }
    let text = value::text(value)?;
    type Unit = (&'static str, fn(f64) -> Length);
    let units: [Unit; 5] = [
        ("px", Length::Pixels),
        ("pt", Length::Points),
        ("cell", Length::Cells),
        ("%", Length::Percent),
        ("", Length::Pixels),
    ];
    units
        .iter()
        .find_map(|(unit, make)| {
            let number: f64 = text.trim().strip_suffix(unit)?.trim().parse().ok()?;
            (number.abs() <= LIMIT).then(|| make(number))
        })
        .ok_or_else(|| {
            value::expected(
                "a length such as 3, \"2px\", \"1pt\", \"0.5cell\" or \"10%\"",
                value,
            )
        })
}

fn padding(padding: &mut Padding, value: &Value) -> Result<(), Fault> {
    for (name, value) in value::fields(value)? {
        let side = match name.as_str() {
            "left" => &mut padding.left,
            "right" => &mut padding.right,
            "top" => &mut padding.top,
            "bottom" => &mut padding.bottom,
            _ => {
                let hint = did_you_mean(&name, ["left", "right", "top", "bottom"]);
                return Err(Fault::new("no such side").hint(hint).within(&name));
            }
        };
        *side = length(&value).map_err(|fault| fault.within(&name))?;
    }
    Ok(())
}

fn hsb(hsb: &mut Hsb, value: &Value) -> Result<(), Fault> {
    for (name, value) in value::fields(value)? {
        let part = match name.as_str() {
            "hue" => &mut hsb.hue,
            "saturation" => &mut hsb.saturation,
            "brightness" => &mut hsb.brightness,
            _ => {
                let hint = did_you_mean(&name, ["hue", "saturation", "brightness"]);
                return Err(Fault::new("no such part").hint(hint).within(&name));
            }
        };
        *part = value::number(&value, 0.0, 10.0).map_err(|fault| fault.within(&name))?;
    }
    Ok(())
}

/// Reads the families out of a font: a name, one description, or a list of them.
fn fonts(value: &Value) -> Result<Vec<String>, Fault> {
    let wanted = "wezterm.font(\"name\") or wezterm.font_with_fallback{...}";
    match value {
        Value::String(_) => Ok(vec![value::text(value)?]),
        Value::Table(table) => {
            let inner: Value = table.raw_get("font").map_err(value::lua_fault)?;
            if !inner.is_nil() {
                return fonts(&inner);
            }
            let family: Value = table.raw_get("family").map_err(value::lua_fault)?;
            if !family.is_nil() {
                return Ok(vec![value::text(&family).map_err(|f| f.within("family"))?]);
            }
            let mut families = Vec::new();
            for (i, element) in value::elements(table)?.iter().enumerate() {
                families.extend(fonts(element).map_err(|fault| fault.nth(i + 1))?);
            }
            if families.is_empty() {
                return Err(value::expected(wanted, value));
            }
            Ok(families)
        }
        other => Err(value::expected(wanted, other)),
    }
}

fn paths(value: &Value) -> Result<Vec<PathBuf>, Fault> {
    Ok(value::texts(value)?
        .into_iter()
        .map(PathBuf::from)
        .collect())
}

fn environment(value: &Value) -> Result<std::collections::BTreeMap<String, String>, Fault> {
    let variables = value::text_map(value)?;
    for (name, text) in &variables {
        if name.is_empty() || name.contains(['=', '\0']) || text.contains('\0') {
            let fault =
                Fault::new("cannot stand in an environment: it has a = in its name or a NUL");
            return Err(fault.within(name));
        }
    }
    Ok(variables)
}

fn set_keys(config: &mut Config, value: &Value) -> Result<(), Faults> {
    let (bindings, faults) = keys::bindings(value)?;
    config.keys = bindings;
    if faults.0.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

fn set_colors(config: &mut Config, value: &Value) -> Result<(), Faults> {
    let (colors, faults) = Colors::read(value)?;
    config.colors = colors;
    if faults.0.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

fn set_color_schemes(config: &mut Config, value: &Value) -> Result<(), Faults> {
    let mut all = Faults::default();
    for (name, scheme) in value::fields(value)? {
        match Colors::read(&scheme) {
            Ok((colors, faults)) => {
                config.color_schemes.insert(name.clone(), colors);
                all.0.extend(faults.0.into_iter().map(|f| f.within(&name)));
            }
            Err(fault) => all.0.push(fault.within(&name)),
        }
    }
    if all.0.is_empty() { Ok(()) } else { Err(all) }
}

/// Takes the modules' settings one module at a time, so that a bad one loses only itself. `NAME = false`
/// is what people write who want to do without one.
fn set_modules(config: &mut Config, value: &Value) -> Result<(), Faults> {
    let mut faults = Faults::default();
    config.modules.clear();
    for (name, settings) in value::fields(value)? {
        let settings = match &settings {
            Value::Boolean(on) => {
                config.modules.insert(name, (*on).into());
                continue;
            }
            Value::Table(_) => value::json(&settings),
            other => Err(value::expected("a table, or true or false", other)),
        };
        let settings = match settings {
            Ok(settings) if settings.is_object() => settings,
            Ok(_) => {
                let fault = Fault::new("expected settings by name, got a list");
                faults.0.push(fault.within(&name));
                continue;
            }
            Err(fault) => {
                faults.0.push(fault.within(&name));
                continue;
            }
        };
        if let Some(chosen) = settings.pointer("/ui/keybinding")
            && let Err(fault) = keys::combination_of_json(chosen)
        {
            let fault = fault.within("keybinding").within("ui").within(&name);
            faults.0.push(fault);
        }
        config.modules.insert(name, settings);
    }
    if faults.0.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

/// Takes the rules for tools as they are; the modules' gate reads them.
fn set_tool_policy(config: &mut Config, value: &Value) -> Result<(), Faults> {
    let read = value::table(value).and_then(|_| value::json(value));
    // What cannot be read may forbid something: it must not pass for no rules.
    let kept = read.as_ref().cloned().unwrap_or("cannot be read".into());
    config.tool_policy = kept;
    read.map(|_| ()).map_err(Faults::from)
}

use Kind::{
    Any, Bool, BoolOr, Color, Colors as Palette, Font, Integer, Integers, Keys, Length as Extent,
    List, Number, OneOf, Table, Text, TextMap, Texts,
};

/// Every option by name, this program's own first.
#[rustfmt::skip]
const OPTIONS: &[OptionSpec] = &[
    setting("module_request_timeout", Number(0.1, 3600.0), "how many seconds a request between modules may take", |c, v| { c.module_request_timeout = Duration::from_secs_f64(value::number(v, 0.1, 3600.0)?); Ok(()) }),
    setting("enable_module_framework", Bool, "whether modules (the assistant among them) exist", |c, v| { c.enable_module_framework = value::boolean(v)?; Ok(()) }),
    setting("modules", Table, "settings of the modules by name, or true or false for one that is only switched", set_modules),
    setting("tool_policy", Table, "rules for tools that the assistant and others call (docs/modules.md)", set_tool_policy),
    known("adjust_window_size_when_changing_font_size", Bool, "keep rows/cols and resize the window on zoom"),
    known("allow_download_protocols", Bool, "accept file-download escapes"),
    known("allow_square_glyphs_to_overflow_width", OneOf(&["Never", "Always", "WhenFollowedBySpace"]), "whether roughly square icon glyphs may spill into the following cell"),
    known("allow_win32_input_mode", Bool, "allow ConPTY's win32 key mode"),
    known("alternate_buffer_wheel_scroll_speed", Integer(0, 1_000_000_000), "arrow keys sent per wheel tick in full-screen programs"),
    known("animation_fps", Integer(0, 1_000_000_000), "frame rate of eased animations"),
    known("anti_alias_custom_block_glyphs", Bool, "antialias the procedural glyphs"),
    setting("audible_bell", OneOf(&["SystemBeep", "Disabled"]), "sound on BEL", |c, v| { c.audible_bell = value::word(v, BELL)?; Ok(()) }),
    setting("automatically_reload_config", Bool, "watch config files and reload on change", |c, v| { c.automatically_reload_config = value::boolean(v)?; Ok(()) }),
    known("background", List, "stack of background layers"),
    known("bidi_direction", OneOf(&["LeftToRight", "RightToLeft", "AutoLeftToRight", "AutoRightToLeft"]), "paragraph direction hint"),
    known("bidi_enabled", Bool, "right-to-left text handling"),
    setting("bold_brightens_ansi_colors", BoolOr(&["No", "BrightAndBold", "BrightOnly"]), "map bold ANSI 0-7 to 8-15", |c, v| { c.bold_brightens_ansi_colors = brightening(v)?; Ok(()) }),
    known("bypass_mouse_reporting_modifiers", Text, "modifiers that keep a mouse event from the application"),
    known("canonicalize_pasted_newlines", BoolOr(&["None", "LineFeed", "CarriageReturn", "CarriageReturnAndLineFeed"]), "newline rewriting on paste"),
    setting("cell_width", Number(0.5, 4.0), "multiplier applied to the column width computed from font metrics", |c, v| { c.cell_width = value::number(v, 0.5, 4.0)?; Ok(()) }),
    known("char_select_bg_color", Color, "background in the character picker"),
    known("char_select_fg_color", Color, "text color in the character picker"),
    known("char_select_font_size", Number(0.0, 10_000.0), "font size in the character picker"),
    known("check_for_updates", Bool, "poll for new releases"),
    known("check_for_updates_interval_seconds", Integer(0, 1_000_000_000), "poll period"),
    setting("clean_exit_codes", Integers, "extra exit statuses that count as success", |c, v| { c.clean_exit_codes = value::list(v, |v| value::integer(v, 0, i64::from(u32::MAX)))?; Ok(()) }),
    setting("color_scheme", Text, "name of the scheme to use", |c, v| { c.color_scheme = Some(value::text(v)?); Ok(()) }),
    known("color_scheme_dirs", Texts, "directories holding *.toml color schemes"),
    setting("color_schemes", Table, "schemes defined inside the config", set_color_schemes),
    setting("colors", Palette, "override individual palette entries on top of color_scheme", set_colors),
    known("command_palette_bg_color", Color, "background in the palette"),
    known("command_palette_fg_color", Color, "text color in the palette"),
    known("command_palette_font_size", Number(0.0, 10_000.0), "font size in the command palette"),
    known("command_palette_rows", Integer(0, 1_000_000_000), "fixed number of rows in the command palette"),
    known("cursor_blink_ease_in", Any, "fade-in curve of the cursor"),
    known("cursor_blink_ease_out", Any, "fade-out curve of the cursor"),
    setting("cursor_blink_rate", Integer(0, 60_000), "cursor blink half period", |c, v| { c.cursor_blink_rate = count(v, 0, 60_000)? as u64; Ok(()) }),
    known("cursor_thickness", Extent, "stroke width for bar/underline/hollow cursors"),
    known("custom_block_glyphs", Bool, "draw box/block/powerline glyphs procedurally"),
    known("daemon_options", Table, "where a daemonized mux server writes"),
    known("debug_key_events", Bool, "log every key event"),
    kept("default_cursor_style", OneOf(&["SteadyBlock", "BlinkingBlock", "SteadyUnderline", "BlinkingUnderline", "SteadyBar", "BlinkingBar"]), "cursor shape after reset", |c, v| { c.default_cursor_style = value::word(v, CURSOR)?; Ok(()) }),
    setting("default_cwd", Text, "starting directory when nothing else decides it", |c, v| { c.default_cwd = Some(value::text(v)?.into()); Ok(()) }),
    setting("default_domain", Text, "domain for new windows/tabs", |c, v| { c.default_domain = value::text(v)?; Ok(()) }),
    known("default_gui_startup_args", Texts, "subcommand implied when the binary is run without one"),
    known("default_mux_server_domain", Text, "domain inside the mux server"),
    setting("default_prog", Texts, "program for new panes", |c, v| { c.default_prog = Some(spawn::program(v)?); Ok(()) }),
    known("default_ssh_auth_sock", Text, "SSH_AUTH_SOCK value to use for the mux"),
    setting("default_workspace", Text, "workspace at start", |c, v| { c.default_workspace = value::text(v)?; Ok(()) }),
    known("detect_password_input", Bool, "show a lock cursor when the tty has echo off"),
    setting("disable_default_key_bindings", Bool, "start from an empty default key table", |c, v| { c.disable_default_key_bindings = value::boolean(v)?; Ok(()) }),
    known("disable_default_mouse_bindings", Bool, "start from an empty mouse table"),
    known("disable_default_quick_select_patterns", Bool, "drop the built-in quick-select regexes"),
    known("display_pixel_geometry", OneOf(&["RGB", "BGR"]), "sub-pixel order for LCD antialiasing"),
    known("dpi", Number(0.0, 10_000.0), "override the DPI used for font scaling"),
    known("dpi_by_screen", Table, "per-monitor DPI override"),
    known("enable_csi_u_key_encoding", Bool, "encode keys in the CSI-u scheme"),
    known("enable_kitty_graphics", Bool, "accept the kitty image protocol"),
    known("enable_kitty_keyboard", Bool, "let programs turn on the kitty keyboard protocol"),
    kept("enable_scroll_bar", Bool, "draw a scroll bar in the right padding", |c, v| { c.enable_scroll_bar = value::boolean(v)?; Ok(()) }),
    setting("enable_tab_bar", Bool, "show the tab bar", |c, v| { c.enable_tab_bar = value::boolean(v)?; Ok(()) }),
    known("enable_title_reporting", Bool, "answer title-query escapes"),
    known("enable_wayland", Bool, "prefer Wayland over X11"),
    known("enable_zwlr_output_manager", Bool, "use zwlr output manager for screen info"),
    known("enq_answerback", Text, "reply to ENQ"),
    setting("exec_domains", List, "domains that rewrite the command line", |c, v| { c.exec_domains = value::list(v, spawn::read_exec_domain)?; Ok(()) }),
    setting("exit_behavior", OneOf(&["Close", "CloseOnCleanExit", "Hold"]), "what happens to a pane when its program ends", |c, v| { c.exit_behavior = value::word(v, EXIT)?; Ok(()) }),
    known("exit_behavior_messaging", OneOf(&["Verbose", "Brief", "Terse", "None"]), "how much text is printed when a held pane's program ends"),
    known("experimental_pixel_positioning", Bool, "place glyphs by pixel rather than cell"),
    setting("font", Font, "main text font", |c, v| { c.font = fonts(v)?; Ok(()) }),
    known("font_antialias", Text, "documented but no longer in the config struct (superseded by freetype_*)"),
    known("font_colr_rasterizer", OneOf(&["FreeType", "Harfbuzz"]), "rasterizer for COLR color glyphs"),
    setting("font_dirs", Texts, "extra directories searched first for font files", |c, v| { c.font_dirs = paths(v)?; Ok(()) }),
    known("font_hinting", Text, "documented but no longer in the config struct (superseded by freetype_*)"),
    known("font_locator", OneOf(&["FontConfig", "Gdi", "CoreText", "ConfigDirsOnly"]), "how fonts are looked up by name"),
    known("font_rasterizer", OneOf(&["FreeType", "Harfbuzz"]), "glyph rasterizer"),
    known("font_rules", List, "choose another font for cells with given attributes"),
    known("font_shaper", OneOf(&["Harfbuzz", "Allsorts"]), "text shaper"),
    setting("font_size", Number(1.0, 256.0), "point size of the main text font", |c, v| { c.font_size = value::number(v, 1.0, 256.0)?; Ok(()) }),
    known("force_reverse_video_cursor", Bool, "draw the cursor by inverting the cell"),
    known("foreground_text_hsb", Table, "multiply text HSB"),
    known("freetype_interpreter_version", Integer(0, 1_000_000_000), "TrueType interpreter version (35/38/40)"),
    known("freetype_load_flags", Text, "FreeType load flags"),
    known("freetype_load_target", OneOf(&["Normal", "Light", "Mono", "HorizontalLcd", "VerticalLcd"]), "hinting target"),
    known("freetype_pcf_long_family_names", Bool, "use long family names of PCF fonts"),
    known("freetype_render_target", OneOf(&["Normal", "Light", "Mono", "HorizontalLcd", "VerticalLcd"]), "render target"),
    setting("front_end", OneOf(&["Auto", "OpenGL", "WebGpu", "Software"]), "GPU back end", |c, v| { c.front_end = value::word(v, FRONT_END)?; Ok(()) }),
    known("glyph_cache_image_cache_size", Integer(0, 1_000_000_000), "decoded images kept"),
    known("harfbuzz_features", Texts, "OpenType feature switches"),
    known("hide_mouse_cursor_when_typing", Bool, "hide the pointer on key press"),
    setting("hide_tab_bar_if_only_one_tab", Bool, "hide the bar when it has one tab", |c, v| { c.hide_tab_bar_if_only_one_tab = value::boolean(v)?; Ok(()) }),
    known("hyperlink_rules", List, "implicit links found in text"),
    known("ignore_svg_fonts", Bool, "skip fonts with SVG glyphs"),
    known("ime_preedit_rendering", OneOf(&["Builtin", "System"]), "who draws preedit text"),
    kept("inactive_pane_hsb", Table, "multiply HSB of unfocused panes", |c, v| { hsb(&mut c.inactive_pane_hsb, v)?; Ok(()) }),
    setting("initial_cols", Integer(1, 2000), "columns of a new window", |c, v| { c.initial_cols = count(v, 1, 2000)?; Ok(()) }),
    setting("initial_rows", Integer(1, 1000), "rows of a new window", |c, v| { c.initial_rows = count(v, 1, 1000)?; Ok(()) }),
    known("integrated_title_button_alignment", OneOf(&["Left", "Right"]), "side of the tab bar that carries integrated buttons"),
    known("integrated_title_button_color", Text, "foreground of integrated buttons"),
    known("integrated_title_button_style", OneOf(&["Windows", "Gnome", "MacOsNative"]), "look of integrated buttons"),
    known("integrated_title_buttons", List, "order and set of buttons drawn in the tab bar when INTEGRATED_BUTTONS is on"),
    known("key_map_preference", OneOf(&["Mapped", "Physical"]), "how unprefixed key names are matched"),
    known("key_tables", Table, "named modal key tables"),
    setting("keys", Keys, "key assignments laid over the defaults", set_keys),
    setting("launch_menu", List, "entries added to the launcher", |c, v| { c.launch_menu = value::list(v, spawn::spawn)?; Ok(()) }),
    setting("leader", Table, "key that turns on the virtual LEADER modifier", |c, v| { c.leader = Some(keys::leader(v)?); Ok(()) }),
    setting("line_height", Number(0.5, 4.0), "multiplier applied to the row height computed from font metrics", |c, v| { c.line_height = value::number(v, 0.5, 4.0)?; Ok(()) }),
    known("line_quad_cache_size", Integer(0, 1_000_000_000), "entries in the quad cache"),
    known("line_state_cache_size", Integer(0, 1_000_000_000), "entries in the line cache"),
    known("line_to_ele_shape_cache_size", Integer(0, 1_000_000_000), "entries in the element-shape cache"),
    known("log_unknown_escape_sequences", Bool, "warn in the log for escape sequences that are not handled"),
    known("macos_forward_to_ime_modifier_mask", Text, "which modified keys go to the macOS IME"),
    known("macos_fullscreen_extend_behind_notch", Bool, "draw behind the camera notch"),
    known("macos_window_background_blur", Integer(0, 1_000_000_000), "blur radius behind a translucent window"),
    setting("max_fps", Integer(1, 1000), "upper bound on redraw rate", |c, v| { c.max_fps = count(v, 1, 1000)? as u32; Ok(()) }),
    known("min_scroll_bar_height", Extent, "smallest scroll thumb"),
    known("mouse_bindings", List, "mouse assignments laid over the defaults"),
    known("mouse_wheel_scrolls_tabs", Bool, "wheel over the tab bar changes tab"),
    known("mux_enable_ssh_agent", Bool, "mux provides an agent socket that follows the active client"),
    known("mux_env_remove", Texts, "variables dropped from the mux server's environment"),
    known("mux_output_parser_buffer_size", Integer(0, 1_000_000_000), "bytes read per parser turn"),
    known("mux_output_parser_coalesce_delay_ms", Integer(0, 1_000_000_000), "how long the parser waits to merge small reads into one frame"),
    known("native_macos_fullscreen_mode", Bool, "use the macOS Spaces full screen"),
    known("normalize_output_to_unicode_nfc", Bool, "compose output text to NFC"),
    known("notification_handling", OneOf(&["AlwaysShow", "NeverShow", "SuppressFromFocusedPane", "SuppressFromFocusedTab", "SuppressFromFocusedWindow"]), "when OSC notifications become toasts"),
    known("palette_max_key_assigments_for_action", Integer(0, 1_000_000_000), "shortcuts listed per palette row (name is misspelled upstream)"),
    known("pane_focus_follows_mouse", Bool, "hover focuses a pane"),
    known("pane_select_bg_color", Color, "shade drawn over panes in pane-select mode"),
    known("pane_select_fg_color", Color, "label color in pane-select mode"),
    known("pane_select_font_size", Number(0.0, 10_000.0), "label size in pane-select mode"),
    known("periodic_stat_logging", Integer(0, 1_000_000_000), "log internal metrics this often"),
    known("prefer_egl", Bool, "use EGL for OpenGL"),
    known("prefer_to_spawn_tabs", Bool, "a second launch opens a tab in the running GUI, not a window"),
    known("quick_select_alphabet", Text, "label letters in quick-select and pane-select"),
    known("quick_select_patterns", Texts, "extra quick-select regexes"),
    known("quit_when_all_windows_are_closed", Bool, "macOS/GUI process ends with the last window"),
    known("quote_dropped_files", OneOf(&["None", "SpacesOnly", "Posix", "Windows", "WindowsAlwaysQuoted"]), "quoting of dropped file names"),
    known("ratelimit_mux_line_prefetches_per_second", Integer(0, 1_000_000_000), "cap on speculative line fetches from a remote mux"),
    known("resolved_palette", Table, "read-only result of color_scheme + colors, visible through effective_config"),
    setting("scroll_to_bottom_on_input", Bool, "typing jumps to the live screen", |c, v| { c.scroll_to_bottom_on_input = value::boolean(v)?; Ok(()) }),
    setting("scrollback_lines", Integer(0, 999_999_999), "lines kept above the screen per pane", |c, v| { c.scrollback_lines = count(v, 0, 999_999_999)?; Ok(()) }),
    known("search_font_dirs_for_fallback", Bool, "include font_dirs in fallback search"),
    setting("selection_word_boundary", Text, "characters that end a word on double click", |c, v| { c.selection_word_boundary = value::text(v)?; Ok(()) }),
    known("send_composed_key_when_left_alt_is_pressed", Bool, "left Alt/Option composes characters instead of sending Alt"),
    known("send_composed_key_when_right_alt_is_pressed", Bool, "right Alt/AltGr composes characters"),
    known("serial_ports", List, "serial devices as domains"),
    setting("set_environment_variables", TextMap, "variables set for local-domain spawns", |c, v| { c.set_environment_variables = environment(v)?; Ok(()) }),
    known("shape_cache_size", Integer(0, 1_000_000_000), "entries in the shaping cache"),
    setting("shell_integration", Bool, "bash, zsh and fish mark their prompts and commands", |c, v| { c.shell_integration = value::boolean(v)?; Ok(()) }),
    known("show_close_tab_button_in_tabs", Bool, "draw a close button on fancy tabs"),
    known("show_new_tab_button_in_tab_bar", Bool, "draw the + button"),
    setting("show_tab_index_in_tab_bar", Bool, "prefix titles with the tab number", |c, v| { c.show_tab_index_in_tab_bar = value::boolean(v)?; Ok(()) }),
    known("show_tabs_in_tab_bar", Bool, "draw tabs at all (status areas stay)"),
    known("show_update_window", Bool, "deprecated, no effect"),
    setting("skip_close_confirmation_for_processes_named", Texts, "programs that close without asking", |c, v| { c.skip_close_confirmation_for_processes_named = value::texts(v)?; Ok(()) }),
    known("sort_fallback_fonts_by_coverage", Bool, "order system fallbacks by coverage"),
    known("ssh_backend", OneOf(&["LibSsh", "Ssh2"]), "ssh library"),
    known("ssh_domains", List, "ssh destinations as domains"),
    known("status_update_interval", Integer(0, 1_000_000_000), "period of update-status"),
    known("strikethrough_position", Extent, "vertical position of the strike line"),
    known("swallow_mouse_click_on_pane_focus", Bool, "do not pass the click that focuses a pane"),
    known("swallow_mouse_click_on_window_focus", Bool, "do not pass the click that focuses the window"),
    known("swap_backspace_and_delete", Bool, "exchange the two codes"),
    known("switch_to_last_active_tab_when_closing_tab", Bool, "after closing a tab return to the previously used one, not the neighbour"),
    setting("tab_and_split_indices_are_zero_based", Bool, "count tabs/panes from 0 in the UI", |c, v| { c.tab_and_split_indices_are_zero_based = value::boolean(v)?; Ok(()) }),
    setting("tab_bar_at_bottom", Bool, "draw the bar under the panes", |c, v| { c.tab_bar_at_bottom = value::boolean(v)?; Ok(()) }),
    known("tab_bar_style", Table, "pre-formatted text for buttons in the tab bar"),
    setting("tab_max_width", Integer(1, 1000), "widest tab in the cell-grid bar", |c, v| { c.tab_max_width = count(v, 1, 1000)?; Ok(()) }),
    setting("term", Text, "value of TERM for children", |c, v| { c.term = value::text(v)?; Ok(()) }),
    known("text_background_opacity", Number(0.0, 1.0), "alpha of non-default cell backgrounds"),
    known("text_blink_ease_in", Any, "fade-in of blinking text"),
    known("text_blink_ease_out", Any, "fade-out of blinking text"),
    known("text_blink_rapid_ease_in", Any, "fade-in of rapid blink"),
    known("text_blink_rapid_ease_out", Any, "fade-out of rapid blink"),
    known("text_blink_rate", Integer(0, 1_000_000_000), "period of slow blinking text"),
    known("text_blink_rate_rapid", Integer(0, 1_000_000_000), "period of rapid blinking text"),
    known("tiling_desktop_environments", Texts, "desktops where the window must not resize itself"),
    known("tls_clients", List, "TLS mux domains to connect to"),
    known("tls_servers", List, "TLS listeners of the mux server"),
    known("treat_east_asian_ambiguous_width_as_wide", Bool, "ambiguous characters take two cells"),
    known("treat_left_ctrlalt_as_altgr", Bool, "Windows: treat left Ctrl+Alt as AltGr"),
    known("ui_key_cap_rendering", OneOf(&["UnixLong", "Emacs", "AppleSymbols", "WindowsLong", "WindowsSymbols"]), "how keys are written in the UI"),
    known("ulimit_nofile", Integer(0, 1_000_000_000), "raise soft open-file limit to this"),
    known("ulimit_nproc", Integer(0, 1_000_000_000), "raise soft process limit to this"),
    known("underline_position", Extent, "vertical offset of underlines from baseline"),
    known("underline_thickness", Extent, "stroke width of underlines"),
    known("unicode_version", Integer(0, 1_000_000_000), "width tables used for cell width"),
    known("unix_domains", List, "mux servers reachable over a unix socket"),
    setting("unzoom_on_switch_pane", Bool, "leave zoom when another pane is activated", |c, v| { c.unzoom_on_switch_pane = value::boolean(v)?; Ok(()) }),
    known("use_box_model_render", Bool, "experimental renderer switch"),
    known("use_cap_height_to_scale_fallback_fonts", Bool, "scale fallbacks to the main font's cap height"),
    known("use_dead_keys", Bool, "expand dead keys"),
    known("use_fancy_tab_bar", Bool, "native-looking proportional-font bar rather than the cell-grid bar"),
    known("use_ime", Bool, "talk to the input-method system"),
    known("use_resize_increments", Bool, "snap window resizing to cells"),
    known("visual_bell", Table, "flash on BEL"),
    known("warn_about_missing_glyphs", Bool, "notify when no font has a glyph"),
    known("webgpu_force_fallback_adapter", Bool, "use the software adapter"),
    known("webgpu_power_preference", OneOf(&["LowPower", "HighPerformance"]), "adapter choice hint"),
    known("webgpu_preferred_adapter", Table, "use one given adapter"),
    known("win32_acrylic_accent_color", Color, "accent for Acrylic"),
    known("win32_system_backdrop", OneOf(&["Auto", "Disable", "Acrylic", "Mica", "Tabbed"]), "Windows backdrop effect"),
    known("window_background_gradient", Table, "background gradient"),
    known("window_background_image", Text, "background picture (png,jpeg,gif,webp...)"),
    known("window_background_image_hsb", Table, "multiply the picture's HSB"),
    kept("window_background_opacity", Number(0.0, 1.0), "alpha of the window background", |c, v| { c.window_background_opacity = value::number(v, 0.0, 1.0)?; Ok(()) }),
    setting("window_close_confirmation", OneOf(&["AlwaysPrompt", "NeverPrompt"]), "ask before closing a window", |c, v| { c.window_close_confirmation = value::word(v, CLOSING)?; Ok(()) }),
    known("window_content_alignment", Table, "where left-over pixels go"),
    known("window_decorations", Text, "which window-manager chrome the window asks for"),
    known("window_frame", Table, "colors, font and borders of the title area/fancy tab bar"),
    setting("window_padding", Table, "space between window edge and cells", |c, v| { padding(&mut c.window_padding, v)?; Ok(()) }),
    known("wsl_domains", List, "WSL distributions as domains"),
    known("xcursor_size", Integer(0, 1_000_000_000), "pointer size"),
    known("xcursor_theme", Text, "X11/Wayland pointer theme"),
    known("xim_im_name", Text, "X11 input-method name"),];
