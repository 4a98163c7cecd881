use super::*;
use crate::columns::{ActivityRecord, AttributeRecord, CustomerRecord, OrderRecord, PropertyValue};
use crate::engine::{Columns, ColumnsBuilder, Terms};
use crate::language::parse;
use base::{Currency, CustomerId, Instant, Zone};
use std::collections::HashSet;

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

/// A shop of one customer with an own attribute and an own activity.
fn shop() -> Columns {
    let mut anna = CustomerRecord::new(CustomerId::from_bytes([1; 16]));
    anna.created_at = Some(at("2026-01-05T10:00:00Z"));
    for (name, value) in [
        ("country", "DE"),
        ("email_consent", "granted"),
        ("birth_date", "1990-11-23"),
        ("attribute.shoe_size", "41"),
    ] {
        let values = vec![value.to_owned()];
        anna.attributes.push(AttributeRecord { name: name.into(), since: None, values });
    }
    for day in ["2026-09-01T10:00:00Z", "2026-11-12T23:30:00Z"] {
        anna.orders.push(OrderRecord {
            placed_at: at(day),
            currency: Currency::EUR,
            total_minor: 12_050,
            states: vec![],
            refunds: vec![],
            properties: vec![],
            lines: vec![],
        });
    }
    anna.activities.push(ActivityRecord {
        kind: "lesson_taken".into(),
        at: at("2026-11-20T10:00:00Z"),
        properties: vec![("level".into(), PropertyValue::Text("B1".into()))],
    });
    let mut builder = ColumnsBuilder::new();
    builder.push(anna);
    builder.finish(1)
}

fn terms() -> Terms {
    let berlin = Zone::parse("Europe/Berlin").unwrap();
    let mut terms = Terms::new(at("2026-11-22T10:00:00Z"), berlin, Currency::EUR);
    let saved = [("loyal", "orders >= 2"), ("a", "in segment \"b\""), ("b", "in segment \"A\"")];
    let saved = saved.map(|(name, text)| (name.to_owned(), parse(text).unwrap().tree));
    terms.segments = std::sync::Arc::new(saved.into());
    terms
}

/// The page of the manual says what the registry says, and its sentences can be typed.
#[test]
fn the_page_on_segments_has_every_condition_and_sentences_that_hold() {
    let page = include_str!("../../../../../docs/segments.md");
    let (_, conditions) = page.split_once("## The conditions\n\n").unwrap();
    let section = |one: &&dyn Condition| {
        format!("### {}\n\n{}\n\n```text\n{}\n```\n", one.name(), one.doc(), one.example())
    };
    let want: Vec<_> = ALL.iter().map(section).collect();
    assert_eq!(conditions, want.join("\n"));
    let blocks: Vec<_> = page.split("```text\n").skip(1).collect();
    assert!(blocks.len() > ALL.len());
    for sentence in blocks.iter().flat_map(|block| block.split("```").next().unwrap().lines()) {
        let tree = parse(sentence).unwrap_or_else(|mistake| panic!("{sentence}: {mistake}")).tree;
        let planned = shop().plan(&tree, &terms());
        assert!(planned.is_ok(), "{sentence}: {planned:?}");
    }
}

fn explain(text: &str) -> (bool, String) {
    let shop = shop();
    let plan = shop.plan(&parse(text).unwrap().tree, &terms()).unwrap();
    shop.explain(&plan, CustomerId::from_bytes([1; 16])).unwrap()
}

#[test]
fn every_condition_is_named_documented_and_shown_by_an_example_that_works() {
    let mut names = HashSet::new();
    let shop = shop();
    for condition in ALL {
        let name = condition.name();
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
        assert!(names.insert(name), "{name} twice");
        assert!(condition.doc().len() > 40 && condition.doc().ends_with('.'), "{name}");
        let tree = parse(condition.example()).unwrap().tree;
        shop.plan(&tree, &terms()).unwrap();
        let entries = condition.entries(shop.names());
        assert!(!entries.is_empty());
        for entry in entries {
            assert!(!entry.label.is_empty() && !entry.sentence.is_empty(), "{}", entry.name);
            let tree = parse(&entry.example).unwrap_or_else(|m| panic!("{}: {m}", entry.example));
            shop.plan(&tree.tree, &terms()).unwrap_or_else(|m| panic!("{}: {m}", entry.example));
        }
    }
}

