//! The process that looks after one run: it arranges the walls, starts the program, says when it ended,
//! and ends all that it started when nobody wants it any more.
//!
//! Where namespaces can be had it is the first process of new ones, so that the kernel ends everything
//! with it. Elsewhere it becomes the parent of whoever loses theirs, and ends its descendants one by one.
//! The program's process is made first: it puts up those of its walls that need no place, by Landlock and
//! seccomp, while this one arranges the mounts, and waits to be told of them.
//! One thread; it never returns to the helper that it was copied from.

use std::convert::Infallible;
use std::ffi::{CString, OsStr, OsString};
use std::io::{self, Read};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use landlock::RulesetError;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{
    Pid, Resource, Rlimit, Signal, WaitOptions, WaitStatus, getgid, getuid, kill_process_group,
    setrlimit, wait,
};
use seccompiler::BpfProgram;
use serde::{Deserialize, Serialize};

use crate::files::{Enforced, Files};
use crate::filter::{self, Sockets};
use crate::level::{Level, Walls};
use crate::policy::{Limits, Network, Policy};
use crate::sys::{self, Executable, Forked};
use crate::wire::{self, END, Report, Request};
use crate::{descendants, mounts, system};

/// The kernel's filters, made once.
pub struct Filters(Vec<(Sockets, Result<BpfProgram, String>)>);

impl Filters {
    /// Makes them.
    pub fn new() -> Self {
        let all = [Sockets::Internet, Sockets::Local, Sockets::Alone];
        let made = |sockets| filter::filter(sockets).map_err(|error| error.to_string());
        Self(all.map(|sockets| (sockets, made(sockets))).into())
    }

    fn of(&self, sockets: Sockets) -> Result<&BpfProgram, String> {
        let found = self.0.iter().find(|(kind, _)| *kind == sockets);
        match found {
            Some((_, Ok(program))) => Ok(program),
            Some((_, Err(why))) => Err(why.clone()),
            None => Err("it was not made".into()),
        }
    }

    /// Puts one of them before this process.
    fn apply(&self, sockets: Sockets) -> Result<(), String> {
        let program = self.of(sockets)?;
        seccompiler::apply_filter(program).map_err(|error| error.to_string())
    }
}

/// What a run is made of.
pub struct Given {
    /// What to run.
    pub request: Request,
    /// Where to speak about it, and where its end is asked for.
    pub control: OwnedFd,
    /// Its standard streams.
    pub streams: Vec<OwnedFd>,
    /// The program, open.
    pub program: OwnedFd,
}

/// Who this process is outside of its own namespaces, or why it has none.
pub type Namespaces = Result<Identity, String>;

/// A user and a group, as the outside knows them.
#[derive(Clone, Copy, Debug)]
pub struct Identity {
    user: u32,
    group: u32,
}

/// Makes the process that will look after a run, with namespaces of its own where they are wanted and
/// permitted.
pub fn fork(request: &Request) -> io::Result<(Forked, Namespaces)> {
    let Some(policy) = &request.policy else {
        return Ok((sys::fork(0)?, Err("none are wanted".into())));
    };
    let identity = Identity {
        user: getuid().as_raw(),
        group: getgid().as_raw(),
    };
    let network = match policy.network {
        Network::Off => sys::NETWORK,
        Network::On => 0,
    };
    match sys::fork(sys::NAMESPACES | network) {
        Ok(forked) => Ok((forked, Ok(identity))),
        Err(error) => Ok((sys::fork(0)?, Err(error.to_string()))),
    }
}

/// Looks after a run until it is over.
pub fn main(given: Given, namespaces: Namespaces, filters: &Filters) -> ! {
    // A panic must not unwind into the helper's loop.
    let mut given = given;
    let looked_after = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        look_after(&mut given, &namespaces, filters)
    }));
    sys::exit(match looked_after {
        Ok(Ok(())) => 0,
        Ok(Err(error)) => {
            failed(given.control.as_fd(), "it cannot be looked after", &error);
            1
        }
        Err(_) => 2,
    })
}

fn failed(control: BorrowedFd<'_>, what: &str, error: &io::Error) {
    let report = Report::Failed {
        what: what.into(),
        why: error.to_string(),
        code: error.raw_os_error().unwrap_or_default(),
    };
    wire::report(control, &report);
}

