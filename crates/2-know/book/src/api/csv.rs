//! Customers as a CSV file (RFC 4180) that our own import reads back.

use crate::CustomerRow;
use base::Personal;
use web::{Answer, Problem};

const COLUMNS: [&str; 20] = [
    "customer_id",
    "email",
    "phone",
    "first_name",
    "last_name",
    "birth_date",
    "gender",
    "language",
    "timezone",
    "address1",
    "address2",
    "postal_code",
    "city",
    "region",
    "country",
    "created_at",
    "email_consent",
    "sms_consent",
    "tags",
    "orders",
];

/// The file, with its header.
pub(super) fn customers(rows: impl Iterator<Item = CustomerRow>) -> Answer<Vec<u8>> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(COLUMNS).map_err(Problem::internal)?;
    for row in rows {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let personal =
            |text: &Option<Personal>| text.as_ref().map_or_else(String::new, |t| t.reveal().into());
        let cells = [
            row.id.to_string(),
            personal(&row.email),
            personal(&row.phone),
            personal(&row.first_name),
            personal(&row.last_name),
            personal(&row.birth_date),
            text(&row.gender),
            text(&row.language),
            text(&row.timezone),
            personal(&row.street1),
            personal(&row.street2),
            text(&row.postal_code),
            text(&row.city),
            text(&row.region),
            text(&row.country),
            row.since.to_string(),
            row.email_consent.as_str().to_owned(),
            row.sms_consent.as_str().to_owned(),
            row.tags.join(";"),
            row.n_orders.to_string(),
        ];
        file.write_record(cells.map(neutral)).map_err(Problem::internal)?;
    }
    file.into_inner().map_err(|error| Problem::internal(error.into_error()))
}

/// A cell that a spreadsheet would run as a formula begins with an apostrophe instead (OWASP,
/// CSV injection). Phone numbers begin with a plus and digits only, which runs nothing.
fn neutral(cell: String) -> String {
    let number =
        cell.strip_prefix('+').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    if !number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return format!("'{cell}");
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_made_neutral_and_numbers_stay() {
        for (cell, want) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2", "'-2"),
            ("+4930901820", "+4930901820"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("Käthe", "Käthe"),
        ] {
            assert_eq!(neutral(cell.into()), want);
        }
    }
}
