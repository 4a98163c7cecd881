//! What became of a campaign, and the orders that followed it.

use crate::{Error, rows};
use base::{CampaignId, Money};
use std::collections::BTreeSet;
use std::time::Duration;
use store::Tx;

/// How long after a click, and after an open, an order still counts.
const AFTER_CLICK: Duration = Duration::from_hours(5 * 24);
const AFTER_OPEN: Duration = Duration::from_hours(3 * 24);

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
    let windows = (AFTER_CLICK, AFTER_OPEN);
    let mut found = Attributed::default();
    let mut people = BTreeSet::new();
    let mut orders = BTreeSet::new();
    for followed in rows::followed(tx, id, windows)? {
        let last = rows::last_read(tx, followed.customer, followed.placed_at, windows)?;
        if last != Some(id) || !orders.insert(followed.order) {
            continue;
        }
        people.insert(followed.customer);
        let value = followed.value;
        match found.revenue.iter_mut().find(|money| money.currency == value.currency) {
            Some(money) => money.minor = money.minor.saturating_add(value.minor),
            None => found.revenue.push(value),
        }
    }
    found.orders = orders.len();
    found.people = people.len();
    Ok(found)
}
