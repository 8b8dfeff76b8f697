//! Lengths of time and dates as people write them: `26 weeks`, `1 year`, 2022-01-01.

use super::node::{Node, Value};
use crate::world::clock::{YEAR, week_of};
use jiff::civil::Date;

/// Weeks of a length written as text: `26 weeks`, `1.5 years`. None where it is neither.
pub(crate) fn weeks(text: &str) -> Option<f64> {
    let text = text.trim();
    let split = text.find(|c: char| c.is_ascii_alphabetic()).filter(|&at| at > 0)?;
    let number: f64 = text[..split].trim().parse().ok()?;
    match text[split..].trim() {
        "week" | "weeks" => Some(number),
        "year" | "years" => Some(number * f64::from(YEAR)),
        _ => None,
    }
}

/// The date of a TOML date without a time of day.
pub(crate) fn date(node: &Node) -> Option<Date> {
    match &node.value {
        Value::Date(written) if written.time.is_none() => {
            let d = written.date?;
            Date::new(i16::try_from(d.year).ok()?, i8::try_from(d.month).ok()?, i8::try_from(d.day).ok()?).ok()
        }
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// What a moment may look like.
pub(crate) const MOMENT: &str = "a date (2022-01-01), a time after the first recorded week (\"1 year\", \"26 weeks\"), or a whole number of recorded weeks";

/// A moment as a recorded week: a date, a length after the first recorded week, or a number of weeks.
pub(crate) fn moment(node: &Node, start: Date) -> Option<i64> {
    if let Some(date) = date(node) {
        return Some(i64::from(week_of(start, date)));
    }
    let week = match &node.value {
        Value::Number(n) => *n,
        Value::Text(text) => weeks(text)?,
        _ => return None,
    };
    (week.fract() == 0.0 && week.abs() <= f64::from(u32::MAX)).then_some(week as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read() {
        assert_eq!(weeks("26 weeks"), Some(26.0));
        assert_eq!(weeks(" 1 year "), Some(52.0));
        assert_eq!(weeks("1.5years"), Some(78.0));
        assert_eq!(weeks("-4 weeks"), Some(-4.0));
        for wrong in ["weeks", "3 months", "", "26", "x weeks", "nan weeks"] {
            assert_eq!(weeks(wrong), None, "{wrong}");
        }
    }
}
