//! A person types at the overlay and reads its screen; a scripted engine answers.

use serde_json::{Value, json};
use wezterm_module_framework::grid::Color;
use wezterm_module_framework::testing::{FakeHost, ViewTester};
use wezterm_module_framework::{Host, Overlay, Placement, ViewId, erase};

use super::*;
use crate::ahead::Ahead;
use crate::ahead::fake::FakePower;
use crate::llm::LlmEngine;
use crate::llm::clock::fake::FakeClock;
use crate::llm::scripted::{Scripted, Step};
use crate::models::Sources;

mod figures;
mod inserting;

const STARTER: Size = Size { cols: 60, rows: 14 };

struct Desk {
    view: ViewTester,
    engine: Arc<Scripted>,
    assistant: Arc<Assistant>,
}

fn desk_of(settings: &Value, size: Size, engine: Scripted) -> Desk {
    let engine = Arc::new(engine);
    let answering: Arc<dyn LlmEngine> = engine.clone();
    let assistant = Assistant::with_engine(settings, answering);
    // Time stands still, so that what was measured can be compared.
    let assistant = Arc::new(assistant.with_clock(Arc::new(FakeClock::at(0))));
    Desk {
        view: open(&assistant, size),
        engine,
        assistant,
    }
}

fn open(assistant: &Arc<Assistant>, size: Size) -> ViewTester {
    ViewTester::open_on(FakeHost::new(), size, |context| Overlay {
        view: erase(
            AssistantView::new(Arc::clone(assistant), context.pane, context.size),
            context.view,
            context.host,
        ),
        placement: Placement::Over,
    })
}

fn desk(answers: impl IntoIterator<Item = Vec<Step>>) -> Desk {
    desk_of(
        &json!({ "model": { "model_id": "/models/tiny" } }),
        STARTER,
        Scripted::new(answers),
    )
}

impl Desk {
    async fn ask(&mut self, question: &str) {
        self.view.type_(question);
        self.view.key(Key::Enter);
    }

    async fn see(&mut self, text: &str) -> String {
        self.view
            .wait_until(text, |screen| screen.contains(text))
            .await
    }

    /// Waits until the answer is whole.
    async fn done(&mut self) -> String {
        self.view
            .wait_until("the end of the answer", |screen| screen.contains(" ready"))
            .await
    }

    async fn closed(&mut self) {
        while !self.view.wants_close() {
            tokio::task::yield_now().await;
            self.view.pump();
        }
    }
}

#[tokio::test]
async fn a_first_start_names_the_starter_and_what_replaces_it() {
    let desk = desk_of(&Value::Null, Size::new(82, 11), Scripted::new([]));
    assert_eq!(
        desk.view.screen(),
        "\
\x20Assistant · starter model                                                  ready
Ask how to do something in the shell.
The starter model knows 300 common tasks; one line replaces it:
config.modules = { ai_assistant = { model = { model_id = '/path/to/model' } } }
`wezterm ai models recommend` names one that fits this machine.



──────────────────────────────────────────────────────────────────────────────────
› Ask about the shell
 Enter send  Esc close  Alt+Enter new line  Ctrl+O what is sent  Alt+M models"
    );
}

#[tokio::test]
async fn a_small_overlay_shows_what_matters() {
    let mut desk = desk_of(
        &Value::Null,
        Size::new(40, 10),
        Scripted::new([vec![Step::Say("```sh\nls -la\n```\nLists everything.")]]),
    );
    desk.ask("list all").await;
    let screen = desk.done().await;
    assert_eq!(
        screen,
        "\
\x20Assistant · starter model        ready
`wezterm ai models recommend` names one
that fits this machine.

› list all
│ ls -la
Lists everything.
────────────────────────────────────────
› Ask about the shell
 Tab copy  Alt+I insert  Enter send"
    );
}

#[tokio::test]
async fn an_answer_with_code_is_drawn_apart() {
    let mut desk = desk([vec![
        Step::Say("Use this:\n```sh\nfind . -type f\n"),
        Step::Say("```\nIt lists **all** files."),
    ]]);
    desk.ask("list all files").await;
    let screen = desk.done().await;
    assert_eq!(
        screen,
        "\
\x20Assistant · tiny                                     ready
Ask how to do something in the shell.
tiny answers on this machine.

› list all files
Use this:
│ find . -type f
It lists all files.



────────────────────────────────────────────────────────────
› Ask about the shell
 Tab copy  Alt+I insert  Enter send  Esc close  Ctrl+R again"
    );
    let grid = desk.view.grid();
    assert_eq!(
        grid.cell(40, 6).style.bg,
        Color::Palette(236),
        "code fills its row"
    );
    assert_eq!(grid.cell(40, 7).style.bg, Color::Default);
}

