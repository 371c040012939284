//! Accounts of staff: making them, granting and revoking roles, inviting people.

use kenes_domain::contribution::{FieldError, FieldReason};
use kenes_domain::input::clean_line;
use kenes_domain::journal::{Act, ActKind};
use kenes_domain::language::Locale;
use kenes_domain::permission::{Actor, Permission, Role};
use kenes_domain::timestamp::Timestamp;
use kenes_store::accounts::{self as rows, AccountRow, GrantRow, NewGrant};
use kenes_store::{AsText, outbox};

use super::sign_in::{self, CONSOLE_LINK_SECONDS, INVITATION_SECONDS};
use crate::Service;
use crate::authorization;
use crate::contributions::Page;
use crate::directory::Directory;
use crate::error::ServiceError;
use crate::programs::PAGE_ITEMS_MAX;

/// Most characters of a name.
pub const NAME_CHARACTERS_MAX: usize = 120;
/// What stands for the whole country where an act needs a territory.
const COUNTRY: &str = "000000000";

/// A grant that holds.
#[derive(Debug, Clone)]
pub struct GrantView {
    /// Its number.
    pub id: i64,
    /// Public id of the account.
    pub account: String,
    /// Address; for those who may grant roles.
    pub email: Option<String>,
    /// Name for colleagues.
    pub name: Option<String>,
    /// The role.
    pub role: Role,
    /// Public id of the territory; `None` for the whole country.
    pub territory: Option<String>,
    /// Since when.
    pub granted_at: Timestamp,
}

/// A person to give a role to.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Address.
    pub email: String,
    /// Name for colleagues; may be empty.
    pub name: String,
    /// Language of mails.
    pub locale: Locale,
    /// Word of `Role`.
    pub role: String,
    /// Public id of the territory; `None` for the whole country.
    pub territory: Option<String>,
}

/// Who grants.
#[derive(Debug, Clone)]
pub enum Granter {
    /// Somebody signed in; their permission is checked.
    Actor(Actor),
    /// The operator at the console of the machine, who can read the database anyway.
    Console,
}

/// Gives a person a role, making the account if there is none, and mails them a link that lets them in. Whoever grants
/// must be allowed to grant roles in the territory; only an operator makes operators.
pub fn invite(
    service: &Service,
    granter: &Granter,
    invitation: &Invitation,
    public_url: &str,
) -> Result<GrantView, ServiceError> {
    let grant = grant(service, granter, invitation)?;
    let account =
        service.read(|conn| Ok(rows::find(conn, &grant.account)?))?.ok_or(ServiceError::NotFound)?;
    let link = sign_in::make_link(service, account.id, INVITATION_SECONDS)?;
    let parameters = serde_json::json!({
        "link": format!("{public_url}/{}/sign-in/link/{link}", invitation.locale),
        "role": grant.role.as_str(),
        "territory": grant.territory,
        "days": INVITATION_SECONDS / 86_400,
    });
    let email = account.email.unwrap_or_default();
    let mail = sign_in::mail(service, &email, invitation.locale, "invitation", &parameters);
    service.store().write(move |conn| {
        outbox::insert(conn, &mail)?;
        Ok::<_, ServiceError>(())
    })?;
    service.bell().ring();
    Ok(grant)
}

/// Gives a person a role, making the account if there is none. A role that is held already is not given twice.
pub fn grant(
    service: &Service,
    granter: &Granter,
    invitation: &Invitation,
) -> Result<GrantView, ServiceError> {
    let directory = service.directory()?;
    let email = sign_in::address(&invitation.email)?;
    let role: Role = invitation.role.parse().map_err(|_| invalid("role", FieldReason::UnknownWord))?;
    let name = match invitation.name.trim() {
        "" => None,
        name => Some(
            clean_line(name, NAME_CHARACTERS_MAX)
                .map_err(|error| invalid("name", FieldReason::Text(error)))?,
        ),
    };
    let territory = match &invitation.territory {
        Some(id) => {
            Some(directory.find(id).ok_or_else(|| invalid("territory", FieldReason::UnknownWord))?.id)
        }
        None => None,
    };
    may_grant(&directory, granter, role, territory)?;
    let by = match granter {
        Granter::Actor(actor) => actor.account,
        Granter::Console => None,
    };
    let now = service.now();
    let public_id = service.new_public_id().to_string();
    let locale = invitation.locale;
    let place = place(&directory, territory)?;
    let (account, grant) = service.write(move |conn, acts| {
        let account = if let Some(account) = rows::find_by_email(conn, &email)? {
            account
        } else {
            let id = rows::insert(
                conn,
                &rows::NewAccount {
                    public_id: public_id.clone(),
                    email: Some(email.clone()),
                    name: name.clone(),
                    locale: AsText(locale),
                    created_at: now.micros(),
                },
            )?;
            rows::get(conn, id)?.ok_or(ServiceError::NotFound)?
        };
        let held = rows::grants_of(conn, account.id)?
            .into_iter()
            .find(|grant| grant.role.0 == role && grant.territory_id == territory);
        if let Some(grant) = held {
            return Ok((account, grant));
        }
        let new = NewGrant {
            account_id: account.id,
            role: AsText(role),
            territory_id: territory,
            granted_by: by,
            granted_at: now.micros(),
        };
        let id = rows::insert_grant(conn, &new)?;
        acts.push(act(ActKind::RoleGranted, id, role, &place, now), None);
        let grant = GrantRow {
            id,
            account_id: account.id,
            role: AsText(role),
            territory_id: territory,
            granted_at: now.micros(),
        };
        Ok((account, grant))
    })?;
    Ok(view(&directory, &grant, account))
}

