//! Gradients: colours at equal distances along a line through others.
//!
//! Hides the spaces in which colours are mixed, the curves between them, and the presets, which are in
//! gradients.tsv beside the schemes and read only when one is named. Pure functions, any thread.

use mlua::Value;

use super::spaces::Parts;
use super::{Rgba, color, parse_hex};
use crate::suggest::did_you_mean;
use crate::value::{self, Fault};

const PRESETS: &str = include_str!("../schemes/gradients.tsv");

/// How the way from one colour to the next runs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Interpolation {
    Linear,
    Basis,
    CatmullRom,
}

/// Where colours are mixed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Blend {
    Rgb,
    LinearRgb,
    Hsv,
    Oklab,
}

impl Blend {
    fn take_apart(self, color: Rgba) -> Parts {
        match self {
            Blend::Rgb => color.srgb(),
            Blend::LinearRgb => color.linear(),
            Blend::Hsv => color.hsv(),
            Blend::Oklab => color.oklab(),
        }
    }

    fn put_together(self, parts: Parts) -> Rgba {
        match self {
            Blend::Rgb => Rgba::from_srgb(parts),
            Blend::LinearRgb => Rgba::from_linear(parts),
            Blend::Hsv => Rgba::from_hsv(parts),
            Blend::Oklab => Rgba::from_oklab(parts),
        }
    }
}

/// A gradient, as `wezterm.color.gradient` and `window_background_gradient` describe it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gradient {
    points: Vec<(Parts, f64)>,
    interpolation: Interpolation,
    blend: Blend,
    segments: Option<(usize, f64)>,
}

impl Gradient {
    /// Reads a gradient out of a table. What says where it is drawn (`orientation`, `noise`) is left alone.
    pub(crate) fn read(value: &Value) -> Result<Self, Fault> {
        let mut colors: Vec<Rgba> = Vec::new();
        let mut preset = None;
        let (mut interpolation, mut blend) = (Interpolation::Linear, Blend::Rgb);
        let (mut size, mut smoothness) = (None, 0.0);
        for (name, value) in value::fields(value)? {
            let read = match name.as_str() {
                "colors" => value::list(&value, color).map(|list| colors = list),
                "preset" => named_preset(&value).map(|found| preset = Some(found)),
                "interpolation" => {
                    value::word(&value, INTERPOLATIONS).map(|word| interpolation = word)
                }
                "blend" => value::word(&value, BLENDS).map(|word| blend = word),
                "segment_size" => value::integer(&value, 1, 10_000).map(|n| size = Some(n)),
                "segment_smoothness" => value::number(&value, 0.0, 1.0).map(|n| smoothness = n),
                "orientation" | "noise" => Ok(()),
                _ => Err(Fault::new("no such part of a gradient").hint(did_you_mean(&name, PARTS))),
            };
            read.map_err(|fault| fault.within(&name))?;
        }
        if let Some(preset) = preset {
            (colors, interpolation, blend) = (preset, Interpolation::Linear, Blend::Rgb);
        }
        if colors.is_empty() {
            return Err(Fault::new("a gradient needs `colors` or a `preset`"));
        }
        let mut points: Vec<(Parts, f64)> = colors
            .iter()
            .map(|color| (blend.take_apart(*color), color.alpha()))
            .collect();
        if blend == Blend::Hsv {
            take_the_short_way(&mut points);
        }
        Ok(Self {
            points,
            interpolation,
            blend,
            segments: size.map(|size| (size as usize, smoothness)),
        })
    }

    /// Returns `count` colours at equal distances, the first and the last among them.
    pub(crate) fn colors(&self, count: usize) -> Vec<Rgba> {
        let last = count.saturating_sub(1).max(1) as f64;
        (0..count)
            .map(|index| self.segmented(index as f64 / last))
            .collect()
    }

