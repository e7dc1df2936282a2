//! How long a request and its reply take in process, beside a bare exchange over tokio's channels;
//! and what a broadcast to ten subscribers costs, beside tokio's own broadcast channel.
//!
//! It also prints, once, what the bus holds and what the process's memory is before and after 100,000
//! broadcasts to ten subscribers, half of which never listen.

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::sync::{broadcast, mpsc, oneshot};
use wezterm_module_framework::testing::FakeHost;
use wezterm_module_framework::{
    Host, IpcLimits, ManagerOptions, ModuleCapability, ModuleContext, ModuleDescriptor, ModuleIpc,
    ModuleManager, ModuleMessage, ModuleMetadata, Subscription, WezTermModule, async_trait,
};

const SUBSCRIBERS: usize = 10;
const BROADCASTS: usize = 100_000;

/// Answers with what it is sent.
struct Echo;

fn metadata() -> ModuleMetadata {
    ModuleMetadata {
        name: "echo".into(),
        version: "1.0.0".into(),
        author: "a benchmark".into(),
        description: "echoes".into(),
        capabilities: vec![ModuleCapability::UIOverlay],
        dependencies: vec![],
        lua_namespace: None,
    }
}

#[async_trait]
impl WezTermModule for Echo {
    fn metadata(&self) -> ModuleMetadata {
        metadata()
    }

    async fn initialize(&self, _: ModuleContext) -> anyhow::Result<()> {
        Ok(())
    }

    async fn handle_message(&self, message: ModuleMessage) -> anyhow::Result<ModuleMessage> {
        let ModuleMessage::Request { params, .. } = &message else {
            return Ok(message.unknown_method());
        };
        Ok(message.answer(params.clone()))
    }
}

/// The runtime is as the terminal makes it.
fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
}

fn manager(runtime: &Runtime) -> ModuleManager {
    let nowhere = PathBuf::from("/nonexistent/wezterm");
    let host = FakeHost::new() as Arc<dyn Host>;
    let options = ManagerOptions::new(host, nowhere.clone(), nowhere.clone(), nowhere);
    let manager = ModuleManager::new(options);
    manager.register_builtin(ModuleDescriptor::built_in(metadata(), Value::Null, |_| {
        Ok(Arc::new(Echo))
    }));
    runtime.block_on(manager.start_all());
    manager
}

fn params() -> Value {
    json!({ "prompt": "what is in this folder?", "pane": 3 })
}

fn requests(criterion: &mut Criterion) {
    let runtime = runtime();
    let manager = manager(&runtime);
    let system = manager.ipc().system();
    let mut group = criterion.benchmark_group("request and reply");
    group.measurement_time(Duration::from_secs(3));
    group.bench_function("the bus", |bencher| {
        bencher.iter_custom(|times| {
            let system = system.clone();
            let asking = async move {
                let start = std::time::Instant::now();
                for _ in 0..times {
                    let answer = system.request("echo", "echo", params()).await;
                    black_box(answer.expect("it is answered"));
                }
                start.elapsed()
            };
            // On a worker, where module code asks from.
            runtime.block_on(runtime.spawn(asking)).expect("no panic")
        });
    });
    group.bench_function("bare channels", |bencher| {
        bencher.iter_custom(|times| {
            let (sender, mut inbox) = mpsc::channel::<(Value, oneshot::Sender<Value>)>(64);
            runtime.spawn(async move {
                while let Some((params, reply)) = inbox.recv().await {
                    let _ = reply.send(params.clone());
                }
            });
            let asking = async move {
                let start = std::time::Instant::now();
                for _ in 0..times {
                    let (reply, answer) = oneshot::channel();
                    sender.send((params(), reply)).await.expect("it listens");
                    black_box(answer.await.expect("it is answered"));
                }
                start.elapsed()
            };
            runtime.block_on(runtime.spawn(asking)).expect("no panic")
        });
    });
    group.finish();
}

fn bus() -> ModuleIpc {
    ModuleIpc::new(FakeHost::new() as Arc<dyn Host>, IpcLimits::default())
}

fn drain(subscriptions: &mut [Subscription]) {
    for subscription in subscriptions {
        while let Some(message) = subscription.try_recv() {
            black_box(message);
        }
    }
}

fn broadcasts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("broadcast to ten");
    group.measurement_time(Duration::from_secs(2));
    group.throughput(Throughput::Elements(1));
    let system = bus().system();
    let mut ours: Vec<Subscription> = (0..SUBSCRIBERS).map(|_| system.subscribe()).collect();
    let (sender, _) = broadcast::channel::<ModuleMessage>(256);
    let mut theirs: Vec<_> = (0..SUBSCRIBERS).map(|_| sender.subscribe()).collect();
    for slow in [false, true] {
        let listen = if slow { "nobody listens" } else { "all listen" };
        group.bench_function(BenchmarkId::new("the bus", listen), |bencher| {
            bencher.iter(|| {
                system.broadcast("tick", params());
                if !slow {
                    drain(&mut ours);
                }
            });
        });
        group.bench_function(BenchmarkId::new("tokio's channel", listen), |bencher| {
            bencher.iter(|| {
                let message = ModuleMessage::Broadcast {
                    from: "system".into(),
                    event: "tick".into(),
                    data: params(),
                };
                sender.send(message).expect("there are receivers");
                if !slow {
                    for receiver in &mut theirs {
                        while receiver.try_recv().is_ok() {}
                    }
                }
            });
        });
    }
    group.finish();
}

/// Returns the process's memory in KiB; nothing where the system does not say.
fn resident_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn growth(_: &mut Criterion) {
    let system = bus().system();
    let mut all: Vec<Subscription> = (0..SUBSCRIBERS).map(|_| system.subscribe()).collect();
    let round = |all: &mut [Subscription], count: usize| {
        for _ in 0..count {
            system.broadcast("tick", params());
            drain(&mut all[..SUBSCRIBERS / 2]);
        }
    };
    // Until every queue is full there is growth, and then no more.
    round(&mut all, 1000);
    let before = resident_kib();
    let start = std::time::Instant::now();
    round(&mut all, BROADCASTS);
    let (took, after) = (start.elapsed(), resident_kib());
    let waiting: Vec<usize> = all.iter().map(Subscription::waiting).collect();
    println!(
        "{BROADCASTS} broadcasts to {SUBSCRIBERS}: {took:.2?}; waiting {waiting:?}; \
         VmRSS before {before:?} KiB, after {after:?} KiB"
    );
}

criterion_group!(benches, growth, requests, broadcasts);
criterion_main!(benches);
