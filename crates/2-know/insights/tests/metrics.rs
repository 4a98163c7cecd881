//! Figures of small hand-made shops, reckoned by hand, on both databases.
#![expect(clippy::unwrap_used, reason = "a test stops loudly")]
#![expect(clippy::float_cmp, reason = "whole numbers are exact")]

use base::{
    Activity, Body, Channel, ConsentFact, ConsentState, Currency, CustomerFacts, EmailAddress,
    Identifiers, Instant, Namespace, OrderFacts, OrderStatus, Personal, RefundFact, Shop,
    SourceName, Zone,
};
use book::Book;
use insights::Insights;
use insights::metrics::{self, Home};
use ledger::Ledger;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;
use testkit::House;

fn at(text: &str) -> Instant {
    let text = if text.len() == 16 { format!("{text}:00Z") } else { text.to_owned() };
    Instant::parse(&text).unwrap()
}

fn shop() -> Shop {
    let zone = Zone::parse("Europe/Berlin").unwrap();
    Shop { zone, currency: Currency::EUR, country: Some("DE".into()), ..Shop::default() }
}

fn activity(when: &str, name: &str, body: Body) -> Activity {
    let mut who = Identifiers::default();
    if !name.is_empty() {
        who.emails.push(EmailAddress::parse(&format!("{name}@example.com")).unwrap());
    }
    Activity {
        source: SourceName::parse("web").unwrap(),
        namespace: Namespace::shop(),
        key: format!("{when} {name} {} {:?}", body.kind(), order_of(&body)),
        at: at(when),
        who,
        body,
        import: None,
    }
}

fn order_of(body: &Body) -> Option<&str> {
    match body {
        Body::Order(facts) => Some(&facts.order),
        _ => None,
    }
}

fn order(when: &str, name: &str, number: &str, minor: i64) -> Activity {
    let facts = OrderFacts {
        order: number.into(),
        placed_at: Some(at(when)),
        total_minor: Some(minor),
        ..OrderFacts::default()
    };
    activity(when, name, Body::Order(facts))
}

fn with(mut activity: Activity, change: impl FnOnce(&mut OrderFacts)) -> Activity {
    if let Body::Order(facts) = &mut activity.body {
        change(facts);
    }
    activity
}

fn refund(when: &str, name: &str, number: &str, minor: i64) -> Activity {
    let back = RefundFact { at: at(when), amount_minor: minor };
    let facts = OrderFacts { order: number.into(), refunds: vec![back], ..OrderFacts::default() };
    activity(when, name, Body::Order(facts))
}

fn consent(when: &str, name: &str, state: ConsentState) -> Activity {
    let fact = ConsentFact {
        channel: Channel::Email,
        topic: "marketing".into(),
        state,
        firsthand: true,
        evidence: "form".into(),
    };
    activity(when, name, Body::Consent(fact))
}

fn named(when: &str, name: &str, last: &str) -> Activity {
    let facts = CustomerFacts {
        first_name: Personal::known(name),
        last_name: Personal::known(last),
        ..CustomerFacts::default()
    };
    activity(when, name, Body::Customer(facts))
}

fn cart(when: &str, name: &str) -> Activity {
    let body = Body::Custom { name: "product_added".into(), properties: Map::new() };
    activity(when, name, body)
}

fn append(house: &House, activities: Vec<Activity>) {
    house
        .store
        .write_blocking(&house.scope, move |tx| {
            tx.put_setting("shop", &shop())?;
            ledger().append(tx, &activities)
        })
        .unwrap();
}

/// The engine over what has been appended so far.
fn insights(house: &House) -> Insights {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(house.store.put_shop(&house.scope, shop())).unwrap();
    Insights::open(house.store.clone(), ledger()).unwrap()
}

fn ledger() -> Ledger {
    Ledger::new(vec![Arc::new(Book)])
}

fn home(house: &House) -> Home {
    let insights = insights(house);
    house
        .store
        .read_blocking(&house.scope, move |tx| metrics::home(tx, &insights, &shop()))
        .unwrap()
}

fn find(house: &House, typed: &'static str) -> Vec<metrics::Hit> {
    let insights = insights(house);
    let find = move |tx: &mut store::Tx<'_>| metrics::find(tx, &insights, &shop(), typed);
    house.store.read_blocking(&house.scope, find).unwrap()
}

/// Value, previous and last points of a figure.
fn figure(home: &Home, key: &str) -> (f64, Option<f64>, Vec<f64>) {
    let figure = home.figures.iter().find(|figure| figure.key == key).unwrap();
    let tail = figure.series.len().saturating_sub(4);
    (figure.value, figure.previous, figure.series[tail..].to_vec())
}

