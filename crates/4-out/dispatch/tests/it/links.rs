//! The links of a mail, fetched as people, mail programs and scanners fetch them.

use crate::desk::{Desk, newsletter, run};
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use base::ConsentState;
use dispatch::results;
use mail_parser::MessageParser;
use std::time::Duration;
use tower::ServiceExt as _;

pub(crate) const SAFARI: &str =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1";

pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) location: Option<String>,
    pub(crate) cookies: usize,
    pub(crate) body: String,
}

pub(crate) async fn fetch(
    desk: &Desk<'_>,
    method: Method,
    url: &str,
    agent: &str,
    form: &str,
) -> Reply {
    let path = url.strip_prefix("https://crm.shop.example").unwrap_or(url);
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::USER_AGENT, agent)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))
        .unwrap();
    let routes = dispatch::public::routes(desk.dispatch.clone());
    let response = routes.oneshot(request).await.unwrap();
    let headers = response.headers();
    let text = |name| headers.get(&name).map(|value| value.to_str().unwrap().to_owned());
    let location = text(header::LOCATION);
    let cookies = headers.get_all(header::SET_COOKIE).iter().count();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    Reply { status, location, cookies, body: String::from_utf8_lossy(&bytes).into_owned() }
}

/// Sends one newsletter and returns its links: open, click, trap, unsubscribe, preferences, view.
pub(crate) async fn mailed(desk: &Desk<'_>) -> Vec<String> {
    let zoe = desk.person("Zoë", "zoe@example.com", ConsentState::Granted).await;
    let message = newsletter(1);
    let id = message.id;
    desk.write(move |tx| {
        dispatch::put_message(tx, &message)?;
        dispatch::plan(tx, id, &[zoe])
    })
    .await;
    desk.dispatch.drain().await.unwrap();
    desk.house.clock.advance(Duration::from_mins(9));
    let received = desk.received();
    let mail = MessageParser::default().parse(&received[0].bytes).unwrap();
    let html = mail.body_html(0).unwrap().into_owned();
    let find = |before: &str, letter: &str| {
        let start = format!("{before}https://crm.shop.example/t/{letter}/");
        let at = html.find(&start).unwrap() + before.len();
        html[at..].split('"').next().unwrap().to_owned()
    };
    vec![
        find("<img src=\"", "o"),
        find("<a href=\"", "c"),
        find("display:none\"><a href=\"", "c"),
        find("<a href=\"", "u"),
        find("<a href=\"", "p"),
        find("<a href=\"", "v"),
    ]
}

