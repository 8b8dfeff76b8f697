//! A replicate of a run: where it begins, the trunk that it goes on from, and its end.

use super::country::{Country, Setting};
use super::kept::{Drawn, Kept, Replicate};
use super::picture::Painter;
use crate::experiment::averages::{Averages, Sum, means};
use crate::experiment::{Look, Progress, Replication, RunError};
use crate::model::Simulation;
use crate::policy::Policy;
use crate::scenario::Scenario;
use std::sync::{Arc, OnceLock};

/// What all runs of a country share: the country, what is drawn of it, and how each of its replicates begins.
#[derive(Debug)]
pub struct Stage {
    /// The country.
    pub country: Arc<Country>,
    /// What is drawn of it.
    pub drawn: Drawn,
    /// Replicates up to the week with which policies begin unless a visitor says otherwise. What is the same under all of
    /// them is simulated once, and kept.
    trunks: Vec<OnceLock<Begun>>,
}

impl Stage {
    /// Nothing has begun yet.
    pub fn new(country: Arc<Country>) -> Self {
        let replicates = country.scenario.parameters().run.replicates.max(1);
        let trunks = (0..replicates).map(|_| OnceLock::new()).collect();
        Self { drawn: Drawn::new(&country), country, trunks }
    }

    /// The trunk of a replicate; made where there is none. Two threads that make it at once make the same.
    fn trunk(&self, number: u32, progress: &mut Progress<'_>) -> Result<&Begun, RunError> {
        let place = &self.trunks[number as usize];
        if let Some(trunk) = place.get() {
            return Ok(trunk);
        }
        let scenario = &self.country.scenario;
        let mut begun = Begun::new(self, scenario, number)?;
        begun.go_on(self, scenario.parameters().run.burn_in + self.country.first_week(), progress)?;
        Ok(place.get_or_init(|| begun))
    }
}

/// A replicate on its way.
#[derive(Debug)]
struct Begun {
    replication: Replication,
    sums: Vec<Sum>,
    course: Vec<f64>,
    painter: Option<Painter>,
}

impl Begun {
    /// Before the first week.
    fn new(stage: &Stage, scenario: &Scenario, number: u32) -> Result<Self, RunError> {
        let country = &stage.country;
        Ok(Self {
            replication: Replication::new(scenario, number, None)?,
            sums: vec![Sum::default(); country.grid.len()],
            course: vec![f64::NAN; stage.drawn.columns.len() * stage.drawn.records()],
            painter: (number == 0).then(|| Painter::new(country)),
        })
    }

    /// The same under other policies; none where these change what has been.
    fn under(&self, policies: &[Policy]) -> Option<Self> {
        let replication = self.replication.under(policies)?;
        Some(Self { replication, sums: self.sums.clone(), course: self.course.clone(), painter: self.painter.clone() })
    }

    /// Goes on until a week, counted from the start of the burn-in, or until the end.
    fn go_on(&mut self, stage: &Stage, until: u32, progress: &mut Progress<'_>) -> Result<(), RunError> {
        let averages = Averages::after(&stage.country.grid, std::mem::take(&mut self.sums));
        let mut kept = Kept { averages, drawn: &stage.drawn, course: std::mem::take(&mut self.course) };
        let painter = self.painter.as_mut();
        let mut paint = painter.map(|painter| move |simulation: &Simulation| painter.see(simulation.world()));
        self.replication.go_on(until, &mut kept, progress, paint.as_mut().map(|paint| paint as Look<'_>))?;
        (self.sums, self.course) = (kept.averages.sums(), kept.course);
        Ok(())
    }

    /// What is kept of it when it is over.
    fn end(self) -> Result<Replicate, RunError> {
        self.replication.outcome()?;
        Ok(Replicate { values: means(&self.sums), course: self.course, picture: self.painter.map(Painter::picture) })
    }
}

/// What runs a replicate; given, so that failures can be tried.
pub type Simulate = fn(&Stage, &Setting, u32, &dyn Fn() -> bool) -> Result<Replicate, RunError>;

/// Runs a replicate: on from its trunk, or from its start where the policy begins earlier than the trunk ends.
///
/// # Errors
/// [`RunError`]: it was cancelled, or the country cannot be simulated.
pub fn simulate(
    stage: &Stage,
    setting: &Setting,
    number: u32,
    cancelled: &dyn Fn() -> bool,
) -> Result<Replicate, RunError> {
    let mut progress = Progress { on_weeks: &mut |_| {}, cancelled, clock: None };
    let trunk = stage.trunk(number, &mut progress)?;
    let mut begun = match trunk.under(&setting.scenario.policies) {
        Some(begun) => begun,
        None => Begun::new(stage, &setting.scenario, number)?,
    };
    begun.go_on(stage, u32::MAX, &mut progress)?;
    begun.end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workshop::country::Wish;
    use crate::workshop::tests::small;
    use serde_json::json;

    #[test]
    fn a_run_from_the_trunk_is_the_run_from_the_start() {
        let stage = Stage::new(Arc::new(Country::new(&small()).unwrap()));
        let country = &stage.country;
        let wish = |from: u32, ramp: u32| {
            let set = json!({ "evaluation.third_party": 0.7, "contest.rankings": 0.2 });
            country.setting(&Wish { set: set.as_object().unwrap().clone(), from: Some(from), ramp }).unwrap()
        };
        let settings = [country.untouched(), wish(52, 0), wish(60, 13), wish(51, 0), wish(0, 4)];
        let mut from_trunk = Vec::new();
        for setting in &settings {
            for number in 0..2 {
                let mut begun = Begun::new(&stage, &setting.scenario, number).unwrap();
                let mut progress = Progress { on_weeks: &mut |_| {}, cancelled: &|| false, clock: None };
                begun.go_on(&stage, u32::MAX, &mut progress).unwrap();
                let (whole, run) = (begun.end().unwrap(), simulate(&stage, setting, number, &|| false).unwrap());
                let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(&run.values), bits(&whole.values));
                assert_eq!(bits(&run.course), bits(&whole.course));
                assert_eq!(run.picture, whole.picture);
                assert_eq!(run.picture.is_some(), number == 0);
                let trunk = stage.trunks[number as usize].get().unwrap();
                from_trunk.push(trunk.under(&setting.scenario.policies).is_some());
            }
        }
        assert_eq!(from_trunk, [true, true, true, true, true, true, false, false, false, false]);
    }
}
