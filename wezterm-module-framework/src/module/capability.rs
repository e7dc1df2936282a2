//! What a module may do, and how far: capabilities, and the scopes that narrow them to some paths,
//! programs or hosts.
//!
//! It hides how scopes are compared. Everything here may be used from any thread;
//! [`Capabilities::require_path`] and [`CapabilityScope::resolved`] look at the disk, so they are
//! for background work. It is not a sandbox: a door asks here before it acts, and what the door
//! then does is its own affair.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::chain::Chain;
use crate::gate::{Item, Reach};
use crate::host::HostError;

/// Something a module may only do when it declared it and the user's configuration grants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ModuleCapability {
    /// Read files.
    FileSystemRead,
    /// Create, change and remove files.
    FileSystemWrite,
    /// Start processes.
    ProcessSpawn,
    /// Talk to other machines.
    NetworkAccess,
    /// Read and set the clipboard.
    ClipboardAccess,
    /// Show a view over a pane and put text at its prompt.
    UIOverlay,
    /// Offer a domain.
    CustomDomain,
    /// Offer a view in a pane's place.
    CustomPane,
    /// Run a language model.
    LLMInference,
    /// Call tools.
    ToolExecution,
}

/// What the entries of a capability's scope name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ScopeKind {
    Paths,
    Programs,
    Hosts,
}

impl ModuleCapability {
    /// Every capability there is.
    pub const ALL: [Self; 10] = [
        Self::FileSystemRead,
        Self::FileSystemWrite,
        Self::ProcessSpawn,
        Self::NetworkAccess,
        Self::ClipboardAccess,
        Self::UIOverlay,
        Self::CustomDomain,
        Self::CustomPane,
        Self::LLMInference,
        Self::ToolExecution,
    ];

    fn scope_kind(self) -> Option<ScopeKind> {
        match self {
            Self::FileSystemRead | Self::FileSystemWrite => Some(ScopeKind::Paths),
            Self::ProcessSpawn => Some(ScopeKind::Programs),
            Self::NetworkAccess => Some(ScopeKind::Hosts),
            _ => None,
        }
    }
}

impl fmt::Display for ModuleCapability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl FromStr for ModuleCapability {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|capability| capability.to_string().eq_ignore_ascii_case(text))
            .ok_or_else(|| {
                let known: Vec<String> = Self::ALL.iter().map(ToString::to_string).collect();
                format!(
                    "there is no capability `{text}`; there are {}",
                    known.join(", ")
                )
            })
    }
}

/// How far a capability reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CapabilityScope {
    /// As far as there is.
    Everything,
    /// To these only: paths with what is below them, programs, or hosts.
    Only(Vec<String>),
}

impl CapabilityScope {
    /// Returns this scope with its paths as they are on the disk now: `~` is `home`, and symbolic
    /// links are followed, so that one made later leads nowhere new. Other scopes stay as they are.
    pub fn resolved(
        &self,
        capability: ModuleCapability,
        home: Option<&Path>,
    ) -> Result<Self, String> {
        let Self::Only(entries) = self else {
            return Ok(Self::Everything);
        };
        if capability.scope_kind() != Some(ScopeKind::Paths) {
            return Ok(self.clone());
        }
        let real = entries.iter().map(|entry| {
            let path = expanded(entry, home)?;
            let real = real_path(&path).map_err(|error| format!("{entry}: {error}"))?;
            real.into_os_string()
                .into_string()
                .map_err(|path| format!("{}: it is not UTF-8", path.display()))
        });
        Ok(Self::Only(real.collect::<Result<_, _>>()?))
    }

    /// Returns what both allow, or nothing where that is nothing.
    fn and(&self, other: &Self, kind: Option<ScopeKind>) -> Option<Self> {
        match (self, other) {
            (Self::Everything, scope) | (scope, Self::Everything) => Some(scope.clone()),
            (Self::Only(ours), Self::Only(theirs)) => {
                let kind = kind?;
                let mut both: Vec<String> = ours
                    .iter()
                    .flat_map(|a| theirs.iter().filter_map(move |b| narrower(kind, a, b)))
                    .cloned()
                    .collect();
                both.sort();
                both.dedup();
                (!both.is_empty()).then_some(Self::Only(both))
            }
        }
    }
}

