//! Readers of values that only an option takes: lengths, paddings, fonts and the like.

use std::collections::BTreeMap;
use std::path::PathBuf;

use mlua::Value;

use super::shapes;
use crate::choices::{
    Alignment, Decorations, ExitMessage, KeyCaps, NotificationHandling, PastedNewlines,
    PowerPreference, TitleButton, TitleButtonStyle, TitleButtons,
};
use crate::color::{self, Colors};
use crate::config::{
    AudibleBell, BoldBrightening, Config, CursorStyle, ExitBehavior, FrontEnd, Hsb, Length,
    Padding, TabBarStyle, WindowCloseConfirmation, WindowFrame,
};
use crate::font;
use crate::keys;
use crate::links;
use crate::mouse;
use crate::value::{self, Fault, Faults};

pub(super) fn count(value: &Value, min: i64, max: i64) -> Result<usize, Fault> {
    value::integer(value, min, max).map(|n| n as usize)
}

pub(super) const FRONT_END: &[(&str, FrontEnd)] = &[
    ("Auto", FrontEnd::Auto),
    ("OpenGL", FrontEnd::Gpu),
    ("WebGpu", FrontEnd::Gpu),
    ("Software", FrontEnd::Cpu),
];

pub(super) const EXIT: &[(&str, ExitBehavior)] = &[
    ("Close", ExitBehavior::Close),
    ("CloseOnCleanExit", ExitBehavior::CloseOnCleanExit),
    ("Hold", ExitBehavior::Hold),
];

pub(super) const CLOSING: &[(&str, WindowCloseConfirmation)] = &[
    ("AlwaysPrompt", WindowCloseConfirmation::AlwaysPrompt),
    ("NeverPrompt", WindowCloseConfirmation::NeverPrompt),
];

pub(super) const BELL: &[(&str, AudibleBell)] = &[
    ("SystemBeep", AudibleBell::SystemBeep),
    ("Disabled", AudibleBell::Disabled),
];

pub(super) const KEY_CAPS: &[(&str, KeyCaps)] = &[
    ("UnixLong", KeyCaps::UnixLong),
    ("Emacs", KeyCaps::Emacs),
    ("AppleSymbols", KeyCaps::AppleSymbols),
    ("WindowsLong", KeyCaps::WindowsLong),
    ("WindowsSymbols", KeyCaps::WindowsSymbols),
];

pub(super) const CURSOR: &[(&str, CursorStyle)] = &[
    ("SteadyBlock", CursorStyle::SteadyBlock),
    ("BlinkingBlock", CursorStyle::BlinkingBlock),
    ("SteadyUnderline", CursorStyle::SteadyUnderline),
    ("BlinkingUnderline", CursorStyle::BlinkingUnderline),
    ("SteadyBar", CursorStyle::SteadyBar),
    ("BlinkingBar", CursorStyle::BlinkingBar),
];

pub(super) const EXIT_MESSAGE: &[(&str, ExitMessage)] = &[
    ("Verbose", ExitMessage::Verbose),
    ("Brief", ExitMessage::Brief),
    ("Terse", ExitMessage::Terse),
    ("None", ExitMessage::None),
];

pub(super) const NOTIFICATIONS: &[(&str, NotificationHandling)] = &[
    ("AlwaysShow", NotificationHandling::AlwaysShow),
    ("NeverShow", NotificationHandling::NeverShow),
    (
        "SuppressFromFocusedPane",
        NotificationHandling::SuppressFromFocusedPane,
    ),
    (
        "SuppressFromFocusedTab",
        NotificationHandling::SuppressFromFocusedTab,
    ),
    (
        "SuppressFromFocusedWindow",
        NotificationHandling::SuppressFromFocusedWindow,
    ),
];

pub(super) const POWER: &[(&str, PowerPreference)] = &[
    ("LowPower", PowerPreference::LowPower),
    ("HighPerformance", PowerPreference::HighPerformance),
];

