//! The fonts of all windows: those that look alike share one set of faces and glyphs.
//!
//! Hides who uses which set. A set that nobody uses any longer goes; the first one's catalog, which knows the
//! system's fonts, serves them all. Main thread only.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use smol_str::SmolStr;

use crate::fonts::{FontOptions, Fonts};

/// The sets there are.
pub(super) struct FontSets {
    /// The first set, which is kept when nobody uses it.
    first: Rc<RefCell<Fonts>>,
    others: Vec<Weak<RefCell<Fonts>>>,
    /// How many there have been.
    made: u64,
}

impl FontSets {
    pub(super) fn new(first: Fonts) -> FontSets {
        FontSets {
            first: Rc::new(RefCell::new(first)),
            others: Vec::new(),
            made: 1,
        }
    }

    /// Returns a set that is made from these options.
    pub(super) fn take(&mut self, options: FontOptions) -> Rc<RefCell<Fonts>> {
        if let Some(set) = self.find(&options) {
            return set;
        }
        if Rc::strong_count(&self.first) == 1 {
            self.first.borrow_mut().configure(options);
            return Rc::clone(&self.first);
        }
        let set = self.first.borrow().another(options, self.made);
        let set = Rc::new(RefCell::new(set));
        self.made += 1;
        self.others.retain(|other| other.strong_count() > 0);
        self.others.push(Rc::downgrade(&set));
        set
    }

    /// Makes the set that a window uses one that is made from these options: itself, where no other window
    /// uses it.
    pub(super) fn change(&mut self, own: &mut Rc<RefCell<Fonts>>, options: FontOptions) {
        if let Some(set) = self.find(&options) {
            *own = set;
            return;
        }
        let kept = usize::from(Rc::ptr_eq(own, &self.first));
        if Rc::strong_count(own) == 1 + kept {
            own.borrow_mut().configure(options);
        } else {
            *own = self.take(options);
        }
    }

    fn find(&self, options: &FontOptions) -> Option<Rc<RefCell<Fonts>>> {
        let mut sets = self.sets();
        sets.find(|set| set.borrow().options() == options)
    }

    fn sets(&self) -> impl Iterator<Item = Rc<RefCell<Fonts>>> {
        let others = self.others.iter().filter_map(Weak::upgrade);
        std::iter::once(Rc::clone(&self.first)).chain(others)
    }

    /// Takes faces that were found meanwhile; returns the sets in which text looks different now.
    pub(super) fn take_found(&mut self) -> Vec<Rc<RefCell<Fonts>>> {
        let sets = self.sets();
        sets.filter(|set| set.borrow_mut().take_found()).collect()
    }

    /// Takes the graphemes that no font of any set has a glyph for.
    pub(super) fn take_missing(&mut self) -> Vec<SmolStr> {
        let sets = self.sets();
        sets.flat_map(|set| set.borrow_mut().take_missing())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::Catalog;

    fn sized(size: f32) -> FontOptions {
        FontOptions {
            size,
            ..FontOptions::default()
        }
    }

    fn sets() -> FontSets {
        FontSets::new(Fonts::new(Catalog::empty(), sized(12.0)))
    }

    #[test]
    fn windows_that_look_alike_share_their_fonts() {
        let mut sets = sets();
        let one = sets.take(sized(12.0));
        let other = sets.take(sized(12.0));
        assert!(Rc::ptr_eq(&one, &other));
    }

    #[test]
    fn a_window_with_another_size_of_text_leaves_the_others_alone() {
        let mut sets = sets();
        let one = sets.take(sized(12.0));
        let mut other = sets.take(sized(12.0));
        sets.change(&mut other, sized(24.0));
        assert_eq!(one.borrow().options().size, 12.0);
        assert_eq!(other.borrow().options().size, 24.0);
        assert!(other.borrow().metrics().height > one.borrow().metrics().height);
        let generations = [&one, &other].map(|set| set.borrow().glyphs().generation());
        assert_ne!(
            generations[0], generations[1],
            "a painter must tell them apart"
        );
        // Alone it is changed where it is.
        let before = Rc::as_ptr(&other);
        sets.change(&mut other, sized(30.0));
        assert_eq!(Rc::as_ptr(&other), before);
        // Back to what the others have, its own set goes.
        sets.change(&mut other, sized(12.0));
        assert!(Rc::ptr_eq(&other, &one));
        assert!(sets.others.iter().all(|set| set.strong_count() == 0));
    }

    #[test]
    fn the_first_set_serves_whoever_comes_after_its_last_user() {
        let mut sets = sets();
        drop(sets.take(sized(12.0)));
        let next = sets.take(sized(15.0));
        assert!(Rc::ptr_eq(&next, &sets.first));
        assert_eq!(next.borrow().options().size, 15.0);
    }
}