impl fmt::Display for CapabilityScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => f.write_str("everything"),
            Self::Only(entries) => f.write_str(&entries.join(", ")),
        }
    }
}

/// Returns whichever of two entries lies within the other.
fn narrower<'a>(kind: ScopeKind, a: &'a String, b: &'a String) -> Option<&'a String> {
    if covers(kind, a, b) {
        Some(b)
    } else if covers(kind, b, a) {
        Some(a)
    } else {
        None
    }
}

fn covers(kind: ScopeKind, entry: &str, tried: &str) -> bool {
    match kind {
        ScopeKind::Paths => Path::new(tried).starts_with(entry),
        ScopeKind::Programs => entry == tried,
        ScopeKind::Hosts => match entry.strip_prefix('*') {
            // The star of `*.example.org` stands for at least one label.
            Some(suffix) => tried.len() > suffix.len() && tried.ends_with(suffix),
            None => entry == tried,
        },
    }
}

/// A capability and how far it reaches. Written `FileSystemRead` or `{ FileSystemRead = ["~/notes"]
/// }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopedCapability {
    /// What may be done.
    pub capability: ModuleCapability,
    /// How far.
    pub scope: CapabilityScope,
}

impl From<ModuleCapability> for ScopedCapability {
    fn from(capability: ModuleCapability) -> Self {
        Self {
            capability,
            scope: CapabilityScope::Everything,
        }
    }
}

impl PartialEq<ModuleCapability> for ScopedCapability {
    fn eq(&self, other: &ModuleCapability) -> bool {
        self.capability == *other && self.scope == CapabilityScope::Everything
    }
}

impl fmt::Display for ScopedCapability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.scope {
            CapabilityScope::Everything => write!(f, "{}", self.capability),
            scope => write!(f, "{} ({scope})", self.capability),
        }
    }
}

impl ScopedCapability {
    /// Reads what stands behind a capability's name: `true` or a list of what it is narrowed to.
    /// `false` and an empty list grant nothing.
    pub fn read(name: &str, scope: &Value) -> Result<Option<Self>, String> {
        let capability: ModuleCapability = name.parse()?;
        let entries = match scope {
            Value::Bool(true) => return Ok(Some(capability.into())),
            Value::Bool(false) => return Ok(None),
            Value::Array(entries) => entries.as_slice(),
            // An empty Lua table arrives as an empty object.
            Value::Object(empty) if empty.is_empty() => &[],
            _ => return Err(format!("{capability} is neither true, false nor a list")),
        };
        let Some(kind) = capability.scope_kind() else {
            return Err(format!("{capability} has no scope: give it `true`"));
        };
        let entries = entries.iter().map(|entry| match entry {
            Value::String(text) => checked_entry(kind, text)
                .map_err(|why| format!("{capability}: `{}` {why}", text.escape_debug())),
            other => Err(format!("{capability}: {other} is not a text")),
        });
        let entries: Vec<String> = entries.collect::<Result<_, _>>()?;
        let scope = CapabilityScope::Only(entries);
        Ok((scope != CapabilityScope::Only(Vec::new())).then_some(Self { capability, scope }))
    }

    /// Reads a list of capabilities: names, and tables that narrow them; or one such table.
    pub fn read_all(value: &Value) -> Result<Vec<Self>, String> {
        match value {
            Value::Object(table) => Self::read_table(table),
            Value::Array(list) => {
                let mut grants = Vec::new();
                for item in list {
                    match item {
                        Value::String(name) => {
                            grants.push(name.parse::<ModuleCapability>()?.into())
                        }
                        Value::Object(table) => grants.extend(Self::read_table(table)?),
                        other => return Err(format!("{other} is no name of a capability")),
                    }
                }
                Ok(grants)
            }
            other => Err(format!("{other} is no list of capabilities")),
        }
    }

    fn read_table(table: &Map<String, Value>) -> Result<Vec<Self>, String> {
        let grants = table.iter().map(|(name, scope)| Self::read(name, scope));
        Ok(grants
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect())
    }
}

