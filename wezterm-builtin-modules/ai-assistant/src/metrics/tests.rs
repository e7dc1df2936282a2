//! Figures of scripted answers, by a clock that stands still unless it is told to go on.

use super::*;
use crate::llm::clock::fake::FakeClock;

const INFO: fn() -> ModelInfo = || ModelInfo {
    name: "tiny".into(),
    device: "cpu".into(),
    quantization: "none".into(),
    context_tokens: Some(100),
    vision: false,
};

fn usage(completion_tokens: usize) -> Usage {
    Usage {
        prompt_tokens: 60,
        completion_tokens,
        cached_tokens: None,
        prompt_tokens_per_second: None,
        tokens_per_second: None,
    }
}

fn done(usage: Option<Usage>) -> Result<Piece, LlmError> {
    Ok(Piece::Done {
        reason: EndReason::Complete,
        usage,
    })
}

fn text(text: &str) -> Result<Piece, LlmError> {
    Ok(Piece::Text(text.into()))
}

/// A session with a clock.
struct Desk {
    clock: Arc<FakeClock>,
    metrics: Arc<Metrics>,
}

impl Desk {
    fn new() -> Self {
        Self {
            clock: Arc::new(FakeClock::at(0)),
            metrics: Arc::default(),
        }
    }

    /// Reads an answer of which each piece takes so many milliseconds.
    async fn answer(&self, pieces: Vec<(u64, Result<Piece, LlmError>)>) -> Figures {
        let clock = Arc::clone(&self.clock);
        let pieces = stream::iter(pieces).map(move |(milliseconds, piece)| {
            clock.pass(Duration::from_millis(milliseconds));
            piece
        });
        let (answer, outcome) = measured(pieces.boxed(), self.sent());
        let _: Vec<_> = answer.collect().await;
        outcome.get().cloned().expect("it has ended")
    }

    fn sent(&self) -> Sent {
        Sent {
            clock: Arc::clone(&self.clock) as _,
            metrics: Arc::clone(&self.metrics),
            who: Box::new(|| Some(INFO())),
            at: self.clock.now(),
            load: Some(Duration::from_secs(2)),
        }
    }
}

#[tokio::test]
async fn the_first_token_is_the_first_word_or_thought_and_no_notice() {
    let desk = Desk::new();
    let notice = || Ok(Piece::Notice("another engine answers".into()));
    let thought = Ok(Piece::Reasoning("hm".into()));
    for first in [text("a"), thought] {
        let pieces = vec![
            (30, notice()),
            (20, first),
            (100, text("b")),
            (0, done(Some(usage(21)))),
        ];
        let figures = desk.answer(pieces).await;
        let expected = Figures {
            model: Some(INFO()),
            ended: Ended::Complete,
            load: Some(Duration::from_secs(2)),
            first_token: Some(Duration::from_millis(50)),
            total: Duration::from_millis(150),
            usage: Some(usage(21)),
        };
        assert_eq!(figures, expected);
        assert_eq!(
            figures.tokens_per_second(),
            Some(200.0),
            "20 tokens in 0.1 s"
        );
        assert_eq!(figures.context_percent(), Some(81));
    }
}

#[tokio::test]
async fn what_the_engine_measures_goes_before_what_the_stream_shows() {
    let desk = Desk::new();
    let own = Usage {
        prompt_tokens_per_second: Some(900.0),
        tokens_per_second: Some(44.0),
        ..usage(21)
    };
    let figures = desk
        .answer(vec![(50, text("a")), (100, done(Some(own)))])
        .await;
    assert_eq!(figures.tokens_per_second(), Some(44.0));
    assert_eq!(figures.prompt_tokens_per_second(), Some(900.0));
    let endless = Usage {
        prompt_tokens_per_second: Some(f32::INFINITY),
        tokens_per_second: Some(f32::NAN),
        ..usage(1)
    };
    let figures = desk
        .answer(vec![(0, text("a")), (0, done(Some(endless)))])
        .await;
    assert_eq!(figures.prompt_tokens_per_second(), None);
    assert_eq!(figures.tokens_per_second(), None, "one token has no rate");
}

