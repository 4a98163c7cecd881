//! The tables that follow from the ledger, as a whole.

use crate::Error;
use store::Tx;

/// The tables that follow from the ledger, with the columns that make two of them equal.
const DERIVED: [(&str, &str); 10] = [
    ("persons", "subject, space, own, customer, facts, deleted_at"),
    ("links", "a, b, source, reason, made_at, revoked_at"),
    ("suspects", "a, b, reason, at"),
    (
        "customers",
        "id, since, first_name, last_name, email, phone, tags, attributes, n_orders,
        spent, first_order_at, last_order_at, email_consent, sms_consent, hidden",
    ),
    ("search_tokens", "token, customer"),
    ("products", "id, name, category, price_minor, stock, tags, attributes"),
    ("orders", "id, subject, anonymous, placed_at, currency, status, total_minor, refunded_minor"),
    ("order_lines", "order_seq, line_no, product, quantity, unit_minor, discount_minor"),
    ("refunds", "order_seq, refund_no, at, amount_minor"),
    ("consents", "subject, channel, topic, state, at"),
];

/// Empties them.
pub(crate) fn clear(tx: &mut Tx<'_>) -> Result<(), Error> {
    for (table, _) in DERIVED {
        tx.exec(&format!("DELETE FROM {table}"), &[])?;
    }
    Ok(())
}

/// A checksum of everything that follows from the ledger: equal for equal books.
///
/// # Errors
/// Those of the database.
pub fn checksum(tx: &mut Tx<'_>) -> Result<Vec<(&'static str, String)>, Error> {
    let mut sums = Vec::new();
    for (table, columns) in DERIVED {
        // The order of rows must not matter, so the hashes of rows are added up.
        let mut total = [0_u64; 4];
        let names: Vec<&str> = columns.split(',').map(str::trim).collect();
        tx.each(&format!("SELECT {columns} FROM {table}"), &[], |row| {
            let hash = blake3::hash(row.show(&names).as_bytes());
            for (sum, part) in total.iter_mut().zip(hash.as_bytes().chunks(8)) {
                let mut word = [0; 8];
                word.copy_from_slice(part);
                *sum = sum.wrapping_add(u64::from_le_bytes(word));
            }
            Ok::<_, Error>(())
        })?;
        sums.push((table, format!("{:016x}{:016x}", total[0], total[1])));
    }
    Ok(sums)
}
