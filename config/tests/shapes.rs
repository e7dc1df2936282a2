//! What is wrong deep inside an option is named with its place; what is only unknown, or beyond what is possible, loads.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use config::{FontAttributes, FontStretch, FontStyle};
use config::{Kind, Severity, Shape};
use config::{TitleButton, TitleButtonStyle, TitleButtons};
use support::loaded;

/// The fields of WezTerm's tables by the tables' names.
const FACTS: &str = include_str!("facts/shapes.json");

/// Fields beyond the facts: what older files say of a font, and what `effective_config` shows of one.
const OURS: [&str; 5] = [
    "bold",
    "italic",
    "foreground",
    "is_fallback",
    "is_synthetic",
];

/// Returns what is said of a wrong value of an option: an error where the terminal acts on the option, and a warning where
/// nothing does, which is no reason to refuse a file.
fn marked(setting: &str, message: &str) -> String {
    let name = setting.split([' ', '=']).next().expect("a name");
    let option = config::OptionSpec::named(name).expect("an option");
    match option.has_effect() {
        true => message.to_owned(),
        false => format!("warning: {message}"),
    }
}

/// The problems that `config.NAME = VALUE` gives, warnings marked.
fn said(setting: &str) -> Vec<String> {
    let problems = loaded(&format!("config.{setting}")).problems;
    let mark = |severity| match severity {
        Severity::Warning => "warning: ",
        Severity::Error => "",
    };
    problems
        .into_iter()
        .map(|problem| {
            let hint = problem.hint.map(|hint| format!(" ({hint})"));
            let hint = hint.unwrap_or_default();
            format!("{}{}{hint}", mark(problem.severity), problem.message)
        })
        .collect()
}

#[test]
fn what_is_wrong_deep_inside_a_table_is_named_with_its_place() {
    for (setting, wanted) in [
        (
            "background = { { source = { Gradient = { colors = 'red' } } } }",
            "background[1].source.Gradient.colors: expected a list, got the string \"red\"",
        ),
        (
            "background = { { source = { Color = 'black' } }, { source = { Colour = 'black' } } }",
            "background[2].source.Colour: there is no such field (did you mean `Color`?)",
        ),
        ("background = { {} }", "background[1].source: is missing"),
        (
            "background = { { source = { Color = 'black' }, width = 'cover' } }",
            "background[1].width: expected \"Cover\" or \"Contain\", got the string \"cover\" (did you mean `Cover`?)",
        ),
        (
            "background = { { source = { File = { path = 7 } } } }",
            "background[1].source.File.path: expected a string, got 7",
        ),
        (
            "window_background_gradient = { colors = { 'red', 'no colour' } }",
            "window_background_gradient.colors[2]: \"no colour\" is not a colour",
        ),
        (
            "window_background_gradient = { preset = 'viridis' }",
            "window_background_gradient.preset: ",
        ),
        (
            "visual_bell = { fade_in_function = function() end }",
            "visual_bell.fade_in_function: expected ",
        ),
        (
            "visual_bell = { fade_in_function = { CubicBezier = { 0, 1, 0 } } }",
            "visual_bell.fade_in_function.CubicBezier: expected a list of 4, got 3",
        ),
        (
            "cursor_blink_ease_in = 'EaseUp'",
            "cursor_blink_ease_in: expected \"Linear\", \"Ease\", \"EaseIn\", ",
        ),
        (
            "window_frame = { font = wezterm.font 'Roboto', button_fg = 12 }",
            "window_frame.button_fg: ",
        ),
        (
            "font_rules = { { intensity = 'Heavy' } }",
            "font_rules[1].intensity: expected \"Normal\", \"Bold\" or \"Half\", got the string \"Heavy\"",
        ),
        (
            "hyperlink_rules = { { regex = 'x' } }",
            "hyperlink_rules[1].format: is missing",
        ),
        (
            "ssh_domains = { { name = 'a', remote_address = 'b', multiplexing = 'wezterm' } }",
            "ssh_domains[1].multiplexing: expected \"WezTerm\" or \"None\"",
        ),
        (
            "unix_domains = { { name = 'unix', serve_command = 'wezterm' } }",
            "unix_domains[1].serve_command: expected a list, got the string \"wezterm\"",
        ),
        (
            "integrated_title_buttons = { 'Hide', 'Minimise' }",
            "integrated_title_buttons[2]: expected \"Hide\", \"Maximize\" or \"Close\"",
        ),
        (
            "dpi_by_screen = { ['DP-1'] = 'large' }",
            "dpi_by_screen.DP-1: expected a number, got the string \"large\"",
        ),
        (
            "window_decorations = 'TITLE | RESIZEABLE'",
            "window_decorations: \"RESIZEABLE\" is none of ",
        ),
        (
            "bypass_mouse_reporting_modifiers = 'SHFIT|CTRL'",
            "bypass_mouse_reporting_modifiers: unknown modifier `SHFIT` (did you mean `SHIFT`?)",
        ),
        (
            "window_padding = { left = 'wide' }",
            "window_padding.left: expected a length",
        ),
    ] {
        let got = said(setting);
        let wanted = marked(setting, wanted);
        assert!(
            got.len() == 1 && got[0].starts_with(&wanted),
            "{setting}\n  wanted {wanted}\n  got {got:#?}"
        );
    }
}

