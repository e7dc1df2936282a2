//! How a model of each kind may be loaded, and what is refused with a reason.
//!
//! The table [`OPTIONS`] says which options each modality has; [`check`] compares what is wanted with it
//! and with the model, and is pure; [`allow`] does so before a load, where only the files are known,
//! and reads their headers. It loads nothing.

use super::describe::{DRAWS, cannot_answer, modality};
use super::{Format, Modality, Model};
use crate::llm::LlmError;
use crate::llm::check::{Headers, in_words};
use crate::llm::model_files::ModelFiles;

/// Something that may be chosen when a model is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaunchOption {
    /// `quantization`: how weights are stored once they are loaded.
    Quantization,
    /// `context`: how many tokens prompt and answer may be.
    Context,
    /// `max_image_edge`: to how many pixels pictures are made smaller.
    ImageEdge,
    /// `steps`: in how many steps a picture is drawn.
    Steps,
    /// `size`: how large a picture is, in pixels.
    PictureSize,
    /// `sample_rate`: how many samples a second sound has.
    SampleRate,
}

impl LaunchOption {
    /// Returns its name in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quantization => "quantization",
            Self::Context => "context",
            Self::ImageEdge => "max_image_edge",
            Self::Steps => "steps",
            Self::PictureSize => "size",
            Self::SampleRate => "sample_rate",
        }
    }
}

/// Which options a model of each kind has.
const OPTIONS: &[(Modality, &[LaunchOption])] = &[
    (
        Modality::Text,
        &[LaunchOption::Quantization, LaunchOption::Context],
    ),
    (
        Modality::Vision,
        &[
            LaunchOption::Quantization,
            LaunchOption::Context,
            LaunchOption::ImageEdge,
        ],
    ),
    (Modality::Embedding, &[LaunchOption::Context]),
    (Modality::Speech, &[LaunchOption::SampleRate]),
    (
        Modality::Diffusion,
        &[LaunchOption::Steps, LaunchOption::PictureSize],
    ),
    (Modality::Unknown, &[LaunchOption::Quantization]),
];

/// Returns the options of a kind of model.
pub fn options(modality: Modality) -> &'static [LaunchOption] {
    let row = OPTIONS.iter().find(|(kind, _)| *kind == modality);
    row.map_or(&[], |(_, options)| options)
}

/// What a person wants; what is `None` is as usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Launch {
    /// See [`LaunchOption::Quantization`]; whether there is one.
    pub quantizes: bool,
    /// See [`LaunchOption::Context`].
    pub context: Option<u64>,
    /// See [`LaunchOption::ImageEdge`].
    pub max_image_edge: Option<u32>,
    /// See [`LaunchOption::Steps`].
    pub steps: Option<u32>,
    /// See [`LaunchOption::PictureSize`].
    pub size: Option<(u32, u32)>,
    /// See [`LaunchOption::SampleRate`].
    pub sample_rate: Option<u32>,
}

impl Launch {
    /// Returns the options that are set.
    fn set(&self) -> impl Iterator<Item = LaunchOption> {
        let all = [
            (LaunchOption::Quantization, self.quantizes),
            (LaunchOption::Context, self.context.is_some()),
            (LaunchOption::ImageEdge, self.max_image_edge.is_some()),
            (LaunchOption::Steps, self.steps.is_some()),
            (LaunchOption::PictureSize, self.size.is_some()),
            (LaunchOption::SampleRate, self.sample_rate.is_some()),
        ];
        all.into_iter().filter(|(_, set)| *set).map(|(one, _)| one)
    }
}

/// Says which options the kind or the format of a model does not have.
fn of_another_kind(modality: Modality, format: Format, launch: &Launch) -> Vec<String> {
    let known = options(modality);
    let unknown = launch.set().filter(|option| !known.contains(option));
    let mut why: Vec<String> = unknown
        .map(|option| {
            let names: Vec<&str> = known.iter().map(|option| option.name()).collect();
            format!(
                "a {} model has no option {}: it has {}",
                modality.name(),
                option.name(),
                names.join(", ")
            )
        })
        .collect();
    let file = match format {
        Format::Gguf => "GGUF",
        Format::Uqff => "UQFF",
        Format::Safetensors => return why,
    };
    if launch.quantizes {
        why.push(format!(
            "a {file} file is quantized already: leave out model.quantization, or choose another file"
        ));
    }
    why
}

