//! How much of what was asked for holds. Plain data.

use serde::{Deserialize, Serialize};

/// How far a program is confined; what is stronger is greater.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It has all the rights of the person.
    #[default]
    None,
    /// The kernel keeps it to its files and from the network, but some ways are open: those are named.
    Partial,
    /// Every wall stands.
    Full,
}

impl Level {
    /// Returns the word for it, as settings and results have it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Partial => "partial",
            Self::Full => "full",
        }
    }
}

/// What confines a program, and what was asked for and is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walls {
    /// How far it is confined.
    pub level: Level,
    /// What does not hold, one thing each, for people.
    pub missing: Vec<String>,
}

impl std::fmt::Display for Walls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.level.word())?;
        if !self.missing.is_empty() {
            write!(f, ": {}", self.missing.join("; "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walls_are_told_with_what_is_missing() {
        let walls = |level, missing: &[&str]| Walls {
            level,
            missing: missing.iter().map(|one| (*one).to_owned()).collect(),
        };
        assert_eq!(walls(Level::Full, &[]).to_string(), "full");
        assert_eq!(
            walls(Level::Partial, &["a", "b"]).to_string(),
            "partial: a; b"
        );
        assert!(Level::Full > Level::Partial && Level::Partial > Level::None);
    }
}
