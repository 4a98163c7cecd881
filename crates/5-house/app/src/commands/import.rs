//! `regulars import`.

use crate::cli::Import as Wish;
use crate::house::Rooms;
use crate::terminal::{Terminal, WrongUse};
use anyhow::{Context, Result, bail};
use base::ImportId;
use indicatif::{ProgressBar, ProgressStyle};
use ingest::import::{self, Beginning, Changes, DateOrder, Form, Go, Import, Kind, Progress};
use serde_json::json;
use std::fs::File;
use std::path::Path;
use store::Scope;

const SCOPE: Scope = Scope::house("import");
/// Imports that `import list` shows.
const LISTED: i64 = 100;

pub(super) fn run(rooms: &Rooms, wish: &Wish, to: &mut Terminal<'_>) -> Result<()> {
    match (wish.what.as_str(), wish.files.as_slice()) {
        ("list", []) => list(rooms, to),
        ("list", _) => bail!(WrongUse("`regulars import list` takes nothing else".into())),
        ("undo", [id]) => undo(rooms, &id.to_string_lossy(), to),
        ("undo", _) => bail!(WrongUse("say which import: `regulars import undo ID`".into())),
        (word, files) => {
            check(wish, to)?;
            let kind = Kind::parse(word).with_context(|| format!("{word:?} is no kind of file"))?;
            files.iter().try_for_each(|file| take(rooms, wish, kind, file, to))
        }
    }
}

/// Whether the files are there, before anything is begun with the first of them.
pub(super) fn check(wish: &Wish, to: &Terminal<'_>) -> Result<()> {
    if wish.files.is_empty() {
        bail!(WrongUse(format!("say which file: `regulars import {} FILE`", wish.what)));
    }
    for file in wish.files.iter().map(|file| to.path(file)) {
        File::open(&file).with_context(|| format!("cannot read {}", file.display()))?;
    }
    Ok(())
}

fn take(rooms: &Rooms, wish: &Wish, kind: Kind, file: &Path, to: &mut Terminal<'_>) -> Result<()> {
    let path = to.path(file);
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into());
    let beginning = Beginning {
        kind: Some(kind),
        path,
        file_name: name.clone(),
        uploaded: false,
        source: wish.source.clone(),
        namespace: wish.namespace.clone(),
        by: "command line".into(),
    };
    // Made before the work, not after it, when nothing could be done about it any more.
    let report = wish.report.as_ref().map(|report| create(&to.path(report))).transpose()?;
    let draft = import::begin(&rooms.store, &SCOPE, beginning).with_context(|| name.clone())?;
    let changes = Changes {
        mapping: wish.map.clone(),
        date_order: wish.dates.as_deref().map(date_order),
        ..Changes::default()
    };
    let edited = import::edit(&rooms.store, &SCOPE, draft.id, changes);
    edited.map_err(|error| given_up(rooms, draft.id, error)).with_context(|| name.clone())?;
    let bar = bar(&name, draft.details.size_bytes, to.watched);
    let mut watch = |progress: &Progress| {
        bar.set_position(progress.n_bytes);
        bar.set_message(format!("{} rows", progress.counts.rows));
        Go::On
    };
    let done = if wish.dry_run {
        import::dry_run(&rooms.store, draft.id, &mut watch)
    } else if rooms.alone {
        import::run_alone(&rooms.store, &rooms.ledger, draft.id, &mut watch)
    } else {
        import::run(&rooms.store, &rooms.ledger, draft.id, &mut watch)
    };
    bar.finish_and_clear();
    let done = done.map_err(|error| given_up(rooms, draft.id, error));
    let done = done.with_context(|| format!("{name} (import {})", draft.id))?;
    let reported = match (report, &wish.report) {
        (Some(report), Some(path)) => {
            let form = Form::of(&path.to_string_lossy());
            import::write_report(&rooms.store, done.id, form, report)
        }
        _ => Ok(()),
    };
    if wish.dry_run {
        discard(rooms, done.id)?;
    }
    reported?;
    tell(&done, wish.dry_run, to)
}

/// What has not begun to write leaves nothing behind, and the reason says what to type.
fn given_up(rooms: &Rooms, id: ImportId, error: ingest::Error) -> anyhow::Error {
    // What has begun stays, to be continued or undone.
    let _ = discard(rooms, id);
    match error {
        ingest::Error::DateOrder { .. } => {
            WrongUse(format!("{error}, with --dates day_first or --dates month_first")).into()
        }
        error => error.into(),
    }
}

fn discard(rooms: &Rooms, id: ImportId) -> Result<()> {
    Ok(rooms.store.write_blocking(&SCOPE, move |tx| import::discard(tx, id))?)
}

fn create(path: &Path) -> Result<File> {
    File::create(path).with_context(|| format!("cannot write {}", path.display()))
}

fn date_order(word: &str) -> DateOrder {
    if word == "day_first" { DateOrder::DayFirst } else { DateOrder::MonthFirst }
}

fn bar(name: &str, size_bytes: u64, watched: bool) -> ProgressBar {
    if !watched {
        return ProgressBar::hidden();
    }
    let template = "  {prefix} {bar:30} {percent}% {msg} {bytes_per_sec} {eta} left";
    let bar = ProgressBar::new(size_bytes).with_prefix(name.to_owned());
    bar.set_style(
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar
}

fn tell(done: &Import, dry: bool, to: &mut Terminal<'_>) -> Result<()> {
    let counts = &done.counts;
    if to.json {
        to.say(json!({
            "id": (!dry).then_some(done.id), "file": done.details.file_name,
            "kind": done.kind.as_str(), "state": done.state.as_str(), "dry_run": dry,
            "rows": counts.rows, "new": counts.new, "changed": counts.changed,
            "same": counts.same, "skipped": counts.skipped, "conflicting": counts.conflicting,
            "reasons": done.reasons,
        }))?;
        return Ok(());
    }
    let word = if dry { "would be " } else { "" };
    let id = if dry { String::new() } else { format!("{}  ", done.id) };
    to.say(format_args!("{id}{}", import::story(done)))?;
    to.say(format_args!(
        "  {} rows: {} {word}new, {} changed, {} the same, {} skipped, {} conflicting",
        counts.rows, counts.new, counts.changed, counts.same, counts.skipped, counts.conflicting
    ))?;
    for (reason, n) in &done.reasons {
        to.say(format_args!("  {n} × {} ({reason})", reason.title()))?;
    }
    Ok(())
}

fn list(rooms: &Rooms, to: &mut Terminal<'_>) -> Result<()> {
    let imports = rooms.store.read_blocking(&SCOPE, |tx| import::list(tx, None, LISTED))?;
    for import in imports {
        let (state, kind) = (import.state.as_str(), import.kind.as_str());
        let (id, at, file) = (import.id, import.created_at, &import.details.file_name);
        let json = json!({ "id": id, "at": at, "state": state, "kind": kind, "file": file });
        to.tell(json, format_args!("{id}  {at}  {state:<8} {kind:<10} {file}"))?;
    }
    Ok(())
}

fn undo(rooms: &Rooms, id: &str, to: &mut Terminal<'_>) -> Result<()> {
    let id = ImportId::parse(id)
        .with_context(|| WrongUse(format!("{id:?} is no id; see `regulars import list`")))?;
    let undone = import::undo(&rooms.store, &rooms.ledger, id, &mut |_| Go::On)
        .with_context(|| format!("import {id}"))?;
    let json = json!({ "id": undone.id, "state": undone.state.as_str() });
    to.tell(json, format_args!("{}  {}", undone.id, import::story(&undone)))
}
