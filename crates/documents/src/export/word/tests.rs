//! The written files read back: accepting gives the new edition, rejecting the old one.

use proptest::prelude::*;

use super::*;
use crate::docx::{Changes, read_side};
use crate::outline::Outline;

const DAY: Day = Day { year: 2020, month: 10, day: 15 };

fn document(blocks: Vec<Block>) -> Document {
    Document {
        language: Language::Kk,
        title: "Бағдарлама & «жоба»".to_owned(),
        created: DAY,
        revision: Revision { author: "Аудан \"әкімдігі\" <1>".to_owned(), date: DAY },
        blocks,
    }
}

fn piece(text: &str, change: Change) -> Piece {
    Piece { text: text.to_owned(), change }
}

/// Label and text of every paragraph outside tables.
fn texts(outline: &Outline) -> Vec<String> {
    outline.blocks.iter().filter(|block| block.table.is_none()).map(crate::outline::Block::printed).collect()
}

#[test]
fn an_edition_reads_back_with_ids_and_comments() {
    let mut paragraph = Paragraph::plain(Style::Item(0), "1) Қызылтал ауылына су тартылсын <&>;");
    paragraph.provision = Some("k7q29xwm00".to_owned());
    paragraph.comments.push(Comment {
        author: "14 тұрғын".to_owned(),
        date: DAY,
        text: "Бізге де керек.\nБиыл.".to_owned(),
    });
    let cell = |column, colspan, rowspan, text: &str| Cell {
        column,
        colspan,
        rowspan,
        paragraphs: vec![Paragraph::plain(Style::Text, text)],
    };
    let row = |cells, provision: Option<&str>| Row {
        is_header: false,
        change: Change::Kept,
        provision: provision.map(str::to_owned),
        cells,
    };
    let table = Table {
        widths: vec![1, 3, 2],
        rows: vec![
            Row { is_header: true, ..row(vec![cell(0, 1, 2, "№"), cell(1, 2, 1, "Іс-шара")], None) },
            row(vec![cell(1, 1, 1, "атауы"), cell(2, 1, 1, "2021")], None),
            row(
                vec![cell(0, 1, 1, "1"), cell(1, 1, 1, "Су"), cell(2, 1, 1, "5\u{a0}000")],
                Some("r0w0000001"),
            ),
        ],
    };
    let blocks = vec![
        Block::Paragraph(Paragraph::plain(Style::Title, "Бағдарлама")),
        Block::Paragraph(Paragraph::plain(Style::Heading(2), "II.1 Су")),
        Block::Paragraph(paragraph),
        Block::Table(table.clone()),
        Block::Paragraph(Paragraph::plain(Style::Note, "Ескерту.\nекінші\tжол")),
    ];
    let bytes = write(&document(blocks.clone()));
    assert_eq!(bytes, write(&document(blocks)), "the same input gives the same bytes");
    let outline = read_side(&bytes, Changes::Accept).unwrap();
    assert_eq!(
        texts(&outline),
        ["Бағдарлама", "II.1 Су", "1) Қызылтал ауылына су тартылсын <&>;", "Ескерту.\nекінші\tжол"]
    );
    assert_eq!(outline.blocks[1].level, 2);
    assert_eq!(outline.blocks[2].provision.as_deref(), Some("k7q29xwm00"));
    let comment = &outline.comments[0];
    assert_eq!((comment.author.as_str(), comment.text.as_str()), ("14 тұрғын", "Бізге де керек.\nБиыл."));
    assert_eq!(comment.quote, "1) Қызылтал ауылына су тартылсын <&>;");
    let read = outline.blocks[3].table.as_ref().unwrap();
    assert_eq!(read.rows[2].provision.as_deref(), Some("r0w0000001"));
    assert!(read.rows[0].is_header);
    let spans: Vec<(u32, u32, u32)> = read
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .map(|cell| (cell.column, cell.colspan, cell.rowspan))
        .collect();
    assert_eq!(spans, [(0, 1, 2), (1, 2, 1), (1, 1, 1), (2, 1, 1), (0, 1, 1), (1, 1, 1), (2, 1, 1)]);
    assert!(outline.accounted.is_complete());
}

