//! From what files say to what they mean: an edition in both languages, with a report.

use kenes_domain::language::{Bilingual, Language};
use kenes_domain::money::MoneyUnit;
use kenes_domain::program::{
    EditionDraft, EditionError, Indicator, Measure, PROVISION_CHARACTERS_MAX, PROVISIONS_MAX, ProvisionData,
    ProvisionDraft, ProvisionKind,
};
use serde::Serialize;
use std::collections::BTreeMap;

use crate::error::ImportError;
use crate::label;
use crate::outline::{Accounted, Block, Comment, Outline};
use crate::pairing;
use crate::place::Place;
use crate::script;
use crate::tables::{self, Context, RowContent, TableChoice, TableRole, Understanding, years_in};
use crate::warning::{EXCERPT_CHARACTERS, Warning, WarningKind, excerpt};

/// What a person decided in the preview, or knows from the campaign.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Years of the campaign, taken when the title names none.
    pub years: (u16, u16),
    /// Title, when the one found is not right.
    pub title: Bilingual,
    /// Blocks to be headings: the place of the block in [`Outline::blocks`], and the level.
    pub headings: BTreeMap<(Language, usize), u8>,
    /// Tables by their number.
    pub tables: BTreeMap<(Language, usize), TableChoice>,
}

impl Choices {
    /// Nothing decided; only the years of the campaign are known.
    pub fn new(first_year: u16, last_year: u16) -> Self {
        Self { years: (first_year, last_year), ..Self::default() }
    }
}

/// A provision ready to be looked at and confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedProvision {
    /// What would be stored.
    pub draft: ProvisionDraft,
    /// Where it stands in the Kazakh source.
    pub place_kk: Option<Place>,
    /// Where it stands in the Russian source.
    pub place_ru: Option<Place>,
    /// Deadline of a measure as printed.
    pub deadline: Bilingual,
    /// The provision it was exported from, for a round trip.
    pub provision: Option<String>,
}

/// An edition ready to be looked at and confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedProgram {
    /// Title in both languages.
    pub title: Bilingual,
    /// First year.
    pub first_year: u16,
    /// Last year.
    pub last_year: u16,
    /// Provisions in reading order; the tree is given by their levels.
    pub provisions: Vec<ImportedProvision>,
}

impl ImportedProgram {
    /// The edition to store, checked by the rules of the domain.
    pub fn into_draft(self) -> Result<EditionDraft, ImportError> {
        let draft = EditionDraft {
            title: self.title,
            summary: Bilingual::default(),
            first_year: self.first_year,
            last_year: self.last_year,
            provisions: self.provisions.into_iter().map(|provision| provision.draft).collect(),
        };
        draft.validate()?;
        Ok(draft)
    }
}

/// What was understood and what was not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ImportReport {
    /// Provisions by kind.
    pub provisions: BTreeMap<String, usize>,
    /// What became of every paragraph and cell of each source.
    pub accounted: BTreeMap<String, Accounted>,
    /// Total rows compared with the sums of their rows.
    pub totals_checked: usize,
    /// Provisions with a text in both languages.
    pub in_both_languages: usize,
    /// Provisions in Kazakh only.
    pub only_kk: usize,
    /// Provisions in Russian only.
    pub only_ru: usize,
    /// Everything that needs a person's eye, with the language of the source it is about.
    pub warnings: Vec<ReportedWarning>,
    /// Remarks of reviewers found in the margin.
    pub comments: Vec<Comment>,
}

/// A warning and the source it is about; both sources when `language` is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportedWarning {
    /// Language of the source.
    pub language: Option<Language>,
    /// The warning.
    #[serde(flatten)]
    pub warning: Warning,
}

