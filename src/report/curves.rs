//! The part of a run's rows that figures are drawn from: national curves, one value a replicate and week.

use crate::observe::{Names, Row};
use std::collections::BTreeMap;

/// One curve: for each recorded week the values of the replicates, in the order in which they came.
pub type Curve = BTreeMap<u32, Vec<f64>>;

/// Measure, tier and group, as numbers.
type Key = (u16, u16, u16);

/// Sum and number of values by week and replicate.
type Sums = BTreeMap<(u32, u32), (f64, u32)>;

/// National curves of a few measures, by tier and group.
///
/// A curve is national where the row's region is the country's, whatever its tier. Quotas (`cascade.…`) that are only given
/// region by region are averaged over the regions of a tier, each counting the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Curves {
    names: Names,
    tiers: Vec<String>,
    tier_of: Vec<u16>,
    national: Vec<bool>,
    wanted: Vec<bool>,
    cascade: Vec<bool>,
    curves: BTreeMap<Key, Curve>,
    regional: BTreeMap<Key, Sums>,
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
        let cascade = names.measures.iter().map(|m| m.name.starts_with("cascade.")).collect();
        let (curves, regional) = (BTreeMap::new(), BTreeMap::new());
        Self { names: names.clone(), tiers, tier_of, national, wanted, cascade, curves, regional }
    }

    /// Keeps the row if a figure needs it.
    pub fn take(&mut self, row: &Row) {
        let (measure, place) = (usize::from(row.measure), row.place as usize);
        if !self.wanted.get(measure).is_some_and(|w| *w) {
            return;
        }
        let (Some(&tier), Some(&national)) = (self.tier_of.get(place), self.national.get(place)) else { return };
        let key = (row.measure, tier, row.group);
        if national {
            self.curves.entry(key).or_default().entry(row.week).or_default().push(row.value);
        } else if self.cascade[measure] {
            let sum = self.regional.entry(key).or_default().entry((row.week, row.replicate)).or_insert((0.0, 0));
            sum.0 += row.value;
            sum.1 += 1;
        }
    }

    /// Ends the taking: tiers without a national curve get the mean over their regions.
    pub fn close(&mut self) {
        for (key, sums) in std::mem::take(&mut self.regional) {
            if self.curves.contains_key(&key) {
                continue;
            }
            let curve = self.curves.entry(key).or_default();
            for ((week, _), (sum, n)) in sums {
                curve.entry(week).or_default().push(sum / f64::from(n));
            }
        }
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
    use crate::observe::{Names, Place, row::MeasureName};

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
            office_columns: Vec::new(),
        }
    }

    #[test]
    fn national_rows_are_kept_and_regional_quotas_averaged() {
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
        curves.close();
        let value = |tier: &str| curves.get("cascade.target", tier, "indicator:ledger").unwrap()[&3].clone();
        assert_eq!((value("country"), value("county"), value("town")), (vec![8.0], vec![10.0], vec![12.0]));
        assert_eq!(curves.tiers("cascade.target"), ["country", "county", "town"]);
        assert_eq!(curves.tiers("citizens.excluded"), ["country"], "only quotas are averaged over regions");
        assert_eq!(curves.groups("cascade.target", "indicator:"), ["indicator:ledger"]);
        assert!(curves.get("other", "country", "all").is_none(), "not asked for");
    }
}
