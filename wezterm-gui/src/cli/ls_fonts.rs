//! `wezterm ls-fonts`: which fonts a configuration gets, which are installed, and which one shows a text.
//!
//! Hides how the program looks for fonts, which is the window's own way. It draws nothing and needs no
//! display; it may take the time that reading all fonts of a system takes.

use std::io::Write;
use std::sync::Arc;
use std::sync::mpsc;

use clap::Args;
use config::{Config, FontStretch};
use unicode_segmentation::UnicodeSegmentation;

use super::ConfigArgs;
use super::configuration::read;
use crate::folders::Folders;
use crate::fonts::{Catalog, FaceStyle, FontOptions, Fonts, InstalledFace, SystemFace, installed};
use crate::window::settings::{fallback, families, rules};

/// What is asked of the fonts.
#[derive(Clone, Debug, Default, Args)]
#[command(
    after_help = "Examples:\n  wezterm ls-fonts                   the fonts of the configuration\n  \
                  wezterm ls-fonts --list-system     all that are installed, as wezterm.font takes them\n  \
                  wezterm ls-fonts --text 'a→🦀'     the font that shows each character"
)]
pub struct LsFontsArgs {
    /// List the fonts of the system and of `font_dirs`, as `wezterm.font` takes them.
    #[arg(long, conflicts_with = "text")]
    list_system: bool,
    /// Say which font shows each character of a text.
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
}

/// Says what is asked.
pub fn ls_fonts(
    args: &LsFontsArgs,
    config: &ConfigArgs,
    folders: &Folders,
    output: &mut dyn Write,
    notes: &mut dyn Write,
) -> anyhow::Result<()> {
    let loaded = read(config, folders);
    for problem in &loaded.problems {
        writeln!(notes, "wezterm: {problem}")?;
    }
    if args.list_system {
        return list_installed(&installed(&loaded.config.font_dirs), output);
    }
    match &args.text {
        Some(text) => list_text(text, &loaded.config, output),
        None => list_configured(&loaded.config, output),
    }
}

/// Returns the fonts of the system and of the configuration's folders; each answer to a search is told.
fn catalog(config: &Config) -> (Catalog, mpsc::Receiver<()>) {
    let (wake, woken) = mpsc::channel();
    let wake = Arc::new(move || {
        // Nobody listens any more once everything was said.
        let _ = wake.send(());
    });
    let mut catalog = Catalog::of_system(wake);
    catalog.add_folders(&config.font_dirs);
    (catalog, woken)
}

fn list_configured(config: &Config, output: &mut dyn Write) -> anyhow::Result<()> {
    let (mut catalog, _) = catalog(config);
    let styles = ["regular", "bold", "italic", "bold italic"];
    let mut unknown = Vec::new();
    for wanted in families(config) {
        let name = wanted.family.clone();
        let Some(family) = catalog.family(&wanted) else {
            unknown.push(name);
            continue;
        };
        writeln!(output, "{name}")?;
        for (style, face) in styles.iter().zip(family) {
            match face {
                Some(face) => writeln!(output, "  {style:<12} {}", place_of(&face))?,
                None => writeln!(output, "  {style:<12} none; made of the others")?,
            }
        }
    }
    for (index, rule) in (1..).zip(rules(config)) {
        writeln!(output, "font_rules[{index}]")?;
        for wanted in rule.families {
            // A rule names one face, and no other stands in for it.
            match catalog.family(&wanted).and_then(|[regular, ..]| regular) {
                Some(face) => writeln!(output, "  {}", place_of(&face))?,
                None => unknown.push(wanted.family),
            }
        }
    }
    writeln!(
        output,
        "built in, for what these lack\n  DejaVu Sans Mono, Hack, Symbols Nerd Font, Noto Emoji, and then any font of the system"
    )?;
    if unknown.is_empty() {
        return Ok(());
    }
    let faces = installed(&config.font_dirs);
    writeln!(output, "\nnot installed")?;
    for name in unknown {
        let families = faces.iter().map(|face| face.family.as_str());
        let hint = config::did_you_mean(&name, families);
        let hint = hint.map_or_else(String::new, |hint| format!("; {hint}"));
        writeln!(output, "  {name}{hint}")?;
    }
    writeln!(
        output,
        "  `wezterm ls-fonts --list-system` lists what is; `font_dirs` names further folders"
    )?;
    Ok(())
}

