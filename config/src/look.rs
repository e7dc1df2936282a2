//! How the window is painted, as the configuration says it: what lies behind the text, how things fade, where lines
//! run, and which font a style has.
//!
//! Plain data, any thread, with the one piece of arithmetic that belongs to it: the curves by which things fade.
//! Finding files, decoding and drawing are the window's.

use std::path::PathBuf;

use crate::color::Rgba;
use crate::color::gradient::Gradient;
use crate::config::{Hsb, Length};
use crate::font::FontRule;

/// The curve by which something fades.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Easing {
    /// Evenly.
    #[default]
    Linear,
    /// Not at all: it is there until its time is over, and then it is gone.
    Constant,
    /// Along CSS's cubic curve from 0,0 to 1,1 with these inner points: x, y, x, y.
    CubicBezier([f64; 4]),
}

impl Easing {
    /// Returns how far a fading is after this share of its time, both from 0 to 1.
    pub fn at(self, time: f64) -> f64 {
        let time = time.clamp(0.0, 1.0);
        match self {
            Easing::Linear => time,
            Easing::Constant => f64::from(u8::from(time >= 1.0)),
            Easing::CubicBezier([x1, y1, x2, y2]) => {
                // CSS wants the inner points within the time; only then is there one place for each moment.
                let (x1, x2) = (x1.clamp(0.0, 1.0), x2.clamp(0.0, 1.0));
                let curve = |one: f64, two: f64, t: f64| {
                    let rest = 1.0 - t;
                    3.0 * rest * rest * t * one + 3.0 * rest * t * t * two + t * t * t
                };
                let (mut low, mut high) = (0.0, 1.0);
                for _ in 0..32 {
                    let middle = (low + high) / 2.0;
                    match curve(x1, x2, middle) < time {
                        true => low = middle,
                        false => high = middle,
                    }
                }
                curve(y1, y2, (low + high) / 2.0).clamp(0.0, 1.0)
            }
        }
    }
}

/// How something blinks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blinking {
    /// How long it takes from lit to dark, or back, in milliseconds; 0 for not at all.
    pub rate: u64,
    /// How it comes.
    pub ease_in: Easing,
    /// How it goes.
    pub ease_out: Easing,
}

impl Blinking {
    /// Returns what blinks evenly at this rate.
    pub const fn every(rate: u64) -> Self {
        Self {
            rate,
            ease_in: Easing::Linear,
            ease_out: Easing::Linear,
        }
    }
}

/// What flashes at a bell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BellTarget {
    /// What is behind the text of the pane.
    #[default]
    BackgroundColor,
    /// The cursor.
    CursorColor,
}

/// The flash of a bell; there is none where both times are 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct VisualBell {
    /// How long it comes, in milliseconds.
    pub fade_in_duration_ms: u64,
    /// How it comes.
    pub fade_in_function: Easing,
    /// How long it goes, in milliseconds.
    pub fade_out_duration_ms: u64,
    /// How it goes.
    pub fade_out_function: Easing,
    /// What flashes.
    pub target: BellTarget,
}

impl VisualBell {
    /// Says whether anything is to be seen of it.
    pub fn is_seen(&self) -> bool {
        self.fade_in_duration_ms + self.fade_out_duration_ms > 0
    }
}

/// Which way a gradient goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Orientation {
    /// Along a line at this angle, in degrees against the clock; 0 is from the left to the right.
    Linear(f64),
    /// Outwards from a point; all are shares of the window.
    Radial {
        /// Where the last colour is.
        radius: f64,
        /// Where the middle is, across.
        cx: f64,
        /// Where the middle is, down.
        cy: f64,
    },
}

/// A gradient that fills something.
#[derive(Clone, Debug, PartialEq)]
pub struct BackgroundGradient {
    pub(crate) gradient: Gradient,
    /// Which way it goes.
    pub orientation: Orientation,
    /// How far a pixel's place may be off, in pixels, so that no bands are seen.
    pub noise: u32,
}

impl BackgroundGradient {
    /// Returns `count` colours at equal distances, the first and the last among them.
    pub fn colors(&self, count: usize) -> Vec<Rgba> {
        self.gradient.colors(count)
    }
}

/// What a layer of the background shows.
#[derive(Clone, Debug, PartialEq)]
pub enum LayerSource {
    /// A picture in a file. Where the path is relative, it is so to the folder of the configuration.
    File(PathBuf),
    /// A gradient.
    Gradient(BackgroundGradient),
    /// One colour.
    Color(Rgba),
}

/// How large a layer is in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum LayerSize {
    /// As large as fills the window; what is too much is cut off.
    #[default]
    Cover,
    /// As large as the window shows all of it.
    Contain,
    /// So large.
    Fixed(Length),
}

