//! `wezterm imgcat`: writes an image to the terminal, by iTerm2's protocol for files
//! (<https://iterm2.com/documentation-images.html>).
//!
//! Hides the escape sequence and what tmux needs to let it through. It looks at a file only to see
//! that it is an image; drawing it is the terminal's.

use std::io::{BufRead, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, ValueEnum};

/// The largest image that is sent.
const LIMIT: u64 = 128 * 1024 * 1024;
/// The longest sequence that tmux lets through, as it is built.
const TMUX_LIMIT: usize = 1024 * 1024;

/// How an image is shown.
#[derive(Debug, Default, Args)]
pub struct ImgcatArgs {
    /// How wide: a number of cells, pixels as 200px, a part of the terminal as 50%, or auto.
    #[arg(long, value_parser = parse_length)]
    pub width: Option<String>,
    /// How high, said in the same way.
    #[arg(long, value_parser = parse_length)]
    pub height: Option<String>,
    /// Fill the width and the height even if that changes the image's shape.
    #[arg(long)]
    pub no_preserve_aspect_ratio: bool,
    /// Where its top left corner is, in cells from the top left of the screen, as in 10,5.
    #[arg(long, value_name = "X,Y", value_parser = parse_position)]
    pub position: Option<(u16, u16)>,
    /// Leave the cursor where it is.
    #[arg(long)]
    pub no_move_cursor: bool,
    /// Wait for Enter when the image is shown.
    #[arg(long)]
    pub hold: bool,
    /// Wrap the image for tmux, which lets it through where `allow-passthrough` is on.
    #[arg(long, value_enum, default_value_t)]
    pub tmux_passthru: TmuxPassthru,
    /// The image; without it or with `-`, standard input.
    pub file: Option<PathBuf>,
}

/// Whether an image is wrapped for tmux.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum TmuxPassthru {
    /// Wrap it where the variable TMUX is set.
    #[default]
    Detect,
    /// Wrap it.
    Enable,
    /// Do not wrap it.
    Disable,
}

fn parse_length(text: &str) -> Result<String, String> {
    let number = text.strip_suffix("px").or(text.strip_suffix('%'));
    let number = number.unwrap_or(text);
    match number.parse::<u32>() {
        _ if text == "auto" => Ok(text.to_owned()),
        Ok(1..) if number.bytes().all(|digit| digit.is_ascii_digit()) => Ok(text.to_owned()),
        _ => Err("expected cells as 20, pixels as 200px, a part as 50%, or auto".to_owned()),
    }
}

fn parse_position(text: &str) -> Result<(u16, u16), String> {
    let parts = text.split_once(',');
    let parts = parts.and_then(|(x, y)| Some((x.trim().parse().ok()?, y.trim().parse().ok()?)));
    parts.ok_or_else(|| "expected X,Y in cells, as in 10,5".to_owned())
}

/// Writes an image to the terminal; returns the exit status.
pub fn imgcat(args: &ImgcatArgs) -> anyhow::Result<i32> {
    imgcat_into(args, &mut std::io::stdout().lock())?;
    if args.hold {
        hold()?;
    }
    Ok(0)
}

/// Writes an image to where a terminal reads it.
pub fn imgcat_into(args: &ImgcatArgs, output: &mut impl Write) -> anyhow::Result<()> {
    let file = args.file.as_deref().filter(|file| *file != Path::new("-"));
    let image = match file {
        Some(file) => std::fs::File::open(file)
            .map_err(anyhow::Error::new)
            .and_then(read)
            .with_context(|| format!("cannot show {}", file.display()))?,
        None if std::io::stdin().is_terminal() => {
            bail!("standard input is the terminal: name an image, or pipe one in")
        }
        None => read(std::io::stdin().lock()).context("cannot show what is on standard input")?,
    };
    let in_tmux = match args.tmux_passthru {
        TmuxPassthru::Enable => true,
        TmuxPassthru::Disable => false,
        TmuxPassthru::Detect => std::env::var_os("TMUX").is_some_and(|value| !value.is_empty()),
    };
    let sent = sequence(args, file, &image, in_tmux);
    if in_tmux && sent.len() > TMUX_LIMIT {
        eprintln!("wezterm: tmux may not let an image of this size through");
    }
    output.write_all(sent.as_bytes())?;
    output.flush()?;
    Ok(())
}

