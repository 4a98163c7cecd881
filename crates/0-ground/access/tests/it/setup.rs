//! The first start: one owner, once, with the printed token.

use crate::visitor::{Door, Got, PASSWORD, Visitor, run};
use access::{demo_owner, setup_token};
use serde_json::{Value, json};
use std::time::Duration;

fn printed(kit: &testkit::House) -> Option<String> {
    kit.store.write_blocking(&kit.scope, setup_token).unwrap()
}

fn form(token: &str) -> Value {
    json!({
        "token": token, "name": " Käthe Berg ", "email": "Owner@Shop.example",
        "password": PASSWORD, "shop_name": "Käthes Kaffee", "currency": "CHF",
        "timezone": "Europe/Zurich",
    })
}

async fn set_up(visitor: &mut Visitor, body: Value) -> Got {
    visitor.post("/api/v1/setup", body).await
}

testkit::on_both! {
    fn the_printed_token_makes_the_owner_once(kit) {
        let door = Door::empty(kit, "http://localhost:8080");
        let token = printed(kit).unwrap();
        run(async {
            let mut visitor = door.visitor();
            assert_eq!(visitor.get("/api/v1/setup").await.json(), json!({"needed": true}));
            assert_eq!(visitor.get("/api/v1/session").await.status, 401);
            let got = set_up(&mut visitor, form(&token)).await;
            assert_eq!(got.status, 200, "{}", got.text);
            let session = got.json();
            assert_eq!(session["staff"]["name"], "Käthe Berg");
            assert_eq!(session["staff"]["email"], "owner@shop.example");
            assert_eq!(session["shop"]["currency"], "CHF");
            assert_eq!(session["shop"]["timezone"], "Europe/Zurich");
            assert_eq!(visitor.get("/api/v1/session").await.json(), session);
            assert_eq!(visitor.get("/api/v1/setup").await.json(), json!({"needed": false}));
            let again = set_up(&mut door.visitor(), form(&token)).await;
            assert_eq!((again.status, again.code().as_str()), (409, "conflict"));
        });
        assert_eq!(printed(kit), None);
    }

    fn a_wrong_old_or_replaced_token_makes_nobody(kit) {
        let door = Door::empty(kit, "http://localhost:8080");
        let first = printed(kit).unwrap();
        let second = printed(kit).unwrap();
        run(async {
            let mut visitor = door.visitor();
            for token in [&first, "", "x", &first[1..]] {
                let got = set_up(&mut visitor, form(token)).await;
                assert_eq!((got.status, got.code().as_str()), (401, "not_signed_in"));
            }
            kit.clock.advance(Duration::from_hours(7 * 24));
            assert_eq!(set_up(&mut visitor, form(&second)).await.status, 401);
            assert_eq!(visitor.get("/api/v1/setup").await.json(), json!({"needed": true}));
        });
        assert_eq!(door.house.store.shop().name, "My shop", "nothing was changed");
    }

    fn two_at_once_make_one_owner(kit) {
        let door = Door::empty(kit, "http://localhost:8080");
        let token = printed(kit).unwrap();
        run(async {
            let (mut one, mut other) = (door.visitor(), door.visitor());
            let (one, other) = tokio::join!(
                set_up(&mut one, form(&token)),
                set_up(&mut other, form(&token)),
            );
            let mut statuses = [one.status, other.status];
            statuses.sort_unstable();
            assert_eq!(statuses[0], 200);
            assert!([401, 409].contains(&statuses[1]), "{statuses:?}");
        });
    }
}

#[test]
fn what_does_not_hold_is_named_field_by_field() {
    let kit = testkit::House::sqlite();
    let door = Door::empty(&kit, "http://localhost:8080");
    let token = printed(&kit).unwrap();
    run(async {
        let mut visitor = door.visitor();
        let mut check = async |field: &str, value: Value, status: u16| {
            let mut form = form(&token);
            form[field] = value;
            let got = set_up(&mut visitor, form).await;
            kit.clock.advance(Duration::from_mins(2));
            assert_eq!(got.status, status, "{field}: {}", got.text);
            assert_eq!(got.pointers(), [format!("/{field}")]);
        };
        check("currency", json!("XX"), 422).await;
        check("timezone", json!("Mars/Olympus"), 422).await;
        check("shop_name", json!("  "), 422).await;
        check("name", json!("a\u{0}b"), 422).await;
        check("email", json!("nobody"), 422).await;
        check("email", json!("a@b.example\nBcc: c@d.example"), 422).await;
        check("password", json!("short"), 422).await;
        check("password", json!("käthes kaffee käthe"), 422).await;
        check("password", json!(["a"]), 400).await;
        check("role", json!("owner"), 400).await;
    });
}

#[test]
fn the_demo_prints_a_password_that_works_each_time() {
    let kit = testkit::House::sqlite();
    let door = Door::empty(&kit, "http://localhost:8080");
    let (email, first) = demo_owner(&kit.store).unwrap();
    let (_, second) = demo_owner(&kit.store).unwrap();
    assert_ne!(first, second);
    run(async {
        let mut visitor = door.visitor();
        assert_eq!(visitor.sign_in(email.reveal(), &first).await.status, 401);
        assert_eq!(visitor.sign_in(email.reveal(), &second).await.status, 200);
    });
}
