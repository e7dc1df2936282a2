//! An engine made of engines: where one cannot answer, the next one does, and says so.
//!
//! It hides which one answers. One that cannot be loaded, or that fails before the first piece of its
//! answer, is passed over with a notice that says why and who answers instead; it is left alone for a
//! few seconds, longer each time, and is then the first to be asked again. An answer that has begun is
//! never continued by another. Used from the background runtime.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::StreamExt;

use super::clock::Clock;
use super::lazy::{LazyEngine, Loaded};
use super::produce::{Pieces, produce};
use super::{AnswerStream, LlmEngine, LlmError, ModelInfo, Piece, Request};

/// How long an engine is left alone after its first failure; doubled with each further one.
const REST: Duration = Duration::from_secs(5);
/// The longest time that it is left alone.
const LONGEST_REST: Duration = Duration::from_secs(300);

/// Makes a request one for a certain model, or says why that model cannot be asked it.
pub(crate) type Adapt = Box<dyn Fn(Request) -> Result<Request, LlmError> + Send + Sync>;

/// One of the engines.
pub(crate) struct Member {
    /// Its name for people.
    pub(crate) name: String,
    /// The engine.
    pub(crate) engine: LazyEngine,
    /// What makes requests fit it.
    pub(crate) adapt: Adapt,
}

/// See the top of the file.
#[derive(Clone)]
pub(crate) struct Fallback(Arc<Inner>);

struct Inner {
    members: Vec<(Member, Mutex<Health>)>,
    clock: Arc<dyn Clock>,
    /// The member that began to answer last, or was loaded.
    current: AtomicUsize,
}

/// How a member has been doing.
#[derive(Default)]
struct Health {
    failures: u32,
    /// Until when it is left alone, and why.
    resting: Option<(Instant, LlmError)>,
}

/// How a member came to no answer.
enum Failed {
    /// Another one may answer.
    Before(LlmError),
    /// What has come of the answer is all there is.
    Within(LlmError),
}

impl Fallback {
    /// Puts engines behind each other.
    pub(crate) fn new(members: Vec<Member>, clock: Arc<dyn Clock>) -> Self {
        let members = members.into_iter();
        Self(Arc::new(Inner {
            members: members.map(|member| (member, Mutex::default())).collect(),
            clock,
            current: AtomicUsize::new(0),
        }))
    }

    /// Loads the first engine that can be loaded; the others are loaded when they are needed.
    pub(crate) async fn load(self) -> Loaded {
        let mut failures = Vec::new();
        for (index, (member, health)) in self.0.members.iter().enumerate() {
            match member.engine.get().await {
                Ok(_) => {
                    self.0.current.store(index, Ordering::Relaxed);
                    return Ok(Arc::new(self.clone()));
                }
                Err(error) => {
                    log::warn!("{}: {error}", member.name);
                    lock(health).failed(&error, self.0.clock.now());
                    failures.push((member, error));
                }
            }
        }
        Err(nobody(&failures))
    }
}

impl Inner {
    async fn answer(&self, request: Request, mut pieces: Pieces) -> Result<(), LlmError> {
        let now = self.clock.now();
        let reasons = self
            .members
            .iter()
            .map(|(_, health)| lock(health).rests(now));
        let mut resting: Vec<Option<LlmError>> = reasons.collect();
        if resting.iter().all(Option::is_some) {
            // The person asks again because something may have changed.
            resting.fill(None);
        }
        let mut failures: Vec<(&Member, LlmError)> = Vec::new();
        for ((index, (member, health)), rests) in self.members.iter().enumerate().zip(resting) {
            if let Some(error) = rests {
                failures.push((member, error));
                continue;
            }
            if let Some((before, why)) = failures.last() {
                let notice = format!("{}: {why}; {} answers instead", before.name, member.name);
                pieces.send(Piece::Notice(notice)).await;
            }
            self.current.store(index, Ordering::Relaxed);
            let error = match ask(member, request.clone(), &mut pieces).await {
                Ok(()) => {
                    *lock(health) = Health::default();
                    return Ok(());
                }
                Err(Failed::Within(error)) => return Err(error),
                Err(Failed::Before(error)) => error,
            };
            log::warn!("{}: {error}", member.name);
            // Another question may be one that it can be asked.
            if !matches!(error, LlmError::Prompt { .. }) {
                lock(health).failed(&error, self.clock.now());
            }
            failures.push((member, error));
        }
        Err(nobody(&failures))
    }
}

