//! How much memory images may take.
//!
//! A budget is shared by who takes from it; a [`Lease`] gives back what it took when it goes, whoever
//! held the pixels last. Any thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A number of bytes that several may take from.
#[derive(Clone, Debug)]
pub struct Budget(Arc<Purse>);

#[derive(Debug)]
struct Purse {
    limit: usize,
    taken: AtomicUsize,
    above: Option<Budget>,
}

impl Budget {
    /// Returns a budget of so many bytes.
    pub fn new(limit: usize) -> Self {
        Self(Arc::new(Purse {
            limit,
            taken: AtomicUsize::new(0),
            above: None,
        }))
    }

    /// Returns a budget of so many bytes, all of which are taken from this one too.
    pub fn part(&self, limit: usize) -> Self {
        Self(Arc::new(Purse {
            limit,
            taken: AtomicUsize::new(0),
            above: Some(self.clone()),
        }))
    }

    /// Takes so many bytes; `None` when they are not there.
    pub fn take(&self, bytes: usize) -> Option<Lease> {
        let above = match &self.0.above {
            Some(above) => Some(Box::new(above.take(bytes)?)),
            None => None,
        };
        let fits = |taken: usize| taken.checked_add(bytes).filter(|sum| *sum <= self.0.limit);
        let (set, fetch) = (Ordering::AcqRel, Ordering::Acquire);
        self.0.taken.fetch_update(set, fetch, fits).ok()?;
        Some(Lease {
            budget: self.clone(),
            bytes,
            _above: above,
        })
    }

    /// Returns how many bytes are taken.
    pub fn taken(&self) -> usize {
        self.0.taken.load(Ordering::Acquire)
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(super::MAX_ALL_BYTES)
    }
}

/// Bytes that were taken from a budget; they are given back when it is dropped.
#[derive(Debug)]
pub struct Lease {
    budget: Budget,
    bytes: usize,
    _above: Option<Box<Lease>>,
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.budget.0.taken.fetch_sub(self.bytes, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_given_back() {
        let all = Budget::new(100);
        let (one, other) = (all.part(80), all.part(80));
        let first = one.take(60).expect("there is room");
        assert!(one.take(21).is_none(), "the part is used up");
        assert!(other.take(41).is_none(), "the whole is used up");
        let second = other.take(40).expect("there is room");
        assert_eq!((all.taken(), one.taken(), other.taken()), (100, 60, 40));
        drop(first);
        assert_eq!((all.taken(), one.taken()), (40, 0));
        drop(second);
        assert_eq!((all.taken(), other.taken()), (0, 0));
        assert!(all.take(usize::MAX).is_none());
    }
}
