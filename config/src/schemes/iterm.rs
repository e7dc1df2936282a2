//! Schemes of iTerm2: a property list in which each colour is a dictionary of its parts.
//!
//! Hides the XML. Pure, any thread. It knows no colour space: the parts are taken for sRGB, as other
//! terminals that read these files take them.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::files::{SchemeFile, whole};
use crate::color::{Colors, Rgba};

/// Reads a scheme.
pub(super) fn read(text: &str) -> Result<SchemeFile, String> {
    let mut colors = Colors::default();
    let mut seen = false;
    for (name, parts) in dictionaries(text)? {
        let color = Rgba {
            a: byte(parts[3].unwrap_or(1.0)),
            ..match parts {
                [Some(r), Some(g), Some(b), _] => Rgba::rgb(byte(r), byte(g), byte(b)),
                _ => return Err(format!("{name:?} lacks one of red, green and blue")),
            }
        };
        seen |= set(&mut colors, &name, color);
    }
    if !seen {
        return Err("it is no property list with colours of iTerm2".to_owned());
    }
    colors.cursor_bg = colors.cursor_bg.or(colors.foreground);
    colors.cursor_border = colors.cursor_bg;
    colors.cursor_fg = colors.cursor_fg.or(colors.background);
    Ok(SchemeFile {
        colors: whole(colors)?,
        ..SchemeFile::default()
    })
}

fn byte(part: f64) -> u8 {
    (part.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// Sets the colour that iTerm2 calls so; others, such as those of tabs, have no place here.
fn set(colors: &mut Colors, name: &str, color: Rgba) -> bool {
    let index = name
        .strip_prefix("Ansi ")
        .and_then(|rest| rest.strip_suffix(" Color"))
        .and_then(|number| number.parse::<usize>().ok());
    let slot = match (index, name) {
        (Some(index @ 0..8), _) => &mut colors.ansi[index],
        (Some(index @ 8..16), _) => &mut colors.brights[index - 8],
        (_, "Foreground Color") => &mut colors.foreground,
        (_, "Background Color") => &mut colors.background,
        (_, "Cursor Color") => &mut colors.cursor_bg,
        (_, "Cursor Text Color") => &mut colors.cursor_fg,
        (_, "Selection Color") => &mut colors.selection_bg,
        (_, "Selected Text Color") => &mut colors.selection_fg,
        _ => return false,
    };
    // Whole colours only: how much shines through is of the other terminal's window.
    *slot = Some(Rgba { a: 255, ..color });
    true
}

/// Red, green, blue and opacity, where they are said.
type Parts = [Option<f64>; 4];

/// The inner dictionaries by their names.
fn dictionaries(text: &str) -> Result<Vec<(String, Parts)>, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().trim_text(true);
    let (mut depth, mut key, mut outer) = (0, String::new(), String::new());
    let mut element = Vec::new();
    let mut parts = Parts::default();
    let mut found = Vec::new();
    loop {
        let event = reader
            .read_event()
            .map_err(|error| format!("at byte {}: {error}", reader.error_position()))?;
        match event {
            Event::Start(start) => {
                element = start.name().as_ref().to_vec();
                if element == b"dict" {
                    depth += 1;
                    outer = std::mem::take(&mut key);
                    parts = Parts::default();
                }
            }
            Event::End(end) => {
                if end.name().as_ref() == b"dict" {
                    if depth == 2 {
                        found.push((std::mem::take(&mut outer), parts));
                    }
                    depth -= 1;
                }
                element.clear();
            }
            Event::Text(content) => {
                let content = content.decode().map_err(|error| error.to_string())?;
                match element.as_slice() {
                    b"key" => key = content.trim().to_owned(),
                    b"real" | b"integer" if depth == 2 => {
                        let number = content.trim().parse::<f64>().ok();
                        let number = number.filter(|number| number.is_finite());
                        match key.as_str() {
                            "Red Component" => parts[0] = number,
                            "Green Component" => parts[1] = number,
                            "Blue Component" => parts[2] = number,
                            "Alpha Component" => parts[3] = number,
                            _ => {}
                        }
                    }
                    _ => {}
                }
            }
            Event::Eof if depth != 0 => return Err("it ends in the middle".to_owned()),
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}
