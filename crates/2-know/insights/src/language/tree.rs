//! The tree of a segment: the one meaning behind its three faces.
//!
//! Serde's form of these types is the JSON face that the API and the visual builder use. A tree
//! read from JSON is shape-correct; whether its names and values make sense is said by
//! `conditions::compile`.

use base::{Instant, Money};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use utoipa::ToSchema;

/// A segment, or a part of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "op", rename_all = "snake_case")]
#[schema(as = SegmentTree)]
pub enum Tree {
    /// All of these hold.
    And {
        /// The parts; two or more in the canonical form.
        #[schema(no_recursion)]
        of: Vec<Tree>,
    },
    /// At least one of these holds.
    Or {
        /// The parts; two or more in the canonical form.
        #[schema(no_recursion)]
        of: Vec<Tree>,
    },
    /// This does not hold: the plain complement over all customers.
    Not {
        /// The part.
        #[schema(no_recursion)]
        of: Box<Tree>,
    },
    /// She is in another segment, by that segment's definition.
    Segment {
        /// The other segment's name.
        name: String,
    },
    /// A field of the customer compares with a value.
    Field {
        /// Its name; the shop's own ones bare or as `attribute.name`.
        field: String,
        /// How it compares.
        cmp: Cmp,
        /// With what; absent where the comparison needs nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        value: Option<Operand>,
    },
    /// A figure about what she did compares with a value.
    Measure {
        /// The figure.
        measure: Measure,
        /// How it compares.
        cmp: Cmp,
        /// With what; absent where the comparison needs nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        value: Option<Operand>,
    },
    /// The one kind of activity has not happened since the other kind last happened.
    NoSince {
        /// What did not happen.
        kind: String,
        /// Since when: the last one of this kind.
        since: String,
    },
}

impl Tree {
    /// Its direct parts.
    pub fn parts(&self) -> &[Self] {
        match self {
            Self::And { of } | Self::Or { of } => of,
            Self::Not { of } => std::slice::from_ref(of),
            _ => &[],
        }
    }
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Comparison)]
pub enum Cmp {
    /// Equal; texts without regard to case.
    #[serde(rename = "=")]
    Eq,
    /// Known, and not equal.
    #[serde(rename = "!=")]
    Ne,
    /// Less or earlier.
    #[serde(rename = "<")]
    Lt,
    /// At most, or not later.
    #[serde(rename = "<=")]
    Le,
    /// More or later.
    #[serde(rename = ">")]
    Gt,
    /// At least, or not earlier.
    #[serde(rename = ">=")]
    Ge,
    /// From the first value to the second, both included.
    Between,
    /// Equal to one of a list.
    In,
    /// The text occurs in it.
    Contains,
    /// It begins with the text.
    StartsWith,
    /// It ends with the text.
    EndsWith,
    /// The regular expression finds a match in it.
    Matches,
    /// There is a value.
    IsKnown,
    /// There is no value.
    IsUnknown,
    /// The flag is set.
    IsTrue,
}

impl Cmp {
    /// Its words in the text form.
    pub fn words(self) -> &'static str {
        match self {
            Self::Eq => "=",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::Between => "between",
            Self::In => "in",
            Self::Contains => "contains",
            Self::StartsWith => "starts with",
            Self::EndsWith => "ends with",
            Self::Matches => "matches",
            Self::IsKnown => "is known",
            Self::IsUnknown => "is unknown",
            Self::IsTrue => "is true",
        }
    }

    /// Whether it stands alone, without a value.
    pub fn stands_alone(self) -> bool {
        matches!(self, Self::IsKnown | Self::IsUnknown | Self::IsTrue)
    }
}

/// One value, or several for `between` (two) and `in` (one or more).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Operand {
    /// One value.
    One(Value),
    /// Several.
    Many(Vec<Value>),
}

impl Operand {
    /// All values of it.
    pub fn values(&self) -> &[Value] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

/// A value to compare with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// An amount of money.
    Money(Money),
    /// A day or a moment.
    Date {
        /// Which.
        date: When,
    },
    /// So long before the moment of evaluation.
    Ago {
        /// How many of `unit`.
        ago: u32,
        /// The unit.
        unit: Unit,
    },
    /// A number.
    Number(Number),
    /// A text.
    Text(String),
}

/// A finite number; whole ones are written without a point.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Number(pub f64);

/// Up to here every whole number has a floating-point form of its own.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && self.0.abs() < WHOLE_MAX {
            s.serialize_i64(self.0 as i64)
        } else {
            s.serialize_f64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(d)?;
        number.is_finite().then_some(Self(number)).ok_or_else(|| de::Error::custom("not finite"))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Minus zero is zero.
        fmt::Display::fmt(&(self.0 + 0.0), f)
    }
}

/// A day of the shop's calendar, a moment, or a word for a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A whole day in the shop's zone.
    Day(Date),
    /// A moment.
    At(Instant),
    /// The shop's day of the evaluation.
    Today,
    /// The day before.
    Yesterday,
}

