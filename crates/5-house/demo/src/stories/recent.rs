//! The scripts of those to whom something happened lately.

use crate::buying::LATE_CARRIER;
use crate::calendar::{HOUR, MINUTE, SECOND};
use crate::catalog::Shelf;
use crate::life::Life;
use crate::moment::{Evidence, Naming, State, What};
use crate::places::COUNTRIES;
use crate::texts;
use base::{Address, ConsentState, CustomerFacts};

pub(super) fn leonie(life: &mut Life<'_>) {
    life.looked(3, 21, Shelf::Shoes, 3);
    life.begin(&[("shoe_size", 39.into())]);
    life.bought(1, &[("kt-3101", 1), ("kt-4102", 2)]);
    life.agree();
}

pub(super) fn amelie(life: &mut Life<'_>) {
    life.begin(&[]);
    life.bought(210, &[("kt-2106", 1)]);
    life.agree();
    life.bought(88, &[("kt-2301", 1), ("kt-4101", 1)]);
    life.read_mails();
    let left_at = life.world.calendar.end - HOUR;
    life.viewed(left_at - 9 * MINUTE, "kt-2102");
    life.viewed(left_at - 7 * MINUTE, "kt-2101");
    let cart = life.next_cart();
    life.added(left_at - 5 * MINUTE, "kt-2101", cart);
    life.viewed(left_at - 4 * MINUTE, "kt-4101");
    life.added(left_at - 3 * MINUTE, "kt-4101", cart);
    life.mark(left_at, Naming::KnownVisitor(0), What::Checkout { cart });
}

/// An order with the late carrier, and a complaint about it so many days ago.
fn waits(life: &mut Life<'_>, ordered_days_ago: i64, wrote_days_ago: i64, text: usize) {
    let at = life.on(ordered_days_ago, 11, 5);
    let shelf = life.shelf_at(at);
    let product = life.product_at(shelf, at);
    let basket = [(life.world.catalog.get(product).id, 1)];
    let order = life.bought_at(at, &basket);
    life.plan.purchases[order as usize].carrier = LATE_CARRIER;
    life.not_delivered(order);
    let wrote_at = life.on(wrote_days_ago, 9 + text as i64, 12);
    let what = What::Support { text: texts::late(text), order };
    life.mark(wrote_at, Naming::Email, what);
}

pub(super) fn tobias(life: &mut Life<'_>) {
    life.begin(&[("preferred_channel", "email".into())]);
    life.bought(410, &[("kt-1204", 1), ("kt-4102", 3)]);
    life.agree();
    life.keeps_buying(350, 60, 71);
    waits(life, 11, 4, 3);
    life.read_mails();
}

pub(super) fn birgit(life: &mut Life<'_>) {
    life.begin(&[]);
    let known = life.person.known_at;
    let shelf = life.shelf_at(known);
    let product = life.product_at(shelf, known);
    let basket = [(life.world.catalog.get(product).id, 1)];
    life.bought_at(known, &basket);
    life.agree();
    // Each of them writes on a day and with words of her own.
    let turn = life.who as usize;
    waits(life, 9 + turn as i64 % 4, 1 + turn as i64 % 5, turn);
    life.read_mails();
}

pub(super) fn giulia(life: &mut Life<'_>) {
    life.begin(&[]);
    life.bought(480, &[("kt-2302", 1)]);
    life.agree();
    life.keeps_buying(430, 60, 74);
    let order = life.bought(24, &[("kt-2305", 1), ("kt-4108", 1)]);
    let wrote_at = life.on(13, 10, 2);
    let what = What::Support { text: texts::late(4), order };
    life.mark(wrote_at, Naming::Email, what);
    let back_at = life.on(5, 14, 40);
    life.refund(order, back_at, true);
    life.read_mails();
}

pub(super) fn jurgen(life: &mut Life<'_>) {
    life.begin(&[]);
    life.bought(270, &[("kt-5203", 1), ("kt-5201", 2)]);
    life.agree();
    life.bought(133, &[("kt-5204", 1)]);
    life.read_mails();
}

pub(super) fn jurgen_again(life: &mut Life<'_>) {
    life.begin(&[]);
    life.bought(33, &[("kt-5209", 1), ("kt-5208", 1)]);
}

pub(super) fn daan(life: &mut Life<'_>) {
    life.joined = [life.person.known_at, life.person.known_at + 20 * HOUR];
    for (days_ago, hour, browser) in [(8, 21, 0), (7, 12, 1), (5, 22, 0), (3, 20, 1), (3, 22, 0)] {
        let at = life.on(days_ago, hour, 14);
        let shelf = What::Listed(Shelf::Shoes);
        life.mark(at, Naming::Visitor(browser), shelf);
        for step in 1..3 {
            let product = life.product_at(Shelf::Shoes, at);
            life.mark(at + step * 50 * SECOND, Naming::Visitor(browser), What::Viewed(product));
        }
    }
    life.begin(&[("shoe_size", 44.into())]);
    life.bought(2, &[("kt-3105", 1)]);
    life.agree();
    let signed_in_at = life.person.known_at + 20 * HOUR;
    life.learn(signed_in_at, Some(1), CustomerFacts::default());
}

pub(super) fn miriam(life: &mut Life<'_>) {
    life.begin(&[]);
    life.bought(520, &[("kt-5203", 1)]);
    life.agree();
    life.bought(402, &[("kt-5201", 2), ("kt-5101", 1)]);
    life.bought(290, &[("kt-6102", 3)]);
    let moved_at = life.on(244, 9, 30);
    life.country = COUNTRIES.iter().position(|country| country.code == "CH").unwrap_or(0);
    let address = Address {
        street1: Some("Langstrasse 18".to_owned().into()),
        postal_code: Some("4053".into()),
        city: Some("Basel".into()),
        region: Some("Basel-Stadt".into()),
        country: Some("CH".into()),
        ..Default::default()
    };
    let timezone = Some("Europe/Zurich".to_owned());
    life.learn(moved_at, Some(0), CustomerFacts { address, timezone, ..Default::default() });
    life.bought(230, &[("kt-5209", 1), ("kt-6102", 2)]);
    life.bought(101, &[("kt-2201", 1)]);
    life.bought(40, &[("kt-6102", 2)]);
    life.read_mails();
}

pub(super) fn ines(life: &mut Life<'_>) {
    life.begin(&[("shoe_size", 38.into())]);
    let order = life.bought(64, &[("kt-3105", 1), ("kt-4101", 2)]);
    life.agree();
    let back_at = life.on(47, 11, 20);
    life.refund(order, back_at, true);
    life.read_mails();
}

pub(super) fn pieter(life: &mut Life<'_>) {
    life.begin(&[]);
    life.bought(450, &[("kt-5201", 2)]);
    life.agree();
    life.keeps_buying(400, 70, 82);
    life.habits.clicks = 0.5;
    let withdrew_at = life.on(6, 19, 3);
    life.consent(withdrew_at, ConsentState::Withdrawn, Evidence::Reply);
    life.read_mails();
}

impl Life<'_> {
    /// Takes back that a parcel arrived: it is still on its way.
    fn not_delivered(&mut self, order: u32) {
        self.plan.moments.retain(|moment| {
            !matches!(moment.what,
                What::Order { order: of, state: State::Delivered } if of == order)
        });
    }
}