fn look_after(given: &mut Given, namespaces: &Namespaces, filters: &Filters) -> io::Result<()> {
    let mut kept: Vec<_> = given.streams.iter().map(AsRawFd::as_raw_fd).collect();
    kept.extend([given.control.as_raw_fd(), given.program.as_raw_fd()]);
    sys::close_all_but(&kept);
    let _ = rustix::process::setsid();
    let children = sys::watch_children()?;
    if namespaces.is_err() {
        rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    }
    // The program's process puts up those of its walls that need no place while the place is arranged.
    let (told, tell) = pipe_with(PipeFlags::CLOEXEC)?;
    let program = match sys::fork(0)? {
        Forked::Parent(program) => program,
        Forked::Child => {
            drop(tell);
            match become_program(given, namespaces.is_ok(), told, filters) {
                Ok(never) => match never {},
                Err((what, error)) => {
                    failed(given.control.as_fd(), &what, &error);
                    sys::exit(127)
                }
            }
        }
    };
    drop(told);
    let own_folder = match &given.request.policy {
        Some(policy) => {
            let place = match namespaces {
                Ok(identity) => Place::new(*identity, policy, &given.request)?,
                Err(why) => Place::outside(why)?,
            };
            // Where nobody listens any more, the program's process has said why.
            let _ = place.tell(tell);
            place.folder
        }
        None => {
            drop(tell);
            None
        }
    };
    // Whoever reads its output reads to the end when the program and what it started have ended.
    given.streams.clear();
    watch(given.control.as_fd(), program, children.as_fd())?;
    if namespaces.is_err() {
        descendants::end_all(children.as_fd())?;
    }
    if let Some(folder) = own_folder {
        // Where something still writes to it, it stays with the system's other temporary files.
        let _ = std::fs::remove_dir_all(folder);
    }
    Ok(())
}

/// Speaks of the program until the run is not wanted any more.
fn watch(control: BorrowedFd<'_>, program: Pid, children: BorrowedFd<'_>) -> io::Result<()> {
    let mut running = true;
    loop {
        let mut watched = [
            PollFd::from_borrowed_fd(children, PollFlags::IN),
            PollFd::from_borrowed_fd(control, PollFlags::IN),
        ];
        match poll(&mut watched, None) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        let spoken = !watched[1].revents().is_empty();
        drain(children);
        while let Ok(Some((pid, status))) = wait(WaitOptions::NOHANG) {
            if pid == program {
                running = false;
                wire::report(control, &ended(status));
            }
        }
        if !spoken {
            continue;
        }
        let mut byte = [0; 1];
        match rustix::io::read(control, &mut byte) {
            Ok(1..) if byte[0] == END && running => {
                // It is gone already when this fails.
                let _ = kill_process_group(program, Signal::TERM);
            }
            Ok(1..) | Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => {}
            Ok(0) | Err(_) => return Ok(()),
        }
    }
}

fn ended(status: WaitStatus) -> Report {
    Report::Ended {
        code: status.exit_status(),
        signal: status.terminating_signal(),
    }
}

/// Takes what a descriptor of [`sys::watch_children`] has to say, which is only that something happened.
pub fn drain(children: BorrowedFd<'_>) {
    let mut record = [0; 1024];
    while rustix::io::read(children, &mut record).is_ok_and(|read| read > 0) {}
}

/// What was arranged before the program is started.
#[derive(Default, Serialize, Deserialize)]
struct Place {
    /// Folders for temporary files of its own.
    scratch: Vec<PathBuf>,
    /// One of them that has to be removed afterwards.
    folder: Option<PathBuf>,
    /// Whether other programs' sockets and people's folders cannot be seen.
    hidden: bool,
    /// What was wanted and is not there.
    missing: Vec<String>,
}

impl Place {
    fn new(identity: Identity, policy: &Policy, request: &Request) -> io::Result<Self> {
        let mut place = Self::default();
        let arranged =
            map_ids(identity).and_then(|()| mounts::arrange(policy, request.home.as_deref()));
        match arranged {
            Ok(missing) => {
                place.hidden = true;
                place.missing = missing;
                place.scratch = system::SCRATCH.iter().map(PathBuf::from).collect();
            }
            Err(error) => {
                place.missing.push(format!(
                    "names outside are seen, as mounts are not permitted ({error})"
                ));
                let folder = make_folder()?;
                place.scratch.push(folder.clone());
                place.folder = Some(folder);
            }
        }
        Ok(place)
    }

