//! Russian case forms of official names of places and streets, and the forms of nouns after numbers.

/// The six cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// Кто? что?
    Nominative,
    /// Кого? чего?
    Genitive,
    /// Кому? чему?
    Dative,
    /// Кого? что? (of things)
    Accusative,
    /// Кем? чем?
    Instrumental,
    /// О ком? о чём?
    Prepositional,
}

/// Nouns that are the head of a name, in the order of [`Case`].
const HEADS: [[&str; 6]; 9] = [
    ["район", "района", "району", "район", "районом", "районе"],
    ["город", "города", "городу", "город", "городом", "городе"],
    ["область", "области", "области", "область", "областью", "области"],
    ["село", "села", "селу", "село", "селом", "селе"],
    ["посёлок", "посёлка", "посёлку", "посёлок", "посёлком", "посёлке"],
    ["микрорайон", "микрорайона", "микрорайону", "микрорайон", "микрорайоном", "микрорайоне"],
    ["улица", "улицы", "улице", "улицу", "улицей", "улице"],
    ["проспект", "проспекта", "проспекту", "проспект", "проспектом", "проспекте"],
    ["регион", "региона", "региону", "регион", "регионом", "регионе"],
];

/// A name in a case. The head («район», «улица» …) is declined; an adjective before it agrees («Аккольский район»,
/// «в Аккольском районе»), what stands after it stays («в районе Биржан сал»). A name without a known head stays as
/// it is.
pub fn inflect(name: &str, case: Case) -> String {
    let mut declined = Vec::new();
    let mut past_head = false;
    for word in name.split(' ') {
        let head = HEADS.iter().find(|forms| forms.first() == Some(&word));
        match head {
            Some(forms) if !past_head => {
                past_head = true;
                declined.push(form(forms, case).to_owned());
            }
            _ if past_head => declined.push(word.to_owned()),
            _ => declined.push(adjective(word, case)),
        }
    }
    if past_head { declined.join(" ") } else { name.to_owned() }
}

fn form<'a>(forms: &[&'a str; 6], case: Case) -> &'a str {
    let [nominative, genitive, dative, accusative, instrumental, prepositional] = *forms;
    match case {
        Case::Nominative => nominative,
        Case::Genitive => genitive,
        Case::Dative => dative,
        Case::Accusative => accusative,
        Case::Instrumental => instrumental,
        Case::Prepositional => prepositional,
    }
}

/// Adjectives in -ский, -ый, -ой (masculine) and -ая (feminine).
fn adjective(word: &str, case: Case) -> String {
    if let Some(stem) = word.strip_suffix("ая") {
        let ending = match case {
            Case::Nominative => "ая",
            Case::Accusative => "ую",
            _ => "ой",
        };
        return format!("{stem}{ending}");
    }
    for (suffix, soft) in [("ий", true), ("ый", false), ("ой", false)] {
        if let Some(stem) = word.strip_suffix(suffix) {
            let ending = match case {
                Case::Nominative | Case::Accusative => suffix,
                Case::Genitive => "ого",
                Case::Dative => "ому",
                Case::Instrumental if soft => "им",
                Case::Instrumental => "ым",
                Case::Prepositional => "ом",
            };
            return format!("{stem}{ending}");
        }
    }
    word.to_owned()
}

/// Which of three forms stands after a whole number: 0 as after 1 («дорога»), 1 as after 2 («дороги»), 2 as after
/// 5 («дорог»).
pub fn plural(number: i64) -> usize {
    let number = number.unsigned_abs();
    match (number % 10, number % 100) {
        (_, 11..=14) => 2,
        (1, _) => 0,
        (2..=4, _) => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_declined_by_their_head() {
        let cases = [
            ("Аккольский район", Case::Prepositional, "Аккольском районе"),
            ("Катон-Карагайский район", Case::Genitive, "Катон-Карагайского района"),
            ("Майский район", Case::Instrumental, "Майским районом"),
            ("район Биржан сал", Case::Dative, "району Биржан сал"),
            ("район имени Габита Мусрепова", Case::Prepositional, "районе имени Габита Мусрепова"),
            ("город Рудный", Case::Genitive, "города Рудный"),
            ("Акмолинская область", Case::Genitive, "Акмолинской области"),
            ("Западно-Казахстанская область", Case::Accusative, "Западно-Казахстанскую область"),
            ("улица Абая", Case::Accusative, "улицу Абая"),
            ("село Акбулак", Case::Instrumental, "селом Акбулак"),
            ("Аккольский район", Case::Accusative, "Аккольский район"),
            ("Бейнеу", Case::Genitive, "Бейнеу"),
        ];
        for (name, case, expected) in cases {
            assert_eq!(inflect(name, case), expected, "{name}, {case:?}");
        }
    }

    #[test]
    fn numbers_choose_their_form() {
        let forms = |number| ["дорога", "дороги", "дорог"][plural(number)];
        for number in [1, 21, 101, 1001] {
            assert_eq!(forms(number), "дорога", "{number}");
        }
        for number in [2, 3, 4, 22, 104] {
            assert_eq!(forms(number), "дороги", "{number}");
        }
        for number in [0, 5, 11, 12, 14, 20, 111, 112, 1000] {
            assert_eq!(forms(number), "дорог", "{number}");
        }
    }
}
