//! Searching as a projection: what is found, by whom, and how soon it is gone.

use kenes_domain::contribution::{ModerationReason, Verification};
use kenes_domain::decision::{DecisionDraft, Disposition};
use kenes_domain::language::Bilingual;
use kenes_domain::permission::{Actor, Grant, Role};
use kenes_domain::timestamp::Timestamp;
use kenes_service::contributions::{self, Submission};
use kenes_service::error::ServiceError;
use kenes_service::search::views::SearchView;
use kenes_service::search::{self, SearchQuery, Sort, bring_up_to_date};
use kenes_service::{Options, Service, fixtures, moderation, points, territories};

use crate::support::databases::{HandClock, World, on_each_database};

/// Places of the small campaign with what lies above each.
const PLACES: [(&str, &str); 3] = [
    ("koktal-district-arka-region", "arka-region"),
    ("zhanasu-district", "arka-region"),
    ("koktal-district-teniz-region", "teniz-region"),
];

/// How many unpublished things are made up.
const SECRETS: usize = 200;

fn look(service: &Service, actor: &Actor, query: &SearchQuery) -> SearchView {
    search::search(service, actor, &SearchQuery { limit: 50, ..query.clone() }).unwrap()
}

fn text(query: &str) -> SearchQuery {
    SearchQuery { text: query.to_owned(), ..SearchQuery::default() }
}

fn ids(service: &Service, query: &str) -> Vec<String> {
    let view = look(service, &Actor::anonymous(), &text(query));
    let mut ids: Vec<String> = view.hits.into_iter().map(|hit| hit.id).collect();
    ids.sort();
    ids
}

fn send(service: &Service, place: &str, text: &str) -> contributions::Receipt {
    let territory = territories::get(service, place).unwrap();
    let sent = Submission {
        program: territory.territory.program.unwrap().id,
        kind: "problem".to_owned(),
        language: "kk".to_owned(),
        text: text.to_owned(),
        ..Submission::default()
    };
    contributions::submit(service, sent).unwrap()
}

/// Somebody with one role in a territory.
fn member(service: &Service, place: &str, role: Role) -> Actor {
    let grants = fixtures::grants(service, place).unwrap();
    Actor { account: Some(1), grants: grants.into_iter().filter(|grant| grant.role == role).collect() }
}

fn approver(service: &Service, place: &str) -> Actor {
    Actor { account: Some(1), grants: fixtures::grants(service, place).unwrap() }
}

fn decision(reason: &str) -> DecisionDraft {
    DecisionDraft {
        disposition: Disposition::NoBudget,
        reason: Bilingual::new(reason, reason),
        change: None,
        will_change: false,
        provision: None,
        addressee: None,
    }
}

/// A made-up word, far from every other one.
fn secret(number: usize) -> String {
    let syllables = ["бақ", "тож", "жүр", "қоз", "лем", "шын", "рұс", "дәф"];
    let mut word = String::from("зп");
    let mut rest = number;
    for _ in 0..3 {
        word.push_str(syllables[rest % syllables.len()]);
        rest /= syllables.len();
    }
    word
}

/// Everything that the public can learn, as text; the growing number of acts left out.
fn public_knowledge(service: &Service) -> String {
    let queries =
        ["көпір", "көпір жол", "мост", "", "lang:kk", "year:2026", "зпбақ", "kind:decision", "kopir"];
    let mut known = Vec::new();
    for query in queries {
        for grouped in [false, true] {
            let query = SearchQuery { grouped, unfinished: true, sort: Sort::Date, ..text(query) };
            let mut view = look(service, &Actor::anonymous(), &query);
            view.indexed_acts = 0;
            known.push(serde_json::to_string(&view).unwrap());
        }
    }
    for begun in ["зп", "көп", "жо"] {
        known.push(search::suggest(service, begun).unwrap().words.join(" "));
    }
    known.join("\n")
}

