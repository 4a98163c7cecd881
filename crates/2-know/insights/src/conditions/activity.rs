//! How many activities of a kind: one function for every name.

use super::{Compiled, Condition, Context, Entry, EntryKind, EntryValue, Names, as_measure};
use crate::kernels::count::Count;
use crate::kernels::source::Source;
use crate::language::{Measure, Tree, names};

/// The condition.
#[derive(Debug)]
pub(super) struct Activity;

impl Condition for Activity {
    fn name(&self) -> &'static str {
        "activity"
    }

    fn doc(&self) -> &'static str {
        "Counts how often she did something. The function is the activity's name in snake case \
         (Product Viewed is product_viewed); names that mean the same are one. Filters look at \
         its properties, a window at its time. email_opened counts opens by people, not by \
         scanners. One that has not occurred yet is written activity.name."
    }

    fn example(&self) -> &'static str {
        "product_viewed(category = \"activewear\", last 90 days) >= 3"
    }

    fn compile(&self, leaf: &Tree, cx: &Context<'_>) -> Option<Compiled> {
        if let Tree::Field { field, cmp, value } = leaf {
            // A bare word that is the name of an own activity is its count.
            let source = Source::find(field, cx).filter(|source| *source != Source::Orders)?;
            let measure =
                Measure { name: field.clone(), filters: vec![], window: None, property: None };
            return Some(Count::compile(source, false, (&measure, *cmp, value.as_ref()), cx));
        }
        let asked = as_measure(leaf)?;
        let source = Source::find(&asked.0.name, cx).filter(|source| *source != Source::Orders)?;
        Some(Count::compile(source, false, asked, cx))
    }

    fn entries(&self, names: &Names) -> Vec<Entry> {
        let entry = |kind: &str| {
            let words = names::words(kind, 2);
            let properties = names
                .kinds
                .get(kind)
                .map(|properties| properties.iter().map(ToString::to_string).collect::<Vec<_>>());
            Entry::of(self, kind, EntryKind::Measure, &sentence_case(&words), EntryValue::Number)
                .sentence(&format!("… {words}"))
                .example(format!("{kind}(last 30 days) >= 1"))
                .properties(properties.unwrap_or_default())
        };
        let offered = [
            "product_viewed",
            "product_added",
            "checkout_started",
            "email_opened",
            "email_clicked",
        ];
        let mut kinds: Vec<&str> = offered.to_vec();
        kinds.extend(names.kinds.keys().map(|kind| &**kind).filter(|kind| !offered.contains(kind)));
        kinds.into_iter().map(entry).collect()
    }
}

fn sentence_case(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
