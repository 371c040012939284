//! A clock that stands still until it is moved.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use kenes_domain::timestamp::{Clock, Timestamp};

pub struct HandClock(AtomicI64);

impl HandClock {
    pub fn at(moment: &str) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(Timestamp::parse_rfc3339(moment).unwrap().micros())))
    }

    pub fn advance_days(&self, days: i64) {
        self.0.fetch_add(days * 86_400_000_000, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}
