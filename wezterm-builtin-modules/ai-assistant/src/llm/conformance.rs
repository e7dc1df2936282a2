//! What every engine must do, written once: the same tests for the one in this process, the remote
//! ones and the one that other tests use.
//!
//! A [`Subject`] makes an engine that answers as a scene wants. Those over the network play
//! recordings from `tests/fixtures`, which are written after the providers' documentation. The starter
//! model says what it likes, and calls the tools that it likes where it is held to calls: it plays the
//! scenes that any model can. It is not compiled into the program.

use std::sync::Arc;

use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt};
use serde_json::{Value, json};
use wezterm_module_framework::{Effect, ToolSpec};

use super::scripted::{Scripted, Step};
use super::{
    AnswerStream, CalledTool, ChatMessage, Constraint, EndReason, LlmEngine, LlmError, Piece,
    Request, Role, Sampling,
};
use crate::testing::server::{Reply, Server};

/// What an engine is to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scene {
    /// `Hello, world`, waiting after `Hello` where the subject can.
    Text,
    /// The two calls of [`calls`].
    Calls,
    /// `Hello`, and then the limit on tokens.
    Limit,
    /// A refusal at once.
    Refusal,
    /// `Hello`, and then an error.
    Break,
}

/// An engine that is ready to play scenes.
struct Played {
    engine: Arc<dyn LlmEngine>,
    stage: Arc<dyn Stage>,
}

/// What stands behind an engine.
trait Stage: Send + Sync {
    /// Lets one answer go on that waits.
    fn go_on(&self);

    /// Waits until nothing is generated any more.
    fn wait_until_idle(&self) -> BoxFuture<'_, ()>;

    /// Tells whether what it says is the scene's text, and not its own.
    fn keeps_to_the_text(&self) -> bool {
        true
    }
}

/// Makes an engine that answers the next questions with these scenes.
type Subject = fn(Vec<Scene>) -> BoxFuture<'static, Played>;

fn question() -> Request {
    Request {
        messages: vec![ChatMessage::new(Role::User, "list all files recursively")],
        tools: Vec::new(),
        sampling: Sampling::new(0.0, 200),
        constraint: None,
    }
}

/// A question that is to be answered by calls.
fn question_for_calls() -> Request {
    let tool = |name: &str, properties: Value| ToolSpec {
        name: name.into(),
        description: format!("Does {name}."),
        schema: json!({ "type": "object", "properties": properties }),
        effect: Effect::Read,
    };
    let location = json!({ "location": { "type": "string", "maxLength": 20 } });
    Request {
        tools: vec![tool("get_weather", location), tool("get_time", json!({}))],
        sampling: Sampling::new(0.0, 900),
        constraint: Some(Constraint::Calls),
        ..question()
    }
}

fn calls() -> [CalledTool; 2] {
    let call = |id: &str, name: &str, arguments| CalledTool {
        id: id.into(),
        name: name.into(),
        arguments,
    };
    [
        call("call_a1", "get_weather", json!({ "location": "Paris" })),
        call("call_b2", "get_time", json!({})),
    ]
}

/// Reads an answer to its end: text, other pieces, and the error that it ended with.
async fn read(mut answer: AnswerStream) -> (String, Vec<Piece>, Option<LlmError>) {
    let (mut text, mut others) = (String::new(), Vec::new());
    while let Some(piece) = answer.next().await {
        match piece {
            Ok(Piece::Text(more)) => text.push_str(&more),
            Ok(other) => others.push(other),
            Err(error) => {
                assert_eq!(answer.next().await, None, "nothing follows an error");
                return (text, others, Some(error));
            }
        }
    }
    (text, others, None)
}

fn reason(pieces: &[Piece]) -> Option<EndReason> {
    match pieces.last() {
        Some(Piece::Done { reason, .. }) => Some(*reason),
        _ => None,
    }
}

/// Reads pieces up to the first text and returns it.
async fn first_text(answer: &mut AnswerStream) -> String {
    loop {
        match answer.next().await {
            Some(Ok(Piece::Text(text))) => return text,
            Some(Ok(Piece::Done { .. }) | Err(_)) | None => panic!("it ended without a text"),
            Some(Ok(_)) => {}
        }
    }
}

async fn text_comes_in_pieces_and_then_the_end(subject: Subject) {
    let Played { engine, stage } = subject(vec![Scene::Text]).await;
    let mut answer = engine.stream(question());
    let first = first_text(&mut answer).await;
    stage.go_on();
    let (rest, others, error) = read(answer).await;
    assert_eq!(error, None);
    assert!(!first.is_empty() && !rest.is_empty(), "it comes in pieces");
    assert_eq!(
        others.len(),
        1,
        "the end is the last and the only other piece"
    );
    assert_eq!(reason(&others), Some(EndReason::Complete));
    if stage.keeps_to_the_text() {
        assert_eq!((first + &rest).as_str(), "Hello, world");
    }
    assert!(!engine.model_info().name.is_empty());
}

