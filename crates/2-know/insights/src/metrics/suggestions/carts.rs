//! Carts left yesterday.

use super::{Idea, Suggestion, agreed};
use crate::language::names;
use crate::metrics::rows::people::People;
use crate::metrics::{Error, Facts, calendar};
use base::{CustomerId, Instant};
use ledger::SubjectId;
use std::collections::HashMap;
use store::Tx;

/// Those who put something into the cart yesterday and have not ordered since.
#[derive(Debug)]
pub(super) struct Carts;

const ADDED: &str = "product_added";
/// Activities that are read at once, from the newest back.
const STEP: i64 = 2_000;
/// Steps after which no older ones are read.
const STEPS_MAX: i64 = 10;

impl Idea for Carts {
    fn look(&self, tx: &mut Tx<'_>, facts: &Facts) -> Result<Option<Suggestion>, Error> {
        let (from, to) = calendar::yesterday(facts.as_of, &facts.zone);
        let mut people = People::default();
        for (customer, cart) in filled(tx, from, facts.as_of)? {
            let Some(row) = book::find(tx, customer)? else { continue };
            let ordered = row.last_order_at.is_some_and(|at| at >= cart.last);
            if cart.has_one_before(to) && !ordered {
                people.all += 1;
                people.reachable += i64::from(row.email_consent == base::ConsentState::Granted);
            }
        }
        Ok(Some(Suggestion {
            id: "carts-left",
            title: "Remind those who left a cart yesterday".into(),
            detail: format!(
                "They put something into the cart yesterday and have not ordered since. {}",
                agreed(people)
            ),
            people: people.all,
            segment_text: "product_added(yesterday) >= 1 and no order since last product_added"
                .into(),
        }))
    }
}

/// When a customer put something into the cart since yesterday began.
#[derive(Debug, Clone, Copy)]
struct Cart {
    first: Instant,
    last: Instant,
}

impl Cart {
    fn has_one_before(&self, end: Instant) -> bool {
        self.first < end
    }
}

/// Who put something into the cart between the two instants. The newest activities are read, as
/// they came in, until a step of them is older.
fn filled(
    tx: &mut Tx<'_>,
    from: Instant,
    as_of: Instant,
) -> Result<HashMap<CustomerId, Cart>, Error> {
    let mut of_subject: HashMap<SubjectId, Cart> = HashMap::new();
    let mut top = ledger::last_seq(tx)?;
    for _ in 0..STEPS_MAX {
        let (after, mut latest) = ((top - STEP).max(0), None);
        ledger::scan(tx, after, top - after, |past| {
            let at = past.activity.at;
            latest = latest.max(Some(at));
            let is_cart = names::canonical(past.activity.body.kind()) == ADDED;
            if let (Some(subject), true) = (past.subjects.first(), is_cart)
                && (from..=as_of).contains(&at)
            {
                let cart = of_subject.entry(subject.id).or_insert(Cart { first: at, last: at });
                (cart.first, cart.last) = (cart.first.min(at), cart.last.max(at));
            }
            Ok(())
        })?;
        if after == 0 || latest.is_some_and(|latest| latest < from) {
            break;
        }
        top = after;
    }
    let mut carts: HashMap<CustomerId, Cart> = HashMap::new();
    for (subject, cart) in of_subject {
        // Visitors who have not said who they are cannot be written to.
        let Some(customer) = book::customer_of(tx, subject)? else { continue };
        let whole = carts.entry(customer).or_insert(cart);
        (whole.first, whole.last) = (whole.first.min(cart.first), whole.last.max(cart.last));
    }
    Ok(carts)
}
