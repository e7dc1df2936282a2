//! Fetching a model from the Hugging Face Hub, when a person says so and at no other time.
//!
//! It hides the Hub's HTTP interface ([`web`], beside `llm/remote*` the only file that names `reqwest`) and the layout of
//! its cache ([`store`]), which other programs share: an unfinished file is
//! `blobs/HASH.incomplete` and is gone on with next time, by whichever program; a finished one has
//! the size and the checksum that the Hub stated. [`plan`] asks what there is and changes nothing, so
//! that a person can be told sizes first; [`fetch`] carries it out. Both run on a tokio runtime.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::llm::check::in_words;

mod store;
mod web;

use store::Store;
pub(super) use store::free_on;
use web::Web;

/// How long the Hub may say nothing in the middle of a file.
const STALL: Duration = Duration::from_secs(30);
/// How long the first new try waits; each further one waits twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// How often in a row a file is tried without one more byte.
const TRIES: u32 = 6;
/// Left free on the disk.
const SPARE: u64 = 256 << 20;

/// What the Hub knows a person by. It is shown nowhere.
#[derive(Clone)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

impl Token {
    /// Takes a token as the environment has it; nothing where that is empty.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }
}

/// What to fetch from where.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// `organisation/name`.
    pub id: String,
    /// Patterns of the files; none are those that the engine needs.
    pub files: Vec<String>,
    /// The Hub's address.
    pub endpoint: String,
    /// For models that are not everybody's.
    pub token: Option<Token>,
    /// The Hugging Face cache.
    pub hub: PathBuf,
    /// How long the Hub may say nothing.
    pub stall: Duration,
    /// How long the first new try waits.
    pub pause: Duration,
}

impl Wanted {
    /// Wants `id` from the Hub of the environment (`HF_ENDPOINT`, `HF_TOKEN`) into this user's cache;
    /// nothing where there is no home folder.
    pub fn of_user(id: &str, files: &[String]) -> Option<Self> {
        let from = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Some(Self {
            id: id.to_owned(),
            files: files.to_vec(),
            endpoint: from("HF_ENDPOINT").unwrap_or_else(|| "https://huggingface.co".into()),
            token: from("HF_TOKEN").as_deref().and_then(Token::new),
            hub: crate::llm::model_files::Places::of_user().hub?,
            stall: STALL,
            pause: FIRST_PAUSE,
        })
    }
}

/// Why a model was not fetched. The hint says what a person can do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PullError {
    /// It is no name of a model.
    #[error("`{0}` is no model of the Hub: they are called organisation/name")]
    Name(String),
    /// The Hub has no such thing.
    #[error("{0} is not there")]
    NotFound(String),
    /// The Hub wants to know who asks, or does not let them.
    #[error("{what} is not for everybody: the Hub answers {status}")]
    Refused {
        /// What was asked for.
        what: String,
        /// The status of its answer.
        status: u16,
    },
    /// Nothing there fits.
    #[error("{0}")]
    Choice(String),
    /// It would not fit on the disk.
    #[error("{} has {} free and {} are needed", .folder.display(), in_words(*.free), in_words(*.needed))]
    Full {
        /// Where it would go.
        folder: PathBuf,
        /// How much is free there.
        free: u64,
        /// How much is needed.
        needed: u64,
    },
    /// What arrived is not what the Hub stated; it was deleted.
    #[error("{file} arrived with {what} and should have {stated}; it was deleted")]
    Wrong {
        /// The file.
        file: String,
        /// What it has.
        what: String,
        /// What it should have.
        stated: String,
    },
    /// The Hub said something that cannot be.
    #[error("the answer of {0} makes no sense: {1}")]
    Answer(String, String),
    /// The way there broke too often; what arrived is kept.
    #[error("{what}: {why}")]
    Broken {
        /// What was being fetched.
        what: String,
        /// What went wrong last.
        why: String,
    },
    /// The disk did not do it.
    #[error("{}: {why}", .path.display())]
    Disk {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
}

