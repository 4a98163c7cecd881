//! What a session's browser is called in the list of sessions.

use http::{HeaderMap, header};

const BROWSERS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// Browser and system in a few words; the header itself is not kept.
pub(crate) fn describe(headers: &HeaderMap) -> String {
    let text = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let text = text.unwrap_or_default();
    let first = |list: &[(&str, &'static str)]| {
        list.iter().find(|(mark, _)| text.contains(mark)).map(|(_, name)| *name)
    };
    match (first(BROWSERS), first(SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_have_short_names() {
        let name = |text: &str| {
            describe(&HeaderMap::from_iter([(header::USER_AGENT, text.parse().unwrap())]))
        };
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537 Edg/140";
        assert_eq!(name(edge), "Edge on Windows");
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) Version/18 Safari/604";
        assert_eq!(name(safari), "Safari on iPhone");
        assert_eq!(name("curl/8.5.0"), "curl");
        assert_eq!(describe(&HeaderMap::new()), "Unknown browser");
    }
}
