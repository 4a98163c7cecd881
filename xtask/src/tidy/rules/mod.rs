//! One file for each rule.

pub(super) mod arrows;
pub(super) mod bans;
pub(super) mod doors;
pub(super) mod effects;
pub(super) mod fences;
pub(super) mod fixme;
pub(super) mod heads;
pub(super) mod hosts;
pub(super) mod length;
pub(super) mod licences;
pub(super) mod links;
pub(super) mod lints;
pub(super) mod mentions;
pub(super) mod migrations;
pub(super) mod names;
pub(super) mod portable;
pub(super) mod queries;
pub(super) mod records;
pub(super) mod skipped;
pub(super) mod status;
pub(super) mod width;
