//! Where a model's files are: from the `model_id` of the settings to files on this machine.
//!
//! It hides what a model's files are called, and which belong together. Blocking disk access, so it
//! runs on the loading thread. It never reaches for the network and opens no weights: see
//! [`super::check`].

use std::path::{Path, PathBuf};

use super::LlmError;
use super::hub::Repository;

mod parts;

pub(crate) use parts::{is_further_gguf, is_further_uqff};

/// A model on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ModelFiles {
    /// A folder with `config.json`, `tokenizer.json` and safetensors.
    Folder(PathBuf),
    /// A GGUF file; of a model in parts, the first.
    Gguf(PathBuf),
    /// A UQFF file, with the rest of the model beside it; of one in parts, the first.
    Uqff(PathBuf),
}

impl ModelFiles {
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Folder(path) | Self::Gguf(path) | Self::Uqff(path) => path,
        }
    }

    /// Returns the files of a model that is named by one, whether or not all are there.
    pub(crate) fn parts(&self) -> Vec<PathBuf> {
        match self {
            Self::Folder(_) => Vec::new(),
            Self::Gguf(path) => parts::gguf(path),
            Self::Uqff(path) => parts::uqff(path),
        }
    }

    /// Returns what a file is by its name, with the first part in the place of a further one.
    pub(crate) fn by_name(path: &Path) -> Option<Self> {
        let (parts, kind): (_, fn(PathBuf) -> Self) = if has_extension(path, "gguf") {
            (parts::gguf(path), Self::Gguf)
        } else if has_extension(path, "uqff") {
            (parts::uqff(path), Self::Uqff)
        } else {
            return None;
        };
        parts.into_iter().next().map(kind)
    }
}

/// Folders that a model's name is looked up in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// Replaces a leading `~`.
    pub(crate) home: Option<PathBuf>,
    /// Hugging Face's cache.
    pub(crate) hub: Option<PathBuf>,
}

impl Places {
    /// Returns the places of this user.
    pub(crate) fn of_user() -> Self {
        let home = dirs::home_dir();
        let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let hub = from("HF_HUB_CACHE")
            .map(PathBuf::from)
            .or_else(|| from("HF_HOME").map(|folder| PathBuf::from(folder).join("hub")))
            .or_else(|| Some(home.as_ref()?.join(".cache/huggingface/hub")));
        Self { home, hub }
    }
}

/// Finds the model that `model_id` names.
pub(crate) fn find(model_id: &str, places: &Places) -> Result<ModelFiles, LlmError> {
    let path = expand_home(model_id, places);
    if path.is_file() {
        return found_file(path);
    }
    if path.is_dir() {
        return found_folder(path);
    }
    let repository = places
        .hub
        .as_ref()
        .and_then(|hub| Repository::of(hub, model_id));
    let Some(repository) = repository else {
        return Err(not_found(model_id, &path, places));
    };
    match repository.current() {
        Ok(Some(snapshot)) => found_folder(snapshot),
        Ok(None) => Err(not_found(model_id, &path, places)),
        Err(why) => Err(LlmError::load(
            format!("{}: {why}", repository.folder().display()),
            format!("`wezterm ai models pull {model_id}` fetches it again"),
        )),
    }
}

fn expand_home(model_id: &str, places: &Places) -> PathBuf {
    match (model_id.strip_prefix("~/"), &places.home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(model_id),
    }
}

fn found_file(path: PathBuf) -> Result<ModelFiles, LlmError> {
    ModelFiles::by_name(&path).ok_or_else(|| {
        LlmError::load(
            format!(
                "{} is neither a GGUF nor a UQFF file by its name",
                path.display()
            ),
            "set model_id to a file that ends in .gguf or .uqff, or to a folder with safetensors",
        )
    })
}

fn found_folder(path: PathBuf) -> Result<ModelFiles, LlmError> {
    let listing = std::fs::read_dir(&path).map_err(|error| {
        LlmError::load(
            format!("cannot read the model folder {}: {error}", path.display()),
            "check its permissions",
        )
    })?;
    let names: Vec<PathBuf> = listing.flatten().map(|entry| entry.path()).collect();
    if is_whole_folder(&path, &names) {
        return Ok(ModelFiles::Folder(path));
    }
    let mut files: Vec<ModelFiles> = names
        .iter()
        .filter(|name| !is_further_gguf(name) && !is_further_uqff(name))
        .filter_map(|name| ModelFiles::by_name(name))
        .collect();
    files.sort_by(|one, other| one.path().cmp(other.path()));
    match files.len() {
        1 => Ok(files.remove(0)),
        0 => Err(LlmError::load(
            format!("the folder {} holds no model", path.display()),
            "a model folder has config.json, tokenizer.json and *.safetensors, or one GGUF file",
        )),
        several => Err(LlmError::load(
            format!("the folder {} holds {several} models", path.display()),
            format!(
                "set model_id to one of them, such as {}",
                files[0].path().display()
            ),
        )),
    }
}

