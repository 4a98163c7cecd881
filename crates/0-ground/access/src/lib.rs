//! Who may do what: the staff, their sign-in and sessions, write keys and API keys, and the
//! extractors that prove a permission.
//!
//! A handler takes [`Caller<P>`] with the permission it needs; only that gives the `Scope`
//! without which no transaction begins. The front door takes [`WriteKey`]. Everything that mints
//! a session goes through `session::mint` with a proof of who it is for.
//!
//! Secrets are 256 random bits and are kept as hashes; passwords as Argon2id with a pepper that
//! lies outside the database. Nothing here says whether an account exists.

mod agent;
pub mod api;
mod attempts;
mod caller;
mod cookie;
mod door;
mod error;
mod keys;
mod model;
mod password;
mod rights;
mod rows;
mod secret;
mod session;
mod staff;
mod write_key;

pub use api::routes;
pub use caller::Caller;
pub use error::Error;
pub use keys::{KeyDraft, create_key, end_key, find_write_key, list_keys};
pub use model::{Key, KeyKind, KeyScope, Role, Session, Staff};
pub use password::{Password, Weakness};
pub use rights::{
    CampaignsRead, CampaignsSend, CampaignsWrite, CustomersRead, CustomersWrite, Export,
    ImportsRead, ImportsWrite, IntakeRead, IntakeWrite, KeysWrite, Permission, ReportsRead, Right,
    SegmentsRead, SegmentsWrite, SettingsRead, SettingsWrite, SignedIn,
};
pub use session::Policy;
pub use staff::{
    Owner, demo_owner, get as get_staff, put_owner, put_password, reset_token, setup_token,
};
pub use write_key::{WriteKey, WriteKeys};
