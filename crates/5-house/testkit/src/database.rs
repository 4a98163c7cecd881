//! A fresh, empty house on either engine; nothing of it is left when it is dropped.

use crate::digest::{self, Digest};
use crate::{Fault, TestClock, TestRandom};
use base::Instant;
use postgres::{Client, NoTls};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{Database, Opening, Scope, Store};
use tempfile::TempDir;

/// Every test begins at this instant unless it moves the clock: 2026-11-22T09:00:00Z.
const START_MICROS: i64 = 1_795_338_000_000_000;

static NEXT: AtomicU64 = AtomicU64::new(0);

/// A store in a temporary folder, with the clock and the scope that tests use.
#[derive(Debug)]
pub struct House {
    /// The store.
    pub store: Store,
    /// Its clock.
    pub clock: Arc<TestClock>,
    /// A scope of the house.
    pub scope: Scope,
    /// Lets statements fail.
    pub fault: Arc<Fault>,
    opening: Opening,
    // Dropped in this order: first the store above, then the database, then the folder.
    _database: Option<Throwaway>,
    _folder: TempDir,
}

impl House {
    /// On SQLite.
    pub fn sqlite() -> Self {
        Self::open(Database::Sqlite, None)
    }

    /// On a PostgreSQL database made for this test.
    pub fn postgres() -> Self {
        let database = Throwaway::make();
        Self::open(Database::Postgres(database.url.clone()), Some(database))
    }

    fn open(kind: Database, database: Option<Throwaway>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = Arc::new(TestClock::at(Instant::from_micros(START_MICROS)));
        let random = Arc::new(TestRandom::seeded(7));
        let opening =
            Opening { data: folder.path().into(), database: kind, clock: clock.clone(), random };
        let fault = Arc::new(Fault::default());
        let store = Store::open_watched(opening.clone(), fault.clone()).expect("a fresh store");
        let scope = Scope::house("test");
        Self { store, clock, scope, fault, opening, _database: database, _folder: folder }
    }

    /// What all its tables hold by now.
    pub fn digest(&self) -> Digest {
        match &self.opening.database {
            Database::Sqlite => digest::sqlite(&self.opening.data.join("regulars.db")),
            Database::Postgres(url) => digest::postgres(url),
        }
    }

    /// What the store was opened with, for a second start on the same folder.
    pub fn opening(&self) -> Opening {
        self.opening.clone()
    }
}

/// The server on which tests make their databases: `REGULARS_TEST_POSTGRES`, else the local one.
pub fn postgres_url() -> String {
    #[expect(clippy::disallowed_methods, reason = "tests have no other settings")]
    std::env::var("REGULARS_TEST_POSTGRES")
        .unwrap_or_else(|_| "postgres://root@127.0.0.1:5432/postgres".into())
}

/// A PostgreSQL database that goes when this is dropped.
#[derive(Debug)]
pub struct Throwaway {
    name: String,
    url: String,
}

impl Throwaway {
    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Makes one.
    ///
    /// # Panics
    /// When there is no server for tests.
    pub fn make() -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("regulars_test_{}_{number}", std::process::id());
        let server = postgres_url();
        let mut client = Client::connect(&server, NoTls).expect("a PostgreSQL server for tests");
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).unwrap();
        client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0")).unwrap();
        let (front, _) = server.rsplit_once('/').expect("an address with a database name");
        Self { url: format!("{front}/{name}"), name }
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        if let Ok(mut client) = Client::connect(&postgres_url(), NoTls) {
            let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
            let _ = client.batch_execute(&sql);
        }
    }
}
