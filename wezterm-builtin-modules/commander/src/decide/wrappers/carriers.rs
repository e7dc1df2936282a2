//! Programs that run code which stands among their arguments, in a language that is not read.
//!
//! For these it can only be said that something may run; a file that they read is not looked at, as no
//! script is.

use super::{Inside, known};
use crate::decide::tables::Word;

/// Programs with code behind a flag: the letters of short flags, and the long ones.
const INTERPRETERS: &[(&[&str], &str, &[&str])] = &[
    (&["python", "pypy", "ipython"], "c", &[]),
    (
        &[
            "perl",
            "ruby",
            "lua",
            "luajit",
            "R",
            "Rscript",
            "julia",
            "tclsh",
            "guile",
            "ghc",
            "elixir",
            "scala",
            "osascript",
        ],
        "eEM",
        &["--eval"],
    ),
    (
        &["node", "nodejs", "bun", "deno"],
        "epr",
        &["--eval", "--print", "--require", "--import", "eval"],
    ),
    (&["php"], "rBRE", &["--run"]),
];

/// Words that make a program run what they say, or end in it; a word that only begins so counts, too.
const CARRIERS: &[(&[&str], &[&str])] = &[
    (
        &["make", "gmake", "bmake"],
        &["--eval", "SHELL=", ".SHELLFLAGS="],
    ),
    (
        &[
            "vim",
            "vi",
            "nvim",
            "ex",
            "view",
            "rvim",
            "gvim",
            "vimdiff",
            "emacs",
            "emacsclient",
        ],
        &[
            "-c",
            "+",
            "--cmd",
            "-S",
            "-s",
            "--eval",
            "-e",
            "--execute",
            "-l",
            "--load",
            "-f",
            "--funcall",
            "-E",
        ],
    ),
    (&["less", "more"], &["+"]),
    (
        &["gdb", "lldb"],
        &[
            "-ex",
            "--ex",
            "-x",
            "-o",
            "--args",
            "-iex",
            "--eval-command",
            "-batch",
            "--",
        ],
    ),
    (
        &["tar", "gtar", "bsdtar"],
        &[
            "--checkpoint-action",
            "--to-command",
            "-I",
            "--use-compress-program",
            "--rsh-command",
            "-F",
            "--info-script",
            "--new-volume-script",
        ],
    ),
    (&["rsync"], &["-e", "--rsh", "--rsync-path"]),
    (&["scp", "sftp"], &["-S", "-o", "-F", "-D"]),
    (&["zip", "unzip"], &["-T", "--unzip-command"]),
    (&["man"], &["-P", "--pager", "-H", "--html"]),
    (&["rg"], &["--pre", "--hostname-bin"]),
    (&["sort", "gsort"], &["--compress-program"]),
    (&["split", "gsplit"], &["--filter"]),
    (&["curl", "wget"], &["--use-askpass"]),
    (
        &["docker", "podman", "kubectl", "nerdctl", "lxc"],
        &["run", "exec", "compose", "build", "start", "attach"],
    ),
    (&["npm", "pnpm", "yarn"], &["exec", "x", "dlx"]),
    (&["cargo"], &["--config"]),
    (&["wezterm"], &["cli", "start", "ssh", "--config"]),
    (&["tmux", "screen"], &[""]),
    (
        &[
            "at",
            "batch",
            "crontab",
            "systemd-run",
            "nix-shell",
            "nix",
            "direnv",
            "entr",
            "expect",
            "npx",
            "bunx",
            "uvx",
            "perf",
            "rr",
            "bwrap",
            "firejail",
            "proot",
            "start-stop-daemon",
            "daemonize",
            "ed",
            "red",
            "m4",
            "socat",
            "nc",
            "ncat",
            "xterm",
            "source",
            ".",
            "alias",
            "hash",
            "enable",
            "bind",
            "complete",
            "compgen",
            "mapfile",
            "readarray",
            "fc",
            "autoload",
            "zmodload",
            "emulate",
            "coproc",
        ],
        &[""],
    ),
];

