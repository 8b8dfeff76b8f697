//! Quota cascade (vertical).

use crate::parameter::{choices, parameters};

choices! {
    /// How a unit adds to what it was given.
    pub enum AmplificationRule {
        /// In proportion: H = B(1 + a).
        Multiplicative = "multiplicative",
        /// By an amount of the centre's target: H = B + a·T0.
        Additive = "additive",
    }
}

choices! {
    /// What the centre's target reacts to.
    pub enum RatchetRule {
        /// The reported level against the target.
        Level = "level",
        /// The change of the reported level since the contest before.
        Change = "change",
    }
}

parameters! {
    /// Quota cascade: what every tier adds to the targets it hands down, and how the centre moves them.
    pub struct Cascade = "cascade";
    /// Multiplicative or additive layering.
    rule: AmplificationRule = AmplificationRule::Multiplicative, "1", 0..=1, Structure, "domain B.5: both variants";
    /// Hedging β: amplification for each unit of shortfall reported by the children.
    hedging: f64 = 0.40, "1", 0.0..=2.0, Fact, "assumed; Chang, Wang & Xiong 2025 for the motive";
    /// Weight of the newest shortfall in its running mean, a contest.
    hedging_pace: f64 = 0.5, "1", 0.01..=1.0, Fact, "assumed";
    /// Largest amplification of a step.
    cap: f64 = 0.40, "1", 0.0..=1.0, Lever, "published steps 1.07-1.40 (domain B.5)";
    /// Experiment: this amplification in every unit, whatever its stake; below 0 leaves it to the units.
    fixed: f64 = -1.0, "1", -1.0..=1.0, Lever, "experiment of pattern 1";
    /// Weight ν of what the siblings handed down at the contest before.
    sibling_weight: f64 = 0.25, "1", 0.0..=0.95, Fact, "Wei & Jian 2018; domain B.5: 0-0.6";
    /// Weight at which an indicator counts in full for layering and ratchet.
    reference_weight: f64 = 0.15, "1", 0.001..=1.0, Fact, "assumed";
    /// How far poorer places get lower targets: 0 the same for all, 1 in proportion to development.
    differentiated: f64 = 0.0, "1", 0.0..=1.0, Lever, "domain S1-57, S4-36";
    /// Growth of the centre's targets a contest, whatever is reported.
    growth: f64 = 0.005, "per contest", -0.10..=0.10, Lever, "assumed";
    /// Ratchet upwards: answer to reports above the target.
    ratchet_up: f64 = 0.10, "1", 0.0..=1.0, Fact, "assumed; Weitzman 1980, domain B.6";
    /// Ratchet downwards: answer to reports below the target.
    ratchet_down: f64 = 0.03, "1", 0.0..=1.0, Fact, "assumed; targets fall sluggishly (Chang, Wang & Xiong 2025)";
    /// Largest move of the centre's targets a contest.
    move_cap: f64 = 0.10, "1", 0.0..=1.0, Fact, "assumed";
    /// Whether the ratchet answers to the level or to the change of what is reported.
    ratchet_rule: RatchetRule = RatchetRule::Level, "1", 0..=1, Structure, "structural alternative";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "cascade",
    sentence: "Every tier adds to the targets it hands down, and the centre moves its own with what is reported.",
    when_off: "Every tier hands down the centre's first targets unchanged.",
    groups: &["cascade"],
};
