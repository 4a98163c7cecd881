//! `cargo xtask bench send`: personalised mails to postfix's `smtp-sink`, beside what postfix's own
//! `smtp-source -d` reaches with the same size and as many connections.
//!
//! Ours is everything: claim, look up, consent once more, fill in, sign, the durable *transmitting*
//! mark, hand over, and the record with its activity. The database is SQLite in a file with full
//! sync. `-- --mails 20000 --connections 10`; needs Debian's package `postfix`.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints, measures real time and stops at what it does not expect"
)]

use base::{
    Activity, Body, Channel, ConsentFact, ConsentState, CustomerFacts, CustomerId, EmailAddress,
    Identifiers, Instant, Namespace, Personal, Shop, SourceName,
};
use book::Book;
use channels::{Egress, Pending, Policy};
use dispatch::dns::{LookupFailed, Resolver};
use dispatch::model::Class;
use dispatch::{
    Dispatch, DkimKey, Format, KeyKind, MessageId, Outgoing, Relay, Sender, Suppressions, results,
};
use ledger::Ledger;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};
use testkit::House;

#[derive(Debug)]
struct Nothing;

impl Resolver for Nothing {
    fn txt<'a>(&'a self, _: &'a str) -> Pending<'a, Result<Vec<String>, LookupFailed>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

/// Postfix's programs lie outside of most search paths.
fn postfix(program: &str) -> Command {
    let path =
        ["/usr/sbin", "/usr/bin", "/usr/local/sbin"].map(|folder| format!("{folder}/{program}"));
    let found = path.into_iter().find(|path| std::path::Path::new(path).exists());
    Command::new(found.unwrap_or_else(|| program.to_owned()))
}

struct Sink {
    child: Child,
    port: u16,
}

impl Sink {
    fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = postfix("smtp-sink");
        let who = Command::new("id").arg("-u").output().unwrap();
        if who.stdout.trim_ascii() == b"0" {
            // It refuses to run as root.
            command.args(["-u", "nobody"]);
        }
        command.args([&format!("inet:127.0.0.1:{port}"), "1000"]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let child = child.expect("smtp-sink; install Debian's package postfix");
        let sink = Self { child, port };
        for _ in 0..200 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return sink;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("smtp-sink does not answer");
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn argument(name: &str, usual: usize) -> usize {
    let mut arguments = std::env::args().skip_while(|argument| argument != name).skip(1);
    arguments.next().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

fn main() {
    let (n_mails, n_lines) = (argument("--mails", 20_000), argument("--connections", 10));
    let mut body_bytes = 0;
    for (kind, name) in [(KeyKind::Rsa, "RSA 2048"), (KeyKind::Ed25519, "Ed25519")] {
        let sink = Sink::start();
        let (ours, size) = ours(&sink, kind, n_mails, n_lines);
        body_bytes = size;
        let peer = peer(&sink, n_mails, n_lines, size);
        println!("{name}: {ours:.0} mails/s, smtp-source -d {peer:.0}, {size} bytes each");
        let line = serde_json::json!({
            "what": format!("{n_mails} mails of {size} bytes over {n_lines} connections, {name}"),
            "unit": "mails/s",
            "better": "higher",
            "ours": ours,
            "peers": { "smtp-source -d": peer },
            "aim": "a quarter of smtp-source",
        });
        println!("result {line}");
    }
    assert!(body_bytes > 0);
}

/// Our rate, and the size of a mail.
fn ours(sink: &Sink, kind: KeyKind, n_mails: usize, n_lines: usize) -> (f64, usize) {
    let house = House::sqlite();
    let ledger = Ledger::new(vec![Arc::new(Book), Arc::new(Suppressions)]);
    let shop = Shop { name: "Käthe & Co".into(), ..Shop::default() };
    let people = people(&house, &ledger, n_mails);
    let key = DkimKey::generate(kind).unwrap();
    let sender = Sender {
        from_name: "Käthe".into(),
        from_email: EmailAddress::parse("hallo@shop.example").ok(),
        postal_address: "Am Markt 1, 10115 Berlin".into(),
        relay: Relay {
            host: "127.0.0.1".into(),
            port: sink.port,
            tls: "none".into(),
            connections: u32::try_from(n_lines).unwrap(),
            ..Relay::default()
        },
        dkim: Some(key.into()),
        ..Sender::default()
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(house.store.put_shop(&house.scope, shop)).unwrap();
    let web = web::House::new(house.store.clone(), "https://crm.shop.example");
    let egress = Egress::new(Policy::LoopbackOnly);
    let dispatch = Dispatch::new(web, ledger, egress, Arc::new(Nothing));
    let message = newsletter();
    let id = message.id;
    let shown =
        dispatch::preview(&dispatch, &house.scope, message.clone(), people.first().copied());
    let filled = runtime.block_on(shown).unwrap().filled;
    // Quoted-printable, headers and tracked links add about a quarter.
    let size = (filled.html.len() + filled.text.len()) * 5 / 4;
    house
        .store
        .write_blocking(&house.scope, move |tx| {
            sender.put(tx)?;
            dispatch::put_message(tx, &message)
        })
        .unwrap();
    let begun = Stopwatch::now();
    for chunk in people.chunks(250) {
        let chunk = chunk.to_vec();
        house.store.write_blocking(&house.scope, move |tx| dispatch::plan(tx, id, &chunk)).unwrap();
    }
    println!("planned {n_mails} in {:.1} s", begun.elapsed().as_secs_f64());
    let begun = Stopwatch::now();
    let done = runtime.block_on(dispatch.drain()).unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    assert_eq!(done.accepted, n_mails);
    let figures = move |tx: &mut store::Tx<'_>| results::figures(tx, id);
    let figures = house.store.read_blocking(&house.scope, figures).unwrap();
    assert_eq!(figures.delivered, i64::try_from(n_mails).unwrap());
    (n_mails as f64 / seconds, size)
}

fn newsletter() -> Outgoing {
    let paragraph = "We have something new for you in {{ customer.city | default: \"town\" }}. \
        It is made of good stuff, it lasts, and it looks as if it had always been there. \
        Have a look, and tell us what you think of it.\n\n";
    let body = format!(
        "# Hello {{{{ first_name | default: \"you\" }}}}\n\n{}[See it](https://shop.example/new)\n\n\
         {}[More](https://shop.example/more?ref={{{{ first_name }}}})\n",
        paragraph.repeat(4),
        paragraph.repeat(4)
    );
    Outgoing {
        id: MessageId::from_bytes([1; 16]),
        class: Class::Marketing,
        topic: "marketing".into(),
        name: "May".into(),
        subject: "{{ first_name }}, something new".into(),
        preheader: "Made of good stuff".into(),
        body,
        format: Format::Text,
    }
}

fn people(house: &House, ledger: &Ledger, n_people: usize) -> Vec<CustomerId> {
    let at = Instant::from_micros(1_790_000_000_000_000);
    for first in (0..n_people).step_by(500) {
        let mut said = Vec::new();
        for n in first..(first + 500).min(n_people) {
            let activity = |what: &str, body| Activity {
                source: SourceName::parse("bench").unwrap(),
                namespace: Namespace::shop(),
                key: format!("{what} {n}"),
                at,
                who: Identifiers {
                    ids: vec![(Namespace::shop(), n.to_string())],
                    emails: vec![EmailAddress::parse(&format!("p{n}@example.com")).unwrap()],
                    ..Identifiers::default()
                },
                body,
                import: None,
            };
            let first_name = Personal::known(&format!("Zoë{n}"));
            let facts = CustomerFacts { first_name, ..CustomerFacts::default() };
            said.push(activity("facts", Body::Customer(facts)));
            let fact = ConsentFact {
                channel: Channel::Email,
                topic: "marketing".into(),
                state: ConsentState::Granted,
                firsthand: true,
                evidence: "bench".into(),
            };
            said.push(activity("consent", Body::Consent(fact)));
        }
        let ledger = ledger.clone();
        let append = move |tx: &mut store::Tx<'_>| ledger.append(tx, &said).map(|_| ());
        house.store.write_blocking(&house.scope, append).unwrap();
    }
    let look = |tx: &mut store::Tx<'_>| {
        tx.all("SELECT id FROM customers ORDER BY id", &[], |row| {
            Ok::<_, store::Error>(CustomerId::from_bytes(row.id("id")?))
        })
    };
    house.store.read_blocking(&house.scope, look).unwrap()
}

/// The rate of postfix's own source.
fn peer(sink: &Sink, n_mails: usize, n_lines: usize, size: usize) -> f64 {
    let begun = Stopwatch::now();
    let status = postfix("smtp-source")
        .args(["-d", "-l", &size.to_string(), "-m", &n_mails.to_string()])
        .args(["-s", &n_lines.to_string(), "-f", "a@shop.example", "-t", "b@example.com"])
        .arg(format!("inet:127.0.0.1:{}", sink.port))
        .status();
    assert!(status.expect("smtp-source; install Debian's package postfix").success());
    n_mails as f64 / begun.elapsed().as_secs_f64()
}
