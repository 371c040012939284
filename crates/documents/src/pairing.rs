//! Kazakh and Russian side by side without translating: labels, numbers, kinds, order and length say which
//! provision of one text is which of the other.
//!
//! The alignment is the best path through both texts (Needleman and Wunsch, 1970) with integer weights, so it is
//! the same on every machine.

use std::collections::BTreeSet;

use kenes_domain::language::Language;
use kenes_domain::program::ProvisionKind;

use crate::decimal::Decimal;
use crate::numbers::{self, Difference, Quantity, quantities};
use crate::program::join::{join, labels_agree};
use crate::program::{ImportedProvision, Line, ReportedWarning};
use crate::tables::RowContent;
use crate::warning::{EXCERPT_CHARACTERS, Warning, WarningKind, excerpt};

/// Leaving one provision without a counterpart.
const GAP: i32 = -6;
/// Provisions that certainly do not belong together are never put side by side.
const NEVER: i32 = -10_000;
/// How far from the diagonal of the two texts a pair may lie, beyond the difference of their lengths.
const BAND: usize = 400;

/// Puts the provisions of both languages side by side. With one language every provision stands alone and no
/// warning is given for that.
pub(crate) fn pair(kk: Vec<Line>, ru: Vec<Line>) -> (Vec<ImportedProvision>, Vec<ReportedWarning>) {
    if kk.is_empty() || ru.is_empty() {
        let alone = kk.into_iter().filter_map(|line| join(Some(line), None));
        let other = ru.into_iter().filter_map(|line| join(None, Some(line)));
        return (alone.chain(other).collect(), Vec::new());
    }
    let steps = align(&features(&kk), &features(&ru));
    let mut provisions = Vec::new();
    let mut warnings = Vec::new();
    let (mut kk, mut ru) = (kk.into_iter(), ru.into_iter());
    for step in steps {
        let (first, second) = match step {
            Step::Both => (kk.next(), ru.next()),
            Step::OnlyKk => (kk.next(), None),
            Step::OnlyRu => (None, ru.next()),
        };
        warn(first.as_ref(), second.as_ref(), &mut warnings);
        let is_made_up = match (&first, &second) {
            (Some(line), None) | (None, Some(line)) => line.is_made_up,
            _ => false,
        };
        provisions.extend(join(first, second).map(|provision| (provision, is_made_up)));
    }
    (without_empty_tables(provisions), warnings)
}

/// Where one text has a table and the other a list, the rows became items; the frame of the table, which has no
/// text of its own, would stand alone above them.
fn without_empty_tables(provisions: Vec<(ImportedProvision, bool)>) -> Vec<ImportedProvision> {
    let keep: Vec<bool> = provisions
        .iter()
        .enumerate()
        .map(|(index, (provision, is_made_up))| {
            let has_row = provisions
                .iter()
                .skip(index + 1)
                .take_while(|(below, _)| below.draft.kind != ProvisionKind::Table)
                .any(|(below, _)| below.draft.kind == ProvisionKind::TableRow);
            !(*is_made_up && provision.draft.kind == ProvisionKind::Table && !has_row)
        })
        .collect();
    provisions.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|((provision, _), _)| provision).collect()
}

fn warn(kk: Option<&Line>, ru: Option<&Line>, warnings: &mut Vec<ReportedWarning>) {
    let mut push = |language, place, kind| {
        warnings.push(ReportedWarning { language, warning: Warning::new(place, kind) });
    };
    match (kk, ru) {
        (Some(kk), Some(ru)) => {
            let mut differences = numbers::differences(&kk.text, &ru.text);
            differences.extend(figure_differences(&kk.content, &ru.content));
            for difference in differences {
                match difference {
                    Difference::OnlyFirst(quantity) => {
                        let kind = WarningKind::NumberInOneLanguage {
                            language: Language::Kk,
                            number: quantity.printed,
                        };
                        push(Some(Language::Kk), kk.place.clone(), kind);
                    }
                    Difference::OnlySecond(quantity) => {
                        let kind = WarningKind::NumberInOneLanguage {
                            language: Language::Ru,
                            number: quantity.printed,
                        };
                        push(Some(Language::Ru), ru.place.clone(), kind);
                    }
                    Difference::Units(first, second) => {
                        let kind = WarningKind::UnitsDiffer { kk: first.printed, ru: second.printed };
                        push(None, kk.place.clone(), kind);
                    }
                }
            }
        }
        (Some(line), None) | (None, Some(line)) if !line.is_made_up => {
            let language = if kk.is_some() { Language::Kk } else { Language::Ru };
            let text = excerpt(&line.text, EXCERPT_CHARACTERS);
            push(Some(language), line.place.clone(), WarningKind::OneLanguageOnly { language, text });
        }
        _ => {}
    }
}

