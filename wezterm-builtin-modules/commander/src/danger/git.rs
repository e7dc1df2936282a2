//! Version control: what rewrites history, and what discards changes that are not committed.
//!
//! It hides git's subcommands and their options, and a few of other systems.

use super::call::{Arg, Call, names};
use super::{Family, Found, line, rehearse};

pub(super) fn read(call: &Call<'_>, found: &mut Found) {
    match call.name.as_str() {
        "git" | "hub" => {}
        "hg" if matches!(
            call.verb(),
            "strip" | "purge" | "revert" | "rollback" | "histedit" | "rebase"
        ) || (call.verb() == "update" && call.short(&['C'])) =>
        {
            return found.add(
                Family::DirtyTree,
                &call.text,
                "discards or rewrites changes",
            );
        }
        "svn" if matches!(call.verb(), "revert" | "cleanup" | "delete" | "rm") => {
            return found.add(Family::DirtyTree, &call.text, "discards changes");
        }
        "jj" if matches!(call.verb(), "abandon" | "undo" | "restore") => {
            return found.add(Family::GitHistory, &call.text, "discards changes");
        }
        "git-filter-repo" | "bfg" => {
            return found.add(Family::GitHistory, &call.text, "rewrites the whole history");
        }
        _ => return,
    }
    let mut rest = call.args;
    let mut aliases: Vec<(&str, &str)> = Vec::new();
    while let Some((first, more)) = rest.split_first() {
        let value = first.value.as_str();
        let joined = value
            .strip_prefix("-c")
            .filter(|joined| joined.contains('='));
        let setting = match value {
            "-c" => more.first().map(|arg| arg.value.as_str()),
            _ => joined,
        };
        if let Some((key, code)) = setting.and_then(|setting| setting.split_once('=')) {
            match key.strip_prefix("alias.") {
                Some(alias) => aliases.push((alias, code)),
                None => configured(key, code, call, found),
            }
        }
        if !value.starts_with('-') {
            break;
        }
        let takes = matches!(
            value,
            "-C" | "-c" | "--git-dir" | "--work-tree" | "--namespace"
        );
        rest = more.get(usize::from(takes)..).unwrap_or(&[]);
    }
    let alias = rest
        .first()
        .and_then(|verb| aliases.iter().find(|(alias, _)| *alias == verb.value));
    match alias {
        Some((_, code)) => aliased(code, rest.get(1..).unwrap_or(&[]), call, found),
        None => {
            if let Some(git) = Call::new(rest, call.place) {
                subcommand(&git, &call.text, found);
            }
        }
    }
}

/// Reads what a setting of one run makes git start.
fn configured(key: &str, code: &str, call: &Call<'_>, found: &mut Found) {
    const COMMANDS: &[&str] = &[
        "editor",
        "pager",
        "sshcommand",
        "fsmonitor",
        "external",
        "helper",
        "cmd",
        "command",
        "process",
        "smudge",
        "clean",
        "textconv",
        "driver",
        "askpass",
        "program",
        "gitproxy",
        "uploadpack",
        "receivepack",
    ];
    if let Some(code) = code.strip_prefix('!') {
        line::script(code, call.place.depth + 1, found);
        let what = "makes git run another program";
        return found.add(Family::Obscured, &call.text, what);
    }
    let last = key.rsplit('.').next().unwrap_or("").to_lowercase();
    if COMMANDS.contains(&last.as_str()) {
        line::script(code, call.place.depth + 1, found);
    }
    if last == "hookspath" {
        let what = format!("makes git run the programs in {code}");
        found.add(Family::Obscured, &call.text, what);
    }
}

/// Reads an alias that is set for this run: with `!` a shell line, without it git's own words.
fn aliased(code: &str, rest: &[Arg], call: &Call<'_>, found: &mut Found) {
    let depth = call.place.depth + 1;
    let rest = super::call::text(rest);
    match code.strip_prefix('!') {
        Some(code) => line::script(&format!("{code} {rest}"), depth, found),
        None => line::script(&format!("git {code} {rest}"), depth, found),
    }
}

fn subcommand(git: &Call<'_>, text: &str, found: &mut Found) {
    if rehearse::git(git) {
        return;
    }
    if let Some(what) = history(git) {
        found.add(Family::GitHistory, text, what);
    }
    if let Some(what) = tree(git) {
        found.add(Family::DirtyTree, text, what);
    }
    match git.name.as_str() {
        "rm" if !git.short(&['n']) && !git.long(&["--cached", "--dry-run"]) => {
            let what = format!("removes {}", names(&git.operands()));
            found.add(Family::Removes, text, what);
        }
        "mv" if git.short(&['f']) => found.add(Family::Overwrites, text, "moves over another file"),
        "worktree" if matches!(git.verb(), "remove" | "prune") => {
            found.add(Family::Removes, text, "removes a work tree");
        }
        "submodule" if git.verb() == "deinit" => {
            found.add(Family::Removes, text, "empties a submodule's folder");
        }
        "config" => stored(git, found),
        "send-email" | "request-pull" => found.add(Family::SendsOut, text, "sends commits out"),
        "submodule" if git.verb() == "foreach" => {
            if let Some(code) = git.operands().get(1) {
                line::script(&code.value, git.place.depth + 1, found);
            }
        }
        "bisect" if git.verb() == "run" => {
            super::command(git.args.get(1..).unwrap_or(&[]), git.place, found);
        }
        _ => {}
    }
}

/// Reads a shell line that is stored as an alias, as the shell's own aliases are read.
fn stored(git: &Call<'_>, found: &mut Found) {
    for code in git
        .args
        .iter()
        .filter_map(|arg| arg.value.strip_prefix('!'))
    {
        line::script(code, git.place.depth + 1, found);
    }
}

