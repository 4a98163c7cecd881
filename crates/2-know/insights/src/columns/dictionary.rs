//! Texts by number: each different text once, and a narrow code per row.

use super::bitmap::Bitmap;
use arrow_array::{Array, StringArray};
use arrow_buffer::ScalarBuffer;
use std::collections::HashMap;
use std::sync::OnceLock;

/// One code per row; 0 is unknown. As narrow as the number of different texts allows.
#[derive(Debug, Clone, PartialEq)]
pub enum Codes {
    /// Up to 255 texts.
    Narrow(ScalarBuffer<u8>),
    /// Up to 65,535 texts.
    Wide(ScalarBuffer<u16>),
    /// More.
    Full(ScalarBuffer<u32>),
}

/// Runs the same expression with the codes of whichever width as `$codes`.
macro_rules! with_codes {
    ($of:expr, $codes:ident => $body:expr) => {
        match $of {
            Codes::Narrow($codes) => $body,
            Codes::Wide($codes) => $body,
            Codes::Full($codes) => $body,
        }
    };
}

impl Codes {
    /// Takes codes below `n_codes` at the least width.
    pub fn new(codes: Vec<u32>, n_codes: usize) -> Self {
        if n_codes <= 1 << 8 {
            Self::Narrow(codes.iter().map(|code| *code as u8).collect())
        } else if n_codes <= 1 << 16 {
            Self::Wide(codes.iter().map(|code| *code as u16).collect())
        } else {
            Self::Full(codes.into())
        }
    }

    /// The code of a row.
    #[inline]
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Self::Narrow(codes) => u32::from(codes[row]),
            Self::Wide(codes) => u32::from(codes[row]),
            Self::Full(codes) => codes[row],
        }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        with_codes!(self, codes => codes.len())
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The wanted rows whose code is hit; `hits` has an entry for each code.
    pub fn select(&self, wanted: &Bitmap, hits: &[bool]) -> Bitmap {
        let mut hit_codes = hits.iter().enumerate().filter(|(_, hit)| **hit).map(|(code, _)| code);
        match (hit_codes.next(), hit_codes.next()) {
            (None, _) => Bitmap::none(wanted.rows()),
            (Some(only), None) => match self {
                Self::Narrow(codes) => equal_bytes(codes, only as u8, wanted),
                Self::Wide(codes) => equal(codes, only as u16, wanted),
                Self::Full(codes) => equal(codes, only as u32, wanted),
            },
            _ => with_codes!(self, codes => {
                let codes: &[_] = codes;
                Bitmap::select(wanted, |row| hits[codes[row] as usize])
            }),
        }
    }
}

fn equal<T: Copy + PartialEq>(codes: &[T], only: T, wanted: &Bitmap) -> Bitmap {
    let word =
        |chunk: &[T]| chunk.iter().rev().fold(0, |word, code| word << 1 | u64::from(*code == only));
    let words = codes.chunks(64).zip(wanted.words()).map(|(chunk, wanted)| word(chunk) & wanted);
    Bitmap::from_words(words.collect(), wanted.rows())
}

/// As [`equal`], 64 codes at a time: the comparison in vector registers, then the lowest bits of
/// eight bytes gathered by one multiplication each.
fn equal_bytes(codes: &[u8], only: u8, wanted: &Bitmap) -> Bitmap {
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let word = |chunk: &[u8; 64]| {
        let mut same = [0_u8; 64];
        for (same, code) in same.iter_mut().zip(chunk) {
            *same = u8::from(*code == only);
        }
        let (eights, _) = same.as_chunks::<8>();
        eights.iter().enumerate().fold(0, |word, (n, bytes)| {
            word | (u64::from_le_bytes(*bytes).wrapping_mul(GATHER) >> 56) << (8 * n)
        })
    };
    let (whole, rest) = codes.as_chunks::<64>();
    let mut words: Vec<u64> = Vec::with_capacity(whole.len() + 1);
    words.extend(whole.iter().map(word));
    if !rest.is_empty() {
        words.push(rest.iter().rev().fold(0, |word, code| word << 1 | u64::from(*code == only)));
    }
    words.iter_mut().zip(wanted.words()).for_each(|(word, wanted)| *word &= wanted);
    Bitmap::from_words(words, wanted.rows())
}