#[tokio::test]
async fn text_appears_while_it_is_generated() {
    let mut desk = desk([vec![Step::Say("first"), Step::Wait, Step::Say(" second")]]);
    desk.ask("x").await;
    let screen = desk.see("first").await;
    assert!(screen.contains("answering…"), "{screen}");
    assert!(!screen.contains("second"), "{screen}");
    desk.engine.go_on();
    desk.see("first second").await;
    desk.done().await;
}

#[tokio::test]
async fn escape_stops_the_answer_and_then_closes() {
    let mut desk = desk([vec![Step::Say("first"), Step::Wait, Step::Say(" second")]]);
    desk.ask("x").await;
    desk.see("first").await;
    assert_eq!(desk.engine.running(), 1);
    desk.view.key(Key::Escape);
    let screen = desk.view.screen();
    assert!(screen.contains("first\n(stopped)"), "{screen}");
    assert!(!desk.view.wants_close());
    desk.engine.go_on();
    while desk.engine.running() > 0 {
        tokio::task::yield_now().await;
    }
    desk.view.pump();
    assert!(
        !desk.view.screen().contains("second"),
        "nothing late arrives"
    );
    assert_eq!(
        desk.view.host().events(),
        [],
        "half an answer is no response"
    );
    desk.view.key(Key::Escape);
    assert!(desk.view.wants_close());
}

#[tokio::test]
async fn every_way_to_send_sends() {
    for chord in ["Enter", "Ctrl+Enter", "Ctrl+]"] {
        let mut desk = desk([vec![Step::Say("yes")]]);
        desk.view.type_("x");
        desk.view.chord(chord);
        desk.see("yes").await;
    }
}

#[tokio::test]
async fn shift_or_alt_and_enter_begin_a_new_line() {
    let mut desk = desk([vec![Step::Say("yes")]]);
    desk.view.type_("one");
    desk.view.chord("Shift+Enter");
    desk.view.type_("two");
    desk.view.chord("Alt+Enter");
    desk.view.type_("three");
    let screen = desk.view.screen();
    assert!(screen.contains("› one\n  two\n  three\n"), "{screen}");
    desk.view.key(Key::Enter);
    desk.done().await;
    let requests = desk.engine.requests.lock().expect("not poisoned");
    assert_eq!(
        requests[0]
            .messages
            .last()
            .map(|message| message.text.as_str()),
        Some("one\ntwo\nthree")
    );
}

#[tokio::test]
async fn wide_and_combining_characters_are_edited_where_the_cursor_is() {
    let mut desk = desk([]);
    desk.view.type_("漢字ée\u{301}");
    let at = |desk: &Desk| desk.view.grid().cursor.map(|cursor| cursor.x);
    assert_eq!(at(&desk), Some(2 + 6));
    desk.view.key(Key::Left);
    desk.view.key(Key::Left);
    assert_eq!(at(&desk), Some(2 + 4));
    desk.view.key(Key::Backspace);
    assert_eq!(at(&desk), Some(2 + 2));
    desk.view.chord("Ctrl+E");
    desk.view.text("\u{1b}[31m語");
    assert!(
        desk.view.screen().contains("› 漢ée\u{301}[31m語"),
        "{}",
        desk.view.screen()
    );
    desk.view.chord("Ctrl+W");
    desk.view.chord("Ctrl+U");
    assert!(desk.view.screen().contains("› Ask about the shell"));
}

#[tokio::test]
async fn up_brings_back_what_was_asked() {
    let mut desk = desk([vec![Step::Say("a")], vec![Step::Say("b")]]);
    desk.ask("one").await;
    desk.done().await;
    desk.view.type_("draft");
    desk.view.key(Key::Up);
    let composer = |desk: &Desk| {
        let screen = desk.view.screen();
        screen.lines().rev().nth(1).unwrap_or_default().to_owned()
    };
    assert_eq!(composer(&desk), "› one");
    desk.view.key(Key::Down);
    assert_eq!(composer(&desk), "› draft");
}

