//! Taking back what a person of the shop said by one change.
//!
//! The activities of the change are marked as retracted, and an activity says so. Only what hangs
//! on them is folded anew, so the book is then what its ledger gives. That holds as long as nothing
//! else rests on them: an identifier that came in with the change must not have been named since.

use crate::folding::Folding;
use crate::rows::{consents, links, persons};
use crate::{Error, customer_of};
use base::{Activity, Body, CustomerId, Edit, Personal, SourceName, Space};
use ledger::{Ledger, Past, SubjectId};
use store::Tx;

/// How the key of an activity begins that makes a customer by hand.
pub(crate) const MAKES: &str = "makes ";

/// Takes a change back. `say` makes the activity that says so, of the identifier that leads it.
///
/// # Errors
/// [`Error::NoEdit`] when it is not a change by hand of this customer that holds,
/// [`Error::UsedSince`] when something else rests on it, and those of the database.
pub fn take_back(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    (customer, edit): (CustomerId, Edit),
    say: impl FnOnce(&Tx<'_>, (Space, Personal), Body) -> Activity,
) -> Result<(), Error> {
    // Nobody may name one of its identifiers between looking and taking back.
    tx.lock("ledger")?;
    let past = ledger::of_edit(tx, edit, true)?;
    if past.is_empty() || past.len() as i64 != edit.last - edit.first + 1 {
        return Err(Error::NoEdit);
    }
    for past in &past {
        let subject = past.subjects.first().ok_or(Error::NoEdit)?.id;
        let Activity { source, key, import, .. } = &past.activity;
        let by_hand = *source == SourceName::staff() && import.is_none();
        // What made a customer is not a change of one.
        if !by_hand || key.starts_with(MAKES) || customer_of(tx, subject)? != Some(customer) {
            return Err(Error::NoEdit);
        }
    }
    if let [Past { subjects, activity: Activity { body: Body::Linked(link), .. }, .. }] =
        past.as_slice()
    {
        // Two who were made one are taken apart, unless they are apart already.
        let (here, away) = (subjects[0].id, subjects[subjects.len() - 1].id);
        if !links::neighbors(tx, here)?.contains(&away) {
            return Err(Error::NoEdit);
        }
        let lead = ledger::subject_value(tx, here)?.ok_or(Error::NoEdit)?;
        let said = say(tx, lead, Body::Unlinked(link.clone()));
        ledger.append(tx, &[said])?;
        return Ok(());
    }
    let members = persons::members(tx, customer)?;
    let mut new = Vec::new();
    for past in &past {
        if !matches!(past.activity.body, Body::Customer(_) | Body::Consent(_)) {
            return Err(Error::NoEdit);
        }
        // A word on who may be one person rests on it.
        let lead = past.subjects.first().ok_or(Error::NoEdit)?.id;
        for other in &past.subjects {
            if links::is_suspected(tx, (lead, other.id))? {
                return Err(Error::UsedSince);
            }
        }
        new.extend(brought(tx, past, edit)?);
    }
    // Whether a phone joins two people depends on whether she has an email.
    let phones = members.iter().filter(|member| !new.is_empty() && member.space == Space::Phone);
    let asked: Vec<SubjectId> = phones.map(|member| member.subject).chain(new.clone()).collect();
    if !asked.is_empty() && ledger::are_named_since(tx, &asked, edit.last)? {
        return Err(Error::UsedSince);
    }
    // Her first identifier that did not come with the change says so.
    let mut lasting = members.iter().filter(|member| !new.contains(&member.subject));
    let first = lasting.find(|member| member.space.identifies()).ok_or(Error::NoEdit)?;
    let lead = ledger::subject_value(tx, first.subject)?.ok_or(Error::NoEdit)?;
    let said = say(tx, lead, Body::EditTakenBack(edit));
    ledger.take_back(tx, edit, &said)?;
    Ok(())
}

/// The identifiers that became hers by a change.
fn brought(tx: &mut Tx<'_>, past: &Past, edit: Edit) -> Result<Vec<SubjectId>, Error> {
    let Some((lead, others)) = past.subjects.split_first() else { return Ok(Vec::new()) };
    let mut brought = Vec::new();
    for other in others {
        let made = links::made_by(tx, (lead.id, other.id))?;
        if made.is_some_and(|seq| edit.first <= seq && seq <= edit.last) {
            brought.push(other.id);
        }
    }
    Ok(brought)
}

/// Folds anew what hung on a change that was taken back at a place.
pub(crate) fn follow(
    tx: &mut Tx<'_>,
    folding: &mut Folding,
    edit: Edit,
    seq: i64,
) -> Result<(), Error> {
    folding.flush(tx)?;
    for past in ledger::of_edit(tx, edit, false)? {
        let Some(lead) = past.subjects.first().map(|subject| subject.id) else { continue };
        // It may have given her its own id, as the earliest of her identifiers.
        folding.touch(tx, lead)?;
        for subject in brought(tx, &past, edit)? {
            let mut around = links::neighbors(tx, subject)?;
            links::forget(tx, subject)?;
            consents::forget(tx, subject)?;
            persons::forget(tx, subject)?;
            folding.forget_owners();
            around.push(lead);
            folding.regroup(tx, &around)?;
        }
        match &past.activity.body {
            Body::Customer(_) => folding.learn_anew(tx, lead, seq)?,
            Body::Consent(fact) => consents::fold_anew(tx, lead, fact)?,
            _ => {}
        }
        folding.touch(tx, lead)?;
    }
    Ok(())
}
