//! The sentence with which the home page opens.

use super::{Facts, words};

/// How things stand, in one sentence.
pub(super) fn sentence(facts: &Facts) -> String {
    let Some(first) = facts.first_order_at else {
        return "No orders yet. Bring in the customers and orders you have, and this page begins \
                to speak."
            .into();
    };
    let since = words::date(facts.zone.local(first).date());
    if facts.n_buyers < words::CUSTOMERS_MIN {
        let who = match facts.n_buyers {
            0 => "Nobody known by name has ordered yet".into(),
            n => format!(
                "{} ordered since {since}",
                words::count(n, "customer has", "customers have")
            ),
        };
        let min = words::CUSTOMERS_MIN;
        return format!("{who}. Shares and trends are shown from {min} customers on.");
    }
    let [before, last] = facts.months.as_slice() else { return String::new() };
    let name = words::month(last.first);
    let Some(share) = last.sales.returning_share() else {
        let people = words::count(facts.n_buyers, "customer has", "customers have");
        return match last.sales.n_orders {
            0 => format!("{people} ordered since {since}, none of them in {name}."),
            _ => format!("{people} ordered since {since}; {name} brought no revenue."),
        };
    };
    let text = format!("Repeat customers brought {} of {name}’s revenue", words::percent(share));
    // A month in which the shop began is no measure for the next.
    let whole = first <= before.from;
    match before.sales.returning_share().filter(|_| whole) {
        None => format!("{text}."),
        Some(earlier) => {
            let than = format!("in {}", words::month(before.first));
            format!("{text}, {}.", words::points_than(share - earlier, &than))
        }
    }
}
