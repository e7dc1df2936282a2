//! What the window takes from the configuration.
//!
//! Pure conversions into the options of fonts, colours and renderer, so that those know nothing of
//! the configuration.

use std::time::Duration;

use config::{
    BidiDirection, BoldBrightening, Config, FontAttributes, FontRule, FontStyle, FrontEnd,
    GlyphOverflow, Length, PowerPreference, TextBlink, TextIntensity, TextUnderline,
};
use mux::Palette;
use mux::grid::{Blink, Underline};

use crate::fonts::{BarFont, Extent, Fallback, FontOptions, Lines, Overflow, Rule, Wanted};
use crate::render::{Bidi, Bold, Factors, GpuChoice, Preference, Theme, is_emulated};

/// The longest pause between two frames that take long while there is always something new.
const LONGEST_PAUSE: Duration = Duration::from_millis(40);

/// Dots per inch of a screen without a scale factor.
const PLAIN_DPI: f64 = 96.0;

/// The size of a tab bar's words in a font of their own, in points.
const BAR_POINTS: f64 = 12.0;

/// Rules for fonts that are looked at.
const RULES: usize = 255;

/// Factors on the font size that a person can reach.
const FONT_SCALES: std::ops::RangeInclusive<f64> = 0.2..=10.0;

/// A screen, as far as sizes on it depend on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Screen {
    /// What the system calls it.
    pub name: Option<String>,
    /// How many pixels stand for one.
    pub scale: f64,
}

impl Screen {
    /// A screen without a name.
    pub fn of_scale(scale: f64) -> Self {
        Self { name: None, scale }
    }
}

/// Returns the dots per inch of this screen, or those that a person says.
pub fn dpi(config: &Config, screen: &Screen) -> f64 {
    let name = screen.name.as_deref();
    let of_screen = name.and_then(|name| config.dpi_by_screen.get(name).copied());
    of_screen.or(config.dpi).unwrap_or(PLAIN_DPI * screen.scale)
}

/// Returns how fonts are looked for that have what the configured ones lack.
pub fn fallback(config: &Config) -> Fallback {
    Fallback {
        in_folders: config.search_font_dirs_for_fallback,
        by_coverage: config.sort_fallback_fonts_by_coverage,
    }
}

/// Returns what the fonts are made from for this screen, enlarged by `font_scale`.
pub fn fonts(config: &Config, screen: &Screen, font_scale: f64) -> FontOptions {
    let look = &config.look;
    FontOptions {
        families: families(config),
        rules: rules(config),
        bar: bar_font(config),
        features: look.harfbuzz_features.clone(),
        scale_by_cap_height: look.use_cap_height_to_scale_fallback_fonts,
        size: (config.font_size * sane_scale(font_scale)) as f32,
        dpi: dpi(config, screen) as f32,
        line_height: config.line_height as f32,
        cell_width: config.cell_width as f32,
        lines: Lines {
            underline_thickness: look.underline_thickness.map(extent),
            underline_position: look.underline_position.map(extent),
            strikethrough_position: look.strikethrough_position.map(extent),
            cursor_thickness: look.cursor_thickness.map(extent),
        },
        draws_boxes: look.custom_block_glyphs,
        smooth_boxes: look.anti_alias_custom_block_glyphs,
        overflow: match look.allow_square_glyphs_to_overflow_width {
            GlyphOverflow::Never => Overflow::Never,
            GlyphOverflow::Always => Overflow::Always,
            GlyphOverflow::WhenFollowedBySpace => Overflow::WhenFollowedBySpace,
        },
        fallback: fallback(config),
    }
}

/// Returns what the words of a fancy tab bar are made from, where the configuration says something of them. They do not
/// follow a person's enlarging of text.
fn bar_font(config: &Config) -> Option<BarFont> {
    let frame = &config.window_frame;
    if frame.font.is_empty() && frame.font_size.is_none() {
        return None;
    }
    Some(BarFont {
        families: frame.font.iter().map(wanted).collect(),
        size: frame.font_size.unwrap_or(BAR_POINTS) as f32,
    })
}

/// Returns the rules for fonts in their order.
pub fn rules(config: &Config) -> Vec<Rule> {
    let rules = config.look.font_rules.iter();
    rules.take(RULES).map(rule).collect()
}

fn extent(length: Length) -> Extent {
    match length {
        Length::Pixels(pixels) => Extent::Pixels(pixels as f32),
        Length::Points(points) => Extent::Points(points as f32),
        Length::Cells(cells) => Extent::Cells(cells as f32),
        Length::Percent(percent) => Extent::Times(percent as f32 / 100.0),
    }
}

