//! What a person of the shop says by hand, and takes back.

use super::*;
use base::Edit;

fn staff(activity: Activity) -> Activity {
    Activity { source: SourceName::staff(), ..activity }
}

/// Says something by one change.
fn edit(house: &House, activities: Vec<Activity>) -> Edit {
    let activities: Vec<_> = activities.into_iter().map(staff).collect();
    let append = move |tx: &mut store::Tx<'_>| ledger().append(tx, &activities);
    let places = house.store.write_blocking(&house.scope, append).unwrap();
    let mut places = places.into_iter().map(|appended| match appended {
        ledger::Appended::Taken { seq } => seq,
        ledger::Appended::Duplicate => panic!("said before"),
    });
    let first = places.next().unwrap();
    Edit { first, last: places.next_back().unwrap_or(first) }
}

fn take_back(house: &House, minute: i64, of: CustomerId, edit: Edit) -> Result<(), Error> {
    house.store.write_blocking(&house.scope, move |tx| {
        book::take_back(tx, &ledger(), (of, edit), |_, lead, body| Activity {
            who: Identifiers::led_by(lead),
            ..staff(activity(minute, "", body))
        })
    })
}

/// The book but for when it was folded.
fn assert_as(house: &House, before: &[(&'static str, String)]) {
    let after = checksum(house);
    let differing: Vec<_> = before.iter().zip(&after).filter(|(a, b)| a != b).collect();
    assert!(differing.is_empty(), "{differing:?}");
    assert_eq!(self::differing(house), [""; 0]);
}

fn consent(minute: i64, of: &str, state: ConsentState) -> Activity {
    let evidence = "on the phone".to_owned();
    let topic = "marketing".to_owned();
    let fact = ConsentFact { channel: Channel::Email, topic, state, firsthand: true, evidence };
    activity(minute, of, Body::Consent(fact))
}

testkit::on_both! {
    fn a_change_that_is_taken_back_was_never_said(house) {
        append(house, vec![named(1, "i1 ea", "Anna"), consent(2, "ea", ConsentState::Granted)]);
        let id = of_id(house, "1").unwrap();
        let first = edit(house, vec![named(3, "i1", "Anne")]);
        let before = checksum(house);
        let second = edit(house, vec![
            named(4, "i1 enew p1", "Änne"), consent(5, "ea", ConsentState::Withdrawn),
        ]);
        assert_eq!(row(house, id).name().reveal(), "Änne");
        assert_eq!(of_email(house, "new"), Some(id));
        take_back(house, 6, id, second).unwrap();
        assert_as(house, &before);
        assert_eq!(of_email(house, "new"), None);
        // The earlier word of the same source holds again, with its own time.
        let sheet = house.store.read_blocking(&house.scope, move |tx| book::sheet(tx, id)).unwrap();
        let fact = sheet.current("first_name").unwrap().clone();
        assert_eq!((fact.source.as_str(), fact.at), ("staff", at(3).as_micros()));
        take_back(house, 7, id, first).unwrap();
        assert_eq!(row(house, id).name().reveal(), "Anna");
        assert_eq!(differing(house), [""; 0]);
    }

    fn what_leads_a_change_says_nothing_of_where_she_is_reached(house) {
        append(house, vec![named(1, "ea", "Anna"), link(2, "ea", (&Space::Email, "b@example.com"), true)]);
        let id = of_email(house, "a").unwrap();
        let email = |house: &House| row(house, id).email.unwrap().reveal().to_owned();
        append(house, vec![named(3, "eb", "Anna")]);
        assert_eq!(email(house), "b@example.com");
        edit(house, vec![named(4, "ea", "Anne")]);
        assert_eq!(email(house), "b@example.com");
        let back = edit(house, vec![named(5, "eb ea", "Anne")]);
        assert_eq!(email(house), "a@example.com");
        take_back(house, 6, id, back).unwrap();
        assert_eq!(email(house), "b@example.com");
        assert_eq!(differing(house), [""; 0]);
    }

    fn what_was_taken_back_can_be_said_again(house) {
        append(house, vec![named(1, "i1", "Anna")]);
        let id = of_id(house, "1").unwrap();
        let once = edit(house, vec![named(2, "i1 ea", "Anna")]);
        take_back(house, 3, id, once).unwrap();
        let again = take_back(house, 4, id, once);
        assert!(matches!(again, Err(Error::NoEdit)), "{again:?}");
        edit(house, vec![named(5, "i1 ea", "Anna")]);
        assert_eq!(of_email(house, "a"), Some(id));
        assert_eq!(differing(house), [""; 0]);
    }

    fn a_change_that_others_rest_on_stays(house) {
        append(house, vec![named(1, "i1", "Anna")]);
        let id = of_id(house, "1").unwrap();
        let edit = edit(house, vec![named(2, "i1 ea", "Anna")]);
        append(house, vec![seen(3, "ea")]);
        let before = checksum(house);
        let refused = take_back(house, 4, id, edit);
        assert!(matches!(refused, Err(Error::UsedSince)), "{refused:?}");
        assert_as(house, &before);
    }

    fn only_her_own_changes_by_hand_are_taken_back(house) {
        append(house, vec![named(1, "i1", "Anna"), named(2, "i2", "Bert")]);
        let id = of_id(house, "1").unwrap();
        let of_bert = edit(house, vec![named(3, "i2", "Bertram")]);
        let of_the_shop = Edit { first: 1, last: 1 };
        let too_much = Edit { first: of_bert.first, last: of_bert.last + 5 };
        for wrong in [of_bert, of_the_shop, too_much, Edit { first: 900, last: 901 }] {
            let refused = take_back(house, 4, id, wrong);
            assert!(matches!(refused, Err(Error::NoEdit)), "{wrong:?}: {refused:?}");
        }
        assert_eq!(differing(house), [""; 0]);
    }

    fn a_change_that_brings_an_address_heard_of_before_is_taken_back_whole(house) {
        let stop = |minute, of: &str| {
            let (name, properties) = ("email_suppressed".to_owned(), serde_json::Map::new());
            activity(minute, of, Body::Custom { name, properties })
        };
        append(house, vec![stop(1, "ea"), named(2, "i1 p1", "Anna")]);
        let id = of_id(house, "1").unwrap();
        let before = checksum(house);
        let change = edit(house, vec![named(3, "i1 ea", "Anne")]);
        let now = of_id(house, "1").unwrap();
        assert_ne!(now, id, "the earliest identifier gives the id");
        take_back(house, 4, now, change).unwrap();
        assert_eq!(of_id(house, "1"), Some(id));
        assert_as(house, &before);
        // Whoever follows reads her by the identifier that leads.
        let subject = move |tx: &mut store::Tx<'_>| {
            let subjects = book::subjects(tx, id)?;
            let past = ledger::of_subjects(tx, &subjects, &[], None, 1)?;
            Ok::<_, Error>(past[0].activity.body.kind().to_owned())
        };
        let latest = house.store.read_blocking(&house.scope, subject).unwrap();
        assert_eq!(latest, "edit_taken_back");
    }

    fn what_may_have_kept_a_phone_from_joining_is_not_taken_back(house) {
        append(house, vec![named(1, "p1", "Anna")]);
        let id = customer_of(house, Space::Phone, "+49309018201").unwrap();
        let change = edit(house, vec![Activity {
            who: Identifiers {
                lead: Some((Space::Phone, Personal::new("+49309018201"))), ..who("p1 ea")
            },
            ..named(2, "", "Anna")
        }]);
        append(house, vec![ordered(3, "i9 eb p1", "A", 100)]);
        let refused = take_back(house, 4, id, change);
        assert!(matches!(refused, Err(Error::UsedSince)), "{refused:?}");
        assert_eq!(differing(house), [""; 0]);
    }

    fn an_import_in_the_name_of_the_staff_is_no_change_by_hand(house) {
        append(house, vec![named(1, "i1 ea", "Anna"), activity(2, "i1", Body::CustomerDeleted)]);
        let import = ImportId::derived(at(3), [3; 10]);
        let change = edit(house, brought(import, vec![named(3, "i1", "Anna")]));
        assert_eq!(list(house, None, Sort::Since).len(), 0);
        let id = of_id(house, "1").unwrap();
        let refused = take_back(house, 4, id, change);
        assert!(matches!(refused, Err(Error::NoEdit)), "{refused:?}");
    }

    fn two_who_were_made_one_are_taken_apart(house) {
        append(house, vec![named(1, "i1 ea", "Anna"), named(2, "i2 eb", "Bert")]);
        let (anna, bert) = (of_id(house, "1").unwrap(), of_id(house, "2").unwrap());
        let space = Space::Id(Namespace::shop());
        let edit = edit(house, vec![link(3, "i1", (&space, "2"), true)]);
        assert_eq!(of_email(house, "b"), Some(anna));
        take_back(house, 4, anna, edit).unwrap();
        // Said once more it takes nothing further apart.
        let again = take_back(house, 5, anna, edit);
        assert!(matches!(again, Err(Error::NoEdit)), "{again:?}");
        assert_eq!(of_id(house, "2"), Some(bert));
        assert_eq!((of_email(house, "a"), of_email(house, "b")), (Some(anna), Some(bert)));
        assert_eq!(row(house, bert).name().reveal(), "Bert");
        assert_eq!(differing(house), [""; 0]);
    }

    fn who_was_deleted_comes_back_by_hand_alone(house) {
        append(house, vec![named(1, "i1 ea", "Anna"), activity(2, "i1", Body::CustomerDeleted)]);
        append(house, vec![named(3, "i1 ea", "Anna"), ordered(4, "i1", "A", 100)]);
        assert_eq!(list(house, None, Sort::Since).len(), 0);
        edit(house, vec![named(5, "ea", "Anna")]);
        assert_eq!(list(house, None, Sort::Since).len(), 1);
        assert_eq!(differing(house), [""; 0]);
    }

    fn an_address_of_somebody_deleted_can_be_given_to_another(house) {
        append(house, vec![named(1, "i1 ea", "Anna"), named(2, "i2 eb", "Anna")]);
        append(house, vec![activity(3, "i2", Body::CustomerDeleted)]);
        let anna = of_id(house, "1").unwrap();
        let email = (&Space::Email, "b@example.com");
        edit(house, vec![link(4, "i2", email, false)]);
        edit(house, vec![link(5, "i1", email, true)]);
        assert_eq!(of_email(house, "b"), Some(anna));
        assert_eq!(list(house, None, Sort::Since).len(), 1);
        // All the rest of whoever was deleted stays so.
        edit(house, vec![link(6, "i1", email, false)]);
        let left: Vec<_> = list(house, None, Sort::Since).iter().map(|row| row.id).collect();
        assert!(!left.contains(&of_id(house, "2").unwrap()), "{left:?}");
        assert_eq!(differing(house), [""; 0]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn taking_changes_back_leaves_the_book_that_a_rebuild_gives(
        history in history(),
        later in history(),
        heard in any::<bool>(),
        edits in proptest::collection::vec((1..4_u8, 0..6_u8, 0..2_u8, 0..4_usize), 1..5),
    ) {
        let house = House::sqlite();
        if heard {
            let (name, properties) = ("email_suppressed".to_owned(), serde_json::Map::new());
            append(&house, vec![activity(0, "enew", Body::Custom { name, properties })]);
        }
        append(&house, history);
        let mut later = later.into_iter().map(|mut activity| {
            activity.key.push_str(" later");
            activity
        });
        for (n, (who, point, consents, meanwhile)) in edits.into_iter().enumerate() {
            let Some(id) = of_id(&house, &who.to_string()) else { continue };
            let minute = 100 + n as i64;
            let points = ["", " ea", " eb", " enew", " p1", " p9"];
            let who = format!("i{who}");
            let mut said = vec![named(minute, &format!("{who}{}", points[point as usize]), "X")];
            if consents == 1 {
                said.push(consent(minute, "ea", ConsentState::Granted));
            }
            let before = checksum(&house);
            let edit = edit(&house, said);
            let between: Vec<_> = later.by_ref().take(meanwhile).collect();
            append(&house, between);
            let taken = take_back(&house, 200 + n as i64, id, edit);
            prop_assert_eq!(differing(&house), [""; 0], "{:?}", taken);
            if meanwhile == 0 && taken.is_ok() {
                let after = checksum(&house);
                let differing: Vec<_> = before.iter().zip(&after)
                    .filter(|(a, b)| a != b).collect();
                prop_assert!(differing.is_empty(), "{:?}", differing);
            }
        }
    }
}
