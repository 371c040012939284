//! What territories may spend: setting it, its history, and bringing tables in.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use kenes_documents::envelopes::{self as table, Defaults, EnvelopeRow};
use kenes_domain::budget::plausibility::{Misfit, Sample, misfit, outliers};
use kenes_domain::budget::{EnvelopeKind, EnvelopeLine};
use kenes_domain::contribution::{FieldError, FieldReason};
use kenes_domain::folding;
use kenes_domain::journal::{Act, ActKind};
use kenes_domain::money::{FundingSource, MoneyUnit, Tenge};
use kenes_domain::permission::{Actor, Permission};
use kenes_domain::territory::{TerritoryKind, parse_kato};
use kenes_domain::timestamp::Timestamp;
use kenes_store::envelopes::{self as rows, LineRow};
use serde::Serialize;

use crate::Service;
use crate::authorization::require;
use crate::contributions::Page;
use crate::directory::{Directory, Territory};
use crate::error::ServiceError;
use crate::import::SourceFile;
use crate::programs::PAGE_ITEMS_MAX;
use crate::territories::Names;

/// Most lines that are set at once.
pub const LINES_MAX: usize = 50_000;
/// Most characters of an act and of a purpose.
pub const TEXT_CHARACTERS_MAX: usize = 500;
/// First and last year that an envelope can be for.
pub const YEARS: std::ops::RangeInclusive<u16> = 2000..=2099;

/// A line of an envelope as everybody may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EnvelopeView {
    /// Public id of the territory.
    pub territory: String,
    /// Names of the territory.
    pub territory_names: Names,
    /// The line.
    pub line: EnvelopeLine,
    /// Since when it holds.
    pub recorded_at: Timestamp,
    /// Since when it no longer holds.
    pub replaced_at: Option<Timestamp>,
}

/// Which lines a list shows.
#[derive(Debug, Clone, Default)]
pub struct EnvelopeFilter {
    /// Public id of a territory; its own lines only.
    pub territory: Option<String>,
    /// Calendar year.
    pub year: Option<u16>,
    /// Whether lines that no longer hold are shown too.
    pub history: bool,
}

/// A line to set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Public id of the territory.
    pub territory: String,
    /// The line.
    pub line: EnvelopeLine,
}

/// What setting lines did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SetReport {
    /// Lines that are new or replace others.
    pub set: u64,
    /// Lines that were there already.
    pub unchanged: u64,
    /// Territories with new lines.
    pub territories: u64,
}

/// One page of lines, by territory, year, source, kind and age. The cursor is the position in this order.
pub fn list(
    service: &Service,
    filter: &EnvelopeFilter,
    cursor: Option<&str>,
    limit: u16,
) -> Result<Page<EnvelopeView>, ServiceError> {
    let directory = service.directory()?;
    let territory = match &filter.territory {
        Some(id) => Some(directory.find(id).ok_or(ServiceError::NotFound)?.id),
        None => None,
    };
    let start: usize = match cursor {
        Some(cursor) => cursor.parse().map_err(|_| ServiceError::BadCursor)?,
        None => 0,
    };
    let only = territory.map(|id| vec![id]);
    let found = service.read(|conn| Ok(rows::lines(conn, only.as_deref(), filter.history)?))?;
    let wanted: Vec<LineRow> =
        found.into_iter().filter(|row| filter.year.is_none_or(|year| row.line.year == year)).collect();
    let limit = usize::from(limit.clamp(1, PAGE_ITEMS_MAX));
    let more = wanted.len() > start + limit;
    let items = wanted
        .into_iter()
        .skip(start)
        .take(limit)
        .map(|row| view(&directory, row))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Page { items, next_cursor: more.then(|| (start + limit).to_string()) })
}

/// The lines that hold for a territory now.
pub fn of_territory(service: &Service, territory: &str) -> Result<Vec<EnvelopeView>, ServiceError> {
    let directory = service.directory()?;
    let id = directory.find(territory).ok_or(ServiceError::NotFound)?.id;
    let found = service.read(|conn| Ok(rows::lines(conn, Some(&[id]), false)?))?;
    found.into_iter().map(|row| view(&directory, row)).collect()
}

pub(crate) fn view(directory: &Directory, row: LineRow) -> Result<EnvelopeView, ServiceError> {
    let territory = directory.territory(row.territory_id)?;
    Ok(EnvelopeView {
        territory: territory.public_id.clone(),
        territory_names: territory.names(),
        line: row.line,
        recorded_at: Timestamp::from_micros(row.recorded_at),
        replaced_at: row.replaced_at.map(Timestamp::from_micros),
    })
}

