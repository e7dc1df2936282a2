//! Colour schemes as a person meets them: by name, and through Lua.
//!
//! `docs/colour-schemes.md` ends with the list of names, which is made here; `WEZTERM_BLESS=1` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

use config::{Colors, Config, Severity, builtin_schemes, default_colors, find_scheme};

#[path = "schemes/home.rs"]
mod home;

use home::{Home, colors_of, hex};

/// Evaluates an expression whose value is a string.
fn text_of(expression: &str) -> String {
    let home = Home::new();
    let config = format!("local wezterm = require 'wezterm'\nreturn {{ term = {expression} }}");
    let loaded = home.load(&config);
    assert_eq!(loaded.problems, [], "{expression}");
    loaded.config.term.clone()
}

// What comes with the program.

#[test]
fn every_scheme_that_real_files_name_is_there_by_exactly_that_name() {
    for name in [
        "Catppuccin Mocha",
        "Catppuccin Macchiato",
        "Catppuccin Frappe",
        "Catppuccin Latte",
        "catppuccin-mocha",
        "catppuccin-macchiato",
        "catppuccin-frappe",
        "catppuccin-latte",
        "tokyonight",
        "tokyonight-day",
        "tokyonight-storm",
        "tokyonight_day",
        "tokyonight_moon",
        "tokyonight_night",
        "tokyonight_storm",
        "Tokyo Night",
        "Tokyo Night Day",
        "Tokyo Night Moon",
        "Tokyo Night Storm",
        "Tokyo Night (Gogh)",
        "Tokyo Night Storm (Gogh)",
        "Tokyo Night Light (Gogh)",
        "rose-pine",
        "rose-pine-moon",
        "rose-pine-dawn",
        "GruvboxDark",
        "GruvboxDarkHard",
        "GruvboxLight",
        "Gruvbox Light",
        "Gruvbox Dark (Gogh)",
        "Gruvbox (Gogh)",
        "Gruvbox Material (Gogh)",
        "Gruvbox dark, hard (base16)",
        "Gruvbox dark, medium (base16)",
        "Gruvbox dark, pale (base16)",
        "Gruvbox dark, soft (base16)",
        "Gruvbox light, hard (base16)",
        "Gruvbox light, medium (base16)",
        "Gruvbox light, soft (base16)",
        "OneDark",
        "OneDark (base16)",
        "One Dark (Gogh)",
        "OneHalfDark",
        "OneHalfLight",
        "nordfox",
        "nightfox",
        "duskfox",
        "carbonfox",
        "Nord (base16)",
        "Nord (Gogh)",
        "nord",
        "nord-light",
        "Dracula",
        "Dracula+",
        "Dracula (Official)",
        "Dracula (Gogh)",
        "Solarized (dark) (terminal.sexy)",
        "Solarized (light) (terminal.sexy)",
        "Solarized Dark (Gogh)",
        "Solarized Light (Gogh)",
        "Solarized Dark Higher Contrast",
        "Builtin Solarized Dark",
        "Builtin Solarized Light",
        "iTerm2 Solarized Dark",
        "Monokai Remastered",
        "Material",
        "MaterialDark",
        "MaterialDarker",
        "MaterialDesignColors",
        "MaterialOcean",
        "Snazzy",
        "Sakura",
        "Poimandres",
        "SpaceGray",
        "SpaceGray Eighties",
        "SpaceGray Eighties Dull",
        "Eldritch",
        "Cyberpunk Neon",
        "cyberpunk",
        "Chalk",
        "Chalk (base16)",
        "AtelierSulphurpool",
        "Apple Classic",
        "AlienBlood",
        "Batman",
        "Abernathy",
        "AdventureTime",
        "Harbour Night",
        "Harbour Morning",
    ] {
        let found = find_scheme(name).map(|scheme| scheme.name);
        assert_eq!(found, Some(name));
    }
}

#[test]
fn every_scheme_is_whole_and_its_selection_can_be_read() {
    let schemes: Vec<_> = builtin_schemes().collect();
    let own = schemes.iter().filter(|scheme| scheme.alias_of.is_none());
    assert!(own.count() >= 250);
    for scheme in schemes {
        let (name, colors) = (scheme.name, scheme.colors());
        let sixteen = colors.ansi.iter().chain(&colors.brights);
        assert!(sixteen.into_iter().all(Option::is_some), "{name}");
        assert_ne!(colors.foreground, None, "{name}");
        assert_ne!(colors.background, None, "{name}");
        assert_ne!(colors.foreground, colors.background, "{name}");
        assert!(
            colors.cursor_bg.is_some() && colors.cursor_fg.is_some(),
            "{name}"
        );
        let selected = colors.selection_fg.or(colors.foreground);
        assert_ne!(selected, colors.selection_bg, "{name}");
        assert_ne!(colors.selection_bg, colors.background, "{name}");
        assert!(!scheme.origin.name.is_empty(), "{name}");
    }
}

