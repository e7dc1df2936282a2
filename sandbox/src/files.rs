//! What a confined program may open, by Landlock: what it was granted and nothing else, whatever path
//! leads there.
//!
//! It holds for the calling process and all that it starts. Needs no rights, so that it stands where
//! namespaces cannot be had.

use std::path::PathBuf;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, RulesetStatus, Scope, path_beneath_rules,
};

use crate::policy::{Network, Policy};
use crate::system;

/// The newest version of Landlock whose rules are used.
const NEWEST: ABI = ABI::V6;

/// How much of it the kernel enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enforced {
    /// All of it.
    Fully,
    /// Files, with gaps that are those of the kernel's version.
    Partly,
    /// The kernel has no Landlock.
    Not,
}

/// Takes from this process, for good, all files but those of the policy, and where it has no network the
/// making of connections. `temporary` are folders for temporary files of its own.
pub fn restrict(policy: &Policy, temporary: &[PathBuf]) -> Result<Enforced, RulesetError> {
    let all = AccessFs::from_all(NEWEST);
    let read = AccessFs::from_read(NEWEST);
    let write = all & !(AccessFs::MakeChar | AccessFs::MakeBlock | AccessFs::IoctlDev);
    let device = AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::ReadDir;
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(all)?
        .scope(Scope::from_all(NEWEST))?;
    if policy.network == Network::Off {
        rules = rules.handle_access(AccessNet::from_all(NEWEST))?;
    }
    let online = match policy.network {
        Network::On => system::READABLE_ONLINE,
        Network::Off => &[],
    };
    let system = system::READABLE.iter().chain(online);
    let status = rules
        .create()?
        .add_rules(path_beneath_rules(system, read))?
        .add_rules(path_beneath_rules(system::DEVICES, device))?
        .add_rules(path_beneath_rules(&policy.read, read))?
        .add_rules(path_beneath_rules(&policy.write, write))?
        .add_rules(path_beneath_rules(temporary, write))?
        .restrict_self()?;
    Ok(match status.ruleset {
        RulesetStatus::FullyEnforced => Enforced::Fully,
        RulesetStatus::PartiallyEnforced => Enforced::Partly,
        RulesetStatus::NotEnforced => Enforced::Not,
    })
}
