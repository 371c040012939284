//! Numbers, money and dates as people of Kazakhstan write them. Follows CLDR for kk-KZ and ru-KZ, except for the long
//! Kazakh date, which CLDR abbreviates («2026 ж. 15 сәуір») and official texts write out.

use kenes_domain::language::Locale;
use kenes_domain::timestamp::Timestamp;
use time::Date;
use time::macros::format_description;

/// No-break space: between thousands, before units.
const NBSP: char = '\u{a0}';

/// A whole number with no-break spaces between thousands: `1 234 567`. English uses the same, to keep columns alike.
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(NBSP);
        }
        out.push(digit);
    }
    out
}

/// The size of a file, rounded up: `340 КБ`, `1,2 МБ`.
pub fn size(bytes: u64, locale: Locale) -> String {
    let (kilobyte, megabyte) = match locale {
        Locale::Kk | Locale::Ru => ("КБ", "МБ"),
        Locale::En => ("KB", "MB"),
    };
    let kilobytes = bytes.div_ceil(1_024);
    if kilobytes < 1_024 {
        return format!("{kilobytes}\u{a0}{kilobyte}");
    }
    let tenths = (kilobytes * 10).div_ceil(1_024);
    format!("{}\u{a0}{megabyte}", decimal(&format!("{}.{}", tenths / 10, tenths % 10), locale))
}

/// A decimal text with a point (`1234.5`) as printed: `1 234,5`. What is no number is left as it is.
pub fn decimal(text: &str, locale: Locale) -> String {
    let (negative, plain) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let Ok(whole) = whole.parse::<u64>() else { return text.to_owned() };
    let mut out = String::new();
    if negative {
        out.push('−');
    }
    out.push_str(&number(whole));
    if !fraction.is_empty() {
        out.push(if locale == Locale::En { '.' } else { ',' });
        out.push_str(fraction);
    }
    out
}

/// Whole percents of a part: `66%` in Kazakh and English, `66 %` in Russian. Nothing of nothing is 0.
pub fn percent(part: u64, whole: u64, locale: Locale) -> String {
    let value = share(part, whole);
    match locale {
        Locale::Ru => format!("{value}{NBSP}%"),
        Locale::Kk | Locale::En => format!("{value}%"),
    }
}

/// Whole percents of a part, rounded down so that 100 says that nothing is left.
pub fn share(part: u64, whole: u64) -> u64 {
    part.saturating_mul(100).checked_div(whole).unwrap_or(0)
}

/// Money to three digits: `4,87 млрд ₸`, `740 млн ₸`; below a million all digits.
pub fn money(tenge: i64, locale: Locale) -> String {
    let amount = tenge.unsigned_abs();
    let sign = if tenge < 0 { "−" } else { "" };
    let (unit, word) = if amount >= 1_000_000_000_000 {
        (1_000_000_000_000, word(locale, "трлн", "трлн", "tn"))
    } else if amount >= 1_000_000_000 {
        (1_000_000_000, word(locale, "млрд", "млрд", "bn"))
    } else if amount >= 1_000_000 {
        (1_000_000, word(locale, "млн", "млн", "m"))
    } else {
        return format!("{sign}{}{NBSP}₸", number(amount));
    };
    let whole = amount / unit;
    let decimals: u32 = if whole >= 100 {
        0
    } else if whole >= 10 {
        1
    } else {
        2
    };
    let scale = 10u64.pow(decimals);
    // In units of the last shown digit, rounded half up.
    let step = unit / scale;
    let shown = (amount + step / 2) / step;
    let point = if locale == Locale::En { '.' } else { ',' };
    let text = if decimals == 0 {
        number(shown)
    } else {
        let width = usize::try_from(decimals).unwrap_or(0);
        let fraction = format!("{:0width$}", shown % scale);
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() {
            number(shown / scale)
        } else {
            format!("{}{point}{fraction}", number(shown / scale))
        }
    };
    format!("{sign}{text}{NBSP}{word}{NBSP}₸")
}

/// Millions of tenge without their unit, for columns that say it once: `37 710,5`. Less than half of the last digit
/// is said as such rather than as nothing.
pub fn millions(tenge: i64, locale: Locale) -> String {
    let amount = tenge.unsigned_abs();
    let tenths = (amount + 50_000) / 100_000;
    let point = if locale == Locale::En { '.' } else { ',' };
    let sign = if tenge < 0 { "−" } else { "" };
    if amount == 0 {
        return "0".to_owned();
    }
    if tenths == 0 {
        return format!("<{NBSP}0{point}1");
    }
    // Always with the tenth, so that columns stand under each other.
    format!("{sign}{}{point}{}", number(tenths / 10), tenths % 10)
}

