//! The scripts of those who have been with the shop for long, and the list of all roles.

use super::Role;
use super::recent::{
    amelie, birgit, daan, giulia, ines, jurgen, jurgen_again, leonie, miriam, pieter, tobias,
};
use crate::calendar::SECOND;
use crate::catalog::Shelf;
use crate::life::Life;
use crate::moment::{Answer, Naming, What};
use base::{CustomerFacts, Instant, Personal};

type Script = fn(&mut Life<'_>);

const fn role(
    (first, last): (&'static str, &'static str),
    woman: bool,
    home: (&'static str, &'static str),
    likes: Shelf,
    (known_days_ago, script): (i64, Script),
) -> Role {
    Role { first, last, woman, home, likes, known_days_ago, script }
}

const SHE: bool = true;
const HE: bool = false;

/// Everyone on stage.
pub(super) const ROLES: &[Role] = &[
    role(("Sarah", "Brandt"), SHE, ("DE", "Hamburg"), Shelf::Sustainable, (560, sarah)),
    role(("Mark", "Ellery"), HE, ("GB", "Bristol"), Shelf::Beans, (332, mark)),
    role(("Leonie", "Çelik"), SHE, ("DE", "Berlin"), Shelf::Shoes, (1, leonie)),
    role(("Käthe", "Weiß"), SHE, ("DE", "München"), Shelf::Jackets, (690, high_value)),
    role(("Zoé", "Lefèvre"), SHE, ("FR", "Lyon"), Shelf::Sustainable, (655, high_value)),
    role(("Noël", "van Dijk"), HE, ("NL", "Utrecht"), Shelf::Beans, (300, noel)),
    role(("Amélie", "Rousseau"), SHE, ("FR", "Paris"), Shelf::Jackets, (210, amelie)),
    role(("Tobias", "Krüger"), HE, ("DE", "Leipzig"), Shelf::Running, (410, tobias)),
    role(("Birgit", "Möller"), SHE, ("DE", "Bremen"), Shelf::Beans, (120, birgit)),
    role(("Sönke", "Petersen"), HE, ("DE", "Kiel"), Shelf::Jackets, (205, birgit)),
    role(("Ayşe", "Yıldız"), SHE, ("DE", "Köln"), Shelf::Sustainable, (75, birgit)),
    role(("Paul", "Lehmann"), HE, ("DE", "Dresden"), Shelf::Camp, (330, birgit)),
    role(("Friederike", "Groß"), SHE, ("DE", "Münster"), Shelf::BaseLayers, (48, birgit)),
    role(("Hannah", "Oberhofer"), SHE, ("AT", "Graz"), Shelf::Brewing, (150, hannah)),
    role(("Oliver", "Bennett"), HE, ("GB", "London"), Shelf::Running, (355, oliver)),
    role(("Giulia", "Marchetti"), SHE, ("IT", "Bologna"), Shelf::BaseLayers, (480, giulia)),
    role(("Chloé", "Favre"), SHE, ("CH", "Lausanne"), Shelf::Running, (600, chloe)),
    role(("Jürgen", "Müller-Lüdenscheidt"), HE, ("DE", "Düsseldorf"), Shelf::Camp, (270, jurgen)),
    role(
        ("Juergen", "Mueller-Luedenscheidt"),
        HE,
        ("DE", "Düsseldorf"),
        Shelf::Camp,
        (33, jurgen_again),
    ),
    role(("Daan", "de Vries"), HE, ("NL", "Amsterdam"), Shelf::Shoes, (2, daan)),
    role(("Noah", "Keller"), HE, ("CH", "Zürich"), Shelf::Beans, (180, noah)),
    role(("Miriam", "Özdemir"), SHE, ("DE", "Freiburg im Breisgau"), Shelf::Camp, (520, miriam)),
    role(("Inés", "Ibáñez"), SHE, ("ES", "Bilbao"), Shelf::Shoes, (64, ines)),
    role(("Pieter", "Jansen"), HE, ("NL", "Rotterdam"), Shelf::Camp, (450, pieter)),
];

fn sarah(life: &mut Life<'_>) {
    life.begin(&[("preferred_channel", "email".into())]);
    life.bought(560, &[("kt-1101", 1), ("kt-4101", 2)]);
    life.agree();
    life.bought(428, &[("kt-1151", 1), ("kt-1152", 1)]);
    life.bought(301, &[("kt-1105", 2)]);
    life.bought(190, &[("kt-1103", 1), ("kt-1104", 1)]);
    life.bought(96, &[("kt-1153", 1)]);
    for (days_ago, hour) in [(34, 20), (27, 21), (19, 7), (12, 20), (8, 22), (5, 21), (2, 20)] {
        life.looked(days_ago, hour, Shelf::Sustainable, 2);
    }
    life.read_mails();
}

fn mark(life: &mut Life<'_>) {
    let today = Instant::from_micros(life.on(0, 6, 0));
    let next_box = today.plus(std::time::Duration::from_hours(96)).to_string();
    life.begin(&[
        ("subscription", "monthly".into()),
        ("next_box", next_box.get(..10).unwrap_or_default().into()),
        ("roast", "light".into()),
    ]);
    life.bought(332, &[("kt-6201", 1), ("kt-6301", 1)]);
    life.agree();
    for box_number in 0..11 {
        life.renewed(304 - 28 * box_number, "kt-6201");
    }
    let answered_at = life.on(6, 8, 20);
    life.mark(answered_at, Naming::Email, What::Answered(Answer::SingleOrigin));
    let mut facts = CustomerFacts::default();
    facts.attributes.insert("coffee_interest".into(), "single-origin".into());
    life.learn(answered_at + SECOND, None, facts);
    life.looked(6, 9, Shelf::Beans, 3);
    life.read_mails();
}

fn high_value(life: &mut Life<'_>) {
    let mut facts = life.person.facts(&mut life.draw);
    facts.tags = Some(vec!["vip".into(), "trail-club".into()]);
    life.begin_with(facts);
    let known = life.person.known_at;
    life.bought_at(known, &[("kt-2101", 1), ("kt-2301", 2)]);
    life.agree();
    life.keeps_buying(640, 9, 26);
    life.bought(6, &[("kt-2103", 1), ("kt-6101", 2)]);
    for days_ago in [41, 30, 17, 9, 3] {
        life.looked(days_ago, 20, Shelf::Jackets, 3);
    }
    life.read_mails();
}

fn noel(life: &mut Life<'_>) {
    life.begin(&[("loyalty_points", 450.into()), ("loyalty_next_reward", 500.into())]);
    life.bought(300, &[("kt-6101", 2)]);
    life.agree();
    life.keeps_buying(262, 20, 47);
    life.read_mails();
}

fn hannah(life: &mut Life<'_>) {
    life.begin(&[("roast", "light".into())]);
    life.bought(150, &[("kt-6303", 1), ("kt-6106", 1)]);
    life.agree();
    life.bought(110, &[("kt-6301", 1), ("kt-6302", 2)]);
    life.bought(44, &[("kt-6105", 2), ("kt-6302", 1)]);
    for days_ago in [16, 9, 4, 1] {
        let at = life.on(days_ago, 19, 30);
        life.viewed(at, "kt-6308");
        life.viewed(at + 55 * SECOND, "kt-6309");
    }
    life.read_mails();
}

fn oliver(life: &mut Life<'_>) {
    let ends = Instant::from_micros(life.on(0, 0, 0)).plus(std::time::Duration::from_hours(240));
    let ends = ends.to_string();
    life.begin(&[
        ("membership", "Trail Club".into()),
        ("membership_until", ends.get(..10).unwrap_or_default().into()),
    ]);
    life.bought(355, &[("kt-9001", 1), ("kt-1204", 1)]);
    life.agree();
    life.keeps_buying(300, 25, 61);
    life.read_mails();
}

fn chloe(life: &mut Life<'_>) {
    let mut facts = life.person.facts(&mut life.draw);
    facts.tags = Some(vec!["ambassador".into(), "trail-club".into()]);
    facts.attributes.insert("tier".into(), "gold".into());
    facts.attributes.insert("loyalty_points".into(), 2_380.into());
    life.begin_with(facts);
    life.bought(600, &[("kt-1201", 1), ("kt-1204", 1)]);
    life.agree();
    life.keeps_buying(545, 12, 58);
    life.habits.opens = 0.95;
    life.read_mails();
}

fn noah(life: &mut Life<'_>) {
    let mut facts = life.person.facts(&mut life.draw);
    let tomorrow = Instant::from_micros(life.on(0, 30, 0)).to_string();
    let born = format!("1988{}", tomorrow.get(4..10).unwrap_or("-11-23"));
    facts.birth_date = Some(Personal::new(born));
    life.begin_with(facts);
    life.bought(180, &[("kt-6102", 2), ("kt-5201", 1)]);
    life.agree();
    life.keeps_buying(140, 30, 36);
    life.read_mails();
}
