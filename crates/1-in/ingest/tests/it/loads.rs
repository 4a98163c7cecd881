//! Imports while nobody else writes: the same end as any other import, also when they are killed.

use crate::http::ledger;
use base::{Instant, Namespace, SourceName};
use ingest::import::{self, Beginning, Counts, Go, Import, Kind, State};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{Database, Fate, Opening, Scope, Store, Value, Watch};
use testkit::{House, TestClock, TestRandom};

const TEST: Scope = Scope::house("test");
/// How often the process is cut off.
const KILLS: u64 = 25;
const ORDERS: usize = 600;

fn begin(store: &Store, kind: Kind, name: &str) -> Import {
    let beginning = Beginning {
        kind: Some(kind),
        path: store.data().join(name),
        file_name: name.into(),
        uploaded: false,
        source: SourceName::parse("import").unwrap(),
        namespace: Namespace::shop(),
        by: "test".into(),
    };
    import::begin(store, &TEST, beginning).unwrap()
}

fn load(house: &House, kind: Kind, name: &str, content: &str) -> Counts {
    std::fs::write(house.store.data().join(name), content).unwrap();
    let id = begin(&house.store, kind, name).id;
    let done = import::load(&house.store, &ledger(), id, &mut |_| Go::On).unwrap();
    assert_eq!(done.state, State::Done);
    done.counts
}

fn customers() -> String {
    let mut text = String::from("customer_id,email,first_name,last_name,email_consent\n");
    for number in 0..100 {
        writeln!(text, "{number},p{number}@example.com,Anna,Weber,yes").unwrap();
    }
    // The second row about somebody, and one that names two.
    text.push_str("7,p7@example.com,Annette,Weber,unsubscribed\n8,p9@example.com,Bob,,\n");
    text
}

fn orders() -> String {
    let mut text = String::from(
        "order_id,customer_id,email,placed_at,product_id,quantity,unit_price,status,cancelled_at\n\
         torn,1,,2026-01-01,p1,1,10,,\n",
    );
    for number in 0..ORDERS {
        let (status, at) =
            if number % 50 == 3 { ("cancelled", "2026-01-09") } else { ("paid", "") };
        let (who, day) = (number % 120, 1 + number % 28);
        writeln!(
            text,
            "o{number},{who},q{who}@example.com,2026-01-{day:02},p2,2,5.00,{status},{at}"
        )
        .unwrap();
    }
    text.push_str("torn,1,,2026-01-01,p3,1,7,,\n");
    text
}

fn activities() -> String {
    let mut text = String::from("activity_id,customer_id,name,at\n");
    for number in 0..700 {
        // Every seventh is told twice.
        writeln!(
            text,
            "a{},{},Product Viewed,2026-02-01",
            number / 7 * 6 + number % 6,
            number % 600
        )
        .unwrap();
    }
    text
}

/// Nothing is left to put right, and following all of history anew gives the same book.
fn is_whole(store: &Store) {
    let aside = store.read_blocking(&TEST, store::indexes_aside).unwrap();
    assert!(aside.is_empty(), "{aside:?}");
    let differing = book::rebuild_check(store, &TEST).unwrap();
    assert!(differing.is_empty(), "{differing:?}");
}

