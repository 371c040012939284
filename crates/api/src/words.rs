//! The closed lists of the domain as schemas, so that clients know every word.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

macro_rules! words {
    ($($(#[$meta:meta])* $name:ident => $list:path),+ $(,)?) => {
        $(
            $(#[$meta])*
            pub struct $name;

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    type List = $list;
                    ObjectBuilder::new()
                        .schema_type(SchemaType::Type(Type::String))
                        .enum_values(Some(List::ALL.iter().map(|word| word.as_str())))
                        .into()
                }
            }

            impl ToSchema for $name {}
        )+
    };
}

words! {
    /// Kinds of contributions.
    ContributionKindWord => kenes_domain::contribution::ContributionKind,
    /// Languages of content.
    LanguageWord => kenes_domain::language::Language,
    /// Channels of contributions.
    ChannelWord => kenes_domain::contribution::Channel,
    /// Levels of verification.
    VerificationWord => kenes_domain::contribution::Verification,
    /// States of visibility.
    VisibilityWord => kenes_domain::contribution::Visibility,
    /// Dispositions of points.
    DispositionWord => kenes_domain::decision::Disposition,
    /// Phases of programs.
    PhaseWord => kenes_domain::program::Phase,
    /// Kinds of provisions.
    ProvisionKindWord => kenes_domain::program::ProvisionKind,
    /// Kinds of territories.
    TerritoryKindWord => kenes_domain::territory::TerritoryKind,
    /// Roles of staff.
    RoleWord => kenes_domain::permission::Role,
    /// Sources of funding.
    FundingSourceWord => kenes_domain::money::FundingSource,
}
