//! Images: what a program writes of them, which cells show them, what is answered.
//!
//! A cell is 10 by 20 pixels here.

use super::*;
use crate::grid::{Layer, Piece, PixelRect};
use crate::images::Budget;

/// A red pixel that is six dots high, three times: 3x6 pixels.
const SIXELS: &str = "\x1bPq\"1;1;25;40#1;2;100;0;0!3~\x1b\\";
/// Two pixels, red and green, as kitty's protocol has them.
const TWO: &str = "f=24,s=2,v=1;/wAAAP8A";

/// Returns a letter for each cell: of an image the column within it, else the text.
fn seen(terminal: &Fixture) -> Vec<String> {
    rows_of(&terminal.grid(0))
}

pub(super) fn rows_of(grid: &Grid) -> Vec<String> {
    let letter = |cell: &Cell| match cell.images.as_deref() {
        Some([.., piece]) => char::from_digit(u32::from(piece.col) % 36, 36).unwrap_or('?'),
        _ => cell.text.chars().next().unwrap_or('_'),
    };
    let row = |y: usize| -> String { grid.row(y).iter().map(letter).collect() };
    (0..grid.size().rows)
        .map(|y| row(y).trim_end().to_owned())
        .collect()
}

fn piece(terminal: &Fixture, x: usize, y: usize) -> Piece {
    let grid = terminal.grid(0);
    let images = grid.cell(x, y).images.clone().expect("an image");
    images.last().expect("a piece").clone()
}

fn cursor(terminal: &Fixture) -> (usize, usize) {
    let cursor = terminal.grid(0).cursor.expect("a cursor");
    (cursor.x, cursor.y)
}

fn kitty(command: &str) -> String {
    format!("\x1b_G{command}\x1b\\")
}

/// A PNG of this size.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(width, height, image::Rgba([1, 2, 3, 255]))
        .write_to(&mut file, image::ImageFormat::Png)
        .expect("written");
    file.into_inner()
}

pub(super) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for part in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| {
            bits << 8 | u32::from(*part.get(at).unwrap_or(&0))
        });
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= part.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}

fn file(facts: &str, bytes: &[u8]) -> String {
    format!("\x1b]1337;File=inline=1;{facts}:{}\x07", base64(bytes))
}

#[test]
fn sixels_cover_cells_and_leave_the_cursor_in_their_last_row() {
    let mut terminal = Fixture::new(10, 4);
    terminal.write(format!("ab{SIXELS}c"));
    // 25 by 40 pixels are three columns and two rows.
    assert_eq!(seen(&terminal), ["ab012", "  c12", "", ""]);
    let shown = piece(&terminal, 3, 0);
    assert_eq!((shown.col, shown.row), (1, 0));
    let picture = &shown.picture;
    assert_eq!((picture.image.width(), picture.image.height()), (25, 40));
    assert_eq!((picture.size, picture.cell), ((25, 40), (10, 20)));
    assert_eq!(picture.image.pixels()[..4], [255, 0, 0, 255]);
    // What was not drawn has the background's colour.
    let (red, green, blue) = Palette::default().background;
    assert_eq!(picture.image.pixels()[12..16], [red, green, blue, 255]);
}

#[test]
fn sixels_may_be_told_where_to_leave_the_cursor() {
    let mut right = Fixture::new(10, 4);
    right.write(format!("\x1b[?8452ha{SIXELS}"));
    assert_eq!(cursor(&right), (4, 1));
    let mut corner = Fixture::new(10, 4);
    corner.write(format!("\x1b[?80h\r\nabc{SIXELS}d"));
    assert_eq!(seen(&corner), ["012", "012d", "", ""]);
}

#[test]
fn an_image_scrolls_with_the_text_and_comes_back_from_above() {
    let mut terminal = Fixture::new(10, 3);
    terminal.write(format!("\r\n\r\n{SIXELS}\r\nx"));
    assert_eq!(seen(&terminal), ["012", "012", "x"]);
    terminal.write("\r\ny\r\nz");
    assert_eq!(seen(&terminal), ["x", "y", "z"]);
    let above = terminal.grid(2);
    assert_eq!(rows_of(&above), ["012", "012", "x"]);
}

