//! Imports from draft to undone, on both engines.

use crate::http::{Server, ledger};
use base::{Namespace, SourceName};
use http::StatusCode;
use ingest::Error;
use ingest::import::{self, Beginning, Changes, Counts, Form, Go, Import, Kind, State};
use serde_json::json;
use std::fmt::Write as _;
use std::path::PathBuf;
use testkit::House;

pub(crate) fn file(house: &House, name: &str, content: &[u8]) -> PathBuf {
    let path = house.store.data().join(name);
    std::fs::write(&path, content).unwrap();
    path
}

pub(crate) fn begin(
    house: &House,
    kind: impl Into<Option<Kind>>,
    name: &str,
    content: impl AsRef<[u8]>,
) -> Import {
    let path = file(house, name, content.as_ref());
    let beginning = Beginning {
        kind: kind.into(),
        path,
        file_name: name.into(),
        uploaded: false,
        source: SourceName::parse("import").unwrap(),
        namespace: Namespace::shop(),
        by: "test".into(),
    };
    import::begin(&house.store, &house.scope, beginning).unwrap()
}

pub(crate) fn on(_: &import::Progress) -> Go {
    Go::On
}

pub(crate) fn run(house: &House, kind: Kind, name: &str, content: &str) -> Import {
    let id = begin(house, kind, name, content).id;
    import::run(&house.store, &ledger(), id, &mut on).unwrap()
}

/// Takes a file in by what its header says.
pub(crate) fn run_as_is(house: &House, name: &str, content: &str) -> Import {
    let id = begin(house, None, name, content).id;
    import::run(&house.store, &ledger(), id, &mut on).unwrap()
}

pub(crate) fn counts(import: &Import) -> (i64, i64, i64, i64) {
    let Counts { new, changed, same, skipped, .. } = import.counts;
    (new, changed, same, skipped)
}

fn customers(house: &House) -> i64 {
    house.store.read_blocking(&house.scope, book::count).unwrap()
}

fn last_seq(house: &House) -> i64 {
    house.store.read_blocking(&house.scope, ledger::last_seq).unwrap()
}

const CUSTOMERS: &str = "customer_id,email,first_name,email_consent,created_at\n\
    1,a@example.com,Anna,yes,2024-01-01\n2,b@example.com,Bob,no,2024-01-02\n\
    3,c@,Cleo,,2024-01-03\n,,,,\n,,Nobody,,\n";

/// Orders of one line each, but for one whose two rows lie far apart.
fn many_orders(n: usize) -> String {
    let mut text = String::from("order_id,customer_id,placed_at,product_id,quantity,unit_price\n");
    text.push_str("torn,1,2026-01-01,p1,1,10\n");
    for number in 0..n {
        writeln!(text, "o{number},{},2026-01-02,p2,2,5.00", number % 50).unwrap();
    }
    text.push_str("torn,1,2026-01-01,p3,1,7\n");
    text
}

fn torn(house: &House) -> (usize, i64) {
    let id = ledger::order_id(&Namespace::shop(), "torn");
    let order = house.store.read_blocking(&house.scope, move |tx| book::find_order(tx, id));
    let order = order.unwrap().unwrap();
    (order.lines.len(), order.total.minor)
}

/// What went back of order 1, as the book has it.
fn refunded(house: &House) -> i64 {
    let id = ledger::order_id(&Namespace::shop(), "1");
    let order = house.store.read_blocking(&house.scope, move |tx| book::find_order(tx, id));
    order.unwrap().unwrap().refunded.minor
}