async fn tool_calls_come_whole_and_are_the_reason_of_the_end(subject: Subject) {
    let Played { engine, stage } = subject(vec![Scene::Calls]).await;
    let (text, others, error) = read(engine.stream(question_for_calls())).await;
    assert_eq!((text.as_str(), error), ("", None));
    assert_eq!(reason(&others), Some(EndReason::ToolCalls));
    let (_, called) = others.split_last().expect("an end");
    if stage.keeps_to_the_text() {
        assert_eq!(called, calls().map(Piece::Call));
        return;
    }
    assert!(!called.is_empty());
    for piece in called {
        let Piece::Call(call) = piece else {
            panic!("it is held to calls: {piece:?}");
        };
        assert!(calls().iter().any(|known| known.name == call.name));
        assert!(call.arguments.is_object(), "{call:?}");
    }
}

async fn an_answer_that_reaches_the_limit_says_so(subject: Subject) {
    let Played { engine, stage } = subject(vec![Scene::Limit]).await;
    let mut request = question();
    request.sampling.max_tokens = 2;
    let (text, others, error) = read(engine.stream(request)).await;
    assert_eq!(error, None);
    assert_eq!(reason(&others), Some(EndReason::MaxTokens));
    if stage.keeps_to_the_text() {
        assert_eq!(text, "Hello");
    }
}

async fn dropping_an_answer_stops_it(subject: Subject) {
    let Played { engine, stage } = subject(vec![Scene::Text, Scene::Text]).await;
    let mut answer = engine.stream(question());
    first_text(&mut answer).await;
    drop(answer);
    stage.wait_until_idle().await;
}

async fn an_answer_that_nobody_reads_is_given_up(subject: Subject) {
    let Played { engine, stage } = subject(vec![Scene::Text, Scene::Text]).await;
    drop(engine.stream(question()));
    stage.wait_until_idle().await;
    let mut answer = engine.stream(question());
    first_text(&mut answer).await;
}

async fn two_answers_at_once_do_not_mix(subject: Subject) {
    let Played { engine, stage } = subject(vec![Scene::Text, Scene::Text]).await;
    let (one, two) = (engine.stream(question()), engine.stream(question()));
    stage.go_on();
    stage.go_on();
    let (one, two) = tokio::join!(read(one), read(two));
    assert_eq!(one.0, two.0);
    assert_eq!(reason(&one.1), Some(EndReason::Complete));
    assert_eq!(reason(&two.1), Some(EndReason::Complete));
    if stage.keeps_to_the_text() {
        assert_eq!(one.0, "Hello, world");
    }
}

async fn a_refusal_is_all_that_comes(subject: Subject) {
    let Played {
        engine,
        stage: _stage,
    } = subject(vec![Scene::Refusal, Scene::Text]).await;
    let (text, others, error) = read(engine.stream(question())).await;
    assert_eq!((text.as_str(), others), ("", Vec::new()));
    let error = error.expect("it is refused");
    assert!(!error.to_string().is_empty() && !error.hint().is_empty());
    let mut answer = engine.stream(question());
    assert_eq!(
        first_text(&mut answer).await,
        "Hello",
        "the next question is answered"
    );
}

async fn an_error_in_the_middle_ends_what_came_before_it(subject: Subject) {
    let Played {
        engine,
        stage: _stage,
    } = subject(vec![Scene::Break]).await;
    let (text, others, error) = read(engine.stream(question())).await;
    assert_eq!((text.as_str(), others), ("Hello", Vec::new()));
    assert!(error.is_some());
}

/// Declares the tests of a subject.
macro_rules! conforms {
    ($subject:path: $($test:ident,)+) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test($subject).await;
            }
        )+
    };
    ($subject:path) => {
        conforms! { $subject:
            text_comes_in_pieces_and_then_the_end,
            tool_calls_come_whole_and_are_the_reason_of_the_end,
            an_answer_that_reaches_the_limit_says_so,
            dropping_an_answer_stops_it,
            an_answer_that_nobody_reads_is_given_up,
            two_answers_at_once_do_not_mix,
            a_refusal_is_all_that_comes,
            an_error_in_the_middle_ends_what_came_before_it,
        }
    };
}

mod scripted {
    use super::*;

    struct Behind(Arc<Scripted>);

    impl Stage for Behind {
        fn go_on(&self) {
            self.0.go_on();
        }

        fn wait_until_idle(&self) -> BoxFuture<'_, ()> {
            assert_eq!(self.0.running(), 0);
            std::future::ready(()).boxed()
        }
    }

    fn steps(scene: Scene) -> Vec<Step> {
        let broken = Step::Fail(LlmError::engine("it broke"));
        match scene {
            Scene::Text => vec![Step::Say("Hello"), Step::Wait, Step::Say(", world")],
            Scene::Calls => calls().map(Step::Call).into(),
            Scene::Limit => vec![Step::Say("Hello"), Step::CutOff],
            Scene::Refusal => vec![broken],
            Scene::Break => vec![Step::Say("Hello"), broken],
        }
    }

    fn subject(scenes: Vec<Scene>) -> BoxFuture<'static, Played> {
        let engine = Arc::new(Scripted::new(scenes.into_iter().map(steps)));
        let stage = Arc::new(Behind(Arc::clone(&engine)));
        std::future::ready(Played { engine, stage }).boxed()
    }

    conforms!(subject);
}

