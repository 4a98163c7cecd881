//! Customer-clustered columns: where the answers lie.
//!
//! A [`Chunk`] holds up to [`ROWS_MAX`] customers, one row each, in arrow buffers. Attributes are
//! dictionary columns; each kind of activity is a list column (offsets, times in order, and the
//! properties that conditions use); orders are a list with lines below. Unknown is code 0 of a
//! dictionary and not-a-number of a number. A chunk is made by [`ChunkBuilder`] from
//! [`CustomerRecord`]s and never changed; [`Chunk::record`] gives a customer back.
//!
//! [`ChunkAt`] is a chunk as of a moment: nothing later exists in it. When nothing in a column is
//! later than the moment, the view borrows the column as it is; that is the case for "now".

mod attribute;
mod bitmap;
mod build;
mod chunk;
mod dictionary;
mod index;
mod occurrences;
mod orders;
mod parts;
mod record;

pub(crate) use attribute::Versions;
pub use attribute::{AttributeAt, AttributeColumn};
pub use bitmap::Bitmap;
pub use build::ChunkBuilder;
pub use chunk::{Chunk, ChunkAt};
pub use dictionary::{Codes, Dictionary};
pub(crate) use dictionary::{day_number, number_of};
pub use occurrences::{Occurrences, OccurrencesAt, PropertyColumn, Runs};
pub use orders::{Orders, OrdersAt};
pub(crate) use parts::{ChunkParts, OrdersParts};
pub use record::{
    ActivityRecord, AttributeRecord, CustomerRecord, LineRecord, Name, OrderRecord, PropertyValue,
};

/// Most customers of one chunk; the unit of parallel work, of refresh and of distribution.
pub const ROWS_MAX: usize = 64 * 1_024;

/// A time before all times: stands for "unknown" in columns of times.
pub const NO_TIME: i64 = i64::MIN;
