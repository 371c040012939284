//! The letters, one per event. What happened comes in as plain data; the words come from the catalogue.

use kenes_domain::language::{Language, Locale};

use crate::letter::{Letter, Part};
use crate::texts::{Texts, Value};

/// Most characters of somebody's words in a mail; the page has the rest.
const QUOTE_CHARACTERS_MAX: usize = 1_500;
/// Most contributions that one mail speaks of; the pages have the rest.
pub const ITEMS_MAX: usize = 20;

/// Words with their language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The words.
    pub text: String,
    /// Their language.
    pub language: Language,
}

/// A contribution as its author is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// The receipt code as printed.
    pub receipt: String,
    /// The page of the receipt.
    pub url: String,
    /// Territory with the one above it.
    pub place: String,
    /// Label of the provision it stands at, when there is one.
    pub provision: Option<String>,
    /// What was written; `None` when it is erased.
    pub words: Option<Words>,
    /// Last day for the answer, `2026-12-15`.
    pub due_on: String,
    /// Whether a moderator reads it before the public does.
    pub held: bool,
}

/// A public decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Word of the disposition.
    pub disposition: String,
    /// Why.
    pub reason: Option<Words>,
    /// The office that decided.
    pub office: String,
}

/// What became of the provision of a contribution in a new edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewording {
    /// The contribution.
    pub contribution: Contribution,
    /// The words when it was written.
    pub then: Option<Words>,
    /// The words now; `None` when the provision is gone.
    pub now: Option<Words>,
}

/// What happened in a week at something that a person follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// What is followed.
    pub name: String,
    /// Its page.
    pub url: String,
    /// Contributions that came.
    pub received: u32,
    /// Decisions that were published.
    pub decided: u32,
    /// Editions that were published.
    pub editions: u32,
}

/// What a moderator did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moderation {
    /// Hid it.
    Hidden,
    /// Keeps it back for now.
    Held,
    /// Shows it again.
    Restored,
    /// Covered personal data in it.
    Redacted,
}

impl Moderation {
    /// The word of the stored action.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "hidden" => Some(Self::Hidden),
            "held" => Some(Self::Held),
            "restored" => Some(Self::Restored),
            "redacted" => Some(Self::Redacted),
            _ => None,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Held => "held",
            Self::Restored => "restored",
            Self::Redacted => "redacted",
        }
    }
}

/// What a mail is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Somebody wants to sign in.
    SignIn {
        /// The code to type.
        code: String,
        /// A page that does the same with one press.
        url: Option<String>,
        /// How long both hold.
        minutes: u32,
    },
    /// Somebody was given a role.
    Invitation {
        /// Word of the role.
        role: String,
        /// The territory; `None` for the whole country.
        place: Option<String>,
        /// The page that lets them in.
        url: String,
        /// How long the page holds.
        days: u32,
    },
    /// A contribution came in.
    Received(Contribution),
    /// Contributions of one person were decided.
    Decided(Vec<(Contribution, Decision)>),
    /// An edition was published after contributions of one person.
    Edition {
        /// Its number.
        number: i32,
        /// Territory with the one above it.
        place: String,
        /// The page of the program.
        url: String,
        /// What became of the words.
        rewordings: Vec<Rewording>,
    },
    /// A moderator did something with a contribution.
    Moderated {
        /// The contribution.
        contribution: Contribution,
        /// What.
        action: Moderation,
        /// Word of the reason from the published rules.
        reason: Option<String>,
        /// What the moderator added.
        note: Option<String>,
    },
    /// Somebody replied to a contribution.
    Replied {
        /// The contribution.
        contribution: Contribution,
        /// The reply.
        reply: Words,
    },
    /// Somebody wants to follow something.
    ConfirmFollow {
        /// What.
        name: String,
        /// The page with the button.
        url: String,
        /// How long the page holds.
        hours: u32,
    },
    /// A week of what a person follows.
    Digest(Vec<News>),
}

/// Writes the letter. `unsubscribe` is the page that stops mails like this, where they can be stopped.
pub fn letter(notice: &Notice, locale: Locale, unsubscribe: Option<String>) -> Letter {
    let writer = Writer { texts: Texts { locale } };
    let mut letter = match notice {
        Notice::SignIn { code, url, minutes } => writer.sign_in(code, url.as_deref(), *minutes),
        Notice::Invitation { role, place, url, days } => {
            writer.invitation(role, place.as_deref(), url, *days)
        }
        Notice::Received(contribution) => writer.received(contribution),
        Notice::Decided(decided) => writer.decided(decided),
        Notice::Edition { number, place, url, rewordings } => writer.edition(*number, place, url, rewordings),
        Notice::Moderated { contribution, action, reason, note } => {
            writer.moderated(contribution, *action, reason.as_deref(), note.as_deref())
        }
        Notice::Replied { contribution, reply } => writer.replied(contribution, reply),
        Notice::ConfirmFollow { name, url, hours } => writer.confirm_follow(name, url, *hours),
        Notice::Digest(news) => writer.digest(news),
    };
    letter.unsubscribe = unsubscribe;
    letter
}