/// Foreground, background and the sixteen, as their authors publish them.
const GOLDEN: &[(&str, &str, &str, [&str; 16])] = &[
    (
        "Catppuccin Mocha",
        "cdd6f4",
        "1e1e2e",
        [
            "45475a", "f38ba8", "a6e3a1", "f9e2af", "89b4fa", "f5c2e7", "94e2d5", "bac2de",
            "585b70", "f38ba8", "a6e3a1", "f9e2af", "89b4fa", "f5c2e7", "94e2d5", "a6adc8",
        ],
    ),
    (
        "Dracula (Official)",
        "f8f8f2",
        "282a36",
        [
            "21222c", "ff5555", "50fa7b", "f1fa8c", "bd93f9", "ff79c6", "8be9fd", "f8f8f2",
            "6272a4", "ff6e6e", "69ff94", "ffffa5", "d6acff", "ff92df", "a4ffff", "ffffff",
        ],
    ),
    (
        "nord",
        "d8dee9",
        "2e3440",
        [
            "3b4252", "bf616a", "a3be8c", "ebcb8b", "81a1c1", "b48ead", "88c0d0", "e5e9f0",
            "4c566a", "bf616a", "a3be8c", "ebcb8b", "81a1c1", "b48ead", "8fbcbb", "eceff4",
        ],
    ),
    (
        "Builtin Solarized Dark",
        "839496",
        "002b36",
        [
            "073642", "dc322f", "859900", "b58900", "268bd2", "d33682", "2aa198", "eee8d5",
            "002b36", "cb4b16", "586e75", "657b83", "839496", "6c71c4", "93a1a1", "fdf6e3",
        ],
    ),
    (
        "GruvboxDark",
        "ebdbb2",
        "282828",
        [
            "282828", "cc241d", "98971a", "d79921", "458588", "b16286", "689d6a", "a89984",
            "928374", "fb4934", "b8bb26", "fabd2f", "83a598", "d3869b", "8ec07c", "ebdbb2",
        ],
    ),
    (
        "Gruvbox dark, hard (base16)",
        "d5c4a1",
        "1d2021",
        [
            "1d2021", "fb4934", "b8bb26", "fabd2f", "83a598", "d3869b", "8ec07c", "d5c4a1",
            "665c54", "fb4934", "b8bb26", "fabd2f", "83a598", "d3869b", "8ec07c", "fbf1c7",
        ],
    ),
    (
        "OneHalfDark",
        "dcdfe4",
        "282c34",
        [
            "282c34", "e06c75", "98c379", "e5c07b", "61afef", "c678dd", "56b6c2", "dcdfe4",
            "282c34", "e06c75", "98c379", "e5c07b", "61afef", "c678dd", "56b6c2", "dcdfe4",
        ],
    ),
    (
        "rose-pine",
        "e0def4",
        "191724",
        [
            "26233a", "eb6f92", "9ccfd8", "f6c177", "31748f", "c4a7e7", "ebbcba", "e0def4",
            "6e6a86", "eb6f92", "9ccfd8", "f6c177", "31748f", "c4a7e7", "ebbcba", "e0def4",
        ],
    ),
    (
        "nordfox",
        "cdcecf",
        "2e3440",
        [
            "3b4252", "bf616a", "a3be8c", "ebcb8b", "81a1c1", "b48ead", "88c0d0", "e5e9f0",
            "465780", "d06f79", "b1d196", "f0d399", "8cafd2", "c895bf", "93ccdc", "e7ecf4",
        ],
    ),
    (
        "Tokyo Night",
        "c0caf5",
        "1a1b26",
        [
            "15161e", "f7768e", "9ece6a", "e0af68", "7aa2f7", "bb9af7", "7dcfff", "a9b1d6",
            "414868", "ff899d", "9fe044", "faba4a", "8db0ff", "c7a9ff", "a4daff", "c0caf5",
        ],
    ),
    (
        "Chalk (base16)",
        "d0d0d0",
        "151515",
        [
            "151515", "fb9fb1", "acc267", "ddb26f", "6fc2ef", "e1a3ee", "12cfc0", "d0d0d0",
            "505050", "fb9fb1", "acc267", "ddb26f", "6fc2ef", "e1a3ee", "12cfc0", "f5f5f5",
        ],
    ),
];

