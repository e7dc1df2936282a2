//! A desktop without a screen: an X server of its own for one test, with hands and eyes.
//!
//! Hides Xvfb, xdotool, xclip and ImageMagick's `import`. It knows windows and pixels, not the
//! program.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::{Answer, Home, Running, SOON};

/// The packages that a desktop needs, as `./test` names them.
pub const PACKAGES: &[&str] = &["xvfb", "xdotool", "imagemagick", "xclip", "x11-utils"];

/// One X server; it ends when dropped.
pub struct Desktop {
    display: String,
    server: Running,
}

impl Desktop {
    /// Starts an X server of 1000 by 700 pixels for `home`; none where the packages are missing, and
    /// `test` is then counted as skipped.
    pub fn start(test: &str, home: &Home) -> Option<Desktop> {
        Desktop::start_sized(test, home, (1000, 700))
    }

    /// The same with a screen of this many pixels.
    pub fn start_sized(test: &str, home: &Home, size: (u16, u16)) -> Option<Desktop> {
        if !crate::can_use(test, PACKAGES) {
            return None;
        }
        // Servers that look for a free number at the same time take each other's; numbers that
        // nobody else takes are tried instead.
        let first = 100 + std::process::id() % 4000 * 10;
        let started = (0..10).find_map(|_| {
            static NEXT: AtomicU32 = AtomicU32::new(0);
            start_server(home, first + NEXT.fetch_add(1, Ordering::Relaxed), size)
        });
        let (server, display) = started.expect("Xvfb starts");
        Some(Desktop { display, server })
    }

    /// Returns the name of the display.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// Returns the program with arguments, on this desktop.
    pub fn wezterm(&self, home: &Home, arguments: &[&str]) -> Command {
        let mut command = home.wezterm(arguments);
        command
            .env("DISPLAY", &self.display)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// Runs one of the desktop's tools to its end.
    pub fn tool(&self, home: &Home, program: &str, arguments: &[&str], input: &str) -> Answer {
        let mut command = home.command(program, arguments);
        command.env("DISPLAY", &self.display);
        home.answer(command, input, SOON)
    }

    /// Waits for the program's window and gives it the focus.
    pub fn wait_for_window(&self, home: &Home) -> String {
        let window = self.wait_for_windows(home, 1).swap_remove(0);
        self.focus(home, &window);
        window
    }

    /// Waits until at least so many windows are shown.
    pub fn wait_for_windows(&self, home: &Home, count: usize) -> Vec<String> {
        crate::wait_for(
            &format!("{count} windows are shown"),
            SOON,
            || Some(self.windows(home)).filter(|windows| windows.len() >= count),
            || home.log(),
        )
    }

    /// Returns the windows that are shown.
    pub fn windows(&self, home: &Home) -> Vec<String> {
        let search = ["search", "--onlyvisible", "--class", "."];
        let answer = self.tool(home, "xdotool", &search, "");
        answer.stdout.lines().map(str::to_owned).collect()
    }

    /// Gives a window the focus: without a window manager nobody else hands it out.
    pub fn focus(&self, home: &Home, window: &str) {
        self.tool(home, "xdotool", &["windowfocus", "--sync", window], "");
    }

    /// Types text into the focused window.
    pub fn type_text(&self, home: &Home, text: &str) {
        let answer = self.tool(home, "xdotool", &["type", "--delay", "20", text], "");
        assert_eq!(answer.status, Some(0), "{answer:?}");
    }

    /// Presses keys in the focused window, written as xdotool does: `ctrl+shift+a`.
    pub fn key(&self, home: &Home, keys: &str) {
        let answer = self.tool(home, "xdotool", &["key", keys], "");
        assert_eq!(answer.status, Some(0), "{answer:?}");
    }

    /// Takes a picture of the whole screen into a PNG file.
    pub fn picture(&self, home: &Home, file: &Path) {
        let file = file.display().to_string();
        let answer = self.tool(home, "import", &["-window", "root", &file], "");
        assert_eq!(answer.status, Some(0), "{answer:?}");
    }

    /// Ends the server at once, as a crash does.
    pub fn kill(&mut self) {
        // It cannot have ended before, and is waited for.
        let _ = self.server.child.kill();
        let _ = self.server.child.wait();
    }

    /// Puts text on the clipboard, as another program does.
    pub fn copy(&self, home: &Home, text: &str) {
        let mut command = home.command("xclip", &["-selection", "clipboard", "-in"]);
        // xclip stays behind to serve the text, with its output closed or the test would wait.
        command
            .env("DISPLAY", &self.display)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .stdin(Stdio::piped());
        let mut running = Running::start(command);
        let mut stdin = running.child.stdin.take().expect("standard input");
        std::io::Write::write_all(&mut stdin, text.as_bytes()).expect("xclip reads");
        drop(stdin);
        let status = running.child.wait().expect("xclip");
        assert!(status.success(), "{status}");
    }

    /// Returns the text on the clipboard; none where there is none.
    pub fn clipboard(&self, home: &Home) -> Option<String> {
        let arguments = ["-selection", "clipboard", "-out"];
        let answer = self.tool(home, "xclip", &arguments, "");
        (answer.status == Some(0)).then_some(answer.stdout)
    }
}

/// Starts a server and waits until it listens; none where its number is taken.
fn start_server(home: &Home, number: u32, size: (u16, u16)) -> Option<(Running, String)> {
    let display = format!(":{number}");
    let screen = format!("{}x{}x24", size.0, size.1);
    let arguments = [
        display.as_str(),
        "-displayfd",
        "1",
        "-screen",
        "0",
        &screen,
        // The server would otherwise start anew whenever its last client leaves.
        "-noreset",
        "-nolisten",
        "tcp",
    ];
    let mut command = home.command("Xvfb", &arguments);
    command.stderr(Stdio::null());
    let mut server = Running::start(command);
    let stdout = server.child.stdout.take()?;
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).ok()?;
    (line.trim() == number.to_string()).then_some((server, display))
}
