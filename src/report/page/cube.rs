//! All numbers of a report in one place: by measure, place, group of people or things, window of time, arm and replicate.

use crate::report::summary;
use crate::report::tidy::{Cells, Tidy};
use std::collections::BTreeMap;

/// Where a number stands, whatever the arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Place in [`Cube::measures`].
    pub measure: u16,
    /// Place in [`Cube::places`].
    pub place: u16,
    /// Place in [`Cube::groups`].
    pub group: u16,
    /// Place in [`Cube::windows`].
    pub window: u16,
}

/// A mean over replicates with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stat {
    /// Mean.
    pub mean: f64,
    /// 95 % interval, Student t; none for one replicate.
    pub interval: Option<(f64, f64)>,
    /// Replicates that have a value.
    pub n: usize,
}

impl Stat {
    /// Of the finite ones among some values; none where there are none.
    pub fn of(values: &[f64]) -> Option<Self> {
        let values: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        if values.is_empty() {
            return None;
        }
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        Some(Self { mean, interval: summary::interval(&values), n: values.len() })
    }
}

/// What an arm is against the baseline, seed by seed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Pairs.
    pub n: usize,
    /// Mean of the baseline.
    pub baseline: f64,
    /// Mean of the arm.
    pub arm: f64,
    /// Arm less baseline.
    pub difference: f64,
    /// 95 % interval; none for one pair.
    pub interval: Option<(f64, f64)>,
}

impl Difference {
    /// Whether the interval leaves out 0: `Some(true)` above, `Some(false)` below, none where it does not or where there is
    /// no interval.
    pub fn sign(&self) -> Option<bool> {
        let (low, high) = self.interval?;
        if low > 0.0 {
            return Some(true);
        }
        (high < 0.0).then_some(false)
    }
}

/// Texts that are numbered as they come.
#[derive(Debug, Clone, PartialEq, Default)]
struct Interned<T: Ord + Clone> {
    all: Vec<T>,
    known: BTreeMap<T, u16>,
}

impl<T: Ord + Clone> Interned<T> {
    fn number(&mut self, text: T) -> u16 {
        if let Some(number) = self.known.get(&text) {
            return *number;
        }
        let number = self.all.len().min(usize::from(u16::MAX)) as u16;
        self.all.push(text.clone());
        self.known.insert(text, number);
        number
    }

    fn find(&self, text: &T) -> Option<u16> {
        self.known.get(text).copied()
    }
}

/// More replicates than any run can have; a damaged table must not ask for the memory of more.
const MOST_REPLICATES: usize = 100_000;

/// The numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cube {
    arms: usize,
    measures: Interned<String>,
    places: Interned<(String, String)>,
    groups: Interned<String>,
    windows: Interned<String>,
    units: BTreeMap<(u16, u16), String>,
    values: BTreeMap<Key, Vec<Vec<f64>>>,
    differences: BTreeMap<(usize, Key), Difference>,
}

/// What a table lacks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the table `{table}` has no column `{column}` of the kind that is expected")]
pub struct Lacking {
    /// The table.
    pub table: String,
    /// The column.
    pub column: &'static str,
}

fn lacking<T>(found: Option<T>, table: &Tidy, column: &'static str) -> Result<T, Lacking> {
    found.ok_or_else(|| Lacking { table: table.name.clone(), column })
}

/// A column of texts: the distinct ones, and which of them each row has.
pub(super) fn texts<'a>(table: &'a Tidy, column: &'static str) -> Result<(&'a [String], &'a [i32]), Lacking> {
    let found = table.columns.iter().find(|(name, _)| name == column);
    let found = found.and_then(|(_, cells)| match cells {
        Cells::Text(names, keys) => Some((names.as_slice(), keys.as_slice())),
        _ => None,
    });
    lacking(found, table, column)
}

