//! Fixed workloads for people who measure: countries that never change, run with the defaults of the model, with the time
//! they take and a digest of what comes out. Two builds, machines or numbers of threads can be compared for speed *and*
//! equality. `jiama bench` and the benchmarks of `benches/` run these.

use crate::engine::{Clock, Nobody};
use crate::model::{Faulty, Simulation};
use crate::parallel;
use crate::scenario::Scenario;
use crate::world::World;
use crate::world::case::Case;
use crate::world::citizen::Citizen;
use crate::world::clock::YEAR;
use crate::world::hierarchy::Shape;
use crate::world::office::Office;
use std::hint::black_box;
use std::mem::size_of;

/// A fixed country and how long it is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Workload {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is like.
    pub about: &'static str,
    /// Units below each unit, tier by tier.
    pub fan_out: &'static [u32],
    /// Citizens of an office on average.
    pub citizens_per_office: u32,
    /// Years, all from the first week on; none are burnt in.
    pub years: u32,
}

/// The workloads, from small to large.
pub const WORKLOADS: [Workload; 7] = [
    Workload {
        name: "S",
        about: "a prefecture of 72 townships, as in demo.toml",
        fan_out: &[6, 12],
        citizens_per_office: 2_000,
        years: 7,
    },
    Workload {
        name: "M",
        about: "a county-size run: 500 offices, 500,000 citizens",
        fan_out: &[5, 10, 10],
        citizens_per_office: 1_000,
        years: 7,
    },
    Workload {
        name: "L",
        about: "280 townships of China's mean size, 10 million citizens",
        fan_out: &[4, 7, 10],
        citizens_per_office: 36_000,
        years: 2,
    },
    Workload {
        name: "XL",
        about: "2,800 townships of China's mean size, 100 million citizens",
        fan_out: &[7, 10, 4, 10],
        citizens_per_office: 36_000,
        years: 2,
    },
    Workload {
        name: "many",
        about: "38,750 small offices, as many as China has townships",
        fan_out: &[31, 10, 5, 25],
        citizens_per_office: 360,
        years: 2,
    },
    Workload {
        name: "giant",
        about: "one office of 4 million citizens",
        fan_out: &[1],
        citizens_per_office: 4_000_000,
        years: 2,
    },
    Workload {
        name: "tiny",
        about: "a little of everything: 12 townships of 1,000",
        fan_out: &[3, 4],
        citizens_per_office: 1_000,
        years: 1,
    },
];

/// What a workload took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// Simulated citizens.
    pub citizens: u64,
    /// Offices.
    pub offices: u64,
    /// Weeks.
    pub weeks: u32,
    /// Nanoseconds in which the country was built.
    pub building: u64,
    /// Nanoseconds in which the weeks were simulated, contests included.
    pub simulating: u64,
    /// Bytes of citizens, open needs and offices at the end.
    pub bytes: u64,
    /// Digest of the state at the end.
    pub digest: u64,
}

impl Workload {
    /// The workload with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        WORKLOADS.iter().find(|w| w.name == name)
    }

    /// Its country.
    pub fn scenario(&self) -> Scenario {
        let tiers = (0..=self.fan_out.len()).map(|tier| format!("tier-{tier}")).collect();
        let mut scenario = Scenario { tiers, shape: Shape::FanOut(self.fan_out.to_vec()), ..Scenario::default() };
        let values = [
            ("population.citizens_per_office", f64::from(self.citizens_per_office)),
            ("run.years", f64::from(self.years)),
            ("run.burn_in", 0.0),
        ];
        for (path, value) in values {
            scenario.set(path, value);
        }
        scenario
    }

    /// Simulated citizens.
    pub fn citizens(&self) -> u64 {
        self.fan_out.iter().map(|n| u64::from(*n)).product::<u64>() * u64::from(self.citizens_per_office)
    }

    /// Weeks.
    pub fn weeks(&self) -> u32 {
        self.years * YEAR
    }

    /// Builds the country and runs all its weeks on the threads of the caller.
    ///
    /// # Errors
    /// Where the country cannot be built, or what must always hold does not: faults of the program.
    pub fn measure(&self, clock: Clock) -> Result<Measured, Faulty> {
        let scenario = self.scenario();
        let start = clock();
        let mut simulation = Simulation::new(&scenario, 0)?;
        let built = clock();
        while !simulation.done() {
            simulation.advance(u32::MAX, &Nobody);
        }
        let done = clock();
        simulation.audit_books()?;
        let world = simulation.world();
        Ok(Measured {
            citizens: world.citizens.len() as u64,
            offices: world.offices.len() as u64,
            weeks: world.week,
            building: built - start,
            simulating: done - built,
            bytes: bytes(world),
            digest: world.digest(),
        })
    }
}

fn bytes(world: &World) -> u64 {
    let cases = |o: &Office| (o.seeking.capacity() + o.backlog.capacity()) * size_of::<Case>();
    let offices: usize = world.offices.iter().map(|o| size_of::<Office>() + cases(o)).sum();
    (offices + world.citizens.len() * size_of::<Citizen>()) as u64
}

/// Nanoseconds of one pass that reads and writes so many records of four bytes in place, on the threads of the caller: the
/// least that any step over all citizens can take. The best of `times`.
pub fn memory_pass(records: usize, times: u32, clock: Clock) -> u64 {
    const AT_A_TIME: usize = 1 << 16;
    let mut all: Vec<u32> = vec![1; records];
    let pass = |all: &mut Vec<u32>| {
        parallel::for_each(all.chunks_mut(AT_A_TIME).collect(), |some: &mut [u32]| {
            some.iter_mut().for_each(|record| *record = record.rotate_left(1) ^ 5);
        });
        black_box(all);
    };
    // The first pass also gets the pages from the system.
    pass(&mut all);
    let once = |_| {
        let start = clock();
        pass(&mut all);
        clock() - start
    };
    (0..times.max(1)).map(once).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_countries_as_large_as_they_say() {
        for (i, workload) in WORKLOADS.iter().enumerate() {
            assert!(WORKLOADS[..i].iter().all(|other| other.name != workload.name));
            assert_eq!(Workload::named(workload.name), Some(workload));
        }
        let tiny = Workload::named("tiny").unwrap();
        let measured = tiny.measure(|| 0).unwrap();
        assert_eq!((measured.citizens, measured.offices, measured.weeks), (tiny.citizens(), 12, tiny.weeks()));
        assert!(measured.bytes > 4 * measured.citizens);
    }

    #[test]
    fn a_digest_changes_with_the_state_alone() {
        let tiny = Workload::named("tiny").unwrap();
        let digest = |seed: f64, years: f64| {
            let mut scenario = tiny.scenario();
            scenario.set("run.seed", seed);
            scenario.set("run.years", years);
            let mut simulation = Simulation::new(&scenario, 0).unwrap();
            (0..60).for_each(|_| simulation.step());
            simulation.world().digest()
        };
        assert_eq!(digest(1.0, 3.0), digest(1.0, 2.0));
        assert_ne!(digest(1.0, 3.0), digest(2.0, 3.0));
    }
}
