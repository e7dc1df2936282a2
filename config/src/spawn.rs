//! What is started in a new pane, and the domains that decide how.
//!
//! Hides how Lua writes a program to start, and how the function of an exec domain is kept: as the
//! handler of an event of its own, so that the configuration itself stays plain data. It starts
//! nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;

use mlua::{Function, IntoLua, Lua, LuaSerdeExt, Table, Value};

use crate::lua;
use crate::value::{self, Fault, Faults, is_absent};

/// The domain that starts programs as they are.
pub const LOCAL_DOMAIN: &str = "local";

/// Where a program is started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SpawnDomain {
    /// In the domain of the pane that it is started from.
    #[default]
    CurrentPane,
    /// In `config.default_domain`.
    Default,
    /// In the domain of that name.
    Named(String),
    /// In the domain of that number, as `MuxDomain:domain_id()` tells it.
    Numbered(usize),
}

/// How much room a new pane gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaneShare {
    /// That many hundredths.
    Percent(u8),
    /// That many cells.
    Cells(usize),
}

/// A program to start, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpawnCommand {
    /// What menus call it.
    pub label: Option<String>,
    /// Program and arguments; none means the default program.
    pub args: Option<Vec<String>>,
    /// The directory it starts in.
    pub cwd: Option<PathBuf>,
    /// Variables added to its environment.
    pub set_environment_variables: BTreeMap<String, String>,
    /// The domain it is started in.
    pub domain: SpawnDomain,
}

/// A domain that starts programs as a Lua function changes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecDomain {
    /// Its name.
    pub name: String,
    /// What menus call it.
    pub label: Option<String>,
    /// The event whose handler takes a [`SpawnCommand`] as a table and returns another one.
    pub fixup_event: String,
}

/// Returns a command as Lua handlers take it.
pub fn spawn_table(lua: &Lua, command: &SpawnCommand) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    table.raw_set("label", command.label.clone())?;
    table.raw_set("args", command.args.clone())?;
    table.raw_set(
        "cwd",
        command.cwd.as_ref().map(|cwd| cwd.display().to_string()),
    )?;
    let env = lua.to_value(&command.set_environment_variables)?;
    table.raw_set("set_environment_variables", env)?;
    let domain = match &command.domain {
        SpawnDomain::CurrentPane => lua.to_value("CurrentPaneDomain")?,
        SpawnDomain::Default => lua.to_value("DefaultDomain")?,
        SpawnDomain::Named(name) => lua
            .create_table_from([("DomainName", name.clone())])?
            .into_lua(lua)?,
        SpawnDomain::Numbered(number) => lua
            .create_table_from([("DomainId", *number)])?
            .into_lua(lua)?,
    };
    table.raw_set("domain", domain)?;
    Ok(table)
}

/// Reads a command that Lua hands over; the error says what is wrong with it. A field that nobody knows is one, other
/// than in a file: who calls is there to hear it.
pub fn read_spawn(value: &Value) -> Result<SpawnCommand, String> {
    let told = |fault: Fault| fault.to_string();
    value::finite(value).map_err(told)?;
    match value::unknown_fields(value, SPAWN).into_iter().next() {
        Some(unknown) => Err(told(unknown)),
        None => spawn(value).map_err(told),
    }
}

/// `wezterm.exec_domain(name, fixup, label?)`.
pub(crate) fn exec_domain(
    lua: &Lua,
    (name, fixup, label): (String, Function, Option<String>),
) -> mlua::Result<Table> {
    let event = format!("exec-domain-{name}");
    lua::replace_handler(lua, &event, fixup)?;
    let domain = lua.create_table()?;
    domain.raw_set("name", name)?;
    domain.raw_set("event", event)?;
    domain.raw_set("label", label)?;
    Ok(domain)
}

/// Reads what `wezterm.exec_domain` returns.
pub(crate) fn read_exec_domain(value: &Value) -> Result<ExecDomain, Fault> {
    let fields = value::fields(value)?;
    let text = |name: &str| {
        let field = fields.get(name).filter(|field| !field.is_nil());
        field
            .map(value::text)
            .transpose()
            .map_err(|f| f.within(name))
    };
    match (text("name")?, text("event")?) {
        (Some(name), Some(_)) if name == LOCAL_DOMAIN => Err(Fault::new(format!(
            "{name:?} is the domain that is always there: choose another name"
        ))),
        (Some(name), Some(fixup_event)) => Ok(ExecDomain {
            name,
            label: text("label")?,
            fixup_event,
        }),
        _ => Err(value::expected("what wezterm.exec_domain returns", value)),
    }
}

