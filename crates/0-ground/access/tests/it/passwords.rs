//! Changing and resetting a password, and what ends with it.

use crate::visitor::{Door, EMAIL, PASSWORD, run};
use access::{Error, Password, put_password, reset_token};
use base::EmailAddress;
use serde_json::json;
use std::time::Duration;

const NEXT: &str = "seven blue bicycles sing";

fn email() -> EmailAddress {
    EmailAddress::parse(EMAIL).unwrap()
}

fn token(kit: &testkit::House) -> String {
    kit.store.write_blocking(&kit.scope, |tx| reset_token(tx, &email())).unwrap()
}

testkit::on_both! {
    fn a_change_ends_all_other_sessions_and_reset_links(kit) {
        let door = Door::new(kit);
        let link = token(kit);
        run(async {
            let (mut here, mut there) = (door.signed_in().await, door.signed_in().await);
            let path = "/api/v1/session/password";
            let wrong = here.put(path, json!({"current": NEXT, "password": NEXT})).await;
            assert_eq!((wrong.status, wrong.pointers()), (422, vec!["/current".to_owned()]));
            let weak = here.put(path, json!({"current": PASSWORD, "password": "short"})).await;
            assert_eq!((weak.status, weak.pointers()), (422, vec!["/password".to_owned()]));
            assert!(there.is_in().await, "nothing has changed yet");
            let got = here.put(path, json!({"current": PASSWORD, "password": NEXT})).await;
            assert_eq!(got.status, 204, "{}", got.text);
            assert!(here.is_in().await && !there.is_in().await);
            assert_eq!(door.visitor().sign_in(EMAIL, PASSWORD).await.status, 401);
            assert_eq!(door.visitor().sign_in(EMAIL, NEXT).await.status, 200);
            let reset = json!({"token": link, "password": NEXT});
            assert_eq!(door.visitor().post("/api/v1/session/reset", reset).await.status, 401);
        });
    }

    fn guessing_the_present_password_is_throttled_too(kit) {
        let door = Door::new(kit);
        run(async {
            let mut owner = door.signed_in().await;
            let mut evaluated = 0;
            for n in 0..30 {
                let body = json!({"current": format!("guess {n}"), "password": NEXT});
                let got = owner.put("/api/v1/session/password", body).await;
                evaluated += u32::from(got.status == 422);
            }
            assert_eq!(evaluated, 10);
        });
    }

    fn a_reset_token_works_once_and_ends_every_session(kit) {
        let door = Door::new(kit);
        let (first, second) = (token(kit), token(kit));
        run(async {
            let mut before = door.signed_in().await;
            let mut visitor = door.visitor();
            let path = "/api/v1/session/reset";
            let old = visitor.post(path, json!({"token": first, "password": NEXT})).await;
            assert_eq!((old.status, old.code().as_str()), (401, "not_signed_in"));
            let weak = visitor.post(path, json!({"token": second, "password": "short"})).await;
            assert_eq!((weak.status, weak.pointers()), (422, vec!["/password".to_owned()]));
            let got = visitor.post(path, json!({"token": second, "password": NEXT})).await;
            assert_eq!(got.status, 200, "{}", got.text);
            assert!(visitor.is_in().await && !before.is_in().await);
            let again = visitor.post(path, json!({"token": second, "password": NEXT})).await;
            assert_eq!(again.status, 401);
            assert_eq!(door.visitor().sign_in(EMAIL, NEXT).await.status, 200);
        });
    }

    fn a_reset_token_holds_for_a_quarter_of_an_hour(kit) {
        let door = Door::new(kit);
        let token = token(kit);
        let body = json!({"token": token, "password": NEXT});
        run(async {
            kit.clock.advance(Duration::from_mins(15));
            let late = door.visitor().post("/api/v1/session/reset", body.clone()).await;
            assert_eq!(late.status, 401);
            kit.clock.set(door.house.store.clock().now().minus(Duration::from_secs(1)));
            let in_time = door.visitor().post("/api/v1/session/reset", body).await;
            assert_eq!(in_time.status, 200);
        });
    }

    fn the_command_line_sets_a_password_and_ends_all_sessions(kit) {
        let door = Door::new(kit);
        let nobody = EmailAddress::parse("nobody@shop.example").unwrap();
        let set = |email: &EmailAddress, text: &str| {
            put_password(&kit.store, email, &Password::new(text))
        };
        let mut owner = run(door.signed_in());
        assert!(matches!(set(&nobody, NEXT), Err(Error::NoSuchStaff)));
        assert!(matches!(set(&email(), "short"), Err(Error::Weak(_))));
        assert!(run(owner.is_in()));
        set(&email(), NEXT).unwrap();
        run(async {
            assert!(!owner.is_in().await);
            assert_eq!(door.visitor().sign_in(EMAIL, NEXT).await.status, 200);
        });
    }
}

#[test]
fn tokens_of_one_purpose_do_not_serve_another() {
    let kit = testkit::House::sqlite();
    let door = Door::new(&kit);
    let token = token(&kit);
    run(async {
        let mut visitor = door.visitor();
        visitor.cookies.insert("regulars".to_owned(), token.clone());
        assert!(!visitor.is_in().await);
        let setup = json!({
            "token": token, "name": "a", "email": "a@b.example", "password": NEXT,
            "shop_name": "b", "currency": "EUR", "timezone": "UTC",
        });
        assert_eq!(door.visitor().post("/api/v1/setup", setup).await.status, 409);
    });
}

#[test]
fn passwords_do_not_print() {
    assert_eq!(format!("{:?}", Password::new(PASSWORD)), "Password(…)");
    assert!(!format!("{:?}", crate::visitor::owner()).contains("otter"));
}
