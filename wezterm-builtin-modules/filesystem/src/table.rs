//! The tools: one table from which Lua, the assistant and MCP are served alike.
//!
//! It hides the types of arguments and results behind [`Row`]. Plain data and functions; the work runs
//! on the module's worker threads. Who may call what is the gate's affair.

use std::path::PathBuf;

use schemars::{
    JsonSchema, Schema,
    generate::{Contract, SchemaSettings},
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use wezterm_module_framework::Effect;

use crate::error::FsError;
use crate::job::Job;
use crate::names::Name;
use crate::ops;

/// The longest text of arguments; a file that is written is in it.
const LONGEST_ARGUMENTS: usize = 64 << 20;

/// How a call touches a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    /// It reads the file or lists the folder.
    Read,
    /// It reads the folder and what is below it.
    ReadTree,
    /// It makes, changes or removes the entry.
    Write,
    /// It makes, changes or removes the folder and what is below it.
    WriteTree,
}

impl Touch {
    /// Tells whether it changes something.
    pub fn writes(self) -> bool {
        matches!(self, Self::Write | Self::WriteTree)
    }

    /// Tells whether what lies below is touched too.
    pub fn is_tree(self) -> bool {
        matches!(self, Self::ReadTree | Self::WriteTree)
    }
}

/// A picture or sound in a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// Its type, as `image/png`.
    pub mime: String,
    /// Its bytes, in base64.
    pub base64: String,
}

/// What a tool does. The doc comment of the type is the description that a model reads.
pub trait Operation: DeserializeOwned + JsonSchema + Send + 'static {
    /// What it finds, as programs read it.
    type Output: Serialize + JsonSchema + Send + 'static;
    /// Its name.
    const NAME: &'static str;
    /// Other names that it is known by.
    const ALIASES: &'static [&'static str] = &[];
    /// The kind of change.
    const EFFECT: Effect = Effect::Read;
    /// Whether it can take something away that was there.
    const DESTRUCTIVE: bool = false;

    /// Puts the call into words, in one line, for who approves it.
    fn summary(&self) -> String;

    /// Returns the paths that it touches, as they were written.
    fn touches(&self) -> Vec<(Name, Touch)>;

    /// Returns what it would change, as a unified diff.
    fn preview(&self, _job: &Job) -> Result<Option<String>, FsError> {
        Ok(None)
    }

    /// Does it.
    fn run(self, job: &Job) -> Result<Self::Output, FsError>;

    /// Puts what was found into words for a model, with names escaped.
    fn text(output: &Self::Output) -> String;

    /// Takes the pictures and sounds out of what was found.
    fn media(_output: &mut Self::Output) -> Vec<Media> {
        Vec::new()
    }
}

/// What a call came to.
#[derive(Clone, Debug)]
pub struct Reply {
    /// For programs: an object.
    pub data: Value,
    /// For models.
    pub text: String,
    /// Pictures and sounds.
    pub media: Vec<Media>,
}

/// A call that was understood.
pub trait Call: Send {
    /// Puts it into words.
    fn summary(&self) -> String;
    /// Returns the paths that it touches, as they were written.
    fn touches(&self) -> Vec<(Name, Touch)>;
    /// Returns what it would change.
    fn preview(&self, job: &Job) -> Result<Option<String>, FsError>;
    /// Does it.
    fn run(self: Box<Self>, job: &Job) -> Result<Reply, FsError>;
}

struct Typed<T>(T);

impl<T: Operation> Call for Typed<T> {
    fn summary(&self) -> String {
        self.0.summary()
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        self.0.touches()
    }

    fn preview(&self, job: &Job) -> Result<Option<String>, FsError> {
        self.0.preview(job)
    }

    fn run(self: Box<Self>, job: &Job) -> Result<Reply, FsError> {
        job.check()?;
        let mut output = self.0.run(job)?;
        let media = T::media(&mut output);
        let text = T::text(&output);
        let data = serde_json::to_value(output)
            .map_err(|error| FsError::argument(format!("the result cannot be written: {error}")))?;
        Ok(Reply { data, text, media })
    }
}

/// One tool.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// Other names that it is known by.
    pub aliases: &'static [&'static str],
    /// The kind of change.
    pub effect: Effect,
    /// Whether it can take something away that was there.
    pub destructive: bool,
    /// Returns the JSON schema of the arguments, with the description.
    pub schema: fn() -> Value,
    /// Returns the JSON schema of the result.
    pub output_schema: fn() -> Value,
    understand: fn(Value) -> Result<Box<dyn Call>, FsError>,
}

impl Row {
    const fn of<T: Operation>() -> Self {
        Self {
            name: T::NAME,
            aliases: T::ALIASES,
            effect: T::EFFECT,
            destructive: T::DESTRUCTIVE,
            schema: schema_of::<T>,
            output_schema: output_schema_of::<T>,
            understand: understand::<T>,
        }
    }

