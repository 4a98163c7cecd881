//! The demo shop seen from outside: its totals, its money, its people.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use base::{Activity, Body, OrderStatus};
use demo::{Options, STORIES, Shop};
use std::collections::{HashMap, HashSet, hash_map::DefaultHasher};
use std::fmt::Write;
use std::hash::{Hash, Hasher};

const DAY: i64 = 86_400_000_000;

/// What is known of one order after all activities about it.
#[derive(Debug, Default)]
struct Told {
    customer: String,
    placed_at: i64,
    total: i64,
    currency: String,
    status: Option<OrderStatus>,
    refunded: i64,
    n_states: u32,
}

/// A history folded as a shop owner would count it.
#[derive(Debug, Default)]
struct Folded {
    n_activities: usize,
    n_products: usize,
    orders: HashMap<String, Told>,
    names: HashMap<String, usize>,
    full_names: HashMap<String, String>,
    countries: HashSet<String>,
    campaigns: HashSet<String>,
    classes: HashMap<String, usize>,
    carts: HashMap<String, i64>,
    late_requests: usize,
}

fn fold(shop: &Shop) -> Folded {
    let mut folded = Folded::default();
    for activity in shop.activities() {
        folded.n_activities += 1;
        *folded.names.entry(activity.body.kind().to_owned()).or_default() += 1;
        take(&mut folded, &activity);
    }
    folded
}

fn take(folded: &mut Folded, activity: &Activity) {
    let id = activity.who.ids.first().map(|(_, id)| id.clone()).unwrap_or_default();
    match &activity.body {
        Body::Product(_) => folded.n_products += 1,
        Body::Customer(facts) => {
            folded.countries.extend(facts.address.country.clone());
            if let (Some(first), Some(last)) = (&facts.first_name, &facts.last_name) {
                let name = format!("{} {}", first.reveal(), last.reveal());
                folded.full_names.entry(name).or_insert(id);
            }
        }
        Body::Order(facts) => {
            let told = folded.orders.entry(facts.order.clone()).or_default();
            told.customer = id;
            told.n_states += 1;
            told.status = facts.status;
            told.refunded += facts.refunds.iter().map(|refund| refund.amount_minor).sum::<i64>();
            let Some(lines) = &facts.lines else { return };
            assert!(!lines.is_empty());
            let goods: i64 = lines
                .iter()
                .map(|line| (line.quantity * line.unit_minor as f64) as i64 - line.discount_minor)
                .sum();
            let sum = goods - facts.discount_minor.unwrap_or(0)
                + facts.tax_minor.unwrap_or(0)
                + facts.shipping_minor.unwrap_or(0);
            assert_eq!(Some(sum), facts.total_minor, "{}", facts.order);
            assert!(sum > 0 && facts.placed_at == Some(activity.at), "{}", facts.order);
            told.total = sum;
            told.placed_at = activity.at.as_micros();
            facts.currency.unwrap().as_str().clone_into(&mut told.currency);
        }
        Body::Custom { name, properties } => {
            let text = |key: &str| properties.get(key).and_then(|value| value.as_str());
            folded.campaigns.extend(text("campaign").map(str::to_owned));
            if let Some(class) = text("class") {
                *folded.classes.entry(format!("{name} {class}")).or_default() += 1;
            }
            if name == "product_added" && !id.is_empty() {
                folded.carts.insert(id, activity.at.as_micros());
            }
            folded.late_requests += usize::from(text("topic") == Some("shipping"));
        }
        _ => {}
    }
}

/// The orders of each customer that count, oldest first.
fn by_customer(folded: &Folded) -> HashMap<&str, Vec<&Told>> {
    let mut orders: HashMap<&str, Vec<&Told>> = HashMap::new();
    for told in folded.orders.values() {
        if told.status.is_some_and(OrderStatus::counts) {
            orders.entry(&told.customer).or_default().push(told);
        }
    }
    for list in orders.values_mut() {
        list.sort_by_key(|told| told.placed_at);
    }
    orders
}