/// A column of numbers, whole ones too.
pub(super) fn numbers(table: &Tidy, column: &'static str) -> Result<Vec<f64>, Lacking> {
    let found = table.columns.iter().find(|(name, _)| name == column);
    let found = found.and_then(|(_, cells)| match cells {
        Cells::Number(values) => Some(values.clone()),
        Cells::Whole(values) => Some(values.iter().map(|v| *v as f64).collect()),
        _ => None,
    });
    lacking(found, table, column)
}

impl Cube {
    /// For so many arms.
    pub fn new(arms: usize) -> Self {
        Self { arms, ..Self::default() }
    }

    /// Number of arms.
    pub fn arms(&self) -> usize {
        self.arms
    }

    /// Adds the table `values` of a comparison; `arms` are the names of the arms in order.
    ///
    /// # Errors
    /// Where a column is missing.
    pub fn add_values(&mut self, table: &Tidy, arms: &[String]) -> Result<(), Lacking> {
        let (names, keys) = texts(table, "arm")?;
        let arm_of: Vec<Option<usize>> = names.iter().map(|n| arms.iter().position(|a| a == n)).collect();
        let replicates = numbers(table, "replicate")?;
        let values = numbers(table, "value")?;
        let places = self.locate(table)?;
        for (row, value) in values.iter().enumerate() {
            if let Some(arm) = keys.get(row).and_then(|k| arm_of.get(*k as usize)).copied().flatten() {
                self.put(arm, replicates[row] as usize, places[row], *value);
            }
        }
        Ok(())
    }

    /// Adds the table `differences` of a comparison.
    ///
    /// # Errors
    /// Where a column is missing.
    pub fn add_differences(&mut self, table: &Tidy, arms: &[String]) -> Result<(), Lacking> {
        let (names, keys) = texts(table, "arm")?;
        let arm_of: Vec<Option<usize>> = names.iter().map(|n| arms.iter().position(|a| a == n)).collect();
        let [n, baseline, arm_mean, difference, low, high] =
            ["n", "mean_baseline", "mean_arm", "difference", "low", "high"].map(|column| numbers(table, column));
        let (n, baseline, arm_mean, difference, low, high) = (n?, baseline?, arm_mean?, difference?, low?, high?);
        let places = self.locate(table)?;
        for (row, key) in places.iter().enumerate() {
            let Some(arm) = keys.get(row).and_then(|k| arm_of.get(*k as usize)).copied().flatten() else { continue };
            let ends = (low[row].is_finite() && high[row].is_finite()).then(|| (low[row], high[row]));
            let found = Difference {
                n: n[row] as usize,
                baseline: baseline[row],
                arm: arm_mean[row],
                difference: difference[row],
                interval: ends,
            };
            self.differences.insert((arm, *key), found);
        }
        Ok(())
    }

    /// Where each row of a table stands; units are kept on the way.
    fn locate(&mut self, table: &Tidy) -> Result<Vec<Key>, Lacking> {
        let (tiers, tier_keys) = texts(table, "tier")?;
        let (regions, region_keys) = texts(table, "region")?;
        let (groups, group_keys) = texts(table, "group")?;
        let (measures, measure_keys) = texts(table, "measure")?;
        let (windows, window_keys) = texts(table, "window")?;
        let (units, unit_keys) = texts(table, "unit")?;
        let measures: Vec<u16> = measures.iter().map(|m| self.measures.number(m.clone())).collect();
        let groups: Vec<u16> = groups.iter().map(|g| self.groups.number(g.clone())).collect();
        let windows: Vec<u16> = windows.iter().map(|w| self.windows.number(w.clone())).collect();
        let mut places: BTreeMap<(i32, i32), u16> = BTreeMap::new();
        let mut keys = Vec::with_capacity(measure_keys.len());
        for row in 0..measure_keys.len() {
            let at = |keys: &[i32]| keys[row] as usize;
            let place = *places.entry((tier_keys[row], region_keys[row])).or_insert_with(|| {
                self.places.number((tiers[at(tier_keys)].clone(), regions[at(region_keys)].clone()))
            });
            let (measure, group) = (measures[at(measure_keys)], groups[at(group_keys)]);
            self.units.entry((measure, group)).or_insert_with(|| units[at(unit_keys)].clone());
            keys.push(Key { measure, place, group, window: windows[at(window_keys)] });
        }
        Ok(keys)
    }

