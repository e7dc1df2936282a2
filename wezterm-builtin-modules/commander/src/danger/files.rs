//! Files and permissions.
//!
//! It hides the options of the programs that remove, replace or lock files. Without the disk it
//! cannot know whether a target exists: a plain `cp` or `mv` between ordinary names is silent.

use super::call::{Call, is_device, is_important, names};
use super::{Family, Found};

pub(super) fn read(call: &Call<'_>, found: &mut Found) {
    removes(call, found);
    overwrites(call, found);
    archives(call, found);
    permissions(call, found);
}

fn removes(call: &Call<'_>, found: &mut Found) {
    let operands = call.operands();
    let given = !operands.is_empty() || call.place.many;
    let what = match call.name.as_str() {
        "rm" | "grm" | "rmdir" | "unlink" | "srm" | "wipe" | "del" | "erase" | "rd" | "rimraf"
        | "remove-item" | "ri"
            if given =>
        {
            let deep = call.short(&['r', 'R']) || call.long(&["--recursive"]);
            let below = if deep { " and all below it" } else { "" };
            format!("removes {}{below}", names(&operands))
        }
        "shred" if given => format!("makes {} unreadable", names(&operands)),
        "npx" if call.any(&["rimraf"]) => "removes files".into(),
        "clear-content" => "empties a file".into(),
        "cargo" if call.verb() == "clean" => "removes what was built".into(),
        "npm" | "yarn" | "pip" | "pip3" | "pnpm"
            if call.verb() == "cache" && call.any(&["clean", "purge", "clear", "rm"]) =>
        {
            "removes a cache".into()
        }
        "make" | "gmake"
            if call
                .operands()
                .iter()
                .any(|arg| arg.value.ends_with("clean")) =>
        {
            "removes what was built".into()
        }
        "rsync"
            if call.args.iter().any(|arg| {
                arg.value.starts_with("--del") || arg.value == "--remove-source-files"
            }) =>
        {
            "removes files that the other side lacks or has".into()
        }
        "robocopy"
            if call
                .args
                .iter()
                .any(|arg| arg.value.to_uppercase() == "/MIR") =>
        {
            "removes files that the other side lacks".into()
        }
        "rclone"
            if matches!(
                call.verb(),
                "sync"
                    | "delete"
                    | "purge"
                    | "deletefile"
                    | "cleanup"
                    | "rmdir"
                    | "rmdirs"
                    | "move"
                    | "dedupe"
            ) =>
        {
            "removes files at its target".into()
        }
        "gpg" | "gpg2"
            if call
                .args
                .iter()
                .any(|arg| arg.value.starts_with("--delete")) =>
        {
            "removes a key".into()
        }
        "trash-empty" => "empties the trash".into(),
        "gio" if call.verb() == "remove" || call.any(&["--empty"]) => "removes files".into(),
        _ => return,
    };
    found.add(Family::Removes, &call.text, what);
}

fn overwrites(call: &Call<'_>, found: &mut Found) {
    let operands = call.operands();
    let last = operands.last().map_or("", |arg| arg.value.as_str());
    let in_place = |letters: &[char]| {
        call.args.iter().any(|arg| {
            arg.value.starts_with("--in-place")
                || arg.value.strip_prefix('-').is_some_and(|rest| {
                    !rest.starts_with('-')
                        && rest.len() < 12
                        && rest.starts_with(letters)
                        && !rest.contains(['{', '/', ' '])
                })
        })
    };
    let what = match call.name.as_str() {
        "truncate" => format!("cuts {}", names(&operands)),
        "fallocate" if call.short(&['d', 'p', 'c', 'z']) => format!("cuts {last}"),
        "cp" | "gcp" | "mv" | "gmv" | "install" | "ln" => return moves(call, found),
        "tee" | "sponge" | "gtee" => return tee(call, found),
        "sed" | "gsed" if in_place(&['i', 'E', 'r', 'n', 's', 'z']) && sed_in_place(call) => {
            format!("edits {last} in place")
        }
        "perl" | "ruby"
            if in_place(&['i', 'p', 'n', 'l', 'w', '0', 'a']) && interpreter_in_place(call) =>
        {
            format!("edits {last} in place")
        }
        "awk" | "gawk" if call.any(&["inplace"]) => format!("edits {last} in place"),
        "yq" | "jq" if call.short(&['i']) || call.long(&["--inplace"]) => {
            format!("edits {last} in place")
        }
        "mogrify" => format!("edits {} in place", names(&operands)),
        "sort" | "gsort" | "iconv" | "tidy" => match call.value_text(&["-o", "--output"]) {
            Some(file) => format!("overwrites {file}"),
            None => return,
        },
        "uniq" if operands.len() > 1 => format!("overwrites {last}"),
        "ffmpeg" if call.any(&["-y"]) => format!("overwrites {last}"),
        "exiftool" if call.any(&["-overwrite_original"]) => format!("overwrites {last}"),
        "rename" | "prename" if call.short(&['f']) => "renames over other files".into(),
        "vim" | "vi" | "nvim" if call.any(&["wq", "-es", "x", "+wq", ":wq", "+x"]) => {
            format!("edits {last} in place")
        }
        "ex" | "ed" if call.place.fed || call.short(&['s', 'c']) => {
            format!("edits {last} in place")
        }
        "gzip" | "gunzip" | "bzip2" | "xz" | "zstd" if call.short(&['f']) => {
            format!("overwrites what {last} becomes")
        }
        "curl" | "wget" => {
            let file = call.value_text(&["-o", "--output", "-O", "--output-document"]);
            match file.filter(|file| is_important(file) || is_device(file)) {
                Some(file) => format!("overwrites {file}"),
                None => return,
            }
        }
        "dd" => return dd(call, found),
        "ssh-keygen" if call.short(&['R']) => "removes a known host".into(),
        "set-content" | "out-file" => format!("overwrites {last}"),
        _ => return,
    };
    found.add(Family::Overwrites, &call.text, what);
}

