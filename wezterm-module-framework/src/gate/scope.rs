//! What a call touches, and what a rule or a grant reaches.
//!
//! It hides links and `..`: paths are compared by their components after the disk has been asked
//! where they lead. [`Scope::look`] blocks and is for the runtime's blocking threads; the rest is
//! arithmetic. It is not what keeps a tool inside: a link can be swapped afterwards, so tools open
//! files beneath what they were allowed and follow nothing out of it.

use std::fmt;
use std::path::{Component, Path, PathBuf};

/// What a call touches, as the tool tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// It cannot be told before it runs.
    #[default]
    Everything,
    /// These and nothing else; with none of them, nothing of the person's.
    Only(Vec<Touched>),
}

/// One thing that a call touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touched {
    /// A file or folder, without what lies below it.
    Path(PathBuf),
    /// A folder and everything below it.
    Tree(PathBuf),
    /// A program that is run, as it was named.
    Program(String),
    /// A program that is run in one way: what allows the program allows it, and what is remembered of it
    /// is that way and no other.
    Command {
        /// The program, as it was named.
        program: String,
        /// The program with the arguments that are remembered, for people.
        prefix: String,
    },
    /// A machine that is talked to.
    Host(String),
}

impl Scope {
    /// Returns the scope of a call that touches nothing of the person's.
    pub fn nothing() -> Self {
        Self::Only(Vec::new())
    }

    /// Returns the scope of a call about one file or folder.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::Only(vec![Touched::Path(path.into())])
    }

    /// Returns the scope of a call about a folder and what lies below it.
    pub fn tree(path: impl Into<PathBuf>) -> Self {
        Self::Only(vec![Touched::Tree(path.into())])
    }

    /// Returns the scope of a call that runs a program.
    pub fn program(name: impl Into<String>) -> Self {
        Self::Only(vec![Touched::Program(name.into())])
    }

    /// Returns the scope of a call that talks to a machine.
    pub fn host(name: impl Into<String>) -> Self {
        Self::Only(vec![Touched::Host(name.into())])
    }

    /// Returns the paths as they are named, without `..`; relative ones begin in `cwd`.
    pub(crate) fn named(&self, cwd: Option<&Path>) -> Vec<PathBuf> {
        let Self::Only(items) = self else {
            return Vec::new();
        };
        let named = items.iter().filter_map(|item| match item {
            Touched::Path(path) | Touched::Tree(path) => Some(plain(&whole(path, cwd))),
            Touched::Program(_) | Touched::Command { .. } | Touched::Host(_) => None,
        });
        named.collect()
    }

    /// Looks at the disk where the paths lead; relative ones begin in `cwd`. A path that leads
    /// nowhere that can be known makes it everything. Blocks.
    pub(crate) fn look(self, cwd: Option<&Path>) -> Reach {
        let Self::Only(items) = self else {
            return Reach::Everything;
        };
        let looked = items.into_iter().map(|item| match item {
            Touched::Path(path) => place(&path, cwd, false),
            Touched::Tree(path) => place(&path, cwd, true),
            Touched::Program(name) => Some(Item::Program(name)),
            Touched::Command { program, prefix } => Some(Item::Command { program, prefix }),
            Touched::Host(name) => Some(Item::Host(name.to_ascii_lowercase())),
        });
        looked
            .collect::<Option<Vec<Item>>>()
            .map_or(Reach::Everything, Reach::Only)
    }
}

fn whole(path: &Path, cwd: Option<&Path>) -> PathBuf {
    match cwd {
        Some(cwd) => cwd.join(path),
        None => path.to_owned(),
    }
}

fn place(path: &Path, cwd: Option<&Path>, tree: bool) -> Option<Item> {
    let whole = whole(path, cwd);
    let real = real_path(&whole)?;
    let named = plain(&whole);
    Some(Item::Place { named, real, tree })
}

/// What a call touches, once the disk was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Everything,
    Only(Vec<Item>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// A path as it is written, without `..`, and the path that it leads to.
    Place {
        named: PathBuf,
        real: PathBuf,
        tree: bool,
    },
    Program(String),
    Command {
        program: String,
        prefix: String,
    },
    Host(String),
}

impl Item {
    /// Returns the program that is run, if one is.
    pub(crate) fn program(&self) -> Option<&str> {
        match self {
            Self::Program(program) | Self::Command { program, .. } => Some(program),
            Self::Place { .. } | Self::Host(_) => None,
        }
    }
}

