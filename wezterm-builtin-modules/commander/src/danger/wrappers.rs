//! Programs that run another program which is given in their arguments.
//!
//! It hides where in the arguments of each the inner command begins. What the inner command does
//! is the other tables' matter.

use super::call::{Arg, Call};
use super::{DEEPEST, Family, Found, Place, line};

/// A wrapper: its name, its options that take a value, and how many operands stand before the
/// inner command.
type Wrapper = (&'static str, &'static [&'static str], usize);

const WRAPPERS: &[Wrapper] = &[
    (
        "sudo",
        &[
            "-u", "-g", "-h", "-p", "-C", "-T", "-U", "-r", "-t", "-D", "--user", "--group",
        ],
        0,
    ),
    ("doas", &["-u", "-C"], 0),
    ("pkexec", &["--user"], 0),
    ("env", &["-u", "-C", "--unset", "--chdir"], 0),
    ("nice", &["-n", "--adjustment"], 0),
    ("ionice", &["-c", "-n", "-p"], 0),
    ("chrt", &["-p"], 1),
    ("taskset", &[], 1),
    ("nohup", &[], 0),
    ("setsid", &[], 0),
    ("stdbuf", &["-i", "-o", "-e"], 0),
    ("timeout", &["-k", "-s", "--signal", "--kill-after"], 1),
    ("gtimeout", &["-k", "-s"], 1),
    ("time", &["-f", "-o"], 0),
    ("command", &[], 0),
    ("builtin", &[], 0),
    ("exec", &["-a"], 0),
    ("busybox", &[], 0),
    ("toybox", &[], 0),
    ("coproc", &[], 0),
    ("then", &[], 0),
    ("do", &[], 0),
    ("else", &[], 0),
    ("!", &[], 0),
    ("chroot", &["--userspec", "--groups"], 1),
    ("unshare", &["-S", "-G"], 0),
    ("nsenter", &["-t", "--target", "-S", "-G"], 0),
    ("firejail", &[], 0),
    ("bwrap", &["--ro-bind", "--bind"], 0),
    ("proot", &["-r", "-b", "-w"], 0),
    ("fakeroot", &[], 0),
    ("flock", &["-w", "-E"], 1),
    ("strace", &["-e", "-o", "-p", "-s"], 0),
    ("ltrace", &["-e", "-o", "-p"], 0),
    ("caffeinate", &["-t", "-w"], 0),
    ("systemd-run", &["-p", "--unit", "-u", "--slice"], 0),
    ("runuser", &["-u", "-g"], 0),
    ("gosu", &[], 1),
    ("su-exec", &[], 1),
    ("setpriv", &[], 0),
    ("sshpass", &["-p", "-f", "-e"], 0),
    ("proxychains", &["-f"], 0),
    ("proxychains4", &["-f"], 0),
    ("torsocks", &[], 0),
    ("dbus-run-session", &[], 0),
    ("xvfb-run", &["-s", "-n"], 0),
    ("rlwrap", &[], 0),
    ("unbuffer", &[], 0),
    ("watch", &["-n", "--interval"], 0),
    ("entr", &[], 0),
    ("ts", &[], 0),
    (
        "xargs",
        &[
            "-I",
            "-n",
            "-P",
            "-L",
            "-d",
            "-a",
            "-s",
            "-E",
            "--max-args",
            "--max-procs",
            "--delimiter",
            "--replace",
            "--arg-file",
        ],
        0,
    ),
    (
        "parallel",
        &["-j", "--jobs", "-a", "--colsep", "-n", "-I"],
        0,
    ),
    ("direnv", &[], 2),
    ("poetry", &[], 1),
    ("pipenv", &[], 1),
    ("uv", &[], 1),
    ("bundle", &[], 1),
];

pub(super) const SHELLS: &[&str] = &[
    "sh", "bash", "zsh", "dash", "ksh", "mksh", "ash", "fish", "csh", "tcsh", "rbash", "nu",
    "elvish",
];

/// Returns the command inside of all wrappers.
pub(super) fn innermost(words: &[Arg]) -> &[Arg] {
    let mut words = words;
    for _ in 0..DEEPEST {
        let call = Call::new(words, Place::default());
        let inner = call.and_then(|call| inside(&call, wrapper(&call.name)?));
        match inner {
            Some(inner) if !inner.is_empty() => words = inner,
            _ => break,
        }
    }
    words
}

fn wrapper(name: &str) -> Option<&'static Wrapper> {
    WRAPPERS.iter().find(|(wrapper, ..)| *wrapper == name)
}

/// Returns the words of the command inside of a wrapper, or nothing where it only asks about it.
fn inside<'a>(call: &Call<'a>, wrapper: &Wrapper) -> Option<&'a [Arg]> {
    let (name, with_value, mut skip) = *wrapper;
    // `command -v rm` says where `rm` is, `sudo -l rm` whether it may be run.
    let only_asks: &[&str] = match name {
        "command" => &["-v", "-V", "-pv", "-pV"],
        "sudo" => &["-l", "-ll", "-v", "-k", "-K", "--list", "--validate"],
        "time" => &["-V"],
        _ => &[],
    };
    let mut rest = call.args;
    while let Some((first, more)) = rest.split_first() {
        let value = first.value.as_str();
        let assigns = matches!(name, "env" | "sudo" | "doas") && value.contains('=');
        if value == "--" {
            return Some(more);
        }
        if only_asks.contains(&value) {
            return None;
        }
        if value.starts_with('-') && value.len() > 1 {
            let takes = with_value.contains(&value);
            rest = more.get(usize::from(takes)..).unwrap_or(&[]);
        } else if assigns && !value.starts_with('/') {
            rest = more;
        } else if skip > 0 {
            skip -= 1;
            rest = more;
        } else {
            break;
        }
    }
    Some(rest)
}