#[test]
fn text_takes_the_place_of_sixels_and_erasing_removes_them() {
    let mut terminal = Fixture::new(10, 3);
    terminal.write(format!("{SIXELS}\x1b[Hx"));
    assert_eq!(seen(&terminal), ["x12", "012", ""]);
    terminal.write("\x1b[2;2H\x1b[K");
    assert_eq!(seen(&terminal), ["x12", "0", ""]);
    terminal.write("\x1b[2J");
    assert_eq!(seen(&terminal), ["", "", ""]);
}

#[test]
fn the_edge_cuts_an_image_and_a_new_one_takes_the_place_of_an_old_one() {
    let mut terminal = Fixture::new(10, 3);
    terminal.write(format!("\x1b[9G{SIXELS}\x1b[H\x1b[8G{SIXELS}"));
    assert_eq!(seen(&terminal), ["       012", "       012", ""]);
    let grid = terminal.grid(0);
    assert!((7..10).all(|x| {
        grid.cell(x, 0)
            .images
            .as_ref()
            .is_some_and(|i| i.len() == 1)
    }));
}

#[test]
fn files_are_shown_in_the_size_that_is_asked_for() {
    let mut terminal = Fixture::new(20, 5);
    terminal.write(format!("a{}b", file("width=6", &png(30, 20))));
    // Six columns are 60 pixels, so it is 40 high.
    assert_eq!(seen(&terminal)[..2], ["a012345", " 012345b"]);
    terminal.write(format!(
        "\x1b[H{}c",
        file("doNotMoveCursor=1;height=3", &png(10, 20))
    ));
    // Three rows are 60 pixels, so it is 30 wide; the text stays where it began.
    assert_eq!(seen(&terminal)[..3], ["c122345", "0122345b", "012"]);
}

#[test]
fn a_file_may_come_in_parts() {
    let mut terminal = Fixture::new(10, 2);
    let text = base64(&png(10, 20));
    let (first, second) = text.split_at(20);
    terminal.write("\x1b]1337;MultipartFile=inline=1;size=9\x07");
    terminal.write(format!(
        "\x1b]1337;FilePart={first}\x07\x1b]1337;FilePart={second}\x07"
    ));
    assert_eq!(seen(&terminal), ["", ""]);
    terminal.write("\x1b]1337;FileEnd\x07b");
    assert_eq!(seen(&terminal), ["0b", ""]);
}

#[test]
fn files_that_are_not_to_be_shown_or_are_none_do_nothing() {
    let mut terminal = Fixture::new(10, 2);
    let whole = base64(&png(10, 20));
    terminal.write(format!("a\x1b]1337;File=name=eA==:{whole}\x07b"));
    terminal.write("\x1b]1337;File=inline=1:aGVsbG8=\x07c\x1b]1337;File=inline=1:***\x07d");
    terminal.write("\x1b]1337;FileEnd\x07\x1b]1337;FilePart=aGk=\x07e");
    assert_eq!(seen(&terminal), ["abcde", ""]);
}

