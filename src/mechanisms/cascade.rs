//! # Quota cascade (vertical)
//!
//! **Models** how targets grow on their way down, and how the centre moves its own.
//!
//! **Order**: near the end of a contest: the centre's targets, then every tier from the top down.
//!
//! **Equations** (T the target given, H what is handed down, I stake, α ambition, s shortfall reported by the children)
//!
//! 1. a_m = clip(g_m·I·(α + β·s), 0, cap), g_m = min(1, w_D·w_m/w_ref)
//! 2. s ← s + 0.5·(Σ w_m·mean of the children's (1 − reported A_m)⁺ − s)
//! 3. base B = max(T, (1−ν)T + ν·H̄), H̄ the mean of what the siblings handed down at the contest before, itself excluded
//! 4. H = B(1 + a) for volumes and counts, 1 − (1 − B)^(1+a) for shares; additive variant H = B + a·T₀
//! 5. a child's target is H·d, d = 1 − δ(1 − dev)/2 of the child; a unit's own d is taken out again before it adds and
//!    compares, so down the tree every unit's targets are scaled by its own d, once; the centre's d is 1
//! 6. centre: x = g·clip(growth + λ_up·(min(A, 1.2) − 1)⁺ − λ_down·(1 − A)⁺, ±0.10), T₀ ← T₀(1 + x), shares
//!    1 − (1 − T₀)^(1+x); A the reported attainment against the centre's own target. Variant: A is 1 + the change of the
//!    reported attainment since the contest before
//!
//! A fixed point of a step is H/T = (1 + a)(1 − ν)/(1 − ν(1 + a)); scenarios with ν(1 + cap) ≥ 1 are refused.
//!
//! **Sources** Li, Liu, Weng & Zhou 2019; Weitzman 1980; Chang, Wang & Xiong 2025; S1-35, S1-36.
//! **Leaves out** bargaining upwards. **Checks** a product of steps; no amplification is flat to the bit;
//! differentiation does not add up down the tiers.

use super::context::{ContestWeek, parts, weights};
use crate::parameter::{choices, parameters};
use crate::world::indicator::MAX_INDICATORS;

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
    rule: AmplificationRule = AmplificationRule::Multiplicative, "1", 0..=1, Structure, "choice: structural alternative; Li et al. 2019 have both variants";
    /// Hedging β: amplification for each unit of shortfall reported by the children.
    hedging: f64 = 0.40, "1", 0.0..=2.0, Fact, "assumed: Chang, Wang & Xiong 2025 for the motive";
    /// Weight of the newest shortfall in its running mean, a contest.
    hedging_pace: f64 = 0.5, "1", 0.01..=1.0, Fact, "assumed";
    /// Largest amplification of a step.
    cap: f64 = 0.40, "1", 0.0..=1.0, Lever, "calibrated: the largest step of growth targets of centre and provinces 2006-2016, 1.40 (an analogy)";
    /// Experiment: this amplification in every unit, whatever its stake; below 0 leaves it to the units.
    fixed: f64 = -1.0, "1", -1.0..=1.0, Lever, "choice: experiment of pattern 1, off";
    /// Weight ν of what the siblings handed down at the contest before.
    sibling_weight: f64 = 0.25, "1", 0.0..=0.95, Fact, "assumed: Wei & Jian 2018 for the rule; range for sensitivity 0-0.6";
    /// Weight at which an indicator counts in full for layering and ratchet.
    reference_weight: f64 = 0.15, "1", 0.001..=1.0, Fact, "assumed";
    /// How far poorer places get lower targets: 0 the same for all, 1 in proportion to development.
    differentiated: f64 = 0.0, "1", 0.0..=1.0, Lever, "choice: remedy of sources S1-57, S4-36, off";
    /// Growth of the centre's targets a contest, whatever is reported.
    growth: f64 = 0.005, "per contest", -0.10..=0.10, Lever, "assumed";
    /// Ratchet upwards: answer to reports above the target.
    ratchet_up: f64 = 0.06, "1", 0.0..=1.0, Fact, "assumed: so that the country drifts little; Weitzman 1980 for the rule";
    /// Ratchet downwards: answer to reports below the target.
    ratchet_down: f64 = 0.03, "1", 0.0..=1.0, Fact, "assumed: targets fall sluggishly (Chang, Wang & Xiong 2025)";
    /// Largest move of the centre's targets a contest.
    move_cap: f64 = 0.10, "1", 0.0..=1.0, Fact, "assumed";
    /// Whether the ratchet answers to the level or to the change of what is reported.
    ratchet_rule: RatchetRule = RatchetRule::Level, "1", 0..=1, Structure, "choice: structural alternative";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "cascade",
    sentence: "Every tier adds to the targets it hands down, and the centre moves its own with what is reported.",
    when_off: "Every tier hands down the centre's targets unchanged; they neither grow nor ratchet.",
    groups: &["cascade"],
};

