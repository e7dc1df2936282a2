//! On whose behalf work is done: the modules that a request came through, and what each may do.
//!
//! The worker sets the current chain around a module's `handle_message`; [`crate::host::Host::spawn`]
//! carries it into what the module starts. While a chain is current, a door opens only for what every
//! module in it may do. May be used on any thread. It is not a sandbox: code that runs on a thread or
//! a runtime of its own takes the chain along with [`Chain::hold`], or acts in its own name.

use std::fmt;
use std::sync::Arc;

use crate::host::HostError;
use crate::module::Capabilities;

/// The name under which the terminal itself speaks.
pub(crate) const SYSTEM: &str = "system";
/// The name under which the person's `wezterm.lua` speaks.
pub(crate) const USER_LUA: &str = "user-lua";

tokio::task_local! {
    static CURRENT: Chain;
}

/// Who speaks, and what bounds what may be done for it: a module's rights, or nothing.
#[derive(Debug)]
pub(crate) struct Speaker {
    pub(crate) name: Arc<str>,
    pub(crate) rights: Option<Capabilities>,
}

/// The modules that a request came through, the one that asked first in front.
#[derive(Clone, Default)]
pub struct Chain(Option<Arc<Link>>);

struct Link {
    speaker: Arc<Speaker>,
    before: Chain,
    length: usize,
}

impl Chain {
    /// Returns the chain on whose behalf this code runs; an empty one outside of a request.
    pub fn current() -> Self {
        CURRENT.try_with(Self::clone).unwrap_or_default()
    }

    /// Does `work` on behalf of this chain.
    pub async fn hold<T>(self, work: impl Future<Output = T>) -> T {
        CURRENT.scope(self, work).await
    }

    /// Does `work`, which does not await, on behalf of this chain.
    pub fn hold_while<T>(self, work: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self, work)
    }

    /// Returns how many have passed the request on.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |link| link.length)
    }

    /// Tells whether nobody has.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Returns their names, the one that asked first in front.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.links().map(|link| &*link.speaker.name).collect();
        names.reverse();
        names
    }

    /// Returns the names of the modules in it, without the terminal's and the person's own.
    pub(crate) fn askers(&self) -> Vec<String> {
        let names = self.names().into_iter();
        names
            .filter(|name| ![SYSTEM, USER_LUA].contains(name))
            .map(Into::into)
            .collect()
    }

    /// Returns the rights of the modules in it.
    pub(crate) fn rights(&self) -> Vec<Capabilities> {
        let rights = self.links().filter_map(|link| link.speaker.rights.clone());
        rights.collect()
    }

    /// Returns who passed the request on last.
    pub(crate) fn last(&self) -> Option<&Speaker> {
        self.0.as_ref().map(|link| &*link.speaker)
    }

    /// Returns the chain that `speaker` passes on.
    pub(crate) fn then(&self, speaker: &Arc<Speaker>) -> Self {
        Self(Some(Arc::new(Link {
            speaker: Arc::clone(speaker),
            before: self.clone(),
            length: self.len() + 1,
        })))
    }

    /// Fails with the first objection that `check` has to what one of the chain may do.
    pub(crate) fn check(
        &self,
        check: impl Fn(&Capabilities) -> Result<(), HostError>,
    ) -> Result<(), HostError> {
        self.links()
            .filter_map(|link| link.speaker.rights.as_ref())
            .try_for_each(check)
    }

    fn links(&self) -> impl Iterator<Item = &Link> {
        std::iter::successors(self.0.as_deref(), |link| link.before.0.as_deref())
    }
}

impl PartialEq for Chain {
    /// Compares the names.
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(ours), Some(theirs)) if Arc::ptr_eq(ours, theirs) => true,
            _ => {
                let (ours, theirs) = (self.links(), other.links());
                self.len() == other.len()
                    && ours
                        .zip(theirs)
                        .all(|(a, b)| a.speaker.name == b.speaker.name)
            }
        }
    }
}

impl Eq for Chain {}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names().join(" > "))
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chain({self})")
    }
}
