//! The threads that touch the disk: each does one call, and can reach nothing but what that call may.
//!
//! It hides the confinement, which the kernel enforces for the thread (Landlock, Linux 5.13 and later):
//! a mistake in this crate's own path handling still does not lead out. It is no protection against code
//! that changes memory: the threads share it with the program. Callers await on the background runtime.

use std::os::fd::{AsFd, BorrowedFd};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, PathBeneath, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetStatus,
};
use tokio::sync::{Semaphore, oneshot};
use wezterm_module_framework::panic_text;

use crate::error::{Code, FsError};
use crate::job::{Cancel, Job};
use crate::service::FileSystemService;

/// How many calls are worked on at once.
const AT_ONCE: usize = 8;
/// How many more may wait.
const WAITING: usize = 1_024;

/// Does calls on threads of their own, a few at a time.
#[derive(Debug)]
pub struct Workers {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Workers {
    fn default() -> Self {
        Self {
            running: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Arc::new(Semaphore::new(WAITING)),
        }
    }
}

/// Cancels a job when nobody waits for it any more.
struct CancelOnDrop(Cancel);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl Workers {
    /// Does `work`, confined to what `job` may touch, once it is its turn. Dropping the future cancels.
    pub async fn run<T: Send + 'static>(
        &self,
        job: Job,
        writes: bool,
        work: impl FnOnce(&Job) -> Result<T, FsError> + Send + 'static,
    ) -> Result<T, FsError> {
        let _cancel = CancelOnDrop(job.cancel.clone());
        let closed = |_| FsError::new(Code::Cancelled, "the module was stopped");
        let Ok(place) = Arc::clone(&self.waiting).try_acquire_owned() else {
            let why = format!("{WAITING} calls wait already: ask for fewer at once");
            return Err(FsError::new(Code::Limit, why));
        };
        let turn = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .map_err(closed)?;
        drop(place);
        let (done, outcome) = oneshot::channel();
        let started = thread::Builder::new().name("files".into()).spawn(move || {
            let _turn = turn;
            let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| {
                confine(&job, writes)?;
                work(&job)
            }));
            let outcome = outcome.unwrap_or_else(|panic| {
                let why = panic_text(&*panic);
                log::error!("a file call panicked: {why}");
                Err(FsError::new(Code::Io(0), format!("the call broke: {why}")))
            });
            // Its record is closed before anybody looks at what was done.
            drop(job);
            // Nobody waits any more when this fails.
            let _ = done.send(outcome);
        });
        started.map_err(|error| {
            FsError::new(Code::Limit, format!("there is no thread for it: {error}"))
        })?;
        outcome
            .await
            .map_err(|_| FsError::new(Code::Io(0), "the call broke"))?
    }
}

/// Takes from this process, for good, every right to files but what the service may touch, and to talk to
/// other machines. Must be called while there is one thread. Returns whether the kernel enforces it.
pub fn confine_process(service: &FileSystemService) -> Result<bool, FsError> {
    let folders: Vec<_> = service.roots();
    let handles = folders.iter().map(|root| root.handle().as_fd());
    restrict(handles, service.trash(), !service.rules().read_only)
}

/// Takes from this thread, for good, every right to files but what the job may touch. Without Landlock
/// in the kernel nothing is taken, and the path layer alone keeps the call inside.
pub fn confine(job: &Job, writes: bool) -> Result<(), FsError> {
    let writes = writes && !job.rules.read_only;
    let handles = job.roots.list().iter().map(|root| root.handle().as_fd());
    let enforced = restrict(handles, job.own.iter().chain(&job.trash), writes)?;
    if !enforced {
        log::debug!("this kernel has no Landlock: file calls are kept inside by their paths alone");
    }
    Ok(())
}

fn restrict<'a>(
    handles: impl Iterator<Item = BorrowedFd<'a>>,
    own: impl IntoIterator<Item = &'a PathBuf>,
    writes: bool,
) -> Result<bool, FsError> {
    let abi = ABI::V5;
    let all = AccessFs::from_all(abi);
    let inside = if writes {
        all & !(AccessFs::Execute | AccessFs::MakeChar | AccessFs::MakeBlock | AccessFs::IoctlDev)
    } else {
        AccessFs::ReadFile | AccessFs::ReadDir
    };
    let failed = |error: landlock::RulesetError| {
        let why = format!("the thread could not be confined: {error}");
        FsError::new(Code::Io(0), why)
    };
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(all)
        .map_err(failed)?
        .handle_access(AccessNet::from_all(abi))
        .map_err(failed)?
        .create()
        .map_err(failed)?;
    for handle in handles {
        rules = rules
            .add_rule(PathBeneath::new(handle, inside))
            .map_err(failed)?;
    }
    for folder in own.into_iter().filter(|_| writes) {
        if let Ok(handle) = landlock::PathFd::new(folder) {
            rules = rules
                .add_rule(PathBeneath::new(handle, inside))
                .map_err(failed)?;
        }
    }
    let status = rules.restrict_self().map_err(failed)?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}
