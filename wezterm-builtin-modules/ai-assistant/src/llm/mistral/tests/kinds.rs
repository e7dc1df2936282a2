//! Every kind of model: each quantization, UQFF, models in parts, models that see.

use mistralrs::{TextModelBuilder, TokenSource, parse_isq_value};

use super::*;
use crate::llm::check::Headers;
use crate::llm::{Image, Sampling};
use crate::settings::QUANTIZATIONS;
use crate::testing::folder::{llama, llava};

async fn loaded(files: ModelFiles, quantization: Option<&str>) -> Result<MistralEngine, LlmError> {
    let options = LoadOptions {
        name: "tiny".into(),
        files,
        quantization: quantization.map(str::to_owned),
        device: DeviceChoice::Cpu,
        full_precision: false,
        instances: 1,
        prefix_cache_mb: None,
    };
    let loading = tokio::task::spawn_blocking(move || load(&options)).await;
    loading.unwrap_or_else(|_| Err(LlmError::engine("the engine broke while loading")))
}

/// A request whose answer is short and text, whatever random weights would like to say.
fn short_request() -> Request {
    Request {
        messages: vec![ChatMessage::new(Role::User, "hello")],
        tools: Vec::new(),
        sampling: Sampling::new(0.0, 16),
        constraint: Some(Constraint::Regex("[a-z ]{4}".into())),
    }
}

/// Has the engine generate something, and returns how many tokens it was.
async fn tokens_of(engine: &MistralEngine, request: Request) -> Result<usize, LlmError> {
    let pieces: Vec<Piece> = engine.stream(request).try_collect().await?;
    match pieces.last() {
        Some(Piece::Done {
            usage: Some(usage), ..
        }) => Ok(usage.completion_tokens),
        other => panic!("an answer has an end: {other:?}"),
    }
}

