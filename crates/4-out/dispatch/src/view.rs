//! What a template may see of a customer, her orders, the shop and the mail itself.

use crate::color::Color;
use crate::{Value, sender::Sender};
use base::{ConsentState, CustomerId, Instant, Money, OrderId, OrderStatus, Personal, Shop};
use book::{CustomerRow, Order};

/// Everything a view is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) shop: &'a Shop,
    pub(crate) sender: &'a Sender,
    pub(crate) customer: Option<&'a CustomerRow>,
    /// Her latest orders, the latest first.
    pub(crate) orders: &'a [Order],
    pub(crate) name: &'a str,
    pub(crate) now: Instant,
    pub(crate) links: Option<&'a Links>,
}

/// The addresses that belong to one delivery.
#[derive(Debug, Clone, Default)]
pub(crate) struct Links {
    pub(crate) unsubscribe: String,
    pub(crate) preferences: String,
    pub(crate) view: String,
    pub(crate) open: Option<String>,
    pub(crate) trap: String,
}

pub(crate) fn view(seen: &Seen<'_>) -> Value {
    let mut entries = Vec::new();
    let mut put = |name: &str, value: Value| entries.push((name.to_owned(), value));
    let personal = |text: Option<&Personal>| Value::text(text.map(Personal::reveal));
    if let Some(customer) = seen.customer {
        put("first_name", personal(customer.first_name.as_ref()));
        put("last_name", personal(customer.last_name.as_ref()));
        put("email", personal(customer.email.as_ref()));
        let whole = person(customer, seen.shop);
        put("customer", whole.clone());
        put("person", whole);
    }
    let orders: Vec<_> = seen.orders.iter().map(order).collect();
    put("last_order", orders.first().cloned().unwrap_or_default());
    put("orders", Value::List(orders));
    put("shop", shop(seen.shop));
    put("campaign", Value::map([("name", Value::trusted(Some(seen.name)))]));
    put("now", Value::Time(seen.now));
    put("postal_address", Value::trusted(Some(&seen.sender.postal_address)));
    put("words", words(&seen.shop.language));
    let none = Links::default();
    let links = seen.links.unwrap_or(&none);
    put("unsubscribe_url", Value::trusted(Some(&links.unsubscribe)));
    put("preferences_url", Value::trusted(Some(&links.preferences)));
    put("view_url", Value::trusted(Some(&links.view)));
    put("open_url", Value::trusted(links.open.as_deref()));
    put("trap_url", Value::trusted(Some(&links.trap)));
    Value::Map(entries)
}

/// A view in which every name that a template may use is there, whoever gets the mail; `own` are
/// the shop's own fields. Values in it mean nothing.
pub(crate) fn specimen(shop: &Shop, sender: &Sender, own: &[String]) -> Value {
    let (at, nothing) = (Instant::from_micros(0), Money::new(0, shop.currency));
    let customer = CustomerRow {
        id: CustomerId::from_bytes([0; 16]),
        since: at,
        first_name: None,
        last_name: None,
        email: None,
        phone: None,
        birth_date: None,
        gender: None,
        language: None,
        timezone: None,
        street1: None,
        street2: None,
        postal_code: None,
        city: None,
        region: None,
        country: None,
        tags: Vec::new(),
        attributes: own.iter().map(|name| (name.clone(), serde_json::Value::Null)).collect(),
        n_orders: 0,
        spent: Vec::new(),
        spent_minor: 0,
        first_order_at: None,
        last_order_at: None,
        email_consent: ConsentState::Never,
        sms_consent: ConsentState::Never,
    };
    let line = book::OrderLine {
        product: None,
        product_key: None,
        sku: None,
        name: String::new(),
        category: None,
        image_url: None,
        quantity: 1.0,
        unit: nothing,
        discount: nothing,
    };
    let order = Order {
        id: OrderId::from_bytes([0; 16]),
        number: String::new(),
        source: String::new(),
        subject: None,
        placed_at: at,
        status: OrderStatus::Placed,
        total: nothing,
        refunded: nothing,
        discount: nothing,
        tax: nothing,
        shipping: nothing,
        coupon: None,
        channel: None,
        lines: vec![line],
    };
    view(&Seen {
        shop,
        sender,
        customer: Some(&customer),
        orders: &[order],
        name: "",
        now: at,
        links: None,
    })
}

