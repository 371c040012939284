//! Open data: every public table as CSV, JSON Lines or Excel, page by page, so that the size of a country needs no
//! more memory than that of a district.
//!
//! **Architecture invariant:** what the public does not see is in no export; where it was, a stub says why.

mod columns;

use std::collections::BTreeMap;
use std::io;

use kenes_documents::export::Value;
use kenes_documents::export::stream::{Sink, TableWriter};
use kenes_domain::journal::ActKind;
use kenes_domain::money::Tenge;
use kenes_domain::open_data::{Dataset, FileForm};
use kenes_domain::program::{Cost, ProvisionData};
use kenes_domain::timestamp::Timestamp;
use kenes_store::exports as pages;
use serde_json::{Value as Json, json};

pub use self::columns::{Column, columns};
use crate::Service;
use crate::contributions::{self, ContributionView};
use crate::directory::Directory;
use crate::error::ServiceError;
use crate::programs::{self, EditionView, ProgramCard, ProvisionView};
use crate::territories::Names;

/// Rows read in one snapshot.
const PAGE_ROWS: i64 = 1_000;

/// The licence of everything that is exported.
pub const LICENCE: (&str, &str, &str) =
    ("CC-BY-4.0", "Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/");

/// What an export holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportReport {
    /// Rows without the header.
    pub rows: u64,
    /// How many acts the journal had: the export says nothing of later ones.
    pub as_of: i64,
}

/// How many acts the journal has now: the position of an export that names none.
pub fn position(service: &Service) -> Result<i64, ServiceError> {
    service.read(|conn| Ok(kenes_store::acts::size(conn)?))
}

/// Writes a data set. Those that follow the journal have exactly the rows of the first `as_of` acts, whenever they are
/// written; of each row the state is told as it is now (a contribution that was hidden since is a stub). The others
/// are as they are now.
pub fn write(
    service: &Service,
    dataset: Dataset,
    form: FileForm,
    as_of: i64,
    out: Sink,
) -> Result<ExportReport, ServiceError> {
    let as_of = as_of.clamp(0, position(service)?);
    let names: Vec<&str> = columns(dataset).iter().map(|column| column.name).collect();
    let table = TableWriter::new(out, form, dataset.as_str(), &names).map_err(|error| gone(&error))?;
    let mut rows = Rows { table, width: names.len(), count: 0 };
    match dataset {
        Dataset::Programs => programs_rows(service, &mut rows)?,
        Dataset::Provisions | Dataset::Indicators | Dataset::Measures => {
            for card in programs_in_order(service)? {
                if card.edition.is_none() {
                    continue;
                }
                edition_rows(&programs::edition(service, &card.id, None)?, dataset, &mut rows)?;
            }
        }
        Dataset::Contributions => contributions_rows(service, as_of, &mut rows)?,
        Dataset::Decisions => decisions_rows(service, as_of, &mut rows)?,
        Dataset::Moderations => moderations_rows(service, &mut rows)?,
        Dataset::Envelopes => envelopes_rows(service, &mut rows)?,
        Dataset::Progress => progress_rows(service, &mut rows)?,
        Dataset::Journal => journal_rows(service, as_of, &mut rows)?,
    }
    let count = rows.count;
    rows.table.finish().map_err(|error| gone(&error))?;
    Ok(ExportReport { rows: count, as_of })
}

/// The description of all data sets as a Frictionless data package; `base` is the address or folder of the files.
pub fn package(service: &Service, base: &str, form: FileForm, as_of: i64) -> Result<Json, ServiceError> {
    let campaign = crate::campaigns::current(service)?;
    let (licence, title, link) = LICENCE;
    let resources: Vec<Json> = Dataset::ALL
        .iter()
        .map(|dataset| {
            let query = if dataset.follows_journal() && base.contains("://") {
                format!("?as_of={as_of}")
            } else {
                String::new()
            };
            let fields: Vec<Json> = columns(*dataset)
                .iter()
                .map(|column| {
                    json!({"name": column.name, "type": column.kind.as_str(), "description": column.about})
                })
                .collect();
            json!({
                "name": dataset.as_str(),
                "path": format!("{base}{dataset}.{form}{query}"),
                "format": form.as_str(),
                "mediatype": form.media_type().split(';').next(),
                "encoding": "utf-8",
                "profile": "tabular-data-resource",
                "schema": {"fields": fields, "missingValues": [""]},
            })
        })
        .collect();
    Ok(json!({
        "profile": "tabular-data-package",
        "name": campaign.id,
        "title": campaign.names.en,
        "titles": {"kk": campaign.names.kk, "ru": campaign.names.ru, "en": campaign.names.en},
        "created": service.now().rfc3339(),
        "journal_position": as_of,
        "licenses": [{"name": licence, "title": title, "path": link}],
        "resources": resources,
    }))
}

