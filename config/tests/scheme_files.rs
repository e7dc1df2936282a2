//! Colour schemes in files: every format, where they are looked for, and what is said of broken ones.

use config::{Rgba, Severity};

#[path = "schemes/home.rs"]
mod home;

use home::{Home, colors_of, hex};

const WEZTERM_TOML: &str = r##"
[colors]
foreground = "#c0c0d0"
background = "rgb(10, 11, 12)"
cursor_bg = "gold"
ansi = ["#000001", "#000002", "#000003", "#000004", "#000005", "#000006", "#000007", "#000008"]
brights = ["#000011", "#000012", "#000013", "#000014", "#000015", "#000016", "#000017", "#000018"]

[colors.indexed]
136 = "#af8700"

[colors.tab_bar.active_tab]
bg_color = "#111111"
fg_color = "#222222"
intensity = "Bold"

[metadata]
name = "Sea at Night"
author = "Somebody"
origin_url = "https://example.org/sea"
wezterm_version = "20230408-112425-69ae8472"
aliases = ["sea", "Sea (dark)"]
"##;

#[test]
fn a_folder_of_schemes_in_wezterms_format_is_searched_by_name_alias_and_file() {
    let home = Home::new();
    let file = home.write("schemes/seaside.toml", WEZTERM_TOML);
    for name in ["Sea at Night", "sea", "Sea (dark)", "seaside"] {
        let colors = home.good(&format!(
            "return {{ color_scheme = '{name}',
                color_scheme_dirs = {{ require('wezterm').config_dir .. '/schemes' }} }}"
        ));
        assert_eq!(colors.foreground, Some(hex("c0c0d0")), "{name}");
        assert_eq!(colors.background, Some(Rgba::rgb(10, 11, 12)));
        assert_eq!(colors.cursor_bg, Some(hex("ffd700")));
        assert_eq!(colors.entry(9), Some(hex("000012")));
        assert_eq!(colors.entry(136), Some(hex("af8700")));
        assert_eq!(colors.tab_bar.active_tab.bold, Some(true));
    }
    let loaded = home.load("return { color_scheme = 'sea', color_scheme_dirs = { 'schemes' } }");
    assert!(loaded.watched.contains(&file), "{:?}", loaded.watched);
}

/// A colour of iTerm2's property list, its parts written to as many digits as iTerm2 writes.
fn iterm_color(name: &str, rgb: [u8; 3]) -> String {
    let part = |name: &str, part: u8| {
        let value = f64::from(part) / 255.0;
        format!("\t\t<key>{name} Component</key>\n\t\t<real>{value:.17}</real>\n")
    };
    format!(
        "\t<key>{name}</key>\n\t<dict>\n\t\t<key>Alpha Component</key>\n\t\t<real>1</real>\n{}\
         \t\t<key>Color Space</key>\n\t\t<string>sRGB</string>\n{}{}\t</dict>\n",
        part("Blue", rgb[2]),
        part("Green", rgb[1]),
        part("Red", rgb[0]),
    )
}

fn iterm_file() -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
         \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n<dict>\n",
    );
    for index in 0..16 {
        text += &iterm_color(
            &format!("Ansi {index} Color"),
            [index, index * 3, 200 - index],
        );
    }
    for (name, rgb) in [
        ("Background Color", [16, 18, 20]),
        ("Badge Color", [255, 38, 0]),
        ("Cursor Color", [200, 100, 50]),
        ("Cursor Text Color", [1, 2, 3]),
        ("Foreground Color", [222, 221, 220]),
        ("Selected Text Color", [9, 9, 9]),
        ("Selection Color", [90, 91, 92]),
    ] {
        text += &iterm_color(name, rgb);
    }
    text + "</dict>\n</plist>\n"
}

#[test]
fn a_scheme_of_iterm2_is_read() {
    let home = Home::new();
    home.write("colors/Mine.itermcolors", iterm_file());
    let colors = home.good("return { color_scheme = 'Mine' }");
    assert_eq!(colors.foreground, Some(Rgba::rgb(222, 221, 220)));
    assert_eq!(colors.background, Some(Rgba::rgb(16, 18, 20)));
    assert_eq!(colors.cursor_bg, Some(Rgba::rgb(200, 100, 50)));
    assert_eq!(colors.cursor_fg, Some(Rgba::rgb(1, 2, 3)));
    assert_eq!(colors.selection_bg, Some(Rgba::rgb(90, 91, 92)));
    assert_eq!(colors.selection_fg, Some(Rgba::rgb(9, 9, 9)));
    for index in 0..16 {
        let wanted = Rgba::rgb(index, index * 3, 200 - index);
        assert_eq!(colors.entry(index), Some(wanted), "{index}");
    }
}

/// Without quotes, as many files are: some of the values look like numbers.
const BASE16_FLAT: &str = "\
scheme: Unquoted
author: Somebody
base00: 151515
base01: 202020
base02: 303030
base03: 505050
base04: 1e1010
base05: d0d0d0
base06: e0e0e0
base07: \"#f5f5f5\"
base08: fb9fb1
base09: eda987
base0A: ddb26f
base0B: acc267
base0C: 12cfc0
base0D: 6fc2ef
base0E: e1a3ee
base0F: 000000
";