#[test]
fn kittys_images_are_sent_shown_and_answered() {
    let mut terminal = Fixture::new(20, 4);
    terminal.write(kitty(&format!("a=t,i=7,{TWO}")));
    terminal.expect_answer("\x1b_Gi=7;OK\x1b\\");
    assert_eq!(seen(&terminal), ["", "", "", ""]);
    terminal.write(format!("a{}b", kitty("a=p,i=7,p=3,c=4,r=2,z=-1")));
    terminal.expect_answer("\x1b_Gi=7,p=3;OK\x1b\\");
    assert_eq!(seen(&terminal), ["a0123", " 0123b", "", ""]);
    let shown = piece(&terminal, 1, 0).picture;
    assert_eq!((shown.size, shown.layer), ((40, 40), Layer::UnderText));
    let whole = PixelRect {
        width: 2,
        height: 1,
        ..PixelRect::default()
    };
    assert_eq!(shown.source, whole);
    assert_eq!(shown.image.pixels(), [255, 0, 0, 255, 0, 255, 0, 255]);
    // The same placement again moves it.
    terminal.write(format!("\x1b[4;1H{}", kitty("a=p,i=7,p=3,c=4,r=1,C=1,q=1")));
    assert_eq!(seen(&terminal), ["a", "     b", "", "0123"]);
    assert_eq!(cursor(&terminal), (0, 3));
    for (command, answer) in [
        ("a=p,i=8", "i=8;ENOENT:there is no such image"),
        (
            "a=p,i=7,P=1,Q=1",
            "i=7;EINVAL:placements relative to others (P and Q) are not supported",
        ),
        (
            "a=p,i=7,x=2",
            "i=7;EINVAL:the part to show is not in the image",
        ),
        (
            "a=t,i=1,I=1;AAAA",
            "i=1,I=1;EINVAL:an image has an id or a number, not both (i and I)",
        ),
        ("a=Z,i=1", "i=1;EINVAL:unknown action (a)"),
        ("a=q,i=31,s=1,v=1,f=24;AAAA", "i=31;OK"),
        (
            "a=q,i=31,s=9,v=9,f=24;AAAA",
            "i=31;ENODATA:too little data: 3 of 243 bytes",
        ),
        ("a=q,i=31,f=100;AAAA", "i=31;EBADPNG:it is no PNG"),
        (
            "a=q,i=31,s=100000,v=10000;AAAA",
            "i=31;EINVAL:the image is too large",
        ),
        (
            "a=q,i=31,t=f,f=100;L2V0Yy9wYXNzd2Q=",
            "i=31;EBADF:the file is not there, not allowed or no image",
        ),
    ] {
        terminal.write(kitty(command));
        terminal.expect_answer(&format!("\x1b_G{answer}\x1b\\"));
    }
}

#[test]
fn an_image_in_chunks_is_shown_once_it_is_whole() {
    let mut terminal = Fixture::new(10, 2);
    let data = base64(&[9; 10 * 20 * 4]);
    terminal.write(kitty(&format!("a=T,i=1,s=10,v=20,m=1;{}", &data[..400])));
    terminal.write(kitty(&format!("m=1;{}", &data[400..800])));
    assert_eq!(seen(&terminal), ["", ""]);
    terminal.write(format!("ab{}", kitty(&format!("m=0;{}", &data[800..]))));
    terminal.expect_answer("\x1b_Gi=1;OK\x1b\\");
    assert_eq!(seen(&terminal), ["ab0", ""]);
    // A deletion breaks one off.
    terminal.write(kitty("a=t,i=2,s=1,v=1,m=1;AAAA") + &kitty("a=d,d=i,i=9") + &kitty("m=0;AA=="));
    terminal.write(kitty("a=p,i=2"));
    terminal.expect_answer("\x1b_Gi=2;ENOENT:there is no such image\x1b\\");
}

#[test]
fn text_leaves_kittys_images_alone_but_clearing_the_screen_does_not() {
    let mut terminal = Fixture::new(10, 3);
    terminal.write(format!(
        "{}\x1b[Hxyz",
        kitty(&format!("a=T,z=-1,c=3,r=2,{TWO}"))
    ));
    let grid = terminal.grid(0);
    assert_eq!(grid.row_text(0), "xyz");
    assert_eq!(seen(&terminal), ["012", "012", ""]);
    terminal.write("\x1b[2J");
    assert_eq!(seen(&terminal), ["", "", ""]);
}

