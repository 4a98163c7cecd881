//! New against returning revenue, week by week.

use super::cohorts::too_few;
use super::sales::Sales;
use super::{Facts, words};

/// Weeks on each side of the comparison, and the fewest from which anything is said.
const SIDE: usize = 8;

/// What the weeks say, in one sentence.
pub(super) fn finding(facts: &Facts) -> String {
    if facts.n_buyers < words::CUSTOMERS_MIN {
        return too_few(facts.n_buyers);
    }
    let weeks = &facts.weeks;
    if weeks.len() < SIDE {
        let n = words::count(weeks.len() as i64, "full week", "full weeks");
        return format!("Only {n} of orders so far; a trend is shown from {SIDE} weeks on.");
    }
    let share = |from: usize, to: usize| {
        Sales::sum(weeks[from..to].iter().map(|(_, sales)| sales)).returning_share()
    };
    let middle = weeks.len() - SIDE;
    let Some(recent) = share(middle, weeks.len()) else {
        return format!("No revenue in {} in the last {SIDE} weeks.", facts.home);
    };
    let text = format!(
        "Returning customers brought {} of the revenue of the last {SIDE} weeks",
        words::percent(recent)
    );
    let earlier = (middle >= SIDE).then(|| share(middle - SIDE, middle)).flatten();
    match earlier {
        None => format!("{text}."),
        Some(earlier) => {
            let than = format!("in the {SIDE} weeks before");
            format!("{text}, {}.", words::points_than(recent - earlier, &than))
        }
    }
}
