//! Shell integration: how bash, zsh and fish are made to mark their prompts and commands.
//!
//! Hides the scripts of `shell/` and how each shell is brought to read them without any change to
//! the user's files. It waits for a disk, so it runs on a pane's thread. It decides nothing about a
//! mark: see [`crate::blocks`]. A shell that is started with arguments of its own is left alone.

use portable_pty::CommandBuilder;
use std::ffi::{OsStr, OsString};
use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// Names the folder with the scripts, for a line in a shell's own files.
pub(crate) const FOLDER_VARIABLE: &str = "WEZTERM_SHELL_INTEGRATION";
/// Holds what the pane's shells prove themselves with.
pub(crate) const TOKEN_VARIABLE: &str = "WEZTERM_SHELL_TOKEN";
/// Where `XDG_DATA_DIRS` points when it is not set (XDG base directory specification).
const USUAL_DATA_DIRS: &str = "/usr/local/share:/usr/share";

/// A shell that there is a script for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shell {
    /// GNU bash, 4.4 or newer.
    Bash,
    /// zsh.
    Zsh,
    /// fish.
    Fish,
}

impl Shell {
    /// Returns the shell that a program is, by its file name.
    fn of(program: &Path) -> Option<Self> {
        match program.file_name()?.to_str()? {
            "bash" => Some(Self::Bash),
            "zsh" => Some(Self::Zsh),
            "fish" => Some(Self::Fish),
            _ => None,
        }
    }

    /// Returns the script that the shell reads, as from a line in its own file.
    const fn script(self) -> &'static str {
        match self {
            Self::Bash => include_str!("../shell/wezterm.bash"),
            Self::Zsh => include_str!("../shell/wezterm.zsh"),
            Self::Fish => include_str!("../shell/fish-data/fish/vendor_conf.d/wezterm.fish"),
        }
    }
}

/// Every file that shells read, by its path below the folder.
const FILES: [(&str, &str); 4] = [
    ("wezterm.bash", Shell::Bash.script()),
    ("wezterm.zsh", Shell::Zsh.script()),
    (
        "zsh-start/.zshenv",
        include_str!("../shell/zsh-start/.zshenv"),
    ),
    (
        "fish-data/fish/vendor_conf.d/wezterm.fish",
        Shell::Fish.script(),
    ),
];

/// Where the scripts lie on the disk, and whether shells are made to read them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShellIntegration {
    folder: PathBuf,
    inject: bool,
}

impl ShellIntegration {
    /// Keeps the scripts below `folder`. Shells are told where they are, and are made to read them
    /// when `inject` is true.
    pub fn new(folder: PathBuf, inject: bool) -> Self {
        Self { folder, inject }
    }

    /// Writes the scripts that are not there as they should be.
    fn unpack(&self) -> io::Result<()> {
        for (name, text) in FILES {
            let path = self.folder.join(name);
            if std::fs::read(&path).is_ok_and(|there| there == text.as_bytes()) {
                continue;
            }
            let parent = path.parent().unwrap_or(&self.folder);
            // What others could write into, others could have our shells run.
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(parent)?;
            // A shell that starts now reads the old file or the new one, never half of one; other
            // panes may write it at the same time.
            let thread = std::thread::current().id();
            let new = parent.join(format!(".new-{}-{thread:?}", std::process::id()));
            std::fs::write(&new, text)?;
            std::fs::rename(&new, &path)?;
        }
        Ok(())
    }

    /// Makes `command` read the script of its shell, when it starts one that is interactive. Waits
    /// for a disk.
    pub(crate) fn add_to(&self, command: &mut CommandBuilder) {
        // A shell that looked for them in vain would not read the user's files either.
        if let Err(error) = self.unpack() {
            let folder = self.folder.display();
            log::warn!(
                "the shell will not mark its commands: cannot write below {folder}: {error}"
            );
            return;
        }
        command.env(FOLDER_VARIABLE, &self.folder);
        if !self.inject {
            return;
        }
        let program = match command.get_argv().first() {
            Some(program) => PathBuf::from(program),
            None => command
                .get_env("SHELL")
                .map(PathBuf::from)
                .unwrap_or_default(),
        };
        let arguments = command.get_argv().get(1..).unwrap_or_default();
        if !arguments.iter().all(|argument| starts_plainly(argument)) {
            return;
        }
        match Shell::of(&program) {
            // Apple's bash is 3.2 and reads no ENV.
            Some(Shell::Bash)
                if !(cfg!(target_os = "macos") && program == Path::new("/bin/bash")) =>
            {
                self.add_to_bash(command, &program);
            }
            Some(Shell::Zsh) => {
                if let Some(folder) = command.get_env("ZDOTDIR").map(OsStr::to_owned) {
                    command.env("WEZTERM_ZDOTDIR", folder);
                }
                command.env("ZDOTDIR", self.folder.join("zsh-start"));
            }
            Some(Shell::Fish) => {
                let usual = command.get_env("XDG_DATA_DIRS").map(OsStr::to_owned);
                let usual = usual.unwrap_or_default();
                let mut folders = self.folder.join("fish-data").into_os_string();
                folders.push(":");
                folders.push(if usual.is_empty() {
                    OsStr::new(USUAL_DATA_DIRS)
                } else {
                    &usual
                });
                command.env("XDG_DATA_DIRS", folders);
                command.env("WEZTERM_FISH_DATA_DIRS", usual);
            }
            _ => {}
        }
    }

