//! Which keys the ledger has, while the index that knows them is set aside.

/// A set of keys by their hash, 8 bytes a place: half of a hash, and the place in the sequence of
/// the activity that has it. A key that is found here is *perhaps* known; the activity at that
/// place decides.
#[derive(Debug)]
pub(crate) struct Seen {
    slots: Vec<u64>,
    n: usize,
}

const EMPTY: u64 = 0;
const SMALLEST: usize = 1 << 12;

impl Seen {
    /// Most keys, about 270 MB. A load that has more goes on with the index.
    pub(crate) const MAX: usize = 24_000_000;

    pub(crate) fn new() -> Self {
        Self { slots: vec![EMPTY; SMALLEST], n: 0 }
    }

    /// How many keys.
    pub(crate) fn len(&self) -> usize {
        self.n
    }

    /// Notes that the activity at `seq` has a key of that hash. `seq` is above zero.
    pub(crate) fn insert(&mut self, hash: u32, seq: u32) {
        if self.n * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        self.n += 1;
        put(&mut self.slots, u64::from(hash) << 32 | u64::from(seq));
    }

    /// The places of all activities whose key has that hash.
    pub(crate) fn places(&self, hash: u32) -> impl Iterator<Item = u32> {
        let n = self.slots.len();
        let from = home(hash, n);
        let chain = (0..n).map(move |step| self.slots[(from + step) % n]);
        chain
            .take_while(|slot| *slot != EMPTY)
            .filter(move |slot| (*slot >> 32) as u32 == hash)
            .map(|slot| slot as u32)
    }

    fn grow(&mut self) {
        let mut larger = vec![EMPTY; self.slots.len() / 2 * 3];
        for slot in self.slots.iter().filter(|slot| **slot != EMPTY) {
            put(&mut larger, *slot);
        }
        self.slots = larger;
    }
}

/// Where the chain of a hash begins among `n` places.
fn home(hash: u32, n: usize) -> usize {
    ((u64::from(hash) * n as u64) >> 32) as usize
}

fn put(slots: &mut [u64], slot: u64) {
    let n = slots.len();
    let mut at = home((slot >> 32) as u32, n);
    while slots[at] != EMPTY {
        at = (at + 1) % n;
    }
    slots[at] = slot;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Many places share a hash.
    fn hash_of(seq: u32) -> u32 {
        seq.wrapping_mul(2_654_435_761) & 0xfff8_0000
    }

    #[test]
    fn every_place_of_a_hash_is_found_after_growing() {
        let mut seen = Seen::new();
        for seq in 1..=50_000 {
            seen.insert(hash_of(seq), seq);
        }
        for hash in [1, 77, 4_999, 50_000].map(hash_of) {
            let mut found: Vec<u32> = seen.places(hash).collect();
            found.sort_unstable();
            let want: Vec<u32> = (1..=50_000).filter(|seq| hash_of(*seq) == hash).collect();
            assert_eq!(found, want);
        }
        assert_eq!(seen.places(1).count(), 0);
        assert_eq!(seen.len(), 50_000);
    }
}
