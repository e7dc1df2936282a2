//! The ids of panes, tabs and windows.
//!
//! Plain numbers that are never used twice while the program runs. They name things across threads,
//! sockets and Lua; they give no access to what they name.

use std::fmt;

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id_type! {
    /// Names one pane.
    PaneId
}
id_type! {
    /// Names one tab.
    TabId
}
id_type! {
    /// Names one window.
    WindowId
}