/// Says whether a folder is a model by itself: with safetensors other than what goes with UQFF files,
/// or with the description of a model that draws.
fn is_whole_folder(folder: &Path, names: &[PathBuf]) -> bool {
    let weights = |name: &&PathBuf| {
        has_extension(name, "safetensors")
            && name
                .file_name()
                .is_none_or(|name| name != "residual.safetensors")
    };
    names.iter().any(|name| weights(&name)) || folder.join("model_index.json").is_file()
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case(extension))
}

fn not_found(model_id: &str, path: &Path, places: &Places) -> LlmError {
    let looks_like_a_name = !model_id.starts_with(['/', '~', '.']) && model_id.contains('/');
    let also = match &places.hub {
        Some(hub) if looks_like_a_name => {
            format!(
                ", and it is not in the Hugging Face cache {}",
                hub.display()
            )
        }
        _ => String::new(),
    };
    LlmError::load(
        format!("there is no model at {}{also}", path.display()),
        "set config.modules.ai_assistant.model.model_id to a folder with safetensors or to a GGUF \
         or UQFF file; `wezterm ai models pull` fetches one",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(folder: &Path) -> Places {
        Places {
            home: Some(folder.join("home")),
            hub: Some(folder.join("hub")),
        }
    }

    fn touch(path: &Path) {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
        std::fs::write(path, b"").expect("a file is written");
    }

    #[test]
    fn a_folder_a_file_and_a_folder_with_a_file_are_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let places = places(folder.path());
        touch(&folder.path().join("home/phi/model.safetensors"));
        touch(&folder.path().join("tiny/tiny.gguf"));
        let tiny = folder.path().join("tiny");
        assert_eq!(
            find("~/phi", &places),
            Ok(ModelFiles::Folder(folder.path().join("home/phi")))
        );
        assert_eq!(
            find(&tiny.join("tiny.gguf").display().to_string(), &places),
            Ok(ModelFiles::Gguf(tiny.join("tiny.gguf")))
        );
        assert_eq!(
            find(&tiny.display().to_string(), &places),
            Ok(ModelFiles::Gguf(tiny.join("tiny.gguf")))
        );
    }

    #[test]
    fn a_model_in_parts_is_known_by_its_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for name in [
            "gguf/m-00001-of-00002.gguf",
            "gguf/m-00002-of-00002.gguf",
            "uqff/q4k-0.uqff",
            "uqff/q4k-1.uqff",
            "uqff/residual.safetensors",
        ] {
            touch(&at(name));
        }
        let first = Ok(ModelFiles::Gguf(at("gguf/m-00001-of-00002.gguf")));
        let find = |name: &str| find(&at(name).display().to_string(), &Places::default());
        assert_eq!(find("gguf"), first);
        assert_eq!(find("gguf/m-00002-of-00002.gguf"), first);
        let first = Ok(ModelFiles::Uqff(at("uqff/q4k-0.uqff")));
        assert_eq!(find("uqff"), first);
        assert_eq!(find("uqff/q4k-1.uqff"), first);
        touch(&at("uqff/q8_0-0.uqff"));
        let error = find("uqff").expect_err("there are two");
        assert!(error.to_string().ends_with("holds 2 models"), "{error}");
    }

    #[test]
    fn a_name_is_looked_up_in_the_cache_of_hugging_face() {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = folder
            .path()
            .join("hub/models--microsoft--Phi-3.5-mini-instruct");
        touch(&repository.join("snapshots/abc123/model.safetensors"));
        touch(&repository.join("refs/main"));
        std::fs::write(repository.join("refs/main"), "abc123\n").expect("a ref");
        assert_eq!(
            find("microsoft/Phi-3.5-mini-instruct", &places(folder.path())),
            Ok(ModelFiles::Folder(repository.join("snapshots/abc123")))
        );
    }

    #[test]
    fn a_missing_model_is_named_with_the_places_looked_at() {
        let folder = tempfile::tempdir().expect("a folder");
        let places = places(folder.path());
        let hub = folder.path().join("hub");
        let name = find("nobody/nothing", &places).expect_err("there is none");
        assert_eq!(
            name.to_string(),
            format!(
                "there is no model at nobody/nothing, and it is not in the Hugging Face cache {}",
                hub.display()
            )
        );
        let path = find("/no/such/model", &places).expect_err("there is none");
        assert_eq!(path.to_string(), "there is no model at /no/such/model");
        assert!(path.hint().contains("model_id"), "{}", path.hint());
    }

    #[test]
    fn a_folder_without_a_model_says_what_belongs_there() {
        let folder = tempfile::tempdir().expect("a folder");
        touch(&folder.path().join("readme.md"));
        let error = find(&folder.path().display().to_string(), &Places::default())
            .expect_err("there is no model");
        assert!(error.to_string().ends_with("holds no model"), "{error}");
    }
}
