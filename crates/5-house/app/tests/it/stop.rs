//! Stopping while there is work: it ends in time, and nothing that was taken is lost.

use crate::house::{Place, Served};
use reqwest::blocking::multipart::{Form, Part};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

/// Orders of the file: enough that it is not through when the stop comes.
const ORDERS: usize = 20_000;

fn orders() -> String {
    let mut text = String::from("order_id,customer_id,placed_at,total\n");
    for number in 0..ORDERS {
        writeln!(text, "o{number},c{},2026-01-02,{}.50", number % 700, number % 90).unwrap();
    }
    text
}

/// Looks again at each change until the import is so far.
fn until(served: &Served, id: &str, far: impl Fn(&Value) -> bool) -> Value {
    let live = served.request("GET", "/api/v1/live").send().unwrap();
    let told = BufReader::new(live).lines().map(Result::unwrap);
    // What happened before the stream began is not told.
    for _ in std::iter::once(String::new()).chain(told.filter(|line| line == "event: import")) {
        let import = served.get(&format!("/api/v1/imports/{id}"));
        assert_ne!(import["state"], "failed", "{import}");
        if far(&import) {
            return import;
        }
    }
    panic!("the stream ended");
}

fn an_import_goes_on_after_a_stop(place: &Place) {
    let served = Served::owned(place);
    let file = Part::text(orders()).file_name("orders.csv");
    let form = Form::new().text("kind", "orders").part("file", file);
    let made = served.request("POST", "/api/v1/imports").multipart(form).send().unwrap();
    let id = made.json::<Value>().unwrap()["id"].as_str().unwrap().to_owned();
    let run = served.post(&format!("/api/v1/imports/{id}/run"), &json!(null));
    assert!(run.status().is_success(), "{}", run.text().unwrap());
    let seen = until(&served, &id, |import| import["counts"]["rows"].as_u64() > Some(0));
    // A page is open meanwhile; it must not hold the stop up.
    let page = served.request("GET", "/api/v1/live").send().unwrap();
    let client = served.client();
    assert!(served.stop().success());
    drop(page);
    let again = Served::start(place).with(client);
    let done = until(&again, &id, |import| import["state"] == "done");
    assert_eq!((&seen["state"], &done["counts"]["new"]), (&json!("running"), &json!(ORDERS)));
    assert_eq!(again.get("/api/v1/customers?limit=1")["total"], 700);
}

#[test]
fn an_import_goes_on_after_a_stop_on_sqlite() {
    an_import_goes_on_after_a_stop(&Place::sqlite());
}

#[test]
fn an_import_goes_on_after_a_stop_on_postgres() {
    an_import_goes_on_after_a_stop(&Place::postgres());
}

/// A caller who never finishes her request is waited for, and not for ever; what was answered
/// before is there afterwards.
#[test]
fn a_request_that_never_ends_holds_no_stop_up() {
    let place =
        Place::at(std::env::temp_dir().join(format!("regulars-stop-{}", std::process::id())));
    let served = Served::owned(&place);
    let key = place.say(&["key", "create", "shop"]);
    let call = json!({ "type": "track", "userId": "7", "event": "x", "writeKey": key.trim() });
    assert_eq!(served.post("/v1/track", &call).status(), 200);
    #[expect(clippy::disallowed_methods, reason = "the test is the other end")]
    let mut stream = TcpStream::connect(served.address.trim_start_matches("http://")).unwrap();
    let head = "POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\
                Expect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    // It is being read now.
    let mut line = String::new();
    BufReader::new(stream.try_clone().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("100"), "{line}");
    stream.write_all(b"{\"batch\":[").unwrap();
    assert!(served.stop().success());
    let said = place.say(&["doctor"]);
    std::fs::remove_dir_all(place.data()).unwrap();
    assert!(said.contains("1 activities, 1 customers"), "{said}");
}
