//! Headers that lie, in every place: whatever a file says, reading it returns, soon and without taking
//! what it claims. What exactly is wrong is told by the tests beside each format.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Headers;
use crate::llm::model_files::ModelFiles;
use crate::testing::gguf::GgufWriter;

/// Numbers at the edges of what is counted with.
const EDGES: &[u64] = &[
    0,
    1,
    1 << 30,
    1 << 32,
    i64::MAX as u64,
    1 << 63,
    u64::MAX - 7,
    u64::MAX,
];

/// Reads a file and tells whether it was refused.
fn is_refused(files: &ModelFiles) -> bool {
    match Headers::read(files) {
        Ok(headers) => {
            // Sums of whatever it says must not overflow.
            let _ = headers.facts();
            headers.judge(None).is_err()
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            true
        }
    }
}

fn gguf() -> GgufWriter {
    let mut file = GgufWriter::default();
    file.text("general.architecture", "llama");
    file.number("general.alignment", 32);
    file.number("llama.block_count", 2);
    file.numbers("llama.attention.head_count_kv", &[1, 2]);
    file.text("tokenizer.ggml.model", "gpt2");
    file.text("tokenizer.chat_template", "{{ x }}");
    file.texts("tokenizer.ggml.tokens", &["a", "b"]);
    file.f32_tensor("token_embd.weight", &[4, 2], &[0.5; 8]);
    file
}

#[test]
fn every_number_of_a_gguf_header_at_every_edge_is_survived() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.gguf");
    let files = ModelFiles::Gguf(path.clone());
    let bytes = gguf().bytes();
    let mut refused = 0;
    for at in 0..bytes.len() - 8 {
        for edge in EDGES {
            let mut changed = bytes.clone();
            changed[at..at + 8].copy_from_slice(&edge.to_le_bytes());
            std::fs::write(&path, changed).expect("a file is written");
            refused += usize::from(is_refused(&files));
        }
    }
    assert!(refused > bytes.len(), "most lies are noticed: {refused}");
}

#[test]
fn a_list_of_lists_and_texts_of_a_gigabyte_are_refused_in_a_file_that_has_the_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.gguf");
    let files = ModelFiles::Gguf(path.clone());
    let entry = |kind: u32, rest: &[u8]| {
        let mut bytes = b"GGUF".to_vec();
        bytes.extend(3_u32.to_le_bytes());
        bytes.extend(0_u64.to_le_bytes());
        bytes.extend(1_u64.to_le_bytes());
        bytes.extend(1_u64.to_le_bytes());
        bytes.push(b'k');
        bytes.extend(kind.to_le_bytes());
        bytes.extend(rest);
        bytes
    };
    let list = |kind: u32, count: u64| {
        let mut bytes = kind.to_le_bytes().to_vec();
        bytes.extend(count.to_le_bytes());
        bytes
    };
    let gigabyte = 1_u64 << 30;
    let mut texts = list(8, 2);
    texts.extend(gigabyte.to_le_bytes());
    let mut nested = list(9, 1);
    nested.extend(list(9, 1));
    for (what, bytes) in [
        ("a text", entry(8, &gigabyte.to_le_bytes())),
        ("a list of texts", entry(9, &texts)),
        ("a list of lists", entry(9, &nested)),
        ("a long list", entry(9, &list(12, u64::MAX / 8))),
        ("a long list of nothing", entry(9, &list(13, 1))),
    ] {
        std::fs::write(&path, bytes).expect("a file is written");
        // A sparse file, so that the length alone refuses nothing.
        let file = std::fs::OpenOptions::new().write(true).open(&path);
        file.and_then(|file| file.set_len(3 << 30)).expect("room");
        assert!(is_refused(&files), "{what}");
    }
}

fn write_folder(folder: &Path, header: &[u8], length: u64, data: usize) {
    let mut bytes = length.to_le_bytes().to_vec();
    bytes.extend(header);
    bytes.resize(bytes.len() + data, 0);
    let write = |name: &str, contents: &[u8]| {
        std::fs::write(folder.join(name), contents).expect("a file is written");
    };
    write("model.safetensors", &bytes);
    write(
        "config.json",
        br#"{"architectures":["LlamaForCausalLM"],"num_hidden_layers":18446744073709551615,
            "num_attention_heads":18446744073709551615,"hidden_size":18446744073709551615}"#,
    );
    write("tokenizer.json", b"{}");
    write("tokenizer_config.json", br#"{"chat_template":"{{ x }}"}"#);
}

#[test]
fn every_number_of_a_safetensors_header_at_every_edge_is_survived() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = ModelFiles::Folder(folder.path().to_owned());
    let tensor = |shape: Value, offsets: Value| {
        json!({ "a": { "dtype": "F32", "shape": shape, "data_offsets": offsets } }).to_string()
    };
    let whole = tensor(json!([2, 2]), json!([0, 16]));
    write_folder(folder.path(), whole.as_bytes(), whole.len() as u64, 16);
    assert!(!is_refused(&files));
    for edge in EDGES {
        write_folder(folder.path(), whole.as_bytes(), *edge, 16);
        assert!(is_refused(&files), "a header of {edge} bytes");
        for other in EDGES {
            for header in [
                tensor(json!([edge, other]), json!([0, 16])),
                tensor(json!([2, 2]), json!([edge, other])),
                tensor(json!([edge]), json!([0, other])),
            ] {
                write_folder(folder.path(), header.as_bytes(), header.len() as u64, 16);
                // What is refused depends on the numbers; that it returns is what counts.
                let _ = is_refused(&files);
            }
        }
    }
}

#[test]
fn a_safetensors_header_that_is_deep_or_no_table_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = ModelFiles::Folder(folder.path().to_owned());
    let deep = format!("{{\"a\":{}", "[".repeat(1 << 20));
    for header in [
        deep.as_str(),
        "",
        "[]",
        "null",
        r#"{"a":1}"#,
        r#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,0]}}"#,
        r#"{"a":{"dtype":"F32","shape":[1e9],"data_offsets":[0,0]}}"#,
        r#"{"a":{"dtype":"Q4","shape":[1],"data_offsets":[0,4]}}"#,
    ] {
        write_folder(folder.path(), header.as_bytes(), header.len() as u64, 0);
        let begin: String = header.chars().take(40).collect();
        assert!(is_refused(&files), "{begin}");
    }
}

#[test]
fn a_uqff_file_that_is_none_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path: PathBuf = folder.path().join("q4k-0.uqff");
    let files = ModelFiles::Uqff(path.clone());
    let empty = r#"{}"#;
    write_folder(folder.path(), empty.as_bytes(), 2, 0);
    std::fs::rename(
        folder.path().join("model.safetensors"),
        folder.path().join("residual.safetensors"),
    )
    .expect("a file is moved");
    let blob = |name: &str, kind: &str, bytes: usize| {
        json!({ name: { "dtype": kind, "shape": [bytes], "data_offsets": [0, bytes] } }).to_string()
    };
    for (header, data) in [
        (empty.to_owned(), 0),
        (blob("weight", "U8", 64), 64),
        (blob("+0", "U8", 64), 64),
        (blob("00", "U8", 64), 64),
        (blob("1", "U8", 64), 64),
        (blob("18446744073709551616", "U8", 64), 64),
        (blob("0", "U8", 0), 0),
        (blob("0", "I8", 64), 64),
        (blob("0", "U8", 64), 64),
    ] {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.as_bytes());
        // Each matrix claims the longest lengths that there are.
        bytes.resize(bytes.len() + data, 0xff);
        std::fs::write(&path, bytes).expect("a file is written");
        assert!(is_refused(&files), "{header}");
    }
}
