//! The best customers who went quiet.

use super::{Idea, Suggestion, agreed};
use crate::metrics::rows::people::{self, Bounds};
use crate::metrics::{Error, Facts, calendar, words};
use base::Money;
use store::Tx;

/// Those in the upper tenth by money spent who have been silent for two months to a year.
#[derive(Debug)]
pub(super) struct Spenders;

const SILENT_DAYS_MIN: u32 = 60;
const SILENT_DAYS_MAX: u32 = 365;

impl Idea for Spenders {
    fn look(&self, tx: &mut Tx<'_>, facts: &Facts) -> Result<Option<Suggestion>, Error> {
        if facts.n_buyers < words::CUSTOMERS_MIN {
            return Ok(None);
        }
        let spent = people::spent_at(tx, facts.n_buyers / 10)?;
        let unit = 10_i64.pow(facts.home.exponent());
        let main = spent.map_or(0, |minor| round_down(minor / unit));
        if main <= 0 {
            return Ok(None);
        }
        let people = people::within(
            tx,
            Bounds {
                orders: (1, i64::MAX),
                spent_minor_min: main * unit,
                last_order_at: (
                    calendar::days_before(facts.as_of, SILENT_DAYS_MAX),
                    calendar::days_before(facts.as_of, SILENT_DAYS_MIN),
                ),
            },
        )?;
        let least = words::money(Money::new(main * unit, facts.home));
        Ok(Some(Suggestion {
            id: "best-gone-quiet",
            title: "Win back good customers who have gone quiet".into(),
            detail: format!(
                "They are among the tenth who spent most, {least} or more each, and have not \
                 ordered for {SILENT_DAYS_MIN} days. {}",
                agreed(people)
            ),
            people: people.all,
            segment_text: format!(
                "spent >= {main} {} and days_since_order between {SILENT_DAYS_MIN} and \
                 {SILENT_DAYS_MAX}",
                facts.home
            ),
        }))
    }
}

/// The two leading digits of a whole amount.
fn round_down(amount: i64) -> i64 {
    let mut step = 1;
    while amount / step >= 100 {
        step *= 10;
    }
    amount / step * step
}

#[cfg(test)]
mod tests {
    use super::round_down;

    #[test]
    fn amounts_are_cut_to_two_digits() {
        for (amount, cut) in [(0, 0), (7, 7), (99, 99), (387, 380), (12_999, 12_000), (-5, -5)] {
            assert_eq!(round_down(amount), cut);
        }
    }
}
