//! A terminal whose memory is measured, and the measure: what the tests of bounds share.

use std::sync::Arc;

use mux::terminal::{EngineOptions, TerminalEngine, new_engine};
use mux::{Palette, PaneSize};

pub const MIB: usize = 1024 * 1024;

/// Returns a small terminal that answers nobody.
pub fn engine() -> Box<dyn TerminalEngine> {
    let options = EngineOptions {
        size: PaneSize::default(),
        scrollback_lines: 100,
        scrollback_bytes: MIB,
        palette: Palette::default(),
        settings: mux::TerminalSettings::default(),
        images: mux::images::Budget::default(),
        program_version: "0".to_owned(),
        shell_token: None,
    };
    new_engine(options, Arc::new(|_: &[u8]| {}))
}

/// Returns how much memory this process has, in bytes.
pub fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("the process has a status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.expect("a line VmRSS").trim().trim_end_matches(" kB");
    kilobytes.parse::<usize>().expect("a number") * 1024
}