#[tokio::test]
async fn output_scrolls_and_follows_its_end_until_it_is_scrolled() {
    let text = "l1\nl2\nl3\nl4\nl5\nl6\nl7\nl8\nl9\nl10\nl11\nl12";
    let mut desk = desk([vec![Step::Say(text), Step::Wait, Step::Say("\nl13")]]);
    desk.ask("x").await;
    desk.see("l12").await;
    desk.view.key(Key::PageUp);
    let screen = desk.view.screen();
    assert!(!screen.contains("l12"), "{screen}");
    assert!(screen.contains("more below"), "{screen}");
    let shown = |screen: &str| screen.lines().nth(1).map(str::to_owned);
    let before = shown(&screen);
    desk.engine.go_on();
    let screen = desk.done().await;
    assert_eq!(shown(&screen), before, "what is read stays where it is");
    for _ in 0..8 {
        desk.view.mouse(MouseEvent {
            kind: MouseKind::WheelDown,
            x: 0,
            y: 3,
            mods: Mods::empty(),
            clicks: 0,
        });
    }
    assert!(desk.view.screen().contains("l13"));
    desk.view.chord("Ctrl+Home");
    assert!(desk.view.screen().contains("Ask how to do something"));
    desk.view.chord("Ctrl+End");
    assert!(desk.view.screen().contains("l13"));
}

#[tokio::test]
async fn tab_and_a_click_copy_the_command() {
    let mut desk = desk([vec![Step::Say("```sh\n$ ls -la\n```")]]);
    desk.view.key(Key::Tab);
    assert!(desk.view.screen().contains("no answer holds a command yet"));
    desk.ask("x").await;
    desk.done().await;
    desk.view.key(Key::Tab);
    assert_eq!(desk.view.host().clipboard(), Some("ls -la".into()));
    assert!(desk.view.screen().contains(" copied: ls -la"));
    desk.view
        .host()
        .set_clipboard(String::new())
        .expect("it is set");
    desk.view.mouse(MouseEvent {
        kind: MouseKind::Press(MouseButton::Left),
        x: 4,
        y: 5,
        mods: Mods::empty(),
        clicks: 1,
    });
    assert_eq!(desk.view.host().clipboard(), Some("ls -la".into()));
}

#[tokio::test]
async fn who_answers_instead_of_whom_stands_over_the_answer_while_it_comes_and_after_it() {
    let notice = "phi: there is no model at /models/phi; the starter model answers instead";
    let mut desk = desk([vec![Step::Notice(notice), Step::Say("ls"), Step::Wait]]);
    desk.ask("x").await;
    let screen = desk.see("instead\nls").await;
    assert!(
        screen.contains("phi: there is no model at /models/phi"),
        "{screen}"
    );
    desk.engine.go_on();
    desk.done().await;
    desk.see("instead\nls").await;
}

#[tokio::test]
async fn an_error_is_shown_in_its_place_and_asked_again() {
    let broken = LlmError::load(
        "there is no model at /models/tiny",
        "set model_id to a folder",
    );
    let mut desk = desk([vec![Step::Fail(broken)], vec![Step::Say("now it works")]]);
    desk.ask("x").await;
    let screen = desk.see("Ctrl+R asks again.").await;
    assert!(
        screen.contains("› x\n✗ there is no model at /models/tiny\nset model_id to a folder\n"),
        "{screen}"
    );
    desk.view.chord("Ctrl+R");
    desk.see("now it works").await;
}

#[tokio::test]
async fn a_setting_that_cannot_be_used_is_named_in_the_overlay() {
    let mut desk = desk_of(
        &json!({ "model": { "engine": "gemma" } }),
        Size::new(100, 14),
        Scripted::saying("never"),
    );
    desk.ask("x").await;
    let screen = desk.see("config.modules.ai_assistant.model.engine").await;
    assert!(screen.contains("is not one of mistral, openai"), "{screen}");
    assert!(
        desk.engine
            .requests
            .lock()
            .expect("not poisoned")
            .is_empty()
    );
}

