//! A few programs of the demonstration with a published second edition, made by the same use cases as a real one.

use std::collections::BTreeMap;

use kenes_domain::decision::{ChangeCause, DecisionDraft, Disposition};
use kenes_domain::language::Bilingual;
use kenes_domain::money::{FundingSource, Tenge};
use kenes_domain::permission::{Actor, Grant, Role};
use kenes_domain::program::{Cost, CostLine, ProvisionData, ProvisionKind};
use kenes_domain::revision::gate::GateItem;
use kenes_store::{changes, phases as phase_rows};

use crate::Service;
use crate::draft::doubts::{self, Answer};
use crate::draft::editing::{self, Answers, Edit, Insertion};
use crate::draft::{self, DraftProvision, DraftView, exceptions, gate, publishing};
use crate::error::ServiceError;
use crate::phases;
use crate::points::{self, POINTS_PER_STEP_MAX};
use crate::setup::PublishedProgram;

/// Provisions that answer points, at most; the rest of the points is answered by a new provision.
const EDITS_MAX: usize = 8;

/// Sentences that are added where people asked for something.
const ADDED: [(&str, &str); 4] = [
    (
        "Жұмыстың барысы туралы тұрғындарға тоқсан сайын есеп беріледі.",
        "О ходе работ жителям отчитываются каждый квартал.",
    ),
    (
        "Тұрғындардың өтініші бойынша жұмыс бір жыл бұрын басталады.",
        "По просьбам жителей работы начнутся на год раньше.",
    ),
    (
        "Шалғай ауылдардың ұсыныстары жобалау кезінде ескеріледі.",
        "Предложения отдалённых сёл учитываются при проектировании.",
    ),
    (
        "Аяқталған жұмысты тұрғындардың өкілдері бірге қабылдайды.",
        "Готовые работы принимают вместе с представителями жителей.",
    ),
];

/// Takes three programs through revision and publication.
pub(super) fn revise(service: &Service, published: &[PublishedProgram]) -> Result<(), ServiceError> {
    for quarter in 1..=3 {
        if let Some(program) = published.get(published.len() * quarter / 4) {
            revise_one(service, program)?;
        }
    }
    Ok(())
}

/// A member of staff who may do everything; `number` tells two of them apart.
fn staff(number: i64) -> Actor {
    Actor { account: Some(number), grants: vec![Grant { role: Role::Operator, territory: None }] }
}

fn revise_one(service: &Service, program: &PublishedProgram) -> Result<(), ServiceError> {
    let (id, actor) = (program.plan.public_id.as_str(), staff(1));
    let (internal, opens_at, now) = (program.plan.id, program.plan.opens_at, service.now());
    service
        .write(move |conn, _| Ok(phase_rows::set_window(conn, internal, opens_at.micros(), now.micros())?))?;
    phases::by_the_clock(service)?;
    answer_the_rest(service, &actor, program)?;
    let view = draft::open(service, &actor, id)?;
    let leftover = edit(service, &actor, id, &view)?;
    restructure(service, &actor, id, leftover)?;
    for doubt in doubts::list(service, &actor, id)? {
        doubts::resolve(service, &actor, id, &doubt.contribution, &Answer::Gone)?;
    }
    let open: Vec<GateItem> = gate::get(service, &actor, id)?
        .lines
        .iter()
        .filter(|line| line.blocks && line.open > 0)
        .map(|line| line.item)
        .collect();
    if !open.is_empty() {
        let note = Bilingual::new(
            "Қалған аудармалар мен жауаптар бір ай ішінде толықтырылады.",
            "Недостающие переводы и ответы будут добавлены в течение месяца.",
        );
        let exception = exceptions::ask(service, &actor, id, &open, &note)?;
        exceptions::sign(service, &staff(2), &exception)?;
    }
    publishing::publish(service, &actor, id)?;
    Ok(())
}

/// Gives every point that waits its answer.
fn answer_the_rest(service: &Service, actor: &Actor, program: &PublishedProgram) -> Result<(), ServiceError> {
    let internal = program.plan.id;
    let waiting: Vec<String> = service
        .read(|conn| Ok(changes::standings(conn, internal)?))?
        .into_iter()
        .filter(|point| !point.state.0.is_decided())
        .map(|point| point.public_id)
        .collect();
    let answer = DecisionDraft {
        disposition: Disposition::Answered,
        reason: Bilingual::new(
            "Пікіріңізді жұмыс тобы қарады. Ол мәтінді өзгертуді қажет етпейді, бірақ жұмысты ұйымдастырғанда ескеріледі.",
            "Рабочая группа рассмотрела ваше мнение. Менять текст не нужно, но оно учтётся при организации работ.",
        ),
        change: None,
        will_change: false,
        provision: None,
        addressee: None,
    };
    for chunk in waiting.chunks(POINTS_PER_STEP_MAX) {
        let decision = points::draft_decision(service, actor, &program.plan.public_id, chunk, &answer)?;
        points::approve_decision(service, actor, &decision)?;
        points::publish_decision(service, actor, &decision)?;
    }
    Ok(())
}

