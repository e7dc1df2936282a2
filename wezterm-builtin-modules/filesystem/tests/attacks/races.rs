//! Somebody swaps what a path leads to while it is used: a folder inside for a link that leads out.
//!
//! The calls come two ways. Through the service, where the confined threads are a second wall; and
//! straight through the path layer, without that wall, so that it cannot hide a mistake. A refusal by
//! the second wall (`io:13`) counts as a leak of the first. All races share the same seconds: the first
//! test that asks for an outcome runs them all.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use filesystem::roots::{Root, Roots};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use serde_json::json;

use crate::world::{World, layers, text};

/// How long the races run.
const RACE: Duration = Duration::from_secs(12);

/// How a race came out: how often for each outcome.
type Tally = BTreeMap<String, u64>;

/// What is done over and over while the folder `A/x` and the link `A/y` change their names. Returns the
/// code of a refusal, or a word for what was done.
type Turn = fn(&World, &Roots, u64) -> String;

const RACES: &[(&str, Turn)] = &[
    ("read", read),
    ("open", open),
    ("list", list),
    ("search", search),
    ("write", write),
    ("move", move_and_delete),
];

fn code<T>(outcome: Result<T, filesystem::error::FsError>, done: &str) -> String {
    outcome.map_or_else(|error| error.code.to_string(), |_| done.to_owned())
}

fn read(world: &World, _: &Roots, _: u64) -> String {
    match world.read(world.a("x/plain.txt")) {
        Ok(content) => {
            assert_eq!(content, "inside\n");
            "done".into()
        }
        Err(code) => code,
    }
}

fn open(world: &World, roots: &Roots, _: u64) -> String {
    let spot = roots.locate(&world.a("x/plain.txt")).unwrap();
    let opened = roots.open_file(&spot).map(|mut opened| {
        let mut content = String::new();
        opened.file.read_to_string(&mut content).unwrap();
        assert_eq!(content, "inside\n");
    });
    code(opened, "done")
}

fn list(world: &World, _: &Roots, number: u64) -> String {
    // By turns a list and a walk, which meets the names first and goes into them then. `call` looks for
    // what stands outside in each reply.
    let outcome = match number % 2 {
        0 => world.call("list_directory", json!({"path": text(world.a("x"))})),
        _ => world.call("directory_tree", json!({"path": text(world.a(""))})),
    };
    if let Ok(data) = &outcome {
        assert!(!data.to_string().contains("io:13"), "{data}");
    }
    code(outcome, "done")
}

fn search(world: &World, _: &Roots, number: u64) -> String {
    let top = if number.is_multiple_of(2) { "" } else { "x" };
    let args = json!({"path": text(world.a(top)), "query": "content", "pattern": "*"});
    let outcome = world.call("search_files_content", args);
    if let Ok(data) = &outcome {
        assert_eq!(data["matches"], json!([]), "{data}");
        assert!(!data.to_string().contains("io:13"), "{data}");
    }
    code(outcome, "done")
}

fn write(world: &World, _: &Roots, number: u64) -> String {
    let path = text(world.a(format!("x/n{}", number % 50)));
    let outcome = match number % 3 {
        0 => world.call("create_directory", json!({"path": format!("{path}d/e")})),
        1 => world.call(
            "write_file",
            json!({"path": format!("{path}e/f"), "content": "x", "make_parents": true}),
        ),
        _ => world.call("write_file", json!({"path": path, "content": "inside\n"})),
    };
    code(outcome, "done")
}

fn move_and_delete(world: &World, _: &Roots, number: u64) -> String {
    fs::write(world.a("src"), "inside\n").unwrap();
    let (source, place) = (text(world.a("src")), text(world.a("x/m")));
    let outcome = match number % 6 {
        0 => world.call(
            "move_file",
            json!({"source": source, "destination": place, "overwrite": true}),
        ),
        1 => world.call(
            "copy_path",
            json!({"source": source, "destination": place, "overwrite": true}),
        ),
        2 => world.call("delete_path", json!({"path": place, "permanently": true})),
        // The outside has files and a folder of these names.
        3 => world.call(
            "move_file",
            json!({"source": text(world.a("x/plain.txt")), "destination": text(world.a("moved"))}),
        ),
        4 => world.call(
            "delete_path",
            json!({"path": text(world.a("x/folder")), "recursive": true, "permanently": true}),
        ),
        _ => world.call(
            "copy_path",
            json!({"source": text(world.a("x/folder")), "destination": text(world.a("copied"))}),
        ),
    };
    for aside in ["moved", "copied"] {
        let _ = fs::remove_file(world.a(aside));
        let _ = fs::remove_dir_all(world.a(aside));
    }
    code(outcome, "done")
}

