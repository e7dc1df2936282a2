//! `module.toml`: what a module from outside says about itself, read once and checked whole.
//!
//! It hides TOML. Whatever is wrong is a [`Problem`], which names the file, the line, the key and
//! what to write instead; nothing in a manifest is a reason to panic. It blocks on the disk. It is
//! not the module's code: a kind says what that is.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::Read;
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{KINDS, Loader};
use crate::host::Host;
use crate::module::{ModuleMetadata, ScopedCapability, WezTermModule};

mod schema;

/// The file in a module's folder that describes it.
pub const FILE: &str = "module.toml";
/// More than any honest manifest needs.
const LIMIT: u64 = 64 * 1024;
/// How long a name may be.
const NAME_LIMIT: usize = 64;
/// Fields of the `wezterm` table that are the terminal's own.
const RESERVED: &[&str] = &[
    "action",
    "action_callback",
    "add_to_config_reload_watch_list",
    "background_child_process",
    "battery_info",
    "color",
    "column_width",
    "config_builder",
    "config_dir",
    "config_file",
    "default_hyperlink_rules",
    "default_ssh_domains",
    "default_wsl_domains",
    "emit",
    "enumerate_ssh_hosts",
    "exec_domain",
    "executable_dir",
    "font",
    "font_with_fallback",
    "format",
    "get_builtin_color_schemes",
    "glob",
    "gradient_colors",
    "gui",
    "has_action",
    "home_dir",
    "hostname",
    "json_encode",
    "json_parse",
    "log_error",
    "log_info",
    "log_warn",
    "metrics",
    "modules",
    "mux",
    "nerdfonts",
    "on",
    "open_with",
    "pad_left",
    "pad_right",
    "permute_any_mods",
    "permute_any_or_no_mods",
    "plugin",
    "procinfo",
    "read_dir",
    "reload_configuration",
    "run_child_process",
    "running_under_wsl",
    "serde",
    "shell_join_args",
    "shell_quote_arg",
    "shell_split",
    "sleep_ms",
    "split_by_newlines",
    "strftime",
    "strftime_utc",
    "target_triple",
    "time",
    "to_string",
    "toast",
    "truncate_left",
    "truncate_right",
    "url",
    "utf16_to_utf8",
    "version",
];

/// What is wrong with a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    file: PathBuf,
    line: Option<usize>,
    why: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.why)
    }
}

impl std::error::Error for Problem {}