#[test]
fn ten_schemes_are_as_their_authors_publish_them() {
    for (name, foreground, background, sixteen) in GOLDEN {
        let colors = colors_of(name);
        assert_eq!(colors.foreground, Some(hex(foreground)), "{name}");
        assert_eq!(colors.background, Some(hex(background)), "{name}");
        for (index, wanted) in (0..).zip(sixteen) {
            assert_eq!(colors.entry(index), Some(hex(wanted)), "{name}, {index}");
        }
    }
}

#[test]
fn what_only_some_schemes_say_is_kept() {
    let mut colors = colors_of("nordfox");
    assert_eq!(colors.entry(17), Some(hex("c9826b")));
    assert_eq!(colors.split, Some(hex("232831")));
    assert_eq!(colors.tab_bar.background.take(), Some(hex("232831")));
    assert_eq!(colors.tab_bar.active_tab.bg_color, Some(hex("7e8188")));
    let hover = colors_of("Tokyo Night").tab_bar.new_tab_hover;
    assert_eq!(hover.bold, Some(true));
}

#[test]
fn another_spelling_is_the_same_scheme() {
    for (spelling, name) in [
        ("Tokyo Night", "tokyonight_night"),
        ("CATPPUCCIN MOCHA", "Catppuccin Mocha"),
        ("one half dark", "OneHalfDark"),
        ("Gruvbox Dark Hard (base16)", "Gruvbox dark, hard (base16)"),
    ] {
        let found = find_scheme(spelling).expect(spelling);
        assert_eq!(found.colors(), colors_of(name), "{spelling}");
    }
    assert_eq!(find_scheme(""), None);
    assert_eq!(find_scheme(" - "), None);
    assert_eq!(find_scheme("Batma"), None);
}

#[test]
fn a_configuration_holds_no_scheme_but_its_own() {
    assert!(Config::default().color_schemes.is_empty());
    let home = Home::new();
    let colors = home.good(
        "return { color_scheme = 'Batman', colors = { background = '#010203' },
            color_schemes = { Mine = { foreground = 'red' } } }",
    );
    assert_eq!(colors.foreground, colors_of("Batman").foreground);
    assert_eq!(colors.background, Some(hex("010203")));
}

#[test]
fn a_scheme_of_ones_own_hides_a_built_in_one() {
    let home = Home::new();
    home.write("colors/Batman.toml", "[colors]\nforeground = '#040404'\n");
    let own = "color_schemes = { Batman = { foreground = '#050505' } }";
    let colors = home.good(&format!("return {{ color_scheme = 'Batman', {own} }}"));
    assert_eq!(colors.foreground, Some(hex("050505")));
    let colors = home.good("return { color_scheme = 'Batman' }");
    assert_eq!(colors.foreground, Some(hex("040404")));
}

// What is not there.

#[test]
fn a_missing_scheme_is_a_warning_with_its_line_and_the_nearest() {
    let home = Home::new();
    let problem = home.one_problem("return {\n  color_scheme = 'Catppucin Mocha',\n}");
    assert_eq!(problem.severity, Severity::Warning);
    assert_eq!(problem.file, Some(home.path("wezterm.lua")));
    assert_eq!(problem.line, Some(2));
    let hint = problem.hint.as_deref();
    assert_eq!(hint, Some("did you mean `Catppuccin Mocha`?"));
}

#[test]
fn the_line_of_a_missing_scheme_is_where_it_is_named() {
    let home = Home::new();
    let look = home.write(
        "look.lua",
        "return { scheme = function(dark)\n  if dark then\n    return 'Darkness Itself'\n  end\nend }",
    );
    let problem = home.one_problem(
        "local config = require('wezterm').config_builder()\n\
         config.color_scheme = require('look').scheme(true)\nreturn config",
    );
    assert_eq!((problem.file, problem.line), (Some(look), Some(3)));
    let problem = home.one_problem(
        "local name = 'No'\nlocal config = {}\nconfig.color_scheme = name .. 'where'\nreturn config",
    );
    assert_eq!(problem.line, Some(3));
}

