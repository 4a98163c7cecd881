//! The catalogue of Kettle & Trail: clothes for people who are out before breakfast, and the
//! coffee they take along.
//!
//! A shelf is a category with its levels; each shelf's products are rows of a table in one of the
//! files here. Prices are in euro cents; [`Product::price`] has the other currencies.

mod active;
mod camp;
mod coffee;
mod outdoor;

use crate::calendar::Calendar;
use crate::picture::{Shape, Tone};

/// A category of the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shelf {
    /// Clothes for moving, from recycled or plant fibres.
    Sustainable,
    /// Clothes for running.
    Running,
    /// Jackets and vests.
    Jackets,
    /// Trousers and shorts for the hills.
    Trousers,
    /// Merino next to the skin.
    BaseLayers,
    /// Trail shoes and boots.
    Shoes,
    /// Backpacks and bags.
    Packs,
    /// Stoves, mugs and what else makes a camp.
    Camp,
    /// Coffee by the bag.
    Beans,
    /// Coffee by the month.
    Subscriptions,
    /// What coffee is made with.
    Brewing,
    /// Hats, socks, gloves.
    Accessories,
    /// The paid club.
    Membership,
}

impl Shelf {
    /// Every shelf, in the order of the shop's menu.
    pub const ALL: [Self; 13] = [
        Self::Sustainable,
        Self::Running,
        Self::Jackets,
        Self::Trousers,
        Self::BaseLayers,
        Self::Shoes,
        Self::Packs,
        Self::Camp,
        Self::Beans,
        Self::Subscriptions,
        Self::Brewing,
        Self::Accessories,
        Self::Membership,
    ];

    /// Its levels, joined by ` > `.
    pub fn path(self) -> &'static str {
        match self {
            Self::Sustainable => "Activewear > Sustainable",
            Self::Running => "Activewear > Running",
            Self::Jackets => "Outdoor > Jackets",
            Self::Trousers => "Outdoor > Trousers",
            Self::BaseLayers => "Outdoor > Base layers",
            Self::Shoes => "Footwear > Trail and hiking",
            Self::Packs => "Packs and camp > Backpacks",
            Self::Camp => "Packs and camp > Camp kitchen",
            Self::Beans => "Coffee > Beans",
            Self::Subscriptions => "Coffee > Subscriptions",
            Self::Brewing => "Coffee > Brewing",
            Self::Accessories => "Accessories",
            Self::Membership => "Membership",
        }
    }

    /// How likely something of an order from here comes back.
    pub(crate) fn return_rate(self) -> f64 {
        match self {
            Self::Shoes => 0.17,
            Self::Sustainable | Self::Running | Self::Jackets | Self::Trousers => 0.12,
            Self::BaseLayers => 0.08,
            Self::Packs | Self::Accessories => 0.05,
            Self::Camp | Self::Brewing => 0.03,
            Self::Beans | Self::Subscriptions | Self::Membership => 0.006,
        }
    }

    /// How much it is wanted in a month, 0 for January; 1 is usual.
    pub(crate) fn season(self, month: usize) -> f64 {
        const WINTER: [f64; 12] = [1.4, 1.1, 0.8, 0.6, 0.5, 0.4, 0.4, 0.6, 1.1, 1.5, 1.8, 1.7];
        const SUMMER: [f64; 12] = [0.6, 0.7, 1.0, 1.3, 1.5, 1.6, 1.5, 1.2, 0.9, 0.7, 0.5, 0.5];
        const GIFTS: [f64; 12] = [0.8, 0.8, 0.8, 0.9, 0.9, 0.8, 0.7, 0.8, 0.9, 1.1, 1.7, 2.2];
        match self {
            Self::Jackets | Self::BaseLayers => WINTER[month],
            Self::Trousers | Self::Packs | Self::Camp | Self::Running => SUMMER[month],
            Self::Brewing | Self::Accessories => GIFTS[month],
            _ => 1.0,
        }
    }
}

/// When a product came into the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// It was there from the first day of the history.
    Ever,
    /// It came with the first launch: the recycled line.
    Tidewater,
    /// It came with the second launch: the single-origin harvest.
    Harvest,
}

/// A product of the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product {
    /// The shop's own id.
    pub id: &'static str,
    /// What customers read.
    pub name: &'static str,
    /// Maker.
    pub brand: &'static str,
    /// Category.
    pub shelf: Shelf,
    /// Price in euro cents, tax included.
    pub price_minor: i64,
    /// Cost in euro cents.
    pub cost_minor: i64,
    /// What its picture shows.
    pub shape: Shape,
    /// The colour of its picture.
    pub tone: Tone,
    /// How much it is asked for beside others of its shelf.
    pub pull: u8,
    /// When it came.
    pub since: Since,
}

/// Rows of products of one shelf: id, name, brand, price, cost, shape, tone, pull.
macro_rules! shelf {
    ($list:ident, $shelf:ident, $since:ident, [$($id:literal $name:literal $brand:literal
        $price:literal $cost:literal $shape:ident $tone:ident $pull:literal)*]) => {
        pub(crate) const $list: &[$crate::catalog::Product] = &[$($crate::catalog::Product {
            id: $id,
            name: $name,
            brand: $brand,
            shelf: $crate::catalog::Shelf::$shelf,
            price_minor: $price,
            cost_minor: $cost,
            shape: $crate::picture::Shape::$shape,
            tone: $crate::picture::Tone::$tone,
            pull: $pull,
            since: $crate::catalog::Since::$since,
        }),*];
    };
}
use shelf;