/// Reads the commands inside of a command.
pub(super) fn look_through(call: &Call<'_>, found: &mut Found) {
    let inner = Place {
        depth: call.place.depth + 1,
        many: call.place.many || call.is(&["xargs", "parallel"]),
        fed: call.place.fed,
    };
    if let Some(wrapper) = wrapper(&call.name) {
        wrapped(call, inner, wrapper, found);
    }
    match call.name.as_str() {
        name if SHELLS.contains(&name) => shell(call, inner, found),
        "su" | "script" | "runuser" | "flock" | "expect" | "newgrp" | "sg" => {
            if let Some(code) = call.value_text(&["-c", "--command"]) {
                line::script(&code, inner.depth, found);
            }
        }
        "rsync" | "tar" | "scp" | "sftp" => runs_its_option(call, inner, found),
        "cmd" | "powershell" | "pwsh" => windows(call, inner, found),
        "eval" => eval(call, inner, found),
        "trap" => {
            if let Some(code) = call.operands().first().filter(|code| code.literal) {
                line::script(&code.value, inner.depth, found);
            }
        }
        "alias" => {
            for arg in call.args {
                if let Some((_, code)) = arg.value.split_once('=') {
                    line::script(code, inner.depth, found);
                }
            }
        }
        "find" | "fd" | "fdfind" | "gfind" => find(call, inner, found),
        "ssh" | "mosh" | "autossh" => remote(call, inner, found),
        "docker" | "podman" | "nerdctl" | "kubectl" | "oc" | "lxc" | "docker-compose" => {
            container(call, inner, found);
        }
        "tmux" | "screen" | "at" | "batch" => {
            for arg in call.args.iter().filter(|arg| arg.value.contains(' ')) {
                line::script(&arg.value, inner.depth, found);
            }
        }
        _ => {}
    }
}

/// Reads the program by which a copy reaches the other machine, or its files are packed.
fn runs_its_option(call: &Call<'_>, inner: Place, found: &mut Found) {
    let options: &[&str] = match call.name.as_str() {
        "rsync" => &["-e", "--rsh", "--rsync-path"],
        "tar" => &[
            "--to-command",
            "--use-compress-program",
            "-I",
            "--rsh-command",
        ],
        _ => &["-S", "-D"],
    };
    if let Some(code) = call.value_text(options) {
        line::script(&code, inner.depth, found);
    }
}

fn windows(call: &Call<'_>, inner: Place, found: &mut Found) {
    let start = call.args.iter().position(|arg| {
        let flag = arg.value.to_lowercase();
        matches!(flag.as_str(), "/c" | "/k" | "-c" | "-command")
    });
    if let Some(start) = start {
        let code = super::call::text(&call.args[start + 1..]);
        line::script(&code, inner.depth, found);
    }
    let encoded = |arg: &Arg| arg.value.to_lowercase().starts_with("-enc");
    if call.args.iter().any(encoded) {
        let what = "runs a command that is encoded";
        found.add(Family::Obscured, &call.text, what);
    }
}