/// Figures of an indicator or measure as comparable texts.
fn figures(content: &RowContent) -> Vec<String> {
    match content {
        RowContent::Indicator { base_year, base_value, targets, .. } => base_value
            .iter()
            .map(|value| (base_year, value))
            .chain(targets.iter().map(|target| (&target.year, &target.value)))
            .map(|(year, value)| {
                let value = Decimal::parse(value).map_or_else(|| value.clone(), |number| number.to_string());
                format!("{year}: {value}")
            })
            .collect(),
        RowContent::Measure { starts, ends, cost, .. } => {
            let lines = match cost {
                kenes_domain::program::Cost::Known(lines) => lines.as_slice(),
                kenes_domain::program::Cost::Unknown => &[],
            };
            std::iter::once(format!("{starts}–{ends}"))
                .chain(
                    lines
                        .iter()
                        .map(|line| format!("{}, {}: {}", line.year, line.source, line.amount.amount())),
                )
                .collect()
        }
        RowContent::Group | RowContent::Row => Vec::new(),
    }
}

fn figure_differences(kk: &RowContent, ru: &RowContent) -> Vec<Difference> {
    let quantity = |printed: &String| Quantity {
        printed: printed.clone(),
        value: printed.clone(),
        scale: numbers::Scale::One,
        unit: None,
    };
    let (kk, ru) = (figures(kk), figures(ru));
    if kk.is_empty() || ru.is_empty() {
        return Vec::new();
    }
    let first =
        kk.iter().filter(|figure| !ru.contains(figure)).map(|figure| Difference::OnlyFirst(quantity(figure)));
    let second = ru
        .iter()
        .filter(|figure| !kk.contains(figure))
        .map(|figure| Difference::OnlySecond(quantity(figure)));
    first.chain(second).collect()
}

/// What of a provision does not depend on its language.
struct Features {
    kind: ProvisionKind,
    level: u8,
    label: String,
    numbers: BTreeSet<String>,
    figures: Vec<String>,
    characters: usize,
    provision: Option<String>,
    is_made_up: bool,
}

fn features(lines: &[Line]) -> Vec<Features> {
    lines
        .iter()
        .map(|line| Features {
            kind: line.kind,
            level: line.level,
            label: line.label.clone(),
            numbers: quantities(&line.text).into_iter().map(|quantity| quantity.value).collect(),
            figures: figures(&line.content),
            characters: line.text.chars().count(),
            provision: line.provision.clone(),
            is_made_up: line.is_made_up,
        })
        .collect()
}

