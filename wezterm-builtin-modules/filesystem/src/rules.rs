//! What may be touched but not without a person's word: names that make other programs run something,
//! and names that hold secrets.
//!
//! It hides how names are compared: by components, whatever their case, wherever the path lies. Pure,
//! any thread. Who is asked, and whether, is the gate's affair; that nothing is written past it is
//! [`crate::job`]'s.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use globset::{Candidate, Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::error::{Code, FsError};
use crate::names::shown;

/// What other programs run or obey without being asked, as it is written in `protected`.
pub const PROTECTED: &[&str] = &[
    ".git",
    ".hg",
    ".gitmodules",
    ".husky",
    ".bashrc",
    ".bash_login",
    ".bash_logout",
    ".bash_profile",
    ".profile",
    ".zshenv",
    ".zshrc",
    ".zprofile",
    ".zlogin",
    ".zlogout",
    ".kshrc",
    ".inputrc",
    ".config/fish",
    ".config/autostart",
    ".config/environment.d",
    ".config/systemd",
    ".config/git",
    ".config/nvim",
    ".gitconfig",
    ".vimrc",
    ".exrc",
    ".emacs",
    ".emacs.d",
    ".envrc",
    ".direnv",
    ".vscode",
    ".idea",
    ".cursor",
    ".claude",
    ".mcp.json",
    "wezterm.lua",
    ".wezterm.lua",
    ".config/wezterm",
    ".wezterm/policy.toml",
    ".cargo/config",
    ".cargo/config.toml",
    ".npmrc",
    ".yarnrc.yml",
    ".pypirc",
    ".ssh",
    ".gnupg",
    ".local/bin",
];

/// What holds secrets, as far as names tell.
pub const SECRETS: &[&str] = &[
    ".env",
    ".env.*",
    "id_rsa",
    "id_dsa",
    "id_ecdsa",
    "id_ecdsa_sk",
    "id_ed25519",
    "id_ed25519_sk",
    "*.pem",
    "*.key",
    "*.p12",
    "*.pfx",
    "*.jks",
    "*.keystore",
    "*.kdbx",
    "*.ppk",
    ".netrc",
    "_netrc",
    ".pgpass",
    ".my.cnf",
    ".npmrc",
    ".pypirc",
    ".git-credentials",
    ".htpasswd",
    ".aws/credentials",
    ".azure",
    ".config/gcloud",
    ".docker/config.json",
    ".kube/config",
    ".gnupg",
    ".ssh",
    ".local/share/keyrings",
    ".password-store",
];

/// Names like those of secrets that are not secret: they are examples.
pub const NOT_SECRET: &[&str] = &[
    ".env.example",
    ".env.sample",
    ".env.template",
    ".env.dist",
    ".ssh/*.pub",
    ".ssh/known_hosts",
];

/// The names that need a person's word.
#[derive(Clone, Debug)]
pub struct Rules {
    protected: GlobSet,
    /// The folders that hold what is protected, where they are no whole folders that are.
    holders: GlobSet,
    secrets: GlobSet,
    /// The last names of the places that hold secrets.
    secret_names: GlobSet,
    examples: GlobSet,
    /// Whether what holds secrets is refused instead of asked about.
    pub deny_secrets: bool,
    /// Whether a file with several names is refused, of which one may lie outside.
    pub deny_hardlinks: bool,
    /// Whether nothing may be changed.
    pub read_only: bool,
}

impl Rules {
    /// Reads what is protected, as `config.modules.filesystem.protected` writes it; the list of
    /// [`PROTECTED`] where that is not set.
    pub fn new(protected: Option<&[String]>) -> Result<Self, FsError> {
        let own: Vec<&str> = match protected {
            Some(list) => list.iter().map(String::as_str).collect(),
            None => PROTECTED.to_vec(),
        };
        Ok(Self {
            protected: set(&own)?,
            holders: exact_set(&holders(&own))?,
            secrets: set(SECRETS)?,
            secret_names: last_names(SECRETS)?,
            examples: set(NOT_SECRET)?,
            deny_secrets: false,
            deny_hardlinks: false,
            read_only: false,
        })
    }

    /// Tells whether writing there needs a person's word. The path is whole and without links.
    pub fn is_protected(&self, path: &Path) -> bool {
        matches(&self.protected, path)
    }

    /// Tells whether something of this name may hold secrets, where the folder that it stands in is not
    /// secret itself: a quick look, before [`Self::is_secret`] tells.
    pub fn may_be_secret(&self, name: &[u8]) -> bool {
        // What is folded otherwise than letter by letter is left to the whole look.
        !name.is_ascii() || {
            let lower = name.to_ascii_lowercase();
            let name = Path::new(std::ffi::OsStr::from_bytes(&lower));
            self.secret_names.is_match_candidate(&Candidate::new(name))
        }
    }

    /// Tells whether something in there could be protected: a link of this name brings it with it.
    pub fn holds_protected(&self, path: &Path) -> bool {
        matches(&self.holders, path)
    }

    /// Tells whether what is there may hold secrets. The path is whole and without links.
    pub fn is_secret(&self, path: &Path) -> bool {
        matches(&self.secrets, path) && !matches(&self.examples, path)
    }
}

