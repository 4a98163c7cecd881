//! The filters that a template may use. There are no others: nothing here reads a file, the
//! network, the environment or a clock.

use super::value::Value;
use crate::locale::Locale;
use base::{Currency, Instant, Money};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::cmp::Ordering;

/// A filter: its name, how many arguments it takes, and what it does.
pub(super) struct Filter {
    pub(super) name: &'static str,
    /// Fewest and most arguments.
    pub(super) args: (usize, usize),
    /// How it is written, for error texts and the manual.
    pub(super) example: &'static str,
    run: Run,
}

type Run = fn(&Locale, &Value, &[Value]) -> Value;

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Filter {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Filter {
    /// Applies it.
    pub(super) fn run(&self, locale: &Locale, value: &Value, args: &[Value]) -> Value {
        (self.run)(locale, value, args)
    }
}

/// The filter of this name.
pub(super) fn find(name: &str) -> Option<&'static Filter> {
    ALL.iter().find(|filter| filter.name == name)
}

const fn filter(
    name: &'static str,
    args: (usize, usize),
    example: &'static str,
    run: Run,
) -> Filter {
    Filter { name, args, example, run }
}

/// Every filter, in the order of the manual.
pub(super) const ALL: &[Filter] = &[
    filter("default", (1, 1), "{{ first_name | default: \"there\" }}", |_, value, args| {
        if value.is_blank() { args[0].clone() } else { value.clone() }
    }),
    filter("upcase", (0, 0), "{{ name | upcase }}", |_, value, _| text(value, str::to_uppercase)),
    filter("downcase", (0, 0), "{{ name | downcase }}", |_, value, _| {
        text(value, str::to_lowercase)
    }),
    filter("capitalize", (0, 0), "{{ name | capitalize }}", |_, value, _| text(value, capitalize)),
    filter("strip", (0, 0), "{{ name | strip }}", |_, value, _| text(value, |t| t.trim().into())),
    filter("truncate", (0, 2), "{{ text | truncate: 80 }}", |_, value, args| {
        let length = count(args.first(), 50);
        let end = args.get(1).map_or_else(|| "…".to_owned(), Value::printed);
        text(value, |t| truncate(t, length, &end))
    }),
    filter("truncatewords", (0, 2), "{{ text | truncatewords: 20 }}", |_, value, args| {
        let length = count(args.first(), 15);
        let end = args.get(1).map_or_else(|| "…".to_owned(), Value::printed);
        text(value, |t| {
            let words: Vec<_> = t.split_whitespace().collect();
            if words.len() <= length { t.to_owned() } else { words[..length].join(" ") + &end }
        })
    }),
    filter("append", (1, 1), "{{ code | append: \"!\" }}", |_, value, args| {
        let end = args[0].printed();
        text(value, |t| t.to_owned() + &end)
    }),
    filter("prepend", (1, 1), "{{ code | prepend: \"#\" }}", |_, value, args| {
        let start = args[0].printed();
        text(value, |t| start.clone() + t)
    }),
    filter("replace", (1, 2), "{{ text | replace: \"a\", \"b\" }}", |_, value, args| {
        let (from, to) = (args[0].printed(), args.get(1).map(Value::printed).unwrap_or_default());
        let keep = from.is_empty();
        text(value, |t| if keep { t.to_owned() } else { t.replace(&from, &to) })
    }),
    filter("remove", (1, 1), "{{ text | remove: \"a\" }}", |_, value, args| {
        let what = args[0].printed();
        text(value, |t| if what.is_empty() { t.to_owned() } else { t.replace(&what, "") })
    }),
    filter("strip_html", (0, 0), "{{ text | strip_html }}", |_, value, _| {
        text(value, without_tags)
    }),
    // The three below concern escaping, which is the renderer's: it looks for them by name.
    filter("newline_to_br", (0, 0), "{{ text | newline_to_br }}", |_, value, _| value.clone()),
    filter("escape", (0, 0), "{{ text | escape }}", |_, value, _| value.clone()),
    filter("raw", (0, 0), "{{ shop.footer | raw }}", |_, value, _| value.clone()),
    filter("url_encode", (0, 0), "{{ email | url_encode }}", |_, value, _| {
        text(value, |t| utf8_percent_encode(t, NON_ALPHANUMERIC).to_string())
    }),
    filter("split", (1, 1), "{{ tags | split: \",\" }}", |_, value, args| {
        let (all, by) = (value.printed(), args[0].printed());
        let same = |part: &str| same_trust(value, part.to_owned());
        if by.is_empty() {
            Value::List(all.chars().map(|c| same(c.encode_utf8(&mut [0; 4]))).collect())
        } else {
            Value::List(all.split(by.as_str()).map(same).collect())
        }
    }),
    filter("join", (0, 1), "{{ tags | join: \", \" }}", |_, value, args| {
        let by = args.first().map_or_else(|| " ".to_owned(), Value::printed);
        match value {
            Value::List(items) => {
                let parts: Vec<_> = items.iter().map(Value::printed).collect();
                Value::Text(parts.join(&by))
            }
            other => other.clone(),
        }
    }),
    filter("first", (0, 0), "{{ tags | first }}", |_, value, _| {
        value.item(0).cloned().unwrap_or_default()
    }),
    filter("last", (0, 0), "{{ tags | last }}", |_, value, _| {
        value.item(-1).cloned().unwrap_or_default()
    }),
    filter("size", (0, 0), "{{ tags | size }}", |_, value, _| {
        Value::Int(value.size().unwrap_or(0))
    }),
    filter("reverse", (0, 0), "{{ tags | reverse }}", |_, value, _| {
        list(value, |items| items.reverse())
    }),
    filter("sort", (0, 1), "{{ lines | sort: \"name\" }}", |_, value, args| {
        let by = args.first().map(Value::printed);
        let key = |item: &Value| match &by {
            Some(name) => item.part(name).map(std::borrow::Cow::into_owned).unwrap_or_default(),
            None => item.clone(),
        };
        list(value, |items| {
            items.sort_by(|a, b| compare(&key(a), &key(b)).unwrap_or(Ordering::Equal));
        })
    }),
    filter("uniq", (0, 0), "{{ tags | uniq }}", |_, value, _| {
        list(value, |items| {
            let mut seen = std::collections::BTreeSet::new();
            items.retain(|item| seen.insert(item.printed()));
        })
    }),
    filter("map", (1, 1), "{{ lines | map: \"name\" }}", |_, value, args| {
        let name = args[0].printed();
        list(value, |items| {
            for item in items {
                *item = item.part(&name).map(std::borrow::Cow::into_owned).unwrap_or_default();
            }
        })
    }),
    filter("slice", (1, 2), "{{ tags | slice: 0, 3 }}", |_, value, args| {
        let (from, length) = (count(args.first(), 0), count(args.get(1), 1));
        match value {
            Value::List(items) => {
                Value::List(items.iter().skip(from).take(length).cloned().collect())
            }
            other => text(other, |t| t.chars().skip(from).take(length).collect()),
        }
    }),
    filter("plus", (1, 1), "{{ orders | plus: 1 }}", |_, value, args| {
        sum(value, &args[0], |a, b| a + b)
    }),
    filter("minus", (1, 1), "{{ orders | minus: 1 }}", |_, value, args| {
        sum(value, &args[0], |a, b| a - b)
    }),
    filter("times", (1, 1), "{{ price | times: 2 }}", |_, value, args| {
        sum(value, &args[0], |a, b| a * b)
    }),
    filter("divided_by", (1, 1), "{{ points | divided_by: 100 }}", |_, value, args| {
        divide(value, &args[0])
    }),
    filter("modulo", (1, 1), "{{ forloop.index | modulo: 2 }}", |_, value, args| {
        sum(value, &args[0], f64::rem_euclid)
    }),
    filter("round", (0, 1), "{{ value | round: 2 }}", |_, value, args| {
        let scale = 10_f64.powi(count(args.first(), 0).min(12) as i32);
        arithmetic(value, |number| (number * scale).round() / scale)
    }),
    filter("ceil", (0, 0), "{{ value | ceil }}", |_, value, _| arithmetic(value, f64::ceil)),
    filter("floor", (0, 0), "{{ value | floor }}", |_, value, _| arithmetic(value, f64::floor)),
    filter("abs", (0, 0), "{{ value | abs }}", |_, value, _| arithmetic(value, f64::abs)),
    filter("money", (0, 1), "{{ customer.spent | money }}", |locale, value, args| {
        let currency = args.first().and_then(|c| Currency::parse(&c.printed()).ok());
        match (value, value.as_number()) {
            (Value::Money(money), _) => Value::Trusted(locale.money(*money)),
            (_, Some(number)) => {
                let currency = currency.unwrap_or(locale.currency);
                let money = Money::from_f64(number, currency);
                money.map_or(Value::Nil, |money| Value::Trusted(locale.money(money)))
            }
            _ => Value::Nil,
        }
    }),
    filter(
        "date",
        (0, 1),
        "{{ last_order.placed_at | date: \"%d.%m.%Y\" }}",
        |locale, value, args| {
            let format = args.first().map(Value::printed);
            let at = match value {
                Value::Time(at) => Some(*at),
                Value::Text(text) | Value::Trusted(text) => {
                    Instant::parse_loose(text, &locale.zone).ok()
                }
                _ => None,
            };
            at.and_then(|at| locale.date(at, format.as_deref())).map_or(Value::Nil, Value::Trusted)
        },
    ),
];

