//! A measured figure beside its peers.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

/// What one `result` line says.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Figure {
    what: String,
    unit: String,
    #[serde(default)]
    better: Better,
    ours: f64,
    #[serde(default)]
    peers: BTreeMap<String, f64>,
    #[serde(default)]
    aim: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Better {
    /// Times, sizes.
    #[default]
    Lower,
    /// Rates.
    Higher,
}

impl Figure {
    /// The peer that does best.
    fn best_peer(&self) -> Option<f64> {
        let peers = self.peers.values().copied();
        match self.better {
            Better::Lower => peers.reduce(f64::min),
            Better::Higher => peers.reduce(f64::max),
        }
    }

    /// How many times better than the best peer; below 1 is worse.
    fn ratio(&self) -> Option<f64> {
        let peer = self.best_peer()?;
        let ratio = match self.better {
            Better::Lower => peer / self.ours,
            Better::Higher => self.ours / peer,
        };
        ratio.is_finite().then_some(ratio)
    }
}

/// A Markdown table that also reads well on a terminal.
pub(crate) fn table(figures: &[Figure]) -> String {
    let mut peers: Vec<&String> = figures.iter().flat_map(|figure| figure.peers.keys()).collect();
    peers.sort();
    peers.dedup();
    let mut head = vec!["figure".to_owned(), "unit".to_owned(), "Regulars".to_owned()];
    head.extend(peers.iter().map(|peer| (*peer).clone()));
    head.extend(["times the best peer".to_owned(), "aim".to_owned()]);
    let mut rows = vec![head];
    for figure in figures {
        let mut row = vec![figure.what.clone(), figure.unit.clone(), number(figure.ours)];
        for peer in &peers {
            row.push(figure.peers.get(*peer).map_or_else(String::new, |value| number(*value)));
        }
        row.push(figure.ratio().map_or_else(String::new, |ratio| format!("{ratio:.2}")));
        row.push(figure.aim.clone());
        rows.push(row);
    }
    lay_out(&rows)
}

fn lay_out(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0).max(3)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        writeln!(text, "| {} |", cells.join(" | ")).ok();
        if at == 0 {
            let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            writeln!(text, "| {} |", rules.join(" | ")).ok();
        }
    }
    text
}

/// Three figures of precision, thousands separated.
fn number(value: f64) -> String {
    if value.abs() < 1000.0 {
        let digits = if value.abs() >= 100.0 {
            0
        } else if value.abs() >= 10.0 {
            1
        } else {
            2
        };
        return format!("{value:.digits$}");
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(json: &str) -> Figure {
        serde_json::from_str(json).expect("a figure")
    }

    #[test]
    fn the_ratio_is_to_the_best_peer() {
        let time =
            figure(r#"{"what": "sum", "unit": "ms", "ours": 35, "peers": {"A": 487, "B": 341}}"#);
        assert_eq!(time.ratio().map(|ratio| (ratio * 100.0).round()), Some(974.0));
        let rate = figure(
            r#"{"what": "in", "unit": "rows/s", "better": "higher", "ours": 60,
                "peers": {"A": 100}}"#,
        );
        assert_eq!(rate.ratio(), Some(0.6));
    }

    #[test]
    fn the_table_has_a_column_for_each_peer() {
        let text = table(&[figure(
            r#"{"what": "import", "unit": "rows/s", "better": "higher", "ours": 123456,
                "peers": {"bare loader": 200000}, "aim": "half"}"#,
        )]);
        assert!(text.contains("| bare loader |"), "{text}");
        assert!(text.contains("123,456") && text.contains("0.62"), "{text}");
    }

    #[test]
    fn an_unknown_field_is_an_error() {
        assert!(serde_json::from_str::<Figure>(r#"{"what":"a","unit":"b","our":1}"#).is_err());
    }
}
