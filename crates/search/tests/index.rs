//! The index as a whole: writing, finding, permissions, rebuilding, damage.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use kenes_domain::{decision::Disposition, language::Language, timestamp::Timestamp};
use kenes_search::{
    document::{Audience, Document, Kind, Text},
    error::QueryError,
    filter::{Filter, Viewer},
    index::{Index, Opened},
    search::{Completeness, Failure, Found, Matching, Request, Sort},
};

fn text(language: Language, body: &str) -> Text {
    Text { language, title: String::new(), body: body.to_owned() }
}

fn document(id: &str, kind: Kind, texts: Vec<Text>) -> Document {
    Document {
        id: id.to_owned(),
        kind,
        texts,
        territories: vec![11, 1],
        program: Some("prog1".to_owned()),
        provision: None,
        label: None,
        edition: None,
        current: true,
        direction: Some("comfort".to_owned()),
        state: Some("new".to_owned()),
        decision: None,
        years: vec![2021],
        date: Timestamp::from_seconds(1_600_000_000),
        supports: 0,
        money_tenge: None,
        audience: Audience::Public,
    }
}

fn kk(id: &str, body: &str) -> Document {
    document(id, Kind::Contribution, vec![text(Language::Kk, body)])
}

fn ru(id: &str, body: &str) -> Document {
    document(id, Kind::Contribution, vec![text(Language::Ru, body)])
}

fn index(documents: &[Document]) -> Index {
    let index = Index::in_memory().unwrap();
    let mut writer = index.writer().unwrap();
    for document in documents {
        writer.put(document).unwrap();
    }
    writer.commit(7).unwrap();
    index
}

fn search(index: &Index, request: &Request) -> Found {
    index.search(request, &|name| name.parse().into_iter().collect()).unwrap()
}

fn ids(index: &Index, query: &str) -> Vec<String> {
    ids_for(index, &Request { text: query, ..Request::default() })
}

fn ids_for(index: &Index, request: &Request) -> Vec<String> {
    let mut found: Vec<String> = search(index, request).hits.into_iter().map(|hit| hit.document.id).collect();
    found.sort();
    found
}

fn sample() -> Vec<Document> {
    vec![
        kk("road-kk", "Ауылымызға баратын көлік жолы бұзылған, жөндеу керек."),
        ru("road-ru", "Дорога к нашему селу разбита, нужен ремонт моста."),
        kk("school-kk", "Мектептердің жылу жүйесін жаңарту керек."),
        ru("school-ru", "В школе холодно, замените окна."),
        kk("water-kk", "Ауыз су құбырын тартып беріңіздер."),
        ru("light-ru", "На улице Абая нет освещения."),
    ]
}

#[test]
fn every_way_of_typing_finds_the_same() {
    let index = index(&sample());
    for query in
        ["көлік жолы", "колик жолы", "kölık joly", "kolik zholy", "rjkbr ;jks", "көлік жолдары", "көлк жолы"]
    {
        assert_eq!(ids(&index, query).first().map(String::as_str), Some("road-kk"), "{query}");
    }
}

#[test]
fn the_other_language_is_found_and_can_be_left_out() {
    let index = index(&sample());
    assert_eq!(ids(&index, "школа"), ["school-kk", "school-ru"]);
    let found = search(&index, &Request { text: "школа", ..Request::default() });
    assert!(found.also_searched.iter().any(|expansion| expansion.to.contains(&"мектеп".to_owned())));
    let own = Request { text: "школа", across_languages: false, ..Request::default() };
    assert_eq!(ids_for(&index, &own), ["school-ru"]);
}

#[test]
fn exact_forms_stand_above_stems() {
    let index = index(&[kk("stem", "мектепте"), kk("exact", "мектептер"), kk("other", "көпір")]);
    let found = search(&index, &Request { text: "мектептер", ..Request::default() });
    assert_eq!(found.hits[0].document.id, "exact");
    assert_eq!(found.total, 2);
}

