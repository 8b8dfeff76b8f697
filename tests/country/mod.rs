//! Small countries for the tests of the theory, run week by week or taken through single steps by hand.

#![allow(dead_code, clippy::unwrap_used, reason = "not every test uses all of it, and to give up is to fail")]

use jiama::mechanisms::Parameters;
use jiama::mechanisms::context::{ContestWeek, Off};
use jiama::model::Simulation;
use jiama::observe::{Keep, Names, Recorder, Row};
use jiama::policy::Timeline;
use jiama::random::Luck;
use jiama::scenario::Scenario;
use jiama::world::World;
use jiama::world::hierarchy::Shape;
use proptest::prelude::ProptestConfig;

/// Properties are tried on this many draws; what fails is printed, not kept in a file.
pub(crate) fn draws(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// A country of these children, tier by tier, with these values.
pub(crate) fn country(fan_out: &[u32], values: &[(&str, f64)]) -> Scenario {
    let mut s = Scenario {
        tiers: (0..=fan_out.len()).map(|i| format!("tier{i}")).collect(),
        shape: Shape::FanOut(fan_out.to_vec()),
        ..Scenario::default()
    };
    s.record.offices = false;
    let small =
        [("population.citizens_per_office", 200.0), ("run.years", 3.0), ("run.burn_in", 26.0), ("run.seed", 11.0)];
    for (path, value) in small.iter().chain(values) {
        assert!(s.set(path, *value), "there is no parameter `{path}`");
    }
    s
}

/// The same with these mechanisms switched off.
pub(crate) fn without(mut scenario: Scenario, off: &[&str]) -> Scenario {
    scenario.off.extend(off.iter().map(ToString::to_string));
    scenario
}

/// The whole state as text: every bit of every number shows in it.
pub(crate) fn state(simulation: &Simulation) -> String {
    format!("{:?}", simulation.world())
}

/// Goes through all weeks and looks at the country after each.
pub(crate) fn weekly(scenario: &Scenario, mut look: impl FnMut(&Simulation)) {
    let mut simulation = Simulation::new(scenario, 0).unwrap();
    while !simulation.done() {
        simulation.step();
        simulation.audit_books().unwrap();
        look(&simulation);
    }
}

/// The country at the end, and all rows.
pub(crate) fn recorded(scenario: &Scenario) -> (String, Vec<Row>, Names) {
    let mut simulation = Simulation::new(scenario, 0).unwrap();
    let recorder = Recorder::new(scenario, simulation.world(), 0);
    let mut kept = Keep::default();
    while !simulation.done() {
        simulation.advance(recorder.most_weeks(simulation.week()), &recorder);
        recorder.flush(simulation.world(), simulation.contest_closed(), &mut kept).unwrap();
    }
    simulation.audit_books().unwrap();
    (state(&simulation), kept.rows, recorder.names().clone())
}

/// Nothing in the country is infinite or not a number.
pub(crate) fn assert_finite(simulation: &Simulation, what: &str) {
    let text = state(simulation);
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    assert!(!words.into_iter().any(|word| word == "inf" || word == "NaN"), "not finite: {what}");
}

/// The ratchet stands still: the centre's targets stay.
pub(crate) const NO_RATCHET: [(&str, f64); 3] =
    [("cascade.growth", 0.0), ("cascade.ratchet_up", 0.0), ("cascade.ratchet_down", 0.0)];

/// A country before its first week, for single steps of a contest: whatever they read can be set by hand.
#[derive(Debug, Clone)]
pub(crate) struct ByHand {
    pub(crate) world: World,
    pub(crate) timeline: Timeline<Parameters>,
    luck: Luck,
    off: Off,
}

impl ByHand {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let world = Simulation::new(scenario, 0).unwrap().world().clone();
        let p = scenario.parameters();
        let make = Parameters::from_values;
        let timeline = Timeline::new(&world.hierarchy, &scenario.values, &scenario.policies, p.run.weeks(), make);
        Self { world, timeline, luck: Luck::new(p.run.seed), off: Off::new(|name| scenario.is_off(name)) }
    }

    /// The contest that closes this week.
    pub(crate) fn contest(&mut self, week: u32) -> ContestWeek<'_> {
        ContestWeek { world: &mut self.world, timeline: &self.timeline, week, luck: &self.luck, off: self.off }
    }

    /// Parameters of the whole country in its first week.
    pub(crate) fn p(&self) -> &Parameters {
        self.timeline.at(0, 0)
    }
}
