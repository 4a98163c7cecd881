//! Expressions: values, paths, comparisons and filter chains.

use super::error::TemplateError;
use super::filters::{self, Filter};
use super::value::Value;

/// Most parts of a path, filters of a chain or comparisons of a condition.
const PARTS_MAX: usize = 32;
/// Deepest nesting of brackets.
const DEPTH_MAX: usize = 16;

/// A value, or where to find one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    /// Written in the template.
    Literal(Value),
    /// `empty` or `blank`: equal to whatever has nothing to read in it.
    Blank,
    /// A name and the way on from it, with the line it stands in.
    Path(String, Vec<Part>, u32),
    /// `(1..5)`.
    Range(Box<Operand>, Box<Operand>),
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Name(String),
    At(Operand),
}

/// An operand and the filters that it passes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chain {
    pub(super) operand: Operand,
    pub(super) filters: Vec<Applied>,
    pub(super) line: u32,
}

/// A filter with its arguments.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Applied {
    pub(super) filter: &'static Filter,
    pub(super) args: Vec<Operand>,
}

/// How two operands are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compare {
    Equal,
    Differs,
    Less,
    LessOrEqual,
    More,
    MoreOrEqual,
    Contains,
}

/// A condition. As in Liquid, `and` and `or` have no precedence and group from the right.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    Holds(Operand),
    Compare(Operand, Compare, Operand),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Name(String),
    Text(String),
    Number(Value),
    Mark(&'static str),
}

const MARKS: [&str; 16] =
    ["..", "==", "!=", "<>", "<=", ">=", "<", ">", "|", ":", ",", ".", "[", "]", "(", ")"];

/// Reads the words of an expression, one after the other.
pub(super) struct Reader {
    tokens: Vec<Token>,
    at: usize,
    line: u32,
    depth: usize,
}

