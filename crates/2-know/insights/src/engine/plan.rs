//! A sentence made ready: kernels in a tree, cheap ones asked first.

use crate::columns::{Bitmap, ChunkAt};
use crate::conditions::{Context, Kernel, Names, RFM_FIELDS, compile};
use crate::language::{Fault, Mistake, Place, Spot, Tree, limits};
use crate::rfm::Cutoffs;
use base::{Currency, Instant, Zone};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What gives a sentence its meaning besides the columns.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The moment of evaluation; nothing later exists.
    pub at: Instant,
    /// The shop's zone.
    pub zone: Zone,
    /// The shop's currency.
    pub currency: Currency,
    /// The saved segments by name in lower case.
    pub segments: Arc<BTreeMap<String, Tree>>,
    /// The cuts of RFM when they are known already; else they are found when a sentence asks.
    pub rfm: Option<Arc<Cutoffs>>,
}

impl Terms {
    /// The terms of a shop at a moment, without saved segments.
    pub fn new(at: Instant, zone: Zone, currency: Currency) -> Self {
        Self { at, zone, currency, segments: Arc::default(), rfm: None }
    }
}

/// A sentence made ready for a moment.
#[derive(Debug)]
pub struct Plan {
    root: Node,
    at: i64,
    slides: bool,
}

#[derive(Debug)]
enum Node {
    All(Group),
    Any(Group),
    Not(Box<Node>),
    Leaf(Box<dyn Kernel>),
    /// Another segment, by name for the explanation.
    Segment(String, Box<Node>),
}

#[derive(Debug)]
struct Group {
    /// In reading order.
    parts: Vec<Node>,
    /// In the order in which they are asked.
    asked: Vec<usize>,
}

impl Plan {
    /// Makes a tree ready. The same call checks it: there is no other check.
    ///
    /// # Errors
    /// At the first condition that names or compares what does not exist or make sense.
    pub fn new(tree: &Tree, terms: &Terms, names: &Names, rfm: &Cutoffs) -> Result<Self, Mistake> {
        let cx = Context {
            at: terms.at.as_micros(),
            zone: &terms.zone,
            currency: terms.currency,
            names,
            segments: &terms.segments,
            rfm,
        };
        let mut planner = Planner { cx, leaf: 0, within: Vec::new(), conditions: 0 };
        let root = planner.node(tree, 0)?;
        Ok(Self { root, at: cx.at, slides: slides(tree, &terms.segments, 0) })
    }

    /// The moment for which it was made, in microseconds.
    pub fn at(&self) -> i64 {
        self.at
    }

    /// Whether its answer can change by the mere passing of time.
    pub fn slides(&self) -> bool {
        self.slides
    }

    /// The wanted rows of a chunk for which it holds. Only existing customers are found.
    pub fn test(&self, chunk: &ChunkAt<'_>, wanted: &Bitmap) -> Bitmap {
        self.root.test(chunk, &chunk.existing(wanted))
    }

    /// Why it holds, or does not hold, for a row: the facts on which it decides.
    pub fn why(&self, chunk: &ChunkAt<'_>, row: usize) -> String {
        let mut facts = Vec::new();
        self.root.why(chunk, row, &mut facts);
        facts.dedup();
        facts.join("; ")
    }
}

impl Node {
    fn cost(&self) -> u32 {
        match self {
            Self::All(group) | Self::Any(group) => {
                group.parts.iter().fold(0, |sum, part| sum.saturating_add(part.cost()))
            }
            Self::Not(part) | Self::Segment(_, part) => part.cost(),
            Self::Leaf(kernel) => kernel.cost(),
        }
    }

    /// A subset of `wanted`.
    fn test(&self, chunk: &ChunkAt<'_>, wanted: &Bitmap) -> Bitmap {
        match self {
            Self::All(group) => {
                let mut found = None;
                for part in &group.asked {
                    let open = found.as_ref().unwrap_or(wanted);
                    let next = group.parts[*part].test(chunk, open);
                    let is_over = next.is_empty();
                    found = Some(next);
                    if is_over {
                        break;
                    }
                }
                found.unwrap_or_else(|| wanted.clone())
            }
            Self::Any(group) => {
                let mut found = Bitmap::none(wanted.rows());
                let mut open = wanted.clone();
                for part in &group.asked {
                    if open.is_empty() {
                        break;
                    }
                    let more = group.parts[*part].test(chunk, &open);
                    open.remove(&more);
                    found.add(&more);
                }
                found
            }
            Self::Not(part) => {
                let mut found = wanted.clone();
                found.remove(&part.test(chunk, wanted));
                found
            }
            Self::Leaf(kernel) => kernel.test(chunk, wanted),
            Self::Segment(_, part) => part.test(chunk, wanted),
        }
    }

    fn holds(&self, chunk: &ChunkAt<'_>, row: usize) -> bool {
        let mut only = Bitmap::none(chunk.rows());
        only.insert(row);
        !self.test(chunk, &only).is_empty()
    }

    /// Of alternatives, those that hold are told; when none does, all are.
    fn why(&self, chunk: &ChunkAt<'_>, row: usize, facts: &mut Vec<String>) {
        match self {
            Self::All(group) => group.parts.iter().for_each(|part| part.why(chunk, row, facts)),
            Self::Any(group) => {
                let any = self.holds(chunk, row);
                let told = group.parts.iter().filter(|part| !any || part.holds(chunk, row));
                told.for_each(|part| part.why(chunk, row, facts));
            }
            Self::Not(part) => part.why(chunk, row, facts),
            Self::Leaf(kernel) => facts.push(kernel.why(chunk, row)),
            Self::Segment(name, part) => {
                let verb = if part.holds(chunk, row) { "in" } else { "not in" };
                facts.push(format!("{verb} segment {name}"));
                part.why(chunk, row, facts);
            }
        }
    }
}

