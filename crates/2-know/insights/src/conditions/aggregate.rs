//! Sum, average, least, greatest, first and last of a property.

use super::spent::AmountTest;
use super::{
    Compiled, Condition, Context, Entry, EntryKind, EntryValue, Kernel, Names, as_measure,
};
use crate::columns::{Bitmap, ChunkAt, PropertyColumn, PropertyValue};
use crate::kernels::filters::{Filters, LINE_PROPERTIES};
use crate::kernels::phrase;
use crate::kernels::source::{Source, SourceAt};
use crate::kernels::value::{NumberTest, ValueTest, check_number_of_values};
use crate::kernels::window::{Stretch, stretch};
use crate::language::{Cmp, Fault, Measure, Operand, Spot, Tree, Value, names};
use base::Currency;

/// The condition.
#[derive(Debug)]
pub(super) struct Aggregate;

impl Condition for Aggregate {
    fn name(&self) -> &'static str {
        "aggregate"
    }

    fn doc(&self) -> &'static str {
        "sum, avg, min, max, first and last of a property over the occurrences of an activity, \
         or of orders (order.total). Occurrences without the property are left out. A sum over \
         nothing is 0, the others are then unknown. order.total counts orders in the named \
         currency, else in the shop's."
    }

    fn example(&self) -> &'static str {
        "sum(product_viewed.value, last 30 days) > 100 and last(order.channel) = \"web\""
    }

    fn compile(&self, leaf: &Tree, cx: &Context<'_>) -> Option<Compiled> {
        let (measure, cmp, value) = as_measure(leaf)?;
        let function = Function::parse(&measure.name)?;
        Some(compile(function, (measure, cmp, value), cx))
    }

    fn entries(&self, names: &Names) -> Vec<Entry> {
        let own = names.kinds.iter().flat_map(|(kind, properties)| {
            properties.iter().map(move |property| format!("{kind}.{property}"))
        });
        let properties: Vec<_> = std::iter::once("order.total".to_owned()).chain(own).collect();
        let entry = |(name, label): (&str, &str)| {
            Entry::of(self, name, EntryKind::Measure, label, EntryValue::Number)
                .sentence(&format!("{label} … is …"))
                .example(format!("{name}(order.total) >= 50"))
                .properties(properties.clone())
        };
        let labels = ["Sum of", "Average of", "Least", "Greatest", "First", "Last"];
        names::AGGREGATES.into_iter().zip(labels).map(entry).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Function {
    Sum,
    Average,
    Least,
    Greatest,
    First,
    Last,
}

impl Function {
    fn parse(name: &str) -> Option<Self> {
        const ALL: [Function; 6] = [
            Function::Sum,
            Function::Average,
            Function::Least,
            Function::Greatest,
            Function::First,
            Function::Last,
        ];
        names::AGGREGATES.iter().position(|known| *known == name).map(|place| ALL[place])
    }

    /// The result over numbers; not-a-number when it is unknown.
    fn over(self, numbers: impl Iterator<Item = f64>) -> f64 {
        let (mut n, mut sum) = (0_u64, 0.0);
        let (mut least, mut greatest) = (f64::NAN, f64::NAN);
        for number in numbers {
            n += 1;
            sum += number;
            least = number.min(least);
            greatest = number.max(greatest);
        }
        match self {
            Self::Sum => sum,
            Self::Average if n > 0 => sum / n as f64,
            Self::Least => least,
            Self::Greatest => greatest,
            _ => f64::NAN,
        }
    }
}

/// The kind and the property of `kind.property`.
fn split(path: &str) -> Option<(&str, &str)> {
    let skip = if path.starts_with("activity.") { "activity.".len() } else { 0 };
    let point = path[skip..].find('.')? + skip;
    Some((&path[..point], &path[point + 1..]))
}

fn compile(
    function: Function,
    (measure, cmp, value): (&Measure, Cmp, Option<&Operand>),
    cx: &Context<'_>,
) -> Compiled {
    let name = &measure.name;
    let path = measure.property.as_deref().and_then(split);
    let wanted = "an activity's property in front, as in sum(product_viewed.value)";
    let (kind, property) =
        path.ok_or_else(|| (Spot::Name, Fault::WrongValue { name: name.clone(), wanted }))?;
    let source = Source::of(kind, cx).map_err(|fault| (Spot::Name, fault))?;
    if source == Source::Orders && LINE_PROPERTIES.contains(&property) {
        let name = format!("`{property}` belongs to the lines of an order; this");
        let wanted = "a property of the whole order; use units(…) for pieces";
        return Err((Spot::Name, Fault::WrongValue { name, wanted }));
    }
    let filters = Filters::new(&measure.filters, &source, false, cx)?;
    let fault = |fault| (Spot::Value, fault);
    check_number_of_values(name, cmp, value).map_err(fault)?;
    let is_total = source == Source::Orders && property == "total";
    let is_one = matches!(function, Function::First | Function::Last);
    let values = value.map_or(&[][..], Operand::values);
    let test = if is_total && !cmp.stands_alone() {
        let test = AmountTest::new(name, cmp, values, cx).map_err(fault)?;
        Test::Amount(test)
    } else if is_one {
        Test::Value(ValueTest::new(name, cmp, value, cx).map_err(fault)?)
    } else {
        Test::Number(NumberTest::new(name, cmp, value).map_err(fault)?)
    };
    let home = values.iter().find_map(|value| match value {
        Value::Money(money) => Some(money.currency),
        _ => None,
    });
    Ok(Box::new(Figure {
        function,
        filters,
        window: stretch(measure.window.as_ref(), cx),
        property: property.into(),
        currency: is_total.then(|| home.unwrap_or(cx.currency)),
        test,
        source,
        measure: measure.clone(),
    }))
}

#[derive(Debug)]
enum Test {
    Number(NumberTest),
    Amount(AmountTest),
    Value(ValueTest),
}

#[derive(Debug)]
struct Figure {
    source: Source,
    function: Function,
    property: String,
    /// For `order.total`: the currency that counts.
    currency: Option<Currency>,
    filters: Filters,
    window: Stretch,
    test: Test,
    measure: Measure,
}

/// What the figure of one customer is.
#[derive(Debug, PartialEq)]
enum Found {
    Number(f64),
    Value(Option<PropertyValue>),
}

impl Figure {
    /// Runs `each` with a function that finds the figure of a row.
    fn with_figure<T>(
        &self,
        chunk: &ChunkAt<'_>,
        each: impl FnOnce(&dyn Fn(usize) -> Found) -> T,
    ) -> T {
        let at = self.source.at(chunk);
        let passes = self.filters.bind(&at);
        let Some(runs) = at.runs() else { return each(&|_| self.none()) };
        let column = self.column(&at);
        let value = |place: usize| self.value(chunk, &at, column, place);
        each(&|row| {
            let mut places = runs
                .within(row, self.window.from, self.window.to)
                .filter(|place| passes.pass(*place));
            match self.function {
                Function::First => Found::Value(places.find_map(value)),
                Function::Last => Found::Value(places.rev().find_map(value)),
                _ => Found::Number(self.function.over(places.filter_map(|place| {
                    match (column, self.currency) {
                        (Some(column), None) => column.number(place_of(chunk, &at, place)),
                        _ => match value(place)? {
                            PropertyValue::Number(number) => Some(number),
                            PropertyValue::Text(_) => None,
                        },
                    }
                }))),
            }
        })
    }

    fn none(&self) -> Found {
        match self.function {
            Function::First | Function::Last => Found::Value(None),
            function => Found::Number(function.over(std::iter::empty())),
        }
    }

    fn column<'c>(&self, at: &SourceAt<'c>) -> Option<&'c PropertyColumn> {
        match at {
            SourceAt::Orders(orders) => orders.property(&self.property),
            SourceAt::Activity(of) => of.property(&self.property),
            SourceAt::Absent => None,
        }
    }

    fn value(
        &self,
        chunk: &ChunkAt<'_>,
        at: &SourceAt<'_>,
        column: Option<&PropertyColumn>,
        place: usize,
    ) -> Option<PropertyValue> {
        let place = place_of(chunk, at, place);
        if let SourceAt::Orders(orders) = at {
            let text = |text: &str| Some(PropertyValue::Text(text.to_owned()));
            match (&*self.property, self.currency) {
                (_, Some(currency)) => {
                    let total = orders.total(place);
                    let unit = 10_f64.powi(currency.exponent() as i32);
                    let amount = PropertyValue::Number(total.minor as f64 / unit);
                    return (total.currency == currency).then_some(amount);
                }
                ("status", _) => return text(orders.status(place).as_str()),
                ("currency", _) => return text(orders.total(place).currency.as_str()),
                _ => {}
            }
        }
        column.and_then(|column| column.value(place))
    }

    fn holds(&self, figure: &Found) -> bool {
        match (&self.test, figure) {
            (Test::Number(test), Found::Number(number)) => test.holds(*number),
            (Test::Amount(test), Found::Number(number)) => test.holds_main(*number),
            (Test::Amount(test), Found::Value(Some(PropertyValue::Number(number)))) => {
                test.holds_main(*number)
            }
            (Test::Value(test), Found::Value(value)) => match value {
                Some(PropertyValue::Text(text)) => test.text(text),
                Some(PropertyValue::Number(number)) => test.number(*number),
                None => test.unknown(),
            },
            _ => false,
        }
    }
}

