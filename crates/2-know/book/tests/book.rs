//! The book's promises, on both engines.
#![expect(clippy::unwrap_used, reason = "a test stops loudly")]

use base::{
    Activity, Body, Channel, ConsentFact, ConsentState, CustomerFacts, CustomerId, EmailAddress,
    Identifiers, ImportId, Instant, Link, Namespace, OrderFacts, OrderLine, OrderStatus, Personal,
    Phone, RefundFact, SourceName, Space,
};
use book::{Book, CustomerRow, Error, Listing, Sort, Standing, Undoing};
use ledger::Ledger;
use proptest::prelude::*;
use std::sync::Arc;
use testkit::House;

#[path = "book/edits.rs"]
mod edits;

fn ledger() -> Ledger {
    Ledger::new(vec![Arc::new(Book)])
}

fn at(minute: i64) -> Instant {
    Instant::from_micros(1_790_000_000_000_000 + minute * 60_000_000)
}

/// `i7 ea p1 vx`: id 7, email a@example.com, phone 1, visitor x.
fn who(text: &str) -> Identifiers {
    let mut who = Identifiers::default();
    for word in text.split_whitespace() {
        let (kind, rest) = word.split_at(1);
        match kind {
            "i" => who.ids.push((Namespace::shop(), rest.into())),
            "e" => who.emails.push(EmailAddress::parse(&format!("{rest}@example.com")).unwrap()),
            "p" => who.phones.push(Phone::parse(&format!("+4930901820{rest}"), None).unwrap()),
            _ => who.anonymous = Some((Namespace::shop(), rest.into())),
        }
    }
    who
}

fn activity(minute: i64, of: &str, body: Body) -> Activity {
    Activity {
        source: SourceName::parse("web").unwrap(),
        namespace: Namespace::shop(),
        key: format!("{minute} {of} {}", body.kind()),
        at: at(minute),
        who: who(of),
        body,
        import: None,
    }
}

fn named(minute: i64, of: &str, name: &str) -> Activity {
    let facts = CustomerFacts { first_name: Personal::known(name), ..Default::default() };
    activity(minute, of, Body::Customer(facts))
}

fn seen(minute: i64, of: &str) -> Activity {
    let name = "product_viewed".to_owned();
    activity(minute, of, Body::Custom { name, properties: serde_json::Map::new() })
}

fn ordered(minute: i64, of: &str, number: &str, total_minor: i64) -> Activity {
    let facts = OrderFacts {
        order: number.into(),
        placed_at: Some(at(minute)),
        total_minor: Some(total_minor),
        lines: Some(vec![OrderLine {
            quantity: 1.0,
            unit_minor: total_minor,
            ..Default::default()
        }]),
        ..Default::default()
    };
    activity(minute, of, Body::Order(facts))
}

/// What a source says of the refunds of an order, in four ways.
fn refunded(minute: i64, of: &str, number: &str, how: usize) -> Activity {
    let mut facts = OrderFacts { order: number.into(), ..Default::default() };
    let refund = RefundFact { at: at(minute), amount_minor: minute };
    match how {
        0 => facts.refunds = vec![refund],
        1 => (facts.refunds, facts.refund_id) = (vec![refund], Some("r".into())),
        2 => facts.refunded_minor = Some(minute),
        _ => facts.status = Some(OrderStatus::Refunded),
    }
    activity(minute, of, Body::Order(facts))
}

fn link(minute: i64, of: &str, other: (&Space, &str), together: bool) -> Activity {
    let link =
        Link { space: other.0.to_text(), value: Personal::new(other.1), reason: "by hand".into() };
    activity(minute, of, if together { Body::Linked(link) } else { Body::Unlinked(link) })
}

fn append(house: &House, activities: Vec<Activity>) {
    house.store.write_blocking(&house.scope, move |tx| ledger().append(tx, &activities)).unwrap();
}