/// Sets lines in the name of a member of staff, who must keep the budget of every territory that is named.
pub fn set(service: &Service, actor: &Actor, settings: Vec<Setting>) -> Result<SetReport, ServiceError> {
    let directory = service.directory()?;
    for setting in &settings {
        let territory = directory.find(&setting.territory).ok_or(ServiceError::NotFound)?;
        require(&directory, actor, Permission::KeepBudget, territory.id)?;
    }
    store(service, settings)
}

/// Sets lines, all or none; one act of the journal per territory.
pub(crate) fn store(service: &Service, settings: Vec<Setting>) -> Result<SetReport, ServiceError> {
    let directory = service.directory()?;
    let mut faults = BTreeSet::new();
    if settings.len() > LINES_MAX {
        faults.insert("lines");
    }
    for Setting { line, .. } in &settings {
        let long = |text: &str| text.chars().count() > TEXT_CHARACTERS_MAX;
        if !YEARS.contains(&line.year) {
            faults.insert("year");
        }
        if line.amount < Tenge::ZERO {
            faults.insert("amount");
        }
        if line.act.trim().is_empty() || long(&line.act) {
            faults.insert("act");
        }
        if long(&line.purpose) {
            faults.insert("purpose");
        }
    }
    if !faults.is_empty() {
        let errors = faults.into_iter().map(|field| FieldError { field, reason: FieldReason::Range });
        return Err(ServiceError::Invalid(errors.collect()));
    }
    let mut by_territory: BTreeMap<i64, (Territory, Vec<EnvelopeLine>)> = BTreeMap::new();
    for setting in settings {
        let territory = directory.find(&setting.territory).ok_or(ServiceError::NotFound)?;
        by_territory
            .entry(territory.id)
            .or_insert_with(|| (territory.clone(), Vec::new()))
            .1
            .push(setting.line);
    }
    let programs: BTreeMap<i64, String> = {
        let ids: Vec<i64> = by_territory.values().filter_map(|(territory, _)| territory.program).collect();
        service.read(|conn| Ok(kenes_store::programs::public_ids(conn, &ids)?))?.into_iter().collect()
    };
    let now = service.now();
    service.write(move |conn, acts| {
        let mut report = SetReport::default();
        for (id, (territory, lines)) in &by_territory {
            let mut changed = Vec::new();
            for line in lines {
                if rows::set(conn, *id, line, now.micros())? {
                    changed.push(line);
                } else {
                    report.unchanged += 1;
                }
            }
            if changed.is_empty() {
                continue;
            }
            report.territories += 1;
            report.set += u64::try_from(changed.len()).unwrap_or(0);
            let opening =
                serde_json::to_vec(&changed).map_err(|error| ServiceError::Internal(error.to_string()))?;
            acts.push(
                Act {
                    kind: ActKind::EnvelopeSet,
                    time: now,
                    place: territory.state.kato.clone(),
                    program: territory.program.and_then(|program| programs.get(&program).cloned()),
                    edition: None,
                    subject: format!("envelope/{}", territory.public_id),
                    reason: None,
                    opening: Some(opening),
                },
                territory.program,
            );
        }
        Ok(report)
    })
}

/// How a table of envelopes is to be read.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// The unit of every amount in the file.
    pub unit: MoneyUnit,
    /// Public id or KATO code: the territory of a table without a column for it; else the one among whose
    /// districts the names are looked for.
    pub territory: Option<String>,
    /// Year of a table without a column for it.
    pub year: Option<u16>,
    /// Source of a table without a column for it; the local budget when it is not said.
    pub source: Option<FundingSource>,
    /// What the lines of a table without a column for it are.
    pub kind: Option<EnvelopeKind>,
    /// The act of a table without a column for it.
    pub act: Option<String>,
    /// Whether amounts are taken although they look like another unit.
    pub unusual: bool,
}

/// A table, read and compared with what is known; nothing is stored yet.
#[derive(Debug, Clone)]
pub struct EnvelopePreview {
    /// The lines.
    pub settings: Vec<Setting>,
    /// Rows that look as if they were in another unit than the rest: place and amount.
    pub outliers: Vec<String>,
    /// All amounts added up, withdrawals counted against, whole tenge.
    pub sum: Tenge,
}

