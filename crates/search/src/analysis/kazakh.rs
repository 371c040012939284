//! A Kazakh stemmer by suffix stripping.
//!
//! Kazakh words are built as *root + derivation + plural + possessive + case + predicate*, each with two to six
//! variants by vowel harmony and assimilation. The stemmer works on [`sound_key`](kenes_domain::folding::sound_key)s,
//! where the harmony variants that differ in ы/і, қ/к, ғ/г … coincide, and takes the suffixes off from the outside
//! until none is left. Working on the sound key is what makes a word typed on a Russian keyboard or in Latin letters
//! have the same stem as the properly typed one.
//!
//! Rules, each stated with its table below:
//! 1. A root keeps at least three letters and one vowel.
//! 2. The longest suffix whose condition holds goes first; the next round starts again with all suffixes. Taking off
//!    to a fixed point makes the inflected and the bare form of a root agree, even where the root itself ends like
//!    a suffix («тұрғын», «тұрғындар»).
//! 3. Two ambiguous endings are decided by the letter before: after ы the third person is ы, not сы («облысы» is
//!    облыс + ы), except after the agent ending («әкімшісі»); after a vowel, лы and ты are root + ы («ауылы»,
//!    «қызметі»), after a consonant they are the suffix («тиімді», «қажетті»).
//! 4. Final voicing is undone: б→п, г→к («кітабы» and «кітап»).
//!
//! Sources: the inflection tables of the school grammar («Қазақ тілі», морфология); the choice of derivational
//! suffixes that are safe for retrieval is our own.

/// Fewest letters a root keeps, unless it is in [`SHORT_ROOTS`].
const ROOT_LETTERS_MIN: usize = 3;
/// Most suffixes taken off one word.
const SUFFIXES_MAX: usize = 10;

/// Which letter a suffix may follow: Kazakh suffixes assimilate to the last letter of the word they join.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    /// A consonant, or у standing for one.
    Consonant,
    /// A vowel.
    Vowel,
    /// A vowel or a voiced consonant.
    Voiced,
    /// A voiceless consonant, or б, в, г, д at the end of a loan word.
    Voiceless,
    /// A vowel, р or a glide.
    Open,
    /// л, м, н, з or ж.
    Dull,
    /// л, м, н, р, з or ж: a voiced consonant.
    Sonorant,
    /// к or п.
    Stop,
    /// м or н.
    Nasal,
    /// з or ж.
    Sibilant,
    /// ы or и, the possessive of the third person.
    Possessive,
    /// Anything.
    Any,
}

