//! Tests of the fonts with embedded faces, and with a catalog made of them.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use super::*;

const PLAIN: FaceStyle = FaceStyle::new(false, false);

fn embedded() -> Fonts {
    Fonts::new(Catalog::empty(), FontOptions::default())
}

fn face_of(fonts: &mut Fonts, grapheme: &str) -> String {
    let face = fonts.face_for(grapheme, PLAIN);
    fonts.face_name(face).to_owned()
}

fn one_cell<'a>(text: &'a str, cells: &'a [RunCell], face: FaceId, style: FaceStyle) -> Run<'a> {
    Run {
        text,
        cells,
        face,
        style,
        room: 0,
        leftwards: false,
    }
}

fn bitmap(fonts: &mut Fonts, text: &str, width: u8, style: FaceStyle) -> Bitmap {
    let face = fonts.face_for(text, style);
    let cells = [RunCell {
        start: 0,
        column: 0,
        width,
    }];
    let placed = fonts.shape(&one_cell(text, &cells, face, style));
    fonts.glyphs().bitmap(placed[0].glyph).clone()
}

fn ink(bitmap: &Bitmap) -> u64 {
    bitmap.data.iter().map(|value| u64::from(*value)).sum()
}

#[test]
fn a_machine_without_fonts_still_has_letters_symbols_and_emoji() {
    let mut fonts = embedded();
    let faces = ["a", "é", "я", "→", "😀", "✅"].map(|text| face_of(&mut fonts, text));
    let expected = [
        "DejaVu Sans Mono",
        "DejaVu Sans Mono",
        "DejaVu Sans Mono",
        "DejaVu Sans Mono",
        "Noto Emoji",
        "Noto Emoji",
    ];
    assert_eq!(faces, expected);
}

#[test]
fn each_style_has_a_face_of_its_own() {
    let mut fonts = embedded();
    let names = FaceStyle::ALL.map(|style| {
        let face = fonts.face_for("w", style);
        fonts.face_name(face).to_owned()
    });
    let expected = [
        "DejaVu Sans Mono",
        "DejaVu Sans Mono Bold",
        "DejaVu Sans Mono Oblique",
        "DejaVu Sans Mono Bold Oblique",
    ];
    assert_eq!(names, expected);
    let regular = bitmap(&mut fonts, "w", 1, PLAIN);
    let bold = bitmap(&mut fonts, "w", 1, FaceStyle::new(true, false));
    assert!(ink(&bold) > ink(&regular), "bold letters have more ink");
}

#[test]
fn what_no_font_has_falls_back_to_the_main_face() {
    let mut fonts = embedded();
    for grapheme in ["\u{100000}\u{10ffff}", "\u{100001}\u{301}", "\u{12000}"] {
        assert_eq!(face_of(&mut fonts, grapheme), "DejaVu Sans Mono");
    }
}

#[test]
fn an_unknown_family_is_replaced_and_sizes_out_of_reason_are_tamed() {
    for size in [0.0, -3.0, 1e9, f32::NAN, f32::INFINITY] {
        let options = FontOptions {
            families: vec![Wanted::regular("No Such Font")],
            size,
            line_height: f32::NAN,
            cell_width: -1.0,
            ..FontOptions::default()
        };
        let fonts = Fonts::new(Catalog::empty(), options);
        let metrics = fonts.metrics();
        assert_eq!(fonts.main_face(), "DejaVu Sans Mono");
        assert!((2..=512).contains(&metrics.width), "{size}: {metrics:?}");
        assert!((3..=1024).contains(&metrics.height), "{size}: {metrics:?}");
        assert!(metrics.underline < metrics.height, "{size}: {metrics:?}");
    }
}