#[test]
fn two_hundred_unpublished_things_are_found_by_exactly_those_who_may() {
    on_each_database(|world| {
        let service = &world.service;
        for number in 0..24 {
            let (place, _) = PLACES[number % PLACES.len()];
            send(service, place, &format!("Көпір мен жол туралы {number}-пікір."));
        }
        bring_up_to_date(service).unwrap();
        let before = public_knowledge(service);
        let secrets: Vec<(String, usize, String)> = (0..SECRETS)
            .map(|number| {
                // Every kind in every place, in an order that nothing depends on.
                let place = (number * 7 + number / 3) % PLACES.len();
                let word = secret(number);
                (hide(service, number, PLACES[place].0, &word), place, word)
            })
            .collect();
        bring_up_to_date(service).unwrap();
        assert_eq!(public_knowledge(service), before, "nothing of it reaches the public");
        let country =
            Actor { account: Some(2), grants: vec![Grant { role: Role::Auditor, territory: None }] };
        let mut readers = vec![("nobody", Actor::anonymous()), ("country", country)];
        for place in ["koktal-district-arka-region", "koktal-district-teniz-region", "arka-region"] {
            readers.push((place, member(service, place, Role::Auditor)));
        }
        for (id, place, word) in &secrets {
            for (reader, actor) in &readers {
                let (own, above) = PLACES[*place];
                let may = *reader == "country" || *reader == own || *reader == above;
                let view = look(service, actor, &text(&format!("\"{word}\"")));
                let found: Vec<&str> = view.hits.iter().map(|hit| hit.id.as_str()).collect();
                let expected: Vec<&str> = if may { vec![id.as_str()] } else { Vec::new() };
                assert_eq!(found, expected, "{reader} looks for {word}");
                assert_eq!(view.total, u64::from(may), "{reader} counts {word}");
            }
        }
    });
}

/// Something unpublished with a word of its own: a contribution that waits, or a decision that is drafted or approved.
fn hide(service: &Service, number: usize, place: &str, word: &str) -> String {
    if number.is_multiple_of(2) {
        let sent = send(service, place, &format!("Көпір туралы {word}."));
        fixtures::hold(service, &sent.contribution.id).unwrap();
        return sent.contribution.id;
    }
    let actor = approver(service, place);
    // Of a contribution that nobody sees either, so that the public knows nothing of it.
    let sent = send(service, place, "Жол.");
    fixtures::hold(service, &sent.contribution.id).unwrap();
    let point = points::of_contribution(service, &actor, &sent.contribution.id).unwrap();
    let draft = decision(&format!("Бюджетте {word} жоқ"));
    let id = points::draft_decision(service, &actor, &sent.program.id, &point, &draft).unwrap();
    if number % 4 == 1 {
        points::approve_decision(service, &actor, &id).unwrap();
    }
    id
}

#[test]
fn what_is_hidden_withdrawn_or_erased_leaves_the_index() {
    on_each_database(|world| {
        let service = &world.service;
        let place = PLACES[0].0;
        let moderator = member(service, place, Role::Moderator);
        let sent: Vec<_> = (0..3).map(|_| send(service, place, "Қоржынтас көпірі құлады.")).collect();
        bring_up_to_date(service).unwrap();
        assert_eq!(ids(service, "қоржынтас").len(), 3);
        assert_eq!(search::suggest(service, "қоржын").unwrap().words, ["қоржынтас"]);
        let hidden = &sent[0].contribution.id;
        let step = moderation::Step::Hide(ModerationReason::Insult);
        moderation::moderate(service, &moderator, hidden, step, "").unwrap();
        // Before the index hears of it, the page does not show it either.
        assert_eq!(ids(service, "қоржынтас").len(), 2);
        bring_up_to_date(service).unwrap();
        assert_eq!(look(service, &Actor::anonymous(), &text("қоржынтас")).total, 2);
        moderation::moderate(service, &moderator, hidden, moderation::Step::Restore, "").unwrap();
        bring_up_to_date(service).unwrap();
        assert_eq!(ids(service, "қоржынтас").len(), 3);
        contributions::withdraw(service, &sent[1].receipt).unwrap();
        contributions::erase(service, &sent[2].receipt).unwrap();
        contributions::erase(service, &sent[0].receipt).unwrap();
        bring_up_to_date(service).unwrap();
        assert_eq!(ids(service, "қоржынтас"), Vec::<String>::new());
        assert_eq!(search::suggest(service, "қоржын").unwrap().words, Vec::<String>::new());
    });
}

#[test]
fn decisions_and_supports_are_seen_at_the_contribution() {
    on_each_database(|world| {
        let service = &world.service;
        let place = PLACES[1].0;
        let actor = approver(service, place);
        let first = send(service, place, "Ауылға тастақбұлақ суын тартыңыздар.");
        let second = send(service, place, "Тастақбұлақ суы керек.");
        let point = points::of_contribution(service, &actor, &first.contribution.id).unwrap();
        let draft = decision("Тастақбұлаққа қаражат жоқ");
        let id = points::draft_decision(service, &actor, &first.program.id, &point, &draft).unwrap();
        points::approve_decision(service, &actor, &id).unwrap();
        points::publish_decision(service, &actor, &id).unwrap();
        contributions::support(service, &second.contribution.id, "somebody", Verification::Email).unwrap();
        bring_up_to_date(service).unwrap();
        let view = look(service, &Actor::anonymous(), &text("тастақбұлақ decision:no_budget"));
        let kinds: Vec<&str> = view.hits.iter().map(|hit| hit.kind).collect();
        assert_eq!(
            (view.total, kinds.contains(&"decision"), kinds.contains(&"contribution")),
            (2, true, true)
        );
        let by_support = SearchQuery { sort: Sort::Supports, ..text("тастақбұлақ") };
        let view = look(service, &Actor::anonymous(), &by_support);
        assert_eq!((view.hits[0].id.as_str(), view.hits[0].supports), (second.contribution.id.as_str(), 1));
        let similar = search::similar(service, &first.contribution.id).unwrap();
        assert_eq!(similar.iter().map(|hit| &hit.id).collect::<Vec<_>>(), [&second.contribution.id]);
    });
}

