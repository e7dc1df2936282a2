//! Colour schemes in files: which format a file has, and finding a scheme in folders of them.
//!
//! Hides the formats (WezTerm's TOML, iTerm2's property lists, base16's YAML, terminal.sexy's JSON) behind
//! one result. Reads the disk on the thread of the Lua state, while a configuration is loaded or when Lua
//! asks for it. It decides nothing about which scheme is used.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use mlua::Lua;

use super::{base16, iterm, sexy, wezterm};
use crate::color::{Colors, Rgba};
use crate::problem::Problem;
use crate::value::Faults;

pub(crate) use super::wezterm::{colors_as_json, json_of, write};

/// More than any honest scheme needs.
const LARGEST_FILE: u64 = 1 << 20;
/// More files than anybody has schemes: a folder of other things is not read through.
const MOST_FILES: usize = 2000;

/// What a file says of its scheme beside the colours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Metadata {
    pub(crate) name: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) origin_url: Option<String>,
    pub(crate) wezterm_version: Option<String>,
    pub(crate) prefix: Option<String>,
    pub(crate) aliases: Vec<String>,
}

/// A scheme as a file has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SchemeFile {
    pub(crate) colors: Colors,
    pub(crate) metadata: Metadata,
    /// What is wrong with single colours; the others were taken.
    pub(crate) faults: Faults,
}

/// How a scheme is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    WezTerm,
    ITerm2,
    Base16,
    TerminalSexy,
}

impl Format {
    /// Returns the format of files in a scheme folder, by their names.
    fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?;
        let is = |known: &str| extension.eq_ignore_ascii_case(known);
        if is("toml") {
            Some(Format::WezTerm)
        } else if is("itermcolors") {
            Some(Format::ITerm2)
        } else if is("yaml") || is("yml") {
            Some(Format::Base16)
        } else {
            None
        }
    }
}

/// Reads a file in that format. What is said of an error has no path in it.
pub(crate) fn read(lua: &Lua, path: &Path, format: Format) -> Result<SchemeFile, String> {
    let text = text_of(path).map_err(|error| format!("cannot be read: {error}"))?;
    match format {
        Format::WezTerm => wezterm::read(lua, &text),
        Format::ITerm2 => iterm::read(&text),
        Format::Base16 => base16::read(&text),
        Format::TerminalSexy => sexy::read(&text),
    }
}

fn text_of(path: &Path) -> std::io::Result<String> {
    // Opening a pipe would wait for somebody to write into it.
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("it is not a file"));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)?
        .take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_FILE {
        let text = format!("it is larger than {} MiB", LARGEST_FILE >> 20);
        return Err(std::io::Error::other(text));
    }
    let text =
        String::from_utf8(bytes).map_err(|_| std::io::Error::other("it is not text in UTF-8"))?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// What came of a search.
#[derive(Debug, Default)]
pub(crate) struct Search {
    pub(crate) found: Option<Colors>,
    /// What every scheme that was read is called.
    pub(crate) names: Vec<String>,
    /// What is wrong with the files, each with its path.
    pub(crate) problems: Vec<Problem>,
    /// The files that were read, and those in which the scheme would be found if somebody wrote them.
    pub(crate) files: Vec<PathBuf>,
}

/// Looks for a scheme in the files of the folders; the first that has the name wins. A folder that is not
/// there is an empty one.
pub(crate) fn search(lua: &Lua, dirs: &[PathBuf], wanted: &str) -> Search {
    let mut search = Search::default();
    for dir in dirs {
        for (path, format) in scheme_files(dir) {
            search.look_into(lua, path, format, wanted);
        }
        // Its folder is where a person would put it next.
        if search.found.is_none() && dir.is_dir() && !wanted.contains(['/', '\\', '\0']) {
            search.files.push(dir.join(format!("{wanted}.toml")));
        }
    }
    search
}

impl Search {
    fn look_into(&mut self, lua: &Lua, path: PathBuf, format: Format, wanted: &str) {
        match read(lua, &path, format) {
            Ok(scheme) => {
                let faults = scheme.faults.0.into_iter();
                let problems = faults.map(|fault| Problem {
                    severity: crate::problem::Severity::Warning,
                    ..fault.into_problem().at(&path, None)
                });
                self.problems.extend(problems);
                let names = names_of(&path, format, scheme.metadata);
                if self.found.is_none() && names.iter().any(|name| name == wanted) {
                    self.found = Some(scheme.colors);
                }
                self.names.extend(names);
            }
            Err(why) => {
                let text = format!("this colour scheme is left out: {why}");
                self.problems.push(Problem::warning(text).at(&path, None));
            }
        }
        self.files.push(path);
    }
}

/// What a scheme is called: as it says itself, by its aliases, and as its file is.
fn names_of(path: &Path, format: Format, metadata: Metadata) -> Vec<String> {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    let mut names = metadata.aliases;
    if let (Format::Base16, Some(name)) = (format, &metadata.name) {
        names.push(format!("{name} (base16)"));
    }
    names.extend(metadata.name);
    names.extend(stem);
    names
}

/// The scheme files of a folder, in the order of their names.
fn scheme_files(dir: &Path) -> Vec<(PathBuf, Format)> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut files: Vec<(PathBuf, Format)> = entries
        .take(MOST_FILES)
        .map(|entry| entry.path())
        .filter_map(|path| Some((path.clone(), Format::of(&path)?)))
        .filter(|(path, _)| !path.is_dir())
        .collect();
    files.sort_by(|(one, _), (two, _)| one.cmp(two));
    files
}

/// Returns the colours when nothing is missing that every scheme must have.
pub(super) fn whole(colors: Colors) -> Result<Colors, String> {
    let mut missing = Vec::new();
    for (name, color) in [
        ("a foreground", colors.foreground),
        ("a background", colors.background),
    ] {
        if color.is_none() {
            missing.push(name.to_owned());
        }
    }
    let sixteen = colors.ansi.iter().chain(&colors.brights);
    let absent = sixteen.filter(|color| color.is_none()).count();
    if absent > 0 {
        missing.push(format!("{absent} of the 16 colours"));
    }
    if missing.is_empty() {
        return Ok(colors);
    }
    Err(format!("it lacks {}", missing.join(" and ")))
}

/// Reads a colour of a file, with or without a `#`.
pub(super) fn color(text: &str) -> Option<Rgba> {
    let text = text.trim();
    Rgba::parse(text).or_else(|| Rgba::parse(&format!("#{text}")))
}
