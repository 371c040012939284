//! Following something by mail: the form, and the page behind the link of the mail that asks for a confirmation.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::blocking;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_service::Service;
use kenes_service::error::ServiceError;
use kenes_service::follows::{self, FollowView, Subject};
use serde::Deserialize;

use super::{locale, name, plain_words, problem, render, status, with_retry};
use crate::cache::once;
use crate::i18n::Texts;
use crate::request::{Parameters, is_same_origin};
use crate::shell::Shell;
use crate::styles::Styles;

/// The form to follow what a page shows.
pub struct Follow {
    /// Hidden fields that name it.
    pub fields: Vec<(&'static str, String)>,
    /// Its feed: address and name.
    pub feed: (String, String),
}

impl Follow {
    /// To follow a territory and everything below it.
    pub fn territory(id: &str, name: &str, texts: Texts) -> Self {
        Self {
            fields: vec![("territory", id.to_owned())],
            feed: (
                format!("/{}/territories/{id}/feed.atom", texts.locale),
                texts.a("feed-program", "name", name).into_owned(),
            ),
        }
    }

    /// To follow a program.
    pub fn program(id: &str, place: &str, texts: Texts) -> Self {
        Self {
            fields: vec![("program", id.to_owned())],
            feed: (
                format!("/{}/programs/{id}/feed.atom", texts.locale),
                texts.a("feed-program", "name", place).into_owned(),
            ),
        }
    }

    /// To follow a provision; its feed is that of the program.
    pub fn provision(program: &str, provision: &str, place: &str, texts: Texts) -> Self {
        let mut follow = Self::program(program, place, texts);
        follow.fields.push(("provision", provision.to_owned()));
        follow
    }
}

/// The form as it is sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FollowForm {
    territory: String,
    program: String,
    provision: String,
    email: String,
    /// A field that people do not see; programs fill it in.
    website: String,
}

impl FollowForm {
    fn subject(&self) -> Result<Subject, ServiceError> {
        // No database can even ask for a text with NUL; an id that has one names nothing.
        if [&self.territory, &self.program, &self.provision].into_iter().any(|id| id.contains('\0')) {
            return Err(ServiceError::NotFound);
        }
        match (self.territory.as_str(), self.program.as_str(), self.provision.as_str()) {
            ("", "", _) => Err(ServiceError::NotFound),
            ("", program, "") => Ok(Subject::Program(program.to_owned())),
            ("", program, provision) => {
                Ok(Subject::Provision { program: program.to_owned(), provision: provision.to_owned() })
            }
            (territory, _, _) => Ok(Subject::Territory(territory.to_owned())),
        }
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        [("territory", &self.territory), ("program", &self.program), ("provision", &self.provision)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(field, value)| (field, value.clone()))
            .collect()
    }
}

#[derive(Template)]
#[template(path = "follow.html")]
struct FollowPage {
    shell: Shell,
    name: String,
    href: String,
    fields: Vec<(&'static str, String)>,
    email: String,
    error: String,
}

/// The form by itself, for what the query names.
pub async fn get_follow(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
) -> HttpResponse {
    let locale = locale(&path);
    let parameters = Parameters::of(&request);
    let of = |field: &str| parameters.get(field).unwrap_or_default().to_owned();
    let form = FollowForm {
        territory: of("territory"),
        program: of("program"),
        provision: of("provision"),
        ..FollowForm::default()
    };
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    super::fresh(&request, &state, locale, Styles::Provision, move || {
        page(&service, locale, &public_url, &form, String::new())
    })
    .await
}

fn page(
    service: &Service,
    locale: Locale,
    public_url: &str,
    form: &FollowForm,
    error: String,
) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let (name, path) = named(service, &form.subject()?, locale)?;
    let mut shell = shell(locale, public_url, "/follow".to_owned(), &texts.t("follow-title"));
    shell.refused = !error.is_empty();
    let href = format!("/{locale}{path}");
    render(&FollowPage { shell, name, href, fields: form.fields(), email: form.email.clone(), error })
}

/// What is to be followed: its name, and its path behind the language.
fn named(service: &Service, subject: &Subject, locale: Locale) -> Result<(String, String), ServiceError> {
    match subject {
        Subject::Territory(id) => {
            let view = kenes_service::territories::get(service, id)?;
            Ok((name(&view.territory.names, locale), format!("/territories/{id}")))
        }
        Subject::Program(id) => {
            let program = kenes_service::programs::get(service, id)?;
            Ok((plain_words(&program.title, locale), format!("/programs/{id}")))
        }
        Subject::Provision { program, provision } => {
            let view = kenes_service::programs::provision(service, program, provision)?;
            let text = plain_words(&view.provision.text, locale);
            let name = format!("{} {}", view.provision.label, crate::shell::shorten(&text, 80));
            Ok((name.trim().to_owned(), format!("/programs/{program}/{provision}")))
        }
    }
}

