//! Links in mails: where they lead and the parameters that shops count them by.

use url::Url;

/// Parameters that shop statistics read (their names are Google Analytics').
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utm {
    /// `utm_source`: who sends.
    pub source: String,
    /// `utm_medium`: `email`.
    pub medium: String,
    /// `utm_campaign`: which message.
    pub campaign: String,
}

/// Adds the parameters that an address does not have yet. What it has is kept as it is, also its
/// order and its writing.
pub(crate) fn with_utm(target: &str, utm: &Utm) -> String {
    let Ok(url) = Url::parse(target) else {
        return target.to_owned();
    };
    let has = |name: &str| url.query_pairs().any(|(known, _)| known.eq_ignore_ascii_case(name));
    let ours =
        [("utm_source", &utm.source), ("utm_medium", &utm.medium), ("utm_campaign", &utm.campaign)];
    let missing: Vec<_> = ours.into_iter().filter(|(name, _)| !has(name)).collect();
    if missing.is_empty() {
        return target.to_owned();
    }
    let mut serializer = url::form_urlencoded::Serializer::new(String::new());
    serializer.extend_pairs(missing);
    let (address, fragment) = match target.split_once('#') {
        Some((address, fragment)) => (address, format!("#{fragment}")),
        None => (target, String::new()),
    };
    let joint = match address.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    format!("{address}{joint}{}{fragment}", serializer.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_added_and_never_replaced() {
        let utm =
            Utm { source: "shop".into(), medium: "email".into(), campaign: "Mai & ü".into() };
        let ours = "utm_source=shop&utm_medium=email&utm_campaign=Mai+%26+%C3%BC";
        for (target, want) in [
            ("https://a.example", format!("https://a.example?{ours}")),
            ("https://a.example/?x=%41&y#top", format!("https://a.example/?x=%41&y&{ours}#top")),
            ("https://a.example/?", format!("https://a.example/?{ours}")),
            (
                "https://a.example/?utm_source=me&UTM_Medium=x",
                "https://a.example/?utm_source=me&UTM_Medium=x&utm_campaign=Mai+%26+%C3%BC".into(),
            ),
            ("not a url", "not a url".into()),
        ] {
            assert_eq!(with_utm(target, &utm), want);
        }
    }
}
