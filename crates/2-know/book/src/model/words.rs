//! The words by which a customer is found: letters without their marks, prefixes of names.

use deunicode::deunicode;

/// First letters of a word that are indexed.
const LETTERS_MAX: usize = 6;

/// The words of a text: lowered, without marks, at letters and digits only.
pub(crate) fn words(text: &str) -> Vec<String> {
    let plain = deunicode(&text.to_lowercase()).to_lowercase();
    plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What a word is found by, and looked up as: its first letters.
pub(crate) fn start(word: &str) -> &str {
    &word[..word.len().min(LETTERS_MAX)]
}

/// The beginnings of a word, the shortest first, itself last.
pub(crate) fn beginnings(word: &str) -> impl Iterator<Item = &str> {
    (1..=word.len()).map(|n| &word[..n])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_do_not_matter() {
        assert_eq!(words("Käthe Müller-Lüdenscheidt"), ["kathe", "muller", "ludenscheidt"]);
        assert_eq!(words("Zoé  O'Neill"), ["zoe", "o", "neill"]);
        assert_eq!(words("Weiß"), ["weiss"]);
    }

    #[test]
    fn every_typed_beginning_is_a_beginning_of_what_is_indexed() {
        for word in ["o", "li", "katharina"] {
            for n in 1..=word.len() {
                let typed = start(&word[..n]);
                assert!(beginnings(start(word)).any(|part| part == typed), "{typed} of {word}");
            }
        }
    }
}
