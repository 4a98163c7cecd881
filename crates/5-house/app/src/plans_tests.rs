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

/// The path of something that is there, for a path that has places to fill in, and its question.
fn filled(shop: &Shop<'_>, path: &str) -> Option<String> {
    let asked = QUESTIONS.iter().find(|(asked, _)| *asked == path).map_or("", |(_, asked)| *asked);
    let Some((list, rest)) = path.split_once("/{id}") else {
        return (!path.contains('{')).then(|| format!("{path}{asked}"));
    };
    let (status, text, _) = shop.send(&Call::json("GET", list, &Value::Null));
    let listed: Value = serde_json::from_str(&text).ok()?;
    let id = listed["items"][0]["id"].as_str().filter(|_| status.is_success())?;
    (!rest.contains('{')).then(|| format!("{list}/{id}{rest}{}", asked.replace("{id}", id)))
}

/// Paths that no case leads to, and why.
const UNREAD: &[(&str, &str)] =
    &[("/api/v1/mailbox/{id}", "lies in memory, and no case sends a mail")];

/// Paths that answer to a question alone, and one.
const QUESTIONS: [(&str, &str); 3] = [
    ("/api/v1/deliveries", "?ids=dlv_00000000000000000000000000"),
    ("/api/v1/search", "?q=anna"),
    ("/api/v1/customers/{id}/merge", "?other={id}"),
];

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

/// Asks for everything that can be read; gives the paths that answered, and all that there are.
fn read_all(shop: &Shop<'_>) -> (BTreeSet<String>, BTreeSet<String>) {
    for asked in ASKED {
        shop.ask("GET", &format!("/api/v1/{asked}"), &Value::Null);
    }
    let document = serde_json::to_value(&shop.document).unwrap();
    let (mut read, mut all) = (BTreeSet::new(), BTreeSet::new());
    for (name, methods) in document["paths"].as_object().unwrap() {
        // A stream has no end.
        if methods.get("get").is_none() || name.ends_with("/live") {
            continue;
        }
        all.insert(name.clone());
        let Some(path) = filled(shop, name) else { continue };
        let (status, text, _) = shop.send(&Call::json("GET", path.clone(), &Value::Null));
        assert!(!status.is_server_error(), "{path}: {status} {text}");
        if status.is_success() {
            read.insert(name.clone());
        }
    }
    (read, all)
}

#[test]
fn no_statement_walks_over_a_large_table() {
    let (mut found, mut read, mut all) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
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
            let (here, known) = read_all(&shop);
            read.extend(here);
            all.extend(known);
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
    let unread: Vec<&str> = all.difference(&read).map(String::as_str).collect();
    assert_eq!(unread, UNREAD.iter().map(|(path, _)| *path).collect::<Vec<_>>());
}