/// Changes the provisions at which most accepted points stand; returns the points that are not answered by that.
fn edit(
    service: &Service,
    actor: &Actor,
    program: &str,
    view: &DraftView,
) -> Result<Vec<String>, ServiceError> {
    let mut wanted: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut leftover = Vec::new();
    for point in &view.accepted {
        match &point.provision {
            Some(provision) => wanted.entry(provision).or_default().push(point.id.clone()),
            None => leftover.push(point.id.clone()),
        }
    }
    let mut edits = 0;
    for provision in &view.provisions {
        let Some(points) = wanted.remove(provision.id.as_str()) else { continue };
        let change = if edits < EDITS_MAX { improved(provision, edits) } else { None };
        let Some((text, data)) = change else {
            leftover.extend(points);
            continue;
        };
        let answers = Answers { cause: ChangeCause::Points, points, note: Bilingual::default() };
        let change = Edit { version: provision.version, text, data, label: None, answers: Some(answers) };
        editing::edit(service, actor, program, &provision.id, change)?;
        edits += 1;
    }
    Ok(leftover)
}

/// A provision with what people asked for; `None` for headings, which say nothing by themselves.
fn improved(provision: &DraftProvision, turn: usize) -> Option<(Option<Bilingual>, Option<ProvisionData>)> {
    match &provision.data {
        ProvisionData::Measure(measure) => {
            let mut measure = measure.clone();
            measure.cost = match measure.cost {
                Cost::Known(lines) if !lines.is_empty() => Cost::Known(
                    lines
                        .into_iter()
                        .map(|line| CostLine { amount: Tenge::new(line.amount.amount() / 10 * 11), ..line })
                        .collect(),
                ),
                Cost::Known(_) | Cost::Unknown => Cost::Known(vec![CostLine {
                    year: measure.ends,
                    source: FundingSource::Local,
                    amount: Tenge::new(25_000_000),
                }]),
            };
            Some((None, Some(ProvisionData::Measure(measure))))
        }
        ProvisionData::Indicator(indicator) => {
            let mut indicator = indicator.clone();
            let last = indicator.targets.last_mut()?;
            let value: u32 = last.value.parse().ok()?;
            last.value = (value + 1).to_string();
            Some((None, Some(ProvisionData::Indicator(indicator))))
        }
        ProvisionData::Text => {
            if matches!(provision.kind, ProvisionKind::Section | ProvisionKind::Heading) {
                return None;
            }
            let (kk, ru) = ADDED.get(turn % ADDED.len())?;
            let with =
                |text: &Option<String>, added: &str| text.as_ref().map(|text| format!("{text} {added}"));
            let text = Bilingual { kk: with(&provision.text.kk, kk), ru: with(&provision.text.ru, ru) };
            Some((Some(text), None))
        }
    }
}

/// Adds a provision that answers the rest of the points, takes out one at which nothing is asked for, and moves one.
fn restructure(
    service: &Service,
    actor: &Actor,
    program: &str,
    leftover: Vec<String>,
) -> Result<(), ServiceError> {
    let view = draft::get(service, actor, program)?;
    let untouched: Vec<(usize, &DraftProvision)> = view
        .provisions
        .iter()
        .enumerate()
        .filter(|(_, provision)| provision.kind == ProvisionKind::Paragraph && provision.change.is_none())
        .collect();
    let Some((_, first)) = untouched.first() else { return Ok(()) };
    if let Some((at, last)) = untouched.last().filter(|(_, last)| last.id != first.id) {
        let below = view.provisions.get(at + 1).is_some_and(|next| next.level > last.level);
        if !below {
            let note = Bilingual::new("Мазмұны басқа тармақтарда бар.", "Содержание есть в других пунктах.");
            let answers = Answers { cause: ChangeCause::OwnInitiative, points: Vec::new(), note };
            editing::answer(service, actor, program, &last.id, last.version, &answers)?;
            editing::remove(service, actor, program, &last.id, last.version + 1)?;
        }
    }
    // Neighbours at the same level, the second of which is put before the first one.
    let pair = untouched.windows(2).find_map(|pair| match pair {
        [(at, above), (next, own)] if *next == at + 1 && above.level == own.level && *at > 0 => {
            Some((view.provisions.get(at - 1)?, own))
        }
        _ => None,
    });
    if let Some((before, own)) =
        pair.filter(|(_, own)| untouched.last().is_none_or(|(_, last)| last.id != own.id))
    {
        let note = Bilingual::new("Мәтін ретке келтірілді.", "Изложение упорядочено.");
        let answers = Answers { cause: ChangeCause::Editorial, points: Vec::new(), note };
        editing::answer(service, actor, program, &own.id, own.version, &answers)?;
        editing::relocate(service, actor, program, &own.id, own.version + 1, Some(&before.id), own.level)?;
    }
    let answers = if leftover.is_empty() {
        Answers { cause: ChangeCause::OwnInitiative, points: Vec::new(), note: Bilingual::default() }
    } else {
        Answers { cause: ChangeCause::Points, points: leftover, note: Bilingual::default() }
    };
    editing::insert(
        service,
        actor,
        program,
        &Insertion {
            after: Some(first.id.clone()),
            kind: ProvisionKind::Paragraph,
            level: first.level,
            label: String::new(),
            direction: None,
            text: Bilingual::new(
                "Қоғамдық талқылаудың қорытындысы бойынша жұмыс тобы құрылады. Оған тұрғындардың өкілдері кіреді, топ әр іс-шараның орындалуын бақылайды және жылына екі рет есебін жариялайды.",
                "По итогам общественного обсуждения создаётся рабочая группа. В неё входят представители жителей, группа следит за выполнением каждого мероприятия и два раза в год публикует отчёт.",
            ),
            data: ProvisionData::Text,
            answers: Some(answers),
        },
    )?;
    Ok(())
}
