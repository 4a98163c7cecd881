//! Mails as they were sent, and the molds that they are packed against.

use crate::Error;
use crate::model::MessageId;
use base::{CustomerId, DeliveryId, Instant};
use store::{Conflict, Tx, Value};

/// The mold of a message, packed.
pub(crate) fn mold(tx: &mut Tx<'_>, message: MessageId) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT packed FROM mail_molds WHERE message = $1";
    tx.opt(sql, &[message.into()], |row| Ok(row.bytes("packed")?))
}

/// Keeps a mold unless the message has one, and gives the one that stands.
pub(crate) fn put_mold(
    tx: &mut Tx<'_>,
    message: MessageId,
    packed: Vec<u8>,
) -> Result<Vec<u8>, Error> {
    let sql = "INSERT INTO mail_molds (message, packed, made_at) VALUES ($1, $2, $3)
        ON CONFLICT (message) DO NOTHING";
    let now = tx.now();
    tx.exec(sql, &[message.into(), packed.into(), now.into()])?;
    mold(tx, message)?.ok_or(Error::NoMessage)
}

/// Keeps mails; those of earlier attempts give way.
pub(crate) fn put(tx: &mut Tx<'_>, mails: &[(DeliveryId, i64, Vec<u8>)]) -> Result<(), Error> {
    for (delivery, ..) in mails.iter().filter(|(_, attempts, _)| *attempts > 1) {
        tx.exec("DELETE FROM kept_mails WHERE delivery = $1", &[(*delivery).into()])?;
    }
    let row = |(delivery, _, packed): &(DeliveryId, i64, Vec<u8>)| {
        [(*delivery).into(), Value::personal_bytes(packed)]
    };
    let rows: Vec<Value> = mails.iter().flat_map(row).collect();
    tx.insert_many("kept_mails", &["delivery", "packed"], &rows, Conflict::Fail)?;
    Ok(())
}

/// The mail of a delivery, packed.
pub(crate) fn find(tx: &mut Tx<'_>, delivery: DeliveryId) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT packed FROM kept_mails WHERE delivery = $1";
    tx.opt(sql, &[delivery.into()], |row| Ok(row.personal_bytes("packed")?))
}

/// Lets go of up to `limit` mails that were planned before a moment; ids sort by time. Returns how
/// many there were.
pub(crate) fn let_go(tx: &mut Tx<'_>, before: Instant, limit: i64) -> Result<u64, Error> {
    let floor = DeliveryId::derived(before, [0; 10]);
    let sql = "DELETE FROM kept_mails WHERE delivery IN (SELECT delivery FROM kept_mails
        WHERE delivery < $1 ORDER BY delivery LIMIT $2)";
    Ok(tx.exec(sql, &[floor.into(), limit.into()])?)
}

/// Lets go of molds that were made before a moment.
pub(crate) fn let_molds_go(tx: &mut Tx<'_>, before: Instant) -> Result<(), Error> {
    tx.exec("DELETE FROM mail_molds WHERE made_at < $1", &[before.into()])?;
    Ok(())
}

/// Forgets what was sent to a customer.
pub(crate) fn forget(tx: &mut Tx<'_>, customer: CustomerId) -> Result<(), Error> {
    let hers = "SELECT id FROM deliveries WHERE customer = $1";
    let sql = format!("DELETE FROM kept_mails WHERE delivery IN ({hers})");
    tx.exec(&sql, &[customer.into()])?;
    let sql = "UPDATE deliveries SET subject = NULL, raw = NULL WHERE customer = $1
        AND due_at IS NULL AND leased_until IS NULL";
    tx.exec(sql, &[customer.into()])?;
    Ok(())
}