async fn ask(member: &Member, request: Request, pieces: &mut Pieces) -> Result<(), Failed> {
    let engine = member.engine.get().await.map_err(Failed::Before)?;
    let request = (member.adapt)(request).map_err(Failed::Before)?;
    let mut answer = engine.stream(request);
    let mut begun = false;
    let at = |begun: bool| {
        if begun {
            Failed::Within
        } else {
            Failed::Before
        }
    };
    while let Some(piece) = answer.next().await {
        let piece = piece.map_err(at(begun))?;
        begun |= !matches!(piece, Piece::Notice(_));
        let done = matches!(piece, Piece::Done { .. });
        pieces.send(piece).await;
        if done {
            return Ok(());
        }
    }
    let error = LlmError::engine("the engine stopped in the middle of the answer");
    Err(at(begun)(error))
}

impl LlmEngine for Fallback {
    fn stream(&self, request: Request) -> AnswerStream {
        let inner = Arc::clone(&self.0);
        produce(|pieces| async move { inner.answer(request, pieces).await })
    }

    fn model_info(&self) -> ModelInfo {
        let (member, _) = &self.0.members[self.0.current.load(Ordering::Relaxed)];
        match member.engine.loaded() {
            Some(engine) => engine.model_info(),
            None => ModelInfo {
                name: member.name.clone(),
                device: "not loaded".into(),
                quantization: "unknown".into(),
                context_tokens: None,
                vision: false,
            },
        }
    }
}

impl Health {
    /// Says why it is left alone, where it is.
    fn rests(&self, now: Instant) -> Option<LlmError> {
        let (until, error) = self.resting.as_ref()?;
        (now < *until).then(|| error.clone())
    }

    fn failed(&mut self, error: &LlmError, now: Instant) {
        let rest = REST.saturating_mul(1 << self.failures.min(16));
        self.failures = self.failures.saturating_add(1);
        self.resting = Some((now + rest.min(LONGEST_REST), error.clone()));
    }
}

fn lock(health: &Mutex<Health>) -> MutexGuard<'_, Health> {
    health.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the first failure, with what those say that should have stood in.
