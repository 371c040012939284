//! Programs as JSON: our own format, the edition as it is stored.

use kenes_domain::program::EditionDraft;
use serde::{Deserialize, Serialize};

use crate::FILE_BYTES_MAX;
use crate::error::ImportError;
use crate::text;

/// What a file of this version says in its field `format`.
pub const FORMAT: &str = "kenes-program/1";

/// A program file. Unknown fields are refused at every depth: a field that is silently ignored is a text that is
/// silently lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgramFile {
    format: String,
    edition: EditionDraft,
}

/// Reads a program and checks it by the rules of the domain.
pub fn read(bytes: &[u8]) -> Result<EditionDraft, ImportError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(ImportError::TooLarge { bytes: bytes.len(), bytes_max: FILE_BYTES_MAX });
    }
    let text = text::decode(bytes)?;
    let file: ProgramFile = serde_json::from_str(text).map_err(|error| ImportError::Json {
        line: error.line(),
        column: error.column(),
        problem: error.to_string(),
    })?;
    if file.format != FORMAT {
        return Err(ImportError::JsonFormat { found: file.format, expected: FORMAT });
    }
    file.edition.validate()?;
    Ok(file.edition)
}

/// Writes a program so that [`read`] gives it back.
pub fn write(edition: &EditionDraft) -> String {
    let file = ProgramFile { format: FORMAT.to_owned(), edition: edition.clone() };
    // A tree of texts and numbers with string keys always serialises.
    serde_json::to_string_pretty(&file).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kenes_domain::language::Bilingual;
    use kenes_domain::program::{ProvisionData, ProvisionDraft, ProvisionKind};

    fn edition() -> EditionDraft {
        EditionDraft {
            title: Bilingual::new("Бағдарлама", "Программа"),
            summary: Bilingual::default(),
            first_year: 2021,
            last_year: 2025,
            provisions: vec![ProvisionDraft {
                kind: ProvisionKind::Paragraph,
                level: 0,
                label: "1.".to_owned(),
                direction: None,
                text: Bilingual::new("Су тартылсын.", "Провести воду."),
                data: ProvisionData::Text,
            }],
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        assert_eq!(read(write(&edition()).as_bytes()), Ok(edition()));
    }

    #[test]
    fn unknown_fields_and_versions_are_refused_with_their_place() {
        let unknown = write(&edition()).replace("\"label\"", "\"note\": 1,\n \"label\"");
        assert!(
            matches!(read(unknown.as_bytes()), Err(ImportError::Json { line, .. }) if line > 10),
            "{unknown}"
        );
        let other = write(&edition()).replace("program/1", "program/9");
        assert!(matches!(read(other.as_bytes()), Err(ImportError::JsonFormat { .. })));
        assert!(matches!(read(b"{"), Err(ImportError::Json { line: 1, .. })));
        assert!(matches!(read("[".repeat(100_000).as_bytes()), Err(ImportError::Json { .. })));
        let empty = write(&EditionDraft { provisions: Vec::new(), ..edition() });
        assert_eq!(read(empty.as_bytes()).unwrap_err().code(), "import_edition");
    }
}