struct Planner<'a> {
    cx: Context<'a>,
    /// The condition of the outermost tree that is being read.
    leaf: usize,
    /// The segments inside which it is, outermost first, in lower case.
    within: Vec<String>,
    conditions: usize,
}

impl Planner<'_> {
    fn mistake(&self, spot: Spot, fault: Fault) -> Mistake {
        let spot = if self.within.is_empty() { spot } else { Spot::Name };
        Mistake { place: Place::Leaf(self.leaf, spot), fault }
    }

    fn node(&mut self, tree: &Tree, depth: usize) -> Result<Node, Mistake> {
        if depth > limits::DEPTH_MAX {
            return Err(self.mistake(Spot::Name, Fault::TooDeep));
        }
        match tree {
            Tree::And { of } => Ok(Node::All(self.group(of, depth)?)),
            Tree::Or { of } => Ok(Node::Any(self.group(of, depth)?)),
            Tree::Not { of } => Ok(Node::Not(Box::new(self.node(of, depth + 1)?))),
            Tree::Segment { name } => {
                let node = self.segment(name, depth)?;
                self.leaf += usize::from(self.within.is_empty());
                Ok(node)
            }
            leaf => {
                self.conditions += 1;
                if self.conditions > limits::CONDITIONS_MAX {
                    return Err(self.mistake(Spot::Name, Fault::TooMany));
                }
                let kernel = compile(leaf, &self.cx);
                let kernel = kernel.map_err(|(spot, fault)| self.mistake(spot, fault))?;
                self.leaf += usize::from(self.within.is_empty());
                Ok(Node::Leaf(kernel))
            }
        }
    }

    fn group(&mut self, of: &[Tree], depth: usize) -> Result<Group, Mistake> {
        if of.is_empty() {
            let empty = "a group without conditions; add one or take the group out";
            return Err(self.mistake(Spot::Name, Fault::Incomplete(empty)));
        }
        let parts: Result<Vec<_>, _> = of.iter().map(|part| self.node(part, depth + 1)).collect();
        let parts = parts?;
        let mut asked: Vec<_> = (0..parts.len()).collect();
        asked.sort_by_key(|part| parts[*part].cost());
        Ok(Group { parts, asked })
    }

    fn segment(&mut self, name: &str, depth: usize) -> Result<Node, Mistake> {
        let key = name.to_lowercase();
        if self.within.contains(&key) {
            return Err(self.mistake(Spot::Name, Fault::Circle(name.into())));
        }
        let Some(tree) = self.cx.segments.get(&key) else {
            let known = self.cx.segments.keys().map(String::as_str);
            let near = base::nearest(name, known);
            return Err(self.mistake(Spot::Name, Fault::UnknownSegment(name.into(), near)));
        };
        self.within.push(key);
        let node = self.node(tree, depth + 1);
        self.within.pop();
        Ok(Node::Segment(name.into(), Box::new(node?)))
    }
}

/// Whether a tree looks at the time of evaluation.
fn slides(tree: &Tree, segments: &BTreeMap<String, Tree>, depth: usize) -> bool {
    use crate::language::{Operand, Value, When, Window};
    let relative = |value: &Option<Operand>| {
        value.as_ref().map_or(&[][..], Operand::values).iter().any(|value| match value {
            Value::Ago { .. } => true,
            Value::Date { date } => matches!(date, When::Today | When::Yesterday),
            _ => false,
        })
    };
    match tree {
        _ if depth > limits::DEPTH_MAX => true,
        Tree::And { of } | Tree::Or { of } => {
            of.iter().any(|part| slides(part, segments, depth + 1))
        }
        Tree::Not { of } => slides(of, segments, depth + 1),
        Tree::Segment { name } => {
            segments.get(&name.to_lowercase()).is_some_and(|tree| slides(tree, segments, depth + 1))
        }
        Tree::Field { field, value, .. } => {
            field == "age" || RFM_FIELDS.contains(&&**field) || relative(value)
        }
        Tree::Measure { measure, value, .. } => {
            let window = match &measure.window {
                None | Some(Window::Since { from: When::Day(_) | When::At(_) }) => false,
                Some(Window::Between { from, to }) => {
                    let fixed = |when: &When| matches!(when, When::Day(_) | When::At(_));
                    !(fixed(from) && fixed(to))
                }
                Some(_) => true,
            };
            window
                || measure.name.starts_with(crate::language::names::DAYS_SINCE)
                || measure.filters.iter().any(|filter| relative(&filter.value))
                || relative(value)
        }
        Tree::NoSince { .. } => false,
    }
}

/// Whether a tree, or a segment it refers to, asks for RFM.
pub(super) fn asks_rfm(tree: &Tree, segments: &BTreeMap<String, Tree>, depth: usize) -> bool {
    match tree {
        _ if depth > limits::DEPTH_MAX => false,
        Tree::Field { field, .. } => RFM_FIELDS.contains(&&**field),
        Tree::Segment { name } => segments
            .get(&name.to_lowercase())
            .is_some_and(|tree| asks_rfm(tree, segments, depth + 1)),
        tree => tree.parts().iter().any(|part| asks_rfm(part, segments, depth + 1)),
    }
}
