//! A call for each write of the API, with what has to be there for it to go well.

use super::{Call, EMAIL, PASSWORD, Shop};
use base::EmailAddress;
use serde_json::{Value, json};

/// What a failed call may leave behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allowance {
    /// Nothing at all.
    Nothing,
    /// What it notes of every call in this table, whatever comes of it.
    Counts(&'static str),
    /// The whole write, when only what follows from it failed: that is done later, and the call is
    /// answered as one that went well.
    Follows,
}

/// How to make a call of one route.
pub(super) struct Case {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) allowance: Allowance,
    /// Prepares the shop.
    pub(super) make: fn(&mut Shop<'_>) -> Call,
}

/// Writes that are not tried here, and why.
pub(super) const APART: [(&str, &str, &str); 7] = [
    ("POST", "/api/v1/setup", "tried before every other case"),
    ("POST", "/api/v1/campaigns/{id}/test", "hands a mail over, which no rollback takes back"),
    ("POST", "/api/v1/sender/check", "asks the network and writes nothing"),
    ("POST", "/api/v1/imports", "keeps a file; the rest of it is the verb `begin`"),
    ("POST", "/api/v1/imports/{id}/dry-run", "works in the background, tried apart"),
    ("POST", "/api/v1/imports/{id}/run", "works in the background, tried apart"),
    ("POST", "/api/v1/imports/{id}/undo", "works in the background, tried apart"),
];

macro_rules! cases {
    ($($method:literal $path:literal $(($allowance:expr))? => $make:expr;)*) => {
        pub(super) const CASES: &[Case] = &[$(
            Case {
                method: $method,
                path: $path,
                allowance: allowance!($($allowance)?),
                make: $make,
            },
        )*];
    };
}

macro_rules! allowance {
    () => {
        Allowance::Nothing
    };
    ($allowance:expr) => {
        $allowance
    };
}

