//! Channels: a message becomes a provider call, the provider's answer becomes an [`Answer`].
//!
//! One file per provider and one line in [`registry`]. A channel knows no customer, no consent and
//! no database; it never decides about a retry. Every outgoing connection of the house is opened
//! by [`Egress`]. Start reading at [`Channel`], then [`smtp`].

mod answer;
mod channel;
mod egress;
pub mod registry;
mod settings;
pub mod sink;
pub mod smtp;

pub use answer::{Answer, Reply, Stage};
pub use channel::{Channel, Line, Mail, Mark, NotMarked, Pending};
pub use egress::{Egress, EgressError, Policy, Stream};
pub use settings::{BadSettings, Descriptor, Field, FieldKind, Open, Settings};
