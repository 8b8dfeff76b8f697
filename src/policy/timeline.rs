//! Which parameters are in force for which unit in which week.
//!
//! Units that the same policies are for form a class. A class has one set of parameters for each stretch of weeks in which
//! nothing changes.

use super::Policy;
use crate::world::hierarchy::Hierarchy;
use std::collections::BTreeSet;

/// Sets of parameters by week and class of units.
#[derive(Debug, Clone)]
pub struct Timeline<P> {
    starts: Vec<u32>,
    classes: usize,
    sets: Vec<P>,
    class_of_unit: Vec<u16>,
}

impl<P> Timeline<P> {
    /// Lays the policies over `values`, in their order (a later one wins), for a run of `weeks`; `make` turns a flat list
    /// into a set of parameters.
    pub fn new(
        hierarchy: &Hierarchy,
        values: &[f64],
        policies: &[Policy],
        weeks: u32,
        make: impl Fn(&[f64]) -> P,
    ) -> Self {
        let places: Vec<Vec<Option<u32>>> =
            policies.iter().map(|p| p.regions.iter().map(|name| hierarchy.find(name)).collect()).collect();
        let applies = |unit: u32| -> u64 {
            policies.iter().zip(&places).enumerate().fold(0, |mask, (i, (policy, places))| {
                let tier = policy.tier.is_none_or(|t| hierarchy.units[unit as usize].tier == t);
                let place = places.is_empty() || places.iter().flatten().any(|&above| hierarchy.within(unit, above));
                mask | u64::from(tier && place) << i
            })
        };
        let mut masks: Vec<u64> = Vec::new();
        let class_of_unit = (0..hierarchy.units.len() as u32)
            .map(|unit| {
                let mask = applies(unit);
                let at = masks.iter().position(|&m| m == mask).unwrap_or_else(|| {
                    masks.push(mask);
                    masks.len() - 1
                });
                at as u16
            })
            .collect();

        let mut starts: BTreeSet<u32> = [0].into();
        for policy in policies {
            starts.extend((policy.from..=policy.from.saturating_add(policy.ramp)).take_while(|&w| w < weeks));
            starts.extend(policy.until.filter(|&w| w < weeks));
        }
        let starts: Vec<u32> = starts.into_iter().collect();
        let mut sets = Vec::with_capacity(starts.len() * masks.len());
        for &week in &starts {
            for mask in &masks {
                let mut now = values.to_vec();
                for (i, policy) in policies.iter().enumerate() {
                    if mask >> i & 1 == 1 && week >= policy.from && policy.until.is_none_or(|end| week < end) {
                        let way = f64::from(week - policy.from + 1) / f64::from(policy.ramp.max(1));
                        for &(place, value) in &policy.set {
                            now[place] = if way >= 1.0 { value } else { now[place] + (value - now[place]) * way };
                        }
                    }
                }
                sets.push(make(&now));
            }
        }
        Self { starts, classes: masks.len(), sets, class_of_unit }
    }

    /// The parameters in force for a unit in a week.
    pub fn at(&self, week: u32, unit: u32) -> &P {
        self.of_class(week, self.class_of_unit[unit as usize])
    }

    /// Whether the same parameters are in force for every unit in all weeks before `week`; of countries with the same tree.
    pub fn same_before(&self, other: &Self, week: u32) -> bool
    where
        P: PartialEq,
    {
        let classes: BTreeSet<(u16, u16)> =
            self.class_of_unit.iter().copied().zip(other.class_of_unit.iter().copied()).collect();
        let mut starts = self.starts.iter().chain(&other.starts).filter(|&&start| start < week);
        starts.all(|&start| {
            classes.iter().all(|&(mine, theirs)| self.of_class(start, mine) == other.of_class(start, theirs))
        })
    }

    fn of_class(&self, week: u32, class: u16) -> &P {
        &self.sets[self.stretch(week) * self.classes + class as usize]
    }

    /// Number of the stretch of weeks that a week lies in; equal numbers mean that nothing has changed.
    pub fn stretch(&self, week: u32) -> usize {
        self.starts.partition_point(|&start| start <= week) - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::hierarchy::Shape;

    fn policy(from: u32, until: Option<u32>, ramp: u32, tier: Option<usize>, regions: &[&str]) -> Policy {
        let regions = regions.iter().map(ToString::to_string).collect();
        Policy { name: "p".into(), about: String::new(), from, until, ramp, tier, regions, set: vec![(0, 1.0)] }
    }

    fn tree() -> Hierarchy {
        let tiers: Vec<String> = ["a", "b", "c"].map(String::from).to_vec();
        Hierarchy::new(&tiers, &Shape::FanOut(vec![2, 2]))
    }

    #[test]
    fn a_policy_holds_from_its_first_week_to_the_week_before_its_end() {
        let t = Timeline::new(&tree(), &[0.0], &[policy(3, Some(5), 0, None, &[])], 10, |v| v[0]);
        let seen: Vec<f64> = (0..7).map(|w| *t.at(w, 0)).collect();
        assert_eq!(seen, [0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0]);
    }

    #[test]
    fn a_ramp_moves_in_equal_steps() {
        let t = Timeline::new(&tree(), &[0.0], &[policy(2, None, 4, None, &[])], 10, |v| v[0]);
        let seen: Vec<f64> = (0..8).map(|w| *t.at(w, 0)).collect();
        assert_eq!(seen, [0.0, 0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0]);
    }

    #[test]
    fn timelines_are_the_same_until_a_policy_of_one_begins() {
        let all = |p: &[Policy]| Timeline::new(&tree(), &[0.0], p, 10, |v| v[0]);
        let (without, with) = (all(&[]), all(&[policy(3, Some(5), 0, Some(2), &["b-2"])]));
        let same: Vec<u32> = (0..10).filter(|&w| with.same_before(&without, w)).collect();
        assert_eq!(same, [0, 1, 2, 3]);
        assert!((0..10).all(|w| with.same_before(&without, w) == without.same_before(&with, w)));
        let moved = all(&[policy(6, None, 0, None, &[]), policy(3, Some(5), 0, Some(2), &["b-2"])]);
        assert_eq!((0..10).filter(|&w| with.same_before(&moved, w)).max(), Some(6));
    }

    #[test]
    fn scope_is_tier_and_region() {
        let h = tree();
        let t = Timeline::new(&h, &[0.0], &[policy(0, None, 0, Some(2), &["b-2"])], 10, |v| v[0]);
        let on: Vec<u32> = (0..h.units.len() as u32).filter(|&u| *t.at(0, u) == 1.0).collect();
        assert_eq!(on, [5, 6]);
    }
}
