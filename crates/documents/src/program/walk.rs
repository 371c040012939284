//! From the blocks of one file to provisions in one language.

use kenes_domain::language::Language;
use kenes_domain::program::{PROVISION_CHARACTERS_MAX, ProvisionKind};

use super::{Choices, ImportReport, Line, ReportedWarning};
use crate::outline::{Block, Outline};
use crate::place::Place;
use crate::script;
use crate::tables::{self, Context, RowContent, TableRole, Understanding, years_in};
use crate::warning::{EXCERPT_CHARACTERS, Warning, WarningKind, excerpt};

pub(super) struct Part {
    pub(super) title: Option<String>,
    pub(super) years: Option<(u16, u16)>,
    pub(super) lines: Vec<Line>,
}

pub(super) fn read_part(
    outline: &Outline,
    language: Language,
    choices: &Choices,
    report: &mut ImportReport,
) -> Part {
    let mut warnings = outline.warnings.clone();
    warnings.extend(script::mixed_word_warnings(outline));
    if let Some(found) = script::language(&outline.plain_text()).filter(|found| *found != language) {
        warnings.push(Warning::new(Place::File, WarningKind::OtherLanguage { given: language, found }));
    }
    let (title, title_block) = find_title(outline);
    if title.is_none() && choices.title.get(language).is_none() {
        warnings.push(Warning::new(Place::File, WarningKind::TitleMissing));
    }
    let title = title.or_else(|| {
        let first = outline.all_blocks().into_iter().find(|block| !block.text.is_empty())?;
        Some(excerpt(&first.text, EXCERPT_CHARACTERS))
    });
    let years = title.as_deref().and_then(year_range);
    let mut walker = Walker {
        language,
        choices,
        years: years.unwrap_or(choices.years),
        headings: Vec::new(),
        list_base: 0,
        caption: Vec::new(),
        lines: Vec::new(),
        warnings,
        totals_checked: 0,
    };
    for (index, block) in outline.blocks.iter().enumerate() {
        if Some(index) != title_block {
            walker.block(index, block);
        }
    }
    report.totals_checked += walker.totals_checked;
    report.accounted.insert(language.to_string(), outline.accounted);
    report.comments.extend(outline.comments.iter().cloned());
    report.warnings.extend(
        walker.warnings.into_iter().map(|warning| ReportedWarning { language: Some(language), warning }),
    );
    Part { title, years, lines: walker.lines }
}

/// The title and the block that is nothing but the title: a block marked as such, or the only heading of the first
/// level when it opens the text. A title guessed from a line of the text leaves that line where it is.
fn find_title(outline: &Outline) -> (Option<String>, Option<usize>) {
    const LOOKED_AT: usize = 12;
    let blocks = outline.blocks.iter().enumerate();
    if let Some((index, block)) = blocks.clone().find(|(_, block)| block.kind == ProvisionKind::Section) {
        return (Some(block.printed()), Some(index));
    }
    let top: Vec<(usize, &Block)> = blocks
        .clone()
        .filter(|(_, block)| block.kind == ProvisionKind::Heading && block.level == 1)
        .collect();
    if let [(index, block)] = top.as_slice()
        && *index < LOOKED_AT
        && block.label.is_empty()
    {
        return (Some(block.text.clone()), Some(*index));
    }
    let words =
        ["программ", "план развития", "бағдарлама", "даму жоспары", "бюджет", "дорожн", "жол картасы"];
    let guessed = blocks.take(LOOKED_AT).map(|(_, block)| block).find(|block| {
        let lower = block.text.to_lowercase();
        block.table.is_none()
            && block.kind != ProvisionKind::Item
            && block.text.chars().count() <= 200
            && words.iter().any(|word| lower.contains(word))
            && !years_in(&lower).is_empty()
    });
    (guessed.map(|block| block.text.clone()), None)
}

/// «2021–2025» in a title.
fn year_range(title: &str) -> Option<(u16, u16)> {
    match years_in(title).as_slice() {
        [first, .., last] if first < last => Some((*first, *last)),
        _ => None,
    }
}

struct Walker<'c> {
    language: Language,
    choices: &'c Choices,
    years: (u16, u16),
    /// Levels of the headings that are open.
    headings: Vec<u8>,
    /// Depth at which items stand now.
    list_base: usize,
    /// Headings and short lines just above, for the tables that follow.
    caption: Vec<String>,
    lines: Vec<Line>,
    warnings: Vec<Warning>,
    totals_checked: usize,
}

