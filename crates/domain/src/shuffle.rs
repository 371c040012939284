//! Orders that give every item the same chance: a seeded permutation of the numbers below a count, computed place by
//! place, so that the last page costs what the first one costs.

/// Rounds of the Feistel network; four make its permutation hard to tell from a random one (Luby and Rackoff 1988).
const ROUNDS: u64 = 4;

/// A permutation of the numbers from 0 to below `count`, chosen by a seed.
#[derive(Debug, Clone, Copy)]
pub struct Shuffle {
    seed: u64,
    count: u64,
    half_bits: u32,
}

impl Shuffle {
    /// The permutation of a seed.
    pub const fn new(seed: u64, count: u64) -> Self {
        let bits = u64::BITS - count.saturating_sub(1).leading_zeros();
        let half_bits = if bits < 2 { 1 } else { bits.div_ceil(2) };
        Self { seed, count, half_bits }
    }

    /// The number that stands at a place; `None` past the end.
    pub fn at(&self, place: u64) -> Option<u64> {
        if place >= self.count {
            return None;
        }
        // The network permutes a power of four that is at most four times the count; walking along its cycle until a
        // number below the count comes is a permutation again.
        let mut number = self.round_trip(place);
        while number >= self.count {
            number = self.round_trip(number);
        }
        Some(number)
    }

    fn round_trip(&self, number: u64) -> u64 {
        let mask = (1_u64 << self.half_bits) - 1;
        let (mut left, mut right) = (number >> self.half_bits, number & mask);
        for round in 0..ROUNDS {
            (left, right) = (right, left ^ (mix(self.seed ^ mix(right ^ (round << 60))) & mask));
        }
        (left << self.half_bits) | right
    }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_number_comes_once(seed: u64, count in 0_u64..700) {
            let shuffle = Shuffle::new(seed, count);
            let mut numbers: Vec<u64> = (0..count).map(|place| shuffle.at(place).unwrap()).collect();
            numbers.sort_unstable();
            prop_assert!(numbers.into_iter().eq(0..count));
            prop_assert_eq!(shuffle.at(count), None);
        }

        #[test]
        fn counts_of_any_size_do(seed: u64, count in 1_u64..1 << 40, place in 0_u64..1 << 40) {
            let found = Shuffle::new(seed, count).at(place);
            prop_assert_eq!(found.is_some(), place < count);
            prop_assert!(found.is_none_or(|number| number < count));
        }
    }

    #[test]
    fn every_number_comes_first_about_equally_often() {
        let mut first = [0_u32; 10];
        for seed in 0..10_000 {
            first[usize::try_from(Shuffle::new(seed, 10).at(0).unwrap()).unwrap()] += 1;
        }
        // 1,000 each with a standard deviation of 30.
        assert!(first.iter().all(|count| (850..1_150).contains(count)), "{first:?}");
    }
}
