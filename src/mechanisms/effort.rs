//! Effort allocation.

use crate::parameter::{choices, parameters};

choices! {
    /// How an office divides its hours.
    pub enum EffortRule {
        /// Multitask best response: demands are met in proportion to their incentive.
        BestResponse = "best-response",
        /// Meet the targets, then stop: every demand with any incentive gets the same coverage.
        Satisficing = "satisficing",
        /// Do as the better-scoring siblings do; routines change only at contests.
        Imitation = "imitation",
        /// Every demand gets the same constant share, whatever it pays.
        Fixed = "fixed",
    }
}

parameters! {
    /// Effort: how an office divides its hours among its demands; slack, overtime, burnout and motivation.
    pub struct Effort = "effort";
    /// How hours are divided.
    rule: EffortRule = EffortRule::BestResponse, "1", 0..=3, Structure, "Holmström & Milgrom 1991; domain E.7";
    /// Coverage of every demand under the fixed rule.
    fixed_share: f64 = 0.6, "1", 0.0..=1.0, Structure, "prototype";
    /// Power k_D of indicators: three equal ones count as much each as the digital part together.
    indicator_power: f64 = 3.0, "1", 0.0..=20.0, Fact, "prototype";
    /// Cost c of effort: the incentive at which a demand is met in full.
    cost: f64 = 0.30, "1", 0.01..=10.0, Fact, "prototype";
    /// Largest overtime, as a share of H.
    overtime_max: f64 = 0.35, "1", 0.001..=1.0, Fact, "domain B.25: +0-20 h";
    /// Overtime for each unit of overload and stake.
    overtime_gain: f64 = 0.6, "1", 0.0..=10.0, Fact, "assumed";
    /// Slack (idleness) where nothing is seen.
    slack: f64 = 0.12, "1", 0.0..=0.9, Fact, "assumed; domain B.9: 0.05-0.5";
    /// Monitoring: how fast genuine traces reduce slack.
    monitoring: f64 = 2.0, "1", 0.0..=20.0, Fact, "assumed; domain B.9: 1-10";
    /// Genuine records a staff-week on which monitoring is scaled.
    monitoring_scale: f64 = 8.0, "1/staff-week", 0.1..=1000.0, Fact, "prototype";
    /// Share of capacity lost at full burnout.
    burnout_loss: f64 = 0.35, "1", 0.0..=1.0, Fact, "domain B.19: 0.3-0.5";
    /// Rise of burnout for each unit of overtime and stand-by.
    burnout_rise: f64 = 0.030, "1/week", 0.0..=1.0, Fact, "assumed";
    /// Rise of burnout for each unit of trace share above what is tolerated.
    burnout_trace: f64 = 0.010, "1/week", 0.0..=1.0, Fact, "assumed; domain SF18";
    /// Trace share above which traces burn out.
    burnout_tolerance: f64 = 0.25, "1", 0.0..=1.0, Fact, "assumed";
    /// Recovery from burnout.
    recovery: f64 = 0.015, "1/week", 0.0001..=1.0, Fact, "assumed";
    /// Loss of motivation for each unit of trace share above what is tolerated.
    crowding: f64 = 0.05, "1/week", 0.0..=1.0, Fact, "assumed; Frey & Jegen 2001";
    /// Trace share above which control crowds motivation out.
    crowding_tolerance: f64 = 0.28, "1", 0.0..=1.0, Fact, "assumed";
    /// Return of motivation.
    motivation_recovery: f64 = 0.003, "1/week", 0.0..=1.0, Fact, "assumed; recovery slower than decline (domain SF10)";
    /// Share of the lost motivation that a new leader brings back.
    new_leader_relief: f64 = 0.5, "1", 0.0..=1.0, Fact, "assumed";
    /// Share of the service incentive that reaches the upkeep of platforms.
    upkeep_share: f64 = 0.6, "1", 0.0..=1.0, Fact, "prototype";
    /// Share of the service incentive that reaches their improvement.
    improvement_share: f64 = 0.35, "1", 0.0..=1.0, Fact, "prototype";
}

parameters! {
    /// Accountability: blame for missing procedure or for missing results.
    pub struct Accountability = "accountability";
    /// Severity of process accountability: blame where the record is missing.
    process: f64 = 0.0, "1", 0.0..=3.0, Lever, "domain B.22";
    /// Severity of outcome accountability: blame where the result is missing.
    outcome: f64 = 0.0, "1", 0.0..=3.0, Lever, "domain B.22";
    /// Defensive records a staff-week at severity 1.
    insurance_records: f64 = 6.0, "1/staff-week", 0.0..=100.0, Fact, "prototype";
    /// Records kept on which the wish for insurance fades.
    insurance_scale: f64 = 8.0, "1/staff-week", 0.1..=1000.0, Fact, "prototype";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "effort",
    sentence: "Offices divide their hours among demands by what they pay; slack, overtime, burnout and motivation follow.",
    when_off: "Every demand gets the same coverage; no overtime, burnout or crowding out.",
    groups: &["effort", "accountability"],
};
