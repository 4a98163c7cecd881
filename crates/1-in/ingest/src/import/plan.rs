//! How a file is read: what its rows are about, what each column means, and how its numbers and
//! dates are written. A plan is what the wizard edits and what `--map` changes.

use super::field::{Field, Kind};
use crate::meaning::amount::Decimals;
use crate::meaning::when::DateOrder;
use crate::meaning::words::snake_case;
use base::{ImportId, Instant, Namespace, Shop, SourceName};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A word of a mapping that is none. The caller can mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadMapping {
    /// No such field.
    #[error(
        "\"{word}\" is no field of {kind}: use one of {fields}, or attribute:{word} for a custom \
         field",
        kind = kind.as_str()
    )]
    UnknownField {
        /// What was asked for.
        word: String,
        /// Of which kind of rows.
        kind: Kind,
        /// What there is.
        fields: String,
    },
    /// No such column.
    #[error("the file has no column \"{column}\": it has {columns}")]
    UnknownColumn {
        /// What was asked for.
        column: String,
        /// What there is.
        columns: String,
    },
    /// A field that is needed has no column.
    #[error("no column is read as {missing}: name one with COLUMN={example}")]
    Missing {
        /// What is needed, in words.
        missing: &'static str,
        /// The word of one field that would do.
        example: &'static str,
    },
}

/// What a column is read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A field of the contract.
    Field(Field),
    /// A field of the shop's own: an attribute of a customer or product, a property of an
    /// activity.
    Attribute(String),
    /// Nothing.
    LeftOut,
}

impl Target {
    /// Reads a word of a mapping; empty leaves the column out, `attribute` alone takes the name
    /// of the column.
    pub(crate) fn parse(word: &str, column: &str, kind: Kind) -> Result<Self, BadMapping> {
        if word.is_empty() {
            return Ok(Self::LeftOut);
        }
        if word == "attribute" {
            return Ok(Self::attribute(column, kind));
        }
        if let Some(name) = word.strip_prefix("attribute:") {
            return Ok(Self::attribute(name, kind));
        }
        let unknown = || BadMapping::UnknownField {
            word: word.into(),
            kind,
            fields: words_of(kind).collect::<Vec<_>>().join(", "),
        };
        Field::parse(word, kind).map(Self::Field).ok_or_else(unknown)
    }

    /// Orders and suppressions have no fields of the shop's own.
    fn attribute(name: &str, kind: Kind) -> Self {
        let name = snake_case(name);
        let has = matches!(kind, Kind::Customers | Kind::Products | Kind::Activities);
        if has && !name.is_empty() { Self::Attribute(name) } else { Self::LeftOut }
    }
}

fn words_of(kind: Kind) -> impl Iterator<Item = &'static str> {
    Field::ALL.iter().filter(move |field| field.is_of(kind)).map(|field| field.word())
}

/// How the columns of one file are read. Columns that are not named are fields of the shop's own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    /// Column name and the word of what it is read as: a field, `attribute`, `attribute:name`, or
    /// empty to leave it out.
    pub columns: BTreeMap<String, String>,
    /// Word of a field and the value that it has in every row.
    pub fixed: BTreeMap<String, String>,
    /// How dates such as 03/04/2026 are meant; none while nobody has said it.
    pub date_order: Option<DateOrder>,
    /// Which mark is decimal where a number does not tell.
    pub decimals: Decimals,
    /// Whether the file is one of our exports, whose cells mean exactly what they say.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
    /// Columns of the shop's own whose numbers have a decimal comma.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub comma_columns: BTreeSet<String>,
}

impl Mapping {
    /// Reads a column as something else. A field that takes one column leaves its former one.
    ///
    /// # Errors
    /// When there is no such column or field.
    pub fn set(
        &mut self,
        kind: Kind,
        columns: &[String],
        column: &str,
        word: &str,
    ) -> Result<(), BadMapping> {
        let exact = columns.iter().find(|name| *name == column);
        let loose = || columns.iter().find(|name| name.eq_ignore_ascii_case(column));
        let unknown =
            || BadMapping::UnknownColumn { column: column.into(), columns: columns.join(", ") };
        let column = exact.or_else(loose).ok_or_else(unknown)?;
        let target = Target::parse(word, column, kind)?;
        if let Target::Field(field) = target
            && !field.takes_many()
        {
            for (name, other) in &mut self.columns {
                if name != column && other == word {
                    "attribute".clone_into(other);
                }
            }
        }
        self.columns.insert(column.clone(), word.into());
        Ok(())
    }

