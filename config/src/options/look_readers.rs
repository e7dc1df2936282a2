//! Readers of what says how the window is painted: fadings, gradients, layers of the background, rules for fonts.
//!
//! Of a table what is right is taken; what is wrong with it, its shape says.

use mlua::Value;

use super::readers::{self, count, length};
use super::shapes;
use crate::color;
use crate::color::gradient::Gradient;
use crate::config::{Config, Length};
use crate::font::{self, FontRule, TextBlink, TextIntensity, TextUnderline};
use crate::look::{
    BackgroundGradient, BackgroundLayer, BellTarget, BidiDirection, Easing, GlyphOverflow,
    LayerAlign, LayerAxis, LayerRepeat, LayerSize, LayerSource, Orientation, VisualBell,
};
use crate::value::{self, Fault, Faults};

const EASINGS: &[(&str, Easing)] = &[
    ("Linear", Easing::Linear),
    ("Constant", Easing::Constant),
    ("Ease", Easing::CubicBezier([0.25, 0.1, 0.25, 1.0])),
    ("EaseIn", Easing::CubicBezier([0.42, 0.0, 1.0, 1.0])),
    ("EaseInOut", Easing::CubicBezier([0.42, 0.0, 0.58, 1.0])),
    ("EaseOut", Easing::CubicBezier([0.0, 0.0, 0.58, 1.0])),
];

/// Reads a curve: its name, or `{ CubicBezier = { x, y, x, y } }`.
pub(super) fn easing(value: &Value) -> Result<Easing, Faults> {
    shapes::EASING.check(value)?;
    if let Value::String(_) = value {
        return Ok(value::word(value, EASINGS)?);
    }
    let fields = value::fields(value)?;
    let points = fields.get("CubicBezier").unwrap_or(&Value::Nil);
    let points = value::list(points, |value| value::number(value, -1e9, 1e9))?;
    let points: Result<[f64; 4], _> = points.try_into();
    Ok(points.map_or(Easing::Linear, Easing::CubicBezier))
}

pub(super) fn visual_bell(bell: &mut VisualBell, value: &Value) -> Result<(), Faults> {
    const TARGETS: &[(&str, BellTarget)] = &[
        ("BackgroundColor", BellTarget::BackgroundColor),
        ("CursorColor", BellTarget::CursorColor),
    ];
    // Longer than this nobody takes for a flash.
    let millis = |value: &Value| count(value, 0, 60_000).unwrap_or(60_000) as u64;
    for (name, value) in value::fields(value)? {
        match name.as_str() {
            "fade_in_duration_ms" if is_count(&value) => bell.fade_in_duration_ms = millis(&value),
            "fade_out_duration_ms" if is_count(&value) => {
                bell.fade_out_duration_ms = millis(&value);
            }
            "fade_in_function" => {
                bell.fade_in_function = easing(&value).unwrap_or(bell.fade_in_function);
            }
            "fade_out_function" => {
                bell.fade_out_function = easing(&value).unwrap_or(bell.fade_out_function);
            }
            "target" => bell.target = value::word(&value, TARGETS).unwrap_or(bell.target),
            _ => {}
        }
    }
    shapes::VISUAL_BELL.check(value)
}

fn is_count(value: &Value) -> bool {
    value::integer(value, 0, i64::MAX).is_ok()
}

/// Reads a gradient with the way that it goes.
fn gradient(value: &Value) -> Result<BackgroundGradient, Faults> {
    shapes::WINDOW_GRADIENT.check(value)?;
    let fields = value::fields(value)?;
    let orientation = fields.get("orientation").map(orientation).transpose()?;
    let noise = fields.get("noise").map(|value| count(value, 0, 10_000));
    Ok(BackgroundGradient {
        gradient: Gradient::read(value)?,
        orientation: orientation.unwrap_or(Orientation::Linear(0.0)),
        noise: noise.transpose()?.unwrap_or(64) as u32,
    })
}