#[tokio::test]
async fn what_is_not_known_is_not_nought() {
    let desk = Desk::new();
    let figures = desk.answer(vec![(5, text("a")), (5, done(None))]).await;
    assert_eq!(figures.tokens_per_second(), None);
    assert_eq!(figures.context_used(), None);
    assert_eq!(figures.context_percent(), None);
    let session = desk.metrics.session();
    let expected = Session {
        complete: 1,
        first_tokens: (1, Duration::from_millis(5)),
        ..Session::default()
    };
    assert_eq!(session, expected);
    assert_eq!(session.tokens_per_second(), None);
    assert_eq!(Session::default().first_token(), None);
}

#[tokio::test]
async fn each_way_to_end_is_told_from_the_others() {
    let desk = Desk::new();
    let broken = || Err(LlmError::engine("it broke"));
    let cut = Ok(Piece::Done {
        reason: EndReason::MaxTokens,
        usage: None,
    });
    let failed = desk.answer(vec![(1, text("a")), (1, broken())]).await;
    assert_eq!(failed.ended, Ended::Failed);
    let silent = desk.answer(vec![(1, text("a"))]).await;
    assert_eq!(silent.ended, Ended::Failed, "it has no end");
    assert_eq!(desk.answer(vec![(1, cut)]).await.ended, Ended::CutOff);

    let never = stream::iter([text("a")]).chain(stream::pending());
    let (mut answer, outcome) = measured(never.boxed(), desk.sent());
    assert_eq!(answer.next().await, Some(text("a")));
    assert_eq!(outcome.get(), None, "it goes on");
    drop(answer);
    let stopped = outcome.get().map(|figures| figures.ended);
    assert_eq!(stopped, Some(Ended::Stopped));

    let session = desk.metrics.session();
    let counted = (session.failed, session.cut_off, session.stopped);
    assert_eq!(counted, (2, 1, 1));
    assert_eq!(session.answers(), 4);
}

#[tokio::test]
async fn a_session_sums_up_and_keeps_only_the_last_answers() {
    let desk = Desk::new();
    for number in 0..KEPT + 10 {
        let usage = Usage {
            cached_tokens: Some(number % 2),
            ..usage(11)
        };
        let pieces = vec![(10, text("a")), (100, done(Some(usage)))];
        desk.answer(pieces).await;
    }
    let session = desk.metrics.session();
    assert_eq!(session.answers(), 60);
    assert_eq!(session.prompt_tokens, Some(3600));
    assert_eq!(session.completion_tokens, Some(660));
    assert_eq!(
        (session.cached_tokens, session.cache_hits),
        (Some(30), Some(30))
    );
    assert_eq!(session.first_token(), Some(Duration::from_millis(10)));
    assert_eq!(session.tokens_per_second().map(f32::round), Some(100.0));
    let answers = desk.metrics.answers();
    assert_eq!(answers.len(), KEPT);
    let cached = |figures: &Figures| figures.usage.and_then(|usage| usage.cached_tokens);
    assert_eq!(cached(&answers[0]), Some(0), "the eleventh");
}

#[tokio::test]
async fn an_ended_answer_keeps_nothing_of_the_engine() {
    let desk = Desk::new();
    let engine = Arc::new(());
    let held = Arc::clone(&engine);
    let sent = Sent {
        who: Box::new(move || {
            let _ = &held;
            None
        }),
        ..desk.sent()
    };
    let (mut answer, _) = measured(stream::iter([done(None)]).boxed(), sent);
    assert_eq!(Arc::strong_count(&engine), 2);
    assert_eq!(answer.next().await, Some(done(None)));
    assert_eq!(
        Arc::strong_count(&engine),
        1,
        "though the stream is still there"
    );
}