/// Runs one race in a world of its own.
fn race(world: &World, turn: Turn) -> Tally {
    fs::create_dir(world.a("x")).unwrap();
    fs::write(world.a("x/plain.txt"), "inside\n").unwrap();
    world.link(world.outside(""), "y");
    let root = Arc::new(Root::open(&world.a("")).unwrap());
    let roots = Roots::new(vec![root], world.layer());
    let before = world.neighbourhood();
    let (stop, swaps) = (AtomicBool::new(false), AtomicU64::new(0));
    let mut tally = Tally::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (one, other) = (world.a("x"), world.a("y"));
            while !stop.load(Ordering::Relaxed) {
                renameat_with(CWD, &one, CWD, &other, RenameFlags::EXCHANGE).unwrap();
                swaps.fetch_add(1, Ordering::Relaxed);
            }
        });
        let end = Instant::now() + RACE;
        let mut number = 0;
        // A turn that fails must not leave the swapper running.
        let turns = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            while Instant::now() < end {
                number += 1;
                let outcome = turn(world, &roots, number);
                *tally.entry(outcome).or_default() += 1;
            }
        }));
        stop.store(true, Ordering::Relaxed);
        if let Err(panic) = turns {
            std::panic::resume_unwind(panic);
        }
    });
    assert_eq!(world.neighbourhood(), before);
    assert!(swaps.load(Ordering::Relaxed) > 100, "{swaps:?} swaps");
    tally.insert("swaps".into(), swaps.into_inner());
    tally
}

/// Every race over every layer: what each came to.
fn outcomes() -> &'static BTreeMap<String, Result<Tally, String>> {
    static OUTCOMES: OnceLock<BTreeMap<String, Result<Tally, String>>> = OnceLock::new();
    OUTCOMES.get_or_init(|| {
        let outcomes = Mutex::new(BTreeMap::new());
        std::thread::scope(|scope| {
            for (name, turn) in RACES {
                for layer in layers() {
                    let outcomes = &outcomes;
                    scope.spawn(move || {
                        let name = format!("{name} {layer:?}");
                        let race = || race(&World::new(layer), *turn);
                        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(race));
                        let outcome =
                            outcome.map_err(|panic| wezterm_module_framework::panic_text(&*panic));
                        outcomes.lock().unwrap().insert(name, outcome);
                    });
                }
            }
        });
        outcomes.into_inner().unwrap()
    })
}

/// Checks that both happened, that it was done and that it was refused, and nothing else.
fn assert_none_led_out(race: &str) {
    for layer in layers() {
        let outcome = &outcomes()[&format!("{race} {layer:?}")];
        println!("{race} {layer:?}: {outcome:?}");
        let tally = outcome.as_ref().unwrap();
        for outcome in tally.keys() {
            let fine = [
                "swaps",
                "done",
                "outside_roots",
                "not_found",
                "not_directory",
                "not_regular",
                "exists",
                "conflict",
            ];
            assert!(fine.contains(&outcome.as_str()), "{outcome}");
        }
        assert!(tally.contains_key("done") && tally.contains_key("outside_roots"));
    }
}

#[test]
fn f12_a_swapped_folder_never_makes_a_read_lead_out() {
    assert_none_led_out("read");
}

#[test]
fn f12_a_swapped_folder_never_leads_out_without_the_second_wall() {
    assert_none_led_out("open");
}

#[test]
fn f13_a_swapped_folder_never_makes_a_write_lead_out() {
    assert_none_led_out("write");
}

#[test]
fn f13_a_swapped_folder_never_makes_a_move_a_copy_or_a_deletion_lead_out() {
    assert_none_led_out("move");
}

#[test]
fn f14_a_swapped_folder_never_makes_a_list_lead_out() {
    assert_none_led_out("list");
}

#[test]
fn f14_a_swapped_folder_never_makes_a_search_lead_out() {
    assert_none_led_out("search");
}