#[tokio::test]
async fn an_empty_question_and_one_that_is_too_long_stay_in_the_composer() {
    let mut desk = desk([]);
    desk.view.key(Key::Enter);
    assert!(desk.view.screen().contains("the question is empty"));
    desk.view.text(&"x".repeat(1 << 20));
    desk.view.key(Key::Enter);
    let screen = desk.view.screen();
    assert!(
        screen.contains("the question has 1048576 bytes"),
        "{screen}"
    );
    assert!(screen.contains("› x") || screen.contains("  x"), "{screen}");
}

#[tokio::test]
async fn an_answer_that_was_cut_off_says_so() {
    let mut desk = desk([vec![Step::Say("one two"), Step::CutOff]]);
    desk.ask("x").await;
    desk.see("(cut off: the answer reached model.max_tokens)")
        .await;
}

#[tokio::test]
async fn the_text_that_is_sent_can_be_read() {
    let mut desk = desk([vec![Step::Say("an answer")], vec![]]);
    desk.ask("first question").await;
    desk.done().await;
    desk.view.resize(Size::new(80, 40));
    desk.view.type_("second question");
    desk.view.chord("Ctrl+O");
    let screen = desk.see("word for word").await;
    for part in [
        "[system]\nYou are the assistant inside a terminal.",
        "- directory: not known",
        "[user]\nfirst question",
        "[assistant]\nan answer",
        "[user]\nsecond question",
    ] {
        assert!(screen.contains(part), "{part} is missing:\n{screen}");
    }
    desk.view.key(Key::Escape);
    assert!(!desk.view.wants_close());
    assert!(desk.view.screen().contains("› first question"));
    desk.view.key(Key::Enter);
    desk.view
        .wait_until("the second question", |_| {
            desk.engine.requests.lock().expect("not poisoned").len() == 2
        })
        .await;
    let sent: String = desk.engine.requests.lock().expect("not poisoned")[1]
        .messages
        .iter()
        .map(|message| format!("[{}]\n{}\n\n", message.role.name(), message.text))
        .collect();
    assert!(sent.contains("[user]\nsecond question"));
    assert_eq!(
        sent.lines().filter(|line| !line.is_empty()).count(),
        screen
            .lines()
            .skip(3)
            .take_while(|line| !line.starts_with('─'))
            .filter(|line| !line.is_empty())
            .count()
            - wrapped_lines(&sent, 80),
        "the preview is what was sent"
    );
}

/// Counts the extra rows that long lines take.
fn wrapped_lines(text: &str, width: usize) -> usize {
    text.lines()
        .map(|line| layout::wrap(line, layout::styles::text(), width).len() - 1)
        .sum()
}

#[tokio::test]
async fn the_conversation_outlives_the_overlay_and_can_be_cleared() {
    let mut desk = desk([vec![Step::Say("an answer")]]);
    desk.ask("x").await;
    desk.done().await;
    let mut again = open(&desk.assistant, STARTER);
    assert!(
        again.screen().contains("› x\nan answer"),
        "{}",
        again.screen()
    );
    again.chord("Ctrl+L");
    assert!(!again.screen().contains("an answer"));
    assert_eq!(desk.assistant.history(), []);
}

#[tokio::test]
async fn the_response_event_carries_the_whole_answer() {
    let mut desk = desk([vec![Step::Say("one "), Step::Say("two")]]);
    desk.ask("x").await;
    desk.done().await;
    assert_eq!(
        desk.view.host().events(),
        [("ai-assistant-response".to_owned(), vec![json!("one two")])]
    );
}

#[tokio::test]
async fn any_size_can_be_drawn() {
    let mut desk = desk([vec![Step::Say("```\nls -la\n```\nsome words")]]);
    desk.ask("漢字 and more").await;
    desk.done().await;
    desk.view.type_("漢字\n");
    for cols in 0..12 {
        for rows in 0..12 {
            desk.view.resize(Size::new(cols, rows));
            let screen = desk.view.screen();
            assert!(
                !screen.contains("stopped working"),
                "{cols}x{rows}: {screen}"
            );
        }
    }
}