#[derive(Clone, Copy)]
struct Writer {
    texts: Texts,
}

impl Writer {
    fn t(self, key: &str) -> String {
        self.texts.t(key).into_owned()
    }

    fn a(self, key: &str, name: &str, value: &str) -> String {
        self.texts.with(key, &[(name, Value::Words(value))]).into_owned()
    }

    fn n(self, key: &str, count: u32) -> String {
        let n = count.to_string();
        self.texts.with(key, &[("count", Value::Count(count)), ("n", Value::Words(&n))]).into_owned()
    }

    fn compose(self, subject: String, heading: String, parts: Vec<Part>, reason: &str) -> Letter {
        Letter {
            locale: self.texts.locale,
            subject,
            heading,
            parts,
            reason: self.t(reason),
            unsubscribe: None,
            bulk: false,
        }
    }

    fn fact(self, key: &str, value: &str) -> Part {
        Part::Fact { label: self.t(key), value: value.to_owned() }
    }

    fn quote(self, key: &str, words: &Words) -> Part {
        let text = if words.text.chars().count() > QUOTE_CHARACTERS_MAX {
            let cut: String = words.text.chars().take(QUOTE_CHARACTERS_MAX).collect();
            format!("{}…", cut.trim_end())
        } else {
            words.text.clone()
        };
        let language = (words.language.as_str() != self.texts.locale.as_str()).then_some(words.language);
        Part::Quote { label: self.t(key), text, language }
    }

    fn button(self, key: &str, url: &str) -> Part {
        Part::Button { label: self.t(key), url: url.to_owned() }
    }

    /// Where a contribution stands, and what it said.
    fn about(self, contribution: &Contribution) -> Vec<Part> {
        let mut parts = vec![self.fact("mail-place", &contribution.place)];
        if let Some(label) = contribution.provision.as_deref().filter(|label| !label.is_empty()) {
            parts.push(self.fact("mail-provision", label));
        }
        if let Some(words) = &contribution.words {
            parts.push(self.quote("receipt-as-received", words));
        }
        parts
    }

    fn sign_in(self, code: &str, url: Option<&str>, minutes: u32) -> Letter {
        let mut parts = vec![Part::Text(self.n("mail-sign-in-text", minutes)), Part::Code(code.to_owned())];
        if let Some(url) = url {
            parts.push(Part::Text(self.t("mail-sign-in-or")));
            parts.push(self.button("mail-sign-in-button", url));
        }
        self.compose(
            self.t("mail-sign-in-subject"),
            self.t("mail-sign-in-subject"),
            parts,
            "mail-why-sign-in",
        )
    }

    fn invitation(self, role: &str, place: Option<&str>, url: &str, days: u32) -> Letter {
        let mut parts = vec![
            Part::Text(self.t("mail-invitation-text")),
            self.fact("mail-role", &self.t(&format!("mail-role-{}", role.replace('_', "-")))),
        ];
        if let Some(place) = place {
            parts.push(self.fact("mail-role-place", place));
        }
        parts.push(self.button("mail-sign-in-button", url));
        parts.push(Part::Text(self.n("mail-invitation-days", days)));
        let subject = self.t("mail-invitation-subject");
        self.compose(subject.clone(), subject, parts, "mail-why-invitation")
    }

    fn received(self, contribution: &Contribution) -> Letter {
        let mut parts = vec![Part::Text(self.t("receipt-keep")), Part::Code(contribution.receipt.clone())];
        if contribution.held {
            parts.push(Part::Text(self.t("stub-held")));
        }
        parts.push(self.fact("mail-due", &self.texts.date(&contribution.due_on)));
        parts.extend(self.about(contribution));
        parts.push(self.button("mail-open-receipt", &contribution.url));
        parts.push(Part::Text(self.t("mail-received-next")));
        self.compose(
            self.a("mail-received-subject", "receipt", &contribution.receipt),
            self.t("receipt-title"),
            parts,
            "mail-why-contribution",
        )
    }

    fn decided(self, decided: &[(Contribution, Decision)]) -> Letter {
        let mut parts = Vec::new();
        for (contribution, decision) in decided.iter().take(ITEMS_MAX) {
            let word = decision.disposition.replace('_', "-");
            parts.push(self.fact("mail-decision", &self.t(&format!("disposition-{word}"))));
            if let Some(reason) = &decision.reason {
                parts.push(self.quote("mail-reasons", reason));
            }
            parts.push(self.fact("mail-office", &decision.office));
            parts.extend(self.about(contribution));
            parts.push(self.button("mail-open-receipt", &contribution.url));
        }
        let place = decided.first().map_or("", |(contribution, _)| contribution.place.as_str());
        self.compose(
            self.a("mail-decided-subject", "place", place),
            self.t("receipt-title-answered"),
            parts,
            "mail-why-contribution",
        )
    }

