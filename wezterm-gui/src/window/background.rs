//! The layers behind the text, from the configuration to the picture that is drawn.
//!
//! It hides a thread of its own, which opens and decodes files, scales and lays: none of that holds up a frame. Until
//! a picture is there, the one before it is shown, or the background's colour. The handle lives on the main thread;
//! what is wrong with a file comes back as words. How layers are laid is `render::backdrop`'s business.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::SystemTime;

use config::{BackgroundLayer, LayerAlign, LayerAxis, LayerRepeat, LayerSize, LayerSource, Length};
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};

use super::settings::factors;
use crate::frame::Poke;
use crate::render::{
    Axis, Backdrop, Extent, Gradient, Layer, Layers, Picture, Repeat, Source, Way,
};

/// What a file may have, so that one that is none of a picture's costs little.
const MOST_BYTES: u64 = 256 << 20;
const MOST_MEMORY: u64 = 512 << 20;
const LONGEST_SIDE: u32 = 32_768;

/// Pixels of a decoded picture that are kept; more than that no window shows.
const KEPT_PIXELS: u64 = 24_000_000;

/// The window as layers see it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Space {
    /// Its pixels.
    pub window: (u32, u32),
    /// The padding's inner edge: left, top, width and height.
    pub inner: (u32, u32, u32, u32),
    /// Pixels of a cell.
    pub cell: (u32, u32),
    /// Dots per inch.
    pub dpi: f64,
    /// Pixels that the text is scrolled by, from its first row on.
    pub scrolled: f64,
    /// What is behind all layers: `0xaarrggbb`, its parts multiplied by its opacity.
    pub ground: u32,
}

/// The layers behind the text.
pub struct Background {
    poke: Poke,
    layers: Arc<[BackgroundLayer]>,
    folder: Option<PathBuf>,
    thread: Option<Thread>,
    asked: Option<Space>,
    shown: Option<Arc<Backdrop>>,
}

struct Thread {
    jobs: Sender<Job>,
    made: Receiver<Made>,
}

/// What the thread is to make.
struct Job {
    layers: Arc<[BackgroundLayer]>,
    folder: Option<PathBuf>,
    space: Space,
    /// Whether files may have changed, and what is wrong with them is to be told again.
    afresh: bool,
}

/// What the thread has made.
struct Made {
    layers: Arc<[BackgroundLayer]>,
    backdrop: Arc<Backdrop>,
    problems: Vec<String>,
}

impl Background {
    /// Returns a background of one colour; `poke` is called whenever a picture was made.
    pub fn plain(poke: Poke) -> Self {
        Self {
            poke,
            layers: Arc::from([]),
            folder: None,
            thread: None,
            asked: None,
            shown: None,
        }
    }

    /// Takes other layers; paths that are relative are so to this folder.
    pub fn configure(&mut self, layers: Vec<BackgroundLayer>, folder: Option<&Path>) {
        if layers.is_empty() {
            self.thread = None;
            self.shown = None;
        }
        self.layers = layers.into();
        self.folder = folder.map(Path::to_owned);
        self.asked = None;
    }

    /// Returns whether there are layers.
    pub fn is_layered(&self) -> bool {
        !self.layers.is_empty()
    }

    /// Returns whether a layer moves when the text is scrolled.
    pub fn scrolls(&self) -> bool {
        self.layers.iter().any(|layer| layer.parallax != 0.0)
    }

    /// Returns what is behind the text, as far as it is made.
    pub fn shown(&self) -> Option<&Arc<Backdrop>> {
        self.shown.as_ref()
    }

    /// Has a picture made for this space, unless it was asked for already.
    pub fn ask(&mut self, space: Space) {
        if !self.is_layered() || self.asked == Some(space) {
            return;
        }
        let afresh = self.asked.is_none();
        self.asked = Some(space);
        let job = Job {
            layers: Arc::clone(&self.layers),
            folder: self.folder.clone(),
            space,
            afresh,
        };
        if self.thread.is_none() {
            self.thread = start(Arc::clone(&self.poke));
        }
        if let Some(thread) = &self.thread
            && thread.jobs.send(job).is_err()
        {
            log::error!("the background is not drawn any more: its thread has ended");
            self.thread = None;
        }
    }

