//! Leaders of jurisdictions and the distributions their traits come from.

use crate::parameter::parameters;
use crate::random::{Luck, Stream, inverse_normal, open_unit};

parameters! {
    /// Traits of leaders: of the first ones and of every newcomer.
    pub struct Leaders = "leaders";
    /// Mean service motivation of newcomers: what citizens' cases are worth without any reward.
    service_motivation: f64 = 0.35, "1", 0.0..=3.0, Lever, "assumed: named in sources S4-14";
    /// Spread of service motivation.
    service_motivation_sd: f64 = 0.10, "1", 0.0..=1.0, Fact, "assumed";
    /// Spread (sd of the logarithm) of career concern.
    career_concern_sd: f64 = 0.20, "1", 0.0..=2.0, Fact, "assumed";
    /// Spread (sd of the logarithm) of trace zeal: how eagerly a leader serves what is counted.
    zeal_sd: f64 = 0.35, "1", 0.0..=2.0, Fact, "assumed";
    /// Mean integrity of newcomers: the inner cost of faking.
    integrity: f64 = 0.30, "1", -1.0..=3.0, Lever, "assumed";
    /// Spread of integrity.
    integrity_sd: f64 = 0.10, "1", 0.0..=1.0, Fact, "assumed";
    /// Mean ambition: the part of layering that signals, a step and a unit of stakes.
    ambition: f64 = 0.06, "1", 0.0..=1.0, Fact, "calibrated: by hand, so that steps lie within 1.07-1.40 a tier, those of growth targets of centre and provinces 2006-2016 (an analogy)";
    /// Spread of ambition.
    ambition_sd: f64 = 0.015, "1", 0.0..=1.0, Fact, "assumed";
}

/// A leader: traits and time in post. Promoted leaders carry their traits up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leader {
    /// Service motivation θ.
    pub motivation: f64,
    /// Career concern κ.
    pub career_concern: f64,
    /// Trace zeal z.
    pub zeal: f64,
    /// Integrity ι.
    pub integrity: f64,
    /// Ambition α.
    pub ambition: f64,
    /// Weeks in this post.
    pub weeks_in_post: u32,
}

impl Leader {
    /// A newcomer to the post of jurisdiction `unit` in `week` (0 for the first leaders).
    pub fn newcomer(luck: &Luck, unit: u32, week: u32, p: &Leaders) -> Self {
        let first = luck.block(Stream::Leaders, week, unit, 0).map(|w| inverse_normal(open_unit(w)));
        let last = luck.normal(Stream::Leaders, week, unit, 1);
        Self {
            motivation: (p.service_motivation + p.service_motivation_sd * first[0]).max(0.0),
            career_concern: libm::exp(p.career_concern_sd * first[1]),
            zeal: libm::exp(p.zeal_sd * first[2]),
            integrity: p.integrity + p.integrity_sd * first[3],
            ambition: (p.ambition + p.ambition_sd * last).max(0.0),
            weeks_in_post: 0,
        }
    }
}
