//! The working draft of a program's next edition.
//!
//! A draft starts as the current edition. Provisions keep their ids whatever is done to them, so that everything that
//! was said about them follows. Two people may edit at once: each provision has a version, and whoever saves upon an
//! old one gets both texts back, so that nobody's words are lost. Nothing of a draft is public.

pub mod doubts;
pub mod editing;
pub mod exceptions;
pub mod gate;
mod placing;
pub mod publishing;

use std::collections::{BTreeMap, BTreeSet};

use kenes_documents::numbers::{self, Difference};
use kenes_domain::decision::{ChangeCause, ChangeKind, Disposition};
use kenes_domain::language::{Bilingual, Language};
use kenes_domain::permission::{Actor, Permission};
use kenes_domain::program::{EditionDraft, Phase, ProvisionData, ProvisionDraft, ProvisionKind};
use kenes_domain::revision::Block;
use kenes_domain::revision::changes::{Entry, compare};
use kenes_domain::timestamp::Timestamp;
use kenes_store::changes::{self, LineageRow, PointStanding};
use kenes_store::drafts::{self, DraftProvisionRow, DraftRow, NewDraft};
use kenes_store::editions::{self, EditionProvisionRow};
use kenes_store::programs::ProgramRow;
use kenes_store::{AsText, Conn};
use serde::Serialize;

use crate::Service;
use crate::error::ServiceError;
use crate::points::authorized_by_id;
use crate::programs::{self, ProgramCard};

/// Distance of neighbours in a freshly numbered draft: so many insertions fit between two before all are renumbered.
const RANK_GAP: i64 = 1 << 20;

/// A working draft as staff see it.
#[derive(Debug, Clone, Serialize)]
pub struct DraftView {
    /// The program.
    pub program: ProgramCard,
    /// Number of the edition that it will become.
    pub number: i32,
    /// Version of title, summary and order.
    pub version: i64,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Title of the program.
    pub title: Bilingual,
    /// A plain summary.
    pub summary: Bilingual,
    /// Provisions in reading order; removed ones where they stood.
    pub provisions: Vec<DraftProvision>,
    /// Points whose decision promises a change.
    pub accepted: Vec<AcceptedPoint>,
}

/// A provision of a working draft.
#[derive(Debug, Clone, Serialize)]
pub struct DraftProvision {
    /// Public id, the same in every edition.
    pub id: String,
    /// Version to name when saving.
    pub version: i64,
    /// What it is.
    pub kind: ProvisionKind,
    /// Depth, 0 for sections.
    pub level: u8,
    /// Printed label.
    pub label: String,
    /// Code of its direction.
    pub direction: Option<String>,
    /// The text now.
    pub text: Bilingual,
    /// Figures or facts now.
    pub data: ProvisionData,
    /// Whether the next edition is without it.
    pub removed: bool,
    /// How it differs from the current edition.
    pub change: Option<ChangeKind>,
    /// Whether it stands elsewhere.
    pub moved: bool,
    /// The text in the current edition; `None` for a new provision.
    pub before: Option<Bilingual>,
    /// Why it differs.
    pub cause: Option<ChangeCause>,
    /// What the public is told about the change.
    pub note: Bilingual,
    /// Public ids of the points that the change answers.
    pub points: Vec<String>,
    /// Languages without a text.
    pub missing: Vec<Language>,
    /// Numbers that the two languages do not share; only worked out for changed provisions.
    pub number_differences: Vec<NumberDifference>,
}

/// A number that one language has and the other has not, or has otherwise; as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NumberDifference {
    /// In the Kazakh text.
    pub kk: Option<String>,
    /// In the Russian text.
    pub ru: Option<String>,
}

/// A point that was accepted, wholly or in part.
#[derive(Debug, Clone, Serialize)]
pub struct AcceptedPoint {
    /// Public id.
    pub id: String,
    /// Public id of its contribution.
    pub contribution: String,
    /// Its words; `None` when they were erased.
    pub text: Option<String>,
    /// Public id of the provision at which it stands.
    pub provision: Option<String>,
    /// What was decided.
    pub disposition: Disposition,
    /// Whether a change of this draft, or of an edition before, answers it.
    pub linked: bool,
}

