//! Starting a program so that it can be ended with all that it started, and so that it reaches only
//! what it was given.
//!
//! It hides processes, namespaces, Landlock and seccomp. It knows nothing of modules, tools or
//! permission: who may run what is decided above.

mod policy;

pub use policy::{Limits, Network, Policy};
