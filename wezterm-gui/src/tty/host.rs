//! Asks the host terminal which keys it can tell apart, and for its colours.
//!
//! Hides the two keyboard protocols that make Ctrl+Shift+A distinguishable and the order in which
//! they are tried. A pure state machine: the caller sends what it returns and feeds it the answers.
//! Runs on the main thread. It does not decode keys (`input`) and knows no time-out (`tty`).

use super::input::Reply;
use crate::frame::KeySupport;

/// Asks for kitty's protocol with flags 1 (all modified keys are told apart) and 4 (the shifted
/// character comes along, which a key table needs). The device attributes come back from any host
/// and in order, so they say when there is no more answer to wait for.
const ASK_KITTY: &[u8] = b"\x1b[>5u\x1b[?u\x1b[c";

/// Asks for xterm's protocol.
const ASK_OTHER_KEYS: &[u8] = b"\x1b[>4;2m\x1b[?4m\x1b[c";

/// Turns xterm's protocol on in a host that answers no questions: it may be one that does not know
/// them, or one far away, and where it is not understood it is ignored.
const TAKE_OTHER_KEYS: &[u8] = b"\x1b[>4;2m";

/// Asks for the colours of text and of the ground behind it; who does not know that ignores it.
pub const ASK_COLORS: &str = "\x1b]10;?\x1b\\\x1b]11;?\x1b\\";

/// Gives both up; understood or ignored by every host.
pub const FORGET: &[u8] = b"\x1b[<u\x1b[>4m";

/// Asks again after the host may have forgotten.
pub const REPEAT: &[u8] = b"\x1b[>5u\x1b[>4;2m";

/// The conversation with one host.
#[derive(Debug)]
pub struct Negotiation {
    stage: Stage,
}

#[derive(Debug, PartialEq)]
enum Stage {
    Kitty,
    OtherKeys,
    Done(KeySupport),
}

impl Negotiation {
    /// Begins; the bytes are to be sent.
    pub fn start() -> (Negotiation, &'static [u8]) {
        let stage = Stage::Kitty;
        (Negotiation { stage }, ASK_KITTY)
    }

    /// Takes an answer; the bytes, where there are any, are to be sent.
    pub fn reply(&mut self, reply: Reply) -> Option<&'static [u8]> {
        match (&self.stage, reply) {
            (Stage::Kitty, Reply::KittyFlags(flags)) if flags & 1 != 0 => {
                self.stage = Stage::Done(KeySupport::Full);
            }
            (Stage::Kitty, Reply::DeviceAttributes) => {
                self.stage = Stage::OtherKeys;
                return Some(ASK_OTHER_KEYS);
            }
            (Stage::OtherKeys, Reply::ModifyOtherKeys(2..)) => {
                self.stage = Stage::Done(KeySupport::Full);
            }
            // tmux is asked so: it takes the request and answers nothing to the question.
            (Stage::OtherKeys, Reply::DeviceAttributes) => {
                self.stage = Stage::Done(KeySupport::Legacy);
            }
            _ => {}
        }
        None
    }

    /// Ends the conversation with a host that is silent; the bytes, where there are any, are to be sent.
    pub fn give_up(&mut self) -> Option<&'static [u8]> {
        let unasked = (self.stage == Stage::Kitty).then_some(TAKE_OTHER_KEYS);
        if self.outcome().is_none() {
            self.stage = Stage::Done(KeySupport::Legacy);
        }
        unasked
    }

    /// Returns what the host can do once that is known.
    pub fn outcome(&self) -> Option<KeySupport> {
        match self.stage {
            Stage::Done(support) => Some(support),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A host of which only the answers to certain questions are known.
    struct Host(&'static [(&'static [u8], Reply)]);

    impl Host {
        fn answers(&self, question: &[u8]) -> Vec<Reply> {
            let asked = |part: &[u8]| question.windows(part.len()).any(|window| window == part);
            let answers = self.0.iter().filter(|(part, _)| asked(part));
            answers.map(|(_, reply)| *reply).collect()
        }

        /// Lets the conversation run until the host says nothing any more.
        fn converse(&self) -> (Option<KeySupport>, usize) {
            let (mut negotiation, question) = Negotiation::start();
            let mut questions = 1;
            let mut replies = self.answers(question);
            while !replies.is_empty() {
                if let Some(question) = negotiation.reply(replies.remove(0)) {
                    questions += 1;
                    replies.extend(self.answers(question));
                }
            }
            (negotiation.outcome(), questions)
        }
    }

    const ATTRIBUTES: (&[u8], Reply) = (b"\x1b[c", Reply::DeviceAttributes);

    #[test]
    fn a_host_that_knows_kitty_is_asked_once() {
        let host = Host(&[(b"\x1b[?u", Reply::KittyFlags(5)), ATTRIBUTES]);
        assert_eq!(host.converse(), (Some(KeySupport::Full), 1));
    }

    #[test]
    fn a_host_that_knows_modify_other_keys_is_asked_second() {
        let host = Host(&[(b"\x1b[?4m", Reply::ModifyOtherKeys(2)), ATTRIBUTES]);
        assert_eq!(host.converse(), (Some(KeySupport::Full), 2));
    }

    #[test]
    fn a_host_that_names_the_protocol_but_leaves_it_off_has_old_keys() {
        let off = Host(&[
            (b"\x1b[?u", Reply::KittyFlags(0)),
            (b"\x1b[?4m", Reply::ModifyOtherKeys(0)),
            ATTRIBUTES,
        ]);
        assert_eq!(off.converse(), (Some(KeySupport::Legacy), 2));
    }

    #[test]
    fn a_host_that_only_names_itself_has_old_keys_without_waiting() {
        let host = Host(&[ATTRIBUTES]);
        assert_eq!(host.converse(), (Some(KeySupport::Legacy), 2));
    }

    #[test]
    fn a_silent_host_has_old_keys_once_given_up() {
        assert_eq!(Host(&[]).converse(), (None, 1));
        let (mut negotiation, _) = Negotiation::start();
        negotiation.give_up();
        assert_eq!(negotiation.outcome(), Some(KeySupport::Legacy));
    }

    #[test]
    fn every_host_that_does_not_know_kitty_is_told_to_send_modified_keys_once() {
        let told = |question: Option<&[u8]>| {
            let question = question.unwrap_or_default();
            let part = TAKE_OTHER_KEYS;
            question.windows(part.len()).any(|window| window == part)
        };
        let (mut silent, first) = Negotiation::start();
        assert!(!told(Some(first)));
        assert!(told(silent.give_up()));
        assert!(!told(silent.give_up()));
        let (mut answering, _) = Negotiation::start();
        assert!(told(answering.reply(Reply::DeviceAttributes)));
        assert!(!told(answering.give_up()));
        let (mut kitty, _) = Negotiation::start();
        assert!(!told(kitty.reply(Reply::KittyFlags(5))));
        assert!(!told(kitty.give_up()));
    }

    #[test]
    fn an_answer_that_comes_late_changes_nothing() {
        let (mut negotiation, _) = Negotiation::start();
        negotiation.give_up();
        assert_eq!(negotiation.reply(Reply::KittyFlags(5)), None);
        assert_eq!(negotiation.outcome(), Some(KeySupport::Legacy));
    }
}
