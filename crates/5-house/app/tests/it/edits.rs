//! What people of the shop change by hand, over HTTP: nothing is dropped in silence, and everything
//! can be taken back.

use crate::house::{Place, Served};
use reqwest::blocking::Response;
use serde_json::{Value, json};

fn person(served: &Served, body: &Value) -> String {
    let made = served.post("/api/v1/customers", body);
    let status = made.status();
    let made: Value = made.json().unwrap();
    assert!(status.is_success(), "{made}");
    made["id"].as_str().unwrap().to_owned()
}

/// Her page, but for the group that is worked out a moment later.
fn page(served: &Served, id: &str) -> Value {
    let mut page = served.get(&format!("/api/v1/customers/{id}"));
    page.as_object_mut().unwrap().remove("rfm_group");
    page
}

fn change(served: &Served, id: &str, body: &Value) -> Response {
    served.request("PATCH", &format!("/api/v1/customers/{id}")).json(body).send().unwrap()
}

/// What takes a change back that was answered as made.
fn edit_of(answer: Response) -> String {
    let status = answer.status();
    let answer: Value = answer.json().unwrap();
    assert!(status.is_success(), "{answer}");
    answer["edit"].as_str().unwrap_or_else(|| panic!("no edit: {answer}")).to_owned()
}

fn take_back(served: &Served, id: &str, edit: &str) -> u16 {
    let path = format!("/api/v1/customers/{id}/edits/{edit}");
    served.request("DELETE", &path).send().unwrap().status().as_u16()
}

fn field<'a>(page: &'a Value, name: &str) -> &'a Value {
    let fields = page["fields"].as_array().unwrap();
    fields.iter().find(|field| field["name"] == name).unwrap_or(&Value::Null)
}

/// Whose address or number an answer says it is.
fn refused_for(answer: Response) -> (String, Value) {
    assert_eq!(answer.status(), 409);
    let problem: Value = answer.json().unwrap();
    assert_eq!(problem["code"], "conflict");
    let error = &problem["errors"][0];
    (error["pointer"].as_str().unwrap().to_owned(), error["other"].clone())
}

fn an_address_of_somebody_else(place: &Place) {
    let served = Served::owned(place);
    let anna = person(
        &served,
        &json!({
            "first_name": "Anna", "email": "anna@example.com", "phone": "+4930901820",
        }),
    );
    let bert = person(&served, &json!({ "first_name": "Bert", "email": "bert@example.com" }));
    // Neither a change nor a new customer takes it away or drops it.
    for (name, value) in [("email", "ANNA@example.com"), ("phone", "+49 30 901820")] {
        let body = json!({ "city": "Ulm", (name): value });
        let pointer = format!("/{name}");
        assert_eq!(refused_for(change(&served, &bert, &body)), (pointer.clone(), json!(anna)));
        assert_eq!(field(&page(&served, &bert), "city"), &Value::Null);
        let body = json!({ "email": "new@example.com", (name): value });
        assert_eq!(refused_for(served.post("/api/v1/customers", &body)), (pointer, json!(anna)));
    }
    // Her own, said again, is nothing new.
    assert!(change(&served, &anna, &json!({ "email": "anna@example.com" })).status().is_success());
    // Once she is deleted, it may be his.
    let path = format!("/api/v1/customers/{anna}");
    assert_eq!(served.request("DELETE", &path).send().unwrap().status(), 204);
    let given = change(&served, &bert, &json!({ "email": "anna@example.com" }));
    let given: Value = given.json().unwrap();
    let shown = page(&served, given["id"].as_str().unwrap());
    assert_eq!(shown["email"], "anna@example.com");
    let values: Vec<_> =
        shown["identities"].as_array().unwrap().iter().map(|one| one["value"].clone()).collect();
    assert!(values.contains(&json!("bert@example.com")), "{values:?}");
    // All the rest of her stays deleted, also when the address is found not to be his.
    assert!(!values.contains(&json!("+4930901820")), "{values:?}");
    let hidden = || served.get("/api/v1/customers?q=%2B4930901820")["items"].clone();
    assert_eq!(hidden(), json!([]));
    let identities = shown["identities"].as_array().unwrap();
    let subject = identities.iter().find(|one| one["value"] == "anna@example.com").unwrap();
    let path = format!("/api/v1/customers/{}/detach", shown["id"].as_str().unwrap());
    let detached = served.post(&path, &json!({ "subject": subject["subject"] }));
    assert!(detached.status().is_success());
    assert_eq!(hidden(), json!([]));
    // There is nothing that a consent to text messages could be about.
    let body = json!({ "consent": { "channel": "sms", "state": "withdrawn" } });
    let refused = change(&served, &bert, &body);
    assert_eq!(refused.status(), 422);
    // What she said about one address says nothing about another that she has by now.
    let said = |point: &str| {
        let body = json!({ "consent": { "channel": "email", "state": "granted", "point": point } });
        change(&served, &bert, &body).status().as_u16()
    };
    let now = page(&served, &bert)["email"].as_str().unwrap().to_owned();
    assert_eq!(said("elsewhere@example.com"), 409);
    assert_eq!(page(&served, &bert)["consents"], json!([]));
    assert_eq!((said("not an address"), said(&now.to_uppercase())), (422, 200));
    assert_eq!(page(&served, &bert)["consents"][0]["point"], json!(now));
    // A number is read as it is elsewhere: as one of the shop's country.
    let mut shop = served.get("/api/v1/shop");
    shop["country"] = json!("DE");
    assert!(
        served.request("PUT", "/api/v1/shop").json(&shop).send().unwrap().status().is_success()
    );
    let body = json!({
        "phone": "030 901822",
        "consent": { "channel": "sms", "state": "granted", "point": "030 901822" },
    });
    assert_eq!(change(&served, &bert, &body).status(), 200);
    assert!(place.say(&["rebuild", "--check"]).contains("equals its ledger"));
}

