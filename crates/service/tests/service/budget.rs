//! Envelopes: set, replaced, brought in, refused in the wrong unit.

use kenes_domain::budget::estimate::Fit;
use kenes_domain::budget::{EnvelopeKind, EnvelopeLine};
use kenes_domain::money::{FundingSource, MoneyUnit, Tenge};
use kenes_domain::permission::{Actor, Grant, Role};
use kenes_service::envelopes::{self, EnvelopeFilter, ImportOptions, Setting};
use kenes_service::error::ServiceError;
use kenes_service::import::SourceFile;
use kenes_service::programs::ProgramFilter;
use kenes_service::{budget, contributions, fixtures, programs, statistics};

use crate::contributing::{program_and_paragraph, submission};
use crate::support::databases::{World, on_each_database};

const DISTRICT: &str = "koktal-district-arka-region";

fn ceiling(year: u16, source: FundingSource, tenge: i64, act: &str) -> Setting {
    Setting {
        territory: DISTRICT.to_owned(),
        line: EnvelopeLine {
            year,
            source,
            kind: EnvelopeKind::Ceiling,
            purpose: String::new(),
            amount: Tenge::new(tenge),
            act: act.to_owned(),
        },
    }
}

fn with_role(world: &World, role: Role) -> Actor {
    let grants: Vec<Grant> = fixtures::grants(&world.service, DISTRICT)
        .unwrap()
        .into_iter()
        .filter(|grant| grant.role == role)
        .collect();
    Actor { account: Some(1), grants }
}

fn options(unit: MoneyUnit) -> ImportOptions {
    ImportOptions {
        unit,
        territory: Some("100000000".to_owned()),
        year: Some(2022),
        source: None,
        kind: None,
        act: Some("№ 18-83, 29.04.2022".to_owned()),
        unusual: false,
    }
}

fn file(text: &str) -> SourceFile {
    SourceFile { name: "envelopes.csv".to_owned(), bytes: text.as_bytes().to_vec() }
}

#[test]
fn a_ceiling_is_replaced_and_its_history_stays() {
    on_each_database(|world| {
        let service = &world.service;
        let editor = with_role(world, Role::Editor);
        let first = vec![ceiling(2021, FundingSource::Local, 100_000_000, "№ 1")];
        let report = envelopes::set(service, &editor, first.clone()).unwrap();
        assert_eq!((report.set, report.unchanged), (1, 0));
        assert_eq!(envelopes::set(service, &editor, first).unwrap().unchanged, 1);
        world.clock.advance_seconds(60);
        let second = vec![ceiling(2021, FundingSource::Local, 150_000_000, "№ 2")];
        envelopes::set(service, &editor, second).unwrap();
        let lines = |history| {
            let filter = EnvelopeFilter { territory: Some(DISTRICT.to_owned()), year: None, history };
            envelopes::list(service, &filter, None, 100).unwrap().items
        };
        let now: Vec<i64> = lines(false).iter().map(|view| view.line.amount.amount()).collect();
        assert_eq!(now, [150_000_000]);
        let all = lines(true);
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].replaced_at, Some(all[1].recorded_at));
        service.integrate_all().unwrap();
        let acts = service.journal_page(0, 100).unwrap();
        assert_eq!(acts.iter().filter(|act| act.kind == "envelope.set").count(), 2);
    });
}

#[test]
fn only_who_keeps_the_budget_there_sets_it() {
    on_each_database(|world| {
        let setting = || vec![ceiling(2021, FundingSource::Local, 1, "№ 1")];
        for role in [Role::Editor, Role::Approver, Role::TerritoryAdmin] {
            assert!(envelopes::set(&world.service, &with_role(world, role), setting()).is_ok(), "{role}");
        }
        for role in [Role::Auditor, Role::Analyst, Role::Moderator] {
            let refused = envelopes::set(&world.service, &with_role(world, role), setting());
            assert!(matches!(refused, Err(ServiceError::Forbidden)), "{role}");
        }
        let nobody = envelopes::set(&world.service, &Actor::anonymous(), setting());
        assert!(matches!(nobody, Err(ServiceError::Unauthenticated)));
        let mut elsewhere = setting();
        elsewhere[0].territory = "teniz-region".to_owned();
        let refused = envelopes::set(&world.service, &with_role(world, Role::Editor), elsewhere);
        assert!(matches!(refused, Err(ServiceError::NotFound)));
    });
}