    /// In POSIX mode an interactive bash reads the file that `ENV` names, and no other; that file
    /// leaves the mode again and reads the others.
    fn add_to_bash(&self, command: &mut CommandBuilder, program: &Path) {
        let argv: &mut Vec<OsString> = command.get_argv_mut();
        if argv.is_empty() {
            // The default program is a login shell, and takes no arguments.
            argv.extend([program.into(), "-l".into()]);
        }
        // Long options come before the others.
        argv.insert(1, "--posix".into());
        if let Some(file) = command.get_env("ENV").map(OsStr::to_owned) {
            command.env("WEZTERM_BASH_ENV", file);
        }
        command.env("ENV", self.folder.join("wezterm.bash"));
        command.env("WEZTERM_BASH_INJECTED", "1");
    }
}

/// Returns 128 bits that nobody can guess, in hexadecimal; `None` where the system has none.
pub(crate) fn new_token() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .inspect_err(|error| log::warn!("marks of shells are not trusted: {error}"))
        .ok()?;
    Some(format!("{:032x}", u128::from_ne_bytes(bytes)))
}

/// Returns whether a shell with this argument still reads its files and shows prompts.
fn starts_plainly(argument: &OsStr) -> bool {
    ["-l", "--login", "-i"]
        .iter()
        .any(|plain| argument == *plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn with(argv: &[&str], env: &[(&str, &str)]) -> (CommandBuilder, String) {
        let mut command = match argv {
            [] => CommandBuilder::new_default_prog(),
            argv => CommandBuilder::from_argv(argv.iter().map(OsString::from).collect()),
        };
        for name in ["ENV", "ZDOTDIR", "XDG_DATA_DIRS"] {
            command.env_remove(name);
        }
        for (name, value) in env {
            command.env(name, value);
        }
        let folder = tempfile::tempdir().unwrap();
        let integration = ShellIntegration::new(folder.path().to_owned(), true);
        integration.add_to(&mut command);
        (command, folder.path().display().to_string())
    }

    fn env<'a>(command: &'a CommandBuilder, name: &str) -> &'a str {
        let value = command.get_env(name).unwrap_or_default();
        value.to_str().unwrap_or_default()
    }

    #[test]
    fn shells_are_brought_to_read_the_script() {
        let (bash, s) = with(&[], &[("SHELL", "/bin/bash"), ("ENV", "/mine")]);
        assert_eq!(*bash.get_argv(), ["/bin/bash", "--posix", "-l"]);
        assert_eq!(env(&bash, "ENV"), format!("{s}/wezterm.bash"));
        assert_eq!(env(&bash, "WEZTERM_BASH_ENV"), "/mine");
        let (bash, _) = with(&["/usr/bin/bash", "--login"], &[]);
        assert_eq!(*bash.get_argv(), ["/usr/bin/bash", "--posix", "--login"]);
        let (zsh, s) = with(&[], &[("SHELL", "/bin/zsh"), ("ZDOTDIR", "/mine")]);
        assert!(zsh.is_default_prog());
        assert_eq!(env(&zsh, "ZDOTDIR"), format!("{s}/zsh-start"));
        assert_eq!(env(&zsh, "WEZTERM_ZDOTDIR"), "/mine");
        let (fish, s) = with(&["fish"], &[]);
        assert_eq!(
            env(&fish, "XDG_DATA_DIRS"),
            format!("{s}/fish-data:/usr/local/share:/usr/share")
        );
    }

    #[test]
    fn a_shell_with_a_task_and_any_other_program_are_left_alone() {
        for argv in [
            &["bash", "-c", "true"][..],
            &["bash", "script.sh"],
            &["bash", "--norc"],
            &["zsh", "-f"],
            &["vim"],
            &["/bin/sh"],
        ] {
            let (command, s) = with(argv, &[]);
            assert_eq!(*command.get_argv(), argv);
            for name in ["ENV", "ZDOTDIR", "XDG_DATA_DIRS"] {
                assert_eq!(command.get_env(name), None, "{argv:?} {name}");
            }
            assert_eq!(env(&command, FOLDER_VARIABLE), s);
        }
    }

    #[test]
    fn a_shell_starts_as_ever_where_the_scripts_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let integration = ShellIntegration::new(file.join("below"), true);
        let mut command = CommandBuilder::new("bash");
        for name in ["ENV", FOLDER_VARIABLE] {
            command.env_remove(name);
        }
        integration.add_to(&mut command);
        assert_eq!(*command.get_argv(), ["bash"]);
        for name in ["ENV", FOLDER_VARIABLE] {
            assert_eq!(command.get_env(name), None);
        }
    }

    #[test]
    fn the_scripts_are_written_once_and_again_when_they_were_changed_or_removed() {
        let folder = tempfile::tempdir().unwrap();
        let integration = ShellIntegration::new(folder.path().join("shell"), true);
        let path = folder.path().join("shell/wezterm.bash");
        let start = || integration.add_to(&mut CommandBuilder::new("bash"));
        start();
        let mode = path
            .parent()
            .unwrap()
            .metadata()
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o700);
        let written = || path.metadata().unwrap().modified().unwrap();
        let first = written();
        start();
        assert_eq!(written(), first);
        let text = || std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, "half").unwrap();
        start();
        assert_eq!(text(), Shell::Bash.script());
        std::fs::remove_dir_all(folder.path().join("shell")).unwrap();
        start();
        assert_eq!(text(), Shell::Bash.script());
    }
}