testkit::on_both! {
    fn the_same_file_again_changes_nothing(house) {
        let first = run(house, Kind::Customers, "c.csv", CUSTOMERS);
        assert_eq!((first.state, counts(&first)), (State::Done, (3, 0, 0, 1)));
        let seq = last_seq(house);
        let again = run(house, Kind::Customers, "c2.csv", CUSTOMERS);
        assert_eq!(counts(&again), (0, 0, 3, 1));
        assert_eq!((last_seq(house), customers(house)), (seq, 3));
        let other = CUSTOMERS.replace("Anna", "Anne");
        assert_eq!(counts(&run(house, Kind::Customers, "c3.csv", &other)), (0, 1, 2, 1));
    }

    fn a_row_of_our_own_export_changes_nothing(house) {
        let file = "customer_id,email,first_name,created_at,email_consent,level,balance\n\
            1,a@example.com,Anna,2024-01-01,yes,5,-2\n,b@example.com,Bob,2024-01-02,,gold,\n";
        run(house, Kind::Customers, "c.csv", file);
        let id = |n: usize| house.store.read_blocking(&house.scope, move |tx| {
            let email = base::Personal::new(["a@example.com", "b@example.com"][n]);
            let subject = ledger::subjects_of_token(tx, &base::Space::Email, &email)?.unwrap();
            Ok::<_, book::Error>(book::customer_of(tx, subject.id)?.unwrap())
        }).unwrap();
        let export = format!(
            "regulars_id,customer_id,email,first_name,created_at,email_consent,sms_consent,orders,\
            attribute:balance,attribute:level\n\
            {},1,a@example.com,Anna,2024-01-01T00:00:00Z,granted,never,0,-2,5\n\
            {},,b@example.com,Bob,2024-01-02T00:00:00Z,never,never,0,,gold\n",
            id(0), id(1),
        );
        let seq = last_seq(house);
        let draft = begin(house, Kind::Customers, "e.csv", &export);
        let source = Some(SourceName::parse("other").unwrap());
        let changes = Changes { source, ..Changes::default() };
        import::edit(&house.store, &house.scope, draft.id, changes).unwrap();
        let checked = import::dry_run(&house.store, draft.id, &mut on).unwrap();
        assert_eq!(counts(&checked), (0, 0, 2, 0));
        let done = import::run(&house.store, &ledger(), draft.id, &mut on).unwrap();
        assert_eq!((counts(&done), last_seq(house), customers(house)), ((0, 0, 2, 0), seq, 2));
        let other = export.replace("gold", "silver");
        assert_eq!(counts(&run(house, Kind::Customers, "o.csv", &other)), (0, 1, 1, 0));
    }

    fn own_columns_of_german_numbers_are_numbers(house) {
        let file = "email;umsatz;mix\na@example.com;1.234,50;1,5\nb@example.com;1.500;Berlin\n";
        run(house, Kind::Customers, "g.csv", file);
        let own = house.store.read_blocking(&house.scope, |tx| {
            let email = base::Personal::new("a@example.com");
            let subject = ledger::subjects_of_token(tx, &base::Space::Email, &email)?.unwrap();
            let id = book::customer_of(tx, subject.id)?.unwrap();
            Ok::<_, book::Error>(book::get(tx, id)?.attributes)
        }).unwrap();
        assert_eq!(json!(own), json!({"umsatz": 1234.5, "mix": "1,5"}));
    }

    fn somebody_new_with_the_phone_of_another_counts_as_new(house) {
        let head = "customer_id,email,phone\n";
        let first = format!("{head}1,a@example.com,+4930901820\n");
        let second = format!("{head}2,b@example.com,+4930901820\n");
        run(house, Kind::Customers, "a.csv", &first);
        let draft = begin(house, Kind::Customers, "b.csv", &second);
        let checked = import::dry_run(&house.store, draft.id, &mut on).unwrap();
        assert_eq!((counts(&checked), checked.n_problems), ((1, 0, 0, 0), 1));
        let done = import::run(&house.store, &ledger(), draft.id, &mut on).unwrap();
        assert_eq!((counts(&done), customers(house)), ((1, 0, 0, 0), 2));
        let mut report = Vec::new();
        import::write_report(&house.store, done.id, Form::Csv, &mut report).unwrap();
        assert!(String::from_utf8(report).unwrap().contains("2,yes,perhaps-known"));
    }

    fn a_dry_run_counts_and_writes_nothing(house) {
        let draft = begin(house, Kind::Customers, "c.csv", CUSTOMERS);
        let checked = import::dry_run(&house.store, draft.id, &mut on).unwrap();
        assert_eq!((checked.state, counts(&checked)), (State::Checked, (3, 0, 0, 1)));
        assert_eq!((last_seq(house), customers(house)), (0, 0));
        let done = import::run(&house.store, &ledger(), draft.id, &mut on).unwrap();
        assert_eq!(done.counts, checked.counts);
        let activities = "activity_id,customer_id,name,at\na1,1,x,2026-01-01\na1,1,x,2026-01-01\n\
            a2,9,Product Viewed,2026-01-01\n";
        let seq = last_seq(house);
        let draft = begin(house, Kind::Activities, "a.csv", activities);
        let checked = import::dry_run(&house.store, draft.id, &mut on).unwrap();
        assert_eq!((counts(&checked), last_seq(house)), ((2, 0, 1, 0), seq));
        let done = import::run(&house.store, &ledger(), draft.id, &mut on).unwrap();
        assert_eq!((counts(&done), last_seq(house)), ((2, 0, 1, 0), seq + 2));
    }

    fn an_undone_import_is_as_if_it_never_was(house) {
        let first = run(house, Kind::Customers, "c.csv", CUSTOMERS);
        let undone = import::undo(&house.store, &ledger(), first.id, &mut on).unwrap();
        assert_eq!((undone.state, customers(house)), (State::Undone, 0));
        let twice = import::undo(&house.store, &ledger(), first.id, &mut on).unwrap_err();
        assert!(matches!(twice, Error::WrongState { .. }));
        let again = run(house, Kind::Customers, "c.csv", CUSTOMERS);
        assert_eq!((counts(&again), customers(house)), ((3, 0, 0, 1), 3));
    }

    fn rows_of_an_order_far_apart_are_one_order(house) {
        let done = run(house, Kind::Orders, "o.csv", &many_orders(2_500));
        assert_eq!(counts(&done), (2_501, 0, 0, 0));
        assert_eq!(torn(house), (2, 1_700));
    }

    fn cancelled_orders_and_suppressions_again_change_nothing(house) {
        let orders = "order_id,customer_id,placed_at,total,status,cancelled_at,refunded\n\
            1,7,2026-01-01,10,paid,2026-01-03,10\n2,7,2026-01-02,5,refunded,,\n";
        let suppressed = "email,reason\na@example.com,HARD_BOUNCE\n";
        for (kind, name, content, n_new) in [
            (Kind::Orders, "o.csv", orders, 2),
            (Kind::Suppressions, "s.csv", suppressed, 1),
        ] {
            assert_eq!(counts(&run(house, kind, name, content)), (n_new, 0, 0, 0));
            let seq = last_seq(house);
            assert_eq!(counts(&run(house, kind, name, content)), (0, 0, n_new, 0));
            assert_eq!(last_seq(house), seq);
        }
        let id = ledger::order_id(&Namespace::shop(), "1");
        let order = house.store.read_blocking(&house.scope, move |tx| book::find_order(tx, id));
        let order = order.unwrap().unwrap();
        assert_eq!(order.status, base::OrderStatus::Cancelled);
        assert_eq!((order.total.minor, order.refunded.minor), (1_000, 1_000));
    }

    fn an_order_imported_again_has_the_refund_of_its_last_file(house) {
        let file = |refunded: &str| format!(
            "order_id,customer_id,placed_at,total,refunded\n1,7,2026-01-01,30,{refunded}\n"
        );
        let mut last = None;
        for (said, minor) in [("10", 1_000), ("15", 1_500), ("", 1_500), ("4.5", 450), ("0", 0)] {
            last = Some(run(house, Kind::Orders, "o.csv", &file(said)));
            assert_eq!(refunded(house), minor, "{said:?}");
        }
        import::undo(&house.store, &ledger(), last.unwrap().id, &mut on).unwrap();
        assert_eq!(refunded(house), 450);
        assert_eq!(book::rebuild_check(&house.store, &house.scope).unwrap(), [""; 0]);
    }

    fn a_status_of_refunded_is_all_of_the_order_until_it_changes(house) {
        let file = |status: &str| format!(
            "order_id,customer_id,placed_at,product_id,unit_price,status\n\
            1,7,2026-01-01,p1,20,{status}\n1,7,2026-01-01,p2,10,{status}\n"
        );
        for (status, minor) in [("refunded", 3_000), ("refunded", 3_000), ("paid", 0)] {
            run(house, Kind::Orders, "o.csv", &file(status));
            assert_eq!(refunded(house), minor, "{status}");
        }
    }

    fn a_refund_that_a_file_and_the_shop_tell_of_is_counted_once(house) {
        let file = |refunded: &str| format!(
            "order_id,customer_id,placed_at,total,refunded\n1,7,2026-01-01,30,{refunded}\n"
        );
        run(house, Kind::Orders, "o.csv", &file("0"));
        let server = Server::over(house);
        let tell = |message: &str, refund: &str, total: f64, at: &str| {
            let properties = json!({"order_id": "1", "refund_id": refund, "total": total});
            let call = json!({"userId": "7", "event": "Order Refunded", "messageId": message,
                "timestamp": at, "properties": properties});
            assert_eq!(server.call("/v1/track", call.to_string()).status, StatusCode::OK);
        };
        tell("m1", "r1", 10.0, "2026-01-05T00:00:00Z");
        assert_eq!(refunded(house), 1_000);
        tell("m2", "r1", 12.0, "2026-01-06T00:00:00Z");
        assert_eq!(refunded(house), 1_200, "the same refund again, with another amount");
        tell("m3", "r2", 3.0, "2026-01-07T00:00:00Z");
        assert_eq!(refunded(house), 1_500);
        run(house, Kind::Orders, "o.csv", &file("15"));
        assert_eq!(refunded(house), 1_500, "the file covers both");
        run(house, Kind::Orders, "o.csv", &file("18"));
        assert_eq!(refunded(house), 1_800);
        assert_eq!(book::rebuild_check(&house.store, &house.scope).unwrap(), [""; 0]);
    }

    fn lines_of_nothing_and_products_that_nobody_knows_are_named_and_kept(house) {
        let orders = "order_id,customer_id,placed_at,product_id,quantity,unit_price,total\n\
            1,7,2026-01-01,p1,1,10,10\n1,7,2026-01-01,p8,0,0,10\n2,7,2026-01-02,p8,1,5,5\n\
            3,7,2026-01-02,p9,1,5,5\n";
        let said = |import: &Import| {
            let reasons = import.reasons.iter();
            reasons.map(|(reason, n)| (reason.code(), *n)).collect::<Vec<_>>()
        };
        let without = run(house, Kind::Orders, "o.csv", orders);
        assert_eq!(said(&without), [("zero-quantity", 1)], "nothing can be missing without it");
        import::undo(&house.store, &ledger(), without.id, &mut on).unwrap();
        run(house, Kind::Products, "p.csv", "product_id,name\np1,Cup\n");
        let draft = begin(house, Kind::Orders, "o.csv", orders);
        let checked = import::dry_run(&house.store, draft.id, &mut on).unwrap();
        let want = [("zero-quantity", 1), ("unknown-product", 2)];
        assert_eq!(said(&checked), want);
        let done = import::run(&house.store, &ledger(), draft.id, &mut on).unwrap();
        assert_eq!((counts(&done), said(&done)), ((3, 0, 0, 0), want.to_vec()));
        let id = ledger::order_id(&Namespace::shop(), "1");
        let order = house.store.read_blocking(&house.scope, move |tx| book::find_order(tx, id));
        assert_eq!(order.unwrap().unwrap().lines.len(), 2);
    }

    fn a_missing_product_is_named_once_however_often_it_stops(house) {
        run(house, Kind::Products, "p.csv", "product_id,name\np1,Cup\n");
        let id = begin(house, Kind::Orders, "o.csv", many_orders(2_500)).id;
        let mut watch = |_: &import::Progress| Go::Stop;
        while let Err(error) = import::run(&house.store, &ledger(), id, &mut watch) {
            assert!(matches!(error, Error::Interrupted), "{error}");
        }
        let done = house.store.read_blocking(&house.scope, move |tx| import::get(tx, id)).unwrap();
        assert_eq!(done.reasons[&ingest::Reason::UnknownProduct], 2, "p2 and p3");
    }

    fn an_interrupted_import_goes_on_where_it_stopped(house) {
        let id = begin(house, Kind::Orders, "o.csv", many_orders(2_500)).id;
        let mut n_chunks = 0;
        loop {
            let mut watch = |_: &import::Progress| Go::Stop;
            match import::run(&house.store, &ledger(), id, &mut watch) {
                Err(Error::Interrupted) => n_chunks += 1,
                other => break assert!(other.is_ok(), "{other:?}"),
            }
        }
        assert!(n_chunks >= 2);
        let done = house.store.read_blocking(&house.scope, move |tx| import::get(tx, id)).unwrap();
        assert_eq!((done.state, counts(&done)), (State::Done, (2_501, 0, 0, 0)));
        assert_eq!(torn(house), (2, 1_700));
        let seq = last_seq(house);
        let again = run(house, Kind::Orders, "o2.csv", &many_orders(2_500));
        assert_eq!(again.counts.new, 0);
        assert!(last_seq(house) - seq <= 2, "only the torn order is said anew");
    }

    fn an_import_never_lifts_a_withdrawal(house) {
        let rows = |word: &str| format!("email,email_consent\na@example.com,{word}\n");
        for word in ["yes", "unsubscribed", "yes"] {
            run(house, Kind::Customers, "c.csv", &rows(word));
        }
        let listing = book::Listing {
            typed: None,
            segment: None,
            sort: book::Sort::Since,
            descending: false,
            after: None,
            limit: 10,
            country: None,
        };
        let found = house.store.read_blocking(&house.scope, move |tx| book::list(tx, &listing));
        assert_eq!(found.unwrap()[0].0.email_consent, base::ConsentState::Withdrawn);
    }
}