impl Walker<'_> {
    fn block(&mut self, index: usize, block: &Block) {
        /// Longest line that can be the caption of a table.
        const CAPTION_CHARACTERS_MAX: usize = 250;
        /// Captions have at most a title, a subtitle and a unit.
        const CAPTION_LINES_MAX: usize = 3;
        if let Some(table) = &block.table {
            self.table(block, table);
            self.caption.clear();
            return;
        }
        if block.text.chars().count() > CAPTION_CHARACTERS_MAX {
            self.caption.clear();
        } else if block.kind != ProvisionKind::Footnote {
            self.caption.push(block.text.clone());
            if self.caption.len() > CAPTION_LINES_MAX {
                self.caption.remove(0);
            }
        }
        let chosen = self.choices.headings.get(&(self.language, index)).copied();
        let level = match (block.kind, chosen) {
            (_, Some(level)) => Some(level),
            (ProvisionKind::Heading | ProvisionKind::Section, None) => Some(block.level),
            _ => None,
        };
        if let Some(level) = level {
            self.heading(level, block);
            return;
        }
        let base = self.headings.len();
        let (kind, depth) = match block.kind {
            ProvisionKind::Item => (ProvisionKind::Item, self.list_base + usize::from(block.level)),
            ProvisionKind::Footnote => {
                (ProvisionKind::Footnote, self.list_base.max(base) + usize::from(block.level))
            }
            _ if is_goal(&block.text) => (ProvisionKind::Goal, base),
            kind => (kind, base),
        };
        if !matches!(kind, ProvisionKind::Item | ProvisionKind::Footnote) {
            // What a line with a colon announces belongs under it.
            self.list_base = if block.text.ends_with(':') { base + 1 } else { base };
        }
        let depth = if kind == ProvisionKind::Footnote && self.list_base > base && block.level == 1 {
            base + 1
        } else {
            depth
        };
        self.push_text(kind, depth, block);
    }

    fn heading(&mut self, level: u8, block: &Block) {
        while self.headings.last().is_some_and(|open| *open >= level) {
            self.headings.pop();
        }
        let depth = self.headings.len();
        self.headings.push(level);
        self.list_base = depth + 1;
        let kind = if is_goal(&block.text) {
            ProvisionKind::Goal
        } else if depth == 0 {
            ProvisionKind::Section
        } else {
            ProvisionKind::Heading
        };
        self.push_text(kind, depth, block);
    }

    /// Takes a text; one that is too long for a provision is cut between words.
    fn push_text(&mut self, kind: ProvisionKind, depth: usize, block: &Block) {
        let parts = cut(&block.text, PROVISION_CHARACTERS_MAX);
        if parts.len() > 1 {
            let kind =
                WarningKind::LongParagraph { characters: block.text.chars().count(), parts: parts.len() };
            self.warnings.push(Warning::new(block.place.clone(), kind));
        }
        for (index, text) in parts.into_iter().enumerate() {
            self.lines.push(Line {
                kind: if index == 0 { kind } else { ProvisionKind::Paragraph },
                level: small(depth),
                label: if index == 0 { block.label.clone() } else { String::new() },
                text,
                place: block.place.clone(),
                content: RowContent::Row,
                provision: block.provision.clone().filter(|_| index == 0),
                is_made_up: false,
            });
        }
    }

    fn table(&mut self, block: &Block, table: &crate::outline::Table) {
        let base = self.headings.len();
        self.list_base = base;
        let caption = self.caption.join("\n");
        let context = Context {
            caption: &caption,
            first_year: self.years.0,
            last_year: self.years.1,
            choice: self.choices.tables.get(&(self.language, table.number)).copied().unwrap_or_default(),
        };
        let understood = tables::understand(table, context);
        self.warnings.extend(understood.warnings);
        self.totals_checked += understood.totals_checked;
        if understood.rows.is_empty() {
            return;
        }
        if understood.role == TableRole::Plain {
            let text = match self.language {
                Language::Kk => format!("{}-кесте", table.number),
                Language::Ru => format!("Таблица {}", table.number),
            };
            self.lines.push(Line {
                kind: ProvisionKind::Table,
                level: small(base),
                label: String::new(),
                text,
                place: block.place.clone(),
                content: RowContent::Row,
                provision: block.provision.clone(),
                is_made_up: true,
            });
        }
        let mut in_group = false;
        for row in understood.rows {
            in_group |= row.content == RowContent::Group;
            let depth = match (understood.role, &row.content) {
                (TableRole::Plain, _) => base + 1,
                (_, RowContent::Group) => base,
                _ => base + usize::from(in_group),
            };
            self.row(row, depth);
        }
    }

    fn row(&mut self, row: Understanding, depth: usize) {
        let kind = match row.content {
            RowContent::Group if is_goal(&row.text) => ProvisionKind::Goal,
            RowContent::Group => ProvisionKind::Heading,
            RowContent::Row => ProvisionKind::TableRow,
            RowContent::Indicator { .. } => ProvisionKind::Indicator,
            RowContent::Measure { .. } => ProvisionKind::Measure,
        };
        let Understanding { place, label, text, content, notes, provision } = row;
        let mut block = Block::text(kind, 0, text, place.clone());
        (block.label, block.provision) = (label, provision);
        self.push_text(kind, depth, &block);
        // The figures belong to the first part when the text had to be cut.
        let first = self.lines.iter_mut().rev().find(|line| line.kind == kind && line.place == place);
        if let Some(first) = first {
            first.content = content;
        }
        for note in notes {
            let block = Block::text(ProvisionKind::Paragraph, 0, note, place.clone());
            self.push_text(ProvisionKind::Paragraph, depth + 1, &block);
        }
    }
}

/// «Цель 1. …», «1-мақсат. …», «Мақсат 1».
fn is_goal(text: &str) -> bool {
    let lower = text.trim_start().to_lowercase();
    let digit_follows = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
    ["цель", "мақсат"].iter().any(|word| lower.strip_prefix(word).is_some_and(digit_follows))
        || lower
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .trim_start_matches(['-', '–', '.', ' '])
            .starts_with("мақсат")
            && lower.starts_with(|c: char| c.is_ascii_digit())
}

/// Cuts a text into parts of at most `characters_max`, between words where there are any.
fn cut(text: &str, characters_max: usize) -> Vec<String> {
    if text.chars().count() <= characters_max {
        // Rows keep the tabs of their first empty columns.
        return vec![text.to_owned()];
    }
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut count = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let length = word.chars().count();
        if count + length > characters_max && count > 0 {
            parts.push(std::mem::take(&mut part));
            count = 0;
        }
        for character in word.chars() {
            if count == characters_max {
                parts.push(std::mem::take(&mut part));
                count = 0;
            }
            part.push(character);
            count += 1;
        }
    }
    parts.push(part);
    parts.iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn small(depth: usize) -> u8 {
    u8::try_from(depth).unwrap_or(u8::MAX)
}
