//! Renders a tree for one person, within a fixed amount of work.
//!
//! Work is counted in steps, not in time, so that the same template fails or passes the same way
//! on every machine. A value is only ever printed: what it says is never looked at for marks.

use super::error::TemplateError;
use super::expression::{Applied, Chain, Compare, Condition, Operand, Part};
use super::filters;
use super::pieces::Context;
use super::tree::{Loop, Node};
use super::value::Value;
use crate::locale::Locale;
use std::borrow::Cow;
use std::cmp::Ordering;

/// Most steps of one rendering: nodes, rounds of loops, filters, and text by the kilobyte.
const STEPS_MAX: u32 = 200_000;
/// Most rounds of one loop.
const ROUNDS_MAX: i64 = 10_000;
/// Largest result and largest value on the way, in bytes.
pub(crate) const OUTPUT_BYTES_MAX: usize = 1_024 * 1_024;

/// Turns the address of a link into the one that is printed.
pub(super) trait Links {
    /// `target` as the template says it, with everything filled in.
    fn printed(&mut self, target: String) -> String;
}

/// Prints addresses as they are.
pub(super) struct PlainLinks;

impl Links for PlainLinks {
    fn printed(&mut self, target: String) -> String {
        target
    }
}

/// Renders a tree.
///
/// # Errors
/// When it takes more steps, rounds or bytes than it may.
pub(super) fn render(
    nodes: &[Node],
    view: &Value,
    locale: &Locale,
    links: &mut dyn Links,
) -> Result<String, TemplateError> {
    let mut run = Run { view, locale, links, names: Vec::new(), steps: 0, loops: Vec::new() };
    let mut out = String::new();
    run.nodes(nodes, &mut out)?;
    Ok(out)
}

/// What a node wants of the loop that it is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    On,
    Break,
    Continue,
}

struct Run<'r> {
    view: &'r Value,
    locale: &'r Locale,
    links: &'r mut dyn Links,
    /// Names that the template gave, the latest last.
    names: Vec<(String, Value)>,
    /// Place and length of the loops that we are in, the innermost last.
    loops: Vec<(i64, i64)>,
    steps: u32,
}

type Done<T> = Result<T, TemplateError>;

