//! Real input: public data sets, and other people's client libraries, unchanged.

use crate::house::{Place, Served};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Where `cargo xtask samples` has put them.
pub(crate) fn samples() -> PathBuf {
    let named = std::env::var_os("REGULARS_TEST_SAMPLES").map(PathBuf::from);
    let folder = named
        .unwrap_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../samples")));
    assert!(folder.exists(), "no samples: run `cargo xtask samples`");
    folder.canonicalize().unwrap()
}

fn cdnow(place: &Place) {
    let folder = samples().join("cdnow");
    let answers = std::fs::read(folder.join("answers.json")).unwrap();
    let answers: Value = serde_json::from_slice(&answers).unwrap();
    let orders = folder.join("orders.csv");
    let import = ["import", "orders", orders.to_str().unwrap(), "--json"];
    let done: Value = serde_json::from_str(&place.say(&import)).unwrap();
    assert_eq!((&done["new"], &done["skipped"]), (&answers["orders"], &0.into()));
    let served = Served::owned(place);
    let everybody = served.get("/api/v1/customers?limit=1");
    assert_eq!(everybody["total"], answers["customers"]);
    for segment in answers["segments"].as_array().unwrap() {
        let as_of = segment["as_of"].as_str().unwrap_or("1998-07-01T00:00:00Z");
        let body = json!({ "text": segment["text"], "as_of": as_of });
        let answer: Value = served.post("/api/v1/segments/count", &body).json().unwrap();
        assert_eq!(answer["count"], segment["count"], "{segment}");
    }
    // A running server answers the command line too.
    let count = place.say(&["segment", "count", "orders >= 2", "--as-of", "1998-07-01"]);
    assert_eq!(count.trim(), answers["repeat_buyers"].to_string());
    let listed = place.say(&["segment", "list", "orders >= 100", "--format", "csv"]);
    assert!(listed.lines().count() > 1 && listed.starts_with("customer_id,why"));
}

#[test]
fn cdnow_comes_in_whole_on_sqlite() {
    cdnow(&Place::sqlite());
}

#[test]
fn cdnow_comes_in_whole_on_postgres() {
    cdnow(&Place::postgres());
}

/// The Complete Journey: every eighth household, or with `REGULARS_TEST_JOURNEY=whole` all of
/// them, 1.5 million lines of 155,848 baskets. What a correct import arrives at was asked of the
/// package's own files with DuckDB (`xtask/samples/journey.py`).
fn journey(place: &Place) {
    let which = std::env::var_os("REGULARS_TEST_JOURNEY").unwrap_or_else(|| "part".into());
    let folder = samples().join("journey").join(which);
    let answers = std::fs::read(folder.join("answers.json")).unwrap();
    let answers: Value = serde_json::from_slice(&answers).unwrap();
    let import = |kind: &str, file: &str| -> Value {
        let path = folder.join(file);
        let said = place.say(&["import", kind, path.to_str().unwrap(), "--json"]);
        let done: Value = serde_json::from_str(&said).unwrap();
        assert_eq!((&done["skipped"], &done["conflicting"]), (&json!(0), &json!(0)), "{done}");
        done
    };
    assert_eq!(import("customers", "customers.csv")["new"], answers["customers"]);
    assert_eq!(import("products", "products.parquet")["new"], answers["products"]);
    let orders = import("orders", "orders.parquet");
    assert_eq!((&orders["rows"], &orders["new"]), (&answers["lines"], &answers["orders"]));
    let said = json!({
        "zero-quantity": answers["lines_with_quantity_0"],
        "unknown-product": answers["sold_products_missing"],
    });
    assert_eq!(orders["reasons"], said);
    import("activities", "activities.csv");
    let served = Served::owned(place);
    assert_eq!(served.get("/api/v1/customers?limit=1")["total"], answers["customers"]);
    let segments = answers["segments"].as_array().unwrap();
    assert!(segments.len() >= 10);
    for segment in segments {
        let body = json!({ "text": segment["text"], "as_of": answers["as_of"] });
        let answer: Value = served.post("/api/v1/segments/count", &body).json().unwrap();
        assert_eq!(answer["count"], segment["count"], "{segment}");
    }
}

#[test]
fn the_complete_journey_agrees_with_duckdb_on_sqlite() {
    journey(&Place::sqlite());
}

#[test]
fn the_complete_journey_agrees_with_duckdb_on_postgres() {
    journey(&Place::postgres());
}

/// Lets a client send while the server goes away and comes back; everything must arrive once.
fn a_client(command: &mut Command, place: &Place) {
    let served = Served::owned(place);
    let key = place.say(&["key", "create", "client"]);
    let mut child = command
        .env("ADDRESS", &served.address)
        .env("KEY", key.trim())
        .env("CLIENTS", samples().join("clients"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "HALF");
    let again = served.restart(place);
    writeln!(child.stdin.take().unwrap(), "go on").unwrap();
    assert!(child.wait().unwrap().success());
    let told = again.get("/api/v1/intake/calls?limit=200");
    assert_eq!(told["items"].as_array().unwrap().len(), 120, "taken calls");
    drop(again);
    let said = place.say(&["doctor"]);
    assert!(said.contains("120 activities, 20 customers"), "{said}");
}

#[test]
fn the_segment_client_for_node_loses_and_doubles_nothing() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/clients/node_client.cjs");
    a_client(Command::new("node").arg(script), &Place::sqlite());
}

#[test]
fn the_segment_client_for_python_loses_and_doubles_nothing() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/clients/python_client.py");
    let python = samples().join("venv/bin/python");
    a_client(Command::new(python).arg(script), &Place::postgres());
}
