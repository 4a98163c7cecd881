//! Metrics as Prometheus reads them, and who may.

use crate::house::{Place, Served};
use crate::real::samples;
use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};

/// The families of a text, by a parser that is not ours.
fn parsed(text: &str) -> Vec<Value> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/clients/metrics_peer.py");
    let mut command = Command::new(samples().join("venv/bin/python"));
    let command = command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "it does not parse:\n{text}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The value of one sample; its labels are all that it has.
fn value(families: &[Value], name: &str, labels: &Value) -> Option<f64> {
    let mut samples = families.iter().flat_map(|family| family["samples"].as_array().unwrap());
    let sample = samples.find(|one| one["name"] == name && one["labels"] == *labels)?;
    sample["value"].as_f64()
}

/// Asks as somebody who is not signed in.
fn ask(served: &Served, headers: &[(&str, &str)]) -> Response {
    let request = Client::new().get(served.url("/metrics"));
    let request =
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.send().unwrap()
}

fn figures_are_read(place: &Place) {
    let served = Served::owned(place);
    let key = place.say(&["key", "create", "shop"]);
    for n in 0..3 {
        let call = json!({ "type": "track", "userId": "anna-7", "event": "Cart Viewed",
            "messageId": format!("m{n}"), "writeKey": key.trim() });
        assert_eq!(served.post("/v1/track", &call).status(), 200);
    }
    let batch = json!({ "writeKey": key.trim(), "batch": [
        { "type": "track", "userId": "anna-7", "event": "Cart Viewed", "messageId": "m0" },
        { "type": "track", "userId": "anna-7", "messageId": "m9" },
    ] });
    assert_eq!(served.post("/v1/batch", &batch).status(), 200);
    assert_eq!(served.post("/v1/track", &json!({ "writeKey": "wk_no" })).status(), 401);
    let broken = served.request("POST", "/v1/batch").body("{").send().unwrap();
    assert_eq!(broken.status(), 400);
    assert_eq!(served.request("GET", "/customers/anna-7").send().unwrap().status(), 200);
    served.get("/api/v1/customers?q=anna-7");

    let answer = ask(&served, &[]);
    let kind = answer.headers()["content-type"].to_str().unwrap();
    assert_eq!(kind, "application/openmetrics-text; version=1.0.0; charset=utf-8");
    let text = answer.text().unwrap();
    let families = parsed(&text);
    let get = |name: &str, labels: Value| value(&families, name, &labels);
    let requests = |method: &str, route: &str, status: &str| {
        let labels = json!({ "method": method, "route": route, "status": status });
        get("regulars_http_requests_total", labels)
    };
    assert_eq!(requests("POST", "/v1/{call}", "2xx"), Some(4.0), "{text}");
    assert_eq!(requests("POST", "/v1/{call}", "4xx"), Some(2.0));
    assert_eq!(requests("GET", "/api/v1/customers", "2xx"), Some(1.0));
    assert_eq!(requests("GET", "web app", "2xx"), Some(1.0));
    let timed = json!({ "method": "POST", "route": "/v1/{call}" });
    assert_eq!(get("regulars_http_request_seconds_count", timed), Some(6.0));
    for (answer, n) in [("taken", 4.0), ("unknown_key", 1.0), ("unreadable", 1.0)] {
        assert_eq!(get("regulars_intake_calls_total", json!({ "answer": answer })), Some(n));
    }
    for (outcome, n) in [("taken", 3.0), ("duplicate", 1.0)] {
        assert_eq!(get("regulars_intake_items_total", json!({ "outcome": outcome })), Some(n));
    }
    for (reason, n) in [("missing-name", 1.0), ("not-json", 0.0)] {
        assert_eq!(get("regulars_intake_refused_total", json!({ "reason": reason })), Some(n));
    }
    assert_eq!(get("regulars_ledger_activities_total", json!({})), Some(3.0));
    assert!(get("regulars_columns_lag_activities", json!({})) <= Some(3.0));
    let commits = get("regulars_commit_seconds_count", json!({}));
    assert!(commits >= Some(3.0) && commits == get("regulars_commit_writes_count", json!({})));
    assert!(get("regulars_commit_writes_sum", json!({})) >= commits);
    assert_eq!(get("regulars_database_up", json!({})), Some(1.0));
    assert_eq!(get("regulars_deliveries", json!({ "state": "due" })), Some(0.0));
    assert_eq!(get("regulars_mails_total", json!({ "outcome": "deferred" })), Some(0.0));
    let engine = if place.data().join("regulars.db").exists() { "sqlite" } else { "postgres" };
    let about = json!({ "version": env!("CARGO_PKG_VERSION"), "database": engine });
    assert_eq!(get("regulars_build_info", about), Some(1.0));
    assert!(get("process_resident_memory_bytes", json!({})) > Some(1e6));
    assert!(!text.contains("anna") && !text.contains(key.trim()), "nothing about a person");
    let told = families.iter().all(|family| !family["help"].as_str().unwrap().is_empty());
    assert!(told, "each says what it is");
}

#[test]
fn figures_of_sqlite_are_read_by_the_parser_of_prometheus() {
    figures_are_read(&Place::sqlite());
}

#[test]
fn figures_of_postgres_are_read_by_the_parser_of_prometheus() {
    figures_are_read(&Place::postgres());
}

#[test]
fn from_elsewhere_figures_need_a_key() {
    let place = Place::sqlite();
    let served = Served::owned(&place);
    let api = place.say(&["key", "create", "watch", "--api"]);
    let (api, write) = (format!("Bearer {}", api.trim()), place.say(&["key", "create", "shop"]));
    let write = format!("Bearer {}", write.trim());
    let far = ("x-forwarded-for", "203.0.113.9");
    let status = |headers: &[(&str, &str)]| ask(&served, headers).status().as_u16();
    assert_eq!(status(&[]), 200);
    assert_eq!(status(&[far]), 401);
    assert_eq!(status(&[("host", "crm.example.com")]), 401);
    assert_eq!(status(&[("authorization", "Bearer rk_wrong")]), 401, "a bad key is not overlooked");
    assert_eq!(status(&[far, ("authorization", &write)]), 403);
    assert_eq!(status(&[far, ("authorization", &api)]), 200);
    let owner = served.request("GET", "/metrics").header(far.0, far.1).send().unwrap();
    assert_eq!(owner.status(), 200);
    let problem: Value = ask(&served, &[far]).json().unwrap();
    assert!(problem["detail"].as_str().unwrap().contains("API key"), "{problem}");
}
