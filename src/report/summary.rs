//! The answer of a run: for each measure its mean over the last recorded year, and how sure that is over replicates.

use crate::observe::{Names, Row};
use crate::world::clock::YEAR;
use serde_json::{Map, Value, json};
use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::statistics::Statistics;
use std::collections::BTreeMap;

/// Version of the layout of `summary.json`.
pub const SCHEMA_VERSION: u32 = 1;

/// Quantile of the standard normal distribution at 0.975.
pub const Z: f64 = 1.959_963_984_540_054;

/// What a run found, and on what it rests.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Name of the scenario.
    pub scenario: String,
    /// Hash of the resolved scenario.
    pub hash: String,
    /// Seed of the first replicate.
    pub seed: u64,
    /// Replicates.
    pub replicates: u32,
    /// Recorded weeks.
    pub weeks: u32,
    /// The measures, in the order of the names.
    pub measures: Vec<SummaryEntry>,
}

/// One national measure.
#[derive(Debug, Clone, PartialEq)]
pub struct SummaryEntry {
    /// Name of the measure.
    pub measure: String,
    /// Its unit; `1` for a share.
    pub unit: String,
    /// Tier to which the value belongs; the country's own for most.
    pub tier: String,
    /// Group; `all` for everybody.
    pub group: String,
    /// Mean over the last recorded year, one value a replicate.
    pub values: Vec<f64>,
}

/// Student t interval of 95 % for the mean of independent values; none for fewer than two.
pub fn interval(values: &[f64]) -> Option<(f64, f64)> {
    let mean = values.iter().mean();
    let half = half_width(values.iter().std_dev(), values.len() as u64)?;
    Some((mean - half, mean + half))
}

/// Half the width of that interval, from the standard deviation of the values and their number; none for fewer than
/// two.
pub fn half_width(sd: f64, n: u64) -> Option<f64> {
    (n > 1).then(|| student((n - 1) as f64))?.map(|t| t * sd / (n as f64).sqrt())
}

/// Quantile of Student's distribution at 0.975. For many degrees of freedom, where the search of `statrs` loses digits
/// and at last does not end, by the series of Abramowitz & Stegun 1964, 26.7.5 (off by less than 1e-11).
fn student(freedom: f64) -> Option<f64> {
    if freedom <= 1000.0 {
        return StudentsT::new(0.0, 1.0, freedom).ok().map(|t| t.inverse_cdf(0.975));
    }
    let q = Z * Z;
    let terms =
        [(q + 1.0) / 4.0, ((5.0 * q + 16.0) * q + 3.0) / 96.0, (((3.0 * q + 19.0) * q + 17.0) * q - 15.0) / 384.0];
    Some(Z * (1.0 + terms.iter().rev().fold(0.0, |sum, term| (sum + term) / freedom)))
}

impl SummaryEntry {
    /// Mean over replicates.
    pub fn mean(&self) -> f64 {
        self.values.iter().mean()
    }

    /// Sample standard deviation over replicates; none for one replicate.
    pub fn sd(&self) -> Option<f64> {
        (self.values.len() > 1).then(|| self.values.iter().std_dev())
    }

    /// Student t interval of 95 % for the mean; none for one replicate.
    pub fn interval(&self) -> Option<(f64, f64)> {
        interval(&self.values)
    }

    fn to_json(&self) -> Value {
        let mut entry = Map::new();
        entry.insert("measure".into(), json!(self.measure));
        entry.insert("tier".into(), json!(self.tier));
        entry.insert("group".into(), json!(self.group));
        entry.insert("unit".into(), json!(self.unit));
        entry.insert("mean".into(), json!(self.mean()));
        entry.insert("n".into(), json!(self.values.len()));
        if let (Some(sd), Some((low, high))) = (self.sd(), self.interval()) {
            entry.insert("sd".into(), json!(sd));
            entry.insert("interval".into(), json!([low, high]));
        }
        Value::Object(entry)
    }
}

impl Summary {
    /// The entry of a measure and group for the whole country.
    pub fn find(&self, measure: &str, group: &str) -> Option<&SummaryEntry> {
        self.measures.iter().find(|e| e.measure == measure && e.group == group)
    }

    /// The JSON document; the same bits for the same run, so it holds no times and no machine.
    pub fn to_json(&self) -> Value {
        json!({
            "schema_version": SCHEMA_VERSION,
            "jiama_version": env!("CARGO_PKG_VERSION"),
            "scenario": self.scenario,
            "hash": self.hash,
            "seed": self.seed,
            "replicates": self.replicates,
            "weeks": self.weeks,
            "over": format!("last {} recorded weeks", YEAR.min(self.weeks)),
            "interval": "95 %, Student t over replicates",
            "measures": self.measures.iter().map(SummaryEntry::to_json).collect::<Vec<_>>(),
        })
    }
}

