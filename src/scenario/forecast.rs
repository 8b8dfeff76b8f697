//! How large a scenario is, and what memory and time its run will take.

use super::Scenario;
use crate::world::clock::YEAR;
use crate::world::hierarchy::{Region, Shape};

/// Bytes of one simulated citizen: four of its own, the rest for open needs.
pub const BYTES_PER_CITIZEN: u64 = 6;
/// Bytes of one office: its leader, its stocks, its week and its table of chances.
pub const BYTES_PER_OFFICE: u64 = 4_500;
/// Bytes of one record of one recorded unit, sums and rows, while it waits to be written.
pub const BYTES_PER_RECORD: u64 = 30_000;
/// Bytes of the program itself, of what it writes and of its figures.
pub const BYTES_OF_PROGRAM: u64 = 33_000_000;
/// Nanoseconds that one thread needs for one citizen in one week.
pub const NANOSECONDS_PER_CITIZEN_WEEK: f64 = 3.6;
/// Nanoseconds that one thread needs for one office in one week, whatever the number of its citizens.
pub const NANOSECONDS_PER_OFFICE_WEEK: f64 = 3_500.0;
/// Nanoseconds for one record of one recorded unit; they do not grow fewer with more threads.
pub const NANOSECONDS_PER_RECORD: f64 = 115_000.0;
/// Seconds for figures and everything else that is done once.
pub const SECONDS_OF_PROGRAM: f64 = 0.1;
/// From so many recorded units on, records are written one by one, not year by year.
const MANY_UNITS: u64 = 256;

/// Size of a run and what it will take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// Jurisdictions, offices included.
    pub jurisdictions: u64,
    /// Offices.
    pub offices: u64,
    /// Simulated citizens, about: the sizes of offices are drawn.
    pub citizens: u64,
    /// Weeks, burn-in included.
    pub weeks: u32,
    /// Replicates.
    pub replicates: u32,
    /// Bytes of memory.
    pub bytes: u64,
    /// Seconds of all replicates.
    pub seconds: f64,
}

/// Jurisdictions and offices of a tree, by arithmetic alone.
pub fn count(shape: &Shape) -> (u64, u64) {
    match shape {
        Shape::FanOut(fan) => fan.iter().fold((1, 1), |(units, last): (u64, u64), &n| {
            let last = last.saturating_mul(u64::from(n));
            (units.saturating_add(last), last)
        }),
        Shape::Regions(regions) => {
            let of = |region: &Region| region.units.iter().map(|n| u64::from(*n)).sum::<u64>();
            let offices = |region: &Region| region.units.last().map_or(1, |n| u64::from(*n));
            (1 + regions.iter().map(|r| 1 + of(r)).sum::<u64>(), regions.iter().map(offices).sum())
        }
    }
}

/// Units that are recorded one by one: those of the tiers down to `tier`.
fn recorded_units(shape: &Shape, tier: usize) -> u64 {
    match shape {
        Shape::FanOut(fan) => count(&Shape::FanOut(fan.iter().take(tier).copied().collect())).0,
        Shape::Regions(_) if tier == 0 => 1,
        Shape::Regions(regions) => {
            let of = |region: &Region| region.units.iter().take(tier - 1).map(|n| u64::from(*n)).sum::<u64>();
            1 + regions.iter().map(|r| 1 + of(r)).sum::<u64>()
        }
    }
}

