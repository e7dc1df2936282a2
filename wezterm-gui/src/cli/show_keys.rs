//! `wezterm show-keys`: what the keys do, for people or as Lua that loads again.
//!
//! Hides how the file is read without a terminal: as for `wezterm config`. It changes nothing.

use std::io::Write;

use anyhow::bail;
use clap::Args;

use super::ConfigArgs;
use super::configuration::read;
use crate::folders::Folders;

/// Which bindings are shown, and how.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  wezterm show-keys                              everything that the keys do
  wezterm show-keys --key-table copy_mode        one key table
  wezterm -n show-keys --lua > keys.lua          the default bindings, to change them")]
pub struct ShowKeysArgs {
    /// Write a configuration that sets these bindings and no others.
    #[arg(long)]
    pub lua: bool,
    /// Only this key table.
    #[arg(long, value_name = "NAME")]
    pub key_table: Option<String>,
}

/// Writes the bindings that hold.
pub fn show_keys(
    asked: &ShowKeysArgs,
    args: &ConfigArgs,
    folders: &Folders,
    output: &mut dyn Write,
    notes: &mut dyn Write,
) -> anyhow::Result<()> {
    let loaded = read(args, folders);
    for problem in &loaded.problems {
        writeln!(notes, "wezterm: {problem}")?;
    }
    let table = asked.key_table.as_deref();
    let text = match asked.lua {
        true => config::keys_as_lua(&loaded.config, table),
        false => config::keys_as_text(&loaded.config, table),
    };
    let Some(text) = text else {
        let names = loaded.config.table_names();
        let there_are = names.join(", ");
        bail!(
            "there is no key table {:?}; there are {there_are}",
            table.unwrap_or_default()
        );
    };
    output.write_all(text.as_bytes())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs it on the defaults; returns what it writes and how it ends.
    fn shown(lua: bool, table: Option<&str>) -> (String, Result<(), String>) {
        let home = tempfile::tempdir().expect("a temporary folder");
        let asked = ShowKeysArgs {
            lua,
            key_table: table.map(str::to_owned),
        };
        let args = ConfigArgs {
            skip_config: true,
            ..ConfigArgs::default()
        };
        let folders = Folders::below(home.path());
        let mut output = Vec::new();
        let outcome = show_keys(&asked, &args, &folders, &mut output, &mut Vec::new());
        let text = String::from_utf8(output).expect("UTF-8");
        (text, outcome.map_err(|error| error.to_string()))
    }

    #[test]
    fn the_bindings_that_hold_are_written_in_both_ways() {
        let (text, outcome) = shown(false, None);
        assert_eq!(outcome, Ok(()));
        assert!(
            text.contains("SHIFT|CTRL t ") && text.contains("Key table copy_mode"),
            "{text}"
        );
        let (lua, outcome) = shown(true, Some("search_mode"));
        assert_eq!(outcome, Ok(()));
        assert!(
            lua.contains("{ key = 'Escape', mods = 'NONE', action = act.CopyMode 'Close' },"),
            "{lua}"
        );
        let (nothing, outcome) = shown(false, Some("resize"));
        assert_eq!(nothing, "");
        let why = "there is no key table \"resize\"; there are copy_mode, search_mode";
        assert_eq!(outcome, Err(why.to_owned()));
    }
}
