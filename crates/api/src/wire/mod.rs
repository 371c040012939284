//! The shapes on the wire. They change only by addition.

pub mod contributions;
pub mod desk;
pub mod programs;
pub mod territories;

use kenes_domain::conservation::Tally;
use kenes_domain::language::Bilingual;
use kenes_service::contributions::Page;
use kenes_service::territories::Names;
use serde::Serialize;
use utoipa::ToSchema;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageResponse<T> {
    /// The items.
    pub items: Vec<T>,
    /// Pass as `cursor` for the next page; null on the last.
    pub next_cursor: Option<String>,
}

impl<T, R: From<T>> From<Page<T>> for PageResponse<R> {
    fn from(page: Page<T>) -> Self {
        Self { items: page.items.into_iter().map(Into::into).collect(), next_cursor: page.next_cursor }
    }
}

impl<T, R: From<T>> From<Vec<T>> for PageResponse<R> {
    /// A list that is short by nature is one page.
    fn from(items: Vec<T>) -> Self {
        Self { items: items.into_iter().map(Into::into).collect(), next_cursor: None }
    }
}

/// A text in both languages; null says that the translation is missing.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextResponse {
    /// Kazakh.
    pub kk: Option<String>,
    /// Russian.
    pub ru: Option<String>,
}

impl From<Bilingual> for TextResponse {
    fn from(text: Bilingual) -> Self {
        Self { kk: text.kk, ru: text.ru }
    }
}

/// A name in the languages of the interface.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamesResponse {
    /// Kazakh.
    pub kk: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

impl From<Names> for NamesResponse {
    fn from(names: Names) -> Self {
        Self { kk: names.kk, ru: names.ru, en: names.en }
    }
}

/// Contributions by what became of them. `received` is the sum of the others, always.
#[derive(Debug, Serialize, ToSchema)]
pub struct TallyResponse {
    /// All that ever came.
    pub received: u64,
    /// Wait for a decision.
    pub open: u64,
    /// Decided on their own.
    pub decided: u64,
    /// Decided with their group.
    pub grouped: u64,
    /// Hidden with a public reason.
    pub moderated: u64,
    /// Taken back or erased by their authors.
    pub withdrawn: u64,
}

impl From<Tally> for TallyResponse {
    fn from(tally: Tally) -> Self {
        Self {
            received: tally.received,
            open: tally.open,
            decided: tally.decided,
            grouped: tally.grouped,
            moderated: tally.moderated,
            withdrawn: tally.withdrawn,
        }
    }
}