cases! {
    "POST" "/api/v1/customers" => |_| Call::json("POST", "/api/v1/customers", &json!({
        "first_name": "Käthe", "last_name": "Weiß", "email": "kaethe@example.com",
        "consent": { "channel": "email", "state": "granted" },
    }));
    "PATCH" "/api/v1/customers/{id}" => |shop| {
        let id = customer(shop, "anna");
        let body = json!({ "city": "Köln", "phone": "+4922112345", "email": "a@example.com" });
        Call::json("PATCH", format!("/api/v1/customers/{id}"), &body)
    };
    "POST" "/api/v1/customers/{id}/merge" => |shop| {
        let (id, other) = (customer(shop, "berta"), customer(shop, "bertha"));
        Call::json("POST", format!("/api/v1/customers/{id}/merge"), &json!({ "other": other }))
    };
    "POST" "/api/v1/customers/{id}/detach" => |shop| {
        let id = customer(shop, "clara");
        let path = format!("/api/v1/customers/{id}");
        shop.ask("PATCH", &path, &json!({ "email": "other@example.com" }));
        let shown = shop.ask("GET", &path, &Value::Null);
        let identities = shown["identities"].as_array().unwrap();
        let loose = identities.iter().find(|one| one["can_detach"] == true).unwrap();
        let body = json!({ "subject": loose["subject"] });
        Call::json("POST", format!("{path}/detach"), &body)
    };
    "DELETE" "/api/v1/customers/{id}/edits/{edit}" => |shop| {
        let id = customer(shop, "hanna");
        let path = format!("/api/v1/customers/{id}");
        let body = json!({
            "city": "Ulm", "email": "later@example.com",
            "consent": { "channel": "email", "state": "withdrawn" },
        });
        let changed = shop.ask("PATCH", &path, &body);
        let edit = changed["edit"].as_str().unwrap();
        Call::json("DELETE", format!("{path}/edits/{edit}"), &Value::Null)
    };
    "POST" "/api/v1/customers/{id}/notes" => |shop| {
        let id = customer(shop, "dora");
        let path = format!("/api/v1/customers/{id}/notes");
        Call::json("POST", path, &json!({ "text": "Nice." }))
    };
    "DELETE" "/api/v1/customers/{id}/notes/{note}" => |shop| {
        let id = customer(shop, "emma");
        let path = format!("/api/v1/customers/{id}/notes");
        let note = shop.ask("POST", &path, &json!({ "text": "Nice." }));
        let path = format!("{path}/{}", note["id"].as_str().unwrap());
        Call::json("DELETE", path, &Value::Null)
    };
    "DELETE" "/api/v1/customers/{id}" => |shop| {
        let id = customer(shop, "frieda");
        Call::json("DELETE", format!("/api/v1/customers/{id}"), &Value::Null)
    };

    "POST" "/api/v1/campaigns" =>
        |_| Call::json("POST", "/api/v1/campaigns", &json!({ "name": "News" }));
    "PUT" "/api/v1/campaigns/{id}" => |shop| {
        let id = campaign(shop);
        Call::json("PUT", format!("/api/v1/campaigns/{id}"), &content())
    };
    "POST" "/api/v1/campaigns/{id}/preview" => |shop| {
        let id = campaign(shop);
        Call::json("POST", format!("/api/v1/campaigns/{id}/preview"), &json!({}))
    };
    "POST" "/api/v1/campaigns/{id}/duplicate" => |shop| on_campaign(shop, "duplicate", &Value::Null);
    "POST" "/api/v1/campaigns/{id}/schedule" =>
        |shop| on_campaign(shop, "schedule", &json!({ "at": "2026-11-24T09:00:00Z" }));
    "POST" "/api/v1/campaigns/{id}/cancel" => |shop| {
        let id = ready_campaign(shop);
        let path = format!("/api/v1/campaigns/{id}");
        shop.ask("POST", &format!("{path}/schedule"), &json!({ "at": "2026-11-24T09:00:00Z" }));
        Call::json("POST", format!("{path}/cancel"), &Value::Null)
    };
    "POST" "/api/v1/campaigns/{id}/send" => |shop| on_campaign(shop, "send", &Value::Null);
    "DELETE" "/api/v1/campaigns/{id}" => |shop| {
        let id = campaign(shop);
        Call::json("DELETE", format!("/api/v1/campaigns/{id}"), &Value::Null)
    };

    "PUT" "/api/v1/sender" => |_| Call::json("PUT", "/api/v1/sender", &sender());
    "POST" "/api/v1/suppressions" => |shop| {
        customer(shop, "gerda");
        let body = json!({ "email": "gerda@example.com", "reason": "asked" });
        Call::json("POST", "/api/v1/suppressions", &body)
    };
    "DELETE" "/api/v1/suppressions/{email}" => |_| {
        Call::json("DELETE", "/api/v1/suppressions/gerda@example.com", &Value::Null)
    };

    // When a key was last used is noted by itself.
    "POST" "/v1/batch" (Allowance::Counts("access_keys")) => |shop| {
        let calls: Vec<Value> = ["Product Viewed", "Order Completed", ""].iter().enumerate()
            .map(|(n, event)| json!({
                "type": "track", "event": event, "userId": "7", "messageId": format!("m{n}"),
                "properties": { "order_id": "o1", "total": 5, "product_id": "p1", "products": [
                    { "product_id": "p1", "price": 5, "quantity": 1 }] },
            }))
            .collect();
        let body = json!({ "batch": calls, "writeKey": write_key(shop) });
        Call::json("POST", "/v1/batch", &body)
    };
    "POST" "/api/v1/intake/quarantine/{id}/replay" => |shop| {
        let body = json!({ "body": {
            "type": "track", "event": "Mended", "userId": "7", "messageId": "again" } });
        Call::json("POST", format!("{}/replay", quarantined(shop)), &body)
    };
    "DELETE" "/api/v1/intake/quarantine/{id}" =>
        |shop| Call::json("DELETE", quarantined(shop), &Value::Null);
    "PATCH" "/api/v1/imports/{id}" =>
        |shop| Call::json("PATCH", upload(shop), &json!({ "kind": "orders" }));
    "DELETE" "/api/v1/imports/{id}" => |shop| Call::json("DELETE", upload(shop), &Value::Null);

    "POST" "/api/v1/segments" (Allowance::Follows) => |shop| {
        customer(shop, "hanna");
        let body = json!({ "name": "All", "text": "orders = 0" });
        Call::json("POST", "/api/v1/segments", &body)
    };
    "POST" "/api/v1/segments/count" => |_| {
        Call::json("POST", "/api/v1/segments/count", &json!({ "text": "orders = 0" }))
    };
    "POST" "/api/v1/segments/preview" => |_| {
        Call::json("POST", "/api/v1/segments/preview", &json!({ "text": "orders = 0" }))
    };
    "PUT" "/api/v1/segments/{id}" (Allowance::Follows) => |shop| {
        let body = json!({ "name": "Nobody", "text": "orders >= 100" });
        Call::json("PUT", segment(shop, "Many"), &body)
    };
    "DELETE" "/api/v1/segments/{id}" =>
        |shop| Call::json("DELETE", segment(shop, "Gone"), &Value::Null);

    "POST" "/api/v1/keys" => |_| {
        Call::json("POST", "/api/v1/keys", &json!({ "name": "shop", "kind": "write" }))
    };
    "DELETE" "/api/v1/keys/{id}" => |shop| {
        let key = shop.ask("POST", "/api/v1/keys", &json!({ "name": "old", "kind": "api" }));
        Call::json("DELETE", format!("/api/v1/keys/{}", key["id"].as_str().unwrap()), &Value::Null)
    };
    "PUT" "/api/v1/shop" => |_| Call::json("PUT", "/api/v1/shop", &json!({
        "name": "Other", "currency": "EUR", "timezone": "Europe/Paris", "language": "fr",
    }));
    // A failed sign-in counts as a try, so that nobody guesses on while the database is down.
    "POST" "/api/v1/session" (Allowance::Counts("attempts")) => |_| {
        Call::json("POST", "/api/v1/session", &json!({ "email": EMAIL, "password": PASSWORD }))
    };
    "DELETE" "/api/v1/sessions/{id}" => |shop| {
        shop.sign_in(PASSWORD);
        let listed = shop.ask("GET", "/api/v1/sessions", &Value::Null);
        let mut sessions = listed["items"].as_array().unwrap().iter();
        let other = sessions.find(|session| session["current"] == false).unwrap();
        let path = format!("/api/v1/sessions/{}", other["id"].as_str().unwrap());
        Call::json("DELETE", path, &Value::Null)
    };
    "DELETE" "/api/v1/sessions" => |_| Call::json("DELETE", "/api/v1/sessions", &Value::Null);
    "PUT" "/api/v1/session/password" (Allowance::Counts("attempts")) => |_| {
        let body = json!({ "current": PASSWORD, "password": OTHER });
        Call::json("PUT", "/api/v1/session/password", &body)
    };
    "POST" "/api/v1/session/reset" (Allowance::Counts("attempts")) => |shop| {
        let email = EmailAddress::parse(EMAIL).unwrap();
        let make = move |tx: &mut store::Tx<'_>| access::reset_token(tx, &email);
        let token = shop.house.store.write_blocking(&shop.house.scope, make).unwrap();
        let body = json!({ "token": token, "password": PASSWORD });
        Call::json("POST", "/api/v1/session/reset", &body)
    };
    "DELETE" "/api/v1/session" => |shop| {
        shop.sign_in(PASSWORD);
        Call::json("DELETE", "/api/v1/session", &Value::Null)
    };
}