fn remote(call: &Call<'_>, inner: Place, found: &mut Found) {
    let with_value = [
        "-p", "-i", "-l", "-o", "-F", "-J", "-L", "-R", "-D", "-W", "-E", "-b", "-c", "-m",
    ];
    let operands = call.operands_after(&with_value);
    let Some((host, _)) = operands.split_first() else {
        return;
    };
    let at = call.args.iter().position(|arg| std::ptr::eq(arg, *host));
    let rest = at.and_then(|at| call.args.get(at + 1..)).unwrap_or(&[]);
    line::script(&super::call::text(rest), inner.depth, found);
    let runs_input = rest.first().is_some_and(|word| {
        let name = word.value.split_whitespace().next().unwrap_or("");
        SHELLS.contains(&name)
    });
    if call.place.fed && runs_input {
        let what = format!("runs what it is given on {}", host.value);
        found.add(Family::PipesToShell, &call.text, what);
    }
}

fn wrapped(call: &Call<'_>, inner: Place, wrapper: &Wrapper, found: &mut Found) {
    let splits = |arg: &Arg| matches!(arg.value.as_str(), "-S" | "--split-string");
    if let (true, Some(at)) = (call.name == "env", call.args.iter().position(splits)) {
        let code = super::call::text(call.args.get(at + 1..).unwrap_or(&[]));
        return line::script(&code, inner.depth, found);
    }
    let Some(rest) = inside(call, wrapper) else {
        return;
    };
    if matches!(call.name.as_str(), "sudo" | "doas") {
        let becomes = call.args.first().is_some_and(|arg| {
            matches!(
                arg.value.as_str(),
                "-i" | "-s" | "-su" | "--login" | "--shell"
            )
        });
        let root = rest.first().is_some_and(|arg| {
            SHELLS.contains(&arg.value.as_str()) && rest.len() == 1 || arg.value == "su"
        });
        if (becomes && rest.is_empty()) || root {
            found.add(
                Family::Privilege,
                &call.text,
                "opens a shell with all rights",
            );
        }
        if call
            .args
            .iter()
            .any(|arg| arg.value == "-e" || arg.value == "!!")
        {
            found.add(Family::Privilege, &call.text, "acts with all rights");
        }
    }
    // One text of several words is read by a shell.
    if let [only] = rest
        && only.value.contains(char::is_whitespace)
    {
        return line::script(&only.value, inner.depth, found);
    }
    if matches!(call.name.as_str(), "xargs" | "parallel") && runs_names(rest) {
        found.add(
            Family::PipesToShell,
            &call.text,
            "runs each line that it is given",
        );
    }
    super::command(rest, inner, found);
}

/// Returns whether the inner command of `xargs` is a shell that runs the names themselves.
fn runs_names(rest: &[Arg]) -> bool {
    let Some(first) = rest.first() else {
        return false;
    };
    let shell = Call::new(rest, Place::default()).is_some_and(|call| call.is(SHELLS));
    match rest.get(1..) {
        _ if first.value == "{}" => true,
        Some([flag, code]) if shell && flag.value == "-c" => code.value.trim().starts_with("{}"),
        Some([flag]) if shell => flag.value == "-c",
        _ => false,
    }
}

fn shell(call: &Call<'_>, inner: Place, found: &mut Found) {
    let at = call.args.iter().position(|arg| {
        arg.value == "--command"
            || arg
                .value
                .strip_prefix('-')
                .is_some_and(|flags| !flags.starts_with('-') && flags.ends_with('c'))
    });
    match at.and_then(|at| call.args.get(at + 1)) {
        Some(code) => {
            if code.substitutes() && line::fetches(&code.value) {
                found.add(
                    Family::PipesToShell,
                    &call.text,
                    "runs what it downloads or decodes",
                );
            }
            line::script(&code.value, inner.depth, found);
        }
        None => {
            for arg in call.args.iter().filter(|arg| arg.value.starts_with("<(")) {
                if line::fetches(&arg.value) {
                    let what = "runs what it downloads or decodes";
                    found.add(Family::PipesToShell, &call.text, what);
                }
            }
        }
    }
}

