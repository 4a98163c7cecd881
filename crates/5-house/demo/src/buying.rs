//! Orders: what is in them, what they cost, and what becomes of them.

use crate::calendar::{DAY, HOUR, MINUTE, SECOND};
use crate::catalog::Shelf;
use crate::life::Life;
use crate::moment::{Line, Naming, Purchase, State, What};
use crate::places::COUNTRIES;
use crate::temper::Temper;

/// From this sum on (in minor units, any currency) shipping is free.
const FREE_SHIPPING_MINOR: i64 = 6_000;
/// Sales tax that is added in the United States; elsewhere prices include it.
const TAX_ON_TOP: f64 = 0.08;
/// The carrier that is late these weeks, and since when.
pub(crate) const LATE_CARRIER: &str = "Blitzkurier";
const LATE_SINCE: i64 = 16 * DAY;
/// Texts of requests that have to do with late parcels begin here (see `telling`).
pub(crate) const N_LATE_TEXTS: usize = 6;
/// Number of other texts of requests, which come first.
pub(crate) const N_PLAIN_TEXTS: usize = 8;

/// What goes into an order beside its lines.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Terms {
    /// Coupon with its percentage.
    pub(crate) coupon: Option<(&'static str, u8)>,
    /// Renewed by itself, without a visit.
    pub(crate) renewal: bool,
    /// Paid at once, sent and kept: as the stories need it.
    pub(crate) smooth: bool,
}

