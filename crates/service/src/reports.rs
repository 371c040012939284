//! The documents with which a revised program is approved: the table of proposals and remarks, and the report on the
//! completion of the discussion. The comparative table is made of [`crate::comparison`].

use std::collections::BTreeMap;

use kenes_documents::export::workbook::{Column, Sheet, write as write_workbook};
use kenes_documents::export::{Day, Value, csv};
use kenes_domain::conservation::Tally;
use kenes_domain::contribution::Visibility;
use kenes_domain::decision::Disposition;
use kenes_domain::folding;
use kenes_domain::language::{Bilingual, Language};
use kenes_domain::timestamp::Timestamp;
use kenes_store::changes::{self, TablePoint};
use kenes_store::editions;
use serde::Serialize;

use crate::Service;
use crate::error::ServiceError;
use crate::programs::{self, ProgramCard};

/// Names of authors in one row; the rest are counted.
pub const NAMES_MAX: usize = 10;

/// The table of proposals and remarks of a program.
#[derive(Debug, Clone, Serialize)]
pub struct ProposalsTable {
    /// The program.
    pub program: ProgramCard,
    /// One row per group of points, or per point on its own, in the order of receipt.
    pub rows: Vec<ProposalRow>,
}

/// A row of the table of proposals and remarks.
#[derive(Debug, Clone, Serialize)]
pub struct ProposalRow {
    /// Its number, from 1.
    pub number: u32,
    /// The words of the first point; `None` when the public does not see them.
    pub text: Option<String>,
    /// Language of those words.
    pub language: Language,
    /// Why the words are not shown.
    pub visibility: Visibility,
    /// How many points say so.
    pub points: u64,
    /// Names under which they are shown, at most [`NAMES_MAX`]; people without a name are only counted.
    pub names: Vec<String>,
    /// Public id of the provision.
    pub provision: Option<String>,
    /// Label of the provision when the words were written.
    pub label: Option<String>,
    /// What was decided; `None` while nothing is published.
    pub disposition: Option<Disposition>,
    /// Why.
    pub reason: Bilingual,
    /// Changes that answer it: number of the edition, public id of the provision.
    pub changes: Vec<(i32, String)>,
}

/// The report on the completion of a discussion.
#[derive(Debug, Clone, Serialize)]
pub struct CompletionReport {
    /// The program; its tally is that of contributions.
    pub program: ProgramCard,
    /// Points by what became of them.
    pub points: Tally,
    /// Points by published disposition.
    pub dispositions: BTreeMap<Disposition, u64>,
    /// Changes of the newest edition by how provisions differ; empty for a first edition.
    pub changes: BTreeMap<&'static str, u64>,
    /// Changes of the newest edition that answer points.
    pub changes_because_of_points: u64,
    /// Anchored contributions by what became of their words in the newest edition.
    pub placements: BTreeMap<&'static str, u64>,
    /// Published decisions with a reason.
    pub reasons: u64,
    /// Those of them whose reason is word for word that of another decision: form answers.
    pub repeated_reasons: u64,
    /// When the newest edition was published.
    pub published_at: Option<Timestamp>,
}

/// The table of proposals and remarks of a program.
pub fn proposals(service: &Service, program: &str) -> Result<ProposalsTable, ServiceError> {
    let directory = service.directory()?;
    service.read(|conn| {
        let (row, counters) = programs::find(conn, program)?;
        let answered = answered_by(conn, row.id)?;
        let found = changes::table_points(conn, row.id)?;
        let mut provision_ids: Vec<i64> =
            found.iter().filter_map(|(_, contribution, _, _)| contribution.provision_id).collect();
        provision_ids.sort_unstable();
        provision_ids.dedup();
        let mut provisions = BTreeMap::new();
        for chunk in provision_ids.chunks(programs::PAGE_ITEMS_MAX.into()) {
            provisions.extend(editions::provision_public_ids(conn, chunk)?);
        }
        let mut rows: Vec<ProposalRow> = Vec::new();
        let mut of_group: BTreeMap<String, usize> = BTreeMap::new();
        for point in &found {
            let (_, contribution, _, group) = point;
            let known = group.as_ref().and_then(|group| of_group.get(group).copied());
            if let Some(row) = known.and_then(|at| rows.get_mut(at)) {
                row.points += 1;
                row.add_name(contribution.name.as_deref().filter(|_| contribution.visibility.0.is_public()));
            } else {
                if let Some(group) = group {
                    of_group.insert(group.clone(), rows.len());
                }
                let number = u32::try_from(rows.len() + 1).unwrap_or(u32::MAX);
                let changes = answered.get(&point.0.id).cloned().unwrap_or_default();
                rows.push(proposal_row(number, point, &provisions, changes));
            }
        }
        Ok(ProposalsTable { program: programs::card(&directory, &row, &counters)?, rows })
    })
}

impl ProposalRow {
    fn add_name(&mut self, name: Option<&str>) {
        if let Some(name) = name
            && self.names.len() < NAMES_MAX
            && !self.names.iter().any(|known| known == name)
        {
            self.names.push(name.to_owned());
        }
    }
}

