//! A consistent copy of everything in the database, in one file that either engine reads back.
//!
//! The file is a Zstandard stream: a line of JSON that names the tables and their columns, then
//! each table's rows, then a hash of all that came before. The keys of the installation are not
//! in it; they are backed up apart (see [`Store::copy_keys`]).

use crate::{Conflict, Error, Row, Scope, Store, Tx, Value, migrate};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

/// A failure to write a backup or to read one back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
    /// The file cannot be read or written. The operator can mend it.
    #[error("the file cannot be used: {0}")]
    File(#[from] std::io::Error),
    /// The file is no backup, or it is damaged. The operator can mend it with another one.
    #[error("this is no whole backup: {0}")]
    Damaged(&'static str),
    /// The backup was made by a newer release, or by one whose tables differ.
    #[error("this backup has tables that this release does not know; use the release that made it")]
    Foreign,
    /// There is data here already. The operator can mend it with an empty folder.
    #[error("there is data in this folder already; restore into an empty one")]
    NotEmpty,
}

const FORMAT: &str = "regulars backup 1";
/// Compression level: the default trades a little size for speed.
const LEVEL: i32 = 3;
/// Rows that are written back at once.
const STEP: usize = 1_000;
/// Longest text or bytes of one value that a backup may hold, in bytes.
const VALUE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Rows of one table that wait in memory at most while a backup is written.
const SCOPE: Scope = Scope::house("backup");

#[derive(Debug, Serialize, Deserialize)]
struct Head {
    format: String,
    tables: Vec<Table>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Table {
    name: String,
    columns: Vec<String>,
}

impl Store {
    /// Writes everything to `path` while the house goes on; returns how many rows.
    ///
    /// # Errors
    /// Those of the database and of the file. An unfinished file is removed.
    pub fn backup(&self, path: &Path) -> Result<u64, BackupError> {
        let unfinished = path.with_extension("unfinished");
        let target = unfinished.clone();
        let written = self.read_blocking(&SCOPE, move |tx| write(tx, &target));
        match written {
            Ok(rows) => {
                std::fs::rename(&unfinished, path)?;
                Ok(rows)
            }
            Err(error) => {
                // The first failure is the one to tell.
                let _ = std::fs::remove_file(&unfinished);
                Err(error)
            }
        }
    }

    /// Reads a backup into this store, which must be empty; returns how many rows.
    ///
    /// # Errors
    /// When there is data already, the file is damaged, or the database fails; then nothing is
    /// written.
    pub fn restore(&self, path: &Path) -> Result<u64, BackupError> {
        let path = path.to_owned();
        self.write_blocking(&SCOPE, move |tx| read(tx, &path))
    }

    /// Copies the keys of this installation to a file that only its owner can read.
    ///
    /// # Errors
    /// Those of the files.
    pub fn copy_keys(&self, path: &Path) -> Result<(), BackupError> {
        let bytes = std::fs::read(self.data().join(crate::keys::FILE))?;
        Ok(crate::keys::write_private(path, &bytes)?)
    }
}

/// Puts copied keys into a folder that no store has been opened in yet.
///
/// # Errors
/// When there are keys already, and those of the files.
pub fn place_keys(data: &Path, copy: &Path) -> Result<(), BackupError> {
    std::fs::create_dir_all(data)?;
    let target = data.join(crate::keys::FILE);
    if target.exists() {
        return Err(BackupError::NotEmpty);
    }
    Ok(crate::keys::write_private(&target, &std::fs::read(copy)?)?)
}

/// Hashes what passes through.
struct Hashing<W> {
    inner: W,
    hasher: blake3::Hasher,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(bytes)?;
        self.hasher.update(&bytes[..n]);
        Ok(n)
    }
}

fn write(tx: &mut Tx<'_>, path: &Path) -> Result<u64, BackupError> {
    let packer = zstd::Encoder::new(BufWriter::new(File::create(path)?), LEVEL)?;
    let mut out = Hashing { inner: packer, hasher: blake3::Hasher::new() };
    let tables = tables(tx)?;
    let head = Head { format: FORMAT.into(), tables: tables.clone() };
    let head = serde_json::to_string(&head).map_err(Error::from)?;
    writeln!(out, "{head}")?;
    let mut total = 0;
    for table in &tables {
        total += write_table(tx, table, &mut out)?;
    }
    let Hashing { inner: mut packer, hasher } = out;
    packer.write_all(hasher.finalize().as_bytes())?;
    let file = packer.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.sync_all()?;
    Ok(total)
}

fn write_table(tx: &mut Tx<'_>, table: &Table, out: &mut impl Write) -> Result<u64, BackupError> {
    let sql = format!("SELECT {} FROM {}", table.columns.join(", "), table.name);
    let width = table.columns.len();
    let mut rows = 0;
    let mut line = Vec::new();
    tx.each(&sql, &[], |row: &Row<'_>| {
        line.clear();
        line.push(1);
        for column in 0..width {
            encode(&row.value(column)?, &mut line);
        }
        out.write_all(&line)?;
        rows += 1;
        Ok::<_, BackupError>(())
    })?;
    out.write_all(&[0])?;
    Ok(rows)
}

