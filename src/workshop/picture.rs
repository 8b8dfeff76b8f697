//! The hierarchy as it lives: for each unit its target, load, reports and faking over time, read from the country itself.
//!
//! # Equations
//!
//! 1. Target: Σ_m w_m T_m / T⁰_m / Σ_m w_m over the indicators m of weight w_m, T the unit's target, T⁰ the centre's in the
//!    same week: 1 at the centre.
//! 2. Load, faked, reported: means over the weeks of a record and the offices below, weighted by staff.
//! 3. Resolved, excluded: needs resolved or given up in a record, divided by those that arose in it; above 1 where a backlog
//!    is worked off.

use super::country::Country;
use crate::world::World;
use serde_json::{Value, json};

/// A tier with more units is not drawn.
pub const MOST_UNITS: usize = 60;

/// What is drawn of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantity {
    Target,
    Load,
    Faked,
    Reported,
    Resolved,
    Excluded,
}

const QUANTITIES: [(Quantity, &str); 6] = [
    (Quantity::Target, "target"),
    (Quantity::Load, "load"),
    (Quantity::Faked, "faked"),
    (Quantity::Reported, "reported"),
    (Quantity::Resolved, "resolved"),
    (Quantity::Excluded, "excluded"),
];

/// The units of the tiers that are drawn, over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Unit after unit, quantity after quantity, record after record.
    values: Vec<f32>,
    units: usize,
    records: usize,
}

/// Sums of an office over the weeks of a record.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    staff: f64,
    load: f64,
    faked: f64,
    reported: f64,
    needs: f64,
    resolved: f64,
    excluded: f64,
}

/// Sees a country week by week.
#[derive(Debug, Clone)]
pub struct Painter {
    units: Vec<u32>,
    offices: Vec<std::ops::Range<u32>>,
    weights: Vec<f64>,
    every: u32,
    weeks: u32,
    sums: Vec<Sums>,
    records: Vec<Vec<f32>>,
}

/// The tiers that are drawn.
pub fn tiers(country: &Country) -> impl Iterator<Item = usize> {
    let of_tier = &country.hierarchy.of_tier;
    (0..of_tier.len()).filter(|&tier| of_tier[tier].len() <= MOST_UNITS)
}

impl Painter {
    /// For a country before its first recorded week.
    pub fn new(country: &Country) -> Self {
        let h = &country.hierarchy;
        let units: Vec<u32> = tiers(country).flat_map(|tier| h.of_tier[tier].clone()).collect();
        let parameters = country.scenario.parameters();
        Self {
            offices: units.iter().map(|&u| h.units[u as usize].offices.clone()).collect(),
            units,
            weights: parameters.indicators.iter().map(|i| i.weight).collect(),
            every: country.scenario.record.every,
            weeks: 0,
            sums: vec![Sums::default(); h.offices()],
            records: Vec::new(),
        }
    }

    /// Sees the country at the end of a recorded week.
    pub fn see(&mut self, world: &World) {
        for (sums, office) in self.sums.iter_mut().zip(&world.offices) {
            let (week, staff) = (&office.week, office.staff);
            sums.staff += staff;
            sums.load += week.overload * staff;
            sums.faked += week.faked_share * staff;
            sums.reported += week.reported_share * staff;
            sums.needs += week.needs as f64;
            sums.resolved += week.resolved as f64;
            sums.excluded += week.excluded as f64;
        }
        self.weeks += 1;
        if self.weeks.is_multiple_of(self.every) {
            let record = self.record(world);
            self.records.push(record);
            self.sums.fill(Sums::default());
        }
    }

    /// The numbers of all units, one after the other.
    fn record(&self, world: &World) -> Vec<f32> {
        let centre = &world.jurisdictions[0].targets;
        let mut record = Vec::with_capacity(self.units.len() * QUANTITIES.len());
        for (unit, offices) in self.units.iter().zip(&self.offices) {
            let targets = &world.jurisdictions[*unit as usize].targets;
            let asked = self.weights.iter().zip(targets.iter().zip(centre)).filter(|(_, (_, centre))| **centre > 0.0);
            let (above, below) =
                asked.fold((0.0, 0.0), |(a, b), (weight, (target, centre))| (a + weight * target / centre, b + weight));
            let sum = |of: fn(&Sums) -> f64| -> f64 {
                self.sums[offices.start as usize..offices.end as usize].iter().map(of).sum()
            };
            let (staff, needs) = (sum(|s| s.staff), sum(|s| s.needs));
            record.extend(QUANTITIES.map(|(quantity, _)| {
                let value = match quantity {
                    Quantity::Target => above / below,
                    Quantity::Load => sum(|s| s.load) / staff,
                    Quantity::Faked => sum(|s| s.faked) / staff,
                    Quantity::Reported => sum(|s| s.reported) / staff,
                    Quantity::Resolved => sum(|s| s.resolved) / needs,
                    Quantity::Excluded => sum(|s| s.excluded) / needs,
                };
                value as f32
            }));
        }
        record
    }

    /// All that was seen.
    pub fn picture(self) -> Picture {
        let (units, records) = (self.units.len(), self.records.len());
        let mut values = Vec::with_capacity(units * QUANTITIES.len() * records);
        for at in 0..units * QUANTITIES.len() {
            values.extend(self.records.iter().map(|record| record[at]));
        }
        Picture { values, units, records }
    }
}

impl Picture {
    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        4 * self.values.len()
    }

    /// The tiers with their units, for the page; with what only the model knows, or without.
    pub fn tiers(&self, country: &Country, hidden: bool) -> Value {
        let h = &country.hierarchy;
        let mut at = 0;
        let tiers: Vec<Value> = tiers(country)
            .map(|tier| {
                let units = h.of_tier[tier].clone().map(|unit| {
                    let parent = h.units[unit as usize].parent;
                    let parent = parent.map(|p| p - h.of_tier[h.units[p as usize].tier].start);
                    let mut entry = json!({ "name": h.name(unit), "parent": parent });
                    for (q, (quantity, key)) in QUANTITIES.iter().enumerate() {
                        let told = !hidden || matches!(quantity, Quantity::Target | Quantity::Reported);
                        let from = (at * QUANTITIES.len() + q) * self.records;
                        let values = self.values[from..from + self.records].iter();
                        entry[key] = match told {
                            true => values.map(|v| super::answer::short(f64::from(*v))).collect(),
                            false => Value::Null,
                        };
                    }
                    at += 1;
                    entry
                });
                json!({ "tier": h.tiers[tier], "units": units.collect::<Vec<_>>() })
            })
            .collect();
        debug_assert_eq!(at, self.units);
        tiers.into()
    }
}
