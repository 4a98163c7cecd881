//! The front door: whatever comes from outside is read, checked and admitted here, or refused
//! with a reason from a closed list.

pub mod import;
mod meaning;
mod reason;
pub mod segment;

pub use meaning::amount::Decimals;
pub use meaning::names::known_names;
pub use meaning::when::DateOrder;
pub use meaning::{Ignored, Why};
pub use reason::{Reason, Refusal};
