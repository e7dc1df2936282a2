//! Processes: what is left of a run, what it can do to others, what it is given.

use std::fs;
use std::time::{Duration, Instant};

use sandbox::{LaunchError, Level};

use crate::world::{BOTH, Kernel, World, finish};

/// How long something may take that takes milliseconds.
const SOON: Duration = Duration::from_secs(60);

/// Tells whether a process with this text in its arguments runs.
fn runs(text: &str) -> bool {
    let all = fs::read_dir("/proc").unwrap().flatten();
    all.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok())
        .any(|line| line.windows(text.len()).any(|part| part == text.as_bytes()))
}

async fn until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < SOON, "waited in vain: {what}");
        tokio::task::yield_now().await;
    }
}

/// A number of seconds to sleep that is nobody else's.
fn unusual(number: u32) -> String {
    format!("{}.{number}", 30_000 + std::process::id())
}

#[tokio::test]
async fn the_exit_code_and_the_signal_come_back() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let done = world.run("exit 7").await;
        assert_eq!((done.ended.code, done.ended.signal), (Some(7), None));
        let done = world.run("kill -9 $$").await;
        assert_eq!((done.ended.code, done.ended.signal), (None, Some(9)));
        let done = world.run("kill -ABRT $$").await;
        assert_eq!((done.ended.code, done.ended.signal), (None, Some(6)));
    }
}

#[tokio::test]
async fn c24_c25_nothing_of_the_tree_is_left_detached_or_not() {
    for (number, kernel) in (0..).zip(BOTH) {
        let world = World::new(kernel).await;
        for (step, policy) in (0..).zip([Some(world.policy()), None]) {
            let mark = unusual(100 + number * 10 + step);
            let script = format!(
                "sleep {mark} & (setsid sleep {mark} &) ; (setsid sh -c 'setsid sleep {mark} & sleep {mark}' &); \
                 trap '' TERM; echo ready; sleep {mark}"
            );
            let (run, [out, _err]) = world.start(&script, policy).await.unwrap();
            until("they run", || runs(&mark)).await;
            let mut begun = [0; 6];
            rustix::io::read(&out, &mut begun).unwrap();
            run.over().await.unwrap();
            assert!(!runs(&mark), "{kernel:?} {step}");
        }
    }
}

#[tokio::test]
async fn dropping_a_run_ends_it() {
    for (number, kernel) in (0..).zip(BOTH) {
        let world = World::new(kernel).await;
        let mark = unusual(200 + number);
        let script = format!("(setsid sleep {mark} &); sleep {mark}");
        let started = world.start(&script, Some(world.policy())).await.unwrap();
        until("it runs", || runs(&mark)).await;
        drop(started);
        until("it ends", || !runs(&mark)).await;
    }
}

#[tokio::test]
async fn c51_when_the_program_is_gone_nothing_runs_on() {
    for (number, kernel) in (0..).zip(BOTH) {
        let world = World::new(kernel).await;
        let mark = unusual(300 + number);
        let script = format!("(setsid sleep {mark} &); sleep {mark}");
        let started = world.start(&script, Some(world.policy())).await.unwrap();
        until("it runs", || runs(&mark)).await;
        // As a process that is killed does: everything is closed at once.
        drop(started);
        drop(world);
        until("it ends", || !runs(&mark)).await;
    }
}

#[tokio::test]
async fn c52_it_lives_on_when_the_thread_that_started_it_ends() {
    let world = World::new(Kernel::Whole).await;
    let world = std::sync::Arc::new(world);
    let own = std::sync::Arc::clone(&world);
    let handle = tokio::runtime::Handle::current();
    let thread = std::thread::spawn(move || {
        handle.block_on(async move { own.start("sleep 0.2; echo done", Some(own.policy())).await })
    });
    let thread = tokio::task::spawn_blocking(move || thread.join().unwrap());
    let (run, streams) = thread.await.unwrap().unwrap();
    let done = finish(run, streams).await;
    assert_eq!(done.out, "done\n");
}