impl PullError {
    /// Returns what a person can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Name(_) | Self::NotFound(_) => {
                "look the name up on the Hub; a private model needs HF_TOKEN"
            }
            Self::Refused { .. } => {
                "accept its terms on its page and set HF_TOKEN to a token that may read it"
            }
            Self::Choice(_) => "--file 'PATTERN' names the files",
            Self::Full { .. } => "free some space, or set HF_HUB_CACHE to a folder on another disk",
            Self::Wrong { .. } => {
                "pull it again; if it happens again, the Hub's file is not as stated"
            }
            Self::Answer(..) => "check HF_ENDPOINT",
            Self::Broken { .. } => "pull it again: it goes on where it ended",
            Self::Disk { .. } => "check the folder's permissions and its disk",
        }
    }

    fn disk(path: &Path, error: &std::io::Error) -> Self {
        Self::Disk {
            path: path.to_owned(),
            why: error.to_string(),
        }
    }
}

/// One file to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedFile {
    /// Its name in the repository.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// What its blob is named by.
    blob: String,
    /// The SHA-256 that the Hub states of large files.
    sha256: Option<String>,
}

/// What a fetch would do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The files.
    pub files: Vec<PlannedFile>,
    /// How many bytes there are to fetch; what is there already does not count.
    pub missing: u64,
    /// How many bytes are free where they go, where the system tells.
    pub free: Option<u64>,
    /// The folder of the cache that they go to.
    pub folder: PathBuf,
    wanted: Wanted,
    commit: String,
}

impl Plan {
    /// Returns the size of all files together.
    pub fn total(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }
}

/// What is told while files arrive.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// More has arrived.
    Bytes {
        /// How much of the plan is there.
        done: u64,
        /// How much it is altogether.
        total: u64,
        /// Bytes in a second, on average of this fetch.
        rate: f64,
    },
    /// Something that a person who waits wants to know.
    Notice(String),
}

/// Asks the Hub what there is, and the disk what is missing. Changes nothing.
pub async fn plan(wanted: &Wanted) -> Result<Plan, PullError> {
    let store = Store::new(&wanted.hub, &wanted.id)?;
    let web = Web::new(wanted)?;
    let (commit, all) = web.files().await?;
    let files = choose(all, &wanted.files)?;
    let left = |file: &PlannedFile| file.size - store.present(&file.blob, file.size);
    let missing: u64 = files.iter().map(left).sum();
    let free = store.free();
    match free {
        Some(free) if missing > 0 && missing.saturating_add(SPARE) > free => Err(PullError::Full {
            folder: wanted.hub.clone(),
            free,
            needed: missing.saturating_add(SPARE),
        }),
        _ => Ok(Plan {
            files,
            missing,
            free,
            folder: store.folder().to_owned(),
            wanted: wanted.clone(),
            commit,
        }),
    }
}

/// Fetches what is missing and returns the folder with all of it.
pub async fn fetch(plan: &Plan, mut on_step: impl FnMut(Step)) -> Result<PathBuf, PullError> {
    let web = Web::new(&plan.wanted)?;
    let store = Store::new(&plan.wanted.hub, &plan.wanted.id)?;
    let mut meter = Meter {
        began: Instant::now(),
        fetched: 0,
        before: 0,
        total: plan.total(),
    };
    for file in &plan.files {
        let _lock = match store.try_lock(&file.blob)? {
            Some(lock) => lock,
            None => {
                on_step(Step::Notice(format!(
                    "{} is being fetched already",
                    file.name
                )));
                store.lock(&file.blob).await?
            }
        };
        if !store.is_whole(&file.blob, file.size) {
            fetch_file(&web, &store, plan, file, &mut meter, &mut on_step).await?;
        }
        meter.before += file.size;
        store.link(&plan.commit, &file.name, &file.blob)?;
        on_step(meter.step(0));
    }
    store.finish(&plan.commit)
}