#[test]
fn kittys_images_lie_upon_each_other_by_their_height() {
    let mut terminal = Fixture::new(10, 2);
    for (id, z) in [(1, 5), (2, -5), (3, 0), (4, i32::MIN)] {
        terminal.write(kitty(&format!("a=T,C=1,i={id},c=1,r=1,z={z},q=2,{TWO}")));
    }
    let images = terminal.grid(0).cell(0, 0).images.clone().expect("images");
    let layers: Vec<Layer> = images.iter().map(|piece| piece.picture.layer).collect();
    let expected = [
        Layer::UnderBackgrounds,
        Layer::UnderText,
        Layer::OverText,
        Layer::OverText,
    ];
    assert_eq!(layers, expected);
}

#[test]
fn images_are_deleted_in_every_way() {
    let table = [
        ("a=d", "......"),
        ("a=d,d=A", "......"),
        ("a=d,d=i,i=1", ".11222"),
        ("a=d,d=i,i=2,p=9", "011222"),
        ("a=d,d=c", "011..."),
        ("a=d,d=p,x=2,y=1", "0..222"),
        ("a=d,d=q,x=2,y=1,z=7", "0..222"),
        ("a=d,d=q,x=2,y=1,z=8", "011222"),
        ("a=d,d=x,x=1", ".11222"),
        ("a=d,d=y,y=1", "......"),
        ("a=d,d=y,y=2", "011222"),
        ("a=d,d=z,z=7", "0..222"),
        ("a=d,d=r,x=2,y=3", "0....."),
        ("a=d,d=n,I=5", "011222"),
        ("a=d,d=?", "011222"),
    ];
    for (command, expected) in table {
        let mut terminal = Fixture::new(6, 2);
        for (id, cols, z) in [(1, 1, 0), (2, 2, 7), (3, 3, 0)] {
            let place = format!("a=T,q=2,i={id},c={cols},r=1,z={z},{TWO}");
            terminal.write(kitty(&place));
        }
        terminal.write(format!("\x1b[1;4H{}", kitty(command)));
        let grid = terminal.grid(0);
        let width = |piece: &Piece| (piece.picture.size.0 / 10).saturating_sub(1);
        let letter = |cell: &Cell| match cell.images.as_deref() {
            Some([piece]) => char::from_digit(width(piece), 10).unwrap_or('?'),
            _ => '.',
        };
        let shown: String = grid.row(0).iter().map(letter).collect();
        assert_eq!(shown, expected, "{command}");
    }
}

#[test]
fn an_image_without_placements_is_kept_unless_its_data_is_deleted() {
    let mut terminal = Fixture::new(6, 2);
    for (delete, answer) in [
        ("a=d,d=a", "OK"),
        ("a=d,d=A", "ENOENT:there is no such image"),
    ] {
        terminal.write(kitty(&format!("a=T,q=2,i=1,{TWO}")) + &kitty(delete));
        terminal.write(kitty("a=p,i=1"));
        terminal.expect_answer(&format!("\x1b_Gi=1;{answer}\x1b\\"));
    }
}

#[test]
fn an_image_may_be_called_by_a_number_that_gets_an_id() {
    let mut terminal = Fixture::new(6, 2);
    terminal.write(kitty(&format!("a=t,I=13,{TWO}")));
    terminal.expect_answer("\x1b_Gi=1073741825,I=13;OK\x1b\\");
    terminal.write(kitty("a=p,I=13"));
    terminal.expect_answer("\x1b_Gi=1073741825,I=13;OK\x1b\\");
    assert_eq!(seen(&terminal)[0], "0");
}

