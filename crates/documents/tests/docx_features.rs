//! What real Word files hold beyond the sample, one small document per feature.

#![expect(clippy::expect_used, reason = "a test that meets something unexpected should stop right there")]

use std::io::{Cursor, Write};

use kenes_documents::docx::{Changes, read_side};
use kenes_documents::outline::Outline;
use kenes_documents::warning::WarningKind;
use kenes_domain::program::ProvisionKind;

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

const STYLES: &str = "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"a\"/><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"2\"><w:name w:val=\"heading 2\"/><w:basedOn w:val=\"a\"/><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"11\"><w:name w:val=\"toc 1\"/></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"L\"><w:name w:val=\"List Number\"/><w:pPr><w:numPr><w:numId w:val=\"2\"/></w:numPr></w:pPr></w:style>";

const LISTS: &str = "<w:abstractNum w:abstractNumId=\"1\">\
    <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:pStyle w:val=\"1\"/><w:lvlText w:val=\"Раздел %1.\"/></w:lvl>\
    <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:pStyle w:val=\"2\"/><w:lvlText w:val=\"%1.%2\"/></w:lvl></w:abstractNum>\
    <w:abstractNum w:abstractNumId=\"2\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"3\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1)\"/></w:lvl></w:abstractNum>\
    <w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"2\"/></w:num>";

const NOTES: &str = "<w:footnote w:type=\"separator\" w:id=\"0\"><w:p/></w:footnote>\
    <w:footnote w:id=\"1\"><w:p><w:r><w:t>первая сноска</w:t></w:r></w:p></w:footnote>\
    <w:footnote w:id=\"2\"><w:p><w:r><w:t>вторая</w:t></w:r></w:p><w:p><w:r><w:t>из двух строк</w:t></w:r></w:p></w:footnote>\
    <w:footnote w:id=\"3\"><w:p><w:r><w:t>ничья</w:t></w:r></w:p></w:footnote>";

