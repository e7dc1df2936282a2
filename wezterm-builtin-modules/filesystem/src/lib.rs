//! tmp
pub mod beneath;
pub mod error;
pub mod job;
pub mod names;
pub mod ops;
pub mod page;
pub mod pattern;
pub mod replace;
pub mod roots;
pub mod rules;
pub mod service;
pub mod table;
pub mod undo;
pub mod walk;
pub mod worker;
pub use rules::Rules;
pub use service::{Asked, FileSystemService, ServiceOptions};
pub use table::find;
