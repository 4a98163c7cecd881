//! The shapes in which segments cross the border.

use crate::conditions::Entry;
use crate::language::{Tree, print};
use crate::{Asked, Insights, Saved};
use base::Instant;
use book::CustomerView;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use utoipa::ToSchema;
use web::{Answer, Problem};

/// A sentence that is asked, in one of its faces.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(example = question)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    /// Its text.
    pub(crate) text: Option<String>,
    /// Its tree.
    #[schema(value_type = Option<Tree>)]
    pub(crate) tree: Option<Json>,
    /// The moment of the answer: RFC 3339, or a day of the shop. Now when absent.
    pub(crate) as_of: Option<String>,
    /// How many members to show.
    pub(crate) limit: Option<usize>,
}

/// A segment to be made or changed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftBody {
    /// Its name, unique without regard to case.
    pub(crate) name: String,
    /// For whom it is.
    pub(crate) description: Option<String>,
    /// Its definition as text.
    pub(crate) text: Option<String>,
    /// Its definition as a tree.
    #[schema(value_type = Option<Tree>)]
    pub(crate) tree: Option<Json>,
}

/// A question in its other face.
fn question() -> Json {
    json!({ "tree": example(), "limit": 10 })
}

/// `country in ("DE", "AT") and orders(last 90 days) >= 2` as a tree.
fn example() -> Json {
    json!({ "op": "and", "of": [
        { "op": "field", "field": "country", "cmp": "in", "value": ["DE", "AT"] },
        {
            "op": "measure", "cmp": ">=", "value": 2,
            "measure": { "name": "orders", "window": {
                "kind": "last", "n": 90, "unit": "days",
            } },
        },
    ] })
}

/// Reads a sentence from whichever face was sent.
pub(crate) fn asked(text: Option<&str>, tree: Option<Json>) -> Answer<Asked> {
    match (text, tree) {
        (Some(text), None) => Ok(Asked::text(text)?),
        (None, Some(tree)) => {
            let tree: Tree = serde_json::from_value(tree)
                .map_err(|error| Problem::invalid("/tree", format!("not a tree: {error}")))?;
            Ok(Asked::tree(tree))
        }
        _ => Err(Problem::invalid("/text", "send either text or tree")),
    }
}

/// Reads the moment of an answer.
pub(crate) fn moment(text: Option<&str>, insights: &Insights) -> Answer<Option<Instant>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let at = Instant::parse_loose(text, &insights.terms(None).zone);
    at.map(Some).map_err(|error| Problem::invalid("/as_of", error.to_string()))
}

/// How many customers a sentence holds for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Count {
    /// Those for whom it holds.
    pub(crate) count: u64,
    /// All customers at that moment.
    pub(crate) of: u64,
    /// How long the evaluation itself took, in microseconds.
    pub(crate) took_us: u64,
    /// The moment of the answer.
    pub(crate) as_of: String,
    /// The sentence as a tree.
    pub(crate) tree: Tree,
    /// The sentence as canonical text.
    pub(crate) text: String,
}

/// The count with some of those for whom it holds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Preview {
    #[serde(flatten)]
    pub(crate) count: Count,
    /// Some of them, each with the reason.
    pub(crate) members: Vec<Member>,
}

/// A customer in a segment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Member {
    /// Who.
    pub(crate) customer: CustomerView,
    /// Why, in plain words.
    pub(crate) why: String,
    /// Since when.
    pub(crate) since: Option<String>,
}

/// A saved segment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Segment {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    /// Its definition as canonical text.
    pub(crate) text: String,
    /// The same as a tree.
    pub(crate) tree: Tree,
    /// Whether it came with the house.
    pub(crate) ready_made: bool,
    /// How many are in it.
    pub(crate) count: u64,
    /// Who is in it and was not a week ago.
    pub(crate) entered_7d: u64,
    /// Who was in it a week ago and is not now.
    pub(crate) left_7d: u64,
    /// Its size at the end of each of the last twelve weeks.
    pub(crate) history: Vec<u64>,
    pub(crate) updated_at: String,
}

impl Segment {
    /// The segment with its figures. Blocks.
    pub(crate) fn new(insights: &Insights, saved: Saved) -> Self {
        // A definition that no longer makes sense has no figures, and can still be mended.
        let trend = insights.trend(&saved).unwrap_or_default();
        let asked = Asked::tree(saved.tree.clone());
        let count = insights.count(&asked, None).map_or(0, |size| size.count);
        Self {
            id: saved.id.to_string(),
            name: saved.name,
            description: saved.description,
            text: print(&saved.tree),
            tree: saved.tree,
            ready_made: saved.ready_made,
            count,
            entered_7d: trend.entered_7d,
            left_7d: trend.left_7d,
            history: trend.points.iter().map(|(_, size)| *size).collect(),
            updated_at: saved.updated_at.to_string(),
        }
    }
}

/// How a segment's size moved.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct History {
    pub(crate) points: Vec<Point>,
}

/// A size at a moment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Point {
    pub(crate) at: String,
    pub(crate) count: u64,
}

/// What the visual builder offers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Vocabulary {
    pub(crate) conditions: Vec<Entry>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::print;

    #[test]
    fn the_example_of_a_tree_is_one() {
        let tree: Tree = serde_json::from_value(example()).unwrap();
        assert_eq!(print(&tree), "country in (\"DE\", \"AT\") and orders(last 90 days) >= 2");
    }
}