impl Serialize for ScopedCapability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.scope {
            CapabilityScope::Everything => self.capability.serialize(serializer),
            CapabilityScope::Only(entries) => {
                json!({ self.capability.to_string(): entries }).serialize(serializer)
            }
        }
    }
}

impl<'de> Deserialize<'de> for ScopedCapability {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let grants = Self::read_all(&Value::Array(vec![value]));
        let mut grants = grants.map_err(serde::de::Error::custom)?.into_iter();
        match (grants.next(), grants.next()) {
            (Some(grant), None) => Ok(grant),
            _ => Err(serde::de::Error::custom("expected one capability")),
        }
    }
}

/// Returns an entry of a scope in the form in which entries are compared, or says what is wrong.
fn checked_entry(kind: ScopeKind, text: &str) -> Result<String, String> {
    if text.trim().is_empty() || text.chars().any(char::is_control) {
        return Err("is empty or has control characters".into());
    }
    match kind {
        ScopeKind::Paths => checked_path(text),
        ScopeKind::Programs if text.contains('/') && !Path::new(text).is_absolute() => {
            Err("is no program: write its name, or its whole path".into())
        }
        ScopeKind::Programs => Ok(text.to_owned()),
        ScopeKind::Hosts => {
            let host = host_name(text);
            let bare = host.strip_prefix("*.").unwrap_or(&host);
            let legal = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
            let address: Result<std::net::IpAddr, _> = bare.parse();
            if bare.is_empty()
                || bare.starts_with('.')
                || !(bare.chars().all(legal) || address.is_ok())
            {
                return Err(
                    "is no host: write `example.org`, `*.example.org` or an address".into(),
                );
            }
            Ok(host)
        }
    }
}

fn checked_path(text: &str) -> Result<String, String> {
    let below_home = text == "~" || text.starts_with("~/");
    if !below_home && !Path::new(text).is_absolute() {
        return Err("is neither a whole path nor one that starts with `~/`".into());
    }
    if Path::new(text)
        .components()
        .any(|part| part == Component::ParentDir)
    {
        return Err("has `..` in it: write where it leads".into());
    }
    Ok(text.to_owned())
}

fn expanded(entry: &str, home: Option<&Path>) -> Result<PathBuf, String> {
    let Some(rest) = entry.strip_prefix('~') else {
        return Ok(entry.into());
    };
    let home = home.ok_or_else(|| format!("{entry}: it is not known where home is"))?;
    Ok(home.join(rest.trim_start_matches('/')))
}

/// Returns where `path` leads when symbolic links are followed. Its last parts need not exist.
fn real_path(path: &Path) -> io::Result<PathBuf> {
    let error = match path.canonicalize() {
        Ok(real) => return Ok(real),
        Err(error) => error,
    };
    // A link to what does not exist yet would be followed by whoever creates it.
    if error.kind() != io::ErrorKind::NotFound || path.symlink_metadata().is_ok() {
        return Err(error);
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => Ok(real_path(parent)?.join(name)),
        _ => Err(error),
    }
}

fn host_name(text: &str) -> String {
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    bare.unwrap_or(text).trim_end_matches('.').to_lowercase()
}

/// The capabilities one module has been granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    module: Arc<str>,
    granted: BTreeMap<ModuleCapability, CapabilityScope>,
}

impl Capabilities {
    /// Grants `granted` to `module`, without limits.
    pub fn new(
        module: impl Into<Arc<str>>,
        granted: impl IntoIterator<Item = ModuleCapability>,
    ) -> Self {
        Self::scoped(module, granted.into_iter().map(ScopedCapability::from))
    }

    /// Grants `granted` to `module`. Paths are compared as they stand: see
    /// [`CapabilityScope::resolved`].
    pub fn scoped(
        module: impl Into<Arc<str>>,
        granted: impl IntoIterator<Item = ScopedCapability>,
    ) -> Self {
        let mut scopes = BTreeMap::new();
        for ScopedCapability { capability, scope } in granted {
            match (scopes.get_mut(&capability), scope) {
                (Some(CapabilityScope::Only(all)), CapabilityScope::Only(more)) => all.extend(more),
                (Some(wide @ CapabilityScope::Only(_)), CapabilityScope::Everything) => {
                    *wide = CapabilityScope::Everything
                }
                (Some(CapabilityScope::Everything), _) => {}
                (None, scope) => {
                    scopes.insert(capability, scope);
                }
            }
        }
        Self {
            module: module.into(),
            granted: scopes,
        }
    }