#[test]
fn the_query_language_works() {
    let index = index(&sample());
    assert_eq!(ids(&index, "керек -мектеп"), ["road-kk"]);
    assert_eq!(ids(&index, "\"көлік жолы\""), ["road-kk"]);
    assert_eq!(ids(&index, "\"жолы көлік\" territory:11"), Vec::<String>::new());
    assert_eq!(ids(&index, "освещение OR мост lang:ru"), ["light-ru", "road-ru"]);
    assert_eq!(ids(&index, "lang:ru").len(), 3);
    let unfinished = Request { text: "осве", complete_last_word: true, ..Request::default() };
    assert_eq!(ids_for(&index, &unfinished), ["light-ru"]);
    let bad = index.search(&Request { text: "жол \"", ..Request::default() }, &|_| Vec::new());
    assert!(matches!(bad, Err(Failure::Query(QueryError::UnclosedQuote { at: 4 }))));
}

#[test]
fn filters_facets_sorting_and_groups() {
    let mut many = Vec::new();
    for (number, program) in ["a", "a", "b"].into_iter().enumerate() {
        let mut one = ru(&format!("d{number}"), "ремонт моста");
        one.program = Some(program.to_owned());
        one.supports = u32::try_from(number).unwrap();
        one.money_tenge = (number > 0).then_some(5_000_000);
        one.years = vec![2021 + u16::try_from(number).unwrap()];
        one.decision = (number == 2).then(|| Disposition::NoBudget.as_str().to_owned());
        many.push(one);
    }
    let index = index(&many);
    let found = search(&index, &Request { text: "мост", sort: Sort::Supports, ..Request::default() });
    let order: Vec<&str> = found.hits.iter().map(|hit| hit.document.id.as_str()).collect();
    assert_eq!(order, ["d2", "d1", "d0"]);
    let facets = found.facets.unwrap();
    assert_eq!(facets.programs.get("a"), Some(&2));
    assert_eq!((facets.territories.get(&1), facets.territories.get(&11)), (Some(&3), Some(&3)));
    assert_eq!((facets.money.get(&1_000_000), facets.money_unknown), (Some(&2), 1));
    assert_eq!(facets.years.get(&2022), Some(&1));
    assert_eq!(ids(&index, "мост decision:no_budget"), ["d2"]);
    assert_eq!(ids(&index, "мост year:2021-2022"), ["d0", "d1"]);
    let grouped = search(&index, &Request { text: "мост", group_by_program: true, ..Request::default() });
    assert_eq!((grouped.total, grouped.programs, grouped.hits.len()), (3, Some(2), 2));
    assert!(grouped.hits.iter().any(|hit| hit.in_program == Some(2)));
}

#[test]
fn past_editions_are_found_when_asked_for() {
    let mut old = ru("old", "ремонт моста");
    old.current = false;
    old.edition = Some(1);
    let index = index(&[old, ru("new", "ремонт моста")]);
    assert_eq!(ids(&index, "мост"), ["new"]);
    let filter = Filter { include_past: true, ..Filter::default() };
    assert_eq!(ids_for(&index, &Request { text: "мост", filter, ..Request::default() }), ["new", "old"]);
    let filter = Filter { editions: vec![1], ..Filter::default() };
    assert_eq!(ids_for(&index, &Request { text: "мост", filter, ..Request::default() }), ["old"]);
}

#[test]
fn writing_again_replaces_and_removing_removes() {
    let index = index(&sample());
    let mut writer = index.writer().unwrap();
    writer.put(&kk("road-kk", "Енді мұнда көпір туралы жазылған.")).unwrap();
    writer.remove("light-ru").unwrap();
    writer.commit(9).unwrap();
    assert_eq!((index.documents(), index.cursor().unwrap()), (5, Some(9)));
    let everything = Request { text: "көлік", matching: Matching::Everything, ..Request::default() };
    assert!(ids_for(&index, &everything).is_empty());
}

