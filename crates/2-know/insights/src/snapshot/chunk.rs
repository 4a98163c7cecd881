//! A chunk as arrays, and back. Slashes part the names, so a slash inside one is written as a
//! control character.

use super::Broken;
use super::arrays::Arrays;
use crate::columns::{
    AttributeColumn, Chunk, ChunkParts, Codes, Dictionary, Name, Occurrences, Orders, OrdersParts,
    PropertyColumn, Versions,
};
use arrow_array::types::{Float64Type, Int64Type, UInt8Type, UInt16Type, UInt32Type};
use arrow_array::{FixedSizeBinaryArray, StringArray, UInt8Array, UInt16Array};
use base::{Currency, CustomerId};
use std::collections::BTreeMap;

/// Attributes that are personal: they live in memory only.
pub(crate) const PERSONAL: [&str; 5] = ["first_name", "last_name", "email", "phone", "birth_date"];

fn escaped(name: &str) -> String {
    name.replace('/', "\u{1}")
}

fn plain(name: &str) -> Name {
    name.replace('\u{1}', "/").into()
}

pub(super) fn to_arrays(chunk: &Chunk) -> Arrays {
    let mut out = Arrays::default();
    let parts = chunk.parts();
    let ids = parts.ids.iter().map(CustomerId::as_bytes);
    // An empty chunk is never written, so the width of its ids need not be told.
    if let Ok(ids) = FixedSizeBinaryArray::try_from_iter(ids) {
        out.put("ids", ids);
    }
    out.put_numbers::<Int64Type>("created_at", parts.created_at.clone());
    out.put_numbers::<Int64Type>("since", parts.since.clone());
    for (name, column) in parts.attributes {
        if !PERSONAL.contains(&&**name) {
            put_attribute(&mut out, &format!("attribute/{}/", escaped(name)), column);
        }
    }
    put_orders(&mut out, &parts.orders.parts());
    for (kind, occurrences) in parts.activities {
        let at = format!("kind/{}/", escaped(kind));
        out.put_numbers::<UInt32Type>(format!("{at}offsets"), occurrences.offsets().clone());
        out.put_numbers::<Int64Type>(format!("{at}at"), occurrences.times().clone());
        put_properties(&mut out, &at, occurrences.properties());
    }
    out
}

fn put_codes(out: &mut Arrays, at: &str, codes: &Codes, dictionary: &Dictionary) {
    let name = format!("{at}codes");
    match codes {
        Codes::Narrow(codes) => out.put_numbers::<UInt8Type>(name, codes.clone()),
        Codes::Wide(codes) => out.put_numbers::<UInt16Type>(name, codes.clone()),
        Codes::Full(codes) => out.put_numbers::<UInt32Type>(name, codes.clone()),
    }
    out.put(format!("{at}texts"), dictionary.texts().clone());
}

fn codes(from: &Arrays, at: &str) -> Result<(Codes, Dictionary), Broken> {
    let name = format!("{at}codes");
    let dictionary = Dictionary::new(from.texts(&format!("{at}texts"))?);
    let codes = if from.get::<UInt8Array>(&name).is_ok() {
        Codes::Narrow(from.numbers::<UInt8Type>(&name)?)
    } else if from.get::<UInt16Array>(&name).is_ok() {
        Codes::Wide(from.numbers::<UInt16Type>(&name)?)
    } else {
        Codes::Full(from.numbers::<UInt32Type>(&name)?)
    };
    let known = dictionary.n_codes();
    let inside = (0..codes.len()).all(|row| (codes.get(row) as usize) < known);
    if inside { Ok((codes, dictionary)) } else { Err(Broken::Damaged) }
}

