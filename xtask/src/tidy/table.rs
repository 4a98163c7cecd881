//! Tables in documents that a rule reads: between `<!-- tidy: NAME -->` and `<!-- /tidy -->`.

/// The cells of each row of a marked table, without its head, with line numbers.
/// Nothing when the document has no such table.
pub(crate) fn rows(text: &str, name: &str) -> Option<Vec<(usize, Vec<String>)>> {
    let opening = format!("<!-- tidy: {name} -->");
    let mut lines = text.lines().enumerate().skip_while(|(_, line)| line.trim() != opening);
    lines.next()?;
    let rows = lines
        .take_while(|(_, line)| line.trim() != "<!-- /tidy -->")
        .filter(|(_, line)| line.trim_start().starts_with('|'))
        .skip(2)
        .map(|(at, line)| (at + 1, cells(line)))
        .collect();
    Some(rows)
}

/// The names in a cell, separated by commas, without emphasis.
pub(crate) fn names(cell: &str) -> Vec<String> {
    cell.split(',')
        .map(|name| name.trim().trim_matches('`').to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

fn cells(line: &str) -> Vec<String> {
    let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
    inner.split('|').map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marked_table_is_read_without_its_head() {
        let text = "x\n<!-- tidy: crates -->\n| a | b |\n| - | - |\n| `one`, two | three |\n\
                    <!-- /tidy -->\n| no | no |\n";
        let rows = rows(text, "crates").expect("it is there");
        assert_eq!(rows, vec![(5, vec!["`one`, two".to_owned(), "three".to_owned()])]);
        assert_eq!(names(&rows[0].1[0]), ["one", "two"]);
        assert!(super::rows(text, "other").is_none());
    }
}
