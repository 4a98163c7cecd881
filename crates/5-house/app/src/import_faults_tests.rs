//! An import in which each statement fails once: it goes on from where it stands, or back, and
//! what it brought is there once.

use base::{ImportId, Namespace, SourceName};
use ingest::import::{self, Beginning, Go, Import, Kind, State};
use ledger::Ledger;
use std::path::PathBuf;
use std::sync::Arc;
use store::Tx;
use testkit::House;

const FILE: &str = "order_id,customer_id,email,placed_at,product_id,quantity,unit_price\n\
    o1,c1,a@example.com,2026-01-01,p1,1,5\no1,c1,a@example.com,2026-01-01,p2,2,7\n\
    o2,c2,,2026-01-02,p1,1,5\no3,c1,,no date,p1,1,5\n";
/// More statements than an import of that file runs.
const STATEMENTS_MAX: u32 = 400;

fn ledger() -> Ledger {
    Ledger::new(vec![Arc::new(book::Book), Arc::new(dispatch::Suppressions)])
}

fn begin(house: &House) -> ImportId {
    let path: PathBuf = house.store.data().join("orders.csv");
    std::fs::write(&path, FILE).unwrap();
    let beginning = Beginning {
        kind: Some(Kind::Orders),
        path,
        file_name: "orders.csv".into(),
        uploaded: false,
        source: SourceName::parse("import").unwrap(),
        namespace: Namespace::shop(),
        by: "test".into(),
    };
    import::begin(&house.store, &house.scope, beginning).unwrap().id
}

fn run(house: &House, id: ImportId) -> Result<Import, ingest::Error> {
    import::run(&house.store, &ledger(), id, &mut |_| Go::On)
}

fn undo(house: &House, id: ImportId) -> Result<Import, ingest::Error> {
    import::undo(&house.store, &ledger(), id, &mut |_| Go::On)
}

/// How many orders and customers there are.
fn held(house: &House) -> (i64, i64) {
    let look = |tx: &mut Tx<'_>| {
        let count = |tx: &mut Tx<'_>, table: &str| {
            let sql = format!("SELECT count(*) AS n FROM {table}");
            tx.one::<i64, store::Error>(&sql, &[], |row| row.int("n"))
        };
        let shown = "customers WHERE hidden = 0";
        Ok::<_, store::Error>((count(tx, "orders")?, count(tx, shown)?))
    };
    house.store.read_blocking(&house.scope, look).unwrap()
}

/// Does it with the `nth` statement failing, and again until it is done; says whether it failed.
fn twice(
    house: &House,
    nth: u32,
    work: impl Fn() -> Result<Import, ingest::Error>,
    done: State,
) -> bool {
    house.fault.arm(nth);
    let outcome = work();
    let failed = house.fault.disarm();
    let Some(failed) = failed else {
        assert_eq!(outcome.unwrap().state, done);
        return false;
    };
    if !outcome.as_ref().is_ok_and(|import| import.state == done) {
        let again = work();
        assert_eq!(
            again.as_ref().map(|import| import.state).ok(),
            Some(done),
            "{failed:?} {again:?}"
        );
    }
    true
}

testkit::on_both! {
    fn an_import_comes_in_once_whatever_fails(house) {
        for nth in 1..STATEMENTS_MAX {
            let id = begin(house);
            let failed = twice(house, nth, || run(house, id), State::Done);
            assert_eq!(held(house), (2, 2), "statement {nth}");
            let back = twice(house, nth, || undo(house, id), State::Undone);
            assert_eq!(held(house), (0, 0), "statement {nth}");
            if !failed && !back {
                assert!(book::rebuild_check(&house.store, &house.scope).unwrap().is_empty());
                return;
            }
        }
        panic!("the import never ends");
    }
}
