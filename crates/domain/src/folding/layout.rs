//! Keyboards left in the wrong layout: «rjkbr ;jks» was meant as «колик жолы».

/// A Cyrillic keyboard layout as common in Kazakhstan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyboardLayout {
    /// Russian ЙЦУКЕН.
    Russian,
    /// The Kazakh standard layout: the Russian letter keys, and the nine Kazakh letters in the row of digits.
    Kazakh,
}

/// Keys of the Latin (US) layout and the Russian letters on them, without shift.
const LETTER_KEYS: &[(char, char)] = &[
    ('q', 'й'),
    ('w', 'ц'),
    ('e', 'у'),
    ('r', 'к'),
    ('t', 'е'),
    ('y', 'н'),
    ('u', 'г'),
    ('i', 'ш'),
    ('o', 'щ'),
    ('p', 'з'),
    ('[', 'х'),
    (']', 'ъ'),
    ('a', 'ф'),
    ('s', 'ы'),
    ('d', 'в'),
    ('f', 'а'),
    ('g', 'п'),
    ('h', 'р'),
    ('j', 'о'),
    ('k', 'л'),
    ('l', 'д'),
    (';', 'ж'),
    ('\'', 'э'),
    ('z', 'я'),
    ('x', 'ч'),
    ('c', 'с'),
    ('v', 'м'),
    ('b', 'и'),
    ('n', 'т'),
    ('m', 'ь'),
    (',', 'б'),
    ('.', 'ю'),
    ('`', 'ё'),
    ('{', 'х'),
    ('}', 'ъ'),
    (':', 'ж'),
    ('"', 'э'),
    ('<', 'б'),
    ('>', 'ю'),
    ('~', 'ё'),
];

/// Keys of the digit row in the Kazakh layout, without shift.
const DIGIT_ROW: &[(char, char)] = &[
    ('2', 'ә'),
    ('3', 'і'),
    ('4', 'ң'),
    ('5', 'ғ'),
    ('8', 'ү'),
    ('9', 'ұ'),
    ('0', 'қ'),
    ('-', 'ө'),
    ('=', 'һ'),
];

/// What Latin keys would have written in a Cyrillic layout, in lower case. `None` when the text holds no Latin
/// letter, or a character that no key of the layout writes.
///
/// In the Kazakh layout the digits and signs of the upper row are letters only beside a letter («r-k3r» is «көлік»);
/// a number of its own («2024») stays.
pub fn from_latin_keys(text: &str, layout: KeyboardLayout) -> Option<String> {
    if !text.chars().any(|character| character.is_ascii_alphabetic()) {
        return None;
    }
    let words: Option<Vec<String>> = text.split(' ').map(|word| word_from_keys(word, layout)).collect();
    words.map(|words| words.join(" "))
}

fn word_from_keys(word: &str, layout: KeyboardLayout) -> Option<String> {
    let has_letter = word.chars().any(char::is_alphabetic);
    word.chars()
        .map(|character| {
            let key = character.to_ascii_lowercase();
            let letter = find(LETTER_KEYS, key).filter(|_| has_letter);
            let kazakh = find(DIGIT_ROW, key).filter(|_| has_letter && layout == KeyboardLayout::Kazakh);
            letter
                .or(kazakh)
                .or_else(|| (character.is_ascii_digit() || character == '-').then_some(character))
        })
        .collect()
}

/// What Cyrillic keys would have written in the Latin layout, in lower case («зва» is `pdf`). `None` when the text
/// holds a letter that is on no key.
pub fn to_latin_keys(text: &str) -> Option<String> {
    text.chars()
        .map(|character| {
            if !character.is_alphabetic() {
                return Some(character);
            }
            let lower = character.to_lowercase().next()?;
            LETTER_KEYS.iter().chain(DIGIT_ROW).find(|pair| pair.1 == lower).map(|pair| pair.0)
        })
        .collect()
}

fn find(keys: &[(char, char)], key: char) -> Option<char> {
    keys.iter().find(|pair| pair.0 == key).map(|pair| pair.1)
}
