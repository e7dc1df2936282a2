//! What a person chose while the terminal ran and expects to last: `state.toml` in the state folder.
//!
//! It hides the file: each change reads it anew, alters one key and replaces the whole file in one
//! step, so that two terminals lose nothing of each other and a crash leaves the old file or the new
//! one. Where the file is a link, what it leads to is replaced. What it does not know stays; comments
//! do not. A file that cannot be understood is reported, never replaced. A choice that could not be
//! written holds until the terminal ends, and is written with the next one that can be, also over what
//! another terminal chose meanwhile. May be used from any thread; it touches the disk in
//! [`StateFile::open`] and in the methods that change something. It is not configuration:
//! `wezterm.lua` wins over it.

mod uses;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use toml::{Table, Value};

/// The file's name in the state folder.
const NAME: &str = "state.toml";
/// The file that held the same before.
const OLD_NAME: &str = "state.json";
/// Held by whoever changes the file.
const LOCK_NAME: &str = "state.lock";
/// More than any honest file needs.
const LIMIT: u64 = 1024 * 1024;
/// The first lines of the file.
const HEADER: &str = "# Choices made while the terminal ran. wezterm.lua wins over them.\n\n";

/// Whether the line that names the assistant's key has been dismissed.
const FIRST_START_LINE_READ: &str = "first_start_line_read";

/// Whether the line has been dismissed that names the keys of terminals which cannot send all of them.
const OLD_KEYS_LINE_READ: &str = "old_keys_line_read";

/// What was chosen for the assistant.
const ASSISTANT: &str = "assistant";

/// Why a choice was not written down, or not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// The file is not what it should be.
    #[error("{} is not used: {why}; mend it or remove it", .file.display())]
    Broken {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The disk did not do it.
    #[error("cannot {verb} {}: {why}", .file.display())]
    Disk {
        /// What was tried.
        verb: &'static str,
        /// The file.
        file: PathBuf,
        /// What the system said.
        why: String,
    },
    /// It would hold more than is read again.
    #[error(
        "cannot write {}: it would be larger than {LIMIT} bytes, the most that is read; remove from \
         it what is not needed", .file.display()
    )]
    Full {
        /// The file.
        file: PathBuf,
    },
}

/// A change of the choices. It must say why where the file holds something else in its place.
type Alter = Box<dyn Fn(&mut Table) -> Result<(), String> + Send + Sync>;

/// The choices of one user, in memory and on disk.
pub struct StateFile {
    /// Nothing where choices are kept in memory only.
    folder: Option<PathBuf>,
    table: Mutex<Table>,
    /// What could not be written so far, in the order in which it was chosen. Held by whoever changes
    /// something, so that readers need not wait for the disk.
    unwritten: Mutex<Vec<Alter>>,
}

impl std::fmt::Debug for StateFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StateFile")
            .field("folder", &self.folder)
            .field("table", &self.table)
            .finish_non_exhaustive()
    }
}

impl StateFile {
    /// Keeps choices in memory only.
    pub fn in_memory() -> Self {
        Self {
            folder: None,
            table: Mutex::default(),
            unwritten: Mutex::default(),
        }
    }

    /// Reads the file in `folder`, or what an earlier version left there; nothing is created where
    /// there is neither. What is wrong with the file is returned beside what could be used of it.
    pub fn open(folder: &Path) -> (Self, Vec<StateError>) {
        let mut problems = Vec::new();
        let table = match read(folder) {
            Ok(Some(table)) => table,
            Ok(None) => carried_over(folder, &mut problems),
            Err(error) => {
                problems.push(error);
                Table::new()
            }
        };
        problems.extend(wrong_types(folder, &table));
        let state = Self {
            folder: Some(folder.to_owned()),
            table: Mutex::new(table),
            unwritten: Mutex::default(),
        };
        (state, problems)
    }

    /// Tells whether the line that names the assistant's key has been dismissed.
    pub fn first_start_line_read(&self) -> bool {
        self.is_true(FIRST_START_LINE_READ)
    }

    /// Remembers that the line that names the assistant's key has been dismissed.
    pub fn set_first_start_line_read(&self) -> Result<(), StateError> {
        self.set_true(FIRST_START_LINE_READ)
    }

    /// Tells whether the line has been dismissed that names keys where not all of them can be sent.
    pub fn old_keys_line_read(&self) -> bool {
        self.is_true(OLD_KEYS_LINE_READ)
    }

