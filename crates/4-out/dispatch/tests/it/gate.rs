//! The gate looks at hundreds of candidates with one question each; the answers are those of one
//! candidate at a time.

use crate::desk::{Desk, newsletter, run};
use base::{ConsentState, CustomerId, EmailAddress};
use dispatch::model::Reason;
use dispatch::{CHUNK, Foreseen, results};
use std::collections::BTreeMap;

/// What is to be said of the `n`-th of the people: every kind of them in every chunk.
fn kind(n: usize) -> (ConsentState, bool, Reason) {
    match n % 7 {
        0 => (ConsentState::Never, true, Reason::NoConsent),
        1 => (ConsentState::Withdrawn, true, Reason::Withdrawn),
        2 => (ConsentState::Granted, false, Reason::NoAddress),
        3 => (ConsentState::Granted, true, Reason::Suppressed),
        _ => (ConsentState::Granted, true, Reason::Ready),
    }
}

/// Takes many people in at once, of each kind some. Returns them with what is to be said of each.
async fn crowd(desk: &Desk<'_>, count: usize) -> Vec<(CustomerId, Reason)> {
    let names: Vec<String> = (0..count).map(|n| format!("p{n}")).collect();
    let people = names.iter().enumerate().map(|(n, name)| {
        let (consent, has_address, _) = kind(n);
        let email = if has_address { format!("{name}@example.com") } else { String::new() };
        (name.clone(), email, consent)
    });
    let ids = desk.people(people.collect()).await;
    let ledger = desk.ledger.clone();
    desk.write(move |tx| {
        for (n, name) in names.iter().enumerate() {
            if kind(n).2 == Reason::Suppressed {
                let email = EmailAddress::parse(&format!("{name}@example.com")).unwrap();
                dispatch::suppress(tx, &ledger, &email, "test")?;
            }
        }
        Ok(())
    })
    .await;
    ids.into_iter().enumerate().map(|(n, id)| (id, kind(n).2)).collect()
}

testkit::on_both! {
    fn what_is_foreseen_of_many_is_what_is_decided_about_each(house) {
        run(async {
            let desk = Desk::open(house).await;
            let crowd = crowd(&desk, 2 * CHUNK + 90).await;
            let mut whom: Vec<CustomerId> = crowd.iter().map(|(id, _)| *id).collect();
            let mut wanted: BTreeMap<CustomerId, Reason> = crowd.into_iter().collect();
            let gone = CustomerId::from_bytes([7; 16]);
            wanted.insert(gone, Reason::Erased);
            whom.push(gone);
            let mut counted: BTreeMap<Reason, usize> = BTreeMap::new();
            for reason in wanted.values() {
                *counted.entry(*reason).or_default() += 1;
            }
            let all = whom.clone();
            let foreseen = desk.write(move |tx| {
                let mut foreseen = Foreseen::default();
                foreseen.count(tx, "marketing", &all)?;
                Ok(foreseen)
            }).await;
            for (reason, n) in &counted {
                assert_eq!(foreseen.of(*reason), *n, "{reason:?}");
            }
            let message = newsletter(1);
            let id = message.id;
            // Somebody twice, and some who were decided about before.
            let first: Vec<CustomerId> = whom[100..200].iter().chain(&whom[..3]).copied().collect();
            whom.push(whom[0]);
            let n_planned = desk.write(move |tx| {
                dispatch::put_message(tx, &message)?;
                Ok(dispatch::plan(tx, id, &first)? + dispatch::plan(tx, id, &whom)?)
            }).await;
            assert_eq!(n_planned, counted[&Reason::Ready]);
            let all = results::People::All;
            let decided = desk.write(move |tx| results::people(tx, id, all, None, 10_000)).await;
            assert_eq!(decided.len(), wanted.len());
            for one in decided {
                let reason = wanted[&one.customer];
                assert_eq!(one.reason, reason, "{:?}", one.customer);
                assert_eq!(one.delivery.is_some(), reason == Reason::Ready);
            }
        });
    }
}
