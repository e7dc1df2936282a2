//! The last messages of the log, kept in memory for who wants to see them while the program runs.
//!
//! Hides how many there are and that each is cut. Usable from any thread; its lock is held for a moment. It
//! is not the log file, which keeps more and outlives the program.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use log::Level;

/// How many messages are kept.
const MOST: usize = 1000;
/// How many bytes of a message are kept.
const LONGEST: usize = 4096;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its place among all messages since the start.
    pub number: u64,
    /// When it was written.
    pub time: SystemTime,
    /// How important it is.
    pub level: Level,
    /// The part of the program that wrote it.
    pub target: String,
    /// What it says.
    pub text: String,
}

type Watcher = Arc<dyn Fn() + Send + Sync>;

#[derive(Default)]
struct Kept {
    messages: VecDeque<Message>,
    next: u64,
    watcher: Option<Watcher>,
    /// Whether the watcher knows already that there is something new.
    told: bool,
}

/// The last messages. Clones are the same ones.
#[derive(Clone, Default)]
pub struct Recent(Arc<Mutex<Kept>>);

impl Recent {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a message.
    pub fn push(&self, level: Level, target: &str, text: &str) {
        let mut kept = self.kept();
        if kept.messages.len() >= MOST {
            kept.messages.pop_front();
        }
        let number = kept.next;
        kept.next += 1;
        kept.messages.push_back(Message {
            number,
            time: SystemTime::now(),
            level,
            target: target.to_owned(),
            text: cut(text),
        });
        let news = !std::mem::replace(&mut kept.told, true);
        let watcher = kept.watcher.clone().filter(|_| news);
        // Whoever is told may want to look at once.
        drop(kept);
        if let Some(watcher) = watcher {
            watcher();
        }
    }

    /// Returns the kept messages from this number on.
    pub fn from(&self, number: u64) -> Vec<Message> {
        let mut kept = self.kept();
        kept.told = false;
        let messages = kept.messages.iter();
        messages
            .filter(|message| message.number >= number)
            .cloned()
            .collect()
    }

    /// Calls this once whenever there are messages that nobody has looked at; with none, no longer.
    pub fn watch(&self, watcher: Option<Watcher>) {
        let mut kept = self.kept();
        kept.watcher = watcher;
        kept.told = false;
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().find(|(at, _)| *at >= LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn the_last_messages_are_kept_in_order_and_long_ones_are_cut() {
        let recent = Recent::default();
        for number in 0..MOST + 3 {
            recent.push(Level::Info, "test", &number.to_string());
        }
        recent.push(Level::Error, "test", &"é".repeat(LONGEST));
        let all = recent.from(0);
        assert_eq!(all.len(), MOST);
        assert_eq!((all[0].number, all[0].text.as_str()), (4, "4"));
        let last = all.last().expect("the long one");
        assert_eq!(last.text.chars().count(), LONGEST / 2 + 1);
        assert_eq!(recent.from(last.number), std::slice::from_ref(last));
        assert_eq!(recent.from(last.number + 1), []);
    }

    #[test]
    fn who_watches_is_told_once_until_they_look() {
        let recent = Recent::default();
        let told = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&told);
        recent.watch(Some(Arc::new(move || {
            count.fetch_add(1, Ordering::Relaxed);
        })));
        recent.push(Level::Info, "test", "one");
        recent.push(Level::Info, "test", "two");
        assert_eq!(told.load(Ordering::Relaxed), 1);
        assert_eq!(recent.from(0).len(), 2);
        recent.push(Level::Info, "test", "three");
        assert_eq!(told.load(Ordering::Relaxed), 2);
        recent.watch(None);
        recent.push(Level::Info, "test", "four");
        assert_eq!(told.load(Ordering::Relaxed), 2);
    }
}
