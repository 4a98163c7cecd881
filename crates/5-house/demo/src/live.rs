//! People who act after the start: they open mails, follow links, order, or want no more mails.
//!
//! [`Crowd::react`] looks at a mail in the demo's mailbox and gives what its receiver will do and
//! when; the app does it through the ordinary HTTP routes. Everything that she tells the shop
//! carries `"simulated": true`. Time is compressed: what takes a reader hours takes seconds here,
//! so that the effect of a campaign can be watched. The same mail gets the same answer on every
//! run; an address that is nobody's in this shop gets none.

use crate::calendar::ZONE;
use crate::catalog::{Catalog, Shelf};
use crate::draw::Draw;
use crate::person::Mailbox;
use crate::shop::Shop;
use crate::temper::Temper;
use base::{Instant, Zone};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;

/// A mail as it lies in the mailbox.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// To whom it is addressed.
    pub to: &'a str,
    /// Its `Message-ID`, or whatever else tells it from every other mail.
    pub key: &'a str,
    /// The picture that tells of an open, if there is one.
    pub pixel: Option<&'a str>,
    /// The links in it that lead to the shop, in the order of the text; not the one for
    /// unsubscribing.
    pub links: &'a [&'a str],
    /// The address in its `List-Unsubscribe` header.
    pub unsubscribe: Option<&'a str>,
}

/// Something that a person will do.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// How long after the mail arrived.
    pub after: Duration,
    /// What she does.
    pub act: Act,
}

/// What a person or her mail program does, as a call over HTTP.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// GET of the open picture, with this `User-Agent`.
    Open {
        /// The picture.
        url: String,
        /// Tells a person's program from a proxy and a scanner.
        agent: &'static str,
    },
    /// GET of a link, with this `User-Agent`; the answer redirects to the shop's site, which does
    /// not exist, so the redirect is not followed.
    Click {
        /// The link.
        url: String,
        /// As above.
        agent: &'static str,
    },
    /// POST of `List-Unsubscribe=One-Click` as a form (RFC 8058).
    Unsubscribe {
        /// The address.
        url: String,
    },
    /// POST of this body to `/v1/batch` with the demo's write key.
    Tell {
        /// In the shapes of the Segment HTTP API.
        body: Value,
    },
}

/// What a person's browser says it is.
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
/// What a picture proxy says it is.
const PROXY: &str = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 \
                     (via ggpht.com GoogleImageProxy)";
/// What a link scanner says it is.
const SCANNER: &str = "Mozilla/5.0 (compatible; MailScanner/1.0; link check)";

/// What is remembered of a person.
#[derive(Debug, Clone)]
struct Member {
    email: String,
    customer_id: Option<String>,
    temper: Temper,
    reads: f64,
    mailbox: Mailbox,
    currency: &'static str,
    likes: [f64; Shelf::ALL.len()],
    visitor: u64,
}

/// Everyone who may act after the start.
#[derive(Debug, Clone)]
pub struct Crowd {
    seed: u64,
    members: Vec<Member>,
    by_email: HashMap<String, usize>,
    catalog: Catalog,
    month: usize,
}

impl Crowd {
    /// Remembers the people of a shop, so that the shop itself need not be kept.
    pub fn new(shop: &Shop) -> Self {
        let member = |(who, person): (usize, &crate::person::Person)| Member {
            email: person.email.reveal().to_owned(),
            customer_id: person.account.then(|| shop.customer_id(who as u32)),
            temper: person.temper,
            reads: person.reads,
            mailbox: person.mailbox,
            currency: person.currency(),
            likes: person.likes,
            visitor: person.visitors[0],
        };
        let members: Vec<Member> = shop.people.iter().enumerate().map(member).collect();
        let by_email = members.iter().enumerate().map(|(n, m)| (m.email.clone(), n)).collect();
        let zone = Zone::parse(ZONE).unwrap_or_else(|_| Zone::utc());
        let end = Instant::from_micros(shop.world.calendar.end);
        let month = zone.local(end).month() as usize - 1;
        let catalog = shop.world.catalog.clone();
        Self { seed: shop.options.seed, members, by_email, catalog, month }
    }

    /// What the receiver of a mail will do, in the order of time; nothing when she is not of this
    /// shop or does not care.
    pub fn react(&self, letter: &Letter<'_>) -> Vec<Step> {
        let to = letter.to.trim().to_lowercase();
        let Some(member) = self.by_email.get(&to).and_then(|n| self.members.get(*n)) else {
            return Vec::new();
        };
        let mut draw = Draw::new(self.seed ^ fingerprint(letter.key), fingerprint(&to));
        let mut steps = Vec::new();
        programs(member, letter, &mut draw, &mut steps);
        let habits = member.temper.habits();
        let eager = if leaves(member.temper) { 0.5 } else { member.reads };
        if draw.chance((habits.opens * eager).min(0.95)) {
            self.read(member, letter, &mut draw, &mut steps);
        }
        steps.sort_by_key(|step| step.after);
        steps
    }

