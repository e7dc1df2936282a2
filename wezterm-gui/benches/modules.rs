//! What the module framework costs: starting all built-in modules, replacing one, and memory.
//!
//! `-- --memory` prints the resident memory and the threads of the whole program without a screen, each
//! case in a process of its own: with no module known and the framework off, which is what a build
//! without it would have, with the framework off, with all built-in modules but the assistant started
//! and idle, and with the assistant as well.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use config::{Environment, LoadOptions};
use criterion::{Criterion, criterion_group};
use mux::grid::Size;
use mux::{PaneSize, Spawn};
use wezterm_gui::app::{App, AppOptions};
use wezterm_gui::builtins::{BUILT_IN, builtin_modules};
use wezterm_gui::folders::Folders;
use wezterm_gui::frame::{FrontendSetup, KeySupport, WindowSupport};
use wezterm_module_framework::testing::FakeHost;
use wezterm_module_framework::{Host, ManagerOptions, ModuleManager, ModuleState};

fn manager(folder: &Path) -> ModuleManager {
    let host = FakeHost::new() as Arc<dyn Host>;
    let below = |name: &str| folder.join(name);
    let options = ManagerOptions::new(host, below("config"), below("data"), below("cache"));
    let manager = ModuleManager::new(options);
    for module in builtin_modules() {
        manager.register_builtin(module);
    }
    manager
}

fn life(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    criterion.bench_function("load all built-in modules", |bench| {
        bench.iter_custom(|rounds| {
            runtime.block_on(async {
                let mut total = Duration::ZERO;
                for _ in 0..rounds {
                    let began = Instant::now();
                    let manager = manager(folder.path());
                    manager.start_all().await;
                    total += began.elapsed();
                    for module in manager.list() {
                        assert_eq!(module.status, ModuleState::Loaded, "{}", module.name);
                    }
                    assert_eq!(manager.shutdown_all().await, []);
                }
                total
            })
        });
    });
    criterion.bench_function("reload one module", |bench| {
        bench.iter_custom(|rounds| {
            runtime.block_on(async {
                let manager = manager(folder.path());
                manager.start_all().await;
                let began = Instant::now();
                for _ in 0..rounds {
                    manager.reload("commander").await.expect("it starts again");
                }
                let total = began.elapsed();
                manager.shutdown_all().await;
                total
            })
        });
    });
}

/// Starts the whole program without a screen and prints what it holds.
fn measure(case: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let on = case == "on" || case == "no-ai";
    let assistant = case != "no-ai";
    let lua = format!(
        "return {{ enable_module_framework = {on}, automatically_reload_config = false,
           modules = {{ ai_assistant = {{ enabled = {assistant} }} }} }}"
    );
    std::fs::write(folder.path().join(".wezterm.lua"), lua).expect("written");
    let load = LoadOptions {
        environment: Environment {
            home: Some(folder.path().to_owned()),
            ..Environment::default()
        },
        ..LoadOptions::default()
    };
    let spawn = Spawn {
        program: Some(vec!["/bin/cat".to_owned()]),
        cwd: Some("/".into()),
        ..Spawn::default()
    };
    let folders = Folders::below(&folder.path().join("f"));
    let builtins = match case {
        "without" => None,
        _ => BUILT_IN,
    };
    let options = AppOptions {
        builtins,
        socket: false,
        signals: false,
        ..AppOptions::new(load, spawn, folders)
    };
    let (poke, poked) = channel();
    let setup = FrontendSetup {
        poke: Arc::new(move || {
            // Nobody listens any more at the end.
            let _ = poke.send(());
        }),
        size: Some(PaneSize::of_cells(Size { cols: 80, rows: 24 })),
        keys: KeySupport::Full,
        windows: WindowSupport::One,
    };
    let mut app = App::new(options, setup).expect("the program starts");
    run_until(&mut app, &poked, |app| {
        app.modules().is_none_or(|modules| {
            let list = modules.manager().list();
            list.iter().all(|module| {
                let wanted = module.name != "ai-assistant" || assistant;
                wanted == (module.status == ModuleState::Loaded)
            })
        })
    });
    app.frame();
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        let value = line.and_then(|line| line.split_whitespace().nth(1));
        value.unwrap_or("?").to_owned()
    };
    println!(
        "{case:8} VmRSS {:>7} kB  RssAnon {:>7} kB  Threads {}",
        field("VmRSS"),
        field("RssAnon"),
        field("Threads")
    );
}

fn run_until(app: &mut App, poked: &Receiver<()>, done: impl Fn(&App) -> bool) {
    let patience = Instant::now() + Duration::from_secs(30);
    while !done(app) {
        assert!(Instant::now() < patience, "the modules did not start");
        // A turn is due when it is poked, and from time to time in any case.
        let _ = poked.recv_timeout(Duration::from_millis(20));
        app.turn();
    }
}

fn memory() {
    let program = std::env::current_exe().expect("this program");
    for _ in 0..3 {
        for case in ["without", "off", "no-ai", "on"] {
            let status = Command::new(&program).args(["--memory-of", case]).status();
            assert!(status.is_ok_and(|status| status.success()), "{case}");
        }
    }
}

criterion_group!(benches, life);

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|arg| arg == "--memory-of") {
        return measure(args.get(at + 1).map_or("on", String::as_str));
    }
    if args.iter().any(|arg| arg == "--memory") {
        return memory();
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
}