#[test]
fn a_plan_is_compared_with_its_envelope() {
    on_each_database(|world| {
        let (program, _) = program_and_paragraph(world);
        let settings = vec![
            ceiling(2021, FundingSource::Local, 130_000_000, "№ 1"),
            ceiling(2022, FundingSource::Republican, 400_000_000, "№ 1"),
        ];
        envelopes::set(&world.service, &with_role(world, Role::Editor), settings).unwrap();
        let report = budget::of_program(&world.service, &program, None).unwrap().report;
        // The fixture plans 120,000,000 local in 2021 and 480,500,000 republican in 2022.
        assert_eq!((report.total(), report.excess()), (600_500_000, 80_500_000));
        let left: Vec<Option<i64>> =
            report.envelope.iter().map(|row| row.left().map(Tenge::amount)).collect();
        assert_eq!(left, [Some(10_000_000), Some(-80_500_000)]);
        let fit = |tenge, year, source| {
            budget::fit_of(&world.service, &program, Tenge::new(tenge), year, source).unwrap().0
        };
        assert_eq!(fit(10_000_000, 2021, FundingSource::Local), Fit::Fits);
        assert_eq!(fit(10_000_001, 2021, FundingSource::Local), Fit::Exceeds { by: Tenge::new(1) });
        assert_eq!(fit(10_000_000, 2022, FundingSource::Local), Fit::FitsIn { year: 2021 });
        assert_eq!(fit(1, 2021, FundingSource::Own), Fit::Unknown);
        let region = budget::of_territory(&world.service, Some("arka-region"), None).unwrap().sums;
        assert_eq!(region.at_most(), 3 * 600_500_000);
        // Both districts may plan what the region plans: of two equal halves below, one can be the region's.
        assert_eq!(region.at_least(), 2 * 600_500_000);
        let country = budget::of_territory(&world.service, None, None).unwrap();
        assert_eq!(country.sums.at_most(), 5 * 600_500_000);
        assert_eq!(country.below.len(), 2);
    });
}

const SUBVENTIONS: &str = "Район;Вид;Сумма\n\
    Кокталскому району;субвенции;4 109 470\n\
    Жанасускому району;субвенции;9 006 318\n\
    Жаңасу ауданынан;бюджеттік алып қоюлар;54 870 050\n";

#[test]
fn a_table_is_brought_in_with_names_in_any_case() {
    on_each_database(|world| {
        let options = options(MoneyUnit::Thousand);
        let preview = envelopes::preview(&world.service, &file(SUBVENTIONS), &options).unwrap();
        assert_eq!(preview.sum, Tenge::new((4_109_470 + 9_006_318 - 54_870_050) * 1_000));
        let report = envelopes::publish(&world.service, preview).unwrap();
        assert_eq!((report.set, report.territories), (3, 2));
        let lines = envelopes::of_territory(&world.service, DISTRICT).unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].line.amount, Tenge::new(4_109_470_000));
        assert_eq!(lines[0].line.kind, EnvelopeKind::Subvention);
        // Subventions are a part of what may be spent: nothing can exceed them.
        let (program, _) = program_and_paragraph(world);
        assert_eq!(budget::of_program(&world.service, &program, None).unwrap().report.excess(), 0);
        let again = envelopes::preview(&world.service, &file(SUBVENTIONS), &options).unwrap();
        assert_eq!(envelopes::publish(&world.service, again).unwrap().unchanged, 3);
    });
}

#[test]
fn a_table_in_the_wrong_unit_is_refused_with_the_reason() {
    on_each_database(|world| {
        for (unit, should_be) in [(MoneyUnit::Tenge, "thousand"), (MoneyUnit::Million, "thousand")] {
            let refused = envelopes::preview(&world.service, &file(SUBVENTIONS), &options(unit));
            let Err(ServiceError::Import(reason)) = refused else { panic!("{unit} was taken: {refused:?}") };
            assert!(reason.contains(&format!("--unit {should_be}")), "{reason}");
            let insisting = ImportOptions { unusual: true, ..options(unit) };
            assert!(envelopes::preview(&world.service, &file(SUBVENTIONS), &insisting).is_ok());
        }
        // A ceiling is compared with the plan of the same territory, year and source.
        let ceilings =
            "territory,kind,year,source,amount\nkoktal-district-arka-region,ceiling,2021,local,121000\n";
        assert!(envelopes::preview(&world.service, &file(ceilings), &options(MoneyUnit::Thousand)).is_ok());
        let refused = envelopes::preview(&world.service, &file(ceilings), &options(MoneyUnit::Tenge));
        assert!(matches!(refused, Err(ServiceError::Import(_))));
        let unknown = SUBVENTIONS.replace("Кокталскому", "Неведомому");
        let refused = envelopes::preview(&world.service, &file(&unknown), &options(MoneyUnit::Thousand));
        assert!(matches!(refused, Err(ServiceError::Import(reason)) if reason.contains("Неведомому")));
    });
}

#[test]
fn statistics_follow_the_journal() {
    on_each_database(|world| {
        let service = &world.service;
        for _ in 0..3 {
            contributions::submit(service, submission(world)).unwrap();
        }
        service.integrate_all().unwrap();
        statistics::follow(service).unwrap();
        let view = statistics::progress(service).unwrap();
        assert_eq!((view.total.contributions.received, view.total.overdue), (3, 0));
        assert_eq!(view.days, [("2026-11-16".to_owned(), 3)]);
        assert_eq!(
            view.programs.len(),
            programs::list(service, &ProgramFilter::default(), None, 100).unwrap().items.len()
        );
        world.clock.advance_seconds(40 * 86_400);
        assert_eq!(statistics::progress(service).unwrap().total.overdue, 3, "nobody wrote, but days pass");
        let again = statistics::progress(service).unwrap();
        statistics::follow(service).unwrap();
        assert_eq!(statistics::progress(service).unwrap().total, again.total);
    });
}
