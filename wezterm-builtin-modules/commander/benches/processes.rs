//! What it costs to run a program so that it can be ended and confined: beside a plain start of the same
//! program, in the same run. Prints a table; `cargo bench --profile dev -p commander --bench processes`. Where
//! root runs it, programs are started as an ordinary user, too.

use std::ffi::OsString;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use commander::{CommandExecutor, Confinement, Invocation, SandboxSettings};
use wezterm_module_framework::sandbox::Launcher;
use wezterm_module_framework::{Capabilities, ModuleCapability};

/// How often each way is tried, by turns.
const TURNS: usize = 300;
/// How many trees of processes are ended.
const TREES: usize = 100;

/// The user `nobody` of most systems, as whom root's programs are started as well.
const NOBODY: u32 = 65534;

struct World {
    executor: CommandExecutor,
    project: PathBuf,
    confined: Confinement,
    _folder: tempfile::TempDir,
}

impl World {
    fn new(helper: PathBuf) -> Self {
        Self::in_folder(tempfile::tempdir().expect("a folder"), helper)
    }

    /// The same with a helper that gives up root's rights before anything else.
    fn of_an_ordinary_user(helper: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (copy, start) = (folder.path().join("helper"), folder.path().join("start"));
        // Where it was built, others may not be able to come.
        std::fs::copy(helper, &copy).expect("copied");
        let script = format!(
            "#!/bin/sh\nexec setpriv --reuid {NOBODY} --regid {NOBODY} --clear-groups {} \"$@\"\n",
            copy.display()
        );
        std::fs::write(&start, script).expect("written");
        let open = Permissions::from_mode(0o755);
        std::fs::set_permissions(&start, open.clone()).expect("set");
        std::fs::set_permissions(folder.path(), open).expect("set");
        let world = Self::in_folder(folder, start);
        let owned = std::os::unix::fs::chown(&world.project, Some(NOBODY), Some(NOBODY));
        owned.expect("root may");
        world
    }

    fn in_folder(folder: tempfile::TempDir, helper: PathBuf) -> Self {
        let home = folder.path().canonicalize().expect("it is there");
        let project = home.join("project");
        std::fs::create_dir(&project).expect("made");
        let launcher = Arc::new(Launcher::new(helper, Some(home.clone())));
        let capabilities = Capabilities::new("commander", [ModuleCapability::ProcessSpawn]);
        let settings = SandboxSettings::default();
        Self {
            executor: CommandExecutor::new(std::env::vars_os(), capabilities, Some(launcher)),
            confined: settings.confinement(&project, &home).expect("a project"),
            project,
            _folder: folder,
        }
    }

    fn call(&self, program: &str, args: &[&str], confined: bool) -> Invocation {
        Invocation {
            program: program.into(),
            args: args.iter().map(OsString::from).collect(),
            cwd: self.project.clone(),
            environment: Vec::new(),
            limit: Duration::from_secs(600),
            confinement: confined.then(|| self.confined.clone()),
        }
    }

    async fn run(&self, program: &str, args: &[&str], confined: bool) -> u64 {
        let output = self.executor.execute(self.call(program, args, confined));
        output.await.expect("it runs").written[0]
    }
}

/// A list of times, sorted.
struct Times(Vec<Duration>);

impl Times {
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self(times)
    }

    fn at(&self, share: f64) -> Duration {
        let last = self.0.len() - 1;
        self.0[((last as f64) * share).round() as usize]
    }

    fn line(&self, name: &str, beside: &Self) {
        println!(
            "{name:44} {:>8} {:>8} {:>8}   {:.2}",
            micros(self.at(0.0)),
            micros(self.at(0.5)),
            micros(self.at(0.99)),
            self.at(0.5).as_secs_f64() / beside.at(0.5).as_secs_f64()
        );
    }
}

fn micros(time: Duration) -> String {
    time.as_micros().to_string()
}

fn plain() {
    let ended = Command::new("/bin/true")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .env_clear()
        .status();
    assert!(ended.expect("it runs").success());
}

/// Peak of this process' memory, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("proc");
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let field = line.and_then(|line| line.split_whitespace().nth(1));
    field
        .and_then(|field| field.parse().ok())
        .expect("a number")
}

async fn starts(world: &World) {
    world.run("true", &[], true).await;
    let (mut plainly, mut watched, mut confined) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let begun = Instant::now();
        plain();
        plainly.push(begun.elapsed());
        for (walls, times) in [(false, &mut watched), (true, &mut confined)] {
            let begun = Instant::now();
            world.run("true", &[], walls).await;
            times.push(begun.elapsed());
        }
    }
    println!(
        "\n{:44} {:>8} {:>8} {:>8}   of plain",
        "running /bin/true, us", "min", "median", "99 %"
    );
    let plainly = Times::of(plainly);
    plainly.line("plain fork and exec", &plainly);
    Times::of(watched).line("so that all of it can be ended", &plainly);
    let confined = Times::of(confined);
    confined.line("behind all walls (namespaces)", &plainly);
}

/// From the deadline to when nothing of a tree of detached processes is left.
async fn ends(world: &World) {
    println!(
        "\n{:44} {:>8} {:>8} {:>8}",
        "ending 20 detached processes, us", "min", "median", "99 %"
    );
    for (name, confined) in [("looked after", false), ("behind all walls", true)] {
        let mut times = Vec::new();
        for _ in 0..TREES {
            let script = "for n in 1 2 3 4 5 6 7 8 9 10; do (setsid sh -c 'sleep 300 & exec sleep 300' &); done; sleep 300";
            let limit = Duration::from_millis(150);
            let call = Invocation {
                limit,
                ..world.call("sh", &["-c", script], confined)
            };
            let begun = Instant::now();
            let output = world.executor.execute(call).await.expect("it runs");
            assert!(output.timed_out);
            times.push(begun.elapsed().saturating_sub(limit));
        }
        let times = Times::of(times);
        println!(
            "{name:44} {:>8} {:>8} {:>8}",
            micros(times.at(0.0)),
            micros(times.at(0.5)),
            micros(times.at(0.99))
        );
    }
}

async fn flood(world: &World) {
    let before = peak();
    let begun = Instant::now();
    let written = world
        .run("head", &["-c", "1073741824", "/dev/zero"], true)
        .await;
    assert_eq!(written, 1 << 30);
    println!(
        "\n1 GiB of output: {} ms, memory grew by {} KiB",
        begun.elapsed().as_millis(),
        peak() - before
    );
}

fn main() {
    let helper = std::env::args().find_map(|arg| arg.strip_prefix("--helper=").map(PathBuf::from));
    let helper = helper.unwrap_or_else(|| env!("CARGO_BIN_EXE_commander-helper").into());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        if rustix::process::geteuid().is_root() {
            let world = World::of_an_ordinary_user(&helper);
            println!("as user {NOBODY}, walls: {}", world.executor.walls().await);
            starts(&world).await;
            println!();
        }
        let world = World::new(helper);
        println!("walls: {}", world.executor.walls().await);
        starts(&world).await;
        flood(&world).await;
        ends(&world).await;
    });
}
