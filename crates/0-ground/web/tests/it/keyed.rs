//! Writes that are sent twice.

use crate::requests::{Got, post, router, run, send};
use axum::Router;
use http::Request;
use std::time::Duration;
use web::House;

fn keyed(key: &str, text: &str) -> Request<axum::body::Body> {
    let mut request = post("/api/v1/notes", format!(r#"{{"text":"{text}"}}"#));
    request.headers_mut().insert("idempotency-key", key.parse().unwrap());
    request
}

async fn keep(router: &Router, key: &str, text: &str) -> Got {
    send(router, keyed(key, text)).await
}

fn count(kit: &testkit::House) -> i64 {
    let notes: Option<i64> = kit.store.read_blocking(&kit.scope, |tx| tx.setting("notes")).unwrap();
    notes.unwrap_or_default()
}

testkit::on_both! {
    fn the_second_is_answered_like_the_first(kit) {
        let house = House::new(kit.store.clone(), "http://localhost:8080");
        let router = router(&house);
        run(async {
            let first = keep(&router, "a", "x").await;
            assert_eq!((first.status, first.text.as_str()), (201, "1"));
            let second = keep(&router, "a", "x").await;
            assert_eq!((second.status, second.text.as_str()), (201, "1"));
            assert_eq!(second.header("idempotency-replayed"), "true");
            assert_eq!(keep(&router, "b", "x").await.text, "2");
            let plain = send(&router, post("/api/v1/notes", r#"{"text":"x"}"#)).await;
            assert_eq!(plain.text, "3");
        });
        assert_eq!(count(kit), 3);
    }

    fn a_key_belongs_to_one_request_and_one_caller(kit) {
        let house = House::new(kit.store.clone(), "http://localhost:8080");
        let router = router(&house);
        run(async {
            keep(&router, "a", "x").await;
            let other = keep(&router, "a", "y").await;
            assert_eq!((other.status, other.code().as_str()), (422, "key_reused"));
            let mut request = keyed("a", "x");
            request.headers_mut().insert("x-other", "1".parse().unwrap());
            assert_eq!(send(&router, request).await.text, "2");
        });
        assert_eq!(count(kit), 2);
    }

    fn two_at_once_have_one_effect(kit) {
        let house = House::new(kit.store.clone(), "http://localhost:8080");
        let router = router(&house);
        run(async {
            let all = (0..8).map(|_| keep(&router, "a", "x"));
            let all = futures::future::join_all(all).await;
            assert!(all.iter().all(|got| got.text == "1" && got.status == 201), "{all:?}");
            let replayed = all.iter().filter(|got| !got.header("idempotency-replayed").is_empty());
            assert_eq!(replayed.count(), 7);
        });
        assert_eq!(count(kit), 1);
    }

    fn what_fails_is_not_stored(kit) {
        let house = House::new(kit.store.clone(), "http://localhost:8080");
        let router = router(&house);
        run(async {
            for _ in 0..2 {
                let got = keep(&router, "a", "stop").await;
                assert_eq!((got.status, got.code().as_str()), (422, "invalid"));
                assert_eq!(got.header("idempotency-replayed"), "");
            }
            assert_eq!(keep(&router, "a", "x").await.text, "1");
        });
    }

    fn a_reply_is_kept_for_a_day(kit) {
        let house = House::new(kit.store.clone(), "http://localhost:8080");
        let router = router(&house);
        run(async {
            keep(&router, "a", "x").await;
            kit.clock.advance(Duration::from_secs(86_399));
            assert_eq!(keep(&router, "a", "x").await.text, "1");
            kit.clock.advance(Duration::from_secs(1));
            assert_eq!(keep(&router, "a", "x").await.text, "2");
            assert_eq!(keep(&router, "a", "x").await.text, "2");
        });
    }
}

#[test]
fn odd_keys_are_refused() {
    let kit = testkit::House::sqlite();
    let house = House::new(kit.store.clone(), "http://localhost:8080");
    let router = router(&house);
    for key in ["", &"k".repeat(256), "\u{fc}"] {
        assert_eq!(run(keep(&router, key, "x")).status, 400, "{key}");
    }
    let mut twice = keyed("a", "x");
    twice.headers_mut().append("idempotency-key", "b".parse().unwrap());
    assert_eq!(run(send(&router, twice)).status, 400);
    assert_eq!(count(&kit), 0);
}
