//! A contribution by itself, with the replies to it, the form of a reply, and its support.

use actix_web::http::header::{LOCATION, SET_COOKIE};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::blocking;
use kenes_api::state::AppState;
use kenes_domain::consent;
use kenes_domain::contribution::{ContributionKind, ModerationReason, Verification};
use kenes_domain::language::Locale;
use kenes_domain::program::{Admission, DiscussionWindow};
use kenes_service::contributions::{self, Submission, Thread};
use kenes_service::error::ServiceError;
use kenes_service::{Service, visitors};

use super::contribution::{Card, card};
use super::program::crumbs;
use super::provision::{Look, Refusal, SHOWN, admit, draft_name, kinds, look, send};
use super::{Key, Link, kept, locale, problem, render, status, with_retry};
use crate::cache::{SLOT, once};
use crate::format;
use crate::forms::{Form, faults};
use crate::i18n::Texts;
use crate::request::{Parameters, VISITOR_COOKIE, cookie, encoded, is_same_origin, own_path};
use crate::shell::{Shell, shorten};
use crate::styles::Styles;

/// Characters of a text in a title.
const TITLE_CHARACTERS_MAX: usize = 60;
/// How long a browser keeps its name: a year.
const VISITOR_SECONDS: u32 = 365 * 86_400;

#[derive(Template)]
#[template(path = "thread.html")]
struct ThreadPage {
    shell: Shell,
    crumbs: Vec<Link>,
    title: String,
    again: bool,
    parent: Option<String>,
    card: Card,
    total: u64,
    cards: Vec<Card>,
    more: Option<String>,
    back: String,
    here: String,
    // What the form needs.
    action: String,
    draft: String,
    closed: Option<String>,
    refusal: Option<Refusal>,
    form: Form,
    kinds: Vec<(&'static str, String)>,
    has_words: bool,
    promise: String,
    consent: &'static str,
}

/// A contribution with the replies to it.
pub async fn get_thread(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, id) = path.into_inner();
    let parameters = Parameters::of(&request);
    let own = Own {
        service: state.service.clone(),
        public_url: state.public_url.to_string(),
        locale: locale(&first),
        id,
    };
    let cursor = parameters.get("cursor").map(str::to_owned);
    let again = parameters.get("supported").is_some();
    let query = match (&cursor, again) {
        (Some(cursor), _) => format!("?cursor={}", encoded(cursor)),
        (None, true) => "?supported=again".to_owned(),
        (None, false) => String::new(),
    };
    let key = Key {
        locale: own.locale,
        path: format!("{}{query}", own.path()),
        styles: Styles::Provision,
        program: None,
    };
    kept(&request, &state, key, move || own.page(cursor.as_deref(), again, Form::default(), None)).await
}

/// Sends a reply; on success the reader goes to its receipt, else back to the form with everything kept.
pub async fn post_reply(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
    payload: web::Payload,
) -> HttpResponse {
    let (first, id) = path.into_inner();
    let own = Own {
        service: state.service.clone(),
        public_url: state.public_url.to_string(),
        locale: locale(&first),
        id,
    };
    let locale = own.locale;
    let form = match Form::read(&request, payload).await {
        Ok(form) => form,
        Err(response) => return response,
    };
    let admission = admit(&request, &state);
    match blocking::run(move || own.submit(form, admission)).await {
        Ok(Ok(code)) => {
            HttpResponse::SeeOther().insert_header((LOCATION, format!("/{locale}/receipts/{code}"))).finish()
        }
        Ok(Err((html, error))) => {
            with_retry(once(&request, status(&error), Styles::Provision.policy(), html), &error)
        }
        Err(error) => problem(&request, &state, locale, &error).await,
    }
}

/// Supports a contribution, once per browser; leads back to where the reader was.
pub async fn post_support(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
    form: web::Form<Vec<(String, String)>>,
) -> HttpResponse {
    let (first, id) = path.into_inner();
    let locale = locale(&first);
    let admission = if is_same_origin(&request) {
        state.limiter.check_write(&request)
    } else {
        Err(ServiceError::Forbidden)
    };
    let known = cookie(&request, VISITOR_COOKIE);
    let service = state.service.clone();
    let contribution = id.clone();
    let supported = blocking::run(move || {
        admission?;
        let key = visitors::key(&service)?;
        let known = known.filter(|name| key.supporter(name).is_some());
        let visitor = known.unwrap_or_else(|| visitors::new_name(&service, &key));
        let supporter = key.supporter(&visitor).unwrap_or_default();
        Ok((contributions::support(&service, &contribution, &supporter, Verification::Anonymous)?, visitor))
    })
    .await;
    let (counted, visitor) = match supported {
        Ok(supported) => supported,
        Err(error) => return problem(&request, &state, locale, &error).await,
    };
    let back = form.iter().find(|(name, _)| name == "back").and_then(|(_, path)| own_path(path));
    let address = match back {
        Some(back) if counted => format!("{back}#c-{id}"),
        _ if counted => format!("/{locale}/contributions/{id}"),
        _ => format!("/{locale}/contributions/{id}?supported=again"),
    };
    let secure = if state.public_url.starts_with("https://") { "; Secure" } else { "" };
    let cookie = format!(
        "{VISITOR_COOKIE}={visitor}; Path=/; HttpOnly; SameSite=Lax; Max-Age={VISITOR_SECONDS}{secure}"
    );
    HttpResponse::SeeOther().insert_header((SET_COOKIE, cookie)).insert_header((LOCATION, address)).finish()
}

