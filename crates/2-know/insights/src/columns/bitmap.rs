//! A set of rows of a chunk: one bit each, 64 to a word.

/// A set of rows. Bits beyond the last row are never set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    words: Vec<u64>,
    rows: usize,
}

/// From so many wanted rows of 64 on, testing all of them without a branch is faster.
const DENSE: u32 = 12;

impl Bitmap {
    /// The empty set among so many rows.
    pub fn none(rows: usize) -> Self {
        Self { words: vec![0; rows.div_ceil(64)], rows }
    }

    /// All of so many rows.
    pub fn all(rows: usize) -> Self {
        let mut words = vec![u64::MAX; rows.div_ceil(64)];
        if let Some(last) = words.last_mut().filter(|_| !rows.is_multiple_of(64)) {
            *last = (1 << (rows % 64)) - 1;
        }
        Self { words, rows }
    }

    /// The rows among `wanted` that pass the test. The test may be asked about other rows too and
    /// must not mind.
    #[inline]
    pub fn select(wanted: &Self, test: impl Fn(usize) -> bool) -> Self {
        let mut words = vec![0; wanted.words.len()];
        for (place, (word, wanted_word)) in words.iter_mut().zip(&wanted.words).enumerate() {
            let first = place * 64;
            if wanted_word.count_ones() < DENSE {
                let mut rest = *wanted_word;
                while rest != 0 {
                    let bit = rest.trailing_zeros();
                    *word |= u64::from(test(first + bit as usize)) << bit;
                    rest &= rest - 1;
                }
            } else if first + 64 <= wanted.rows {
                let mut found = 0;
                for bit in 0..64 {
                    found |= u64::from(test(first + bit)) << bit;
                }
                *word = found & wanted_word;
            } else {
                for bit in 0..wanted.rows - first {
                    *word |= u64::from(test(first + bit)) << bit;
                }
                *word &= wanted_word;
            }
        }
        Self { words, rows: wanted.rows }
    }

    /// As [`Bitmap::select`], for tests that cost so much that only wanted rows are asked.
    #[inline]
    pub fn select_few(wanted: &Self, test: impl Fn(usize) -> bool) -> Self {
        let mut words = vec![0; wanted.words.len()];
        for (place, (word, wanted_word)) in words.iter_mut().zip(&wanted.words).enumerate() {
            let mut rest = *wanted_word;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                *word |= u64::from(test(place * 64 + bit as usize)) << bit;
                rest &= rest - 1;
            }
        }
        Self { words, rows: wanted.rows }
    }

    /// Makes it from its words; surplus bits are dropped.
    pub fn from_words(mut words: Vec<u64>, rows: usize) -> Self {
        words.resize(rows.div_ceil(64), 0);
        if let Some(last) = words.last_mut().filter(|_| !rows.is_multiple_of(64)) {
            *last &= (1 << (rows % 64)) - 1;
        }
        Self { words, rows }
    }

    /// Its words, the first row in the lowest bit.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// How many rows there are, in the set or not.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether the row is in it.
    #[inline]
    pub fn get(&self, row: usize) -> bool {
        self.words[row / 64] >> (row % 64) & 1 == 1
    }

    /// Puts the row in.
    pub fn insert(&mut self, row: usize) {
        debug_assert!(row < self.rows, "row {row} of {}", self.rows);
        self.words[row / 64] |= 1 << (row % 64);
    }

    /// Takes the row out.
    pub fn take_out(&mut self, row: usize) {
        self.words[row / 64] &= !(1 << (row % 64));
    }

    /// How many rows are in it.
    pub fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Whether no row is in it.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Keeps the rows that are in both.
    pub fn keep(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    /// Adds the rows of the other.
    pub fn add(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    /// Takes the rows of the other out.
    pub fn remove(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
    }

    /// Its rows in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(place, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(place * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sets_behave_as_sets(rows in 0_usize..300, seed in any::<u64>(), thin in 1_u64..40) {
            let member = |row: usize| (row as u64).wrapping_mul(seed | 1).is_multiple_of(thin);
            let all = Bitmap::all(rows);
            let some = Bitmap::select(&all, member);
            let odd = Bitmap::select(&some, |row| row % 2 == 1);
            let want: Vec<_> = (0..rows).filter(|row| member(*row)).collect();
            prop_assert_eq!(some.iter().collect::<Vec<_>>(), want.clone());
            prop_assert_eq!(some.count(), want.len() as u64);
            prop_assert!((0..rows).all(|row| odd.get(row) == (member(row) && row % 2 == 1)));
            let mut rest = all.clone();
            rest.remove(&some);
            prop_assert_eq!(rest.count() + some.count(), rows as u64);
            rest.add(&some);
            prop_assert_eq!(&rest, &all);
            prop_assert_eq!(Bitmap::from_words(vec![u64::MAX; 9], rows), all);
        }
    }
}
