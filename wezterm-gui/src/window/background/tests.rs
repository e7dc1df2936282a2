//! Tests of the background's thread with files in a folder of their own.

use std::sync::mpsc::Receiver;
use std::time::Duration;

use super::*;

const LIMIT: Duration = Duration::from_secs(20);

fn space() -> Space {
    Space {
        window: (8, 6),
        inner: (2, 1, 4, 4),
        cell: (2, 3),
        dpi: 96.0,
        scrolled: 0.0,
        ground: 0xff10_2030,
    }
}

/// A background with the channel that is told whenever a picture was made.
fn background(layers: Vec<BackgroundLayer>, folder: &Path) -> (Background, Receiver<()>) {
    let (made, woken) = channel();
    let mut background = Background::plain(Arc::new(move || {
        // The test may have ended.
        let _ = made.send(());
    }));
    background.configure(layers, Some(folder));
    (background, woken)
}

/// Asks for a picture and waits for it; returns what is wrong with it.
fn made(background: &mut Background, woken: &Receiver<()>, space: Space) -> Vec<String> {
    background.ask(space);
    woken.recv_timeout(LIMIT).expect("a picture is made");
    let (changed, problems) = background.take();
    assert!(changed);
    problems
}

fn pixel(background: &Background, x: usize, y: usize) -> u32 {
    let shown = background.shown().expect("there is a picture");
    shown.pixels[y * shown.width as usize + x]
}

fn file(name: &str) -> BackgroundLayer {
    BackgroundLayer::of(LayerSource::File(name.into()))
}

fn save(path: &Path, colour: [u8; 4]) {
    let picture = image::RgbaImage::from_pixel(3, 3, image::Rgba(colour));
    picture.save(path).expect("it is written");
}

#[test]
fn a_file_beside_the_configuration_is_behind_the_text() {
    let folder = tempfile::tempdir().expect("a folder");
    save(&folder.path().join("red.png"), [255, 0, 0, 255]);
    let (mut background, woken) = background(vec![file("red.png")], folder.path());
    assert!(background.shown().is_none());
    assert!(made(&mut background, &woken, space()).is_empty());
    assert_eq!(pixel(&background, 7, 5), 0xffff_0000);
    // What was asked for is not made a second time.
    background.ask(space());
    background.configure(Vec::new(), None);
    assert!(!background.is_layered() && background.shown().is_none());
}

#[test]
fn a_file_that_is_missing_or_no_picture_is_named_and_the_other_layers_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("text.png"), "no picture").expect("it is written");
    std::fs::create_dir(folder.path().join("folder.png")).expect("it is made");
    let blue = BackgroundLayer::of(LayerSource::Color(config::Rgba::rgb(0, 0, 255)));
    let layers = vec![blue, file("gone.png"), file("text.png"), file("folder.png")];
    let (mut background, woken) = background(layers, folder.path());
    let problems = made(&mut background, &woken, space());
    assert_eq!(pixel(&background, 0, 0), 0xff00_00ff);
    let [gone, text, no_file] = problems.as_slice() else {
        panic!("{problems:?}");
    };
    assert!(gone.contains("gone.png: there is no such file"), "{gone}");
    assert!(text.contains("text.png: "), "{text}");
    assert!(no_file.contains("folder.png: it is no file"), "{no_file}");
    // Another size says nothing new of the files.
    let wider = Space {
        window: (9, 6),
        ..space()
    };
    assert!(made(&mut background, &woken, wider).is_empty());
}

#[test]
fn a_file_that_has_changed_is_read_again_with_the_configuration() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.png");
    save(&path, [255, 0, 0, 255]);
    let (mut background, woken) = background(vec![file("a.png")], folder.path());
    made(&mut background, &woken, space());
    image::RgbaImage::from_pixel(9, 9, image::Rgba([0, 255, 0, 255]))
        .save(&path)
        .expect("it is written");
    background.configure(vec![file("a.png")], Some(folder.path()));
    assert!(
        background.shown().is_some(),
        "the one before is shown meanwhile"
    );
    made(&mut background, &woken, space());
    assert_eq!(pixel(&background, 0, 0), 0xff00_ff00);
}

#[test]
fn lengths_are_of_the_window_its_cells_and_its_padding() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut layer = BackgroundLayer::of(LayerSource::Color(config::Rgba::rgb(255, 255, 255)));
    layer.x.repeat = LayerRepeat::NoRepeat;
    layer.y.repeat = LayerRepeat::NoRepeat;
    layer.x.size = LayerSize::Fixed(Length::Percent(50.0));
    layer.y.size = LayerSize::Fixed(Length::Cells(1.0));
    let (mut background, woken) = background(vec![layer.clone()], folder.path());
    made(&mut background, &woken, space());
    let lit = |background: &Background| {
        let shown = background.shown().expect("there is a picture");
        let lit = (0..shown.pixels.len()).filter(|index| shown.pixels[*index] == 0xffff_ffff);
        let places: Vec<_> = lit.map(|index| (index % 8, index / 8)).collect();
        (places.first().copied(), places.last().copied())
    };
    assert_eq!(lit(&background), (Some((0, 0)), Some((3, 2))));
    layer.within_padding = true;
    layer.x.align = LayerAlign::End;
    background.configure(vec![layer.clone()], None);
    made(&mut background, &woken, space());
    assert_eq!(lit(&background), (Some((4, 1)), Some((5, 3))));
    layer.parallax = 0.5;
    background.configure(vec![layer], None);
    assert!(background.scrolls());
    let scrolled = Space {
        scrolled: 4.0,
        ..space()
    };
    made(&mut background, &woken, scrolled);
    assert_eq!(lit(&background), (Some((4, 0)), Some((5, 1))));
}

#[test]
fn no_bytes_make_the_decoder_do_more_than_say_no() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("odd.png");
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(20, 20, image::Rgba([1, 2, 3, 255]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("it is encoded");
    let good = bytes.into_inner();
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for round in 0..300 {
        let mut odd = good.clone();
        for _ in 0..=round % 7 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let at = random as usize % odd.len();
            odd[at] = (random >> 32) as u8;
        }
        odd.truncate(odd.len() - (random as usize >> 8) % 20);
        std::fs::write(&path, &odd).expect("it is written");
        // Some of them are pictures still.
        let _ = Files::default().picture(&path, true);
    }
    // A header that announces 10⁹ pixels.
    let mut huge = good;
    huge[16..24].copy_from_slice(&[0, 0, 0x7b, 0xff, 0, 0, 0x7b, 0xff]);
    std::fs::write(&path, &huge).expect("it is written");
    assert!(Files::default().picture(&path, true).is_err());
}
