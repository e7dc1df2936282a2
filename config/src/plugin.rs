//! `wezterm.plugin`: modules that lie in git repositories, by the address of the repository.
//!
//! Hides where a plugin lies and what stands in for one that does not: nothing is ever fetched while a
//! configuration loads. Runs on the thread of the Lua state. Fetching is the command line's.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use mlua::{Function, Lua, MultiValue, Table, Value};

use crate::load::{Notes, run_file};
use crate::lua::{Files, INTERNAL};
use crate::problem::{self, Problem};

/// The field of a stand-in's metatable that tells it from other tables.
const MARK: &str = "wezterm.absent_plugin";
/// The file of a plugin that is run.
const ENTRY: &str = "plugin/init.lua";

/// Where plugins lie, below the program's data folder.
pub const FOLDER: &str = "plugins";

/// Returns the name of a plugin's folder: its address with what a path or Lua's `require` would take apart
/// written otherwise, as WezTerm writes it (`/` as `sZs`, `:` as `sCs`, `.` as `sDs`).
pub fn folder_name(address: &str) -> String {
    let mut name = String::with_capacity(address.len() * 2);
    for c in address.trim_end_matches('/').chars() {
        match c {
            '/' | '\\' => name.push_str("sZs"),
            ':' => name.push_str("sCs"),
            '.' => name.push_str("sDs"),
            c if c.is_alphanumeric() || c == '-' || c == '_' => name.push(c),
            c => name.push_str(&format!("u{}", u32::from(c))),
        }
    }
    name
}

/// What `wezterm.plugin` is made from.
pub(crate) struct Plugins {
    /// Where they lie.
    pub(crate) folder: PathBuf,
    /// What `~` means.
    pub(crate) home: PathBuf,
    /// What a relative path is relative to.
    pub(crate) config_dir: PathBuf,
    /// The files that are read.
    pub(crate) files: Files,
    /// Where a plugin that is not there is told.
    pub(crate) notes: Notes,
    /// The addresses that were asked for and are not there.
    pub(crate) absent: Absent,
}

/// The addresses of plugins that a configuration asks for and that are not there.
pub(crate) type Absent = Rc<std::cell::RefCell<Vec<String>>>;

impl Plugins {
    /// Returns the folder that a plugin lies in, whether or not it is there: of its own for an address that
    /// is fetched, the very folder for a path or a `file://` address of one.
    fn place(&self, address: &str) -> PathBuf {
        let local = address.strip_prefix("file://");
        let path = local.or_else(|| {
            let is_path = address.starts_with(['/', '.', '~']) || Path::new(address).is_absolute();
            is_path.then_some(address)
        });
        let Some(path) = path else {
            return self.folder.join(folder_name(address));
        };
        let given = match path.strip_prefix("~/") {
            Some(below) => self.home.join(below),
            None => self.config_dir.join(path),
        };
        match given.join(ENTRY).is_file() {
            true => given,
            // A bare repository, or one that was fetched for another machine.
            false => self.folder.join(folder_name(address)),
        }
    }
}

/// `wezterm.plugin.require`, which runs a plugin once.
const REQUIRE: &str = "
    local look = ...
    local error, type = error, type
    local known = {}
    return function(address)
        if type(address) ~= 'string' then
            error('wezterm.plugin.require needs the address of a repository, a string', 2)
        end
        if known[address] == nil then
            local found, chunk = look(address)
            if chunk then found = chunk(address) end
            if found == nil then found = true end
            known[address] = found
        end
        return known[address]
    end";

/// Makes `wezterm.plugin`.
pub(crate) fn install(lua: &Lua, wezterm: &Table, plugins: Plugins) -> mlua::Result<()> {
    let plugins = Rc::new(plugins);
    let table = lua.create_table()?;
    let stand_in = stand_in(lua)?;
    let own = Rc::clone(&plugins);
    let look = lua.create_function(move |lua, address: String| {
        let entry = own.place(&address).join(ENTRY);
        if !entry.is_file() {
            tell_absent(lua, &own, &address);
            return Ok((Value::Table(stand_in.clone()), None));
        }
        // The file is run by Lua itself, so that it may wait for something.
        Ok((Value::Nil, Some(run_file(lua, &entry, &own.files)?)))
    })?;
    let require: Function = lua.load(REQUIRE).set_name(INTERNAL).call(look)?;
    table.raw_set("require", require)?;
    let own = Rc::clone(&plugins);
    table.raw_set(
        "list",
        lua.create_function(move |lua, ()| list(lua, &own.folder))?,
    )?;
    table.raw_set(
        "update_all",
        lua.create_function(|_, ()| -> mlua::Result<()> {
            Err(mlua::Error::runtime(
                "wezterm.plugin.update_all would use the network; run `wezterm plugin update`",
            ))
        })?,
    )?;
    wezterm.raw_set("plugin", table)
}