#[test]
fn highlights_lie_in_the_original_text_and_spelling_is_proposed() {
    let index = index(&[ru("a", "Освещение улиц"), ru("b", "освещение дворов"), kk("c", "Бiлiм беру ісі")]);
    let found = search(&index, &Request { text: "білім", ..Request::default() });
    let snippet = &found.hits[0].snippet;
    assert_eq!(snippet.text.get(snippet.highlights[0].clone()), Some("Бiлiм"));
    let found = search(&index, &Request { text: "освещнеие", ..Request::default() });
    assert_eq!(found.did_you_mean.as_deref(), Some("освещение"));
    assert_eq!(found.matching, Completeness::Everything);
    assert_eq!(index.complete("осв", 5).unwrap(), ["освещение"]);
}

#[test]
fn a_thousandth_of_a_secret_is_not_told() {
    let public: Vec<Document> =
        (0..200).map(|n| ru(&format!("p{n}"), &format!("мост номер {n} и дорога"))).collect();
    let mut all = public.clone();
    for number in 0..200_i64 {
        // Words of its own, one slip away from a public word, in every second item.
        let body = if number % 2 == 0 {
            format!("тайна{number} моост дорога")
        } else {
            format!("тайна{number} школа")
        };
        let mut hidden = ru(&format!("h{number}"), &body);
        hidden.audience = Audience::Workspace;
        hidden.territories = vec![100 + number % 10, 50 + number % 2];
        all.push(hidden);
    }
    let (without, with) = (index(&public), index(&all));
    for query in ["мост", "дорога", "моост", "школа", "тайна7", "тайн", "мост дорога", "lang:ru", "year:2021"]
    {
        let request = Request { text: query, complete_last_word: true, limit: 100, ..Request::default() };
        // Hits, scores, counts, facets and suggestions are equal, as if nothing hidden were there.
        let (a, b) = (search(&without, &request), search(&with, &request));
        assert_eq!((a.total, &a.facets, &a.did_you_mean), (b.total, &b.facets, &b.did_you_mean), "{query}");
        let listed = |found: &Found| -> Vec<(String, i64)> {
            let mut listed: Vec<_> = found
                .hits
                .iter()
                .map(|hit| (hit.document.id.clone(), hit.score.to_bits().cast_signed()))
                .collect();
            listed.sort();
            listed
        };
        if a.total <= 100 {
            assert_eq!(listed(&a), listed(&b), "{query}");
        }
        assert!(b.hits.iter().all(|hit| hit.document.audience == Audience::Public), "{query}");
    }
    assert_eq!(with.complete("тай", 20).unwrap(), Vec::<String>::new());
    for number in 0..200_i64 {
        let query = format!("тайна{number}");
        let seen_by = |viewer: Viewer| {
            let filter = Filter { viewer, ..Filter::default() };
            let request =
                Request { text: &query, filter, matching: Matching::Everything, ..Request::default() };
            ids_for(&with, &request).contains(&format!("h{number}"))
        };
        assert!(!seen_by(Viewer::Public));
        assert!(seen_by(Viewer::All));
        assert!(seen_by(Viewer::Territories(vec![100 + number % 10])));
        assert!(seen_by(Viewer::Territories(vec![50 + number % 2])));
        assert!(!seen_by(Viewer::Territories(vec![100 + (number + 1) % 10])));
    }
}

#[test]
fn a_rebuild_is_swapped_in_and_learns_pairs() {
    let folder = tempfile::tempdir().unwrap();
    let (index, opened) = Index::open(folder.path()).unwrap();
    assert!(matches!(opened, Opened::NeedsRebuild { .. }));
    let other = index.clone();
    let mut rebuild = index.rebuild().unwrap();
    // «қарабарқын» and «зюзюка» are no words: only the texts can teach them.
    for number in 0..30 {
        let (a, b) =
            if number % 3 == 0 { ("қарабарқын", "зюзюка") } else { ("өзге", "иное") };
        // Each provision is another text: the same one in many editions would count once.
        let name: String =
            "абвгдежзиклмнопрстуфхцчшыэюяіө".chars().skip(number).take(1).chain("рт".chars()).collect();
        let texts = vec![
            text(Language::Kk, &format!("{a} орнату {name}")),
            text(Language::Ru, &format!("установка {b} {name}")),
        ];
        rebuild.writer().put(&document(&format!("p{number}"), Kind::Provision, texts)).unwrap();
    }
    rebuild.writer().put(&kk("only-kk", "қарабарқын туралы пікір")).unwrap();
    assert_eq!(other.documents(), 0);
    rebuild.finish(42).unwrap();
    assert_eq!((other.documents(), other.cursor().unwrap()), (31, Some(42)));
    let request = Request { text: "зюзюка", limit: 100, ..Request::default() };
    assert!(ids_for(&other, &request).contains(&"only-kk".to_owned()));
    drop((index, other));
    let (again, opened) = Index::open(folder.path()).unwrap();
    assert_eq!((opened, again.documents()), (Opened::Ready, 31));
    assert!(ids_for(&again, &request).contains(&"only-kk".to_owned()));
}

