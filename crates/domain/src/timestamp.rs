//! Moments and the clock that gives them.

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime, UtcOffset};

/// A moment in UTC, in whole microseconds since 1970. Both databases keep exactly this number, so a moment reads
/// back equal on either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// Microseconds in a second.
const MICROS_PER_SECOND: i64 = 1_000_000;

impl Timestamp {
    /// The moment `micros` microseconds after 1970-01-01T00:00:00Z.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// The moment `seconds` seconds after 1970-01-01T00:00:00Z; saturates at the ends of the range.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(MICROS_PER_SECOND))
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(MICROS_PER_SECOND)
    }

    /// The moment `seconds` later (earlier when negative); saturates at the ends of the range.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(MICROS_PER_SECOND)))
    }

    /// The calendar date of this moment at an offset from UTC.
    pub fn date_at(self, offset_minutes: i16) -> Date {
        self.at_offset(offset_minutes).date()
    }

    /// This moment on the clock of a place `offset_minutes` east of UTC.
    pub fn at_offset(self, offset_minutes: i16) -> OffsetDateTime {
        let utc = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let offset = UtcOffset::from_whole_seconds(i32::from(offset_minutes) * 60).unwrap_or(UtcOffset::UTC);
        utc.to_offset(offset)
    }

    /// The first moment of `date` on the clock of a place `offset_minutes` east of UTC.
    pub fn start_of_day(date: Date, offset_minutes: i16) -> Self {
        let midnight = date.midnight().assume_utc().unix_timestamp();
        Self::from_seconds(midnight - i64::from(offset_minutes) * 60)
    }

    /// RFC 3339 in UTC with whole seconds: `2026-11-23T15:56:42Z`. The form of API answers and journal leaves.
    pub fn rfc3339(self) -> String {
        let moment = self.at_offset(0);
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            moment.year(),
            u8::from(moment.month()),
            moment.day(),
            moment.hour(),
            moment.minute(),
            moment.second()
        )
    }

    /// Reads what [`Timestamp::rfc3339`] writes, and any other RFC 3339 moment.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let moment = OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok()?;
        i64::try_from(moment.unix_timestamp_nanos() / 1000).ok().map(Self)
    }
}

/// Where the present comes from. The program passes the system's clock; tests pass one that they move by hand.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_day_starts_at_local_midnight() {
        let start = Timestamp::start_of_day(date!(2020 - 12 - 01), 360);
        assert_eq!(start.rfc3339(), "2020-11-30T18:00:00Z");
        assert_eq!(start.date_at(360), date!(2020 - 12 - 01));
        assert_eq!(start.plus_seconds(-1).date_at(360), date!(2020 - 11 - 30));
    }

    #[test]
    fn text_form_reads_back() {
        let moment = Timestamp::from_seconds(1_606_759_200);
        assert_eq!(Timestamp::parse_rfc3339(&moment.rfc3339()), Some(moment));
        assert_eq!(Timestamp::parse_rfc3339("yesterday"), None);
    }
}
