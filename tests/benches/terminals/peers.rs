//! The terminals that are measured, and how each is started with the same size and the same history.
//!
//! Everything else is as the terminal comes: no configuration file is read, because the home is empty.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A terminal that can be started.
pub struct Peer {
    pub name: &'static str,
    pub program: PathBuf,
    pub version: String,
    /// Whether it is a program of Wayland, of which nobody takes pictures here.
    pub wayland: bool,
    arguments: fn(&Shape) -> Vec<String>,
}

/// What each terminal is told.
pub struct Shape {
    pub cols: usize,
    pub rows: usize,
    pub scrollback: usize,
}

impl Peer {
    /// Returns the arguments that run a program in a terminal of this shape.
    pub fn arguments(&self, shape: &Shape) -> Vec<String> {
        (self.arguments)(shape)
    }
}

/// Returns the terminals that are installed, ours first.
pub fn installed(ours: &Path) -> Vec<Peer> {
    let peers = [
        ("wezterm", false, wezterm as fn(&Shape) -> Vec<String>),
        ("alacritty", false, alacritty),
        ("kitty", false, kitty),
        ("foot", true, foot),
        ("xterm", false, xterm),
    ];
    let found = peers.into_iter().filter_map(|(name, wayland, arguments)| {
        let program = if name == "wezterm" {
            ours.to_owned()
        } else {
            on_path(name)?
        };
        // Only one of these two is known to xterm.
        let option = if name == "xterm" {
            "-version"
        } else {
            "--version"
        };
        let output = Command::new(&program).arg(option).output().ok()?;
        let version = String::from_utf8_lossy(&output.stdout);
        let version = version.lines().next().unwrap_or_default().to_owned();
        Some(Peer {
            name,
            program,
            version,
            wayland,
            arguments,
        })
    });
    found.collect()
}

/// Returns where a program is.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut folders = std::env::split_paths(&path);
    folders.find_map(|folder| Some(folder.join(name)).filter(|file| file.is_file()))
}

fn wezterm(shape: &Shape) -> Vec<String> {
    let mut arguments = Vec::new();
    let options = [
        ("initial_cols", shape.cols),
        ("initial_rows", shape.rows),
        ("scrollback_lines", shape.scrollback),
    ];
    for (name, value) in options {
        arguments.extend(["--config".to_owned(), format!("{name}={value}")]);
    }
    // No other terminal here shows a bar of tabs for one tab.
    let without_bar = ["--config", "hide_tab_bar_if_only_one_tab=true"];
    arguments.extend(without_bar.map(str::to_owned));
    arguments.extend(["start", "--front-end", "window", "--"].map(str::to_owned));
    arguments
}

fn alacritty(shape: &Shape) -> Vec<String> {
    let mut arguments = Vec::new();
    let options = [
        ("window.dimensions.columns", shape.cols),
        ("window.dimensions.lines", shape.rows),
        ("scrolling.history", shape.scrollback),
    ];
    for (name, value) in options {
        arguments.extend(["-o".to_owned(), format!("{name}={value}")]);
    }
    arguments.push("-e".to_owned());
    arguments
}

fn kitty(shape: &Shape) -> Vec<String> {
    let mut arguments = vec!["--config".to_owned(), "NONE".to_owned()];
    let options = [
        "remember_window_size=no".to_owned(),
        format!("initial_window_width={}c", shape.cols),
        format!("initial_window_height={}c", shape.rows),
        format!("scrollback_lines={}", shape.scrollback),
        "update_check_interval=0".to_owned(),
    ];
    for option in options {
        arguments.extend(["-o".to_owned(), option]);
    }
    arguments
}

fn foot(shape: &Shape) -> Vec<String> {
    vec![
        "--config=/dev/null".to_owned(),
        format!("--window-size-chars={}x{}", shape.cols, shape.rows),
        format!("--override=scrollback.lines={}", shape.scrollback),
    ]
}

fn xterm(shape: &Shape) -> Vec<String> {
    vec![
        "-geometry".to_owned(),
        format!("{}x{}", shape.cols, shape.rows),
        "-sl".to_owned(),
        shape.scrollback.to_string(),
        "-e".to_owned(),
    ]
}