#[test]
fn damage_and_other_versions_ask_for_a_rebuild() {
    let folder = tempfile::tempdir().unwrap();
    let (index, _) = Index::open(folder.path()).unwrap();
    let mut rebuild = index.rebuild().unwrap();
    rebuild.writer().put(&ru("a", "мост")).unwrap();
    rebuild.finish(1).unwrap();
    drop(index);
    let current = std::fs::read_to_string(folder.path().join("CURRENT")).unwrap();
    let generation = folder.path().join(current.trim());
    std::fs::write(generation.join("VERSION"), "0").unwrap();
    let (index, opened) = Index::open(folder.path()).unwrap();
    assert!(matches!(opened, Opened::NeedsRebuild { .. }));
    assert_eq!(index.documents(), 0);
    drop(index);
    let current = std::fs::read_to_string(folder.path().join("CURRENT")).unwrap();
    std::fs::write(folder.path().join(current.trim()).join("meta.json"), "{").unwrap();
    let (index, opened) = Index::open(folder.path()).unwrap();
    assert!(matches!(opened, Opened::NeedsRebuild { .. }));
    assert_eq!(index.documents(), 0);
}

#[test]
fn what_is_removed_leaves_files_and_dictionaries() {
    let folder = tempfile::tempdir().unwrap();
    let (index, _) = Index::open(folder.path()).unwrap();
    let mut rebuild = index.rebuild().unwrap();
    for number in 0..3 {
        rebuild.writer().put(&ru(&format!("s{number}"), "тайнопись у моста")).unwrap();
    }
    rebuild.writer().put(&ru("kept", "ремонт моста")).unwrap();
    rebuild.finish(1).unwrap();
    assert_eq!(index.complete("тайно", 5).unwrap(), ["тайнопись"]);
    let mut writer = index.writer().unwrap();
    for number in 0..3 {
        writer.remove(&format!("s{number}")).unwrap();
    }
    writer.commit(2).unwrap();
    writer.purge().unwrap();
    while !writer.purged().unwrap() {
        std::thread::yield_now();
    }
    assert_eq!(index.complete("тайно", 5).unwrap(), Vec::<String>::new());
    assert_eq!((index.documents(), index.cursor().unwrap()), (1, Some(2)));
    assert_eq!(ids(&index, "мост"), ["kept"]);
}

#[test]
fn similar_texts_are_found_in_both_languages_and_not_the_text_itself() {
    let mut all = sample();
    all.push(kk("again-kk", "Көлік жолы бұзылған, ауылға жету қиын, жөндеңіздер."));
    let index = index(&all);
    let text = "Ауылымызға баратын көлік жолы бұзылған, жөндеу керек.";
    let found = |viewer: Viewer| -> Vec<String> {
        let filter = Filter { viewer, ..Filter::default() };
        let hits = index.similar(text, Language::Kk, &filter, "road-kk", 5).unwrap();
        hits.into_iter().map(|hit| hit.document.id).collect()
    };
    assert_eq!(found(Viewer::Public).first().map(String::as_str), Some("again-kk"));
    assert!(!found(Viewer::Public).contains(&"road-kk".to_owned()));
    assert!(index.similar("жол", Language::Kk, &Filter::default(), "", 5).unwrap().is_empty());
}
