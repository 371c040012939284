//! Kazakh case endings for names, with vowel harmony and the assimilation of consonants.
//!
//! Only what the templates need: singular nouns, and izafet names that end in a possessive («… ауданы»,
//! «… көшесі»), which take the pronominal н. The rules are those of school grammars.

/// The seven cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// Атау: кім? не?
    Nominative,
    /// Ілік: -ның, -дың, -тың.
    Genitive,
    /// Барыс: -ға, -қа, -на.
    Dative,
    /// Табыс: -ны, -ды, -ты, -н.
    Accusative,
    /// Жатыс: -да, -та, -нда.
    Locative,
    /// Шығыс: -дан, -тан, -нан.
    Ablative,
    /// Көмектес: -мен, -бен, -пен; without harmony.
    Instrumental,
}

/// Heads of izafet names: a name that ends in one of them carries the possessive of the third person.
const POSSESSED_HEADS: [&str; 14] = [
    "ауданы",
    "қаласы",
    "облысы",
    "ауылы",
    "шағынауданы",
    "көшесі",
    "даңғылы",
    "округі",
    "кенті",
    "өңірі",
    "орталығы",
    "мекені",
    "кварталы",
    "мөлтекауданы",
];

/// A name in a case: `inflect("Ақкөл ауданы", Genitive)` is «Ақкөл ауданының».
pub fn inflect(name: &str, case: Case) -> String {
    let head = name.rsplit(' ').next().unwrap_or(name);
    let possessed = POSSESSED_HEADS.contains(&head);
    format!("{name}{}", ending(head, possessed, case))
}

/// The possessive ending of a number in figures, as it is read aloud: 15 is «он бес» and takes «15-і», 26 «жиырма
/// алты» and takes «26-сы». Only the nominative, accusative and locative are distinguished.
pub fn number_possessive(number: i64, case: Case) -> String {
    let number = number.unsigned_abs();
    let (back, after_vowel) = match (number % 10, number % 100, number % 1000) {
        // екі, жеті
        (2 | 7, _, _) => (false, true),
        // алты, жиырма
        (6, _, _) | (_, 20, _) => (true, true),
        // тоғыз, он, отыз, қырық, алпыс, тоқсан, мың, миллион
        (9, _, _) | (_, 10 | 30 | 40 | 60 | 90, _) => (true, false),
        (_, _, 0) => (number != 0, false),
        // бір, үш, төрт, бес, сегіз, елу, жетпіс, сексен, жүз
        _ => (false, false),
    };
    let possessive = match (back, after_vowel) {
        (true, true) => "сы",
        (true, false) => "ы",
        (false, true) => "сі",
        (false, false) => "і",
    };
    let ending = match (case, back) {
        (Case::Accusative, _) => "н",
        (Case::Locative, true) => "нда",
        (Case::Locative, false) => "нде",
        _ => "",
    };
    format!("{possessive}{ending}")
}

/// What the last sound of a word asks of the ending.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Final {
    Vowel,
    /// р, л, й, у and и: the latter two end in a glide.
    Liquid,
    /// м, н, ң.
    Nasal,
    /// з, ж.
    Voiced,
    /// Voiceless sounds, and б, в, г, д, which take the same endings at the end of a word.
    Voiceless,
}

fn final_of(word: &str) -> Final {
    match lower_letters(word).last() {
        Some('а' | 'ә' | 'е' | 'о' | 'ө' | 'ұ' | 'ү' | 'ы' | 'і' | 'э' | 'ё' | 'я') => {
            Final::Vowel
        }
        Some('р' | 'л' | 'й' | 'у' | 'и' | 'ю') => Final::Liquid,
        Some('м' | 'н' | 'ң') => Final::Nasal,
        Some('з' | 'ж') => Final::Voiced,
        _ => Final::Voiceless,
    }
}

