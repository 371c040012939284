//! What editors do with a working draft.

use std::collections::BTreeSet;

use kenes_domain::contribution::{FieldError, FieldReason};
use kenes_domain::decision::ChangeCause;
use kenes_domain::input::{TextError, clean_line, clean_text};
use kenes_domain::language::Bilingual;
use kenes_domain::permission::{Actor, Permission};
use kenes_domain::program::{
    EditionDraft, PROVISION_CHARACTERS_MAX, PROVISIONS_MAX, ProvisionData, ProvisionDraft, ProvisionKind,
};
use kenes_domain::revision::is_tree;
use kenes_domain::timestamp::Timestamp;
use kenes_store::changes::{self, LineageRow};
use kenes_store::drafts::{self, DraftProvisionRow};
use kenes_store::{AsText, Conn, editions, points};
use serde::Serialize;

use super::{DraftProvision, RANK_GAP, Working, data_text, stored};
use crate::Service;
use crate::error::ServiceError;
use crate::points::{POINTS_PER_STEP_MAX, authorized_by_id};

/// Most characters of what the public is told about a change, in one language.
pub const NOTE_CHARACTERS_MAX: usize = 2_000;
/// Most characters of a label.
pub const LABEL_CHARACTERS_MAX: usize = 40;

/// Why a provision is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The cause; with `points`, at least one point is named, otherwise none.
    pub cause: ChangeCause,
    /// Public ids of the points that the change answers. A grouped point stands for its whole group.
    pub points: Vec<String>,
    /// What the public is told about it; may be empty.
    pub note: Bilingual,
}

/// A change of one provision; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// The version upon which it was made.
    pub version: i64,
    /// Both texts; a missing or empty one is stored as missing.
    pub text: Option<Bilingual>,
    /// The printed label.
    pub label: Option<String>,
    /// Figures or facts of the same kind as before.
    pub data: Option<ProvisionData>,
    /// Why.
    pub answers: Option<Answers>,
}

/// A provision to insert.
#[derive(Debug, Clone)]
pub struct Insertion {
    /// Public id of the provision directly before it; `None` for the beginning.
    pub after: Option<String>,
    /// What it is.
    pub kind: ProvisionKind,
    /// Depth.
    pub level: u8,
    /// Printed label.
    pub label: String,
    /// Code of its direction; that of the provision before it when `None`.
    pub direction: Option<String>,
    /// Both texts.
    pub text: Bilingual,
    /// Figures or facts.
    pub data: ProvisionData,
    /// Why.
    pub answers: Option<Answers>,
}

/// What became of an attempt to change a provision.
#[derive(Debug, Clone, Serialize)]
pub enum Outcome {
    /// It is stored; this is how the provision stands now.
    Saved(Box<DraftProvision>),
    /// Somebody else was quicker. Nothing was stored; this is what they made of it. Whoever asked still has their own
    /// words.
    Conflict(Box<DraftProvision>),
}

/// Changes text, label or figures of a provision, and says why.
pub fn edit(
    service: &Service,
    actor: &Actor,
    program: &str,
    provision: &str,
    edit: Edit,
) -> Result<Outcome, ServiceError> {
    let text = edit.text.as_ref().map(clean_texts).transpose()?;
    let label = edit.label.as_deref().map(clean_label).transpose()?;
    let answers = edit.answers.as_ref().map(clean_answers).transpose()?;
    change(service, actor, program, provision, edit.version, move |conn, working, at, stamp| {
        let row = working.row(at)?;
        if let Some(text) = &text {
            row.text_kk.clone_from(&text.kk);
            row.text_ru.clone_from(&text.ru);
        }
        if let Some(label) = &label {
            row.label.clone_from(label);
        }
        if let Some(data) = &edit.data {
            row.data = data_text(data)?;
        }
        stamp.on(row);
        check_figures(row)?;
        if let Some(answers) = &answers {
            give_cause(conn, working, at, answers)?;
        }
        let row = working.row(at)?;
        Ok(drafts::update_provision(conn, row)?)
    })
}

