//! What surrounds every page: head, header, languages, footer.

#![expect(
    clippy::trivially_copy_pass_by_ref,
    clippy::unused_self,
    reason = "templates call methods of the shell, and hand over references"
)]

use std::borrow::Cow;

use kenes_domain::language::{Language, Locale};

use crate::assets;
use crate::i18n::Texts;
use crate::styles::Styles;
use crate::typo::Html;

/// Most characters of a description for search engines and link previews.
const DESCRIPTION_CHARACTERS_MAX: usize = 200;

/// The surroundings of one page.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The reader's language.
    pub locale: Locale,
    /// What the page is called, for link previews.
    pub title: String,
    /// One sentence for search engines and link previews.
    pub description: String,
    /// The path behind the language, with its leading slash and the query that belongs to it; empty for the first page.
    pub path: String,
    /// The styles, inline.
    pub css: &'static str,
    /// Addresses of scripts.
    pub scripts: Vec<&'static str>,
    /// Whether everything shown was generated for demonstration.
    pub demonstration: bool,
    /// Whether search engines should leave the page alone.
    pub private: bool,
    /// Whether the page answers a form with mistakes: its title says so first.
    pub refused: bool,
    /// Address under which people reach the site.
    pub public_url: String,
}

impl Shell {
    /// Surroundings without scripts.
    pub fn new(locale: Locale, styles: Styles, public_url: &str, path: String) -> Self {
        Self {
            locale,
            title: String::new(),
            description: String::new(),
            path,
            css: styles.css(),
            scripts: Vec::new(),
            demonstration: false,
            private: false,
            refused: false,
            public_url: public_url.to_owned(),
        }
    }

    /// Sets title and description.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>, description: impl Into<String>) -> Self {
        self.title = title.into();
        self.description = shorten(&description.into().replace('\n', " "), DESCRIPTION_CHARACTERS_MAX);
        self
    }

    /// Adds the script that keeps drafts and takes quotes, where it was built.
    #[must_use]
    pub fn with_islands(mut self) -> Self {
        self.scripts = assets::bundled("contribute", "js").into_iter().collect();
        self
    }

    /// The title of the document: what the page is called, and where it stands.
    pub fn document_title(&self) -> String {
        let (title, brand) = (&self.title, self.t("brand-short"));
        if self.refused {
            format!("{} {title} · {brand}", self.t("errors-prefix"))
        } else {
            format!("{title} · {brand}")
        }
    }

    /// The address of a file.
    pub fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }

    /// Texts of the reader's language.
    pub const fn texts(&self) -> Texts {
        Texts { locale: self.locale }
    }

    /// A text.
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        self.texts().t(key)
    }

    /// A text with one argument.
    pub fn a(&self, key: &str, name: &str, value: &str) -> Cow<'static, str> {
        self.texts().a(key, name, value)
    }

    /// A text about a count.
    pub fn n(&self, key: &str, count: &u64) -> Cow<'static, str> {
        self.texts().n(key, count)
    }

    /// Every language of the interface.
    pub fn locales(&self) -> &'static [Locale] {
        Locale::ALL
    }

    /// Whether a language is the reader's.
    pub fn is(&self, locale: &Locale) -> bool {
        *locale == self.locale
    }

    /// The same page in a language.
    pub fn path_in(&self, locale: &Locale) -> String {
        format!("/{locale}{}", self.path)
    }

    /// Full address of the same page in a language.
    pub fn url_in(&self, locale: &Locale) -> String {
        format!("{}{}", self.public_url, self.path_in(locale))
    }

    /// Full address of this page.
    pub fn url(&self) -> String {
        self.url_in(&self.locale)
    }

    /// The word of Open Graph for the reader's language.
    pub fn og_locale(&self) -> &'static str {
        match self.locale {
            Locale::Kk => "kk_KZ",
            Locale::Ru => "ru_KZ",
            Locale::En => "en_GB",
        }
    }

    /// A language's short name in itself.
    pub fn language_short(&self, locale: &Locale) -> &'static str {
        match locale {
            Locale::Kk => "Қаз",
            Locale::Ru => "Рус",
            Locale::En => "Eng",
        }
    }

    /// A language's name in itself.
    pub fn language_name(&self, locale: &Locale) -> &'static str {
        match locale {
            Locale::Kk => "Қазақша",
            Locale::Ru => "Русский",
            Locale::En => "English",
        }
    }
}

/// The beginning of a text, cut at a word, at most `characters_max` characters.
pub fn shorten(text: &str, characters_max: usize) -> String {
    if text.chars().count() <= characters_max {
        return text.to_owned();
    }
    let cut: String = text.chars().take(characters_max).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", whole.trim_end_matches([',', '.', ';', ':', '—', '–', ' ']))
}

/// A published text with the language it really is in.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// The text.
    pub html: Html,
    /// Its language, when that is not the page's.
    pub other: Option<Language>,
    /// Whether it stands in for a translation that should be there.
    pub missing: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_at_words() {
        assert_eq!(shorten("Қысқа мәтін", 20), "Қысқа мәтін");
        assert_eq!(shorten("Ауылға баратын жол, көпір", 20), "Ауылға баратын жол…");
    }

    #[test]
    fn a_refused_form_says_so_first() {
        let mut shell = Shell::new(Locale::Kk, Styles::Home, "https://kenes.example", "/about".to_owned());
        shell = shell.titled("Туралы", "бір\nекі");
        assert_eq!(shell.description, "бір екі");
        assert_eq!(shell.url_in(&Locale::Ru), "https://kenes.example/ru/about");
        assert!(shell.document_title().starts_with("Туралы · "));
        shell.refused = true;
        assert!(shell.document_title().starts_with("Қате: Туралы"));
    }
}
