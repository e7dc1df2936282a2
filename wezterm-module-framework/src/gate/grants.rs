//! What a person has allowed: for a turn, a pane, a project, or always.
//!
//! It hides which grants end by themselves. What lasts lies in a [`GrantStore`], is read again for
//! each call, so that what is taken back counts at once, and is written word for word as the person
//! read it. Any thread; a store may block. It does not decide: see [`super::policy`].

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use mux::PaneId;
use serde::{Deserialize, Serialize};

use super::scope::{Extent, Item, Reach, cover};
use crate::state::StateFile;

/// One turn of a conversation: a question and all that is done to answer it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TurnId(pub u64);

/// How long an approval holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lifetime {
    /// For this call.
    Once,
    /// Until the turn ends.
    Turn,
    /// Until the pane is closed.
    Pane,
    /// In this project, until it is taken back.
    Project,
    /// Everywhere, until it is taken back.
    Always,
}

/// What a person has allowed for good: a tool, to one principal, for what is listed. Written to
/// `state.toml` as one of its `[[grants]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// Who may call.
    pub principal: String,
    /// What it may call.
    pub tool: String,
    /// Whether the call may touch anything.
    #[serde(default, skip_serializing_if = "is_false")]
    pub everything: bool,
    /// Files and folders without links, with what lies below them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<PathBuf>,
    /// Programs, by the name that they were called by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub programs: Vec<String>,
    /// Programs with the arguments that they may be given, as they were shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<String>,
    /// Hosts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    /// The root of the project that it holds in; everywhere without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<PathBuf>,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl Grant {
    /// Returns the grant that covers just what a call touches.
    pub(crate) fn of(principal: &str, tool: &str, reach: &Reach) -> Self {
        let mut grant = Self {
            principal: principal.to_owned(),
            tool: tool.to_owned(),
            ..Self::default()
        };
        let Reach::Only(items) = reach else {
            grant.everything = true;
            return grant;
        };
        for item in items {
            match item {
                Item::Place { real, .. } => grant.paths.push(real.clone()),
                Item::Program(name) => grant.programs.push(name.clone()),
                Item::Command { prefix, .. } => grant.commands.push(prefix.clone()),
                Item::Host(name) => grant.hosts.push(name.clone()),
            }
        }
        grant
    }

    /// Returns the same for a project: all of it where the call stays inside.
    pub(crate) fn in_project(mut self, root: &Path) -> Self {
        if !self.paths.is_empty() && self.paths.iter().all(|path| path.starts_with(root)) {
            self.paths = vec![root.to_owned()];
        }
        self.project = Some(root.to_owned());
        self
    }

    /// Returns the lines that `state.toml` keeps of it; nothing where a path is no text.
    pub fn text(&self) -> Option<String> {
        toml::to_string_pretty(&self.table()?).ok()
    }

    /// Returns it as it is kept, which may sort the keys.
    fn table(&self) -> Option<toml::Table> {
        toml::Table::try_from(self).ok()
    }

    /// Returns a short name for it, the same for the same grant.
    pub fn id(&self) -> String {
        // FNV-1a: names must be stable over versions, and need not resist an attacker.
        let text = format!("{self:?}");
        let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        format!("{hash:08x}")
    }

    /// Tells whether it allows a call by `principal` of `tool`, in the project with this root.
    pub(crate) fn allows(
        &self,
        principal: &str,
        tool: &str,
        reach: &Reach,
        root: Option<&Path>,
    ) -> bool {
        let here = self.project.as_deref().is_none_or(|own| Some(own) == root);
        here && self.principal == principal && self.tool == tool && cover(&self.extents(), reach)
    }

    fn extents(&self) -> Vec<Extent> {
        if self.everything {
            return vec![Extent::Everything];
        }
        // A relative path or one with dots was not written by us and reaches nothing.
        let sound = |path: &&PathBuf| path.is_absolute() && super::scope::plain(path) == **path;
        let paths = self.paths.iter().filter(sound).cloned().map(Extent::Below);
        let programs = self.programs.iter().cloned().map(Extent::Program);
        let commands = self.commands.iter().cloned().map(Extent::Command);
        let programs = programs.chain(commands);
        let hosts = self.hosts.iter().cloned().map(Extent::Host);
        paths.chain(programs).chain(hosts).collect()
    }
}

/// Where grants last; the roof keeps them in `state.toml`. Its methods may block.
pub trait GrantStore: Send + Sync + 'static {
    /// Returns what is kept. Where that cannot be read, nothing counts and the person is asked.
    fn load(&self) -> anyhow::Result<Vec<Grant>>;

    /// Keeps a grant.
    fn add(&self, grant: &Grant) -> anyhow::Result<()>;

    /// Takes a grant back; false where it was not there.
    fn remove(&self, id: &str) -> anyhow::Result<bool>;
}

/// The key of `state.toml` that holds the grants.
const KEY: &str = "grants";

impl GrantStore for StateFile {
    fn load(&self) -> anyhow::Result<Vec<Grant>> {
        let table = self.fresh()?;
        let Some(list) = table.get(KEY) else {
            return Ok(Vec::new());
        };
        let list = list.as_array().context("`grants` must be a list")?;
        let mut grants = Vec::new();
        for (index, entry) in list.iter().enumerate() {
            match entry.clone().try_into::<Grant>() {
                Ok(grant) => grants.push(grant),
                // It allows nothing, which harms nobody.
                Err(error) => log::warn!("grants[{}] is not used: {error}", index + 1),
            }
        }
        Ok(grants)
    }