/// Whoever downloads has gone, or the disk is full: the file ends in the middle, and says so by having no end.
fn gone(error: &io::Error) -> ServiceError {
    ServiceError::Internal(format!("an export was not written to its end: {error}"))
}

struct Rows {
    table: TableWriter,
    width: usize,
    count: u64,
}

impl Rows {
    fn push(&mut self, values: &[Value]) -> Result<(), ServiceError> {
        if values.len() != self.width {
            let problem = format!("{} values for {} columns", values.len(), self.width);
            return Err(ServiceError::Internal(problem));
        }
        self.count += 1;
        self.table.row(values).map_err(|error| gone(&error))
    }
}

fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}

fn optional(value: Option<String>) -> Value {
    value.map_or(Value::Empty, Value::Text)
}

fn whole(value: impl TryInto<i64>) -> Value {
    value.try_into().map_or(Value::Empty, Value::Integer)
}

fn money(tenge: i64) -> Value {
    Value::Money(Tenge::new(tenge))
}

fn moment(micros: i64) -> Value {
    Value::Text(Timestamp::from_micros(micros).rfc3339())
}

fn programs_in_order(service: &Service) -> Result<Vec<ProgramCard>, ServiceError> {
    let directory = service.directory()?;
    let mut cards: Vec<ProgramCard> = programs::cards(service, &directory)?.into_values().collect();
    cards.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(cards)
}

fn region(names: Option<&Names>) -> [Value; 2] {
    names.map_or([Value::Empty, Value::Empty], |names| [text(names.kk.clone()), text(names.ru.clone())])
}

fn tally(card: &ProgramCard) -> [Value; 6] {
    let tally = card.contributions;
    [tally.received, tally.open, tally.decided, tally.grouped, tally.moderated, tally.withdrawn].map(whole)
}

fn programs_rows(service: &Service, rows: &mut Rows) -> Result<(), ServiceError> {
    let directory = service.directory()?;
    for card in programs_in_order(service)? {
        let kato = directory.find(&card.territory).map(|territory| territory.state.kato.clone());
        let mut row = vec![
            text(card.id.clone()),
            text(card.territory.clone()),
            optional(kato),
            text(card.territory_names.kk.clone()),
            text(card.territory_names.ru.clone()),
        ];
        row.extend(region(card.parent_names.as_ref()));
        row.extend([
            optional(card.title.kk.clone()),
            optional(card.title.ru.clone()),
            text(card.phase.as_str()),
            card.edition.map_or(Value::Empty, whole),
            whole(card.first_year),
            whole(card.last_year),
            whole(card.measures),
            whole(card.indicators),
            money(card.planned_tenge),
            whole(card.cost_unknown),
        ]);
        row.extend(tally(&card));
        rows.push(&row)?;
    }
    Ok(())
}

