//! What was understood of the sources and what was not.

use std::collections::BTreeMap;

use kenes_domain::language::Language;
use serde::Serialize;

use crate::outline::{Accounted, Comment};
use crate::warning::Warning;

/// What was understood and what was not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ImportReport {
    /// Provisions by kind.
    pub provisions: BTreeMap<String, usize>,
    /// What became of every paragraph and cell of each source.
    pub accounted: BTreeMap<String, Accounted>,
    /// Total rows compared with the sums of their rows.
    pub totals_checked: usize,
    /// Provisions with a text in both languages.
    pub in_both_languages: usize,
    /// Provisions in Kazakh only.
    pub only_kk: usize,
    /// Provisions in Russian only.
    pub only_ru: usize,
    /// Everything that needs a person's eye, with the language of the source it is about.
    pub warnings: Vec<ReportedWarning>,
    /// Remarks of reviewers found in the margin.
    pub comments: Vec<Comment>,
}

/// A warning and the source it is about; both sources when `language` is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportedWarning {
    /// Language of the source.
    pub language: Option<Language>,
    /// The warning.
    #[serde(flatten)]
    pub warning: Warning,
}

impl std::fmt::Display for ImportReport {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (language, accounted) in &self.accounted {
            let (p, c) = (accounted.paragraphs, accounted.cells);
            writeln!(
                formatter,
                "{language}: {} paragraphs ({} kept, {} empty, {} computed, {} deleted), {} cells ({} kept, {} merged away)",
                p.in_source, p.kept, p.empty, p.computed, p.deleted, c.in_source, c.kept, c.empty
            )?;
        }
        let kinds: Vec<String> =
            self.provisions.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        writeln!(formatter, "understood: {}", kinds.join(", "))?;
        writeln!(
            formatter,
            "in both languages: {}, only kk: {}, only ru: {}; total rows checked: {}",
            self.in_both_languages, self.only_kk, self.only_ru, self.totals_checked
        )?;
        for reported in &self.warnings {
            let language = reported.language.map_or("kk+ru", Language::as_str);
            writeln!(formatter, "[{language}] {}", reported.warning)?;
        }
        Ok(())
    }
}
