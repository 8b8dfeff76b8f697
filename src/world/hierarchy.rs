//! The tree of jurisdictions: tiers, parents, children, offices below.
//!
//! Units are numbered tier by tier from the top, so the children of a unit are a contiguous range, and so are the offices
//! below it. A tier may be missing under a parent: its children are then of a deeper tier.

use std::ops::Range;

/// How the tree is given.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Children of every unit, tier by tier.
    FanOut(Vec<u32>),
    /// One row a region of the second tier.
    Regions(Vec<Region>),
}

/// One row of a region table: a unit of the second tier and what lies below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Name, unique in the table.
    pub name: String,
    /// Residents.
    pub population: u64,
    /// Share of residents in towns.
    pub urban: f64,
    /// Share of residents of 60 and over.
    pub share_60_plus: f64,
    /// Mean years of schooling of those aged 15 and over.
    pub schooling: f64,
    /// Units of each tier below the region's own, down to the offices; 0 where a tier is missing.
    pub units: Vec<u32>,
}

/// One jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Tier, 0 for the centre.
    pub tier: usize,
    /// Its superior; none for the centre.
    pub parent: Option<u32>,
    /// Its children; empty for offices.
    pub children: Range<u32>,
    /// The offices below it, as numbers of offices (not of units); an office is its own.
    pub offices: Range<u32>,
    /// Region (unit of the second tier, counted from 0) it belongs to; 0 for the centre.
    pub region: u32,
}

/// The whole tree.
#[derive(Debug, Clone)]
pub struct Hierarchy {
    /// Tier names from the centre down.
    pub tiers: Vec<String>,
    /// All units, tier by tier.
    pub units: Vec<Unit>,
    /// Units of each tier.
    pub of_tier: Vec<Range<u32>>,
    region_names: Vec<String>,
}

impl Hierarchy {
    /// Builds the tree. `tiers` has at least two names; a fan-out has one number fewer than tiers, a region's units two fewer.
    pub fn new(tiers: &[String], shape: &Shape) -> Self {
        let last = tiers.len() - 1;
        // counts[region][tier]: units of the region in each tier; a region is itself one unit of tier 1.
        let regions: Vec<Vec<u32>> = match shape {
            Shape::FanOut(fan) => {
                let below: Vec<u32> = (1..=last).map(|t| fan[1..t].iter().product()).collect();
                (0..fan[0]).map(|_| below.clone()).collect()
            }
            Shape::Regions(rows) => {
                rows.iter().map(|r| std::iter::once(1).chain(r.units.iter().copied()).collect()).collect()
            }
        };
        let region_names = match shape {
            Shape::FanOut(_) => Vec::new(),
            Shape::Regions(rows) => rows.iter().map(|r| r.name.clone()).collect(),
        };

        let mut units = vec![Unit { tier: 0, parent: None, children: 0..0, offices: 0..0, region: 0 }];
        #[expect(clippy::single_range_in_vec_init, reason = "the centre is a tier of one unit")]
        let mut of_tier = vec![0..1u32];
        // For every region, the units of the deepest tier built so far.
        let mut lowest: Vec<Range<u32>> = vec![0..0; regions.len()];
        for tier in 1..=last {
            let from = units.len() as u32;
            for (region, counts) in regions.iter().enumerate() {
                let wanted = counts[tier - 1];
                if wanted == 0 {
                    continue;
                }
                let parents = if tier == 1 { 0..1 } else { lowest[region].clone() };
                let first = units.len() as u32;
                let n = u64::from(parents.end - parents.start);
                for (i, parent) in parents.enumerate() {
                    let share = |i: u64| (u64::from(wanted) * i).div_ceil(n) as u32;
                    for _ in share(i as u64)..share(i as u64 + 1) {
                        units.push(Unit {
                            tier,
                            parent: Some(parent),
                            children: 0..0,
                            offices: 0..0,
                            region: region as u32,
                        });
                    }
                }
                lowest[region] = first..units.len() as u32;
            }
            of_tier.push(from..units.len() as u32);
        }
        let mut hierarchy = Self { tiers: tiers.to_vec(), units, of_tier, region_names };
        hierarchy.link();
        hierarchy
    }

    /// Fills in children and offices from the parents.
    fn link(&mut self) {
        let first_office = self.of_tier[self.tiers.len() - 1].start;
        for i in (0..self.units.len()).rev() {
            if i as u32 >= first_office {
                let office = i as u32 - first_office;
                self.units[i].offices = office..office + 1;
            }
            let (offices, parent) = (self.units[i].offices.clone(), self.units[i].parent);
            let Some(parent) = parent else { continue };
            let parent = &mut self.units[parent as usize];
            let i = i as u32;
            parent.children = if parent.children.is_empty() { i..i + 1 } else { i..parent.children.end };
            parent.offices = if parent.offices.is_empty() { offices } else { offices.start..parent.offices.end };
        }
    }

