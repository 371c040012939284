//! The queue of contributions whose words a computation could not place for sure.

use std::collections::BTreeMap;

use kenes_domain::contribution::{FieldError, FieldReason, QUOTE_CHARACTERS_MAX};
use kenes_domain::language::{Bilingual, Language};
use kenes_domain::permission::{Actor, Permission};
use kenes_store::drafts::{self, ResolutionRow};
use kenes_store::{contributions, editions};
use serde::Serialize;

use super::{Working, placing};
use crate::Service;
use crate::error::ServiceError;
use crate::points::authorized_by_id;

/// A doubtful placement with everything that is needed to settle it.
#[derive(Debug, Clone, Serialize)]
pub struct DoubtView {
    /// Public id of the contribution.
    pub contribution: String,
    /// Its text; `None` when it was erased.
    pub text: Option<String>,
    /// Language of the quoted words.
    pub language: Language,
    /// The quoted words in the current edition; `None` for a whole provision.
    pub words: Option<String>,
    /// Public id of the provision in the current edition.
    pub from: Option<String>,
    /// The text of that provision in the current edition.
    pub text_then: Bilingual,
    /// Public id of the provision where the words might be.
    pub guess: Option<String>,
    /// The words there.
    pub guessed_words: Option<String>,
    /// The text of that provision in the draft.
    pub text_now: Bilingual,
}

/// What a person says about a doubtful placement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The words are gone.
    Gone,
    /// They are in a provision (public id): these words of it, or the whole of it.
    There {
        /// Public id of the provision in the draft.
        provision: String,
        /// The words there, in the language of the anchor, exactly; `None` for the whole provision.
        words: Option<String>,
    },
}

/// Doubtful placements of a working draft, in the order of receipt.
pub fn list(service: &Service, actor: &Actor, program: &str) -> Result<Vec<DoubtView>, ServiceError> {
    let directory = service.directory()?;
    service.read(|conn| {
        let program = authorized_by_id(conn, &directory, actor, Permission::ReadWorkspace, program)?;
        let working = Working::load(conn, program)?;
        let ids: BTreeMap<i64, String> = working
            .base
            .iter()
            .map(|(row, id)| (row.provision_id, id.clone()))
            .chain(working.rows.iter().map(|(row, id)| (row.provision_id, id.clone())))
            .collect();
        let texts = |blocks: Vec<kenes_domain::revision::Block>| -> BTreeMap<i64, Bilingual> {
            blocks.into_iter().map(|block| (block.id, block.provision.text)).collect()
        };
        let (old, new) = (texts(working.base_blocks()?), texts(working.next_blocks()?));
        Ok(placing::place(conn, &working)?
            .into_iter()
            .filter(placing::Placed::is_in_doubt)
            .map(|placed| {
                let language =
                    placed.words.as_ref().map_or(placed.anchored.language, |(language, _)| *language);
                let text_now =
                    placed.row.provision_id.and_then(|id| new.get(&id).cloned()).unwrap_or_default();
                let span = placed.row.start_position.zip(placed.row.end_position);
                let guessed_words = text_now.get(language).zip(span).map(|(text, (start, end))| {
                    let at = |position: i32| usize::try_from(position).unwrap_or(0);
                    text.chars().skip(at(start)).take(at(end).saturating_sub(at(start))).collect()
                });
                DoubtView {
                    contribution: placed.contribution,
                    text: placed.anchored.text,
                    language,
                    words: placed.words.map(|(_, words)| words),
                    from: placed.from.and_then(|id| ids.get(&id).cloned()),
                    text_then: placed.from.and_then(|id| old.get(&id).cloned()).unwrap_or_default(),
                    guess: placed.row.provision_id.and_then(|id| ids.get(&id).cloned()),
                    guessed_words,
                    text_now,
                }
            })
            .collect())
    })
}

/// Settles where the words of a contribution are in the draft. It holds until those words are edited away.
pub fn resolve(
    service: &Service,
    actor: &Actor,
    program: &str,
    contribution: &str,
    answer: &Answer,
) -> Result<(), ServiceError> {
    let directory = service.directory()?;
    let now = service.now();
    let (actor, program, contribution, answer) =
        (actor.clone(), program.to_owned(), contribution.to_owned(), answer.clone());
    service.write(move |conn, _| {
        let program = authorized_by_id(conn, &directory, &actor, Permission::EditDraft, &program)?;
        let draft = drafts::of_program(conn, program.id)?.ok_or(ServiceError::NotFound)?;
        let row = contributions::find_by_public_id(conn, &contribution)?
            .filter(|row| row.program_id == program.id && row.provision_id.is_some())
            .ok_or(ServiceError::NotFound)?;
        let (provision_id, exact) = match &answer {
            Answer::Gone => (None, None),
            Answer::There { provision, words } => {
                let id =
                    editions::find_provision(conn, program.id, provision)?.ok_or(ServiceError::NotFound)?;
                let target = drafts::provisions_of(conn, draft.id)?
                    .into_iter()
                    .map(|(target, _)| target)
                    .find(|target| target.provision_id == id && !target.removed)
                    .ok_or(ServiceError::NotFound)?;
                let language = contributions::anchors_of(conn, &[row.id])?
                    .first()
                    .map_or(row.language.0, |anchor| anchor.language.0);
                let text = match language {
                    Language::Kk => target.text_kk,
                    Language::Ru => target.text_ru,
                };
                if let Some(words) = words {
                    let fits = words.chars().count() <= QUOTE_CHARACTERS_MAX
                        && !words.is_empty()
                        && text.is_some_and(|text| text.contains(words.as_str()));
                    if !fits {
                        let error = FieldError { field: "words", reason: FieldReason::Quote };
                        return Err(ServiceError::Invalid(vec![error]));
                    }
                }
                (Some(id), words.clone())
            }
        };
        Ok(drafts::resolve(
            conn,
            &ResolutionRow {
                draft_id: draft.id,
                contribution_id: row.id,
                provision_id,
                exact,
                account_id: actor.account,
                resolved_at: now.micros(),
            },
        )?)
    })
}
