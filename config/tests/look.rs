//! How the window is painted, as files say it: what is read, and what is said of what is wrong.

mod support;

use config::{
    BackgroundLayer, BellTarget, BidiDirection, Easing, GlyphOverflow, Hsb, LayerAlign,
    LayerRepeat, LayerSize, LayerSource, Length, Look, Orientation, Rgba, TextBlink, TextIntensity,
    TextUnderline,
};
use support::loaded;

fn look(code: &str) -> Look {
    let loaded = loaded(code);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    loaded.config.look.clone()
}

/// Returns what is wrong, and what holds all the same.
fn wrong(code: &str) -> (Vec<String>, Look) {
    let loaded = loaded(code);
    let problems = loaded.problems.iter();
    let messages = problems.map(|problem| problem.message.clone()).collect();
    (messages, loaded.config.look.clone())
}

#[test]
fn what_a_typical_file_says_of_its_look_is_read() {
    let look = look(
        "config.window_background_opacity = 0.9
        config.text_background_opacity = 0.3
        config.window_background_image = 'wall.png'
        config.window_background_image_hsb = { brightness = 0.3 }
        config.inactive_pane_hsb = { saturation = 0.7, brightness = 0.6 }
        config.foreground_text_hsb = { hue = 1.0, saturation = 1.2, brightness = 1.5 }
        config.animation_fps = 1
        config.cursor_blink_rate = 600
        config.cursor_blink_ease_in = 'Constant'
        config.cursor_blink_ease_out = 'EaseOut'
        config.text_blink_rate = 0
        config.text_blink_rapid_ease_in = { CubicBezier = { 0.1, 0.2, 0.3, 0.4 } }
        config.visual_bell = {
            fade_in_function = 'EaseIn', fade_in_duration_ms = 150, fade_out_duration_ms = 100, target = 'CursorColor',
        }
        config.cursor_thickness = '0.1cell'
        config.underline_thickness = '200%'
        config.underline_position = -3
        config.strikethrough_position = '2pt'
        config.force_reverse_video_cursor = true
        config.custom_block_glyphs = false
        config.anti_alias_custom_block_glyphs = false
        config.allow_square_glyphs_to_overflow_width = 'Never'
        config.harfbuzz_features = { 'calt=0', 'zero' }
        config.warn_about_missing_glyphs = false
        config.bidi_enabled = true
        config.bidi_direction = 'AutoLeftToRight'",
    );
    assert_eq!(look.window_background_opacity, 0.9);
    assert_eq!(look.window_background_image, Some("wall.png".into()));
    let dimmed = Hsb {
        brightness: 0.3,
        ..Hsb::default()
    };
    assert_eq!(look.window_background_image_hsb, dimmed);
    assert_eq!(look.inactive_pane_hsb.brightness, 0.6);
    assert_eq!(look.foreground_text_hsb.saturation, 1.2);
    assert_eq!((look.animation_fps, look.cursor_blink.rate), (1, 600));
    assert_eq!(look.cursor_blink.ease_in, Easing::Constant);
    let out = Easing::CubicBezier([0.0, 0.0, 0.58, 1.0]);
    assert_eq!(look.cursor_blink.ease_out, out);
    assert_eq!((look.text_blink.rate, look.text_blink_rapid.rate), (0, 250));
    let curve = Easing::CubicBezier([0.1, 0.2, 0.3, 0.4]);
    assert_eq!(look.text_blink_rapid.ease_in, curve);
    let bell = look.visual_bell;
    assert_eq!(
        (bell.fade_in_duration_ms, bell.fade_out_duration_ms),
        (150, 100)
    );
    assert_eq!(bell.target, BellTarget::CursorColor);
    assert!(bell.is_seen());
    assert_eq!(look.cursor_thickness, Some(Length::Cells(0.1)));
    assert_eq!(look.underline_thickness, Some(Length::Percent(200.0)));
    assert_eq!(look.underline_position, Some(Length::Pixels(-3.0)));
    assert_eq!(look.strikethrough_position, Some(Length::Points(2.0)));
    assert!(look.force_reverse_video_cursor && !look.custom_block_glyphs);
    assert_eq!(
        look.allow_square_glyphs_to_overflow_width,
        GlyphOverflow::Never
    );
    assert_eq!(look.harfbuzz_features, ["calt=0", "zero"]);
    assert_eq!(look.bidi_direction, BidiDirection::AutoLeftToRight);
}