    fn edition(self, number: i32, place: &str, url: &str, rewordings: &[Rewording]) -> Letter {
        let number = number.to_string();
        let mut parts = vec![self.fact("mail-place", place), Part::Text(self.t("mail-edition-text"))];
        for rewording in rewordings.iter().take(ITEMS_MAX) {
            let contribution = &rewording.contribution;
            if let Some(label) = contribution.provision.as_deref().filter(|label| !label.is_empty()) {
                parts.push(self.fact("mail-provision", label));
            }
            match (&rewording.then, &rewording.now) {
                (None, _) => {}
                (Some(_), None) => parts.push(Part::Text(self.t("mail-edition-gone"))),
                (Some(then), Some(now)) if then == now => {
                    parts.push(Part::Text(self.t("mail-edition-same")));
                }
                (Some(then), Some(now)) => {
                    parts.push(self.quote("mail-words-then", then));
                    parts.push(self.quote("mail-words-now", now));
                }
            }
            let label = self.a("mail-receipt-link", "receipt", &contribution.receipt);
            parts.push(Part::Link { label, url: contribution.url.clone() });
        }
        parts.push(self.button("read-program", url));
        let subject = self.texts.with(
            "mail-edition-subject",
            &[("number", Value::Words(&number)), ("place", Value::Words(place))],
        );
        self.compose(
            subject.into_owned(),
            self.a("mail-edition-heading", "number", &number),
            parts,
            "mail-why-contribution",
        )
    }

    fn moderated(
        self,
        contribution: &Contribution,
        action: Moderation,
        reason: Option<&str>,
        note: Option<&str>,
    ) -> Letter {
        let word = action.word();
        let mut parts = vec![Part::Text(self.t(&format!("mail-{word}-text")))];
        if let Some(reason) = reason {
            parts.push(self.fact("mail-rule", &self.t(&format!("reason-{}", reason.replace('_', "-")))));
        }
        if let Some(note) = note {
            parts.push(self.fact("mail-note", note));
        }
        parts.extend(self.about(contribution));
        if action == Moderation::Hidden {
            parts.push(Part::Text(self.t("mail-appeal-text")));
            parts.push(self.button("mail-appeal", &contribution.url));
        } else {
            parts.push(self.button("mail-open-receipt", &contribution.url));
        }
        let heading = self.t(&format!("mail-{word}-subject"));
        self.compose(heading.clone(), heading, parts, "mail-why-contribution")
    }

    fn replied(self, contribution: &Contribution, reply: &Words) -> Letter {
        let mut parts = vec![self.quote("mail-reply", reply)];
        parts.extend(self.about(contribution));
        parts.push(self.button("mail-open-receipt", &contribution.url));
        self.compose(
            self.a("mail-replied-subject", "place", &contribution.place),
            self.t("mail-replied-heading"),
            parts,
            "mail-why-contribution",
        )
    }

    fn confirm_follow(self, name: &str, url: &str, hours: u32) -> Letter {
        let parts = vec![
            Part::Text(self.t("mail-follow-text")),
            Part::Text(name.to_owned()),
            self.button("mail-follow-button", url),
            Part::Text(self.n("mail-follow-hours", hours)),
        ];
        self.compose(self.t("mail-follow-subject"), self.t("mail-follow-subject"), parts, "mail-why-confirm")
    }

    fn digest(self, news: &[News]) -> Letter {
        let mut parts = Vec::new();
        for item in news.iter().take(ITEMS_MAX) {
            let lines: Vec<String> = [
                ("mail-digest-editions", item.editions),
                ("mail-digest-decided", item.decided),
                ("mail-digest-received", item.received),
            ]
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(key, count)| self.n(key, count))
            .collect();
            parts.push(Part::Link { label: item.name.clone(), url: item.url.clone() });
            parts.push(Part::Text(lines.join("\n")));
        }
        if news.len() > ITEMS_MAX {
            parts.push(Part::Text(self.t("mail-digest-more")));
        }
        let name = match news {
            [only] => only.name.clone(),
            _ => self.n("mail-digest-places", u32::try_from(news.len()).unwrap_or(u32::MAX)),
        };
        let mut letter = self.compose(
            self.a("mail-digest-subject", "name", &name),
            self.t("mail-digest-heading"),
            parts,
            "mail-why-follow",
        );
        letter.bulk = true;
        letter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contribution() -> Contribution {
        Contribution {
            receipt: "K7Q2-9XWM-3T5A".to_owned(),
            url: "https://kenes.example/ru/receipts/K7Q29XWM3T5A".to_owned(),
            place: "Көктал ауданы, Арқа облысы".to_owned(),
            provision: Some("1.1".to_owned()),
            words: Some(Words { text: "Көпір керек".to_owned(), language: Language::Kk }),
            due_on: "2026-12-15".to_owned(),
            held: true,
        }
    }