    /// Remembers that the line has been dismissed that names keys where not all of them can be sent.
    pub fn set_old_keys_line_read(&self) -> Result<(), StateError> {
        self.set_true(OLD_KEYS_LINE_READ)
    }

    fn is_true(&self, name: &str) -> bool {
        self.table().get(name) == Some(&Value::Boolean(true))
    }

    fn set_true(&self, name: &'static str) -> Result<(), StateError> {
        self.update(|table| {
            table.insert(name.to_owned(), Value::Boolean(true));
            Ok(())
        })
    }

    /// Returns the modules that a person switched off.
    pub fn disabled_modules(&self) -> BTreeSet<String> {
        let table = self.table();
        let names = table.get("modules").and_then(|own| own.get("disabled"));
        let names = names.and_then(Value::as_array).into_iter().flatten();
        names.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Remembers that a person switched a module off, or on again.
    pub fn set_module_disabled(&self, name: &str, disabled: bool) -> Result<(), StateError> {
        let name = name.to_owned();
        self.update(move |table| {
            if !disabled && !table.contains_key("modules") {
                return Ok(());
            }
            let names = list_in(table, "modules", "disabled")?;
            names.retain(|other| other.as_str() != Some(&name));
            if disabled {
                names.push(Value::String(name.clone()));
            }
            Ok(())
        })
    }

    /// Returns the model that a person chose for the assistant, by a path or a name in the Hugging
    /// Face cache.
    pub fn chosen_model(&self) -> Option<String> {
        let table = self.table();
        let model = table.get(ASSISTANT)?.get("model")?.as_str()?;
        Some(model.to_owned())
    }

    /// Remembers the model that a person chose for the assistant, or that they want none but its own.
    pub fn set_chosen_model(&self, model: Option<&str>) -> Result<(), StateError> {
        let model = model.map(str::to_owned);
        self.update(move |table| {
            if model.is_none() && !table.contains_key(ASSISTANT) {
                return Ok(());
            }
            let own = table
                .entry(ASSISTANT)
                .or_insert_with(|| Value::Table(Table::new()));
            let Value::Table(own) = own else {
                return Err(format!("`{ASSISTANT}` must be a table"));
            };
            match &model {
                Some(model) => own.insert("model".to_owned(), Value::String(model.clone())),
                None => own.remove("model"),
            };
            Ok(())
        })
    }

    /// Returns the choices as they stand on disk, where others may have changed them, or in memory
    /// where that is all there is.
    pub(crate) fn fresh(&self) -> Result<Table, StateError> {
        match &self.folder {
            Some(folder) => Ok(read(folder)?.unwrap_or_default()),
            None => Ok(self.table().clone()),
        }
    }

    /// Looks at the choices as they stand.
    pub(crate) fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the choices: in memory always, and on disk, now or together with the next change that
    /// can be written. `change` may run more than once and must say why where the file holds something
    /// else in its place.
    fn update(
        &self,
        change: impl Fn(&mut Table) -> Result<(), String> + Send + Sync + 'static,
    ) -> Result<(), StateError> {
        let mut unwritten = self.unwritten();
        let outcome = self.write(&unwritten, &change);
        if outcome.is_err() && self.folder.is_some() {
            // It holds for this run at least.
            match change(&mut self.table()) {
                Ok(()) => unwritten.push(Box::new(change)),
                Err(why) => log::warn!("the choice does not hold for this run either: {why}"),
            }
        } else {
            unwritten.clear();
        }
        outcome
    }

    /// Changes the choices on disk, or nothing: a right that is not written down is not given.
    pub(crate) fn update_or_nothing(
        &self,
        change: impl Fn(&mut Table) -> Result<(), String> + Send + Sync + 'static,
    ) -> Result<(), StateError> {
        let mut unwritten = self.unwritten();
        self.write(&unwritten, &change)?;
        unwritten.clear();
        Ok(())
    }

    /// Writes a change, and before it what could not be written so far.
    fn write(
        &self,
        unwritten: &[Alter],
        change: &impl Fn(&mut Table) -> Result<(), String>,
    ) -> Result<(), StateError> {
        let Some(folder) = &self.folder else {
            return change(&mut self.table()).map_err(|why| broken(Path::new(NAME), why));
        };
        let new = rewrite(folder, &|table| {
            for earlier in unwritten {
                // Whoever chose it has been told that it was not written; the file may have come to
                // hold something else in its place.
                if let Err(why) = earlier(table) {
                    log::warn!("an earlier choice is not written: {why}");
                }
            }
            change(table)
        })?;
        *self.table() = new;
        Ok(())
    }

    fn unwritten(&self) -> MutexGuard<'_, Vec<Alter>> {
        self.unwritten
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the list `section.key`, which is made where it is missing.
pub(crate) fn list_in<'a>(
    table: &'a mut Table,
    section: &str,
    key: &str,
) -> Result<&'a mut Vec<Value>, String> {
    let section_value = table
        .entry(section)
        .or_insert_with(|| Value::Table(Table::new()));
    let Value::Table(inner) = section_value else {
        return Err(format!("`{section}` must be a table"));
    };
    match inner.entry(key).or_insert_with(|| Value::Array(Vec::new())) {
        Value::Array(list) => Ok(list),
        _ => Err(format!("`{section}.{key}` must be a list")),
    }
}

