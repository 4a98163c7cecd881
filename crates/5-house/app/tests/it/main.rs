//! The whole house, through its binary, its HTTP and its command line.
#![expect(clippy::unwrap_used, reason = "a test stops loudly")]

mod cli;
mod crash;
mod edits;
mod house;
mod mailbox;
mod metrics;
mod pages;
mod real;
mod smtp;
mod stop;
mod story;