    fn all() -> Vec<Notice> {
        let words = |text: &str| Words { text: text.to_owned(), language: Language::Ru };
        let mut notices = vec![
            Notice::SignIn { code: "12345678".to_owned(), url: Some("https://a".to_owned()), minutes: 10 },
            Notice::Invitation {
                role: "territory_admin".to_owned(),
                place: Some("Көктал ауданы".to_owned()),
                url: "https://a".to_owned(),
                days: 7,
            },
            Notice::Received(contribution()),
            Notice::Decided(vec![(
                contribution(),
                Decision {
                    disposition: "partly_accepted".to_owned(),
                    reason: Some(words("Мост построят позже.")),
                    office: "Әкімдік".to_owned(),
                },
            )]),
            Notice::Edition {
                number: 2,
                place: "Көктал ауданы".to_owned(),
                url: "https://a".to_owned(),
                rewordings: vec![
                    Rewording {
                        contribution: contribution(),
                        then: Some(words("Раньше")),
                        now: Some(words("Теперь")),
                    },
                    Rewording { contribution: contribution(), then: Some(words("a")), now: None },
                    Rewording { contribution: contribution(), then: Some(words("a")), now: Some(words("a")) },
                ],
            },
            Notice::Replied { contribution: contribution(), reply: words("И мне тоже") },
            Notice::ConfirmFollow { name: "Көктал".to_owned(), url: "https://a".to_owned(), hours: 48 },
        ];
        for count in [0, 1, 2, 5] {
            let news = |received| News {
                name: "Көктал".to_owned(),
                url: "https://a".to_owned(),
                received,
                decided: count,
                editions: count,
            };
            notices.push(Notice::Digest((0..count).map(news).collect()));
        }
        for word in ["hidden", "held", "restored", "redacted"] {
            notices.push(Notice::Moderated {
                contribution: contribution(),
                action: Moderation::parse(word).unwrap(),
                reason: Some("personal_data".to_owned()),
                note: Some("Телефон".to_owned()),
            });
        }
        notices
    }

    #[test]
    fn every_text_is_in_every_catalogue() {
        for locale in Locale::ALL {
            for notice in all() {
                let letter = letter(&notice, *locale, Some("https://a/u".to_owned()));
                let text = letter.text("https://a").unwrap();
                for key in ["mail-", "reason-", "receipt-", "disposition-", "stub-", "{", "$"] {
                    assert!(!text.contains(key) && !letter.subject.contains(key), "{key}: {text}");
                }
                assert!(!letter.subject.is_empty() && !letter.reason.is_empty());
            }
        }
    }

    #[test]
    fn a_receipt_says_code_day_and_words() {
        let kazakh = letter(&Notice::Received(contribution()), Locale::Kk, None);
        assert_eq!(kazakh.subject, "Пікір қабылданды · K7Q2-9XWM-3T5A");
        let text = kazakh.text("https://kenes.example").unwrap();
        assert!(text.contains("2026 жылғы 15 желтоқсан"), "{text}");
        let russian = letter(&Notice::Received(contribution()), Locale::Ru, None);
        let text = russian.text("https://kenes.example").unwrap();
        assert!(text.contains("15 декабря 2026 года") && text.contains("> Көпір керек"), "{text}");
        assert!(
            russian.parts.iter().any(|part| matches!(part, Part::Quote { language: Some(Language::Kk), .. }))
        );
    }

    #[test]
    fn hiding_names_the_rule_and_the_way_to_appeal() {
        let notice = Notice::Moderated {
            contribution: contribution(),
            action: Moderation::Hidden,
            reason: Some("personal_data".to_owned()),
            note: None,
        };
        let text = letter(&notice, Locale::Ru, None).text("https://kenes.example").unwrap();
        assert!(text.contains("чужие личные данные") && text.contains("receipts/K7Q29XWM3T5A"), "{text}");
        assert!(text.contains("апелляци"), "{text}");
    }

    #[test]
    fn long_words_are_cut() {
        let mut long = contribution();
        long.words = Some(Words { text: "қ".repeat(5_000), language: Language::Kk });
        let letter = letter(&Notice::Received(long), Locale::Kk, None);
        assert!(letter.parts.iter().any(|part| {
            matches!(part, Part::Quote { text, .. } if text.chars().count() == QUOTE_CHARACTERS_MAX + 1)
        }));
    }
}