impl Reach {
    /// Returns the paths that it leads to.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        let Self::Only(items) = self else {
            return Vec::new();
        };
        let places = items.iter().filter_map(|item| match item {
            Item::Place { real, .. } => Some(real.clone()),
            _ => None,
        });
        places.collect()
    }

    /// Lists it for people, one thing a line.
    pub(crate) fn words(&self) -> Vec<String> {
        match self {
            Self::Everything => vec!["everything: it cannot be told before it runs".to_owned()],
            Self::Only(items) if items.is_empty() => vec!["nothing of yours".to_owned()],
            Self::Only(items) => items.iter().map(ToString::to_string).collect(),
        }
    }

    /// Lists for people what it touches besides programs, one thing a line.
    pub(crate) fn touched(&self) -> Vec<String> {
        match self {
            Self::Only(items) if !items.is_empty() => {
                let others = items.iter().filter(|item| item.program().is_none());
                others.map(ToString::to_string).collect()
            }
            _ => self.words(),
        }
    }

    /// Lists for people the programs that it runs, one a line; where it can be allowed for `longer`, in
    /// which ways that lets them run. A call that is allowed once runs in the way that it says itself.
    pub(crate) fn runs(&self, longer: bool) -> Vec<String> {
        let Self::Only(items) = self else {
            return Vec::new();
        };
        let programs = items.iter().filter_map(|item| match (item, longer) {
            (Item::Program(name), true) => Some(format!("`{name}`, with any arguments")),
            (Item::Program(name), false) => Some(format!("`{name}`")),
            (Item::Command { prefix, .. }, true) => Some(command_words(prefix)),
            _ => None,
        });
        programs.collect()
    }
}

/// Says of a command as it is remembered what it lets run. The mark behind one that may go on stands alone:
/// an argument that is called so is quoted.
pub fn command_words(command: &str) -> String {
    match command.ends_with(" …") {
        true => format!("`{command}`, with anything after it"),
        false => format!("`{command}` exactly"),
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Place { named, real, tree } => {
                write!(f, "{}", real.display())?;
                if *tree {
                    f.write_str(" and all below it")?;
                }
                if named != real {
                    write!(f, " (written {})", named.display())?;
                }
                Ok(())
            }
            Self::Program(name) => write!(f, "program {name}"),
            Self::Command { prefix, .. } => write!(f, "program {prefix}"),
            Self::Host(name) => write!(f, "host {name}"),
        }
    }
}

/// What a rule or a grant reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    Everything,
    /// A path without links, and everything below it.
    Below(PathBuf),
    Program(String),
    /// A program with its arguments, as it is remembered.
    Command(String),
    /// A host's name; `*.example.org` is every host of that domain.
    Host(String),
}

impl Extent {
    /// Tells whether all of the item lies inside: what allows must cover.
    fn covers(&self, item: &Item) -> bool {
        match (self, item) {
            (Self::Everything, _) => true,
            (Self::Below(folder), Item::Place { real, .. }) => real.starts_with(folder),
            // To the letter: `git` is what the PATH says, `./git` is somebody else's.
            (Self::Program(name), Item::Program(program) | Item::Command { program, .. }) => {
                name == program
            }
            (Self::Command(own), Item::Command { prefix, .. }) => own == prefix,
            (Self::Host(pattern), Item::Host(host)) => host_matches(pattern, host),
            _ => false,
        }
    }

    /// Tells whether some of the item may lie inside: what forbids must not be walked around.
    fn meets(&self, item: &Item) -> bool {
        match (self, item) {
            (Self::Below(folder), Item::Place { named, real, tree }) => {
                real.starts_with(folder)
                    || named.starts_with(folder)
                    || (*tree && (folder.starts_with(real) || folder.starts_with(named)))
            }
            (Self::Program(name), Item::Program(program) | Item::Command { program, .. }) => {
                name == program || Path::new(program).file_name() == Path::new(name).file_name()
            }
            _ => self.covers(item),
        }
    }
}

/// Tells whether the extents together reach everything that a call touches.
pub(crate) fn cover(extents: &[Extent], reach: &Reach) -> bool {
    match reach {
        Reach::Everything => extents.contains(&Extent::Everything),
        Reach::Only(items) => items
            .iter()
            .all(|item| extents.iter().any(|extent| extent.covers(item))),
    }
}

/// Tells whether the extent reaches anything that a call may touch.
pub(crate) fn meet(extent: &Extent, reach: &Reach) -> bool {
    match reach {
        Reach::Everything => true,
        Reach::Only(_) if *extent == Extent::Everything => true,
        Reach::Only(items) => items.iter().any(|item| extent.meets(item)),
    }
}

fn host_matches(pattern: &str, host: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    match pattern.strip_prefix("*.") {
        Some(domain) => host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.') && rest.len() > 1),
        None => pattern == host,
    }
}

