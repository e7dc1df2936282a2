//! A page of a result that may be longer than anybody can use: the first so many by their order, and a
//! cursor that the next page begins after.
//!
//! It hides that no more than a page is held in memory, whatever is offered. Pure.

use std::collections::BinaryHeap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::FsError;

/// An item with its place in the order.
#[derive(Debug)]
struct Keyed<T> {
    key: Vec<u8>,
    item: T,
}

impl<T> PartialEq for Keyed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<T> Eq for Keyed<T> {}

impl<T> PartialOrd for Keyed<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Keyed<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

/// Where the items are, while they come in any order.
#[derive(Debug)]
enum Held<T> {
    /// Fewer than fit.
    Few(Vec<Keyed<T>>),
    /// The first so many, the last of them on top.
    Full(BinaryHeap<Keyed<T>>),
}

/// Keeps the first items by their keys.
#[derive(Debug)]
pub struct Page<T> {
    limit: usize,
    after: Option<Vec<u8>>,
    held: Held<T>,
    more: bool,
}

impl<T> Page<T> {
    /// Makes a page of at most `limit` items, which begins after `cursor`.
    pub fn new(limit: usize, cursor: Option<&str>) -> Result<Self, FsError> {
        let after = cursor.map(|cursor| {
            URL_SAFE_NO_PAD.decode(cursor).map_err(|_| {
                FsError::argument(
                    "`cursor` is not one that an earlier call returned as next_cursor",
                )
            })
        });
        Ok(Self {
            limit: limit.max(1),
            after: after.transpose()?,
            held: Held::Few(Vec::new()),
            more: false,
        })
    }

    /// Makes a page like this one, for another thread.
    pub fn same(&self) -> Self {
        Self {
            limit: self.limit,
            after: self.after.clone(),
            held: Held::Few(Vec::new()),
            more: false,
        }
    }

    /// Offers an item.
    pub fn push(&mut self, key: Vec<u8>, item: T) {
        if self.after.as_ref().is_some_and(|after| key <= *after) {
            return;
        }
        match &mut self.held {
            Held::Few(list) => {
                list.push(Keyed { key, item });
                if list.len() > self.limit {
                    let mut heap = BinaryHeap::from(std::mem::take(list));
                    heap.pop();
                    self.more = true;
                    self.held = Held::Full(heap);
                }
            }
            Held::Full(heap) => {
                if let Some(mut last) = heap.peek_mut()
                    && key < last.key
                {
                    *last = Keyed { key, item };
                }
            }
        }
    }

    /// Tells whether an item with this key would be kept.
    pub fn wants(&self, key: &[u8]) -> bool {
        if self
            .after
            .as_ref()
            .is_some_and(|after| key <= after.as_slice())
        {
            return false;
        }
        match &self.held {
            Held::Few(_) => true,
            Held::Full(heap) => heap.peek().is_none_or(|last| key < last.key.as_slice()),
        }
    }

    /// Tells whether an item with a key from `first` to `last` could be kept.
    pub fn wants_between(&self, first: &[u8], last: &[u8]) -> bool {
        if self
            .after
            .as_ref()
            .is_some_and(|after| last <= after.as_slice())
        {
            return false;
        }
        match &self.held {
            Held::Few(_) => true,
            Held::Full(heap) => heap
                .peek()
                .is_none_or(|greatest| first < greatest.key.as_slice()),
        }
    }

    /// Tells whether there is anything that it would not keep.
    pub fn is_choosy(&self) -> bool {
        self.after.is_some() || self.is_full()
    }

    /// Tells whether a page is together.
    pub fn is_full(&self) -> bool {
        matches!(self.held, Held::Full(_))
    }

    /// Takes what another page holds.
    pub fn merge(&mut self, other: Self) {
        self.more |= other.more;
        let items = match other.held {
            Held::Few(list) => list,
            Held::Full(heap) => heap.into_vec(),
        };
        for Keyed { key, item } in items {
            self.push(key, item);
        }
    }

    /// Returns the items in order, and the cursor of the next page where there are more.
    pub fn finish(self) -> (Vec<T>, Option<String>) {
        let mut items = match self.held {
            Held::Few(list) => list,
            Held::Full(heap) => heap.into_vec(),
        };
        items.sort_unstable();
        let last = items.last().filter(|_| self.more);
        let cursor = last.map(|last| URL_SAFE_NO_PAD.encode(&last.key));
        (items.into_iter().map(|keyed| keyed.item).collect(), cursor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_pages_together_are_the_whole_in_order(
            keys in proptest::collection::btree_set(proptest::collection::vec(any::<u8>(), 1..4), 0..60),
            limit in 1_usize..9,
            split in any::<bool>(),
        ) {
            let mut cursor: Option<String> = None;
            let mut got = Vec::new();
            loop {
                let mut page = Page::new(limit, cursor.as_deref()).unwrap();
                let mut other = page.same();
                for (index, key) in keys.iter().rev().enumerate() {
                    let half = if split && index % 2 == 0 { &mut other } else { &mut page };
                    half.push(key.clone(), key.clone());
                }
                page.merge(other);
                let (items, next) = page.finish();
                prop_assert!(items.len() <= limit);
                got.extend(items);
                cursor = next;
                if cursor.is_none() {
                    break;
                }
            }
            prop_assert_eq!(got, keys.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_cursor_of_ones_own_making_is_refused() {
        assert!(Page::<()>::new(1, Some("not a cursor!")).is_err());
    }
}
