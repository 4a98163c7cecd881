//! What is taken out as a file comes in again as it was: customers as CSV, and reports that were
//! mended.

use crate::http::Server;
use crate::imports::{begin, counts, on, run};
use base::{CustomerId, Namespace};
use http::StatusCode;
use ingest::import::{self, Form, Import, Kind};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::House;

/// The export of everybody, without the two columns that another house fills by itself.
fn exported(house: &House) -> (String, BTreeSet<Vec<String>>) {
    let listing = book::Listing {
        typed: None,
        segment: None,
        sort: book::Sort::Since,
        descending: true,
        after: None,
        limit: 1_000,
        country: None,
    };
    let found = house.store.read_blocking(&house.scope, move |tx| {
        let rows: Vec<_> = book::list(tx, &listing)?.into_iter().map(|(row, _)| row).collect();
        let ids: Vec<CustomerId> = rows.iter().map(|row| row.id).collect();
        let shop_ids = book::shop_ids(tx, &ids)?;
        Ok::<_, book::Error>((rows, shop_ids))
    });
    let (rows, shop_ids) = found.unwrap();
    let file = String::from_utf8(book::customers_csv(&rows, &shop_ids).unwrap()).unwrap();
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let kept = |cells: Vec<String>| {
        let named = cells.into_iter().zip(&header);
        let named = named.filter(|(_, name)| !matches!(name.as_str(), "regulars_id" | "orders"));
        named.map(|(cell, name)| format!("{name}={cell}")).collect::<Vec<_>>()
    };
    let cells = |row: csv::StringRecord| row.iter().map(str::to_owned).collect::<Vec<_>>();
    let rows = reader.records().map(|row| kept(cells(row.unwrap()))).collect();
    (file, rows)
}

/// Texts that files, spreadsheets and readers of numbers stumble over.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ '=+@\\-;,|\"\t\na-zäß0-9.]{0,8}",
        prop::sample::select(vec![
            "'=1+1",
            "=cmd|' /C calc'!A0",
            "+49 30",
            "-1",
            "1.50",
            "007",
            "TRUE",
            "null",
            "NaN",
            "\\N",
            "#N/A",
            "1,5",
            "a, b",
            "5\" disk",
            "'n Sync",
            "''",
            "[1]",
            "{\"a\":1}",
            "1e5",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ]
}

