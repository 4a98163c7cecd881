//! The routes of campaigns and of the sender, as the web app calls them.

use crate::shop::{Shop, run};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use base::ConsentState;
use serde_json::{Value, json};
use std::time::Duration;
use tower::ServiceExt as _;

struct Browser {
    router: Router,
    cookie: String,
}

impl Browser {
    async fn sign_in(shop: &Shop<'_>) -> Self {
        let store = shop.house.store.clone();
        let owner = tokio::task::spawn_blocking(move || access::demo_owner(&store));
        let (email, password) = owner.await.unwrap().unwrap();
        let house = shop.dispatch.house().clone();
        let rooms = [
            access::routes(house.clone()),
            dispatch::api::routes(shop.dispatch.clone()),
            campaigns::api::routes(shop.campaigns.clone()),
        ];
        let (router, _) = web::assemble(&house, rooms);
        let mut browser = Self { router, cookie: String::new() };
        let body = json!({ "email": email.reveal(), "password": password });
        let request = browser.request("POST", "/session", &body);
        let response = browser.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
        cookie.split(';').next().unwrap().clone_into(&mut browser.cookie);
        browser
    }

    fn request(&self, method: &str, path: &str, body: &Value) -> Request<Body> {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(text))
            .unwrap()
    }

    async fn call(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let request = self.request(method, path, &body);
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 1 << 22).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    async fn get(&self, path: &str) -> Value {
        let (status, body) = self.call("GET", path, Value::Null).await;
        assert_eq!(status, 200, "{path} {body}");
        body
    }
}

