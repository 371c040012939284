//! Words that carry no topic.

use std::{collections::BTreeSet, sync::LazyLock};

static STOP_WORDS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/stop_words.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

/// Whether a folded word carries no topic in either language.
pub fn is_stop_word(folded: &str) -> bool {
    STOP_WORDS.contains(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_folded_form() {
        for word in STOP_WORDS.iter() {
            assert_eq!(*word, kenes_domain::folding::fold(word));
        }
        assert!(is_stop_word("жане") && is_stop_word("для") && !is_stop_word("жол"));
    }
}
