//! The ledger's promises, on both engines.
#![expect(clippy::unwrap_used, reason = "a test stops loudly")]

use base::{
    Activity, Body, Channel, ConsentFact, ConsentState, EmailAddress, Identifiers, ImportId,
    Instant, Namespace, OrderFacts, SourceName,
};
use ledger::{Appended, Entry, Follower, Ledger, Reached};
use std::sync::Arc;
use store::{Error as StoreError, Store, Tx};
use testkit::House;

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn seen(key: &str, customer: &str) -> Activity {
    Activity {
        source: SourceName::parse("web").unwrap(),
        namespace: Namespace::shop(),
        key: key.into(),
        at: at("2026-11-20T10:00:00Z"),
        who: Identifiers {
            ids: vec![(Namespace::shop(), customer.into())],
            emails: vec![EmailAddress::parse("anna@example.com").unwrap()],
            ..Default::default()
        },
        body: Body::Custom { name: "product_viewed".into(), properties: serde_json::Map::new() },
        import: None,
    }
}

fn append(house: &House, ledger: &Ledger, activities: Vec<Activity>) -> Vec<Appended> {
    let ledger = ledger.clone();
    house.store.write_blocking(&house.scope, move |tx| ledger.append(tx, &activities)).unwrap()
}

#[derive(Debug)]
struct Fails;

impl Follower for Fails {
    fn name(&self) -> &'static str {
        "fails"
    }

    fn follow(
        &self,
        _: &mut Tx<'_>,
        entries: &[Entry<'_>],
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Err(format!("planted after {} entries", entries.len()).into())
    }

    fn retracted(&self, _: &mut Tx<'_>, _: ImportId, _: &Reached) -> ledger::Followed {
        Err("planted".into())
    }

    fn load(&self, _: &mut Tx<'_>) -> ledger::Followed<Box<dyn ledger::Loader>> {
        Err("planted".into())
    }

    fn recover(&self, _: &Store) -> ledger::Followed {
        Err("planted".into())
    }
}

testkit::on_both! {
    fn appending_twice_is_appending_once(house) {
        let ledger = Ledger::new(vec![]);
        let first = append(house, &ledger, vec![seen("1", "a"), seen("2", "a"), seen("1", "a")]);
        assert_eq!(
            first,
            [Appended::Taken { seq: 1 }, Appended::Taken { seq: 2 }, Appended::Duplicate]
        );
        assert_eq!(append(house, &ledger, vec![seen("2", "b")]), [Appended::Duplicate]);
        assert_eq!(append(house, &ledger, vec![seen("3", "b")]), [Appended::Taken { seq: 3 }]);
        let last = house.store.read_blocking(&house.scope, ledger::last_seq).unwrap();
        assert_eq!(last, 3);
    }

    fn a_failing_follower_leaves_nothing_behind(house) {
        let ledger = Ledger::new(vec![Arc::new(Fails)]);
        let outcome = house.store.write_blocking(&house.scope, move |tx| {
            ledger.append(tx, &[seen("1", "a")])
        });
        assert!(outcome.unwrap_err().to_string().contains("planted after 1"));
        let last = house.store.read_blocking(&house.scope, ledger::last_seq).unwrap();
        assert_eq!(last, 0);
    }

    fn activities_read_back_as_they_were(house) {
        let ledger = Ledger::new(vec![]);
        let mut order = seen("o", "a");
        order.body = Body::Order(OrderFacts {
            order: "A-1".into(),
            total_minor: Some(1_990),
            ..Default::default()
        });
        append(house, &ledger, vec![order.clone(), seen("2", "a")]);
        let id = *ledger::order_id(&Namespace::shop(), "A-1").as_bytes();
        let (of_object, all) = house.store.read_blocking(&house.scope, move |tx| {
            let mut all = Vec::new();
            ledger::scan(tx, 0, 10, |past| {
                all.push(past);
                Ok(())
            })?;
            Ok::<_, ledger::Error>((ledger::of_object(tx, &id)?, all))
        }).unwrap();
        assert_eq!((of_object.len(), all.len()), (1, 2));
        assert_eq!(of_object[0].activity.body, order.body);
        assert_eq!(of_object[0].activity.at, order.at);
        let spaces: Vec<_> = all[0].subjects.iter().map(|s| s.space.to_text()).collect();
        assert_eq!(spaces, ["id:shop", "email"]);
    }

    fn a_consent_is_about_its_contact_point(house) {
        let ledger = Ledger::new(vec![]);
        let mut consent = seen("c", "a");
        consent.body = Body::Consent(ConsentFact {
            channel: Channel::Email,
            topic: "marketing".into(),
            state: ConsentState::Granted,
            firsthand: true,
            evidence: "form".into(),
        });
        append(house, &ledger, vec![consent]);
        let past = house.store.read_blocking(&house.scope, |tx| {
            let email = EmailAddress::parse("anna@example.com").unwrap();
            let space = base::Space::Email;
            let subject = ledger::subjects_of_token(tx, &space, email.personal())?.unwrap();
            ledger::of_subject(tx, subject.id, "consent_set")
        }).unwrap();
        assert_eq!(past.len(), 1);
    }

    fn an_undone_import_frees_its_keys(house) {
        let ledger = Ledger::new(vec![]);
        let import = ImportId::derived(at("2026-11-22T09:00:00Z"), [1; 10]);
        let mut imported = seen("1", "a");
        imported.import = Some(import);
        append(house, &ledger, vec![imported.clone(), seen("2", "a")]);
        let undone = Activity {
            key: format!("undo {import}"),
            who: Identifiers::default(),
            body: Body::ImportUndone(import),
            ..seen("x", "a")
        };
        let own = ledger.clone();
        let gone = house.store.write_blocking(&house.scope, move |tx| {
            let subjects = [ledger::SubjectId(1)].into();
            let reached = Reached { subjects, ..Reached::default() };
            let gone = own.retract(tx, import, &reached)?;
            own.append(tx, &[undone])?;
            Ok::<_, ledger::Error>(gone)
        }).unwrap();
        assert_eq!(gone, 1);
        let left = house.store.read_blocking(&house.scope, |tx| {
            let mut left = Vec::new();
            ledger::scan(tx, 0, 10, |past| {
                left.push(past.activity.key);
                Ok(())
            })?;
            Ok::<_, ledger::Error>(left)
        }).unwrap();
        assert_eq!(left.len(), 2);
        assert_eq!(append(house, &ledger, vec![imported]), [Appended::Taken { seq: 4 }]);
    }

    fn a_story_is_paged_from_its_end(house) {
        let ledger = Ledger::new(vec![]);
        append(house, &ledger, (0..5).map(|n| seen(&n.to_string(), "a")).collect());
        let keys = house.store.read_blocking(&house.scope, |tx| {
            let (mut before, mut keys) = (None, Vec::new());
            loop {
                let subjects = [ledger::SubjectId(1)];
                let page = ledger::of_subjects(tx, &subjects, &["product_viewed"], before, 2)?;
                let Some(last) = page.last() else { return Ok::<_, ledger::Error>(keys) };
                before = Some(ledger::Cursor { at: last.activity.at.as_micros(), seq: last.seq });
                keys.extend(page.into_iter().map(|past| past.activity.key));
            }
        }).unwrap();
        assert_eq!(keys, ["4", "3", "2", "1", "0"]);
    }
}

#[test]
fn the_store_error_stays_the_source() {
    let error = ledger::Error::from(StoreError::Busy);
    assert_eq!(error.to_string(), StoreError::Busy.to_string());
}
