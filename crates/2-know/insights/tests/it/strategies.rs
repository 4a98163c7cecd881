//! Random customers and random sentences over small worlds, so that they meet often: times lie on
//! the very ends of windows, texts differ by case only.

use base::{Currency, CustomerId, Instant, OrderStatus, RefundFact};
use insights::columns::{
    ActivityRecord, AttributeRecord, CustomerRecord, LineRecord, OrderRecord, PropertyValue,
};
use insights::language::{
    CalendarWord, Cmp, Filter, Measure, Number, Operand, Tree, Unit, Value, When, Window,
};
use proptest::prelude::*;
use proptest::sample::select;

const DAY: i64 = 24 * 3_600 * 1_000_000;

/// Noon of the day after the clocks went forward in Berlin.
pub(crate) fn now() -> i64 {
    Instant::parse("2026-03-30T10:00:00Z").unwrap().as_micros()
}

fn usd() -> Currency {
    Currency::USD
}

fn time() -> impl Strategy<Value = Instant> {
    let day = prop_oneof![-2_i64..100, Just(365), Just(30), Just(7)];
    let off = select(vec![-1_i64, 0, 1, 43_200_000_000, 36_000_000_000, 35_999_999_999]);
    (day, off).prop_map(|(day, off)| Instant::from_micros(now() - day * DAY + off))
}

fn text() -> impl Strategy<Value = String> {
    select(vec!["de", "DE", "Fr", "ß", "40", "41.5", "x1", "true"]).prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = PropertyValue> {
    prop_oneof![
        text().prop_map(PropertyValue::Text),
        select(vec![0.0, 1.0, 40.0, 41.5, -2.0]).prop_map(PropertyValue::Number),
    ]
}

fn properties(
    names: &'static [&'static str],
) -> impl Strategy<Value = Vec<(std::sync::Arc<str>, PropertyValue)>> {
    prop::collection::btree_map(select(names), value(), 0..3)
        .prop_map(|map| map.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

fn attributes() -> impl Strategy<Value = Vec<AttributeRecord>> {
    let names = vec!["country", "tag", "attribute.size", "attribute.note"];
    let values = prop::collection::vec(text(), 0..3);
    let plain = (select(names), prop::option::of(time()), values);
    let consent = (prop::option::of(time()), select(vec!["granted", "never", "withdrawn"]))
        .prop_map(|(since, word)| ("email_consent", since, vec![word.to_owned()]));
    let born = select(vec!["1990-03-30", "1990-03-31", "2000-02-29", "2026-03-29", "odd"])
        .prop_map(|date| ("birth_date", None, vec![date.to_owned()]));
    prop::collection::vec(prop_oneof![4 => plain, 2 => consent, 1 => born], 0..8).prop_map(|all| {
        // One version per name and time: of two the source would have to say which is later.
        let mut seen = std::collections::HashSet::new();
        all.into_iter()
            .filter(|(name, since, _)| seen.insert((*name, *since)))
            .map(|(name, since, mut values)| {
                let mut seen = std::collections::HashSet::new();
                values.retain(|value| seen.insert(value.clone()));
                AttributeRecord { name: name.into(), since, values }
            })
            .collect()
    })
}

fn order() -> impl Strategy<Value = OrderRecord> {
    let status = select(OrderStatus::ALL.map(|(status, _)| status).to_vec());
    let states = prop::collection::btree_map(time(), status, 0..3);
    let refund =
        (time(), 0_i64..5_000).prop_map(|(at, amount_minor)| RefundFact { at, amount_minor });
    let line = (select(vec![0.0, 1.0, 2.5]), properties(&["category", "product_id", "price"]))
        .prop_map(|(quantity, properties)| LineRecord { quantity, properties });
    (
        time(),
        select(vec![Currency::EUR, Currency::EUR, usd()]),
        select(vec![0_i64, 2_900, 29, 50_000, 12_345]),
        states,
        prop::collection::vec(refund, 0..2),
        properties(&["channel", "coupon"]),
        prop::collection::vec(line, 0..3),
    )
        .prop_map(|(placed_at, currency, total_minor, states, refunds, properties, lines)| {
            let states = states.into_iter().collect();
            OrderRecord { placed_at, currency, total_minor, states, refunds, properties, lines }
        })
}

fn activity() -> impl Strategy<Value = ActivityRecord> {
    let kind = select(vec!["product_viewed", "product_added", "product_clicked"]);
    (kind, time(), properties(&["category", "value"]))
        .prop_map(|(kind, at, properties)| ActivityRecord { kind: kind.into(), at, properties })
}

/// Customers in the order of their ids.
pub(crate) fn customers() -> impl Strategy<Value = Vec<CustomerRecord>> {
    let customer = (
        prop::option::of(time()),
        attributes(),
        prop::collection::vec(order(), 0..4),
        prop::collection::vec(activity(), 0..5),
    );
    prop::collection::vec(customer, 1..80).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(n, (created_at, attributes, mut orders, mut activities))| {
                // Order of equal times is not defined, so there are none.
                let mut seen = std::collections::HashSet::new();
                orders.retain(|order| seen.insert(order.placed_at));
                let mut seen = std::collections::HashSet::new();
                activities.retain(|activity| seen.insert((activity.kind.clone(), activity.at)));
                CustomerRecord {
                    id: id(n),
                    known_since: None,
                    created_at,
                    attributes,
                    orders,
                    activities,
                }
            })
            .collect()
    })
}

