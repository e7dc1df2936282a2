//! The contract between the terminal and its modules: what a module is ([`WezTermModule`]), what it
//! is lent ([`Host`], [`IpcHandle`], [`Gate`]), what it may show ([`View`]) and who looks after it
//! ([`ModuleManager`]).
//!
//! It hides how modules are ordered, watched and kept apart: a module that fails, hangs or panics is
//! marked as failed with its reason and the others go on. State that is drawn lives on the main
//! thread; everything a module does that may take time runs on the host's background runtime.
//!
//! It is not the window, the configuration file or the multiplexer's panes: the roof implements
//! [`Host`] with those, and tests use [`testing`].

mod backlog;
mod chain;
pub mod external;
pub mod gate;
pub mod host;
pub mod ipc;
mod lease;
mod line;
pub mod lua;
pub mod manager;
pub mod module;
mod order;
pub mod rpc;
mod run;
pub mod serve;
pub mod state;
pub mod testing;
pub mod tool;
pub mod view;
mod worker;

pub use async_trait::async_trait;
pub use chain::Chain;
pub use gate::{
    Approval, Approver, AuditFile, AuditRow, AuditSink, Caller, Choice, Decision, Gate,
    GateOptions, Grant, GrantStore, Lifetime, MemoryAudit, MemoryGrants, Policy, Rule, Scope,
    ToolCall, Touched, TurnId, Verdict, command_words, utc,
};
pub use host::{BROADCAST_EVENT, Host, HostError, PaneOutcome, PaneRun, TerminalContext, ViewId};
pub use ipc::{IpcError, IpcHandle, IpcLimits, ModuleIpc, Subscription};
pub use lua::{loading_guard, lua_error, namespace, wezterm};
pub use manager::{
    Change, Clock, DecidedBy, Faults, ManagerOptions, Meter, ModuleError, ModuleInfo,
    ModuleManager, ModulesHandle, SystemClock, did_you_mean,
};
pub use module::{
    Capabilities, CapabilityScope, Domain, EVENTS_MISSED, EventData, EventHandler, Factory,
    HealthStatus, ModuleAction, ModuleCapability, ModuleContext, ModuleDescriptor, ModuleHealth,
    ModuleMessage, ModuleMetadata, ModuleState, ModuleStatus, ModuleType, Overlay, OverlayContext,
    Placement, ScopedCapability, SettingsChange, WezTermModule, lua_list,
};
pub use mux::{CommandBlock, PaneId, grid, input};
pub use run::{Fault, on_runtime, panic_text};
pub use sandbox;
pub use state::{StateError, StateFile};
pub use tool::{
    AnyTool, CallId, Effect, Hold, NotOffered, Provenance, Surroundings, Tool, ToolContext,
    ToolError, ToolRegistry, ToolSpec,
};
pub use view::{AnyView, Cx, Event, Sender, Task, View, ViewEvent, erase};