/// Tells whether a program is given code to run; `None` where it is not known to be.
pub fn code(name: &str, args: &[Word]) -> Option<Inside> {
    let untold = |what: &str| {
        Some(Inside::untold(format!(
            "what {name} runs cannot be told: {what}"
        )))
    };
    if ["awk", "gawk", "mawk", "nawk", "original-awk"].contains(&name) {
        let words = known(args);
        let may_run = |word: &&str| {
            ["system", "|", "@", "getline"]
                .iter()
                .any(|sign| word.contains(sign))
                || [
                    "-f",
                    "-i",
                    "-l",
                    "-E",
                    "--file",
                    "--exec",
                    "--load",
                    "--include",
                ]
                .iter()
                .any(|flag| word.starts_with(flag))
        };
        return match words.len() < args.len() || words.iter().any(may_run) {
            true => untold("its program may start others"),
            false => None,
        };
    }
    if name == "git" {
        return git_runs(args)
            .then(|| Inside::untold("git runs what its arguments or settings name"));
    }
    if ["sed", "gsed"].contains(&name) {
        return sed_runs(args).then(|| Inside::untold("sed may run the lines that it makes"));
    }
    if ["export", "typeset", "declare", "local", "readonly"].contains(&name) {
        let sets = |word: &Word| {
            word.as_deref().is_none_or(|word| {
                word.split_once('=')
                    .is_some_and(|(variable, _)| crate::decide::environment::is_refused(variable))
            })
        };
        return args
            .iter()
            .any(sets)
            .then(|| Inside::untold(format!("{name} changes what runs")));
    }
    if let Some((_, letters, long)) = INTERPRETERS
        .iter()
        .find(|(names, ..)| names.contains(&name))
    {
        return interpreter(args, letters, long)
            .then(|| Inside::untold(format!("the code given to {name} is not read")));
    }
    let (_, signs) = CARRIERS.iter().find(|(names, _)| names.contains(&name))?;
    let carries = |word: &Word| match word {
        None => true,
        Some(word) => signs.iter().any(|sign| match sign.len() {
            // A short flag may stand in a cluster with others.
            2 if sign.starts_with('-') && !word.starts_with("--") => {
                word.starts_with('-') && word.contains(&sign[1..])
            }
            // A sub-command is a word of its own.
            _ if !sign.is_empty() && sign.chars().all(|letter| letter.is_ascii_alphanumeric()) => {
                word == sign
            }
            _ => word.starts_with(sign),
        }),
    };
    if signs.contains(&"") || args.iter().any(carries) {
        return untold("its arguments name it in a way that is not read");
    }
    None
}

/// Tells whether an interpreter is given code, by a flag or on its input.
fn interpreter(args: &[Word], letters: &str, long: &[&str]) -> bool {
    for word in args {
        let Some(word) = word else { return true };
        if word == "-" || word.starts_with("/dev/") || word.starts_with("/proc/") {
            return true;
        }
        if long.iter().any(|flag| {
            word == flag
                || word
                    .strip_prefix(flag)
                    .is_some_and(|rest| rest.starts_with('='))
        }) {
            return true;
        }
        if word.starts_with("--") {
            if ["--version", "--help"].contains(&word.as_str()) {
                return false;
            }
            continue;
        }
        match word.strip_prefix('-') {
            Some("V" | "v" | "h") => return false,
            Some(flags) if flags.contains(|flag| letters.contains(flag)) => return true,
            Some(_) => {}
            // A file: it is a program like any other.
            None => return false,
        }
    }
    // Without a file, it reads its input.
    true
}

/// Tells whether a script of sed may have the command or the flag `e`.
fn sed_runs(args: &[Word]) -> bool {
    args.iter().any(|word| {
        let Some(word) = word else { return true };
        word.split([';', '\n', '{', '}']).any(|part| {
            let part = part.trim();
            let command = part.trim_start_matches(|first: char| {
                first.is_ascii_digit() || "$,!~+ ".contains(first)
            });
            let flags = part
                .rsplit(|last: char| !last.is_alphanumeric())
                .next()
                .unwrap_or_default();
            command == "e"
                || command.starts_with("e ")
                || (part.contains('s')
                    && flags.len() < part.len()
                    && flags.len() < 5
                    && flags.contains('e')
                    && flags
                        .chars()
                        .all(|flag| "gpiIemMw0123456789".contains(flag)))
        }) || word.starts_with("-f")
            || word.starts_with("--file")
    })
}

/// Tells whether git is given a program to run.
fn git_runs(args: &[Word]) -> bool {
    const LONG: &[&str] = &[
        "--config-env",
        "--exec-path=",
        "--upload-pack",
        "--receive-pack",
        "--exec",
        "--extcmd",
        "--open-files-in-pager",
        "--tree-filter",
        "--index-filter",
        "--config",
    ];
    let begins = |word: &str, long: &str| {
        // git takes the beginning of a flag for the flag.
        let name = word.split('=').next().unwrap_or_default();
        word.starts_with(long) || (name.len() > 4 && long.starts_with(name))
    };
    if args.iter().any(|word| {
        word.as_deref()
            .is_none_or(|word| LONG.iter().any(|long| begins(word, long)))
    }) {
        return true;
    }
    let mut words = args.iter().flatten().map(String::as_str);
    let sub = loop {
        match words.next() {
            None => return false,
            Some("-C" | "--git-dir" | "--work-tree" | "--namespace") => {
                words.next();
            }
            Some(word) if word.starts_with("-c") => return true,
            Some(word) if word.starts_with('-') => {}
            Some(word) => break word,
        }
    };
    let letters = match sub {
        "rebase" | "difftool" => "x",
        "clone" => "uc",
        "grep" => "O",
        "submodule" => return words.any(|word| word == "foreach"),
        "bisect" => return words.any(|word| word == "run"),
        "filter-branch" | "mergetool" | "send-email" | "p4" | "svn" => return true,
        _ => return false,
    };
    words.any(|word| {
        word.starts_with('-')
            && !word.starts_with("--")
            && word.contains(|letter| letters.contains(letter))
    })
}