fn brought(import: ImportId, activities: Vec<Activity>) -> Vec<Activity> {
    activities.into_iter().map(|a| Activity { import: Some(import), ..a }).collect()
}

fn undoing(import: ImportId, weight: i64) -> Undoing {
    Undoing::new(import, (1, 1_000), weight)
}

/// One step of an undo, in a transaction of its own; says whether there is more.
fn step(house: &House, mut undoing: Undoing) -> (Undoing, bool) {
    let step = move |tx: &mut store::Tx<'_>| {
        let more = undoing.step(tx, &ledger())?;
        Ok::<_, Error>((undoing, more))
    };
    house.store.write_blocking(&house.scope, step).unwrap()
}

fn undo(house: &House, minute: i64, import: ImportId) {
    let (mut undoing, mut more) = (undoing(import, book::UNDO_WEIGHT), true);
    while more {
        (undoing, more) = step(house, undoing);
    }
    append(house, vec![activity(minute, "", Body::ImportUndone(import))]);
}

fn differing(house: &House) -> Vec<&'static str> {
    book::rebuild_check(&house.store, &house.scope).unwrap()
}

fn customer_of(house: &House, space: Space, value: &str) -> Option<CustomerId> {
    let value = Personal::new(value);
    house
        .store
        .read_blocking(&house.scope, move |tx| {
            let Some(subject) = ledger::subjects_of_token(tx, &space, &value)? else {
                return Ok(None);
            };
            book::customer_of(tx, subject.id)
        })
        .unwrap()
}

fn of_id(house: &House, id: &str) -> Option<CustomerId> {
    customer_of(house, Space::Id(Namespace::shop()), id)
}

fn of_email(house: &House, name: &str) -> Option<CustomerId> {
    customer_of(house, Space::Email, &format!("{name}@example.com"))
}

fn row(house: &House, id: CustomerId) -> CustomerRow {
    house.store.read_blocking(&house.scope, move |tx| book::get(tx, id)).unwrap()
}

fn list(house: &House, typed: Option<&str>, sort: Sort) -> Vec<CustomerRow> {
    let mut listing = Listing {
        typed: typed.map(str::to_owned),
        segment: None,
        sort,
        descending: true,
        after: None,
        limit: 2,
        country: Some("DE".into()),
    };
    house
        .store
        .read_blocking(&house.scope, move |tx| {
            let mut found = Vec::new();
            loop {
                let page = book::list(tx, &listing)?;
                let Some((last, key)) = page.last() else { return Ok::<_, Error>(found) };
                listing.after = Some((key.clone(), last.id));
                found.extend(page.into_iter().map(|(row, _)| row));
            }
        })
        .unwrap()
}

fn checksum(house: &House) -> Vec<(&'static str, String)> {
    house.store.read_blocking(&house.scope, book::checksum).unwrap()
}