/// Measure, place and group, as numbers.
type Key = (u16, u32, u16);

/// Sum and number of values by replicate.
type Sums = BTreeMap<u32, (f64, u32)>;

/// Adds up national rows of the last recorded year.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LastYear {
    first_week: u32,
    national: Vec<bool>,
    sums: BTreeMap<Key, Sums>,
}

impl LastYear {
    /// For a run of so many recorded weeks.
    pub(crate) fn new(names: &Names, weeks: u32) -> Self {
        let country = names.places.first().map(|p| p.region.clone()).unwrap_or_default();
        let national = names.places.iter().map(|p| p.region == country).collect();
        Self { first_week: weeks.saturating_sub(YEAR), national, sums: BTreeMap::new() }
    }

    /// Adds a row if it is national and of the last year.
    pub(crate) fn take(&mut self, row: &Row) {
        if row.week < self.first_week || !self.national.get(row.place as usize).is_some_and(|n| *n) {
            return;
        }
        let key = (row.measure, row.place, row.group);
        let sum = self.sums.entry(key).or_default().entry(row.replicate).or_insert((0.0, 0));
        sum.0 += row.value;
        sum.1 += 1;
    }

    /// The means, in the order of the names.
    pub(crate) fn entries(&self, names: &Names) -> Vec<SummaryEntry> {
        let entry = |(key, sums): (&Key, &Sums)| {
            let measure = names.measures.get(usize::from(key.0))?;
            Some(SummaryEntry {
                measure: measure.name.into(),
                unit: measure.unit.into(),
                tier: names.places.get(key.1 as usize)?.tier.clone(),
                group: names.groups.get(usize::from(key.2))?.clone(),
                values: sums.values().map(|(sum, n)| sum / f64::from(*n)).collect(),
            })
        };
        self.sums.iter().filter_map(entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(values: &[f64]) -> SummaryEntry {
        let of = |s: &str| s.to_string();
        SummaryEntry {
            measure: of("a.b"),
            unit: of("1"),
            tier: of("country"),
            group: of("all"),
            values: values.to_vec(),
        }
    }

    #[test]
    fn interval_is_students() {
        // R: t.test(c(1, 2, 3, 4))$conf.int gives 0.4457397 4.5542603
        let e = entry(&[1.0, 2.0, 3.0, 4.0]);
        let (low, high) = e.interval().unwrap();
        assert_eq!(e.mean(), 2.5);
        assert!((e.sd().unwrap() - 1.290_994_448_7).abs() < 1e-9);
        assert!((low - 0.445_739_7).abs() < 1e-6 && (high - 4.554_260_3).abs() < 1e-6, "{low} {high}");
    }

    #[test]
    fn students_quantile_holds_for_any_number_of_replicates() {
        // scipy 1.17.1: stats.t.ppf(0.975, n - 1) for n = 2, 1001, 1002, 20001, 1048577.
        let known = [
            (2, 12.706_204_736_175),
            (1001, 1.962_339_080_826),
            (1002, 1.962_336_705_281),
            (20_001, 1.960_082_605_158),
            (1_048_577, 1.959_966_246_917),
        ];
        for (n, t) in known {
            let found = half_width((n as f64).sqrt(), n).unwrap();
            assert!((found - t).abs() < 1e-10, "{n}: {found} {t}");
        }
        assert_eq!((half_width(1.0, 0), half_width(1.0, 1)), (None, None));
    }

    #[test]
    fn one_replicate_has_no_spread() {
        let e = entry(&[2.0]);
        assert_eq!((e.mean(), e.sd(), e.interval()), (2.0, None, None));
        let json = e.to_json();
        assert!(json.get("sd").is_none() && json.get("interval").is_none());
    }

    #[test]
    fn only_the_last_year_of_the_country_counts() {
        use crate::observe::{MeasureName, Place};
        let place = |tier: &str, region: &str| Place { tier: tier.into(), region: region.into() };
        let names = Names {
            places: vec![place("country", "All"), place("county", "A")],
            groups: vec!["all".into()],
            measures: vec![MeasureName { name: "a.b", unit: "h" }],
            group_units: Vec::new(),
            office_columns: Vec::new(),
        };
        let mut year = LastYear::new(&names, 104);
        for (replicate, week, place, value) in
            [(0, 51, 0, 9.0), (0, 55, 0, 1.0), (0, 103, 0, 3.0), (1, 103, 0, 5.0), (0, 103, 1, 8.0)]
        {
            year.take(&Row { replicate, week, place, group: 0, measure: 0, value });
        }
        let entries = year.entries(&names);
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].values, [2.0, 5.0]);
    }
}
