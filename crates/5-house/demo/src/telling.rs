//! From a moment to the full activity, as the source that saw it tells it.
//!
//! Four sources speak: `shop` (the shop system), `web` (its site), `newsletter` (the mail tool of
//! the past) and `helpdesk`.

use crate::catalog::Product;
use crate::moment::{Answer, Evidence, Moment, Naming, Purchase, State, What};
use crate::person::Person;
use crate::shop::Shop;
use crate::texts;
use crate::visits::SEARCHES;
use base::{
    Activity, Body, Channel, ConsentFact, Currency, Identifiers, Instant, Namespace, OrderFacts,
    OrderLine, OrderStatus, ProductFacts, RefundFact, SourceName,
};
use serde_json::{Map, Value, json};

/// The names of the sources, made once.
#[derive(Debug, Clone)]
pub(crate) struct Sources {
    shop: SourceName,
    web: SourceName,
    newsletter: SourceName,
    helpdesk: SourceName,
    namespace: Namespace,
}

impl Sources {
    pub(crate) fn new() -> Self {
        let name = |text| SourceName::parse(text).unwrap_or_else(|_| SourceName::house());
        Self {
            shop: name("shop"),
            web: name("web"),
            newsletter: name("newsletter"),
            helpdesk: name("helpdesk"),
            namespace: Namespace::shop(),
        }
    }

    fn of(&self, what: What) -> &SourceName {
        match what {
            What::Listed(_)
            | What::Searched(_)
            | What::Viewed(_)
            | What::Added { .. }
            | What::Checkout { .. } => &self.web,
            What::Mail { .. } | What::Answered(_) => &self.newsletter,
            What::Support { .. } => &self.helpdesk,
            _ => &self.shop,
        }
    }
}

impl Shop {
    /// Tells the moment with this index in full.
    pub(crate) fn tell(&self, index: usize) -> Option<Activity> {
        let moment = self.plan.moments.get(index)?;
        Some(Activity {
            source: self.sources.of(moment.what).clone(),
            namespace: self.sources.namespace.clone(),
            key: self.key(index, moment),
            at: Instant::from_micros(moment.at),
            who: self.identifiers(moment),
            body: self.body(moment),
            import: None,
        })
    }

    fn key(&self, index: usize, moment: &Moment) -> String {
        match moment.what {
            What::Product(product) => self.world.catalog.get(product).id.to_owned(),
            _ => format!("demo-{index:07}"),
        }
    }

    fn identifiers(&self, moment: &Moment) -> Identifiers {
        let namespace = || self.sources.namespace.clone();
        let visitor = |bits: u64| Some((namespace(), format!("v-{bits:016x}")));
        let mut who = Identifiers::default();
        match moment.naming {
            Naming::Nobody => return who,
            Naming::Stranger => {
                who.anonymous = visitor(self.stranger(moment.who));
                return who;
            }
            _ => {}
        }
        let person = &self.people[moment.who as usize];
        let id = || vec![(namespace(), self.customer_id(moment.who))];
        let known = |who: &mut Identifiers| {
            if person.account {
                who.ids = id();
            } else {
                who.emails = vec![person.email.clone()];
            }
        };
        match moment.naming {
            Naming::Visitor(browser) => {
                who.anonymous = visitor(person.visitors[usize::from(browser)]);
            }
            Naming::Known => known(&mut who),
            Naming::KnownVisitor(browser) => {
                known(&mut who);
                who.anonymous = visitor(person.visitors[usize::from(browser)]);
            }
            Naming::Whole(browser) => {
                known(&mut who);
                who.emails = vec![person.email.clone()];
                who.emails.extend(person.second_email.clone());
                who.phones = person.phone.iter().cloned().collect();
                who.anonymous = browser.and_then(|b| visitor(person.visitors[usize::from(b)]));
            }
            Naming::Phone => who.phones = person.phone.iter().cloned().collect(),
            _ => who.emails = vec![person.email.clone()],
        }
        who
    }

    fn body(&self, moment: &Moment) -> Body {
        let person = self.people.get(moment.who as usize);
        let currency = person.map_or("EUR", Person::currency);
        match moment.what {
            What::Product(product) => Body::Product(self.product_facts(product)),
            What::Facts(index) => Body::Customer(self.plan.facts[index as usize].clone()),
            What::Consent { channel, state, evidence } => Body::Consent(ConsentFact {
                channel,
                topic: "marketing".to_owned(),
                state,
                firsthand: true,
                evidence: self.evidence(evidence, channel),
            }),
            What::Listed(shelf) => {
                custom("product_list_viewed", json!({ "category": shelf.path() }))
            }
            What::Searched(text) => {
                let (query, _) = SEARCHES[usize::from(text)];
                custom("products_searched", json!({ "query": query }))
            }
            What::Viewed(product) => {
                custom("product_viewed", seen(self.world.catalog.get(product), currency))
            }
            What::Added { product, cart } => {
                let mut properties = seen(self.world.catalog.get(product), currency);
                properties["cart_id"] = format!("cart-{cart}").into();
                properties["quantity"] = 1.into();
                custom("product_added", properties)
            }
            What::Checkout { cart } => {
                custom("checkout_started", json!({ "cart_id": format!("cart-{cart}") }))
            }
            What::Order { order, state } => Body::Order(self.order_facts(order, state, moment.at)),
            What::Reviewed { product, stars } => {
                let mut properties = seen(self.world.catalog.get(product), currency);
                properties["rating"] = stars.into();
                custom("product_reviewed", properties)
            }
            What::Answered(Answer::Score(score)) => custom(
                "survey_answered",
                json!({ "survey": "How likely are you to recommend us?", "score": score }),
            ),
            What::Answered(Answer::SingleOrigin) => custom(
                "survey_answered",
                json!({ "survey": "What shall we roast next?", "answer": "single-origin" }),
            ),
            What::Parcel { order } => self.parcel(order),
            What::Support { text, order } => self.request(text, order),
            What::Mail { campaign, act, class } => {
                let campaign = &self.world.campaigns[usize::from(campaign)];
                let (name, properties) = crate::mailing::told(campaign, act, class);
                custom(name, properties)
            }
        }
    }

