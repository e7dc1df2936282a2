//! A thousand short runs leave nothing behind: no descriptor, no process, no thread, no file.

use std::ffi::OsString;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use commander::{CommandExecutor, Invocation, SandboxSettings};
use wezterm_module_framework::sandbox::Launcher;
use wezterm_module_framework::{Capabilities, ModuleCapability};

const RUNS: usize = 1_000;

fn count(folder: &str) -> usize {
    fs::read_dir(folder).unwrap().count()
}

/// Lists what descends from this process, dead or alive.
fn descendants() -> Vec<String> {
    let own = std::process::id().to_string();
    let mut known = vec![own];
    let mut found = Vec::new();
    loop {
        let all = fs::read_dir("/proc").unwrap().flatten();
        let more: Vec<String> = all
            .filter_map(|entry| {
                let pid = entry.file_name().into_string().ok()?;
                let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
                let parent = stat.rsplit(')').next()?.split_whitespace().nth(1)?;
                (known.iter().any(|one| one == parent) && !known.contains(&pid)).then_some(pid)
            })
            .collect();
        if more.is_empty() {
            return found;
        }
        known.extend(more.clone());
        found.extend(more);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_runs_leave_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().canonicalize().unwrap().join("p");
    fs::create_dir(&project).unwrap();
    let helper = env!("CARGO_BIN_EXE_commander-helper");
    let launcher = Arc::new(Launcher::new(helper.into(), dirs::home_dir()));
    let capabilities = Capabilities::new("commander", [ModuleCapability::ProcessSpawn]);
    let executor = CommandExecutor::new(std::env::vars_os(), capabilities, Some(launcher));
    let settings = SandboxSettings::default();
    let confined = settings.confinement(&project, folder.path()).unwrap();
    let run = |number: usize| {
        let call = Invocation {
            program: "sh".into(),
            args: ["-c", "echo x; (setsid sleep 100 > /dev/null 2>&1 &)"]
                .map(OsString::from)
                .into(),
            cwd: project.clone(),
            environment: Vec::new(),
            // Some of them are ended.
            limit: Duration::from_millis(if number.is_multiple_of(50) { 1 } else { 60_000 }),
            confinement: number.is_multiple_of(2).then(|| confined.clone()),
        };
        executor.execute(call)
    };
    // What is made once is there before it is counted.
    for number in 0..8 {
        run(number + 1).await.unwrap();
    }
    let before = (count("/proc/self/fd"), count("/proc/self/task"));
    let mut numbers = 0..RUNS;
    while !numbers.is_empty() {
        let some: Vec<_> = numbers.by_ref().take(4).map(run).collect();
        for outcome in futures::future::join_all(some).await {
            outcome.unwrap();
        }
    }
    assert_eq!(count("/proc/self/fd"), before.0, "descriptors");
    // Threads for what blocks come and go; they are bounded by what runs at once.
    assert!(count("/proc/self/task") <= before.1 + 8, "threads");
    let left = descendants();
    assert_eq!(left.len(), 1, "besides the helper: {left:?}");
    let helper = &left[0];
    assert_eq!(count(&format!("/proc/{helper}/task")), 1);
    let open: Vec<_> = fs::read_dir(format!("/proc/{helper}/fd"))
        .unwrap()
        .flatten()
        .collect();
    assert!(open.len() <= 8, "{open:?}");
    assert_eq!(count(project.to_str().unwrap()), 0);
}
