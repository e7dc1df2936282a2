//! Finding the file that a program's name means, and telling whether that file can be relied on.
//!
//! It hides the search, links, and who may replace what lies on the way to a program. It looks at the
//! disk and changes nothing; it blocks as long as the disk does, so it belongs on the background
//! runtime. Whether a program may run is [`crate::decide`]'s.

use std::ffi::{OsStr, OsString};
use std::fs::Metadata;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Component, Path, PathBuf};

/// The folders in which a system keeps its programs, in the order in which they are searched.
const SYSTEM: [&str; 6] = [
    "/usr/local/sbin",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/bin",
    "/sbin",
    "/bin",
];
/// How many links are followed to one program, as in the kernel.
const LINKS: usize = 40;
/// How many names a path may have once its links are followed.
const STEPS: usize = 4096;
/// The bit of a mode by which everybody may write.
const EVERYBODY_WRITES: u32 = 0o002;
/// The bit of a folder's mode by which only owners may replace what lies in it.
const STICKY: u32 = 0o1000;

/// A program that was found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Program {
    /// Where it was found: absolute, with the links on the way.
    pub path: PathBuf,
    /// Where it really lies, without links.
    pub real: PathBuf,
    /// How it was named.
    pub name: String,
    /// The device and the number of its file.
    pub identity: (u64, u64),
}

impl Program {
    /// Returns the last name of the path by which it was found, which tells programs that are many in one
    /// file (busybox) what to be.
    pub fn file_name(&self) -> String {
        last_name(&self.path)
    }

    /// Returns the last name of the file that it really is.
    pub fn real_name(&self) -> String {
        last_name(&self.real)
    }
}

fn last_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Why no program was found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// The name is empty or has a NUL byte, which no file's name has.
    #[error("{0} cannot be the name of a program: give a name like ls or a path like /bin/ls")]
    Name(String),
    /// A bare name that none of the folders has.
    #[error(
        "there is no program {name} in {folders}: install it, give its absolute path, or add its folder to PATH and \
         start again"
    )]
    NotFound {
        /// The name.
        name: String,
        /// The folders, for people.
        folders: String,
    },
    /// A path with nothing there, or something that cannot be looked at.
    #[error("there is no program at {path}: {why}")]
    NoFile {
        /// The path.
        path: String,
        /// What the system said.
        why: String,
    },
    /// A path to something that is no executable file.
    #[error("{path} is {what}: {fix}")]
    NotAProgram {
        /// The path.
        path: String,
        /// What it is.
        what: &'static str,
        /// What to do.
        fix: &'static str,
    },
    /// A program that somebody else may replace.
    #[error(transparent)]
    Untrusted(#[from] Untrusted),
}

/// Why a program is not relied on: somebody else may put another in its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// What the sandbox may write to is on the way to it.
    #[error(
        "{program} lies in {folder}, where what runs in the sandbox may replace it: use a program outside of {root}"
    )]
    Writable {
        /// The program.
        program: String,
        /// The folder on the way to it.
        folder: String,
        /// The root of the sandbox that has this folder.
        root: String,
    },
    /// Everybody may write to something on the way to it.
    #[error(
        "{program} can be replaced by everybody, who may write to {at}: move it, or run chmod o-w {at}"
    )]
    Everybody {
        /// The program.
        program: String,
        /// The file or folder.
        at: String,
    },
    /// A link or a folder on the way belongs to somebody else, who may change it.
    #[error(
        "{program} is reached through {at}, which belongs to another user: move it or name another program"
    )]
    Foreign {
        /// The program.
        program: String,
        /// The file, link or folder.
        at: String,
    },
    /// The way to it could not be followed.
    #[error("the way to {program} could not be followed: {why}")]
    Lost {
        /// The program.
        program: String,
        /// What the system said.
        why: String,
    },
}

/// Returns text with what could disturb a line of text written as escapes, and not too much of it.
pub(crate) fn shown(text: &str) -> String {
    const MOST: usize = 200;
    let mut out: String = text
        .chars()
        .take(MOST)
        .flat_map(char::escape_debug)
        .collect();
    // An escaped quote or apostrophe is only harder to read.
    out = out.replace("\\'", "'").replace("\\\"", "\"");
    if text.chars().nth(MOST).is_some() {
        out.push('…');
    }
    out
}

fn shown_path(path: &Path) -> String {
    shown(&path.to_string_lossy())
}

/// Returns the folders in which programs are looked for: the system's, then the absolute ones of the person's
/// `path` that nobody else may write to. Looks at these folders.
pub fn fixed_path(path: Option<&OsStr>) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = SYSTEM.iter().map(PathBuf::from).collect();
    for folder in path.map(std::env::split_paths).into_iter().flatten() {
        if !folder.is_absolute() || folders.contains(&folder) {
            continue;
        }
        let name = shown_path(&folder);
        // A last name that does not matter: the folder itself is what is looked at.
        let sound = Way::follow(&folder.join("."))
            .map_err(|why| Untrusted::Lost {
                program: name.clone(),
                why,
            })
            .and_then(|way| way.check(&name, &[]));
        if sound.is_ok() {
            folders.push(folder);
        }
    }
    folders
}

/// Finds the program that a name means. A name without `/` is looked for in the absolute folders of `search`,
/// in their order; one with `/` is a path, relative to `cwd`. Nothing of the name is trimmed or changed.
pub fn find(named: &OsStr, cwd: &Path, search: &[PathBuf]) -> Result<Program, FindError> {
    let name = named.to_string_lossy().into_owned();
    let bytes = named.as_bytes();
    if bytes.is_empty() || bytes.contains(&0) {
        return Err(FindError::Name(format!("\"{}\"", shown(&name))));
    }
    if bytes.contains(&b'/') {
        return at(cwd.join(named), name);
    }
    if bytes != b"." && bytes != b".." {
        let found = search
            .iter()
            .filter(|folder| folder.is_absolute())
            .find_map(|folder| at(folder.join(named), name.clone()).ok());
        if let Some(found) = found {
            return Ok(found);
        }
    }
    let folders: Vec<String> = search.iter().map(|folder| shown_path(folder)).collect();
    Err(FindError::NotFound {
        name: format!("\"{}\"", shown(&name)),
        folders: folders.join(":"),
    })
}