#[tokio::test]
async fn waiting_is_shown_while_the_model_loads() {
    let (allow, allowed) = std::sync::mpsc::channel::<()>();
    let allowed = std::sync::Mutex::new(allowed);
    let loader: crate::llm::lazy::Loader = Box::new(move || {
        allowed
            .lock()
            .expect("one load")
            .recv()
            .expect("the test lives");
        Ok(Arc::new(Scripted::saying("hello")))
    });
    let assistant = Arc::new(Assistant::with_loader(&Value::Null, loader));
    let mut view = open(&assistant, Size::new(100, 14));
    view.type_("x");
    view.key(Key::Enter);
    let screen = view
        .wait_until("the load", |screen| screen.contains("loading the model…"))
        .await;
    assert!(screen.contains(" Esc stop"), "{screen}");
    allow.send(()).expect("the load waits");
    view.wait_until("the answer", |screen| screen.contains("hello"))
        .await;
}

#[test]
fn a_view_can_be_made_without_a_runtime() {
    let assistant = Arc::new(Assistant::from_settings(&Value::Null));
    let host: Arc<dyn Host> = FakeHost::new();
    let view = erase(
        AssistantView::new(assistant, None, STARTER),
        ViewId(1),
        host,
    );
    let mut grid = Grid::new(STARTER);
    view.draw(&mut grid);
    assert!(grid.text().contains("ready"));
}

fn writes(folder: &std::path::Path, name: &str, architecture: &str) {
    let mut file = crate::testing::gguf::GgufWriter::default();
    file.text("general.architecture", architecture);
    file.number("llama.context_length", 2048);
    file.text("tokenizer.ggml.model", "gpt2");
    file.text("tokenizer.chat_template", "x");
    file.texts("tokenizer.ggml.tokens", &["a"]);
    file.f32_tensor("token_embd.weight", &[4, 2], &[0.0; 8]);
    std::fs::write(folder.join(name), file.bytes()).expect("a file is written");
}

/// Opens the browser over a folder with a model that answers and one that does not.
async fn browsing(data: &std::path::Path) -> Desk {
    let models = data.join("models");
    std::fs::create_dir_all(&models).expect("a folder");
    writes(&models, "tiny.gguf", "llama");
    writes(&models, "vectors.gguf", "bert");
    let settings = json!({ "model": { "model_id": "/m/other" } });
    let mut desk = desk_of(&settings, Size::new(72, 12), Scripted::new([]));
    desk.assistant.set_sources(Sources {
        folders: vec![models],
        ..Sources::default()
    });
    desk.view.key(KeyEvent::new(Key::Char('m'), Mods::ALT));
    desk.see("vectors").await;
    desk
}

