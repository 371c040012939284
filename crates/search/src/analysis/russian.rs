//! Russian stems by the Snowball algorithm.

use kenes_domain::folding;
use rust_stemmers::{Algorithm, Stemmer};

/// The Snowball stem of a canonical word, as a sound key.
///
/// Kazakh letters in Russian text (names of places) are folded first, so that both spellings have one stem.
pub fn stem(word: &str) -> String {
    let folded = folding::fold(word);
    folding::sound_key(&Stemmer::create(Algorithm::Russian).stem(&folded))
}
