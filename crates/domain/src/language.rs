//! Languages of content and of the interface.

use crate::text_enum::text_enum;

text_enum! {
    /// A language in which programs are published and people write. Kazakh comes first.
    pub enum Language {
        /// Kazakh.
        Kk => "kk",
        /// Russian.
        Ru => "ru",
    }
}

text_enum! {
    /// A language of the interface.
    pub enum Locale {
        /// Kazakh, the default.
        Kk => "kk",
        /// Russian.
        Ru => "ru",
        /// English, for the interface only: programs have no English text.
        En => "en",
    }
}

impl Language {
    /// The other language of a bilingual text.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Kk => Self::Ru,
            Self::Ru => Self::Kk,
        }
    }
}

impl Locale {
    /// The language in which content is shown first to a reader of this interface. English readers get Russian
    /// texts, marked as such: the interface has English, the programs do not.
    pub const fn content_language(self) -> Language {
        match self {
            Self::Kk => Language::Kk,
            Self::Ru | Self::En => Language::Ru,
        }
    }
}

impl From<Language> for Locale {
    fn from(language: Language) -> Self {
        match language {
            Language::Kk => Self::Kk,
            Language::Ru => Self::Ru,
        }
    }
}

/// One text in both languages of a program. `None` says that the translation is missing, which every reader is
/// told; it is never replaced silently by the other language.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// The Kazakh text.
    pub kk: Option<String>,
    /// The Russian text.
    pub ru: Option<String>,
}

impl Bilingual {
    /// A text that exists in both languages.
    pub fn new(kk: impl Into<String>, ru: impl Into<String>) -> Self {
        Self { kk: Some(kk.into()), ru: Some(ru.into()) }
    }

    /// The text in `language`, if there is one.
    pub fn get(&self, language: Language) -> Option<&str> {
        match language {
            Language::Kk => self.kk.as_deref(),
            Language::Ru => self.ru.as_deref(),
        }
    }

    /// The text in `language`, else in the other one, with the language it really is in.
    pub fn best(&self, language: Language) -> Option<(Language, &str)> {
        self.get(language)
            .map(|text| (language, text))
            .or_else(|| self.get(language.other()).map(|text| (language.other(), text)))
    }

    /// Whether both languages are there.
    pub fn is_complete(&self) -> bool {
        self.kk.is_some() && self.ru.is_some()
    }
}