#[tokio::test(flavor = "multi_thread")]
async fn models_are_shown_as_a_tree_with_what_is_known_of_the_chosen_one() {
    let data = tempfile::tempdir().expect("a folder");
    let mut desk = browsing(data.path()).await;
    desk.view.type_("tiny");
    let screen = desk.see("about 37 MB").await;
    let rows: Vec<&str> = screen.lines().map(str::trim_end).collect();
    assert_eq!(
        rows[..7],
        [
            " Assistant · other                                                ready",
            "/ tiny",
            "model folders               │ tiny",
            "   tiny                     │ kind       unknown",
            "                            │ size       0 kB",
            "                            │ memory     about 37 MB",
            "                            │ stored as  F32",
        ]
    );
    desk.view.key(Key::Enter);
    desk.see("tiny answers from now on").await;
    assert_eq!(desk.assistant.model_name(), "tiny");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_cannot_answer_is_not_used_and_escape_leads_back() {
    let data = tempfile::tempdir().expect("a folder");
    let mut desk = browsing(data.path()).await;
    desk.view.type_("embedding");
    desk.view.key(Key::Enter);
    desk.see("vectors cannot answer: it makes vectors").await;
    assert_eq!(desk.assistant.model_name(), "other");
    desk.view.key(Key::Escape);
    desk.see("tiny").await;
    desk.view.key(Key::Escape);
    desk.see("Ask about the shell").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_starter_model_can_be_had_back() {
    let data = tempfile::tempdir().expect("a folder");
    let mut desk = browsing(data.path()).await;
    desk.view.key(Key::Home);
    desk.see("Knows 300 common tasks").await;
    desk.view.key(Key::Enter);
    desk.see("starter model answers from now on").await;
    assert!(desk.assistant.uses_starter());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_is_added_appears_while_the_browser_is_open() {
    let data = tempfile::tempdir().expect("a folder");
    let mut desk = browsing(data.path()).await;
    writes(&data.path().join("models"), "added.gguf", "llama");
    desk.see("added").await;
}

#[tokio::test]
async fn a_model_that_was_changed_elsewhere_is_named_in_the_introduction() {
    let mut desk = desk_of(&Value::Null, STARTER, Scripted::new([]));
    assert!(desk.view.screen().contains("The starter model knows"));
    desk.assistant.use_id(Some("/models/other".into()));
    desk.view.key(Key::Home);
    let screen = desk.see("other answers on this machine.").await;
    assert!(!screen.contains("The starter model knows"), "{screen}");
}

#[tokio::test]
async fn where_a_model_on_a_server_gets_the_questions_is_said() {
    let settings = json!({ "model": {
        "engine": "openai", "model_id": "m", "endpoint": "http://localhost:9/v1",
    } });
    let desk = desk_of(&settings, Size::new(100, 12), Scripted::new([]));
    let screen = desk.view.screen();
    assert!(
        screen.contains("m at localhost:9 answers on a server: what you ask is sent there."),
        "{screen}"
    );
}

/// Lets background work go on until the engine has been given something to read ahead that ends so.
async fn read_ahead(engine: &Scripted, typed: &str) -> usize {
    let given = || {
        let given = engine.read_ahead.lock().expect("not poisoned");
        let last = given.last()?.messages.last()?;
        (last.text == typed).then_some(given.len())
    };
    let wait = async {
        loop {
            match given() {
                Some(number) => return number,
                None => tokio::task::yield_now().await,
            }
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), wait).await;
    waited.unwrap_or_else(|_| panic!("{typed:?} was never read ahead"))
}

fn desk_with_power(model: Value, is_battery: bool) -> (Desk, Arc<FakeClock>) {
    let clock = Arc::new(FakeClock::at(0));
    let engine = Arc::new(Scripted::new([vec![Step::Say("ls"), Step::Wait]]));
    let answering: Arc<dyn LlmEngine> = engine.clone();
    let ahead = Ahead::new(Arc::clone(&clock) as _, Arc::new(FakePower(is_battery)));
    let assistant = Assistant::with_engine(&json!({ "model": model }), answering);
    let assistant = Arc::new(assistant.with_ahead(ahead));
    let desk = Desk {
        view: open(&assistant, STARTER),
        engine,
        assistant,
    };
    (desk, clock)
}

#[tokio::test]
async fn what_is_typed_is_read_ahead_at_once_when_opened_and_then_after_a_pause() {
    let (mut desk, clock) = desk_with_power(json!({ "model_id": "/models/tiny" }), false);
    assert_eq!(read_ahead(&desk.engine, "").await, 1);
    assert_eq!(
        clock.slept(),
        [],
        "what is there when it opens waits for nothing"
    );
    desk.view.type_("list all");
    assert_eq!(
        read_ahead(&desk.engine, "list all").await,
        2,
        "what was typed before the pause is not read by itself"
    );
    assert_eq!(clock.slept().last(), Some(&Duration::from_millis(300)));
    desk.view.key(Key::Enter);
    desk.see("ls").await;
    desk.engine.go_on();
    desk.done().await;
    let number = read_ahead(&desk.engine, "").await;
    let given = desk.engine.read_ahead.lock().expect("not poisoned");
    let said: Vec<&str> = given[number - 1]
        .messages
        .iter()
        .skip(1)
        .map(|message| message.text.as_str())
        .collect();
    assert_eq!(said, ["list all", "ls", ""], "the conversation goes along");
}

#[tokio::test]
async fn on_battery_or_where_it_is_switched_off_nothing_is_read_ahead() {
    for (warm_start, is_battery) in [(json!("auto"), true), (json!(false), false)] {
        let model = json!({ "model_id": "/models/tiny", "warm_start": warm_start });
        let (mut desk, _) = desk_with_power(model, is_battery);
        desk.view.type_("list");
        desk.view.key(Key::Enter);
        desk.see("ls").await;
        desk.engine.go_on();
        desk.done().await;
        assert_eq!(
            desk.engine.read_ahead.lock().expect("not poisoned").len(),
            0
        );
    }
    let model = json!({ "model_id": "/models/tiny", "warm_start": true });
    let (desk, _) = desk_with_power(model, true);
    read_ahead(&desk.engine, "").await;
}
