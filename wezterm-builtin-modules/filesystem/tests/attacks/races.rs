//! Somebody swaps what a path leads to while it is used: a folder inside for a link that leads out.
//!
//! The calls come two ways. Through the service, where the confined threads are a second wall; and
//! straight through the path layer, without that wall, so that it cannot hide a mistake. A refusal by
//! the second wall (`io:13`) counts as a leak of the first.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use filesystem::roots::{Root, Roots};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use serde_json::json;

use crate::world::{CONTENT, NAME, World, layers, text};

/// How long each race runs.
const RACE: Duration = Duration::from_secs(11);

/// Swaps two names until it is told to stop, and counts how often.
struct Swapper<'a> {
    stop: &'a AtomicBool,
    swaps: &'a AtomicU64,
    one: PathBuf,
    other: PathBuf,
}

impl Swapper<'_> {
    fn run(&self) {
        while !self.stop.load(Ordering::Relaxed) {
            renameat_with(CWD, &self.one, CWD, &self.other, RenameFlags::EXCHANGE).unwrap();
            self.swaps.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// How a race came out: how often for each outcome.
type Tally = BTreeMap<String, u64>;

fn count(tally: &mut Tally, outcome: &str) {
    *tally.entry(outcome.to_owned()).or_default() += 1;
}

/// Makes `A/x`, a folder, and `A/y`, a link that leads out, and swaps them while `turn` is done over and
/// over. Returns how often each outcome came.
fn race(world: &World, mut turn: impl FnMut(u64) -> String) -> Tally {
    fs::create_dir(world.a("x")).unwrap();
    fs::write(world.a("x/plain.txt"), "inside\n").unwrap();
    world.link(world.outside(""), "y");
    let (stop, swaps) = (AtomicBool::new(false), AtomicU64::new(0));
    let swapper = Swapper {
        stop: &stop,
        swaps: &swaps,
        one: world.a("x"),
        other: world.a("y"),
    };
    let mut tally = Tally::new();
    std::thread::scope(|scope| {
        scope.spawn(|| swapper.run());
        let end = Instant::now() + RACE;
        let mut number = 0;
        while Instant::now() < end {
            number += 1;
            count(&mut tally, &turn(number));
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(swaps.load(Ordering::Relaxed) > 1_000);
    println!("{:?}: {tally:?}, {swaps:?} swaps", world.layer());
    tally
}

fn assert_fair(tally: &Tally, done: &str) {
    for outcome in tally.keys() {
        let fine = [done, "outside_roots", "not_found", "not_directory", "conflict"];
        assert!(fine.contains(&outcome.as_str()), "{outcome}: {tally:?}");
    }
    assert!(tally.contains_key(done), "{tally:?}");
    assert!(tally.contains_key("outside_roots"), "{tally:?}");
}

/// Runs a race in each layer's own world, all at the same time.
fn each_at_once(race: impl Fn(&World) + Sync) {
    std::thread::scope(|scope| {
        for layer in layers() {
            scope.spawn(|| race(&World::new(layer)));
        }
    });
}

fn unconfined(world: &World) -> Roots {
    let root = Arc::new(Root::open(&world.a("")).unwrap());
    Roots::new(vec![root], world.layer())
}

#[test]
fn f12_a_swapped_folder_never_makes_a_read_lead_out() {
    each_at_once(|world| {
        let tally = race(world, |_| match world.read(world.a("x/plain.txt")) {
            Ok(content) => {
                assert_eq!(content, "inside\n");
                "read".into()
            }
            Err(code) => code,
        });
        assert_fair(&tally, "read");
    });
}

#[test]
fn f12_a_swapped_folder_never_leads_out_without_the_second_wall() {
    each_at_once(|world| {
        let roots = unconfined(world);
        let path = world.a("x/plain.txt");
        let tally = race(world, |_| {
            let opened = roots.locate(&path).and_then(|spot| roots.open_file(&spot));
            match opened {
                Ok(opened) => {
                    let mut content = String::new();
                    (&opened.file).read_to_string(&mut content).unwrap();
                    assert_eq!(content, "inside\n");
                    "read".into()
                }
                Err(error) => error.code.to_string(),
            }
        });
        assert_fair(&tally, "read");
    });
}

#[test]
fn f14_a_swapped_folder_never_makes_a_list_lead_out() {
    each_at_once(|world| {
        let args = json!({"path": text(world.a("x"))});
        let tally = race(world, |number| {
            // By turns a list and a walk, which meets the names first and goes into them then.
            let (tool, args) = if number % 2 == 0 {
                ("list_directory", args.clone())
            } else {
                ("directory_tree", json!({"path": text(world.a(""))}))
            };
            match world.call(tool, args) {
                Ok(data) => {
                    let said = data.to_string();
                    assert!(!said.contains(NAME) && !said.contains(CONTENT), "{said}");
                    "listed".into()
                }
                Err(error) => error.code.to_string(),
            }
        });
        assert_fair(&tally, "listed");
    });
}

#[test]
fn f14_a_swapped_folder_never_makes_a_search_lead_out() {
    each_at_once(|world| {
        // `call` looks for what stands outside in each reply.
        let search = json!({"path": text(world.a("")), "query": "content", "pattern": "*"});
        let within = json!({"path": text(world.a("x")), "query": "content", "pattern": "*"});
        let tally = race(world, |number| {
            let args = if number % 2 == 0 { &search } else { &within };
            match world.call("search_files_content", args.clone()) {
                Ok(data) => {
                    assert_eq!(data["matches"], json!([]), "{data}");
                    assert!(!data.to_string().contains("io:13"), "{data}");
                    "searched".into()
                }
                Err(error) => error.code.to_string(),
            }
        });
        assert_fair(&tally, "searched");
    });
}