/// Opens a working draft of the next edition: the current edition with all its ids.
pub fn open(service: &Service, actor: &Actor, program: &str) -> Result<DraftView, ServiceError> {
    let directory = service.directory()?;
    let now = service.now();
    let (editor, asked) = (actor.clone(), program.to_owned());
    service.write(move |conn, _| {
        let program = authorized_by_id(conn, &directory, &editor, Permission::EditDraft, &asked)?;
        let may_revise = matches!(program.phase.0, Phase::Discussion | Phase::Revision | Phase::Published);
        if !may_revise || drafts::of_program(conn, program.id)?.is_some() {
            return Err(ServiceError::Conflict);
        }
        let edition = programs::find_edition(conn, &program, None)?;
        let draft_id = drafts::insert(
            conn,
            &NewDraft {
                program_id: program.id,
                number: edition.number + 1,
                title_kk: program.title_kk.clone(),
                title_ru: program.title_ru.clone(),
                summary_kk: edition.summary_kk.clone(),
                summary_ru: edition.summary_ru.clone(),
                version: 1,
                opened_by: editor.account,
                opened_at: now.micros(),
            },
        )?;
        let rows: Vec<DraftProvisionRow> = editions::provisions_of(conn, edition.id)?
            .into_iter()
            .zip(1i64..)
            .map(|((row, _), place)| DraftProvisionRow {
                draft_id,
                provision_id: row.provision_id,
                rank: place * RANK_GAP,
                kind: row.kind,
                level: row.level,
                label: row.label,
                direction: row.direction,
                text_kk: row.text_kk,
                text_ru: row.text_ru,
                data: row.data,
                removed: false,
                cause: None,
                note_kk: None,
                note_ru: None,
                version: 1,
                edited_by: None,
                edited_at: now.micros(),
            })
            .collect();
        Ok(drafts::insert_provisions(conn, &rows)?)
    })?;
    get(service, actor, program)
}

/// The working draft of a program.
pub fn get(service: &Service, actor: &Actor, program: &str) -> Result<DraftView, ServiceError> {
    let directory = service.directory()?;
    service.read(|conn| {
        let program = authorized_by_id(conn, &directory, actor, Permission::ReadWorkspace, program)?;
        let (_, counters) = programs::find(conn, &program.public_id)?;
        let card = programs::card(&directory, &program, &counters)?;
        let working = Working::load(conn, program)?;
        let accepted = working.accepted(conn)?;
        Ok(DraftView {
            program: card,
            number: working.draft.number,
            version: working.draft.version,
            opened_at: Timestamp::from_micros(working.draft.opened_at),
            title: Bilingual { kk: working.draft.title_kk.clone(), ru: working.draft.title_ru.clone() },
            summary: Bilingual { kk: working.draft.summary_kk.clone(), ru: working.draft.summary_ru.clone() },
            provisions: working.views(conn)?,
            accepted,
        })
    })
}

/// Throws a working draft away. What people said about doubtful placements in it goes with it.
pub fn discard(service: &Service, actor: &Actor, program: &str) -> Result<(), ServiceError> {
    let directory = service.directory()?;
    let (actor, program) = (actor.clone(), program.to_owned());
    service.write(move |conn, _| {
        let program = authorized_by_id(conn, &directory, &actor, Permission::PublishEdition, &program)?;
        let draft = drafts::of_program(conn, program.id)?.ok_or(ServiceError::NotFound)?;
        changes::delete_lineages(conn, program.id, draft.number)?;
        Ok(drafts::delete(conn, draft.id)?)
    })
}

/// A draft beside the edition from which it started.
pub(crate) struct Working {
    pub(crate) program: ProgramRow,
    pub(crate) draft: DraftRow,
    /// Provisions with their public ids, in reading order, removed ones included.
    pub(crate) rows: Vec<(DraftProvisionRow, String)>,
    /// Provisions of the current edition.
    pub(crate) base: Vec<(EditionProvisionRow, String)>,
    pub(crate) base_number: i32,
}

impl Working {
    pub(crate) fn load(conn: &mut Conn<'_>, program: ProgramRow) -> Result<Self, ServiceError> {
        let draft = drafts::of_program(conn, program.id)?.ok_or(ServiceError::NotFound)?;
        let edition = programs::find_edition(conn, &program, None)?;
        let rows = drafts::provisions_of(conn, draft.id)?;
        let base = editions::provisions_of(conn, edition.id)?;
        Ok(Self { program, draft, rows, base, base_number: edition.number })
    }