/// Whether the endings have back vowels. The last clear vowel decides; у and и follow the vowel before them, and
/// «су» (water), the end of many names of places, is back whatever stands before it.
pub fn is_back(word: &str) -> bool {
    let letters: Vec<char> = lower_letters(word).collect();
    if letters.ends_with(&['с', 'у']) {
        return true;
    }
    // Family names in -ев keep the harmony of their Kazakh part: «Сәтбаевтың», «Медведевтің».
    let own = letters.strip_suffix(&['е', 'в']).unwrap_or(&letters);
    for letter in own.iter().rev() {
        match letter {
            'а' | 'о' | 'ұ' | 'ы' | 'я' | 'ё' | 'ю' => return true,
            'ә' | 'е' | 'ө' | 'ү' | 'і' | 'э' => return false,
            _ => {}
        }
    }
    // Nothing but у or и: «Шу» is back, «би» is front.
    letters.contains(&'у')
}

fn lower_letters(word: &str) -> impl DoubleEndedIterator<Item = char> {
    word.chars()
        .filter(|letter| letter.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect::<Vec<_>>()
        .into_iter()
}

fn ending(head: &str, possessed: bool, case: Case) -> &'static str {
    let back = is_back(head);
    let either = |back_form, front_form| if back { back_form } else { front_form };
    if possessed {
        return match case {
            Case::Nominative => "",
            Case::Genitive => either("ның", "нің"),
            Case::Dative => either("на", "не"),
            Case::Accusative => "н",
            Case::Locative => either("нда", "нде"),
            Case::Ablative => either("нан", "нен"),
            Case::Instrumental => "мен",
        };
    }
    match (case, final_of(head)) {
        (Case::Nominative, _) => "",
        (Case::Genitive, Final::Vowel | Final::Nasal) => either("ның", "нің"),
        (Case::Genitive, Final::Liquid | Final::Voiced) => either("дың", "дің"),
        (Case::Genitive, Final::Voiceless) => either("тың", "тің"),
        (Case::Dative, Final::Voiceless) => either("қа", "ке"),
        (Case::Dative, _) => either("ға", "ге"),
        (Case::Accusative, Final::Vowel) => either("ны", "ні"),
        (Case::Accusative, Final::Voiceless) => either("ты", "ті"),
        (Case::Accusative, _) => either("ды", "ді"),
        (Case::Locative, Final::Voiceless) => either("та", "те"),
        (Case::Locative, _) => either("да", "де"),
        (Case::Ablative, Final::Nasal) => either("нан", "нен"),
        (Case::Ablative, Final::Voiceless) => either("тан", "тен"),
        (Case::Ablative, _) => either("дан", "ден"),
        (Case::Instrumental, Final::Voiced) => "бен",
        (Case::Instrumental, Final::Voiceless) => "пен",
        (Case::Instrumental, _) => "мен",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CASES: [Case; 7] = [
        Case::Nominative,
        Case::Genitive,
        Case::Dative,
        Case::Accusative,
        Case::Locative,
        Case::Ablative,
        Case::Instrumental,
    ];

    /// Name; ілік, барыс, табыс, жатыс, шығыс, көмектес.
    const TABLE: [(&str, [&str; 6]); 23] = [
        ("Ақкөл ауданы", ["ауданының", "ауданына", "ауданын", "ауданында", "ауданынан", "ауданымен"]),
        ("Көкшетау қаласы", ["қаласының", "қаласына", "қаласын", "қаласында", "қаласынан", "қаласымен"]),
        ("Ақмола облысы", ["облысының", "облысына", "облысын", "облысында", "облысынан", "облысымен"]),
        ("Абай көшесі", ["көшесінің", "көшесіне", "көшесін", "көшесінде", "көшесінен", "көшесімен"]),
        ("Достық даңғылы", ["даңғылының", "даңғылына", "даңғылын", "даңғылында", "даңғылынан", "даңғылымен"]),
        ("Ақбұлақ ауылы", ["ауылының", "ауылына", "ауылын", "ауылында", "ауылынан", "ауылымен"]),
        (
            "Самал шағынауданы",
            [
                "шағынауданының",
                "шағынауданына",
                "шағынауданын",
                "шағынауданында",
                "шағынауданынан",
                "шағынауданымен",
            ],
        ),
        ("Бірлік кенті", ["кентінің", "кентіне", "кентін", "кентінде", "кентінен", "кентімен"]),
        (
            "Ғабит Мүсірепов атындағы аудан",
            ["ауданның", "ауданға", "ауданды", "ауданда", "ауданнан", "ауданмен"],
        ),
        ("қала", ["қаланың", "қалаға", "қаланы", "қалада", "қаладан", "қаламен"]),
        ("облыс", ["облыстың", "облысқа", "облысты", "облыста", "облыстан", "облыспен"]),
        ("өңір", ["өңірдің", "өңірге", "өңірді", "өңірде", "өңірден", "өңірмен"]),
        ("Көксу", ["Көксудың", "Көксуға", "Көксуды", "Көксуда", "Көксудан", "Көксумен"]),
        ("Шу", ["Шудың", "Шуға", "Шуды", "Шуда", "Шудан", "Шумен"]),
        ("Төле би", ["бидің", "биге", "биді", "биде", "биден", "бимен"]),
        ("Сәтбаев", ["Сәтбаевтың", "Сәтбаевқа", "Сәтбаевты", "Сәтбаевта", "Сәтбаевтан", "Сәтбаевпен"]),
        ("Тараз", ["Тараздың", "Таразға", "Таразды", "Таразда", "Тараздан", "Таразбен"]),
        ("Кеген", ["Кегеннің", "Кегенге", "Кегенді", "Кегенде", "Кегеннен", "Кегенмен"]),
        ("Семей", ["Семейдің", "Семейге", "Семейді", "Семейде", "Семейден", "Семеймен"]),
        ("Текелі", ["Текелінің", "Текеліге", "Текеліні", "Текеліде", "Текеліден", "Текелімен"]),
        (
            "Екібастұз",
            ["Екібастұздың", "Екібастұзға", "Екібастұзды", "Екібастұзда", "Екібастұздан", "Екібастұзбен"],
        ),
        ("Өскемен", ["Өскеменнің", "Өскеменге", "Өскеменді", "Өскеменде", "Өскеменнен", "Өскеменмен"]),
        ("Бесағаш", ["Бесағаштың", "Бесағашқа", "Бесағашты", "Бесағашта", "Бесағаштан", "Бесағашпен"]),
    ];

    #[test]
    fn every_case_of_the_table() {
        for (name, expected) in TABLE {
            assert_eq!(inflect(name, Case::Nominative), name);
            for (case, expected) in CASES.iter().skip(1).zip(expected) {
                let form = inflect(name, *case);
                assert_eq!(form.rsplit(' ').next(), Some(expected), "{name}, {case:?}");
            }
        }
    }

    #[test]
    fn harmony_follows_the_last_vowel() {
        for back in ["ауыл", "қала", "Арқалық", "Қарасу", "Ақтөбе облысы", "Алматы", "Көксу", "оқу"]
        {
            assert!(is_back(back), "{back}");
        }
        for front in ["көше", "кент", "Семей", "Жәнібек", "Түркістан мекені", "Іле", "би", "көру"]
        {
            assert!(!is_back(front), "{front}");
        }
    }

    #[test]
    fn numbers_take_the_ending_of_their_last_word() {
        let cases = [
            (1, "і"),
            (2, "сі"),
            (6, "сы"),
            (9, "ы"),
            (10, "ы"),
            (15, "і"),
            (20, "сы"),
            (26, "сы"),
            (30, "ы"),
            (40, "ы"),
            (50, "і"),
            (60, "ы"),
            (70, "і"),
            (80, "і"),
            (90, "ы"),
            (100, "і"),
            (300, "і"),
            (1000, "ы"),
            (1107, "сі"),
        ];
        for (number, expected) in cases {
            assert_eq!(number_possessive(number, Case::Nominative), expected, "{number}");
        }
        assert_eq!(number_possessive(26, Case::Locative), "сында");
        assert_eq!(number_possessive(15, Case::Accusative), "ін");
    }

    proptest! {
        #[test]
        fn an_ending_is_only_added(name in "[А-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІі -]{0,30}") {
            for case in CASES {
                prop_assert!(inflect(&name, case).starts_with(&name));
            }
        }
    }
}