/// The n-th customer's id.
pub(crate) fn id(n: usize) -> CustomerId {
    CustomerId::from_bytes((n as u128 + 1).to_be_bytes())
}

fn number() -> impl Strategy<Value = Value> {
    select(vec![0.0, 1.0, 2.0, 3.0, 40.0, 41.5, -1.0, 0.5]).prop_map(|n| Value::Number(Number(n)))
}

fn amount() -> impl Strategy<Value = Value> {
    prop_oneof![
        select(vec![0.29, 29.0, 500.0, 0.0]).prop_map(|n| Value::Number(Number(n))),
        (select(vec![0_i64, 29, 2_900, 50_000]), select(vec![Currency::EUR, usd()]))
            .prop_map(|(minor, currency)| Value::Money(base::Money::new(minor, currency))),
    ]
}

fn text_value() -> impl Strategy<Value = Value> {
    text().prop_map(Value::Text)
}

fn date_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        when().prop_map(|date| Value::Date { date }),
        (0_u32..40, unit()).prop_map(|(ago, unit)| Value::Ago { ago, unit }),
    ]
}

fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        Just(When::Today),
        Just(When::Yesterday),
        time().prop_map(When::At),
        (1_i8..=3, 1_i8..=28).prop_map(|(m, d)| When::Day(jiff::civil::Date::constant(2026, m, d))),
    ]
}

fn unit() -> impl Strategy<Value = Unit> {
    select(Unit::ALL.map(|(unit, ..)| unit).to_vec())
}

fn window() -> BoxedStrategy<Option<Window>> {
    let any = prop_oneof![
        Just(None),
        (0_u32..100, unit()).prop_map(|(n, unit)| Some(Window::Last { n, unit })),
        select(CalendarWord::ALL.map(|(word, _)| word).to_vec())
            .prop_map(|word| Some(Window::Calendar { word })),
        when().prop_map(|from| Some(Window::Since { from })),
        (when(), when()).prop_map(|(from, to)| Some(Window::Between { from, to })),
    ];
    any.boxed()
}

const ORDERED: [Cmp; 6] = [Cmp::Eq, Cmp::Ne, Cmp::Lt, Cmp::Le, Cmp::Gt, Cmp::Ge];

/// A comparison of one of these kinds of values.
fn compared<S: Strategy<Value = Value> + Clone + 'static>(
    value: S,
) -> BoxedStrategy<(Cmp, Option<Operand>)> {
    let one = (select(ORDERED.to_vec()), value.clone());
    let any = prop_oneof![
        3 => one.prop_map(|(cmp, value)| (cmp, Some(Operand::One(value)))),
        1 => (value.clone(), value)
            .prop_filter("both ends of one kind", |(a, b)| same_kind(a, b))
            .prop_map(|(a, b)| (Cmp::Between, Some(Operand::Many(vec![a, b])))),
    ];
    any.boxed()
}

fn same_kind(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Money(a), Value::Money(b)) => a.currency == b.currency,
        (Value::Number(_), Value::Number(_))
        | (Value::Date { .. } | Value::Ago { .. }, Value::Date { .. } | Value::Ago { .. }) => true,
        _ => false,
    }
}

fn texts() -> impl Strategy<Value = (Cmp, Option<Operand>)> {
    let one = vec![Cmp::Eq, Cmp::Ne, Cmp::Contains, Cmp::StartsWith, Cmp::EndsWith, Cmp::Matches];
    let plain = select(vec!["de", "DE", "r", "1", "ß", "E"]).prop_map(|t| Value::Text(t.into()));
    prop_oneof![
        4 => (select(one), plain).prop_map(|(cmp, value)| (cmp, Some(Operand::One(value)))),
        1 => prop::collection::vec(text_value(), 1..3)
            .prop_map(|values| (Cmp::In, Some(Operand::Many(values)))),
        1 => select(vec![Cmp::IsKnown, Cmp::IsUnknown]).prop_map(|cmp| (cmp, None)),
    ]
}