    fn read(&self, member: &Member, letter: &Letter<'_>, draw: &mut Draw, steps: &mut Vec<Step>) {
        let mut after = Duration::from_secs_f64(draw.lognormal(14.0, 0.9).clamp(2.0, 240.0));
        if let Some(url) = letter.pixel {
            steps.push(Step { after, act: Act::Open { url: url.to_owned(), agent: BROWSER } });
        }
        after += Duration::from_millis(draw.between(1_500, 20_000) as u64);
        if let Some(url) = letter.unsubscribe
            && draw.chance(0.012)
        {
            steps.push(Step { after, act: Act::Unsubscribe { url: url.to_owned() } });
            return;
        }
        let habits = member.temper.habits();
        if letter.links.is_empty() || !draw.chance((habits.clicks * 1.2).min(0.9)) {
            return;
        }
        let url = (*draw.pick(letter.links)).to_owned();
        steps.push(Step { after, act: Act::Click { url, agent: BROWSER } });
        after += Duration::from_millis(draw.between(800, 6_000) as u64);
        let visit = fingerprint(letter.key) ^ fingerprint(&member.email);
        let product = self.product(member, draw);
        let body = self.told(member, visit, product, Tale::Looked);
        steps.push(Step { after, act: Act::Tell { body } });
        let orders = if member.temper == Temper::Scripted { 0.3 } else { habits.orders };
        let tale = if draw.chance(orders * 1.5) {
            Tale::Ordered
        } else if draw.chance(0.15) {
            Tale::Added
        } else {
            return;
        };
        after += Duration::from_millis(draw.between(4_000, 60_000) as u64);
        let body = self.told(member, visit, product, tale);
        steps.push(Step { after, act: Act::Tell { body } });
    }

    /// The `number`-th visit of somebody whom no mail called: how long after the one before, and
    /// the body to post to `/v1/batch`. None for a shop without people.
    pub fn passer_by(&self, number: u64) -> Option<Step> {
        let mut draw = Draw::new(self.seed ^ 0x5eed, number);
        if self.members.is_empty() {
            return None;
        }
        let member = draw.pick(&self.members);
        let after = Duration::from_millis((draw.gamma(9.0, 1.2) * 1_000.0) as u64 + 500);
        let product = self.product(member, &mut draw);
        let buys = !leaves(member.temper) && member.temper != Temper::Window;
        let tale = match draw.weighted(&[8.0, 1.5, if buys { 0.6 } else { 0.0 }]) {
            0 => Tale::Looked,
            1 => Tale::Added,
            _ => Tale::Ordered,
        };
        let body = self.told(member, number ^ 0xb0d1, product, tale);
        Some(Step { after, act: Act::Tell { body } })
    }

    fn product(&self, member: &Member, draw: &mut Draw) -> u16 {
        let weights =
            Shelf::ALL.map(|shelf| member.likes[shelf as usize] * shelf.season(self.month));
        let on = self.catalog.on(Shelf::ALL[draw.weighted(&weights)]);
        let pulls: Vec<f64> =
            on.iter().map(|index| f64::from(self.catalog.get(*index).pull)).collect();
        on[draw.weighted(&pulls)]
    }

    /// What the site tells the shop about a visit.
    fn told(&self, member: &Member, visit: u64, product: u16, tale: Tale) -> Value {
        let product = self.catalog.get(product);
        let price = product.price(member.currency);
        let amount = price as f64 / 100.0;
        let item = json!({
            "product_id": product.id,
            "sku": product.sku(),
            "name": product.name,
            "category": product.shelf.path(),
            "brand": product.brand,
            "price": amount,
            "quantity": 1,
        });
        let mut properties = item.clone();
        let event = match tale {
            Tale::Looked => "Product Viewed",
            Tale::Added => {
                properties["cart_id"] = format!("live-{visit:016x}").into();
                "Product Added"
            }
            Tale::Ordered => {
                properties = json!({
                    "order_id": format!("KT-L{visit:016x}"),
                    "total": amount,
                    "shipping": 0,
                    "products": [item],
                });
                "Order Completed"
            }
        };
        properties["currency"] = member.currency.into();
        properties["simulated"] = true.into();
        let mut message = json!({
            "type": "track",
            "event": event,
            "messageId": format!("live-{visit:016x}-{}", tale as u8),
            "anonymousId": format!("v-{:016x}", member.visitor),
            "properties": properties,
            "context": { "simulated": true, "traits": { "email": member.email } },
        });
        if let Some(id) = &member.customer_id {
            message["userId"] = id.as_str().into();
        }
        json!({ "batch": [message] })
    }
}