/// The tables, one after the other.
const TABLES: [&[Product]; 15] = [
    active::SUSTAINABLE,
    active::TIDEWATER,
    active::RUNNING,
    outdoor::JACKETS,
    outdoor::TROUSERS,
    outdoor::BASE_LAYERS,
    outdoor::SHOES,
    outdoor::ACCESSORIES,
    camp::PACKS,
    camp::CAMP,
    coffee::BEANS,
    coffee::HARVEST,
    coffee::SUBSCRIPTIONS,
    coffee::BREWING,
    camp::MEMBERSHIP,
];

/// Every product of the shop, in the order of the tables.
pub fn products() -> impl Iterator<Item = &'static Product> {
    TABLES.into_iter().flatten()
}

/// The product with this id, if there is one.
pub fn product(id: &str) -> Option<&'static Product> {
    products().find(|product| product.id == id)
}

impl Product {
    /// Price of one piece in minor units of `currency`, as the shop rounds it there; tax is
    /// included, save in dollars.
    pub fn price(&self, currency: &str) -> i64 {
        let rounded = |rate: f64, step: i64| {
            let steps = (self.price_minor as f64 * rate / step as f64).round() as i64;
            (steps * step).max(step)
        };
        match currency {
            "CHF" => rounded(1.05, 10),
            "GBP" => rounded(0.87, 50),
            "USD" => rounded(1.08, 100),
            _ => self.price_minor,
        }
    }

    /// Stock-keeping unit.
    pub fn sku(&self) -> String {
        let tone = self.tone.name();
        format!("{}-{}", self.id.to_uppercase(), tone[..3].to_uppercase())
    }

    /// Tags of the shop.
    pub fn tags(&self) -> Vec<String> {
        let mut tags = Vec::new();
        if self.shelf == Shelf::Sustainable {
            tags.push("sustainable".to_owned());
        }
        if self.shelf == Shelf::Beans && self.shape == Shape::BeanBag && self.pull < 8 {
            tags.push("single-origin".to_owned());
        }
        match self.since {
            Since::Ever => {}
            Since::Tidewater => tags.push("recycled".to_owned()),
            Since::Harvest => tags.push("harvest-2026".to_owned()),
        }
        tags
    }
}

/// The products by shelf, with the moments at which they came.
#[derive(Debug, Clone)]
pub(crate) struct Catalog {
    pub(crate) products: Vec<&'static Product>,
    shelves: Vec<Vec<u16>>,
    launches: [i64; 2],
}

impl Catalog {
    /// Sorts the products into their shelves.
    pub(crate) fn new(calendar: &Calendar) -> Self {
        let products: Vec<_> = products().collect();
        let on = |shelf: Shelf| {
            let all = products.iter().enumerate().filter(|(_, product)| product.shelf == shelf);
            all.map(|(index, _)| index as u16).collect()
        };
        let shelves = Shelf::ALL.into_iter().map(on).collect();
        Self { shelves, launches: [calendar.launch(0), calendar.launch(1)], products }
    }

    /// The product at this index.
    pub(crate) fn get(&self, index: u16) -> &'static Product {
        self.products[usize::from(index)]
    }

    /// Indices of the products of a shelf.
    pub(crate) fn on(&self, shelf: Shelf) -> &[u16] {
        &self.shelves[shelf as usize]
    }

    /// The moment at which a product came, if after the first day.
    pub(crate) fn since(&self, product: &Product) -> Option<i64> {
        match product.since {
            Since::Ever => None,
            Since::Tidewater => Some(self.launches[0]),
            Since::Harvest => Some(self.launches[1]),
        }
    }

    /// The index of the product with this id; the first when there is none.
    pub(crate) fn index_of(&self, id: &str) -> u16 {
        self.products.iter().position(|product| product.id == id).unwrap_or(0) as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_catalogue_has_about_120_products_with_their_own_ids_and_names() {
        let all: Vec<_> = products().collect();
        assert!((115..=135).contains(&all.len()), "{}", all.len());
        let ids: HashSet<_> = all.iter().map(|product| product.id).collect();
        let names: HashSet<_> = all.iter().map(|product| product.name).collect();
        assert_eq!((ids.len(), names.len()), (all.len(), all.len()));
        for shelf in Shelf::ALL {
            assert!(all.iter().any(|product| product.shelf == shelf), "{shelf:?}");
        }
    }

    #[test]
    fn every_product_earns_something_in_every_currency() {
        for product in products() {
            assert!(product.cost_minor < product.price_minor, "{}", product.id);
            assert!(product.cost_minor * 5 > product.price_minor, "{}", product.id);
            for currency in ["EUR", "CHF", "GBP", "USD"] {
                assert!(product.price(currency) > product.cost_minor / 2, "{}", product.id);
            }
            assert!((1..=10).contains(&product.pull), "{}", product.id);
            assert_eq!(super::product(product.id), Some(product));
        }
    }
}
