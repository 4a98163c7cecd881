//! The process is killed while mails go out: after the next start each has gone out once, or is
//! listed as unconfirmed.

use crate::house::{Place, Served};
use crate::smtp::{prepare, send, wait};
use channels::sink::{self, Act, Host, Step};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

/// More than one line claims at once, and fewer than all lines together.
const PEOPLE: usize = 70;

/// Where in a mail the process dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// It has claimed mails and waits for the server's greeting.
    Claimed,
    /// It waits for the word that content may come: the mark is not made yet.
    BeforeMark,
    /// The server has the content of the seventh mail, and its answer never comes.
    Unanswered,
}

/// Takes mails; at the moment of dying it says so and holds its answer back.
struct Relay {
    moment: Moment,
    received: Mutex<Vec<String>>,
    dies: Mutex<Option<Sender<()>>>,
    is_dead: Mutex<Receiver<()>>,
}

impl Host for Relay {
    fn at(&self, step: Step<'_>) -> Act {
        let mut n_received = 0;
        if let Step::Content(mail) = step {
            let mut received = self.received.lock().unwrap();
            received.push(mail.to[0].reveal().to_owned());
            n_received = received.len();
        }
        let is_now = match (self.moment, step) {
            (Moment::Claimed, Step::Greeting) | (Moment::BeforeMark, Step::Data) => true,
            (Moment::Unanswered, Step::Content(_)) => n_received == 7,
            _ => false,
        };
        if !is_now {
            return Act::Go;
        }
        let Some(dies) = self.dies.lock().unwrap().take() else { return Act::Go };
        dies.send(()).unwrap();
        self.is_dead.lock().unwrap().recv().unwrap();
        Act::HangUp
    }
}

/// A figure of a campaign's results; 0 where it is not shown.
fn figure(served: &Served, path: &str, key: &str) -> usize {
    let results = served.get(&format!("{path}/results"));
    let figures = results["figures"].as_array().unwrap();
    let found = figures.iter().find(|figure| figure["key"] == key);
    found.map_or(0, |figure| figure["value"].as_u64().unwrap() as usize)
}

fn killed(place: &Place, moment: Moment) {
    let ((dies, died), (kill, is_dead)) = (channel(), channel());
    let relay = Arc::new(Relay {
        moment,
        received: Mutex::default(),
        dies: Mutex::new(Some(dies)),
        is_dead: Mutex::new(is_dead),
    });
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let port = listener.local_addr().unwrap().port();
    runtime.spawn(sink::serve(listener, relay.clone()));

    let served = Served::owned(place);
    prepare(&served, place, PEOPLE, port);
    let path = send(&served, "Hi {{ first_name }}");
    died.recv().unwrap();
    let again = served.restart_after(place, || kill.send(()).unwrap());
    wait(&again, &path);

    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for to in relay.received.lock().unwrap().iter() {
        *times.entry(to.clone()).or_default() += 1;
    }
    assert!(times.values().all(|times| *times == 1), "{moment:?}: nobody twice: {times:?}");
    let delivered = figure(&again, &path, "delivered");
    let unconfirmed = figure(&again, &path, "unconfirmed");
    assert_eq!(delivered + unconfirmed, PEOPLE, "{moment:?}: everybody is accounted for");
    if moment == Moment::Unanswered {
        assert!(unconfirmed > 0, "what may have arrived is listed");
        let listed = again.get(&format!("{path}/people?what=unconfirmed&limit=200"));
        let listed: Vec<&Value> = listed["items"].as_array().unwrap().iter().collect();
        let email = |row: &&Value| row["customer"]["email"].as_str().unwrap().to_owned();
        let listed: Vec<String> = listed.iter().map(email).collect();
        assert_eq!(listed.len(), unconfirmed);
        for n in 0..PEOPLE {
            let to = format!("p{n}@example.com");
            assert!(times.contains_key(&to) || listed.contains(&to), "{to} is lost in silence");
        }
    } else {
        assert_eq!((times.len(), unconfirmed), (PEOPLE, 0), "{moment:?}: each once");
    }
}

#[test]
fn mails_that_were_claimed_on_sqlite_go_out_once() {
    killed(&Place::sqlite(), Moment::Claimed);
}

#[test]
fn mails_that_were_claimed_on_postgres_go_out_once() {
    killed(&Place::postgres(), Moment::Claimed);
}

#[test]
fn mails_without_a_mark_on_sqlite_go_out_once() {
    killed(&Place::sqlite(), Moment::BeforeMark);
}

#[test]
fn mails_without_a_mark_on_postgres_go_out_once() {
    killed(&Place::postgres(), Moment::BeforeMark);
}

#[test]
fn mails_without_an_answer_on_sqlite_are_listed() {
    killed(&Place::sqlite(), Moment::Unanswered);
}

#[test]
fn mails_without_an_answer_on_postgres_are_listed() {
    killed(&Place::postgres(), Moment::Unanswered);
}
