//! What is known of common programs that only read: their flags that change nothing, and what their operands may
//! be. A flag that is not in the table, an abbreviation of one included, is not known, and what is not known
//! is asked about.
//!
//! Pure functions over words. "Only reads" means that the program itself writes no file, starts no other
//! program and talks to nobody; that a flag or a file makes it do so all the same, by a fault of the
//! program or by a setting of its own (git), is what the sandbox is for.

mod flags;
mod git;
mod rows;
mod system;

use crate::program::shown;
use flags::read;
pub use flags::{Flags, Word, skip_flags};

/// One program, or several with the same flags.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Their names.
    pub programs: &'static [&'static str],
    /// What they do, for the page of documentation.
    pub does: &'static str,
    /// The flags that may stand before a sub-command.
    pub before: Flags,
    /// The forms: one for each sub-command, or one without a name.
    pub forms: &'static [Form],
    /// Commands that are only reading.
    pub safe: &'static [&'static str],
    /// Commands that are not, or of which it is not known.
    pub other: &'static [&'static str],
}

/// A program with one sub-command, or without.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The sub-command's words, divided by blanks; nothing for the program itself.
    pub name: &'static str,
    /// The flags that change nothing.
    pub flags: Flags,
    /// What stands beside the flags.
    pub operands: Operands,
    /// Flags of which one must be there: without them the same operands mean a change.
    pub needs: &'static [&'static str],
}

/// What operands may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operands {
    /// Any.
    Any,
    /// So many and no more: another would be written to, or set.
    AtMost(usize),
    /// Everything is printed or compared as it stands; nothing is a flag.
    Words,
    /// As `Words`, but that the shell's own `test` runs what stands in the index of a variable.
    Test,
    /// The first is no flag, the others are what it prints.
    Format,
    /// A date's format: what begins with `+`; anything else sets the clock.
    Format1,
    /// `ps`' letters without a dash; `e` shows environments.
    PsLetters,
    /// `find`'s places and tests.
    Find,
    /// Any, where one of these flags is there; otherwise none.
    AnyWith(&'static [&'static str]),
}

/// Returns the table.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    rows::ROWS.iter().chain(system::ROWS).chain([&git::ROW])
}

/// Returns the row of a program.
pub fn row(program: &str) -> Option<&'static Row> {
    rows().find(|row| row.programs.contains(&program))
}

/// Tells whether a program with these arguments only reads; otherwise why that is not known. An argument that
/// is not known is `None`.
pub fn only_reads(program: &str, args: &[Word]) -> Result<(), String> {
    let Some(row) = row(program) else {
        return Err(format!(
            "{} is not in the table of programs that only read",
            shown(program)
        ));
    };
    let Some(args) = args
        .iter()
        .map(Option::as_deref)
        .collect::<Option<Vec<&str>>>()
    else {
        return Err(format!("not all arguments of {program} can be told"));
    };
    let (form, rest) = row.form(&args)?;
    form.check(program, rest)
}

impl Row {
    /// Returns the form of a command and the arguments after its name.
    fn form<'a, 'b>(&self, args: &'b [&'a str]) -> Result<(&'static Form, &'b [&'a str]), String> {
        let forms = self.forms;
        let program = self.programs[0];
        if let [only] = forms
            && only.name.is_empty()
        {
            return Ok((only, args));
        }
        let skipped = flags::before(program, &self.before, args)?;
        let args = &args[skipped..];
        let named = forms
            .iter()
            .filter(|form| !form.name.is_empty())
            .filter_map(|form| {
                let count = form.name.split(' ').count();
                let same = args.len() >= count
                    && form
                        .name
                        .split(' ')
                        .zip(args)
                        .all(|(word, arg)| word == *arg);
                same.then_some((count, form))
            })
            .max_by_key(|(count, _)| *count);
        if let Some((count, form)) = named {
            return Ok((form, &args[count..]));
        }
        let bare = forms.iter().find(|form| form.name.is_empty());
        match (bare, args.first()) {
            (Some(form), None) => Ok((form, args)),
            (Some(form), Some(first)) if first.starts_with('-') => Ok((form, args)),
            (_, Some(first)) => Err(format!(
                "{program} {} is not in the table of commands that only read",
                shown(first)
            )),
            (None, None) => Err(format!(
                "{program} without a sub-command is not in the table"
            )),
        }
    }
}