fn orientation(value: &Value) -> Result<Orientation, Fault> {
    if let Value::String(_) = value {
        // As the words have it, it goes from the top down; as the angle has it, 90 degrees go up.
        let words = [
            ("Horizontal", Orientation::Linear(0.0)),
            ("Vertical", Orientation::Linear(270.0)),
        ];
        return value::word(value, &words).map_err(|fault| fault.within("orientation"));
    }
    let fields = value::fields(value)?;
    let number = |of: &Value, name: &str, default: f64| match value::fields(of)?.get(name) {
        Some(value) => value::number(value, -1e9, 1e9).map_err(|fault| fault.within(name)),
        None => Ok(default),
    };
    match (fields.get("Radial"), fields.get("Linear")) {
        (Some(radial), _) => Ok(Orientation::Radial {
            radius: number(radial, "radius", 0.5)?,
            cx: number(radial, "cx", 0.5)?,
            cy: number(radial, "cy", 0.5)?,
        }),
        (None, Some(linear)) => Ok(Orientation::Linear(number(linear, "angle", 0.0)?)),
        (None, None) => Ok(Orientation::Linear(0.0)),
    }
}

pub(super) fn set_gradient(config: &mut Config, value: &Value) -> Result<(), Faults> {
    config.look.window_background_gradient = Some(gradient(value)?);
    Ok(())
}

/// Reads the layers of the background; one that is wrong is left out.
pub(super) fn set_background(config: &mut Config, value: &Value) -> Result<(), Faults> {
    let mut all = Faults::default();
    let mut layers = Vec::new();
    for (i, value) in value::elements(value::table(value)?)?.iter().enumerate() {
        match layer(value) {
            Ok((layer, faults)) => {
                layers.push(layer);
                all.take(faults.outcome(), |fault| fault.nth(i + 1));
            }
            Err(faults) => all.take(Err(faults), |fault| fault.nth(i + 1)),
        }
    }
    config.look.background = layers;
    all.outcome()
}

/// Reads a layer; faults beside it are of fields that hold their defaults.
fn layer(value: &Value) -> Result<(BackgroundLayer, Faults), Faults> {
    let faults = match shapes::LAYER.check(value) {
        Ok(()) => Faults::default(),
        Err(faults) => faults,
    };
    let fields = value::fields(value)?;
    let Some(source) = fields.get("source") else {
        return Err(faults);
    };
    let mut layer = match source_of(source) {
        Ok(source) => BackgroundLayer::of(source),
        // The shape names what is wrong with most of it.
        Err(_) if !faults.0.is_empty() => return Err(faults),
        Err(wrong) => {
            let mut named = Faults::default();
            named.take(Err(wrong), |fault| fault.within("source"));
            return Err(named);
        }
    };
    for (name, value) in &fields {
        match name.as_str() {
            "origin" => {
                let words = [("BorderBox", false), ("PaddingBox", true)];
                layer.within_padding = value::word(value, &words).unwrap_or(false);
            }
            "attachment" => layer.parallax = parallax(value).unwrap_or(0.0),
            "opacity" => {
                let (value, _) = shapes::PART.within_reach(value);
                layer.opacity = value::number(&value, 0.0, 1.0).unwrap_or(1.0);
            }
            "hsb" => drop(readers::hsb(&mut layer.hsb, value)),
            name => axis(&mut layer, name, value),
        }
    }
    Ok((layer, faults))
}

/// Takes a field that is about one direction.
fn axis(layer: &mut BackgroundLayer, name: &str, value: &Value) {
    const REPEATS: &[(&str, LayerRepeat)] = &[
        ("Repeat", LayerRepeat::Repeat),
        ("Mirror", LayerRepeat::Mirror),
        ("NoRepeat", LayerRepeat::NoRepeat),
    ];
    const ALIGNS: &[(&str, LayerAlign)] = &[
        ("Left", LayerAlign::Start),
        ("Top", LayerAlign::Start),
        ("Center", LayerAlign::Middle),
        ("Middle", LayerAlign::Middle),
        ("Right", LayerAlign::End),
        ("Bottom", LayerAlign::End),
    ];
    let across = matches!(
        name,
        "width" | "repeat_x" | "repeat_x_size" | "horizontal_align" | "horizontal_offset"
    );
    let axis: &mut LayerAxis = match across {
        true => &mut layer.x,
        false => &mut layer.y,
    };
    match name {
        "width" | "height" => axis.size = size(value).unwrap_or(axis.size),
        "repeat_x" | "repeat_y" => {
            axis.repeat = value::word(value, REPEATS).unwrap_or(axis.repeat);
        }
        "repeat_x_size" | "repeat_y_size" => axis.repeat_size = length(value).ok(),
        "horizontal_align" | "vertical_align" => {
            axis.align = value::word(value, ALIGNS).unwrap_or(axis.align);
        }
        "horizontal_offset" | "vertical_offset" => {
            axis.offset = length(value).unwrap_or(axis.offset);
        }
        _ => {}
    }
}