/// Finds a program that nobody can replace who runs in the sandbox: see [`find`] and [`trusted`].
pub fn find_trusted(
    named: &OsStr,
    cwd: &Path,
    search: &[PathBuf],
    writable: &[PathBuf],
) -> Result<Program, FindError> {
    let program = find(named, cwd, search)?;
    trusted(&program, writable)?;
    Ok(program)
}

fn at(path: PathBuf, name: String) -> Result<Program, FindError> {
    let no_file = |error: std::io::Error| FindError::NoFile {
        path: shown_path(&path),
        why: error.to_string(),
    };
    let real = path.canonicalize().map_err(no_file)?;
    let facts = real.metadata().map_err(no_file)?;
    let not = |what, fix| {
        Err(FindError::NotAProgram {
            path: shown_path(&path),
            what,
            fix,
        })
    };
    if facts.is_dir() {
        return not("a folder", "name the program in it");
    }
    if !facts.is_file() {
        return not("no regular file", "name a program");
    }
    if facts.permissions().mode() & 0o111 == 0 {
        return not(
            "not executable",
            "make it so with chmod +x, or name the program that reads it",
        );
    }
    Ok(Program {
        identity: (facts.dev(), facts.ino()),
        path,
        real,
        name,
    })
}

/// Tells whether nobody but its owner and the system can put another program in this one's place: neither its
/// file nor any folder or link on the way to it lies below a folder of `writable` (the roots in which the sandbox
/// may write) or can be written to by everybody. Looks at the disk.
pub fn trusted(program: &Program, writable: &[PathBuf]) -> Result<(), Untrusted> {
    let name = shown_path(&program.path);
    let lost = |why| Untrusted::Lost {
        program: name.clone(),
        why,
    };
    let way = Way::follow(&program.path).map_err(lost)?;
    if way.end != program.real {
        return Err(lost("it leads to another file now: ask again".into()));
    }
    let mut roots = Vec::new();
    for root in writable {
        roots.push(root.clone());
        // A root that is not there yet can still be made under its name.
        roots.extend(root.canonicalize());
    }
    way.check(&name, &roots)
}

/// The way to a file: each name on it, in the folder in which it really lies.
struct Way {
    steps: Vec<(PathBuf, Metadata)>,
    end: PathBuf,
}

impl Way {
    fn follow(path: &Path) -> Result<Self, String> {
        let mut left: Vec<OsString> = components(path).into_iter().rev().collect();
        let mut here = PathBuf::from("/");
        let facts = here.symlink_metadata().map_err(|error| error.to_string())?;
        let mut steps = vec![(here.clone(), facts)];
        let mut links = 0;
        while let Some(name) = left.pop() {
            if name == ".." {
                here.pop();
                continue;
            }
            if steps.len() > STEPS {
                return Err("it has too many names".into());
            }
            let next = here.join(&name);
            let facts = next.symlink_metadata().map_err(|error| error.to_string())?;
            let is_link = facts.is_symlink();
            steps.push((next.clone(), facts));
            if !is_link {
                here = next;
                continue;
            }
            links += 1;
            if links > LINKS {
                return Err("it has too many links".into());
            }
            let target = next.read_link().map_err(|error| error.to_string())?;
            if target.is_absolute() {
                here = PathBuf::from("/");
            }
            left.extend(components(&target).into_iter().rev());
        }
        Ok(Self { steps, end: here })
    }

    fn check(&self, program: &str, roots: &[PathBuf]) -> Result<(), Untrusted> {
        let program = || program.to_owned();
        let me = rustix::process::geteuid().as_raw();
        // The user that stands for all that are not mapped into a container owns the system's files there.
        let nobody = 65534;
        let mut folder_is_shared = false;
        for (at, facts) in &self.steps {
            if let Some(root) = roots.iter().find(|root| at.starts_with(root)) {
                return Err(Untrusted::Writable {
                    program: program(),
                    folder: shown_path(at.parent().unwrap_or(at)),
                    root: shown_path(root),
                });
            }
            let foreign = ![0, me, nobody].contains(&facts.uid());
            if foreign {
                return Err(Untrusted::Foreign {
                    program: program(),
                    at: shown_path(at),
                });
            }
            // The mode of a link says nothing. In a folder that all share, a program or link is not relied on;
            // a folder in it that is one's own is.
            let everybody = facts.mode() & EVERYBODY_WRITES != 0 && !facts.is_symlink();
            let shared = everybody && facts.is_dir() && facts.mode() & STICKY != 0;
            if everybody && !shared || folder_is_shared && !facts.is_dir() {
                let at = if everybody {
                    Some(at.as_path())
                } else {
                    at.parent()
                };
                return Err(Untrusted::Everybody {
                    program: program(),
                    at: shown_path(at.unwrap_or(Path::new("/"))),
                });
            }
            folder_is_shared = shared;
        }
        if folder_is_shared {
            return Err(Untrusted::Everybody {
                program: program(),
                at: shown_path(&self.end),
            });
        }
        Ok(())
    }
}

fn components(path: &Path) -> Vec<OsString> {
    path.components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_owned()),
            Component::ParentDir => Some("..".into()),
            _ => None,
        })
        .collect()
}
