//! Reading arguments by a list of known flags, as `getopt` does.
//!
//! What is not in the list is an error with a sentence for people. No abbreviation is understood.

use crate::program::shown;

/// A word of a command; `None` where it cannot be told before the command runs.
pub type Word = Option<String>;

/// The flags that are known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Flags {
    /// One letter each; `:` follows one with a value, `::` one with a value only in the same word.
    pub short: &'static [&'static str],
    /// Words divided by blanks; `=` ends one with a value, `?` one with a value only behind `=`.
    pub long: &'static [&'static str],
    /// Whole words behind a single dash, for programs that have no clusters; `=` ends one with a value.
    pub single: &'static [&'static str],
    /// Whether `-5` is a flag.
    pub number: bool,
}

/// Whether a flag has a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    Value,
    Maybe,
}

impl Flags {
    /// No flags.
    pub const NONE: Self = Self {
        short: &[],
        long: &[],
        single: &[],
        number: false,
    };

    fn letter(&self, letter: char) -> Option<Takes> {
        if letter == ':' {
            return None;
        }
        self.short.iter().find_map(|letters| {
            let (_, behind) = letters.split_once(letter)?;
            Some(match (behind.starts_with("::"), behind.starts_with(':')) {
                (true, _) => Takes::Maybe,
                (_, true) => Takes::Value,
                _ => Takes::Nothing,
            })
        })
    }

    fn word(lists: &[&'static str], word: &str) -> Option<Takes> {
        lists
            .iter()
            .flat_map(|list| list.split(' '))
            .find_map(|known| {
                let (name, takes) = match (known.strip_suffix('='), known.strip_suffix('?')) {
                    (Some(name), _) => (name, Takes::Value),
                    (_, Some(name)) => (name, Takes::Maybe),
                    _ => (known, Takes::Nothing),
                };
                (!name.is_empty() && name == word).then_some(takes)
            })
    }
}

/// What was read.
pub struct Found<'a> {
    /// The flags, with their dashes and without their values.
    flags: Vec<String>,
    /// What stands beside them.
    pub operands: Vec<&'a str>,
}

impl Found<'_> {
    /// Tells whether a flag is there.
    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|found| found == flag)
    }
}

/// Reads arguments; flags may stand behind operands, as GNU's programs have it.
pub fn read<'a>(program: &str, flags: &Flags, args: &[&'a str]) -> Result<Found<'a>, String> {
    let mut found = Found {
        flags: Vec::new(),
        operands: Vec::new(),
    };
    let mut at = 0;
    while let Some(&arg) = args.get(at) {
        at += 1;
        if arg == "--" {
            found.operands.extend(&args[at..]);
            break;
        }
        if arg == "-" || !arg.starts_with('-') {
            found.operands.push(arg);
            continue;
        }
        at += one(program, flags, arg, args.get(at).copied(), &mut found.flags)?;
    }
    Ok(found)
}

/// Returns how many arguments stand before the sub-command.
pub fn before(program: &str, flags: &Flags, args: &[&str]) -> Result<usize, String> {
    let mut at = 0;
    while let Some(arg) = args.get(at).filter(|arg| arg.starts_with('-')) {
        let mut seen = Vec::new();
        match one(program, flags, arg, args.get(at + 1).copied(), &mut seen) {
            Ok(more) => at += 1 + more,
            // A form of its own may have it: `git --version`.
            Err(_) if at == 0 => return Ok(0),
            Err(why) => return Err(why),
        }
    }
    Ok(at)
}

