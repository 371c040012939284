//! What all readers of text files share: decoding, and gathering blocks within limits.

use kenes_domain::program::ProvisionKind;

use crate::error::ImportError;
use crate::label::{self, Nesting};
use crate::outline::{BLOCKS_MAX, Block, CHARACTERS_MAX, Format, Outline};
use crate::place::Place;
use crate::warning::{Warning, WarningKind};

/// Longest line that can be a heading nobody marked.
const HEADING_CHARACTERS_MAX: usize = 200;

/// A text file as UTF-8 without a byte order mark and without control characters.
pub(crate) fn decode(bytes: &[u8]) -> Result<&str, ImportError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let line_at =
        |position: usize| bytes.get(..position).unwrap_or_default().split(|byte| *byte == b'\n').count();
    let text = std::str::from_utf8(bytes)
        .map_err(|error| ImportError::Encoding { line: line_at(error.valid_up_to()) })?;
    let control =
        text.char_indices().find(|(_, c)| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{C}'));
    if let Some((position, character)) = control {
        let place = Place::Line { line: line_at(position) };
        return Err(ImportError::Control { place, code: u32::from(character) });
    }
    if text.trim().is_empty() {
        return Err(ImportError::Empty);
    }
    Ok(text)
}

/// Gathers the blocks of one text file.
pub(crate) struct Gatherer {
    pub(crate) outline: Outline,
    pub(crate) nesting: Nesting,
    /// Tables begun so far.
    pub(crate) tables: usize,
    /// Pictures left out.
    pub(crate) objects: usize,
    blocks: usize,
    characters: usize,
}

impl Gatherer {
    pub(crate) fn new(format: Format) -> Self {
        Self {
            outline: Outline::new(format),
            nesting: Nesting::default(),
            tables: 0,
            objects: 0,
            blocks: 0,
            characters: 0,
        }
    }

    pub(crate) fn warn(&mut self, place: Place, kind: WarningKind) {
        self.outline.warnings.push(Warning::new(place, kind));
    }

    /// Counts one block towards the limits.
    pub(crate) fn count(&mut self, block: &Block) -> Result<(), ImportError> {
        self.blocks += 1;
        self.characters += block.text.len();
        let (what, count_max) = if self.blocks > BLOCKS_MAX {
            ("blocks", BLOCKS_MAX)
        } else if self.characters > CHARACTERS_MAX {
            ("bytes of text", CHARACTERS_MAX)
        } else {
            return Ok(());
        };
        Err(ImportError::TooMany { place: block.place.clone(), what, count_max })
    }

    /// Takes a block of the text itself (not of a cell).
    pub(crate) fn push(&mut self, block: Block) -> Result<(), ImportError> {
        self.count(&block)?;
        self.outline.blocks.push(block);
        Ok(())
    }

    /// Takes a paragraph whose label, if any, was typed.
    pub(crate) fn push_paragraph(&mut self, text: String, place: Place) -> Result<(), ImportError> {
        let mut block = Block::text(ProvisionKind::Paragraph, 0, text, place);
        if let Some(shape) = block.take_label(|_| true) {
            block.level = self.nesting.depth(shape);
            block.kind = ProvisionKind::Item;
        } else if looks_like_heading(&block.text) {
            let kind = WarningKind::LooksLikeHeading { text: block.text.clone(), level: 1 };
            self.warn(block.place.clone(), kind);
        }
        self.push(block)
    }

    /// Takes a heading; its typed label is split off.
    pub(crate) fn push_heading(&mut self, level: u8, text: String, place: Place) -> Result<(), ImportError> {
        self.nesting.clear();
        let mut block = Block::text(ProvisionKind::Heading, level, text, place);
        block.take_label(|shape| shape != label::Shape::Bullet);
        self.push(block)
    }

    pub(crate) fn finish(mut self) -> Result<Outline, ImportError> {
        if self.objects > 0 {
            let kind = WarningKind::ObjectsLeftOut { count: self.objects };
            self.warn(Place::File, kind);
        }
        self.outline.check_accounted();
        if self.outline.blocks.is_empty() { Err(ImportError::Empty) } else { Ok(self.outline) }
    }
}

/// Capitals throughout, or the name of a part.
fn looks_like_heading(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let is_capitals = letters.clone().count() >= 6 && letters.clone().all(char::is_uppercase);
    (is_capitals || label::names_a_part(text)) && text.chars().count() <= HEADING_CHARACTERS_MAX
}
