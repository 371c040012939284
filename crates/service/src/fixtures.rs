//! A small campaign for tests: two regions, three districts, programs of five provisions. It exists so that tests of
//! every crate start from the same known state; `kenes demo` is the real thing.

use std::sync::Arc;

use kenes_domain::contribution::Visibility;
use kenes_domain::journal::{Act, ActKind};
use kenes_domain::language::Bilingual;
use kenes_domain::money::{FundingSource, Tenge};
use kenes_domain::permission::{Grant, Role};
use kenes_domain::program::{
    Cost, CostLine, EditionDraft, Indicator, Measure, ProvisionData, ProvisionDraft, ProvisionKind, Target,
};

use kenes_store::contributions;

use crate::Service;
use crate::contributions::subject;
use crate::error::ServiceError;
use crate::setup::{CampaignFiles, CampaignPlan, publish_programs};
use crate::shelving::reshelve;

/// Acts of one transaction of a flood, and bytes that each commits to.
const FLOOD_ACTS: usize = 2_000;
const FLOOD_BYTES: usize = 400;

const TERRITORIES: &str = "\
kato,parent_kato,kind,name_kk,name_ru,name_en,has_program,aliases
100000000,,region,Арқа облысы,Аркинская область,Arka Region,1,
200000000,,region,Теңіз облысы,Приморская область,Teniz Region,1,
101000000,100000000,district,Көктал ауданы,Кокталский район,Koktal District,1,Зелёный
102000000,100000000,district,Жаңасу ауданы,Жанасуский район,Zhanasu District,1,
201000000,200000000,district,Көктал ауданы,Кокталский район,Koktal District,1,
";

const TILES: &str = "\
code,region_code,grid_col,grid_row,sub_col,sub_row,kind
100000000,100000000,0,0,0,0,region
200000000,200000000,1,0,0,0,region
101000000,100000000,0,0,0,0,district
102000000,100000000,0,0,1,0,district
201000000,200000000,1,0,0,0,district
";

/// Sets up the small campaign, its discussion open since `days_open` days.
pub fn install(service: &Service, days_open: i64) -> Result<(), ServiceError> {
    let mut plan = CampaignPlan::parse(&CampaignFiles {
        territories: TERRITORIES,
        tiles: TILES,
        ..CampaignFiles::KZ_2020
    })?;
    plan.open_days_ago(service.now().date_at(0), days_open);
    let planned = plan.install(service, true)?;
    let drafts: Vec<_> = planned.into_iter().map(|program| (program, draft())).collect();
    publish_programs(service, drafts)?;
    Ok(())
}

/// What the operator's check says after somebody ran statements on the database behind the program's back. Everything
/// is rolled back afterwards.
pub fn faults_after(service: &Service, statements: &[&str]) -> Result<Vec<String>, ServiceError> {
    let ledger = Arc::clone(service.ledger());
    let statements: Vec<String> = statements.iter().map(|statement| (*statement).to_owned()).collect();
    let (send, receive) = std::sync::mpsc::channel();
    let undone = service.store().write(move |conn| {
        for statement in &statements {
            if kenes_store::tamper(conn, statement)? == 0 {
                return Err::<(), _>(ServiceError::Internal(format!("nothing was changed by {statement}")));
            }
        }
        let found = crate::ledger::reconcile::examine(conn, &ledger)?;
        // Whoever waits is there until the transaction is undone.
        let _ = send.send(found.findings);
        Err(ServiceError::Conflict)
    });
    match undone {
        Err(ServiceError::Conflict) => {
            receive.recv().map_err(|error| ServiceError::Internal(error.to_string()))
        }
        Err(error) => Err(error),
        Ok(()) => Err(ServiceError::Internal("tampering was not undone".to_owned())),
    }
}

/// Runs a statement on the database behind the program's back, for good.
pub fn tamper(service: &Service, statement: &str) -> Result<usize, ServiceError> {
    let statement = statement.to_owned();
    service.store().write(move |conn| Ok::<_, ServiceError>(kenes_store::tamper(conn, &statement)?))
}

