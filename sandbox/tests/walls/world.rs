//! A home, a project in it, a secret beside it, and a helper that runs as an ordinary user.

use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use sandbox::{Ended, Launch, LaunchError, Launcher, Level, Limits, Network, Policy, Run, Walls};

/// The user `nobody` of most systems.
const NOBODY: u32 = 65534;

/// What the system gives the helper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// All that it has.
    Whole,
    /// Everything but namespaces.
    WithoutNamespaces,
}

pub const BOTH: [Kernel; 2] = [Kernel::Whole, Kernel::WithoutNamespaces];

pub struct World {
    _folder: tempfile::TempDir,
    pub home: PathBuf,
    pub project: PathBuf,
    pub launcher: Launcher,
}

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    pub out: String,
    pub err: String,
    pub ended: Ended,
    pub walls: Walls,
}

/// Copies a file that is to be run. Another process does it: one that this one starts meanwhile, for another test, would
/// hold a file that is being written here, and what somebody writes to cannot be run.
fn copy_to_run(from: &Path, to: &Path) {
    let copied = std::process::Command::new("cp").args([from, to]).status();
    assert!(copied.unwrap().success());
}

impl World {
    pub async fn new(kernel: Kernel) -> Self {
        // Not below a folder for temporary files, of which programs have their own. Another user must be
        // able to come here, which rules out root's home.
        let place = match rustix::process::geteuid().is_root() {
            true => "/srv".into(),
            false => std::env::var("HOME").unwrap(),
        };
        let folder = tempfile::Builder::new()
            .prefix("wezterm-walls-")
            .tempdir_in(place)
            .unwrap();
        let path = folder.path().canonicalize().unwrap();
        let open = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o755));
        open(&path).unwrap();
        let (home, project) = (path.join("home"), path.join("home/project"));
        fs::create_dir_all(project.join(".git/hooks")).unwrap();
        fs::create_dir_all(home.join(".ssh")).unwrap();
        fs::write(home.join(".ssh/id_rsa"), "the secret").unwrap();
        fs::write(home.join(".bashrc"), "# mine").unwrap();
        fs::write(project.join(".git/config"), "[core]\n").unwrap();
        fs::write(project.join(".git/hooks/pre-commit"), "#!/bin/sh\n").unwrap();
        fs::write(project.join("a.txt"), "text\n").unwrap();
        let helper = path.join("helper");
        copy_to_run(env!("CARGO_BIN_EXE_sandbox-exec").as_ref(), &helper);
        if rustix::process::geteuid().is_root() {
            let all = ["-R", &format!("{NOBODY}:{NOBODY}")];
            let given = std::process::Command::new("chown")
                .args(all)
                .arg(&home)
                .status();
            assert!(given.unwrap().success());
        }
        let executable = path.join("start");
        let text = path.join("start.sh");
        fs::write(&text, script(kernel, &helper)).unwrap();
        copy_to_run(&text, &executable);
        open(&executable).unwrap();
        let launcher = Launcher::new(executable, Some(home.clone()));
        let world = Self {
            _folder: folder,

            home,
            project,
            launcher,
        };
        let level = world.launcher.walls().await.level;
        let expected = match kernel {
            Kernel::Whole => Level::Full,
            Kernel::WithoutNamespaces => Level::Partial,
        };
        assert_eq!(level, expected, "{}", world.launcher.walls().await);
        world
    }

    pub fn policy(&self) -> Policy {
        Policy {
            read: Vec::new(),
            write: vec![self.project.clone()],
            protected: [".git/hooks", ".git/config", ".envrc"]
                .map(PathBuf::from)
                .into(),
            network: Network::Off,
            limits: Limits::default(),
        }
    }

    /// Starts `sh -c script` in the project, with where its output can be read.
    pub async fn start(
        &self,
        script: &str,
        policy: Option<Policy>,
    ) -> Result<(Run, [OwnedFd; 2]), LaunchError> {
        self.start_program("/bin/sh", &["sh", "-c", script], policy)
            .await
    }

    pub async fn start_program(
        &self,
        program: &str,
        args: &[&str],
        policy: Option<Policy>,
    ) -> Result<(Run, [OwnedFd; 2]), LaunchError> {
        let cloexec = rustix::pipe::PipeFlags::CLOEXEC;
        let (out, stdout) = rustix::pipe::pipe_with(cloexec).unwrap();
        let (err, stderr) = rustix::pipe::pipe_with(cloexec).unwrap();
        let run = self.launcher.start(Launch {
            program: program.into(),
            identity: None,
            args: args.iter().map(OsString::from).collect(),
            environment: vec![
                ("PATH".into(), "/usr/bin:/bin:/usr/sbin:/sbin".into()),
                ("HOME".into(), self.home.clone().into()),
            ],
            cwd: self.project.clone(),
            stdin: None,
            stdout,
            stderr,
            policy,
            least: Level::None,
        });
        Ok((run.await?, [out, err]))
    }

    /// Runs `sh -c script` behind the usual walls until nothing is left of it.
    pub async fn run(&self, script: &str) -> Outcome {
        self.run_with(script, self.policy()).await
    }

    pub async fn run_with(&self, script: &str, policy: Policy) -> Outcome {
        let started = self.start(script, Some(policy)).await;
        let (run, streams) = started.unwrap_or_else(|error| panic!("{script}: {error}"));
        finish(run, streams).await
    }

    pub fn secret(&self) -> String {
        self.home.join(".ssh/id_rsa").display().to_string()
    }
}

/// Waits for the program and ends what it left.
pub async fn finish(mut run: Run, streams: [OwnedFd; 2]) -> Outcome {
    let walls = run.walls().clone();
    let reading = streams.map(|stream| {
        tokio::task::spawn_blocking(move || {
            let mut bytes = Vec::new();
            fs::File::from(stream).read_to_end(&mut bytes).unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        })
    });
    let ended = run.ended().await.unwrap();
    run.over().await.unwrap();
    let [out, err] = reading;
    Outcome {
        out: out.await.unwrap(),
        err: err.await.unwrap(),
        ended,
        walls,
    }
}

fn script(kernel: Kernel, helper: &Path) -> String {
    let helper = helper.display();
    let user = match rustix::process::geteuid().is_root() {
        true => format!("setpriv --reuid {NOBODY} --regid {NOBODY} --clear-groups"),
        false => String::new(),
    };
    match kernel {
        Kernel::Whole => format!("#!/bin/sh\nexec {user} {helper} \"$@\"\n"),
        // The limit is that of the namespace in which it is set.
        Kernel::WithoutNamespaces => format!(
            "#!/bin/sh\nexec {user} unshare --user --map-current-user --keep-caps sh -c \
             'echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --inh-caps=-all \
             --ambient-caps=-all \"$@\"' sh {helper} \"$@\"\n"
        ),
    }
}
