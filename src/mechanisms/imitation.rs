//! # Imitation
//!
//! **Models** how practices spread among siblings (pairwise comparison).
//!
//! **Order**: at contests, after stakes; all units look at once, at what the others were before.
//!
//! **Equation** with probability 0.3·Fermi((S_other − S_own)/0.05) a unit copies zeal, integrity and ambition of a random
//! sibling, each multiplied by 1 + 0.04·N(0, 1); Fermi(x) = 1/(1 + e^(−x)). Under the imitation rule of effort, offices
//! copy the routine too. What is compared is the reported score: that is the selection error.
//!
//! **Sources** Traulsen, Pacheco & Nowak 2007; S0-34. **Leaves out** models outside the province. **Checks**
//! Fermi probabilities.

use super::context::ContestWeek;
use super::effort::EffortRule;
use crate::parameter::parameters;
use crate::random::{Stream, inverse_normal, logistic, open_unit, place_among};

parameters! {
    /// Imitation among siblings: pairwise comparison (Traulsen et al. 2007).
    pub struct Imitation = "imitation";
    /// Chance a contest that a unit compares itself with a random sibling.
    rate: f64 = 0.3, "per contest", 0.0..=1.0, Fact, "assumed: range for sensitivity 0.1-0.5 a year";
    /// Temperature of the Fermi rule, in units of score.
    temperature: f64 = 0.05, "1", 0.001..=10.0, Fact, "assumed";
    /// Relative spread of a copied trait around the model's.
    mutation: f64 = 0.04, "1", 0.0..=1.0, Fact, "assumed: range for sensitivity 0.01-0.05";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "imitation",
    sentence: "Units copy zeal, integrity and ambition of better-scoring siblings.",
    when_off: "Nobody copies anybody.",
    groups: &["imitation"],
};

/// Probability of copying a sibling whose score is higher by `difference`.
pub fn fermi(difference: f64, temperature: f64) -> f64 {
    logistic(difference / temperature)
}

/// Units copy siblings.
pub fn step(x: &mut ContestWeek<'_>) {
    if x.off.imitation {
        return;
    }
    let before: Vec<_> = x.world.jurisdictions.iter().map(|j| (j.leader, j.standing.score)).collect();
    let routines: Vec<_> = x.world.offices.iter().map(|o| o.routine).collect();
    let first_office = x.world.hierarchy.unit_of_office(0);
    for unit in 1..before.len() as u32 {
        let siblings = x.world.hierarchy.siblings(unit);
        let others = siblings.len() as u32 - 1;
        if others == 0 {
            continue;
        }
        let p = x.timeline.at(x.week, unit);
        let words = x.luck.block(Stream::Imitation, x.week, unit, 0);
        let place = place_among(others as usize, words[0]) as u32;
        let other = siblings.start + place + u32::from(siblings.start + place >= unit);
        let (model, score) = before[other as usize];
        let copies = p.imitation.rate * fermi(score - before[unit as usize].1, p.imitation.temperature);
        if open_unit(words[1]) >= copies {
            continue;
        }
        let drawn = x.luck.block(Stream::Imitation, x.week, unit, 1).map(|w| inverse_normal(open_unit(w)));
        let mutate = |i: usize| 1.0 + p.imitation.mutation * drawn[i];
        let leader = &mut x.world.jurisdictions[unit as usize].leader;
        leader.zeal = (model.zeal * mutate(0)).max(0.0);
        leader.integrity = model.integrity * mutate(1);
        leader.ambition = (model.ambition * mutate(2)).max(0.0);
        if unit >= first_office && p.effort.rule == EffortRule::Imitation {
            let copied = routines[(other - first_office) as usize].map(|f| (f * mutate(3)).clamp(0.01, 1.0));
            x.world.offices[(unit - first_office) as usize].routine = copied;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fermi_probabilities() {
        assert_eq!(fermi(0.0, 0.05), 0.5);
        assert!((fermi(0.05, 0.05) - 0.731_058_578_630_005).abs() < 1e-12);
        assert!(fermi(-1.0, 0.05) < 1e-8);
    }
}
