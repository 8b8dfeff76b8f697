//! What is kept of a run in an experiment: the mean of every recorded series over stretches of recorded time.

use super::spread;
use crate::observe::{Column, Layout, Names, OfficeRow, Row, Sink, SinkError};
use crate::scenario::Scenario;
use crate::world::clock::YEAR;
use crate::world::hierarchy::Hierarchy;
use std::collections::BTreeMap;
use std::ops::Range;

/// A stretch of recorded time with a name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Window {
    /// Name: `year1`, or as the experiment calls it.
    pub name: String,
    /// Recorded weeks, from 0.
    pub weeks: Range<u32>,
}

/// The recorded years of a scenario, `year1` the first.
pub fn years(scenario: &Scenario) -> Vec<Window> {
    let year = |y: u32| Window { name: format!("year{}", y + 1), weeks: y * YEAR..(y + 1) * YEAR };
    (0..scenario.parameters().run.years).map(year).collect()
}

/// Which numbers a run gives: one for every window and column, windows outside.
#[derive(Debug, Clone)]
pub struct Grid {
    /// The names behind the columns.
    pub names: Names,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The windows.
    pub windows: Vec<Window>,
}

impl Grid {
    /// The numbers that runs of a scenario give.
    pub fn new(scenario: &Scenario, windows: &[Window]) -> Self {
        let layout = Layout::new(scenario, &Hierarchy::new(&scenario.tiers, &scenario.shape));
        let (mut columns, mut names) = (layout.columns(), layout.names().clone());
        if spread::kept(scenario) {
            spread::extend(&mut names, &mut columns);
        }
        Self { columns, names, windows: windows.to_vec() }
    }

    /// How many numbers.
    pub fn len(&self) -> usize {
        self.windows.len() * self.columns.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Place of a window: by its name, or `first` and `last` for the first and the last recorded year.
    pub fn window(&self, name: &str) -> Option<usize> {
        let is_year = |w: &Window| w.name.strip_prefix("year").is_some_and(|n| n.parse::<u32>().is_ok());
        match name {
            "first" => self.windows.iter().position(is_year),
            "last" => self.windows.iter().rposition(is_year),
            _ => self.windows.iter().position(|w| w.name == name),
        }
    }

    /// Place of a number: a measure for a group at all units of a tier (none: the whole country) in a window.
    pub fn find(&self, measure: &str, group: &str, tier: Option<&str>, window: &str) -> Option<usize> {
        let window = self.window(window)?;
        let measure = self.names.measures.iter().position(|m| m.name == measure)? as u16;
        let group = self.names.groups.iter().position(|g| g == group)? as u16;
        let place = match tier {
            None => 0,
            Some(tier) => self.names.places.iter().position(|p| p.region == "all" && p.tier == tier)? as u32,
        };
        let column = self.columns.binary_search(&Column { place, group, measure }).ok()?;
        Some(window * self.columns.len() + column)
    }
}

/// Adds up rows by window and column.
#[derive(Debug)]
pub struct Averages<'a> {
    grid: &'a Grid,
    places: BTreeMap<Column, usize>,
    sums: Vec<Sum>,
}

/// What has been added up, and how often.
pub type Sum = (f64, u32);

/// The mean of each; NaN where nothing was added up.
pub fn means(sums: &[Sum]) -> Vec<f64> {
    sums.iter().map(|(sum, n)| if *n > 0 { sum / f64::from(*n) } else { f64::NAN }).collect()
}

impl<'a> Averages<'a> {
    /// Nothing so far.
    pub fn new(grid: &'a Grid) -> Self {
        Self::after(grid, vec![Sum::default(); grid.len()])
    }

    /// Goes on from the sums of a run of the same grid.
    pub fn after(grid: &'a Grid, sums: Vec<Sum>) -> Self {
        let places = grid.columns.iter().enumerate().map(|(i, column)| (*column, i)).collect();
        Self { grid, places, sums }
    }

    /// The sums so far.
    pub fn sums(self) -> Vec<Sum> {
        self.sums
    }

    /// The means so far.
    pub fn values(&self) -> Vec<f64> {
        means(&self.sums)
    }
}

impl Sink for Averages<'_> {
    fn rows(&mut self, _names: &Names, rows: &[Row]) -> Result<(), SinkError> {
        for row in rows {
            let column = Column { place: row.place, group: row.group, measure: row.measure };
            let Some(&at) = self.places.get(&column) else {
                return Err(SinkError(format!("a row of no known series: {row:?}")));
            };
            for (w, window) in self.grid.windows.iter().enumerate() {
                if window.weeks.contains(&row.week) {
                    let sum = &mut self.sums[w * self.grid.columns.len() + at];
                    sum.0 += row.value;
                    sum.1 += 1;
                }
            }
        }
        Ok(())
    }

    fn offices(&mut self, _names: &Names, rows: &[OfficeRow]) -> Result<(), SinkError> {
        let Some(year) = rows.first().map(|r| r.year) else { return Ok(()) };
        for (column, value) in spread::of_year(&self.grid.names, rows) {
            let Some(&at) = self.places.get(&column) else { continue };
            for (w, window) in self.grid.windows.iter().enumerate() {
                if spread::holds(window, year) {
                    let sum = &mut self.sums[w * self.grid.columns.len() + at];
                    sum.0 += value;
                    sum.1 += 1;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Progress, run};
    use crate::observe::Keep;

    #[test]
    fn averages_are_means_of_the_rows_of_their_windows() {
        let mut scenario = Scenario::default();
        for (path, value) in [("population.citizens_per_office", 100.0), ("run.burn_in", 10.0), ("run.years", 2.0)] {
            assert!(scenario.set(path, value));
        }
        let grid = Grid::new(&scenario, &years(&scenario));
        let (mut averages, mut keep) = (Averages::new(&grid), Keep::default());
        for sink in [&mut averages as &mut dyn Sink, &mut keep] {
            run(&scenario, sink, &mut Progress { on_weeks: &mut |_| {}, cancelled: &|| false, clock: None }).unwrap();
        }
        let values = averages.values();
        assert_eq!(values.len(), grid.len());
        let place = |measure, group, tier, window| grid.find(measure, group, tier, window);
        for (measure, group, tier, window, first, until) in [
            ("citizens.resolved_in_time", "age:75+", None, "year2", 52, 104),
            ("cascade.target", "indicator:ledger", Some("township"), "year1", 0, 52),
            ("effort.trace_share", "all", None, "year1", 0, 52),
        ] {
            let at = place(measure, group, tier, window).unwrap();
            let column = grid.columns[at % grid.columns.len()];
            let rows: Vec<f64> = keep
                .rows
                .iter()
                .filter(|r| (first..until).contains(&r.week))
                .filter(|r| (r.place, r.group, r.measure) == (column.place, column.group, column.measure))
                .map(|r| r.value)
                .collect();
            assert!(!rows.is_empty(), "{measure}");
            assert_eq!(values[at], rows.iter().sum::<f64>() / rows.len() as f64, "{measure}");
        }
        assert_eq!(place("effort.trace_share", "all", Some("township"), "year1"), None, "weeks are not kept by tier");
        assert_eq!(place("effort.trace_share", "all", None, "year3"), None);
    }
}
