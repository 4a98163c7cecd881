//! `regulars segment`.

use crate::cli::{Format, Question, Segment};
use crate::house::Rooms;
use crate::terminal::{Terminal, WrongUse};
use anyhow::{Context, Result};
use base::{CustomerId, Instant, Namespace, Space};
use insights::engine::{Columns, Plan};
use insights::language::{Tree, print};
use insights::{Asked, Insights};
use serde_json::json;
use std::time::Duration;
use store::{Scope, Tx};

const SCOPE: Scope = Scope::house("segment");
/// Customers whose names and reasons are read at once.
const STEP: usize = 500;
/// Letters that are shown before a mistake.
const BEFORE: usize = 30;

pub(super) fn run(rooms: &Rooms, what: &Segment, to: &mut Terminal<'_>) -> Result<()> {
    let (Segment::Count(question) | Segment::List(question) | Segment::Explain(question)) = what;
    // What cannot be read is not worth reading the shop for.
    let asked = read(rooms, question)?;
    let insights = rooms.insights()?;
    let format = if to.json { Format::Json } else { question.format };
    let asking = Asking { rooms, insights: &insights, asked, format, timing: question.timing };
    match what {
        Segment::Count(_) => asking.count(to),
        Segment::List(_) => asking.list(to),
        Segment::Explain(_) => asking.explain(to),
    }
}

/// A question that is understood, with all that its answer needs.
struct Asking<'a> {
    rooms: &'a Rooms,
    insights: &'a Insights,
    asked: (Asked, Option<Instant>),
    format: Format,
    timing: bool,
}

/// The sentence and the moment that are meant.
fn read(rooms: &Rooms, question: &Question) -> Result<(Asked, Option<Instant>)> {
    let zone = &rooms.store.shop().zone;
    let at = question.as_of.as_deref().map(|text| Instant::parse_loose(text, zone));
    let at = at.transpose().with_context(|| WrongUse("--as-of".into()))?;
    Ok((Asked::text(&question.text).map_err(|error| placed(error, &question.text))?, at))
}

/// A sentence that cannot be meant is wrong use; everything else is a failure.
fn wrong(error: insights::Error) -> anyhow::Error {
    match error {
        insights::Error::Sentence { .. } => WrongUse(error.to_string()).into(),
        error => error.into(),
    }
}

/// The same, with the place of the mistake in the text.
fn placed(error: insights::Error, text: &str) -> anyhow::Error {
    let insights::Error::Sentence { mistake, pointer } = &error else { return wrong(error) };
    let byte = pointer.strip_prefix("/text/").and_then(|byte| byte.parse().ok());
    match byte.and_then(|byte: usize| text.get(..byte)) {
        None => wrong(error),
        Some("") => WrongUse(format!("at the beginning: {mistake}")).into(),
        Some(before) => {
            let from = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
            WrongUse(format!("after {:?}: {mistake}", before[from..].trim())).into()
        }
    }
}

/// Runs work and says how long it took.
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    #[expect(clippy::disallowed_methods, reason = "a measurement, not a fact of the product")]
    let begun = std::time::Instant::now();
    let done = work();
    (done, begun.elapsed())
}

impl Asking<'_> {
    fn plan(&self) -> Result<(Columns, Plan)> {
        self.insights.plan(&self.asked.0, self.asked.1).map_err(wrong)
    }

    /// Says how long it took, where a person reads.
    fn tell_time(&self, took: Duration, to: &mut Terminal<'_>) -> Result<()> {
        if self.timing && self.format == Format::Table {
            to.say(format_args!("evaluated in {:.3} ms", took.as_secs_f64() * 1_000.0))?;
        }
        Ok(())
    }

    fn count(&self, to: &mut Terminal<'_>) -> Result<()> {
        let (columns, plan) = self.plan()?;
        let (size, took) = timed(|| columns.count(&plan));
        match self.format {
            Format::Json => to.say(json!({
                "count": size.count, "of": size.of, "took_us": took.as_micros() as u64,
            }))?,
            Format::Csv => to.say(format_args!("count,of\n{},{}", size.count, size.of))?,
            Format::Table => to.say(size.count)?,
        }
        self.tell_time(took, to)
    }

    fn list(&self, to: &mut Terminal<'_>) -> Result<()> {
        let (columns, plan) = self.plan()?;
        let (found, took) = timed(|| columns.find(&plan));
        if self.format == Format::Csv {
            to.say("customer_id,why,name")?;
        }
        for ids in found.ids().chunks(STEP) {
            let whys = columns.whys(&plan, ids);
            let these = ids.to_vec();
            let people = self.rooms.store.read_blocking(&SCOPE, move |tx| {
                these.into_iter().map(|id| person(tx, id)).collect::<Result<Vec<_>, _>>()
            })?;
            for ((id, name), why) in people.iter().zip(whys) {
                match self.format {
                    Format::Json => {
                        to.say(json!({ "customer_id": id, "name": name, "why": why }))?;
                    }
                    Format::Csv => {
                        to.say(format_args!("{},{},{}", quoted(id), quoted(&why), quoted(name)))?;
                    }
                    Format::Table => to.say(format_args!("{id:<16}  {name:<28}  {why}"))?,
                }
            }
        }
        self.tell_time(took, to)
    }

    fn explain(&self, to: &mut Terminal<'_>) -> Result<()> {
        let tree = self.asked.0.as_tree();
        if self.format == Format::Json {
            return to.say(serde_json::to_string_pretty(tree)?);
        }
        if self.format == Format::Csv {
            to.say("depth,part,count")?;
        }
        let (done, took) = timed(|| self.parts(tree, 0, to));
        done?;
        self.tell_time(took, to)
    }

    /// Each part of the sentence with its own count, indented as the sentence is built.
    fn parts(&self, tree: &Tree, depth: usize, to: &mut Terminal<'_>) -> Result<()> {
        let asked = Asked::tree(tree.clone());
        let count = self.insights.count(&asked, self.asked.1).map_err(wrong)?.count;
        if self.format == Format::Csv {
            to.say(format_args!("{depth},{},{count}", quoted(&print(tree))))?;
        } else {
            let (indent, width) = ("  ".repeat(depth), 60_usize.saturating_sub(2 * depth));
            to.say(format_args!("{indent}{:<width$} {count:>9}", print(tree)))?;
        }
        let inner: &[Tree] = match tree {
            Tree::And { of } | Tree::Or { of } => of,
            Tree::Not { of } => std::slice::from_ref(of),
            _ => &[],
        };
        inner.iter().try_for_each(|part| self.parts(part, depth + 1, to))
    }
}

/// The shop's own id of a customer and her name.
fn person(tx: &mut Tx<'_>, id: CustomerId) -> Result<(String, String), book::Error> {
    let name = book::find(tx, id)?.map(|row| row.name().reveal().to_owned());
    Ok((outside_id(tx, id)?, name.unwrap_or_default()))
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