fn edition_rows(view: &EditionView, dataset: Dataset, rows: &mut Rows) -> Result<(), ServiceError> {
    for (position, provision) in view.provisions.iter().enumerate() {
        match (dataset, &provision.data) {
            (Dataset::Provisions, _) => rows.push(&[
                text(view.program.id.clone()),
                whole(view.number),
                whole(position),
                text(provision.id.clone()),
                text(provision.kind.as_str()),
                whole(provision.level),
                text(provision.label.clone()),
                optional(provision.direction.clone()),
                optional(provision.text.kk.clone()),
                optional(provision.text.ru.clone()),
                whole(provision.contributions),
            ])?,
            (Dataset::Indicators, ProvisionData::Indicator(indicator)) => {
                for target in &indicator.targets {
                    let mut row = head(view, provision);
                    row.extend([
                        optional(indicator.unit.kk.clone()),
                        optional(indicator.unit.ru.clone()),
                        optional(indicator.aim.map(|aim| aim.to_string())),
                        whole(indicator.base_year),
                        optional(indicator.base_value.clone()),
                        whole(target.year),
                        text(target.value.clone()),
                    ]);
                    rows.push(&row)?;
                }
            }
            (Dataset::Measures, ProvisionData::Measure(measure)) => {
                let first = || {
                    let mut row = head(view, provision);
                    row.extend([
                        whole(measure.starts),
                        whole(measure.ends),
                        optional(measure.executor.kk.clone()),
                        optional(measure.executor.ru.clone()),
                        Value::Flag(measure.cost != Cost::Unknown),
                    ]);
                    row
                };
                let lines = match &measure.cost {
                    Cost::Known(lines) => lines.as_slice(),
                    Cost::Unknown => &[],
                };
                // A measure without lines has a row too: it costs nothing, or nobody knows what.
                if lines.is_empty() {
                    let mut row = first();
                    row.extend([Value::Empty, Value::Empty, Value::Empty]);
                    rows.push(&row)?;
                }
                for line in lines {
                    let mut row = first();
                    row.extend([whole(line.year), text(line.source.as_str()), Value::Money(line.amount)]);
                    rows.push(&row)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn head(view: &EditionView, provision: &ProvisionView) -> Vec<Value> {
    vec![
        text(view.program.id.clone()),
        whole(view.number),
        text(provision.id.clone()),
        text(provision.label.clone()),
        optional(provision.direction.clone()),
        optional(provision.text.kk.clone()),
        optional(provision.text.ru.clone()),
    ]
}

/// Walks over the journal's acts of some kinds, a page at a time.
fn follow(
    service: &Service,
    kinds: &[ActKind],
    as_of: i64,
    mut page: impl FnMut(&[(i64, String)]) -> Result<(), ServiceError>,
) -> Result<(), ServiceError> {
    let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let mut from = 0;
    loop {
        let found = service.read(|conn| Ok(pages::acts_of_kinds(conn, &words, (from, as_of), PAGE_ROWS)?))?;
        let subjects: Vec<(i64, String)> = found
            .into_iter()
            .filter_map(|act| {
                let id = act.subject.split_once('/')?.1.to_owned();
                Some((act.leaf_index?, id))
            })
            .collect();
        let Some((last, _)) = subjects.last() else { return Ok(()) };
        from = last + 1;
        page(&subjects)?;
    }
}

fn contributions_rows(service: &Service, as_of: i64, rows: &mut Rows) -> Result<(), ServiceError> {
    let programs = program_ids(service)?;
    let kinds = [ActKind::ContributionReceived, ActKind::ContributionEntered];
    follow(service, &kinds, as_of, |subjects| {
        let ids: Vec<String> = subjects.iter().map(|(_, id)| id.clone()).collect();
        let mut found: BTreeMap<String, (i64, Option<i64>, ContributionView)> = service.read(|conn| {
            let stored = pages::contributions(conn, &ids)?;
            let beside: Vec<(i64, Option<i64>)> =
                stored.iter().map(|row| (row.program_id, row.decided_at)).collect();
            let views = contributions::views(conn, stored)?;
            Ok(beside
                .into_iter()
                .zip(views)
                .map(|((program, decided_at), view)| (view.id.clone(), (program, decided_at, view)))
                .collect())
        })?;
        for (leaf_index, id) in subjects {
            if let Some((program, decided_at, view)) = found.remove(id) {
                rows.push(&contribution_row(*leaf_index, programs.get(&program), decided_at, view))?;
            }
        }
        Ok(())
    })
}

fn contribution_row(
    leaf_index: i64,
    program: Option<&String>,
    decided_at: Option<i64>,
    view: ContributionView,
) -> Vec<Value> {
    let (problem, solution, cost) = match view.proposal {
        Some(proposal) => (
            optional(proposal.problem),
            text(proposal.solution),
            proposal.cost_tenge.map_or(Value::Empty, money),
        ),
        None => (Value::Empty, Value::Empty, Value::Empty),
    };
    let dispositions: Vec<&str> =
        view.decisions.iter().map(|decision| decision.disposition.as_str()).collect();
    vec![
        whole(leaf_index),
        text(view.id),
        optional(program.cloned()),
        optional(view.provision),
        optional(view.provision_label),
        whole(view.edition),
        text(view.kind.as_str()),
        text(view.language.as_str()),
        text(view.channel.as_str()),
        text(view.verification.as_str()),
        text(view.visibility.as_str()),
        optional(view.reason),
        text(view.received_at.rfc3339()),
        Value::Flag(view.late),
        text(view.due_on),
        optional(view.text),
        optional(view.name),
        optional(view.place),
        optional(view.quote),
        problem,
        solution,
        cost,
        whole(view.supports.email),
        whole(view.supports.anonymous),
        text(dispositions.join(" ")),
        decided_at.map_or(Value::Empty, moment),
    ]
}

fn program_ids(service: &Service) -> Result<BTreeMap<i64, String>, ServiceError> {
    let directory: std::sync::Arc<Directory> = service.directory()?;
    Ok(programs::cards(service, &directory)?.into_iter().map(|(id, card)| (id, card.id)).collect())
}

fn decisions_rows(service: &Service, as_of: i64, rows: &mut Rows) -> Result<(), ServiceError> {
    let programs = program_ids(service)?;
    follow(service, &[ActKind::DecisionPublished, ActKind::DecisionReplaced], as_of, |subjects| {
        let ids: Vec<String> = subjects.iter().map(|(_, id)| id.clone()).collect();
        let mut found: BTreeMap<String, _> = service
            .read(|conn| Ok(pages::decisions(conn, &ids)?))?
            .into_iter()
            .map(|(program, row)| (row.public_id.clone(), (program, row)))
            .collect();
        for (leaf_index, id) in subjects {
            let Some((program, row)) = found.remove(id) else { continue };
            rows.push(&[
                whole(*leaf_index),
                text(row.public_id),
                optional(programs.get(&program).cloned()),
                text(row.disposition.0.as_str()),
                optional(row.reason_kk),
                optional(row.reason_ru),
                text(row.office_kk),
                text(row.office_ru),
                whole(row.points),
                row.published_at.map_or(Value::Empty, moment),
            ])?;
        }
        Ok(())
    })
}

fn moderations_rows(service: &Service, rows: &mut Rows) -> Result<(), ServiceError> {
    let programs = program_ids(service)?;
    let mut after = 0;
    loop {
        let found = service.read(|conn| Ok(pages::moderations(conn, after, PAGE_ROWS)?))?;
        let Some((last, ..)) = found.last() else { return Ok(()) };
        after = last.id;
        for (row, program, contribution) in found {
            rows.push(&[
                text(contribution),
                optional(programs.get(&program).cloned()),
                text(row.action),
                optional(row.reason),
                text(row.role),
                moment(row.happened_at),
            ])?;
        }
    }
}

fn envelopes_rows(service: &Service, rows: &mut Rows) -> Result<(), ServiceError> {
    let directory = service.directory()?;
    let found = service.read(|conn| Ok(kenes_store::envelopes::lines(conn, None, true)?))?;
    for row in found {
        let view = crate::envelopes::view(&directory, row)?;
        rows.push(&[
            text(view.territory),
            text(view.territory_names.kk),
            text(view.territory_names.ru),
            whole(view.line.year),
            text(view.line.source.as_str()),
            text(view.line.kind.as_str()),
            text(view.line.purpose),
            Value::Money(view.line.amount),
            text(view.line.act),
            text(view.recorded_at.rfc3339()),
            view.replaced_at.map_or(Value::Empty, |at| text(at.rfc3339())),
        ])?;
    }
    Ok(())
}

fn progress_rows(service: &Service, rows: &mut Rows) -> Result<(), ServiceError> {
    for progress in crate::statistics::progress(service)?.programs {
        let card = &progress.program;
        let mut row = vec![
            text(card.id.clone()),
            text(card.territory.clone()),
            text(card.territory_names.kk.clone()),
            text(card.territory_names.ru.clone()),
        ];
        row.extend(region(card.parent_names.as_ref()));
        row.push(text(card.phase.as_str()));
        row.extend(tally(card));
        let numbers = &progress.numbers;
        row.extend([
            whole(numbers.overdue),
            whole(numbers.led_to_changes),
            numbers.median_days.map_or(Value::Empty, whole),
            whole(numbers.decisions),
            whole(numbers.boilerplate),
        ]);
        rows.push(&row)?;
    }
    Ok(())
}

fn journal_rows(service: &Service, as_of: i64, rows: &mut Rows) -> Result<(), ServiceError> {
    let mut from = 0;
    while from < as_of {
        let found = service.journal_page(from, PAGE_ROWS.min(as_of - from))?;
        let Some(last) = found.last() else { return Ok(()) };
        from = last.leaf_index + 1;
        for act in found {
            rows.push(&[
                whole(act.leaf_index),
                text(act.kind),
                text(act.happened_at.rfc3339()),
                text(act.place),
                text(act.subject),
                text(act.leaf_hash),
            ])?;
        }
    }
    Ok(())
}
