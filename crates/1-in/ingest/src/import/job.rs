//! One import from draft to undone: what is kept of it, and the steps that a person takes.

use super::{BadMapping, Column, Field, Kind, Mapping, Table, sniff};
use crate::meaning::when::DateOrder;
use crate::rows::{imports, problems};
use crate::{Error, Reason};
use base::{ImportId, Instant, Namespace, SourceName};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use store::{Scope, Store, Tx};

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Looked at; nothing has been done.
    Draft,
    /// A dry run is on its way.
    Checking,
    /// A dry run is done.
    Checked,
    /// It is coming in, or was when the process ended.
    Running,
    /// All of it is in.
    Done,
    /// It stopped; what is in can be continued or taken back.
    Failed,
    /// It is being taken back, or was when the process ended.
    Undoing,
    /// It is taken back.
    Undone,
}

impl State {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Draft, "draft"),
        (Self::Checking, "checking"),
        (Self::Checked, "checked"),
        (Self::Running, "running"),
        (Self::Done, "done"),
        (Self::Failed, "failed"),
        (Self::Undoing, "undoing"),
        (Self::Undone, "undone"),
    ];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("draft", |(_, word)| word)
    }

    /// Reads its word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }

    /// Whether nothing of it has come in, so that it can still be changed or thrown away.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Checking | Self::Checked)
    }
}

/// What became of the rows so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Rows of the file that are done.
    pub rows: i64,
    /// Things that were not known.
    pub new: i64,
    /// Things that were known with other content.
    pub changed: i64,
    /// Things that were known like this.
    pub same: i64,
    /// Rows that were not taken.
    pub skipped: i64,
    /// People whose identifiers belong to different customers; taken, and nothing was merged.
    pub conflicting: i64,
}

/// The parts of an import that nothing looks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Details {
    /// The name that the file had.
    pub file_name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Whether it was uploaded, and goes with the import.
    pub uploaded: bool,
    /// Its size.
    pub size_bytes: u64,
    /// Who says so.
    pub source: SourceName,
    /// The space of its ids.
    pub namespace: Namespace,
    /// The program that wrote it, if it is known.
    pub layout: Option<String>,
    /// Its columns with samples.
    pub columns: Vec<Column>,
    /// How they are read.
    pub mapping: Mapping,
    /// The column whose dates can be read in two ways.
    pub question: Option<String>,
    /// Who began it.
    pub by: String,
}

/// An import.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// What its rows are about.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// Everything that was settled before it ran.
    pub details: Details,
    /// What became of the rows so far.
    pub counts: Counts,
    /// How far reading has come, in bytes.
    pub n_bytes: i64,
    /// Lines of the report.
    pub n_problems: i64,
    /// How many of them each reason has.
    pub reasons: BTreeMap<Reason, i64>,
    /// Bytes of the rows that the report gives to be mended.
    pub n_kept_bytes: i64,
    /// How long it has been working, in microseconds.
    pub busy_micros: i64,
    /// The first and last place in the ledger that it wrote to.
    pub range: Option<(i64, i64)>,
    /// Why it stopped.
    pub problem: Option<String>,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was done, failed or taken back.
    pub finished_at: Option<Instant>,
}

impl Import {
    /// Whether it can be told to run: it is open, or stopped on its way.
    pub(crate) fn may_run(&self) -> Result<(), Error> {
        match self.state {
            State::Draft | State::Checked | State::Running | State::Failed => Ok(()),
            state => Err(wrong(state, "draft, checked, running or failed")),
        }
    }

    /// Whether what is needed is mapped and answered.
    pub(crate) fn ready(&self) -> Result<(), Error> {
        self.details.mapping.check(self.kind)?;
        match &self.details.question {
            Some(column) if self.details.mapping.date_order.is_none() => {
                Err(Error::DateOrder { column: column.clone() })
            }
            _ => Ok(()),
        }
    }
}

pub(crate) fn wrong(state: State, wanted: &'static str) -> Error {
    Error::WrongState { state: state.as_str(), wanted }
}

/// What is known when a file is chosen.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// What its rows are about; absent, the header decides.
    pub kind: Option<Kind>,
    /// Where it lies.
    pub path: PathBuf,
    /// The name that it had; its ending tells the format.
    pub file_name: String,
    /// Whether it was uploaded, and goes with the import.
    pub uploaded: bool,
    /// Who says so.
    pub source: SourceName,
    /// The space of its ids.
    pub namespace: Namespace,
    /// Who begins it.
    pub by: String,
}

/// Looks at a file and keeps a draft of its import. Blocks: it reads the first thousand rows.
///
/// # Errors
/// When the file cannot be read, and those of the database.
pub fn begin(store: &Store, scope: &Scope, beginning: Beginning) -> Result<Import, Error> {
    let mut table = Table::open(&beginning.path, &beginning.file_name)?;
    let sniffed = sniff(&mut table, beginning.kind, &beginning.file_name)?;
    let details = Details {
        file_name: beginning.file_name,
        path: beginning.path,
        uploaded: beginning.uploaded,
        size_bytes: table.size_bytes(),
        source: beginning.source,
        namespace: beginning.namespace,
        layout: sniffed.layout.map(str::to_owned),
        columns: sniffed.columns,
        mapping: sniffed.mapping,
        question: sniffed.question,
        by: beginning.by,
    };
    store.write_blocking(scope, move |tx| {
        let import = Import {
            id: ImportId::new(tx.now(), tx.random()),
            kind: sniffed.kind,
            state: State::Draft,
            details,
            counts: Counts::default(),
            n_bytes: 0,
            n_problems: 0,
            n_kept_bytes: 0,
            reasons: BTreeMap::new(),
            busy_micros: 0,
            range: None,
            problem: None,
            created_at: tx.now(),
            finished_at: None,
        };
        imports::insert(tx, &import)?;
        tx.announce("import", import.id.to_string());
        Ok(import)
    })
}

