//! The part of a run's rows that figures are drawn from: national curves, one value a replicate and week.

use crate::observe::{Names, Row};
use std::collections::BTreeMap;

/// One curve: for each recorded week the values of the replicates, in the order in which they came.
pub type Curve = BTreeMap<u32, Vec<f64>>;

/// Measure, tier and group, as numbers.
type Key = (u16, u16, u16);

/// National curves of a few measures, by tier and group.
///
/// A curve is national where the row's region is the country's, whatever its tier: quotas have one for each tier.
#[derive(Debug, Clone, PartialEq)]
pub struct Curves {
    names: Names,
    tiers: Vec<String>,
    tier_of: Vec<u16>,
    national: Vec<bool>,
    wanted: Vec<bool>,
    curves: BTreeMap<Key, Curve>,
}

impl Curves {
    /// Empty; rows of other measures than the `wanted` ones will be passed over.
    pub fn new(names: &Names, wanted: &[&str]) -> Self {
        let mut tiers: Vec<String> = Vec::new();
        let mut tier_of = Vec::with_capacity(names.places.len());
        for place in &names.places {
            let known = tiers.iter().position(|t| *t == place.tier);
            let tier = known.unwrap_or_else(|| {
                tiers.push(place.tier.clone());
                tiers.len() - 1
            });
            tier_of.push(tier as u16);
        }
        let country = names.places.first().map(|p| p.region.clone()).unwrap_or_default();
        let national = names.places.iter().map(|p| p.region == country).collect();
        let wanted = names.measures.iter().map(|m| wanted.contains(&m.name)).collect();
        Self { names: names.clone(), tiers, tier_of, national, wanted, curves: BTreeMap::new() }
    }

    /// Keeps the row if a figure needs it.
    pub fn take(&mut self, row: &Row) {
        let (measure, place) = (usize::from(row.measure), row.place as usize);
        if !self.wanted.get(measure).is_some_and(|w| *w) {
            return;
        }
        let (Some(&tier), Some(&national)) = (self.tier_of.get(place), self.national.get(place)) else { return };
        if national {
            let key = (row.measure, tier, row.group);
            self.curves.entry(key).or_default().entry(row.week).or_default().push(row.value);
        }
    }

    /// Unit of what is measured `of the kind` of an indicator's group; empty where it is not known.
    pub fn group_unit(&self, group: &str) -> &str {
        let at = self.names.groups.iter().position(|g| g == group);
        at.and_then(|at| self.names.group_units.get(at)).copied().unwrap_or_default()
    }

    fn measure(&self, name: &str) -> Option<u16> {
        self.names.measures.iter().position(|m| m.name == name).map(|m| m as u16)
    }

    /// Unit of a measure; `1` for a share or where there is no such measure.
    pub fn unit(&self, measure: &str) -> &'static str {
        self.names.measures.iter().find(|m| m.name == measure).map_or("1", |m| m.unit)
    }

    /// Name of the tier of the whole country.
    pub fn country(&self) -> &str {
        self.tiers.first().map_or("", String::as_str)
    }

    /// The curve of a measure, tier and group, if it was recorded.
    pub fn get(&self, measure: &str, tier: &str, group: &str) -> Option<&Curve> {
        let tier = self.tiers.iter().position(|t| t == tier)? as u16;
        let group = self.names.groups.iter().position(|g| g == group)? as u16;
        self.curves.get(&(self.measure(measure)?, tier, group))
    }

    /// Groups with a given beginning for which the measure has a curve, in the order of the names.
    pub fn groups(&self, measure: &str, beginning: &str) -> Vec<&str> {
        let Some(measure) = self.measure(measure) else { return Vec::new() };
        let has = |group: usize| self.curves.keys().any(|k| k.0 == measure && usize::from(k.2) == group);
        let named = self.names.groups.iter().enumerate();
        named.filter(|(i, g)| g.starts_with(beginning) && has(*i)).map(|(_, g)| g.as_str()).collect()
    }

    /// Tiers for which the measure has a curve, from the centre down.
    pub fn tiers(&self, measure: &str) -> Vec<&str> {
        let Some(measure) = self.measure(measure) else { return Vec::new() };
        let has = |tier: usize| self.curves.keys().any(|k| k.0 == measure && usize::from(k.1) == tier);
        self.tiers.iter().enumerate().filter(|(i, _)| has(*i)).map(|(_, t)| t.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::{MeasureName, Names, Place};

    fn names() -> Names {
        let place = |tier: &str, region: &str| Place { tier: tier.into(), region: region.into() };
        Names {
            places: vec![place("country", "All"), place("county", "A"), place("county", "B"), place("town", "All")],
            groups: vec!["all".into(), "indicator:ledger".into()],
            measures: vec![
                MeasureName { name: "cascade.target", unit: "1" },
                MeasureName { name: "citizens.excluded", unit: "1" },
                MeasureName { name: "other", unit: "h" },
            ],
            group_units: Vec::new(),
            office_columns: Vec::new(),
        }
    }

    #[test]
    fn national_rows_are_kept() {
        let mut curves = Curves::new(&names(), &["cascade.target", "citizens.excluded"]);
        let mut take = |place, group, measure, value| {
            curves.take(&Row { replicate: 0, week: 3, place, group, measure, value });
        };
        take(0, 1, 0, 8.0);
        take(1, 1, 0, 9.0);
        take(2, 1, 0, 11.0);
        take(3, 1, 0, 12.0);
        take(0, 0, 1, 0.5);
        take(1, 0, 1, 0.7);
        take(0, 0, 2, 1.0);
        let value = |tier: &str| curves.get("cascade.target", tier, "indicator:ledger").map(|c| c[&3][0]);
        assert_eq!((value("country"), value("county"), value("town")), (Some(8.0), None, Some(12.0)));
        assert_eq!(curves.tiers("cascade.target"), ["country", "town"]);
        assert_eq!(curves.tiers("citizens.excluded"), ["country"]);
        assert_eq!(curves.groups("cascade.target", "indicator:"), ["indicator:ledger"]);
        assert!(curves.get("other", "country", "all").is_none(), "not asked for");
    }
}
