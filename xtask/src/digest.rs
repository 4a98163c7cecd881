//! SHA-256 as text, to tell whether something changed.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// The digest of some bytes, in hexadecimal digits.
pub(crate) fn of(bytes: &[u8]) -> String {
    text(&Sha256::digest(bytes))
}

/// A digest that is made of many parts.
#[derive(Default)]
pub(crate) struct Sum(Sha256);

impl Sum {
    /// Adds a part; its length goes in too, so that the cut between parts matters.
    pub(crate) fn add(&mut self, part: &[u8]) {
        self.0.update(part.len().to_be_bytes());
        self.0.update(part);
    }

    pub(crate) fn finish(self) -> String {
        text(&self.0.finalize())
    }
}

fn text(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").ok();
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_the_known_ones() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(of(b""), empty);
    }

    #[test]
    fn where_parts_are_cut_matters() {
        let sum = |parts: &[&[u8]]| {
            let mut sum = Sum::default();
            for part in parts {
                sum.add(part);
            }
            sum.finish()
        };
        assert_ne!(sum(&[b"ab", b"c"]), sum(&[b"a", b"bc"]));
    }
}
