//! What waits for a look before it is shown. Nothing is dropped: whatever looks like a program's work is received,
//! gets its receipt, and is held with a public reason until a moderator has seen it.

use crate::contribution::ModerationReason;

/// Links in a text that a person writing about a village needs at most.
pub const LINKS_MAX: usize = 3;
/// Equal texts in one program within [`REPEAT_SECONDS`] that are shown without a look. A village may copy a text
/// from a messenger; a program does not stop at ten.
pub const REPEATS_MAX: i64 = 10;
/// The time within which equal texts are a burst, in seconds.
pub const REPEAT_SECONDS: i64 = 600;
/// Leading zero bits that the hash of a proof of work has: some 16,000 tries, about a second on a cheap phone.
pub const WORK_BITS: u32 = 14;

/// How many links a text has.
pub fn links(text: &str) -> usize {
    let lower = text.to_lowercase();
    let schemes = lower.matches("://").count();
    let bare = lower.matches("www.").count() - lower.matches("://www.").count();
    schemes + bare
}

/// Why a text with its fields has to be looked at first, by itself.
pub fn suspicion<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<ModerationReason> {
    let found: usize = texts.into_iter().map(links).sum();
    (found > LINKS_MAX).then_some(ModerationReason::Advertising)
}

/// Whether a hash proves the work.
pub fn is_worked(hash: &[u8]) -> bool {
    let mut zeros = 0;
    for byte in hash {
        zeros += byte.leading_zeros();
        if *byte != 0 {
            break;
        }
    }
    zeros >= WORK_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_counted_once_each() {
        assert_eq!(links("Жол нашар, қараңыз: https://www.example.kz/a және www.example.kz"), 2);
        assert_eq!(links("Мектеп керек. HTTP://A.KZ http://b.kz"), 2);
        assert_eq!(suspicion(["http://a http://b", "http://c"]), None);
        assert_eq!(
            suspicion(["http://a http://b", "http://c http://d"]),
            Some(ModerationReason::Advertising)
        );
    }

    #[test]
    fn work_is_counted_in_bits() {
        assert!(is_worked(&[0, 0b0000_0011, 255]));
        assert!(!is_worked(&[0, 0b0000_0100, 0]));
        assert!(!is_worked(&[]));
    }
}
