//! Things worth doing today: who, how many, and the sentence that finds them.

mod carts;
mod first_buyers;
mod gone_quiet;
mod spenders;

use super::rows::people::People;
use super::{Error, Facts, words};
use std::fmt::Debug;
use store::Tx;

/// Every idea, the most pressing first; the first few that concern anybody are shown.
const IDEAS: [&dyn Idea; 4] =
    [&carts::Carts, &spenders::Spenders, &first_buyers::FirstBuyers, &gone_quiet::GoneQuiet];
/// How many are shown.
const SHOWN: usize = 3;

/// Something that may be worth doing.
trait Idea: Sync + Debug {
    /// Looks for people whom it concerns; none where there is nothing to go by.
    fn look(&self, tx: &mut Tx<'_>, facts: &Facts) -> Result<Option<Suggestion>, Error>;
}

/// Something worth doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Its name in kebab case.
    pub id: &'static str,
    /// What to do.
    pub title: String,
    /// Who they are, and how many of them may be written to.
    pub detail: String,
    /// How many it concerns.
    pub people: i64,
    /// Who they are, in the segment language.
    pub segment_text: String,
}

/// The ideas that concern anybody.
pub(super) fn list(tx: &mut Tx<'_>, facts: &Facts) -> Result<Vec<Suggestion>, Error> {
    let mut found = Vec::new();
    for idea in IDEAS {
        found.extend(idea.look(tx, facts)?.filter(|suggestion| suggestion.people > 0));
        if found.len() == SHOWN {
            break;
        }
    }
    Ok(found)
}

/// How many of them may be written to.
fn agreed(people: People) -> String {
    match (people.all, people.reachable) {
        (_, 0) => "None of them agreed to emails.".into(),
        (1, _) => "She or he agreed to emails.".into(),
        (all, reachable) if all == reachable => "All of them agreed to emails.".into(),
        (_, reachable) => format!("{} of them agreed to emails.", words::number(reachable)),
    }
}
