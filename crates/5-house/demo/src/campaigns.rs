//! The mails that the shop sent in the past with another tool.
//!
//! One a month, none in January, April and August when the shop takes a breath, and besides one
//! for each launch and each Black Friday. A shop that starts with its history in place can list
//! them beside its own campaigns.

use crate::calendar::{Calendar, HOUR, MINUTE};
use crate::catalog::Shelf;
use base::Instant;
use jiff::civil::Weekday;

/// A mail to many that was sent before the shop came to this house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastCampaign {
    /// The `campaign` property of its activities: `2025-11-black-friday`.
    pub slug: String,
    /// What the shop calls it.
    pub name: String,
    /// Its subject line.
    pub subject: String,
    /// When sending began.
    pub sent_at: Instant,
    /// What it is about.
    pub shelf: Shelf,
    /// The coupon in it, with its percentage.
    pub coupon: Option<(&'static str, u8)>,
}

/// Months with a mail of their own, January first: slug, name, subject, shelf, coupon.
type Theme = (&'static str, &'static str, &'static str, Shelf, Option<(&'static str, u8)>);
const THEMES: [Option<Theme>; 12] = [
    None,
    Some((
        "winter-beans",
        "Beans for dark mornings",
        "Still dark? Three roasts that help",
        Shelf::Beans,
        None,
    )),
    Some(("first-light", "First light", "The sun is up before you again", Shelf::Running, None)),
    None,
    Some(("hills", "To the hills", "Boots greased? The paths are dry", Shelf::Shoes, None)),
    Some(("camp-kitchen", "Camp kitchen", "Coffee tastes better outside", Shelf::Camp, None)),
    Some((
        "summer-sale",
        "Summer sale",
        "15 % off everything with short sleeves",
        Shelf::Sustainable,
        Some(("SUMMER15", 15)),
    )),
    None,
    Some(("merino", "Merino season", "Cold in the morning, warm by ten", Shelf::BaseLayers, None)),
    Some((
        "rain",
        "Good rain",
        "There is no bad weather, but there are bad jackets",
        Shelf::Jackets,
        None,
    )),
    Some(("slow-november", "Slow November", "Nothing to do but brew", Shelf::Brewing, None)),
    Some((
        "gifts",
        "Gifts for early birds",
        "Parcels leave until 20 December",
        Shelf::Accessories,
        None,
    )),
];

/// Every past mail in the order of sending.
pub(crate) fn plan(calendar: &Calendar) -> Vec<PastCampaign> {
    let mut campaigns: Vec<PastCampaign> = calendar
        .days
        .iter()
        .filter(|day| day.date.weekday() == Weekday::Thursday && (9..=15).contains(&day.date.day()))
        .filter_map(|day| {
            let theme = THEMES[day.date.month() as usize - 1]?;
            let prefix = format!("{:04}-{:02}", day.date.year(), day.date.month());
            Some(from_theme(theme, &prefix, day.midnight + 10 * HOUR + 10 * MINUTE))
        })
        .collect();
    let fridays = calendar.days.windows(2).filter(|pair| {
        calendar.is_black_friday(pair[1].midnight) && !calendar.is_black_friday(pair[0].midnight)
    });
    for friday in fridays.map(|pair| pair[1]) {
        let theme = (
            "black-friday",
            "Black Friday, calmly",
            "20 % off, and then we go outside",
            Shelf::Jackets,
            Some(("CALM20", 20)),
        );
        let prefix = format!("{:04}-11", friday.date.year());
        campaigns.push(from_theme(theme, &prefix, friday.midnight + 7 * HOUR));
    }
    let launches: [Theme; 2] = [
        (
            "tidewater",
            "Tidewater is here",
            "Leggings that were fishing nets",
            Shelf::Sustainable,
            None,
        ),
        (
            "harvest",
            "The harvest has landed",
            "Yirgacheffe 2026: tea, peach, and gone soon",
            Shelf::Beans,
            None,
        ),
    ];
    for (which, theme) in launches.into_iter().enumerate() {
        let at = calendar.launch(which);
        let date = calendar.days[calendar.day_of(at)].date;
        let prefix = format!("{:04}-{:02}", date.year(), date.month());
        campaigns.push(from_theme(theme, &prefix, at + HOUR));
    }
    campaigns.sort_by_key(|campaign| campaign.sent_at);
    campaigns
}

fn from_theme((slug, name, subject, shelf, coupon): Theme, prefix: &str, at: i64) -> PastCampaign {
    PastCampaign {
        slug: format!("{prefix}-{slug}"),
        name: name.to_owned(),
        subject: subject.to_owned(),
        sent_at: Instant::from_micros(at),
        shelf,
        coupon,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_twenty_mails_went_out_each_with_its_own_slug() {
        let calendar = Calendar::new(Instant::parse("2026-11-22T09:00:00Z").unwrap());
        let campaigns = plan(&calendar);
        assert!((20..=24).contains(&campaigns.len()), "{}", campaigns.len());
        assert!(campaigns.windows(2).all(|pair| pair[0].sent_at < pair[1].sent_at));
        let slugs: std::collections::HashSet<_> = campaigns.iter().map(|c| &c.slug).collect();
        assert_eq!(slugs.len(), campaigns.len());
        assert!(slugs.contains(&"2025-11-black-friday".to_owned()), "{slugs:?}");
    }
}
