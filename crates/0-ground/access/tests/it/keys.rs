//! Write keys and API keys: what each may do, and what is no key.

use crate::visitor::{Door, Visitor, run};
use access::{KeyDraft, create_key, find_write_key};
use base::{Namespace, SourceName};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{Method, header};
use serde_json::{Value, json};
use std::time::Duration;

async fn create(owner: &mut Visitor, body: Value) -> Value {
    let got = owner.post("/api/v1/keys", body).await;
    assert_eq!(got.status, 201, "{}", got.text);
    got.json()
}

fn basic(door: &Door, user: &str) -> Visitor {
    let mut visitor = door.visitor();
    let text = format!("Basic {}", STANDARD.encode(format!("{user}:")));
    visitor.headers.insert(header::AUTHORIZATION, text.parse().unwrap());
    visitor
}

fn secret(key: &Value) -> &str {
    key["secret"].as_str().unwrap()
}

testkit::on_both! {
    fn an_api_key_reaches_as_far_as_its_scope(kit) {
        let door = Door::new(kit);
        run(async {
            let mut owner = door.signed_in().await;
            let read = json!({"name": "report", "kind": "api", "scope": "read"});
            let read = create(&mut owner, read).await;
            let write = create(&mut owner, json!({"name": "sync", "kind": "api"})).await;
            assert!(secret(&read).starts_with("rk_"));
            for (key, statuses) in [(&read, [200, 403, 403, 403]), (&write, [200, 200, 403, 403])] {
                let mut program = door.visitor().with_bearer(secret(key));
                let mut found = Vec::new();
                for (method, path) in [
                    (Method::GET, "/api/v1/customers"),
                    (Method::POST, "/api/v1/customers"),
                    (Method::PUT, "/api/v1/sender"),
                    (Method::GET, "/api/v1/keys"),
                ] {
                    found.push(program.call(method, path, None).await.status);
                }
                assert_eq!(found, statuses, "{key}");
                assert_eq!(program.get("/api/v1/session").await.status, 403);
                assert_eq!(program.get("/api/v1/live").await.status, 403);
            }
            let mut program = door.visitor().with_bearer(secret(&write));
            let who = program.get("/api/v1/customers").await.text;
            assert!(who.contains(write["id"].as_str().unwrap()), "{who}");
        });
    }

    fn an_api_key_is_shown_once_and_a_write_key_always(kit) {
        let door = Door::new(kit);
        run(async {
            let mut owner = door.signed_in().await;
            let api = create(&mut owner, json!({"name": "a", "kind": "api"})).await;
            kit.clock.advance(Duration::from_secs(1));
            let write = json!({"name": "b", "kind": "write", "source": "Web", "namespace": "eu"});
            let write = create(&mut owner, write).await;
            let listed = owner.get("/api/v1/keys").await;
            assert!(!listed.text.contains(secret(&api)));
            let items = listed.json()["items"].clone();
            assert_eq!(items[0]["secret"], write["secret"]);
            assert_eq!((&items[0]["source"], &items[0]["namespace"]), (&json!("web"), &json!("eu")));
            assert_eq!((&items[1]["secret"], &items[1]["source"]), (&Value::Null, &Value::Null));
            let first = owner.get("/api/v1/keys?limit=1").await.json();
            assert_eq!(first["items"][0]["id"], write["id"]);
            let path = format!("/api/v1/keys?limit=1&cursor={}", first["next"].as_str().unwrap());
            let second = owner.get(&path).await.json();
            assert_eq!((&second["items"][0]["id"], &second["next"]), (&api["id"], &Value::Null));
        });
    }

    fn a_write_key_brings_activities_in_and_nothing_else(kit) {
        let door = Door::new(kit);
        run(async {
            let mut owner = door.signed_in().await;
            let write = create(&mut owner, json!({"name": "b", "kind": "write"})).await;
            let got = basic(&door, secret(&write)).call(Method::POST, "/v1/track", None).await;
            assert_eq!(got.status, 200, "{}", got.text);
            assert!(got.text.starts_with("web shop Key(key_"), "{}", got.text);
            let mut program = door.visitor().with_bearer(secret(&write));
            for path in ["customers", "keys", "session", "sessions", "shop", "live"] {
                let got = program.get(&format!("/api/v1/{path}")).await;
                assert_eq!((got.status, got.code().as_str()), (403, "forbidden"), "{path}");
            }
            let api = create(&mut owner, json!({"name": "a", "kind": "api"})).await;
            let got = basic(&door, secret(&api)).call(Method::POST, "/v1/track", None).await;
            assert_eq!(got.status, 401);
        });
    }

    fn all_bad_keys_get_the_same_answer(kit) {
        let door = Door::new(kit);
        let draft = || KeyDraft::Api { name: "x".into(), scope: access::KeyScope::Write };
        let (_, good) = kit.store
            .write_blocking(&kit.scope, move |tx| create_key(tx, draft())).unwrap();
        // The right form, of another house: the checksum holds, the key does not.
        let other = testkit::House::sqlite();
        let skip = KeyDraft::Api { name: "y".into(), scope: access::KeyScope::Write };
        let foreign = other.store.write_blocking(&other.scope, move |tx| {
            create_key(tx, skip)?;
            create_key(tx, KeyDraft::Api { name: "z".into(), scope: access::KeyScope::Write })
        }).unwrap().1;
        assert_ne!(good, foreign);
        run(async {
            let mut answers = Vec::new();
            let upper = good.to_uppercase();
            for key in ["", "rk_", "x", &good[..60], &good[3..], &upper, &foreign, "wk_x"] {
                let got = door.visitor().with_bearer(key).get("/api/v1/customers").await;
                assert_eq!(got.status, 401, "{key}");
                answers.push(got.problem());
            }
            assert!(answers.windows(2).all(|two| two[0] == two[1]));
            assert!(door.visitor().with_bearer(&good).is_in().await);
        });
    }

    fn a_key_that_ends_is_refused_at_once(kit) {
        let door = Door::new(kit);
        run(async {
            let mut owner = door.signed_in().await;
            for kind in ["api", "write"] {
                let key = create(&mut owner, json!({"name": "a", "kind": kind})).await;
                let (mut api, mut intake) =
                    (door.visitor().with_bearer(secret(&key)), basic(&door, secret(&key)));
                for _ in 0..3 {
                    let is_in = intake.call(Method::POST, "/v1/track", None).await.status == 200
                        || api.is_in().await;
                    assert!(is_in);
                }
                let path = format!("/api/v1/keys/{}", key["id"].as_str().unwrap());
                assert_eq!(owner.delete(&path).await.status, 204);
                assert_eq!(owner.delete(&path).await.status, 404);
                assert!(!api.is_in().await);
                assert_eq!(intake.call(Method::POST, "/v1/track", None).await.status, 401);
            }
        });
    }

    fn an_api_key_lasts_a_year_and_tells_when_it_was_used(kit) {
        let door = Door::new(kit);
        run(async {
            let mut owner = door.signed_in().await;
            let key = create(&mut owner, json!({"name": "a", "kind": "api"})).await;
            assert_eq!(key["last_used_at"], Value::Null);
            let mut program = door.visitor().with_bearer(secret(&key));
            kit.clock.advance(Duration::from_hours(1));
            assert!(program.is_in().await);
            let used = owner.get("/api/v1/keys").await.json()["items"][0]["last_used_at"].clone();
            assert_eq!(used, json!("2026-11-22T10:00:00Z"));
            kit.clock.advance(Duration::from_hours(365 * 24 - 1) - Duration::from_secs(1));
            assert!(program.is_in().await);
            kit.clock.advance(Duration::from_secs(1));
            assert!(!program.is_in().await);
        });
    }

    fn write_keys_are_found_by_text(kit) {
        let draft = KeyDraft::Write {
            name: "b".into(),
            source: SourceName::parse("web").unwrap(),
            namespace: Namespace::shop(),
        };
        let found = kit.store.write_blocking(&kit.scope, move |tx| {
            let (key, text) = create_key(tx, draft)?;
            let found = find_write_key(tx, &text)?;
            let nothing = find_write_key(tx, &text[..10])?;
            Ok::<_, access::Error>((key, found, nothing))
        });
        let (key, found, nothing) = found.unwrap();
        assert_eq!((found, nothing), (Some(key), None));
    }
}

