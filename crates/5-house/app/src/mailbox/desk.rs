//! What the demo's shop has to have before it can send and be told things: a sender whose mails go
//! to the sink, and a write key for its visitors.

use access::{Key, KeyDraft, KeyKind};
use base::{EmailAddress, Namespace, SourceName};
use demo::Shop;
use dispatch::{DkimKey, KeyKind as DkimKind, Relay, Sender};
use store::{Scope, Store, Tx};

const SCOPE: Scope = Scope::house("demo mailbox");
/// Where the sink listens.
const HOST: &str = "127.0.0.1";
/// The setting that remembers the port of the sink.
const PORT: &str = "demo_sink";
/// The key that the demo's visitors come with.
const KEY: &str = "Demo visitors";
/// The source of what they tell: visits and orders of people who are made up say so everywhere.
const SOURCE: &str = "simulated";
/// Nobody's address.
const POSTAL: &str = "Kettle & Trail, Musterweg 7, 10115 Berlin, Germany";

/// Fills the sender in on the first start, and leads its mails to the sink at this port, unless
/// the shop has set another mail server meanwhile.
pub(super) async fn prepare_sender(store: &Store, port: u16) -> Result<(), dispatch::Error> {
    let name = store.shop().name.clone();
    // Quicker than RSA; nobody asks the DNS about it here.
    let key = DkimKey::generate(DkimKind::Ed25519)?;
    let verb = move |tx: &mut Tx<'_>| {
        let before: Option<u16> = tx.setting(PORT)?;
        let sender = Sender::find(tx)?;
        let mut sender =
            if sender.from_email.is_none() { first(sender, name, key) } else { sender };
        if sender.relay.host.is_empty()
            || (sender.relay.host == HOST && Some(sender.relay.port) == before)
        {
            sender.relay = Relay {
                host: HOST.into(),
                port,
                tls: "none".into(),
                user: None,
                password: None,
                ..sender.relay
            };
        }
        sender.put(tx)?;
        Ok(tx.put_setting(PORT, &port)?)
    };
    store.write(&SCOPE, verb).await
}

fn first(empty: Sender, name: String, key: DkimKey) -> Sender {
    let domain = Shop::WEBSITE.trim_start_matches("https://");
    Sender {
        from_name: name,
        from_email: EmailAddress::parse(&format!("hello@{domain}")).ok(),
        postal_address: POSTAL.into(),
        dkim: Some(key.into()),
        ..empty
    }
}

/// Finds the key of the demo's visitors, or makes it.
pub(super) async fn write_key(store: &Store) -> Result<String, access::Error> {
    let verb = |tx: &mut Tx<'_>| {
        let source = SourceName::parse(SOURCE).unwrap_or_else(|_| SourceName::house());
        let keys = access::list_keys(tx, None, base::limits::PAGE_MAX)?;
        let is_theirs = |key: &Key| {
            key.kind == KeyKind::Write && key.name == KEY && key.source.as_ref() == Some(&source)
        };
        if let Some(text) = keys.into_iter().find(is_theirs).and_then(|key| key.public_text) {
            return Ok(text);
        }
        let draft = KeyDraft::Write { name: KEY.into(), source, namespace: Namespace::shop() };
        Ok(access::create_key(tx, draft)?.1)
    };
    store.write(&SCOPE, verb).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
    }

    testkit::on_both! {
        fn every_start_leads_the_mails_to_its_sink(house) {
            let sender = || house.store.read_blocking(&house.scope, Sender::find).unwrap();
            wait(prepare_sender(&house.store, 4_000)).unwrap();
            let first = sender();
            assert!(first.is_ready() && first.problems().is_empty() && first.dkim.is_some());
            assert_eq!((first.relay.host.as_str(), first.relay.port), (HOST, 4_000));
            wait(prepare_sender(&house.store, 5_000)).unwrap();
            let mut second = sender();
            assert_eq!(second.relay.port, 5_000);
            assert!(second.dkim == first.dkim && second.from_email == first.from_email);
            // What the shop has set stays.
            second.from_name = "Another".into();
            second.relay.port = 1_025;
            let own = second.clone();
            house.store.write_blocking(&house.scope, move |tx| own.put(tx)).unwrap();
            wait(prepare_sender(&house.store, 6_000)).unwrap();
            assert_eq!(sender(), second);
        }

        fn the_visitors_have_one_key(house) {
            let first = wait(write_key(&house.store)).unwrap();
            assert!(first.starts_with("wk_"));
            assert_eq!(wait(write_key(&house.store)).unwrap(), first);
            let keys = house.store.read_blocking(&house.scope, |tx| access::list_keys(tx, None, 9));
            let said: Vec<_> = keys.unwrap().into_iter().filter_map(|key| key.source).collect();
            assert_eq!(said.iter().map(SourceName::as_str).collect::<Vec<_>>(), ["simulated"]);
        }
    }
}