impl Run<'_> {
    fn step(&mut self, n_steps: usize) -> Done<()> {
        self.steps = self.steps.saturating_add(u32::try_from(n_steps).unwrap_or(u32::MAX));
        if self.steps > STEPS_MAX {
            let message = "the template takes too many steps; loop over less";
            return Err(TemplateError::of(message));
        }
        Ok(())
    }

    fn nodes(&mut self, nodes: &[Node], out: &mut String) -> Done<Flow> {
        for node in nodes {
            self.step(1)?;
            let flow = self.node(node, out)?;
            if out.len() > OUTPUT_BYTES_MAX {
                return Err(TemplateError::of("the result is larger than 1 MB; print less"));
            }
            if flow != Flow::On {
                return Ok(flow);
            }
        }
        Ok(Flow::On)
    }

    fn node(&mut self, node: &Node, out: &mut String) -> Done<Flow> {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Output(chain, context) => {
                let value = self.chain(chain)?;
                let has = |name| chain.filters.iter().any(|applied| applied.filter.name == name);
                let is_raw = has("raw") && !matches!(value, Value::Text(_) | Value::List(_));
                print(&value, *context, is_raw, has("newline_to_br"), out);
            }
            Node::Assign(name, chain) => {
                let value = self.chain(chain)?;
                self.assign(name, value)?;
            }
            Node::Capture(name, nodes) => {
                let mut text = String::new();
                let flow = self.nodes(nodes, &mut text)?;
                // Values in it are escaped already, the rest is the author's own.
                self.assign(name, Value::Trusted(text))?;
                return Ok(flow);
            }
            Node::If(arms, otherwise) => {
                for (condition, nodes) in arms {
                    if self.condition(condition)? {
                        return self.nodes(nodes, out);
                    }
                }
                return self.nodes(otherwise, out);
            }
            Node::Case(subject, arms, otherwise) => {
                return self.case(subject, arms, otherwise, out);
            }
            Node::For(repeat) => return self.repeat(repeat, out),
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
            Node::Link(nodes, context) => self.link(nodes, *context, out)?,
        }
        Ok(Flow::On)
    }

    fn assign(&mut self, name: &str, value: Value) -> Done<()> {
        match self.names.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.names.push((name.to_owned(), value)),
        }
        self.step(self.names.len() / 8)
    }

    fn link(&mut self, nodes: &[Node], context: Context, out: &mut String) -> Done<()> {
        let mut target = String::new();
        self.nodes(nodes, &mut target)?;
        let target = target.trim();
        let target = if is_safe_url(target) { target.to_owned() } else { "#".to_owned() };
        let printed = self.links.printed(target);
        if context == Context::Plain {
            out.push_str(&printed);
        } else {
            escape(&printed, out);
        }
        Ok(())
    }

    fn case(
        &mut self,
        subject: &Operand,
        arms: &[(Vec<Operand>, Vec<Node>)],
        otherwise: &[Node],
        out: &mut String,
    ) -> Done<Flow> {
        let subject = self.operand(subject)?.into_owned();
        for (values, nodes) in arms {
            for value in values {
                let value = self.operand(value)?;
                if equal(&subject, &value) {
                    return self.nodes(nodes, out);
                }
            }
        }
        self.nodes(otherwise, out)
    }

    fn repeat(&mut self, repeat: &Loop, out: &mut String) -> Done<Flow> {
        let over = self.operand(&repeat.over)?.into_owned();
        let size = match &over {
            Value::List(_) | Value::Range(..) => over.size().unwrap_or(0),
            Value::Map(entries) => i64::try_from(entries.len()).unwrap_or(0),
            _ => 0,
        };
        let offset = self.bound(repeat.offset.as_ref())?.unwrap_or(0).min(size);
        let limit = self.bound(repeat.limit.as_ref())?.unwrap_or(i64::MAX);
        let n_rounds = (size - offset).min(limit);
        if n_rounds > ROUNDS_MAX {
            let message =
                format!("the loop has {n_rounds} rounds; 10,000 are allowed, set a limit");
            return Err(TemplateError::at(repeat.line, message));
        }
        if n_rounds == 0 {
            return self.nodes(&repeat.otherwise, out);
        }
        for round in 0..n_rounds {
            self.step(1)?;
            let place = offset + if repeat.reversed { n_rounds - 1 - round } else { round };
            self.names.push((repeat.name.clone(), item(&over, place)));
            self.loops.push((round, n_rounds));
            let flow = self.nodes(&repeat.body, out);
            self.loops.pop();
            // Names given in the body stay, as in Liquid; only the loop's own goes.
            if let Some(at) = self.names.iter().rposition(|(name, _)| *name == repeat.name) {
                self.names.remove(at);
            }
            if flow? == Flow::Break {
                break;
            }
        }
        Ok(Flow::On)
    }

    fn bound(&mut self, operand: Option<&Operand>) -> Done<Option<i64>> {
        let Some(operand) = operand else {
            return Ok(None);
        };
        let number = self.operand(operand)?.as_number();
        Ok(number.map(|number| number.clamp(0.0, 1e12) as i64))
    }

    fn chain(&mut self, chain: &Chain) -> Done<Value> {
        let mut value = self.operand(&chain.operand)?.into_owned();
        for Applied { filter, args } in &chain.filters {
            let args: Vec<Value> = args
                .iter()
                .map(|arg| self.operand(arg).map(Cow::into_owned))
                .collect::<Done<_>>()?;
            value = filter.run(self.locale, &value, &args);
            let weight = weight(&value);
            self.step(1 + weight / 1_024)?;
            if weight > OUTPUT_BYTES_MAX {
                return Err(TemplateError::at(chain.line, "a value grows beyond 1 MB"));
            }
        }
        Ok(value)
    }

    fn condition(&mut self, condition: &Condition) -> Done<bool> {
        self.step(1)?;
        Ok(match condition {
            Condition::Holds(operand) => self.operand(operand)?.holds(),
            Condition::And(a, b) => self.condition(a)? && self.condition(b)?,
            Condition::Or(a, b) => self.condition(a)? || self.condition(b)?,
            Condition::Compare(a, Compare::Equal, Operand::Blank) => self.operand(a)?.is_blank(),
            Condition::Compare(a, Compare::Differs, Operand::Blank) => !self.operand(a)?.is_blank(),
            Condition::Compare(a, compare, b) => {
                let a = self.operand(a)?.into_owned();
                let b = self.operand(b)?;
                compared(&a, *compare, &b)
            }
        })
    }

    fn operand<'v>(&'v self, operand: &'v Operand) -> Done<Cow<'v, Value>> {
        Ok(match operand {
            Operand::Literal(value) => Cow::Borrowed(value),
            Operand::Blank => Cow::Owned(Value::Nil),
            Operand::Range(from, to) => {
                let from = self.operand(from)?.as_number().unwrap_or(0.0);
                let to = self.operand(to)?.as_number().unwrap_or(0.0);
                Cow::Owned(Value::Range(from as i64, to as i64))
            }
            Operand::Path(name, parts, _) => self.path(name, parts)?,
        })
    }

    /// Follows a path; where it leads nowhere, the value is nil.
    fn path<'v>(&'v self, name: &str, parts: &'v [Part]) -> Done<Cow<'v, Value>> {
        let mut value = match self.names.iter().rev().find(|(known, _)| known == name) {
            Some((_, value)) => Cow::Borrowed(value),
            None if name == "forloop" => Cow::Owned(self.forloop()),
            None => self.view.part(name).unwrap_or_default(),
        };
        for part in parts {
            value = match part {
                Part::Name(name) => part_of(value, name),
                Part::At(place) => {
                    let place = self.operand(place)?;
                    if let Some(name) = place.as_text() {
                        part_of(value, name)
                    } else {
                        let place = place.as_number().unwrap_or(-1e9) as i64;
                        Cow::Owned(value.item(place).cloned().unwrap_or_default())
                    }
                }
            };
        }
        Ok(value)
    }

    fn forloop(&self) -> Value {
        let Some((round, n_rounds)) = self.loops.last().copied() else {
            return Value::Nil;
        };
        Value::map([
            ("index", Value::Int(round + 1)),
            ("index0", Value::Int(round)),
            ("rindex", Value::Int(n_rounds - round)),
            ("length", Value::Int(n_rounds)),
            ("first", Value::Flag(round == 0)),
            ("last", Value::Flag(round + 1 == n_rounds)),
        ])
    }
}

