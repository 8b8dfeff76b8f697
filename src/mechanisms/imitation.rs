//! Imitation.

use crate::parameter::parameters;

parameters! {
    /// Imitation among siblings: pairwise comparison (Traulsen et al. 2007).
    pub struct Imitation = "imitation";
    /// Chance a contest that a unit compares itself with a random sibling.
    rate: f64 = 0.3, "per contest", 0.0..=1.0, Fact, "domain B.15: 0.1-0.5 a year";
    /// Temperature of the Fermi rule, in units of score.
    temperature: f64 = 0.05, "1", 0.001..=10.0, Fact, "assumed";
    /// Relative spread of a copied trait around the model's.
    mutation: f64 = 0.04, "1", 0.0..=1.0, Fact, "domain B.15: 0.01-0.05";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "imitation",
    sentence: "Units copy zeal, integrity and ambition of better-scoring siblings.",
    when_off: "Nobody copies anybody.",
    groups: &["imitation"],
};
