//! Loading: find wezterm.lua, evaluate it, and turn what it returns into a [`Config`].
//!
//! Hides the search order, the limits under which the file runs, and the overrides. It runs on
//! the main thread, once per load, and never fails: what is wrong comes back as problems beside
//! a configuration that can be used. It does not watch files: it says which ones to watch.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use mlua::{ChunkMode, Function, Lua, Table, Value};

use crate::actions::KeyAssignment;
use crate::builder;
use crate::config::Config;
use crate::effective;
use crate::lua::{self, Files, Guard, INTERNAL, LOADING, LuaState};
use crate::lua_api::{self, GlobalStore, Surroundings};
use crate::options::{self, OptionSpec};
use crate::plugin::{self, Absent, Plugins};
use crate::problem::Problem;
use crate::schemes;
use crate::suggest::did_you_mean;
use crate::tame;
use crate::value::{self, Faults};

/// Problems noted while the file runs.
pub(crate) type Notes = Rc<RefCell<Vec<Problem>>>;

/// More than any honest file needs; a device that never ends is read this far.
const LARGEST_FILE: u64 = 16 << 20;

/// Adds names to the Lua state before the file runs, such as a module's namespace.
pub type Setup<'a> = &'a dyn Fn(&Lua) -> mlua::Result<()>;

/// Where files are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// The home folder.
    pub home: Option<PathBuf>,
    /// The value of WEZTERM_CONFIG_FILE.
    pub config_file: Option<PathBuf>,
    /// The value of XDG_CONFIG_HOME; without it `~/.config`.
    pub xdg_config_home: Option<PathBuf>,
    /// The folders of XDG_CONFIG_DIRS.
    pub xdg_config_dirs: Vec<PathBuf>,
    /// The folder of the program.
    pub executable_dir: Option<PathBuf>,
    /// The folder in which this program keeps its data; plugins lie below it.
    pub data_dir: Option<PathBuf>,
}

impl Environment {
    /// Reads the environment of this process.
    pub fn from_process() -> Self {
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let dirs = variable("XDG_CONFIG_DIRS").unwrap_or_else(|| "/etc/xdg".into());
        Self {
            home: dirs::home_dir(),
            config_file: variable("WEZTERM_CONFIG_FILE").map(PathBuf::from),
            xdg_config_home: variable("XDG_CONFIG_HOME")
                .map(PathBuf::from)
                .filter(|path| path.is_absolute()),
            xdg_config_dirs: std::env::split_paths(&dirs)
                .filter(|path| path.is_absolute())
                .collect(),
            executable_dir: std::env::current_exe()
                .ok()
                .and_then(|exe| exe.parent().map(Path::to_owned)),
            data_dir: dirs::data_dir().map(|dir| dir.join("wezterm-ai")),
        }
    }

    /// The folders named `wezterm` that hold configuration, the user's own first.
    fn config_dirs(&self) -> Vec<PathBuf> {
        let own = self
            .xdg_config_home
            .clone()
            .or_else(|| self.home.as_ref().map(|home| home.join(".config")));
        own.iter()
            .chain(&self.xdg_config_dirs)
            .map(|dir| dir.join("wezterm"))
            .collect()
    }

    /// The files that are tried when none is named, first to last.
    fn candidates(&self) -> Vec<PathBuf> {
        let in_home = self.home.as_ref().map(|home| home.join(".wezterm.lua"));
        let in_dirs = self.config_dirs();
        in_home
            .into_iter()
            .chain(in_dirs.into_iter().map(|dir| dir.join("wezterm.lua")))
            .collect()
    }
}

/// What to load, and from where.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// The file named with `--config-file`.
    pub config_file: Option<PathBuf>,
    /// Settings named with `--config name=value`; the value is a Lua expression.
    pub overrides: Vec<(String, String)>,
    /// Whether no file is read.
    pub skip_config: bool,
    /// How long the file may run.
    pub time_limit: Duration,
    /// Where files are looked for.
    pub environment: Environment,
    /// What `wezterm.GLOBAL` holds; pass the same one on each reload.
    pub global: GlobalStore,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            config_file: None,
            overrides: Vec::new(),
            skip_config: false,
            time_limit: Duration::from_secs(5),
            environment: Environment::from_process(),
            global: GlobalStore::default(),
        }
    }
}