/// Says why a provision is changed, without changing it further.
pub fn answer(
    service: &Service,
    actor: &Actor,
    program: &str,
    provision: &str,
    version: i64,
    answers: &Answers,
) -> Result<Outcome, ServiceError> {
    edit(
        service,
        actor,
        program,
        provision,
        Edit { version, answers: Some(answers.clone()), ..Edit::default() },
    )
}

/// Puts a provision with everything below it directly behind another one (`None`: at the beginning), at a level.
pub fn relocate(
    service: &Service,
    actor: &Actor,
    program: &str,
    provision: &str,
    version: i64,
    after: Option<&str>,
    level: u8,
) -> Result<Outcome, ServiceError> {
    let after = after.map(str::to_owned);
    change(service, actor, program, provision, version, move |conn, working, at, stamp| {
        let tree = working.subtree(at);
        let by = i32::from(level) - working.row(at)?.level;
        let mut chunk: Vec<(DraftProvisionRow, String)> = working.rows.drain(tree).collect();
        for (row, _) in &mut chunk {
            row.level += by;
        }
        if let Some((row, _)) = chunk.first_mut() {
            stamp.on(row);
        }
        let place = match &after {
            Some(id) => working.find(id)? + 1,
            None => 0,
        };
        working.put(conn, place, chunk)?;
        working.check_levels()
    })
}

/// Cuts a provision of plain text in two, at positions in code points of each language. The first part keeps the id,
/// the second gets one of its own; where it came from is kept.
pub fn split(
    service: &Service,
    actor: &Actor,
    program: &str,
    provision: &str,
    version: i64,
    cut: (Option<usize>, Option<usize>),
) -> Result<Outcome, ServiceError> {
    let new_id = service.new_public_id().to_string();
    change(service, actor, program, provision, version, move |conn, working, at, stamp| {
        let row = working.row(at)?;
        if row.data.is_some() {
            return Err(ServiceError::Conflict);
        }
        let (first_kk, second_kk) = cut_at(row.text_kk.as_deref(), cut.0)?;
        let (first_ru, second_ru) = cut_at(row.text_ru.as_deref(), cut.1)?;
        let rest = Bilingual { kk: second_kk, ru: second_ru };
        if rest.kk.is_none() && rest.ru.is_none() {
            return Err(invalid("cut"));
        }
        (row.text_kk, row.text_ru) = (first_kk, first_ru);
        stamp.on(row);
        let (row, place) = (row.clone(), working.subtree(at).end);
        drafts::update_provision(conn, &row)?;
        let second = DraftProvisionRow {
            label: String::new(),
            text_kk: rest.kk,
            text_ru: rest.ru,
            version: 1,
            ..row.clone()
        };
        let id = working.add(conn, place, second, &new_id)?;
        copy_cause(conn, working, row.provision_id, id)?;
        lineage(conn, working, row.provision_id, id, "split")
    })
}

/// Joins a provision of plain text without anything below it to the end of another one. Its row stays as removed;
/// where its words went is kept.
pub fn merge(
    service: &Service,
    actor: &Actor,
    program: &str,
    into: &str,
    version: i64,
    from: &str,
    from_version: i64,
) -> Result<Outcome, ServiceError> {
    let from = from.to_owned();
    change(service, actor, program, into, version, move |conn, working, at, stamp| {
        let other = working.find(&from)?;
        if other == at || working.subtree(other).len() > 1 {
            return Err(ServiceError::Conflict);
        }
        let gone = working.row(other)?;
        if gone.version != from_version || gone.removed || gone.data.is_some() {
            return Err(ServiceError::Conflict);
        }
        gone.removed = true;
        stamp.on(gone);
        let gone = gone.clone();
        drafts::update_provision(conn, &gone)?;
        let row = working.row(at)?;
        if row.data.is_some() || row.removed {
            return Err(ServiceError::Conflict);
        }
        row.text_kk = joined(row.text_kk.as_deref(), gone.text_kk.as_deref());
        row.text_ru = joined(row.text_ru.as_deref(), gone.text_ru.as_deref());
        if [&row.text_kk, &row.text_ru]
            .into_iter()
            .flatten()
            .any(|text| text.chars().count() > PROVISION_CHARACTERS_MAX)
        {
            return Err(invalid("text"));
        }
        stamp.on(row);
        let row = row.clone();
        drafts::update_provision(conn, &row)?;
        copy_cause(conn, working, row.provision_id, gone.provision_id)?;
        lineage(conn, working, gone.provision_id, row.provision_id, "merged")
    })
}

