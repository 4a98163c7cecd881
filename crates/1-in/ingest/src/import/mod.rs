//! Files, read into activities. Pure but for reading the file: rows in, activities and problems
//! out, in constant memory.
//!
//! Start with [`Table`], which hands out the rows of a file; [`sniff`] looks at the first of them
//! and proposes a [`Mapping`]; a [`Translator`] turns rows into activities.

mod activities;
mod cell;
mod consent;
mod csv;
mod customers;
mod field;
mod json_lines;
mod layout;
mod orders;
mod parquet;
mod plan;
mod products;
mod reading;
mod sniff;
mod suppressions;
mod table;
mod translate;

pub use cell::{Cell, Row};
pub use field::{Field, Kind};
pub use plan::{BadMapping, Mapping, Plan};
pub use sniff::{Column, Sniffed, sniff};
pub use table::{FileError, Next, Table};
pub use translate::{RowProblem, Translated, Translator};
