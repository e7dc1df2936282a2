//! Trees and folders that are large, closed, mounted or asked for by many at once.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use filesystem::error::Code;
use filesystem::find;
use filesystem::job::Asker;
use filesystem::roots::{Root, Roots};
use filesystem::worker::Workers;
use futures::future::join_all;
use serde_json::{Value, json};

use crate::child::{self, Place};
use crate::kinds::peak;
use crate::world::{World, asked, each_world, layers, names, text};

#[test]
fn f45_a_folder_that_cannot_be_read_is_named_and_the_rest_is_there() {
    let here = "walks::f45_a_folder_that_cannot_be_read_is_named_and_the_rest_is_there";
    if child::as_ordinary_user(here) == Place::DoneElsewhere {
        return;
    }
    each_world(|world| {
        fs::create_dir(world.a("closed")).unwrap();
        fs::write(world.a("closed/hidden.txt"), "inside").unwrap();
        fs::write(world.a("closed.txt"), "inside").unwrap();
        let mode = |name: &str, mode| {
            fs::set_permissions(world.a(name), fs::Permissions::from_mode(mode)).unwrap();
        };
        mode("closed", 0);
        mode("closed.txt", 0);
        let top = text(world.a(""));
        let closed = json!(text(world.a("closed")));
        let found = world.ok("search_files", json!({"path": top, "pattern": "*.txt"}));
        assert_eq!(found["files"].as_array().unwrap().len(), 3);
        assert_eq!(found["skipped"][0]["path"], closed);
        let tree = world.ok("directory_tree", json!({"path": top}));
        assert_eq!(tree["skipped"][0]["path"], closed);
        let lines = world.ok(
            "search_files_content",
            json!({"path": top, "query": "inside"}),
        );
        assert_eq!(lines["matches"].as_array().unwrap().len(), 2);
        let mut skipped: Vec<&Value> = lines["skipped"].as_array().unwrap().iter().collect();
        skipped.sort_by_key(|skipped| skipped["path"].to_string());
        assert_eq!(skipped[0]["path"], closed);
        assert_eq!(skipped[1]["path"], json!(text(world.a("closed.txt"))));
        assert_eq!(
            world.code("list_directory", json!({"path": closed})),
            "io:13"
        );
        assert_eq!(world.read(world.a("closed.txt")), Err("io:13".into()));
        mode("closed", 0o700);
    });
}

/// Returns the most files that were open at once while `work` was done, over those before.
fn most_open(work: impl FnOnce()) -> usize {
    let open = || fs::read_dir("/proc/self/fd").unwrap().count();
    let before = open();
    let (stop, most) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                most.fetch_max(open(), Ordering::Relaxed);
            }
        });
        work();
        stop.store(true, Ordering::Relaxed);
    });
    most.load(Ordering::Relaxed).saturating_sub(before)
}

#[test]
fn f46_few_files_are_open_at_once_however_many_there_are() {
    let here = "walks::f46_few_files_are_open_at_once_however_many_there_are";
    if child::alone(here) == Place::DoneElsewhere {
        return;
    }
    use rustix::process::{Resource, Rlimit, setrlimit};
    let few = Rlimit {
        current: Some(1_024),
        maximum: Some(1_024),
    };
    setrlimit(Resource::Nofile, few).unwrap();
    each_world(|world| {
        for folder in 0..3_000 {
            let folder = world.a(format!("wide/{folder}"));
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("f.txt"), "some text\n").unwrap();
        }
        fs::create_dir_all(world.a("deep/".repeat(40))).unwrap();
        let top = text(world.a(""));
        let most = most_open(|| {
            let all = json!({"path": top, "pattern": "*.txt", "limit": 10_000});
            let found = world.ok("search_files", all);
            assert_eq!(found["files"].as_array().unwrap().len(), 3_002);
            let query = json!({"path": top, "query": "some", "max_matches": 10_000});
            let found = world.ok("search_files_content", query);
            assert_eq!(found["matches"].as_array().unwrap().len(), 3_000);
            assert_eq!(found.get("skipped"), None);
            let tree = world.ok(
                "directory_tree",
                json!({"path": top, "max_entries": 10_000}),
            );
            assert_eq!(tree["entries"], json!(6_045));
        });
        println!("{most} more open files at most");
        assert!(most < 64, "{most}");
    });
}

#[test]
fn f47_a_folder_of_very_many_names_comes_in_pages_and_takes_little_memory() {
    let here = "walks::f47_a_folder_of_very_many_names_comes_in_pages_and_takes_little_memory";
    if child::alone(here) == Place::DoneElsewhere {
        return;
    }
    const MANY: usize = 200_000;
    let world = World::new(layers().remove(0));
    fs::create_dir(world.a("flat")).unwrap();
    for number in 0..MANY {
        // A link takes no file of its own.
        std::os::unix::fs::symlink("x", world.a(format!("flat/{number:06}"))).unwrap();
    }
    let flat = text(world.a("flat"));
    for layer in layers() {
        let calls = world.settings(|options| options.layer = Arc::clone(&layer));
        let before = peak();
        let page = calls.ok("list_directory", json!({"path": flat, "limit": 1_000}));
        assert_eq!(names(&page).len(), 1_000);
        assert_eq!(names(&page)[999], "000999");
        assert_eq!(page["truncated"], json!(true));
        let next = json!({"path": flat, "limit": 3, "cursor": page["next_cursor"]});
        let page = calls.ok("list_directory", next);
        assert_eq!(names(&page), ["001000", "001001", "001002"]);
        let tree = calls.ok("directory_tree", json!({"path": flat, "max_entries": 500}));
        assert_eq!(tree["entries"], json!(500));
        let found = calls.ok("search_files", json!({"path": flat, "pattern": "1*9"}));
        assert_eq!(found["files"].as_array().unwrap().len(), 1_000);
        assert_eq!(found["truncated"], json!(true));
        let risen = peak().saturating_sub(before);
        assert!(risen < 32 << 10, "{risen} KiB for a small page");
        // Every name once, in pages.
        let (mut cursor, mut met) = (Value::Null, Vec::new());
        loop {
            let args = json!({"path": flat, "limit": 100_000, "cursor": cursor});
            let page = calls.ok("list_directory", args);
            met.extend(names(&page).into_iter().map(str::to_owned));
            cursor = page["next_cursor"].clone();
            if cursor.is_null() {
                break;
            }
        }
        assert_eq!(met.len(), MANY);
        assert!(met.is_sorted());
        let tree = calls.ok(
            "directory_tree",
            json!({"path": flat, "max_entries": 100_000}),
        );
        assert_eq!(tree["entries"], json!(100_000));
    }
}