/// What can be changed while an import is open.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// What the rows are about; the columns are proposed anew.
    pub kind: Option<Kind>,
    /// Who says so.
    pub source: Option<SourceName>,
    /// The space of the ids.
    pub namespace: Option<Namespace>,
    /// Column and the word of what it is read as; empty leaves it out.
    pub mapping: Vec<(String, String)>,
    /// The answer to how dates are meant.
    pub date_order: Option<DateOrder>,
}

/// Changes an open import. Blocks: a new kind looks at the file again.
///
/// # Errors
/// When it is no longer open, a column or field does not exist, and those of the database.
pub fn edit(store: &Store, scope: &Scope, id: ImportId, changes: Changes) -> Result<Import, Error> {
    let mut import = store.read_blocking(scope, move |tx| get(tx, id))?;
    if !import.state.is_open() {
        return Err(wrong(import.state, "draft or checked"));
    }
    let details = &mut import.details;
    if let Some(kind) = changes.kind.filter(|kind| *kind != import.kind) {
        let mut table = Table::open(&details.path, &details.file_name)?;
        let sniffed = sniff(&mut table, Some(kind), &details.file_name)?;
        details.layout = sniffed.layout.map(str::to_owned);
        (details.columns, details.mapping) = (sniffed.columns, sniffed.mapping);
        details.question = sniffed.question;
        import.kind = kind;
    }
    let columns: Vec<String> = details.columns.iter().map(|column| column.name.clone()).collect();
    for (column, word) in &changes.mapping {
        details.mapping.set(import.kind, &columns, column, word)?;
    }
    details.mapping.date_order = changes.date_order.or(details.mapping.date_order);
    details.source = changes.source.unwrap_or_else(|| details.source.clone());
    details.namespace = changes.namespace.unwrap_or_else(|| details.namespace.clone());
    import.state = State::Draft;
    import.counts = Counts::default();
    import.n_bytes = 0;
    import.n_problems = 0;
    import.n_kept_bytes = 0;
    import.reasons.clear();
    store.write_blocking(scope, move |tx| {
        problems::clear(tx, id)?;
        imports::put(tx, &import)?;
        tx.announce("import", id.to_string());
        Ok(import)
    })
}

/// The import of that id.
///
/// # Errors
/// [`Error::NotFound`], and those of the database.
pub fn get(tx: &mut Tx<'_>, id: ImportId) -> Result<Import, Error> {
    imports::find(tx, id)?.ok_or(Error::NotFound)
}

/// Imports, latest first, behind `after`.
///
/// # Errors
/// Those of the database.
pub fn list(tx: &mut Tx<'_>, after: Option<ImportId>, limit: i64) -> Result<Vec<Import>, Error> {
    imports::list(tx, after, limit)
}

/// The import that was begun last.
///
/// # Errors
/// Those of the database.
pub fn newest(tx: &mut Tx<'_>) -> Result<Option<Import>, Error> {
    Ok(imports::list(tx, None, 1)?.pop())
}

/// Throws an open import away, with its file if that was uploaded.
///
/// # Errors
/// When something of it has come in, and those of the database.
pub fn discard(tx: &mut Tx<'_>, id: ImportId) -> Result<(), Error> {
    let import = get(tx, id)?;
    if !import.state.is_open() {
        return Err(wrong(import.state, "draft or checked"));
    }
    problems::clear(tx, id)?;
    imports::remove(tx, id)?;
    if import.details.uploaded {
        // A file that is gone already is what was wanted.
        let _ = std::fs::remove_file(&import.details.path);
    }
    tx.announce("import", id.to_string());
    Ok(())
}

/// The fields that a column of this kind can be read as: word, label, whether one must be there.
pub fn fields_of(kind: Kind) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
    let own = match kind {
        Kind::Customers | Kind::Products => Some(("attribute", "Custom field", false)),
        Kind::Activities => Some(("attribute", "Property", false)),
        Kind::Orders | Kind::Suppressions => None,
    };
    let fields = Field::ALL.iter().filter(move |field| field.is_of(kind));
    fields.map(|field| (field.word(), field.label(), field.is_required())).chain(own)
}

/// Reads `COLUMN=FIELD` as the command line takes it.
///
/// # Errors
/// When there is no `=` in it.
pub fn parse_map(text: &str) -> Result<(String, String), BadMapping> {
    let bad = || BadMapping::UnknownColumn { column: text.into(), columns: "COLUMN=FIELD".into() };
    let (column, word) = text.rsplit_once('=').ok_or_else(bad)?;
    let word = if word == "-" { "" } else { word };
    Ok((column.trim().to_owned(), word.trim().to_owned()))
}