/// Returns the path without `.` and `..`, judging by names alone.
pub(crate) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// Returns where an absolute path leads, without links; what does not exist yet lies where its
/// nearest folder does. Nothing where that cannot be known. Blocks.
pub(crate) fn real_path(path: &Path) -> Option<PathBuf> {
    if !path.is_absolute() {
        return None;
    }
    let mut missing: Vec<Component<'_>> = Vec::new();
    let mut rest = path;
    let mut real = loop {
        match rest.canonicalize() {
            Ok(real) => break real,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(_) => return None,
        }
        missing.push(rest.components().next_back()?);
        rest = rest.parent()?;
    };
    for component in missing.into_iter().rev() {
        // Above something that is not there anything may come to stand.
        let Component::Normal(name) = component else {
            return None;
        };
        real.push(name);
        // A link to what is not there yet would be written through.
        if real.symlink_metadata().is_ok() {
            return None;
        }
    }
    Some(real)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(path: &Path, cwd: &Path) -> Reach {
        Scope::path(path).look(Some(cwd))
    }

    fn below(folder: &Path) -> Vec<Extent> {
        vec![Extent::Below(folder.to_owned())]
    }

    /// Returns a folder, without links in its own path.
    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().canonicalize().unwrap();
        (folder, path)
    }

    #[test]
    fn a_folder_of_a_similar_name_lies_outside() {
        let (_keep, top) = folder();
        std::fs::create_dir(top.join("b")).unwrap();
        std::fs::create_dir(top.join("bc")).unwrap();
        let granted = below(&top.join("b"));
        assert!(cover(&granted, &reach(Path::new("b/x"), &top)));
        assert!(cover(&granted, &reach(Path::new("b"), &top)));
        assert!(!cover(&granted, &reach(Path::new("bc/x"), &top)));
        assert!(!cover(&granted, &reach(Path::new("."), &top)));
    }

    #[test]
    fn dots_and_links_do_not_lead_out_of_a_grant() {
        let (_keep, top) = folder();
        for name in ["in", "out"] {
            std::fs::create_dir(top.join(name)).unwrap();
        }
        std::fs::write(top.join("out/secret"), "").unwrap();
        std::os::unix::fs::symlink(top.join("out"), top.join("in/link")).unwrap();
        std::os::unix::fs::symlink(top.join("out/new"), top.join("in/dangling")).unwrap();
        std::os::unix::fs::symlink("loop", top.join("in/loop")).unwrap();
        let granted = below(&top.join("in"));
        for inside in ["in/x", "in/./x", "in/new/deep/x", "in/../in/x"] {
            assert!(cover(&granted, &reach(Path::new(inside), &top)), "{inside}");
        }
        for outside in [
            "in/../out/secret",
            "in/link/secret",
            "in/link/not-there",
            "in/link/../in/x/../../out/secret",
            "in/dangling",
            "in/not-there/../../out/secret",
            "in/loop/x",
        ] {
            let reach = reach(Path::new(outside), &top);
            assert!(!cover(&granted, &reach), "{outside} is {reach:?}");
        }
        // The system's `..` is that of the folder that a link leads to.
        let back = reach(Path::new("in/link/../in/x"), &top);
        assert_eq!(back.paths(), [top.join("in/x")]);
    }

    #[test]
    fn what_forbids_cannot_be_walked_around() {
        let (_keep, top) = folder();
        for name in ["secret", "other"] {
            std::fs::create_dir(top.join(name)).unwrap();
        }
        std::os::unix::fs::symlink(top.join("secret"), top.join("other/link")).unwrap();
        let forbidden = Extent::Below(top.join("secret"));
        for path in ["secret/x", "other/../secret/x", "other/link/x"] {
            assert!(meet(&forbidden, &reach(Path::new(path), &top)), "{path}");
        }
        assert!(!meet(&forbidden, &reach(Path::new("other/x"), &top)));
        assert!(meet(&forbidden, &Scope::tree(&top).look(None)));
        assert!(meet(&forbidden, &Reach::Everything));
        let rm = Extent::Program("rm".into());
        assert!(meet(&rm, &Scope::program("/bin/rm").look(None)));
        assert!(!cover(&[rm], &Scope::program("/bin/rm").look(None)));
    }

    #[test]
    fn a_command_is_allowed_with_its_program_and_remembered_by_itself() {
        let command = |prefix: &str| {
            let command = Touched::Command {
                program: "git".into(),
                prefix: prefix.into(),
            };
            Scope::Only(vec![command]).look(None)
        };
        let git = [Extent::Program("git".into())];
        assert!(cover(&git, &command("git status")) && meet(&git[0], &command("git push")));
        let remembered = [Extent::Command("git status".into())];
        assert!(cover(&remembered, &command("git status")));
        assert!(!cover(&remembered, &command("git push")));
        assert!(!cover(&remembered, &Scope::program("git").look(None)));
    }

    #[test]
    fn a_hosts_pattern_is_a_whole_name_or_a_whole_domain() {
        let allowed = |pattern: &str, host: &str| {
            let extents = [Extent::Host(pattern.into())];
            cover(&extents, &Scope::host(host).look(None))
        };
        assert!(allowed("docs.rs", "DOCS.rs"));
        assert!(allowed("*.docs.rs", "a.docs.rs"));
        assert!(!allowed("*.docs.rs", "docs.rs"));
        assert!(!allowed("*.docs.rs", "evildocs.rs"));
        assert!(!allowed("docs.rs", "docs.rs.evil.org"));
    }

    #[test]
    fn several_things_must_all_be_covered() {
        let both = Scope::Only(vec![
            Touched::Program("git".into()),
            Touched::Host("example.org".into()),
        ]);
        let reach = both.look(None);
        let git = Extent::Program("git".into());
        let host = Extent::Host("example.org".into());
        assert!(!cover(std::slice::from_ref(&git), &reach));
        assert!(cover(&[git.clone(), host], &reach));
        assert!(meet(&git, &reach));
        assert!(cover(&[], &Scope::nothing().look(None)));
        assert!(!cover(&[git], &Reach::Everything));
    }
}