#[test]
fn f51_a_mount_below_the_folder_is_not_entered_where_that_is_said() {
    let here = "walks::f51_a_mount_below_the_folder_is_not_entered_where_that_is_said";
    if child::with_private_mounts(here) == Place::DoneElsewhere {
        return;
    }
    each_world(|world| {
        let mount = |arguments: &[&str], place: &Path| {
            let mut command = Command::new("mount");
            command.args(arguments).arg(place);
            assert!(command.status().unwrap().success());
        };
        for name in ["bound", "other"] {
            fs::create_dir(world.a(name)).unwrap();
        }
        mount(
            &["--bind", &text(world.outside("folder"))],
            &world.a("bound"),
        );
        mount(&["-t", "tmpfs", "none"], &world.a("other"));
        fs::write(world.a("other/x.txt"), "inside").unwrap();
        fs::write(world.a("bound/x.txt"), "inside").unwrap();
        world.link("other", "to-other");
        world.link(world.a("bound"), "to-bound");
        let root = Arc::new(Root::open(&world.a("")).unwrap());
        let roots = Roots::new(vec![root], world.layer());
        let one = roots.clone().on_one_device();
        let read = |roots: &Roots, path: &str| {
            let spot = roots.locate(&world.a(path)).unwrap();
            roots
                .open_file(&spot)
                .map(|_| ())
                .map_err(|error| error.code)
        };
        for path in [
            "other/x.txt",
            "bound/x.txt",
            "to-other/x.txt",
            "to-bound/x.txt",
        ] {
            assert_eq!(read(&roots, path), Ok(()), "{path}");
            assert_eq!(read(&one, path), Err(Code::OutsideRoots), "{path}");
        }
        assert_eq!(read(&one, "sub/b.txt"), Ok(()));
        let folder = one.locate(&world.a("other")).unwrap();
        assert_eq!(
            one.open_folder(&folder).unwrap_err().code,
            Code::OutsideRoots
        );
        // So that the world can be removed.
        for name in ["bound", "other"] {
            let path = world.a(name);
            assert!(Command::new("umount").arg(path).status().unwrap().success());
        }
    });
}

#[test]
fn f64_a_thousand_calls_at_once_are_done_but_for_the_one_that_was_cancelled() {
    each_world(|world| {
        let call = |name: &str| {
            let row = find("search_files_content").unwrap();
            let args = json!({"path": text(world.a(name)), "query": "inside"});
            let call = row.understand(args).unwrap();
            world.service().call(row, call, asked(Asker::Program))
        };
        world.runtime().block_on(async {
            let calls = (0..1_000).map(|_| call("a.txt"));
            let mut calls: Vec<_> = calls.map(Box::pin).collect();
            // All but the quickest stand in line when one of them is given up.
            let mut done = Vec::new();
            for (number, call) in calls.iter_mut().enumerate() {
                if let Poll::Ready(reply) = futures::poll!(call.as_mut()) {
                    done.push((number, reply));
                }
            }
            assert!(done.len() < 500);
            let done: Vec<_> = done
                .into_iter()
                .rev()
                .map(|(number, reply)| {
                    drop(calls.remove(number));
                    reply
                })
                .collect();
            drop(calls.pop());
            let later = join_all(calls).await;
            assert_eq!(done.len() + later.len(), 999);
            for reply in done.into_iter().chain(later) {
                assert_eq!(reply.unwrap().data["matches"][0]["line"], json!(1));
            }
            // More than may stand in line are refused at once, and the others are done.
            let outcomes = join_all((0..3_000).map(|_| call("a.txt"))).await;
            let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
            let refused = outcomes
                .iter()
                .filter(|outcome| matches!(outcome, Err(error) if error.code == Code::Limit));
            assert_eq!(done + refused.count(), 3_000);
            assert!((1_024..3_000).contains(&done), "{done}");
            assert!(call("a.txt").await.is_ok());
        });
    });
}

#[test]
fn f64_a_call_that_is_given_up_makes_room_for_the_next() {
    let world = World::new(layers().remove(0));
    let workers = Workers::default();
    // Calls that never end by themselves, more than are worked on at once.
    let call = || {
        workers.run(crate::confined::job(&world), false, |job| {
            while job.check().is_ok() {
                std::thread::yield_now();
            }
            job.check()
        })
    };
    world.runtime().block_on(async {
        let mut stuck: Vec<_> = (0..50).map(|_| Box::pin(call())).collect();
        for call in &mut stuck {
            assert!(futures::poll!(call.as_mut()).is_pending());
        }
        drop(stuck);
        let next = workers.run(crate::confined::job(&world), false, |_| Ok(7));
        let next = tokio::time::timeout(Duration::from_secs(30), next).await;
        assert_eq!(next.expect("a place").unwrap(), 7);
    });
}
