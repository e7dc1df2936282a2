//! `MODEL_INVENTORY.json`: models that a person or another program lists.
//!
//! It hides the file's schema, which [`schema`] states and docs/assistant.md explains. What the files
//! themselves tell wins over what the list says of them, but for the name and what the model is for. A
//! wrong entry is a problem that names it; the others count.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::describe::describe;
use super::{Format, Found, Modality, Source, Sources, expand};
use crate::llm::hub::Repository;
use crate::llm::model_files::{ModelFiles, Places, find};

/// The file's name.
pub const INVENTORY_FILE: &str = "MODEL_INVENTORY.json";

/// More than any honest list needs.
const LIMIT: u64 = 4 << 20;

/// One model as the list tells of it. Either `path` or `hub_id` says where it is.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// What people call it.
    name: String,
    /// A GGUF or UQFF file or a folder with safetensors; `~` is the home folder, and what is relative lies
    /// beside the list.
    path: Option<PathBuf>,
    /// `organisation/name` in the Hugging Face cache.
    hub_id: Option<String>,
    /// How it is laid out.
    format: Option<Format>,
    /// How the weights are stored, as in `Q4_K_M`.
    quantization: Option<String>,
    /// How many numbers were learnt.
    parameters: Option<u64>,
    /// How many tokens fit into prompt and answer together.
    context: Option<u64>,
    /// What goes in and comes out.
    modality: Option<Modality>,
    /// The SHA-256 of the weights, 64 hexadecimal digits.
    #[schemars(regex(pattern = r"^[0-9a-fA-F]{64}$"))]
    sha256: Option<String>,
    /// How many bytes the weights take on disk.
    size: Option<u64>,
}

/// Returns the JSON schema of the file: a list of entries.
pub fn schema() -> Value {
    schemars::schema_for!(Vec<Entry>).to_value()
}

/// Reads the list in `folder`, where there is one.
pub(super) fn scan(folder: &Path, sources: &Sources, found: &mut Found) {
    let file = folder.join(INVENTORY_FILE);
    let entries = match read(&file) {
        Ok(Some(entries)) => entries,
        Ok(None) => return,
        Err(why) => {
            let problem = format!("{}: {why}", file.display());
            return found.problem(problem);
        }
    };
    for (index, entry) in entries.into_iter().enumerate() {
        let name = entry.get("name").and_then(Value::as_str).map(str::to_owned);
        if let Err(why) = add(entry, folder, sources, found) {
            let number = index + 1;
            let which = match name {
                Some(name) => format!("entry {number} (`{name}`)"),
                None => format!("entry {number}"),
            };
            let problem = format!("{}: {which}: {why}", file.display());
            found.problem(problem);
        }
    }
}

fn read(path: &Path) -> Result<Option<Vec<Value>>, String> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    // A pipe in its place would never end.
    if !file.metadata().is_ok_and(|facts| facts.is_file()) {
        return Err("it is no file".into());
    }
    let mut text = Vec::new();
    file.take(LIMIT + 1)
        .read_to_end(&mut text)
        .map_err(|error| error.to_string())?;
    if text.len() as u64 > LIMIT {
        return Err(format!("it is larger than {LIMIT} bytes"));
    }
    match serde_json::from_slice(&text) {
        Ok(Value::Array(entries)) => Ok(Some(entries)),
        Ok(_) => Err("it must be a list of models".into()),
        Err(error) => Err(error.to_string()),
    }
}

fn add(entry: Value, folder: &Path, sources: &Sources, found: &mut Found) -> Result<(), String> {
    let entry: Entry = serde_json::from_value(entry).map_err(|error| error.to_string())?;
    if entry.name.trim().is_empty() || entry.name.chars().any(char::is_control) {
        return Err("its name is no name".into());
    }
    let (id, files) = locate(&entry, folder, sources)?;
    let format = match files {
        ModelFiles::Gguf(_) => Format::Gguf,
        ModelFiles::Folder(_) => Format::Safetensors,
        ModelFiles::Uqff(_) => Format::Uqff,
    };
    if let Some(said) = entry.format.filter(|said| *said != format) {
        let (said, found) = (said.name(), format.name());
        return Err(format!("it is said to be {said} and is {found}"));
    }
    let mut model = describe(entry.name.clone(), id, Source::Inventory, files);
    if let Some(said) = entry.size.filter(|said| *said != model.size) {
        let size = model.size;
        return Err(format!("it is said to have {said} bytes and has {size}"));
    }
    if let Some(hash) = entry.sha256 {
        if hash.len() != 64 || !hash.chars().all(|c| c.is_ascii_hexdigit()) {
            return Err("its sha256 is not 64 hexadecimal digits".into());
        }
        model.sha256 = Some(hash.to_ascii_lowercase());
    }
    model.modality = entry.modality.unwrap_or(model.modality);
    model.parameters = model.parameters.or(entry.parameters);
    model.context = model.context.or(entry.context);
    if model.quantization.is_empty() {
        model.quantization = entry.quantization.unwrap_or_default();
    }
    found.add_described(model);
    Ok(())
}

/// Returns what settings call the model, and its files.
fn locate(entry: &Entry, folder: &Path, sources: &Sources) -> Result<(String, ModelFiles), String> {
    match (&entry.path, &entry.hub_id) {
        (Some(path), None) => {
            let path = expand(&path.to_string_lossy(), sources.home.as_deref());
            let path = folder.join(path);
            let id = path.display().to_string();
            let files = find(&id, &Places::default()).map_err(|error| error.to_string())?;
            Ok((id, files))
        }
        (None, Some(id)) => {
            let hub = sources.hub.as_deref().ok_or("there is no home folder")?;
            let repository = Repository::of(hub, id)
                .ok_or_else(|| format!("hub_id must be organisation/name, not `{id}`"))?;
            if repository.current()?.is_none() {
                return Err(format!("`{id}` is not in {}", hub.display()));
            }
            let places = Places {
                home: None,
                hub: Some(hub.to_owned()),
            };
            let files = find(id, &places).map_err(|error| error.to_string())?;
            Ok((id.clone(), files))
        }
        (Some(_), Some(_)) => Err("it has both path and hub_id: one says where it is".into()),
        (None, None) => Err("it has neither path nor hub_id".into()),
    }
}
