//! What the domain's DNS says about its mail: SPF, DKIM and DMARC, with advice.
//!
//! Receivers such as Gmail and Yahoo take bulk mail only from domains that have all three. The
//! look-up itself is handed in, so the rules here need no network.

use channels::Pending;

/// Most look-ups that one SPF record may cost (RFC 7208, section 4.6.4).
const SPF_LOOKUPS_MAX: usize = 10;

/// A look-up failed, so nothing is known; not the same as a missing record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the look-up failed")]
pub struct LookupFailed;

/// Looks up TXT records.
pub trait Resolver: Send + Sync + std::fmt::Debug {
    /// Every TXT record of a name, its parts joined; empty when there is none.
    fn txt<'a>(&'a self, name: &'a str) -> Pending<'a, Result<Vec<String>, LookupFailed>>;
}

/// Stands in where the system names no name server: every check is unknown then.
#[derive(Debug)]
pub struct NoResolver;

impl Resolver for NoResolver {
    fn txt<'a>(&'a self, _: &'a str) -> Pending<'a, Result<Vec<String>, LookupFailed>> {
        Box::pin(async { Err(LookupFailed) })
    }
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Something is to be done.
    Bad,
    /// Could not be looked up.
    Unknown,
}

impl Verdict {
    /// Its word in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Unknown => "unknown",
        }
    }
}

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// How it went.
    pub verdict: Verdict,
    /// What is there.
    pub found: Option<String>,
    /// What should be there.
    pub want: Option<String>,
    /// What to do, for a person.
    pub advice: String,
}

impl Check {
    fn good(found: String, advice: &str) -> Self {
        Self { verdict: Verdict::Good, found: Some(found), want: None, advice: advice.into() }
    }

    fn bad(found: Option<String>, want: String, advice: String) -> Self {
        Self { verdict: Verdict::Bad, found, want: Some(want), advice }
    }

    fn unknown() -> Self {
        let advice = "The DNS could not be asked. Try again in a few minutes.".into();
        Self { verdict: Verdict::Unknown, found: None, want: None, advice }
    }
}

/// Checks the SPF record of a domain (RFC 7208).
pub async fn spf(domain: &str, relay: &str, resolver: &dyn Resolver) -> Check {
    let Ok(records) = resolver.txt(domain).await else {
        return Check::unknown();
    };
    let is_spf = |text: &&String| {
        let lower = text.to_ascii_lowercase();
        lower == "v=spf1" || lower.starts_with("v=spf1 ")
    };
    let found: Vec<_> = records.iter().filter(is_spf).collect();
    let want = format!("v=spf1 a:{relay} ~all");
    let [record] = found[..] else {
        let advice = if found.is_empty() {
            format!(
                "Add a TXT record at {domain} that names the servers which may send for it. If \
                 your provider gives you an include:, use that in place of a:{relay}."
            )
        } else {
            format!("{domain} has more than one SPF record, so receivers ignore all. Join them.")
        };
        let all: Vec<_> = found.iter().map(|text| text.as_str()).collect();
        return Check::bad((!all.is_empty()).then(|| all.join(" | ")), want, advice);
    };
    judge_spf(record, domain, resolver)
        .await
        .unwrap_or_else(|advice| Check::bad(Some(record.clone()), want, advice))
}

async fn judge_spf(record: &str, domain: &str, resolver: &dyn Resolver) -> Result<Check, String> {
    let lower = record.to_ascii_lowercase();
    let terms: Vec<_> = lower.split_whitespace().skip(1).collect();
    if terms.iter().any(|term| matches!(*term, "+all" | "all")) {
        return Err("It ends with +all, which lets anyone send for you. End it with ~all.".into());
    }
    let ends = terms.iter().any(|term| term.ends_with("all") || term.starts_with("redirect="));
    if !ends {
        return Err("It has no end. Put ~all at its end.".into());
    }
    let n_lookups = count_lookups(&lower, domain, resolver).await;
    if n_lookups > SPF_LOOKUPS_MAX {
        return Err(format!(
            "It costs {n_lookups} look-ups or more; receivers stop at ten. Take out what you no \
             longer send with."
        ));
    }
    let advice = "Make sure that the mail server above is among those that it names.";
    Ok(Check::good(record.to_owned(), advice))
}