fn place_of(face: &SystemFace) -> String {
    match &face.file {
        Some(file) => format!("{}  {}", face.name, file.display()),
        None => face.name.clone(),
    }
}

fn list_installed(faces: &[InstalledFace], output: &mut dyn Write) -> anyhow::Result<()> {
    for face in faces {
        let file = face.file.as_deref().map(|file| file.display().to_string());
        writeln!(output, "{}  -- {}", as_lua(face), file.unwrap_or_default())?;
    }
    Ok(())
}

/// Writes a face as `wezterm.font` takes it.
fn as_lua(face: &InstalledFace) -> String {
    let name = face.family.replace('\\', "\\\\").replace('\'', "\\'");
    let mut attributes = Vec::new();
    if face.weight != 400 {
        attributes.push(format!("weight = {}", face.weight));
    }
    if face.italic {
        attributes.push("style = 'Italic'".to_owned());
    }
    let stretch = FontStretch::of_width_class(face.stretch);
    if stretch != FontStretch::Normal {
        attributes.push(format!("stretch = '{}'", stretch.name()));
    }
    match attributes.is_empty() {
        true => format!("wezterm.font('{name}')"),
        false => format!("wezterm.font('{name}', {{ {} }})", attributes.join(", ")),
    }
}

fn list_text(text: &str, config: &Config, output: &mut dyn Write) -> anyhow::Result<()> {
    let (catalog, woken) = catalog(config);
    let options = FontOptions {
        families: families(config),
        fallback: fallback(config),
        ..FontOptions::default()
    };
    let mut fonts = Fonts::new(catalog, options);
    for grapheme in text.graphemes(true) {
        let style = FaceStyle::default();
        fonts.face_for(grapheme, style);
        while fonts.is_looking_for(grapheme) {
            woken.recv()?;
            fonts.take_found();
        }
        let face = fonts.face_for(grapheme, style);
        let codes: Vec<String> = grapheme
            .chars()
            .map(|c| format!("U+{:04X}", u32::from(c)))
            .collect();
        let shown: String = grapheme.escape_debug().collect();
        writeln!(
            output,
            "{shown}\t{}\t{}",
            codes.join(" "),
            match fonts.shows(face, grapheme) {
                true => fonts.face_name(face),
                false => "no font has it",
            }
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(family: &str, weight: u16, italic: bool, stretch: u16) -> InstalledFace {
        InstalledFace {
            family: family.to_owned(),
            weight,
            italic,
            stretch,
            monospaced: true,
            file: None,
        }
    }

    #[test]
    fn a_face_is_written_as_lua_reads_it() {
        let plain = face("Cascadia Code", 400, false, 5);
        assert_eq!(as_lua(&plain), "wezterm.font('Cascadia Code')");
        let other = face("O'Neil", 700, true, 3);
        assert_eq!(
            as_lua(&other),
            "wezterm.font('O\\'Neil', { weight = 700, style = 'Italic', stretch = 'Condensed' })"
        );
        let lua = mlua::Lua::new();
        let read = "local wezterm = { font = function(name) return name end } return ";
        let name: String = lua
            .load(format!("{read}{}", as_lua(&other)))
            .eval()
            .expect("it is Lua");
        assert_eq!(name, "O'Neil");
    }

    #[test]
    fn each_character_has_the_font_that_shows_it() {
        let config = Config {
            font: vec![config::FontAttributes::of("No Such Font 77")],
            ..Config::default()
        };
        let mut output = Vec::new();
        list_text("a⌘\u{10fffd}", &config, &mut output).expect("said");
        let said = String::from_utf8(output).expect("text");
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[2].ends_with("\tno font has it"), "{said}");
        assert!(
            lines[0].starts_with("a\tU+0061\tDejaVu Sans Mono"),
            "{said}"
        );
        assert!(lines[1].starts_with("⌘\tU+2318\t"), "{said}");
    }

    #[test]
    fn a_family_that_is_not_installed_is_named_with_what_to_do() {
        let config = Config {
            font: vec![config::FontAttributes::of("No Such Font 77")],
            ..Config::default()
        };
        let mut output = Vec::new();
        list_configured(&config, &mut output).expect("said");
        let said = String::from_utf8(output).expect("text");
        assert!(
            said.contains("not installed\n  No Such Font 77\n"),
            "{said}"
        );
        assert!(said.contains("--list-system"), "{said}");
    }
}
