//! A provision by itself: its words, what people say about it, and the form to say something.

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::blocking;
use kenes_api::state::AppState;
use kenes_domain::contribution::ContributionKind;
use kenes_domain::language::Locale;
use kenes_domain::program::{Admission, Cost, DiscussionWindow, ProvisionData};
use kenes_service::Service;
use kenes_service::contributions::ContributionView;
use kenes_service::contributions::{self, Order, Page, Submission};
use kenes_service::error::ServiceError;
use kenes_service::programs::{self, ProgramCard, ProvisionView};

use super::contribution::{Card, card};
use super::program::{crumbs, is_long, source_text, term};
use super::{Key, Link, code, kept, locale, name, plain_words, problem, render, status, with_retry, words};
use crate::cache::{SLOT, once};
use crate::format;
use crate::forms::{Form, faults};
use crate::i18n::Texts;
use crate::request::{Parameters, encoded, is_same_origin};
use crate::shell::{Shell, Words, shorten};
use crate::styles::Styles;

/// Contributions shown at once.
const SHOWN: u16 = 20;
/// Characters of a section's name in the path above a page.
const CRUMB_CHARACTERS_MAX: usize = 50;
/// Characters of a provision's text in a title.
const TITLE_CHARACTERS_MAX: usize = 60;

#[derive(Template)]
#[template(path = "provision.html")]
struct ProvisionPage {
    shell: Shell,
    crumbs: Vec<Link>,
    heading: String,
    text: Option<Words>,
    details: Vec<(String, String)>,
    /// Where the provision stands in the text of the program.
    back: String,
    previous: Option<String>,
    next: Option<String>,
    action: String,
    /// Under which the script keeps what was typed.
    draft: String,
    /// What later editions made of it.
    journey: Vec<Link>,
    /// Why nothing can be sent now.
    closed: Option<String>,
    /// What stopped a contribution that was sent, beside its fields.
    refusal: Option<Refusal>,
    form: Form,
    kinds: Vec<(&'static str, String)>,
    has_words: bool,
    promise: String,
    total: u64,
    orders: Vec<(Link, bool)>,
    cards: Vec<Card>,
    more: Option<String>,
}

/// Why a contribution was not taken, and what to do.
struct Refusal {
    title: String,
    text: String,
}

/// A provision.
pub async fn get_provision(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String, String)>,
) -> HttpResponse {
    let place = Place::of(&state, path.into_inner());
    let list = List::of(&Parameters::of(&request));
    let (locale, program) = (place.locale, place.program.clone());
    let path = format!("{}{}", place.path(), list.query());
    let key = Key { locale, path, styles: Styles::Provision, program: Some(&program) };
    kept(&request, &state, key, move || place.page(&list, Form::default(), None)).await
}

/// Sends a contribution; on success the reader goes to the receipt, else back to the form with everything kept.
pub async fn post_contribution(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String, String)>,
    form: web::Form<Form>,
) -> HttpResponse {
    let place = Place::of(&state, path.into_inner());
    let locale = place.locale;
    let checked = if is_same_origin(&request) {
        state.limiter.check_write(&request)
    } else {
        Err(ServiceError::Forbidden)
    };
    match blocking::run(move || place.submit(form.into_inner(), checked)).await {
        Ok(Sent::Receipt(code)) => {
            HttpResponse::SeeOther().insert_header((LOCATION, format!("/{locale}/receipts/{code}"))).finish()
        }
        Ok(Sent::Refused(html, error)) => {
            with_retry(once(&request, status(&error), Styles::Provision.policy(), html), &error)
        }
        Err(error) => problem(&request, &state, locale, &error).await,
    }
}

enum Sent {
    Receipt(String),
    /// The form as it comes back, and why.
    Refused(String, ServiceError),
}

/// Which provision, for whom.
struct Place {
    service: Service,
    public_url: String,
    locale: Locale,
    program: String,
    provision: String,
}

impl Place {
    fn of(state: &AppState, (first, program, provision): (String, String, String)) -> Self {
        Self {
            service: state.service.clone(),
            public_url: state.public_url.to_string(),
            locale: locale(&first),
            program,
            provision,
        }
    }

    /// Path behind the language.
    fn path(&self) -> String {
        format!("/programs/{}/{}", self.program, self.provision)
    }

