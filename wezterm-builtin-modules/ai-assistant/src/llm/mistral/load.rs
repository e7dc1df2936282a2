//! How mistral.rs is given a model: which builder, on which device, with which settings.
//!
//! It hides the library's builders. Blocking, on the loading thread. Only files that
//! [`crate::llm::check`] has seen are handed over; nothing is downloaded.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use mistralrs::{
    Device, GgufModelBuilder, IsqType, Model, ModelDType, MultimodalModelBuilder, TextModelBuilder,
    TokenSource, UqffMultimodalModelBuilder, UqffTextModelBuilder, parse_isq_value,
};
use tokio::runtime::Handle;

use super::prefix::{Kept, Pace};
use crate::llm::LlmError;
use crate::llm::check::available_memory;
use crate::llm::model_files::ModelFiles;
use crate::settings::{DeviceChoice, Quantization};

/// What the beginnings of prompts that are kept may take, where nothing else is set: a part of the
/// memory that is free, within bounds.
const PREFIX_CACHE_PART: u64 = 8;
const LEAST_PREFIX_CACHE: u64 = 64 << 20;
const MOST_PREFIX_CACHE: u64 = 1 << 30;
/// How much further down in the order of who may compute than what draws and reads keys.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 5;

/// What to load.
#[derive(Clone, Debug)]
pub(crate) struct LoadOptions {
    /// The name shown to people.
    pub(crate) name: String,
    /// The files.
    pub(crate) files: ModelFiles,
    /// How to store the weights of a folder.
    pub(crate) quantization: Option<String>,
    /// Where to run.
    pub(crate) device: DeviceChoice,
    /// Whether to compute in 32 bits: a very small model loses answers to rounding in 16.
    pub(crate) full_precision: bool,
    /// How many instances may be loaded, and so how many answers generated side by side. All but the
    /// first are loaded when they are needed.
    pub(crate) instances: usize,
    /// How many megabytes the beginnings of prompts that are kept may take, 0 keeping none; `None` goes
    /// by the memory that is free.
    pub(crate) prefix_cache_mb: Option<usize>,
}

/// Sets what models of folders and UQFF files have in common: the library has a builder of its own for
/// those that read and for those that see, with the same methods and no trait.
macro_rules! set_up {
    ($recipe:expr, $builder:expr) => {{
        let mut builder = $builder
            .with_token_source(TokenSource::None)
            .with_max_num_seqs(1)
            .with_prefix_cache_n($recipe.prefixes());
        if $recipe.options.full_precision {
            builder = builder.with_dtype(ModelDType::F32);
        }
        if $recipe.cpu {
            builder = builder.with_force_cpu();
        }
        builder
    }};
}

/// How to load one more instance of a model.
#[derive(Clone)]
pub(super) struct Recipe {
    pub(super) options: LoadOptions,
    pub(super) tokenizer_folder: Option<PathBuf>,
    /// How many pictures the model takes in a conversation; none where it only reads.
    pub(super) pictures: usize,
    pub(super) cpu: bool,
    /// What the keys and values of one token take.
    pub(super) token_bytes: u64,
    /// Whether the model cannot go back to an earlier place of what it has read. What the engine keeps of
    /// such a one does not fit the next prompt.
    pub(super) forgets: bool,
    /// How fast it may read.
    pub(super) pace: Pace,
}

impl Recipe {
    pub(super) fn build(&self, runtime: &Handle) -> Result<Arc<Model>, LlmError> {
        let shown = self.options.files.path().display();
        // Threads have the place of those who start them; that of a thread of the runtime, which goes
        // on to do other work, must stay as it is.
        let built = std::thread::scope(|scope| {
            let build = || {
                yield_to_the_interface();
                runtime.block_on(self.build_model())
            };
            scope.spawn(build).join()
        });
        let built = built.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        built.map(Arc::new).map_err(|error| {
            log::error!("cannot load {shown}: {error:?}");
            LlmError::load(
                format!("cannot load {shown}: {error}"),
                "the model may be damaged or of a kind that the engine does not know",
            )
        })
    }

    /// Returns the picture of what an instance keeps, one of so many.
    pub(super) fn kept(&self, instances: usize) -> Kept {
        Kept::new(
            self.token_bytes,
            self.budget() / instances as u64,
            !self.cpu,
        )
    }

    /// Returns how many bytes the beginnings that are kept may take.
    fn budget(&self) -> u64 {
        if self.forgets {
            return 0;
        }
        if let Some(megabytes) = self.options.prefix_cache_mb {
            return (megabytes as u64) << 20;
        }
        let part = available_memory().map(|free| free / PREFIX_CACHE_PART);
        let part = part.unwrap_or(MOST_PREFIX_CACHE);
        part.clamp(LEAST_PREFIX_CACHE, MOST_PREFIX_CACHE)
    }

    async fn build_model(&self) -> anyhow::Result<Model> {
        let isq = self.options.quantization.as_deref().map(isq_type);
        let isq = isq.transpose()?;
        match &self.options.files {
            ModelFiles::Folder(folder) if self.pictures > 0 => {
                let builder = set_up!(self, MultimodalModelBuilder::new(folder.display()));
                match isq {
                    Some(isq) => builder.with_isq(isq).build().await,
                    None => builder.build().await,
                }
            }
            ModelFiles::Folder(folder) => {
                let builder = set_up!(self, TextModelBuilder::new(folder.display()));
                match isq {
                    Some(isq) => builder.with_isq(isq).build().await,
                    None => builder.build().await,
                }
            }
            ModelFiles::Uqff(file) => {
                let (folder, name) = split(file)?;
                let files = vec![PathBuf::from(name)];
                if self.pictures > 0 {
                    let builder = UqffMultimodalModelBuilder::new(folder, files).into_inner();
                    return set_up!(self, builder).build().await;
                }
                let builder = UqffTextModelBuilder::new(folder, files).into_inner();
                set_up!(self, builder).build().await
            }
            ModelFiles::Gguf(_) => self.gguf().await,
        }
    }

