//! What a use case can answer instead of a result.

use kenes_domain::contribution::FieldError;
use kenes_domain::decision::DecisionError;
use kenes_store::StoreError;

/// Why a use case did not happen. Each variant has one stable code, one HTTP status and one text per language;
/// the codes are listed by [`ServiceError::CODES`] and never change their meaning.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// There is no such thing, or the caller may not know that there is.
    #[error("not found")]
    NotFound,
    /// The caller must sign in first.
    #[error("sign in first")]
    Unauthenticated,
    /// The caller is known and may not do this.
    #[error("not permitted")]
    Forbidden,
    /// The caller has a second factor and has not given it in this session, or needs one for the role.
    #[error("the second factor is wanting")]
    SecondFactorNeeded,
    /// A one-time code, a link or a second factor that does not hold. It does not say which way it is wrong.
    #[error("the code is wrong or no longer holds")]
    CodeWrong,
    /// Fields are wrong; every one is named.
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    /// A decision lacks what its disposition demands.
    #[error("the decision is incomplete: {0}")]
    Decision(DecisionError),
    /// A receipt code with a typing error.
    #[error("the receipt code has a typing error")]
    ReceiptMistyped,
    /// The discussion has not opened yet.
    #[error("the discussion has not opened yet")]
    NotOpenYet,
    /// The discussion is closed and takes nothing late.
    #[error("the discussion is closed")]
    Closed,
    /// The same key was used with other content.
    #[error("the idempotency key was used with other content")]
    KeyReused,
    /// A cursor that this list did not give out.
    #[error("the cursor does not belong to this list")]
    BadCursor,
    /// A state that does not allow the step.
    #[error("not possible in the present state")]
    Conflict,
    /// Somebody else has written a decision meanwhile.
    #[error("somebody else has written a decision meanwhile")]
    DecisionChanged,
    /// Whoever wrote a decision may not approve it.
    #[error("a second person must approve this")]
    SecondPersonNeeded,
    /// Too much at once; try again after the given seconds.
    #[error("too busy; try again in {retry_after_seconds} s")]
    Busy {
        /// Seconds to wait.
        retry_after_seconds: u32,
    },
    /// One address does too much; it may come back after the given seconds.
    #[error("too many requests; try again in {retry_after_seconds} s")]
    TooMany {
        /// Seconds to wait.
        retry_after_seconds: u32,
    },
    /// The disk is full: nothing was stored.
    #[error("the disk is full; nothing was stored")]
    DiskFull,
    /// A document that cannot be taken; the text says where and why.
    #[error("{0}")]
    Import(String),
    /// Files of the operator that do not do; the text says which and where.
    #[error("{0}")]
    Configuration(String),
    /// A fault of ours. The cause is logged where it is handled, never shown.
    #[error("internal error: {0}")]
    Internal(String),
}

impl ServiceError {
    /// Every code, for the completeness test of the catalogues.
    pub const CODES: &'static [&'static str] = &[
        "not_found",
        "unauthenticated",
        "forbidden",
        "second_factor_needed",
        "code_wrong",
        "invalid_fields",
        "decision_incomplete",
        "receipt_mistyped",
        "not_open_yet",
        "closed",
        "key_reused",
        "bad_cursor",
        "conflict",
        "decision_changed",
        "second_person_needed",
        "busy",
        "too_many",
        "disk_full",
        "import_refused",
        "configuration",
        "internal",
    ];

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::SecondFactorNeeded => "second_factor_needed",
            Self::CodeWrong => "code_wrong",
            Self::Invalid(_) => "invalid_fields",
            Self::Decision(_) => "decision_incomplete",
            Self::ReceiptMistyped => "receipt_mistyped",
            Self::NotOpenYet => "not_open_yet",
            Self::Closed => "closed",
            Self::KeyReused => "key_reused",
            Self::BadCursor => "bad_cursor",
            Self::Conflict => "conflict",
            Self::DecisionChanged => "decision_changed",
            Self::SecondPersonNeeded => "second_person_needed",
            Self::Busy { .. } => "busy",
            Self::TooMany { .. } => "too_many",
            Self::DiskFull => "disk_full",
            Self::Import(_) => "import_refused",
            Self::Configuration(_) => "configuration",
            Self::Internal(_) => "internal",
        }
    }

    /// The HTTP status that says the same.
    pub const fn status(&self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::Unauthenticated => 401,
            Self::Forbidden
            | Self::SecondFactorNeeded
            | Self::SecondPersonNeeded
            | Self::NotOpenYet
            | Self::Closed => 403,
            Self::Invalid(_)
            | Self::CodeWrong
            | Self::Import(_)
            | Self::Decision(_)
            | Self::ReceiptMistyped
            | Self::KeyReused => 422,
            Self::BadCursor => 400,
            Self::Conflict | Self::DecisionChanged => 409,
            Self::Busy { .. } => 503,
            Self::TooMany { .. } => 429,
            Self::DiskFull => 507,
            Self::Configuration(_) | Self::Internal(_) => 500,
        }
    }
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Busy => Self::Busy { retry_after_seconds: 2 },
            StoreError::DiskFull => Self::DiskFull,
            StoreError::InUse(_)
            | StoreError::NewerSchema(_)
            | StoreError::LibraryTooOld(_)
            | StoreError::BadUrl(_) => Self::Configuration(error.to_string()),
            _ => Self::Internal(error.to_string()),
        }
    }
}

impl kenes_store::WriteError for ServiceError {
    fn is_busy(&self) -> bool {
        matches!(self, Self::Busy { .. })
    }
}
