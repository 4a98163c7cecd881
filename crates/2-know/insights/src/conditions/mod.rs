//! The registry of segment conditions: one file each, one line here.
//!
//! A condition reads a leaf of the tree and makes a [`Kernel`]: from the columns of a chunk as of
//! a moment to the rows that hold. There is no second meaning: a count over all customers, the
//! check of the few that changed and the explanation of one all run the same kernel. A condition
//! also carries its page of the manual, its example and its words for the visual builder.

mod activity;
mod age;
mod aggregate;
mod attribute;
mod bought;
mod consent;
mod context;
mod date;
mod days_since;
mod no_since;
mod orders;
mod rfm;
mod spent;
mod units;

pub use context::{Context, Names};
pub(crate) use rfm::FIELDS as RFM_FIELDS;

use crate::columns::{Bitmap, ChunkAt};
use crate::language::{Cmp, Fault, Measure, Operand, Spot, Tree};
use std::fmt::Debug;

/// Every condition, in the order in which the manual and the builder list them.
pub const ALL: [&dyn Condition; 13] = [
    &attribute::Attribute,
    &consent::Consent,
    &age::Age,
    &date::Date,
    &orders::Orders,
    &spent::Spent,
    &bought::Bought,
    &units::Units,
    &days_since::DaysSince,
    &no_since::NoSince,
    &rfm::Rfm,
    &aggregate::Aggregate,
    &activity::Activity,
];

/// What a leaf became, or where and why it cannot be.
pub type Compiled = Result<Box<dyn Kernel>, (Spot, Fault)>;

/// A kind of condition.
pub trait Condition: Sync + Debug {
    /// Its name, kebab-case, unique.
    fn name(&self) -> &'static str;

    /// Its page of the manual, in a few sentences.
    fn doc(&self) -> &'static str;

    /// A sentence of the language that uses it.
    fn example(&self) -> &'static str;

    /// Makes the kernel of a leaf, or nothing when the leaf is not of this kind.
    fn compile(&self, leaf: &Tree, cx: &Context<'_>) -> Option<Compiled>;

    /// What the visual builder offers.
    fn entries(&self, names: &Names) -> Vec<Entry>;
}

/// A condition made ready for a moment.
pub trait Kernel: Debug + Send + Sync {
    /// About how many bytes it reads per customer: the cheaper side is asked first.
    fn cost(&self) -> u32;

    /// The wanted rows for which it holds.
    fn test(&self, chunk: &ChunkAt<'_>, wanted: &Bitmap) -> Bitmap;

    /// The fact about one customer on which it decides, as a short sentence without full stop.
    fn why(&self, chunk: &ChunkAt<'_>, row: usize) -> String;
}

/// One line of the visual builder's menu.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Condition)]
pub struct Entry {
    /// The name in the language.
    pub name: String,
    /// Which shape of the tree it makes.
    pub kind: EntryKind,
    /// What people call it.
    pub label: String,
    /// A sentence with a gap for the value.
    pub sentence: String,
    /// What it means.
    pub doc: String,
    /// A sentence of the language that uses it.
    pub example: String,
    /// What its values are.
    #[serde(rename = "type")]
    pub value: EntryValue,
    /// Values that occur, where there are few.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Properties by which it can be filtered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<String>,
}

/// Which shape of the tree an entry makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A field of the customer.
    Field,
    /// A figure about what she did.
    Measure,
    /// A pattern over two kinds of activities.
    Pattern,
}

/// What the values of an entry are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryValue {
    /// A text.
    Text,
    /// A number.
    Number,
    /// An amount.
    Money,
    /// A date.
    Date,
    /// Yes or no.
    Flag,
    /// Days since something.
    Days,
}

/// Makes the kernel of a leaf.
pub(crate) fn compile(leaf: &Tree, cx: &Context<'_>) -> Compiled {
    let found = ALL.iter().find_map(|condition| condition.compile(leaf, cx));
    found.unwrap_or_else(|| {
        let name = match leaf {
            Tree::Field { field, .. } => field,
            Tree::Measure { measure: Measure { name, .. }, .. } => name,
            Tree::NoSince { kind, .. } => kind,
            _ => "",
        };
        let near = base::nearest(name, cx.names.all());
        Err((Spot::Name, Fault::UnknownName(name.into(), near)))
    })
}

impl Entry {
    /// An entry of a condition with its manual page and example.
    fn of(of: &dyn Condition, name: &str, kind: EntryKind, label: &str, value: EntryValue) -> Self {
        Self {
            name: name.into(),
            kind,
            label: label.into(),
            sentence: String::new(),
            doc: of.doc().into(),
            example: of.example().into(),
            value,
            values: Vec::new(),
            properties: Vec::new(),
        }
    }

    /// With its sentence; `…` is where the value goes.
    fn sentence(mut self, sentence: &str) -> Self {
        self.sentence = sentence.into();
        self
    }

    /// With an example of its own.
    fn example(mut self, example: String) -> Self {
        self.example = example;
        self
    }

    /// With the values that occur.
    fn values(mut self, values: Vec<String>) -> Self {
        self.values = values;
        self
    }

    /// With the properties by which it can be filtered.
    fn properties(mut self, properties: Vec<String>) -> Self {
        self.properties = properties;
        self
    }
}

/// A leaf that is a field of one of these names.
fn as_field<'t>(leaf: &'t Tree, names: &[&str]) -> Option<(&'t str, Cmp, Option<&'t Operand>)> {
    match leaf {
        Tree::Field { field, cmp, value } if names.contains(&&**field) => {
            Some((field, *cmp, value.as_ref()))
        }
        _ => None,
    }
}

/// A leaf that is a measure, with its comparison.
fn as_measure(leaf: &Tree) -> Option<(&Measure, Cmp, Option<&Operand>)> {
    match leaf {
        Tree::Measure { measure, cmp, value } => Some((measure, *cmp, value.as_ref())),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