/// Waits for Enter, in the terminal even where the image came or goes by a pipe.
fn hold() -> anyhow::Result<()> {
    let mut both = std::fs::File::options();
    let terminal = both.read(true).write(true).open("/dev/tty");
    let mut terminal = terminal.context("there is no terminal to wait for Enter in")?;
    write!(terminal, "Press Enter to go on")?;
    let mut line = String::new();
    std::io::BufReader::new(terminal)
        .take(4096)
        .read_line(&mut line)
        .context("cannot read from the terminal")?;
    Ok(())
}

/// Reads an image, or refuses what is none.
fn read(input: impl Read) -> anyhow::Result<Vec<u8>> {
    let mut image = Vec::new();
    let read = input.take(LIMIT + 1).read_to_end(&mut image);
    read.context("it cannot be read")?;
    if image.is_empty() {
        bail!("it is empty");
    }
    if image.len() as u64 > LIMIT {
        bail!("it is larger than {} MiB", LIMIT >> 20);
    }
    if !is_image(&image) {
        let start: String = image[..image.len().min(8)].escape_ascii().to_string();
        bail!(
            "it is not an image: it begins with \"{start}\", and PNG, JPEG, GIF, WebP, BMP, TIFF, \
             AVIF and ICO do not"
        );
    }
    Ok(image)
}

/// Returns whether bytes begin as an image does.
fn is_image(bytes: &[u8]) -> bool {
    let beginnings: &[&[u8]] = &[
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"GIF87a",
        b"GIF89a",
        b"II*\0",
        b"MM\0*",
        b"\0\0\x01\0",
    ];
    let at = |start: usize, text: &[u8]| bytes.get(start..start + text.len()) == Some(text);
    // A bitmap tells the size of its second header, which is small.
    let bitmap =
        || at(0, b"BM") && bytes.get(14).is_some_and(|size| *size >= 12) && at(15, b"\0\0\0");
    beginnings.iter().any(|text| bytes.starts_with(text))
        || (at(0, b"RIFF") && at(8, b"WEBP"))
        || at(4, b"ftypavif")
        || at(4, b"ftypavis")
        || bitmap()
}