#[tokio::test]
async fn the_helper_is_started_again_when_it_died() {
    let world = World::new(Kernel::Whole).await;
    let path = world
        .home
        .parent()
        .unwrap()
        .join("helper")
        .display()
        .to_string();
    assert_eq!(world.run("echo 1").await.out, "1\n");
    let helper = fs::read_dir("/proc").unwrap().flatten().find(|entry| {
        fs::read(entry.path().join("cmdline")).is_ok_and(|line| line.starts_with(path.as_bytes()))
    });
    let pid = helper.unwrap().file_name().into_string().unwrap();
    let pid = rustix::process::Pid::from_raw(pid.parse().unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    until("it is gone", || !runs(&path)).await;
    assert_eq!(world.run("echo 2").await.out, "2\n");
}

#[tokio::test]
async fn c27_processes_are_limited_and_the_caller_stays_alive() {
    let world = World::new(Kernel::Whole).await;
    let mut policy = world.policy();
    policy.limits.processes = 40;
    let script = "n=0; while [ $n -lt 500 ]; do sleep 30 & n=$((n+1)); done; echo all";
    let done = world.run_with(script, policy).await;
    assert!(!done.out.contains("all"), "{done:?}");
    assert!(done.err.contains("fork"), "{done:?}");
    assert_eq!(world.run("echo alive").await.out, "alive\n");
}

#[tokio::test]
async fn c28_memory_is_limited() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let mut policy = world.policy();
        policy.limits.memory = 256 << 20;
        let script = "python3 -c 'x = bytearray(4 << 30); print(len(x))'";
        let done = world.run_with(script, policy).await;
        assert!(done.err.contains("MemoryError"), "{kernel:?}: {done:?}");
    }
}

#[tokio::test]
async fn c33_c34_there_is_nothing_to_read_and_no_terminal() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let done = world
            .run("cat; read x; echo \"[$x]\"; cat < /dev/tty")
            .await;
        assert_eq!(done.out, "[]\n", "{kernel:?}: {done:?}");
        assert!(done.err.contains("No such device or address"), "{done:?}");
    }
}

#[tokio::test]
async fn c35_it_has_three_descriptors() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let script = "import os; print(sorted(int(n) for n in os.listdir('/proc/self/fd') \
                      if os.path.exists('/proc/self/fd/' + n) or int(n) < 3))";
        let (run, streams) = world
            .start_program(
                "/usr/bin/python3",
                &["python3", "-c", script],
                Some(world.policy()),
            )
            .await
            .unwrap();
        let done = finish(run, streams).await;
        assert_eq!(done.out, "[0, 1, 2]\n", "{kernel:?}: {done:?}");
    }
}

#[tokio::test]
async fn c36_signals_and_the_mask_are_as_usual() {
    let world = World::new(Kernel::Whole).await;
    let done = world
        .run("umask; while read -r line; do case $line in Sig[BI]*) echo $line;; esac; done < /proc/$$/status")
        .await;
    let zero = "0000000000000000";
    // 32 and 33 are the C library's own, which it does not let anybody change.
    let ignored = done.out.replace("0000000180000000", zero);
    let expected = format!("0077\nSigBlk: {zero}\nSigIgn: {zero}\n");
    assert_eq!(ignored, expected, "{done:?}");
    let mut policy = world.policy();
    policy.write.clear();
    let started = world.start("echo no", Some(policy)).await;
    let error = started.map(drop).unwrap_err().to_string();
    assert!(error.contains("project cannot be entered"), "{error}");
}

#[tokio::test]
async fn c37_a_program_that_runs_as_somebody_else_gains_nothing() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let done = world
            .run("grep -E '^(NoNewPrivs|CapEff|CapBnd)' /proc/self/status; su -c id; id -u")
            .await;
        let none = "0000000000000000";
        assert!(
            done.out.starts_with(&format!("CapEff:\t{none}\n")),
            "{done:?}"
        );
        assert!(done.out.contains("NoNewPrivs:\t1\n"), "{done:?}");
        // What nobody has cannot be gained; giving it up for good takes a right that only root has.
        if kernel == Kernel::Whole {
            assert!(done.out.contains(&format!("CapBnd:\t{none}\n")), "{done:?}");
        }
        assert!(!done.out.contains("uid=0"), "{kernel:?}: {done:?}");
    }
}

