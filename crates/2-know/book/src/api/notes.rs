//! Notes that people of the shop write about a customer.

use super::Room;
use super::wire::Note;
use crate::Error;
use crate::rows::notes::{self, Jotted};
use access::{Caller, CustomersWrite};
use axum::extract::State;
use axum::http::StatusCode;
use base::{CustomerId, Instant, NoteId, Personal};
use ledger::SubjectId;
use serde::Deserialize;
use store::Tx;
use utoipa::ToSchema;
use web::{Answer, Json, Path, Problem};

/// What somebody writes down.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Jotting {
    text: String,
}

/// Longest note, in bytes.
const NOTE_BYTES_MAX: usize = 10_000;

/// Writes a note about a customer.
#[utoipa::path(post, path = "/customers/{id}/notes", params(("id" = String, Path)),
    request_body = Jotting, tag = "customers", responses((status = 200, body = Note)))]
pub(crate) async fn write(
    State(room): State<Room>,
    caller: Caller<CustomersWrite>,
    Path(id): Path<CustomerId>,
    Json(note): Json<Jotting>,
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
        let note = Jotted { by, text: Personal::new(text) };
        jot(tx, subject, note)
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
            notes::remove(tx, note, subject)?;
        }
        tx.announce("customer", customer.to_string());
        Ok::<_, Error>(())
    });
    written.await?;
    Ok(StatusCode::NO_CONTENT)
}

fn jot(tx: &mut Tx<'_>, subject: SubjectId, jotted: Jotted) -> Result<Note, Error> {
    let (id, at) = (NoteId::new(tx.now(), tx.random()), tx.now());
    notes::insert(tx, id, subject, &jotted)?;
    if let Some(customer) = crate::customer_of(tx, subject)? {
        tx.announce("customer", customer.to_string());
    }
    Ok(view(id, at, jotted))
}

fn view(id: NoteId, at: Instant, jotted: Jotted) -> Note {
    let text = jotted.text.reveal().to_owned();
    Note { id: id.to_string(), at: at.to_string(), by: jotted.by, text }
}

/// The notes about a customer, latest first.
pub(super) fn of(tx: &mut Tx<'_>, subjects: &[SubjectId]) -> Result<Vec<Note>, Error> {
    let mut found = Vec::new();
    for subject in subjects {
        found.extend(notes::of(tx, *subject)?);
    }
    found.sort_by_key(|(_, at, _)| std::cmp::Reverse(*at));
    Ok(found.into_iter().map(|(id, at, jotted)| view(id, at, jotted)).collect())
}
