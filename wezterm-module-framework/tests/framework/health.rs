//! What goes wrong with a module is counted, shown, and one day too much.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use mux::grid::{Grid, Size};
use wezterm_module_framework::testing::{FakeClock, FakeHost};
use wezterm_module_framework::{
    Cx, DecidedBy, Event, Faults, Host, ModuleError, ModuleManager, ModuleState, Overlay,
    OverlayContext, Placement, View, ViewId, erase,
};

use crate::support::{Journal, Puppet, assert_failed, options, started};

const SLOW: Duration = Duration::from_millis(101);

fn context(host: &Arc<FakeHost>) -> OverlayContext {
    OverlayContext {
        view: ViewId(1),
        host: Arc::clone(host) as Arc<dyn Host>,
        pane: None,
        size: Size { cols: 20, rows: 4 },
    }
}

/// A view that takes its time, or breaks, whenever it is told something.
struct Clumsy {
    clock: Arc<FakeClock>,
    takes: Duration,
    breaks: bool,
}

impl View for Clumsy {
    type Message = ();

    fn update(&mut self, _event: Event<()>, _cx: &Cx<'_, ()>) {
        self.clock.advance(self.takes);
        assert!(!self.breaks, "dropped it");
    }

    fn draw(&self, _grid: &mut Grid) {
        self.clock.advance(self.takes);
    }
}

async fn with_view(
    host: &Arc<FakeHost>,
    journal: &Journal,
    takes: Duration,
    breaks: bool,
) -> ModuleManager {
    let clock = Arc::new(FakeClock::default());
    let mut options = options(host);
    options.clock = Arc::clone(&clock) as Arc<dyn wezterm_module_framework::Clock>;
    let mut puppet = Puppet::journaled("clumsy", &[], journal);
    puppet.overlay = Arc::new(move |context| {
        let view = Clumsy {
            clock: Arc::clone(&clock),
            takes,
            breaks,
        };
        Some(Overlay {
            view: erase(view, context.view, context.host),
            placement: Placement::Over,
        })
    });
    let manager = ModuleManager::new(options);
    manager.register_builtin(puppet.descriptor());
    manager.start_all().await;
    manager
}

#[tokio::test]
async fn the_third_call_that_holds_up_the_main_thread_switches_the_module_off() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let manager = with_view(&host, &journal, SLOW, false).await;
    let mut overlay = manager.create_overlay("clumsy", context(&host)).unwrap();
    overlay.view.event(Event::Focus(true));
    overlay.view.draw(&mut Grid::new(Size { cols: 2, rows: 2 }));
    assert_eq!(manager.state("clumsy"), Some(ModuleState::Loaded));
    assert_eq!(manager.info("clumsy").unwrap().faults.slow_calls, 2);
    overlay.view.event(Event::Focus(false));
    assert_eq!(manager.state("clumsy"), Some(ModuleState::Disabled));
    let why = "3 slow calls, the last: `view update` held up the terminal for 101 ms";
    assert_eq!(
        manager.info("clumsy").unwrap().decided_by,
        DecidedBy::Health(why.into())
    );
    assert_eq!(
        host.toasts(),
        [(
            "Module clumsy was switched off".to_owned(),
            format!("{why}; wezterm.modules.enable('clumsy') starts it again")
        )]
    );
    // It is shut down in the background, once.
    while journal.lines().len() < 2 {
        tokio::task::yield_now().await;
    }
    manager.shutdown_all().await;
    assert_eq!(journal.lines(), ["start clumsy", "stop clumsy"]);
}

#[tokio::test]
async fn a_call_within_the_budget_is_no_fault() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let manager = with_view(&host, &journal, Duration::from_millis(100), false).await;
    let mut overlay = manager.create_overlay("clumsy", context(&host)).unwrap();
    for _ in 0..9 {
        overlay.view.event(Event::Focus(true));
    }
    assert_eq!(manager.info("clumsy").unwrap().faults, Faults::default());
}

#[tokio::test]
async fn a_view_that_panics_costs_the_view_and_the_third_one_the_module() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let manager = with_view(&host, &journal, Duration::ZERO, true).await;
    for panics in 1..=3 {
        let mut overlay = manager.create_overlay("clumsy", context(&host)).unwrap();
        overlay.view.event(Event::Focus(true));
        overlay.view.event(Event::Focus(false));
        assert_eq!(manager.info("clumsy").unwrap().faults.panics, panics);
    }
    assert_eq!(
        manager.create_overlay("clumsy", context(&host)).err(),
        Some(ModuleError::Disabled("clumsy".into()))
    );
}

