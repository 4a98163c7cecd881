use super::*;
use proptest::prelude::*;

/// Every sentence of the published contract, and one for each form the grammar has.
const SENTENCES: &[&str] = &[
    r#"country = "DE" and email_consent"#,
    "orders(last 90 days) >= 2",
    "orders >= 1 and orders(last 60 days) = 0",
    r#"product_viewed(category = "activewear", last 90 days) >= 3 and bought(category = "activewear", last 90 days) = 0"#,
    "spent(last 365 days) >= 500 EUR",
    "days_since_order <= 30 and orders >= 4 and spent >= 300 EUR",
    "email_opened(last 30 days) >= 1 and email_clicked(last 30 days) = 0",
    "product_added(last 1 day) >= 1 and no order since last product_added",
    "orders = 1 and orders(last 14 days) = 1",
    r#"(orders(last 90 days) >= 2 or spent(last 365 days) >= 500 EUR) and not (email_opened(last 30 days) >= 1 and email_clicked(last 30 days) = 0) and country in ("DE", "FR", "GB") and age between 25 and 45"#,
    r#"not not country != "DE""#,
    r#"in segment "Loyal \"gold\"" or tag = "vip""#,
    r#"email contains "@" or first_name starts with "Jö" or last_name ends with "ß""#,
    r#"city matches "^(ber|muc)""#,
    "phone is known and birth_date is unknown",
    "created_at > 30 days ago and first_order_at >= 2026-01-01",
    "created_at between 2026-01-01T10:00:00Z and today",
    "attribute.shoe_size >= 40.5 and attribute.\"Größe Oben\" = \"M\"",
    "sum(product_viewed.value, category = \"x\", this month) > 100",
    "last(order.channel) in (\"web\", \"store\")",
    "orders(since 2026-01-01) >= 1 and orders(between 2025-01-01 and 2025-12-31) = 0",
    "units(product_id in (\"p1\", \"p2\"), last week) >= 0.5",
    "spent >= 499.9 EUR and spent < -3 and days_since_product_viewed < 2.25",
    "my_own(today) >= 1 and rfm_group = \"Champions\"",
    "orders(channel is known, last 3 months) >= 1",
];

#[test]
fn canonical_sentences_are_printed_as_they_were_written() {
    for text in SENTENCES {
        let parsed = parse(text).unwrap_or_else(|mistake| panic!("{text}: {mistake}"));
        assert_eq!(print(&parsed.tree), *text);
        let json = serde_json::to_string(&parsed.tree).unwrap();
        assert_eq!(serde_json::from_str::<Tree>(&json).unwrap(), parsed.tree, "{json}");
    }
}

