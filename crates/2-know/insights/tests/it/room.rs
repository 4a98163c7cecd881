//! The room on a real database: loading, following, saving, undoing.

use base::{
    Activity, Body, Channel, ConsentFact, ConsentState, CustomerFacts, EmailAddress, Identifiers,
    ImportId, Instant, Link, Namespace, OrderFacts, OrderLine, OrderStatus, Personal, ProductFacts,
    RefundFact, SourceName, Space,
};
use book::Book;
use insights::{Asked, Draft, Error, Insights};
use ledger::Ledger;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use testkit::House;

pub(crate) fn ledger() -> Ledger {
    Ledger::new(vec![Arc::new(Book)])
}

pub(crate) fn open(house: &House) -> Insights {
    Insights::open(house.store.clone(), ledger()).unwrap()
}

fn ago(house: &House, days: i64) -> Instant {
    use base::Clock;
    house.clock.now().minus(Duration::from_hours(24 * days as u64))
}

fn activity(id: &str, at: Instant, body: Body) -> Activity {
    let mut who = Identifiers { ids: vec![(Namespace::shop(), id.into())], ..Default::default() };
    if matches!(body, Body::Consent(_) | Body::Customer(_)) {
        who.emails.push(EmailAddress::parse(&format!("{id}@example.com")).unwrap());
    }
    let who = if matches!(body, Body::Product(_)) { Identifiers::default() } else { who };
    Activity {
        source: SourceName::parse("web").unwrap(),
        namespace: Namespace::shop(),
        key: format!("{id} {at} {} {:?}", body.kind(), body.to_json().unwrap()),
        at,
        who,
        body,
        import: None,
    }
}

fn customer(id: &str, at: Instant, country: &str) -> Activity {
    let mut facts = CustomerFacts::default();
    facts.address.country = Some(country.into());
    facts.birth_date = Personal::known("1990-05-01");
    facts.tags = Some(vec!["vip".into(), "first 100".into()]);
    facts.attributes.insert("shoe_size".into(), json!(41.5));
    facts.attributes.insert("interests".into(), json!(["yoga", "Tea"]));
    activity(id, at, Body::Customer(facts))
}

fn order(id: &str, number: &str, at: Instant, total_minor: i64) -> Activity {
    let line = OrderLine {
        product: Some("p1".into()),
        quantity: 2.0,
        unit_minor: total_minor / 2,
        ..Default::default()
    };
    let facts = OrderFacts {
        order: number.into(),
        placed_at: Some(at),
        total_minor: Some(total_minor),
        lines: Some(vec![line]),
        channel: Some("web".into()),
        ..Default::default()
    };
    activity(id, at, Body::Order(facts))
}

pub(crate) fn did(id: &str, name: &str, at: Instant, properties: serde_json::Value) -> Activity {
    let properties = properties.as_object().unwrap().clone();
    activity(id, at, Body::Custom { name: name.into(), properties })
}

pub(crate) fn append(house: &House, activities: Vec<Activity>) {
    house.store.write_blocking(&house.scope, move |tx| ledger().append(tx, &activities)).unwrap();
}

pub(crate) fn undo(house: &House, import: ImportId) {
    let undone = activity("", ago(house, 0), Body::ImportUndone(import));
    let undone = Activity { who: Identifiers::default(), ..undone };
    house
        .store
        .write_blocking(&house.scope, move |tx| {
            let mut undoing = book::Undoing::new(import, (1, i64::MAX), book::UNDO_WEIGHT);
            while undoing.step(tx, &ledger())? {}
            ledger().append(tx, &[undone])?;
            Ok::<_, book::Error>(())
        })
        .unwrap();
}

fn count(insights: &Insights, text: &str) -> u64 {
    insights
        .count(&Asked::text(text).unwrap(), None)
        .unwrap_or_else(|e| panic!("{text}: {e}"))
        .count
}

pub(crate) fn shop(house: &House) -> Vec<Activity> {
    let product = ProductFacts {
        product: "p1".into(),
        category: Some("Shoes > Boots".into()),
        brand: Some("Fell".into()),
        ..Default::default()
    };
    let consent = ConsentFact {
        channel: Channel::Email,
        topic: "marketing".into(),
        state: ConsentState::Granted,
        firsthand: true,
        evidence: "form".into(),
    };
    vec![
        activity("", ago(house, 500), Body::Product(product)),
        customer("anna", ago(house, 400), "DE"),
        activity("anna", ago(house, 300), Body::Consent(consent)),
        order("anna", "1", ago(house, 200), 10_000),
        order("anna", "2", ago(house, 20), 30_000),
        did("anna", "product_viewed", ago(house, 5), json!({"product_id": "p1", "price": 12.5})),
        customer("bert", ago(house, 100), "FR"),
        order("bert", "3", ago(house, 40), 5_000),
        did("bert", "product_added", ago(house, 2), json!({"product_id": "p1"})),
        customer("cleo", ago(house, 10), "DE"),
    ]
}

