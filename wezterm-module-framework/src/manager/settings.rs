//! What `config.modules` says about modules in general. Each module reads its own settings itself.

use serde_json::{Map, Value};

use super::schema;
use crate::module::{Capabilities, ModuleCapability, ScopedCapability};

/// Returns what is said of a module: `ai-assistant` is written `ai_assistant` in Lua.
fn of<'a>(settings: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    settings
        .get(&name.replace('-', "_"))
        .or_else(|| settings.get(name))
}

/// Returns a module's settings; `commander = true` says nothing of them.
pub(super) fn own<'a>(settings: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    of(settings, name).filter(|own| !own.is_boolean())
}

/// Returns a module's settings without the values that its schema forbids.
pub(super) fn usable(schema: Option<&Value>, own: &Value) -> Value {
    match schema {
        Some(schema) => schema::without_wrong(&with_common(schema), own),
        None => own.clone(),
    }
}

/// Tells whether the settings switch a module on or off, where they say.
pub(super) fn switched(settings: &Map<String, Value>, name: &str) -> Option<bool> {
    match of(settings, name)? {
        Value::Bool(on) => Some(*on),
        own => own.get("enabled").and_then(Value::as_bool),
    }
}

/// Returns what switches a module on or off, as a person writes it.
pub(super) fn switch(settings: &Map<String, Value>, name: &str, on: bool) -> String {
    let key = match of(settings, name) {
        Some(Value::Bool(_)) => "",
        _ => ".enabled",
    };
    format!("config.modules.{}{key} = {on}", name.replace('-', "_"))
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

/// What a module says of the settings that it takes.
pub(super) struct Known {
    pub(super) name: String,
    pub(super) schema: Option<Value>,
    /// What it declares; its settings choose from that.
    pub(super) grants: Vec<ScopedCapability>,
}

/// Says what in the settings names nothing that is known, or has a value that cannot be used.
pub(super) fn problems(settings: &Map<String, Value>, known: &[Known]) -> Vec<String> {
    let mut problems = Vec::new();
    for (key, value) in settings {
        let place = format!("config.modules.{key}");
        let Some(Known {
            name,
            schema,
            grants,
        }) = known.iter().find(|module| same(&module.name, key))
        else {
            let names: Vec<String> = known.iter().map(|m| m.name.replace('-', "_")).collect();
            let hint = schema::did_you_mean(key, names.iter().map(String::as_str))
                .unwrap_or_else(|| format!("there are {}", names.join(", ")));
            problems.push(format!("{place} names no module; {hint}"));
            continue;
        };
        if let Some(chosen) = value.get("capabilities") {
            match chosen_grants(chosen) {
                Ok(chosen) => {
                    // As they are written; where paths lead the disk tells, when the module starts.
                    let chooses = Capabilities::scoped(name.as_str(), chosen.iter().cloned());
                    let granted =
                        Capabilities::scoped(name.as_str(), grants.iter().cloned()).and(&chooses);
                    let told = in_vain(&granted, &chosen, grants);
                    let told =
                        told.filter(|(one, declared)| !(*declared && has_paths(one.capability)));
                    problems.extend(told.map(|(one, _)| vain(one, name, grants, &place)));
                }
                Err(why) => problems.push(format!("{place}: {why}")),
            }
        }
        if !value.is_object() {
            // A bare switch, or what could not be read, which was told then.
            continue;
        }
        if let Some(on) = value.get("enabled").filter(|on| !on.is_boolean()) {
            problems.push(format!("{place}.enabled must be true or false, not {on}"));
        }
        let Some(schema) = schema else { continue };
        let found = schema::check(&with_common(schema), value, &place);
        problems.extend(
            found
                .into_iter()
                .map(|why| format!("{why} (module `{name}`)")),
        );
    }
    problems
}

/// Says which paths of the settings leave a module nothing of what it declares. `granted` is what it
/// gets, by the disk.
pub(super) fn paths_in_vain(
    granted: &Capabilities,
    config: &Value,
    declared: &[ScopedCapability],
) -> Vec<String> {
    let chosen = config.get("capabilities").map(chosen_grants);
    let chosen = chosen.and_then(Result::ok).unwrap_or_default();
    let name = granted.module();
    let place = format!("config.modules.{}", name.replace('-', "_"));
    let told = in_vain(granted, &chosen, declared).filter(|(one, declared)| {
        // The others were told when the file was read.
        *declared && has_paths(one.capability)
    });
    told.map(|(one, _)| vain(one, name, declared, &place))
        .collect()
}

/// Returns which of the capabilities that the settings name the module does not get by them, and
/// whether it declares them.
fn in_vain<'a>(
    granted: &'a Capabilities,
    chosen: &'a [ScopedCapability],
    declared: &'a [ScopedCapability],
) -> impl Iterator<Item = (&'a ScopedCapability, bool)> {
    let missing = chosen.iter().filter(|one| !granted.has(one.capability));
    missing.map(|one| {
        let same = |own: &ScopedCapability| own.capability == one.capability;
        (one, declared.iter().any(same))
    })
}

fn has_paths(capability: ModuleCapability) -> bool {
    matches!(
        capability,
        ModuleCapability::FileSystemRead | ModuleCapability::FileSystemWrite
    )
}