#[test]
fn other_spellings_mean_the_same() {
    for (other, canonical) in [
        ("COUNTRY == 'de' AND (Orders >= 2)", r#"country = "de" and orders >= 2"#),
        ("a = 1 and b = 2 or c = 3", "(a = 1 and b = 2) or c = 3"),
        ("orders()≥1", "orders >= 1"),
        ("phone is not known", "phone is unknown"),
        ("email_consent is true", "email_consent"),
        ("orders(last 2 day) <> 0", "orders(last 2 days) != 0"),
        ("spent > 5 eur", "spent > 5 EUR"),
        ("age>5and age<7", "age > 5 and age < 7"),
    ] {
        assert_eq!(parse(other).map(|p| print(&p.tree)).as_deref(), Ok(canonical), "{other}");
    }
}

#[test]
fn json_face_has_the_shape_of_the_api() {
    let text = r#"product_viewed(category = "a", last 90 days) >= 3 and spent >= 5 EUR"#;
    let json = serde_json::to_value(parse(text).unwrap().tree).unwrap();
    let want = serde_json::json!({"op": "and", "of": [
        {"op": "measure", "cmp": ">=", "value": 3, "measure": {
            "name": "product_viewed",
            "where": [{"property": "category", "cmp": "=", "value": "a"}],
            "window": {"kind": "last", "n": 90, "unit": "days"}}},
        {"op": "measure", "cmp": ">=", "value": {"amount": 500, "currency": "EUR"},
         "measure": {"name": "spent"}},
    ]});
    assert_eq!(json, want);
    let ago = serde_json::to_value(parse("created_at > 30 days ago").unwrap().tree).unwrap();
    assert_eq!(ago["value"], serde_json::json!({"ago": 30, "unit": "days"}));
    let day = serde_json::to_value(parse("created_at > 2026-01-01").unwrap().tree).unwrap();
    assert_eq!(day["value"], serde_json::json!({"date": "2026-01-01"}));
}

#[test]
fn broken_texts_say_where_and_what_to_do() {
    for (text, at, part) in [
        ("", 0, "expected a condition"),
        ("country = DE", 10, "texts stand in quotes"),
        ("country = \"DE", 10, "closing quote"),
        ("country = \"DE\" orders >= 1", 15, "`and`, `or` or the end"),
        ("(orders >= 1", 12, "`)`"),
        ("orders >= ", 10, "a value"),
        ("orders", 6, "comparison"),
        ("orders(last 90) >= 1", 14, "days"),
        ("orders(last ninety days) >= 1", 12, "week"),
        ("orders(last 3 days, today) >= 1", 20, "one window"),
        ("spent >= 2026-13-01", 9, "2026-01-31"),
        ("in segment Loyal", 11, "in quotes"),
        ("country in \"DE\"", 11, "list in brackets"),
        ("age between 1, 2", 13, "`and`"),
        ("a = 1 & b = 2", 6, "means nothing"),
        ("a = \"\\q\"", 5, "after \\"),
        ("days_since_order < 3 days", 25, "`ago`"),
        ("no order last week", 9, "since last"),
    ] {
        let mistake = parse(text).unwrap_err();
        assert_eq!(mistake.place, Place::Byte(at), "{text}: {mistake}");
        assert!(mistake.to_string().contains(part), "{text}: {mistake}");
    }
}

#[test]
fn ten_thousand_brackets_are_refused_without_a_crash() {
    for text in ["(".repeat(10_000), "not ".repeat(10_000), "(not ".repeat(5_000)] {
        assert_eq!(parse(&text).unwrap_err().fault, Fault::TooDeep);
    }
    let long = "a = 1 and ".repeat(10_000);
    assert_eq!(parse(&long).unwrap_err().fault, Fault::TooLong);
    let many = "a=1 and ".repeat(5_000) + "a=1";
    assert_eq!(parse(&many).unwrap_err().fault, Fault::TooMany);
}

#[test]
fn json_that_is_no_tree_is_refused() {
    for json in [
        "{}",
        "[]",
        r#"{"op":"xor","of":[]}"#,
        r#"{"op":"field","field":"age","cmp":"~","value":1}"#,
        r#"{"op":"field","field":"created_at","cmp":">","value":{"date":"soon"}}"#,
        r#"{"op":"field","field":"age","cmp":">","value":true}"#,
    ] {
        assert!(serde_json::from_str::<Tree>(json).is_err(), "{json}");
    }
    let deep = format!("{}{}", r#"{"op":"not","of":"#.repeat(10_000), "}".repeat(10_000));
    assert!(serde_json::from_str::<Tree>(&deep).is_err());
}

#[test]
fn names_that_mean_the_same_are_one() {
    for (name, canonical) in [
        ("Viewed Product", "product_viewed"),
        ("Product Viewed", "product_viewed"),
        ("Email Link Clicked", "email_clicked"),
        ("Clicked Email", "email_clicked"),
        ("productViewed", "product_viewed"),
        ("segment.entered", "segment_entered"),
        ("Grüße gesendet", "grüße_gesendet"),
    ] {
        assert_eq!(names::canonical(name), canonical);
    }
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z_][a-z0-9_]{0,8}", "attribute\\.[ -~]{0,8}", "\\PC{0,8}", Just("in".into())]
}

fn any_when() -> impl Strategy<Value = When> {
    prop_oneof![
        Just(When::Today),
        Just(When::Yesterday),
        (1_i16..=9000, 1_i8..=12, 1_i8..=28)
            .prop_map(|(y, m, d)| When::Day(jiff::civil::Date::new(y, m, d).unwrap())),
        (0_i64..4_000_000_000_000_000)
            .prop_map(|micros| When::At(base::Instant::from_micros(micros))),
    ]
}

fn any_unit() -> impl Strategy<Value = Unit> {
    prop::sample::select(Unit::ALL.map(|(unit, ..)| unit).to_vec())
}

fn any_value() -> impl Strategy<Value = Value> {
    let currency = prop::sample::select(vec!["EUR", "JPY", "KWD", "USD"]);
    prop_oneof![
        any::<String>().prop_map(Value::Text),
        prop::num::f64::NORMAL.prop_map(|n| Value::Number(Number(n))),
        (-1000_i32..1000).prop_map(|n| Value::Number(Number(f64::from(n)))),
        (-1_000_000_000_i64..1_000_000_000, currency).prop_map(|(minor, code)| {
            Value::Money(base::Money::new(minor, base::Currency::parse(code).unwrap()))
        }),
        any_when().prop_map(|date| Value::Date { date }),
        (0_u32..1000, any_unit()).prop_map(|(ago, unit)| Value::Ago { ago, unit }),
    ]
}

fn any_comparison() -> impl Strategy<Value = (Cmp, Option<Operand>)> {
    use Cmp::{
        Between, Contains, EndsWith, Eq, Ge, Gt, In, IsKnown, IsUnknown, Le, Lt, Matches, Ne,
        StartsWith,
    };
    let one = vec![Eq, Ne, Lt, Le, Gt, Ge, Contains, StartsWith, EndsWith, Matches];
    let many = prop::collection::vec(any_value(), 1..4);
    prop_oneof![
        (prop::sample::select(one), any_value()).prop_map(|(c, v)| (c, Some(Operand::One(v)))),
        (any_value(), any_value()).prop_map(|(a, b)| (Between, Some(Operand::Many(vec![a, b])))),
        many.prop_map(|values| (In, Some(Operand::Many(values)))),
        prop::sample::select(vec![IsKnown, IsUnknown]).prop_map(|cmp| (cmp, None)),
    ]
}

fn any_window() -> impl Strategy<Value = Window> {
    prop_oneof![
        (0_u32..1000, any_unit()).prop_map(|(n, unit)| Window::Last { n, unit }),
        prop::sample::select(CalendarWord::ALL.map(|(word, _)| word).to_vec())
            .prop_map(|word| Window::Calendar { word }),
        any_when().prop_map(|from| Window::Since { from }),
        (any_when(), any_when()).prop_map(|(from, to)| Window::Between { from, to }),
    ]
}

fn any_measure() -> impl Strategy<Value = Measure> {
    let filter = (any_name(), any_comparison()).prop_map(|(property, (cmp, value))| Filter {
        property,
        cmp,
        value,
    });
    let filters = prop::collection::vec(filter, 0..3);
    let aggregate = (prop::sample::select(names::AGGREGATES.to_vec()), any_name());
    let head = prop_oneof![
        any_name().prop_map(|name| (name, None)),
        aggregate.prop_map(|(name, property)| (name.to_owned(), Some(property))),
    ];
    (head, filters, prop::option::of(any_window()))
        .prop_filter("a name of a sum needs its property", |((name, property), ..)| {
            names::AGGREGATES.contains(&name.as_str()) == property.is_some()
        })
        .prop_map(|((name, property), filters, window)| Measure { name, filters, window, property })
}

fn any_tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        any::<String>().prop_map(|name| Tree::Segment { name }),
        (any_name(), any_comparison()).prop_map(|(field, (cmp, value))| Tree::Field {
            field,
            cmp,
            value
        }),
        any_name().prop_map(|field| Tree::Field { field, cmp: Cmp::IsTrue, value: None }),
        (any_measure(), any_comparison()).prop_map(|(measure, (cmp, value))| Tree::Measure {
            measure,
            cmp,
            value
        }),
        (any_name(), any_name()).prop_map(|(kind, since)| Tree::NoSince { kind, since }),
    ];
    leaf.prop_recursive(6, 40, 4, |inner| {
        let group = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            group.clone().prop_map(|of| Tree::And { of }),
            group.prop_map(|of| Tree::Or { of }),
            inner.prop_map(|of| Tree::Not { of: Box::new(of) }),
        ]
    })
}

proptest! {
    #[test]
    fn text_tree_and_json_convert_without_loss(tree in any_tree()) {
        let text = print(&tree);
        let parsed = parse(&text).map_err(|m| TestCaseError::fail(format!("{text}: {m}")))?;
        prop_assert_eq!(&parsed.tree, &tree, "{}", text);
        let json = serde_json::to_string(&tree).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Tree>(&json).unwrap(), &tree, "{}", json);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,80}") {
        let _ = parse(&text);
    }

    #[test]
    fn no_mixture_of_words_makes_the_parser_panic(
        words in prop::collection::vec(prop::sample::select(vec![
            "orders", "(", ")", "and", "not", "last", "90", "days", ",", "=", "\"x\"", ">=", "no",
            "since", "in", "segment", "2026-01-01", "between", "EUR", "ago", ".", "is", "known",
        ]), 0..30)
    ) {
        if let Ok(parsed) = parse(&words.join(" ")) {
            let text = print(&parsed.tree);
            prop_assert_eq!(parse(&text).unwrap().tree, parsed.tree);
        }
    }
}
