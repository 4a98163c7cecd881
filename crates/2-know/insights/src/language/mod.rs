//! The segment language: one tree, three faces (text, JSON, the visual builder).
//!
//! [`parse`] reads the text face, [`print`] writes it, serde does the same for JSON; all three
//! convert without loss. Parsing is syntax only: which names exist and which values they take is
//! the business of `conditions`. Start reading at [`Tree`].
//!
//! ```text
//! either    = both { "or" both }
//! both      = one { "and" one }
//! one       = "not" one | "(" either ")" | "in segment" text
//!           | "no" name "since last" name | subject [ comparison ]
//! subject   = name | name "(" [ argument { "," argument } ] ")"
//! argument  = name [ comparison ] | window | kind "." property   (first, for sum and its like)
//! window    = "last" n unit | "today" | "yesterday" | ("this" | "last") period
//!           | "since" date | "between" date "and" date
//! comparison = sign value | "between" value "and" value | "in" "(" value { "," value } ")"
//!           | ("contains" | "starts with" | "ends with" | "matches") text
//!           | "is known" | "is unknown"
//! value     = text | number | number currency | date | n unit "ago" | "today" | "yesterday"
//! ```

mod lexer;
pub mod mistake;
pub mod names;
mod parser;
mod printer;
mod schema;
mod tree;

pub use mistake::{Fault, Mistake, Place, Spot};
pub use parser::{Parsed, Site, parse};
pub use printer::print;
pub(crate) use printer::window_text;
pub use tree::{
    CalendarWord, Cmp, Filter, Measure, Number, Operand, Tree, Unit, Value, When, Window,
};

/// Bounds on one segment.
pub mod limits {
    /// Longest text, in bytes.
    pub const TEXT_BYTES_MAX: usize = 64 * 1_024;
    /// Deepest nesting of groups, `not` and brackets.
    pub const DEPTH_MAX: usize = 50;
    /// Most conditions, with those of the segments it refers to.
    pub const CONDITIONS_MAX: usize = 1_000;
}

#[cfg(test)]
mod tests;