    /// Number of offices.
    pub fn offices(&self) -> usize {
        self.of_tier[self.tiers.len() - 1].len()
    }

    /// Unit number of an office.
    pub fn unit_of_office(&self, office: u32) -> u32 {
        self.of_tier[self.tiers.len() - 1].start + office
    }

    /// A unit and its siblings: the children of its parent; the centre is alone.
    pub fn siblings(&self, unit: u32) -> Range<u32> {
        match self.units[unit as usize].parent {
            Some(parent) => self.units[parent as usize].children.clone(),
            None => unit..unit + 1,
        }
    }

    /// Name of a unit: a region's own name, or its tier and the numbers on the way down to it (`county-2.1.3`). The centre
    /// has the name of its tier.
    pub fn name(&self, unit: u32) -> String {
        let u = &self.units[unit as usize];
        let Some(parent) = u.parent else { return self.tiers[0].clone() };
        let place = unit - self.units[parent as usize].children.start + 1;
        if u.tier == 1 {
            return match self.region_names.get(u.region as usize) {
                Some(name) => name.clone(),
                None => format!("{}-{place}", self.tiers[1]),
            };
        }
        let above = self.name(parent);
        let above = match self.units[parent as usize].tier {
            0 => String::new(),
            1 if !self.region_names.is_empty() => above,
            _ => above.rsplit('-').next().unwrap_or_default().to_string(),
        };
        match self.region_names.is_empty() {
            true => format!("{}-{above}.{place}", self.tiers[u.tier]),
            false if self.units[parent as usize].tier == 1 => format!("{above}/{}-{place}", self.tiers[u.tier]),
            false => {
                let region = &self.region_names[u.region as usize];
                format!("{region}/{}-{above}.{place}", self.tiers[u.tier])
            }
        }
    }

    /// The unit with this name.
    pub fn find(&self, name: &str) -> Option<u32> {
        (0..self.units.len() as u32).find(|&u| self.name(u) == name)
    }

    /// Whether `unit` is `above` or lies below it.
    pub fn within(&self, unit: u32, above: u32) -> bool {
        let mut at = Some(unit);
        while let Some(u) = at {
            if u == above {
                return true;
            }
            at = self.units[u as usize].parent;
        }
        false
    }

    /// Whether a set of offices makes the whole of the country: every unit but the offices has children.
    pub fn is_complete(&self) -> bool {
        let last = self.tiers.len() - 1;
        self.units.iter().all(|u| u.tier == last || !u.children.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(n: usize) -> Vec<String> {
        (0..n).map(|i| format!("t{i}")).collect()
    }

    fn assert_sound(h: &Hierarchy) {
        for (i, u) in h.units.iter().enumerate() {
            for c in u.children.clone() {
                assert_eq!(h.units[c as usize].parent, Some(i as u32));
                assert!(h.units[c as usize].tier > u.tier);
            }
            let below: u32 = u.children.clone().map(|c| h.units[c as usize].offices.len() as u32).sum();
            if !u.children.is_empty() {
                assert_eq!(below, u.offices.len() as u32);
            }
        }
        assert_eq!(h.units[0].offices, 0..h.offices() as u32);
        assert!(h.is_complete());
    }

    proptest! {
        #[test]
        fn any_fan_out_makes_a_sound_tree(fan in prop::collection::vec(1u32..5, 1..6)) {
            let h = Hierarchy::new(&names(fan.len() + 1), &Shape::FanOut(fan.clone()));
            assert_sound(&h);
            prop_assert_eq!(h.offices() as u32, fan.iter().product::<u32>());
        }
    }

    #[test]
    fn a_missing_tier_is_skipped() {
        let region = |name: &str, units: &[u32]| Region {
            name: name.into(),
            population: 1000,
            urban: 0.5,
            share_60_plus: 0.2,
            schooling: 9.0,
            units: units.to_vec(),
        };
        let rows = vec![region("A", &[0, 3, 7]), region("B", &[2, 5, 11])];
        let h = Hierarchy::new(&names(5), &Shape::Regions(rows));
        assert_sound(&h);
        assert_eq!(h.offices(), 18);
        let a = &h.units[1];
        assert!(a.children.clone().all(|c| h.units[c as usize].tier == 3));
        assert_eq!(h.name(1), "A");
        for u in 0..h.units.len() as u32 {
            assert_eq!(h.find(&h.name(u)), Some(u), "{}", h.name(u));
        }
    }
}
