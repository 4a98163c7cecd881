//! The one handle to the database: SQLite in a file, or PostgreSQL, from one SQL text.
//!
//! Rooms write SQL once, in the words that both engines share: `$1` parameters, `ON CONFLICT`,
//! `RETURNING`, and four kinds of column (text, 64-bit integer, bytes, double). They see five
//! calls of [`Tx`]: [`Tx::one`], [`Tx::opt`], [`Tx::all`], [`Tx::each`] and [`Tx::exec`]. What
//! cannot be common is the closed list of this crate: how to open, how a write begins, the names
//! of types in migrations, claiming jobs, locks, and many rows at once.
//!
//! Verbs are plain synchronous functions over `&mut Tx`. They run on a database thread, so
//! nothing outside the database can be awaited while a transaction is open. Start reading at
//! [`Store::write`].

mod backup;
mod error;
pub mod jobs;
mod keys;
mod lane;
mod live;
mod loading;
mod migrate;
mod pace;
mod pg;
mod queue;
mod row;
mod scope;
mod settings;
mod shop;
mod sqlite;
mod tx;
mod value;
mod wal;
mod watch;

pub use backup::{BackupError, place_keys};
pub use error::Error;
pub use keys::is_kept_in;
pub use live::{Change, Changes};
pub use loading::indexes_aside;
pub use pace::{Pace, Spread, Times};
pub use row::Row;
pub use scope::{Scope, Who};
pub use tx::{Conflict, LIST, Tx, list};
pub use value::Value;
pub use watch::{COMMIT, Fate, Watch};

use base::{Clock, Random, Shop};
use keys::Keys;
use lane::{Job, Lanes};
use parking_lot::RwLock;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::oneshot;

/// Where the rows are.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// A file inside the data folder.
    Sqlite,
    /// `postgres://…`; it may hold a password, so it prints without.
    Postgres(String),
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "Sqlite",
            Self::Postgres(_) => "Postgres(…)",
        })
    }
}

/// What [`Store::open`] needs.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Folder of everything that is kept: database file, keys, snapshots.
    pub data: PathBuf,
    /// Where the rows are.
    pub database: Database,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The generator of random bytes.
    pub random: Arc<dyn Random>,
}

/// The handle to the database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    seat: Arc<Seat>,
}

struct Seat {
    data: PathBuf,
    lanes: Lanes,
    world: World,
    shop: RwLock<Arc<Shop>>,
    _lock: std::fs::File,
}

/// What every transaction needs beside its connection.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) keys: Arc<Keys>,
    pub(crate) live: live::Live,
    pub(crate) meter: Arc<pace::Meter>,
    pub(crate) watch: Option<Arc<dyn Watch>>,
}

impl World {
    /// Whether a watch has this statement fail.
    pub(crate) fn fails(&self, sql: &str, params: &[Value]) -> bool {
        self.watch.as_ref().is_some_and(|watch| watch.see(sql, params) == Fate::Fails)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("data", &self.seat.data).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the data folder and brings the tables up to date. Blocks; call it before the
    /// runtime is busy.
    ///
    /// # Errors
    /// When another process holds the folder, the database cannot be reached, or its tables were
    /// made by a newer release.
    pub fn open(opening: Opening) -> Result<Self, Error> {
        Self::open_with(opening, None)
    }

    /// As [`Store::open`], with every statement shown to `watch` before it runs. For tests and
    /// benchmarks.
    ///
    /// # Errors
    /// Those of [`Store::open`].
    pub fn open_watched(opening: Opening, watch: Arc<dyn Watch>) -> Result<Self, Error> {
        Self::open_with(opening, Some(watch))
    }

    fn open_with(opening: Opening, watch: Option<Arc<dyn Watch>>) -> Result<Self, Error> {
        std::fs::create_dir_all(&opening.data).map_err(|e| Error::folder(&opening.data, e))?;
        let lock = lock_folder(&opening.data)?;
        let keys = Arc::new(Keys::open(&opening.data, opening.random.as_ref())?);
        let (clock, random) = (opening.clock, opening.random);
        let (live, meter) = (live::Live::default(), Arc::default());
        let world = World { clock, random, keys, live, meter, watch };
        let lanes = match &opening.database {
            Database::Sqlite => sqlite::lanes(&opening.data.join("regulars.db"), &world)?,
            Database::Postgres(url) => pg::lanes(url, &world)?,
        };
        let data = opening.data;
        let seat = Seat { data, lanes, world, shop: RwLock::default(), _lock: lock };
        let store = Self { seat: Arc::new(seat) };
        store.restore_indexes()?;
        let shop: Option<Shop> =
            store.read_blocking(&Scope::house("open"), |tx| tx.setting("shop"))?;
        *store.seat.shop.write() = Arc::new(shop.unwrap_or_default());
        Ok(store)
    }

    /// Runs `verb` in a write transaction and commits it durably before answering.
    ///
    /// On SQLite one thread writes: closures that wait are run one after the other inside one
    /// transaction, each under its own savepoint, and answered after the common commit. On
    /// PostgreSQL each has its own transaction. An error undoes this closure alone.
    ///
    /// # Errors
    /// Those of `verb`, and those of the database.
    pub async fn write<T, E, F>(&self, scope: &Scope, verb: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, answer) = Job::new(scope.clone(), verb);
        self.seat.lanes.write.push(job).await?;
        answer.await.map_err(|_| Error::Closed)?
    }

