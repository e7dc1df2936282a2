//! `wezterm modules new`: the skeleton of a module that works, from the module of the tutorial.
//!
//! Hides how one module is made of another: the templates are `hello-world`'s own files, which are
//! tested as they are, and its names are replaced. A folder is there whole or not at all. Runs on
//! the main thread of a process of its own and may block. It changes no file that was there before:
//! what is left to do it says.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use wezterm_module_framework::external::manifest::{checked_name, checked_namespace};

use crate::builtins::builtin_modules;
use crate::folders::Folders;

/// A file of a template: its path in the module's folder, and its text.
type File = (&'static str, &'static str);

macro_rules! template {
    ($path:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../wezterm-builtin-modules/hello-world/",
            $path
        ))
    };
}

const LUA: &[File] = &[
    ("module.toml", template!("templates/lua/module.toml")),
    ("init.lua", template!("templates/lua/init.lua")),
];
const PROCESS: &[File] = &[
    ("module.toml", template!("templates/process/module.toml")),
    ("server.py", template!("templates/process/server.py")),
];
const BUILT_IN: &[File] = &[
    ("Cargo.toml", template!("Cargo.toml")),
    ("src/lib.rs", template!("src/lib.rs")),
    ("tests/module.rs", template!("tests/module.rs")),
];

/// The folder of built-in modules in a checkout.
const BUILT_INS: &str = "wezterm-builtin-modules";

/// Words that cannot be written behind a dot in Lua.
const LUA_WORDS: &[&str] = &[
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
    "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
];
/// Other words that no crate can be called.
const RUST_WORDS: &[&str] = &[
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "const",
    "continue",
    "core",
    "crate",
    "dyn",
    "enum",
    "extern",
    "final",
    "fn",
    "gen",
    "impl",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc-macro",
    "pub",
    "ref",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "yield",
];

/// What is written, and where.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// What the module is called: small letters, digits and hyphens, a letter first.
    pub name: String,
    /// What it is made of.
    #[arg(long, value_enum)]
    pub kind: Kind,
    /// Make its folder in this one instead of the modules folder; for built-in, look for the
    /// checkout from here instead of from the current folder.
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// What a module is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A folder with init.lua, run in a Lua state of its own.
    Lua,
    /// A folder with a program that speaks MCP; the skeleton is in Python.
    Process,
    /// A crate of this project.
    BuiltIn,
}

impl Kind {
    fn files(self) -> &'static [File] {
        match self {
            Self::Lua => LUA,
            Self::Process => PROCESS,
            Self::BuiltIn => BUILT_IN,
        }
    }

    /// Says what those keys do; each kind has its own, so that one of each can be tried together.
    fn what_the_keys_do(self) -> &'static str {
        match self {
            Self::Lua => "Alt+L calls its Lua function, Alt+G does its action.",
            Self::Process => {
                "Alt+C calls its tool, which is a Lua function too; a program states no actions, so \
                 Alt+P does one in a callback."
            }
            Self::BuiltIn => {
                "Alt+F calls its Lua function, Alt+A does its action, Alt+O opens and closes its \
                 overlay."
            }
        }
    }

    /// Returns what goes among the keys of wezterm.lua to try the module.
    fn keys(self) -> &'static str {
        match self {
            Self::Lua => template!("templates/lua/keys.lua"),
            Self::Process => template!("templates/process/keys.lua"),
            Self::BuiltIn => template!("templates/built-in/keys.lua"),
        }
    }
}

/// Writes the skeleton, and what to do next to `output`; returns the exit status.
pub fn run(args: &NewArgs, folders: &Folders, output: &mut dyn Write) -> anyhow::Result<i32> {
    let names = Names::of(&args.name)?;
    match args.kind {
        Kind::BuiltIn => {
            let from = args.dir.as_deref().unwrap_or(Path::new("."));
            let root = checkout(from)?;
            names.free_in(&root)?;
            let folder = make(&root.join(BUILT_INS), &names, args.kind)?;
            writeln!(output, "made {}", folder.display())?;
            output.write_all(lines_to_add(&names).as_bytes())?;
        }
        Kind::Lua | Kind::Process => {
            let found_in = folders.config.join("modules");
            let dir = args.dir.as_deref().unwrap_or(&found_in);
            let folder = make(dir, &names, args.kind)?;
            writeln!(output, "made {}", folder.display())?;
            if !same(dir, &found_in) {
                let found_in = found_in.display();
                writeln!(
                    output,
                    "Move it to {found_in}: modules are found there only."
                )?;
            }
            if args.kind == Kind::Process {
                writeln!(output, "It runs python3, which must be on the PATH.")?;
            }
            writeln!(output, "A terminal finds it when it starts.")?;
        }
    }
    let keys = names.put_into(args.kind.keys());
    write!(
        output,
        "\nTo try it, add to `keys` in wezterm.lua:\n\n{keys}\n\
         {} The assistant has its tool {}.\n",
        args.kind.what_the_keys_do(),
        match args.kind {
            Kind::BuiltIn => names.put_into("hello_world__greet"),
            Kind::Lua | Kind::Process => names.put_into("hello-world__greet"),
        }
    )?;
    Ok(0)
}

/// What a module is called in each place.
struct Names {
    name: String,
    snake: String,
    camel: String,
}

