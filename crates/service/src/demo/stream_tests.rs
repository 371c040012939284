//! What the stream of contributions must keep.

use std::collections::{BTreeMap, BTreeSet};

use kenes_domain::contribution::{
    Channel, ContributionInput, ContributionKind, NewContribution, ProposalInput,
};
use kenes_domain::decision::Disposition;
use kenes_domain::language::Language;

use super::tests::campaign;
use super::*;

const SPAN: u32 = 10 * 24 * 60 + 700;

fn options(count: u64) -> StreamOptions {
    StreamOptions { count, seed: 2020, span_minutes: SPAN }
}

#[test]
fn every_contribution_passes_the_checks_of_the_real_ones() {
    let programs = campaign();
    let stream = Stream::new(programs, options(3_000));
    let mut last = 0;
    for contribution in stream.iter() {
        let proposal = contribution.proposal.as_ref().map(|proposal| ProposalInput {
            problem: proposal.problem.as_deref().unwrap_or_default(),
            solution: &proposal.solution,
            cost: proposal.cost.map(kenes_domain::money::Tenge::amount),
        });
        let parsed = NewContribution::parse(&ContributionInput {
            kind: contribution.kind.as_str(),
            language: contribution.language.as_str(),
            text: &contribution.text,
            place: contribution.place.as_deref().unwrap_or_default(),
            name: contribution.name.as_deref().unwrap_or_default(),
            proposal,
        });
        assert_eq!(parsed.map(|parsed| parsed.text).as_ref(), Ok(&contribution.text), "{contribution:?}");
        assert!(!contribution.text.contains(['{', '}', '[', ']', '|']), "{}", contribution.text);
        assert!(contribution.text.chars().count() >= 6, "{}", contribution.text);
        assert!(contribution.minute >= last && contribution.minute < SPAN);
        last = contribution.minute;
        let edition = &programs[contribution.program].edition;
        if let Some(quote) = contribution.quote {
            let text = edition.provisions[contribution.provision.unwrap()].text.get(quote.language).unwrap();
            let letters: Vec<char> = text.chars().collect();
            assert!(quote.start < quote.end && quote.end <= letters.len());
            assert!(letters[quote.start] != ' ' && letters[quote.end - 1] != ' ');
        }
        if let Some(target) = contribution.reply_to {
            let target = stream.contribution(target);
            assert!(target.index < contribution.index && target.reply_to.is_none());
            assert_eq!((target.program, target.provision), (contribution.program, contribution.provision));
        }
    }
}

#[test]
fn the_mix_is_that_of_a_real_campaign() {
    let programs = campaign();
    let stream = Stream::new(programs, options(5_000));
    let (mut kazakh, mut letters, mut whole, mut replies, mut decided) = (0, 0, 0, 0, 0);
    let mut kinds: BTreeMap<ContributionKind, u32> = BTreeMap::new();
    let mut channels: BTreeMap<Channel, u32> = BTreeMap::new();
    let mut reached = BTreeSet::new();
    for contribution in stream.iter() {
        kazakh += u32::from(contribution.language == Language::Kk);
        letters += u32::from(contribution.letter.is_some());
        whole += u32::from(contribution.provision.is_none());
        replies += u32::from(contribution.reply_to.is_some());
        decided += u32::from(stream.decision(&contribution).is_some());
        *kinds.entry(contribution.kind).or_default() += 1;
        *channels.entry(contribution.channel).or_default() += 1;
        reached.insert(contribution.program);
    }
    println!(
        "kk {kazakh} letters {letters} whole {whole} replies {replies} decided {decided} {kinds:?} {channels:?}"
    );
    assert!((2_600..=2_950).contains(&kazakh), "{kazakh} in Kazakh");
    assert!((1_050..=1_450).contains(&letters), "{letters} copies of letters");
    assert!((650..=1_150).contains(&whole), "{whole} on whole programs");
    assert!((110..=250).contains(&replies), "{replies} replies");
    assert!((1_750..=2_250).contains(&decided), "{decided} decided");
    assert_eq!(kinds.len(), ContributionKind::ALL.len());
    assert_eq!(channels.len(), Channel::ALL.len());
    assert_eq!(reached.len(), 216);
}

