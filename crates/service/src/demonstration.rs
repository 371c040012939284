//! Setting up the demonstration campaign: the programs and contributions of [`crate::demo`], stored.

mod revision;

use std::collections::BTreeMap;
use std::sync::Arc;

use kenes_domain::conservation::Shelf;
use kenes_domain::contribution::{Channel, Visibility};
use kenes_domain::decision::{DecisionState, PointState};
use kenes_domain::journal::{Act, ActKind};
use kenes_domain::program::ProvisionDraft;
use kenes_domain::timestamp::Timestamp;
use kenes_store::contributions::{self as rows, AnchorRow, NewContributionRow, NewPoint};
use kenes_store::counters::{self, Delta};
use kenes_store::decisions::{self as store_decisions, NewDecision};
use kenes_store::{AsText, Conn};

use crate::Service;
use crate::contributions;
use crate::demo::{self, DemoContribution, DemoDecision, DemoProgram, Place, Stream, StreamOptions};
use crate::directory::Directory;
use crate::error::ServiceError;
use crate::setup::{CampaignFiles, CampaignPlan, PublishedProgram, publish_programs};

/// Days for which the discussion has been open when the demonstration starts.
const DAYS_OPEN: i64 = 10;
/// Contributions stored in one transaction.
const CONTRIBUTIONS_PER_TRANSACTION: usize = 500;
/// Programs generated between two reports of progress.
const PROGRAMS_PER_STEP: usize = 8;

/// What the demonstration is made of.
#[derive(Debug, Clone, Copy)]
pub struct DemoOptions {
    /// How many contributions.
    pub contributions: u32,
    /// The same seed gives the same demonstration.
    pub seed: u64,
}

/// How far the work has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// What is being made: `programs` or `contributions`.
    pub step: &'static str,
    /// How many are stored.
    pub done: u64,
    /// How many there will be.
    pub total: u64,
}

/// What was made.
#[derive(Debug, Clone, Copy)]
pub struct DemoReport {
    /// Programs.
    pub programs: u64,
    /// Provisions.
    pub provisions: u64,
    /// Contributions.
    pub contributions: u64,
}

/// Makes the demonstration campaign in an empty installation. Its discussion has been open for ten days, whatever
/// today is.
pub fn install(
    service: &Service,
    options: &DemoOptions,
    progress: &dyn Fn(Progress),
) -> Result<DemoReport, ServiceError> {
    let places: BTreeMap<String, Place> = demo::places(CampaignFiles::KZ_2020.territories)
        .map_err(|error| ServiceError::Configuration(error.to_string()))?
        .into_iter()
        .map(|place| (place.kato.clone(), place))
        .collect();
    let mut plan = CampaignPlan::parse(&CampaignFiles::KZ_2020)?;
    plan.open_days_ago(service.now().date_at(0), DAYS_OPEN);
    let planned = plan.install(service, true)?;
    let total = u64::try_from(planned.len()).unwrap_or(u64::MAX);
    let mut report = DemoReport { programs: 0, provisions: 0, contributions: 0 };
    let (mut made, mut published) = (Vec::new(), Vec::new());
    for chunk in planned.chunks(PROGRAMS_PER_STEP) {
        let mut drafts = Vec::with_capacity(chunk.len());
        for program in chunk {
            let place = places.get(&program.kato).ok_or_else(|| {
                ServiceError::Configuration(format!(
                    "territories.csv: {} has a program but no place",
                    program.kato
                ))
            })?;
            let demo = demo::build(place, options.seed);
            drafts.push((program.clone(), demo.edition.clone()));
            made.push(demo);
        }
        for program in publish_programs(service, drafts)? {
            report.programs += 1;
            report.provisions += u64::try_from(program.provisions.len()).unwrap_or(0);
            published.push(program);
        }
        progress(Progress { step: "programs", done: report.programs, total });
    }
    let published = Arc::new(published);
    report.contributions = contribute(service, options, &made, Arc::clone(&published), progress)?;
    revision::revise(service, &published)?;
    service.integrate_all()?;
    Ok(report)
}

/// Stores the contributions, and the decisions on them.
fn contribute(
    service: &Service,
    options: &DemoOptions,
    made: &[DemoProgram],
    published: Arc<Vec<PublishedProgram>>,
    progress: &dyn Fn(Progress),
) -> Result<u64, ServiceError> {
    let total = u64::from(options.contributions);
    let span = u32::try_from(DAYS_OPEN * 24 * 60).unwrap_or(u32::MAX);
    let stream = Stream::new(made, StreamOptions { count: total, seed: options.seed, span_minutes: span });
    let directory = service.directory()?;
    let mut writer = Writer { service, directory, published, ids: Vec::new() };
    let mut batch = Vec::with_capacity(CONTRIBUTIONS_PER_TRANSACTION);
    let mut done = 0;
    for contribution in stream.iter() {
        let decision = stream.decision(&contribution);
        let provision = contribution
            .provision
            .and_then(|index| made.get(contribution.program)?.edition.provisions.get(index));
        batch.push(writer.prepare(contribution, decision, provision)?);
        if batch.len() == CONTRIBUTIONS_PER_TRANSACTION {
            done += writer.write(std::mem::take(&mut batch))?;
            progress(Progress { step: "contributions", done, total });
        }
    }
    done += writer.write(batch)?;
    Ok(done)
}