impl Names {
    fn of(name: &str) -> anyhow::Result<Self> {
        checked_name(name).map_err(anyhow::Error::msg)?;
        let snake = name.replace('-', "_");
        checked_namespace(&snake).map_err(anyhow::Error::msg)?;
        if LUA_WORDS.contains(&name) {
            bail!("wezterm.{name} cannot be written in Lua: choose another name");
        }
        for other in builtin_modules() {
            let other = other.metadata;
            if other.name == name || other.lua_namespace.as_ref() == Some(&snake) {
                bail!(
                    "the module `{}` of this program has that name, or wezterm.{snake}: choose \
                     another",
                    other.name
                );
            }
        }
        let word = |word: &str| {
            let (first, rest) = word.split_at(1.min(word.len()));
            first.to_ascii_uppercase() + rest
        };
        Ok(Self {
            camel: name.split('-').map(word).collect(),
            name: name.to_owned(),
            snake,
        })
    }

    /// Fails where the checkout has, or uses, a crate of that name.
    fn free_in(&self, root: &Path) -> anyhow::Result<()> {
        let name = &self.name;
        let lock = root.join("Cargo.lock");
        let known = fs::read_to_string(&lock).with_context(|| lock.display().to_string())?;
        let taken = [name, &self.snake].map(|name| format!("name = \"{name}\""));
        if known
            .lines()
            .any(|line| taken.iter().any(|one| one == line))
        {
            bail!("there is a crate `{name}` already: choose another name");
        }
        if RUST_WORDS.contains(&name.as_str()) {
            bail!("no crate can be called `{name}`: choose another name");
        }
        Ok(())
    }

    /// Returns a text of the module `hello-world` as this module has it.
    fn put_into(&self, text: &str) -> String {
        let names = [
            ("hello-world", &self.name),
            ("hello_world", &self.snake),
            ("HelloWorld", &self.camel),
            ("hello", &self.snake),
        ];
        let (mut made, mut rest) = (String::with_capacity(text.len()), text);
        // In one go, as the new name may hold an old one.
        while let Some(c) = rest.chars().next() {
            match names.iter().find(|(old, _)| rest.starts_with(old)) {
                Some((old, new)) => {
                    made.push_str(new);
                    rest = &rest[old.len()..];
                }
                None => {
                    made.push(c);
                    rest = &rest[c.len_utf8()..];
                }
            }
        }
        made
    }
}

/// Makes the module's folder in `dir`, whole or not at all, and returns it.
fn make(dir: &Path, names: &Names, kind: Kind) -> anyhow::Result<PathBuf> {
    let folder = dir.join(&names.name);
    let failed = || format!("cannot make {}", folder.display());
    if fs::symlink_metadata(&folder).is_ok() {
        bail!(
            "{} is there already: choose another name, or remove it",
            folder.display()
        );
    }
    fs::create_dir_all(dir).with_context(failed)?;
    // A hidden folder is no module, should a terminal start meanwhile.
    let workshop = tempfile::Builder::new()
        .prefix(".new-")
        .tempdir_in(dir)
        .with_context(failed)?;
    let unfinished = workshop.path().join(&names.name);
    for (path, text) in kind.files() {
        let file = unfinished.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent).with_context(failed)?;
        }
        fs::write(&file, names.put_into(text)).with_context(failed)?;
    }
    fs::rename(&unfinished, &folder).with_context(failed)?;
    Ok(folder)
}

/// Tells whether two paths lead to one folder.
fn same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

/// Returns the root of the checkout of this project that `from` lies in.
fn checkout(from: &Path) -> anyhow::Result<PathBuf> {
    let start = from
        .canonicalize()
        .with_context(|| from.display().to_string())?;
    let root = start.ancestors().find(|folder| {
        let framework = folder.join("wezterm-module-framework/Cargo.toml");
        let workspace = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        framework.is_file() && workspace.contains("[workspace]")
    });
    root.map(Path::to_owned).with_context(|| {
        format!(
            "{} is in no checkout of this project, and a built-in module is a crate of it: go \
             there or name it by --dir, or write a module of kind lua or process",
            start.display()
        )
    })
}

/// Returns what a person has to add to files of the checkout.
fn lines_to_add(names: &Names) -> String {
    let lines = ADDITIONS.iter().map(|(file, place, line)| {
        let line = names.put_into(line);
        format!("{file}, {place}:\n\n{line}\n\n")
    });
    let check = names.put_into(
        "Then `cargo fmt -p hello-world` breaks its lines as its name wants them, and \
         `cargo test -p hello-world` runs its tests.\n",
    );
    let lines: String = lines.collect();
    format!("Add these lines, which make it a part of the program:\n\n{lines}{check}")
}

/// A file of the checkout, where in it, and the line.
const ADDITIONS: &[(&str, &str, &str)] = &[
    (
        "Cargo.toml",
        "in `members` of [workspace]",
        "    \"wezterm-builtin-modules/hello-world\",",
    ),
    (
        "Cargo.toml",
        "below [workspace.dependencies]",
        "hello-world = { path = \"wezterm-builtin-modules/hello-world\" }",
    ),
    (
        "wezterm-gui/Cargo.toml",
        "below [dependencies]",
        "hello-world = { workspace = true, optional = true }",
    ),
    (
        "wezterm-gui/Cargo.toml",
        "in `modules = [` below [features]",
        "    \"dep:hello-world\",",
    ),
    (
        "wezterm-gui/src/builtins.rs",
        "first in the list of `pub fn builtin_modules()`",
        "            hello_world::descriptor(settings.clone()),",
    ),
    (
        "tests/tests/house.rs",
        "in `const ARROWS`",
        "    (\"hello-world\", &[\"wezterm-module-framework\"]),",
    ),
    (
        "tests/tests/house.rs",
        "in the list of \"wezterm-gui\" in `const ARROWS`",
        "            \"hello-world\",",
    ),
];

#[cfg(test)]
mod tests;
