//! A provision by itself: its words, what people say about it, and the form to say something.

use actix_web::http::header::{LOCATION, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::blocking;
use kenes_api::state::AppState;
use kenes_domain::consent;
use kenes_domain::contribution::{ContributionKind, ModerationReason};
use kenes_domain::language::Locale;
use kenes_domain::program::{Admission, Cost, DiscussionWindow, ProvisionData};
use kenes_service::Service;
use kenes_service::contributions::ContributionView;
use kenes_service::contributions::{self, Order, Page, Submission};
use kenes_service::error::ServiceError;
use kenes_service::programs::{self, ProgramCard, ProvisionView};
use kenes_service::visitors;

use super::contribution::{Card, card};
use super::program::{crumbs, is_long, source_text, term};
use super::{Key, Link, code, kept, locale, name, plain_words, problem, render, status, with_retry, words};
use crate::cache::{SLOT, once};
use crate::format;
use crate::forms::{Form, faults};
use crate::i18n::Texts;
use crate::request::{Parameters, encoded, is_same_origin, preferred_locale, shuffle_seed};
use crate::shell::{Shell, Words, shorten};
use crate::styles::Styles;

/// Contributions shown at once.
pub const SHOWN: u16 = 20;
/// Contributions that came last, shown above the shuffled ones.
const LATEST: u16 = 3;
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
    /// Why nothing can be sent now.
    closed: Option<String>,
    /// Whether the page is there for writing only.
    write_only: bool,
    consent: &'static str,
    /// The provision's own sheet for print.
    sheet: String,
    /// The address for messengers.
    short: String,
    /// The page itself, for forms that lead back to it.
    here: String,
    latest: Vec<Card>,
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
pub struct Refusal {
    pub title: String,
    pub text: String,
}

/// A provision.
pub async fn get_provision(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String, String)>,
) -> HttpResponse {
    let place = Place::of(&state, path.into_inner());
    let list = List::of(&Parameters::of(&request), seed(&request, &state));
    let (locale, program) = (place.locale, place.program.clone());
    let path = format!("{}{}#{}", place.path(), list.query(), list.seed());
    let key = Key { locale, path, styles: Styles::Provision, program: Some(&program) };
    kept(&request, &state, key, move || place.page(&list, Form::default(), None)).await
}

/// The form alone, for links in messengers and codes on paper.
pub async fn get_writing(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String, String)>,
) -> HttpResponse {
    let place = Place { write_only: true, ..Place::of(&state, path.into_inner()) };
    let (locale, program) = (place.locale, place.program.clone());
    let key = Key { locale, path: place.path(), styles: Styles::Provision, program: Some(&program) };
    kept(&request, &state, key, move || place.page(&List::default(), Form::default(), None)).await
}

/// The short address of a form: `/w/{program}/{provision}`, in the language that the browser prefers.
pub async fn get_short(request: HttpRequest, path: web::Path<(String, String)>) -> HttpResponse {
    let (program, provision) = path.into_inner();
    let address = format!(
        "/{}/programs/{}/{}/write",
        preferred_locale(&request),
        encoded(&program),
        encoded(&provision)
    );
    HttpResponse::Found().insert_header((LOCATION, address)).insert_header((VARY, "accept-language")).finish()
}

/// The seed of a reader's shuffle.
fn seed(request: &HttpRequest, state: &AppState) -> u64 {
    let day = state.service.now().seconds().div_euclid(86_400);
    shuffle_seed(request, &state.boot, &state.limiter.network_of(request), day)
}

/// Sends a contribution; on success the reader goes to the receipt, else back to the form with everything kept.
pub async fn post_contribution(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String, String)>,
    payload: web::Payload,
) -> HttpResponse {
    let place = Place::of(&state, path.into_inner());
    let locale = place.locale;
    let form = match Form::read(&request, payload).await {
        Ok(form) => form,
        Err(response) => return response,
    };
    let admission = admit(&request, &state);
    match blocking::run(move || place.submit(form, admission)).await {
        Ok(Sent::Receipt(code)) => {
            HttpResponse::SeeOther().insert_header((LOCATION, format!("/{locale}/receipts/{code}"))).finish()
        }
        Ok(Sent::Refused(html, error)) => {
            with_retry(once(&request, status(&error), Styles::Provision.policy(), html), &error)
        }
        Err(error) => problem(&request, &state, locale, &error).await,
    }
}

