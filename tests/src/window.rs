//! The program in a window on a desktop of its own: typed into, read as text and seen as a picture.
//!
//! Hides how its windows are found and its pictures are taken. Text is read through `wezterm cli
//! get-text`, as a script would. It is no test, and knows nothing of what runs in the window.

use std::path::Path;

use crate::{Desktop, Home, KNOWN_PROMPT, MODEL, Running, SOON, wait_for};

/// The program in a window.
pub struct Window {
    // Ended in this order.
    /// The program.
    pub program: Running,
    /// The X server that it is shown on.
    pub desktop: Desktop,
    /// The home that it lives in.
    pub home: Home,
}

impl Window {
    /// Opens the program's window in a new home; none where the desktop's packages are missing.
    pub fn open(test: &str, configuration: Option<&str>) -> Option<Window> {
        let home = Home::new();
        if let Some(configuration) = configuration {
            home.configure(configuration);
        }
        Window::open_in(test, home, &[])
    }

    /// Opens the program's window in a home that is there, with more in its environment.
    pub fn open_in(test: &str, home: Home, variables: &[(&str, &str)]) -> Option<Window> {
        let desktop = Desktop::start(test, &home)?;
        let mut command = desktop.wezterm(&home, &[]);
        command.envs(variables.iter().copied());
        let program = Running::start(command);
        desktop.wait_for_window(&home);
        Some(Window {
            program,
            desktop,
            home,
        })
    }

    /// Opens the window of a program whose shell's prompt is `ready> `, and waits for the prompt.
    pub fn ready(test: &str) -> Option<Window> {
        let window = Window::open(test, Some(KNOWN_PROMPT))?;
        window.wait_for_text("ready>");
        Some(window)
    }

    /// Returns the text of the pane that has the keyboard.
    pub fn screen(&self) -> String {
        let command = self.home.wezterm(&["cli", "get-text"]);
        let answer = self.home.answer(command, "", SOON);
        answer.stdout + &answer.stderr
    }

    /// Waits until the pane shows a text, and returns all that it shows.
    pub fn wait_for_text(&self, text: &str) -> String {
        self.wait_until(&format!("{text:?} is shown"), |screen| {
            screen.contains(text)
        })
    }

    /// Waits until the pane's text is as `condition` says, and returns it.
    pub fn wait_until(&self, what: &str, condition: impl Fn(&str) -> bool) -> String {
        wait_for(
            what,
            MODEL,
            || Some(self.screen()).filter(|screen| condition(screen)),
            || format!("{}\n{}", self.screen(), self.home.log()),
        )
    }

    /// Closes the window as the desktop would, without asking.
    pub fn destroy(&self) {
        let shown = self.desktop.wait_for_window(&self.home);
        let close = ["windowclose", &shown];
        self.desktop.tool(&self.home, "xdotool", &close, "");
    }

    /// Waits until nothing of the home's processes is left but the desktop's.
    pub fn wait_until_alone(&self) {
        let home = &self.home;
        wait_for(
            "only the desktop is left",
            SOON,
            || {
                let left = home.processes();
                let desktop = |(_, command): &(u32, String)| command.starts_with("Xvfb");
                left.iter().all(desktop).then_some(())
            },
            || format!("{:?}\n{}", home.processes(), home.log()),
        );
    }

    /// Types text.
    pub fn type_text(&self, text: &str) {
        self.desktop.type_text(&self.home, text);
    }

    /// Presses keys, written as xdotool does: `ctrl+shift+a`.
    pub fn key(&self, keys: &str) {
        self.desktop.key(&self.home, keys);
    }

    /// Types a command and Return.
    pub fn run(&self, command: &str) {
        self.type_text(command);
        self.key("Return");
    }

    /// Waits until the window shows a picture that `condition` accepts and returns it.
    pub fn wait_for_picture(&self, what: &str, condition: impl Fn(&Picture) -> bool) -> Picture {
        let file = self.home.path("picture.png");
        wait_for(
            what,
            SOON,
            || {
                self.desktop.picture(&self.home, &file);
                let picture = self.pixels(&file);
                condition(&picture).then_some(picture)
            },
            || format!("{}\n{}", self.screen(), self.home.log()),
        )
    }

    fn pixels(&self, file: &Path) -> Picture {
        // A picture as bytes: "P6 <width> <height> 255\n" and three bytes for each pixel.
        let plain = self.home.path("picture.ppm").display().to_string();
        let file = file.display().to_string();
        let convert = ["-depth", "8", &file, &plain];
        let answer = self.desktop.tool(&self.home, "convert", &convert, "");
        assert_eq!(answer.status, Some(0), "{answer:?}");
        Picture::read(&std::fs::read(plain).expect("a picture"))
    }
}

/// What the camera saw.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    fn read(bytes: &[u8]) -> Picture {
        let mut words = Vec::new();
        let mut at = 0;
        while words.len() < 4 {
            let end = at
                + bytes[at..]
                    .iter()
                    .position(u8::is_ascii_whitespace)
                    .expect("a header");
            words.push(String::from_utf8_lossy(&bytes[at..end]).into_owned());
            at = end + 1;
        }
        assert_eq!((words[0].as_str(), words[3].as_str()), ("P6", "255"));
        let pixels = bytes[at..].chunks_exact(3);
        Picture {
            pixels: pixels.map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect(),
        }
    }

    /// Returns how many different colours there are.
    pub fn colours(&self) -> usize {
        let different: std::collections::BTreeSet<_> = self.pixels.iter().collect();
        different.len()
    }

    /// Returns how many pixels differ visibly from those of another picture of the same screen.
    pub fn differences(&self, other: &Picture) -> usize {
        let differ = |(one, two): &(&[u8; 3], &[u8; 3])| {
            let mut parts = one.iter().zip(two.iter());
            parts.any(|(one, two)| one.abs_diff(*two) > 16)
        };
        self.pixels.iter().zip(&other.pixels).filter(differ).count()
    }

    /// Returns how many bright pixels there are: text, on dark ground.
    pub fn bright(&self) -> usize {
        let bright = |pixel: &&[u8; 3]| pixel.iter().all(|part| *part > 140);
        self.pixels.iter().filter(bright).count()
    }
}