#[test]
fn placeholders_in_the_text_show_an_image() {
    let mut terminal = Fixture::new(10, 4);
    terminal.write(kitty(&format!("a=T,U=1,i=42,c=3,r=2,q=2,{TWO}")));
    assert_eq!(seen(&terminal)[0], "");
    terminal
        .write("\x1b[38;5;42m\u{10eeee}\u{305}\u{305}\u{10eeee}\u{10eeee}\u{10eeee}\x1b[m|\r\n");
    terminal.write("\x1b[38;5;42m\u{10eeee}\u{30d}\u{10eeee}\x1b[38;5;43m\u{10eeee}\x1b[m|");
    let rows = seen(&terminal);
    assert_eq!(rows[0], "012\u{10eeee}|");
    assert_eq!(rows[1], "01\u{10eeee}|");
    assert_eq!(piece(&terminal, 1, 1).row, 1);
    // It keeps its shape in the middle of its cells: 30 by 15 in 30 by 40 pixels.
    let picture = piece(&terminal, 0, 0).picture;
    assert_eq!((picture.offset, picture.size), ((0, 12), (30, 15)));
    // Deleting what is seen leaves it.
    terminal.write(kitty("a=d"));
    assert_eq!(seen(&terminal)[0], "012\u{10eeee}|");
    terminal.write(kitty("a=d,d=i,i=42"));
    assert_eq!(seen(&terminal)[0], "\u{10eeee}".repeat(4) + "|");
}

#[test]
fn an_animation_says_when_it_looks_different() {
    let mut terminal = Fixture::new(10, 2);
    terminal.write(kitty(&format!("a=T,q=2,i=1,C=1,{TWO}")));
    let mut grid = Grid::new(Size::new(10, 2));
    assert_eq!(terminal.engine.draw(0, &mut grid), None);
    let first = piece(&terminal, 0, 0).picture;
    terminal.write(kitty("a=f,i=1,q=2,c=1,x=1,f=24,s=1,v=1,z=60000;AAD/"));
    terminal.write(kitty("a=a,i=1,s=3,r=1,z=60000"));
    assert!(terminal.engine.draw(0, &mut grid).is_some());
    assert_eq!(piece(&terminal, 0, 0).picture, first);
    terminal.write(kitty("a=a,i=1,c=2"));
    let second = piece(&terminal, 0, 0).picture;
    assert_eq!(second.image.pixels(), [255, 0, 0, 255, 0, 0, 255, 255]);
    terminal.write(kitty("a=c,i=1,r=2,c=1,w=1,h=1,X=1") + &kitty("a=a,i=1,c=1,s=1"));
    let first = piece(&terminal, 0, 0).picture;
    assert_eq!(first.image.pixels(), [0, 0, 255, 255, 0, 255, 0, 255]);
    assert_eq!(terminal.engine.draw(0, &mut grid), None);
    for (command, answer) in [
        ("a=c,i=1,r=9,c=1", "ENOENT:there is no such frame"),
        (
            "a=c,i=1,r=2,c=1,w=3",
            "EINVAL:the rectangle is not within the image",
        ),
        ("a=c,i=1,r=1,c=1", "EINVAL:the rectangles overlap"),
        (
            "a=f,i=1,x=2,f=24,s=1,v=1;AAD/",
            "EINVAL:the frame is not within the image",
        ),
        (
            "a=f,i=2,f=24,s=1,v=1;AAD/",
            "i=2;ENOENT:there is no such image",
        ),
        ("a=a,i=1,c=3", "ENOENT:there is no such frame"),
    ] {
        terminal.write(kitty(command));
        let named = if answer.starts_with("i=") { "" } else { "i=1;" };
        terminal.expect_answer(&format!("\x1b_G{named}{answer}\x1b\\"));
    }
}

#[test]
fn the_other_screen_has_its_own_images() {
    let mut terminal = Fixture::new(6, 2);
    terminal.write(format!(
        "{}\x1b[?1049h",
        kitty(&format!("a=T,q=2,i=1,{TWO}"))
    ));
    assert_eq!(seen(&terminal), ["", ""]);
    terminal.write(format!("\x1b[2;1H{}", kitty("a=p,i=1,c=2,r=1,q=2")));
    assert_eq!(seen(&terminal), ["", "01"]);
    terminal.write("\x1b[?1049l");
    assert_eq!(seen(&terminal), ["0", ""]);
}

