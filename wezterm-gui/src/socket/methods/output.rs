//! The output of commands, as much of it as an answer is to hold.
//!
//! Hides what is kept of a long text: its beginning and its end. Runs on a connection's thread and
//! takes a pane's lock only to copy one command's text; the main thread does not wait for it.

use mux::{CommandBlock, Pane};
use serde_json::{Value, json};

use crate::app::block_json;

/// How much is kept of one command's output where nothing else is asked for.
const USUAL: usize = 1024 * 1024;
/// How much is kept of all commands' output in one answer.
const ALL: usize = 16 * 1024 * 1024;

/// How much of the commands' output is told.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    /// Bytes of one command's output.
    each: usize,
    /// Bytes that are left for all.
    left: usize,
}

impl Wanted {
    /// Returns what the parameters `output` and `max_bytes` ask for.
    pub(super) fn of(output: bool, max_bytes: Option<usize>) -> Option<Wanted> {
        output.then(|| Wanted {
            each: max_bytes.unwrap_or(USUAL),
            left: ALL,
        })
    }

    /// Returns a block with its output.
    fn tell(&mut self, block: &CommandBlock, text: String) -> Value {
        let (text, left_out) = shorten(text, self.each.min(self.left));
        self.left = self.left.saturating_sub(text.len());
        let mut told = block_json(block);
        told["output"] = json!(text);
        told["output_truncated"] = json!(left_out > 0);
        told["output_left_out"] = json!(left_out);
        told
    }
}

/// Returns blocks as an answer tells them; the later ones come first when there is too much.
pub(super) fn tell(pane: Option<&Pane>, blocks: &[CommandBlock], wanted: Option<Wanted>) -> Value {
    let (Some(pane), Some(mut wanted)) = (pane, wanted) else {
        return blocks.iter().map(block_json).collect();
    };
    let told = blocks.iter().rev();
    let mut told: Vec<Value> = told
        .map(|block| wanted.tell(block, pane.block_text(block)))
        .collect();
    told.reverse();
    Value::Array(told)
}

/// Keeps `limit` bytes of a longer text, half of them from its beginning and half from its end, with
/// a line between them that tells how many bytes are left out, which is returned too.
fn shorten(text: String, limit: usize) -> (String, usize) {
    if text.len() <= limit {
        return (text, 0);
    }
    let head = text.floor_char_boundary(limit - limit / 2);
    let tail = text.ceil_char_boundary(text.len() - limit / 2);
    let left_out = tail - head;
    let (head, tail) = (&text[..head], &text[tail..]);
    let short = format!("{head}\n[... {left_out} bytes left out ...]\n{tail}");
    (short, left_out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_beginning_and_the_end_of_a_long_text_are_kept() {
        let text = || "0123456789".to_owned();
        assert_eq!(shorten(text(), 10), (text(), 0));
        assert_eq!(
            shorten(text(), 5),
            ("012\n[... 5 bytes left out ...]\n89".to_owned(), 5)
        );
        assert_eq!(
            shorten(text(), 0),
            ("\n[... 10 bytes left out ...]\n".to_owned(), 10)
        );
    }

    proptest! {
        #[test]
        fn what_is_kept_and_what_is_left_out_is_the_text(text in ".{0,60}", limit in 0usize..80) {
            let (short, left_out) = shorten(text.clone(), limit);
            let note = format!("\n[... {left_out} bytes left out ...]\n");
            let kept = short.replacen(&note, "", usize::from(left_out > 0));
            prop_assert_eq!(kept.len() + left_out, text.len());
            prop_assert!(kept.len() <= limit);
            // A character that is cut is left out as a whole.
            prop_assert!(left_out == 0 || kept.len() + 6 >= limit);
        }
    }
}
