//! Tests of the picture behind the cells, pixel by pixel.

use std::sync::Arc;

use super::*;

fn axis(room: f64) -> Axis {
    Axis {
        start: 0.0,
        room,
        extent: Extent::Cover,
        repeat: Repeat::Same,
        step: None,
        align: 0.0,
        offset: 0.0,
    }
}

fn layer(source: Source, (width, height): (u32, u32)) -> Layer {
    Layer {
        source,
        factors: Factors::NONE,
        opacity: 1.0,
        x: axis(f64::from(width)),
        y: axis(f64::from(height)),
    }
}

/// A picture of two by two: red and green above blue and white.
fn four() -> Source {
    let rgba = image::RgbaImage::from_raw(
        2,
        2,
        [
            [255, 0, 0, 255],
            [0, 255, 0, 255],
            [0, 0, 255, 255],
            [255, 255, 255, 255],
        ]
        .concat(),
    );
    let rgba = rgba.expect("four pixels");
    Source::Picture(Arc::new(Picture { rgba }))
}

const GROUND: u32 = 0xff10_2030;
const RED: u32 = 0xffff_0000;
const GREEN: u32 = 0xff00_ff00;
const BLUE: u32 = 0xff00_00ff;
const WHITE: u32 = 0xffff_ffff;

fn rows(layers: &[Layer], size: (u32, u32)) -> Vec<Vec<u32>> {
    let backdrop = Layers::default().compose(layers, size, GROUND);
    let rows = backdrop.pixels.chunks(size.0 as usize);
    rows.map(<[u32]>::to_vec).collect()
}

fn fixed(source: Source, size: (u32, u32), length: f64) -> Layer {
    let mut layer = layer(source, size);
    layer.x.extent = Extent::Pixels(length);
    layer.y.extent = Extent::Pixels(length);
    layer
}

#[test]
fn a_picture_repeats_and_is_mirrored_or_alone() {
    let size = (5, 2);
    let mut tiled = fixed(four(), size, 2.0);
    assert_eq!(
        rows(&[tiled.clone()], size)[0],
        [RED, GREEN, RED, GREEN, RED]
    );
    tiled.x.repeat = Repeat::Mirrored;
    assert_eq!(
        rows(&[tiled.clone()], size)[1],
        [BLUE, WHITE, WHITE, BLUE, BLUE]
    );
    tiled.x.repeat = Repeat::Never;
    assert_eq!(
        rows(&[tiled.clone()], size)[0],
        [RED, GREEN, GROUND, GROUND, GROUND]
    );
    tiled.x.align = 1.0;
    assert_eq!(
        rows(&[tiled.clone()], size)[0],
        [GROUND, GROUND, GROUND, RED, GREEN]
    );
    tiled.x.offset = -2.0;
    assert_eq!(
        rows(&[tiled.clone()], size)[0],
        [GROUND, RED, GREEN, GROUND, GROUND]
    );
    tiled.x = Axis {
        repeat: Repeat::Same,
        step: Some(3.0),
        align: 0.0,
        offset: 1.0,
        ..tiled.x
    };
    assert_eq!(rows(&[tiled], size)[0], [GROUND, RED, GREEN, GROUND, RED]);
}

#[test]
fn a_picture_covers_its_area_or_is_shown_whole() {
    let size = (8, 4);
    let cover = rows(&[layer(four(), size)], size);
    assert_eq!((cover[0][0], cover[0][7]), (RED, GREEN));
    assert!(cover.concat().iter().all(|pixel| *pixel != GROUND));
    let mut contain = layer(four(), size);
    contain.x.extent = Extent::Contain;
    contain.y.extent = Extent::Contain;
    contain.x.repeat = Repeat::Never;
    contain.x.align = 0.5;
    let contain = rows(&[contain], size);
    assert_eq!((contain[0][1], contain[0][6]), (GROUND, GROUND));
    assert_eq!((contain[0][2], contain[3][5]), (RED, WHITE));
}

#[test]
fn an_area_within_the_padding_is_where_a_layer_begins() {
    let size = (4, 1);
    let mut inner = fixed(four(), size, 2.0);
    inner.x.start = 1.0;
    inner.x.room = 2.0;
    inner.x.repeat = Repeat::Never;
    assert_eq!(rows(&[inner], size)[0], [GROUND, RED, GREEN, GROUND]);
}

