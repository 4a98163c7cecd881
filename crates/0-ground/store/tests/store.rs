//! The store's own promises, on both engines.
#![expect(clippy::unwrap_used, reason = "a test stops loudly")]

use base::{CustomerId, Instant};
use std::time::Duration;
use store::{Conflict, Error, Scope, Store, Value, jobs};

fn count(house: &testkit::House) -> i64 {
    let sql = "SELECT count(*) AS n FROM settings";
    house.store.read_blocking(&house.scope, |tx| tx.one(sql, &[], |row| row.int("n"))).unwrap()
}

testkit::on_both! {
    fn an_error_undoes_its_own_closure_and_no_other(house) {
        let failed: Result<(), Error> = house.store.write_blocking(&house.scope, |tx| {
            tx.put_setting("lost", &1)?;
            Err(Error::NoRow)
        });
        assert!(matches!(failed, Err(Error::NoRow)));
        house.store.write_blocking(&house.scope, |tx| tx.put_setting("kept", &2)).unwrap();
        let (lost, kept): (Option<i64>, Option<i64>) = house.store
            .read_blocking(&house.scope, |tx| {
                Ok::<_, Error>((tx.setting("lost")?, tx.setting("kept")?))
            })
            .unwrap();
        assert_eq!((lost, kept), (None, Some(2)));
    }

    fn a_panic_is_an_error_and_the_house_goes_on(house) {
        let failed: Result<(), Error> = house.store.write_blocking(&house.scope, |tx| {
            tx.put_setting("lost", &1)?;
            panic!("planted");
        });
        assert!(matches!(failed, Err(Error::Panicked)));
        house.store.write_blocking(&house.scope, |tx| tx.put_setting("kept", &2)).unwrap();
        assert_eq!(count(house), 1);
    }

    fn every_kind_of_value_comes_back(house) {
        let sql = "INSERT INTO jobs (id, kind, payload, run_at, attempts, leased_until)
            VALUES ($1, $2, $3, $4, $5, $6)";
        let row = house.store.write_blocking(&house.scope, move |tx| {
            let params = [
                Value::Bytes(vec![0, 255, 1]), "k\u{0}ind".into(), "ü€😀".into(),
                i64::MIN.into(), i64::MAX.into(), Value::Null,
            ];
            tx.exec(sql, &params)?;
            tx.one("SELECT * FROM jobs", &[], |row| {
                assert!(row.int("no_such_column").is_err());
                assert!(row.int("payload").is_err());
                Ok::<_, Error>((row.bytes("id")?, row.text("payload")?, row.int("run_at")?,
                    row.int("attempts")?, row.opt_int("leased_until")?))
            })
        });
        assert_eq!(row.unwrap(), (vec![0, 255, 1], "ü€😀".into(), i64::MIN, i64::MAX, None));
    }

    fn parameters_go_by_number_and_not_by_appearance(house) {
        let doc: String = house.store.write_blocking(&house.scope, |tx| {
            tx.put_setting("a", &"old")?;
            let sql = "UPDATE settings SET doc = $2 WHERE name = $1";
            assert_eq!(tx.exec(sql, &["a".into(), "new $1".into()])?, 1);
            let sql = "SELECT doc FROM settings WHERE doc = $2 AND name = $1 AND $1 <> ''";
            tx.one(sql, &["a".into(), "new $1".into()], |row| row.text("doc"))
        }).unwrap();
        assert_eq!(doc, "new $1");
    }

    fn a_broken_unique_rule_is_told_apart(house) {
        let outcome = house.store.write_blocking(&house.scope, |tx| {
            let row = ["a".into(), "1".into(), 0_i64.into()];
            let columns = ["name", "doc", "changed_at"];
            tx.insert_many("settings", &columns, &row, Conflict::Fail)?;
            assert_eq!(tx.insert_many("settings", &columns, &row, Conflict::Keep)?, 0);
            tx.insert_many("settings", &columns, &row, Conflict::Fail)
        });
        assert!(matches!(outcome, Err(Error::NotUnique { .. })), "{outcome:?}");
    }

    fn many_rows_go_in_at_once(house) {
        let rows: Vec<Value> = (0..5_000_i64)
            .flat_map(|n| [Value::Text(format!("k{n}")), "{}".into(), n.into()])
            .collect();
        let n = house.store.write_blocking(&house.scope, move |tx| {
            tx.insert_many("settings", &["name", "doc", "changed_at"], &rows, Conflict::Fail)
        });
        assert_eq!((n.unwrap(), count(house)), (5_000, 5_000));
    }

    fn a_job_is_claimed_once_and_again_after_its_lease(house) {
        let lease = Duration::from_mins(1);
        let claim = move || house.store.write_blocking(&house.scope, move |tx| {
            jobs::claim(tx, "mail", 10, lease)
        }).unwrap();
        house.store.write_blocking(&house.scope, |tx| {
            for _ in 0..2 {
                let (payload, run_at) = ("{}".to_owned(), tx.now());
                let unique_key = Some("one".to_owned());
                jobs::enqueue(tx, jobs::New { kind: "mail", payload, run_at, unique_key })?;
            }
            Ok::<_, Error>(())
        }).unwrap();
        let first = claim();
        assert_eq!((first.len(), claim().len()), (1, 0));
        house.clock.advance(lease + Duration::from_secs(1));
        let second = claim();
        assert_eq!(second[0].attempts, 2);
        let job = second[0].id;
        house.store.write_blocking(&house.scope, move |tx| jobs::finish(tx, job)).unwrap();
        let left = house.store.read_blocking(&house.scope, jobs::waiting).unwrap();
        assert_eq!(left, 0);
    }

    fn jobs_say_how_they_stand(house) {
        let (hour, scope) = (Duration::from_hours(1), &house.scope);
        house.store.write_blocking(scope, move |tx| {
            for (kind, after) in [("mail", 0), ("mail", 1), ("mail", 9), ("sweep", 0)] {
                let (payload, run_at) = ("{}".to_owned(), tx.now().plus(hour * after));
                jobs::enqueue(tx, jobs::New { kind, payload, run_at, unique_key: None })?;
            }
            let swept = jobs::claim(tx, "sweep", 1, hour)?;
            jobs::fail(tx, swept[0].id, "broken", None)
        }).unwrap();
        house.clock.advance(hour * 2);
        let claim = |tx: &mut store::Tx<'_>| jobs::claim(tx, "mail", 1, Duration::from_hours(1));
        house.store.write_blocking(scope, claim).unwrap();
        let standing = || house.store.read_blocking(scope, jobs::standing).unwrap();
        let counts = |one: &jobs::Standing| {
            (one.kind.clone(), [one.due, one.claimed, one.later, one.given_up])
        };
        let now = standing();
        let expected = [("mail".into(), [1, 1, 1, 0]), ("sweep".into(), [0, 0, 0, 1])];
        assert_eq!(now.iter().map(counts).collect::<Vec<_>>(), expected);
        let waits = |one: &jobs::Standing| {
            one.oldest_due_at.map(|at| house.store.clock().now().since(at))
        };
        assert_eq!((waits(&now[0]), waits(&now[1])), (Some(hour), None));
        // A claim that has run out is due again, since when it was due before.
        house.clock.advance(hour * 2);
        let later = standing();
        assert_eq!((counts(&later[0]).1, waits(&later[0])), ([2, 0, 1, 0], Some(hour * 4)));
    }

    fn the_writers_tell_their_pace(house) {
        let before = house.store.pace();
        for n in 0..3 {
            let verb = move |tx: &mut store::Tx<'_>| tx.put_setting("a", &n);
            house.store.write_blocking(&house.scope, verb).unwrap();
        }
        house.fault.arm(2);
        house.store.write_blocking(&house.scope, |tx| tx.put_setting("a", &9)).unwrap_err();
        house.fault.disarm();
        let pace = house.store.pace();
        assert_eq!(pace.groups.count() - before.groups.count(), 3);
        assert!((pace.groups.sum - before.groups.sum - 3.0).abs() < f64::EPSILON);
        assert_eq!(pace.seconds.count(), pace.groups.count());
        assert_eq!((pace.failed - before.failed, pace.waiting, pace.refused), (1, 0, 0));
    }

    fn listeners_hear_of_commits_only(house) {
        let mut changes = house.store.changes();
        let _: Result<(), Error> = house.store.write_blocking(&house.scope, |tx| {
            tx.announce("customer", "lost");
            Err(Error::NoRow)
        });
        house.store.write_blocking(&house.scope, |tx| {
            tx.announce("customer", "kept");
            Ok::<_, Error>(())
        }).unwrap();
        assert_eq!(&*changes.try_recv().unwrap().id, "kept");
        assert!(changes.try_recv().is_err());
    }

    fn a_backup_comes_back_whole_on_the_other_engine(house) {
        house.store.write_blocking(&house.scope, |tx| {
            for n in 0..2_500_i64 {
                tx.put_setting(&format!("k{n}"), &"ü".repeat(n as usize % 7))?;
            }
            let (payload, run_at) = ("{}".to_owned(), tx.now());
            jobs::enqueue(tx, jobs::New { kind: "mail", payload, run_at, unique_key: None })
        }).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (file, keys) = (folder.path().join("b"), folder.path().join("b.keys"));
        let rows = house.store.backup(&file).unwrap();
        house.store.copy_keys(&keys).unwrap();
        for other in [testkit::House::sqlite(), testkit::House::postgres()] {
            assert_eq!(other.store.restore(&file).unwrap(), rows);
            let again = folder.path().join("again");
            assert_eq!(other.store.backup(&again).unwrap(), rows);
            assert!(matches!(other.store.restore(&file), Err(store::BackupError::NotEmpty)));
            let waiting = other.store.read_blocking(&other.scope, jobs::waiting).unwrap();
            assert_eq!(waiting, 1);
        }
        let whole = std::fs::read(&file).unwrap();
        for (n, spoiled) in [&whole[..whole.len() / 2], &whole[..whole.len() - 3], b"x", b""]
            .iter().enumerate()
        {
            let path = folder.path().join(format!("spoiled{n}"));
            std::fs::write(&path, spoiled).unwrap();
            let other = testkit::House::sqlite();
            let outcome = other.store.restore(&path);
            assert!(matches!(outcome, Err(store::BackupError::Damaged(_))), "{n} {outcome:?}");
            assert_eq!(count(&other), 0);
        }
        assert!(store::place_keys(&house.opening().data, &keys).is_err());
    }

    fn tokens_differ_by_column_and_stay_after_a_restart(house) {
        let look = |store: &Store| store.read_blocking(&Scope::house("test"), |tx| {
            Ok::<_, Error>((tx.token("email", "a@b.c"), tx.token("phone", "a@b.c")))
        }).unwrap();
        let (email, phone) = look(&house.store);
        assert_ne!(email, phone);
        assert!(matches!(Store::open(house.opening()), Err(Error::Held { .. })));
        assert_eq!(look(&house.store), (email, phone));
    }
}