/// Orders two values, where that means anything.
pub(super) fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::Money(a), Value::Money(b)) => {
            (a.currency == b.currency).then(|| a.minor.cmp(&b.minor))
        }
        _ => match (a.as_text(), b.as_text()) {
            (Some(a), Some(b)) => Some(a.cmp(b)),
            _ => a.as_number()?.partial_cmp(&b.as_number()?),
        },
    }
}

fn same_trust(like: &Value, text: String) -> Value {
    if matches!(like, Value::Text(_)) { Value::Text(text) } else { Value::Trusted(text) }
}

/// Applies to the text of a value. What an argument adds comes from the template or from a
/// value; the result is never trusted, since it cannot be told which.
fn text(value: &Value, change: impl FnOnce(&str) -> String) -> Value {
    match value {
        Value::Nil => Value::Nil,
        other => Value::Text(change(&other.printed())),
    }
}

fn list(value: &Value, change: impl FnOnce(&mut Vec<Value>)) -> Value {
    let mut items = match value {
        Value::List(items) => items.clone(),
        Value::Nil => Vec::new(),
        other => vec![other.clone()],
    };
    change(&mut items);
    Value::List(items)
}

/// A number as a count; what is none, or negative, is the one usually meant.
fn count(value: Option<&Value>, usual: usize) -> usize {
    let number = value.and_then(Value::as_number).filter(|number| *number >= 0.0);
    number.map_or(usual, |number| number.min(1e9) as usize)
}

