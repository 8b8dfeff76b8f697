//! Weeks and dates. There is no wall clock: a run's dates follow from its start.

use crate::parameter::parameters;
use jiff::ToSpan;
use jiff::civil::Date;

/// Weeks of a model year.
pub const YEAR: u32 = 52;

parameters! {
    /// The run: its length, its luck and how often it is repeated.
    pub struct Run = "run";
    /// Recorded years of 52 weeks.
    years: u32 = 5, "years", 1..=50, Setting, "choice: of the user";
    /// Weeks that run before recording starts.
    burn_in: u32 = 104, "weeks", 0..=1040, Setting, "expert: trial of the design, two years";
    /// Seed of all luck; replicate r runs on seed + r.
    seed: u64 = 20200101, "1", 0.0..=4503599627370496.0, Setting, "choice: of the user";
    /// Number of replicates, each with its own luck.
    replicates: u32 = 1, "1", 1..=10000, Setting, "choice: of the user";
}

impl Run {
    /// All weeks, burn-in included.
    pub fn weeks(&self) -> u32 {
        self.burn_in + self.years * YEAR
    }
}

/// Date on which a recorded week begins; `week` counts from the first recorded week and is negative in the burn-in.
/// The last representable date where the calendar ends.
pub fn date_of(start: Date, week: i32) -> Date {
    start.saturating_add(week.weeks())
}

/// First recorded week that begins on `date` or later (negative in the burn-in).
pub fn week_of(start: Date, date: Date) -> i32 {
    let days = start.until(date).map_or(0, |span| span.get_days());
    days.div_euclid(7) + i32::from(days.rem_euclid(7) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weeks_and_dates_agree() {
        let start = date(2020, 1, 1);
        assert_eq!(date_of(start, 1), date(2020, 1, 8));
        assert_eq!(week_of(start, date(2020, 1, 1)), 0);
        assert_eq!(week_of(start, date(2020, 1, 2)), 1);
        assert_eq!(week_of(start, date(2019, 12, 25)), -1);
        assert_eq!(week_of(start, date(2022, 1, 1)), 105);
    }
}