fn broken(file: &Path, why: impl Into<String>) -> StateError {
    StateError::Broken {
        file: file.to_owned(),
        why: why.into(),
    }
}

fn disk(verb: &'static str, file: &Path, error: &io::Error) -> StateError {
    StateError::Disk {
        verb,
        file: file.to_owned(),
        why: error.to_string(),
    }
}

fn read(folder: &Path) -> Result<Option<Table>, StateError> {
    let file = folder.join(NAME);
    let Some(text) = text_of(&file)? else {
        return Ok(None);
    };
    let table = text
        .parse::<Table>()
        .map_err(|error| broken(&file, error.to_string().trim().replace('\n', " ")))?;
    Ok(Some(table))
}

/// Returns the file that is meant, which is the one that a link leads to; nothing where there is none.
fn real(file: &Path) -> Result<Option<PathBuf>, StateError> {
    match (fs::canonicalize(file), fs::read_link(file)) {
        (Ok(real), _) => Ok(Some(real)),
        (Err(error), Ok(target)) if error.kind() == io::ErrorKind::NotFound => {
            let why = format!("it is a link to {}, which is not there", target.display());
            Err(broken(file, why))
        }
        (Err(error), _) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        (Err(error), _) => Err(disk("read", file, &error)),
    }
}

fn text_of(file: &Path) -> Result<Option<String>, StateError> {
    let Some(real) = real(file)? else {
        return Ok(None);
    };
    let facts = match fs::metadata(&real) {
        Ok(facts) => facts,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(disk("read", file, &error)),
    };
    // A pipe in its place would keep the terminal from opening.
    if !facts.is_file() {
        let what = match file.is_symlink() {
            false => "it is no file".to_owned(),
            true => format!("it is a link to {}, which is no file", real.display()),
        };
        return Err(broken(file, what));
    }
    if facts.len() > LIMIT {
        return Err(broken(file, format!("it is larger than {LIMIT} bytes")));
    }
    match fs::read_to_string(&real) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(broken(file, "it is not UTF-8"))
        }
        Err(error) => Err(disk("read", file, &error)),
    }
}

/// Returns what the file of an earlier version says, written to the new one.
fn carried_over(folder: &Path, problems: &mut Vec<StateError>) -> Table {
    let file = folder.join(OLD_NAME);
    let text = match text_of(&file) {
        Ok(Some(text)) => text,
        Ok(None) => return Table::new(),
        Err(error) => {
            problems.push(error);
            return Table::new();
        }
    };
    let old: serde_json::Value = match serde_json::from_str(&text) {
        Ok(old) => old,
        Err(error) => {
            problems.push(broken(&file, error.to_string()));
            return Table::new();
        }
    };
    let read = old.get(FIRST_START_LINE_READ) == Some(&serde_json::Value::Bool(true));
    let change = move |table: &mut Table| {
        if read {
            table.insert(FIRST_START_LINE_READ.to_owned(), Value::Boolean(true));
        }
        Ok(())
    };
    match rewrite(folder, &change) {
        Ok(table) => {
            if let Err(error) = fs::remove_file(&file) {
                log::warn!("{} stays behind: {error}", file.display());
            }
            table
        }
        Err(error) => {
            problems.push(error);
            let mut table = Table::new();
            // It cannot fail.
            let _ = change(&mut table);
            table
        }
    }
}