fn person() -> impl Strategy<Value = (Value, Vec<Value>)> {
    let value = prop_oneof![
        text().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        (-1e6..1e6_f64).prop_map(Value::from),
        prop::collection::vec(text(), 0..3).prop_map(|list| json!(list)),
    ];
    let names = (text(), text(), text(), text());
    let own = prop::collection::vec(value, 3);
    (names, prop::collection::vec(text(), 0..4), own).prop_map(|((a, b, c, d), tags, own)| {
        (json!({"firstName": a, "lastName": b, "address": {"city": c, "street": d}, "tags": tags}),
            own)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn an_export_that_comes_in_goes_out_the_same(people in prop::collection::vec(person(), 1..6)) {
        let house = House::sqlite();
        let server = Server::over(&house);
        for (n, (traits, own)) in people.into_iter().enumerate() {
            let mut traits = traits;
            for (value, name) in own.into_iter().zip(["plan", "note", "size_code"]) {
                traits[name] = value;
            }
            traits["email"] = json!(format!("p{n}@example.com"));
            let call = json!({"type": "identify", "userId": format!("'{n}.0"), "traits": traits});
            let answer = server.call("/v1/identify", call.to_string());
            prop_assert_eq!(answer.status, StatusCode::OK);
        }
        let (file, before) = exported(&house);
        let other = House::sqlite();
        let done = run(&other, Kind::Customers, "customers.csv", &file);
        prop_assert_eq!(done.n_problems, 0, "{:?}", done.reasons);
        let (again, after) = exported(&other);
        prop_assert_eq!(&before, &after, "{}\n{}", file, again);
        // At home it changes nothing.
        let same = run(&house, Kind::Customers, "customers.csv", &file);
        prop_assert_eq!((same.counts.changed, same.counts.new), (0, 0), "{}", file);
    }
}

fn report(house: &House, import: &Import, form: Form) -> String {
    let mut report = Vec::new();
    import::write_report(&house.store, import.id, form, &mut report).unwrap();
    String::from_utf8(report).unwrap()
}

testkit::on_both! {
    fn a_report_that_was_mended_brings_the_rest_in(house) {
        let file = "customer_id,email,phone,first_name,note\n\
            1,a@example.com,,Anna,fine\n,b@,,\"Bob, Jr\",=1+1\n3,c@example.com,12,Cleo,\n\
            4,d@example.com\n5,\"e@example.com,,Eva\n";
        let done = run(house, Kind::Customers, "people.csv", file);
        assert_eq!(counts(&done), (2, 0, 0, 3));
        let told = report(house, &done, Form::Csv);
        assert!(told.contains("'=1+1") && told.contains("\"Bob, Jr\""), "{told}");
        assert!(told.contains("5,no,wrong-columns"), "{told}");
        assert!(!told.contains("fine"), "what came in whole is not in it: {told}");
        let mended = told
            .replace("b@,", "b@example.com,")
            .replace(",12,", ",+49 30 901820,")
            .replace(",4,d@example.com,,,,", ",4,d@example.com,,Dan,,")
            .replace(",,,,,,\"5,\"\"e@example.com,,Eva\"", ",5,e@example.com,,Eva,,");
        let again = run(house, Kind::Customers, "mended.csv", &mended);
        assert_eq!((counts(&again), again.n_problems), ((3, 1, 0, 0), 0), "{mended}");
        assert_eq!(house.store.read_blocking(&house.scope, book::count).unwrap(), 5);
        let (_, rows) = exported(house);
        let bob = rows.iter().find(|row| row.contains(&"first_name=Bob, Jr".to_owned())).unwrap();
        assert!(bob.contains(&"attribute:note='=1+1".to_owned()), "{bob:?}");
        assert!(bob.iter().all(|cell| !cell.contains("report")), "{bob:?}");
    }

    fn a_report_of_orders_gives_whole_orders_and_none_that_came_in(house) {
        let file = "order_id,customer_id,placed_at,product_id,quantity,unit_price\n\
            1,7,2026-01-01,p1,1,10\n1,7,2026-01-01,p2,0,5\n2,7,2026-01-02,p1,1,10\n\
            2,7,2026-01-02,p2,-1,5\n";
        let done = run(house, Kind::Orders, "o.csv", file);
        assert_eq!(counts(&done), (1, 0, 0, 2));
        for form in [Form::Csv, Form::JsonLines] {
            let told = report(house, &done, form);
            let name = if form == Form::Csv { "mended.csv" } else { "mended.jsonl" };
            let mended = told.replace("p2,-1,5", "p2,1,5").replace("\"-1\"", "\"1\"");
            let again = run(house, Kind::Orders, name, &mended);
            let new = i64::from(form == Form::Csv);
            assert_eq!(counts(&again), (new, 0, 1 - new, 0), "{mended}");
        }
        for (number, total) in [("1", 1_000), ("2", 1_500)] {
            let id = ledger::order_id(&Namespace::shop(), number);
            let order = house.store.read_blocking(&house.scope, move |tx| book::find_order(tx, id));
            let order = order.unwrap().unwrap();
            assert_eq!((order.lines.len(), order.total.minor), (2, total));
        }
    }

    fn a_report_of_lines_keeps_types_and_what_was_no_line(house) {
        let file = "{\"customer_id\":1,\"email\":\"a@example.com\"}\nnot json\n\
            {\"email\":\"b@\",\"level\":5,\"likes\":[\"tea\",\"cups\"]}\n";
        let done = run(house, Kind::Customers, "people.jsonl", file);
        let told = report(house, &done, Form::JsonLines);
        let lines: Vec<Value> =
            told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        let bad = lines.iter().find(|line| line["report:reason"] == "not-json").unwrap();
        assert_eq!(bad["report:rest"], "not json");
        let mended = told.replace("b@\"", "b@example.com\"");
        let again = run(house, Kind::Customers, "mended.jsonl", &mended);
        assert_eq!(counts(&again), (1, 0, 0, 0), "{mended}");
        let (_, rows) = exported(house);
        let all: Vec<&String> = rows.iter().flatten().collect();
        assert!(all.iter().any(|cell| *cell == "attribute:level=5"), "{all:?}");
        assert!(all.iter().any(|cell| *cell == "attribute:likes=[\"tea\",\"cups\"]"), "{all:?}");
    }

    fn rows_of_a_report_go_when_the_import_is_taken_back(house) {
        let file = "email,note\nx@,secret\na@example.com,\n";
        let done = run(house, Kind::Customers, "c.csv", file);
        assert!(report(house, &done, Form::Csv).contains(",x@,secret"));
        import::undo(&house.store, &crate::http::ledger(), done.id, &mut on).unwrap();
        assert!(!report(house, &done, Form::Csv).contains("secret"));
        let draft = begin(house, Kind::Customers, "again.csv", "email\ny@\n");
        let checked = import::dry_run(&house.store, draft.id, &mut on).unwrap();
        assert!(report(house, &checked, Form::Csv).contains(",y@,"), "a trial reports too");
    }
}

#[test]
fn rows_of_a_report_are_bounded() {
    let house = House::sqlite();
    let wide = "x".repeat(900_000);
    let rows: Vec<String> = (0..20).map(|n| format!("bad{n}@,{wide}\n")).collect();
    let file = format!("email,note\n{}", rows.concat());
    let done = run(&house, Kind::Customers, "wide.csv", &file);
    assert_eq!(done.counts.skipped, 20);
    assert!(done.n_kept_bytes <= 16 * 1_024 * 1_024, "{}", done.n_kept_bytes);
    let told = report(&house, &done, Form::Csv);
    assert!(told.len() < 17 * 1_024 * 1_024);
    assert_eq!(told.matches(",no,bad-email,").count(), 20, "every row is named");
}
