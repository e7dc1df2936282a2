//! Folders of models as people have them, and what is told of them.

use std::os::unix::fs::symlink;

use serde_json::json;

use super::*;
use crate::testing::gguf::GgufWriter;

#[cfg(feature = "mistral")]
mod measure;

/// A home folder for one test.
struct Home {
    root: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        Self {
            root: tempfile::tempdir().expect("a folder"),
        }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    fn write(&self, path: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
        std::fs::write(&path, contents).expect("a file is written");
        path
    }

    /// Puts a file of a repository into the Hugging Face cache, as its tools do.
    fn cache(&self, id: &str, revision: &str, name: &str, hash: &str, contents: &[u8]) {
        let repository = format!("hub/models--{}", id.replace('/', "--"));
        self.write(&format!("{repository}/blobs/{hash}"), contents);
        self.write(&format!("{repository}/refs/main"), revision);
        let link = self.at(&format!("{repository}/snapshots/{revision}/{name}"));
        std::fs::create_dir_all(link.parent().expect("a folder")).expect("a folder is made");
        symlink(format!("../../blobs/{hash}"), link).expect("a link");
    }

    fn sources(&self) -> Sources {
        Sources {
            lists: vec![self.at("config"), self.at("data/models")],
            hub: Some(self.at("hub")),
            folders: vec![self.at("models")],
            home: Some(self.root.path().to_owned()),
        }
    }

    fn scan(&self) -> Inventory {
        Inventory::scan(&self.sources())
    }

    /// Returns the problems with the home folder's path taken away.
    fn problems(&self) -> Vec<String> {
        let root = format!("{}/", self.root.path().display());
        let problems = self.scan().problems.into_iter();
        problems.map(|why| why.replace(&root, "")).collect()
    }
}

fn tiny_gguf() -> Vec<u8> {
    tiny_gguf_writer().bytes()
}

fn tiny_gguf_writer() -> GgufWriter {
    let mut file = GgufWriter::default();
    file.text("general.architecture", "llama");
    file.number("llama.block_count", 2);
    file.number("llama.embedding_length", 8);
    file.number("llama.attention.head_count", 2);
    file.number("llama.context_length", 2048);
    file.text("tokenizer.ggml.model", "gpt2");
    file.text("tokenizer.chat_template", "{{ x }}");
    file.texts("tokenizer.ggml.tokens", &["a", "b"]);
    file.f32_tensor("token_embd.weight", &[4, 2], &[0.5; 8]);
    file
}

fn safetensors(home: &Home, folder: &str, architecture: &str) {
    let header = r#"{"w":{"dtype":"BF16","shape":[2,2],"data_offsets":[0,8]}}"#;
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend([0; 8]);
    home.write(&format!("{folder}/model.safetensors"), bytes);
    let config = json!({ "architectures": [architecture], "max_position_embeddings": 512 });
    home.write(&format!("{folder}/config.json"), config.to_string());
    home.write(&format!("{folder}/tokenizer.json"), "{}");
    let template = r#"{"chat_template":"{{ x }}"}"#;
    home.write(&format!("{folder}/tokenizer_config.json"), template);
}

const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

#[test]
fn every_source_is_looked_into_and_each_model_named_once() {
    let home = Home::new();
    let list =
        json!([{ "name": "mine", "path": "~/models/deep/er/tiny.gguf", "modality": "text" }]);
    home.write("config/MODEL_INVENTORY.json", list.to_string());
    home.write("models/deep/er/tiny.gguf", tiny_gguf());
    safetensors(&home, "models/phi", "Phi3ForCausalLM");
    home.cache("org/name", "abc", "tiny.gguf", HASH, &tiny_gguf());
    let inventory = home.scan();
    assert_eq!(inventory.problems, Vec::<String>::new());
    let found: Vec<(Source, &str, Format)> = inventory
        .models
        .iter()
        .map(|model| (model.source, model.name.as_str(), model.format))
        .collect();
    assert_eq!(
        found,
        [
            (Source::Inventory, "mine", Format::Gguf),
            (Source::Hub, "org/name", Format::Gguf),
            (Source::Folder, "phi", Format::Safetensors),
        ]
    );
}