/// A contribution ready to be stored.
struct Prepared {
    row: NewContributionRow,
    point: String,
    anchor: Option<AnchorRow>,
    decision: Option<NewDecision>,
    direction: Option<String>,
    /// Index in the stream of the contribution that this replies to.
    reply_to: Option<u64>,
    /// Index of its program.
    program: usize,
    opening: Vec<u8>,
}

struct Writer<'a> {
    service: &'a Service,
    directory: Arc<Directory>,
    published: Arc<Vec<PublishedProgram>>,
    /// Internal ids of the contributions stored so far, in the order of the stream.
    ids: Vec<i64>,
}

impl Writer<'_> {
    fn prepare(
        &self,
        contribution: DemoContribution,
        decision: Option<DemoDecision>,
        provision: Option<&ProvisionDraft>,
    ) -> Result<Prepared, ServiceError> {
        let program = self.program(contribution.program)?;
        let campaign = self.directory.campaign()?;
        let opens_at = program.plan.opens_at;
        let received_at = opens_at.plus_seconds(i64::from(contribution.minute) * 60);
        let due =
            campaign.calendar.after_working_days(received_at.date_at(0), campaign.rules.answer_working_days);
        let decided_at =
            decision.as_ref().map(|decision| opens_at.plus_seconds(i64::from(decision.minute) * 60).micros());
        let provision_id = contribution.provision.and_then(|index| program.provisions.get(index).copied());
        let anchor = contribution.quote.and_then(|quote| {
            let text = provision?.text.get(quote.language)?;
            AnchorRow::from_span(provision_id?, 1, quote.language, text, quote.start..quote.end)
        });
        let opening = serde_json::to_vec(&(
            contribution.kind.as_str(),
            contribution.language.as_str(),
            &contribution.text,
            &contribution.name,
            &contribution.place,
        ))
        .map_err(|error| ServiceError::Internal(error.to_string()))?;
        let [anonymous, email, identity] = contribution.supports.map(i64::from);
        let row = NewContributionRow {
            public_id: self.service.new_public_id().to_string(),
            receipt: self.service.new_receipt().as_str().to_owned(),
            program_id: program.plan.id,
            edition_number: 1,
            provision_id,
            provision_label: provision.map(|provision| provision.label.clone()),
            parent_id: None,
            kind: AsText(contribution.kind),
            language: AsText(contribution.language),
            channel: AsText(contribution.channel),
            verification: AsText(contribution.verification),
            visibility: AsText(Visibility::Visible),
            reason: None,
            text: Some(contribution.text),
            name: contribution.name,
            place: contribution.place,
            problem: contribution.proposal.as_ref().and_then(|proposal| proposal.problem.clone()),
            solution: contribution.proposal.as_ref().map(|proposal| proposal.solution.clone()),
            cost_tenge: contribution
                .proposal
                .as_ref()
                .and_then(|proposal| proposal.cost)
                .map(kenes_domain::money::Tenge::amount),
            received_at: received_at.micros(),
            late: false,
            due_on: kenes_store::territories::date_text(due),
            supports_anonymous: anonymous,
            supports_email: email,
            supports_identity: identity,
            replies: 0,
            decided_at,
        };
        let office = &program.plan;
        let decision = decision.map(|decision| NewDecision {
            public_id: self.service.new_public_id().to_string(),
            program_id: office.id,
            state: AsText(DecisionState::Published),
            disposition: AsText(decision.disposition),
            reason_kk: decision.reason.kk,
            reason_ru: decision.reason.ru,
            office_kk: office.name_kk.clone(),
            office_ru: office.name_ru.clone(),
            points: 1,
            published_at: decided_at,
        });
        Ok(Prepared {
            row,
            point: self.service.new_public_id().to_string(),
            anchor,
            decision,
            direction: provision.and_then(|provision| provision.direction.clone()),
            reply_to: contribution.reply_to,
            program: contribution.program,
            opening,
        })
    }

    fn program(&self, index: usize) -> Result<&PublishedProgram, ServiceError> {
        self.published
            .get(index)
            .ok_or_else(|| ServiceError::Internal(format!("the demonstration has no program {index}")))
    }

    /// Stores a batch in one transaction, with points, anchors, decisions, counters and acts.
    fn write(&mut self, mut batch: Vec<Prepared>) -> Result<u64, ServiceError> {
        let count = u64::try_from(batch.len()).unwrap_or(0);
        let first = u64::try_from(self.ids.len()).unwrap_or(0);
        for prepared in &mut batch {
            // A reply to a contribution of the same batch would need its id before it has one; it stands on its own.
            prepared.row.parent_id = prepared
                .reply_to
                .filter(|index| *index < first)
                .and_then(|index| self.ids.get(usize::try_from(index).ok()?).copied());
        }
        let campaign_id = self.directory.campaign()?.id;
        let published = Arc::clone(&self.published);
        let ids = self.service.write(move |conn, acts| {
            let decisions: Vec<NewDecision> =
                batch.iter().filter_map(|prepared| prepared.decision.clone()).collect();
            let decision_ids: BTreeMap<String, i64> = store_decisions::insert(conn, &decisions)?
                .into_iter()
                .map(|(id, public_id)| (public_id, id))
                .collect();
            let new: Vec<NewContributionRow> = batch.iter().map(|prepared| prepared.row.clone()).collect();
            let ids: BTreeMap<String, i64> =
                rows::insert(conn, &new)?.into_iter().map(|(id, public_id)| (public_id, id)).collect();
            let mut counts = Counts::default();
            let (mut points, mut anchors, mut ordered) = (Vec::new(), Vec::new(), Vec::new());
            for prepared in &batch {
                let id = ids.get(&prepared.row.public_id).copied().unwrap_or_default();
                ordered.push(id);
                let decision = prepared
                    .decision
                    .as_ref()
                    .and_then(|decision| decision_ids.get(&decision.public_id).copied());
                points.push(prepared.point_row(id, decision));
                anchors.extend(prepared.anchor.clone().map(|mut anchor| {
                    anchor.contribution_id = id;
                    anchor
                }));
                if let Some(parent) = prepared.row.parent_id {
                    rows::add_reply(conn, parent)?;
                }
                counts.add(prepared);
                if let Some(program) = published.get(prepared.program) {
                    for act in prepared.acts(program) {
                        acts.push(act, Some(program.plan.id));
                    }
                }
            }
            rows::insert_points(conn, &points)?;
            rows::insert_anchors(conn, &anchors)?;
            counts.store(conn, campaign_id)?;
            Ok(ordered)
        })?;
        self.ids.extend(ids);
        Ok(count)
    }
}