/// What loading gives.
pub struct Loaded {
    /// The settings: the defaults where something was wrong.
    pub config: Arc<Config>,
    /// The Lua state, with the event handlers.
    pub lua: LuaState,
    /// What was wrong.
    pub problems: Vec<Problem>,
    /// The file that was used.
    pub source: Option<PathBuf>,
    /// The files whose change calls for loading again.
    pub watched: Vec<PathBuf>,
    /// What overrides are laid over: see [`overridden`].
    pub as_set: Arc<AsSet>,
    /// What was set, by name.
    pub settings: BTreeMap<String, Setting>,
    /// The addresses of the plugins that are asked for and are not here.
    pub absent_plugins: Vec<String>,
}

impl LoadOptions {
    /// Returns options that read nothing of this machine but what lies in `home`; for tests and throw-away
    /// runs.
    pub fn below(home: &Path) -> Self {
        Self {
            environment: Environment {
                home: Some(home.to_owned()),
                ..Environment::default()
            },
            ..Self::default()
        }
    }
}

/// The settings before a colour scheme was looked for, and the folder in which schemes lie.
#[derive(Debug)]
pub struct AsSet {
    config: Config,
    dir: PathBuf,
}

/// One option that was set.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Its value; it lives as long as the Lua state.
    pub value: Value,
    /// Where it was set.
    pub origin: Origin,
    /// Whether the terminal acts on it.
    pub has_effect: bool,
}

impl Setting {
    /// Returns its value as Lua would write it; a table that is deep or has many fields is shortened.
    pub fn text(&self) -> String {
        lua_api::written(&self.value)
    }
}

/// Where an option was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In a file, on this line where that is known.
    File(PathBuf, Option<u32>),
    /// With `--config`.
    CommandLine,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file, Some(line)) => write!(f, "{}:{line}", file.display()),
            Self::File(file, None) => write!(f, "{}", file.display()),
            Self::CommandLine => f.write_str("--config"),
        }
    }
}

/// Lays settings over those of a file, without running it again: what `window:set_config_overrides` takes.
/// Returns what then holds, and what is wrong with them; a setting that is wrong is left out.
pub fn overridden(lua: &LuaState, as_set: &AsSet, overrides: &Value) -> (Config, Vec<Problem>) {
    let mut config = as_set.config.clone();
    let mut faults = Faults::default();
    match value::fields(overrides) {
        Ok(fields) => {
            for (name, value) in fields {
                let value = lua_api::unshared(lua.lua(), value.clone()).unwrap_or(value);
                if let Err(wrong) = options::set(&mut config, &name, &value) {
                    faults.0.extend(wrong.0);
                }
            }
        }
        Err(fault) => faults.0.push(fault),
    }
    let settled = schemes::settle(lua.lua(), &mut config, &as_set.dir);
    let faults = faults.0.into_iter().map(value::Fault::into_problem);
    let problems = faults.chain(settled.problems).chain(settled.missing);
    (config, problems.collect())
}

/// Loads the configuration.
pub fn load(options: &LoadOptions, setups: &[Setup]) -> Loaded {
    let mut problems = Vec::new();
    let source = match find(options) {
        Ok(source) => source,
        Err(problem) => {
            problems.push(*problem);
            None
        }
    };
    let files = Files::default();
    let notes = Notes::default();
    // Only running out of memory keeps a virtual machine from being made.
    let (lua, guard) = match lua::new_vm() {
        Ok(made) => made,
        Err(error) => {
            problems.push(Problem::from_lua(&error, &[]));
            (Lua::new(), Rc::default())
        }
    };
    let mut loading = Loading {
        options,
        source: source.as_deref(),
        lua: &lua,
        guard: &guard,
        files: &files,
        notes: &notes,
        config: Config::default(),
        as_set: AsSet {
            config: Config::default(),
            dir: PathBuf::new(),
        },
        settings: BTreeMap::new(),
        absent: Absent::default(),
        problems,
    };
    guard.run(&lua, options.time_limit, || loading.run(setups));
    if let Err(error) = lua.set_named_registry_value(LOADING, false) {
        loading.raised(&error);
    }
    let Loading {
        config,
        as_set,
        settings,
        absent,
        mut problems,
        ..
    } = loading;
    note_missed(&mut problems, notes.take());
    let mut watched = files.borrow().clone();
    if source.is_none() && !options.skip_config {
        // A file that is written later is noticed too.
        let named = [&options.config_file, &options.environment.config_file];
        match named.into_iter().flatten().next() {
            Some(named) => watched.push(named.clone()),
            None => watched.extend(options.environment.candidates()),
        }
    }
    Loaded {
        config: Arc::new(config),
        lua: LuaState::new(lua, guard, files),
        problems,
        source,
        watched,
        as_set: Arc::new(as_set),
        settings,
        absent_plugins: absent.take(),
    }
}

