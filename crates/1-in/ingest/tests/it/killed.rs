//! `kill -9` at random moments while calls and files come in: nothing that was acknowledged is
//! lost, nothing is there twice, and a file that was cut off goes on, or back.

use crate::http::ledger;
use base::{Instant, Namespace, Shop, SourceName};
use ingest::import::{self, Beginning, Counts, Go, Kind, State};
use ingest::segment::{Call, Door, open};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use store::{Database, Opening, Scope, Store};
use testkit::{House, TestClock, TestRandom};

const TEST: Scope = Scope::house("test");
/// How often the process is killed.
const KILLS: u64 = 50;
const ORDERS: usize = 4_400;

fn file() -> String {
    let mut text = String::from("order_id,customer_id,placed_at,product_id,quantity,unit_price\n");
    text.push_str("torn,1,2026-01-01,p1,1,10\n");
    for number in 0..ORDERS {
        writeln!(text, "o{number},{},2026-01-02,p2,2,5.00", number % 90).unwrap();
    }
    text.push_str("torn,1,2026-01-01,p3,1,7\n");
    text
}

fn reopen(data: &Path, database: Database, seed: u64) -> Store {
    let now = Instant::parse("2026-11-22T09:00:00Z").unwrap();
    let clock = Arc::new(TestClock::at(now));
    let random = Arc::new(TestRandom::seeded(1_000 + seed));
    let opening = Opening { data: data.to_owned(), database, clock, random };
    Store::open(opening).unwrap()
}

/// Takes one batch of ten calls in, as the front door does once it has a key.
fn call(store: &Store, name: &str) {
    let (source, namespace) = (SourceName::parse("web").unwrap(), Namespace::shop());
    let items: Vec<String> = (0..10)
        .map(|n| {
            format!(
                r#"{{"type":"track","userId":"7","event":"x","messageId":"{name}-{n}",
                    "timestamp":"2026-11-20T10:00:00Z"}}"#
            )
        })
        .collect();
    let body = format!("{{\"batch\":[{}]}}", items.join(","));
    let door = Door {
        source: &source,
        namespace: &namespace,
        shop: &Shop::default(),
        received_at: store.clock().now(),
    };
    let items = open(Call::Batch, body.as_bytes()).unwrap().read(&door);
    let verb =
        move |tx: &mut store::Tx<'_>| ingest::admit(tx, &ledger(), (&source, &namespace), items);
    store.write_blocking(&TEST, verb).unwrap();
}

/// One step of an import: on, back, or a new one. With `finish` it ends when one is done.
fn step(store: &Store, data: &Path, finish: bool) -> bool {
    let newest = store.read_blocking(&TEST, import::newest).unwrap();
    match newest.map(|import| (import.id, import.state)) {
        Some((_, State::Done)) if finish => return true,
        Some((id, State::Running | State::Failed)) => {
            import::run(store, &ledger(), id, &mut |_| Go::On).unwrap();
        }
        Some((id, State::Done | State::Undoing)) => {
            import::undo(store, &ledger(), id, &mut |_| Go::On).unwrap();
        }
        Some((id, State::Draft)) => {
            import::run(store, &ledger(), id, &mut |_| Go::On).unwrap();
        }
        _ => {
            let beginning = Beginning {
                kind: Some(Kind::Orders),
                path: data.join("o.csv"),
                file_name: "o.csv".into(),
                uploaded: false,
                source: SourceName::parse("import").unwrap(),
                namespace: Namespace::shop(),
                by: "test".into(),
            };
            import::begin(store, &TEST, beginning).unwrap();
        }
    }
    false
}

/// Said by a process that finds an import cut off.
const CUT_OFF: &str = "cut off";

/// Says which process this is: the data folder, the database, and how often it was started.
const CHILD: &str = "INGEST_KILLED_CHILD";

/// Not a test by itself: what runs in the process that is killed.
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
    let store = reopen(&data, database, life);
    if life > KILLS {
        while !step(&store, &data, true) {}
        return;
    }
    let newest = store.read_blocking(&TEST, import::newest).unwrap();
    if newest.is_some_and(|import| import.state == State::Running) {
        println!("ack {CUT_OFF}");
    }
    let calling = store.clone();
    std::thread::spawn(move || {
        for n in 0.. {
            let name = format!("{life}-{n}");
            call(&calling, &name);
            let mut out = std::io::stdout();
            writeln!(out, "ack {name}").and_then(|()| out.flush()).unwrap();
        }
    });
    loop {
        step(&store, &data, false);
    }
}

fn start(data: &Path, database: &str, life: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["killed::child", "--exact", "--nocapture"])
        .env(CHILD, format!("{}|{database}|{life}", data.display()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Kills a process once it has acknowledged `n_acks` calls, and gives all that it acknowledged.
/// The import beside them is anywhere then. The last line may be cut off.
fn kill_after(mut child: Child, n_acks: usize) -> Vec<String> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acks = lines.map_while(Result::ok).filter_map(|line| {
        let (_, name) = line.split_once("ack ")?;
        Some(name.to_owned())
    });
    let mut seen: Vec<String> = acks.by_ref().take(n_acks).collect();
    child.kill().unwrap();
    seen.extend(acks);
    child.wait().unwrap();
    seen
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
    std::fs::write(data.join("o.csv"), file()).unwrap();
    let mut acks: BTreeSet<String> = BTreeSet::new();
    for life in 1..=KILLS {
        let child = start(&data, &database, life);
        // Spread by a fixed rule, so that a failure comes again.
        let n_acks = (life * 7_919 % 23) as usize;
        acks.extend(kill_after(child, n_acks));
    }
    let last = start(&data, &database, KILLS + 1).wait_with_output().unwrap();
    assert!(last.status.success());
    let store = reopen(&data, opening.database, KILLS + 2);
    assert!(acks.remove(CUT_OFF), "no import was ever cut off");
    assert!(acks.len() > 20, "only {} calls came through", acks.len());
    check_import(&store);
    let before = store.read_blocking(&TEST, ledger::last_seq).unwrap();
    for name in &acks {
        call(&store, name);
    }
    let after = store.read_blocking(&TEST, ledger::last_seq).unwrap();
    assert_eq!(after, before, "every acknowledged call was there");
}

fn check_import(store: &Store) {
    let done = store.read_blocking(&TEST, import::newest).unwrap().unwrap();
    let n_orders = ORDERS as i64 + 1;
    let want = Counts { rows: n_orders + 1, new: n_orders, ..Counts::default() };
    assert_eq!((done.state, done.counts), (State::Done, want));
    let orders = store.read_blocking(&TEST, |tx| {
        let mut orders = Vec::new();
        for number in ["torn".to_owned(), "o0".into(), format!("o{}", ORDERS - 1)] {
            let id = ledger::order_id(&Namespace::shop(), &number);
            orders.push(book::find_order(tx, id)?.unwrap());
        }
        Ok::<_, book::Error>(orders)
    });
    let orders = orders.unwrap();
    assert_eq!((orders[0].lines.len(), orders[0].total.minor), (2, 1_700));
    assert!(orders[1..].iter().all(|order| order.total.minor == 1_000));
    let customers = store.read_blocking(&TEST, book::count).unwrap();
    assert_eq!(customers, 90);
}

#[test]
fn nothing_acknowledged_is_lost_on_sqlite() {
    killed(House::sqlite());
}

#[test]
fn nothing_acknowledged_is_lost_on_postgres() {
    killed(House::postgres());
}
