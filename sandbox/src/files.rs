//! What a confined program may open, by Landlock: what it was granted and nothing else, whatever path
//! leads there.
//!
//! It holds for the calling process and all that it starts. Needs no rights, so that it stands where
//! namespaces cannot be had. Most rules are about the system's own folders and are put together while mounts
//! are still arranged.

use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, PathBeneath, Ruleset,
    RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
    path_beneath_rules,
};
use rustix::fs::{CWD, FileType, Mode, OFlags, ResolveFlags, fstat, openat2};
use rustix::io::Errno;

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

/// The rules, while they are put together.
pub struct Files {
    rules: RulesetCreated,
    read: BitFlags<AccessFs>,
    write: BitFlags<AccessFs>,
    /// What of the system is added once this process' place is arranged.
    later: Vec<&'static str>,
}

impl Files {
    /// Begins with what is the same whatever will be mounted and hidden: those of the system's own folders that no
    /// link leads to. `home` is the person's folder, which will be hidden.
    pub fn new(policy: &Policy, home: Option<&Path>) -> Result<Self, RulesetError> {
        let all = AccessFs::from_all(NEWEST);
        let read = AccessFs::from_read(NEWEST);
        let write = all & !(AccessFs::MakeChar | AccessFs::MakeBlock | AccessFs::IoctlDev);
        let mut rules = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(all)?
            .scope(Scope::from_all(NEWEST))?;
        if policy.network == Network::Off {
            rules = rules.handle_access(AccessNet::from_all(NEWEST))?;
        }
        let mut rules = rules.create()?;
        let mut later = Vec::new();
        for path in system::READABLE {
            // The list of processes will be another one.
            let same = *path != system::PROCESSES
                && !home.is_some_and(|home| Path::new(path).starts_with(home));
            match open_without_links(path) {
                Ok((folder, file)) if same => {
                    let access = if folder {
                        read
                    } else {
                        read & AccessFs::from_file(NEWEST)
                    };
                    rules = rules.add_rule(PathBeneath::new(file, access))?;
                }
                Err(Errno::NOENT) => {}
                _ => later.push(*path),
            }
        }
        Ok(Self {
            rules,
            read,
            write,
            later,
        })
    }

    /// Takes from this process, for good, all files but those of the policy, and where it has no network the
    /// making of connections. `temporary` are folders for temporary files of its own.
    pub fn restrict(
        self,
        policy: &Policy,
        temporary: &[PathBuf],
    ) -> Result<Enforced, RulesetError> {
        let (read, write) = (self.read, self.write);
        let device = AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::ReadDir;
        let online = match policy.network {
            Network::On => system::READABLE_ONLINE,
            Network::Off => &[],
        };
        let system = self.later.iter().chain(online);
        let status = self
            .rules
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
}

/// Opens something, without reading it, and tells whether it is a folder. Fails where a link leads there.
fn open_without_links(path: &str) -> Result<(bool, OwnedFd), Errno> {
    let flags = OFlags::PATH | OFlags::CLOEXEC;
    let file = openat2(CWD, path, flags, Mode::empty(), ResolveFlags::NO_SYMLINKS)?;
    let facts = fstat(&file)?;
    let folder = FileType::from_raw_mode(facts.st_mode) == FileType::Directory;
    Ok((folder, file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_link_leads_to_is_opened_before_the_place_is_arranged() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("folder")).unwrap();
        std::fs::write(root.join("folder/file"), "").unwrap();
        std::os::unix::fs::symlink("folder", root.join("link")).unwrap();
        let opened = |name: &str| {
            let opened = open_without_links(root.join(name).to_str().unwrap());
            opened.map(|(folder, _)| folder)
        };
        assert_eq!(
            ["folder", "folder/file", "link", "link/file", "nothing"].map(opened),
            [
                Ok(true),
                Ok(false),
                Err(Errno::LOOP),
                Err(Errno::LOOP),
                Err(Errno::NOENT)
            ]
        );
    }
}
