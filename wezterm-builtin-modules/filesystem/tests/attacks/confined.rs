//! The threads that do the work can reach nothing but their folders, whatever code runs on them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use filesystem::Rules;
use filesystem::error::{Code, FsError};
use filesystem::job::{Asker, Cancel, Job};
use filesystem::roots::{Root, Roots};
use filesystem::worker::{Workers, confine};
use landlock::{
    ABI, Access as _, AccessFs, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _,
};

use crate::child::{self, Place};
use crate::world::{World, layers, runtime};

/// Makes a job for a program that may touch the world.
pub fn job(world: &World) -> Job {
    let root = Arc::new(Root::open(&world.a("")).unwrap());
    Job {
        roots: Roots::new(vec![root], world.layer()),
        home: PathBuf::from("/nonexistent"),
        cwd: None,
        places: Vec::new(),
        rules: Arc::new(Rules::new(None).unwrap()),
        asker: Asker::Program,
        approved: false,
        cancel: Cancel::default(),
        deadline: Instant::now() + Duration::from_secs(60),
        undo: None,
        trash: None,
        own: Vec::new(),
    }
}

/// Tells whether this kernel confines threads.
fn is_possible() -> bool {
    let rules = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1));
    let made = rules.and_then(|rules| rules.create()).is_ok();
    if !made {
        println!("this kernel has no Landlock");
    }
    made
}

/// What a thread can do that has no path layer, only the kernel's word.
#[derive(Debug, PartialEq, Eq)]
struct Reach {
    passwd: bool,
    outside: bool,
    listed_outside: bool,
    inside: bool,
    wrote_inside: bool,
    wrote_outside: bool,
}

fn reach(inside: &Path, outside: &Path) -> Reach {
    Reach {
        passwd: fs::read("/etc/passwd").is_ok(),
        outside: fs::read(outside.join("plain.txt")).is_ok(),
        listed_outside: fs::read_dir(outside).is_ok(),
        inside: fs::read(inside.join("a.txt")).is_ok(),
        wrote_inside: fs::write(inside.join("written"), "x").is_ok(),
        wrote_outside: fs::write(outside.join("written"), "x").is_ok(),
    }
}

const READER: Reach = Reach {
    passwd: false,
    outside: false,
    listed_outside: false,
    inside: true,
    wrote_inside: false,
    wrote_outside: false,
};

#[test]
fn a_confined_thread_reaches_its_folders_alone_and_the_others_reach_what_they_did() {
    let here =
        "confined::a_confined_thread_reaches_its_folders_alone_and_the_others_reach_what_they_did";
    if !is_possible() || child::as_ordinary_user(here) == Place::DoneElsewhere {
        return;
    }
    let world = World::new(layers().remove(0));
    let (inside, outside) = (world.a(""), world.outside(""));
    let on_thread = |writes: bool| {
        let job = job(&world);
        let (inside, outside) = (inside.clone(), outside.clone());
        let thread = std::thread::spawn(move || {
            confine(&job, writes).unwrap();
            // What it starts is confined, too.
            let child = std::thread::spawn(|| fs::read("/etc/passwd").is_ok());
            assert!(!child.join().unwrap());
            reach(&inside, &outside)
        });
        thread.join().unwrap()
    };
    assert_eq!(on_thread(false), READER);
    let writer = Reach {
        wrote_inside: true,
        ..READER
    };
    assert_eq!(on_thread(true), writer);
    let free = reach(&inside, &outside);
    assert!(
        free.passwd && free.outside && free.wrote_inside && free.wrote_outside,
        "{free:?}"
    );
}

#[test]
fn what_a_worker_does_is_confined_even_for_the_superuser() {
    if !is_possible() {
        return;
    }
    let world = World::new(layers().remove(0));
    let (inside, outside) = (world.a(""), world.outside(""));
    let workers = Workers::default();
    let work = move |_: &Job| Ok(reach(&inside, &outside));
    let reached = runtime().block_on(workers.run(job(&world), false, work));
    assert_eq!(reached.unwrap(), READER);
    let read_only = || {
        let mut job = job(&world);
        let mut rules = Rules::new(None).unwrap();
        rules.read_only = true;
        job.rules = Arc::new(rules);
        job
    };
    let (inside, outside) = (world.a(""), world.outside(""));
    let work = move |_: &Job| Ok(reach(&inside, &outside));
    let reached = runtime().block_on(workers.run(read_only(), true, work));
    assert_eq!(reached.unwrap(), READER);
}

#[test]
fn a_call_that_panics_is_an_error_and_the_next_one_is_done() {
    let world = World::new(layers().remove(0));
    let workers = Workers::default();
    let runtime = runtime();
    for _ in 0..20 {
        let broken: Result<(), FsError> =
            runtime.block_on(workers.run(job(&world), false, |_| panic!("on purpose")));
        assert_eq!(broken.unwrap_err().code, Code::Io(0));
    }
    assert_eq!(
        runtime
            .block_on(workers.run(job(&world), false, |_| Ok(7)))
            .unwrap(),
        7
    );
}