/// Returns a rule for fonts in the words of what is drawn.
fn rule(rule: &FontRule) -> Rule {
    let intensity = |wanted| rule.intensity.map(|intensity| intensity == wanted);
    Rule {
        bold: intensity(TextIntensity::Bold),
        dim: intensity(TextIntensity::Half),
        italic: rule.italic,
        underline: rule.underline.map(|underline| match underline {
            TextUnderline::None => Underline::None,
            TextUnderline::Single => Underline::Single,
            TextUnderline::Double => Underline::Double,
            TextUnderline::Curly => Underline::Curly,
            TextUnderline::Dotted => Underline::Dotted,
            TextUnderline::Dashed => Underline::Dashed,
        }),
        blink: rule.blink.map(|blink| match blink {
            TextBlink::None => Blink::None,
            TextBlink::Slow => Blink::Slow,
            TextBlink::Rapid => Blink::Rapid,
        }),
        inverse: rule.reverse,
        strikethrough: rule.strikethrough,
        hidden: rule.invisible,
        families: rule.font.iter().map(wanted).collect(),
    }
}

/// Returns the families in the order of preference.
pub fn families(config: &Config) -> Vec<Wanted> {
    config.font.iter().map(wanted).collect()
}

fn wanted(font: &FontAttributes) -> Wanted {
    Wanted {
        family: font.family.clone(),
        weight: font.weight,
        stretch: font.stretch.width_class(),
        italic: font.style != FontStyle::Normal,
        features: font.harfbuzz_features.clone(),
        scale: font.scale as f32,
        emoji: font.assume_emoji_presentation,
    }
}

fn sane_scale(scale: f64) -> f64 {
    if scale.is_finite() {
        scale.clamp(*FONT_SCALES.start(), *FONT_SCALES.end())
    } else {
        1.0
    }
}

/// Returns the colours.
pub fn theme(config: &Config, palette: &Palette) -> Theme {
    let (look, colors) = (&config.look, &config.colors);
    let flash = colors.visual_bell.map(config::Rgba::parts);
    Theme {
        palette: palette.clone(),
        faded: factors(look.inactive_pane_hsb),
        text: factors(look.foreground_text_hsb),
        cursor_border: colors.cursor_border.map(config::Rgba::parts),
        reverse_cursor: look.force_reverse_video_cursor,
        compose_cursor: colors.compose_cursor.map(config::Rgba::parts),
        composing: false,
        flash: flash.unwrap_or(palette.foreground),
        opacity: byte(look.window_background_opacity),
        ground_opacity: byte(look.text_background_opacity),
        bold: match config.bold_brightens_ansi_colors {
            BoldBrightening::No => Bold::Plain,
            BoldBrightening::BrightAndBold => Bold::BrightAndBold,
            BoldBrightening::BrightOnly => Bold::BrightOnly,
        },
    }
}

/// Returns factors for colours.
pub fn factors(hsb: config::Hsb) -> Factors {
    Factors {
        hue: hsb.hue as f32,
        saturation: hsb.saturation as f32,
        brightness: hsb.brightness as f32,
    }
}