fn nobody(failures: &[(&Member, LlmError)]) -> LlmError {
    let Some(((_, first), others)) = failures.split_first() else {
        return LlmError::engine("there is no engine");
    };
    let others = others
        .iter()
        .map(|(member, error)| format!("; nor can {}: {error}", member.name));
    let message = format!("{first}{}", others.collect::<String>());
    let hint = first.hint().to_owned();
    match first {
        LlmError::Load { .. } => LlmError::Load { message, hint },
        LlmError::Prompt { .. } => LlmError::Prompt { message, hint },
        LlmError::Engine { .. } => LlmError::Engine { message, hint },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::clock::fake::FakeClock;
    use crate::llm::scripted::{Scripted, Step};
    use crate::llm::{ChatMessage, EndReason, Role, Sampling};

    fn unchanged(name: &str, load: impl Fn() -> Loaded + Send + Sync + 'static) -> Member {
        Member {
            name: name.into(),
            engine: LazyEngine::new(Box::new(load)),
            adapt: Box::new(Ok),
        }
    }

    fn answering(name: &str, engine: &Arc<Scripted>) -> Member {
        let engine = Arc::clone(engine);
        unchanged(name, move || Ok(Arc::clone(&engine) as Arc<dyn LlmEngine>))
    }

    fn missing(name: &str) -> Member {
        unchanged(name, || {
            Err(LlmError::load("there is no model at /models/phi", "set it"))
        })
    }

    fn question() -> Request {
        Request {
            messages: vec![ChatMessage::new(Role::User, "hi")],
            tools: Vec::new(),
            sampling: Sampling::new(0.0, 10),
            constraint: None,
        }
    }

    /// Asks one question and returns notices and text, each in a line of its own, or the error.
    async fn said(engine: &dyn LlmEngine) -> Vec<String> {
        let mut answer = engine.stream(question());
        let mut lines = Vec::new();
        while let Some(piece) = answer.next().await {
            match piece {
                Ok(Piece::Text(text)) => lines.push(text),
                Ok(Piece::Notice(text)) => lines.push(format!("({text})")),
                Ok(Piece::Done { reason, .. }) => assert_eq!(reason, EndReason::Complete),
                Ok(other) => panic!("{other:?}"),
                Err(error) => lines.push(format!("error: {error}")),
            }
        }
        lines
    }

    fn failing() -> Vec<Step> {
        vec![Step::Fail(LlmError::engine("no network"))]
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn where_a_model_is_missing_the_next_answers_and_says_what_was_looked_for() {
        let starter = Arc::new(Scripted::saying("ls"));
        let clock = Arc::new(FakeClock::at(0));
        let members = vec![missing("phi"), answering("the starter model", &starter)];
        let engine = Fallback::new(members, clock)
            .load()
            .await
            .expect("one is loaded");
        assert_eq!(engine.model_info().name, "scripted");
        let notice = "(phi: there is no model at /models/phi; the starter model answers instead)";
        assert_eq!(said(engine.as_ref()).await, [notice, "ls"]);
        assert_eq!(
            said(engine.as_ref()).await,
            [notice, "ls"],
            "each answer says so"
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn one_that_failed_is_asked_again_after_a_rest_that_grows() {
        let first = Arc::new(Scripted::new([
            failing(),
            failing(),
            vec![Step::Say("back")],
            failing(),
        ]));
        let second = Arc::new(Scripted::saying("second"));
        let clock = Arc::new(FakeClock::at(0));
        let members = vec![answering("first", &first), answering("second", &second)];
        let engine = Fallback::new(members, Arc::clone(&clock) as _);
        let asked = || first.requests.lock().expect("not poisoned").len();
        let notice = "(first: no network; second answers instead)";
        for (passes, times) in [(0, 1), (4, 1), (1, 2), (9, 2)] {
            clock.pass(Duration::from_secs(passes));
            assert_eq!(said(&engine).await, [notice, "second"]);
            assert_eq!(asked(), times, "after {passes} s more");
        }
        clock.pass(Duration::from_secs(1));
        assert_eq!(said(&engine).await, ["back"]);
        assert_eq!(said(&engine).await, [notice, "second"], "it failed again");
        clock.pass(Duration::from_secs(5));
        assert_eq!(
            said(&engine).await,
            Vec::<String>::new(),
            "it rested 5 s and not 20"
        );
        assert_eq!(asked(), 5);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_answer_that_has_begun_is_not_continued_by_another() {
        let broken = vec![Step::Say("one"), Step::Fail(LlmError::engine("it broke"))];
        let first = Arc::new(Scripted::new([broken]));
        let second = Arc::new(Scripted::saying("second"));
        let members = vec![answering("first", &first), answering("second", &second)];
        let engine = Fallback::new(members, Arc::new(FakeClock::at(0)));
        assert_eq!(said(&engine).await, ["one", "error: it broke"]);
        assert!(second.requests.lock().expect("not poisoned").is_empty());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn where_nobody_can_answer_everybody_says_why_and_is_asked_again_at_once() {
        let second = Arc::new(Scripted::new([failing(), vec![Step::Say("second")]]));
        let members = vec![missing("phi"), answering("second", &second)];
        let engine = Fallback::new(members, Arc::new(FakeClock::at(0)));
        let notice = "(phi: there is no model at /models/phi; second answers instead)";
        assert_eq!(
            said(&engine).await,
            [
                notice,
                "error: there is no model at /models/phi; nor can second: no network"
            ]
        );
        assert_eq!(said(&engine).await, [notice, "second"]);

        let members = vec![missing("phi"), missing("other")];
        let error = Fallback::new(members, Arc::new(FakeClock::at(0)))
            .load()
            .await;
        assert_eq!(
            error.err().map(|error| error.explained()),
            Some(
                "there is no model at /models/phi; nor can other: there is no model at \
                 /models/phi; set it"
                    .into()
            )
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_question_that_one_cannot_be_asked_is_no_failure_of_it() {
        let first = Arc::new(Scripted::saying("first"));
        let mut choosy = answering("first", &first);
        choosy.adapt = Box::new(|request| match request.sampling.max_tokens {
            10 => Err(LlmError::prompt("it is too short", "ask more")),
            _ => Ok(request),
        });
        let second = Arc::new(Scripted::saying("second"));
        let members = vec![choosy, answering("second", &second)];
        let engine = Fallback::new(members, Arc::new(FakeClock::at(0)));
        assert_eq!(
            said(&engine).await,
            ["(first: it is too short; second answers instead)", "second"]
        );
        let mut request = question();
        request.sampling.max_tokens = 20;
        assert_eq!(engine.generate(request).await, Ok("first".into()));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn dropping_an_answer_stops_the_one_that_gives_it() {
        let first = Arc::new(Scripted::new([vec![Step::Say("one"), Step::Wait]]));
        let engine = Fallback::new(vec![answering("first", &first)], Arc::new(FakeClock::at(0)));
        let mut answer = engine.stream(question());
        assert_eq!(answer.next().await, Some(Ok(Piece::Text("one".into()))));
        assert_eq!(first.running(), 1);
        drop(answer);
        assert_eq!(first.running(), 0);
    }
}
