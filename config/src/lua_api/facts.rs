//! Strings that describe where the configuration runs.
//!
//! Runs on the thread of the Lua state.

use std::path::Path;

use mlua::Value;
use rustix::system::uname;

use super::VERSION;
use super::functions::{LuaFunction, Maker, row};

pub(super) const FUNCTIONS: &[LuaFunction] = &[
    row(
        "wezterm.version",
        "string",
        "The version of the terminal, which begins with its date so that it can be compared as text.",
        |make| make.value(VERSION),
    ),
    row(
        "wezterm.target_triple",
        "string",
        "The machine that the terminal was built for, such as `x86_64-unknown-linux-gnu`.",
        |make| make.value(target_triple()),
    ),
    row("wezterm.home_dir", "string", "The home folder.", |make| {
        path(make, &make.around.home_dir)
    }),
    row(
        "wezterm.config_dir",
        "string",
        "The folder of the configuration.",
        |make| path(make, &make.around.config_dir),
    ),
    row(
        "wezterm.config_file",
        "string?",
        "The file of the configuration; nil where there is none.",
        |make| match &make.around.config_file {
            Some(file) => path(make, file),
            None => Ok(Value::Nil),
        },
    ),
    row(
        "wezterm.executable_dir",
        "string",
        "The folder of the program.",
        |make| path(make, &make.around.executable_dir),
    ),
    row(
        "wezterm.hostname",
        "fun(): string",
        "Returns the name of this machine.",
        |make| make.function(|_, ()| Ok(uname().nodename().to_string_lossy().into_owned())),
    ),
    row(
        "wezterm.running_under_wsl",
        "fun(): boolean",
        "Returns whether this runs in Windows' Subsystem for Linux.",
        |make| {
            make.function(|_, ()| {
                let release = std::fs::read_to_string("/proc/sys/kernel/osrelease");
                Ok(release
                    .unwrap_or_default()
                    .to_lowercase()
                    .contains("microsoft"))
            })
        },
    ),
];

fn path(make: &Maker<'_>, path: &Path) -> mlua::Result<Value> {
    let bytes = path.as_os_str().as_encoded_bytes();
    make.lua.create_string(bytes).map(Value::String)
}

fn target_triple() -> String {
    let arch = std::env::consts::ARCH;
    match std::env::consts::OS {
        "macos" => format!("{arch}-apple-darwin"),
        "windows" => format!("{arch}-pc-windows-msvc"),
        os if cfg!(target_env = "musl") => format!("{arch}-unknown-{os}-musl"),
        os => format!("{arch}-unknown-{os}-gnu"),
    }
}