/// The key of an occurrence in the columns of properties.
fn place_of(chunk: &ChunkAt<'_>, at: &SourceAt<'_>, place: usize) -> usize {
    match at {
        SourceAt::Orders(_) => chunk.orders().order(place),
        _ => place,
    }
}

impl Kernel for Figure {
    fn cost(&self) -> u32 {
        100
    }

    fn test(&self, chunk: &ChunkAt<'_>, wanted: &Bitmap) -> Bitmap {
        self.with_figure(chunk, |figure| Bitmap::select_few(wanted, |row| self.holds(&figure(row))))
    }

    fn why(&self, chunk: &ChunkAt<'_>, row: usize) -> String {
        let unit = self.currency.map(|currency| format!(" {currency}")).unwrap_or_default();
        let words = match self.with_figure(chunk, |figure| figure(row)) {
            Found::Number(number) | Found::Value(Some(PropertyValue::Number(number))) => {
                if number.is_nan() { None } else { Some(phrase::number(number) + &unit) }
            }
            Found::Value(Some(PropertyValue::Text(text))) => Some(text),
            Found::Value(None) => None,
        };
        let what = match self.function {
            Function::Sum => "sum",
            Function::Average => "average",
            Function::Least => "least",
            Function::Greatest => "greatest",
            Function::First => "first",
            Function::Last => "last",
        };
        let path = self.measure.property.as_deref().unwrap_or("").replace(['_', '.'], " ");
        let filters = phrase::filters(&self.measure.filters);
        let window = phrase::window(self.measure.window.as_ref());
        let words = words.unwrap_or_else(|| "unknown".into());
        format!("{what} {path}{filters}{window} is {words}")
    }
}
