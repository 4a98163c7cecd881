//! A small shop with people who read mails and order.

use crate::{content, reading};
use base::{
    Activity, Body, CampaignId, Channel, ConsentFact, ConsentState, Currency, CustomerFacts,
    CustomerId, EmailAddress, Identifiers, Instant, Namespace, OrderFacts, OrderStatus, Personal,
    SourceName, Space,
};
use book::{Book, Lens, SegmentOf};
use campaigns::{Audienced, Campaigns, Error};
use channels::sink::{self, Act, Host, Step};
use channels::{Egress, Pending, Policy};
use dispatch::dns::{LookupFailed, Resolver};
use dispatch::results::People;
use dispatch::{Dispatch, Relay, Sender, Suppressions, mark_of};
use futures::future::BoxFuture;
use ledger::Ledger;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use store::{Store, Tx};
use testkit::House;
use tokio::net::TcpListener;
use web::Problem;

#[derive(Default)]
struct Inbox(Mutex<Vec<String>>);

impl Host for Inbox {
    fn at(&self, step: Step<'_>) -> Act {
        if let Step::Content(mail) = step {
            self.0.lock().unwrap().push(mail.to[0].reveal().to_owned());
        }
        Act::Go
    }
}

#[derive(Debug)]
struct Nothing;

impl Resolver for Nothing {
    fn txt<'a>(&'a self, _: &'a str) -> Pending<'a, Result<Vec<String>, LookupFailed>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

/// Understands one sentence: `first_name = "…"`.
#[derive(Debug)]
struct ByName(Store);

impl Lens for ByName {
    fn matching(&self, text: String) -> BoxFuture<'_, Result<Arc<HashSet<CustomerId>>, Problem>> {
        Box::pin(async move {
            let name = text.strip_prefix("first_name = \"").and_then(|rest| rest.strip_suffix('"'));
            let Some(name) = name.map(str::to_owned) else {
                return Err(Problem::invalid("/text/0", "not understood"));
            };
            let find = move |tx: &mut Tx<'_>| {
                let sql = "SELECT id FROM customers WHERE first_name = $1";
                tx.all(sql, &[(&Personal::new(name)).into()], |row| {
                    Ok::<_, store::Error>(CustomerId::from_bytes(row.id("id")?))
                })
            };
            let found = self.0.read(&store::Scope::house("test"), find).await?;
            Ok(Arc::new(found.into_iter().collect()))
        })
    }

    fn segments_of(&self, _: CustomerId) -> BoxFuture<'_, Result<Vec<SegmentOf>, Problem>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn rfm_groups(
        &self,
        _: Vec<CustomerId>,
    ) -> BoxFuture<'_, Result<HashMap<CustomerId, String>, Problem>> {
        Box::pin(async { Ok(HashMap::new()) })
    }

    fn own_fields(&self) -> BoxFuture<'_, Result<Vec<String>, Problem>> {
        Box::pin(async { Ok(vec!["shoe_size".into()]) })
    }
}

pub(crate) struct Shop<'a> {
    pub(crate) house: &'a House,
    ledger: Ledger,
    inbox: Arc<Inbox>,
    pub(crate) dispatch: Dispatch,
    pub(crate) campaigns: Campaigns,
}

pub(crate) fn run<F: Future>(body: F) -> F::Output {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.unwrap().block_on(body)
}

fn email_of(name: &str) -> String {
    format!("{}@example.com", name.to_lowercase().replace('ë', "e"))
}

impl<'a> Shop<'a> {
    pub(crate) async fn open(house: &'a House) -> Self {
        let inbox = Arc::new(Inbox::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(sink::serve(listener, inbox.clone()));
        let sender = Sender {
            from_name: "Käthe".into(),
            from_email: EmailAddress::parse("hallo@shop.example").ok(),
            postal_address: "Am Markt 1, Berlin".into(),
            relay: Relay { host: "127.0.0.1".into(), port, tls: "none".into(), ..Relay::default() },
            ..Sender::default()
        };
        let put = move |tx: &mut Tx<'_>| sender.put(tx);
        house.store.write(&house.scope, put).await.unwrap();
        let ledger = Ledger::new(vec![Arc::new(Book), Arc::new(Suppressions)]);
        let web = web::House::new(house.store.clone(), "https://crm.shop.example");
        let egress = Egress::new(Policy::LoopbackOnly);
        let dispatch = Dispatch::new(web, ledger.clone(), egress, Arc::new(Nothing));
        let lens = Arc::new(ByName(house.store.clone()));
        let campaigns = Campaigns::new(dispatch.clone(), lens);
        Self { house, ledger, inbox, dispatch, campaigns }
    }

    pub(crate) fn received(&self) -> Vec<String> {
        let mut to = self.inbox.0.lock().unwrap().clone();
        to.sort();
        to
    }

    pub(crate) async fn try_write<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.house.store.write(&self.house.scope, verb).await
    }

