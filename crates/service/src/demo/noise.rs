//! How people really type: Kazakh on a Russian keyboard, Latin look-alikes, Kazakh in Latin script, slips, missing
//! capitals and full stops.

use super::dice::Dice;
use kenes_domain::language::Language;

/// How one person types. All their fields share it; drawn once per contribution.
#[derive(Debug, Clone, Copy)]
pub struct Habits {
    slips: u32,
    lower_case: bool,
    no_full_stop: bool,
    script: Script,
}

#[derive(Debug, Clone, Copy)]
enum Script {
    Clean,
    RussianKeyboard,
    LatinI,
    LookAlikes,
    Latin,
    NoYo,
}

impl Habits {
    /// Somebody who writes in `language`. About half of all people write without a trace.
    pub fn draw(language: Language, dice: &mut Dice) -> Self {
        let slips = if dice.chance(160) { 1 + dice.below(3) } else { 0 };
        let (lower_case, no_full_stop) = (dice.chance(110), dice.chance(90));
        let script = match (language, dice.below(1000)) {
            (Language::Kk, 0..=139) => Script::RussianKeyboard,
            (Language::Kk, 140..=189) => Script::LatinI,
            (Language::Kk, 190..=209) => Script::LookAlikes,
            (Language::Kk, 210..=224) => Script::Latin,
            (Language::Ru, 0..=849) => Script::NoYo,
            _ => Script::Clean,
        };
        Self { slips, lower_case, no_full_stop, script }
    }

    /// The text as this person types it.
    pub fn apply(self, text: &str, dice: &mut Dice) -> String {
        let mut text = text.to_owned();
        for _ in 0..self.slips {
            text = slip(&text, dice);
        }
        if self.lower_case {
            text = text.to_lowercase();
        }
        if self.no_full_stop {
            text.truncate(text.trim_end_matches(['.', '!']).len());
        }
        match self.script {
            Script::Clean => text,
            Script::RussianKeyboard => russian_keyboard(&text),
            Script::LatinI => latin_i(&text),
            Script::LookAlikes => latin_look_alikes(&text, dice),
            Script::Latin => latin_script(&text),
            Script::NoYo => text.replace('ё', "е").replace('Ё', "Е"),
        }
    }
}

/// Kazakh typed on a Russian keyboard.
fn russian_keyboard(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            'ә' => 'а',
            'Ә' => 'А',
            'қ' => 'к',
            'Қ' => 'К',
            'ң' => 'н',
            'Ң' => 'Н',
            'ғ' => 'г',
            'Ғ' => 'Г',
            'ү' | 'ұ' => 'у',
            'Ү' | 'Ұ' => 'У',
            'ө' => 'о',
            'Ө' => 'О',
            'і' => 'и',
            'І' => 'И',
            'һ' => 'х',
            'Һ' => 'Х',
            other => other,
        })
        .collect()
}

/// The Latin i in place of the Kazakh і.
fn latin_i(text: &str) -> String {
    text.replace('і', "i").replace('І', "I")
}

/// Some letters from a Latin keyboard among the Cyrillic ones.
fn latin_look_alikes(text: &str, dice: &mut Dice) -> String {
    text.chars()
        .map(|letter| {
            if !dice.chance(150) {
                return letter;
            }
            match letter {
                'а' => 'a',
                'е' => 'e',
                'о' => 'o',
                'с' => 'c',
                'р' => 'p',
                'х' => 'x',
                'у' => 'y',
                'і' => 'i',
                other => other,
            }
        })
        .collect()
}

/// Kazakh in Latin script, close to the alphabet of 2021.
fn latin_script(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        let lower = letter.to_lowercase().next().unwrap_or(letter);
        let latin = match lower {
            'а' => "a",
            'ә' => "ä",
            'б' => "b",
            'в' => "v",
            'г' => "g",
            'ғ' => "ğ",
            'д' => "d",
            'е' | 'э' => "e",
            'ё' => "io",
            'ж' => "j",
            'з' => "z",
            'и' | 'й' => "i",
            'к' => "k",
            'қ' => "q",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'ң' => "ñ",
            'о' => "o",
            'ө' => "ö",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' => "u",
            'ұ' => "ū",
            'ү' => "ü",
            'ф' => "f",
            'х' | 'һ' => "h",
            'ц' => "ts",
            'ч' => "ch",
            'ш' => "ş",
            'щ' => "şç",
            'ы' => "y",
            'і' => "ı",
            'ь' | 'ъ' => "",
            'ю' => "iu",
            'я' => "ia",
            _ => {
                out.push(letter);
                continue;
            }
        };
        if letter == lower {
            out.push_str(latin);
        } else {
            out.push_str(&super::render::capitalise(latin));
        }
    }
    out
}

/// One slip of the fingers: a letter lost, doubled, or exchanged with its neighbour.
pub fn slip(text: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 6 {
        return text.to_owned();
    }
    let at = 1 + dice.index(letters.len() - 3);
    let inside = letters.iter().skip(at).take(2).all(|letter| letter.is_alphabetic());
    if !inside {
        return text.to_owned();
    }
    match dice.below(3) {
        0 => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        _ => {
            if let Some(letter) = letters.get(at).copied() {
                letters.insert(at, letter);
            }
        }
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_keyboards_do_what_people_do() {
        assert_eq!(russian_keyboard("Қауіпсіздік үшін"), "Кауипсиздик ушин");
        assert_eq!(latin_i("Білім"), "Бiлiм");
        assert_eq!(latin_script("Қазақ тілі – шаңырақ"), "Qazaq tılı – şañyraq");
    }

    proptest! {
        #[test]
        fn a_text_stays_a_text(text in "[а-яәғқңөұүһі ,.]{0,80}", seed: u64) {
            for language in Language::ALL {
                let mut dice = Dice::new(seed, &["noise"]);
                let rough = Habits::draw(*language, &mut dice).apply(&text, &mut dice);
                prop_assert!(rough.chars().count() <= text.chars().count() * 2 + 4);
            }
        }
    }
}