    fn parcel(&self, order: u32) -> Body {
        let properties = json!({
            "order_id": self.order_id(order),
            "carrier": self.plan.purchases[order as usize].carrier,
            "tracking_number": format!("KT{:010}", u64::from(order) * 7_919 + 31),
        });
        custom("order_shipped", properties)
    }

    fn request(&self, text: u8, order: u32) -> Body {
        let carrier = self.plan.purchases[order as usize].carrier;
        let order_id = self.order_id(order);
        let (topic, text) = texts::request(text, carrier, &order_id);
        let properties = json!({
            "topic": topic,
            "text": text,
            "order_id": order_id,
            "carrier": carrier,
            "channel": "email",
        });
        custom("support_request", properties)
    }

    fn evidence(&self, evidence: Evidence, channel: Channel) -> String {
        match evidence {
            Evidence::Checkout => format!("Box \"News by {channel}\" in the checkout, ticked"),
            Evidence::Form => "Form at the foot of the page, confirmed by mail".to_owned(),
            Evidence::LeftEmpty => "Box in the checkout, left empty".to_owned(),
            Evidence::Reply => "Reply to the shop: please no more mails".to_owned(),
            Evidence::Link(campaign) => {
                let slug = &self.world.campaigns[usize::from(campaign)].slug;
                format!("Unsubscribe link in {slug}")
            }
        }
    }

    fn product_facts(&self, index: u16) -> ProductFacts {
        let product = self.world.catalog.get(index);
        let page = format!("{}/products/{}", Self::WEBSITE, product.id);
        ProductFacts {
            product: product.id.to_owned(),
            sku: Some(product.sku()),
            name: Some(product.name.to_owned()),
            category: Some(product.shelf.path().to_owned()),
            brand: Some(product.brand.to_owned()),
            price_minor: Some(product.price_minor),
            cost_minor: Some(product.cost_minor),
            currency: Some(Currency::EUR),
            url: Some(page),
            image_url: Some(format!("{}/{}.svg", self.options.pictures, product.id)),
            stock: Some(i64::from(product.pull) * 11 % 67),
            tags: Some(product.tags()),
            attributes: Map::new(),
        }
    }

    fn order_facts(&self, order: u32, state: State, at: i64) -> OrderFacts {
        let purchase = &self.plan.purchases[order as usize];
        let currency = Currency::parse(purchase.currency).unwrap_or(Currency::EUR);
        let mut facts = OrderFacts { order: self.order_id(order), ..Default::default() };
        let all = purchase.refund_minor == purchase.total_minor();
        facts.status = Some(match state {
            State::Pending => OrderStatus::Pending,
            State::Placed => OrderStatus::Placed,
            State::Paid => OrderStatus::Paid,
            State::Shipped => OrderStatus::Shipped,
            State::Delivered => OrderStatus::Delivered,
            State::Cancelled => OrderStatus::Cancelled,
            State::Refunded if all => OrderStatus::Refunded,
            State::Refunded => OrderStatus::PartiallyRefunded,
        });
        if state == State::Refunded {
            let at = Instant::from_micros(at);
            facts.refunds = vec![RefundFact { at, amount_minor: purchase.refund_minor }];
        }
        if matches!(state, State::Pending | State::Placed) {
            facts.currency = Some(currency);
            self.detail(&mut facts, purchase);
        }
        facts
    }

    fn detail(&self, facts: &mut OrderFacts, purchase: &Purchase) {
        facts.placed_at = Some(Instant::from_micros(purchase.placed_at));
        facts.discount_minor = (purchase.discount_minor > 0).then_some(purchase.discount_minor);
        facts.tax_minor = (purchase.tax_minor > 0).then_some(purchase.tax_minor);
        facts.shipping_minor = Some(purchase.shipping_minor);
        facts.total_minor = Some(purchase.total_minor());
        facts.coupon = purchase.coupon.map(str::to_owned);
        facts.channel = Some(purchase.channel.to_owned());
        let line = |line: &crate::moment::Line| {
            let product = self.world.catalog.get(line.product);
            OrderLine {
                product: Some(product.id.to_owned()),
                sku: Some(product.sku()),
                name: Some(product.name.to_owned()),
                category: Some(product.shelf.path().to_owned()),
                quantity: f64::from(line.quantity),
                unit_minor: line.unit_minor.into(),
                discount_minor: line.discount_minor.into(),
            }
        };
        facts.lines = Some(purchase.lines.iter().map(line).collect());
    }
}

/// What the site says about a product that someone looks at.
fn seen(product: &Product, currency: &str) -> Value {
    json!({
        "product_id": product.id,
        "name": product.name,
        "category": product.shelf.path(),
        "brand": product.brand,
        "price": product.price(currency) as f64 / 100.0,
        "currency": currency,
    })
}

fn custom(name: &str, properties: Value) -> Body {
    let properties = match properties {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    Body::Custom { name: name.to_owned(), properties }
}
