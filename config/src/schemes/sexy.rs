//! Schemes of terminal.sexy: JSON with a list of sixteen colours. Pure, any thread.

use serde::Deserialize;

use super::files::{Metadata, SchemeFile, color, whole};
use crate::color::{Colors, Rgba};

#[derive(Deserialize)]
struct Written {
    name: Option<String>,
    author: Option<String>,
    color: Vec<String>,
    foreground: String,
    background: String,
}

/// Reads a scheme.
pub(super) fn read(text: &str) -> Result<SchemeFile, String> {
    let written: Written = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let named = |name: &str, text: &str| -> Result<Option<Rgba>, String> {
        let read = color(text).ok_or_else(|| format!("{name}: {text:?} is not a colour"))?;
        Ok(Some(read))
    };
    let mut colors = Colors {
        foreground: named("foreground", &written.foreground)?,
        background: named("background", &written.background)?,
        ..Colors::default()
    };
    colors.cursor_bg = colors.foreground;
    colors.cursor_border = colors.foreground;
    colors.cursor_fg = colors.background;
    let sixteen = colors.ansi.iter_mut().chain(&mut colors.brights);
    for ((index, text), slot) in written.color.iter().enumerate().zip(sixteen) {
        *slot = named(&format!("color {index}"), text)?;
    }
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    Ok(SchemeFile {
        colors: whole(colors)?,
        metadata: Metadata {
            name: given(written.name),
            author: given(written.author),
            ..Metadata::default()
        },
        ..SchemeFile::default()
    })
}