fn put_attribute(out: &mut Arrays, at: &str, column: &AttributeColumn) {
    let parts = column.parts();
    put_codes(out, at, parts.codes, parts.dictionary);
    let u32s = |numbers: Vec<u32>| numbers.into();
    let (rows, extra): (Vec<u32>, Vec<u32>) = parts.extra.iter().copied().unzip();
    out.put_numbers::<UInt32Type>(format!("{at}extra_rows"), u32s(rows));
    out.put_numbers::<UInt32Type>(format!("{at}extra_codes"), u32s(extra));
    let versions = parts.versions;
    out.put_numbers::<UInt32Type>(format!("{at}version_rows"), u32s(versions.rows.clone()));
    out.put_numbers::<Int64Type>(format!("{at}version_at"), versions.at.clone().into());
    out.put_numbers::<UInt32Type>(format!("{at}version_ends"), u32s(versions.ends.clone()));
    out.put_numbers::<UInt32Type>(format!("{at}version_codes"), u32s(versions.codes.clone()));
}

fn attribute(from: &Arrays, at: &str) -> Result<AttributeColumn, Broken> {
    let (codes, dictionary) = codes(from, at)?;
    let u32s = |name: &str| from.numbers::<UInt32Type>(&format!("{at}{name}"));
    let (rows, more) = (u32s("extra_rows")?, u32s("extra_codes")?);
    let extra = rows.iter().copied().zip(more.iter().copied()).collect();
    let versions = Versions {
        rows: u32s("version_rows")?.to_vec(),
        at: from.numbers::<Int64Type>(&format!("{at}version_at"))?.to_vec(),
        ends: u32s("version_ends")?.to_vec(),
        codes: u32s("version_codes")?.to_vec(),
    };
    Ok(AttributeColumn::from_parts(codes, dictionary, extra, versions))
}

fn put_properties(out: &mut Arrays, at: &str, properties: &BTreeMap<Name, PropertyColumn>) {
    for (name, column) in properties {
        let at = format!("{at}property/{}/", escaped(name));
        if let Some((codes, dictionary)) = &column.texts {
            put_codes(out, &at, codes, dictionary);
        }
        if let Some(numbers) = &column.numbers {
            out.put_numbers::<Float64Type>(format!("{at}numbers"), numbers.clone());
        }
    }
}

fn properties(from: &Arrays, at: &str) -> Result<BTreeMap<Name, PropertyColumn>, Broken> {
    let beginning = format!("{at}property/");
    let mut found = BTreeMap::new();
    for name in from.below(&beginning) {
        let at = format!("{beginning}{name}/");
        let has = |part: &str| from.has(&format!("{at}{part}"));
        let texts = if has("codes") { Some(codes(from, &at)?) } else { None };
        let numbers = format!("{at}numbers");
        let numbers =
            if from.has(&numbers) { Some(from.numbers::<Float64Type>(&numbers)?) } else { None };
        found.insert(plain(&name), PropertyColumn { texts, numbers });
    }
    Ok(found)
}

fn put_orders(out: &mut Arrays, orders: &OrdersParts<'_>) {
    out.put_numbers::<UInt32Type>("orders/offsets", orders.offsets.clone());
    out.put_numbers::<Int64Type>("orders/at", orders.at.clone());
    out.put_numbers::<Int64Type>("orders/total", orders.total.clone());
    out.put_numbers::<UInt8Type>("orders/currency", orders.currency.clone());
    out.put_numbers::<UInt8Type>("orders/status", orders.status.clone());
    out.put_numbers::<UInt32Type>("orders/aside", orders.aside.clone());
    out.put_numbers::<UInt32Type>("orders/lines", orders.lines.clone());
    let codes = orders.currencies.iter().map(Currency::as_str);
    out.put("orders/currencies", StringArray::from_iter_values(codes));
    out.put_numbers::<UInt32Type>("orders/state_of", column(orders.states, |state| state.0));
    out.put_numbers::<Int64Type>("orders/state_at", column(orders.states, |state| state.1));
    out.put_numbers::<UInt8Type>("orders/state", column(orders.states, |state| state.2));
    out.put_numbers::<UInt32Type>("orders/refund_of", column(orders.refunds, |refund| refund.0));
    out.put_numbers::<Int64Type>("orders/refund_at", column(orders.refunds, |refund| refund.1));
    out.put_numbers::<Int64Type>("orders/refund", column(orders.refunds, |refund| refund.2));
    put_properties(out, "orders/", orders.properties);
    put_properties(out, "lines/", orders.line_properties);
}