/// Writes a folder with a UQFF file, as mistral.rs does, and returns that file.
async fn write_uqff(model: &Path, quantization: &str, folder: &Path) -> PathBuf {
    let kind = parse_isq_value(quantization, None).expect("a kind");
    let stem = quantization.to_lowercase();
    TextModelBuilder::new(model.display())
        .with_token_source(TokenSource::None)
        .with_isq(kind)
        .with_force_cpu()
        .write_uqff(folder.join(format!("{stem}.uqff")))
        .build()
        .await
        .expect("it is written");
    folder.join(format!("{stem}-0.uqff"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_quantization_answers_and_is_reported() {
    let folder = llama(256);
    for one in QUANTIZATIONS {
        let files = ModelFiles::Folder(folder.path().to_owned());
        let engine = loaded(files, Some(one.name)).await.expect(one.name);
        assert_eq!(engine.model_info().quantization, one.name);
        let tokens = tokens_of(&engine, short_request()).await.expect(one.name);
        assert!(tokens > 0, "{}", one.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matrix_that_does_not_fit_is_reported_as_what_it_became_or_refused() {
    // Rows of 96: multiples of 32, neither of 64 nor of 256.
    let folder = llama(96);
    for one in QUANTIZATIONS {
        let files = ModelFiles::Folder(folder.path().to_owned());
        match (loaded(files, Some(one.name)).await, one.of_rows(96)) {
            (Ok(engine), Some((made, _))) => {
                assert_eq!(engine.model_info().quantization, made, "{}", one.name);
                let tokens = tokens_of(&engine, short_request()).await.expect(one.name);
                assert!(tokens > 0, "{}", one.name);
            }
            (Err(error), None) => {
                let told = error.to_string();
                assert!(told.contains("with rows of a multiple of"), "{told}");
            }
            (loaded, expected) => {
                let loaded = loaded.map(|engine| engine.model_info());
                panic!("{}: {loaded:?}, expected {expected:?}", one.name);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_quantizing_makes_is_known_before_from_the_headers() {
    let folder = llama(256);
    for name in ["Q2K", "Q4_0", "Q8_0", "HQQ4", "FP8", "AFQ4", "MXFP4"] {
        let out = tempfile::tempdir().expect("a folder");
        let file = write_uqff(folder.path(), name, out.path()).await;
        let written = std::fs::metadata(&file).expect("a file").len();
        let residual = std::fs::metadata(out.path().join("residual.safetensors"));
        let residual = residual.expect("a file").len();
        let headers = Headers::read(&ModelFiles::Folder(folder.path().to_owned()));
        let checked = headers.and_then(|headers| headers.judge(Some(name)));
        let expected = checked.expect("it is judged").bytes;
        let off = expected.abs_diff(written + residual) as f64 / expected as f64;
        assert!(
            off < 0.02,
            "{name}: {expected} expected, {written} + {residual} made"
        );

        let uqff = Headers::read(&ModelFiles::Uqff(file)).expect("it is read");
        let checked = uqff.judge(None).expect("it is judged");
        assert_eq!(checked.stored_as, name);
        let off = expected.abs_diff(checked.bytes) as f64 / expected as f64;
        assert!(
            off < 0.02,
            "{name}: {expected} expected, {} told",
            checked.bytes
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_uqff_file_answers_as_the_model_that_it_was_made_of() {
    let starter = starter();
    let out = tempfile::tempdir().expect("a folder");
    let file = write_uqff(&starter.folder, "q8_0", out.path()).await;
    for id in [file.as_path(), out.path()] {
        let (_cache, assistant) = of_model(id);
        let answer = answer_of(&assistant, "list all files recursively").await;
        assert_eq!(commands(&answer.expect("an answer")), ["find . -type f"]);
        let info = assistant.model_info().expect("it is loaded");
        assert_eq!(info.quantization, "Q8_0");
    }

    // Quantizing again is refused, and so is a damaged file, before the engine sees either.
    let (_cache, again) = assistant(&json!({ "model": {
        "model_id": file.display().to_string(), "quantization": "Q4_0", "fallback": false,
    } }));
    let error = refusal(&again).await.to_string();
    assert!(
        error.contains("a UQFF file is quantized already: leave out model.quantization"),
        "{error}"
    );
    let whole = std::fs::read(&file).expect("a file");
    std::fs::write(&file, &whole[..whole.len() - 100]).expect("truncated");
    let (_cache, cut) = of_model(&file);
    let error = refusal(&cut).await.to_string();
    assert!(error.contains("q8_0-0.uqff: it is truncated"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gguf_model_in_parts_answers_and_a_missing_part_is_named() {
    let starter = starter();
    let folder = tempfile::tempdir().expect("a folder");
    let parts = gguf_parts_of(&starter.folder);
    let names = ["s-00001-of-00002.gguf", "s-00002-of-00002.gguf"];
    for (name, bytes) in names.iter().zip(parts) {
        std::fs::write(folder.path().join(name), bytes).expect("a file is written");
    }
    for name in ["tokenizer.json", "tokenizer_config.json"] {
        std::fs::copy(starter.folder.join(name), folder.path().join(name)).expect("a copy");
    }
    let (_cache, whole) = of_model(folder.path());
    let answer = answer_of(&whole, "list all files recursively").await;
    assert_eq!(commands(&answer.expect("an answer")), ["find . -type f"]);

    std::fs::remove_file(folder.path().join(names[1])).expect("it was there");
    let (_cache, half) = of_model(folder.path());
    let error = refusal(&half).await.to_string();
    assert!(
        error.ends_with("s-00002-of-00002.gguf is missing: it is part 2 of 2"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn safetensors_in_parts_answer_and_a_missing_part_is_named() {
    let starter = starter();
    let split = starter.copy();
    split_safetensors(split.path());
    let (_cache, whole) = of_model(split.path());
    let answer = answer_of(&whole, "list all files recursively").await;
    assert_eq!(commands(&answer.expect("an answer")), ["find . -type f"]);
    let second = split.path().join("model-00002-of-00002.safetensors");
    std::fs::remove_file(second).expect("it was there");
    let (_cache, half) = of_model(split.path());
    let error = refusal(&half).await.to_string();
    assert!(
        error.contains("model-00002-of-00002.safetensors"),
        "{error}"
    );
}

fn picture(width: u32, height: u32, grey: u8) -> Image {
    let pixels = image::GrayImage::from_pixel(width, height, image::Luma([grey]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::from(pixels)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("it is encoded");
    Image {
        media_type: "image/png".into(),
        bytes: bytes.into_inner().into(),
    }
}

fn seen(images: Vec<Image>) -> Request {
    let question = ChatMessage {
        images,
        ..ChatMessage::new(Role::User, "what is this?")
    };
    Request {
        messages: vec![question],
        ..short_request()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_sees_takes_a_picture_and_one_that_reads_says_that_it_does_not() {
    let folder = llava();
    let engine = loaded(ModelFiles::Folder(folder.path().to_owned()), None).await;
    let engine = engine.expect("it is loaded");
    assert!(engine.model_info().vision);
    let prompt_of = async |request: Request| {
        let pieces: Vec<Piece> = engine
            .stream(request)
            .try_collect()
            .await
            .expect("an answer");
        match pieces.last() {
            Some(Piece::Done {
                usage: Some(usage), ..
            }) => usage.prompt_tokens,
            other => panic!("an answer has an end: {other:?}"),
        }
    };
    let without = prompt_of(seen(Vec::new())).await;
    let with = prompt_of(seen(vec![picture(40, 20, 200)])).await;
    assert!(
        with > without,
        "the picture is in the prompt: {with} > {without}"
    );

    // Two are more than this architecture takes; the engine would end in a panic.
    let two = tokens_of(&engine, seen(vec![picture(9, 9, 1), picture(9, 9, 2)])).await;
    let error = two.expect_err("one too many");
    assert_eq!(
        error.to_string(),
        "this model takes one picture in a conversation, and there are 2"
    );
    assert!(tokens_of(&engine, short_request()).await.is_ok());

    let reads = llama(64);
    let engine = loaded(ModelFiles::Folder(reads.path().to_owned()), None).await;
    let engine = engine.expect("it is loaded");
    assert!(!engine.model_info().vision);
    let error = tokens_of(&engine, seen(vec![picture(4, 4, 9)])).await;
    let error = error.expect_err("it sees nothing");
    assert!(matches!(error, LlmError::Prompt { .. }));
    assert_eq!(
        error.to_string(),
        "this model reads text and sees no pictures"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_sees_can_be_quantized() {
    let folder = llava();
    let files = ModelFiles::Folder(folder.path().to_owned());
    let engine = loaded(files, Some("Q8_0")).await.expect("it is loaded");
    assert_eq!(engine.model_info().quantization, "Q8_0");
    let tokens = tokens_of(&engine, seen(vec![picture(20, 30, 90)])).await;
    assert!(tokens.expect("an answer") > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_sees_without_its_preprocessor_is_refused() {
    let folder = llava();
    std::fs::remove_file(folder.path().join("preprocessor_config.json")).expect("it was there");
    let files = ModelFiles::Folder(folder.path().to_owned());
    let error = loaded(files, None).await.err().expect("it is refused");
    assert!(
        error
            .to_string()
            .ends_with("has no preprocessor_config.json"),
        "{error}"
    );
}

/// Writes the starter's weights as a GGUF model in two parts.
fn gguf_parts_of(folder: &Path) -> [Vec<u8>; 2] {
    let mut whole = starter_gguf::of(folder);
    let mut rest = whole.split_off(20);
    for part in [&mut whole, &mut rest] {
        part.small_number("split.count", 2);
    }
    [whole.bytes(), rest.bytes()]
}

/// Puts a folder's one file of weights into two with an index.
fn split_safetensors(folder: &Path) {
    let weights = folder.join("model.safetensors");
    let bytes = std::fs::read(&weights).expect("the weights");
    std::fs::remove_file(&weights).expect("it was there");
    let length = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes")) as usize;
    let header: serde_json::Map<String, Value> =
        serde_json::from_slice(&bytes[8..8 + length]).expect("a header");
    let data = &bytes[8 + length..];
    let names: Vec<&String> = header
        .keys()
        .filter(|name| *name != "__metadata__")
        .collect();
    let mut index = serde_json::Map::new();
    for (number, names) in names.chunks(names.len().div_ceil(2)).enumerate() {
        let file = format!("model-{:05}-of-00002.safetensors", number + 1);
        let mut part = serde_json::Map::new();
        let mut of_part = Vec::new();
        for name in names {
            let mut entry = header[*name].clone();
            let offset = |at: usize| entry["data_offsets"][at].as_u64().expect("a number") as usize;
            let range = offset(0)..offset(1);
            let begin = of_part.len();
            of_part.extend_from_slice(&data[range]);
            entry["data_offsets"] = json!([begin, of_part.len()]);
            part.insert((*name).clone(), entry);
            index.insert((*name).clone(), json!(file));
        }
        let header = Value::Object(part).to_string();
        let mut written = (header.len() as u64).to_le_bytes().to_vec();
        written.extend(header.as_bytes());
        written.extend(of_part);
        std::fs::write(folder.join(&file), written).expect("a file is written");
    }
    let index = json!({ "weight_map": index });
    std::fs::write(
        folder.join("model.safetensors.index.json"),
        index.to_string(),
    )
    .expect("a file is written");
}
