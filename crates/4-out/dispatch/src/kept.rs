//! Mails as they were sent, kept small: *view in browser* and a customer's story show what she
//! got, whatever becomes of the template, of her own values or of the shop's colors.
//!
//! The mails of a message differ in little, so each is packed against the message filled in for
//! nobody, its *mold*. What is left of a usual newsletter is what links cost: their signatures are
//! random, and each takes about 25 bytes. Mails are let go after [`KEPT`]; their subjects stay.

use crate::rows::kept as rows;
use crate::template::OUTPUT_BYTES_MAX;
use crate::{Dispatch, Error};
use base::{Body, ImportId};
use ledger::{Entry, Followed, Follower, Loader, Reached};
use parking_lot::Mutex;
use std::time::Duration;
use store::{Scope, Store, Tx};
use zstd::bulk::{Compressor, Decompressor, compress, decompress};

/// How long mails are kept as they were sent.
pub const KEPT: Duration = Duration::from_hours(365 * 24);
/// How much longer than its mails a mold is kept: a message may be on its way for days.
const MOLD_LONGER: Duration = Duration::from_hours(30 * 24);
/// Mails that one transaction lets go.
const STEP: i64 = 1_000;
/// The level at which Zstandard packs; higher ones gain nothing against a mold.
const LEVEL: i32 = 3;

const SCOPE: Scope = Scope::house("kept mails");

/// What the mails of a message are packed against.
pub(crate) struct Mold {
    packer: Mutex<Compressor<'static>>,
}

impl std::fmt::Debug for Mold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mold(…)")
    }
}

impl Mold {
    /// Packs a mold itself.
    pub(crate) fn packed(html: &str) -> Result<Vec<u8>, Error> {
        compress(html.as_bytes(), LEVEL).map_err(Error::Kept)
    }

    /// The mold that was packed so.
    pub(crate) fn open(packed: &[u8]) -> Result<Self, Error> {
        let html = decompress(packed, OUTPUT_BYTES_MAX).map_err(Error::Kept)?;
        let packer = Compressor::with_dictionary(LEVEL, &html).map_err(Error::Kept)?;
        Ok(Self { packer: Mutex::new(packer) })
    }

    /// Packs a mail.
    pub(crate) fn pack(&self, html: &str) -> Result<Vec<u8>, Error> {
        self.packer.lock().compress(html.as_bytes()).map_err(Error::Kept)
    }
}

/// Unpacks a mail that was packed against this packed mold.
fn unpack(mold: &[u8], packed: &[u8]) -> Result<String, Error> {
    let mold = decompress(mold, OUTPUT_BYTES_MAX).map_err(Error::Kept)?;
    let mut unpacker = Decompressor::with_dictionary(&mold).map_err(Error::Kept)?;
    let html = unpacker.decompress(packed, OUTPUT_BYTES_MAX).map_err(Error::Kept)?;
    Ok(String::from_utf8_lossy(&html).into_owned())
}

/// The mail of a delivery as it was sent. None when it was let go.
pub(crate) fn find(
    tx: &mut Tx<'_>,
    delivery: &crate::rows::deliveries::Delivery,
) -> Result<Option<String>, Error> {
    let (mold, mail) = (rows::mold(tx, delivery.message)?, rows::find(tx, delivery.id)?);
    match (mold, mail) {
        (Some(mold), Some(mail)) => unpack(&mold, &mail).map(Some),
        _ => Ok(None),
    }
}

impl Dispatch {
    /// Lets go of mails that were kept long enough. Returns how many there were.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn let_go(&self) -> Result<u64, Error> {
        let before = self.store().clock().now().minus(KEPT);
        let mut gone = 0;
        loop {
            let step = move |tx: &mut Tx<'_>| rows::let_go(tx, before, STEP);
            let n = self.store().write(&SCOPE, step).await?;
            gone += n;
            if n < STEP as u64 {
                break;
            }
        }
        let before = before.minus(MOLD_LONGER);
        self.store().write(&SCOPE, move |tx| rows::let_molds_go(tx, before)).await?;
        Ok(gone)
    }
}

/// Forgets what was sent to a customer when the shop deletes her.
#[derive(Debug, Clone, Copy, Default)]
pub struct Forgetting;

impl Follower for Forgetting {
    fn name(&self) -> &'static str {
        "kept mails"
    }

    fn follow(&self, tx: &mut Tx<'_>, entries: &[Entry<'_>]) -> Followed {
        for entry in entries.iter().filter(|entry| entry.activity.body == Body::CustomerDeleted) {
            for subject in &entry.subjects {
                if let Some(customer) = book::customer_of(tx, subject.id)? {
                    rows::forget(tx, customer)?;
                }
            }
        }
        Ok(())
    }

    fn retracted(&self, _: &mut Tx<'_>, _: ImportId, _: &Reached) -> Followed {
        // What was forgotten does not come back.
        Ok(())
    }

    fn load(&self, _: &mut Tx<'_>) -> Followed<Box<dyn Loader>> {
        Ok(Box::new(*self))
    }

    fn recover(&self, _: &Store) -> Followed {
        // Nothing is put off.
        Ok(())
    }
}

impl Loader for Forgetting {
    fn follow(&mut self, tx: &mut Tx<'_>, entries: &[Entry<'_>]) -> Followed {
        Follower::follow(self, tx, entries)
    }

    fn close(self: Box<Self>, _: &Store) -> Followed {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_comes_back_from_its_mold_and_takes_little() {
        let text = "<p>What a summer: new teas from the hills, and a kettle.</p>".repeat(200);
        let html = |name: &str| format!("<html><h1>Hi {name}!</h1>{text}</html>");
        let packed = Mold::packed(&html("")).unwrap();
        let mold = Mold::open(&packed).unwrap();
        for name in ["Zoë", "Käthe & Söhne", ""] {
            let mail = mold.pack(&html(name)).unwrap();
            assert!(mail.len() < 100, "{} bytes", mail.len());
            assert_eq!(unpack(&packed, &mail).unwrap(), html(name));
        }
        let other = Mold::packed("something else").unwrap();
        let mail = mold.pack(&html("Zoë")).unwrap();
        assert!(unpack(&other, &mail).is_err(), "the wrong mold is noticed");
        assert!(unpack(&packed, &mail[..mail.len() / 2]).is_err());
    }

    #[test]
    fn a_message_that_cannot_be_filled_for_nobody_has_an_empty_mold() {
        let packed = Mold::packed("").unwrap();
        let mail = Mold::open(&packed).unwrap().pack("<p>Hi</p>").unwrap();
        assert_eq!(unpack(&packed, &mail).unwrap(), "<p>Hi</p>");
    }
}