    /// Where a number with these names stands; the names are kept if they are new.
    pub fn key(&mut self, measure: &str, place: (&str, &str), group: &str, window: &str) -> Key {
        Key {
            measure: self.measures.number(measure.into()),
            place: self.places.number((place.0.into(), place.1.into())),
            group: self.groups.number(group.into()),
            window: self.windows.number(window.into()),
        }
    }

    /// Says what a measure of a group is counted in.
    pub fn set_unit(&mut self, measure: u16, group: u16, unit: &str) {
        self.units.insert((measure, group), unit.into());
    }

    /// Puts a value.
    pub fn put(&mut self, arm: usize, replicate: usize, key: Key, value: f64) {
        let arms = self.arms;
        let by_arm = self.values.entry(key).or_insert_with(|| vec![Vec::new(); arms]);
        let Some(values) = by_arm.get_mut(arm).filter(|_| replicate < MOST_REPLICATES) else { return };
        if values.len() <= replicate {
            values.resize(replicate + 1, f64::NAN);
        }
        values[replicate] = value;
    }

    /// Takes the numbers of another cube's only arm over as those of an arm of this one.
    pub fn take_over(&mut self, arm: usize, other: &Self) {
        for (key, values) in &other.values {
            let names = (
                other.measures.all.get(usize::from(key.measure)),
                other.places.all.get(usize::from(key.place)),
                other.groups.all.get(usize::from(key.group)),
                other.windows.all.get(usize::from(key.window)),
            );
            let (Some(measure), Some(place), Some(group), Some(window)) = names else { continue };
            let at = self.key(measure, (&place.0, &place.1), group, window);
            if let Some(unit) = other.units.get(&(key.measure, key.group)) {
                self.units.insert((at.measure, at.group), unit.clone());
            }
            for (replicate, value) in values.first().into_iter().flatten().enumerate() {
                self.put(arm, replicate, at, *value);
            }
        }
    }

    /// Takes the differences of all arms against one of them, seed by seed; for runs that nobody has compared yet.
    pub fn pair(&mut self, baseline: usize) {
        for (key, by_arm) in &self.values {
            for arm in (0..self.arms).filter(|a| *a != baseline) {
                let pairs = by_arm[arm].iter().zip(&by_arm[baseline]);
                let pairs: Vec<(f64, f64)> =
                    pairs.filter(|(a, b)| a.is_finite() && b.is_finite()).map(|(a, b)| (*a, *b)).collect();
                let of = |f: fn(&(f64, f64)) -> f64| Stat::of(&pairs.iter().map(f).collect::<Vec<_>>());
                if let (Some(a), Some(b), Some(d)) = (of(|p| p.0), of(|p| p.1), of(|p| p.0 - p.1)) {
                    let found = Difference {
                        n: pairs.len(),
                        baseline: b.mean,
                        arm: a.mean,
                        difference: d.mean,
                        interval: d.interval,
                    };
                    self.differences.insert((arm, *key), found);
                }
            }
        }
    }

    /// Where the number of the whole country stands, if there is one.
    pub fn find(&self, measure: &str, group: &str, window: &str) -> Option<Key> {
        self.find_in(measure, 0, group, window)
    }

    /// The same at a place.
    pub fn find_in(&self, measure: &str, place: u16, group: &str, window: &str) -> Option<Key> {
        let key = Key {
            measure: self.measures.find(&measure.to_string())?,
            place,
            group: self.groups.find(&group.to_string())?,
            window: self.windows.find(&window.to_string())?,
        };
        self.values.contains_key(&key).then_some(key)
    }

    /// Place of all units of a tier; the country is that of the first.
    pub fn tier(&self, tier: &str) -> Option<u16> {
        match self.places.all.first() {
            Some((country, _)) if country == tier => Some(0),
            _ => self.places.find(&(tier.to_string(), "all".to_string())),
        }
    }

