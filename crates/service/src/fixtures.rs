//! A small campaign for tests: two regions, three districts, programs of five provisions. It exists so that tests of
//! every crate start from the same known state; `kenes demo` is the real thing.

use kenes_domain::language::{Bilingual, Locale};
use kenes_domain::money::{FundingSource, Tenge};
use kenes_domain::permission::{Grant, Role};
use kenes_domain::program::{
    Cost, CostLine, EditionDraft, Indicator, Measure, ProvisionData, ProvisionDraft, ProvisionKind, Target,
};

use crate::Service;
use crate::error::ServiceError;
use crate::identity::accounts::{self, Granter, Invitation};
use crate::identity::sessions::{self, Kind, Opened};
use crate::identity::sign_in::{self, Arrival};
use crate::setup::{CampaignFiles, CampaignPlan, publish_programs};

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

/// Grants of every role on the territory with a public id.
pub fn grants(service: &Service, territory: &str) -> Result<Vec<Grant>, ServiceError> {
    let id = service.directory()?.find(territory).ok_or(ServiceError::NotFound)?.id;
    Ok(Role::ALL
        .iter()
        .filter(|role| **role != Role::Operator)
        .map(|role| Grant { role: *role, territory: Some(id) })
        .collect())
}

/// Signs somebody in, with the second factor given: a citizen without `role`, else a member of staff with the role on a
/// territory (by its public id; `None` for the whole country). The address is made from `name`, so the same name is the
/// same account.
pub fn sign_in(
    service: &Service,
    name: &str,
    role: Option<Role>,
    territory: Option<&str>,
    kind: Kind,
) -> Result<Opened, ServiceError> {
    let email = format!("{name}@kenes.example");
    let now = service.now();
    if let Some(role) = role {
        let invitation = Invitation {
            email: email.clone(),
            name: name.to_owned(),
            locale: Locale::Kk,
            role: role.to_string(),
            territory: territory.map(str::to_owned),
        };
        accounts::grant(service, &Granter::Console, &invitation)?;
    }
    let public_id = service.new_public_id().to_string();
    let account =
        service.store().write(move |conn| sign_in::account_of(conn, &email, Locale::Kk, &public_id, now))?;
    let link = sign_in::make_link(service, account.id, sign_in::CONSOLE_LINK_SECONDS)?;
    let arrival = Arrival { kind, device: "fixture", locale: Locale::Kk };
    let opened = sign_in::redeem_link(service, &link, arrival)?;
    let family = opened.family.clone();
    service.store().write(move |conn| {
        Ok::<_, ServiceError>(kenes_store::sessions::give_second_factor(conn, &family, now.micros())?)
    })?;
    let standing = sessions::of_access(service, &opened.family, &opened.standing.account_id)?
        .ok_or(ServiceError::Unauthenticated)?;
    Ok(Opened { standing, ..opened })
}