    pub(crate) async fn write<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> T {
        self.try_write(verb).await.unwrap()
    }

    async fn tell(&self, name: &str, key: String, at: Instant, body: Body) {
        let activity = Activity {
            source: SourceName::parse("web").unwrap(),
            namespace: Namespace::shop(),
            key,
            at,
            who: Identifiers {
                ids: vec![(Namespace::shop(), name.into())],
                emails: vec![EmailAddress::parse(&email_of(name)).unwrap()],
                ..Identifiers::default()
            },
            body,
            import: None,
        };
        let ledger = self.ledger.clone();
        self.write(move |tx| {
            ledger.append(tx, &[activity]).map_err(dispatch::Error::from)?;
            Ok(())
        })
        .await;
    }

    pub(crate) async fn person(&self, name: &str, consent: ConsentState) -> CustomerId {
        let at = Instant::from_micros(1_790_000_000_000_000);
        let facts = CustomerFacts { first_name: Personal::known(name), ..Default::default() };
        self.tell(name, format!("facts {name}"), at, Body::Customer(facts)).await;
        let fact = ConsentFact {
            channel: Channel::Email,
            topic: "marketing".into(),
            state: consent,
            firsthand: true,
            evidence: "test".into(),
        };
        self.tell(name, format!("consent {name}"), at, Body::Consent(fact)).await;
        let name = Personal::new(name);
        self.write(move |tx| {
            let space = Space::Id(Namespace::shop());
            let subject = ledger::subjects_of_token(tx, &space, &name);
            let subject = subject.map_err(dispatch::Error::from)?.unwrap();
            Ok(book::customer_of(tx, subject.id)?.unwrap())
        })
        .await
    }

    pub(crate) async fn orders(&self, name: &str, number: &str, minor: i64, status: OrderStatus) {
        let now = self.house.store.clock().now();
        let facts = OrderFacts {
            order: number.into(),
            placed_at: Some(now),
            currency: Some(Currency::EUR),
            status: Some(status),
            total_minor: Some(minor),
            ..OrderFacts::default()
        };
        let key = format!("{number} {}", status.as_str());
        self.tell(name, key, now, Body::Order(facts)).await;
    }

    pub(crate) async fn draft(&self, subject: &'static str) -> CampaignId {
        let id = self.write(|tx| campaigns::create(tx, "May")).await.id;
        let whole = Audienced::default();
        self.write(move |tx| campaigns::change(tx, id, content(subject), whole)).await;
        id
    }

    /// A campaign that everybody got.
    pub(crate) async fn sent(&self, subject: &'static str) -> CampaignId {
        let id = self.draft(subject).await;
        self.write(move |tx| campaigns::send(tx, id, None)).await;
        self.campaigns.run_due().await.unwrap();
        self.dispatch.drain().await.unwrap();
        id
    }

    /// Somebody opens a mail, and follows a link of it if one is named.
    pub(crate) async fn reads(&self, id: CampaignId, customer: CustomerId, link: Option<&str>) {
        let link = link
            .map(|link| format!("{link}?utm_source=My+shop&utm_medium=email&utm_campaign={id}"));
        let ledger = self.ledger.clone();
        let is_click = link.is_some();
        let led = self.write(move |tx| {
            let people = dispatch::results::people(tx, id.into(), People::All, None, 100)?;
            let hers = people.iter().find(|decided| decided.customer == customer).unwrap();
            let delivery = hers.delivery.unwrap();
            dispatch::opened(tx, &ledger, delivery, &reading())?;
            let mark = link.as_deref().map(mark_of);
            let target =
                mark.map(|mark| dispatch::clicked(tx, &ledger, delivery, mark, &reading()));
            Ok(target.transpose()?.flatten())
        });
        assert_eq!(led.await.is_some(), is_click);
    }
}
