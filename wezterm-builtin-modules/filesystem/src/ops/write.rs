//! Writing and editing files, making folders.

use std::io::{Read, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustix::fs::{FileType, Mode, OFlags, Stat, mkdirat, openat};
use rustix::io::Errno;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wezterm_module_framework::Effect;

use crate::diff::{Limits, Side, unified};
use crate::edit::{self, Edit};
use crate::error::{Code, FsError};
use crate::job::Job;
use crate::names::Name;
use crate::replace::replace;
use crate::roots::{Parent, READ, not_regular};
use crate::table::{Operation, Touch};
use crate::text;
use crate::undo::{changing, hex, stat_of};

/// The largest file that is edited.
const EDITED: u64 = 64 << 20;
/// The largest text that a difference is shown of.
const COMPARED: usize = 4 << 20;

/// What becomes of what is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum WriteMode {
    /// It is an error.
    Create,
    /// It is replaced.
    #[default]
    Overwrite,
    /// The text is added at its end.
    Append,
}

/// Writes a file, all of it or not at all. An existing file is replaced unless mode says otherwise.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteFile {
    /// The file, absolute or relative to the current directory.
    path: Name,
    /// The text.
    #[serde(default)]
    content: Option<String>,
    /// The bytes in base64, instead of content.
    #[serde(default)]
    content_base64: Option<String>,
    /// `overwrite`, `create` (fails where there is such a file) or `append`.
    #[serde(default)]
    mode: WriteMode,
    /// The encoding of the file; UTF-8 where left out.
    #[serde(default)]
    encoding: Option<String>,
    /// Writes only where the file has this SHA-256, as an earlier call returned it as hash.
    #[serde(default)]
    if_hash: Option<String>,
    /// Whether missing folders are made.
    #[serde(default)]
    make_parents: bool,
    /// Whether nothing is written and the difference returned.
    #[serde(default, alias = "dryRun")]
    dry_run: bool,
}

/// What was written.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Written {
    /// The file.
    pub path: Name,
    /// Its size in bytes.
    pub size: u64,
    /// The SHA-256 of its content.
    pub hash: String,
    /// Whether there was no such file before.
    pub created: bool,
    /// How often each edit was applied.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replacements: Vec<usize>,
    /// What changed, as a unified diff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diff: Option<String>,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// The step by which a person can have back what was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo: Option<String>,
}

/// What is to be written.
struct Plan {
    target: Target,
    /// What is there, where that was looked at.
    old: Option<Vec<u8>>,
    /// What will be.
    new: Vec<u8>,
}

/// What stands at the end of a path that is written.
struct Target {
    parent: Parent,
    stat: Option<Stat>,
}

impl Target {
    fn open(job: &Job, path: &Name, make_parents: bool) -> Result<Self, FsError> {
        let parent = match job.open_target(path) {
            Err(error) if make_parents && error.code == Code::NotFound => {
                make_folders(job, path, false)?;
                job.open_target(path)?
            }
            outcome => outcome?,
        };
        let stat = stat_of(&parent)?;
        if let Some(stat) = &stat {
            let kind = FileType::from_raw_mode(stat.st_mode);
            if kind != FileType::RegularFile {
                return Err(not_regular(&parent.spot.named, kind));
            }
        }
        Ok(Self { parent, stat })
    }

    /// Reads what is there.
    fn content(&self, job: &Job) -> Result<Vec<u8>, FsError> {
        let named = &self.parent.spot.named;
        let flags = READ | OFlags::NOFOLLOW;
        let file = openat(&self.parent.folder, &self.parent.name, flags, Mode::empty())
            .map_err(|errno| FsError::system(named, errno))?;
        let stat = rustix::fs::fstat(&file).map_err(|errno| FsError::system(named, errno))?;
        let opened = crate::roots::Opened {
            file: std::fs::File::from(file),
            stat,
            spot: self.parent.spot.clone(),
        };
        if opened.kind() != FileType::RegularFile {
            return Err(not_regular(named, opened.kind()));
        }
        job.check_readable(&opened)?;
        let mut content = Vec::new();
        opened
            .file
            .take(EDITED + 1)
            .read_to_end(&mut content)
            .map_err(|error| FsError::io(named, &error))?;
        if content.len() as u64 > EDITED {
            let why = format!(
                "has more than {} MiB, and larger files are not edited",
                EDITED >> 20
            );
            return Err(FsError::about(Code::TooLarge, named, why));
        }
        Ok(content)
    }