testkit::on_both! {
    fn two_sources_end_in_one_profile_that_lists_both(house) {
        let mut shop = named(1, "i1 eanna", "Anna");
        shop.source = SourceName::parse("shopify").unwrap();
        append(house, vec![shop, named(2, "eanna", "Anne")]);
        let id = of_email(house, "anna").unwrap();
        assert_eq!(of_id(house, "1"), Some(id));
        assert_eq!(row(house, id).name().reveal(), "Anne");
        let sheet = house.store.read_blocking(&house.scope, move |tx| book::sheet(tx, id)).unwrap();
        let (_, words) = sheet.fields().find(|(field, _)| *field == "first_name").unwrap();
        let sources: Vec<_> = words.iter().map(|word| (word.source.as_str(), word.at)).collect();
        assert_eq!(sources, [("web", at(2).as_micros()), ("shopify", at(1).as_micros())]);
    }

    fn anonymous_history_joins_on_identification(house) {
        append(house, vec![seen(1, "vx"), seen(2, "vx")]);
        assert_eq!(list(house, None, Sort::Since).len(), 0);
        append(house, vec![named(3, "i1 vx", "Anna")]);
        let id = of_id(house, "1").unwrap();
        assert_eq!(customer_of(house, Space::Anonymous(Namespace::shop()), "x"), Some(id));
        let subjects = house.store
            .read_blocking(&house.scope, move |tx| book::subjects(tx, id)).unwrap();
        assert_eq!(subjects.len(), 2);
    }

    fn an_identifier_named_twice_counts_once(house) {
        append(house, vec![named(1, "i1 eanna eanna p1 p1", "Anna")]);
        let id = of_email(house, "anna").unwrap();
        let subjects = house.store
            .read_blocking(&house.scope, move |tx| book::subjects(tx, id)).unwrap();
        assert_eq!(subjects.len(), 3);
    }

    fn two_known_people_are_suspected_and_not_fused(house) {
        append(house, vec![named(1, "i1 eanna", "Anna"), named(2, "i2 ebert", "Bert")]);
        append(house, vec![seen(3, "i1 ebert")]);
        let (anna, bert) = (of_id(house, "1").unwrap(), of_id(house, "2").unwrap());
        assert_ne!(anna, bert);
        let suspects = house.store
            .read_blocking(&house.scope, move |tx| book::suspects(tx, anna)).unwrap();
        assert_eq!(suspects, [book::Suspect { customer: bert, reason: "same email".into() }]);
    }

    fn taking_a_merge_back_restores_exactly(house) {
        append(house, vec![
            named(1, "i1 eanna", "Anna"), ordered(2, "i1", "A", 1_000),
            named(3, "i2 ebert", "Bert"), ordered(4, "i2", "B", 500),
        ]);
        let before = checksum(house);
        let (anna, bert) = (of_id(house, "1").unwrap(), of_id(house, "2").unwrap());
        let space = Space::Id(Namespace::shop());
        append(house, vec![link(5, "i1", (&space, "2"), true)]);
        assert_eq!(of_id(house, "2"), Some(anna));
        assert_eq!((row(house, bert).id, row(house, anna).n_orders), (anna, 2));
        append(house, vec![link(6, "i1", (&space, "2"), false)]);
        assert_eq!((of_id(house, "1"), of_id(house, "2")), (Some(anna), Some(bert)));
        let after = checksum(house);
        let differing: Vec<_> = before.iter().zip(&after).filter(|(a, b)| a != b).collect();
        // The link itself stays, as taken back, so that it is not made again by itself.
        assert!(differing.iter().all(|(table, _)| table.0 == "links"), "{differing:?}");
    }

    fn a_link_taken_back_is_not_made_again_by_itself(house) {
        append(house, vec![named(1, "i1 eanna", "Anna")]);
        append(house, vec![link(2, "i1", (&Space::Email, "anna@example.com"), false)]);
        let parted = of_email(house, "anna").unwrap();
        assert_ne!(of_id(house, "1"), Some(parted));
        append(house, vec![seen(3, "i1 eanna")]);
        assert_eq!(of_email(house, "anna"), Some(parted));
    }

    fn totals_follow_statuses_and_refunds(house) {
        append(house, vec![
            ordered(1, "i1", "A", 1_000), ordered(2, "i1", "B", 2_000), ordered(3, "i1", "C", 4_000),
        ]);
        let cancelled = OrderFacts {
            order: "B".into(), status: Some(OrderStatus::Cancelled), ..Default::default()
        };
        let refunded = OrderFacts {
            order: "C".into(),
            status: Some(OrderStatus::PartiallyRefunded),
            refunds: vec![RefundFact { at: at(9), amount_minor: 1_500 }],
            ..Default::default()
        };
        append(house, vec![
            activity(8, "i1", Body::Order(cancelled)), activity(9, "i1", Body::Order(refunded)),
        ]);
        let anna = row(house, of_id(house, "1").unwrap());
        assert_eq!((anna.n_orders, anna.spent_minor), (2, 3_500));
        let subjects = anna.id;
        let orders = house.store.read_blocking(&house.scope, move |tx| {
            let subjects = book::subjects(tx, subjects)?;
            book::orders_of(tx, &subjects, None, 10)
        }).unwrap();
        let shown: Vec<_> = orders.iter().map(|o| (o.number.as_str(), o.refunded.minor)).collect();
        assert_eq!(shown, [("C", 1_500), ("B", 0), ("A", 0)]);
        assert_eq!(orders[0].lines.len(), 1);
    }

    fn an_order_without_a_customer_is_kept(house) {
        append(house, vec![ordered(1, "", "A", 1_000)]);
        let id = ledger::order_id(&Namespace::shop(), "A");
        let order = house.store.read_blocking(&house.scope, move |tx| book::find_order(tx, id));
        assert_eq!(order.unwrap().unwrap().subject, None);
    }

    fn an_import_never_raises_consent(house) {
        let say = |minute, state, firsthand| activity(minute, "i1 eanna", Body::Consent(ConsentFact {
            channel: Channel::Email, topic: "marketing".into(), state, firsthand,
            evidence: "test".into(),
        }));
        append(house, vec![say(1, ConsentState::Granted, true)]);
        append(house, vec![say(2, ConsentState::Withdrawn, true)]);
        append(house, vec![say(3, ConsentState::Granted, false)]);
        let id = of_email(house, "anna").unwrap();
        assert_eq!(row(house, id).email_consent, ConsentState::Withdrawn);
        append(house, vec![say(4, ConsentState::Granted, true)]);
        assert_eq!(row(house, id).email_consent, ConsentState::Granted);
        let shown = house.store
            .read_blocking(&house.scope, move |tx| book::consents(tx, id)).unwrap();
        assert_eq!((shown.len(), shown[0].at), (1, at(4)));
    }

    fn people_are_found_by_beginnings_of_names_by_email_and_by_phone(house) {
        let full = |minute, of: &str, first: &str, last: &str| activity(minute, of, Body::Customer(
            CustomerFacts {
                first_name: Personal::known(first),
                last_name: Personal::known(last),
                ..Default::default()
            },
        ));
        append(house, vec![
            full(1, "i1 ekatha p1", "Käthe", "Müller-Lüdenscheidt"),
            full(2, "i2 ezoe p2", "Zoé", "Lefèvre"),
        ]);
        let found = |typed: &str| {
            let rows = list(house, Some(typed), Sort::Name);
            let names = rows.iter().filter_map(|row| row.first_name.as_ref());
            names.map(|name| name.reveal().to_owned()).collect::<Vec<_>>()
        };
        for typed in ["kat", "KÄTHE", "müll", "ludensch", "kathe m", "katha@example.com",
            "030 9018201", "+49 30 901820 1"] {
            assert_eq!(found(typed), ["Käthe"], "{typed}");
        }
        assert_eq!(found("lefev"), ["Zoé"]);
        assert!(found("nobody").is_empty() && found("kathe lefev").is_empty());
    }

    fn search_tokens_of_another_form_are_written_anew(house) {
        append(house, vec![named(1, "i1 ekathe", "Käthe"), named(2, "i2 eann", "Ann Annika")]);
        append(house, vec![named(3, "i3", "Gone"), activity(4, "i3", Body::CustomerDeleted)]);
        let found = |typed| list(house, Some(typed), Sort::Since).len();
        assert_eq!([found("k"), found("an"), found("annik"), found("ann annika")], [1, 1, 1, 1]);
        let before = checksum(house);
        house.store.write_blocking(&house.scope, |tx| {
            tx.exec("DELETE FROM search_tokens", &[])?;
            tx.put_setting("book.search", &1)
        }).unwrap();
        assert_eq!(found("k"), 0);
        book::refresh_search(&house.store).unwrap();
        assert_eq!(checksum(house), before);
        book::refresh_search(&house.store).unwrap();
        assert_eq!([found("k"), found("an"), found("gone")], [1, 1, 0]);
    }

    fn lists_page_by_every_order_and_lose_nobody(house) {
        let people = (0..7).flat_map(|n| [
            named(n, &format!("i{n}"), ["Anna", "Bert", "Cem"][n as usize % 3]),
            ordered(100 + n, &format!("i{n}"), &n.to_string(), 100 * (n % 3)),
        ]);
        append(house, people.collect());
        for sort in [Sort::Since, Sort::LastOrder, Sort::Spent, Sort::Orders, Sort::Name] {
            let rows = list(house, None, sort);
            let mut ids: Vec<_> = rows.iter().map(|row| row.id).collect();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), 7, "{sort:?}");
        }
        let spent: Vec<_> = list(house, None, Sort::Spent).iter().map(|r| r.spent_minor).collect();
        assert!(spent.is_sorted_by(|a, b| a >= b));
    }

    fn a_deleted_customer_is_out_of_lists_and_search(house) {
        append(house, vec![named(1, "i1 eanna", "Anna")]);
        append(house, vec![activity(2, "i1", Body::CustomerDeleted)]);
        assert_eq!(list(house, None, Sort::Since).len(), 0);
        assert_eq!(list(house, Some("anna"), Sort::Since).len(), 0);
    }

    fn an_address_that_nobody_has_makes_no_customer(house) {
        let stop = |minute, of: &str| {
            let (name, properties) = ("email_suppressed".to_owned(), serde_json::Map::new());
            activity(minute, of, Body::Custom { name, properties })
        };
        append(house, vec![stop(1, "ea"), named(2, "i2 eb", "Bert"), stop(3, "eb")]);
        assert_eq!((of_email(house, "a"), list(house, None, Sort::Since).len()), (None, 1));
        append(house, vec![named(4, "i1 ea", "Anna")]);
        assert_eq!(of_email(house, "a"), of_id(house, "1"));
        assert_eq!(differing(house), [""; 0]);
    }

    fn undoing_an_import_gives_the_book_of_before(house) {
        append(house, vec![named(1, "i1 eanna", "Anna"), ordered(2, "i1", "A", 1_000)]);
        let before = checksum(house);
        let import = ImportId::derived(at(3), [3; 10]);
        let brought: Vec<Activity> = vec![
            named(5, "i1", "Anneliese"), named(6, "i9 ezoe", "Zoé"), ordered(7, "i9", "Z", 1),
            ordered(8, "i1", "A", 9_999), seen(9, "i1 vx"),
        ];
        let brought = brought.into_iter().map(|a| Activity { import: Some(import), ..a }).collect();
        append(house, brought);
        assert_ne!(checksum(house), before);
        undo(house, 10, import);
        let differing: Vec<_> = before.into_iter().zip(checksum(house))
            .filter(|(a, b)| a != b).collect();
        assert!(differing.is_empty(), "{differing:?}");
    }

    fn an_undone_import_keeps_nobody_apart_any_more(house) {
        let first = ImportId::derived(at(1), [1; 10]);
        append(house, brought(first, vec![named(1, "i1 ea p1", "Anna")]));
        let second = ImportId::derived(at(2), [2; 10]);
        append(house, brought(second, vec![named(2, "i2 eb p1", "Bert")]));
        assert_ne!(of_id(house, "2"), customer_of(house, Space::Phone, "+49309018201"));
        undo(house, 3, first);
        assert_eq!(differing(house), [""; 0]);
        assert_eq!(of_id(house, "1"), None);
        let bert = of_id(house, "2").unwrap();
        assert_eq!(customer_of(house, Space::Phone, "+49309018201"), Some(bert));
        let suspects = house.store
            .read_blocking(&house.scope, move |tx| book::suspects(tx, bert)).unwrap();
        assert_eq!(suspects, []);
    }

    fn a_visitor_whom_an_undone_import_claimed_goes_to_the_one_left(house) {
        let import = ImportId::derived(at(1), [1; 10]);
        append(house, brought(import, vec![named(1, "i1 vx", "Anna")]));
        append(house, vec![named(2, "i2 vx", "Bert")]);
        undo(house, 3, import);
        assert_eq!(differing(house), [""; 0]);
        let visitor = customer_of(house, Space::Anonymous(Namespace::shop()), "x");
        assert_eq!(visitor, of_id(house, "2"));
    }

    fn a_dry_run_tells_new_changed_same_and_conflicting(house) {
        append(house, vec![named(1, "i1 eanna", "Anna"), ordered(2, "i1", "A", 1_000),
            named(3, "i2 ebert", "Bert")]);
        let check = |activity: Activity, want: Standing| {
            let shown = format!("{activity:?}");
            let found = house.store
                .read_blocking(&house.scope, move |tx| book::standing(tx, &activity)).unwrap();
            assert_eq!(found, want, "{shown}");
        };
        check(named(9, "i1 eanna", "Anna"), Standing::Same);
        check(named(9, "i1 eanna", "Anne"), Standing::Changed);
        check(named(9, "i3 ecem", "Cem"), Standing::New);
        check(named(9, "i1 ebert", "Anna"), Standing::Conflicting);
        check(ordered(2, "i1", "A", 1_000), Standing::Same);
        check(ordered(2, "i1", "A", 1_001), Standing::Changed);
        check(ordered(2, "i1", "B", 1_000), Standing::New);
    }
}

