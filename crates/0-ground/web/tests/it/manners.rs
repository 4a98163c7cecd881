//! Problems, limits, headers, other sites, the OpenAPI document.

use crate::requests::{get_path, post, router, run, run_paused, send};
use axum::body::Body;
use http::{Method, Request, header};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Arc, Mutex};
use web::{Code, House};

fn house() -> (testkit::House, House) {
    let kit = testkit::House::sqlite();
    let house = House::new(kit.store.clone(), "http://localhost:8080/");
    (kit, house)
}

/// Lines of the log, as the server would write them.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_failure_of_ours_shows_a_number_and_logs_its_cause_once() {
    let (_kit, house) = house();
    let router = router(&house);
    for path in ["/api/v1/fail", "/api/v1/stop"] {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(tracing::Level::INFO)
            .with_writer(move || writer.clone())
            .finish();
        let path_and_query = format!("{path}?email=anna@example.com");
        let got = tracing::subscriber::with_default(subscriber, || {
            run(get_path(&router, &path_and_query))
        });
        let id = got.header("x-request-id").to_owned();
        assert_eq!((got.status, got.code().as_str()), (500, "internal"), "{path}");
        assert_eq!(got.json()["instance"], id.as_str());
        assert_eq!(got.header("content-type"), "application/problem+json");
        assert!(!got.text.contains("cause"), "{}", got.text);
        let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert_eq!(log.matches("cause=").count(), 1, "{log}");
        assert!(log.contains(&id) && log.contains(path), "{log}");
        assert!(!log.contains("anna"), "{log}");
    }
    assert_eq!(run(get_path(&router, "/api/v1/notes")).status, 200);
}