fn pack(body: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        (
            "word/document.xml",
            format!(
                "<w:document {W} xmlns:mc=\"m\" xmlns:wps=\"s\" xmlns:v=\"v\" xmlns:m=\"math\" xmlns:r=\"r\"><w:body>{body}<w:sectPr/></w:body></w:document>"
            ),
        ),
        ("word/styles.xml", format!("<w:styles {W}>{STYLES}</w:styles>")),
        ("word/numbering.xml", format!("<w:numbering {W}>{LISTS}</w:numbering>")),
        ("word/footnotes.xml", format!("<w:footnotes {W}>{NOTES}</w:footnotes>")),
    ];
    for (name, content) in parts {
        if name.contains("footnotes") && !body.contains("footnoteReference") {
            continue;
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
        writer.write_all(content.as_bytes()).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn read(body: &str) -> Outline {
    let outline = read_side(&pack(body), Changes::Accept).expect("a good document");
    assert!(outline.accounted.is_complete(), "{:?}", outline.accounted);
    outline
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn paragraph(text: &str) -> String {
    format!("<w:p>{}</w:p>", run(text))
}

fn styled(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>", run(text))
}

fn printed(outline: &Outline) -> Vec<String> {
    outline.blocks.iter().map(kenes_documents::outline::Block::printed).collect()
}

#[test]
fn numbering_comes_from_styles() {
    let body = [
        styled("1", "Паспорт"),
        styled("1", "Анализ"),
        styled("2", "Экономика"),
        "<w:p><w:pPr><w:pStyle w:val=\"2\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>Без номера</w:t></w:r></w:p>".to_owned(),
        styled("2", "Вода"),
        styled("L", "первый"),
        styled("L", ""),
        styled("L", "второй"),
    ]
    .concat();
    let outline = read(&body);
    assert_eq!(
        printed(&outline),
        [
            "Раздел 1. Паспорт",
            "Раздел 2. Анализ",
            "2.1 Экономика",
            "Без номера",
            "2.2 Вода",
            "3) первый",
            "4) второй"
        ]
    );
    assert_eq!(outline.blocks[4].level, 2);
    assert_eq!(outline.blocks[6].kind, ProvisionKind::Item);
}

#[test]
fn contents_and_field_codes_are_not_text() {
    let field = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let code = |text: &str| format!("<w:r><w:instrText>{text}</w:instrText></w:r>");
    let body = [
        format!("<w:p>{}{}{}{}</w:p>", field("begin"), code(" TOC \\o "), field("separate"), run("1. Паспорт 3")),
        format!("<w:p>{}{}{}{}{}{}</w:p>", run("2. Анализ "), field("begin"), code(" PAGEREF x "), field("separate"), run("4"), field("end")),
        format!("<w:p>{}</w:p>", field("end")),
        styled("11", "Оглавление рукой 5"),
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/></w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Содержание</w:t></w:r></w:p></w:sdtContent></w:sdt>".to_owned(),
        format!("<w:p>{}{}{}{}{}{}</w:p>", run("На "), field("begin"), code(" DATE "), field("separate"), run("1 января"), field("end")),
        format!("<w:p><w:fldSimple w:instr=\" REF x \">{}</w:fldSimple><w:hyperlink r:id=\"r9\">{}</w:hyperlink></w:p>", run("см. "), run("закон")),
    ]
    .concat();
    let outline = read(&body);
    assert_eq!(printed(&outline), ["На 1 января", "см. закон"]);
    assert_eq!(outline.accounted.paragraphs.computed, 4);
    let left_out = outline.warnings.iter().filter(|w| matches!(w.kind, WarningKind::ContentsLeftOut { .. }));
    assert_eq!(left_out.count(), 4, "each is named");
}

#[test]
fn both_sides_of_tracked_changes_can_be_read() {
    let change = "w:id=\"1\" w:author=\"a\" w:date=\"2020-01-01T00:00:00Z\"";
    let body = format!(
        "<w:p>{}<w:del {change}><w:r><w:delText>старые</w:delText></w:r></w:del><w:ins {change}>{}</w:ins>{}</w:p>\
         <w:p><w:pPr><w:rPr><w:del {change}/></w:rPr></w:pPr>{}</w:p><w:p>{}</w:p>\
         <w:p><w:pPr><w:rPr><w:ins {change}/></w:rPr></w:pPr><w:ins {change}>{}</w:ins></w:p>\
         <w:p><w:moveFrom {change}>{}</w:moveFrom></w:p><w:p><w:moveTo {change}>{}</w:moveTo></w:p>",
        run("Построить "),
        run("новые"),
        run(" дороги"),
        run("Начало "),
        run("и конец"),
        run("Вставлено"),
        run("Здесь было"),
        run("Здесь стало"),
    );
    assert_eq!(
        printed(&read(&body)),
        ["Построить новые дороги", "Начало и конец", "Вставлено", "Здесь стало"]
    );
    let before = read_side(&pack(&body), Changes::Reject).expect("a good document");
    assert_eq!(printed(&before), ["Построить старые дороги", "Начало", "и конец", "Здесь было"]);
    assert!(before.accounted.is_complete());
}

#[test]
fn cells_hold_lists_notes_and_tables() {
    let reference = |id: u8| format!("<w:r><w:footnoteReference w:id=\"{id}\"/></w:r>");
    let cell =
        |properties: &str, content: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>");
    let inner = format!("<w:tbl><w:tr>{}</w:tr></w:tbl><w:p/>", cell("", &paragraph("внутри")));
    let body = format!(
        "<w:p>{}{}</w:p><w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr>\
         <w:sdt><w:sdtContent><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>{}</w:tr></w:sdtContent></w:sdt>\
         <w:tr>{}{}</w:tr></w:tbl>",
        run("Текст"),
        reference(2),
        cell(
            "<w:vMerge w:val=\"restart\"/>",
            &format!("<w:p>{}{}</w:p>", run("с примечанием"), reference(1))
        ),
        cell("<w:gridSpan w:val=\"2\"/>", &(styled("L", "раз") + &styled("L", "два"))),
        cell("<w:gridSpan w:val=\"2\"/>", &inner),
        cell("<w:vMerge/>", &paragraph("приписка")),
        cell("<w:gridSpan w:val=\"2\"/>", "<w:p/>"),
    );
    let outline = read(&body);
    assert_eq!(outline.blocks[1].text, "вторая\nиз двух строк");
    assert_eq!(outline.blocks[1].label, "1", "notes are numbered in the order of the text");
    let table = outline.blocks[2].table.as_ref().expect("a table");
    assert!(table.rows[0].is_header);
    assert_eq!(table.columns, 3);
    let first = &table.rows[0].cells[0];
    // Row 2 leaves the first column out, so the merged cell goes on only in row 3.
    assert_eq!(first.rowspan, 2);
    assert_eq!(first.text(), "с примечанием\n2 первая сноска\nприписка");
    assert_eq!(table.rows[0].cells[1].text(), "3) раз\n4) два");
    assert_eq!(table.rows[1].cells[0].column, 1);
    assert_eq!(table.rows[1].cells[0].text(), "внутри");
    // A note that nothing refers to is still there.
    assert_eq!(outline.blocks[3].text, "ничья");
    assert!(outline.warnings.iter().any(|w| matches!(w.kind, WarningKind::Dangling { .. })));
}

#[test]
fn text_boxes_formulas_and_hidden_text() {
    let textbox = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", paragraph(text));
    let body = format!(
        "<w:p>{}<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{}</wps:txbx></w:drawing></mc:Choice>\
         <mc:Fallback><w:pict><v:textbox>{}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>\
         <w:p>{}<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath><w:r><w:rPr><w:vanish/></w:rPr><w:t>тайно</w:t></w:r></w:p>\
         <w:p><w:r><w:drawing/></w:r></w:p><w:p>{}<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/></w:r></w:p>",
        run("У рамки"),
        textbox("в рамке"),
        textbox("в рамке"),
        run("Формула "),
        run("знак "),
    );
    let outline = read(&body);
    assert_eq!(printed(&outline), ["У рамки", "в рамке", "Формула x=2", "знак •"]);
    let kinds: Vec<&WarningKind> = outline.warnings.iter().map(|warning| &warning.kind).collect();
    assert!(kinds.contains(&&WarningKind::HiddenText { text: "тайно".to_owned() }));
    assert!(kinds.contains(&&WarningKind::ObjectsLeftOut { count: 1 }));
}

#[test]
fn strict_documents_and_other_main_parts_are_read() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        (
            "_rels/.rels",
            "<Relationships><Relationship Id=\"x\" Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument\" Target=\"/text/main.xml\"/></Relationships>",
        ),
        (
            "text/main.xml",
            "<w:document xmlns:w=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><w:body><w:p><w:r><w:t>Строго</w:t></w:r></w:p></w:body></w:document>",
        ),
    ];
    for (name, content) in parts {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
        writer.write_all(content.as_bytes()).expect("memory");
    }
    let bytes = writer.finish().expect("memory").into_inner();
    assert_eq!(printed(&read_side(&bytes, Changes::Accept).expect("a document")), ["Строго"]);
}
