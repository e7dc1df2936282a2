//! Views and their background work: delivery, cancellation, and views that break.

use std::sync::Arc;

use tokio::sync::Notify;
use wezterm_module_framework::grid::{Grid, Size, Style};
use wezterm_module_framework::input::Key;
use wezterm_module_framework::testing::ViewTester;
use wezterm_module_framework::{Cx, Event, Task, ToolRegistry, View};

enum Message {
    Line(String),
    Broken(String),
}

/// Starts a task on `s`, stops it on Escape, and shows what it reports.
struct Reporter {
    lines: Vec<String>,
    task: Option<Task>,
    sent: Arc<Notify>,
}

impl Reporter {
    fn new() -> Self {
        Self {
            lines: Vec::new(),
            task: None,
            sent: Arc::default(),
        }
    }
}

impl View for Reporter {
    type Message = Message;

    fn update(&mut self, event: Event<Message>, cx: &Cx<'_, Message>) {
        match event {
            Event::Key(key) => match key.key {
                Key::Char('s') => {
                    let sent = Arc::clone(&self.sent);
                    self.task = Some(cx.spawn(move |out| async move {
                        for n in 0..3 {
                            out.send(Message::Line(format!("line {n}")));
                        }
                        sent.notify_one();
                    }));
                }
                Key::Char('p') => {
                    let work = |_| async { panic!("lost the thread") };
                    self.task = Some(cx.spawn_or(work, Message::Broken));
                }
                Key::Char('x') => panic!("cannot go on"),
                Key::Char('q') => cx.close(),
                Key::Escape => self.task = None,
                _ => {}
            },
            Event::Text(text) => self.lines.push(text),
            Event::Resize(_) => {
                let Size { cols, rows } = cx.size();
                self.lines = vec![format!("{cols} x {rows}")];
            }
            Event::Message(Message::Line(line)) => self.lines.push(line),
            Event::Message(Message::Broken(why)) => self.lines.push(format!("broken: {why}")),
            Event::Mouse(_) | Event::Focus(_) => {}
        }
    }

    fn draw(&self, grid: &mut Grid) {
        assert!(grid.size().rows > 1, "too small to draw");
        for (y, line) in self.lines.iter().enumerate() {
            grid.put(0, y, line, Style::default());
        }
    }
}

fn open() -> (ViewTester, Arc<Notify>) {
    let view = Reporter::new();
    let sent = Arc::clone(&view.sent);
    (ViewTester::open(view, ToolRegistry::default()), sent)
}

#[tokio::test]
async fn what_a_task_sends_arrives_in_order() {
    let (mut view, _sent) = open();
    assert_eq!(view.screen(), "60 x 12");
    view.type_("s");
    let screen = view
        .wait_until("the last line", |screen| screen.contains("line 2"))
        .await;
    assert_eq!(screen, "60 x 12\nline 0\nline 1\nline 2");
    assert!(!view.pump());
}

#[tokio::test]
async fn nothing_that_a_stopped_task_sent_is_delivered() {
    let (mut view, sent) = open();
    view.type_("s");
    // Everything has been sent, and nothing has been handed over yet.
    sent.notified().await;
    view.key(Key::Escape);
    view.pump();
    assert_eq!(view.screen(), "60 x 12");
}

#[tokio::test]
async fn a_view_hears_that_its_task_panicked() {
    let (mut view, _sent) = open();
    view.type_("p");
    let screen = view
        .wait_until("the reason", |screen| screen.contains("broken"))
        .await;
    assert_eq!(screen, "60 x 12\nbroken: lost the thread");
}

#[tokio::test]
async fn a_view_that_panics_says_so_in_its_place_and_can_be_closed() {
    let (mut view, _sent) = open();
    view.type_("x");
    let expected = "This view stopped working: cannot go on\nEsc closes it; the log says more.";
    assert_eq!(view.screen(), expected);
    view.type_("q");
    assert!(!view.wants_close());
    view.key(Key::Escape);
    assert!(view.wants_close());

    // So does one that panics while it draws.
    let (mut view, _sent) = open();
    view.resize(Size { cols: 60, rows: 1 });
    assert_eq!(
        view.screen(),
        "This view stopped working: too small to draw"
    );
}

#[tokio::test]
async fn a_view_is_told_of_text_and_size_and_asks_to_be_closed() {
    let (mut view, _sent) = open();
    view.resize(Size { cols: 20, rows: 3 });
    view.text("\u{e9}t\u{e9}");
    assert_eq!(view.screen(), "20 x 3\n\u{e9}t\u{e9}");
    view.chord("q");
    assert!(view.wants_close());
}
