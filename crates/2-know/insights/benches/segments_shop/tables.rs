//! The peers' tables: Parquet, in the order of customers.

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Int32Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use base::OrderStatus;
use insights::columns::{CustomerRecord, Name, PropertyValue};
use parquet::arrow::ArrowWriter;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// Rows of one table that are not written yet, column by column.
struct Table {
    name: &'static str,
    file: Option<File>,
    writer: Option<ArrowWriter<File>>,
    columns: Vec<(&'static str, Column)>,
}

enum Column {
    Int(Vec<i32>),
    Long(Vec<i64>),
    Flag(Vec<bool>),
    Day(Vec<i32>),
    Time(Vec<i64>),
    Text(Vec<String>),
}

/// A value of a row.
pub(super) enum Cell<'a> {
    Int(i32),
    Long(i64),
    Flag(bool),
    Text(&'a str),
}

/// Rows that are written at once.
const BATCH: usize = 1 << 20;

impl Table {
    fn create(folder: &Path, name: &'static str, columns: Vec<(&'static str, Column)>) -> Self {
        let file = File::create(folder.join(format!("{name}.parquet"))).expect("a table");
        Self { name, file: Some(file), writer: None, columns }
    }

    fn put(&mut self, row: &[Cell<'_>]) {
        let mut n = 0;
        for ((name, column), cell) in self.columns.iter_mut().zip(row) {
            match (column, cell) {
                (Column::Int(all) | Column::Day(all), Cell::Int(value)) => {
                    all.push(*value);
                    n = all.len();
                }
                (Column::Long(all) | Column::Time(all), Cell::Long(value)) => all.push(*value),
                (Column::Flag(all), Cell::Flag(value)) => all.push(*value),
                (Column::Text(all), Cell::Text(value)) => all.push((*value).to_owned()),
                _ => panic!("{}.{name} has another type", self.name),
            }
        }
        if n >= BATCH {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let arrays = self.columns.iter_mut().map(|(name, column)| (*name, column.take()));
        let batch = RecordBatch::try_from_iter(arrays).expect("columns of one length");
        if let Some(file) = self.file.take() {
            let writer = ArrowWriter::try_new(file, batch.schema(), None).expect("a writer");
            self.writer = Some(writer);
        }
        self.writer.as_mut().expect("a writer").write(&batch).expect("a written table");
    }

    fn finish(mut self) {
        self.flush();
        self.writer.expect("a writer").close().expect("a closed table");
    }
}

impl Column {
    fn take(&mut self) -> ArrayRef {
        use std::mem::take;
        match self {
            Self::Int(all) => Arc::new(Int32Array::from(take(all))),
            Self::Long(all) => Arc::new(Int64Array::from(take(all))),
            Self::Flag(all) => Arc::new(BooleanArray::from(take(all))),
            Self::Day(all) => Arc::new(Date32Array::from(take(all))),
            Self::Time(all) => Arc::new(TimestampMicrosecondArray::from(take(all))),
            Self::Text(all) => Arc::new(StringArray::from(take(all))),
        }
    }
}

/// All tables of the shop.
pub(super) struct Tables {
    customers: Table,
    orders: Table,
    lines: Table,
    refunds: Table,
    activities: Table,
    next_order: i32,
}

fn ints() -> Column {
    Column::Int(Vec::new())
}

impl Tables {
    pub(super) fn create(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).expect("a folder for tables");
        let text = || Column::Text(Vec::new());
        let time = || Column::Time(Vec::new());
        let long = || Column::Long(Vec::new());
        let flag = || Column::Flag(Vec::new());
        let customers = vec![
            ("customer", ints()),
            ("country", text()),
            ("email_consent", flag()),
            ("birth_date", Column::Day(Vec::new())),
        ];
        let orders = vec![
            ("order_id", ints()),
            ("customer", ints()),
            ("placed_at", time()),
            ("cancelled", flag()),
            ("currency", text()),
            ("total", long()),
        ];
        let lines = vec![("order_id", ints()), ("customer", ints()), ("category", text())];
        let refunds =
            vec![("order_id", ints()), ("customer", ints()), ("at", time()), ("amount", long())];
        let activities =
            vec![("customer", ints()), ("kind", text()), ("at", time()), ("category", text())];
        Self {
            customers: Table::create(folder, "customers", customers),
            orders: Table::create(folder, "orders", orders),
            lines: Table::create(folder, "lines", lines),
            refunds: Table::create(folder, "refunds", refunds),
            activities: Table::create(folder, "activities", activities),
            next_order: 0,
        }
    }

    pub(super) fn put(&mut self, number: u32, customer: &CustomerRecord) {
        let who = Cell::Int(number as i32);
        let value = |name: &str| {
            let found = customer.attributes.iter().find(|attribute| &*attribute.name == name);
            found.expect("every attribute").values[0].clone()
        };
        let born: jiff::civil::Date = value("birth_date").parse().expect("a date");
        let days = (born - jiff::civil::date(1970, 1, 1)).get_days();
        self.customers.put(&[
            who,
            Cell::Text(&value("country")),
            Cell::Flag(value("email_consent") == "granted"),
            Cell::Int(days),
        ]);
        for order in &customer.orders {
            let id = self.next_order;
            self.next_order += 1;
            let who = || Cell::Int(number as i32);
            let cancelled = order.states.iter().any(|(_, to)| *to == OrderStatus::Cancelled);
            self.orders.put(&[
                Cell::Int(id),
                who(),
                Cell::Long(order.placed_at.as_micros()),
                Cell::Flag(cancelled),
                Cell::Text(order.currency.as_str()),
                Cell::Long(order.total_minor),
            ]);
            for line in &order.lines {
                let category = text(&line.properties, "category");
                self.lines.put(&[Cell::Int(id), who(), Cell::Text(category)]);
            }
            for refund in &order.refunds {
                let (at, amount) = (refund.at.as_micros(), refund.amount_minor);
                self.refunds.put(&[Cell::Int(id), who(), Cell::Long(at), Cell::Long(amount)]);
            }
        }
        for activity in &customer.activities {
            self.activities.put(&[
                Cell::Int(number as i32),
                Cell::Text(&activity.kind),
                Cell::Long(activity.at.as_micros()),
                Cell::Text(text(&activity.properties, "category")),
            ]);
        }
    }

    pub(super) fn finish(self) {
        for table in [self.customers, self.orders, self.lines, self.refunds, self.activities] {
            table.finish();
        }
    }
}

fn text<'a>(properties: &'a [(Name, PropertyValue)], name: &str) -> &'a str {
    let found = properties.iter().find(|(other, _)| &**other == name);
    match found {
        Some((_, PropertyValue::Text(text))) => text,
        _ => "",
    }
}
