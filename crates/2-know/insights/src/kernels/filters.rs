//! Filters of occurrences: which orders, lines or activities count.

use super::source::{Source, SourceAt};
use super::value::ValueTest;
use crate::columns::{Codes, OrdersAt, PropertyColumn};
use crate::conditions::Context;
use crate::language::{Fault, Filter, Spot};
use base::OrderStatus;
use base::nearest;

/// Properties of an order as a whole.
pub(crate) const ORDER_PROPERTIES: [&str; 5] = ["channel", "coupon", "currency", "status", "total"];
/// Properties of a line.
pub(crate) const LINE_PROPERTIES: [&str; 8] =
    ["product_id", "sku", "name", "category", "brand", "quantity", "price", "value"];

/// Filters made ready, apart by what they look at.
#[derive(Debug, Default)]
pub(crate) struct Filters {
    /// Of the order or activity.
    pub(crate) whole: Vec<(String, ValueTest)>,
    /// Of a line of the order; all must hold on the same line.
    pub(crate) line: Vec<(String, ValueTest)>,
}

impl Filters {
    /// Makes filters ready for a source. `lines` says whether properties of lines may be named.
    pub(crate) fn new(
        filters: &[Filter],
        source: &Source,
        lines: bool,
        cx: &Context<'_>,
    ) -> Result<Self, (Spot, Fault)> {
        let mut ready = Self::default();
        for (place, filter) in filters.iter().enumerate() {
            let name = filter.property.clone();
            let fault = |fault| (Spot::Filter(place), fault);
            let is_line = is_line_property(&name, source, lines, cx).map_err(fault)?;
            let test = ValueTest::new(&name, filter.cmp, filter.value.as_ref(), cx);
            let ready = if is_line { &mut ready.line } else { &mut ready.whole };
            ready.push((name, test.map_err(fault)?));
        }
        Ok(ready)
    }

    /// The filters bound to the occurrences of a chunk.
    pub(crate) fn bind<'c>(&'c self, at: &'c SourceAt<'_>) -> Passes<'c> {
        match at {
            SourceAt::Orders(orders) => Passes {
                whole: self.whole.iter().map(|(n, test)| bind_order(n, test, orders)).collect(),
                line: self
                    .line
                    .iter()
                    .map(|(name, test)| bind(orders.line_property(name), test))
                    .collect(),
                orders: Some(orders),
                any_line: !self.line.is_empty(),
            },
            SourceAt::Activity(of) => {
                let whole = self.whole.iter().map(|(n, test)| bind(of.property(n), test));
                Passes { whole: whole.collect(), line: Vec::new(), orders: None, any_line: false }
            }
            SourceAt::Absent => {
                Passes { whole: Vec::new(), line: Vec::new(), orders: None, any_line: false }
            }
        }
    }

    /// Whether everything passes.
    pub(crate) fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.line.is_empty()
    }
}

fn is_line_property(
    name: &str,
    source: &Source,
    lines: bool,
    cx: &Context<'_>,
) -> Result<bool, Fault> {
    let names = cx.names;
    let unknown = |known: Vec<&str>| Fault::UnknownProperty(name.into(), nearest(name, known));
    match source {
        Source::Orders => {
            let own = names.order_properties.iter().map(|name| &**name);
            if ORDER_PROPERTIES.contains(&name) || own.clone().any(|own| own == name) {
                return Ok(false);
            }
            let line = names.line_properties.iter().map(|name| &**name);
            let line = LINE_PROPERTIES.into_iter().chain(line);
            match (line.clone().any(|line| line == name), lines) {
                (true, true) => Ok(true),
                (true, false) => Err(Fault::WrongValue {
                    name: format!("`{name}` belongs to the lines of an order; this"),
                    wanted: "a property of the whole order; bought(…) and units(…) look at lines",
                }),
                _ => Err(unknown(ORDER_PROPERTIES.into_iter().chain(own).chain(line).collect())),
            }
        }
        Source::Activity(kind) => {
            let Some(own) = names.kinds.get(kind) else { return Ok(false) };
            let common = LINE_PROPERTIES.contains(&name);
            if common || own.is_empty() || own.iter().any(|own| &**own == name) {
                return Ok(false);
            }
            Err(unknown(own.iter().map(|name| &**name).chain(LINE_PROPERTIES).collect()))
        }
    }
}