fn sed_in_place(call: &Call<'_>) -> bool {
    call.args.iter().any(|arg| {
        let value = arg.value.as_str();
        value.starts_with("--in-place")
            || value.strip_prefix('-').is_some_and(|rest| {
                rest.starts_with('i')
                    || (rest.len() <= 4
                        && rest.contains('i')
                        && rest.chars().all(|c| c.is_ascii_alphabetic()))
            })
    })
}

fn interpreter_in_place(call: &Call<'_>) -> bool {
    call.args.iter().any(|arg| {
        arg.value.strip_prefix('-').is_some_and(|rest| {
            rest.starts_with('i')
                || (rest.contains('i')
                    && rest.len() <= 5
                    && rest.chars().all(|c| "pnilew0a".contains(c)))
                || rest.starts_with("pi.")
                || rest.starts_with("ni.")
        })
    })
}

fn moves(call: &Call<'_>, found: &mut Found) {
    let mut operands = call.operands_after(&["-m", "-o", "-g", "-t", "-S"]);
    let target = match call.value_text(&["-t", "--target-directory"]) {
        Some(target) => target,
        None => operands
            .pop()
            .map_or_else(String::new, |arg| arg.value.clone()),
    };
    let makes_directories = call.name == "install" && call.short(&['d']);
    if is_device(&target) {
        return found.add(Family::Device, &call.text, format!("writes to {target}"));
    }
    if target == "/dev/null" && call.is(&["mv", "gmv"]) {
        let what = format!("removes {}", names(&operands));
        return found.add(Family::Removes, &call.text, what);
    }
    let empties = operands
        .iter()
        .any(|arg| matches!(arg.value.as_str(), "/dev/null" | "/dev/zero"));
    let forced = empties || call.short(&['f']) || call.long(&["--force", "--remove-destination"]);
    let restores = operands.iter().any(|source| {
        source
            .value
            .strip_prefix(target.as_str())
            .is_some_and(|rest| {
                matches!(
                    rest,
                    ".bak" | ".orig" | ".old" | ".backup" | "~" | ".new" | ".tmp" | ".save"
                )
            })
    });
    let dots = |path: &str| matches!(path, "." | "./" | "..");
    let keeps = call.name != "ln" && call.short(&['n']) || call.long(&["--no-clobber"]);
    if !keeps
        && (forced || restores || is_important(&target))
        && !dots(&target)
        && !makes_directories
    {
        found.add(
            Family::Overwrites,
            &call.text,
            format!("may overwrite {target}"),
        );
    }
    let system = operands.iter().any(|arg| is_important(&arg.value));
    if call.is(&["mv", "gmv"]) && system {
        let what = format!("moves {} away", names(&operands));
        found.add(Family::Removes, &call.text, what);
    }
    if call.name == "install"
        && call
            .value_text(&["-m"])
            .is_some_and(|mode| wide_mode(&mode))
    {
        found.add(
            Family::Permissions,
            &call.text,
            "installs with wide permissions",
        );
    }
}

fn tee(call: &Call<'_>, found: &mut Found) {
    let appends = call.short(&['a']) || call.long(&["--append"]);
    for arg in call.operands() {
        let path = arg.value.as_str();
        if is_device(path) {
            found.add(Family::Device, &call.text, format!("writes to {path}"));
        } else if is_important(path) || (!appends && !super::line::throwaway(path, "")) {
            let how = if appends { "appends to" } else { "overwrites" };
            found.add(Family::Overwrites, &call.text, format!("{how} {path}"));
        }
    }
}

fn dd(call: &Call<'_>, found: &mut Found) {
    for arg in call.args {
        let Some(path) = arg.value.strip_prefix("of=") else {
            continue;
        };
        if is_device(path) || !arg.literal {
            found.add(Family::Device, &call.text, format!("writes to {path}"));
        } else if !path.starts_with("/dev/") {
            found.add(Family::Overwrites, &call.text, format!("overwrites {path}"));
        }
    }
}