#[test]
fn ids_that_are_no_bookmarks_are_left_out() {
    assert_eq!(bookmark_name("kenes_p_", "a\"b"), None);
    assert_eq!(bookmark_name("kenes_p_", ""), None);
    assert_eq!(bookmark_name("kenes_p_", &"x".repeat(40)), None);
    assert_eq!(bookmark_name("kenes_p_", "abc_1").as_deref(), Some("kenes_p_abc_1"));
}

#[test]
fn rows_come_and_go() {
    let row = |text: &str, change| Row {
        is_header: false,
        change,
        provision: None,
        cells: vec![Cell {
            column: 0,
            colspan: 1,
            rowspan: 1,
            paragraphs: vec![Paragraph::plain(Style::Text, text)],
        }],
    };
    let table = Table {
        widths: vec![1],
        rows: vec![row("бірінші", Change::Kept), row("ескі", Change::Deleted), row("жаңа", Change::Inserted)],
    };
    let bytes = write(&document(vec![Block::Table(table)]));
    let rows = |changes| -> Vec<String> {
        let outline = read_side(&bytes, changes).unwrap();
        let table = outline.blocks[0].table.clone().unwrap();
        table.rows.iter().map(|row| row.cells[0].text()).collect()
    };
    assert_eq!(rows(Changes::Accept), ["бірінші", "жаңа"]);
    assert_eq!(rows(Changes::Reject), ["бірінші", "ескі"]);
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![3 => Just(Change::Kept), 1 => Just(Change::Inserted), 1 => Just(Change::Deleted)]
}

fn any_paragraph() -> impl Strategy<Value = Paragraph> {
    let pieces = proptest::collection::vec(("[а-яәіA-z0-9 <&\"«»–\u{a0}]{1,12}", any_change()), 1..6);
    (pieces, any_change()).prop_map(|(pieces, change)| Paragraph {
        style: Style::Text,
        pieces: pieces.into_iter().map(|(text, change)| Piece { text, change }).collect(),
        change,
        provision: None,
        comments: Vec::new(),
    })
}

/// One side of a redline, written down without Word.
fn side(paragraphs: &[Paragraph], dropped: Change) -> Vec<String> {
    paragraphs
        .iter()
        .filter(|paragraph| paragraph.change != dropped)
        .map(|paragraph| {
            let kept = paragraph
                .pieces
                .iter()
                .filter(|piece| paragraph.change != Change::Kept || piece.change != dropped);
            kept.map(|piece| piece.text.as_str()).collect::<String>().trim().to_owned()
        })
        .filter(|text| !text.is_empty())
        .collect()
}

/// Labels are split off when a file is read; for comparing, spaces around them do not count.
fn squeezed(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join("")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn accepting_gives_the_new_edition_and_rejecting_the_old(
        paragraphs in proptest::collection::vec(any_paragraph(), 1..8)
    ) {
        let blocks = paragraphs.iter().cloned().map(Block::Paragraph).collect();
        let bytes = write(&document(blocks));
        for (changes, dropped) in [(Changes::Accept, Change::Deleted), (Changes::Reject, Change::Inserted)] {
            let expected = side(&paragraphs, dropped);
            match read_side(&bytes, changes) {
                Ok(outline) => {
                    prop_assert_eq!(squeezed(&texts(&outline)), squeezed(&expected));
                    prop_assert!(outline.accounted.is_complete());
                }
                Err(error) => {
                    prop_assert_eq!(error, crate::error::ImportError::Empty);
                    prop_assert!(expected.is_empty());
                }
            }
        }
    }

    #[test]
    fn any_text_makes_a_file_that_opens(text in "\\PC{0,60}|[\u{0}-\u{20}]{0,9}") {
        let bytes = write(&document(vec![
            Block::Paragraph(Paragraph::plain(Style::Text, "бар")),
            Block::Paragraph(Paragraph { pieces: vec![piece(&text, Change::Inserted)], ..Paragraph::plain(Style::Text, "") }),
        ]));
        prop_assert!(read_side(&bytes, Changes::Accept).is_ok());
    }
}