    /// As [`Store::write`], but refuses at once with [`Error::Busy`] when the queue is full.
    ///
    /// # Errors
    /// Those of [`Store::write`], and [`Error::Busy`].
    pub async fn try_write<T, E, F>(&self, scope: &Scope, verb: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, answer) = Job::new(scope.clone(), verb);
        if let Err(error) = self.seat.lanes.write.try_push(job) {
            if matches!(error, Error::Busy) {
                self.seat.world.meter.refused.fetch_add(1, Ordering::Relaxed);
            }
            return Err(error.into());
        }
        answer.await.map_err(|_| Error::Closed)?
    }

    /// Runs `look` in a read transaction that sees one consistent state.
    ///
    /// # Errors
    /// Those of `look`, and those of the database.
    pub async fn read<T, E, F>(&self, scope: &Scope, look: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, answer) = Job::new(scope.clone(), look);
        self.seat.lanes.read.push(job).await?;
        answer.await.map_err(|_| Error::Closed)?
    }

    /// [`Store::write`] for callers outside the async runtime (the command line, imports).
    ///
    /// # Errors
    /// Those of [`Store::write`].
    pub fn write_blocking<T, E, F>(&self, scope: &Scope, verb: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, answer) = Job::new(scope.clone(), verb);
        self.seat.lanes.write.push_blocking(job)?;
        settle(answer)
    }

    /// [`Store::read`] for callers outside the async runtime.
    ///
    /// # Errors
    /// Those of [`Store::read`].
    pub fn read_blocking<T, E, F>(&self, scope: &Scope, look: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, answer) = Job::new(scope.clone(), look);
        self.seat.lanes.read.push_blocking(job)?;
        settle(answer)
    }

    /// Makes the indexes again that a load had set aside, each in a transaction of its own.
    ///
    /// # Errors
    /// Those of the database.
    pub fn restore_indexes(&self) -> Result<(), Error> {
        let scope = Scope::house("restore indexes");
        for name in self.read_blocking(&scope, indexes_aside)? {
            self.write_blocking(&scope, move |tx| tx.restore_index(&name))?;
        }
        Ok(())
    }

    /// A stream of what changes, each item after its commit.
    pub fn changes(&self) -> Changes {
        self.seat.world.live.subscribe()
    }

    /// The injected clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.seat.world.clock
    }

    /// The injected generator.
    pub fn random(&self) -> &Arc<dyn Random> {
        &self.seat.world.random
    }

    /// The folder of everything that is kept.
    pub fn data(&self) -> &Path {
        &self.seat.data
    }
}

fn settle<T, E: From<Error>>(answer: oneshot::Receiver<Result<T, E>>) -> Result<T, E> {
    answer.blocking_recv().map_err(|_| Error::Closed)?
}

/// One process at a time: the lock goes with the process, however it ends.
fn lock_folder(data: &Path) -> Result<std::fs::File, Error> {
    let path = data.join("regulars.lock");
    let file = std::fs::File::create(&path).map_err(|e| Error::folder(&path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(Error::Held { folder: data.to_owned() }),
        Err(std::fs::TryLockError::Error(error)) => Err(Error::folder(&path, error)),
    }
}
