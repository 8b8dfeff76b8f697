//! How large a scenario is, and what memory and time its run will take.

use super::Scenario;
use crate::world::clock::YEAR;
use crate::world::hierarchy::Shape;

/// Bytes of one simulated citizen.
pub const BYTES_PER_CITIZEN: u64 = 4;
/// Bytes of one office, its leader and its tables.
pub const BYTES_PER_OFFICE: u64 = 2048;
/// Bytes of the program itself and of what it writes.
pub const BYTES_OF_PROGRAM: u64 = 64 << 20;
/// Nanoseconds that one thread needs for one citizen in one week.
pub const NANOSECONDS_PER_CITIZEN_WEEK: f64 = 10.0;

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
            let of = |region: &crate::world::hierarchy::Region| region.units.iter().map(|n| u64::from(*n)).sum::<u64>();
            let offices = |region: &crate::world::hierarchy::Region| region.units.last().map_or(1, |n| u64::from(*n));
            (1 + regions.iter().map(|r| 1 + of(r)).sum::<u64>(), regions.iter().map(offices).sum())
        }
    }
}

/// What a run of a scenario will take on so many threads.
pub fn forecast(scenario: &Scenario, threads: usize) -> Forecast {
    let p = scenario.parameters();
    let (jurisdictions, offices) = count(&scenario.shape);
    let people = match &scenario.shape {
        Shape::FanOut(_) => offices.saturating_mul(u64::from(p.population.citizens_per_office)),
        Shape::Regions(regions) => regions.iter().map(|r| r.population).sum(),
    };
    let citizens = people / u64::from(p.population.sample.max(1));
    let weeks = p.run.burn_in + p.run.years * YEAR;
    let work = citizens as f64 * f64::from(weeks) * f64::from(p.run.replicates);
    let bytes = citizens.saturating_mul(BYTES_PER_CITIZEN).saturating_add(offices * BYTES_PER_OFFICE);
    Forecast {
        jurisdictions,
        offices,
        citizens,
        weeks,
        replicates: p.run.replicates,
        bytes: bytes.saturating_add(BYTES_OF_PROGRAM),
        seconds: work * NANOSECONDS_PER_CITIZEN_WEEK / 1e9 / threads.max(1) as f64,
    }
}