/// The clock of these tests stands at 2026-11-22T09:00Z, a Sunday.
fn small() -> Vec<Activity> {
    vec![
        named("2026-08-10T08:00", "anna", "Arend"),
        consent("2026-08-10T08:01", "anna", ConsentState::Granted),
        order("2026-08-10T09:00", "anna", "A1", 10_000),
        consent("2026-10-01T09:59", "cleo", ConsentState::Granted),
        order("2026-10-01T10:00", "ben", "B1", 3_000),
        order("2026-10-30T10:00", "anna", "A2", 4_000),
        consent("2026-11-01T10:00", "ben", ConsentState::Granted),
        refund("2026-11-05T10:00", "ben", "B1", 1_000),
        order("2026-11-10T10:00", "cleo", "C1", 5_000),
        with(order("2026-11-10T11:00", "cleo", "C2", 2_000), |facts| {
            facts.currency = Some(Currency::USD);
        }),
        order("2026-11-12T10:00", "", "G1", 2_500),
        with(order("2026-11-15T10:00", "dora", "D1", 9_900), |facts| {
            facts.status = Some(OrderStatus::Cancelled);
        }),
        with(order("2026-11-16T10:00", "dora", "D2", 9_900), |facts| {
            facts.status = Some(OrderStatus::Pending);
        }),
        consent("2026-11-18T10:00", "cleo", ConsentState::Withdrawn),
        order("2026-11-20T10:00", "anna", "A3", 6_000),
    ]
}

