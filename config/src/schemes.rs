//! Colour schemes: those that come with the program, found by name, and which one a configuration gets.
//!
//! Hides the data file, which nothing reads before a scheme is named: its rows are in the order of their
//! names, so that a look-up is a search by halves and reads one row. Plain data, any thread, but for what
//! reads the user's own files (`files`). It is not the palette of a configuration: `settle` lays the scheme
//! under `config.colors`.

use std::path::{Path, PathBuf};

use mlua::Lua;

use crate::color::{Colors, Rgba};
use crate::config::Config;
use crate::problem::Problem;
use crate::suggest::did_you_mean;
use crate::value;

mod base16;
pub(crate) mod files;
mod iterm;
mod sexy;
mod wezterm;

/// Written by tools/colour_schemes.py, which says how a row is laid out.
const DATA: &str = include_str!("schemes/schemes.tsv");

/// Where the values of a scheme were taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemeOrigin {
    letter: &'static str,
    /// What it is.
    pub name: &'static str,
    /// Where it is published.
    pub url: &'static str,
}

const fn origin(letter: &'static str, name: &'static str, url: &'static str) -> SchemeOrigin {
    SchemeOrigin { letter, name, url }
}

#[rustfmt::skip]
const ORIGINS: &[SchemeOrigin] = &[
    origin("o", "this program", ""),
    origin("e", "npm @electerm/electerm-themes 1.0.2, of iTerm2-Color-Schemes", "https://github.com/electerm/electerm-themes"),
    origin("r", "the specification of Dracula", "https://spec.draculatheme.com"),
    origin("a", "Catppuccin", "https://github.com/catppuccin/wezterm"),
    origin("t", "tokyonight.nvim", "https://github.com/folke/tokyonight.nvim"),
    origin("n", "nightfox.nvim", "https://github.com/EdenEast/nightfox.nvim"),
    origin("p", "poimandres.nvim", "https://github.com/olivercederborg/poimandres.nvim"),
    origin("d", "Eldritch", "https://github.com/eldritch-theme/wezterm"),
    origin("c", "Cyberpunk Neon", "https://github.com/Roboron3042/Cyberpunk-Neon"),
    origin("b", "base16 schemes", "https://github.com/tinted-theming/schemes"),
    origin("g", "Gogh", "https://github.com/Gogh-Co/Gogh"),
];

/// One row of the data: a scheme, or another spelling of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltinScheme {
    /// The name.
    pub name: &'static str,
    /// The name of the scheme that this is another spelling of.
    pub alias_of: Option<&'static str>,
    /// Where the values were taken from.
    pub origin: SchemeOrigin,
    row: &'static str,
}

impl BuiltinScheme {
    fn read(line: &'static str) -> Option<Self> {
        let (name, rest) = line.split_once('\t')?;
        let (letter, rest) = rest.split_once('\t')?;
        if letter == "=" {
            let of = Self::read(line_named(rest)?)?;
            return Some(Self {
                name,
                alias_of: Some(of.name),
                ..of
            });
        }
        let origin = ORIGINS.iter().find(|origin| origin.letter == letter)?;
        Some(Self {
            name,
            alias_of: None,
            origin: *origin,
            row: rest,
        })
    }

    /// Returns its colours.
    pub fn colors(&self) -> Colors {
        let mut words = self.row.split(' ');
        let digits = words.next().unwrap_or_default();
        let mut colors = Colors::default();
        let at = |index: usize| hex(digits.get(index * 6..index * 6 + 6)?);
        colors.foreground = at(0);
        colors.background = at(1);
        colors.cursor_bg = at(2);
        colors.cursor_border = at(2);
        colors.cursor_fg = at(3);
        colors.selection_bg = at(4);
        colors.selection_fg = at(5);
        for index in 0..8 {
            colors.ansi[index] = at(6 + index);
            colors.brights[index] = at(14 + index);
        }
        for word in words {
            if let Some((name, value)) = word.split_once('=') {
                say(&mut colors, name, value);
            }
        }
        colors
    }
}