fn byte(part: f64) -> u8 {
    (part.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// Returns whether the window is made so that it can be seen through. Opacity may be set at any time and a window
/// cannot be changed later, so it mostly is; but an emulated GPU needs one that is not.
pub fn transparent(config: &Config) -> bool {
    let look = &config.look;
    let wanted = look.window_background_opacity < 1.0 || !look.background.is_empty();
    wanted || !is_emulated(preference(config))
}

/// Returns how letters are drawn that run from the right to the left.
pub fn bidi(config: &Config) -> Option<Bidi> {
    config
        .look
        .bidi_enabled
        .then_some(match config.look.bidi_direction {
            BidiDirection::LeftToRight => Bidi::LeftToRight,
            BidiDirection::RightToLeft => Bidi::RightToLeft,
            BidiDirection::AutoLeftToRight => Bidi::AutoLeftToRight,
            BidiDirection::AutoRightToLeft => Bidi::AutoRightToLeft,
        })
}

/// The desktop that windows are on.
pub struct Desktop {
    /// Its names between colons, as in XDG_CURRENT_DESKTOP.
    pub names: String,
    /// Whether its windows are Wayland's, and not X11's.
    pub wayland: bool,
}

impl Desktop {
    /// Returns the one that the environment tells of.
    pub fn of_here() -> Self {
        let variable = |name| std::env::var(name).unwrap_or_default();
        Self {
            names: variable("XDG_CURRENT_DESKTOP"),
            wayland: !variable("WAYLAND_DISPLAY").is_empty(),
        }
    }
}

/// Returns whether the desktop decides how large windows are.
pub fn tiles(config: &Config, desktop: &Desktop) -> bool {
    let system = if desktop.wayland { "Wayland" } else { "X11" };
    let tiling = &config.tiling_desktop_environments;
    desktop.names.split(':').any(|name| {
        let name = format!("{system} {name}");
        tiling.iter().any(|one| one.eq_ignore_ascii_case(&name))
    })
}

/// Returns whether the window grows and shrinks with its font on this desktop, rather than its number of cells.
pub fn window_follows_font(config: &Config, desktop: &Desktop) -> bool {
    config
        .adjust_window_size_when_changing_font_size
        .unwrap_or_else(|| !tiles(config, desktop))
}

/// Returns the wanted painter.
pub fn preference(config: &Config) -> Preference {
    let choice = GpuChoice {
        fastest: config.webgpu_power_preference == PowerPreference::HighPerformance,
        emulated: config.webgpu_force_fallback_adapter,
    };
    match config.front_end {
        FrontEnd::Auto => Preference::Auto(choice),
        FrontEnd::Gpu => Preference::Gpu(choice),
        FrontEnd::Cpu => Preference::Cpu,
    }
}

/// Returns the least time from the begin of one frame to that of the next while there is always something new, when
/// the one kept the CPU for so long. There is a pause of twice that, so that a flood is read while it is shown.
pub fn frame_time(config: &Config, taken: Duration) -> Duration {
    let wanted = Duration::from_secs(1) / config.max_fps.clamp(1, 240);
    wanted.max(taken + (taken * 2).min(LONGEST_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_follows_the_screen_and_the_person() {
        let config = Config {
            font_size: 10.0,
            ..Config::default()
        };
        let sizes = [
            (1.0, 1.0),
            (2.0, 1.0),
            (1.0, 1.5),
            (1.0, f64::NAN),
            (1.0, 99.0),
        ]
        .map(|(screen, person)| {
            let options = fonts(&config, &Screen::of_scale(screen), person);
            (options.size, options.dpi)
        });
        let expected = [
            (10.0, 96.0),
            (10.0, 192.0),
            (15.0, 96.0),
            (10.0, 96.0),
            (100.0, 96.0),
        ];
        assert_eq!(sizes, expected);
    }

    #[test]
    fn the_tab_bar_has_the_fonts_of_the_windows_frame_where_it_names_some() {
        let mut config = Config {
            font_size: 20.0,
            ..Config::default()
        };
        let bar = |config: &Config| fonts(config, &Screen::of_scale(1.0), 2.0).bar;
        assert_eq!(bar(&config), None);
        config.window_frame.font_size = Some(9.0);
        let sized = bar(&config).expect("a font of its own");
        assert_eq!((sized.families.len(), sized.size), (0, 9.0));
        config.window_frame.font_size = None;
        config.window_frame.font = vec![FontAttributes::of("Any")];
        let named = bar(&config).expect("a font of its own");
        assert_eq!((named.families.len(), named.size), (1, 12.0));
    }

    #[test]
    fn the_widths_of_fonts_are_numbered_as_in_their_files() {
        let mut font = FontAttributes::of("Any");
        let number = |font: &FontAttributes| {
            let config = Config {
                font: vec![font.clone()],
                ..Config::default()
            };
            families(&config)[0].stretch
        };
        assert_eq!(number(&font), 5);
        font.stretch = config::FontStretch::UltraCondensed;
        assert_eq!(number(&font), 1);
        font.stretch = config::FontStretch::UltraExpanded;
        assert_eq!(number(&font), 9);
    }

    #[test]
    fn what_a_person_says_of_the_screen_holds() {
        let config = Config {
            dpi: Some(120.0),
            dpi_by_screen: [("DP-1".to_owned(), 144.0)].into(),
            ..Config::default()
        };
        let screen = |name: &str| Screen {
            name: Some(name.to_owned()),
            scale: 2.0,
        };
        assert_eq!(dpi(&config, &screen("DP-2")), 120.0);
        assert_eq!(dpi(&config, &screen("DP-1")), 144.0);
        assert_eq!(dpi(&config, &Screen::of_scale(2.0)), 120.0);
        assert_eq!(dpi(&Config::default(), &screen("DP-1")), 192.0);
    }

    #[test]
    fn the_window_follows_its_font_unless_somebody_else_decides_on_its_size() {
        let mut config = Config::default();
        let desktop = |names: &str, wayland| Desktop {
            names: names.to_owned(),
            wayland,
        };
        let i3 = desktop("i3", false);
        assert!(window_follows_font(
            &config,
            &desktop("ubuntu:GNOME", false)
        ));
        assert!(!window_follows_font(&config, &i3));
        assert!(window_follows_font(&config, &desktop("i3", true)));
        config.adjust_window_size_when_changing_font_size = Some(true);
        assert!(window_follows_font(&config, &i3) && tiles(&config, &i3));
        config.adjust_window_size_when_changing_font_size = Some(false);
        assert!(!window_follows_font(&config, &desktop("", false)));
    }

    #[test]
    fn a_window_can_be_seen_through_unless_only_an_emulated_gpu_draws_it() {
        let mut config = Config::default();
        assert!(transparent(&config));
        config.webgpu_force_fallback_adapter = true;
        assert!(!transparent(&config));
        config.look.window_background_opacity = 0.9;
        assert!(transparent(&config), "then the CPU draws it");
    }

    #[test]
    fn rates_out_of_reason_are_tamed() {
        let config = |max_fps| Config {
            max_fps,
            ..Config::default()
        };
        let none = Duration::ZERO;
        assert_eq!(frame_time(&config(0), none), Duration::from_secs(1));
        assert_eq!(frame_time(&config(50), none), Duration::from_millis(20));
    }

    #[test]
    fn frames_that_take_long_are_drawn_less_often_but_often_enough() {
        let after = |millis| frame_time(&Config::default(), Duration::from_millis(millis));
        assert_eq!(after(2), after(0));
        assert_eq!(after(9), Duration::from_millis(27));
        assert_eq!(after(500), Duration::from_millis(500) + LONGEST_PAUSE);
    }
}
