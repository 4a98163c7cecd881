//! The best customers who went quiet.

use super::{Idea, Whom};
use crate::metrics::{Facts, words};
use base::Money;

/// Those in the upper tenth by money spent who have been silent for two months to a year.
#[derive(Debug)]
pub(super) struct Spenders;

const SILENT_DAYS_MIN: u32 = 60;
const SILENT_DAYS_MAX: u32 = 365;

impl Idea for Spenders {
    fn id(&self) -> &'static str {
        "best-gone-quiet"
    }

    fn title(&self) -> &'static str {
        "Win back good customers who have gone quiet"
    }

    fn whom(&self, facts: &Facts) -> Option<Whom> {
        if facts.n_buyers < words::CUSTOMERS_MIN {
            return None;
        }
        let unit = 10_i64.pow(facts.home.exponent());
        let main = round_down(facts.upper_tenth_minor? / unit);
        if main <= 0 {
            return None;
        }
        let least = Money::new(main * unit, facts.home).to_words();
        Some(Whom {
            words: format!(
                "They are among the tenth who spent most, {least} or more each, and have not \
                 ordered for {SILENT_DAYS_MIN} days."
            ),
            segment_text: format!(
                "spent >= {main} {} and days_since_order between {SILENT_DAYS_MIN} and \
                 {SILENT_DAYS_MAX}",
                facts.home
            ),
        })
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
