//! What a confined command may reach: the project that it runs in, the tools that a person has below
//! home, and what the settings add.
//!
//! It looks at the disk, to find the project and what is there of the tools. That it is enforced is the
//! sandbox' affair.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use wezterm_module_framework::lua_list;
use wezterm_module_framework::sandbox::{Level, Limits, Network, Policy};

use crate::executor::Confinement;

/// What other programs obey without asking, below a project: a command does not change it, and what of it
/// a command makes is told.
pub const PROTECTED: &[&str] = &[
    ".git/hooks",
    ".git/config",
    ".git/config.worktree",
    ".git/commondir",
    ".git/modules",
    ".git/info/attributes",
    ".husky",
    ".envrc",
    ".direnv",
    ".vscode",
    ".idea",
    ".wezterm",
    ".wezterm.lua",
    "wezterm.lua",
    ".cargo",
    ".mise.toml",
    "mise.toml",
    ".tool-versions",
];

/// Tools and settings below home that programs need and that hold no secrets.
const TOOLS: &[&str] = &[
    ".cargo/bin",
    ".cargo/registry",
    ".cargo/git",
    ".rustup",
    ".local/bin",
    ".local/lib",
    ".local/share/pnpm",
    ".local/share/mise",
    ".local/share/uv/python",
    ".local/share/uv/tools",
    ".gitconfig",
    ".config/git/config",
    ".config/git/ignore",
    ".config/git/attributes",
    ".nvm",
    ".pyenv",
    ".rbenv",
    ".asdf",
    ".sdkman",
    ".volta",
    ".deno/bin",
    ".bun/bin",
    ".nix-profile",
    "go/bin",
    "go/pkg",
];

/// How strong the sandbox has to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Required {
    /// Where there is none, every command asks.
    None,
    /// What the kernel keeps to its files and off the network, with some ways open.
    #[default]
    Partial,
    /// Every wall.
    Full,
}

impl Required {
    /// Returns the level that it stands for.
    pub const fn level(self) -> Level {
        match self {
            Self::None => Level::None,
            Self::Partial => Level::Partial,
            Self::Full => Level::Full,
        }
    }
}

/// `config.modules.commander.sandbox`: around what the assistant and modules run.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SandboxSettings {
    /// Whether commands may talk to other machines.
    pub network: bool,
    /// Folders and files that commands may read, besides the project and the usual tools.
    #[serde(deserialize_with = "lua_list")]
    pub read: Option<Vec<PathBuf>>,
    /// Folders and files that commands may change, besides the project.
    #[serde(deserialize_with = "lua_list")]
    pub write: Option<Vec<PathBuf>>,
    /// What of the project commands may not change, instead of the usual list; relative to it.
    #[serde(deserialize_with = "lua_list")]
    pub protected: Option<Vec<PathBuf>>,
    /// How strong it has to be: `full`, `partial` or `none`. Commands do not run in a weaker one.
    pub require: Required,
    /// The memory of one process, in MiB.
    pub memory_mb: Option<u64>,
    /// The largest file that is written, in MiB.
    pub file_mb: Option<u64>,
    /// How many processes a command may have.
    pub processes: Option<u64>,
}

/// Why a command cannot be confined where it is to run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the sandbox does not open {}, which holds more than a project: give cwd, a folder in it, or name \
     folders in config.modules.commander.sandbox.write",
    .0.display()
)]
pub struct TooWide(PathBuf);

impl SandboxSettings {
    /// Returns how a command is confined that runs in `cwd`. Blocks.
    pub fn confinement(&self, cwd: &Path, home: &Path) -> Result<Confinement, TooWide> {
        let mut confinement = self.nowhere(home);
        let write = &mut confinement.policy.write;
        match project(cwd, home) {
            Some(root) => write.push(root),
            // A folder that the person has named is theirs to open.
            None if write.iter().any(|folder| cwd.starts_with(folder)) => {}
            None => return Err(TooWide(cwd.to_owned())),
        }
        Ok(confinement)
    }

    /// Returns how a command is confined that opens no project. Blocks.
    pub fn nowhere(&self, home: &Path) -> Confinement {
        let write = self
            .write
            .iter()
            .flatten()
            .map(|path| below_home(path, home));
        let tools = TOOLS.iter().map(|tool| home.join(tool));
        let read = self
            .read
            .iter()
            .flatten()
            .map(|path| below_home(path, home));
        let protected = match &self.protected {
            Some(own) => own.clone(),
            None => PROTECTED.iter().map(PathBuf::from).collect(),
        };
        let usual = Limits::default();
        let mebibytes =
            |given: Option<u64>, usual: u64| given.map_or(usual, |mb| mb.saturating_mul(1 << 20));
        Confinement {
            policy: Policy {
                read: tools.chain(read).filter(|path| path.exists()).collect(),
                write: write.filter(|path| path.exists()).collect(),
                protected,
                network: if self.network {
                    Network::On
                } else {
                    Network::Off
                },
                limits: Limits {
                    memory: mebibytes(self.memory_mb, usual.memory),
                    file: mebibytes(self.file_mb, usual.file),
                    processes: self.processes.unwrap_or(usual.processes),
                    ..usual
                },
            },
            least: self.require.level(),
        }
    }
}

/// Folders with what is the system's, or other programs', and never a project.
const SYSTEMS: [&str; 12] = [
    "/usr", "/etc", "/proc", "/sys", "/dev", "/run", "/boot", "/bin", "/sbin", "/lib", "/var/lib",
    "/var/run",
];

/// Folders that are each many people's, or many programs'; what lies in them may be a project.
const SHARED: [&str; 4] = ["/var", "/tmp", "/var/tmp", "/opt"];