/// Makes a set of the last names of these places, for names in small letters.
fn last_names(patterns: &[&str]) -> Result<GlobSet, FsError> {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        let name = pattern
            .rsplit('/')
            .next()
            .unwrap_or(pattern)
            .to_ascii_lowercase();
        // With regard to letters it is looked up instead of searched.
        builder.add(Glob::new(&name).map_err(|error| bad(pattern, &error))?);
    }
    builder.build().map_err(|error| bad("the list", &error))
}

fn matches(set: &GlobSet, path: &Path) -> bool {
    // The set looks at the whole path, so what lies below a match is matched by `/**`.
    if path.to_str().is_some() {
        return set.is_match_candidate(&Candidate::new(path));
    }
    let lossy = String::from_utf8_lossy(path.as_os_str().as_bytes()).into_owned();
    set.is_match_candidate(&Candidate::new(&lossy))
}

/// Returns the folders on the way to these places: `.git` for `.git/hooks`.
fn holders(patterns: &[&str]) -> Vec<String> {
    let mut holders = Vec::new();
    for pattern in patterns {
        let folders = Path::new(pattern).ancestors().skip(1);
        let named = folders.filter(|folder| folder.file_name().is_some_and(|name| name != "~"));
        holders.extend(named.filter_map(Path::to_str).map(str::to_owned));
    }
    holders
}

fn exact_set(patterns: &[String]) -> Result<GlobSet, FsError> {
    let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
    set_of(&patterns, |anywhere| vec![anywhere])
}

fn set(patterns: &[&str]) -> Result<GlobSet, FsError> {
    // What lies below is meant, too.
    set_of(patterns, |anywhere| {
        let below = format!("{anywhere}/**");
        vec![anywhere, below]
    })
}

fn set_of(patterns: &[&str], globs: impl Fn(String) -> Vec<String>) -> Result<GlobSet, FsError> {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        let plain = pattern.trim_start_matches("~/").trim_end_matches('/');
        if plain.is_empty() {
            return Err(FsError::new(
                Code::BadPattern,
                "an empty pattern protects nothing",
            ));
        }
        let anywhere = if plain.starts_with('/') {
            plain.to_owned()
        } else {
            format!("**/{plain}")
        };
        for glob in globs(anywhere) {
            let glob = GlobBuilder::new(&glob)
                .case_insensitive(true)
                .literal_separator(true)
                .build()
                .map_err(|error| bad(pattern, &error))?;
            builder.add(glob);
        }
    }
    builder.build().map_err(|error| bad("the list", &error))
}

fn bad(pattern: &str, error: &globset::Error) -> FsError {
    let pattern = shown(pattern.as_bytes());
    FsError::new(
        Code::BadPattern,
        format!("{pattern} cannot be used: {}", error.kind()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f59_protected_names_are_known_wherever_they_lie_and_whatever_their_case() {
        let rules = Rules::new(None).unwrap();
        for path in [
            "/p/.git/hooks/pre-commit",
            "/p/.git/hooks",
            "/p/.GIT/config",
            "/p/sub/.git",
            "/p/.git/commondir",
            "/p/.git/modules/lib/config",
            "/home/u/.bashrc",
            "/p/sub/.envrc",
            "/p/.vscode/tasks.json",
            "/p/.VSCode/deep/x",
            "/home/u/.config/wezterm/lib/a.lua",
            "/p/wezterm.lua",
            "/p/.cargo/config.toml",
            "/p/.mcp.json",
        ] {
            assert!(rules.is_protected(Path::new(path)), "{path}");
        }
        for path in [
            "/p/src/main.rs",
            "/p/git/hooks/x",
            "/p/bashrc",
            "/p/.gitignore",
        ] {
            assert!(!rules.is_protected(Path::new(path)), "{path}");
        }
    }

    #[test]
    fn f60_names_of_secrets_are_known_and_examples_are_not_secret() {
        let rules = Rules::new(None).unwrap();
        for path in [
            "/p/.env",
            "/p/.ENV.local",
            "/h/.ssh/id_rsa",
            "/p/id_ed25519",
            "/p/tls/a.pem",
            "/h/.aws/credentials",
        ] {
            assert!(rules.is_secret(Path::new(path)), "{path}");
            // The quick look may not miss what the whole one finds.
            let path = Path::new(path);
            let quick = rules.may_be_secret(path.file_name().unwrap().as_bytes());
            assert!(quick || rules.is_secret(path.parent().unwrap()), "{path:?}");
        }
        for path in [
            "/p/.env.example",
            "/p/env.rs",
            "/h/.ssh/known_hosts",
            "/h/.ssh/id_rsa.pub",
            "/p/keys.rs",
        ] {
            assert!(!rules.is_secret(Path::new(path)), "{path}");
        }
    }

    #[test]
    fn a_list_of_ones_own_replaces_what_is_protected() {
        let rules = Rules::new(Some(&["Makefile".into(), "/etc/x/".into()])).unwrap();
        assert!(rules.is_protected(Path::new("/p/makefile")));
        assert!(rules.is_protected(Path::new("/etc/x/y")));
        assert!(!rules.is_protected(Path::new("/p/.bashrc")));
        let nothing = Rules::new(Some(&[])).unwrap();
        assert!(!nothing.is_protected(Path::new("/p/.bashrc")));
        assert_eq!(
            Rules::new(Some(&["a{".into()])).unwrap_err().code,
            Code::BadPattern
        );
    }
}
