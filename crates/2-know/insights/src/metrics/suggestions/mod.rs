//! Things worth doing today: who, how many, and the sentence that finds them.
//!
//! An idea is a sentence with words around it. How many it concerns is what the engine counts for
//! that sentence, so that a look at the people finds the same ones.

mod carts;
mod first_buyers;
mod gone_quiet;
mod spenders;

use super::Facts;
use crate::{Asked, Error, Insights};
use std::fmt::Debug;

/// Every idea, the most pressing first; the first few that concern anybody are shown.
const IDEAS: [&dyn Idea; 4] =
    [&carts::Carts, &spenders::Spenders, &first_buyers::FirstBuyers, &gone_quiet::GoneQuiet];
/// How many are shown.
const SHOWN: usize = 3;

/// Something that may be worth doing.
trait Idea: Sync + Debug {
    /// Its name in kebab case.
    fn id(&self) -> &'static str;

    /// What to do.
    fn title(&self) -> &'static str;

    /// Who they are, in words and in the segment language; none where there is nothing to go by.
    fn whom(&self, facts: &Facts) -> Option<Whom>;
}

/// Who an idea concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Whom {
    /// A sentence about them.
    words: String,
    /// The segment that they are.
    segment_text: String,
}

/// Something worth doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Its name in kebab case.
    pub id: &'static str,
    /// What to do.
    pub title: &'static str,
    /// Who they are, and how many of them may be written to.
    pub detail: String,
    /// How many it concerns.
    pub people: i64,
    /// Who they are, in the segment language.
    pub segment_text: String,
}

/// The ideas that concern anybody.
pub(super) fn list(insights: &Insights, facts: &Facts) -> Result<Vec<Suggestion>, Error> {
    let count = |text: &str| -> Result<i64, Error> {
        let size = insights.count(&Asked::text(text)?, Some(facts.as_of))?;
        Ok(i64::try_from(size.count).unwrap_or(i64::MAX))
    };
    let mut found = Vec::new();
    for idea in IDEAS {
        let Some(Whom { words, segment_text }) = idea.whom(facts) else { continue };
        let people = count(&segment_text)?;
        if people == 0 {
            continue;
        }
        let agreed = agreed(people, count(&format!("({segment_text}) and email_consent"))?);
        let detail = format!("{words} {agreed}");
        let (id, title) = (idea.id(), idea.title());
        found.push(Suggestion { id, title, detail, people, segment_text });
        if found.len() == SHOWN {
            break;
        }
    }
    Ok(found)
}

/// How many of them may be written to.
fn agreed(people: i64, reachable: i64) -> String {
    match (people, reachable) {
        (1, 0) => "This person has not agreed to emails.".into(),
        (1, _) => "This person agreed to emails.".into(),
        (_, 0) => "None of them agreed to emails.".into(),
        (people, reachable) if people == reachable => "All of them agreed to emails.".into(),
        (_, reachable) => format!("{} of them agreed to emails.", base::grouped(reachable)),
    }
}
