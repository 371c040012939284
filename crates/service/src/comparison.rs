//! Edition against edition: what differs, word by word, and why.

use std::collections::BTreeMap;

use kenes_domain::decision::{ChangeCause, ChangeKind, Disposition};
use kenes_domain::diff::{Run, word_diff};
use kenes_domain::language::{Bilingual, Language};
use kenes_domain::program::{ProvisionData, ProvisionKind};
use kenes_domain::revision::Block;
use kenes_domain::revision::changes::{Figure, compare as compare_blocks, figures};
use kenes_domain::revision::gate::GateItem;
use kenes_store::changes::{self, AnsweredPoint, ChangeRow};
use kenes_store::{Conn, editions};
use serde::Serialize;

use crate::Service;
use crate::draft::edition_block;
use crate::draft::gate::exception_view;
use crate::error::ServiceError;
use crate::programs::{self, EditionCard, ProgramCard};

/// Points of one change that are shown; the rest are counted.
pub const POINTS_SHOWN_MAX: usize = 10;

/// Two editions of one program side by side.
#[derive(Debug, Clone, Serialize)]
pub struct ComparisonView {
    /// The program.
    pub program: ProgramCard,
    /// Number of the older edition.
    pub from: i32,
    /// Number of the newer edition.
    pub to: i32,
    /// Every published edition of the program, oldest first.
    pub editions: Vec<EditionCard>,
    /// Every provision of either edition, in the reading order of the newer one.
    pub entries: Vec<EntryView>,
    /// How many provisions differ, by how.
    pub counts: BTreeMap<&'static str, u64>,
    /// Exceptions with which the editions after `from` were published.
    pub exceptions: Vec<PublishedException>,
}

/// An edition that was published although its checklist had open lines.
#[derive(Debug, Clone, Serialize)]
pub struct PublishedException {
    /// Number of the edition.
    pub edition: i32,
    /// The lines.
    pub items: Vec<GateItem>,
    /// What the office says about it.
    pub note: Bilingual,
}

/// A provision in both editions.
#[derive(Debug, Clone, Serialize)]
pub struct EntryView {
    /// Public id.
    pub id: String,
    /// How it differs; `None` when it does not.
    pub kind: Option<ChangeKind>,
    /// Whether it stands elsewhere, also when its words differ too.
    pub moved: bool,
    /// What it is.
    pub provision_kind: ProvisionKind,
    /// Depth in the newer edition, or in the older one when it is gone.
    pub level: u8,
    /// Label in the older edition.
    pub old_label: Option<String>,
    /// Label in the newer edition.
    pub new_label: Option<String>,
    /// Text in the older edition.
    pub old_text: Option<Bilingual>,
    /// Text in the newer edition.
    pub new_text: Option<Bilingual>,
    /// Word by word, for provisions in both editions whose Kazakh text differs.
    #[serde(skip)]
    pub runs_kk: Vec<Run>,
    /// The same for Russian.
    #[serde(skip)]
    pub runs_ru: Vec<Run>,
    /// Figures that differ.
    #[serde(skip)]
    pub figures: Vec<Figure>,
    /// Why: one reason per edition that changed it, oldest first.
    pub reasons: Vec<ReasonView>,
    /// Provisions from which its words came by splitting, or to which they went by merging.
    pub relatives: Vec<Relative>,
}

impl EntryView {
    /// The runs of one language.
    pub fn runs(&self, language: Language) -> &[Run] {
        match language {
            Language::Kk => &self.runs_kk,
            Language::Ru => &self.runs_ru,
        }
    }

    /// Whether a change of this provision answers somebody's point.
    pub fn because_of_points(&self) -> bool {
        self.reasons.iter().any(|reason| reason.points_total > 0)
    }
}

/// Where words of a provision came from or went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relative {
    /// `split_from`, `split_into`, `merged_from` or `merged_into`.
    pub relation: &'static str,
    /// Public id of the other provision.
    pub provision: String,
    /// Its label, in the newer edition where it is there.
    pub label: String,
}

