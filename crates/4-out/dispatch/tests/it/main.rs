//! Dispatch on both databases against a mail server on a real socket.

#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]

mod desk;
mod faults;
mod gate;
mod kept;
mod links;
mod outgoing;
mod suppression;