/// What happens in a visit.
#[derive(Debug, Clone, Copy)]
enum Tale {
    Looked,
    Added,
    Ordered,
}

/// What a picture proxy and a link scanner do, before anyone reads.
fn programs(member: &Member, letter: &Letter<'_>, draw: &mut Draw, steps: &mut Vec<Step>) {
    if member.mailbox == Mailbox::Scanned {
        let after = Duration::from_millis(draw.between(300, 1_500) as u64);
        let links = letter.links.iter().take(5);
        steps.extend(
            links.map(|url| Step {
                after,
                act: Act::Click { url: (*url).to_owned(), agent: SCANNER },
            }),
        );
    }
    if let Some(url) = letter.pixel
        && member.mailbox == Mailbox::Proxied
        && draw.chance(0.8)
    {
        let after = Duration::from_millis(draw.between(1_000, 30_000) as u64);
        steps.push(Step { after, act: Act::Open { url: url.to_owned(), agent: PROXY } });
    }
}

/// Whether people of this kind have turned away by the end of the history.
fn leaves(temper: Temper) -> bool {
    matches!(temper, Temper::Lapsed | Temper::AtRisk)
}

/// A number that tells texts apart (FNV-1a, 64 bits); not for secrets.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    fn crowd() -> (Crowd, Vec<String>) {
        let shop = Shop::new(Options { customers: 400, ..Options::default() });
        let emails = shop.tempers().map(|(email, _)| email.reveal().to_owned()).collect();
        (Crowd::new(&shop), emails)
    }

    fn letter<'a>(to: &'a str, key: &'a str) -> Letter<'a> {
        Letter {
            to,
            key,
            pixel: Some("http://127.0.0.1/t/o/1"),
            links: &["http://127.0.0.1/t/c/1", "http://127.0.0.1/t/c/2"],
            unsubscribe: Some("http://127.0.0.1/t/u/1"),
        }
    }

    #[test]
    fn some_open_fewer_click_and_few_order() {
        let (crowd, emails) = crowd();
        let mut counts = [0; 4];
        for email in &emails {
            let steps = crowd.react(&letter(email, "<1@x>"));
            assert!(steps.windows(2).all(|pair| pair[0].after <= pair[1].after));
            let human = |step: &&Step| match &step.act {
                Act::Open { agent, .. } | Act::Click { agent, .. } => *agent == BROWSER,
                _ => true,
            };
            for step in steps.iter().filter(human) {
                counts[match &step.act {
                    Act::Open { .. } => 0,
                    Act::Click { .. } => 1,
                    Act::Unsubscribe { .. } => 2,
                    Act::Tell { body } if body.to_string().contains("Order Completed") => 3,
                    Act::Tell { .. } => continue,
                }] += 1;
            }
        }
        let [opens, clicks, unsubscribes, orders] = counts;
        assert!((80..240).contains(&opens), "{counts:?}");
        assert!(clicks > 8 && clicks * 2 < opens, "{counts:?}");
        assert!(orders >= 1 && orders < clicks && unsubscribes < 12, "{counts:?}");
    }

    #[test]
    fn the_same_mail_gets_the_same_answer_and_a_stranger_none() {
        let (crowd, emails) = crowd();
        let all = |key: &str| -> Vec<_> {
            emails.iter().map(|email| crowd.react(&letter(email, key))).collect()
        };
        assert_eq!(all("<1@x>"), all("<1@x>"));
        assert_ne!(all("<1@x>"), all("<2@x>"));
        assert_eq!(crowd.react(&letter("owner@example.com", "<1@x>")), []);
        assert_eq!(crowd.react(&letter("", "")), []);
    }

    #[test]
    fn a_bare_mail_is_only_read() {
        let (crowd, emails) = crowd();
        for email in &emails {
            let bare = Letter { pixel: None, links: &[], unsubscribe: None, ..letter(email, "1") };
            assert_eq!(crowd.react(&bare), []);
        }
    }

    #[test]
    fn passers_by_tell_segment_messages_that_say_they_are_simulated() {
        let (crowd, _) = crowd();
        for number in 0..200 {
            let step = crowd.passer_by(number).unwrap();
            let Act::Tell { body } = step.act else { panic!("not a message") };
            let message = &body["batch"][0];
            assert_eq!(message["properties"]["simulated"], true);
            assert!(message["anonymousId"].as_str().unwrap().starts_with("v-"));
            assert!(body.to_string().len() < base::limits::ACTIVITY_BYTES_MAX);
            assert!(step.after > Duration::from_millis(400));
        }
    }
}
