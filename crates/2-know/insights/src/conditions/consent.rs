//! Whether she agreed to be written to.

use super::attribute::text_kernel;
use super::{Compiled, Condition, Context, Entry, EntryKind, EntryValue, Kernel, Names, as_field};
use crate::columns::{Bitmap, ChunkAt};
use crate::language::{Cmp, Fault, Operand, Spot, Tree, Value};
use base::ConsentState;

const FIELDS: [(&str, &str, &str); 2] = [
    ("email_consent", "Email consent", "email"),
    ("sms_consent", "Text message consent", "text messages"),
];

/// The condition.
#[derive(Debug)]
pub(super) struct Consent;

impl Condition for Consent {
    fn name(&self) -> &'static str {
        "consent"
    }

    fn doc(&self) -> &'static str {
        "Holds when her latest word on marketing in this channel is yes. It can also be compared \
         with \"granted\", \"never\" and \"withdrawn\"."
    }

    fn example(&self) -> &'static str {
        "email_consent and not sms_consent = \"withdrawn\""
    }

    fn compile(&self, leaf: &Tree, cx: &Context<'_>) -> Option<Compiled> {
        let (field, cmp, value) = as_field(leaf, &FIELDS.map(|(name, ..)| name))?;
        let words = value.map_or(&[][..], Operand::values);
        let known = |value: &Value| match value {
            Value::Text(word) => ConsentState::parse(&word.to_lowercase()).is_some(),
            _ => false,
        };
        if !words.iter().all(known) {
            let wanted = "nothing behind it, or one of \"granted\", \"never\", \"withdrawn\"";
            return Some(Err((Spot::Value, Fault::WrongValue { name: field.into(), wanted })));
        }
        let yes = Operand::One(Value::Text(ConsentState::Granted.as_str().into()));
        let asked = if cmp == Cmp::IsTrue { (Cmp::Eq, Some(&yes)) } else { (cmp, value) };
        let (_, _, channel) = FIELDS.iter().find(|(name, ..)| *name == field)?;
        Some(
            text_kernel(field, field, false, asked, cx).map(|text| {
                Box::new(Said { field: field.into(), channel, text }) as Box<dyn Kernel>
            }),
        )
    }

    fn entries(&self, _names: &Names) -> Vec<Entry> {
        let entry = |(name, label, channel): &(&str, &str, &str)| {
            Entry::of(self, name, EntryKind::Field, label, EntryValue::Flag)
                .sentence(&format!("agreed to {channel}"))
        };
        FIELDS.iter().map(entry).collect()
    }
}

#[derive(Debug)]
struct Said {
    field: String,
    channel: &'static str,
    text: Box<dyn Kernel>,
}

impl Kernel for Said {
    fn cost(&self) -> u32 {
        self.text.cost()
    }

    fn test(&self, chunk: &ChunkAt<'_>, wanted: &Bitmap) -> Bitmap {
        self.text.test(chunk, wanted)
    }

    fn why(&self, chunk: &ChunkAt<'_>, row: usize) -> String {
        let at = chunk.attribute(&self.field);
        let word = at.as_ref().and_then(|at| at.texts(row).next());
        match word.and_then(ConsentState::parse) {
            Some(ConsentState::Granted) => format!("agreed to {}", self.channel),
            Some(ConsentState::Withdrawn) => format!("said no to {}", self.channel),
            _ => format!("never agreed to {}", self.channel),
        }
    }
}
