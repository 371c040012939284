//! Hearing of what other processes changed: a second server on the same database, or an import beside a running one.
//! Generations are counted in one process; what another one writes is noticed in the journal, once it is numbered.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use kenes_store::{acts, programs};

use crate::Service;
use crate::error::ServiceError;
use crate::journal::changes_structure;

/// Acts read at once.
const ACTS_MAX: i64 = 1_000;
/// Own acts remembered until they are heard. A transaction that fails leaves some behind; past the bound all are
/// forgotten, and what they changed is told twice, which costs a rendering and nothing else.
const OWN_MAX: usize = 20_000;

/// How far the journal has been heard, and which acts to come are our own.
#[derive(Debug, Default)]
pub(crate) struct Hearing {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Number of the first act that was not heard yet; `None` while nobody listens.
    next: Option<i64>,
    own: BTreeSet<String>,
}

impl Hearing {
    /// Remembers acts of this process: whoever writes tells its readers at once, and need not hear it again. Called
    /// before the acts can be read, possibly several times for the same ones.
    pub(crate) fn expect(&self, acts: &[String]) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.own.len() + acts.len() > OWN_MAX {
            state.own.clear();
        }
        state.own.extend(acts.iter().cloned());
    }

    fn next(&self) -> Option<i64> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).next
    }
}

/// Listens from the present end of the journal on.
pub(crate) fn start(service: &Service) -> Result<(), ServiceError> {
    let (size, pending) = service.read(|conn| Ok(acts::size_and_pending(conn)?))?;
    let mut state = service.hearing().state.lock().unwrap_or_else(PoisonError::into_inner);
    if state.next.is_none() {
        state.next = Some(size);
        if pending == 0 {
            state.own.clear();
        }
    }
    Ok(())
}

/// Hears what was numbered below `size`, and tells the readers of what others wrote.
pub(crate) fn listen(service: &Service, size: i64) -> Result<(), ServiceError> {
    let hearing = service.hearing();
    while let Some(next) = hearing.next().filter(|next| *next < size) {
        let heard = service.read(|conn| Ok(acts::from_index(conn, next, ACTS_MAX)?))?;
        let Some(last) = heard.last().and_then(|act| act.leaf_index) else { return Ok(()) };
        let mut state = hearing.state.lock().unwrap_or_else(PoisonError::into_inner);
        let foreign: Vec<_> = heard.into_iter().filter(|act| !state.own.remove(&act.public_id)).collect();
        state.next = Some(last + 1);
        drop(state);
        // A kind that this version does not know comes from a newer one; it may have changed anything.
        if foreign.iter().any(|act| act.kind.parse().map_or(true, changes_structure)) {
            service.freshness().touch_structure();
        }
        let touched: BTreeSet<i64> = foreign.iter().filter_map(|act| act.program_id).collect();
        let touched: Vec<i64> = touched.into_iter().collect();
        for (_, program) in service.read(|conn| Ok(programs::public_ids(conn, &touched)?))? {
            service.freshness().touch_program(&program);
        }
    }
    Ok(())
}
