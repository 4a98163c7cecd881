//! Reads Parquet in batches, every type as a cell. The only file that knows Arrow.

use super::cell::{Cell, Row};
use super::table::{FileError, Next};
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, ListArray, StringArray,
    TimestampMicrosecondArray,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, TimeUnit, TimestampMicrosecondType};
use arrow::record_batch::RecordBatch;
use base::{Instant, limits};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Rows held at a time.
const BATCH: usize = 4_096;

/// A Parquet file.
pub(super) struct Parquet {
    from: ParquetRecordBatchReader,
    columns: Vec<String>,
    unread: Vec<String>,
    batch: Vec<Column>,
    n_batch: usize,
    place: usize,
    row: u64,
    n_rows: u64,
}

impl Parquet {
    /// Opens a file and looks at its schema.
    pub(super) fn open(file: File) -> Result<Self, FileError> {
        let builder = guarded(|| ParquetRecordBatchReaderBuilder::try_new(file))?;
        let schema = builder.schema().clone();
        let columns: Vec<String> =
            schema.fields().iter().map(|field| field.name().clone()).collect();
        if columns.len() > limits::IMPORT_COLUMNS_MAX {
            return Err(FileError::TooManyColumns { found: columns.len() });
        }
        let unread = schema.fields().iter().filter(|field| Read::of(field.data_type()).is_none());
        let unread = unread.map(|field| field.name().clone()).collect();
        let n_rows = builder.metadata().file_metadata().num_rows().max(0) as u64;
        let from = guarded(|| builder.with_batch_size(BATCH).build())?;
        let (batch, n_batch, place, row) = (Vec::new(), 0, 0, 0);
        Ok(Self { from, columns, unread, batch, n_batch, place, row, n_rows })
    }

    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Columns of types that cannot be read, such as maps.
    pub(super) fn unread(&self) -> &[String] {
        &self.unread
    }

    /// How many rows the file says it has.
    pub(super) fn n_rows(&self) -> u64 {
        self.n_rows
    }

    pub(super) fn next(&mut self) -> Result<Next, FileError> {
        while self.place == self.n_batch {
            let from = &mut self.from;
            let next = guarded(|| from.next().transpose())?;
            let Some(batch) = next else { return Ok(Next::End) };
            self.batch = guarded(|| columns_of(&batch))?;
            self.n_batch = batch.num_rows();
            self.place = 0;
        }
        let cells = self.batch.iter().map(|column| column.cell(self.place)).collect();
        self.place += 1;
        self.row += 1;
        Ok(Next::Row(Row { number: self.row, cells }))
    }
}

/// Runs a call of the Parquet library. A damaged file can make it panic; that is one bad file and
/// must not stop the house.
fn guarded<T, E: std::fmt::Display>(call: impl FnOnce() -> Result<T, E>) -> Result<T, FileError> {
    let broken = |reason: String| FileError::BrokenParquet { reason };
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(broken(error.to_string())),
        Err(_) => Err(broken("the file is damaged".into())),
    }
}

/// How a column type is read.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Read {
    /// By way of another type.
    As(DataType),
    /// As a list of texts.
    List,
}

impl Read {
    #[expect(clippy::match_same_arms, reason = "one line for each family of types")]
    fn of(of: &DataType) -> Option<Self> {
        use DataType as T;
        let micros = |zone| T::Timestamp(TimeUnit::Microsecond, zone);
        Some(Self::As(match of {
            T::Utf8 | T::LargeUtf8 | T::Utf8View | T::Date32 | T::Date64 | T::Null => T::Utf8,
            T::Decimal32(..) | T::Decimal64(..) | T::Decimal128(..) | T::Decimal256(..) => T::Utf8,
            T::Int8 | T::Int16 | T::Int32 | T::Int64 => T::Int64,
            T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64 => T::Int64,
            T::Float16 | T::Float32 | T::Float64 => T::Float64,
            T::Boolean => T::Boolean,
            T::Timestamp(_, zone) => micros(zone.clone()),
            T::Dictionary(_, values) => return Self::of(values),
            T::List(item) | T::LargeList(item) => {
                return (Self::of(item.data_type()) == Some(Self::As(T::Utf8)))
                    .then_some(Self::List);
            }
            _ => return None,
        }))
    }
}

/// One column of a batch, downcast once.
enum Column {
    Text(StringArray),
    Whole(Int64Array),
    Number(Float64Array),
    Flag(BooleanArray),
    At(TimestampMicrosecondArray),
    Local(TimestampMicrosecondArray),
    List(ListArray),
    Unread,
}

fn columns_of(batch: &RecordBatch) -> Result<Vec<Column>, arrow::error::ArrowError> {
    batch.columns().iter().map(column_of).collect()
}

fn column_of(array: &ArrayRef) -> Result<Column, arrow::error::ArrowError> {
    let Some(read) = Read::of(array.data_type()) else { return Ok(Column::Unread) };
    let target = match read {
        Read::As(target) => target,
        Read::List => {
            let item = arrow::datatypes::Field::new("item", DataType::Utf8, true);
            let list = cast(array, &DataType::List(item.into()))?;
            return Ok(Column::List(list.as_list::<i32>().clone()));
        }
    };
    let array = cast(array, &target)?;
    Ok(match target {
        DataType::Utf8 => Column::Text(array.as_string::<i32>().clone()),
        DataType::Int64 => Column::Whole(array.as_primitive().clone()),
        DataType::Float64 => Column::Number(array.as_primitive().clone()),
        DataType::Boolean => Column::Flag(array.as_boolean().clone()),
        DataType::Timestamp(_, Some(_)) => {
            Column::At(array.as_primitive::<TimestampMicrosecondType>().clone())
        }
        DataType::Timestamp(_, None) => {
            Column::Local(array.as_primitive::<TimestampMicrosecondType>().clone())
        }
        _ => Column::Unread,
    })
}

impl Column {
    fn cell(&self, row: usize) -> Cell {
        match self {
            Self::Text(array) if array.is_valid(row) => Cell::text(array.value(row)),
            Self::Whole(array) if array.is_valid(row) => Cell::Whole(array.value(row)),
            Self::Number(array) if array.is_valid(row) && !array.value(row).is_nan() => {
                Cell::Number(array.value(row))
            }
            Self::Flag(array) if array.is_valid(row) => Cell::Flag(array.value(row)),
            Self::At(array) if array.is_valid(row) => {
                Cell::At(Instant::from_micros(array.value(row)))
            }
            Self::Local(array) if array.is_valid(row) => local(array.value(row)),
            Self::List(array) if array.is_valid(row) => {
                let items = array.value(row);
                let texts: Vec<&str> = items.as_string::<i32>().iter().flatten().collect();
                Cell::text(&texts.join(";"))
            }
            _ => Cell::Empty,
        }
    }
}

fn local(micros: i64) -> Cell {
    let stamp = Timestamp::from_microsecond(micros);
    stamp.map_or(Cell::Empty, |stamp| Cell::Local(TimeZone::UTC.to_datetime(stamp)))
}
