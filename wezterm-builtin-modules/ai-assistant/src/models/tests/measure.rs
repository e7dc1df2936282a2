//! The estimate of memory against three models of random weights that the real engine loads.
//!
//! Each load has a process of its own, this test's program started once more for one test, because
//! memory that earlier loads left behind would be used again and hide what a load takes.

use std::process::Command;

use super::*;
use crate::llm::check::Headers;
use crate::llm::mistral::{LoadOptions, load};
use crate::llm::{ChatMessage, LlmEngine, Request, Role, Sampling, collect_text};
use crate::settings::DeviceChoice;

/// Names the file for the process that loads it.
const VARIABLE: &str = "WEZTERM_TEST_MEASURE_MODEL";
/// How many tokens prompt and answer are together, about.
const TOKENS: u64 = 256;

/// The shape of a small Llama.
struct Shape {
    layers: u32,
    width: u32,
    inner: u32,
    heads: u32,
    quantized: bool,
}

const TOKENIZER: &str = include_str!("../../../starter/weights/tokenizer.json");
const TOKENIZER_CONFIG: &str = include_str!("../../../starter/weights/tokenizer_config.json");
const WORDS: u32 = 2048;

/// Writes a Llama of random weights with the starter's tokenizer.
fn write_model(folder: &Path, shape: &Shape) -> PathBuf {
    let mut seed = 7_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed
    };
    let Shape {
        layers,
        width,
        inner,
        heads,
        quantized,
    } = *shape;
    let mut file = GgufWriter::default();
    file.text("general.architecture", "llama");
    for (key, value) in [
        ("llama.block_count", layers),
        ("llama.embedding_length", width),
        ("llama.feed_forward_length", inner),
        ("llama.attention.head_count", heads),
        ("llama.attention.head_count_kv", heads),
        ("llama.rope.dimension_count", width / heads),
        ("llama.context_length", 1024),
        ("llama.vocab_size", WORDS),
    ] {
        file.number(key, value);
    }
    file.float("llama.attention.layer_norm_rms_epsilon", 1e-5);
    file.float("llama.rope.freq_base", 10_000.0);
    let mut matrix = |name: &str, columns: u32, rows: u32| {
        let shape = [u64::from(columns), u64::from(rows)];
        let count = columns * rows;
        if quantized {
            // Blocks of Q8_0: a scale in 16 bits, 2^-12, and 32 numbers of 8 bits.
            let block = |_| {
                let mut block = vec![0x00, 0x0c];
                block.extend((0..32).map(|_| (next() >> 24) as u8));
                block
            };
            let data = (0..count / 32).flat_map(block).collect();
            return file.raw_tensor(name, &shape, 8, data);
        }
        let weight = |_| (f64::from(next()) / f64::from(u32::MAX) - 0.5) as f32 * 0.1;
        let data: Vec<f32> = (0..count).map(weight).collect();
        file.f32_tensor(name, &shape, &data);
    };
    matrix("token_embd.weight", width, WORDS);
    matrix("output.weight", width, WORDS);
    for layer in 0..layers {
        for part in ["attn_q", "attn_k", "attn_v", "attn_output"] {
            matrix(&format!("blk.{layer}.{part}.weight"), width, width);
        }
        matrix(&format!("blk.{layer}.ffn_gate.weight"), width, inner);
        matrix(&format!("blk.{layer}.ffn_up.weight"), width, inner);
        matrix(&format!("blk.{layer}.ffn_down.weight"), inner, width);
    }
    let ones = vec![1.0; width as usize];
    file.f32_tensor("output_norm.weight", &[u64::from(width)], &ones);
    for layer in 0..layers {
        for part in ["attn_norm", "ffn_norm"] {
            let name = format!("blk.{layer}.{part}.weight");
            file.f32_tensor(&name, &[u64::from(width)], &ones);
        }
    }
    std::fs::write(folder.join("tokenizer.json"), TOKENIZER).expect("written");
    std::fs::write(folder.join("tokenizer_config.json"), TOKENIZER_CONFIG).expect("written");
    let path = folder.join("model.gguf");
    std::fs::write(&path, file.bytes()).expect("written");
    path
}

/// Returns how much memory this process has that is its own.
fn own_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
    kilobytes
        .map(|kilobytes: u64| kilobytes * 1024)
        .expect("a number")
}

/// Loads a model, asks it something and writes what that took.
async fn load_and_tell(path: PathBuf) {
    let before = own_memory();
    let options = LoadOptions {
        name: "measured".into(),
        files: ModelFiles::Gguf(path),
        quantization: None,
        device: DeviceChoice::Cpu,
        full_precision: false,
        instances: 1,
        // What is kept of prompts has a bound of its own.
        prefix_cache_mb: Some(0),
    };
    let engine = tokio::task::spawn_blocking(move || load(&options)).await;
    let engine = engine.expect("no panic").expect("it is loaded");
    let answer = engine.stream(Request {
        messages: vec![ChatMessage::new(Role::User, "list all files ".repeat(40))],
        tools: Vec::new(),
        sampling: Sampling::new(0.0, 64),
        constraint: None,
    });
    // What random weights say is of no interest.
    let _ = collect_text(answer).await;
    println!("TOOK {}", own_memory() - before);
}

fn measured(path: &Path) -> u64 {
    let this = std::env::current_exe().expect("this program");
    let output = Command::new(this)
        .args([
            "--exact",
            "--nocapture",
            "models::tests::measure::the_estimate_is_within_a_fifth_of_what_three_models_take",
        ])
        .env(VARIABLE, path)
        // With it the engine's own errors read the program's line tables, which take more than the model.
        .env("RUST_BACKTRACE", "0")
        .output()
        .expect("it starts");
    let text = String::from_utf8_lossy(&output.stdout);
    let number = text
        .lines()
        .find_map(|line| line.split("TOOK ").nth(1)?.trim().parse().ok());
    number.unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn the_estimate_is_within_a_fifth_of_what_three_models_take() {
    if let Some(path) = std::env::var_os(VARIABLE) {
        // This is the process that the test started to load one model.
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build();
        return runtime
            .expect("a runtime")
            .block_on(load_and_tell(path.into()));
    }
    for (layers, width, heads, quantized) in [
        (8, 512, 8, false),
        (12, 1024, 16, true),
        (12, 1024, 16, false),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let shape = Shape {
            layers,
            width,
            inner: width * 3,
            heads,
            quantized,
        };
        let path = write_model(folder.path(), &shape);
        let headers = Headers::read(&ModelFiles::Gguf(path.clone()));
        let facts = headers.expect("it is read").facts();
        let estimate = MemoryNeed::at(&facts, TOKENS).total();
        let took = measured(&path);
        let off = (estimate as f64 - took as f64).abs() / took as f64;
        let stored = facts.quantization;
        let told = format!(
            "{layers}x{width} in {stored}: estimated {estimate}, took {took}, {:.1} % off",
            off * 100.0
        );
        println!("{told}");
        assert!(off < 0.2, "{told}");
    }
}