/// Adds what the builder noted, in place of the same problem found again without a line.
fn note_missed(problems: &mut Vec<Problem>, notes: Vec<Problem>) {
    let mut merged: Vec<Problem> = Vec::new();
    for note in notes {
        let again = problems.iter().position(|p| p.message == note.message);
        if let Some(again) = again {
            problems.remove(again);
        }
        if !merged.contains(&note) {
            merged.push(note);
        }
    }
    merged.append(problems);
    *problems = merged;
}

/// Finds the file. A named one must exist; of the others the first that exists is taken.
fn find(options: &LoadOptions) -> Result<Option<PathBuf>, Box<Problem>> {
    if options.skip_config {
        return Ok(None);
    }
    let named = [
        (&options.config_file, "--config-file"),
        (&options.environment.config_file, "WEZTERM_CONFIG_FILE"),
    ];
    for (file, by) in named {
        if let Some(file) = file {
            let file = std::path::absolute(file).unwrap_or_else(|_| file.clone());
            if file.exists() {
                return Ok(Some(file));
            }
            let shown = file.display();
            let problem = Problem::error(format!("{shown}: there is no such file (named by {by})"))
                .hint("the defaults are used");
            return Err(Box::new(problem));
        }
    }
    let candidates = options.environment.candidates();
    Ok(candidates.into_iter().find(|file| file.is_file()))
}

/// One load on its way.
struct Loading<'a> {
    options: &'a LoadOptions,
    source: Option<&'a Path>,
    lua: &'a Lua,
    guard: &'a Rc<Guard>,
    files: &'a Files,
    notes: &'a Notes,
    config: Config,
    as_set: AsSet,
    settings: BTreeMap<String, Setting>,
    absent: Absent,
    problems: Vec<Problem>,
}

