//! The words by which a customer is found: letters without their marks, prefixes of names.

use deunicode::deunicode;

/// Prefixes of a name's word that are indexed, in letters.
pub(crate) const PREFIX: std::ops::RangeInclusive<usize> = 1..=6;

/// The words of a text: lowered, without marks, at letters and digits only.
pub(crate) fn words(text: &str) -> Vec<String> {
    let plain = deunicode(&text.to_lowercase()).to_lowercase();
    plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What a word is indexed under: its prefixes, and itself when it is shorter than any.
pub(crate) fn prefixes(word: &str) -> Vec<String> {
    let mut found: Vec<String> =
        PREFIX.filter(|n| *n <= word.len()).map(|n| word[..n].to_owned()).collect();
    if found.is_empty() {
        found.push(word.to_owned());
    }
    found
}

/// What a typed word is looked up as: its first letters, as many as are indexed.
pub(crate) fn lookup(word: &str) -> &str {
    &word[..word.len().min(*PREFIX.end())]
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
    fn every_typed_beginning_is_among_the_prefixes() {
        for word in ["o", "li", "katharina"] {
            for n in 1..=word.len() {
                let typed = lookup(&word[..n]);
                let found = prefixes(word).iter().any(|p| p == typed);
                assert!(found || typed.len() < *PREFIX.start(), "{typed} of {word}");
            }
        }
    }
}