impl Reader {
    /// Cuts an expression into words.
    pub(super) fn new(text: &str, line: u32) -> Result<Self, TemplateError> {
        let mut tokens = Vec::new();
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let (token, length) = token(rest, first).ok_or_else(|| {
                TemplateError::at(line, format!("{first:?} does not belong in a tag"))
            })?;
            tokens.push(token);
            rest = rest[length..].trim_start();
        }
        Ok(Self { tokens, at: 0, line, depth: 0 })
    }

    pub(super) fn error(&self, message: impl Into<String>) -> TemplateError {
        TemplateError::at(self.line, message)
    }

    /// Takes a name, if one is next.
    pub(super) fn name(&mut self) -> Option<String> {
        let Some(Token::Name(name)) = self.tokens.get(self.at) else {
            return None;
        };
        self.at += 1;
        Some(name.clone())
    }

    /// Takes this very word, if it is next.
    pub(super) fn word(&mut self, word: &str) -> bool {
        let next = matches!(self.tokens.get(self.at), Some(Token::Name(name)) if name == word);
        self.at += usize::from(next);
        next
    }

    /// Takes this mark, if it is next. A single `=` comes as a name.
    pub(super) fn mark(&mut self, mark: &str) -> bool {
        let next = matches!(self.tokens.get(self.at), Some(Token::Mark(next)) if *next == mark);
        self.at += usize::from(next);
        next
    }

    /// Makes sure that nothing is left.
    pub(super) fn end(&self) -> Result<(), TemplateError> {
        match self.tokens.get(self.at) {
            None => Ok(()),
            Some(token) => Err(self.error(format!("did not expect {}", shown(token)))),
        }
    }

    /// Reads an operand.
    pub(super) fn operand(&mut self) -> Result<Operand, TemplateError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.error("brackets are nested more than 16 deep"));
        }
        let operand = self.operand_within();
        self.depth -= 1;
        operand
    }

    fn operand_within(&mut self) -> Result<Operand, TemplateError> {
        let Some(token) = self.tokens.get(self.at).cloned() else {
            return Err(self.error("a value is missing"));
        };
        self.at += 1;
        match token {
            Token::Text(text) => Ok(Operand::Literal(Value::Trusted(text))),
            Token::Number(number) => Ok(Operand::Literal(number)),
            Token::Mark("(") => self.range(),
            Token::Mark(mark) => Err(self.error(format!("a value is missing before {mark}"))),
            Token::Name(name) => Ok(match name.as_str() {
                "true" => Operand::Literal(Value::Flag(true)),
                "false" => Operand::Literal(Value::Flag(false)),
                "nil" | "null" => Operand::Literal(Value::Nil),
                "empty" | "blank" => Operand::Blank,
                _ => Operand::Path(name, self.parts()?, self.line),
            }),
        }
    }

    fn range(&mut self) -> Result<Operand, TemplateError> {
        let from = self.operand()?;
        if !self.mark("..") {
            return Err(self.error("a range is written (1..5)"));
        }
        let to = self.operand()?;
        if !self.mark(")") {
            return Err(self.error("a range is closed with )"));
        }
        Ok(Operand::Range(Box::new(from), Box::new(to)))
    }

    fn parts(&mut self) -> Result<Vec<Part>, TemplateError> {
        let mut parts = Vec::new();
        loop {
            if self.mark(".") {
                let name = self.name();
                parts
                    .push(Part::Name(name.ok_or_else(|| self.error("a name is missing after ."))?));
            } else if self.mark("[") {
                parts.push(Part::At(self.operand()?));
                if !self.mark("]") {
                    return Err(self.error("[ is closed with ]"));
                }
            } else {
                return Ok(parts);
            }
            if parts.len() > PARTS_MAX {
                return Err(self.error("a path of more than 32 parts"));
            }
        }
    }

    /// Reads an operand with its filters.
    pub(super) fn chain(&mut self) -> Result<Chain, TemplateError> {
        let operand = self.operand()?;
        let mut filters = Vec::new();
        while self.mark("|") {
            filters.push(self.filter()?);
            if filters.len() > PARTS_MAX {
                return Err(self.error("more than 32 filters in a row"));
            }
        }
        Ok(Chain { operand, filters, line: self.line })
    }

    fn filter(&mut self) -> Result<Applied, TemplateError> {
        let name = self.name().ok_or_else(|| self.error("a filter is missing after |"))?;
        let filter = filters::find(&name).ok_or_else(|| {
            let known: Vec<_> = filters::ALL.iter().map(|filter| filter.name).collect();
            self.error(format!("there is no filter {name}; there are {}", known.join(", ")))
        })?;
        let mut args = Vec::new();
        if self.mark(":") {
            args.push(self.operand()?);
            while self.mark(",") {
                args.push(self.operand()?);
            }
        }
        if args.len() < filter.args.0 || args.len() > filter.args.1 {
            return Err(self.error(format!("write it like {}", filter.example)));
        }
        Ok(Applied { filter, args })
    }

    /// Reads a condition.
    pub(super) fn condition(&mut self) -> Result<Condition, TemplateError> {
        self.condition_within(PARTS_MAX)
    }

    fn condition_within(&mut self, depth: usize) -> Result<Condition, TemplateError> {
        if depth == 0 {
            return Err(self.error("more than 32 conditions in a row"));
        }
        let left = self.operand()?;
        let first = match self.compare() {
            Some(compare) => Condition::Compare(left, compare, self.operand()?),
            None => Condition::Holds(left),
        };
        if self.word("and") {
            let rest = self.condition_within(depth - 1)?;
            return Ok(Condition::And(Box::new(first), Box::new(rest)));
        }
        if self.word("or") {
            let rest = self.condition_within(depth - 1)?;
            return Ok(Condition::Or(Box::new(first), Box::new(rest)));
        }
        Ok(first)
    }

    fn compare(&mut self) -> Option<Compare> {
        let compare = match self.tokens.get(self.at)? {
            Token::Mark("==") => Compare::Equal,
            Token::Mark("!=" | "<>") => Compare::Differs,
            Token::Mark("<") => Compare::Less,
            Token::Mark("<=") => Compare::LessOrEqual,
            Token::Mark(">") => Compare::More,
            Token::Mark(">=") => Compare::MoreOrEqual,
            Token::Name(name) if name == "contains" => Compare::Contains,
            _ => return None,
        };
        self.at += 1;
        Some(compare)
    }
}

fn shown(token: &Token) -> String {
    match token {
        Token::Name(name) => name.clone(),
        Token::Text(text) => format!("{text:?}"),
        Token::Number(number) => number.printed(),
        Token::Mark(mark) => (*mark).to_owned(),
    }
}

fn token(rest: &str, first: char) -> Option<(Token, usize)> {
    if first == '"' || first == '\'' {
        let inside = &rest[1..];
        let end = inside.find(first)?;
        return Some((Token::Text(inside[..end].to_owned()), end + 2));
    }
    let negative = first == '-' && rest[1..].starts_with(|c: char| c.is_ascii_digit());
    if first.is_ascii_digit() || negative {
        return number(rest);
    }
    if first.is_alphabetic() || first == '_' {
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '?');
        let end = rest.find(|c| !inside(c)).unwrap_or(rest.len());
        return Some((Token::Name(rest[..end].to_owned()), end));
    }
    if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
        return Some((Token::Mark(mark), mark.len()));
    }
    (first == '=').then(|| (Token::Name("=".to_owned()), 1))
}

fn number(rest: &str) -> Option<(Token, usize)> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let sign = usize::from(rest.starts_with('-'));
    let whole = sign + digits(&rest[sign..]);
    let behind = rest[whole..].strip_prefix('.').map_or(0, digits);
    if behind == 0 {
        return Some((Token::Number(Value::Int(rest[..whole].parse().ok()?)), whole));
    }
    let length = whole + 1 + behind;
    Some((Token::Number(Value::Float(rest[..length].parse().ok()?)), length))
}
