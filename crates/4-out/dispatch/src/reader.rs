//! Who opened or clicked: a person, perhaps a person, or a machine.
//!
//! Mail programs fetch pictures beforehand, companies follow every link to look for harm. Counting
//! them as people makes every figure wrong, so each open and click carries a class and the reason
//! for it. Only *human* and *unsure* count as opens (`email_opened`).

use std::time::Duration;

/// The class of an open or a click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// As far as can be told a person.
    Human,
    /// A person or a machine.
    Unsure,
    /// A machine that looks for harm, or a crawler.
    Scanner,
    /// A machine of the mail program that fetches whether or not anybody reads.
    Proxy,
}

impl Reader {
    /// Its word in activities.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Unsure => "unsure",
            Self::Scanner => "scanner",
            Self::Proxy => "proxy",
        }
    }

    /// Whether it counts as a person's act.
    pub fn counts(self) -> bool {
        matches!(self, Self::Human | Self::Unsure)
    }
}

/// What is known of one fetch of the picture or of a link.
#[derive(Debug, Clone, Copy)]
pub struct Fetch<'a> {
    /// The `User-Agent` header.
    pub user_agent: &'a str,
    /// Whether it asked for the headers only.
    pub is_head: bool,
    /// Since the provider took the mail; None when it never said so.
    pub since_delivery: Option<Duration>,
    /// It followed the link that nobody sees.
    pub is_trap: bool,
    /// Other links of the same mail that were followed within the last ten seconds.
    pub n_other_links: usize,
}

/// A machine is quicker than anyone can read.
const TOO_QUICK: Duration = Duration::from_secs(3);
/// So many links of one mail at once are followed by no hand.
const LINKS_AT_ONCE: usize = 2;

/// Words in the names of programs that are no readers.
const MACHINES: [&str; 22] = [
    "bot",
    "crawl",
    "spider",
    "curl/",
    "wget",
    "python",
    "java/",
    "okhttp",
    "go-http-client",
    "libwww",
    "headless",
    "phantomjs",
    "barracuda",
    "mimecast",
    "proofpoint",
    "symantec",
    "fireeye",
    "forcepoint",
    "scan",
    "preview",
    "axios",
    "node-fetch",
];

/// Tells who fetched the picture, and why we think so.
pub fn of_open(fetch: &Fetch<'_>) -> (Reader, &'static str) {
    let agent = fetch.user_agent.to_ascii_lowercase();
    if let Some(found) = machine(fetch, &agent) {
        return found;
    }
    if agent == "mozilla/5.0" {
        return (Reader::Proxy, "Apple Mail fetches every picture in advance");
    }
    if agent.contains("googleimageproxy") {
        return (Reader::Unsure, "Gmail fetches pictures for its readers");
    }
    if agent.contains("yahoomailproxy") {
        return (Reader::Unsure, "Yahoo Mail fetches pictures for its readers");
    }
    if fetch.since_delivery.is_some_and(|since| since < TOO_QUICK) {
        return (Reader::Scanner, "fetched within three seconds of delivery");
    }
    if agent.is_empty() {
        return (Reader::Unsure, "the program does not say what it is");
    }
    (Reader::Human, "a mail program or browser")
}

/// Tells who followed a link, and why we think so.
pub fn of_click(fetch: &Fetch<'_>) -> (Reader, &'static str) {
    let agent = fetch.user_agent.to_ascii_lowercase();
    if let Some(found) = machine(fetch, &agent) {
        return found;
    }
    if fetch.since_delivery.is_some_and(|since| since < TOO_QUICK) {
        return (Reader::Scanner, "followed within three seconds of delivery");
    }
    if fetch.n_other_links >= LINKS_AT_ONCE {
        return (Reader::Scanner, "three links within ten seconds");
    }
    if agent.is_empty() || agent == "mozilla/5.0" {
        return (Reader::Unsure, "the program does not say what it is");
    }
    (Reader::Human, "a browser")
}

fn machine(fetch: &Fetch<'_>, agent: &str) -> Option<(Reader, &'static str)> {
    if fetch.is_trap {
        return Some((Reader::Scanner, "followed the link that nobody sees"));
    }
    if fetch.is_head {
        return Some((Reader::Scanner, "asked for the headers only"));
    }
    MACHINES
        .iter()
        .any(|word| agent.contains(word))
        .then_some((Reader::Scanner, "the program names itself a machine"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) \
        AppleWebKit/605.1.15 \
        (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
    const OUTLOOK: &str = "Mozilla/4.0 (compatible; ms-office; MSOffice 16)";
    const GMAIL: &str =
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";

    fn fetch(user_agent: &str) -> Fetch<'_> {
        Fetch {
            user_agent,
            is_head: false,
            since_delivery: Some(Duration::from_mins(9)),
            is_trap: false,
            n_other_links: 0,
        }
    }

    #[test]
    fn opens_are_told_apart() {
        for (agent, want) in [
            (SAFARI, Reader::Human),
            (OUTLOOK, Reader::Human),
            (GMAIL, Reader::Unsure),
            ("YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy", Reader::Unsure),
            ("Mozilla/5.0", Reader::Proxy),
            ("", Reader::Unsure),
            ("python-requests/2.31", Reader::Scanner),
            ("Mozilla/5.0 (compatible; bingbot/2.0)", Reader::Scanner),
        ] {
            assert_eq!(of_open(&fetch(agent)).0, want, "{agent}");
        }
        let quick = Fetch { since_delivery: Some(Duration::from_secs(1)), ..fetch(SAFARI) };
        assert_eq!(of_open(&quick).0, Reader::Scanner);
        let head = Fetch { is_head: true, ..fetch(SAFARI) };
        assert_eq!(of_open(&head).0, Reader::Scanner);
        let unknown = Fetch { since_delivery: None, ..fetch(SAFARI) };
        assert_eq!(of_open(&unknown).0, Reader::Human);
    }

    #[test]
    fn clicks_are_told_apart() {
        assert_eq!(of_click(&fetch(SAFARI)).0, Reader::Human);
        assert_eq!(of_click(&fetch("")).0, Reader::Unsure);
        for odd in [
            Fetch { is_trap: true, ..fetch(SAFARI) },
            Fetch { n_other_links: 2, ..fetch(SAFARI) },
            Fetch { since_delivery: Some(Duration::from_millis(500)), ..fetch(SAFARI) },
            Fetch { is_head: true, ..fetch(SAFARI) },
            fetch("curl/8.0"),
        ] {
            assert_eq!(of_click(&odd).0, Reader::Scanner, "{odd:?}");
        }
    }
}
