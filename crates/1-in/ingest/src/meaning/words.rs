//! Snake case, and words that stand for nothing.

use base::limits;
use std::borrow::Cow;

/// Turns any spelling of a name into snake case: `Product Viewed`, `productViewed`, `ProductID`.
/// Letters of every script are kept; a name without any becomes empty.
pub(crate) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_alphanumeric() {
            let after_lower = before.is_lowercase() || before.is_numeric();
            let ends_capitals =
                before.is_uppercase() && chars.peek().is_some_and(|next| next.is_lowercase());
            let begins = !snake.is_empty() && !snake.ends_with('_');
            if c.is_uppercase() && begins && (after_lower || ends_capitals) {
                snake.push('_');
            }
            snake.extend(c.to_lowercase());
        } else if !snake.is_empty() && !snake.ends_with('_') && c != '\'' && c != '’' {
            snake.push('_');
        }
        before = c;
    }
    while snake.ends_with('_') {
        snake.pop();
    }
    snake
}

/// Words that programs write where they have no id. Taken as ids they would make one person of
/// all visitors.
const PLACEHOLDERS: &[&str] = &[
    "null",
    "undefined",
    "none",
    "nan",
    "nil",
    "n/a",
    "#n/a",
    "\\n",
    "anonymous",
    "guest",
    "unknown",
    "[object object]",
    "true",
    "false",
    "-",
];

/// Whether a text stands for an empty id.
pub(crate) fn is_placeholder(text: &str) -> bool {
    text.len() <= 16 && PLACEHOLDERS.contains(&text.to_ascii_lowercase().as_str())
}

/// Whether a text can be an id: not empty, not too long, without control characters.
pub(crate) fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= limits::KEY_BYTES_MAX && !text.chars().any(char::is_control)
}

/// Drops control characters other than line breaks and tabs (a NUL cannot be stored as text
/// everywhere) and white space at the ends, and cuts at the limit of one text.
pub(crate) fn clean(text: &str) -> String {
    let odd = |c: char| c.is_control() && c != '\n' && c != '\t';
    let text: Cow<'_, str> = if text.chars().any(odd) {
        text.chars().filter(|c| !odd(*c)).collect::<String>().into()
    } else {
        text.into()
    };
    let text = text.trim();
    let mut end = text.len().min(limits::TEXT_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text).trim_end().to_owned()
}

/// Whether a text looks like a language tag of BCP 47, and its tidy form: `de`, `pt-BR`.
pub(crate) fn language(text: &str) -> Option<String> {
    let text = text.trim().replace('_', "-");
    let mut parts = text.split('-');
    let first = parts.next()?;
    let word = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric());
    let letters = first.chars().all(|c| c.is_ascii_alphabetic());
    if !(2..=3).contains(&first.len()) || !letters || text.len() > 35 {
        return None;
    }
    let mut tag = first.to_ascii_lowercase();
    for part in parts {
        if part.is_empty() || part.len() > 8 || !word(part) {
            return None;
        }
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            _ => tag.push_str(part),
        }
    }
    Some(tag)
}

/// Splits a full name into given and family name: at the comma if there is one
/// (`Weiß, Jörg`), else before the last word.
pub(crate) fn split_name(name: &str) -> (Option<String>, Option<String>) {
    let known = |text: &str| Some(clean(text)).filter(|text| !text.is_empty());
    let name = name.trim();
    if let Some((last, first)) = name.split_once(',') {
        return (known(first), known(last));
    }
    match name.rsplit_once(char::is_whitespace) {
        Some((first, last)) => (known(first), known(last)),
        None => (known(name), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_becomes_snake_case() {
        for (name, want) in [
            ("Product Viewed", "product_viewed"),
            ("productViewed", "product_viewed"),
            ("ProductID", "product_id"),
            ("CheckoutURL", "checkout_url"),
            ("HTTPServer", "http_server"),
            ("$value", "value"),
            ("  Größe  gewählt! ", "größe_gewählt"),
            ("utm_source", "utm_source"),
            ("Customer's Choice", "customers_choice"),
            ("AddedItemSKU", "added_item_sku"),
            ("Address 2", "address_2"),
            ("!!", ""),
        ] {
            assert_eq!(snake_case(name), want, "{name}");
        }
    }

    #[test]
    fn placeholders_are_no_ids() {
        assert!(is_placeholder("undefined") && is_placeholder("NULL") && !is_placeholder("7"));
        assert!(!is_id("") && !is_id("a\nb") && !is_id(&"x".repeat(257)) && is_id("A-1 ü"));
    }

    #[test]
    fn names_are_split_at_comma_or_last_space() {
        let split = |name: &str| split_name(name);
        assert_eq!(split("Jörg Weiß"), (Some("Jörg".into()), Some("Weiß".into())));
        assert_eq!(split("Weiß, Jörg"), (Some("Jörg".into()), Some("Weiß".into())));
        assert_eq!(split("Ana Maria Silva"), (Some("Ana Maria".into()), Some("Silva".into())));
        assert_eq!(split("Prince"), (Some("Prince".into()), None));
        assert_eq!(split(" "), (None, None));
    }

    #[test]
    fn language_tags_are_tidied() {
        assert_eq!(language("de_at").as_deref(), Some("de-AT"));
        assert_eq!(language("pt-BR").as_deref(), Some("pt-BR"));
        assert_eq!(language("zh-Hant").as_deref(), Some("zh-Hant"));
        assert_eq!((language("German"), language(""), language("e")), (None, None, None));
    }

    #[test]
    fn texts_lose_control_characters_and_stay_valid_when_cut() {
        assert_eq!(clean(" a\u{0}b\nc "), "ab\nc");
        assert_eq!(clean("\u{0} a \u{0}"), "a", "tidy at once, and not at the second time");
        assert!(clean(&"ü".repeat(2_000)).len() <= limits::TEXT_BYTES_MAX);
    }
}
