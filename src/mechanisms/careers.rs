//! # Careers
//!
//! **Models** terms, dismissals and promotion: a tournament also selects who governs.
//!
//! **Order**: at contests, after imitation, from the top down.
//!
//! **Rules**
//!
//! 1. a leader leaves at the end of the term (156 weeks in post) or when dismissed after an audit
//! 2. a vacancy is filled by the leader of the best-ranked child (or of a child drawn by lot), whose seat is then vacant;
//!    vacancies run down the tree, and only office seats get newcomers
//! 3. leaders take their traits along; an office with a new leader gets half of its lost motivation back
//! 4. selection of a promotion: 1 if the promoted child had the best true results among its siblings, −1 if the worst
//!
//! **Sources** S1-41; Lazear & Rosen 1981. **Leaves out** moves between provinces. **Checks** no leader is lost or doubled.

use super::context::ContestWeek;
use crate::parameter::{choices, parameters};
use crate::random::{Stream, place_among};
use crate::world::leader::Leader;

choices! {
    /// Who fills a vacancy.
    pub enum PromotionRule {
        /// The leader of the best-ranked child.
        Rank = "rank",
        /// The leader of a child drawn by lot.
        Lot = "lot",
    }
}

parameters! {
    /// Careers: terms, vacancies and promotion.
    pub struct Careers = "careers";
    /// Who is promoted.
    promotion: PromotionRule = PromotionRule::Rank, "1", 0..=1, Structure, "choice: null arm of pattern 12";
    /// Term of office.
    term: u32 = 156, "weeks", 1..=2600, Fact, "assumed: stays of 3-4 years are said to be usual";
}

/// The mechanism.
pub const MECHANISM: super::Mechanism = super::Mechanism {
    name: "careers",
    sentence: "Leaders leave, the best-ranked child's leader moves up, vacancies run down the tree.",
    when_off: "Leaders stay for ever.",
    groups: &["careers"],
};

/// How well a promoted child served: 1 the best of its siblings in true results, −1 the worst, 0 alone.
pub fn selection(results: &[f64], promoted: usize) -> f64 {
    let others = results.len() as f64 - 1.0;
    if others < 1.0 {
        return 0.0;
    }
    let better = results.iter().filter(|r| **r > results[promoted]).count() as f64;
    let equal = results.iter().filter(|r| **r == results[promoted]).count() as f64 - 1.0;
    1.0 - 2.0 * (better + 0.5 * equal) / others
}

/// Leaders leave and move up.
pub fn step(x: &mut ContestWeek<'_>) {
    let period = x.world.offices.first().map_or(0, |o| o.period.weeks);
    let first_office = x.world.hierarchy.unit_of_office(0);
    let mut vacant = vec![false; x.world.jurisdictions.len()];
    for (unit, seat) in x.world.jurisdictions.iter_mut().enumerate() {
        seat.leader.weeks_in_post += period;
        seat.standing.promoted = false;
        seat.standing.promotions = 0;
        seat.standing.selection = 0.0;
        let term = x.timeline.at(x.week, unit as u32).careers.term;
        vacant[unit] = !x.off.careers && (seat.leader.weeks_in_post >= term || seat.standing.dismissed);
    }
    for unit in 0..first_office {
        if !vacant[unit as usize] {
            continue;
        }
        let children = x.world.hierarchy.units[unit as usize].children.clone();
        // A dismissed leader is not promoted; if all were dismissed, the rule takes no notice.
        let free: Vec<u32> =
            children.clone().filter(|&c| !x.world.jurisdictions[c as usize].standing.dismissed).collect();
        let free = if free.is_empty() { children.clone().collect() } else { free };
        let child = match x.p(unit).careers.promotion {
            PromotionRule::Rank => {
                free.iter().copied().min_by_key(|&c| x.world.jurisdictions[c as usize].standing.rank)
            }
            PromotionRule::Lot => {
                let word = x.luck.block(Stream::Careers, x.week, unit, 0)[0];
                free.get(place_among(free.len(), word)).copied()
            }
        };
        let Some(child) = child else { continue };
        let results: Vec<f64> = children.clone().map(|c| x.world.jurisdictions[c as usize].standing.results).collect();
        let promoted = &mut x.world.jurisdictions[child as usize];
        promoted.standing.promoted = true;
        let leader = Leader { weeks_in_post: 0, ..promoted.leader };
        let seat = &mut x.world.jurisdictions[unit as usize];
        seat.leader = leader;
        seat.standing.promotions = 1;
        seat.standing.selection = selection(&results, (child - children.start) as usize);
        vacant[child as usize] = true;
    }
    for office in &mut x.world.offices {
        if vacant[office.unit as usize] {
            let p = x.timeline.at(x.week, office.unit);
            x.world.jurisdictions[office.unit as usize].leader =
                Leader::newcomer(x.luck, office.unit, x.week + 1, &p.leaders);
            office.motivation += p.effort.new_leader_relief * (1.0 - office.motivation);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selection_runs_from_the_worst_to_the_best() {
        assert_eq!(selection(&[0.2, 0.9, 0.5], 1), 1.0);
        assert_eq!(selection(&[0.2, 0.9, 0.5], 0), -1.0);
        assert_eq!(selection(&[0.5, 0.5, 0.5], 2), 0.0);
        assert_eq!(selection(&[0.5], 0), 0.0);
    }
}
