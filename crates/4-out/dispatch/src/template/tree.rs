//! Pieces become a tree of nodes.

use super::error::TemplateError;
use super::expression::{Chain, Condition, Operand, Reader};
use super::pieces::{Context, Piece};

/// Deepest nesting of tags.
const DEPTH_MAX: usize = 32;

/// One step of rendering.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Text(String),
    Output(Chain, Context),
    Assign(String, Chain),
    Capture(String, Vec<Node>),
    If(Vec<(Condition, Vec<Node>)>, Vec<Node>),
    Case(Operand, Vec<(Vec<Operand>, Vec<Node>)>, Vec<Node>),
    For(Box<Loop>),
    Break,
    Continue,
    /// The address of a link, to be tracked.
    Link(Vec<Node>, Context),
}

impl Node {
    /// Whether it speaks of this name anywhere. Says yes rather too often.
    pub(super) fn mentions(&self, name: &str) -> bool {
        // The shape that `Debug` prints has every name of the template in it and no value.
        !matches!(self, Self::Text(_)) && format!("{self:?}").contains(&format!("\"{name}\""))
    }
}

/// A loop.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Loop {
    pub(super) name: String,
    pub(super) over: Operand,
    pub(super) limit: Option<Operand>,
    pub(super) offset: Option<Operand>,
    pub(super) reversed: bool,
    pub(super) body: Vec<Node>,
    pub(super) otherwise: Vec<Node>,
    pub(super) line: u32,
}

/// Builds the tree.
///
/// # Errors
/// When a tag is unknown, wrongly written or not closed.
pub(super) fn parse(pieces: Vec<Piece>) -> Result<Vec<Node>, TemplateError> {
    let mut parser = Parser { pieces: pieces.into_iter(), depth: 0 };
    let (nodes, end) = parser.block(&[])?;
    match end {
        None => Ok(nodes),
        Some(end) => Err(TemplateError::at(end.line, format!("{} closes nothing", end.word))),
    }
}

/// The tag that ended a block.
struct End {
    word: String,
    rest: String,
    line: u32,
}

struct Parser {
    pieces: std::vec::IntoIter<Piece>,
    depth: usize,
}

type Parsed<T> = Result<T, TemplateError>;

impl Parser {
    /// Reads nodes until one of these words, or the end.
    fn block(&mut self, ends: &[&str]) -> Parsed<(Vec<Node>, Option<End>)> {
        let mut nodes = Vec::new();
        while let Some(piece) = self.pieces.next() {
            match piece {
                Piece::Text(text) => match nodes.last_mut() {
                    Some(Node::Text(before)) => before.push_str(&text),
                    _ => nodes.push(Node::Text(text)),
                },
                Piece::Output { inner, line, context } => {
                    nodes.push(Node::Output(chain(&inner, line)?, context));
                }
                Piece::LinkStart(context) => nodes.push(Node::Link(self.address()?, context)),
                Piece::LinkEnd => return Ok((nodes, None)),
                Piece::Tag { inner, line } => {
                    let (word, rest) = split_word(&inner);
                    let is_end =
                        word.starts_with("end") || matches!(word, "else" | "elsif" | "when");
                    if ends.contains(&word) || is_end {
                        let end = End { word: word.into(), rest: rest.into(), line };
                        return Ok((nodes, Some(end)));
                    }
                    nodes.push(self.tag(word, rest, line)?);
                }
            }
        }
        Ok((nodes, None))
    }

    fn address(&mut self) -> Parsed<Vec<Node>> {
        let (nodes, end) = self.block(&[])?;
        match end {
            None => Ok(nodes),
            Some(end) => {
                let message = format!("{} in the address of a link closes nothing in it", end.word);
                Err(TemplateError::at(end.line, message))
            }
        }
    }

