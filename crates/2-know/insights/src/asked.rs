//! A sentence as it was asked, in either face, with the way back to the place of a mistake.

use crate::Error;
use crate::language::{Mistake, Parsed, Place, Spot, Tree, parse};
use std::fmt::Write;

/// A sentence with where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    tree: Tree,
    text: Option<Parsed>,
}

impl Asked {
    /// Reads the text face.
    ///
    /// # Errors
    /// At the first mistake of the grammar.
    pub fn text(text: &str) -> Result<Self, Error> {
        let parsed = parse(text).map_err(|mistake| {
            let byte = match mistake.place {
                Place::Byte(byte) => byte,
                Place::Leaf(..) => 0,
            };
            Error::Sentence { mistake, pointer: format!("/text/{byte}") }
        })?;
        Ok(Self { tree: parsed.tree.clone(), text: Some(parsed) })
    }

    /// Takes the JSON face; groups of one are their one part.
    pub fn tree(tree: Tree) -> Self {
        Self { tree: normal(tree), text: None }
    }

    /// What is asked.
    pub fn as_tree(&self) -> &Tree {
        &self.tree
    }

    /// Points a mistake at what was written.
    pub(crate) fn locate(&self, mistake: Mistake) -> Error {
        let pointer = match (&self.text, mistake.place) {
            (Some(parsed), place) => format!("/text/{}", parsed.byte_of(place)),
            (None, Place::Byte(_)) => "/tree".into(),
            (None, Place::Leaf(leaf, spot)) => {
                let mut pointer = "/tree".to_owned();
                let mut left = leaf;
                walk(&self.tree, &mut left, &mut pointer);
                if let Spot::Filter(n) = spot {
                    // Writing to a string cannot fail.
                    let _ = write!(pointer, "/measure/where/{n}");
                }
                pointer
            }
        };
        Error::Sentence { mistake, pointer }
    }
}

/// Writes the pointer of the leaf that has `left` leaves before it.
fn walk(tree: &Tree, left: &mut usize, pointer: &mut String) -> bool {
    let parts = tree.parts();
    if parts.is_empty() {
        let found = *left == 0;
        *left = left.saturating_sub(1);
        return found;
    }
    let length = pointer.len();
    for (place, part) in parts.iter().enumerate() {
        pointer.push_str("/of");
        if !matches!(tree, Tree::Not { .. }) {
            let _ = write!(pointer, "/{place}");
        }
        if walk(part, left, pointer) {
            return true;
        }
        pointer.truncate(length);
    }
    false
}

fn normal(tree: Tree) -> Tree {
    let all = |of: Vec<Tree>| -> Vec<Tree> { of.into_iter().map(normal).collect() };
    match tree {
        Tree::And { of } | Tree::Or { of } if of.len() == 1 => {
            of.into_iter().next().map_or(Tree::And { of: Vec::new() }, normal)
        }
        Tree::And { of } => Tree::And { of: all(of) },
        Tree::Or { of } => Tree::Or { of: all(of) },
        Tree::Not { of } => Tree::Not { of: Box::new(normal(*of)) },
        leaf => leaf,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Fault;

    #[test]
    fn a_mistake_is_pointed_at_in_either_face() {
        let text = "country = \"DE\" and not (age >= 3 or orders(foo = 1) >= 1)";
        let asked = Asked::text(text).unwrap();
        let mistake = || Mistake { place: Place::Leaf(2, Spot::Filter(0)), fault: Fault::TooMany };
        let pointer = |asked: &Asked| match asked.locate(mistake()) {
            Error::Sentence { pointer, .. } => pointer,
            other => panic!("{other}"),
        };
        assert_eq!(pointer(&asked), format!("/text/{}", text.find("foo").unwrap()));
        let asked = Asked::tree(asked.tree);
        assert_eq!(pointer(&asked), "/tree/of/1/of/of/1/measure/where/0");
    }

    #[test]
    fn a_group_of_one_is_its_one_part() {
        let one = parse("orders >= 1").unwrap().tree;
        let wrapped = Tree::And { of: vec![Tree::Or { of: vec![one.clone()] }] };
        assert_eq!(Asked::tree(wrapped).as_tree(), &one);
    }
}
