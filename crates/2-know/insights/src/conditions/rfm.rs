//! Groups and scores of recency, frequency and money.

use super::{Compiled, Condition, Context, Entry, EntryKind, EntryValue, Kernel, Names, as_field};
use crate::columns::{Bitmap, ChunkAt};
use crate::kernels::value::{NumberTest, ValueTest};
use crate::language::{Cmp, Fault, Operand, Spot, Tree, Value};
use crate::rfm::{Cutoffs, Figures, GROUPS, Scores, group};
use base::Currency;
use base::nearest;

/// The fields whose meaning needs the cuts over all customers.
pub(crate) const FIELDS: [&str; 4] = ["rfm_group", "rfm_recency", "rfm_frequency", "rfm_monetary"];

/// The condition.
#[derive(Debug)]
pub(super) struct Rfm;

impl Condition for Rfm {
    fn name(&self) -> &'static str {
        "rfm"
    }

    fn doc(&self) -> &'static str {
        "Among the customers with orders, scores from 1 to 5 for how recently, how often and for \
         how much they bought, cut at the fifths, and a named group made of them: Champions, \
         Loyal, Active, New, Promising, Needs attention, At risk, Almost lost, Previously loyal, \
         Dormant. Those without orders are Prospects and have no scores."
    }

    fn example(&self) -> &'static str {
        "rfm_group in (\"Champions\", \"Loyal\") or rfm_monetary = 5"
    }

    fn compile(&self, leaf: &Tree, cx: &Context<'_>) -> Option<Compiled> {
        let (field, cmp, value) = as_field(leaf, &FIELDS)?;
        Some(compile(field, cmp, value, cx))
    }

    fn entries(&self, _names: &Names) -> Vec<Entry> {
        let groups = GROUPS.map(|group| group.name.to_owned()).to_vec();
        let group = Entry::of(self, "rfm_group", EntryKind::Field, "RFM group", EntryValue::Text)
            .sentence("is in RFM group …")
            .values(groups);
        let score = |name: &str, label: &str| {
            Entry::of(self, name, EntryKind::Field, label, EntryValue::Number)
                .sentence(&format!("{label} is …"))
                .example(format!("{name} >= 4"))
        };
        vec![
            group,
            score("rfm_recency", "Recency score"),
            score("rfm_frequency", "Frequency score"),
            score("rfm_monetary", "Money score"),
        ]
    }
}

fn compile(field: &str, cmp: Cmp, value: Option<&Operand>, cx: &Context<'_>) -> Compiled {
    let fault = |fault| (Spot::Value, fault);
    let test = if field == "rfm_group" {
        let known = GROUPS.map(|group| group.name);
        for value in value.map_or(&[][..], Operand::values) {
            let Value::Text(name) = value else {
                let wanted = "the name of a group in quotes, such as \"Champions\"";
                return Err(fault(Fault::WrongValue { name: field.into(), wanted }));
            };
            let exact = matches!(cmp, Cmp::Eq | Cmp::Ne | Cmp::In);
            if exact && !known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                let near = nearest(name, known);
                return Err(fault(Fault::UnknownProperty(name.clone(), near)));
            }
        }
        Test::Group(ValueTest::new(field, cmp, value, cx).map_err(fault)?)
    } else {
        Test::Score(NumberTest::new(field, cmp, value).map_err(fault)?)
    };
    let (field, cutoffs) = (field.to_owned(), cx.rfm.clone());
    Ok(Box::new(Member { field, test, cutoffs, currency: cx.currency }))
}

#[derive(Debug)]
enum Test {
    Group(ValueTest),
    Score(NumberTest),
}

#[derive(Debug)]
struct Member {
    field: String,
    test: Test,
    cutoffs: Cutoffs,
    currency: Currency,
}

impl Member {
    fn scores(&self, chunk: &ChunkAt<'_>, row: usize) -> Option<Scores> {
        Figures::of(chunk, row, self.currency).map(|figures| self.cutoffs.scores(figures))
    }

    fn score(&self, scores: Option<Scores>) -> f64 {
        scores.map_or(f64::NAN, |scores| {
            f64::from(match &*self.field {
                "rfm_recency" => scores.recency,
                "rfm_frequency" => scores.frequency,
                _ => scores.monetary,
            })
        })
    }
}

impl Kernel for Member {
    fn cost(&self) -> u32 {
        120
    }

    fn test(&self, chunk: &ChunkAt<'_>, wanted: &Bitmap) -> Bitmap {
        match &self.test {
            Test::Group(test) => {
                let hits = GROUPS.map(|group| test.text(group.name));
                Bitmap::select_few(wanted, |row| {
                    let name = group(self.scores(chunk, row)).name;
                    GROUPS.iter().position(|group| group.name == name).is_some_and(|n| hits[n])
                })
            }
            Test::Score(test) => {
                Bitmap::select_few(wanted, |row| test.holds(self.score(self.scores(chunk, row))))
            }
        }
    }

    fn why(&self, chunk: &ChunkAt<'_>, row: usize) -> String {
        let scores = self.scores(chunk, row);
        let found = group(scores);
        match scores {
            None => format!("RFM group {} ({})", found.name, found.rule),
            Some(Scores { recency, frequency, monetary }) => format!(
                "RFM group {}: recency {recency}, frequency {frequency}, money {monetary} of 5",
                found.name
            ),
        }
    }
}