fn word(locale: Locale, kk: &'static str, ru: &'static str, en: &'static str) -> &'static str {
    match locale {
        Locale::Kk => kk,
        Locale::Ru => ru,
        Locale::En => en,
    }
}

const MONTHS_KK: [&str; 12] = [
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
];
/// The dative of the months, for «… дейін».
const MONTHS_KK_DATIVE: [&str; 12] = [
    "қаңтарға",
    "ақпанға",
    "наурызға",
    "сәуірге",
    "мамырға",
    "маусымға",
    "шілдеге",
    "тамызға",
    "қыркүйекке",
    "қазанға",
    "қарашаға",
    "желтоқсанға",
];
const MONTHS_RU: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month(date: Date, names: &[&'static str; 12]) -> &'static str {
    names.get(usize::from(u8::from(date.month())) - 1).copied().unwrap_or_default()
}

/// A date written out: `2026 жылғы 15 сәуір`, `15 апреля 2026 года`, `15 April 2026`.
pub fn date(date: Date, locale: Locale) -> String {
    let (year, day) = (date.year(), date.day());
    match locale {
        Locale::Kk => format!("{year} жылғы {day}{NBSP}{}", month(date, &MONTHS_KK)),
        Locale::Ru => format!("{day}{NBSP}{} {year}{NBSP}года", month(date, &MONTHS_RU)),
        Locale::En => format!("{day}{NBSP}{} {year}", month(date, &MONTHS_EN)),
    }
}

/// "Until" a date, with the ending that Kazakh wants: `2026 жылғы 15 сәуірге дейін`.
pub fn until(date_: Date, locale: Locale) -> String {
    match locale {
        Locale::Kk => {
            format!("{} жылғы {}{NBSP}{} дейін", date_.year(), date_.day(), month(date_, &MONTHS_KK_DATIVE))
        }
        Locale::Ru => format!("до {}", date(date_, locale)),
        Locale::En => format!("until {}", date(date_, locale)),
    }
}

/// Day and month: `15 сәуір`, `15 апреля`, `15 April`.
pub fn day_month(date: Date, locale: Locale) -> String {
    let names = match locale {
        Locale::Kk => &MONTHS_KK,
        Locale::Ru => &MONTHS_RU,
        Locale::En => &MONTHS_EN,
    };
    format!("{}{NBSP}{}", date.day(), month(date, names))
}

/// From a day to a day: `5 қараша – 13 желтоқсан`.
pub fn days(first: Date, last: Date, locale: Locale) -> String {
    format!("{} – {}", day_month(first, locale), day_month(last, locale))
}

/// The day of a text like `2026-12-15`.
pub fn iso(text: &str) -> Option<Date> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}

/// The date of a moment on a territory's clocks, written out.
pub fn moment(at: Timestamp, offset_minutes: i16, locale: Locale) -> String {
    date(at.date_at(offset_minutes), locale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date as day;

    fn plain(text: &str) -> String {
        text.replace(NBSP, " ")
    }

    #[test]
    fn numbers_and_money_read_as_in_kazakhstan() {
        assert_eq!(plain(&number(1_234_567)), "1 234 567");
        assert_eq!(plain(&number(12)), "12");
        assert_eq!(plain(&decimal("1234.5", Locale::Ru)), "1 234,5");
        assert_eq!(plain(&decimal("0.0", Locale::En)), "0.0");
        assert_eq!(decimal("бар", Locale::Kk), "бар");
        for (tenge, kk, en) in [
            (4_870_000_000, "4,87 млрд ₸", "4.87 bn ₸"),
            (18_400_000_000, "18,4 млрд ₸", "18.4 bn ₸"),
            (740_000_000, "740 млн ₸", "740 m ₸"),
            (1_000_000, "1 млн ₸", "1 m ₸"),
            (999_999, "999 999 ₸", "999 999 ₸"),
            (2_304_000_000_000, "2,3 трлн ₸", "2.3 tn ₸"),
            (-5_000_000, "−5 млн ₸", "−5 m ₸"),
            (0, "0 ₸", "0 ₸"),
        ] {
            assert_eq!(plain(&money(tenge, Locale::Kk)), kk);
            assert_eq!(plain(&money(tenge, Locale::En)), en);
        }
        for (tenge, text) in [
            (37_710_500_000, "37 710,5"),
            (12_000_000, "12,0"),
            (49_950_000, "50,0"),
            (40_000, "< 0,1"),
            (0, "0"),
        ] {
            assert_eq!(plain(&millions(tenge, Locale::Kk)), text);
        }
        assert_eq!(plain(&percent(2, 3, Locale::Ru)), "66 %");
        assert_eq!(percent(2, 3, Locale::Kk), "66%");
        assert_eq!(percent(0, 0, Locale::Kk), "0%");
    }

    #[test]
    fn dates_are_written_out_with_the_right_endings() {
        let spring = day!(2026 - 04 - 15);
        assert_eq!(plain(&date(spring, Locale::Kk)), "2026 жылғы 15 сәуір");
        assert_eq!(plain(&date(spring, Locale::Ru)), "15 апреля 2026 года");
        assert_eq!(plain(&until(spring, Locale::Kk)), "2026 жылғы 15 сәуірге дейін");
        assert_eq!(plain(&until(day!(2026 - 09 - 01), Locale::Kk)), "2026 жылғы 1 қыркүйекке дейін");
        assert_eq!(plain(&until(spring, Locale::Ru)), "до 15 апреля 2026 года");
        assert_eq!(plain(&days(day!(2026 - 03 - 02), spring, Locale::Kk)), "2 наурыз – 15 сәуір");
        assert_eq!(iso("2026-04-15"), Some(spring));
        assert_eq!(iso("15.04.2026"), None);
    }
}