#[test]
fn a_model_is_described_by_its_headers() {
    let home = Home::new();
    let path = home.write("models/tiny.gguf", tiny_gguf());
    let [model] = &home.scan().models[..] else {
        panic!("one model");
    };
    assert_eq!(
        *model,
        Model {
            name: "tiny".into(),
            id: path.display().to_string(),
            source: Source::Folder,
            size: tiny_gguf().len() as u64,
            path,
            format: Format::Gguf,
            sha256: None,
            modality: Modality::Text,
            architecture: "llama".into(),
            parameters: Some(8),
            context: Some(2048),
            quantization: "F32".into(),
            chat_template: true,
            memory: model.memory,
            problem: None,
        }
    );
    let memory = model.memory.expect("it is estimated");
    assert_eq!((memory.weights, memory.cache), (32, 2048 * 2 * 2 * 8 * 4));
}

#[test]
fn a_blob_of_the_hub_tells_its_checksum() {
    let home = Home::new();
    home.cache("org/name", "abc", "tiny.gguf", HASH, &tiny_gguf());
    let inventory = home.scan();
    let model = inventory.find("org/name").expect("it is there");
    assert_eq!(model.sha256.as_deref(), Some(HASH));
    assert_eq!(model.id, "org/name");
}

#[test]
fn several_files_of_one_repository_are_told_apart() {
    let home = Home::new();
    home.cache("org/name", "abc", "a-Q4_0.gguf", HASH, &tiny_gguf());
    let other = HASH.replace('0', "f");
    home.cache("org/name", "abc", "a-Q8_0.gguf", &other, &tiny_gguf());
    let inventory = home.scan();
    let names: Vec<&str> = inventory
        .models
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["org/name/a-Q4_0", "org/name/a-Q8_0"]);
    assert!(inventory.models[0].id.ends_with("a-Q4_0.gguf"));
}

#[test]
fn a_model_in_parts_is_one_model_and_a_part_that_is_missing_is_its_problem() {
    let home = Home::new();
    let mut head = tiny_gguf_writer();
    head.small_number("split.count", 2);
    let mut tail = GgufWriter::default();
    tail.small_number("split.count", 2);
    tail.f32_tensor("blk.0.attn_q.weight", &[2, 2], &[0.0; 4]);
    home.write("models/big-00001-of-00002.gguf", head.bytes());
    let second = home.write("models/big-00002-of-00002.gguf", tail.bytes());
    let one = |home: &Home| {
        let [model] = &home.scan().models[..] else {
            panic!("one model");
        };
        model.clone()
    };
    let model = one(&home);
    assert_eq!(
        (model.name.as_str(), model.parameters, model.problem),
        ("big-00001-of-00002", Some(12), None)
    );
    assert_eq!(model.size, (head.bytes().len() + tail.bytes().len()) as u64);
    let removed = removal(&one(&home)).expect("it is looked at");
    assert_eq!(removed.files.len(), 2);
    std::fs::remove_file(&second).expect("it was there");
    let problem = one(&home).problem.expect("a part is missing");
    assert!(
        problem.ends_with("is missing: it is part 2 of 2"),
        "{problem}"
    );
}

#[test]
fn a_uqff_file_is_listed_with_what_lies_beside_it() {
    let home = Home::new();
    safetensors(&home, "models/phi-uqff", "Phi3ForCausalLM");
    let at = |name: &str| home.at(&format!("models/phi-uqff/{name}"));
    std::fs::rename(at("model.safetensors"), at("residual.safetensors")).expect("renamed");
    // A matrix of 2 x 32 in Q8_0.
    let mut matrix = 0x0200_u32.to_le_bytes().to_vec();
    matrix.extend([0, 68, 0, 0, 0, 0]);
    matrix.extend([8_u32, 2, 2, 32].iter().flat_map(|word| word.to_le_bytes()));
    matrix.extend([0; 68]);
    let size = matrix.len();
    let header = json!({ "0": { "dtype": "U8", "shape": [size], "data_offsets": [0, size] } });
    let header = header.to_string();
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.extend(matrix);
    std::fs::write(at("q8_0-0.uqff"), &file).expect("a file is written");
    let inventory = home.scan();
    let [model] = &inventory.models[..] else {
        panic!("one model: {inventory:?}");
    };
    assert_eq!(
        (
            model.name.as_str(),
            model.format.name(),
            model.quantization.as_str(),
            model.parameters,
            model.problem.as_deref(),
        ),
        ("phi-uqff/q8_0-0", "uqff", "Q8_0", Some(64 + 4), None)
    );
    assert_eq!(model.size, file.len() as u64);
}