/// A suffix in the sound alphabet, what it may follow, and how many letters must stay before it.
struct Suffix(&'static str, After, usize);

/// The table of all suffixes.
const SUFFIXES: &[Suffix] = &[
    // Plural.
    Suffix("лар", After::Open, 2),
    Suffix("лер", After::Open, 2),
    Suffix("дар", After::Dull, 2),
    Suffix("дер", After::Dull, 2),
    Suffix("тар", After::Voiceless, 2),
    Suffix("тер", After::Voiceless, 2),
    // Possessive.
    Suffix("ы", After::Consonant, 2),
    Suffix("и", After::Consonant, 2),
    Suffix("сы", After::Vowel, 2),
    Suffix("си", After::Vowel, 2),
    Suffix("ым", After::Consonant, 4),
    Suffix("им", After::Consonant, 4),
    Suffix("ымыз", After::Consonant, 2),
    Suffix("имиз", After::Consonant, 2),
    Suffix("мыз", After::Vowel, 3),
    Suffix("миз", After::Vowel, 3),
    Suffix("ныз", After::Vowel, 3),
    Suffix("низ", After::Vowel, 3),
    // Case. A bare н goes too: it is the accusative after a possessive, and taking it off roots as well makes
    // «роман» and «романы» (роман + ы or рома + ны) agree.
    Suffix("нын", After::Vowel, 3),
    Suffix("нин", After::Vowel, 3),
    Suffix("нын", After::Nasal, 2),
    Suffix("нин", After::Nasal, 2),
    Suffix("ны", After::Vowel, 3),
    Suffix("ни", After::Vowel, 3),
    Suffix("дын", After::Voiced, 2),
    Suffix("дин", After::Voiced, 2),
    Suffix("тын", After::Voiceless, 2),
    Suffix("тин", After::Voiceless, 2),
    Suffix("га", After::Voiced, 2),
    Suffix("ге", After::Voiced, 2),
    Suffix("ка", After::Voiceless, 2),
    Suffix("ке", After::Voiceless, 2),
    Suffix("на", After::Possessive, 3),
    Suffix("не", After::Possessive, 3),
    Suffix("ды", After::Voiced, 2),
    Suffix("ди", After::Voiced, 2),
    Suffix("ты", After::Voiceless, 2),
    Suffix("ти", After::Voiceless, 2),
    Suffix("н", After::Vowel, 3),
    Suffix("да", After::Voiced, 2),
    Suffix("де", After::Voiced, 2),
    Suffix("та", After::Voiceless, 2),
    Suffix("те", After::Voiceless, 2),
    Suffix("дан", After::Voiced, 2),
    Suffix("ден", After::Voiced, 2),
    Suffix("тан", After::Voiceless, 2),
    Suffix("тен", After::Voiceless, 2),
    Suffix("нан", After::Nasal, 2),
    Suffix("нен", After::Nasal, 2),
    Suffix("нан", After::Possessive, 3),
    Suffix("нен", After::Possessive, 3),
    Suffix("мен", After::Voiced, 2),
    Suffix("бен", After::Sibilant, 2),
    Suffix("пен", After::Voiceless, 2),
    // Attributive of a place or time.
    Suffix("дагы", After::Voiced, 2),
    Suffix("деги", After::Voiced, 2),
    Suffix("тагы", After::Voiceless, 2),
    Suffix("теги", After::Voiceless, 2),
    Suffix("ники", After::Any, 3),
    Suffix("дики", After::Voiced, 3),
    Suffix("тики", After::Voiceless, 3),
    Suffix("гы", After::Sonorant, 4),
    Suffix("ги", After::Sonorant, 4),
    Suffix("кы", After::Voiceless, 4),
    Suffix("ки", After::Voiceless, 4),
    // Derivation that is safe for retrieval.
    Suffix("лык", After::Open, 3),
    Suffix("лик", After::Open, 3),
    Suffix("дык", After::Dull, 3),
    Suffix("дик", After::Dull, 3),
    Suffix("тык", After::Voiceless, 3),
    Suffix("тик", After::Voiceless, 3),
    Suffix("лыг", After::Open, 3),
    Suffix("лиг", After::Open, 3),
    Suffix("дыг", After::Dull, 3),
    Suffix("диг", After::Dull, 3),
    Suffix("тыг", After::Voiceless, 3),
    Suffix("тиг", After::Voiceless, 3),
    Suffix("лы", After::Open, 3),
    Suffix("ли", After::Open, 3),
    Suffix("сыз", After::Any, 3),
    Suffix("сиз", After::Any, 3),
    Suffix("даи", After::Voiced, 3),
    Suffix("деи", After::Voiced, 3),
    Suffix("таи", After::Voiceless, 3),
    Suffix("теи", After::Voiceless, 3),
    Suffix("шы", After::Any, 3),
    Suffix("ши", After::Any, 3),
    Suffix("ша", After::Any, 4),
    Suffix("ше", After::Any, 4),
    Suffix("ла", After::Open, 4),
    Suffix("ле", After::Open, 4),
    Suffix("дандыр", After::Any, 3),
    Suffix("дендир", After::Any, 3),
    Suffix("тандыр", After::Any, 3),
    Suffix("тендир", After::Any, 3),
    Suffix("ландыр", After::Any, 3),
    Suffix("лендир", After::Any, 3),
    // Verb: infinitive, participles, tenses, converb, passive.
    Suffix("у", After::Any, 3),
    Suffix("ган", After::Voiced, 3),
    Suffix("ген", After::Voiced, 3),
    Suffix("кан", After::Voiceless, 3),
    Suffix("кен", After::Voiceless, 3),
    Suffix("атын", After::Consonant, 3),
    Suffix("етин", After::Consonant, 3),
    Suffix("итын", After::Vowel, 3),
    Suffix("итин", After::Vowel, 3),
    Suffix("ады", After::Consonant, 3),
    Suffix("еди", After::Consonant, 3),
    Suffix("иды", After::Vowel, 3),
    Suffix("иди", After::Vowel, 3),
    Suffix("ып", After::Consonant, 3),
    Suffix("ип", After::Consonant, 3),
    Suffix("ыб", After::Consonant, 3),
    Suffix("иб", After::Consonant, 3),
    // A last т after к or п stays in no form of a loan word («объект», «пункт»): «объекті» could be объек + ті.
    Suffix("т", After::Stop, 4),
    Suffix("ыл", After::Consonant, 4),
    Suffix("ил", After::Consonant, 4),
];

/// Roots of two letters that keep their suffixes apart (үй, ел, ер, ай, ой, ат, от, ет, іс, ас, су, ит, он, ән, ұл,
/// өз, іш, ақ, өт).
const SHORT_ROOTS: &[&str] = &[
    "уи", "ел", "ер", "аи", "ои", "ат", "от", "ет", "ис", "ас", "су", "ит", "он", "ан", "ул", "оз", "иш",
    "ак",
];

/// Roots in ас and ес, which would otherwise lose their с in «кеңесі».
const ROOTS_IN_S: &[&str] = &[
    "катынас",
    "кенес",
    "шаикас",
    "талас",
    "жалгас",
    "аралас",
    "курес",
    "улес",
    "егес",
    "жолдас",
    "отандас",
    "карындас",
    "замандас",
    "сырлас",
    "ариптес",
    "кызметтес",
    "тукымдас",
    "елес",
    "аиырбас",
];

/// Roots that lose a vowel before a suffix («халық», «халқы»), as they come out of the stripping.
const ELISIONS: &[(&str, &str)] = &[
    ("халк", "халык"),
    ("орн", "оры"),
    ("ауз", "ауыз"),
    ("ерк", "ерик"),
    ("карн", "кары"),
    ("мурн", "муры"),
    ("курк", "курык"),
    ("гурп", "гурып"),
];

/// The stem of one word given as a sound key.
pub fn stem(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    for _ in 0..SUFFIXES_MAX {
        let Some(kept) = longest_suffix(&letters) else { break };
        letters.truncate(kept);
    }
    unvoice(&mut letters);
    let stem: String = letters.into_iter().collect();
    ELISIONS.iter().find(|pair| pair.0 == stem).map_or(stem, |pair| pair.1.to_owned())
}

/// How many letters stay when the longest fitting suffix goes.
fn longest_suffix(letters: &[char]) -> Option<usize> {
    SUFFIXES
        .iter()
        .filter_map(|Suffix(suffix, after, root_min)| {
            let kept = letters.len().checked_sub(suffix.chars().count()).filter(|kept| kept >= root_min)?;
            let (root, ending) = letters.split_at(kept);
            let fits = ending.iter().copied().eq(suffix.chars())
                && is_root(root)
                && follows(*after, root)
                && !belongs_to_root(suffix, root);
            fits.then_some(kept)
        })
        .min()
}

fn is_root(letters: &[char]) -> bool {
    if letters.len() < ROOT_LETTERS_MIN {
        return SHORT_ROOTS.iter().any(|root| root.chars().eq(letters.iter().copied()));
    }
    letters.iter().any(|letter| is_vowel(*letter))
}

fn follows(after: After, root: &[char]) -> bool {
    let mut backwards = root.iter().rev().copied();
    let Some(last) = backwards.next() else { return false };
    // й is и in the sound alphabet: after another vowel it is a glide.
    let glide = matches!(last, 'и' | 'у') && backwards.next().is_some_and(is_vowel);
    match after {
        After::Any => true,
        After::Consonant => !is_vowel(last) || last == 'у' || glide,
        After::Vowel => is_vowel(last) && !glide,
        After::Voiced => is_vowel(last) || matches!(last, 'л' | 'м' | 'н' | 'р' | 'з' | 'ж'),
        After::Voiceless => {
            matches!(last, 'п' | 'т' | 'к' | 'с' | 'ш' | 'ф' | 'х' | 'б' | 'в' | 'г' | 'д')
        }
        After::Open => is_vowel(last) || last == 'р',
        After::Dull => matches!(last, 'л' | 'м' | 'н' | 'з' | 'ж'),
        After::Sonorant => matches!(last, 'л' | 'м' | 'н' | 'р' | 'з' | 'ж'),
        After::Stop => matches!(last, 'к' | 'п'),
        After::Nasal => matches!(last, 'м' | 'н'),
        After::Sibilant => matches!(last, 'з' | 'ж'),
        After::Possessive => matches!(last, 'ы' | 'и') && !glide,
    }
}

/// Endings that look like a suffix but belong to the root, by the letters before.
fn belongs_to_root(suffix: &str, root: &[char]) -> bool {
    let mut backwards = root.iter().rev().copied();
    let (last, before) = (backwards.next(), backwards.next());
    match suffix {
        // «облысы» is облыс + ы, «әкімшісі» and «қорытындысы» have сы.
        "сы" | "си" => match (before, last) {
            (Some('ш'), Some('ы' | 'и')) | (Some('д'), Some('ы')) | (Some('г' | 'т' | 'к'), Some('и')) => {
                false
            }
            (_, Some('ы' | 'и')) => true,
            _ => ROOTS_IN_S
                .iter()
                .any(|known| known.chars().eq(root.iter().copied().chain(std::iter::once('с')))),
        },
        // «келетін» is кел + етін, «қызметін» is қызмет + ін.
        "атын" | "етин" | "ады" | "еди" => root.len() > ROOT_LETTERS_MIN && last != Some('л'),
        // «ауылы» is ауыл + ы, «таулы» has лы.
        "лы" | "ли" => last.is_some_and(|last| matches!(last, 'а' | 'е' | 'о' | 'ы')),
        _ => false,
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы')
}

fn unvoice(letters: &mut [char]) {
    if let Some(last) = letters.last_mut() {
        *last = match *last {
            'б' => 'п',
            'г' => 'к',
            other => other,
        };
    }
}

#[cfg(test)]
mod tests {
    use kenes_domain::folding::{latin_to_cyrillic, sound_key};
    use proptest::prelude::*;

    use super::*;

    fn of(word: &str) -> String {
        stem(&sound_key(word))
    }

    #[test]
    fn forms_of_a_root_have_one_stem() {
        for forms in [
            &["мектеп", "мектептер", "мектебі", "мектептеріміздің", "мектепке", "мектептегі"][..],
            &["облыс", "облысы", "облыстың", "облысында", "облыстық", "облыстағы"],
            &["қала", "қаланы", "қаласы", "қаласында", "қалалар", "қаладағы", "қалалық"],
            &["ауыл", "ауылы", "ауылымызда", "ауылдарда", "ауылдық"],
            &["қызмет", "қызметі", "қызметін", "қызметтер"],
            &["халық", "халқы", "халықты", "халыққа"],
            &["үй", "үйде", "үйлер", "үйдің"],
            &["жол", "жолы", "жолдар", "жолында", "жолымен"],
            &["еңбек", "еңбегі", "еңбекке"],
            &["кеңес", "кеңесі", "кеңестің"],
            &["роман", "романы", "романның", "романдағы"],
            &["қорытынды", "қорытындысы"],
        ] {
            let stems: std::collections::BTreeSet<String> = forms.iter().map(|form| of(form)).collect();
            assert_eq!(stems.len(), 1, "{forms:?} {stems:?}");
        }
    }

    #[test]
    fn different_roots_stay_apart() {
        for (a, b) in
            [("жол", "жолдас"), ("қала", "қалам"), ("су", "сурет"), ("жұмыс", "жұма"), ("бас", "бала")]
        {
            assert_ne!(of(a), of(b), "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn a_stem_agrees_under_folding(word in "[абғгдежзийкқлмнңоөпрстуұүфхһшыіэюяә]{1,16}") {
            let folded = kenes_domain::folding::fold(&word);
            prop_assert_eq!(of(&word), of(&folded));
            prop_assert!(!of(&word).is_empty());
            prop_assert!(of(&word).chars().count() <= sound_key(&word).chars().count() + 1);
        }

        #[test]
        fn a_stem_agrees_in_latin_letters(word in "[bdfgklmnprstz][aeoı][bdfgklmnprstz][aeı][lrn](lar|ler|ğa|ge|dyñ|dıñ)?") {
            let read = latin_to_cyrillic(&word).unwrap_or_default();
            prop_assert_eq!(of(&read), of(&kenes_domain::folding::fold(&read)));
        }
    }
}
