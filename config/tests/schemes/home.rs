//! A home folder in which a configuration is loaded, for the tests of colour schemes.

use std::path::PathBuf;

use config::{
    Colors, Environment, GlobalStore, LoadOptions, Loaded, Problem, Rgba, find_scheme, load,
};
use tempfile::TempDir;

/// A home folder of its own, with the configuration in `.config/wezterm`.
pub struct Home(TempDir);

impl Home {
    /// Makes an empty one.
    pub fn new() -> Self {
        Self(TempDir::new().expect("a temporary folder"))
    }

    /// Returns the path of a file beside the configuration.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(".config/wezterm").join(name)
    }

    /// Writes a file beside the configuration.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(&path, text).expect("a file");
        path
    }

    /// Loads a configuration of that text.
    pub fn load(&self, text: &str) -> Loaded {
        self.write("wezterm.lua", text);
        let options = LoadOptions {
            environment: Environment {
                home: Some(self.0.path().to_owned()),
                ..Environment::default()
            },
            global: GlobalStore::default(),
            ..LoadOptions::default()
        };
        load(&options, &[])
    }

    /// Returns the colours of a configuration with which nothing is wrong.
    pub fn good(&self, text: &str) -> Colors {
        let loaded = self.load(text);
        assert_eq!(loaded.problems, []);
        loaded.config.colors.clone()
    }

    /// The one thing that is wrong.
    pub fn one_problem(&self, text: &str) -> Problem {
        let loaded = self.load(text);
        match loaded.problems.as_slice() {
            [problem] => problem.clone(),
            other => panic!("expected one problem, got {other:#?}"),
        }
    }
}

/// Reads six hexadecimal digits.
pub fn hex(text: &str) -> Rgba {
    Rgba::parse(&format!("#{text}")).unwrap_or_else(|| panic!("{text} is no colour"))
}

/// Returns the colours of a built-in scheme.
pub fn colors_of(name: &str) -> Colors {
    find_scheme(name)
        .unwrap_or_else(|| panic!("there is no {name}"))
        .colors()
}