#[test]
fn an_image_is_wrapped_with_its_row_and_found_again() {
    let mut terminal = Fixture::new(6, 4);
    terminal.write(format!("{SIXELS}\r\nx"));
    terminal.resize(12, 4);
    assert_eq!(seen(&terminal), ["012", "012", "x", ""]);
    terminal.resize(6, 4);
    assert_eq!(seen(&terminal), ["012", "012", "x", ""]);
}

#[test]
fn graphics_may_be_switched_off_and_asked_about() {
    let mut terminal = Fixture::new(40, 10);
    for (question, answer) in [
        ("\x1b[?1;1;0S", "\x1b[?1;0;1024S"),
        ("\x1b[?2;1;0S", "\x1b[?2;0;400;200S"),
        ("\x1b[?2;4;0S", "\x1b[?2;0;10000;10000S"),
        ("\x1b[?1;3;16S", "\x1b[?1;3S"),
        ("\x1b[?3;1;0S", "\x1b[?3;1S"),
        ("\x1b[?80$p", "\x1b[?80;2$y"),
    ] {
        terminal.write(question);
        terminal.expect_answer(answer);
    }
    let settings = TerminalSettings {
        kitty_graphics: false,
        ..TerminalSettings::default()
    };
    terminal
        .engine
        .set_options(100, Palette::default(), settings);
    terminal.write(kitty(&format!("a=T,i=1,{TWO}")) + "\x1b[5n");
    terminal.expect_answer("\x1b[0n");
    assert_eq!(seen(&terminal)[0], "");
}

#[test]
fn what_comes_after_an_image_waits_until_it_is_decoded() {
    let mut terminal = Fixture::new(10, 2);
    let mut events = Vec::new();
    let bytes = format!("a{}b\x07", file("", &png(10, 20)));
    let work = terminal.engine.begin(bytes.as_bytes(), &mut events);
    terminal.engine.advance(b"c", &mut events);
    assert_eq!((seen(&terminal)[0].as_str(), events.len()), ("a", 0));
    let done = work.expect("work").run();
    assert!(terminal.engine.go_on(done, &mut events).is_none());
    assert_eq!(seen(&terminal)[0], "a0bc");
    assert_eq!(events, [EngineEvent::Bell]);
}

#[test]
fn no_pixel_changes_before_the_work_that_is_handed_out_is_run() {
    let mut terminal = Fixture::new(10, 2);
    terminal.write(kitty(&format!("a=T,q=2,i=1,C=1,c=1,r=1,{TWO}")));
    terminal.write(kitty(&format!("a=f,q=2,i=1,{TWO}")));
    let mut events = Vec::new();
    for (bytes, steps) in [
        (kitty("a=c,i=1,r=2,c=1,w=1,h=1,X=1"), 1),
        // What it carries is decoded, and then laid upon the frame.
        (kitty("a=f,q=2,i=1,r=1,f=24,s=1,v=1;AAD/"), 2),
        (SIXELS.to_owned(), 1),
    ] {
        let before = piece(&terminal, 0, 0).picture;
        let mut work = terminal.engine.begin(bytes.as_bytes(), &mut events);
        for _ in 0..steps {
            assert_eq!(piece(&terminal, 0, 0).picture, before, "{bytes:?}");
            let done = work.take().expect("there is work").run();
            work = terminal.engine.go_on(done, &mut events);
        }
        assert!(work.is_none(), "{bytes:?}");
        assert_ne!(piece(&terminal, 0, 0).picture, before, "{bytes:?}");
    }
}

#[test]
fn what_comes_while_a_frame_is_made_waits_for_it() {
    let mut terminal = Fixture::new(10, 2);
    terminal.write(kitty(&format!("a=t,q=2,i=1,{TWO}")));
    let mut events = Vec::new();
    let compose = kitty("a=c,i=1,r=1,c=1,w=1,h=1,X=1");
    let work = terminal.engine.begin(compose.as_bytes(), &mut events);
    terminal.write(kitty("a=d,d=I,i=1") + &kitty("a=p,i=1"));
    let done = work.expect("there is work").run();
    assert!(terminal.engine.go_on(done, &mut events).is_none());
    terminal.expect_answer("\x1b_Gi=1;ENOENT:there is no such image\x1b\\");
}

