//! Imports as the API shows them.

use crate::Reason;
use crate::import::{DateOrder, Import, RowProblem, State, fields_of, story};
use base::{ImportId, Instant};
use serde::Serialize;
use utoipa::ToSchema;

/// An import.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Import)]
pub(crate) struct ImportBody {
    #[schema(value_type = String)]
    id: ImportId,
    /// `customers`, `products`, `orders`, `activities` or `suppressions`.
    kind: &'static str,
    file_name: String,
    size_bytes: u64,
    source: String,
    namespace: String,
    /// The program that wrote the file, if it is known.
    layout: Option<String>,
    /// `draft`, `checking`, `checked`, `running`, `done`, `failed`, `undoing` or `undone`.
    state: &'static str,
    columns: Vec<ColumnBody>,
    /// What a column can be read as.
    fields: Vec<FieldBody>,
    /// What has to be answered before it can run.
    question: Option<QuestionBody>,
    progress: ProgressBody,
    counts: CountsBody,
    /// How many lines of the report each reason has, the most frequent first.
    reasons: Vec<ReasonCountBody>,
    /// The first lines of the report for each reason.
    problems: Vec<ProblemBody>,
    error: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Instant,
    #[schema(value_type = Option<String>, format = DateTime)]
    finished_at: Option<Instant>,
    by: String,
    /// Where it stands, as a sentence.
    story: String,
}

/// A column of the file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportColumn)]
struct ColumnBody {
    name: String,
    samples: Vec<String>,
    /// What it is read as: a field, `attribute`, `attribute:name`; null when it is left out.
    field: Option<String>,
    note: Option<String>,
}

/// What a column can be read as.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportField)]
struct FieldBody {
    name: &'static str,
    label: &'static str,
    required: bool,
}

/// A question about the file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportQuestion)]
struct QuestionBody {
    column: String,
    /// `date_order`: whether the day or the month comes first.
    kind: &'static str,
    options: Vec<&'static str>,
}

/// How far it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportProgress)]
struct ProgressBody {
    rows: i64,
    bytes: i64,
    rows_per_s: Option<i64>,
}

/// What became of the rows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportCounts)]
struct CountsBody {
    rows: i64,
    new: i64,
    changed: i64,
    same: i64,
    skipped: i64,
    conflicting: i64,
}

/// How often the report gives a reason.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportReason)]
struct ReasonCountBody {
    /// One of `/intake/reasons`.
    reason: &'static str,
    title: &'static str,
    advice: &'static str,
    /// Whether what it is said of was taken whole.
    remark: bool,
    count: i64,
}

/// A line of the report.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportProblem)]
struct ProblemBody {
    row: u64,
    /// Whether the row was taken all the same: whole where the reason is a remark, else without
    /// the part that is named.
    taken: bool,
    reason: &'static str,
    detail: String,
}

impl ImportBody {
    pub(crate) fn new(import: Import, problems: Vec<RowProblem>) -> Self {
        let story = story(&import);
        let kind = import.kind;
        let (details, counts) = (import.details, import.counts);
        let mapping = &details.mapping;
        let columns = details.columns.iter().map(|column| ColumnBody {
            name: column.name.clone(),
            samples: column.samples.clone(),
            field: mapping.columns.get(&column.name).filter(|word| !word.is_empty()).cloned(),
            note: column.note.clone(),
        });
        let asks = mapping.date_order.is_none();
        let question = details.question.clone().filter(|_| asks).map(|column| QuestionBody {
            column,
            kind: "date_order",
            options: DateOrder::ALL.iter().map(|(_, word)| *word).collect(),
        });
        let seconds = import.busy_micros as f64 / 1e6;
        let rate = (seconds > 0.0).then(|| (counts.rows as f64 / seconds) as i64);
        let mut reasons: Vec<_> = import.reasons.into_iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let field = |(name, label, required)| FieldBody { name, label, required };
        Self {
            id: import.id,
            kind: kind.as_str(),
            size_bytes: details.size_bytes,
            source: details.source.to_string(),
            namespace: details.namespace.to_string(),
            layout: details.layout.clone(),
            state: import.state.as_str(),
            columns: columns.collect(),
            fields: fields_of(kind).map(field).collect(),
            question,
            progress: ProgressBody {
                rows: counts.rows,
                bytes: import.n_bytes,
                rows_per_s: rate.filter(|_| import.state != State::Draft),
            },
            counts: CountsBody {
                rows: counts.rows,
                new: counts.new,
                changed: counts.changed,
                same: counts.same,
                skipped: counts.skipped,
                conflicting: counts.conflicting,
            },
            reasons: reasons.into_iter().map(ReasonCountBody::from).collect(),
            problems: problems.into_iter().map(ProblemBody::from).collect(),
            error: import.problem,
            created_at: import.created_at,
            finished_at: import.finished_at,
            by: details.by.clone(),
            file_name: details.file_name,
            story,
        }
    }
}

impl From<(Reason, i64)> for ReasonCountBody {
    fn from((reason, count): (Reason, i64)) -> Self {
        let (title, advice) = (reason.title(), reason.advice());
        Self { reason: reason.code(), title, advice, remark: reason.is_remark(), count }
    }
}

impl From<RowProblem> for ProblemBody {
    fn from(problem: RowProblem) -> Self {
        let refusal = problem.refusal;
        let detail = if refusal.pointer.is_empty() {
            refusal.detail
        } else {
            format!("{}: {}", refusal.pointer, refusal.detail)
        };
        Self { row: problem.row, taken: problem.taken, reason: refusal.reason.code(), detail }
    }
}