pub(crate) fn domain(value: &Value) -> Result<SpawnDomain, Fault> {
    let expected = || {
        let shape =
            "\"CurrentPaneDomain\", \"DefaultDomain\", {DomainName = name} or {DomainId = number}";
        value::expected(shape, value)
    };
    match value {
        absent if is_absent(absent) => Ok(SpawnDomain::CurrentPane),
        Value::String(_) => {
            let words = [
                ("CurrentPaneDomain", SpawnDomain::CurrentPane),
                ("DefaultDomain", SpawnDomain::Default),
            ];
            value::word(value, &words)
        }
        other => {
            let fields = value::fields(other)?;
            match (fields.get("DomainName"), fields.get("DomainId")) {
                (Some(name), None) => value::text(name)
                    .map(SpawnDomain::Named)
                    .map_err(|fault| fault.within("DomainName")),
                (None, Some(number)) => value::integer(number, 0, i64::from(u32::MAX))
                    .map(|number| SpawnDomain::Numbered(usize::try_from(number).unwrap_or(0)))
                    .map_err(|fault| fault.within("DomainId")),
                _ => Err(expected()),
            }
        }
    }
}

/// The fields of a program to start.
pub(crate) const SPAWN: &[&str] = &[
    "label",
    "args",
    "cwd",
    "set_environment_variables",
    "domain",
    "position",
];

/// Reads a program to start, with where and how; fields that nobody knows are told elsewhere.
pub(crate) fn spawn(value: &Value) -> Result<SpawnCommand, Fault> {
    let mut command = SpawnCommand::default();
    if value.is_nil() {
        return Ok(command);
    }
    for (name, value) in value::fields(value)? {
        let named = |fault: Fault| fault.within(&name);
        match name.as_str() {
            "label" => command.label = Some(value::text(&value).map_err(named)?),
            "args" => command.args = Some(program(&value).map_err(named)?),
            "cwd" => command.cwd = Some(value::text(&value).map_err(named)?.into()),
            "set_environment_variables" => {
                command.set_environment_variables = value::text_map(&value).map_err(named)?;
            }
            "domain" => command.domain = domain(&value).map_err(named)?,
            "position" => log::info!("the position of a spawned window has no effect yet"),
            _ => {}
        }
    }
    Ok(command)
}

/// Reads a list of programs to start, and what nobody knows in it.
pub(crate) fn menu(value: &Value) -> Result<(Vec<SpawnCommand>, Faults), Fault> {
    let commands = value::list(value, spawn)?;
    let mut faults = Faults::default();
    for (i, command) in value::elements(value::table(value)?)?.iter().enumerate() {
        let unknown = value::unknown_fields(command, SPAWN).into_iter();
        faults.0.extend(unknown.map(|fault| fault.nth(i + 1)));
    }
    Ok((commands, faults))
}

/// Reads a program with its arguments.
pub(crate) fn program(value: &Value) -> Result<Vec<String>, Fault> {
    let args = value::texts(value)?;
    match args.first() {
        Some(program) if !program.is_empty() => Ok(args),
        _ => Err(Fault::new(
            "expected a program and its arguments, got nothing to run",
        )),
    }
}

pub(crate) fn share(value: &Value) -> Result<Option<PaneShare>, Fault> {
    if value.is_nil() {
        return Ok(None);
    }
    let expected = || value::expected("{Percent = number} or {Cells = number}", value);
    let fields = value::fields(value)?;
    match (fields.get("Percent"), fields.get("Cells")) {
        (Some(percent), None) => {
            let percent = value::integer(percent, 1, 99).map_err(|f| f.within("Percent"))?;
            Ok(u8::try_from(percent).ok().map(PaneShare::Percent))
        }
        (None, Some(cells)) => {
            let cells = value::integer(cells, 1, 10_000).map_err(|f| f.within("Cells"))?;
            Ok(usize::try_from(cells).ok().map(PaneShare::Cells))
        }
        _ => Err(expected()),
    }
}
