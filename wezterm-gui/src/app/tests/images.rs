//! Images from a program in a shell to the frame.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, ImageFormat, Rgba, RgbaImage};

use super::harness::{Running, Start};
use crate::cli::{ImgcatArgs, TmuxPassthru, imgcat_into};

fn running() -> Running {
    let text = "return { enable_tab_bar = false }";
    Start::lua(text).run().at_prompt()
}

/// Returns how many cells of the frame show an image.
fn pictured(running: &mut Running) -> usize {
    let grid = &running.app.frame().grid;
    let rows = (0..grid.size().rows).map(|y| grid.row(y));
    let pictured = rows.map(|row| row.iter().filter(|cell| cell.images.is_some()).count());
    pictured.sum()
}

/// Writes a file into a folder of its own.
fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    (folder, path)
}

fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = RgbaImage::from_pixel(40, 40, Rgba([255, 0, 0, 255]));
    image
        .write_to(&mut bytes, ImageFormat::Png)
        .expect("written");
    bytes.into_inner()
}

#[test]
fn what_imgcat_writes_is_shown_until_the_screen_is_cleared() {
    let (_kept, image) = file("red.png", &png());
    let args = ImgcatArgs {
        width: Some("4".to_owned()),
        file: Some(image),
        tmux_passthru: TmuxPassthru::Disable,
        ..ImgcatArgs::default()
    };
    let mut sent = Vec::new();
    imgcat_into(&args, &mut sent).expect("sent");
    let (_kept, sent) = file("sent", &sent);
    let mut running = running();
    running.type_(&format!("cat {}\n", sent.display()));
    running.wait("an image of four columns", |running| {
        let cells = pictured(running);
        cells > 0 && cells.is_multiple_of(4)
    });
    let shown = pictured(&mut running);
    running.type_("printf '\\033[2J'\n");
    running.wait("it gone", |running| pictured(running) == 0);
    assert!(shown >= 4);
}

#[test]
fn a_moving_image_asks_for_its_next_frame_and_a_hidden_one_for_none() {
    let mut gif = Vec::new();
    let mut encoder = GifEncoder::new(&mut gif);
    encoder.set_repeat(Repeat::Infinite).expect("written");
    for red in [0, 255] {
        let image = RgbaImage::from_pixel(8, 8, Rgba([red, 0, 0, 255]));
        let delay = Delay::from_numer_denom_ms(60_000, 1);
        let frame = image::Frame::from_parts(image, 0, 0, delay);
        encoder.encode_frame(frame).expect("written");
    }
    drop(encoder);
    let sent = format!("\x1b]1337;File=inline=1:{}\x07", STANDARD.encode(&gif));
    let (_kept, sent) = file("sent", sent.as_bytes());
    let mut running = running();
    assert_eq!(running.app.frame().moves_at, None);
    running.type_(&format!("cat {}\n", sent.display()));
    running.wait("an image", |running| pictured(running) > 0);
    let mut asked = None;
    running.wait("it asks for its next frame", |running| {
        // What the shell writes meanwhile is drawn first, and then nothing is due.
        let moves_at = running.app.frame().moves_at;
        asked = moves_at.zip(running.turn());
        asked.is_some()
    });
    let (moves_at, due) = asked.expect("it moves and is due");
    assert!(due <= moves_at);
    running.type_("clear\n");
    running.wait("it gone", |running| pictured(running) == 0);
    assert_eq!(running.app.frame().moves_at, None);
}
