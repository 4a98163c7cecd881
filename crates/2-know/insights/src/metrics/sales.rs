//! What was sold in one stretch of time.

use base::Currency;
use std::collections::BTreeMap;

/// Orders, money and new customers of one stretch. Amounts are minor units of the shop's currency
/// unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sales {
    /// Orders placed and not cancelled, in any currency.
    pub n_orders: i64,
    /// Those of them in the shop's currency.
    pub n_home_orders: i64,
    /// Totals of first orders, and of orders without a known customer.
    pub first_minor: i64,
    /// Totals of every further order.
    pub again_minor: i64,
    /// Money that went back in this stretch, for first orders.
    pub first_refunds_minor: i64,
    /// Money that went back in this stretch, for further orders.
    pub again_refunds_minor: i64,
    /// Customers who placed their first order.
    pub n_new: i64,
    /// Orders in other currencies: how many of each.
    pub foreign: BTreeMap<Currency, i64>,
}

impl Sales {
    /// What was sold, before refunds.
    pub fn gross_minor(&self) -> i64 {
        self.first_minor + self.again_minor
    }

    /// What was sold less what went back.
    pub fn net_minor(&self) -> i64 {
        self.first_net_minor() + self.again_net_minor()
    }

    /// Of first orders.
    pub fn first_net_minor(&self) -> i64 {
        self.first_minor - self.first_refunds_minor
    }

    /// Of further orders.
    pub fn again_net_minor(&self) -> i64 {
        self.again_minor - self.again_refunds_minor
    }

    /// The share of further orders in what was sold, from 0 to 1; none without revenue.
    pub fn returning_share(&self) -> Option<f64> {
        let net = self.net_minor();
        (net > 0).then(|| (self.again_net_minor() as f64 / net as f64).clamp(0.0, 1.0))
    }

    /// Both stretches as one.
    pub fn and(mut self, other: &Self) -> Self {
        self.n_orders += other.n_orders;
        self.n_home_orders += other.n_home_orders;
        self.first_minor += other.first_minor;
        self.again_minor += other.again_minor;
        self.first_refunds_minor += other.first_refunds_minor;
        self.again_refunds_minor += other.again_refunds_minor;
        self.n_new += other.n_new;
        for (currency, n) in &other.foreign {
            *self.foreign.entry(*currency).or_default() += n;
        }
        self
    }

    /// All stretches as one.
    pub fn sum<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        all.into_iter().fold(Self::default(), Self::and)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refund_lowers_the_part_it_was_sold_in() {
        let sales = Sales {
            first_minor: 4_000,
            again_minor: 7_000,
            again_refunds_minor: 1_000,
            ..Sales::default()
        };
        assert_eq!((sales.gross_minor(), sales.net_minor()), (11_000, 10_000));
        assert_eq!(sales.returning_share(), Some(0.6));
    }

    #[test]
    fn there_is_no_share_of_nothing() {
        assert_eq!(Sales::default().returning_share(), None);
        let refunded = Sales { first_refunds_minor: 500, ..Sales::default() };
        assert_eq!(refunded.returning_share(), None);
        let mostly = Sales {
            first_minor: 100,
            first_refunds_minor: 300,
            again_minor: 1_000,
            ..Sales::default()
        };
        assert_eq!(mostly.returning_share(), Some(1.0));
    }

    #[test]
    fn stretches_add_up() {
        let one = Sales {
            n_orders: 2,
            foreign: BTreeMap::from([(Currency::USD, 1)]),
            ..Sales::default()
        };
        let all = Sales::sum([&one, &one]);
        assert_eq!((all.n_orders, all.foreign[&Currency::USD]), (4, 2));
    }
}