/// Inserts a provision.
pub fn insert(
    service: &Service,
    actor: &Actor,
    program: &str,
    insertion: &Insertion,
) -> Result<DraftProvision, ServiceError> {
    let new_id = service.new_public_id().to_string();
    let text = clean_texts(&insertion.text)?;
    let label = clean_label(&insertion.label)?;
    let answers = insertion.answers.as_ref().map(clean_answers).transpose()?;
    let directory = service.directory()?;
    let now = service.now();
    let (actor, program, insertion) = (actor.clone(), program.to_owned(), insertion.clone());
    service.write(move |conn, _| {
        let program = authorized_by_id(conn, &directory, &actor, Permission::EditDraft, &program)?;
        let mut working = Working::load(conn, program)?;
        if working.rows.len() >= PROVISIONS_MAX {
            return Err(ServiceError::Conflict);
        }
        let before = insertion.after.as_deref().map(|id| working.find(id)).transpose()?;
        let inherited = before.and_then(|at| working.rows.get(at)).and_then(|(row, _)| row.direction.clone());
        let row = DraftProvisionRow {
            draft_id: working.draft.id,
            provision_id: 0,
            rank: 0,
            kind: AsText(insertion.kind),
            level: i32::from(insertion.level),
            label: label.clone(),
            direction: insertion.direction.clone().or(inherited),
            text_kk: text.kk.clone(),
            text_ru: text.ru.clone(),
            data: data_text(&insertion.data)?,
            removed: false,
            cause: None,
            note_kk: None,
            note_ru: None,
            version: 1,
            edited_by: actor.account,
            edited_at: now.micros(),
        };
        check_figures(&row)?;
        let id = working.add(conn, before.map_or(0, |at| at + 1), row, &new_id)?;
        working.check_levels()?;
        let at = working.at(id)?;
        if let Some(answers) = &answers {
            give_cause(conn, &mut working, at, answers)?;
            drafts::update_provision(conn, working.row(at)?)?;
        }
        working.view(conn, at)
    })
}

/// Takes a provision and everything below it out of the next edition. Its rows stay, and everything said about it.
pub fn remove(
    service: &Service,
    actor: &Actor,
    program: &str,
    provision: &str,
    version: i64,
) -> Result<Outcome, ServiceError> {
    set_removed(service, actor, program, provision, version, true)
}

/// Takes a provision back into the next edition, without what was removed below it.
pub fn restore(
    service: &Service,
    actor: &Actor,
    program: &str,
    provision: &str,
    version: i64,
) -> Result<Outcome, ServiceError> {
    set_removed(service, actor, program, provision, version, false)
}

fn set_removed(
    service: &Service,
    actor: &Actor,
    program: &str,
    provision: &str,
    version: i64,
    removed: bool,
) -> Result<Outcome, ServiceError> {
    change(service, actor, program, provision, version, move |conn, working, at, stamp| {
        let tree = if removed { working.subtree(at) } else { at..at + 1 };
        for index in tree {
            let row = working.row(index)?;
            if row.removed != removed {
                row.removed = removed;
                stamp.on(row);
                drafts::update_provision(conn, working.row(index)?)?;
            }
        }
        working.check_levels()
    })
}

