//! # Contest among siblings (horizontal)
//!
//! **Models** ranking, and what a better score is worth: the stake I of every unit.
//!
//! **Order**: at contests, after scores.
//!
//! **Equations** (Lazear & Rosen 1981)
//!
//! 1. I = min(cap, κ·prize·rankings·φ(z_q)/φ(0)·s₀/sd), z_q = Φ⁻¹(1 − q); smoothed by 0.5 a contest
//! 2. sd² = ((n−1)·own variance + n₀·mean variance of the tier)/(n − 1 + n₀), at least the floor squared
//! 3. one child alone has no contest: I = 0; the centre's I is the mean of tier 1
//! 4. threshold rule: φ((S − line)/sd) in place of φ(z_q), line the mean score of the tier
//!
//! **Sources** Lazear & Rosen 1981; S1-40, S1-41, S1-56; disputed by Pang, Keng & Zhang 2023, so stakes can be 0. **Leaves out**
//! alliances. **Checks** density by hand; ranks are permutations.

use super::context::ContestWeek;
use crate::parameter::{choices, parameters};
use crate::random::{inverse_normal, normal_density};

choices! {
    /// How rewards are shared out.
    pub enum ContestRule {
        /// The best share of the siblings is rewarded.
        Rank = "rank",
        /// Whoever passes a line (the mean score of the tier) is rewarded.
        Threshold = "threshold",
    }
}

parameters! {
    /// Contest among siblings: what a better score is worth.
    pub struct Contest = "contest";
    /// Rank-order tournament or pass line.
    rule: ContestRule = ContestRule::Rank, "1", 0..=1, Structure, "choice: structural alternative";
    /// Size of what the best get; 0 makes ranking worthless.
    prize: f64 = 1.0, "1", 0.0..=10.0, Lever, "assumed: disputed (Pang, Keng & Zhang 2023), so it can be 0";
    /// Number of rankings a unit takes part in; 1 is today's, 0 cancels them.
    rankings: f64 = 1.0, "1", 0.0..=10.0, Lever, "choice: 1 is today's; remedy of sources S1-56";
    /// Share q of the siblings that is rewarded.
    rewarded_share: f64 = 0.20, "1", 0.01..=0.99, Lever, "assumed: range for sensitivity 1-3 of 8-17";
    /// Spread of scores s0 at which a unit of score is worth what it is worth now.
    reference_sd: f64 = 0.055, "1", 0.001..=1.0, Fact, "expert: trial of the design";
    /// Least spread of scores reckoned with.
    sd_floor: f64 = 0.03, "1", 0.001..=1.0, Fact, "assumed";
    /// Siblings' worth n0 of the tier's mean variance in a group's own.
    sd_shrink: f64 = 5.0, "units", 0.0..=100.0, Fact, "assumed";
    /// Largest stake.
    cap: f64 = 3.0, "1", 0.0..=100.0, Fact, "assumed";
    /// Weight of the newest stake in its running mean, a contest.
    pace: f64 = 0.5, "1", 0.01..=1.0, Fact, "assumed";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "contest",
    sentence: "Siblings are ranked; what a better score is worth sets everybody's stake.",
    when_off: "Nothing is at stake: every stake is 0.",
    groups: &["contest"],
};

/// Marginal value of score (equation 1); `z` is the distance from the line in spreads.
pub fn stake(p: &Contest, career_concern: f64, z: f64, sd: f64) -> f64 {
    let density = normal_density(z) / normal_density(0.0);
    (career_concern * p.prize * p.rankings * density * p.reference_sd / sd).min(p.cap)
}

/// Distance of the reward line from the mean, in spreads, when the best share `q` is rewarded.
pub fn line(q: f64) -> f64 {
    inverse_normal(1.0 - q)
}

/// Spread of scores that a group of `n` reckons with (equation 2).
pub fn spread(p: &Contest, n: usize, own_variance: f64, tier_variance: f64) -> f64 {
    let own = n as f64 - 1.0;
    let weight = own + p.sd_shrink;
    let variance =
        if weight > 0.0 { (own * own_variance + p.sd_shrink * tier_variance) / weight } else { tier_variance };
    libm::sqrt(variance).max(p.sd_floor)
}

/// Ranks siblings by score, the best first; equal scores keep their order.
pub fn rank(x: &mut ContestWeek<'_>) {
    for parent in x.superiors() {
        let children = x.world.hierarchy.units[parent as usize].children.clone();
        let mut order: Vec<u32> = children.collect();
        let score = |u: u32| x.world.jurisdictions[u as usize].standing.score;
        order.sort_by(|a, b| score(*b).total_cmp(&score(*a)).then(a.cmp(b)));
        for (place, unit) in order.into_iter().enumerate() {
            let standing = &mut x.world.jurisdictions[unit as usize].standing;
            standing.rank_before = standing.rank.replace(place as u32);
        }
    }
}

