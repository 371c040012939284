//! Templates with slots, the same machinery for both languages.
//!
//! | written | becomes |
//! |---|---|
//! | `{v}` `{s}` `{p}` `{a}` | settlement, street, the program's own place, its level («аудан», «район») |
//! | `{v.gen}` `{v.dat}` `{v.acc}` `{v.loc}` `{v.abl}` `{v.ins}` | the same in a case; Russian has no `abl` |
//! | `{^a.loc}` | the same with a capital letter |
//! | `{A}` | Kazakh «аудандық»; in Russian the stem «районн», to which the template adds the ending |
//! | `{A.m}` | Russian «районный» |
//! | `{O}` `{D}` | Kazakh «бөлімі»; Russian «районный отдел» |
//! | `{x}` | the chosen option, which may have slots of its own |
//! | `{0}` `{1}` … | numbers |
//! | `{0.poss}` `{0.possacc}` `{0.possloc}` | Kazakh «15-і», «15-ін», «15-інде» |
//! | `{0:дорога\|дороги\|дорог}` | the form that stands after number 0 |
//! | `{name}` | any text given by name |
//! | `[так\|этак]` | one of the alternatives, drawn |
//!
//! A slot that is not known stays as written, braces and all, so that a test finds it.

use kenes_domain::language::Language;

use super::dice::Dice;
use super::{kazakh, russian};

/// A name in both languages, in the nominative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Kazakh: «Ақкөл ауданы».
    pub kk: String,
    /// Russian: «Аккольский район».
    pub ru: String,
}

impl Name {
    /// A name from its two forms.
    pub fn new(kk: impl Into<String>, ru: impl Into<String>) -> Self {
        Self { kk: kk.into(), ru: ru.into() }
    }

    /// The name in a language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Kk => &self.kk,
            Language::Ru => &self.ru,
        }
    }

    /// The name in the case that a template calls `word`; `None` when there is no such case.
    fn in_case(&self, language: Language, word: &str) -> Option<String> {
        Some(match language {
            Language::Kk => kazakh::inflect(
                &self.kk,
                match word {
                    "" => kazakh::Case::Nominative,
                    "gen" => kazakh::Case::Genitive,
                    "dat" => kazakh::Case::Dative,
                    "acc" => kazakh::Case::Accusative,
                    "loc" => kazakh::Case::Locative,
                    "abl" => kazakh::Case::Ablative,
                    "ins" => kazakh::Case::Instrumental,
                    _ => return None,
                },
            ),
            Language::Ru => russian::inflect(
                &self.ru,
                match word {
                    "" => russian::Case::Nominative,
                    "gen" => russian::Case::Genitive,
                    "dat" => russian::Case::Dative,
                    "acc" => russian::Case::Accusative,
                    "loc" => russian::Case::Prepositional,
                    "ins" => russian::Case::Instrumental,
                    _ => return None,
                },
            ),
        })
    }
}

/// A number in tenths, as it is printed in both languages alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Figure(i64);

impl Figure {
    /// A whole number.
    pub const fn whole(number: i64) -> Self {
        Self(number.saturating_mul(10))
    }

    /// So many tenths.
    pub const fn tenths(tenths: i64) -> Self {
        Self(tenths)
    }

    /// In tenths.
    pub const fn in_tenths(self) -> i64 {
        self.0
    }

    /// With a decimal comma and no-break spaces between thousands: `12 345,6`.
    pub fn print(self) -> String {
        let whole = (self.0.abs() / 10).to_string();
        let mut printed = String::with_capacity(whole.len() + 8);
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                printed.push('\u{a0}');
            }
            printed.push(digit);
        }
        match self.0.abs() % 10 {
            0 => printed,
            tenth => format!("{printed},{tenth}"),
        }
    }

    /// As a decimal text with a point, without spaces: `12345.6`.
    pub fn decimal(self) -> String {
        match self.0 % 10 {
            0 => (self.0 / 10).to_string(),
            tenth => format!("{}.{}", self.0 / 10, tenth.abs()),
        }
    }

    /// Which of three Russian forms stands after it; fractions take the second («2,4 километра»).
    fn plural(self) -> usize {
        if self.0 % 10 == 0 { russian::plural(self.0 / 10) } else { 1 }
    }
}

/// The words for the level of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// «аудан», «район».
    pub noun: (&'static str, &'static str),
    /// «аудандық».
    pub adjective_kk: &'static str,
    /// «районн», before an ending.
    pub adjective_ru_stem: &'static str,
    /// «районный».
    pub adjective_ru: &'static str,
    /// «бөлімі», the body of this level that carries out measures.
    pub body_kk: &'static str,
    /// «районный отдел».
    pub body_ru: &'static str,
}

/// What the slots of a template are filled with.
#[derive(Debug, Clone, Copy)]
pub struct Slots<'a> {
    /// The program's place.
    pub place: &'a Name,
    /// Its level.
    pub level: &'a Level,
    /// A settlement in it.
    pub settlement: Option<&'a Name>,
    /// A street.
    pub street: Option<&'a Name>,
    /// The chosen option, in Kazakh and Russian.
    pub option: (&'a str, &'a str),
    /// Numbers, by position.
    pub numbers: &'a [Figure],
    /// Texts by name.
    pub texts: &'a [(&'a str, &'a str)],
}