/// Sets title and summary; `false` when somebody else was quicker.
pub fn set_heading(
    service: &Service,
    actor: &Actor,
    program: &str,
    version: i64,
    title: &Bilingual,
    summary: &Bilingual,
) -> Result<bool, ServiceError> {
    let (title, summary) = (clean_texts(title)?, clean_optional("summary", summary, NOTE_CHARACTERS_MAX)?);
    let directory = service.directory()?;
    let (actor, program) = (actor.clone(), program.to_owned());
    service.write(move |conn, _| {
        let program = authorized_by_id(conn, &directory, &actor, Permission::EditDraft, &program)?;
        let mut draft = drafts::of_program(conn, program.id)?.ok_or(ServiceError::NotFound)?;
        if draft.version != version {
            return Ok(false);
        }
        (draft.title_kk, draft.title_ru) = (title.kk.clone(), title.ru.clone());
        (draft.summary_kk, draft.summary_ru) = (summary.kk.clone(), summary.ru.clone());
        draft.version += 1;
        drafts::set_heading(conn, &draft)?;
        Ok(true)
    })
}

/// Who changes, and when.
#[derive(Clone, Copy)]
struct Stamp {
    account: Option<i64>,
    now: Timestamp,
}

impl Stamp {
    fn on(self, row: &mut DraftProvisionRow) {
        row.version += 1;
        row.edited_by = self.account;
        row.edited_at = self.now.micros();
    }
}

