//! The titles of the window and of its icon, and those that a program put aside.
//!
//! Plain data: it tells nobody, and what may be told is decided elsewhere. Texts are UTF-8; XTSMTITLE
//! can have them written and told as hexadecimal digits of it.

/// How many titles a program may put aside; xterm has ten.
const MAX_ASIDE: usize = 16;

/// The titles as they stand.
#[derive(Debug, Default)]
pub(super) struct Titles {
    pub(super) window: String,
    pub(super) icon: String,
    /// The icon's and the window's (XTWINOPS 22), the last ones last.
    aside: Vec<(String, String)>,
    read_hex: bool,
    tell_hex: bool,
}

impl Titles {
    /// Puts both titles aside.
    pub(super) fn put_aside(&mut self) {
        if self.aside.len() == MAX_ASIDE {
            self.aside.remove(0);
        }
        self.aside.push((self.icon.clone(), self.window.clone()));
    }

    /// Brings back what was put aside last: the icon's title, the window's, or both. Returns whether
    /// the window has another title now.
    pub(super) fn bring_back(&mut self, icon: bool, window: bool) -> bool {
        let Some((old_icon, old_window)) = self.aside.pop() else {
            return false;
        };
        if icon {
            self.icon = old_icon;
        }
        let changed = window && old_window != self.window;
        if window {
            self.window = old_window;
        }
        changed
    }

    /// XTSMTITLE and XTRMTITLE: sets or resets how titles are written and told.
    pub(super) fn set_modes(&mut self, modes: &[i64], on: bool) {
        for mode in modes {
            match mode {
                0 => self.read_hex = on,
                1 => self.tell_hex = on,
                // UTF-8, which is what is left without the other two.
                2 if on => self.read_hex = false,
                3 if on => self.tell_hex = false,
                _ => {}
            }
        }
    }

    /// Returns a title that a program wrote as it is meant, when that is not as it is written.
    pub(super) fn meant(&self, written: &str) -> Option<String> {
        if !self.read_hex {
            return None;
        }
        let digits = written.as_bytes();
        let pairs = digits.chunks_exact(2).map(|pair| {
            let text = std::str::from_utf8(pair).ok()?;
            u8::from_str_radix(text, 16).ok()
        });
        // What is no number is no title.
        let bytes: Option<Vec<u8>> = pairs.collect();
        Some(String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned())
    }

    /// Returns a title as it is told.
    pub(super) fn told(&self, title: &str) -> String {
        if self.tell_hex {
            title.bytes().map(|byte| format!("{byte:02x}")).collect()
        } else {
            title.to_owned()
        }
    }

    /// Follows a full reset, which leaves the titles themselves.
    pub(super) fn reset(&mut self) {
        self.aside.clear();
        self.read_hex = false;
        self.tell_hex = false;
    }
}