/// What a module from outside says about itself.
#[derive(Clone)]
pub struct Manifest {
    /// The module's folder, without symbolic links.
    pub folder: PathBuf,
    /// The facts that every module states.
    pub metadata: ModuleMetadata,
    /// What it asks to be allowed to do, and how far.
    pub grants: Vec<ScopedCapability>,
    /// The JSON schema of its settings, where it has one.
    pub settings: Option<Value>,
    /// What the module is made of: `lua`, `process`.
    pub kind: String,
    loader: Option<Loader>,
    /// The lines of the keys that can collide with another module's.
    lines: Vec<(&'static str, Option<usize>)>,
}

impl fmt::Debug for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Manifest")
            .field("folder", &self.folder)
            .field("metadata", &self.metadata)
            .field("grants", &self.grants)
            .field("settings", &self.settings)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl Manifest {
    /// Reads the manifest in `folder`, which must lie within `modules`.
    pub fn read(modules: &Path, folder: &Path) -> Result<Self, Problem> {
        let (real, text) = Self::text(modules, folder)?;
        let manifest = Self::parse(&text, &real)?;
        let named = folder.file_name().unwrap_or_default();
        if named != manifest.metadata.name.as_str() {
            return Err(manifest.problem(
                "name",
                format!(
                    "the module is called `{}` and its folder `{}`: give both one name",
                    manifest.metadata.name,
                    named.to_string_lossy().escape_debug()
                ),
            ));
        }
        Ok(manifest)
    }

    /// Returns the place in Lua that a manifest names which is wrong elsewhere, where it can be told.
    pub(super) fn stated_namespace(modules: &Path, folder: &Path) -> Option<String> {
        let (_, text) = Self::text(modules, folder).ok()?;
        let document = DeTable::parse(&text).ok()?;
        let place = document
            .get_ref()
            .get("lua_namespace")?
            .get_ref()
            .as_str()?;
        checked_namespace(place).ok()?;
        Some(place.to_owned())
    }

    /// Returns the folder without links, and what its manifest holds.
    fn text(modules: &Path, folder: &Path) -> Result<(PathBuf, String), Problem> {
        let file = folder.join(FILE);
        let problem = |why: String| Problem {
            file: file.clone(),
            line: None,
            why,
        };
        let within = modules
            .canonicalize()
            .map_err(|error| problem(error.to_string()))?;
        let real = folder
            .canonicalize()
            .map_err(|error| problem(error.to_string()))?;
        if !real.starts_with(&within) || real == within {
            return Err(problem(format!(
                "the folder is a link to {}, which is outside of {}: move the module there",
                real.display(),
                within.display()
            )));
        }
        let path = inside(&real, FILE).map_err(problem)?;
        let text = Reading::open(path)
            .and_then(Reading::text)
            .map_err(problem)?;
        Ok((real, text))
    }

    /// Tells whether it could be read.
    pub(crate) fn is_sound(&self) -> bool {
        self.loader.is_some()
    }

    /// Reads a manifest's text; what it names must lie in `folder`.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, Problem> {
        let source = Source {
            file: folder.join(FILE),
            text,
        };
        let document = DeTable::parse(text).map_err(|error| {
            source.problem(error.span(), format!("it is not TOML: {}", error.message()))
        })?;
        let mut root = Section::new(&source, String::new(), Some(document.get_ref()));
        let name = root.required_text("name", &named_like(folder))?;
        root.check("name", checked_name(&name))?;
        let kind_name = root.required_text("kind", "kind = \"lua\"")?;
        let namespace = root.text("lua_namespace")?;
        if let Some(namespace) = &namespace {
            root.check("lua_namespace", checked_namespace(namespace))?;
        }
        let dependencies = root.list("dependencies")?.unwrap_or_default();
        for dependency in &dependencies {
            root.check("dependencies", checked_name(dependency))?;
        }
        let version = root.text("version")?.unwrap_or_default();
        let author = root.text("author")?.unwrap_or_default();
        let description = root.text("description")?.unwrap_or_default();
        let grants = root.grants()?;
        let settings = root.json("settings")?;
        if settings.as_ref().is_some_and(|schema| !schema.is_object()) {
            return Err(root.problem("settings", "it must be a table: a JSON schema"));
        }
        if let Some(DeValue::Table(schema)) = root.value("settings") {
            schema::checked_types(schema).map_err(|(at, why)| source.problem(Some(at), why))?;
        }
        let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        let Some(kind) = KINDS.iter().find(|kind| kind.name == kind_name) else {
            let why = format!(
                "there is no kind `{}`; there are {}",
                kind_name.escape_debug(),
                names.join(", ")
            );
            return Err(root.problem("kind", why));
        };
        if let Some(other) = names
            .iter()
            .find(|name| **name != kind.name && root.has(name))
        {
            let why = format!("there is a table [{other}] and the kind is `{}`", kind.name);
            return Err(root.problem(other, why));
        }
        let mut own = root.section(kind.name)?;
        let loader = (kind.read)(&mut own, folder)?;
        own.finish()?;
        root.finish()?;
        Ok(Self {
            folder: folder.to_owned(),
            metadata: ModuleMetadata {
                name,
                version,
                author,
                description,
                capabilities: grants.iter().map(|grant| grant.capability).collect(),
                dependencies,
                lua_namespace: namespace,
            },
            grants,
            settings,
            kind: kind_name,
            loader: Some(loader),
            lines: ["name", "lua_namespace"]
                .map(|key| (key, root.line(key)))
                .to_vec(),
        })
    }

    /// Makes the module, in this terminal.
    pub fn load(&self, terminal: Arc<dyn Host>) -> anyhow::Result<Arc<dyn WezTermModule>> {
        match &self.loader {
            Some(loader) => loader(self, terminal),
            None => anyhow::bail!("{} cannot be used", self.folder.join(FILE).display()),
        }
    }

    /// Returns what stands for a manifest that cannot be used.
    pub(super) fn unreadable(folder: &Path, metadata: ModuleMetadata) -> Self {
        Self {
            folder: folder.to_owned(),
            metadata,
            grants: Vec::new(),
            settings: None,
            kind: String::new(),
            loader: None,
            lines: Vec::new(),
        }
    }

