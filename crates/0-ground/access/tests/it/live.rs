//! Live updates: only for who is signed in, and only as long.

use crate::visitor::{Door, Visitor, run};
use axum::body::BodyDataStream;
use axum::response::Response;
use futures::StreamExt;
use http::Method;
use std::time::Duration;
use store::Error;

struct Page {
    body: BodyDataStream,
    text: String,
}

impl Page {
    async fn open(visitor: &Visitor) -> Self {
        let response: Response = visitor.open(Method::GET, "/api/v1/live").await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { body: response.into_body().into_data_stream(), text: String::new() }
    }

    async fn reads(&mut self, wanted: &str) -> bool {
        while !self.text.contains(wanted) {
            let Some(bytes) = self.body.next().await else { return false };
            self.text.push_str(std::str::from_utf8(&bytes.unwrap()).unwrap());
        }
        true
    }
}

async fn announce(kit: &testkit::House, topic: &'static str, id: &'static str) {
    kit.store
        .write(&kit.scope, move |tx| {
            tx.announce(topic, id);
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
}

testkit::on_both! {
    fn a_page_hears_of_changes_until_its_session_ends(kit) {
        let door = Door::new(kit);
        run(async {
            let mut owner = door.signed_in().await;
            let (mut page, mut other) = (Page::open(&owner).await, door.signed_in().await);
            announce(kit, "session", "ses_another").await;
            announce(kit, "key", "key_secret").await;
            announce(kit, "customer", "cus_a").await;
            assert!(page.reads("event: customer\ndata: {\"id\":\"cus_a\"}").await);
            assert!(!page.text.contains("key"), "{}", page.text);
            assert_eq!(owner.delete("/api/v1/session").await.status, 204);
            announce(kit, "customer", "cus_b").await;
            assert!(!page.reads("cus_b").await, "the stream has ended");
            let mut page = Page::open(&other).await;
            kit.clock.advance(Duration::from_hours(7 * 24));
            announce(kit, "session", "ses_another").await;
            announce(kit, "customer", "cus_c").await;
            assert!(!page.reads("cus_c").await, "the session is over");
            assert!(!other.is_in().await);
        });
    }
}

#[test]
fn strangers_hear_nothing_and_pages_are_counted() {
    let kit = testkit::House::sqlite();
    let door = Door::new(&kit);
    run(async {
        assert_eq!(door.visitor().get("/api/v1/live").await.status, 401);
        let mut owner = door.signed_in().await;
        let mut pages = Vec::new();
        for _ in 0..16 {
            pages.push(Page::open(&owner).await);
        }
        assert_eq!(owner.get("/api/v1/live").await.status, 429);
        pages.pop();
        pages.push(Page::open(&owner).await);
        door.house.close();
        for mut page in pages {
            assert!(!page.reads("anything").await);
        }
    });
}