/// Says which known keys hold something of another kind.
fn wrong_types(folder: &Path, table: &Table) -> Vec<StateError> {
    let mut wrong = Vec::new();
    for name in [FIRST_START_LINE_READ, OLD_KEYS_LINE_READ] {
        if table.get(name).is_some_and(|value| !value.is_bool()) {
            wrong.push(format!("`{name}` must be true or false"));
        }
    }
    match table.get("modules") {
        None => {}
        Some(Value::Table(own)) => {
            let names = own.get("disabled").map(Value::as_array);
            let sound = match names {
                None => true,
                Some(list) => list.is_some_and(|list| list.iter().all(Value::is_str)),
            };
            if !sound {
                wrong.push("`modules.disabled` must be a list of names".into());
            }
        }
        Some(_) => wrong.push("`modules` must be a table".into()),
    }
    match table.get(ASSISTANT) {
        None => {}
        Some(Value::Table(own)) if own.get("model").is_none_or(Value::is_str) => {}
        Some(Value::Table(_)) => wrong.push("`assistant.model` must be a text".into()),
        Some(_) => wrong.push("`assistant` must be a table".into()),
    }
    wrong
        .into_iter()
        .map(|why| broken(&folder.join(NAME), why))
        .collect()
}

/// Reads the file, changes what it says and replaces it.
fn rewrite(
    folder: &Path,
    change: &impl Fn(&mut Table) -> Result<(), String>,
) -> Result<Table, StateError> {
    let file = folder.join(NAME);
    let before = read(folder)?.unwrap_or_default();
    let mut after = before.clone();
    change(&mut after).map_err(|why| broken(&file, why))?;
    if after == before {
        return Ok(before);
    }
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| disk("make the folder of", &file, &error))?;
    let lock_name = folder.join(LOCK_NAME);
    let lock = fs::File::create(&lock_name).map_err(|error| disk("make", &lock_name, &error))?;
    lock.lock()
        .map_err(|error| disk("lock", &lock_name, &error))?;
    let mut table = read(folder)?.unwrap_or_default();
    change(&mut table).map_err(|why| broken(&file, why))?;
    let text = toml::to_string_pretty(&table).map_err(|error| broken(&file, error.to_string()))?;
    let text = format!("{HEADER}{text}");
    if text.len() as u64 > LIMIT {
        return Err(StateError::Full { file });
    }
    // People keep it in a repository: the link stays, and what it leads to is replaced.
    let place = real(&file)?.unwrap_or(file);
    replace(&place, &text).map_err(|error| disk("write", &place, &error))?;
    Ok(table)
}