    fn tag(&mut self, word: &str, rest: &str, line: u32) -> Parsed<Node> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(TemplateError::at(line, "tags are nested more than 32 deep"));
        }
        let node = match word {
            "assign" => assign(rest, line),
            "break" => Ok(Node::Break),
            "continue" => Ok(Node::Continue),
            "capture" => self.capture(rest, line),
            "if" => self.choice(rest, line, false, "endif"),
            "unless" => self.choice(rest, line, true, "endunless"),
            "case" => self.case(rest, line),
            "for" => self.repeat(rest, line),
            _ => Err(TemplateError::at(
                line,
                format!(
                    "there is no tag {word}; there are assign, capture, if, unless, case, for, \
                     break, continue, raw and comment"
                ),
            )),
        };
        self.depth -= 1;
        node
    }

    /// A block that must be closed by this word and has no branches.
    fn closed(&mut self, opened: &str, end: &str, line: u32) -> Parsed<Vec<Node>> {
        let (nodes, ended) = self.block(&[end])?;
        match ended {
            Some(ended) if ended.word == end => Ok(nodes),
            ended => Err(not_closed(opened, end, line, ended)),
        }
    }

    fn capture(&mut self, rest: &str, line: u32) -> Parsed<Node> {
        let mut reader = Reader::new(rest, line)?;
        let name = reader.name().ok_or_else(|| reader.error("write {% capture name %}"))?;
        reader.end()?;
        Ok(Node::Capture(name, self.closed("capture", "endcapture", line)?))
    }

    fn choice(&mut self, rest: &str, line: u32, negated: bool, end: &str) -> Parsed<Node> {
        let mut arms = Vec::new();
        let mut otherwise = Vec::new();
        let mut condition = Some(condition(rest, line)?);
        loop {
            let (nodes, ended) = self.block(&[end])?;
            match condition.take() {
                Some(condition) => arms.push((condition, nodes)),
                None => otherwise = nodes,
            }
            match ended {
                Some(ended) if ended.word == end => break,
                Some(ended) if ended.word == "elsif" => {
                    condition = Some(self::condition(&ended.rest, ended.line)?);
                }
                Some(ended) if ended.word == "else" => {}
                ended => return Err(not_closed(&end[3..], end, line, ended)),
            }
        }
        if negated {
            // `unless` is an `if` whose first arm does nothing.
            let (first, nodes) = arms.remove(0);
            let mut rest = arms;
            rest.push((Condition::Holds(Operand::Literal(super::Value::Flag(true))), otherwise));
            return Ok(Node::If(vec![(first, vec![Node::If(rest, Vec::new())])], nodes));
        }
        Ok(Node::If(arms, otherwise))
    }

    fn case(&mut self, rest: &str, line: u32) -> Parsed<Node> {
        let mut reader = Reader::new(rest, line)?;
        let subject = reader.operand()?;
        reader.end()?;
        let (_, mut ended) = self.block(&["endcase"])?;
        let mut arms = Vec::new();
        let mut otherwise = Vec::new();
        loop {
            match ended {
                Some(end) if end.word == "endcase" => break,
                Some(end) if end.word == "when" => {
                    let values = alternatives(&end.rest, end.line)?;
                    let (nodes, next) = self.block(&["endcase"])?;
                    arms.push((values, nodes));
                    ended = next;
                }
                Some(end) if end.word == "else" => {
                    (otherwise, ended) = self.block(&["endcase"])?;
                }
                other => return Err(not_closed("case", "endcase", line, other)),
            }
        }
        Ok(Node::Case(subject, arms, otherwise))
    }

    fn repeat(&mut self, rest: &str, line: u32) -> Parsed<Node> {
        let mut reader = Reader::new(rest, line)?;
        let form = "write {% for item in items %}, with limit:, offset: or reversed if you like";
        let name = reader.name().ok_or_else(|| reader.error(form))?;
        if !reader.word("in") {
            return Err(reader.error(form));
        }
        let over = reader.operand()?;
        let (mut limit, mut offset, mut reversed) = (None, None, false);
        while let Some(word) = reader.name() {
            match word.as_str() {
                "reversed" => reversed = true,
                "limit" if reader.mark(":") => limit = Some(reader.operand()?),
                "offset" if reader.mark(":") => offset = Some(reader.operand()?),
                _ => return Err(reader.error(form)),
            }
        }
        reader.end()?;
        let (body, ended) = self.block(&["endfor"])?;
        let otherwise = match ended {
            Some(ended) if ended.word == "endfor" => Vec::new(),
            Some(ended) if ended.word == "else" => self.closed("for", "endfor", line)?,
            ended => return Err(not_closed("for", "endfor", line, ended)),
        };
        let repeat = Loop { name, over, limit, offset, reversed, body, otherwise, line };
        Ok(Node::For(Box::new(repeat)))
    }
}

fn split_word(inner: &str) -> (&str, &str) {
    let end = inner.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(inner.len());
    inner.split_at(end)
}

fn chain(text: &str, line: u32) -> Parsed<Chain> {
    let mut reader = Reader::new(text, line)?;
    let chain = reader.chain()?;
    reader.end()?;
    Ok(chain)
}

fn condition(text: &str, line: u32) -> Parsed<Condition> {
    let mut reader = Reader::new(text, line)?;
    let condition = reader.condition()?;
    reader.end()?;
    Ok(condition)
}

fn alternatives(text: &str, line: u32) -> Parsed<Vec<Operand>> {
    let mut reader = Reader::new(text, line)?;
    let mut values = vec![reader.operand()?];
    while reader.mark(",") || reader.word("or") {
        values.push(reader.operand()?);
    }
    reader.end()?;
    Ok(values)
}

fn assign(rest: &str, line: u32) -> Parsed<Node> {
    let mut reader = Reader::new(rest, line)?;
    let form = "write {% assign name = value %}";
    let name = reader.name().ok_or_else(|| reader.error(form))?;
    if !reader.word("=") {
        return Err(reader.error(form));
    }
    let chain = reader.chain()?;
    reader.end()?;
    Ok(Node::Assign(name, chain))
}

fn not_closed(opened: &str, end: &str, line: u32, ended: Option<End>) -> TemplateError {
    match ended {
        Some(found) => TemplateError::at(
            found.line,
            format!("{} stands where {end} should close the {opened} of line {line}", found.word),
        ),
        None => TemplateError::at(line, format!("{opened} is never closed with {{% {end} %}}")),
    }
}
