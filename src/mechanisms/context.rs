//! What a step sees: an office in a week, or the country at a contest.

use super::Parameters;
use super::citizens::Chances;
use crate::policy::Timeline;
use crate::random::Luck;
use crate::world::World;
use crate::world::citizen::Citizen;
use crate::world::jurisdiction::Jurisdiction;
use crate::world::office::Office;
use crate::world::tally::Tally;

/// Which mechanisms are switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "one switch a mechanism, named after it")]
pub struct Off {
    pub cascade: bool,
    pub contest: bool,
    pub score: bool,
    pub demands: bool,
    pub effort: bool,
    pub fabrication: bool,
    pub platforms: bool,
    pub mandate: bool,
    pub citizens: bool,
    pub audit: bool,
    pub imitation: bool,
    pub careers: bool,
}

impl Off {
    /// From a question by name.
    pub fn new(is_off: impl Fn(&str) -> bool) -> Self {
        Self {
            cascade: is_off("cascade"),
            contest: is_off("contest"),
            score: is_off("score"),
            demands: is_off("demands"),
            effort: is_off("effort"),
            fabrication: is_off("fabrication"),
            platforms: is_off("platforms"),
            mandate: is_off("mandate"),
            citizens: is_off("citizens"),
            audit: is_off("audit"),
            imitation: is_off("imitation"),
            careers: is_off("careers"),
        }
    }
}

/// One office in one week: what its steps may read and write.
#[derive(Debug)]
pub struct OfficeWeek<'a> {
    /// The office.
    pub office: &'a mut Office,
    /// Its citizens.
    pub citizens: &'a mut [Citizen],
    /// Its unit: leader, stake, targets.
    pub seat: &'a Jurisdiction,
    /// Parameters in force for it this week.
    pub p: &'a Parameters,
    /// Parameters in force last week (one-off levers act on the change); those of a country without measures in week 0.
    pub before: Option<&'a Parameters>,
    /// Chances of citizens that are the same everywhere.
    pub chances: &'a Chances,
    /// Week, from the start of the burn-in.
    pub week: u32,
    /// Luck.
    pub luck: &'a Luck,
    /// Mechanisms switched off.
    pub off: Off,
    /// Counts of what happens to citizens.
    pub tally: &'a mut Tally,
    /// Working space for the citizens' step.
    pub desk: &'a mut super::citizens::Desk,
}

/// The country at a contest.
#[derive(Debug)]
pub struct ContestWeek<'a> {
    /// The country.
    pub world: &'a mut World,
    /// Parameters by week and unit.
    pub timeline: &'a Timeline<Parameters>,
    /// Week that has just ended, from the start of the burn-in.
    pub week: u32,
    /// Luck.
    pub luck: &'a Luck,
    /// Mechanisms switched off.
    pub off: Off,
}

impl ContestWeek<'_> {
    /// Parameters in force for a unit.
    pub fn p(&self, unit: u32) -> &Parameters {
        self.timeline.at(self.week, unit)
    }

    /// Units with children, from the top down.
    pub fn superiors(&self) -> std::ops::Range<u32> {
        0..self.world.hierarchy.of_tier[self.world.hierarchy.tiers.len() - 1].start
    }
}

/// Weights of the indicators, normalised to sum to 1; all 0 where none is weighted.
pub fn weights(p: &Parameters) -> crate::world::office::ByIndicator {
    let mut w = [0.0; crate::world::indicator::MAX_INDICATORS];
    let sum: f64 = p.indicators.iter().map(|i| i.weight).sum();
    if sum > 0.0 {
        for (w, i) in w.iter_mut().zip(&p.indicators) {
            *w = i.weight / sum;
        }
    }
    w
}

/// Weights of the digital indicators, results and satisfaction, normalised to sum to 1.
pub fn parts(p: &Parameters) -> [f64; 3] {
    let sum: f64 = p.evaluation.weights.iter().sum();
    if sum > 0.0 { p.evaluation.weights.map(|w| w / sum) } else { [0.0; 3] }
}
