//! A PostgreSQL server for tests and benchmarks: one that is there, or one of our own.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::machine::{self, Package};
use crate::run;

const PACKAGE: Package = Package { name: "postgresql", what_for: "a PostgreSQL server" };

/// How often and how long to wait for a server that starts: 20 seconds together.
const TRIES: u32 = 80;
const PAUSE: Duration = Duration::from_millis(250);

/// A server that takes connections; one that was started here stops when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    /// Where tests may create databases.
    pub(crate) url: String,
    own: Option<Own>,
}

#[derive(Debug)]
struct Own {
    process: Child,
    folder: PathBuf,
}

impl Server {
    /// Finds a server or starts one, installing Debian's package if that is allowed.
    ///
    /// # Errors
    /// With what is missing when there is none and none can be started.
    pub(crate) fn open(may_install: bool) -> Result<Self> {
        if let Some(url) = machine::setting("REGULARS_TEST_POSTGRES") {
            if !accepts(&url)? {
                bail!(
                    "REGULARS_TEST_POSTGRES is set, and that server does not let us make databases"
                );
            }
            return Ok(Self { url, own: None });
        }
        if tool("postgres").is_none() || tool("psql").is_none() {
            machine::install(PACKAGE, may_install)?;
        }
        let user = machine::user_name().unwrap_or_else(|| "postgres".to_owned());
        let local = format!("postgres://{user}@127.0.0.1:5432/postgres");
        if accepts(&local)? {
            return Ok(Self { url: local, own: None });
        }
        Self::start()
    }

    /// Starts a private server in a temporary folder on a free port.
    fn start() -> Result<Self> {
        let made =
            run::output(as_postgres("mktemp")?.args(["-d", "-t", "regulars-postgres.XXXXXX"]))?;
        let folder = PathBuf::from(made.trim());
        let cluster = folder.join("cluster");
        let initdb = tool("initdb").context("initdb is not in Debian's postgresql folder")?;
        let mut init = as_postgres(initdb)?;
        init.args(["--auth=trust", "--no-sync", "--username=postgres", "--encoding=UTF8"]);
        run::output(init.args(["--locale=C.UTF-8", "--pgdata"]).arg(&cluster))?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let postgres = tool("postgres").context("postgres is not in Debian's folder")?;
        let mut serve = as_postgres(postgres)?;
        serve.arg("-D").arg(&cluster).arg("-k").arg(&folder);
        serve.args(["-h", "127.0.0.1", "-p", &port.to_string()]);
        for setting in ["fsync=off", "full_page_writes=off", "max_connections=300"] {
            serve.args(["-c", setting]);
        }
        let process = serve.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let server = Self { url, own: Some(Own { process, folder }) };
        for _ in 0..TRIES {
            if accepts(&server.url)? {
                return Ok(server);
            }
            std::thread::sleep(PAUSE);
        }
        bail!("the private PostgreSQL did not start within 20 seconds")
    }

    /// Where it came from, for the report.
    pub(crate) fn describe(&self) -> &'static str {
        if self.own.is_some() { "a private PostgreSQL" } else { "the PostgreSQL that is running" }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let Some(own) = &mut self.own else { return };
        // SIGINT is PostgreSQL's fast shutdown; failing to stop leaves nothing to do but to go on.
        let id = own.process.id().to_string();
        let asked = Command::new("kill").args(["-INT", &id]).status();
        if asked.is_err() {
            own.process.kill().ok();
        }
        own.process.wait().ok();
        fs::remove_dir_all(&own.folder).ok();
    }
}

/// True when somebody answers there and lets us make databases.
fn accepts(url: &str) -> Result<bool> {
    let psql =
        tool("psql").context("psql is missing. On Debian: apt-get install postgresql-client")?;
    let question = "select rolcreatedb or rolsuper from pg_roles where rolname = current_user";
    let mut ask = Command::new(psql);
    ask.args(["-XAtw", "-c", question, url]).env("PGCONNECT_TIMEOUT", "3");
    Ok(run::output(&mut ask).is_ok_and(|answer| answer.trim() == "t"))
}

/// PostgreSQL refuses to run as root, so root becomes the user that Debian's package made. The
/// server stops by itself should this process be ended without a chance to clean up.
fn as_postgres(program: impl AsRef<Path>) -> Result<Command> {
    let program = program.as_ref();
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]).current_dir("/tmp");
    if machine::is_root() {
        let exists = run::output(Command::new("id").arg("postgres")).is_ok();
        if !exists {
            bail!("there is no user postgres to run the server as");
        }
        command.args(["--reuid", "postgres", "--regid", "postgres", "--init-groups"]);
    }
    command.arg("--").arg(program);
    Ok(command)
}

/// One of PostgreSQL's programs: on the path, or in Debian's folder of the newest version.
fn tool(name: &str) -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    versions.sort();
    versions.reverse();
    machine::find(&[name], &versions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_server_starts_takes_databases_and_leaves_nothing() {
        let server = Server::start().expect("a private server");
        assert!(accepts(&server.url).expect("psql is there"));
        let folder = server.own.as_ref().expect("it is our own").folder.clone();
        let url = server.url.clone();
        drop(server);
        assert!(!folder.exists());
        assert!(!accepts(&url).expect("psql is there"));
    }
}
