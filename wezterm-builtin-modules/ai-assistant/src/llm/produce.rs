//! Answers that are made by a function: it sends pieces, whoever asked reads them as a stream.
//!
//! There is no task behind it. The function runs while the stream is polled, on whose thread and on
//! whose behalf that happens, and is gone with the stream: dropping that is all there is to cancel.

use std::future::{Future, ready};

use futures::channel::mpsc;
use futures::{FutureExt, SinkExt, StreamExt, stream};

use super::{AnswerStream, LlmError, Piece};

/// How many pieces may wait to be read.
const ROOM: usize = 16;

/// Where an answer's pieces go.
pub(crate) struct Pieces(mpsc::Sender<Result<Piece, LlmError>>);

impl Pieces {
    /// Hands on a piece, waiting where there is no room.
    pub(crate) async fn send(&mut self, piece: Piece) {
        // Nobody reads any more when this fails, and then nothing runs any more either.
        let _ = self.0.send(Ok(piece)).await;
    }
}

/// Returns the answer that `work` makes; an error that it returns is the answer's end.
pub(crate) fn produce<W, F>(work: W) -> AnswerStream
where
    W: FnOnce(Pieces) -> F,
    F: Future<Output = Result<(), LlmError>> + Send + 'static,
{
    let (sender, receiver) = mpsc::channel(ROOM);
    let mut last = sender.clone();
    let work = work(Pieces(sender));
    let work = async move {
        if let Err(error) = work.await {
            let _ = last.send(Err(error)).await;
        }
    };
    stream::select(receiver, work.into_stream().filter_map(|()| ready(None))).boxed()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn pieces_come_in_order_and_an_error_last() {
        let answer = produce(|mut pieces| async move {
            for number in 0..100 {
                pieces.send(Piece::Text(number.to_string())).await;
            }
            Err(LlmError::engine("it broke"))
        });
        let pieces: Vec<_> = answer.collect().await;
        let texts = (0..100).map(|number| Ok(Piece::Text(number.to_string())));
        let expected: Vec<_> = texts.chain([Err(LlmError::engine("it broke"))]).collect();
        assert_eq!(pieces, expected);
    }

    #[tokio::test]
    async fn dropping_the_answer_drops_the_work() {
        let held = Arc::new(());
        let kept = Arc::clone(&held);
        let mut answer = produce(|mut pieces| async move {
            let _kept = kept;
            pieces.send(Piece::Text("one".into())).await;
            std::future::pending().await
        });
        assert_eq!(answer.next().await, Some(Ok(Piece::Text("one".into()))));
        assert_eq!(Arc::strong_count(&held), 2);
        drop(answer);
        assert_eq!(Arc::strong_count(&held), 1);
    }
}
