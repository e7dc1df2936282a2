//! What a person is told when the X server goes away and takes the program with it.
//!
//! The X library then ends the whole process by C's `exit`, from within winit, and a handler of ours
//! could be given to it by unsafe code only. What still runs is what `exit` itself runs: destructors of
//! variables of the thread that called it, which is the main one. So the words wait in such a variable;
//! nothing reads it, and it is taken back where the program ends by itself. What ran in the panes is
//! hung up by the kernel, with the ptys. Main thread.

use std::cell::RefCell;
use std::fs::File;
use std::io::Write;

thread_local! {
    // The one place that outlives everything else and is still dropped.
    static WORDS: RefCell<Words> = const { RefCell::new(Words(None)) };
}

/// Words, and where they are said; nobody says them twice.
struct Words(Option<(File, String)>);

impl Drop for Words {
    fn drop(&mut self) {
        if let Some((mut stderr, text)) = self.0.take() {
            // Nothing is left to tell it to when this fails.
            let _ = writeln!(stderr, "{text}");
        }
    }
}

/// Words that are ready; dropped, they are not said.
pub struct LastWords(());

impl LastWords {
    /// Says `text` on `stderr` if the process ends while this is held.
    pub fn hold(stderr: File, text: String) -> Self {
        WORDS.set(Words(Some((stderr, text))));
        Self(())
    }
}

impl Drop for LastWords {
    fn drop(&mut self) {
        WORDS.with_borrow_mut(|words| words.0 = None);
    }
}