fn filters(names: &'static [&'static str]) -> BoxedStrategy<Vec<Filter>> {
    let equal = (select(vec![Cmp::Eq, Cmp::Ne]), text_value())
        .prop_map(|(cmp, value)| (cmp, Some(Operand::One(value))));
    let presence = select(vec![Cmp::IsKnown, Cmp::IsUnknown]).prop_map(|cmp| (cmp, None));
    let how = prop_oneof![2 => equal, 2 => compared(number().boxed()), 1 => presence];
    let filter = (select(names), how).prop_map(|(property, (cmp, value))| Filter {
        property: property.into(),
        cmp,
        value,
    });
    prop_oneof![2 => Just(Vec::new()), 2 => prop::collection::vec(filter, 1..3)].boxed()
}

fn field() -> impl Strategy<Value = Tree> {
    let node = |(field, (cmp, value)): (&str, (Cmp, Option<Operand>))| Tree::Field {
        field: field.into(),
        cmp,
        value,
    };
    prop_oneof![
        (select(vec!["country", "tag", "attribute.note"]), texts()).prop_map(node).boxed(),
        (Just("attribute.size"), compared(number().boxed())).prop_map(node).boxed(),
        (
            Just("age"),
            compared(
                select(vec![25.0, 26.0, 35.0, 36.0, 0.0])
                    .prop_map(|n| Value::Number(Number(n)))
                    .boxed()
            )
        )
            .prop_map(node)
            .boxed(),
        (
            select(vec!["created_at", "first_order_at", "last_order_at", "birth_date"]),
            compared(date_value().boxed())
        )
            .prop_map(node)
            .boxed(),
        (select(vec!["rfm_recency", "rfm_frequency", "rfm_monetary"]), compared(number().boxed()))
            .prop_map(node)
            .boxed(),
        select(vec!["Champions", "dormant", "Prospects", "New"]).prop_map(|group| Tree::Field {
            field: "rfm_group".into(),
            cmp: Cmp::Eq,
            value: Some(Operand::One(Value::Text(group.into()))),
        }),
        Just(Tree::Field { field: "email_consent".into(), cmp: Cmp::IsTrue, value: None }),
    ]
}

fn measure() -> impl Strategy<Value = Tree> {
    let counts = vec![
        ("orders", &["channel", "status", "coupon"][..]),
        ("bought", &["category", "product_id", "price", "quantity", "channel"]),
        ("units", &["category", "product_id", "price"]),
        ("product_viewed", &["category", "value"]),
        ("product_clicked", &["category"]),
    ];
    let count = select(counts).prop_flat_map(|(name, names)| {
        (filters(names), window(), compared(number().boxed()))
            .prop_map(move |(f, w, compared)| tree(name, f, w, None, compared))
    });
    let spent = (filters(&["channel"]), window(), compared(amount().boxed()))
        .prop_map(|(f, w, compared)| tree("spent", f, w, None, compared));
    let since =
        select(vec!["days_since_order", "days_since_product_added"]).prop_flat_map(|name| {
            let names: &[_] = if name.ends_with("order") { &["channel"] } else { &["category"] };
            (filters(names), compared(number().boxed()))
                .prop_map(move |(f, compared)| tree(name, f, None, None, compared))
        });
    let figures = vec!["product_viewed.value", "product_clicked.category", "order.channel"];
    let function = select(vec!["sum", "avg", "min", "max", "first", "last"]);
    let figure = (function, select(figures), window(), compared(number().boxed()))
        .prop_map(|(name, path, w, compared)| tree(name, vec![], w, Some(path), compared));
    let totals =
        (select(vec!["sum", "avg", "max", "first", "last"]), window(), compared(amount().boxed()))
            .prop_map(|(name, w, compared)| tree(name, vec![], w, Some("order.total"), compared));
    prop_oneof![
        4 => count.boxed(),
        2 => spent.boxed(),
        1 => since.boxed(),
        1 => figure.boxed(),
        1 => totals.boxed(),
    ]
}

fn tree(
    name: &str,
    filters: Vec<Filter>,
    window: Option<Window>,
    property: Option<&str>,
    (cmp, value): (Cmp, Option<Operand>),
) -> Tree {
    let property = property.map(str::to_owned);
    Tree::Measure { measure: Measure { name: name.into(), filters, window, property }, cmp, value }
}

/// Sentences that make sense.
pub(crate) fn sentence() -> impl Strategy<Value = Tree> {
    let kinds = || select(vec!["order", "product_viewed", "product_added", "product_clicked"]);
    let leaf = prop_oneof![
        3 => field().boxed(),
        5 => measure().boxed(),
        1 => (kinds(), kinds())
            .prop_map(|(kind, since)| Tree::NoSince { kind: kind.into(), since: since.into() }),
        1 => Just(Tree::Segment { name: "Loyal".into() }),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let group = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            group.clone().prop_map(|of| Tree::And { of }),
            group.prop_map(|of| Tree::Or { of }),
            inner.prop_map(|of| Tree::Not { of: Box::new(of) }),
        ]
    })
}