    /// Names of all measures, in the order in which they came.
    pub fn measures(&self) -> &[String] {
        &self.measures.all
    }

    /// Tier and name of all places; the first is the whole country.
    pub fn places(&self) -> &[(String, String)] {
        &self.places.all
    }

    /// Names of all groups.
    pub fn groups(&self) -> &[String] {
        &self.groups.all
    }

    /// Names of all windows.
    pub fn windows(&self) -> &[String] {
        &self.windows.all
    }

    /// The recorded years among the windows, the first first.
    pub fn years(&self) -> Vec<&str> {
        let number = |w: &&String| w.strip_prefix("year").and_then(|n| n.parse::<u32>().ok());
        let mut years: Vec<(u32, &str)> =
            self.windows.all.iter().filter_map(|w| Some((number(&w)?, w.as_str()))).collect();
        years.sort_unstable();
        years.into_iter().map(|(_, w)| w).collect()
    }

    /// Groups of a kind, as `age`, for which a measure has values.
    pub fn groups_of(&self, measure: &str, kind: &str, window: &str) -> Vec<String> {
        let beginning = format!("{kind}:");
        let there = |g: &&String| g.starts_with(&beginning) && self.find(measure, g, window).is_some();
        self.groups.all.iter().filter(there).cloned().collect()
    }

    /// What a measure is counted in; `1` where nothing is known.
    pub fn unit(&self, measure: &str, group: &str) -> &str {
        let key = self.measures.find(&measure.to_string()).zip(self.groups.find(&group.to_string()));
        key.and_then(|key| self.units.get(&key)).map_or("1", String::as_str)
    }

    /// All places of numbers, in order.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.values.keys()
    }

    /// Values of an arm by replicate; NaN where one has none.
    pub fn values(&self, arm: usize, key: Key) -> &[f64] {
        self.values.get(&key).and_then(|arms| arms.get(arm)).map_or(&[], Vec::as_slice)
    }

    /// Mean and interval of an arm.
    pub fn stat(&self, arm: usize, key: Key) -> Option<Stat> {
        Stat::of(self.values(arm, key))
    }

    /// An arm against the baseline.
    pub fn difference(&self, arm: usize, key: Key) -> Option<Difference> {
        self.differences.get(&(arm, key)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_paired_by_seed() {
        let mut cube = Cube::new(2);
        let key = cube.key("a.b", ("country", "all"), "all", "year1");
        for (arm, replicate, value) in [(0, 0, 1.0), (0, 1, 2.0), (0, 2, 9.0), (1, 0, 2.0), (1, 1, 5.0)] {
            cube.put(arm, replicate, key, value);
        }
        cube.pair(0);
        let found = cube.difference(1, key).unwrap();
        assert_eq!((found.n, found.baseline, found.arm, found.difference), (2, 1.5, 3.5, 2.0));
        // Two differences, 1 and 3: mean 2, sd √2, t = 12.706.
        let (low, high) = found.interval.unwrap();
        assert!((high - 14.706_204_7).abs() < 1e-6 && (low + 10.706_204_7).abs() < 1e-6, "{low} {high}");
        assert_eq!(found.sign(), None);
        assert_eq!(cube.stat(0, key).unwrap().n, 3);
        assert_eq!(cube.difference(0, key), None);
    }

    #[test]
    fn years_are_in_order_and_other_windows_are_none() {
        let mut cube = Cube::new(1);
        for window in ["year10", "early", "year2"] {
            let key = cube.key("a.b", ("country", "all"), "all", window);
            cube.put(0, 0, key, 1.0);
        }
        assert_eq!(cube.years(), ["year2", "year10"]);
        assert!(cube.find("a.b", "all", "early").is_some() && cube.find("a.b", "all", "year3").is_none());
    }

    #[test]
    fn a_table_without_a_column_says_which() {
        let table = Tidy::new("values").text("arm", ["a"]).whole("replicate", [0]);
        let error = Cube::new(1).add_values(&table, &["a".into()]).unwrap_err();
        assert!(error.to_string().contains("`value`"), "{error}");
    }
}