#[test]
fn what_was_answered_is_there_after_a_restart() {
    let house = testkit::House::sqlite();
    let opening = house.opening();
    let second = testkit::House::sqlite();
    drop(second);
    house.store.write_blocking(&house.scope, |tx| tx.put_setting("kept", &1)).unwrap();
    let copy = tempfile::tempdir().unwrap();
    for file in ["regulars.db", "regulars.db-wal", "regulars.keys"] {
        std::fs::copy(opening.data.join(file), copy.path().join(file)).unwrap();
    }
    let again = Store::open(store::Opening { data: copy.path().into(), ..opening }).unwrap();
    let kept: Option<i64> =
        again.read_blocking(&Scope::house("test"), |tx| tx.setting("kept")).unwrap();
    assert_eq!(kept, Some(1));
}

#[test]
fn the_log_begins_anew_while_somebody_writes() {
    const PAGE: u64 = 4_096;
    let house = testkit::House::sqlite();
    let log = house.opening().data.join("regulars.db-wal");
    let mut longest = 0;
    // 600 times 50 pages: without an end to the log it would have 30,000.
    for n in 0..600 {
        let text = format!("{n:04}").repeat(50 * PAGE as usize / 4);
        house.store.write_blocking(&house.scope, move |tx| tx.put_setting("long", &text)).unwrap();
        let length = std::fs::metadata(&log).unwrap().len();
        longest = longest.max(length);
    }
    assert!(longest > 4_000 * PAGE, "{longest}");
    assert!(longest < 15_000 * PAGE, "{longest}");
}

