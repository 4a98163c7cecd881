//! Reads the text face of a segment into its tree.
//!
//! Recursive descent over the tokens. Depth and size are bounded before anything is built, so
//! that no text can exhaust the stack.

use super::lexer::{Token, tokens};
use super::mistake::{Fault, Mistake, Place, Spot};
use super::tree::{
    CalendarWord, Cmp, Filter, Measure, Number, Operand, Tree, Unit, Value, When, Window,
};
use super::{limits, names};
use base::{Currency, Money};

/// A tree with the places of its conditions in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The tree.
    pub tree: Tree,
    /// One per condition, in reading order.
    pub sites: Vec<Site>,
}

impl Parsed {
    /// The byte of the text at which a mistake is.
    pub fn byte_of(&self, place: Place) -> usize {
        let (leaf, spot) = match place {
            Place::Byte(byte) => return byte,
            Place::Leaf(leaf, spot) => (leaf, spot),
        };
        self.sites.get(leaf).map_or(0, |site| match spot {
            Spot::Name => site.name,
            Spot::Filter(n) => site.filters.get(n).copied().unwrap_or(site.name),
            Spot::Window => site.window,
            Spot::Value => site.value,
        })
    }
}

/// Where the parts of one condition begin, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Site {
    /// Its name.
    pub name: usize,
    /// Each of its filters.
    pub filters: Vec<usize>,
    /// Its window.
    pub window: usize,
    /// Its comparison.
    pub value: usize,
}

/// Reads a segment's text.
///
/// # Errors
/// At the first place where the text cannot go on as the grammar wants, or is out of bounds.
pub fn parse(text: &str) -> Result<Parsed, Mistake> {
    if text.len() > limits::TEXT_BYTES_MAX {
        return Err(Mistake::at(limits::TEXT_BYTES_MAX, Fault::TooLong));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens, next: 0, depth: 0, sites: Vec::new() };
    let tree = parser.either()?;
    match parser.peek() {
        Token::End => Ok(Parsed { tree, sites: parser.sites }),
        _ => Err(parser.unexpected("`and`, `or` or the end")),
    }
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
    sites: Vec<Site>,
}

