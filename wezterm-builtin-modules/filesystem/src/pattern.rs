//! Globs, as the tools take them.
//!
//! It hides that a glob without `/` is about names and one with it about paths, and the bounds that keep
//! a hostile one cheap. Matching takes linear time: the globs become regular expressions of the kind
//! that does not go back. Pure.

use std::ffi::OsStr;
use std::path::Path;

use globset::{Candidate, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::error::{Code, FsError};
use crate::names::shown;

/// The longest glob.
const LONGEST: usize = 1_000;
/// The most globs at once.
const MOST: usize = 200;

/// One or several globs.
#[derive(Clone, Debug)]
pub struct Pattern {
    names: GlobSet,
    paths: Option<GlobSet>,
}

impl Pattern {
    /// Reads one glob.
    pub fn new(glob: &str, ignore_case: bool) -> Result<Self, FsError> {
        Self::any_of(&[glob.to_owned()], ignore_case)
    }

    /// Reads globs of which one must match.
    pub fn any_of(globs: &[String], ignore_case: bool) -> Result<Self, FsError> {
        if globs.len() > MOST {
            let why = format!(
                "there are {} patterns, and at most {MOST} are taken",
                globs.len()
            );
            return Err(FsError::new(Code::BadPattern, why));
        }
        let (mut names, mut paths) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        let mut any_path = false;
        for glob in globs {
            check(glob)?;
            let name = glob.strip_prefix("**/").unwrap_or(glob);
            let by_name = !name.contains('/') && !name.contains("**");
            let pattern = if by_name {
                name
            } else {
                glob.trim_start_matches("./")
            };
            let built = GlobBuilder::new(pattern)
                .case_insensitive(ignore_case)
                .literal_separator(true)
                .build()
                .map_err(|error| bad(glob, &error))?;
            if by_name {
                names.add(built);
            } else {
                paths.add(built);
                any_path = true;
            }
        }
        let build =
            |builder: GlobSetBuilder| builder.build().map_err(|error| bad("the patterns", &error));
        Ok(Self {
            names: build(names)?,
            paths: if any_path { Some(build(paths)?) } else { None },
        })
    }

    /// Tells whether an entry is meant, by its name and the folder it stands in.
    pub fn matches(&self, folder: &Path, name: &OsStr) -> bool {
        if !self.names.is_empty() && self.names.is_match_candidate(&Candidate::new(name)) {
            return true;
        }
        self.paths
            .as_ref()
            .is_some_and(|paths| paths.is_match_candidate(&Candidate::new(&folder.join(name))))
    }
}

fn check(glob: &str) -> Result<(), FsError> {
    let refuse = |why: &str| {
        let shown: String = shown(glob.as_bytes()).chars().take(100).collect();
        Err(FsError::new(
            Code::BadPattern,
            format!("the pattern {shown} {why}"),
        ))
    };
    if glob.is_empty() {
        return refuse("is empty: `*` matches every name");
    }
    if glob.len() > LONGEST {
        return refuse("is too long");
    }
    if glob.contains('\0') {
        return refuse("has a zero byte in it");
    }
    if glob.starts_with('/') || glob.split('/').any(|part| part == "..") {
        return refuse(
            "is matched with paths below the folder: write it without a leading / and without ..",
        );
    }
    Ok(())
}

fn bad(glob: &str, error: &globset::Error) -> FsError {
    let shown: String = shown(glob.as_bytes()).chars().take(100).collect();
    FsError::new(
        Code::BadPattern,
        format!("{shown} cannot be used: {}", error.kind()),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hits(glob: &str, path: &str) -> bool {
        let path = Path::new(path);
        let folder = path.parent().unwrap_or(Path::new(""));
        Pattern::new(glob, false)
            .unwrap()
            .matches(folder, path.file_name().unwrap())
    }

    #[test]
    fn a_glob_without_a_slash_is_about_names_at_any_depth() {
        assert!(hits("*.rs", "a.rs"));
        assert!(hits("*.rs", "src/deep/a.rs"));
        assert!(hits("**/*.rs", "a.rs"));
        assert!(hits("src/*.rs", "src/a.rs"));
        assert!(!hits("src/*.rs", "src/deep/a.rs"));
        assert!(hits("src/**/*.rs", "src/deep/er/a.rs"));
        assert!(hits("./src/*", "src/a"));
        assert!(!hits("*.rs", "a.rs.bak"));
        assert!(hits("{a,b}.txt", "x/b.txt"));
    }

    #[test]
    fn f49_a_hostile_glob_is_refused_or_quick() {
        let bombs = [
            "*a*a*a*a*a*a*a*a*a*a*a*b".to_owned(),
            "{a,b}".repeat(20),
            "?".repeat(900),
        ];
        let long = "a".repeat(255);
        for bomb in &bombs {
            if let Ok(pattern) = Pattern::new(bomb, true) {
                for _ in 0..100 {
                    assert!(
                        !pattern.matches(Path::new(&long), OsStr::new("aaaaaaaaaaaaaaaaaaaa"))
                            || !bomb.ends_with('b')
                    );
                }
            }
        }
        for bad in [
            "",
            "///*a*a*a*b",
            "../*",
            "a/../b",
            "[",
            "{a",
            &"x".repeat(5000),
        ] {
            assert_eq!(
                Pattern::new(bad, false).unwrap_err().code,
                Code::BadPattern,
                "{bad}"
            );
        }
    }

    proptest! {
        #[test]
        fn whatever_a_glob_is_it_is_refused_or_has_one_answer(
            glob in "[-a-c*?\\[\\]{},!/.\\\\^]{0,40}",
            path in "[a-c/.-]{1,60}",
        ) {
            if let Ok(pattern) = Pattern::new(&glob, true) {
                let path = Path::new(&path);
                let name = path.file_name().unwrap_or(OsStr::new("a"));
                let found = pattern.matches(path.parent().unwrap_or(Path::new("")), name);
                // The same question has the same answer.
                prop_assert_eq!(found, pattern.matches(path.parent().unwrap_or(Path::new("")), name));
            }
        }

        #[test]
        fn a_name_without_signs_matches_itself_and_no_other(name in "[a-c._-]{1,20}", other in "[a-c._-]{1,20}") {
            prop_assume!(name != ".." && other != "..");
            let pattern = Pattern::new(&name, false).unwrap();
            prop_assert!(pattern.matches(Path::new("x"), OsStr::new(&name)));
            prop_assert_eq!(pattern.matches(Path::new(""), OsStr::new(&other)), name == other);
        }
    }
}
