//! How SQLite goes about the statements of the API: none walks over a table that grows with the
//! shop, but for those that are named here with their reason. SQLite plans by the form of a
//! statement alone, so what holds in an empty shop holds in a large one.

use super::{CASES, Call, SHARES, Shop, part};
use rusqlite::Connection;
use serde_json::Value;
use std::collections::BTreeSet;
use testkit::House;

/// Tables that have a row for each customer, order, activity or mail.
const LARGE: [&str; 16] = [
    "activities",
    "consents",
    "customers",
    "deliveries",
    "links",
    "memberships",
    "notes",
    "order_lines",
    "orders",
    "persons",
    "products",
    "quarantine",
    "refunds",
    "search_tokens",
    "subjects",
    "suspects",
];

/// Walks that are meant: a part of the statement, and why.
const MEANT: &[(&str, &str)] = &[
    ("SELECT id, category, brand, name FROM products", "the columns know every product by heart"),
    ("SELECT count(*) AS n FROM quarantine", "ids alone, and few wait there"),
    ("SELECT count(*) AS n FROM customers WHERE hidden = 0", "ids alone, for how many there are"),
    ("SELECT id FROM customers WHERE hidden = 0 ORDER BY id", "a campaign to everybody"),
    ("WHERE c.hidden = 1", "few were taken out of the book"),
];

/// A step of a plan over a large table that no index leads to.
fn walks(database: &Connection, sql: &str) -> Option<String> {
    let planned = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];
    if !planned.iter().any(|word| sql.trim_start().starts_with(word)) {
        return None;
    }
    let mut statement = database.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let mut rows = statement.raw_query();
    let mut steps: Vec<String> = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        steps.push(row.get(3).unwrap());
    }
    // A page in the order of an index ends when it is full.
    let sorts = steps.iter().any(|step| step.contains("TEMP B-TREE"));
    if sql.contains("LIMIT") && !sorts {
        return None;
    }
    let over = |step: &String| {
        // Nearly nobody is hidden: an index that begins so leads to everybody.
        let everybody = step.strip_prefix("SEARCH ").filter(|rest| rest.ends_with("(hidden=?)"));
        let name = step.strip_prefix("SCAN ").or(everybody)?.split(' ').next()?;
        LARGE.contains(&table_of(sql, name)).then(|| step.clone())
    };
    steps.iter().find_map(over)
}

/// The table that a name of a statement stands for.
fn table_of<'a>(sql: &'a str, name: &'a str) -> &'a str {
    let words: Vec<&str> = sql.split(|c: char| c.is_whitespace() || "(),".contains(c)).collect();
    let named = words.windows(3).find(|words| {
        let leads = ["FROM", "JOIN", "UPDATE"].contains(&words[0]);
        leads && words[2] == name
    });
    named.map_or(name, |words| words[1])
}

/// The path of something that is there, for a path that has places to fill in.
fn filled(shop: &Shop<'_>, path: &str) -> Option<String> {
    let Some((list, rest)) = path.split_once("/{id}") else {
        return (!path.contains('{')).then(|| path.to_owned());
    };
    let (status, text, _) = shop.send(&Call::json("GET", list, &Value::Null));
    let listed: Value = serde_json::from_str(&text).ok()?;
    let id = listed["items"][0]["id"].as_str().filter(|_| status.is_success())?;
    (!rest.contains('{')).then(|| format!("{list}/{id}{rest}"))
}

/// Orders of lists, and searches.
const ASKED: [&str; 7] = [
    "customers?sort=-last_order_at",
    "customers?sort=last_order_at",
    "customers?sort=-spent",
    "customers?sort=orders",
    "customers?sort=name",
    "customers?q=anna",
    "customers?q=anna@example.com",
];

/// Asks for everything that can be read.
fn read_all(shop: &Shop<'_>) -> usize {
    for asked in ASKED {
        shop.ask("GET", &format!("/api/v1/{asked}"), &Value::Null);
    }
    let document = serde_json::to_value(&shop.document).unwrap();
    let mut n_read = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let stream = path.ends_with("/live");
        let Some(path) = filled(shop, path).filter(|_| methods.get("get").is_some() && !stream)
        else {
            continue;
        };
        let (status, text, _) = shop.send(&Call::json("GET", path.clone(), &Value::Null));
        assert!(!status.is_server_error(), "{path}: {status} {text}");
        n_read += usize::from(status.is_success());
    }
    n_read
}

#[test]
fn no_statement_walks_over_a_large_table() {
    let (mut found, mut n_read) = (BTreeSet::new(), 0);
    let mut unused: BTreeSet<&str> = MEANT.iter().map(|(meant, _)| *meant).collect();
    for share in SHARES {
        let house = House::sqlite();
        let mut shop = Shop::open(&house);
        shop.set_up();
        for case in CASES.iter().filter(|case| share.contains(&part(case.path))) {
            let call = (case.make)(&mut shop);
            let cookie = shop.send(&call).2;
            if !cookie.is_empty() {
                shop.cookie = cookie;
            }
        }
        // The cases of signing out leave nobody who could read.
        let signed_in = shop.send(&Call::json("GET", "/api/v1/customers", &Value::Null)).0;
        if signed_in.is_success() {
            n_read += read_all(&shop);
        }
        let database = Connection::open(house.store.data().join("regulars.db")).unwrap();
        for sql in house.fault.seen() {
            let Some(step) = walks(&database, &sql) else { continue };
            match MEANT.iter().find(|(meant, _)| sql.contains(meant)) {
                Some((meant, _)) => {
                    unused.remove(meant);
                }
                None => {
                    found.insert(format!("{step}\n    {sql}"));
                }
            }
        }
    }
    let found: Vec<String> = found.into_iter().collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(unused.is_empty(), "no longer there: {unused:?}");
    assert!(n_read > 60, "{n_read} routes were read");
}
