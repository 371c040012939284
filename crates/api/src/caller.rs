//! Who calls: extractors that turn an access token into what the person may do.
//!
//! A handler that names [`Caller`] serves everybody and knows who asks; one that names [`Staff`] serves people who hold a
//! role; one that names [`SignedIn`] serves whoever is signed in, also before the second factor is given. Which role, and
//! in which territory, is asked by the use case.

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use futures_core::future::LocalBoxFuture;
use kenes_domain::permission::Actor;
use kenes_service::error::ServiceError;
use kenes_service::identity::sessions::{self, SecondFactor, Standing};

use crate::blocking;
use crate::problem::Problem;
use crate::state::AppState;
use crate::tokens;

/// Whoever calls; anonymous when no token is sent. A bad or expired token is a problem, never an anonymous caller.
#[derive(Debug, Clone)]
pub struct Caller {
    /// What the caller may do.
    pub actor: Actor,
    /// The session behind it; `None` for anonymous callers.
    pub standing: Option<Standing>,
}

/// A caller with at least one role.
#[derive(Debug, Clone)]
pub struct Staff {
    /// What the caller may do.
    pub actor: Actor,
    /// The session behind it.
    pub standing: Standing,
}

/// A caller who is signed in; whether the second factor was given is for the use case to ask.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Standing);

impl FromRequest for Caller {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let standing = standing(request);
        Box::pin(async move {
            match standing.await? {
                None => Ok(Self { actor: Actor::anonymous(), standing: None }),
                Some(standing) => {
                    let standing = given(standing)?;
                    Ok(Self { actor: standing.actor.clone(), standing: Some(standing) })
                }
            }
        })
    }
}

impl FromRequest for Staff {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let standing = standing(request);
        Box::pin(async move {
            let standing = given(standing.await?.ok_or(ServiceError::Unauthenticated)?)?;
            if !standing.staff {
                return Err(ServiceError::Forbidden.into());
            }
            if standing.actor.grants.is_empty() {
                return Err(ServiceError::SecondFactorNeeded.into());
            }
            Ok(Self { actor: standing.actor.clone(), standing })
        })
    }
}

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let standing = standing(request);
        Box::pin(async move { Ok(Self(standing.await?.ok_or(ServiceError::Unauthenticated)?)) })
    }
}

impl SignedIn {
    /// The session, once everything that it needs was given.
    pub fn whole(self) -> Result<Standing, ServiceError> {
        given(self.0)
    }
}

/// A session whose second factor is set up and was not given can do nothing yet.
fn given(standing: Standing) -> Result<Standing, ServiceError> {
    if standing.second_factor == SecondFactor::Needed {
        return Err(ServiceError::SecondFactorNeeded);
    }
    Ok(standing)
}

/// Who stands behind the token of a request; `None` when it carries none.
fn standing(request: &HttpRequest) -> LocalBoxFuture<'static, Result<Option<Standing>, Problem>> {
    let sent =
        request.headers().get(AUTHORIZATION).map(|value| value.to_str().unwrap_or_default().to_owned());
    let state = request.app_data::<web::Data<AppState>>().cloned();
    Box::pin(async move {
        let Some(sent) = sent else { return Ok(None) };
        let state = state.ok_or_else(|| ServiceError::Internal("the server has no state".to_owned()))?;
        let token = bearer(&sent).ok_or(ServiceError::Unauthenticated)?.to_owned();
        let found = blocking::run(move || {
            let Some(named) = tokens::verify(&state.service, &state.public_url, &token) else {
                return Ok(None);
            };
            sessions::of_access(&state.service, &named.family, &named.account)
        })
        .await?;
        found.map(Some).ok_or_else(|| ServiceError::Unauthenticated.into())
    })
}

/// The token of an `Authorization` header; the word before it may have any case.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bearer_tokens_are_read() {
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer  abc "), Some("abc"));
        assert_eq!(bearer("Basic abc"), None);
        assert_eq!(bearer("abc"), None);
        assert_eq!(bearer(""), None);
    }
}