testkit::on_both! {
    fn figures_are_what_a_person_reckons(house) {
        append(house, small());
        let home = home(house);
        assert_eq!(home.as_of, "2026-11-22T09:00:00Z");
        // 40 + 60 + 50 + 25 EUR less 10 EUR back; the dollars stand apart.
        let weeks = vec![4_000.0, -1_000.0, 7_500.0, 6_000.0];
        assert_eq!(figure(&home, "revenue"), (16_500.0, Some(3_000.0), weeks));
        assert_eq!(figure(&home, "orders"), (5.0, Some(1.0), vec![1.0, 0.0, 3.0, 1.0]));
        let (value, before, _) = figure(&home, "average_order");
        assert_eq!((value, before), (4_375.0, Some(3_000.0)));
        let new = figure(&home, "new_customers");
        assert_eq!(new, (1.0, Some(1.0), vec![0.0, 0.0, 1.0, 0.0]));
        let (value, before, _) = figure(&home, "returning_share");
        assert_eq!((value, before), (10_000.0 / 16_500.0, Some(0.0)));
        let (value, before, series) = figure(&home, "repeat_rate");
        assert_eq!((value, before), (2.0 / 3.0, Some(0.0)));
        assert_eq!(series, [0.5, 0.5, 2.0 / 3.0, 2.0 / 3.0]);
        let active = figure(&home, "active_customers");
        assert_eq!(active, (3.0, Some(2.0), vec![2.0, 2.0, 3.0, 3.0]));
        let reachable = figure(&home, "reachable_by_email");
        assert_eq!(reachable, (2.0, Some(2.0), vec![2.0, 3.0, 3.0, 2.0]));
    }

    fn a_series_begins_with_the_first_order(house) {
        append(house, small());
        let home = home(house);
        // From the week that ended on 16 August to the one that ends now.
        assert!(home.figures.iter().all(|figure| figure.series.len() == 15));
    }

    fn the_formula_says_what_was_left_out(house) {
        append(house, small());
        let revenue = home(house).figures.remove(0);
        assert_eq!(revenue.currency.as_deref(), Some("EUR"));
        assert!(revenue.formula.ends_with("Nothing is converted: 1 order in USD left out."));
    }

    fn weeks_and_months_are_those_of_the_shops_calendar(house) {
        append(house, small());
        let home = home(house);
        let weeks = &home.revenue_by_week.weeks;
        assert_eq!((weeks.len(), home.revenue_by_week.currency.as_str()), (14, "EUR"));
        // From Monday to Sunday in Berlin; the running week is not over.
        let last: Vec<_> =
            weeks[11..].iter().map(|w| (w.start.as_str(), w.new, w.returning)).collect();
        assert_eq!(last, [
            ("2026-10-25T23:00:00Z", 0, 4_000),
            ("2026-11-01T23:00:00Z", -1_000, 0),
            ("2026-11-08T23:00:00Z", 7_500, 0),
        ]);
        let cohorts = &home.cohorts;
        assert_eq!(cohorts.months, ["1", "2"]);
        let rows: Vec<_> = cohorts.rows.iter().map(|r| (r.month.as_str(), r.customers)).collect();
        assert_eq!(rows, [("2026-08", 1), ("2026-09", 0)]);
        assert_eq!(cohorts.rows[0].returned, [Some(0.0), Some(1.0)]);
        assert_eq!(cohorts.rows[1].returned, [None, None]);
    }

    fn an_order_at_midnight_is_in_the_month_of_the_shop(house) {
        // 1 October 00:30 in Berlin is 30 September in UTC.
        append(house, vec![order("2026-11-21T10:00", "cleo", "3", 100)]);
        append(house, vec![order("2026-09-30T22:30", "anna", "1", 100)]);
        assert_eq!(home(house).cohorts.rows.len(), 0);
        append(house, vec![order("2026-09-30T21:30", "ben", "2", 100)]);
        assert_eq!(home(house).cohorts.rows[0].month, "2026-09");
    }

    fn little_is_not_made_much_of(house) {
        append(house, small());
        let home = home(house);
        let few = "3 customers have ordered so far; trends are shown from 50 on.";
        assert_eq!([&home.cohorts.finding, &home.revenue_by_week.finding], [few, few]);
        assert_eq!(
            home.sentence,
            "3 customers have ordered since 10 August 2026. Shares and trends are shown from 50 \
             customers on."
        );
    }

    fn an_empty_shop_has_an_empty_page(house) {
        let home = home(house);
        assert!(home.sentence.starts_with("No orders yet."));
        assert_eq!(home.as_of, "2026-11-22T09:00:00Z");
        assert!(home.suggestions.is_empty() && home.now.is_empty());
        assert!(home.revenue_by_week.weeks.is_empty() && home.cohorts.rows.is_empty());
        for figure in &home.figures {
            assert_eq!((figure.value, figure.previous), (0.0, None), "{}", figure.key);
            assert!(figure.series.is_empty());
        }
    }

    fn a_young_shop_is_compared_with_nothing(house) {
        append(house, vec![order("2026-10-30T10:00", "anna", "1", 100)]);
        assert!(home(house).figures.iter().all(|figure| figure.previous.is_none()));
    }

    fn a_history_that_ended_is_told_as_of_its_end(house) {
        append(house, small());
        house.clock.advance(Duration::from_mins(30));
        assert_eq!(home(house).as_of, "2026-11-22T09:30:00Z");
        house.clock.advance(Duration::from_hours(24 * 60));
        let home = home(house);
        assert_eq!(home.as_of, "2026-11-20T10:00:00Z");
        assert_eq!(figure(&home, "revenue").0, 16_500.0);
    }

    fn the_future_is_left_out(house) {
        append(house, small());
        append(house, vec![order("2026-11-22T20:00", "ben", "B9", 99_000)]);
        let home = home(house);
        assert_eq!(figure(&home, "revenue").0, 16_500.0);
        assert_eq!(home.now[0].text, "ordered for €60");
    }

    fn a_customer_out_of_the_book_is_out_of_every_count_of_people(house) {
        append(house, small());
        append(house, vec![activity("2026-11-21T10:00", "anna", Body::CustomerDeleted)]);
        let home = home(house);
        assert_eq!(figure(&home, "active_customers").0, 2.0);
        assert_eq!(figure(&home, "reachable_by_email").0, 1.0);
        assert_eq!(figure(&home, "revenue").0, 16_500.0);
        assert_eq!(home.now[0].text, "A guest ordered for €60");
        assert_eq!(home.now[0].customer, None);
    }

    fn the_feed_names_who_did_what(house) {
        append(house, small());
        let home = home(house);
        let told: Vec<_> = home
            .now
            .iter()
            .take(3)
            .map(|item| {
                let name = item.customer.as_ref().map(|who| who.name.as_str()).unwrap_or_default();
                format!("{} {name} {} ({})", &item.at[..10], item.text, item.kind)
            })
            .collect();
        assert_eq!(told, [
            "2026-11-20 anna Arend ordered for €60 (order)",
            "2026-11-18 cleo@example.com wants no more emails (unsubscribed)",
            "2026-11-15 dora@example.com is new in your book (new_customer)",
        ]);
        assert!(home.now.iter().any(|item| item.text == "A guest ordered for €25"));
        assert!(home.now.iter().any(|item| item.text == "ordered for $20"));
        assert!(home.now.iter().any(|item| item.text == "ordered for the first time, for €50"));
    }

    fn carts_of_yesterday_are_those_without_an_order_since(house) {
        append(house, vec![
            consent("2026-11-01T10:00", "left", ConsentState::Granted),
            // Berlin's yesterday began at 23:00 UTC of the day before.
            cart("2026-11-20T22:59", "early"),
            cart("2026-11-20T23:00", "left"),
            cart("2026-11-21T12:00", "bought"),
            order("2026-11-21T12:30", "bought", "1", 100),
            order("2026-11-21T12:00", "again", "2", 100),
            cart("2026-11-21T12:30", "again"),
            cart("2026-11-22T08:00", "today"),
        ]);
        let suggestion = home(house).suggestions.remove(0);
        assert_eq!((suggestion.id.as_str(), suggestion.people), ("carts-left", 2));
        assert!(suggestion.detail.ends_with("1 of them agreed to emails."));
    }

    fn orders_are_found_by_number_and_people_by_name(house) {
        append(house, small());
        let found = find(house, "#A3");
        let owner = &find(house, "arend")[0];
        assert_eq!((found.len(), found[0].kind, &found[0].id), (1, "order", &owner.id));
        assert_eq!(found[0].title, "anna Arend");
        assert_eq!(found[0].detail, "Order A3 · €60 · 20 November 2026");
        let guest = &find(house, "G1")[0];
        assert_eq!((guest.kind, guest.title.as_str()), ("order", "Order G1"));
        assert!(guest.id.starts_with("ord_"));
        assert_eq!((owner.kind, owner.title.as_str()), ("customer", "anna Arend"));
        assert_eq!(owner.detail, "anna@example.com");
        assert_eq!(find(house, "ben@example.com")[0].title, "ben@example.com");
        assert_eq!(find(house, "csv")[0].id, "/data");
        for nothing in ["", " ", "#", "-- !", "A", "a3 a3", "' OR 1=1"] {
            let orders = find(house, nothing).into_iter().filter(|hit| hit.kind == "order");
            assert_eq!(orders.count(), 0, "{nothing}");
        }
        assert!(find(house, "%$").is_empty());
    }
}