fn part_of<'v>(value: Cow<'v, Value>, name: &str) -> Cow<'v, Value> {
    match value {
        Cow::Borrowed(value) => value.part(name).unwrap_or_default(),
        Cow::Owned(value) => Cow::Owned(value.part(name).unwrap_or_default().into_owned()),
    }
}

fn item(over: &Value, place: i64) -> Value {
    match over {
        Value::Range(from, _) => Value::Int(from + place),
        Value::Map(entries) => usize::try_from(place)
            .ok()
            .and_then(|place| entries.get(place))
            .map(|(name, value)| Value::List(vec![Value::Text(name.clone()), value.clone()]))
            .unwrap_or_default(),
        other => other.item(place).cloned().unwrap_or_default(),
    }
}

fn weight(value: &Value) -> usize {
    match value {
        Value::Text(text) | Value::Trusted(text) => text.len(),
        Value::List(items) => items.iter().map(|item| weight(item) + 8).sum(),
        Value::Map(entries) => entries.iter().map(|(name, item)| name.len() + weight(item)).sum(),
        _ => 8,
    }
}

fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Nil, Value::Nil) => true,
        (Value::Flag(a), Value::Flag(b)) => a == b,
        (Value::Flag(_) | Value::Nil, _) | (_, Value::Flag(_) | Value::Nil) => false,
        _ => filters::compare(a, b) == Some(Ordering::Equal) || a == b,
    }
}

fn compared(a: &Value, compare: Compare, b: &Value) -> bool {
    match compare {
        Compare::Equal => equal(a, b),
        Compare::Differs => !equal(a, b),
        Compare::Contains => match a {
            Value::List(items) => items.iter().any(|item| equal(item, b)),
            Value::Map(_) => a.part(&b.printed()).is_some(),
            _ => a.as_text().is_some_and(|text| !b.is_blank() && text.contains(&b.printed())),
        },
        _ => filters::compare(a, b).is_some_and(|order| match compare {
            Compare::Less => order == Ordering::Less,
            Compare::LessOrEqual => order != Ordering::Greater,
            Compare::More => order == Ordering::Greater,
            _ => order != Ordering::Less,
        }),
    }
}

/// Prints a value for where it stands.
fn print(value: &Value, context: Context, is_raw: bool, breaks: bool, out: &mut String) {
    let text = value.printed();
    match context {
        Context::Plain => out.push_str(&text),
        Context::Html if is_raw => out.push_str(&text),
        Context::Html if breaks => {
            for (at, line) in text.lines().enumerate() {
                if at > 0 {
                    out.push_str("<br>");
                }
                escape(line, out);
            }
        }
        Context::Html => escape(&text, out),
        Context::Url => escape(if is_safe_url(&text) { &text } else { "#" }, out),
        // Letters, digits and what colours and lengths need; nothing that ends a rule.
        Context::Style => out.extend(
            text.chars()
                .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '#' | '%' | '.' | '-' | ' ')),
        ),
    }
}

/// Escapes a text for the text and the quoted attributes of HTML.
pub(crate) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

/// Whether an address leads to a page, a mail or a phone, and runs nothing.
pub(super) fn is_safe_url(url: &str) -> bool {
    let start: String =
        url.chars().filter(|c| !c.is_whitespace() && !c.is_control()).take(16).collect();
    let start = start.to_ascii_lowercase();
    if ["http://", "https://", "mailto:", "tel:", "sms:"].iter().any(|good| start.starts_with(good))
    {
        return true;
    }
    // Without a scheme it is relative or an anchor; a colon before any slash makes a scheme.
    let end = start.find(['/', '?', '#']).unwrap_or(start.len());
    !start[..end].contains(':') && !start.starts_with("//")
}