    fn submit(&self, form: Form, checked: Result<(), ServiceError>) -> Result<Sent, ServiceError> {
        let texts = Texts { locale: self.locale };
        let sent = checked.and_then(|()| self.send(&form));
        match sent {
            Ok(receipt) => Ok(Sent::Receipt(receipt)),
            Err(ServiceError::Invalid(errors)) => {
                let form = Form { faults: faults(&errors, texts), ..form };
                let html = self.page(&List::default(), form, None)?;
                Ok(Sent::Refused(html, ServiceError::Invalid(errors)))
            }
            // Nothing to come back to.
            Err(
                error @ (ServiceError::NotFound | ServiceError::Internal(_) | ServiceError::Configuration(_)),
            ) => Err(error),
            Err(error) => {
                let refusal = Refusal {
                    title: texts.t(&format!("problem-{}", code(&error))).into_owned(),
                    text: texts.t(&format!("help-{}", code(&error))).into_owned(),
                };
                let html = self.page(&List::default(), form, Some(refusal))?;
                Ok(Sent::Refused(html, error))
            }
        }
    }

    fn send(&self, form: &Form) -> Result<String, ServiceError> {
        if !form.website.is_empty() {
            // Whoever fills in what nobody sees is a program; it learns nothing.
            return Err(ServiceError::Conflict);
        }
        let submission = Submission {
            program: self.program.clone(),
            provision: Some(self.provision.clone()),
            kind: form.kind.clone(),
            language: form.language.clone(),
            text: form.text.clone(),
            quote: Some(form.quote.clone()).filter(|quote| !quote.trim().is_empty()),
            place: form.place.clone(),
            name: form.name.clone(),
            email: form.email.clone(),
            idempotency_key: Some(form.key.clone()).filter(|key| !key.is_empty()),
            ..Submission::default()
        };
        match contributions::submit(&self.service, submission.clone()) {
            // The same page was used for a second contribution, as after "back": that is no repetition.
            Err(ServiceError::KeyReused) => {
                let idempotency_key = Some(kenes_service::runtime::boot_id(&self.service));
                contributions::submit(&self.service, Submission { idempotency_key, ..submission })
            }
            sent => sent,
        }
        .map(|receipt| receipt.receipt)
    }

    fn page(&self, list: &List, form: Form, refusal: Option<Refusal>) -> Result<String, ServiceError> {
        let view = programs::provision(&self.service, &self.program, &self.provision)?;
        let editions = programs::list_editions(&self.service, &self.program)?;
        let length = editions
            .iter()
            .find(|edition| edition.number == view.edition)
            .map_or(0, |edition| edition.provisions);
        let campaign = kenes_service::campaigns::current(&self.service)?;
        let page = contributions::page(
            &self.service,
            &self.program,
            Some(&self.provision),
            list.order,
            list.cursor.as_deref(),
            SHOWN,
        )?;
        let texts = Texts { locale: self.locale };
        let frame = Frame {
            in_text: in_text(self.locale, &view, usize::try_from(length).unwrap_or(0)),
            demonstration: campaign.demonstration,
            closed: match &view.gone {
                Some(gone) => {
                    Some(texts.a("provision-gone", "edition", &gone.edition.to_string()).into_owned())
                }
                None => self.closed(&view.program, campaign.rules.accept_late, texts),
            },
            promise: texts
                .a("answer-promise", "days", &campaign.rules.answer_working_days.to_string())
                .into_owned(),
        };
        self.show(&view, frame, list, page, form, refusal)
    }

