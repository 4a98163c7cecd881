//! What stands for one contact point, channel and topic, folded from what was said.

use base::{ConsentFact, ConsentState, Instant};

/// What was said, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What stands.
    pub state: ConsentState,
    /// Since when.
    pub at: Instant,
    /// Whether the person said it herself.
    pub firsthand: bool,
    /// How it can be shown.
    pub evidence: String,
    /// Who told us.
    pub source: String,
}

/// What stands after one more word, the words coming in the order of their times.
///
/// The person herself may say anything. A report about her (a file, a connector) may set what
/// was not known and may make it stricter; it never lifts a withdrawal and never turns *never
/// asked* into *yes*.
pub(crate) fn next(
    standing: Option<Standing>,
    fact: &ConsentFact,
    at: Instant,
    source: &str,
) -> Standing {
    let new = Standing {
        state: fact.state,
        at,
        firsthand: fact.firsthand,
        evidence: fact.evidence.clone(),
        source: source.to_owned(),
    };
    match standing {
        None => new,
        Some(_) if fact.firsthand => new,
        Some(old) if fact.state > old.state => new,
        Some(old) => old,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Channel;

    fn fold(words: &[(&str, bool)]) -> &'static str {
        let mut standing = None;
        for (n, (word, firsthand)) in words.iter().enumerate() {
            let fact = ConsentFact {
                channel: Channel::Email,
                topic: "marketing".into(),
                state: ConsentState::parse(word).unwrap(),
                firsthand: *firsthand,
                evidence: String::new(),
            };
            standing = Some(next(standing, &fact, Instant::from_micros(n as i64), "test"));
        }
        standing.map_or("unknown", |standing| standing.state.as_str())
    }

    #[test]
    fn a_report_sets_and_lowers_but_never_raises() {
        assert_eq!(fold(&[("granted", false)]), "granted");
        assert_eq!(fold(&[("granted", false), ("withdrawn", false)]), "withdrawn");
        assert_eq!(fold(&[("withdrawn", true), ("granted", false)]), "withdrawn");
        assert_eq!(fold(&[("withdrawn", false), ("granted", false)]), "withdrawn");
        assert_eq!(fold(&[("never", false), ("granted", false)]), "never");
    }

    #[test]
    fn the_person_herself_may_say_anything() {
        assert_eq!(fold(&[("withdrawn", false), ("granted", true)]), "granted");
        assert_eq!(fold(&[("granted", true), ("withdrawn", true)]), "withdrawn");
    }
}