/// How many look-ups a record costs with what it includes; stops shortly after ten.
async fn count_lookups(record: &str, domain: &str, resolver: &dyn Resolver) -> usize {
    let mut waiting = vec![record.to_owned()];
    let mut seen = vec![domain.to_ascii_lowercase()];
    let mut n_lookups = 0;
    while let Some(record) = waiting.pop() {
        for term in record.split_whitespace().skip(1) {
            let term = term.trim_start_matches(['+', '-', '~', '?']);
            let word = term.split([':', '/', '=']).next().unwrap_or_default();
            if !matches!(word, "a" | "mx" | "ptr" | "exists" | "include" | "redirect") {
                continue;
            }
            n_lookups += 1;
            if n_lookups > SPF_LOOKUPS_MAX {
                return n_lookups;
            }
            let other = term.strip_prefix("include:").or_else(|| term.strip_prefix("redirect="));
            let Some(other) = other.filter(|name| !seen.iter().any(|known| known == name)) else {
                continue;
            };
            seen.push(other.to_owned());
            let records = resolver.txt(other).await.unwrap_or_default();
            let lower = records.into_iter().map(|text| text.to_ascii_lowercase());
            waiting.extend(lower.filter(|text| text.starts_with("v=spf1")));
        }
    }
    n_lookups
}

/// Checks that the record of our key is there (RFC 6376, section 3.6.1).
pub async fn dkim(name: &str, want: &str, resolver: &dyn Resolver) -> Check {
    let Ok(records) = resolver.txt(name).await else {
        return Check::unknown();
    };
    let wanted = tag(want, "p");
    let has_key = |text: &&String| tag(text, "p").is_some();
    match records.iter().find(has_key) {
        Some(found) if tag(found, "p") == wanted => {
            Check::good(shortened(found), "Mails are signed and receivers can verify it.")
        }
        Some(found) => Check::bad(
            Some(shortened(found)),
            want.to_owned(),
            format!("There is another key at {name}. Replace the record with this one."),
        ),
        None => Check::bad(
            None,
            want.to_owned(),
            format!("Add this TXT record at {name}. It may take an hour until it is seen."),
        ),
    }
}

/// Checks the DMARC record of a domain (RFC 7489, section 6.3).
pub async fn dmarc(domain: &str, resolver: &dyn Resolver) -> Check {
    let want = "v=DMARC1; p=none; rua=mailto:postmaster@".to_owned() + domain;
    let mut from = domain;
    // The record of the domain above holds for those below (section 6.6.3); without the list of
    // public suffixes the last domain of two parts is where it ends.
    loop {
        let Ok(records) = resolver.txt(&format!("_dmarc.{from}")).await else {
            return Check::unknown();
        };
        let found = records.into_iter().find(|text| text.trim_start().starts_with("v=DMARC1"));
        if let Some(found) = found {
            return judge_dmarc(found, want);
        }
        match from.split_once('.') {
            Some((_, above)) if above.contains('.') => from = above,
            _ => break,
        }
    }
    let advice = format!("Add this TXT record at _dmarc.{domain}. p=none only asks for reports.");
    Check::bad(None, want, advice)
}

fn judge_dmarc(found: String, want: String) -> Check {
    match tag(&found, "p").as_deref() {
        Some("none") => Check::good(
            found,
            "When the reports look right for some weeks, p=quarantine keeps others from using \
             your name.",
        ),
        Some("quarantine" | "reject") => {
            Check::good(found, "Mails that are not signed by you are kept out.")
        }
        _ => Check::bad(Some(found), want, "The record has no valid p=. Replace it.".into()),
    }
}

/// The value of a tag in a `k=v; k=v` record, white space taken out.
fn tag(record: &str, name: &str) -> Option<String> {
    record.split(';').find_map(|part| {
        let (known, value) = part.split_once('=')?;
        let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
        (known.trim().eq_ignore_ascii_case(name) && !value.is_empty()).then_some(value)
    })
}

