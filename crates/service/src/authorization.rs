//! Asking the permission rules of the domain about a territory of the directory.

use kenes_domain::permission::{Actor, Permission, Role};

use crate::directory::Directory;
use crate::error::ServiceError;

/// Lets an actor pass who may do `permission` in a territory. Whoever may not even see the workspace there is told
/// that there is nothing: what exists in another territory is not theirs to know.
pub(crate) fn require(
    directory: &Directory,
    actor: &Actor,
    permission: Permission,
    territory: i64,
) -> Result<(), ServiceError> {
    let line = directory.line(territory);
    if actor.may(permission, &line) {
        Ok(())
    } else if actor.account.is_none() {
        Err(ServiceError::Unauthenticated)
    } else if actor.may(Permission::ReadWorkspace, &line) {
        Err(ServiceError::Forbidden)
    } else {
        Err(ServiceError::NotFound)
    }
}

/// The role by which an actor may do `permission` in a territory; the first granted one.
pub(crate) fn role_for(
    directory: &Directory,
    actor: &Actor,
    permission: Permission,
    territory: i64,
) -> Option<Role> {
    let line = directory.line(territory);
    actor
        .grants
        .iter()
        .find(|grant| grant.role.carries(permission) && grant.territory.is_none_or(|top| line.contains(&top)))
        .map(|grant| grant.role)
}
