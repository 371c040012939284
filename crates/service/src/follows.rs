//! Following a territory, a program or a provision by mail: a wish, a confirmation from the mailbox, an end by one
//! click from any mail.

use kenes_domain::contribution::{FieldError, FieldReason};
use kenes_domain::input::EmailAddress;
use kenes_domain::language::Locale;
use kenes_store::follows::{self as rows, FollowRequest, FollowRow, NewFollow, Target};
use kenes_store::outbox::{self, NewMail};
use kenes_store::{Conn, contacts, contributions, editions};

use crate::Service;
use crate::directory::Directory;
use crate::error::ServiceError;
use crate::links;
use crate::notices::{self, ConfirmFollow, template};
use crate::programs;

/// How long a wish waits for its confirmation.
pub(crate) const REQUEST_HOURS: u32 = 48;
/// Most things that one address follows.
pub(crate) const FOLLOWS_MAX: i64 = 50;
/// Most confirmations that one address is asked for in a day: nobody's mailbox is filled from our form.
const REQUESTS_PER_DAY_MAX: i64 = 5;
const DAY_SECONDS: i64 = 86_400;

/// What somebody wants to follow, by public ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A territory and everything below it.
    Territory(String),
    /// A program.
    Program(String),
    /// A provision of a program.
    Provision {
        /// The program.
        program: String,
        /// The provision.
        provision: String,
    },
}

/// Something that is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowView {
    /// What it is called, in the reader's language.
    pub name: String,
    /// Its page: the path behind the language.
    pub path: String,
    /// Ends this one follow.
    pub token: String,
}

/// What the link of a mail gives power over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Managed {
    /// Mails about a contribution.
    Contribution,
    /// Follows, of the mailbox shown masked.
    Follows {
        /// `a…@mail.kz`.
        email: String,
        /// Each.
        follows: Vec<FollowView>,
    },
}

/// Asks an address to confirm that it wants to follow something. The answer is the same whether it follows that
/// already, or asked too often: the page tells strangers nothing about an address.
pub fn request(
    service: &Service,
    subject: &Subject,
    email: &str,
    locale: Locale,
) -> Result<(), ServiceError> {
    let email = EmailAddress::parse(email).ok_or_else(|| {
        ServiceError::Invalid(vec![FieldError { field: "email", reason: FieldReason::Email }])
    })?;
    let directory = service.directory()?;
    let target = service.read(|conn| target(conn, &directory, subject))?;
    let now = service.now();
    let token = kenes_domain::identifier::hexadecimal(&service.random_bytes());
    let public_id = service.new_public_id().to_string();
    let since = now.plus_seconds(-DAY_SECONDS).micros();
    service.store().write(move |conn| {
        if rows::requests_since(conn, email.as_str(), since)? >= REQUESTS_PER_DAY_MAX {
            return Ok(());
        }
        rows::request(
            conn,
            &FollowRequest {
                token_hash: links::token_hash(&token),
                email: email.as_str().to_owned(),
                locale: locale.to_string(),
                territory_id: target.territory_id,
                program_id: target.program_id,
                provision_id: target.provision_id,
                created_at: now.micros(),
            },
        )?;
        let parameters = ConfirmFollow {
            token: token.clone(),
            territory: target.territory_id,
            program: target.program_id,
            provision: target.provision_id,
        };
        outbox::insert(
            conn,
            &NewMail {
                public_id: public_id.clone(),
                dedup_key: None,
                recipient: email.as_str().to_owned(),
                locale: locale.to_string(),
                template: template::CONFIRM_FOLLOW.to_owned(),
                parameters: json(&parameters)?,
                urgent: true,
                not_before: now.micros(),
                created_at: now.micros(),
            },
        )?;
        Ok::<_, ServiceError>(())
    })?;
    service.bell().ring();
    Ok(())
}

/// What a wish is about, for the page that asks for the last press; `NotFound` when it is too old or was confirmed.
pub fn requested(service: &Service, token: &str, locale: Locale) -> Result<FollowView, ServiceError> {
    let directory = service.directory()?;
    let oldest = oldest_request(service);
    service.read(|conn| {
        let request = rows::find_request(conn, &links::token_hash(token))?
            .filter(|request| request.created_at >= oldest)
            .ok_or(ServiceError::NotFound)?;
        let target = (request.territory_id, request.program_id, request.provision_id);
        let followed = notices::followed(conn, &directory, target, locale)?.ok_or(ServiceError::NotFound)?;
        Ok(FollowView { name: followed.name, path: followed.path, token: token.to_owned() })
    })
}

/// Confirms a wish. The token is used up; following the same thing twice is following it once.
pub fn confirm(service: &Service, token: &str, locale: Locale) -> Result<FollowView, ServiceError> {
    let view = requested(service, token, locale)?;
    let secret = service.mail_secret()?.to_vec();
    let oldest = oldest_request(service);
    let now = service.now().micros();
    let hash = links::token_hash(token);
    service.store().write(move |conn| {
        let request = rows::find_request(conn, &hash)?
            .filter(|request| request.created_at >= oldest)
            .ok_or(ServiceError::NotFound)?;
        rows::delete_request(conn, &hash)?;
        let existing = rows::of_email(conn, &request.email, FOLLOWS_MAX)?;
        let target = Target {
            territory_id: request.territory_id,
            program_id: request.program_id,
            provision_id: request.provision_id,
        };
        if existing.iter().any(|follow| follow.target() == target) {
            return Ok(());
        }
        if i64::try_from(existing.len()).unwrap_or(i64::MAX) >= FOLLOWS_MAX {
            return Err(ServiceError::Conflict);
        }
        let own = links::token_hash(&links::follow(&secret, &request.email, &target_name(target)));
        rows::add_follower(
            conn,
            &request.email,
            &links::token_hash(&links::follower(&secret, &request.email)),
        )?;
        rows::insert(
            conn,
            &NewFollow {
                email: request.email,
                locale: request.locale,
                territory_id: target.territory_id,
                program_id: target.program_id,
                provision_id: target.provision_id,
                unsubscribe_hash: own,
                created_at: now,
            },
        )?;
        Ok::<_, ServiceError>(())
    })?;
    Ok(view)
}