/// Random histories: rebuilding gives the same book as living through it.
fn history() -> impl Strategy<Value = Vec<Activity>> {
    let names = [
        "i1", "i2", "i3 ea", "ea", "eb", "i1 eb", "i2 ea p1", "i3 eb p1", "p1 vx", "i1 vx", "vx",
        "vy",
    ];
    let one = (0..names.len(), 0..8_usize, 0..50_i64).prop_map(move |(who, what, minute)| {
        let of = names[who];
        match what {
            0 => named(minute, of, "Anna"),
            1 => named(minute, of, "Bert"),
            2 => seen(minute, of),
            3 => ordered(minute, of, ["A", "B", "C"][minute as usize % 3], minute * 10),
            4 => link(minute, of, (&Space::Email, "a@example.com"), true),
            5 => link(minute, of, (&Space::Email, "a@example.com"), false),
            6 => {
                let number = ["A", "B", "C"][minute as usize % 3];
                refunded(minute, of, number, minute as usize % 4)
            }
            _ => activity(
                minute,
                "ea",
                Body::Consent(ConsentFact {
                    channel: Channel::Email,
                    topic: "marketing".into(),
                    state: if minute % 2 == 0 {
                        ConsentState::Granted
                    } else {
                        ConsentState::Withdrawn
                    },
                    firsthand: minute % 3 == 0,
                    evidence: "test".into(),
                }),
            ),
        }
    });
    proptest::collection::vec(one, 1..25)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_rebuild_equals_the_life_it_rebuilds(history in history(), cut in 0..25_usize) {
        let house = House::sqlite();
        let cut = cut.min(history.len());
        append(&house, history[..cut].to_vec());
        append(&house, history[cut..].to_vec());
        let lived = checksum(&house);
        book::rebuild(&house.store, &house.scope).unwrap();
        prop_assert_eq!(lived, checksum(&house));
    }

    #[test]
    fn an_undone_import_leaves_the_book_that_a_rebuild_gives(
        history in history(), whose in proptest::collection::vec(0..3_u8, 25), cut in 0..25_usize,
    ) {
        let house = House::sqlite();
        let imports = [1, 2].map(|n| ImportId::derived(at(n), [n as u8; 10]));
        let of = |n: u8| imports.iter().copied().nth(usize::from(n));
        let activities: Vec<_> = history.into_iter().zip(whose)
            .map(|(activity, n)| Activity { import: of(n), ..activity }).collect();
        let cut = cut.min(activities.len());
        append(&house, activities[..cut].to_vec());
        undo(&house, 60, imports[0]);
        prop_assert_eq!(differing(&house), [""; 0]);
        append(&house, activities[cut..].to_vec());
        prop_assert_eq!(differing(&house), [""; 0]);
        undo(&house, 61, imports[1]);
        prop_assert_eq!(differing(&house), [""; 0]);
    }

    #[test]
    fn links_made_and_taken_back_leave_everybody_as_before(
        history in history(), pairs in proptest::collection::vec((1..4_u8, 1..4_u8), 1..6),
    ) {
        let house = House::sqlite();
        append(&house, history);
        let people = |house: &House| (1..4_u8)
            .map(|n| of_id(house, &n.to_string()))
            .chain([of_email(house, "a"), of_email(house, "b")])
            .collect::<Vec<_>>();
        let before = people(&house);
        let space = Space::Id(Namespace::shop());
        // Fresh identifiers link to known people and are taken back again, in another order.
        for (n, (a, _)) in pairs.iter().enumerate() {
            append(&house, vec![seen(100 + n as i64, &format!("i9{n}"))]);
            let to = format!("9{n}");
            append(&house, vec![link(200 + n as i64, &format!("i{a}"), (&space, &to), true)]);
        }
        for n in (0..pairs.len()).rev() {
            let (minute, to) = (300 + n as i64, format!("9{n}"));
            append(&house, vec![link(minute, &format!("i{}", pairs[n].0), (&space, &to), false)]);
        }
        // An id that never appeared was made by the link itself; it stays, alone.
        let after = people(&house);
        for (was, is) in before.iter().zip(&after) {
            prop_assert!(was.is_none() || was == is, "{:?} {:?}", before, after);
        }
    }
}

