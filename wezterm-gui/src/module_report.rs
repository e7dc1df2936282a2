//! What is told of modules outside of the terminal, as JSON: one shape for the socket and the command
//! line, and the same words where a name is unknown or a wish is refused.
//!
//! Pure, any thread. What Lua is told is `lua-api-crates/module-framework`'s.

use serde_json::{Value, json};
use wezterm_module_framework::{
    Change, DecidedBy, ModuleError, ModuleHealth, ModuleInfo, ModuleManager, ModuleState,
    did_you_mean,
};

/// What is said where `config.enable_module_framework` is false.
pub(crate) const FRAMEWORK_OFF: &str =
    "the module framework is off: set config.enable_module_framework = true in wezterm.lua";

/// Returns one row of the list of modules.
pub(crate) fn row(info: &ModuleInfo) -> Value {
    json!({
        "name": info.metadata.name,
        "version": info.metadata.version,
        "status": info.status.word(),
        "error": failure(&info.status),
        "decided_by": info.decided_by.place(),
        "builtin": info.built_in,
        "description": info.metadata.description,
    })
}

/// Returns everything that is known of a module without asking it.
pub(crate) fn details(info: &ModuleInfo) -> Value {
    let metadata = &info.metadata;
    let capabilities = metadata.capabilities.iter().map(ToString::to_string);
    let granted = info.granted.iter().map(ToString::to_string);
    let reason = match &info.decided_by {
        DecidedBy::Health(why) => Some(why),
        DecidedBy::Default | DecidedBy::Config | DecidedBy::Person | DecidedBy::ThisRun => None,
    };
    let mut all = row(info);
    all["author"] = json!(metadata.author);
    all["capabilities"] = capabilities.collect();
    all["granted"] = granted.collect();
    all["dependencies"] = json!(metadata.dependencies);
    all["lua_namespace"] = json!(metadata.lua_namespace);
    all["reason"] = json!(reason);
    all["metrics"] = json!(info.faults.metrics());
    all
}

/// Returns how a module is doing.
pub(crate) fn health(name: &str, health: &ModuleHealth) -> Value {
    json!({
        "name": name,
        "status": health.status.to_string(),
        "message": health.message,
        "metrics": health.metrics,
    })
}

/// Returns what became of a wish to change a module.
pub(crate) fn change(name: &str, change: &Change) -> Value {
    json!({
        "name": name,
        "stopped": change.stopped,
        "started": change.started,
        "remarks": change.remarks,
    })
}

/// Says that there is no module of this name, which one may be meant, and which there are.
pub(crate) fn unknown(name: &str, manager: &ModuleManager) -> String {
    let names: Vec<String> = manager.list().into_iter().map(|row| row.name).collect();
    let there_are = match names.is_empty() {
        true => "there are none".to_owned(),
        false => format!("there are {}", names.join(", ")),
    };
    match did_you_mean(name, names.iter().map(String::as_str)) {
        Some(hint) => format!("there is no module `{name}`; {hint} ({there_are})"),
        None => format!("there is no module `{name}`; {there_are}"),
    }
}

/// Says why a wish was refused, in the words of the command line.
pub(crate) fn refusal(error: &ModuleError, manager: &ModuleManager) -> String {
    match error {
        ModuleError::Unknown(name) => unknown(name, manager),
        ModuleError::Disabled(name) => {
            format!("module `{name}` is disabled; `wezterm modules enable {name}` starts it")
        }
        other => other.to_string(),
    }
}

fn failure(status: &ModuleState) -> Option<&str> {
    match status {
        ModuleState::Failed(why) => Some(why),
        _ => None,
    }
}
