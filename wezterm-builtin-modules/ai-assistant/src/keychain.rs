//! Keys of providers in the person's keychain, so that they stand in no file and no environment.
//!
//! It hides which keychain that is: on Linux and the BSDs whatever offers the Secret Service on the
//! session's bus (GNOME Keyring, KWallet, KeePassXC; see [`secret_service`]), elsewhere none yet. Each
//! function blocks, on a thread that may: a keychain that is locked has its own program ask the
//! person. A key is in no error, no log and no debug output of this file.

use std::time::Duration;

#[cfg(all(unix, not(target_os = "macos")))]
mod secret_service;

/// How long the keychain's own program may take, a person's answer included.
const PATIENCE: Duration = Duration::from_secs(120);

/// The longest name of a key.
const MAX_NAME: usize = 64;

/// Why the keychain did not do what it was asked to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    /// There is none.
    #[error("there is no keychain here: {0}")]
    None(String),
    /// The person did not unlock it, or refused.
    #[error("the keychain was not unlocked")]
    Locked,
    /// It said or did something else.
    #[error("the keychain failed: {0}")]
    Failed(String),
    /// That is no name of a key.
    #[error("`{0}` is no name for a key: letters, digits, `.`, `_` and `-` are, up to 64")]
    Name(String),
}

/// Returns the key of this name; nothing where there is none.
pub(crate) fn get(name: &str) -> Result<Option<String>, KeychainError> {
    let name = checked(name)?;
    aside(move || platform::get(&name))
}

/// Stores a key under a name, in the place of an earlier one.
pub fn set(name: &str, key: &str) -> Result<(), KeychainError> {
    let (name, key) = (checked(name)?, key.to_owned());
    aside(move || platform::set(&name, &key))
}

/// Removes the key of this name; says whether there was one.
pub fn remove(name: &str) -> Result<bool, KeychainError> {
    let name = checked(name)?;
    aside(move || platform::remove(&name))
}

/// Says whether a key may be called so.
pub(crate) fn is_name(name: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    // What begins so is a key.
    let is_key = name.starts_with("sk-");
    (1..=MAX_NAME).contains(&name.len()) && name.chars().all(legal) && !is_key
}

/// Fails unless a key may be called so.
pub fn check_name(name: &str) -> Result<(), KeychainError> {
    checked(name).map(|_| ())
}

fn checked(name: &str) -> Result<String, KeychainError> {
    match is_name(name) {
        true => Ok(name.to_owned()),
        // What stands there may be the key itself.
        false if name.len() > MAX_NAME || name.starts_with("sk-") => {
            Err(KeychainError::Name("…".into()))
        }
        false => Err(KeychainError::Name(name.escape_debug().to_string())),
    }
}

/// Does it on a thread of its own, so that it does not matter which runtime the caller is in.
fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, KeychainError> + Send + 'static,
) -> Result<T, KeychainError> {
    let failed = |why: &str| KeychainError::Failed(why.to_owned());
    let thread = std::thread::Builder::new().name("keychain".into());
    let thread = thread
        .spawn(work)
        .map_err(|error| failed(&error.to_string()))?;
    thread
        .join()
        .unwrap_or_else(|_| Err(failed("what speaks with it broke")))
}

#[cfg(all(unix, not(target_os = "macos")))]
use secret_service as platform;

#[cfg(not(all(unix, not(target_os = "macos"))))]
mod platform {
    use super::KeychainError;

    fn none<T>() -> Result<T, KeychainError> {
        let why = "this version speaks with the Secret Service of Linux only";
        Err(KeychainError::None(why.into()))
    }

    pub(super) fn get(_name: &str) -> Result<Option<String>, KeychainError> {
        none()
    }

    pub(super) fn set(_name: &str, _key: &str) -> Result<(), KeychainError> {
        none()
    }

    pub(super) fn remove(_name: &str) -> Result<bool, KeychainError> {
        none()
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::testing::can_use;

    #[test]
    fn what_is_no_name_is_refused_and_a_key_in_its_place_is_not_shown() {
        for wrong in ["", "two words", "a/b", "é"] {
            assert!(!is_name(wrong), "{wrong:?}");
        }
        let key = format!("sk-{}", "x".repeat(100));
        let error = get(&key).expect_err("it is no name");
        assert!(!error.to_string().contains("sk-"), "{error}");
    }

    /// Set in the processes that [`in_a_session`] starts.
    const INSIDE: &str = "WEZTERM_TEST_KEYCHAIN";

    /// Runs a test of this file again, in a session of its own with a home of its own, after `before`.
    fn in_a_session(test: &str, before: &str) {
        if !can_use(test, &["dbus-daemon", "gnome-keyring"]) {
            return;
        }
        let home = tempfile::tempdir().expect("a folder");
        let this = std::env::current_exe().expect("the path of this test");
        let script = format!("{before} exec \"$0\" --exact keychain::tests::{test}");
        let mut command = Command::new("dbus-run-session");
        command.args(["--", "sh", "-c", &script]).arg(this);
        for folder in [
            "HOME",
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "XDG_RUNTIME_DIR",
        ] {
            command.env(folder, home.path());
        }
        let output = command
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env(INSIDE, "1")
            .output()
            .expect("dbus-run-session (Debian package dbus) can be started");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}\n{errors}");
        assert!(said.contains("1 passed"), "{said}\n{errors}");
    }

    #[test]
    fn keys_are_kept_replaced_and_removed_in_the_keychain_of_gnome() {
        if std::env::var_os(INSIDE).is_none() {
            return in_a_session(
                "keys_are_kept_replaced_and_removed_in_the_keychain_of_gnome",
                "printf word | gnome-keyring-daemon --unlock --components=secrets >/dev/null || exit 9;",
            );
        }
        assert_eq!(get("none"), Ok(None));
        assert_eq!(set("openai", "sk-first"), Ok(()));
        assert_eq!(set("other", "sk-other"), Ok(()));
        assert_eq!(get("openai"), Ok(Some("sk-first".into())));
        assert_eq!(set("openai", "sk-second"), Ok(()));
        assert_eq!(get("openai"), Ok(Some("sk-second".into())));
        assert_eq!(remove("openai"), Ok(true));
        assert_eq!(remove("openai"), Ok(false));
        assert_eq!(get("openai"), Ok(None));
        assert_eq!(get("other"), Ok(Some("sk-other".into())));
    }

    #[test]
    fn where_nobody_has_a_bus_there_is_no_keychain() {
        if std::env::var_os(INSIDE).is_none() {
            return in_a_session(
                "where_nobody_has_a_bus_there_is_no_keychain",
                "export DBUS_SESSION_BUS_ADDRESS=unix:path=/no/such/bus;",
            );
        }
        let error = get("openai");
        assert!(matches!(error, Err(KeychainError::None(_))), "{error:?}");
    }
}
