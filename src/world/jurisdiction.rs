//! State of a jurisdiction that changes only at contests: its leader, stake, targets and last standing.

use super::indicator::MAX_INDICATORS;
use super::leader::Leader;
use super::office::ByIndicator;

/// A jurisdiction of any tier; offices have one too.
#[derive(Debug, Clone, PartialEq)]
pub struct Jurisdiction {
    /// Who leads it.
    pub leader: Leader,
    /// Development, staff-weighted over its offices.
    pub development: f64,
    /// Real officers below it.
    pub staff: f64,
    /// Stake I: what a unit of score is worth to it.
    pub stake: f64,
    /// Targets it was given.
    pub targets: ByIndicator,
    /// Targets it hands to its children, before they are differentiated.
    pub handed_down: ByIndicator,
    /// Amplification of each target.
    pub amplification: ByIndicator,
    /// Shortfall its children report, running mean.
    pub shortfall: f64,
    /// Standing at the last contest.
    pub standing: Standing,
}

/// How a jurisdiction stood at the last contest.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standing {
    /// Reported attainment against its own targets.
    pub reported: ByIndicator,
    /// True attainment against its own targets.
    pub genuine: ByIndicator,
    /// Digital part of the score.
    pub digital: f64,
    /// True share of needs resolved in time.
    pub results: f64,
    /// Observed share of needs resolved in time.
    pub results_observed: f64,
    /// True satisfaction.
    pub satisfaction: f64,
    /// Observed satisfaction.
    pub satisfaction_observed: f64,
    /// Needs of the period.
    pub needs: u64,
    /// Score.
    pub score: f64,
    /// Rank among its siblings, 0 the best; none before the first contest.
    pub rank: Option<u32>,
    /// Rank at the contest before, if there was one.
    pub rank_before: Option<u32>,
    /// Share of indicators' weight faked in the period (flags).
    pub faking: f64,
    /// Weighted faked part of the attainment.
    pub faked: f64,
    /// Was audited.
    pub audited: bool,
    /// Was caught.
    pub caught: bool,
    /// Its leader was dismissed.
    pub dismissed: bool,
    /// Its leader was promoted.
    pub promoted: bool,
    /// Whether its seat was filled by a promotion: 0 or 1.
    pub promotions: u32,
    /// How well the promoted child had served among its siblings: 1 the best, -1 the worst; 0 without a promotion.
    pub selection: f64,
}

impl Jurisdiction {
    /// A jurisdiction before the first contest.
    pub fn new(leader: Leader) -> Self {
        let zero = [0.0; MAX_INDICATORS];
        Self {
            leader,
            development: 0.0,
            staff: 0.0,
            stake: 0.0,
            targets: zero,
            handed_down: zero,
            amplification: zero,
            shortfall: 0.0,
            standing: Standing::default(),
        }
    }
}
