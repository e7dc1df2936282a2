//! Why a module did not give what it was asked for, in words that say what to do. Plain data.

use crate::host::HostError;
use crate::module::ModuleState;

/// Why a module did not give what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModuleError {
    /// Nobody of that name is known.
    #[error("there is no module `{0}`")]
    Unknown(String),
    /// It is known and does not run.
    #[error("module `{module}` is not running: it is {state}")]
    NotRunning {
        /// The module.
        module: String,
        /// What it is instead.
        state: ModuleState,
    },
    /// It was switched off, and can be switched on again.
    #[error("module `{0}` is disabled; wezterm.modules.enable('{0}') starts it")]
    Disabled(String),
    /// The configuration keeps it off.
    #[error("module `{module}` is disabled by {switch} in wezterm.lua; change it there")]
    KeptOff {
        /// The module.
        module: String,
        /// What keeps it off, as it is written.
        switch: String,
    },
    /// The configuration keeps it on.
    #[error("module `{module}` is enabled by {switch} in wezterm.lua; change it there")]
    KeptOn {
        /// The module.
        module: String,
        /// What keeps it on, as it is written.
        switch: String,
    },
    /// It could not be started.
    #[error("module `{module}` did not start: {why}")]
    DidNotStart {
        /// The module.
        module: String,
        /// Why not.
        why: String,
    },
    /// Something came in between.
    #[error("modules are as they were: {0}")]
    Interrupted(String),
    /// It may not.
    #[error(transparent)]
    Host(#[from] HostError),
    /// It does not offer that.
    #[error("module `{module}` offers no {what}")]
    NotOffered {
        /// The module.
        module: String,
        /// What it was asked for.
        what: &'static str,
    },
    /// It panicked.
    #[error("module `{module}` panicked: {why}")]
    Broke {
        /// The module.
        module: String,
        /// What the panic said.
        why: String,
    },
}
