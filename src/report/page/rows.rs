//! Marks and table cells of arms: means beside each other, or differences to the baseline.

use super::context::Page;
use super::cube::Key;
use super::dots::Dot;
use super::words::Scale;

/// What of the arms is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// Means of all arms.
    Means,
    /// Differences of the other arms to the baseline.
    Differences,
}

impl Page<'_> {
    /// Differences where there is something to compare with, else means.
    pub(super) fn of(&self) -> Of {
        if self.compares() { Of::Differences } else { Of::Means }
    }

    /// The arms that are drawn, each with its series.
    pub(super) fn drawn(&self, of: Of) -> Vec<(usize, usize)> {
        let arms = self.arms().into_iter().enumerate();
        arms.filter(|(_, arm)| of == Of::Means || *arm != self.material.baseline).collect()
    }

    /// A mark for each arm at a place of numbers; `what` is what a pointer is told first.
    pub(super) fn dots(&self, of: Of, key: Option<Key>, scale: &Scale, what: &str) -> Vec<Dot> {
        let Some(key) = key else { return Vec::new() };
        let dot = |(series, arm): (usize, usize)| {
            let name = if self.arms().len() > 1 { self.words.in_legend(self.material, arm) } else { String::new() };
            let (at, interval, told) = match of {
                Of::Means => {
                    let stat = self.material.cube.stat(arm, key)?;
                    (stat.mean, stat.interval, self.words.stat(scale, &stat))
                }
                Of::Differences => {
                    let found = self.material.cube.difference(arm, key)?;
                    (found.difference, found.interval, self.words.difference(scale, &found))
                }
            };
            let tip = [what, &name, &told].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>();
            Some(Dot {
                series,
                at: scale.drawn(at),
                interval: interval.map(|(low, high)| (scale.drawn(low), scale.drawn(high))),
                inner: None,
                hollow: false,
                tip: tip.join(self.words.text("report.list_comma").as_str()),
            })
        };
        self.drawn(of).into_iter().filter_map(dot).collect()
    }

    /// A cell for each arm at a place of numbers; empty where an arm has none.
    pub(super) fn cells(&self, of: Of, key: Option<Key>, scale: &Scale) -> Vec<String> {
        let cell = |(_, arm): (usize, usize)| {
            let key = key?;
            match of {
                Of::Means => {
                    let stat = self.material.cube.stat(arm, key)?;
                    Some(self.words.cell(scale, stat.mean, stat.interval, false))
                }
                Of::Differences => {
                    let found = self.material.cube.difference(arm, key)?;
                    Some(self.words.cell(scale, found.difference, found.interval, true))
                }
            }
        };
        self.drawn(of).into_iter().map(|arm| cell(arm).unwrap_or_default()).collect()
    }

    /// Heads of the columns that [`Page::cells`] fills, with what is measured in front where several measures stand in a table.
    pub(super) fn heads(&self, of: Of, measure: Option<&str>) -> Vec<String> {
        let drawn = self.drawn(of);
        let one = drawn.len() == 1;
        let head = |(_, arm): &(usize, usize)| {
            let name = self.words.in_legend(self.material, *arm);
            match measure {
                Some(measure) if one => measure.to_string(),
                Some(measure) => self.words.fill("report.head_of", &[("measure", measure), ("arm", &name)]),
                None => name,
            }
        };
        drawn.iter().map(head).collect()
    }

    /// What an axis of a measure counts in; of differences of shares percentage points.
    pub(super) fn axis_unit(&self, of: Of, scale: &Scale) -> String {
        match (of, scale.per_cent) {
            (Of::Differences, true) => self.text("report.axis_points"),
            (Of::Differences, false) if scale.unit.is_empty() => self.text("report.axis_difference"),
            (Of::Differences, false) => self.words.fill("report.axis_difference_in", &[("unit", &scale.unit)]),
            (Of::Means, _) if scale.unit.is_empty() => self.text("report.axis_number"),
            (Of::Means, _) => scale.unit.clone(),
        }
    }

    /// The caption of a table that stands open.
    pub(super) fn table_caption(&self, of: Of) -> String {
        let (n, window) = (self.replicates().to_string(), self.last());
        let baseline = self.name(self.material.baseline);
        let values = [("n", n.as_str()), ("window", window.as_str()), ("baseline", baseline.as_str())];
        let key = match (of, self.replicates() > 1) {
            (Of::Means, true) => "report.table_means",
            (Of::Means, false) => "report.table_mean_of_one",
            (Of::Differences, true) => "report.table_differences",
            (Of::Differences, false) => "report.table_difference_of_one",
        };
        self.words.fill(key, &values)
    }

    /// The caption that belongs to it.
    pub(super) fn caption(&self, of: Of) -> String {
        match of {
            Of::Means => self.of_means(),
            Of::Differences => self.of_differences(),
        }
    }
}
