//! Which model a command is about: the one that the assistant would use, or another.
//!
//! Hides where settings come from: `wezterm.lua`, what a person chose, and the command line. It loads
//! nothing.

use std::io::Write;

use ai_assistant::models::{Inventory, Sources};
use ai_assistant::settings::{ModelSettings, SettingProblem};
use anyhow::bail;
use clap::Args;
use config::LoadOptions;
use serde_json::{Value, json};

use super::ask::Known;
use super::audit::safe;
use crate::builtins::builtin_modules;
use crate::folders::Folders;
use crate::host::model_of_lua;

/// What is said of the model on the command line.
#[derive(Clone, Debug, Args)]
pub struct ModelArgs {
    /// The model: as `wezterm ai models list` names it, a path, or `starter`; else the configured one.
    #[arg(long, value_name = "ID")]
    pub model: Option<String>,
    /// Where to run it: auto, cpu, cuda:0 or metal; else where the configuration says.
    #[arg(long)]
    pub device: Option<String>,
    /// How to store the weights of a folder while loading: Q4_0, Q8_0, Q4K and others.
    #[arg(long, value_name = "NAME")]
    pub quantization: Option<String>,
}

impl ModelArgs {
    /// Returns the settings of the model that is meant, and what is wrong with the assistant's.
    pub(super) fn settings(
        &self,
        load: &LoadOptions,
        folders: &Folders,
        notes: &mut dyn Write,
    ) -> anyhow::Result<(ModelSettings, Vec<SettingProblem>)> {
        let Known { state, loaded, .. } = Known::open(load, folders, builtin_modules(), notes)?;
        let own = loaded.config.module("ai_assistant");
        // A bare switch says nothing else; what could not be read is told by the configuration.
        let own = own.filter(|own| own.is_object());
        let (settings, problems) = ai_assistant::settings::read(own.unwrap_or(&Value::Null));
        let mut model = settings.model;
        if let (None, Some(id)) = (model_of_lua(&loaded.config), state.chosen_model()) {
            model.model_id = Some(id);
        }
        if let Some(name) = &self.model {
            let dirs = settings.model_dirs.as_deref();
            let sources = Sources::of_user(&folders.config, &folders.data, dirs);
            model = ModelSettings {
                model_id: of_this_machine(name, &sources),
                device: model.device,
                ..ModelSettings::default()
            };
        }
        let said = [
            ("device", &self.device),
            ("quantization", &self.quantization),
        ];
        for (key, value) in said {
            let Some(value) = value else { continue };
            // The settings know which values there are.
            let (read, problems) =
                ai_assistant::settings::read(&json!({ "model": { key: value } }));
            if let Some(problem) = problems.first() {
                bail!("--{key}: {}", safe(&problem.message));
            }
            match key {
                "device" => model.device = read.model.device,
                _ => model.quantization = read.model.quantization,
            }
        }
        Ok((model, problems))
    }
}

/// Returns the identifier of a model in this process; none is the starter.
fn of_this_machine(name: &str, sources: &Sources) -> Option<String> {
    if name == "starter" {
        return None;
    }
    let inventory = Inventory::scan(sources);
    let known = inventory.find(name).map(|model| model.id.clone());
    Some(known.unwrap_or_else(|_| name.to_owned()))
}
