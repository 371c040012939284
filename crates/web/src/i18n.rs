//! Texts of the interface, from one Fluent catalogue per language.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use kenes_domain::language::Locale;
use unic_langid::LanguageIdentifier;

/// The catalogues, by locale.
pub const CATALOGUES: [(Locale, &str); 3] = [
    (Locale::Kk, include_str!("../../../frontend/i18n/kk.ftl")),
    (Locale::Ru, include_str!("../../../frontend/i18n/ru.ftl")),
    (Locale::En, include_str!("../../../frontend/i18n/en.ftl")),
];

type Bundles = BTreeMap<Locale, FluentBundle<FluentResource>>;

fn bundles() -> &'static Bundles {
    static BUNDLES: OnceLock<Bundles> = OnceLock::new();
    BUNDLES
        .get_or_init(|| CATALOGUES.into_iter().map(|(locale, text)| (locale, bundle(locale, text))).collect())
}

fn bundle(locale: Locale, text: &str) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = locale.as_str().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    // A broken line costs that message, not the page; the test of the catalogues finds it.
    let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(text.to_owned());
    let _ = bundle.add_resource(resource);
    bundle
}

/// Looks texts up for one reader.
#[derive(Debug, Clone, Copy)]
pub struct Texts {
    /// The language of the interface.
    pub locale: Locale,
}

impl Texts {
    /// A text without arguments.
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        self.format(key, None)
    }

    /// A text with one argument.
    pub fn a(&self, key: &str, name: &str, value: &str) -> Cow<'static, str> {
        let mut arguments = FluentArgs::new();
        arguments.set(name.to_owned(), value.to_owned());
        self.format(key, Some(&arguments))
    }

    /// A text with several arguments.
    pub fn with(&self, key: &str, pairs: &[(&str, &str)]) -> Cow<'static, str> {
        let mut arguments = FluentArgs::new();
        for (name, value) in pairs {
            arguments.set((*name).to_owned(), (*value).to_owned());
        }
        self.format(key, Some(&arguments))
    }

    /// A text about a count: `count` chooses the form, `n` is the count as printed.
    pub fn n(&self, key: &str, count: &u64) -> Cow<'static, str> {
        self.format(key, Some(&counted(*count)))
    }

    /// A text about a count that says something more.
    pub fn n_with(&self, key: &str, count: u64, name: &str, value: &str) -> Cow<'static, str> {
        let mut arguments = counted(count);
        arguments.set(name.to_owned(), value.to_owned());
        self.format(key, Some(&arguments))
    }

    fn format(self, key: &str, arguments: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let pattern =
            bundles().get(&self.locale).and_then(|bundle| Some((bundle, bundle.get_message(key)?.value()?)));
        let Some((bundle, pattern)) = pattern else {
            tracing::error!(key, locale = %self.locale, "a text is missing");
            return Cow::Owned(key.to_owned());
        };
        let mut errors = Vec::new();
        match arguments {
            None => bundle.format_pattern(pattern, None, &mut errors),
            Some(arguments) => {
                Cow::Owned(bundle.format_pattern(pattern, Some(arguments), &mut errors).into_owned())
            }
        }
    }
}

fn counted(count: u64) -> FluentArgs<'static> {
    let mut arguments = FluentArgs::new();
    // The plural form of a count past 2³² is that of 2³².
    let value = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    arguments.set("count", FluentValue::from(value));
    arguments.set("n", crate::format::number(count));
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn keys(text: &str) -> BTreeSet<&str> {
        text.lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split_once(" =").map(|(key, _)| key))
            .collect()
    }

    #[test]
    fn every_catalogue_has_every_text_and_none_is_empty_or_broken() {
        let [(_, first), ..] = CATALOGUES;
        let expected = keys(first);
        for (locale, text) in CATALOGUES {
            assert_eq!(keys(text), expected, "{locale}");
            assert!(FluentResource::try_new(text.to_owned()).is_ok(), "{locale} is broken");
            for key in &expected {
                let message = Texts { locale }.with(key, &[("n", "1"), ("count", "1")]);
                assert!(!message.trim().is_empty() && message != *key, "{locale}: {key}");
            }
        }
    }

    #[test]
    fn every_problem_of_the_service_has_its_words() {
        let [(_, first), ..] = CATALOGUES;
        let known = keys(first);
        for code in kenes_service::error::ServiceError::CODES {
            let key = format!("problem-{}", code.replace('_', "-"));
            assert!(known.contains(key.as_str()), "{key}");
        }
    }

    #[test]
    fn counts_take_their_forms() {
        let ru = Texts { locale: Locale::Ru };
        let forms: Vec<_> = [1u64, 2, 5, 11, 21]
            .iter()
            .map(|count| ru.n("days-left", count).replace('\u{a0}', " "))
            .collect();
        assert_eq!(
            forms,
            ["остался 1 день", "осталось 2 дня", "осталось 5 дней", "осталось 11 дней", "остался 21 день"]
        );
    }
}
