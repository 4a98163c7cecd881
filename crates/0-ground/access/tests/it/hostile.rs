//! Every operation of the document, met by strangers and with hostile bodies.

use crate::visitor::{Door, Visitor, run};
use axum::body::Body;
use http::{Method, Request, header};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// Operations that anybody may call: method and path.
const OPEN: &[&str] = &[
    "DELETE /api/v1/session",
    "GET /api/v1/setup",
    "POST /api/v1/session",
    "POST /api/v1/session/reset",
    "POST /api/v1/setup",
];

async fn operations(visitor: &mut Visitor) -> BTreeMap<String, Value> {
    let document = visitor.get("/openapi.json").await.json();
    let mut operations = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations.insert(format!("{} {path}", method.to_uppercase()), operation.clone());
        }
    }
    assert!(operations.len() > 15, "{operations:?}");
    operations
}

fn split(operation: &str) -> (Method, String) {
    let (method, path) = operation.split_once(' ').unwrap();
    let path = path.replace("{id}", "key_00000000000000000000000000");
    (method.parse().unwrap(), path)
}

#[test]
fn every_operation_refuses_strangers_but_the_named_ones() {
    let kit = testkit::House::sqlite();
    let door = Door::new(&kit);
    run(async {
        let mut open = Vec::new();
        for (operation, described) in operations(&mut door.visitor()).await {
            let (method, path) = split(&operation);
            if described["security"] == json!([{}]) || described["security"] == json!([]) {
                open.push(operation);
                continue;
            }
            for mut visitor in [door.visitor(), door.visitor().with_bearer("rk_0")] {
                let got = visitor.call(method.clone(), &path, None).await;
                let found = (got.status, got.code());
                assert_eq!(found, (401, "not_signed_in".to_owned()), "{operation}");
            }
        }
        assert_eq!(open, OPEN);
    });
}

#[test]
fn hostile_bodies_change_nothing_and_break_nothing() {
    let kit = testkit::House::sqlite();
    let door = Door::new(&kit);
    run(async {
        let owner = door.signed_in().await;
        let deep = "[".repeat(100_000);
        let many = format!(
            "{{{}}}",
            (0..50_000).map(|n| format!("\"k{n}\":{n}")).collect::<Vec<_>>().join(",")
        );
        let huge = "a".repeat(2 * 1_024 * 1_024);
        let json_kind = "application/json";
        let bodies = [
            (json_kind, "{", 400),
            (json_kind, "null", 400),
            (json_kind, "[]", 400),
            (json_kind, "\u{feff}{}", 400),
            (json_kind, deep.as_str(), 400),
            (json_kind, many.as_str(), 400),
            (json_kind, huge.as_str(), 413),
            ("text/plain", "{}", 415),
            ("application/x-www-form-urlencoded", "email=a&password=b", 415),
            ("multipart/form-data; boundary=x", "--x--", 415),
            ("application/xml", "<a/>", 415),
        ];
        for (operation, described) in operations(&mut door.visitor()).await {
            if described.get("requestBody").is_none() {
                continue;
            }
            let (method, path) = split(&operation);
            for (kind, body, status) in &bodies {
                let mut visitor = owner.clone();
                let cookie = format!("regulars={}", visitor.token());
                let request = Request::builder()
                    .method(method.clone())
                    .uri(&path)
                    .header(header::CONTENT_TYPE, *kind)
                    .header(header::COOKIE, cookie)
                    .body(Body::from((*body).to_owned()))
                    .unwrap();
                let got = visitor.send(request).await;
                let start: String = body.chars().take(20).collect();
                assert_eq!(got.status, *status, "{operation} {kind} {start}: {}", got.text);
                assert!(got.json()["instance"].as_str().unwrap().starts_with("req_"));
            }
            kit.clock.advance(Duration::from_mins(1));
        }
        assert!(owner.clone().is_in().await);
        assert_eq!(door.house.store.shop().name, "My shop");
    });
}

#[test]
fn reading_changes_nothing() {
    let kit = testkit::House::sqlite();
    let door = Door::new(&kit);
    let count = || {
        let sql = "SELECT (SELECT count(*) FROM staff) + (SELECT count(*) FROM sessions)
            + (SELECT count(*) FROM access_keys) + (SELECT count(*) FROM attempts)
            + (SELECT count(*) FROM settings) AS n";
        kit.store.read_blocking(&kit.scope, |tx| tx.one(sql, &[], |row| row.int("n"))).unwrap()
    };
    let mut owner = run(door.signed_in());
    let before = count();
    run(async {
        for operation in operations(&mut door.visitor()).await.into_keys() {
            let (method, path) = split(&operation);
            if method == Method::GET && path != "/api/v1/live" {
                for method in [Method::GET, Method::HEAD] {
                    owner.call(method, &path, None).await;
                }
            }
        }
    });
    assert_eq!(count(), before);
}

#[test]
fn no_answer_shows_a_secret_or_says_how_the_house_is_built() {
    let kit = testkit::House::sqlite();
    let door = Door::new(&kit);
    run(async {
        let mut owner = door.signed_in().await;
        for operation in operations(&mut door.visitor()).await.into_keys() {
            let (method, path) = split(&operation);
            if method == Method::GET && path != "/api/v1/live" {
                let text = owner.get(&path).await.text;
                for word in ["argon2", "pepper", "token", "sqlite", "postgres", "panicked"] {
                    assert!(!text.to_lowercase().contains(word), "{path}: {text}");
                }
            }
        }
    });
}