/// Sets what only some schemes say: an entry by its index, a single colour, or a part of the tab bar.
fn say(colors: &mut Colors, name: &str, value: &str) {
    if let Ok(index) = name.parse() {
        colors
            .indexed
            .extend(hex(value).map(|color| (index, color)));
        return;
    }
    let Some(part) = name.strip_prefix("tab_bar.") else {
        if let Some(slot) = colors.slot(name) {
            *slot = hex(value);
        }
        return;
    };
    let bar = &mut colors.tab_bar;
    match part.split_once('.') {
        None => {
            if let Some(slot) = bar.slot(part) {
                *slot = hex(value);
            }
        }
        Some((tab, what)) => {
            let Some(tab) = bar.tab(tab) else { return };
            match what {
                "bg_color" => tab.bg_color = hex(value),
                "fg_color" => tab.fg_color = hex(value),
                "intensity" => tab.bold = Some(value == "Bold"),
                _ => tab.italic = Some(value == "true"),
            }
        }
    }
}

fn hex(digits: &str) -> Option<Rgba> {
    let number = u32::from_str_radix(digits, 16).ok()?;
    Some(Rgba::rgb(
        (number >> 16) as u8,
        (number >> 8) as u8,
        number as u8,
    ))
}

/// Returns the schemes that come with the program and their other spellings, in the order of their names.
pub fn builtin_schemes() -> impl Iterator<Item = BuiltinScheme> {
    DATA.lines().filter_map(BuiltinScheme::read)
}

/// Returns the names of the built-in schemes, other spellings included.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    DATA.lines().filter_map(|line| line.split('\t').next())
}

/// Finds a built-in scheme. Where none has exactly that name, one whose name differs by nothing but
/// capitals, blanks and punctuation is taken.
pub fn find_scheme(name: &str) -> Option<BuiltinScheme> {
    let line = line_named(name).or_else(|| {
        let folded = folded(name);
        let same =
            |line: &&str| line.split('\t').next().map(self::folded).as_ref() == Some(&folded);
        DATA.lines().find(same).filter(|_| !folded.is_empty())
    });
    BuiltinScheme::read(line?)
}

/// The row of exactly that name, by halving what is left.
fn line_named(name: &str) -> Option<&'static str> {
    let (mut low, mut high) = (0, DATA.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let bytes = DATA.as_bytes();
        let newline = |byte: &u8| *byte == b'\n';
        let before = bytes[low..middle].iter().rposition(newline);
        let start = before.map_or(low, |at| low + at + 1);
        let after = bytes[middle..high].iter().position(newline);
        let end = after.map_or(high, |at| middle + at);
        let line = &DATA[start..end];
        let found = line.split('\t').next().unwrap_or_default();
        match found.cmp(name) {
            std::cmp::Ordering::Equal => return Some(line),
            std::cmp::Ordering::Less => low = (end + 1).min(high),
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

/// A name without what people write now one way, now another.
fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Returns the hint for a scheme that is not there: the name nearest to it, of the user's own and the
/// built-in ones.
pub(crate) fn nearest<'a>(name: &str, own: impl Iterator<Item = &'a str> + Clone) -> String {
    let builtin = || names().map(|known| -> &'a str { known });
    if let Some(hint) = did_you_mean(name, own.clone().chain(builtin())) {
        return hint;
    }
    // Not a slip of the pen: what shares the beginning, or most of its letters.
    let wanted = folded(name);
    let likeness = |known: &str| strsim::jaro_winkler(&wanted, &folded(known));
    own.chain(builtin())
        .map(|known| (likeness(known), known))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|(one, _), (two, _)| one.total_cmp(two))
        .map(|(_, known)| format!("the nearest is `{known}`"))
        .unwrap_or_else(|| "docs/colour-schemes.md lists the names".to_owned())
}

/// Returns the terminal's own palette in full, as it is without any scheme.
pub fn default_colors() -> Colors {
    let eight = |digits: [u32; 8]| {
        digits.map(|n| Some(Rgba::rgb((n >> 16) as u8, (n >> 8) as u8, n as u8)))
    };
    let ansi = [
        0x2a2f3d, 0xe86d78, 0x93c47d, 0xe0b366, 0x6ca4f0, 0xc08ce0, 0x5fc1c4, 0xc6ccd8,
    ];
    let brights = [
        0x6b758d, 0xff8c94, 0xb0dd9b, 0xf5cd85, 0x90beff, 0xd8abf5, 0x82dcde, 0xeef1f7,
    ];
    Colors {
        foreground: hex("d5dae5"),
        background: hex("12151d"),
        cursor_bg: hex("8fbcff"),
        cursor_border: hex("8fbcff"),
        cursor_fg: hex("12151d"),
        selection_bg: hex("2d3f63"),
        split: hex("6b758d"),
        scrollbar_thumb: hex("2a2f3d"),
        ansi: eight(ansi),
        brights: eight(brights),
        ..Colors::default()
    }
}

/// What came of looking for the scheme that a configuration names.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    /// What is wrong with the user's scheme files.
    pub(crate) problems: Vec<Problem>,
    /// That the scheme is nowhere: a message and a hint, without a place.
    pub(crate) missing: Option<Problem>,
    /// The files whose change may change the colours.
    pub(crate) files: Vec<PathBuf>,
}