#[test]
fn a_field_that_nobody_knows_is_a_warning_with_the_nearest_name() {
    for (setting, wanted) in [
        (
            "window_frame = { active_titlebar_gb = 'red' }",
            "window_frame.active_titlebar_gb: there is no such field (did you mean `active_titlebar_bg`?)",
        ),
        (
            "inactive_pane_hsb = { hue = 1, brigthness = 0.5 }",
            "inactive_pane_hsb.brigthness: there is no such field (did you mean `brightness`?)",
        ),
        (
            "window_padding = { left = 1, rigth = 1 }",
            "window_padding.rigth: there is no such field (did you mean `right`?)",
        ),
        (
            "background = { { source = { Gradient = { colours = {} } } } }",
            "background[1].source.Gradient.colours: there is no such field (did you mean `colors`?)",
        ),
    ] {
        assert_eq!(said(setting), [format!("warning: {wanted}")], "{setting}");
    }
}

#[test]
fn tables_as_people_write_them_are_all_right() {
    let code = r##"
        config.background = {
          { source = { File = '/tmp/a.png' }, hsb = { brightness = 0.1 }, attachment = { Parallax = 0.1 }, width = '100%',
            repeat_x = 'Mirror', vertical_align = 'Bottom', repeat_y_size = '200%', height = 'Contain' },
          { source = { File = { path = '/tmp/a.gif', speed = 0.2 } }, opacity = 1, attachment = 'Fixed' },
          { source = { Gradient = { preset = 'Warm', orientation = { Linear = { angle = -45.0 } } } } },
          { source = { Color = '#11111b' }, width = '100%', height = '100%', vertical_offset = 20 },
        }
        config.window_background_gradient = { colors = { '#0f0c29', 'rgb(1,2,3)' }, noise = 64, blend = 'Oklab',
          orientation = { Radial = { cx = 0.75, cy = 0.75, radius = 1.25 } }, interpolation = 'CatmullRom' }
        config.visual_bell = { fade_in_function = 'EaseIn', fade_in_duration_ms = 150, target = 'CursorColor',
          fade_out_function = { CubicBezier = { 0.0, 0.1, 1, 1.0 } } }
        config.text_blink_ease_out = { CubicBezier = { 0.0, 0.1, 1, 1.0 } }
        config.window_frame = { font = wezterm.font { family = 'Roboto', weight = 'Bold' }, font_size = 12.0,
          border_left_width = '0.5cell', border_top_height = '0.25cell', border_top_color = 'purple' }
        config.font_rules = { { intensity = 'Bold', italic = true, font = wezterm.font('Fira Code', { weight = 450 }) },
          { italic = true, font = wezterm.font_with_fallback { 'Hack', { family = 'Noto', scale = 1.2 } } } }
        config.hyperlink_rules = wezterm.default_hyperlink_rules()
        table.insert(config.hyperlink_rules, { regex = [[\b[tT](\d+)\b]], format = 'https://x.org/?t=$1', highlight = 1 })
        config.ssh_domains = { { name = 'h', remote_address = 'h:22', username = 'me', ssh_option = { identityfile = 'a' },
          timeout = 30, assume_shell = 'Posix', local_echo_threshold_ms = 10 } }
        config.unix_domains = { { name = 'unix', proxy_command = { 'ssh', 'h' }, read_timeout = '60s' } }
        config.tls_clients = { { name = 't', remote_address = 'h:1', bootstrap_via_ssh = 'h' } }
        config.tls_servers = { { bind_address = 'h:1' } }
        config.wsl_domains = { { name = 'WSL:Ubuntu', distribution = 'Ubuntu', default_cwd = '~' } }
        config.serial_ports = { { name = 's', port = '/dev/ttyUSB0', baud = 115200 } }
        config.daemon_options = { stdout = '/tmp/out' }
        config.integrated_title_buttons = { 'Close' }
        config.integrated_title_button_color = '#ffffff'
        config.tab_bar_style = { new_tab = wezterm.format { { Text = '+' } } }
        config.webgpu_preferred_adapter = { name = 'llvmpipe', device_type = 'Cpu', backend = 'Vulkan', driver = 'l',
          driver_info = 'm', vendor = 65541, device = 0 }
        config.foreground_text_hsb = { hue = 1.0, saturation = 1, brightness = 1.5 }
        config.dpi_by_screen = { ['DP-1'] = 96 }
        config.window_content_alignment = { horizontal = 'Center', vertical = 'Bottom' }
        config.window_decorations = 'INTEGRATED_BUTTONS | RESIZE'
        config.bypass_mouse_reporting_modifiers = 'alt|SHIFT'
        config.freetype_load_flags = 'NO_HINTING|MONOCHROME'
    "##;
    let problems = loaded(code).problems;
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn the_tab_bar_has_the_windows_buttons_where_that_is_said() {
    let read = loaded(
        "config.window_decorations = 'INTEGRATED_BUTTONS|RESIZE'
        config.integrated_title_buttons = { 'Close', 'Hide' }
        config.integrated_title_button_alignment = 'Left'
        config.integrated_title_button_style = 'Gnome'
        config.integrated_title_button_color = '#010203'
        config.tab_bar_style = { window_close = '[x]', window_close_hover = '[X]' }",
    )
    .config;
    let decorations = read.window_decorations;
    assert!(decorations.buttons && decorations.resize && !decorations.title);
    let wanted = TitleButtons {
        shown: vec![TitleButton::Close, TitleButton::Hide],
        on_left: true,
        style: TitleButtonStyle::Gnome,
        color: Some(config::Rgba::rgb(1, 2, 3)),
    };
    assert_eq!(read.title_buttons, wanted);
    let style = &read.tab_bar_style;
    assert_eq!(
        (&*style.window_close, &*style.window_close_hover),
        ("[x]", "[X]")
    );
    assert_eq!((&*style.window_hide, &*style.new_tab), (" − ", " + "));
    let both = loaded("config.window_decorations = 'TITLE | INTEGRATED_BUTTONS'").config;
    assert!(both.window_decorations.title && both.window_decorations.buttons);
}

#[test]
fn a_number_beyond_what_is_possible_is_brought_back_with_a_warning() {
    for (setting, wanted) in [
        (
            "font_size = 4096",
            "font_size: must be at most 256, got 4096; 256 is used",
        ),
        (
            "line_height = 0.1",
            "line_height: must be at least 0.5, got 0.1; 0.5 is used",
        ),
        (
            "initial_cols = math.huge",
            "initial_cols: must be at most 2000, got inf; 2000 is used",
        ),
        (
            "tab_max_width = 99999",
            "tab_max_width: must be at most 1000, got 99999; 1000 is used",
        ),
        (
            "inactive_pane_hsb = { brightness = -1 }",
            "inactive_pane_hsb.brightness: must be at least 0, got -1; 0 is used",
        ),
        (
            "window_frame = { font_size = 1000 }",
            "window_frame.font_size: must be at most 256, got 1000; 256 is used",
        ),
    ] {
        assert_eq!(said(setting), [format!("warning: {wanted}")], "{setting}");
    }
    let config = loaded(
        "config.font_size = 4096; config.initial_cols = 0; config.inactive_pane_hsb = { hue = -1 }",
    )
    .config;
    let got = (
        config.font_size,
        config.initial_cols,
        config.look.inactive_pane_hsb.hue,
    );
    assert_eq!(got, (256.0, 1, 0.0));
}

#[test]
fn no_number_is_too_large_for_any_option_that_takes_one() {
    for option in config::options() {
        if !matches!(option.kind, Kind::Integer(..) | Kind::Number(..)) {
            continue;
        }
        for beyond in ["-1e300", "1e300", "math.huge", "math.mininteger"] {
            let problems = loaded(&format!("config.{} = {beyond}", option.name)).problems;
            let errors = problems
                .iter()
                .filter(|problem| problem.severity == Severity::Error);
            assert_eq!(
                errors.count(),
                0,
                "{} = {beyond}: {problems:#?}",
                option.name
            );
        }
    }
}

#[test]
fn what_is_not_a_number_is_an_error_that_says_so() {
    for option in [
        "font_size",
        "initial_cols",
        "visual_bell = { fade_in_duration_ms",
    ] {
        let end = if option.contains('{') { " }" } else { "" };
        let got = said(&format!("{option} = 0/0{end}"));
        let wanted =
            "NaN is no number that anything can be set to (a calculation such as 0/0 gives it)";
        assert!(got.len() == 1 && got[0].ends_with(wanted), "{got:#?}");
        assert!(got[0].starts_with(&marked(option, "")), "{got:#?}");
    }
}

#[test]
fn a_font_keeps_what_is_said_of_each_family() {
    let code = "config.font = wezterm.font_with_fallback({
        { family = 'Fira Code', weight = 'DemiBold', style = 'Italic', harfbuzz_features = { 'zero' } },
        { family = 'Noto', weight = 350, scale = 1.5, assume_emoji_presentation = true, stretch = 'Expanded' },
        'Hack',
    }, { stretch = 'Condensed', weight = 'Light' })";
    let loaded = loaded(code);
    assert!(loaded.problems.is_empty(), "{:#?}", loaded.problems);
    let wanted = [
        FontAttributes {
            weight: 600,
            style: FontStyle::Italic,
            stretch: FontStretch::Condensed,
            harfbuzz_features: Some(vec!["zero".to_owned()]),
            ..FontAttributes::of("Fira Code")
        },
        FontAttributes {
            weight: 350,
            stretch: FontStretch::Expanded,
            scale: 1.5,
            assume_emoji_presentation: Some(true),
            ..FontAttributes::of("Noto")
        },
        FontAttributes {
            weight: 300,
            stretch: FontStretch::Condensed,
            ..FontAttributes::of("Hack")
        },
    ];
    assert_eq!(loaded.config.font, wanted);
}

