//! Effectively once: what every failure of the mail server and of the process leads to.

use crate::desk::{Desk, newsletter, run};
use base::{ConsentState, CustomerId};
use channels::sink::{Act, Step};
use dispatch::model::Class;
use dispatch::{MessageId, Outgoing, results};
use mail_parser::MessageParser;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// More statements than sending one mail runs.
const STATEMENTS_MAX: u32 = 120;

async fn plan(desk: &Desk<'_>, message: Outgoing, whom: Vec<CustomerId>) -> MessageId {
    let id = message.id;
    desk.write(move |tx| {
        dispatch::put_message(tx, &message)?;
        dispatch::plan(tx, id, &whom)
    })
    .await;
    id
}

async fn state(desk: &Desk<'_>, id: MessageId) -> Option<String> {
    let all = results::People::All;
    let people = desk.write(move |tx| results::people(tx, id, all, None, 10)).await;
    people[0].state.clone()
}

testkit::on_both! {
    fn asked_to_come_later_it_comes_later(house) {
        run(async {
            let desk = Desk::open(house).await;
            let zoe = desk.person("Zoë", "zoe@example.com", ConsentState::Granted).await;
            let tries = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&tries);
            desk.script(move |step| match step {
                Step::Recipient(_) if counted.fetch_add(1, Ordering::SeqCst) == 0 => {
                    Act::Say("450 4.2.0 greylisted".into())
                }
                _ => Act::Go,
            });
            let id = plan(&desk, newsletter(1), vec![zoe]).await;
            desk.dispatch.drain().await.unwrap();
            assert_eq!(state(&desk, id).await.as_deref(), Some("deferred"));
            assert_eq!(desk.dispatch.drain().await.unwrap().attempted, 0, "not before its time");
            house.clock.advance(Duration::from_mins(6));
            desk.dispatch.drain().await.unwrap();
            assert_eq!(state(&desk, id).await.as_deref(), Some("accepted"));
            assert_eq!(desk.received().len(), 1);
        });
    }

    fn a_missing_mailbox_bounces_and_its_address_is_suppressed(house) {
        run(async {
            let desk = Desk::open(house).await;
            let zoe = desk.person("Zoë", "zoe@example.com", ConsentState::Granted).await;
            desk.script(|step| match step {
                Step::Recipient(_) => Act::Say("550 5.1.1 no such user <script>alert(1)</script>".into()),
                _ => Act::Go,
            });
            let id = plan(&desk, newsletter(1), vec![zoe]).await;
            desk.dispatch.drain().await.unwrap();
            assert_eq!(state(&desk, id).await.as_deref(), Some("rejected"));
            assert_eq!(desk.told("zoe@example.com").await, ["email_bounced"]);
            let second = plan(&desk, newsletter(2), vec![zoe]).await;
            let decisions = desk.write(move |tx| results::decisions(tx, second)).await;
            assert_eq!(decisions[0].1.as_str(), "suppressed");
            assert!(desk.release("zoe@example.com").await);
        });
    }

    fn a_newsletter_that_may_have_arrived_is_never_sent_again(house) {
        run(async {
            let desk = Desk::open(house).await;
            let zoe = desk.person("Zoë", "zoe@example.com", ConsentState::Granted).await;
            desk.script(|step| match step {
                Step::Content(_) => Act::HangUp,
                _ => Act::Go,
            });
            let id = plan(&desk, newsletter(1), vec![zoe]).await;
            desk.dispatch.drain().await.unwrap();
            assert_eq!(state(&desk, id).await.as_deref(), Some("unconfirmed"));
            desk.script(|_| Act::Go);
            house.clock.advance(Duration::from_hours(30));
            desk.dispatch.recover().await.unwrap();
            assert_eq!(desk.dispatch.drain().await.unwrap().attempted, 0);
            assert_eq!(desk.received().len(), 1);
            let figures = desk.write(move |tx| results::figures(tx, id)).await;
            assert_eq!((figures.unconfirmed, figures.delivered), (1, 0), "listed, not lost");
        });
    }

    fn a_receipt_that_may_not_have_arrived_is_sent_again_byte_by_byte(house) {
        run(async {
            let desk = Desk::open(house).await;
            let zoe = desk.person("Zoë", "zoe@example.com", ConsentState::Never).await;
            desk.script(|step| match step {
                Step::Content(_) => Act::HangUp,
                _ => Act::Go,
            });
            let receipt = Outgoing { class: Class::Transactional, ..newsletter(1) };
            let id = plan(&desk, receipt, vec![zoe]).await;
            desk.dispatch.drain().await.unwrap();
            assert_eq!(state(&desk, id).await.as_deref(), Some("deferred"));
            desk.script(|_| Act::Go);
            house.clock.advance(Duration::from_mins(6));
            desk.dispatch.drain().await.unwrap();
            assert_eq!(state(&desk, id).await.as_deref(), Some("accepted"));
            let received = desk.received();
            assert_eq!(received.len(), 2);
            assert_eq!(received[0].bytes, received[1].bytes);
            let mail = MessageParser::default().parse(&received[0].bytes).unwrap();
            assert!(mail.message_id().is_some() && mail.header_raw("List-Unsubscribe").is_none());
        });
    }

    fn a_process_that_dies_loses_nothing_in_silence_and_sends_nothing_twice(house) {
        run(async {
            let desk = Desk::open(house).await;
            let mut people = Vec::new();
            for n in 0..20 {
                let email = format!("p{n}@example.com");
                people.push(desk.person(&format!("P{n}"), &email, ConsentState::Granted).await);
            }
            let seen = Arc::new(AtomicUsize::new(0));
            let (dies, died) = tokio::sync::oneshot::channel::<()>();
            let dies = std::sync::Mutex::new(Some(dies));
            let (is_dead, dead) = std::sync::mpsc::channel::<()>();
            let dead = std::sync::Mutex::new(dead);
            let counted = Arc::clone(&seen);
            // The fifth mail's answer never comes: the process is killed while it waits for it.
            desk.script(move |step| {
                if matches!(step, Step::Content(_)) && counted.fetch_add(1, Ordering::SeqCst) == 4 {
                    if let Some(dies) = dies.lock().unwrap().take() {
                        dies.send(()).unwrap();
                    }
                    // No answer until it is gone.
                    dead.lock().unwrap().recv().unwrap();
                    return Act::HangUp;
                }
                Act::Go
            });
            let id = plan(&desk, newsletter(1), people).await;
            let doomed = Desk::dispatch(house, &desk.ledger);
            let run = tokio::spawn(async move { doomed.drain().await });
            died.await.unwrap();
            run.abort();
            run.await.unwrap_err();
            is_dead.send(()).unwrap();
            desk.script(|_| Act::Go);
            let mut told = house.store.changes();
            let (again, unknown) = desk.dispatch.recover().await.unwrap();
            // Where nothing is left to be sent, nothing else tells that the campaign is over.
            let told: Vec<_> = std::iter::from_fn(|| told.try_recv().ok()).collect();
            let campaign = id.campaign().to_string();
            assert!(told.iter().any(|c| c.topic == "campaign" && *c.id == *campaign), "{told:?}");
            assert_eq!(again + unknown, 20, "everything is accounted for: {again} {unknown}");
            assert!(unknown > 0);
            desk.dispatch.drain().await.unwrap();
            let mut to: Vec<_> =
                desk.received().iter().map(|mail| mail.to[0].reveal().to_owned()).collect();
            let n_sent = to.len();
            to.sort();
            to.dedup();
            assert_eq!(to.len(), n_sent, "nobody got it twice");
            let figures = desk.write(move |tx| results::figures(tx, id)).await;
            assert_eq!(figures.delivered + figures.unconfirmed, 20);
            assert_eq!(figures.waiting, 0);
        });
    }

    fn wrong_settings_hold_everything_until_they_are_mended(house) {
        run(async {
            let desk = Desk::open(house).await;
            let mut people = Vec::new();
            for n in 0..5 {
                let email = format!("p{n}@example.com");
                people.push(desk.person(&format!("P{n}"), &email, ConsentState::Granted).await);
            }
            desk.script(|step| match step {
                Step::Sender(_) => Act::Say("550 5.7.1 not your domain".into()),
                _ => Act::Go,
            });
            let id = plan(&desk, newsletter(1), people).await;
            let done = desk.dispatch.drain().await.unwrap();
            assert!(done.attempted <= 3 && done.accepted == 0, "{done:?}");
            desk.script(|_| Act::Go);
            assert_eq!(desk.dispatch.drain().await.unwrap().attempted, 0, "held for a while");
            house.clock.advance(Duration::from_mins(6));
            desk.dispatch.drain().await.unwrap();
            let figures = desk.write(move |tx| results::figures(tx, id)).await;
            assert_eq!((figures.delivered, figures.bounced), (5, 0));
            assert_eq!(desk.received().len(), 5);
        });
    }

    fn what_attempts_came_to_is_counted_and_what_waits_is_told(house) {
        run(async {
            let desk = Desk::open(house).await;
            let mut people = Vec::new();
            for name in ["good", "later", "gone", "full", "cut"] {
                let email = format!("{name}@example.com");
                people.push(desk.person(name, &email, ConsentState::Granted).await);
            }
            desk.script(|step| match step {
                Step::Recipient("later@example.com") => Act::Say("451 4.7.1 later".into()),
                Step::Recipient("gone@example.com") => Act::Say("550 5.1.1 no such user".into()),
                Step::Recipient("full@example.com") => Act::Say("552 5.2.2 mailbox full".into()),
                Step::Content(mail) if mail.to[0].reveal() == "cut@example.com" => Act::HangUp,
                _ => Act::Go,
            });
            plan(&desk, newsletter(1), people).await;
            house.clock.advance(Duration::from_mins(1));
            let standing = || desk.write(results::standing);
            let before = standing().await;
            assert_eq!((before.due, before.later, before.in_hand), (5, 0, 0));
            let waited = before.oldest_due_at.map(|at| house.store.clock().now().since(at));
            assert_eq!(waited, Some(Duration::from_mins(1)));
            desk.dispatch.drain().await.unwrap();
            let after = standing().await;
            assert_eq!((after.due, after.oldest_due_at, after.later), (0, None, 1));
            let counts = desk.dispatch.outcomes().map(|(outcome, n)| (outcome.as_str(), n));
            assert_eq!(counts, [
                ("accepted", 1), ("deferred", 1), ("hard_bounce", 1), ("soft_bounce", 1),
                ("unconfirmed", 1), ("held", 0),
            ]);
        });
    }

    fn a_server_that_is_away_costs_nobody_a_mail(house) {
        run(async {
            let desk = Desk::open(house).await;
            let zoe = desk.person("Zoë", "zoe@example.com", ConsentState::Granted).await;
            desk.script(|step| if step == Step::Greeting { Act::HangUp } else { Act::Go });
            let id = plan(&desk, newsletter(1), vec![zoe]).await;
            desk.dispatch.drain().await.unwrap();
            assert_eq!(state(&desk, id).await.as_deref(), Some("deferred"));
            desk.script(|_| Act::Go);
            house.clock.advance(Duration::from_mins(6));
            desk.dispatch.drain().await.unwrap();
            assert_eq!(desk.received().len(), 1);
        });
    }

    fn a_database_that_fails_under_a_mail_loses_and_doubles_nothing(house) {
        run(async {
            let desk = Desk::open(house).await;
            let zoe = desk.person("Zoë", "zoe@example.com", ConsentState::Granted).await;
            let mut unconfirmed = 0;
            for nth in 1..=STATEMENTS_MAX {
                let message = newsletter(u8::try_from(nth).unwrap());
                let subject = format!("Number {nth}");
                let id = plan(&desk, Outgoing { subject, ..message }, vec![zoe]).await;
                house.fault.arm(nth);
                let failed = desk.dispatch.drain().await;
                let fault = house.fault.disarm();
                assert!(failed.is_ok() || fault.is_some(), "{nth}: {failed:?}");
                // What failed is tried again once nobody can have it in hand any more.
                house.clock.advance(Duration::from_mins(31));
                desk.dispatch.drain().await.unwrap();
                let figures = desk.write(move |tx| results::figures(tx, id)).await;
                let is = (figures.delivered, figures.unconfirmed, figures.waiting);
                assert!(is == (1, 0, 0) || is == (0, 1, 0), "{nth}: {is:?} after {fault:?}");
                let of_it = |mail: &channels::sink::Received| {
                    let mail = MessageParser::default().parse(&mail.bytes).unwrap();
                    mail.subject() == Some(&format!("Number {nth}"))
                };
                let received = desk.received().iter().filter(|mail| of_it(mail)).count();
                assert_eq!(received, 1, "{nth}: once, after {fault:?}");
                unconfirmed += figures.unconfirmed;
                if fault.is_none() {
                    assert!(unconfirmed > 0, "some failed after the mail had left");
                    return;
                }
            }
            panic!("more statements than expected");
        });
    }
}
