//! The words of the house: ids, time, money, contact points, raw activities and limits.
//!
//! Everything here is pure. No input or output, no clock, no randomness: the two traits
//! [`Clock`] and [`Random`] say what the house needs of the world, and the binary hands them in.
//! Start reading at [`Activity`], the one shape in which anything enters the house.

mod activity;
mod contact;
mod effects;
mod facts;
mod id;
pub mod limits;
mod money;
mod namespace;
mod nearest;
mod personal;
mod shop;
mod time;

pub use activity::{Activity, Body, Edit, Identifiers, Link, Space};
pub use contact::{EmailAddress, NotAPhone, NotAnEmail, Phone};
pub use effects::{Clock, Random};
pub use facts::{
    Address, Channel, ConsentFact, ConsentState, CustomerFacts, OrderFacts, OrderLine, OrderStatus,
    ProductFacts, RefundFact,
};
pub use id::{
    BadId, CallId, CampaignId, CustomerId, DeliveryId, ImportId, JobId, KeyId, NoteId, OrderId,
    ProductId, QuarantineId, SegmentId, SessionId, StaffId,
};
pub use money::{Currency, Money, NotMoney, grouped};
pub use namespace::{BadName, Namespace, SourceName};
pub use nearest::nearest;
pub use personal::Personal;
pub use shop::Shop;
pub use time::{Instant, NotATime, Zone};