/// Programs whose output is meant for `eval`.
const MEANT_FOR_EVAL: &[&str] = &[
    "ssh-agent",
    "direnv",
    "brew",
    "/brew",
    "pyenv",
    "rbenv",
    "nodenv",
    "goenv",
    "jenv",
    "starship",
    "zoxide",
    "mise",
    "fnm",
    "dircolors",
    "opam",
    "conda",
    "docker-machine",
    "minikube",
    "luarocks",
    "thefuck",
    "gh",
    "pip",
    "register-python-argcomplete",
    "lesspipe",
    "atuin",
    "fzf",
    "resize",
];

fn eval(call: &Call<'_>, inner: Place, found: &mut Found) {
    let code = super::call::text(call.args);
    let start = code.trim_start_matches(['"', '$', '(', '`']);
    let meant = start
        .split_whitespace()
        .next()
        .is_some_and(|name| MEANT_FOR_EVAL.iter().any(|known| name.ends_with(known)));
    if line::fetches(&code) {
        found.add(
            Family::PipesToShell,
            &call.text,
            "runs what it downloads or decodes",
        );
    } else if call.args.iter().any(|arg| !arg.literal) && !meant {
        found.add(
            Family::Obscured,
            &call.text,
            "runs a text that is put together when it runs",
        );
    }
    if !meant {
        line::script(&code, inner.depth, found);
    }
}

fn find(call: &Call<'_>, inner: Place, found: &mut Found) {
    let below = call
        .operands()
        .first()
        .map_or(".", |arg| arg.value.as_str());
    if call.any(&["-delete"]) {
        let what = format!("removes what it finds below {below}");
        found.add(Family::Removes, &call.text, what);
    }
    if call.any(&["-fprint", "-fprintf", "-fls", "-fprint0"]) {
        found.add(
            Family::Overwrites,
            &call.text,
            "writes what it finds over a file",
        );
    }
    let runs = [
        "-exec",
        "-execdir",
        "-ok",
        "-okdir",
        "-x",
        "-X",
        "--exec",
        "--exec-batch",
    ];
    for (at, arg) in call.args.iter().enumerate() {
        if runs.contains(&arg.value.as_str()) {
            let rest = call.args.get(at + 1..).unwrap_or(&[]);
            let end = rest
                .iter()
                .position(|arg| matches!(arg.value.as_str(), ";" | "+"));
            let place = Place {
                many: true,
                ..inner
            };
            super::command(
                rest.get(..end.unwrap_or(rest.len())).unwrap_or(&[]),
                place,
                found,
            );
        }
    }
}

fn container(call: &Call<'_>, inner: Place, found: &mut Found) {
    let at = call
        .args
        .iter()
        .position(|arg| matches!(arg.value.as_str(), "run" | "exec") || arg.value == "debug");
    let Some(at) = at else {
        return;
    };
    let rest = call.args.get(at + 1..).unwrap_or(&[]);
    let opens_host = rest.iter().any(|arg| {
        matches!(arg.value.as_str(), "--privileged" | "--pid=host")
            || arg.value.starts_with("/:/")
            || arg.value.contains("docker.sock")
    });
    if opens_host {
        let what = "gives a container the rights of this machine";
        found.add(Family::Privilege, &call.text, what);
    }
    // The command begins after `--`, or after the first operand; where an option takes a value is
    // not known for all, so each start that could be one is read.
    let start = match rest.iter().position(|arg| arg.value == "--") {
        Some(dashes) => dashes + 1,
        None => 0,
    };
    for from in start..rest.len().min(start + 24) {
        if !rest[from].value.starts_with('-') {
            let words = &rest[from..];
            if let Some(inside) = Call::new(words, inner) {
                let known = inside.is(SHELLS)
                    || inside.is(&[
                        "rm",
                        "psql",
                        "mysql",
                        "redis-cli",
                        "mongosh",
                        "dd",
                        "chmod",
                        "chown",
                        "kill",
                        "truncate",
                        "sqlite3",
                        "python",
                        "python3",
                        "node",
                        "find",
                        "mkfs",
                    ]);
                if known {
                    return super::command(words, inner, found);
                }
            }
        }
    }
}
