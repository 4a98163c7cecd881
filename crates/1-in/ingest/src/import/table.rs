//! Opens a file of any known format and hands out its rows.

use super::cell::Row;
use super::csv::Csv;
use super::json_lines::JsonLines;
use super::parquet::Parquet;
use crate::reason::Refusal;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A file that cannot be read at all. Whoever chose the file can mend it.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system says no.
    #[error("failed to read the file: {0}")]
    Io(#[from] io::Error),
    /// Not one of the formats.
    #[error(
        "\"{ending}\" is no format that can be imported: use .csv, .tsv, .jsonl or .parquet, \
         also with .gz or .zst behind"
    )]
    UnknownFormat {
        /// The ending of the file's name.
        ending: String,
    },
    /// Nothing in it.
    #[error("the file is empty: it needs a header line and at least one row")]
    Empty,
    /// The first line is no header.
    #[error("the first line is no header: check for a quote that is never closed")]
    NoHeader,
    /// More columns than anyone can map.
    #[error("the file has {found} columns; at most 500 can be imported: check the separator")]
    TooManyColumns {
        /// How many there are.
        found: usize,
    },
    /// One JSON document instead of lines.
    #[error("the file is not JSON Lines: write one JSON object per line, without a list around")]
    NotLines,
    /// Not Parquet, or damaged.
    #[error("not a readable Parquet file: {reason}")]
    BrokenParquet {
        /// What the reader says.
        reason: String,
    },
}

/// What comes next in a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// A row.
    Row(Row),
    /// A row that could not be read.
    Bad(Bad),
    /// Nothing more.
    End,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Bad {
    /// Its number, and the cells that could be told apart.
    pub row: Row,
    /// What stands in it beyond those, cut to a few kilobytes.
    pub rest: String,
    /// Why.
    pub refusal: Refusal,
}

/// The format of a file, by the ending of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    JsonLines,
    Parquet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Plain,
    Gzip,
    Zstd,
}

fn format_of(name: &str) -> Result<(Format, Packing), FileError> {
    let lower = name.to_ascii_lowercase();
    let packed = [(".gz", Packing::Gzip), (".zst", Packing::Zstd)];
    let packing = packed.iter().find(|(ending, _)| lower.ends_with(ending));
    let bare = packing.map_or(lower.as_str(), |(ending, _)| lower.trim_end_matches(ending));
    let ending = bare.rsplit_once('.').map_or("", |(_, ending)| ending);
    let format = match ending {
        "csv" | "tsv" | "tab" | "txt" => Format::Csv,
        "jsonl" | "ndjson" | "json" => Format::JsonLines,
        "parquet" | "pq" => Format::Parquet,
        _ => {
            let ending = if ending.is_empty() { name.to_owned() } else { format!(".{ending}") };
            return Err(FileError::UnknownFormat { ending });
        }
    };
    Ok((format, packing.map_or(Packing::Plain, |(_, packing)| *packing)))
}

type Source = Box<dyn Read + Send>;

enum Rows {
    Csv(Csv<Source>),
    JsonLines(JsonLines<Source>),
    Parquet(Box<Parquet>),
}

/// An open file.
pub struct Table {
    rows: Rows,
    n_bytes: Arc<AtomicU64>,
    size_bytes: u64,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("size_bytes", &self.size_bytes).finish_non_exhaustive()
    }
}

impl Table {
    /// Opens a file; `name` is the name it was given, whose ending tells the format.
    ///
    /// # Errors
    /// When it is of no known format, empty or damaged.
    pub fn open(path: &Path, name: &str) -> Result<Self, FileError> {
        let (format, packing) = format_of(name)?;
        let file = File::open(path)?;
        let size_bytes = file.metadata()?.len();
        let n_bytes = Arc::new(AtomicU64::new(0));
        if format == Format::Parquet && packing == Packing::Plain {
            let rows = Rows::Parquet(Box::new(Parquet::open(file)?));
            return Ok(Self { rows, n_bytes, size_bytes });
        }
        let counted = Counted { from: file, n_bytes: Arc::clone(&n_bytes) };
        let mut source: Source = match packing {
            Packing::Plain => Box::new(counted),
            Packing::Gzip => Box::new(MultiGzDecoder::new(counted)),
            Packing::Zstd => Box::new(zstd::Decoder::new(counted)?),
        };
        let rows = match format {
            Format::Csv => Rows::Csv(Csv::open(utf8(source)?)?),
            Format::JsonLines => Rows::JsonLines(JsonLines::open(source)),
            Format::Parquet => {
                // Parquet is read from its end, so it is unpacked first.
                let mut unpacked = tempfile::tempfile()?;
                io::copy(&mut source, &mut unpacked)?;
                unpacked.seek(SeekFrom::Start(0))?;
                Rows::Parquet(Box::new(Parquet::open(unpacked)?))
            }
        };
        Ok(Self { rows, n_bytes, size_bytes })
    }

