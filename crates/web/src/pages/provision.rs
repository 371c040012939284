//! A provision by itself: its words, what people say about it, and the form to say something.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::blocking;
use kenes_api::problem::field_code;
use kenes_api::state::AppState;
use kenes_domain::contribution::{ContributionKind, FieldError};
use kenes_domain::language::Locale;
use kenes_domain::program::{Admission, Cost, DiscussionWindow, ProvisionData};
use kenes_service::Service;
use kenes_service::contributions::{self, Order, Submission};
use kenes_service::error::ServiceError;
use kenes_service::programs::{self, ProvisionView};
use serde::Deserialize;

use super::contribution::{Card, card};
use super::program::{crumbs, term};
use super::{Link, kept, locale, plain_words, problem, render, words};
use crate::cache::plain;
use crate::format;
use crate::i18n::Texts;
use crate::shell::{Shell, Styles, Words, shorten};

/// Contributions shown at once.
const SHOWN: u16 = 20;

#[derive(Template)]
#[template(path = "provision.html")]
struct ProvisionPage {
    shell: Shell,
    crumbs: Vec<Link>,
    heading: String,
    text: Option<Words>,
    details: Vec<(String, String)>,
    back: String,
    action: String,
    draft_key: String,
    closed: Option<String>,
    errors: Vec<(&'static str, String)>,
    form: Form,
    kinds: Vec<(&'static str, String)>,
    has_words: bool,
    promise: String,
    total: u64,
    orders: Vec<(String, String, bool)>,
    cards: Vec<Card>,
    next: Option<String>,
}

/// The form as filled in so far.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Form {
    #[serde(default)]
    key: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    quote: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    /// A field that people do not see; programs fill it in.
    #[serde(default)]
    website: String,
    #[serde(skip)]
    faults: Vec<(&'static str, String)>,
}

impl Form {
    /// Whether a field was refused.
    pub fn bad(&self, field: &str) -> bool {
        self.faults.iter().any(|(name, _)| *name == field)
    }

    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> &str {
        self.faults.iter().find(|(name, _)| *name == field).map_or("", |(_, text)| text)
    }
}

/// How the list below the form is ordered.
#[derive(Debug, Deserialize)]
pub struct ListQuery {
    order: Option<String>,
    cursor: Option<String>,
}

/// A provision.
pub async fn get_provision(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String, String)>,
    query: web::Query<ListQuery>,
) -> HttpResponse {
    let (first, program, provision) = path.into_inner();
    let locale = locale(&first);
    let at = Place {
        service: state.service.clone(),
        public_url: state.public_url.to_string(),
        locale,
        program: program.clone(),
        provision,
    };
    let query = query.into_inner();
    kept(&request, &state, locale, Styles::Program, Some(&program), move || {
        at.page(query.order.as_deref(), query.cursor.as_deref(), Form::default())
    })
    .await
}

/// Sends a contribution; on success the reader goes to the receipt, else back to the form with everything kept.
pub async fn post_contribution(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String, String)>,
    form: web::Form<Form>,
) -> HttpResponse {
    let (first, program, provision) = path.into_inner();
    let locale = locale(&first);
    if let Err(error) = state.limiter.check_write(&request) {
        return problem(&state, locale, &error).await;
    }
    let at = Place {
        service: state.service.clone(),
        public_url: state.public_url.to_string(),
        locale,
        program,
        provision,
    };
    let form = form.into_inner();
    match blocking::run(move || at.submit(form)).await {
        Ok(Sent::Receipt(code)) => {
            HttpResponse::SeeOther().insert_header((LOCATION, format!("/{locale}/receipts/{code}"))).finish()
        }
        Ok(Sent::Again(html)) => plain(StatusCode::UNPROCESSABLE_ENTITY, Styles::Program.policy(), html),
        Err(error) => problem(&state, locale, &error).await,
    }
}

enum Sent {
    Receipt(String),
    Again(String),
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
    fn submit(&self, form: Form) -> Result<Sent, ServiceError> {
        let texts = Texts { locale: self.locale };
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
        match contributions::submit(&self.service, submission) {
            Ok(receipt) => Ok(Sent::Receipt(receipt.receipt)),
            Err(ServiceError::Invalid(errors)) => {
                let faults = errors.iter().map(|error| (field(error), fault(error, texts))).collect();
                let form = Form { faults, ..form };
                Ok(Sent::Again(self.page(None, None, form)?))
            }
            Err(other) => Err(other),
        }
    }