fn person(customer: &CustomerRow, shop: &Shop) -> Value {
    let personal = |text: &Option<Personal>| Value::text(text.as_ref().map(Personal::reveal));
    let text = |text: &Option<String>| Value::text(text.as_deref());
    let time = |at: Option<Instant>| at.map_or(Value::Nil, Value::Time);
    let spent = customer.spent.iter().find(|money| money.currency == shop.currency);
    let attributes = customer.attributes.iter();
    let attributes = attributes.map(|(name, value)| (name.clone(), Value::json(value))).collect();
    Value::map([
        ("first_name", personal(&customer.first_name)),
        ("last_name", personal(&customer.last_name)),
        ("name", Value::text(Some(customer.name().reveal()))),
        ("email", personal(&customer.email)),
        ("phone", personal(&customer.phone)),
        ("birth_date", personal(&customer.birth_date)),
        ("gender", text(&customer.gender)),
        ("language", text(&customer.language)),
        ("postal_code", text(&customer.postal_code)),
        ("city", text(&customer.city)),
        ("region", text(&customer.region)),
        ("country", text(&customer.country)),
        ("tags", Value::List(customer.tags.iter().map(|tag| Value::text(Some(tag))).collect())),
        ("attributes", Value::Map(attributes)),
        ("orders", Value::Int(customer.n_orders)),
        ("spent", Value::Money(spent.copied().unwrap_or(Money::new(0, shop.currency)))),
        ("since", Value::Time(customer.since)),
        ("first_order_at", time(customer.first_order_at)),
        ("last_order_at", time(customer.last_order_at)),
    ])
}

fn order(order: &Order) -> Value {
    let line = |line: &book::OrderLine| {
        Value::map([
            ("name", Value::text(Some(&line.name))),
            ("sku", Value::text(line.sku.as_deref())),
            ("category", Value::text(line.category.as_deref())),
            ("image_url", Value::text(line.image_url.as_deref())),
            ("quantity", Value::Float(line.quantity)),
            ("price", Value::Money(line.unit)),
        ])
    };
    Value::map([
        ("number", Value::text(Some(&order.number))),
        ("placed_at", Value::Time(order.placed_at)),
        ("status", Value::text(Some(order.status.as_str()))),
        ("total", Value::Money(order.total)),
        ("lines", Value::List(order.lines.iter().map(line).collect())),
    ])
}

fn shop(shop: &Shop) -> Value {
    let color = Color::of(shop);
    let ink = color.unwrap_or(Color::PLAIN).ink();
    let color = color.map(|color| color.to_string());
    Value::map([
        ("name", Value::trusted(Some(&shop.name))),
        ("website", Value::trusted(shop.website.as_deref())),
        ("logo_url", Value::trusted(shop.logo_url.as_deref())),
        ("color", Value::trusted(color.as_deref())),
        ("ink", Value::trusted(Some(ink))),
        ("currency", Value::trusted(Some(shop.currency.as_str()))),
    ])
}

/// The house's own words in mails and pages, in the shop's language.
pub(crate) fn words(language: &str) -> Value {
    let primary = language.split('-').next().unwrap_or_default();
    let [unsubscribe, preferences, view] = match primary {
        "de" => ["Abmelden", "Einstellungen", "Im Browser ansehen"],
        "fr" => ["Se désabonner", "Préférences", "Voir dans le navigateur"],
        "es" => ["Darse de baja", "Preferencias", "Ver en el navegador"],
        "it" => ["Annulla l'iscrizione", "Preferenze", "Apri nel browser"],
        "nl" => ["Uitschrijven", "Voorkeuren", "Bekijk in de browser"],
        _ => ["Unsubscribe", "Preferences", "View in browser"],
    };
    Value::map([
        ("unsubscribe", Value::trusted(Some(unsubscribe))),
        ("preferences", Value::trusted(Some(preferences))),
        ("view", Value::trusted(Some(view))),
    ])
}
