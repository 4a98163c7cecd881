//! From candidates to mails.

use crate::desk::{Desk, newsletter, run};
use base::{ConsentState, Shop};
use dispatch::model::Reason;
use dispatch::{DkimKey, KeyKind, Sender, results};
use mail_parser::MessageParser;

testkit::on_both! {
    fn only_those_who_agreed_get_it_and_everybody_has_one_decision(house) {
        run(async {
            let desk = Desk::open(house).await;
            let granted = ConsentState::Granted;
            let mut people = Vec::new();
            for (name, email, consent) in [
                ("Zoë", "zoe@example.com", granted),
                ("Max", "max@example.com", ConsentState::Never),
                ("Eva", "eva@example.com", ConsentState::Withdrawn),
                ("Ben", "ben@example.com", granted),
                ("Ida", "", granted),
                ("<b>{{ shop.name }}", "li@müller.example", granted),
            ] {
                people.push(desk.person(name, email, consent).await);
            }
            let message = newsletter(1);
            let id = message.id;
            desk.suppress("ben@example.com").await;
            desk.write({
                let message = message.clone();
                move |tx| dispatch::put_message(tx, &message)
            }).await;
            let all = people.clone();
            let n = desk.write(move |tx| dispatch::plan(tx, id, &all)).await;
            assert_eq!(n, 2);
            let again = desk.write(move |tx| dispatch::plan(tx, id, &people)).await;
            assert_eq!(again, 0, "planning twice plans nothing twice");

            let done = desk.dispatch.drain().await.unwrap();
            assert_eq!((done.attempted, done.accepted), (2, 2));
            assert_eq!(desk.dispatch.drain().await.unwrap().attempted, 0);
            let mut to: Vec<_> =
                desk.received().iter().map(|mail| mail.to[0].reveal().to_owned()).collect();
            to.sort();
            assert_eq!(to, ["li@xn--mller-kva.example", "zoe@example.com"]);

            let (decisions, figures) = desk
                .write(move |tx| Ok((results::decisions(tx, id)?, results::figures(tx, id)?)))
                .await;
            let of = |reason| decisions.iter().filter(|d| d.1 == reason).map(|d| d.2).sum::<i64>();
            use Reason::{NoAddress, NoConsent, Ready, Suppressed, Withdrawn};
            let counts = [Ready, NoConsent, Withdrawn, Suppressed, NoAddress].map(of);
            assert_eq!(counts, [2, 1, 1, 1, 1]);
            assert_eq!((figures.sent, figures.delivered, figures.waiting), (2, 2, 0));
            assert_eq!(desk.told("zoe@example.com").await, ["email_delivered"]);
        });
    }

    fn a_mail_has_its_headers_parts_links_and_signature(house) {
        run(async {
            let desk = Desk::open(house).await;
            let key = DkimKey::generate(KeyKind::Ed25519).unwrap();
            desk.write(move |tx| {
                let mut sender = Sender::find(tx)?;
                sender.dkim = Some(key.into());
                sender.put(tx)
            }).await;
            let zoe = desk.person("Zoë", "zoe@example.com", ConsentState::Granted).await;
            let message = newsletter(1);
            let id = message.id;
            desk.write(move |tx| {
                dispatch::put_message(tx, &message)?;
                dispatch::plan(tx, id, &[zoe])
            }).await;
            desk.dispatch.drain().await.unwrap();
            let received = desk.received();
            let mail = MessageParser::default().parse(&received[0].bytes).unwrap();
            assert_eq!(mail.subject(), Some("Hello Zoë"));
            let header = |name: &str| mail.header_raw(name).unwrap_or_default().trim().to_owned();
            let signature = header("DKIM-Signature");
            let signed = signature.split(';').find_map(|tag| tag.trim().strip_prefix("h=")).unwrap();
            let signed: Vec<&str> = signed.split(':').map(str::trim).collect();
            for name in ["List-Unsubscribe", "List-Unsubscribe-Post"] {
                assert!(signed.contains(&name), "{name} in {signature}");
            }
            assert_eq!(header("List-Id"), "<marketing.shop.example>");
            assert_eq!(header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
            let unsubscribe = header("List-Unsubscribe");
            assert!(unsubscribe.starts_with("<https://crm.shop.example/t/u/"), "{unsubscribe}");
            assert!(!unsubscribe.contains("mailto:"), "nothing reads mails to {unsubscribe}");
            assert!(mail.message_id().unwrap().ends_with("@shop.example"));
            assert_eq!(received[0].from, "hallo@shop.example");
            let (html, text) = (mail.body_html(0).unwrap(), mail.body_text(0).unwrap());
            for part in [&html, &text] {
                assert!(part.contains("Hi Zoë") && part.contains("Am Markt 1, Berlin"), "{part}");
                assert!(part.contains("https://crm.shop.example/t/c/"), "{part}");
                assert!(!part.contains("https://shop.example/") && !part.contains("{{"), "{part}");
            }
        });
    }

    fn a_button_can_be_read_on_the_shops_color(house) {
        run(async {
            let desk = Desk::open(house).await;
            for (color, ground, ink) in [
                (Some("#FFD400"), "#ffd400", "#000000"),
                (Some("#0b5d3b"), "#0b5d3b", "#ffffff"),
                (None, "#222222", "#ffffff"),
            ] {
                let color = color.map(str::to_owned);
                let shop = Shop { color, ..Shop::default() };
                house.store.put_shop(&house.scope, shop).await.unwrap();
                let shown = dispatch::preview(&desk.dispatch, &house.scope, newsletter(1), None);
                let html = shown.await.unwrap().filled.html;
                let button = html.split("<a ").find(|tag| tag.contains("Shop now")).unwrap();
                assert!(button.contains(&format!("color:{ink};")), "{button}");
                assert!(button.contains(&format!("background:{ground};")), "{button}");
            }
        });
    }

    fn a_consent_taken_back_after_planning_still_counts(house) {
        run(async {
            let desk = Desk::open(house).await;
            let zoe = desk.person("Zoë", "zoe@example.com", ConsentState::Granted).await;
            let max = desk.person("Max", "max@example.com", ConsentState::Granted).await;
            let message = newsletter(1);
            let id = message.id;
            desk.write(move |tx| {
                dispatch::put_message(tx, &message)?;
                dispatch::plan(tx, id, &[zoe, max])
            }).await;
            desk.suppress("zoe@example.com").await;
            desk.dispatch.drain().await.unwrap();
            assert_eq!(desk.received().len(), 1);
            let decisions = desk.write(move |tx| results::decisions(tx, id)).await;
            assert!(decisions.iter().any(|d| d.1 == Reason::Suppressed && d.2 == 1));
        });
    }

    fn what_is_called_off_does_not_go_out(house) {
        run(async {
            let desk = Desk::open(house).await;
            let zoe = desk.person("Zoë", "zoe@example.com", ConsentState::Granted).await;
            let message = newsletter(1);
            let id = message.id;
            desk.write(move |tx| {
                dispatch::put_message(tx, &message)?;
                dispatch::plan(tx, id, &[zoe])
            }).await;
            assert_eq!(desk.write(move |tx| dispatch::cancel(tx, id)).await, 1);
            assert_eq!(desk.dispatch.drain().await.unwrap().attempted, 0);
            let figures = desk.write(move |tx| results::figures(tx, id)).await;
            assert_eq!((figures.sent, desk.received().len()), (0, 0));
        });
    }

    fn a_broken_message_holds_nobody_up(house) {
        run(async {
            let desk = Desk::open(house).await;
            let zoe = desk.person("Zoë", "zoe@example.com", ConsentState::Granted).await;
            for (number, body) in [(1, "{% for i in (1..99999999) %}x{% endfor %}"), (2, "fine"), (3, "{% if %}")] {
                let message = dispatch::Outgoing { body: body.into(), ..newsletter(number) };
                let id = message.id;
                desk.write(move |tx| {
                    dispatch::put_message(tx, &message)?;
                    dispatch::plan(tx, id, &[zoe])
                }).await;
            }
            desk.dispatch.drain().await.unwrap();
            assert_eq!(desk.received().len(), 1);
            for number in [1, 3] {
                let id = newsletter(number).id;
                let decisions = desk.write(move |tx| results::decisions(tx, id)).await;
                assert!(decisions.iter().any(|d| d.1 == Reason::Template), "{number}");
            }
        });
    }
}