/// Sixty customers: one before September, the others first in September, and October as asked.
fn large() -> Vec<Activity> {
    let mut all = vec![order("2026-08-20T10:00", "n0", "first", 1_000)];
    all.push(order("2026-09-20T10:00", "n0", "second", 20_000));
    for n in 1..=60 {
        let name = format!("n{n}");
        all.push(order("2026-09-10T10:00", &name, &format!("s{n}"), 1_000));
        if n <= 30 {
            all.push(order("2026-10-12T10:00", &name, &format!("o{n}"), 2_000));
        }
    }
    for n in 61..=80 {
        all.push(order("2026-10-20T10:00", &format!("n{n}"), &format!("f{n}"), 2_000));
    }
    all
}

testkit::on_both! {
    fn the_opening_sentence_compares_whole_months(house) {
        append(house, large());
        append(house, vec![order("2026-11-20T10:00", "n0", "last", 100)]);
        let home = home(house);
        // October: 600 EUR of 1,000; September: 200 EUR of 800.
        assert_eq!(
            home.sentence,
            "Repeat customers brought 60\u{a0}% of October’s revenue, 35 points more than in \
             September."
        );
        assert_eq!(
            home.revenue_by_week.finding,
            "Returning customers brought 60\u{a0}% of the revenue of the last 8 weeks."
        );
        assert_eq!(
            home.cohorts.finding,
            "51\u{a0}% of those who first ordered from August to September came back the next \
             month."
        );
    }

    fn a_month_without_orders_is_said_to_be_one(house) {
        let mut all = large();
        all.retain(|activity| activity.at < at("2026-10-01T00:00"));
        all.push(order("2026-11-20T10:00", "n0", "last", 100));
        append(house, all);
        assert_eq!(
            home(house).sentence,
            "61 customers have ordered since 20 August 2026, none of them in October."
        );
    }

    fn weeks_are_compared_when_there_are_enough(house) {
        let first = |n| order("2026-07-06T10:00", &format!("n{n}"), &format!("f{n}"), 100);
        let mut all: Vec<_> = (0..50).map(first).collect();
        // The eight weeks from 21 September on, and the eight before from 27 July on.
        all.push(order("2026-07-28T10:00", "n1", "a", 2_000));
        all.push(order("2026-07-29T10:00", "m1", "b", 2_000));
        all.push(order("2026-09-22T10:00", "n2", "c", 3_000));
        all.push(order("2026-11-15T22:30", "m2", "d", 2_000));
        all.push(order("2026-11-21T10:00", "n3", "e", 9_000));
        append(house, all);
        assert_eq!(
            home(house).revenue_by_week.finding,
            "Returning customers brought 60\u{a0}% of the revenue of the last 8 weeks, 10 points \
             more than in the 8 weeks before."
        );
    }

    fn suggestions_count_whom_their_sentence_finds(house) {
        append(house, large());
        append(house, vec![order("2026-11-20T10:00", "x", "x1", 700)]);
        append(house, vec![order("2026-09-12T10:00", "n1", "third", 9_000)]);
        let found: Vec<_> = home(house)
            .suggestions
            .into_iter()
            .map(|one| (one.id, one.people, one.segment_text))
            .collect();
        let expected = [
            (
                "best-gone-quiet",
                1,
                "spent >= 30 EUR and days_since_order between 60 and 365",
            ),
            ("first-buyers", 1, "orders = 1 and orders(last 7 days) = 1"),
        ]
        .map(|(id, people, text)| (id.to_owned(), people, text.to_owned()));
        assert_eq!(found, expected);
    }
}

