//! What a call would change, where it would run and what would hold it back, for the person who is asked
//! about it.
//!
//! It hides a tool that hangs, breaks or floods: then there is no preview, or a part of one, and the
//! person is asked all the same. In tasks of their own on the background runtime. It is not what is
//! allowed: that is the call, which may find other contents when it runs.

use std::sync::Arc;
use std::time::Duration;

use super::{Examined, Gate, caught};
use crate::run::AbortOnDrop;
use crate::tool::{Hold, Surroundings};

/// How long a tool may take over it.
const TIME_LIMIT: Duration = Duration::from_secs(3);
/// How much of it is shown, in bytes.
const SIZE_LIMIT: usize = 64 * 1024;
/// How long the line about what holds it back may be, in bytes.
const HOLD_LIMIT: usize = 500;

impl Gate {
    /// Returns what the tool says that the call would change, if it says so in time.
    pub(super) async fn preview(&self, call: &Examined) -> Option<String> {
        let tool = Arc::clone(&call.known.tool);
        let (args, cx) = (call.args.clone(), self.tool_context(call.reach.paths()));
        let making = async move { tool.preview(args, cx).await };
        let making = tokio::spawn(self.within_call(making));
        let _stop = AbortOnDrop(making.abort_handle());
        let name = call.known.tool.name();
        match tokio::time::timeout(TIME_LIMIT, making).await {
            Ok(Ok(preview)) => preview.map(cut),
            Ok(Err(error)) => {
                log::error!("tool `{name}` broke over what a call would change: {error}");
                None
            }
            Err(_) => {
                log::warn!("tool `{name}` did not say in time what a call would change");
                None
            }
        }
    }
}

impl Gate {
    /// Returns where the tool says that the call would run and what would hold it back, if it says so in
    /// time.
    pub(super) async fn surroundings(&self, call: &Examined) -> Surroundings {
        let tool = Arc::clone(&call.known.tool);
        let (args, cx) = (call.args.clone(), self.tool_context(call.reach.paths()));
        let looking = tokio::task::spawn_blocking(move || {
            caught(tool.name(), || tool.surroundings(&args, &cx))
        });
        let name = call.known.tool.name();
        let mut told = match tokio::time::timeout(TIME_LIMIT, looking).await {
            Ok(Ok(Ok(told))) => told,
            // What broke is in the log.
            Ok(_) => Surroundings::default(),
            Err(_) => {
                log::warn!("tool `{name}` did not say in time where a call would run");
                Surroundings::default()
            }
        };
        if let Some(Hold::Sandbox(words) | Hold::Nothing(words)) = &mut told.hold {
            words.truncate(words.floor_char_boundary(HOLD_LIMIT));
        }
        told
    }
}

/// Cuts what is longer than a person can read behind its last whole line, and says so.
fn cut(preview: String) -> String {
    if preview.len() <= SIZE_LIMIT {
        return preview;
    }
    let room = &preview[..preview.floor_char_boundary(SIZE_LIMIT)];
    let kept = room.rfind('\n').map_or(room, |end| &room[..end]);
    let left_out = preview.len() - kept.len();
    format!("{kept}\n[… {left_out} bytes more are not shown …]\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_preview_is_cut_at_a_line_and_says_so() {
        let short = "+a\n".to_owned();
        assert_eq!(cut(short.clone()), short);
        let long = "+ü\n".repeat(SIZE_LIMIT);
        let shown = cut(long.clone());
        assert!(shown.len() < SIZE_LIMIT + 100, "{}", shown.len());
        let last = shown.lines().last().unwrap();
        let whole = shown.len() - last.len() - "\n\n".len();
        let left_out = long.len() - whole;
        assert_eq!(last, format!("[… {left_out} bytes more are not shown …]"));
        assert!(shown.lines().rev().skip(1).all(|line| line == "+ü"));
        // One without any line end.
        let shown = cut("ü".repeat(SIZE_LIMIT));
        assert!(shown.starts_with("üü") && shown.ends_with("not shown …]\n"));
    }
}
