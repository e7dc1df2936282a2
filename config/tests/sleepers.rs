//! Handlers that sleep cost no thread each. Alone in its program, because it counts the threads of
//! the whole process.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use config::{LoadOptions, Loaded, load};
use futures::executor::LocalPool;
use futures::task::LocalSpawnExt;
use mlua::{MultiValue, Value};

const SLEEPERS: usize = 1000;

fn load_text(text: &str) -> Loaded {
    let home = tempfile::TempDir::new().expect("a temporary folder");
    let file = home.path().join("wezterm.lua");
    std::fs::write(&file, text).expect("a file");
    let options = LoadOptions {
        config_file: Some(file),
        ..LoadOptions::below(home.path())
    };
    let loaded = load(&options, &[]);
    assert_eq!(loaded.problems, []);
    loaded
}

fn threads() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("a status");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("Threads:"));
    let count = line.and_then(|count| count.trim().parse().ok());
    count.expect("a number of threads")
}

#[test]
fn a_thousand_sleeping_handlers_share_one_thread_which_ends_with_the_configuration() {
    let before = threads();
    let loaded = load_text(
        "woken = 0
        wezterm.on('nap', function() wezterm.sleep_ms(500); woken = woken + 1 end)
        return {}",
    );
    let mut pool = LocalPool::new();
    let ended = Rc::new(Cell::new(0));
    let mut most = before;
    for _ in 0..SLEEPERS {
        let (nap, ended) = (loaded.lua.emit("nap", MultiValue::new()), Rc::clone(&ended));
        let count = async move {
            assert!(nap.await.expect("no error"));
            ended.set(ended.get() + 1);
        };
        pool.spawner().spawn_local(count).expect("a task");
        pool.run_until_stalled();
        most = most.max(threads());
    }
    pool.run();
    assert_eq!(ended.get(), SLEEPERS);
    let woken: Value = loaded.lua.lua().globals().get("woken").expect("a global");
    assert_eq!(woken, Value::Integer(SLEEPERS as i64));
    assert!(most <= before + 1, "{most} threads, {before} before");

    drop((pool, loaded));
    let end = Instant::now() + Duration::from_secs(60);
    while threads() > before {
        assert!(Instant::now() < end, "{} threads are left", threads());
        std::thread::yield_now();
    }
}