    /// The columns; those of JSON Lines grow while the file is read.
    pub fn columns(&self) -> &[String] {
        match &self.rows {
            Rows::Csv(rows) => rows.columns(),
            Rows::JsonLines(rows) => rows.columns(),
            Rows::Parquet(rows) => rows.columns(),
        }
    }

    /// Columns whose type cannot be read.
    pub fn unread(&self) -> &[String] {
        match &self.rows {
            Rows::Parquet(rows) => rows.unread(),
            Rows::Csv(_) | Rows::JsonLines(_) => &[],
        }
    }

    /// Whether cells are separated by semicolons, as where the comma is decimal.
    pub(crate) fn has_semicolons(&self) -> bool {
        matches!(&self.rows, Rows::Csv(rows) if rows.separator() == b';')
    }

    /// The next row.
    ///
    /// # Errors
    /// When the file cannot be read on.
    pub fn next_row(&mut self) -> Result<Next, FileError> {
        match &mut self.rows {
            Rows::Csv(rows) => rows.next(),
            Rows::JsonLines(rows) => rows.next(),
            Rows::Parquet(rows) => rows.next(),
        }
    }

    /// The size of the file on disk, in bytes.
    pub fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// About how many rows there are: what a Parquet file says, else by the size of common rows.
    pub fn rows_about(&self) -> u64 {
        match &self.rows {
            Rows::Parquet(rows) => rows.n_rows(),
            Rows::Csv(_) => self.size_bytes / 100,
            Rows::JsonLines(_) => self.size_bytes / 200,
        }
    }

    /// How far reading has come in the file on disk, in bytes; for Parquet after `n_rows` rows.
    pub fn position_bytes(&self, n_rows: u64) -> u64 {
        match &self.rows {
            Rows::Parquet(rows) if rows.n_rows() > 0 => {
                let share = n_rows as f64 / rows.n_rows() as f64;
                (self.size_bytes as f64 * share.min(1.0)) as u64
            }
            _ => self.n_bytes.load(Ordering::Relaxed).min(self.size_bytes),
        }
    }
}

/// Counts what is read from the disk, for the progress bar.
struct Counted {
    from: File,
    n_bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.from.read(into)?;
        self.n_bytes.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Hands UTF-16 (with its mark, as spreadsheets save "Unicode text") on as UTF-8.
fn utf8(mut source: Source) -> Result<Source, FileError> {
    let mut head = [0; 2];
    let mut n_head = 0;
    while n_head < 2 {
        match source.read(&mut head[n_head..])? {
            0 => break,
            n => n_head += n,
        }
    }
    let read = io::Cursor::new(head).take(n_head as u64);
    let encoding = match head {
        [0xff, 0xfe] if n_head == 2 => encoding_rs::UTF_16LE,
        [0xfe, 0xff] if n_head == 2 => encoding_rs::UTF_16BE,
        _ => return Ok(Box::new(read.chain(source))),
    };
    let decoder = encoding.new_decoder_without_bom_handling();
    Ok(Box::new(Decoded { source, decoder, held: vec![0; 8_192], ready: Vec::new(), at: 0 }))
}

/// Decodes while reading.
struct Decoded {
    source: Source,
    decoder: encoding_rs::Decoder,
    held: Vec<u8>,
    ready: Vec<u8>,
    at: usize,
}

impl Read for Decoded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() {
            let n = self.source.read(&mut self.held)?;
            let mut text = String::with_capacity(3 * n + 16);
            let bytes = self.held.get(..n).unwrap_or_default();
            let _ = self.decoder.decode_to_string(bytes, &mut text, n == 0);
            (self.ready, self.at) = (text.into_bytes(), 0);
            if n == 0 && self.ready.is_empty() {
                return Ok(0);
            }
        }
        let rest = self.ready.get(self.at..).unwrap_or_default();
        let n = rest.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..n), rest.get(..n)) {
            to.copy_from_slice(from);
        }
        self.at += n;
        Ok(n)
    }
}