/// Reads a table of envelopes. A table that does not fit the unit that was said is refused with the reason.
pub fn preview(
    service: &Service,
    file: &SourceFile,
    options: &ImportOptions,
) -> Result<EnvelopePreview, ServiceError> {
    let directory = service.directory()?;
    let scope = match &options.territory {
        Some(text) => Some(by_id_or_code(&directory, text).ok_or(ServiceError::NotFound)?),
        None => None,
    };
    let defaults = Defaults {
        unit: options.unit,
        year: options.year,
        source: options.source,
        kind: options.kind,
        act: options.act.clone(),
    };
    let read = table::read(&file.bytes, &defaults)
        .map_err(|error| ServiceError::Import(format!("{}: {error}. {}", file.name, error.advice())))?;
    let mut settings = Vec::with_capacity(read.len());
    let mut territories = Vec::with_capacity(read.len());
    for row in &read {
        let territory = resolve(&directory, scope, row)
            .map_err(|problem| ServiceError::Import(format!("{}: {}: {problem}", file.name, row.place)))?;
        territories.push(territory);
        settings.push(Setting { territory: territory.public_id.clone(), line: line(row) });
    }
    let samples = samples(service, &territories, &settings)?;
    if let Some(found) = misfit(&samples, options.unit).filter(|_| !options.unusual) {
        return Err(ServiceError::Import(format!("{}: {}", file.name, explain(&found))));
    }
    let far = outliers(&samples)
        .into_iter()
        .filter_map(|index| {
            let row = read.get(index)?;
            Some(format!("{}: {} tenge", row.place, grouped(row.amount.amount())))
        })
        .collect();
    let signed = |setting: &Setting| match setting.line.kind {
        EnvelopeKind::Withdrawal => Tenge::new(-setting.line.amount.amount()),
        _ => setting.line.amount,
    };
    let sum = settings.iter().map(signed).sum();
    Ok(EnvelopePreview { settings, outliers: far, sum })
}

/// Stores what was previewed. For the command line, whose user operates the installation.
pub fn publish(service: &Service, preview: EnvelopePreview) -> Result<SetReport, ServiceError> {
    store(service, preview.settings)
}

fn line(row: &EnvelopeRow) -> EnvelopeLine {
    EnvelopeLine {
        year: row.year,
        source: row.source,
        kind: row.kind,
        purpose: row.purpose.clone(),
        amount: row.amount,
        act: row.act.clone(),
    }
}

/// What each line can be compared with: the ceiling that holds, else what the program plans in that cell.
fn samples(
    service: &Service,
    territories: &[&Territory],
    settings: &[Setting],
) -> Result<Vec<Sample>, ServiceError> {
    let directory = service.directory()?;
    let held: BTreeMap<(i64, u16, FundingSource), i64> = service
        .read(|conn| Ok(rows::lines(conn, None, false)?))?
        .into_iter()
        .filter(|row| row.line.kind == EnvelopeKind::Ceiling)
        .map(|row| ((row.territory_id, row.line.year, row.line.source), row.line.amount.amount()))
        .collect();
    let planned: BTreeMap<(i64, u16, FundingSource), i64> = match &directory.campaign {
        Some(campaign) => service
            .read(|conn| Ok(kenes_store::editions::current_costs(conn, campaign.id)?))?
            .into_iter()
            .map(|(program, year, source, tenge)| {
                ((program, u16::try_from(year).unwrap_or(0), source.0), tenge)
            })
            .collect(),
        None => BTreeMap::new(),
    };
    Ok(territories
        .iter()
        .zip(settings)
        .map(|(territory, Setting { line, .. })| {
            let cell = (line.year, line.source);
            let known = (line.kind == EnvelopeKind::Ceiling)
                .then(|| {
                    held.get(&(territory.id, cell.0, cell.1))
                        .or_else(|| planned.get(&(territory.program?, cell.0, cell.1)))
                        .copied()
                })
                .flatten();
            Sample { amount: line.amount, kind: territory.state.kind, known: known.map(Tenge::new) }
        })
        .collect())
}

/// Why a table does not fit, and what to do.
fn explain(found: &Misfit) -> String {
    let (low, high) = found.expected;
    let mut text = format!(
        "the amounts do not look like {said}. Read in {said}, the middle of {count} is {median} tenge; ",
        said = unit_text(found.said),
        count = found.count,
        median = grouped(found.median.amount()),
    );
    let what = if found.from_known {
        "by what is known of the same territories it should lie"
    } else {
        "a line of a budget of this kind usually lies"
    };
    let _ = write!(text, "{what} between {} and {} tenge. ", grouped(low.amount()), grouped(high.amount()));
    match found.fits {
        Some(unit) => {
            let _ = write!(
                text,
                "Read in {} it would fit: look at the heading of the table, and import it with --unit {unit}",
                unit_text(unit)
            );
        }
        None => text.push_str("It fits in no unit: check that this is the right table"),
    }
    text.push_str("; if the amounts are right as they are, add --unusual. Nothing is stored.");
    text
}

fn unit_text(unit: MoneyUnit) -> &'static str {
    match unit {
        MoneyUnit::Tenge => "tenge",
        MoneyUnit::Thousand => "thousand tenge",
        MoneyUnit::Million => "million tenge",
        MoneyUnit::Milliard => "milliard tenge",
    }
}

/// Digits in groups of three, for people.
fn grouped(amount: i64) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut out = if amount < 0 { "-".to_owned() } else { String::new() };
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