fn vain(one: &ScopedCapability, name: &str, declared: &[ScopedCapability], place: &str) -> String {
    let capability = one.capability;
    let own = declared.iter().find(|own| own.capability == capability);
    match own {
        Some(own) => format!(
            "{place}.capabilities: nothing of {one} is left: module `{name}` declares {own}, and \
             the two have nothing in common"
        ),
        None => format!(
            "{place}.capabilities: module `{name}` does not declare {capability}, and so does not \
             get it"
        ),
    }
}

/// Adds what every module's settings may hold, which is checked elsewhere.
fn with_common(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(root) = schema.as_object_mut() {
        // A setting that is left out has its usual value.
        root.remove("required");
        let own = root
            .entry("properties")
            .or_insert_with(|| Value::Object(Map::new()));
        if let Some(own) = own.as_object_mut() {
            for common in ["enabled", "capabilities"] {
                own.insert(common.to_owned(), Value::Bool(true));
            }
        }
    }
    schema
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

    fn known(name: &str, schema: Option<Value>, grants: Value) -> Known {
        Known {
            name: name.to_owned(),
            schema,
            grants: ScopedCapability::read_all(&grants).unwrap(),
        }
    }

    #[test]
    fn a_capability_that_the_settings_name_in_vain_says_who_took_it_away() {
        let known = [known(
            "climate",
            None,
            json!({ "ProcessSpawn": ["python3"] }),
        )];
        let told = |capabilities: Value| {
            let own = json!({ "climate": { "capabilities": capabilities } });
            problems(&map(own), &known)
        };
        assert_eq!(told(json!({ "ProcessSpawn": ["python3"] })), [""; 0]);
        assert_eq!(told(json!({ "ProcessSpawn": false })), [""; 0]);
        assert_eq!(
            told(json!({ "ProcessSpawn": ["git"], "NetworkAccess": true })),
            [
                "config.modules.climate.capabilities: nothing of ProcessSpawn (git) is left: module \
                 `climate` declares ProcessSpawn (python3), and the two have nothing in common",
                "config.modules.climate.capabilities: module `climate` does not declare \
                 NetworkAccess, and so does not get it",
            ]
        );
    }

    #[test]
    fn a_wrong_value_is_left_out_and_what_is_right_beside_it_stays() {
        let schema = json!({
            "type": "object",
            "properties": {
                "greeting": { "type": "string" },
                "limits": {
                    "type": "object",
                    "properties": { "most": { "type": "integer" }, "least": { "type": "integer" } },
                },
                "names": { "type": "array", "items": { "type": "string" } },
            },
        });
        let given = json!({
            "enabled": true, "greeting": 5, "names": ["a", 1], "unknown": 1,
            "limits": { "most": "many", "least": 2 },
        });
        assert_eq!(
            usable(Some(&schema), &given),
            json!({ "enabled": true, "unknown": 1, "limits": { "least": 2 } })
        );
        assert_eq!(usable(Some(&schema), &json!("on")), Value::Null);
        assert_eq!(usable(None, &given), given);
    }

    #[test]
    fn a_hyphenated_module_is_found_by_its_lua_name() {
        let settings = map(json!({ "ai_assistant": { "enabled": false }, "commander": false }));
        assert_eq!(switched(&settings, "ai-assistant"), Some(false));
        assert_eq!(switched(&settings, "commander"), Some(false));
        assert_eq!(switched(&settings, "filesystem"), None);
    }

    #[test]
    fn a_bare_switch_is_no_setting_and_is_named_as_it_is_written() {
        let settings = map(json!({ "ai_assistant": { "enabled": false }, "commander": false }));
        let own = |name| own(&settings, name).is_some();
        assert_eq!((own("ai-assistant"), own("commander")), (true, false));
        assert_eq!(
            ["ai-assistant", "commander"].map(|name| switch(&settings, name, false)),
            [
                "config.modules.ai_assistant.enabled = false",
                "config.modules.commander = false"
            ]
        );
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
        let known = [
            known("commander", None, json!([])),
            known("filesystem", None, json!([])),
        ];
        let found = problems(&settings, &known);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(
            found[0],
            "config.modules.comander names no module; did you mean `commander`?"
        );
        assert!(
            found[1].contains("there is no capability `Fly`"),
            "{found:?}"
        );
        let far = map(json!({ "zoo": {} }));
        assert_eq!(
            problems(&far, &known),
            ["config.modules.zoo names no module; there are commander, filesystem"]
        );
    }

    #[test]
    fn settings_are_held_against_the_schema_of_their_module() {
        let schema = json!({
            "type": "object",
            "properties": { "timeout_ms": { "type": "integer", "minimum": 0 } },
            "required": ["timeout_ms"],
        });
        let known = [known("my-module", Some(schema), json!([]))];
        let told = |value: Value| problems(&map(json!({ "my_module": value })), &known);
        let fine = json!({ "enabled": true, "capabilities": [], "timeout_ms": 5 });
        assert_eq!(told(fine), Vec::<String>::new());
        assert_eq!(told(json!(false)), Vec::<String>::new());
        assert_eq!(
            told(json!({ "timeout": 5, "timeout_ms": "5", "enabled": "yes" })),
            [
                "config.modules.my_module.enabled must be true or false, not \"yes\"",
                "config.modules.my_module.timeout is not a setting; did you mean `timeout_ms`? \
                 (module `my-module`)",
                "config.modules.my_module.timeout_ms must be a whole number, not \"5\" (module \
                 `my-module`)",
            ]
        );
        // The configuration has told that it cannot be read.
        assert_eq!(told(json!("cannot be read")), Vec::<String>::new());
    }
}