#[test]
fn what_an_older_file_says_of_a_font_still_holds() {
    let font = &loaded("config.font = wezterm.font('Hack', { bold = true, italic = true })")
        .config
        .font;
    let wanted = FontAttributes {
        weight: 700,
        style: FontStyle::Italic,
        ..FontAttributes::of("Hack")
    };
    assert_eq!(*font, [wanted]);
}

#[test]
fn what_is_wrong_with_a_font_is_told_where_it_is_made() {
    let said = |call: &str| {
        let loaded = loaded(&format!("\nconfig.font = {call}"));
        let [problem] = loaded.problems.as_slice() else {
            panic!("{call}: {:#?}", loaded.problems);
        };
        assert_eq!(problem.line, Some(4), "{problem}");
        (
            problem.severity,
            problem.message.clone(),
            problem.hint.clone(),
        )
    };
    let (severity, message, _) = said("wezterm.font('Hack', { weight = 'Bouncy' })");
    assert_eq!(severity, Severity::Error);
    assert!(
        message.starts_with("wezterm.font: weight: expected \"Thin\""),
        "{message}"
    );
    let (severity, message, _) =
        said("wezterm.font_with_fallback { 'A', { family = 'B', style = 'Bent' } }");
    assert_eq!(severity, Severity::Error);
    let wanted =
        "wezterm.font_with_fallback: [2].style: expected \"Normal\", \"Italic\" or \"Oblique\"";
    assert!(message.starts_with(wanted), "{message}");
    let unknown = (
        Severity::Warning,
        "wezterm.font.wieght: there is no such field".to_owned(),
        Some("did you mean `weight`?".to_owned()),
    );
    assert_eq!(said("wezterm.font('Hack', { wieght = 'Bold' })"), unknown);
    let (severity, message, _) = said("wezterm.font('Hack', { weight = 2000 })");
    let wanted = "wezterm.font.weight: must be at most 1000, got 2000; 1000 is used";
    assert_eq!((severity, message.as_str()), (Severity::Warning, wanted));
}

/// Every shape that an option takes somewhere, by name.
fn shapes() -> BTreeMap<&'static str, &'static Shape> {
    let mut found = BTreeMap::new();
    let mut open: Vec<Kind> = config::options().iter().map(|option| option.kind).collect();
    while let Some(kind) = open.pop() {
        open.extend(kind.parts());
        if let Kind::Record(shape) | Kind::Tagged(shape) = kind {
            let before = found.insert(shape.name, shape);
            assert!(
                before.is_none_or(|before| before == shape),
                "two are called {}",
                shape.name
            );
        }
    }
    found
}

#[test]
fn the_tables_have_the_fields_that_wezterm_documents() {
    let facts: BTreeMap<String, BTreeSet<String>> =
        serde_json::from_str(FACTS).expect("the facts can be read");
    let shapes = shapes();
    for (name, wanted) in facts {
        let shape = shapes
            .get(name.as_str())
            .unwrap_or_else(|| panic!("there is no {name}"));
        let mut ours: BTreeSet<String> = shape
            .fields
            .iter()
            .map(|field| field.name.to_owned())
            .collect();
        if name == "FontAttributes" {
            ours.retain(|field| !OURS.contains(&field.as_str()));
        }
        assert_eq!(ours, wanted, "{name}");
    }
}