const BASE16_PALETTE: &str = r##"
system: "base16"
name: "Nested"
author: "Somebody, Somebody Else"
variant: "dark"
palette:
  base00: "#1d2021" # ----
  base01: "#3c3836" # ---
  base02: "#504945" # --
  base03: "#665c54" # -
  base04: "#bdae93" # +
  base05: "#d5c4a1" # ++
  base06: "#ebdbb2" # +++
  base07: "#fbf1c7" # ++++
  base08: "#fb4934" # red
  base09: "#fe8019" # orange
  base0A: "#fabd2f" # yellow
  base0B: "#b8bb26" # green
  base0C: "#8ec07c" # aqua/cyan
  base0D: "#83a598" # blue
  base0E: "#d3869b" # purple
  base0F: "#d65d0e" # brown
"##;

#[test]
fn a_scheme_of_base16_is_read_in_both_layouts() {
    let home = Home::new();
    home.write("colors/flat.yaml", BASE16_FLAT);
    home.write("colors/nested.yml", BASE16_PALETTE);
    for name in ["flat", "Unquoted", "Unquoted (base16)"] {
        let colors = home.good(&format!("return {{ color_scheme = '{name}' }}"));
        assert_eq!(colors.background, Some(hex("151515")), "{name}");
        assert_eq!(colors.entry(7), Some(hex("d0d0d0")));
        assert_eq!(colors.entry(20), Some(hex("1e1010")));
        assert_eq!(colors.entry(17), Some(hex("000000")));
    }
    let colors = home.good("return { color_scheme = 'Nested' }");
    assert_eq!(colors, colors_of("Gruvbox dark, hard (base16)"));
}

#[test]
fn a_broken_scheme_file_is_a_warning_with_its_path_and_the_others_are_found() {
    let home = Home::new();
    home.write("colors/good.toml", WEZTERM_TOML);
    let lacking = iterm_file().replace("Ansi 3 Color", "Ansi 33 Color");
    let broken: [(&str, Vec<u8>, &str); 13] = [
        ("a.toml", b"[colors\n".to_vec(), "line 1"),
        ("b.toml", b"[metadata]\nname = 'x'\n".to_vec(), "colors"),
        (
            "c.toml",
            b"colors = 3\n".to_vec(),
            "colors: expected a table",
        ),
        ("d.toml", vec![0xff, 0xfe, 0x00], "not text in UTF-8"),
        ("e.toml", vec![b'#'; (1 << 20) + 1], "larger than 1 MiB"),
        ("f.itermcolors", lacking.into_bytes(), "lacks 1 of the 16"),
        (
            "g.itermcolors",
            iterm_file().into_bytes()[..900].to_vec(),
            "at byte 894",
        ),
        ("h.itermcolors", b"bplist00".to_vec(), "no property list"),
        ("i.itermcolors", Vec::new(), "no property list"),
        ("j.yaml", b"base00: 111111\n".to_vec(), "it lacks base01"),
        (
            "k.yaml",
            BASE16_FLAT.replace("fb9fb1", "reddish").into_bytes(),
            "base08: \"reddish\"",
        ),
        ("l.yml", b"{{{".to_vec(), ""),
        ("m.yml", b"a: &a [*a, *a]\n".to_vec(), ""),
    ];
    for (name, bytes, _) in &broken {
        home.write(&format!("colors/{name}"), bytes);
    }
    let loaded = home.load("return { color_scheme = 'sea' }");
    assert_eq!(loaded.config.colors.foreground, Some(hex("c0c0d0")));
    assert_eq!(
        loaded.problems.len(),
        broken.len(),
        "{:#?}",
        loaded.problems
    );
    for (problem, (name, _, wanted)) in loaded.problems.iter().zip(&broken) {
        assert_eq!(problem.severity, Severity::Warning);
        assert_eq!(problem.file, Some(home.path(&format!("colors/{name}"))));
        assert!(problem.message.contains("is left out: "), "{problem}");
        assert!(
            problem.message.contains(wanted),
            "{problem} lacks {wanted:?}"
        );
    }
}

#[test]
fn one_bad_colour_in_a_file_loses_only_itself() {
    let home = Home::new();
    let file = home.write("colors/half.toml", WEZTERM_TOML.replace("gold", "golden"));
    let loaded = home.load("return { color_scheme = 'half' }");
    let [problem] = loaded.problems.as_slice() else {
        panic!("{:#?}", loaded.problems);
    };
    assert_eq!(
        (problem.severity, &problem.file),
        (Severity::Warning, &Some(file))
    );
    assert!(
        problem.message.starts_with("colors.cursor_bg: "),
        "{problem}"
    );
    assert_eq!(loaded.config.colors.foreground, Some(hex("c0c0d0")));
    assert_eq!(loaded.config.colors.cursor_bg, None);
}

