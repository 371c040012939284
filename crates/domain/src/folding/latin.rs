//! Kazakh in Latin letters, turned into Cyrillic.
//!
//! Three spellings are in use: the alphabet of 2021 (`ä ö ü ū ğ ñ ş ı`), the one of 2018 (`á ó ú ý ǵ ń ı sh ch`) and
//! plain ASCII as people type it (`zh sh kh q`). They disagree about `ı`, `i`, `u` and `y`; where they do, the marks
//! found in the text decide. What remains open (і or и, ұ or у) is the same under [`super::fold`].

/// A way to write Kazakh in Latin letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LatinSpelling {
    /// The alphabet of 2021, with umlauts, breve, cedilla and macron.
    Alphabet2021,
    /// The alphabet of 2018, with acute accents.
    Alphabet2018,
    /// No marks at all.
    Ascii,
}

/// Which spelling the marks of a text point to; without marks, ASCII.
pub fn latin_spelling(text: &str) -> LatinSpelling {
    let count = |letters: &str| text.chars().filter(|character| letters.contains(*character)).count();
    let acute = count("áǵńóúýÁǴŃÓÚÝ");
    let umlaut = count("äöüūğñşÄÖÜŪĞÑŞ");
    if acute > umlaut {
        LatinSpelling::Alphabet2018
    } else if umlaut > 0 || count("ı") > 0 {
        LatinSpelling::Alphabet2021
    } else {
        LatinSpelling::Ascii
    }
}

/// The text with each Latin letter replaced by the Kazakh letter it stands for, in lower case; Cyrillic letters,
/// digits and signs stay. `None` when a Latin letter has no reading.
///
/// The result is meant for looking up, under [`super::fold`]: `ı`/`i` and `u`/`ū` cannot always be told apart.
pub fn latin_to_cyrillic(text: &str) -> Option<String> {
    read_latin(text, latin_spelling(text))
}

/// [`latin_to_cyrillic`] for a piece of a text whose spelling is known from the whole.
pub fn read_latin(text: &str, spelling: LatinSpelling) -> Option<String> {
    let letters: Vec<char> = super::canonical(text).chars().collect();
    let mut output = String::with_capacity(text.len() * 2);
    let mut rest = letters.as_slice();
    let mut previous = None;
    while let Some((first, after)) = rest.split_first() {
        let second = after.first().copied();
        let pair = second.and_then(|second| digraph(*first, second, spelling));
        let written = match pair {
            Some(pair) => pair,
            None if super::is_latin(*first) => single(*first, second, previous, spelling)?,
            None => *first,
        };
        output.push(written);
        previous = Some(written);
        rest = if pair.is_some() { after.get(1..).unwrap_or_default() } else { after };
    }
    Some(output)
}

/// How a text sounds, roughly: [`super::fold`] with the letters spelled out that Latin spellings write in two
/// (я→иа, ю→иу, ц→тс, ч→тш, щ→штш), й as и, э as е, and without ь and ъ. A word and its [`latin_to_cyrillic`]
/// reading have the same key in all three spellings.
pub fn sound_key(text: &str) -> String {
    let mut output = String::with_capacity(text.len());
    for character in super::fold(text).chars() {
        match character {
            'й' => output.push('и'),
            'э' => output.push('е'),
            'я' => output.push_str("иа"),
            'ю' => output.push_str("иу"),
            'ц' => output.push_str("тс"),
            'ч' => output.push_str("тш"),
            'щ' => output.push_str("штш"),
            'ь' | 'ъ' => (),
            other => output.push(other),
        }
    }
    output
}

fn digraph(first: char, second: char, spelling: LatinSpelling) -> Option<char> {
    use LatinSpelling::{Alphabet2018, Alphabet2021, Ascii};
    match (first, second, spelling) {
        ('z', 'h', Ascii) => Some('ж'),
        ('k', 'h', Ascii) => Some('х'),
        ('g', 'h', Ascii) => Some('ғ'),
        ('s', 'h', Ascii | Alphabet2018) => Some('ш'),
        ('c', 'h', Ascii | Alphabet2018) | ('t', 'ş', Alphabet2021) => Some('ч'),
        ('ş', 'ş', Alphabet2021) => Some('щ'),
        ('t', 's', _) => Some('ц'),
        ('i', 'a', Ascii | Alphabet2021) | ('ı', 'a', Alphabet2018) | ('y', 'a', Ascii) => Some('я'),
        ('i', 'u', Ascii | Alphabet2021) | ('ı', 'ý', Alphabet2018) | ('y', 'u', Ascii) => Some('ю'),
        _ => None,
    }
}

fn single(letter: char, next: Option<char>, previous: Option<char>, spelling: LatinSpelling) -> Option<char> {
    use LatinSpelling::{Alphabet2018, Alphabet2021, Ascii};
    let after_vowel = previous.is_some_and(|previous| "аәеиіоөуұүыэюя".contains(previous));
    let glide = if after_vowel { 'й' } else { 'и' };
    Some(match (letter, spelling) {
        ('a', _) => 'а',
        ('ä' | 'á', _) => 'ә',
        ('b', _) => 'б',
        ('c', _) if next.is_some_and(|next| "eiy".contains(next)) => 'с',
        ('c' | 'k', _) => 'к',
        ('d', _) => 'д',
        ('e', _) => 'е',
        ('f', _) => 'ф',
        ('g', _) => 'г',
        ('ğ' | 'ǵ', _) => 'ғ',
        ('h' | 'x', _) => 'х',
        ('i', Alphabet2018) | ('ı', Ascii | Alphabet2021) => 'і',
        ('i', Ascii | Alphabet2021) | ('ı', Alphabet2018) => glide,
        ('j', _) => 'ж',
        ('l', _) => 'л',
        ('m', _) => 'м',
        ('n', _) => 'н',
        ('ñ' | 'ń', _) => 'ң',
        ('o', _) => 'о',
        ('ö' | 'ó', _) => 'ө',
        ('p', _) => 'п',
        ('q', _) => 'қ',
        ('r', _) => 'р',
        ('s', _) => 'с',
        ('ş', _) => 'ш',
        ('t', _) => 'т',
        ('u', Alphabet2018) | ('ū', _) => 'ұ',
        ('u' | 'ý' | 'w', _) => 'у',
        ('ü' | 'ú', _) => 'ү',
        ('v', _) => 'в',
        // ASCII writes й and ы as y: «qay» is қай, «auyl» is ауыл. Kazakh has no ы after а, о, е or ы.
        ('y', Ascii) if previous.is_some_and(|previous| "аоеы".contains(previous)) => 'й',
        ('y', _) => 'ы',
        ('z', _) => 'з',
        ('ç', _) => 'ч',
        _ => return None,
    })
}
