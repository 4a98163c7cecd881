//! The front door over HTTP, on both engines.

use crate::http::Server;
use axum::body::Body;
use base::Space;
use http::{Request, StatusCode};
use serde_json::{Value, json};
use std::io::Write;
use testkit::House;

fn last_seq(house: &House) -> i64 {
    house.store.read_blocking(&house.scope, ledger::last_seq).unwrap()
}

fn track(id: &str, user: &str) -> Value {
    json!({"type": "track", "messageId": id, "userId": user, "event": "Product Viewed",
        "timestamp": "2026-11-20T10:00:00Z", "properties": {"product_id": "p1"}})
}

testkit::on_both! {
    fn a_batch_is_taken_once_and_its_bad_items_wait(house) {
        let server = Server::over(house);
        let identify = json!({"type": "identify", "messageId": "i1", "userId": "7",
            "traits": {"email": "anna@example.com", "firstName": "Anna", "age": 36},
            "context": {"library": {"name": "analytics-node", "version": "2.1"}}});
        let bad = json!({"type": "identify", "userId": "8", "traits": {"email": "anna@"}});
        let batch = json!({"batch": [identify, track("m1", "7"), bad]}).to_string();
        for _ in 0..2 {
            let answer = server.call("/v1/batch", batch.clone());
            assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({"success": true})));
            assert_eq!(last_seq(house), 2);
        }
        let calls = server.api("GET", "/intake/calls", None).json();
        let outcomes: Vec<&str> =
            calls["items"].as_array().unwrap().iter().map(|c| c["outcome"].as_str().unwrap()).collect();
        let want =
            ["quarantined", "duplicate", "duplicate", "quarantined", "taken", "taken"];
        assert_eq!(outcomes, want);
        let first = &calls["items"][5];
        assert_eq!(first["customer"]["name"], "Anna");
        assert_eq!(first["changed"], json!(["first_name", "email"]));
        assert_eq!(first["ignored"][0]["field"], "/traits/age");
        assert_eq!(first["library"], "analytics-node 2.1");
        assert_eq!(first["body"]["traits"]["firstName"], "Anna");
        let waiting = server.api("GET", "/intake/quarantine", None).json();
        assert_eq!((waiting["total"].as_i64(), &waiting["items"][0]["reason"]), (Some(1), &json!("bad-email")));
    }

    fn a_refused_call_can_be_mended_replayed_and_dropped(house) {
        let server = Server::over(house);
        let call = json!({"userId": "8", "messageId": "m", "traits": {"email": "anna@", "plan": "x"}});
        assert_eq!(server.call("/v1/identify", call.to_string()).status, StatusCode::OK);
        let waiting = server.api("GET", "/intake/quarantine", None).json();
        let path = format!("/intake/quarantine/{}", waiting["items"][0]["id"].as_str().unwrap());
        let again = server.api("POST", &format!("{path}/replay"), Some(&json!({})));
        assert_eq!((again.status, &again.json()["reason"]), (StatusCode::OK, &json!("bad-email")));
        let mut body = waiting["items"][0]["body"].clone();
        body["traits"]["email"] = "anna@example.com".into();
        let mended = server.api("POST", &format!("{path}/replay"), Some(&json!({ "body": body })));
        assert_eq!(mended.json()["outcome"], "taken");
        assert_eq!(last_seq(house), 1);
        assert_eq!(server.api("DELETE", &path, None).status, StatusCode::NOT_FOUND);
        assert_eq!(server.api("GET", "/intake/quarantine", None).json()["total"], 0);
        assert_eq!(server.call("/v1/track", json!({"userId": "8"}).to_string()).status, StatusCode::OK);
        let waiting = server.api("GET", "/intake/quarantine", None).json();
        let path = format!("/intake/quarantine/{}", waiting["items"][0]["id"].as_str().unwrap());
        assert_eq!(server.api("DELETE", &path, None).status, StatusCode::NO_CONTENT);
    }

    fn anonymous_history_joins_on_identification(house) {
        let server = Server::over(house);
        let seen = json!({"anonymousId": "v1", "event": "Product Viewed", "messageId": "a"});
        let known = json!({"anonymousId": "v1", "userId": "7", "messageId": "b"});
        server.call("/v1/t", seen.to_string());
        server.call("/v1/i", known.to_string());
        let same = house.store.read_blocking(&house.scope, |tx| {
            let mut owners = Vec::new();
            for (space, value) in [("anon:shop", "v1"), ("id:shop", "7")] {
                let space = Space::parse(space).unwrap();
                let value = base::Personal::new(value);
                let subject = ledger::subjects_of_token(tx, &space, &value).unwrap().unwrap();
                owners.push(book::customer_of(tx, subject.id).unwrap());
            }
            Ok::<_, store::Error>(owners[0].is_some() && owners[0] == owners[1])
        });
        assert!(same.unwrap());
    }
}