#[test]
fn the_default_shop_is_of_the_promised_size_and_shape() {
    let shop = Shop::new(Options::default());
    let folded = fold(&shop);
    println!("{} activities, {:?}", folded.n_activities, folded.names);
    println!("{:?}", folded.classes);
    assert_eq!(shop.n_customers(), 4_000);
    assert_eq!(folded.n_activities, shop.n_activities());
    assert!((115..=135).contains(&folded.n_products));
    let n_orders = folded.orders.len();
    println!("{n_orders} orders");
    assert!((10_000..=12_500).contains(&n_orders), "{n_orders}");
    let n_others = folded.n_activities - n_orders;
    assert!((130_000..=240_000).contains(&n_others), "{n_others}");
    for country in ["DE", "AT", "CH", "FR", "GB", "NL", "US"] {
        assert!(folded.countries.contains(country));
    }
    let currencies: HashSet<_> =
        folded.orders.values().map(|told| told.currency.as_str()).collect();
    assert_eq!(currencies, HashSet::from(["EUR", "CHF", "GBP", "USD"]));
    assert_eq!(folded.campaigns.len(), shop.campaigns().len());
    assert!(folded.late_requests >= 8, "{}", folded.late_requests);

    let orders = by_customer(&folded);
    let repeaters = orders.values().filter(|list| list.len() > 1).count();
    let repeat_rate = repeaters as f64 / orders.len() as f64;
    println!("repeat rate {repeat_rate:.3}");
    assert!((0.25..=0.45).contains(&repeat_rate), "{repeat_rate}");
    let refunded = folded.orders.values().filter(|told| told.refunded > 0).count();
    let cancelled = folded.orders.values();
    let cancelled = cancelled.filter(|told| told.status == Some(OrderStatus::Cancelled)).count();
    let share = |n: usize| n as f64 / n_orders as f64;
    println!("refunds {:.3}, cancelled {:.3}", share(refunded), share(cancelled));
    assert!((0.05..=0.11).contains(&share(refunded)));
    assert!((0.008..=0.03).contains(&share(cancelled)));
    for told in folded.orders.values() {
        assert!(told.refunded <= told.total && told.n_states <= 6);
    }
    let value: i64 = folded.orders.values().map(|told| told.total).sum();
    let mean = value as f64 / n_orders as f64 / 100.0;
    println!("mean order {mean:.2}");
    assert!((50.0..=160.0).contains(&mean), "{mean}");
}

#[test]
fn every_ready_made_situation_has_people_in_it() {
    let shop = Shop::new(Options::default());
    let folded = fold(&shop);
    let end = Options::END.as_micros();
    let orders = by_customer(&folded);
    let count =
        |holds: &dyn Fn(&[&Told]) -> bool| orders.values().filter(|list| holds(list)).count();
    let since = |list: &[&Told]| (end - list[list.len() - 1].placed_at) / DAY;
    let spent = |list: &[&Told]| list.iter().map(|told| told.total - told.refunded).sum::<i64>();
    let situations: [(&str, usize, usize); 9] = [
        ("new", 60, count(&|list| end - list[0].placed_at <= 30 * DAY)),
        ("active", 300, count(&|list| since(list) <= 60)),
        ("loyal", 200, count(&|list| list.len() >= 5 && since(list) <= 90)),
        ("at risk", 150, count(&|list| list.len() >= 3 && (60..=180).contains(&since(list)))),
        ("lapsed", 200, count(&|list| list.len() >= 2 && since(list) > 180)),
        ("one-time", 1_500, count(&|list| list.len() == 1)),
        ("high value", 80, count(&|list| spent(list) > 120_000)),
        (
            "two orders in 90 days",
            200,
            count(&|list| list.iter().filter(|told| end - told.placed_at <= 90 * DAY).count() >= 2),
        ),
        (
            "cart left today",
            2,
            folded
                .carts
                .iter()
                .filter(|(customer, at)| {
                    let ordered = orders.get(customer.as_str()).and_then(|list| list.last());
                    end - **at <= DAY && ordered.is_none_or(|told| told.placed_at < **at)
                })
                .count(),
        ),
    ];
    for (name, at_least, n) in situations {
        println!("{name}: {n}");
        assert!(n >= at_least, "{name}: {n}, wanted {at_least}");
    }
}

#[test]
fn every_story_can_be_found_by_name() {
    let shop = Shop::new(Options { customers: 0, ..Options::default() });
    assert_eq!(shop.n_customers(), Options::CUSTOMERS_MIN as usize);
    let folded = fold(&shop);
    let orders = by_customer(&folded);
    for name in STORIES.iter().flat_map(|story| story.people) {
        let customer = folded.full_names.get(*name);
        let customer = customer.unwrap_or_else(|| panic!("{name} is missing"));
        assert!(orders.contains_key(customer.as_str()), "{name} never ordered");
    }
    let of = |name: &str| orders[folded.full_names[name].as_str()].as_slice();
    let days = |told: &Told| (Options::END.as_micros() - told.placed_at) as f64 / DAY as f64;
    let sarah = of("Sarah Brandt");
    assert!(sarah.len() == 5 && (92.0..100.0).contains(&days(sarah[4])));
    let leonie = of("Leonie Çelik");
    assert!(leonie.len() == 1 && days(leonie[0]) < 1.0);
    let mark: Vec<_> = of("Mark Ellery").iter().map(|told| days(told).round()).collect();
    assert_eq!(&mark[mark.len() - 3..], [80.0, 52.0, 24.0]);
    assert!(of("Käthe Weiß").len() > 20 && of("Zoé Lefèvre").len() > 20);
    let miriam: HashSet<_> =
        of("Miriam Özdemir").iter().map(|told| told.currency.as_str()).collect();
    assert_eq!(miriam.len(), 2);
    assert_eq!(of("Inés Ibáñez")[0].status, Some(OrderStatus::PartiallyRefunded));
    let left_at = folded.carts[&folded.full_names["Amélie Rousseau"]];
    assert!((60..70).contains(&((Options::END.as_micros() - left_at) / 60_000_000)));
}