/// Whether a form may be taken: not from another site, not past the limit; and whether so much comes from the address
/// that it needs a proof of work.
pub fn admit(request: &HttpRequest, state: &AppState) -> Result<bool, ServiceError> {
    if !is_same_origin(request) {
        return Err(ServiceError::Forbidden);
    }
    state.limiter.check_write(request)?;
    Ok(state.limiter.is_crowded(request))
}

/// What a form that is taken has to wait for.
pub enum Look {
    /// Nothing.
    None,
    /// A moderator, for this reason.
    Review(ModerationReason),
    /// The same form again with a proof of work on this.
    Work(String),
}

/// Decides what a form waits for. Whoever fills in what nobody sees is a program, or a browser that fills in everything:
/// a moderator looks. In a crowd the first answer asks for work; what comes back without it waits for a moderator.
pub fn look(service: &Service, form: &Form, crowded: bool) -> Result<Look, ServiceError> {
    if !form.website.is_empty() {
        return Ok(Look::Review(ModerationReason::Advertising));
    }
    if !crowded {
        return Ok(Look::None);
    }
    let key = visitors::key(service)?;
    if key.is_proof(&form.key, &form.nonce) {
        return Ok(Look::None);
    }
    if form.work.is_empty() {
        return Ok(Look::Work(key.challenge(&form.key)));
    }
    Ok(Look::Review(ModerationReason::Flood))
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
    write_only: bool,
}

impl Place {
    fn of(state: &AppState, (first, program, provision): (String, String, String)) -> Self {
        Self {
            service: state.service.clone(),
            public_url: state.public_url.to_string(),
            locale: locale(&first),
            program,
            provision,
            write_only: false,
        }
    }

    /// Path behind the language.
    fn path(&self) -> String {
        format!("{}{}", self.provision_path(), if self.write_only { "/write" } else { "" })
    }

    fn provision_path(&self) -> String {
        format!("/programs/{}/{}", self.program, self.provision)
    }

