//! Settings: flag, then environment, then `regulars.toml`, then the default. Read once, here.

use crate::cli::{Door, Place};
use crate::terminal::{WrongUse, print};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use store::Database;

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Flag,
    Environment,
    File,
    Default,
}

/// The file. Unknown names are mistakes, and said so.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    data: Option<PathBuf>,
    database: Option<String>,
    listen: Option<String>,
    public_url: Option<String>,
    proxies: Option<Vec<String>>,
}

/// What holds, with where each value came from.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) data: PathBuf,
    pub(crate) database: Database,
    pub(crate) listen: SocketAddr,
    pub(crate) public_url: String,
    pub(crate) proxies: Vec<IpAddr>,
    /// Whether this is the demo shop: nothing leaves the machine.
    pub(crate) demo: bool,
    told: Vec<(&'static str, String, Origin)>,
}

/// One value by the order of precedence.
fn pick(
    name: &'static str,
    flag: Option<String>,
    file: Option<String>,
    default: &str,
) -> (String, Origin) {
    if let Some(value) = flag {
        return (value, Origin::Flag);
    }
    #[expect(clippy::disallowed_methods, reason = "settings are read here, once")]
    if let Ok(value) = std::env::var(format!("REGULARS_{}", name.to_uppercase())) {
        return (value, Origin::Environment);
    }
    match file {
        Some(value) => (value, Origin::File),
        None => (default.to_owned(), Origin::Default),
    }
}

impl Settings {
    /// Finds out what holds. `folder` is the data folder when nobody names one.
    pub(crate) fn find(place: &Place, door: &Door, folder: &str) -> Result<Self> {
        let file = read(place.config.as_deref())?;
        let path = |path: Option<PathBuf>| path.map(|path| path.to_string_lossy().into_owned());
        let mut told = Vec::new();
        let mut take = |name, flag, file, default: &str| {
            let (value, origin) = pick(name, flag, file, default);
            told.push((name, value.clone(), origin));
            value
        };
        let data = take("data", path(place.data.clone()), path(file.data), folder);
        let database = take("database", place.database.clone(), file.database, "");
        let listen = take("listen", door.listen.clone(), file.listen, "127.0.0.1:8080");
        let listen: SocketAddr = listen
            .parse()
            .with_context(|| WrongUse(format!("--listen {listen:?} is not an address and port")))?;
        let home = format!("http://localhost:{}", listen.port());
        let public_url = take("public_url", door.public_url.clone(), file.public_url, &home);
        let listed = file.proxies.map(|proxies| proxies.join(","));
        let proxies = take("proxies", None, listed, "");
        let database = match database.as_str() {
            "" => Database::Sqlite,
            url if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Database::Postgres(url.to_owned())
            }
            _ => {
                let text = "--database must begin with postgres://; leave it out for SQLite";
                bail!(WrongUse(text.into()))
            }
        };
        let proxies = proxies
            .split(',')
            .filter(|text| !text.trim().is_empty())
            .map(|text| text.trim().parse().with_context(|| format!("proxy {text:?}")))
            .collect::<Result<_>>()?;
        let demo = false;
        Ok(Self { data: data.into(), database, listen, public_url, proxies, demo, told })
    }

    /// Every setting on a line of its own. A password in an address is not shown.
    ///
    /// # Errors
    /// When nobody reads it.
    pub(crate) fn print(&self) -> Result<()> {
        for (name, value, origin) in &self.told {
            let origin = match origin {
                Origin::Flag => "flag",
                Origin::Environment => "environment",
                Origin::File => "file",
                Origin::Default => "default",
            };
            let value = match value.split_once('@') {
                Some((_, host)) if *name == "database" => format!("postgres://…@{host}"),
                _ => value.clone(),
            };
            print(format_args!("{name:<12} {value:<40} # {origin}"))?;
        }
        Ok(())
    }
}

fn read(named: Option<&Path>) -> Result<File> {
    let path = named.unwrap_or(Path::new("regulars.toml"));
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).with_context(|| format!("{} is wrong", path.display())),
        Err(_) if named.is_none() => Ok(File::default()),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}