fn history(git: &Call<'_>) -> Option<String> {
    let operands = git.operands_after(&["-o", "--push-option", "--onto", "-m", "-x", "--exec"]);
    let verb = git.verb();
    Some(match git.name.as_str() {
        "push" => {
            let forced = git.short(&['f'])
                || git.long(&[
                    "--force",
                    "--force-with-lease",
                    "--force-if-includes",
                    "--mirror",
                ])
                || operands.iter().any(|arg| arg.value.starts_with('+'));
            let deletes = git.short(&['d'])
                || git.long(&["--delete", "--prune"])
                || operands.iter().any(|arg| arg.value.starts_with(':'));
            match (forced, deletes) {
                (true, _) => "replaces what the other repository has".into(),
                (_, true) => "removes a branch or tag from the other repository".into(),
                _ => return None,
            }
        }
        "rebase"
            if !git.long(&[
                "--abort",
                "--continue",
                "--quit",
                "--skip",
                "--edit-todo",
                "--show-current-patch",
            ]) =>
        {
            "rewrites commits".into()
        }
        "commit" if git.long(&["--amend"]) => "replaces the last commit".into(),
        "filter-branch" | "filter-repo" => "rewrites the whole history".into(),
        "reset" => {
            let to = operands.first().map_or("", |arg| arg.value.as_str());
            let moves = to.contains(['~', '^', '@'])
                || to.starts_with("origin/")
                || is_hash(to)
                || git.long(&["--soft", "--mixed"]) && !to.is_empty() && to != "HEAD";
            if !moves || git.long(&["--hard"]) {
                return None;
            }
            format!("moves the branch back to {to}")
        }
        "reflog" if matches!(verb, "expire" | "delete") => "forgets where branches were".into(),
        "gc" if git.long(&["--prune"]) => "removes commits that nothing names".into(),
        "prune" | "replace" | "update-ref" | "symbolic-ref" if !git.args.is_empty() => {
            "changes what names mean".into()
        }
        "prune" => "removes commits that nothing names".into(),
        "branch" if git.short(&['D', 'M', 'C', 'f']) || git.long(&["--force"]) => {
            format!("removes or moves the branch {}", names(&operands))
        }
        "branch" if git.short(&['d']) || git.long(&["--delete"]) => {
            format!("removes the branch {}", names(&operands))
        }
        "tag" if git.short(&['d', 'f']) || git.long(&["--delete", "--force"]) => {
            format!("removes or moves the tag {}", names(&operands))
        }
        "stash" if matches!(verb, "drop" | "clear") => "removes stashed changes".into(),
        "remote" if matches!(verb, "remove" | "rm") => "removes a remote".into(),
        "notes" if matches!(verb, "remove" | "prune") => "removes notes".into(),
        "checkout" if git.short(&['B']) => "moves a branch".into(),
        "switch" if git.short(&['C']) => "moves a branch".into(),
        "fast-import" | "lfs" if verb == "prune" || verb == "migrate" => "rewrites objects".into(),
        "pull" | "fetch" if git.short(&['f']) || git.long(&["--force"]) => {
            "replaces branches by what the other repository has".into()
        }
        _ => return None,
    })
}

fn is_hash(text: &str) -> bool {
    (7..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn tree(git: &Call<'_>) -> Option<String> {
    let operands = git.operands();
    Some(match git.name.as_str() {
        "reset" if git.long(&["--hard", "--merge", "--keep"]) => {
            "discards all changes that are not committed".into()
        }
        "checkout" => {
            let dashes = git.args.iter().position(|arg| arg.value == "--");
            let creates = git.short(&['b', 'B']) || git.long(&["--orphan", "--track"]);
            let paths = dashes.is_some_and(|at| at + 1 < git.args.len())
                || operands.iter().any(|arg| is_path(arg))
                || git.long(&["--ours", "--theirs"]);
            let forced = git.short(&['f']) || git.long(&["--force"]);
            if !forced && (!paths || creates) {
                return None;
            }
            format!("discards the changes of {}", names(&operands))
        }
        "restore"
            if !git.short(&['S']) && !git.long(&["--staged"])
                || git.name == "restore" && (git.short(&['W']) || git.long(&["--worktree"])) =>
        {
            format!("discards the changes of {}", names(&operands))
        }
        "switch" if git.short(&['f']) || git.long(&["--force", "--discard-changes"]) => {
            "discards changes that are not committed".into()
        }
        "clean" if !git.short(&['n']) && !git.long(&["--dry-run"]) => {
            "removes files that git does not know".into()
        }
        "merge" | "rebase" | "am" | "cherry-pick" | "revert" if git.long(&["--abort"]) => {
            "discards what was resolved so far".into()
        }
        "checkout-index" if git.short(&['f']) => "discards changes".into(),
        "read-tree" if git.long(&["--reset"]) => "discards changes".into(),
        "stash" if git.verb() == "pop" && git.long(&["--force"]) => "overwrites changes".into(),
        "apply" if git.short(&['R']) || git.long(&["--reverse"]) => "takes changes back".into(),
        _ => return None,
    })
}

/// Returns whether an operand of `git checkout` is by its form a path and not a branch.
fn is_path(arg: &Arg) -> bool {
    let value = arg.value.as_str();
    if matches!(value, "." | "..")
        || value.starts_with("./")
        || value.contains('*')
        || value.ends_with('/')
    {
        return true;
    }
    let name = value.rsplit('/').next().unwrap_or("");
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty()
            && (1..=5).contains(&ending.len())
            && ending.starts_with(|c: char| c.is_ascii_alphabetic())
            && ending != "x"
    })
}
