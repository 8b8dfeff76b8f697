//! Attainment and fabrication.

use crate::parameter::parameters;

parameters! {
    /// Fabrication: who fakes what in the next period (Becker 1968).
    pub struct Fabrication = "fabrication";
    /// Gain from closing a gap, for each unit of incentive.
    gain: f64 = 3.0, "1", 0.0..=50.0, Fact, "prototype";
    /// Spread of the choice: temperature of the logistic rule.
    scale: f64 = 0.15, "1", 0.001..=10.0, Fact, "assumed";
    /// How far a faker lowers its honest aim, as a share of the largest fake.
    substitution: f64 = 0.5, "1", 0.0..=1.0, Fact, "prototype";
    /// Hours of faking, as a share of the honest hours.
    hours: f64 = 0.10, "1", 0.0..=1.0, Fact, "assumed";
    /// Cost of faking for each unit of risk × sanction × detection.
    risk_cost: f64 = 2.0, "1", 0.0..=50.0, Fact, "prototype";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "fabrication",
    sentence: "Offices decide at each contest what to fake in the next period.",
    when_off: "Nobody fakes: what is reported is true, apart from dead platforms.",
    groups: &["fabrication"],
};