#[test]
fn contributions_speak_of_what_they_hang_on() {
    let programs = campaign();
    let stream = Stream::new(programs, options(2_000));
    for contribution in stream.iter().filter(|contribution| contribution.letter.is_none()) {
        let program = &programs[contribution.program];
        let Some(subject) = contribution.provision.map(|index| program.subjects[index]) else { continue };
        assert!(subject.topic.is_some());
        // The village of a measure is the village of its letter, unless the letter is too rough to tell.
        let (Some(settlement), Language::Ru) = (subject.settlement, contribution.language) else { continue };
        let own = &program.settlements[settlement].ru;
        // A street may have the name of a neighbourhood.
        let mut text = contribution.text.clone();
        for street in &program.streets {
            let bare = street.ru.trim_start_matches("улица");
            for form in ["улица", "улицы", "улице", "улицу", "улицей", "Улица"]
            {
                text = text.replace(&format!("{form}{bare}"), "");
            }
        }
        let named: Vec<&str> = program
            .settlements
            .iter()
            .filter(|name| {
                let bare = name.ru.rsplit(' ').next().unwrap();
                text.split(|letter: char| !letter.is_alphabetic()).any(|word| word == bare)
            })
            .map(|name| name.ru.as_str())
            .collect();
        assert!(
            named.iter().all(|name| name == own || name.ends_with("район")),
            "{named:?} {own}: {}",
            contribution.text
        );
    }
}

#[test]
fn decisions_have_what_their_disposition_demands() {
    let programs = campaign();
    let stream = Stream::new(programs, options(3_000));
    let mut seen = BTreeSet::new();
    let mut of_letters: BTreeMap<(u32, usize), Disposition> = BTreeMap::new();
    for contribution in stream.iter() {
        let Some(decision) = stream.decision(&contribution) else { continue };
        seen.insert(decision.disposition);
        assert!(decision.minute > contribution.minute && decision.minute < SPAN);
        assert_eq!(decision.will_change, decision.disposition.demands_change());
        assert_eq!(decision.provision.is_some(), decision.disposition.demands_provision());
        assert_eq!(decision.addressee.is_some(), decision.disposition.demands_addressee());
        assert!(decision.reason.is_complete());
        for language in Language::ALL {
            let reason = decision.reason.get(*language).unwrap();
            assert!(!reason.is_empty() && !reason.contains(['{', '}']), "{reason}");
        }
        if let Some(letter) = contribution.letter {
            let known = of_letters.entry((letter, contribution.program)).or_insert(decision.disposition);
            assert_eq!(*known, decision.disposition);
        }
    }
    assert_eq!(seen.len(), Disposition::ALL.len());
}

#[test]
fn a_contribution_does_not_depend_on_those_before_it() {
    let programs = campaign();
    let stream = Stream::new(programs, options(1_000));
    let whole: Vec<DemoContribution> = stream.iter().collect();
    let again = Stream::new(programs, options(1_000));
    for index in [999, 0, 500, 37] {
        assert_eq!(again.contribution(index), whole[usize::try_from(index).unwrap()]);
        assert_eq!(
            again.decision(&whole[usize::try_from(index).unwrap()]),
            stream.decision(&whole[usize::try_from(index).unwrap()])
        );
    }
    let other = Stream::new(programs, StreamOptions { seed: 1, ..options(1_000) });
    assert_ne!(other.contribution(5).text, whole[5].text);
}

#[test]
fn nothing_comes_from_nothing() {
    assert_eq!(Stream::new(&[], options(10)).iter().count(), 0);
    let programs = campaign();
    assert_eq!(Stream::new(&programs[..3], options(0)).iter().count(), 0);
    let short = Stream::new(&programs[..3], StreamOptions { count: 50, seed: 1, span_minutes: 0 });
    assert!(short.iter().all(|contribution| contribution.minute == 0));
}

/// Copies of a letter are alike, letters of one program differ.
#[test]
fn copies_of_a_letter_share_their_words() {
    let programs = campaign();
    let stream = Stream::new(programs, options(5_000));
    let mut texts: BTreeMap<u32, Vec<BTreeSet<String>>> = BTreeMap::new();
    for contribution in stream.iter() {
        if let Some(letter) = contribution.letter {
            let words = contribution.text.split_whitespace().map(str::to_lowercase).collect();
            texts.entry(letter).or_default().push(words);
        }
    }
    assert!(texts.len() > 40);
    let mut alike = 0;
    let mut pairs = 0;
    for copies in texts.values() {
        for pair in copies.windows(2) {
            let common = pair[0].intersection(&pair[1]).count();
            pairs += 1;
            alike += usize::from(common * 2 > pair[0].len().min(pair[1].len()));
        }
    }
    assert!(alike * 10 > pairs * 8, "{alike} of {pairs}");
}