    fn submit(&self, form: Form, admission: Result<bool, ServiceError>) -> Result<Sent, ServiceError> {
        let texts = Texts { locale: self.locale };
        let hold = match admission.and_then(|crowded| look(&self.service, &form, crowded)) {
            Ok(Look::None) => Ok(None),
            Ok(Look::Review(reason)) => Ok(Some(reason)),
            Ok(Look::Work(work)) => {
                let refusal = Refusal {
                    title: texts.t("crowded-title").into_owned(),
                    text: texts.t("crowded-text").into_owned(),
                };
                let html = self.page(&List::default(), Form { work, ..form }, Some(refusal))?;
                return Ok(Sent::Refused(html, ServiceError::TooMany { retry_after_seconds: 1 }));
            }
            Err(error) => Err(error),
        };
        match hold.and_then(|hold| self.send(&form, hold)) {
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
                let html = self.page(&List::default(), form, Some(Refusal::of(&error, texts)))?;
                Ok(Sent::Refused(html, error))
            }
        }
    }

    fn send(&self, form: &Form, hold: Option<ModerationReason>) -> Result<String, ServiceError> {
        let submission = Submission {
            program: self.program.clone(),
            provision: Some(self.provision.clone()),
            hold,
            ..form.submission().map_err(ServiceError::Invalid)?
        };
        send(&self.service, submission)
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
        // In a shuffle what came last would be hard to find, also for whoever has just sent it.
        let latest = if matches!(list.order, Order::Shuffled(_)) && list.cursor.is_none() && !self.write_only
        {
            contributions::page(
                &self.service,
                &self.program,
                Some(&self.provision),
                Order::Newest,
                None,
                LATEST,
            )?
            .items
        } else {
            Vec::new()
        };
        let texts = Texts { locale: self.locale };
        let frame = Frame {
            latest,
            in_text: in_text(self.locale, &view, usize::try_from(length).unwrap_or(0)),
            demonstration: campaign.demonstration,
            closed: self.closed(&view.program, campaign.rules.accept_late, texts),
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
        let action = format!("/{}{}", self.locale, self.provision_path());
        let plain_text = plain_words(&provision.text, self.locale);
        let beginning = shorten(&plain_text, TITLE_CHARACTERS_MAX);
        let mut title = format!("{} {beginning}", provision.label).trim().to_owned();
        if self.write_only {
            title = texts.a("write-about", "provision", &title).into_owned();
        }
        let place = name(&view.program.territory_names, self.locale);
        let mut shell =
            Shell::new(self.locale, Styles::Provision, &self.public_url, format!("{own}{}", list.query()))
                .titled(title, format!("{place}. {plain_text}"))
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
            closed: frame.closed,
            refusal,
            form: self.filled(form),
            kinds: kinds(texts),
            has_words: provision.text.get(self.locale.content_language()).is_some(),
            promise: frame.promise,
            write_only: self.write_only,
            consent: consent::CURRENT,
            sheet: format!("{action}/sheet"),
            short: format!("{}/w/{}/{}", self.public_url, self.program, self.provision),
            here: format!("{action}{}", list.query()),
            latest: frame.latest.iter().map(|item| card(item, &view.program, texts)).collect(),
            total: provision.contributions,
            orders: orders(&action, list.order, texts),
            cards: page
                .items
                .iter()
                .filter(|item| frame.latest.iter().all(|latest| latest.id != item.id))
                .map(|item| card(item, &view.program, texts))
                .collect(),
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

impl Refusal {
    /// The refusal for an error that is about no field.
    pub fn of(error: &ServiceError, texts: Texts) -> Self {
        Self {
            title: texts.t(&format!("problem-{}", code(error))).into_owned(),
            text: texts.t(&format!("help-{}", code(error))).into_owned(),
        }
    }
}

/// Sends a submission and returns its receipt code.
pub fn send(service: &Service, submission: Submission) -> Result<String, ServiceError> {
    match contributions::submit(service, submission.clone()) {
        // The same page was used for a second contribution, as after "back": that is no repetition.
        Err(ServiceError::KeyReused) => {
            let idempotency_key = Some(kenes_service::runtime::boot_id(service));
            contributions::submit(service, Submission { idempotency_key, ..submission })
        }
        sent => sent,
    }
    .map(|receipt| receipt.receipt)
}

/// Under which the script of the form keeps what was typed at a provision.
pub fn draft_name(program: &str, provision: &str) -> String {
    format!("{program}/{provision}")
}

/// What stands around the words of a provision.
struct Frame {
    latest: Vec<ContributionView>,
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
        Self { order: Order::Shuffled(0), cursor: None }
    }
}

impl List {
    fn of(parameters: &Parameters, seed: u64) -> Self {
        let order = match parameters.get("order") {
            Some("newest") => Order::Newest,
            Some("supported") => Order::Supported,
            Some("answered") => Order::Answered,
            _ => Order::Shuffled(seed),
        };
        Self { order, cursor: parameters.get("cursor").map(str::to_owned) }
    }

    fn query(&self) -> String {
        match (&self.cursor, self.order) {
            (None, Order::Shuffled(_)) => String::new(),
            (None, order) => format!("?order={}", order_word(order)),
            (Some(cursor), order) => format!("?order={}&cursor={}", order_word(order), encoded(cursor)),
        }
    }

    /// The seed on which a page depends; a cursor carries its own.
    fn seed(&self) -> u64 {
        match self.order {
            Order::Shuffled(seed) if self.cursor.is_none() => seed,
            _ => 0,
        }
    }
}

fn order_word(order: Order) -> &'static str {
    match order {
        Order::Newest => "newest",
        Order::Supported => "supported",
        Order::Answered => "answered",
        Order::Shuffled(_) => "shuffled",
    }
}

fn orders(action: &str, current: Order, texts: Texts) -> Vec<(Link, bool)> {
    [Order::Shuffled(0), Order::Newest, Order::Supported, Order::Answered]
        .into_iter()
        .map(|order| {
            let word = order_word(order);
            let query = List { order, cursor: None }.query();
            let link = Link::new(format!("{action}{query}#contributions"), texts.t(&format!("order-{word}")));
            (link, word == order_word(current))
        })
        .collect()
}

pub fn kinds(texts: Texts) -> Vec<(&'static str, String)> {
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
