//! Countries from which people buy: names, towns with their postal codes, streets, currency.
//!
//! Each country is a file of plain text tables. Names are separated by `, `. A town is a line
//! `Town|Region|postal codes|language|zone`, where the last two may be missing: then the
//! country's own hold. Names and streets are drawn per language, so that Geneva speaks French.

mod at;
mod ch;
mod de;
mod es;
mod fr;
mod gb;
mod it;
mod nl;
mod us;

/// A country as its file writes it.
#[derive(Debug)]
pub(crate) struct Country {
    /// ISO 3166 alpha-2.
    pub(crate) code: &'static str,
    /// Share of the shop's customers, in hundredths.
    pub(crate) share: f64,
    pub(crate) currency: &'static str,
    pub(crate) language: &'static str,
    pub(crate) zone: &'static str,
    /// Hours by which people there shop later than Berlin's clock says.
    pub(crate) lag: i64,
    pub(crate) towns: &'static str,
    pub(crate) peoples: &'static [People],
}

/// Names and streets of those who speak one language in one country.
#[derive(Debug)]
pub(crate) struct People {
    pub(crate) language: &'static str,
    pub(crate) women: &'static str,
    pub(crate) men: &'static str,
    pub(crate) families: &'static str,
    /// Streets; `#` stands for the number.
    pub(crate) streets: &'static str,
}

/// Every country of the shop.
pub(crate) const COUNTRIES: [&Country; 9] = [
    &de::GERMANY,
    &at::AUSTRIA,
    &ch::SWITZERLAND,
    &fr::FRANCE,
    &gb::BRITAIN,
    &nl::NETHERLANDS,
    &us::STATES,
    &it::ITALY,
    &es::SPAIN,
];

/// A town, read from its line.
#[derive(Debug, Clone)]
pub(crate) struct Town {
    pub(crate) name: &'static str,
    pub(crate) region: &'static str,
    pub(crate) postal_codes: Vec<&'static str>,
    pub(crate) language: &'static str,
    pub(crate) zone: &'static str,
}

/// The tables of a country, split once.
#[derive(Debug, Clone)]
pub(crate) struct Gazetteer {
    pub(crate) towns: Vec<Town>,
    registers: Vec<Register>,
}

/// Names and streets, split once.
#[derive(Debug, Clone)]
pub(crate) struct Register {
    language: &'static str,
    pub(crate) women: Vec<&'static str>,
    pub(crate) men: Vec<&'static str>,
    pub(crate) families: Vec<&'static str>,
    pub(crate) streets: Vec<&'static str>,
}

impl Gazetteer {
    /// Reads a country's tables.
    pub(crate) fn of(country: &'static Country) -> Self {
        let towns = country.towns.lines().filter_map(|line| town(country, line)).collect();
        let registers = country.peoples.iter().map(register).collect();
        Self { towns, registers }
    }

    /// The names of those who speak this language here; the first when nobody does.
    pub(crate) fn register(&self, language: &str) -> &Register {
        let spoken = self.registers.iter().find(|register| register.language == language);
        spoken.unwrap_or(&self.registers[0])
    }
}

fn town(country: &'static Country, line: &'static str) -> Option<Town> {
    let mut parts = line.split('|');
    let name = parts.next().filter(|name| !name.is_empty())?;
    let region = parts.next()?;
    let postal_codes = parts.next()?.split(", ").collect();
    let language = parts.next().filter(|text| !text.is_empty()).unwrap_or(country.language);
    Some(Town { name, region, postal_codes, language, zone: parts.next().unwrap_or(country.zone) })
}

fn register(people: &People) -> Register {
    let split = |text: &'static str| text.split(", ").collect::<Vec<_>>();
    Register {
        language: people.language,
        women: split(people.women),
        men: split(people.men),
        families: split(people.families),
        streets: split(people.streets),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn fits(country: &str, code: &str) -> bool {
        let shape: String =
            code.chars().map(|c| if c.is_ascii_digit() { '9' } else { 'A' }).collect();
        let spaced: String = code.chars().map(|c| if c == ' ' { ' ' } else { 'x' }).collect();
        match country {
            "DE" | "FR" | "IT" | "ES" | "US" => shape == "99999",
            "AT" | "CH" => shape == "9999",
            "NL" => shape == "9999AAA" && spaced == "xxxx xx",
            "GB" => spaced.rsplit(' ').next().is_some_and(|inward| inward.len() == 3),
            _ => false,
        }
    }

    #[test]
    fn every_town_has_codes_in_its_countrys_form_and_a_known_zone() {
        for country in COUNTRIES {
            let gazetteer = Gazetteer::of(country);
            assert!(gazetteer.towns.len() >= 6, "{}", country.code);
            for town in &gazetteer.towns {
                assert!(base::Zone::parse(town.zone).is_ok(), "{}", town.zone);
                assert!(!town.region.is_empty());
                for code in &town.postal_codes {
                    assert!(fits(country.code, code), "{} {code}", town.name);
                }
            }
        }
    }

    #[test]
    fn names_are_many_whole_and_not_repeated() {
        for country in COUNTRIES {
            for register in Gazetteer::of(country).registers {
                for names in [&register.women, &register.men, &register.families] {
                    let distinct: HashSet<_> = names.iter().collect();
                    assert_eq!(distinct.len(), names.len(), "{} {names:?}", country.code);
                    assert!(names.len() >= 12, "{} {names:?}", country.code);
                    assert!(names.iter().all(|name| name.trim() == *name && name.len() > 1));
                }
                assert!(register.streets.iter().all(|street| street.contains('#')));
            }
        }
    }

    #[test]
    fn shares_add_up() {
        let total: f64 = COUNTRIES.iter().map(|country| country.share).sum();
        assert!((total - 100.0).abs() < 1e-9);
    }
}