fn arithmetic(value: &Value, change: impl Fn(f64) -> f64) -> Value {
    if let Value::Money(money) = value {
        let number = value.as_number().unwrap_or(0.0);
        return Money::from_f64(change(number), money.currency).map_or(Value::Nil, Value::Money);
    }
    value.as_number().map_or(Value::Nil, |number| Value::number(change(number)))
}

/// Arithmetic with two values; unknown or impossible is nil.
fn sum(value: &Value, other: &Value, change: impl Fn(f64, f64) -> f64) -> Value {
    let Some(other) = other.as_number() else {
        return Value::Nil;
    };
    match arithmetic(value, |number| change(number, other)) {
        Value::Float(number) if !number.is_finite() => Value::Nil,
        result => result,
    }
}

/// Whole by whole is whole, as in Liquid.
fn divide(value: &Value, by: &Value) -> Value {
    match (value, by) {
        (_, by) if by.as_number() == Some(0.0) => Value::Nil,
        (Value::Int(number), Value::Int(by)) => {
            number.checked_div_euclid(*by).map_or(Value::Nil, Value::Int)
        }
        _ => sum(value, by, |a, b| a / b),
    }
}

fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn truncate(text: &str, length: usize, end: &str) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    let kept = length.saturating_sub(end.chars().count());
    text.chars().take(kept).chain(end.chars()).collect()
}

fn without_tags(text: &str) -> String {
    let mut inside = false;
    let keep = |c: &char| match c {
        '<' => {
            inside = true;
            false
        }
        '>' => !std::mem::take(&mut inside),
        _ => !inside,
    };
    text.chars().filter(keep).collect()
}