/// A provider's recordings: text, calls, limit, break.
type Recordings = [&'static str; 4];

impl Stage for Server {
    fn go_on(&self) {
        Server::go_on(self);
    }

    fn wait_until_idle(&self) -> BoxFuture<'_, ()> {
        Server::wait_until_idle(self).boxed()
    }
}

async fn served(
    [text, calls, limit, broken]: Recordings,
    scenes: Vec<Scene>,
    engine: fn(&str) -> Arc<dyn LlmEngine>,
) -> Played {
    let replies = scenes.into_iter().map(|scene| match scene {
        Scene::Text => Reply::events(text),
        Scene::Calls => Reply::events(calls),
        Scene::Limit => Reply::events(limit),
        Scene::Break => Reply::events(broken),
        Scene::Refusal => Reply::json(
            "400 Bad Request",
            &json!({ "error": { "message": "that is no question" } }),
        ),
    });
    let server = Server::start(replies).await;
    Played {
        engine: engine(&server.url()),
        stage: Arc::new(server),
    }
}

mod openai {
    use super::*;
    use crate::llm::remote::tests::engine;

    fn subject(scenes: Vec<Scene>) -> BoxFuture<'static, Played> {
        const RECORDINGS: Recordings = [
            include_str!("../../tests/fixtures/openai/text.sse"),
            include_str!("../../tests/fixtures/openai/tool_call.sse"),
            include_str!("../../tests/fixtures/openai/length.sse"),
            include_str!("../../tests/fixtures/openai/cut.sse"),
        ];
        let make = |url: &str| engine(crate::llm::openai::OpenAi, url);
        served(RECORDINGS, scenes, make).boxed()
    }

    conforms!(subject);
}

mod anthropic {
    use super::*;
    use crate::llm::remote::tests::engine;

    fn subject(scenes: Vec<Scene>) -> BoxFuture<'static, Played> {
        const RECORDINGS: Recordings = [
            include_str!("../../tests/fixtures/anthropic/text.sse"),
            include_str!("../../tests/fixtures/anthropic/tool_call.sse"),
            include_str!("../../tests/fixtures/anthropic/length.sse"),
            include_str!("../../tests/fixtures/anthropic/cut.sse"),
        ];
        let make = |url: &str| engine(crate::llm::anthropic::Anthropic, url);
        served(RECORDINGS, scenes, make).boxed()
    }

    conforms!(subject);
}

#[cfg(feature = "mistral")]
mod starter {
    use super::*;
    use crate::llm::mistral::{LoadOptions, MistralEngine, load};
    use crate::llm::model_files::ModelFiles;
    use crate::settings::DeviceChoice;

    /// The engine has one instance, so that the next answer shows that the one before was let go.
    struct Behind {
        engine: Arc<MistralEngine>,
        _cache: tempfile::TempDir,
    }

    impl Stage for Behind {
        fn go_on(&self) {}

        fn wait_until_idle(&self) -> BoxFuture<'_, ()> {
            async {
                let (text, _, error) = read(self.engine.stream(question())).await;
                assert_eq!(error, None);
                assert!(!text.is_empty());
            }
            .boxed()
        }

        fn keeps_to_the_text(&self) -> bool {
            false
        }
    }

    fn subject(_: Vec<Scene>) -> BoxFuture<'static, Played> {
        async {
            let loaded = tokio::task::spawn_blocking(|| {
                let cache = tempfile::tempdir().expect("a folder");
                let folder = crate::starter::unpack(cache.path()).expect("it is unpacked");
                let options = LoadOptions {
                    name: "starter".into(),
                    files: ModelFiles::Folder(folder),
                    quantization: None,
                    device: DeviceChoice::Cpu,
                    full_precision: true,
                    instances: 1,
                    prefix_cache_mb: None,
                };
                (load(&options).expect("it is loaded"), cache)
            });
            let (engine, cache) = loaded.await.expect("no panic");
            let engine = Arc::new(engine);
            let stage = Arc::new(Behind {
                engine: Arc::clone(&engine),
                _cache: cache,
            });
            Played { engine, stage }
        }
        .boxed()
    }

    // Scenes with errors are not here: the starter model cannot be told to play them.
    conforms! { subject:
        text_comes_in_pieces_and_then_the_end,
        tool_calls_come_whole_and_are_the_reason_of_the_end,
        an_answer_that_reaches_the_limit_says_so,
        dropping_an_answer_stops_it,
        an_answer_that_nobody_reads_is_given_up,
        two_answers_at_once_do_not_mix,
    }
}