#[test]
fn every_sentence_of_the_figures_is_one_of_the_language() {
    let house = House::sqlite();
    append(&house, large());
    append(&house, vec![cart("2026-11-21T12:00", "n1"), order("2026-11-20T10:00", "x", "x1", 700)]);
    let home = home(&house);
    let figures = home.figures.iter().filter_map(|figure| figure.segment_text.as_deref());
    let suggestions = home.suggestions.iter().map(|one| one.segment_text.as_str());
    for text in figures.chain(suggestions) {
        let parsed = insights::language::parse(text).unwrap();
        let terms =
            insights::engine::Terms::new(at("2026-11-22T09:00"), shop().zone, Currency::EUR);
        let columns = insights::engine::Columns::empty();
        assert!(columns.plan(&parsed.tree, &terms).is_ok(), "{text}");
    }
}

#[test]
fn figures_have_names_and_words_of_their_own() {
    let mut keys: Vec<_> = metrics::ALL.iter().map(|metric| metric.key()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), metrics::ALL.len());
    assert!(metrics::ALL.iter().all(|metric| !metric.label().is_empty()));
}

/// The page over HTTP, with a key that may read.
async fn get(router: &axum::Router, path: &str, key: Option<&str>) -> (u16, Value) {
    use tower::ServiceExt;
    let mut request = axum::http::Request::get(format!("/api/v1{path}"));
    if let Some(key) = key {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    let request = request.body(axum::body::Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap())
}

testkit::on_both! {
    fn the_page_is_served_to_those_who_may_and_kept_until_something_happens(kit) {
        append(kit, small());
        let draft = access::KeyDraft::Api { name: "report".into(), scope: access::KeyScope::Read };
        let key = kit.store.write_blocking(&kit.scope, |tx| access::create_key(tx, draft));
        let (_, key) = key.unwrap();
        let house = web::House::new(kit.store.clone(), "http://localhost:8080");
        let (router, _) = web::assemble(&house, [metrics::routes(house.clone(), insights(kit))]);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(house.store.put_shop(&kit.scope, shop())).unwrap();
        let look = |path: &str| runtime.block_on(get(&router, path, Some(&key)));
        assert_eq!(runtime.block_on(get(&router, "/home", None)).0, 401);
        let (status, page) = look("/home");
        assert_eq!((status, &page["figures"][0]["value"]), (200, &json!(16_500.0)));
        assert_eq!(page["as_of"], "2026-11-22T09:00:00Z");
        kit.clock.advance(Duration::from_secs(20));
        assert_eq!(look("/home").1["as_of"], "2026-11-22T09:00:00Z");
        kit.clock.advance(Duration::from_secs(20));
        assert_eq!(look("/home").1["as_of"], "2026-11-22T09:00:40Z");
        append(kit, vec![order("2026-11-22T09:00", "ben", "B9", 500)]);
        assert_eq!(look("/home").1["figures"][0]["value"], json!(17_000.0));
        let (status, found) = look("/search?q=anna");
        assert_eq!((status, &found["items"][0]["kind"]), (200, &json!("customer")));
        assert_eq!(look("/search").0, 400);
        assert_eq!(look("/search?q=").1["items"], json!([]));
    }
}
