//! What the window takes from the configuration.
//!
//! Pure conversions into the options of fonts, colours and renderer, so that those know nothing of
//! the configuration.

use std::time::Duration;

use config::{BoldBrightening, Config, FontAttributes, FontStyle, FrontEnd, PowerPreference};
use mux::Palette;

use crate::fonts::{FontOptions, Wanted};
use crate::render::{Bold, GpuChoice, Preference, Theme};

/// Dots per inch of a screen without a scale factor.
const PLAIN_DPI: f64 = 96.0;

/// Factors on the font size that a person can reach.
const FONT_SCALES: std::ops::RangeInclusive<f64> = 0.2..=10.0;

/// Returns the dots per inch at this scale factor, or those that a person says.
pub fn dpi(config: &Config, scale_factor: f64) -> f64 {
    config.dpi.unwrap_or(PLAIN_DPI * scale_factor)
}

/// Returns what the fonts are made from at this scale factor, enlarged by `font_scale`.
pub fn fonts(config: &Config, scale_factor: f64, font_scale: f64) -> FontOptions {
    FontOptions {
        families: families(config),
        size: (config.font_size * sane_scale(font_scale)) as f32,
        dpi: dpi(config, scale_factor) as f32,
        line_height: config.line_height as f32,
        cell_width: config.cell_width as f32,
    }
}

/// Returns the families in the order of preference.
pub fn families(config: &Config) -> Vec<Wanted> {
    let wanted = |font: &FontAttributes| Wanted {
        family: font.family.clone(),
        weight: font.weight,
        stretch: font.stretch.width_class(),
        italic: font.style != FontStyle::Normal,
    };
    config.font.iter().map(wanted).collect()
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
    Theme {
        palette: palette.clone(),
        bold: match config.bold_brightens_ansi_colors {
            BoldBrightening::No => Bold::Plain,
            BoldBrightening::BrightAndBold => Bold::BrightAndBold,
            BoldBrightening::BrightOnly => Bold::BrightOnly,
        },
    }
}

/// Returns whether the window grows and shrinks with its font, on this desktop (XDG_CURRENT_DESKTOP: names
/// between colons), rather than its number of cells.
pub fn window_follows_font(config: &Config, desktop: &str, wayland: bool) -> bool {
    config
        .adjust_window_size_when_changing_font_size
        .unwrap_or_else(|| {
            let system = if wayland { "Wayland" } else { "X11" };
            let names = desktop.split(':').map(|name| format!("{system} {name}"));
            let tiling = &config.tiling_desktop_environments;
            !names
                .into_iter()
                .any(|name| tiling.iter().any(|one| one.eq_ignore_ascii_case(&name)))
        })
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

/// Returns how long a blinking cursor stays lit.
pub fn blink_rate(config: &Config) -> Option<Duration> {
    Some(Duration::from_millis(config.cursor_blink_rate)).filter(|rate| !rate.is_zero())
}

/// Returns the least time between two frames while there is always something new.
pub fn frame_time(config: &Config) -> Duration {
    Duration::from_secs(1) / config.max_fps.clamp(1, 240)
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
            let options = fonts(&config, screen, person);
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
            ..Config::default()
        };
        assert_eq!(dpi(&config, 2.0), 120.0);
        assert_eq!(dpi(&Config::default(), 2.0), 192.0);
    }

    #[test]
    fn the_window_follows_its_font_unless_somebody_else_decides_on_its_size() {
        let mut config = Config::default();
        assert!(window_follows_font(&config, "ubuntu:GNOME", false));
        assert!(!window_follows_font(&config, "i3", false));
        assert!(window_follows_font(&config, "i3", true));
        config.adjust_window_size_when_changing_font_size = Some(false);
        assert!(!window_follows_font(&config, "", false));
    }

    #[test]
    fn rates_out_of_reason_are_tamed() {
        let config = |cursor_blink_rate, max_fps| Config {
            cursor_blink_rate,
            max_fps,
            ..Config::default()
        };
        assert_eq!(blink_rate(&config(0, 60)), None);
        assert_eq!(frame_time(&config(0, 0)), Duration::from_secs(1));
        assert_eq!(frame_time(&config(0, 50)), Duration::from_millis(20));
    }
}
