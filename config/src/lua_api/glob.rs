//! `wezterm.glob`: the files that a pattern names.
//!
//! Hides the walk, which is bounded: a pattern from the root of a disk comes to an end. It runs on a thread
//! of its own, for disks may be slow.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use mlua::{IntoLua, Lua, Value};

use super::functions::{LuaFunction, row};
use crate::waiting::Asker;

pub(super) const FUNCTIONS: &[LuaFunction] = &[
    row(
        "wezterm.glob",
        "fun(pattern: string, relative_to: string?): string[]",
        "Returns the files that a pattern names, sorted. `*`, `?`, `[a-z]` and `{a,b}` stay within one name, \
         `**` stands for any folders. With a second argument a relative pattern is looked for below that \
         folder, and what is found below it is named from there.",
        |make| {
            make.slow(|(pattern, relative_to): (String, Option<PathBuf>), asker| {
                glob(&pattern, relative_to.as_deref(), asker)
            })
        },
    ),
    row(
        "wezterm.read_dir",
        "fun(path: string): string[]",
        "Returns the paths of what is in a folder, sorted.",
        |make| {
            make.slow(|path: PathBuf, _| {
                let failed = |error: std::io::Error| format!("{}: {error}", path.display());
                let entries = std::fs::read_dir(&path).map_err(failed)?;
                let paths = entries.map(|entry| Ok(entry.map_err(failed)?.path()));
                let mut paths = paths.collect::<Result<Vec<PathBuf>, String>>()?;
                paths.sort();
                Ok(Paths(paths))
            })
        },
    ),
];

/// Paths on their way to Lua, whose strings are bytes as theirs are.
pub(super) struct Paths(pub(super) Vec<PathBuf>);

impl IntoLua for Paths {
    fn into_lua(self, lua: &Lua) -> mlua::Result<Value> {
        let paths = self.0.iter();
        let paths = paths.map(|path| lua.create_string(path.as_os_str().as_encoded_bytes()));
        let paths = paths.collect::<mlua::Result<Vec<_>>>()?;
        lua.create_sequence_from(paths).map(Value::Table)
    }
}

fn glob(pattern: &str, relative_to: Option<&Path>, asker: &Asker) -> Result<Paths, String> {
    let here = std::env::current_dir().unwrap_or_default();
    let base = match relative_to {
        Some(base) => here.join(base),
        None => here,
    };
    let mut found = expand(pattern, &base, asker)?;
    if relative_to.is_some() {
        for path in &mut found {
            if let Ok(below) = path.strip_prefix(&base) {
                *path = below.to_owned();
            }
        }
    }
    Ok(Paths(found))
}

/// One name of a pattern.
enum Step {
    /// A name that stands for itself.
    Name(OsString),
    /// A name with wildcards.
    Like(GlobMatcher),
    /// Any folders, or none.
    Folders,
}

fn steps(pattern: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    for component in Path::new(pattern).components() {
        let name = match component {
            Component::CurDir => continue,
            Component::Normal(name) => name.to_string_lossy(),
            other => {
                steps.push(Step::Name(other.as_os_str().to_owned()));
                continue;
            }
        };
        steps.push(match &*name {
            "**" => Step::Folders,
            name if !name.contains(['*', '?', '[', '{', '\\']) => Step::Name(name.into()),
            name => {
                let glob = GlobBuilder::new(name).literal_separator(true).build();
                let glob = glob.map_err(|error| format!("the pattern {pattern:?}: {error}"))?;
                Step::Like(glob.compile_matcher())
            }
        });
    }
    Ok(steps)
}

/// Returns the files that a pattern names, below `base` where it is relative, sorted.
pub(super) fn expand(pattern: &str, base: &Path, asker: &Asker) -> Result<Vec<PathBuf>, String> {
    let steps = steps(pattern)?;
    let mut walk = Walk {
        asker,
        left: 200_000,
        found: Vec::new(),
    };
    walk.follow(base.to_owned(), &steps)?;
    let mut found = walk.found;
    found.sort();
    found.dedup();
    Ok(found)
}

struct Walk<'a> {
    asker: &'a Asker,
    /// How many names it may still look at.
    left: usize,
    found: Vec<PathBuf>,
}

impl Walk<'_> {
    fn follow(&mut self, at: PathBuf, steps: &[Step]) -> Result<(), String> {
        let Some((step, rest)) = steps.split_first() else {
            self.found.push(at);
            return Ok(());
        };
        match step {
            Step::Name(name) => {
                let path = at.join(name);
                match path.symlink_metadata() {
                    Ok(_) => self.follow(path, rest),
                    Err(_) => Ok(()),
                }
            }
            Step::Like(glob) => {
                for (path, _) in self.entries(&at)? {
                    let name = path.file_name().unwrap_or_default();
                    if glob.is_match(name) {
                        self.follow(path, rest)?;
                    }
                }
                Ok(())
            }
            Step::Folders => self.descend(at, steps, rest),
        }
    }

    /// `**`: the rest, here and in every folder below.
    fn descend(&mut self, at: PathBuf, steps: &[Step], rest: &[Step]) -> Result<(), String> {
        let entries = self.entries(&at)?;
        if rest.is_empty() {
            for (path, _) in &entries {
                self.found.push(path.clone());
            }
        } else {
            self.follow(at, rest)?;
        }
        for (path, is_folder) in entries {
            if is_folder {
                self.follow(path, steps)?;
            }
        }
        Ok(())
    }

    /// What is in a folder, and whether each is a folder itself and no link to one; of a file, or of what
    /// may not be read, nothing.
    fn entries(&mut self, folder: &Path) -> Result<Vec<(PathBuf, bool)>, String> {
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if self.asker.is_gone() {
                return Err("nobody waits for it any longer".to_owned());
            }
            self.left = self.left.checked_sub(1).ok_or(
                "there are more than 200,000 names to look at; begin the pattern with a folder",
            )?;
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            entries.push((entry.path(), is_folder));
        }
        Ok(entries)
    }
}