/// Fetches one file, with as many tries as it takes while bytes arrive.
async fn fetch_file(
    web: &Web,
    store: &Store,
    plan: &Plan,
    file: &PlannedFile,
    meter: &mut Meter,
    on_step: &mut impl FnMut(Step),
) -> Result<(), PullError> {
    let mut pause = plan.wanted.pause;
    let mut tries = 0;
    loop {
        let before = store.incomplete_size(&file.blob);
        let outcome = web
            .download(&plan.commit, file, store, |more, at| {
                meter.fetched += more;
                on_step(meter.step(at));
            })
            .await;
        let why = match outcome {
            Ok(()) => break,
            Err(web::Failure::Final(error)) => return Err(error),
            Err(web::Failure::Wait(time, why)) => {
                pause = time;
                why
            }
            Err(web::Failure::Again(why)) => why,
        };
        tries += 1;
        if store.incomplete_size(&file.blob) > before {
            (tries, pause) = (0, plan.wanted.pause);
        }
        if tries >= TRIES {
            let what = file.name.clone();
            return Err(PullError::Broken { what, why });
        }
        let seconds = pause.as_secs_f64();
        on_step(Step::Notice(format!("{why}; going on in {seconds:.0} s")));
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(60));
    }
    store.complete(file).await
}

struct Meter {
    began: Instant,
    /// Bytes that came over the network.
    fetched: u64,
    /// Bytes of the files that are done.
    before: u64,
    total: u64,
}

impl Meter {
    fn step(&self, of_file: u64) -> Step {
        let seconds = self.began.elapsed().as_secs_f64().max(0.001);
        Step::Bytes {
            done: self.before + of_file,
            total: self.total,
            rate: self.fetched as f64 / seconds,
        }
    }
}

/// Names of files that the engine wants beside safetensors.
const BESIDE: &[&str] = &["*.json", "*.jinja", "tokenizer.model"];
/// Of the GGUF files of a repository, which are taken where nothing is said, the best first.
const USUAL_GGUF: &[&str] = &["*q4_k_m.gguf", "*q4_0.gguf", "*q8_0.gguf"];

/// Returns the files that are wanted, of those that there are.
fn choose(all: Vec<PlannedFile>, patterns: &[String]) -> Result<Vec<PlannedFile>, PullError> {
    let like = |patterns: &[&str]| -> Vec<PlannedFile> {
        let wanted = |file: &&PlannedFile| {
            !file.name.contains('/') && patterns.iter().any(|pattern| matches(pattern, &file.name))
        };
        all.iter().filter(wanted).cloned().collect()
    };
    if !patterns.is_empty() {
        let wanted = |file: &&PlannedFile| {
            let name = &file.name;
            patterns.iter().any(|pattern| matches(pattern, name))
        };
        let files: Vec<PlannedFile> = all.iter().filter(wanted).cloned().collect();
        return match files.is_empty() {
            false => Ok(files),
            true => Err(PullError::Choice(format!(
                "no file is called {}; there are {}",
                patterns.join(" or "),
                some_of(&all)
            ))),
        };
    }
    let weights = like(&["*.safetensors"]);
    if !weights.is_empty() {
        return Ok([weights, like(BESIDE)].concat());
    }
    let ggufs = like(&["*.gguf"]);
    let usual = USUAL_GGUF.iter().map(|pattern| like(&[pattern]));
    let one = usual.chain([ggufs.clone()]).find(|files| files.len() == 1);
    match one {
        Some(file) => Ok(file),
        None if ggufs.is_empty() => Err(PullError::Choice(format!(
            "it has neither safetensors nor GGUF files; there are {}",
            some_of(&all)
        ))),
        None => Err(PullError::Choice(format!(
            "it has several GGUF files: {}",
            some_of(&ggufs)
        ))),
    }
}

fn some_of(files: &[PlannedFile]) -> String {
    const SHOWN: usize = 12;
    let sizes = files.iter().take(SHOWN);
    let mut names: Vec<String> = sizes
        .map(|file| format!("{} ({})", file.name, in_words(file.size)))
        .collect();
    if files.len() > SHOWN {
        names.push(format!("{} more", files.len() - SHOWN));
    }
    names.join(", ")
}

/// Says whether a name is like a pattern with `*` and `?`, whatever the case.
fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let (mut p, mut n) = (0, 0);
    // Where to go on when the last star should have taken one more.
    let mut star = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => (p, n) = (p + 1, n + 1),
            _ => match star {
                Some((at, taken)) => {
                    (p, n) = (at + 1, taken + 1);
                    star = Some((at, taken + 1));
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests;