/// Refuses to load what is no model that answers, and options that its kind does not have. Files that
/// cannot be read are let through: loading says what is wrong with them.
pub(crate) fn allow(files: &ModelFiles, launch: &Launch) -> Result<(), LlmError> {
    let shown = files.path().display();
    let another = "choose a text or a vision model: `wezterm ai models list` tells what each is";
    let format = match files {
        ModelFiles::Folder(folder) if folder.join("model_index.json").is_file() => {
            return Err(LlmError::load(
                format!("{shown} is of the kind diffusion: {DRAWS}"),
                another,
            ));
        }
        ModelFiles::Folder(_) => Format::Safetensors,
        ModelFiles::Gguf(_) => Format::Gguf,
        ModelFiles::Uqff(_) => Format::Uqff,
    };
    let Ok(headers) = Headers::read(files) else {
        return Ok(());
    };
    let facts = headers.facts();
    let modality = modality(format, &facts);
    if let Some(why) = cannot_answer(modality, &facts) {
        let kind = modality.name();
        return Err(LlmError::load(
            format!("{shown} is of the kind {kind}: {why}"),
            another,
        ));
    }
    match of_another_kind(modality, format, launch).as_slice() {
        [] => Ok(()),
        [why, ..] => Err(LlmError::load(
            format!("{shown}: {why}"),
            "mend config.modules.ai_assistant.model, where the option is set",
        )),
    }
}