/// Runs a change of one provision whose version the caller knows; the version is the lock.
fn change<F>(
    service: &Service,
    actor: &Actor,
    program: &str,
    provision: &str,
    version: i64,
    unit: F,
) -> Result<Outcome, ServiceError>
where
    F: Fn(&mut Conn<'_>, &mut Working, usize, Stamp) -> Result<(), ServiceError> + Send + 'static,
{
    let directory = service.directory()?;
    let stamp = Stamp { account: actor.account, now: service.now() };
    let (actor, program, provision) = (actor.clone(), program.to_owned(), provision.to_owned());
    service.write(move |conn, _| {
        let program = authorized_by_id(conn, &directory, &actor, Permission::EditDraft, &program)?;
        let mut working = Working::load(conn, program)?;
        let at = working.find(&provision)?;
        if working.row(at)?.version != version {
            return Ok(Outcome::Conflict(Box::new(working.view(conn, at)?)));
        }
        let id = working.row(at)?.provision_id;
        unit(conn, &mut working, at, stamp)?;
        let at = working.at(id)?;
        Ok(Outcome::Saved(Box::new(working.view(conn, at)?)))
    })
}

impl Working {
    fn row(&mut self, at: usize) -> Result<&mut DraftProvisionRow, ServiceError> {
        self.rows.get_mut(at).map(|(row, _)| row).ok_or(ServiceError::NotFound)
    }

    fn find(&self, public_id: &str) -> Result<usize, ServiceError> {
        self.rows.iter().position(|(_, id)| id == public_id).ok_or(ServiceError::NotFound)
    }

    fn at(&self, id: i64) -> Result<usize, ServiceError> {
        self.rows.iter().position(|(row, _)| row.provision_id == id).ok_or(ServiceError::NotFound)
    }

    fn view(&self, conn: &mut Conn<'_>, at: usize) -> Result<DraftProvision, ServiceError> {
        self.views(conn)?.into_iter().nth(at).ok_or(ServiceError::NotFound)
    }

    /// A provision and everything below it, as indices.
    fn subtree(&self, at: usize) -> std::ops::Range<usize> {
        let level = self.rows.get(at).map_or(0, |(row, _)| row.level);
        let below = self.rows.iter().skip(at + 1).take_while(|(row, _)| row.level > level).count();
        at..at + 1 + below
    }

    fn check_levels(&self) -> Result<(), ServiceError> {
        let levels = self
            .rows
            .iter()
            .filter(|(row, _)| !row.removed)
            .map(|(row, _)| u8::try_from(row.level).unwrap_or(u8::MAX));
        if is_tree(levels) { Ok(()) } else { Err(invalid("level")) }
    }

    /// Puts rows at an index, with ranks between those of their neighbours, and stores every row whose rank changes.
    fn put(
        &mut self,
        conn: &mut Conn<'_>,
        place: usize,
        mut chunk: Vec<(DraftProvisionRow, String)>,
    ) -> Result<(), ServiceError> {
        let rank = |at: Option<usize>| at.and_then(|at| self.rows.get(at)).map(|(row, _)| row.rank);
        let count = i64::try_from(chunk.len()).unwrap_or(i64::MAX);
        let low = rank(place.checked_sub(1)).unwrap_or(0);
        let high = rank(Some(place)).unwrap_or(low + RANK_GAP * (count + 1));
        let step = (high - low) / (count + 1);
        for ((row, _), number) in chunk.iter_mut().zip(1i64..) {
            row.rank = low + step * number;
        }
        let chunk_len = chunk.len();
        self.rows.splice(place..place, chunk);
        if step >= 1 {
            for (row, _) in self.rows.iter().skip(place).take(chunk_len) {
                drafts::update_provision(conn, row)?;
            }
            return Ok(());
        }
        for ((row, _), number) in self.rows.iter_mut().zip(1i64..) {
            row.rank = number * RANK_GAP;
            drafts::update_provision(conn, row)?;
        }
        Ok(())
    }

    /// Adds a new provision at an index; returns its internal id.
    fn add(
        &mut self,
        conn: &mut Conn<'_>,
        place: usize,
        mut row: DraftProvisionRow,
        public_id: &str,
    ) -> Result<i64, ServiceError> {
        let ids = editions::insert_provisions(conn, self.program.id, &[public_id.to_owned()])?;
        row.provision_id =
            ids.first().copied().ok_or_else(|| ServiceError::Internal("no provision was made".to_owned()))?;
        let id = row.provision_id;
        drafts::insert_provisions(conn, std::slice::from_ref(&row))?;
        self.put(conn, place, vec![(row, public_id.to_owned())])?;
        Ok(id)
    }
}

/// Stores why a provision is changed; the row itself is stored by the caller.
fn give_cause(
    conn: &mut Conn<'_>,
    working: &mut Working,
    at: usize,
    answers: &Answers,
) -> Result<(), ServiceError> {
    let wanted: BTreeSet<&String> = answers.points.iter().collect();
    if (answers.cause == ChangeCause::Points) == wanted.is_empty() || wanted.len() > POINTS_PER_STEP_MAX {
        return Err(invalid("points"));
    }
    let found = points::find(conn, working.program.id, &answers.points)?;
    if found.len() != wanted.len() {
        return Err(ServiceError::NotFound);
    }
    let mut ids: BTreeSet<i64> = found.iter().map(|point| point.id).collect();
    for group in found.iter().filter_map(|point| point.group_id).collect::<BTreeSet<_>>() {
        ids.extend(points::of_group(conn, group)?.into_iter().map(|point| point.id));
    }
    let draft_id = working.draft.id;
    let row = working.row(at)?;
    row.cause = Some(stored(answers.cause));
    row.note_kk.clone_from(&answers.note.kk);
    row.note_ru.clone_from(&answers.note.ru);
    let ids: Vec<i64> = ids.into_iter().collect();
    Ok(drafts::set_points(conn, draft_id, row.provision_id, &ids)?)
}

/// The other half of a split or merge changes for the same reason as the first.
fn copy_cause(conn: &mut Conn<'_>, working: &mut Working, from: i64, to: i64) -> Result<(), ServiceError> {
    let source = working.row(working.at(from)?)?.clone();
    let at = working.at(to)?;
    let row = working.row(at)?;
    if row.cause.is_some() {
        return Ok(());
    }
    (row.cause, row.note_kk, row.note_ru) = (source.cause, source.note_kk, source.note_ru);
    drafts::update_provision(conn, row)?;
    let linked: Vec<i64> = drafts::points_of(conn, working.draft.id)?
        .into_iter()
        .filter(|(provision, _, _)| *provision == from)
        .map(|(_, point, _)| point)
        .collect();
    Ok(drafts::set_points(conn, working.draft.id, to, &linked)?)
}

fn lineage(
    conn: &mut Conn<'_>,
    working: &Working,
    from: i64,
    to: i64,
    relation: &str,
) -> Result<(), ServiceError> {
    Ok(changes::insert_lineage(
        conn,
        &LineageRow {
            program_id: working.program.id,
            edition_number: working.draft.number,
            from_provision_id: from,
            to_provision_id: to,
            relation: relation.to_owned(),
        },
    )?)
}

fn clean_texts(text: &Bilingual) -> Result<Bilingual, ServiceError> {
    let cleaned = clean_optional("text", text, PROVISION_CHARACTERS_MAX)?;
    if cleaned.kk.is_none() && cleaned.ru.is_none() {
        return Err(ServiceError::Invalid(vec![FieldError {
            field: "text",
            reason: TextError::Empty.into(),
        }]));
    }
    Ok(cleaned)
}

fn clean_optional(
    field: &'static str,
    text: &Bilingual,
    characters_max: usize,
) -> Result<Bilingual, ServiceError> {
    let clean = |text: &Option<String>| match text.as_deref().map(|text| clean_text(text, characters_max)) {
        None | Some(Err(TextError::Empty)) => Ok(None),
        Some(Ok(text)) => Ok(Some(text)),
        Some(Err(reason)) => Err(ServiceError::Invalid(vec![FieldError { field, reason: reason.into() }])),
    };
    Ok(Bilingual { kk: clean(&text.kk)?, ru: clean(&text.ru)? })
}

fn clean_label(label: &str) -> Result<String, ServiceError> {
    match clean_line(label, LABEL_CHARACTERS_MAX) {
        Ok(label) => Ok(label),
        Err(TextError::Empty) => Ok(String::new()),
        Err(reason) => Err(ServiceError::Invalid(vec![FieldError { field: "label", reason: reason.into() }])),
    }
}

fn clean_answers(answers: &Answers) -> Result<Answers, ServiceError> {
    Ok(Answers { note: clean_optional("note", &answers.note, NOTE_CHARACTERS_MAX)?, ..answers.clone() })
}

/// Figures must fit the kind, years must be in order; the domain knows how.
fn check_figures(row: &DraftProvisionRow) -> Result<(), ServiceError> {
    let provision: ProvisionDraft = ProvisionDraft { level: 0, ..super::draft_block(row)?.provision };
    EditionDraft {
        title: Bilingual::default(),
        summary: Bilingual::default(),
        first_year: 0,
        last_year: 0,
        provisions: vec![provision],
    }
    .validate()
    .map_err(|_| invalid("data"))
}

fn cut_at(text: Option<&str>, at: Option<usize>) -> Result<(Option<String>, Option<String>), ServiceError> {
    let (Some(text), Some(at)) = (text, at) else { return Ok((text.map(str::to_owned), None)) };
    let part = |text: String| {
        let trimmed = text.trim();
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    };
    let first: String = text.chars().take(at).collect();
    let second: String = text.chars().skip(at).collect();
    match (part(first), part(second)) {
        (Some(first), Some(second)) => Ok((Some(first), Some(second))),
        _ => Err(invalid("cut")),
    }
}

fn joined(first: Option<&str>, second: Option<&str>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{first} {second}")),
        (text, None) | (None, text) => text.map(str::to_owned),
    }
}

fn invalid(field: &'static str) -> ServiceError {
    ServiceError::Invalid(vec![FieldError { field, reason: FieldReason::Range }])
}
