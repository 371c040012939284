//! Texts of mails, from the catalogue that pages use too.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use kenes_domain::language::Locale;
use unic_langid::LanguageIdentifier;

const CATALOGUES: [(Locale, &str); 3] = [
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
    // A broken line costs that message, not the mail; the test of the catalogues finds it.
    let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(text.to_owned());
    let _ = bundle.add_resource(resource);
    bundle
}

/// An argument of a text.
pub(crate) enum Value<'a> {
    /// Words.
    Words(&'a str),
    /// A number: chooses forms, and is printed as it is.
    Count(u32),
}

/// Looks texts up for one reader.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Texts {
    pub(crate) locale: Locale,
}

impl Texts {
    /// A text without arguments.
    pub(crate) fn t(self, key: &str) -> Cow<'static, str> {
        self.with(key, &[])
    }

    /// A text with arguments.
    pub(crate) fn with(self, key: &str, pairs: &[(&str, Value<'_>)]) -> Cow<'static, str> {
        let pattern =
            bundles().get(&self.locale).and_then(|bundle| Some((bundle, bundle.get_message(key)?.value()?)));
        let Some((bundle, pattern)) = pattern else {
            tracing::error!(key, locale = %self.locale, "a text is missing");
            return Cow::Owned(key.to_owned());
        };
        let mut arguments = FluentArgs::new();
        for (name, value) in pairs {
            let value = match value {
                Value::Words(words) => FluentValue::from((*words).to_owned()),
                Value::Count(count) => FluentValue::from(f64::from(*count)),
            };
            arguments.set((*name).to_owned(), value);
        }
        let mut errors = Vec::new();
        Cow::Owned(bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned())
    }

    /// A day written out: `2026 жылғы 15 желтоқсан`, `15 декабря 2026 года`. What is no date is left as it is.
    pub(crate) fn date(self, iso: &str) -> String {
        let mut numbers = iso.splitn(3, '-').map(str::parse::<u32>);
        let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) =
            (numbers.next(), numbers.next(), numbers.next())
        else {
            return iso.to_owned();
        };
        // The year as words: as a number it would get a space between the thousands.
        let year = year.to_string();
        self.with(
            "mail-date",
            &[("day", Value::Count(day)), ("month", Value::Count(month)), ("year", Value::Words(&year))],
        )
        .into_owned()
    }
}