    fn show(
        &self,
        view: &programs::ProvisionPage,
        frame: Frame,
        list: &List,
        page: Page<ContributionView>,
        form: Form,
        refusal: Option<Refusal>,
    ) -> Result<String, ServiceError> {
        let texts = Texts { locale: self.locale };
        let (own, provision) = (self.path(), &view.provision);
        let action = format!("/{}{own}", self.locale);
        let plain_text = plain_words(&provision.text, self.locale);
        let beginning = shorten(&plain_text, TITLE_CHARACTERS_MAX);
        let title = format!("{} {beginning}", provision.label);
        let place = name(&view.program.territory_names, self.locale);
        let mut shell =
            Shell::new(self.locale, Styles::Provision, &self.public_url, format!("{own}{}", list.query()))
                .titled(title.trim(), format!("{place}. {plain_text}"))
                .with_islands();
        shell.demonstration = frame.demonstration;
        shell.refused = refusal.is_some() || !form.faults.is_empty();
        let neighbour = |id: &Option<String>| {
            id.as_ref().map(|id| format!("/{}/programs/{}/{id}", self.locale, self.program))
        };
        render(&ProvisionPage {
            crumbs: self.crumbs(view, texts),
            heading: heading(provision, texts),
            text: words(&provision.text, self.locale),
            details: details(provision, texts),
            back: frame.in_text,
            previous: neighbour(&view.previous),
            next: neighbour(&view.next),
            draft: draft_name(&self.program, &self.provision),
            journey: self.journey(view, texts),
            closed: frame.closed,
            refusal,
            form: self.filled(form),
            kinds: kinds(texts),
            has_words: provision.text.get(self.locale.content_language()).is_some(),
            promise: frame.promise,
            total: provision.contributions,
            orders: orders(&action, list.order, texts),
            cards: page.items.iter().map(|item| card(item, &view.program, texts)).collect(),
            more: page.next_cursor.map(|cursor| {
                let next = List { order: list.order, cursor: Some(cursor) };
                format!("{action}{}#contributions", next.query())
            }),
            action,
            shell,
        })
    }

    /// The form with what can be filled in for the reader. The page is kept for everybody: the key against double
    /// sending comes from the slot.
    fn filled(&self, mut form: Form) -> Form {
        if form.key.is_empty() {
            form.key = SLOT.to_string();
        }
        if form.kind.is_empty() {
            ContributionKind::Proposal.as_str().clone_into(&mut form.kind);
        }
        if form.language.is_empty() {
            self.locale.content_language().as_str().clone_into(&mut form.language);
        }
        form
    }

    /// Links to what later editions made of the provision, and to where its words went.
    fn journey(&self, view: &programs::ProvisionPage, texts: Texts) -> Vec<Link> {
        let program = format!("/{}/programs/{}", self.locale, self.program);
        let mut links: Vec<Link> = view
            .changed_in
            .iter()
            .filter(|edition| **edition > 1)
            .map(|edition| {
                let removed = view.gone.as_ref().is_some_and(|gone| gone.edition == *edition);
                let key = if removed { "provision-removed-in" } else { "provision-changed-in" };
                let href =
                    format!("{program}/compare?from={}&to={edition}#p-{}", edition - 1, view.provision.id);
                Link::new(href, texts.a(key, "edition", &edition.to_string()))
            })
            .collect();
        links.extend(view.gone.iter().flat_map(|gone| &gone.heirs).map(|(id, label)| {
            let label = if label.is_empty() { "—" } else { label.as_str() };
            Link::new(format!("{program}/{id}"), texts.a("relative-merged-into", "label", label))
        }));
        links
    }

    fn crumbs(&self, view: &programs::ProvisionPage, texts: Texts) -> Vec<Link> {
        let program = format!("/{}/programs/{}", self.locale, self.program);
        let mut links = crumbs(&view.program, self.locale);
        links.push(Link::new(program.clone(), texts.t("program")));
        links.extend(view.path.iter().map(|above| {
            Link::new(
                format!("{program}/{}", above.id),
                shorten(&plain_words(&above.text, self.locale), CRUMB_CHARACTERS_MAX),
            )
        }));
        links
    }

    /// Why nothing can be sent now, if so.
    fn closed(&self, program: &ProgramCard, accept_late: bool, texts: Texts) -> Option<String> {
        let window = DiscussionWindow { opens_at: program.opens_at, closes_at: program.closes_at };
        let day = |at| format::moment(at, program.utc_offset_minutes, self.locale);
        match window.admit(self.service.now(), accept_late) {
            Admission::InTime | Admission::Late => None,
            Admission::NotOpenYet => Some(texts.a("due-opens", "date", &day(program.opens_at)).into_owned()),
            Admission::Closed => {
                Some(texts.a("due-closed-on", "date", &day(program.closes_at.plus_seconds(-1))).into_owned())
            }
        }
    }
}

/// Under which the script of the form keeps what was typed at a provision.
pub fn draft_name(program: &str, provision: &str) -> String {
    format!("{program}/{provision}")
}