    /// Says what is wrong with the value of `key`, which was read before.
    pub(super) fn problem(&self, key: &str, why: String) -> Problem {
        Problem {
            file: self.folder.join(FILE),
            line: self
                .lines
                .iter()
                .find(|(one, _)| *one == key)
                .and_then(|(_, line)| *line),
            why: format!("`{key}`: {why}"),
        }
    }
}

/// Returns where `name` lies, which must be a plain file within `folder`, links followed.
pub(super) fn inside(folder: &Path, name: &str) -> Result<PathBuf, String> {
    let path = folder.join(name);
    let real = path.canonicalize().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("there is no {name} in {}", folder.display()),
        _ => format!("{name}: {error}"),
    })?;
    if !real.starts_with(folder) {
        return Err(format!(
            "{name} lies outside of the module's folder: {}",
            real.display()
        ));
    }
    if !real.is_file() {
        return Err(format!("{name} is not a file"));
    }
    Ok(real)
}

/// A file that is being read, which nobody may change meanwhile.
struct Reading {
    path: PathBuf,
    file: File,
    before: Metadata,
}

impl Reading {
    fn open(path: PathBuf) -> Result<Self, String> {
        let file = File::open(&path).map_err(|error| error.to_string())?;
        let before = file.metadata().map_err(|error| error.to_string())?;
        Ok(Self { path, file, before })
    }

    fn text(self) -> Result<String, String> {
        let bytes = bounded(self.file)?;
        let after = fs::metadata(&self.path).map_err(|error| error.to_string())?;
        if stamp(&self.before) != stamp(&after) || after.len() != bytes.len() as u64 {
            return Err("it changed while it was read: try again".into());
        }
        String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".into())
    }
}

fn bounded(file: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    file.take(LIMIT + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    if bytes.len() as u64 > LIMIT {
        return Err(format!("it is larger than {} KiB", LIMIT / 1024));
    }
    Ok(bytes)
}

/// Tells one state of a file from another.
fn stamp(file: &Metadata) -> (u64, Option<std::time::SystemTime>, u64) {
    use std::os::unix::fs::MetadataExt;
    (file.len(), file.modified().ok(), file.ino())
}

/// Fails unless `name` can be a module's name; says what can.
pub fn checked_name(name: &str) -> Result<(), String> {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    // The bus and the gate know the terminal and the person by these.
    let own = matches!(name, "system" | "terminal" | "user-lua");
    if own || !starts || name.ends_with('-') || name.len() > NAME_LIMIT || !name.chars().all(legal)
    {
        return Err(format!(
            "`{}` cannot be a module's name: use small letters, digits and hyphens, a letter first, \
             at most {NAME_LIMIT}",
            shortened(name)
        ));
    }
    Ok(())
}

/// Fails unless `wezterm.NAME` can be a module's: it must be a name, and not the terminal's own.
pub fn checked_namespace(name: &str) -> Result<(), String> {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    if !starts || name.len() > NAME_LIMIT || !name.chars().all(legal) {
        return Err(format!(
            "`{}` cannot be a field of `wezterm`: use small letters, digits and underscores, a letter \
             first",
            shortened(name)
        ));
    }
    if RESERVED.contains(&name) {
        return Err(format!(
            "wezterm.{name} is the terminal's own: choose another"
        ));
    }
    Ok(())
}

/// Returns the line that gives a module the name of its folder.
fn named_like(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let name = match checked_name(&name) {
        Ok(()) => &name,
        Err(_) => "my-module",
    };
    format!("name = \"{name}\"")
}

/// Returns a text as an error may show it.
fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().take(NAME_LIMIT).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown.escape_debug().to_string()
}

/// Returns the name that was probably meant.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: String = name.chars().take(NAME_LIMIT).collect();
    known
        .into_iter()
        .map(|one| (strsim::levenshtein(&name, one), one))
        .filter(|(distance, one)| *distance <= 1 + one.len() / 4)
        .min()
        .map(|(_, one)| one)
}

/// The text of a manifest and where it comes from.
struct Source<'a> {
    file: PathBuf,
    text: &'a str,
}

impl Source<'_> {
    fn line(&self, at: Range<usize>) -> usize {
        let before = &self.text.as_bytes()[..at.start.min(self.text.len())];
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    }

    fn problem(&self, at: Option<Range<usize>>, why: String) -> Problem {
        let line = at.map(|at| self.line(at));
        Problem {
            file: self.file.clone(),
            line,
            why,
        }
    }
}