/// What is beside a layer that does not fill the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LayerRepeat {
    /// It again.
    #[default]
    Repeat,
    /// It again, every other time in the mirror.
    Mirror,
    /// Nothing.
    NoRepeat,
}

/// Where something stands in a direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LayerAlign {
    /// At the left, or above.
    #[default]
    Start,
    /// In the middle.
    Middle,
    /// At the right, or below.
    End,
}

/// A layer along one direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerAxis {
    /// How large it is.
    pub size: LayerSize,
    /// What is beside it.
    pub repeat: LayerRepeat,
    /// After how much it repeats; none for after itself.
    pub repeat_size: Option<Length>,
    /// Where it stands.
    pub align: LayerAlign,
    /// How far from there.
    pub offset: Length,
}

impl Default for LayerAxis {
    fn default() -> Self {
        Self {
            size: LayerSize::default(),
            repeat: LayerRepeat::default(),
            repeat_size: None,
            align: LayerAlign::default(),
            offset: Length::Pixels(0.0),
        }
    }
}

/// A layer of the background.
#[derive(Clone, Debug, PartialEq)]
pub struct BackgroundLayer {
    /// What it shows.
    pub source: LayerSource,
    /// Whether it begins within the padding, rather than at the window's edge.
    pub within_padding: bool,
    /// How far it goes for each pixel that the text is scrolled.
    pub parallax: f64,
    /// Across.
    pub x: LayerAxis,
    /// Down.
    pub y: LayerAxis,
    /// How much it hides, from 0 to 1.
    pub opacity: f64,
    /// Factors for its colours.
    pub hsb: Hsb,
}

impl BackgroundLayer {
    /// Returns a layer that fills the window.
    pub fn of(source: LayerSource) -> Self {
        Self {
            source,
            within_padding: false,
            parallax: 0.0,
            x: LayerAxis::default(),
            y: LayerAxis::default(),
            opacity: 1.0,
            hsb: Hsb::default(),
        }
    }
}

/// Whether an icon that is wider than its cell may cover the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GlyphOverflow {
    /// It is made smaller.
    Never,
    /// It may.
    Always,
    /// It may where nothing stands there.
    #[default]
    WhenFollowedBySpace,
}

/// The direction of text with letters that run from the right to the left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BidiDirection {
    /// Rows run from the left to the right.
    #[default]
    LeftToRight,
    /// Rows run from the right to the left.
    RightToLeft,
    /// Each row as its first letter does; one without letters to the right.
    AutoLeftToRight,
    /// Each row as its first letter does; one without letters to the left.
    AutoRightToLeft,
}

/// Everything that a configuration settles of how the window is painted, but for colours and the main font.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Opacity of the window's background, from 0 to 1.
    pub window_background_opacity: f64,
    /// Opacity behind text that has a colour of its own there.
    pub text_background_opacity: f64,
    /// A picture behind the text.
    pub window_background_image: Option<PathBuf>,
    /// Factors for its colours.
    pub window_background_image_hsb: Hsb,
    /// A gradient behind the text.
    pub window_background_gradient: Option<BackgroundGradient>,
    /// Layers behind the text, the deepest first; [`Look::layers`] has all of them.
    pub background: Vec<BackgroundLayer>,
    /// How panes without the keyboard are dimmed.
    pub inactive_pane_hsb: Hsb,
    /// Factors for the colours of text.
    pub foreground_text_hsb: Hsb,

    /// How many frames a second things fade by.
    pub animation_fps: u32,
    /// How the cursor blinks.
    pub cursor_blink: Blinking,
    /// How blinking text does.
    pub text_blink: Blinking,
    /// How text does that blinks rapidly.
    pub text_blink_rapid: Blinking,
    /// The flash of a bell.
    pub visual_bell: VisualBell,

    /// Thickness of a cursor that is a line.
    pub cursor_thickness: Option<Length>,
    /// Whether the cursor is its cell in reverse.
    pub force_reverse_video_cursor: bool,
    /// Thickness of underlines.
    pub underline_thickness: Option<Length>,
    /// Where they run, upwards from the line that letters stand on.
    pub underline_position: Option<Length>,
    /// Where the line through struck text runs, from the top of a cell.
    pub strikethrough_position: Option<Length>,

    /// Whether lines, blocks and their like are drawn, rather than taken from a font.
    pub custom_block_glyphs: bool,
    /// Whether the edges of these are smooth.
    pub anti_alias_custom_block_glyphs: bool,
    /// Whether icons may be wider than their cell.
    pub allow_square_glyphs_to_overflow_width: GlyphOverflow,
    /// Which fonts text of some styles has.
    pub font_rules: Vec<FontRule>,
    /// Features of OpenType for all fonts that say nothing of them.
    pub harfbuzz_features: Vec<String>,
    /// Whether a person is told of characters that no font has.
    pub warn_about_missing_glyphs: bool,
    /// Whether other fonts are made as large as the main one looks.
    pub use_cap_height_to_scale_fallback_fonts: bool,
    /// Whether letters that run from the right to the left do.
    pub bidi_enabled: bool,
    /// Which way rows run then.
    pub bidi_direction: BidiDirection,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            window_background_opacity: 1.0,
            text_background_opacity: 1.0,
            window_background_image: None,
            window_background_image_hsb: Hsb::default(),
            window_background_gradient: None,
            background: Vec::new(),
            inactive_pane_hsb: Hsb {
                hue: 1.0,
                saturation: 0.9,
                brightness: 0.8,
            },
            foreground_text_hsb: Hsb::default(),
            animation_fps: 10,
            cursor_blink: Blinking::every(800),
            text_blink: Blinking::every(500),
            text_blink_rapid: Blinking::every(250),
            visual_bell: VisualBell::default(),
            cursor_thickness: None,
            force_reverse_video_cursor: false,
            underline_thickness: None,
            underline_position: None,
            strikethrough_position: None,
            custom_block_glyphs: true,
            anti_alias_custom_block_glyphs: true,
            allow_square_glyphs_to_overflow_width: GlyphOverflow::default(),
            font_rules: Vec::new(),
            harfbuzz_features: ["kern", "liga", "clig"].map(str::to_owned).into(),
            warn_about_missing_glyphs: true,
            use_cap_height_to_scale_fallback_fonts: false,
            bidi_enabled: false,
            bidi_direction: BidiDirection::default(),
        }
    }
}