    /// Returns the module that holds them.
    pub fn module(&self) -> &str {
        &self.module
    }

    /// Returns what both allow, in this module's name: neither gains anything.
    pub fn and(&self, other: &Self) -> Self {
        let both = self.granted.iter().filter_map(|(capability, ours)| {
            let theirs = other.granted.get(capability)?;
            Some((*capability, ours.and(theirs, capability.scope_kind())?))
        });
        Self {
            module: Arc::clone(&self.module),
            granted: both.collect(),
        }
    }

    /// Tells whether `capability` is granted, however far.
    pub fn has(&self, capability: ModuleCapability) -> bool {
        self.granted.contains_key(&capability)
    }

    /// Fails, naming module and capability, unless `capability` is granted, however far: to this
    /// module, and to all that the request came through which it works on. A door behind which
    /// there are paths, programs or hosts asks for those.
    pub fn require(&self, capability: ModuleCapability) -> Result<(), HostError> {
        self.of_everybody(|one| one.scope(capability).map(|_| ()))
    }

    /// Fails unless `capability` is granted for `path`. Symbolic links are followed on the disk;
    /// the last parts of the path need not exist.
    pub fn require_path(&self, capability: ModuleCapability, path: &Path) -> Result<(), HostError> {
        self.of_everybody(|one| {
            let scope = one.scope(capability)?;
            let CapabilityScope::Only(entries) = scope else {
                return Ok(());
            };
            let real = path.is_absolute().then(|| real_path(path).ok()).flatten();
            if real.is_some_and(|real| entries.iter().any(|entry| real.starts_with(entry))) {
                return Ok(());
            }
            Err(one.out_of_scope(capability, path.display(), scope))
        })
    }

    /// Fails unless processes may be started from `program`. A name in the scope allows that name,
    /// a path that path: which file a name means is for whoever starts it.
    pub fn require_program(&self, program: &str) -> Result<(), HostError> {
        let capability = ModuleCapability::ProcessSpawn;
        self.require_entry(capability, ScopeKind::Programs, program, program)
    }

    /// Fails unless the network may be used to reach `host`, a name or an address without a port.
    pub fn require_host(&self, host: &str) -> Result<(), HostError> {
        let capability = ModuleCapability::NetworkAccess;
        self.require_entry(capability, ScopeKind::Hosts, host, &host_name(host))
    }

    /// Tells whether what is granted to this module itself, whoever it acts for, names all that a call
    /// reaches. A grant that names nothing, what cannot be told beforehand, and nothing at all are not
    /// covered: somebody has to have read the name.
    pub(crate) fn cover(&self, capability: ModuleCapability, reach: &Reach) -> bool {
        let (Ok(scope), Reach::Only(items)) = (self.scope(capability), reach) else {
            return false;
        };
        let Some(kind) = capability.scope_kind() else {
            return false;
        };
        let covered = |item: &Item| match (scope, item, kind) {
            (CapabilityScope::Only(entries), Item::Place { real, .. }, ScopeKind::Paths) => {
                entries.iter().any(|entry| real.starts_with(entry))
            }
            (
                CapabilityScope::Only(entries),
                Item::Program(name) | Item::Command { program: name, .. },
                ScopeKind::Programs,
            ) => entries.iter().any(|entry| covers(kind, entry, name)),
            (CapabilityScope::Only(entries), Item::Host(name), ScopeKind::Hosts) => {
                let name = host_name(name);
                entries.iter().any(|entry| covers(kind, entry, &name))
            }
            _ => false,
        };
        !items.is_empty() && items.iter().all(covered)
    }

