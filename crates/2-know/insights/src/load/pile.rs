//! Activities of everybody, sorted by customer without a sort: a chain per customer in one
//! compact heap, texts kept once.

use crate::columns::{Name, PropertyValue};
use base::Instant;
use std::collections::HashMap;

/// The heap.
#[derive(Debug)]
pub(super) struct Pile {
    /// Per customer one more than the place of her newest node; 0 for none.
    heads: Vec<u32>,
    nodes: Vec<Node>,
    properties: Vec<(u32, Held)>,
    words: Words,
}

#[derive(Debug)]
struct Node {
    next: u32,
    kind: u32,
    at: i64,
    first: u32,
    n: u32,
}

#[derive(Debug, Clone, Copy)]
enum Held {
    Text(u32),
    Number(f64),
}

#[derive(Debug, Default)]
struct Words {
    by_text: HashMap<Name, u32>,
    texts: Vec<Name>,
}

impl Words {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.by_text.get(text) {
            return *number;
        }
        let text: Name = text.into();
        let number = self.texts.len() as u32;
        self.texts.push(text.clone());
        self.by_text.insert(text, number);
        number
    }
}

impl Pile {
    pub(super) fn new(customers: usize) -> Self {
        let (nodes, properties) = (Vec::new(), Vec::new());
        Self { heads: vec![0; customers], nodes, properties, words: Words::default() }
    }

    /// Puts an activity of the customer at `place` on the pile.
    pub(super) fn put(
        &mut self,
        place: usize,
        kind: &str,
        at: Instant,
        properties: &[(Name, PropertyValue)],
    ) {
        let first = self.properties.len() as u32;
        for (name, value) in properties {
            let name = self.words.number(name);
            let held = match value {
                PropertyValue::Text(text) => Held::Text(self.words.number(text)),
                PropertyValue::Number(number) => Held::Number(*number),
            };
            self.properties.push((name, held));
        }
        let next = std::mem::replace(&mut self.heads[place], self.nodes.len() as u32 + 1);
        let kind = self.words.number(kind);
        let n = properties.len() as u32;
        self.nodes.push(Node { next, kind, at: at.as_micros(), first, n });
    }

    /// Hands out all activities of a customer, the newest put first.
    pub(super) fn take(
        &mut self,
        place: usize,
        mut each: impl FnMut(&Name, Instant, Vec<(Name, PropertyValue)>),
    ) {
        let mut next = self.heads[place];
        while let Some(node) = (next as usize).checked_sub(1).and_then(|n| self.nodes.get(n)) {
            let first = node.first as usize;
            let text = |number: u32| self.words.texts[number as usize].clone();
            let properties = self.properties[first..first + node.n as usize].iter();
            let value = |held: Held| match held {
                Held::Text(number) => PropertyValue::Text(text(number).to_string()),
                Held::Number(number) => PropertyValue::Number(number),
            };
            let properties = properties.map(|(name, held)| (text(*name), value(*held))).collect();
            each(&text(node.kind), Instant::from_micros(node.at), properties);
            next = node.next;
        }
    }
}