const PASTED: &[(&str, PastedNewlines)] = &[
    ("None", PastedNewlines::None),
    ("LineFeed", PastedNewlines::LineFeed),
    ("CarriageReturn", PastedNewlines::CarriageReturn),
    (
        "CarriageReturnAndLineFeed",
        PastedNewlines::CarriageReturnAndLineFeed,
    ),
];

/// Reads how newlines are pasted: a word, or `true` for what Enter sends and `false` for as they are.
pub(super) fn pasted_newlines(value: &Value) -> Result<PastedNewlines, Fault> {
    match value {
        Value::Boolean(true) => Ok(PastedNewlines::CarriageReturn),
        Value::Boolean(false) => Ok(PastedNewlines::None),
        other => value::word(other, PASTED),
    }
}

/// Reads what is drawn around the window: words between bars.
pub(super) fn decorations(value: &Value) -> Result<Decorations, Faults> {
    shapes::DECORATIONS.check(value)?;
    let text = value::text(value)?;
    let has = |wanted: &str| text.split('|').any(|word| word.trim() == wanted);
    Ok(Decorations {
        title: has("TITLE"),
        resize: has("RESIZE"),
        buttons: has("INTEGRATED_BUTTONS"),
    })
}

const TITLE_BUTTONS: &[(&str, TitleButton)] = &[
    ("Hide", TitleButton::Hide),
    ("Maximize", TitleButton::Maximize),
    ("Close", TitleButton::Close),
];

pub(super) const TITLE_BUTTON_STYLE: &[(&str, TitleButtonStyle)] = &[
    ("Windows", TitleButtonStyle::Windows),
    ("Gnome", TitleButtonStyle::Gnome),
    ("MacOsNative", TitleButtonStyle::MacOsNative),
];

/// Reads which buttons the window has in its tab bar, from the left.
pub(super) fn title_buttons(buttons: &mut TitleButtons, value: &Value) -> Result<(), Faults> {
    shapes::TITLE_BUTTONS.check(value)?;
    buttons.shown = value::list(value, |value| value::word(value, TITLE_BUTTONS))?;
    Ok(())
}

/// Reads their colour, or "Auto" for that of other words.
pub(super) fn title_button_color(buttons: &mut TitleButtons, value: &Value) -> Result<(), Faults> {
    shapes::TITLE_BUTTON_COLOR.check(value)?;
    let auto = value::text(value).is_ok_and(|word| word == "Auto");
    buttons.color = match auto {
        true => None,
        false => Some(color::color(value)?),
    };
    Ok(())
}

