//! Runs as documents for the page: the course over time, the last recorded year, the hierarchy, and paired differences.
//!
//! A document depends on the setting and on whether true values are hidden, on nothing else: the same bytes for the same
//! question.

use super::country::{Country, Setting};
use super::kept::Drawn;
use super::measures::is_seen_from_above;
use super::runs::Done;
use crate::experiment::statistics::{Paired, mean_interval};
use crate::observe::{Column, Names};
use crate::world::clock::YEAR;
use serde_json::{Map, Value, json};
use statrs::statistics::{Data, OrderStatistics};

/// Digits of what is drawn; differences and final values have all of theirs.
const DIGITS: i32 = 5;

/// What documents are made from.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'a> {
    /// The country.
    pub country: &'a Country,
    /// What is drawn of it.
    pub drawn: &'a Drawn,
    /// Whether only what is seen from above may be told.
    pub hidden: bool,
}

/// A number as JSON; null where there is none.
pub fn number(value: f64) -> Value {
    serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// A number with few digits, for drawing.
pub fn short(value: f64) -> Value {
    if value == 0.0 || !value.is_finite() {
        return number(value);
    }
    let digits = (DIGITS - 1 - value.abs().log10().floor() as i32).clamp(-15, 15);
    let scale = 10_f64.powi(digits.abs());
    number(if digits >= 0 { (value * scale).round() / scale } else { (value / scale).round() * scale })
}

/// Unit of a column: that of its measure, or of its indicator where the measure is `of the kind`.
pub fn unit(names: &Names, column: &Column) -> &'static str {
    let own = names.group_units.get(usize::from(column.group)).copied().unwrap_or("");
    match names.measures[usize::from(column.measure)].unit {
        "of the kind" if !own.is_empty() => own,
        unit => unit,
    }
}

