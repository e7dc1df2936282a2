//! What modules that are switched off cost in memory, beside a program that was built without them.
//!
//! `cargo bench --profile dev -p tests --bench memory -- PATH` starts the built program with
//! `enable_module_framework = false` and the one at PATH by turns, each in a home and a terminal of its
//! own, and prints the medians of what the system says of them once a shell waits at its prompt. Linux
//! only. `cargo bench -p wezterm-gui --bench modules -- --memory` is the same without a front end, and
//! within one executable.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tests::{Home, HostTerminal, SOON, wait_for};

/// How often each program is started.
const STARTS: usize = 9;

/// What is read of a process: from `status`, then from `smaps_rollup`.
const OF_STATUS: [&str; 5] = ["VmRSS", "RssAnon", "RssFile", "RssShmem", "Threads"];
const OF_PAGES: [&str; 3] = ["Pss", "Private_Clean", "Private_Dirty"];
/// `RssAnon` in two: pages of the executable that were written to, which is what the loader does to all
/// constants that hold addresses, and what the program asked for itself.
const RELOCATED: &str = "  relocated";
const ASKED_FOR: &str = "  asked for";

type Figures = BTreeMap<&'static str, i64>;

fn read(pid: u32, program: &str) -> Figures {
    let mut figures = Figures::from([(RELOCATED, 0), (ASKED_FOR, 0)]);
    let maps = std::fs::read_to_string(format!("/proc/{pid}/smaps")).unwrap_or_default();
    let mut part = ASKED_FOR;
    for line in maps.lines() {
        match line.split_once(':') {
            Some(("Anonymous", size)) => {
                let size = size
                    .split_whitespace()
                    .next()
                    .and_then(|kb| kb.parse().ok());
                *figures.entry(part).or_default() += size.unwrap_or(0);
            }
            // The first line of a mapping has its file at its end.
            _ if line.ends_with(program) => part = RELOCATED,
            Some((range, _)) if range.contains('-') => part = ASKED_FOR,
            _ => {}
        }
    }
    for (file, names) in [("status", &OF_STATUS[..]), ("smaps_rollup", &OF_PAGES[..])] {
        let text = std::fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap_or_default();
        for name in names {
            let mut lines = text.lines().filter_map(|line| line.split_once(':'));
            let value = lines.find(|(head, _)| head == name);
            let value = value.and_then(|(_, value)| value.split_whitespace().next()?.parse().ok());
            figures.insert(*name, value.unwrap_or(-1));
        }
    }
    figures
}

/// Starts a program with a shell in a terminal of its own and returns what it holds at the prompt.
fn start(program: &Path) -> Figures {
    let home = Home::new();
    home.configure("return { default_prog = { '/bin/sh' }, enable_module_framework = false }");
    let path = program.display().to_string();
    let host = HostTerminal::run(&home, &[&path]);
    host.wait_for_text("ready>");
    let mut processes = home.processes().into_iter();
    let found = processes.find(|(_, command)| command.split(' ').next() == Some(&path));
    let pid = found.expect("the program").0;
    let mut last = Figures::new();
    wait_for(
        "memory that no longer changes",
        SOON,
        || {
            let now = read(pid, &path);
            (std::mem::replace(&mut last, now.clone()) == now).then_some(now)
        },
        || home.log(),
    )
}

fn median(all: &[Figures], name: &str) -> i64 {
    let mut values: Vec<i64> = all
        .iter()
        .filter_map(|one| one.get(name).copied())
        .collect();
    values.sort_unstable();
    values[values.len() / 2]
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(without) = arguments.find(|argument| !argument.starts_with("--")) else {
        println!("name the program that was built without modules: -- PATH");
        return;
    };
    let programs = [tests::binary(), PathBuf::from(without)];
    let mut seen = [Vec::new(), Vec::new()];
    for _ in 0..STARTS {
        for (program, seen) in programs.iter().zip(&mut seen) {
            seen.push(start(program));
        }
    }
    println!(
        "median of {STARTS} starts each, kB: framework off, built without modules, difference"
    );
    let parts = [RELOCATED, ASKED_FOR];
    for name in OF_STATUS.iter().chain(&OF_PAGES).chain(&parts) {
        let [off, without] = [0, 1].map(|program: usize| median(&seen[program], name));
        println!("{name:13} {off:>8} {without:>8} {:>+7}", off - without);
    }
}
