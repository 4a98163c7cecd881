//! Finding the examples in doc comments that rustdoc runs.

/// True when a doc comment opens a code block that is Rust and is run.
pub(crate) fn has(text: &str) -> bool {
    let mut inside = false;
    for line in text.lines().map(str::trim_start) {
        let Some(doc) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else {
            continue;
        };
        let Some(language) = doc.trim().strip_prefix("```") else { continue };
        if !inside && ["", "rust", "should_panic"].contains(&language) {
            return true;
        }
        inside = !inside;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blocks_that_run_count() {
        assert!(has("/// Words.\n///\n/// ```\n/// assert!(true);\n/// ```\n"));
        assert!(!has("/// ```text\n/// a picture\n/// ```\n"));
        assert!(!has("// ```\n"));
    }
}
