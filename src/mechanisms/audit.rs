//! # Audit
//!
//! **Models** who is checked, what is found, and how others take notice.
//!
//! **Order**: at contests, before scores are made, so that what was caught is struck out.
//!
//! **Equations**
//!
//! 1. chance = base + 5·complaints a need·complaint-led, at most 1
//! 2. found with detection·(1 − e^(−6·faked share)), the faked share being Σ w_m·faked_m
//! 3. a caught office is scored on its true attainment, loses 0.15·sanction of score, and its leader goes with probability
//!    0.3·sanction
//! 4. perceived risk ← 0.75·risk + 0.25·(was audited); where a sibling was caught, risk += 0.5·naming·(1 − risk)
//!
//! **Sources** S4-33 to S4-35, S0-43, S0-44; Greenstone et al. 2022, Hood 2011. **Leaves out** collusion with auditors. **Checks** no
//! detection, nothing found; risks stay within 0 and 1.

use super::context::{ContestWeek, weights};
use crate::parameter::parameters;
use crate::random::{Stream, open_unit};

parameters! {
    /// Audit: who is checked, what is found and what follows.
    pub struct Audit = "audit";
    /// Chance of an audit a contest period.
    base: f64 = 0.08, "per contest", 0.0..=1.0, Lever, "assumed: range for sensitivity 0.02-0.5 a year";
    /// How far complaints lead auditors to an office.
    complaint_led: f64 = 1.0, "1", 0.0..=5.0, Lever, "assumed: in full; named in sources S4-34";
    /// Chance of an audit for each complaint a need.
    complaint_weight: f64 = 5.0, "1", 0.0..=100.0, Fact, "expert: trial of the design";
    /// Detection: chance that an audit finds what is plain.
    detection: f64 = 0.6, "1", 0.0..=1.0, Lever, "assumed: range for sensitivity 0.3-0.9";
    /// How fast detection rises with the faked share.
    detection_scale: f64 = 6.0, "1", 0.0..=100.0, Fact, "expert: trial of the design";
    /// Severity of the sanction.
    sanction: f64 = 1.0, "1", 0.0..=10.0, Lever, "assumed: 1 is the unit of severity";
    /// Score lost when caught, for each unit of sanction.
    score_loss: f64 = 0.15, "1", 0.0..=1.0, Fact, "expert: trial of the design";
    /// Chance that the leader of a caught office is dismissed, for each unit of sanction.
    dismissal: f64 = 0.3, "1", 0.0..=1.0, Lever, "assumed: named in sources S0-43, S4-35";
    /// Public notice: how far siblings learn of those caught.
    naming: f64 = 0.3, "1", 0.0..=1.0, Lever, "assumed: named in sources S4-35";
    /// Rise of perceived risk when a sibling is named in full.
    naming_risk: f64 = 0.5, "1", 0.0..=1.0, Fact, "expert: trial of the design";
    /// Weight of the last contest in the perceived risk of audits.
    learning: f64 = 0.25, "per contest", 0.0..=1.0, Fact, "expert: trial of the design";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "audit",
    sentence: "Some offices are audited; what is found is struck out and sanctioned, and others take notice.",
    when_off: "Nobody is audited, and nobody reckons with it.",
    groups: &["audit"],
};

/// Chance of an audit (equation 1).
pub fn chance(p: &Audit, complaints_per_need: f64) -> f64 {
    (p.base + p.complaint_weight * complaints_per_need * p.complaint_led).min(1.0)
}

/// Chance that an audit finds the faking (equation 2).
pub fn found(p: &Audit, faked_share: f64) -> f64 {
    p.detection * (1.0 - libm::exp(-p.detection_scale * faked_share))
}

/// Audits the offices; those caught and dismissed are marked in their standing.
pub fn step(x: &mut ContestWeek<'_>) {
    for office in &x.world.offices {
        let p = x.timeline.at(x.week, office.unit);
        let weeks = f64::from(office.period.weeks.max(1));
        let w = weights(p);
        let faked: f64 = office.period.faked.iter().zip(&w).map(|(f, w)| f / weeks * w).sum();
        let complaints =
            if office.period.needs > 0 { office.period.complaints as f64 / office.period.needs as f64 } else { 0.0 };
        let u = x.luck.block(Stream::Audits, x.week, office.unit, 0).map(open_unit);
        let standing = &mut x.world.jurisdictions[office.unit as usize].standing;
        standing.audited = !x.off.audit && u[0] < chance(&p.audit, complaints);
        standing.caught = standing.audited && u[1] < found(&p.audit, faked);
        standing.dismissed = standing.caught && u[2] < p.audit.dismissal * p.audit.sanction;
    }
}

/// What offices learn of the risk from their own audits and their siblings' (equation 4).
pub fn learn(x: &mut ContestWeek<'_>) {
    if x.off.audit {
        return;
    }
    for o in 0..x.world.offices.len() {
        let unit = x.world.offices[o].unit;
        let p = &x.timeline.at(x.week, unit).audit;
        let siblings = x.world.hierarchy.siblings(unit);
        let named = siblings.filter(|&s| s != unit).any(|s| x.world.jurisdictions[s as usize].standing.caught);
        let audited = f64::from(u8::from(x.world.jurisdictions[unit as usize].standing.audited));
        let office = &mut x.world.offices[o];
        office.risk += p.learning * (audited - office.risk);
        if named {
            office.risk += p.naming_risk * p.naming * (1.0 - office.risk);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_honest_office_has_nothing_to_be_found() {
        assert_eq!(found(&Audit::default(), 0.0), 0.0);
        assert_eq!(found(&Audit { detection: 0.0, ..Audit::default() }, 1.0), 0.0);
        assert!(found(&Audit::default(), 0.3) > found(&Audit::default(), 0.1));
    }

    #[test]
    fn complaints_lead_to_audits_up_to_certainty() {
        let p = Audit::default();
        assert_eq!(chance(&p, 0.0), p.base);
        assert_eq!(chance(&p, 10.0), 1.0);
    }
}