impl Life<'_> {
    /// Orders what she likes at that time.
    pub(crate) fn order(&mut self, at: i64) {
        let box_of_hers = self.subscription_box();
        let renewal = box_of_hers.is_some() && self.ordered.1 >= 2 && self.draw.chance(0.7);
        if let (Some(product), true) = (box_of_hers, renewal) {
            self.buy(at, vec![(product, 1)], Terms { renewal, ..Terms::default() });
            return;
        }
        let mut basket = Vec::new();
        let n_lines = 1 + self.draw.poisson(self.habits.more_lines);
        for _ in 0..n_lines.min(7) {
            let shelf = self.shelf_at(at);
            let product = self.product_at(shelf, at);
            let quantity = self.quantity(shelf);
            if !basket.iter().any(|(known, _)| *known == product) {
                basket.push((product, quantity));
            }
        }
        let coupon = self.coupon_at(at);
        self.buy(at, basket, Terms { coupon, ..Terms::default() });
    }

    /// The coffee box she gets by the month, if she is one who does.
    fn subscription_box(&self) -> Option<u16> {
        let loves_coffee = self.person.likes[Shelf::Beans as usize] > 4.0;
        let regular = matches!(self.person.temper, Temper::Loyal | Temper::AtRisk);
        // The last bits of her browser's number decide, so that she keeps her mind.
        let wants = self.person.visitors[0] % 100 < 36;
        let boxes = self.world.catalog.on(Shelf::Subscriptions);
        let choice = (self.person.visitors[1] % boxes.len() as u64) as usize;
        (loves_coffee && regular && wants).then(|| boxes[choice])
    }

    fn quantity(&mut self, shelf: Shelf) -> u16 {
        let weights: &[f64] = match shelf {
            Shelf::Beans => &[5.0, 3.0, 1.4, 0.5],
            Shelf::Accessories | Shelf::Camp => &[8.0, 2.0, 0.5],
            Shelf::BaseLayers => &[9.0, 1.0],
            _ => &[1.0],
        };
        let more = u16::from(self.person.temper == Temper::HighValue && self.draw.chance(0.3));
        self.draw.weighted(weights) as u16 + 1 + more
    }

    fn coupon_at(&mut self, at: i64) -> Option<(&'static str, u8)> {
        let calendar = &self.world.calendar;
        let month = calendar.month_of(at);
        let bargain = self.person.temper == Temper::Bargain;
        let usual = if bargain { 0.75 } else { 0.3 };
        if calendar.is_black_friday(at) {
            return self.draw.chance(usual + 0.25).then_some(("CALM20", 20));
        }
        if month == 6 && self.draw.chance(usual) {
            return Some(("SUMMER15", 15));
        }
        let welcome = if bargain { 0.6 } else { 0.16 };
        (self.ordered.1 == 0 && self.draw.chance(welcome)).then_some(("WELCOME10", 10))
    }

    /// Buys these products: the visit, the order, and what becomes of it. Gives its index.
    pub(crate) fn buy(&mut self, at: i64, basket: Vec<(u16, u16)>, terms: Terms) -> u32 {
        if !terms.renewal {
            self.shop_for(at, &basket);
        }
        let purchase = self.priced(at, &basket, terms);
        let order = self.plan.purchases.len() as u32;
        self.plan.purchases.push(purchase);
        self.ordered = (at, self.ordered.1 + 1);
        self.fulfil(order, &basket, terms.smooth);
        order
    }

    /// The visit that leads to an order.
    fn shop_for(&mut self, at: i64, basket: &[(u16, u16)]) {
        let browser = self.browser(at);
        let naming = self.naming(at, browser);
        let cart = self.next_cart();
        let mut now = at - self.draw.between(6 * MINUTE, 25 * MINUTE);
        let step = (at - now) / (basket.len() as i64 * 3 + 2);
        for (index, (product, _)) in basket.iter().enumerate() {
            let shelf = self.world.catalog.get(*product).shelf;
            if index == 0 || self.draw.chance(0.3) {
                self.mark(now, naming, What::Listed(shelf));
            }
            if self.draw.chance(0.3) {
                let other = self.product_at(shelf, at);
                self.mark(now + step / 2, naming, What::Viewed(other));
            }
            self.mark(now + step, naming, What::Viewed(*product));
            self.mark(now + 2 * step, naming, What::Added { product: *product, cart });
            now += 3 * step;
        }
        self.mark(now, naming, What::Checkout { cart });
    }

    fn priced(&mut self, at: i64, basket: &[(u16, u16)], terms: Terms) -> Purchase {
        let currency = COUNTRIES[self.country].currency;
        let sale = matches!(self.world.calendar.month_of(at), 0 | 6);
        let reduced = if self.person.temper == Temper::Bargain { 0.5 } else { 0.15 };
        let mut lines = Vec::with_capacity(basket.len());
        for (product, quantity) in basket {
            let unit = self.world.catalog.get(*product).price(currency);
            let off = if sale && self.draw.chance(reduced) { unit / 5 } else { 0 };
            lines.push(Line {
                product: *product,
                quantity: *quantity,
                unit_minor: unit as i32,
                discount_minor: off as i32 * i32::from(*quantity),
            });
        }
        let sum: i64 = lines.iter().map(Line::total_minor).sum();
        let discount_minor =
            terms.coupon.map_or(0, |(_, percent)| (sum * i64::from(percent) + 50) / 100);
        let taxed = if currency == "USD" { TAX_ON_TOP } else { 0.0 };
        let free = sum - discount_minor >= FREE_SHIPPING_MINOR || terms.renewal;
        let may_walk_in = !terms.renewal && !terms.smooth;
        let in_store = may_walk_in && self.country == 0 && self.draw.chance(0.03);
        let channel = match (terms.renewal, in_store) {
            (true, _) => "subscription",
            (_, true) => "store",
            _ => "web",
        };
        Purchase {
            placed_at: at,
            currency,
            lines,
            discount_minor,
            tax_minor: ((sum - discount_minor) as f64 * taxed).round() as i64,
            shipping_minor: if free || in_store { 0 } else { self.shipping_minor() },
            coupon: terms.coupon.map(|(code, _)| code),
            channel,
            carrier: self.carrier(),
            refund_minor: 0,
        }
    }

    fn shipping_minor(&self) -> i64 {
        match COUNTRIES[self.country].code {
            "DE" => 490,
            "AT" | "GB" => 690,
            "CH" => 850,
            "US" => 1_500,
            _ => 950,
        }
    }

    fn carrier(&mut self) -> &'static str {
        match COUNTRIES[self.country].code {
            "DE" | "AT" if self.draw.chance(0.35) => LATE_CARRIER,
            "DE" | "AT" => "Nordpost",
            "CH" => "Alpenpost",
            _ => "Nordpost International",
        }
    }

    /// What becomes of an order: payment, parcel, return.
    fn fulfil(&mut self, order: u32, basket: &[(u16, u16)], smooth: bool) {
        let at = self.plan.purchases[order as usize].placed_at;
        let state = |state| What::Order { order, state };
        let in_store = self.plan.purchases[order as usize].channel == "store";
        let plain = in_store || smooth;
        let transfer = !plain && self.draw.chance(0.05);
        let paid_at = if transfer {
            self.mark(at, Naming::Known, state(State::Pending));
            at + self.draw.between(14 * HOUR, 3 * DAY)
        } else {
            self.mark(at, Naming::Known, state(State::Placed));
            at + self.draw.between(4 * SECOND, 90 * SECOND)
        };
        if !plain && self.draw.chance(0.018) {
            let at = paid_at.min(at + self.draw.between(5 * MINUTE, 4 * HOUR));
            self.mark(at + SECOND, Naming::Known, state(State::Cancelled));
            return;
        }
        self.mark(paid_at, Naming::Known, state(State::Paid));
        let delivered_at =
            if in_store { paid_at + SECOND } else { self.send_parcel(order, paid_at) };
        self.mark(delivered_at, Naming::Known, state(State::Delivered));
        if smooth {
            return;
        }
        self.send_back(order, basket, delivered_at);
        if self.draw.chance(0.06) && !basket.is_empty() {
            let product = basket[0].0;
            let stars = [1, 2, 3, 4, 4, 5, 5, 5, 5][self.draw.below(9)];
            let at = delivered_at + self.draw.between(2 * DAY, 20 * DAY);
            self.mark(at, Naming::Known, What::Reviewed { product, stars });
        }
    }

    /// Sends the parcel; gives the time of its arrival.
    fn send_parcel(&mut self, order: u32, paid_at: i64) -> i64 {
        let calendar = &self.world.calendar;
        let shipped_at = calendar.working_moment(&mut self.draw, paid_at);
        self.mark(shipped_at, Naming::Known, What::Order { order, state: State::Shipped });
        self.mark(shipped_at + MINUTE, Naming::Known, What::Parcel { order });
        let mut days = match COUNTRIES[self.country].code {
            "DE" => self.draw.between(1, 3),
            "AT" | "NL" => self.draw.between(2, 4),
            "US" => self.draw.between(6, 12),
            _ => self.draw.between(3, 6),
        };
        let late = self.plan.purchases[order as usize].carrier == LATE_CARRIER
            && shipped_at > calendar.end - LATE_SINCE;
        if late {
            days += self.draw.between(5, 9);
        }
        let asks = if late { 0.16 } else { 0.011 };
        if self.person.temper != Temper::Scripted && self.draw.chance(asks) {
            let first = if late { N_PLAIN_TEXTS } else { 0 };
            let n_texts = if late { N_LATE_TEXTS } else { N_PLAIN_TEXTS };
            let text = (first + self.draw.below(n_texts)) as u8;
            let wait = if late { self.draw.between(4, 6) } else { self.draw.between(2, 8) };
            let asked_at = shipped_at + wait * DAY + self.draw.between(0, 9 * HOUR);
            self.mark(asked_at, Naming::Email, What::Support { text, order });
        }
        let day = calendar.day_of(shipped_at) + days as usize;
        let midnight = calendar.days.get(day).map_or(shipped_at + days * DAY, |day| day.midnight);
        (midnight + self.draw.between(9 * HOUR, 18 * HOUR)).max(shipped_at + 6 * HOUR)
    }

    /// Sends some or all of it back, if she is not happy.
    fn send_back(&mut self, order: u32, basket: &[(u16, u16)], delivered_at: i64) {
        let rate = |product: u16| self.world.catalog.get(product).shelf.return_rate();
        let likely = basket.iter().map(|(product, _)| rate(*product)).fold(0.0, f64::max);
        if !self.draw.chance(likely * 1.15) {
            return;
        }
        let at = delivered_at + self.draw.between(3 * DAY, 18 * DAY);
        let part = self.draw.chance(0.55);
        self.refund(order, at, part);
    }

    /// Gives money back at `at`: for one line, or for all of it but the shipping.
    pub(crate) fn refund(&mut self, order: u32, at: i64, part: bool) {
        let purchase = &mut self.plan.purchases[order as usize];
        let goods = purchase.lines_minor() - purchase.discount_minor + purchase.tax_minor;
        let one = purchase.lines.iter().map(Line::total_minor).max().unwrap_or(0);
        let share = purchase.lines_minor().max(1);
        let amount = if part && purchase.lines.len() > 1 {
            goods * one / share
        } else if part {
            goods * 3 / 10
        } else {
            purchase.total_minor()
        };
        purchase.refund_minor = amount.max(1).min(purchase.total_minor());
        self.mark(at, Naming::Known, What::Order { order, state: State::Refunded });
    }
}