/// What a run of a scenario will take on so many threads. The constants are those of one machine of 2026: time can be half
/// or twice as much on another, memory should be right within a fifth, or a third where very many units are recorded.
pub fn forecast(scenario: &Scenario, threads: usize) -> Forecast {
    let p = scenario.parameters();
    let (jurisdictions, offices) = count(&scenario.shape);
    let people = match &scenario.shape {
        Shape::FanOut(_) => offices.saturating_mul(u64::from(p.population.citizens_per_office)),
        Shape::Regions(regions) => regions.iter().map(|r| r.population).sum(),
    };
    let citizens = people / u64::from(p.population.sample.max(1));
    let weeks = p.run.burn_in + p.run.years * YEAR;
    let replicates = f64::from(p.run.replicates);
    let of_citizens = citizens as f64 * NANOSECONDS_PER_CITIZEN_WEEK;
    let of_offices = offices as f64 * NANOSECONDS_PER_OFFICE_WEEK;
    let simulated = f64::from(weeks) * (of_citizens + of_offices) / threads.max(1) as f64;

    let units = recorded_units(&scenario.shape, scenario.record.tier);
    let a_year = u64::from((YEAR / scenario.record.every.max(1)).max(1));
    let at_once = if units > MANY_UNITS { units } else { units * a_year };
    let recorded = units as f64 * (a_year * u64::from(p.run.years)) as f64 * NANOSECONDS_PER_RECORD;

    let bytes = citizens
        .saturating_mul(BYTES_PER_CITIZEN)
        .saturating_add(offices.saturating_mul(BYTES_PER_OFFICE))
        .saturating_add(at_once.saturating_mul(BYTES_PER_RECORD));
    Forecast {
        jurisdictions,
        offices,
        citizens,
        weeks,
        replicates: p.run.replicates,
        bytes: bytes.saturating_add(BYTES_OF_PROGRAM),
        seconds: replicates * (simulated + recorded) / 1e9 + SECONDS_OF_PROGRAM,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sizes of shipped countries with what their runs took, measured on a quiet machine.
    #[test]
    fn forecasts_agree_with_what_was_measured() {
        let country = |fan: &[u32], citizens: f64, sample: f64, burn_in: f64, tier: usize| {
            let mut scenario = Scenario { shape: Shape::FanOut(fan.to_vec()), ..Scenario::default() };
            scenario.record.tier = tier;
            let values =
                [("citizens_per_office", citizens), ("sample", sample)].map(|(k, v)| (format!("population.{k}"), v));
            for (path, value) in values.into_iter().chain([("run.burn_in".into(), burn_in), ("run.years".into(), 5.0)])
            {
                assert!(scenario.set(&path, value), "{path}");
            }
            scenario
        };
        let demo = country(&[6, 12], 2000.0, 1.0, 52.0, 1);
        let federation = country(&[4, 3, 2, 2, 3, 3], 2500.0, 2.0, 104.0, 2);
        // 31 provinces, 2,844 counties, 38,741 townships, about.
        let china = country(&[31, 11, 8, 14], 36_890.0, 100.0, 104.0, 1);
        let near = |forecast: f64, measured: f64| (forecast / measured - 1.0).abs() < 0.2;
        for (name, scenario, threads, seconds, megabytes) in [
            ("demo", &demo, 2, 0.237, 36.5),
            ("demo", &demo, 1, 0.377, 37.5),
            ("federation", &federation, 2, 0.979, 43.8),
            ("federation", &federation, 1, 1.683, 38.7),
            ("china", &china, 2, 35.7, 281.0),
        ] {
            let f = forecast(scenario, threads);
            assert!(near(f.seconds, seconds), "{name} on {threads}: {} s", f.seconds);
            assert!(near(f.bytes as f64 / 1e6, megabytes), "{name}: {} MB", f.bytes as f64 / 1e6);
        }
    }

    #[test]
    fn every_recorded_unit_takes_memory() {
        let region = |units: &[u32]| Region {
            name: "A".into(),
            population: 1000,
            urban: 0.5,
            share_60_plus: 0.2,
            schooling: 9.0,
            units: units.to_vec(),
        };
        let table = Shape::Regions(vec![region(&[2, 10]), region(&[0, 5])]);
        let units = |tier| recorded_units(&table, tier);
        assert_eq!([units(0), units(1), units(2), units(3)], [1, 3, 5, 20]);
        let fan = Shape::FanOut(vec![2, 3]);
        assert_eq!([0, 1, 2].map(|tier| recorded_units(&fan, tier)), [1, 3, 9]);
    }
}