/// Which contribution, for whom.
struct Own {
    service: Service,
    public_url: String,
    locale: Locale,
    id: String,
}

impl Own {
    fn path(&self) -> String {
        format!("/contributions/{}", self.id)
    }

    /// The receipt, or the page with the form as it comes back and why.
    fn submit(
        &self,
        form: Form,
        admission: Result<bool, ServiceError>,
    ) -> Result<Result<String, (String, ServiceError)>, ServiceError> {
        let texts = Texts { locale: self.locale };
        let looked = admission.and_then(|crowded| look(&self.service, &form, crowded));
        let sent = match looked {
            Ok(Look::None) => self.send(&form, None),
            Ok(Look::Review(reason)) => self.send(&form, Some(reason)),
            Ok(Look::Work(work)) => {
                let refusal = Refusal {
                    title: texts.t("crowded-title").into_owned(),
                    text: texts.t("crowded-text").into_owned(),
                };
                let html = self.page(None, false, Form { work, ..form }, Some(refusal))?;
                return Ok(Err((html, ServiceError::TooMany { retry_after_seconds: 1 })));
            }
            Err(error) => Err(error),
        };
        match sent {
            Ok(code) => Ok(Ok(code)),
            Err(ServiceError::Invalid(errors)) => {
                let form = Form { faults: faults(&errors, texts), ..form };
                Ok(Err((self.page(None, false, form, None)?, ServiceError::Invalid(errors))))
            }
            Err(error @ (ServiceError::NotFound | ServiceError::Internal(_))) => Err(error),
            Err(error) => {
                let html = self.page(None, false, form, Some(Refusal::of(&error, texts)))?;
                Ok(Err((html, error)))
            }
        }
    }

    fn send(&self, form: &Form, hold: Option<ModerationReason>) -> Result<String, ServiceError> {
        let thread = contributions::thread(&self.service, &self.id)?;
        let submission = Submission {
            program: thread.program.id,
            provision: thread.contribution.provision,
            parent: Some(self.id.clone()),
            hold,
            ..form.submission().map_err(ServiceError::Invalid)?
        };
        send(&self.service, submission)
    }

    fn page(
        &self,
        cursor: Option<&str>,
        again: bool,
        form: Form,
        refusal: Option<Refusal>,
    ) -> Result<String, ServiceError> {
        let texts = Texts { locale: self.locale };
        let thread = contributions::thread(&self.service, &self.id)?;
        let replies = contributions::replies(&self.service, &self.id, cursor, SHOWN)?;
        let campaign = kenes_service::campaigns::current(&self.service)?;
        let action = format!("/{}{}", self.locale, self.path());
        let view = &thread.contribution;
        let beginning = shorten(view.text.as_deref().unwrap_or_default(), TITLE_CHARACTERS_MAX);
        let title = texts.t("thread-title").into_owned();
        let own_title = if beginning.is_empty() { title.clone() } else { beginning };
        let mut shell = Shell::new(self.locale, Styles::Provision, &self.public_url, self.path())
            .titled(own_title, view.text.clone().unwrap_or_default())
            .with_islands();
        shell.demonstration = campaign.demonstration;
        shell.refused = refusal.is_some() || !form.faults.is_empty();
        let program = format!("/{}/programs/{}", self.locale, thread.program.id);
        let mut links = crumbs(&thread.program, self.locale);
        links.push(Link::new(program.clone(), texts.t("program")));
        let draft = draft_name(&thread.program.id, &self.id);
        render(&ThreadPage {
            crumbs: links,
            title,
            again,
            parent: thread.parent.as_ref().map(|id| format!("/{}/contributions/{id}", self.locale)),
            card: card(view, &thread.program, texts),
            total: view.replies,
            cards: replies.items.iter().map(|item| card(item, &thread.program, texts)).collect(),
            more: replies.next_cursor.map(|cursor| format!("{action}?cursor={}#replies", encoded(&cursor))),
            back: match &view.provision {
                Some(provision) => format!("{program}/{provision}"),
                None => program,
            },
            here: action.clone(),
            action,
            draft,
            closed: self.closed(&thread, campaign.rules.accept_late, texts),
            refusal,
            form: self.filled(form),
            kinds: kinds(texts),
            has_words: false,
            promise: texts
                .a("answer-promise", "days", &campaign.rules.answer_working_days.to_string())
                .into_owned(),
            consent: consent::CURRENT,
            shell,
        })
    }

    fn filled(&self, mut form: Form) -> Form {
        if form.key.is_empty() {
            form.key = SLOT.to_string();
        }
        if form.kind.is_empty() {
            ContributionKind::Question.as_str().clone_into(&mut form.kind);
        }
        if form.language.is_empty() {
            self.locale.content_language().as_str().clone_into(&mut form.language);
        }
        form
    }

    fn closed(&self, thread: &Thread, accept_late: bool, texts: Texts) -> Option<String> {
        let program = &thread.program;
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
