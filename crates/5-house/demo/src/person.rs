//! The people: names, addresses, contact points and what they like.

use crate::calendar::{Calendar, DAY};
use crate::catalog::Shelf;
use crate::draw::Draw;
use crate::phone;
use crate::places::{COUNTRIES, Gazetteer, Town};
use crate::stories::{self, Role};
use crate::temper::Temper;
use base::{Address, CustomerFacts, EmailAddress, Instant, Personal, Phone};
use std::collections::{HashMap, HashSet};

/// A person who comes to the shop.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) temper: Temper,
    /// Index of her country.
    pub(crate) country: usize,
    pub(crate) town: Town,
    pub(crate) first: Personal,
    pub(crate) last: Personal,
    pub(crate) woman: bool,
    pub(crate) email: EmailAddress,
    pub(crate) second_email: Option<EmailAddress>,
    pub(crate) phone: Option<Phone>,
    pub(crate) street: Personal,
    pub(crate) postal_code: &'static str,
    pub(crate) birth_date: Option<Personal>,
    /// When the shop came to know her, in microseconds.
    pub(crate) known_at: i64,
    /// When she turned away from the shop, if she did.
    pub(crate) gone_at: Option<i64>,
    /// Whether she has an account; else only her email is known.
    pub(crate) account: bool,
    /// Her browsers.
    pub(crate) visitors: [u64; 2],
    /// How much each shelf draws her.
    pub(crate) likes: [f64; Shelf::ALL.len()],
    /// How eagerly she reads mails; 1 is usual for her kind.
    pub(crate) reads: f64,
    /// What stands between a mail and her eyes.
    pub(crate) mailbox: Mailbox,
}

/// What stands between a mail and its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mailbox {
    /// Nothing.
    Plain,
    /// A proxy that fetches pictures by itself.
    Proxied,
    /// A scanner that follows every link before she sees it.
    Scanned,
}

/// Tastes: the shelf that leads, its share of the people, and what goes with it.
const TASTES: [(Shelf, f64, [Shelf; 3]); 8] = [
    (Shelf::Beans, 36.0, [Shelf::Brewing, Shelf::Camp, Shelf::Accessories]),
    (Shelf::Sustainable, 18.0, [Shelf::BaseLayers, Shelf::Running, Shelf::Accessories]),
    (Shelf::Running, 13.0, [Shelf::Shoes, Shelf::Accessories, Shelf::Sustainable]),
    (Shelf::Jackets, 7.0, [Shelf::Trousers, Shelf::BaseLayers, Shelf::Shoes]),
    (Shelf::Shoes, 7.0, [Shelf::Accessories, Shelf::Trousers, Shelf::Packs]),
    (Shelf::Camp, 8.0, [Shelf::Packs, Shelf::Beans, Shelf::Trousers]),
    (Shelf::Brewing, 7.0, [Shelf::Beans, Shelf::Camp, Shelf::Accessories]),
    (Shelf::BaseLayers, 4.0, [Shelf::Accessories, Shelf::Jackets, Shelf::Running]),
];
/// Tastes of those who come back often: coffee runs out, jackets do not.
const LOYAL_TASTES: [f64; 8] = [58.0, 11.0, 8.0, 3.0, 2.0, 5.0, 10.0, 3.0];

const DOMAINS: [&str; 8] = [
    "example.com",
    "example.org",
    "example.net",
    "mail.example.com",
    "post.example.org",
    "home.example.net",
    "web.example.com",
    "inbox.example.org",
];

/// Makes people, each with contact points of her own.
#[derive(Debug)]
pub(crate) struct Registry {
    pub(crate) places: Vec<Gazetteer>,
    emails: HashSet<EmailAddress>,
    phones: HashMap<&'static str, u64>,
}

impl Registry {
    /// Opens the registry, empty.
    pub(crate) fn new() -> Self {
        let places = COUNTRIES.into_iter().map(Gazetteer::of).collect();
        Self { places, emails: HashSet::new(), phones: HashMap::new() }
    }

