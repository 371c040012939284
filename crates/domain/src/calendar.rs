//! Working days: promises to citizens are counted in them.

use std::collections::BTreeMap;

use time::{Date, Weekday};

/// The working-day calendar of a campaign: Monday to Friday, with exceptions (holidays, and weekend days that are
/// worked instead). The exceptions come from the campaign's `calendar.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkingCalendar {
    exceptions: BTreeMap<Date, bool>,
}

/// Most days a promise may span: a wrong calendar must not become an endless loop.
const DAYS_SEARCHED_MAX: u32 = 3_660;

impl WorkingCalendar {
    /// A calendar with `(date, is_working)` exceptions to the Monday-to-Friday week.
    pub fn new(exceptions: impl IntoIterator<Item = (Date, bool)>) -> Self {
        Self { exceptions: exceptions.into_iter().collect() }
    }

    /// Whether offices work on `date`.
    pub fn is_working(&self, date: Date) -> bool {
        self.exceptions
            .get(&date)
            .copied()
            .unwrap_or(!matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday))
    }

    /// The last day of a term of `days` working days that begins on the day after `from`. A term of zero days ends
    /// on `from` itself.
    pub fn after_working_days(&self, from: Date, days: u16) -> Date {
        let mut left = days;
        let mut date = from;
        for _ in 0..DAYS_SEARCHED_MAX {
            if left == 0 {
                break;
            }
            let Some(next) = date.next_day() else { break };
            date = next;
            if self.is_working(date) {
                left -= 1;
            }
        }
        date
    }

    /// Working days after `from` up to and including `to`; negative when `to` is before `from`.
    pub fn working_days_between(&self, from: Date, to: Date) -> i32 {
        let (start, end, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
        let mut date = start;
        let mut count = 0;
        while date < end {
            let Some(next) = date.next_day() else { break };
            date = next;
            if self.is_working(date) {
                count += 1;
            }
        }
        count * sign
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    /// 16 and 17 December are Independence days of Kazakhstan; in 2020 Friday 18 was moved off as well.
    fn december() -> WorkingCalendar {
        WorkingCalendar::new([
            (date!(2020 - 12 - 16), false),
            (date!(2020 - 12 - 17), false),
            (date!(2020 - 12 - 18), false),
            (date!(2020 - 12 - 20), true),
        ])
    }

    #[test]
    fn a_term_skips_holidays_and_counts_moved_days() {
        let calendar = december();
        assert_eq!(calendar.after_working_days(date!(2020 - 12 - 15), 1), date!(2020 - 12 - 20));
        assert_eq!(calendar.after_working_days(date!(2020 - 12 - 15), 2), date!(2020 - 12 - 21));
        assert_eq!(calendar.after_working_days(date!(2020 - 12 - 15), 0), date!(2020 - 12 - 15));
    }

    proptest! {
        #[test]
        fn a_term_has_its_number_of_working_days(start in 0i32..1000, days in 0u16..60) {
            let calendar = december();
            let from = date!(2020 - 01 - 01) + time::Duration::days(i64::from(start));
            let end = calendar.after_working_days(from, days);
            prop_assert_eq!(calendar.working_days_between(from, end), i32::from(days));
            prop_assert_eq!(calendar.working_days_between(end, from), -i32::from(days));
            prop_assert!(days == 0 || calendar.is_working(end));
        }
    }
}
