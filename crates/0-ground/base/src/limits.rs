//! Every bound on what comes from outside, in one place.

/// Longest email address, in bytes (RFC 5321, section 4.5.3.1.3).
pub const EMAIL_BYTES_MAX: usize = 254;
/// Longest phone number as typed, in bytes.
pub const PHONE_BYTES_MAX: usize = 64;
/// Longest identifier of another system (customer id, order id, message id), in bytes.
pub const KEY_BYTES_MAX: usize = 256;
/// Longest name of an activity, in bytes.
pub const NAME_BYTES_MAX: usize = 128;
/// Longest single personal text (a name, a street), in bytes.
pub const TEXT_BYTES_MAX: usize = 1_024;
/// Largest activity at the front door, in bytes (the Segment specification's limit).
pub const ACTIVITY_BYTES_MAX: usize = 32 * 1_024;
/// Largest batch at the front door, in bytes (the Segment specification's limit).
pub const BATCH_BYTES_MAX: usize = 500 * 1_024;
/// Most lines of one order.
pub const ORDER_LINES_MAX: usize = 5_000;
/// Most columns of an imported file.
pub const IMPORT_COLUMNS_MAX: usize = 500;
/// Longest single row of an imported file, in bytes.
pub const IMPORT_ROW_BYTES_MAX: usize = 1_024 * 1_024;
/// How far in the future an activity may lie, in microseconds: a day, for clocks that are off.
pub const FUTURE_MICROS_MAX: i64 = 24 * 3_600 * 1_000_000;
/// Most rows of a page.
pub const PAGE_MAX: usize = 200;
