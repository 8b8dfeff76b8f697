//! One run of an experiment: which country, at which point, with which luck. Its identity is a hash of all of it.

use super::averages::{Averages, Grid, Window};
use super::run::{Progress, RunError, replicate};
use super::spread;
use crate::scenario::text::write::sha256;
use crate::scenario::{self, Scenario, hash};
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A country of an experiment.
#[derive(Debug, Clone)]
pub struct Arm {
    /// Its short name.
    pub name: String,
    /// What it is, in a sentence.
    pub about: String,
    /// The country.
    pub scenario: Scenario,
    /// The numbers that its runs give.
    pub grid: Grid,
    key: String,
}

impl Arm {
    /// A country of which the means over these windows are kept.
    pub fn new(name: impl Into<String>, about: impl Into<String>, scenario: Scenario, windows: &[Window]) -> Self {
        let grid = Grid::new(&scenario, windows);
        // Names and luck are not what the country is.
        let mut bare = scenario.clone();
        bare.name = String::new();
        bare.description = String::new();
        bare.set("run.replicates", 1.0);
        bare.set("run.seed", 0.0);
        let mut key = hash(&bare);
        for window in windows {
            // Writing to a String cannot fail.
            let _ = write!(key, " {}-{}", window.weeks.start, window.weeks.end);
        }
        Self { name: name.into(), about: about.into(), scenario, grid, key }
    }

    /// The seed of a replicate.
    pub fn seed(&self, replicate: u32) -> u64 {
        self.scenario.parameters().run.seed + u64::from(replicate)
    }
}

/// One run.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Which arm.
    pub arm: usize,
    /// Values laid over it: places in the flat list, and numbers.
    pub set: Vec<(usize, f64)>,
    /// Replicate, from 0.
    pub replicate: u32,
}

/// What became of a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// Its numbers, in the order of the arm's grid; NaN where one has no base.
    Done(Vec<f64>),
    /// Why it has none.
    Failed(String),
}

impl Record {
    /// The numbers of a run that did not fail.
    pub fn values(&self) -> Option<&[f64]> {
        match self {
            Self::Done(values) => Some(values),
            Self::Failed(_) => None,
        }
    }
}

/// Identity of a job: a hash of the resolved country, the windows, the values laid over it and the seed.
pub fn identity(arm: &Arm, job: &Job) -> String {
    let mut text = format!("{} seed {}", arm.key, arm.seed(job.replicate));
    for (leaf, value) in &job.set {
        // Writing to a String cannot fail.
        let _ = write!(text, " {}={:016x}", arm.scenario.registry.leaves()[*leaf].path, value.to_bits());
    }
    sha256(&text).chars().take(24).collect()
}

/// The country of a job, its values laid over it and checked.
///
/// # Errors
/// Says what is wrong with the values.
pub fn country(arm: &Arm, job: &Job) -> Result<Scenario, String> {
    let mut scenario = arm.scenario.clone();
    for &(leaf, value) in &job.set {
        let declaration = scenario.registry.declaration_of(leaf);
        if !declaration.admits(value) {
            let path = &scenario.registry.leaves()[leaf].path;
            return Err(format!("`{path}` = {value} is not {}", declaration.allowed()));
        }
        scenario.values[leaf] = value;
    }
    match scenario::faults(&scenario).first() {
        Some(fault) => Err(format!("{}; {}", fault.message, fault.help)),
        None => Ok(scenario),
    }
}

/// Runs a job; none where it was told to stop. Whatever goes wrong is its record.
pub fn simulate(arm: &Arm, job: &Job, cancelled: &dyn Fn() -> bool) -> Option<Record> {
    let mut scenario = match country(arm, job) {
        Ok(scenario) => scenario,
        Err(reason) => return Some(Record::Failed(reason)),
    };
    // Their yearly table is not kept, but what is kept of how they differ comes from it.
    scenario.record.offices |= spread::kept(&scenario);
    let mut averages = Averages::new(&arm.grid);
    let mut progress = Progress { on_weeks: &mut |_| {}, cancelled, clock: None };
    // A fault of the program must not take the other runs with it.
    let run = catch_unwind(AssertUnwindSafe(|| replicate(&scenario, job.replicate, &mut averages, &mut progress)));
    Some(match run {
        Ok(Ok(_)) => Record::Done(averages.values()),
        Ok(Err(RunError::Cancelled)) => return None,
        Ok(Err(error)) => Record::Failed(error.to_string()),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason was given");
            Record::Failed(format!("a fault of the program: {text}"))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::averages::years;

    fn arm(values: &[(&str, f64)]) -> Arm {
        let mut scenario = Scenario::default();
        let small = [("population.citizens_per_office", 40.0), ("run.burn_in", 4.0), ("run.years", 1.0)];
        for (path, value) in small.iter().chain(values) {
            assert!(scenario.set(path, *value));
        }
        let windows = years(&scenario);
        Arm::new("a", "", scenario, &windows)
    }

    fn at(arm: &Arm, path: &str, value: f64) -> Job {
        Job { arm: 0, set: vec![(arm.scenario.registry.find(path).unwrap(), value)], replicate: 0 }
    }

    #[test]
    fn an_identity_is_what_is_simulated_and_nothing_else() {
        let plain = arm(&[]);
        let job = at(&plain, "cascade.hedging", 0.2);
        let id = identity(&plain, &job);
        let mut renamed = plain.scenario.clone();
        renamed.name = "other".into();
        renamed.description = "other".into();
        let renamed = Arm::new("b", "other", renamed, &plain.grid.windows);
        assert_eq!(identity(&renamed, &job), id);
        // The second replicate of a seed has the luck of the first of the next.
        let next = arm(&[("run.seed", plain.seed(1) as f64)]);
        assert_eq!(identity(&plain, &Job { replicate: 1, ..job.clone() }), identity(&next, &job));
        for other in [
            identity(&plain, &Job { replicate: 1, ..job.clone() }),
            identity(&plain, &at(&plain, "cascade.hedging", 0.3)),
            identity(&plain, &at(&plain, "cascade.growth", 0.2)),
            identity(&arm(&[("cascade.cap", 0.3)]), &job),
            identity(&Arm::new("a", "", plain.scenario.clone(), &[]), &job),
        ] {
            assert_ne!(other, id);
        }
    }

    #[test]
    fn a_point_that_cannot_be_simulated_says_why() {
        let plain = arm(&[("cascade.cap", 0.4)]);
        let beyond = simulate(&plain, &at(&plain, "cascade.hedging", 9.0), &|| false);
        assert!(matches!(beyond, Some(Record::Failed(why)) if why.contains("cascade.hedging")));
        // ν(1 + a) ≥ 1 has no fixed point.
        let diverging = simulate(&plain, &at(&plain, "cascade.sibling_weight", 0.9), &|| false);
        assert!(matches!(diverging, Some(Record::Failed(_))), "{diverging:?}");
        assert!(matches!(simulate(&plain, &at(&plain, "cascade.hedging", 0.1), &|| false), Some(Record::Done(_))));
        assert_eq!(simulate(&plain, &at(&plain, "cascade.hedging", 0.1), &|| true), None);
    }
}
