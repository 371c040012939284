//! The typographic pass: what must not be torn apart at the end of a line. It works on plain text and gives [`Html`],
//! so escaping happens here and nowhere else for such texts.

use std::fmt;

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
/// Longest word that is kept on one line although it has a hyphen or a dash in it. Longer ones may break there, or
/// they would stick out of a phone.
const WHOLE_CHARACTERS_MAX: usize = 24;

/// Text that is HTML already: templates write it out as it is. Only this module makes it, from plain text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl fmt::Display for Html {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

impl Html {
    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A published text as HTML: escaped, with no-break spaces in numbers, before dashes, after short Russian words and
/// before Kazakh particles, and spans around what a hyphen or a dash would tear (`2026–2030`, `іс-шара`).
pub fn typo(text: &str, language: Language) -> Html {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut before: Option<&str> = None;
    for word in text.split(' ') {
        if let Some(before) = before {
            out.push(if sticks(before, word, language) { NBSP } else { ' ' });
        }
        push_word(&mut out, word);
        before = Some(word);
    }
    Html(out)
}

/// Plain text as HTML, word for word as it was received: escaped, with its line breaks.
pub fn verbatim(text: &str) -> Html {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    escape_into(&mut out, text);
    Html(out)
}

/// Words for those who hear a page: what stands before text that was taken out or put in, and after it.
#[derive(Debug, Clone, Copy)]
pub struct Marks<'a> {
    /// Before text that was taken out.
    pub removed: &'a str,
    /// Before text that was put in.
    pub inserted: &'a str,
    /// After either.
    pub end: &'a str,
}

/// A comparison of two texts as HTML. Each piece says whether it was put in (`Some(true)`), taken out
/// (`Some(false)`) or stayed, and whether it is a number in place of another one: between these stands an arrow.
pub fn marked(pieces: &[(Option<bool>, &str, bool)], language: Language, marks: &Marks<'_>) -> Html {
    let mut out = String::new();
    for (index, (inserted, text, number)) in pieces.iter().enumerate() {
        // White space stays outside, so that no line is drawn through nothing.
        let inner = text.trim();
        let (before, after) = text.split_once(inner).filter(|_| !inner.is_empty()).unwrap_or((text, ""));
        out.push_str(before);
        match inserted {
            _ if inner.is_empty() => {}
            None => out.push_str(typo(inner, language).as_str()),
            Some(inserted) => {
                let previous = index.checked_sub(1).and_then(|at| pieces.get(at));
                if *number
                    && *inserted
                    && previous.is_some_and(|(kind, _, number)| *kind == Some(false) && *number)
                {
                    out.push_str("<span class=\"arrow\" aria-hidden=\"true\">→</span>");
                }
                push_marked(&mut out, *inserted, inner, language, marks);
            }
        }
        out.push_str(after);
    }
    Html(out)
}

/// A text that was put in as a whole.
pub fn inserted(text: &str, language: Language, marks: &Marks<'_>) -> Html {
    marked(&[(Some(true), text, false)], language, marks)
}

/// A text that was taken out as a whole.
pub fn removed(text: &str, language: Language, marks: &Marks<'_>) -> Html {
    marked(&[(Some(false), text, false)], language, marks)
}

fn push_marked(out: &mut String, inserted: bool, text: &str, language: Language, marks: &Marks<'_>) {
    let (element, word) = if inserted { ("ins", marks.inserted) } else { ("del", marks.removed) };
    out.push('<');
    out.push_str(element);
    out.push_str("><span class=\"vh\">[");
    escape_into(out, word);
    out.push_str(" </span>");
    out.push_str(typo(text, language).as_str());
    out.push_str("<span class=\"vh\"> ");
    escape_into(out, marks.end);
    out.push_str("] </span></");
    out.push_str(element);
    out.push('>');
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
    let whole = (word.contains('–') || word.contains('-'))
        && word.chars().count() <= WHOLE_CHARACTERS_MAX
        && word.chars().any(char::is_alphanumeric)
        && word.chars().all(|c| c.is_alphanumeric() || "–-.,:;!?%()«»".contains(c));
    if whole {
        out.push_str("<span class=\"nb\">");
    }
    escape_into(out, word);
    if whole {
        out.push_str("</span>");
    }
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
            // Nothing to see, and a marker of the page cache.
            control if control.is_control() => {}
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_belongs_together_stays_together() {
        let ru = typo("В 2026–2030 годах 1 284 км дорог — на 18,4 млрд ₸", Language::Ru);
        assert_eq!(
            ru.as_str(),
            "В\u{a0}<span class=\"nb\">2026–2030</span>\u{a0}годах 1\u{a0}284\u{a0}км дорог\u{a0}— на\u{a0}18,4\u{a0}млрд\u{a0}₸"
        );
        let kk = typo("47 іс-шара мен 3 мектеп", Language::Kk);
        assert_eq!(kk.as_str(), "47\u{a0}<span class=\"nb\">іс-шара</span>\u{a0}мен 3\u{a0}мектеп");
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(typo("<b>&\"", Language::Kk).as_str(), "&lt;b&gt;&amp;&quot;");
        assert_eq!(verbatim("a\nb").as_str(), "a<br>b");
    }

    #[test]
    fn changes_are_seen_and_heard() {
        let marks = Marks { removed: "удалено:", inserted: "добавлено:", end: "конец" };
        let pieces = [
            (None, "Школ: ", false),
            (Some(false), "2", true),
            (Some(true), "3 ", true),
            (None, "<b>", false),
        ];
        let html = marked(&pieces, Language::Ru, &marks);
        assert_eq!(
            html.as_str(),
            "Школ: <del><span class=\"vh\">[удалено: </span>2<span class=\"vh\"> конец] </span></del>\
             <span class=\"arrow\" aria-hidden=\"true\">→</span>\
             <ins><span class=\"vh\">[добавлено: </span>3<span class=\"vh\"> конец] </span></ins> &lt;b&gt;"
        );
    }

    /// What a reader sees: our spans gone, entities resolved, no-break spaces as spaces.
    fn seen(html: &Html) -> String {
        html.as_str()
            .replace("<span class=\"nb\">", "")
            .replace("</span>", "")
            .replace("<br>", "\n")
            .replace(NBSP, " ")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    }

    proptest! {
        #[test]
        fn no_word_is_lost_or_changed(text in "[ А-Яа-яӘәҒғҚқ0-9,.<>&\"'—–-]{0,80}") {
            for language in [Language::Kk, Language::Ru] {
                prop_assert_eq!(seen(&typo(&text, language)), text.clone());
            }
            prop_assert_eq!(seen(&verbatim(&text)), text);
        }
    }
}