#[test]
fn a_missing_scheme_of_ones_own_is_the_nearest_too() {
    let home = Home::new();
    home.write(
        "colors/evening.toml",
        "[colors]\n[metadata]\nname = 'Evening Sun'\n",
    );
    let problem = home.one_problem("return { color_scheme = 'Evening Son' }");
    let hint = problem.hint.as_deref();
    assert_eq!(hint, Some("did you mean `Evening Sun`?"));
}

// Lua.

#[test]
fn a_built_in_scheme_is_a_palette_that_can_be_changed() {
    let home = Home::new();
    let colors = home.good(
        "local wezterm = require 'wezterm'
        local schemes = wezterm.get_builtin_color_schemes()
        local mine = schemes['Tokyo Night']
        assert(mine.ansi[2] == '#f7768e' and #mine.brights == 8 and #mine.ansi == 8)
        assert(mine.tab_bar.active_tab.bg_color == '#7aa2f7')
        assert(schemes['nordfox'].indexed[16] == '#bf88bc')
        assert(next(schemes['Batman'].indexed) == nil)
        mine.background = '#000000'
        assert(schemes['Tokyo Night'] == mine, 'a change is there the next time')
        assert(wezterm.color.get_builtin_schemes()['Tokyo Night'].background == '#1a1b26')
        return { color_schemes = { Night = mine }, color_scheme = 'Night' }",
    );
    assert_eq!(colors.background, Some(hex("000000")));
    let published = colors_of("Tokyo Night");
    let changed = Colors {
        background: colors.background,
        ..published
    };
    assert_eq!(colors, changed);
}

#[test]
fn all_built_in_schemes_can_be_gone_through_and_given_back() {
    let names = builtin_schemes().count();
    let home = Home::new();
    let loaded = home.load(&format!(
        "local schemes = require('wezterm').color.get_builtin_schemes()
        schemes.Mine = {{ background = '#101010' }}
        local seen, dark = 0, 0
        for name, scheme in pairs(schemes) do
            seen = seen + 1
            if require('wezterm').color.parse(scheme.background):laba() < 50 then dark = dark + 1 end
        end
        assert(seen == {names} + 1, seen)
        assert(dark > 100 and dark < seen - 100, dark)
        return {{ color_schemes = schemes, color_scheme = 'Mine' }}"
    ));
    assert_eq!(loaded.problems, []);
    assert_eq!(loaded.config.colors.background, Some(hex("101010")));
    let lazy = home.load(
        "local schemes = require('wezterm').color.get_builtin_schemes()
        schemes.Batman.background = '#111111'
        return { color_schemes = schemes, color_scheme = 'Batman' }",
    );
    let own: Vec<&String> = lazy.config.color_schemes.keys().collect();
    assert_eq!(own, ["Batman"]);
    assert_eq!(lazy.config.colors.background, Some(hex("111111")));
}

#[test]
fn an_unknown_built_in_scheme_is_the_default_palette_and_one_warning() {
    let home = Home::new();
    let loaded = home.load(
        "local wezterm = require 'wezterm'
        local schemes = wezterm.get_builtin_color_schemes()
        local mine = schemes['Batmann']
        for _, name in ipairs { 'foreground', 'background', 'cursor_bg', 'cursor_fg', 'cursor_border',
                'selection_bg', 'split', 'scrollbar_thumb' } do
            assert(wezterm.color.parse(mine[name]), name)
        end
        assert(#mine.ansi == 8 and #mine.brights == 8 and type(mine.indexed) == 'table')
        mine.ansi[1] = 'navy'
        assert(schemes['Batmann'].ansi[1] == 'navy')
        return { colors = mine }",
    );
    let [problem] = loaded.problems.as_slice() else {
        panic!("{:#?}", loaded.problems);
    };
    assert_eq!(problem.severity, Severity::Warning);
    assert_eq!(problem.file, Some(home.path("wezterm.lua")));
    assert_eq!(problem.line, Some(3));
    assert_eq!(problem.hint.as_deref(), Some("did you mean `Batman`?"));
    let mut wanted = default_colors();
    wanted.ansi[0] = Some(hex("000080"));
    assert_eq!(loaded.config.colors, wanted);
}

#[test]
fn the_default_palette_can_be_had_whole() {
    let home = Home::new();
    let colors = home.good("return { colors = require('wezterm').color.get_default_colors() }");
    assert_eq!(colors, default_colors());
}

#[test]
fn colours_can_be_measured_and_turned() {
    let of = |call: &str| text_of(&format!("(function() return {call} end)()"));
    let red = "wezterm.color.parse('#ff0000')";
    let tuple = |call: &str| of(&format!("table.concat({{ {call} }}, ' ')"));
    let colors = |call: &str| {
        of(&format!(
            "(function(...) local t = {{}} for i, c in ipairs {{ ... }} do t[i] = tostring(c) end
             return table.concat(t, ' ') end)({call})"
        ))
    };
    assert_eq!(colors(&format!("{red}:triad()")), "#00ff00 #0000ff");
    assert_eq!(
        colors(&format!("{red}:square()")),
        "#80ff00 #00ffff #8000ff"
    );
    assert_eq!(colors(&format!("{red}:complement()")), "#00ffff");
    assert_eq!(
        colors(&format!("{red}:adjust_hue_fixed_ryb(122)")),
        "#ffff00"
    );
    assert_eq!(
        colors(&format!("{red}:complement_ryb()")),
        colors(&format!("{red}:adjust_hue_fixed_ryb(-180)"))
    );
    assert_eq!(
        of("string.format('%.1f', wezterm.color.parse('black'):contrast_ratio('white'))"),
        "21.0"
    );
    assert_eq!(
        of(&format!(
            "string.format('%.2f', {red}:delta_e(wezterm.color.parse('blue')))"
        )),
        "52.88"
    );
    assert_eq!(
        of(&format!(
            "string.format('%.2f %.2f %.2f %.0f', {red}:laba())"
        )),
        "53.24 80.09 67.20 1"
    );
    assert_eq!(
        tuple("wezterm.color.parse('rgba(0, 255, 0, 0)'):linear_rgba()"),
        "0.0 1.0 0.0 0.0"
    );
    for function in ["color.gradient", "gradient_colors"] {
        let call = format!("table.unpack(wezterm.{function}({{ preset = 'Viridis' }}, 2))");
        assert_eq!(colors(&call), "#440154 #fde725");
    }
}

#[test]
fn what_needs_a_reader_of_pictures_says_so() {
    let home = Home::new();
    let problem = home
        .one_problem("require('wezterm').color.extract_colors_from_image('/tmp/x.png')\nreturn {}");
    assert_eq!(problem.line, Some(1));
    assert!(
        problem.message.contains("needs a reader of pictures"),
        "{problem}"
    );
}

// The list.

const MARK: &str = "<!-- The list is made by config/tests/schemes.rs; do not edit it. -->\n";

fn list() -> String {
    let mut text = MARK.to_owned();
    let schemes: Vec<_> = builtin_schemes().collect();
    let aliases = schemes
        .iter()
        .filter(|scheme| scheme.alias_of.is_some())
        .count();
    let own = schemes.len() - aliases;
    writeln!(text, "\n{own} schemes and {aliases} other spellings.").expect("written");
    let mut origins: Vec<_> = schemes.iter().map(|scheme| scheme.origin).collect();
    origins.sort_by_key(|origin| origin.name);
    origins.dedup();
    for origin in origins {
        let of = |scheme: &&config::BuiltinScheme| scheme.origin == origin;
        let own = schemes.iter().filter(of);
        writeln!(text, "\n### From {}\n", origin.name).expect("written");
        if !origin.url.is_empty() {
            writeln!(text, "<{}>\n", origin.url).expect("written");
        }
        let names: Vec<String> = own
            .map(|scheme| match scheme.alias_of {
                Some(of) => format!("`{}` (is `{of}`)", scheme.name),
                None => format!("`{}`", scheme.name),
            })
            .collect();
        writeln!(text, "{}", names.join(", ")).expect("written");
    }
    text
}

#[test]
fn the_list_of_schemes_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/colour-schemes.md");
    let found = std::fs::read_to_string(&path).expect("docs/colour-schemes.md");
    let (head, rest) = found.split_once(MARK).expect("the mark before the list");
    let wanted = list();
    if std::env::var_os("WEZTERM_BLESS").is_some() {
        std::fs::write(&path, format!("{head}{wanted}")).expect("the list is written");
        return;
    }
    assert_eq!(
        format!("{MARK}{rest}"),
        wanted,
        "write it anew: WEZTERM_BLESS=1 cargo test -p config --test schemes"
    );
}