/// Says why a model cannot be loaded like this, in one sentence each; `memory` is what is free.
pub fn check(model: &Model, launch: &Launch, memory: Option<u64>) -> Vec<String> {
    let mut why: Vec<String> = model.problem.iter().cloned().collect();
    why.extend(of_another_kind(model.modality, model.format, launch));
    if let (Some(wanted), Some(reads)) = (launch.context, model.context)
        && wanted > reads
    {
        why.push(format!("it reads {reads} tokens, not {wanted}"));
    }
    if launch.context == Some(0) {
        why.push("a context of no tokens has no room for a question".into());
    }
    let impossible = |name: &str, range: std::ops::RangeInclusive<u32>, value: Option<u32>| {
        let value = value.filter(|value| !range.contains(value))?;
        let (low, high) = (range.start(), range.end());
        Some(format!("{name} must be from {low} to {high}, not {value}"))
    };
    why.extend(impossible(
        "max_image_edge",
        28..=8192,
        launch.max_image_edge,
    ));
    why.extend(impossible("steps", 1..=1000, launch.steps));
    why.extend(impossible(
        "sample_rate",
        8000..=192_000,
        launch.sample_rate,
    ));
    if let Some((width, height)) = launch.size
        && (width % 8 != 0 || height % 8 != 0 || width == 0 || height == 0)
    {
        why.push(format!(
            "both sides of a picture must be multiples of 8, not {width}x{height}"
        ));
    }
    // While they are loaded, weights that are stored in fewer bits take less than this.
    if let (Some(need), Some(free), false) = (model.memory, memory, launch.quantizes)
        && need.weights.saturating_add(need.overhead) > free
    {
        why.push(format!(
            "it needs about {} of memory and {} is free",
            in_words(need.total()),
            in_words(free)
        ));
    }
    why
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::models::{MemoryNeed, Source};
    use crate::testing::gguf::GgufWriter;

    fn model(modality: Modality, format: Format) -> Model {
        Model {
            name: "m".into(),
            id: "/m".into(),
            source: Source::Folder,
            path: PathBuf::from("/m"),
            format,
            size: 1,
            sha256: None,
            modality,
            architecture: String::new(),
            parameters: None,
            context: Some(4096),
            quantization: String::new(),
            chat_template: true,
            memory: Some(MemoryNeed {
                weights: 2_000_000_000,
                cache: 0,
                overhead: 0,
                context: 4096,
            }),
            problem: None,
        }
    }

    fn why(modality: Modality, launch: Launch) -> Vec<String> {
        check(&model(modality, Format::Safetensors), &launch, None)
    }

    #[test]
    fn each_kind_of_model_has_options_of_its_own() {
        let names = |modality| {
            let names = options(modality).iter().map(|option| option.name());
            names.collect::<Vec<_>>()
        };
        assert_eq!(names(Modality::Text), ["quantization", "context"]);
        assert_eq!(
            names(Modality::Vision),
            ["quantization", "context", "max_image_edge"]
        );
        assert_eq!(names(Modality::Diffusion), ["steps", "size"]);
        assert_eq!(names(Modality::Speech), ["sample_rate"]);
        assert_eq!(names(Modality::Embedding), ["context"]);
    }

    #[test]
    fn an_option_of_another_kind_is_refused_with_those_that_there_are() {
        let steps = Launch {
            steps: Some(20),
            ..Launch::default()
        };
        assert_eq!(why(Modality::Diffusion, steps), Vec::<String>::new());
        assert_eq!(
            why(Modality::Text, steps),
            ["a text model has no option steps: it has quantization, context"]
        );
        let rate = Launch {
            sample_rate: Some(16_000),
            ..Launch::default()
        };
        assert_eq!(why(Modality::Speech, rate), Vec::<String>::new());
        assert_eq!(why(Modality::Vision, rate).len(), 1);
    }

    #[test]
    fn values_that_cannot_be_are_refused() {
        let launch = Launch {
            context: Some(8192),
            max_image_edge: Some(4),
            ..Launch::default()
        };
        assert_eq!(
            why(Modality::Vision, launch),
            [
                "it reads 4096 tokens, not 8192",
                "max_image_edge must be from 28 to 8192, not 4",
            ]
        );
        let picture = Launch {
            size: Some((512, 513)),
            steps: Some(0),
            ..Launch::default()
        };
        assert_eq!(
            why(Modality::Diffusion, picture),
            [
                "steps must be from 1 to 1000, not 0",
                "both sides of a picture must be multiples of 8, not 512x513",
            ]
        );
    }

    #[test]
    fn a_gguf_file_is_not_quantized_again() {
        let launch = Launch {
            quantizes: true,
            ..Launch::default()
        };
        let gguf = model(Modality::Text, Format::Gguf);
        assert_eq!(
            check(&gguf, &launch, None),
            [
                "a GGUF file is quantized already: leave out model.quantization, or choose another file"
            ]
        );
        assert_eq!(why(Modality::Text, launch), Vec::<String>::new());
    }

    #[test]
    fn what_does_not_answer_is_refused_by_name_before_it_is_loaded() {
        let folder = tempfile::tempdir().expect("a folder");
        let draws = folder.path().join("flux");
        std::fs::create_dir(&draws).expect("a folder");
        std::fs::write(draws.join("model_index.json"), "{}").expect("a file");
        let speaks = folder.path().join("whisper.gguf");
        let mut file = GgufWriter::default();
        file.text("general.architecture", "whisper");
        file.f32_tensor("w", &[1], &[0.0]);
        std::fs::write(&speaks, file.bytes()).expect("a file");
        let why = |files: ModelFiles| {
            let refused = allow(&files, &Launch::default()).expect_err("it is refused");
            assert!(refused.hint().contains("models list"), "{}", refused.hint());
            let root = format!("{}/", folder.path().display());
            refused.to_string().replace(&root, "")
        };
        assert_eq!(
            why(ModelFiles::Folder(draws.clone())),
            "flux is of the kind diffusion: the assistant does not draw pictures"
        );
        assert_eq!(
            why(ModelFiles::Gguf(speaks.clone())),
            "whisper.gguf is of the kind speech: the assistant neither hears nor speaks"
        );
        let gone = ModelFiles::Gguf(folder.path().join("gone.gguf"));
        assert_eq!(allow(&gone, &Launch::default()), Ok(()));
    }

    #[test]
    fn what_does_not_fit_into_memory_or_cannot_answer_is_refused() {
        let mut model = model(Modality::Text, Format::Gguf);
        assert_eq!(
            check(&model, &Launch::default(), Some(1_000_000_000)),
            ["it needs about 2.0 GB of memory and 1.0 GB is free"]
        );
        model.problem = Some("it is truncated".into());
        assert_eq!(check(&model, &Launch::default(), None), ["it is truncated"]);
    }
}
