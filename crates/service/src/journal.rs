//! Writing acts: every public change tells of itself in its own transaction.

use std::collections::BTreeSet;

use hmac::{Hmac, KeyInit, Mac};
use kenes_domain::identifier::hexadecimal;
use kenes_domain::journal::{Act, ActKind};
use kenes_domain::timestamp::Timestamp;
use kenes_store::acts::{self, NewAct, NewOpening};
use kenes_store::{Conn, programs};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use serde::Serialize;

use crate::Service;
use crate::error::ServiceError;

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
                let mut salt = vec![0; 32];
                self.random.fill_bytes(&mut salt);
                NewOpening { salt, content }
            });
            let previous = acts::newest_leaf_hash(conn, &act.subject)?;
            let public_id = self.act_id(&act);
            ids.push(public_id.clone());
            let leaf = leaf_text(&act, &public_id, opening.as_ref(), previous.as_deref());
            let leaf_hash = leaf_hash(leaf.as_bytes());
            acts::insert(
                conn,
                &NewAct {
                    public_id,
                    kind: act.kind.to_string(),
                    happened_at: act.time.micros(),
                    place: act.place,
                    program_id: program,
                    subject: act.subject,
                    leaf: leaf.into_bytes(),
                    leaf_hash,
                },
                opening.as_ref(),
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
    matches!(kind, ActKind::ProgramPublished | ActKind::TerritoryReorganised | ActKind::RulesChanged)
}

fn leaf_text(act: &Act, id: &str, opening: Option<&NewOpening>, previous: Option<&[u8]>) -> String {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let mut lines = vec![
        "kenes/act/v1".to_owned(),
        format!("kind {}", act.kind),
        format!("act {id}"),
        format!("time {}", act.time.rfc3339()),
        format!("place {}", act.place),
    ];
    if let Some(program) = &act.program {
        lines.push(format!("consultation {program}"));
    }
    if let Some(edition) = act.edition {
        lines.push(format!("edition {edition}"));
    }
    lines.push(format!("subject {}", act.subject));
    if let Some(opening) = opening {
        lines.push(format!("commit {}", STANDARD.encode(commitment(&opening.salt, &opening.content))));
    }
    if let Some(previous) = previous {
        lines.push(format!("prev {}", STANDARD.encode(previous)));
    }
    if let Some(reason) = &act.reason {
        lines.push(format!("reason {reason}"));
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn commitment(salt: &[u8], content: &[u8]) -> Vec<u8> {
    Hmac::<sha2::Sha256>::new_from_slice(salt)
        .map(|mac| {
            mac.chain_update(b"kenes/content/v1\n").chain_update(content).finalize().into_bytes().to_vec()
        })
        .unwrap_or_default()
}

fn leaf_hash(leaf: &[u8]) -> Vec<u8> {
    use sha2::Digest;
    sha2::Sha256::new().chain_update([0]).chain_update(leaf).finalize().to_vec()
}
