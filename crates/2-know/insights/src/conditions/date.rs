//! Dates of the customer: since when she is known, first and last order, birth.

use super::age::BIRTH_DATE;
use super::attribute::text_kernel;
use super::{Compiled, Condition, Context, Entry, EntryKind, EntryValue, Kernel, Names, as_field};
use crate::columns::{Bitmap, ChunkAt, NO_TIME};
use crate::kernels::phrase;
use crate::kernels::value::ValueTest;
use crate::language::{Cmp, Fault, Operand, Spot, Tree, Value};
use base::Zone;

const FIELDS: [(&str, &str); 4] = [
    ("created_at", "Known since"),
    ("first_order_at", "First order"),
    ("last_order_at", "Last order"),
    (BIRTH_DATE, "Birth date"),
];

/// The condition.
#[derive(Debug)]
pub(super) struct Date;

impl Condition for Date {
    fn name(&self) -> &'static str {
        "date"
    }

    fn doc(&self) -> &'static str {
        "Compares a date with a day of the shop's calendar (2026-01-31, today), a moment \
         (2026-01-31T10:00:00Z) or a span before now (30 days ago). A day is the whole of it: \
         after a day means after its end, and between includes both. first_order_at and \
         last_order_at look at orders that are not cancelled."
    }

    fn example(&self) -> &'static str {
        "created_at > 30 days ago and first_order_at >= 2026-01-01"
    }

    fn compile(&self, leaf: &Tree, cx: &Context<'_>) -> Option<Compiled> {
        let (field, cmp, value) = as_field(leaf, &FIELDS.map(|(name, _)| name))?;
        Some(compile(field, cmp, value, cx))
    }

    fn entries(&self, _names: &Names) -> Vec<Entry> {
        let entry = |(name, label): &(&str, &str)| {
            Entry::of(self, name, EntryKind::Field, label, EntryValue::Date)
                .sentence(&format!("{label} is after …"))
        };
        FIELDS.iter().map(entry).collect()
    }
}

fn compile(field: &str, cmp: Cmp, value: Option<&Operand>, cx: &Context<'_>) -> Compiled {
    let fault = |fault| (Spot::Value, fault);
    let textual =
        matches!(cmp, Cmp::Contains | Cmp::StartsWith | Cmp::EndsWith | Cmp::Matches | Cmp::IsTrue);
    if textual {
        let allowed = "=, <, <=, >, >=, between or is known";
        let cmp = if cmp == Cmp::IsTrue { "nothing" } else { cmp.words() };
        return Err(fault(Fault::WrongComparison { name: field.into(), cmp, allowed }));
    }
    let is_date = |value: &Value| matches!(value, Value::Date { .. } | Value::Ago { .. });
    if !value.map_or(&[][..], Operand::values).iter().all(is_date) {
        let wanted = "a date such as 2026-01-31, today or 30 days ago";
        return Err(fault(Fault::WrongValue { name: field.into(), wanted }));
    }
    if field == BIRTH_DATE {
        return text_kernel(field, field, true, (cmp, value), cx);
    }
    let test = ValueTest::new(field, cmp, value, cx).map_err(fault)?;
    let which = match field {
        "created_at" => Which::Created,
        "first_order_at" => Which::FirstOrder,
        _ => Which::LastOrder,
    };
    Ok(Box::new(Time { which, test, zone: cx.zone.clone() }))
}

#[derive(Debug, Clone, Copy)]
enum Which {
    Created,
    FirstOrder,
    LastOrder,
}

#[derive(Debug)]
struct Time {
    which: Which,
    test: ValueTest,
    zone: Zone,
}

impl Time {
    fn of(&self, chunk: &ChunkAt<'_>, row: usize) -> Option<i64> {
        let runs = chunk.orders().runs();
        match self.which {
            Which::Created => Some(chunk.created_at()[row]).filter(|at| *at != NO_TIME),
            Which::FirstOrder => runs.range(row).next().map(|place| runs.at[place]),
            Which::LastOrder => runs.last(row),
        }
    }
}

impl Kernel for Time {
    fn cost(&self) -> u32 {
        16
    }

    fn test(&self, chunk: &ChunkAt<'_>, wanted: &Bitmap) -> Bitmap {
        let holds = |at: Option<i64>| at.map_or(self.test.unknown(), |at| self.test.time(at));
        Bitmap::select(wanted, |row| holds(self.of(chunk, row)))
    }

    fn why(&self, chunk: &ChunkAt<'_>, row: usize) -> String {
        let date = self.of(chunk, row).map(|at| phrase::date(at, &self.zone));
        match (self.which, date) {
            (Which::Created, Some(date)) => format!("known since {date}"),
            (Which::Created, None) => "nobody says since when she is known".into(),
            (Which::FirstOrder, Some(date)) => format!("first order on {date}"),
            (Which::LastOrder, Some(date)) => format!("last order on {date}"),
            (_, None) => "no order".into(),
        }
    }
}
