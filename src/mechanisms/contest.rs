//! Contest among siblings (horizontal).

use crate::parameter::{choices, parameters};

choices! {
    /// How rewards are shared out.
    pub enum ContestRule {
        /// The best share of the siblings is rewarded.
        Rank = "rank",
        /// Whoever passes a line (the mean of the tier at the contest before) is rewarded.
        Threshold = "threshold",
    }
}

parameters! {
    /// Contest among siblings: what a better score is worth.
    pub struct Contest = "contest";
    /// Rank-order tournament or pass line.
    rule: ContestRule = ContestRule::Rank, "1", 0..=1, Structure, "domain E.7";
    /// Size of what the best get; 0 makes ranking worthless.
    prize: f64 = 1.0, "1", 0.0..=10.0, Lever, "assumed; disputed (Pang, Keng & Zhang 2023), so it can be 0";
    /// Number of rankings a unit takes part in; 1 is today's, 0 cancels them.
    rankings: f64 = 1.0, "1", 0.0..=10.0, Lever, "domain S1-56";
    /// Share q of the siblings that is rewarded.
    rewarded_share: f64 = 0.20, "1", 0.01..=0.99, Lever, "domain B.3: 1-3 of 8-17";
    /// Spread of scores s0 at which a unit of score is worth what it is worth now.
    reference_sd: f64 = 0.055, "1", 0.001..=1.0, Fact, "prototype";
    /// Least spread of scores reckoned with.
    sd_floor: f64 = 0.03, "1", 0.001..=1.0, Fact, "assumed";
    /// Siblings' worth n0 of the tier's mean variance in a group's own.
    sd_shrink: f64 = 5.0, "units", 0.0..=100.0, Fact, "assumed";
    /// Largest stake.
    cap: f64 = 3.0, "1", 0.0..=100.0, Fact, "assumed";
    /// Weight of the newest stake in its running mean, a contest.
    pace: f64 = 0.5, "1", 0.01..=1.0, Fact, "assumed";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "contest",
    sentence: "Siblings are ranked; what a better score is worth sets everybody's stake.",
    when_off: "Nothing is at stake: every stake is 0.",
    groups: &["contest"],
};
