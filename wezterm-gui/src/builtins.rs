//! The modules that are part of this program: the file that names them, and that knows whether this
//! build has modules (cargo feature `modules`).
//!
//! Everybody else reads [`BUILT_IN`], or is handed a list, so that a build without modules is one more
//! value. Only `wezterm ai models`, `bench`, `doctor`, `key`, `changes`, `undo` and `wezterm mcp`
//! (`cli/models*`, `cli/model_args.rs` and files of their names) name the modules' crates too, and are not
//! there without them. Pure, any thread. It starts nothing.

use wezterm_module_framework::ModuleDescriptor;

pub use compiled::{builtin_modules, setting_problems};

/// The list of the built-in modules; none in a build without modules, which has no manager either.
pub const BUILT_IN: Option<fn() -> Vec<ModuleDescriptor>> = match cfg!(feature = "modules") {
    true => Some(builtin_modules),
    false => None,
};

/// What is said where a build without modules is asked for one.
pub const NOT_BUILT: &str = "this build has no modules (cargo feature `modules`)";

/// The program's version, and whether modules are in it.
pub const VERSION: &str = match cfg!(feature = "modules") {
    true => env!("CARGO_PKG_VERSION"),
    false => concat!(
        env!("CARGO_PKG_VERSION"),
        "; this build has no modules (cargo feature `modules`)"
    ),
};

#[cfg(feature = "modules")]
mod compiled {
    use ai_assistant::settings::ProblemKind;
    use config::{Config, Problem};
    use wezterm_module_framework::ModuleDescriptor;

    /// Returns the modules that are part of this program.
    pub fn builtin_modules() -> Vec<ModuleDescriptor> {
        let settings = serde_json::Value::Null;
        vec![
            filesystem::descriptor(settings.clone()),
            commander::descriptor(settings.clone()),
            ai_assistant::descriptor(settings),
        ]
    }

    /// Returns what is wrong with the settings of a built-in module that reads them itself.
    pub fn setting_problems(config: &Config) -> Vec<Problem> {
        let nothing = serde_json::Value::Null;
        // `ai_assistant = false` switches the module off and says nothing else; what could not be read is
        // told by the configuration.
        let own = config.module("ai_assistant").filter(|own| own.is_object());
        let (_, faults) = ai_assistant::settings::read(own.unwrap_or(&nothing));
        let problems = faults.iter().map(|fault| match fault.kind {
            ProblemKind::Error => Problem::error(fault.to_string()),
            ProblemKind::Warning => Problem::warning(fault.to_string()),
        });
        problems.collect()
    }
}

#[cfg(not(feature = "modules"))]
mod compiled {
    use config::{Config, Problem};
    use wezterm_module_framework::ModuleDescriptor;

    /// Returns no module: this build has none.
    pub fn builtin_modules() -> Vec<ModuleDescriptor> {
        Vec::new()
    }

    /// Returns nothing: nobody reads the settings.
    pub fn setting_problems(_: &Config) -> Vec<Problem> {
        Vec::new()
    }
}
