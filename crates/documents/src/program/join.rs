//! What both languages say about one provision, as one.

use kenes_domain::language::Bilingual;
use kenes_domain::program::{Indicator, Measure, ProvisionData, ProvisionDraft, ProvisionKind};

use super::{ImportedProvision, Line};
use crate::label;
use crate::tables::RowContent;

/// Puts what one or both languages say about a provision together.
pub(crate) fn join(kk: Option<Line>, ru: Option<Line>) -> Option<ImportedProvision> {
    let first = kk.as_ref().or(ru.as_ref())?;
    let other = if kk.is_some() { ru.as_ref() } else { None };
    // A row of a table in one language and an item of a list in the other are one item.
    let kind = match other {
        Some(other) if first.kind != other.kind && first.kind == ProvisionKind::TableRow => other.kind,
        Some(other)
            if first.kind != other.kind
                && first.content == RowContent::Row
                && other.content != RowContent::Row =>
        {
            other.kind
        }
        _ => first.kind,
    };
    let level = match other {
        Some(other) if first.kind != other.kind && kind == other.kind => other.level,
        _ => first.level,
    };
    let label = if first.label.is_empty() {
        other.map_or(String::new(), |o| o.label.clone())
    } else {
        first.label.clone()
    };
    let text_of = |line: &Line| {
        if line.kind == ProvisionKind::TableRow && kind != ProvisionKind::TableRow {
            line.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ")
        } else {
            line.text.clone()
        }
    };
    let text = Bilingual { kk: kk.as_ref().map(text_of), ru: ru.as_ref().map(text_of) };
    let contents = (kk.as_ref().map(|line| &line.content), ru.as_ref().map(|line| &line.content));
    let (data, deadline) = data(contents, kind);
    Some(ImportedProvision {
        draft: ProvisionDraft { kind, level, label, direction: None, text, data },
        provision: first.provision.clone().or_else(|| other.and_then(|other| other.provision.clone())),
        deadline,
        place_kk: kk.map(|line| line.place),
        place_ru: ru.map(|line| line.place),
    })
}

/// Figures of both languages as one; where they differ, the report has said so and the Kazakh figures stand.
fn data(
    contents: (Option<&RowContent>, Option<&RowContent>),
    kind: ProvisionKind,
) -> (ProvisionData, Bilingual) {
    let non_empty = |text: &String| (!text.is_empty()).then(|| text.clone());
    let figures = |content: Option<&RowContent>| match (content, kind) {
        (Some(RowContent::Indicator { .. }), ProvisionKind::Indicator)
        | (Some(RowContent::Measure { .. }), ProvisionKind::Measure) => content.cloned(),
        _ => None,
    };
    let (kk, ru) = (figures(contents.0), figures(contents.1));
    match (kk.as_ref().or(ru.as_ref()), &kk, &ru) {
        (Some(RowContent::Indicator { base_year, base_value, targets, .. }), _, _) => {
            let unit = |content: &Option<RowContent>| match content {
                Some(RowContent::Indicator { unit, .. }) => non_empty(unit),
                _ => None,
            };
            let indicator = Indicator {
                unit: Bilingual { kk: unit(&kk), ru: unit(&ru) },
                base_year: *base_year,
                base_value: base_value.clone(),
                aim: None,
                targets: targets.clone(),
            };
            (ProvisionData::Indicator(indicator), Bilingual::default())
        }
        (Some(RowContent::Measure { starts, ends, cost, .. }), _, _) => {
            let field = |content: &Option<RowContent>, which: u8| match content {
                Some(RowContent::Measure { deadline, executor, completion, .. }) => {
                    non_empty([executor, completion, deadline].get(usize::from(which)).copied()?)
                }
                _ => None,
            };
            let both = |which: u8| Bilingual { kk: field(&kk, which), ru: field(&ru, which) };
            let measure = Measure {
                starts: *starts,
                ends: *ends,
                executor: both(0),
                completion: both(1),
                cost: cost.clone(),
            };
            (ProvisionData::Measure(measure), both(2))
        }
        _ => (ProvisionData::Text, Bilingual::default()),
    }
}

/// Whether two labels number the same thing: `1)` and `1.` do, `1)` and `2)` do not.
pub(crate) fn labels_agree(first: &str, second: &str) -> Option<bool> {
    let core = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let (first_core, second_core) = (core(first), core(second));
    if first_core.is_empty() || second_core.is_empty() {
        return None;
    }
    if first_core == second_core {
        return Some(true);
    }
    // Lettered lists follow each alphabet: а, ә, б, … beside а, б, в, …
    let letter = |text: &str| matches!(label::shape_of(text), Some(label::Shape::Letter));
    if letter(first) && letter(second) { None } else { Some(false) }
}