    fn outside(why: &str) -> io::Result<Self> {
        let folder = make_folder()?;
        Ok(Self {
            scratch: vec![folder.clone()],
            folder: Some(folder),
            missing: vec![format!(
                "names and processes outside are seen, as namespaces are not permitted ({why})"
            )],
            ..Self::default()
        })
    }

    /// Tells the program's process of it.
    fn tell(&self, to: OwnedFd) -> io::Result<()> {
        Ok(serde_json::to_writer(std::fs::File::from(to), self)?)
    }

    /// Waits for what is told. There is nothing to be read where whoever arranges it has failed, and said so.
    fn hear(from: OwnedFd) -> io::Result<Self> {
        let mut text = Vec::new();
        std::fs::File::from(from).read_to_end(&mut text)?;
        if text.is_empty() {
            sys::exit(127);
        }
        Ok(serde_json::from_slice(&text)?)
    }
}

/// Makes a folder for temporary files that nobody else can look into.
fn make_folder() -> io::Result<PathBuf> {
    use std::os::unix::fs::DirBuilderExt;
    let own = std::process::id();
    let begun = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let begun = begun.map_or(0, |since| since.subsec_nanos());
    let mut last = io::Error::other("there is no name for it");
    for attempt in 0..64 {
        let name = format!("wezterm-run-{own}-{begun:x}-{attempt}");
        let path = PathBuf::from(system::TEMPORARY).join(name);
        match std::fs::DirBuilder::new().mode(0o700).create(&path) {
            Ok(()) => return Ok(path),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Makes this process the same user and group inside as outside.
fn map_ids(identity: Identity) -> io::Result<()> {
    let Identity { user, group } = identity;
    std::fs::write("/proc/self/setgroups", "deny")?;
    std::fs::write("/proc/self/uid_map", format!("{user} {user} 1"))?;
    std::fs::write("/proc/self/gid_map", format!("{group} {group} 1"))
}

type Failure = (String, io::Error);

fn named<T>(what: &str, outcome: io::Result<T>) -> Result<T, Failure> {
    outcome.map_err(|error| (what.to_owned(), error))
}

/// Becomes the program, behind its walls; `apart` tells whether it is in namespaces of its own, and what was
/// arranged for it is read from `told`.
fn become_program(
    given: &Given,
    apart: bool,
    told: OwnedFd,
    filters: &Filters,
) -> Result<Infallible, Failure> {
    let request = &given.request;
    let above = rustix::process::getppid();
    let death = rustix::process::set_parent_process_death_signal(Some(Signal::KILL));
    named(
        "it cannot be tied to the terminal",
        death.map_err(Into::into),
    )?;
    if rustix::process::getppid() != above {
        sys::exit(127);
    }
    let _ = rustix::process::setsid();
    for (from, to) in given.streams.iter().zip(0..) {
        named("its streams", sys::duplicate_onto(from.as_raw_fd(), to))?;
    }
    named("its descriptors", sys::close_on_exec_from(3))?;
    sys::reset_signals();
    let texts = |all: &[OsString]| -> io::Result<Vec<CString>> {
        all.iter().map(|one| text(one)).collect()
    };
    let args = named("its arguments", texts(&request.args))?;
    let mut environment = request.environment.clone();
    let walls = match &request.policy {
        Some(policy) => {
            let begun = Begun::new(policy, request.home.as_deref(), apart, filters)?;
            let place = named("its place", Place::hear(told))?;
            enter(&request.cwd)?;
            if let Some(own) = place.scratch.first() {
                environment.retain(|(name, _)| name != "TMPDIR");
                environment.push(("TMPDIR".into(), own.clone().into()));
            }
            begun.finish(policy, place, filters)?
        }
        None => {
            enter(&request.cwd)?;
            Walls::default()
        }
    };
    let environment: Vec<OsString> = environment
        .into_iter()
        .map(|(mut name, value)| {
            name.push("=");
            name.push(value);
            name
        })
        .collect();
    let environment = named("its environment", texts(&environment))?;
    let path = named("its path", text(request.program.as_os_str()))?;
    if walls.level < request.least {
        wire::report(given.control.as_fd(), &Report::Weaker(walls));
        sys::exit(127);
    }
    wire::report(given.control.as_fd(), &Report::Confined(walls));
    let executable = match request.script {
        true => Executable::Path(&path),
        false => Executable::File(given.program.as_fd()),
    };
    let error = sys::execute(&executable, &args, &environment);
    Err(("it cannot be started".into(), error))
}

fn enter(folder: &Path) -> Result<(), Failure> {
    let entered = rustix::process::chdir(folder).map_err(Into::into);
    let what = format!("the directory {} cannot be entered", folder.display());
    named(&what, entered)
}

/// The walls around this process, as far as they stand before its place is arranged.
struct Begun {
    files: Files,
    apart: bool,
    /// The filter that stands, or why there is none.
    filtered: Result<Sockets, String>,
}

impl Begun {
    fn new(
        policy: &Policy,
        home: Option<&Path>,
        apart: bool,
        filters: &Filters,
    ) -> Result<Self, Failure> {
        rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
        named("its limits", limit(&policy.limits, apart))?;
        named("its privileges", sys::drop_capabilities())?;
        named("its privileges", sys::no_new_privileges())?;
        let sockets = match policy.network {
            Network::On => Sockets::Internet,
            Network::Off if apart => Sockets::Local,
            Network::Off => Sockets::Alone,
        };
        Ok(Self {
            filtered: filters.apply(sockets).map(|()| sockets),
            files: Files::new(policy, home).map_err(unrestricted)?,
            apart,
        })
    }

    fn finish(self, policy: &Policy, place: Place, filters: &Filters) -> Result<Walls, Failure> {
        let mut missing = place.missing;
        let enforced = self.files.restrict(policy, &place.scratch);
        let enforced = enforced.map_err(unrestricted)?;
        match enforced {
            Enforced::Fully => {}
            Enforced::Partly => missing.push("this kernel's Landlock has gaps".into()),
            Enforced::Not => missing.push("this kernel has no Landlock".into()),
        }
        if !place.hidden && !policy.write.is_empty() && !policy.protected.is_empty() {
            missing.push("what other programs obey in the project can be changed".into());
        }
        if !place.hidden && policy.network == Network::On {
            missing.push("other programs' sockets can be reached".into());
        }
        let filtered = self.filtered.and_then(|sockets| match sockets {
            // It was hoped that they would be hidden. The stricter filter stands beside the first.
            Sockets::Local if !place.hidden => filters.apply(Sockets::Alone),
            _ => Ok(()),
        });
        if let Err(why) = &filtered {
            missing.push(format!("system calls are not filtered ({why})"));
        }
        let level = match (enforced, &filtered) {
            (Enforced::Not, _) | (_, Err(_)) => Level::None,
            _ if self.apart && place.hidden && missing.is_empty() => Level::Full,
            _ => Level::Partial,
        };
        Ok(Walls { level, missing })
    }
}

fn unrestricted(error: RulesetError) -> Failure {
    let what = "its files cannot be restricted".to_owned();
    (what, io::Error::other(error.to_string()))
}

/// Sets how much this process may use. The number of processes counts what the user has elsewhere, too,
/// unless it is counted apart.
fn limit(limits: &Limits, apart: bool) -> io::Result<()> {
    let mut all = vec![
        (Resource::Core, 0),
        (Resource::Fsize, limits.file),
        (Resource::Data, limits.memory),
        (Resource::Nofile, limits.files),
    ];
    if apart {
        all.push((Resource::Nproc, limits.processes));
    }
    for (resource, most) in all {
        // It cannot be raised above what holds already.
        let held = rustix::process::getrlimit(resource).maximum;
        let most = Some(held.map_or(most, |held| held.min(most)));
        let limit = Rlimit {
            current: most,
            maximum: most,
        };
        setrlimit(resource, limit)?;
    }
    Ok(())
}

fn text(text: &OsStr) -> io::Result<CString> {
    Ok(CString::new(text.as_bytes())?)
}
