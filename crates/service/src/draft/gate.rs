//! The checklist before publication: computed from what is stored, with the places to go to.

use std::collections::BTreeSet;

use kenes_domain::contribution::Visibility;
use kenes_domain::language::Bilingual;
use kenes_domain::permission::{Actor, Permission};
use kenes_domain::revision::gate::{GateItem, is_open};
use kenes_store::Conn;
use kenes_store::changes::{self, ExceptionRow};
use serde::Serialize;

use super::{Working, missing, number_differences, placing};
use crate::Service;
use crate::error::ServiceError;
use crate::points::authorized_by_id;

/// Cases of one line that are named; the rest are counted.
pub const FINDINGS_MAX: usize = 50;

/// The checklist of a working draft.
#[derive(Debug, Clone, Serialize)]
pub struct GateView {
    /// Number of the edition that waits.
    pub edition: i32,
    /// Whether it may be published as it is.
    pub open: bool,
    /// Every line, in the order in which they are worked off.
    pub lines: Vec<GateLine>,
    /// Exceptions that were asked for, oldest first.
    pub exceptions: Vec<ExceptionView>,
}

/// A line of the checklist.
#[derive(Debug, Clone, Serialize)]
pub struct GateLine {
    /// What it is about.
    pub item: GateItem,
    /// Cases that are still open.
    pub open: u64,
    /// Whether publication waits for it.
    pub blocks: bool,
    /// Whether a signed exception covers it.
    pub excepted: bool,
    /// The first cases, at most [`FINDINGS_MAX`].
    pub findings: Vec<Finding>,
}

/// A case to be dealt with; what it is about is named by public ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The point.
    pub point: Option<String>,
    /// The contribution.
    pub contribution: Option<String>,
    /// The provision.
    pub provision: Option<String>,
    /// What is wrong, in words of the data: a language, two numbers.
    pub detail: Option<String>,
}

/// A wish to publish although lines are open.
#[derive(Debug, Clone, Serialize)]
pub struct ExceptionView {
    /// Public id.
    pub id: String,
    /// The lines that it covers.
    pub items: Vec<GateItem>,
    /// What the public is told.
    pub note: Bilingual,
    /// Whether a second person has signed it.
    pub signed: bool,
}

/// The checklist of the working draft of a program.
pub fn get(service: &Service, actor: &Actor, program: &str) -> Result<GateView, ServiceError> {
    let directory = service.directory()?;
    service.read(|conn| {
        let program = authorized_by_id(conn, &directory, actor, Permission::ReadWorkspace, program)?;
        let working = Working::load(conn, program)?;
        compute(conn, &working)
    })
}

/// Works the checklist out.
pub(crate) fn compute(conn: &mut Conn<'_>, working: &Working) -> Result<GateView, ServiceError> {
    let exceptions: Vec<ExceptionView> =
        changes::exceptions_of(conn, working.program.id, working.draft.number)?
            .into_iter()
            .map(exception_view)
            .collect();
    let excepted: BTreeSet<GateItem> = exceptions
        .iter()
        .filter(|exception| exception.signed)
        .flat_map(|exception| exception.items.iter().copied())
        .collect();
    let mut lines = Vec::with_capacity(GateItem::ALL.len());
    let found = findings(conn, working)?;
    for item in GateItem::ALL {
        let mut findings: Vec<Finding> =
            found.iter().filter(|(of, _)| of == item).map(|(_, finding)| finding.clone()).collect();
        let open = u64::try_from(findings.len()).unwrap_or(u64::MAX);
        findings.truncate(FINDINGS_MAX);
        lines.push(GateLine {
            item: *item,
            open,
            blocks: item.blocks(),
            excepted: excepted.contains(item),
            findings,
        });
    }
    let excepted: Vec<GateItem> = excepted.into_iter().collect();
    Ok(GateView {
        edition: working.draft.number,
        open: is_open(lines.iter().map(|line| (line.item, line.open)), &excepted),
        lines,
        exceptions,
    })
}

fn findings(conn: &mut Conn<'_>, working: &Working) -> Result<Vec<(GateItem, Finding)>, ServiceError> {
    let mut found = Vec::new();
    let linked = working.linked(conn)?;
    for point in changes::standings(conn, working.program.id)? {
        let finding = || Finding {
            point: Some(point.public_id.clone()),
            contribution: Some(point.contribution.clone()),
            ..Finding::default()
        };
        match point.visibility.0 {
            Visibility::Hidden if point.reason.is_none() => {
                found.push((GateItem::ModeratedReasoned, finding()));
            }
            Visibility::Held => found.push((GateItem::ModeratedReasoned, finding())),
            _ => {}
        }
        // What a person took back, or what is hidden with a reason, waits for nothing.
        if !matches!(point.visibility.0, Visibility::Visible | Visibility::Held) {
            continue;
        }
        if !point.state.0.is_decided() {
            found.push((GateItem::PointsDecided, finding()));
        } else if point.disposition.is_some_and(|disposition| disposition.0.demands_change())
            && !linked.contains(&point.id)
        {
            found.push((GateItem::AcceptedLinked, finding()));
        }
    }
    texts(working, &mut found)?;
    for doubt in placing::place(conn, working)?.into_iter().filter(placing::Placed::is_in_doubt) {
        let contribution = Some(doubt.contribution);
        found.push((GateItem::DoubtsEmpty, Finding { contribution, ..Finding::default() }));
    }
    Ok(found)
}

/// What the texts themselves still lack.
fn texts(working: &Working, found: &mut Vec<(GateItem, Finding)>) -> Result<(), ServiceError> {
    let changed = working.changed()?;
    for (row, public_id) in &working.rows {
        let provision = Some(public_id.clone());
        let is_changed = changed.contains_key(&row.provision_id);
        if is_changed && row.cause.is_none() {
            let finding = Finding { provision: provision.clone(), ..Finding::default() };
            found.push((GateItem::CausesGiven, finding));
        }
        if row.removed {
            continue;
        }
        let text = Bilingual { kk: row.text_kk.clone(), ru: row.text_ru.clone() };
        for language in missing(&text) {
            let detail = Some(language.to_string());
            let finding = Finding { provision: provision.clone(), detail, ..Finding::default() };
            found.push((GateItem::LanguagesComplete, finding));
        }
        if !is_changed {
            continue;
        }
        for difference in number_differences(&text) {
            let side = |number: Option<String>| number.unwrap_or_else(|| "—".to_owned());
            let detail = Some(format!("{} / {}", side(difference.kk), side(difference.ru)));
            let finding = Finding { provision: provision.clone(), detail, ..Finding::default() };
            found.push((GateItem::NumbersAgree, finding));
        }
    }
    Ok(())
}

pub(crate) fn exception_view(row: ExceptionRow) -> ExceptionView {
    ExceptionView {
        id: row.public_id,
        items: row.items.split(' ').filter_map(|word| word.parse().ok()).collect(),
        note: Bilingual::new(row.note_kk, row.note_ru),
        signed: row.signed_at.is_some(),
    }
}