#[tokio::test]
async fn c41_other_processes_are_out_of_reach() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        // A process of the same user, beside it.
        let mark = unusual(400);
        let script = format!("SECRET=of-the-neighbour sleep {mark}");
        let beside = world.start(&script, None).await.unwrap();
        until("it runs", || runs(&mark)).await;
        let script = "for p in /proc/[0-9]*; do [ $p = /proc/$$ ] && continue; \
                      cat $p/environ $p/mem; ls $p/fd $p/root/ ; done 2>/dev/null | tr '\\0' '\\n'; \
                      kill -9 -1; true";
        let done = world.run(script).await;
        assert!(
            !done.out.contains("of-the-neighbour"),
            "{kernel:?}: {done:?}"
        );
        assert!(!done.out.contains("etc"), "{kernel:?}: {done:?}");
        assert!(runs(&mark), "{kernel:?}");
        drop(beside);
        until("it ends", || !runs(&mark)).await;
    }
}

#[tokio::test]
async fn c50_calls_of_other_architectures_end_the_program() {
    // getpid by the x32 table; where the kernel has none, the filter is still the first to see it.
    let world = World::new(Kernel::Whole).await;
    let script = "import ctypes; ctypes.CDLL(None).syscall(0x40000000 + 39); print('alive')";
    let (run, streams) = world
        .start_program(
            "/usr/bin/python3",
            &["python3", "-c", script],
            Some(world.policy()),
        )
        .await
        .unwrap();
    let done = finish(run, streams).await;
    assert_eq!(
        (done.out.as_str(), done.ended.signal),
        ("", Some(31)),
        "{done:?}"
    );
}

#[tokio::test]
async fn forbidden_calls_fail_as_not_permitted_or_unknown() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let script = "import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def call(*args):
    ctypes.set_errno(0)
    libc.syscall(*args)
    return ctypes.get_errno()
print(call(272, 0x10000000), call(101, 0, 0, 0, 0), call(425, 1, 0), call(165, 0, 0, 0, 0, 0), \
call(321, 0, 0, 0), call(56, 0x10000000, 0, 0, 0, 0), call(435, 0, 0), call(16, 0, 0x5412, 0))";
        let (run, streams) = world
            .start_program(
                "/usr/bin/python3",
                &["python3", "-c", script],
                Some(world.policy()),
            )
            .await
            .unwrap();
        let done = finish(run, streams).await;
        // unshare, ptrace, io_uring_setup, mount, bpf, clone with a user namespace, clone3, TIOCSTI.
        assert_eq!(done.out, "1 1 38 1 1 1 38 1\n", "{kernel:?}: {done:?}");
    }
}

#[tokio::test]
async fn less_than_was_asked_for_is_not_started() {
    let world = World::new(Kernel::WithoutNamespaces).await;
    let null = || {
        fs::File::options()
            .write(true)
            .open("/dev/null")
            .unwrap()
            .into()
    };
    let started = world.launcher.start(sandbox::Launch {
        program: "/bin/true".into(),
        identity: None,
        args: vec!["true".into()],
        environment: Vec::new(),
        cwd: "/".into(),
        stdin: None,
        stdout: null(),
        stderr: null(),
        policy: Some(world.policy()),
        least: Level::Full,
    });
    match started.await {
        Err(LaunchError::Weaker(walls)) => {
            assert_eq!(walls.level, Level::Partial);
            assert!(!walls.missing.is_empty());
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_cannot_be_started_is_said() {
    let world = World::new(Kernel::Whole).await;
    let file = world.project.join("a.txt").display().to_string();
    let error = world
        .start_program(&file, &["a.txt"], Some(world.policy()))
        .await;
    let error = match error {
        // It had begun when that became known.
        Ok((mut run, _streams)) => run.ended().await.unwrap_err().to_string(),
        Err(error) => error.to_string(),
    };
    assert!(
        error.contains("it cannot be started: Permission denied"),
        "{error}"
    );
    let error = world
        .start_program("/not/there", &["there"], None)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "/not/there cannot be run: No such file or directory (os error 2)"
    );
}