#[test]
fn cells_grow_with_the_size_and_the_screen() {
    let metrics = |size, dpi| {
        let options = FontOptions {
            size,
            dpi,
            ..FontOptions::default()
        };
        Fonts::new(Catalog::empty(), options).metrics()
    };
    let (plain, larger, dense) = (
        metrics(12.0, 96.0),
        metrics(24.0, 96.0),
        metrics(12.0, 192.0),
    );
    assert_eq!((plain.width, plain.height), (10, 19));
    assert_eq!(larger, dense);
    assert!(larger.width.abs_diff(2 * plain.width) <= 1);
    assert!(larger.height.abs_diff(2 * plain.height) <= 1);
}

#[test]
fn another_size_makes_a_new_generation_of_glyphs() {
    let mut fonts = embedded();
    let small = bitmap(&mut fonts, "g", 1, PLAIN);
    let generation = fonts.glyphs().generation();
    assert!(!fonts.configure(FontOptions::default()), "nothing changed");
    let options = FontOptions {
        size: 24.0,
        ..FontOptions::default()
    };
    assert!(fonts.configure(options));
    assert_ne!(fonts.glyphs().generation(), generation);
    assert!(fonts.glyphs().all().is_empty());
    let large = bitmap(&mut fonts, "g", 1, PLAIN);
    assert!(large.height > small.height);
}

#[test]
fn a_run_is_shaped_once_and_each_glyph_belongs_to_its_cell() {
    let mut fonts = embedded();
    let text = "ae\u{301}b";
    let cells = [(0, 0), (1, 1), (4, 2)].map(|(start, column)| RunCell {
        start,
        column,
        width: 1,
    });
    let face = fonts.face_for("a", PLAIN);
    let run = one_cell(text, &cells, face, PLAIN);
    let placed = fonts.shape(&run);
    let columns: Vec<u16> = placed.iter().map(|placed| placed.column).collect();
    assert_eq!((columns.first(), columns.last()), (Some(&0), Some(&2)));
    assert!(columns.contains(&1));
    assert!(Rc::ptr_eq(&placed, &fonts.shape(&run)));
}

#[test]
fn wide_pictures_fit_two_cells() {
    let mut fonts = embedded();
    let wide = bitmap(&mut fonts, "🚀", 2, PLAIN);
    let Metrics { width, .. } = fonts.metrics();
    assert!(wide.width > width, "wider than one cell");
    assert!(wide.width <= 2 * width + 1, "{} pixels", wide.width);
}