#[test]
fn keys_that_do_not_hold_are_named_field_by_field() {
    let kit = testkit::House::sqlite();
    let door = Door::new(&kit);
    run(async {
        let mut owner = door.signed_in().await;
        for (body, status, pointer) in [
            (json!({"name": "", "kind": "api"}), 422, "/name"),
            (json!({"name": "a", "kind": "write", "source": "a b"}), 422, "/source"),
            (json!({"name": "a", "kind": "write", "namespace": ""}), 422, "/namespace"),
            (json!({"name": "a", "kind": "root"}), 400, "/kind"),
            (json!({"name": "a", "kind": "api", "scope": "admin"}), 400, "/scope"),
            (json!({"name": "a", "kind": "api", "secret": "rk_x"}), 400, "/secret"),
            (json!({"kind": "api"}), 400, "/name"),
        ] {
            let got = owner.post("/api/v1/keys", body.clone()).await;
            assert_eq!((got.status, got.pointers()), (status, vec![pointer.to_owned()]), "{body}");
        }
    });
}

#[test]
fn odd_basic_headers_are_no_key() {
    let kit = testkit::House::sqlite();
    let door = Door::new(&kit);
    run(async {
        for value in ["Basic", "Basic !!", "Basic /w==", "Basic Og==", "Bearer wk_x", ""] {
            let mut visitor = door.visitor();
            visitor.headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            let got = visitor.call(Method::POST, "/v1/track", None).await;
            assert_eq!(got.status, 401, "{value}");
        }
        assert_eq!(door.visitor().call(Method::POST, "/v1/track", None).await.status, 401);
    });
}
