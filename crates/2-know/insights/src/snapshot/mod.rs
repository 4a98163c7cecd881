//! The columns in a file, so that a start need not read all of history.
//!
//! The file is a convenience and never the truth: whatever is wrong with it, it is thrown away
//! and the columns are read anew. It holds no personal texts (names, addresses, phones, birth
//! dates); those are read from the book at every start.
//!
//! ```text
//! magic and version, 8 bytes · length of the head, u64 · head, JSON · then per part
//! length, u64 · blake3 hash, 32 bytes · arrays: length of name, u32 · name ·
//!     length of stream, u64 · Arrow IPC stream of one column
//! ```

mod arrays;
mod chunk;

use crate::columns::Chunk;
use arrays::Arrays;
pub(crate) use chunk::PERSONAL;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

/// Changes with every change of the format: an older file is read by nobody.
const MAGIC: &[u8; 8] = b"RGCOLS03";
/// A head or part beyond this is garbage.
const BYTES_MAX: u64 = 1 << 34;

/// Why a file cannot be used. Nobody needs to mend it: the columns are read anew.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    /// It cannot be read or written, or there is none.
    #[error("{0}")]
    File(#[from] io::Error),
    /// It is of another version, or no such file at all.
    #[error("not a snapshot of this version")]
    Version,
    /// Its content is not what was written.
    #[error("the content is damaged")]
    Damaged,
    /// An array cannot be read or written.
    #[error("{0}")]
    Array(#[from] arrow_schema::ArrowError),
    /// The head cannot be read or written.
    #[error("{0}")]
    Head(#[from] serde_json::Error),
}

/// What a file says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    /// The last activity of the ledger that is in the columns.
    pub(crate) position: u64,
    /// Something of that activity, by which another ledger is told.
    pub(crate) mark: String,
    /// Times that stand for "nobody said when".
    pub(crate) undated: Vec<i64>,
    n_chunks: u64,
}

impl Head {
    /// The head of columns at a position.
    pub(crate) fn new(position: u64, mark: String, undated: Vec<i64>) -> Self {
        Self { position, mark, undated, n_chunks: 0 }
    }
}

/// Writes chunks in place of an earlier file: a crash leaves the earlier one.
pub(crate) fn write<'a>(
    path: &Path,
    mut head: Head,
    chunks: impl ExactSizeIterator<Item = &'a Chunk>,
) -> Result<(), Broken> {
    head.n_chunks = chunks.len() as u64;
    let fresh = path.with_extension("fresh");
    let mut out = BufWriter::new(File::create(&fresh)?);
    let head = serde_json::to_vec(&head)?;
    out.write_all(MAGIC)?;
    out.write_all(&(head.len() as u64).to_le_bytes())?;
    out.write_all(&head)?;
    out.write_all(blake3::hash(&head).as_bytes())?;
    for chunk in chunks {
        let part = chunk::to_arrays(chunk).to_bytes()?;
        out.write_all(&(part.len() as u64).to_le_bytes())?;
        out.write_all(blake3::hash(&part).as_bytes())?;
        out.write_all(&part)?;
    }
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    std::fs::rename(&fresh, path)?;
    Ok(())
}

/// Reads the head and the chunks.
pub(crate) fn read(path: &Path) -> Result<(Head, Vec<Chunk>), Broken> {
    let file = File::open(path)?;
    let mut left = file.metadata()?.len();
    let mut file = BufReader::new(file);
    let mut magic = [0; 8];
    file.read_exact(&mut magic)?;
    if &magic != MAGIC {
        return Err(Broken::Version);
    }
    let mut take = |file: &mut BufReader<File>, n: u64| {
        left = left.checked_sub(n).filter(|_| n < BYTES_MAX).ok_or(Broken::Damaged)?;
        let mut bytes = vec![0; n as usize];
        file.read_exact(&mut bytes)?;
        Ok::<_, Broken>(bytes)
    };
    let length = number(&take(&mut file, 8)?);
    let bytes = take(&mut file, length)?;
    check(&bytes, &take(&mut file, 32)?)?;
    let head: Head = serde_json::from_slice(&bytes)?;
    let mut chunks = Vec::new();
    for _ in 0..head.n_chunks {
        let length = number(&take(&mut file, 8)?);
        let hash = take(&mut file, 32)?;
        let part = take(&mut file, length)?;
        check(&part, &hash)?;
        chunks.push(chunk::from_arrays(&Arrays::from_bytes(&part)?)?);
    }
    Ok((head, chunks))
}

fn number(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(u64::MAX, u64::from_le_bytes)
}

fn check(bytes: &[u8], hash: &[u8]) -> Result<(), Broken> {
    if blake3::hash(bytes).as_bytes() == hash { Ok(()) } else { Err(Broken::Damaged) }
}

#[cfg(test)]
mod tests;
