//! Finds names that nothing is known under: slips of the pen that would print nothing.

use super::expression::{Chain, Condition, Operand, Part};
use super::tree::{Loop, Node};
use super::value::Value;
use base::nearest;

/// A name in a template that nothing is known under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// `subject`, `preheader` or `body`.
    pub part: &'static str,
    /// Its line in that part, from 1.
    pub line: u32,
    /// The name as it is written, with the path that leads to it.
    pub name: String,
    /// What was probably meant.
    pub meant: Option<String>,
}

impl std::fmt::Display for Unknown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Nothing is known as {}", self.name)?;
        match &self.meant {
            Some(meant) => write!(f, "; did you mean {meant}?"),
            None => f.write_str("."),
        }
    }
}

/// What a name stands for; None when only the one mail will tell.
type Shape = Option<Value>;

/// Names that the template is given while it is filled in.
const GIVEN: [&str; 2] = ["preheader", "forloop"];

/// Adds the names in these nodes that are neither in `view` nor given by the template itself.
pub(super) fn unknown(part: &'static str, nodes: &[Node], view: &Value, found: &mut Vec<Unknown>) {
    let names = GIVEN.iter().map(|name| ((*name).to_owned(), None)).collect();
    Search { part, view, names, found }.nodes(nodes);
}

struct Search<'s> {
    part: &'static str,
    view: &'s Value,
    /// Names that the template gives, the latest last.
    names: Vec<(String, Shape)>,
    found: &'s mut Vec<Unknown>,
}

impl Search<'_> {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Text(_) | Node::Break | Node::Continue => {}
            Node::Output(chain, _) => drop(self.chain(chain)),
            Node::Assign(name, chain) => {
                let shape = self.chain(chain);
                self.names.push((name.clone(), shape));
            }
            Node::Capture(name, nodes) => {
                self.nodes(nodes);
                self.names.push((name.clone(), None));
            }
            Node::If(arms, otherwise) => {
                for (condition, nodes) in arms {
                    self.condition(condition);
                    self.nodes(nodes);
                }
                self.nodes(otherwise);
            }
            Node::Case(subject, arms, otherwise) => {
                self.operand(subject);
                for (values, nodes) in arms {
                    for value in values {
                        self.operand(value);
                    }
                    self.nodes(nodes);
                }
                self.nodes(otherwise);
            }
            Node::For(repeat) => self.repeat(repeat),
            Node::Link(nodes, _) => self.nodes(nodes),
        }
    }

    fn repeat(&mut self, repeat: &Loop) {
        let item = match self.operand(&repeat.over) {
            Some(Value::List(items)) => items.into_iter().next(),
            _ => None,
        };
        for bound in [&repeat.limit, &repeat.offset].into_iter().flatten() {
            self.operand(bound);
        }
        self.names.push((repeat.name.clone(), item));
        self.nodes(&repeat.body);
        // Only the loop's own name goes, as in rendering.
        if let Some(at) = self.names.iter().rposition(|(name, _)| *name == repeat.name) {
            self.names.remove(at);
        }
        self.nodes(&repeat.otherwise);
    }

    fn chain(&mut self, chain: &Chain) -> Shape {
        let shape = self.operand(&chain.operand);
        for arg in chain.filters.iter().flat_map(|applied| &applied.args) {
            self.operand(arg);
        }
        shape.filter(|_| chain.filters.is_empty())
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Holds(operand) => drop(self.operand(operand)),
            Condition::Compare(a, _, b) => {
                self.operand(a);
                self.operand(b);
            }
            Condition::And(a, b) | Condition::Or(a, b) => {
                self.condition(a);
                self.condition(b);
            }
        }
    }

    fn operand(&mut self, operand: &Operand) -> Shape {
        match operand {
            Operand::Literal(value) => Some(value.clone()),
            Operand::Blank => None,
            Operand::Range(from, to) => {
                self.operand(from);
                self.operand(to);
                None
            }
            Operand::Path(name, parts, line) => self.path(name, parts, *line),
        }
    }

    /// Follows a path as far as its shape is known, and notes the step that leads nowhere.
    fn path(&mut self, name: &str, parts: &[Part], line: u32) -> Shape {
        let given = self.names.iter().rev().find(|(known, _)| known == name);
        let mut shape = match given.map(|(_, shape)| shape.clone()) {
            Some(shape) => shape,
            None => match self.view.part(name) {
                Some(value) => Some(value.into_owned()),
                None => return self.note("", name, None, line),
            },
        };
        let mut way = name.to_owned();
        for part in parts {
            let step = match part {
                Part::Name(name) => Some(name.clone()),
                Part::At(Operand::Literal(place)) => place.as_text().map(str::to_owned),
                Part::At(place) => {
                    self.operand(place);
                    return None;
                }
            };
            // What is nil in the view may be anything in the mail.
            let value = shape.filter(|value| *value != Value::Nil)?;
            let Some(step) = step else {
                shape = value.item(0).cloned();
                continue;
            };
            match value.part(&step) {
                Some(part) => shape = Some(part.into_owned()),
                None => return self.note(&way, &step, Some(&value), line),
            }
            way = format!("{way}.{step}");
        }
        shape
    }

    /// Notes an unknown name below `way`, whose value is `within`; without one, at the top.
    fn note(&mut self, way: &str, name: &str, within: Option<&Value>, line: u32) -> Shape {
        let entries = match within.unwrap_or(self.view) {
            Value::Map(entries) => entries.as_slice(),
            _ => &[],
        };
        let given = self.names.iter().filter(|_| within.is_none()).map(|(name, _)| name.as_str());
        let known = entries.iter().map(|(name, _)| name.as_str()).chain(given);
        let whole = |name: &str| if way.is_empty() { name.into() } else { format!("{way}.{name}") };
        let meant = nearest(name, known).map(|meant| whole(&meant));
        let one = Unknown { part: self.part, line, name: whole(name), meant };
        let is_noted =
            self.found.iter().any(|known| known.part == one.part && known.name == one.name);
        if !is_noted {
            self.found.push(one);
        }
        None
    }
}