#[test]
fn layers_of_the_background_are_read_with_all_their_fields() {
    let look = look(
        "config.background = {
            { source = { File = { path = '/a.gif', speed = 0.2 } }, repeat_x = 'Mirror', hsb = { brightness = 0.1 },
              attachment = { Parallax = 0.1 }, width = '100%', height = 'Contain', vertical_align = 'Middle',
              horizontal_align = 'Right', vertical_offset = '10%', horizontal_offset = 3, repeat_y_size = '200%',
              repeat_y = 'NoRepeat', opacity = 0.5, origin = 'PaddingBox' },
            { source = { Gradient = { preset = 'Warm', orientation = { Linear = { angle = -45 } }, noise = 0 } } },
            { source = { Color = '#102030' }, attachment = 'Scroll' },
        }",
    );
    let [picture, gradient, color] = look.background.as_slice() else {
        panic!("{:?}", look.background);
    };
    assert_eq!(picture.source, LayerSource::File("/a.gif".into()));
    assert_eq!(picture.x.repeat, LayerRepeat::Mirror);
    assert_eq!(picture.x.size, LayerSize::Fixed(Length::Percent(100.0)));
    assert_eq!(picture.x.align, LayerAlign::End);
    assert_eq!(picture.x.offset, Length::Pixels(3.0));
    assert_eq!(picture.y.size, LayerSize::Contain);
    assert_eq!(picture.y.align, LayerAlign::Middle);
    assert_eq!(picture.y.offset, Length::Percent(10.0));
    assert_eq!(picture.y.repeat, LayerRepeat::NoRepeat);
    assert_eq!(picture.y.repeat_size, Some(Length::Percent(200.0)));
    assert_eq!((picture.parallax, picture.opacity), (0.1, 0.5));
    assert!(picture.within_padding);
    let LayerSource::Gradient(warm) = &gradient.source else {
        panic!("{gradient:?}");
    };
    assert_eq!(warm.orientation, Orientation::Linear(-45.0));
    assert_eq!((warm.noise, warm.colors(3).len()), (0, 3));
    let mut expected = BackgroundLayer::of(LayerSource::Color(Rgba::rgb(0x10, 0x20, 0x30)));
    expected.parallax = 1.0;
    assert_eq!(*color, expected);
}

#[test]
fn a_gradient_goes_as_its_words_say() {
    let way = |orientation: &str| {
        let code = format!(
            "config.window_background_gradient = {{ colors = {{ 'red', 'blue' }}, {orientation} }}"
        );
        look(&code)
            .window_background_gradient
            .map(|found| found.orientation)
    };
    assert_eq!(way(""), Some(Orientation::Linear(0.0)));
    assert_eq!(
        way("orientation = 'Vertical'"),
        Some(Orientation::Linear(270.0))
    );
    let radial = Orientation::Radial {
        radius: 1.25,
        cx: 0.75,
        cy: 0.5,
    };
    let written = "orientation = { Radial = { cx = 0.75, radius = 1.25 } }";
    assert_eq!(way(written), Some(radial));
}

#[test]
fn rules_for_fonts_are_read_in_order() {
    let look = look(
        "config.font_rules = {
            { intensity = 'Bold', italic = true, font = wezterm.font('Victor Mono', { weight = 'Bold', style = 'Italic' }) },
            { intensity = 'Half', underline = 'Curly', blink = 'Rapid', reverse = false, strikethrough = true,
              invisible = false, font = wezterm.font_with_fallback { 'A', 'B' } },
        }",
    );
    let [bold, half] = look.font_rules.as_slice() else {
        panic!("{:?}", look.font_rules);
    };
    assert_eq!(
        (bold.intensity, bold.italic),
        (Some(TextIntensity::Bold), Some(true))
    );
    assert_eq!((bold.underline, bold.font[0].weight), (None, 700));
    assert_eq!(half.underline, Some(TextUnderline::Curly));
    assert_eq!(
        (half.blink, half.reverse),
        (Some(TextBlink::Rapid), Some(false))
    );
    assert_eq!(half.font.len(), 2);
}

#[test]
fn what_is_wrong_is_named_and_the_rest_holds() {
    let (problems, look) = wrong(
        "config.background = {
            { source = { Color = 'blu' } },
            { source = { Color = 'blue' }, opacity = 7, repeat_x = 'Reapeat' },
            { opacity = 1 },
        }",
    );
    assert_eq!(look.background.len(), 1);
    assert_eq!(look.background[0].x.repeat, LayerRepeat::Repeat);
    let told = |what: &str| problems.iter().any(|problem| problem.contains(what));
    assert!(
        told("background[1].source.Color") && told("\"blu\""),
        "{problems:?}"
    );
    assert!(told("background[2].repeat_x"), "{problems:?}");
    assert!(told("background[3].source: is missing"), "{problems:?}");

    let (problems, look) =
        wrong("config.visual_bell = { fade_in_duration_ms = 'long', fade_out_duration_ms = 75 }");
    assert_eq!(look.visual_bell.fade_out_duration_ms, 75);
    assert!(
        problems[0].contains("visual_bell.fade_in_duration_ms"),
        "{problems:?}"
    );

    let (problems, look) =
        wrong("config.font_rules = { { intensity = 'Blod' }, { italic = true, font = 'A' } }");
    assert_eq!(look.font_rules.len(), 1);
    assert!(
        problems[0].contains("font_rules[1].intensity"),
        "{problems:?}"
    );

    for (setting, named) in [
        (
            "cursor_blink_ease_in = { CubicBezier = { 1, 2 } }",
            "cursor_blink_ease_in",
        ),
        (
            "window_background_gradient = { preset = 'Wram' }",
            "window_background_gradient",
        ),
        ("window_background_image = 7", "window_background_image"),
        ("underline_position = 'low'", "underline_position"),
        ("bidi_direction = 'Up'", "bidi_direction"),
    ] {
        let (problems, _) = wrong(&format!("config.{setting}"));
        assert!(problems[0].contains(named), "{problems:?}");
    }
}
