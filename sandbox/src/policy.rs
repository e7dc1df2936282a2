//! What a confined program may reach. Plain data; what of it can be enforced is the system's affair.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What a confined program may reach besides the system's own programs and libraries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Folders and files that it may read and run, with what lies below them.
    pub read: Vec<PathBuf>,
    /// Folders and files that it may change, with what lies below them.
    pub write: Vec<PathBuf>,
    /// Paths below `write` that stay as they are: what other programs obey without asking. Relative
    /// ones lie in each folder of `write`.
    pub protected: Vec<PathBuf>,
    /// Whether it may talk to other machines.
    pub network: Network,
    /// How much it may use.
    pub limits: Limits,
}

/// Whether a program may talk to other machines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Network {
    /// It reaches nobody, not even this machine.
    #[default]
    Off,
    /// It reaches whom the person reaches.
    On,
}

/// How much a program and what it starts may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Memory of one process, in bytes of private data.
    pub memory: u64,
    /// The largest file that may be written, in bytes.
    pub file: u64,
    /// Processes and threads together.
    pub processes: u64,
    /// Open files of one process.
    pub files: u64,
    /// The private folder for temporary files, in bytes.
    pub scratch: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 8 << 30,
            file: 8 << 30,
            processes: 1024,
            files: 4096,
            scratch: 1 << 30,
        }
    }
}