/// Sentences over the shop above, with how many hold.
const SENTENCES: &[(&str, u64)] = &[
    ("country = \"de\"", 2),
    ("country = \"DE\" and email_consent", 1),
    ("orders >= 1", 2),
    ("orders(last 90 days) >= 1 and orders(last 30 days) = 0", 1),
    ("spent >= 400 EUR", 1),
    ("bought(category = \"shoes > boots\") >= 1", 2),
    ("bought(brand = \"fell\", last 30 days) >= 1", 1),
    ("units(product_id = \"p1\") >= 4", 1),
    ("product_viewed(category starts with \"Shoes\", price > 12) = 1", 1),
    ("no order since last product_added", 1),
    ("age between 30 and 40", 3),
    ("tag = \"VIP\" and attribute.interests = \"tea\" and shoe_size >= 41", 3),
    ("email_domain = \"example.com\" and email starts with \"bert@\"", 1),
    ("last(order.channel) = \"web\"", 2),
    ("rfm_group = \"Prospects\"", 1),
    ("in segment \"one-time\"", 1),
    ("phone is known", 0),
    ("created_at >= 30 days ago", 1),
];

fn ask_all(insights: &Insights) {
    for (text, want) in SENTENCES {
        assert_eq!(count(insights, text), *want, "{text}");
    }
}

fn members(house: &House, insights: &Insights, name: &str) -> usize {
    let segments = insights.segments();
    let id = segments.iter().find(|saved| saved.name == name).unwrap().id;
    let sql = "SELECT customer FROM memberships WHERE segment = $1";
    house
        .store
        .read_blocking(&house.scope, move |tx| {
            tx.all::<_, store::Error>(sql, &[id.into()], |row| row.id("customer"))
        })
        .unwrap()
        .len()
}

fn told(house: &House, kind: &'static str) -> usize {
    let mut n = 0;
    house
        .store
        .read_blocking(&house.scope, move |tx| {
            ledger::scan(tx, 0, 100_000, |past| {
                n += usize::from(past.activity.body.kind() == kind);
                Ok(())
            })
            .map(|()| n)
        })
        .unwrap()
}

