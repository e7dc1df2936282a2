//! WezTerm's own format of schemes: TOML with `[colors]`, as `config.colors` has it, and `[metadata]`.
//!
//! Reading goes through Lua values, so that a colour in a file is judged as one in wezterm.lua is. Runs on
//! the thread of the Lua state.

use mlua::Lua;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::files::{Metadata, SchemeFile};
use crate::color::{BAR_SLOTS, Colors, TABS, TabColors};
use crate::value;

#[derive(Deserialize)]
struct Written {
    colors: Value,
    #[serde(default)]
    metadata: About,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct About {
    name: Option<String>,
    author: Option<String>,
    origin_url: Option<String>,
    wezterm_version: Option<String>,
    prefix: Option<String>,
    aliases: Vec<String>,
}

/// Reads a scheme.
pub(super) fn read(lua: &Lua, text: &str) -> Result<SchemeFile, String> {
    let written: Written = toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map(|span| text[..span.start.min(text.len())].lines().count().max(1));
        match line {
            Some(line) => format!("line {line}: {}", error.message()),
            None => error.message().to_owned(),
        }
    })?;
    let value = value::from_json(lua, &written.colors).map_err(|error| error.to_string())?;
    let (colors, faults) =
        Colors::read(&value).map_err(|fault| fault.within("colors").to_string())?;
    let faults = faults.0.into_iter().map(|fault| fault.within("colors"));
    let about = written.metadata;
    Ok(SchemeFile {
        colors,
        metadata: Metadata {
            name: about.name,
            author: about.author,
            origin_url: about.origin_url,
            wezterm_version: about.wezterm_version,
            prefix: about.prefix,
            aliases: about.aliases,
        },
        faults: value::Faults(faults.collect()),
    })
}

/// Writes a scheme.
pub(crate) fn write(colors: &Colors, metadata: &Metadata) -> Result<String, String> {
    let about = json_of(metadata);
    let file = json!({ "colors": colors_as_json(colors), "metadata": about });
    toml::to_string_pretty(&file).map_err(|error| error.to_string())
}

/// Returns what a file says beside the colours, by its names in the file.
pub(crate) fn json_of(metadata: &Metadata) -> Value {
    let mut about = Map::new();
    for (name, text) in [
        ("name", &metadata.name),
        ("author", &metadata.author),
        ("origin_url", &metadata.origin_url),
        ("wezterm_version", &metadata.wezterm_version),
        ("prefix", &metadata.prefix),
    ] {
        about.extend(text.clone().map(|text| (name.to_owned(), text.into())));
    }
    about.insert("aliases".to_owned(), metadata.aliases.clone().into());
    about.into()
}

/// Returns the colours that are set, by their names in `config.colors`.
pub(crate) fn colors_as_json(colors: &Colors) -> Value {
    let text = |color: &crate::color::Rgba| Value::from(color.to_string());
    let mut map = Map::new();
    for (name, color) in colors.named() {
        map.insert(name.to_owned(), text(&color));
    }
    for (name, eight) in [("ansi", &colors.ansi), ("brights", &colors.brights)] {
        // A list with a gap in it would be read as another one.
        if eight.iter().all(Option::is_some) {
            let list: Vec<Value> = eight.iter().flatten().map(text).collect();
            map.insert(name.to_owned(), list.into());
        }
    }
    let indexed = colors.indexed.iter();
    let indexed: Map<String, Value> = indexed.map(|(i, c)| (i.to_string(), text(c))).collect();
    map.insert("indexed".to_owned(), indexed.into());

    let mut bar = colors.tab_bar.clone();
    let mut parts = Map::new();
    for name in BAR_SLOTS {
        let color = bar.slot(name).and_then(|slot| slot.take());
        parts.extend(color.map(|color| ((*name).to_owned(), text(&color))));
    }
    for name in TABS {
        let tab = bar.tab(name).map(std::mem::take).unwrap_or_default();
        if tab != TabColors::default() {
            parts.insert((*name).to_owned(), tab_as_json(&tab));
        }
    }
    if !parts.is_empty() {
        map.insert("tab_bar".to_owned(), parts.into());
    }
    map.into()
}

fn tab_as_json(tab: &TabColors) -> Value {
    let mut map = Map::new();
    for (name, color) in [("bg_color", tab.bg_color), ("fg_color", tab.fg_color)] {
        map.extend(color.map(|color| (name.to_owned(), color.to_string().into())));
    }
    let intensity = tab.bold.map(|bold| if bold { "Bold" } else { "Normal" });
    map.extend(intensity.map(|word| ("intensity".to_owned(), word.into())));
    map.extend(tab.italic.map(|on| ("italic".to_owned(), on.into())));
    map.into()
}