pub(super) fn brightening(value: &Value) -> Result<BoldBrightening, Fault> {
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
pub(super) fn length(value: &Value) -> Result<Length, Fault> {
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

/// Reads a padding. The sides that are right are taken.
pub(super) fn padding(padding: &mut Padding, value: &Value) -> Result<(), Faults> {
    for (name, value) in value::fields(value)? {
        let side = match name.as_str() {
            "left" => &mut padding.left,
            "right" => &mut padding.right,
            "top" => &mut padding.top,
            "bottom" => &mut padding.bottom,
            _ => continue,
        };
        *side = length(&value).unwrap_or(*side);
    }
    shapes::PADDING.check(value)
}

/// Reads factors. Those that are right are taken.
pub(super) fn hsb(hsb: &mut Hsb, value: &Value) -> Result<(), Faults> {
    for (name, value) in value::fields(value)? {
        let part = match name.as_str() {
            "hue" => &mut hsb.hue,
            "saturation" => &mut hsb.saturation,
            "brightness" => &mut hsb.brightness,
            _ => continue,
        };
        let (value, _) = shapes::FACTOR.within_reach(&value);
        *part = value::number(&value, 0.0, 10.0).unwrap_or(*part);
    }
    shapes::HSB.check(value)
}

/// Reads how the window's frame looks. What is right is taken.
pub(super) fn window_frame(frame: &mut WindowFrame, value: &Value) -> Result<(), Faults> {
    const SIDES: [&str; 4] = ["left", "right", "top", "bottom"];
    let fields = value::fields(value)?;
    let color = |name: &str| color::color(fields.get(name)?).ok();
    let size = fields.get("font_size");
    *frame = WindowFrame {
        font: match fields.get("font").map(font::fonts) {
            Some(Ok((fonts, _))) => fonts,
            Some(Err(_)) | None => Vec::new(),
        },
        font_size: size.and_then(|size| value::number(size, 1.0, 256.0).ok()),
        active_titlebar_bg: color("active_titlebar_bg"),
        inactive_titlebar_bg: color("inactive_titlebar_bg"),
        active_titlebar_fg: color("active_titlebar_fg"),
        inactive_titlebar_fg: color("inactive_titlebar_fg"),
        borders: SIDES.map(|side| {
            let extent = if matches!(side, "left" | "right") {
                "width"
            } else {
                "height"
            };
            let width = fields.get(&format!("border_{side}_{extent}"))?;
            length(width).ok()
        }),
        border_colors: SIDES.map(|side| color(&format!("border_{side}_color"))),
    };
    shapes::WINDOW_FRAME.check(value)
}

/// Reads where cells stand in a window. What is right is taken.
pub(super) fn content_alignment(
    alignment: &mut (Alignment, Alignment),
    value: &Value,
) -> Result<(), Faults> {
    let fields = value::fields(value)?;
    let side = |name: &str, [start, center, end]: [&str; 3]| {
        let words = [
            (start, Alignment::Start),
            (center, Alignment::Center),
            (end, Alignment::End),
        ];
        let word = fields.get(name).map(|word| value::word(word, &words));
        word.and_then(Result::ok).unwrap_or_default()
    };
    *alignment = (
        side("horizontal", ["Left", "Center", "Right"]),
        side("vertical", ["Top", "Center", "Bottom"]),
    );
    shapes::CONTENT_ALIGNMENT.check(value)
}

/// Reads the words of the tab bar's buttons. What is right is taken.
pub(super) fn tab_bar_style(style: &mut TabBarStyle, value: &Value) -> Result<(), Faults> {
    let fields = value::fields(value)?;
    *style = TabBarStyle::default();
    for (name, words) in [
        ("new_tab", &mut style.new_tab),
        ("new_tab_hover", &mut style.new_tab_hover),
        ("window_hide", &mut style.window_hide),
        ("window_hide_hover", &mut style.window_hide_hover),
        ("window_maximize", &mut style.window_maximize),
        ("window_maximize_hover", &mut style.window_maximize_hover),
        ("window_close", &mut style.window_close),
        ("window_close_hover", &mut style.window_close_hover),
    ] {
        if let Some(Ok(text)) = fields.get(name).map(value::text) {
            *words = text;
        }
    }
    shapes::TAB_BAR_STYLE.check(value)
}

/// Reads the dots per inch of screens by their names. What is right is taken.
pub(super) fn dpi_by_screen(
    screens: &mut BTreeMap<String, f64>,
    value: &Value,
) -> Result<(), Faults> {
    screens.clear();
    for (name, value) in value::fields(value)? {
        if let Ok(dpi) = value::number(&value, 1.0, 10_000.0) {
            screens.insert(name, dpi);
        }
    }
    shapes::DPI_BY_SCREEN.check(value)
}

pub(super) fn set_font(config: &mut Config, value: &Value) -> Result<(), Faults> {
    let (fonts, faults) = font::fonts(value)?;
    config.font = fonts;
    faults.outcome()
}

pub(super) fn paths(value: &Value) -> Result<Vec<PathBuf>, Fault> {
    Ok(value::texts(value)?
        .into_iter()
        .map(PathBuf::from)
        .collect())
}

pub(super) fn environment(
    value: &Value,
) -> Result<std::collections::BTreeMap<String, String>, Fault> {
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

pub(super) fn set_keys(config: &mut Config, value: &Value) -> Result<(), Faults> {
    let (bindings, faults) = keys::bindings(value)?;
    config.keys = bindings;
    faults.outcome()
}

pub(super) fn set_leader(config: &mut Config, value: &Value) -> Result<(), Faults> {
    config.leader = Some(keys::leader(value)?);
    let unknown = value::unknown_fields(value, &["key", "mods", "timeout_milliseconds"]);
    Faults::from_iter(unknown).outcome()
}

pub(super) fn set_mouse_bindings(config: &mut Config, value: &Value) -> Result<(), Faults> {
    let (bindings, faults) = mouse::bindings(value)?;
    config.mouse_bindings = bindings;
    faults.outcome()
}

/// Takes the rules by which text is a link. The rules that are right are taken; what is wrong with one is told
/// once, by whoever notices it first.
pub(super) fn set_hyperlink_rules(config: &mut Config, value: &Value) -> Result<(), Faults> {
    let (rules, faults) = links::rules(value)?;
    config.hyperlink_rules = Some(rules);
    let mut all = faults;
    if all.0.is_empty() {
        all.take(shapes::HYPERLINK_RULES.check(value), |fault| fault);
    }
    all.outcome()
}

pub(super) fn set_quick_select_patterns(config: &mut Config, value: &Value) -> Result<(), Faults> {
    let (patterns, faults) = links::patterns(value)?;
    config.quick_select_patterns = patterns;
    faults.outcome()
}

/// Reads the characters of which labels are made: each once, and none that cannot be typed.
pub(super) fn alphabet(value: &Value) -> Result<String, Fault> {
    let mut letters = String::new();
    for letter in value::text(value)?.chars() {
        if letter.is_whitespace() || letter.is_control() {
            return Err(Fault::new("expected characters that can be seen"));
        }
        if !letters.contains(letter) {
            letters.push(letter);
        }
    }
    match letters.is_empty() {
        true => Err(Fault::new("expected at least one character")),
        false => Ok(letters),
    }
}

pub(super) fn set_key_tables(config: &mut Config, value: &Value) -> Result<(), Faults> {
    let (tables, faults) = keys::tables(value)?;
    config.key_tables = tables;
    faults.outcome()
}

pub(super) fn set_colors(config: &mut Config, value: &Value) -> Result<(), Faults> {
    let (colors, faults) = Colors::read(value)?;
    config.colors = colors;
    faults.outcome()
}

pub(super) fn set_color_schemes(config: &mut Config, value: &Value) -> Result<(), Faults> {
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
    all.outcome()
}

/// Takes the modules' settings one module at a time, so that a bad one loses only itself. `NAME = false`
/// is what people write who want to do without one. What cannot be read may forbid something: it is kept as a
/// text, which no module's settings are, and must not pass for nothing.
pub(super) fn set_modules(config: &mut Config, value: &Value) -> Result<(), Faults> {
    const UNREADABLE: &str = "cannot be read";
    let mut faults = Faults::default();
    config.modules.clear();
    let mut named = BTreeMap::new();
    for pair in value::table(value)?.pairs::<Value, Value>() {
        match pair.map_err(value::lua_fault)? {
            (Value::String(name), settings) => {
                named.insert(name.to_string_lossy(), settings);
            }
            (key, _) => {
                let got = value::describe(&key);
                let fault = Fault::new(format!("expected settings by module, got the key {got}"));
                faults.0.push(fault);
            }
        }
    }
    for (name, settings) in named {
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
                UNREADABLE.into()
            }
            Err(fault) => {
                faults.0.push(fault.within(&name));
                UNREADABLE.into()
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
    faults.outcome()
}

/// Takes the rules for tools as they are; the modules' gate reads them.
pub(super) fn set_tool_policy(config: &mut Config, value: &Value) -> Result<(), Faults> {
    let read = value::table(value).and_then(|_| value::json(value));
    // What cannot be read may forbid something: it must not pass for no rules.
    let kept = read.as_ref().cloned().unwrap_or("cannot be read".into());
    config.tool_policy = kept;
    read.map(|_| ()).map_err(Faults::from)
}
