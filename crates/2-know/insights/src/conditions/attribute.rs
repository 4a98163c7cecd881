//! Fields with texts: name, place, tags, and the shop's own attributes.

use super::context::OWN;
use super::{Compiled, Condition, Context, Entry, EntryKind, EntryValue, Kernel, Names};
use crate::columns::{AttributeAt, Bitmap, ChunkAt};
use crate::kernels::value::ValueTest;
use crate::language::{Cmp, Fault, Operand, Spot, Tree, Value};

/// The fields that everybody has, with what people call them.
pub(super) const FIELDS: [(&str, &str); 13] = [
    ("country", "Country"),
    ("region", "Region"),
    ("city", "City"),
    ("postal_code", "Postal code"),
    ("language", "Language"),
    ("timezone", "Time zone"),
    ("gender", "Gender"),
    ("tag", "Tag"),
    ("email", "Email"),
    ("email_domain", "Email provider"),
    ("phone", "Phone"),
    ("first_name", "First name"),
    ("last_name", "Last name"),
];

/// The condition.
#[derive(Debug)]
pub(super) struct Attribute;

/// The full name of the column behind a field, if it is one of this kind.
fn column_of(field: &str, cx: &Context<'_>) -> Option<String> {
    if field == "tags" {
        return Some("tag".into());
    }
    if field.starts_with(OWN) || FIELDS.iter().any(|(name, ..)| *name == field) {
        return Some(field.into());
    }
    cx.names.attributes.contains(field).then(|| format!("{OWN}{field}"))
}

impl Condition for Attribute {
    fn name(&self) -> &'static str {
        "attribute"
    }

    fn doc(&self) -> &'static str {
        "Compares a field of the customer. Texts compare without regard to case; a tag or a \
         choice of several holds when any of her values does. A field that is unknown is in no \
         comparison, not even in !=. The shop's own fields are written attribute.name, or bare \
         when no other field is called so; a number compares with what spells a number."
    }

    fn example(&self) -> &'static str {
        "country in (\"DE\", \"FR\") and tag = \"vip\" and attribute.shoe_size >= 40"
    }

    fn compile(&self, leaf: &Tree, cx: &Context<'_>) -> Option<Compiled> {
        let Tree::Field { field, cmp, value } = leaf else { return None };
        let column = column_of(field, cx)?;
        let is_own = column.starts_with(OWN);
        Some(text_kernel(field, &column, is_own, (*cmp, value.as_ref()), cx))
    }

    fn entries(&self, names: &Names) -> Vec<Entry> {
        let entry = |name: &str, label: &str, full: &str| {
            let example = format!("{name} = \"…\"");
            let example = if name == "country" { self.example().into() } else { example };
            Entry::of(self, name, EntryKind::Field, label, EntryValue::Text)
                .sentence(&format!("{label} is …"))
                .example(example)
                .values(names.few_values(full))
        };
        let own = names.attributes.iter().map(|name| {
            let full = format!("{OWN}{name}");
            entry(&full, &name.replace('_', " "), &full)
        });
        FIELDS.iter().map(|(name, label)| entry(name, label, name)).chain(own).collect()
    }
}

/// Makes the kernel of any dictionary column.
pub(super) fn text_kernel(
    name: &str,
    column: &str,
    is_own: bool,
    (cmp, value): (Cmp, Option<&Operand>),
    cx: &Context<'_>,
) -> Compiled {
    let fault = |fault| (Spot::Value, fault);
    if !is_own {
        let textual = value.map_or(&[][..], Operand::values).iter().all(is_text);
        let ordered = matches!(cmp, Cmp::Lt | Cmp::Le | Cmp::Gt | Cmp::Ge | Cmp::Between);
        if cmp == Cmp::IsTrue || ordered {
            let allowed = "=, !=, in, contains, starts with, ends with, matches or is known";
            let cmp = if cmp == Cmp::IsTrue { "nothing" } else { cmp.words() };
            return Err(fault(Fault::WrongComparison { name: name.into(), cmp, allowed }));
        }
        if !textual {
            let wanted = "a text in quotes";
            return Err(fault(Fault::WrongValue { name: name.into(), wanted }));
        }
    }
    let (test, negative) = ValueTest::new(name, cmp, value, cx).map_err(fault)?.positive();
    Ok(Box::new(Text { name: name.into(), column: column.into(), test, negative }))
}

fn is_text(value: &Value) -> bool {
    matches!(value, Value::Text(_) | Value::Number(_))
}

#[derive(Debug)]
struct Text {
    name: String,
    column: String,
    test: ValueTest,
    negative: bool,
}

impl Kernel for Text {
    fn cost(&self) -> u32 {
        2
    }

    fn test(&self, chunk: &ChunkAt<'_>, wanted: &Bitmap) -> Bitmap {
        let Some(at) = chunk.attribute(&self.column) else {
            return if self.test.unknown() { wanted.clone() } else { Bitmap::none(wanted.rows()) };
        };
        let found = at.select(wanted, &self.test.hits(at.dictionary));
        if !self.negative {
            return found;
        }
        let mut others = known(&at, wanted);
        others.remove(&found);
        others
    }

    fn why(&self, chunk: &ChunkAt<'_>, row: usize) -> String {
        let name = self.name.strip_prefix(OWN).unwrap_or(&self.name).replace('_', " ");
        let at = chunk.attribute(&self.column);
        let values: Vec<_> = at.iter().flat_map(|at| at.texts(row)).map(str::to_owned).collect();
        if values.is_empty() {
            return format!("{name} is unknown");
        }
        if self.test.cmp() == Cmp::IsKnown {
            return format!("{name} is known");
        }
        format!("{name} is {}", values.join(", "))
    }
}

/// The wanted rows whose value is known.
pub(super) fn known(at: &AttributeAt<'_>, wanted: &Bitmap) -> Bitmap {
    let mut hits = vec![true; at.dictionary.n_codes()];
    hits[0] = false;
    at.select_first(wanted, &hits)
}
