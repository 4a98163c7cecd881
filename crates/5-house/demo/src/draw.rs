//! Chance, from a seed: every stream of draws is the same on every run.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma, LogNormal};

/// One stream of draws.
#[derive(Debug, Clone)]
pub(crate) struct Draw(ChaCha8Rng);

impl Draw {
    /// Opens the stream with this number; streams of one seed do not overlap.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// A number from 0 up to, not including, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        self.0.random()
    }

    /// Sixty-four bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0.random()
    }

    /// Whether something of this probability happens.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number below `bound`; zero when `bound` is zero.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { self.0.random_range(0..bound as u64) as usize }
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        if low >= high { low } else { self.0.random_range(low..=high) }
    }

    /// One of `items`, each as likely.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// An index of `weights`, as likely as its weight says.
    pub(crate) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (index, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        weights.iter().rposition(|weight| *weight > 0.0).unwrap_or(0)
    }

    /// A positive number around `mean`; the larger `shape`, the closer to it.
    pub(crate) fn gamma(&mut self, mean: f64, shape: f64) -> f64 {
        Gamma::new(shape, mean / shape).map_or(mean, |gamma| gamma.sample(&mut self.0))
    }

    /// A positive number with this median and a long tail upwards.
    pub(crate) fn lognormal(&mut self, median: f64, sigma: f64) -> f64 {
        LogNormal::new(median.ln(), sigma).map_or(median, |normal| normal.sample(&mut self.0))
    }

    /// How often something happens that happens `mean` times on average.
    pub(crate) fn poisson(&mut self, mean: f64) -> usize {
        let floor = (-mean.clamp(0.0, 50.0)).exp();
        let (mut count, mut product) = (0, self.unit());
        while product > floor {
            count += 1;
            product *= self.unit();
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ() {
        let first = |stream| Draw::new(7, stream).bits();
        assert_eq!(first(1), first(1));
        assert_ne!(first(1), first(2));
    }

    #[test]
    fn draws_follow_their_weights() {
        let mut draw = Draw::new(1, 0);
        let hits = (0..10_000).filter(|_| draw.weighted(&[1.0, 0.0, 3.0]) == 2).count();
        assert!((7_200..7_800).contains(&hits), "{hits}");
        let total: usize = (0..10_000).map(|_| draw.poisson(0.8)).sum();
        assert!((7_600..8_400).contains(&total), "{total}");
        assert_eq!((draw.below(0), draw.between(5, 5)), (0, 5));
    }
}
