//! What kinds of people come to the shop, and how each behaves.
//!
//! The purchase process is that of Fader, Hardie and Lee (2005), "Counting your customers the
//! easy way": orders come after gaps of random length, and after each order a person may leave
//! for good. Those at risk and the lapsed leave at a time that is drawn for them.

/// A kind of person. The shop cannot see it; it shows in what she does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Temper {
    /// Comes back again and again, mostly for coffee.
    Loyal,
    /// Comes back often and buys much.
    HighValue,
    /// Comes back now and then.
    Regular,
    /// Comes when something is reduced.
    Bargain,
    /// Buys once.
    OneTime,
    /// Came back often, and then stopped a while ago.
    AtRisk,
    /// Came back, and has been gone for long.
    Lapsed,
    /// Looks and does not buy.
    Window,
    /// A person of the stories; a script says what she does.
    Scripted,
}

/// How a kind of person behaves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Habits {
    /// Share of the customers, in hundredths.
    pub(crate) share: f64,
    /// Days between orders, on average.
    pub(crate) gap_days: f64,
    /// Probability of leaving after an order.
    pub(crate) leaves: f64,
    /// Further lines of an order, on average.
    pub(crate) more_lines: f64,
    /// Visits without an order per 30 days.
    pub(crate) visits: f64,
    /// Probability of wanting the newsletter.
    pub(crate) subscribes: f64,
    /// Probability of reading a mail herself.
    pub(crate) opens: f64,
    /// Probability of following a link in a mail she reads.
    pub(crate) clicks: f64,
    /// Probability of an order after such a click.
    pub(crate) orders: f64,
}

impl Temper {
    /// Every kind that is drawn.
    pub(crate) const DRAWN: [Self; 8] = [
        Self::Loyal,
        Self::HighValue,
        Self::Regular,
        Self::Bargain,
        Self::OneTime,
        Self::AtRisk,
        Self::Lapsed,
        Self::Window,
    ];

    /// How people of this kind behave.
    pub(crate) fn habits(self) -> Habits {
        let row = |row: [f64; 9]| Habits {
            share: row[0],
            gap_days: row[1],
            leaves: row[2],
            more_lines: row[3],
            visits: row[4],
            subscribes: row[5],
            opens: row[6],
            clicks: row[7],
            orders: row[8],
        };
        match self {
            Self::Loyal => row([7.3, 44.0, 0.016, 0.8, 0.7, 0.72, 0.52, 0.2, 0.2]),
            Self::HighValue => row([2.5, 34.0, 0.01, 1.8, 1.2, 0.8, 0.58, 0.26, 0.24]),
            Self::Regular => row([7.5, 112.0, 0.14, 0.8, 0.5, 0.55, 0.4, 0.14, 0.14]),
            Self::Bargain => row([8.0, 120.0, 0.24, 0.7, 0.55, 0.85, 0.5, 0.24, 0.2]),
            Self::OneTime => row([54.0, 210.0, 0.93, 0.6, 0.2, 0.4, 0.27, 0.07, 0.03]),
            Self::AtRisk => row([4.2, 50.0, 0.0, 0.8, 0.6, 0.62, 0.3, 0.1, 0.0]),
            Self::Lapsed => row([6.0, 68.0, 0.03, 0.7, 0.4, 0.5, 0.14, 0.04, 0.0]),
            Self::Window => row([10.5, 9e9, 1.0, 0.0, 0.9, 0.6, 0.34, 0.15, 0.0]),
            Self::Scripted => row([0.0, 9e9, 1.0, 0.6, 0.0, 0.0, 0.6, 0.3, 0.0]),
        }
    }

    /// Its word, for the people who look behind the curtain.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Loyal => "loyal",
            Self::HighValue => "high_value",
            Self::Regular => "regular",
            Self::Bargain => "bargain",
            Self::OneTime => "one_time",
            Self::AtRisk => "at_risk",
            Self::Lapsed => "lapsed",
            Self::Window => "window",
            Self::Scripted => "scripted",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_and_probabilities_are_some() {
        let habits: Vec<_> = Temper::DRAWN.iter().map(|temper| temper.habits()).collect();
        let total: f64 = habits.iter().map(|habits| habits.share).sum();
        assert!((total - 100.0).abs() < 1e-9, "{total}");
        for habits in habits {
            for p in [habits.leaves, habits.subscribes, habits.opens, habits.clicks] {
                assert!((0.0..=1.0).contains(&p));
            }
        }
    }
}