    /// The current edition, for comparing.
    pub(crate) fn base_blocks(&self) -> Result<Vec<Block>, ServiceError> {
        self.base.iter().map(|(row, _)| edition_block(row)).collect()
    }

    /// The next edition as it would be published now, for comparing.
    pub(crate) fn next_blocks(&self) -> Result<Vec<Block>, ServiceError> {
        self.rows.iter().filter(|(row, _)| !row.removed).map(|(row, _)| draft_block(row)).collect()
    }

    /// Where words of a provision went by splitting and merging.
    pub(crate) fn lineages(&self, conn: &mut Conn<'_>) -> Result<Vec<LineageRow>, ServiceError> {
        Ok(changes::lineages_between(conn, self.program.id, self.base_number, self.draft.number)?)
    }

    /// The next edition, ready to be checked and stored.
    pub(crate) fn edition(&self) -> Result<EditionDraft, ServiceError> {
        Ok(EditionDraft {
            title: Bilingual { kk: self.draft.title_kk.clone(), ru: self.draft.title_ru.clone() },
            summary: Bilingual { kk: self.draft.summary_kk.clone(), ru: self.draft.summary_ru.clone() },
            first_year: u16::try_from(self.program.first_year).unwrap_or(0),
            last_year: u16::try_from(self.program.last_year).unwrap_or(0),
            provisions: self.next_blocks()?.into_iter().map(|block| block.provision).collect(),
        })
    }

    /// Changed provisions by internal id.
    pub(crate) fn changed(&self) -> Result<BTreeMap<i64, Entry>, ServiceError> {
        let (base, next) = (self.base_blocks()?, self.next_blocks()?);
        Ok(compare(&base, &next)
            .into_iter()
            .filter(|entry| entry.kind.is_some())
            .filter_map(|entry| {
                let block = match (entry.new, entry.old) {
                    (Some(at), _) => next.get(at),
                    (None, Some(at)) => base.get(at),
                    (None, None) => None,
                };
                Some((block?.id, entry))
            })
            .collect())
    }

    fn accepted(&self, conn: &mut Conn<'_>) -> Result<Vec<AcceptedPoint>, ServiceError> {
        let linked = self.linked(conn)?;
        let ids: BTreeMap<i64, &String> = self.base.iter().map(|(row, id)| (row.provision_id, id)).collect();
        let standings = changes::standings(conn, self.program.id)?;
        Ok(standings
            .iter()
            .filter_map(|point| {
                let disposition = point.disposition?.0;
                disposition.demands_change().then(|| AcceptedPoint {
                    id: point.public_id.clone(),
                    contribution: point.contribution.clone(),
                    text: words(point),
                    provision: point.provision_id.and_then(|id| ids.get(&id)).map(|id| (*id).clone()),
                    disposition,
                    linked: linked.contains(&point.id),
                })
            })
            .collect())
    }

    /// Internal ids of the points that a change of this draft that is really one, or of an edition before, answers.
    pub(crate) fn linked(&self, conn: &mut Conn<'_>) -> Result<BTreeSet<i64>, ServiceError> {
        let changed = self.changed()?;
        let mut linked: BTreeSet<i64> =
            changes::answered_points(conn, self.program.id)?.into_iter().collect();
        linked.extend(
            drafts::points_of(conn, self.draft.id)?
                .into_iter()
                .filter(|(provision, _, _)| changed.contains_key(provision))
                .map(|(_, point, _)| point),
        );
        Ok(linked)
    }