/// What stands around the words of a provision.
struct Frame {
    in_text: String,
    demonstration: bool,
    closed: Option<String>,
    promise: String,
}

/// Where a provision stands in the text of its program: in a long one, in its chapter.
fn in_text(locale: Locale, view: &programs::ProvisionPage, length: usize) -> String {
    let section = view.path.first().unwrap_or(&view.provision);
    let chapter = if is_long(length) { format!("?chapter={}", section.id) } else { String::new() };
    format!("/{locale}/programs/{}{chapter}#p-{}", view.program.id, view.provision.id)
}

/// Which part of the contributions is shown.
#[derive(Debug)]
struct List {
    order: Order,
    cursor: Option<String>,
}

impl Default for List {
    fn default() -> Self {
        Self { order: Order::Newest, cursor: None }
    }
}

impl List {
    fn of(parameters: &Parameters) -> Self {
        let order = match parameters.get("order") {
            Some("supported") => Order::Supported,
            Some("answered") => Order::Answered,
            _ => Order::Newest,
        };
        Self { order, cursor: parameters.get("cursor").map(str::to_owned) }
    }

    fn query(&self) -> String {
        match (&self.cursor, self.order) {
            (None, Order::Newest) => String::new(),
            (None, order) => format!("?order={}", order_word(order)),
            (Some(cursor), order) => format!("?order={}&cursor={}", order_word(order), encoded(cursor)),
        }
    }
}

fn order_word(order: Order) -> &'static str {
    match order {
        Order::Newest => "newest",
        Order::Supported => "supported",
        Order::Answered => "answered",
    }
}

fn orders(action: &str, current: Order, texts: Texts) -> Vec<(Link, bool)> {
    [Order::Newest, Order::Supported, Order::Answered]
        .into_iter()
        .map(|order| {
            let word = order_word(order);
            let link =
                Link::new(format!("{action}?order={word}#contributions"), texts.t(&format!("order-{word}")));
            (link, order == current)
        })
        .collect()
}

fn kinds(texts: Texts) -> Vec<(&'static str, String)> {
    ContributionKind::ALL
        .iter()
        .map(|kind| {
            (kind.as_str(), texts.t(&format!("kind-{}", kind.as_str().replace('_', "-"))).into_owned())
        })
        .collect()
}

fn heading(provision: &ProvisionView, texts: Texts) -> String {
    let kind = texts.t(&format!("provision-{}", provision.kind.as_str().replace('_', "-")));
    if provision.label.is_empty() { kind.into_owned() } else { format!("{} · {kind}", provision.label) }
}

fn details(provision: &ProvisionView, texts: Texts) -> Vec<(String, String)> {
    let locale = texts.locale;
    let t = |key: &str| texts.t(key).into_owned();
    match &provision.data {
        ProvisionData::Text => Vec::new(),
        ProvisionData::Indicator(indicator) => {
            let mut rows = vec![(t("unit"), plain_words(&indicator.unit, locale))];
            if let Some(value) = &indicator.base_value {
                let year = indicator.base_year.to_string();
                rows.push((
                    texts.a("baseline-of", "year", &year).into_owned(),
                    format::decimal(value, locale),
                ));
            }
            rows.extend(indicator.targets.iter().map(|target| {
                let year = target.year.to_string();
                (texts.a("target-of", "year", &year).into_owned(), format::decimal(&target.value, locale))
            }));
            rows
        }
        ProvisionData::Measure(measure) => {
            let mut rows = vec![
                (t("term"), term(measure)),
                (t("executor"), plain_words(&measure.executor, locale)),
                (t("completion"), plain_words(&measure.completion, locale)),
            ];
            match &measure.cost {
                Cost::Unknown => rows.push((t("cost"), t("cost-unknown"))),
                Cost::Known(lines) => {
                    rows.extend(lines.iter().map(|line| {
                        let source = source_text(line.source, texts);
                        (format!("{}, {source}", line.year), format::money(line.amount.amount(), locale))
                    }));
                    if let Some(total) = measure.cost.total().filter(|_| lines.len() > 1) {
                        rows.push((t("total"), format::money(total.amount(), locale)));
                    }
                }
            }
            rows.retain(|(_, value)| !value.is_empty());
            rows
        }
    }
}
