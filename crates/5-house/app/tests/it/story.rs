//! What a person of the shop does, from the first start on.

use crate::house::{EMAIL, PASSWORD, Place, Served};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::time::Duration;

/// Longest wait for what is told.
const PATIENCE: Duration = Duration::from_secs(30);

fn first_day(place: &Place) {
    let served = Served::owned(place);
    let made = served.post(
        "/api/v1/customers",
        &json!({
            "first_name": "Käthe", "last_name": "Weiß", "email": "kaethe@example.com",
        }),
    );
    assert!(made.status().is_success(), "{}", made.text().unwrap());
    let found = served.get("/api/v1/customers?q=kathe");
    let id = found["items"][0]["id"].as_str().unwrap().to_owned();
    let noted = served.post(&format!("/api/v1/customers/{id}/notes"), &json!({"text": "Nice."}));
    assert!(noted.status().is_success());
    let page = served.get(&format!("/api/v1/customers/{id}"));
    assert_eq!(page["name"], "Käthe Weiß");
    assert_eq!(page["notes"][0]["by"], "Owner");
    let story = served.get(&format!("/api/v1/customers/{id}/timeline"));
    assert_eq!(story["items"][0]["kind"], "customer_updated");
    let segment = json!({ "name": "From Ulm", "text": "city = \"Ulm\"" });
    assert!(served.post("/api/v1/segments", &segment).status().is_success());
    let live = served.request("GET", "/api/v1/live").timeout(PATIENCE).send().unwrap();
    let moved = served.request("PATCH", &format!("/api/v1/customers/{id}"));
    let moved = moved.json(&json!({ "city": "Ulm" })).send().unwrap();
    assert_eq!(moved.json::<Value>().unwrap()["id"], id.as_str());
    let told = BufReader::new(live).lines().map_while(Result::ok);
    let told = told.filter(|line| line.starts_with("event: "));
    let entered = std::iter::once(String::new()).chain(told).find_map(|_| {
        let story = served.get(&format!("/api/v1/customers/{id}/timeline"));
        let items = story["items"].as_array().unwrap().clone();
        items.into_iter().find(|item| item["kind"] == "segment_entered")
    });
    assert_eq!(entered.unwrap()["detail"], "From Ulm");
    let unknown = served.request("PATCH", &format!("/api/v1/customers/{id}"));
    let unknown = unknown.json(&json!({ "set": { "city": "Ulm" } })).send().unwrap();
    assert_eq!(unknown.status(), 400);
    let problem: Value = unknown.json().unwrap();
    assert!(problem["errors"][0]["detail"].as_str().unwrap().contains("set"), "{problem}");
    // A write from another site is refused even with the cookie.
    let foreign = served
        .request("DELETE", &format!("/api/v1/customers/{id}"))
        .header("Origin", "https://elsewhere.example")
        .header("Sec-Fetch-Site", "cross-site")
        .send()
        .unwrap();
    assert_eq!(foreign.status(), 403);
    served.kill();
    // What was answered is there after the crash, and the password still opens the door.
    let again = Served::start(place);
    let signed_in = again.post("/api/v1/session", &json!({"email": EMAIL, "password": PASSWORD}));
    assert!(signed_in.status().is_success());
    assert_eq!(again.get("/api/v1/customers?q=weiss")["items"][0]["id"], id.as_str());
    assert_eq!(again.request("GET", "/readyz").send().unwrap().status(), 200);
}

#[test]
fn the_first_day_of_a_shop_on_sqlite() {
    first_day(&Place::sqlite());
}

#[test]
fn the_first_day_of_a_shop_on_postgres() {
    first_day(&Place::postgres());
}

/// What stands on a customer's page of why mails to her are kept back.
fn kept_back(served: &Served, id: &str) -> Vec<Value> {
    served.get(&format!("/api/v1/customers/{id}"))["suppressed"].as_array().unwrap().clone()
}

fn a_list_of_suppressed_addresses(place: &Place) {
    let served = Served::owned(place);
    let made = served.post(
        "/api/v1/customers",
        &json!({ "first_name": "Käthe", "email": "kaethe@example.com" }),
    );
    assert!(made.status().is_success(), "{}", made.text().unwrap());
    let id = served.get("/api/v1/customers?q=kathe")["items"][0]["id"].as_str().unwrap().to_owned();
    assert!(kept_back(&served, &id).is_empty());
    let file = place.data().join("gone.csv");
    std::fs::write(&file, "Email,Reason\nkaethe@example.com,HARD_BOUNCE\n").unwrap();
    place.say(&["import", "suppressions", file.to_str().unwrap()]);
    let kept = kept_back(&served, &id);
    assert_eq!((&kept[0]["point"], kept.len()), (&json!("kaethe@example.com"), 1));
    assert_eq!(kept[0]["reason"], "HARD_BOUNCE");
    let listed = served.get("/api/v1/suppressions?q=KAETHE@example.com");
    assert_eq!(listed["items"][0]["reason"], "HARD_BOUNCE");
    let imports = place.say(&["import", "list"]);
    let import = imports.split_whitespace().find(|word| word.starts_with("imp_")).unwrap();
    place.say(&["import", "undo", import]);
    assert!(kept_back(&served, &id).is_empty());
    assert_eq!(served.get("/api/v1/suppressions")["items"], json!([]));
    assert!(place.say(&["rebuild", "--check"]).contains("equals its ledger"));
}

#[test]
fn a_list_of_suppressed_addresses_on_sqlite() {
    a_list_of_suppressed_addresses(&Place::sqlite());
}

#[test]
fn a_list_of_suppressed_addresses_on_postgres() {
    a_list_of_suppressed_addresses(&Place::postgres());
}
