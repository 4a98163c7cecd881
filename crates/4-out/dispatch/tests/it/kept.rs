//! What was sent is what is shown later, for as long as it is kept.

use crate::desk::{Desk, run};
use crate::links::{SAFARI, fetch, mailed};
use axum::http::Method;
use base::{
    Activity, Body, CustomerFacts, EmailAddress, Identifiers, Namespace, Personal, Shop, SourceName,
};
use mail_parser::MessageParser;
use std::time::Duration;

/// A year and a day.
const LONG: Duration = Duration::from_hours(366 * 24);

async fn tell(desk: &Desk<'_>, key: &str, body: Body) {
    let activity = Activity {
        source: SourceName::staff(),
        namespace: Namespace::shop(),
        key: key.into(),
        at: desk.house.store.clock().now(),
        who: Identifiers {
            emails: vec![EmailAddress::parse("zoe@example.com").unwrap()],
            ..Identifiers::default()
        },
        body,
        import: None,
    };
    let ledger = desk.ledger.clone();
    desk.write(move |tx| Ok(ledger.append(tx, &[activity]).map(drop)?)).await;
}

/// She is called otherwise, and the shop looks otherwise.
async fn everything_changes(desk: &Desk<'_>) {
    let facts = CustomerFacts { first_name: Personal::known("Zora"), ..CustomerFacts::default() };
    tell(desk, "renamed", Body::Customer(facts)).await;
    let shop = Shop { color: Some("#FFD400".into()), name: "Other".into(), ..Shop::default() };
    desk.house.store.put_shop(&desk.house.scope, shop).await.unwrap();
}

async fn page(desk: &Desk<'_>, url: &str) -> String {
    fetch(desk, Method::GET, url, SAFARI, "").await.body
}

testkit::on_both! {
    fn the_page_is_the_mail_that_was_sent_whatever_came_after(house) {
        run(async {
            let desk = Desk::open(house).await;
            let view = mailed(&desk).await[5].clone();
            let received = desk.received();
            let mail = MessageParser::default().parse(&received[0].bytes).unwrap();
            let sent = mail.body_html(0).unwrap().replace("\r\n", "\n");
            assert!(sent.contains("Hi Zoë"));
            everything_changes(&desk).await;
            assert_eq!(page(&desk, &view).await.trim_end(), sent.trim_end());
            // Not a day too early, and then it is filled in with what is known.
            assert_eq!(desk.dispatch.let_go().await.unwrap(), 0);
            house.clock.advance(LONG);
            assert_eq!(desk.dispatch.let_go().await.unwrap(), 1);
            assert!(page(&desk, &view).await.contains("Hi Zora"));
        });
    }

    fn who_is_deleted_is_in_no_kept_mail(house) {
        run(async {
            let desk = Desk::open(house).await;
            let view = mailed(&desk).await[5].clone();
            assert!(page(&desk, &view).await.contains("Hi Zoë"));
            tell(&desk, "gone", Body::CustomerDeleted).await;
            let shown = page(&desk, &view).await;
            assert!(shown.contains("Hi you") && !shown.contains("Zoë"));
            house.clock.advance(LONG);
            assert_eq!(desk.dispatch.let_go().await.unwrap(), 0, "nothing of her was left");
        });
    }
}
