//! How large the program of a place is. Sizes depend on the place alone, not on the seed, so that the whole campaign
//! always has about 61,000 measures and 22,000 indicators, as the real one had.

use kenes_domain::territory::TerritoryKind;

use super::dice::{Dice, hash};
use super::place::Place;

/// Measures of a program: some 450 for an oblast, 190 to 340 for a district.
pub fn measures(place: &Place) -> usize {
    let (typical, spread) = match place.kind {
        TerritoryKind::Region => (440, 80),
        TerritoryKind::RepublicanCity => (430, 60),
        TerritoryKind::City => (288, 180),
        TerritoryKind::District => (265, 280),
    };
    // Per mille of the typical size, the same for ever for one place.
    let position = i64::try_from(hash(0, &["size", &place.kato]) % 1000).unwrap_or(500);
    let per_mille = 1000 + spread * (2 * position - 999) / 1000;
    usize::try_from(typical * per_mille / 1000).unwrap_or(1)
}

/// Indicators of a program, by the proportion of the real campaign.
pub fn indicators(place: &Place) -> usize {
    measures(place) * 22 / 61
}

/// Shares `total` things out by weight: at least `least` each and at most what `most` says, as far as that adds up.
/// Weights are shaken by a fifth, so that two places do not have the same profile.
pub fn share_out(total: usize, weights: &[u32], least: usize, most: &[usize], dice: &mut Dice) -> Vec<usize> {
    let shaken: Vec<u64> =
        weights.iter().map(|weight| u64::from(*weight) * u64::from(80 + dice.below(41))).collect();
    let mut shares: Vec<usize> = most.iter().map(|most| least.min(*most)).collect();
    let mut given: usize = shares.iter().sum();
    // One at a time to whoever is furthest below its due (Sainte-Laguë), which needs no rounding rule.
    while given < total {
        let neediest = shaken
            .iter()
            .zip(&shares)
            .zip(most)
            .enumerate()
            .filter(|(_, ((_, share), most))| share < most)
            .max_by_key(|(index, ((weight, share), _))| {
                let share = u64::try_from(**share).unwrap_or(u64::MAX / 4);
                (**weight * 1_000_000 / (2 * share + 1), std::cmp::Reverse(*index))
            })
            .map(|(index, _)| index);
        match neediest.and_then(|index| shares.get_mut(index)) {
            Some(share) => *share += 1,
            None => break,
        }
        given += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shares_add_up_within_their_bounds(total in 0usize..600, weights in prop::collection::vec(1u32..30, 1..25)) {
            let most = vec![40; weights.len()];
            let shares = share_out(total, &weights, 3, &most, &mut Dice::new(1, &["shares"]));
            let possible = total.clamp(3 * weights.len(), 40 * weights.len());
            prop_assert_eq!(shares.iter().sum::<usize>(), possible);
            prop_assert!(shares.iter().all(|share| (3..=40).contains(share)));
        }
    }
}
