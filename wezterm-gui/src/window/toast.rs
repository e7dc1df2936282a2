//! Desktop notifications.
//!
//! Hides notify-rust on a thread of its own, because the notification service may be slow or hang.
//! Where there is no session bus nothing is started and the caller is told: the line that the
//! program draws in its window is then all there is.

use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};

/// Notifications that may wait for the service; more are dropped, for a flood helps nobody.
const WAITING: usize = 8;

/// Characters of a notification's text that are passed on.
const LONGEST: usize = 1000;

struct Toast {
    title: String,
    body: String,
}

/// Hands notifications to the desktop.
#[derive(Default)]
pub struct Toaster {
    thread: Option<SyncSender<Toast>>,
}

impl Toaster {
    /// Passes a notification on; returns whether the desktop has a service that may show it.
    pub fn show(&mut self, title: &str, body: &str) -> bool {
        if !session_bus(|name| std::env::var_os(name).map(PathBuf::from)) {
            return false;
        }
        let toast = Toast {
            title: title.chars().take(LONGEST).collect(),
            body: escaped(&body.chars().take(LONGEST).collect::<String>()),
        };
        let Some(thread) = self.thread() else {
            return false;
        };
        match thread.try_send(toast) {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => false,
            Err(TrySendError::Disconnected(_)) => {
                self.thread = None;
                false
            }
        }
    }

    fn thread(&mut self) -> Option<&SyncSender<Toast>> {
        if self.thread.is_none() {
            let (sender, toasts) = sync_channel::<Toast>(WAITING);
            let spawned = std::thread::Builder::new()
                .name("toasts".to_owned())
                .spawn(move || toasts.iter().for_each(|toast| show(&toast)));
            match spawned {
                Ok(_) => self.thread = Some(sender),
                Err(error) => log::warn!("the thread for notifications cannot start: {error}"),
            }
        }
        self.thread.as_ref()
    }
}

fn show(toast: &Toast) {
    let shown = notify_rust::Notification::new()
        .appname(super::APP_ID)
        .summary(&toast.title)
        .body(&toast.body)
        .show();
    if let Err(error) = shown {
        log::info!("the desktop does not show the notification: {error}");
    }
}

/// Returns whether a D-Bus session can be there; on other systems the service always is.
fn session_bus(variable: impl Fn(&str) -> Option<PathBuf>) -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let named =
        variable("DBUS_SESSION_BUS_ADDRESS").is_some_and(|path| !path.as_os_str().is_empty());
    named || variable("XDG_RUNTIME_DIR").is_some_and(|folder| folder.join("bus").exists())
}

/// Services read a small markup in the body; the text must not become part of it.
fn escaped(body: &str) -> String {
    body.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    fn bus_with(address: Option<&str>, folder: Option<&std::path::Path>) -> bool {
        session_bus(|name| match name {
            "DBUS_SESSION_BUS_ADDRESS" => address.map(PathBuf::from),
            "XDG_RUNTIME_DIR" => folder.map(PathBuf::from),
            _ => None,
        })
    }

    #[test]
    fn a_session_bus_is_found_by_its_address_or_its_socket() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert!(!bus_with(None, None));
        assert!(!bus_with(Some(""), Some(folder.path())));
        assert!(bus_with(Some("unix:path=/run/bus"), None));
        std::fs::write(folder.path().join("bus"), "").expect("a file can be written");
        assert!(bus_with(None, Some(folder.path())));
    }

    #[test]
    fn text_is_not_read_as_markup() {
        assert_eq!(escaped("a<b>&</b>"), "a&lt;b&gt;&amp;&lt;/b&gt;");
    }
}
