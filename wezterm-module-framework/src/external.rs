//! Modules that are no part of this program: a folder with a `module.toml`, and the code beside it.
//!
//! It hides what kinds there are. A kind is one row of [`KINDS`]: its name, and how its part of the
//! manifest is read, which gives what makes the module. What comes out is an ordinary
//! [`WezTermModule`], so that the manager knows nothing of kinds. It reads folders, so it is for
//! background work or for the start.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use crate::host::Host;
use crate::module::{
    ModuleDescriptor, ModuleMetadata, ModuleType, ScopedCapability, WezTermModule,
};

mod journal;
mod lua;
pub mod manifest;
mod process;

pub use manifest::{Manifest, Problem};

use manifest::Section;

/// Makes the module that a manifest describes. The kinds are the framework's own code, so they are
/// given the terminal itself; what runs inside a module is given what the module may use of it.
pub type Loader =
    Arc<dyn Fn(&Manifest, Arc<dyn Host>) -> anyhow::Result<Arc<dyn WezTermModule>> + Send + Sync>;

/// A kind of external module.
struct Kind {
    /// What `kind` says in a manifest, and the name of the table with the kind's own keys.
    name: &'static str,
    /// Reads that table, which is empty where the manifest has none, and checks it against the
    /// folder.
    read: fn(&mut Section<'_>, &Path) -> Result<Loader, Problem>,
}

/// Every kind there is. Another is another row.
const KINDS: &[Kind] = &[
    Kind {
        name: "lua",
        read: lua::read,
    },
    Kind {
        name: "process",
        read: process::read,
    },
];

/// A folder that claims to be a module.
pub(crate) struct Found {
    /// What its manifest says, or just the folder's name.
    pub(crate) descriptor: ModuleDescriptor,
    /// Why it cannot be used.
    pub(crate) broken: Option<String>,
}

/// Reads the manifest of every folder in `folder` that is not among the `known` modules, by name.
/// Those have their names and namespaces, also against a folder that is called like a built-in.
pub(crate) fn discover(folder: &Path, known: &[ModuleDescriptor]) -> Vec<Found> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            // Most people have no such folder.
            if error.kind() != std::io::ErrorKind::NotFound {
                log::warn!("no modules are looked for in {}: {error}", folder.display());
            }
            return Vec::new();
        }
    };
    let hidden = |path: &Path| {
        path.file_name()
            .is_some_and(|n| n.as_encoded_bytes()[0] == b'.')
    };
    let mut folders: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        // A folder that cannot be looked into is told about; a plain file is not meant.
        .filter(|path| !hidden(path) && !path.is_file())
        .collect();
    folders.sort();
    // What runs is not touched by what its folder looks like now.
    let is_known = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let names = [name.to_string(), unnamed(&name)];
        known.iter().any(|descriptor| {
            matches!(descriptor.module_type, ModuleType::External(_))
                && names.contains(&descriptor.metadata.name)
        })
    };
    folders.retain(|path| !is_known(path));
    let sound = known.iter().filter(|descriptor| !is_broken(descriptor));
    let mut taken: Vec<ModuleMetadata> = sound.map(|sound| sound.metadata.clone()).collect();
    let (mut found, mut unusable) = (Vec::new(), Vec::new());
    for path in folders {
        let read = Manifest::read(folder, &path).map_err(|problem| problem.to_string());
        match read.and_then(|manifest| free(manifest, &taken)) {
            Ok(manifest) => {
                taken.push(manifest.metadata.clone());
                found.push(Found {
                    descriptor: described(manifest),
                    broken: None,
                });
            }
            Err(why) => unusable.push((path, why)),
        }
    }
    // What can be used has its name and its place in Lua, whatever order the folders are in.
    for (path, why) in unusable {
        found.push(broken(folder, &path, &taken, why));
    }
    found
}

/// Tells whether this is a folder whose manifest could not be read. It keeps no other from a place.
pub(crate) fn is_broken(descriptor: &ModuleDescriptor) -> bool {
    matches!(&descriptor.module_type, ModuleType::External(manifest) if !manifest.is_sound())
}

/// Fails where the module would take another's place.
fn free(manifest: Manifest, taken: &[ModuleMetadata]) -> Result<Manifest, String> {
    let own = &manifest.metadata;
    let problem = |key: &str, why: String| manifest.problem(key, why).to_string();
    if taken.iter().any(|other| other.name == own.name) {
        let why = format!(
            "a module of this program is called `{}`: choose another",
            own.name
        );
        return Err(problem("name", why));
    }
    let namespace = own.lua_namespace.as_deref();
    if let Some(namespace) = namespace
        && let Some(other) = taken
            .iter()
            .find(|other| other.lua_namespace.as_deref() == Some(namespace))
    {
        let why = format!(
            "wezterm.{namespace} belongs to the module `{}`: choose another",
            other.name
        );
        return Err(problem("lua_namespace", why));
    }
    Ok(manifest)
}

/// Reads what the folder of a module that is known says of it now.
pub(crate) fn again(modules: &Path, name: &str) -> Result<ModuleDescriptor, String> {
    let manifest = Manifest::read(modules, &modules.join(name));
    manifest
        .map(described)
        .map_err(|problem| problem.to_string())
}

fn described(manifest: Manifest) -> ModuleDescriptor {
    ModuleDescriptor {
        metadata: manifest.metadata.clone(),
        grants: manifest.grants.clone(),
        settings_schema: manifest.settings.clone(),
        module_type: ModuleType::External(Arc::new(manifest)),
        config: Value::Null,
    }
}

/// Returns what a folder is listed as whose name no module can have.
fn unnamed(name: &str) -> String {
    format!("modules/{name}")
}

fn broken(modules: &Path, folder: &Path, taken: &[ModuleMetadata], why: String) -> Found {
    let file_name = folder.file_name().unwrap_or_default().to_string_lossy();
    let mut name = file_name.escape_debug().to_string();
    if manifest::checked_name(&name).is_err() || taken.iter().any(|other| other.name == name) {
        // No module has such a name, so that what is said of this one is said of no other.
        name = unnamed(&name);
    }
    // Who calls the module's functions is told why there are none.
    let place = Manifest::stated_namespace(modules, folder).filter(|place| {
        let mut places = taken.iter().map(|other| other.lua_namespace.as_ref());
        !places.any(|other| other == Some(place))
    });
    let metadata = ModuleMetadata {
        name,
        version: String::new(),
        author: String::new(),
        description: String::new(),
        capabilities: Vec::new(),
        dependencies: Vec::new(),
        lua_namespace: place,
    };
    Found {
        descriptor: ModuleDescriptor {
            module_type: ModuleType::External(Arc::new(Manifest::unreadable(
                folder,
                metadata.clone(),
            ))),
            metadata,
            grants: Vec::<ScopedCapability>::new(),
            settings_schema: None,
            config: Value::Null,
        },
        broken: Some(why),
    }
}
