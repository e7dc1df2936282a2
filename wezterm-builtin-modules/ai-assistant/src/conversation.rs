//! What has been asked and answered: the exchanges of the overlay, kept while the terminal runs, so
//! that closing the overlay loses nothing.
//!
//! Plain data behind the module's own lock, held only to copy. It is not what is drawn (see
//! [`crate::view`]) and it is not stored on disk.

use crate::llm::{ChatMessage, Role};

/// How many exchanges are kept.
const KEPT: usize = 200;

/// A question and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exchange {
    pub(crate) question: String,
    /// What the person was told while they waited.
    pub(crate) notices: Vec<String>,
    pub(crate) answer: String,
    pub(crate) outcome: Outcome,
}

/// How an answer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is whole.
    Complete,
    /// The person stopped it.
    Stopped,
    /// It reached the limit on tokens.
    CutOff,
    /// It reached the end of the model's context, of so many tokens.
    Full(usize),
    /// There is none; the message says why and the hint what to do.
    Failed { message: String, hint: String },
}

/// The exchanges, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Conversation {
    exchanges: Vec<Exchange>,
}

impl Conversation {
    pub(crate) fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    pub(crate) fn push(&mut self, exchange: Exchange) {
        self.exchanges.push(exchange);
        if self.exchanges.len() > KEPT {
            self.exchanges.remove(0);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.exchanges.clear();
    }

    /// Returns the last `limit` messages that belong to a model's memory: questions that were
    /// answered and their answers. It begins with a question, as chat templates demand.
    pub(crate) fn messages(&self, limit: usize) -> Vec<ChatMessage> {
        let sent = &self.exchanges[left_out(&self.exchanges, limit)..];
        let answered = sent.iter().filter(|exchange| exchange.is_answered());
        answered
            .flat_map(|exchange| {
                [
                    ChatMessage::new(Role::User, &exchange.question),
                    ChatMessage::new(Role::Assistant, &exchange.answer),
                ]
            })
            .collect()
    }
}

impl Exchange {
    fn is_answered(&self) -> bool {
        !self.answer.is_empty()
    }
}

/// Returns how many of these exchanges are too old to be among the last `limit` messages; none, where
/// nothing of them would be sent anyway.
pub(crate) fn left_out(exchanges: &[Exchange], limit: usize) -> usize {
    let answered = exchanges.iter().enumerate().rev();
    let mut answered = answered.filter(|(_, exchange)| exchange.is_answered());
    // Each is a question and its answer, and half of one is of no use.
    match answered.nth(limit / 2) {
        Some((last, _)) => last + 1,
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(number: usize, answer: &str) -> Exchange {
        Exchange {
            question: format!("q{number}"),
            notices: Vec::new(),
            answer: answer.into(),
            outcome: Outcome::Complete,
        }
    }

    #[test]
    fn the_last_messages_begin_with_a_question() {
        let mut conversation = Conversation::default();
        for number in 0..4 {
            conversation.push(exchange(number, "a"));
        }
        let texts: Vec<String> = conversation
            .messages(5)
            .into_iter()
            .map(|message| message.text)
            .collect();
        assert_eq!(texts, ["q2", "a", "q3", "a"]);
        assert_eq!(conversation.messages(0), []);
    }

    #[test]
    fn a_question_without_an_answer_is_not_sent_again() {
        let mut conversation = Conversation::default();
        conversation.push(exchange(1, ""));
        assert_eq!(conversation.messages(5), []);
    }

    #[test]
    fn how_many_are_left_out_counts_up_to_the_last_one_that_is() {
        let exchanges: Vec<Exchange> = ["a", "", "a", "", "a"]
            .into_iter()
            .enumerate()
            .map(|(number, answer)| exchange(number, answer))
            .collect();
        for (limit, expected) in [
            (0, 5),
            (1, 5),
            (2, 3),
            (3, 3),
            (4, 1),
            (5, 1),
            (6, 0),
            (50, 0),
        ] {
            assert_eq!(left_out(&exchanges, limit), expected, "{limit}");
        }
        assert_eq!(left_out(&exchanges[1..2], 0), 0, "nothing was answered");
    }

    #[test]
    fn old_exchanges_are_forgotten() {
        let mut conversation = Conversation::default();
        for number in 0..=KEPT {
            conversation.push(exchange(number, "a"));
        }
        assert_eq!(conversation.exchanges().len(), KEPT);
        assert_eq!(conversation.exchanges()[0].question, "q1");
    }
}