fn read(tx: &mut Tx<'_>, path: &Path) -> Result<u64, BackupError> {
    let unpacker = zstd::Decoder::new(File::open(path)?)
        .map_err(|_| BackupError::Damaged("it is not packed as one"))?;
    let hashing = Hashing { inner: BufReader::new(unpacker), hasher: blake3::Hasher::new() };
    let mut input = BufReader::with_capacity(1, hashing);
    let mut head = String::new();
    input.by_ref().take(1 << 20).read_line(&mut head).map_err(damaged)?;
    let head: Head = serde_json::from_str(&head).map_err(|_| BackupError::Damaged("no head"))?;
    if head.format != FORMAT {
        return Err(BackupError::Foreign);
    }
    let known = tables(tx)?;
    if head.tables.iter().any(|table| !known.contains(table)) {
        return Err(BackupError::Foreign);
    }
    for table in &known {
        clear(tx, table)?;
    }
    let mut total = 0;
    for table in &head.tables {
        total += read_table(tx, table, &mut input)?;
    }
    check_hash(input)?;
    Ok(total)
}

/// Tables that a fresh store fills by itself; what is there gives way to the backup.
const OWN: [&str; 1] = ["settings"];

fn clear(tx: &mut Tx<'_>, table: &Table) -> Result<(), BackupError> {
    let sql = format!("SELECT count(*) AS n FROM {}", table.name);
    let rows: i64 = tx.one(&sql, &[], |row| row.int("n"))?;
    match rows {
        0 => Ok(()),
        _ if OWN.contains(&table.name.as_str()) => {
            tx.exec(&format!("DELETE FROM {}", table.name), &[])?;
            Ok(())
        }
        _ => Err(BackupError::NotEmpty),
    }
}

fn check_hash<R: Read>(input: BufReader<Hashing<R>>) -> Result<(), BackupError> {
    // The reader above holds one byte at most, so the hash covers exactly what was read.
    let Hashing { mut inner, hasher } = input.into_inner();
    let mut stored = [0; 32];
    inner.read_exact(&mut stored).map_err(damaged)?;
    if *hasher.finalize().as_bytes() == stored {
        return Ok(());
    }
    Err(BackupError::Damaged("its hash does not fit its content"))
}

fn read_table(tx: &mut Tx<'_>, table: &Table, input: &mut impl Read) -> Result<u64, BackupError> {
    let columns: Vec<&str> = table.columns.iter().map(String::as_str).collect();
    let mut rows = Vec::new();
    let mut total = 0;
    loop {
        let more = byte(input)? == 1;
        if more {
            for _ in &columns {
                rows.push(decode(input)?);
            }
            total += 1;
        }
        if !more || rows.len() >= STEP * columns.len() {
            tx.insert_many(&table.name, &columns, &rows, Conflict::Fail)?;
            rows.clear();
        }
        if !more {
            return Ok(total);
        }
    }
}

fn damaged(_: std::io::Error) -> BackupError {
    BackupError::Damaged("it ends too early or does not unpack")
}

fn byte(input: &mut impl Read) -> Result<u8, BackupError> {
    let mut byte = [0];
    input.read_exact(&mut byte).map_err(damaged)?;
    Ok(byte[0])
}

fn encode(value: &Value, out: &mut Vec<u8>) {
    let mut long = |tag: u8, bytes: &[u8]| {
        out.push(tag);
        out.extend((bytes.len() as u64).to_le_bytes());
        out.extend(bytes);
    };
    match value {
        Value::Text(text) => long(3, text.as_bytes()),
        Value::Bytes(bytes) => long(4, bytes),
        Value::Null => out.push(0),
        Value::Int(number) => {
            out.push(1);
            out.extend(number.to_le_bytes());
        }
        Value::Real(number) => {
            out.push(2);
            out.extend(number.to_le_bytes());
        }
    }
}

fn decode(input: &mut impl Read) -> Result<Value, BackupError> {
    let tag = byte(input)?;
    if tag == 0 {
        return Ok(Value::Null);
    }
    let mut eight = [0; 8];
    input.read_exact(&mut eight).map_err(damaged)?;
    match tag {
        1 => return Ok(Value::Int(i64::from_le_bytes(eight))),
        2 => return Ok(Value::Real(f64::from_le_bytes(eight))),
        _ => {}
    }
    let len = u64::from_le_bytes(eight);
    if len > VALUE_BYTES_MAX {
        return Err(BackupError::Damaged("a value is longer than any"));
    }
    let mut bytes = Vec::new();
    input.take(len).read_to_end(&mut bytes).map_err(damaged)?;
    match (tag, bytes.len() as u64 == len) {
        (3, true) => {
            let text = String::from_utf8(bytes);
            text.map(Value::Text).map_err(|_| BackupError::Damaged("a text is none"))
        }
        (4, true) => Ok(Value::Bytes(bytes)),
        _ => Err(BackupError::Damaged("a value of no known kind")),
    }
}

/// The tables of this release with their columns, in the order of the migrations.
fn tables(tx: &mut Tx<'_>) -> Result<Vec<Table>, BackupError> {
    let mut tables = Vec::new();
    for name in migrate::tables() {
        let columns = tx.columns(&format!("SELECT * FROM {name} WHERE 1 = 0"))?;
        tables.push(Table { name: name.to_owned(), columns });
    }
    Ok(tables)
}