proptest! {
    // Each case checks the book after every step.
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]

    #[test]
    fn an_undo_in_steps_leaves_the_book_of_an_undo_at_once(
        history in history(), whose in proptest::collection::vec(0..2_u8, 25),
        between in history(), cut_off in 0..6_usize,
    ) {
        let (house, other) = (House::sqlite(), House::sqlite());
        let import = ImportId::derived(at(1), [1; 10]);
        let of = |n: u8| (n == 1).then_some(import);
        let activities: Vec<_> = history.into_iter().zip(whose)
            .map(|(activity, n)| Activity { import: of(n), ..activity }).collect();
        append(&house, activities.clone());
        append(&other, activities);
        // What comes in meanwhile may name anybody, also whom the import named.
        let mut between = between.into_iter().map(|mut activity| {
            activity.key.push_str(" later");
            activity
        });
        let (mut under_way, mut more) = (undoing(import, 1), true);
        let mut said = Vec::new();
        for n in 0.. {
            if !more {
                break;
            }
            (under_way, more) = step(&house, under_way);
            prop_assert_eq!(differing(&house), [""; 0], "after step {}", n);
            if let Some(activity) = between.next() {
                said.push(activity.clone());
                append(&house, vec![activity]);
                prop_assert_eq!(differing(&house), [""; 0], "after step {} and a call", n);
            }
            if n == cut_off {
                under_way = undoing(import, 1);
                more = true;
            }
        }
        append(&house, vec![activity(60, "", Body::ImportUndone(import))]);
        undo(&other, 60, import);
        append(&other, said);
        prop_assert_eq!(differing(&house), [""; 0]);
        prop_assert_eq!(differing(&other), [""; 0]);
        let held = |house: &House| {
            house.store.read_blocking(&house.scope, book::count).unwrap()
        };
        prop_assert_eq!(held(&house), held(&other));
    }
}
