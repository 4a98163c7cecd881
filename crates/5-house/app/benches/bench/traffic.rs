//! What a shop's site and server send: visits, looks at products, carts, sign-ins, orders.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

/// Products of the shop.
const PRODUCTS: u32 = 2_000;
const CATEGORIES: [&str; 8] =
    ["activewear", "shoes", "jackets", "tents", "coffee", "bags", "socks", "lamps"];

/// Makes calls, the same for the same seed.
#[derive(Debug)]
pub(crate) struct Traffic {
    random: ChaCha8Rng,
    /// Customers that are known by an id; others come without one.
    customers: u32,
    n_calls: u64,
    /// Makes keys of one run differ from those of another.
    run: String,
}

impl Traffic {
    pub(crate) fn new(seed: u64, customers: u32, run: &str) -> Self {
        Self { random: ChaCha8Rng::seed_from_u64(seed), customers, n_calls: 0, run: run.into() }
    }

    /// The body of a batch of that many calls.
    pub(crate) fn batch(&mut self, write_key: &str, n_calls: usize) -> String {
        let calls: Vec<Value> = (0..n_calls).map(|_| self.call()).collect();
        json!({ "batch": calls, "writeKey": write_key }).to_string()
    }

    /// One call: 35 of 100 are pages, 35 views of a product, 15 carts, 9 sign-ins, 6 orders.
    pub(crate) fn call(&mut self) -> Value {
        self.n_calls += 1;
        let customer = self.random.random_range(0..self.customers);
        let mut call = match self.random.random_range(0..100) {
            0..35 => json!({ "type": "page", "name": "Shelf",
                "properties": { "path": format!("/shelf/{}", customer % 40), "title": "Shelf",
                    "referrer": "https://search.example/", "url": "https://shop.example/shelf" } }),
            35..70 => json!({ "type": "track", "event": "Product Viewed",
                "properties": self.product() }),
            70..85 => json!({ "type": "track", "event": "Product Added",
                "properties": self.product() }),
            85..94 => json!({ "type": "identify", "traits": {
                "email": format!("c{customer}@example.com"),
                "firstName": format!("Zoë{}", customer % 500), "lastName": "Müller",
                "address": { "city": "Köln", "country": "DE", "postalCode": "50667" } } }),
            _ => self.order(),
        };
        call["messageId"] = format!("{}-{}", self.run, self.n_calls).into();
        call["anonymousId"] = format!("visitor-{customer}").into();
        // Half of the visits are by people who are signed in.
        if call["type"] == "identify" || call["event"] == "Order Completed" || customer % 2 == 0 {
            call["userId"] = format!("c{customer}").into();
        }
        call["context"] = json!({ "library": { "name": "bench", "version": "1" },
            "ip": "192.0.2.1", "userAgent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0)" });
        call
    }

    fn product(&mut self) -> Value {
        let number = self.random.random_range(0..PRODUCTS);
        let category = CATEGORIES[number as usize % CATEGORIES.len()];
        json!({ "product_id": format!("p{number}"), "sku": format!("SKU-{number}"),
            "name": format!("Product {number}"), "category": category, "currency": "EUR",
            "price": f64::from(number % 90) + 9.9, "quantity": 1,
            "url": format!("https://shop.example/p/{number}") })
    }

    fn order(&mut self) -> Value {
        let products: Vec<Value> =
            (0..self.random.random_range(1..5)).map(|_| self.product()).collect();
        let prices = products.iter().filter_map(|product| product["price"].as_f64());
        let total = (prices.sum::<f64>() * 100.0).round() / 100.0;
        json!({ "type": "track", "event": "Order Completed", "properties": {
            "order_id": format!("{}-o{}", self.run, self.n_calls), "currency": "EUR",
            "total": total, "products": products } })
    }
}
