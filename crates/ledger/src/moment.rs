//! Moments as leaves and notes write them: whole seconds of UTC, `2026-11-23T15:56:42Z`.

use std::fmt;
use std::str::FromStr;

use crate::decimal;

/// A moment in whole seconds since 1970-01-01T00:00:00Z, at most the last second of the year 9999, so that its text
/// always has twenty characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(u64);

/// 9999-12-31T23:59:59Z.
const SECONDS_MAX: u64 = 253_402_300_799;
/// Seconds of a day of UTC; POSIX time has no leap seconds.
const DAY_SECONDS: u64 = 86_400;

/// A text or a number is not a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a moment is written 2026-11-23T15:56:42Z and lies in the years 1970 to 9999")]
pub struct NotAMoment;

impl Moment {
    /// 1970-01-01T00:00:00Z, before any act.
    pub const EPOCH: Self = Self(0);

    /// The moment `seconds` after 1970-01-01T00:00:00Z.
    pub const fn from_seconds(seconds: u64) -> Result<Self, NotAMoment> {
        if seconds <= SECONDS_MAX { Ok(Self(seconds)) } else { Err(NotAMoment) }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// The moment `seconds` later, at most the last one.
    #[must_use]
    pub fn plus_seconds(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds).min(SECONDS_MAX))
    }
}

impl fmt::Display for Moment {
    /// The Gregorian calendar from a day number, after H. Hinnant, "chrono-Compatible Low-Level Date Algorithms":
    /// years begin in March, so the leap day is the last one of a year.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, second_of_day) = (self.0 / DAY_SECONDS + 719_468, self.0 % DAY_SECONDS);
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = era * 400 + year_of_era + u64::from(month <= 2);
        let (hour, minute, second) = (second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
        write!(formatter, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl FromStr for Moment {
    type Err = NotAMoment;

    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let number = |from: usize, to: usize| {
            let digits = text.get(from..to).ok_or(NotAMoment)?.trim_start_matches('0');
            decimal::parse::<u64>(if digits.is_empty() { "0" } else { digits }).ok_or(NotAMoment)
        };
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        if year < 1970 || !(1..=12).contains(&month) {
            return Err(NotAMoment);
        }
        let (year, month_from_march) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
        let (era, year_of_era) = (year / 400, year % 400);
        let day_of_year = (153 * month_from_march + 2) / 5 + day;
        let day_of_era = 365 * year_of_era + year_of_era / 4 - year_of_era / 100 + day_of_year;
        // The day number is one too high here: `day` counts from 1.
        let days = (era * 146_097 + day_of_era).checked_sub(719_469).ok_or(NotAMoment)?;
        let moment = Self::from_seconds(days * DAY_SECONDS + hour * 3600 + minute * 60 + second)?;
        // Separators, 31 June, hour 24 and the like: only what is written back the same was a moment.
        if moment.to_string() == text { Ok(moment) } else { Err(NotAMoment) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_moments() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_606_759_200, "2020-11-30T18:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (SECONDS_MAX, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(Moment(seconds).to_string(), text);
            assert_eq!(text.parse(), Ok(Moment(seconds)));
        }
        assert_eq!(Moment::from_seconds(SECONDS_MAX + 1), Err(NotAMoment));
    }

    #[test]
    fn other_spellings_are_refused() {
        for wrong in [
            "",
            "2026-11-23",
            "2026-11-23T15:56:42+00:00",
            "2026-11-23T15:56:42.0Z",
            "2026-11-23t15:56:42z",
            "2026-11-23 15:56:42Z",
            "2026-11-31T15:56:42Z",
            "2026-02-29T15:56:42Z",
            "2026-13-01T15:56:42Z",
            "2026-00-01T15:56:42Z",
            "2026-01-00T15:56:42Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T15:60:42Z",
            "2026-11-23T15:56:60Z",
            "1969-12-31T23:59:59Z",
            "２026-11-23T15:56:42Z",
            "2026-11-23T15:56:42Z\n",
        ] {
            assert_eq!(wrong.parse::<Moment>(), Err(NotAMoment), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_moment_reads_back(seconds in 0..=SECONDS_MAX) {
            prop_assert_eq!(Moment(seconds).to_string().parse(), Ok(Moment(seconds)));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,24}") {
            if let Ok(moment) = text.parse::<Moment>() {
                prop_assert_eq!(moment.to_string(), text);
            }
        }
    }
}