impl Loading<'_> {
    fn run(&mut self, setups: &[Setup]) {
        if let Err(error) = self.prepare() {
            self.raised(&error);
            return;
        }
        for setup in setups {
            if let Err(error) = setup(self.lua) {
                self.raised(&error);
            }
        }
        if let Some(source) = self.source {
            self.files.borrow_mut().push(source.to_owned());
            match self.evaluate(source) {
                Ok(Some(table)) => self.take(source, &table),
                Ok(None) => {}
                Err(error) => self.raised(&error),
            }
            self.problems.extend(self.guard.late_program());
        }
        self.override_options();
        self.look_for_tables();
        self.as_set = AsSet {
            config: self.config.clone(),
            dir: self.config_dir(),
        };
        self.settle_scheme();
    }

    /// Finds the colour scheme that is named.
    fn settle_scheme(&mut self) {
        let dir = self.config_dir();
        let settled = schemes::settle(self.lua, &mut self.config, &dir);
        self.problems.extend(settled.problems);
        if let Some(missing) = settled.missing {
            let name = self.config.color_scheme.clone().unwrap_or_default();
            self.problems.push(match self.place_of_scheme(&name) {
                Some((file, line)) => missing.at(file, Some(line)),
                None => missing,
            });
        }
        self.files.borrow_mut().extend(settled.files);
    }

    /// Warns of key tables that bindings use and that are nowhere.
    fn look_for_tables(&mut self) {
        let known = self.config.table_names();
        let tables = self.config.key_tables.values().flatten();
        let keys = self.config.keys.iter().chain(tables).map(|key| &key.action);
        let buttons = self.config.mouse_bindings.iter().map(|one| &one.action);
        let used = keys.chain(buttons).flat_map(KeyAssignment::tables_used);
        let missing: BTreeSet<&str> = used.filter(|name| !known.contains(name)).collect();
        let problems = missing.into_iter().map(|name| {
            let told = format!("ActivateKeyTable: there is no key table {name:?}");
            let hint = did_you_mean(name, known.iter().copied());
            let problem = Problem {
                hint: hint.or_else(|| Some("key_tables has them by name".to_owned())),
                ..Problem::warning(told)
            };
            match self.place_naming(name) {
                Some((file, line)) => problem.at(file, Some(line)),
                None => problem,
            }
        });
        let problems: Vec<Problem> = problems.collect();
        self.problems.extend(problems);
    }

    /// The first place in the files where a name stands in quotes.
    fn place_naming(&self, name: &str) -> Option<(PathBuf, u32)> {
        let files = self.files.borrow();
        files.iter().find_map(|file| {
            let text = std::fs::read_to_string(file).ok()?;
            Some((file.clone(), line_naming(&text, name)?))
        })
    }

    /// Where a scheme is named: often not where the setting is made, but in a function or a table that
    /// chooses among several, and in whichever file that is.
    fn place_of_scheme(&self, name: &str) -> Option<(PathBuf, u32)> {
        let overrides = &self.options.overrides;
        if overrides.iter().any(|(option, _)| option == "color_scheme") {
            return None;
        }
        self.place_naming(name).or_else(|| {
            let source = self.source?;
            let text = std::fs::read_to_string(source).ok()?;
            Some((source.to_owned(), line_of(&text, "color_scheme")?))
        })
    }

    /// The folder of the file, or where one would be.
    fn config_dir(&self) -> PathBuf {
        match self.source.and_then(Path::parent) {
            Some(dir) => dir.to_owned(),
            None => {
                let dirs = self.options.environment.config_dirs();
                dirs.into_iter().next().unwrap_or_default()
            }
        }
    }

    fn raised(&mut self, error: &mlua::Error) {
        let problem = Problem::from_lua(error, &self.files.borrow());
        self.problems.push(problem);
    }

    /// Makes the `wezterm` table and the ways in which Lua reads files.
    fn prepare(&self) -> mlua::Result<()> {
        let lua = self.lua;
        lua.set_named_registry_value(LOADING, true)?;
        let environment = &self.options.environment;
        let home_dir = environment.home.clone().unwrap_or_default();
        let config_dir = self.config_dir();
        lua_api::install(
            lua,
            &Surroundings {
                home_dir: home_dir.clone(),
                config_dir: config_dir.clone(),
                config_file: self.source.map(Path::to_owned),
                executable_dir: environment.executable_dir.clone().unwrap_or_default(),
                global: self.options.global.clone(),
                guard: Rc::clone(self.guard),
                files: Rc::clone(self.files),
                notes: Rc::clone(self.notes),
            },
        )?;
        let data_dir = environment.data_dir.clone().unwrap_or_default();
        let plugins = Plugins {
            folder: data_dir.join(plugin::FOLDER),
            home: home_dir.clone(),
            config_dir: config_dir.clone(),
            files: Rc::clone(self.files),
            notes: Rc::clone(self.notes),
            absent: Rc::clone(&self.absent),
        };
        let mut dirs = vec![config_dir, home_dir.join(".wezterm")];
        dirs.extend(environment.config_dirs());
        search_in(lua, &dirs, &plugins.folder, self.files)?;
        plugin::install(lua, &lua.globals().get("wezterm")?, plugins)?;
        tame::tame(lua)
    }

    /// Runs the file and returns the table it returned.
    fn evaluate(&mut self, source: &Path) -> mlua::Result<Option<Table>> {
        let code = match read_code(source) {
            Ok(code) => code,
            Err(error) => {
                let shown = source.display();
                let text = format!("{shown}: cannot be read: {error}");
                self.problems
                    .push(Problem::error(text).hint("the defaults are used"));
                return Ok(None);
            }
        };
        let value: Value = self
            .lua
            .load(code)
            .set_name(format!("@{}", source.display()))
            .set_mode(ChunkMode::Text)
            .into_function()?
            .call(())?;
        match value {
            Value::Table(table) => {
                let table = builder::plain(table)?;
                effective::keep(self.lua, &table)?;
                Ok(Some(table))
            }
            Value::Nil => {
                let text = "the file returns nothing, so none of its settings are used";
                let problem = Problem::error(text).hint("end it with `return config`");
                self.problems.push(problem.at(source, None));
                Ok(None)
            }
            other => {
                let got = value::describe(&other);
                let text = format!("the file must return a table of settings, and returns {got}");
                let problem = Problem::error(text).hint("end it with `return config`");
                self.problems.push(problem.at(source, None));
                Ok(None)
            }
        }
    }

    /// Takes the settings out of the table.
    fn take(&mut self, source: &Path, table: &Table) {
        let text = std::fs::read_to_string(source).unwrap_or_default();
        let mut settings: Vec<(String, Value)> = Vec::new();
        for pair in table.pairs::<Value, Value>() {
            match pair {
                Ok((Value::String(name), value)) => {
                    settings.push((name.to_string_lossy(), value));
                }
                Ok((key, _)) => {
                    let got = value::describe(&key);
                    let text = format!("settings have names, and {got} is none");
                    self.problems.push(Problem::warning(text).at(source, None));
                }
                Err(error) => return self.raised(&error),
            }
        }
        settings.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (name, value) in settings {
            let value = lua_api::unshared(self.lua, value.clone()).unwrap_or(value);
            let (file, line) = builder::place(table, &name)
                .unwrap_or_else(|| (source.to_owned(), line_of(&text, &name)));
            self.note_setting(&name, &value, Origin::File(file.clone(), line));
            if let Err(faults) = options::set(&mut self.config, &name, &value) {
                self.faults(faults, Some((&file, line)));
            }
        }
    }

    /// Keeps that an option was set, and to what.
    fn note_setting(&mut self, name: &str, value: &Value, origin: Origin) {
        let Some(option) = OptionSpec::named(name) else {
            return;
        };
        let setting = Setting {
            value: value.clone(),
            origin,
            has_effect: option.has_effect(),
        };
        self.settings.insert(name.to_owned(), setting);
    }

    fn faults(&mut self, faults: Faults, place: Option<(&Path, Option<u32>)>) {
        for fault in faults.0 {
            let problem = fault.into_problem();
            self.problems.push(match place {
                Some((file, line)) => problem.at(file, line),
                None => problem,
            });
        }
    }

    /// Evaluates what was given with `--config`.
    fn override_options(&mut self) {
        for (name, expression) in &self.options.overrides {
            let of = |text: &str| format!("--config {name}={expression}: {text}");
            let value: mlua::Result<Value> = self
                .lua
                .load(expression.as_str())
                .set_name("=--config")
                .set_mode(ChunkMode::Text)
                .eval();
            match value {
                Err(error) => {
                    let raised = Problem::from_lua(&error, &[]);
                    self.problems.push(
                        Problem::error(of(&raised.message))
                            .hint("the value is a Lua expression; quote a string"),
                    );
                }
                Ok(Value::Nil) => self.problems.push(
                    Problem::error(of("the value is nil"))
                        .hint("the value is a Lua expression; quote a string"),
                ),
                Ok(value) => {
                    self.note_setting(name, &value, Origin::CommandLine);
                    if let Err(faults) = options::set(&mut self.config, name, &value) {
                        for fault in faults.0 {
                            let problem = fault.into_problem();
                            let message = of(&problem.message);
                            self.problems.push(Problem { message, ..problem });
                        }
                    }
                }
            }
        }
    }
}

