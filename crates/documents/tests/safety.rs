//! Hostile and broken files: refused or survived in bounded time and memory, never a panic.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets something unexpected should stop right there"
)]

use std::io::{Cursor, Read, Write};

use kenes_documents::error::ImportError;
use kenes_documents::outline::Format;
use kenes_documents::program::{Choices, Sources, convert};
use kenes_documents::{read, territories};
use proptest::prelude::*;

const PROGRAM: &[u8] = include_bytes!("fixtures/program_ru.docx");
const WORKBOOK: &[u8] = include_bytes!("fixtures/measures.xlsx");

/// Small reproducible random numbers (xorshift), so that a failing round can be named by its seed.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(below).unwrap()).unwrap()
    }
}

/// Reads a file as every format and as a table of territories; whatever opens is also converted.
fn try_everything(bytes: &[u8]) {
    for format in [Format::Docx, Format::Xlsx, Format::Markdown, Format::Text, Format::Html] {
        if let Ok(outline) = read(format, bytes) {
            let sources = [Sources::Ru(&outline), Sources::Both { kk: &outline, ru: &outline }];
            for source in sources {
                if let Ok((program, _)) = convert(source, &Choices::new(2021, 2025)) {
                    let _ = program.into_draft();
                }
            }
        }
    }
    let _ = territories::read(bytes);
}

#[test]
fn the_known_bombs_are_refused_or_survived() {
    let refused = |bytes: &[u8]| read(Format::Docx, bytes).map(|_| ()).expect_err("refused").code();
    assert_eq!(refused(include_bytes!("fixtures/evil/bomb.docx")), "import_bomb");
    assert_eq!(refused(include_bytes!("fixtures/evil/deep.docx")), "import_too_deep");
    assert_eq!(refused(include_bytes!("fixtures/evil/laughs.docx")), "import_document_type");
    assert_eq!(refused(include_bytes!("fixtures/evil/many.docx")), "import_bomb");
    // A span of two thousand million columns is cut, and said so.
    let outline = read(Format::Docx, include_bytes!("fixtures/evil/span.docx"));
    match outline {
        Ok(outline) => assert!(outline.accounted.is_complete()),
        Err(error) => assert_eq!(error, ImportError::Empty),
    }
}

#[test]
fn other_files_are_named() {
    let cases: [(&[u8], &str); 6] = [
        (b"", "import_empty"),
        (b"%PDF-1.7 ...", "import_wrong_format"),
        (b"PK\x05\x06\0\0", "import_damaged"),
        (WORKBOOK, "import_wrong_format"),
        (b"{\\rtf1 text}", "import_wrong_format"),
        (b"plain text", "import_wrong_format"),
    ];
    for (bytes, code) in cases {
        let error = read(Format::Docx, bytes).expect_err("not a Word document");
        assert_eq!(error.code(), code);
        assert!(!error.advice().is_empty());
    }
    assert_eq!(read(Format::Xlsx, PROGRAM).expect_err("not a workbook").code(), "import_wrong_format");
    let huge = vec![b'a'; 21 * 1024 * 1024];
    assert_eq!(read(Format::Text, &huge).expect_err("too large").code(), "import_too_large");
    let windows_1251 = [b"\xCF\xF0\xEE\xE3\xF0\xE0\xEC\xEC\xE0".as_slice(), b" 2021"].concat();
    assert_eq!(read(Format::Text, &windows_1251).expect_err("not UTF-8").code(), "import_encoding");
}

#[test]
fn a_formula_without_a_value_is_not_zero() {
    let error = read(Format::Xlsx, WORKBOOK).expect_err("the totals were never calculated");
    assert_eq!(error.code(), "import_formula_without_value");
    assert_eq!(error.place().to_string(), "Мероприятия!J4");
}

#[test]
fn truncated_files_give_errors() {
    for (bytes, format) in [(PROGRAM, Format::Docx), (WORKBOOK, Format::Xlsx)] {
        for length in (0..bytes.len()).step_by(97) {
            assert!(read(format, &bytes[..length]).is_err(), "{length} bytes");
        }
    }
}

/// Damages the packed bytes: mostly the unpacker notices.
#[test]
fn damaged_packages_never_panic() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for _ in 0..300 {
        for original in [PROGRAM, WORKBOOK] {
            let mut bytes = original.to_vec();
            for _ in 0..=random.next(8) {
                let position = random.next(bytes.len());
                bytes[position] = u8::try_from(random.next(256)).unwrap();
            }
            try_everything(&bytes);
        }
    }
}

/// The parts of a package, unpacked.
fn unpack(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let name = entry.name().unwrap().into_owned();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (name, content)
        })
        .filter(|(name, _)| !name.contains("stylesWithEffects") && !name.contains("thumbnail"))
        .collect()
}

fn pack(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        writer.start_file(name.as_str(), options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Damages the XML inside intact packages: tags, numbers and attributes go missing, are doubled or changed.
#[test]
fn damaged_xml_never_panics() {
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    for original in [PROGRAM, WORKBOOK] {
        let mut parts = unpack(original);
        // The styles are large and dull; a short copy keeps the rounds quick.
        for (name, content) in &mut parts {
            if name.ends_with("styles.xml") && content.len() > 100_000 {
                let text = String::from_utf8_lossy(content).into_owned();
                let start = text.find("<w:latentStyles").unwrap();
                let end = text.find("</w:latentStyles>").unwrap() + "</w:latentStyles>".len();
                *content = format!("{}{}", &text[..start], &text[end..]).into_bytes();
            }
        }
        for _ in 0..400 {
            let mut damaged = parts.clone();
            for _ in 0..=random.next(3) {
                let part = random.next(damaged.len());
                mutate(&mut damaged[part].1, &mut random);
            }
            try_everything(&pack(&damaged));
        }
    }
}

fn mutate(content: &mut Vec<u8>, random: &mut Random) {
    if content.is_empty() {
        return;
    }
    let from = random.next(content.len());
    let length = random.next(40).min(content.len() - from);
    match random.next(6) {
        0 => {
            content.drain(from..from + length);
        }
        1 => {
            let copy = content[from..from + length].to_vec();
            content.splice(from..from, copy);
        }
        2 => {
            let digits: Vec<usize> = (0..content.len()).filter(|at| content[*at].is_ascii_digit()).collect();
            if !digits.is_empty() {
                let at = digits[random.next(digits.len())];
                let numbers: [&[u8]; 6] =
                    [b"0", b"-1", b"4294967295", b"99999999999999999999", b"1048576", b"1e309"];
                content.splice(at..=at, numbers[random.next(numbers.len())].iter().copied());
            }
        }
        3 => {
            // Whole elements are cut or doubled, which keeps the XML well formed more often.
            let starts: Vec<usize> = (0..content.len()).filter(|at| content[*at] == b'<').collect();
            if starts.len() > 2 {
                let first = random.next(starts.len() - 1);
                let last = (first + 1 + random.next(12)).min(starts.len() - 1);
                let piece = content[starts[first]..starts[last]].to_vec();
                if random.next(2) == 0 {
                    content.drain(starts[first]..starts[last]);
                } else {
                    content.splice(starts[first]..starts[first], piece);
                }
            }
        }
        4 => content[from] = u8::try_from(random.next(256)).unwrap(),
        _ => content.truncate(from),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_panics(text in "([#>|*0-9.) \\n-]|<(/?(table|td|tr|p|li|ol))( rowspan=9)?>|[а-яәі]|\\PC){0,200}") {
        try_everything(text.as_bytes());
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        try_everything(&bytes);
    }
}
