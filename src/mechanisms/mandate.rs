//! Online mandate.

use crate::parameter::parameters;

parameters! {
    /// Online mandate: the share of people at the window who are sent online.
    pub struct Mandate = "mandate";
    /// Rise of the mandate a week, for each unit of the gap between target and online share, at full incentive.
    rise: f64 = 0.030, "1/week", 0.0..=1.0, Fact, "prototype";
    /// Fall of the mandate a week.
    relaxation: f64 = 0.02, "1/week", 0.0..=1.0, Fact, "prototype";
    /// Share of the windows' capacity lost at a full mandate.
    window_loss: f64 = 0.5, "1", 0.0..=1.0, Fact, "assumed; domain S2-11";
}

parameters! {
    /// Windows: how far a mandate may go, and who staffs them.
    pub struct Windows = "windows";
    /// Least mandate (1 is online only).
    min_mandate: f64 = 0.0, "1", 0.0..=1.0, Lever, "domain S1-30";
    /// Largest mandate; 0 keeps every window open to everybody.
    max_mandate: f64 = 1.0, "1", 0.0..=1.0, Lever, "domain S1-49, S1-52";
    /// Additional window capacity, as a share.
    staff: f64 = 0.0, "1", 0.0..=5.0, Lever, "domain S1-52";
    /// Visits that one officer's share of the window can take a week.
    capacity: f64 = 36.0, "1/staff-week", 0.0..=1000.0, Fact, "prototype";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "mandate",
    sentence: "Offices that must show a high online share send people from the window.",
    when_off: "Nobody is sent from the window beyond the least mandate.",
    groups: &["mandate", "windows"],
};