/// The sources of one program, at least one.
#[derive(Debug, Clone, Copy)]
pub enum Sources<'o> {
    /// A Kazakh text only.
    Kk(&'o Outline),
    /// A Russian text only.
    Ru(&'o Outline),
    /// Both, to be read side by side.
    Both {
        /// The Kazakh text.
        kk: &'o Outline,
        /// The Russian text.
        ru: &'o Outline,
    },
}

/// Turns the outlines of one program into an edition and a report.
pub fn convert(
    sources: Sources<'_>,
    choices: &Choices,
) -> Result<(ImportedProgram, ImportReport), ImportError> {
    let (kk, ru) = match sources {
        Sources::Kk(kk) => (Some(kk), None),
        Sources::Ru(ru) => (None, Some(ru)),
        Sources::Both { kk, ru } => (Some(kk), Some(ru)),
    };
    let mut report = ImportReport::default();
    let kk = kk.map(|outline| read_part(outline, Language::Kk, choices, &mut report));
    let ru = ru.map(|outline| read_part(outline, Language::Ru, choices, &mut report));
    let title = Bilingual {
        kk: choices.title.kk.clone().or_else(|| kk.as_ref().and_then(|part| part.title.clone())),
        ru: choices.title.ru.clone().or_else(|| ru.as_ref().and_then(|part| part.title.clone())),
    };
    let years = [&kk, &ru].into_iter().flatten().find_map(|part| part.years).unwrap_or(choices.years);
    for part in [&kk, &ru].into_iter().flatten() {
        // Before the work of pairing, which grows with the length of both texts.
        if part.lines.len() > PROVISIONS_MAX {
            return Err(EditionError::TooMany { count: part.lines.len() }.into());
        }
    }
    let (mut provisions, warnings) = pairing::pair(
        kk.map(|part| part.lines).unwrap_or_default(),
        ru.map(|part| part.lines).unwrap_or_default(),
    );
    report.warnings.extend(warnings);
    if provisions.is_empty() {
        return Err(ImportError::Empty);
    }
    settle_levels(&mut provisions);
    for provision in &provisions {
        *report.provisions.entry(provision.draft.kind.to_string()).or_default() += 1;
        match (&provision.draft.text.kk, &provision.draft.text.ru) {
            (Some(_), Some(_)) => report.in_both_languages += 1,
            (Some(_), None) => report.only_kk += 1,
            _ => report.only_ru += 1,
        }
    }
    let program = ImportedProgram { title, first_year: years.0, last_year: years.1, provisions };
    Ok((program, report))
}

/// One provision in one language, before the other is put beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) kind: ProvisionKind,
    pub(crate) level: u8,
    pub(crate) label: String,
    pub(crate) text: String,
    pub(crate) place: Place,
    pub(crate) content: RowContent,
    pub(crate) provision: Option<String>,
    /// The text was made by the reader, not found in the source.
    pub(crate) is_made_up: bool,
}

struct Part {
    title: Option<String>,
    years: Option<(u16, u16)>,
    lines: Vec<Line>,
}