fn column<R, T: arrow_buffer::ArrowNativeType>(
    rows: &[R],
    pick: impl Fn(&R) -> T,
) -> arrow_buffer::ScalarBuffer<T> {
    rows.iter().map(pick).collect::<Vec<T>>().into()
}

fn orders(from: &Arrays) -> Result<Orders, Broken> {
    let codes = from.texts("orders/currencies")?;
    let currencies: Result<Vec<_>, _> = codes.iter().flatten().map(Currency::parse).collect();
    let u32s = |name: &str| from.numbers::<UInt32Type>(name);
    let i64s = |name: &str| from.numbers::<Int64Type>(name);
    let (of, at) = (u32s("orders/state_of")?, i64s("orders/state_at")?);
    let state = from.numbers::<UInt8Type>("orders/state")?;
    let states = of.iter().zip(at.iter()).zip(state.iter());
    let states: Vec<_> = states.map(|((of, at), state)| (*of, *at, *state)).collect();
    let (of, at) = (u32s("orders/refund_of")?, i64s("orders/refund_at")?);
    let amounts = i64s("orders/refund")?;
    let refunds = of.iter().zip(at.iter()).zip(amounts.iter());
    let refunds: Vec<_> = refunds.map(|((of, at), minor)| (*of, *at, *minor)).collect();
    Ok(Orders::from_parts(&OrdersParts {
        offsets: &u32s("orders/offsets")?,
        at: &i64s("orders/at")?,
        total: &i64s("orders/total")?,
        currency: &from.numbers::<UInt8Type>("orders/currency")?,
        status: &from.numbers::<UInt8Type>("orders/status")?,
        aside: &u32s("orders/aside")?,
        lines: &u32s("orders/lines")?,
        currencies: &currencies.map_err(|_| Broken::Damaged)?,
        states: &states,
        refunds: &refunds,
        properties: &properties(from, "orders/")?,
        line_properties: &properties(from, "lines/")?,
    }))
}

pub(super) fn from_arrays(from: &Arrays) -> Result<Chunk, Broken> {
    let ids = from.get::<FixedSizeBinaryArray>("ids")?;
    let id = |bytes: Option<&[u8]>| bytes?.try_into().ok().map(CustomerId::from_bytes);
    let ids: Option<Vec<_>> = ids.iter().map(id).collect();
    let ids = ids.ok_or(Broken::Damaged)?;
    let mut attributes = BTreeMap::new();
    for name in from.below("attribute/") {
        attributes.insert(plain(&name), attribute(from, &format!("attribute/{name}/"))?);
    }
    let mut activities = BTreeMap::new();
    for kind in from.below("kind/") {
        let at = format!("kind/{kind}/");
        let offsets = from.numbers::<UInt32Type>(&format!("{at}offsets"))?;
        let times = from.numbers::<Int64Type>(&format!("{at}at"))?;
        let properties = properties(from, &at)?;
        activities.insert(plain(&kind), Occurrences::from_parts(offsets, times, properties));
    }
    let (created_at, since) =
        (from.numbers::<Int64Type>("created_at")?, from.numbers::<Int64Type>("since")?);
    let rows = ids.len();
    let fits = |offsets: usize| offsets == rows + 1;
    let orders = orders(from)?;
    let whole = created_at.len() == rows
        && since.len() == rows
        && fits(orders.parts().offsets.len())
        && activities.values().all(|of: &Occurrences| fits(of.offsets().len()));
    if !whole {
        return Err(Broken::Damaged);
    }
    Ok(Chunk::from_parts(ChunkParts {
        ids: &ids,
        created_at: &created_at,
        since: &since,
        attributes: &attributes,
        orders: &orders,
        activities: &activities,
    }))
}