    /// Lists what is granted.
    pub fn iter(&self) -> impl Iterator<Item = ModuleCapability> + '_ {
        self.granted.keys().copied()
    }

    /// Lists what is granted, and how far.
    pub fn grants(&self) -> impl Iterator<Item = ScopedCapability> + '_ {
        self.granted
            .iter()
            .map(|(capability, scope)| ScopedCapability {
                capability: *capability,
                scope: scope.clone(),
            })
    }

    fn scope(&self, capability: ModuleCapability) -> Result<&CapabilityScope, HostError> {
        self.granted
            .get(&capability)
            .ok_or_else(|| HostError::CapabilityMissing {
                module: self.module.to_string(),
                capability,
            })
    }

    fn require_entry(
        &self,
        capability: ModuleCapability,
        kind: ScopeKind,
        said: &str,
        tried: &str,
    ) -> Result<(), HostError> {
        self.of_everybody(|one| {
            let scope = one.scope(capability)?;
            match scope {
                CapabilityScope::Only(entries)
                    if !entries.iter().any(|entry| covers(kind, entry, tried)) =>
                {
                    Err(one.out_of_scope(capability, said, scope))
                }
                _ => Ok(()),
            }
        })
    }

    /// Fails with the first objection that `check` has to what this module may do, or one of those
    /// that the request came through which it works on.
    fn of_everybody(
        &self,
        check: impl Fn(&Self) -> Result<(), HostError>,
    ) -> Result<(), HostError> {
        check(self)?;
        Chain::current().check(check)
    }

    fn out_of_scope(
        &self,
        capability: ModuleCapability,
        tried: impl fmt::Display,
        allowed: &CapabilityScope,
    ) -> HostError {
        HostError::OutOfScope {
            module: self.module.to_string(),
            capability,
            tried: tried.to_string(),
            allowed: allowed.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn grants(value: Value) -> Vec<ScopedCapability> {
        ScopedCapability::read_all(&value).unwrap()
    }

    fn refusal(value: Value) -> String {
        ScopedCapability::read_all(&value).unwrap_err()
    }

    #[test]
    fn a_list_of_names_and_a_table_are_read_and_written_the_same_way() {
        let list = grants(json!(["UIOverlay", { "NetworkAccess": ["*.Example.org."] }]));
        let table = grants(json!({
            "UIOverlay": true,
            "NetworkAccess": ["*.example.org"],
            "ProcessSpawn": false,
            "FileSystemRead": [],
        }));
        assert_eq!(list, table);
        let written = serde_json::to_value(&list).unwrap();
        let expected = json!(["UIOverlay", { "NetworkAccess": ["*.example.org"] }]);
        assert_eq!(written, expected);
        assert_eq!(
            serde_json::from_value::<Vec<ScopedCapability>>(written).unwrap(),
            list
        );
    }

    #[test]
    fn what_cannot_be_granted_says_what_can() {
        let cases = [
            (json!("UIOverlay"), "is no list of capabilities"),
            (json!([7]), "7 is no name of a capability"),
            (
                json!(["Fly"]),
                "there is no capability `Fly`; there are FileSystemRead,",
            ),
            (json!({ "UIOverlay": ["x"] }), "UIOverlay has no scope"),
            (
                json!({ "UIOverlay": "yes" }),
                "neither true, false nor a list",
            ),
            (json!({ "FileSystemRead": ["notes"] }), "starts with `~/`"),
            (json!({ "FileSystemRead": ["~root/x"] }), "starts with `~/`"),
            (
                json!({ "FileSystemRead": ["~/a/../.ssh"] }),
                "has `..` in it",
            ),
            (
                json!({ "FileSystemRead": ["/a\u{1b}[2J"] }),
                "`/a\\u{1b}[2J` is empty or has control",
            ),
            (
                json!({ "ProcessSpawn": ["bin/git"] }),
                "write its name, or its whole path",
            ),
            (json!({ "NetworkAccess": ["https://x.org"] }), "is no host"),
            (json!({ "NetworkAccess": ["*"] }), "is no host"),
            (json!({ "NetworkAccess": ["*.*.org"] }), "is no host"),
        ];
        for (value, words) in cases {
            let why = refusal(value.clone());
            assert!(why.contains(words), "{value}: {why}");
        }
    }

    #[test]
    fn hosts_and_programs_are_those_of_the_scope() {
        let scope = json!({
            "NetworkAccess": ["example.org", "*.test.net", "[::1]"],
            "ProcessSpawn": ["git", "/usr/bin/make"],
        });
        let capabilities = Capabilities::scoped("m", grants(scope));
        for host in [
            "example.org",
            "EXAMPLE.org.",
            "a.test.net",
            "a.b.test.net",
            "::1",
            "[::1]",
        ] {
            assert_eq!(capabilities.require_host(host), Ok(()), "{host}");
        }
        for host in [
            "test.net",
            "eviltest.net",
            "example.org.evil.com",
            "",
            ".test.net.",
        ] {
            assert!(capabilities.require_host(host).is_err(), "{host}");
        }
        assert_eq!(capabilities.require_program("git"), Ok(()));
        assert_eq!(capabilities.require_program("/usr/bin/make"), Ok(()));
        let error = capabilities.require_program("/tmp/git").unwrap_err();
        assert_eq!(
            error.to_string(),
            "module `m` has the capability ProcessSpawn for git, /usr/bin/make only, not for \
             /tmp/git: its manifest and config.modules say how far it reaches"
        );
        let none = Capabilities::new("m", []);
        let missing = |capability| HostError::CapabilityMissing {
            module: "m".into(),
            capability,
        };
        assert_eq!(
            none.require_host("x.org"),
            Err(missing(ModuleCapability::NetworkAccess))
        );
        assert_eq!(
            none.require_program("git"),
            Err(missing(ModuleCapability::ProcessSpawn))
        );
        let reading = ModuleCapability::FileSystemRead;
        assert_eq!(
            none.require_path(reading, Path::new("/")),
            Err(missing(reading))
        );
    }

    #[test]
    fn a_path_is_where_its_links_lead_and_a_later_link_widens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().canonicalize().unwrap();
        std::fs::create_dir_all(home.join("disk/notes")).unwrap();
        symlink("disk/notes", home.join("notes")).unwrap();
        symlink("..", home.join("disk/notes/up")).unwrap();
        symlink("/nonexistent/file", home.join("disk/notes/dangling")).unwrap();
        let reading = ModuleCapability::FileSystemRead;
        let resolved = |entries: &[&str]| {
            let entries = entries.iter().map(ToString::to_string).collect();
            CapabilityScope::Only(entries)
                .resolved(reading, Some(&home))
                .unwrap()
        };
        let scope = resolved(&["~/notes", "~/later"]);
        let grant = ScopedCapability {
            capability: reading,
            scope,
        };
        let capabilities = Capabilities::scoped("m", [grant]);
        let allowed = |path: &str| capabilities.require_path(reading, &home.join(path)).is_ok();
        assert!(allowed("notes") && allowed("notes/new/file") && allowed("disk/notes/x"));
        assert!(allowed("later/x"));
        for path in [
            "",
            "disk",
            "notesx",
            "notes/up/x",
            "notes/dangling",
            "notes/no/../../x",
        ] {
            assert!(!allowed(path), "{path}");
        }
        assert!(
            capabilities
                .require_path(reading, Path::new("notes"))
                .is_err()
        );
        symlink("/", home.join("later")).unwrap();
        assert!(!allowed("later/etc"));
        let writing = ModuleCapability::FileSystemWrite;
        assert!(
            capabilities
                .require_path(writing, &home.join("notes"))
                .is_err()
        );
    }

    #[test]
    fn what_two_allow_is_never_more_than_either() {
        let ours = Capabilities::scoped(
            "m",
            grants(
                json!({ "ProcessSpawn": ["git", "ls"], "NetworkAccess": ["*.org"], "UIOverlay": true }),
            ),
        );
        let theirs = Capabilities::scoped(
            "n",
            grants(json!({ "ProcessSpawn": ["git", "rm"], "NetworkAccess": ["a.org", "b.com"] })),
        );
        let both: Vec<ScopedCapability> = ours.and(&theirs).grants().collect();
        let expected = grants(json!({ "ProcessSpawn": ["git"], "NetworkAccess": ["a.org"] }));
        assert_eq!(both, expected);
        assert_eq!(theirs.and(&ours).grants().collect::<Vec<_>>(), expected);
        assert_eq!(ours.and(&theirs).module(), "m");
    }
}