/// Siblings and the moments of their scores.
struct Group {
    tier: usize,
    children: std::ops::Range<u32>,
    mean: f64,
    variance: f64,
}

/// Mean and variance of the scores of a group; variance 0 for one alone.
fn moments(scores: &[f64]) -> (f64, f64) {
    let n = scores.len() as f64;
    let mean = scores.iter().sum::<f64>() / n;
    let variance = scores.iter().map(|s| (s - mean) * (s - mean)).sum::<f64>() / (n - 1.0).max(1.0);
    (mean, variance)
}

/// Sets every unit's stake from the spread of scores among its siblings.
pub fn stakes(x: &mut ContestWeek<'_>) {
    let tiers = x.world.hierarchy.tiers.len();
    let groups: Vec<Group> = x
        .superiors()
        .map(|parent| {
            let children = x.world.hierarchy.units[parent as usize].children.clone();
            let scores: Vec<f64> = children.clone().map(|c| x.world.jurisdictions[c as usize].standing.score).collect();
            let (mean, variance) = moments(&scores);
            Group { tier: x.world.hierarchy.units[children.start as usize].tier, children, mean, variance }
        })
        .collect();
    let of_tier = |tier: usize, value: fn(&Group) -> f64| {
        let several: Vec<f64> = groups.iter().filter(|g| g.tier == tier && g.children.len() > 1).map(value).collect();
        if several.is_empty() { None } else { Some(several.iter().sum::<f64>() / several.len() as f64) }
    };
    let tier_variance: Vec<Option<f64>> = (0..tiers).map(|t| of_tier(t, |g| g.variance)).collect();
    let tier_mean: Vec<Option<f64>> = (0..tiers).map(|t| of_tier(t, |g| g.mean)).collect();
    for Group { tier, children, variance, .. } in &groups {
        for unit in children.clone() {
            let p = &x.timeline.at(x.week, unit).contest;
            let seat = &mut x.world.jurisdictions[unit as usize];
            let now = if children.len() < 2 || x.off.contest {
                0.0
            } else {
                let sd = spread(p, children.len(), *variance, tier_variance[*tier].unwrap_or(*variance));
                let z = match p.rule {
                    ContestRule::Rank => line(p.rewarded_share),
                    ContestRule::Threshold => {
                        (seat.standing.score - tier_mean[*tier].unwrap_or(seat.standing.score)) / sd
                    }
                };
                stake(p, seat.leader.career_concern, z, sd)
            };
            seat.stake =
                if children.len() < 2 || x.off.contest { 0.0 } else { seat.stake + p.pace * (now - seat.stake) };
        }
    }
    centre(x);
}

/// The centre's stake is the mean of the tier below (equation 3).
fn centre(x: &mut ContestWeek<'_>) {
    let below = x.world.hierarchy.of_tier[1].clone();
    let sum: f64 = below.clone().map(|u| x.world.jurisdictions[u as usize].stake).sum();
    x.world.jurisdictions[0].stake = sum / below.len() as f64;
}

/// Stakes before the first contest: as if scores had the reference spread.
pub fn first_stakes(x: &mut ContestWeek<'_>) {
    for parent in x.superiors() {
        let children = x.world.hierarchy.units[parent as usize].children.clone();
        for unit in children.clone() {
            let p = &x.timeline.at(x.week, unit).contest;
            let z = match p.rule {
                ContestRule::Rank => line(p.rewarded_share),
                ContestRule::Threshold => 0.0,
            };
            let seat = &mut x.world.jurisdictions[unit as usize];
            let alone = children.len() < 2 || x.off.contest;
            seat.stake = if alone { 0.0 } else { stake(p, seat.leader.career_concern, z, p.reference_sd) };
        }
    }
    centre(x);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stake_is_the_density_at_the_line() {
        let p = Contest { rewarded_share: 0.5, ..Contest::default() };
        assert!((stake(&p, 1.0, line(0.5), p.reference_sd) - 1.0).abs() < 1e-12);
        // φ(Φ⁻¹(0.8))/φ(0) = exp(-0.8416²/2)
        assert!((stake(&p, 1.0, line(0.2), p.reference_sd) - 0.701_75).abs() < 1e-4);
        assert_eq!(stake(&Contest { rankings: 0.0, ..p.clone() }, 1.0, 0.0, 0.05), 0.0);
        assert_eq!(stake(&p, 1e9, 0.0, 0.05), p.cap);
    }

    #[test]
    fn a_small_group_borrows_the_tiers_spread() {
        let p = Contest::default();
        assert!((spread(&p, 2, 0.0, 0.01) - (0.05f64 / 6.0).sqrt()).abs() < 1e-12);
        assert_eq!(spread(&p, 9, 0.0, 0.0), p.sd_floor);
    }
}