    /// Takes what was made meanwhile. Returns whether the background looks different now, and what is wrong with it.
    pub fn take(&mut self) -> (bool, Vec<String>) {
        let mut problems = Vec::new();
        let mut changed = false;
        while let Some(made) = self
            .thread
            .as_ref()
            .and_then(|thread| thread.made.try_recv().ok())
        {
            if Arc::ptr_eq(&made.layers, &self.layers) {
                self.shown = Some(made.backdrop);
                problems.extend(made.problems);
                changed = true;
            }
        }
        (changed, problems)
    }
}

fn start(poke: Poke) -> Option<Thread> {
    let (jobs, asked) = channel();
    let (answer, made) = channel();
    let spawned = std::thread::Builder::new()
        .name("background".to_owned())
        .spawn(move || serve(&asked, &answer, &poke));
    match spawned {
        Ok(_) => Some(Thread { jobs, made }),
        Err(error) => {
            log::error!("the background stays one colour, its thread cannot start: {error}");
            None
        }
    }
}

fn serve(asked: &Receiver<Job>, answer: &Sender<Made>, poke: &Poke) {
    let mut layers = Layers::default();
    let mut files = Files::default();
    let mut laid: Option<Arc<[BackgroundLayer]>> = None;
    while let Ok(mut job) = asked.recv() {
        // Of what has piled up meanwhile only the last is ever seen.
        while let Ok(newer) = asked.try_recv() {
            let afresh = job.afresh || newer.afresh;
            job = Job { afresh, ..newer };
        }
        if job.afresh
            || !laid
                .as_ref()
                .is_some_and(|laid| Arc::ptr_eq(laid, &job.layers))
        {
            layers.forget();
            laid = Some(Arc::clone(&job.layers));
        }
        let mut problems = Vec::new();
        let planned: Vec<Layer> = job
            .layers
            .iter()
            .filter_map(|layer| match planned(layer, &job, &mut files) {
                Ok(layer) => Some(layer),
                Err(problem) => {
                    problems.push(problem);
                    None
                }
            })
            .collect();
        if job.afresh {
            files.keep_only(&job);
        } else {
            problems.clear();
        }
        let made = Made {
            backdrop: Arc::new(layers.compose(&planned, job.space.window, job.space.ground)),
            layers: job.layers,
            problems,
        };
        if answer.send(made).is_err() {
            return;
        }
        poke();
    }
}

/// Gives a layer its measures and its pixels.
fn planned(layer: &BackgroundLayer, job: &Job, files: &mut Files) -> Result<Layer, String> {
    let Space {
        window,
        inner,
        cell,
        dpi,
        scrolled,
        ..
    } = job.space;
    let (x, y) = match layer.within_padding {
        true => ((inner.0, inner.2), (inner.1, inner.3)),
        false => ((0, window.0), (0, window.1)),
    };
    let mut down = axis(&layer.y, y, cell.1, dpi);
    down.offset -= (scrolled * layer.parallax).round();
    Ok(Layer {
        source: match &layer.source {
            LayerSource::File(path) => {
                let path = match &job.folder {
                    Some(folder) => folder.join(path),
                    None => path.clone(),
                };
                Source::Picture(files.picture(&path, job.afresh)?)
            }
            LayerSource::Gradient(gradient) => Source::Gradient(Gradient {
                colours: gradient
                    .colors(Gradient::steps())
                    .into_iter()
                    .map(parts)
                    .collect(),
                way: match gradient.orientation {
                    config::Orientation::Linear(angle) => Way::Line(angle),
                    config::Orientation::Radial { radius, cx, cy } => Way::Outwards {
                        radius,
                        x: cx,
                        y: cy,
                    },
                },
                noise: gradient.noise,
            }),
            LayerSource::Color(color) => Source::Colour(parts(*color)),
        },
        factors: factors(layer.hsb),
        opacity: layer.opacity,
        x: axis(&layer.x, x, cell.0, dpi),
        y: down,
    })
}