/// Replaces a file in one step.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("/"));
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(text.as_bytes())?;
    new.as_file().sync_data()?;
    new.persist(file).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(folder: &Path) -> StateFile {
        let (state, problems) = StateFile::open(folder);
        assert_eq!(problems, []);
        state
    }

    #[test]
    fn choices_survive_and_what_is_unknown_stays() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("state");
        let state = open(&folder);
        assert!(!folder.exists(), "asking creates nothing");
        assert!(!state.first_start_line_read());
        state.set_first_start_line_read().unwrap();
        assert!(!state.old_keys_line_read());
        state.set_old_keys_line_read().unwrap();
        let file = folder.join(NAME);
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text + "\n[model]\nname = \"phi\"\n").unwrap();
        state.set_module_disabled("commander", true).unwrap();
        state.set_module_disabled("filesystem", true).unwrap();
        state.set_module_disabled("commander", false).unwrap();

        let again = open(&folder);
        assert!(again.first_start_line_read() && again.old_keys_line_read());
        assert_eq!(
            again.disabled_modules(),
            BTreeSet::from(["filesystem".to_owned()])
        );
        assert_eq!(again.table()["model"]["name"].as_str(), Some("phi"));
    }

    #[test]
    fn the_model_that_was_chosen_survives_and_can_be_given_up() {
        let root = tempfile::tempdir().unwrap();
        let state = open(root.path());
        assert_eq!(state.chosen_model(), None);
        state.set_chosen_model(Some("org/name")).unwrap();
        assert_eq!(
            open(root.path()).chosen_model().as_deref(),
            Some("org/name")
        );
        state.set_chosen_model(None).unwrap();
        assert_eq!(open(root.path()).chosen_model(), None);
        fs::write(root.path().join(NAME), "assistant = 7\n").unwrap();
        let (state, problems) = StateFile::open(root.path());
        assert!(
            problems[0]
                .to_string()
                .contains("`assistant` must be a table")
        );
        assert!(state.set_chosen_model(Some("x")).is_err());
    }

    #[test]
    fn two_terminals_lose_nothing_of_each_other() {
        let root = tempfile::tempdir().unwrap();
        let (one, two) = (open(root.path()), open(root.path()));
        one.set_module_disabled("a", true).unwrap();
        two.set_module_disabled("b", true).unwrap();
        let both = BTreeSet::from(["a".to_owned(), "b".to_owned()]);
        assert_eq!(open(root.path()).disabled_modules(), both);
        assert_eq!(two.disabled_modules(), both);
    }

    #[test]
    fn the_file_of_an_earlier_version_is_carried_over_once() {
        let root = tempfile::tempdir().unwrap();
        let old = root.path().join(OLD_NAME);
        fs::write(&old, r#"{"first_start_line_read":true}"#).unwrap();
        assert!(open(root.path()).first_start_line_read());
        assert!(!old.exists());
        assert!(open(root.path()).first_start_line_read());
    }

    #[test]
    fn a_broken_file_is_named_and_left_as_it_is() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join(NAME);
        let text = "first_start_line_read = true\n[modules\n";
        fs::write(&file, text).unwrap();
        let (state, problems) = StateFile::open(root.path());
        let said = problems[0].to_string();
        assert_eq!(problems.len(), 1);
        assert!(said.contains("state.toml is not used: "), "{said}");
        assert!(said.contains("line 2"), "{said}");
        assert!(said.ends_with("mend it or remove it"), "{said}");

        // The choice holds for this run and is not written.
        let refused = state.set_module_disabled("commander", true).unwrap_err();
        assert!(matches!(refused, StateError::Broken { .. }), "{refused}");
        assert!(state.disabled_modules().contains("commander"));
        assert_eq!(fs::read_to_string(&file).unwrap(), text);

        // Once it is mended, choices last again.
        fs::write(&file, "first_start_line_read = true\n").unwrap();
        state.set_module_disabled("filesystem", true).unwrap();
        assert!(open(root.path()).disabled_modules().contains("filesystem"));
    }

    #[test]
    fn a_value_of_another_kind_is_named_and_not_replaced() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join(NAME);
        fs::write(
            &file,
            "first_start_line_read = 1\n[modules]\ndisabled = 'a'\n",
        )
        .unwrap();
        let (state, problems) = StateFile::open(root.path());
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].contains("`first_start_line_read` must be true or false"));
        assert!(said[1].contains("`modules.disabled` must be a list of names"));
        let refused = state
            .set_module_disabled("b", true)
            .unwrap_err()
            .to_string();
        assert!(
            refused.contains("`modules.disabled` must be a list"),
            "{refused}"
        );
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains("disabled = 'a'"), "{text}");
    }

    #[test]
    fn a_folder_in_the_files_place_is_an_error_and_no_panic() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join(NAME)).unwrap();
        let (state, problems) = StateFile::open(root.path());
        assert!(problems[0].to_string().contains("it is no file"));
        assert!(state.set_first_start_line_read().is_err());
        assert!(state.first_start_line_read());
    }

    #[test]
    fn a_choice_that_could_not_be_written_is_written_with_the_next_one() {
        let root = tempfile::tempdir().unwrap();
        let state = open(root.path());
        // Nobody can take the lock while a folder has its name.
        let lock = root.path().join(LOCK_NAME);
        fs::create_dir(&lock).unwrap();
        for (name, disabled) in [("a", true), ("b", true), ("b", false)] {
            let refused = state.set_module_disabled(name, disabled).unwrap_err();
            assert!(matches!(refused, StateError::Disk { .. }), "{refused}");
        }
        let off = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        assert_eq!(state.disabled_modules(), off(&["a"]));
        assert_eq!(open(root.path()).disabled_modules(), off(&[]));

        fs::remove_dir(&lock).unwrap();
        open(root.path())
            .set_module_disabled("other", true)
            .unwrap();
        state.set_module_disabled("c", true).unwrap();
        assert_eq!(state.disabled_modules(), off(&["a", "c", "other"]));
        assert_eq!(
            open(root.path()).disabled_modules(),
            off(&["a", "c", "other"])
        );
        // It was chosen once: what is decided elsewhere afterwards stays decided.
        open(root.path()).set_module_disabled("a", false).unwrap();
        state.set_module_disabled("d", true).unwrap();
        assert_eq!(state.disabled_modules(), off(&["c", "d", "other"]));
    }

    #[test]
    fn what_is_written_or_nothing_is_not_made_up_for_later() {
        let root = tempfile::tempdir().unwrap();
        let state = open(root.path());
        let lock = root.path().join(LOCK_NAME);
        fs::create_dir(&lock).unwrap();
        let give = |table: &mut Table| {
            table.insert("right".to_owned(), Value::Boolean(true));
            Ok(())
        };
        assert!(state.update_or_nothing(give).is_err());
        assert!(!state.table().contains_key("right"));
        fs::remove_dir(&lock).unwrap();
        state.set_first_start_line_read().unwrap();
        assert!(!open(root.path()).table().contains_key("right"));
    }

    #[test]
    fn what_reading_would_refuse_is_not_written() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join(NAME);
        // As large as may be: a name more and it could not be read again.
        let filler = "x".repeat(LIMIT as usize - "filler = ''\n".len());
        let large = format!("filler = '{filler}'\n");
        fs::write(&file, &large).unwrap();
        let state = open(root.path());
        let refused = state.set_module_disabled("a", true).unwrap_err();
        assert_eq!(refused, StateError::Full { file: file.clone() });
        assert!(refused.to_string().contains("larger than 1048576 bytes"));
        assert!(state.disabled_modules().contains("a"), "for this run");
        assert_eq!(fs::read_to_string(&file).unwrap(), large);

        fs::write(&file, "").unwrap();
        state.set_first_start_line_read().unwrap();
        assert!(open(root.path()).disabled_modules().contains("a"));
    }

    #[test]
    fn a_link_stays_a_link_and_what_it_leads_to_is_replaced() {
        use std::os::unix::fs::{MetadataExt, symlink};
        let root = tempfile::tempdir().unwrap();
        let (folder, kept) = (root.path().join("state"), root.path().join("dotfiles"));
        for folder in [&folder, &kept] {
            fs::create_dir(folder).unwrap();
        }
        let (file, target) = (folder.join(NAME), kept.join("wezterm.toml"));
        let text = "[model]\nname = \"phi\"\n";
        fs::write(&target, text).unwrap();
        let before = fs::metadata(&target).unwrap().ino();
        // Two links, the second a relative one.
        symlink(&target, kept.join("link")).unwrap();
        symlink("../dotfiles/link", &file).unwrap();
        open(&folder).set_module_disabled("a", true).unwrap();
        assert!(file.is_symlink() && kept.join("link").is_symlink());
        let written = fs::read_to_string(&target).unwrap();
        assert!(
            written.contains("\"a\"") && written.contains("phi"),
            "{written}"
        );
        assert_ne!(fs::metadata(&target).unwrap().ino(), before, "in one step");
        assert!(open(&folder).disabled_modules().contains("a"));
        assert_eq!(
            fs::read_dir(&kept).unwrap().count(),
            2,
            "nothing is left over"
        );
    }

    #[test]
    fn a_link_that_leads_nowhere_or_to_no_file_is_named_and_left_as_it_is() {
        use std::os::unix::fs::symlink;
        let root = tempfile::tempdir().unwrap();
        let (file, target) = (root.path().join(NAME), root.path().join("target"));
        symlink(&target, &file).unwrap();
        let told = |words: &str| {
            let (state, problems) = StateFile::open(root.path());
            let refused = state.set_module_disabled("a", true).unwrap_err();
            assert_eq!(problems, std::slice::from_ref(&refused));
            let why = format!("it is a link to {}, which {words}", target.display());
            assert_eq!(refused, broken(&file, why));
            assert!(state.disabled_modules().contains("a"), "for this run");
            assert!(file.is_symlink());
            state
        };
        told("is not there");
        assert!(!target.exists());
        fs::create_dir(&target).unwrap();
        let state = told("is no file");
        fs::remove_dir(&target).unwrap();
        fs::write(&target, "").unwrap();
        state.set_first_start_line_read().unwrap();
        assert!(open(root.path()).disabled_modules().contains("a"));
    }

    #[test]
    fn the_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("state");
        open(&folder).set_first_start_line_read().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join(NAME))), (0o700, 0o600));
    }
}
