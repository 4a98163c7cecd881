//! Finds the links and pictures of a mail, as a reader sees them. Plain scanning in one pass: the
//! text may be anything, and what is no link is passed over.

/// Most links, and most pictures, that are looked at.
const FOUND_MAX: usize = 200;

/// What was found, in the order of the text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Addresses of links that have something to click on.
    pub(super) links: Vec<String>,
    /// Addresses of pictures.
    pub(super) pictures: Vec<String>,
}

/// Finds them in HTML. A link with nothing in it is one that nobody sees.
pub(super) fn in_html(html: &str) -> Found {
    let mut found = Found::default();
    let mut open: Option<(String, bool)> = None;
    let mut rest = html;
    while let Some((before, from)) = rest.split_once('<') {
        if let Some((_, is_seen)) = &mut open {
            *is_seen |= !before.trim().is_empty();
        }
        let Some((tag, after)) = from.split_once('>') else { break };
        rest = after;
        match name(tag).as_str() {
            "a" => open = attribute(tag, "href").map(|address| (address, false)),
            "/a" => {
                let seen = open.take().filter(|(_, is_seen)| *is_seen);
                found.links.extend(seen.map(|(address, _)| address));
            }
            "img" => {
                if let Some((_, is_seen)) = &mut open {
                    *is_seen = true;
                }
                found.pictures.extend(attribute(tag, "src"));
            }
            _ => {}
        }
        if found.links.len() >= FOUND_MAX || found.pictures.len() >= FOUND_MAX {
            break;
        }
    }
    found
}

/// Finds addresses in plain text.
pub(super) fn in_text(text: &str) -> Found {
    let words = text.split(|c: char| c.is_whitespace() || "<>()[]\"".contains(c));
    let words = words.filter(|word| word.starts_with("http://") || word.starts_with("https://"));
    let links = words.map(|word| word.trim_end_matches(['.', ',', ';', ':', '!', '?']));
    Found { links: links.take(FOUND_MAX).map(str::to_owned).collect(), pictures: Vec::new() }
}

fn name(tag: &str) -> String {
    let end = tag.find(|c: char| c.is_whitespace()).unwrap_or(tag.len());
    // No name that matters is longer; a broken tag can be as long as the mail.
    tag[..tag.floor_char_boundary(end.min(4))].to_ascii_lowercase()
}

/// The value of an attribute with quotes, its entities resolved.
fn attribute(tag: &str, wanted: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        let (left, right) = rest.split_once('=')?;
        let name = left.split(|c: char| c.is_whitespace()).next_back().unwrap_or_default();
        let quote = right.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, after) = right[1..].split_once(quote)?;
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value.trim().replace("&#x2F;", "/").replace("&amp;", "&"));
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, links: &[&str], pictures: &[&str]) {
        let found = in_html(html);
        assert_eq!((found.links, found.pictures), {
            let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
            (owned(links), owned(pictures))
        });
    }

    #[test]
    fn links_are_those_that_can_be_seen() {
        check("<p><a class=\"b\" href=\"u?a=1&amp;b=2\">x</a></p>", &["u?a=1&b=2"], &[]);
        check("<A HREF='u'><b>x</b></A><a href=\"trap\" tabindex=\"-1\"> </a>", &["u"], &[]);
        check("<a href=\"u\"><img alt='>' src=\"p\"></a>", &["u"], &[]);
        check("<a href=\"u\"><img src=\"p\" alt=\"\" /></a>", &["u"], &["p"]);
        check("<abbr href=\"u\">x</abbr><a name='n'>x</a>", &[], &[]);
        check("<a href=u>x</a><a href=\"u>x</a><a", &[], &[]);
        check("<a href='1'>x<a href='2'>y</a>", &["2"], &[]);
        check("a < b > c <>", &[], &[]);
    }

    #[test]
    fn a_mail_full_of_links_is_read_in_part() {
        assert_eq!(in_html(&"<a href='u'>x</a>".repeat(5_000)).links.len(), FOUND_MAX);
        assert_eq!(in_text(&"http://x ".repeat(5_000)).links.len(), FOUND_MAX);
    }

    #[test]
    fn addresses_stand_in_text() {
        let text = "See https://a.example/t?x=1&y=2, (http://b.example) or <https://c.example/>.";
        let links = ["https://a.example/t?x=1&y=2", "http://b.example", "https://c.example/"];
        assert_eq!(in_text(text).links, links);
        assert_eq!(in_text("ftp://x mailto:a@b http:/x"), Found::default());
    }
}