    /// Returns the colour at a place from 0 to 1, in steps where the gradient has them.
    fn segmented(&self, at: f64) -> Rgba {
        let Some((count, smoothness)) = self.segments else {
            return self.at(at);
        };
        let step = |index: usize| self.at(index as f64 / (count - 1).max(1) as f64);
        let place = at * count as f64;
        let index = (place as usize).min(count - 1);
        // Beside the border of two steps, half of the smoothness on either side is the way over.
        let half = smoothness / 4.0;
        let border = place.round();
        let over = place - border;
        if over.abs() >= half || border <= 0.0 || border >= count as f64 {
            return step(index);
        }
        let (one, two) = (step(border as usize - 1), step(border as usize));
        let share = (over + half) / (2.0 * half);
        let (from, to) = (self.blend.take_apart(one), self.blend.take_apart(two));
        self.blend
            .put_together([0, 1, 2].map(|i| from[i] + (to[i] - from[i]) * share))
    }

    fn at(&self, at: f64) -> Rgba {
        let channel = |get: &dyn Fn(&(Parts, f64)) -> f64| {
            let values: Vec<f64> = self.points.iter().map(get).collect();
            between(&values, at.clamp(0.0, 1.0), self.interpolation)
        };
        let parts = [0, 1, 2].map(|i| channel(&|(parts, _)| parts[i]));
        Rgba {
            a: super::byte(channel(&|(_, alpha)| *alpha)),
            ..self.blend.put_together(parts)
        }
    }
}

const PARTS: [&str; 8] = [
    "colors",
    "preset",
    "interpolation",
    "blend",
    "segment_size",
    "segment_smoothness",
    "orientation",
    "noise",
];

const INTERPOLATIONS: &[(&str, Interpolation)] = &[
    ("Linear", Interpolation::Linear),
    ("Basis", Interpolation::Basis),
    ("CatmullRom", Interpolation::CatmullRom),
];

const BLENDS: &[(&str, Blend)] = &[
    ("Rgb", Blend::Rgb),
    ("LinearRgb", Blend::LinearRgb),
    ("Hsv", Blend::Hsv),
    ("Oklab", Blend::Oklab),
];

/// The names of the presets.
pub(crate) fn presets() -> impl Iterator<Item = &'static str> {
    rows().map(|(name, _)| name)
}

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    PRESETS.lines().filter_map(|line| line.split_once('\t'))
}

fn named_preset(value: &Value) -> Result<Vec<Rgba>, Fault> {
    let name = value::text(value)?;
    let Some((_, digits)) = rows().find(|(known, _)| known.eq_ignore_ascii_case(&name)) else {
        let hint = did_you_mean(&name, presets());
        return Err(Fault::new(format!("there is no gradient called {name:?}")).hint(hint));
    };
    Ok((0..digits.len() / 6)
        .filter_map(|index| parse_hex(&digits[index * 6..index * 6 + 6]))
        .collect())
}

/// Makes each hue the nearest to the one before, so that nothing goes round the whole wheel. What has no
/// hue of its own takes its neighbour's.
fn take_the_short_way(points: &mut [(Parts, f64)]) {
    for index in 1..points.len() {
        let before = points[index - 1].0;
        let here = &mut points[index].0;
        if here[1] == 0.0 {
            here[0] = before[0];
        }
        here[0] = before[0] + (here[0] - before[0] + 180.0).rem_euclid(360.0) - 180.0;
    }
}

