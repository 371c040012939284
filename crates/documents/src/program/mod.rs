//! From what files say to what they mean: an edition in both languages, with a report.

pub(crate) mod join;
mod report;
mod walk;

use std::collections::BTreeMap;

use kenes_domain::language::{Bilingual, Language};
use kenes_domain::money::MoneyUnit;
use kenes_domain::program::{EditionDraft, EditionError, PROVISIONS_MAX, ProvisionDraft, ProvisionKind};
use serde::Serialize;

use crate::error::ImportError;
use crate::outline::Outline;
use crate::pairing;
use crate::place::Place;
use crate::tables::{RowContent, TableChoice};
pub use report::{ImportReport, ReportedWarning};
use walk::read_part;

/// What a person decided in the preview, or knows from the campaign.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Years of the campaign, taken when the title names none.
    pub years: (u16, u16),
    /// Title, when the one found is not right.
    pub title: Bilingual,
    /// Blocks to be headings: the place of the block in [`Outline::blocks`], and the level.
    pub headings: BTreeMap<(Language, usize), u8>,
    /// Tables by their number.
    pub tables: BTreeMap<(Language, usize), TableChoice>,
}

impl Choices {
    /// Nothing decided; only the years of the campaign are known.
    pub fn new(first_year: u16, last_year: u16) -> Self {
        Self { years: (first_year, last_year), ..Self::default() }
    }
}

/// A provision ready to be looked at and confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedProvision {
    /// What would be stored.
    pub draft: ProvisionDraft,
    /// Where it stands in the Kazakh source.
    pub place_kk: Option<Place>,
    /// Where it stands in the Russian source.
    pub place_ru: Option<Place>,
    /// Deadline of a measure as printed.
    pub deadline: Bilingual,
    /// The provision it was exported from, for a round trip.
    pub provision: Option<String>,
}

/// An edition ready to be looked at and confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedProgram {
    /// Title in both languages.
    pub title: Bilingual,
    /// First year.
    pub first_year: u16,
    /// Last year.
    pub last_year: u16,
    /// Provisions in reading order; the tree is given by their levels.
    pub provisions: Vec<ImportedProvision>,
}

impl ImportedProgram {
    /// The edition to store, checked by the rules of the domain.
    pub fn into_draft(self) -> Result<EditionDraft, ImportError> {
        let draft = EditionDraft {
            title: self.title,
            summary: Bilingual::default(),
            first_year: self.first_year,
            last_year: self.last_year,
            provisions: self.provisions.into_iter().map(|provision| provision.draft).collect(),
        };
        draft.validate()?;
        Ok(draft)
    }
}

/// The sources of one program, at least one.
#[derive(Debug, Clone, Copy)]
pub enum Sources<'o> {
    /// A Kazakh text only.
    Kk(&'o Outline),
    /// A Russian text only.
    Ru(&'o Outline),
    /// Both, to be read side by side.
    Both {
        /// The Kazakh text.
        kk: &'o Outline,
        /// The Russian text.
        ru: &'o Outline,
    },
}

/// Turns the outlines of one program into an edition and a report.
pub fn convert(
    sources: Sources<'_>,
    choices: &Choices,
) -> Result<(ImportedProgram, ImportReport), ImportError> {
    let (kk, ru) = match sources {
        Sources::Kk(kk) => (Some(kk), None),
        Sources::Ru(ru) => (None, Some(ru)),
        Sources::Both { kk, ru } => (Some(kk), Some(ru)),
    };
    let mut report = ImportReport::default();
    let kk = kk.map(|outline| read_part(outline, Language::Kk, choices, &mut report));
    let ru = ru.map(|outline| read_part(outline, Language::Ru, choices, &mut report));
    let title = Bilingual {
        kk: choices.title.kk.clone().or_else(|| kk.as_ref().and_then(|part| part.title.clone())),
        ru: choices.title.ru.clone().or_else(|| ru.as_ref().and_then(|part| part.title.clone())),
    };
    let years = [&kk, &ru].into_iter().flatten().find_map(|part| part.years).unwrap_or(choices.years);
    for part in [&kk, &ru].into_iter().flatten() {
        // Before the work of pairing, which grows with the length of both texts.
        if part.lines.len() > PROVISIONS_MAX {
            return Err(EditionError::TooMany { count: part.lines.len() }.into());
        }
    }
    let (mut provisions, warnings) = pairing::pair(
        kk.map(|part| part.lines).unwrap_or_default(),
        ru.map(|part| part.lines).unwrap_or_default(),
    );
    report.warnings.extend(warnings);
    if provisions.is_empty() {
        return Err(ImportError::Empty);
    }
    settle_levels(&mut provisions);
    for provision in &provisions {
        *report.provisions.entry(provision.draft.kind.to_string()).or_default() += 1;
        match (&provision.draft.text.kk, &provision.draft.text.ru) {
            (Some(_), Some(_)) => report.in_both_languages += 1,
            (Some(_), None) => report.only_kk += 1,
            _ => report.only_ru += 1,
        }
    }
    let program = ImportedProgram { title, first_year: years.0, last_year: years.1, provisions };
    Ok((program, report))
}

/// One provision in one language, before the other is put beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) kind: ProvisionKind,
    pub(crate) level: u8,
    pub(crate) label: String,
    pub(crate) text: String,
    pub(crate) place: Place,
    pub(crate) content: RowContent,
    pub(crate) provision: Option<String>,
    /// The text was made by the reader, not found in the source.
    pub(crate) is_made_up: bool,
}

/// Makes the levels a tree: none deeper than one below the provision before it, none past the limit.
fn settle_levels(provisions: &mut [ImportedProvision]) {
    // What each level as read became, as far as it is still open.
    let mut open: Vec<(u8, u8)> = Vec::new();
    for provision in provisions {
        let wanted = provision.draft.level;
        while open.last().is_some_and(|(read, _)| *read >= wanted) {
            open.pop();
        }
        let settled = open
            .last()
            .map_or(0, |(_, settled)| settled.saturating_add(1))
            .min(kenes_domain::program::LEVEL_MAX);
        open.push((wanted, settled));
        provision.draft.level = settled;
    }
}

/// The unit in which a choice says that a table's money is.
impl From<MoneyUnit> for TableChoice {
    fn from(unit: MoneyUnit) -> Self {
        Self { role: None, money_unit: Some(unit) }
    }
}