#[test]
fn bodies_of_another_kind_or_shape_are_refused() {
    let (_kit, house) = house();
    let router = router(&house);
    let check = |kind: &str, body: &str, status: u16, pointer: Option<&str>| {
        let mut request = Request::post("/api/v1/echo").body(Body::from(body.to_owned())).unwrap();
        if !kind.is_empty() {
            request.headers_mut().insert(header::CONTENT_TYPE, kind.parse().unwrap());
        }
        let got = run(send(&router, request));
        assert_eq!(got.status, status, "{kind} {body}: {}", got.text);
        let found = got.json()["errors"][0]["pointer"].as_str().map(str::to_owned);
        assert_eq!(found.as_deref(), pointer, "{kind} {body}: {}", got.text);
    };
    let good = r#"{"text":"a"}"#;
    for kind in ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        check(kind, good, 415, None);
    }
    let json = "application/json";
    check(json, good, 200, None);
    check(json, r#"{"text":"a","sizes":[1,"x"]}"#, 400, Some("/sizes/1"));
    check(json, r#"{"text":["a"]}"#, 400, Some("/text"));
    check(json, r#"{"text":null}"#, 400, Some("/text"));
    check(json, r#"{"text":"a","role":"owner"}"#, 400, Some("/role"));
    check(json, "{}", 400, Some("/text"));
    check(json, "", 400, Some(""));
    check(json, &"[".repeat(4_000), 400, Some("/0"));
    check(json, &format!(r#"{{"text":"{}"}}"#, "a".repeat(4_096)), 413, None);
}

#[test]
fn a_body_that_stops_arriving_and_an_answer_that_never_comes_are_cut() {
    let (_kit, house) = house();
    let router = router(&house);
    let stalled = futures::stream::pending::<Result<&'static [u8], std::io::Error>>();
    let got = run_paused(send(&router, post("/api/v1/echo", Body::from_stream(stalled))));
    assert_eq!((got.status, got.code().as_str()), (408, "too_slow"));
    let got = run_paused(get_path(&router, "/api/v1/wait"));
    assert_eq!((got.status, got.code().as_str()), (503, "unavailable"));
}

#[test]
fn what_is_not_there_is_a_problem_too() {
    let (_kit, house) = house();
    let router = router(&house);
    for path in ["/api/v1/nothing", "/api/v2/notes", "/api/", "/problems/nothing"] {
        let got = run(get_path(&router, path));
        assert_eq!((got.status, got.code().as_str()), (404, "not_found"), "{path}");
    }
    for method in [Method::DELETE, Method::TRACE, Method::PATCH] {
        let request = Request::builder().method(&method).uri("/api/v1/notes");
        let got = run(send(&router, request.body(Body::empty()).unwrap()));
        assert_eq!((got.status, got.code().as_str()), (405, "wrong_method"), "{method}");
        assert!(got.header("allow").contains("GET"), "{:?}", got.headers);
    }
    let got = run(get_path(&router, "/api/v1/ours"));
    assert_eq!((got.status, got.code().as_str()), (400, "malformed"));
}

#[test]
fn ids_and_queries_are_read_strictly() {
    let (_kit, house) = house();
    let router = router(&house);
    let status = |path: &str| run(get_path(&router, path)).status;
    for id in ["x", "cus_", "seg_00000000000000000000000000", "%00", "..%2f"] {
        assert_eq!(status(&format!("/api/v1/customers/{id}")), 404, "{id}");
    }
    assert_eq!(status("/api/v1/customers/cus_00000000000000000000000000"), 200);
    for bad in ["q=a&q=b", "x=1", "limit=0", "limit=1&limit=2", "cursor=%21", "cursor=eyJ9"] {
        assert_eq!(status(&format!("/api/v1/notes?{bad}")), 400, "{bad}");
    }
    let first = run(get_path(&router, "/api/v1/notes?limit=2&q=")).json();
    assert_eq!(first["items"], serde_json::json!([1, 2]));
    let path = format!("/api/v1/notes?limit=2&cursor={}", first["next"].as_str().unwrap());
    assert_eq!(run(get_path(&router, &path)).json()["items"], serde_json::json!([3, 4]));
}

#[test]
fn writes_of_another_site_are_refused() {
    let (_kit, house) = house();
    let router = router(&house);
    let check = |headers: &[(&str, &str)], status: u16| {
        let mut request = post("/api/v1/echo", r#"{"text":"a"}"#);
        for (name, value) in headers {
            let name: header::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let got = run(send(&router, request));
        assert_eq!(got.status, status, "{headers:?}");
        if status == 403 {
            assert_eq!(got.code(), "forbidden");
        }
    };
    let here = ("host", "localhost:8080");
    check(&[], 200);
    check(&[here, ("sec-fetch-site", "same-origin")], 200);
    check(&[here, ("origin", "http://localhost:8080")], 200);
    check(&[("host", "10.0.0.1"), ("origin", "http://localhost:8080")], 200);
    for site in ["cross-site", "same-site"] {
        check(&[here, ("sec-fetch-site", site)], 403);
    }
    for origin in [
        "http://evil.example",
        "null",
        "http://localhost:8081",
        "http://localhost:8080.evil.example",
        "http://localhost",
        "http://evillocalhost:8080",
    ] {
        check(&[here, ("origin", origin)], 403);
    }
    let request = Request::get("/api/v1/notes").header("sec-fetch-site", "cross-site");
    let got = run(send(&router, request.body(Body::empty()).unwrap()));
    assert_eq!(got.status, 200, "reading changes nothing");
    assert_eq!(got.header("access-control-allow-origin"), "");
}

#[test]
fn headers_keep_browsers_strict() {
    let (kit, house) = house();
    for path in ["/api/v1/notes", "/api/v1/nothing", "/api/v1/stop"] {
        let got = run(get_path(&router(&house), path));
        assert_eq!(got.header("x-content-type-options"), "nosniff");
        assert_eq!(got.header("cache-control"), "no-store");
        assert_eq!(got.header("referrer-policy"), "same-origin");
        assert_eq!(got.header("cross-origin-opener-policy"), "same-origin");
        assert!(got.header("content-security-policy").contains("default-src 'none'"));
        assert_eq!(got.header("strict-transport-security"), "");
        assert!(got.header("x-request-id").starts_with("req_"));
    }
    let page = run(get_path(&router(&house), "/"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("default-src"));
    let house = House::new(kit.store.clone(), "https://crm.example.com");
    let page = run(get_path(&router(&house), "/"));
    assert_eq!(page.header("strict-transport-security"), "max-age=31536000");
}

/// Every `$ref` in the document.
fn refs(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(text)) = map.get("$ref") {
                found.insert(text.clone());
            }
            map.values().for_each(|value| refs(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| refs(value, found)),
        _ => {}
    }
}

#[test]
fn the_openapi_document_is_whole() {
    let (_kit, house) = house();
    let document = run(get_path(&router(&house), "/openapi.json")).json();
    assert_eq!(document["openapi"], "3.1.0");
    let post = &document["paths"]["/api/v1/notes"]["post"];
    let problem = &post["responses"]["default"]["content"]["application/problem+json"];
    assert_eq!(problem["schema"]["$ref"], "#/components/schemas/Problem");
    let mut found = BTreeSet::new();
    refs(&document, &mut found);
    assert!(found.contains("#/components/schemas/Problem"), "{found:?}");
    for text in found {
        let pointer = text.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{text} leads nowhere");
    }
    let codes = document["components"]["schemas"]["Code"]["enum"].as_array();
    assert_eq!(codes.map(Vec::len), Some(Code::ALL.len()));
}

#[test]
fn every_code_has_a_page() {
    let (_kit, house) = house();
    let router = router(&house);
    for code in Code::ALL {
        let got = run(get_path(&router, &format!("/problems/{}", code.as_str())));
        assert_eq!(got.status, 200);
        assert!(got.text.contains(code.title()) && got.text.contains(code.advice()));
    }
}