/// Tells whether a folder is none that a command is let into unless the person has named it: the system's,
/// another person's, or one of those at home in which programs keep settings and secrets.
fn is_private(folder: &Path, home: &Path) -> bool {
    // A home that is not known is no home.
    let known = home.parent().is_some();
    if let (true, Ok(below)) = (known, folder.strip_prefix(home)) {
        let first = below.components().next();
        return first.is_some_and(|first| first.as_os_str().as_encoded_bytes().starts_with(b"."));
    }
    let others = ["/home", "/root"];
    let others = SYSTEMS.iter().chain(&others);
    others.into_iter().any(|system| folder.starts_with(system))
}

/// Returns why a folder is not opened to the commands of others although a person names it: it is the system's, or
/// holds more than anybody means.
pub fn too_much(folder: &Path, home: &Path) -> Option<String> {
    let known = home.parent().is_some();
    if folder.parent().is_none() {
        return Some("is too wide: it is the whole system; name a folder in it".into());
    }
    if known && home.starts_with(folder) {
        return Some("is too wide: it holds your home folder; name a folder in it".into());
    }
    if known && folder.starts_with(home) {
        return None;
    }
    // Sources are kept there, in containers most of all.
    let sources = ["/usr/src", "/usr/local/src"].map(Path::new);
    let is_source = |sources: &Path| folder.starts_with(sources) && folder != sources;
    let systems = SYSTEMS.iter().find(|system| folder.starts_with(system));
    if let (Some(system), false) = (systems, sources.into_iter().any(is_source)) {
        return Some(format!(
            "is a folder of the system (in {system}), which commands must not change: name a project's folder"
        ));
    }
    let shared = SHARED
        .iter()
        .chain(&["/home", "/root", "/srv", "/mnt", "/media"]);
    let is_shared = shared.into_iter().any(|shared| folder == Path::new(shared));
    is_shared.then(|| {
        "is too wide: many people's or programs' files are in it; name a folder in it".into()
    })
}

/// Tells whether a place lies in the project around `cwd`, so that a command there opens nothing more than one
/// in `cwd` does. Blocks.
pub fn in_project(place: &Path, cwd: Option<&Path>, home: &Path) -> bool {
    let root = cwd.and_then(|cwd| project(cwd, home));
    let place = place.canonicalize();
    root.zip(place.ok())
        .is_some_and(|(root, place)| place.starts_with(root))
}

/// Returns the path with a leading `~` as the home folder.
pub fn below_home(path: &Path, home: &Path) -> PathBuf {
    match path.strip_prefix("~") {
        Ok(rest) => home.join(rest),
        Err(_) => path.to_owned(),
    }
}

/// Returns the folder of the repository around `cwd`, or `cwd` itself; nothing where that is the person's
/// home, or holds it. Without links.
fn project(cwd: &Path, home: &Path) -> Option<PathBuf> {
    let cwd = cwd.canonicalize().ok()?;
    let home = home.canonicalize().unwrap_or_else(|_| home.to_owned());
    let narrow = |folder: &Path| !home.starts_with(folder) && folder.parent().is_some();
    let repository = cwd
        .ancestors()
        .take_while(|folder| narrow(folder))
        .find(|folder| folder.join(".git").exists());
    let root = repository.unwrap_or(&cwd);
    if is_private(root, &home) {
        return None;
    }
    let system = SHARED.iter().any(|folder| root == Path::new(folder));
    (narrow(root) && !system).then(|| root.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_opened_and_never_the_home_folder() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().canonicalize().unwrap();
        let (repository, plain) = (home.join("src/repo"), home.join("notes"));
        std::fs::create_dir_all(repository.join(".git")).unwrap();
        std::fs::create_dir_all(repository.join("a/b")).unwrap();
        std::fs::create_dir_all(&plain).unwrap();
        assert_eq!(
            project(&repository.join("a/b"), &home),
            Some(repository.clone())
        );
        assert_eq!(project(&plain, &home), Some(plain));
        for wide in [
            home.as_path(),
            Path::new("/"),
            Path::new("/tmp"),
            Path::new("/usr"),
        ] {
            assert_eq!(project(wide, &home), None, "{}", wide.display());
        }
        // Nor what programs keep at home, nor other people's and the system's folders.
        for secret in [".ssh", ".aws", ".config/gh"] {
            std::fs::create_dir_all(home.join(secret)).unwrap();
            assert_eq!(project(&home.join(secret), &home), None, "{secret}");
        }
        for system in ["/dev/shm", "/etc/ssl", "/usr/bin", "/run"] {
            assert_eq!(project(Path::new(system), &home), None, "{system}");
        }
        assert_eq!(project(Path::new("/etc/ssl"), Path::new("/")), None);
        assert!(in_project(&repository.join("a"), Some(&repository), &home));
        assert!(!in_project(&home.join("notes"), Some(&repository), &home));
        assert!(!in_project(&repository, None, &home));
        // A home that is a repository does not open all of it.
        std::fs::create_dir(home.join(".git")).unwrap();
        assert_eq!(project(&home.join("src"), &home), Some(home.join("src")));
        let settings = SandboxSettings::default();
        let error = settings.confinement(&home, &home).unwrap_err();
        assert!(error.to_string().contains("give cwd"), "{error}");
        let settings = SandboxSettings {
            write: Some(vec!["~/src".into()]),
            ..SandboxSettings::default()
        };
        let confined = settings.confinement(&home.join("src"), &home).unwrap();
        assert!(confined.policy.write.contains(&home.join("src")));
    }
}