#[test]
fn files_are_not_read_when_no_scheme_is_named() {
    let home = Home::new();
    home.write("colors/broken.toml", "[colors");
    home.good("return {}");
}

#[test]
fn the_file_in_which_a_scheme_would_be_is_watched() {
    let home = Home::new();
    home.write("colors/other.toml", WEZTERM_TOML);
    let loaded = home.load("return { color_scheme = 'Not Yet', color_scheme_dirs = { 'gone' } }");
    let watched = &loaded.watched;
    assert!(
        watched.contains(&home.path("colors/Not Yet.toml")),
        "{watched:?}"
    );
}

#[test]
fn a_scheme_in_a_file_is_loaded_with_what_it_says_of_itself() {
    let home = Home::new();
    let file = home.write("sea.toml", WEZTERM_TOML);
    home.write("chalk.yaml", BASE16_PALETTE);
    let sixteen: Vec<String> = (0..16).map(|i| format!("\"#0000{i:02x}\"")).collect();
    home.write(
        "sexy.json",
        format!(
            "{{\"name\": \"\", \"author\": \"Me\", \"color\": [{}], \"foreground\": \"#eeeeee\",
              \"background\": \"#111111\"}}",
            sixteen.join(", ")
        ),
    );
    let loaded = home.load(
        "local wezterm = require 'wezterm'
        local dir = wezterm.config_dir
        local colors, about = wezterm.color.load_scheme(dir .. '/sea.toml')
        assert(about.name == 'Sea at Night' and about.author == 'Somebody')
        assert(about.aliases[2] == 'Sea (dark)' and about.origin_url == 'https://example.org/sea')
        local _, about = wezterm.color.load_base16_scheme(dir .. '/chalk.yaml')
        assert(about.name == 'Nested' and about.author == 'Somebody, Somebody Else')
        local sexy, about = wezterm.color.load_terminal_sexy_scheme(dir .. '/sexy.json')
        assert(sexy.brights[8] == '#00000f' and sexy.foreground == '#eeeeee')
        assert(about.name == nil and about.author == 'Me')
        return { colors = colors }",
    );
    assert_eq!(loaded.problems, []);
    assert_eq!(loaded.config.colors.entry(136), Some(hex("af8700")));
    assert!(loaded.watched.contains(&file));
}

#[test]
fn a_file_that_cannot_be_loaded_is_an_error_with_path_and_line() {
    let home = Home::new();
    for (function, why) in [
        ("load_scheme", "No such file"),
        ("load_base16_scheme", "No such file"),
        ("load_terminal_sexy_scheme", "No such file"),
    ] {
        let problem = home.one_problem(&format!(
            "local wezterm = require 'wezterm'\nwezterm.color.{function}('/nowhere/at/all')\nreturn {{}}"
        ));
        assert_eq!((problem.severity, problem.line), (Severity::Error, Some(2)));
        assert!(
            problem.message.starts_with("/nowhere/at/all: "),
            "{problem}"
        );
        assert!(problem.message.contains(why), "{problem}");
    }
    home.write(
        "short.json",
        "{\"color\": [\"#000000\"], \"foreground\": \"#1\", \"background\": \"#1\"}",
    );
    let problem = home.one_problem(
        "local wezterm = require 'wezterm'
        wezterm.color.load_terminal_sexy_scheme(wezterm.config_dir .. '/short.json')",
    );
    assert!(
        problem
            .message
            .contains("foreground: \"#1\" is not a colour"),
        "{problem}"
    );
}

#[test]
fn a_scheme_that_is_saved_is_the_same_when_it_is_loaded() {
    let home = Home::new();
    let colors = home.good(
        "local wezterm = require 'wezterm'
        local file = wezterm.config_dir .. '/saved.toml'
        local mine = wezterm.color.get_builtin_schemes()['nordfox']
        mine.selection_bg = 'rgba(1, 2, 3, 0.5)'
        wezterm.color.save_scheme(mine, { name = 'Saved', author = 'Me', aliases = { 's' } }, file)
        local colors, about = wezterm.color.load_scheme(file)
        assert(about.name == 'Saved' and about.author == 'Me' and about.aliases[1] == 's')
        return { colors = colors }",
    );
    let mut wanted = colors_of("nordfox");
    wanted.selection_bg = Rgba::parse("rgba(1, 2, 3, 0.5)");
    assert_eq!(colors, wanted);
    let left: Vec<_> = std::fs::read_dir(home.path(""))
        .expect("the folder")
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
    for (call, why) in [
        (
            "save_scheme({ foreground = 'x' }, {}, '/tmp/x')",
            "colors.foreground",
        ),
        ("save_scheme({}, { nam = 'x' }, '/tmp/x')", "metadata.nam"),
        (
            "save_scheme({}, {}, '/nowhere/at/all')",
            "/nowhere/at/all: cannot be written",
        ),
    ] {
        let problem = home.one_problem(&format!("require('wezterm').color.{call}\nreturn {{}}"));
        assert!(problem.message.contains(why), "{problem}");
    }
}