/// Writes acts about contributions that are not there: a journal of any length for benchmarks.
pub fn flood(service: &Service, program: &str, count: u32) -> Result<(), ServiceError> {
    let now = service.now();
    let numbers: Vec<u32> = (0..count).collect();
    for part in numbers.chunks(FLOOD_ACTS) {
        let (part, program) = (part.to_vec(), program.to_owned());
        service.write(move |_, acts| {
            for number in &part {
                let act = Act {
                    kind: ActKind::ContributionReceived,
                    time: now,
                    place: "101000000".to_owned(),
                    program: Some(program.clone()),
                    edition: Some(1),
                    subject: format!("contribution/flood{number}"),
                    reason: None,
                    opening: Some(vec![b'x'; FLOOD_BYTES]),
                };
                acts.push(act, None);
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// An edition of five provisions with one indicator and one measure.
pub fn draft() -> EditionDraft {
    let text = |kind, level, label: &str, kk: &str, ru: &str| ProvisionDraft {
        kind,
        level,
        label: label.to_owned(),
        direction: Some("comfort".to_owned()),
        text: Bilingual::new(kk, ru),
        data: ProvisionData::Text,
    };
    let mut indicator =
        text(ProvisionKind::Indicator, 1, "1.2", "Жөнделген жолдардың үлесі", "Доля отремонтированных дорог");
    indicator.data = ProvisionData::Indicator(Indicator {
        unit: Bilingual::new("%", "%"),
        base_year: 2020,
        base_value: Some("61.5".to_owned()),
        aim: None,
        targets: vec![
            Target { year: 2021, value: "65".to_owned() },
            Target { year: 2025, value: "90".to_owned() },
        ],
    });
    let mut measure = text(ProvisionKind::Measure, 1, "1.3", "Көпірді жөндеу", "Ремонт моста");
    measure.data = ProvisionData::Measure(Measure {
        starts: 2021,
        ends: 2022,
        executor: Bilingual::new("Жолаушылар көлігі бөлімі", "Отдел пассажирского транспорта"),
        completion: Bilingual::new("Қабылдау актісі", "Акт приёмки"),
        cost: Cost::Known(vec![
            CostLine { year: 2021, source: FundingSource::Local, amount: Tenge::new(120_000_000) },
            CostLine { year: 2022, source: FundingSource::Republican, amount: Tenge::new(480_500_000) },
        ]),
    });
    EditionDraft {
        title: Bilingual::new("Даму бағдарламасы", "Программа развития"),
        summary: Bilingual::new("Жолдар мен көпір.", "Дороги и мост."),
        first_year: 2021,
        last_year: 2025,
        provisions: vec![
            text(ProvisionKind::Section, 0, "1", "Жолдар", "Дороги"),
            text(
                ProvisionKind::Paragraph,
                1,
                "1.1",
                "Ауылға баратын жол биыл жөнделеді, көпір келесі жылы салынады.",
                "Дорогу к селу отремонтируют в этом году, мост построят в следующем.",
            ),
            indicator,
            measure,
            text(ProvisionKind::Section, 0, "2", "Мәдениет", "Культура"),
        ],
    }
}

/// Lets a contribution wait for a moderator, as in a campaign that is moderated beforehand.
pub fn hold(service: &Service, contribution: &str) -> Result<(), ServiceError> {
    let directory = service.directory()?;
    let now = service.now();
    let contribution = contribution.to_owned();
    service.write(move |conn, acts| {
        let row = contributions::find_by_public_id(conn, &contribution)?.ok_or(ServiceError::NotFound)?;
        let (program, _) = kenes_store::programs::get(conn, row.program_id)?.ok_or(ServiceError::NotFound)?;
        reshelve(conn, row.program_id, &[row.id], |conn| {
            Ok(contributions::set_visibility(conn, row.id, Visibility::Held, None)?)
        })?;
        acts.push(
            Act {
                kind: ActKind::ContributionHeld,
                time: now,
                place: directory.territory(program.territory_id)?.state.kato.clone(),
                program: Some(program.public_id.clone()),
                edition: None,
                subject: subject(&row.public_id),
                reason: None,
                opening: None,
            },
            Some(program.id),
        );
        Ok(())
    })
}

/// Grants of every role on the territory with a public id.
pub fn grants(service: &Service, territory: &str) -> Result<Vec<Grant>, ServiceError> {
    let id = service.directory()?.find(territory).ok_or(ServiceError::NotFound)?.id;
    Ok(Role::ALL
        .iter()
        .filter(|role| **role != Role::Operator)
        .map(|role| Grant { role: *role, territory: Some(id) })
        .collect())
}