fn read_part(outline: &Outline, language: Language, choices: &Choices, report: &mut ImportReport) -> Part {
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

/// Makes the levels a tree: none deeper than one below the provision before it, none past the limit.
fn settle_levels(provisions: &mut [ImportedProvision]) {
    // What each level as read became, as far as it is still open.
    let mut open: Vec<(u8, u8)> = Vec::new();
    for provision in provisions {
        let wanted = provision.draft.level;
        while open.last().is_some_and(|(read, _)| *read >= wanted) {
            open.pop();
        }
        let settled = open
            .last()
            .map_or(0, |(_, settled)| settled.saturating_add(1))
            .min(kenes_domain::program::LEVEL_MAX);
        open.push((wanted, settled));
        provision.draft.level = settled;
    }
}

/// Puts what one or both languages say about a provision together.
pub(crate) fn join(kk: Option<Line>, ru: Option<Line>) -> Option<ImportedProvision> {
    let first = kk.as_ref().or(ru.as_ref())?;
    let other = if kk.is_some() { ru.as_ref() } else { None };
    // A row of a table in one language and an item of a list in the other are one item.
    let kind = match other {
        Some(other) if first.kind != other.kind && first.kind == ProvisionKind::TableRow => other.kind,
        Some(other)
            if first.kind != other.kind
                && first.content == RowContent::Row
                && other.content != RowContent::Row =>
        {
            other.kind
        }
        _ => first.kind,
    };
    let level = match other {
        Some(other) if first.kind != other.kind && kind == other.kind => other.level,
        _ => first.level,
    };
    let label = if first.label.is_empty() {
        other.map_or(String::new(), |o| o.label.clone())
    } else {
        first.label.clone()
    };
    let text_of = |line: &Line| {
        if line.kind == ProvisionKind::TableRow && kind != ProvisionKind::TableRow {
            line.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ")
        } else {
            line.text.clone()
        }
    };
    let text = Bilingual { kk: kk.as_ref().map(text_of), ru: ru.as_ref().map(text_of) };
    let contents = (kk.as_ref().map(|line| &line.content), ru.as_ref().map(|line| &line.content));
    let (data, deadline) = data(contents, kind);
    Some(ImportedProvision {
        draft: ProvisionDraft { kind, level, label, direction: None, text, data },
        provision: first.provision.clone().or_else(|| other.and_then(|other| other.provision.clone())),
        deadline,
        place_kk: kk.map(|line| line.place),
        place_ru: ru.map(|line| line.place),
    })
}

/// Figures of both languages as one; where they differ, the report has said so and the Kazakh figures stand.
fn data(
    contents: (Option<&RowContent>, Option<&RowContent>),
    kind: ProvisionKind,
) -> (ProvisionData, Bilingual) {
    let non_empty = |text: &String| (!text.is_empty()).then(|| text.clone());
    let figures = |content: Option<&RowContent>| match (content, kind) {
        (Some(RowContent::Indicator { .. }), ProvisionKind::Indicator)
        | (Some(RowContent::Measure { .. }), ProvisionKind::Measure) => content.cloned(),
        _ => None,
    };
    let (kk, ru) = (figures(contents.0), figures(contents.1));
    match (kk.as_ref().or(ru.as_ref()), &kk, &ru) {
        (Some(RowContent::Indicator { base_year, base_value, targets, .. }), _, _) => {
            let unit = |content: &Option<RowContent>| match content {
                Some(RowContent::Indicator { unit, .. }) => non_empty(unit),
                _ => None,
            };
            let indicator = Indicator {
                unit: Bilingual { kk: unit(&kk), ru: unit(&ru) },
                base_year: *base_year,
                base_value: base_value.clone(),
                aim: None,
                targets: targets.clone(),
            };
            (ProvisionData::Indicator(indicator), Bilingual::default())
        }
        (Some(RowContent::Measure { starts, ends, cost, .. }), _, _) => {
            let field = |content: &Option<RowContent>, which: u8| match content {
                Some(RowContent::Measure { deadline, executor, completion, .. }) => {
                    non_empty([executor, completion, deadline].get(usize::from(which)).copied()?)
                }
                _ => None,
            };
            let both = |which: u8| Bilingual { kk: field(&kk, which), ru: field(&ru, which) };
            let measure = Measure {
                starts: *starts,
                ends: *ends,
                executor: both(0),
                completion: both(1),
                cost: cost.clone(),
            };
            (ProvisionData::Measure(measure), both(2))
        }
        _ => (ProvisionData::Text, Bilingual::default()),
    }
}

impl std::fmt::Display for ImportReport {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (language, accounted) in &self.accounted {
            let (p, c) = (accounted.paragraphs, accounted.cells);
            writeln!(
                formatter,
                "{language}: {} paragraphs ({} kept, {} empty, {} computed, {} deleted), {} cells ({} kept, {} merged away)",
                p.in_source, p.kept, p.empty, p.computed, p.deleted, c.in_source, c.kept, c.empty
            )?;
        }
        let kinds: Vec<String> =
            self.provisions.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        writeln!(formatter, "understood: {}", kinds.join(", "))?;
        writeln!(
            formatter,
            "in both languages: {}, only kk: {}, only ru: {}; total rows checked: {}",
            self.in_both_languages, self.only_kk, self.only_ru, self.totals_checked
        )?;
        for reported in &self.warnings {
            let language = reported.language.map_or("kk+ru", Language::as_str);
            writeln!(formatter, "[{language}] {}", reported.warning)?;
        }
        Ok(())
    }
}

/// The unit in which a choice says that a table's money is.
impl From<MoneyUnit> for TableChoice {
    fn from(unit: MoneyUnit) -> Self {
        Self { role: None, money_unit: Some(unit) }
    }
}

/// Whether two labels number the same thing: `1)` and `1.` do, `1)` and `2)` do not.
pub(crate) fn labels_agree(first: &str, second: &str) -> Option<bool> {
    let core = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let (first_core, second_core) = (core(first), core(second));
    if first_core.is_empty() || second_core.is_empty() {
        return None;
    }
    if first_core == second_core {
        return Some(true);
    }
    // Lettered lists follow each alphabet: а, ә, б, … beside а, б, в, …
    let letter = |text: &str| matches!(label::shape_of(text), Some(label::Shape::Letter));
    if letter(first) && letter(second) { None } else { Some(false) }
}
