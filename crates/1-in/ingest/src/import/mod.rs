//! Files: read into activities in constant memory, and taken in, chunk by chunk.
//!
//! The reading half knows no database: a [`Table`] hands out the rows of a file, [`sniff`] looks
//! at the first of them and proposes a [`Mapping`], a [`Translator`] turns rows into activities.
//! The other half is what a person does: [`begin`], [`edit`], [`dry_run`], [`run`], [`undo`].

mod activities;
mod catalog;
mod cell;
mod consent;
mod csv;
mod customers;
mod field;
mod job;
mod json_lines;
mod kept;
mod layout;
mod load;
mod orders;
mod parquet;
mod plan;
mod products;
mod reading;
mod report;
mod run;
mod sniff;
mod stream;
mod suppressions;
mod table;
mod take;
mod translate;
mod undo;

pub use crate::meaning::when::DateOrder;
pub use cell::{Cell, Row};
pub use field::{Field, Kind};
pub(crate) use job::wrong;
pub use job::{
    Beginning, Changes, Counts, Details, Import, State, begin, discard, edit, fields_of, get, list,
    newest, parse_map,
};
pub(crate) use kept::Kept;
pub use load::{load, run_alone};
pub use plan::{BadMapping, Mapping, Plan};
pub use report::{Form, story, write_report};
pub use run::{Go, Progress, dry_run, run};
pub use sniff::{Column, Sniffed, sniff};
pub use table::{Bad, FileError, Next, Table};
pub use translate::{RowProblem, Translated, Translator};
pub use undo::undo;
