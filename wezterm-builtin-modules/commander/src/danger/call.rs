//! A command as the tables see it: the program's name, its options and its operands.
//!
//! It hides how options are told from operands. It knows no program.

use super::Place;

/// One word.
#[derive(Clone, Debug)]
pub(super) struct Arg {
    /// What the program gets, or the word as written, without quotes, where the shell expands it.
    pub value: String,
    /// Whether nothing in it is expanded.
    pub literal: bool,
}

impl Arg {
    pub fn literal(text: &str) -> Self {
        Self {
            value: text.to_owned(),
            literal: true,
        }
    }

    /// Returns whether a command's output is put in.
    pub fn substitutes(&self) -> bool {
        !self.literal && (self.value.contains("$(") || self.value.contains('`'))
    }
}

/// A program with its arguments.
pub(super) struct Call<'a> {
    /// The last part of the program's path, in small letters, without `.exe`.
    pub name: String,
    pub args: &'a [Arg],
    /// The command in one line, as the program gets it.
    pub text: String,
    pub place: Place,
}

pub(super) fn text(words: &[Arg]) -> String {
    let words: Vec<&str> = words.iter().map(|word| word.value.as_str()).collect();
    words.join(" ")
}

impl<'a> Call<'a> {
    pub fn new(words: &'a [Arg], place: Place) -> Option<Self> {
        let (first, args) = words.split_first()?;
        let name = first.value.rsplit(['/', '\\']).next().unwrap_or("");
        let name = name.to_lowercase();
        Some(Self {
            name: name.strip_suffix(".exe").unwrap_or(&name).to_owned(),

            args,
            text: text(words),
            place,
        })
    }

    /// Returns whether it only shows its help or version.
    pub fn only_explains(&self) -> bool {
        matches!(self.args, [only] if matches!(only.value.as_str(), "--help" | "--version"))
    }

    pub fn is(&self, names: &[&str]) -> bool {
        names.contains(&self.name.as_str())
    }

    /// Returns whether any argument is exactly one of these.
    pub fn any(&self, wanted: &[&str]) -> bool {
        self.options().any(|arg| wanted.contains(&arg))
            || self
                .args
                .iter()
                .any(|arg| !arg.value.starts_with('-') && wanted.contains(&arg.value.as_str()))
    }

    /// The arguments before `--`.
    fn options(&self) -> impl Iterator<Item = &str> {
        let all = self.args.iter().map(|arg| arg.value.as_str());
        all.take_while(|arg| *arg != "--")
    }

    /// Returns whether a one-letter option is given, alone or with others.
    pub fn short(&self, letters: &[char]) -> bool {
        self.options().any(|arg| {
            arg.strip_prefix('-')
                .is_some_and(|rest| !rest.starts_with('-') && rest.contains(letters))
        })
    }

    /// Returns whether a long option is given, with or without a value.
    pub fn long(&self, names: &[&str]) -> bool {
        self.options().any(|arg| {
            let name = arg.split_once('=').map_or(arg, |(name, _)| name);
            names.contains(&name)
        })
    }

    /// Returns whether one of these options is given exactly so.
    pub fn flag(&self, names: &[&str]) -> bool {
        self.options().any(|arg| names.contains(&arg))
    }

    /// Returns the value of a one-letter option that may stand behind others, as in `-sLo file`:
    /// the letters in `takes` have a value, so that what follows one of them is no option.
    pub fn grouped(&self, letter: char, takes: &str) -> Option<String> {
        let mut options = self.options().peekable();
        while let Some(arg) = options.next() {
            let group = arg.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
            let mut letters = group.unwrap_or("").chars();
            let first = letters.find(|c| *c == letter || takes.contains(*c));
            let inside = letters.as_str();
            match first {
                Some(c) if c == letter && !inside.is_empty() => return Some(inside.to_owned()),
                Some(c) if c == letter => {
                    return Some(
                        options
                            .peek()
                            .map_or_else(String::new, |arg| (*arg).to_owned()),
                    );
                }
                Some(_) if inside.is_empty() => {
                    options.next();
                }
                _ => {}
            }
        }
        None
    }