/// Reads a Lua file; a byte-order mark and a `#!` line are left out, keeping the line numbers.
fn read_code(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut code = Vec::new();
    std::fs::File::open(path)?
        .take(LARGEST_FILE + 1)
        .read_to_end(&mut code)?;
    if code.len() as u64 > LARGEST_FILE {
        let text = format!("it is larger than {} MiB", LARGEST_FILE >> 20);
        return Err(std::io::Error::other(text));
    }
    if code.starts_with(b"\xef\xbb\xbf") {
        code.drain(..3);
    }
    if code.starts_with(b"#") {
        code.splice(..0, *b"--");
    }
    Ok(code)
}

/// The line on which a setting is assigned, when there is exactly one such line.
fn line_of(text: &str, name: &str) -> Option<u32> {
    let assigns = |line: &str| {
        line.match_indices(name).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = &line[at + name.len()..];
            // A field of it: `config.modules.commander = …`.
            let field = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
            let after = match after.starts_with('.') {
                true => after.trim_start_matches(field),
                false => after,
            };
            let after = after.trim_start();
            let starts = before.is_none_or(|c| !c.is_alphanumeric() && c != '_');
            starts && after.starts_with('=') && !after.starts_with("==")
        })
    };
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("--") && assigns(line));
    match (lines.next(), lines.next()) {
        (Some((at, _)), None) => u32::try_from(at + 1).ok(),
        _ => None,
    }
}

