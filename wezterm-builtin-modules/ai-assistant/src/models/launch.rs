//! How a model of each kind may be loaded, and what is refused with a reason.
//!
//! Pure. The table [`OPTIONS`] says which options each modality has; [`check`] compares what is wanted
//! with it and with the model. It loads nothing.

use super::{Format, Modality, Model};
use crate::llm::check::in_words;

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

/// Says why a model cannot be loaded like this, in one sentence each; `memory` is what is free.
pub fn check(model: &Model, launch: &Launch, memory: Option<u64>) -> Vec<String> {
    let mut why: Vec<String> = model.problem.iter().cloned().collect();
    let known = options(model.modality);
    for option in launch.set().filter(|option| !known.contains(option)) {
        let names: Vec<&str> = known.iter().map(|option| option.name()).collect();
        why.push(format!(
            "a {} model has no option {}: it has {}",
            model.modality.name(),
            option.name(),
            names.join(", ")
        ));
    }
    if launch.quantizes && model.format == Format::Gguf {
        why.push("a GGUF file is quantized already: choose another file instead".into());
    }
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
            ["a GGUF file is quantized already: choose another file instead"]
        );
        assert_eq!(why(Modality::Text, launch), Vec::<String>::new());
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
