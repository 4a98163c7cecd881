//! Reads Parquet in batches, every type as a cell. The only file that knows Arrow.

use super::cell::{Cell, Row};
use super::table::{FileError, Next};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    DecimalType, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int64Array, ListArray, RecordBatch, StringArray,
};
use arrow_schema::{DataType, TimeUnit};
use base::{Instant, limits};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use parquet::arrow::arrow_reader::{
    ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
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
        // Parquet's own types are few; how the writer held them in memory does not matter.
        let plain = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let builder =
            guarded(|| ParquetRecordBatchReaderBuilder::try_new_with_options(file, plain))?;
        let schema = builder.schema().clone();
        let columns: Vec<String> =
            schema.fields().iter().map(|field| field.name().clone()).collect();
        if columns.len() > limits::IMPORT_COLUMNS_MAX {
            return Err(FileError::TooManyColumns { found: columns.len() });
        }
        let unread = schema.fields().iter().filter(|field| !is_read(field.data_type()));
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
            self.batch = guarded(|| Ok::<_, FileError>(columns_of(&batch)))?;
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

/// One column of a batch, in one of a few forms.
enum Column {
    Text(StringArray),
    Whole(Int64Array),
    Number(Float64Array),
    Flag(BooleanArray),
    /// Microseconds UTC.
    At(Int64Array),
    /// Microseconds of a clock on some wall.
    Local(Int64Array),
    List(ListArray),
    Unread,
}

/// Whether columns of that type are read.
fn is_read(of: &DataType) -> bool {
    use DataType as T;
    match of {
        T::List(item) => *item.data_type() == T::Utf8,
        T::Utf8 | T::Null | T::Boolean | T::Date32 | T::Timestamp(..) => true,
        of => of.is_integer() || of.is_floating() || of.is_decimal(),
    }
}

fn columns_of(batch: &RecordBatch) -> Vec<Column> {
    batch.columns().iter().map(column_of).collect()
}

fn column_of(array: &ArrayRef) -> Column {
    use DataType as T;
    match array.data_type() {
        T::Utf8 => Column::Text(array.as_string::<i32>().clone()),
        T::Null => Column::Text(StringArray::new_null(array.len())),
        T::Date32 => Column::Text(texts(array, |row| {
            let date = array.as_primitive::<Date32Type>().value_as_date(row);
            date.map(|date| date.to_string())
        })),
        T::Decimal32(..) => decimal::<Decimal32Type>(array),
        T::Decimal64(..) => decimal::<Decimal64Type>(array),
        T::Decimal128(..) => decimal::<Decimal128Type>(array),
        T::Decimal256(..) => decimal::<Decimal256Type>(array),
        T::Int8 => whole::<Int8Type>(array),
        T::Int16 => whole::<Int16Type>(array),
        T::Int32 => whole::<Int32Type>(array),
        T::Int64 => whole::<Int64Type>(array),
        T::UInt8 => whole::<UInt8Type>(array),
        T::UInt16 => whole::<UInt16Type>(array),
        T::UInt32 => whole::<UInt32Type>(array),
        T::UInt64 => whole::<UInt64Type>(array),
        T::Float16 => Column::Number(array.as_primitive::<Float16Type>().unary(f64::from)),
        T::Float32 => Column::Number(array.as_primitive::<Float32Type>().unary(f64::from)),
        T::Float64 => Column::Number(array.as_primitive::<Float64Type>().clone()),
        T::Boolean => Column::Flag(array.as_boolean().clone()),
        T::Timestamp(unit, zone) => {
            let micros = micros(array, *unit);
            if zone.is_some() { Column::At(micros) } else { Column::Local(micros) }
        }
        T::List(item) if *item.data_type() == T::Utf8 => {
            Column::List(array.as_list::<i32>().clone())
        }
        _ => Column::Unread,
    }
}

/// The texts of an array whose values are written out one by one.
fn texts(array: &ArrayRef, text: impl Fn(usize) -> Option<String>) -> StringArray {
    (0..array.len()).map(|row| array.is_valid(row).then(|| text(row)).flatten()).collect()
}

fn decimal<T: DecimalType>(array: &ArrayRef) -> Column {
    let numbers = array.as_primitive::<T>();
    Column::Text(texts(array, |row| Some(numbers.value_as_string(row))))
}

/// Whole numbers; those beyond what 64 bits with a sign hold are unknown.
fn whole<T: ArrowPrimitiveType>(array: &ArrayRef) -> Column
where
    T::Native: TryInto<i64>,
{
    Column::Whole(array.as_primitive::<T>().unary_opt(|number| number.try_into().ok()))
}

/// Times as microseconds; those beyond what 64 bits hold are unknown.
fn micros(array: &ArrayRef, unit: TimeUnit) -> Int64Array {
    match unit {
        TimeUnit::Second => array
            .as_primitive::<TimestampSecondType>()
            .unary_opt(|seconds| seconds.checked_mul(1_000_000)),
        TimeUnit::Millisecond => array
            .as_primitive::<TimestampMillisecondType>()
            .unary_opt(|millis| millis.checked_mul(1_000)),
        TimeUnit::Microsecond => {
            array.as_primitive::<TimestampMicrosecondType>().unary(|micros| micros)
        }
        TimeUnit::Nanosecond => {
            array.as_primitive::<TimestampNanosecondType>().unary(|nanos| nanos.div_euclid(1_000))
        }
    }
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
