//! Writes a tree as its canonical text. Reading that text gives the same tree again.

use super::lexer::{is_word_part, is_word_start};
use super::names;
use super::tree::{Cmp, Filter, Measure, Operand, Tree, Value, Window};
use std::fmt::Write;

/// Words that mean something where a condition begins.
const LEADING: &[&str] = &["and", "or", "not", "in", "no"];
/// Words that mean something where any name could stand.
const RESERVED: &[&str] =
    &["and", "or", "not", "in", "no", "last", "this", "since", "between", "today", "yesterday"];

/// The canonical text of a tree.
pub fn print(tree: &Tree) -> String {
    let mut text = String::new();
    write_tree(&mut text, tree);
    text
}

fn write_tree(text: &mut String, tree: &Tree) {
    match tree {
        Tree::And { of } => write_group(text, of, " and "),
        Tree::Or { of } => write_group(text, of, " or "),
        Tree::Not { of } => {
            text.push_str("not ");
            write_part(text, of);
        }
        Tree::Segment { name } => {
            text.push_str("in segment ");
            write_text(text, name);
        }
        Tree::Field { field, cmp, value } => {
            if names::is_measure(field) {
                write_text(text, field);
            } else {
                write_name(text, field, LEADING);
            }
            if *cmp != Cmp::IsTrue {
                write_comparison(text, *cmp, value.as_ref());
            }
        }
        Tree::Measure { measure, cmp, value } => {
            write_measure(text, measure);
            write_comparison(text, *cmp, value.as_ref());
        }
        Tree::NoSince { kind, since } => {
            text.push_str("no ");
            write_name(text, kind, RESERVED);
            text.push_str(" since last ");
            write_name(text, since, RESERVED);
        }
    }
}

fn write_group(text: &mut String, of: &[Tree], between: &str) {
    for (place, part) in of.iter().enumerate() {
        if place > 0 {
            text.push_str(between);
        }
        write_part(text, part);
    }
}

/// Groups inside groups stand in brackets, also where precedence would do without.
fn write_part(text: &mut String, part: &Tree) {
    if matches!(part, Tree::And { .. } | Tree::Or { .. }) {
        text.push('(');
        write_tree(text, part);
        text.push(')');
    } else {
        write_tree(text, part);
    }
}

fn write_measure(text: &mut String, measure: &Measure) {
    let Measure { name, filters, window, property } = measure;
    write_name(text, name, LEADING);
    let bare = filters.is_empty() && window.is_none() && property.is_none();
    if bare && names::is_measure(name) {
        return;
    }
    text.push('(');
    let mut comma = "";
    if let Some(property) = property {
        write_name(text, property, RESERVED);
        comma = ", ";
    }
    for Filter { property, cmp, value } in filters {
        text.push_str(comma);
        write_name(text, property, RESERVED);
        if *cmp != Cmp::IsTrue {
            write_comparison(text, *cmp, value.as_ref());
        }
        comma = ", ";
    }
    if let Some(window) = window {
        text.push_str(comma);
        text.push_str(&window_text(window));
    }
    text.push(')');
}

/// The text of a window.
pub(crate) fn window_text(window: &Window) -> String {
    match window {
        Window::Last { n, unit } => format!("last {n} {}", unit.word(*n)),
        Window::Calendar { word } => word.words().into(),
        Window::Since { from } => format!("since {from}"),
        Window::Between { from, to } => format!("between {from} and {to}"),
    }
}

fn write_name(text: &mut String, name: &str, reserved: &[&str]) {
    for (place, part) in name.split('.').enumerate() {
        if place > 0 {
            text.push('.');
        }
        let word = part.starts_with(is_word_start)
            && part.chars().all(is_word_part)
            && part.to_lowercase() == part
            && (place > 0 || !reserved.contains(&part));
        if word {
            text.push_str(part);
        } else {
            write_text(text, part);
        }
    }
}

fn write_comparison(text: &mut String, cmp: Cmp, value: Option<&Operand>) {
    text.push(' ');
    text.push_str(cmp.words());
    let values = value.map_or(&[][..], Operand::values);
    match cmp {
        Cmp::IsKnown | Cmp::IsUnknown | Cmp::IsTrue => {}
        Cmp::In => {
            text.push_str(" (");
            write_values(text, values, ", ");
            text.push(')');
        }
        _ => {
            text.push(' ');
            write_values(text, values, " and ");
        }
    }
}

fn write_values(text: &mut String, values: &[Value], between: &str) {
    for (place, value) in values.iter().enumerate() {
        if place > 0 {
            text.push_str(between);
        }
        write_value(text, value);
    }
}

fn write_value(text: &mut String, value: &Value) {
    // Writing to a string cannot fail.
    let _ = match value {
        Value::Text(value) => {
            write_text(text, value);
            Ok(())
        }
        Value::Number(number) => write!(text, "{number}"),
        Value::Money(money) => {
            let amount = money.to_decimal();
            let amount = if amount.contains('.') {
                amount.trim_end_matches('0').trim_end_matches('.')
            } else {
                &amount
            };
            write!(text, "{amount} {}", money.currency)
        }
        Value::Date { date } => write!(text, "{date}"),
        Value::Ago { ago, unit } => write!(text, "{ago} {} ago", unit.word(*ago)),
    };
}

fn write_text(text: &mut String, value: &str) {
    text.push('"');
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            c if c.is_control() && u32::from(c) <= 0xffff => {
                let _ = write!(text, "\\u{:04x}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text.push('"');
}