    /// Returns the value of an option: `-o x`, `-ox`, `--out x`, `--out=x`.
    pub fn value(&self, names: &[&str]) -> Option<&'a Arg> {
        self.args.iter().enumerate().find_map(|(index, arg)| {
            names
                .contains(&arg.value.as_str())
                .then(|| self.args.get(index + 1))
                .flatten()
        })
    }

    /// Returns the value of an option in any of its forms as text.
    pub fn value_text(&self, names: &[&str]) -> Option<String> {
        if let Some(arg) = self.value(names) {
            return Some(arg.value.clone());
        }
        self.options().find_map(|arg| {
            names.iter().find_map(|name| {
                let rest = arg.strip_prefix(name)?;
                let rest = match name.starts_with("--") {
                    true => rest.strip_prefix('=')?,
                    false => rest,
                };
                (!rest.is_empty()).then(|| rest.to_owned())
            })
        })
    }

    /// The arguments that are not options.
    pub fn operands(&self) -> Vec<&'a Arg> {
        self.operands_after(&[])
    }

    /// The arguments that are not options, nor the values of these options.
    pub fn operands_after(&self, with_value: &[&str]) -> Vec<&'a Arg> {
        let mut found = Vec::new();
        let mut args = self.args.iter();
        let mut all = false;
        while let Some(arg) = args.next() {
            if all || !arg.value.starts_with('-') || arg.value == "-" {
                found.push(arg);
            } else if arg.value == "--" {
                all = true;
            } else if with_value.contains(&arg.value.as_str()) {
                args.next();
            }
        }
        found
    }

    /// The first operand, which many programs take as the name of what to do.
    pub fn verb(&self) -> &'a str {
        self.operands().first().map_or("", |arg| arg.value.as_str())
    }
}

/// Names a list of things for people, shortened.
pub(super) fn names(args: &[&Arg]) -> String {
    let mut out: Vec<&str> = args.iter().take(3).map(|arg| arg.value.as_str()).collect();
    if args.len() > 3 {
        out.push("more");
    }
    match out.as_slice() {
        [] => "what it is given".into(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Returns whether a path is a device that holds data, or the memory.
pub(super) fn is_device(path: &str) -> bool {
    let Some(name) = path.strip_prefix("/dev/") else {
        return path.starts_with("\\\\.\\physicaldrive");
    };
    !matches!(
        name,
        "null" | "zero" | "full" | "random" | "urandom" | "stdin" | "stdout" | "stderr" | "tty"
    ) && !["fd/", "pts/", "shm/", "tcp/", "udp/"]
        .iter()
        .any(|start| name.starts_with(start))
}

/// Returns whether a path belongs to the system, or configures a person's shell, keys or programs.
pub(super) fn is_important(path: &str) -> bool {
    const SYSTEM: &[&str] = &[
        "/etc",
        "/usr",
        "/bin",
        "/sbin",
        "/lib",
        "/lib64",
        "/boot",
        "/sys",
        "/proc",
        "/root",
        "/System",
        "/Library",
        "/var/lib",
        "/var/www",
        "/var/spool",
        "/opt",
        "C:\\Windows",
    ];
    let below = |root: &&str| {
        path.strip_prefix(*root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '\\']))
    };
    if SYSTEM.iter().any(below) || path == "/" {
        return true;
    }
    let home = ["~/", "$HOME/", "${HOME}/"];
    let rest = home.iter().find_map(|home| path.strip_prefix(home));
    let name = path.rsplit('/').next().unwrap_or("");
    rest.is_some_and(|rest| rest.starts_with('.') && !rest.starts_with(".cache"))
        || path.contains("/.ssh/")
        || path.starts_with(".ssh/")
        || path.contains(".git/")
        || name == "authorized_keys"
        || matches!(
            name,
            ".bashrc" | ".zshrc" | ".profile" | ".bash_profile" | ".gitconfig"
        )
}
