//! What surrounds every page: head, header, languages, styles.

#![expect(
    clippy::trivially_copy_pass_by_ref,
    clippy::unused_self,
    reason = "templates call methods of the shell, and hand over references"
)]

use std::borrow::Cow;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kenes_domain::language::{Language, Locale};
use sha2::{Digest, Sha256};

use crate::assets;
use crate::i18n::Texts;

const BASE_CSS: &str = include_str!("../../../frontend/styles/base.css");
const HOME_CSS: &str = include_str!("../../../frontend/styles/home.css");
const PROGRAM_CSS: &str = include_str!("../../../frontend/styles/program.css");

/// Which styles a page carries inline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Styles {
    /// The first page and pages with tiles.
    Home,
    /// Programs, provisions, receipts.
    Program,
}

struct Bundle {
    css: String,
    policy: String,
}

impl Styles {
    fn bundle(self) -> &'static Bundle {
        static HOME: OnceLock<Bundle> = OnceLock::new();
        static PROGRAM: OnceLock<Bundle> = OnceLock::new();
        match self {
            Self::Home => HOME.get_or_init(|| bundle(&[BASE_CSS, PROGRAM_CSS, HOME_CSS])),
            Self::Program => PROGRAM.get_or_init(|| bundle(&[BASE_CSS, PROGRAM_CSS])),
        }
    }

    /// The styles.
    pub fn css(self) -> &'static str {
        &self.bundle().css
    }

    /// The content security policy of a page with these styles: nothing from elsewhere, no script and no style but
    /// ours, named by their hash or their origin.
    pub fn policy(self) -> &'static str {
        &self.bundle().policy
    }
}

fn bundle(parts: &[&str]) -> Bundle {
    let css = minify(&parts.concat());
    let hash = STANDARD.encode(Sha256::digest(css.as_bytes()));
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'sha256-{hash}'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    Bundle { css, policy }
}

/// Leaves out comments and line breaks with the indentation after them.
fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.lines().map(str::trim).collect()
}

/// The surroundings of one page.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The reader's language.
    pub locale: Locale,
    /// Title of the document.
    pub title: String,
    /// One sentence for search engines and link previews.
    pub description: String,
    /// The path behind the language, with its leading slash; empty for the first page.
    pub path: String,
    /// The styles, inline.
    pub css: &'static str,
    /// Addresses of scripts.
    pub scripts: Vec<&'static str>,
    /// Whether everything shown was generated for demonstration.
    pub demonstration: bool,
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
            public_url: public_url.to_owned(),
        }
    }

    /// Sets title and description.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>, description: impl Into<String>) -> Self {
        self.title = format!("{} · {}", title.into(), self.t("brand-short"));
        self.description = shorten(&description.into(), 200);
        self
    }

    /// Adds the script that keeps drafts and takes quotes, where it was built.
    #[must_use]
    pub fn with_islands(mut self) -> Self {
        self.scripts = assets::scripts();
        self
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
    format!("{}…", whole.trim_end_matches([',', '.', ';', ':', '—', '–']))
}

/// A published text as HTML with the language it really is in.
#[derive(Debug, Clone)]
pub struct Words {
    /// The text, escaped and with the typographic pass.
    pub html: String,
    /// Its language, when that is not the page's.
    pub other: Option<Language>,
}

impl Words {
    /// ` lang="ru"` when the text is not in the page's language.
    pub fn lang_attr(&self) -> String {
        self.other.map_or_else(String::new, |language| format!(" lang=\"{language}\""))
    }
}