/// The different texts of a column; code `n` is text `n - 1`, code 0 is unknown.
#[derive(Debug, Clone)]
pub struct Dictionary {
    texts: StringArray,
    numbers: OnceLock<Vec<f64>>,
    days: OnceLock<Vec<i32>>,
}

impl PartialEq for Dictionary {
    fn eq(&self, other: &Self) -> bool {
        self.texts == other.texts
    }
}

impl Dictionary {
    /// Takes the texts of codes 1, 2, ….
    pub fn new(texts: StringArray) -> Self {
        Self { texts, numbers: OnceLock::new(), days: OnceLock::new() }
    }

    /// The texts of codes 1, 2, ….
    pub fn texts(&self) -> &StringArray {
        &self.texts
    }

    /// How many codes there are, the unknown included.
    pub fn n_codes(&self) -> usize {
        self.texts.len() + 1
    }

    /// The text of a code.
    pub fn text(&self, code: u32) -> Option<&str> {
        (code as usize).checked_sub(1).map(|place| self.texts.value(place))
    }

    /// Tells for each code whether its text passes; the unknown never does.
    pub fn hits(&self, test: impl Fn(&str) -> bool) -> Vec<bool> {
        let tested = (0..self.texts.len()).map(|place| test(self.texts.value(place)));
        std::iter::once(false).chain(tested).collect()
    }

    /// For each code the number that its text spells, else not-a-number. Made once.
    pub fn numbers(&self) -> &[f64] {
        self.numbers.get_or_init(|| {
            let spelled = (0..self.texts.len()).map(|place| number_of(self.texts.value(place)));
            std::iter::once(f64::NAN).chain(spelled).collect()
        })
    }

    /// For each code the day that its text spells as `year * 10000 + month * 100 + day`, else 0.
    /// Made once.
    pub fn days(&self) -> &[i32] {
        self.days.get_or_init(|| {
            let spelled = (0..self.texts.len()).map(|place| day(self.texts.value(place)));
            std::iter::once(0).chain(spelled).collect()
        })
    }
}

/// The finite number that a text spells, else not-a-number.
pub(crate) fn number_of(text: &str) -> f64 {
    let starts = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.');
    let spelled = Some(text.trim()).filter(|text| text.starts_with(starts));
    spelled.and_then(|text| text.parse().ok()).filter(|n: &f64| n.is_finite()).unwrap_or(f64::NAN)
}

fn day(text: &str) -> i32 {
    let date = text.get(..10).and_then(|text| text.parse::<jiff::civil::Date>().ok());
    date.map_or(0, day_number)
}

/// A date as `year * 10000 + month * 100 + day`: in the order of the calendar.
pub(crate) fn day_number(date: jiff::civil::Date) -> i32 {
    i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day())
}

/// Collects the texts of a column and one code per row.
#[derive(Debug, Default)]
pub(super) struct DictionaryBuilder {
    by_text: HashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

impl DictionaryBuilder {
    /// The code of a text, a new one when it is new.
    pub(super) fn code(&mut self, text: &str) -> u32 {
        if let Some(code) = self.by_text.get(text) {
            return *code;
        }
        self.texts.push(text.into());
        let code = self.texts.len() as u32;
        self.by_text.insert(text.into(), code);
        code
    }

    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    pub(super) fn finish(self) -> Dictionary {
        Dictionary::new(StringArray::from_iter_values(&self.texts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn codes_of_every_width_select_the_same(
            codes in prop::collection::vec(0_u32..9, 0..300),
            hits in prop::collection::vec(any::<bool>(), 9)
        ) {
            let wanted = Bitmap::select(&Bitmap::all(codes.len()), |row| row % 7 != 3);
            let mut hits = hits;
            hits[0] = false;
            for only in [false, true] {
                if only {
                    hits = (0..9).map(|code| code == 4).collect();
                }
                let want: Vec<_> = wanted.iter().filter(|row| hits[codes[*row] as usize]).collect();
                for n_codes in [9, 300, 70_000] {
                    let found = Codes::new(codes.clone(), n_codes).select(&wanted, &hits);
                    prop_assert_eq!(found.iter().collect::<Vec<_>>(), want.clone());
                }
            }
        }
    }
}
