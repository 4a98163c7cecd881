//! Files over HTTP: uploaded, looked at, tried, taken in and taken back.

use super::importer::{Importer, Work};
use super::wire::ImportBody;
use crate::Error;
use crate::import::{self, Beginning, Changes, DateOrder, Form, Import, Kind, State};
use crate::rows::{imports, problems};
use access::{Caller, ImportsRead, ImportsWrite};
use axum::body::Bytes;
use axum::extract::multipart::{Field as Part, MultipartRejection};
use axum::extract::{Multipart, State as AxumState};
use axum::response::{IntoResponse, Response};
use base::{ImportId, Namespace, SourceName};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path as FilePath, PathBuf};
use store::Scope;
use tokio::fs::{File, create_dir_all, remove_file};
use tokio::io::AsyncWriteExt;
use tokio::task::spawn_blocking;
use utoipa::ToSchema;
use web::{Answer, Code, Json, Page, Paging, Path, Problem};

/// Lines of the report that come with an import, for each reason.
const PROBLEMS_SHOWN: i64 = 20;

/// Lists the imports, the newest first.
#[utoipa::path(get, path = "/imports", tag = "imports", params(Paging),
    responses((status = 200, body = Page<ImportBody>)))]
pub(super) async fn list(
    AxumState(importer): AxumState<Importer>,
    caller: Caller<ImportsRead>,
    paging: Paging,
) -> Answer<Json<Page<ImportBody>>> {
    let (after, limit) = (paging.after()?, paging.limit);
    let look = move |tx: &mut store::Tx<'_>| imports::list(tx, after, limit as i64 + 1);
    let found = importer.house.store.read(caller.scope(), look).await?;
    let page = Page::cut(found, limit, |import| import.id);
    Ok(Json(page.map(|import| ImportBody::new(import, Vec::new()))))
}

/// A file with what is known of it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form; its parts are read one by one")]
pub(super) struct Upload {
    /// The file; the ending of its name tells the format.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
    /// What its rows are about; else the header decides.
    kind: Option<String>,
    /// Who says so; `import` when absent.
    source: Option<String>,
    /// The space of its ids; `shop` when absent.
    namespace: Option<String>,
}

/// Uploads a file and looks at it. Nothing of it is taken in yet.
#[utoipa::path(post, path = "/imports", tag = "imports",
    request_body(content = Upload, content_type = "multipart/form-data"),
    responses((status = 201, body = ImportBody)))]
pub(super) async fn create(
    AxumState(importer): AxumState<Importer>,
    caller: Caller<ImportsWrite>,
    form: Result<Multipart, MultipartRejection>,
) -> Answer<(StatusCode, Json<ImportBody>)> {
    let wrong = |_| Problem::new(Code::WrongContentType).detail("send a form with the file");
    let mut form = form.map_err(wrong)?;
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut file: Option<(PathBuf, String)> = None;
    while let Some(part) = form.next_field().await.map_err(|_| broken())? {
        let name = part.name().unwrap_or_default().to_owned();
        if name != "file" {
            texts.insert(name, part.text().await.map_err(|_| broken())?);
        } else if file.is_none() {
            file = Some(keep(&importer, part).await?);
        }
    }
    let Some((path, file_name)) = file else {
        return Err(Problem::invalid("/file", "there is no part called file"));
    };
    let begun = begin(&importer, &caller, (path.clone(), file_name), &texts).await;
    if begun.is_err() {
        // What cannot be read is not kept.
        let _ = remove_file(&path).await;
    }
    Ok((StatusCode::CREATED, Json(ImportBody::new(begun?, Vec::new()))))
}

fn broken() -> Problem {
    Problem::new(Code::Malformed).detail("the form broke off")
}

async fn begin(
    importer: &Importer,
    caller: &Caller<ImportsWrite>,
    (path, file_name): (PathBuf, String),
    texts: &BTreeMap<String, String>,
) -> Answer<Import> {
    let text = |name: &str| texts.get(name).map(String::as_str).filter(|text| !text.is_empty());
    let beginning = Beginning {
        kind: text("kind").map(kind_of).transpose()?,
        path,
        file_name,
        uploaded: true,
        source: source_of(text("source").unwrap_or("import"))?,
        namespace: namespace_of(text("namespace").unwrap_or("shop"))?,
        by: if caller.staff().is_some() { "staff".into() } else { "a program with a key".into() },
    };
    let (store, scope) = (importer.house.store.clone(), caller.scope().clone());
    blocking(move || import::begin(&store, &scope, beginning)).await
}

/// Runs a verb that reads files on a thread where that is allowed.
async fn blocking<T: Send + 'static>(
    verb: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Answer<T> {
    Ok(spawn_blocking(verb).await.map_err(Problem::internal)??)
}

fn kind_of(word: &str) -> Answer<Kind> {
    let words = Kind::ALL.map(|(_, word)| word).join(", ");
    Kind::parse(word).ok_or_else(|| Problem::invalid("/kind", format!("one of {words}")))
}

