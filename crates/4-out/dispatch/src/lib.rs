//! Dispatch: the back door, and the only way out.
pub mod dns;
mod link;
mod locale;
mod mail;
pub mod model;
pub mod reader;
mod template;
mod token;

pub use link::Utm;
pub use locale::Locale;
pub use mail::dkim::{DkimError, DkimKey, KeyKind, Signer};
pub use mail::letter::{Letter, List};
pub use template::message::{Draft, Filled, Format, Message, Track, Untracked};
pub use template::{TemplateError, Value};
pub use token::{Keyring, Purpose, TRAP};