#[test]
fn every_way_of_sending_is_understood() {
    let house = House::sqlite();
    let server = Server::over(&house);
    let in_body = json!({"writeKey": server.write_key, "batch": [track("m1", "7")]}).to_string();
    let plain = Request::post("/v1/batch").header("content-type", "text/plain");
    assert_eq!(server.send(plain.body(Body::from(in_body)).unwrap()).status, StatusCode::OK);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(json!({"batch": [track("m2", "7")]}).to_string().as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let basic = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        format!("{}:", server.write_key),
    );
    let request = Request::post("/v1/batch")
        .header("authorization", format!("Basic {basic}"))
        .header("content-encoding", "gzip");
    assert_eq!(server.send(request.body(Body::from(packed)).unwrap()).status, StatusCode::OK);
    for (path, body) in [
        ("/v1/page", json!({"userId": "7", "messageId": "m3", "name": "Home"})),
        ("/v1/s", json!({"userId": "7", "messageId": "m4", "name": "Cart"})),
        ("/v1/g", json!({"userId": "7", "messageId": "m5", "groupId": "g"})),
        ("/v1/alias", json!({"userId": "7", "messageId": "m6", "previousId": "old"})),
        ("/v1/b", json!({"batch": []})),
    ] {
        assert_eq!(server.call(path, body.to_string()).status, StatusCode::OK, "{path}");
    }
    assert_eq!(last_seq(&house), 6);
}

#[test]
fn what_cannot_be_read_is_400_and_what_may_not_is_401() {
    let house = House::sqlite();
    let server = Server::over(&house);
    let large = json!({"userId": "7", "event": "x".repeat(33 * 1_024)}).to_string();
    let huge = json!({"batch": ["x".repeat(501 * 1_024)]}).to_string();
    let vast = "x".repeat(3 * 1_024 * 1_024);
    for (path, body) in [
        ("/v1/track", "{".to_owned()),
        ("/v1/track", "[]".to_owned()),
        ("/v1/track", large),
        ("/v1/batch", huge),
        ("/v1/batch", vast),
        ("/v1/batch", "{}".to_owned()),
        ("/v1/batch", "[".repeat(200_000)),
    ] {
        let answer = server.call(path, body);
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
    }
    assert_eq!(server.call("/v1/import", "{}").status, StatusCode::NOT_FOUND);
    for authorization in ["Basic d3Jvbmc6", "Basic ü", "Bearer x", ""] {
        let request = Request::post("/v1/track").header("authorization", authorization);
        let body = Body::from(track("m", "7").to_string());
        let answer = server.send(request.body(body).unwrap());
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{authorization}");
        let detail = answer.json()["detail"].to_string();
        assert!(detail.contains("write key") && detail.contains("Settings"), "{detail}");
    }
    let bare = Request::post("/v1/track").body(Body::from(track("m", "7").to_string()));
    assert_eq!(server.send(bare.unwrap()).status, StatusCode::UNAUTHORIZED);
    assert_eq!(last_seq(&house), 0);
}

#[test]
fn browsers_on_other_sites_may_call() {
    let house = House::sqlite();
    let server = Server::over(&house);
    let ask = Request::options("/v1/t").header("origin", "https://shop.example");
    let answer = server.send(ask.body(Body::empty()).unwrap());
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    let path = format!("/v1/projects/{}/settings", server.write_key);
    let settings = server.send(Request::get(path).body(Body::empty()).unwrap());
    assert_eq!(settings.json()["integrations"]["Segment.io"]["apiHost"], "crm.example.com/v1");
    let none = Request::get("/v1/projects/none/settings").body(Body::empty()).unwrap();
    assert_eq!(server.send(none).status, StatusCode::NOT_FOUND);
    let snippet = server.send(Request::get("/regulars.js").body(Body::empty()).unwrap());
    assert_eq!(snippet.headers["cross-origin-resource-policy"], "cross-origin");
    assert!(snippet.headers["content-type"].to_str().unwrap().starts_with("text/javascript"));
}

#[test]
fn the_inspector_keeps_the_newest_and_pages() {
    let house = House::sqlite();
    let server = Server::over(&house);
    for n in 0..12 {
        server.call("/v1/track", track(&format!("m{n}"), "7").to_string());
    }
    server.call("/v1/track", "{\"userId\":\"7\"}");
    let mut seen = Vec::new();
    let mut path = "/intake/calls?limit=5&state=taken".to_owned();
    loop {
        let page = server.api("GET", &path, None).json();
        let items = page["items"].as_array().unwrap();
        seen.extend(
            items.iter().map(|call| call["body"]["messageId"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/intake/calls?limit=5&state=taken&cursor={next}");
    }
    let want: Vec<String> = (0..12).rev().map(|n| format!("m{n}")).collect();
    assert_eq!(seen, want);
    let reasons = server.api("GET", "/intake/reasons", None).json();
    assert!(reasons["items"].as_array().unwrap().len() > 20);
}

#[test]
fn too_much_at_once_is_429_and_loses_nothing_that_was_acknowledged() {
    let house = House::sqlite();
    let server = Server::over(&house);
    assert_eq!(server.call("/v1/track", track("first", "7").to_string()).status, StatusCode::OK);
    // The one writer is held up until the queue behind it is full.
    let (held, hold) = std::sync::mpsc::channel::<()>();
    let (entered, enter) = std::sync::mpsc::channel::<()>();
    let (store, scope) = (house.store.clone(), house.scope.clone());
    let writer = std::thread::spawn(move || {
        store.write_blocking(&scope, move |_| {
            entered.send(()).unwrap();
            hold.recv().unwrap();
            Ok::<_, store::Error>(())
        })
    });
    enter.recv().unwrap();
    let calls = (0..1_000).map(|n| ("/v1/track", track(&format!("m{n}"), "7").to_string()));
    let answers = server.call_together(calls.collect(), || held.send(()).unwrap());
    writer.join().unwrap().unwrap();
    let n_taken = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
    let refused: Vec<_> = answers.iter().filter(|a| a.status != StatusCode::OK).collect();
    assert!(!refused.is_empty(), "the queue has a bound");
    for answer in refused {
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.headers["retry-after"], "1");
    }
    assert_eq!(last_seq(&house), 1 + n_taken as i64);
}
