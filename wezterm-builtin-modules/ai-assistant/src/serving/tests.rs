//! Models that are changed while they answer, and given back when nobody asks.

use std::collections::BTreeMap;

use super::*;
use crate::llm::scripted::{Scripted, Step};
use crate::llm::{ChatMessage, Piece, Role, Sampling, collect_text};
use crate::settings::Settings;

type Engines = Arc<Mutex<BTreeMap<String, Weak<Scripted>>>>;

struct Room {
    desk: Desk,
    /// What was loaded, by the model's name.
    engines: Engines,
}

fn model(name: &str) -> ModelSettings {
    ModelSettings {
        model_id: Some(name.to_owned()),
        unload_after_s: None,
        ..Settings::default().model
    }
}

/// Serves models that say their name, wait, and say it again.
fn room(both_fit: bool) -> Room {
    let engines: Engines = Arc::default();
    let loaded = Arc::clone(&engines);
    let make: MakeLoader = Box::new(move |settings| {
        let name = settings.model_id.clone().unwrap_or_default();
        let loaded = Arc::clone(&loaded);
        Box::new(move || {
            let text: &'static str = match name.as_str() {
                "one" => "one",
                _ => "two",
            };
            let steps = vec![Step::Say(text), Step::Wait, Step::Say(text)];
            let engine = Arc::new(Scripted::new(vec![steps; 4]));
            lock(&loaded).insert(name.clone(), Arc::downgrade(&engine));
            Ok(engine as Arc<dyn LlmEngine>)
        })
    });
    let fits: Fits = Arc::new(move |_| both_fit);
    Room {
        desk: Desk::new(model("one"), make, fits),
        engines,
    }
}

fn request() -> Request {
    Request {
        messages: vec![ChatMessage::new(Role::User, "x")],
        tools: Vec::new(),
        sampling: Sampling::new(0.0, 8),
        constraint: None,
    }
}

impl Room {
    async fn ask(&self) -> Result<AnswerStream, LlmError> {
        self.desk.now().ask(request).await
    }

    fn engine(&self, name: &str) -> Option<Arc<Scripted>> {
        lock(&self.engines).get(name)?.upgrade()
    }

    fn go_on(&self, name: &str) {
        self.engine(name).expect("it is loaded").go_on();
    }
}

/// Takes the first piece of an answer.
async fn first(answer: &mut AnswerStream) -> Piece {
    let piece = answer.next().await.expect("there is more");
    piece.expect("no error")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_answer_is_finished_by_the_model_that_began_it() {
    let room = room(true);
    let mut answer = room.ask().await.expect("it is asked");
    assert_eq!(first(&mut answer).await, Piece::Text("one".into()));
    room.desk.switch(model("two"));
    assert_eq!(
        room.desk.status(),
        Status::NotLoaded,
        "nothing is loaded yet"
    );
    let mut next = room.ask().await.expect("both fit");
    assert_eq!(first(&mut next).await, Piece::Text("two".into()));
    room.go_on("one");
    assert_eq!(collect_text(answer).await, Ok("one".into()));
    assert!(
        room.engine("one").is_none(),
        "it is dropped with its last answer"
    );
    assert!(room.engine("two").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_answer_is_ended_where_the_settings_say_so() {
    let room = room(true);
    let mut answer = room.ask().await.expect("it is asked");
    first(&mut answer).await;
    room.desk.switch(ModelSettings {
        on_switch: OnSwitch::Cancel,
        ..model("two")
    });
    let error = collect_text(answer).await.expect_err("it is ended");
    assert_eq!(error.to_string(), "another model was chosen");
    assert!(room.engine("one").is_none());
    let mut next = room.ask().await.expect("it is asked");
    assert_eq!(first(&mut next).await, Piece::Text("two".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_memory_holds_only_one_the_next_waits_for_the_one_before() {
    let room = Arc::new(room(false));
    let mut answer = room.ask().await.expect("it is asked");
    first(&mut answer).await;
    room.desk.switch(model("two"));
    let asking = Arc::clone(&room);
    let next = tokio::spawn(async move {
        let mut next = asking.ask().await.expect("it is asked");
        first(&mut next).await
    });
    room.go_on("one");
    while let Some(piece) = answer.next().await {
        assert!(room.engine("two").is_none(), "{piece:?}");
    }
    drop(answer);
    assert_eq!(next.await.expect("no panic"), Piece::Text("two".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_temperature_keeps_the_engine() {
    let room = room(true);
    let answer = room.ask().await.expect("it is asked");
    room.desk.switch(ModelSettings {
        temperature: Some(0.1),
        ..model("one")
    });
    assert_eq!(room.desk.status(), Status::Ready);
    assert_eq!(room.desk.now().settings.temperature, Some(0.1));
    drop(answer);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_belongs_to_a_server_makes_another_engine_of_it() {
    let on_a_server = || ModelSettings {
        engine: Engine::OpenAi,
        endpoint: Some("http://localhost:1/v1".into()),
        ..model("one")
    };
    let room = room(true);
    room.desk.switch(on_a_server());
    let ready = || async {
        let answer = room.ask().await.expect("it is asked");
        assert_eq!(room.desk.status(), Status::Ready);
        drop(answer);
    };
    for other in [
        ModelSettings {
            endpoint: Some("http://localhost:2/v1".into()),
            ..on_a_server()
        },
        ModelSettings {
            api_key_env: Some("KEY".into()),
            ..on_a_server()
        },
        ModelSettings {
            fallback: Some(vec![model("two")]),
            ..on_a_server()
        },
        ModelSettings {
            temperature: Some(0.1),
            ..on_a_server()
        },
        model("one"),
    ] {
        room.desk.switch(on_a_server());
        ready().await;
        room.desk.switch(other.clone());
        assert_eq!(room.desk.status(), Status::NotLoaded, "{other:?}");
    }
    room.desk.switch(on_a_server());
    ready().await;
    room.desk.switch(ModelSettings {
        max_tokens: 3,
        ..on_a_server()
    });
    assert_eq!(room.desk.status(), Status::Ready);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_nobody_asks_is_given_back_and_loaded_again() {
    let room = room(true);
    room.desk.switch(ModelSettings {
        unload_after_s: Some(1),
        ..model("one")
    });
    let answer = room.ask().await.expect("it is asked");
    let running = Arc::clone(&room.desk.now().running);
    let weak = Arc::downgrade(&running);
    let over = Duration::ZERO;
    assert!(Running::idle_left(&weak, over).is_some(), "somebody asks");
    assert_eq!(room.desk.status(), Status::Ready);
    drop(answer);
    assert!(Running::idle_left(&weak, over).is_none(), "nobody does");
    assert_eq!(room.desk.status(), Status::NotLoaded);
    assert!(room.engine("one").is_none(), "its memory is free");
    assert!(room.ask().await.is_ok(), "the next question loads it");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_without_questions_is_watched() {
    let room = room(true);
    room.desk.switch(ModelSettings {
        unload_after_s: Some(1),
        ..model("one")
    });
    drop(room.ask().await.expect("it is asked"));
    let gone = async {
        while room.desk.status() != Status::NotLoaded {
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), gone).await;
    assert!(
        waited.is_ok(),
        "it is given back a second after its last answer"
    );
}
