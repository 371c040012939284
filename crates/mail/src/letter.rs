//! What a mail says: a heading, parts in order, and why it came. One layout for all of them, as HTML and as text.

use askama::Template;
use kenes_domain::language::{Language, Locale};

use crate::texts::Texts;

/// Longest line of the plain text, in characters.
const LINE_CHARACTERS_MAX: usize = 72;

/// A part of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A paragraph of ours.
    Text(String),
    /// Words that somebody wrote or that stand in a document, with their language.
    Quote {
        /// What they are.
        label: String,
        /// The words.
        text: String,
        /// Their language, when it is not the mail's.
        language: Option<Language>,
    },
    /// A fact with its name.
    Fact {
        /// What it is.
        label: String,
        /// What it says.
        value: String,
    },
    /// A code to read or type: printed large.
    Code(String),
    /// The one thing to do.
    Button {
        /// What it does.
        label: String,
        /// Where it leads.
        url: String,
    },
    /// A further place to go to.
    Link {
        /// What is there.
        label: String,
        /// Where it leads.
        url: String,
    },
}

/// A mail before it has an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The language of everything that is ours in it.
    pub locale: Locale,
    /// The subject.
    pub subject: String,
    /// What it says first.
    pub heading: String,
    /// The rest, in order.
    pub parts: Vec<Part>,
    /// Why it came to this person.
    pub reason: String,
    /// Address of the page that stops mails like this; the same address takes the one-click request of RFC 8058.
    pub unsubscribe: Option<String>,
    /// Whether it is one of many alike, as a digest is.
    pub bulk: bool,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    letter: &'a Letter,
    texts: Texts,
    site: &'a str,
}

#[derive(Template)]
#[template(path = "letter.txt")]
struct Plain<'a> {
    letter: &'a Letter,
    texts: Texts,
    site: &'a str,
}

impl Plain<'_> {
    /// A paragraph of plain text.
    #[expect(clippy::unused_self, reason = "templates call methods of what they show")]
    fn lines(&self, text: &str) -> String {
        wrapped(text, "")
    }

    /// Quoted plain text.
    #[expect(clippy::unused_self, reason = "templates call methods of what they show")]
    fn quoted(&self, text: &str) -> String {
        wrapped(text, "> ")
    }
}

impl Letter {
    /// The mail as HTML. `site` is the address of the first page.
    pub(crate) fn html(&self, site: &str) -> Result<String, askama::Error> {
        let html = Html { letter: self, texts: Texts { locale: self.locale }, site }.render()?;
        Ok(without_empty_lines(&html, 0))
    }

    /// The mail as plain text: the same words in the same order.
    pub(crate) fn text(&self, site: &str) -> Result<String, askama::Error> {
        let text = Plain { letter: self, texts: Texts { locale: self.locale }, site }.render()?;
        Ok(without_empty_lines(&text, 1))
    }
}

/// Leaves out empty lines beyond `kept_max` in a row, and those at both ends.
fn without_empty_lines(text: &str, kept_max: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.trim().lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty <= kept_max {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// A text in lines of at most [`LINE_CHARACTERS_MAX`] characters, each with a prefix. Words are never cut.
fn wrapped(text: &str, prefix: &str) -> String {
    let width = LINE_CHARACTERS_MAX - prefix.chars().count();
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        let mut length = 0;
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            let characters = word.chars().count();
            if length > 0 && length + 1 + characters > width {
                lines.push(std::mem::take(&mut line));
                length = 0;
            }
            if length > 0 {
                line.push(' ');
                length += 1;
            }
            line.push_str(word);
            length += characters;
        }
        lines.push(line);
    }
    lines.iter().map(|line| format!("{prefix}{line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn letter(locale: Locale) -> Letter {
        Letter {
            locale,
            subject: "Тақырып".to_owned(),
            heading: "Пікіріңіз қабылданды".to_owned(),
            parts: vec![
                Part::Text("Бір <b>екі</b> & үш".to_owned()),
                Part::Quote {
                    label: "Сөз".to_owned(),
                    text:
                        "Дорогу к селу отремонтируют в этом году, мост построят в следующем, и это надолго.\n\
                           <script>alert(1)</script>"
                            .to_owned(),
                    language: Some(Language::Ru),
                },
                Part::Fact {
                    label: "Мерзімі".to_owned(), value: "2026 жылғы 15 желтоқсан".to_owned()
                },
                Part::Code("K7Q2-9XWM".to_owned()),
                Part::Button {
                    label: "Ашу".to_owned(), url: "https://kenes.example/kk/?a=1&b=2".to_owned()
                },
                Part::Link { label: "Тағы".to_owned(), url: "https://kenes.example/kk".to_owned() },
            ],
            reason: "Себебі".to_owned(),
            unsubscribe: Some("https://kenes.example/kk/mail/f1".to_owned()),
            bulk: false,
        }
    }

    #[test]
    fn both_forms_say_the_same_and_html_is_escaped() {
        for locale in Locale::ALL {
            let letter = letter(*locale);
            let (html, text) = (
                letter.html("https://kenes.example").unwrap(),
                letter.text("https://kenes.example").unwrap(),
            );
            for said in
                ["Пікіріңіз қабылданды", "K7Q2-9XWM", "2026 жылғы 15 желтоқсан", "Ашу", "Себебі", "mail/f1"]
            {
                assert!(html.contains(said), "{said} in {html}");
                assert!(text.contains(said), "{said} in {text}");
            }
            assert!(!html.contains("<script>") && !html.contains("<b>екі"), "{html}");
            assert!(text.contains("<b>екі</b> & үш"), "{text}");
            assert!(html.contains(&format!("<html lang=\"{locale}\"")));
            assert!(html.contains("lang=\"ru\""));
            assert!(text.contains("\n> <script>"), "{text}");
            assert!(!text.contains("\n\n\n"));
        }
    }

    proptest! {
        #[test]
        fn wrapping_loses_no_word(text in "[а-яәғқңөұүһі ]{0,300}") {
            let wrapped = wrapped(&text, "> ");
            let words: Vec<&str> = wrapped.split_whitespace().filter(|word| *word != ">").collect();
            prop_assert_eq!(words, text.split_whitespace().collect::<Vec<_>>());
            for line in wrapped.lines() {
                prop_assert!(line.chars().count() <= LINE_CHARACTERS_MAX || line.matches(' ').count() <= 1);
            }
        }
    }
}