    fn page(&self, order: Option<&str>, cursor: Option<&str>, form: Form) -> Result<String, ServiceError> {
        let texts = Texts { locale: self.locale };
        let view = programs::provision(&self.service, &self.program, &self.provision)?;
        let campaign = kenes_service::campaigns::current(&self.service)?;
        let order_value = match order {
            Some("supported") => Order::Supported,
            Some("answered") => Order::Answered,
            _ => Order::Newest,
        };
        let list = contributions::page(
            &self.service,
            &self.program,
            Some(&self.provision),
            order_value,
            cursor,
            SHOWN,
        )?;
        let own = format!("/programs/{}/{}", self.program, self.provision);
        let action = format!("/{}{own}", self.locale);
        let provision = &view.provision;
        let plain_text = plain_words(&provision.text, self.locale);
        let label = if provision.label.is_empty() { String::new() } else { format!("{} ", provision.label) };
        let title = format!("{label}{}", shorten(&plain_text, 60));
        let mut shell = Shell::new(self.locale, Styles::Program, &self.public_url, own)
            .titled(document_title(&title, &form, texts), plain_text)
            .with_islands();
        shell.demonstration = campaign.demonstration;
        let closed = self.closed(&view.program, campaign.rules.accept_late, texts);
        let form = self.filled(form);
        render(&ProvisionPage {
            crumbs: self.crumbs(&view, texts),
            heading: heading(provision, texts),
            text: words(&provision.text, self.locale),
            details: details(provision, texts),
            back: format!("/{}/programs/{}#p-{}", self.locale, self.program, self.provision),
            draft_key: format!("{}/{}", self.program, self.provision),
            closed,
            errors: form.faults.clone(),
            kinds: ContributionKind::ALL
                .iter()
                .map(|kind| {
                    let key = format!("kind-{}", kind.as_str().replace('_', "-"));
                    (kind.as_str(), texts.t(&key).into_owned())
                })
                .collect(),
            has_words: provision.text.get(self.locale.content_language()).is_some(),
            promise: texts
                .a("answer-promise", "days", &campaign.rules.answer_working_days.to_string())
                .into_owned(),
            total: provision.contributions,
            orders: orders(&action, order_value, texts),
            cards: list.items.iter().map(|item| card(item, &view.program, texts)).collect(),
            next: list.next_cursor.map(|cursor| {
                format!("{action}?order={}&cursor={cursor}#contributions", order_word(order_value))
            }),
            action,
            form,
            shell,
        })
    }

    /// The form with what can be filled in for the reader. The page is kept for everybody, so nothing in it may belong
    /// to one reader: the key against double sending comes from the reader's own browser.
    fn filled(&self, mut form: Form) -> Form {
        if form.kind.is_empty() {
            ContributionKind::Proposal.as_str().clone_into(&mut form.kind);
        }
        if form.language.is_empty() {
            self.locale.content_language().as_str().clone_into(&mut form.language);
        }
        form
    }

    fn crumbs(&self, view: &programs::ProvisionPage, texts: Texts) -> Vec<Link> {
        let mut links = crumbs(&view.program, self.locale);
        links.push(Link {
            href: format!("/{}/programs/{}", self.locale, self.program),
            name: texts.t("program").into_owned(),
            parent: String::new(),
            count: String::new(),
        });
        links.extend(view.path.iter().map(|above| Link {
            href: format!("/{}/programs/{}#p-{}", self.locale, self.program, above.id),
            name: shorten(&plain_words(&above.text, self.locale), 50),
            parent: String::new(),
            count: String::new(),
        }));
        links
    }

    /// Why nothing can be sent now, if so.
    fn closed(&self, program: &programs::ProgramCard, accept_late: bool, texts: Texts) -> Option<String> {
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

/// A title that says first when something went wrong.
fn document_title(title: &str, form: &Form, texts: Texts) -> String {
    if form.faults.is_empty() { title.to_owned() } else { format!("{} {title}", texts.t("errors-prefix")) }
}

fn heading(provision: &ProvisionView, texts: Texts) -> String {
    let kind = texts.t(&format!("provision-{}", provision.kind.as_str().replace('_', "-")));
    if provision.label.is_empty() {
        crate::typo::escape(&kind)
    } else {
        crate::typo::escape(&format!("{} · {kind}", provision.label))
    }
}

/// The id of the form's field that an error is about.
fn field(error: &FieldError) -> &'static str {
    match error.field {
        "kind" | "language" | "text" | "quote" | "place" | "name" | "email" => error.field,
        _ => "text",
    }
}

/// What is wrong with a field, in the reader's language.
fn fault(error: &FieldError, texts: Texts) -> String {
    let limit = match &error.reason {
        kenes_domain::contribution::FieldReason::Text(kenes_domain::input::TextError::TooLong {
            limit,
            ..
        }) => format::number(u64::try_from(*limit).unwrap_or(0)),
        _ => String::new(),
    };
    let code = field_code(&error.reason).replace('_', "-");
    texts.a(&format!("fault-{code}"), "limit", &limit).into_owned()
}

fn order_word(order: Order) -> &'static str {
    match order {
        Order::Newest => "newest",
        Order::Supported => "supported",
        Order::Answered => "answered",
    }
}

fn orders(action: &str, current: Order, texts: Texts) -> Vec<(String, String, bool)> {
    [Order::Newest, Order::Supported, Order::Answered]
        .into_iter()
        .map(|order| {
            let word = order_word(order);
            let text = texts.t(&format!("order-{word}")).into_owned();
            (format!("{action}?order={word}#contributions"), text, order == current)
        })
        .collect()
}

fn details(provision: &ProvisionView, texts: Texts) -> Vec<(String, String)> {
    let locale = texts.locale;
    let t = |key: &str| texts.t(key).into_owned();
    match &provision.data {
        ProvisionData::Text => Vec::new(),
        ProvisionData::Indicator(indicator) => {
            let unit = plain_words(&indicator.unit, locale);
            let mut rows = vec![(t("unit"), unit)];
            if let Some(value) = &indicator.base_value {
                rows.push((indicator.base_year.to_string(), format::decimal(value, locale)));
            }
            rows.extend(
                indicator
                    .targets
                    .iter()
                    .map(|target| (target.year.to_string(), format::decimal(&target.value, locale))),
            );
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
                        let source = texts.t(&format!("source-{}", line.source.as_str().replace('_', "-")));
                        (format!("{}, {source}", line.year), format::money(line.amount.amount(), locale))
                    }));
                }
            }
            rows
        }
    }
}
