//! The list of suppressed addresses follows the ledger: imports, bounces, and people of the shop.

use crate::desk::{Desk, newsletter, run};
use base::{
    Activity, Body, Channel, ConsentFact, ConsentState, CustomerId, EmailAddress, Identifiers,
    ImportId, Instant, Namespace, Personal, SourceName, Space,
};
use book::Reach as _;
use dispatch::results;
use ledger::Appended;
use serde_json::json;

/// The activities of one row of an imported list, as the front door makes them.
fn row(import: ImportId, email: &str) -> Vec<Activity> {
    let activity = |key: &str, body| Activity {
        source: SourceName::parse("old-tool").unwrap(),
        namespace: Namespace::shop(),
        key: format!("{email}{key}"),
        at: Instant::from_micros(1_700_000_000_000_000),
        who: Identifiers {
            emails: vec![EmailAddress::parse(email).unwrap()],
            ..Identifiers::default()
        },
        body,
        import: Some(import),
    };
    let fact = ConsentFact {
        channel: Channel::Email,
        topic: "marketing".into(),
        state: ConsentState::Withdrawn,
        firsthand: false,
        evidence: "row 1".into(),
    };
    let properties = [("reason".to_owned(), json!("SPAM_COMPLAINT"))].into_iter().collect();
    let told = Body::Custom { name: "email_suppressed".into(), properties };
    vec![activity("", Body::Consent(fact)), activity("#told", told)]
}

impl Desk<'_> {
    async fn append(&self, said: Vec<Activity>) -> (i64, i64) {
        let ledger = self.ledger.clone();
        let taken = self.write(move |tx| Ok(ledger.append(tx, &said)?)).await;
        let places = taken.iter().filter_map(|taken| match taken {
            Appended::Taken { seq } => Some(*seq),
            Appended::Duplicate => None,
        });
        let places: Vec<i64> = places.collect();
        (places[0], *places.last().unwrap())
    }

    async fn undo(&self, import: ImportId, range: (i64, i64)) {
        let ledger = self.ledger.clone();
        let undone = Activity {
            source: SourceName::parse("old-tool").unwrap(),
            namespace: Namespace::shop(),
            key: format!("undone {import}"),
            at: Instant::from_micros(1_790_000_000_000_000),
            who: Identifiers::default(),
            body: Body::ImportUndone(import),
            import: None,
        };
        self.write(move |tx| {
            let mut undoing = book::Undoing::new(import, range, book::UNDO_WEIGHT);
            while undoing.step(tx, &ledger)? {}
            ledger.append(tx, &[undone])?;
            Ok(())
        })
        .await;
    }

    /// What the gate says about a customer for a message of this number.
    async fn verdict(&self, number: u8, customer: CustomerId) -> &'static str {
        let message = newsletter(number);
        let id = message.id;
        self.write(move |tx| {
            dispatch::put_message(tx, &message)?;
            dispatch::plan(tx, id, &[customer])
        })
        .await;
        self.write(move |tx| results::decisions(tx, id)).await[0].1.as_str()
    }

    /// Why an address is on the list, as a customer's page shows it.
    async fn reasons(&self, email: &str) -> Vec<String> {
        let email = Personal::new(email);
        let subject = self
            .write(move |tx| Ok(ledger::subjects_of_token(tx, &Space::Email, &email)?.unwrap()))
            .await;
        let found = self.dispatch.suppressed(vec![subject.id]).await.unwrap();
        found.into_iter().map(|row| row.reason).collect()
    }

    /// Whether the list is what the ledger gives, before and after it is made anew.
    async fn equals_its_ledger(&self) -> bool {
        let (store, scope) = (self.house.store.clone(), self.house.scope.clone());
        let check = move || {
            let before = dispatch::rebuild_check(&store, &scope).unwrap();
            dispatch::rebuild(&store, &scope).unwrap();
            before && dispatch::rebuild_check(&store, &scope).unwrap()
        };
        tokio::task::spawn_blocking(check).await.unwrap()
    }
}

const FIRST: ImportId = ImportId::from_bytes([1; 16]);
const SECOND: ImportId = ImportId::from_bytes([2; 16]);

testkit::on_both! {
    fn an_imported_list_keeps_mails_back_until_it_is_undone(house) {
        run(async {
            let desk = Desk::open(house).await;
            let zoe = desk.person("Zoë", "zoe@example.com", ConsentState::Granted).await;
            let range = desk.append(row(FIRST, "zoe@example.com")).await;
            assert_eq!(desk.verdict(1, zoe).await, "suppressed");
            assert_eq!(desk.reasons("zoe@example.com").await, ["SPAM_COMPLAINT"]);
            assert!(desk.equals_its_ledger().await);
            assert_eq!(desk.verdict(2, zoe).await, "suppressed", "also after a rebuild");
            desk.undo(FIRST, range).await;
            assert_eq!(desk.verdict(3, zoe).await, "ready");
            assert!(desk.reasons("zoe@example.com").await.is_empty());
            assert!(desk.equals_its_ledger().await);
            assert_eq!(desk.verdict(4, zoe).await, "ready", "also after a rebuild");
        });
    }

    fn undoing_one_import_leaves_what_others_said(house) {
        run(async {
            let desk = Desk::open(house).await;
            for email in ["a@example.com", "b@example.com", "c@example.com", "d@example.com"] {
                desk.person(email, email, ConsentState::Granted).await;
            }
            let said = ["a@example.com", "b@example.com", "c@example.com"];
            let range = desk.append(said.iter().flat_map(|to| row(FIRST, to)).collect()).await;
            let again = Activity {
                key: "another".into(),
                ..row(SECOND, "b@example.com").remove(1)
            };
            desk.append(vec![again]).await;
            assert!(!desk.suppress("a@example.com").await, "it is there already");
            assert!(desk.release("c@example.com").await);
            assert!(desk.suppress("d@example.com").await);
            assert!(desk.release("d@example.com").await);
            assert!(!desk.release("d@example.com").await);
            let released = Activity {
                key: "file says so".into(),
                body: Body::Custom { name: "email_unsuppressed".into(), properties: serde_json::Map::default() },
                ..row(SECOND, "b@example.com").remove(1)
            };
            desk.append(vec![released]).await;
            assert_eq!(desk.reasons("b@example.com").await.len(), 1, "no file lets an address go");
            desk.undo(FIRST, range).await;
            assert_eq!(desk.reasons("a@example.com").await, ["by hand"]);
            assert_eq!(desk.reasons("b@example.com").await, ["SPAM_COMPLAINT"]);
            assert!(desk.reasons("c@example.com").await.is_empty());
            assert!(desk.equals_its_ledger().await);
            assert_eq!(desk.reasons("b@example.com").await, ["SPAM_COMPLAINT"]);
        });
    }

    fn whoever_holds_a_write_key_can_keep_nobody_from_their_mails(house) {
        run(async {
            let desk = Desk::open(house).await;
            let zoe = desk.person("Zoë", "zoe@example.com", ConsentState::Granted).await;
            for (number, name) in
                ["email_suppressed", "email_bounced", "email_complained"].into_iter().enumerate()
            {
                let properties = [("hard".to_owned(), json!(true))].into_iter().collect();
                let told = row(FIRST, "zoe@example.com").remove(1);
                let body = Body::Custom { name: name.into(), properties };
                desk.append(vec![Activity { key: name.into(), body, import: None, ..told }]).await;
                assert_eq!(desk.verdict(number as u8, zoe).await, "ready", "{name}");
            }
        });
    }
}