    fn add(&self, grant: &Grant) -> anyhow::Result<()> {
        let entry = grant.table().context("a name in it is no text")?;
        let entry = toml::Value::Table(entry);
        self.update_or_nothing(move |table| {
            let list = grants_in(table)?;
            if !list.contains(&entry) {
                list.push(entry.clone());
            }
            Ok(())
        })?;
        Ok(())
    }

    fn remove(&self, id: &str) -> anyhow::Result<bool> {
        let known = self.load()?.iter().any(|grant| grant.id() == id);
        if !known {
            return Ok(false);
        }
        let id = id.to_owned();
        self.update_or_nothing(move |table| {
            grants_in(table)?.retain(|entry| {
                let grant = entry.clone().try_into::<Grant>();
                grant.map_or(true, |grant| grant.id() != id)
            });
            Ok(())
        })?;
        Ok(true)
    }
}

fn grants_in(table: &mut toml::Table) -> Result<&mut Vec<toml::Value>, String> {
    let list = table
        .entry(KEY)
        .or_insert_with(|| toml::Value::Array(Vec::new()));
    list.as_array_mut()
        .ok_or_else(|| format!("`{KEY}` must be a list"))
}

/// Grants that are kept for as long as the program runs.
#[derive(Default)]
pub struct MemoryGrants(Mutex<Vec<Grant>>);

impl GrantStore for MemoryGrants {
    fn load(&self) -> anyhow::Result<Vec<Grant>> {
        Ok(self.lock().clone())
    }

    fn add(&self, grant: &Grant) -> anyhow::Result<()> {
        let mut grants = self.lock();
        if !grants.contains(grant) {
            grants.push(grant.clone());
        }
        Ok(())
    }

    fn remove(&self, id: &str) -> anyhow::Result<bool> {
        let mut grants = self.lock();
        let before = grants.len();
        grants.retain(|grant| grant.id() != id);
        Ok(grants.len() < before)
    }
}

impl MemoryGrants {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Grant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a grant that ends by itself ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    Turn(TurnId),
    Pane(PaneId),
}

/// All that has been allowed.
pub(crate) struct Grants {
    passing: Mutex<Vec<(Span, Grant)>>,
    kept: Arc<dyn GrantStore>,
}

impl Grants {
    pub(crate) fn new(kept: Arc<dyn GrantStore>) -> Self {
        Self {
            passing: Mutex::default(),
            kept,
        }
    }

    pub(crate) fn store(&self) -> &Arc<dyn GrantStore> {
        &self.kept
    }

    pub(crate) fn add_passing(&self, span: Span, grant: Grant) {
        self.passing().push((span, grant));
    }

    pub(crate) fn end(&self, span: Span) {
        self.passing().retain(|(own, _)| *own != span);
    }

    /// Returns what allows a call among what ends with the turn or the pane that it belongs to.
    pub(crate) fn find_passing(
        &self,
        spans: &[Span],
        allows: impl Fn(&Grant) -> bool,
    ) -> Option<Span> {
        let passing = self.passing();
        let mut here = passing.iter().filter(|(span, _)| spans.contains(span));
        here.find(|(_, grant)| allows(grant)).map(|(span, _)| *span)
    }

    fn passing(&self) -> std::sync::MutexGuard<'_, Vec<(Span, Grant)>> {
        self.passing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(tool: &str) -> Grant {
        Grant {
            principal: "m".into(),
            tool: tool.into(),
            paths: vec!["/w/a b".into()],
            ..Grant::default()
        }
    }

    #[test]
    fn grants_lie_in_the_state_file_line_for_line_and_can_be_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let (state, _) = StateFile::open(folder.path());
        let (one, two) = (grant("look"), grant("change"));
        for grant in [&one, &two, &one] {
            state.add(grant).unwrap();
        }
        let text = std::fs::read_to_string(folder.path().join("state.toml")).unwrap();
        let lines = one.text().unwrap();
        assert!(text.contains(&format!("[[grants]]\n{lines}")), "{text}");
        // Another program takes one back; this one sees it.
        let (other, _) = StateFile::open(folder.path());
        assert_eq!(other.load().unwrap(), [one.clone(), two.clone()]);
        assert!(other.remove(&one.id()).unwrap());
        assert!(!other.remove(&one.id()).unwrap());
        assert_eq!(state.load().unwrap(), [two]);
    }

    #[test]
    fn an_entry_that_cannot_be_read_allows_nothing_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.toml");
        let odd = "[[grants]]\nprincipal = \"m\"\ntool = \"look\"\nevrything = true\n";
        std::fs::write(&file, odd).unwrap();
        let (state, _) = StateFile::open(folder.path());
        assert_eq!(state.load().unwrap(), []);
        state.add(&grant("look")).unwrap();
        assert_eq!(state.load().unwrap(), [grant("look")]);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains("evrything = true"), "{text}");
        std::fs::write(&file, "grants = 3\n").unwrap();
        assert!(state.load().is_err());
        assert!(state.add(&grant("look")).is_err());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "grants = 3\n");
    }

    #[test]
    fn paths_with_dots_in_a_file_that_was_edited_reach_nothing() {
        let mut edited = grant("look");
        edited.paths = vec!["/w/../etc".into(), "w".into()];
        let reach = |path: &str| {
            Reach::Only(vec![Item::Place {
                named: path.into(),
                real: path.into(),
                tree: false,
            }])
        };
        for path in ["/etc/x", "/w/../etc/x", "w/x", "/w/x"] {
            assert!(!edited.allows("m", "look", &reach(path), None), "{path}");
        }
    }
}