/// Returns what shows an image.
fn sequence(args: &ImgcatArgs, file: Option<&Path>, image: &[u8], in_tmux: bool) -> String {
    let mut facts = vec![format!("size={}", image.len())];
    if let Some(name) = file.and_then(Path::file_name) {
        let name = STANDARD.encode(name.to_string_lossy().as_bytes());
        facts.insert(0, format!("name={name}"));
    }
    for (name, length) in [("width", &args.width), ("height", &args.height)] {
        facts.extend(length.as_ref().map(|length| format!("{name}={length}")));
    }
    if args.no_preserve_aspect_ratio {
        facts.push("preserveAspectRatio=0".to_owned());
    }
    if args.no_move_cursor {
        facts.push("doNotMoveCursor=1".to_owned());
    }
    facts.push("inline=1".to_owned());
    let facts = facts.join(";");
    let data = STANDARD.encode(image);
    let mut sequence = format!("\x1b]1337;File={facts}:{data}\x07");
    if in_tmux {
        let inner = sequence.replace('\x1b', "\x1b\x1b");
        sequence = format!("\x1bPtmux;{inner}\x1b\\");
    }
    // Cells are counted from 1 there.
    let place = args.position.map(|(x, y)| {
        let (column, row) = (u32::from(x) + 1, u32::from(y) + 1);
        format!("\x1b[{row};{column}H")
    });
    let end = match args.no_move_cursor {
        true => "",
        false => "\n",
    };
    format!("{}{sequence}{end}", place.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PNG of one pixel.
    const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA\
                         AABJRU5ErkJggg==";

    fn pixel() -> Vec<u8> {
        STANDARD.decode(PIXEL).expect("base64")
    }

    /// Returns the facts and the file that a sequence holds.
    fn parts(sequence: &str) -> (String, Vec<u8>) {
        let inner = sequence.strip_prefix("\x1b]1337;File=").expect("a file");
        let inner = inner.strip_suffix("\x07").expect("an end");
        let (facts, data) = inner.split_once(':').expect("facts and data");
        (facts.to_owned(), STANDARD.decode(data).expect("base64"))
    }

    #[test]
    fn the_bytes_that_are_sent_are_the_file() {
        let sent = sequence(&ImgcatArgs::default(), None, &pixel(), false);
        let (facts, image) = parts(sent.strip_suffix('\n').expect("a new line"));
        assert_eq!(facts, format!("size={};inline=1", pixel().len()));
        assert_eq!(image, pixel());
        let args = ImgcatArgs {
            width: Some("50%".to_owned()),
            height: Some("3".to_owned()),
            no_preserve_aspect_ratio: true,
            no_move_cursor: true,
            position: Some((10, 5)),
            ..ImgcatArgs::default()
        };
        let sent = sequence(&args, Some(Path::new("/tmp/a b.png")), &pixel(), false);
        let (facts, image) = parts(sent.strip_prefix("\x1b[6;11H").expect("a place"));
        assert_eq!(
            facts,
            format!(
                "name=YSBiLnBuZw==;size={};width=50%;height=3;preserveAspectRatio=0;\
                 doNotMoveCursor=1;inline=1",
                pixel().len()
            )
        );
        assert_eq!(image, pixel());
    }

    #[test]
    fn tmux_is_told_to_let_it_through() {
        let plain = sequence(&ImgcatArgs::default(), None, &pixel(), false);
        let wrapped = sequence(&ImgcatArgs::default(), None, &pixel(), true);
        let inner = wrapped.strip_prefix("\x1bPtmux;").expect("wrapped");
        let inner = inner.strip_suffix("\x1b\\\n").expect("wrapped");
        assert_eq!(inner.replace("\x1b\x1b", "\x1b") + "\n", plain);
        assert_eq!(inner.matches('\x1b').count(), 2);
    }

    #[test]
    fn images_are_told_from_other_files() {
        let bitmap = b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0";
        let images: [&[u8]; 8] = [
            &pixel(),
            b"\xff\xd8\xff\xe0\0\x10JFIF",
            b"GIF89a\x01\0",
            b"RIFF\x24\0\0\0WEBPVP8 ",
            b"MM\0*\0\0",
            b"\0\0\0\x20ftypavif",
            b"\0\0\x01\0\x01\0",
            bitmap,
        ];
        for image in images {
            assert_eq!(read(image).expect("an image"), image);
        }
        let others: [&[u8]; 6] = [
            b"hello",
            b"#!/bin/sh\n",
            b"BMW drives",
            b"RIFF\x24\0\0\0WAVEfmt ",
            b"\x89PNG",
            b"\x1b[31m",
        ];
        for other in others {
            let refused = read(other).expect_err("refused").to_string();
            assert!(refused.contains("not an image"), "{refused}");
            assert!(refused.chars().all(|c| !c.is_control()), "{refused:?}");
        }
        assert_eq!(
            read(&b""[..]).expect_err("refused").to_string(),
            "it is empty"
        );
    }

    #[test]
    fn lengths_and_places_are_checked() {
        for length in ["20", "200px", "50%", "auto"] {
            assert_eq!(parse_length(length), Ok(length.to_owned()));
        }
        for wrong in ["", "0", "-1", "+1", "px", "%", "5em", "1;inline=0", "20 "] {
            assert!(parse_length(wrong).is_err(), "{wrong}");
        }
        assert_eq!(parse_position("10, 5"), Ok((10, 5)));
        for wrong in ["", "1", "1,2,3", "-1,0", "a,b"] {
            assert!(parse_position(wrong).is_err(), "{wrong}");
        }
    }
}