/// Reads off a curve through values that stand at equal distances from 0 to 1.
fn between(values: &[f64], at: f64, interpolation: Interpolation) -> f64 {
    let spans = values.len() - 1;
    if spans == 0 {
        return values[0];
    }
    let place = at * spans as f64;
    let span = (place as usize).min(spans - 1);
    let t = place - span as f64;
    let (v1, v2) = (values[span], values[span + 1]);
    // Beyond either end the line goes on as it came.
    let v0 = match span {
        0 => 2.0 * v1 - v2,
        _ => values[span - 1],
    };
    let v3 = values.get(span + 2).copied().unwrap_or(2.0 * v2 - v1);
    let (t2, t3) = (t * t, t * t * t);
    match interpolation {
        Interpolation::Linear => v1 + (v2 - v1) * t,
        Interpolation::Basis => {
            ((1.0 - 3.0 * t + 3.0 * t2 - t3) * v0
                + (4.0 - 6.0 * t2 + 3.0 * t3) * v1
                + (1.0 + 3.0 * t + 3.0 * t2 - 3.0 * t3) * v2
                + t3 * v3)
                / 6.0
        }
        Interpolation::CatmullRom => {
            0.5 * (2.0 * v1
                + (v2 - v0) * t
                + (2.0 * v0 - 5.0 * v1 + 4.0 * v2 - v3) * t2
                + (3.0 * v1 - v0 - 3.0 * v2 + v3) * t3)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gradient(code: &str, count: usize) -> Vec<String> {
        let lua = mlua::Lua::new();
        let value: Value = lua.load(code).eval().expect("Lua");
        let gradient = Gradient::read(&value).expect("a gradient");
        let colors = gradient.colors(count);
        colors.iter().map(Rgba::to_string).collect()
    }

    fn refused(code: &str) -> String {
        let lua = mlua::Lua::new();
        let value: Value = lua.load(code).eval().expect("Lua");
        let fault = Gradient::read(&value).expect_err("a fault");
        fault.into_problem().to_string()
    }

    #[test]
    fn both_ends_are_there_and_the_middle_is_mixed() {
        let ends = "{ colors = { 'black', 'white' } }";
        assert_eq!(gradient(ends, 3), ["#000000", "#808080", "#ffffff"]);
        assert_eq!(gradient(ends, 1), ["#000000"]);
        assert!(gradient(ends, 0).is_empty());
        let one = "{ colors = { 'red' } }";
        assert_eq!(gradient(one, 2), ["#ff0000", "#ff0000"]);
    }

    #[test]
    fn a_blend_mixes_in_its_own_space() {
        let of = |blend: &str| {
            let code = format!("{{ colors = {{ 'red', 'blue' }}, blend = '{blend}' }}");
            gradient(&code, 3).swap_remove(1)
        };
        assert_eq!(of("Rgb"), "#800080");
        assert_eq!(of("LinearRgb"), "#bc00bc");
        // Of the two ways round the wheel, the short one leads through magenta.
        assert_eq!(of("Hsv"), "#ff00ff");
        assert_eq!(of("Oklab"), "#8c53a2");
    }

    #[test]
    fn every_curve_ends_where_its_colours_do() {
        for curve in ["Linear", "Basis", "CatmullRom"] {
            let code = format!(
                "{{ colors = {{ '#102030', 'red', '#405060' }}, interpolation = '{curve}' }}"
            );
            let colors = gradient(&code, 9);
            assert_eq!(
                (colors[0].as_str(), colors[8].as_str()),
                ("#102030", "#405060")
            );
        }
    }

    #[test]
    fn segments_are_steps() {
        let code = "{ colors = { 'black', 'white' }, segment_size = 2 }";
        assert_eq!(
            gradient(code, 4),
            ["#000000", "#000000", "#ffffff", "#ffffff"]
        );
        let code = "{ colors = { 'black', 'white' }, segment_size = 2, segment_smoothness = 1 }";
        assert_eq!(gradient(code, 5)[2], "#808080");
    }

    #[test]
    fn every_preset_has_its_colours() {
        assert_eq!(presets().count(), 38);
        for name in presets() {
            assert_eq!(gradient(&format!("{{ preset = '{name}' }}"), 33).len(), 33);
        }
        // The ends as matplotlib and ColorBrewer publish them.
        assert_eq!(
            gradient("{ preset = 'Viridis' }", 2),
            ["#440154", "#fde725"]
        );
        assert_eq!(gradient("{ preset = 'blues' }", 2), ["#f7fbff", "#08306b"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(refused("{}").contains("needs `colors` or a `preset`"));
        assert!(refused("{ colors = { 'nope' } }").contains("colors"));
        assert!(refused("{ preset = 'Virdis' }").contains("did you mean `Viridis`?"));
        assert!(refused("{ colours = {} }").contains("did you mean `colors`?"));
        assert!(refused("{ colors = { 'red' }, segment_size = 0 }").contains("segment_size"));
    }
}