testkit::on_both! {
    fn opens_and_clicks_of_people_and_machines_are_told_apart(house) {
        run(async {
            let desk = Desk::open(house).await;
            let links = mailed(&desk).await;
            let id = newsletter(1).id;
            let (open, click, trap) = (&links[0], &links[1], &links[2]);
            let reply = fetch(&desk, Method::GET, open, "Mozilla/5.0", "").await;
            assert_eq!((reply.status, reply.body.starts_with("GIF89a")), (StatusCode::OK, true));
            fetch(&desk, Method::GET, click, "python-requests/2", "").await;
            fetch(&desk, Method::HEAD, click, SAFARI, "").await;
            let reply = fetch(&desk, Method::GET, trap, SAFARI, "").await;
            assert_eq!((reply.status, reply.location), (StatusCode::NOT_FOUND, None));
            let figures = desk.write(move |tx| results::figures(tx, id)).await;
            assert_eq!((figures.opened, figures.clicked), (0, 0), "machines do not count");

            fetch(&desk, Method::GET, open, SAFARI, "").await;
            let reply = fetch(&desk, Method::GET, click, SAFARI, "").await;
            assert_eq!(reply.status, StatusCode::FOUND);
            let target = reply.location.unwrap();
            assert!(target.starts_with("https://shop.example/new?utm_source="), "{target}");
            fetch(&desk, Method::GET, click, SAFARI, "").await;
            let figures = desk.write(move |tx| results::figures(tx, id)).await;
            assert_eq!((figures.opened, figures.clicked), (1, 1));
            let told = desk.told("zoe@example.com").await;
            let count = |kind: &str| told.iter().filter(|known| *known == kind).count();
            assert_eq!(
                ["email_fetched", "email_scanned", "email_opened", "email_clicked"].map(count),
                [1, 3, 1, 2]
            );
            let simulated = desk.write(move |tx| results::simulated(tx, id)).await;
            assert_eq!(simulated, 0, "nobody over the wire is taken for one of the demo's people");
            let by_link = desk.write(move |tx| results::by_link(tx, id)).await;
            assert_eq!((by_link.len(), by_link[0].1, by_link[0].2), (1, 2, 1));
            let by_hour = desk.write(move |tx| results::by_hour(tx, id)).await;
            assert_eq!((by_hour[0].1, by_hour[0].2), (1, 1));
        });
    }

    fn looking_never_unsubscribes_and_one_click_does(house) {
        run(async {
            let desk = Desk::open(house).await;
            let links = mailed(&desk).await;
            for url in &links {
                for method in [Method::GET, Method::HEAD] {
                    fetch(&desk, method, url, "scanner bot", "").await;
                }
            }
            assert_eq!(desk.consent("zoe@example.com").await, ConsentState::Granted);
            let page = fetch(&desk, Method::GET, &links[3], SAFARI, "").await;
            assert!(page.status == StatusCode::OK && page.body.contains("<form method=\"post\">"));
            assert!(!page.body.contains("zoe@"), "whoever has the link learns no address");
            let one_click = "List-Unsubscribe=One-Click";
            for _ in 0..2 {
                let reply = fetch(&desk, Method::POST, &links[3], "", one_click).await;
                let said = (reply.status, reply.location, reply.cookies);
                assert_eq!(said, (StatusCode::OK, None, 0));
                assert_eq!(desk.consent("zoe@example.com").await, ConsentState::Withdrawn);
            }
            let told = desk.told("zoe@example.com").await;
            assert_eq!(told.iter().filter(|kind| *kind == "email_unsubscribed").count(), 1);
            let id = newsletter(1).id;
            let figures = desk.write(move |tx| results::figures(tx, id)).await;
            assert_eq!(figures.unsubscribed, 1);
        });
    }

    fn preferences_set_what_the_page_shows_and_nothing_else(house) {
        run(async {
            let desk = Desk::open(house).await;
            let links = mailed(&desk).await;
            let page = fetch(&desk, Method::GET, &links[4], SAFARI, "").await;
            assert!(page.body.contains("value=\"marketing\" checked"), "{}", page.body);
            let page = fetch(&desk, Method::POST, &links[4], SAFARI, "").await;
            assert!(page.body.contains("value=\"marketing\">"), "{}", page.body);
            assert_eq!(desk.consent("zoe@example.com").await, ConsentState::Withdrawn);
            house.clock.advance(Duration::from_secs(1));
            let both = "topic=marketing&topic=invented&email=victim@example.com";
            fetch(&desk, Method::POST, &links[4], SAFARI, both).await;
            assert_eq!(desk.consent("zoe@example.com").await, ConsentState::Granted);
            let page = fetch(&desk, Method::GET, &links[4], SAFARI, "").await;
            assert!(!page.body.contains("invented"));
        });
    }

    fn a_token_works_for_its_purpose_and_forged_ones_for_none(house) {
        run(async {
            let desk = Desk::open(house).await;
            let links = mailed(&desk).await;
            let tokens: Vec<_> =
                links.iter().map(|url| url.rsplit('/').next().unwrap().to_owned()).collect();
            let letters = ["o", "c", "c", "u", "p", "v"];
            for (at, token) in tokens.iter().enumerate() {
                for (other, letter) in letters.iter().enumerate() {
                    if letters[at] == *letter || *letter == "o" {
                        continue;
                    }
                    let url = format!("/t/{letter}/{token}");
                    let reply = fetch(&desk, Method::GET, &url, SAFARI, "").await;
                    assert_eq!(reply.status, StatusCode::NOT_FOUND, "{at} as {other}");
                }
            }
            let mut bodies = Vec::new();
            for token in ["x", "", &"A".repeat(55), "..%2f..%2fetc", &tokens[3][1..]] {
                for letter in ["u", "p"] {
                    let url = format!("/t/{letter}/{token}");
                    let reply = fetch(&desk, Method::POST, &url, SAFARI, "").await;
                    assert_eq!(reply.status, StatusCode::NOT_FOUND, "{url}");
                    bodies.push(reply.body);
                }
            }
            bodies.retain(|body| !body.is_empty());
            bodies.dedup();
            assert_eq!(bodies.len(), 1, "every bad link gets the same answer");
            for confusing in ["?url=https://evil.example", "?to=//evil.example", "#https://evil.example"] {
                let reply = fetch(&desk, Method::GET, &format!("{}{confusing}", links[1]), SAFARI, "").await;
                assert!(reply.location.unwrap().starts_with("https://shop.example/"));
            }
            assert_eq!(desk.consent("zoe@example.com").await, ConsentState::Granted);
        });
    }

    fn the_mail_can_be_seen_as_a_page_that_runs_nothing(house) {
        run(async {
            let desk = Desk::open(house).await;
            let links = mailed(&desk).await;
            let path = links[5].strip_prefix("https://crm.shop.example").unwrap();
            let request = Request::get(path).body(Body::empty()).unwrap();
            let routes = dispatch::public::routes(desk.dispatch.clone());
            let response = routes.oneshot(request).await.unwrap();
            let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.starts_with("sandbox ") && !policy.contains("allow-scripts"));
            let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
            assert!(String::from_utf8(bytes.to_vec()).unwrap().contains("Hi Zoë"));
        });
    }
}
