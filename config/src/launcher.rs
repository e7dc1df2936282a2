//! What the launcher is asked to show: the argument of `ShowLauncherArgs`.
//!
//! Hides how Lua writes its flags and texts. Plain data, read on the thread of the Lua state. It
//! draws nothing: the launcher itself is the roof's.

use std::collections::HashSet;

use mlua::Value;

use crate::suggest::did_you_mean;
use crate::value::{self, Fault};

bitflags::bitflags! {
    /// What the launcher lists, and how it begins.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct LauncherFlags: u8 {
        /// Begin with filtering.
        const FUZZY = 1;
        /// The tabs of the window.
        const TABS = 2;
        /// `config.launch_menu`.
        const LAUNCH_MENU_ITEMS = 4;
        /// A new tab in each domain.
        const DOMAINS = 8;
        /// What keys are assigned to.
        const KEY_ASSIGNMENTS = 16;
        /// The other workspaces, and a new one.
        const WORKSPACES = 32;
        /// The actions that need no argument.
        const COMMANDS = 64;
    }
}

impl Default for LauncherFlags {
    fn default() -> Self {
        Self::LAUNCH_MENU_ITEMS | Self::DOMAINS | Self::TABS | Self::WORKSPACES
    }
}

/// What the launcher lists and what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LauncherArgs {
    /// What it lists.
    pub flags: LauncherFlags,
    /// What it is called.
    pub title: Option<String>,
    /// What it says above the list.
    pub help_text: Option<String>,
    /// What it says before the text that filters.
    pub fuzzy_help_text: Option<String>,
    /// The characters of which the labels of entries are made.
    pub alphabet: Option<String>,
}

/// The fields of the argument of `ShowLauncherArgs`.
pub(crate) const LAUNCHER: &[&str] =
    &["flags", "title", "help_text", "fuzzy_help_text", "alphabet"];

/// Reads the argument of `ShowLauncherArgs`; fields that nobody knows are told elsewhere.
pub(crate) fn launcher(value: &Value) -> Result<LauncherArgs, Fault> {
    let mut args = LauncherArgs::default();
    let mut flags = None;
    for (name, value) in value::fields(value)? {
        let text = || value::text(&value).map_err(|fault| fault.within(&name));
        match name.as_str() {
            "flags" => flags = Some(read_flags(&text()?).map_err(|fault| fault.within(&name))?),
            "title" => args.title = Some(text()?),
            "help_text" => args.help_text = Some(text()?),
            "fuzzy_help_text" => args.fuzzy_help_text = Some(text()?),
            "alphabet" => {
                let text = text()?;
                alphabet(&text).map_err(|fault| fault.within(&name))?;
                args.alphabet = Some(text);
            }
            _ => {}
        }
    }
    let missing = || Fault::new("`flags` is missing, such as flags = 'FUZZY|TABS'");
    args.flags = flags.ok_or_else(missing)?;
    Ok(args)
}

/// Reads flags such as "FUZZY|TABS".
fn read_flags(text: &str) -> Result<LauncherFlags, Fault> {
    let names = || LauncherFlags::all().iter_names().map(|(name, _)| name);
    let words = text.split('|').map(str::trim);
    let mut flags = LauncherFlags::empty();
    for word in words.filter(|word| !word.is_empty()) {
        flags |= LauncherFlags::from_name(word).ok_or_else(|| {
            let known = || format!("join {} with |", names().collect::<Vec<&str>>().join(", "));
            let hint = did_you_mean(word, names()).unwrap_or_else(known);
            Fault::new(format!("unknown flag `{word}`")).hint(Some(hint))
        })?;
    }
    if flags.is_empty() {
        return Err(Fault::new("names nothing to show"));
    }
    Ok(flags)
}

/// Makes sure that labels of these characters can be typed and told apart.
pub(crate) fn alphabet(text: &str) -> Result<(), Fault> {
    let mut seen = HashSet::new();
    for letter in text.chars() {
        if letter.is_whitespace() || letter.is_control() {
            return Err(Fault::new("has a blank or a control character in it"));
        }
        if !seen.insert(letter) {
            return Err(Fault::new(format!("has `{letter}` in it twice")));
        }
    }
    if seen.is_empty() {
        return Err(Fault::new("is empty"));
    }
    Ok(())
}