#[test]
fn wrong_entries_of_a_list_are_named_and_the_others_used() {
    let home = Home::new();
    home.write("config/tiny.gguf", tiny_gguf());
    let list = json!([
        { "name": "ok", "path": "tiny.gguf", "sha256": HASH },
        { "name": "gone", "path": "gone.gguf" },
        { "name": "both", "path": "tiny.gguf", "hub_id": "a/b" },
        { "path": "tiny.gguf" },
        { "name": "size", "path": "tiny.gguf", "size": 7 },
        { "name": "far", "hub_id": "a/b" },
        { "name": "up", "hub_id": "../.." },
        { "name": "extra", "path": "tiny.gguf", "colour": "red" },
        { "name": "hash", "path": "tiny.gguf", "sha256": "beef" },
    ]);
    home.write("config/MODEL_INVENTORY.json", list.to_string());
    let size = tiny_gguf().len();
    let root = home.root.path().display().to_string();
    let file = "config/MODEL_INVENTORY.json";
    assert_eq!(
        home.problems(),
        [
            format!("{file}: entry 2 (`gone`): there is no model at config/gone.gguf"),
            format!("{file}: entry 3 (`both`): it has both path and hub_id: one says where it is"),
            format!("{file}: entry 4: missing field `name`"),
            format!("{file}: entry 5 (`size`): it is said to have 7 bytes and has {size}"),
            format!("{file}: entry 6 (`far`): `a/b` is not in hub"),
            format!("{file}: entry 7 (`up`): hub_id must be organisation/name, not `../..`"),
            format!(
                "{file}: entry 8 (`extra`): unknown field `colour`, expected one of `name`, `path`, \
                 `hub_id`, `format`, `quantization`, `parameters`, `context`, `modality`, `sha256`, \
                 `size`"
            ),
            format!("{file}: entry 9 (`hash`): its sha256 is not 64 hexadecimal digits"),
        ]
    );
    let inventory = home.scan();
    let model = inventory.find("ok").expect("the others are used");
    assert_eq!(model.id, format!("{root}/config/tiny.gguf"));
    assert_eq!(model.sha256.as_deref(), Some(HASH));
}

#[test]
fn a_list_that_is_no_list_is_one_problem() {
    let home = Home::new();
    home.write("config/MODEL_INVENTORY.json", "{}");
    assert_eq!(
        home.problems(),
        ["config/MODEL_INVENTORY.json: it must be a list of models"]
    );
}

#[test]
fn the_schema_names_every_field_of_an_entry() {
    let schema = schema();
    let entry = &schema["$defs"]["Entry"]["properties"];
    let names: Vec<&String> = entry.as_object().expect("an object").keys().collect();
    for name in ["name", "path", "hub_id", "modality", "sha256", "size"] {
        assert!(names.iter().any(|known| *known == name), "{name}: {schema}");
    }
}

