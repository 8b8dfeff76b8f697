//! Platforms.

use crate::parameter::{choices, parameters};

choices! {
    /// What launches follow.
    pub enum LaunchRule {
        /// The target and the siblings' stock.
        Target = "target",
        /// A constant rate, whatever is counted (null arm).
        Exogenous = "exogenous",
    }
}

parameters! {
    /// Platforms: live stock, zombies, quality; launches, decay, closures, breaches.
    pub struct Platforms = "platforms";
    /// What launches follow.
    launch_rule: LaunchRule = LaunchRule::Target, "1", 0..=1, Structure, "null arm of pattern 9";
    /// Launches a year under the exogenous rule.
    exogenous_launches: f64 = 1.0, "1/year", 0.0..=100.0, Fact, "null arm of pattern 9";
    /// Live platforms of an office at the start.
    initial: f64 = 1.5, "1/office", 0.0..=100.0, Fact, "prototype";
    /// Quality that platforms fall back to.
    base_quality: f64 = 0.45, "1", 0.0..=1.0, Fact, "assumed";
    /// Pace of that fall.
    quality_pace: f64 = 0.006, "1/week", 0.0..=1.0, Fact, "assumed";
    /// Rise of quality for two hours of improvement a staff-week.
    improvement: f64 = 0.02, "1/week", 0.0..=1.0, Fact, "assumed";
    /// Mean quality of new platforms.
    new_quality: f64 = 0.40, "1", 0.0..=1.0, Fact, "assumed";
    /// Spread of the quality of new platforms.
    new_quality_sd: f64 = 0.15, "1", 0.0..=1.0, Fact, "assumed";
    /// Shift of the quality of new platforms for each unit of development above 0.5.
    new_quality_development: f64 = 0.2, "1", -1.0..=1.0, Fact, "assumed";
    /// Share of zombies that counts in reports.
    zombies_count: f64 = 1.0, "1", 0.0..=1.0, Lever, "domain S3-15; reports count what is registered";
    /// Live platforms of quality 0.5 that turn into zombies a year although they are kept up.
    zombie_base: f64 = 0.02, "1/year", 0.0..=10.0, Fact, "assumed";
    /// Live platforms that turn into zombies a year where none is kept up.
    zombie_neglect: f64 = 0.16, "1/year", 0.0..=10.0, Fact, "assumed; 8-15 % non-compliant (domain C.5)";
    /// Zombies closed a year by routine checks.
    routine_closing: f64 = 0.45, "1/year", 0.0..=50.0, Lever, "assumed; sites -19 % a year (domain C.5)";
    /// Weight of the siblings' mean stock in the number of platforms wanted.
    sibling_weight: f64 = 0.3, "1", 0.0..=0.95, Fact, "assumed";
    /// One-off clean-up: share of the zombies removed when the policy begins.
    clean_up: f64 = 0.0, "1", 0.0..=1.0, Lever, "domain S4-26; Jiangxi 2020 -63.54 % (domain C.5)";
    /// Closures demanded a year, as a share of live and dead platforms.
    closure_quota: f64 = 0.0, "1/year", 0.0..=5.0, Lever, "Hengyang 2024: 60 % (domain C.5)";
    /// Share of a closure quota that is met on paper where counting pays in full.
    closure_on_paper: f64 = 0.5, "1", 0.0..=1.0, Fact, "assumed";
    /// One-off integration: share of the live platforms merged into others when the policy begins.
    merge: f64 = 0.0, "1", 0.0..=1.0, Lever, "domain S4-20, S4-26";
    /// Unified entrance: share of the fragmentation that citizens no longer see.
    unified_entrance: f64 = 0.0, "1", 0.0..=1.0, Lever, "domain S2-29, S0-13";
    /// Chance of a data breach a week for each live platform.
    breach: f64 = 0.0004, "1/week", 0.0..=1.0, Lever, "assumed";
    /// How much easier a zombie is to breach than a live platform.
    breach_zombies: f64 = 3.0, "1", 0.0..=100.0, Fact, "assumed";
    /// Pace at which wariness after a breach fades.
    wariness_fading: f64 = 0.03, "1/week", 0.0..=1.0, Lever, "assumed: months";
    /// Share of an office's citizens who lose money in a breach.
    victims: f64 = 0.01, "1", 0.0..=1.0, Fact, "assumed";
    /// Loss of a victim.
    loss: f64 = 3602.0, "yuan", 0.0..=1000000.0, Fact, "published: 17.723 million yuan in 4,920 cases, 2015 Q1 (domain S2-14)";
}

parameters! {
    /// Admission of new platforms.
    pub struct Admission = "admission";
    /// Least quality with which a new platform may go live.
    quality: f64 = 0.0, "1", 0.0..=1.0, Lever, "domain S4-21, S4-24, S4-25";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "platforms",
    sentence: "Platforms are built, kept up, decay, turn into zombies, are closed and breached.",
    when_off: "Platforms stay as they were at the start.",
    groups: &["platforms", "admission"],
};