#[test]
fn questions_are_asked_before_anything_comes_in() {
    let house = House::sqlite();
    let open = "order_id,customer_id,placed_at,total\n1,1,03/04/2026,5\n";
    let draft = begin(&house, Kind::Orders, "o.csv", open);
    let told = import::run(&house.store, &ledger(), draft.id, &mut on).unwrap_err();
    assert!(matches!(told, Error::DateOrder { .. }), "{told}");
    let changes = Changes {
        date_order: Some(import::DateOrder::DayFirst),
        mapping: vec![("total".into(), String::new())],
        ..Changes::default()
    };
    import::edit(&house.store, &house.scope, draft.id, changes).unwrap();
    let done = import::run(&house.store, &ledger(), draft.id, &mut on).unwrap();
    assert_eq!(done.counts.new, 1);
    let draft = begin(&house, Kind::Orders, "x.csv", "a,b\n1,2\n");
    let told = import::run(&house.store, &ledger(), draft.id, &mut on).unwrap_err();
    assert!(told.to_string().contains("the order id"), "{told}");
}

#[test]
fn a_file_that_breaks_in_the_middle_can_be_taken_back() {
    let house = House::sqlite();
    let id = begin(&house, Kind::Orders, "o.csv", many_orders(2_500)).id;
    let path = house.store.data().join("o.csv");
    let mut watch = |_: &import::Progress| Go::Stop;
    import::run(&house.store, &ledger(), id, &mut watch).unwrap_err();
    std::fs::remove_file(path).unwrap();
    let told = import::run(&house.store, &ledger(), id, &mut on).unwrap_err();
    assert!(matches!(told, Error::File(_)), "{told}");
    let failed = house.store.read_blocking(&house.scope, move |tx| import::get(tx, id)).unwrap();
    assert_eq!(failed.state, State::Failed);
    assert!(import::story(&failed).contains("Continue it or take it back"));
    import::undo(&house.store, &ledger(), id, &mut on).unwrap();
    assert_eq!(customers(&house), 0);
}

