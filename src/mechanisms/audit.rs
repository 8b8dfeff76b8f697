//! Audit.

use crate::parameter::parameters;

parameters! {
    /// Audit: who is checked, what is found and what follows.
    pub struct Audit = "audit";
    /// Chance of an audit a contest period.
    base: f64 = 0.08, "per contest", 0.0..=1.0, Lever, "assumed; domain B.8: 0.02-0.5 a year";
    /// How far complaints lead auditors to an office.
    complaint_led: f64 = 1.0, "1", 0.0..=5.0, Lever, "domain S4-34";
    /// Chance of an audit for each complaint a need.
    complaint_weight: f64 = 5.0, "1", 0.0..=100.0, Fact, "prototype";
    /// Detection: chance that an audit finds what is plain.
    detection: f64 = 0.6, "1", 0.0..=1.0, Lever, "assumed; domain B.8: 0.3-0.9";
    /// How fast detection rises with the faked share.
    detection_scale: f64 = 6.0, "1", 0.0..=100.0, Fact, "prototype";
    /// Severity of the sanction.
    sanction: f64 = 1.0, "1", 0.0..=10.0, Lever, "assumed; domain B.8";
    /// Score lost when caught, for each unit of sanction.
    score_loss: f64 = 0.15, "1", 0.0..=1.0, Fact, "prototype";
    /// Chance that the leader of a caught office is dismissed, for each unit of sanction.
    dismissal: f64 = 0.3, "1", 0.0..=1.0, Lever, "assumed; domain S0-43, S4-35";
    /// Public notice: how far siblings learn of those caught.
    naming: f64 = 0.3, "1", 0.0..=1.0, Lever, "assumed; domain S4-35";
    /// Rise of perceived risk when a sibling is named in full.
    naming_risk: f64 = 0.5, "1", 0.0..=1.0, Fact, "prototype";
    /// Weight of the last contest in the perceived risk of audits.
    learning: f64 = 0.25, "per contest", 0.0..=1.0, Fact, "prototype";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "audit",
    sentence: "Some offices are audited; what is found is struck out and sanctioned, and others take notice.",
    when_off: "Nobody is audited; perceived risk stays as it was.",
    groups: &["audit"],
};