    /// Makes a person of this kind. None only when no address can be made for her.
    pub(crate) fn person(
        &mut self,
        draw: &mut Draw,
        temper: Temper,
        calendar: &Calendar,
    ) -> Option<Person> {
        let shares: Vec<f64> = COUNTRIES.iter().map(|country| country.share).collect();
        let country = draw.weighted(&shares);
        let place = &self.places[country];
        // Towns are listed by size, so the first draw more.
        let spread = draw.unit().powf(1.6) * place.towns.len() as f64;
        let town = place.towns[spread as usize % place.towns.len()].clone();
        let register = place.register(town.language);
        let woman = draw.chance(0.55);
        let first = *draw.pick(if woman { &register.women } else { &register.men });
        let rank = (draw.unit().powf(1.35) * register.families.len() as f64) as usize;
        let family = |rank: usize| register.families[rank % register.families.len()];
        let mut last = family(rank);
        if stories::is_cast(first, last) {
            last = family(rank + 1);
        }
        let number = draw.between(1, 148).to_string();
        let street = draw.pick(&register.streets).replace('#', &number);
        let postal_code = *draw.pick(&town.postal_codes);
        let email = self.email(draw, first, last)?;
        let second_email = if draw.chance(0.02) { self.email(draw, first, last) } else { None };
        let code = COUNTRIES[country].code;
        let wants_phone = draw.chance(0.58);
        let account = temper != Temper::Window || draw.chance(0.5);
        let taste = if matches!(temper, Temper::Loyal | Temper::HighValue) {
            draw.weighted(&LOYAL_TASTES)
        } else {
            draw.weighted(&TASTES.map(|taste| taste.1))
        };
        Some(Person {
            temper,
            country,
            town,
            first: Personal::new(first),
            last: Personal::new(last),
            woman,
            email,
            second_email,
            phone: if wants_phone && account { self.next_phone(code) } else { None },
            street: Personal::new(street),
            postal_code,
            birth_date: draw.chance(0.55).then(|| birth_date(draw, calendar)),
            known_at: 0,
            gone_at: None,
            account,
            visitors: [draw.bits(), draw.bits()],
            likes: likes(draw, taste),
            reads: draw.gamma(1.0, 3.0).min(1.8),
            mailbox: [Mailbox::Plain, Mailbox::Proxied, Mailbox::Scanned]
                [draw.weighted(&[65.0, 30.0, 5.0])],
        })
    }

    /// Makes a drawn person the one of a role: name, home, contact points, taste.
    pub(crate) fn dress(&mut self, person: &mut Person, role: &Role, draw: &mut Draw) {
        let (code, town) = role.home;
        let country = COUNTRIES.iter().position(|country| country.code == code).unwrap_or(0);
        let place = &self.places[country];
        let found = place.towns.iter().find(|known| known.name == town);
        person.town = found.unwrap_or(&place.towns[0]).clone();
        let street = *draw.pick(&place.register(person.town.language).streets);
        person.street = Personal::new(street.replace('#', &draw.between(2, 60).to_string()));
        person.postal_code = person.town.postal_codes[0];
        person.country = country;
        person.first = Personal::new(role.first);
        person.last = Personal::new(role.last);
        person.woman = role.woman;
        person.phone = self.next_phone(COUNTRIES[country].code);
        person.account = true;
        person.second_email = None;
        person.mailbox = Mailbox::Plain;
        person.reads = 1.2;
        if let Some(taste) = TASTES.iter().position(|taste| taste.0 == role.likes) {
            person.likes = likes(draw, taste);
        }
        let spelled = format!("{}.{}@example.com", plain(role.first), plain(role.last));
        // The two accounts of one man would be spelled alike.
        let spelled =
            if role.first == "Juergen" { spelled.replace(".com", ".org") } else { spelled };
        if let Ok(email) = EmailAddress::parse(&spelled) {
            self.emails.insert(email.clone());
            person.email = email;
        }
    }

    /// The next free phone number of a country.
    pub(crate) fn next_phone(&mut self, country: &'static str) -> Option<Phone> {
        let next = self.phones.entry(country).or_default();
        *next += 1;
        phone::reserved(country, *next - 1)
    }

    /// An address at an example domain that nobody else has.
    pub(crate) fn email(
        &mut self,
        draw: &mut Draw,
        first: &str,
        last: &str,
    ) -> Option<EmailAddress> {
        let (first, last) = (plain(first), plain(last));
        let initial = first.get(..1).unwrap_or("x");
        for attempt in 0..40 {
            let year = draw.between(60, 99);
            let local = match draw.below(5) {
                0 => format!("{first}{last}"),
                1 => format!("{initial}.{last}"),
                2 => format!("{first}.{last}{year}"),
                _ => format!("{first}.{last}"),
            };
            let more =
                if attempt < 6 { String::new() } else { draw.between(100, 99_999).to_string() };
            let text = format!("{local}{more}@{}", draw.pick(&DOMAINS));
            let email = EmailAddress::parse(&text).ok()?;
            if self.emails.insert(email.clone()) {
                return Some(email);
            }
        }
        None
    }
}