/// How well two provisions go together; positive when they do.
fn score(kk: &Features, ru: &Features) -> i32 {
    if kk.provision.is_some() && ru.provision.is_some() {
        return if kk.provision == ru.provision { 60 } else { NEVER };
    }
    let Some(mut score) = kind_score(kk.kind, ru.kind) else { return NEVER };
    if kk.is_made_up != ru.is_made_up {
        return NEVER;
    }
    score += match labels_agree(&kk.label, &ru.label) {
        Some(true) => 10,
        Some(false) => -12,
        None => 0,
    };
    score += if kk.level == ru.level { 2 } else { -1 };
    let shared = kk.numbers.intersection(&ru.numbers);
    // A long number is a name; the digit 1 is not.
    let weight = |number: &String| i32::try_from(number.len()).unwrap_or(9).clamp(1, 9);
    let common: i32 = shared.map(weight).sum();
    let apart: i32 = kk.numbers.symmetric_difference(&ru.numbers).map(weight).sum();
    score += common.min(40) - apart.min(16);
    if !kk.figures.is_empty() && !ru.figures.is_empty() {
        let equal = kk.figures.iter().filter(|figure| ru.figures.contains(figure)).count();
        let all = kk.figures.len().max(ru.figures.len());
        score += i32::try_from(20 * equal / all).unwrap_or(0) - 6;
    }
    // Russian texts are a tenth longer; a factor of two and more speaks against a pair.
    let (longer, shorter) = (kk.characters.max(ru.characters), kk.characters.min(ru.characters).max(1));
    score += match longer * 10 / shorter {
        0..=14 => 4,
        15..=19 => 1,
        20..=29 => -4,
        _ => -9,
    };
    score
}