    /// Reads the arguments of a call.
    pub fn understand(&self, args: Value) -> Result<Box<dyn Call>, FsError> {
        (self.understand)(args)
    }
}

/// Every tool, by what it is for.
pub const TABLE: &[Row] = &[
    Row::of::<ops::read::ReadTextFile>(),
    Row::of::<ops::read::ReadMultipleFiles>(),
    Row::of::<ops::read::HeadFile>(),
    Row::of::<ops::read::TailFile>(),
    Row::of::<ops::read::ReadFileLines>(),
    Row::of::<ops::media::ReadMediaFile>(),
    Row::of::<ops::media::ReadMultipleMediaFiles>(),
    Row::of::<ops::facts::GetFileInfo>(),
    Row::of::<ops::facts::HashFile>(),
    Row::of::<ops::list::ListDirectory>(),
    Row::of::<ops::list::ListDirectoryWithSizes>(),
    Row::of::<ops::list::DirectoryTree>(),
    Row::of::<ops::list::ListAllowedDirectories>(),
    Row::of::<ops::search::SearchFiles>(),
    Row::of::<ops::content::SearchFilesContent>(),
    Row::of::<ops::write::WriteFile>(),
    Row::of::<ops::write::EditFile>(),
    Row::of::<ops::write::CreateDirectory>(),
    Row::of::<ops::manage::MoveFile>(),
    Row::of::<ops::manage::CopyPath>(),
    Row::of::<ops::manage::DeletePath>(),
    Row::of::<ops::archive::ZipFiles>(),
    Row::of::<ops::archive::ZipDirectory>(),
    Row::of::<ops::archive::UnzipFile>(),
    Row::of::<ops::archive::ListArchive>(),
    Row::of::<ops::analysis::FindDuplicateFiles>(),
    Row::of::<ops::analysis::FindEmptyDirectories>(),
    Row::of::<ops::analysis::CalculateDirectorySize>(),
    Row::of::<ops::compare::DiffFiles>(),
];

/// Finds a tool by its name or one of its other names.
pub fn find(name: &str) -> Option<&'static Row> {
    let by_name = TABLE.iter().find(|row| row.name == name);
    by_name.or_else(|| TABLE.iter().find(|row| row.aliases.contains(&name)))
}

/// A schema without references, which some clients and models do not follow.
fn plain_schema<T: JsonSchema>(contract: Contract) -> Schema {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
        settings.contract = contract;
    });
    settings.into_generator().into_root_schema_for::<T>()
}

fn schema_of<T: Operation>() -> Value {
    plain_schema::<T>(Contract::Deserialize).to_value()
}

fn output_schema_of<T: Operation>() -> Value {
    plain_schema::<T::Output>(Contract::Serialize).to_value()
}

fn understand<T: Operation>(args: Value) -> Result<Box<dyn Call>, FsError> {
    // Models leave the arguments out where there are none.
    let args = match args {
        Value::Null => Value::Object(Map::new()),
        // A list would be taken for the values of the fields in their order.
        args if !args.is_object() => {
            let why = format!("`{}`: the arguments must be an object", T::NAME);
            return Err(FsError::argument(why));
        }
        args => args,
    };
    check_length(&args)?;
    let understood: Result<T, _> = serde_json::from_value(args);
    match understood {
        Ok(call) => Ok(Box::new(Typed(call))),
        Err(error) => Err(FsError::argument(format!("`{}`: {error}", T::NAME))),
    }
}

fn check_length(args: &Value) -> Result<(), FsError> {
    fn length(value: &Value) -> usize {
        match value {
            Value::String(text) => text.len(),
            Value::Array(list) => list.iter().map(length).sum(),
            Value::Object(map) => map
                .iter()
                .map(|(key, value)| key.len() + length(value))
                .sum(),
            _ => 8,
        }
    }
    let length = length(args);
    if length > LONGEST_ARGUMENTS {
        let why =
            format!("the arguments have {length} bytes, and at most {LONGEST_ARGUMENTS} are read");
        return Err(FsError::argument(why));
    }
    Ok(())
}

/// Something that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Skipped {
    /// The path.
    pub path: Name,
    /// Why, as a code and words.
    pub why: String,
}

/// The most entries of `skipped` in one result.
pub const SKIPPED: usize = 100;

/// Notes something that was left out, up to a number of them.
pub fn skip(list: &mut Vec<Skipped>, path: PathBuf, error: &FsError) {
    if list.len() < SKIPPED {
        list.push(Skipped {
            path: Name::from(path),
            why: error.to_string(),
        });
    }
}