/// Raises a target by a share (equation 4): volumes in proportion, shares so that they stay below 1.
pub fn raise(base: f64, by: f64, is_share: bool) -> f64 {
    if by == 0.0 {
        return base;
    }
    if is_share { 1.0 - libm::pow((1.0 - base).max(0.0), 1.0 + by) } else { base * (1.0 + by) }
}

/// How far an indicator counts, 0 to 1 (g of equation 1).
pub fn counts(digital: f64, weight: f64, reference: f64) -> f64 {
    (digital * weight / reference).min(1.0)
}

/// Amplification of a step (equation 1).
pub fn amplification(p: &Cascade, counts: f64, stake: f64, ambition: f64, shortfall: f64) -> f64 {
    if p.fixed >= 0.0 {
        return p.fixed.min(p.cap);
    }
    (counts * stake * (ambition + p.hedging * shortfall)).clamp(0.0, p.cap)
}

/// How far a place's targets are scaled for its development (d of equation 5).
pub fn fair(p: &Cascade, development: f64) -> f64 {
    1.0 - p.differentiated * (1.0 - development) / 2.0
}

/// Relative move of the centre's target (equation 6), before g.
pub fn ratchet(p: &Cascade, attainment: f64) -> f64 {
    let up = p.ratchet_up * (attainment.min(1.2) - 1.0).max(0.0);
    let down = p.ratchet_down * (1.0 - attainment).max(0.0);
    (p.growth + up - down).clamp(-p.move_cap, p.move_cap)
}

/// What superiors learn of the shortfall of their children (equation 2).
pub fn hedge(x: &mut ContestWeek<'_>) {
    for unit in x.superiors() {
        let p = x.timeline.at(x.week, unit);
        let w = weights(p);
        let children = x.world.hierarchy.units[unit as usize].children.clone();
        let n = children.len() as f64;
        let missing: f64 = children
            .map(|c| {
                let reported = &x.world.jurisdictions[c as usize].standing.reported;
                reported.iter().zip(&w).map(|(a, w)| w * (1.0 - a).max(0.0)).sum::<f64>()
            })
            .sum();
        let seat = &mut x.world.jurisdictions[unit as usize];
        seat.shortfall += p.cascade.hedging_pace * (missing / n - seat.shortfall);
    }
}

/// The centre moves its targets.
pub fn centre(x: &mut ContestWeek<'_>) {
    let p = x.timeline.at(x.week, 0);
    let (digital, w) = (parts(p)[0], weights(p));
    let reported = x.world.jurisdictions[0].standing.reported;
    let before = x.world.reported_before.replace(reported);
    for (m, indicator) in p.indicators.iter().enumerate() {
        let declared = x.world.declared_targets[m];
        let target = &mut x.world.jurisdictions[0].targets[m];
        // A policy that declares another target moves today's in the same proportion.
        if declared != indicator.target {
            *target = if declared > 0.0 { *target * indicator.target / declared } else { indicator.target };
            x.world.declared_targets[m] = indicator.target;
        }
        if indicator.kind.is_share() {
            *target = target.min(1.0);
        }
        if x.off.cascade {
            continue;
        }
        let attainment = match (p.cascade.ratchet_rule, before) {
            (RatchetRule::Level, _) => reported[m],
            (RatchetRule::Change, Some(before)) => 1.0 + reported[m] - before[m],
            (RatchetRule::Change, None) => 1.0,
        };
        let by = counts(digital, w[m], p.cascade.reference_weight) * ratchet(&p.cascade, attainment);
        *target = raise(*target, by, indicator.kind.is_share());
    }
}

