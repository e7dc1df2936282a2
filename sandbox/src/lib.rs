//! Starting a program so that it can be ended with all that it started, and so that it reaches only what
//! it was given.
//!
//! It hides processes, namespaces, Landlock and seccomp behind [`Launcher`] and [`Run`]. Programs are
//! started by a helper, which is this same executable once more ([`helper_main`]): a small process that
//! can be copied, as a program with threads and a model in its memory cannot. It knows nothing of modules,
//! tools or permission: who may run what is decided above. Linux only, so far: [`elsewhere`] has what will have to
//! hold on other systems.

mod descendants;
pub mod elsewhere;
mod files;
mod filter;
mod helper;
mod launcher;
mod level;
mod mounts;
mod policy;
mod supervisor;
mod sys;
mod system;
mod wire;

pub use helper::{ARGUMENT as HELPER_ARGUMENT, main as helper_main};
pub use launcher::{Ended, Launch, LaunchError, Launcher, Run};
pub use level::{Level, Walls};
pub use policy::{Limits, Network, Policy};