testkit::on_both! {
    fn a_shop_is_read_into_columns(house) {
        append(house, shop(house));
        ask_all(&open(house));
    }

    fn what_is_appended_is_followed_as_if_read_anew(house) {
        let insights = open(house);
        for activity in shop(house) {
            append(house, vec![activity]);
            insights.refresh().unwrap();
        }
        ask_all(&insights);
        assert_eq!(members(house, &insights, "One-time"), 1);
        assert_eq!(members(house, &insights, "Active"), 2);
        assert_eq!(told(house, "segment_entered"), 7);
        let again = open(house);
        ask_all(&again);
        assert_eq!(told(house, "segment_entered"), 7, "opening again tells nothing");
    }

    fn a_window_that_slides_lets_people_go(house) {
        append(house, shop(house));
        let insights = open(house);
        assert_eq!(told(house, "segment_entered"), 0, "the first time is bulk");
        assert_eq!(members(house, &insights, "Active"), 2);
        house.clock.advance(Duration::from_hours(24 * 51));
        insights.sweep(false).unwrap();
        assert_eq!(members(house, &insights, "Active"), 1);
        assert_eq!(told(house, "segment_left"), 1, "bert, from the active");
        insights.sweep(true).unwrap();
        assert_eq!(told(house, "segment_left"), 1);
    }

    fn an_undone_import_is_as_if_it_never_was(house) {
        append(house, shop(house));
        let insights = open(house);
        let import = ImportId::derived(ago(house, 0), [1; 10]);
        let mut brought = order("cleo", "9", ago(house, 1), 99_000);
        brought.import = Some(import);
        append(house, vec![brought]);
        insights.refresh().unwrap();
        assert_eq!(count(&insights, "spent >= 900"), 1);
        assert_eq!(told(house, "segment_entered"), 0, "an import is no news");
        assert_eq!(members(house, &insights, "Active"), 3);
        undo(house, import);
        insights.refresh().unwrap();
        assert_eq!(count(&insights, "spent >= 900"), 0);
        assert_eq!(members(house, &insights, "Active"), 2);
        ask_all(&insights);
    }

    fn whoever_only_an_undone_import_brought_is_gone_everywhere(house) {
        append(house, shop(house));
        let insights = open(house);
        let draft = Draft {
            name: "French".into(),
            description: None,
            asked: Asked::text("country = \"FR\"").unwrap(),
        };
        insights.save(&house.scope, None, draft).unwrap();
        let import = ImportId::derived(ago(house, 0), [1; 10]);
        let brought = ["dora", "emma"].map(|id| {
            Activity { import: Some(import), ..customer(id, ago(house, 1), "FR") }
        });
        append(house, brought.into());
        insights.refresh().unwrap();
        assert_eq!((count(&insights, "country = \"FR\""), insights.columns().customers()), (3, 5));
        assert_eq!(members(house, &insights, "French"), 3);
        undo(house, import);
        insights.refresh().unwrap();
        for insights in [insights, open(house)] {
            assert_eq!(count(&insights, "country = \"FR\""), 1);
            assert_eq!(insights.columns().customers(), 3);
            assert_eq!(members(house, &insights, "French"), 1);
            insights.keep().unwrap();
        }
        assert_eq!(open(house).columns().customers(), 3);
    }

    fn kept_columns_let_go_of_whom_the_book_no_longer_has(house) {
        append(house, shop(house));
        open(house).keep().unwrap();
        house.store.write_blocking(&house.scope, |tx| {
            tx.exec("DELETE FROM customers WHERE country = 'FR'", &[]).map(|_| ())
        }).unwrap();
        let insights = open(house);
        assert_eq!((count(&insights, "country = \"FR\""), insights.columns().customers()), (0, 2));
        assert_eq!(members(house, &insights, "Active"), 1);
    }

    fn joined_people_count_once_and_parted_ones_again_twice(house) {
        append(house, shop(house));
        let insights = open(house);
        let link = Link {
            space: Space::Id(Namespace::shop()).to_text(),
            value: Personal::new("bert"),
            reason: "by hand".into(),
        };
        append(house, vec![activity("anna", ago(house, 0), Body::Linked(link.clone()))]);
        insights.refresh().unwrap();
        assert_eq!((count(&insights, "orders = 3"), insights.columns().customers()), (1, 2));
        house.clock.advance(Duration::from_secs(1));
        append(house, vec![activity("anna", ago(house, 0), Body::Unlinked(link))]);
        insights.refresh().unwrap();
        assert_eq!((count(&insights, "orders = 3"), insights.columns().customers()), (0, 3));
        ask_all(&insights);
        append(house, vec![activity("bert", ago(house, 0), Body::CustomerDeleted)]);
        insights.refresh().unwrap();
        assert_eq!(insights.columns().customers(), 2);
    }

    fn the_past_is_as_it_was_then(house) {
        let mut all = shop(house);
        let mut cancelled = OrderFacts { order: "2".into(), ..Default::default() };
        cancelled.status = Some(OrderStatus::Cancelled);
        all.push(activity("anna", ago(house, 10), Body::Order(cancelled)));
        let mut refund = OrderFacts { order: "1".into(), ..Default::default() };
        refund.refunds = vec![RefundFact { at: ago(house, 30), amount_minor: 4_000 }];
        all.push(activity("anna", ago(house, 30), Body::Order(refund)));
        append(house, all);
        let insights = open(house);
        let then = |text: &str, days| {
            insights.count(&Asked::text(text).unwrap(), Some(ago(house, days))).unwrap()
        };
        assert_eq!(count(&insights, "orders = 1 and spent = 60 EUR"), 1);
        assert_eq!(then("orders = 2 and spent = 360 EUR", 15).count, 1);
        assert_eq!(then("orders = 1 and spent = 100 EUR", 31).count, 1);
        assert_eq!(then("email_consent", 301).count, 0);
        assert_eq!(then("email_consent", 299).count, 1);
        assert_eq!((then("orders = 0", 150).count, then("orders = 0", 150).of), (0, 1));
    }

    fn undated_imports_hold_for_as_long_as_the_customer_is_known(house) {
        let import = Some(ImportId::derived(ago(house, 0), [1; 10]));
        let brought = Activity { import, ..customer("dora", ago(house, 0), "IT") };
        let bought = Activity { import, ..order("dora", "7", ago(house, 800), 100) };
        append(house, vec![brought, bought]);
        let insights = open(house);
        let asked = Asked::text("country = \"IT\" and orders = 1").unwrap();
        assert_eq!(insights.count(&asked, Some(ago(house, 700))).unwrap().count, 1);
        assert_eq!(insights.count(&asked, Some(ago(house, 900))).unwrap().of, 0);
    }

    fn segments_are_saved_changed_and_deleted(house) {
        append(house, shop(house));
        let insights = open(house);
        let draft = |name: &str, text: &str| Draft {
            name: name.into(),
            description: None,
            asked: Asked::text(text).unwrap(),
        };
        let save = |id, name: &str, text: &str| insights.save(&house.scope, id, draft(name, text));
        let saved = save(None, " Germans ", "COUNTRY == \"DE\"").unwrap();
        assert_eq!((&*saved.name, &*saved.text), ("Germans", "country = \"DE\""));
        assert_eq!(members(house, &insights, "Germans"), 2);
        assert_eq!(count(&insights, "in segment \"germans\" and orders = 0"), 1);
        assert!(matches!(save(None, "GERMANS", "orders = 1"), Err(Error::NameTaken)));
        assert!(matches!(save(None, "  ", "orders = 1"), Err(Error::BadName)));
        let good = save(None, "Good Germans", "in segment \"Germans\" and orders >= 1").unwrap();
        let circle = save(Some(saved.id), "Germans", "not in segment \"good germans\"");
        assert!(matches!(circle, Err(Error::Sentence { .. })), "{circle:?}");
        assert!(matches!(insights.delete(&house.scope, saved.id), Err(Error::InUse { .. })));
        assert!(matches!(save(Some(saved.id), "Teutons", "orders = 1"), Err(Error::InUse { .. })));
        save(Some(saved.id), "Germans", "country in (\"DE\", \"AT\") and orders = 0").unwrap();
        assert_eq!(members(house, &insights, "Germans"), 1);
        assert_eq!(told(house, "segment_entered") + told(house, "segment_left"), 0);
        assert!(told(house, "segment_settled") > 0);
        insights.delete(&house.scope, good.id).unwrap();
        insights.delete(&house.scope, saved.id).unwrap();
        assert!(matches!(insights.delete(&house.scope, saved.id), Err(Error::NoSegment)));
        let trend = insights.trend(&insights.segments()[0]).unwrap();
        assert_eq!(trend.points.len(), 12);
    }

    fn a_trend_is_counted_anew_in_the_background(house) {
        append(house, shop(house));
        let insights = open(house);
        let latest = || {
            let trend = insights.trend(&insights.segments()[0]).unwrap();
            trend.points.last().unwrap().0
        };
        let first = latest();
        house.clock.advance(Duration::from_hours(1));
        assert_eq!(latest(), first);
        insights.renew_trends().unwrap();
        assert_eq!(latest().since(first), Duration::from_hours(1));
        // Where nobody works in the background, whoever asks counts in the end.
        house.clock.advance(Duration::from_hours(3));
        assert_eq!(latest().since(first), Duration::from_hours(4));
    }

    fn a_saved_segment_whose_members_cannot_be_written_gets_them_at_the_next_sweep(house) {
        append(house, shop(house));
        let insights = open(house);
        let draft = |name: &str| Draft {
            name: name.into(),
            description: None,
            asked: Asked::text("country = \"DE\"").unwrap(),
        };
        let mut n_behind = 0;
        for nth in 1..100 {
            let name = format!("Germans {nth}");
            house.fault.arm(nth);
            let saved = insights.save(&house.scope, None, draft(&name));
            let Some(failed) = house.fault.disarm() else { break };
            if failed.commits == 0 {
                assert!(saved.is_err(), "{failed:?}");
                assert!(insights.segments().iter().all(|kept| kept.name != name));
                continue;
            }
            saved.unwrap();
            n_behind += 1;
            append(house, vec![customer(&format!("dora{nth}"), ago(house, 1), "DE")]);
            insights.refresh().unwrap();
            assert_eq!(members(house, &insights, &name), 0, "{failed:?}");
            insights.sweep(false).unwrap();
            assert_eq!(members(house, &insights, &name), 2 + n_behind, "{failed:?}");
        }
        assert!(n_behind > 2, "{n_behind}");
        let earlier = n_behind * (n_behind - 1) / 2;
        assert_eq!(told(house, "segment_entered"), earlier, "of those whose rows were right");
    }

    fn a_start_from_the_file_is_as_if_everything_was_read(house) {
        append(house, shop(house));
        let insights = open(house);
        insights.keep().unwrap();
        append(house, vec![order("cleo", "11", ago(house, 1), 700)]);
        let path = house.store.data().join("columns.snapshot");
        assert!(path.exists());
        let again = open(house);
        assert_eq!(count(&again, "orders(last 2 days) = 1"), 1, "what came since is there");
        assert_eq!(count(&again, "email starts with \"anna@\" and age >= 30"), 1);
        assert_eq!(count(&again, "bought(category contains \"boots\") >= 1"), 3);
        assert_eq!(told(house, "segment_entered"), 2, "cleo is new and active");
        again.keep().unwrap();
        std::fs::write(&path, b"garbage").unwrap();
        assert_eq!(count(&open(house), "orders(last 2 days) = 1"), 1);
        again.keep().unwrap();
    }
}
