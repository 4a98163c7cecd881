//! Mails from the real binary to a mail server, a parser and a check of signatures that are not
//! ours.

use crate::house::{Place, Served};
use crate::real::samples;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// Longest wait for a campaign to go out.
const PATIENCE: Duration = Duration::from_mins(2);
/// People who get the mail: more than one line claims at once.
const PEOPLE: usize = 60;
/// What a mail has to carry once.
const HEADERS: [&str; 9] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "DKIM-Signature",
];

/// The mail server; it is killed when this is dropped.
struct Peer {
    child: Child,
    asked: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    port: u16,
}

impl Peer {
    fn start() -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/clients/smtp_peer.py");
        let mut command = Command::new(samples().join("venv/bin/python"));
        let command = command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.next().unwrap().unwrap().parse().unwrap();
        Self { asked: child.stdin.take().unwrap(), child, lines, port }
    }

    /// What it has taken, read with these TXT records in the DNS.
    fn taken(&mut self, records: &Value) -> Vec<Value> {
        writeln!(self.asked, "{records}").unwrap();
        let line = self.lines.next().unwrap().unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Takes people in who agreed to mails, and sets a sender up whose mails go to this port. Returns
/// the sender.
pub(crate) fn prepare(served: &Served, place: &Place, people: usize, port: u16) -> Value {
    let mut file = String::from("email,first_name,last_name,email_consent\n");
    for n in 0..people {
        file += &format!("p{n}@example.com,Zoë,\"Nr {n}, Weiß\",granted\n");
    }
    let path = place.data().join("people.csv");
    std::fs::write(&path, file).unwrap();
    place.say(&["import", "customers", path.to_str().unwrap()]);
    let sender = json!({
        "from_name": "Käthe & Söhne", "from_email": "hallo@shop.example",
        "postal_address": "Am Markt 1, Berlin",
        "smtp": { "host": "127.0.0.1", "port": port, "tls": "none" },
    });
    put(served, "/api/v1/sender", &sender)
}

/// Puts a value and gives the answer; it must go well.
fn put(served: &Served, path: &str, body: &Value) -> Value {
    let answer = served.request("PUT", path).json(body).send().unwrap();
    let (status, text) = (answer.status(), answer.text().unwrap());
    assert!(status.is_success(), "{path}: {status} {text}");
    serde_json::from_str(&text).unwrap()
}

/// Writes a campaign and sends it. Returns its path.
pub(crate) fn send(served: &Served, body: &str) -> String {
    let made: Value = served.post("/api/v1/campaigns", &json!({ "name": "News" })).json().unwrap();
    let path = format!("/api/v1/campaigns/{}", made["id"].as_str().unwrap());
    let content = json!({
        "name": "News", "subject": "Grüße für {{ first_name }}", "preheader": "", "format": "text",
        "body": body,
    });
    put(served, &path, &content);
    let sent = served.post(&format!("{path}/send"), &json!({}));
    assert!(sent.status().is_success(), "{}", sent.text().unwrap());
    path
}

/// Waits until nothing of a campaign is on its way any more.
pub(crate) fn wait(served: &Served, path: &str) {
    until(served, path, || served.get(path)["state"] == "sent");
}

/// Looks again at each change of a campaign until it is so far.
fn until(served: &Served, path: &str, is_so_far: impl Fn() -> bool) {
    let live = served.request("GET", "/api/v1/live").timeout(PATIENCE).send().unwrap();
    let told = BufReader::new(live).lines().map_while(Result::ok);
    let is_done = std::iter::once(String::from("event: campaign"))
        .chain(told)
        .filter(|line| line == "event: campaign")
        .any(|_| is_so_far());
    assert!(is_done, "it is still on its way: {}", served.get(path));
}

fn mails_arrive_whole_and_signed(place: &Place) {
    let mut peer = Peer::start();
    let served = Served::owned(place);
    let sender = prepare(&served, place, PEOPLE, peer.port);
    // A line with one dot ends a mail where nobody takes care, and Python's parser is strict.
    let long = "wörter ".repeat(400);
    let body = format!("Hi {{{{ first_name }}}},\n\n.\n\nFrom here on {long}\n\n..\n\nThe end.");
    wait(&served, &send(&served, &body));
    let name = sender["dkim"]["record_name"].as_str().unwrap();
    let records = json!({ name: sender["dkim"]["record_value"] });
    let taken = peer.taken(&records);
    assert_eq!(taken.len(), PEOPLE, "each mail once");
    for mail in &taken {
        check(mail);
    }
    kept(&served, &taken);
    let mut to: Vec<&str> =
        taken.iter().map(|mail| mail["recipients"][0].as_str().unwrap()).collect();
    to.sort_unstable();
    to.dedup();
    assert_eq!(to.len(), PEOPLE, "nobody twice");
    // The check itself can fail: with another key in the DNS no signature is good.
    let key = sender["dkim"]["record_value"].as_str().unwrap();
    let (before, after) = key.split_at(key.len() / 2);
    let other = if after.starts_with('A') { 'B' } else { 'A' };
    let other = format!("{before}{other}{}", &after[1..]);
    let unsigned = peer.taken(&json!({ name: other }));
    assert!(unsigned.iter().all(|mail| mail["signed"] == false));
}

fn check(mail: &Value) {
    assert_eq!(mail["defects"], json!([]), "{mail}");
    assert_eq!(mail["signed"], true, "{mail}");
    for name in HEADERS {
        assert_eq!(mail["headers"][name].as_array().unwrap().len(), 1, "{name} in {mail}");
    }
    let header = |name: &str| mail["headers"][name][0].as_str().unwrap();
    assert_eq!(
        (header("Subject"), &mail["from"]),
        ("Grüße für Zoë", &json!(["hallo@shop.example"]))
    );
    assert!(header("From").contains("Käthe & Söhne"), "{}", header("From"));
    let to = mail["recipients"][0].as_str().unwrap();
    let n = to.trim_start_matches('p').trim_end_matches("@example.com");
    assert_eq!(mail["to"], json!([[format!("Zoë Nr {n}, Weiß"), to]]));
    assert!(header("Message-ID").ends_with("@shop.example>"));
    assert_eq!(header("List-Id"), "<marketing.shop.example>");
    assert!(
        header("List-Unsubscribe").starts_with('<') && header("List-Unsubscribe").contains("/t/u/")
    );
    assert_eq!(header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert!(mail["at"].as_f64() > Some(1_700_000_000.0));
    let parts = ["multipart/alternative", "text/plain", "text/html"];
    assert_eq!(mail["parts"], json!(parts), "{mail}");
    for part in ["text", "html"] {
        let part = mail[part].as_str().unwrap();
        let (start, end) = (part.find("Hi Zoë,"), part.find("The end."));
        assert!(start.is_some() && start < end, "{part}");
        assert_eq!(part.matches("wörter").count(), 400);
        assert!(part.contains("Am Markt 1, Berlin") && part.contains("/t/u/"), "{part}");
    }
    let lines: Vec<&str> = mail["text"].as_str().unwrap().lines().collect();
    assert!(lines.contains(&".") && lines.contains(&".."), "{lines:?}");
}

/// What the house shows of a mail later is what the server took.
fn kept(served: &Served, taken: &[Value]) {
    let to = taken[0]["recipients"][0].as_str().unwrap();
    let found = served.get(&format!("/api/v1/customers?q={to}"));
    let id = found["items"][0]["id"].as_str().unwrap().to_owned();
    // She is called otherwise now.
    put_name(served, &id, "Zora");
    let story = served.get(&format!("/api/v1/customers/{id}/timeline?kinds=messages"));
    let delivery = story["items"][0]["properties"]["delivery_id"].as_str().unwrap();
    let sent = served.get(&format!("/api/v1/deliveries?ids={delivery},dlv_none"));
    let sent = &sent["items"][0];
    assert_eq!(sent["subject"], taken[0]["headers"]["Subject"][0]);
    let page = served.request("GET", sent["view"].as_str().unwrap()).send().unwrap();
    let page = page.text().unwrap();
    // Lines end otherwise in mails (RFC 5322, section 2.1).
    let html = taken[0]["html"].as_str().unwrap().replace("\r\n", "\n");
    assert_eq!(page.trim_end(), html.trim_end(), "letter for letter what she got");
}

fn put_name(served: &Served, id: &str, name: &str) {
    let path = format!("/api/v1/customers/{id}");
    let answer = served.request("PATCH", &path).json(&json!({ "first_name": name }));
    let answer = answer.send().unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().unwrap());
}

/// Mailboxes of the mail server with what each answers, the state that its delivery ends in, and
/// whether nothing is sent to it any more.
const MAILBOXES: [(&str, &str, bool); 5] = [
    ("p0", "accepted", false),
    ("gone", "rejected", true),
    ("full", "rejected", false),
    ("spam", "rejected", false),
    ("later", "deferred", false),
];

fn each_answer_has_its_meaning(place: &Place) {
    let mut peer = Peer::start();
    let served = Served::owned(place);
    prepare(&served, place, 1, peer.port);
    let rows = MAILBOXES.map(|(name, ..)| format!("{name}@example.com,{name},granted\n"));
    let path = place.data().join("more.csv");
    std::fs::write(&path, format!("email,first_name,email_consent\n{}", rows.concat())).unwrap();
    place.say(&["import", "customers", path.to_str().unwrap()]);
    let path = send(&served, "Hi {{ first_name }}");
    let people = format!("{path}/people?what=sent");
    let states = || -> Vec<(String, String)> {
        let listed = served.get(&people);
        let row = |row: &Value| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            (text(&row["customer"]["email"]), text(&row["state"]))
        };
        listed["items"].as_array().unwrap().iter().map(row).collect()
    };
    let is_tried = |(_, state): &(String, String)| {
        ["accepted", "rejected", "deferred"].contains(&state.as_str())
    };
    until(&served, &path, || {
        let states = states();
        states.len() == MAILBOXES.len() && states.iter().all(is_tried)
    });
    let states = states();
    for (name, want, is_suppressed) in MAILBOXES {
        let email = format!("{name}@example.com");
        let state = states.iter().find(|(known, _)| *known == email).unwrap();
        assert_eq!(state.1, want, "{name}");
        let listed = served.get(&format!("/api/v1/suppressions?q={email}"));
        assert_eq!(!listed["items"].as_array().unwrap().is_empty(), is_suppressed, "{name}");
    }
    assert_eq!(peer.taken(&json!({})).len(), 1);
}

#[test]
fn each_answer_of_a_mail_server_has_its_meaning_on_sqlite() {
    each_answer_has_its_meaning(&Place::sqlite());
}

#[test]
fn each_answer_of_a_mail_server_has_its_meaning_on_postgres() {
    each_answer_has_its_meaning(&Place::postgres());
}

#[test]
fn mails_from_sqlite_arrive_whole_and_signed() {
    mails_arrive_whole_and_signed(&Place::sqlite());
}

#[test]
fn mails_from_postgres_arrive_whole_and_signed() {
    mails_arrive_whole_and_signed(&Place::postgres());
}
