//! The assistant: a chat over a pane, answered by a model that runs inside this process, or by a server
//! where the configuration names one.
//!
//! What a person sees is the overlay ([`view`]); Lua has `wezterm.ai`; other modules send the message
//! `query`; the command line uses [`Assistant`]. Behind them stands one lazily loaded engine. It hides
//! the inference library (only `llm/mistral*.rs` names it, behind the feature `mistral`) and where the
//! starter model's files are. State that is drawn lives on the main thread, answers are generated on
//! the engine's own threads and travel over channels. It uses the network only to ask the servers that
//! the configuration names, and in [`models::pull`], when a person says so. It runs no command: it
//! copies one, or puts it at a prompt.

// Without an engine nothing is loaded, and what prepares for that has no caller.
#![cfg_attr(not(feature = "mistral"), allow(dead_code, unused_imports))]

mod ahead;
mod answer;
mod asking;
mod assistant;
pub mod bench;
mod context;
mod conversation;
pub mod doctor;
mod engines;
mod images;
pub mod keychain;
pub mod llm;
mod lua;
mod metrics;
pub mod models;
mod module;
mod serving;
pub mod settings;
mod starter;
mod starter_constraint;
#[cfg(test)]
mod testing;
mod view;

pub use asking::AskOptions;
pub use assistant::Assistant;
pub use context::{QueryContext, RecentCommand};
pub use llm::{
    AnswerStream, CalledTool, ChatMessage, EndReason, Image, LlmEngine, LlmError, ModelInfo, Own,
    Piece, Role, Usage, collect_text,
};
pub use metrics::{Ended, Figures, Session};
pub use module::descriptor;
pub use settings::{SettingProblem, Settings};
pub use starter::REPLACE_WITH;
