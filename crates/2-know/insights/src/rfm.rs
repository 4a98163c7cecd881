//! Recency, frequency and money: scores from 1 to 5 per axis, and groups with names.
//!
//! Among the customers with orders, each axis is cut at its fifths: the score is one more than
//! the number of cuts that the value exceeds, so that equal values have equal scores. Recency is
//! the time of the last order, frequency the number of orders, money what was spent in the shop's
//! currency less refunds; all as of a moment. The cuts are found once over all customers; one
//! customer is then scored by herself.

use crate::columns::ChunkAt;
use base::Currency;

/// Where the fifths part: a value above the n-th has a score above n.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cutoffs {
    /// Microseconds of last orders.
    pub recency: [i64; 4],
    /// Numbers of orders.
    pub frequency: [i64; 4],
    /// Minor units of the shop's currency.
    pub monetary: [i64; 4],
    /// How many customers had orders.
    pub customers: u64,
}

/// The three figures of a customer with orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// When her last order was, in microseconds.
    pub recency: i64,
    /// How many orders.
    pub frequency: i64,
    /// What she spent, in minor units of the shop's currency.
    pub monetary: i64,
}

/// The three scores of a customer with orders, each from 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scores {
    /// 5: ordered most recently.
    pub recency: u8,
    /// 5: ordered most often.
    pub frequency: u8,
    /// 5: spent most.
    pub monetary: u8,
}

impl Figures {
    /// The figures of a row; nothing without orders.
    pub fn of(chunk: &ChunkAt<'_>, row: usize, currency: Currency) -> Option<Self> {
        let orders = chunk.orders();
        let runs = orders.runs();
        let recency = runs.last(row)?;
        let frequency = runs.range(row).len() as i64;
        let (money, minor, codes) = orders.money();
        let code = orders.currency_code(currency);
        let own = money.range(row).filter(|place| Some(codes[*place]) == code);
        let monetary = own.fold(0_i64, |sum, place| sum.saturating_add(minor[place]));
        Some(Self { recency, frequency, monetary })
    }
}

impl Cutoffs {
    /// Finds the cuts of all customers with orders; the order of the figures does not matter.
    pub fn of(figures: &[Figures]) -> Self {
        let cuts = |axis: fn(&Figures) -> i64| {
            let mut values: Vec<_> = figures.iter().map(axis).collect();
            [1, 2, 3, 4].map(|fifth| {
                let place = (values.len() * fifth).div_ceil(5).checked_sub(1);
                place.map_or(0, |place| *values.select_nth_unstable(place).1)
            })
        };
        Self {
            recency: cuts(|figures| figures.recency),
            frequency: cuts(|figures| figures.frequency),
            monetary: cuts(|figures| figures.monetary),
            customers: figures.len() as u64,
        }
    }

    /// The scores of one customer's figures.
    pub fn scores(&self, figures: Figures) -> Scores {
        let score = |cuts: &[i64; 4], value| 1 + cuts.iter().filter(|cut| value > **cut).count();
        Scores {
            recency: score(&self.recency, figures.recency) as u8,
            frequency: score(&self.frequency, figures.frequency) as u8,
            monetary: score(&self.monetary, figures.monetary) as u8,
        }
    }
}

/// A group with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// The name.
    pub name: &'static str,
    /// Who is in it, for people to read. FM is the mean of the scores of frequency and money.
    pub rule: &'static str,
}

/// All groups; every customer is in exactly one. The names are those that Shopify shows.
pub const GROUPS: [Group; 11] = [
    Group { name: "Champions", rule: "R 4–5, FM 4 or more" },
    Group { name: "Loyal", rule: "R 3, FM 4 or more" },
    Group { name: "Active", rule: "R 4–5, FM from 2.5 to 3.5" },
    Group { name: "New", rule: "R 5, FM 2 or less" },
    Group { name: "Promising", rule: "R 4, FM 2 or less" },
    Group { name: "Needs attention", rule: "R 3, FM 3.5 or less" },
    Group { name: "At risk", rule: "R 2, FM 3 or more" },
    Group { name: "Almost lost", rule: "R 2, FM 2.5 or less" },
    Group { name: "Previously loyal", rule: "R 1, FM 4 or more" },
    Group { name: "Dormant", rule: "R 1, FM 3.5 or less" },
    Group { name: "Prospects", rule: "no order yet" },
];

/// The group of a customer; without scores she has not ordered yet.
pub fn group(scores: Option<Scores>) -> &'static Group {
    let Some(Scores { recency, frequency, monetary }) = scores else { return &GROUPS[10] };
    let twice_fm = frequency + monetary;
    let place = match (recency, twice_fm) {
        (4.., 8..) => 0,
        (3, 8..) => 1,
        (4.., 5..) => 2,
        (5.., _) => 3,
        (4, _) => 4,
        (3, _) => 5,
        (2, 6..) => 6,
        (2, _) => 7,
        (_, 8..) => 8,
        _ => 9,
    };
    &GROUPS[place]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifths_part_at_their_ranks_and_equal_values_share_a_score() {
        let figures = |n: i64| Figures { recency: n, frequency: (n / 8).max(1), monetary: n % 3 };
        let all: Vec<_> = (1..=10).map(figures).collect();
        let cuts = Cutoffs::of(&all);
        assert_eq!(cuts.recency, [2, 4, 6, 8]);
        let recency: Vec<_> = all.iter().map(|f| cuts.scores(*f).recency).collect();
        assert_eq!(recency, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
        assert!(all.iter().all(|figures| cuts.scores(*figures).frequency == 1));
        assert_eq!(Cutoffs::of(&[]), Cutoffs::default());
    }

    #[test]
    fn every_score_has_one_group_that_fits_its_rule() {
        for (recency, frequency, monetary, name) in [
            (5, 5, 5, "Champions"),
            (4, 4, 4, "Champions"),
            (3, 4, 4, "Loyal"),
            (5, 3, 2, "Active"),
            (5, 2, 2, "New"),
            (4, 1, 1, "Promising"),
            (3, 3, 4, "Needs attention"),
            (2, 3, 3, "At risk"),
            (2, 1, 4, "Almost lost"),
            (1, 5, 3, "Previously loyal"),
            (1, 1, 1, "Dormant"),
        ] {
            assert_eq!(group(Some(Scores { recency, frequency, monetary })).name, name);
        }
        assert_eq!(group(None).name, "Prospects");
    }
}
