//! What of a run is recorded, and under which names: places, groups and measures, known before the first week.

use super::measure::{By, Measure, Value};
use super::measures::MEASURES;
use super::row::{MeasureName, Names, Place};
use super::year::OFFICE_COLUMNS;
use crate::scenario::Scenario;
use crate::world::citizen::{CELLS, cell_age, cell_device, cell_education, cell_rural};
use crate::world::hierarchy::Hierarchy;
use crate::world::indicator::Indicator;
use crate::world::office::ACTIVITIES;
use crate::world::population::{AGES, DEVICE, EDUCATION, RESIDENCE};
use std::ops::Range;

/// A recorded place: a unit, or all units of a tier.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) units: Range<u32>,
    pub(super) offices: Range<u32>,
    /// Whether its weeks are recorded (units), or only its contests (tiers).
    pub(super) weekly: bool,
}

/// A group of citizens.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) name: u16,
    pub(super) cells: Vec<usize>,
}

/// A series that a run can give: rows of one measure, place and group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// Place in [`Names::places`].
    pub place: u32,
    /// Place in [`Names::groups`].
    pub group: u16,
    /// Place in [`Names::measures`].
    pub measure: u16,
}

/// What is recorded of a scenario.
#[derive(Debug, Clone)]
pub struct Layout {
    pub(super) names: Names,
    pub(super) wanted: Vec<(u16, &'static Measure)>,
    pub(super) spots: Vec<Spot>,
    pub(super) groups: Vec<Group>,
    pub(super) first_item: [u16; 2],
    pub(super) indicators: usize,
}

impl Layout {
    /// What is recorded of a scenario whose tree is this.
    pub fn new(scenario: &Scenario, h: &Hierarchy) -> Self {
        let record = &scenario.record;
        let deepest = record.tier.min(h.tiers.len() - 1);
        let place = |tier: usize, region: String| Place { tier: h.tiers[tier].clone(), region };
        let all_offices = 0..h.offices() as u32;

        let mut places = vec![place(0, "all".into())];
        let mut spots = vec![Spot { units: 0..1, offices: all_offices.clone(), weekly: true }];
        for tier in 1..h.tiers.len() {
            places.push(place(tier, "all".into()));
            spots.push(Spot { units: h.of_tier[tier].clone(), offices: all_offices.clone(), weekly: false });
        }
        for tier in 1..=deepest {
            for unit in h.of_tier[tier].clone() {
                let u = &h.units[unit as usize];
                places.push(place(tier, h.name(unit)));
                spots.push(Spot { units: unit..unit + 1, offices: u.offices.clone(), weekly: true });
            }
        }
        let (group_names, groups, first_item) = groups(scenario);
        let wanted: Vec<(u16, &'static Measure)> = {
            static ALL: [Measure; MEASURES.len()] = MEASURES;
            ALL.iter().enumerate().filter(|(_, m)| record.wants(m.name)).map(|(i, m)| (i as u16, m)).collect()
        };
        let measure_name = |m: &Measure| MeasureName { name: m.name, unit: m.unit };
        Self {
            names: Names {
                places,
                group_units: group_units(&group_names, &scenario.parameters().indicators, first_item[0]),
                groups: group_names,
                measures: MEASURES.iter().map(measure_name).collect(),
                office_columns: OFFICE_COLUMNS.iter().map(|(name, unit, _)| MeasureName { name, unit }).collect(),
            },
            wanted,
            spots,
            groups,
            first_item,
            indicators: scenario.indicators.len(),
        }
    }

    /// The names behind the rows.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// All series of which a run may give rows, in order. One without a base in a run has no rows there.
    pub fn columns(&self) -> Vec<Column> {
        let mut columns = Vec::new();
        for (place, spot) in self.spots.iter().enumerate() {
            for &(measure, m) in &self.wanted {
                let there = match m.value {
                    Value::Contest(_) => true,
                    Value::Weeks(_) | Value::Offices(_) => spot.weekly,
                };
                if there {
                    let column = |group: u16| Column { place: place as u32, group, measure };
                    columns.extend(self.groups_of(m.by).into_iter().map(column));
                }
            }
        }
        columns.sort_unstable();
        columns
    }

    fn groups_of(&self, by: By) -> Vec<u16> {
        match by {
            By::Nothing => vec![0],
            By::Citizens => std::iter::once(0).chain(self.groups.iter().map(|g| g.name)).collect(),
            By::Indicators | By::Activities => {
                let (first, n) = self.items(by);
                (first..first + n as u16).collect()
            }
        }
    }

    /// First group name and number of items of a breakdown by indicators or activities.
    pub(super) fn items(&self, by: By) -> (u16, usize) {
        match by {
            By::Activities => (self.first_item[1], ACTIVITIES.len()),
            _ => (self.first_item[0], self.indicators),
        }
    }
}

/// Units of the groups that are indicators, which begin at `first`.
fn group_units(groups: &[String], indicators: &[Indicator], first: u16) -> Vec<&'static str> {
    let unit =
        |at: usize| at.checked_sub(usize::from(first)).and_then(|m| indicators.get(m)).map_or("", |i| i.kind.unit());
    (0..groups.len()).map(unit).collect()
}

/// Group names (`all`, citizens' groups, indicators, activities), the cells of citizens' groups, and where indicators and
/// activities begin.
fn groups(scenario: &Scenario) -> (Vec<String>, Vec<Group>, [u16; 2]) {
    let mut names = vec!["all".to_string()];
    let mut groups = Vec::new();
    let mut add = |kind: &str, labels: &[&str], of: &dyn Fn(usize) -> usize| {
        if scenario.record.groups.iter().any(|g| g == kind) {
            for (i, label) in labels.iter().enumerate() {
                let cells = (0..CELLS).filter(|&c| of(c) == i).collect();
                groups.push(Group { name: names.len() as u16, cells });
                names.push(format!("{kind}:{label}"));
            }
        }
    };
    add("age", &AGES, &cell_age);
    add("education", &EDUCATION, &cell_education);
    add("residence", &RESIDENCE, &|c| usize::from(cell_rural(c)));
    add("device", &DEVICE, &|c| usize::from(cell_device(c)));
    let indicators = names.len() as u16;
    names.extend(scenario.indicators.iter().map(|i| format!("indicator:{i}")));
    let activities = names.len() as u16;
    names.extend(ACTIVITIES.iter().map(|a| format!("activity:{a}")));
    (names, groups, [indicators, activities])
}
