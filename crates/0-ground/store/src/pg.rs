//! PostgreSQL: a few threads with a connection each; every closure has its own transaction.

use crate::lane::{self, Job, Lanes};
use crate::queue::Queue;
use crate::tx::Conn;
use crate::watch::{BROKEN, COMMIT};
use crate::{Error, Tx, Value, World, migrate};
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use postgres::{Client, Config, NoTls, Statement};
use std::collections::HashMap;
use std::sync::Arc;

/// Threads that write, and as many that read.
const THREADS: usize = 4;
/// How a write begins.
const WRITES: &str = "BEGIN";
/// Prepared statements that each connection keeps.
const STATEMENTS_KEPT: usize = 512;
/// Statements after which all are prepared anew for the first time.
const ANEW_FIRST: u64 = 500;

/// A connection with its prepared statements; it reconnects after a failure.
pub(crate) struct Session {
    client: Client,
    statements: HashMap<String, Statement>,
    /// Statements that were run, and at which count they are prepared anew.
    n_run: u64,
    anew_at: u64,
    /// Whether a statement of this transaction failed: the server keeps none of it then, and
    /// still answers a commit without an error.
    failed: bool,
}

/// Connects, migrates and starts the threads.
pub(crate) fn lanes(url: &str, world: &World) -> Result<Lanes, Error> {
    let config: Config = url.parse().map_err(Error::Postgres)?;
    migrate::postgres(&mut Session::connect(&config)?, world)?;
    let (write, read) = (Queue::new(lane::WRITES_WAITING_MAX), Queue::new(lane::READS_WAITING_MAX));
    let mut threads = Vec::new();
    for (name, queue, begin) in [
        ("postgres-writer", &write, WRITES),
        ("postgres-reader", &read, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
    ] {
        for _ in 0..THREADS {
            let session = Session::connect(&config)?;
            let (queue, world, config) = (Arc::clone(queue), world.clone(), config.clone());
            threads.push(lane::spawn(name, move || {
                work(session, &config, &queue, &world, begin);
            })?);
        }
    }
    Ok(Lanes { write, read, threads })
}

fn work(mut session: Session, config: &Config, queue: &Queue<Job>, world: &World, begin: &str) {
    while let Some(job) = queue.pop() {
        if session.client.is_closed() {
            match Session::connect(config) {
                Ok(fresh) => session = fresh,
                Err(error) => {
                    job.refuse(error);
                    continue;
                }
            }
        }
        if let Err(error) = session.client.batch_execute(begin) {
            job.refuse(error.into());
            continue;
        }
        session.failed = false;
        let mut tx = Tx::new(Conn::Postgres(&mut session), world, job.scope.clone());
        let done = job.run(&mut tx);
        let told = std::mem::take(&mut tx.told);
        let broken = done.keep && begin == WRITES && world.fails(COMMIT, &[]);
        let ended = if done.keep {
            let begun = world.clock.now();
            let ended = session.commit(if broken { BROKEN } else { COMMIT });
            if begin == WRITES {
                world.meter.note(1, world.clock.now().since(begun), ended.is_ok());
            }
            ended
        } else {
            session.batch("ROLLBACK")
        };
        if ended.is_ok() && done.keep {
            world.live.tell(told);
        }
        (done.answer)(ended);
    }
}

impl Session {
    pub(crate) fn connect(config: &Config) -> Result<Self, Error> {
        let client = match config.get_ssl_mode() {
            postgres::config::SslMode::Require => config.connect(tls()),
            _ => config.connect(NoTls),
        };
        let client = client.map_err(Error::Postgres)?;
        Ok(Self {
            client,
            statements: HashMap::new(),
            n_run: 0,
            anew_at: ANEW_FIRST,
            failed: false,
        })
    }

    /// Makes a transaction durable with `sql`, or undoes it and says why.
    fn commit(&mut self, sql: &str) -> Result<(), Error> {
        // In a transaction that has failed, any statement tells so; a commit does not.
        let whole = if self.failed { self.batch("SELECT 1") } else { Ok(()) };
        let ended = whole.and_then(|()| self.batch(sql));
        if ended.is_err() {
            // The server may have ended it already; then this changes nothing.
            let _ = self.batch("ROLLBACK");
        }
        ended
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.client.batch_execute(sql).map_err(Error::from)
    }

    /// The statement, prepared before or now. The server keeps the plan that it made for one, and
    /// a plan for tables that were nearly empty reads all of them when they have grown; so all are
    /// prepared anew each time twice as many have run.
    fn prepared(&mut self, sql: &str) -> Result<Statement, Error> {
        self.n_run += 1;
        if self.n_run >= self.anew_at {
            self.statements.clear();
            self.anew_at = 2 * self.n_run;
        }
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let prepared = self.client.prepare(sql);
        self.failed |= prepared.is_err();
        let statement = prepared?;
        if self.statements.len() >= STATEMENTS_KEPT {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn exec(&mut self, sql: &str, params: &[Value]) -> Result<u64, Error> {
        let statement = self.prepared(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as _).collect();
        let done = self.client.execute(&statement, &params);
        self.failed |= done.is_err();
        Ok(done?)
    }

    pub(crate) fn each<E: From<Error>>(
        &mut self,
        sql: &str,
        params: &[Value],
        mut take: impl FnMut(&postgres::Row) -> Result<(), E>,
    ) -> Result<(), E> {
        let statement = self.prepared(sql)?;
        let rows = self.client.query_raw(&statement, params);
        self.failed |= rows.is_err();
        let mut rows = rows.map_err(Error::from)?;
        loop {
            match rows.next() {
                Ok(Some(row)) => take(&row)?,
                Ok(None) => return Ok(()),
                Err(error) => {
                    drop(rows);
                    self.failed = true;
                    return Err(Error::from(error).into());
                }
            }
        }
    }

    pub(crate) fn columns(&mut self, sql: &str) -> Result<Vec<String>, Error> {
        let statement = self.prepared(sql)?;
        Ok(statement.columns().iter().map(|column| column.name().to_owned()).collect())
    }

    pub(crate) fn lock(&mut self, name: &str) -> Result<(), Error> {
        let hash = blake3::hash(name.as_bytes());
        let mut number = [0; 8];
        number.copy_from_slice(&hash.as_bytes()[..8]);
        let statement = self.prepared("SELECT pg_advisory_xact_lock($1)")?;
        self.client.query(&statement, &[&i64::from_be_bytes(number)])?;
        Ok(())
    }
}

/// `sslmode=require` in the address asks for TLS, checked against the public roots.
fn tls() -> tokio_postgres_rustls::MakeRustlsConnect {
    let roots = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect::<rustls::RootCertStore>();
    let config = rustls::ClientConfig::builder().with_root_certificates(roots);
    tokio_postgres_rustls::MakeRustlsConnect::new(config.with_no_client_auth())
}
