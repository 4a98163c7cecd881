//! What a failing statement or commit leaves behind: nothing, on both engines.
#![expect(clippy::unwrap_used, reason = "a test stops loudly")]

use std::sync::mpsc::channel;
use store::{Error, Scope, Store, Tx};
use testkit::House;

fn put(tx: &mut Tx<'_>) -> Result<(), Error> {
    tx.put_setting("a", &1)?;
    tx.put_setting("b", &2)
}

fn setting(store: &Store, name: &'static str) -> Option<i64> {
    store.read_blocking(&Scope::house("test"), move |tx| tx.setting(name)).unwrap()
}

testkit::on_both! {
    fn the_nth_statement_fails_and_nothing_is_written(house) {
        let before = house.digest();
        // Two statements and the commit.
        for nth in 1..=3 {
            house.fault.arm(nth);
            let failed = house.store.write_blocking(&house.scope, put);
            assert!(house.fault.disarm().is_some());
            assert!(matches!(failed, Err(Error::Sqlite(_) | Error::Postgres(_))), "{failed:?}");
            assert_eq!(house.digest(), before, "statement {nth}");
        }
        house.fault.arm(4);
        house.store.write_blocking(&house.scope, put).unwrap();
        assert_eq!(house.fault.disarm(), None);
        assert_ne!(house.digest(), before);
    }

    fn what_was_not_kept_is_never_acknowledged(house) {
        // A verb that goes on after a failure: SQLite keeps the rest, PostgreSQL nothing, and
        // neither may say anything else.
        house.fault.arm(1);
        let outcome = house.store.write_blocking(&house.scope, |tx| {
            let _ = tx.put_setting("a", &1);
            let _ = tx.put_setting("b", &2);
            Ok::<_, Error>(())
        });
        assert_eq!(outcome.is_ok(), setting(&house.store, "b").is_some());
        assert_eq!(setting(&house.store, "a"), None);
    }
}

/// A full disk makes SQLite undo the whole transaction, the closures of others included.
#[test]
fn what_the_engine_undoes_is_told_to_all_of_the_group() {
    let house = House::sqlite();
    let (enter, entered) = channel();
    let (go, gone) = channel::<()>();
    std::thread::scope(|scope| {
        let house = &house;
        let write = move |name: &'static str, undo: bool| {
            house.store.write_blocking(&house.scope, move |tx| {
                if undo {
                    tx.exec("ROLLBACK", &[])?;
                }
                tx.put_setting(name, &1)
            })
        };
        let first = scope.spawn(|| {
            house.store.write_blocking(&house.scope, move |tx| {
                tx.put_setting("first", &1)?;
                enter.send(()).unwrap();
                // The others queue up meanwhile, to share this transaction.
                gone.recv().unwrap();
                Ok::<_, Error>(())
            })
        });
        entered.recv().unwrap();
        let undone = scope.spawn(move || write("undone", true));
        while house.store.writes_waiting() < 1 {
            std::thread::yield_now();
        }
        let last = scope.spawn(move || write("last", false));
        while house.store.writes_waiting() < 2 {
            std::thread::yield_now();
        }
        go.send(()).unwrap();
        let kept = |name: &'static str| setting(&house.store, name).is_some();
        assert!(first.join().unwrap().is_err() && !kept("first"));
        assert!(undone.join().unwrap().is_err() && !kept("undone"));
        assert!(last.join().unwrap().is_ok() && kept("last"));
    });
}
