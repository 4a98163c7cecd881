//! Phone numbers of nobody: ranges that regulators keep free for films and examples.
//!
//! Ranges: Germany: Bundesnetzagentur, Mitteilung 148/2021; France: ARCEP, décision 2018-0881;
//! United Kingdom: Ofcom, telephone numbers for use in drama; United States: NANPA, 555-0100 to
//! 555-0199. They were compared on 2026-11-22 with accounts of these papers, not with the papers.
//! France's and Britain's mobile ranges for fiction are left out: the numbering plan in use does
//! not call them valid. Other countries keep none free, as far as was found, so people there gave
//! no phone. When a range is used up, the next people gave none either.

use base::Phone;

/// A range: what comes before, and how many digits follow.
type Range = (&'static str, u32);

const GERMANY: &[Range] = &[
    ("+493023125", 3),
    ("+494066969", 3),
    ("+496990009", 3),
    ("+492214710", 3),
    ("+498999998", 3),
    ("+4917139200", 2),
    ("+49176040690", 2),
];
const FRANCE: &[Range] =
    &[("+3319900", 4), ("+3326191", 4), ("+3335301", 4), ("+3346571", 4), ("+3353649", 4)];
const BRITAIN: &[Range] = &[
    ("+441134960", 3),
    ("+441144960", 3),
    ("+441174960", 3),
    ("+441214960", 3),
    ("+441314960", 3),
    ("+441414960", 3),
    ("+441614960", 3),
    ("+442079460", 3),
];
const STATES: &[Range] = &[
    ("+150355501", 2),
    ("+120655501", 2),
    ("+130355501", 2),
    ("+131255501", 2),
    ("+151255501", 2),
    ("+171855501", 2),
    ("+180255501", 2),
    ("+182855501", 2),
];

/// A number coprime to every range's size, so that neighbors do not get neighboring numbers.
const STRIDE: u64 = 7_919;

/// The `index`-th free number of a country; none when it has no more.
pub(crate) fn reserved(country: &str, index: u64) -> Option<Phone> {
    let ranges = match country {
        "DE" => GERMANY,
        "FR" => FRANCE,
        "GB" => BRITAIN,
        "US" => STATES,
        _ => return None,
    };
    let size = |range: &Range| 10_u64.pow(range.1);
    let total: u64 = ranges.iter().map(size).sum();
    if index >= total {
        return None;
    }
    let mut place = index * STRIDE % total;
    for range in ranges {
        if place < size(range) {
            let text = format!("{}{place:0digits$}", range.0, digits = range.1 as usize);
            return Phone::parse(&text, None).ok();
        }
        place -= size(range);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_range_holds_valid_numbers_and_none_twice() {
        for (country, n_numbers) in [("DE", 5_200), ("FR", 50_000), ("GB", 8_000), ("US", 800)] {
            let sample = (0..n_numbers).step_by(13);
            let numbers: HashSet<_> = sample.clone().filter_map(|n| reserved(country, n)).collect();
            assert_eq!(numbers.len(), sample.count(), "{country}");
            assert_eq!(reserved(country, n_numbers), None);
        }
        assert_eq!(reserved("AT", 0), None);
    }
}