fn source_of(text: &str) -> Answer<SourceName> {
    SourceName::parse_outside(text).map_err(|why| Problem::invalid("/source", why.to_string()))
}

fn namespace_of(text: &str) -> Answer<Namespace> {
    Namespace::parse(text).map_err(|why| Problem::invalid("/namespace", why.to_string()))
}

/// Writes the file below the data folder, under a name of ours.
async fn keep(importer: &Importer, mut part: Part<'_>) -> Answer<(PathBuf, String)> {
    let given = part.file_name().unwrap_or_default().replace('\\', "/");
    let given = given.rsplit('/').next().unwrap_or_default();
    let file_name: String = given.chars().filter(|c| !c.is_control()).take(200).collect();
    if file_name.is_empty() {
        return Err(Problem::invalid("/file", "the file has no name"));
    }
    let folder = importer.house.store.data().join("imports");
    create_dir_all(&folder).await.map_err(Problem::internal)?;
    let mut name = [0; 16];
    importer.house.store.random().fill(&mut name);
    let path = folder.join(format!("{:032x}", u128::from_be_bytes(name)));
    let written = write(&path, &mut part).await;
    if written.is_err() {
        let _ = remove_file(&path).await;
    }
    written.map(|()| (path, file_name))
}

async fn write(path: &FilePath, part: &mut Part<'_>) -> Answer<()> {
    let mut file = File::create(path).await.map_err(Problem::internal)?;
    while let Some(bytes) = part.chunk().await.map_err(|_| broken())? {
        let bytes: Bytes = bytes;
        file.write_all(&bytes).await.map_err(Problem::internal)?;
    }
    file.sync_all().await.map_err(Problem::internal)
}

/// Shows an import.
#[utoipa::path(get, path = "/imports/{id}", tag = "imports", params(("id" = String, Path)),
    responses((status = 200, body = ImportBody)))]
pub(super) async fn show(
    AxumState(importer): AxumState<Importer>,
    caller: Caller<ImportsRead>,
    Path(id): Path<ImportId>,
) -> Answer<Json<ImportBody>> {
    shown(&importer, caller.scope(), id).await
}

async fn shown(importer: &Importer, scope: &Scope, id: ImportId) -> Answer<Json<ImportBody>> {
    let look = move |tx: &mut store::Tx<'_>| {
        let import = import::get(tx, id)?;
        let mut shown = Vec::new();
        for reason in import.reasons.keys() {
            shown.extend(problems::first_of(tx, id, *reason, PROBLEMS_SHOWN)?);
        }
        shown.sort_by_key(|problem| problem.row);
        Ok::<_, Error>((import, shown))
    };
    let (import, problems) = importer.house.store.read(scope, look).await?;
    Ok(Json(ImportBody::new(import, problems)))
}

/// What to change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
pub(super) struct ChangeRequest {
    /// What the rows are about; the columns are proposed anew.
    kind: Option<String>,
    /// Who says so.
    source: Option<String>,
    /// The space of the ids.
    namespace: Option<String>,
    /// What columns are read as; null leaves a column out.
    mapping: BTreeMap<String, Option<String>>,
    /// `day_first` or `month_first`.
    date_order: Option<String>,
}

/// Changes how a file is read, while nothing of it has been taken in.
#[utoipa::path(patch, path = "/imports/{id}", tag = "imports", params(("id" = String, Path)),
    request_body = ChangeRequest, responses((status = 200, body = ImportBody)))]
pub(super) async fn change(
    AxumState(importer): AxumState<Importer>,
    caller: Caller<ImportsWrite>,
    Path(id): Path<ImportId>,
    Json(body): Json<ChangeRequest>,
) -> Answer<Json<ImportBody>> {
    let order = |word: String| {
        let told = || Problem::invalid("/date_order", "day_first or month_first");
        DateOrder::parse(&word).ok_or_else(told)
    };
    let changes = Changes {
        kind: body.kind.as_deref().map(kind_of).transpose()?,
        source: body.source.as_deref().map(source_of).transpose()?,
        namespace: body.namespace.as_deref().map(namespace_of).transpose()?,
        mapping: body.mapping.into_iter().map(|(c, word)| (c, word.unwrap_or_default())).collect(),
        date_order: body.date_order.map(order).transpose()?,
    };
    let (store, scope) = (importer.house.store.clone(), caller.scope().clone());
    let import = blocking(move || import::edit(&store, &scope, id, changes)).await?;
    Ok(Json(ImportBody::new(import, Vec::new())))
}

/// Throws an import away of which nothing has been taken in.
#[utoipa::path(delete, path = "/imports/{id}", tag = "imports", params(("id" = String, Path)),
    responses((status = 204)))]