#[test]
fn what_cannot_be_loaded_is_listed_with_the_reason() {
    let home = Home::new();
    let whole = tiny_gguf();
    home.write("models/cut.gguf", &whole[..whole.len() - 4]);
    safetensors(&home, "models/vectors", "BertModel");
    let mut projector = GgufWriter::default();
    projector.text("general.architecture", "clip");
    projector.text("general.type", "mmproj");
    projector.f32_tensor("v.x.weight", &[2, 2], &[0.0; 4]);
    home.write("models/eye.gguf", projector.bytes());
    let size = whole.len();
    let inventory = home.scan();
    let told: Vec<(&str, Modality, Option<&str>)> = inventory
        .models
        .iter()
        .map(|model| {
            (
                model.name.as_str(),
                model.modality,
                model.problem.as_deref(),
            )
        })
        .collect();
    let cut = format!("it is truncated: it has {} of {size} bytes", size - 4);
    assert_eq!(
        told,
        [
            ("cut", Modality::Unknown, Some(cut.as_str())),
            (
                "eye",
                Modality::Vision,
                Some("it is a part of a model (mmproj), not one that answers")
            ),
            (
                "vectors",
                Modality::Embedding,
                Some("it makes vectors of texts and answers nothing")
            ),
        ]
    );
}

#[test]
fn names_are_found_by_their_last_part_and_misspelt_ones_corrected() {
    let home = Home::new();
    home.write("models/qwen/tiny.gguf", tiny_gguf());
    home.write("models/phi/other.gguf", tiny_gguf());
    home.write("models/phi/same.gguf", tiny_gguf());
    home.write("models/qwen/same.gguf", tiny_gguf());
    let inventory = home.scan();
    let name = |asked: &str| inventory.find(asked).map(|model| model.name.clone());
    assert_eq!(name("TINY"), Ok("qwen/tiny".into()));
    assert_eq!(name("qwen/tiny"), Ok("qwen/tiny".into()));
    let why = |asked: &str| name(asked).expect_err("no such model").to_string();
    assert_eq!(
        why("tinny"),
        "there is no model `tinny`; did you mean `tiny`?"
    );
    assert_eq!(why("same"), "`same` may be any of phi/same, qwen/same");
    assert_eq!(
        why("mistral-large"),
        "there is no model `mistral-large`; `wezterm ai models list` names them"
    );
}

#[test]
fn a_checksum_is_computed_once_and_again_when_the_file_changed() {
    let home = Home::new();
    let path = home.write("models/tiny.gguf", tiny_gguf());
    let digests = Digests::in_folder(&home.at("cache"));
    let ask = || {
        let inventory = home.scan();
        let mut read = 0;
        let hash = digests.of(&inventory.models[0], |bytes| read = bytes);
        (hash.expect("it is read"), read)
    };
    let (first, read) = ask();
    assert_eq!(first.len(), 64);
    assert_eq!(read, tiny_gguf().len() as u64);
    assert_eq!(ask(), (first.clone(), 0), "it is remembered");
    let mut changed = tiny_gguf();
    changed.push(0);
    std::fs::write(path, changed).expect("a file is written");
    let (second, read) = ask();
    assert_ne!(first, second);
    assert!(read > 0);
}

#[test]
fn removing_a_model_of_the_hub_leaves_what_others_need() {
    let home = Home::new();
    home.cache("org/name", "abc", "a.gguf", HASH, &tiny_gguf());
    let shared = HASH.replace('0', "f");
    home.cache("org/name", "abc", "b.gguf", &shared, &tiny_gguf());
    let repository = home.at("hub/models--org--name");
    let first = |inventory: &Inventory| removal(&inventory.models[0]).expect("it is looked at");
    let found = first(&home.scan());
    assert_eq!(found.bytes, tiny_gguf().len() as u64);
    found.carry_out().expect("it is deleted");
    assert!(!repository.join("blobs").join(HASH).exists());
    assert!(repository.join("snapshots/abc/b.gguf").exists());
    first(&home.scan()).carry_out().expect("it is deleted");
    assert!(!repository.exists(), "nothing is left of the last one");
}

#[test]
fn removing_a_folder_leaves_what_is_not_the_models() {
    let home = Home::new();
    safetensors(&home, "models/phi", "Phi3ForCausalLM");
    let kept = home.write("models/phi/notes/mine.txt", "x");
    let found = removal(&home.scan().models[0]).expect("it is looked at");
    found.carry_out().expect("it is deleted");
    assert!(kept.exists());
    assert!(!home.at("models/phi/model.safetensors").exists());
}
