//! What answers cost, and what is left out of a conversation, as the overlay shows it.

use super::*;
use crate::llm::Usage;

const fn usage(prompt_tokens: usize, cached_tokens: Option<usize>) -> Usage {
    Usage {
        prompt_tokens,
        completion_tokens: 20,
        cached_tokens,
        prompt_tokens_per_second: Some(812.4),
        tokens_per_second: Some(45.2),
    }
}

/// Returns the screen's first row.
fn header(screen: &str) -> String {
    screen.lines().next().unwrap_or_default().to_owned()
}

/// Returns a header of this width, with the state at its right.
fn header_of(cols: usize, title: &str, state: &str) -> String {
    let between = cols - 1 - title.chars().count() - state.chars().count();
    format!("{title}{}{state}", " ".repeat(between))
}

#[tokio::test]
async fn what_the_last_answer_cost_stands_in_the_header_as_far_as_there_is_room() {
    let mut desk = desk([vec![Step::Say("a"), Step::Cost(usage(310, Some(100)))]]);
    desk.ask("x").await;
    for (cols, title, state) in [
        (
            100,
            " Assistant · tiny",
            "20 tokens, 45/s · first after 0 ms · 100 of 310 cached · context 330/2048",
        ),
        (
            60,
            " Assistant · tiny",
            "20 tokens, 45/s · first after 0 ms",
        ),
        (36, " Assistant · tiny", "20 tokens, 45/s"),
        (20, " As", "20 tokens, 45/s"),
    ] {
        desk.view.resize(Size::new(cols, 14));
        let screen = desk.see("20 tokens").await;
        assert_eq!(header(&screen), header_of(cols, title, state));
    }
}

#[tokio::test]
async fn a_context_that_is_nearly_full_is_said_in_another_colour_until_the_conversation_ends() {
    let mut desk = desk([vec![Step::Say("a"), Step::Cost(usage(1600, None))]]);
    desk.ask("x").await;
    let screen = desk.see("context 79 % full").await;
    let expected = header_of(
        60,
        " Assistant · tiny",
        "context 79 % full · 20 tokens, 45/s",
    );
    assert_eq!(header(&screen), expected);
    let style = desk.view.grid().cell(30, 0).style;
    assert_eq!(style.fg, Color::Palette(3));
    desk.view.chord("Ctrl+L");
    assert!(header(&desk.view.screen()).ends_with("ready"));
    assert_ne!(desk.view.grid().cell(55, 0).style.fg, Color::Palette(3));
}

#[tokio::test]
async fn an_answer_that_fills_the_context_says_so() {
    let mut desk = desk([vec![Step::Say("one"), Step::CutOffAt(usage(2027, None))]]);
    desk.ask("x").await;
    desk.see("(cut off: the model's context of 2048 tokens is full;")
        .await;
}

#[tokio::test]
async fn where_the_part_that_is_sent_along_begins_is_marked() {
    let answers = ["a1", "a2", "a3", "a4"].map(|text| vec![Step::Say(text)]);
    let mut desk = desk(answers);
    desk.view.resize(Size::new(60, 20));
    for question in ["q1", "q2"] {
        desk.ask(question).await;
        desk.done().await;
    }
    assert!(!desk.view.screen().contains("no longer sent along"));
    for (question, expected) in [
        (
            "q3",
            "a1\n\n↑ no longer sent along (history_messages = 5)\n\n› q2",
        ),
        (
            "q4",
            "a2\n\n↑ no longer sent along (history_messages = 5)\n\n› q3",
        ),
    ] {
        desk.ask(question).await;
        let screen = desk.done().await;
        assert!(screen.contains(expected), "{screen}");
        assert_eq!(screen.matches("no longer sent along").count(), 1);
    }
    let sent = desk.assistant.history();
    assert_eq!(sent[0].text, "q3", "the mark and what is sent agree");
}

#[tokio::test]
async fn alt_s_shows_what_the_answers_of_the_session_cost() {
    let mut desk = desk([
        vec![Step::Say("a"), Step::Cost(usage(310, Some(100)))],
        vec![Step::Say("b"), Step::Wait],
    ]);
    desk.view.chord("Alt+S");
    assert!(desk.view.screen().contains("no answers yet"));
    desk.view.key(Key::Escape);
    desk.ask("x").await;
    desk.see("20 tokens").await;
    desk.ask("y").await;
    desk.see("answering").await;
    desk.view.key(Key::Escape);
    while desk.engine.running() > 0 {
        tokio::task::yield_now().await;
    }
    desk.view.resize(Size::new(70, 15));
    desk.view.chord("Alt+S");
    assert_eq!(
        desk.view.screen(),
        "\
\x20Assistant · tiny                                               ready
This session
2 answers: 1 complete, 1 stopped
310 tokens read · 20 written · first after 0 ms on average
the beginning was at hand for 1 of them, 100 tokens in all

The last answers, the newest first
scripted · none · cpu
first after 0 ms · 0 ms in all · stopped

scripted · none · cpu
loaded in 0 ms · first after 0 ms · 0 ms in all · complete
────────────────────────────────────────────────────── 2 more below ──
› Ask about the shell
 Esc back  PgUp/PgDn scroll"
    );
    desk.view.key(Key::PageDown);
    let screen = desk.view.screen();
    let tokens = "310 tokens read, 812/s · 100 cached · 20 written, 45/s · context\n330/2048";
    assert!(screen.contains(tokens), "{screen}");
    desk.view.chord("Alt+S");
    assert!(desk.view.screen().contains("› y"), "it leads back");
}