    async fn gguf(&self) -> anyhow::Result<Model> {
        let mut folder = String::new();
        let mut names = Vec::new();
        for part in self.options.files.parts() {
            let name;
            (folder, name) = split(&part)?;
            names.push(name);
        }
        let mut builder = GgufModelBuilder::new(folder, names)
            .with_token_source(TokenSource::None)
            .with_max_num_seqs(1)
            .with_prefix_cache_n(self.prefixes());
        if let Some(folder) = &self.tokenizer_folder {
            builder = builder.with_tok_model_id(folder.display());
        }
        if self.cpu {
            builder = builder.with_force_cpu();
        }
        builder.build().await
    }

    /// The number counts only what is on a GPU; see [`super::prefix`] for what is kept on a CPU.
    fn prefixes(&self) -> Option<usize> {
        (self.budget() > 0).then_some(1)
    }
}

/// Has this thread, and those that it starts, compute only when the interface has nothing to do.
fn yield_to_the_interface() {
    // Elsewhere a thread has no place of its own, and the whole program would step back.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        log::warn!("the engine's threads keep their place: {error}");
    }
}

/// Returns the library's value of a name in the table of quantizations.
fn isq_type(name: &str) -> anyhow::Result<IsqType> {
    match name {
        // A build for CUDA refuses these by name, even where the CPU is to do it.
        "Q8_1" => Ok(IsqType::Q8_1),
        "Q8K" => Ok(IsqType::Q8K),
        _ => parse_isq_value(name, None).map_err(anyhow::Error::msg),
    }
}

/// Refuses what the device cannot do.
pub(super) fn allow_quantization(name: Option<&str>, cpu: bool) -> Result<(), LlmError> {
    match name.and_then(Quantization::find) {
        Some(wanted) if !wanted.gpu && !cpu => Err(LlmError::load(
            format!("the quantization {} works on a CPU only", wanted.name),
            "set config.modules.ai_assistant.model.quantization to another one, such as Q8_0, or \
             model.device to 'cpu'",
        )),
        _ => Ok(()),
    }
}

/// Returns folder and name of a file, as the library wants them.
fn split(file: &Path) -> anyhow::Result<(String, String)> {
    let name = file
        .file_name()
        .and_then(|name| name.to_str())
        .ok_or_else(|| anyhow::anyhow!("the name of {} is not UTF-8", file.display()))?;
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    Ok((folder.display().to_string(), name.to_owned()))
}

/// A device and why it was chosen.
pub(super) struct Chosen {
    pub(super) is_cpu: bool,
    pub(super) shown: String,
}

pub(super) fn choose_device(wanted: DeviceChoice) -> Result<Chosen, LlmError> {
    let cpu = |why: &str| Chosen {
        is_cpu: true,
        shown: format!("CPU ({why})"),
    };
    let gpu = |shown: &str| Chosen {
        is_cpu: false,
        shown: shown.to_owned(),
    };
    match wanted {
        DeviceChoice::Cpu => Ok(cpu("as configured")),
        DeviceChoice::Auto if cfg!(feature = "metal") => Ok(gpu("Metal")),
        DeviceChoice::Auto if cfg!(feature = "cuda") => Ok(match Device::cuda_if_available(0) {
            Ok(device) if device.is_cuda() => gpu("CUDA 0"),
            Ok(_) => cpu("no NVIDIA GPU was found"),
            Err(error) => {
                log::warn!("the NVIDIA GPU cannot be used: {error}");
                cpu("the NVIDIA GPU cannot be used, see the log")
            }
        }),
        DeviceChoice::Auto => Ok(cpu("built without GPU support")),
        DeviceChoice::Cuda(0) if cfg!(feature = "cuda") => match Device::new_cuda(0) {
            Ok(_) => Ok(gpu("CUDA 0")),
            Err(error) => Err(no_device(wanted, &error.to_string())),
        },
        DeviceChoice::Cuda(_) if cfg!(feature = "cuda") => Err(no_device(
            wanted,
            "only cuda:0 can be chosen: start the terminal with CUDA_VISIBLE_DEVICES set to the \
             number you want, and use cuda:0",
        )),
        DeviceChoice::Metal if cfg!(feature = "metal") => Ok(gpu("Metal")),
        DeviceChoice::Cuda(_) => Err(no_device(
            wanted,
            "this program was built without it: build with --features cuda",
        )),
        DeviceChoice::Metal => Err(no_device(
            wanted,
            "this program was built without it: build with --features metal",
        )),
    }
}

fn no_device(wanted: DeviceChoice, why: &str) -> LlmError {
    LlmError::load(
        format!("cannot use the device {wanted}: {why}"),
        "or set config.modules.ai_assistant.model.device to 'auto'",
    )
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// Returns the calling thread's place in the order of who may compute.
    fn niceness() -> i32 {
        let stat = std::fs::read_to_string("/proc/thread-self/stat").expect("a thread has one");
        let (_, after_name) = stat.rsplit_once(')').expect("its name is in brackets");
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        fields[16].parse().expect("a number")
    }

    #[test]
    fn the_engines_threads_step_back_and_no_others() {
        let before = niceness();
        let (own, started) = std::thread::spawn(|| {
            yield_to_the_interface();
            let started = std::thread::spawn(niceness).join();
            (niceness(), started.expect("no panic"))
        })
        .join()
        .expect("no panic");
        assert_eq!((own, started), (NICENESS, NICENESS));
        assert_eq!(niceness(), before);
    }
}