impl When {
    /// Reads `2026-01-01`, an RFC 3339 time, `today` or `yesterday`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "today" => Some(Self::Today),
            "yesterday" => Some(Self::Yesterday),
            _ if text.len() == 10 => text.parse().ok().filter(|day| in_range(*day)).map(Self::Day),
            _ => Instant::parse(text).ok().map(Self::At),
        }
    }
}

/// Years that a shop can mean; keeps the arithmetic of days away from the ends of the calendar.
fn in_range(date: Date) -> bool {
    (1..=9000).contains(&date.year())
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => write!(f, "{date}"),
            Self::At(at) => write!(f, "{at}"),
            Self::Today => f.write_str("today"),
            Self::Yesterday => f.write_str("yesterday"),
        }
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom(format!("not a date: {text}")))
    }
}

/// A unit of time. Hours, days and weeks are spans (a day is 24 hours); months and years are
/// counted on the calendar of the shop's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TimeUnit)]
pub enum Unit {
    /// 60 minutes.
    Hours,
    /// 24 hours.
    Days,
    /// 7 days.
    Weeks,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
}

impl Unit {
    /// All units with their words for one and for many.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Hours, "hour", "hours"),
        (Self::Days, "day", "days"),
        (Self::Weeks, "week", "weeks"),
        (Self::Months, "month", "months"),
        (Self::Years, "year", "years"),
    ];

    /// Its word for so many.
    pub fn word(self, n: u32) -> &'static str {
        let found = Self::ALL.iter().find(|(unit, ..)| *unit == self);
        found.map_or("days", |(_, one, many)| if n == 1 { one } else { many })
    }

    /// Reads its word.
    pub fn parse(word: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, one, many)| word == *one || word == *many);
        found.map(|(unit, ..)| *unit)
    }
}

/// A figure about what a customer did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SegmentMeasure)]
pub struct Measure {
    /// `orders`, `spent`, `units`, `bought`, an activity's name, `days_since_…`, or one of
    /// `sum`, `avg`, `min`, `max`, `first`, `last`.
    pub name: String,
    /// Which occurrences count: all of these hold.
    #[serde(rename = "where", default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Filter>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// For `sum` and its like: `kind.property`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
}

/// A property of an occurrence compares with a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SegmentFilter)]
pub struct Filter {
    /// Its name.
    pub property: String,
    /// How it compares.
    pub cmp: Cmp,
    /// With what; absent where the comparison needs nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Operand>,
}

/// A stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = SegmentWindow)]
pub enum Window {
    /// From so long before the moment of evaluation up to it, both ends included.
    Last {
        /// How many of `unit`.
        n: u32,
        /// The unit.
        unit: Unit,
    },
    /// A stretch of the shop's calendar.
    Calendar {
        /// Which.
        word: CalendarWord,
    },
    /// From the beginning of this day or moment.
    Since {
        /// The day or moment.
        #[schema(value_type = String)]
        from: When,
    },
    /// From the beginning of the one to the end of the other.
    Between {
        /// The first day or moment.
        #[schema(value_type = String)]
        from: When,
        /// The last day or moment, included.
        #[schema(value_type = String)]
        to: When,
    },
}

/// A stretch of the shop's calendar around the moment of evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CalendarStretch)]
pub enum CalendarWord {
    /// The day so far.
    #[serde(rename = "today")]
    Today,
    /// The day before.
    #[serde(rename = "yesterday")]
    Yesterday,
    /// Monday to now.
    #[serde(rename = "this week")]
    ThisWeek,
    /// The Monday to Sunday before.
    #[serde(rename = "last week")]
    LastWeek,
    /// The month so far.
    #[serde(rename = "this month")]
    ThisMonth,
    /// The month before.
    #[serde(rename = "last month")]
    LastMonth,
    /// The quarter so far.
    #[serde(rename = "this quarter")]
    ThisQuarter,
    /// The quarter before.
    #[serde(rename = "last quarter")]
    LastQuarter,
    /// The year so far.
    #[serde(rename = "this year")]
    ThisYear,
    /// The year before.
    #[serde(rename = "last year")]
    LastYear,
}

impl CalendarWord {
    /// All of them with their words.
    pub const ALL: [(Self, &'static str); 10] = [
        (Self::Today, "today"),
        (Self::Yesterday, "yesterday"),
        (Self::ThisWeek, "this week"),
        (Self::LastWeek, "last week"),
        (Self::ThisMonth, "this month"),
        (Self::LastMonth, "last month"),
        (Self::ThisQuarter, "this quarter"),
        (Self::LastQuarter, "last quarter"),
        (Self::ThisYear, "this year"),
        (Self::LastYear, "last year"),
    ];

    /// Its words.
    pub fn words(self) -> &'static str {
        Self::ALL.iter().find(|(word, _)| *word == self).map_or("today", |(_, text)| text)
    }

    /// Reads its words.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, words)| *words == text).map(|(word, _)| *word)
    }
}