fn by_id_or_code<'d>(directory: &'d Directory, text: &str) -> Option<&'d Territory> {
    directory
        .find(text)
        .or_else(|| directory.territories.values().find(|territory| territory.state.kato == text))
}

/// The territory that a row is about.
fn resolve<'d>(
    directory: &'d Directory,
    scope: Option<&'d Territory>,
    row: &EnvelopeRow,
) -> Result<&'d Territory, String> {
    let Some(text) = row.territory.as_deref() else {
        return scope.ok_or_else(|| "no territory is named; give --territory".to_owned());
    };
    let known = directory.find(text).or_else(|| {
        let code = parse_kato(text)?;
        directory.territories.values().find(|territory| territory.state.kato == code)
    });
    if let Some(territory) = known {
        return Ok(territory);
    }
    let wanted = Spoken::of(text);
    let within =
        |territory: &Territory| scope.is_none_or(|scope| directory.line(territory.id).contains(&scope.id));
    let mut found: Vec<&Territory> = directory
        .territories
        .values()
        .filter(|territory| within(territory) && wanted.names(territory))
        .collect();
    if found.len() > 1 {
        found.retain(|territory| wanted.fits(territory.state.kind));
    }
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(format!("no territory is called {text:?}; write its name, its KATO code or its id")),
        several => {
            let ids: Vec<&str> = several.iter().map(|territory| territory.public_id.as_str()).collect();
            Err(format!(
                "{text:?} can be {}; write the id, or give --territory with the region",
                ids.join(" or ")
            ))
        }
    }
}

/// A territory's name as a sentence has it, in any case: «Озёрному району», «Көл ауданынан», «городу Примерный».
struct Spoken {
    stem: String,
    district: bool,
    city: bool,
    region: bool,
}

impl Spoken {
    fn of(text: &str) -> Self {
        let folded = folding::fold(text);
        let kinds = |starts: &[&str]| {
            let starts: Vec<String> = starts.iter().map(|start| folding::fold(start)).collect();
            move |word: &str| starts.iter().any(|start| word.starts_with(start.as_str()))
        };
        let (district, city, region) =
            (kinds(&["район", "аудан"]), kinds(&["город", "қала"]), kinds(&["област", "облыс"]));
        let words: Vec<&str> =
            folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let name: Vec<&str> = words
            .iter()
            .copied()
            // «г.» before the name of a city.
            .filter(|word| !district(word) && !city(word) && !region(word) && word.chars().count() > 1)
            .collect();
        Self {
            stem: name.iter().map(|word| stem(word)).collect::<Vec<_>>().join(" "),
            district: words.iter().any(|word| district(word)),
            city: words.iter().any(|word| city(word)),
            region: words.iter().any(|word| region(word)),
        }
    }

    fn names(&self, territory: &Territory) -> bool {
        !self.stem.is_empty() && territory.folded.iter().any(|name| Self::of(name).stem == self.stem)
    }

    fn fits(&self, kind: TerritoryKind) -> bool {
        match kind {
            TerritoryKind::District => self.district,
            TerritoryKind::City | TerritoryKind::RepublicanCity => self.city,
            TerritoryKind::Region => self.region,
        }
    }
}

/// A word without the case ending of a Russian adjective; other words stay as they are.
fn stem(word: &str) -> String {
    let ending = ["скому", "ского", "ским", "ском", "ский", "ской", "ская", "скую", "ому", "ого", "ый", "ой"]
        .iter()
        .map(|ending| folding::fold(ending))
        .find(|ending| word.ends_with(ending.as_str()) && word.chars().count() > ending.chars().count() + 2);
    match ending {
        Some(ending) => word.strip_suffix(ending.as_str()).unwrap_or(word).to_owned(),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_the_cases_of_both_languages() {
        let same = |a: &str, b: &str| Spoken::of(a).stem == Spoken::of(b).stem;
        assert!(same("Кокталскому району", "Кокталский район"));
        assert!(same("Кокталского района", "Кокталский район"));
        assert!(same("Көктал ауданына", "Көктал ауданы"));
        assert!(same("Көктал ауданынан", "Көктал ауданы"));
        assert!(same("городу Примерный", "город Примерный"));
        assert!(!same("Көктал ауданы", "Жаңасу ауданы"));
        assert!(Spoken::of("Көктал қаласына").city);
    }

    #[test]
    fn a_misfit_says_what_to_do() {
        let text = explain(&Misfit {
            said: MoneyUnit::Tenge,
            median: Tenge::new(4_259_415),
            count: 8,
            expected: (Tenge::new(50_000_000), Tenge::new(50_000_000_000)),
            from_known: false,
            fits: Some(MoneyUnit::Thousand),
        });
        assert!(text.contains("4 259 415 tenge") && text.contains("--unit thousand"), "{text}");
    }
}