fn catalog_of(fonts: &[&'static [u8]]) -> (Catalog, std::sync::mpsc::Receiver<()>) {
    let (woken, wakes) = channel();
    let fonts: Vec<Vec<u8>> = fonts.iter().map(|font| font.to_vec()).collect();
    let wake = Arc::new(move || {
        // The test may have ended.
        let _ = woken.send(());
    });
    let catalog = Catalog::start(wake, move || {
        let mut database = fontdb::Database::new();
        for font in fonts {
            database.load_font_data(font);
        }
        database
    });
    (catalog, wakes)
}

#[test]
fn a_configured_family_of_the_system_comes_first() {
    let (catalog, _wakes) = catalog_of(&[epaint_default_fonts::HACK_REGULAR]);
    let options = FontOptions {
        families: vec![Wanted::regular("Nothing"), Wanted::regular("hack")],
        ..FontOptions::default()
    };
    let mut fonts = Fonts::new(catalog, options);
    assert_eq!(fonts.main_face(), "Hack-Regular");
    // It has no bold face, and its regular one is better than another family's.
    let bold = fonts.face_for("w", FaceStyle::new(true, false));
    assert_eq!(fonts.face_name(bold), "Hack-Regular");
}

#[test]
fn a_family_is_taken_in_the_weight_and_style_that_are_wanted() {
    let names = |wanted: Wanted| {
        let (mut catalog, _wakes) = catalog_of(&[
            dejavu::sans_mono::regular(),
            dejavu::sans_mono::bold(),
            dejavu::sans_mono::oblique(),
            dejavu::sans_mono::bold_oblique(),
        ]);
        let family = catalog.family(&wanted).expect("it is there");
        family.map(|face| face.map_or_else(String::new, |face| face.name))
    };
    let plain = Wanted::regular("DejaVu Sans Mono");
    assert_eq!(
        names(plain.clone()),
        [
            "DejaVuSansMono",
            "DejaVuSansMono-Bold",
            "DejaVuSansMono-Oblique",
            "DejaVuSansMono-BoldOblique"
        ]
    );
    let bold = Wanted {
        weight: 700,
        ..plain.clone()
    };
    // There is nothing heavier for bold text.
    assert_eq!(
        names(bold),
        ["DejaVuSansMono-Bold", "", "DejaVuSansMono-BoldOblique", ""]
    );
    let leaning = Wanted {
        italic: true,
        ..plain
    };
    assert_eq!(
        names(leaning)[..2],
        ["DejaVuSansMono-Oblique", "DejaVuSansMono-BoldOblique"]
    );
}

#[test]
fn a_face_that_the_search_finds_later_takes_over() {
    let (catalog, wakes) = catalog_of(&[
        epaint_default_fonts::HACK_REGULAR,
        epaint_default_fonts::NOTO_EMOJI_REGULAR,
    ]);
    let mut fonts = Fonts::new(catalog, FontOptions::default());
    assert_eq!(face_of(&mut fonts, "😀"), "Noto Emoji");
    wakes
        .recv_timeout(Duration::from_secs(20))
        .expect("the search is answered");
    assert!(fonts.take_found());
    let found = face_of(&mut fonts, "😀");
    assert_ne!(
        found, "Noto Emoji",
        "the system's face, not the embedded one"
    );
    assert!(found.contains("Emoji"), "{found}");
    assert!(!fonts.take_found(), "nothing more is on its way");
}

/// Returns the faces that are found for graphemes that are sought together.
fn sought(
    fonts: &[&'static [u8]],
    folders: &[PathBuf],
    graphemes: &[&str],
    fallback: Fallback,
) -> Vec<String> {
    let (all_asked, asked) = channel();
    let (woken, wakes) = channel();
    let fonts: Vec<Vec<u8>> = fonts.iter().map(|font| font.to_vec()).collect();
    let wake = Arc::new(move || {
        // The test may have ended.
        let _ = woken.send(());
    });
    let mut catalog = Catalog::start(wake, move || {
        let () = asked.recv().expect("all is asked");
        let mut database = fontdb::Database::new();
        for font in fonts {
            database.load_font_data(font);
        }
        database
    });
    catalog.add_folders(folders);
    for grapheme in graphemes {
        assert!(catalog.search((*grapheme).into(), false, fallback));
    }
    all_asked.send(()).expect("it waits for that");
    let found = graphemes.iter().map(|grapheme| {
        wakes
            .recv_timeout(Duration::from_secs(20))
            .expect("the search is answered");
        let answer = catalog.answer().expect("it is there");
        assert_eq!(answer.grapheme, *grapheme);
        answer.face.map_or_else(String::new, |face| face.name)
    });
    found.collect()
}

#[test]
fn fonts_in_folders_serve_for_what_others_lack_only_where_that_is_wanted() {
    let folder = tempfile::tempdir().expect("room for it");
    let file = folder.path().join("hack.ttf");
    std::fs::write(file, epaint_default_fonts::HACK_REGULAR).expect("room for it");
    let folders = [folder.path().to_owned()];
    let bold = dejavu::sans_mono::bold();
    for (in_folders, expected) in [(false, "DejaVuSansMono-Bold"), (true, "Hack-Regular")] {
        let fallback = Fallback {
            in_folders,
            ..Fallback::default()
        };
        assert_eq!(sought(&[bold], &folders, &["w"], fallback), [expected]);
    }
    // By its name it is there in any case.
    let (mut catalog, _wakes) = catalog_of(&[bold]);
    catalog.add_folders(&folders);
    let family = catalog.family(&Wanted::regular("Hack"));
    assert!(family.is_some_and(|family| family[0].is_some()));
}

#[test]
fn the_font_that_has_most_of_what_is_lacking_comes_first_where_that_is_wanted() {
    let fonts = [
        dejavu::sans_mono::bold(),
        epaint_default_fonts::HACK_REGULAR,
    ];
    let by_coverage = Fallback {
        by_coverage: true,
        ..Fallback::default()
    };
    let (bold, plain) = ("DejaVuSansMono-Bold", "Hack-Regular");
    // Only the bold one has an A with a ring below.
    let both = ["w", "\u{1e00}"];
    assert_eq!(
        sought(&fonts, &[], &both, Fallback::default()),
        [plain, bold]
    );
    assert_eq!(sought(&fonts, &[], &both, by_coverage), [bold, bold]);
    // One alone says nothing of the fonts that have it.
    assert_eq!(sought(&fonts, &[], &["w"], by_coverage), [plain]);
}

#[test]
fn a_search_without_a_result_is_not_repeated() {
    let (catalog, wakes) = catalog_of(&[epaint_default_fonts::HACK_REGULAR]);
    let mut fonts = Fonts::new(catalog, FontOptions::default());
    assert_eq!(face_of(&mut fonts, "\u{12000}"), "DejaVu Sans Mono");
    wakes
        .recv_timeout(Duration::from_secs(20))
        .expect("the search is answered");
    assert!(!fonts.take_found());
    assert_eq!(face_of(&mut fonts, "\u{12000}"), "DejaVu Sans Mono");
    assert_eq!(fonts.searches.get("\u{12000}"), Some(&Search::Nothing));
}

#[test]
fn a_damaged_font_is_passed_over() {
    let mut damaged = epaint_default_fonts::HACK_REGULAR.to_vec();
    let end = damaged.len();
    damaged[end / 2..].fill(0xa5);
    let face = SystemFace {
        id: fontdb::ID::dummy(),
        name: "Damaged".to_owned(),
        bytes: Arc::new(damaged),
        index: 0,
        file: None,
        slanted: false,
    };
    // Either it is refused, or everything that is asked of it has an answer.
    if let Some(face) = Face::from_system(face.clone()) {
        face.covers("a");
        face.metrics(&FontOptions::default());
    }
    for bytes in [Vec::new(), vec![0; 3], b"not a font at all".to_vec()] {
        let face = SystemFace {
            bytes: Arc::new(bytes),
            ..face.clone()
        };
        assert!(Face::from_system(face).is_none());
    }
}

#[test]
fn a_rule_gives_text_of_its_style_another_family_and_the_main_one_stands_behind_it() {
    let (catalog, _wakes) = catalog_of(&[epaint_default_fonts::HACK_REGULAR]);
    let options = FontOptions {
        rules: vec![
            Rule {
                italic: Some(true),
                bold: Some(false),
                families: vec![Wanted::regular("Nothing"), Wanted::regular("Hack")],
                ..Rule::default()
            },
            Rule {
                underline: Some(Underline::Curly),
                ..Rule::default()
            },
        ],
        ..FontOptions::default()
    };
    let mut fonts = Fonts::new(catalog, options);
    let plain = Style::default();
    let styles = [
        plain,
        plain.italic(),
        plain.italic().bold(),
        plain.underline(Underline::Curly),
    ];
    assert_eq!(styles.map(|style| fonts.rule_for(&style)), [0, 1, 0, 2]);
    let italic = FaceStyle {
        italic: true,
        rule: 1,
        ..PLAIN
    };
    let mut name = |text: &str, style| {
        let face = fonts.face_for(text, style);
        fonts.face_name(face).to_owned()
    };
    assert_eq!(name("a", italic), "Hack-Regular");
    assert_eq!(name("a", PLAIN), "DejaVu Sans Mono");
    // A rule without a font leaves the main one.
    assert_eq!(
        name("a", FaceStyle { rule: 2, ..PLAIN }),
        "DejaVu Sans Mono"
    );
    // What Hack lacks comes from the main family in the style of the text.
    assert_eq!(name("Ꙁ", italic), "DejaVu Sans Mono Oblique");
    let cells = [RunCell {
        start: 0,
        column: 0,
        width: 1,
    }];
    let face = fonts.face_for("l", italic);
    let upright = fonts.shape(&one_cell("l", &cells, face, italic));
    let upright = fonts.glyphs().bitmap(upright[0].glyph).clone();
    let same = fonts.shape(&one_cell("l", &cells, face, FaceStyle { rule: 1, ..PLAIN }));
    let same = fonts.glyphs().bitmap(same[0].glyph);
    assert_eq!(&upright, same, "the face of a rule is not made to lean");
}

#[test]
fn icons_come_from_the_binary_and_take_the_room_that_they_have() {
    let mut fonts = embedded();
    for icon in ["\u{f09b}", "\u{e62b}", "\u{f013b}", "\u{e725}"] {
        assert_eq!(face_of(&mut fonts, icon), "Symbols Nerd Font", "{icon:?}");
    }
    let face = fonts.face_for("\u{f09b}", PLAIN);
    let width = |fonts: &mut Fonts, room: u8| {
        let cells = [RunCell {
            start: 0,
            column: 0,
            width: room,
        }];
        let run = Run {
            room,
            ..one_cell("\u{f09b}", &cells, face, PLAIN)
        };
        let placed = fonts.shape(&run);
        fonts.glyphs().bitmap(placed[0].glyph).width
    };
    let cell = fonts.metrics().width;
    assert!(width(&mut fonts, 1) <= cell);
    assert!(width(&mut fonts, 2) > cell && width(&mut fonts, 2) <= 2 * cell);
}

#[test]
fn a_font_has_the_features_and_the_size_that_are_said_of_it() {
    let glyphs = |features: Option<Vec<String>>, usual: &[&str], scale: f32| {
        let (catalog, _wakes) = catalog_of(&[dejavu::sans_mono::regular()]);
        let options = FontOptions {
            families: vec![Wanted {
                features,
                scale,
                ..Wanted::regular("DejaVu Sans Mono")
            }],
            features: usual.iter().map(|feature| (*feature).to_owned()).collect(),
            ..FontOptions::default()
        };
        let mut fonts = Fonts::new(catalog, options);
        let face = fonts.face_for("fi", PLAIN);
        let cells = [(0, 0), (1, 1)].map(|(start, column)| RunCell {
            start,
            column,
            width: 1,
        });
        let placed = fonts.shape(&one_cell("fi", &cells, face, PLAIN));
        (placed.len(), fonts.metrics())
    };
    let (plain, metrics) = glyphs(None, &[], 1.0);
    let (joined, _) = glyphs(None, &["dlig"], 1.0);
    let (own, _) = glyphs(
        Some(vec!["dlig=0".to_owned(), "nonsense??".to_owned()]),
        &["dlig"],
        1.0,
    );
    assert_eq!(plain, own, "its own features hold");
    assert!(joined <= plain);
    let (_, larger) = glyphs(None, &[], 2.0);
    assert!(larger.width.abs_diff(2 * metrics.width) <= 1);
    for scale in [0.0, f32::NAN, f32::INFINITY, -1.0] {
        let (_, tamed) = glyphs(None, &[], scale);
        assert!(tamed.width >= 2, "{scale}");
    }
}

#[test]
fn a_chosen_face_with_pictures_is_asked_before_the_system() {
    let (catalog, _wakes) = catalog_of(&[
        epaint_default_fonts::HACK_REGULAR,
        epaint_default_fonts::NOTO_EMOJI_REGULAR,
    ]);
    let mut database = fontdb::Database::new();
    database.load_font_data(epaint_default_fonts::NOTO_EMOJI_REGULAR.to_vec());
    let family = database
        .faces()
        .next()
        .map(|face| face.families[0].0.clone());
    let family = family.expect("it has a name");
    let wanted = |emoji| Wanted {
        emoji,
        ..Wanted::regular(family.clone())
    };
    let options = |emoji| FontOptions {
        families: vec![Wanted::regular("Hack"), wanted(emoji)],
        ..FontOptions::default()
    };
    let mut fonts = Fonts::new(catalog, options(None));
    let face = face_of(&mut fonts, "😀");
    assert!(face.contains("Emoji") && face != "Noto Emoji", "{face}");
    assert!(!fonts.is_looking_for("😀"));
    // Told that it has no pictures, it is no better than others for them.
    fonts.configure(options(Some(false)));
    face_of(&mut fonts, "😀");
    assert!(fonts.is_looking_for("😀"));
}

#[test]
fn what_no_font_has_is_told_once() {
    let mut fonts = embedded();
    face_of(&mut fonts, "\u{12000}");
    face_of(&mut fonts, "a");
    assert!(fonts.misses_any());
    assert_eq!(fonts.take_missing(), ["\u{12000}"]);
    fonts.configure(FontOptions {
        families: vec![Wanted::regular("Other")],
        ..FontOptions::default()
    });
    face_of(&mut fonts, "\u{12000}");
    assert!(!fonts.misses_any());
}

#[test]
fn a_face_can_be_made_as_large_as_the_main_one_looks() {
    let (catalog, _wakes) = catalog_of(&[
        epaint_default_fonts::HACK_REGULAR,
        epaint_default_fonts::UBUNTU_LIGHT,
    ]);
    let options = |scale_by_cap_height| FontOptions {
        families: vec![Wanted::regular("Hack"), Wanted::regular("Ubuntu")],
        scale_by_cap_height,
        ..FontOptions::default()
    };
    let mut fonts = Fonts::new(catalog, options(false));
    let scales = |fonts: &Fonts| fonts.faces.iter().map(Face::scale).collect::<Vec<_>>();
    assert!(scales(&fonts).iter().all(|scale| *scale == 1.0));
    fonts.configure(options(true));
    assert_eq!(scales(&fonts)[0], 1.0);
    assert!(scales(&fonts).iter().any(|scale| *scale != 1.0));
}

#[test]
fn the_tab_bar_can_have_a_font_and_a_size_of_its_own() {
    let (catalog, _wakes) = catalog_of(&[
        epaint_default_fonts::HACK_REGULAR,
        epaint_default_fonts::UBUNTU_LIGHT,
    ]);
    let options = |bar| FontOptions {
        families: vec![Wanted::regular("Hack")],
        bar,
        ..FontOptions::default()
    };
    let mut fonts = Fonts::new(catalog, options(None));
    let text = fonts.metrics();
    assert_eq!(fonts.bar_metrics(), text);
    fonts.configure(options(Some(BarFont {
        families: vec![Wanted::regular("Ubuntu")],
        size: 24.0,
    })));
    assert_eq!(fonts.metrics(), text);
    let bar = fonts.bar_metrics();
    assert!(bar.height > text.height && bar.width > text.width);
    let style = FaceStyle { bar: true, ..PLAIN };
    let face = fonts.face_for("i", style);
    assert!(fonts.face_name(face).starts_with("Ubuntu"));
    assert!(face_of(&mut fonts, "i").starts_with("Hack"));
    // Letters stand as close as they are wide, and closer where their cells end.
    let mut rights = |text: &str| {
        let cells = [RunCell {
            start: 0,
            column: 0,
            width: text.len() as u8,
        }];
        let placed = fonts.shape(&one_cell(text, &cells, face, style));
        placed.iter().map(|placed| placed.right).collect::<Vec<_>>()
    };
    let (narrow, wide) = (rights("iiii"), rights("WWWW"));
    let cell = bar.width as i16;
    assert_eq!((narrow.len(), wide.len()), (4, 4));
    assert!(narrow[3] < 2 * cell, "{narrow:?}");
    assert!((2 * cell..4 * cell).contains(&wide[3]), "{wide:?}");
}
