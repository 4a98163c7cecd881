//! What changes, told to open pages.

use crate::requests::run;
use axum::response::IntoResponse;
use futures::StreamExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::Error;
use web::{House, Watch};

struct Page {
    body: axum::body::BodyDataStream,
    text: String,
}

impl Page {
    fn open(house: &House, still: &Arc<AtomicBool>) -> Self {
        let still = Arc::clone(still);
        let still = move || {
            let still = still.load(Ordering::SeqCst);
            async move { still }
        };
        let watch = Watch { topics: &["customer", "segment"], gate: "session", still };
        let body = web::follow(house, watch).into_response().into_body().into_data_stream();
        Self { body, text: String::new() }
    }

    /// Reads until a text has come; false when the stream ends before.
    async fn reads(&mut self, wanted: &str) -> bool {
        while !self.text.contains(wanted) {
            let Some(bytes) = self.body.next().await else { return false };
            self.text.push_str(std::str::from_utf8(&bytes.unwrap()).unwrap());
        }
        true
    }
}

async fn announce(kit: &testkit::House, changes: Vec<(&'static str, String)>) {
    kit.store
        .write(&kit.scope, move |tx| {
            for (topic, id) in changes {
                tx.announce(topic, id);
            }
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
}

fn open() -> (testkit::House, House, Arc<AtomicBool>) {
    let kit = testkit::House::sqlite();
    let house = House::new(kit.store.clone(), "http://localhost:8080");
    (kit, house, Arc::new(AtomicBool::new(true)))
}

#[test]
fn each_thing_is_named_once_and_other_topics_not_at_all() {
    let (kit, house, still) = open();
    run(async {
        let mut page = Page::open(&house, &still);
        let ids = ["a", "a", "b"].map(|id| ("customer", id.to_owned()));
        announce(&kit, ids.into_iter().chain([("jobs", "secret".to_owned())]).collect()).await;
        assert!(page.reads("{\"id\":\"b\"}").await);
        announce(&kit, vec![("segment", "s".to_owned())]).await;
        assert!(page.reads("{\"id\":\"s\"}").await);
        let lines: Vec<&str> = page.text.lines().filter(|line| line.starts_with("data")).collect();
        let wanted = [r#"data: {"id":"a"}"#, r#"data: {"id":"b"}"#, r#"data: {"id":"s"}"#];
        assert_eq!(lines, wanted, "{}", page.text);
        assert!(page.text.contains("event: customer\n"));
    });
}

#[test]
fn a_flood_is_one_event() {
    let (kit, house, still) = open();
    run(async {
        let mut page = Page::open(&house, &still);
        announce(&kit, (0..20_000).map(|n| ("customer", n.to_string())).collect()).await;
        assert!(page.reads("event: customer\ndata: {}").await);
        assert_eq!(page.text.matches("event: customer").count(), 1, "{}", page.text);
    });
}

#[test]
fn the_stream_ends_with_its_session_or_the_house() {
    let (kit, house, still) = open();
    run(async {
        let mut page = Page::open(&house, &still);
        announce(&kit, vec![("session", "another".to_owned())]).await;
        announce(&kit, vec![("customer", "a".to_owned())]).await;
        assert!(page.reads("\"a\"").await);
        still.store(false, Ordering::SeqCst);
        announce(&kit, vec![("session", "this".to_owned()), ("customer", "b".to_owned())]).await;
        assert!(!page.reads("\"b\"").await);

        still.store(true, Ordering::SeqCst);
        let mut page = Page::open(&house, &still);
        house.close();
        assert!(!page.reads("anything").await);
    });
}
