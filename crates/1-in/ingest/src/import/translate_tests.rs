//! Files of every kind and format, good and bad, down to their activities.

use super::super::{Mapping, Next, Table, sniff};
use super::*;
use crate::reason::Reason;
use base::{
    Body, ConsentState, Currency, ImportId, Instant, Namespace, OrderFacts, OrderStatus, Shop,
    SourceName, Zone,
};
use serde_json::json;
use std::io::Write;

fn plan(kind: Kind, mapping: Mapping, name: &str) -> Plan {
    Plan {
        kind,
        mapping,
        source: SourceName::parse("import").unwrap(),
        namespace: Namespace::shop(),
        shop: Shop {
            zone: Zone::parse("Europe/Berlin").unwrap(),
            country: Some("DE".into()),
            ..Shop::default()
        },
        import: ImportId::derived(Instant::from_micros(0), [0; 10]),
        file_name: name.into(),
        now: Instant::parse("2026-11-22T10:00:00Z").unwrap(),
    }
}

fn translate(kind: Kind, name: &str, content: &[u8]) -> Vec<Translated> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    let sniffed = sniff(&mut Table::open(file.path(), name).unwrap(), Some(kind), name).unwrap();
    sniffed.mapping.check(kind).unwrap();
    let mut table = Table::open(file.path(), name).unwrap();
    let mut translator = Translator::new(plan(kind, sniffed.mapping, name), table.columns());
    let (mut rows, mut done) = (Vec::new(), Vec::new());
    loop {
        match table.next_row().unwrap() {
            Next::Row(row) => rows.push(row),
            Next::Bad(bad) => done.push(Translated::refused(bad.row.number, 1, bad.refusal)),
            Next::End => break,
        }
    }
    done.extend(translator.translate(&rows, table.columns()));
    done
}

fn check(kind: Kind, content: &str) -> Vec<Translated> {
    translate(kind, "file.csv", content.as_bytes())
}

fn reasons(found: &[Translated]) -> Vec<(u64, Reason, bool)> {
    let problems = found.iter().flat_map(|one| &one.problems);
    problems.map(|problem| (problem.row, problem.refusal.reason, problem.taken)).collect()
}

fn order(found: &Translated) -> &OrderFacts {
    match &found.activities[0].body {
        Body::Order(facts) => facts,
        other => panic!("{other:?}"),
    }
}

#[test]
fn customers_become_facts_and_consents_with_evidence() {
    let found = check(
        Kind::Customers,
        "customer_id,email,phone,first_name,birth_date,country,created_at,email_consent,tags,plan\n\
         7,anna@example.com;a2@example.com,030 901820,Anna,1990-05-17,Germany,2024-03-01,yes,\
         vip;new,5\n",
    );
    let one = &found[0];
    assert_eq!((one.row, one.object.as_deref(), one.activities.len()), (2, Some("7"), 2));
    let Body::Customer(facts) = &one.activities[0].body else { panic!("facts") };
    assert_eq!(one.activities[0].at.to_string(), "2024-02-29T23:00:00Z");
    assert_eq!(facts.birth_date.as_ref().unwrap().reveal(), "1990-05-17");
    assert_eq!(facts.tags.as_ref().unwrap(), &["vip", "new"]);
    assert_eq!(facts.attributes["plan"], json!(5));
    let Body::Consent(consent) = &one.activities[1].body else { panic!("consent") };
    assert_eq!((consent.state, consent.firsthand), (ConsentState::Granted, false));
    assert_eq!(consent.evidence, "file.csv, row 2: yes");
    assert_eq!(one.activities[1].who.emails.len(), 1);
    assert!(one.problems.is_empty());
}

