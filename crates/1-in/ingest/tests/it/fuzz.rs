//! Random bytes, random edits of good files and random JSON through every reader.

use base::{ImportId, Instant, Namespace, Shop, SourceName};
use ingest::import::{Kind, Next, Plan, Table, Translator, sniff};
use ingest::segment::{Call, Door, Verdict, open, read_again};
use proptest::prelude::*;
use std::io::Write;

fn read_all(name: &str, content: &[u8], kind: Kind) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    let Ok(mut table) = Table::open(file.path(), name) else { return };
    let Ok(sniffed) = sniff(&mut table, Some(kind), name) else { return };
    let plan = Plan {
        kind,
        mapping: sniffed.mapping,
        source: SourceName::parse("import").unwrap(),
        namespace: Namespace::shop(),
        shop: Shop::default(),
        import: ImportId::derived(Instant::from_micros(0), [0; 10]),
        file_name: name.into(),
        now: Instant::parse("2026-11-22T10:00:00Z").unwrap(),
    };
    let mut table = Table::open(file.path(), name).unwrap();
    let mut translator = Translator::new(plan, table.columns());
    let (mut rows, mut n_bad) = (Vec::new(), 0);
    loop {
        match table.next_row() {
            Ok(Next::Row(row)) => rows.push(row),
            Ok(Next::Bad(..)) => n_bad += 1,
            Ok(Next::End) | Err(_) => break,
        }
        assert!(rows.len() + n_bad <= content.len() + 1, "reading must end");
    }
    let columns = table.columns().to_vec();
    assert!(translator.cut(&rows, &columns) <= rows.len());
    let done = translator.translate(&rows, &columns);
    let n_rows: u64 = done.iter().map(|one| one.n_rows).sum();
    assert_eq!(n_rows, rows.len() as u64, "every row is accounted for");
    for one in done {
        assert!(!one.activities.is_empty() || one.problems.iter().any(|problem| !problem.taken));
    }
}

const GOOD: &[(&str, Kind, &str)] = &[
    (
        "c.csv",
        Kind::Customers,
        "customer_id,email,phone,first_name,birth_date,country,created_at,email_consent\n\
         7,a@b.de,+49 30 901820,\"A, \"\"B\"\"\",1990-01-01,DE,2024-01-01,yes\n8,c@d.de,,,,,,no\n",
    ),
    (
        "o.csv",
        Kind::Orders,
        "order_id;customer_id;placed_at;currency;status;product_id;quantity;unit_price;total\n\
         1;7;22.11.2024 10:00;EUR;paid;p1;2;1.234,50;2469\n1;7;;;;p2;1;3,10;\n",
    ),
    (
        "a.csv",
        Kind::Activities,
        "activity_id,customer_id,name,at,properties,value\n\
         1,7,Product Viewed,1700000000,\"{\"\"a\"\":[1,{}]}\",5\n",
    ),
    ("p.csv", Kind::Products, "product_id\tname\tprice\tcurrency\n1\tCup\t3.50\tEUR\n"),
    ("c.jsonl", Kind::Customers, "{\"customer_id\":7,\"email\":\"a@b.de\",\"x\":{\"y\":1}}\n"),
];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn random_bytes_never_stop_a_reader(
        content in prop::collection::vec(any::<u8>(), 0..600),
        name in prop::sample::select(vec!["x.csv", "x.jsonl", "x.parquet", "x.csv.gz", "x.csv.zst"]),
        kind in prop::sample::select(Kind::ALL.map(|(kind, _)| kind).to_vec()),
    ) {
        read_all(name, &content, kind);
    }

    #[test]
    fn edited_files_never_stop_a_reader(
        which in 0..GOOD.len(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 0..12),
    ) {
        let (name, kind, text) = GOOD[which];
        let mut content = text.as_bytes().to_vec();
        for (at, byte, how) in edits {
            let place = at.index(content.len().max(1));
            match how {
                0 if place < content.len() => content[place] = byte,
                1 => content.insert(place, if byte % 2 == 0 { b'"' } else { b'\n' }),
                _ => content.truncate(content.len() - byte as usize % 4),
            }
            if content.is_empty() {
                break;
            }
        }
        read_all(name, &content, kind);
    }

    #[test]
    fn random_text_never_stops_the_door(body in ".{0,400}") {
        through_the_door(body.as_bytes());
    }

    #[test]
    fn random_calls_never_stop_the_door(value in json(), call in 0..7_usize) {
        let body = serde_json::json!({
            "type": Call::ALL[call % 6].1, "userId": "7", "event": "Order Completed",
            "previousId": "1", "groupId": "g",
            "properties": {"order_id": "1", "products": [value], "total": value},
            "traits": {"address": value, "email": "a@b.de", "x": value},
            "context": value, "timestamp": value, "sentAt": value,
        });
        through_the_door(body.to_string().as_bytes());
        let batch = serde_json::json!({"batch": [value, body], "sentAt": value, "context": value});
        through_the_door(batch.to_string().as_bytes());
    }
}

fn through_the_door(body: &[u8]) {
    let (source, namespace) = (SourceName::parse("web").unwrap(), Namespace::shop());
    let shop = Shop::default();
    let received_at = Instant::parse("2026-11-22T10:00:00Z").unwrap();
    let door = Door { source: &source, namespace: &namespace, shop: &shop, received_at };
    for (call, ..) in Call::ALL {
        let Ok(parcel) = open(call, body) else { continue };
        for item in parcel.read(&door) {
            match &item.verdict {
                Verdict::Admitted { activities, .. } => {
                    assert!(!activities.is_empty());
                    // What was taken once is taken again, under the same key.
                    let again = read_again(&item.body, &door);
                    let Verdict::Admitted { activities: other, .. } = again.verdict else {
                        panic!("taken first and refused then")
                    };
                    assert_eq!(activities.len(), other.len());
                }
                Verdict::Refused(refusal) => assert!(!refusal.detail.is_empty()),
            }
        }
    }
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        any::<f64>().prop_map(serde_json::Value::from),
        ".{0,12}".prop_map(serde_json::Value::from),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}".prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let key = prop::sample::select(vec![
            "email",
            "product_id",
            "price",
            "quantity",
            "country",
            "page",
            "campaign",
            "traits",
            "locale",
            "",
            "a b",
            "name",
            "phone",
            "tags",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            prop::collection::vec((key, inner), 0..5).prop_map(|pairs| {
                pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
            }),
        ]
    })
}
