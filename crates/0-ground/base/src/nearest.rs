//! The name that was probably meant.

/// Finds the known name that a wrong one was probably meant to be: the smallest number of
/// inserted, dropped, changed or swapped letters, at most a third of its length.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let wrong = wrong.to_lowercase();
    let bound = (wrong.chars().count() / 3).clamp(1, 4);
    known
        .into_iter()
        .filter(|name| name.len().abs_diff(wrong.len()) <= 2 * bound)
        .map(|name| (distance(&wrong, &name.to_lowercase()), name))
        .filter(|(steps, _)| *steps <= bound)
        .min_by_key(|(steps, name)| (*steps, name.len()))
        .map(|(_, name)| name.to_owned())
}

/// Optimal string alignment distance (Damerau, 1964).
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<_>, Vec<_>) = (left.chars().collect(), right.chars().collect());
    let mut before = vec![0; right.len() + 1];
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for i in 1..=left.len() {
        let mut row = vec![i; right.len() + 1];
        for j in 1..=right.len() {
            let changed = above[j - 1] + usize::from(left[i - 1] != right[j - 1]);
            row[j] = changed.min(above[j] + 1).min(row[j - 1] + 1);
            let swapped =
                i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
            if swapped {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_find_the_name_that_was_meant() {
        let known = ["country", "city", "orders", "product_viewed", "email_opened"];
        for (wrong, meant) in [
            ("contry", Some("country")),
            ("cuontry", Some("country")),
            ("order", Some("orders")),
            ("Product_Veiwed", Some("product_viewed")),
            ("email_open", Some("email_opened")),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(nearest(wrong, known).as_deref(), meant, "{wrong}");
        }
    }
}
