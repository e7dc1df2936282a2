//! Tests of what is kept: numbers of placements and files in parts.

use super::*;

fn shelf() -> Shelf {
    Shelf::new(Budget::new(1_000_000))
}

fn pixel() -> Animation {
    Animation::still(1, 1, vec![9; 4])
}

#[test]
fn placements_and_images_have_bounds() {
    let mut shelf = shelf();
    let key = shelf.keep(pixel()).expect("kept");
    for _ in 0..MAX_PLACEMENTS + 10 {
        shelf.place(key, Layout::default());
    }
    assert_eq!(shelf.placements.len(), MAX_PLACEMENTS);
    for _ in 0..MAX_IMAGES + 10 {
        shelf.keep(pixel()).expect("kept");
    }
    assert_eq!(shelf.images.len(), MAX_IMAGES);
    shelf.forget_unseen(|_| false);
    assert!(shelf.is_empty());
}

#[test]
fn a_file_in_parts_has_a_bound() {
    let mut shelf = shelf();
    shelf.file_part(Ok(vec![1]));
    assert!(shelf.end_file().is_none());
    let (facts, _) = super::super::files::FileString::of_facts().finish();
    shelf.begin_file(facts);
    for _ in 0..3 {
        shelf.file_part(Ok(vec![0; MAX_DATA_BYTES / 2]));
    }
    let (_, whole) = shelf.end_file().expect("an end");
    assert_eq!(whole, Err(TextError::TooLong));
}
