//! How long a person waits: for the overlay, for the first token, for the whole answer.
//!
//! Runs the starter model through the real engine on this machine. `cargo bench -p ai-assistant`.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ai_assistant::{Assistant, Piece, collect_text, descriptor};
use criterion::{Criterion, criterion_group, criterion_main};
use futures::StreamExt;
use serde_json::Value;
use tokio::runtime::Runtime;
use wezterm_module_framework::grid::{Grid, Size};
use wezterm_module_framework::testing::FakeHost;
use wezterm_module_framework::{Event, ModuleType, OverlayContext, PaneId, ViewId};

const QUESTION: &str = "How do I list all files recursively?";
const SCREEN: Size = Size {
    cols: 120,
    rows: 40,
};

fn overlay(c: &mut Criterion) {
    let ModuleType::BuiltIn(factory) = descriptor(Value::Null).module_type else {
        panic!("it is part of the program");
    };
    let module = factory(Value::Null).expect("a module");
    let host = FakeHost::new();
    c.bench_function("overlay opened and drawn", |b| {
        b.iter(|| {
            let mut overlay = module
                .create_overlay(OverlayContext {
                    view: ViewId(1),
                    host: host.clone(),
                    pane: Some(PaneId(1)),
                    size: SCREEN,
                })
                .expect("an overlay");
            overlay.view.event(Event::Resize(SCREEN));
            let mut grid = Grid::new(SCREEN);
            overlay.view.draw(&mut grid);
            black_box(grid)
        });
    });
}

fn answers(c: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let cache = tempfile::tempdir().expect("a folder");
    let assistant = Arc::new(Assistant::new(&Value::Null, cache.path().to_owned()));
    let begun = Instant::now();
    let first = runtime.block_on(async { collect_text(assistant.ask_once(QUESTION).await?).await });
    println!(
        "first answer, with unpacking and loading: {:?}: {first:?}",
        begun.elapsed()
    );

    c.bench_function("first token", |b| {
        b.iter(|| {
            runtime.block_on(async {
                let mut answer = assistant.ask_once(QUESTION).await.expect("it is asked");
                black_box(answer.next().await)
            })
        });
    });
    c.bench_function("whole answer", |b| {
        b.iter(|| {
            runtime.block_on(async {
                let answer = assistant.ask_once(QUESTION).await.expect("it is asked");
                black_box(collect_text(answer).await)
            })
        });
    });
    let rate = runtime.block_on(tokens_per_second(&assistant));
    println!("tokens per second while decoding: {rate:.0}");
}

/// Returns the engine's own figure for one answer.
async fn tokens_per_second(assistant: &Assistant) -> f32 {
    let mut answer = assistant.ask_once(QUESTION).await.expect("it is asked");
    let mut rate = 0.0;
    while let Some(piece) = answer.next().await {
        if let Ok(Piece::Done {
            usage: Some(usage), ..
        }) = piece
        {
            rate = usage.tokens_per_second.unwrap_or_default();
        }
    }
    rate
}

fn quick() -> Criterion {
    Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
}

criterion_group! {
    name = benches;
    config = quick();
    targets = overlay, answers
}
criterion_main!(benches);
