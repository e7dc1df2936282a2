//! What the terminal front end says to its host besides the drawing: titles, clipboard, notices.
//!
//! Hides the operating system commands and keeps control characters out of them, so that text from
//! a shell cannot become a sequence; and what of it waits while the host takes nothing, so that what
//! a shell says again and again does not pile up. Pure: it only makes text.

use std::collections::VecDeque;

use tattoy_termwiz::escape::osc::{OperatingSystemCommand, Selection};

/// Enters the alternate screen and turns on what the front end listens to.
pub const ENTER: &str = concat!(
    "\x1b[22;2t",  // Keeps the host's title.
    "\x1b[?1049h", // Alternate screen.
    "\x1b[?7l",    // No wrapping: the last column may be written.
    "\x1b[?2004h", // Bracketed paste.
    "\x1b[?1004h", // Focus reports.
    "\x1b[?1002h", // Mouse buttons and drags,
    "\x1b[?1006h", // in decimal numbers.
);

/// Undoes [`ENTER`] and whatever a drawing that broke off left behind.
pub const LEAVE: &str = concat!(
    "\x1b\\",         // Ends a string that broke off.
    "\x1b[?2026l",    // Synchronised output.
    "\x1b]8;;\x1b\\", // A link.
    "\x1b[0m",
    "\x1b[?1006l",
    "\x1b[?1002l",
    "\x1b[?1004l",
    "\x1b[?2004l",
    "\x1b[?7h",
    "\x1b[0 q",
    "\x1b[?25h",
    "\x1b[?1049l",
    "\x1b[23;2t",
);

/// Names the host's window.
pub fn title(title: &str) -> String {
    OperatingSystemCommand::SetWindowTitle(harmless(title)).to_string()
}

/// Puts text on the host's clipboard.
fn clipboard(text: &str) -> String {
    OperatingSystemCommand::SetSelection(Selection::CLIPBOARD, text.to_owned()).to_string()
}

/// Puts text on the host's primary selection.
fn primary(text: &str) -> String {
    OperatingSystemCommand::SetSelection(Selection::PRIMARY, text.to_owned()).to_string()
}

/// Asks the host for a desktop notification.
fn notification(title: &str, body: &str) -> String {
    let title = harmless(title).replace(';', ",");
    let parts = vec!["notify".to_owned(), title, harmless(body)];
    OperatingSystemCommand::RxvtExtension(parts).to_string()
}

/// How many notifications wait for a host; of more the oldest are left out.
const MOST_NOTIFICATIONS: usize = 16;

/// What is to be said once the host listens: what later words replace is not kept.
#[derive(Debug, Default)]
pub struct Unsaid {
    bell: bool,
    clipboard: Option<String>,
    primary: Option<String>,
    notifications: VecDeque<String>,
}

impl Unsaid {
    /// Notes that the bell rings.
    pub fn bell(&mut self) {
        self.bell = true;
    }

    /// Notes the clipboard's text.
    pub fn clipboard(&mut self, text: &str) {
        self.clipboard = Some(clipboard(text));
    }

    /// Notes the primary selection's text.
    pub fn primary(&mut self, text: &str) {
        self.primary = Some(primary(text));
    }

    /// Notes a desktop notification.
    pub fn notification(&mut self, title: &str, body: &str) {
        if self.notifications.len() == MOST_NOTIFICATIONS {
            self.notifications.pop_front();
        }
        self.notifications.push_back(notification(title, body));
    }

    /// Returns all of it as one text, after which nothing is left to be said.
    pub fn take(&mut self) -> String {
        let unsaid = std::mem::take(self);
        let mut text = String::new();
        text.extend(unsaid.clipboard);
        text.extend(unsaid.primary);
        text.extend(unsaid.notifications);
        if unsaid.bell {
            text.push('\x07');
        }
        text
    }
}

/// Returns the text with a space for every control character.
fn harmless(text: &str) -> String {
    text.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_cannot_leave_a_title() {
        assert_eq!(
            title("a\x07b\x1b]52;c;eA==\x1b\\\u{9c}"),
            "\x1b]2;a b ]52;c;eA== \\ \x1b\\"
        );
    }

    #[test]
    fn the_clipboard_takes_any_text() {
        assert_eq!(clipboard("a\x1b\nü"), "\x1b]52;c;YRsKw7w=\x1b\\");
        assert_eq!(primary("x"), "\x1b]52;p;eA==\x1b\\");
    }

    #[test]
    fn a_notification_has_one_title_and_one_body() {
        assert_eq!(
            notification("build;done", "in 3 s;\nno warnings"),
            "\x1b]777;notify;build,done;in 3 s; no warnings\x1b\\"
        );
    }

    #[test]
    fn what_waits_is_said_once_and_what_was_replaced_not_at_all() {
        let mut unsaid = Unsaid::default();
        for text in ["old", "new"] {
            unsaid.bell();
            unsaid.clipboard(text);
            unsaid.primary(text);
        }
        for number in 0..=MOST_NOTIFICATIONS {
            unsaid.notification("done", &number.to_string());
        }
        let notifications = (1..=MOST_NOTIFICATIONS).map(|number| number.to_string());
        let notifications: String = notifications
            .map(|number| notification("done", &number))
            .collect();
        let expected = [&clipboard("new"), &primary("new"), &notifications, "\x07"].concat();
        assert_eq!(unsaid.take(), expected);
        assert_eq!(unsaid.take(), "");
    }

    #[test]
    fn leaving_turns_off_everything_that_entering_turned_on() {
        let switched = |text: &str, end: char| -> std::collections::BTreeSet<String> {
            let modes = text.split("\x1b[?").skip(1);
            let modes = modes.filter_map(|part| part.split('\x1b').next());
            modes
                .filter_map(|mode| mode.strip_suffix(end))
                .map(str::to_owned)
                .collect()
        };
        let off_again = switched(LEAVE, 'l').into_iter().chain(switched(LEAVE, 'h'));
        let off_again: std::collections::BTreeSet<_> = off_again.collect();
        let on = switched(ENTER, 'h').into_iter().chain(switched(ENTER, 'l'));
        for mode in on {
            assert!(off_again.contains(&mode), "{mode}");
        }
    }
}