fn archives(call: &Call<'_>, found: &mut Found) {
    let text = match call.name.as_str() {
        "tar" | "gtar" | "bsdtar" => {
            let first = call.args.first().map_or("", |arg| arg.value.as_str());
            let extracts =
                (!first.starts_with("--") && first.contains('x')) || call.any(&["--extract"]);
            let into = call.value_text(&["-C", "--directory"]).unwrap_or_default();
            if call.args.iter().any(|arg| {
                arg.value.starts_with("--checkpoint-action")
                    || arg.value.starts_with("--to-command")
                    || arg.value.starts_with("--use-compress-program")
            }) {
                found.add(
                    Family::Obscured,
                    &call.text,
                    "runs a program for what it reads",
                );
            }
            if call.long(&["--remove-files", "--delete", "--recursive-unlink"]) {
                return found.add(
                    Family::Removes,
                    &call.text,
                    "removes the files that it packs",
                );
            }
            let over = call.long(&[
                "--overwrite",
                "--unlink-first",
                "--absolute-names",
                "--overwrite-dir",
            ]) || (extracts
                && call
                    .args
                    .iter()
                    .any(|arg| arg.value == "-P" || arg.value == "-U"));
            if !(over || extracts && is_important(&into)) {
                return;
            }
            "unpacks over files that exist"
        }
        "unzip" | "bsdunzip" if call.short(&['o']) => "unpacks over files that exist",
        "unrar" if call.any(&["-o+", "-y"]) => "unpacks over files that exist",
        "7z" | "7za" if call.any(&["-y", "-aoa"]) && matches!(call.verb(), "x" | "e") => {
            "unpacks over files that exist"
        }
        "cpio" if call.short(&['u']) => "unpacks over files that exist",
        "zip" if call.short(&['m', 'd']) || call.long(&["--move", "--delete"]) => {
            return found.add(Family::Removes, &call.text, "removes files");
        }
        "7z" | "7za" if call.verb() == "d" || call.any(&["-sdel"]) => {
            return found.add(Family::Removes, &call.text, "removes files");
        }
        _ => return,
    };
    found.add(Family::Overwrites, &call.text, text);
}

/// Returns whether a mode lets everybody write, or gives the owner's rights to who runs it.
fn wide_mode(mode: &str) -> bool {
    if mode.bytes().all(|byte| byte.is_ascii_digit()) && !mode.is_empty() {
        let others = mode.bytes().last().unwrap_or(b'0') - b'0';
        let special = mode.len() == 4 && !mode.starts_with('0');
        return others & 2 != 0 || special || mode.trim_start_matches('0').is_empty();
    }
    mode.split(',').any(|part| {
        let Some(at) = part.find(['+', '=']) else {
            return false;
        };
        let (who, what) = part.split_at(at);
        let everybody = who.contains(['o', 'a']) || who.is_empty();
        (everybody && what.contains('w')) || what.contains('s')
    })
}

fn permissions(call: &Call<'_>, found: &mut Found) {
    let deep = call.short(&['R']) || call.long(&["--recursive"]) || call.place.many;
    let operands = call.operands();
    let targets: Vec<_> = operands.iter().skip(1).copied().collect();
    let wide = targets.iter().any(|arg| {
        is_important(&arg.value)
            || matches!(
                arg.value.as_str(),
                "*" | "." | "/" | "~" | "./*" | "~/" | ".."
            )
    }) && !targets.iter().all(|arg| arg.value.contains("/.ssh"));
    let hits = match call.name.as_str() {
        "chmod" => {
            let minus = call.args.iter().any(|arg| {
                let rest = arg.value.strip_prefix('-').unwrap_or("");
                !rest.is_empty() && rest.chars().all(|c| "rwx".contains(c))
            });
            let mode = call.verb();
            let opens_keys =
                targets.iter().any(|arg| arg.value.contains(".ssh")) && !mode.ends_with("00");
            deep || wide || minus || wide_mode(mode) || opens_keys
        }
        "chown" | "chgrp" => deep || wide,
        "setfacl" | "setcap" | "chattr" | "takeown" | "chflags" | "semanage" => {
            !call.args.is_empty()
        }
        "icacls" | "cacls" => call.args.len() > 1,
        "umask" => matches!(call.verb(), "0" | "00" | "000" | "0000"),
        "setenforce" => call.verb() == "0" || call.verb().to_lowercase() == "permissive",
        "csrutil" => call.verb() == "disable",
        "spctl" => call.any(&["--master-disable", "--global-disable"]),
        "xattr" => call.short(&['c', 'd', 'r']),
        "xhost" => call.any(&["+"]),
        "restorecon" => deep,
        _ => false,
    };
    if hits {
        let on = if targets.is_empty() {
            operands
        } else {
            targets
        };
        let below = if deep { " and all below" } else { "" };
        let what = format!("changes the permissions of {}{below}", names(&on));
        found.add(Family::Permissions, &call.text, what);
    }
}