/// Why a provision was changed in one edition.
#[derive(Debug, Clone, Serialize)]
pub struct ReasonView {
    /// Number of the edition that changed it.
    pub edition: i32,
    /// The cause, where one was given.
    pub cause: Option<ChangeCause>,
    /// What the office says about it.
    pub note: Bilingual,
    /// How many points it answers.
    pub points_total: u64,
    /// The first of them.
    pub points: Vec<PointView>,
}

/// A point that a change answers, as the public sees it.
#[derive(Debug, Clone, Serialize)]
pub struct PointView {
    /// Public id of the point.
    pub id: String,
    /// Public id of its contribution.
    pub contribution: String,
    /// Language of its words.
    pub language: Language,
    /// Its words; `None` when the public does not see the contribution.
    pub text: Option<String>,
    /// The name under which it is shown.
    pub name: Option<String>,
    /// What was decided.
    pub disposition: Option<Disposition>,
    /// Why.
    pub reason: Bilingual,
}

/// Compares two published editions of a program; `from` must be the older one.
pub fn compare(service: &Service, program: &str, from: i32, to: i32) -> Result<ComparisonView, ServiceError> {
    if from >= to {
        return Err(ServiceError::NotFound);
    }
    let directory = service.directory()?;
    service.read(|conn| {
        let (row, counters) = programs::find(conn, program)?;
        let mut public_ids = BTreeMap::new();
        let old = blocks(conn, row.id, from, &mut public_ids)?;
        let new = blocks(conn, row.id, to, &mut public_ids)?;
        let mut reasons = reasons(conn, row.id, from, to)?;
        let relatives = Relatives::load(conn, row.id, (from, to), &old, &new, &public_ids)?;
        let mut counts = BTreeMap::new();
        let mut entries = Vec::new();
        for entry in compare_blocks(&old, &new) {
            let before = entry.old.and_then(|at| old.get(at));
            let after = entry.new.and_then(|at| new.get(at));
            let Some(block) = after.or(before) else { continue };
            if let Some(kind) = entry.kind {
                *counts.entry(kind.as_str()).or_insert(0) += 1;
            }
            let runs = |language| match (before, after) {
                (Some(before), Some(after)) if entry.kind.is_some() => {
                    runs(&before.provision.text, &after.provision.text, language)
                }
                _ => Vec::new(),
            };
            let (old_data, new_data) = (
                before.map_or(&ProvisionData::Text, |block| &block.provision.data),
                after.map_or(&ProvisionData::Text, |block| &block.provision.data),
            );
            entries.push(EntryView {
                id: public_ids.get(&block.id).cloned().unwrap_or_default(),
                kind: entry.kind,
                moved: entry.moved,
                provision_kind: block.provision.kind,
                level: block.provision.level,
                old_label: before.map(|block| block.provision.label.clone()),
                new_label: after.map(|block| block.provision.label.clone()),
                old_text: before.map(|block| block.provision.text.clone()),
                new_text: after.map(|block| block.provision.text.clone()),
                runs_kk: runs(Language::Kk),
                runs_ru: runs(Language::Ru),
                figures: figures(old_data, new_data),
                reasons: reasons.remove(&block.id).unwrap_or_default(),
                relatives: relatives.of(block.id),
            });
        }
        let mut exceptions = Vec::new();
        for number in (from + 1)..=to {
            exceptions.extend(
                changes::exceptions_of(conn, row.id, number)?
                    .into_iter()
                    .map(exception_view)
                    .filter(|exception| exception.signed)
                    .map(|exception| PublishedException {
                        edition: number,
                        items: exception.items,
                        note: exception.note,
                    }),
            );
        }
        Ok(ComparisonView {
            program: programs::card(&directory, &row, &counters)?,
            from,
            to,
            editions: editions::published(conn, row.id)?.iter().map(programs::edition_card).collect(),
            entries,
            counts,
            exceptions,
        })
    })
}