    /// Fails where what is there is not what the caller knows.
    fn check_hash(&self, content: Option<&[u8]>, if_hash: Option<&str>) -> Result<(), FsError> {
        let Some(expected) = if_hash else {
            return Ok(());
        };
        let expected = expected.trim_start_matches("sha256:");
        match content {
            Some(content) if hash_of(content).eq_ignore_ascii_case(expected) => Ok(()),
            Some(_) => Err(FsError::about(
                Code::Conflict,
                &self.parent.spot.named,
                "was changed since it was read: read it again",
            )),
            None => Err(FsError::about(
                Code::Conflict,
                &self.parent.spot.named,
                "is not there any more",
            )),
        }
    }

    /// Puts `content` in the place of what was there when it was opened.
    fn write(&self, job: &Job, content: &[u8]) -> Result<(), FsError> {
        let named = &self.parent.spot.named;
        changing(job, &self.parent, || {
            replace(
                &self.parent,
                Mode::from_raw_mode(0o666),
                self.stat.is_some(),
                |file| {
                    for piece in content.chunks(1 << 20) {
                        job.check()?;
                        file.write_all(piece)
                            .map_err(|error| FsError::io(named, &error))?;
                    }
                    self.check_unchanged()
                },
            )
        })
    }

    fn check_unchanged(&self) -> Result<(), FsError> {
        let facts = |stat: &Stat| {
            (
                stat.st_dev,
                stat.st_ino,
                stat.st_size,
                stat.st_mtime,
                stat.st_mtime_nsec,
            )
        };
        let now = stat_of(&self.parent)?;
        if now.as_ref().map(facts) == self.stat.as_ref().map(facts) {
            return Ok(());
        }
        Err(FsError::about(
            Code::Conflict,
            &self.parent.spot.named,
            "was changed by somebody else in this moment: read it again",
        ))
    }
}

fn hash_of(content: &[u8]) -> String {
    hex(&Sha256::digest(content))
}

impl WriteFile {
    /// Returns the bytes that are to be written.
    fn bytes(&self) -> Result<Vec<u8>, FsError> {
        match (&self.content, &self.content_base64) {
            (Some(text), None) => match &self.encoding {
                None => Ok(text.clone().into_bytes()),
                Some(label) => {
                    let encoding = text::Encoding::named(label)
                        .map_err(|error| text_error(&self.path, &error))?;
                    text::encode(text, encoding).map_err(|error| text_error(&self.path, &error))
                }
            },
            (None, Some(text)) => STANDARD.decode(text).map_err(|error| {
                FsError::argument(format!("content_base64 is not base64: {error}"))
            }),
            (Some(_), Some(_)) => Err(FsError::argument(
                "give content or content_base64, not both",
            )),
            (None, None) => Err(FsError::argument("missing field `content`")),
        }
    }

    /// Returns what would be written where.
    fn plan(&self, job: &Job, make_parents: bool) -> Result<Plan, FsError> {
        let new = self.bytes()?;
        let target = Target::open(job, &self.path, make_parents)?;
        let looked_at = self.dry_run || self.if_hash.is_some() || self.mode == WriteMode::Append;
        if self.mode == WriteMode::Create && target.stat.is_some() {
            return Err(FsError::about(
                Code::Exists,
                &target.parent.spot.named,
                "exists already",
            ));
        }
        let old = match &target.stat {
            Some(_) if looked_at => Some(target.content(job)?),
            _ => None,
        };
        target.check_hash(old.as_deref(), self.if_hash.as_deref())?;
        let new = match (&old, self.mode) {
            (Some(old), WriteMode::Append) => [old.as_slice(), &new].concat(),
            _ => new,
        };
        Ok(Plan { target, old, new })
    }
}

impl Operation for WriteFile {
    type Output = Written;
    const NAME: &'static str = "write_file";
    const EFFECT: Effect = Effect::Write;
    const DESTRUCTIVE: bool = true;

    fn summary(&self) -> String {
        let what = match self.mode {
            WriteMode::Create => "create",
            WriteMode::Overwrite => "write",
            WriteMode::Append => "append to",
        };
        format!("{what} {}", self.path.shown())
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![(self.path.clone(), Touch::Write)]
    }

    fn preview(&self, job: &Job) -> Result<Option<String>, FsError> {
        let new = self.bytes()?;
        let old = match Target::open(job, &self.path, false) {
            Ok(target) if target.stat.is_some() => target.content(job)?,
            // Its folder may be missing too.
            _ => Vec::new(),
        };
        let new = match self.mode {
            WriteMode::Append => [old.as_slice(), &new].concat(),
            _ => new,
        };
        Ok(Some(difference(&self.path, &old, &new)))
    }

    fn run(self, job: &Job) -> Result<Written, FsError> {
        let Plan { target, old, new } = self.plan(job, self.make_parents && !self.dry_run)?;
        if !self.dry_run {
            target.write(job, &new)?;
        }
        Ok(Written {
            path: Name::from(target.parent.spot.named.clone()),
            size: new.len() as u64,
            hash: hash_of(&new),
            created: target.stat.is_none(),
            replacements: Vec::new(),
            diff: self
                .dry_run
                .then(|| difference(&self.path, &old.unwrap_or_default(), &new)),
            dry_run: self.dry_run,
            undo: undo_of(job, self.dry_run),
        })
    }

