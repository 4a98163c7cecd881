//! Which money of an order went back.
//!
//! Sources tell it in two ways. Some tell of each refund (Segment's *Order Refunded*): a refund is
//! known by its source and its id there, else by its source and its time, and the latest word on
//! it holds. Others tell what went back in all so far (a file of orders, the status *refunded*):
//! of these the word that came in last holds. It covers every single refund that is dated before
//! it came in, so only what it says beyond them is added, at its own time; what is dated later
//! comes on top.
//!
//! So an order that is imported or sent again with another refund has that refund, and a refund
//! that a file and a live source both tell of is counted once. A total below the single refunds
//! takes none of them back: each was told by itself. See
//! `docs/decisions/2026-11-27-which-refund-is-meant.md`.

use super::order::Said;
use base::{Instant, OrderFacts, OrderStatus, RefundFact};

/// What went back, the earliest first. `status` and `total_minor` are the order's, folded.
pub(super) fn fold(said: &[Said<'_>], status: OrderStatus, total_minor: i64) -> Vec<RefundFact> {
    let mut refunds = single(said);
    if let Some((word, minor)) = in_all(said, status, total_minor) {
        let covered = refunds.iter().filter(|refund| refund.at <= word.received_at);
        let covered: i64 = covered.map(|refund| refund.amount_minor).sum();
        if minor > covered {
            refunds.push(RefundFact { at: word.at, amount_minor: minor - covered });
        }
    }
    refunds.sort_by_key(|refund| refund.at);
    refunds
}

/// How a source knows one of its refunds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known<'a> {
    Id(&'a str),
    At(Instant),
}

impl<'a> Known<'a> {
    fn of(facts: &'a OrderFacts, refund: &RefundFact) -> Self {
        facts.refund_id.as_deref().map_or(Self::At(refund.at), Self::Id)
    }
}

/// The refunds that were told one by one, each as it was told last.
fn single(said: &[Said<'_>]) -> Vec<RefundFact> {
    let mut told: Vec<(&str, Known<'_>, RefundFact)> = Vec::new();
    for word in said {
        let facts = word.facts;
        let now: Vec<Known<'_>> = match &facts.refund_id {
            Some(id) => vec![Known::Id(id)],
            None => facts.refunds.iter().map(|refund| Known::At(refund.at)).collect(),
        };
        told.retain(|(source, known, _)| *source != word.source || !now.contains(known));
        let refunds = facts.refunds.iter();
        told.extend(refunds.map(|refund| (word.source, Known::of(facts, refund), refund.clone())));
    }
    told.into_iter().map(|(_, _, refund)| refund).collect()
}

/// The word that says last what went back in all, and how much that is.
fn in_all<'a, 'b>(
    said: &'b [Said<'a>],
    status: OrderStatus,
    total_minor: i64,
) -> Option<(&'b Said<'a>, i64)> {
    let stated = said.iter().rev().find(|word| word.facts.status.is_some());
    let is_silent = |facts: &OrderFacts| facts.refunds.is_empty() && facts.refunded_minor.is_none();
    if let Some(word) = stated.filter(|word| is_silent(word.facts))
        && status == OrderStatus::Refunded
    {
        // Refunded, and no word of how much: all of it.
        return Some((word, total_minor));
    }
    let totals = said.iter().filter_map(|word| Some((word, word.facts.refunded_minor?)));
    totals.max_by_key(|(word, _)| word.seq)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> Instant {
        Instant::from_micros(day * Instant::DAY_MICROS)
    }

    /// A refund by itself.
    fn back(id: Option<&str>, day: i64, amount_minor: i64) -> OrderFacts {
        let refunds = vec![RefundFact { at: at(day), amount_minor }];
        OrderFacts { refunds, refund_id: id.map(str::to_owned), ..Default::default() }
    }

    fn total(minor: i64) -> OrderFacts {
        OrderFacts { refunded_minor: Some(minor), ..Default::default() }
    }

    fn status(status: OrderStatus) -> OrderFacts {
        OrderFacts { status: Some(status), ..Default::default() }
    }

    /// Words as source, day, day of arrival, and what is said, of an order of 1,000; the day and
    /// the amount of each refund that holds.
    fn folded(words: &[(&str, i64, i64, OrderFacts)]) -> Vec<(i64, i64)> {
        let said: Vec<_> = words
            .iter()
            .map(|(source, day, received, facts)| Said {
                seq: *received,
                at: at(*day),
                received_at: at(*received),
                source,
                subject: None,
                facts,
            })
            .collect();
        let status = said.iter().rev().find_map(|word| word.facts.status);
        let refunds = fold(&said, status.unwrap_or(OrderStatus::Placed), 1_000);
        let day = |refund: RefundFact| refund.at.as_micros() / Instant::DAY_MICROS;
        refunds.into_iter().map(|refund| (day(refund.clone()), refund.amount_minor)).collect()
    }

    #[test]
    fn single_refunds_add_up_and_the_latest_word_on_each_holds() {
        let two = [("web", 2, 2, back(None, 2, 500)), ("web", 3, 3, back(None, 3, 250))];
        assert_eq!(folded(&two), [(2, 500), (3, 250)]);
        let same_time = [("web", 2, 2, back(None, 2, 500)), ("web", 2, 9, back(None, 2, 300))];
        assert_eq!(folded(&same_time), [(2, 300)]);
        let same_id =
            [("web", 2, 2, back(Some("r"), 2, 500)), ("web", 4, 4, back(Some("r"), 4, 300))];
        assert_eq!(folded(&same_id), [(4, 300)]);
        let other_id =
            [("web", 2, 2, back(Some("r"), 2, 500)), ("web", 2, 4, back(Some("s"), 2, 300))];
        assert_eq!(folded(&other_id), [(2, 500), (2, 300)]);
        let other_source = [("web", 2, 2, back(None, 2, 500)), ("pos", 2, 2, back(None, 2, 300))];
        assert_eq!(folded(&other_source), [(2, 500), (2, 300)]);
        let off = OrderFacts { refund_id: Some("r".into()), ..Default::default() };
        assert_eq!(folded(&[("web", 2, 2, back(Some("r"), 2, 500)), ("web", 3, 3, off)]), []);
    }

    #[test]
    fn the_total_that_came_in_last_holds() {
        let raised = [("file", 1, 10, total(500)), ("file", 1, 20, total(700))];
        assert_eq!(folded(&raised), [(1, 700)]);
        let taken_back = [("file", 1, 10, total(500)), ("file", 1, 20, total(0))];
        assert_eq!(folded(&taken_back), []);
        // Words stand in the order of their own times, whatever came in first.
        let dated_back = [("file", 1, 20, total(200)), ("file", 5, 10, total(500))];
        assert_eq!(folded(&dated_back), [(1, 200)]);
    }

    #[test]
    fn a_total_covers_the_single_refunds_before_it_came_in() {
        let told = ("web", 5, 5, back(None, 5, 500));
        let file = |received, minor| ("file", 1, received, total(minor));
        assert_eq!(folded(&[file(9, 500), told.clone()]), [(5, 500)]);
        assert_eq!(folded(&[file(9, 800), told.clone()]), [(1, 300), (5, 500)]);
        assert_eq!(folded(&[file(9, 200), told.clone()]), [(5, 500)]);
        assert_eq!(folded(&[file(4, 200), told]), [(1, 200), (5, 500)]);
    }

    #[test]
    fn refunded_without_an_amount_is_all_of_it() {
        let whole = ("web", 5, 5, status(OrderStatus::Refunded));
        assert_eq!(folded(std::slice::from_ref(&whole)), [(5, 1_000)]);
        assert_eq!(
            folded(&[("web", 3, 3, back(None, 3, 400)), whole.clone()]),
            [(3, 400), (5, 600)]
        );
        assert_eq!(folded(&[whole.clone(), ("web", 6, 6, status(OrderStatus::Paid))]), []);
        let in_part = OrderFacts { refunded_minor: Some(300), ..status(OrderStatus::Refunded) };
        assert_eq!(folded(&[("file", 5, 5, in_part)]), [(5, 300)]);
    }
}
