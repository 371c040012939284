//! The packed files behind .docx and .xlsx: a zip of XML parts, opened without trusting anything it says.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::error::ImportError;
use crate::xml::NodeExt;

/// Most entries of a package. A real document of 150 pages has some 40.
pub(crate) const ENTRIES_MAX: usize = 4_000;
/// Most bytes that one entry may unpack to.
pub(crate) const PART_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Most bytes that all entries read together may unpack to.
pub(crate) const PACKAGE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// First bytes of the old binary office files; password-protected new ones are wrapped in them too.
const OLE_MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// An opened package. Reading a part counts towards the limit of the whole.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Part names fold case (ECMA-376 part 2, 6.2.2.3); of two equal ones the first counts.
    index: BTreeMap<String, usize>,
    unpacked_bytes: u64,
}

impl<'a> Package<'a> {
    pub(crate) fn open(bytes: &'a [u8], expected: &'static str) -> Result<Self, ImportError> {
        refuse_other_formats(bytes, expected)?;
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged("", &error))?;
        if archive.len() > ENTRIES_MAX {
            return Err(ImportError::TooManyEntries { entries: archive.len(), entries_max: ENTRIES_MAX });
        }
        let mut index = BTreeMap::new();
        for number in 0..archive.len() {
            if let Some(name) = archive.name_for_index(number) {
                let name = name.map_err(|error| damaged("", &error))?;
                index.entry(fold_name(&name)).or_insert(number);
            }
        }
        Ok(Self { archive, index, unpacked_bytes: 0 })
    }

    /// Whether there is such a part.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.index.contains_key(&fold_name(name))
    }

    /// Names of all parts, folded, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.index.keys().map(String::as_str)
    }

    /// The bytes of a part, or `None` when there is none of that name.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, ImportError> {
        let Some(number) = self.index.get(&fold_name(name)).copied() else { return Ok(None) };
        let mut entry = self.archive.by_index(number).map_err(|error| damaged(name, &error))?;
        let left = PART_BYTES_MAX.min(PACKAGE_BYTES_MAX.saturating_sub(self.unpacked_bytes));
        let mut bytes = Vec::new();
        let mut limited = entry.by_ref().take(left + 1);
        limited
            .read_to_end(&mut bytes)
            .map_err(|error| ImportError::Damaged { entry: name.to_owned(), problem: error.to_string() })?;
        let count = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if count > left {
            return Err(ImportError::Bomb { entry: name.to_owned(), bytes_max: left });
        }
        self.unpacked_bytes += count;
        Ok(Some(bytes))
    }

    /// Unpacks every part and forgets it again, to know that the whole stays within the limits before another
    /// library opens it.
    pub(crate) fn check_all(&mut self) -> Result<(), ImportError> {
        let names: Vec<String> = self.names().map(str::to_owned).collect();
        for name in names {
            self.part(&name)?;
        }
        Ok(())
    }

    /// The text of an XML part.
    pub(crate) fn xml(&mut self, name: &str) -> Result<Option<String>, ImportError> {
        self.part(name)?.map(|bytes| crate::xml::decode(name, bytes)).transpose()
    }
}

/// The relationships in a part: last word of the type, id, target. Those that lead out of the package are ignored.
pub(crate) fn relationships(
    package: &mut Package<'_>,
    name: &str,
    base: &str,
) -> Result<Vec<Relationship>, ImportError> {
    let Some(text) = package.xml(name)? else { return Ok(Vec::new()) };
    let document = crate::xml::parse(name, &text)?;
    Ok(document
        .root_element()
        .children()
        .filter(|node| node.is("Relationship") && node.attr("TargetMode") != Some("External"))
        .filter_map(|node| {
            Some(Relationship {
                role: node.attr("Type")?.rsplit('/').next()?.to_owned(),
                id: node.attr("Id").unwrap_or_default().to_owned(),
                target: resolve(base, node.attr("Target")?),
            })
        })
        .collect())
}

/// A link from one part to another.
pub(crate) struct Relationship {
    pub(crate) role: String,
    pub(crate) id: String,
    pub(crate) target: String,
}

/// Where the relationships of a part are.
pub(crate) fn relationships_of(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// Says what a file is instead of only that it is not a package.
fn refuse_other_formats(bytes: &[u8], expected: &'static str) -> Result<(), ImportError> {
    if bytes.starts_with(b"PK") {
        return Ok(());
    }
    if bytes.is_empty() {
        return Err(ImportError::Empty);
    }
    if bytes.starts_with(&OLE_MAGIC) {
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if bytes.windows(name.len()).any(|window| window == name) {
            return Err(ImportError::Encrypted);
        }
        return Err(ImportError::WrongFormat { expected, found: "an old Word or Excel file (.doc, .xls)" });
    }
    let found = if bytes.starts_with(b"%PDF") {
        "a PDF file"
    } else if bytes.starts_with(b"{\\rtf") {
        "an RTF file"
    } else if bytes.starts_with(b"<?xml") || bytes.starts_with(b"\xEF\xBB\xBF<?xml") {
        "an XML file"
    } else if bytes.starts_with(b"Rar!") || bytes.starts_with(b"7z\xBC\xAF") {
        "an archive of another kind"
    } else {
        "another kind of file"
    };
    Err(ImportError::WrongFormat { expected, found })
}

fn damaged(entry: &str, error: &zip::result::ZipError) -> ImportError {
    let problem = error.to_string();
    if problem.contains("assword") || problem.contains("ncrypt") {
        return ImportError::Encrypted;
    }
    ImportError::Damaged { entry: entry.to_owned(), problem }
}

fn fold_name(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

/// Resolves the target of a relationship against the folder of the part that names it. External targets never
/// get here.
pub(crate) fn resolve(base_part: &str, target: &str) -> String {
    let mut segments: Vec<&str> = if target.starts_with('/') {
        Vec::new()
    } else {
        base_part.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect())
    };
    for segment in target.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            other => segments.push(other),
        }
    }
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_are_named() {
        let found = |bytes: &[u8]| match Package::open(bytes, "a Word document (.docx)") {
            Err(error) => error.code(),
            Ok(_) => "opened",
        };
        assert_eq!(found(b""), "import_empty");
        assert_eq!(found(b"%PDF-1.7"), "import_wrong_format");
        assert_eq!(found(b"PK\x03\x04 and then nothing"), "import_damaged");
        let mut protected = OLE_MAGIC.to_vec();
        protected.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(found(&protected), "import_encrypted");
    }

    #[test]
    fn targets_stay_inside_the_package() {
        assert_eq!(resolve("word/document.xml", "styles.xml"), "word/styles.xml");
        assert_eq!(resolve("word/document.xml", "/word/styles.xml"), "word/styles.xml");
        assert_eq!(resolve("", "word/document.xml"), "word/document.xml");
        assert_eq!(resolve("word/document.xml", "../../../etc/passwd"), "etc/passwd");
    }
}