#[test]
fn the_log_begins_anew_when_who_reads_an_old_state_has_gone() {
    const PAGE: u64 = 4_096;
    let house = testkit::House::sqlite();
    let log = house.opening().data.join("regulars.db-wal");
    let write = |n: usize| {
        let text = format!("{n:04}").repeat(50 * PAGE as usize / 4);
        house.store.write_blocking(&house.scope, move |tx| tx.put_setting("long", &text)).unwrap();
        std::fs::metadata(&log).unwrap().len()
    };
    write(0);
    let (begun, is_begun) = std::sync::mpsc::channel();
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let (store, scope) = (house.store.clone(), house.scope.clone());
    let reader = std::thread::spawn(move || {
        store.read_blocking(&scope, move |tx| {
            tx.setting::<String>("long")?;
            begun.send(()).unwrap();
            let _ = ended.recv();
            Ok::<_, Error>(())
        })
    });
    is_begun.recv().unwrap();
    let held = (1..200).map(write).max().unwrap();
    assert!(held > 9_000 * PAGE, "the reader holds the log: {held}");
    drop(end);
    reader.join().unwrap().unwrap();
    // The file keeps its length, so it grows no more once the log has begun anew.
    let after = (200..400).map(write).max().unwrap();
    assert!(after < held + 6_000 * PAGE, "{held} {after}");
}

#[test]
fn ids_of_a_transaction_bear_its_time() {
    let house = testkit::House::sqlite();
    let id = house
        .store
        .read_blocking(&house.scope, |tx| Ok::<_, Error>(CustomerId::new(tx.now(), tx.random())))
        .unwrap();
    let floor = CustomerId::derived(Instant::parse("2026-11-22T09:00:00Z").unwrap(), [0; 10]);
    assert!(id >= floor);
}