fn shortened(record: &str) -> String {
    let short: String = record.chars().take(80).collect();
    if short.len() < record.len() { short + "…" } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Knows what the table says.
    #[derive(Debug)]
    struct Table(&'static [(&'static str, &'static str)]);

    impl Resolver for Table {
        fn txt<'a>(&'a self, name: &'a str) -> Pending<'a, Result<Vec<String>, LookupFailed>> {
            let here = self.0.iter().filter(move |(known, _)| *known == name);
            let found: Vec<_> = here.map(|(_, text)| (*text).to_owned()).collect();
            let failed = found.iter().any(|text| text == "SERVFAIL");
            Box::pin(async move { if failed { Err(LookupFailed) } else { Ok(found) } })
        }
    }

    #[tokio::test]
    async fn spf_is_judged() {
        for (table, want, advice) in [
            (
                &[
                    ("a.example", "v=spf1 include:x.example ~all"),
                    ("x.example", "v=spf1 ip4:1.2.3.4 -all"),
                ][..],
                Verdict::Good,
                "Make sure",
            ),
            (&[("a.example", "google-site=1")], Verdict::Bad, "Add a TXT record"),
            (&[], Verdict::Bad, "Add a TXT record"),
            (
                &[("a.example", "v=spf1 -all"), ("a.example", "v=spf1 a ~all")],
                Verdict::Bad,
                "more than one",
            ),
            (&[("a.example", "v=spf1 +all")], Verdict::Bad, "anyone"),
            (&[("a.example", "v=spf1 a mx")], Verdict::Bad, "no end"),
            (&[("a.example", "v=spf1 a a a a a a a a a a a ~all")], Verdict::Bad, "look-ups"),
            (
                &[
                    ("a.example", "v=spf1 include:x.example ~all"),
                    ("x.example", "v=spf1 include:a.example include:x.example ~all"),
                ],
                Verdict::Good,
                "Make sure",
            ),
            (&[("a.example", "SERVFAIL")], Verdict::Unknown, "Try again"),
        ] {
            let check = spf("a.example", "mail.a.example", &Table(table)).await;
            assert_eq!(check.verdict, want, "{table:?} {check:?}");
            assert!(check.advice.contains(advice), "{check:?}");
        }
    }

    #[tokio::test]
    async fn dkim_compares_the_key_and_not_the_writing() {
        let want = "v=DKIM1; k=rsa; p=AAAABBBB";
        for (found, verdict) in [
            (&[("s._domainkey.a.example", "v=DKIM1;k=rsa;p=AAAA BBBB")][..], Verdict::Good),
            (&[("s._domainkey.a.example", "p=CCCC")], Verdict::Bad),
            (&[("s._domainkey.a.example", "v=DKIM1; p=")], Verdict::Bad),
            (&[], Verdict::Bad),
            (&[("s._domainkey.a.example", "SERVFAIL")], Verdict::Unknown),
        ] {
            let check = dkim("s._domainkey.a.example", want, &Table(found)).await;
            assert_eq!(check.verdict, verdict, "{found:?}");
        }
    }

    #[tokio::test]
    async fn dmarc_of_the_domain_above_holds_too() {
        for (table, want) in [
            (&[("_dmarc.mail.a.example", "v=DMARC1; p=reject")][..], Verdict::Good),
            (&[("_dmarc.a.example", "v=DMARC1; p=none; rua=mailto:x@a.example")], Verdict::Good),
            (&[("_dmarc.a.example", "v=DMARC1; rua=mailto:x@a.example")], Verdict::Bad),
            (&[("_dmarc.example", "v=DMARC1; p=reject")], Verdict::Bad),
            (&[], Verdict::Bad),
            (&[("_dmarc.mail.a.example", "SERVFAIL")], Verdict::Unknown),
        ] {
            assert_eq!(dmarc("mail.a.example", &Table(table)).await.verdict, want, "{table:?}");
        }
    }
}
