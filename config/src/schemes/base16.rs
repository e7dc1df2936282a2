//! base16 schemes: sixteen colours in YAML, by what they are for rather than by their ANSI names.
//!
//! Hides the two layouts (with the colours at the top, and below `palette`) and which colour of base16
//! stands for which of a terminal. Pure, any thread.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::files::{Metadata, SchemeFile, color};
use crate::color::{Colors, Rgba};

#[derive(Deserialize)]
struct Heading {
    name: Option<String>,
    scheme: Option<String>,
    author: Option<String>,
    palette: Option<BTreeMap<String, String>>,
}

/// Reads a scheme.
pub(super) fn read(text: &str) -> Result<SchemeFile, String> {
    let heading: Heading = yaml(text)?;
    let named = match heading.palette {
        Some(palette) => palette,
        None => flat(text)?,
    };
    let mut base = [Rgba::rgb(0, 0, 0); 16];
    for (index, slot) in base.iter_mut().enumerate() {
        let name = format!("base0{index:X}");
        let written = named
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(&name))
            .ok_or_else(|| format!("it lacks {name}"))?
            .1;
        *slot = color(written).ok_or_else(|| format!("{name}: {written:?} is not a colour"))?;
    }
    Ok(SchemeFile {
        colors: colors(base),
        metadata: Metadata {
            name: heading.scheme.or(heading.name),
            author: heading.author,
            ..Metadata::default()
        },
        ..SchemeFile::default()
    })
}

/// The colours of a file that has them at its top, where anything may stand beside them.
fn flat(text: &str) -> Result<BTreeMap<String, String>, String> {
    yaml(text)
}

fn yaml<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    // `yes` and `on` are words, as YAML 1.2 has it.
    let options = serde_saphyr::Options {
        strict_booleans: true,
        ..serde_saphyr::Options::default()
    };
    serde_saphyr::from_str_with_options(text, options).map_err(first_line)
}

fn first_line(error: serde_saphyr::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.trim_start_matches("error: ").to_owned()
}

/// As shells with base16 have it: the accents in the order of ANSI, and what is left above the sixteen.
fn colors(base: [Rgba; 16]) -> Colors {
    let of = |index: usize| Some(base[index]);
    let ansi = [0x0, 0x8, 0xb, 0xa, 0xd, 0xe, 0xc, 0x5].map(of);
    let mut brights = ansi;
    brights[0] = of(0x3);
    brights[7] = of(0x7);
    let above = [0x9, 0xf, 0x1, 0x2, 0x4, 0x6].map(|index| base[index]);
    Colors {
        foreground: of(0x5),
        background: of(0x0),
        cursor_bg: of(0x5),
        cursor_border: of(0x5),
        cursor_fg: of(0x0),
        selection_bg: of(0x5),
        selection_fg: of(0x0),
        ansi,
        brights,
        indexed: (16..).zip(above).collect(),
        ..Colors::default()
    }
}