    fn text(output: &Written) -> String {
        said(output, "written")
    }
}

fn undo_of(job: &Job, dry_run: bool) -> Option<String> {
    job.undo
        .as_ref()
        .filter(|_| !dry_run)
        .map(|step| step.id().to_owned())
}

fn said(output: &Written, what: &str) -> String {
    let mut text = match output.dry_run {
        true => format!(
            "nothing was written; {} would become:\n",
            output.path.shown()
        ),
        false => format!(
            "{} was {what}: {} bytes, sha256 {}\n",
            output.path.shown(),
            output.size,
            output.hash
        ),
    };
    if let Some(diff) = &output.diff {
        text.push_str(diff);
    }
    text
}

/// Returns the difference of two contents, where both are text.
fn difference(path: &Name, old: &[u8], new: &[u8]) -> String {
    if old.len().max(new.len()) > COMPARED {
        return format!(
            "{} bytes become {}; the difference is too long to show\n",
            old.len(),
            new.len()
        );
    }
    if old == new {
        return "nothing would change\n".into();
    }
    let name = path.as_bytes();
    let side = |content| Side {
        name,
        content: Some(content),
    };
    unified(side(old), side(new), &Limits::default()).text
}

/// Replaces text in a file. Everything else in it stays as it is, byte for byte. The old text of each edit
/// must be in the file exactly once, unless replace_all or expected_count says otherwise.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditFile {
    /// The file, absolute or relative to the current directory.
    path: Name,
    /// The edits, each applied to the outcome of the one before; all of them or none.
    edits: Vec<OneEdit>,
    /// Whether every place is replaced where the old text is.
    #[serde(default)]
    replace_all: bool,
    /// How often the old text must be there.
    #[serde(default, deserialize_with = "super::count")]
    #[schemars(with = "Option<u64>")]
    expected_count: Option<usize>,
    /// Whether lines match whatever blanks they begin and end with.
    #[serde(default)]
    fuzzy: bool,
    /// Edits only where the file has this SHA-256, as an earlier call returned it as hash.
    #[serde(default)]
    if_hash: Option<String>,
    /// Whether nothing is written and the difference returned.
    #[serde(default, alias = "dryRun")]
    dry_run: bool,
}

/// One replacement.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OneEdit {
    /// The text that is there.
    #[serde(alias = "oldText", alias = "old_string")]
    old_text: String,
    /// The text that takes its place.
    #[serde(alias = "newText", alias = "new_string")]
    new_text: String,
}

impl EditFile {
    fn edited(&self, content: &[u8]) -> Result<edit::Edited, FsError> {
        let edits: Vec<Edit> = self
            .edits
            .iter()
            .map(|edit| Edit {
                old_text: edit.old_text.clone(),
                new_text: edit.new_text.clone(),
            })
            .collect();
        if edits.is_empty() {
            return Err(FsError::argument("`edits` is empty"));
        }
        let options = edit::Options {
            replace_all: self.replace_all,
            expected_count: self.expected_count,
            fuzzy: self.fuzzy,
            ..edit::Options::default()
        };
        edit::apply(content, &edits, &options).map_err(|error| {
            FsError::about(
                edit_code(&error),
                self.path.as_path(),
                format_args!("was not edited: {error}"),
            )
        })
    }
}

impl Operation for EditFile {
    type Output = Written;
    const NAME: &'static str = "edit_file";
    const EFFECT: Effect = Effect::Write;
    const DESTRUCTIVE: bool = true;

    fn summary(&self) -> String {
        let count = self.edits.len();
        format!(
            "edit {} ({count} {})",
            self.path.shown(),
            if count == 1 { "place" } else { "places" }
        )
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![(self.path.clone(), Touch::Write)]
    }

    fn preview(&self, job: &Job) -> Result<Option<String>, FsError> {
        let target = Target::open(job, &self.path, false)?;
        let old = target.content(job)?;
        let new = self.edited(&old)?.content;
        Ok(Some(difference(&self.path, &old, &new)))
    }

    fn run(self, job: &Job) -> Result<Written, FsError> {
        let target = Target::open(job, &self.path, false)?;
        if target.stat.is_none() {
            return Err(FsError::system(&target.parent.spot.named, Errno::NOENT));
        }
        let old = target.content(job)?;
        target.check_hash(Some(&old), self.if_hash.as_deref())?;
        let edited = self.edited(&old)?;
        let diff = difference(&self.path, &old, &edited.content);
        if !self.dry_run && edited.content != old {
            target.write(job, &edited.content)?;
        }
        Ok(Written {
            path: Name::from(target.parent.spot.named.clone()),
            size: edited.content.len() as u64,
            hash: hash_of(&edited.content),
            created: false,
            replacements: edited.counts,
            diff: Some(diff),
            dry_run: self.dry_run,
            undo: undo_of(job, self.dry_run),
        })
    }