    pub(crate) fn target(&self, column: &str, kind: Kind) -> Target {
        if is_of_report(column) {
            return Target::LeftOut;
        }
        let word = self.columns.get(column).map_or("attribute", String::as_str);
        Target::parse(word, column, kind).unwrap_or(Target::LeftOut)
    }

    fn reads(&self, field: Field, kind: Kind) -> bool {
        let of = |word: &String| Field::parse(word, kind) == Some(field);
        self.columns.values().any(of) || self.fixed.keys().any(of)
    }

    /// Checks that what rows of this kind need is there.
    ///
    /// # Errors
    /// When a needed field has no column.
    pub fn check(&self, kind: Kind) -> Result<(), BadMapping> {
        use Field::{ActivityName, AnonymousId, At, CustomerId, Email, OrderId, Phone, PlacedAt};
        let lacks = |any: &[Field]| !any.iter().any(|field| self.reads(*field, kind));
        let needs: &[(&[Field], &'static str, &'static str)] = match kind {
            Kind::Customers => {
                &[(&[CustomerId, Email, Phone], "a customer id, an email or a phone", "email")]
            }
            Kind::Products => &[(&[Field::ProductId], "the product id", "product_id")],
            Kind::Orders => &[
                (&[OrderId], "the order id", "order_id"),
                (&[PlacedAt], "the time of the order", "placed_at"),
            ],
            Kind::Activities => &[
                (&[ActivityName], "what happened", "name"),
                (&[At], "when it happened", "at"),
                (
                    &[CustomerId, Email, AnonymousId, Phone],
                    "a customer id, an email or a visitor id",
                    "customer_id",
                ),
            ],
            Kind::Suppressions => &[(&[Email], "the email address", "email")],
        };
        match needs.iter().find(|(any, ..)| lacks(any)) {
            Some((_, missing, example)) => Err(BadMapping::Missing { missing, example }),
            None => Ok(()),
        }
    }
}

/// Begins the columns that a report adds to the columns of the file.
pub(crate) const REPORT: &str = "report:";

/// Whether a column was added by a report, which is mended and imported again.
pub(crate) fn is_of_report(column: &str) -> bool {
    column.starts_with(REPORT)
}

/// Everything that turning rows into activities needs to know.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What the rows are about.
    pub kind: Kind,
    /// How the columns are read.
    pub mapping: Mapping,
    /// Who says so.
    pub source: SourceName,
    /// The space of the ids in the file.
    pub namespace: Namespace,
    /// The shop: currency, zone and country where the file does not say them.
    pub shop: Shop,
    /// The import.
    pub import: ImportId,
    /// The name of the file, for evidence.
    pub file_name: String,
    /// The time of rows without a time of their own.
    pub now: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_can_be_read_as_something_else() {
        let columns = ["Mail".to_owned(), "Plan".to_owned(), "Other mail".to_owned()];
        let mut mapping = Mapping::default();
        mapping.set(Kind::Customers, &columns, "mail", "email").unwrap();
        mapping.set(Kind::Customers, &columns, "Other mail", "email").unwrap();
        mapping.set(Kind::Customers, &columns, "Plan", "attribute:level").unwrap();
        assert_eq!(mapping.target("Mail", Kind::Customers), Target::Field(Field::Email));
        assert_eq!(mapping.target("Plan", Kind::Customers), Target::Attribute("level".into()));
        assert_eq!(mapping.target("New", Kind::Customers), Target::Attribute("new".into()));
        mapping.set(Kind::Customers, &columns, "Plan", "").unwrap();
        assert_eq!(mapping.target("Plan", Kind::Customers), Target::LeftOut);
        mapping.set(Kind::Customers, &columns, "Plan", "city").unwrap();
        mapping.set(Kind::Customers, &columns, "Mail", "city").unwrap();
        assert_eq!(mapping.columns["Plan"], "attribute");
    }

    #[test]
    fn wrong_mappings_say_what_to_do() {
        let columns = ["Mail".to_owned()];
        let mut mapping = Mapping::default();
        let wrong = mapping.set(Kind::Customers, &columns, "Mail", "emial").unwrap_err();
        assert!(wrong.to_string().contains("first_name"), "{wrong}");
        let wrong = mapping.set(Kind::Customers, &columns, "Post", "email").unwrap_err();
        assert!(wrong.to_string().contains("Mail"), "{wrong}");
        for (kind, _) in Kind::ALL {
            assert!(matches!(Mapping::default().check(kind), Err(BadMapping::Missing { .. })));
        }
    }
}