testkit::on_both! {
    fn a_load_gives_the_book_that_following_gives(house) {
        let people = load(house, Kind::Customers, "c.csv", &customers());
        assert_eq!((people.rows, people.new, people.changed), (102, 100, 1));
        assert_eq!(people.conflicting, 1);
        let bought = load(house, Kind::Orders, "o.csv", &orders());
        assert_eq!((bought.new, bought.skipped), (ORDERS as i64 + 1, 0));
        let seen = load(house, Kind::Activities, "a.csv", &activities());
        assert_eq!(seen.rows, seen.new + seen.same);
        assert!(seen.same > 90, "{seen:?}");
        let again = load(house, Kind::Activities, "a2.csv", &activities());
        assert_eq!((again.new, again.same), (0, 700));
        let id = begin(&house.store, Kind::Activities, "a.csv").id;
        let third = import::run(&house.store, &ledger(), id, &mut |_| Go::On).unwrap();
        assert_eq!((third.counts.new, third.counts.same), (0, 700), "the index knows every key");
        let id = ledger::order_id(&Namespace::shop(), "torn");
        let order = house.store.read_blocking(&house.scope, move |tx| book::find_order(tx, id));
        assert_eq!(order.unwrap().unwrap().total.minor, 1_700);
        is_whole(&house.store);
    }

    fn a_file_that_breaks_during_a_load_can_be_taken_back(house) {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(orders().repeat(10).as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let path = house.store.data().join("o.csv.gz");
        std::fs::write(&path, &packed[..packed.len() / 2]).unwrap();
        let id = begin(&house.store, Kind::Orders, "o.csv.gz").id;
        import::load(&house.store, &ledger(), id, &mut |_| Go::On).unwrap_err();
        is_whole(&house.store);
        let failed = house.store.read_blocking(&TEST, move |tx| import::get(tx, id)).unwrap();
        assert_eq!(failed.state, State::Failed);
        import::undo(&house.store, &ledger(), id, &mut |_| Go::On).unwrap();
        assert_eq!(house.store.read_blocking(&TEST, book::count).unwrap(), 0);
        is_whole(&house.store);
    }
}

/// Says which process this is: the data folder, the database, and how often it was started.
const CHILD: &str = "INGEST_LOADS_CHILD";

/// Ends the process before its n-th statement, as a power cut would.
#[derive(Debug)]
struct Cut(AtomicU64);

impl Watch for Cut {
    fn see(&self, _: &str, _: &[Value]) -> Fate {
        if self.0.fetch_sub(1, Ordering::Relaxed) == 1 {
            std::process::abort();
        }
        Fate::Runs
    }
}

fn reopen(data: &Path, database: Database, seed: u64, statements: u64) -> Store {
    let now = Instant::parse("2026-11-22T09:00:00Z").unwrap();
    let clock = Arc::new(TestClock::at(now));
    let random = Arc::new(TestRandom::seeded(9_000 + seed));
    let opening = Opening { data: data.to_owned(), database, clock, random };
    let cut = Arc::new(Cut(AtomicU64::new(statements)));
    let store = Store::open_watched(opening, cut).unwrap();
    ledger().recover(&store).unwrap();
    store
}

/// Not a test by itself: what runs in the process that is cut off.
#[test]
fn child() {
    #[expect(clippy::disallowed_methods, reason = "tests have no other settings")]
    let Ok(told) = std::env::var(CHILD) else { return };
    let mut told = told.split('|');
    let data = PathBuf::from(told.next().unwrap());
    let database = match told.next().unwrap() {
        "" => Database::Sqlite,
        url => Database::Postgres(url.to_owned()),
    };
    let life: u64 = told.next().unwrap().parse().unwrap();
    // Spread by a fixed rule over what a load and its end take, so that a failure comes again.
    let statements = if life > KILLS { u64::MAX } else { 20 + life * 7_919 % 6_000 };
    let store = reopen(&data, database, life, statements);
    loop {
        let newest = store.read_blocking(&TEST, import::newest).unwrap();
        match newest.map(|import| (import.id, import.state)) {
            Some((_, State::Done)) if life > KILLS => return,
            Some((id, State::Done | State::Undoing)) => {
                import::undo(&store, &ledger(), id, &mut |_| Go::On).unwrap();
            }
            Some((id, State::Draft | State::Running | State::Failed)) => {
                import::load(&store, &ledger(), id, &mut |_| Go::On).unwrap();
            }
            _ => drop(begin(&store, Kind::Orders, "o.csv")),
        }
    }
}

fn start(data: &Path, database: &str, life: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["loads::child", "--exact"])
        .env(CHILD, format!("{}|{database}|{life}", data.display()))
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

fn killed(house: House) {
    let opening = house.opening();
    // The children need the folder.
    drop(house.store);
    let database = match &opening.database {
        Database::Sqlite => String::new(),
        Database::Postgres(url) => url.clone(),
    };
    let data = opening.data;
    std::fs::write(data.join("o.csv"), orders()).unwrap();
    for life in 1..=KILLS {
        let ended = start(&data, &database, life).wait().unwrap();
        assert!(!ended.success(), "it is cut off");
    }
    let last = start(&data, &database, KILLS + 1).wait().unwrap();
    assert!(last.success());
    let store = reopen(&data, opening.database, KILLS + 2, u64::MAX);
    let done = store.read_blocking(&TEST, import::newest).unwrap().unwrap();
    let n_orders = ORDERS as i64 + 1;
    assert_eq!((done.counts.rows, done.counts.new), (n_orders + 1, n_orders));
    is_whole(&store);
}

#[test]
fn a_killed_load_goes_on_or_back_on_sqlite() {
    killed(House::sqlite());
}

#[test]
fn a_killed_load_goes_on_or_back_on_postgres() {
    killed(House::postgres());
}