#[test]
fn opacity_and_factors_change_a_layer() {
    let size = (1, 1);
    let mut colour = layer(Source::Colour([200, 100, 0, 255]), size);
    colour.opacity = 0.5;
    // Half of 200,100,0 and half of 16,32,48.
    assert_eq!(rows(&[colour.clone()], size)[0], [0xff6c_4218]);
    colour.opacity = 1.0;
    colour.factors.brightness = 0.5;
    assert_eq!(rows(&[colour.clone()], size)[0], [0xff64_3200]);
    colour.opacity = 0.0;
    assert_eq!(rows(&[colour], size)[0], [GROUND]);
    let over_nothing = Layers::default().compose(
        &[Layer {
            opacity: 0.5,
            ..layer(Source::Colour([255, 255, 255, 255]), size)
        }],
        size,
        0,
    );
    assert_eq!(over_nothing.pixels, [0x8080_8080]);
}

#[test]
fn a_gradient_goes_its_way() {
    let gradient = |way| Gradient {
        colours: (0..=255u8).map(|grey| [grey, grey, grey, 255]).collect(),
        way,
        noise: 0,
    };
    let size = (100, 100);
    let picture = |way| rows(&[layer(Source::Gradient(gradient(way)), size)], size);
    let grey = |rows: &[Vec<u32>], x: usize, y: usize| rows[y][x] & 255;
    let right = picture(Way::Line(0.0));
    assert!(grey(&right, 0, 50) < 3 && grey(&right, 99, 50) > 252);
    assert_eq!(right[0], right[99]);
    let up = picture(Way::Line(90.0));
    assert!(grey(&up, 50, 99) < 3 && grey(&up, 50, 0) > 252);
    let corner = picture(Way::Line(-45.0));
    assert!(grey(&corner, 0, 0) < 3 && grey(&corner, 99, 99) > 252);
    assert!(grey(&corner, 0, 99).abs_diff(128) < 3);
    let outwards = picture(Way::Outwards {
        radius: 0.5,
        x: 0.5,
        y: 0.5,
    });
    assert!(grey(&outwards, 50, 50) < 5 && grey(&outwards, 99, 50) > 248);
    assert_eq!(grey(&outwards, 0, 0), 255);
}

#[test]
fn noise_moves_a_place_by_no_more_than_it_says_and_always_alike() {
    let gradient = Gradient {
        colours: (0..=255u8).map(|grey| [grey, 0, 0, 255]).collect(),
        way: Way::Line(0.0),
        noise: 20,
    };
    let size = (255, 20);
    let noisy = rows(&[layer(Source::Gradient(gradient.clone()), size)], size);
    for row in &noisy {
        for (x, pixel) in row.iter().enumerate() {
            let red = (pixel >> 16 & 255) as usize;
            assert!(red.abs_diff(x) <= 11, "{red} at {x}");
        }
    }
    assert_ne!(noisy[0], noisy[1]);
    assert_eq!(
        noisy,
        rows(&[layer(Source::Gradient(gradient), size)], size)
    );
}

#[test]
fn transparent_pixels_give_no_colour_to_their_neighbours() {
    let rgba = image::RgbaImage::from_raw(2, 1, vec![0, 255, 0, 0, 255, 0, 0, 255]);
    let rgba = rgba.expect("two pixels");
    let scaled = scaled(&rgba, 8, 4);
    assert!(
        scaled
            .pixels()
            .all(|pixel| pixel.0[1] <= 2 || pixel.0[3] == 0)
    );
}

#[test]
fn measures_out_of_reason_still_give_a_picture() {
    let size = (7, 5);
    for length in [f64::NAN, f64::INFINITY, -5.0, 0.0, 1e30] {
        let mut odd = fixed(four(), size, length);
        odd.x.step = Some(length);
        odd.y.offset = length;
        odd.x.align = length;
        assert_eq!(
            Layers::default().compose(&[odd], size, GROUND).pixels.len(),
            35
        );
    }
    assert!(
        Layers::default()
            .compose(&[layer(four(), (0, 0))], (0, 0), GROUND)
            .pixels
            .is_empty()
    );
}

#[test]
fn a_layer_that_only_moves_is_not_made_anew() {
    let size = (4, 4);
    let mut layers = Layers::default();
    let mut moving = layer(four(), size);
    let first = layers.compose(&[moving.clone()], size, GROUND);
    moving.y.offset = -2.0;
    let second = layers.compose(&[moving], size, GROUND);
    assert_ne!(first, second, "each picture is told from the others");
    assert_eq!(first.pixels[8..], second.pixels[..8]);
}
