//! What became of a campaign, and the orders that followed it.

use crate::Error;
use base::{CampaignId, CustomerId, Instant, Money, OrderId};
use book::Placed;
use dispatch::MessageId;
use dispatch::results::{self, Touch};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;
use store::Tx;

/// How long after a click, and after an open, an order still counts.
const AFTER_CLICK: Duration = Duration::from_hours(5 * 24);
const AFTER_OPEN: Duration = Duration::from_hours(3 * 24);
/// People whose orders are looked up at once.
const CHUNK: usize = 256;

/// The rule, as it stands beside the figure.
pub const RULE: &str = "An order counts here when it was placed within 5 days after a click in \
    this mail, or within 3 days after a person opened it, and no other mail was opened or clicked \
    later. Opens by scanners and by mail programs that fetch in advance are left out, and so are \
    cancelled orders. Amounts are gross, less refunds, and not converted.";

/// The orders that followed a campaign.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributed {
    /// How many orders.
    pub orders: usize,
    /// How many people placed them.
    pub people: usize,
    /// What they brought, per currency.
    pub revenue: Vec<Money>,
}

/// Finds the orders that count for a campaign by [`RULE`]: the last mail that was touched before
/// the order has it, so that no order counts twice.
///
/// # Errors
/// Those of the database.
pub fn attributed(tx: &mut Tx<'_>, id: CampaignId) -> Result<Attributed, Error> {
    let mut spans: BTreeMap<CustomerId, (Instant, Instant)> = BTreeMap::new();
    for touch in results::touches_of(tx, id.into())? {
        let span = spans.entry(touch.customer).or_insert((touch.at, touch.at));
        *span = (span.0.min(touch.at), span.1.max(touch.at));
    }
    let people: Vec<CustomerId> = spans.keys().copied().collect();
    let mut counted = Counted::default();
    for chunk in people.chunks(CHUNK) {
        let of_chunk = || chunk.iter().filter_map(|customer| spans.get(customer));
        let (Some(first), Some(last)) =
            (of_chunk().map(|span| span.0).min(), of_chunk().map(|span| span.1).max())
        else {
            continue;
        };
        let placed = book::placed_within(tx, chunk, (first, last.plus(AFTER_CLICK)))?;
        let buyers: BTreeSet<CustomerId> = placed.iter().map(|order| order.customer).collect();
        let buyers: Vec<CustomerId> = buyers.into_iter().collect();
        let mut touches: HashMap<CustomerId, Vec<Touch>> = HashMap::new();
        let within = (first.minus(AFTER_CLICK), last.plus(AFTER_CLICK));
        for touch in results::touches_by(tx, &buyers, within)? {
            touches.entry(touch.customer).or_default().push(touch);
        }
        for order in &placed {
            let hers = touches.get(&order.customer).map(Vec::as_slice).unwrap_or_default();
            if last_touched(hers, order.at) == Some(id.into()) {
                counted.add(order);
            }
        }
    }
    Ok(counted.sum())
}

/// The message that was touched last before a moment, within the windows. A click beats an open
/// of the same instant.
fn last_touched(touches: &[Touch], at: Instant) -> Option<MessageId> {
    let window = |touch: &Touch| if touch.is_click { AFTER_CLICK } else { AFTER_OPEN };
    touches
        .iter()
        .filter(|touch| touch.at <= at && at.since(touch.at) <= window(touch))
        .max_by_key(|touch| (touch.at, touch.is_click))
        .map(|touch| touch.message)
}

/// Orders that count, each once.
#[derive(Debug, Default)]
struct Counted {
    orders: BTreeSet<OrderId>,
    people: BTreeSet<CustomerId>,
    revenue: Vec<Money>,
}

impl Counted {
    fn add(&mut self, order: &Placed) {
        if !self.orders.insert(order.order) {
            return;
        }
        self.people.insert(order.customer);
        let value = order.value;
        match self.revenue.iter_mut().find(|money| money.currency == value.currency) {
            Some(money) => money.minor = money.minor.saturating_add(value.minor),
            None => self.revenue.push(value),
        }
    }

    fn sum(self) -> Attributed {
        Attributed { orders: self.orders.len(), people: self.people.len(), revenue: self.revenue }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_touch_within_its_window_has_the_order() {
        let hour = |hour: u64| Instant::from_micros(0).plus(Duration::from_hours(hour));
        let touch = |message, at, is_click| Touch {
            customer: CustomerId::from_bytes([1; 16]),
            message: MessageId::from_bytes([message; 16]),
            is_click,
            at: hour(at),
        };
        let (click, open) = (touch(1, 10, true), touch(2, 20, false));
        let of = |touches: &[Touch], at| {
            last_touched(touches, hour(at)).map(|message| message.as_bytes()[0])
        };
        for (touches, at, want) in [
            (&[click, open][..], 9, None),
            (&[click, open], 10, Some(1)),
            (&[click, open], 20, Some(2)),
            (&[click, open], 20 + 72, Some(2)),
            (&[click, open], 20 + 73, Some(1)),
            (&[click, open], 10 + 120, Some(1)),
            (&[click, open], 10 + 121, None),
            (&[touch(2, 10, false), click], 11, Some(1)),
            (&[], 11, None),
        ] {
            assert_eq!(of(touches, at), want, "{at}");
        }
    }
}
