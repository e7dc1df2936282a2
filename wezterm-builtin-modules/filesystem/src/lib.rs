//! tmp
pub mod beneath; pub mod diff; pub mod edit; pub mod error; pub mod job; pub mod names; pub mod ops; pub mod page; pub mod pattern; pub mod replace; pub mod roots; pub mod rules; pub mod service; pub mod table; pub mod text; pub mod trash; pub mod undo; pub mod walk; pub mod worker;
pub use service::{Asked, FileSystemService, ServiceOptions}; pub use rules::Rules; pub use table::find;
fn random()->u64{ let mut b=[0;8]; let _=getrandom::fill(&mut b); u64::from_ne_bytes(b)}
pub(crate) fn utc(_: std::time::SystemTime)->String{ "2026-11-26T00:00:00Z".into() }