/// One table of a manifest, whose keys are asked for one after the other.
pub(super) struct Section<'a> {
    source: &'a Source<'a>,
    /// Its name; empty for the whole document.
    name: String,
    table: Option<&'a DeTable<'a>>,
    known: BTreeSet<String>,
}

impl<'a> Section<'a> {
    fn new(source: &'a Source<'a>, name: String, table: Option<&'a DeTable<'a>>) -> Self {
        Self {
            source,
            name,
            table,
            known: BTreeSet::new(),
        }
    }

    /// Says what is wrong with a key.
    pub(super) fn problem(&self, key: &str, why: impl fmt::Display) -> Problem {
        let at = self.find(key).map(|(key, _)| key.span());
        self.source
            .problem(at, format!("`{}`: {why}", self.full(key)))
    }

    /// Turns what is wrong with a key's value into a problem.
    pub(super) fn check<T>(&self, key: &str, outcome: Result<T, String>) -> Result<T, Problem> {
        outcome.map_err(|why| self.problem(key, why))
    }

    /// Returns a text, where there is one.
    pub(super) fn text(&mut self, key: &str) -> Result<Option<String>, Problem> {
        match self.value(key) {
            None => Ok(None),
            Some(DeValue::String(text)) if !text.chars().any(char::is_control) => {
                Ok(Some(text.clone().into_owned()))
            }
            Some(DeValue::String(_)) => Err(self.problem(key, "it has control characters")),
            Some(other) => Err(self.wrong_type(key, "a text", other)),
        }
    }

    /// Returns a whole number within `range`, or `usual` where there is none.
    pub(super) fn number(
        &mut self,
        key: &str,
        usual: u64,
        range: RangeInclusive<u64>,
    ) -> Result<u64, Problem> {
        let value = match self.value(key) {
            None => return Ok(usual),
            Some(DeValue::Integer(number)) => {
                u64::from_str_radix(number.as_str(), number.radix()).ok()
            }
            Some(other) => return Err(self.wrong_type(key, "a whole number", other)),
        };
        value
            .filter(|number| range.contains(number))
            .ok_or_else(|| {
                let (least, most) = range.into_inner();
                self.problem(key, format!("it must be from {least} to {most}"))
            })
    }

    /// Returns a list of texts, where there is one.
    pub(super) fn list(&mut self, key: &str) -> Result<Option<Vec<String>>, Problem> {
        let items = match self.value(key) {
            None => return Ok(None),
            Some(DeValue::Array(items)) => items,
            Some(other) => return Err(self.wrong_type(key, "a list of texts", other)),
        };
        let texts = items.iter().map(|item| match item.get_ref() {
            DeValue::String(text) => Ok(text.clone().into_owned()),
            other => Err(self.wrong_type(key, "a list of texts", other)),
        });
        texts.collect::<Result<_, _>>().map(Some)
    }

    /// Returns a table of texts, which is empty where there is none.
    pub(super) fn texts(&mut self, key: &str) -> Result<Vec<(String, String)>, Problem> {
        let mut section = self.section(key)?;
        let keys: Vec<String> = section.keys();
        let mut texts = Vec::new();
        for key in keys {
            if let Some(text) = section.text(&key)? {
                texts.push((key, text));
            }
        }
        Ok(texts)
    }