/// Targets go down the tree. Siblings look at what the others handed down at the contest before; at the first contest
/// there is nothing to look at.
pub fn step(x: &mut ContestWeek<'_>) {
    let before: Vec<_> = x.world.jurisdictions.iter().map(|j| j.handed_down).collect();
    let centre = x.world.jurisdictions[0].targets;
    for unit in x.superiors() {
        let p = x.timeline.at(x.week, unit);
        let c = &p.cascade;
        let (digital, w) = (parts(p)[0], weights(p));
        let siblings = x.world.hierarchy.siblings(unit);
        let others = siblings.len() as f64 - 1.0;
        let children = x.world.hierarchy.units[unit as usize].children.clone();
        let seat = &x.world.jurisdictions[unit as usize];
        let own = if unit == 0 || x.off.cascade { 1.0 } else { fair(c, seat.development) };
        let (mut handed, mut amplified) = ([0.0; MAX_INDICATORS], [0.0; MAX_INDICATORS]);
        for (m, indicator) in p.indicators.iter().enumerate() {
            let (target, is_share) = (seat.targets[m] / own, indicator.kind.is_share());
            if target <= 0.0 || x.off.cascade {
                handed[m] = target;
                continue;
            }
            let looked_at: f64 = siblings.clone().filter(|&s| s != unit).map(|s| before[s as usize][m]).sum();
            let theirs = if others > 0.0 && looked_at > 0.0 { looked_at / others } else { target };
            let base = target.max((1.0 - c.sibling_weight) * target + c.sibling_weight * theirs);
            let a = amplification(
                c,
                counts(digital, w[m], c.reference_weight),
                seat.stake,
                seat.leader.ambition,
                seat.shortfall,
            );
            amplified[m] = a;
            handed[m] = match c.rule {
                AmplificationRule::Multiplicative => raise(base, a, is_share),
                AmplificationRule::Additive if is_share => (base + a * centre[m] * (1.0 - base)).min(1.0),
                AmplificationRule::Additive => base + a * centre[m],
            };
        }
        let seat = &mut x.world.jurisdictions[unit as usize];
        seat.handed_down = handed;
        seat.amplification = amplified;
        for child in children {
            let of_child = &x.timeline.at(x.week, child).cascade;
            let child = &mut x.world.jurisdictions[child as usize];
            let fair = if x.off.cascade { 1.0 } else { fair(of_child, child.development) };
            child.targets = handed.map(|h| h * fair);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_steps_of_a_tenth_make_the_product() {
        let mut t = 9.0;
        (0..4).for_each(|_| t = raise(t, 0.1, false));
        assert!((t / 9.0 - 1.1f64.powi(4)).abs() < 1e-12);
        let mut s = 0.75;
        (0..40).for_each(|_| s = raise(s, 0.4, true));
        assert!(s < 1.0 + 1e-15 && s > 0.75);
    }

    #[test]
    fn nothing_at_stake_nothing_is_added() {
        let p = Cascade::default();
        assert_eq!(amplification(&p, 1.0, 0.0, 0.06, 0.5), 0.0);
        assert_eq!(amplification(&p, 0.0, 3.0, 0.06, 0.5), 0.0);
        assert_eq!(amplification(&p, 1.0, 3.0, 0.5, 0.9), p.cap);
    }

    #[test]
    fn targets_rise_faster_than_they_fall() {
        let p = Cascade { growth: 0.0, ..Cascade::default() };
        assert!(ratchet(&p, 1.1) > -ratchet(&p, 0.9));
        assert_eq!(ratchet(&p, 1.0), 0.0);
        assert_eq!(ratchet(&p, 5.0), ratchet(&p, 1.2));
    }
}
