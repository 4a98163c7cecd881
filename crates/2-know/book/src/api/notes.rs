//! Notes that people of the shop write about a customer.

use super::Room;
use super::wire::Note;
use crate::Error;
use access::{Caller, CustomersWrite};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::{CustomerId, NoteId, Personal};
use ledger::SubjectId;
use serde::Deserialize;
use store::{Tx, Value};
use utoipa::ToSchema;
use web::{Answer, Path, Problem};

/// A note to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewNote {
    text: String,
}

/// Longest note, in bytes.
const NOTE_BYTES_MAX: usize = 10_000;

/// Writes a note about a customer.
#[utoipa::path(post, path = "/customers/{id}/notes", params(("id" = String, Path)),
    request_body = NewNote, tag = "customers", responses((status = 200, body = Note)))]
pub(crate) async fn write(
    State(room): State<Room>,
    caller: Caller<CustomersWrite>,
    Path(id): Path<CustomerId>,
    Json(note): Json<NewNote>,
) -> Answer<Json<Note>> {
    let text = note.text.trim().to_owned();
    if text.is_empty() || text.len() > NOTE_BYTES_MAX {
        return Err(Problem::invalid("/text", "1 to 10,000 letters"));
    }
    let staff = caller.staff();
    let written = room.house.store.write(caller.scope(), move |tx| {
        let customer = crate::get(tx, id)?.id;
        let subjects = crate::subjects(tx, customer)?;
        let subject = *subjects.first().ok_or(Error::NoCustomer)?;
        let by = match staff {
            Some(staff) => access::get_staff(tx, staff)?.name.reveal().to_owned(),
            None => "API".into(),
        };
        insert(tx, subject, by, text)
    });
    Ok(Json(written.await?))
}

/// Takes a note back.
#[utoipa::path(delete, path = "/customers/{id}/notes/{note}", tag = "customers",
    params(("id" = String, Path), ("note" = String, Path)), responses((status = 204)))]
pub(crate) async fn remove(
    State(room): State<Room>,
    caller: Caller<CustomersWrite>,
    Path((id, note)): Path<(CustomerId, NoteId)>,
) -> Answer<StatusCode> {
    let written = room.house.store.write(caller.scope(), move |tx| {
        let customer = crate::get(tx, id)?.id;
        for subject in crate::subjects(tx, customer)? {
            let sql = "DELETE FROM notes WHERE id = $1 AND subject = $2";
            tx.exec(sql, &[note.into(), subject.into()])?;
        }
        tx.announce("customer", customer.to_string());
        Ok::<_, Error>(())
    });
    written.await?;
    Ok(StatusCode::NO_CONTENT)
}

fn insert(tx: &mut Tx<'_>, subject: SubjectId, by: String, text: String) -> Result<Note, Error> {
    let (id, at) = (NoteId::new(tx.now(), tx.random()), tx.now());
    let kept = Personal::new(text.clone());
    let sql = "INSERT INTO notes (id, subject, at, by_name, text) VALUES ($1, $2, $3, $4, $5)";
    let by_name: Value = by.as_str().into();
    tx.exec(sql, &[id.into(), subject.into(), at.into(), by_name, (&kept).into()])?;
    if let Some(customer) = crate::customer_of(tx, subject)? {
        tx.announce("customer", customer.to_string());
    }
    Ok(Note { id: id.to_string(), at: at.to_string(), by, text })
}

/// The notes about a customer, latest first.
pub(super) fn of(tx: &mut Tx<'_>, subjects: &[SubjectId]) -> Result<Vec<Note>, Error> {
    let mut notes = Vec::new();
    for subject in subjects {
        let sql = "SELECT id, at, by_name, text FROM notes WHERE subject = $1 ORDER BY at DESC";
        notes.extend(tx.all(sql, &[(*subject).into()], |row| {
            Ok::<_, Error>(Note {
                id: NoteId::from_bytes(row.id("id")?).to_string(),
                at: row.instant("at")?.to_string(),
                by: row.text("by_name")?,
                text: row.personal("text")?.reveal().to_owned(),
            })
        })?);
    }
    notes.sort_by(|a, b| b.at.cmp(&a.at));
    Ok(notes)
}
