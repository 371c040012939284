//! Generations: numbers that grow when something public changes, so that a kept page knows that it is old without
//! asking the database.

use std::collections::BTreeMap;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// The generations of one process. They start at 1 and mean nothing to another process.
#[derive(Debug, Default)]
pub struct Freshness {
    country: AtomicU64,
    structure: AtomicU64,
    programs: RwLock<BTreeMap<String, u64>>,
}

impl Freshness {
    /// The generation of everything public.
    pub fn country(&self) -> u64 {
        self.country.load(Ordering::Acquire) + 1
    }

    /// The generation of campaigns, territories and the list of programs.
    pub fn structure(&self) -> u64 {
        self.structure.load(Ordering::Acquire) + 1
    }

    /// The generation of one program and all that belongs to it.
    pub fn program(&self, public_id: &str) -> u64 {
        self.programs
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .get(public_id)
            .copied()
            .unwrap_or(0)
            + self.structure()
    }

    /// Something of a program changed.
    pub(crate) fn touch_program(&self, public_id: &str) {
        let mut programs = self.programs.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        *programs.entry(public_id.to_owned()).or_insert(0) += 1;
        drop(programs);
        self.country.fetch_add(1, Ordering::AcqRel);
    }

    /// Campaigns, territories or the list of programs changed.
    pub(crate) fn touch_structure(&self) {
        self.structure.fetch_add(1, Ordering::AcqRel);
        self.country.fetch_add(1, Ordering::AcqRel);
    }
}