impl Person {
    /// ISO code of the currency she pays in.
    pub(crate) fn currency(&self) -> &'static str {
        COUNTRIES[self.country].currency
    }

    /// Hours by which she comes later than Berlin's clock says.
    pub(crate) fn lag(&self) -> i64 {
        COUNTRIES[self.country].lag
    }

    /// What the shop writes down when it comes to know her.
    pub(crate) fn facts(&self, draw: &mut Draw) -> CustomerFacts {
        let mut facts = CustomerFacts {
            first_name: Some(self.first.clone()),
            last_name: Some(self.last.clone()),
            language: Some(self.town.language.to_owned()),
            created_at: Some(Instant::from_micros(self.known_at)),
            ..Default::default()
        };
        if !self.account {
            facts.last_name = draw.chance(0.5).then(|| self.last.clone());
            facts.tags = Some(vec!["newsletter".to_owned()]);
            return facts;
        }
        facts.gender =
            draw.chance(0.7).then(|| if self.woman { "female" } else { "male" }.to_owned());
        facts.birth_date.clone_from(&self.birth_date);
        facts.timezone = Some(self.town.zone.to_owned());
        facts.address = self.address();
        facts.tags = Some(self.tags(draw));
        let channel = draw.weighted(&[6.0, 2.0, 1.0]);
        if draw.chance(0.35) {
            let word = ["email", "sms", "post"][channel];
            facts.attributes.insert("preferred_channel".into(), word.into());
        }
        if self.likes[Shelf::Shoes as usize] > 1.0 || draw.chance(0.1) {
            let size = if self.woman { draw.between(36, 42) } else { draw.between(40, 47) };
            facts.attributes.insert("shoe_size".into(), size.into());
        }
        if self.likes[Shelf::Beans as usize] > 1.0 {
            let roast = *draw.pick(&["light", "medium", "dark", "espresso"]);
            facts.attributes.insert("roast".into(), roast.into());
        }
        facts
    }

    /// Where she lives.
    pub(crate) fn address(&self) -> Address {
        Address {
            street1: Some(self.street.clone()),
            street2: None,
            postal_code: Some(self.postal_code.to_owned()),
            city: Some(self.town.name.to_owned()),
            region: Some(self.town.region.to_owned()),
            country: Some(COUNTRIES[self.country].code.to_owned()),
        }
    }

    fn tags(&self, draw: &mut Draw) -> Vec<String> {
        let mut tags = Vec::new();
        let mut tag = |word: &str, holds: bool| {
            if holds {
                tags.push(word.to_owned());
            }
        };
        tag("trail-club", draw.chance(0.03) || self.temper == Temper::HighValue);
        tag("coffee", self.likes[Shelf::Beans as usize] > 2.0);
        tag("wholesale", self.temper == Temper::HighValue && draw.chance(0.06));
        tag("ambassador", draw.chance(0.004));
        tags
    }
}

fn likes(draw: &mut Draw, taste: usize) -> [f64; Shelf::ALL.len()] {
    let mut likes = [0.12; Shelf::ALL.len()];
    likes[Shelf::Subscriptions as usize] = 0.0;
    likes[Shelf::Membership as usize] = 0.01;
    let (lead, _, others) = TASTES[taste];
    likes[lead as usize] = 4.0 + 2.0 * draw.unit();
    for other in others {
        likes[other as usize] += 0.4 + 0.9 * draw.unit();
    }
    likes
}

fn birth_date(draw: &mut Draw, calendar: &Calendar) -> Personal {
    let years = draw.gamma(21.0, 3.2).clamp(0.0, 62.0) + 18.0;
    let born = calendar.end - (years * 365.25) as i64 * DAY;
    Personal::new(Instant::from_micros(born).to_string().chars().take(10).collect::<String>())
}

/// Spells a name with the letters of an address: ß becomes ss, ä ae, é e.
pub(crate) fn plain(name: &str) -> String {
    let mut spelled = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            'ä' => spelled.push_str("ae"),
            'ö' | 'ø' => spelled.push_str("oe"),
            'ü' => spelled.push_str("ue"),
            'ß' => spelled.push_str("ss"),
            'á' | 'à' | 'â' | 'ã' => spelled.push('a'),
            'é' | 'è' | 'ê' | 'ë' => spelled.push('e'),
            'í' | 'ì' | 'î' | 'ï' | 'ı' => spelled.push('i'),
            'ó' | 'ò' | 'ô' => spelled.push('o'),
            'ú' | 'ù' | 'û' => spelled.push('u'),
            'ç' | 'ć' | 'č' => spelled.push('c'),
            'ş' | 'š' => spelled.push('s'),
            'ž' => spelled.push('z'),
            'ğ' => spelled.push('g'),
            'ñ' => spelled.push('n'),
            _ if letter.is_ascii_alphanumeric() || letter == '-' => spelled.push(letter),
            _ => {}
        }
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses_that_parse_and_are_nobody_elses() {
        let mut registry = Registry::new();
        let mut draw = Draw::new(3, 3);
        let mut seen = HashSet::new();
        for country in COUNTRIES {
            let place = Gazetteer::of(country);
            let register = place.register(country.language);
            for (first, last) in register.women.iter().zip(&register.families) {
                let email = registry.email(&mut draw, first, last).unwrap();
                assert!(email.reveal().is_ascii(), "{first} {last}");
                assert!(
                    email.domain().ends_with("example.com")
                        || email.domain().ends_with("example.org")
                        || email.domain().ends_with("example.net")
                );
                assert!(seen.insert(email));
            }
        }
        assert_eq!(plain("Jürgen Müller-Lüdenscheidt"), "juergenmueller-luedenscheidt");
        assert_eq!(plain("Yıldız"), "yildiz");
    }

    #[test]
    fn one_name_can_have_many_addresses() {
        let mut registry = Registry::new();
        let mut draw = Draw::new(3, 4);
        assert!((0..500).all(|_| registry.email(&mut draw, "Anna", "Müller").is_some()));
    }
}
