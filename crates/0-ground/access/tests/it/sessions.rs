//! Sessions: how long they last, how they end, and what is no session.

use crate::visitor::{Door, EMAIL, PASSWORD, Visitor, run};
use access::Policy;
use http::{Method, header};
use serde_json::json;
use std::time::Duration;

testkit::on_both! {
    fn a_session_ends_when_it_is_not_used(kit) {
        let door = Door::new(kit);
        run(async {
            let mut owner = door.signed_in().await;
            let (week, second) = (Duration::from_hours(7 * 24), Duration::from_secs(1));
            let almost = week.saturating_sub(second);
            kit.clock.advance(almost);
            assert!(owner.is_in().await);
            kit.clock.advance(almost);
            assert!(owner.is_in().await, "use made it last");
            kit.clock.advance(week);
            assert!(!owner.is_in().await);
        });
    }

    fn a_session_ends_after_thirty_days_whatever_happens(kit) {
        let door = Door::new(kit);
        run(async {
            let mut owner = door.signed_in().await;
            for _ in 0..29 {
                kit.clock.advance(Duration::from_hours(24));
                assert!(owner.is_in().await);
            }
            kit.clock.advance(Duration::from_hours(24) - Duration::from_secs(1));
            assert!(owner.is_in().await);
            kit.clock.advance(Duration::from_secs(1));
            assert!(!owner.is_in().await);
        });
    }

    fn the_policy_is_a_setting(kit) {
        let door = Door::new(kit);
        let policy = Policy { idle_minutes: 30, absolute_minutes: 12 * 60 };
        kit.store
            .write_blocking(&kit.scope, move |tx| tx.put_setting("session_policy", &policy))
            .unwrap();
        run(async {
            let mut owner = door.signed_in().await;
            kit.clock.advance(Duration::from_secs(30 * 60 - 1));
            assert!(owner.is_in().await);
            kit.clock.advance(Duration::from_mins(30));
            assert!(!owner.is_in().await);
        });
    }

    fn a_clock_that_jumps_back_prolongs_nothing(kit) {
        let door = Door::new(kit);
        run(async {
            let mut owner = door.signed_in().await;
            let start = door.house.store.clock().now();
            kit.clock.set(start.minus(Duration::from_hours(24)));
            assert!(owner.is_in().await);
            kit.clock.set(start.plus(Duration::from_hours(7 * 24)));
            assert!(!owner.is_in().await);
        });
    }

    fn each_sign_in_has_a_new_token_and_ends_the_one_before(kit) {
        let door = Door::new(kit);
        run(async {
            let mut owner = door.signed_in().await;
            let before = owner.clone();
            assert_eq!(owner.sign_in(EMAIL, PASSWORD).await.status, 200);
            assert_ne!(owner.token(), before.token());
            assert!(owner.is_in().await);
            assert!(!before.clone().is_in().await);
        });
    }

    fn a_planted_token_never_becomes_a_session(kit) {
        let door = Door::new(kit);
        run(async {
            let planted = "0".repeat(52);
            let mut visitor = door.visitor();
            visitor.cookies.insert("regulars".to_owned(), planted.clone());
            assert_eq!(visitor.sign_in(EMAIL, PASSWORD).await.status, 200);
            assert_ne!(visitor.token(), planted);
            visitor.cookies.insert("regulars".to_owned(), planted);
            assert!(!visitor.is_in().await);
        });
    }

    fn signing_out_ends_the_session_and_takes_the_cookie(kit) {
        let door = Door::new(kit);
        run(async {
            let mut owner = door.signed_in().await;
            let before = owner.clone();
            let got = owner.delete("/api/v1/session").await;
            assert_eq!(got.status, 204);
            assert!(!owner.cookies.contains_key("regulars"));
            assert!(!before.clone().is_in().await);
            assert_eq!(owner.delete("/api/v1/session").await.status, 204, "again is fine");
        });
    }

    fn people_see_and_end_their_sessions(kit) {
        let door = Door::new(kit);
        run(async {
            let mut here = door.visitor();
            let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko Firefox/140.0";
            here.headers.insert(header::USER_AGENT, agent.parse().unwrap());
            here.sign_in(EMAIL, PASSWORD).await;
            kit.clock.advance(Duration::from_mins(5));
            let (mut there, mut third) = (door.signed_in().await, door.signed_in().await);
            let listed = here.get("/api/v1/sessions").await.json();
            let items = listed["items"].as_array().unwrap();
            assert_eq!((items.len(), listed["next"].is_null()), (3, true));
            let current = items.iter().find(|item| item["current"] == true).unwrap();
            assert_eq!(current["agent"], "Firefox on Linux");
            assert!(!listed.to_string().contains(&here.token()));

            let theirs = there.get("/api/v1/sessions").await.json();
            let theirs = theirs["items"].as_array().unwrap().clone();
            let id = theirs.iter().find(|item| item["current"] == true).unwrap()["id"].clone();
            let path = format!("/api/v1/sessions/{}", id.as_str().unwrap());
            assert_eq!(here.delete(&path).await.status, 204);
            assert_eq!(here.delete(&path).await.status, 404);
            assert!(!there.is_in().await && third.is_in().await);
            assert_eq!(here.delete("/api/v1/sessions").await.status, 204);
            assert!(!third.is_in().await && here.is_in().await);
        });
    }
}