impl Writer<'_> {
    fn names(&self) -> &Names {
        &self.country.grid.names
    }

    fn measure(&self, column: &Column) -> &'static str {
        self.names().measures[usize::from(column.measure)].name
    }

    fn group(&self, column: &Column) -> &str {
        &self.names().groups[usize::from(column.group)]
    }

    fn is_told(&self, column: &Column) -> bool {
        !self.hidden || is_seen_from_above(self.measure(column))
    }

    /// The document of a run against the country as it is.
    pub fn run(&self, done: &Done, base: &Done) -> Value {
        let mut document = self.head(&done.setting);
        document.insert("seeds".into(), self.seeds(done.replicates.len()).into());
        document.insert("weeks".into(), self.drawn.weeks().into());
        document.insert("series".into(), self.series(done).into());
        document.insert("final".into(), self.last_year(done).into());
        document.insert("picture".into(), self.picture(done));
        document.insert("differences".into(), self.differences(done, base).into());
        document.insert("hidden".into(), self.hidden.into());
        Value::Object(document)
    }

    /// The document of a comparison.
    pub fn comparison(&self, a: &Done, b: &Done) -> Value {
        json!({
            "a": self.head(&a.setting),
            "b": self.head(&b.setting),
            "seeds": self.seeds(a.replicates.len()),
            "differences": self.differences(b, a),
            "hidden": self.hidden,
        })
    }

    fn head(&self, setting: &Setting) -> Map<String, Value> {
        let mut head = Map::new();
        head.insert("id".into(), setting.hash.chars().take(12).collect::<String>().into());
        head.insert("hash".into(), setting.hash.clone().into());
        head.insert("set".into(), self.country.shown_set(&setting.set).into());
        head.insert("from".into(), setting.from.into());
        head.insert("ramp".into(), setting.ramp.into());
        head
    }

    fn seeds(&self, replicates: usize) -> Vec<u64> {
        let first = self.country.scenario.parameters().run.seed;
        (0..replicates as u64).map(|r| first + r).collect()
    }

    /// Means over replicates and the band in which four of five lie, record by record.
    fn series(&self, done: &Done) -> Vec<Value> {
        let records = self.drawn.records();
        let mut series = Vec::new();
        for (at, column) in self.drawn.columns.iter().enumerate().filter(|(_, c)| self.is_told(c)) {
            let (mut mean, mut low, mut high) = (Vec::new(), Vec::new(), Vec::new());
            for record in 0..records {
                let cells = done.replicates.iter().map(|r| r.course[at * records + record]);
                let values: Vec<f64> = cells.filter(|v| v.is_finite()).collect();
                if values.is_empty() {
                    [&mut mean, &mut low, &mut high].into_iter().for_each(|list| list.push(Value::Null));
                    continue;
                }
                mean.push(short(mean_interval(&values).0));
                let mut values = Data::new(values);
                low.push(short(values.quantile(0.1)));
                high.push(short(values.quantile(0.9)));
            }
            let place = &self.names().places[column.place as usize];
            series.push(json!({
                "measure": self.measure(column),
                "tier": place.tier,
                "group": self.group(column),
                "unit": unit(self.names(), column),
                "mean": mean,
                "low": low,
                "high": high,
            }));
        }
        series
    }

    /// National columns of the last recorded year that may be told, with their places in the grid.
    fn last(&self) -> impl Iterator<Item = (usize, &Column)> {
        let grid = &self.country.grid;
        let window = grid.window("last").unwrap_or(0);
        let columns = grid.columns.iter().enumerate().filter(|(_, c)| c.place == 0 && self.is_told(c));
        columns.map(move |(i, column)| (window * grid.columns.len() + i, column))
    }

    fn last_year(&self, done: &Done) -> Vec<Value> {
        let mut entries = Vec::new();
        for (at, column) in self.last() {
            let values = values(done, at);
            let there: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
            if there.is_empty() {
                continue;
            }
            let (mean, interval) = mean_interval(&there);
            entries.push(json!({
                "measure": self.measure(column),
                "group": self.group(column),
                "unit": unit(self.names(), column),
                "values": values.iter().map(|v| number(*v)).collect::<Vec<_>>(),
                "mean": number(mean),
                "low": interval.map(|i| i.0),
                "high": interval.map(|i| i.1),
            }));
        }
        entries
    }

    /// Differences of a run against another, paired by seed, over the last recorded year.
    fn differences(&self, arm: &Done, base: &Done) -> Vec<Value> {
        let mut entries = Vec::new();
        for (at, column) in self.last() {
            let paired = Paired::new(&values(arm, at), &values(base, at));
            if paired.n == 0 {
                continue;
            }
            entries.push(json!({
                "measure": self.measure(column),
                "group": self.group(column),
                "unit": unit(self.names(), column),
                "baseline": paired.mean_baseline,
                "arm": paired.mean_arm,
                "difference": paired.difference,
                "low": paired.low,
                "high": paired.high,
                "n": paired.n,
                "agree": paired.agree,
                "effect_size": paired.effect_size,
            }));
        }
        entries
    }

    /// The hierarchy in the first replicate, and what became of its citizens.
    fn picture(&self, done: &Done) -> Value {
        let Some(first) = done.replicates.first() else { return Value::Null };
        let Some(picture) = &first.picture else { return Value::Null };
        let groups = self.names().groups.iter().filter(|_| !self.hidden);
        let citizens: Vec<Value> = groups.filter_map(|group| self.citizens(&first.course, group)).collect();
        json!({
            "weeks": self.drawn.weeks(),
            "tiers": picture.tiers(self.country, self.hidden),
            "citizens": citizens,
        })
    }

    /// What became of the needs of a group in the year up to each record.
    fn citizens(&self, course: &[f64], group: &str) -> Option<Value> {
        let records = self.drawn.records();
        let of = |measure: &str| {
            let is = |c: &Column| c.place == 0 && self.group(c) == group && self.measure(c) == measure;
            let at = self.drawn.columns.iter().position(is)?;
            Some(&course[at * records..(at + 1) * records])
        };
        let needs = of("citizens.needs")?;
        let year = (YEAR / self.country.scenario.record.every).max(1) as usize;
        // A share weighs as much as the needs that it is a share of; who has none has no share.
        let over_a_year = |shares: &[f64]| -> Vec<Value> {
            let year_up_to = |end: usize| (end.saturating_sub(year)..end).filter(|i| shares[*i].is_finite());
            let mean = |end: usize| {
                let weighed: f64 = year_up_to(end).map(|i| shares[i] * needs[i]).sum();
                weighed / year_up_to(end).map(|i| needs[i]).sum::<f64>()
            };
            (1..=records).map(|end| short(mean(end))).collect()
        };
        Some(json!({
            "group": group,
            "people": of("citizens.population")?.first().map(|n| number(*n)),
            "resolved": over_a_year(of("citizens.resolved")?),
            "excluded": over_a_year(of("citizens.excluded")?),
        }))
    }
}

/// One value a replicate of a number of the grid.
pub fn values(done: &Done, at: usize) -> Vec<f64> {
    done.replicates.iter().map(|r| r.values.get(at).copied().unwrap_or(f64::NAN)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_has_five_digits() {
        assert_eq!(short(0.123_456_789), json!(0.12346));
        assert_eq!(short(-123_456.789), json!(-123_460.0));
        assert_eq!([short(0.0), short(f64::NAN), short(f64::INFINITY)], [json!(0.0), Value::Null, Value::Null]);
    }
}