#[test]
fn bad_parts_of_a_customer_are_left_out_and_reported() {
    let found = check(
        Kind::Customers,
        "customer_id,email,phone,country,birth_date,language,timezone,email_consent,created_at\n\
         7,anna@,12,Atlantis,2099-01-01,Klingon!,Mars,perhaps,1970-01-01\n\
         ,\"a@b.de\nBcc: c@d.de\",,,,,,,\n\
         ,,,,,,,,\n\
         8,ok@example.com,,,,,,,2099-01-01\n",
    );
    assert_eq!(found[0].activities.len(), 1);
    assert!(found[1].activities.is_empty());
    let want = [
        (2, Reason::UnknownCountry, true),
        (2, Reason::BadEmail, true),
        (2, Reason::BadPhone, true),
        (2, Reason::UnknownLanguage, true),
        (2, Reason::UnknownZone, true),
        (2, Reason::BadBirthDate, true),
        (2, Reason::TimeTooEarly, true),
        (2, Reason::UnknownConsent, true),
        (3, Reason::BadEmail, false),
        (5, Reason::TimeInFuture, true),
    ];
    let mut got = reasons(&found);
    got.sort();
    let mut want = want.to_vec();
    want.sort();
    assert_eq!(got, want);
}

#[test]
fn an_export_of_klaviyo_carries_suppressions() {
    let found = check(
        Kind::Customers,
        "Email,Klaviyo ID,First Name,Email Marketing Consent,Email Marketing Consent Timestamp,\
         Email Suppressions\na@b.de,1,A,SUBSCRIBED,2024-01-01 10:00:00,[]\n\
         b@b.de,2,B,SUBSCRIBED,2024-01-01,HARD_BOUNCE\nc@b.de,3,C,NEVER_SUBSCRIBED,,\n",
    );
    let states: Vec<_> = found
        .iter()
        .map(|one| match &one.activities[1].body {
            Body::Consent(consent) => (consent.state, one.activities[1].at.to_string()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        states,
        [
            (ConsentState::Granted, "2024-01-01T09:00:00Z".into()),
            (ConsentState::Withdrawn, "2026-11-22T10:00:00Z".into()),
            (ConsentState::Never, "2026-11-22T10:00:00Z".into()),
        ]
    );
}

#[test]
fn names_in_windows_1252_are_read() {
    let content = b"email;Vorname;Nachname\na@b.de;J\xf6rg;Wei\xdf\n";
    let found = translate(Kind::Customers, "kunden.csv", content);
    let Body::Customer(facts) = &found[0].activities[0].body else { panic!("facts") };
    assert_eq!(facts.last_name.as_ref().unwrap().reveal(), "Weiß");
}

#[test]
fn products_are_read_and_negative_prices_refused() {
    let found = check(
        Kind::Products,
        "product_id;name;price;currency;stock;color\n1;Cup;19,90;EUR;3;red\n2;Tea;-1,00;EUR;;\n\
         3;Pot;1;XYZ;;\n;No id;1;EUR;;\n4;Free;0;;;\n",
    );
    let Body::Product(cup) = &found[0].activities[0].body else { panic!("product") };
    assert_eq!((cup.price_minor, cup.stock), (Some(1_990), Some(3)));
    assert_eq!(cup.attributes["color"], "red");
    assert_eq!(
        reasons(&found),
        [
            (3, Reason::NegativePrice, false),
            (4, Reason::UnknownCurrency, false),
            (5, Reason::MissingProduct, false),
        ]
    );
}

#[test]
fn rows_of_one_order_become_one_order() {
    let found = check(
        Kind::Orders,
        "order_id,customer_id,placed_at,currency,status,product_id,quantity,unit_price,\
         line_discount,total,shipping\n\
         A,7,2026-01-02T10:00:00Z,EUR,Versandt,p1,2,10.00,-1.00,23.00,4\n\
         B,,2026-01-03,USD,,p1,0,10,,,\n\
         A,7,2026-01-02T10:00:00Z,EUR,,p2,1,4,,99,\n",
    );
    assert_eq!(found.len(), 2);
    let a = order(&found[0]);
    assert_eq!(
        (a.total_minor, a.shipping_minor, a.status),
        (Some(2_300), Some(400), Some(OrderStatus::Shipped))
    );
    let lines = a.lines.as_ref().unwrap();
    assert_eq!((lines.len(), lines[0].unit_minor, lines[0].discount_minor), (2, 1_000, 100));
    assert_eq!((found[0].n_rows, found[0].row), (2, 2));
    let b = order(&found[1]);
    assert_eq!((b.currency, b.status), (Some(Currency::USD), Some(OrderStatus::Placed)));
    assert!(b.lines.as_ref().unwrap()[0].quantity.abs() < f64::EPSILON);
    assert!(found[1].activities[0].who.is_empty(), "a guest's order is kept");
    assert_eq!(
        reasons(&found),
        [(4, Reason::Differs, true), (3, Reason::ZeroQuantity, true)],
        "and both are taken whole"
    );
}

#[test]
fn orders_without_lines_are_orders() {
    let found = check(
        Kind::Orders,
        "order_id,customer_id,placed_at,total\n1,7,19970112,\n2,7,1997-01-12,11.77\n3,7,0,1\n",
    );
    assert_eq!(order(&found[0]).placed_at, order(&found[1]).placed_at);
    assert_eq!(order(&found[1]).lines, None);
    assert_eq!(order(&found[1]).total_minor, Some(1_177));
    assert_eq!(reasons(&found), [(4, Reason::TimeTooEarly, false)]);
}

#[test]
fn one_bad_row_refuses_its_order_and_no_other() {
    let found = check(
        Kind::Orders,
        "order_id,customer_id,placed_at,currency,product_id,quantity,unit_price\n\
         A,7,2026-01-02,EUR,p1,1,5\nA,7,2026-01-02,EUR,p2,1,-5\nB,7,2026-01-02,XYZ,p1,1,5\n\
         C,7,2099-01-02,EUR,p1,1,5\nD,7,,EUR,p1,1,5\n,7,2026-01-02,EUR,p1,1,5\n\
         E,7,2026-01-02,EUR,p1,-2,5\nF,7,2026-01-02,EUR,p1,1,five\nG,7,2026-01-02,EUR,p1,1,5\n",
    );
    let taken: Vec<_> = found
        .iter()
        .filter(|one| !one.activities.is_empty())
        .map(|one| one.object.clone())
        .collect();
    assert_eq!(taken, [Some("G".to_owned())]);
    let mut got = reasons(&found);
    got.sort();
    assert_eq!(
        got,
        [
            (2, Reason::NegativePrice, false),
            (3, Reason::NegativePrice, false),
            (4, Reason::UnknownCurrency, false),
            (5, Reason::TimeInFuture, false),
            (6, Reason::MissingTime, false),
            (7, Reason::MissingOrder, false),
            (8, Reason::NegativeQuantity, false),
            (9, Reason::BadAmount, false),
        ]
    );
}

#[test]
fn an_orders_export_of_shopify_is_read() {
    let found = check(
        Kind::Orders,
        "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,\
         Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,\
         Cancelled at,Refunded Amount,Id\n\
         #1001,a@b.de,partially_refunded,2026-01-02 10:00:00 +0100,EUR,20,5,4,25.00,SPRING,0.00,\
         2026-01-02 10:00:00 +0100,1,Cup,10.00,C-1,,5.00,99\n\
         #1001,a@b.de,,,,,,,,,,2026-01-02 10:00:00 +0100,1,Tea,10.00,T-1,,,\n",
    );
    let facts = order(&found[0]);
    assert_eq!((facts.order.as_str(), facts.total_minor), ("#1001", Some(2_500)));
    assert_eq!(facts.placed_at.unwrap().to_string(), "2026-01-02T09:00:00Z");
    assert_eq!(facts.refunded_minor, Some(500));
    assert_eq!(facts.status, Some(OrderStatus::PartiallyRefunded));
    assert_eq!(facts.lines.as_ref().unwrap()[1].name.as_deref(), Some("Tea"));
    assert_eq!(found[0].activities[0].who.emails.len(), 1);
}

#[test]
fn activities_are_read_in_both_forms() {
    let found = check(
        Kind::Activities,
        "activity_id,customer_id,name,at,properties,product_id,value\n\
         a1,7,Viewed Product,2026-01-02T10:00:00Z,\"{\"\"category\"\":\"\"Cups\"\"}\",12,3.5\n\
         a2,7,Order Completed,1767348000,,,\n\
         a3,7,x,2026-01-02,nonsense,,\n\
         a4,,x,2026-01-02,,,\n\
         a5,7,Consent Set,2026-01-02,,,\n\
         a6,7,Order Completed,1767348000,\"{\"\"order_id\"\":\"\"O1\"\",\"\"total\"\":5}\",,\n",
    );
    let viewed = &found[0].activities[0];
    assert_eq!(viewed.key, "a1");
    assert_eq!(
        viewed.body,
        Body::Custom {
            name: "product_viewed".into(),
            properties: [
                ("category".to_owned(), json!("Cups")),
                ("product_id".to_owned(), json!("12")),
                ("value".to_owned(), json!(3.5)),
            ]
            .into_iter()
            .collect(),
        }
    );
    assert_eq!(order(&found[5]).total_minor, Some(500));
    assert_eq!(
        reasons(&found),
        [
            (3, Reason::MissingOrder, false),
            (4, Reason::BadProperties, false),
            (5, Reason::MissingCustomer, false),
            (6, Reason::ReservedName, false),
        ]
    );
}

#[test]
fn equal_rows_without_ids_are_two_and_stay_two() {
    let content = "customer_id,name,at\n7,x,2026-01-02\n7,x,2026-01-02\n7,y,2026-01-02\n";
    let keys = || -> Vec<String> {
        check(Kind::Activities, content).iter().map(|one| one.activities[0].key.clone()).collect()
    };
    let first = keys();
    assert!(first[0] != first[1] && first[1] != first[2]);
    assert_eq!(first, keys());
}

#[test]
fn json_lines_and_packed_files_are_read() {
    let lines = "{\"customer_id\":7,\"email\":\"a@b.de\",\"address\":{\"city\":\"Ulm\"}}\n\
                 {\"customer_id\":8,\"email\":\"c@b.de\",\"level\":2}\n";
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(lines.as_bytes()).unwrap();
    let zst = zstd::encode_all(lines.as_bytes(), 1).unwrap();
    for (name, content) in [
        ("c.jsonl", lines.as_bytes().to_vec()),
        ("c.jsonl.gz", gz.finish().unwrap()),
        ("c.ndjson.zst", zst),
    ] {
        let found = translate(Kind::Customers, name, &content);
        let Body::Customer(first) = &found[0].activities[0].body else { panic!("{name}") };
        assert_eq!(first.address.city.as_deref(), Some("Ulm"));
        let Body::Customer(second) = &found[1].activities[0].body else { panic!("{name}") };
        assert_eq!(second.attributes["level"], json!(2));
    }
}

#[test]
fn unicode_text_of_spreadsheets_is_read() {
    let text = "email\tfirst_name\na@b.de\tKäthe\n";
    let mut content = vec![0xff, 0xfe];
    content.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let found = translate(Kind::Customers, "c.txt", &content);
    let Body::Customer(facts) = &found[0].activities[0].body else { panic!("facts") };
    assert_eq!(facts.first_name.as_ref().unwrap().reveal(), "Käthe");
}

#[test]
fn suppressions_withdraw_consent() {
    let found = check(Kind::Suppressions, "Email,Reason\na@b.de,HARD_BOUNCE\nnope,x\n");
    let Body::Consent(consent) = &found[0].activities[0].body else { panic!("consent") };
    assert_eq!(consent.state, ConsentState::Withdrawn);
    assert_eq!(found[0].activities[1].body.kind(), "email_suppressed");
    assert_eq!(reasons(&found), [(3, Reason::BadEmail, false)]);
}

#[test]
fn chunks_are_cut_between_orders() {
    let cut = |ids: &[&str]| {
        let columns = ["order_id".to_owned()];
        let mut mapping = Mapping::default();
        mapping.set(Kind::Orders, &columns, "order_id", "order_id").unwrap();
        let mut translator = Translator::new(plan(Kind::Orders, mapping, "o.csv"), &columns);
        let row = |id: &&str| Row { number: 1, cells: vec![super::super::Cell::text(id)] };
        let rows: Vec<Row> = ids.iter().map(row).collect();
        translator.cut(&rows, &columns)
    };
    assert_eq!(cut(&["a", "a", "b", "b"]), 2);
    assert_eq!(cut(&["b", "a", "b"]), 2);
    assert_eq!(cut(&["a", "a"]), 2);
    assert_eq!(cut(&[]), 0);
}
