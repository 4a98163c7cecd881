//! PostgreSQL: a few threads with a connection each; every closure has its own transaction.

use crate::lane::{self, Job, Lanes};
use crate::queue::Queue;
use crate::tx::Conn;
use crate::{Error, Tx, Value, World, migrate};
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use postgres::{Client, Config, NoTls, Statement};
use std::collections::HashMap;
use std::sync::Arc;

/// Threads that write, and as many that read.
const THREADS: usize = 4;
/// Prepared statements that each connection keeps.
const STATEMENTS_KEPT: usize = 512;

/// A connection with its prepared statements; it reconnects after a failure.
pub(crate) struct Session {
    client: Client,
    statements: HashMap<String, Statement>,
}

/// Connects, migrates and starts the threads.
pub(crate) fn lanes(url: &str, world: &World) -> Result<Lanes, Error> {
    let config: Config = url.parse().map_err(Error::Postgres)?;
    migrate::postgres(&mut Session::connect(&config)?, world)?;
    let (write, read) = (Queue::new(lane::WRITES_WAITING_MAX), Queue::new(lane::READS_WAITING_MAX));
    let mut threads = Vec::new();
    for (name, queue, begin) in [
        ("postgres-writer", &write, "BEGIN"),
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
        let mut tx = Tx::new(Conn::Postgres(&mut session), world, job.scope.clone());
        let done = job.run(&mut tx);
        let told = std::mem::take(&mut tx.told);
        let end = if done.keep { "COMMIT" } else { "ROLLBACK" };
        let ended = session.client.batch_execute(end).map_err(Error::from);
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
        Ok(Self { client: client.map_err(Error::Postgres)?, statements: HashMap::new() })
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.client.batch_execute(sql).map_err(Error::from)
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        if self.statements.len() >= STATEMENTS_KEPT {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn exec(&mut self, sql: &str, params: &[Value]) -> Result<u64, Error> {
        let statement = self.prepared(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as _).collect();
        Ok(self.client.execute(&statement, &params)?)
    }

    pub(crate) fn each<E: From<Error>>(
        &mut self,
        sql: &str,
        params: &[Value],
        mut take: impl FnMut(&postgres::Row) -> Result<(), E>,
    ) -> Result<(), E> {
        let statement = self.prepared(sql)?;
        let mut rows = self.client.query_raw(&statement, params).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            take(&row)?;
        }
        Ok(())
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