/// Ends a grant; what it allowed ends at once, in every session.
pub fn revoke(service: &Service, granter: &Granter, account: &str, grant: i64) -> Result<(), ServiceError> {
    let directory = service.directory()?;
    let now = service.now();
    let (granter, account) = (granter.clone(), account.to_owned());
    service.write(move |conn, acts| {
        let account = rows::find(conn, &account)?.ok_or(ServiceError::NotFound)?;
        let row = rows::grants_of(conn, account.id)?
            .into_iter()
            .find(|row| row.id == grant)
            .ok_or(ServiceError::NotFound)?;
        may_grant(&directory, &granter, row.role.0, row.territory_id)?;
        if rows::revoke_grant(conn, row.id, now.micros())? {
            let place = place(&directory, row.territory_id)?;
            acts.push(act(ActKind::RoleRevoked, row.id, row.role.0, &place, now), None);
        }
        Ok(())
    })
}

/// Grants that hold, oldest first; of the territories in which the asking person may grant roles.
pub fn list(
    service: &Service,
    granter: &Granter,
    cursor: Option<&str>,
    limit: u16,
) -> Result<Page<GrantView>, ServiceError> {
    let directory = service.directory()?;
    let territories = match granter {
        Granter::Console => None,
        Granter::Actor(actor) => match actor.territories_for(Permission::GrantRoles) {
            None => None,
            Some(tops) if tops.is_empty() => {
                let known = actor.account.is_some();
                return Err(if known { ServiceError::Forbidden } else { ServiceError::Unauthenticated });
            }
            Some(tops) => Some(below(&directory, &tops)),
        },
    };
    let after = match cursor {
        Some(cursor) => cursor.parse().map_err(|_| ServiceError::BadCursor)?,
        None => 0,
    };
    let limit = i64::from(limit.clamp(1, PAGE_ITEMS_MAX));
    let mut found =
        service.read(|conn| Ok(rows::grants_page(conn, territories.as_deref(), after, limit + 1)?))?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > wanted;
    found.truncate(wanted);
    let next_cursor = if more { found.last().map(|(grant, _)| grant.id.to_string()) } else { None };
    let items = found.into_iter().map(|(grant, account)| view(&directory, &grant, account)).collect();
    Ok(Page { items, next_cursor })
}

/// A one-time link for an address that has an account, for the console of the machine: the path behind the site's
/// address.
pub fn console_link(service: &Service, email: &str, locale: Locale) -> Result<String, ServiceError> {
    let email = sign_in::address(email)?;
    let account =
        service.read(|conn| Ok(rows::find_by_email(conn, &email)?))?.ok_or(ServiceError::NotFound)?;
    let link = sign_in::make_link(service, account.id, CONSOLE_LINK_SECONDS)?;
    Ok(format!("/{locale}/sign-in/link/{link}"))
}

fn below(directory: &Directory, tops: &[i64]) -> Vec<i64> {
    directory
        .territories
        .keys()
        .copied()
        .filter(|id| directory.line(*id).iter().any(|above| tops.contains(above)))
        .collect()
}

fn may_grant(
    directory: &Directory,
    granter: &Granter,
    role: Role,
    territory: Option<i64>,
) -> Result<(), ServiceError> {
    let Granter::Actor(actor) = granter else { return Ok(()) };
    // Nobody gives away more than they have: an operator is made by an operator.
    let needed = if role == Role::Operator { Permission::Operate } else { Permission::GrantRoles };
    match territory {
        Some(territory) => authorization::require(directory, actor, needed, territory),
        None if actor.may(needed, &[]) => Ok(()),
        None if actor.account.is_none() => Err(ServiceError::Unauthenticated),
        None => Err(ServiceError::Forbidden),
    }
}

fn place(directory: &Directory, territory: Option<i64>) -> Result<String, ServiceError> {
    match territory {
        Some(id) => Ok(directory.territory(id)?.state.kato.clone()),
        None => Ok(COUNTRY.to_owned()),
    }
}

/// The act by which a person who erases themselves leaves a role.
pub(super) fn left(grant: i64, role: Role, now: Timestamp) -> Act {
    act(ActKind::RoleRevoked, grant, role, COUNTRY, now)
}

/// That a role was given or taken is public, to whom is not.
fn act(kind: ActKind, grant: i64, role: Role, place: &str, now: Timestamp) -> Act {
    Act {
        kind,
        time: now,
        place: place.to_owned(),
        program: None,
        edition: None,
        subject: format!("grant/{grant}"),
        reason: Some(role.to_string()),
        opening: None,
    }
}

fn view(directory: &Directory, grant: &GrantRow, account: AccountRow) -> GrantView {
    GrantView {
        id: grant.id,
        account: account.public_id,
        email: account.email,
        name: account.name,
        role: grant.role.0,
        territory: grant
            .territory_id
            .and_then(|id| directory.territory(id).ok())
            .map(|territory| territory.public_id.clone()),
        granted_at: Timestamp::from_micros(grant.granted_at),
    }
}

fn invalid(field: &'static str, reason: FieldReason) -> ServiceError {
    ServiceError::Invalid(vec![FieldError { field, reason }])
}
