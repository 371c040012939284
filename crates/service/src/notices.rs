//! What a mail of the outbox says: its references, looked up at the moment of sending. What was erased, withdrawn or
//! unsubscribed meanwhile is not told.

use std::collections::BTreeMap;

use kenes_domain::contribution::Visibility;
use kenes_domain::language::{Bilingual, Language, Locale};
use kenes_domain::receipt::ReceiptCode;
use kenes_domain::timestamp::Timestamp;
use kenes_mail::notice::{Contribution, Decision, ITEMS_MAX, Moderation, News, Notice, Rewording, Words};
use kenes_store::outbox::MailRow;
use kenes_store::{Conn, contacts, contributions as rows, decisions, editions, programs};
use serde::{Deserialize, Serialize};

use crate::Service;
use crate::directory::Directory;
use crate::error::ServiceError;
use crate::links;
use crate::territories::Names;

/// How long a sign-in code holds where its mail does not say.
const SIGN_IN_MINUTES: u32 = 10;

/// The words of the templates.
pub(crate) mod template {
    pub(crate) const SIGN_IN: &str = "sign_in_code";
    pub(crate) const INVITATION: &str = "invitation";
    pub(crate) const RECEIVED: &str = "contribution_received";
    pub(crate) const DECIDED: &str = "contribution_decided";
    pub(crate) const EDITION: &str = "edition_published";
    pub(crate) const MODERATED: &str = "contribution_moderated";
    pub(crate) const REPLIED: &str = "contribution_replied";
    pub(crate) const CONFIRM_FOLLOW: &str = "confirm_follow";
    pub(crate) const DIGEST: &str = "digest";
}

/// What there is to tell.
pub(crate) enum Told {
    /// This, with the page that stops mails like it.
    Notice { notice: Box<Notice>, unsubscribe: Option<String> },
    /// Nothing any more.
    Unwanted,
    /// What this version does not know how to tell.
    Unknown(String),
}

/// References of a mail about contributions of one person.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct About {
    /// Public ids of the person's contributions.
    pub(crate) contributions: Vec<String>,
    /// Public id of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) decision: Option<String>,
    /// Number of the edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) edition: Option<i32>,
    /// Word of what a moderator did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) action: Option<String>,
    /// Coded reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// What the moderator added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    /// Public id of the reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reply: Option<String>,
}

impl About {
    pub(crate) fn one(contribution: &str) -> Self {
        Self {
            contributions: vec![contribution.to_owned()],
            decision: None,
            edition: None,
            action: None,
            reason: None,
            note: None,
            reply: None,
        }
    }
}

#[derive(Debug, Deserialize)]
struct SignIn {
    code: String,
    link: Option<String>,
    minutes: Option<u32>,
}

#[derive(Debug, Deserialize)]
struct Invitation {
    link: String,
    role: String,
    territory: Option<String>,
    days: u32,
}

/// References of a mail that asks for a confirmation. The token is in no other place; the mail is gone when it is
/// delivered.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ConfirmFollow {
    pub(crate) token: String,
    pub(crate) territory: Option<i64>,
    pub(crate) program: Option<i64>,
    pub(crate) provision: Option<i64>,
}

/// A line of a digest: what is followed, and counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DigestLine {
    pub(crate) territory: Option<i64>,
    pub(crate) program: Option<i64>,
    pub(crate) provision: Option<i64>,
    pub(crate) received: u32,
    pub(crate) decided: u32,
    pub(crate) editions: u32,
}

/// Something to follow, as readers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Followed {
    pub(crate) name: String,
    /// Path behind the language.
    pub(crate) path: String,
}

