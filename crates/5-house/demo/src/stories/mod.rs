//! The people of the stories: each can be found by name, and a script says what she did.

mod pen;
mod recent;
mod scripts;

use crate::calendar::{HOUR, MINUTE};
use crate::catalog::Shelf;
use crate::draw::Draw;
use crate::life::Life;
use crate::person::{Person, Registry};
use crate::temper::Temper;
use crate::world::World;

/// A story that can be followed in the demo shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Story {
    /// What it is about.
    pub title: &'static str,
    /// Full names of the people in it; the first leads.
    pub people: &'static [&'static str],
    /// What to look for.
    pub look_for: &'static str,
}

/// Every story of the shop.
pub const STORIES: &[Story] = &[
    Story {
        title: "Sarah, activewear",
        people: &["Sarah Brandt"],
        look_for: "Looked at sustainable activewear a dozen times in the last five weeks, last \
                   bought 96 days ago: at risk, and worth a mail about new arrivals.",
    },
    Story {
        title: "Mark, coffee box",
        people: &["Mark Ellery"],
        look_for: "Coffee box every 28 days, answered that he would like single-origin coffee; \
                   his next box leaves in four days.",
    },
    Story {
        title: "First-time buyer",
        people: &["Leonie Çelik"],
        look_for: "Her first order came yesterday evening; the parcel has not left yet.",
    },
    Story {
        title: "High-value, frequent buyers",
        people: &["Käthe Weiß", "Zoé Lefèvre"],
        look_for: "More than twenty orders each, the last one days ago.",
    },
    Story {
        title: "Near a reward",
        people: &["Noël van Dijk"],
        look_for: "450 loyalty points; the next reward is at 500.",
    },
    Story {
        title: "Cart left",
        people: &["Amélie Rousseau"],
        look_for: "A jacket and socks in the cart since an hour ago, checkout begun, no order.",
    },
    Story {
        title: "Recurring shipping complaint",
        people: &[
            "Tobias Krüger",
            "Birgit Möller",
            "Sönke Petersen",
            "Ayşe Yıldız",
            "Paul Lehmann",
            "Friederike Groß",
        ],
        look_for: "Within a week six people and more write about the same carrier, Blitzkurier.",
    },
    Story {
        title: "Recommendations",
        people: &["Hannah Oberhofer"],
        look_for: "Bought grinder, dripper and filters, and keeps looking at kettle and scale.",
    },
    Story {
        title: "Paid membership",
        people: &["Oliver Bennett"],
        look_for: "Member of the Trail Club; the year ends in ten days.",
    },
    Story {
        title: "Everything at once for the agent",
        people: &["Giulia Marchetti"],
        look_for: "A good customer whose parcel came late; she wrote, and got some money back.",
    },
    Story {
        title: "Tiers and invitations",
        people: &["Chloé Favre"],
        look_for: "Gold tier and ambassador, pays in francs, reads every mail.",
    },
    Story {
        title: "One person, two accounts",
        people: &["Jürgen Müller-Lüdenscheidt", "Juergen Mueller-Luedenscheidt"],
        look_for: "The same phone and street under two emails: a suspected pair, not merged.",
    },
    Story {
        title: "A visitor gets a name",
        people: &["Daan de Vries"],
        look_for: "Came by on phone and laptop without a name, then ordered: all of it is his.",
    },
    Story {
        title: "Birthday",
        people: &["Noah Keller"],
        look_for: "Has his birthday tomorrow, and agreed to mails.",
    },
    Story {
        title: "Moved abroad",
        people: &["Miriam Özdemir"],
        look_for: "Orders in euros from Freiburg, then in francs from Basel.",
    },
    Story {
        title: "Sent back",
        people: &["Inés Ibáñez"],
        look_for: "Kept the socks, sent the boots back: a partial refund at its own date.",
    },
    Story {
        title: "No more mails",
        people: &["Pieter Jansen"],
        look_for: "Agreed, clicked often, and withdrew six days ago: nobody may write to him.",
    },
];

/// A person of the stories.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Role {
    pub(crate) first: &'static str,
    pub(crate) last: &'static str,
    pub(crate) woman: bool,
    /// ISO code of the country, and a town of it.
    pub(crate) home: (&'static str, &'static str),
    pub(crate) likes: Shelf,
    /// Days before the end on which the shop came to know her.
    pub(crate) known_days_ago: i64,
    pub(crate) script: fn(&mut Life<'_>),
}

/// Who has a role, by full name.
pub(crate) fn is_cast(first: &str, last: &str) -> bool {
    scripts::ROLES.iter().any(|role| role.first == first && role.last == last)
}

/// The script of the person at this index, if she has one: the cast comes first.
pub(crate) fn script(index: usize) -> Option<fn(&mut Life<'_>)> {
    scripts::ROLES.get(index).map(|role| role.script)
}

/// Makes the people of the stories.
pub(crate) fn cast(registry: &mut Registry, draw: &mut Draw, world: &World) -> Vec<Person> {
    let mut cast = Vec::new();
    for role in scripts::ROLES {
        let made = registry.person(draw, Temper::Scripted, &world.calendar);
        let Some(mut person) = made else { continue };
        registry.dress(&mut person, role, draw);
        let last = world.calendar.days.len() as i64 - 1;
        let day = (last - role.known_days_ago).max(0) as usize;
        person.known_at = world.calendar.days[day].midnight + 18 * HOUR + 42 * MINUTE;
        if role.known_days_ago == 0 {
            person.known_at = world.calendar.end - HOUR;
        }
        if let Some(model) = cast.last().filter(|_| role.first == "Juergen") {
            let model: &Person = model;
            person.phone.clone_from(&model.phone);
            person.street.clone_from(&model.street);
            person.postal_code = model.postal_code;
        }
        cast.push(person);
    }
    cast
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_story_has_its_people_and_everyone_on_stage_a_story() {
        let named: HashSet<String> =
            STORIES.iter().flat_map(|story| story.people).map(|name| (*name).to_owned()).collect();
        let cast: HashSet<String> =
            scripts::ROLES.iter().map(|role| format!("{} {}", role.first, role.last)).collect();
        assert_eq!(named, cast);
        assert!(cast.len() < crate::Options::CUSTOMERS_MIN as usize);
    }
}