impl Look {
    /// Returns all layers behind the text, the deepest first: the gradient or the picture, then the others. Where there
    /// is none, the background is one colour.
    pub fn layers(&self) -> Vec<BackgroundLayer> {
        let whole = LayerSize::Fixed(Length::Percent(100.0));
        let stretched = |source| {
            let mut layer = BackgroundLayer::of(source);
            (layer.x.size, layer.y.size) = (whole, whole);
            layer.opacity = self.window_background_opacity;
            layer
        };
        // A gradient takes the place of a picture.
        let deepest = match (
            &self.window_background_gradient,
            &self.window_background_image,
        ) {
            (Some(gradient), _) => Some(stretched(LayerSource::Gradient(gradient.clone()))),
            (None, Some(file)) => Some(BackgroundLayer {
                hsb: self.window_background_image_hsb,
                ..stretched(LayerSource::File(file.clone()))
            }),
            (None, None) => None,
        };
        deepest
            .into_iter()
            .chain(self.background.iter().cloned())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fading_begins_and_ends_where_it_should_and_never_turns_back() {
        let curves = [
            Easing::Linear,
            Easing::CubicBezier([0.25, 0.1, 0.25, 1.0]),
            Easing::CubicBezier([0.42, 0.0, 1.0, 1.0]),
            Easing::CubicBezier([-9.0, 0.0, 9.0, 1.0]),
        ];
        for curve in curves {
            let at: Vec<f64> = (0..=20)
                .map(|step| curve.at(f64::from(step) / 20.0))
                .collect();
            assert!(at[0] < 1e-6 && at[20] > 1.0 - 1e-6, "{curve:?} {at:?}");
            assert!(
                at.windows(2).all(|pair| pair[0] <= pair[1] + 1e-9),
                "{curve:?}"
            );
        }
        // The values of a browser's `ease` and `ease-in` half way.
        let half = |curve: [f64; 4]| (Easing::CubicBezier(curve).at(0.5) * 1000.0).round();
        assert_eq!(half([0.25, 0.1, 0.25, 1.0]), 802.0);
        assert_eq!(half([0.42, 0.0, 1.0, 1.0]), 315.0);
        assert_eq!(
            [0.0, 0.5, 1.0].map(|at| Easing::Constant.at(at)),
            [0.0, 0.0, 1.0]
        );
    }

    #[test]
    fn the_older_options_are_the_deepest_layer() {
        let mut look = Look::default();
        assert!(look.layers().is_empty());
        look.background = vec![BackgroundLayer::of(LayerSource::Color(Rgba::rgb(1, 2, 3)))];
        look.window_background_image = Some("a.png".into());
        look.window_background_opacity = 0.5;
        let layers = look.layers();
        assert_eq!(layers.len(), 2);
        assert_eq!(layers[0].source, LayerSource::File("a.png".into()));
        assert_eq!(
            layers.iter().map(|layer| layer.opacity).collect::<Vec<_>>(),
            [0.5, 1.0]
        );
    }
}
