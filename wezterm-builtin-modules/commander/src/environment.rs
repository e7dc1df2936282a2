//! What of the terminal's environment programs are given: what they need to know of the person and the
//! place, and nothing that makes them run, load or reach something else, or that is secret.
//!
//! Pure functions. Who may add what is [`crate::decide::environment`]'s.

use std::ffi::{OsStr, OsString};

/// The variables that are passed on; `LC_` stands for all that begin with it.
const PASSED: [&str; 7] = ["HOME", "LANG", "LANGUAGE", "LC_", "LOGNAME", "TZ", "USER"];

/// Returns what is passed on, with what is always the same: a terminal that can do nothing, and the folders
/// in which programs are looked for.
pub fn passed_on(
    variables: impl IntoIterator<Item = (OsString, OsString)>,
    search: &[std::path::PathBuf],
) -> Vec<(OsString, OsString)> {
    let mut passed: Vec<_> = variables
        .into_iter()
        .filter(|(name, _)| is_passed(name))
        .collect();
    passed.push(("TERM".into(), "dumb".into()));
    // None of them has the character that would be refused: each is a part of a PATH.
    passed.push((
        "PATH".into(),
        std::env::join_paths(search).unwrap_or_default(),
    ));
    passed.sort();
    passed
}

fn is_passed(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    PASSED.iter().any(|passed| match passed.strip_suffix('_') {
        Some(_) => name.starts_with(passed),
        None => name == *passed,
    })
}

/// Returns the environment with what is added to it.
pub fn with(
    environment: &[(OsString, OsString)],
    added: &[(OsString, OsString)],
) -> Vec<(OsString, OsString)> {
    let set = |name: &OsStr| added.iter().any(|(own, _)| own == name);
    let mut all: Vec<_> = environment
        .iter()
        .filter(|(name, _)| !set(name))
        .cloned()
        .collect();
    all.extend(added.iter().cloned());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c16_to_c20_only_what_is_listed_is_passed_on() {
        let all = [
            "HOME",
            "LANG",
            "LC_ALL",
            "LD_PRELOAD",
            "LD_AUDIT",
            "BASH_ENV",
            "BASH_FUNC_x%%",
            "PS4",
            "GIT_SSH_COMMAND",
            "PYTHONPATH",
            "NODE_OPTIONS",
            "PAGER",
            "MALLOC_CONF",
            "GITHUB_TOKEN",
            "AWS_SECRET_ACCESS_KEY",
            "SSH_AUTH_SOCK",
            "DBUS_SESSION_BUS_ADDRESS",
            "WEZTERM_UNIX_SOCKET",
            "DISPLAY",
            "XAUTHORITY",
            "HTTP_PROXY",
            "TERM",
            "PATH",
        ];
        let all = all.map(|name| (name.into(), "x".into()));
        let passed = passed_on(all, &["/usr/bin".into(), "/bin".into()]);
        let passed: Vec<_> = passed
            .iter()
            .map(|(name, value)| format!("{}={}", name.display(), value.display()))
            .collect();
        let expected = [
            "HOME=x",
            "LANG=x",
            "LC_ALL=x",
            "PATH=/usr/bin:/bin",
            "TERM=dumb",
        ];
        assert_eq!(passed, expected);
    }

    #[test]
    fn what_is_added_takes_the_place_of_what_was_there() {
        let had = [("A".into(), "1".into()), ("B".into(), "2".into())];
        let all = with(&had, &[("A".into(), "3".into())]);
        assert_eq!(all, [("B".into(), "2".into()), ("A".into(), "3".into())]);
    }
}