/// Fills a template.
pub fn render(template: &str, language: Language, slots: &Slots<'_>, dice: &mut Dice) -> String {
    let mut out = String::with_capacity(template.len() + 48);
    let mut rest = template;
    while let Some((before, opening, after)) = split_at_opening(rest) {
        out.push_str(before);
        let closing = if opening == '{' { '}' } else { ']' };
        let Some((inside, behind)) = after.split_once(closing) else {
            out.push(opening);
            rest = after;
            continue;
        };
        if opening == '{' {
            match fill(inside, language, slots, dice) {
                Some(text) => out.push_str(&text),
                None => out.extend(["{", inside, "}"]),
            }
        } else {
            let alternatives = alternatives(inside);
            let chosen = dice.text(&alternatives);
            out.push_str(&render(chosen, language, slots, dice));
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The alternatives between bars; bars inside a slot separate the forms of a noun.
fn alternatives(text: &str) -> Vec<&str> {
    let mut inside_slot = false;
    text.split(|letter| {
        match letter {
            '{' => inside_slot = true,
            '}' => inside_slot = false,
            _ => {}
        }
        letter == '|' && !inside_slot
    })
    .collect()
}

fn split_at_opening(text: &str) -> Option<(&str, char, &str)> {
    let (at, opening) = text.char_indices().find(|(_, letter)| matches!(letter, '{' | '['))?;
    let (before, rest) = text.split_at_checked(at)?;
    let mut after = rest.chars();
    after.next();
    Some((before, opening, after.as_str()))
}

fn fill(slot: &str, language: Language, slots: &Slots<'_>, dice: &mut Dice) -> Option<String> {
    if let Some(slot) = slot.strip_prefix('^') {
        return fill(slot, language, slots, dice).map(|text| capitalise(&text));
    }
    if let Some((number, forms)) = slot.split_once(':') {
        let number = slots.numbers.get(number.parse::<usize>().ok()?)?;
        return forms.split('|').nth(number.plural()).map(str::to_owned);
    }
    let (name, case) = slot.split_once('.').unwrap_or((slot, ""));
    match (name, language) {
        ("v", _) => return slots.settlement?.in_case(language, case),
        ("s", _) => return slots.street?.in_case(language, case),
        ("p", _) => return slots.place.in_case(language, case),
        ("a", _) => {
            return Name::new(slots.level.noun.0, slots.level.noun.1).in_case(language, case);
        }
        ("A", Language::Kk) => return Some(slots.level.adjective_kk.to_owned()),
        ("A", Language::Ru) if case == "m" => return Some(slots.level.adjective_ru.to_owned()),
        ("A", Language::Ru) => return Some(slots.level.adjective_ru_stem.to_owned()),
        ("O", Language::Kk) => return Some(slots.level.body_kk.to_owned()),
        ("D", Language::Ru) => return Some(slots.level.body_ru.to_owned()),
        ("x", _) => {
            // An option inside an option would never end.
            let option = match language {
                Language::Kk => slots.option.0,
                Language::Ru => slots.option.1,
            };
            return Some(render(option, language, &Slots { option: ("", ""), ..*slots }, dice));
        }
        _ => {}
    }
    if let Ok(position) = name.parse::<usize>() {
        let number = slots.numbers.get(position)?;
        let case = match (case, language) {
            ("", _) => return Some(number.print()),
            ("poss", Language::Kk) => kazakh::Case::Nominative,
            ("possacc", Language::Kk) => kazakh::Case::Accusative,
            ("possloc", Language::Kk) => kazakh::Case::Locative,
            _ => return None,
        };
        return Some(format!(
            "{}-{}",
            number.print(),
            kazakh::number_possessive(number.in_tenths() / 10, case)
        ));
    }
    slots.texts.iter().find(|(key, _)| *key == slot).map(|(_, text)| (*text).to_owned())
}

/// The text with its first letter in upper case.
pub fn capitalise(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::place;
    use kenes_domain::territory::TerritoryKind;

    #[test]
    fn slots_are_filled_in_both_languages() {
        let place = Name::new("Ақкөл ауданы", "Аккольский район");
        let village = Name::new("Ақбұлақ ауылы", "село Акбулак");
        let numbers = [Figure::whole(21), Figure::tenths(12_345_678)];
        let slots = Slots {
            place: &place,
            level: place::level(TerritoryKind::District),
            settlement: Some(&village),
            street: None,
            option: ("мектеп", "школы"),
            numbers: &numbers,
            texts: &[("label", "4.1")],
        };
        let mut dice = Dice::new(1, &["test"]);
        let mut kk = |template| render(template, Language::Kk, &slots, &mut dice);
        assert_eq!(kk("{p.gen} {v.loc} {0} {x}, {label}"), "Ақкөл ауданының Ақбұлақ ауылында 21 мектеп, 4.1");
        assert_eq!(kk("{^a.loc} {1} км"), "Ауданда 1\u{a0}234\u{a0}567,8 км");
        assert_eq!(kk("{A} {O}, [бір|бір]"), "аудандық бөлімі, бір");
        let mut ru = |template| render(template, Language::Ru, &slots, &mut dice);
        assert_eq!(
            ru("в {v.loc} {p.gen}: {0} {0:дорога|дороги|дорог}"),
            "в селе Акбулак Аккольского района: 21 дорога"
        );
        assert_eq!(ru("{A}ого, {A.m}, {D}, {1:а|б|в}"), "районного, районный, районный отдел, б");
        assert_eq!(ru("{s.loc} {nothing} {7} {v.abl}"), "{s.loc} {nothing} {7} {v.abl}");
        assert_eq!(ru("{v"), "{v");
        assert_eq!(ru("[{0} {0:раз|раза|раз}|{0} {0:раз|раза|раз}]"), "21 раз");
    }

    #[test]
    fn figures_are_printed_alike() {
        assert_eq!(Figure::whole(1000).print(), "1\u{a0}000");
        assert_eq!(Figure::tenths(125).print(), "12,5");
        assert_eq!(Figure::tenths(120).print(), "12");
        assert_eq!(Figure::tenths(12_345).decimal(), "1234.5");
        assert_eq!(Figure::whole(100).print(), "100");
    }
}
