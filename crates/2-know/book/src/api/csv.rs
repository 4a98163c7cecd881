//! Customers as a CSV file (RFC 4180) that our own import reads back.

use crate::standing::text;
use crate::{CustomerRow, cells};
use base::{CustomerId, Personal};
use serde_json::Value as Json;
use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasher;
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

/// Customers as a CSV file, with its header. Behind the columns that every file has come the
/// shop's own fields, by name. `shop_ids` are the ids that the shop itself gave.
///
/// # Errors
/// When the file cannot be written, which memory alone can cause.
pub fn customers(
    rows: &[CustomerRow],
    shop_ids: &HashMap<CustomerId, Personal, impl BuildHasher>,
) -> Answer<Vec<u8>> {
    let own = rows.iter().flat_map(|row| &row.attributes);
    let own = own.filter(|(_, value)| !text(value).is_empty());
    let own: BTreeSet<&String> = own.map(|(name, _)| name).collect();
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
            tags(&row.tags),
            row.n_orders.to_string(),
        ];
        let own = own.iter().map(|name| match row.attributes.get(*name) {
            Some(Json::Number(number)) => number.to_string(),
            value => guarded(value.map_or_else(String::new, text)),
        });
        let cells = cells.map(guarded).into_iter().chain(own);
        file.write_record(cells).map_err(Problem::internal)?;
    }
    file.into_inner().map_err(|error| Problem::internal(error.into_error()))
}

fn guarded(cell: String) -> String {
    cells::guard(&cell).into_owned()
}

/// Tags joined by semicolons; one that has a separator or a quote in it stands in quotes.
fn tags(tags: &[String]) -> String {
    let tags = tags.iter().map(|tag| {
        let plain = !tag.contains([',', ';', '"']);
        if plain { tag.clone() } else { format!("\"{}\"", tag.replace('"', "\"\"")) }
    });
    tags.collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_with_separators_stand_in_quotes() {
        let of = |words: &[&str]| tags(&words.iter().map(|tag| (*tag).into()).collect::<Vec<_>>());
        assert_eq!(of(&["vip", "a, b", "5\" disk"]), "vip;\"a, b\";\"5\"\" disk\"");
        assert_eq!(of(&[]), "");
    }
}
