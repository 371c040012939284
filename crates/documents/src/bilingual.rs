//! One file that holds both languages: side by side in tables of two columns, or one text after the other.

use kenes_domain::language::Language;
use kenes_domain::program::ProvisionKind;

use crate::label::Nesting;
use crate::outline::{Block, Outline, Table};
use crate::script;

/// Smallest share of a file, in percent of its letters, that a second language must have to count as a version and
/// not as a quotation.
const SHARE_PERCENT_MIN: usize = 20;

/// Both versions of one file, Kazakh first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versions {
    /// The Kazakh text.
    pub kk: Outline,
    /// The Russian text.
    pub ru: Outline,
}

/// Takes the two versions in one file apart; `None` when the file is in one language. Every block goes to exactly
/// one side; what has no language of its own (numbers, dates) follows its neighbours.
pub fn split(outline: &Outline) -> Option<Versions> {
    let mut parts: Vec<(Option<Language>, Vec<Block>)> = Vec::new();
    for block in &outline.blocks {
        match block.table.as_ref().and_then(columns) {
            Some(sides) => parts.extend(sides.into_iter().map(|(language, blocks)| (Some(language), blocks))),
            None => parts.push((language_of(block), vec![block.clone()])),
        }
    }
    let languages = settle(&parts)?;
    let side = |wanted: Language| {
        let mut side = outline.clone();
        side.blocks = parts
            .iter()
            .zip(&languages)
            .filter(|(_, language)| **language == wanted)
            .flat_map(|((_, blocks), _)| blocks.iter().cloned())
            .collect();
        side
    };
    let versions = Versions { kk: side(Language::Kk), ru: side(Language::Ru) };
    let letters = |outline: &Outline| outline.plain_text().chars().filter(|c| c.is_alphabetic()).count();
    let (kk, ru) = (letters(&versions.kk), letters(&versions.ru));
    (kk.min(ru) * 100 >= (kk + ru) * SHARE_PERCENT_MIN && kk.min(ru) > 0).then_some(versions)
}

/// The two columns of a table that holds both versions side by side.
fn columns(table: &Table) -> Option<[(Language, Vec<Block>); 2]> {
    if table.columns != 2 || table.rows.len() < 2 {
        return None;
    }
    let mut sides: [Vec<Block>; 2] = [Vec::new(), Vec::new()];
    for cell in table.rows.iter().flat_map(|row| &row.cells) {
        if cell.colspan != 1 {
            return None;
        }
        let side = sides.get_mut(usize::try_from(cell.column).ok()?)?;
        side.extend(cell.blocks.iter().cloned());
    }
    let text = |blocks: &[Block]| blocks.iter().map(Block::printed).collect::<Vec<_>>().join("\n");
    let [left, right] = sides;
    let (first, second) = (script::language(&text(&left))?, script::language(&text(&right))?);
    (first != second).then(|| [(first, as_text(left)), (second, as_text(right))])
}

/// Paragraphs of cells as paragraphs of a text: typed labels count there.
fn as_text(mut blocks: Vec<Block>) -> Vec<Block> {
    let mut nesting = Nesting::default();
    for block in &mut blocks {
        if block.kind == ProvisionKind::Paragraph
            && let Some(shape) = block.take_label(|_| true)
        {
            block.kind = ProvisionKind::Item;
            block.level = nesting.depth(shape);
        }
    }
    blocks
}

fn language_of(block: &Block) -> Option<Language> {
    let text = match &block.table {
        Some(table) => {
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            cells.map(crate::outline::Cell::text).collect::<Vec<_>>().join("\n")
        }
        None => block.text.clone(),
    };
    script::language(&text).or_else(|| script::has_kazakh_letter(&text).then_some(Language::Kk))
}

/// A language for every part. A heading without one belongs to what follows it, other text to what stands before.
fn settle(parts: &[(Option<Language>, Vec<Block>)]) -> Option<Vec<Language>> {
    let first = parts.iter().find_map(|(language, _)| *language)?;
    let mut before = first;
    let mut settled = Vec::with_capacity(parts.len());
    for (index, (language, blocks)) in parts.iter().enumerate() {
        let is_heading = blocks
            .first()
            .is_some_and(|block| matches!(block.kind, ProvisionKind::Heading | ProvisionKind::Section));
        let following = parts.iter().skip(index + 1).find_map(|(language, _)| *language);
        let own = language.or(following.filter(|_| is_heading)).unwrap_or(before);
        settled.push(own);
        before = own;
    }
    Some(settled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{Lines, read};

    const KK: &str = "Аудан орталығында екі мектептің жылу жүйесі күзге дейін толық жаңартылады.";
    const RU: &str = "В центре района до осени полностью обновят отопление двух школ и детского сада.";

    fn texts(outline: &Outline) -> Vec<String> {
        outline.blocks.iter().map(Block::printed).collect()
    }

    #[test]
    fn columns_are_taken_apart() {
        let text = format!("| 1. {KK} | 1. {RU} |\n|---|---|\n| 2) Су | 2) Вода |\n\n1 700");
        let versions = split(&read(text.as_bytes(), Lines::Join).unwrap()).unwrap();
        assert_eq!(texts(&versions.kk), [format!("1. {KK}"), "2) Су".to_owned()]);
        assert_eq!(texts(&versions.ru), [format!("1. {RU}"), "2) Вода".to_owned(), "1 700".to_owned()]);
        assert_eq!(versions.kk.blocks[0].label, "1.");
    }

    #[test]
    fn one_text_after_the_other_is_taken_apart() {
        let text = format!("# Жоспар\n\n{KK}\n\n5 000\n\n# План\n\n{RU}\n\n- 7\n");
        let versions = split(&read(text.as_bytes(), Lines::Join).unwrap()).unwrap();
        assert_eq!(texts(&versions.kk), ["Жоспар", KK, "5 000"]);
        assert_eq!(texts(&versions.ru), ["План", RU, "- 7"]);
    }

    #[test]
    fn one_language_stays_whole() {
        let quoted = format!("{RU}\n\n{RU}\n\n{RU} {RU}\n\nПроект «Ауыл – Ел бесігі».\n");
        assert_eq!(split(&read(quoted.as_bytes(), Lines::Join).unwrap()), None);
        assert_eq!(split(&read(b"1 2 3", Lines::Join).unwrap()), None);
    }
}