/// `None` for kinds that never stand for each other.
fn kind_score(kk: ProvisionKind, ru: ProvisionKind) -> Option<i32> {
    use ProvisionKind::{
        Footnote, Goal, Heading, Indicator, Item, Measure, Paragraph, Section, Table, TableRow,
    };
    if kk == ru {
        return Some(4);
    }
    match (kk, ru) {
        (Section, Heading) | (Heading, Section) | (Paragraph, Item) | (Item, Paragraph) => Some(1),
        (Heading | Section, Goal) | (Goal, Heading | Section) => Some(0),
        (TableRow, Item | Paragraph | Indicator | Measure)
        | (Item | Paragraph | Indicator | Measure, TableRow) => Some(-1),
        (Heading | Section | Goal, Paragraph | Item) | (Paragraph | Item, Heading | Section | Goal) => {
            Some(-2)
        }
        (Table | Footnote, _) | (_, Table | Footnote) => None,
        _ => Some(-6),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Both,
    OnlyKk,
    OnlyRu,
}

/// The best path through both texts, within a band around the diagonal.
#[expect(clippy::indexing_slicing, reason = "row and column indexes are bounded by the loops that make them")]
fn align(kk: &[Features], ru: &[Features]) -> Vec<Step> {
    let (rows, columns) = (kk.len(), ru.len());
    let band = BAND + rows.abs_diff(columns);
    // Range of columns that a row of the table holds.
    let range = |row: usize| {
        let diagonal = row * columns / rows.max(1);
        (diagonal.saturating_sub(band), (diagonal + band).min(columns))
    };
    let mut previous: Vec<i32> = Vec::new();
    let mut steps: Vec<Vec<Step>> = Vec::with_capacity(rows + 1);
    for row in 0..=rows {
        let (first, last) = range(row);
        let (above_first, above_last) = if row == 0 { (0, 0) } else { range(row - 1) };
        let above = |column: usize, previous: &[i32]| {
            (row > 0 && (above_first..=above_last).contains(&column)).then(|| previous[column - above_first])
        };
        let mut current = Vec::with_capacity(last - first + 1);
        let mut choice = Vec::with_capacity(last - first + 1);
        for column in first..=last {
            if row == 0 && column == 0 {
                current.push(0);
                choice.push(Step::Both);
                continue;
            }
            let mut best = (i32::MIN / 2, Step::OnlyRu);
            if row > 0
                && column > 0
                && let Some(before) = above(column - 1, &previous)
            {
                best = (before.saturating_add(score(&kk[row - 1], &ru[column - 1])), Step::Both);
            }
            if let Some(before) = above(column, &previous)
                && before + GAP > best.0
            {
                best = (before + GAP, Step::OnlyKk);
            }
            if column > first
                && let Some(before) = current.last()
                && before + GAP > best.0
            {
                best = (before + GAP, Step::OnlyRu);
            }
            current.push(best.0);
            choice.push(best.1);
        }
        previous = current;
        steps.push(choice);
    }
    let mut path = Vec::with_capacity(rows + columns);
    let (mut row, mut column) = (rows, columns);
    while row > 0 || column > 0 {
        let (first, _) = range(row);
        let step = if row == 0 {
            Step::OnlyRu
        } else {
            steps[row].get(column.wrapping_sub(first)).copied().unwrap_or(Step::OnlyKk)
        };
        let step = if column == 0 { Step::OnlyKk } else { step };
        match step {
            Step::Both => {
                row -= 1;
                column -= 1;
            }
            Step::OnlyKk => row -= 1,
            Step::OnlyRu => column -= 1,
        }
        path.push(step);
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Place;

    fn line(kind: ProvisionKind, level: u8, label: &str, text: &str) -> Line {
        Line {
            kind,
            level,
            label: label.to_owned(),
            text: text.to_owned(),
            place: Place::File,
            content: RowContent::Row,
            provision: None,
            is_made_up: false,
        }
    }

    #[test]
    fn a_list_and_a_table_are_read_side_by_side() {
        use ProvisionKind::{Item, Table, TableRow};
        let mut frame = line(Table, 1, "", "1-кесте");
        frame.is_made_up = true;
        let kk = vec![
            line(Item, 0, "8.", "Субвенциялар 9 800 мың теңге, оның ішінде:"),
            frame,
            line(TableRow, 2, "", "Сарыбұлақ ауданына\t-\t5 300 мың теңге;"),
            line(TableRow, 2, "", "Ақтоған ауданына\t-\t4 500 мың теңге."),
            line(Item, 0, "9.", "Резерв 70 мың теңге."),
        ];
        let ru = vec![
            line(Item, 0, "8.", "Субвенции 9 800 тысяч тенге, в том числе:"),
            line(Item, 1, "", "Сарыбулакскому району - 5 300 тысяч тенге;"),
            line(Item, 1, "", "Актоганскому району - 4 500 тенге."),
            line(Item, 1, "", "Порядок распределения определяет акимат."),
            line(Item, 0, "9.", "Резерв 70 тысяч тенге."),
        ];
        let (provisions, warnings) = pair(kk, ru);
        let texts: Vec<(Option<&str>, Option<&str>)> = provisions
            .iter()
            .map(|provision| (provision.draft.text.kk.as_deref(), provision.draft.text.ru.as_deref()))
            .collect();
        assert_eq!(texts[1].0, Some("Сарыбұлақ ауданына - 5 300 мың теңге;"));
        assert_eq!(texts[1].1, Some("Сарыбулакскому району - 5 300 тысяч тенге;"));
        assert_eq!(texts[3], (None, Some("Порядок распределения определяет акимат.")));
        assert_eq!(texts.len(), 5);
        assert!(provisions.iter().all(|provision| provision.draft.kind == Item));
        let kinds: Vec<&WarningKind> = warnings.iter().map(|reported| &reported.warning.kind).collect();
        assert_eq!(
            kinds,
            [
                &WarningKind::UnitsDiffer {
                    kk: "4 500 мың теңге".to_owned(), ru: "4 500 тенге".to_owned()
                },
                &WarningKind::OneLanguageOnly {
                    language: Language::Ru,
                    text: "Порядок распределения определяет акимат.".to_owned()
                },
            ]
        );
    }

    #[test]
    fn nothing_is_lost_or_doubled() {
        use ProvisionKind::Paragraph;
        let many = |count: usize, step: usize| -> Vec<Line> {
            (0..count).step_by(step).map(|n| line(Paragraph, 0, "", &format!("мәтін {}", 1000 + n))).collect()
        };
        for (first, second) in
            [(many(900, 1), many(900, 3)), (many(40, 2), many(1500, 1)), (many(1, 1), many(9, 2))]
        {
            let (all_kk, all_ru) = (first.len(), second.len());
            let (provisions, _) = pair(first, second);
            assert_eq!(provisions.iter().filter(|p| p.draft.text.kk.is_some()).count(), all_kk);
            assert_eq!(provisions.iter().filter(|p| p.draft.text.ru.is_some()).count(), all_ru);
            for provision in provisions {
                if let (Some(kk), Some(ru)) = (&provision.draft.text.kk, &provision.draft.text.ru) {
                    assert_eq!(kk, ru);
                }
            }
        }
    }
}
