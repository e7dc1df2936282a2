//! Strings that describe where the configuration runs.

use std::path::Path;

use mlua::{Lua, Table};
use rustix::system::uname;

use super::{Surroundings, VERSION};

/// Strings that describe where the configuration runs.
pub(super) fn facts(lua: &Lua, wezterm: &Table, around: &Surroundings) -> mlua::Result<()> {
    let path = |path: &Path| lua.create_string(path.as_os_str().as_encoded_bytes());
    wezterm.raw_set("version", VERSION)?;
    wezterm.raw_set("target_triple", target_triple())?;
    wezterm.raw_set("home_dir", path(&around.home_dir)?)?;
    wezterm.raw_set("config_dir", path(&around.config_dir)?)?;
    wezterm.raw_set("executable_dir", path(&around.executable_dir)?)?;
    if let Some(file) = &around.config_file {
        wezterm.raw_set("config_file", path(file)?)?;
    }
    let hostname = |_: &Lua, ()| Ok(uname().nodename().to_string_lossy().into_owned());
    wezterm.raw_set("hostname", lua.create_function(hostname)?)?;
    let wsl = |_: &Lua, ()| {
        let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        Ok(release.to_lowercase().contains("microsoft"))
    };
    wezterm.raw_set("running_under_wsl", lua.create_function(wsl)?)
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
