//! Writing acts: every public change tells of itself in its own transaction.

use std::collections::BTreeSet;

use kenes_domain::identifier::hexadecimal;
use kenes_domain::journal::{Act, ActKind};
use kenes_domain::timestamp::Timestamp;
use kenes_ledger::commitment::{Opening, SALT_BYTES, Salt};
use kenes_ledger::leaf::Leaf;
use kenes_store::acts::{self, NewAct, NewOpening};
use kenes_store::{Conn, programs};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use serde::Serialize;

use crate::Service;
use crate::error::ServiceError;
use crate::ledger::{leaf_hash, moment};

/// The acts of one transaction.
pub(crate) struct Acts {
    random: ChaCha20Rng,
    pending: Vec<(Act, Option<i64>)>,
    subjects: Vec<String>,
}

/// A numbered act as everybody may read it.
#[derive(Debug, Clone, Serialize)]
pub struct ActView {
    /// Its number in the journal, from 0, without gaps.
    pub leaf_index: i64,
    /// Word of `ActKind`.
    pub kind: String,
    /// When.
    pub happened_at: Timestamp,
    /// KATO code of the territory at that time.
    pub place: String,
    /// What it is about.
    pub subject: String,
    /// Hash of the leaf, lower-case hexadecimal.
    pub leaf_hash: String,
}

/// Most acts of one page.
const PAGE_ACTS_MAX: i64 = 1_000;

impl Service {
    /// Numbered acts from `leaf_index` on.
    pub fn journal_page(&self, leaf_index: i64, limit: i64) -> Result<Vec<ActView>, ServiceError> {
        self.read(|conn| {
            Ok(acts::from_index(conn, leaf_index, limit.clamp(1, PAGE_ACTS_MAX))?
                .into_iter()
                .filter_map(|row| {
                    Some(ActView {
                        leaf_index: row.leaf_index?,
                        kind: row.kind,
                        happened_at: Timestamp::from_micros(row.happened_at),
                        place: row.place,
                        subject: row.subject,
                        leaf_hash: hexadecimal(&row.leaf_hash),
                    })
                })
                .collect())
        })
    }
}

/// What the acts of a transaction changed for readers.
pub(crate) struct Touched {
    pub(crate) structure: bool,
    pub(crate) programs: Vec<String>,
    /// Public ids of the acts.
    pub(crate) acts: Vec<String>,
    /// What changed without an act, see [`Acts::touch`].
    pub(crate) subjects: Vec<String>,
}

impl Acts {
    /// `seed` makes act ids and salts; it is drawn before the transaction, which may run several times.
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self { random: ChaCha20Rng::from_seed(seed), pending: Vec::new(), subjects: Vec::new() }
    }

    /// Adds an act; `program` is the internal id of the program it is about.
    pub(crate) fn push(&mut self, act: Act, program: Option<i64>) {
        self.pending.push((act, program));
    }

    /// Says that something changed of which the journal does not tell, such as a support or the draft of a decision, so
    /// that the search index of this process hears of it.
    pub(crate) fn touch(&mut self, subject: String) {
        self.subjects.push(subject);
    }

    /// Inserts all acts; the transaction's last step.
    pub(crate) fn insert(mut self, conn: &mut Conn<'_>) -> Result<Touched, ServiceError> {
        let mut touched = BTreeSet::new();
        let mut structure = false;
        let mut ids = Vec::new();
        for (act, program) in std::mem::take(&mut self.pending) {
            touched.extend(program);
            structure |= changes_structure(act.kind);
            let opening = act.opening.clone().map(|content| {
                let mut salt = [0; SALT_BYTES];
                self.random.fill_bytes(&mut salt);
                (Salt::from_bytes(salt), content)
            });
            let previous = acts::newest_leaf_hash(conn, &act.subject)?;
            let public_id = self.act_id(&act);
            ids.push(public_id.clone());
            let leaf = leaf(&act, &public_id, opening.as_ref(), previous.as_deref())?;
            acts::insert(
                conn,
                &NewAct {
                    public_id,
                    kind: act.kind.to_string(),
                    happened_at: act.time.micros(),
                    place: act.place,
                    program_id: program,
                    subject: act.subject,
                    leaf: leaf.as_bytes().to_vec(),
                    leaf_hash: leaf.hash().as_bytes().to_vec(),
                },
                opening
                    .map(|(salt, content)| NewOpening { salt: salt.as_bytes().to_vec(), content })
                    .as_ref(),
            )?;
        }
        let touched: Vec<i64> = touched.into_iter().collect();
        let programs =
            programs::public_ids(conn, &touched)?.into_iter().map(|(_, public_id)| public_id).collect();
        Ok(Touched { structure, programs, acts: ids, subjects: self.subjects })
    }

    /// A UUID of version 7: the act's moment and 74 random bits.
    fn act_id(&mut self, act: &Act) -> String {
        let milliseconds = u128::try_from(act.time.micros() / 1000).unwrap_or(0);
        let random = (u128::from(self.random.next_u64()) << 64) | u128::from(self.random.next_u64());
        let value = (milliseconds << 80)
            | (0x7 << 76)
            | ((random & 0xfff) << 64)
            | (0x2 << 62)
            | ((random >> 12) & 0x3fff_ffff_ffff_ffff);
        let hex = format!("{value:032x}");
        [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)]
            .iter()
            .filter_map(|(start, end)| hex.get(*start..*end))
            .collect::<Vec<_>>()
            .join("-")
    }
}

/// Whether the list of programs, territories or campaigns looks different after the act.
pub(crate) const fn changes_structure(kind: ActKind) -> bool {
    // An envelope of a territory without a program touches no program, and shows on the pages of territories.
    matches!(
        kind,
        ActKind::ProgramPublished
            | ActKind::TerritoryReorganised
            | ActKind::RulesChanged
            | ActKind::EnvelopeSet
    )
}

/// The leaf of an act; `docs/ledger.md` specifies its bytes, `kenes_ledger` alone writes them.
fn leaf(
    act: &Act,
    id: &str,
    opening: Option<&(Salt, Vec<u8>)>,
    previous: Option<&[u8]>,
) -> Result<Leaf, ServiceError> {
    Leaf::of(kenes_ledger::leaf::Act {
        kind: act.kind.to_string(),
        id: id.to_owned(),
        time: moment(act.time),
        place: act.place.clone(),
        consultation: act.program.clone(),
        edition: act.edition.and_then(|number| u32::try_from(number).ok()),
        subject: act.subject.clone(),
        commit: opening.map(|(salt, content)| Opening { salt: *salt, content }.commitment()),
        prev: previous.map(leaf_hash).transpose()?,
        reason: act.reason.clone(),
    })
    .map_err(|error| ServiceError::Internal(format!("an act has no leaf: {error}")))
}