pub(super) async fn discard(
    AxumState(importer): AxumState<Importer>,
    caller: Caller<ImportsWrite>,
    Path(id): Path<ImportId>,
) -> Answer<StatusCode> {
    let verb = move |tx: &mut store::Tx<'_>| import::discard(tx, id);
    importer.house.store.write(caller.scope(), verb).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Counts what an import would bring, without taking anything in.
#[utoipa::path(post, path = "/imports/{id}/dry-run", tag = "imports",
    params(("id" = String, Path)), responses((status = 200, body = ImportBody)))]
pub(super) async fn dry_run(
    AxumState(importer): AxumState<Importer>,
    caller: Caller<ImportsWrite>,
    Path(id): Path<ImportId>,
) -> Answer<Json<ImportBody>> {
    start(&importer, caller.scope(), id, Work::DryRun).await
}

/// Takes a file in, or goes on where it stopped.
#[utoipa::path(post, path = "/imports/{id}/run", tag = "imports", params(("id" = String, Path)),
    responses((status = 200, body = ImportBody)))]
pub(super) async fn run(
    AxumState(importer): AxumState<Importer>,
    caller: Caller<ImportsWrite>,
    Path(id): Path<ImportId>,
) -> Answer<Json<ImportBody>> {
    start(&importer, caller.scope(), id, Work::Run).await
}

/// Takes an import back.
#[utoipa::path(post, path = "/imports/{id}/undo", tag = "imports", params(("id" = String, Path)),
    responses((status = 200, body = ImportBody)))]
pub(super) async fn undo(
    AxumState(importer): AxumState<Importer>,
    caller: Caller<ImportsWrite>,
    Path(id): Path<ImportId>,
) -> Answer<Json<ImportBody>> {
    start(&importer, caller.scope(), id, Work::Undo).await
}

/// Checks that the work can begin, begins it, and answers the import as it is from then on.
async fn start(
    importer: &Importer,
    scope: &Scope,
    id: ImportId,
    work: Work,
) -> Answer<Json<ImportBody>> {
    let look = move |tx: &mut store::Tx<'_>| import::get(tx, id);
    let mut import = importer.house.store.read(scope, look).await?;
    if importer.is_active(id) {
        return Err(Error::Busy.into());
    }
    import.state = match work {
        Work::DryRun if import.state.is_open() => State::Checking,
        Work::DryRun => return Err(import::wrong(import.state, "draft or checked").into()),
        Work::Run => {
            import.may_run()?;
            State::Running
        }
        Work::Undo if import.state.is_open() || import.state == State::Undone => {
            return Err(import::wrong(import.state, "done, failed or running").into());
        }
        Work::Undo => State::Undoing,
    };
    if work != Work::Undo {
        import.ready()?;
    }
    importer.start(id, work)?;
    Ok(Json(ImportBody::new(import, Vec::new())))
}

/// The report: each row that was not taken as it stands, with what is wrong, to be mended and
/// imported again.
#[utoipa::path(get, path = "/imports/{id}/report.csv", tag = "imports",
    params(("id" = String, Path)),
    responses((status = 200, body = String, content_type = "text/csv")))]
pub(super) async fn report(
    AxumState(importer): AxumState<Importer>,
    caller: Caller<ImportsRead>,
    Path(id): Path<ImportId>,
) -> Answer<Response> {
    reported(&importer, caller.scope(), id, Form::Csv).await
}

/// The same as JSON Lines, in which values keep their types.
#[utoipa::path(get, path = "/imports/{id}/report.jsonl", tag = "imports",
    params(("id" = String, Path)),
    responses((status = 200, body = String, content_type = "application/x-ndjson")))]
pub(super) async fn report_lines(
    AxumState(importer): AxumState<Importer>,
    caller: Caller<ImportsRead>,
    Path(id): Path<ImportId>,
) -> Answer<Response> {
    reported(&importer, caller.scope(), id, Form::JsonLines).await
}

/// The name of a report says whose it is: the name of a file can say what its rows mean.
fn report_name(file_name: &str, ending: &str) -> String {
    let stem = file_name.split('.').next().unwrap_or_default();
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    format!("report_{}.{ending}", stem.chars().map(plain).collect::<String>())
}

async fn reported(
    importer: &Importer,
    scope: &Scope,
    id: ImportId,
    form: Form,
) -> Answer<Response> {
    let look = move |tx: &mut store::Tx<'_>| import::get(tx, id);
    let import = importer.house.store.read(scope, look).await?;
    let store = importer.house.store.clone();
    let text = blocking(move || {
        let mut text = Vec::new();
        import::write_report(&store, id, form, &mut text)?;
        Ok(text)
    });
    let (kind, ending) = match form {
        Form::Csv => ("text/csv; charset=utf-8", "csv"),
        Form::JsonLines => ("application/x-ndjson", "jsonl"),
    };
    let kind = HeaderValue::from_static(kind);
    let name = report_name(&import.details.file_name, ending);
    let kept = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let kept = kept.map_err(Problem::internal)?;
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, kept)];
    Ok((headers, text.await?).into_response())
}
