//! Reads what the engine says of an answer and hands it on: text, calls, the end and its reason.
//!
//! It hides how the engine's pieces are cut, and that it is silent about three ends: of a grammar whose
//! last token is not one that ends the model's answers, of a context that is full, and of an answer
//! whose last token is half a character. Background runtime. It asks nothing.

use std::sync::Arc;

use mistralrs::ChatCompletionChunkResponse;

use super::Pieces;
use super::prefix;
use super::speech::Speech;
use super::watch::Seen;
use crate::llm::tool_calls::{AnswerReader, CLOSE, OPEN};
use crate::llm::{EndReason, Piece, Request, Usage};

/// After how many tokens without a text an answer under a grammar has ended: the engine then chooses
/// nothing but the token that it takes for the end.
const SILENCE: usize = 8;

/// Whether there is more to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goes {
    /// More is to come.
    On,
    /// The engine has ended the answer.
    Ended,
    /// The answer ends before the engine has come to its end, or nobody waits for the rest.
    Stopped,
}

/// See the top of the file.
pub(super) struct Reading<'a> {
    reader: AnswerReader,
    pieces: &'a Pieces,
    /// How the prompt was read.
    prompt: &'a prefix::Reading,
    seen: Arc<Seen>,
    max_tokens: usize,
    context_tokens: Option<usize>,
    constrained: bool,
    /// Tokens that were read.
    read: usize,
    /// Tokens since the last one with a text.
    silent: usize,
}

impl<'a> Reading<'a> {
    pub(super) fn new(
        request: &Request,
        speech: &Speech,
        seen: Arc<Seen>,
        prompt: &'a prefix::Reading,
        pieces: &'a Pieces,
    ) -> Self {
        let tools = !request.tools.is_empty();
        Self {
            reader: AnswerReader::new(&request.messages, tools, &request.sampling.stop),
            pieces,
            prompt,
            seen,
            max_tokens: request.sampling.max_tokens,
            context_tokens: speech.context_tokens,
            constrained: tools || request.constraint.is_some(),
            read: 0,
            silent: 0,
        }
    }

    /// Hands on what a chunk adds.
    pub(super) async fn chunk(&mut self, chunk: ChatCompletionChunkResponse) -> Goes {
        let usage = chunk.usage.as_ref().map(|usage| Usage {
            prompt_tokens: usage.prompt_tokens,
            completion_tokens: usage.completion_tokens,
            cached_tokens: None,
            prompt_tokens_per_second: Some(usage.avg_prompt_tok_per_sec),
            tokens_per_second: Some(usage.avg_compl_tok_per_sec),
        });
        let Some(choice) = chunk.choices.into_iter().next() else {
            return Goes::On;
        };
        self.read += 1;
        self.silent += 1;
        if let Some(text) = choice
            .delta
            .reasoning_content
            .filter(|text| !text.is_empty())
        {
            self.silent = 0;
            if self.hand_on(vec![Piece::Reasoning(text)]).await == Goes::Stopped {
                return Goes::Stopped;
            }
        }
        let token = choice.logprobs.and_then(|token| token.bytes);
        let text = shown(choice.delta.content.unwrap_or_default(), token.as_deref());
        if !text.is_empty() {
            self.silent = 0;
            let mut pieces = Vec::new();
            self.reader.push(&text, &mut pieces);
            if self.hand_on(pieces).await == Goes::Stopped {
                return Goes::Stopped;
            }
        }
        if self.reader.stopped() {
            self.end(false, None).await;
            return Goes::Stopped;
        }
        if let Some(reason) = choice.finish_reason {
            self.end(reason == "length", usage).await;
            return Goes::Ended;
        }
        if self.constrained && self.silent >= SILENCE {
            self.end(false, None).await;
            return Goes::Stopped;
        }
        if self.is_full(self.seen.tokens().prompt + self.read) {
            self.full().await;
            return Goes::Stopped;
        }
        Goes::On
    }

    /// Ends an answer after which the engine says no more.
    pub(super) async fn without_a_word(&mut self) {
        let cut = self.seen.tokens().generated >= self.max_tokens;
        self.end(cut, None).await;
    }

    /// Ends an answer that the engine could not go on with because the context is full, if it is.
    pub(super) async fn if_full(&mut self) -> bool {
        let tokens = self.seen.tokens();
        let full = tokens.generated > 0 && self.is_full(tokens.prompt + tokens.generated);
        if full {
            self.full().await;
        }
        full
    }

    fn is_full(&self, tokens: usize) -> bool {
        self.context_tokens.is_some_and(|context| tokens >= context)
    }

    async fn full(&mut self) {
        let context = self.context_tokens.unwrap_or_default();
        let notice = format!(
            "the model's context of {context} tokens is full, so the answer ends here; clear the \
             conversation with Ctrl+L"
        );
        if self.hand_on(vec![Piece::Notice(notice)]).await == Goes::On {
            self.end(true, None).await;
        }
    }

    async fn end(&mut self, cut: bool, usage: Option<Usage>) {
        let mut pieces = Vec::new();
        self.reader.finish(cut, &mut pieces);
        let reason = match cut {
            true => EndReason::MaxTokens,
            false if self.reader.calls() > 0 => EndReason::ToolCalls,
            false => EndReason::Complete,
        };
        let tokens = self.seen.tokens();
        let usage = usage.unwrap_or(Usage {
            prompt_tokens: tokens.prompt,
            completion_tokens: tokens.generated,
            cached_tokens: None,
            prompt_tokens_per_second: None,
            tokens_per_second: None,
        });
        pieces.push(Piece::Done {
            reason,
            usage: Some(self.prompt.complete(usage)),
        });
        self.hand_on(pieces).await;
    }

    async fn hand_on(&self, pieces: Vec<Piece>) -> Goes {
        for piece in pieces {
            if self.pieces.send(Ok(piece)).await.is_err() {
                return Goes::Stopped;
            }
        }
        Goes::On
    }
}

/// Returns the text of a token. A model may have one of its own for a tag, which the engine does not show.
fn shown(text: String, token: Option<&[u8]>) -> String {
    let tags = [OPEN, CLOSE];
    let tag = tags.iter().find(|tag| token == Some(tag.as_bytes()));
    match tag {
        Some(tag) if text.is_empty() => (*tag).to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_that_is_one_token_is_seen_once() {
        assert_eq!(shown(String::new(), Some(b"<tool_call>")), "<tool_call>");
        assert_eq!(shown(String::new(), Some(b"</tool_call>")), "</tool_call>");
        assert_eq!(shown(String::new(), Some(b"<|end|>")), "");
        assert_eq!(shown(String::new(), None), "");
        assert_eq!(
            shown("<tool_call>".into(), Some(b"<tool_call>")),
            "<tool_call>"
        );
    }
}