    pub(crate) fn views(&self, conn: &mut Conn<'_>) -> Result<Vec<DraftProvision>, ServiceError> {
        let changed = self.changed()?;
        let before: BTreeMap<i64, &EditionProvisionRow> =
            self.base.iter().map(|(row, _)| (row.provision_id, row)).collect();
        let mut points: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for (provision, _, point) in drafts::points_of(conn, self.draft.id)? {
            points.entry(provision).or_default().push(point);
        }
        self.rows
            .iter()
            .map(|(row, public_id)| {
                let block = draft_block(row)?;
                let entry = changed.get(&row.provision_id);
                let provision = block.provision;
                let number_differences = if entry.is_some() && !row.removed {
                    number_differences(&provision.text)
                } else {
                    Vec::new()
                };
                Ok(DraftProvision {
                    id: public_id.clone(),
                    version: row.version,
                    kind: provision.kind,
                    level: provision.level,
                    label: provision.label,
                    direction: provision.direction,
                    missing: missing(&provision.text),
                    text: provision.text,
                    data: provision.data,
                    removed: row.removed,
                    change: entry.and_then(|entry| entry.kind),
                    moved: entry.is_some_and(|entry| entry.moved),
                    before: before
                        .get(&row.provision_id)
                        .map(|row| Bilingual { kk: row.text_kk.clone(), ru: row.text_ru.clone() }),
                    cause: row.cause.map(|cause| cause.0),
                    note: Bilingual { kk: row.note_kk.clone(), ru: row.note_ru.clone() },
                    points: points.remove(&row.provision_id).unwrap_or_default(),
                    number_differences,
                })
            })
            .collect()
    }
}

/// Languages in which a text is missing.
pub(crate) fn missing(text: &Bilingual) -> Vec<Language> {
    Language::ALL
        .iter()
        .copied()
        .filter(|language| text.get(*language).is_none_or(|text| text.trim().is_empty()))
        .collect()
}

/// Numbers that the two versions of a text do not share.
pub(crate) fn number_differences(text: &Bilingual) -> Vec<NumberDifference> {
    let (Some(kk), Some(ru)) = (&text.kk, &text.ru) else { return Vec::new() };
    numbers::differences(kk, ru)
        .into_iter()
        .map(|difference| match difference {
            Difference::OnlyFirst(kk) => NumberDifference { kk: Some(kk.printed), ru: None },
            Difference::OnlySecond(ru) => NumberDifference { kk: None, ru: Some(ru.printed) },
            Difference::Units(kk, ru) => NumberDifference { kk: Some(kk.printed), ru: Some(ru.printed) },
        })
        .collect()
}

/// The words of a point within its contribution.
fn words(point: &PointStanding) -> Option<String> {
    let (start, end) = (
        usize::try_from(point.start_position).unwrap_or(0),
        usize::try_from(point.end_position).unwrap_or(0),
    );
    let text = point.text.as_deref()?;
    Some(text.chars().skip(start).take(end.saturating_sub(start)).collect())
}

pub(crate) fn edition_block(row: &EditionProvisionRow) -> Result<Block, ServiceError> {
    Ok(Block {
        id: row.provision_id,
        provision: ProvisionDraft {
            kind: row.kind.0,
            level: u8::try_from(row.level).unwrap_or(0),
            label: row.label.clone(),
            direction: row.direction.clone(),
            text: Bilingual { kk: row.text_kk.clone(), ru: row.text_ru.clone() },
            data: parse_data(row.data.as_deref())?,
        },
    })
}

fn draft_block(row: &DraftProvisionRow) -> Result<Block, ServiceError> {
    Ok(Block {
        id: row.provision_id,
        provision: ProvisionDraft {
            kind: row.kind.0,
            level: u8::try_from(row.level).unwrap_or(0),
            label: row.label.clone(),
            direction: row.direction.clone(),
            text: Bilingual { kk: row.text_kk.clone(), ru: row.text_ru.clone() },
            data: parse_data(row.data.as_deref())?,
        },
    })
}

fn parse_data(data: Option<&str>) -> Result<ProvisionData, ServiceError> {
    match data {
        Some(data) => {
            serde_json::from_str(data).map_err(|error| ServiceError::Internal(format!("figures: {error}")))
        }
        None => Ok(ProvisionData::Text),
    }
}

fn data_text(data: &ProvisionData) -> Result<Option<String>, ServiceError> {
    match data {
        ProvisionData::Text => Ok(None),
        figures => serde_json::to_string(figures)
            .map(Some)
            .map_err(|error| ServiceError::Internal(error.to_string())),
    }
}

/// A cause as stored.
fn stored(cause: ChangeCause) -> AsText<ChangeCause> {
    AsText(cause)
}