/// Sends the mail that asks for a confirmation.
pub async fn post_follow(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
    form: web::Form<FollowForm>,
) -> HttpResponse {
    let locale = locale(&path);
    let checked = if is_same_origin(&request) {
        state.limiter.check_write(&request)
    } else {
        Err(ServiceError::Forbidden)
    };
    if let Err(error) = checked {
        return with_retry(problem(&request, &state, locale, &error).await, &error);
    }
    let (service, public_url, form) = (state.service.clone(), state.public_url.clone(), form.into_inner());
    let sent = blocking::run(move || {
        // Whoever fills in what nobody sees is a program; it learns nothing.
        let wished = if form.website.is_empty() {
            form.subject().and_then(|subject| follows::request(&service, &subject, &form.email, locale))
        } else {
            Ok(())
        };
        match wished {
            Ok(()) => Ok(None),
            Err(ServiceError::Invalid(errors)) => {
                let fault = Texts { locale }.t("fault-not-an-email").into_owned();
                let html = page(&service, locale, &public_url, &form, fault)?;
                Ok(Some((html, ServiceError::Invalid(errors))))
            }
            Err(error) => Err(error),
        }
    })
    .await;
    match sent {
        Ok(None) => {
            HttpResponse::SeeOther().insert_header((LOCATION, format!("/{locale}/follow/sent"))).finish()
        }
        Ok(Some((html, error))) => once(&request, status(&error), Styles::Provision.policy(), html),
        Err(error) => problem(&request, &state, locale, &error).await,
    }
}

/// A page with one thing to say, and at most one button.
#[derive(Template)]
#[template(path = "notice.html")]
pub(super) struct NoticePage {
    pub(super) shell: Shell,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) name: String,
    pub(super) href: String,
    pub(super) button: String,
    pub(super) action: String,
}

impl NoticePage {
    /// A notice without a button. Its address is nobody else's business: search engines leave it alone.
    pub(super) fn new(locale: Locale, public_url: &str, path: String, key: &str) -> Self {
        let texts = Texts { locale };
        let title = texts.t(&format!("{key}-title")).into_owned();
        Self {
            shell: shell(locale, public_url, path, &title),
            title,
            text: texts.t(&format!("{key}-text")).into_owned(),
            name: String::new(),
            href: String::new(),
            button: String::new(),
            action: String::new(),
        }
    }

    /// Names what the notice is about.
    fn about(mut self, follow: &FollowView) -> Self {
        self.name.clone_from(&follow.name);
        self.href = format!("/{}{}", self.shell.locale, follow.path);
        self
    }

    pub(super) fn answer(&self, request: &HttpRequest, status: StatusCode) -> HttpResponse {
        once(request, status, Styles::Provision.policy(), self.render().unwrap_or_default())
    }
}

pub(super) fn shell(locale: Locale, public_url: &str, path: String, title: &str) -> Shell {
    let mut shell = Shell::new(locale, Styles::Provision, public_url, path).titled(title, title);
    shell.private = true;
    shell
}

/// Says where the mail is.
pub async fn get_sent(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
) -> HttpResponse {
    NoticePage::new(locale(&path), &state.public_url, "/follow/sent".to_owned(), "follow-sent")
        .answer(&request, StatusCode::OK)
}

/// The page behind the link of the mail. Opening it changes nothing: mail scanners open every link.
pub async fn get_confirmation(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, token) = path.into_inner();
    let locale = locale(&first);
    let own = format!("/follow/{token}");
    let service = state.service.clone();
    match blocking::run(move || follows::requested(&service, &token, locale)).await {
        Ok(follow) => {
            let texts = Texts { locale };
            let title = texts.t("follow-confirm-title").into_owned();
            let page = NoticePage {
                shell: shell(locale, &state.public_url, own.clone(), &title),
                title,
                text: texts.t("follow-confirm-lead").into_owned(),
                name: String::new(),
                href: String::new(),
                button: texts.t("follow-confirm-button").into_owned(),
                action: format!("/{locale}{own}"),
            };
            page.about(&follow).answer(&request, StatusCode::OK)
        }
        Err(error) => gone_or(&request, &state, locale, own, &error).await,
    }
}

/// Confirms. The link itself is the proof, so no session and no cookie is needed.
pub async fn post_confirmation(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (first, token) = path.into_inner();
    let locale = locale(&first);
    let own = format!("/follow/{token}");
    let service = state.service.clone();
    match blocking::run(move || follows::confirm(&service, &token, locale)).await {
        Ok(follow) => {
            NoticePage::new(locale, &state.public_url, "/follow/sent".to_owned(), "follow-confirmed")
                .about(&follow)
                .answer(&request, StatusCode::OK)
        }
        Err(error) => gone_or(&request, &state, locale, own, &error).await,
    }
}

/// A link that leads to nothing any more is explained; other problems have their page.
pub(super) async fn gone_or(
    request: &HttpRequest,
    state: &AppState,
    locale: Locale,
    path: String,
    error: &ServiceError,
) -> HttpResponse {
    if matches!(error, ServiceError::NotFound) {
        NoticePage::new(locale, &state.public_url, path, "follow-gone").answer(request, StatusCode::NOT_FOUND)
    } else {
        problem(request, state, locale, error).await
    }
}
