//! Customers as a CSV file (RFC 4180) that our own import reads back.

use crate::CustomerRow;
use crate::standing::text;
use base::{CustomerId, Personal};
use serde_json::Value as Json;
use std::collections::{BTreeSet, HashMap};
use web::{Answer, Problem};

const COLUMNS: [&str; 21] = [
    "regulars_id",
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

/// The file, with its header. Behind the columns that every file has come the shop's own fields,
/// by name. `shop_ids` are the ids that the shop itself gave.
pub(super) fn customers(
    rows: &[CustomerRow],
    shop_ids: &HashMap<CustomerId, Personal>,
) -> Answer<Vec<u8>> {
    let own: BTreeSet<&String> = rows.iter().flat_map(|row| row.attributes.keys()).collect();
    let header = COLUMNS.map(str::to_owned).into_iter();
    let header = header.chain(own.iter().map(|name| format!("attribute:{name}")));
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(header).map_err(Problem::internal)?;
    for row in rows {
        let plain = |text: &Option<String>| text.clone().unwrap_or_default();
        let personal =
            |text: &Option<Personal>| text.as_ref().map_or_else(String::new, |t| t.reveal().into());
        let cells = [
            row.id.to_string(),
            shop_ids.get(&row.id).map_or_else(String::new, |id| id.reveal().into()),
            personal(&row.email),
            personal(&row.phone),
            personal(&row.first_name),
            personal(&row.last_name),
            personal(&row.birth_date),
            plain(&row.gender),
            plain(&row.language),
            plain(&row.timezone),
            personal(&row.street1),
            personal(&row.street2),
            plain(&row.postal_code),
            plain(&row.city),
            plain(&row.region),
            plain(&row.country),
            row.since.to_string(),
            row.email_consent.as_str().to_owned(),
            row.sms_consent.as_str().to_owned(),
            row.tags.join(";"),
            row.n_orders.to_string(),
        ];
        let own = own.iter().map(|name| match row.attributes.get(*name) {
            Some(Json::Number(number)) => number.to_string(),
            value => neutral(value.map_or_else(String::new, text)),
        });
        let cells = cells.map(neutral).into_iter().chain(own);
        file.write_record(cells).map_err(Problem::internal)?;
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
