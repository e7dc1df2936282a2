//! Panes leave no file descriptor and no thread behind. Alone in its program, because it counts
//! those of the whole process.

mod support;

use support::{Fixture, eventually};

fn entries(folder: &str) -> usize {
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

#[test]
fn closed_panes_leave_no_descriptor_and_no_thread() {
    let mut fixture = Fixture::new();
    let first = fixture.script("echo ready; read x");
    fixture.wait_until(&first, "the start", |text| text.contains("ready"));
    let descriptors = entries("/proc/self/fd");
    let threads = entries("/proc/self/task");
    for round in 0..3 {
        let killed = fixture.script("echo ready; read x");
        // A program that left the session keeps the terminal open; the pane must not care.
        let left = fixture.script("trap '' HUP; setsid sleep 1000 & echo left $! behind");
        fixture.wait_until(&killed, "the start", |text| text.contains("ready"));
        fixture.wait_exit(&left);
        let behind = support::number_after(&left.text(), "left").unwrap();
        fixture.mux.remove_pane(killed.id());
        fixture.mux.remove_pane(left.id());
        fixture.wait_exit(&killed);
        drop((killed, left));
        eventually("descriptors to be closed", || {
            entries("/proc/self/fd") <= descriptors
        });
        eventually("threads to end", || entries("/proc/self/task") <= threads);
        let kill = std::process::Command::new("kill")
            .arg(behind.to_string())
            .status();
        assert!(kill.unwrap().success(), "round {round}");
    }
}
