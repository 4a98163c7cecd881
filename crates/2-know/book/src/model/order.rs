//! An order as it stands, folded from what its source said of it over time.

use super::refunds;
use base::{Currency, Instant, OrderFacts, OrderLine, OrderStatus, RefundFact};
use ledger::{SubjectId, SubjectRef};

/// One activity about the order, in the order of the source's times.
#[derive(Debug, Clone)]
pub(crate) struct Said<'a> {
    /// Its place in history.
    pub(crate) seq: i64,
    pub(crate) at: Instant,
    pub(crate) received_at: Instant,
    pub(crate) source: &'a str,
    pub(crate) subject: Option<&'a SubjectRef>,
    pub(crate) facts: &'a OrderFacts,
}

/// An order as it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct State {
    pub(crate) number: String,
    pub(crate) source: String,
    pub(crate) subject: Option<SubjectId>,
    /// Whether it names nobody, or a visitor whom the shop may never know.
    pub(crate) anonymous: bool,
    pub(crate) placed_at: Instant,
    pub(crate) currency: Currency,
    pub(crate) status: OrderStatus,
    pub(crate) total_minor: i64,
    pub(crate) discount_minor: i64,
    pub(crate) tax_minor: i64,
    pub(crate) shipping_minor: i64,
    pub(crate) coupon: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) lines: Vec<OrderLine>,
    pub(crate) refunds: Vec<RefundFact>,
    /// When it stopped being pending, where it was.
    pub(crate) pending_until: Option<Instant>,
    pub(crate) cancelled_at: Option<Instant>,
}

impl State {
    /// The sum of what went back.
    pub(crate) fn refunded_minor(&self) -> i64 {
        self.refunds.iter().map(|refund| refund.amount_minor).sum()
    }
}

/// Folds everything that was said. Nothing when nothing was said. An amount in no stated
/// currency is in `home`.
pub(crate) fn fold(said: &[Said<'_>], home: Currency) -> Option<State> {
    let first = said.first()?;
    let latest =
        |pick: fn(&OrderFacts) -> Option<i64>| said.iter().rev().find_map(|word| pick(word.facts));
    let placed_at = said.iter().rev().find_map(|word| word.facts.placed_at);
    let lines = said.iter().rev().find_map(|word| word.facts.lines.clone()).unwrap_or_default();
    let discount_minor = latest(|facts| facts.discount_minor).unwrap_or(0);
    let tax_minor = latest(|facts| facts.tax_minor).unwrap_or(0);
    let shipping_minor = latest(|facts| facts.shipping_minor).unwrap_or(0);
    let total_minor = latest(|facts| facts.total_minor)
        .unwrap_or_else(|| lines_minor(&lines) - discount_minor + tax_minor + shipping_minor);
    let (status, pending_until, cancelled_at) = statuses(said);
    let subject = said.iter().rev().find_map(|word| word.subject);
    Some(State {
        number: first.facts.order.clone(),
        source: first.source.to_owned(),
        subject: subject.map(|subject| subject.id),
        anonymous: subject.is_none_or(|subject| !subject.space.identifies()),
        placed_at: placed_at.unwrap_or(first.at),
        currency: said.iter().rev().find_map(|word| word.facts.currency).unwrap_or(home),
        status,
        total_minor,
        discount_minor,
        tax_minor,
        shipping_minor,
        coupon: said.iter().rev().find_map(|word| word.facts.coupon.clone()),
        channel: said.iter().rev().find_map(|word| word.facts.channel.clone()),
        lines,
        refunds: refunds::fold(said, status, total_minor),
        pending_until,
        cancelled_at,
    })
}

/// What the lines cost, less their own discounts.
fn lines_minor(lines: &[OrderLine]) -> i64 {
    let line = |line: &OrderLine| {
        (line.quantity * line.unit_minor as f64).round() as i64 - line.discount_minor
    };
    lines.iter().map(line).sum()
}

/// The last status, when the order stopped being pending, and since when it is cancelled.
fn statuses(said: &[Said<'_>]) -> (OrderStatus, Option<Instant>, Option<Instant>) {
    let mut status = None;
    let (mut pending_until, mut cancelled_at) = (None, None);
    for word in said {
        let Some(next) = word.facts.status else { continue };
        if status == Some(OrderStatus::Pending) && next != OrderStatus::Pending {
            pending_until = Some(word.at);
        }
        match (next, cancelled_at) {
            (OrderStatus::Cancelled, None) => cancelled_at = Some(word.at),
            (OrderStatus::Cancelled, Some(_)) => {}
            _ => cancelled_at = None,
        }
        status = Some(next);
    }
    (status.unwrap_or(OrderStatus::Placed), pending_until, cancelled_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> Instant {
        Instant::from_micros(day * Instant::DAY_MICROS)
    }

    fn state(status: OrderStatus) -> OrderFacts {
        OrderFacts { order: "1".into(), status: Some(status), ..Default::default() }
    }

    fn folded(words: &[(i64, OrderFacts)]) -> State {
        let said: Vec<_> = words
            .iter()
            .zip(1..)
            .map(|((day, facts), seq)| Said {
                seq,
                at: at(*day),
                received_at: at(*day),
                source: "shop",
                subject: None,
                facts,
            })
            .collect();
        fold(&said, Currency::EUR).unwrap()
    }

    #[test]
    fn a_total_that_is_not_said_is_the_sum_of_the_lines() {
        let line =
            OrderLine { quantity: 3.0, unit_minor: 333, discount_minor: 9, ..Default::default() };
        let facts = OrderFacts {
            order: "1".into(),
            lines: Some(vec![line]),
            discount_minor: Some(100),
            tax_minor: Some(19),
            shipping_minor: Some(490),
            ..Default::default()
        };
        assert_eq!(folded(&[(1, facts)]).total_minor, 999 - 9 - 100 + 19 + 490);
    }

    #[test]
    fn statuses_follow_the_time_of_the_source() {
        let order = folded(&[(1, state(OrderStatus::Pending)), (2, state(OrderStatus::Paid))]);
        assert_eq!((order.status, order.pending_until), (OrderStatus::Paid, Some(at(2))));
        let order = folded(&[(1, state(OrderStatus::Placed)), (3, state(OrderStatus::Cancelled))]);
        assert_eq!((order.status.counts(), order.cancelled_at), (false, Some(at(3))));
    }
}