fn parts(color: config::Rgba) -> [u8; 4] {
    [color.r, color.g, color.b, color.a]
}

fn axis(axis: &LayerAxis, (start, room): (u32, u32), cell: u32, dpi: f64) -> Axis {
    let room = f64::from(room);
    let pixels = |length: Length| length.pixels(dpi, f64::from(cell), room);
    Axis {
        start: f64::from(start),
        room,
        extent: match axis.size {
            LayerSize::Cover => Extent::Cover,
            LayerSize::Contain => Extent::Contain,
            LayerSize::Fixed(length) => Extent::Pixels(pixels(length)),
        },
        repeat: match axis.repeat {
            LayerRepeat::Repeat => Repeat::Same,
            LayerRepeat::Mirror => Repeat::Mirrored,
            LayerRepeat::NoRepeat => Repeat::Never,
        },
        step: axis.repeat_size.map(pixels),
        align: match axis.align {
            LayerAlign::Start => 0.0,
            LayerAlign::Middle => 0.5,
            LayerAlign::End => 1.0,
        },
        offset: pixels(axis.offset),
    }
}

/// A file as it was when it was decoded.
type Stamp = (Option<SystemTime>, u64);

/// The pictures that were decoded, or why they could not be.
#[derive(Default)]
struct Files {
    decoded: HashMap<PathBuf, (Stamp, Result<Arc<Picture>, String>)>,
}

impl Files {
    /// Returns the picture in a file; decoded once, and again when the file has changed and somebody asks for that.
    fn picture(&mut self, path: &Path, afresh: bool) -> Result<Arc<Picture>, String> {
        if let Some((stamp, picture)) = self.decoded.get(path)
            && (!afresh || stamp_of(path).as_ref() == Ok(stamp))
        {
            return picture.clone();
        }
        let stamp = stamp_of(path);
        let picture = stamp.clone().and_then(|_| {
            // Decoders of many formats have panicked on some file or other.
            let decoded = catch_unwind(AssertUnwindSafe(|| decoded(path)));
            decoded.unwrap_or_else(|_| Err("it is damaged".to_owned()))
        });
        let picture = picture
            .map(Arc::new)
            .map_err(|why| format!("background: {}: {why}", path.display()));
        let stamp = stamp.unwrap_or((None, 0));
        self.decoded
            .insert(path.to_owned(), (stamp, picture.clone()));
        picture
    }

    /// Forgets the pictures that are in no layer.
    fn keep_only(&mut self, job: &Job) {
        self.decoded.retain(|path, _| {
            job.layers.iter().any(|layer| match &layer.source {
                LayerSource::File(file) => path.ends_with(file),
                _ => false,
            })
        });
    }
}

fn stamp_of(path: &Path) -> Result<Stamp, String> {
    let found = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    })?;
    if !found.is_file() {
        // What lies there may never end, or wait for somebody.
        return Err("it is no file".to_owned());
    }
    if found.len() > MOST_BYTES {
        let most = MOST_BYTES >> 20;
        return Err(format!("it has more than {most} MB"));
    }
    Ok((found.modified().ok(), found.len()))
}

/// Decodes a picture, upright and within bounds.
fn decoded(path: &Path) -> Result<Picture, String> {
    let words = |error: image::ImageError| error.to_string();
    let reader = ImageReader::open(path).and_then(ImageReader::with_guessed_format);
    let mut reader = reader.map_err(|error| error.to_string())?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(words)?;
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(words)?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    let pixels = u64::from(picture.width()) * u64::from(picture.height());
    if pixels == 0 {
        return Err("it has no pixels".to_owned());
    }
    if pixels > KEPT_PIXELS {
        let scale = (KEPT_PIXELS as f64 / pixels as f64).sqrt();
        let side = |length: u32| ((f64::from(length) * scale) as u32).max(1);
        picture = picture.thumbnail_exact(side(picture.width()), side(picture.height()));
    }
    Ok(Picture {
        rgba: picture.into_rgba8(),
    })
}

#[cfg(test)]
mod tests;
