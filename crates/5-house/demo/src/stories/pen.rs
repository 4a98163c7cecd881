//! Verbs in which the scripts are written.

use crate::buying::Terms;
use crate::calendar::{HOUR, MINUTE, SECOND};
use crate::catalog::Shelf;
use crate::life::Life;
use crate::moment::{Evidence, What};
use base::{ConsentState, CustomerFacts};
use serde_json::Value;

impl Life<'_> {
    /// A local time of the day so many days before the last.
    pub(super) fn on(&self, days_ago: i64, hour: i64, minute: i64) -> i64 {
        let days = &self.world.calendar.days;
        let day = (days.len() as i64 - 1 - days_ago).max(0) as usize;
        days[day].midnight + hour * HOUR + minute * MINUTE
    }

    /// The shop comes to know her, with these attributes of its own.
    pub(super) fn begin(&mut self, attributes: &[(&str, Value)]) {
        let mut facts = self.person.facts(&mut self.draw);
        for (name, value) in attributes {
            facts.attributes.insert((*name).to_owned(), value.clone());
        }
        self.begin_with(facts);
    }

    /// The shop comes to know these facts about her.
    pub(super) fn begin_with(&mut self, facts: CustomerFacts) {
        self.learn(self.person.known_at - 40 * SECOND, Some(0), facts);
    }

    /// She agrees to mails, in the checkout.
    pub(super) fn agree(&mut self) {
        let at = self.person.known_at + 2 * SECOND;
        self.consent(at, ConsentState::Granted, Evidence::Checkout);
    }

    /// Buys these products in the evening of a day; gives the order's index.
    pub(super) fn bought(&mut self, days_ago: i64, basket: &[(&str, u16)]) -> u32 {
        let at = self.on(days_ago, 18, 42).max(self.person.known_at);
        self.bought_at(at, basket)
    }

    /// Buys these products; nothing goes wrong with it. Gives the order's index.
    pub(super) fn bought_at(&mut self, at: i64, basket: &[(&str, u16)]) -> u32 {
        let catalog = &self.world.catalog;
        let basket = basket.iter().map(|(id, n)| (catalog.index_of(id), *n)).collect();
        self.buy(at, basket, Terms { smooth: true, ..Terms::default() })
    }

    /// Her monthly box leaves again.
    pub(super) fn renewed(&mut self, days_ago: i64, product: &str) {
        let at = self.on(days_ago, 6, 0);
        let basket = vec![(self.world.catalog.index_of(product), 1)];
        self.buy(at, basket, Terms { renewal: true, smooth: true, coupon: None });
    }

    /// Orders of her own choice every `step` days, from one day to another.
    pub(super) fn keeps_buying(&mut self, from: i64, to: i64, step: i64) {
        let mut days_ago = from;
        while days_ago >= to {
            let at = self.on(days_ago, 12 + days_ago % 9, 17);
            let shelf = self.shelf_at(at);
            let other = self.shelf_at(at);
            let basket = vec![(self.product_at(shelf, at), 1), (self.product_at(other, at), 2)];
            let terms = Terms { smooth: true, ..Terms::default() };
            let basket = if basket[0].0 == basket[1].0 { vec![(basket[0].0, 2)] } else { basket };
            self.buy(at, basket, terms);
            days_ago -= step;
        }
    }

    /// Looks around on a shelf.
    pub(super) fn looked(&mut self, days_ago: i64, hour: i64, shelf: Shelf, n_views: usize) {
        let at = self.on(days_ago, hour, 11);
        self.look(at, shelf, n_views);
    }

    /// Looks at exactly this product, at this time.
    pub(super) fn viewed(&mut self, at: i64, product: &str) {
        let naming = self.naming(at, 0);
        let product = self.world.catalog.index_of(product);
        self.mark(at, naming, What::Viewed(product));
    }

    /// Puts exactly this product into a cart.
    pub(super) fn added(&mut self, at: i64, product: &str, cart: u32) {
        let naming = self.naming(at, 0);
        let product = self.world.catalog.index_of(product);
        self.mark(at, naming, What::Added { product, cart });
    }
}
