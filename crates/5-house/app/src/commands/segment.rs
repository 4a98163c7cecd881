//! `regulars segment`.

use crate::cli::{Format, Question, Segment};
use crate::house::Rooms;
use crate::terminal::Terminal;
use anyhow::{Context, Result};
use base::{CustomerId, Instant, Namespace, Space};
use insights::language::{Tree, print};
use insights::{Asked, Insights};
use serde_json::json;
use std::time::Duration;
use store::{Scope, Tx};

const SCOPE: Scope = Scope::house("segment");
/// Customers whose names and reasons are read at once.
const STEP: usize = 500;

pub(super) fn run(rooms: &Rooms, what: &Segment, to: &mut Terminal<'_>) -> Result<()> {
    let insights = rooms.insights()?;
    match what {
        Segment::Count(question) => count(rooms, &insights, question, to),
        Segment::List(question) => list(rooms, &insights, question, to),
        Segment::Explain(question) => explain(rooms, &insights, question, to),
    }
}

/// The sentence and the moment that are meant.
fn read(rooms: &Rooms, question: &Question) -> Result<(Asked, Option<Instant>)> {
    let zone = &rooms.store.shop().zone;
    let at = question.as_of.as_deref().map(|text| Instant::parse_loose(text, zone));
    let at = at.transpose().context("--as-of")?;
    Ok((Asked::text(&question.text)?, at))
}

/// Runs work and says how long it took.
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    #[expect(clippy::disallowed_methods, reason = "a measurement, not a fact of the product")]
    let begun = std::time::Instant::now();
    let done = work();
    (done, begun.elapsed())
}

fn tell_time(question: &Question, took: Duration, to: &mut Terminal<'_>) -> Result<()> {
    if question.timing {
        to.say(format_args!("evaluated in {:.3} ms", took.as_secs_f64() * 1_000.0))?;
    }
    Ok(())
}

fn count(
    rooms: &Rooms,
    insights: &Insights,
    question: &Question,
    to: &mut Terminal<'_>,
) -> Result<()> {
    let (asked, at) = read(rooms, question)?;
    let (columns, plan) = insights.plan(&asked, at)?;
    let (size, took) = timed(|| columns.count(&plan));
    match question.format {
        Format::Json => to.say(json!({
            "count": size.count, "of": size.of, "took_us": took.as_micros() as u64,
        }))?,
        Format::Csv => to.say(format_args!("count,of\n{},{}", size.count, size.of))?,
        Format::Table => to.say(size.count)?,
    }
    if question.format == Format::Table {
        tell_time(question, took, to)?;
    }
    Ok(())
}

fn list(
    rooms: &Rooms,
    insights: &Insights,
    question: &Question,
    to: &mut Terminal<'_>,
) -> Result<()> {
    let (asked, at) = read(rooms, question)?;
    let (columns, plan) = insights.plan(&asked, at)?;
    let (found, took) = timed(|| columns.find(&plan));
    if question.format == Format::Csv {
        to.say("customer_id,why")?;
    }
    for ids in found.ids().chunks(STEP) {
        let whys = columns.whys(&plan, ids);
        let these = ids.to_vec();
        let names = rooms.store.read_blocking(&SCOPE, move |tx| {
            these.into_iter().map(|id| outside_id(tx, id)).collect::<Result<Vec<_>, _>>()
        })?;
        for (name, why) in names.iter().zip(whys) {
            match question.format {
                Format::Json => to.say(json!({ "customer_id": name, "why": why }))?,
                Format::Csv => to.say(format_args!("{},{}", quoted(name), quoted(&why)))?,
                Format::Table => to.say(format_args!("{name:<32}  {why}"))?,
            }
        }
    }
    if question.format == Format::Table {
        tell_time(question, took, to)?;
    }
    Ok(())
}

/// The shop's own id of a customer, else ours.
fn outside_id(tx: &mut Tx<'_>, id: CustomerId) -> Result<String, book::Error> {
    let shop = Space::Id(Namespace::shop());
    for subject in book::subjects(tx, id)? {
        if let Some((space, value)) = ledger::subject_value(tx, subject)?
            && space == shop
        {
            return Ok(value.reveal().to_owned());
        }
    }
    Ok(id.to_string())
}

/// A cell of a CSV file (RFC 4180).
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        return format!("\"{}\"", cell.replace('"', "\"\""));
    }
    cell.to_owned()
}

fn explain(
    rooms: &Rooms,
    insights: &Insights,
    question: &Question,
    to: &mut Terminal<'_>,
) -> Result<()> {
    let (asked, at) = read(rooms, question)?;
    let tree = asked.as_tree().clone();
    if question.format == Format::Json {
        to.say(serde_json::to_string_pretty(&tree)?)?;
        return Ok(());
    }
    parts(insights, &tree, at, 0, to)
}

/// Each part of the sentence with its own count, indented as the sentence is built.
fn parts(
    insights: &Insights,
    tree: &Tree,
    at: Option<Instant>,
    depth: usize,
    to: &mut Terminal<'_>,
) -> Result<()> {
    let size = insights.count(&Asked::tree(tree.clone()), at)?;
    let (indent, width) = ("  ".repeat(depth), 60_usize.saturating_sub(2 * depth));
    to.say(format_args!("{indent}{:<width$} {:>9}", print(tree), size.count))?;
    let inner: &[Tree] = match tree {
        Tree::And { of } | Tree::Or { of } => of,
        Tree::Not { of } => std::slice::from_ref(of),
        _ => &[],
    };
    inner.iter().try_for_each(|part| parts(insights, part, at, depth + 1, to))
}
