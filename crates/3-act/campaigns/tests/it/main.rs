//! A campaign from draft to results, on both databases, against a mail server on a real socket.

#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]

mod http;
mod shop;

use base::{ConsentState, Instant, OrderStatus};
use campaigns::{Audienced, Content, Error, State, attributed};
use dispatch::{Format, Request, results};
use shop::{Shop, run};
use std::time::Duration;
use store::jobs;

const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1";

fn content(subject: &str) -> Content {
    Content {
        name: "May".into(),
        topic: "marketing".into(),
        subject: subject.into(),
        preheader: String::new(),
        body: "Hi {{ first_name }}\n\n[Shop](https://shop.example/new)".into(),
        format: Format::Text,
    }
}

fn reading() -> Request {
    Request { user_agent: SAFARI.into(), is_head: false, is_simulated: false }
}

testkit::on_both! {
    fn a_campaign_goes_from_draft_to_orders(house) {
        run(async {
            let shop = Shop::open(house).await;
            let zoe = shop.person("Zoë", ConsentState::Granted).await;
            let max = shop.person("Max", ConsentState::Granted).await;
            shop.person("Eva", ConsentState::Withdrawn).await;
            let draft = shop.write(|tx| campaigns::create(tx, "May")).await;
            let id = draft.id;
            let refused = shop.try_write(move |tx| campaigns::send(tx, id, None)).await;
            assert!(matches!(refused, Err(Error::NotReady(_))));
            let whole = Audienced::default();
            let draft = shop.write(move |tx| campaigns::change(tx, id, content("Hi {{ first_name }}"), whole)).await;
            let audience = shop.campaigns.audience(&house.scope, &draft).await.unwrap();
            assert_eq!((audience.will_get, audience.problems.len()), (2, 0));
            assert_eq!(audience.steps.first().map(|step| step.people), Some(3));

            let sending = shop.write(move |tx| campaigns::send(tx, id, None)).await;
            assert_eq!(sending.state, State::Sending);
            assert_eq!(shop.campaigns.run_due().await.unwrap(), 1);
            assert_eq!(shop.campaigns.run_due().await.unwrap(), 0);
            shop.dispatch.drain().await.unwrap();
            assert_eq!(shop.write(move |tx| campaigns::get(tx, id)).await.state, State::Sent);
            assert_eq!(shop.received(), ["max@example.com", "zoe@example.com"]);
            let figures = shop.write(move |tx| Ok(results::figures(tx, id.into())?)).await;
            assert_eq!(figures.delivered, 2);

            // Zoë clicks and orders, Max only opens and orders too late.
            house.clock.advance(Duration::from_hours(1));
            shop.reads(id, zoe, Some("https://shop.example/new")).await;
            shop.reads(id, max, None).await;
            house.clock.advance(Duration::from_hours(24));
            shop.orders("Zoë", "A-1", 5_000, OrderStatus::Paid).await;
            shop.orders("Zoë", "A-2", 1_000, OrderStatus::Cancelled).await;
            house.clock.advance(Duration::from_hours(4 * 24));
            shop.orders("Max", "A-3", 7_000, OrderStatus::Paid).await;
            let found = shop.write(move |tx| attributed(tx, id)).await;
            assert_eq!((found.orders, found.people), (1, 1));
            assert_eq!(found.revenue.iter().map(|money| money.minor).collect::<Vec<_>>(), [5_000]);
        });
    }

    fn an_order_counts_for_the_mail_that_was_touched_last(house) {
        run(async {
            let shop = Shop::open(house).await;
            let zoe = shop.person("Zoë", ConsentState::Granted).await;
            let first = shop.sent("First").await;
            house.clock.advance(Duration::from_hours(1));
            shop.reads(first, zoe, Some("https://shop.example/new")).await;
            let second = shop.sent("Second").await;
            house.clock.advance(Duration::from_hours(1));
            shop.reads(second, zoe, None).await;
            house.clock.advance(Duration::from_hours(1));
            shop.orders("Zoë", "A-1", 5_000, OrderStatus::Placed).await;
            let of = |id| shop.write(move |tx| attributed(tx, id));
            assert_eq!((of(first).await.orders, of(second).await.orders), (0, 1));
            shop.orders("Zoë", "A-1", 5_000, OrderStatus::Cancelled).await;
            assert_eq!(of(second).await.orders, 0, "cancelled orders do not count");
        });
    }

    fn what_is_scheduled_goes_out_at_its_time_and_can_be_called_off(house) {
        run(async {
            let shop = Shop::open(house).await;
            shop.person("Zoë", ConsentState::Granted).await;
            let id = shop.draft("Later").await;
            let at = |hours: u64| Some(house.store.clock().now().plus(Duration::from_hours(hours)));
            let soon = at(1);
            let scheduled = shop.write(move |tx| campaigns::send(tx, id, soon)).await;
            assert_eq!((scheduled.state, scheduled.scheduled_at), (State::Scheduled, soon));
            assert_eq!(shop.campaigns.run_due().await.unwrap(), 0);
            assert_eq!(shop.write(move |tx| campaigns::cancel(tx, id)).await.state, State::Draft);
            let late = at(5);
            shop.write(move |tx| campaigns::send(tx, id, late)).await;
            house.clock.advance(Duration::from_hours(2));
            shop.campaigns.run_due().await.unwrap();
            shop.dispatch.drain().await.unwrap();
            assert!(shop.received().is_empty(), "the first time was called off");
            house.clock.advance(Duration::from_hours(4));
            shop.campaigns.run_due().await.unwrap();
            shop.dispatch.drain().await.unwrap();
            assert_eq!(shop.received(), ["zoë@example.com".replace('ë', "e")]);
            let again = shop.try_write(move |tx| campaigns::send(tx, id, None)).await;
            assert!(matches!(again, Err(Error::NotADraft)));
            let removed = shop.try_write(move |tx| campaigns::remove(tx, id)).await;
            assert!(matches!(removed, Err(Error::WentOut)));
        });
    }

    fn a_campaign_whose_process_died_goes_on_at_the_next_start(house) {
        run(async {
            let shop = Shop::open(house).await;
            for name in ["Zoë", "Max"] {
                shop.person(name, ConsentState::Granted).await;
            }
            let id = shop.draft("Cut").await;
            shop.write(move |tx| campaigns::send(tx, id, None)).await;
            // A process claims it, and is killed.
            let lease = Duration::from_hours(2);
            let claimed = shop.write(move |tx| Ok(jobs::claim(tx, "campaign", 1, lease)?)).await;
            assert_eq!((claimed.len(), shop.campaigns.run_due().await.unwrap()), (1, 0));
            assert_eq!(shop.campaigns.recover().await.unwrap(), 1);
            assert_eq!(shop.campaigns.run_due().await.unwrap(), 1);
            shop.dispatch.drain().await.unwrap();
            assert_eq!(shop.received().len(), 2);
            assert_eq!(shop.write(move |tx| campaigns::get(tx, id)).await.state, State::Sent);
        });
    }

    fn the_rest_of_a_campaign_that_is_called_off_stays_here(house) {
        run(async {
            let shop = Shop::open(house).await;
            shop.person("Zoë", ConsentState::Granted).await;
            let id = shop.draft("Wrong").await;
            shop.write(move |tx| campaigns::send(tx, id, None)).await;
            shop.campaigns.run_due().await.unwrap();
            let cancelled = shop.write(move |tx| campaigns::cancel(tx, id)).await;
            assert_eq!(cancelled.state, State::Cancelled);
            shop.dispatch.drain().await.unwrap();
            assert!(shop.received().is_empty());
            let copy = shop.write(move |tx| campaigns::duplicate(tx, id)).await;
            assert_eq!((copy.state, copy.content.name.as_str()), (State::Draft, "May (copy)"));
        });
    }

    fn an_audience_is_a_segment_a_text_or_everybody(house) {
        run(async {
            let shop = Shop::open(house).await;
            let zoe = shop.person("Zoë", ConsentState::Granted).await;
            shop.person("Max", ConsentState::Granted).await;
            let of = async |audience| shop.campaigns.candidates(&house.scope, &audience).await;
            let text = |text: &str| Audienced { text: Some(text.into()), segment: None };
            assert_eq!(of(Audienced::default()).await.unwrap().len(), 2);
            assert_eq!(of(text("first_name = \"Zoë\"")).await.unwrap(), [zoe]);
            assert!(matches!(of(text("nonsense (")).await, Err(Error::Audience(_))));
            let segment = base::SegmentId::derived(Instant::from_micros(1), [1; 10]);
            shop.write(move |tx| {
                let sql = "INSERT INTO memberships (segment, customer, since) VALUES ($1, $2, 0)";
                tx.exec(sql, &[segment.into(), zoe.into()])?;
                Ok(())
            }).await;
            let saved = Audienced { segment: Some(segment), text: None };
            assert_eq!(of(saved).await.unwrap(), [zoe]);
        });
    }
}
