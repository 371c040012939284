//! The typographic pass: what must not be torn apart at the end of a line. It works on plain text and gives HTML, so
//! escaping happens here and nowhere else for such texts.

use kenes_domain::language::Language;

const NBSP: char = '\u{a0}';

/// Words after which Russian does not break a line.
const RU_SHORT: [&str; 27] = [
    "в", "к", "с", "о", "у", "и", "а", "я", "во", "ко", "со", "на", "не", "ни", "до", "по", "за", "из", "от",
    "об", "но", "мы", "вы", "же", "для", "без", "при",
];
/// Particles before which Kazakh does not break a line.
const KK_PARTICLES: [&str; 14] =
    ["де", "да", "те", "та", "пен", "бен", "мен", "ма", "ме", "ба", "бе", "па", "пе", "ғой"];

/// A published text as HTML: escaped, with no-break spaces in numbers, before dashes, after short Russian words and
/// before Kazakh particles, and spans around what a hyphen or a dash would tear (`2026–2030`, `іс-шара`).
pub fn typo(text: &str, language: Language) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            let before = words.get(index - 1).copied().unwrap_or_default();
            out.push(if sticks(before, word, language) { NBSP } else { ' ' });
        }
        push_word(&mut out, word);
    }
    out
}

/// Whether a line may not break between two words.
fn sticks(before: &str, word: &str, language: Language) -> bool {
    let ends_with_digit = before.chars().next_back().is_some_and(|last| last.is_ascii_digit());
    if ends_with_digit && (is_thousands(word) || is_unit(word)) {
        return true;
    }
    if matches!(word, "—" | "–") || matches!(before, "№" | "млрд" | "млн" | "мың" | "тыс.")
    {
        return true;
    }
    match language {
        Language::Ru => {
            let bare = before.trim_start_matches(['«', '(', '„']).to_lowercase();
            RU_SHORT.contains(&bare.as_str())
        }
        Language::Kk => KK_PARTICLES.contains(&word.trim_end_matches([',', '.', '!', '?', ';', ':'])),
    }
}

/// Three digits, perhaps with a sign after them: the next group of a number.
fn is_thousands(word: &str) -> bool {
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    digits == 3 && !word.chars().nth(3).is_some_and(char::is_alphanumeric)
}

/// A word that stands behind a number as its unit: short, and not the beginning of a sentence.
fn is_unit(word: &str) -> bool {
    word.chars().next().is_some_and(|first| first.is_lowercase() || matches!(first, '%' | '₸' | '°'))
        && word.chars().count() <= 9
}

fn push_word(out: &mut String, word: &str) {
    let torn = word.chars().count() <= 24
        && (word.contains('–') || word.contains('-'))
        && word.chars().any(char::is_alphanumeric)
        && word.chars().all(|c| c.is_alphanumeric() || "–-.,:;!?%()«»".contains(c));
    if torn {
        out.push_str("<span class=\"nb\">");
    }
    escape_into(out, word);
    if torn {
        out.push_str("</span>");
    }
}

/// Text with the five characters of HTML escaped; line breaks become `<br>`.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(&mut out, text);
    out
}

fn escape_into(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br>"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_together_stays_together() {
        let ru = typo("В 2026–2030 годах 1 284 км дорог — на 18,4 млрд ₸", Language::Ru);
        assert_eq!(
            ru,
            "В\u{a0}<span class=\"nb\">2026–2030</span>\u{a0}годах 1\u{a0}284\u{a0}км дорог\u{a0}— на\u{a0}18,4\u{a0}млрд\u{a0}₸"
        );
        let kk = typo("47 іс-шара мен 3 мектеп", Language::Kk);
        assert_eq!(kk, "47\u{a0}<span class=\"nb\">іс-шара</span>\u{a0}мен 3\u{a0}мектеп");
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(typo("<b>&\"", Language::Kk), "&lt;b&gt;&amp;&quot;");
        assert_eq!(escape("a\nb"), "a<br>b");
    }
}