#[test]
fn programs_provisions_and_places_are_found_and_bad_queries_named() {
    on_each_database(|world| {
        let service = &world.service;
        bring_up_to_date(service).unwrap();
        let view = look(service, &Actor::anonymous(), &text("ремонт моста kind:provision"));
        assert_eq!(view.hits[0].kind, "provision");
        assert!(view.hits[0].snippet.parts.iter().any(|part| part.found));
        assert!(!view.facets.territories.is_empty());
        let district = look(service, &Actor::anonymous(), &text("мост territory:Жаңасу"));
        assert!(district.total > 0 && district.total < view.total.max(2) * 10);
        assert!(district.hits.iter().all(|hit| hit.territory.as_deref() == Some("zhanasu-district")));
        let grouped = look(service, &Actor::anonymous(), &SearchQuery { grouped: true, ..text("мост") });
        assert_eq!(grouped.programs, Some(grouped.hits.len().try_into().unwrap()));
        match search::search(service, &Actor::anonymous(), &text("жол \"көше")) {
            Err(ServiceError::BadQuery(fault)) => {
                assert_eq!((fault.code, fault.number), ("unclosed_quote", 5));
            }
            other => panic!("{other:?}"),
        }
        let unknown = SearchQuery { kinds: vec!["joke".to_owned()], ..text("жол") };
        let refused = search::search(service, &Actor::anonymous(), &unknown);
        assert!(matches!(refused, Err(ServiceError::Invalid(_))));
    });
}

#[test]
fn a_damaged_or_foreign_index_is_built_anew_and_two_processes_have_two() {
    let folder = tempfile::tempdir().unwrap();
    let open = || -> Service {
        let options = Options {
            database_url: format!("sqlite://{}", folder.path().join("kenes.db").display()),
            data_dir: folder.path().to_owned(),
        };
        let clock = HandClock::at(Timestamp::parse_rfc3339("2026-11-16T06:00:00Z").unwrap());
        Service::open(options, clock, Some([7; 32])).unwrap()
    };
    let service = open();
    fixtures::install(&service, 7).unwrap();
    bring_up_to_date(&service).unwrap();
    let found = ids(&service, "мост");
    assert!(!found.is_empty());
    drop(service);
    let index = folder.path().join("search/0");
    for damage in ["VERSION", "meta.json"] {
        let generation = std::fs::read_to_string(index.join("CURRENT")).unwrap();
        std::fs::write(index.join(generation.trim()).join(damage), "0").unwrap();
        let service = open();
        bring_up_to_date(&service).unwrap();
        assert_eq!(ids(&service, "мост"), found, "{damage}");
    }
    std::fs::write(index.join("SOURCE"), "another journal").unwrap();
    // A folder that another process holds is left alone; that process is asked to rebuild by itself.
    let lock = std::fs::File::open(index.join("LOCK")).unwrap();
    lock.lock().unwrap();
    let asked = search::reindex(folder.path(), || panic!("nothing is opened"), &|_| {}).unwrap();
    assert_eq!((asked, index.join("REBUILD").exists()), (1, true));
    let service = open();
    bring_up_to_date(&service).unwrap();
    assert_eq!(ids(&service, "мост"), found);
    assert!(folder.path().join("search/1/CURRENT").exists());
    drop((service, lock));
    let service = open();
    bring_up_to_date(&service).unwrap();
    assert!(!index.join("REBUILD").exists(), "it was built anew");
    assert_eq!(ids(&service, "мост"), found);
}

#[test]
fn following_and_building_anew_come_to_the_same() {
    on_each_database(|world: &World| {
        let service = &world.service;
        bring_up_to_date(service).unwrap();
        for number in 0..12 {
            let sent = send(service, PLACES[number % 3].0, &format!("Мектеп жылытылмайды, {number}-сынып."));
            if number % 4 == 0 {
                contributions::withdraw(service, &sent.receipt).unwrap();
            }
        }
        bring_up_to_date(service).unwrap();
        let followed = (ids(service, "мектеп"), public_knowledge(service));
        std::fs::write(service.options().data_dir.join("search/0/REBUILD"), "").unwrap();
        bring_up_to_date(service).unwrap();
        assert_eq!((ids(service, "мектеп"), public_knowledge(service)), followed);
    });
}