/// Reads one word of flags and returns how many words after it are its value.
fn one(
    program: &str,
    flags: &Flags,
    arg: &str,
    next: Option<&str>,
    found: &mut Vec<String>,
) -> Result<usize, String> {
    let unknown = || {
        format!(
            "{} is no flag of {program} that is known to change nothing",
            shown(arg)
        )
    };
    let value = |flag: &str| match next {
        // If the table were wrong about the value, this would be a flag.
        Some(next) if !looks_like_a_flag(next) => Ok(1),
        Some(next) => Err(format!(
            "{} may be a flag of {program} or the value of {flag}",
            shown(next)
        )),
        None => Err(format!("{flag} of {program} lacks its value")),
    };
    if let Some(long) = arg.strip_prefix("--") {
        let (name, given) = match long.split_once('=') {
            Some((name, _)) => (name, true),
            None => (long, false),
        };
        let takes = Flags::word(flags.long, name).ok_or_else(unknown)?;
        found.push(format!("--{name}"));
        return match (takes, given) {
            (Takes::Nothing, true) => Err(unknown()),
            (Takes::Value, false) => value(arg),
            _ => Ok(0),
        };
    }
    let letters = arg.strip_prefix('-').unwrap_or(arg);
    if let Some(takes) = Flags::word(flags.single, letters) {
        found.push(arg.to_owned());
        return if takes == Takes::Value {
            value(arg)
        } else {
            Ok(0)
        };
    }
    if flags.number && letters.chars().all(|letter| letter.is_ascii_digit()) {
        return Ok(0);
    }
    for (place, letter) in letters.char_indices() {
        let takes = flags.letter(letter).ok_or_else(unknown)?;
        found.push(format!("-{letter}"));
        let last = place + letter.len_utf8() == letters.len();
        match takes {
            Takes::Nothing => {}
            Takes::Maybe => return Ok(0),
            Takes::Value if last => return value(&format!("-{letter}")),
            Takes::Value => return Ok(0),
        }
    }
    Ok(0)
}

/// Tells whether a value could be a flag: it begins with a dash and is neither only that nor a number.
fn looks_like_a_flag(value: &str) -> bool {
    value.strip_prefix('-').is_some_and(|rest| {
        !rest.is_empty() && !rest.starts_with(|first: char| first.is_ascii_digit())
    })
}

/// The tests and actions of `find` that change nothing, and how many words each has after it.
const FIND: &[(usize, &str)] = &[
    (
        0,
        "-a -and -o -or -not -daystart -depth -d -follow -ignore_readdir_race -noignore_readdir_race -mount -xdev \
         -noleaf -warn -nowarn -empty -executable -false -nogroup -nouser -readable -true -writable -ls -print \
         -print0 -prune -quit -help --help -version --version",
    ),
    (
        1,
        "-maxdepth -mindepth -regextype -amin -anewer -atime -cmin -cnewer -ctime -fstype -gid -group -ilname -iname \
         -inum -ipath -iregex -iwholename -links -lname -mmin -mtime -name -newer -path -perm -regex -samefile -size \
         -type -uid -used -user -wholename -xtype -context -printf -files0-from",
    ),
];

/// Tells whether `find` with these arguments only looks.
pub fn find_expression(args: &[&str]) -> Result<(), String> {
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let starts_like_an_expression = arg.starts_with('-');
        if !starts_like_an_expression
            || ["-H", "-L", "-P", "-O0", "-O1", "-O2", "-O3"].contains(arg)
        {
            continue;
        }
        let newer = arg.strip_prefix("-newer").is_some_and(|kinds| {
            kinds.len() == 2 && kinds.chars().all(|kind| "aBcmt".contains(kind))
        });
        let known = FIND
            .iter()
            .find(|(_, words)| words.split_whitespace().any(|word| word == *arg));
        let values = match known {
            Some((values, _)) => *values,
            None if newer => 1,
            None => {
                return Err(format!(
                    "find {} is not known to change nothing",
                    shown(arg)
                ));
            }
        };
        for _ in 0..values {
            if args.next().is_none() {
                return Err(format!("find {arg} lacks its value"));
            }
        }
    }
    Ok(())
}

/// Returns how many words of flags stand first, and which flags these are. `--` is one of these words.
pub fn skip_flags(
    program: &str,
    flags: &Flags,
    args: &[&str],
) -> Result<(usize, Vec<String>), String> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&arg) = args.get(at) {
        if arg == "--" {
            return Ok((at + 1, found));
        }
        if !arg.starts_with('-') {
            break;
        }
        at += 1;
        if arg != "-" {
            at += one(program, flags, arg, args.get(at).copied(), &mut found)?;
        }
    }
    Ok((at, found))
}
