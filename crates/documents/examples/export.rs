//! Imports a pair of files and writes every export into a folder: `export KK_FILE RU_FILE FOLDER`.

use std::path::PathBuf;

use kenes_documents::export::word::Revision;
use kenes_documents::export::{Day, akoma, edition, word};
use kenes_documents::outline::Format;
use kenes_documents::program::{Choices, Sources, convert};
use kenes_documents::{json, read};
use kenes_domain::language::Language;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    let [kk, ru, folder] = arguments.as_slice() else { return Err("give two files and a folder".into()) };
    let outline = |path: &PathBuf| -> Result<_, Box<dyn std::error::Error>> {
        let format = Format::from_file_name(&path.to_string_lossy()).ok_or("unknown format")?;
        Ok(read(format, &std::fs::read(path)?)?)
    };
    let (kk, ru) = (outline(kk)?, outline(ru)?);
    let (program, _) = convert(Sources::Both { kk: &kk, ru: &ru }, &Choices::new(2021, 2025))?;
    let draft = program.into_draft()?;
    let ids: Vec<String> = (0..draft.provisions.len()).map(|number| format!("prov{number:06}")).collect();
    let day = Day { year: 2020, month: 10, day: 15 };
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("program.json"), json::write(&draft))?;
    for language in [Language::Kk, Language::Ru] {
        let title = draft.title.best(language).map_or("", |(_, title)| title).to_owned();
        let provisions: Vec<_> = ids
            .iter()
            .zip(&draft.provisions)
            .map(|(id, draft)| edition::Provision { id, draft, comments: Vec::new() })
            .collect();
        let document = word::Document {
            language,
            title: title.clone(),
            created: day,
            revision: Revision { author: "Kenes".to_owned(), date: day },
            blocks: edition::blocks(&draft, &provisions, language),
        };
        std::fs::write(folder.join(format!("program_{language}.docx")), word::write(&document))?;
        let metadata = akoma::Metadata {
            territory: "981000000".to_owned(),
            authority: "Kenes".to_owned(),
            title,
            year: 2020,
            language,
            editions: vec![day],
            exported: day,
        };
        let provisions: Vec<_> = ids
            .iter()
            .zip(&draft.provisions)
            .map(|(id, draft)| akoma::Provision { id, first_place: None, draft })
            .collect();
        std::fs::write(
            folder.join(format!("program_{language}.akn.xml")),
            akoma::write(&metadata, &provisions),
        )?;
    }
    Ok(())
}