impl Prepared {
    fn point_row(&self, contribution_id: i64, decision_id: Option<i64>) -> NewPoint {
        let length = self.row.text.as_deref().map_or(0, |text| text.chars().count());
        NewPoint {
            public_id: self.point.clone(),
            contribution_id,
            program_id: self.row.program_id,
            ordinal: 1,
            start_position: 0,
            end_position: i32::try_from(length).unwrap_or(i32::MAX),
            state: if decision_id.is_some() { PointState::Published } else { PointState::New }.to_string(),
            group_id: None,
            decision_id,
        }
    }

    fn acts(&self, program: &PublishedProgram) -> Vec<Act> {
        let act = |kind, time, subject, reason, opening| Act {
            kind,
            time,
            place: program.plan.kato.clone(),
            program: Some(program.plan.public_id.clone()),
            edition: Some(1),
            subject,
            reason,
            opening,
        };
        let kind = match self.row.channel.0 {
            Channel::Web => ActKind::ContributionReceived,
            _ => ActKind::ContributionEntered,
        };
        let mut acts = vec![act(
            kind,
            Timestamp::from_micros(self.row.received_at),
            contributions::subject(&self.row.public_id),
            None,
            Some(self.opening.clone()),
        )];
        if let Some(decision) = &self.decision {
            acts.push(act(
                ActKind::DecisionPublished,
                Timestamp::from_micros(decision.published_at.unwrap_or(self.row.received_at)),
                format!("decision/{}", decision.public_id),
                Some(decision.disposition.0.to_string()),
                None,
            ));
        }
        acts
    }
}

/// How the counters change with a batch.
#[derive(Default)]
struct Counts {
    programs: BTreeMap<i64, Delta>,
    provisions: BTreeMap<(i64, i64), i64>,
    directions: BTreeMap<String, i64>,
}

impl Counts {
    fn add(&mut self, prepared: &Prepared) {
        let shelf = if prepared.decision.is_some() { Shelf::Decided } else { Shelf::Open };
        let delta = self.programs.entry(prepared.row.program_id).or_default();
        delta.receive_contributions(shelf, 1);
        delta.receive_points(shelf, 1);
        if let Some(provision) = prepared.row.provision_id {
            *self.provisions.entry((prepared.row.program_id, provision)).or_default() += 1;
        }
        if let Some(direction) = &prepared.direction {
            *self.directions.entry(direction.clone()).or_default() += 1;
        }
    }

    fn store(self, conn: &mut Conn<'_>, campaign_id: i64) -> Result<(), ServiceError> {
        for (program, delta) in self.programs {
            counters::apply(conn, program, delta)?;
        }
        for ((program, provision), count) in self.provisions {
            counters::add_to_provision(conn, program, provision, count)?;
        }
        for (direction, count) in self.directions {
            counters::add_to_direction(conn, campaign_id, &direction, count)?;
        }
        Ok(())
    }
}
