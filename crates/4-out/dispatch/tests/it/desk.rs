//! A house with people, a sender, and a mail server that plays what the test wants.

use base::{
    Activity, Body, Channel, ConsentFact, ConsentState, CustomerFacts, CustomerId, EmailAddress,
    Identifiers, Instant, Namespace, Personal, Shop, SourceName,
};
use book::Book;
use channels::sink::{self, Act, Host, Received, Step};
use channels::{Egress, Pending, Policy};
use dispatch::dns::{LookupFailed, Resolver};
use dispatch::model::Class;
use dispatch::{Dispatch, Forgetting, Format, MessageId, Outgoing, Relay, Sender, Suppressions};
use ledger::Ledger;
use std::sync::{Arc, Mutex};
use store::Tx;
use testkit::House;
use tokio::net::TcpListener;

type Script = Box<dyn Fn(Step<'_>) -> Act + Send + Sync>;

/// Plays a script and keeps what it takes.
pub(crate) struct Relaying {
    script: Mutex<Script>,
    received: Mutex<Vec<Received>>,
}

impl Host for Relaying {
    fn at(&self, step: Step<'_>) -> Act {
        let act = (self.script.lock().unwrap())(step);
        if let Step::Content(mail) = step {
            // What is answered with a refusal is not taken; what is never answered is.
            if act == Act::Go || act == Act::HangUp {
                self.received.lock().unwrap().push(mail.clone());
            }
        }
        act
    }
}

/// Knows no record.
#[derive(Debug)]
struct Nothing;

impl Resolver for Nothing {
    fn txt<'a>(&'a self, _: &'a str) -> Pending<'a, Result<Vec<String>, LookupFailed>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

/// Everything that a test works with.
pub(crate) struct Desk<'a> {
    pub(crate) house: &'a House,
    pub(crate) dispatch: Dispatch,
    pub(crate) ledger: Ledger,
    pub(crate) relay: Arc<Relaying>,
}

/// Runs a test body on a runtime of its own.
pub(crate) fn run<F: Future>(body: F) -> F::Output {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.unwrap().block_on(body)
}

impl<'a> Desk<'a> {
    pub(crate) async fn open(house: &'a House) -> Self {
        let relay = Arc::new(Relaying {
            script: Mutex::new(Box::new(|_| Act::Go)),
            received: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(sink::serve(listener, relay.clone()));
        let followers: Vec<Arc<dyn ledger::Follower>> =
            vec![Arc::new(Book), Arc::new(Suppressions), Arc::new(Forgetting)];
        let ledger = Ledger::new(followers);
        let shop = Shop { name: "Käthe & Co".into(), ..Shop::default() };
        house.store.put_shop(&house.scope, shop).await.unwrap();
        let sender = Sender {
            from_name: "Käthe".into(),
            from_email: EmailAddress::parse("hallo@shop.example").ok(),
            postal_address: "Am Markt 1, Berlin".into(),
            relay: Relay {
                host: "127.0.0.1".into(),
                port,
                tls: "none".into(),
                connections: 3,
                ..Relay::default()
            },
            ..Sender::default()
        };
        house.store.write(&house.scope, move |tx| sender.put(tx)).await.unwrap();
        let dispatch = Self::dispatch(house, &ledger);
        Self { house, dispatch, ledger, relay }
    }

    /// A dispatch as a fresh process would have it.
    pub(crate) fn dispatch(house: &House, ledger: &Ledger) -> Dispatch {
        let web = web::House::new(house.store.clone(), "https://crm.shop.example");
        let egress = Egress::new(Policy::LoopbackOnly);
        Dispatch::new(web, ledger.clone(), egress, Arc::new(Nothing))
    }

    pub(crate) fn script(&self, script: impl Fn(Step<'_>) -> Act + Send + Sync + 'static) {
        *self.relay.script.lock().unwrap() = Box::new(script);
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.relay.received.lock().unwrap().clone()
    }

    pub(crate) async fn write<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&mut Tx<'_>) -> Result<T, dispatch::Error> + Send + 'static,
    ) -> T {
        self.house.store.write(&self.house.scope, verb).await.unwrap()
    }

    /// Takes a person in, with what stands for marketing mails to her.
    pub(crate) async fn person(
        &self,
        name: &str,
        email: &str,
        consent: ConsentState,
    ) -> CustomerId {
        self.people(vec![(name.into(), email.into(), consent)]).await[0]
    }

    /// Takes people in: name, address, and what stands for marketing mails to it.
    pub(crate) async fn people(
        &self,
        people: Vec<(String, String, ConsentState)>,
    ) -> Vec<CustomerId> {
        let said: Vec<Activity> =
            people.iter().flat_map(|(name, email, consent)| said(name, email, *consent)).collect();
        let ledger = self.ledger.clone();
        self.write(move |tx| {
            ledger.append(tx, &said)?;
            let space = base::Space::Id(Namespace::shop());
            let mut ids = Vec::with_capacity(people.len());
            for (name, ..) in &people {
                let subject = ledger::subjects_of_token(tx, &space, &Personal::new(name))?.unwrap();
                ids.push(book::customer_of(tx, subject.id)?.unwrap());
            }
            Ok(ids)
        })
        .await
    }

    /// A person of the shop puts an address on the list of suppressed ones. Says whether it is new.
    pub(crate) async fn suppress(&self, email: &str) -> bool {
        let (ledger, email) = (self.ledger.clone(), EmailAddress::parse(email).unwrap());
        self.write(move |tx| dispatch::suppress(tx, &ledger, &email, "by hand")).await
    }

    /// And takes one off. Says whether it was there.
    pub(crate) async fn release(&self, email: &str) -> bool {
        let (ledger, email) = (self.ledger.clone(), EmailAddress::parse(email).unwrap());
        self.write(move |tx| dispatch::unsuppress(tx, &ledger, &email)).await
    }

    /// What stands for marketing mails to an address.
    pub(crate) async fn consent(&self, email: &str) -> ConsentState {
        let email = Personal::new(email);
        self.write(move |tx| {
            let subject = ledger::subjects_of_token(tx, &base::Space::Email, &email)?.unwrap();
            let found = book::consent_of_point(tx, subject.id, Channel::Email, "marketing")?;
            Ok(found.map_or(ConsentState::Never, |standing| standing.state))
        })
        .await
    }

    /// The kinds of activities about an address, in order.
    pub(crate) async fn told(&self, email: &str) -> Vec<String> {
        let email = Personal::new(email);
        self.write(move |tx| {
            let subject = ledger::subjects_of_token(tx, &base::Space::Email, &email)?.unwrap();
            let mut kinds = Vec::new();
            ledger::scan(tx, 0, 10_000, |past| {
                if past.subjects.iter().any(|known| known.id == subject.id) {
                    kinds.push(past.activity.body.kind().to_owned());
                }
                Ok(())
            })?;
            kinds.retain(|kind| kind.starts_with("email_"));
            Ok(kinds)
        })
        .await
    }
}

/// What a site tells of a person.
fn said(name: &str, email: &str, consent: ConsentState) -> Vec<Activity> {
    let now = Instant::from_micros(1_790_000_000_000_000);
    let who = Identifiers {
        ids: vec![(Namespace::shop(), name.into())],
        emails: EmailAddress::parse(email).into_iter().collect(),
        ..Identifiers::default()
    };
    let activity = |what: &str, body| Activity {
        source: SourceName::parse("web").unwrap(),
        namespace: Namespace::shop(),
        key: format!("{what} {name}"),
        at: now,
        who: who.clone(),
        body,
        import: None,
    };
    let facts = CustomerFacts { first_name: Personal::known(name), ..CustomerFacts::default() };
    let mut said = vec![activity("facts", Body::Customer(facts))];
    if !who.emails.is_empty() {
        let fact = ConsentFact {
            channel: Channel::Email,
            topic: "marketing".into(),
            state: consent,
            firsthand: true,
            evidence: "test".into(),
        };
        said.push(activity("consent", Body::Consent(fact)));
    }
    said
}

/// A newsletter.
pub(crate) fn newsletter(number: u8) -> Outgoing {
    Outgoing {
        id: MessageId::from_bytes([number; 16]),
        class: Class::Marketing,
        topic: "marketing".into(),
        name: "May".into(),
        subject: "Hello {{ first_name | default: \"you\" }}".into(),
        preheader: "News".into(),
        body: "Hi {{ first_name | default: \"you\" }},\n\n[Shop now](https://shop.example/new)\n\n\
            See [this](https://shop.example/p?id={{ first_name }}) too."
            .into(),
        format: Format::Text,
    }
}