const OTHER: &str = "another long sentence 8";

/// A customer of that name; gives her id.
fn customer(shop: &Shop<'_>, name: &str) -> String {
    let body = json!({ "first_name": name, "email": format!("{name}@example.com") });
    let made = shop.ask("POST", "/api/v1/customers", &body);
    made["id"].as_str().unwrap().to_owned()
}

fn campaign(shop: &Shop<'_>) -> String {
    let made = shop.ask("POST", "/api/v1/campaigns", &json!({ "name": "News" }));
    made["id"].as_str().unwrap().to_owned()
}

fn content() -> Value {
    json!({
        "name": "News", "subject": "A word from the shop", "format": "text",
        "body": "Hello {{ customer.first_name }}, [see](https://shop.example/)!",
        "segment_text": "orders = 0",
    })
}

fn sender() -> Value {
    json!({
        "from_name": "Shop", "from_email": "hello@shop.example",
        "postal_address": "Am Markt 1, 10115 Berlin",
        "smtp": { "host": "127.0.0.1", "port": 9, "tls": "none" },
    })
}

/// A campaign that could go out.
fn ready_campaign(shop: &Shop<'_>) -> String {
    shop.ask("PUT", "/api/v1/sender", &sender());
    let id = campaign(shop);
    shop.ask("PUT", &format!("/api/v1/campaigns/{id}"), &content());
    id
}

fn on_campaign(shop: &Shop<'_>, verb: &str, body: &Value) -> Call {
    let id = ready_campaign(shop);
    Call::json("POST", format!("/api/v1/campaigns/{id}/{verb}"), body)
}

fn write_key(shop: &Shop<'_>) -> String {
    let key = shop.ask("POST", "/api/v1/keys", &json!({ "name": "door", "kind": "write" }));
    key["secret"].as_str().unwrap().to_owned()
}

/// The path of a call that waits in quarantine.
fn quarantined(shop: &Shop<'_>) -> String {
    let call = json!({ "userId": "7", "event": "", "writeKey": write_key(shop) });
    shop.ask("POST", "/v1/track", &call);
    let listed = shop.ask("GET", "/api/v1/intake/quarantine", &Value::Null);
    let id = listed["items"][0]["id"].as_str().unwrap();
    format!("/api/v1/intake/quarantine/{id}")
}

/// The path of a file that was uploaded and not yet taken in.
fn upload(shop: &Shop<'_>) -> String {
    let file = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n\
                order_id,customer_id,placed_at,total\n1,2,2026-01-02,5\n\r\n--x--\r\n";
    let body = ("multipart/form-data; boundary=x", file.to_owned());
    let made = shop.must(&Call { method: "POST", path: "/api/v1/imports".into(), body });
    format!("/api/v1/imports/{}", made["id"].as_str().unwrap())
}

fn segment(shop: &Shop<'_>, name: &str) -> String {
    let body = json!({ "name": name, "text": "orders = 0" });
    let made = shop.ask("POST", "/api/v1/segments", &body);
    format!("/api/v1/segments/{}", made["id"].as_str().unwrap())
}