testkit::on_both! {
    fn a_campaign_is_written_sent_and_read_through_the_api(house) {
        run(async {
            let shop = Shop::open(house).await;
            let zoe = shop.person("Zoë", ConsentState::Granted).await;
            shop.person("Eva", ConsentState::Never).await;
            let browser = Browser::sign_in(&shop).await;
            let (status, made) = browser.call("POST", "/campaigns", json!({ "name": "May" })).await;
            assert_eq!((status, &made["state"]), (201, &json!("draft")));
            let path = format!("/campaigns/{}", made["id"].as_str().unwrap());
            let mut draft = made.clone();
            draft["subject"] = json!("Hi {{ first_name }}");
            draft["body"] = json!("Dear {{ first_name }}\n\n[Shop](https://shop.example/new)");
            let (status, changed) = browser.call("PUT", &path, draft.clone()).await;
            assert_eq!((status, &changed["subject"]), (200, &draft["subject"]), "{changed}");

            let audience = browser.get(&format!("{path}/audience")).await;
            assert_eq!((&audience["will_get"], &audience["problems"]), (&json!(1), &json!([])));
            let who = json!({ "customer": zoe.to_string() });
            let (status, shown) = browser.call("POST", &format!("{path}/preview"), who).await;
            assert_eq!((status, &shown["subject"]), (200, &json!("Hi Zoë")), "{shown}");
            assert!(shown["html"].as_str().unwrap().contains("https://shop.example/new"));
            assert_eq!(shown["problems"], json!([]));

            let (status, _) = browser.call("POST", &format!("{path}/test"), json!({ "to": "me@shop.example" })).await;
            assert_eq!(status, 202);
            let (status, problem) = browser.call("POST", &format!("{path}/test"), json!({ "to": "me" })).await;
            assert_eq!((status, &problem["errors"][0]["pointer"]), (422, &json!("/to")));
            let (status, sent) = browser.call("POST", &format!("{path}/send"), Value::Null).await;
            assert_eq!((status, &sent["state"]), (200, &json!("sending")), "{sent}");
            shop.campaigns.run_due().await.unwrap();
            shop.dispatch.drain().await.unwrap();
            assert_eq!(shop.received(), ["me@shop.example", "zoe@example.com"]);
            house.clock.advance(Duration::from_hours(1));
            let id = base::CampaignId::parse(made["id"].as_str().unwrap()).unwrap();
            shop.reads(id, zoe, Some("https://shop.example/new")).await;

            let shown = browser.get(&path).await;
            assert_eq!((&shown["state"], &shown["figures"]["clicked"]), (&json!("sent"), &json!(1)));
            let results = browser.get(&format!("{path}/results")).await;
            assert_eq!(results["sentence"], json!("1 person got it, 100 % opened and 100 % clicked."));
            assert!(results["rule"].as_str().unwrap().contains("within 5 days after a click"));
            assert_eq!(results["links"][0]["clicks"], json!(1));
            assert_eq!(results["decisions"].as_array().unwrap().len(), 2);
            let people = browser.get(&format!("{path}/people?what=clicked")).await;
            assert_eq!(people["items"][0]["customer"]["name"], json!("Zoë"));
            let skipped = browser.get(&format!("{path}/people?what=skipped")).await;
            assert_eq!(skipped["items"][0]["reason"], json!("Never agreed to this kind of mail."));
            assert_eq!(browser.get("/campaigns?limit=1").await["items"][0]["id"], made["id"]);

            let (status, _) = browser.call("PUT", &path, draft).await;
            assert_eq!(status, 409);
            let (status, copy) = browser.call("POST", &format!("{path}/duplicate"), Value::Null).await;
            assert_eq!((status, &copy["name"]), (201, &json!("May (copy)")));
            let copy = format!("/campaigns/{}", copy["id"].as_str().unwrap());
            assert_eq!(browser.call("DELETE", &copy, Value::Null).await.0, 204);
            assert_eq!(browser.call("GET", &copy, Value::Null).await.0, 404);
        });
    }

    fn who_would_not_get_it_is_told_with_the_reason(house) {
        run(async {
            let shop = Shop::open(house).await;
            let zoe = shop.person("Zoë", ConsentState::Granted).await;
            let eva = shop.person("Eva", ConsentState::Never).await;
            let ida = shop.person("Ida", ConsentState::Withdrawn).await;
            let browser = Browser::sign_in(&shop).await;
            let (_, made) = browser.call("POST", "/campaigns", json!({ "name": "May" })).await;
            let path = format!("/campaigns/{}", made["id"].as_str().unwrap());
            let why_not = async |who: base::CustomerId| {
                let body = json!({ "customer": who.to_string() });
                let (_, shown) = browser.call("POST", &format!("{path}/preview"), body).await;
                shown["customer"]["why_not"].clone()
            };
            assert_eq!(why_not(zoe).await, Value::Null);
            assert_eq!(why_not(eva).await, json!("Never agreed to this kind of mail."));
            assert_eq!(why_not(ida).await, json!("Took the consent back."));
            let body = json!({ "email": "zoe@example.com" });
            assert_eq!(browser.call("POST", "/suppressions", body).await.0, 204);
            assert_eq!(why_not(zoe).await, json!("Mail to this address is suppressed."));
        });
    }

    fn a_mistake_in_a_template_is_told_with_its_line_and_sends_nothing(house) {
        run(async {
            let shop = Shop::open(house).await;
            shop.person("Zoë", ConsentState::Granted).await;
            let browser = Browser::sign_in(&shop).await;
            let (_, made) = browser.call("POST", "/campaigns", json!({ "name": "May" })).await;
            let path = format!("/campaigns/{}", made["id"].as_str().unwrap());
            for (body, format, line, message) in [
                ("a\n{% for i in (1..999999999) %}{% endfor %}", "text", json!(2), "999999999 rounds"),
                ("<mjml><mj-body>\n<mj-foo /></mj-body></mjml>", "mjml", json!(2), "no <mj-foo>"),
                ("{{ first_name | shout }}", "text", json!(1), "there is no filter shout"),
            ] {
                let draft = json!({ "name": "May", "subject": "x", "body": body, "format": format });
                assert_eq!(browser.call("PUT", &path, draft).await.0, 200);
                let (_, shown) = browser.call("POST", &format!("{path}/preview"), json!({})).await;
                assert_eq!(shown["problems"][0]["line"], line, "{shown}");
                assert_eq!(shown["problems"][0]["part"], "body", "{shown}");
                assert!(shown["problems"][0]["message"].as_str().unwrap().contains(message));
            }
            for part in ["subject", "preheader"] {
                for broken in ["{{ first_name", "{% if %}", "{{ first_name | shout }}"] {
                    let mut draft = json!({ "name": "May", "subject": "x", "body": "x" });
                    draft[part] = json!(broken);
                    assert_eq!(browser.call("PUT", &path, draft).await.0, 200);
                    let (_, shown) = browser.call("POST", &format!("{path}/preview"), json!({})).await;
                    assert_eq!(shown["problems"][0]["part"], part, "{shown}");
                }
            }
            assert_eq!(browser.call("POST", &format!("{path}/send"), Value::Null).await.0, 422);
            for (draft, pointer) in [
                (json!({ "name": "" }), "/name"),
                (json!({ "name": "x", "subject": "a\r\nBcc: b@c.d" }), "/subject"),
                (json!({ "name": "x", "format": "word" }), "/format"),
                (json!({ "name": "x", "topic": "a b" }), "/topic"),
                (json!({ "name": "x", "segment": "seg_x" }), "/segment"),
            ] {
                let (status, problem) = browser.call("PUT", &path, draft).await;
                assert_eq!((status, &problem["errors"][0]["pointer"]), (422, &json!(pointer)));
            }
            let late = json!({ "at": "2020-01-01T00:00:00Z" });
            assert_eq!(browser.call("POST", &format!("{path}/schedule"), late).await.0, 422);
        });
    }

    fn a_misspelt_name_is_told_and_neither_sent_nor_tested(house) {
        run(async {
            let shop = Shop::open(house).await;
            shop.person("Zoë", ConsentState::Granted).await;
            let browser = Browser::sign_in(&shop).await;
            let (_, made) = browser.call("POST", "/campaigns", json!({ "name": "May" })).await;
            let path = format!("/campaigns/{}", made["id"].as_str().unwrap());
            let to = json!({ "to": "me@shop.example" });
            for (subject, body, part, line, told) in [
                ("Hi {{ first_nam }}", "a", "subject", 1, "In the subject: "),
                ("Hi", "a\n\nb {{ first_nam }}", "body", 3, "In line 3 of the message: "),
            ] {
                let draft = json!({ "name": "May", "subject": subject, "body": body });
                assert_eq!(browser.call("PUT", &path, draft).await.0, 200);
                let said = "Nothing is known as first_nam; did you mean first_name?";
                let (_, shown) = browser.call("POST", &format!("{path}/preview"), json!({})).await;
                let want = json!([{ "part": part, "line": line, "message": said }]);
                assert_eq!(shown["problems"], want);
                let told = json!([format!("{told}{said}")]);
                assert_eq!(browser.get(&format!("{path}/audience")).await["problems"], told);
                for (verb, body) in [("send", Value::Null), ("test", to.clone())] {
                    let (status, problem) = browser.call("POST", &format!("{path}/{verb}"), body).await;
                    assert_eq!((status, &problem["errors"][0]["detail"]), (422, &told[0]), "{problem}");
                }
            }
            let fine = "{{ first_name }} {{ customer.attributes.shoe_size }}";
            let draft = json!({ "name": "May", "subject": fine, "body": fine });
            browser.call("PUT", &path, draft).await;
            assert_eq!(browser.call("POST", &format!("{path}/test"), to).await.0, 202);
            assert_eq!(browser.call("POST", &format!("{path}/send"), Value::Null).await.0, 200);
        });
    }

    fn a_test_without_a_mail_server_says_what_is_missing(house) {
        run(async {
            let shop = Shop::open(house).await;
            shop.write(|tx| Ok(dispatch::Sender::default().put(tx)?)).await;
            let browser = Browser::sign_in(&shop).await;
            let (_, made) = browser.call("POST", "/campaigns", json!({ "name": "May" })).await;
            let path = format!("/campaigns/{}", made["id"].as_str().unwrap());
            let to = json!({ "to": "me@shop.example" });
            let reasons = |problem: Value| problem["errors"].clone();
            let (status, tested) = browser.call("POST", &format!("{path}/test"), to).await;
            assert_eq!(status, 422);
            let detail = tested["detail"].as_str().unwrap();
            assert!(detail.contains("no mail server yet"), "{detail}");
            let (_, sent) = browser.call("POST", &format!("{path}/send"), Value::Null).await;
            assert_eq!(reasons(tested), reasons(sent));
        });
    }

    fn the_sender_is_set_up_checked_and_keeps_its_secrets(house) {
        run(async {
            let shop = Shop::open(house).await;
            let browser = Browser::sign_in(&shop).await;
            let before = browser.get("/sender").await;
            let mut sender = before.clone();
            sender["from_name"] = json!("Käthe's Laden");
            sender["smtp"]["user"] = json!("anna");
            sender["smtp"]["password"] = json!("geheim-geheim");
            let (status, saved) = browser.call("PUT", "/sender", sender.clone()).await;
            assert_eq!((status, &saved["smtp"]["password_set"]), (200, &json!(true)), "{saved}");
            assert!(saved["dkim"]["record_value"].as_str().unwrap().starts_with("v=DKIM1; k=rsa; p="));
            assert_eq!(saved["dkim"]["record_name"], json!("regulars._domainkey.shop.example"));
            assert!(!saved.to_string().contains("geheim"));
            sender["smtp"].as_object_mut().unwrap().remove("password");
            sender["smtp"]["host"] = json!("localhost");
            let (_, moved) = browser.call("PUT", "/sender", sender.clone()).await;
            assert_eq!(moved["smtp"]["password_set"], json!(false), "not carried to another server");
            sender["smtp"]["password"] = json!("geheim-geheim");
            browser.call("PUT", "/sender", sender.clone()).await;
            sender["smtp"].as_object_mut().unwrap().remove("password");
            for nobody in [json!(" "), Value::Null] {
                sender["smtp"]["user"] = nobody;
                let (_, alone) = browser.call("PUT", "/sender", sender.clone()).await;
                assert_eq!(alone["smtp"]["password_set"], false, "no password without a user");
            }
            sender["smtp"]["user"] = json!("anna");
            let (_, again) = browser.call("PUT", "/sender", sender.clone()).await;
            assert_eq!(again["smtp"]["password_set"], false, "nor when somebody signs in again");
            sender["smtp"]["user"] = Value::Null;
            browser.call("PUT", "/sender", sender.clone()).await;
            let (status, checked) = browser.call("POST", "/sender/check", Value::Null).await;
            assert_eq!(status, 200);
            let state = |name: &str| {
                let checks = checked["checks"].as_array().unwrap();
                checks.iter().find(|check| check["name"] == name).unwrap()["state"].clone()
            };
            assert_eq!(["spf", "dkim", "dmarc", "smtp", "postal"].map(state), ["bad", "bad", "bad", "good", "good"]);
            for (field, value, pointer) in [
                ("from_email", json!("x"), "/from_email"),
                ("from_name", json!("a\nb"), "/from_name"),
            ] {
                let mut odd = sender.clone();
                odd[field] = value;
                let (status, problem) = browser.call("PUT", "/sender", odd).await;
                assert_eq!((status, &problem["errors"][0]["pointer"]), (422, &json!(pointer)));
            }
            let mut odd = sender.clone();
            odd["smtp"]["tls"] = json!("maybe");
            let (status, problem) = browser.call("PUT", "/sender", odd).await;
            assert_eq!((status, &problem["errors"][0]["pointer"]), (422, &json!("/smtp/tls")));
        });
    }

    fn addresses_are_suppressed_found_and_freed(house) {
        run(async {
            let shop = Shop::open(house).await;
            let browser = Browser::sign_in(&shop).await;
            for email in ["a@example.com", "b@example.com", "c@example.com"] {
                let (status, _) = browser.call("POST", "/suppressions", json!({ "email": email, "reason": "asked" })).await;
                assert_eq!(status, 204);
                house.clock.advance(Duration::from_secs(1));
            }
            let page = browser.get("/suppressions?limit=2").await;
            let emails: Vec<_> = page["items"].as_array().unwrap().iter().map(|row| row["email"].clone()).collect();
            assert_eq!(emails, ["c@example.com", "b@example.com"]);
            let next = format!("/suppressions?limit=2&cursor={}", page["next"].as_str().unwrap());
            assert_eq!(browser.get(&next).await["items"][0]["email"], json!("a@example.com"));
            let found = browser.get("/suppressions?q=B@example.com").await;
            assert_eq!(found["items"].as_array().unwrap().len(), 1);
            assert_eq!(browser.call("DELETE", "/suppressions/b@example.com", Value::Null).await.0, 204);
            assert_eq!(browser.call("DELETE", "/suppressions/b@example.com", Value::Null).await.0, 404);
            assert_eq!(browser.call("POST", "/suppressions", json!({ "email": "x" })).await.0, 422);
        });
    }
}
