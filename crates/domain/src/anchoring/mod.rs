//! Where quoted words went in another edition.
//!
//! First the provision (see `alignment`), then the words inside it: never the position alone. A quote lives on
//! where at least half of its letters do. What a computation cannot tell for sure is said to be in doubt and
//! left to people; the place it would have chosen is given all the same.
//!
//! **Invariants:** a placement's span lies inside the new text; between equal editions every quote is kept where
//! it is; the anchor itself is never changed.
#![expect(
    clippy::indexing_slicing,
    reason = "indices are positions in the editions and in their token lists"
)]

mod quote;

use std::collections::BTreeMap;

pub use quote::{CONTEXT_CHARACTERS, Quote, QuoteError, code_point_offset, utf16_offset};
use serde::{Deserialize, Serialize};

use crate::alignment::{Alignment, ProvisionText, Relation, WordMaps};

/// Stored with every computed placement; changes whenever any result may change.
pub const ALGORITHM: &str = "anchoring-1";

/// Share of a quote's visible characters that must live on.
const KEPT_SHARE_MIN: f64 = 0.5;

crate::text_enum::text_enum! {
    /// What became of quoted words in another edition.
    pub enum PlacementState {
        /// The same words in the same provision.
        Kept => "kept",
        /// The same words; the provision is elsewhere.
        Moved => "moved",
        /// Found, with other words among them.
        Reworded => "reworded",
        /// No longer there.
        Removed => "removed",
        /// A person has to look; the place, if any, is the best guess.
        InDoubt => "in_doubt",
    }
}

/// A span of a provision in an edition, in code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Index of the provision.
    pub provision: usize,
    /// First code point.
    pub start: usize,
    /// Code point after the last one.
    pub end: usize,
}

/// What became of one quote in one edition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// [`ALGORITHM`] at the time of computing.
    pub algorithm: String,
    /// What became of it.
    pub state: PlacementState,
    /// Where it is, or in doubt might be.
    pub place: Option<Place>,
    /// Share of the quote's visible characters that live on there, 0 to 1.
    pub kept_share: f64,
    /// Lead over the next best explanation, in nats; infinite when nothing else was possible.
    pub margin: f64,
}

/// Places quotes of one edition in another.
#[derive(Debug)]
pub struct Placer {
    maps: WordMaps,
    removed: BTreeMap<usize, f64>,
}

impl Placer {
    /// Prepares the way between two editions. `alignment` must be one of them.
    pub fn new(old: &[ProvisionText], new: &[ProvisionText], alignment: &Alignment) -> Self {
        let maps = WordMaps::new(old, new, alignment);
        let removed = alignment.removed.iter().map(|one| (one.provision, one.margin)).collect();
        Self { maps, removed }
    }

    /// Places a quote out of the text of an old provision in one language.
    pub fn place(&self, provision: usize, language: usize, quote: &Quote) -> Placement {
        let links = self.maps.links(provision);
        let best = self.best_trace(provision, language, quote);
        if links.is_empty() {
            let margin = self.removed.get(&provision).copied().unwrap_or(f64::INFINITY);
            let least = if self.lives_on(provision, language) >= NEARLY_ALL {
                LIVING_MARGIN_MIN
            } else {
                LINK_MARGIN_MIN
            };
            if margin >= least {
                return placement(PlacementState::Removed, None, 0.0, margin);
            }
            let best = best.filter(|best| best.share >= KEPT_SHARE_MIN);
            let share = best.as_ref().map_or(0.0, |best| best.share);
            return placement(PlacementState::InDoubt, best.map(|best| best.place), share, margin);
        }
        let Some(best) = best else {
            let margin = links.iter().map(|link| link.margin).fold(f64::INFINITY, f64::min);
            let certain = margin >= LINK_MARGIN_MIN;
            let state = if certain { PlacementState::Removed } else { PlacementState::InDoubt };
            return placement(state, None, 0.0, margin);
        };
        let margin = links
            .iter()
            .filter(|link| link.new == best.place.provision)
            .map(|link| link.margin)
            .fold(f64::INFINITY, f64::min);
        let moved = links.iter().any(|link| {
            link.new == best.place.provision && matches!(link.relation, Relation::Moved | Relation::PartMoved)
        });
        let state = if margin < LINK_MARGIN_MIN {
            PlacementState::InDoubt
        } else if best.share < KEPT_SHARE_MIN {
            PlacementState::Removed
        } else if !best.whole {
            PlacementState::Reworded
        } else if moved {
            PlacementState::Moved
        } else {
            PlacementState::Kept
        };
        let place = (best.share >= KEPT_SHARE_MIN).then_some(best.place);
        placement(state, place, best.share, margin)
    }