impl Form {
    fn check(&self, program: &str, args: &[&str]) -> Result<(), String> {
        let called = if self.name.is_empty() {
            program.to_owned()
        } else {
            format!("{program} {}", self.name)
        };
        match self.operands {
            Operands::Words => return Ok(()),
            Operands::Test => {
                return match args.iter().find(|arg| ["-v", "-R"].contains(arg)) {
                    None => Ok(()),
                    Some(arg) => Err(format!(
                        "{called} {arg} may run what stands in a variable's index"
                    )),
                };
            }
            Operands::Format => {
                return match args.first() {
                    Some(first) if first.starts_with('-') && *first != "--" => Err(format!(
                        "{} is no flag of {called} that is known to change nothing",
                        shown(first)
                    )),
                    _ => Ok(()),
                };
            }
            Operands::Find => return flags::find_expression(args),
            _ => {}
        }
        let found = read(&called, &self.flags, args)?;
        if !self.needs.is_empty() && !self.needs.iter().any(|need| found.has(need)) {
            return Err(format!(
                "{called} without {} may change something",
                self.needs.join(" or ")
            ));
        }
        let operands = &found.operands;
        match self.operands {
            Operands::AtMost(most) if operands.len() > most => Err(format!(
                "{} is an operand too many for {called}: it may be written to or set",
                shown(operands[most])
            )),
            Operands::AnyWith(flags)
                if !operands.is_empty() && !flags.iter().any(|flag| found.has(flag)) =>
            {
                Err(format!(
                    "{called} {} may change something",
                    shown(operands[0])
                ))
            }
            Operands::Format1 => match operands.iter().find(|operand| !operand.starts_with('+')) {
                Some(operand) => Err(format!("{called} {} sets the clock", shown(operand))),
                None => Ok(()),
            },
            Operands::PsLetters => {
                let known = |operand: &&&str| {
                    operand
                        .chars()
                        .all(|letter| "auxwfljvhrTLm".contains(letter))
                        || operand
                            .chars()
                            .all(|letter| letter.is_ascii_digit() || letter == ',')
                };
                match operands.iter().find(|operand| !known(operand)) {
                    Some(operand) => {
                        Err(format!("{called} {} is not in the table", shown(operand)))
                    }
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }
}

/// Returns the table as a part of the page of documentation.
pub fn page() -> String {
    let mut text = String::from("| program | what it does | asks, for example |\n|---|---|---|\n");
    for row in rows() {
        let ticked = |words: &[&str]| -> String {
            let words: Vec<String> = words
                .iter()
                .map(|word| format!("`{}`", word.replace('|', "\\|")))
                .collect();
            words.join(", ")
        };
        let names: Vec<&str> = row
            .forms
            .iter()
            .map(|form| form.name)
            .filter(|name| !name.is_empty())
            .collect();
        let subs = if names.is_empty() {
            String::new()
        } else {
            format!(": {}", ticked(&names))
        };
        text.push_str(&format!(
            "| {}{subs} | {} | {} |\n",
            ticked(row.programs),
            row.does,
            ticked(row.other),
        ));
    }
    text.pop();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(command: &str) -> Result<(), String> {
        let mut words = command.split(' ');
        let program = words.next().unwrap_or_default();
        let args: Vec<Word> = words.map(|word| Some(word.to_owned())).collect();
        only_reads(program, &args)
    }

    #[test]
    fn every_row_has_examples_of_both_kinds_and_they_are_judged_so() {
        for row in rows() {
            assert!(
                !row.safe.is_empty() && !row.other.is_empty()
                    || row.programs == ["true", "false"]
                    || row.programs == ["echo"],
                "{row:?}"
            );
            for command in row.safe {
                assert_eq!(judged(command), Ok(()), "{command}");
                assert!(
                    row.programs
                        .iter()
                        .any(|name| command.split(' ').next() == Some(name))
                );
            }
            for command in row.other {
                assert!(judged(command).is_err(), "{command}");
            }
        }
    }

    #[test]
    fn no_program_has_two_rows() {
        let mut names: Vec<&str> = rows().flat_map(|row| row.programs).copied().collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn c08_find_with_an_action_that_changes_or_runs_something_is_not_known_to_read() {
        for action in [
            "-exec rm {} ;",
            "-execdir rm {} ;",
            "-ok rm {} ;",
            "-okdir rm {} ;",
            "-delete",
            "-fls f",
            "-fprint f",
            "-fprint0 f",
            "-fprintf f %p",
            "-exe rm {} ;",
        ] {
            for command in [
                format!("find . {action}"),
                format!("find . -name x {action}"),
                format!("find {action}"),
            ] {
                assert!(judged(&command).is_err(), "{command}");
            }
        }
        assert_eq!(
            judged("find . ( -name -delete -o -mtime -7 ) -print"),
            Ok(())
        );
        // The name is what `-name` eats, and then comes the action.
        assert!(judged("find . -name x -delete").is_err());
        assert!(judged("find -name").is_err());
    }

    #[test]
    fn c09_flags_of_git_that_run_or_lead_elsewhere_are_not_known_to_read() {
        for command in [
            "git -c alias.x=!cmd x",
            "git -c core.fsmonitor=x status",
            "git grep --open-files-in-pager=x y",
            "git grep --open-f=x y",
            "git grep -Ox y",
            "git -c core.pager=x log",
            "git -c diff.external=x diff",
            "git --exec-path=/tmp status",
            "git --git-dir=/tmp/x status",
            "git --git-dir /tmp/x status",
            "git fetch --upload-pack=x",
            "git ls-remote --upload-pack=x y",
            "git diff --ext-diff",
            "git diff --output=x",
            "git diff --outp=x",
            "git log --output x",
            "git show --textconv",
            "git --config-env=a=b status",
            "git --paginate log",
            "git -p log",
            "git --work-tree=/ status",
            "git --namespace=x log",
            "git -calias.x=!cmd x",
            "git status --help",
            "git log --show-signature",
        ] {
            assert!(judged(command).is_err(), "{command}");
        }
    }

    #[test]
    fn c11_flags_and_operands_that_write_or_run_are_not_known_to_read() {
        for command in [
            "sort -o f x",
            "sort -of x",
            "sort --output=f x",
            "sort --outp=f x",
            "sort x --output f",
            "sort -uo f x",
            "sort --compress-program=sh x",
            "sort -T /x y",
            "uniq a b",
            "uniq -c a b",
            "tee f",
            "dd of=f",
            "xxd a b",
            "xxd -r a b",
            "sed w/e",
            "sed -i s/a/b/ f",
            "curl -o f x",
            "ln -s a b",
            "cp a b",
            "tar --checkpoint-action=exec=sh",
            "zip -TT",
            "rg --pre sh x",
            "rg --pre=sh x",
            "rg -z x",
            "rg --hostname-bin=sh x",
            "base64 -o f",
            "man -P sh ls",
            "rsync -e sh a b:",
            "file -C -m x",
            "tree -o f",
            "tree -R -L 1",
            "date -s tomorrow",
            "date 01010101",
            "date --set=x",
            "hostname evil",
            "hostname -F f",
            "diff -l a b",
            "diff --paginate a b",
            "fd -x rm",
            "fd --exec rm",
            "fd -X rm",
            "fd -l x",
            "env x",
            "env A=b",
            "find . -fprint f",
            "grep --unknown x",
            "test -v a[$(x)]",
            "printf -v x y",
            "git branch new",
            "git branch -D old",
            "git tag new",
            "git tag -d old",
            "git stash",
            "git stash drop",
            "git remote add a b",
            "git config a b",
            "git config --unset a",
            "git config --get a --unset b",
            "ps auxe",
            "ps aux e",
        ] {
            assert!(judged(command).is_err(), "{command}");
        }
    }

    #[test]
    fn c11_an_abbreviated_flag_is_not_known() {
        assert_eq!(judged("ls --recursive"), Ok(()));
        for command in [
            "ls --recurs",
            "ls --recursive=x",
            "sort --rev x",
            "wc --line x",
            "git log --onelin",
        ] {
            assert!(judged(command).is_err(), "{command}");
        }
    }

    #[test]
    fn c12_an_operand_that_looks_like_a_flag_is_read_as_one_until_two_dashes() {
        for command in [
            "cat -rf",
            "cat --output=x",
            "ls x --output=x",
            "grep -e --output=x",
        ] {
            assert!(judged(command).is_err(), "{command}");
        }
        for command in [
            "cat -- -rf",
            "cat -- --output=x",
            "ls - --",
            "grep -e x -- -rf",
        ] {
            assert_eq!(judged(command), Ok(()), "{command}");
        }
    }

    #[test]
    fn short_flags_stand_together_and_values_stand_in_the_same_word_or_the_next() {
        for command in [
            "head -n5 f",
            "head -n 5 f",
            "head -5 f",
            "head -qn5 f",
            "tail -n +3 f",
            "tail -n -3 f",
            "grep -rnA3 x",
        ] {
            assert_eq!(judged(command), Ok(()), "{command}");
        }
        for command in ["head -n", "ls -laO", "wc -5", "head -n -o", "head --lines"] {
            assert!(judged(command).is_err(), "{command}");
        }
    }

    #[test]
    fn an_argument_that_cannot_be_told_is_not_known_to_read() {
        assert!(only_reads("ls", &[None]).is_err());
    }
}