fn changes_taken_back(place: &Place) {
    let served = Served::owned(place);
    let id = person(
        &served,
        &json!({
            "first_name": "Käthe", "city": "Ulm", "email": "kaethe@example.com",
            "consent": { "channel": "email", "state": "granted", "evidence": "in the shop" },
        }),
    );
    let before = page(&served, &id);
    let body = json!({
        "city": "Köln", "email": "new@example.com", "first_name": "",
        "consent": { "channel": "email", "state": "withdrawn" },
    });
    let edit = edit_of(change(&served, &id, &body));
    let changed = page(&served, &id);
    assert_eq!((&changed["city"], &changed["email"]), (&json!("Köln"), &json!("new@example.com")));
    assert_eq!(take_back(&served, &id, &edit), 200);
    assert_eq!(page(&served, &id), before);
    let found = served.get("/api/v1/customers?q=new@example.com");
    assert_eq!(found["items"], json!([]));
    let story = served.get(&format!("/api/v1/customers/{id}/timeline"));
    assert_eq!(story["items"][0]["kind"], "edit_taken_back");
    // Only once, and only what is one.
    for edit in [edit.as_str(), "1", "0-0", "9-1", "1-900", "x"] {
        assert_eq!(take_back(&served, &id, edit), 404, "{edit}");
    }
    // What came in with a change and was used since is not taken away.
    let edit = edit_of(change(&served, &id, &json!({ "email": "used@example.com" })));
    let said = json!({ "consent": { "channel": "email", "state": "granted" } });
    let kept = edit_of(change(&served, &id, &said));
    assert_eq!(take_back(&served, &id, &edit), 409);
    assert_eq!(take_back(&served, &id, &kept), 200);
    assert_eq!(take_back(&served, &id, &edit), 200);
    assert_eq!(page(&served, &id)["email"], "kaethe@example.com");
    assert!(place.say(&["rebuild", "--check"]).contains("equals its ledger"));
}

fn two_strangers_made_one(place: &Place) {
    let served = Served::owned(place);
    let anna = person(
        &served,
        &json!({
            "first_name": "Anna", "city": "Ulm", "email": "anna@example.com",
        }),
    );
    let anne = person(
        &served,
        &json!({
            "first_name": "Anne", "country": "FR", "email": "anne@example.com",
        }),
    );
    let before = [page(&served, &anna), page(&served, &anne)];
    let path = format!("/api/v1/customers/{anna}/merge");
    let shown = served.get(&format!("{path}?other={anne}"));
    assert_eq!(field(&shown, "first_name")["value"], "Anne");
    assert_eq!(field(&shown, "city")["value"], "Ulm");
    assert_eq!([page(&served, &anna), page(&served, &anne)], before);
    let edit = edit_of(served.post(&path, &json!({ "other": anne })));
    let joined = page(&served, &anna);
    assert_eq!(joined["fields"], shown["fields"]);
    assert_eq!(page(&served, &anne)["id"], joined["id"]);
    assert_eq!(take_back(&served, &anna, &edit), 200);
    assert_eq!(take_back(&served, &anna, &edit), 404);
    assert_eq!([page(&served, &anna), page(&served, &anne)], before);
    assert!(place.say(&["rebuild", "--check"]).contains("equals its ledger"));
}

macro_rules! on_both {
    ($($body:ident $sqlite:ident $postgres:ident;)*) => {$(
        #[test]
        fn $sqlite() {
            $body(&Place::sqlite());
        }

        #[test]
        fn $postgres() {
            $body(&Place::postgres());
        }
    )*};
}

on_both! {
    an_address_of_somebody_else an_address_of_somebody_else_on_sqlite
        an_address_of_somebody_else_on_postgres;
    changes_taken_back changes_taken_back_on_sqlite changes_taken_back_on_postgres;
    two_strangers_made_one two_strangers_made_one_on_sqlite two_strangers_made_one_on_postgres;
}