#[tokio::test]
async fn a_view_of_an_earlier_instance_is_not_held_against_the_next() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let manager = with_view(&host, &journal, SLOW, false).await;
    let mut old = manager.create_overlay("clumsy", context(&host)).unwrap();
    manager.reload("clumsy").await.unwrap();
    for _ in 0..5 {
        old.view.event(Event::Focus(true));
    }
    assert_eq!(manager.info("clumsy").unwrap().faults, Faults::default());
    assert_eq!(manager.state("clumsy"), Some(ModuleState::Loaded));
}

#[tokio::test]
async fn a_module_that_breaks_can_be_started_again_twice_and_is_off_the_third_time() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let mut frail = Puppet::journaled("frail", &[], &journal);
    frail.overlay = Arc::new(|_| panic!("a bug"));
    let manager = started(&host, vec![frail]).await;
    for _ in 0..2 {
        let broke = manager.create_overlay("frail", context(&host)).err();
        assert!(
            matches!(broke, Some(ModuleError::Broke { .. })),
            "{broke:?}"
        );
        assert_failed(&manager, "frail", "panicked: a bug");
        manager.enable("frail").await.unwrap();
    }
    assert!(manager.create_overlay("frail", context(&host)).is_err());
    assert_eq!(manager.state("frail"), Some(ModuleState::Disabled));
    let health = manager.health("frail").await.unwrap();
    assert_eq!(health.metrics["panics"], 3.0);

    // Whoever switches it on again wants to try again.
    manager.enable("frail").await.unwrap();
    assert!(manager.create_overlay("frail", context(&host)).is_err());
    assert_failed(&manager, "frail", "panicked: a bug");
    manager.shutdown_all().await;
    let (starts, stops): (Vec<_>, Vec<_>) = journal
        .lines()
        .into_iter()
        .partition(|line| line.starts_with("start"));
    assert_eq!((starts.len(), stops.len()), (4, 4));
}

#[tokio::test]
async fn the_third_start_that_misses_its_deadline_is_the_last() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let mut options = options(&host);
    options.init_deadline = Duration::from_millis(10);
    let mut late = Puppet::new("late", &[]);
    late.initialize = Arc::new(|_| Box::pin(std::future::pending()));
    let manager = ModuleManager::new(options);
    manager.register_builtin(late.descriptor());
    manager.register_builtin(Puppet::journaled("well", &[], &journal).descriptor());
    manager.start_all().await;
    assert_failed(&manager, "late", "not ready within 0.01 s");
    assert!(manager.enable("late").await.is_err());
    assert_failed(&manager, "late", "not ready within 0.01 s");
    assert!(manager.enable("late").await.is_err());
    assert_eq!(manager.state("late"), Some(ModuleState::Disabled));
    let info = manager.info("late").unwrap();
    assert_eq!(info.faults.missed_deadlines, 3);
    assert_eq!(
        info.decided_by,
        DecidedBy::Health("3 failures, the last: it was not ready within 0.01 s".into())
    );
    assert_eq!(manager.state("well"), Some(ModuleState::Loaded));
}

#[tokio::test]
async fn a_health_check_that_misses_its_deadline_is_counted_once() {
    let host = FakeHost::new();
    let gate = Arc::new((Mutex::new(false), Condvar::new()));
    let done = Arc::new(AtomicBool::new(false));
    let mut hanging = Puppet::new("hanging", &[]);
    let (held, ended) = (Arc::clone(&gate), Arc::clone(&done));
    hanging.health = Arc::new(move || {
        let (open, opened) = &*held;
        let _open = opened
            .wait_while(open.lock().unwrap(), |open| !*open)
            .unwrap();
        ended.store(true, Ordering::Release);
        wezterm_module_framework::ModuleHealth::healthy().metric("own", 1.0)
    });
    let manager = started(&host, vec![hanging]).await;
    let health = manager.health("hanging").await.unwrap();
    assert_eq!(health.metrics["missed_deadlines"], 1.0);
    let again = manager.health("hanging").await.unwrap();
    assert_eq!(again.metrics["missed_deadlines"], 1.0);
    assert_eq!(manager.state("hanging"), Some(ModuleState::Loaded));
    *gate.0.lock().unwrap() = true;
    gate.1.notify_all();
    while !done.load(Ordering::Acquire) {
        tokio::task::yield_now().await;
    }
}
