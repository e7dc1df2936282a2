//! The functions of the `wezterm` table, as a file that uses them meets them.
//!
//! Each test loads a file whose assertions are in Lua; its home is a folder of its own.

use std::path::{Path, PathBuf};
use std::time::Duration;

use config::{Environment, GlobalStore, LoadOptions, Loaded, Problem, load};
use tempfile::TempDir;

mod data;
mod files;
mod global;
mod glyphs;
mod names;
mod slow;
mod text;
mod time;
mod wrong;

/// A home folder of its own.
struct Home {
    folder: TempDir,
    global: GlobalStore,
}

impl Home {
    fn new() -> Self {
        Self {
            folder: TempDir::new().expect("a temporary folder"),
            global: GlobalStore::default(),
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(&path, text).expect("a file");
        path
    }

    fn options(&self) -> LoadOptions {
        LoadOptions {
            config_file: None,
            overrides: Vec::new(),
            skip_config: false,
            time_limit: Duration::from_secs(5),
            environment: Environment {
                home: Some(self.path().to_owned()),
                ..Environment::default()
            },
            global: self.global.clone(),
        }
    }

    /// Loads a file of this text, with `wezterm` and `home` as globals; it need return nothing.
    fn load(&self, text: &str) -> Loaded {
        let home = self.path().display();
        let text = format!("home = [[{home}]]; {text}\nreturn {{}}");
        self.write(".wezterm.lua", &text);
        load(&self.options(), &[])
    }

    /// Loads a file of this text, in which nothing is wrong.
    fn good(&self, text: &str) -> Loaded {
        let loaded = self.load(text);
        assert_eq!(loaded.problems, []);
        loaded
    }
}

/// Loads a file of this text, in which nothing is wrong.
fn good(text: &str) -> Loaded {
    Home::new().good(text)
}

/// Loads a file of this text, in which one thing is wrong.
fn one_problem(text: &str) -> Problem {
    match Home::new().load(text).problems.as_slice() {
        [problem] => problem.clone(),
        other => panic!("expected one problem of {text}, got {other:#?}"),
    }
}