/// What stands in the brackets behind a name.
#[derive(Default)]
struct Arguments {
    filters: Vec<Filter>,
    window: Option<Window>,
    property: Option<String>,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(_, token)| token)
    }

    fn peek_after(&self, n: usize) -> &Token {
        self.tokens.get(self.next + n).map_or(&Token::End, |(_, token)| token)
    }

    fn byte(&self) -> usize {
        let last = self.tokens.last().map_or(0, |(at, _)| *at);
        self.tokens.get(self.next).map_or(last, |(at, _)| *at)
    }

    fn unexpected(&self, expected: &'static str) -> Mistake {
        Mistake::at(self.byte(), Fault::Unexpected { found: self.peek().shown(), expected })
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Word(found) if found == word)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.next += usize::from(found);
        found
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Token::Sign(found) if *found == sign);
        self.next += usize::from(found);
        found
    }

    fn want_word(&mut self, word: &str, expected: &'static str) -> Result<(), Mistake> {
        if self.take_word(word) { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    fn want_sign(&mut self, sign: &str, expected: &'static str) -> Result<(), Mistake> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    fn either(&mut self) -> Result<Tree, Mistake> {
        let mut of = vec![self.both()?];
        while self.take_word("or") {
            of.push(self.both()?);
        }
        Ok(if of.len() == 1 { of.remove(0) } else { Tree::Or { of } })
    }

    fn both(&mut self) -> Result<Tree, Mistake> {
        let mut of = vec![self.one()?];
        while self.take_word("and") {
            of.push(self.one()?);
        }
        Ok(if of.len() == 1 { of.remove(0) } else { Tree::And { of } })
    }

    fn deeper(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<Tree, Mistake>,
    ) -> Result<Tree, Mistake> {
        self.depth += 1;
        if self.depth > limits::DEPTH_MAX {
            return Err(Mistake::at(self.byte(), Fault::TooDeep));
        }
        let tree = inner(self)?;
        self.depth -= 1;
        Ok(tree)
    }

    fn one(&mut self) -> Result<Tree, Mistake> {
        if self.take_word("not") {
            let of = self.deeper(Self::one)?;
            return Ok(Tree::Not { of: Box::new(of) });
        }
        if self.take_sign("(") {
            let tree = self.deeper(Self::either)?;
            self.want_sign(")", "`)`, `and` or `or`")?;
            return Ok(tree);
        }
        if self.sites.len() >= limits::CONDITIONS_MAX {
            return Err(Mistake::at(self.byte(), Fault::TooMany));
        }
        let name = self.byte();
        let place = self.sites.len();
        self.sites.push(Site { name, window: name, value: name, filters: Vec::new() });
        if self.take_word("in") {
            return self.segment(place);
        }
        if self.take_word("no") {
            return self.no_since(place);
        }
        self.condition(place)
    }

    fn segment(&mut self, place: usize) -> Result<Tree, Mistake> {
        self.want_word("segment", "`segment` and its name in quotes")?;
        self.sites[place].name = self.byte();
        match self.peek().clone() {
            Token::Text(name) => {
                self.next += 1;
                Ok(Tree::Segment { name })
            }
            _ => Err(self.unexpected("the segment's name in quotes")),
        }
    }

    fn no_since(&mut self, place: usize) -> Result<Tree, Mistake> {
        self.sites[place].name = self.byte();
        let (kind, _) = self.name("an activity, as in no order since last product_added")?;
        self.want_word("since", "`since last` and an activity")?;
        self.want_word("last", "`last` and an activity")?;
        self.sites[place].value = self.byte();
        let (since, _) = self.name("an activity")?;
        Ok(Tree::NoSince { kind, since })
    }

    /// A name of one or more parts, and whether all of it was written without quotes.
    fn name(&mut self, expected: &'static str) -> Result<(String, bool), Mistake> {
        let mut bare = true;
        let mut name = match self.peek().clone() {
            Token::Word(word) => word,
            Token::Text(text) => {
                bare = false;
                text
            }
            _ => return Err(self.unexpected(expected)),
        };
        self.next += 1;
        while self.take_sign(".") {
            let (Token::Word(part) | Token::Text(part)) = self.peek().clone() else {
                return Err(self.unexpected("a name behind the point"));
            };
            self.next += 1;
            name.push('.');
            name.push_str(&part);
        }
        Ok((name, bare))
    }

    fn condition(&mut self, place: usize) -> Result<Tree, Mistake> {
        let (name, bare) = self.name("a condition, such as country = \"DE\" or orders >= 2")?;
        let arguments =
            if self.take_sign("(") { Some(self.arguments(&name, place)?) } else { None };
        self.sites[place].value = self.byte();
        let (cmp, value) = self.comparison()?;
        if arguments.is_none() && !(bare && names::is_measure(&name)) {
            return Ok(Tree::Field { field: name, cmp, value });
        }
        if cmp == Cmp::IsTrue {
            return Err(self.unexpected("a comparison, such as >= 1"));
        }
        let Arguments { filters, window, property } = arguments.unwrap_or_default();
        Ok(Tree::Measure { measure: Measure { name, filters, window, property }, cmp, value })
    }

    fn arguments(&mut self, name: &str, place: usize) -> Result<Arguments, Mistake> {
        let mut found = Arguments::default();
        if names::AGGREGATES.contains(&name) {
            let (property, _) = self.name("an activity's property, as in product_viewed.value")?;
            found.property = Some(property);
            if self.take_sign(")") {
                return Ok(found);
            }
            self.want_sign(",", "`,` or `)`")?;
        } else if self.take_sign(")") {
            return Ok(found);
        }
        loop {
            let byte = self.byte();
            if let Some(window) = self.window()? {
                if found.window.replace(window).is_some() {
                    let one = "one window is enough; take the other out";
                    return Err(Mistake::at(byte, Fault::Incomplete(one)));
                }
                self.sites[place].window = byte;
            } else {
                let (property, _) = self
                    .name("a filter such as category = \"x\" or a window such as last 90 days")?;
                let (cmp, value) = self.comparison()?;
                self.sites[place].filters.push(byte);
                found.filters.push(Filter { property, cmp, value });
            }
            if self.take_sign(")") {
                return Ok(found);
            }
            self.want_sign(",", "`,` or `)`")?;
        }
    }

    fn window(&mut self) -> Result<Option<Window>, Mistake> {
        let Token::Word(word) = self.peek().clone() else { return Ok(None) };
        if let Some(word) = CalendarWord::parse(&word) {
            self.next += 1;
            return Ok(Some(Window::Calendar { word }));
        }
        match word.as_str() {
            "last" if matches!(self.peek_after(1), Token::Number(_)) => {
                self.next += 1;
                let n = self.whole()?;
                let unit = self.unit()?;
                Ok(Some(Window::Last { n, unit }))
            }
            "last" | "this" => {
                self.next += 1;
                let Token::Word(period) = self.peek().clone() else {
                    return Err(self.unexpected("a number of days, or week, month, quarter, year"));
                };
                let calendar = CalendarWord::parse(&format!("{word} {period}"))
                    .ok_or_else(|| self.unexpected("week, month, quarter or year"))?;
                self.next += 1;
                Ok(Some(Window::Calendar { word: calendar }))
            }
            "since" => {
                self.next += 1;
                Ok(Some(Window::Since { from: self.when()? }))
            }
            "between" => {
                self.next += 1;
                let from = self.when()?;
                self.want_word("and", "`and` and the last day")?;
                Ok(Some(Window::Between { from, to: self.when()? }))
            }
            _ => Ok(None),
        }
    }

    fn whole(&mut self) -> Result<u32, Mistake> {
        match self.peek() {
            Token::Number(n) if n.fract() == 0.0 && (0.0..=100_000.0).contains(n) => {
                let n = *n as u32;
                self.next += 1;
                Ok(n)
            }
            _ => Err(self.unexpected("a whole number up to 100000")),
        }
    }

    fn unit(&mut self) -> Result<Unit, Mistake> {
        let unit = match self.peek() {
            Token::Word(word) => Unit::parse(word),
            _ => None,
        };
        let unit = unit.ok_or_else(|| self.unexpected("hours, days, weeks, months or years"))?;
        self.next += 1;
        Ok(unit)
    }

    fn when(&mut self) -> Result<When, Mistake> {
        let when = match self.peek() {
            Token::Date(when) => Some(*when),
            Token::Word(word) => When::parse(word),
            _ => None,
        };
        let when = when.ok_or_else(|| self.unexpected("a date such as 2026-01-31"))?;
        self.next += 1;
        Ok(when)
    }

    fn comparison(&mut self) -> Result<(Cmp, Option<Operand>), Mistake> {
        const SIGNS: [Cmp; 6] = [Cmp::Eq, Cmp::Ne, Cmp::Lt, Cmp::Le, Cmp::Gt, Cmp::Ge];
        if let Token::Sign(sign) = self.peek()
            && let Some(cmp) = SIGNS.into_iter().find(|cmp| cmp.words() == *sign)
        {
            self.next += 1;
            return Ok((cmp, Some(Operand::One(self.value()?))));
        }
        let Token::Word(word) = self.peek().clone() else { return Ok((Cmp::IsTrue, None)) };
        let cmp = match word.as_str() {
            "between" => return self.range(),
            "in" => return self.list(),
            "is" => return self.presence(),
            "contains" => Cmp::Contains,
            "matches" => Cmp::Matches,
            "starts" => Cmp::StartsWith,
            "ends" => Cmp::EndsWith,
            _ => return Ok((Cmp::IsTrue, None)),
        };
        self.next += 1;
        if matches!(cmp, Cmp::StartsWith | Cmp::EndsWith) {
            self.want_word("with", "`with` and a text in quotes")?;
        }
        Ok((cmp, Some(Operand::One(self.value()?))))
    }

    fn range(&mut self) -> Result<(Cmp, Option<Operand>), Mistake> {
        self.next += 1;
        let from = self.value()?;
        self.want_word("and", "`and` and the upper end")?;
        let to = self.value()?;
        Ok((Cmp::Between, Some(Operand::Many(vec![from, to]))))
    }

    fn list(&mut self) -> Result<(Cmp, Option<Operand>), Mistake> {
        self.next += 1;
        self.want_sign("(", "a list in brackets, such as (\"DE\", \"FR\")")?;
        let mut values = vec![self.value()?];
        while self.take_sign(",") {
            values.push(self.value()?);
        }
        self.want_sign(")", "`,` or `)`")?;
        Ok((Cmp::In, Some(Operand::Many(values))))
    }

    fn presence(&mut self) -> Result<(Cmp, Option<Operand>), Mistake> {
        self.next += 1;
        let not = self.take_word("not");
        if self.take_word("known") {
            return Ok((if not { Cmp::IsUnknown } else { Cmp::IsKnown }, None));
        }
        if !not && self.take_word("unknown") {
            return Ok((Cmp::IsUnknown, None));
        }
        if !not && self.take_word("true") {
            return Ok((Cmp::IsTrue, None));
        }
        Err(self.unexpected("known or unknown"))
    }

    fn value(&mut self) -> Result<Value, Mistake> {
        const WANTED: &str = "a value: a text in quotes, a number, an amount or a date";
        match self.peek().clone() {
            Token::Text(text) => {
                self.next += 1;
                Ok(Value::Text(text))
            }
            Token::Number(number) => self.number_value(number),
            Token::Date(_) => Ok(Value::Date { date: self.when()? }),
            Token::Word(word) if When::parse(&word).is_some() => {
                Ok(Value::Date { date: self.when()? })
            }
            Token::Word(_) => Err(self.unexpected("a value; texts stand in quotes")),
            _ => Err(self.unexpected(WANTED)),
        }
    }

    fn number_value(&mut self, number: f64) -> Result<Value, Mistake> {
        let Token::Word(word) = self.peek_after(1).clone() else {
            self.next += 1;
            return Ok(Value::Number(Number(number)));
        };
        if Unit::parse(&word).is_some() {
            let ago = self.whole()?;
            let unit = self.unit()?;
            self.want_word("ago", "`ago`; days_since_… and age are plain numbers")?;
            return Ok(Value::Ago { ago, unit });
        }
        let is_keyword = ["and", "or"].contains(&word.as_str());
        match Currency::parse(&word) {
            Ok(currency) if !is_keyword => {
                let amount = Money::from_f64(number, currency)
                    .map_err(|_| Mistake::at(self.byte(), Fault::OddNumber(number.to_string())))?;
                self.next += 2;
                Ok(Value::Money(amount))
            }
            _ => {
                self.next += 1;
                Ok(Value::Number(Number(number)))
            }
        }
    }
}