#[test]
fn others_may_have_the_screen_between_placements_that_cover_much() {
    let mut terminal = Fixture::new(100, 50);
    terminal.write(kitty(&format!("a=t,q=2,i=1,{TWO}")));
    let mut events = Vec::new();
    let mut stops = |placement: &str| {
        let bytes = format!("\r{}", kitty(placement)).repeat(3);
        let mut work = terminal.engine.begin(bytes.as_bytes(), &mut events);
        let mut stops = 0;
        while let Some(next) = work {
            stops += 1;
            work = terminal.engine.go_on(next.run(), &mut events);
        }
        stops
    };
    assert_eq!(stops("a=p,q=2,i=1,c=100,r=600"), 3);
    assert_eq!(stops("a=p,q=2,i=1,c=2,r=1"), 0);
}

#[test]
fn images_that_are_seen_no_more_give_their_memory_back() {
    let budget = Budget::new(10_000_000);
    let images = budget.clone();
    let mut terminal = Fixture::with(10, 3, |options| EngineOptions {
        images,
        scrollback_lines: 5,
        ..options
    });
    terminal.write(SIXELS);
    terminal.write(kitty(&format!("a=T,{TWO}")));
    assert_eq!(budget.taken(), 25 * 40 * 4 + 8);
    terminal.write("\x1b[2J");
    assert_eq!(budget.taken(), 0);
    // One that has an id is kept for later.
    terminal.write(kitty(&format!("a=T,q=2,i=1,{TWO}")) + "\x1b[2J");
    assert_eq!(budget.taken(), 8);
    terminal.write(kitty("a=d,d=I,i=1"));
    assert_eq!(budget.taken(), 0);
    terminal.write(format!("\x1b[H{SIXELS}"));
    terminal.write("\r\n".repeat(9000));
    assert_eq!(budget.taken(), 0);
    drop(terminal);
}

#[test]
fn the_oldest_images_make_room_for_new_ones() {
    let budget = Budget::new(3 * 800);
    let images = budget.clone();
    let mut terminal = Fixture::with(10, 3, |options| EngineOptions { images, ..options });
    let data = base64(&[7; 800]);
    for id in 1..=5 {
        terminal.write(kitty(&format!("a=t,i={id},q=2,s=10,v=20;{data}")));
        assert!(budget.taken() <= 3 * 800);
    }
    for (id, answer) in [(2, "ENOENT:there is no such image"), (3, "OK"), (5, "OK")] {
        terminal.write(kitty(&format!("a=p,i={id}")));
        terminal.expect_answer(&format!("\x1b_Gi={id};{answer}\x1b\\"));
    }
    let large = base64(&[7; 2800]);
    terminal.write(kitty(&format!("a=t,i=9,s=10,v=70;{large}")));
    terminal.expect_answer("\x1b_Gi=9;ENOSPC:there is no room for the image\x1b\\");
}

#[test]
fn images_without_a_name_do_not_pile_up_on_a_cell() {
    let mut terminal = Fixture::new(10, 4);
    for _ in 0..100 {
        terminal.write(kitty(&format!("a=T,C=1,c=2,r=1,{TWO}")));
    }
    let images = terminal.grid(0).cell(0, 0).images.clone();
    assert_eq!(images.expect("the newest ones").len(), 16);
}

#[test]
fn sixels_without_a_background_of_their_own_have_that_of_the_screen() {
    let mut terminal = Fixture::new(10, 4);
    terminal.write("\x1b]11;#102030\x1b\\");
    // The first parameter's default leaves what is not drawn as the background is.
    terminal.write("\x1bPq\"1;1;2;6#1;2;100;0;0~\x1b\\");
    let shown = piece(&terminal, 0, 0);
    let pixels = shown.picture.image.pixels().to_vec();
    assert_eq!(pixels[4..8], [0x10, 0x20, 0x30, 255]);
}
