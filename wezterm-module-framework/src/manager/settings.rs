//! What `config.modules` says about modules in general. Each module reads its own settings itself.

use serde_json::{Map, Value};

use crate::module::{Capabilities, ScopedCapability};

/// Returns a module's settings: `ai-assistant` is written `ai_assistant` in Lua.
pub(super) fn of<'a>(settings: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    settings
        .get(&name.replace('-', "_"))
        .or_else(|| settings.get(name))
}

/// Tells whether the settings switch a module off.
pub(super) fn is_off(settings: &Map<String, Value>, name: &str) -> bool {
    match of(settings, name) {
        Some(Value::Bool(on)) => !on,
        Some(own) => own.get("enabled") == Some(&Value::Bool(false)),
        None => false,
    }
}

/// Returns what module `name` may do: what it declares, or the part of it that its settings name.
/// Looks at the disk, where scopes lie.
pub(super) fn granted(
    name: &str,
    config: &Value,
    declared: &[ScopedCapability],
) -> Result<Capabilities, String> {
    let home = std::env::home_dir();
    let real = |grants: Vec<ScopedCapability>| -> Result<Capabilities, String> {
        let real = grants.into_iter().map(|grant| {
            let scope = grant.scope.resolved(grant.capability, home.as_deref());
            scope.map(|scope| ScopedCapability { scope, ..grant })
        });
        Ok(Capabilities::scoped(
            name,
            real.collect::<Result<Vec<_>, _>>()?,
        ))
    };
    let declared = real(declared.to_vec())?;
    match config.get("capabilities") {
        Some(chosen) => Ok(declared.and(&real(chosen_grants(chosen)?)?)),
        None => Ok(declared),
    }
}

fn chosen_grants(value: &Value) -> Result<Vec<ScopedCapability>, String> {
    ScopedCapability::read_all(value)
        .map_err(|why| format!("its setting `capabilities` is wrong: {why}"))
}

/// Says which settings name nothing that is known.
pub(super) fn problems(settings: &Map<String, Value>, known: &[String]) -> Vec<String> {
    let mut problems = Vec::new();
    for (key, value) in settings {
        if !known.iter().any(|name| same(name, key)) {
            let known: Vec<String> = known.iter().map(|name| name.replace('-', "_")).collect();
            problems.push(format!(
                "config.modules.{key} names no module; there are {}",
                known.join(", ")
            ));
        }
        if let Some(chosen) = value.get("capabilities")
            && let Err(why) = chosen_grants(chosen)
        {
            problems.push(format!("config.modules.{key}: {why}"));
        }
    }
    problems
}

fn same(name: &str, key: &str) -> bool {
    name == key || name.replace('-', "_") == key
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn a_hyphenated_module_is_found_by_its_lua_name() {
        let settings = map(json!({ "ai_assistant": { "enabled": false }, "commander": false }));
        assert!(is_off(&settings, "ai-assistant"));
        assert!(is_off(&settings, "commander"));
        assert!(!is_off(&settings, "filesystem"));
    }

    #[test]
    fn settings_can_take_capabilities_away_and_never_add_one() {
        use crate::module::ModuleCapability::{FileSystemRead, FileSystemWrite};
        let declared = [FileSystemRead.into(), FileSystemWrite.into()];
        let given = |config: Value| granted("m", &config, &declared);
        let config = json!({ "capabilities": ["FileSystemRead", "ProcessSpawn"] });
        assert_eq!(given(config), Ok(Capabilities::new("m", [FileSystemRead])));
        let all = Capabilities::new("m", [FileSystemRead, FileSystemWrite]);
        assert_eq!(given(Value::Null), Ok(all));
        let none = Ok(Capabilities::new("m", []));
        assert_eq!(given(json!({ "capabilities": {} })), none);
    }

    #[test]
    fn settings_narrow_a_scope_and_never_widen_it() {
        let home = tempfile::tempdir().unwrap();
        let real = home.path().canonicalize().unwrap();
        let place = |name: &str| real.join(name).to_string_lossy().into_owned();
        let declared =
            ScopedCapability::read_all(&json!({ "FileSystemRead": [place("notes")] })).unwrap();
        let given = |paths: Value| {
            let config = json!({ "capabilities": { "FileSystemRead": paths } });
            let granted = granted("m", &config, &declared).unwrap();
            granted
                .grants()
                .map(|grant| grant.to_string())
                .collect::<Vec<_>>()
        };
        let whole = format!("FileSystemRead ({})", place("notes"));
        let part = format!("FileSystemRead ({})", place("notes/a"));
        assert_eq!(given(json!(true)), [whole.as_str()]);
        assert_eq!(given(json!(["/"])), [whole.as_str()]);
        assert_eq!(
            given(json!([place("notes/a"), place("other")])),
            [part.as_str()]
        );
        assert_eq!(given(json!([place("other")])), [""; 0]);
        assert_eq!(given(json!(false)), [""; 0]);
    }

    #[test]
    fn what_names_nothing_is_reported() {
        let settings = map(json!({
            "comander": {},
            "filesystem": { "capabilities": ["Fly"] },
        }));
        let known = ["commander".to_owned(), "filesystem".to_owned()];
        let problems = problems(&settings, &known);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert_eq!(
            problems[0],
            "config.modules.comander names no module; there are commander, filesystem"
        );
        assert!(
            problems[1].contains("there is no capability `Fly`"),
            "{problems:?}"
        );
    }
}