    /// The new provision that holds most of the quote, and the span there.
    fn best_trace(&self, provision: usize, language: usize, quote: &Quote) -> Option<Trace> {
        let tokens = self.maps.old_tokens(provision, language);
        let targets = self.maps.targets(provision, language);
        let mut total = 0;
        let mut traces: BTreeMap<usize, Trace> = BTreeMap::new();
        let mut covered = 0;
        let mut bounds = None;
        for (at, (token, target)) in tokens.iter().zip(targets).enumerate() {
            let (from, to) = (token.start.max(quote.start), token.end.min(quote.end));
            if from >= to {
                continue;
            }
            covered += 1;
            bounds = Some(bounds.map_or((at, at), |found: (usize, usize)| (found.0, at)));
            total += to - from;
            let Some(target) = target else { continue };
            let there = &self.maps.new_tokens(target.provision, language)[target.token];
            let same_length = there.end - there.start == token.end - token.start;
            let (start, end) = if target.exact && same_length {
                (there.start + (from - token.start), there.end - (token.end - to))
            } else {
                (there.start, there.end)
            };
            let trace = traces.entry(target.provision).or_insert(Trace {
                place: Place { provision: target.provision, start, end },
                kept: 0,
                tokens: 0,
                first: target.token,
                last: target.token,
                first_old: at,
                last_old: at,
                share: 0.0,
                whole: false,
            });
            trace.place.start = trace.place.start.min(start);
            trace.place.end = trace.place.end.max(end);
            trace.last = target.token;
            trace.last_old = at;
            if target.exact {
                trace.kept += to - from;
                trace.tokens += 1;
            }
        }
        let mut best: Option<Trace> = None;
        for trace in traces.into_values() {
            if best.as_ref().is_none_or(|found| trace.kept > found.kept) {
                best = Some(trace);
            }
        }
        let mut best = best?;
        best.share = share(best.kept, total);
        if let Some((first, last)) = bounds {
            self.widen(provision, language, &mut best, first, last);
        }
        best.whole = best.tokens == covered && best.last - best.first + 1 == covered;
        Some(best)
    }
}

impl Placer {
    /// Share of the provision's visible characters in words that have a counterpart of the same form.
    fn lives_on(&self, provision: usize, language: usize) -> f64 {
        let tokens = self.maps.old_tokens(provision, language);
        let characters = |kept: &dyn Fn(usize) -> bool| -> usize {
            tokens.iter().enumerate().filter(|one| kept(one.0)).map(|one| one.1.end - one.1.start).sum()
        };
        let targets = self.maps.targets(provision, language);
        share(characters(&|at| targets[at].is_some_and(|target| target.exact)), characters(&|_| true))
    }

    /// Takes in the words that stand in place of the quote's first and last ones.
    fn widen(&self, provision: usize, language: usize, trace: &mut Trace, first: usize, last: usize) {
        let targets = self.maps.targets(provision, language);
        let there = self.maps.new_tokens(trace.place.provision, language);
        let mapped = |at: usize| {
            targets[at].filter(|target| target.provision == trace.place.provision).map(|target| target.token)
        };
        if first < trace.first_old {
            let before = (0..first).rev().find_map(|at| mapped(at).map(|token| (at, token)));
            let (from_old, from_new) = before.map_or((0, 0), |(at, token)| (at + 1, token + 1));
            let (old, new) = (trace.first_old - from_old, trace.first - from_new);
            let skipped = (first - from_old) * new / old.max(1);
            if new > 0 && new <= 2 * old {
                trace.place.start = trace.place.start.min(there[from_new + skipped].start);
            }
        }
        if last > trace.last_old {
            let after = (last + 1..targets.len()).find_map(|at| mapped(at).map(|token| (at, token)));
            let (to_old, to_new) = after.unwrap_or((targets.len(), there.len()));
            let (old, new) = (to_old - trace.last_old - 1, to_new - trace.last - 1);
            let taken = ((last - trace.last_old) * new).div_ceil(old.max(1));
            if new > 0 && taken > 0 && new <= 2 * old {
                trace.place.end = trace.place.end.max(there[trace.last + taken].end);
            }
        }
    }
}

/// Below this lead a link is shown to people (nats).
const LINK_MARGIN_MIN: f64 = 1.5;
/// The same for the absence of a provision that lives on nearly whole in its best rival: that may be a row of the same
/// template or the provision itself.
const LIVING_MARGIN_MIN: f64 = 4.25;
/// Share of a provision's characters that is nearly all: less than what a changed name takes from a row.
const NEARLY_ALL: f64 = 0.92;

/// The words of a quote in one new provision.
#[derive(Debug)]
struct Trace {
    place: Place,
    /// Visible characters in words of the same form.
    kept: usize,
    tokens: usize,
    first: usize,
    last: usize,
    first_old: usize,
    last_old: usize,
    share: f64,
    /// All words, next to each other.
    whole: bool,
}

fn placement(state: PlacementState, place: Option<Place>, kept_share: f64, margin: f64) -> Placement {
    Placement { algorithm: ALGORITHM.to_owned(), state, place, kept_share, margin }
}

fn share(part: usize, whole: usize) -> f64 {
    let real = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { real(part) / real(whole) }
}