fn size(value: &Value) -> Result<LayerSize, Fault> {
    let words = [("Cover", LayerSize::Cover), ("Contain", LayerSize::Contain)];
    value::word(value, &words).or_else(|_| length(value).map(LayerSize::Fixed))
}

fn parallax(value: &Value) -> Result<f64, Fault> {
    if let Value::String(_) = value {
        return value::word(value, &[("Fixed", 0.0), ("Scroll", 1.0)]);
    }
    let fields = value::fields(value)?;
    value::number(fields.get("Parallax").unwrap_or(&Value::Nil), -1e3, 1e3)
}

fn source_of(value: &Value) -> Result<LayerSource, Faults> {
    let fields = value::fields(value)?;
    if let Some(file) = fields.get("File") {
        let path = match file {
            Value::Table(_) => value::fields(file)?.get("path").cloned(),
            path => Some(path.clone()),
        };
        let path = value::text(&path.unwrap_or(Value::Nil))?;
        return Ok(LayerSource::File(path.into()));
    }
    if let Some(value) = fields.get("Gradient") {
        return Ok(LayerSource::Gradient(gradient(value)?));
    }
    let color = color::color(fields.get("Color").unwrap_or(&Value::Nil))?;
    Ok(LayerSource::Color(color))
}

/// Reads the rules for fonts; one that is wrong is left out.
pub(super) fn set_font_rules(config: &mut Config, value: &Value) -> Result<(), Faults> {
    let mut all = Faults::default();
    let mut rules = Vec::new();
    for (i, value) in value::elements(value::table(value)?)?.iter().enumerate() {
        let checked = shapes::FONT_RULE.check(value);
        let usable = checked.as_ref().err().is_none_or(Faults::are_warnings);
        all.take(checked, |fault| fault.nth(i + 1));
        if usable {
            rules.push(font_rule(value)?);
        }
    }
    config.look.font_rules = rules;
    all.outcome()
}

fn font_rule(value: &Value) -> Result<FontRule, Faults> {
    let mut rule = FontRule::default();
    for (name, value) in value::fields(value)? {
        let flag = || value::boolean(&value).ok();
        match name.as_str() {
            "intensity" => rule.intensity = value::word(&value, INTENSITIES).ok(),
            "underline" => rule.underline = value::word(&value, UNDERLINES).ok(),
            "blink" => rule.blink = value::word(&value, BLINKS).ok(),
            "italic" => rule.italic = flag(),
            "reverse" => rule.reverse = flag(),
            "strikethrough" => rule.strikethrough = flag(),
            "invisible" => rule.invisible = flag(),
            "font" => rule.font = font::fonts(&value)?.0,
            _ => {}
        }
    }
    Ok(rule)
}

const INTENSITIES: &[(&str, TextIntensity)] = &[
    ("Normal", TextIntensity::Normal),
    ("Bold", TextIntensity::Bold),
    ("Half", TextIntensity::Half),
];

const UNDERLINES: &[(&str, TextUnderline)] = &[
    ("None", TextUnderline::None),
    ("Single", TextUnderline::Single),
    ("Double", TextUnderline::Double),
    ("Curly", TextUnderline::Curly),
    ("Dotted", TextUnderline::Dotted),
    ("Dashed", TextUnderline::Dashed),
];

const BLINKS: &[(&str, TextBlink)] = &[
    ("None", TextBlink::None),
    ("Slow", TextBlink::Slow),
    ("Rapid", TextBlink::Rapid),
];

pub(super) const OVERFLOWS: &[(&str, GlyphOverflow)] = &[
    ("Never", GlyphOverflow::Never),
    ("Always", GlyphOverflow::Always),
    ("WhenFollowedBySpace", GlyphOverflow::WhenFollowedBySpace),
];

pub(super) const DIRECTIONS: &[(&str, BidiDirection)] = &[
    ("LeftToRight", BidiDirection::LeftToRight),
    ("RightToLeft", BidiDirection::RightToLeft),
    ("AutoLeftToRight", BidiDirection::AutoLeftToRight),
    ("AutoRightToLeft", BidiDirection::AutoRightToLeft),
];

/// Reads a length that may be left to the font.
pub(super) fn some_length(value: &Value) -> Result<Option<Length>, Fault> {
    length(value).map(Some)
}