/// The first line in which a name stands in quotes.
fn line_naming(text: &str, name: &str) -> Option<u32> {
    let quoted = ["'", "\""].map(|quote| format!("{quote}{name}{quote}"));
    let names = |line: &str| quoted.iter().any(|quoted| line.contains(quoted));
    let code = |line: &str| !line.trim_start().starts_with("--");
    let at = text.lines().position(|line| code(line) && names(line))?;
    u32::try_from(at + 1).ok()
}

/// Lets `require` find files in the folders, and writes down which ones it read.
fn search_in(lua: &Lua, dirs: &[PathBuf], plugins: &Path, files: &Files) -> mlua::Result<()> {
    let package: Table = lua.globals().get("package")?;
    let mut path = String::new();
    for dir in dirs {
        let dir = dir.to_string_lossy();
        // These two characters have a meaning in the path itself.
        if !dir.is_empty() && !dir.contains([';', '?']) {
            path.push_str(&format!("{dir}/?.lua;{dir}/?/init.lua;"));
        }
    }
    // What belongs to a plugin is found by the plugin's folder.
    path.push_str(&format!("{}/?/plugin/init.lua;", plugins.display()));
    path.push_str(&package.get::<String>("path")?);
    package.set("path", path)?;

    let search: Function = package.get("searchpath")?;
    let searched = Rc::clone(files);
    let of = package.clone();
    let searcher = lua.create_function(move |lua, name: String| {
        let path: String = of.get("path")?;
        let found: (Option<String>, Option<String>) = search.call((name, path))?;
        let Some(file) = found.0 else {
            return Ok((
                Value::String(lua.create_string(found.1.unwrap_or_default())?),
                None,
            ));
        };
        let chunk = run_file(lua, Path::new(&file), &searched)?;
        Ok((Value::Function(chunk), Some(file)))
    })?;
    package.get::<Table>("searchers")?.raw_set(2, searcher)?;
    let files = Rc::clone(files);
    let load_file = lua.create_function(move |lua, (file, env): (String, Option<Table>)| {
        let chunk = run_file(lua, Path::new(&file), &files)?;
        if let Some(env) = env {
            chunk.set_environment(env)?;
        }
        Ok(chunk)
    })?;
    // Written in Lua, so that what a file does while it is read may wait for something.
    lua.load(READING)
        .set_name(INTERNAL)
        .call((load_file, package))
}

/// `require`, `dofile` and `loadfile`.
const READING: &str = "
    local load_file, package = ...
    local error, ipairs, pcall, tostring, type = error, ipairs, pcall, tostring, type
    local concat, gmatch, min = table.concat, string.gmatch, math.min
    function require(name)
        if type(name) ~= 'string' then error('require needs the name of a module, a string', 2) end
        local loaded = package.loaded
        if loaded[name] ~= nil then return loaded[name] end
        local tried = {}
        for _, searcher in ipairs(package.searchers) do
            local loader, place = searcher(name)
            if type(loader) == 'function' then
                local value = loader(name, place)
                if value ~= nil then loaded[name] = value end
                if loaded[name] == nil then loaded[name] = true end
                return loaded[name], place
            end
            if type(loader) == 'string' then
                for file in gmatch(loader, \"no file '([^']*)'\") do tried[#tried + 1] = file end
            end
        end
        -- The folders of the person come first.
        local most, text = 4, 'there is no module ' .. name
        if #tried > 0 then text = text .. '; looked for ' .. concat(tried, ', ', 1, min(most, #tried)) end
        if #tried > most then text = text .. ' and in ' .. (#tried - most) .. ' other places' end
        error(text, 2)
    end
    function dofile(file)
        if type(file) ~= 'string' then error('dofile needs the path of a file, a string', 2) end
        return load_file(file)()
    end
    function loadfile(file, _, env)
        if type(file) ~= 'string' then error('loadfile needs the path of a file, a string', 2) end
        local done, chunk = pcall(load_file, file, env)
        if done then return chunk end
        return nil, tostring(chunk)
    end";

/// Returns a file as a function that runs it, and writes down that it is read.
pub(crate) fn run_file(lua: &Lua, file: &Path, files: &Files) -> mlua::Result<Function> {
    files.borrow_mut().push(file.to_owned());
    let shown = file.display();
    let code = read_code(file)
        .map_err(|error| mlua::Error::runtime(format!("{shown}: cannot be read: {error}")))?;
    lua.load(code)
        .set_name(format!("@{shown}"))
        .set_mode(ChunkMode::Text)
        .into_function()
}
