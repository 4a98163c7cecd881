//! The front door: whatever comes from outside is read, checked and admitted here, or refused
//! with a reason from a closed list.
//!
//! Two ways lead in. Calls of the Segment shapes come through [`segment`] (pure) and [`admit`];
//! files come through [`import`]. Both give the same words the same meaning (`meaning/`), and
//! both end in the ledger. What is refused is kept where it can be seen, mended and sent again.
//!
//! Invariants: nothing is acknowledged that is not durable; nothing raises a consent; a repeated
//! call or file changes nothing; one bad item costs no other.

mod admit;
mod api;
mod error;
pub mod import;
mod inspector;
mod meaning;
mod reason;
mod rows;
pub mod segment;
mod tally;

pub use admit::{Outcome, admit, replay};
pub use api::{Importer, front_door, routes};
pub use error::Error;
pub use inspector::{SeenCall, seen};
pub use meaning::amount::Decimals;
pub use meaning::names::known_names;
pub use meaning::{Ignored, Why};
pub use reason::{Reason, Refusal};
pub use rows::quarantine::Waiting;
pub use tally::Tally;