/// Looks up what a mail has to say.
pub(crate) fn tell(
    service: &Service,
    site: &str,
    mail: &MailRow,
    locale: Locale,
    now: Timestamp,
) -> Result<Told, ServiceError> {
    let unreadable = || Told::Unknown(format!("unreadable parameters of {}", mail.template));
    let directory = service.directory()?;
    let context = Context { directory: &directory, site, locale, secret: service.mail_secret()? };
    match mail.template.as_str() {
        template::SIGN_IN => {
            let Ok(it) = serde_json::from_str::<SignIn>(&mail.parameters) else { return Ok(unreadable()) };
            let minutes = it.minutes.unwrap_or(SIGN_IN_MINUTES);
            let ends = Timestamp::from_micros(mail.created_at).plus_seconds(i64::from(minutes) * 60);
            if ends <= now {
                return Ok(Told::Unwanted);
            }
            Ok(plain(Notice::SignIn { code: it.code, url: it.link, minutes }))
        }
        template::INVITATION => {
            let Ok(it) = serde_json::from_str::<Invitation>(&mail.parameters) else {
                return Ok(unreadable());
            };
            let place = it.territory.and_then(|id| {
                directory.find(&id).map(|territory| name(&territory.names(), locale).to_owned())
            });
            Ok(plain(Notice::Invitation { role: it.role, place, url: it.link, days: it.days }))
        }
        template::CONFIRM_FOLLOW => {
            let Ok(it) = serde_json::from_str::<ConfirmFollow>(&mail.parameters) else {
                return Ok(unreadable());
            };
            let held = i64::from(crate::follows::REQUEST_HOURS) * 3_600;
            if Timestamp::from_micros(mail.created_at).plus_seconds(held) <= now {
                return Ok(Told::Unwanted);
            }
            let target = (it.territory, it.program, it.provision);
            let Some(followed) = service.read(|conn| followed(conn, &directory, target, locale))? else {
                return Ok(Told::Unwanted);
            };
            Ok(plain(Notice::ConfirmFollow {
                name: followed.name,
                url: format!("{site}/{locale}/follow/{}", it.token),
                hours: crate::follows::REQUEST_HOURS,
            }))
        }
        template::DIGEST => {
            let Ok(lines) = serde_json::from_str::<Vec<DigestLine>>(&mail.parameters) else {
                return Ok(unreadable());
            };
            service.read(|conn| context.digest(conn, &mail.recipient, &lines))
        }
        template::RECEIVED
        | template::DECIDED
        | template::EDITION
        | template::MODERATED
        | template::REPLIED => {
            let Ok(about) = serde_json::from_str::<About>(&mail.parameters) else {
                return Ok(unreadable());
            };
            service.read(|conn| context.about(conn, mail, &about))
        }
        other => Ok(Told::Unknown(format!("unknown template {other}"))),
    }
}

fn plain(notice: Notice) -> Told {
    Told::Notice { notice: Box::new(notice), unsubscribe: None }
}

/// Everything that the words of a mail depend on beside the rows.
struct Context<'a> {
    directory: &'a Directory,
    site: &'a str,
    locale: Locale,
    secret: &'a [u8],
}

/// A contribution that its author still wants to hear of.
struct Own {
    row: rows::ContributionRow,
    contribution: Contribution,
}