fn blocks(
    conn: &mut Conn<'_>,
    program_id: i64,
    number: i32,
    public_ids: &mut BTreeMap<i64, String>,
) -> Result<Vec<Block>, ServiceError> {
    let edition = editions::find(conn, program_id, number)?.ok_or(ServiceError::NotFound)?;
    editions::provisions_of(conn, edition.id)?
        .into_iter()
        .map(|(row, public_id)| {
            public_ids.insert(row.provision_id, public_id);
            edition_block(&row)
        })
        .collect()
}

fn runs(old: &Bilingual, new: &Bilingual, language: Language) -> Vec<Run> {
    match (old.get(language), new.get(language)) {
        (Some(old), Some(new)) if old != new => word_diff(old, new),
        _ => Vec::new(),
    }
}

/// Reasons of changes by internal id of the provision, oldest edition first.
fn reasons(
    conn: &mut Conn<'_>,
    program_id: i64,
    from: i32,
    to: i32,
) -> Result<BTreeMap<i64, Vec<ReasonView>>, ServiceError> {
    let rows: Vec<ChangeRow> = changes::between(conn, program_id, from, to)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut points: BTreeMap<i64, Vec<AnsweredPoint>> = BTreeMap::new();
    for answered in changes::points_of(conn, &ids)? {
        points.entry(answered.0).or_default().push(answered);
    }
    let mut reasons: BTreeMap<i64, Vec<ReasonView>> = BTreeMap::new();
    for row in rows {
        let answered = points.remove(&row.id).unwrap_or_default();
        reasons.entry(row.provision_id).or_default().push(ReasonView {
            edition: row.edition_number,
            cause: row.cause.map(|cause| cause.0),
            note: Bilingual { kk: row.note_kk, ru: row.note_ru },
            points_total: u64::try_from(answered.len()).unwrap_or(u64::MAX),
            points: answered.into_iter().take(POINTS_SHOWN_MAX).map(point_view).collect(),
        });
    }
    Ok(reasons)
}

fn point_view((_, point, contribution, decision): AnsweredPoint) -> PointView {
    let public = contribution.visibility.0.is_public();
    let at = |position: i32| usize::try_from(position).unwrap_or(0);
    let (start, end) = (at(point.start_position), at(point.end_position));
    let decision = decision.filter(|decision| decision.published_at.is_some());
    PointView {
        id: point.public_id,
        contribution: contribution.public_id,
        language: contribution.language.0,
        text: contribution
            .text
            .filter(|_| public)
            .map(|text| text.chars().skip(start).take(end.saturating_sub(start)).collect()),
        name: contribution.name.filter(|_| public),
        disposition: decision.as_ref().map(|decision| decision.disposition.0),
        reason: decision
            .map(|decision| Bilingual { kk: decision.reason_kk, ru: decision.reason_ru })
            .unwrap_or_default(),
    }
}

/// Where words came from and went, by internal id of the provision.
struct Relatives(BTreeMap<i64, Vec<Relative>>);

impl Relatives {
    fn load(
        conn: &mut Conn<'_>,
        program_id: i64,
        (from, to): (i32, i32),
        old: &[Block],
        new: &[Block],
        public_ids: &BTreeMap<i64, String>,
    ) -> Result<Self, ServiceError> {
        let labels: BTreeMap<i64, &String> =
            old.iter().chain(new).map(|block| (block.id, &block.provision.label)).collect();
        let mut relatives: BTreeMap<i64, Vec<Relative>> = BTreeMap::new();
        for line in changes::lineages_between(conn, program_id, from, to)? {
            let (forth, back) = if line.relation == "split" {
                ("split_into", "split_from")
            } else {
                ("merged_into", "merged_from")
            };
            for (own, other, relation) in [
                (line.from_provision_id, line.to_provision_id, forth),
                (line.to_provision_id, line.from_provision_id, back),
            ] {
                let Some(provision) = public_ids.get(&other) else { continue };
                let label = labels.get(&other).map(|label| (*label).clone()).unwrap_or_default();
                let relative = Relative { relation, provision: provision.clone(), label };
                relatives.entry(own).or_default().push(relative);
            }
        }
        Ok(Self(relatives))
    }

    fn of(&self, id: i64) -> Vec<Relative> {
        self.0.get(&id).cloned().unwrap_or_default()
    }
}
