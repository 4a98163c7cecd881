//! The contract's meanings, read row by row over plain records: slow, and written apart from the
//! engine so that both can be wrong only by themselves.

use base::{Currency, Instant, OrderStatus, Zone};
use insights::columns::{
    ActivityRecord, CustomerRecord, LineRecord, Name, OrderRecord, PropertyValue,
};
use insights::language::{
    CalendarWord, Cmp, Filter, Measure, Operand, Tree, Unit, Value, When, Window,
};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

const DAY: i64 = 24 * 3_600 * 1_000_000;

/// A shop of plain records at a moment.
pub(crate) struct Plain<'a> {
    pub(crate) customers: &'a [CustomerRecord],
    pub(crate) at: i64,
    pub(crate) zone: Zone,
    pub(crate) home: Currency,
    pub(crate) segments: &'a BTreeMap<String, Tree>,
}

/// A value as it is compared.
#[derive(Debug, Clone)]
enum Seen {
    Text(String),
    Number(f64),
    Money(base::Money),
    Time(i64),
}

impl Plain<'_> {
    pub(crate) fn exists(&self, customer: &CustomerRecord) -> bool {
        let mut times: Vec<i64> = Vec::new();
        times.extend(customer.created_at.map(Instant::as_micros));
        times.extend(customer.attributes.iter().filter_map(|a| a.since).map(Instant::as_micros));
        times.extend(customer.orders.iter().map(|order| order.placed_at.as_micros()));
        times.extend(customer.activities.iter().map(|activity| activity.at.as_micros()));
        times.iter().min().is_none_or(|first| *first <= self.at)
    }

    pub(crate) fn holds(&self, tree: &Tree, customer: &CustomerRecord) -> bool {
        match tree {
            Tree::And { of } => of.iter().all(|part| self.holds(part, customer)),
            Tree::Or { of } => of.iter().any(|part| self.holds(part, customer)),
            Tree::Not { of } => !self.holds(of, customer),
            Tree::Segment { name } => self.holds(&self.segments[&name.to_lowercase()], customer),
            Tree::Field { field, cmp, value } => {
                let seen = self.field(field, *cmp, customer);
                self.compare(&seen, *cmp, value.as_ref())
            }
            Tree::Measure { measure, cmp, value } => {
                let seen = self.measure(measure, value.as_ref(), customer);
                self.compare(&Vec::from_iter(seen), *cmp, value.as_ref())
            }
            Tree::NoSince { kind, since } => {
                let last = |kind: &str| match kind {
                    "order" => self.orders(customer).iter().map(|o| o.placed_at.as_micros()).max(),
                    kind => self.activities(kind, customer).iter().map(|a| a.at.as_micros()).max(),
                };
                match (last(kind), last(since)) {
                    (_, None) => false,
                    (None, Some(_)) => true,
                    (Some(kind), Some(since)) => kind < since,
                }
            }
        }
    }

    fn attribute(&self, name: &str, customer: &CustomerRecord) -> Vec<String> {
        let mut versions: Vec<_> = customer
            .attributes
            .iter()
            .filter(|a| &*a.name == name)
            .filter(|a| a.since.is_none_or(|since| since.as_micros() <= self.at))
            .collect();
        versions.sort_by_key(|a| a.since);
        versions.last().map(|a| a.values.clone()).unwrap_or_default()
    }

    /// All values of a field; none is unknown.
    fn field(&self, field: &str, cmp: Cmp, customer: &CustomerRecord) -> Vec<Seen> {
        let placed = |first: bool| {
            let mut times: Vec<_> =
                self.orders(customer).iter().map(|o| o.placed_at.as_micros()).collect();
            times.sort_unstable();
            let time = if first { times.first() } else { times.last() };
            time.map(|time| Seen::Time(*time)).into_iter().collect()
        };
        match field {
            "created_at" => {
                customer.created_at.map(|at| Seen::Time(at.as_micros())).into_iter().collect()
            }
            "first_order_at" => placed(true),
            "last_order_at" => placed(false),
            "age" => self.age(customer).map(Seen::Number).into_iter().collect(),
            "email_consent" if cmp == Cmp::IsTrue => {
                let values = self.attribute(field, customer);
                values.iter().filter(|v| *v == "granted").cloned().map(Seen::Text).collect()
            }
            "rfm_group" => vec![Seen::Text(self.group(customer).into())],
            "rfm_recency" | "rfm_frequency" | "rfm_monetary" => {
                let axis = ["rfm_recency", "rfm_frequency", "rfm_monetary"]
                    .iter()
                    .position(|name| *name == field)
                    .unwrap();
                self.scores(customer).map(|s| Seen::Number(s[axis])).into_iter().collect()
            }
            _ => self.attribute(field, customer).into_iter().map(Seen::Text).collect(),
        }
    }

    fn age(&self, customer: &CustomerRecord) -> Option<f64> {
        let born: Date = self.attribute("birth_date", customer).first()?.parse().ok()?;
        let today = self.today();
        if born > today {
            return None;
        }
        let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
        Some(f64::from(today.year() - born.year() - i16::from(!had_birthday)))
    }

    fn today(&self) -> Date {
        self.zone.local(Instant::from_micros(self.at)).date()
    }

    fn status(&self, order: &OrderRecord) -> OrderStatus {
        let mut states: Vec<_> =
            order.states.iter().filter(|(at, _)| at.as_micros() <= self.at).collect();
        states.sort_by_key(|(at, _)| *at);
        let first = order.states.iter().min_by_key(|(at, _)| *at);
        match (states.last(), first) {
            (Some((_, status)), _) => *status,
            (None, Some((at, status))) if *at <= order.placed_at => *status,
            _ => OrderStatus::Placed,
        }
    }

    fn orders<'c>(&self, customer: &'c CustomerRecord) -> Vec<&'c OrderRecord> {
        let mut orders: Vec<_> = customer
            .orders
            .iter()
            .filter(|order| order.placed_at.as_micros() <= self.at)
            .filter(|order| {
                !matches!(self.status(order), OrderStatus::Pending | OrderStatus::Cancelled)
            })
            .collect();
        orders.sort_by_key(|order| order.placed_at);
        orders
    }

    fn activities<'c>(&self, kind: &str, c: &'c CustomerRecord) -> Vec<&'c ActivityRecord> {
        let mut found: Vec<_> = c
            .activities
            .iter()
            .filter(|activity| &*activity.kind == kind && activity.at.as_micros() <= self.at)
            .collect();
        found.sort_by_key(|activity| activity.at);
        found
    }

    fn window(&self, window: Option<&Window>) -> (i64, i64) {
        let back = |n: u32, unit: Unit| self.ago(n, unit);
        match window {
            None => (i64::MIN, self.at),
            Some(Window::Last { n, unit }) => (back(*n, *unit), self.at),
            Some(Window::Since { from }) => (self.span(*from).0, self.at),
            Some(Window::Between { from, to }) => {
                (self.span(*from).0, self.span(*to).1.min(self.at))
            }
            Some(Window::Calendar { word }) => self.calendar(*word),
        }
    }

    fn calendar(&self, word: CalendarWord) -> (i64, i64) {
        let day = self.today();
        let start = |day: Date| self.midnight(day);
        let monday = day - i32::from(day.weekday().to_monday_zero_offset()).days();
        let (from, end) = match word {
            CalendarWord::Today => (day, None),
            CalendarWord::Yesterday => (day - 1.day(), Some(day)),
            CalendarWord::ThisWeek => (monday, None),
            CalendarWord::LastWeek => (monday - 7.days(), Some(monday)),
            CalendarWord::ThisMonth => (day.first_of_month(), None),
            CalendarWord::LastMonth => {
                (day.first_of_month() - 1.month(), Some(day.first_of_month()))
            }
            CalendarWord::ThisYear => (day.first_of_year(), None),
            CalendarWord::LastYear => (day.first_of_year() - 1.year(), Some(day.first_of_year())),
            CalendarWord::ThisQuarter | CalendarWord::LastQuarter => {
                let month = (day.month() - 1) / 3 * 3 + 1;
                let quarter = Date::new(day.year(), month, 1).unwrap();
                match word {
                    CalendarWord::ThisQuarter => (quarter, None),
                    _ => (quarter - 3.months(), Some(quarter)),
                }
            }
        };
        (start(from), end.map_or(self.at, |end| (start(end) - 1).min(self.at)))
    }

    fn midnight(&self, day: Date) -> i64 {
        self.zone.instant(day.at(0, 0, 0, 0)).unwrap().as_micros()
    }

    fn ago(&self, n: u32, unit: Unit) -> i64 {
        let n = i64::from(n);
        let local = self.zone.local(Instant::from_micros(self.at));
        let earlier = match unit {
            Unit::Hours => return self.at - n * DAY / 24,
            Unit::Days => return self.at - n * DAY,
            Unit::Weeks => return self.at - 7 * n * DAY,
            Unit::Months => local - n.months(),
            Unit::Years => local - n.years(),
        };
        self.zone.instant(earlier).unwrap().as_micros()
    }

    /// First and last microsecond.
    fn span(&self, when: When) -> (i64, i64) {
        let day = match when {
            When::At(at) => return (at.as_micros(), at.as_micros()),
            When::Day(day) => day,
            When::Today => self.today(),
            When::Yesterday => self.today() - 1.day(),
        };
        (self.midnight(day), self.midnight(day + 1.day()) - 1)
    }

    /// The figure; nothing when it is unknown.
    fn measure(
        &self,
        measure: &Measure,
        value: Option<&Operand>,
        customer: &CustomerRecord,
    ) -> Option<Seen> {
        let (from, to) = self.window(measure.window.as_ref());
        let within = |at: Instant| from <= at.as_micros() && at.as_micros() <= to;
        let orders: Vec<_> = self
            .orders(customer)
            .into_iter()
            .filter(|order| self.passes_order(measure, order))
            .collect();
        let in_window = orders.iter().filter(|order| within(order.placed_at));
        let named = |order: &&&OrderRecord| order.currency == self.currency(value);
        match measure.name.as_str() {
            "orders" => Some(Seen::Number(in_window.count() as f64)),
            "bought" => {
                let found = in_window
                    .filter(|order| order.lines.iter().any(|line| self.passes_line(measure, line)));
                Some(Seen::Number(found.count() as f64))
            }
            "units" => {
                let lines = in_window.flat_map(|order| &order.lines);
                let lines = lines.filter(|line| self.passes_line(measure, line));
                Some(Seen::Number(lines.map(|line| line.quantity).sum()))
            }
            "spent" => {
                let mut sum: i64 = in_window.filter(named).map(|order| order.total_minor).sum();
                for order in orders.iter().filter(named) {
                    let refunds = order.refunds.iter().filter(|refund| within(refund.at));
                    sum -= refunds.map(|refund| refund.amount_minor).sum::<i64>();
                }
                Some(Seen::Money(base::Money::new(sum, self.currency(value))))
            }
            "sum" | "avg" | "min" | "max" | "first" | "last" => {
                self.aggregate(measure, value, customer, within)
            }
            name => match name.strip_prefix("days_since_") {
                Some("order") => {
                    let last = orders.iter().map(|order| order.placed_at.as_micros()).max();
                    last.map(|last| Seen::Number((self.at - last) as f64 / DAY as f64))
                }
                Some(kind) => {
                    let found = self.activities(kind, customer);
                    let found =
                        found.iter().filter(|a| self.passes(&measure.filters, &a.properties));
                    let last = found.map(|activity| activity.at.as_micros()).max();
                    last.map(|last| Seen::Number((self.at - last) as f64 / DAY as f64))
                }
                None => {
                    let found = self.activities(name, customer);
                    let found = found.iter().filter(|activity| {
                        within(activity.at) && self.passes(&measure.filters, &activity.properties)
                    });
                    Some(Seen::Number(found.count() as f64))
                }
            },
        }
    }

    fn currency(&self, value: Option<&Operand>) -> Currency {
        let values = value.map_or(&[][..], Operand::values);
        let named = values.iter().find_map(|value| match value {
            Value::Money(money) => Some(money.currency),
            _ => None,
        });
        named.unwrap_or(self.home)
    }

    fn aggregate(
        &self,
        measure: &Measure,
        value: Option<&Operand>,
        customer: &CustomerRecord,
        within: impl Fn(Instant) -> bool,
    ) -> Option<Seen> {
        let (kind, property) = measure.property.as_ref()?.split_once('.')?;
        let values: Vec<Seen> = if kind == "order" {
            let orders = self.orders(customer).into_iter();
            let orders = orders.filter(|o| within(o.placed_at) && self.passes_order(measure, o));
            orders
                .filter_map(|order| match property {
                    "total" => (order.currency == self.currency(value))
                        .then(|| Seen::Money(base::Money::new(order.total_minor, order.currency))),
                    "status" => Some(Seen::Text(self.status(order).as_str().into())),
                    _ => property_of(&order.properties, property),
                })
                .collect()
        } else {
            let found = self.activities(kind, customer).into_iter();
            let found =
                found.filter(|a| within(a.at) && self.passes(&measure.filters, &a.properties));
            found.filter_map(|activity| property_of(&activity.properties, property)).collect()
        };
        let numbers: Vec<f64> = values.iter().filter_map(number_of).collect();
        match measure.name.as_str() {
            "first" => values.first().cloned(),
            "last" => values.last().cloned(),
            "sum" => Some(Seen::Number(numbers.iter().sum())),
            "avg" if numbers.is_empty() => None,
            "avg" => Some(Seen::Number(numbers.iter().sum::<f64>() / numbers.len() as f64)),
            "min" => numbers.iter().copied().reduce(f64::min).map(Seen::Number),
            _ => numbers.iter().copied().reduce(f64::max).map(Seen::Number),
        }
    }

    fn is_of_order(filter: &Filter) -> bool {
        ["channel", "status", "total", "coupon", "currency"].contains(&filter.property.as_str())
    }

    fn passes_order(&self, measure: &Measure, order: &OrderRecord) -> bool {
        let filters = measure.filters.iter();
        filters.filter(|filter| Self::is_of_order(filter)).all(|filter| {
            let seen = match filter.property.as_str() {
                "status" => Some(Seen::Text(self.status(order).as_str().into())),
                "total" => Some(Seen::Money(base::Money::new(order.total_minor, order.currency))),
                "currency" => Some(Seen::Text(order.currency.to_string())),
                property => property_of(&order.properties, property),
            };
            self.compare(&Vec::from_iter(seen), filter.cmp, filter.value.as_ref())
        })
    }

    fn passes_line(&self, measure: &Measure, line: &LineRecord) -> bool {
        let filters = measure.filters.iter();
        filters.filter(|filter| !Self::is_of_order(filter)).all(|filter| {
            let seen = match filter.property.as_str() {
                "quantity" => Some(Seen::Number(line.quantity)),
                property => property_of(&line.properties, property),
            };
            self.compare(&Vec::from_iter(seen), filter.cmp, filter.value.as_ref())
        })
    }

    fn passes(&self, filters: &[Filter], properties: &[(Name, PropertyValue)]) -> bool {
        filters.iter().all(|filter| {
            let seen = property_of(properties, &filter.property);
            self.compare(&Vec::from_iter(seen), filter.cmp, filter.value.as_ref())
        })
    }

    fn compare(&self, seen: &[Seen], cmp: Cmp, value: Option<&Operand>) -> bool {
        let values = value.map_or(&[][..], Operand::values);
        let any = |test: &dyn Fn(&Seen) -> bool| seen.iter().any(test);
        let order = |seen: &Seen, value: &Value| self.order(seen, value);
        match cmp {
            Cmp::IsKnown => !seen.is_empty(),
            Cmp::IsUnknown => seen.is_empty(),
            Cmp::IsTrue => {
                any(&|seen| matches!(seen, Seen::Text(t) if t == "granted" || t == "true"))
            }
            Cmp::Eq => any(&|seen| order(seen, &values[0]) == Some(0)),
            Cmp::Ne => {
                let no_money = |seen: &Seen| match (seen, &values[0]) {
                    (Seen::Money(a), Value::Money(b)) => a.currency == b.currency,
                    (Seen::Money(a), _) => a.currency == self.home,
                    _ => true,
                };
                !seen.is_empty()
                    && seen.iter().all(|seen| order(seen, &values[0]) != Some(0) && no_money(seen))
            }
            Cmp::Lt => any(&|seen| order(seen, &values[0]) == Some(-1)),
            Cmp::Le => any(&|seen| matches!(order(seen, &values[0]), Some(-1 | 0))),
            Cmp::Gt => any(&|seen| order(seen, &values[0]) == Some(1)),
            Cmp::Ge => any(&|seen| matches!(order(seen, &values[0]), Some(0 | 1))),
            Cmp::Between => any(&|seen| {
                matches!(order(seen, &values[0]), Some(0 | 1))
                    && matches!(order(seen, &values[1]), Some(-1 | 0))
            }),
            Cmp::In => any(&|seen| values.iter().any(|value| order(seen, value) == Some(0))),
            Cmp::Contains | Cmp::StartsWith | Cmp::EndsWith | Cmp::Matches => any(&|seen| {
                let (Seen::Text(text), Value::Text(part)) = (seen, &values[0]) else {
                    return false;
                };
                let (text, part) = (text.to_lowercase(), part.to_lowercase());
                match cmp {
                    Cmp::StartsWith => text.starts_with(&part),
                    Cmp::EndsWith => text.ends_with(&part),
                    // The strategies make patterns without special characters only.
                    _ => text.contains(&part),
                }
            }),
        }
    }

    /// -1, 0 or 1; nothing where the two cannot be compared. Different texts are 9.
    fn order(&self, seen: &Seen, value: &Value) -> Option<i8> {
        let sign = |ordering: std::cmp::Ordering| ordering as i8;
        match (seen, value) {
            (Seen::Text(text), Value::Text(other)) => {
                Some(if text.to_lowercase() == other.to_lowercase() { 0 } else { 9 })
            }
            (Seen::Text(text), Value::Number(other)) => {
                text.parse::<f64>().ok()?.partial_cmp(&other.0).map(sign)
            }
            (Seen::Number(number), Value::Number(other)) => number.partial_cmp(&other.0).map(sign),
            (Seen::Number(number), Value::Text(other)) => {
                Some(if number.to_string() == *other { 0 } else { 9 })
            }
            (Seen::Money(money), Value::Money(other)) => {
                (money.currency == other.currency).then(|| sign(money.minor.cmp(&other.minor)))
            }
            (Seen::Money(money), Value::Number(other)) => (money.currency == self.home)
                .then(|| (money.minor as f64 / 100.0).partial_cmp(&other.0).map(sign))?,
            (Seen::Number(number), Value::Money(other)) => {
                number.partial_cmp(&(other.minor as f64 / 100.0)).map(sign)
            }
            (Seen::Time(at), Value::Date { date }) => {
                let (from, to) = self.span(*date);
                Some(if *at < from { -1 } else { i8::from(*at > to) })
            }
            (Seen::Time(at), Value::Ago { ago, unit }) => {
                Some(sign(at.cmp(&self.ago(*ago, *unit))))
            }
            (Seen::Text(text), Value::Date { .. } | Value::Ago { .. }) => {
                let day: Date = text.parse().ok()?;
                self.order(&Seen::Time(self.midnight(day)), value)
            }
            _ => None,
        }
    }

    fn figures(&self, customer: &CustomerRecord) -> Option<[i64; 3]> {
        let orders = self.orders(customer);
        let last = orders.last()?.placed_at.as_micros();
        let own = orders.iter().filter(|order| order.currency == self.home);
        let spent: i64 = own
            .map(|order| {
                let refunds = order.refunds.iter().filter(|r| r.at.as_micros() <= self.at);
                order.total_minor - refunds.map(|refund| refund.amount_minor).sum::<i64>()
            })
            .sum();
        Some([last, orders.len() as i64, spent])
    }

    fn scores(&self, customer: &CustomerRecord) -> Option<[f64; 3]> {
        let mine = self.figures(customer)?;
        let existing = self.customers.iter().filter(|customer| self.exists(customer));
        let all: Vec<_> = existing.filter_map(|customer| self.figures(customer)).collect();
        Some([0, 1, 2].map(|axis| {
            let mut values: Vec<_> = all.iter().map(|figures| figures[axis]).collect();
            values.sort_unstable();
            let cut = |fifth: usize| values[(values.len() * fifth).div_ceil(5) - 1];
            1.0 + (1..=4).filter(|fifth| mine[axis] > cut(*fifth)).count() as f64
        }))
    }

    fn group(&self, customer: &CustomerRecord) -> &'static str {
        let Some([r, f, m]) = self.scores(customer) else { return "Prospects" };
        let fm = f64::midpoint(f, m);
        if r >= 4.0 {
            match fm {
                4.0.. => "Champions",
                2.5.. => "Active",
                _ if r >= 5.0 => "New",
                _ => "Promising",
            }
        } else if r >= 3.0 {
            if fm >= 4.0 { "Loyal" } else { "Needs attention" }
        } else if r >= 2.0 {
            if fm >= 3.0 { "At risk" } else { "Almost lost" }
        } else if fm >= 4.0 {
            "Previously loyal"
        } else {
            "Dormant"
        }
    }
}

fn property_of(properties: &[(Name, PropertyValue)], name: &str) -> Option<Seen> {
    properties.iter().find(|(other, _)| &**other == name).map(|(_, value)| match value {
        PropertyValue::Text(text) => Seen::Text(text.clone()),
        PropertyValue::Number(number) => Seen::Number(*number),
    })
}

fn number_of(seen: &Seen) -> Option<f64> {
    match seen {
        Seen::Text(text) => text.parse().ok(),
        Seen::Number(number) => Some(*number),
        Seen::Money(money) => Some(money.minor as f64 / 100.0),
        Seen::Time(_) => None,
    }
}
