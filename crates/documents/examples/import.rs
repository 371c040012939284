//! Reads files and prints what was understood: `import [--kk FILE] [--ru FILE] [--outline]`.
//!
//! With `--outline` the blocks of each file are printed as read; otherwise the edition side by side and the report.

use std::io::Write;
use std::path::{Path, PathBuf};

use kenes_documents::outline::{Format, Outline};
use kenes_documents::program::{Choices, Sources, convert};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut files: [Option<PathBuf>; 2] = [None, None];
    let mut outline_only = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--kk" => files[0] = arguments.next().map(PathBuf::from),
            "--ru" => files[1] = arguments.next().map(PathBuf::from),
            "--outline" => outline_only = true,
            other => return Err(format!("unknown argument {other:?}").into()),
        }
    }
    let mut out = std::io::stdout().lock();
    let [kk, ru] = files;
    let kk = kk.as_deref().map(read).transpose()?;
    let ru = ru.as_deref().map(read).transpose()?;
    if outline_only {
        for outline in [&kk, &ru].into_iter().flatten() {
            for block in &outline.blocks {
                let size =
                    block.table.as_ref().map(|table| format!(" [{} × {}]", table.rows.len(), table.columns));
                let size = size.unwrap_or_default();
                writeln!(out, "{} {} {}{size} | {}", block.kind, block.level, block.label, block.text)?;
            }
        }
    }
    let sources = match (&kk, &ru) {
        (Some(kk), Some(ru)) => Sources::Both { kk, ru },
        (Some(kk), None) => Sources::Kk(kk),
        (None, Some(ru)) => Sources::Ru(ru),
        (None, None) => return Err("give --kk FILE or --ru FILE or both".into()),
    };
    let (program, report) = convert(sources, &Choices::new(2021, 2025))?;
    if !outline_only {
        for provision in &program.provisions {
            let draft = &provision.draft;
            let indent = "  ".repeat(usize::from(draft.level));
            writeln!(out, "{indent}{} {}", draft.kind, draft.label)?;
            for text in [&draft.text.kk, &draft.text.ru] {
                writeln!(out, "{indent}  | {}", text.as_deref().unwrap_or("–"))?;
            }
            if draft.data != kenes_domain::program::ProvisionData::Text {
                writeln!(out, "{indent}  = {:?}", draft.data)?;
            }
        }
    }
    writeln!(out, "{:?} {}–{}", program.title, program.first_year, program.last_year)?;
    writeln!(out, "{report}")?;
    program.into_draft()?;
    Ok(())
}

fn read(path: &Path) -> Result<Outline, Box<dyn std::error::Error>> {
    let name = path.to_string_lossy();
    let format = Format::from_file_name(&name).ok_or("the format cannot be told from the name")?;
    let bytes = std::fs::read(path)?;
    kenes_documents::read(format, &bytes)
        .map_err(|error| format!("{}: {error}. {}", error.code(), error.advice()).into())
}