/// Filters bound to the occurrences of one chunk.
pub(crate) struct Passes<'c> {
    whole: Vec<Bound<'c>>,
    line: Vec<Bound<'c>>,
    orders: Option<&'c OrdersAt<'c>>,
    /// Whether at least one line must pass.
    any_line: bool,
}

/// One filter bound to its column.
enum Bound<'c> {
    /// The same for all.
    Always(bool),
    Codes(&'c Codes, Vec<bool>),
    Each(Box<dyn Fn(usize) -> bool + 'c>),
}

impl Bound<'_> {
    #[inline]
    fn holds(&self, place: usize) -> bool {
        match self {
            Self::Always(holds) => *holds,
            Self::Codes(codes, hits) => hits[codes.get(place) as usize],
            Self::Each(test) => test(place),
        }
    }

    fn never(&self) -> bool {
        match self {
            Self::Always(holds) => !holds,
            Self::Codes(_, hits) => !hits.contains(&true),
            Self::Each(_) => false,
        }
    }
}

fn bind<'c>(column: Option<&'c PropertyColumn>, test: &'c ValueTest) -> Bound<'c> {
    let Some(column) = column else { return Bound::Always(test.unknown()) };
    match (&column.texts, &column.numbers) {
        (None, None) => Bound::Always(test.unknown()),
        (Some((codes, dictionary)), None) => Bound::Codes(codes, test.hits(dictionary)),
        (None, Some(numbers)) => Bound::Each(Box::new(|place| test.number(numbers[place]))),
        (Some((codes, dictionary)), Some(numbers)) => {
            let hits = test.hits(dictionary);
            Bound::Each(Box::new(move |place| match codes.get(place) {
                0 => test.number(numbers[place]),
                code => hits[code as usize],
            }))
        }
    }
}

fn bind_order<'c>(name: &str, test: &'c ValueTest, orders: &'c OrdersAt<'c>) -> Bound<'c> {
    match name {
        "status" => {
            let hits = OrderStatus::ALL.map(|(status, word)| (status, test.text(word)));
            Bound::Each(Box::new(move |order| {
                let status = orders.status(order);
                hits.iter().any(|(other, hit)| *other == status && *hit)
            }))
        }
        "total" => Bound::Each(Box::new(|order| test.money(orders.total(order)))),
        "currency" => {
            Bound::Each(Box::new(|order| test.text(orders.total(order).currency.as_str())))
        }
        _ => bind(orders.property(name), test),
    }
}

impl<'c> Passes<'c> {
    /// Asks that at least one line exists, also without a filter of lines.
    pub(crate) fn with_a_line(mut self) -> Self {
        self.any_line = true;
        self
    }

    /// Whether nothing in the chunk can pass.
    pub(crate) fn never(&self) -> bool {
        self.whole.iter().chain(&self.line).any(Bound::never)
    }

    /// Whether the occurrence at a place of the runs counts.
    #[inline]
    pub(crate) fn pass(&self, place: usize) -> bool {
        let Some(orders) = self.orders else {
            return self.whole.iter().all(|bound| bound.holds(place));
        };
        self.pass_order(orders.order(place))
    }

    /// Whether an order counts, by its key.
    #[inline]
    pub(crate) fn pass_order(&self, order: usize) -> bool {
        self.whole.iter().all(|bound| bound.holds(order))
            && (!self.any_line
                || self
                    .orders
                    .is_some_and(|orders| orders.lines(order).any(|line| self.pass_line(line))))
    }

    /// Whether a line counts.
    #[inline]
    pub(crate) fn pass_line(&self, line: usize) -> bool {
        self.line.iter().all(|bound| bound.holds(line))
    }

    /// The codes and hits of the only filter, where there is just one and it is of a text.
    pub(crate) fn only_codes(&self) -> Option<(&'c Codes, &[bool])> {
        match &self.whole[..] {
            [Bound::Codes(codes, hits)] if self.orders.is_none() => Some((codes, hits)),
            _ => None,
        }
    }

    /// The codes and hits of the only filter, where there is just one and it is of a line's text.
    pub(crate) fn only_line_codes(&self) -> Option<(&'c Codes, &[bool])> {
        match (&self.whole[..], &self.line[..]) {
            ([], [Bound::Codes(codes, hits)]) => Some((codes, hits)),
            _ => None,
        }
    }
}