#[test]
fn the_wizard_works_over_http() {
    let house = House::sqlite();
    let server = Server::over(&house);
    let created = server.upload("customers_export.csv", CUSTOMERS);
    assert_eq!(created.status, StatusCode::CREATED, "{:?}", String::from_utf8_lossy(&created.body));
    let body = created.json();
    assert_eq!((&body["state"], &body["kind"]), (&json!("draft"), &json!("customers")));
    assert_eq!(body["columns"][1]["field"], "email");
    let path = format!("/imports/{}", body["id"].as_str().unwrap());
    let change = json!({"mapping": {"first_name": "attribute:nick"}, "source": "csv"});
    let changed = server.api("PATCH", &path, Some(&change));
    assert_eq!(changed.json()["columns"][2]["field"], "attribute:nick", "{:?}", changed.json());
    let wait = |wanted: &str| {
        for _ in 0..2_000 {
            let now = server.api("GET", &path, None).json();
            if now["state"] == wanted {
                return now;
            }
            std::thread::yield_now();
        }
        panic!("never {wanted}: {:?}", server.api("GET", &path, None).json());
    };
    assert_eq!(server.api("POST", &format!("{path}/dry-run"), None).json()["state"], "checking");
    assert_eq!(wait("checked")["counts"]["new"], 3);
    assert_eq!(server.api("POST", &format!("{path}/run"), None).json()["state"], "running");
    let done = wait("done");
    assert_eq!((&done["counts"]["new"], &done["counts"]["skipped"]), (&json!(3), &json!(1)));
    assert_eq!(done["problems"][0]["reason"], "bad-email");
    assert_eq!(customers(&house), 3);
    let left = std::fs::read_dir(house.store.data().join("imports")).unwrap().count();
    assert_eq!(left, 0, "the uploaded file is gone");
    let report = server.api("GET", &format!("{path}/report.csv"), None);
    let report = String::from_utf8(report.body).unwrap();
    assert!(report.contains("4,without this,bad-email,email,"), "{report}");
    assert_eq!(server.api("DELETE", &path, None).status, StatusCode::CONFLICT);
    server.api("POST", &format!("{path}/undo"), None);
    wait("undone");
    assert_eq!(customers(&house), 0);
    assert_eq!(server.api("GET", "/imports", None).json()["items"][0]["state"], "undone");
}

#[test]
fn files_that_cannot_be_read_leave_nothing_behind() {
    let house = House::sqlite();
    let server = Server::over(&house);
    for (name, content) in [("x.xlsx", "PK"), ("x.csv", ""), ("x.parquet", "nothing"), ("", "a,b")]
    {
        let answer = server.upload(name, content);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
    }
    let left = std::fs::read_dir(house.store.data().join("imports")).unwrap().count();
    assert_eq!(left, 0);
    assert_eq!(server.api("GET", "/imports", None).json()["items"], json!([]));
}