#[test]
fn an_explanation_is_the_fact_in_plain_words() {
    for (text, holds, why) in [
        ("orders(last 90 days) >= 2", true, "2 orders in the last 90 days, latest on 13 Nov 2026"),
        ("orders(last 3 days) = 0", true, "no order in the last 3 days"),
        ("country != \"de\" or age >= 40", false, "country is DE; 35 years old"),
        ("country = \"de\" or age >= 40", true, "country is DE"),
        ("spent >= 500 EUR", false, "€241 spent"),
        ("days_since_order < 30", true, "last order on 13 Nov 2026, 9 days ago"),
        (
            "email_consent and not sms_consent",
            true,
            "agreed to email; never agreed to text messages",
        ),
        ("not email_opened(last 30 days) >= 1", true, "no email opened in the last 30 days"),
        (
            "no order since last lesson_taken",
            true,
            "no order since last “lesson taken” on 20 Nov 2026",
        ),
        ("shoe_size between 40 and 42", true, "shoe size is 41"),
        ("in segment \"LOYAL\"", true, "in segment LOYAL; 2 orders, latest on 13 Nov 2026"),
        ("avg(order.total) > 100", true, "average order total is 120.5 EUR"),
        (
            "lesson_taken(level = \"b1\") >= 1",
            true,
            "1 “lesson taken” (level b1), latest on 20 Nov 2026",
        ),
        ("phone is unknown", true, "phone is unknown"),
        ("created_at >= 2026-01-05", true, "known since 5 Jan 2026"),
        ("lesson_taken >= 1", true, "1 “lesson taken”, latest on 20 Nov 2026"),
    ] {
        assert_eq!(explain(text), (holds, why.to_owned()), "{text}");
    }
}

#[test]
fn a_sentence_that_makes_no_sense_says_where_and_what_instead() {
    let shop = shop();
    for (text, byte, part) in [
        ("contry = \"DE\"", 0, "did you mean `country`?"),
        ("country = \"DE\" and ordrs >= 1", 19, "did you mean `orders`?"),
        ("age >= 3 and shoe_siz = 3", 13, "did you mean `shoe_size`?"),
        ("product_veiwed() >= 1", 0, "did you mean `product_viewed`?"),
        ("no order since last product_aded", 20, "did you mean `product_added`?"),
        ("in segment \"loyl\"", 11, "did you mean `loyal`?"),
        ("country = \"DE\" and in segment \"a\"", 30, "refer to itself"),
        ("country >= \"DE\"", 8, "cannot be compared"),
        ("country = 2026-01-01", 8, "text in quotes"),
        ("country", 7, "cannot be compared"),
        ("age = \"old\"", 4, "plain number"),
        ("spent >= \"much\"", 6, "amount such as"),
        ("spent between 1 EUR and 2 USD", 6, "one currency"),
        ("created_at > 5", 11, "a date such as"),
        ("orders(category = \"x\") >= 1", 7, "belongs to the lines"),
        ("bought(catgory = \"x\") >= 1", 7, "did you mean `category`?"),
        ("lesson_taken(levl = \"x\") >= 1", 13, "did you mean `level`?"),
        ("days_since_order(last 3 days) < 1", 17, "take the window out"),
        ("rfm_group = \"Champion\"", 10, "did you mean `Champions`?"),
        ("city matches \"(\"", 5, "no regular expression"),
        ("city matches \"(a{1000}){1000}\"", 5, "no regular expression"),
        ("email_consent = \"yes\"", 14, "\"granted\""),
        ("sum(value) > 1", 0, "in front"),
    ] {
        let parsed = parse(text).unwrap_or_else(|m| panic!("{text}: {m}"));
        let mistake = shop.plan(&parsed.tree, &terms()).expect_err(text);
        assert!(mistake.to_string().contains(part), "{text}: {mistake}");
        assert_eq!(parsed.byte_of(mistake.place), byte, "{text}: {mistake}");
    }
}

#[test]
fn no_trick_with_segments_or_trees_exhausts_the_stack() {
    let shop = shop();
    let mut terms = terms();
    let mut segments = (*terms.segments).clone();
    for n in 0..2_000 {
        let text = format!("not in segment \"s{}\"", n + 1);
        segments.insert(format!("s{n}"), parse(&text).unwrap().tree);
    }
    terms.segments = std::sync::Arc::new(segments);
    let tree = parse("in segment \"s0\"").unwrap().tree;
    assert_eq!(shop.plan(&tree, &terms).unwrap_err().fault, Fault::TooDeep);
    let empty = Tree::And { of: vec![] };
    assert!(matches!(shop.plan(&empty, &terms).unwrap_err().fault, Fault::Incomplete(_)));
}
