//! A text as words, numbers and marks, each with the white space in front of it.
//!
//! **Invariant:** the units in order, each with its white space, and the [`tail`] are the text.

/// What a unit is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnitKind {
    /// Letters, or letters and digits, with the hyphens inside.
    Word,
    /// Digits with the marks and spaces of one number: «1 250,5», «01.09.2027».
    Number,
    /// One other visible character.
    Mark,
}

/// A word, number or mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    pub kind: UnitKind,
    /// White space in front of it.
    pub space: String,
    pub text: String,
}

impl Unit {
    /// Letters and digits; none in a mark.
    pub(super) fn letters(&self) -> usize {
        self.text.chars().filter(|character| character.is_alphanumeric()).count()
    }

    /// A mark that ends a sentence, an item or a cell.
    pub(super) fn ends_part(&self) -> bool {
        self.kind == UnitKind::Mark && matches!(self.text.as_str(), "." | "!" | "?" | ";" | ":" | "|" | "…")
    }
}

/// Cuts a text into units.
pub(super) fn units(text: &str) -> Vec<Unit> {
    let characters: Vec<char> = text.chars().collect();
    let at = |index: usize| characters.get(index).copied().unwrap_or(' ');
    let is_part = |character: char| {
        character.is_alphanumeric() || unicode_normalization::char::is_combining_mark(character)
    };
    let mut found = Vec::new();
    let mut space = String::new();
    let mut index = 0;
    while index < characters.len() {
        let first = at(index);
        if first.is_whitespace() {
            space.push(first);
            index += 1;
            continue;
        }
        let start = index;
        index += 1;
        let mut kind = UnitKind::Mark;
        if is_part(first) {
            kind = UnitKind::Number;
            index = start;
            while is_part(at(index)) || (is_joint(at(index)) && index > start && is_part(at(index + 1))) {
                if !at(index).is_numeric() {
                    kind = UnitKind::Word;
                }
                index += 1;
            }
            let digits_only =
                characters.get(start..index).is_some_and(|part| part.iter().all(|one| one.is_numeric()));
            if digits_only {
                index = number_end(&characters, start, index);
            }
        }
        let text = characters.get(start..index).unwrap_or_default().iter().collect();
        found.push(Unit { kind, space: std::mem::take(&mut space), text });
    }
    found
}

/// The white space after the last unit.
pub(super) fn tail(text: &str) -> &str {
    let visible = text.trim_end();
    text.get(visible.len()..).unwrap_or_default()
}

/// Marks inside a word: «социально-экономический», «бала-бақша», «д'Артаньян».
fn is_joint(character: char) -> bool {
    matches!(character, '-' | '\u{2010}' | '\u{2011}' | '\'' | '’' | '\u{AD}')
}

/// Where the number ends whose first digits are `start..end`: groups of three after a space, then decimals or the
/// further parts of a date.
fn number_end(characters: &[char], start: usize, mut end: usize) -> usize {
    let digit = |index: usize| characters.get(index).is_some_and(|character| character.is_numeric());
    let groups = end - start <= 3;
    let space =
        |index: usize| matches!(characters.get(index), Some(' ' | '\u{A0}' | '\u{202F}' | '\u{2009}'));
    while groups
        && space(end)
        && digit(end + 1)
        && digit(end + 2)
        && digit(end + 3)
        && !characters.get(end + 4).is_some_and(|character| character.is_alphanumeric())
    {
        end += 4;
    }
    while matches!(characters.get(end), Some('.' | ',')) && digit(end + 1) {
        end += 1;
        while digit(end) {
            end += 1;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        units(text).into_iter().map(|unit| unit.text).collect()
    }

    #[test]
    fn a_number_is_one_unit_with_its_groups_and_decimals() {
        assert_eq!(cut("1 250,5 тыс. теңге"), ["1 250,5", "тыс", ".", "теңге"]);
        assert_eq!(cut("с 01.09.2027 г."), ["с", "01.09.2027", "г", "."]);
        assert_eq!(cut("2024 2025"), ["2024", "2025"]);
        assert_eq!(cut("2024–2025"), ["2024", "–", "2025"]);
        assert_eq!(cut("12 5000"), ["12", "5000"]);
        assert_eq!(cut("85%."), ["85", "%", "."]);
    }

    #[test]
    fn a_hyphen_inside_a_word_joins_and_one_outside_does_not() {
        assert_eq!(cut("социально-экономический рост"), ["социально-экономический", "рост"]);
        assert_eq!(cut("дом - сад"), ["дом", "-", "сад"]);
        assert_eq!(cut("-5"), ["-", "5"]);
        assert_eq!(cut("2-ші"), ["2-ші"]);
    }

    #[test]
    fn nothing_is_lost() {
        for text in ["", "  ", " а  б\n", "1 000\u{A0}000 .", "e\u{301}x"] {
            let read = units(text)
                .iter()
                .map(|unit| [unit.space.as_str(), unit.text.as_str()].concat())
                .collect::<String>();
            assert_eq!(read + tail(text), text);
        }
    }
}