impl Context<'_> {
    fn about(&self, conn: &mut Conn<'_>, mail: &MailRow, about: &About) -> Result<Told, ServiceError> {
        let mut own = Vec::new();
        for id in about.contributions.iter().take(ITEMS_MAX) {
            own.extend(self.own(conn, id, &mail.recipient)?);
        }
        let Some(first) = own.first() else { return Ok(Told::Unwanted) };
        let unsubscribe = Some(format!(
            "{}/{}/mail/{}",
            self.site,
            self.locale,
            links::contact(self.secret, &first.row.public_id)
        ));
        let notice = match mail.template.as_str() {
            template::DECIDED => self.decided(conn, own, about)?,
            template::EDITION => self.edition(conn, own, about)?,
            template::MODERATED => moderated(own, about),
            template::REPLIED => replied(conn, own, about)?,
            _ => own.into_iter().next().map(|own| Notice::Received(own.contribution)),
        };
        Ok(notice.map_or(Told::Unwanted, |notice| Told::Notice { notice: Box::new(notice), unsubscribe }))
    }

    /// A contribution with its author's words, when the address still belongs to it.
    fn own(&self, conn: &mut Conn<'_>, id: &str, recipient: &str) -> Result<Option<Own>, ServiceError> {
        let Some(row) = rows::find_by_public_id(conn, id)? else { return Ok(None) };
        let wanted = contacts::of_contributions(conn, &[row.id])?.iter().any(|kept| kept.email == recipient);
        if !wanted || matches!(row.visibility.0, Visibility::Erased | Visibility::Withdrawn) {
            return Ok(None);
        }
        let Some((program, _)) = programs::get(conn, row.program_id)? else { return Ok(None) };
        let Ok(code) = ReceiptCode::parse(&row.receipt) else { return Ok(None) };
        let contribution = Contribution {
            receipt: code.printed(),
            url: format!("{}/{}/receipts/{}", self.site, self.locale, code.printed()),
            place: place(self.directory, program.territory_id, self.locale),
            provision: row.provision_label.clone(),
            words: row.text.clone().map(|text| Words { text, language: row.language.0 }),
            due_on: row.due_on.clone(),
            held: row.visibility.0 == Visibility::Held,
        };
        Ok(Some(Own { row, contribution }))
    }

    fn decided(
        &self,
        conn: &mut Conn<'_>,
        own: Vec<Own>,
        about: &About,
    ) -> Result<Option<Notice>, ServiceError> {
        let ids: Vec<i64> = own.iter().map(|own| own.row.id).collect();
        let wanted = self.locale.content_language();
        let mut decided: BTreeMap<i64, Decision> = BTreeMap::new();
        for (contribution, row) in decisions::published_of(conn, &ids)? {
            if about.decision.as_ref() != Some(&row.public_id) {
                continue;
            }
            let reason = Bilingual { kk: row.reason_kk, ru: row.reason_ru };
            let reason =
                reason.best(wanted).map(|(language, text)| Words { text: text.to_owned(), language });
            let office = match wanted {
                Language::Kk => row.office_kk,
                Language::Ru => row.office_ru,
            };
            decided.insert(
                contribution,
                Decision { disposition: row.disposition.0.to_string(), reason, office },
            );
        }
        let told: Vec<_> = own
            .into_iter()
            .filter_map(|own| Some((own.contribution, decided.get(&own.row.id)?.clone())))
            .collect();
        Ok((!told.is_empty()).then_some(Notice::Decided(told)))
    }

    fn edition(
        &self,
        conn: &mut Conn<'_>,
        own: Vec<Own>,
        about: &About,
    ) -> Result<Option<Notice>, ServiceError> {
        let (Some(number), Some(first)) = (about.edition, own.first()) else { return Ok(None) };
        let Some((program, _)) = programs::get(conn, first.row.program_id)? else { return Ok(None) };
        let place = place(self.directory, program.territory_id, self.locale);
        let mut rewordings = Vec::new();
        for own in own {
            let language = own.row.language.0;
            let then = provision_words(conn, &own.row, own.row.edition_number, language)?;
            let now = provision_words(conn, &own.row, number, language)?;
            rewordings.push(Rewording { contribution: own.contribution, then, now });
        }
        let url = format!("{}/{}/programs/{}", self.site, self.locale, program.public_id);
        Ok(Some(Notice::Edition { number, place, url, rewordings }))
    }

    fn digest(
        &self,
        conn: &mut Conn<'_>,
        recipient: &str,
        lines: &[DigestLine],
    ) -> Result<Told, ServiceError> {
        let follows = kenes_store::follows::of_email(conn, recipient, crate::follows::FOLLOWS_MAX)?;
        let mut news = Vec::new();
        for line in lines {
            let target = (line.territory, line.program, line.provision);
            let still = follows
                .iter()
                .any(|follow| (follow.territory_id, follow.program_id, follow.provision_id) == target);
            if let Some(followed) = followed(conn, self.directory, target, self.locale)?.filter(|_| still) {
                news.push(News {
                    name: followed.name,
                    url: format!("{}/{}{}", self.site, self.locale, followed.path),
                    received: line.received,
                    decided: line.decided,
                    editions: line.editions,
                });
            }
        }
        if news.is_empty() {
            return Ok(Told::Unwanted);
        }
        let token = links::follower(self.secret, recipient);
        let unsubscribe = Some(format!("{}/{}/mail/{token}", self.site, self.locale));
        Ok(Told::Notice { notice: Box::new(Notice::Digest(news)), unsubscribe })
    }
}

fn moderated(own: Vec<Own>, about: &About) -> Option<Notice> {
    let action = Moderation::parse(about.action.as_deref()?)?;
    own.into_iter().next().map(|own| Notice::Moderated {
        contribution: own.contribution,
        action,
        reason: about.reason.clone(),
        note: about.note.clone(),
    })
}

