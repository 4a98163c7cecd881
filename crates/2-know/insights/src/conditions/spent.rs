//! How much money.

use super::{
    Compiled, Condition, Context, Entry, EntryKind, EntryValue, Kernel, Names, as_measure,
};
use crate::columns::{Bitmap, ChunkAt};
use crate::kernels::filters::Filters;
use crate::kernels::phrase;
use crate::kernels::source::Source;
use crate::kernels::value::{NumberTest, check_number_of_values};
use crate::kernels::window::{Stretch, stretch};
use crate::language::{Cmp, Fault, Measure, Operand, Spot, Tree, Value};
use base::{Currency, Money};

/// The condition.
#[derive(Debug)]
pub(super) struct Spent;

impl Condition for Spent {
    fn name(&self) -> &'static str {
        "spent"
    }

    fn doc(&self) -> &'static str {
        "Adds what she paid, gross of tax and shipping, over her orders that were placed and not \
         cancelled, and takes refunds off at their own date, so that a window can be negative. \
         Only orders in the named currency count, else those in the shop's; nothing is converted. \
         Someone who bought nothing spent 0."
    }

    fn example(&self) -> &'static str {
        "spent(last 365 days) >= 500 EUR"
    }

    fn compile(&self, leaf: &Tree, cx: &Context<'_>) -> Option<Compiled> {
        let asked = as_measure(leaf).filter(|(measure, ..)| measure.name == "spent")?;
        Some(compile(asked, cx))
    }

    fn entries(&self, _names: &Names) -> Vec<Entry> {
        let properties = ["channel", "coupon", "status"].map(String::from).to_vec();
        let entry = Entry::of(self, "spent", EntryKind::Measure, "Spent", EntryValue::Money);
        vec![entry.sentence("spent … in all").properties(properties)]
    }
}

fn compile((measure, cmp, value): (&Measure, Cmp, Option<&Operand>), cx: &Context<'_>) -> Compiled {
    let fault = |fault| (Spot::Value, fault);
    check_number_of_values("spent", cmp, value).map_err(fault)?;
    let values = value.map_or(&[][..], Operand::values);
    let test = AmountTest::new("spent", cmp, values, cx).map_err(fault)?;
    let filters = Filters::new(&measure.filters, &Source::Orders, false, cx)?;
    let window = stretch(measure.window.as_ref(), cx);
    Ok(Box::new(Sum { filters, window, test, measure: measure.clone() }))
}

/// A comparison of an amount in one currency.
#[derive(Debug)]
pub(super) struct AmountTest {
    cmp: Cmp,
    pub(super) currency: Currency,
    /// In main units.
    wanted: Vec<f64>,
    /// Minor units in a main one.
    unit: f64,
}

impl AmountTest {
    pub(super) fn new(
        name: &str,
        cmp: Cmp,
        values: &[Value],
        cx: &Context<'_>,
    ) -> Result<Self, Fault> {
        let ordered = matches!(
            cmp,
            Cmp::Eq | Cmp::Ne | Cmp::Lt | Cmp::Le | Cmp::Gt | Cmp::Ge | Cmp::Between | Cmp::In
        );
        if !ordered {
            let allowed = "=, !=, <, <=, >, >=, between or in";
            return Err(Fault::WrongComparison { name: name.into(), cmp: cmp.words(), allowed });
        }
        let mut currencies: Vec<_> = values.iter().filter_map(currency_of).collect();
        currencies.dedup();
        let wrong = |wanted| Fault::WrongValue { name: name.into(), wanted };
        let currency = match currencies[..] {
            [] => cx.currency,
            [currency] => currency,
            _ => return Err(wrong("amounts in one currency")),
        };
        let unit = 10_f64.powi(currency.exponent() as i32);
        let main = |value: &Value| match value {
            Value::Money(money) => Ok(money.minor as f64 / unit),
            Value::Number(number) => Ok(number.0),
            _ => Err(wrong("an amount such as 500 EUR")),
        };
        let wanted = values.iter().map(main).collect::<Result<_, _>>()?;
        Ok(Self { cmp, currency, wanted, unit })
    }

    /// Whether an amount of this currency, in minor units, passes.
    #[inline]
    pub(super) fn holds(&self, minor: i64) -> bool {
        // Division rounds correctly, so that 29 cents are the same number as a written 0.29.
        self.holds_main(minor as f64 / self.unit)
    }

    /// Whether an amount in main units passes.
    #[inline]
    pub(super) fn holds_main(&self, amount: f64) -> bool {
        NumberTest::compare(self.cmp, amount, &self.wanted)
    }
}

fn currency_of(value: &Value) -> Option<Currency> {
    match value {
        Value::Money(money) => Some(money.currency),
        _ => None,
    }
}

#[derive(Debug)]
struct Sum {
    filters: Filters,
    window: Stretch,
    test: AmountTest,
    measure: Measure,
}

/// From so many entries on it pays to look for the beginning of the window.
const LONG: usize = 32;

impl Sum {
    /// The money of a row in the window that passes `pass`, which is asked by place.
    #[inline]
    fn of(
        &self,
        money: (crate::columns::Runs<'_>, &[i64]),
        row: usize,
        pass: impl Fn(usize) -> bool,
    ) -> i64 {
        let (runs, minor) = money;
        let Stretch { from, to } = self.window;
        let mut range = runs.range(row);
        if range.len() > LONG {
            range = runs.within(row, from, to);
        }
        // Without a branch: which entries lie in the window is as random as life. Amounts are
        // bounded so far below the type's end that no customer's sum can leave it.
        let mut sum = 0_i64;
        for place in range {
            let at = runs.at[place];
            let counts = from <= at && at <= to && pass(place);
            sum = sum.wrapping_add(if counts { minor[place] } else { 0 });
        }
        sum
    }
}

impl Kernel for Sum {
    fn cost(&self) -> u32 {
        60
    }

    fn test(&self, chunk: &ChunkAt<'_>, wanted: &Bitmap) -> Bitmap {
        let orders = chunk.orders();
        let Some(code) = orders.currency_code(self.test.currency) else {
            return if self.test.holds(0) { wanted.clone() } else { Bitmap::none(wanted.rows()) };
        };
        let (runs, minor, currency) = orders.money();
        if self.filters.is_empty() {
            return Bitmap::select_few(wanted, |row| {
                self.test.holds(self.of((runs, minor), row, |place| currency[place] == code))
            });
        }
        let at = Source::Orders.at(chunk);
        let passes = self.filters.bind(&at);
        let of = orders.money_orders();
        Bitmap::select_few(wanted, |row| {
            let pass =
                |place: usize| currency[place] == code && passes.pass_order(of[place] as usize);
            self.test.holds(self.of((runs, minor), row, pass))
        })
    }

    fn why(&self, chunk: &ChunkAt<'_>, row: usize) -> String {
        let orders = chunk.orders();
        let (runs, minor, currency) = orders.money();
        let at = Source::Orders.at(chunk);
        let passes = self.filters.bind(&at);
        let of = orders.money_orders();
        let code = orders.currency_code(self.test.currency);
        let pass =
            |place: usize| code == Some(currency[place]) && passes.pass_order(of[place] as usize);
        let sum = Money::new(self.of((runs, minor), row, pass), self.test.currency);
        let filters = phrase::filters(&self.measure.filters);
        let window = phrase::window(self.measure.window.as_ref());
        format!("{} spent{filters}{window}", sum.to_words())
    }
}