    /// Returns a table within this one, which is empty where there is none.
    pub(super) fn section(&mut self, key: &str) -> Result<Section<'a>, Problem> {
        let table = match self.value(key) {
            None => None,
            Some(DeValue::Table(table)) => Some(table),
            Some(other) => return Err(self.wrong_type(key, "a table", other)),
        };
        Ok(Section::new(self.source, self.full(key), table))
    }

    /// Fails where a key is left that nobody asked for.
    pub(super) fn finish(&self) -> Result<(), Problem> {
        for key in self.keys() {
            if !self.known.contains(&key) {
                let known = self.known.iter().map(String::as_str);
                let hint = match nearest(&key, known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!(
                        "there are {}",
                        self.known.iter().cloned().collect::<Vec<_>>().join(", ")
                    ),
                };
                let at = self.find(&key).map(|(key, _)| key.span());
                let full = shortened(&self.full(&key));
                return Err(self
                    .source
                    .problem(at, format!("there is no key `{full}`; {hint}")));
            }
        }
        Ok(())
    }

    fn required_text(&mut self, key: &str, example: &str) -> Result<String, Problem> {
        let text = self.text(key)?;
        text.ok_or_else(|| {
            self.source
                .problem(None, format!("`{key}` is missing: write {example}"))
        })
    }

    fn grants(&mut self) -> Result<Vec<ScopedCapability>, Problem> {
        let key = "capabilities";
        match self.value(key) {
            None => Ok(Vec::new()),
            Some(DeValue::Table(_)) => {
                let mut section = self.section(key)?;
                let mut grants = Vec::new();
                for key in section.keys() {
                    let scope = section.json(&key)?.unwrap_or_default();
                    let grant = ScopedCapability::read(&key, &scope);
                    grants.extend(section.check(&key, grant)?);
                }
                Ok(grants)
            }
            Some(list @ DeValue::Array(_)) => {
                let list = self.check(key, json(list))?;
                self.check(key, ScopedCapability::read_all(&list))
            }
            Some(other) => Err(self.wrong_type(key, "a table of capabilities", other)),
        }
    }

    fn json(&mut self, key: &str) -> Result<Option<Value>, Problem> {
        match self.value(key) {
            None => Ok(None),
            Some(value) => self.check(key, json(value)).map(Some),
        }
    }

    fn line(&self, key: &str) -> Option<usize> {
        let (key, _) = self.find(key)?;
        Some(self.source.line(key.span()))
    }

    fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    fn keys(&self) -> Vec<String> {
        let keys = self.table.iter().flat_map(|table| table.keys());
        let mut keys: Vec<_> = keys
            .map(|key| (key.span().start, key.get_ref().to_string()))
            .collect();
        keys.sort();
        keys.into_iter().map(|(_, key)| key).collect()
    }

    fn value(&mut self, key: &str) -> Option<&'a DeValue<'a>> {
        self.known.insert(key.to_owned());
        self.find(key).map(|(_, value)| value.get_ref())
    }

    fn find(
        &self,
        key: &str,
    ) -> Option<(
        &'a Spanned<toml::de::DeString<'a>>,
        &'a Spanned<DeValue<'a>>,
    )> {
        self.table?.iter().find(|(one, _)| one.get_ref() == key)
    }

    fn full(&self, key: &str) -> String {
        if self.name.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.name)
        }
    }

    fn wrong_type(&self, key: &str, wanted: &str, found: &DeValue<'_>) -> Problem {
        self.problem(
            key,
            format!(
                "it must be {wanted} and is of the type {}",
                found.type_str()
            ),
        )
    }
}

/// Returns a TOML value as JSON, which has no dates.
fn json(value: &DeValue<'_>) -> Result<Value, String> {
    Ok(match value {
        DeValue::String(text) => Value::String(text.clone().into_owned()),
        DeValue::Boolean(yes) => Value::Bool(*yes),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_err(|_| format!("{number} is too large a number"))?
            .into(),
        DeValue::Float(number) => number
            .as_str()
            .parse()
            .ok()
            .and_then(serde_json::Number::from_f64)
            .ok_or_else(|| format!("{number} is no number that JSON has"))?
            .into(),
        DeValue::Datetime(_) => return Err("a date must be written as a text".into()),
        DeValue::Array(items) => {
            let items = items.iter().map(|item| json(item.get_ref()));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        DeValue::Table(table) => {
            let entries = table
                .iter()
                .map(|(key, value)| Ok((key.get_ref().to_string(), json(value.get_ref())?)));
            Value::Object(entries.collect::<Result<Map<_, _>, String>>()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_that_changes_while_it_is_read_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let reading = || {
            fs::write(&path, "name = ").unwrap();
            Reading::open(path.clone()).unwrap()
        };
        assert_eq!(reading().text().unwrap(), "name = ");
        let changed = Err("it changed while it was read: try again".to_owned());

        let half = reading();
        fs::write(&path, "name = \"m\"").unwrap();
        assert_eq!(half.text(), changed);

        let replaced = reading();
        fs::write(folder.path().join("new"), "other = ").unwrap();
        fs::rename(folder.path().join("new"), &path).unwrap();
        assert_eq!(replaced.text(), changed);
    }

    #[test]
    fn the_nearest_name_is_near() {
        let known = ["name", "version", "kind"];
        assert_eq!(nearest("nmae", known), Some("name"));
        assert_eq!(nearest("vresion", known), Some("version"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("", known), None);
    }
}
