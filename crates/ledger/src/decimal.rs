//! Numbers as all the formats here write them: ASCII digits, no sign, no leading zero.

use std::str::FromStr;

/// Reads a number; `None` when it is spelled in any other way or does not fit.
pub(crate) fn parse<N: FromStr>(text: &str) -> Option<N> {
    let plain = !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn one_spelling_only() {
        assert_eq!(parse::<u64>("0"), Some(0));
        assert_eq!(parse::<u64>("18446744073709551615"), Some(u64::MAX));
        for wrong in ["", "00", "01", "+1", "-1", " 1", "1 ", "1_0", "18446744073709551616", "٣"] {
            assert_eq!(parse::<u64>(wrong), None, "{wrong}");
        }
    }
}