fn proposal_row(
    number: u32,
    (point, contribution, decision, _): &TablePoint,
    provisions: &BTreeMap<i64, String>,
    changes: Vec<(i32, String)>,
) -> ProposalRow {
    let visibility = contribution.visibility.0;
    let at = |position: i32| usize::try_from(position).unwrap_or(0);
    let (start, end) = (at(point.start_position), at(point.end_position));
    let decision = decision.as_ref().filter(|decision| decision.published_at.is_some());
    let mut row = ProposalRow {
        number,
        text: contribution
            .text
            .as_deref()
            .filter(|_| visibility.is_public())
            .map(|text| text.chars().skip(start).take(end.saturating_sub(start)).collect()),
        language: contribution.language.0,
        visibility,
        points: 1,
        names: Vec::new(),
        provision: contribution.provision_id.and_then(|id| provisions.get(&id).cloned()),
        label: contribution.provision_label.clone(),
        disposition: decision.map(|decision| decision.disposition.0),
        reason: decision
            .map(|decision| Bilingual { kk: decision.reason_kk.clone(), ru: decision.reason_ru.clone() })
            .unwrap_or_default(),
        changes,
    };
    row.add_name(contribution.name.as_deref().filter(|_| visibility.is_public()));
    row
}

/// Changes by the point that they answer.
fn answered_by(
    conn: &mut kenes_store::Conn<'_>,
    program_id: i64,
) -> Result<BTreeMap<i64, Vec<(i32, String)>>, ServiceError> {
    let all = changes::between(conn, program_id, 0, i32::MAX)?;
    let ids: Vec<i64> = all.iter().map(|change| change.id).collect();
    let provisions: Vec<i64> = all.iter().map(|change| change.provision_id).collect();
    let public: BTreeMap<i64, String> =
        editions::provision_public_ids(conn, &provisions)?.into_iter().collect();
    let by_id: BTreeMap<i64, (i32, String)> = all
        .into_iter()
        .filter_map(|change| {
            Some((change.id, (change.edition_number, public.get(&change.provision_id)?.clone())))
        })
        .collect();
    let mut answered: BTreeMap<i64, Vec<(i32, String)>> = BTreeMap::new();
    for (change, point, _, _) in changes::points_of(conn, &ids)? {
        answered.entry(point.id).or_default().extend(by_id.get(&change).cloned());
    }
    Ok(answered)
}

/// The report on the completion of a discussion, as things stand now.
pub fn completion(service: &Service, program: &str) -> Result<CompletionReport, ServiceError> {
    let directory = service.directory()?;
    service.read(|conn| {
        let (row, counters) = programs::find(conn, program)?;
        let number = row.current_edition.unwrap_or(0);
        let mut dispositions: BTreeMap<Disposition, u64> = BTreeMap::new();
        let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
        for (disposition, kk, ru, points) in changes::reasons(conn, row.id)? {
            *dispositions.entry(disposition.0).or_default() += u64::try_from(points).unwrap_or(0);
            let text = ru.or(kk).unwrap_or_default();
            if !text.trim().is_empty() {
                *reasons.entry(folding::fold(&text)).or_default() += 1;
            }
        }
        let mut kinds: BTreeMap<&'static str, u64> = BTreeMap::new();
        let newest = changes::between(conn, row.id, number - 1, number)?;
        for change in &newest {
            *kinds.entry(change.kind.0.as_str()).or_default() += 1;
        }
        let because = newest.iter().filter(|change| {
            change.cause.is_some_and(|cause| cause.0 == kenes_domain::decision::ChangeCause::Points)
        });
        let changes_because_of_points = u64::try_from(because.count()).unwrap_or(u64::MAX);
        let placements = changes::placement_counts(conn, row.id, number)?
            .into_iter()
            .map(|(state, count)| (state.0.as_str(), u64::try_from(count).unwrap_or(0)))
            .collect();
        let edition = editions::find(conn, row.id, number)?;
        Ok(CompletionReport {
            program: programs::card(&directory, &row, &counters)?,
            points: counters.points(),
            dispositions,
            changes: kinds,
            changes_because_of_points,
            placements,
            reasons: reasons.values().sum(),
            repeated_reasons: reasons.values().filter(|count| **count > 1).sum(),
            published_at: edition.and_then(|edition| edition.published_at).map(Timestamp::from_micros),
        })
    })
}

/// A table for a file: what stands above it, its columns with their widths in characters, and its rows of text.
#[derive(Debug, Clone)]
pub struct Table {
    /// Name of the sheet.
    pub name: String,
    /// Lines above the table.
    pub titles: Vec<String>,
    /// Headers with widths.
    pub columns: Vec<(String, u8)>,
    /// Rows, each with a text per column.
    pub rows: Vec<Vec<String>>,
}

/// The table as CSV for spreadsheets.
pub fn csv_file(table: &Table) -> Vec<u8> {
    let header: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
    csv::write(&header, table.rows.iter().map(|row| row.iter().map(|text| value(text)).collect()))
}

/// The table as an Excel workbook that says it was made at a moment on clocks `offset_minutes` east of UTC.
pub fn workbook_file(table: &Table, at: Timestamp, offset_minutes: i16) -> Result<Vec<u8>, ServiceError> {
    let date = at.date_at(offset_minutes);
    let day = Day {
        year: u16::try_from(date.year()).unwrap_or(1900),
        month: u8::from(date.month()),
        day: date.day(),
    };
    let sheet = Sheet {
        name: table.name.clone(),
        titles: table.titles.clone(),
        columns: table
            .columns
            .iter()
            .map(|(header, width)| Column { header: header.clone(), width: *width })
            .collect(),
        rows: table.rows.iter().map(|row| row.iter().map(|text| value(text)).collect()).collect(),
    };
    write_workbook(&[sheet], day).map_err(|error| ServiceError::Internal(error.to_string()))
}

fn value(text: &str) -> Value {
    if text.is_empty() { Value::Empty } else { text.into() }
}
