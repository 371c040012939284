//! The Word reader against a document whose true structure is known.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that meets something unexpected should stop right there"
)]

use kenes_documents::outline::{Block, Format, Outline};
use kenes_documents::warning::WarningKind;
use kenes_domain::program::ProvisionKind;

const PROGRAM: &[u8] = include_bytes!("fixtures/program_ru.docx");
const TRUTH: &str = include_str!("fixtures/program_ru.truth.json");

fn program() -> Outline {
    kenes_documents::read(Format::Docx, PROGRAM).expect("the sample is a good document")
}

#[test]
fn every_block_of_the_sample_is_as_its_author_says() {
    let outline = program();
    let truth: Vec<serde_json::Value> = serde_json::from_str(TRUTH).expect("the truth is JSON");
    let offered: Vec<&str> = outline
        .warnings
        .iter()
        .filter_map(|warning| match &warning.kind {
            WarningKind::LooksLikeHeading { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let mut blocks = outline.blocks.iter().peekable();
    let mut cells = 0;
    for expected in &truth {
        let block = blocks.next().unwrap_or_else(|| panic!("missing: {expected}"));
        match expected["kind"].as_str().expect("a kind") {
            "fake_heading" => {
                assert_eq!(block.kind, ProvisionKind::Paragraph, "{expected}");
                assert_eq!(block.text, expected["text"]);
                assert!(offered.contains(&block.text.as_str()), "not offered: {expected}");
            }
            "heading" => {
                assert_eq!(block.kind, ProvisionKind::Heading, "{expected}");
                assert_eq!(u64::from(block.level), expected["level"]);
                assert_eq!(block.text, expected["text"]);
                assert_eq!(block.label, expected["label"].as_str().unwrap_or(""));
            }
            "item" => {
                assert_eq!(block.kind, ProvisionKind::Item, "{expected}");
                assert_eq!(u64::from(block.level), expected["level"], "{expected}");
                assert_eq!(
                    (block.label.as_str(), block.text.as_str()),
                    (expected["label"].as_str().unwrap(), expected["text"].as_str().unwrap())
                );
            }
            "para" => {
                assert_eq!(block.kind, ProvisionKind::Paragraph, "{expected}");
                assert_eq!(block.text, expected["text"]);
                if let Some(note) = expected["footnote"].as_str() {
                    let block = blocks.next().expect("the note follows its paragraph");
                    assert_eq!((block.kind, block.text.as_str()), (ProvisionKind::Footnote, note));
                }
                if let Some(deleted) = expected["deleted"].as_str() {
                    let kind = WarningKind::DeletedText { text: deleted.to_owned() };
                    assert!(outline.warnings.iter().any(|warning| warning.kind == kind), "{deleted}");
                }
            }
            "table" => cells += compare_table(block, expected),
            other => panic!("unknown kind {other}"),
        }
    }
    assert_eq!(blocks.next(), None, "nothing more than the truth");
    assert_eq!(cells, 113);
}

fn compare_table(block: &Block, expected: &serde_json::Value) -> usize {
    let table = block.table.as_ref().expect("a table");
    assert_eq!(u64::from(table.columns), expected["cols"]);
    let rows = expected["rows"].as_array().expect("rows");
    assert_eq!(table.rows.len(), rows.len());
    let mut count = 0;
    for (row, expected) in table.rows.iter().zip(rows) {
        let expected = expected.as_array().expect("cells");
        assert_eq!(row.cells.len(), expected.len());
        for (cell, expected) in row.cells.iter().zip(expected) {
            count += 1;
            let found = (cell.column.into(), cell.colspan.into(), cell.rowspan.into());
            let number = |name: &str| expected[name].as_u64().expect("a number");
            assert_eq!(found, (number("col"), number("colspan"), number("rowspan")), "{expected}");
            assert_eq!(cell.text(), expected["text"].as_str().unwrap());
        }
    }
    count
}

#[test]
fn every_paragraph_and_cell_is_accounted_for() {
    let accounted = program().accounted;
    assert!(accounted.is_complete(), "{accounted:?}");
    assert_eq!(accounted.cells.kept, 113);
}