#[test]
fn forged_and_doubled_cookies_are_nobody() {
    let kit = testkit::House::sqlite();
    let door = Door::new(&kit);
    run(async {
        let owner = door.signed_in().await;
        let token = owner.token();
        let check = async |line: String| {
            let mut visitor = door.visitor();
            visitor.headers.insert(header::COOKIE, line.parse().unwrap());
            let got = visitor.get("/api/v1/session").await;
            assert_eq!((got.status, got.code().as_str()), (401, "not_signed_in"), "{line}");
        };
        check(String::new()).await;
        check("regulars=".to_owned()).await;
        check("regulars".to_owned()).await;
        check(format!("regulars={}", &token[1..])).await;
        check(format!("regulars={token}0")).await;
        check(format!("regulars={}", token.to_uppercase())).await;
        check(format!("regulars={}", "z".repeat(52))).await;
        check(format!("regulars={}", "z".repeat(50_000))).await;
        check(format!("Regulars={token}")).await;
        check(format!("__Host-regulars={token}")).await;
        check(format!("regulars={token}; regulars={token}")).await;
        check(format!("regulars=x; regulars={token}")).await;
        check("regulars=' OR 1=1 --".to_owned()).await;
        let mut visitor = door.visitor();
        let line = format!("a=b; regulars={token}; c");
        visitor.headers.insert(header::COOKIE, line.parse().unwrap());
        assert!(visitor.is_in().await);
    });
}

#[test]
fn a_bad_key_is_not_made_good_by_a_cookie() {
    let kit = testkit::House::sqlite();
    let door = Door::new(&kit);
    run(async {
        let owner = door.signed_in().await;
        for value in ["Bearer x", "Basic eDo=", "Bearer", "x", "Bearer "] {
            let mut visitor = owner.clone();
            visitor.headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            assert!(!visitor.is_in().await, "{value}");
        }
    });
}

fn attributes(visitor: &Visitor, cookies: &[String]) {
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    assert!(visitor.cookies.len() == 2);
    for cookie in cookies {
        for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

#[test]
fn cookies_are_closed_to_scripts_and_bound_to_the_host_under_tls() {
    let kit = testkit::House::sqlite();
    let door = Door::new(&kit);
    run(async {
        let mut visitor = door.visitor();
        let cookies = visitor.sign_in(EMAIL, PASSWORD).await.set_cookies();
        attributes(&visitor, &cookies);
        assert!(cookies[0].starts_with("regulars=") && !cookies[0].contains("Secure"));

        let door = Door::empty(&kit, "https://crm.example.com");
        let mut visitor = door.visitor();
        let cookies = visitor.sign_in(EMAIL, PASSWORD).await.set_cookies();
        attributes(&visitor, &cookies);
        for cookie in &cookies {
            assert!(cookie.starts_with("__Host-regulars") && cookie.contains("; Secure"));
        }
        assert!(visitor.is_in().await);
    });
}

#[test]
fn another_site_can_neither_sign_in_nor_out() {
    let kit = testkit::House::sqlite();
    let door = Door::new(&kit);
    run(async {
        let mut owner = door.signed_in().await;
        let mut lured = owner.clone();
        lured.headers.insert("sec-fetch-site", "cross-site".parse().unwrap());
        lured.headers.insert(header::ORIGIN, "https://evil.example".parse().unwrap());
        let sign_in = json!({"email": EMAIL, "password": PASSWORD});
        assert_eq!(lured.post("/api/v1/session", sign_in).await.status, 403);
        for (method, path) in [
            (Method::DELETE, "/api/v1/session"),
            (Method::DELETE, "/api/v1/sessions"),
            (Method::POST, "/api/v1/keys"),
            (Method::PUT, "/api/v1/shop"),
            (Method::PUT, "/api/v1/session/password"),
            (Method::POST, "/api/v1/customers"),
        ] {
            let got = lured.call(method.clone(), path, None).await;
            assert_eq!((got.status, got.code().as_str()), (403, "forbidden"), "{method} {path}");
        }
        assert!(owner.is_in().await);
    });
}