fn tell_absent(lua: &Lua, plugins: &Plugins, address: &str) {
    plugins.absent.borrow_mut().push(address.to_owned());
    let (file, line) = problem::caller(lua);
    let text = format!("the plugin {address} is not here, so what it would do is not done");
    let hint = format!("run `wezterm plugin fetch {address}`");
    plugins.notes.borrow_mut().push(Problem {
        file,
        line,
        ..Problem::warning(text).hint(hint)
    });
}

/// Describes the plugins that were fetched.
fn list(lua: &Lua, folder: &Path) -> mlua::Result<Table> {
    let all = lua.create_table()?;
    for plugin in fetched(folder) {
        let entry = lua.create_table()?;
        entry.raw_set("url", plugin.address)?;
        entry.raw_set("component", plugin.component)?;
        entry.raw_set(
            "plugin_dir",
            lua.create_string(plugin.folder.as_os_str().as_encoded_bytes())?,
        )?;
        all.raw_push(entry)?;
    }
    Ok(all)
}

/// A plugin that was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The address that it came from.
    pub address: String,
    /// The name of its folder.
    pub component: String,
    /// Where it lies.
    pub folder: PathBuf,
}

/// Lists the plugins below a folder, by name; of each its address stands in git's own settings.
pub fn fetched(folder: &Path) -> Vec<Fetched> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut all: Vec<Fetched> = entries
        .filter_map(|entry| {
            let folder = entry.path();
            let component = entry.file_name().into_string().ok()?;
            folder.join(ENTRY).is_file().then(|| Fetched {
                address: origin(&folder).unwrap_or_default(),
                component,
                folder,
            })
        })
        .collect();
    all.sort_by(|a, b| a.component.cmp(&b.component));
    all
}

/// Reads where a repository was cloned from: the `url` of its first remote.
fn origin(folder: &Path) -> Option<String> {
    let settings = std::fs::read_to_string(folder.join(".git/config")).ok()?;
    settings.lines().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == "url").then(|| value.trim().to_owned())
    })
}

/// Makes what stands in for a plugin that is not there: each of its fields, and what it returns when it is
/// called, is itself, so that a file which uses the plugin loads to its end.
fn stand_in(lua: &Lua) -> mlua::Result<Table> {
    let stand_in = lua.create_table()?;
    let meta = lua.create_table()?;
    let itself = stand_in.clone();
    let same = lua.create_function(move |_, _: MultiValue| Ok(itself.clone()))?;
    for event in [
        "__index", "__call", "__concat", "__add", "__sub", "__mul", "__div", "__unm",
    ] {
        meta.raw_set(event, &same)?;
    }
    meta.raw_set(
        "__newindex",
        lua.create_function(|_, _: MultiValue| Ok(()))?,
    )?;
    meta.raw_set("__len", lua.create_function(|_, _: MultiValue| Ok(0))?)?;
    meta.raw_set(
        "__tostring",
        lua.create_function(|_, _: MultiValue| Ok("a plugin that is not here"))?,
    )?;
    meta.raw_set(MARK, true)?;
    stand_in.set_metatable(Some(meta))?;
    Ok(stand_in)
}

/// Tells whether a value stands in for something of a plugin that is not there.
pub(crate) fn is_absent(value: &Value) -> bool {
    let Value::Table(table) = value else {
        return false;
    };
    let meta = table.metatable();
    meta.is_some_and(|meta| {
        meta.raw_get(MARK)
            .is_ok_and(|mark: Option<bool>| mark == Some(true))
    })
}

#[cfg(test)]
mod tests {
    use super::folder_name;

    #[test]
    fn a_plugins_folder_is_called_by_its_address() {
        assert_eq!(
            folder_name("https://github.com/owner/bar.wezterm/"),
            "httpssCssZssZsgithubsDscomsZsownersZsbarsDswezterm"
        );
        assert_eq!(folder_name("a b"), "au32b");
    }
}