/// Lays the scheme that the configuration names under its colours: one of `config.color_schemes`, else one
/// of the files in the folders of `color_scheme_dirs` and in `colors` beside the configuration, else a
/// built-in one.
pub(crate) fn settle(lua: &Lua, config: &mut Config, config_dir: &Path) -> Settled {
    let mut settled = Settled::default();
    let Some(name) = config.color_scheme.clone() else {
        return settled;
    };
    let mut scheme = config.color_schemes.get(&name).cloned();
    let mut in_files = Vec::new();
    if scheme.is_none() {
        let own = config.color_scheme_dirs.iter();
        let mut dirs: Vec<PathBuf> = own.map(|dir| config_dir.join(dir)).collect();
        if !config_dir.as_os_str().is_empty() {
            dirs.push(config_dir.join("colors"));
        }
        let search = files::search(lua, &dirs, &name);
        settled.problems = search.problems;
        settled.files = search.files;
        in_files = search.names;
        scheme = search.found;
    }
    match scheme.or_else(|| find_scheme(&name).map(|found| found.colors())) {
        Some(scheme) => config.colors = scheme.overlaid(&config.colors),
        None => {
            let own = config.color_schemes.keys().chain(&in_files);
            let hint = nearest(&name, own.map(String::as_str));
            let name = value::quoted(&name);
            let text = format!(
                "color_scheme: there is no colour scheme called {name}; the default is used"
            );
            settled.missing = Some(Problem::warning(text).hint(hint));
        }
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_the_order_of_their_names() {
        let names: Vec<&str> = names().collect();
        assert!(names.is_sorted());
        assert_eq!(builtin_schemes().count(), names.len());
    }

    #[test]
    fn halving_finds_every_row_and_nothing_else() {
        for name in names() {
            let line = line_named(name).unwrap_or_else(|| panic!("{name} is not found"));
            assert_eq!(line.split('\t').next(), Some(name));
            assert_eq!(line_named(&format!("{name}~")), None);
            assert_eq!(line_named(&name[1..].replace(' ', "\u{1}")), None, "{name}");
        }
        assert_eq!(line_named(""), None);
        assert_eq!(line_named("\u{10ffff}"), None);
    }

    #[test]
    fn a_stranger_still_gets_a_name() {
        let none = std::iter::empty::<&str>;
        assert_eq!(
            nearest("Catppucin Mocha", none()),
            "did you mean `Catppuccin Mocha`?"
        );
        assert_eq!(
            nearest("Minee", ["Mine"].into_iter()),
            "did you mean `Mine`?"
        );
        assert!(nearest("Gruvbox Dark Extra Hard", none()).starts_with("the nearest is `Gruvbox"));
        assert!(nearest("§§§", none()).contains("docs/colour-schemes.md"));
    }
}
