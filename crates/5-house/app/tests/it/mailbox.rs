//! The demo's mailbox and the people who read it, through the real binary.

use crate::house::Place;
use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

/// Longest wait for something that the people of the demo do.
const PATIENCE: Duration = Duration::from_mins(2);

/// A running demo in which somebody is signed in; it is killed when this is dropped.
struct Demo {
    child: Child,
    client: Client,
    address: String,
}

impl Demo {
    fn start(place: &Place, customers: &str) -> Self {
        let words = ["demo", "--customers", customers, "--listen", "127.0.0.1:0"];
        let mut child = place.command(&words).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let said: Vec<String> = lines.filter(|line| !line.is_empty()).take(3).collect();
        let [address, email, password] =
            [0, 1, 2].map(|n| said[n].rsplit(' ').next().unwrap().to_owned());
        let client = Client::builder().cookie_store(true).timeout(PATIENCE).build().unwrap();
        let demo = Self { child, client, address: address.replace("localhost", "127.0.0.1") };
        let body = json!({ "email": email, "password": password });
        assert!(demo.send("POST", "session", &body).status().is_success());
        demo
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Response {
        let url = format!("{}/api/v1/{path}", self.address);
        self.client.request(method.parse().unwrap(), url).json(body).send().unwrap()
    }

    /// What a call answers; it must go well.
    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.send(method, path, body);
        let (status, text) = (answer.status(), answer.text().unwrap());
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    fn get(&self, path: &str) -> Value {
        let answer = self.client.get(format!("{}/api/v1/{path}", self.address)).send().unwrap();
        let (status, text) = (answer.status(), answer.text().unwrap());
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Hands a mail to the sink as any mail program does.
    fn post(&self, to: &str, mail: &[u8]) {
        let port = self.get("sender")["smtp"]["port"].as_u64().unwrap() as u16;
        #[expect(clippy::disallowed_methods, reason = "the test is the other end")]
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let mut answers = BufReader::new(stream.try_clone().unwrap()).lines();
        let mut expect = |code: &str| {
            let line = answers.find(|line| line.as_ref().unwrap().as_bytes()[3] == b' ');
            let line = line.unwrap().unwrap();
            assert!(line.starts_with(code), "{line}");
        };
        expect("220");
        for (said, code) in [
            ("EHLO test", "250"),
            ("MAIL FROM:<envelope@shop.example>", "250"),
            (&format!("RCPT TO:<{to}>"), "250"),
            ("DATA", "354"),
        ] {
            write!(stream, "{said}\r\n").unwrap();
            expect(code);
        }
        stream.write_all(mail).unwrap();
        stream.write_all(b"\r\n.\r\n").unwrap();
        expect("250");
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn every_mail_lies_in_the_mailbox_however_odd() {
    let place = Place::sqlite();
    let demo = Demo::start(&place, "60");
    assert_eq!(demo.get("mailbox"), json!({ "items": [], "next": null, "total": 0 }));
    let good = "From: Shop <a@shop.example>\r\nTo: Anna <anna@example.com>\r\n\
        Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMIME-Version: 1.0\r\n\
        Content-Type: text/html; charset=utf-8\r\n\r\n<p>Grüße</p>";
    demo.post("anna@example.com", good.as_bytes());
    let script = "Subject: <script>alert(1)</script>\r\n\r\n\
        <script>alert(2)</script>";
    demo.post("\"><img src=x>@example.com", script.as_bytes());
    let deep = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n".repeat(4_000);
    demo.post("deep@example.com", deep.as_bytes());
    demo.post("huge@example.com", &b"Subject: huge\r\n\r\n".repeat(1_000_000));
    demo.post("raw@example.com", b"\xff\xfe\x00 no header");
    let listed = demo.get("mailbox?limit=3");
    let to: Vec<&str> =
        listed["items"].as_array().unwrap().iter().map(|m| m["to"].as_str().unwrap()).collect();
    assert_eq!(to, ["raw@example.com", "huge@example.com", "deep@example.com"]);
    assert_eq!(listed["total"], 5);
    let rest = demo.get(&format!("mailbox?limit=3&cursor={}", listed["next"].as_str().unwrap()));
    assert_eq!(rest["items"][0]["subject"], "<script>alert(1)</script>");
    assert_eq!(rest["items"][1]["from"], "Shop <a@shop.example>");
    assert!(rest["items"].as_array().unwrap().len() == 2 && rest["next"].is_null());
    let found = demo.get("mailbox?q=GR%C3%9C%C3%9FE");
    assert_eq!((found["items"].as_array().unwrap().len(), &found["total"]), (1, &Value::Null));
    let mail = demo.get(&format!("mailbox/{}", found["items"][0]["id"].as_str().unwrap()));
    assert_eq!(mail["html"].as_str().unwrap().trim_end(), "<p>Grüße</p>");
    assert_eq!(mail["headers"][1], json!(["To", "Anna <anna@example.com>"]));
    assert!(mail["raw"].as_str().unwrap().starts_with("From: Shop") && mail["text"] == "");
    for item in demo.get("mailbox")["items"].as_array().unwrap() {
        let shown = demo.get(&format!("mailbox/{}", item["id"].as_str().unwrap()));
        assert_eq!(shown["subject"], item["subject"]);
    }
    assert_eq!(demo.send("GET", "mailbox/mail_1", &Value::Null).status(), 404);
    let stranger = reqwest::blocking::get(format!("{}/api/v1/mailbox", demo.address)).unwrap();
    assert_eq!(stranger.status(), 401);
}

fn the_people_of_the_demo_answer_a_campaign(place: &Place) {
    let demo = Demo::start(place, "300");
    let id = demo.call("POST", "campaigns", &json!({ "name": "News" }))["id"].clone();
    let path = format!("campaigns/{}", id.as_str().unwrap());
    let body = "Hello {{ customer.first_name }},\n\nlook at \
        [our kettles](https://kettle-and-trail.example/kettles)!";
    demo.call(
        "PUT",
        &path,
        &json!({
            "name": "News", "subject": "A word from the shop", "preheader": "", "format": "text",
            "body": body, "segment_text": "email_consent",
        }),
    );
    let live = demo.client.get(format!("{}/api/v1/live", demo.address)).send().unwrap();
    demo.call("POST", &format!("{path}/send"), &Value::Null);
    // Each change is told; the people begin after some seconds.
    let told = BufReader::new(live).lines().map(Result::unwrap);
    let done = told.filter(|line| line == "event: campaign").any(|_| {
        let figures = demo.get(&path)["figures"].clone();
        figures["opened"].as_i64() > Some(0) && figures["clicked"].as_i64() > Some(0)
    });
    assert!(done, "the stream ended before anyone clicked");
    let sent = demo.get(&path)["figures"]["delivered"].clone();
    assert_eq!(demo.get("mailbox?q=a+word+from+the+shop&limit=1")["items"][0]["from"], {
        "Kettle & Trail <hello@kettle-and-trail.example>"
    });
    assert!(sent.as_i64() > Some(10), "{sent}");
    let reader = demo.get(&format!("{path}/people?what=clicked"))["items"][0].clone();
    let customer = reader["customer"]["id"].as_str().unwrap().to_owned();
    let story = demo.get(&format!("customers/{customer}/timeline"));
    // What the history says of earlier mails is another source's.
    let items = story["items"].as_array().unwrap().iter();
    let clicks: Vec<&Value> =
        items.filter(|item| item["kind"] == "email_clicked" && item["source"] == "house").collect();
    assert!(!clicks.is_empty(), "{story}");
    for click in clicks {
        assert_eq!(click["properties"]["simulated"], true, "{click}");
        assert!(click["detail"].as_str().unwrap().ends_with(" · simulated"), "{click}");
    }
    let results = demo.get(&format!("{path}/results"));
    assert!(results["simulated"].as_i64() > Some(0), "{results}");
    assert!(results["sentence"].as_str().unwrap().contains("simulated"), "{results}");
    let kinds: Vec<&Value> =
        story["items"].as_array().unwrap().iter().map(|item| &item["kind"]).collect();
    assert!(kinds.contains(&&json!("email_opened")), "{kinds:?}");
}

#[test]
fn the_people_of_the_demo_answer_a_campaign_on_sqlite() {
    the_people_of_the_demo_answer_a_campaign(&Place::sqlite());
}

#[test]
fn the_people_of_the_demo_answer_a_campaign_on_postgres() {
    the_people_of_the_demo_answer_a_campaign(&Place::postgres());
}