/// What the link of a mail gives power over; `NotFound` when there is nothing left to stop.
pub fn managed(service: &Service, token: &str, locale: Locale) -> Result<Managed, ServiceError> {
    let secret = service.mail_secret()?;
    let directory = service.directory()?;
    service.read(|conn| {
        if let Some(contribution) = links::contribution_of(secret, token) {
            let row = contributions::find_by_public_id(conn, contribution)?.ok_or(ServiceError::NotFound)?;
            let kept = contacts::of_contributions(conn, &[row.id])?;
            return if kept.is_empty() { Err(ServiceError::NotFound) } else { Ok(Managed::Contribution) };
        }
        let email = rows::find_follower(conn, &links::token_hash(token))?.ok_or(ServiceError::NotFound)?;
        let mut follows = Vec::new();
        for row in rows::of_email(conn, &email, FOLLOWS_MAX)? {
            follows.extend(view(conn, &directory, secret, &row, locale)?);
        }
        let email = EmailAddress::parse(&email).map(|email| email.masked()).unwrap_or_default();
        Ok(Managed::Follows { email, follows })
    })
}

/// Stops everything that the link of a mail gives power over. Idempotent: a link that has nothing left to stop has
/// nothing to complain about.
pub fn stop(service: &Service, token: &str) -> Result<(), ServiceError> {
    let secret = service.mail_secret()?.to_vec();
    // Looking first costs a read; strangers must not be able to make us write.
    match managed(service, token, Locale::Kk) {
        Err(ServiceError::NotFound) => return Ok(()),
        other => other.map(|_| ())?,
    }
    let token = token.to_owned();
    service.store().write(move |conn| {
        if let Some(contribution) = links::contribution_of(&secret, &token) {
            if let Some(row) = contributions::find_by_public_id(conn, contribution)? {
                contacts::delete(conn, row.id)?;
            }
        } else if let Some(email) = rows::find_follower(conn, &links::token_hash(&token))? {
            rows::forget_follower(conn, &email)?;
        }
        Ok::<_, ServiceError>(())
    })
}

/// Stops one follow of the mailbox to which a link was sent; with the last one the address is forgotten.
/// Returns whether others are left.
pub fn stop_one(service: &Service, token: &str, follow: &str) -> Result<bool, ServiceError> {
    let (token, follow) = (links::token_hash(token), links::token_hash(follow));
    service.store().write(move |conn| {
        let email = rows::find_follower(conn, &token)?.ok_or(ServiceError::NotFound)?;
        if let Some(row) = rows::find_by_token(conn, &follow)?.filter(|row| row.email == email) {
            rows::delete(conn, row.id)?;
        }
        let left = !rows::of_email(conn, &email, 1)?.is_empty();
        if !left {
            rows::forget_follower(conn, &email)?;
        }
        Ok::<_, ServiceError>(left)
    })
}

fn oldest_request(service: &Service) -> i64 {
    service.now().plus_seconds(-i64::from(REQUEST_HOURS) * 3_600).micros()
}

fn view(
    conn: &mut Conn<'_>,
    directory: &Directory,
    secret: &[u8],
    row: &FollowRow,
    locale: Locale,
) -> Result<Option<FollowView>, ServiceError> {
    let target = row.target();
    let ids = (target.territory_id, target.program_id, target.provision_id);
    Ok(notices::followed(conn, directory, ids, locale)?.map(|followed| FollowView {
        name: followed.name,
        path: followed.path,
        token: links::follow(secret, &row.email, &target_name(target)),
    }))
}

fn target(conn: &mut Conn<'_>, directory: &Directory, subject: &Subject) -> Result<Target, ServiceError> {
    let nothing = Target { territory_id: None, program_id: None, provision_id: None };
    match subject {
        Subject::Territory(id) => {
            let id = directory.find(id).ok_or(ServiceError::NotFound)?.id;
            Ok(Target { territory_id: Some(id), ..nothing })
        }
        Subject::Program(id) => {
            let (program, _) = programs::find(conn, id)?;
            Ok(Target { program_id: Some(program.id), ..nothing })
        }
        Subject::Provision { program, provision } => {
            let (program, _) = programs::find(conn, program)?;
            let provision =
                editions::find_provision(conn, program.id, provision)?.ok_or(ServiceError::NotFound)?;
            Ok(Target { program_id: Some(program.id), provision_id: Some(provision), ..nothing })
        }
    }
}

/// Names what is followed, for the code of its link.
fn target_name(target: Target) -> String {
    let part = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    format!("{}/{}/{}", part(target.territory_id), part(target.program_id), part(target.provision_id))
}

pub(crate) fn json(value: &impl serde::Serialize) -> Result<String, ServiceError> {
    serde_json::to_string(value).map_err(|error| ServiceError::Internal(error.to_string()))
}