/// A reply is told only while the public may read it.
fn replied(conn: &mut Conn<'_>, own: Vec<Own>, about: &About) -> Result<Option<Notice>, ServiceError> {
    let (Some(id), Some(own)) = (&about.reply, own.into_iter().next()) else { return Ok(None) };
    let reply = rows::find_by_public_id(conn, id)?.filter(|reply| reply.visibility.0.is_public());
    Ok(reply.and_then(|reply| {
        let reply = Words { text: reply.text?, language: reply.language.0 };
        Some(Notice::Replied { contribution: own.contribution, reply })
    }))
}

/// The words of a contribution's provision in an edition, in a language or else in the other one.
fn provision_words(
    conn: &mut Conn<'_>,
    row: &rows::ContributionRow,
    number: i32,
    language: Language,
) -> Result<Option<Words>, ServiceError> {
    let Some(provision) = row.provision_id else { return Ok(None) };
    let Some(edition) = editions::find(conn, row.program_id, number)? else { return Ok(None) };
    Ok(editions::find_in_edition(conn, edition.id, provision)?.and_then(|provision| {
        let text = Bilingual { kk: provision.text_kk, ru: provision.text_ru };
        text.best(language).map(|(language, text)| Words { text: text.to_owned(), language })
    }))
}

/// A name in a language.
fn name(names: &Names, locale: Locale) -> &str {
    match locale {
        Locale::Kk => &names.kk,
        Locale::Ru => &names.ru,
        Locale::En => &names.en,
    }
}

/// A territory with the one above it: names repeat in the country.
pub(crate) fn place(directory: &Directory, territory: i64, locale: Locale) -> String {
    directory
        .line(territory)
        .into_iter()
        .take(2)
        .filter_map(|id| directory.territories.get(&id))
        .map(|territory| name(&territory.names(), locale).to_owned())
        .collect::<Vec<_>>()
        .join(", ")
}

/// What a follow is about, as readers see it; `None` when it is gone. `target` is territory, program, provision.
pub(crate) fn followed(
    conn: &mut Conn<'_>,
    directory: &Directory,
    target: (Option<i64>, Option<i64>, Option<i64>),
    locale: Locale,
) -> Result<Option<Followed>, ServiceError> {
    let (territory, program, provision) = target;
    if let Some(id) = territory {
        return Ok(directory.territories.get(&id).map(|territory| Followed {
            name: place(directory, id, locale),
            path: format!("/territories/{}", territory.public_id),
        }));
    }
    let Some(program) = program else { return Ok(None) };
    let Some((row, _)) = programs::get(conn, program)? else { return Ok(None) };
    let place = place(directory, row.territory_id, locale);
    let edition = match row.current_edition {
        Some(number) => editions::find(conn, row.id, number)?,
        None => None,
    };
    let Some(provision) = provision else {
        let title = Bilingual { kk: row.title_kk, ru: row.title_ru };
        let title = title.best(locale.content_language());
        let name = title.map_or_else(|| place.clone(), |(_, title)| format!("{title} ({place})"));
        return Ok(Some(Followed { name, path: format!("/programs/{}", row.public_id) }));
    };
    let Some((_, public_id)) = editions::provision_public_ids(conn, &[provision])?.pop() else {
        return Ok(None);
    };
    let label = match edition {
        Some(edition) => editions::find_in_edition(conn, edition.id, provision)?.map(|found| {
            let text = Bilingual { kk: found.text_kk, ru: found.text_ru };
            let text =
                text.best(locale.content_language()).map(|(_, text)| beginning(text)).unwrap_or_default();
            format!("{} {text}", found.label).trim().to_owned()
        }),
        None => None,
    };
    let name = label.map_or_else(|| place.clone(), |label| format!("{label} ({place})"));
    Ok(Some(Followed { name, path: format!("/programs/{}/{public_id}", row.public_id) }))
}

/// Characters of a provision's text in its name.
const BEGINNING_CHARACTERS_MAX: usize = 60;

fn beginning(text: &str) -> String {
    if text.chars().count() <= BEGINNING_CHARACTERS_MAX {
        return text.to_owned();
    }
    let cut: String = text.chars().take(BEGINNING_CHARACTERS_MAX).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", whole.trim_end_matches([',', '.', ';', ':', ' ']))
}