#[test]
fn times_run_forward_and_end_in_time_and_keys_are_unique() {
    let shop = Shop::new(Options { customers: 800, ..Options::default() });
    let mut keys = HashSet::new();
    let mut last = i64::MIN;
    for activity in shop.activities() {
        assert!(activity.at >= base::Instant::from_micros(last) && activity.at <= Options::END);
        last = activity.at.as_micros();
        assert_eq!(activity.who.is_empty(), matches!(activity.body, Body::Product(_)));
        assert!(keys.insert((activity.source, activity.key)));
        let json = activity.body.to_json().unwrap();
        assert!(json.len() < base::limits::ACTIVITY_BYTES_MAX);
        assert_eq!(Body::from_json(activity.body.kind(), &json).unwrap(), activity.body);
        if let Body::Custom { name, .. } = &activity.body {
            assert!(!Body::is_reserved(name));
        }
    }
}

#[test]
fn contact_points_are_nobodys_and_read_back() {
    let shop = Shop::new(Options { customers: 1_500, ..Options::default() });
    let mut owners: HashMap<String, HashSet<String>> = HashMap::new();
    let (mut n_phones, mut n_emails) = (HashSet::new(), 0);
    for activity in shop.activities() {
        for email in &activity.who.emails {
            let domain = email.domain();
            let owned = ["com", "org", "net"].map(|end| format!("example.{end}"));
            assert!(owned.iter().any(|end| domain.ends_with(end.as_str())), "{domain}");
            assert_eq!(base::EmailAddress::parse(email.reveal()).as_ref(), Ok(email));
            n_emails += 1;
            if let (Body::Customer(_), Some((_, id))) = (&activity.body, activity.who.ids.first()) {
                owners.entry(email.reveal().to_owned()).or_default().insert(id.clone());
            }
        }
        for phone in &activity.who.phones {
            assert_eq!(base::Phone::parse(phone.reveal(), None).as_ref(), Ok(phone));
            n_phones.insert(phone.clone());
        }
    }
    assert!(n_emails > 1_500 && n_phones.len() > 300);
    assert!(owners.values().all(|ids| ids.len() == 1), "an email of two accounts");
}

/// A number for the whole history.
fn digest(shop: &Shop) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut line = String::new();
    for activity in shop.activities() {
        line.clear();
        let body = activity.body.to_json().unwrap();
        let who = serde_json::to_string(&activity.who).unwrap();
        let (source, key, at) = (&activity.source, &activity.key, activity.at);
        write!(line, "{source} {key} {at} {who} {} {body}", activity.body.kind()).unwrap();
        line.hash(&mut hasher);
    }
    hasher.finish()
}

#[test]
fn equal_options_make_equal_shops_and_other_seeds_others() {
    let options = |seed| Options { customers: 300, seed, ..Options::default() };
    let first = digest(&Shop::new(options(1)));
    assert_eq!(first, digest(&Shop::new(options(1))));
    assert_ne!(first, digest(&Shop::new(options(2))));
}

#[test]
fn the_history_can_end_at_any_time() {
    for end in ["2027-03-01T00:00:00Z", "2025-01-01T23:30:00Z", "2026-03-29T01:30:00Z"] {
        let end = base::Instant::parse(end).unwrap();
        let shop = Shop::new(Options { customers: 200, end, ..Options::default() });
        let folded = fold(&shop);
        assert!(folded.orders.len() > 300 && shop.campaigns().len() > 15, "{end}");
        assert!(shop.activities().all(|activity| activity.at <= end));
    }
}

#[test]
fn fifty_thousand_customers_fit() {
    let shop = Shop::new(Options { customers: 50_000, ..Options::default() });
    assert_eq!(shop.n_customers(), 50_000);
    let n_activities = shop.n_activities();
    assert!((2_000_000..4_000_000).contains(&n_activities), "{n_activities}");
    // A sample from all over the history; what is skipped is never made.
    let mut last = Options::END.minus(std::time::Duration::from_hours(24 * 740));
    for activity in shop.activities().step_by(97) {
        assert!(activity.at >= last && activity.at <= Options::END);
        last = activity.at;
    }
    assert_eq!(shop.activities().step_by(97).count(), n_activities.div_ceil(97));
}
