//! Visits to the shop's site: what she looks at, and carts she leaves.

use crate::calendar::{DAY, HOUR, MINUTE, SECOND};
use crate::catalog::Shelf;
use crate::life::Life;
use crate::moment::What;

/// What people type into the search field; the shelf that it leads to.
pub(crate) const SEARCHES: [(&str, Shelf); 10] = [
    ("rain jacket", Shelf::Jackets),
    ("merino", Shelf::BaseLayers),
    ("decaf", Shelf::Beans),
    ("grinder", Shelf::Brewing),
    ("leggings recycled", Shelf::Sustainable),
    ("trail shoes wide", Shelf::Shoes),
    ("backpack 20 l", Shelf::Packs),
    ("gift", Shelf::Accessories),
    ("shorts", Shelf::Running),
    ("enamel mug", Shelf::Camp),
];

impl Life<'_> {
    /// A shelf that draws her in this season.
    pub(crate) fn shelf_at(&mut self, at: i64) -> Shelf {
        let month = self.world.calendar.month_of(at);
        let likes = self.person.likes;
        let weight = |shelf: Shelf| likes[shelf as usize] * shelf.season(month);
        let weights = Shelf::ALL.map(weight);
        Shelf::ALL[self.draw.weighted(&weights)]
    }

    /// A product of a shelf, as asked for as it is at that time; what is not there yet is none.
    pub(crate) fn product_at(&mut self, shelf: Shelf, at: i64) -> u16 {
        let catalog = &self.world.catalog;
        let on = catalog.on(shelf);
        let weights: Vec<f64> = on
            .iter()
            .map(|index| {
                let product = catalog.get(*index);
                let pull = f64::from(product.pull);
                match catalog.since(product) {
                    Some(since) if at < since => 0.0,
                    Some(since) if at < since + 14 * DAY => pull * 5.0,
                    Some(_) => pull * 1.3,
                    None => pull,
                }
            })
            .collect();
        on[self.draw.weighted(&weights)]
    }

    /// The browser she uses now.
    pub(crate) fn browser(&mut self, at: i64) -> u8 {
        u8::from(at + 40 * DAY > self.joined[1] && self.draw.chance(0.45))
    }

    /// Looks around on a shelf of her liking; gives what she looked at last, and when.
    pub(crate) fn stroll(&mut self, at: i64, n_views: usize) -> (u16, i64) {
        let shelf = self.shelf_at(at);
        self.look(at, shelf, n_views)
    }

    /// Looks at `n_views` products of a shelf; gives the last and when that was.
    pub(crate) fn look(&mut self, at: i64, shelf: Shelf, n_views: usize) -> (u16, i64) {
        let browser = self.browser(at);
        let naming = self.naming(at, browser);
        let found = SEARCHES.iter().position(|(_, leads)| *leads == shelf);
        match found {
            Some(text) if self.draw.chance(0.12) => {
                self.mark(at, naming, What::Searched(text as u8));
            }
            _ => self.mark(at, naming, What::Listed(shelf)),
        }
        let mut now = at;
        let mut product = self.product_at(shelf, at);
        for _ in 0..n_views {
            now += self.draw.between(9 * SECOND, 150 * SECOND);
            product = self.product_at(shelf, at);
            self.mark(now, naming, What::Viewed(product));
        }
        (product, now)
    }

    /// Comes by before an order to make up her mind.
    pub(crate) fn research(&mut self, before: i64) {
        let n_visits = self.draw.poisson(0.3);
        for _ in 0..n_visits {
            let at = before - self.draw.between(4 * HOUR, 9 * DAY);
            if at > self.world.calendar.start() {
                let n_views = 1 + self.draw.poisson(0.8);
                self.stroll(at, n_views);
            }
        }
    }

    /// Comes by without ordering, now and then, for as long as she takes an interest.
    pub(crate) fn visit_idly(&mut self, from: i64) {
        let to = self.gone_at.min(self.world.calendar.end);
        if to <= from {
            return;
        }
        let months = (to - from) as f64 / (30 * DAY) as f64;
        let n_visits = self.draw.poisson(self.habits.visits * months.min(24.0));
        for _ in 0..n_visits {
            let calendar = &self.world.calendar;
            let at = calendar.busy_moment(&mut self.draw, (from, to), self.person.lag());
            if at < from {
                continue;
            }
            let n_views = 1 + self.draw.poisson(0.9);
            let (product, last) = self.stroll(at, n_views);
            if self.draw.chance(0.13) {
                self.leave_cart(product, last);
            }
        }
    }

    /// Puts something into a cart and leaves it there.
    pub(crate) fn leave_cart(&mut self, product: u16, at: i64) {
        let browser = self.browser(at);
        let naming = self.naming(at, browser);
        let cart = self.next_cart();
        self.mark(at + 20 * SECOND, naming, What::Added { product, cart });
        if self.draw.chance(0.35) {
            self.mark(at + 2 * MINUTE, naming, What::Checkout { cart });
        }
    }

    /// The number of a cart that nobody has yet.
    pub(crate) fn next_cart(&mut self) -> u32 {
        self.plan.carts += 1;
        self.plan.carts
    }
}