    fn text(output: &Written) -> String {
        said(output, "edited")
    }
}

/// Returns the stable code of what is wrong with an edit.
fn edit_code(error: &edit::EditError) -> Code {
    match error.code() {
        "no_match" => Code::NoMatch,
        "ambiguous" => Code::Ambiguous,
        "binary" => Code::Binary,
        "encoding" => Code::Encoding,
        "limit" => Code::Limit,
        "conflict" => Code::Conflict,
        "too_large" => Code::TooLarge,
        "timeout" => Code::Timeout,
        _ => Code::BadArgument,
    }
}

/// Returns the error of a text that cannot be read or written.
pub fn text_error(path: &Name, error: &text::TextError) -> FsError {
    let code = match error.code() {
        "binary" => Code::Binary,
        "encoding" => Code::Encoding,
        _ => Code::BadArgument,
    };
    FsError::about(
        code,
        path.as_path(),
        format_args!("cannot be used: {error}"),
    )
}

/// Makes a folder and those above it that are missing. A folder that is there already is no error.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDirectory {
    /// The folder, absolute or relative to the current directory.
    path: Name,
}

/// What was made.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Made {
    /// The folder.
    pub path: Name,
    /// How many folders were made.
    pub created: usize,
    /// The step by which a person can take it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo: Option<String>,
}

impl Operation for CreateDirectory {
    type Output = Made;
    const NAME: &'static str = "create_directory";
    const EFFECT: Effect = Effect::Write;

    fn summary(&self) -> String {
        format!("make the folder {}", self.path.shown())
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![(self.path.clone(), Touch::Write)]
    }

    fn run(self, job: &Job) -> Result<Made, FsError> {
        job.check_writing()?;
        let created = make_folders(job, &self.path, true)?;
        Ok(Made {
            path: Name::from(job.whole(&self.path)?),
            created,
            undo: undo_of(job, created == 0),
        })
    }

    fn text(output: &Made) -> String {
        match output.created {
            0 => format!("{} was there already\n", output.path.shown()),
            _ => format!("{} was made\n", output.path.shown()),
        }
    }
}

/// Makes the folders of a path that are missing, without or with its last name. Returns how many.
pub fn make_folders(job: &Job, path: &Name, with_last: bool) -> Result<usize, FsError> {
    let spot = job.locate(path)?;
    let mut missing = Vec::new();
    let mut at = spot.clone();
    if !with_last && !at.is_root() {
        at = above(&at);
    }
    // Upwards to what is there.
    while !at.is_root() {
        match job.roots.open_folder(&at) {
            Ok(_) => break,
            Err(error) if error.code == Code::NotFound => {
                let last = at.relative.components().next_back();
                // Above what is not there `..` could come to mean anything.
                if !matches!(last, Some(std::path::Component::Normal(_))) {
                    return Err(FsError::outside(&spot.named));
                }
                missing.push(at.clone());
                at = above(&at);
            }
            Err(error) => return Err(error),
        }
    }
    if let Some(first) = missing.last() {
        // Nothing is made on the way to a place that must not be written.
        let base = job.roots.open_folder(&above(first))?;
        let rest = spot.relative.strip_prefix(&above(first).relative);
        let whole = base.real().join(rest.unwrap_or(&spot.relative));
        job.check_writable_path(&spot.named, &whole)?;
    }
    let count = missing.len();
    for spot in missing.into_iter().rev() {
        job.check()?;
        let parent = job.roots.open_parent(&spot)?;
        job.check_writable_path(&parent.spot.named, &parent.real())?;
        changing(job, &parent, || {
            match mkdirat(&parent.folder, &parent.name, Mode::from_raw_mode(0o777)) {
                // Somebody else was quicker, or a link leads nowhere: opening it tells.
                Ok(()) | Err(Errno::EXIST) => Ok(()),
                Err(errno) => Err(FsError::system(&parent.spot.named, errno)),
            }
        })?;
        job.roots.open_folder(&spot)?;
    }
    Ok(count)
}

fn above(spot: &crate::roots::Spot) -> crate::roots::Spot {
    let up = |path: &std::path::Path| path.parent().unwrap_or(std::path::Path::new("")).to_owned();
    crate::roots::Spot {
        root: std::sync::Arc::clone(&spot.root),
        relative: up(&spot.relative),
        named: up(&spot.named),
    }
}
