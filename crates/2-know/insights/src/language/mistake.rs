//! What can be wrong with a segment, where, and what to do about it.
//!
//! Every message is one sentence for the person who typed: what is wrong, then how to mend it.

use super::limits;
use std::fmt;

/// Something wrong with a segment. The person who wrote it can mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{fault}")]
pub struct Mistake {
    /// Where.
    pub place: Place,
    /// What, with advice.
    pub fault: Fault,
}

impl Mistake {
    /// A mistake at a byte of the text.
    pub fn at(byte: usize, fault: Fault) -> Self {
        Self { place: Place::Byte(byte), fault }
    }
}

/// Where a mistake is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At this byte of the text.
    Byte(usize),
    /// In this condition, counted from 0 in reading order, at this spot of it.
    Leaf(usize, Spot),
}

/// A spot inside one condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// The name it begins with.
    Name,
    /// One of its filters, counted from 0.
    Filter(usize),
    /// Its window.
    Window,
    /// The comparison and its values.
    Value,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The text is longer than any person writes.
    TooLong,
    /// Brackets and `not` nest too deep.
    TooDeep,
    /// Too many conditions.
    TooMany,
    /// A character that nothing begins with.
    OddCharacter(char),
    /// A text in quotes that has no end.
    OpenText,
    /// An escape in a text that means nothing.
    OddEscape,
    /// A number or date that is none.
    OddNumber(String),
    /// Something else was expected here.
    Unexpected {
        /// What stands here.
        found: String,
        /// What may stand here.
        expected: &'static str,
    },
    /// A group without parts, or `between` without two values, and the like.
    Incomplete(&'static str),
    /// No field or measure has this name.
    UnknownName(String, Nearest),
    /// No activity has this name.
    UnknownActivity(String, Nearest),
    /// The kind of activity has no such property.
    UnknownProperty(String, Nearest),
    /// No segment has this name.
    UnknownSegment(String, Nearest),
    /// A segment that refers to itself, directly or through others.
    Circle(String),
    /// This comparison makes no sense for this name.
    WrongComparison {
        /// The name.
        name: String,
        /// The comparison's words.
        cmp: &'static str,
        /// What may be used.
        allowed: &'static str,
    },
    /// This value makes no sense for this name.
    WrongValue {
        /// The name.
        name: String,
        /// What it wants.
        wanted: &'static str,
    },
    /// The name takes no window.
    NoWindow(String),
    /// The name takes no filter.
    NoFilter(String),
    /// A regular expression that cannot be read or is too large.
    BadPattern,
}

/// The name that was probably meant.
pub type Nearest = Option<String>;

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => {
                write!(f, "the text is longer than {} bytes; ", limits::TEXT_BYTES_MAX)?;
                f.write_str("split it into segments that refer to one another")
            }
            Self::TooDeep => {
                write!(f, "brackets and `not` nest deeper than {}; ", limits::DEPTH_MAX)?;
                f.write_str("save the inner part as a segment and write in segment \"its name\"")
            }
            Self::TooMany => {
                write!(f, "more than {} conditions; ", limits::CONDITIONS_MAX)?;
                f.write_str("use a list, as in country in (\"DE\", \"FR\"), or further segments")
            }
            Self::OddCharacter(c) => write!(f, "`{c}` means nothing here; put texts in quotes"),
            Self::OpenText => f.write_str("the text in quotes has no end; add a closing quote"),
            Self::OddEscape => f.write_str("after \\ write one of \" \\ n t or u and four digits"),
            Self::OddNumber(text) => write!(
                f,
                "`{text}` is no number or date; write 12.5, 2026-01-31 or 2026-01-31T10:00:00Z"
            ),
            Self::Unexpected { found, expected } => write!(f, "expected {expected}, found {found}"),
            Self::Incomplete(what) => f.write_str(what),
            Self::UnknownName(name, near) => {
                unknown(f, "field or measure", name, near.as_deref())?;
                write_else(f, near.is_none(), "own fields are written attribute.name")
            }
            Self::UnknownActivity(name, near) => {
                unknown(f, "activity", name, near.as_deref())?;
                write_else(f, near.is_none(), "one that is yet to come is written activity.name")
            }
            Self::UnknownProperty(name, near) => unknown(f, "property", name, near.as_deref()),
            Self::UnknownSegment(name, near) => {
                unknown(f, "segment", name, near.as_deref())?;
                write_else(f, near.is_none(), "save it first")
            }
            Self::Circle(name) => write!(
                f,
                "segment \"{name}\" would refer to itself; take the reference out of one of them"
            ),
            Self::WrongComparison { name, cmp, allowed } => {
                write!(f, "{name} cannot be compared by `{cmp}`; use {allowed}")
            }
            Self::WrongValue { name, wanted } => write!(f, "{name} wants {wanted}"),
            Self::NoWindow(name) => {
                write!(f, "{name} looks at all times; take the window out of the brackets")
            }
            Self::NoFilter(name) => write!(f, "{name} takes no such filter; take it out"),
            Self::BadPattern => f.write_str(
                "the pattern is no regular expression of reasonable size; \
                 check its brackets or use contains",
            ),
        }
    }
}

fn unknown(f: &mut fmt::Formatter<'_>, what: &str, name: &str, near: Option<&str>) -> fmt::Result {
    write!(f, "there is no {what} `{name}`")?;
    near.map_or(Ok(()), |near| write!(f, "; did you mean `{near}`?"))
}

fn write_else(f: &mut fmt::Formatter<'_>, when: bool, advice: &str) -> fmt::Result {
    if when { write!(f, "; {advice}") } else { Ok(()) }
}
